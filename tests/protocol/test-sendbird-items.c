/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-sendbird-items.h"
#include "hostile.h"

#include "ahoy-json.h"

#include <string.h>

static JsonObject *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = ahoy_json_parse_object (text, -1, &error);

  g_assert_no_error (error);

  return object;
}

static void
test_set (void)
{
  g_autoptr (GPtrArray) items = ahoy_sendbird_items_new ();

  g_assert_true (ahoy_sendbird_items_set (items, "k", "v"));
  g_assert_true (ahoy_sendbird_items_set (items, "K", ""));
  g_assert_true (ahoy_sendbird_items_set (items, "k", "w, x"));
  g_assert_cmpuint (items->len, ==, 2);
  g_assert_cmpstr (ahoy_sendbird_items_get (items, "k"), ==, "w, x");
  g_assert_cmpstr (ahoy_sendbird_items_get (items, "K"), ==, "");
  g_assert_null (ahoy_sendbird_items_get (items, "other"));
  g_assert_null (ahoy_sendbird_items_get (NULL, "k"));
}

static void
test_limits (void)
{
  g_autoptr (GPtrArray) items = ahoy_sendbird_items_new ();
  g_autoptr (GString) longest = g_string_new (NULL);

  for (guint i = 0; i < AHOY_SENDBIRD_LONGEST_ITEM; i++)
    g_string_append (longest, "é");
  g_assert_true (ahoy_sendbird_items_set (items, longest->str, longest->str));
  g_string_append_c (longest, 'x');
  g_assert_false (ahoy_sendbird_items_set (items, longest->str, "v"));
  g_assert_false (ahoy_sendbird_items_set (items, "k", longest->str));
  g_assert_false (ahoy_sendbird_items_set (items, "", "v"));
  g_assert_false (ahoy_sendbird_items_set (items, "a,b", "v"));
  g_assert_false (ahoy_sendbird_items_set (items, "a\nb", "v"));
  g_assert_false (ahoy_sendbird_items_set (items, "k", "a\nb"));
  g_assert_false (ahoy_sendbird_items_set (items, "k\xff", "v"));
  g_assert_false (ahoy_sendbird_items_set (items, "k", "\xff"));
  g_assert_cmpuint (items->len, ==, 1);

  for (guint i = 1; i < AHOY_SENDBIRD_MOST_ITEMS; i++) {
    g_autofree char *key = g_strdup_printf ("%u", i);

    g_assert_true (ahoy_sendbird_items_set (items, key, "v"));
  }
  g_assert_false (ahoy_sendbird_items_set (items, "more", "v"));
  g_assert_true (ahoy_sendbird_items_set (items, "1", "changed"));
  g_assert_cmpuint (items->len, ==, AHOY_SENDBIRD_MOST_ITEMS);
}

static void
test_read (void)
{
  g_autoptr (JsonObject) object = parse ("{\"a\":{\"x\":\"1\",\"n\":2,\"y\":\"3\",\"p,q\":\"4\"},"
                                         "\"none\":{},\"list\":[],\"text\":\"x\"}");
  g_autoptr (GPtrArray) items = ahoy_sendbird_items_read (object, "a");
  g_autoptr (GPtrArray) none = ahoy_sendbird_items_read (object, "none");
  g_autoptr (JsonObject) written = ahoy_sendbird_items_to_json (items);
  g_autofree char *text = ahoy_json_to_text (written);

  g_assert_cmpuint (items->len, ==, 2);
  g_assert_cmpstr (text, ==, "{\"x\":\"1\",\"y\":\"3\"}");
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (ahoy_sendbird_items_read (object, "list"));
  g_assert_null (ahoy_sendbird_items_read (object, "text"));
  g_assert_null (ahoy_sendbird_items_read (object, "missing"));
  g_assert_null (ahoy_sendbird_items_read (NULL, "a"));
}

