/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-fields.h"

#include "ahoy-json.h"

#include <string.h>

static void visit_node (JsonNode *node, guint depth);

static void
visit_member (JsonObject *object, const char *member, JsonNode *node, gpointer depth)
{
  gint64 value = 0;
  gboolean flag = FALSE;
  const char *text = ahoy_json_get_string (object, member);
  g_auto (GStrv) strings = ahoy_json_get_strv (object, member, 8);
  gboolean whole = ahoy_json_get_int (object, member, -1000, 1000, &value);
  /* The one value of two types is a number in a string. */
  guint n_types = (text != NULL || whole)
                  + (ahoy_json_get_object (object, member) != NULL)
                  + (ahoy_json_get_array (object, member) != NULL)
                  + ahoy_json_get_boolean (object, member, &flag);

  g_assert (g_utf8_validate (member, -1, NULL));
  g_assert (text == NULL || g_utf8_validate (text, -1, NULL));
  g_assert (strings == NULL || g_strv_length (strings) <= 8);
  g_assert (text == NULL || !whole || strspn (text, "+-0123456789") == strlen (text));
  g_assert (n_types <= 1);
  g_assert (value >= -1000 && value <= 1000);
  visit_node (node, GPOINTER_TO_UINT (depth));
}

static void
visit_element (JsonArray *array, guint i, JsonNode *node, gpointer depth)
{
  visit_node (node, GPOINTER_TO_UINT (depth));
}

static void
visit_node (JsonNode *node, guint depth)
{
  if (JSON_NODE_HOLDS_OBJECT (node) || JSON_NODE_HOLDS_ARRAY (node))
    g_assert (depth < AHOY_JSON_MAX_DEPTH);
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), visit_member,
                                GUINT_TO_POINTER (depth + 1));
  if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), visit_element,
                                GUINT_TO_POINTER (depth + 1));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = ahoy_json_parse_object ((const char *) data, size, &error);

  g_assert ((object == NULL) == (error != NULL));
  if (object != NULL) {
    g_autofree char *text = ahoy_json_to_text (object);
    g_autoptr (JsonObject) again = ahoy_json_parse_object (text, -1, NULL);
    g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

    g_assert (again != NULL && json_object_get_size (again) == json_object_get_size (object));
    json_node_set_object (node, object);
    visit_node (node, 0);
  }

  return 0;
}
