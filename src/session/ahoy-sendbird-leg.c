/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-sendbird-leg-private.h"

#include "ahoy-credentials.h"
#include "ahoy-sendbird-items.h"
#include "ahoy-sendbird-orders.h"
#include "ahoy-sendbird-record.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define RING_LIMIT     60000 /* ms (section 5 of the protocol page) */
#define ALIVE_INTERVAL 30000 /* ms (section 6.7) */
#define FAREWELL_LIMIT 60000 /* ms that a lost websocket may take to say the end of a call */

static void driver_interface_init (AhoyCallDriverInterface *iface);
static void leg_interface_init (AhoyLegInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoySendbirdLeg, ahoy_sendbird_leg, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_CALL_DRIVER,
                                                      driver_interface_init)
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_LEG, leg_interface_init))

static gboolean
is_incoming (AhoySendbirdLeg *self)
{
  return self->to == NULL;
}

static AhoyCallDirection
get_direction (AhoySendbirdLeg *self)
{
  return is_incoming (self) ? AHOY_CALL_DIRECTION_INCOMING : AHOY_CALL_DIRECTION_OUTGOING;
}

/**
 * ahoy_sendbird_leg_fail:
 * @self: a leg of a call that is not over
 * @reason: what it means to the call
 * @error: why
 *
 * The call cannot be begun, or cannot go on.
 */
void
ahoy_sendbird_leg_fail (AhoySendbirdLeg *self, AhoyCallEndReason reason, const GError *error)
{
  ahoy_call_apply (self->call, AHOY_CALL_EVENT_FAILED, reason, error);
}

/**
 * ahoy_sendbird_leg_end_as:
 * @self: a leg of a call that is not over
 * @ending: (transfer none): what the service is told; a constant
 * @reason: what it means to the call
 *
 * The call cannot go on, as both sides know without being told, each by a time of its own.
 */
void
ahoy_sendbird_leg_end_as (AhoySendbirdLeg *self, const char *ending, AhoyCallEndReason reason)
{
  g_autoptr (GError) error = ahoy_call_error_new (AHOY_CALL_ERROR_FAILED, NULL,
                                                  ahoy_call_end_reason_to_sentence (reason));

  self->ending = ending;
  ahoy_sendbird_leg_fail (self, reason, error);
}

/**
 * ahoy_sendbird_leg_say:
 * @self: a leg
 * @type: what is asked for
 * @payload: (transfer full): what belongs to it
 * @callback: (scope async): called when the service has answered, with a reference to @self
 *
 * Sends a request about the call.
 */
void
ahoy_sendbird_leg_say (AhoySendbirdLeg *self, const char *type, JsonObject *payload,
                       GAsyncReadyCallback callback)
{
  g_autoptr (JsonObject) owned = payload;

  ahoy_sendbird_requests_send_async (self->requests, AHOY_SENDBIRD_COMMAND_CALL, type, owned,
                                     callback, g_object_ref (self));
}

static void
left (AhoySendbirdLeg *self)
{
  ahoy_clock_clear (self->clock, &self->farewell_id);
  ahoy_waiter_tell (g_steal_pointer (&self->leaving), NULL);
  ahoy_leg_emit_left (AHOY_LEG (self));
}

static void
on_farewell_limit (gpointer data)
{
  g_autoptr (AhoySendbirdLeg) self = g_object_ref (data);

  self->farewell_id = 0;
  left (self);
}

/* Until the service can be told: the other side would wait for us. */
static void
wait_to_leave (AhoySendbirdLeg *self)
{
  if (self->farewell_id == 0)
    self->farewell_id = ahoy_clock_add (self->clock, FAREWELL_LIMIT, on_farewell_limit, self);
}

static void say_farewell (AhoySendbirdLeg *self);

