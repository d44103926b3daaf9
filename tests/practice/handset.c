/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "handset.h"

#include <string.h>

Handset *
handset_new_in (Calls *calls, const char *user, const char *app, const char *client)
{
  Handset *self = g_new0 (Handset, 1);

  self->calls = calls;
  self->user = user;
  self->client = client;
  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->login = sendbird_login (&calls->base, user, app, client, NULL);
  handset_open (self);

  return self;
}

Handset *
handset_new (Calls *calls, const char *user, const char *client)
{
  return handset_new_in (calls, user, APP, client);
}

void
handset_free (Handset *self)
{
  g_clear_pointer (&self->socket, socket_free);
  answer_free (self->login);
  g_hash_table_unref (self->numbers);
  g_free (self->call);
  g_free (self->token);
  g_free (self);
}

void
handset_open (Handset *self)
{
  self->socket = sendbird_open (&self->calls->base, self->login, self->client);
  self->seen = 0;
}

/* Loses the websocket; the service knows it afterwards. */
void
handset_close (Handset *self)
{
  AhoyPractice *practice = self->calls->base.practice;
  guint n_sockets = ahoy_practice_get_n_sockets (practice, self->user);

  g_clear_pointer (&self->socket, socket_free);
  WAIT_UNTIL (ahoy_practice_get_n_sockets (practice, self->user) < n_sockets);
}

/* About the last call, unless it is a dial; more: further members, with a comma before them. */
void
handset_send (Handset *self, const char *cmd, const char *type, const char *more)
{
  g_autofree char *payload =
    strcmp (type, "dial") == 0
      ? g_strdup_printf ("{\"custom_items\":{}%s}", more != NULL ? more : "")
      : g_strdup_printf ("{\"call_id\":\"%s\"%s}", self->call, more != NULL ? more : "");
  g_autofree char *text =
    g_strdup_printf ("{\"version\":1,\"request_id\":\"%s-%u\",\"cmd\":\"%s\",\"type\":\"%s\","
                     "\"payload\":%s}\n", self->client, ++self->n_requests, cmd, type, payload);

  soup_websocket_connection_send_text (self->socket->connection, text);
}

JsonObject *
handset_take (Handset *self)
{
  return sendbird_frame (self->socket, self->seen++);
}

static void
assert_ack (Handset *self, JsonObject *frame, const char *type)
{
  g_autofree char *request_id = g_strdup_printf ("%s-%u", self->client, self->n_requests);
  g_autofree char *ack = g_strconcat (type, "_ack", NULL);

  g_assert_cmpstr (ahoy_json_get_string (frame, "type"), ==, ack);
  g_assert_cmpstr (ahoy_json_get_string (frame, "request_id"), ==, request_id);
}

/* Of the last request. Returns the payload. */
JsonObject *
handset_expect_ack (Handset *self, const char *type)
{
  g_autoptr (JsonObject) frame = handset_take (self);

  assert_ack (self, frame, type);
  g_assert_false (json_object_has_member (frame, "error"));

  return json_object_ref (ahoy_json_get_object (frame, "payload"));
}

void
handset_expect_refusal (Handset *self, const char *type, int code)
{
  g_autoptr (JsonObject) frame = handset_take (self);

  assert_ack (self, frame, type);
  g_assert_true (json_object_get_boolean_member (frame, "error"));
  g_assert_cmpint (frame_int (frame, "code"), ==, code);
}

/* An event. Returns the payload. */
JsonObject *
handset_expect (Handset *self, const char *cmd, const char *type)
{
  g_autoptr (JsonObject) frame = handset_take (self);
  JsonObject *payload = ahoy_json_get_object (frame, "payload");
  const char *call = ahoy_json_get_string (payload, "call_id");
  guint number;

  g_assert_cmpstr (ahoy_json_get_string (frame, "type"), ==, type);
  g_assert_cmpstr (ahoy_json_get_string (frame, "cmd"), ==, cmd);
  g_assert_cmpstr (ahoy_json_get_string (frame, "call_type"), ==, "direct_call");
  g_assert_nonnull (ahoy_json_get_string (frame, "message_id"));
  g_assert_nonnull (call);
  number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, call));
  g_assert_cmpint (frame_int (frame, "sequence_number"), ==, number);
  g_hash_table_replace (self->numbers, g_strdup (call), GUINT_TO_POINTER (number + 1));

  return json_object_ref (payload);
}

