/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-sendbird-items.h"

#include "ahoy-json.h"
#include "ahoy-sendbird-failure.h"
#include "ahoy-text.h"

#include <string.h>

#define MOST_KEYS 64 /* that a change names; more than there can be items */

static void
item_free (gpointer data)
{
  AhoySendbirdItem *item = data;

  g_free (item->key);
  g_free (item->value);
  g_free (item);
}

/**
 * ahoy_sendbird_items_new:
 *
 * Returns: (transfer full) (element-type AhoySendbirdItem): no items yet
 */
GPtrArray *
ahoy_sendbird_items_new (void)
{
  return g_ptr_array_new_with_free_func (item_free);
}

static AhoySendbirdItem *
find (const GPtrArray *items, const char *key)
{
  for (guint i = 0; items != NULL && i < items->len; i++) {
    AhoySendbirdItem *item = g_ptr_array_index (items, i);

    if (strcmp (item->key, key) == 0)
      return item;
  }

  return NULL;
}

static gboolean
is_text (const char *text)
{
  return g_utf8_validate (text, -1, NULL)
         && g_utf8_strlen (text, -1) <= AHOY_SENDBIRD_LONGEST_ITEM && !ahoy_text_has_control (text);
}

/**
 * ahoy_sendbird_items_set:
 * @items: (element-type AhoySendbirdItem): items
 * @key: what it is called
 * @value: its value
 *
 * Sets an item, in place of the one with the same key.
 *
 * Returns: %FALSE where the service does not take such an item, or there are too many: at most ten,
 *   of one line and 128 characters each, and without a comma in the key
 */
gboolean
ahoy_sendbird_items_set (GPtrArray *items, const char *key, const char *value)
{
  AhoySendbirdItem *item;

  g_return_val_if_fail (items != NULL, FALSE);
  g_return_val_if_fail (key != NULL && value != NULL, FALSE);

  if (*key == '\0' || strchr (key, ',') != NULL || !is_text (key) || !is_text (value))
    return FALSE;

  item = find (items, key);
  if (item == NULL) {
    if (items->len == AHOY_SENDBIRD_MOST_ITEMS)
      return FALSE;
    item = g_new0 (AhoySendbirdItem, 1);
    item->key = g_strdup (key);
    g_ptr_array_add (items, item);
  }
  g_free (item->value);
  item->value = g_strdup (value);

  return TRUE;
}

/**
 * ahoy_sendbird_items_get:
 * @items: (nullable) (element-type AhoySendbirdItem): items
 * @key: a key
 *
 * Returns: (transfer none) (nullable): the value of that key
 */
const char *
ahoy_sendbird_items_get (const GPtrArray *items, const char *key)
{
  const AhoySendbirdItem *item = find (items, key);

  return item != NULL ? item->value : NULL;
}

/**
 * ahoy_sendbird_items_read:
 * @object: (nullable): an object
 * @member: the name of a member
 *
 * Reads items. Those that the service would not take are left out.
 *
 * Returns: (transfer full) (nullable) (element-type AhoySendbirdItem): the items, maybe none; %NULL
 *   where the member is not an object
 */
GPtrArray *
ahoy_sendbird_items_read (JsonObject *object, const char *member)
{
  JsonObject *given = ahoy_json_get_object (object, member);
  GPtrArray *items;
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  if (given == NULL)
    return NULL;

  items = ahoy_sendbird_items_new ();
  json_object_iter_init_ordered (&iter, given);
  while (items->len < AHOY_SENDBIRD_MOST_ITEMS
         && json_object_iter_next_ordered (&iter, &key, &node)) {
    if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
      ahoy_sendbird_items_set (items, key, json_node_get_string (node));
  }

  return items;
}

/**
 * ahoy_sendbird_items_to_json:
 * @items: (nullable) (element-type AhoySendbirdItem): items
 *
 * Returns: (transfer full): them as the service wants them
 */
