/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-direct-calls.h"

#include "ahoy-json.h"

#include <string.h>

#define LONGEST_REQUEST_ID 128

/* What clients send on their websockets (sections 3.1, 3.2 and 6 of the protocol page). */

/* The acknowledgement of section 3.2 with the line end that is after each frame; an error when code
 * is not 0. Takes payload over, which may be NULL. */
char *
ahoy_practice_make_ack (const char *request_id, const char *cmd, const char *type, int code,
                        const char *message, JsonObject *payload)
{
  g_autoptr (JsonObject) ack = json_object_new ();
  g_autofree char *ack_type = g_strconcat (type, "_ack", NULL);
  g_autofree char *text = NULL;

  json_object_set_int_member (ack, "version", 1);
  json_object_set_string_member (ack, "request_id", request_id);
  json_object_set_string_member (ack, "cmd", cmd);
  json_object_set_string_member (ack, "type", ack_type);
  if (code == 0) {
    json_object_set_object_member (ack, "payload", payload != NULL ? payload : json_object_new ());
  } else {
    json_object_set_boolean_member (ack, "error", TRUE);
    json_object_set_int_member (ack, "code", code);
    json_object_set_string_member (ack, "message", message);
  }
  text = ahoy_json_to_text (ack);

  return g_strconcat (text, "\n", NULL);
}

/* Without a socket the answer is lost, as the request is for the client. Takes payload over, which
 * may be NULL. */
void
ahoy_practice_acknowledge (const AhoyPracticeFrame *frame, int code, const char *message,
                           JsonObject *payload)
{
  g_autofree char *text = ahoy_practice_make_ack (frame->request_id, frame->cmd, frame->type, code,
                                                  message, payload);
  AhoyPracticeDevice *device = frame->socket->device;
  g_autoptr (AhoyPracticeFault) loss = NULL;

  if (device != NULL)
    loss = ahoy_practice_take_frame_setting (device, "lose-ack", frame->type);
  if (loss == NULL)
    ahoy_practice_socket_send (frame->socket, text);
}

static void
on_alive (const AhoyPracticeFrame *frame)
{
  ahoy_practice_count (frame->socket->practice, "keepalive");
  ahoy_practice_acknowledge (frame, 0, NULL, NULL);
}

/* Whether a fault has taken the place of an acknowledgement. */
static gboolean
misbehave (const AhoyPracticeFrame *frame)
{
  AhoyPracticeDevice *device = frame->socket->device;
  g_autoptr (AhoyPracticeFault) silence = ahoy_practice_take_frame_setting (device, "no-ack", frame->type);
  g_autoptr (AhoyPracticeFault) refusal = NULL;

  if (silence != NULL)
    return TRUE;
  refusal = ahoy_practice_take_frame_setting (device, "refuse-frame", frame->type);
  if (refusal != NULL)
    ahoy_practice_acknowledge (frame, (int) ahoy_practice_fault_get_int (refusal, "code"),
                               ahoy_practice_fault_get_string (refusal, "message"), NULL);

  return refusal != NULL;
}

static gboolean
read_frame (JsonObject *object, AhoyPracticeFrame *frame)
{
  static const char * const cmds[] = { "CALL", "COMM", "SGNL", NULL };
  gint64 version = 0;

  if (!ahoy_json_get_int (object, "version", 1, 1, &version))
    return FALSE;
  frame->request_id = ahoy_json_get_string (object, "request_id");
  frame->cmd = ahoy_json_get_string (object, "cmd");
  frame->type = ahoy_json_get_string (object, "type");
  frame->payload = ahoy_json_get_object (object, "payload");

  return frame->request_id != NULL && *frame->request_id != '\0'
         && strlen (frame->request_id) <= LONGEST_REQUEST_ID
         && frame->cmd != NULL && g_strv_contains (cmds, frame->cmd)
         && frame->type != NULL && frame->payload != NULL;
}

/* FALSE for what cannot be understood. */
static gboolean
receive_line (AhoyPracticeSocket *socket, const char *line, gsize length)
{
  g_autoptr (JsonObject) object = ahoy_json_parse_object (line, length, NULL);
  AhoyPracticeFrame frame = { .socket = socket };
  gboolean report = FALSE;
  gboolean alive;

  if (socket->device == NULL || object == NULL || !read_frame (object, &frame))
    return FALSE;
  alive = strcmp (frame.type, "alive") == 0;
  if (!alive && !ahoy_practice_knows_direct_order (&frame, &report))
    return FALSE;
  ahoy_practice_count (socket->practice, "frame");
  if (!report && misbehave (&frame))
    return TRUE;
  if (alive)
    on_alive (&frame);
  else
    ahoy_practice_handle_direct_order (&frame);

  return TRUE;
}

static gboolean
is_blank (const char *line, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (line[i]))
      return FALSE;

  return TRUE;
}

void
ahoy_practice_session_receive (AhoyPracticeSocket *socket, SoupWebsocketDataType type,
                               const char *text, gsize length)
{
  const char *end = text + length;

  if (type != SOUP_WEBSOCKET_DATA_TEXT) {
    ahoy_practice_count (socket->practice, "unknown-message");
    return;
  }
  for (const char *line = text; line < end;) {
    const char *newline = memchr (line, '\n', end - line);
    gsize size = (newline != NULL ? newline : end) - line;

    if (!is_blank (line, size) && !receive_line (socket, line, size))
      ahoy_practice_count (socket->practice, "unknown-message");
    line += size + 1;
  }
}
