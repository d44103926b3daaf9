/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-kandy-notification.h"
#include "ahoy-kandy-parameters.h"
#include "hostile.h"

#include "ahoy-packed-text.h"

#include <string.h>

/* As on the protocol page, sections 7.4, 7.6, 7.7 and 7.9. */
#define CALL \
  "{ \"notificationMessage\": {\n" \
  "    \"eventType\": \"call\", \"eventId\": \"1864bd37ff22\", \"time\": 1795213216541,\n" \
  "    \"sessionParams\": { \"sessionData\": \"e420c72bb49fa12a2071\", \"sdp\": \"v=0\\r\\n\" },\n" \
  "    \"callNotificationParams\": {\n" \
  "      \"callerName\": \"alice\", \"callerDisplayNumber\": \"alice@example.com\",\n" \
  "      \"calleeDisplayNumber\": \"bob@example.com\" } } }"
#define CALL_END \
  "{ \"notificationMessage\": { \"eventType\": \"callEnd\", \"eventId\": \"2c61\", \"time\": 1," \
  " \"sessionParams\": { \"sessionData\": \"ba68\", \"statusCode\": 9900," \
  " \"reasonText\": \"Call ended\" }," \
  " \"callNotificationParams\": { \"callerName\": \"alice\"," \
  " \"callerDisplayNumber\": \"alice@example.com\" } } }"
#define GLARE \
  "{ \"notificationMessage\": { \"eventType\": \"respondCallUpdate\", \"eventId\": \"7ecd\"," \
  " \"statusCode\": 49, \"sessionParams\": { \"sessionData\": \"ba68\", \"retryAfter\": 1000," \
  " \"reasonText\": \"Request Pending\" } } }"
#define COMPLETE \
  "{ \"notificationMessage\": { \"eventType\": \"sessionComplete\", \"eventId\": \"1\"," \
  " \"sessionParams\": { \"sessionData\": \"2add\", \"statusCode\": 9905," \
  " \"reasonText\": \"Transfer Successful\" } } }"

static AhoyKandyNotification *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  AhoyKandyNotification *notification = ahoy_kandy_notification_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (notification);

  return notification;
}

/* Of a notification with these members beside a type, and these in its sessionParams. */
static AhoyKandyNotification *
parse_params (const char *params, const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"notificationMessage\":{\"eventType\":\"call\","
                                           "\"sessionParams\":{\"sessionData\":\"s\"%s}%s}}",
                                           params, members);
  AhoyKandyNotification *notification = parse (text);

  g_assert_nonnull (notification->call);
  g_assert_cmpstr (notification->call->session, ==, "s");

  return notification;
}

static void
test_page (void)
{
  g_autoptr (AhoyKandyNotification) call = parse (CALL);
  g_autoptr (AhoyKandyNotification) end = parse (CALL_END);
  g_autoptr (AhoyKandyNotification) glare = parse (GLARE);
  g_autoptr (AhoyKandyNotification) complete = parse (COMPLETE);

  g_assert_cmpint (call->event, ==, AHOY_KANDY_EVENT_CALL);
  g_assert_cmpstr (call->call->session, ==, "e420c72bb49fa12a2071");
  g_assert_cmpint (call->call->sdp_kind, ==, AHOY_KANDY_SDP_TEXT);
  g_assert_cmpstr (call->call->sdp, ==, "v=0\r\n");
  g_assert_false (call->call->has_status);
  g_assert_cmpstr (call->call->caller_name, ==, "alice");
  g_assert_cmpstr (call->call->caller_number, ==, "alice@example.com");
  g_assert_cmpstr (call->call->callee_number, ==, "bob@example.com");
  g_assert_null (call->call->remote_name);
  g_assert_null (call->call->remote_number);
  g_assert_null (call->call->parameters);

  g_assert_true (end->call->has_status);
  g_assert_cmpint (end->call->status, ==, 9900);
  g_assert_cmpstr (end->call->reason, ==, "Call ended");
  g_assert_cmpint (end->call->sdp_kind, ==, AHOY_KANDY_SDP_NONE);

  g_assert_cmpint (glare->call->status, ==, 49);
  g_assert_cmpuint (glare->call->retry_after, ==, 1000);
  g_assert_cmpstr (glare->call->reason, ==, "Request Pending");
  g_assert_cmpint (glare->call->sdp_kind, ==, AHOY_KANDY_SDP_NONE);

  g_assert_cmpint (complete->event, ==, AHOY_KANDY_EVENT_SESSION_COMPLETE);
  g_assert_cmpstr (complete->call->session, ==, "2add");
  g_assert_cmpint (complete->call->status, ==, 9905);
}

