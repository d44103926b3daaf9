/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-sendbird-log.h"
#include "hostile.h"

#include "ahoy-json.h"

#define ROW "{\"call_id\":\"A\",\"end_result\":\"completed\",\"user_role\":\"dc_callee\"," \
            "\"participants\":[{\"user_id\":\"alice\",\"role\":\"dc_caller\"}]}"
#define PAGE "{\"calls\":[" ROW ",7,{},null," ROW "],\"next\":\"N/1\",\"has_next\":true}"

static void
assert_query (const AhoySendbirdLogQuery *query, const char *expected)
{
  g_autofree char *text = ahoy_sendbird_log_query (query);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_query (void)
{
  static const AhoySendbirdEndResult results[] = {
    AHOY_SENDBIRD_END_DECLINED, AHOY_SENDBIRD_END_COMPLETED
  };
  g_autofree char *path = ahoy_sendbird_log_path ("alice o/b");
  AhoySendbirdLogQuery query = { .limit = 0 };

  g_assert_cmpstr (path, ==, "/v1/users/alice%20o%2Fb/calls");
  assert_query (&query, "");
  query.role = AHOY_SENDBIRD_ROLE_CALLER;
  assert_query (&query, "role=dc_caller");
  query.limit = 20;
  query.start = 5;
  query.end = 1700000000000;
  query.results = results;
  query.n_results = G_N_ELEMENTS (results);
  query.next = "a&b=c +/";
  assert_query (&query, "role=dc_caller&limit=20&start_ts=5&end_ts=1700000000000"
                "&end_result=declined,completed&next=a%26b%3Dc%20%2B%2F");
  query = (AhoySendbirdLogQuery) { .role = AHOY_SENDBIRD_ROLE_CALLEE, .limit = 1000 };
  assert_query (&query, "role=dc_callee&limit=100");
  query.limit = 1;
  assert_query (&query, "role=dc_callee&limit=10");
}

static void
test_page (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySendbirdLogPage) page = ahoy_sendbird_log_page_parse (PAGE, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (page->records->len, ==, 2);
  g_assert_cmpstr (page->next, ==, "N/1");
}

static void
test_last_page (void)
{
  static const char * const texts[] = {
    "{\"calls\":[]}", "{\"calls\":[],\"has_next\":true}", "{\"calls\":[],\"next\":\"N\"}",
    "{\"calls\":[],\"next\":\"N\",\"has_next\":false}", "{\"calls\":[],\"next\":\"\",\"has_next\":true}",
    "{\"calls\":[],\"next\":7,\"has_next\":true}", "{\"calls\":[],\"next\":\"N\",\"has_next\":1}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (AhoySendbirdLogPage) page = ahoy_sendbird_log_page_parse (texts[i], -1, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (page->records->len, ==, 0);
    g_assert_null (page->next);
  }
}

static void
test_bounds (void)
{
  g_autoptr (GString) text = g_string_new ("{\"calls\":[" ROW);
  g_autoptr (AhoySendbirdLogPage) page = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append (text, "," ROW);
  g_string_append (text, "]}");
  page = ahoy_sendbird_log_page_parse (text->str, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->records->len, ==, AHOY_SENDBIRD_LOG_BIGGEST);

  g_assert_null (ahoy_sendbird_log_page_parse ("{\"calls\":{}}", -1, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
}

static gboolean
read_page (const char *text, gssize length, GError **error)
{
  g_autoptr (AhoySendbirdLogPage) page = ahoy_sendbird_log_page_parse (text, length, error);

  return page != NULL;
}

static void
test_hostile (void)
{
  hostile_check (PAGE, read_page);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sendbird/log/query", test_query);
  g_test_add_func ("/sendbird/log/page", test_page);
  g_test_add_func ("/sendbird/log/last-page", test_last_page);
  g_test_add_func ("/sendbird/log/bounds", test_bounds);
  g_test_add_func ("/sendbird/log/hostile", test_hostile);

  return g_test_run ();
}
