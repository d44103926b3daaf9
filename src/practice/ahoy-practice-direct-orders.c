/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-direct-calls.h"
#include "ahoy-practice-robots.h"

#include "ahoy-json.h"

#include <string.h>

/* What clients want of direct calls (section 6 of the protocol page). */

typedef struct {
  const AhoyPracticeFrame *frame;
  AhoyPracticeSession     *session;
  AhoyPracticeDirectCall  *call;    /* NULL of a dial */
  const char              *type;
  const char              *result;  /* of what ends calls */
} Order;

static void
refuse (const Order *order, int code, const char *message)
{
  ahoy_practice_acknowledge (order->frame, code, message, NULL);
}

/* Takes payload over. */
static void
accept (const Order *order, JsonObject *payload)
{
  ahoy_practice_acknowledge (order->frame, 0, NULL, payload);
}

static gboolean
check_callee (const Order *order, const char *callee)
{
  AhoyPractice *self = order->session->device.practice;
  AhoyPracticeUser *user = callee != NULL ? ahoy_practice_find_callee (self, callee) : NULL;

  if (callee == NULL)
    refuse (order, AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS, "No callee_id");
  else if (strcmp (callee, order->session->device.user->name) == 0)
    refuse (order, AHOY_PRACTICE_SENDBIRD_DIAL_MYSELF, "Nobody can call themselves");
  else if (user == NULL)
    refuse (order, AHOY_PRACTICE_SENDBIRD_NO_CALLEE, "There is no such user");
  else if (user->robot != NULL && ahoy_practice_robots_are_busy (self))
    refuse (order, AHOY_PRACTICE_SENDBIRD_NO_PERMISSION, "Too many calls with robots");
  else if (user->robot == NULL && !ahoy_practice_has_authenticated (self, order->session->app_id, callee))
    refuse (order, AHOY_PRACTICE_SENDBIRD_NEVER_SEEN, "The user has never logged in");
  else
    return TRUE;

  return FALSE;
}

/* A copy, empty where there are none; NULL where they are not as they have to be. */
static JsonObject *
read_items (JsonObject *payload)
{
  JsonObject *given = ahoy_json_get_object (payload, "custom_items");
  JsonObject *items;

  if (given == NULL && json_object_has_member (payload, "custom_items")
      && !json_object_get_null_member (payload, "custom_items"))
    return NULL;
  items = json_object_new ();
  if (given == NULL)
    return items;
  if (!ahoy_practice_check_items (given)) {
    json_object_unref (items);
    return NULL;
  }
  ahoy_practice_copy_members (given, items);

  return items;
}

static void
on_dial (const Order *order)
{
  AhoyPractice *self = order->session->device.practice;
  JsonObject *payload = order->frame->payload;
  const char *callee = ahoy_json_get_string (payload, "callee_id");
  AhoyPracticeUser *user = order->session->device.user;
  g_autoptr (JsonObject) constraints = NULL;
  AhoyPracticeDirectCall *call;
  gboolean is_video_call;
  JsonObject *items;

  if (!check_callee (order, callee))
    return;
  if (!ahoy_json_get_boolean (payload, "is_video_call", &is_video_call)) {
    refuse (order, AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS, "No is_video_call");
    return;
  }
  if (ahoy_practice_count_direct_calls (self, order->session->app_id, user)
      >= AHOY_PRACTICE_MOST_DIRECT_CALLS) {
    refuse (order, AHOY_PRACTICE_SENDBIRD_NO_PERMISSION, "Too many calls");
    return;
  }
  items = read_items (payload);
  if (items == NULL) {
    refuse (order, AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS, "The custom_items cannot be taken");
    return;
  }

  constraints = ahoy_practice_read_constraints (payload);
  call = ahoy_practice_direct_call_new (self, order->session->app_id, user, order->session,
                                        ahoy_practice_find_callee (self, callee), is_video_call,
                                        items);
  accept (order, ahoy_practice_direct_call_describe (call, user, constraints));
  ahoy_practice_direct_call_tell_dial (call, constraints);
  if (call->robot != NULL)
    ahoy_practice_direct_robot_called (call->robot);
}

static void
on_accept (const Order *order)
{
  g_autoptr (JsonObject) constraints = NULL;

  if (order->call->result != NULL || order->call->is_accepted) {
    refuse (order, AHOY_PRACTICE_SENDBIRD_CALL_STATUS, "There is nothing to accept");
    return;
  }
  if (ahoy_practice_direct_call_ring (order->call, order->session) == NULL) {
    refuse (order, AHOY_PRACTICE_SENDBIRD_NO_PERMISSION, "The call does not ring here");
    return;
  }
  constraints = ahoy_practice_read_constraints (order->frame->payload);
  accept (order, ahoy_practice_direct_call_describe (order->call, order->session->device.user,
                                                     constraints));
  ahoy_practice_direct_call_accept (order->call, order->session, constraints);
}

static void
accept_end (const Order *order)
{
  JsonObject *payload = ahoy_practice_direct_call_make_payload (order->call);

  json_object_set_object_member (
    payload, "ended_call",
    ahoy_practice_direct_call_describe_end (order->call, order->session->device.user));
  accept (order, payload);
}

