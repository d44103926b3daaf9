/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-sendbird-frame.h"

#include "ahoy-json.h"
#include "ahoy-sendbird-failure.h"
#include "ahoy-sendbird-lines.h"
#include "ahoy-text.h"

#include <string.h>

#define LONGEST_ID      128 /* bytes */
#define LONGEST_TYPE    64  /* characters */

#define HIGHEST_NUMBER (G_GINT64_CONSTANT (1) << 53)

static const char * const commands[] = { NULL, "CALL", "SGNL", "COMM" };

static const struct {
  AhoySendbirdCommand  command;
  const char          *type;
  AhoySendbirdEvent    event;
} events[] = {
  { AHOY_SENDBIRD_COMMAND_CALL, "accept", AHOY_SENDBIRD_EVENT_ACCEPT },
  { AHOY_SENDBIRD_COMMAND_CALL, "cancel", AHOY_SENDBIRD_EVENT_CANCEL },
  { AHOY_SENDBIRD_COMMAND_CALL, "connection_lost", AHOY_SENDBIRD_EVENT_CONNECTION_LOST },
  { AHOY_SENDBIRD_COMMAND_CALL, "custom_items_delete", AHOY_SENDBIRD_EVENT_CUSTOM_ITEMS_DELETE },
  { AHOY_SENDBIRD_COMMAND_CALL, "custom_items_update", AHOY_SENDBIRD_EVENT_CUSTOM_ITEMS_UPDATE },
  { AHOY_SENDBIRD_COMMAND_CALL, "decline", AHOY_SENDBIRD_EVENT_DECLINE },
  { AHOY_SENDBIRD_COMMAND_CALL, "dial", AHOY_SENDBIRD_EVENT_DIAL },
  { AHOY_SENDBIRD_COMMAND_CALL, "dial_rcv", AHOY_SENDBIRD_EVENT_DIAL_RCV },
  { AHOY_SENDBIRD_COMMAND_CALL, "end", AHOY_SENDBIRD_EVENT_END },
  { AHOY_SENDBIRD_COMMAND_CALL, "hold", AHOY_SENDBIRD_EVENT_HOLD },
  { AHOY_SENDBIRD_COMMAND_CALL, "no_answer", AHOY_SENDBIRD_EVENT_NO_ANSWER },
  { AHOY_SENDBIRD_COMMAND_CALL, "other_device_accepted",
    AHOY_SENDBIRD_EVENT_OTHER_DEVICE_ACCEPTED },
  { AHOY_SENDBIRD_COMMAND_CALL, "timeout", AHOY_SENDBIRD_EVENT_TIMEOUT },
  { AHOY_SENDBIRD_COMMAND_SGNL, "answer", AHOY_SENDBIRD_EVENT_ANSWER },
  { AHOY_SENDBIRD_COMMAND_SGNL, "candidate", AHOY_SENDBIRD_EVENT_CANDIDATE },
  { AHOY_SENDBIRD_COMMAND_SGNL, "offer", AHOY_SENDBIRD_EVENT_OFFER },
  { AHOY_SENDBIRD_COMMAND_SGNL, "turn_changed", AHOY_SENDBIRD_EVENT_TURN_CHANGED },
  { AHOY_SENDBIRD_COMMAND_COMM, "audio", AHOY_SENDBIRD_EVENT_AUDIO },
  { AHOY_SENDBIRD_COMMAND_COMM, "recording", AHOY_SENDBIRD_EVENT_RECORDING },
  { AHOY_SENDBIRD_COMMAND_COMM, "video", AHOY_SENDBIRD_EVENT_VIDEO },
};

static AhoySendbirdFrame *
fail (GError **error, const char *what)
{
  g_debug ("Frame: bad %s", what);
  g_propagate_error (error,
                     ahoy_sendbird_client_error (AHOY_SENDBIRD_CLIENT_ERROR_WRONG_RESPONSE));

  return NULL;
}

