/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-sendbird-frame.h"
#include "hostile.h"

#include "ahoy-json.h"
#include "ahoy-sendbird-lines.h"

#include <string.h>

#define UNREADABLE "The server sent something that Ahoy cannot read (1800205)"

/* As on the protocol page, section 3.3. */
#define EVENT \
  "{\"version\":1,\"cmd\":\"CALL\",\"type\":\"decline\",\"call_type\":\"direct_call\"," \
  "\"message_id\":\"M\",\"sequence_number\":2,\"delivery_info\":{\"type\":\"ws\"}," \
  "\"payload\":{\"call_id\":\"C\"}}\n"

static AhoySendbirdFrame *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  AhoySendbirdFrame *frame = ahoy_sendbird_frame_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (frame);

  return frame;
}

static AhoySendbirdFrame *
parse_members (const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"version\":1,%s}", members);

  return parse (text);
}

static void
assert_refused (const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ahoy_sendbird_frame_parse (text, length, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
  g_assert_cmpstr (error->message, ==, UNREADABLE);
}

static void
test_event (void)
{
  g_autoptr (AhoySendbirdFrame) frame = parse (EVENT);

  g_assert_cmpint (frame->kind, ==, AHOY_SENDBIRD_FRAME_EVENT);
  g_assert_cmpint (frame->command, ==, AHOY_SENDBIRD_COMMAND_CALL);
  g_assert_cmpint (frame->event, ==, AHOY_SENDBIRD_EVENT_DECLINE);
  g_assert_cmpstr (frame->type, ==, "decline");
  g_assert_null (frame->request_id);
  g_assert_cmpstr (frame->message_id, ==, "M");
  g_assert_cmpstr (frame->call_id, ==, "C");
  g_assert_cmpint (frame->sequence_number, ==, 2);
  g_assert_cmpint (frame->error_code, ==, 0);
  g_assert_null (frame->error_message);
  g_assert_cmpstr (ahoy_json_get_string (frame->payload, "call_id"), ==, "C");
  g_assert_cmpstr (ahoy_json_get_string (frame->delivery_info, "type"), ==, "ws");
  g_assert_cmpuint (frame->size, ==, strlen (EVENT));
}

/* Section 3.3, the known types. */
static const struct {
  const char          *cmd;
  AhoySendbirdCommand  command;
  const char          *type;
  AhoySendbirdEvent    event;
} types[] = {
  { "CALL", AHOY_SENDBIRD_COMMAND_CALL, "dial", AHOY_SENDBIRD_EVENT_DIAL },
  { "CALL", AHOY_SENDBIRD_COMMAND_CALL, "dial_rcv", AHOY_SENDBIRD_EVENT_DIAL_RCV },
  { "CALL", AHOY_SENDBIRD_COMMAND_CALL, "accept", AHOY_SENDBIRD_EVENT_ACCEPT },
  { "CALL", AHOY_SENDBIRD_COMMAND_CALL, "cancel", AHOY_SENDBIRD_EVENT_CANCEL },
  { "CALL", AHOY_SENDBIRD_COMMAND_CALL, "decline", AHOY_SENDBIRD_EVENT_DECLINE },
  { "CALL", AHOY_SENDBIRD_COMMAND_CALL, "end", AHOY_SENDBIRD_EVENT_END },
  { "CALL", AHOY_SENDBIRD_COMMAND_CALL, "no_answer", AHOY_SENDBIRD_EVENT_NO_ANSWER },
  { "CALL", AHOY_SENDBIRD_COMMAND_CALL, "timeout", AHOY_SENDBIRD_EVENT_TIMEOUT },
  { "CALL", AHOY_SENDBIRD_COMMAND_CALL, "connection_lost", AHOY_SENDBIRD_EVENT_CONNECTION_LOST },
  { "CALL", AHOY_SENDBIRD_COMMAND_CALL, "other_device_accepted",
    AHOY_SENDBIRD_EVENT_OTHER_DEVICE_ACCEPTED },
  { "CALL", AHOY_SENDBIRD_COMMAND_CALL, "hold", AHOY_SENDBIRD_EVENT_HOLD },
  { "CALL", AHOY_SENDBIRD_COMMAND_CALL, "custom_items_update",
    AHOY_SENDBIRD_EVENT_CUSTOM_ITEMS_UPDATE },
  { "CALL", AHOY_SENDBIRD_COMMAND_CALL, "custom_items_delete",
    AHOY_SENDBIRD_EVENT_CUSTOM_ITEMS_DELETE },
  { "SGNL", AHOY_SENDBIRD_COMMAND_SGNL, "offer", AHOY_SENDBIRD_EVENT_OFFER },
  { "SGNL", AHOY_SENDBIRD_COMMAND_SGNL, "answer", AHOY_SENDBIRD_EVENT_ANSWER },
  { "SGNL", AHOY_SENDBIRD_COMMAND_SGNL, "candidate", AHOY_SENDBIRD_EVENT_CANDIDATE },
  { "SGNL", AHOY_SENDBIRD_COMMAND_SGNL, "turn_changed", AHOY_SENDBIRD_EVENT_TURN_CHANGED },
  { "COMM", AHOY_SENDBIRD_COMMAND_COMM, "audio", AHOY_SENDBIRD_EVENT_AUDIO },
  { "COMM", AHOY_SENDBIRD_COMMAND_COMM, "video", AHOY_SENDBIRD_EVENT_VIDEO },
  { "COMM", AHOY_SENDBIRD_COMMAND_COMM, "recording", AHOY_SENDBIRD_EVENT_RECORDING },
};

static void
test_known_types (void)
{
  static const char * const cmds[] = { "CALL", "SGNL", "COMM", "call", "ROOM", "" };

  /* Every known event is in the table, and in it once. */
  g_assert_cmpuint (G_N_ELEMENTS (types), ==, AHOY_SENDBIRD_EVENT_RECORDING);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (cmds); j++) {
      g_autofree char *members = g_strdup_printf (
        "\"cmd\":\"%s\",\"type\":\"%s\",\"payload\":{\"call_id\":\"C\"}", cmds[j], types[i].type);
      g_autoptr (AhoySendbirdFrame) frame = parse_members (members);
      gboolean known = g_str_equal (cmds[j], types[i].cmd);

      g_assert_cmpstr (frame->type, ==, types[i].type);
      g_assert_cmpint (frame->kind, ==, AHOY_SENDBIRD_FRAME_EVENT);
      g_assert_cmpint (frame->event, ==, known ? types[i].event : AHOY_SENDBIRD_EVENT_UNKNOWN);
      if (known)
        g_assert_cmpint (frame->command, ==, types[i].command);
    }
  }
}