/* Whether who asks is in the call, or it rings there. */
static gboolean
is_in (const Order *order)
{
  return order->session == order->call->caller_session
         || order->session == order->call->callee_session
         || ahoy_practice_direct_call_ring (order->call, order->session) != NULL;
}

/* In which state of the call, and by whom, it is ended in this way. */
static gboolean
may_end (const Order *order)
{
  gboolean accepted = order->call->is_accepted;

  if (strcmp (order->type, "cancel") == 0)
    return order->session == order->call->caller_session;
  if (strcmp (order->type, "decline") == 0)
    return !accepted && order->session != order->call->caller_session;
  if (strcmp (order->type, "no_answer") == 0)
    return !accepted;

  return accepted;
}

/* Who comes second finds the call ended, and is told how. */
static void
on_end (const Order *order)
{
  if (g_strcmp0 (ahoy_json_get_string (order->frame->payload, "reason"), "offering_timeout") == 0)
    ahoy_practice_count (order->session->device.practice, "offering-timeout");
  if (order->call->result != NULL) {
    accept_end (order);
  } else if (!is_in (order)) {
    refuse (order, AHOY_PRACTICE_SENDBIRD_NO_PERMISSION, "The call is in another place");
  } else if (!may_end (order)) {
    refuse (order, AHOY_PRACTICE_SENDBIRD_CALL_STATUS, "The call cannot be ended in this way now");
  } else {
    ahoy_practice_direct_call_end (order->call, order->session, order->type, order->result);
    accept_end (order);
  }
}

static void
on_hold (const Order *order)
{
  AhoyPracticeSession *peer = ahoy_practice_direct_call_peer (order->call, order->session);
  gboolean on_hold;

  if (!ahoy_json_get_boolean (order->frame->payload, "is_on_hold", &on_hold)) {
    refuse (order, AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS, "No is_on_hold");
    return;
  }
  if (peer == NULL && (order->call->robot == NULL || !order->call->is_accepted)) {
    refuse (order, AHOY_PRACTICE_SENDBIRD_CALL_STATUS, "There is nothing to hold");
    return;
  }
  for (guint i = 0; i < (peer != NULL ? 2 : 1); i++) {
    JsonObject *payload = ahoy_practice_direct_call_make_payload (order->call);

    json_object_set_string_member (payload, "user_id", order->session->device.user->name);
    json_object_set_boolean_member (payload, "is_on_hold", on_hold);
    json_object_set_boolean_member (payload, "is_relayed", TRUE);
    if (i == 0)
      accept (order, payload);
    else
      ahoy_practice_session_tell (peer, "CALL", "hold", payload);
  }
  if (peer == NULL)
    ahoy_practice_direct_robot_take (order->call->robot, "hold", order->frame->payload);
}

/* What is passed on as it is, to the login that is in the call with this one, and acknowledged by
 * nobody. */
static void
on_relay (const Order *order)
{
  AhoyPracticeSession *peer = ahoy_practice_direct_call_peer (order->call, order->session);
  JsonObject *payload;

  if (peer == NULL && order->call->robot != NULL && order->call->is_accepted && is_in (order)) {
    ahoy_practice_direct_robot_take (order->call->robot, order->type, order->frame->payload);
    return;
  }
  if (peer == NULL) {
    ahoy_practice_count (order->session->device.practice, "not-relayed");
    return;
  }
  payload = json_object_new ();
  ahoy_practice_copy_members (order->frame->payload, payload);
  ahoy_practice_count (order->session->device.practice, "relayed");
  ahoy_practice_session_tell (peer, order->frame->cmd, order->type, payload);
}

static gboolean
is_connection (JsonObject *connection)
{
  static const char * const types[] = { "host", "srflx", "prflx", "relay", NULL };
  static const char * const protocols[] = { "udp", "tcp", NULL };
  static const char * const relay_protocols[] = { "", "udp", "tcp", "tls", NULL };
  const char *type = ahoy_json_get_string (connection, "connection_type");
  const char *protocol = ahoy_json_get_string (connection, "protocol");
  const char *relay_protocol = ahoy_json_get_string (connection, "relay_protocol");

  return type != NULL && g_strv_contains (types, type)
         && protocol != NULL && g_strv_contains (protocols, protocol)
         && relay_protocol != NULL && g_strv_contains (relay_protocols, relay_protocol)
         && (*relay_protocol == '\0' || g_str_equal (type, "relay"));
}

/* A report to the service. */
static void
on_connected (const Order *order)
{
  AhoyPractice *self = order->session->device.practice;
  JsonObject *payload = order->frame->payload;
  gboolean again;

  if (!is_connection (ahoy_json_get_object (payload, "connection"))
      || !ahoy_json_get_boolean (payload, "reconnect", &again))
    ahoy_practice_count (self, "unknown-message");
  else
    ahoy_practice_count (self, again ? "reconnected" : "connected");
}