static AhoySendbirdCommand
command_of (JsonObject *root)
{
  const char *cmd = ahoy_json_get_string (root, "cmd");

  for (guint i = 1; cmd != NULL && i < G_N_ELEMENTS (commands); i++) {
    if (strcmp (commands[i], cmd) == 0)
      return i;
  }

  return AHOY_SENDBIRD_COMMAND_UNKNOWN;
}

static AhoySendbirdEvent
event_of (AhoySendbirdCommand command, const char *type, JsonObject *root)
{
  const char *call_type = ahoy_json_get_string (root, "call_type");

  /* The service has other kinds of calls, which the page says nothing about. */
  if (call_type != NULL && strcmp (call_type, "direct_call") != 0)
    return AHOY_SENDBIRD_EVENT_UNKNOWN;

  for (guint i = 0; i < G_N_ELEMENTS (events); i++) {
    if (events[i].command == command && strcmp (events[i].type, type) == 0)
      return events[i].event;
  }

  return AHOY_SENDBIRD_EVENT_UNKNOWN;
}

static AhoySendbirdFrameKind
kind_of (const AhoySendbirdFrame *self, JsonObject *root)
{
  gboolean is_error = FALSE;

  if (ahoy_json_get_boolean (root, "error", &is_error) && is_error)
    return AHOY_SENDBIRD_FRAME_ERROR;
  if (self->request_id == NULL)
    return AHOY_SENDBIRD_FRAME_EVENT;

  /* No event was seen with the id of a request; if one has it, it is an event all the same. */
  if (self->message_id != NULL && !g_str_has_suffix (self->type, "_ack"))
    return AHOY_SENDBIRD_FRAME_EVENT;

  return AHOY_SENDBIRD_FRAME_ACK;
}

static void
read_error (AhoySendbirdFrame *self, JsonObject *root)
{
  const char *message = ahoy_json_get_string (root, "message");
  gint64 code = 0;

  ahoy_json_get_int (root, "code", 1, G_MAXINT, &code);
  self->error_code = code;
  if (message != NULL && *message != '\0')
    self->error_message = g_strdup (message);
}

static void
read_call_id (AhoySendbirdFrame *self)
{
  JsonObject *ended_call = ahoy_json_get_object (self->payload, "ended_call");
  const char *call_id = ahoy_json_get_plain_string (self->payload, "call_id", LONGEST_ID);

  if (call_id == NULL)
    call_id = ahoy_json_get_plain_string (ended_call, "call_id", LONGEST_ID);
  self->call_id = g_strdup (call_id);
}

static gboolean
read_frame (AhoySendbirdFrame *self, JsonObject *root, GError **error)
{
  const char *type = ahoy_json_get_string (root, "type");
  JsonObject *payload = ahoy_json_get_object (root, "payload");
  JsonObject *delivery_info = ahoy_json_get_object (root, "delivery_info");

  self->command = command_of (root);
  self->type = ahoy_text_to_name (type != NULL ? type : "", LONGEST_TYPE);
  self->request_id = g_strdup (ahoy_json_get_plain_string (root, "request_id", LONGEST_ID));
  self->message_id = g_strdup (ahoy_json_get_plain_string (root, "message_id", LONGEST_ID));
  self->payload = payload != NULL ? json_object_ref (payload) : NULL;
  self->kind = kind_of (self, root);
  self->sequence_number = -1;
  read_call_id (self);

  if (self->kind == AHOY_SENDBIRD_FRAME_ERROR)
    read_error (self, root);
  if (self->kind != AHOY_SENDBIRD_FRAME_EVENT)
    return TRUE;

  if (type == NULL)
    return fail (error, "type") != NULL;
  ahoy_json_get_int (root, "sequence_number", 0, HIGHEST_NUMBER, &self->sequence_number);
  self->delivery_info = delivery_info != NULL ? json_object_ref (delivery_info) : NULL;
  self->event = event_of (self->command, type, root);
  if (self->event != AHOY_SENDBIRD_EVENT_UNKNOWN && self->call_id == NULL)
    return fail (error, "call_id") != NULL;

  return TRUE;
}

