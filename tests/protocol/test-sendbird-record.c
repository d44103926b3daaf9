/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-sendbird-record.h"
#include "hostile.h"

#include "ahoy-json.h"
#include "ahoy-sendbird-items.h"

/* As on the protocol page, section 4. */
#define ENDED_CALL \
  "{\"call_id\":\"A\",\"call_type\":\"direct_call\",\"is_video_call\":true,\"state\":\"ended\"," \
  "\"end_result\":\"declined\",\"user_role\":\"dc_caller\"," \
  "\"participants\":[{\"user_id\":\"alice\",\"nickname\":\"Alice\",\"role\":\"dc_caller\"}," \
  "{\"user_id\":\"bob\",\"nickname\":\"Bob\",\"role\":\"dc_callee\"}]," \
  "\"started_by\":\"alice\",\"started_at\":1700000000000,\"ended_by\":\"bob\"," \
  "\"ended_at\":1700000005000,\"duration\":4000,\"custom_items\":{\"k\":\"v\"}}"

static AhoySendbirdRecord *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = ahoy_json_parse_object (text, -1, &error);

  g_assert_no_error (error);

  return ahoy_sendbird_record_read (object);
}

static void
test_read (void)
{
  g_autoptr (AhoySendbirdRecord) record = parse (ENDED_CALL);

  g_assert_cmpstr (record->call_id, ==, "A");
  g_assert_true (record->is_video_call);
  g_assert_cmpint (record->result, ==, AHOY_SENDBIRD_END_DECLINED);
  g_assert_cmpint (record->user_role, ==, AHOY_SENDBIRD_ROLE_CALLER);
  g_assert_cmpstr (record->caller->user_id, ==, "alice");
  g_assert_cmpstr (record->callee->nickname, ==, "Bob");
  g_assert_cmpstr (record->ended_by, ==, "bob");
  g_assert_cmpint (record->started_at, ==, 1700000000000);
  g_assert_cmpint (record->ended_at, ==, 1700000005000);
  g_assert_cmpint (record->duration, ==, 4000);
  g_assert_cmpstr (ahoy_sendbird_items_get (record->items, "k"), ==, "v");
}

static void
test_least (void)
{
  g_autoptr (AhoySendbirdRecord) record = parse ("{\"call_id\":\"A\",\"participants\":[]}");
  g_autoptr (AhoySendbirdRecord) odd =
    parse ("{\"call_id\":\"A\",\"participants\":[null,7,{},{\"user_id\":\"x\"},"
           "{\"user_id\":\"y\",\"role\":\"dc_caller\"},{\"user_id\":\"z\",\"role\":\"dc_caller\"}],"
           "\"end_result\":\"fancy\",\"ended_by\":{\"user_id\":\"bob\"},\"duration\":-1,"
           "\"started_at\":1e300,\"ended_at\":\"seven\"}");

  g_assert_cmpint (record->result, ==, AHOY_SENDBIRD_END_NONE);
  g_assert_null (record->caller);
  g_assert_null (record->callee);
  g_assert_null (ahoy_sendbird_record_get_remote (record, "alice"));

  g_assert_cmpint (odd->result, ==, AHOY_SENDBIRD_END_UNKNOWN);
  g_assert_cmpstr (odd->caller->user_id, ==, "y");
  g_assert_null (odd->callee);
  g_assert_null (odd->ended_by);
  g_assert_cmpint (odd->duration, ==, 0);
  g_assert_cmpint (odd->started_at, ==, 0);
  g_assert_cmpint (odd->ended_at, ==, 0);

  g_assert_null (parse ("{}"));
  g_assert_null (parse ("{\"call_id\":\"A\"}"));
  g_assert_null (parse ("{\"participants\":[]}"));
  g_assert_null (parse ("{\"call_id\":\"A\",\"participants\":{}}"));
  g_assert_null (ahoy_sendbird_record_read (NULL));
}