/* They are survived, and keep their place in the sequence. */
static void
test_unknown_types (void)
{
  static const char * const unknown[] = {
    "Dial", "dial ", "dia", "dial_ack", "connected", "alive", "something_new", "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++) {
    g_autofree char *members = g_strdup_printf (
      "\"cmd\":\"CALL\",\"type\":\"%s\",\"sequence_number\":7,\"payload\":{\"call_id\":\"C\"}",
      unknown[i]);
    g_autoptr (AhoySendbirdFrame) frame = parse_members (members);

    g_assert_cmpint (frame->event, ==, AHOY_SENDBIRD_EVENT_UNKNOWN);
    g_assert_cmpstr (frame->type, ==, unknown[i]);
    g_assert_cmpint (frame->sequence_number, ==, 7);
    g_assert_cmpstr (frame->call_id, ==, "C");
  }
}

static void
assert_call_type (const char *json, AhoySendbirdEvent expected)
{
  g_autofree char *members = g_strdup_printf (
    "\"cmd\":\"CALL\",\"type\":\"dial\",\"call_type\":%s,\"payload\":{\"call_id\":\"C\"}", json);
  g_autoptr (AhoySendbirdFrame) frame = parse_members (members);

  g_assert_cmpint (frame->event, ==, expected);
}

static void
test_call_types (void)
{
  assert_call_type ("\"direct_call\"", AHOY_SENDBIRD_EVENT_DIAL);
  assert_call_type ("null", AHOY_SENDBIRD_EVENT_DIAL);
  assert_call_type ("5", AHOY_SENDBIRD_EVENT_DIAL);
  assert_call_type ("\"room\"", AHOY_SENDBIRD_EVENT_UNKNOWN);
  assert_call_type ("\"\"", AHOY_SENDBIRD_EVENT_UNKNOWN);
}