static void
test_events (void)
{
  static const struct {
    const char *type;
    gboolean    of_a_call;
  } rows[] = {
    { "call", TRUE }, { "ringing", TRUE }, { "sessionProgress", TRUE },
    { "respondCallUpdate", TRUE }, { "startCallUpdate", TRUE }, { "callEnd", TRUE },
    { "callCancel", TRUE }, { "sessionComplete", TRUE }, { "sessionFail", TRUE },
    { "IM", FALSE }, { "presenceWatcher", FALSE }, { "mwi", FALSE }, { "gone", FALSE },
    { "websocketOverridden", FALSE }, { "other", FALSE },
  };
  static const char * const without[] = {
    "", ",\"sessionParams\":null", ",\"sessionParams\":{}", ",\"sessionParams\":{\"sessionData\":1}",
    ",\"sessionParams\":{\"sessionData\":\"\"}", ",\"sessionParams\":{\"sessionData\":\"a\\nb\"}",
    ",\"sessionParams\":[{\"sessionData\":\"s\"}]", ",\"sessionData\":\"s\"",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = g_strdup_printf ("{\"notificationMessage\":{\"eventType\":\"%s\","
                                             "\"sessionParams\":{\"sessionData\":\"s\"}}}",
                                             rows[i].type);
    g_autoptr (AhoyKandyNotification) notification = parse (text);

    g_assert_cmpint (notification->call != NULL, ==, rows[i].of_a_call);
  }
  for (guint i = 0; i < G_N_ELEMENTS (without); i++) {
    g_autofree char *text = g_strdup_printf ("{\"notificationMessage\":{\"eventType\":\"call\"%s}}",
                                             without[i]);
    g_autoptr (AhoyKandyNotification) notification = parse (text);

    g_assert_null (notification->call);
  }
}

