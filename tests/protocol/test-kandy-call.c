/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-kandy-call.h"
#include "ahoy-kandy-parameters.h"
#include "hostile.h"

#include "ahoy-json.h"

#include <string.h>

#define USER "alice@example.com"
#define BASE "/rest/version/1/user/alice@example.com"
#define SDP  "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"

static void
assert_text (char *text, const char *expected)
{
  g_autofree char *taken = text;
  g_autoptr (JsonNode) node = json_from_string (taken, NULL);
  g_autoptr (JsonNode) expected_node = json_from_string (expected, NULL);

  g_assert_nonnull (expected_node);
  g_assert_nonnull (node);
  if (!json_node_equal (node, expected_node))
    g_assert_cmpstr (taken, ==, expected);
}

static void
test_paths (void)
{
  g_autofree char *call = ahoy_kandy_call_path (USER);
  g_autofree char *session = ahoy_kandy_session_path (USER, "0b7bd03860dae07a1027");
  g_autofree char *odd = ahoy_kandy_session_path ("a/b", "../c d?e#f%");
  g_autofree char *dots = ahoy_kandy_session_path (USER, "..");
  g_autofree char *disposition = ahoy_kandy_disposition_path (USER);

  g_assert_cmpstr (call, ==, BASE "/callControl");
  g_assert_cmpstr (session, ==, BASE "/callControl/callSessions/0b7bd03860dae07a1027");
  g_assert_cmpstr (odd, ==, "/rest/version/1/user/a%2Fb/callControl/callSessions/"
                            "..%2Fc%20d%3Fe%23f%25");
  g_assert_cmpstr (dots, ==, BASE "/callControl/callSessions/%2E%2E");
  g_assert_cmpstr (disposition, ==, BASE "/calldisposition");
}

static void
test_start (void)
{
  g_autoptr (GPtrArray) parameters = ahoy_kandy_parameters_new ();
  static const AhoyKandyBody bodies[] = {
    { "text/plain;charset=UTF-8", "render;HANDLING=OPTIONAL", "hello" },
    { "text/plain", NULL, "" },
  };
  const AhoyKandyExtras nothing = { .parameters = parameters };
  const AhoyKandyExtras all = { parameters, bodies, G_N_ELEMENTS (bodies) };
  const char *plain = "{\"callControlRequest\":{\"type\":\"callStart\","
                      "\"from\":\"sip:alice@example.com\",\"to\":\"sip:bob@example.com\","
                      "\"sdp\":\"v=0\\r\\no=- 1 1 IN IP4 127.0.0.1\\r\\n\"}}";

  assert_text (ahoy_kandy_call_start_text ("sip:alice@example.com", "sip:bob@example.com", SDP,
                                           FALSE, NULL), plain);
  assert_text (ahoy_kandy_call_start_text ("sip:alice@example.com", "sip:bob@example.com", SDP,
                                           FALSE, &nothing), plain);
  g_assert_true (ahoy_kandy_parameters_set (parameters, "X-Note", "one"));
  assert_text (ahoy_kandy_call_start_text ("a", "b", "c", TRUE, &all),
               "{\"callControlRequest\":{\"type\":\"callStart\",\"from\":\"a\",\"to\":\"b\","
               "\"sdp\":\"c\",\"supported\":[\"earlymedia\"],"
               "\"customParameters\":[{\"name\":\"X-Note\",\"value\":\"one\"}],"
               "\"customBodies\":[{\"contentType\":\"text/plain;charset=UTF-8\","
               "\"contentDisposition\":\"render;HANDLING=OPTIONAL\",\"content\":\"hello\"},"
               "{\"contentType\":\"text/plain\",\"content\":\"\"}]}}");
}

static void
test_actions (void)
{
  static const struct {
    AhoyKandyCallAction  action;
    const char          *bare;
    const char          *full;
  } rows[] = {
#define WITH_SDP ",\"sdp\":\"c\""
#define WITH_PARAMETERS ",\"customParameters\":[{\"name\":\"X-Note\",\"value\":\"one\"}]"
#define WITH_BODIES ",\"customBodies\":[{\"contentType\":\"t\",\"content\":\"x\"}]"
    { AHOY_KANDY_CALL_ACTION_RINGING, "ringing\"", "ringing\"" },
    { AHOY_KANDY_CALL_ACTION_ANSWER, "callAnswer\"",
      "callAnswer\"" WITH_SDP WITH_PARAMETERS WITH_BODIES },
    { AHOY_KANDY_CALL_ACTION_START_UPDATE, "startCallUpdate\"",
      "startCallUpdate\"" WITH_SDP WITH_PARAMETERS WITH_BODIES },
    { AHOY_KANDY_CALL_ACTION_RESPOND_UPDATE, "respondCallUpdate\"",
      "respondCallUpdate\"" WITH_SDP WITH_PARAMETERS WITH_BODIES },
    { AHOY_KANDY_CALL_ACTION_AUDIT, "audit\"", "audit\"" },
    { AHOY_KANDY_CALL_ACTION_SEND_PARAMETERS, "sendCustomHeaders\"",
      "sendCustomHeaders\"" WITH_PARAMETERS },
  };
  g_autoptr (GPtrArray) parameters = ahoy_kandy_parameters_new ();
  static const AhoyKandyBody body = { "t", NULL, "x" };
  const AhoyKandyExtras extras = { parameters, &body, 1 };

  g_assert_true (ahoy_kandy_parameters_set (parameters, "X-Note", "one"));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *bare = g_strdup_printf ("{\"callControlRequest\":{\"type\":\"%s}}",
                                             rows[i].bare);
    g_autofree char *full = g_strdup_printf ("{\"callControlRequest\":{\"type\":\"%s}}",
                                             rows[i].full);

    assert_text (ahoy_kandy_call_action_text (rows[i].action, NULL, NULL), bare);
    assert_text (ahoy_kandy_call_action_text (rows[i].action, "c", &extras), full);
  }
}