static void
farewell_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdLeg) self = data;
  g_autoptr (AhoySendbirdFrame) answer = NULL;
  g_autoptr (GError) error = NULL;
  AhoyCallEndReason reason;

  answer = ahoy_sendbird_requests_call_finish (AHOY_SENDBIRD_REQUESTS (source), result, &reason,
                                               &error);
  if (error != NULL)
    g_debug ("The end of a call was not confirmed: %s", error->message);
  if (self->leaving == NULL)
    return; /* given up */

  if (error != NULL && self->away && !self->forgotten) {
    wait_to_leave (self); /* and say it again: it may not have arrived */
  } else if (self->accept_sent && strcmp (self->farewell, "end") != 0
             && g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE)) {
    self->farewell = "end"; /* our accept was taken, and the answer to it was lost */
    say_farewell (self);
  } else {
    left (self);
  }
}

static JsonObject *
make_farewell (AhoySendbirdLeg *self)
{
  if (strcmp (self->farewell, "timeout") == 0)
    return ahoy_sendbird_order_timeout (self->id);

  return ahoy_sendbird_order_plain (self->id);
}

static void
say_farewell (AhoySendbirdLeg *self)
{
  if (self->forgotten || self->farewell == NULL || self->id == NULL)
    left (self);
  else if (self->away)
    wait_to_leave (self);
  else
    ahoy_sendbird_leg_say (self, self->farewell, make_farewell (self), farewell_cb);
}

static void
on_ring_limit (gpointer data)
{
  AhoySendbirdLeg *self = data;

  self->ring_id = 0;
  self->ending = self->taken ? "end" : "no_answer";
  if (!ahoy_call_apply (self->call, AHOY_CALL_EVENT_NO_ANSWER, AHOY_CALL_END_REASON_NONE, NULL))
    ahoy_call_apply (self->call, AHOY_CALL_EVENT_REMOTE_HANG_UP,
                     ahoy_sendbird_end_to_reason (AHOY_SENDBIRD_END_NO_ANSWER,
                                                  get_direction (self), FALSE), NULL);
}

static void
on_alive (gpointer data)
{
  AhoySendbirdLeg *self = data;
  g_autoptr (JsonObject) payload = ahoy_sendbird_order_plain (self->id);

  self->alive_id = ahoy_clock_add (self->clock, ALIVE_INTERVAL, on_alive, self);
  /* Whether it is answered makes no difference, and a late one is of no use. */
  ahoy_sendbird_requests_report (self->requests, AHOY_SENDBIRD_COMMAND_SGNL, "alive", payload);
}

/* The service has a name for the call. */
static void
begin_ringing (AhoySendbirdLeg *self)
{
  self->ring_id = ahoy_clock_add (self->clock, RING_LIMIT, on_ring_limit, self);
  self->alive_id = ahoy_clock_add (self->clock, ALIVE_INTERVAL, on_alive, self);
  ahoy_media_prepare (self->media, self->wanted);
}

static void
take_names (AhoySendbirdLeg *self, const AhoySendbirdUser *user)
{
  if (user != NULL)
    ahoy_call_set_remote (self->call, user->user_id, user->nickname);
}

/* Both sides know that the call is answered. */
static void
establish (AhoySendbirdLeg *self)
{
  self->established = TRUE;
  ahoy_clock_clear (self->clock, &self->ring_id);
  ahoy_sendbird_leg_begin_signals (self);
}

/* Which servers help was not known before. */
static void
renew_media (AhoySendbirdLeg *self, const AhoySendbirdTurn *turn)
{
  ahoy_sendbird_leg_drop_media (self);
  self->media = self->make_media (turn, self->data);
  ahoy_sendbird_leg_watch_media (self);
  ahoy_call_set_media (self->call, g_object_ref (self->media));
}

static void
take_dialled (AhoySendbirdLeg *self, const AhoySendbirdCall *body)
{
  renew_media (self, body->turn);
  if (self->call != NULL) /* a handler may have ended it */
    take_names (self, body->callee);
  if (self->call != NULL)
    ahoy_sendbird_leg_take_items (self, body->items);
  if (self->call != NULL)
    begin_ringing (self);
  if (self->call != NULL)
    ahoy_call_apply (self->call, AHOY_CALL_EVENT_INITIATED, AHOY_CALL_END_REASON_NONE, NULL);
}