static void
test_sdp (void)
{
  g_autofree char *packed = ahoy_packed_text_pack ("v=0\r\n", G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autofree char *packed_nothing = ahoy_packed_text_pack ("", G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autofree char *letters = g_strnfill (256 * 1024 + 1, 'a');
  g_autofree char *packed_letters = ahoy_packed_text_pack (letters, G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  const struct {
    const char   *sdp; /* its JSON, or a string where it does not begin as such */
    const char   *format;
    AhoyKandySdp  kind;
    const char   *text;
  } rows[] = {
    { "null", "null", AHOY_KANDY_SDP_NONE, NULL },
    { "\"\"", "null", AHOY_KANDY_SDP_NONE, NULL },
    { "\"\"", "\"compressed\"", AHOY_KANDY_SDP_NONE, NULL },
    { "\"v=0\\r\\n\"", "null", AHOY_KANDY_SDP_TEXT, "v=0\r\n" },
    { "\"v=0\\r\\n\"", "\"\"", AHOY_KANDY_SDP_TEXT, "v=0\r\n" },
    { "\"v=0\\r\\n\"", "5", AHOY_KANDY_SDP_TEXT, "v=0\r\n" },
    { packed, "\"compressed\"", AHOY_KANDY_SDP_TEXT, "v=0\r\n" },
    { packed, "null", AHOY_KANDY_SDP_TEXT, packed },
    { "\"/rest/1?a=b\"", "\"url\"", AHOY_KANDY_SDP_PATH, "/rest/1?a=b" },
    { "\"/rest/\u00f6\"", "\"url\"", AHOY_KANDY_SDP_PATH, "/rest/%C3%B6" },
    { "5", "null", AHOY_KANDY_SDP_UNREADABLE, NULL },
    { "{}", "null", AHOY_KANDY_SDP_UNREADABLE, NULL },
    { "[\"v=0\"]", "null", AHOY_KANDY_SDP_UNREADABLE, NULL },
    { "\"v=0\\r\\n\"", "\"compressed\"", AHOY_KANDY_SDP_UNREADABLE, NULL },
    { "\"v=0\\r\\n\"", "\"zipped\"", AHOY_KANDY_SDP_UNREADABLE, NULL },
    { "\"//elsewhere/\"", "\"url\"", AHOY_KANDY_SDP_UNREADABLE, NULL },
    { "\"https://elsewhere/\"", "\"url\"", AHOY_KANDY_SDP_UNREADABLE, NULL },
    { "\"/a\\nb\"", "\"url\"", AHOY_KANDY_SDP_UNREADABLE, NULL },
    { packed_nothing, "\"compressed\"", AHOY_KANDY_SDP_UNREADABLE, NULL },
    { packed_letters, "\"compressed\"", AHOY_KANDY_SDP_UNREADABLE, NULL },
    { letters, "null", AHOY_KANDY_SDP_UNREADABLE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gboolean bare = g_ascii_isalpha (rows[i].sdp[0]) && strcmp (rows[i].sdp, "null") != 0;
    g_autofree char *params = g_strdup_printf (",\"sdp\":%s%s%s,\"sdpFormat\":%s",
                                               bare ? "\"" : "", rows[i].sdp, bare ? "\"" : "",
                                               rows[i].format);
    g_autoptr (AhoyKandyNotification) notification = parse_params (params, "");

    g_assert_cmpint (notification->call->sdp_kind, ==, rows[i].kind);
    g_assert_cmpstr (notification->call->sdp, ==, rows[i].text);
  }
}

static void
test_outcome (void)
{
  static const struct {
    const char *params;
    const char *members;
    gboolean    has_status;
    int         status;
    const char *reason;
    guint       retry_after;
  } rows[] = {
    { "", "", FALSE, 0, NULL, 0 },
    { ",\"statusCode\":603,\"reasonText\":\"Decline\"", "", TRUE, 603, "Decline", 0 },
    { "", ",\"statusCode\":603,\"reasonText\":\"Decline\"", TRUE, 603, "Decline", 0 },
    { ",\"statusCode\":0", "", TRUE, 0, NULL, 0 },
    { ",\"statusCode\":-1", "", TRUE, -1, NULL, 0 },
    { ",\"statusCode\":603", ",\"statusCode\":49", TRUE, 49, NULL, 0 },
    { ",\"statusCode\":\"603\",\"retryAfter\":\"700\"", "", TRUE, 603, NULL, 700 },
    { ",\"statusCode\":\"six\"", "", FALSE, 0, NULL, 0 },
    { ",\"statusCode\":null,\"reasonText\":null", "", FALSE, 0, NULL, 0 },
    { ",\"statusCode\":1e10", "", FALSE, 0, NULL, 0 },
    { ",\"retryAfter\":700", "", FALSE, 0, NULL, 700 },
    { "", ",\"retryAfter\":700", FALSE, 0, NULL, 700 },
    { ",\"retryAfter\":99999999999", "", FALSE, 0, NULL, 3600000 },
    { ",\"retryAfter\":-1", "", FALSE, 0, NULL, 0 },
    { ",\"reasonText\":\" a\\r\\n\\u001b[31mb \"", "", FALSE, 0, "a  [31mb", 0 },
    { ",\"reasonText\":\"\\u0001\"", "", FALSE, 0, NULL, 0 },
  };
  g_autofree char *letters = g_strnfill (10000, 'a');
  g_autofree char *params = g_strdup_printf (",\"reasonText\":\"%s\"", letters);
  g_autoptr (AhoyKandyNotification) long_reason = parse_params (params, "");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (AhoyKandyNotification) notification = parse_params (rows[i].params, rows[i].members);

    g_assert_cmpint (notification->call->has_status, ==, rows[i].has_status);
    g_assert_cmpint (notification->call->status, ==, rows[i].status);
    g_assert_cmpstr (notification->call->reason, ==, rows[i].reason);
    g_assert_cmpuint (notification->call->retry_after, ==, rows[i].retry_after);
  }
  g_assert_cmpint (g_utf8_strlen (long_reason->call->reason, -1), ==, 161);
}

static void
test_remote (void)
{
  static const struct {
    const char        *names;
    AhoyCallDirection  direction;
    const char        *name;
    const char        *number;
  } rows[] = {
#define CALLER "\"callerName\":\"A\",\"callerDisplayNumber\":\"a@x\""
#define REMOTE "\"remoteName\":\"B\",\"remoteDisplayNumber\":\"b@x\""
    { CALLER "," REMOTE, AHOY_CALL_DIRECTION_INCOMING, "A", "a@x" },
    { CALLER "," REMOTE, AHOY_CALL_DIRECTION_OUTGOING, "B", "b@x" },
    { CALLER, AHOY_CALL_DIRECTION_OUTGOING, NULL, NULL },
    { REMOTE, AHOY_CALL_DIRECTION_INCOMING, NULL, NULL },
    { "\"callerName\":\"A\"", AHOY_CALL_DIRECTION_INCOMING, "A", NULL },
    { "\"callerDisplayNumber\":\"conference@x\"," REMOTE, AHOY_CALL_DIRECTION_OUTGOING, NULL,
      "conference@x" },
    { "\"callerDisplayNumber\":\"conference\"," REMOTE, AHOY_CALL_DIRECTION_OUTGOING, "B", "b@x" },
    { "\"callerName\":\"A\\n\\u202eB\",\"callerDisplayNumber\":\"\"", AHOY_CALL_DIRECTION_INCOMING,
      "A B", NULL },
    { "\"callerName\":5,\"callerDisplayNumber\":null", AHOY_CALL_DIRECTION_INCOMING, NULL, NULL },
    { "", AHOY_CALL_DIRECTION_INCOMING, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *members = g_strdup_printf (",\"callNotificationParams\":{%s}", rows[i].names);
    g_autoptr (AhoyKandyNotification) notification = parse_params ("", members);
    const char *name, *number;

    ahoy_kandy_call_params_get_remote (notification->call, rows[i].direction, &name, &number);
    g_assert_cmpstr (name, ==, rows[i].name);
    g_assert_cmpstr (number, ==, rows[i].number);
  }
}

static void
test_parameters (void)
{
  g_autoptr (AhoyKandyNotification) good = parse_params (
    "", ",\"customParameters\":[{\"name\":\"X-Note\",\"value\":\"one\"},"
    "{\"name\":\"x-note\",\"value\":\"two\"},{\"name\":\"X-B\",\"value\":\"b\"},"
    "{\"name\":\"X Bad\",\"value\":\"b\"},{\"name\":\"X-Bad\",\"value\":\"a\\nb\"},"
    "{\"name\":\"X-Bad\"},{\"value\":\"b\"},null,5,[],\"X\"]");
  static const char * const none[] = { "null", "[]", "{}", "5", "[null]", "[{}]" };
  g_autoptr (GString) many = g_string_new (",\"customParameters\":[");
  g_autoptr (AhoyKandyNotification) bounded = NULL;

  g_assert_cmpuint (good->call->parameters->len, ==, 2);
  g_assert_cmpstr (ahoy_kandy_parameters_get (good->call->parameters, "X-Note"), ==, "two");
  g_assert_cmpstr (ahoy_kandy_parameters_get (good->call->parameters, "X-B"), ==, "b");
  g_assert_null (ahoy_kandy_parameters_get (good->call->parameters, "X-Bad"));

  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    g_autofree char *members = g_strdup_printf (",\"customParameters\":%s", none[i]);
    g_autoptr (AhoyKandyNotification) notification = parse_params ("", members);

    g_assert_null (notification->call->parameters);
  }

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (many, "%s{\"name\":\"X-%u\",\"value\":\"\"}", i > 0 ? "," : "", i);
  g_string_append_c (many, ']');
  bounded = parse_params ("", many->str);
  g_assert_cmpuint (bounded->call->parameters->len, ==, 64);
}

static void
test_ends (void)
{
  static const struct {
    const char        *params;
    AhoyCallEndReason  reason;
    int                code; /* or -1 where it is as people want it */
    const char        *message;
  } rows[] = {
    { "", AHOY_CALL_END_REASON_MISSED, -1, NULL },
    { ",\"statusCode\":9900,\"reasonText\":\"Call ended\"", AHOY_CALL_END_REASON_MISSED, -1, NULL },
    { ",\"statusCode\":0", AHOY_CALL_END_REASON_MISSED, -1, NULL },
    { ",\"statusCode\":487", AHOY_CALL_END_REASON_MISSED, -1, NULL },
    { ",\"statusCode\":603,\"reasonText\":\"Decline\"", AHOY_CALL_END_REASON_DECLINED, -1, NULL },
    { ",\"statusCode\":486", AHOY_CALL_END_REASON_BUSY, -1, NULL },
    { ",\"statusCode\":600", AHOY_CALL_END_REASON_BUSY, -1, NULL },
    { ",\"statusCode\":408", AHOY_CALL_END_REASON_NO_ANSWER, -1, NULL },
    { ",\"statusCode\":9905", AHOY_CALL_END_REASON_TRANSFERRED, -1, NULL },
    { ",\"statusCode\":9906", AHOY_CALL_END_REASON_JOINED, -1, NULL },
    { ",\"statusCode\":9909", AHOY_CALL_END_REASON_VANISHED, AHOY_CALL_ERROR_VANISHED,
      "The service has lost the call (9909)" },
    { ",\"statusCode\":404", AHOY_CALL_END_REASON_NOT_FOUND, AHOY_CALL_ERROR_UNREACHABLE,
      "Nobody has this address (404)" },
    { ",\"statusCode\":410", AHOY_CALL_END_REASON_NOT_FOUND, AHOY_CALL_ERROR_UNREACHABLE,
      "Nobody has this address (410)" },
    { ",\"statusCode\":484", AHOY_CALL_END_REASON_NOT_FOUND, AHOY_CALL_ERROR_UNREACHABLE,
      "Nobody has this address (484)" },
    { ",\"statusCode\":604", AHOY_CALL_END_REASON_NOT_FOUND, AHOY_CALL_ERROR_UNREACHABLE,
      "Nobody has this address (604)" },
    { ",\"statusCode\":480", AHOY_CALL_END_REASON_UNREACHABLE, AHOY_CALL_ERROR_UNREACHABLE,
      "The other side cannot be reached at the moment (480)" },
    { ",\"statusCode\":401", AHOY_CALL_END_REASON_NOT_ALLOWED, AHOY_CALL_ERROR_NOT_ALLOWED,
      "The service does not allow this call (401)" },
    { ",\"statusCode\":403", AHOY_CALL_END_REASON_NOT_ALLOWED, AHOY_CALL_ERROR_NOT_ALLOWED,
      "The service does not allow this call (403)" },
    { ",\"statusCode\":415", AHOY_CALL_END_REASON_MEDIA_FAILED, AHOY_CALL_ERROR_FAILED,
      "Audio and video could not be set up (415)" },
    { ",\"statusCode\":488", AHOY_CALL_END_REASON_MEDIA_FAILED, AHOY_CALL_ERROR_FAILED,
      "Audio and video could not be set up (488)" },
    { ",\"statusCode\":606", AHOY_CALL_END_REASON_MEDIA_FAILED, AHOY_CALL_ERROR_FAILED,
      "Audio and video could not be set up (606)" },
    { ",\"statusCode\":500", AHOY_CALL_END_REASON_FAILED, AHOY_CALL_ERROR_FAILED,
      "The call failed (500)" },
    { ",\"statusCode\":599,\"reasonText\":\"Tea\"", AHOY_CALL_END_REASON_FAILED,
      AHOY_CALL_ERROR_FAILED, "The service ended the call: Tea (599)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (AhoyKandyNotification) notification = parse_params (rows[i].params, "");
    g_autoptr (GError) problem = NULL;

    g_assert_cmpint (ahoy_kandy_call_params_to_end (notification->call, AHOY_CALL_END_REASON_MISSED,
                                                    &problem), ==, rows[i].reason);
    g_assert_cmpint (ahoy_kandy_call_params_to_end (notification->call, AHOY_CALL_END_REASON_MISSED,
                                                    NULL), ==, rows[i].reason);
    if (rows[i].code < 0) {
      g_assert_no_error (problem);
    } else {
      g_assert_error (problem, AHOY_CALL_ERROR, rows[i].code);
      g_assert_cmpstr (problem->message, ==, rows[i].message);
    }
  }
}

static void
test_refusals (void)
{
  g_autoptr (AhoyKandyNotification) glare = parse (GLARE);
  g_autoptr (AhoyKandyNotification) told = parse_params (
    ",\"statusCode\":488,\"reasonText\":\"Not Acceptable Here\"", "");
  g_autoptr (AhoyKandyNotification) untold = parse_params ("", "");
  g_autoptr (GError) crossed = ahoy_kandy_call_params_to_refusal (glare->call);
  g_autoptr (GError) why = ahoy_kandy_call_params_to_refusal (told->call);
  g_autoptr (GError) unknown = ahoy_kandy_call_params_to_refusal (untold->call);

  g_assert_error (crossed, AHOY_CALL_ERROR, AHOY_CALL_ERROR_CROSSED);
  g_assert_cmpstr (crossed->message, ==,
                   "Both sides wanted to change the call at the same time (49)");
  g_assert_error (why, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  g_assert_cmpstr (why->message, ==,
                   "The other side did not accept the change: Not Acceptable Here (488)");
  g_assert_error (unknown, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  g_assert_cmpstr (unknown->message, ==, "The other side did not accept the change");
}

static void
test_failures (void)
{
  static const struct {
    const char *params;
    const char *message;
  } rows[] = {
    { "", "The call could not be transferred" },
    { ",\"statusCode\":-1", "The call could not be transferred (-1)" },
    { ",\"statusCode\":-2", "The calls could not be joined (-2)" },
    { ",\"reasonText\":\"Transfer Failed\"", "The call could not be transferred" },
    { ",\"reasonText\":\"Direct Transfer Failed\"", "The call could not be transferred" },
    { ",\"reasonText\":\"Join Failed\"", "The calls could not be joined" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (AhoyKandyNotification) notification = parse_params (rows[i].params, "");
    g_autoptr (GError) error = ahoy_kandy_call_params_to_failure (notification->call);

    g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
    g_assert_cmpstr (error->message, ==, rows[i].message);
  }
}

static gboolean
read_notification (const char *text, gssize length, GError **error)
{
  g_autoptr (AhoyKandyNotification) notification = ahoy_kandy_notification_parse (text, length,
                                                                                  error);

  if (notification != NULL && notification->call != NULL) {
    const AhoyKandyCallParams *call = notification->call;

    g_assert_cmpint (call->sdp != NULL, ==, call->sdp_kind == AHOY_KANDY_SDP_TEXT
                                            || call->sdp_kind == AHOY_KANDY_SDP_PATH);
    g_assert_true (call->has_status || call->status == 0);
  }

  return notification != NULL;
}

static void
test_hostile (void)
{
  hostile_check (CALL, read_notification);
  hostile_check (CALL_END, read_notification);
  hostile_check (GLARE, read_notification);
  hostile_check ("{\"notificationMessage\":{\"eventType\":\"startCallUpdate\",\"customParameters\":"
                 "[{\"name\":\"X\",\"value\":\"y\"}],\"sessionParams\":{\"sessionData\":\"s\","
                 "\"sdp\":\"eJwrszXg5QIAA/sA+w==\",\"sdpFormat\":\"compressed\"}}}",
                 read_notification);
}

static void
test_free_null (void)
{
  ahoy_kandy_call_params_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kandy/call-params/page", test_page);
  g_test_add_func ("/kandy/call-params/events", test_events);
  g_test_add_func ("/kandy/call-params/sdp", test_sdp);
  g_test_add_func ("/kandy/call-params/outcome", test_outcome);
  g_test_add_func ("/kandy/call-params/remote", test_remote);
  g_test_add_func ("/kandy/call-params/parameters", test_parameters);
  g_test_add_func ("/kandy/call-params/ends", test_ends);
  g_test_add_func ("/kandy/call-params/refusals", test_refusals);
  g_test_add_func ("/kandy/call-params/failures", test_failures);
  g_test_add_func ("/kandy/call-params/hostile", test_hostile);
  g_test_add_func ("/kandy/call-params/free-null", test_free_null);

  return g_test_run ();
}