static void
assert_command (const char *json, AhoySendbirdCommand expected)
{
  g_autofree char *members = g_strdup_printf ("\"cmd\":%s,\"type\":\"x\"", json);
  g_autoptr (AhoySendbirdFrame) frame = parse_members (members);

  g_assert_cmpint (frame->command, ==, expected);
}

static void
test_commands (void)
{
  g_autoptr (AhoySendbirdFrame) absent = parse_members ("\"type\":\"x\"");

  g_assert_cmpint (absent->command, ==, AHOY_SENDBIRD_COMMAND_UNKNOWN);
  assert_command ("\"CALL\"", AHOY_SENDBIRD_COMMAND_CALL);
  assert_command ("\"SGNL\"", AHOY_SENDBIRD_COMMAND_SGNL);
  assert_command ("\"COMM\"", AHOY_SENDBIRD_COMMAND_COMM);
  assert_command ("\"comm\"", AHOY_SENDBIRD_COMMAND_UNKNOWN);
  assert_command ("\"CALLS\"", AHOY_SENDBIRD_COMMAND_UNKNOWN);
  assert_command ("1", AHOY_SENDBIRD_COMMAND_UNKNOWN);
  assert_command ("null", AHOY_SENDBIRD_COMMAND_UNKNOWN);
  assert_command ("[\"CALL\"]", AHOY_SENDBIRD_COMMAND_UNKNOWN);
}

static void
test_sequence_numbers (void)
{
  static const struct {
    const char *json;
    gint64      number;
  } rows[] = {
    { "0", 0 },
    { "1", 1 },
    { "9007199254740992", G_GINT64_CONSTANT (9007199254740992) },
    { "3.0", 3 },
    { "9007199254740993", -1 },
    { "-1", -1 },
    { "1.5", -1 },
    { "\"1\"", 1 }, /* a number in a string will do */
    { "\"one\"", -1 },
    { "null", -1 },
    { "[1]", -1 },
    { "1e999", -1 },
    { "99999999999999999999999", -1 },
  };
  g_autoptr (AhoySendbirdFrame) absent = parse_members ("\"type\":\"x\"");

  g_assert_cmpint (absent->sequence_number, ==, -1);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *members = g_strdup_printf ("\"type\":\"x\",\"sequence_number\":%s",
                                                rows[i].json);
    g_autoptr (AhoySendbirdFrame) frame = parse_members (members);

    g_assert_cmpint (frame->sequence_number, ==, rows[i].number);
  }
}

/* Section 3.2. */
static void
test_acknowledgements (void)
{
  g_autoptr (AhoySendbirdFrame) ack = parse_members (
    "\"request_id\":\"R\",\"cmd\":\"CALL\",\"type\":\"dial_ack\",\"payload\":{\"call_id\":\"C\"}");
  g_autoptr (AhoySendbirdFrame) other_cmd = parse_members (
    "\"request_id\":\"R\",\"cmd\":\"COMM\",\"type\":\"dial_ack\",\"payload\":{}");
  g_autoptr (AhoySendbirdFrame) same_type = parse_members (
    "\"request_id\":\"R\",\"cmd\":\"CALL\",\"type\":\"dial\",\"sequence_number\":4");
  g_autoptr (AhoySendbirdFrame) bare = parse_members ("\"request_id\":\"R\"");
  g_autoptr (AhoySendbirdFrame) with_message_id = parse_members (
    "\"request_id\":\"R\",\"message_id\":\"M\",\"type\":\"end_ack\"");
  g_autoptr (AhoySendbirdFrame) no_error = parse_members (
    "\"request_id\":\"R\",\"type\":\"end_ack\",\"error\":false,\"code\":5,\"message\":\"m\"");
  g_autoptr (AhoySendbirdFrame) in_payload = parse_members (
    "\"request_id\":\"R\",\"type\":\"end_ack\",\"payload\":{\"error\":true,\"code\":5}");
  g_autoptr (AhoySendbirdFrame) in_error = parse_members (
    "\"request_id\":\"R\",\"type\":\"end_ack\",\"error\":{\"error\":true,\"code\":5}");
  const AhoySendbirdFrame *all[] = {
    ack, other_cmd, same_type, bare, with_message_id, no_error, in_payload, in_error,
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    g_assert_cmpint (all[i]->kind, ==, AHOY_SENDBIRD_FRAME_ACK);
    g_assert_cmpint (all[i]->event, ==, AHOY_SENDBIRD_EVENT_UNKNOWN);
    g_assert_cmpstr (all[i]->request_id, ==, "R");
    g_assert_cmpint (all[i]->sequence_number, ==, -1);
    g_assert_cmpint (all[i]->error_code, ==, 0);
    g_assert_null (all[i]->error_message);
  }
  g_assert_cmpstr (ack->type, ==, "dial_ack");
  g_assert_cmpstr (ack->call_id, ==, "C");
  g_assert_nonnull (other_cmd->payload);
  g_assert_cmpstr (bare->type, ==, "");
  g_assert_null (bare->payload);
}