static const struct {
  const char *type;
  const char *cmd;
  const char *result;  /* of what ends calls */
  gboolean    report;  /* nobody acknowledges it */
  void      (*handle) (const Order *order);
} types[] = {
  { "dial", "CALL", NULL, FALSE, on_dial },
  { "accept", "CALL", NULL, FALSE, on_accept },
  { "cancel", "CALL", "canceled", FALSE, on_end },
  { "decline", "CALL", "declined", FALSE, on_end },
  { "end", "CALL", "completed", FALSE, on_end },
  { "no_answer", "CALL", "no_answer", FALSE, on_end },
  { "timeout", "CALL", "timed_out", FALSE, on_end },
  { "connection_lost", "CALL", "connection_lost", FALSE, on_end },
  { "hold", "CALL", NULL, FALSE, on_hold },
  { "offer", "SGNL", NULL, TRUE, on_relay },
  { "answer", "SGNL", NULL, TRUE, on_relay },
  { "candidate", "SGNL", NULL, TRUE, on_relay },
  { "connected", "SGNL", NULL, TRUE, on_connected },
  { "audio", "COMM", NULL, TRUE, on_relay },
  { "video", "COMM", NULL, TRUE, on_relay },
};

static int
find_type (const AhoyPracticeFrame *frame)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].type, frame->type) == 0 && strcmp (types[i].cmd, frame->cmd) == 0)
      return (int) i;

  return -1;
}

/* report: whether nobody acknowledges it. */
gboolean
ahoy_practice_knows_direct_order (const AhoyPracticeFrame *frame, gboolean *report)
{
  int index = find_type (frame);

  *report = index >= 0 && types[index].report;

  return index >= 0;
}

/* A user of another app, or who is not in the call, shall not learn that there is one. */
static gboolean
find_call (Order *order)
{
  const char *id = ahoy_json_get_string (order->frame->payload, "call_id");

  order->call = ahoy_practice_find_direct_call (order->session->device.practice,
                                                order->session->app_id, id);
  if (order->call != NULL
      && !ahoy_practice_direct_call_is_party (order->call, order->session->device.user))
    order->call = NULL;

  return order->call != NULL;
}

/* One that ahoy_practice_knows_direct_order(). */
void
ahoy_practice_handle_direct_order (const AhoyPracticeFrame *frame)
{
  int index = find_type (frame);
  Order order = { .frame = frame, .session = (AhoyPracticeSession *) frame->socket->device };

  g_return_if_fail (index >= 0);

  order.type = types[index].type;
  order.result = types[index].result;
  if (types[index].report)
    ahoy_practice_count (frame->socket->practice, "report");
  if (types[index].handle == on_dial || find_call (&order))
    types[index].handle (&order);
  else if (!types[index].report)
    refuse (&order, AHOY_PRACTICE_SENDBIRD_NO_CALL, "There is no such call");
}

/* The call and the login of a short-lived token; NULL where there is none. */
static AhoyPracticeDirectCall *
find_ring (AhoyPractice *self, const char *token, AhoyPracticeRing **ring)
{
  for (guint i = 0; token != NULL && i < self->direct_calls->len; i++) {
    AhoyPracticeDirectCall *call = g_ptr_array_index (self->direct_calls, i);

    for (guint j = 0; j < call->rings->len; j++) {
      *ring = g_ptr_array_index (call->rings, j);
      if (strcmp ((*ring)->token, token) == 0)
        return call;
    }
  }

  return NULL;
}

/* Section 6.2. Who comes here has no other proof of who they are but the token of the dial, which is
 * good as long as it rings. */
void
ahoy_practice_handle_dial_rcv (AhoyPracticeRequest *request)
{
  JsonObject *body = ahoy_practice_request_get_body (request);
  JsonObject *payload = ahoy_json_get_object (body, "payload");
  const char *token = ahoy_practice_request_header (request, "sbcall-short-lived-token");
  const char *client = ahoy_practice_request_header (request, "sbcall-client-id");
  AhoyPracticeRing *ring;
  AhoyPracticeDirectCall *call = find_ring (request->practice, token, &ring);

  if (call == NULL || g_strcmp0 (client, ring->session->client_id) != 0) {
    ahoy_practice_answer_refusal (request, AHOY_PRACTICE_REFUSAL_UNAUTHORIZED);
    return;
  }
  if (g_strcmp0 (ahoy_json_get_string (body, "cmd"), "CALL") != 0
      || g_strcmp0 (ahoy_json_get_string (body, "type"), "dial_rcv") != 0
      || g_strcmp0 (ahoy_json_get_string (payload, "call_id"), call->id) != 0
      || ahoy_json_get_object (payload, "callee_delivery_info") == NULL) {
    ahoy_practice_answer_error (request, SOUP_STATUS_BAD_REQUEST,
                                AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS, "Not a dial_rcv of the call");
    return;
  }

  ahoy_practice_answer (request->message, SOUP_STATUS_OK, json_object_new ());
  if (!call->received && call->caller_session != NULL)
    ahoy_practice_session_tell (call->caller_session, "CALL", "dial_rcv",
                                ahoy_practice_direct_call_make_payload (call));
  call->received = TRUE;
}