static void
dial_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdLeg) self = data;
  g_autoptr (AhoySendbirdFrame) answer = NULL;
  g_autoptr (AhoySendbirdCall) body = NULL;
  g_autoptr (GError) error = NULL;
  AhoyCallEndReason reason;

  answer = ahoy_sendbird_requests_call_finish (AHOY_SENDBIRD_REQUESTS (source), result, &reason,
                                               &error);
  self->starting = FALSE;
  if (answer != NULL)
    body = ahoy_sendbird_call_read (answer->payload, &error);
  if (body != NULL)
    self->id = g_strdup (body->call_id);

  if (body == NULL) /* what is told of a call that has no name here is told of nobody's */
    ahoy_leg_emit_started (AHOY_LEG (self));
  if (self->leaving != NULL)
    say_farewell (self); /* it was given up before the service had a name for it */
  else if (self->call != NULL && body != NULL)
    take_dialled (self, body);
  else if (self->call != NULL)
    ahoy_sendbird_leg_fail (self, reason, error);
  if (body != NULL)
    ahoy_leg_emit_started (AHOY_LEG (self));
}

static void
dial_rcv_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdLeg) self = data;
  g_autoptr (AhoyRestAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  gboolean success;

  answer = ahoy_sendbird_api_send_finish (AHOY_SENDBIRD_API (source), result, &error);
  success = answer != NULL
            && ahoy_sendbird_api_check (answer, ahoy_sendbird_answer_to_error, &error);
  if (error != NULL)
    g_debug ("The service could not be told that it rings: %s", error->message);
  if (self->call != NULL)
    ahoy_call_apply (self->call, success ? AHOY_CALL_EVENT_RINGING : AHOY_CALL_EVENT_INITIATED,
                     AHOY_CALL_END_REASON_NONE, NULL);
}

static void
tell_received (AhoySendbirdLeg *self)
{
  g_autofree char *request_id = g_uuid_string_random ();
  g_autofree char *body = ahoy_sendbird_order_dial_rcv (self->id, request_id, self->delivery_info);

  ahoy_sendbird_api_send_async (self->api, "POST", AHOY_SENDBIRD_ACTION_PATH, NULL, self->token,
                                body, dial_rcv_cb, g_object_ref (self));
}

static void
tell_accepted (AhoySendbirdLeg *self)
{
  establish (self);
  ahoy_waiter_tell (g_steal_pointer (&self->answer), NULL);
}

static void
accept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdLeg) self = data;
  g_autoptr (AhoySendbirdFrame) answer = NULL;
  AhoyCallEndReason reason;
  GError *error = NULL;

  answer = ahoy_sendbird_requests_call_finish (AHOY_SENDBIRD_REQUESTS (source), result, &reason,
                                               &error);
  if (self->call == NULL || self->established || (error != NULL && self->away)) {
    g_clear_error (&error); /* over, or known to the caller already, or to be said again */
    return;
  }

  if (answer != NULL) {
    tell_accepted (self);
  } else if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED)) {
    ahoy_call_apply (self->call, AHOY_CALL_EVENT_VANISHED, AHOY_CALL_END_REASON_MISSED, NULL);
    g_clear_error (&error);
  } else {
    ahoy_waiter_tell (g_steal_pointer (&self->answer), error);
  }
}

static void
say_accept (AhoySendbirdLeg *self)
{
  self->accept_sent = TRUE;
  ahoy_sendbird_leg_say (self, "accept", ahoy_sendbird_order_accept (self->id, self->wanted),
                         accept_cb);
}

/* The answer to our accept is lost, but the caller goes on as if it had been taken: so it was. Where
 * the person was told that it has failed, the person has to wish it once more. */
static void
find_accepted (AhoySendbirdLeg *self)
{
  if (self->established || !is_incoming (self) || !self->accept_sent)
    return;

  self->taken = TRUE;
  if (self->answer != NULL)
    tell_accepted (self);
}