/**
 * ahoy_sendbird_frame_parse:
 * @line: a line of a text of the websocket; needs no NUL when @length is given
 * @length: its length in bytes, or -1
 * @error: return location for an error
 *
 * Reads what the server sent (sections 3.2 and 3.3 of the protocol page). An event of a type that
 * is not known is read too, since it has its place in the sequence.
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL where the line is not a frame, or is too long. It is
 * survived: the next one may be.
 *
 * Returns: (transfer full) (nullable): the frame
 */
AhoySendbirdFrame *
ahoy_sendbird_frame_parse (const char *line, gssize length, GError **error)
{
  g_autoptr (AhoySendbirdFrame) self = NULL;
  g_autoptr (JsonObject) root = NULL;
  gsize size;

  g_return_val_if_fail (line != NULL || length == 0, NULL);

  size = length < 0 ? strlen (line) : (gsize) length;
  if (size > AHOY_SENDBIRD_LINES_LONGEST)
    return fail (error, "length");
  root = ahoy_json_parse_object (line, size, NULL);
  if (root == NULL)
    return fail (error, "JSON");

  self = g_new0 (AhoySendbirdFrame, 1);
  self->size = size;
  if (!read_frame (self, root, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * ahoy_sendbird_frame_free:
 * @frame: (nullable) (transfer full): a frame
 */
void
ahoy_sendbird_frame_free (AhoySendbirdFrame *frame)
{
  if (frame == NULL)
    return;

  g_free (frame->type);
  g_free (frame->request_id);
  g_free (frame->message_id);
  g_free (frame->call_id);
  g_free (frame->error_message);
  g_clear_pointer (&frame->payload, json_object_unref);
  g_clear_pointer (&frame->delivery_info, json_object_unref);
  g_free (frame);
}

/**
 * ahoy_sendbird_frame_to_error:
 * @frame: a frame of the kind %AHOY_SENDBIRD_FRAME_ERROR
 *
 * Returns: (transfer full): why the request was refused, as [func@sendbird_code_to_error] says it
 */
GError *
ahoy_sendbird_frame_to_error (const AhoySendbirdFrame *frame)
{
  g_return_val_if_fail (frame != NULL && frame->kind == AHOY_SENDBIRD_FRAME_ERROR, NULL);

  return ahoy_sendbird_code_to_error (frame->error_code, frame->error_message);
}

/**
 * ahoy_sendbird_frame_build:
 * @command: one of the known commands
 * @type: what is asked for, such as `dial`
 * @request_id: the id by which the answer is known
 * @payload: (nullable): what belongs to it
 *
 * Makes a request (section 3.1 of the protocol page).
 *
 * Returns: (transfer full): one line, with its end
 */
char *
ahoy_sendbird_frame_build (AhoySendbirdCommand command, const char *type, const char *request_id,
                           JsonObject *payload)
{
  g_autoptr (JsonObject) root = json_object_new ();
  g_autofree char *text = NULL;

  g_return_val_if_fail (command > AHOY_SENDBIRD_COMMAND_UNKNOWN
                        && command <= AHOY_SENDBIRD_COMMAND_COMM, NULL);
  g_return_val_if_fail (type != NULL, NULL);
  g_return_val_if_fail (request_id != NULL, NULL);

  json_object_set_int_member (root, "version", 1);
  json_object_set_string_member (root, "request_id", request_id);
  json_object_set_string_member (root, "cmd", commands[command]);
  json_object_set_string_member (root, "type", type);
  json_object_set_object_member (root, "payload", payload != NULL ? json_object_ref (payload)
                                                                  : json_object_new ());
  text = ahoy_json_to_text (root);

  return g_strconcat (text, "\n", NULL);
}