/* The event, or what acknowledges the same of ours, says how the call has ended. */
void
handset_expect_end (Handset *self, const char *type, const char *result)
{
  gboolean ack = g_str_has_suffix (type, "_ack");
  g_autofree char *order = g_strndup (type, strlen (type) - (ack ? 4 : 0));
  g_autoptr (JsonObject) payload = ack ? handset_expect_ack (self, order)
                                       : handset_expect (self, "CALL", type);
  JsonObject *ended = ahoy_json_get_object (payload, "ended_call");

  g_assert_cmpstr (ahoy_json_get_string (ended, "call_id"), ==, self->call);
  g_assert_cmpstr (ahoy_json_get_string (ended, "end_result"), ==, result);
}

/* Whatever was to come has come before the answer to this. */
void
handset_expect_nothing (Handset *self)
{
  g_autoptr (JsonObject) ack = NULL;

  handset_send (self, "SGNL", "alive", NULL);
  ack = handset_expect_ack (self, "alive");
}

Answer *
handset_request (Handset *self, const char *method, const char *path, const char *body)
{
  return request (&self->calls->base, method, path, body, "Authorization", NULL,
                  "sbcall-client-id", self->client, "sbcall-session-token",
                  sendbird_token (self->login), NULL);
}

Answer *
handset_dial_rcv (Handset *self)
{
  g_autofree char *body =
    g_strdup_printf ("{\"version\":1,\"request_id\":\"U\",\"cmd\":\"CALL\",\"type\":\"dial_rcv\","
                     "\"payload\":{\"call_id\":\"%s\",\"callee_delivery_info\":{\"type\":\"ws\"},"
                     "\"received_type\":\"ws\"}}", self->call);

  return request (&self->calls->base, "POST", "/v1/action/direct_call", body, "Authorization", NULL,
                  "sbcall-client-id", self->client, "sbcall-short-lived-token", self->token, NULL);
}

void
handset_dial (Handset *self, const char *callee)
{
  g_autofree char *more = g_strdup_printf (",\"callee_id\":\"%s\",\"is_video_call\":true,"
                                           "\"constraints\":{\"audio\":true,\"video\":false}",
                                           callee);
  g_autoptr (JsonObject) ack = NULL;

  handset_send (self, "CALL", "dial", more);
  ack = handset_expect_ack (self, "dial");
  g_free (self->call);
  self->call = g_strdup (ahoy_json_get_string (ack, "call_id"));
  g_assert_nonnull (self->call);
}

/* Somebody calls. */
void
handset_ring (Handset *self)
{
  g_autoptr (JsonObject) dial = handset_expect (self, "CALL", "dial");

  g_free (self->call);
  g_free (self->token);
  self->call = g_strdup (ahoy_json_get_string (dial, "call_id"));
  self->token = g_strdup (ahoy_json_get_string (dial, "sbcall_short_lived_token"));
  g_assert_nonnull (self->token);
}

void
handset_accept (Handset *self, Handset *caller)
{
  g_autoptr (JsonObject) ack = NULL;
  g_autoptr (JsonObject) accept = NULL;

  handset_send (self, "CALL", "accept", NULL);
  ack = handset_expect_ack (self, "accept");
  accept = handset_expect (caller, "CALL", "accept");
  g_assert_cmpstr (self->call, ==, caller->call);
}

void
handset_hang_up (Handset *self, Handset *other)
{
  handset_send (self, "CALL", "end", NULL);
  handset_expect_end (self, "end_ack", "completed");
  handset_expect_end (other, "end", "completed");
}