JsonObject *
ahoy_sendbird_items_to_json (const GPtrArray *items)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; items != NULL && i < items->len; i++) {
    const AhoySendbirdItem *item = g_ptr_array_index (items, i);

    json_object_set_string_member (object, item->key, item->value);
  }

  return object;
}

/**
 * ahoy_sendbird_items_path:
 * @call_id: a call
 *
 * Returns: (transfer full): where its items are set, by PUT, and removed, by DELETE (section 7 of
 *   the protocol page)
 */
char *
ahoy_sendbird_items_path (const char *call_id)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (call_id != NULL, NULL);

  id = ahoy_text_encode_segment (call_id, AHOY_TEXT_UNRESERVED);

  return g_strdup_printf ("/v1/direct_calls/%s/custom_items", id);
}

/**
 * ahoy_sendbird_items_update_body:
 * @items: (element-type AhoySendbirdItem): items
 *
 * Returns: (transfer full): the body that sets them, and leaves the others as they are
 */
char *
ahoy_sendbird_items_update_body (const GPtrArray *items)
{
  g_autoptr (JsonObject) root = json_object_new ();

  json_object_set_object_member (root, "custom_items", ahoy_sendbird_items_to_json (items));
  json_object_set_string_member (root, "mode", "upsert");

  return ahoy_json_to_text (root);
}

/**
 * ahoy_sendbird_items_delete_body:
 * @keys: (array zero-terminated=1) (nullable): which ones; %NULL: all
 *
 * Returns: (transfer full): the body that removes items
 */
char *
ahoy_sendbird_items_delete_body (const char * const *keys)
{
  g_autoptr (JsonObject) root = json_object_new ();
  JsonArray *array;

  if (keys != NULL) {
    array = json_array_new ();
    for (guint i = 0; keys[i] != NULL; i++)
      json_array_add_string_element (array, keys[i]);
    json_object_set_array_member (root, "keys", array);
  }

  return ahoy_json_to_text (root);
}

/**
 * ahoy_sendbird_items_change_read:
 * @object: (nullable): the payload of an event, or the answer to a request
 *
 * Reads what has become of the items (section 7 of the protocol page).
 *
 * Returns: (transfer full) (nullable): it; %NULL where it does not say which items there are
 */
AhoySendbirdItemsChange *
ahoy_sendbird_items_change_read (JsonObject *object)
{
  GPtrArray *items = ahoy_sendbird_items_read (object, "custom_items");
  AhoySendbirdItemsChange *self;

  if (items == NULL)
    return NULL;

  self = g_new0 (AhoySendbirdItemsChange, 1);
  self->items = items;
  self->keys = ahoy_json_get_strv (object, "updated", MOST_KEYS);
  if (self->keys == NULL) {
    self->keys = ahoy_json_get_strv (object, "deleted", MOST_KEYS);
    self->deleted = self->keys != NULL;
  }
  if (self->keys == NULL)
    self->keys = g_new0 (char *, 1);

  return self;
}

/**
 * ahoy_sendbird_items_change_parse:
 * @text: the body of a successful answer to a request that changes items
 * @length: its length in bytes, or -1
 * @error: return location for an error
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL.
 *
 * Returns: (transfer full) (nullable): what has become of the items
 */
AhoySendbirdItemsChange *
ahoy_sendbird_items_change_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) root = ahoy_json_parse_object (text, length, error);
  AhoySendbirdItemsChange *change;

  if (root == NULL)
    return NULL;

  change = ahoy_sendbird_items_change_read (root);
  if (change == NULL)
    g_propagate_error (error,
                       ahoy_sendbird_client_error (AHOY_SENDBIRD_CLIENT_ERROR_WRONG_RESPONSE));

  return change;
}

/**
 * ahoy_sendbird_items_change_free:
 * @change: (nullable) (transfer full): a change
 */
void
ahoy_sendbird_items_change_free (AhoySendbirdItemsChange *change)
{
  if (change == NULL)
    return;

  g_ptr_array_unref (change->items);
  g_strfreev (change->keys);
  g_free (change);
}