static void
handle_accept (AhoySendbirdLeg *self, const AhoySendbirdFrame *frame)
{
  g_autoptr (AhoySendbirdCall) body = NULL;
  g_autoptr (GError) error = NULL;

  if (is_incoming (self) || self->established)
    return;

  body = ahoy_sendbird_call_read (frame->payload, &error);
  if (body == NULL) {
    self->ending = "end";
    ahoy_sendbird_leg_fail (self, AHOY_CALL_END_REASON_FAILED, error);
    return;
  }

  take_names (self, body->callee);
  if (self->call != NULL)
    ahoy_call_set_remote_sends (self->call, body->sends);
  if (self->call != NULL)
    ahoy_call_apply (self->call, AHOY_CALL_EVENT_ANSWERED, AHOY_CALL_END_REASON_NONE, NULL);
  if (self->call != NULL)
    establish (self);
}

static AhoyCallEvent
event_of_end (AhoySendbirdEvent event)
{
  switch ((int) event) {
  case AHOY_SENDBIRD_EVENT_CANCEL:
    return AHOY_CALL_EVENT_REMOTE_CANCEL;
  case AHOY_SENDBIRD_EVENT_NO_ANSWER:
    return AHOY_CALL_EVENT_NO_ANSWER;
  case AHOY_SENDBIRD_EVENT_OTHER_DEVICE_ACCEPTED:
    return AHOY_CALL_EVENT_ANSWERED_ELSEWHERE;
  default:
    return AHOY_CALL_EVENT_REMOTE_HANG_UP;
  }
}

static void
handle_end (AhoySendbirdLeg *self, const AhoySendbirdFrame *frame)
{
  const AhoySendbirdEndResult result = ahoy_sendbird_end_of_frame (frame);
  const AhoyCallEndReason reason = ahoy_sendbird_end_to_reason (result, get_direction (self), FALSE);

  /* Who has answered is not told that of the own answer. */
  if (!ahoy_call_withdraw (self->call, event_of_end (frame->event), reason) && self->call != NULL)
    ahoy_call_apply (self->call, AHOY_CALL_EVENT_REMOTE_HANG_UP, reason, NULL);
}

/**
 * ahoy_sendbird_leg_handle:
 * @self: a leg
 * @frame: an event of its call, whose turn it is
 *
 * Does what the event wants.
 */
void
ahoy_sendbird_leg_handle (AhoySendbirdLeg *self, const AhoySendbirdFrame *frame)
{
  g_autoptr (AhoySendbirdLeg) alive = g_object_ref (self);

  if (self->call == NULL)
    return;

  if (frame->command != AHOY_SENDBIRD_COMMAND_CALL || frame->event == AHOY_SENDBIRD_EVENT_HOLD)
    find_accepted (self);
  if (self->call == NULL)
    return;

  switch (frame->event) {
  case AHOY_SENDBIRD_EVENT_DIAL_RCV:
    if (!is_incoming (self))
      ahoy_call_apply (self->call, AHOY_CALL_EVENT_RINGING, AHOY_CALL_END_REASON_NONE, NULL);
    break;
  case AHOY_SENDBIRD_EVENT_ACCEPT:
    handle_accept (self, frame);
    break;
  case AHOY_SENDBIRD_EVENT_CANCEL:
  case AHOY_SENDBIRD_EVENT_DECLINE:
  case AHOY_SENDBIRD_EVENT_END:
  case AHOY_SENDBIRD_EVENT_NO_ANSWER:
  case AHOY_SENDBIRD_EVENT_TIMEOUT:
  case AHOY_SENDBIRD_EVENT_CONNECTION_LOST:
  case AHOY_SENDBIRD_EVENT_OTHER_DEVICE_ACCEPTED:
    handle_end (self, frame);
    break;
  case AHOY_SENDBIRD_EVENT_HOLD:
    ahoy_sendbird_leg_take_hold (self, frame->payload);
    break;
  case AHOY_SENDBIRD_EVENT_CUSTOM_ITEMS_UPDATE:
  case AHOY_SENDBIRD_EVENT_CUSTOM_ITEMS_DELETE:
    ahoy_sendbird_leg_take_change (self, frame->payload);
    break;
  case AHOY_SENDBIRD_EVENT_OFFER:
    ahoy_sendbird_leg_take_description (self, AHOY_DESCRIPTION_KIND_OFFER, frame->payload);
    break;
  case AHOY_SENDBIRD_EVENT_ANSWER:
    ahoy_sendbird_leg_take_description (self, AHOY_DESCRIPTION_KIND_ANSWER, frame->payload);
    break;
  case AHOY_SENDBIRD_EVENT_CANDIDATE:
    ahoy_sendbird_leg_take_candidate (self, frame->payload);
    break;
  case AHOY_SENDBIRD_EVENT_AUDIO:
    ahoy_sendbird_leg_take_enabled (self, frame->payload, AHOY_MEDIA_AUDIO);
    break;
  case AHOY_SENDBIRD_EVENT_VIDEO:
    ahoy_sendbird_leg_take_enabled (self, frame->payload, AHOY_MEDIA_VIDEO);
    break;
  case AHOY_SENDBIRD_EVENT_DIAL:         /* ours already */
  case AHOY_SENDBIRD_EVENT_TURN_CHANGED: /* what it wants of a running call is not known */
  case AHOY_SENDBIRD_EVENT_RECORDING:
  case AHOY_SENDBIRD_EVENT_UNKNOWN:
  default:
    break;
  }
}

