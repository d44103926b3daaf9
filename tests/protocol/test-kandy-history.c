/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-kandy-history.h"
#include "hostile.h"

#include <string.h>

#define USER "alice@example.com"
#define BASE "/rest/version/1/user/alice@example.com"

/* As on the protocol page, section 9.3. */
#define PAGE \
  "{ \"logHistory\": { \"statusCode\": 0, \"logItems\": [ { \"type\": \"CallLog\", \"params\": {\n" \
  "    \"recordId\": \"9f31\", \"startTime\": \"1795213216541\", \"duration\": \"42000\"," \
  " \"direction\": \"incoming\",\n" \
  "    \"callerDisplayNumber\": \"alice@example.com\", \"callerName\": \"Alice\",\n" \
  "    \"calleeDisplayNumber\": \"bob@example.com\", \"calleeName\": \"Bob\"," \
  " \"resourceLocation\": \"\" } } ] } }"

static void
test_paths (void)
{
  g_autofree char *first = ahoy_kandy_history_path (USER, 0, 10);
  g_autofree char *next = ahoy_kandy_history_path (USER, 10, G_MAXUINT);
  g_autofree char *all = ahoy_kandy_history_all_path (USER);
  g_autofree char *entry = ahoy_kandy_history_entry_path (USER, "9f31");
  g_autofree char *odd = ahoy_kandy_history_entry_path (USER, "../logHistory?");

  g_assert_cmpstr (first, ==, BASE "/logHistory?count=10&startIndex=0");
  g_assert_cmpstr (next, ==, BASE "/logHistory?count=4294967295&startIndex=10");
  g_assert_cmpstr (all, ==, BASE "/logHistory");
  g_assert_cmpstr (entry, ==, BASE "/logRecord/9f31");
  g_assert_cmpstr (odd, ==, BASE "/logRecord/..%2FlogHistory%3F");
}

static void
test_page (void)
{
  g_autoptr (GError) error = NULL;
  guint n_items = 0;
  g_autoptr (GPtrArray) entries = ahoy_kandy_history_parse (PAGE, -1, &n_items, &error);
  const AhoyKandyHistoryEntry *entry;

  g_assert_no_error (error);
  g_assert_cmpuint (n_items, ==, 1);
  g_assert_cmpuint (entries->len, ==, 1);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpstr (entry->id, ==, "9f31");
  g_assert_cmpint (entry->start_time, ==, G_GINT64_CONSTANT (1795213216541));
  g_assert_cmpint (entry->duration, ==, 42000);
  g_assert_cmpint (entry->direction, ==, AHOY_CALL_DIRECTION_INCOMING);
  g_assert_false (entry->missed);
  g_assert_cmpstr (entry->number, ==, "alice@example.com");
  g_assert_cmpstr (entry->name, ==, "Alice");
}