static void
assert_error_ack (const char *members, const char *request_id, AhoySessionError code,
                  const char *message)
{
  g_autofree char *all = g_strconcat ("\"error\":true,", members, NULL);
  g_autoptr (AhoySendbirdFrame) frame = parse_members (all);
  g_autoptr (GError) error = ahoy_sendbird_frame_to_error (frame);

  g_assert_cmpint (frame->kind, ==, AHOY_SENDBIRD_FRAME_ERROR);
  g_assert_cmpint (frame->event, ==, AHOY_SENDBIRD_EVENT_UNKNOWN);
  g_assert_cmpstr (frame->request_id, ==, request_id);
  g_assert_error (error, AHOY_SESSION_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_error_acknowledgements (void)
{
  g_autofree char *letters = g_strnfill (200000, 'x');
  g_autofree char *endless = g_strdup_printf ("\"request_id\":\"R\",\"message\":\"%s\"", letters);
  g_autofree char *cut = g_strdup_printf ("The server refused the request: %.160s…", letters);

  assert_error_ack ("\"request_id\":\"R\",\"type\":\"dial_ack\",\"code\":1400103,\"message\":\"M\"",
                    "R", AHOY_SESSION_ERROR_FAILED, "There is no user with this ID (1400103)");
  assert_error_ack ("\"request_id\":\"R\",\"type\":\"anything\",\"code\":1400105",
                    "R", AHOY_SESSION_ERROR_NOT_ALLOWED,
                    "You are not allowed to do this (1400105)");
  assert_error_ack ("\"request_id\":\"R\",\"code\":1400777,\"message\":\" Their\\nwords. \"",
                    "R", AHOY_SESSION_ERROR_FAILED,
                    "The server refused the request: Their words. (1400777)");
  assert_error_ack ("\"request_id\":\"R\",\"message_id\":\"M\",\"sequence_number\":1,\"code\":7",
                    "R", AHOY_SESSION_ERROR_FAILED, "The server refused the request (7)");
  assert_error_ack ("\"request_id\":\"R\",\"code\":\"seven\",\"message\":5", "R",
                    AHOY_SESSION_ERROR_FAILED, "The server refused the request");
  assert_error_ack ("\"code\":7", NULL, AHOY_SESSION_ERROR_FAILED,
                    "The server refused the request (7)");
  assert_error_ack (endless, "R", AHOY_SESSION_ERROR_FAILED, cut);
}

/* An event is one even if it names the request that has caused it. */
static void
test_event_with_request_id (void)
{
  g_autoptr (AhoySendbirdFrame) frame = parse_members (
    "\"request_id\":\"R\",\"message_id\":\"M\",\"sequence_number\":3,\"cmd\":\"CALL\","
    "\"type\":\"end\",\"payload\":{\"call_id\":\"C\"}");

  g_assert_cmpint (frame->kind, ==, AHOY_SENDBIRD_FRAME_EVENT);
  g_assert_cmpint (frame->event, ==, AHOY_SENDBIRD_EVENT_END);
  g_assert_cmpint (frame->sequence_number, ==, 3);
}

static void
assert_call_id (const char *payload, const char *expected)
{
  g_autofree char *members = g_strdup_printf ("\"cmd\":\"CALL\",\"type\":\"new\",\"payload\":%s",
                                              payload);
  g_autofree char *known = g_strdup_printf ("{\"cmd\":\"CALL\",\"type\":\"end\",\"payload\":%s}",
                                            payload);
  g_autoptr (AhoySendbirdFrame) frame = parse_members (members);

  g_assert_cmpstr (frame->call_id, ==, expected);
  if (expected != NULL) {
    g_autoptr (AhoySendbirdFrame) end = parse (known);

    g_assert_cmpint (end->event, ==, AHOY_SENDBIRD_EVENT_END);
    g_assert_cmpstr (end->call_id, ==, expected);
  } else {
    assert_refused (known, -1);
  }
}

static void
test_call_ids (void)
{
  g_autofree char *letters = g_strnfill (129, 'x');
  g_autofree char *too_long = g_strdup_printf ("{\"call_id\":\"%s\"}", letters);
  g_autofree char *longest = g_strdup_printf ("{\"call_id\":\"%s\"}", letters + 1);

  assert_call_id ("{\"call_id\":\"C\"}", "C");
  assert_call_id ("{\"ended_call\":{\"call_id\":\"E\"}}", "E");
  assert_call_id ("{\"call_id\":\"C\",\"ended_call\":{\"call_id\":\"E\"}}", "C");
  assert_call_id (longest, letters + 1);
  assert_call_id (too_long, NULL);
  assert_call_id ("{}", NULL);
  assert_call_id ("null", NULL);
  assert_call_id ("[]", NULL);
  assert_call_id ("\"C\"", NULL);
  assert_call_id ("{\"call_id\":\"\"}", NULL);
  assert_call_id ("{\"call_id\":5}", NULL);
  assert_call_id ("{\"call_id\":null}", NULL);
  assert_call_id ("{\"call_id\":[\"C\"]}", NULL);
  assert_call_id ("{\"call_id\":\"a\\nb\"}", NULL);
  assert_call_id ("{\"ended_call\":[]}", NULL);
}

static void
test_ids (void)
{
  static const char * const unfit[] = { "5", "null", "\"\"", "[\"M\"]", "{}", "\"a\\nb\"" };
  g_autofree char *letters = g_strnfill (200000, 'x');
  g_autofree char *endless = g_strdup_printf (
    "\"type\":\"x\",\"message_id\":\"%s\"", letters);
  g_autoptr (AhoySendbirdFrame) bounded = parse_members (endless);

  g_assert_null (bounded->message_id);
  for (guint i = 0; i < G_N_ELEMENTS (unfit); i++) {
    g_autofree char *members = g_strdup_printf (
      "\"type\":\"x\",\"message_id\":%s,\"request_id\":%s", unfit[i], unfit[i]);
    g_autoptr (AhoySendbirdFrame) frame = parse_members (members);

    g_assert_null (frame->message_id);
    g_assert_null (frame->request_id);
    g_assert_cmpint (frame->kind, ==, AHOY_SENDBIRD_FRAME_EVENT);
  }
}

static void
test_odd_types (void)
{
  g_autofree char *letters = g_strnfill (200000, 'x');
  g_autofree char *endless = g_strdup_printf ("\"type\":\"dial%s\"", letters);
  g_autoptr (AhoySendbirdFrame) cut = parse_members (endless);
  g_autoptr (AhoySendbirdFrame) control = parse_members ("\"type\":\"a\\n\\u202eb\"");

  g_assert_cmpint (g_utf8_strlen (cut->type, -1), ==, 64);
  g_assert_cmpint (cut->event, ==, AHOY_SENDBIRD_EVENT_UNKNOWN);
  g_assert_cmpstr (control->type, ==, "a\xef\xbf\xbd\xef\xbf\xbd" "b");
}

static void
test_refused (void)
{
  static const char * const texts[] = {
    "",
    "garbage",
    "{}",
    "[]",
    "[" EVENT "]",
    EVENT EVENT,
    "{\"cmd\":\"CALL\"}",
    "{\"cmd\":\"CALL\",\"type\":null}",
    "{\"cmd\":\"CALL\",\"type\":5}",
    "{\"cmd\":\"CALL\",\"type\":[\"dial\"]}",
    "{\"cmd\":\"CALL\",\"type\":\"dial\"}",
    "{\"cmd\":\"SGNL\",\"type\":\"offer\",\"payload\":{}}",
    "{\"error\":false,\"code\":5}",
    "{\"error\":\"true\",\"code\":5}",
  };
  g_autofree char *spaces = g_strnfill (AHOY_SENDBIRD_LINES_LONGEST + 1, ' ');

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused (texts[i], -1);
  assert_refused (NULL, 0);

  memcpy (spaces, EVENT, strlen (EVENT));
  assert_refused (spaces, AHOY_SENDBIRD_LINES_LONGEST + 1);
  spaces[AHOY_SENDBIRD_LINES_LONGEST] = '\0';
  ahoy_sendbird_frame_free (parse (spaces));
}

static gboolean
read_frame (const char *text, gssize length, GError **error)
{
  g_autoptr (AhoySendbirdFrame) frame = ahoy_sendbird_frame_parse (text, length, error);

  if (frame == NULL)
    return FALSE;

  g_assert_nonnull (frame->type);
  g_assert_true (g_utf8_validate (frame->type, -1, NULL));
  g_assert_cmpint (frame->sequence_number, >=, -1);
  g_assert_true (frame->kind != AHOY_SENDBIRD_FRAME_ACK || frame->request_id != NULL);
  g_assert_true (frame->event == AHOY_SENDBIRD_EVENT_UNKNOWN || frame->call_id != NULL);
  g_assert_true (frame->event == AHOY_SENDBIRD_EVENT_UNKNOWN
                 || frame->kind == AHOY_SENDBIRD_FRAME_EVENT);
  if (frame->kind == AHOY_SENDBIRD_FRAME_ERROR) {
    g_autoptr (GError) refusal = ahoy_sendbird_frame_to_error (frame);

    g_assert_true (g_utf8_validate (refusal->message, -1, NULL));
  }

  return TRUE;
}

static void
test_hostile (void)
{
  hostile_check ("{\"version\":1,\"cmd\":\"CALL\",\"type\":\"end\",\"message_id\":\"M\","
                 "\"sequence_number\":2,\"payload\":{\"ended_call\":{\"call_id\":\"é\"}}}",
                 read_frame);
  hostile_check ("{\"request_id\":\"R\",\"type\":\"dial_ack\",\"error\":true,\"code\":1400103,"
                 "\"message\":\"é\"}", read_frame);
}

/* Section 3.1. */
static void
test_build (void)
{
  g_autoptr (JsonObject) payload = json_object_new ();
  g_autofree char *bare = ahoy_sendbird_frame_build (AHOY_SENDBIRD_COMMAND_SGNL, "alive", "R1",
                                                     NULL);
  g_autofree char *comm = ahoy_sendbird_frame_build (AHOY_SENDBIRD_COMMAND_COMM, "audio", "R\"",
                                                     NULL);
  g_autofree char *full = NULL;
  g_autoptr (AhoySendbirdFrame) frame = NULL;

  json_object_set_string_member (payload, "call_id", "line\nend é");
  full = ahoy_sendbird_frame_build (AHOY_SENDBIRD_COMMAND_CALL, "end", "R2", payload);

  g_assert_cmpstr (bare, ==, "{\"version\":1,\"request_id\":\"R1\",\"cmd\":\"SGNL\","
                   "\"type\":\"alive\",\"payload\":{}}\n");
  g_assert_cmpstr (comm, ==, "{\"version\":1,\"request_id\":\"R\\\"\",\"cmd\":\"COMM\","
                   "\"type\":\"audio\",\"payload\":{}}\n");
  g_assert_cmpstr (full, ==, "{\"version\":1,\"request_id\":\"R2\",\"cmd\":\"CALL\","
                   "\"type\":\"end\",\"payload\":{\"call_id\":\"line\\nend é\"}}\n");
  g_assert_cmpstr (ahoy_json_get_string (payload, "call_id"), ==, "line\nend é");

  frame = parse (full);
  g_assert_cmpstr (frame->request_id, ==, "R2");
  g_assert_cmpstr (ahoy_json_get_string (frame->payload, "call_id"), ==, "line\nend é");
}

/* Takes a text apart and puts "|" where a line ends. */
static char *
join_lines (const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;
  GString *joined = g_string_new (NULL);
  AhoySendbirdLines lines;
  const char *line;
  gsize size;

  ahoy_sendbird_lines_init (&lines, text, length);
  while (ahoy_sendbird_lines_next (&lines, &line, &size, &error)) {
    g_string_append_len (joined, line, size);
    g_string_append_c (joined, '|');
  }
  g_assert_no_error (error);
  g_assert_false (ahoy_sendbird_lines_next (&lines, &line, &size, &error));
  g_assert_no_error (error);

  return g_string_free (joined, FALSE);
}

static void
assert_lines (const char *text, gssize length, const char *expected)
{
  g_autofree char *copy = text != NULL && length >= 0 ? g_memdup2 (text, length) : g_strdup (text);
  g_autofree char *joined = join_lines (copy, length);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_lines (void)
{
  assert_lines ("", -1, "");
  assert_lines (NULL, 0, "");
  assert_lines ("\n", -1, "");
  assert_lines ("\n \t\r\n\n", -1, "");
  assert_lines ("a", -1, "a|");
  assert_lines ("a\n", -1, "a|");
  assert_lines ("a\nb", -1, "a|b|");
  assert_lines ("\n\na\n \nb\n\n", -1, "a|b|");
  assert_lines (" a \r\n b\r\n", -1, " a \r| b\r|");
  assert_lines ("a\nbcd", 3, "a|b|");
  assert_lines ("a\nbcd", 2, "a|");
  assert_lines ("a\nbcd", 0, "");
}

static void
test_lines_of_frames (void)
{
  g_autofree char *text = g_strconcat ("\n", EVENT, "garbage\n\n", EVENT, EVENT, NULL);
  AhoySendbirdLines lines;
  guint n_frames = 0, n_errors = 0;
  const char *line;
  gsize length;

  ahoy_sendbird_lines_init (&lines, text, -1);
  while (ahoy_sendbird_lines_next (&lines, &line, &length, NULL)) {
    g_autoptr (AhoySendbirdFrame) frame = ahoy_sendbird_frame_parse (line, length, NULL);

    if (frame != NULL)
      n_frames++;
    else
      n_errors++;
  }

  g_assert_cmpuint (n_frames, ==, 3);
  g_assert_cmpuint (n_errors, ==, 1);
}

static void
test_lines_too_many (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  AhoySendbirdLines lines;
  guint n = 0;
  const char *line;
  gsize length;

  for (guint i = 0; i < 2 * AHOY_SENDBIRD_LINES_MOST; i++)
    g_string_append (text, "x\n\n");
  ahoy_sendbird_lines_init (&lines, text->str, text->len);
  while (ahoy_sendbird_lines_next (&lines, &line, &length, &error))
    n++;
  g_assert_cmpuint (n, ==, AHOY_SENDBIRD_LINES_MOST);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
  g_assert_cmpstr (error->message, ==, "The server sent far too many messages at once");

  /* Told once. */
  g_clear_error (&error);
  g_assert_false (ahoy_sendbird_lines_next (&lines, &line, &length, &error));
  g_assert_no_error (error);

  /* Blank ones do not count. */
  g_string_truncate (text, 3 * AHOY_SENDBIRD_LINES_MOST);
  g_free (join_lines (text->str, text->len));
}

static void
test_free_null (void)
{
  ahoy_sendbird_frame_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sendbird/frame/event", test_event);
  g_test_add_func ("/sendbird/frame/known-types", test_known_types);
  g_test_add_func ("/sendbird/frame/unknown-types", test_unknown_types);
  g_test_add_func ("/sendbird/frame/call-types", test_call_types);
  g_test_add_func ("/sendbird/frame/commands", test_commands);
  g_test_add_func ("/sendbird/frame/sequence-numbers", test_sequence_numbers);
  g_test_add_func ("/sendbird/frame/acknowledgements", test_acknowledgements);
  g_test_add_func ("/sendbird/frame/error-acknowledgements", test_error_acknowledgements);
  g_test_add_func ("/sendbird/frame/event-with-request-id", test_event_with_request_id);
  g_test_add_func ("/sendbird/frame/call-ids", test_call_ids);
  g_test_add_func ("/sendbird/frame/ids", test_ids);
  g_test_add_func ("/sendbird/frame/odd-types", test_odd_types);
  g_test_add_func ("/sendbird/frame/refused", test_refused);
  g_test_add_func ("/sendbird/frame/hostile", test_hostile);
  g_test_add_func ("/sendbird/frame/build", test_build);
  g_test_add_func ("/sendbird/frame/free-null", test_free_null);
  g_test_add_func ("/sendbird/lines/split", test_lines);
  g_test_add_func ("/sendbird/lines/frames", test_lines_of_frames);
  g_test_add_func ("/sendbird/lines/too-many", test_lines_too_many);

  return g_test_run ();
}