static const char *
leg_get_id (AhoyLeg *leg)
{
  return AHOY_SENDBIRD_LEG (leg)->id;
}

static gboolean
leg_get_starting (AhoyLeg *leg)
{
  return AHOY_SENDBIRD_LEG (leg)->starting;
}

/* What could not be told is told when the websocket is open again. */
static void
leg_set_away (AhoyLeg *leg, gboolean away)
{
  AhoySendbirdLeg *self = AHOY_SENDBIRD_LEG (leg);
  gboolean back = self->away && !away;

  self->away = away;
  if (!back)
    return;

  if (self->call != NULL) {
    ahoy_sendbird_leg_catch_up (self);
    if (self->answer != NULL && !self->established)
      say_accept (self);
  } else if (self->farewell_id != 0) {
    ahoy_clock_clear (self->clock, &self->farewell_id);
    say_farewell (self);
  }
}

static void
leg_forget (AhoyLeg *leg)
{
  g_autoptr (AhoySendbirdLeg) self = AHOY_SENDBIRD_LEG (g_object_ref (leg));

  self->forgotten = TRUE;
  if (self->leaving != NULL)
    left (self);
}

static void
leg_interface_init (AhoyLegInterface *iface)
{
  iface->get_id = leg_get_id;
  iface->get_starting = leg_get_starting;
  iface->set_away = leg_set_away;
  iface->forget = leg_forget;
}

static gboolean
leg_can (AhoyCallDriver *driver, AhoyCallEvent wish)
{
  if (wish == AHOY_CALL_EVENT_CHANGE_MEDIA)
    return AHOY_SENDBIRD_LEG (driver)->video_call;

  return wish != AHOY_CALL_EVENT_FORWARD && wish != AHOY_CALL_EVENT_TRANSFER
         && wish != AHOY_CALL_EVENT_JOIN && wish != AHOY_CALL_EVENT_RESTART_MEDIA;
}

static void
leg_start (AhoyCallDriver *driver)
{
  AhoySendbirdLeg *self = AHOY_SENDBIRD_LEG (driver);

  if (is_incoming (self)) {
    begin_ringing (self);
    tell_received (self);
  } else {
    self->starting = TRUE;
    ahoy_sendbird_leg_say (self, "dial",
                           ahoy_sendbird_order_dial (self->to, self->video_call, self->wanted,
                                                     self->items), dial_cb);
  }
}