static void
test_entries (void)
{
  static const struct {
    const char        *params;
    gboolean           kept;
    AhoyCallDirection  direction;
    gboolean           missed;
    const char        *number;
    const char        *name;
    gint64             start_time;
    gint64             duration;
    const char        *id;
  } rows[] = {
#define CALLER ",\"callerDisplayNumber\":\"a@x\",\"callerName\":\"A\""
#define CALLEE ",\"calleeDisplayNumber\":\"b@x\",\"calleeName\":\"B\""
#define AT ",\"startTime\":\"5\",\"duration\":\"7\",\"recordId\":\"r\""
    { "\"direction\":\"incoming\"" AT CALLER CALLEE, TRUE, AHOY_CALL_DIRECTION_INCOMING, FALSE,
      "a@x", "A", 5, 7, "r" },
    { "\"direction\":\"missed\"" AT CALLER CALLEE, TRUE, AHOY_CALL_DIRECTION_INCOMING, TRUE,
      "a@x", "A", 5, 7, "r" },
    { "\"direction\":\"outgoing\"" AT CALLER CALLEE, TRUE, AHOY_CALL_DIRECTION_OUTGOING, FALSE,
      "b@x", "B", 5, 7, "r" },
    { "\"direction\":\"outgoing\"" AT CALLER, TRUE, AHOY_CALL_DIRECTION_OUTGOING, FALSE,
      "a@x", "A", 5, 7, "r" },
    { "\"direction\":\"outgoing\"" AT CALLER ",\"calleeName\":\"B\"", TRUE,
      AHOY_CALL_DIRECTION_OUTGOING, FALSE, "a@x", "A", 5, 7, "r" },
    { "\"direction\":\"incoming\",\"startTime\":5,\"duration\":7" CALLER, TRUE,
      AHOY_CALL_DIRECTION_INCOMING, FALSE, "a@x", "A", 5, 7, NULL },
    { "\"direction\":\"incoming\",\"startTime\":\"5\",\"duration\":\"-7\",\"recordId\":\"a\\nb\""
      ",\"callerDisplayNumber\":\" a\\n@x\",\"callerName\":\"\\u0001\"", TRUE,
      AHOY_CALL_DIRECTION_INCOMING, FALSE, "a @x", NULL, 5, 0, NULL },
    { "\"direction\":\"Incoming\"" AT CALLER, .kept = FALSE },
    { "\"direction\":null" AT CALLER, .kept = FALSE },
    { "\"recordId\":\"r\"", .kept = FALSE },
    { "\"direction\":\"incoming\"" AT CALLEE, .kept = FALSE },
    { "\"direction\":\"incoming\"" CALLER, .kept = FALSE },
    { "\"direction\":\"incoming\",\"startTime\":\"\"" CALLER, .kept = FALSE },
    { "\"direction\":\"incoming\",\"startTime\":\"-5\"" CALLER, .kept = FALSE },
    { "\"direction\":\"incoming\",\"startTime\":-5" CALLER, .kept = FALSE },
    { "\"direction\":\"incoming\",\"startTime\":\"5s\"" CALLER, .kept = FALSE },
    { "\"direction\":\"incoming\",\"startTime\":\"9999999999999999\"" CALLER, .kept = FALSE },
    { "\"direction\":\"incoming\",\"startTime\":9999999999999999" CALLER, .kept = FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = g_strdup_printf ("{\"logHistory\":{\"logItems\":[{\"type\":\"CallLog\","
                                             "\"params\":{%s}}]}}", rows[i].params);
    guint n_items = 0;
    g_autoptr (GPtrArray) entries = ahoy_kandy_history_parse (text, -1, &n_items, NULL);
    const AhoyKandyHistoryEntry *entry;

    g_assert_nonnull (entries);
    g_assert_cmpuint (n_items, ==, 1);
    g_assert_cmpuint (entries->len, ==, rows[i].kept);
    if (!rows[i].kept)
      continue;
    entry = g_ptr_array_index (entries, 0);
    g_assert_cmpint (entry->direction, ==, rows[i].direction);
    g_assert_cmpint (entry->missed, ==, rows[i].missed);
    g_assert_cmpstr (entry->number, ==, rows[i].number);
    g_assert_cmpstr (entry->name, ==, rows[i].name);
    g_assert_cmpint (entry->start_time, ==, rows[i].start_time);
    g_assert_cmpint (entry->duration, ==, rows[i].duration);
    g_assert_cmpstr (entry->id, ==, rows[i].id);
  }
}

static void
test_foreign_items (void)
{
  guint n_items = 0;
  g_autoptr (GPtrArray) entries = ahoy_kandy_history_parse (
    "{\"logHistory\":{\"logItems\":[null,5,\"CallLog\",[],{},{\"type\":\"CallLog\"},"
    "{\"type\":\"Fax\",\"params\":{\"direction\":\"incoming\",\"startTime\":\"1\","
    "\"callerDisplayNumber\":\"a@x\"}}]}}", -1, &n_items, NULL);
  g_autoptr (GPtrArray) nothing = ahoy_kandy_history_parse ("{\"logHistory\":{\"logItems\":[]}}", -1,
                                                            NULL, NULL);

  g_assert_cmpuint (entries->len, ==, 0);
  g_assert_cmpuint (n_items, ==, 7);
  g_assert_cmpuint (nothing->len, ==, 0);
}

static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("{\"logHistory\":{\"logItems\":[");
  g_autoptr (GPtrArray) entries = NULL;
  guint n_items = 0;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "%s{\"type\":\"CallLog\",\"params\":{\"direction\":\"missed\","
                            "\"startTime\":\"%u\",\"callerDisplayNumber\":\"a@x\"}}",
                            i > 0 ? "," : "", i);
  g_string_append (text, "]}}");
  entries = ahoy_kandy_history_parse (text->str, -1, &n_items, NULL);
  g_assert_cmpuint (entries->len, ==, 1000);
  g_assert_cmpuint (n_items, ==, 5000);
}

static void
test_refused (void)
{
  static const char * const unreadable[] = {
    "", "x", "{}", "{\"logHistory\":{}}", "{\"logHistory\":{\"statusCode\":0}}",
    "{\"logHistory\":{\"logItems\":{}}}", "{\"logHistory\":[]}", "{\"logItems\":[]}",
  };
  g_autoptr (GError) error = NULL;

  g_assert_null (ahoy_kandy_history_parse ("{\"logHistory\":{\"statusCode\":35,\"logItems\":[]}}", -1,
                                           NULL, &error));
  g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_NOT_ALLOWED);
  for (guint i = 0; i < G_N_ELEMENTS (unreadable); i++) {
    g_autoptr (GError) why = NULL;

    g_assert_null (ahoy_kandy_history_parse (unreadable[i], -1, NULL, &why));
    g_assert_error (why, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
  }
}

static gboolean
read_history (const char *text, gssize length, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (GPtrArray) entries = ahoy_kandy_history_parse (text, length, NULL, &own);

  /* A refusal is of another domain, and as good as any. */
  if (own != NULL && own->domain == AHOY_CALL_ERROR)
    g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_FAILED, own->message);
  else if (own != NULL)
    g_propagate_error (error, g_steal_pointer (&own));

  return entries != NULL;
}

static void
test_hostile (void)
{
  hostile_check (PAGE, read_history);
}

static void
test_free_null (void)
{
  ahoy_kandy_history_entry_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kandy/history/paths", test_paths);
  g_test_add_func ("/kandy/history/page", test_page);
  g_test_add_func ("/kandy/history/entries", test_entries);
  g_test_add_func ("/kandy/history/foreign-items", test_foreign_items);
  g_test_add_func ("/kandy/history/many", test_many);
  g_test_add_func ("/kandy/history/refused", test_refused);
  g_test_add_func ("/kandy/history/hostile", test_hostile);
  g_test_add_func ("/kandy/history/free-null", test_free_null);

  return g_test_run ();
}
