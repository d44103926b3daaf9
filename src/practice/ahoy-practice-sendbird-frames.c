/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-sendbird.h"

#include "ahoy-json.h"

#include <string.h>

#define LONGEST_REQUEST_ID 128

/* What clients send on their websockets (sections 3.1, 3.2 and 6 of the protocol page). */

/* Belongs to the object it was read from. */
typedef struct {
  AhoyPracticeSocket *socket;
  const char         *request_id;
  const char         *cmd;
  const char         *type;
  JsonObject         *payload;
} Frame;

/* The acknowledgement of section 3.2 with the line end that is after each frame; an error when code
 * is not 0. */
char *
ahoy_practice_make_ack (const char *request_id, const char *cmd, const char *type, int code,
                        const char *message)
{
  g_autoptr (JsonObject) ack = json_object_new ();
  g_autofree char *ack_type = g_strconcat (type, "_ack", NULL);
  g_autofree char *text = NULL;

  json_object_set_int_member (ack, "version", 1);
  json_object_set_string_member (ack, "request_id", request_id);
  json_object_set_string_member (ack, "cmd", cmd);
  json_object_set_string_member (ack, "type", ack_type);
  if (code == 0) {
    json_object_set_object_member (ack, "payload", json_object_new ());
  } else {
    json_object_set_boolean_member (ack, "error", TRUE);
    json_object_set_int_member (ack, "code", code);
    json_object_set_string_member (ack, "message", message);
  }
  text = ahoy_json_to_text (ack);

  return g_strconcat (text, "\n", NULL);
}

/* Without a socket the answer is lost, as the request is for the client. */
static void
acknowledge (const Frame *frame, int code, const char *message)
{
  g_autofree char *text = ahoy_practice_make_ack (frame->request_id, frame->cmd, frame->type, code,
                                                  message);

  ahoy_practice_socket_send (frame->socket, text);
}

static void
on_dial (const Frame *frame)
{
  AhoyPracticeSession *session = (AhoyPracticeSession *) frame->socket->device;
  AhoyPractice *self = frame->socket->practice;
  const char *callee = ahoy_json_get_string (frame->payload, "callee_id");

  if (callee == NULL)
    acknowledge (frame, AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS, "No callee_id");
  else if (strcmp (callee, session->device.user->name) == 0)
    acknowledge (frame, AHOY_PRACTICE_SENDBIRD_DIAL_MYSELF, "Nobody can call themselves");
  else if (ahoy_practice_find_user (self, callee) == NULL)
    acknowledge (frame, AHOY_PRACTICE_SENDBIRD_NO_CALLEE, "There is no such user");
  else if (!ahoy_practice_has_authenticated (self, session->app_id, callee))
    acknowledge (frame, AHOY_PRACTICE_SENDBIRD_NEVER_SEEN, "The user has never logged in");
  else
    acknowledge (frame, AHOY_PRACTICE_SENDBIRD_NO_PERMISSION,
                 "This practice service cannot route calls yet");
}

/* Something about a call; and there are none. */
static void
on_call (const Frame *frame)
{
  acknowledge (frame, AHOY_PRACTICE_SENDBIRD_NO_CALL, "There is no such call");
}

static void
on_alive (const Frame *frame)
{
  ahoy_practice_count (frame->socket->practice, "keepalive");
  acknowledge (frame, 0, NULL);
}

/* What nobody acknowledges. */
static void
on_report (const Frame *frame)
{
  ahoy_practice_count (frame->socket->practice, "report");
}

static const struct {
  const char *type;
  void      (*handle) (const Frame *frame);
} types[] = {
  { "dial", on_dial },
  { "accept", on_call },
  { "cancel", on_call },
  { "decline", on_call },
  { "end", on_call },
  { "no_answer", on_call },
  { "timeout", on_call },
  { "connection_lost", on_call },
  { "hold", on_call },
  { "alive", on_alive },
  { "offer", on_report },
  { "answer", on_report },
  { "candidate", on_report },
  { "connected", on_report },
  { "audio", on_report },
  { "video", on_report },
};

/* Whether a fault has taken the place of an acknowledgement. */
static gboolean
misbehave (const Frame *frame)
{
  AhoyPracticeDevice *device = frame->socket->device;
  g_autoptr (AhoyPracticeFault) silence = ahoy_practice_take_setting (device, "no-ack");
  g_autoptr (AhoyPracticeFault) refusal = NULL;

  if (silence != NULL)
    return TRUE;
  refusal = ahoy_practice_take_setting (device, "refuse-frame");
  if (refusal != NULL)
    acknowledge (frame, (int) ahoy_practice_fault_get_int (refusal, "code"),
                 ahoy_practice_fault_get_string (refusal, "message"));

  return refusal != NULL;
}

static gboolean
read_frame (JsonObject *object, Frame *frame)
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
  Frame frame = { .socket = socket };

  if (socket->device == NULL || object == NULL || !read_frame (object, &frame))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    if (strcmp (types[i].type, frame.type) == 0) {
      ahoy_practice_count (socket->practice, "frame");
      if (types[i].handle == on_report || !misbehave (&frame))
        types[i].handle (&frame);
      return TRUE;
    }
  }

  return FALSE;
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