static void
leg_answer_async (AhoyCallDriver *driver, AhoyMediaFlags wanted, GAsyncReadyCallback callback,
                  gpointer user_data)
{
  AhoySendbirdLeg *self = AHOY_SENDBIRD_LEG (driver);

  g_return_if_fail (self->answer == NULL);

  self->answer = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->answer, leg_answer_async);
  self->wanted = self->video_call ? wanted : wanted & ~AHOY_MEDIA_VIDEO;
  ahoy_sendbird_leg_update_paused (self, NULL); /* nothing is described yet that could fail */
  if (self->taken)
    tell_accepted (self);
  else
    say_accept (self);
}

static void
leg_update_async (AhoyCallDriver *driver, AhoyMediaFlags wanted, GAsyncReadyCallback callback,
                  gpointer user_data)
{
  ahoy_sendbird_leg_update_async (AHOY_SENDBIRD_LEG (driver), wanted, callback, user_data);
}

static void
leg_set_parameters_async (AhoyCallDriver *driver, GVariant *parameters,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  ahoy_sendbird_leg_set_items_async (AHOY_SENDBIRD_LEG (driver), parameters, callback, user_data);
}

static void
leg_muted (AhoyCallDriver *driver, gboolean muted)
{
  ahoy_sendbird_leg_tell_muted (AHOY_SENDBIRD_LEG (driver), muted);
}

/* What the service is told where it has not said itself that the call is over; or NULL. */
static const char *
choose_farewell (AhoySendbirdLeg *self, AhoyCallEvent event)
{
  if (self->ending != NULL)
    return self->ending;

  switch ((int) event) {
  case AHOY_CALL_EVENT_SESSION_ENDED:
    if (is_incoming (self) && !self->established && !self->taken)
      return NULL; /* it rings on elsewhere */
    G_GNUC_FALLTHROUGH;
  case AHOY_CALL_EVENT_REJECT:
  case AHOY_CALL_EVENT_HANG_UP:
  case AHOY_CALL_EVENT_FAILED:
    return self->established || self->taken ? "end" : is_incoming (self) ? "decline" : "cancel";
  default:
    return NULL;
  }
}

static void
fail_task (GTask **place)
{
  ahoy_waiter_tell (g_steal_pointer (place), g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                                  _("The call is over")));
}

static void
stop (AhoySendbirdLeg *self)
{
  g_clear_weak_pointer (&self->call);
  ahoy_sendbird_leg_drop_media (self);
  ahoy_clock_clear (self->clock, &self->ring_id);
  ahoy_clock_clear (self->clock, &self->alive_id);
  ahoy_sendbird_leg_stop_signals (self);
}

static void
leg_leave_async (AhoyCallDriver *driver, AhoyCallEvent event, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  AhoySendbirdLeg *self = AHOY_SENDBIRD_LEG (driver);

  self->leaving = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->leaving, leg_leave_async);
  stop (self);
  fail_task (&self->answer);
  fail_task (&self->update);

  self->farewell = choose_farewell (self, event);
  if (!self->starting) /* else what the service answers to that has to be seen to */
    say_farewell (self);
}

static gboolean
leg_finish (AhoyCallDriver *driver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
driver_interface_init (AhoyCallDriverInterface *iface)
{
  iface->can = leg_can;
  iface->start = leg_start;
  iface->answer_async = leg_answer_async;
  iface->update_async = leg_update_async;
  iface->set_parameters_async = leg_set_parameters_async;
  iface->muted = leg_muted;
  iface->leave_async = leg_leave_async;
  iface->finish = leg_finish;
}

static void
ahoy_sendbird_leg_dispose (GObject *object)
{
  AhoySendbirdLeg *self = AHOY_SENDBIRD_LEG (object);

  stop (self);
  ahoy_clock_clear (self->clock, &self->farewell_id);

  G_OBJECT_CLASS (ahoy_sendbird_leg_parent_class)->dispose (object);
}

static void
ahoy_sendbird_leg_finalize (GObject *object)
{
  AhoySendbirdLeg *self = AHOY_SENDBIRD_LEG (object);

  g_clear_object (&self->requests);
  g_clear_object (&self->api);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->own_keys, g_ptr_array_unref);
  g_clear_pointer (&self->delivery_info, json_object_unref);
  ahoy_secret_free (self->token);
  g_free (self->id);
  g_free (self->to);

  G_OBJECT_CLASS (ahoy_sendbird_leg_parent_class)->finalize (object);
}