static void
test_sides (void)
{
  g_autoptr (AhoySendbirdRecord) record = parse (ENDED_CALL);

  /* What the service says is ours counts, and without it who we are. */
  g_assert_cmpint (ahoy_sendbird_record_get_direction (record, "bob"), ==,
                   AHOY_CALL_DIRECTION_OUTGOING);
  g_assert_cmpstr (ahoy_sendbird_record_get_remote (record, "alice")->user_id, ==, "bob");
  record->user_role = AHOY_SENDBIRD_ROLE_CALLEE;
  g_assert_cmpstr (ahoy_sendbird_record_get_remote (record, "bob")->user_id, ==, "alice");
  record->user_role = AHOY_SENDBIRD_ROLE_UNKNOWN;
  g_assert_cmpint (ahoy_sendbird_record_get_direction (record, "alice"), ==,
                   AHOY_CALL_DIRECTION_OUTGOING);
  g_assert_cmpint (ahoy_sendbird_record_get_direction (record, "bob"), ==,
                   AHOY_CALL_DIRECTION_INCOMING);
}

static AhoySendbirdEndResult
end_of (const char *type, const char *ended_call)
{
  g_autofree char *line =
    g_strdup_printf ("{\"version\":1,\"cmd\":\"CALL\",\"type\":\"%s\",\"call_type\":\"direct_call\","
                     "\"payload\":{\"call_id\":\"A\",\"ended_call\":%s}}", type, ended_call);
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySendbirdFrame) frame = ahoy_sendbird_frame_parse (line, -1, &error);

  g_assert_no_error (error);

  return ahoy_sendbird_end_of_frame (frame);
}

