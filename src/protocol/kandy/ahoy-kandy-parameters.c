/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-kandy-parameters.h"

#include "ahoy-json.h"
#include "ahoy-text.h"

#include <string.h>

#define MOST_PARAMETERS 64
#define LONGEST_NAME    128  /* bytes */
#define LONGEST_VALUE   4096 /* bytes */

static void
parameter_free (gpointer data)
{
  AhoyKandyParameter *parameter = data;

  g_free (parameter->name);
  g_free (parameter->value);
  g_free (parameter);
}

/**
 * ahoy_kandy_parameters_new:
 *
 * Returns: (transfer full) (element-type AhoyKandyParameter): no parameters yet
 */
GPtrArray *
ahoy_kandy_parameters_new (void)
{
  return g_ptr_array_new_with_free_func (parameter_free);
}

static AhoyKandyParameter *
find (const GPtrArray *parameters, const char *name)
{
  for (guint i = 0; parameters != NULL && i < parameters->len; i++) {
    AhoyKandyParameter *parameter = g_ptr_array_index (parameters, i);

    if (g_ascii_strcasecmp (parameter->name, name) == 0)
      return parameter;
  }

  return NULL;
}

/* RFC 3261 calls it a token. */
static gboolean
is_name (const char *name)
{
  gsize length = strlen (name);

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (name[i]) && strchr ("-.!%*_+`'~", name[i]) == NULL)
      return FALSE;
  }

  return length > 0 && length <= LONGEST_NAME;
}

/**
 * ahoy_kandy_parameters_set:
 * @parameters: (element-type AhoyKandyParameter): parameters
 * @name: a name, as of a header
 * @value: a value of one line
 *
 * Sets a parameter, in place of one whose name differs in case at most.
 *
 * Returns: %FALSE where name or value cannot be those of a header, or there are too many
 */
gboolean
ahoy_kandy_parameters_set (GPtrArray *parameters, const char *name, const char *value)
{
  AhoyKandyParameter *parameter;

  g_return_val_if_fail (parameters != NULL, FALSE);
  g_return_val_if_fail (name != NULL && value != NULL, FALSE);

  if (!is_name (name) || strlen (value) > LONGEST_VALUE || !g_utf8_validate (value, -1, NULL)
      || ahoy_text_has_control (value))
    return FALSE;

  parameter = find (parameters, name);
  if (parameter == NULL) {
    if (parameters->len == MOST_PARAMETERS)
      return FALSE;
    parameter = g_new0 (AhoyKandyParameter, 1);
    g_ptr_array_add (parameters, parameter);
  }
  g_free (parameter->name);
  parameter->name = g_strdup (name);
  g_free (parameter->value);
  parameter->value = g_strdup (value);

  return TRUE;
}

/**
 * ahoy_kandy_parameters_get:
 * @parameters: (nullable) (element-type AhoyKandyParameter): parameters
 * @name: a name, in any case
 *
 * Returns: (transfer none) (nullable): the value of that name
 */
const char *
ahoy_kandy_parameters_get (const GPtrArray *parameters, const char *name)
{
  const AhoyKandyParameter *parameter = find (parameters, name);

  return parameter != NULL ? parameter->value : NULL;
}

/**
 * ahoy_kandy_parameters_read:
 * @object: (nullable): an object
 * @member: the name of a member
 *
 * Reads parameters (section 7.1 of the protocol page). Those that cannot be headers are left out.
 *
 * Returns: (transfer full) (nullable) (element-type AhoyKandyParameter): the parameters, at least
 *   one; %NULL where there are none
 */
GPtrArray *
ahoy_kandy_parameters_read (JsonObject *object, const char *member)
{
  JsonArray *array = ahoy_json_get_array (object, member);
  g_autoptr (GPtrArray) parameters = ahoy_kandy_parameters_new ();
  guint n = array != NULL ? MIN (json_array_get_length (array), MOST_PARAMETERS) : 0;

  for (guint i = 0; i < n; i++) {
    JsonNode *node = json_array_get_element (array, i);
    JsonObject *element = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    const char *name = ahoy_json_get_string (element, "name");
    const char *value = ahoy_json_get_string (element, "value");

    if (name != NULL && value != NULL)
      ahoy_kandy_parameters_set (parameters, name, value);
  }

  return parameters->len > 0 ? g_steal_pointer (&parameters) : NULL;
}

/**
 * ahoy_kandy_parameters_to_json:
 * @parameters: (element-type AhoyKandyParameter): parameters
 *
 * Returns: (transfer full): them as the service wants them
 */
JsonArray *
ahoy_kandy_parameters_to_json (const GPtrArray *parameters)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < parameters->len; i++) {
    const AhoyKandyParameter *parameter = g_ptr_array_index (parameters, i);
    JsonObject *element = json_object_new ();

    json_object_set_string_member (element, "name", parameter->name);
    json_object_set_string_member (element, "value", parameter->value);
    json_array_add_object_element (array, element);
  }

  return array;
}