static void
ahoy_sendbird_leg_class_init (AhoySendbirdLegClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_sendbird_leg_dispose;
  object_class->finalize = ahoy_sendbird_leg_finalize;
}

static void
ahoy_sendbird_leg_init (AhoySendbirdLeg *self)
{
  g_queue_init (&self->descriptions);
  g_queue_init (&self->unsent);
  g_queue_init (&self->candidates);
}

static AhoySendbirdLeg *
leg_new (const AhoySendbirdLegContext *context, AhoyCallDirection direction,
         AhoyMediaFlags wanted, const AhoySendbirdTurn *turn, AhoyCall **call)
{
  AhoySendbirdLeg *self = g_object_new (AHOY_TYPE_SENDBIRD_LEG, NULL);

  self->requests = g_object_ref (context->requests);
  self->api = g_object_ref (context->api);
  self->clock = g_object_ref (context->clock);
  self->make_media = context->make_media;
  self->data = context->data;
  self->wanted = wanted;
  self->media = self->make_media (turn, self->data);
  *call = ahoy_call_new (direction, AHOY_CALL_DRIVER (self), g_object_ref (self->media), wanted,
                         self->clock);
  g_set_weak_pointer (&self->call, *call);

  return self;
}

/**
 * ahoy_sendbird_leg_new_outgoing:
 * @context: what all legs have in common
 * @user_id: whom to call
 * @wanted: what to send; whether there is a picture in it decides about the call for good
 * @items: (nullable) (element-type AhoySendbirdItem): what to give to the call
 * @call: (out) (transfer full): the call, still to be started
 *
 * Returns: (transfer full): what moves @call
 */
AhoySendbirdLeg *
ahoy_sendbird_leg_new_outgoing (const AhoySendbirdLegContext *context, const char *user_id,
                                AhoyMediaFlags wanted, GPtrArray *items, AhoyCall **call)
{
  AhoySendbirdLeg *self = leg_new (context, AHOY_CALL_DIRECTION_OUTGOING, wanted, NULL, call);

  self->to = g_strdup (user_id);
  self->video_call = (wanted & AHOY_MEDIA_VIDEO) != 0;
  self->items = items != NULL ? g_ptr_array_ref (items) : NULL;
  ahoy_sendbird_leg_remember_keys (self, items);
  ahoy_call_set_remote (*call, user_id, NULL);
  ahoy_sendbird_leg_watch_media (self);

  return self;
}

/**
 * ahoy_sendbird_leg_new_incoming:
 * @context: what all legs have in common
 * @dial: what the service says of the call
 * @delivery_info: (nullable): how it has come, for the service
 * @call: (out) (transfer full): the call, still to be started
 *
 * Returns: (transfer full): what moves @call
 */
AhoySendbirdLeg *
ahoy_sendbird_leg_new_incoming (const AhoySendbirdLegContext *context, const AhoySendbirdCall *dial,
                                JsonObject *delivery_info, AhoyCall **call)
{
  AhoySendbirdLeg *self = leg_new (context, AHOY_CALL_DIRECTION_INCOMING,
                                   dial->is_video_call ? AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO
                                                       : AHOY_MEDIA_AUDIO, dial->turn, call);

  self->id = g_strdup (dial->call_id);
  self->video_call = dial->is_video_call;
  self->token = g_strdup (dial->short_lived_token);
  self->delivery_info = delivery_info != NULL ? json_object_ref (delivery_info) : NULL;
  take_names (self, dial->caller);
  ahoy_call_set_remote_sends (*call, dial->sends);
  ahoy_sendbird_leg_take_items (self, dial->items);
  ahoy_sendbird_leg_watch_media (self);

  return self;
}