/* Section 11.3: end_result counts, and where it is absent the type of the event. */
static void
test_end_of_frame (void)
{
  static const struct {
    const char            *type;
    AhoySendbirdEndResult  usual;
  } rows[] = {
    { "cancel", AHOY_SENDBIRD_END_CANCELED },
    { "decline", AHOY_SENDBIRD_END_DECLINED },
    { "end", AHOY_SENDBIRD_END_COMPLETED },
    { "no_answer", AHOY_SENDBIRD_END_NO_ANSWER },
    { "timeout", AHOY_SENDBIRD_END_TIMED_OUT },
    { "connection_lost", AHOY_SENDBIRD_END_CONNECTION_LOST },
    { "other_device_accepted", AHOY_SENDBIRD_END_OTHER_DEVICE_ACCEPTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_cmpint (end_of (rows[i].type, "null"), ==, rows[i].usual);
    g_assert_cmpint (end_of (rows[i].type, "{}"), ==, rows[i].usual);
    g_assert_cmpint (end_of (rows[i].type, "{\"end_result\":7}"), ==, rows[i].usual);
    g_assert_cmpint (end_of (rows[i].type, "{\"end_result\":\"unknown\"}"), ==, rows[i].usual);
    g_assert_cmpint (end_of (rows[i].type, "{\"end_result\":\"fancy\"}"), ==, rows[i].usual);
    g_assert_cmpint (end_of (rows[i].type, "{\"end_result\":\"connection_lost\"}"), ==,
                     AHOY_SENDBIRD_END_CONNECTION_LOST);
  }
  g_assert_cmpint (end_of ("accept", "{\"end_result\":\"completed\"}"), ==, AHOY_SENDBIRD_END_NONE);
  g_assert_cmpint (end_of ("fancy", "{\"end_result\":\"completed\"}"), ==, AHOY_SENDBIRD_END_NONE);
}

static void
test_spelling (void)
{
  for (AhoySendbirdEndResult i = AHOY_SENDBIRD_END_NO_ANSWER; i <= AHOY_SENDBIRD_END_UNKNOWN; i++) {
    g_autofree char *text = g_strdup_printf ("{\"call_id\":\"A\",\"participants\":[],"
                                             "\"end_result\":\"%s\"}",
                                             ahoy_sendbird_end_to_string (i));
    g_autoptr (AhoySendbirdRecord) record = parse (text);

    g_assert_cmpint (record->result, ==, i);
  }
  g_assert_null (ahoy_sendbird_end_to_string (AHOY_SENDBIRD_END_NONE));
}

static void
test_reasons (void)
{
  static const struct {
    AhoySendbirdEndResult result;
    AhoyCallEndReason     outgoing;
    AhoyCallEndReason     incoming;
  } rows[] = {
    { AHOY_SENDBIRD_END_NONE, AHOY_CALL_END_REASON_NONE, AHOY_CALL_END_REASON_NONE },
    { AHOY_SENDBIRD_END_NO_ANSWER, AHOY_CALL_END_REASON_NO_ANSWER, AHOY_CALL_END_REASON_MISSED },
    { AHOY_SENDBIRD_END_CANCELED, AHOY_CALL_END_REASON_CANCELLED, AHOY_CALL_END_REASON_MISSED },
    { AHOY_SENDBIRD_END_DECLINED, AHOY_CALL_END_REASON_DECLINED, AHOY_CALL_END_REASON_REJECTED },
    { AHOY_SENDBIRD_END_OTHER_DEVICE_ACCEPTED, AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE,
      AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE },
    { AHOY_SENDBIRD_END_COMPLETED, AHOY_CALL_END_REASON_REMOTE_HUNG_UP,
      AHOY_CALL_END_REASON_REMOTE_HUNG_UP },
    { AHOY_SENDBIRD_END_CONNECTION_LOST, AHOY_CALL_END_REASON_CONNECTION_LOST,
      AHOY_CALL_END_REASON_CONNECTION_LOST },
    { AHOY_SENDBIRD_END_TIMED_OUT, AHOY_CALL_END_REASON_MEDIA_FAILED,
      AHOY_CALL_END_REASON_MEDIA_FAILED },
    { AHOY_SENDBIRD_END_DIAL_FAILED, AHOY_CALL_END_REASON_FAILED, AHOY_CALL_END_REASON_FAILED },
    { AHOY_SENDBIRD_END_ACCEPT_FAILED, AHOY_CALL_END_REASON_FAILED, AHOY_CALL_END_REASON_FAILED },
    { AHOY_SENDBIRD_END_NOT_CONNECTED, AHOY_CALL_END_REASON_FAILED, AHOY_CALL_END_REASON_FAILED },
    { AHOY_SENDBIRD_END_UNKNOWN, AHOY_CALL_END_REASON_FAILED, AHOY_CALL_END_REASON_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_cmpint (rows[i].result, ==, i);
    g_assert_cmpint (ahoy_sendbird_end_to_reason (rows[i].result, AHOY_CALL_DIRECTION_OUTGOING,
                                                  FALSE), ==, rows[i].outgoing);
    g_assert_cmpint (ahoy_sendbird_end_to_reason (rows[i].result, AHOY_CALL_DIRECTION_INCOMING,
                                                  FALSE), ==, rows[i].incoming);
  }
  g_assert_cmpint (ahoy_sendbird_end_to_reason (AHOY_SENDBIRD_END_COMPLETED,
                                                AHOY_CALL_DIRECTION_INCOMING, TRUE), ==,
                   AHOY_CALL_END_REASON_HUNG_UP);
}

static gboolean
read_record (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) object = ahoy_json_parse_object (text, length, error);
  g_autoptr (AhoySendbirdRecord) record = NULL;

  if (object == NULL)
    return FALSE;
  record = ahoy_sendbird_record_read (object);
  if (record == NULL) {
    g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL, "No record");
    return FALSE;
  }
  ahoy_sendbird_record_get_remote (record, "alice");
  g_assert_cmpint (record->duration, >=, 0);

  return TRUE;
}

static void
test_hostile (void)
{
  hostile_check (ENDED_CALL, read_record);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sendbird/record/read", test_read);
  g_test_add_func ("/sendbird/record/least", test_least);
  g_test_add_func ("/sendbird/record/sides", test_sides);
  g_test_add_func ("/sendbird/record/end-of-frame", test_end_of_frame);
  g_test_add_func ("/sendbird/record/spelling", test_spelling);
  g_test_add_func ("/sendbird/record/reasons", test_reasons);
  g_test_add_func ("/sendbird/record/hostile", test_hostile);

  return g_test_run ();
}