static void
test_others (void)
{
  g_autoptr (GPtrArray) parameters = ahoy_kandy_parameters_new ();
  const AhoyKandyExtras extras = { .parameters = parameters };

  g_assert_true (ahoy_kandy_parameters_set (parameters, "X-Note", "one"));
  assert_text (ahoy_kandy_transfer_text ("sip:carol@example.com", NULL),
               "{\"callControlRequest\":{\"type\":\"transfer\","
               "\"address\":\"sip:carol@example.com\"}}");
  assert_text (ahoy_kandy_transfer_text ("sip:carol@example.com", "second"),
               "{\"callControlRequest\":{\"type\":\"transfer\",\"sessionData\":\"second\","
               "\"address\":\"sip:carol@example.com\"}}");
  assert_text (ahoy_kandy_join_text ("first", "second", "c", NULL),
               "{\"callControlRequest\":{\"type\":\"join\",\"firstSessionData\":\"first\","
               "\"secondSessionData\":\"second\",\"sdp\":\"c\"}}");
  assert_text (ahoy_kandy_join_text ("first", "second", "c", &extras),
               "{\"callControlRequest\":{\"type\":\"join\",\"firstSessionData\":\"first\","
               "\"secondSessionData\":\"second\",\"sdp\":\"c\","
               "\"customParameters\":[{\"name\":\"X-Note\",\"value\":\"one\"}]}}");
  assert_text (ahoy_kandy_disposition_text ("7d4f86f1443d50edbdaa", NULL),
               "{\"callDispositionRequest\":{\"action\":\"reject\","
               "\"sessionData\":\"7d4f86f1443d50edbdaa\"}}");
  assert_text (ahoy_kandy_disposition_text ("7d4f86f1443d50edbdaa", "sip:carol@example.com"),
               "{\"callDispositionRequest\":{\"action\":\"forward\","
               "\"sessionData\":\"7d4f86f1443d50edbdaa\",\"address\":\"sip:carol@example.com\"}}");
}

