/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoyctl-output.h"

#include "ahoy-call-state.h"
#include "ahoy-enum-types.h"
#include "ahoy-log.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

/* Standard output belongs to the lines of JSON. */

static void
print_to_stderr (const char *text)
{
  g_autofree char *redacted = ahoy_log_redact (text);

  fputs (redacted, stderr);
}

/* Logs and what the libraries print for debugging would go between the lines otherwise, and the
 * latter past the log writer too. */
void
ahoyctl_output_install (void)
{
  g_log_writer_default_set_use_stderr (TRUE);
  g_set_print_handler (print_to_stderr);
}

/* A sentence for the person. */
void
ahoyctl_say (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("ahoyctl: %s\n", text);
}

/* Who reads no more knows why; of a full disk nobody would. */
static void
complain (int code)
{
  static gboolean told = FALSE;

  if (code != EPIPE && !told)
    ahoyctl_say (_("The output could not be written: %s"), g_strerror (code));
  told = TRUE;
}

/* FALSE: nobody reads any more. */
static gboolean
print_line (JsonBuilder *builder)
{
  g_autoptr (JsonNode) node = json_builder_get_root (builder);
  g_autofree char *line = json_to_string (node, FALSE);

  if (fputs (line, stdout) != EOF && fputc ('\n', stdout) != EOF && fflush (stdout) == 0)
    return TRUE;
  complain (errno);

  return FALSE;
}

static JsonBuilder *
begin_event (const char *event)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "event");
  json_builder_add_string_value (builder, event);

  return builder;
}

static void
add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/* NULL is null. */
static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_error (JsonBuilder *builder, const GError *error)
{
  json_builder_set_member_name (builder, "error");
  if (error == NULL) {
    json_builder_add_null_value (builder);
    return;
  }
  json_builder_begin_object (builder);
  add_string (builder, "domain", g_quark_to_string (error->domain));
  json_builder_set_member_name (builder, "code");
  json_builder_add_int_value (builder, error->code);
  add_string (builder, "message", error->message);
  json_builder_end_object (builder);
}

/* Prints a line unless it is the one that was printed last. */
static gboolean
print_new_line (JsonBuilder *builder, char **last)
{
  g_autoptr (JsonNode) node = json_builder_get_root (builder);
  g_autofree char *line = json_to_string (node, FALSE);

  if (g_strcmp0 (line, *last) == 0)
    return TRUE;
  g_free (*last);
  *last = g_steal_pointer (&line);

  return print_line (builder);
}

/* Says the state of a session, unless it is the one that was said last. */
gboolean
ahoyctl_print_session (AhoySession *session)
{
  static char *last = NULL;
  g_autoptr (JsonBuilder) builder = begin_event ("session");

  add_boolean (builder, "connected", ahoy_session_get_connected (session));
  add_boolean (builder, "pending", ahoy_session_get_pending (session));
  add_boolean (builder, "reconnecting", ahoy_session_get_reconnecting (session));
  add_error (builder, ahoy_session_get_error (session));
  json_builder_end_object (builder);

  return print_new_line (builder, &last);
}

static void
add_nick (JsonBuilder *builder, const char *name, GType type, int value)
{
  g_autoptr (GEnumClass) values = g_type_class_ref (type);

  add_string (builder, name, g_enum_get_value (values, value)->value_nick);
}

/* Says the state of the call, unless it is the one that was said last. */
gboolean
ahoyctl_print_call (AhoyCall *call)
{
  static char *last = NULL;
  g_autoptr (JsonBuilder) builder = begin_event ("call");
  AhoyCallState state = ahoy_call_get_state (call);

  add_string (builder, "id", ahoy_call_get_id (call));
  add_nick (builder, "direction", AHOY_TYPE_CALL_DIRECTION, ahoy_call_get_direction (call));
  add_string (builder, "remote", ahoy_call_get_remote (call));
  add_nick (builder, "state", AHOY_TYPE_CALL_STATE, state);
  add_boolean (builder, "local-hold", ahoy_call_get_local_hold (call));
  add_boolean (builder, "remote-hold", ahoy_call_get_remote_hold (call));
  add_boolean (builder, "remote-muted", ahoy_call_get_remote_muted (call));
  add_boolean (builder, "sending-video", ahoy_call_get_sending_video (call));
  add_boolean (builder, "receiving-video", ahoy_call_get_receiving_video (call));
  if (ahoy_call_state_is_over (state)) {
    add_nick (builder, "end-reason", AHOY_TYPE_CALL_END_REASON, ahoy_call_get_end_reason (call));
    add_error (builder, ahoy_call_get_error (call));
  }
  json_builder_end_object (builder);

  return print_new_line (builder, &last);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_stream (JsonBuilder *builder, const char *name, const AhoyStreamStats *stream, gboolean frames)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  add_number (builder, "packets-sent", stream->packets_sent);
  add_number (builder, "packets-received", stream->packets_received);
  add_number (builder, "bytes-sent", stream->bytes_sent);
  add_number (builder, "bytes-received", stream->bytes_received);
  add_number (builder, "lost", stream->lost);
  if (frames) {
    add_number (builder, "frames-sent", stream->frames_sent);
    add_number (builder, "frames-decoded", stream->frames_decoded);
  }
  json_builder_end_object (builder);
}

gboolean
ahoyctl_print_stats (AhoyCall *call, const AhoyMediaStats *stats)
{
  g_autoptr (JsonBuilder) builder = begin_event ("stats");

  add_string (builder, "id", ahoy_call_get_id (call));
  json_builder_set_member_name (builder, "rtt-ms");
  if (stats->round_trip >= 0)
    json_builder_add_double_value (builder, stats->round_trip);
  else
    json_builder_add_null_value (builder);
  add_stream (builder, "audio", &stats->audio, FALSE);
  add_stream (builder, "video", &stats->video, TRUE);
  json_builder_end_object (builder);

  return print_line (builder);
}

gboolean
ahoyctl_print_message (AhoyEventKind kind, const char *text)
{
  g_autoptr (JsonBuilder) builder = begin_event ("message");

  add_nick (builder, "kind", AHOY_TYPE_EVENT_KIND, kind);
  add_string (builder, "text", text);
  json_builder_end_object (builder);

  return print_line (builder);
}

/* With the passwords: the practice service's users are nobody's. */
gboolean
ahoyctl_print_practice (AhoyPractice *practice)
{
  g_autoptr (JsonBuilder) builder = begin_event ("practice");

  add_string (builder, "rest", ahoy_practice_get_rest_uri (practice));
  add_string (builder, "websocket", ahoy_practice_get_websocket_uri (practice));
  add_string (builder, "rest-tls", ahoy_practice_get_rest_tls_uri (practice));
  add_string (builder, "websocket-tls", ahoy_practice_get_websocket_tls_uri (practice));
  add_string (builder, "control", ahoy_practice_get_control_uri (practice));
  json_builder_set_member_name (builder, "users");
  json_builder_begin_array (builder);
  for (guint i = 0; i < ahoy_practice_get_n_users (practice); i++) {
    json_builder_begin_object (builder);
    add_string (builder, "name", ahoy_practice_get_user_name (practice, i));
    add_string (builder, "password", ahoy_practice_get_user_password (practice, i));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return print_line (builder);
}