static void
test_too_many (void)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonObject *given = json_object_new ();
  g_autoptr (GPtrArray) items = NULL;

  for (guint i = 0; i < 1000; i++) {
    g_autofree char *key = g_strdup_printf ("k%03u", i);

    json_object_set_string_member (given, key, "v");
  }
  json_object_set_object_member (object, "custom_items", given);
  items = ahoy_sendbird_items_read (object, "custom_items");

  g_assert_cmpuint (items->len, ==, AHOY_SENDBIRD_MOST_ITEMS);
  g_assert_cmpstr (ahoy_sendbird_items_get (items, "k009"), ==, "v");
}

static void
test_requests (void)
{
  static const char * const keys[] = { "a", "b", NULL };
  static const char * const no_keys[] = { NULL };
  g_autoptr (GPtrArray) items = ahoy_sendbird_items_new ();
  g_autofree char *path = ahoy_sendbird_items_path ("A-1/..");
  g_autofree char *some = ahoy_sendbird_items_delete_body (keys);
  g_autofree char *none = ahoy_sendbird_items_delete_body (no_keys);
  g_autofree char *all = ahoy_sendbird_items_delete_body (NULL);
  g_autofree char *update = NULL;

  ahoy_sendbird_items_set (items, "k", "v\"");
  update = ahoy_sendbird_items_update_body (items);
  g_assert_cmpstr (path, ==, "/v1/direct_calls/A-1%2F../custom_items");
  g_assert_cmpstr (update, ==, "{\"custom_items\":{\"k\":\"v\\\"\"},\"mode\":\"upsert\"}");
  g_assert_cmpstr (some, ==, "{\"keys\":[\"a\",\"b\"]}");
  g_assert_cmpstr (none, ==, "{\"keys\":[]}");
  g_assert_cmpstr (all, ==, "{}");
}

static void
test_change (void)
{
  g_autoptr (AhoySendbirdItemsChange) updated =
    ahoy_sendbird_items_change_parse ("{\"custom_items\":{\"k\":\"v\"},\"updated\":[\"k\"]}", -1,
                                      NULL);
  g_autoptr (AhoySendbirdItemsChange) deleted =
    ahoy_sendbird_items_change_parse ("{\"custom_items\":{},\"deleted\":[\"k\",\"l\"]}", -1, NULL);
  g_autoptr (AhoySendbirdItemsChange) bare =
    ahoy_sendbird_items_change_parse ("{\"custom_items\":{},\"updated\":[1]}", -1, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (ahoy_sendbird_items_get (updated->items, "k"), ==, "v");
  g_assert_cmpuint (g_strv_length (updated->keys), ==, 1);
  g_assert_cmpstr (updated->keys[0], ==, "k");
  g_assert_false (updated->deleted);
  g_assert_cmpuint (deleted->items->len, ==, 0);
  g_assert_cmpuint (g_strv_length (deleted->keys), ==, 2);
  g_assert_true (deleted->deleted);
  g_assert_cmpuint (g_strv_length (bare->keys), ==, 0);
  g_assert_false (bare->deleted);

  g_assert_null (ahoy_sendbird_items_change_parse ("{\"updated\":[\"k\"]}", -1, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
}

static gboolean
read_change (const char *text, gssize length, GError **error)
{
  g_autoptr (AhoySendbirdItemsChange) change = ahoy_sendbird_items_change_parse (text, length,
                                                                                 error);

  if (change == NULL)
    return FALSE;
  g_assert_nonnull (change->keys);
  g_assert_cmpuint (change->items->len, <=, AHOY_SENDBIRD_MOST_ITEMS);

  return TRUE;
}

static void
test_hostile (void)
{
  hostile_check ("{\"custom_items\":{\"k\":\"é\",\"l\":\"\"},\"updated\":[\"k\",\"l\"]}",
                 read_change);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sendbird/items/set", test_set);
  g_test_add_func ("/sendbird/items/limits", test_limits);
  g_test_add_func ("/sendbird/items/read", test_read);
  g_test_add_func ("/sendbird/items/too-many", test_too_many);
  g_test_add_func ("/sendbird/items/requests", test_requests);
  g_test_add_func ("/sendbird/items/change", test_change);
  g_test_add_func ("/sendbird/items/hostile", test_hostile);

  return g_test_run ();
}