static void
test_parameters (void)
{
  static const struct {
    const char *name;
    const char *value;
    gboolean    good;
  } rows[] = {
    { "X-Note", "one", TRUE },
    { "x-note", "two \u00f6 \"<>", TRUE },
    { "X-Empty", "", TRUE },
    { "", "one", FALSE },
    { "X Note", "one", FALSE },
    { "X-Note:", "one", FALSE },
    { "X-N\u00f6te", "one", FALSE },
    { "X-Note\r\n", "one", FALSE },
    { "X-Note", "one\r\nX-Other: two", FALSE },
    { "X-Note", "\xff", FALSE },
  };
  g_autoptr (GPtrArray) parameters = ahoy_kandy_parameters_new ();
  g_autofree char *long_text = g_strnfill (4097, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (ahoy_kandy_parameters_set (parameters, rows[i].name, rows[i].value), ==,
                     rows[i].good);
  g_assert_false (ahoy_kandy_parameters_set (parameters, long_text, "one"));
  g_assert_false (ahoy_kandy_parameters_set (parameters, "X-Long", long_text));
  g_assert_cmpuint (parameters->len, ==, 2);
  g_assert_cmpstr (ahoy_kandy_parameters_get (parameters, "X-NOTE"), ==, "two \u00f6 \"<>");
  g_assert_cmpstr (ahoy_kandy_parameters_get (parameters, "X-Empty"), ==, "");
  g_assert_null (ahoy_kandy_parameters_get (parameters, "X-Other"));
  g_assert_null (ahoy_kandy_parameters_get (NULL, "X-Note"));

  for (guint i = parameters->len; i < 70; i++) {
    g_autofree char *name = g_strdup_printf ("X-%u", i);

    g_assert_cmpint (ahoy_kandy_parameters_set (parameters, name, "one"), ==, i < 64);
  }
  g_assert_cmpuint (parameters->len, ==, 64);
}

static void
test_start_answer (void)
{
  static const char * const bad[] = {
    "{}", "{\"callControlResponse\":null}", "{\"callControlResponse\":{}}",
    "{\"callControlResponse\":{\"sessionData\":null}}", "{\"callControlResponse\":{\"sessionData\":5}}",
    "{\"callControlResponse\":{\"sessionData\":\"\"}}",
    "{\"callControlResponse\":{\"sessionData\":\"a\\nb\"}}", "{\"sessionData\":\"a\"}", "", "x",
  };
  g_autofree char *letters = g_strnfill (257, 'a');
  g_autofree char *long_session = g_strdup_printf ("{\"callControlResponse\":{\"sessionData\":"
                                                   "\"%s\"}}", letters);
  g_autoptr (GError) error = NULL;
  g_autofree char *session = ahoy_kandy_call_start_parse (
    "{\"callControlResponse\":{\"statusCode\":0,\"sessionData\":\"0b7bd03860dae07a1027\"}}", -1,
    &error);

  g_assert_no_error (error);
  g_assert_cmpstr (session, ==, "0b7bd03860dae07a1027");
  g_assert_null (ahoy_kandy_call_start_parse (long_session, -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) why = NULL;

    g_assert_null (ahoy_kandy_call_start_parse (bad[i], -1, &why));
    g_assert_error (why, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
  }
}

static void
test_state_answer (void)
{
  static const struct {
    const char *text;
    gboolean    good;
    gboolean    answered;
  } rows[] = {
    { "{\"callControlResponse\":{\"statusCode\":0,\"state\":\"ANSWERED\"}}", TRUE, TRUE },
    { "{\"callControlResponse\":{\"statusCode\":0,\"state\":\"RINGING\"}}", TRUE, FALSE },
    { "{\"callControlResponse\":{\"statusCode\":0,\"state\":\"\"}}", TRUE, FALSE },
    { "{\"callControlResponse\":{\"statusCode\":0,\"state\":true}}", FALSE, FALSE },
    { "{\"callControlResponse\":{\"statusCode\":0}}", FALSE, FALSE },
    { "{}", FALSE, FALSE },
    { "x", FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    gboolean answered = FALSE;

    g_assert_cmpint (ahoy_kandy_call_state_parse (rows[i].text, -1, &answered, &error), ==,
                     rows[i].good);
    g_assert_cmpint (answered, ==, rows[i].answered);
    if (!rows[i].good)
      g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
  }
}

static void
test_event_data (void)
{
  static const char * const bad[] = {
    "{}", "{\"eventDataResponse\":{}}", "{\"eventDataResponse\":{\"sdp\":\"\"}}",
    "{\"eventDataResponse\":{\"sdp\":1}}", "{\"sdp\":\"v=0\"}", "v=0",
  };
  g_autofree char *letters = g_strnfill (256 * 1024 + 1, 'a');
  g_autofree char *long_sdp = g_strdup_printf ("{\"eventDataResponse\":{\"sdp\":\"%s\"}}", letters);
  g_autofree char *sdp = ahoy_kandy_event_data_parse (
    "{\"eventDataResponse\":{\"sdp\":\"v=0\\r\\n\"}}", -1, NULL);

  g_assert_cmpstr (sdp, ==, "v=0\r\n");
  g_assert_null (ahoy_kandy_event_data_parse (long_sdp, -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (ahoy_kandy_event_data_parse (bad[i], -1, &error));
    g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
  }
}

static gboolean
read_start (const char *text, gssize length, GError **error)
{
  g_autofree char *session = ahoy_kandy_call_start_parse (text, length, error);

  return session != NULL;
}

static gboolean
read_state (const char *text, gssize length, GError **error)
{
  gboolean answered;

  return ahoy_kandy_call_state_parse (text, length, &answered, error);
}

static gboolean
read_event_data (const char *text, gssize length, GError **error)
{
  g_autofree char *sdp = ahoy_kandy_event_data_parse (text, length, error);

  return sdp != NULL;
}

static void
test_hostile (void)
{
  hostile_check ("{\"callControlResponse\":{\"statusCode\":0,\"sessionData\":\"0b7b\"}}", read_start);
  hostile_check ("{\"callControlResponse\":{\"statusCode\":0,\"state\":\"ANSWERED\"}}", read_state);
  hostile_check ("{\"eventDataResponse\":{\"sdp\":\"v=0\\r\\n\"}}", read_event_data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kandy/call/paths", test_paths);
  g_test_add_func ("/kandy/call/start", test_start);
  g_test_add_func ("/kandy/call/actions", test_actions);
  g_test_add_func ("/kandy/call/others", test_others);
  g_test_add_func ("/kandy/call/parameters", test_parameters);
  g_test_add_func ("/kandy/call/start-answer", test_start_answer);
  g_test_add_func ("/kandy/call/state-answer", test_state_answer);
  g_test_add_func ("/kandy/call/event-data", test_event_data);
  g_test_add_func ("/kandy/call/hostile", test_hostile);

  return g_test_run ();
}
