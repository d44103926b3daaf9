/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-leg-private.h"

#include "ahoy-kandy-address.h"
#include "ahoy-kandy-call-failure.h"
#include "ahoy-sdp.h"

#include <glib/gi18n-lib.h>

#define LEAVE_DEADLINE 5000 /* ms */
#define VANISH_DELAY   500  /* ms that a notification of the end may be late */

static void driver_interface_init (AhoyCallDriverInterface *iface);
static void leg_interface_init (AhoyLegInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyKandyLeg, ahoy_kandy_leg, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_CALL_DRIVER,
                                                      driver_interface_init)
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_LEG, leg_interface_init))

typedef struct {
  AhoyKandyLeg     *leg;
  AhoyKandyLegDone  done;
  guint             serial;
} Request;

static void
send_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Request *request = data;
  g_autoptr (AhoyKandyLeg) self = request->leg;
  g_autoptr (AhoyRestAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  AhoyKandyAnswer kandy_answer;

  answer = ahoy_kandy_requests_send_finish (AHOY_KANDY_REQUESTS (source), result, &kandy_answer,
                                            &error);
  if (answer == NULL) {
    request->done (self, NULL, error, request->serial);
    return;
  }

  if (!ahoy_kandy_answer_is_success (&kandy_answer))
    error = ahoy_kandy_requests_make_error (&kandy_answer, ahoy_kandy_call_answer_to_error);
  request->done (self, &kandy_answer, error, request->serial);
}

/**
 * ahoy_kandy_leg_send:
 * @self: a leg
 * @method: the HTTP method
 * @path: a path, from `/`
 * @body: (nullable): a JSON text
 * @deadline: milliseconds until the whole answer must be there
 * @done: (scope async): called with the answer, or %NULL if none has come, and with an error unless
 *   it is a success
 * @serial: passed on to @done
 *
 * Sends a request for the call; also goes on when the call is over.
 */
void
ahoy_kandy_leg_send (AhoyKandyLeg *self, const char *method, const char *path, const char *body,
                     guint deadline, AhoyKandyLegDone done, guint serial)
{
  Request *request = g_new0 (Request, 1);

  request->leg = g_object_ref (self);
  request->done = done;
  request->serial = serial;
  ahoy_kandy_requests_send_async (self->requests, method, path, body, deadline, send_cb, request);
}

static AhoyKandyExtras
get_extras (AhoyKandyLeg *self)
{
  return (AhoyKandyExtras) { .parameters = self->parameters };
}

/**
 * ahoy_kandy_leg_put:
 * @self: a leg that the service has named
 * @action: what to do
 * @sdp: (nullable): a description
 * @deadline: milliseconds until the whole answer must be there
 * @done: (scope async): as in ahoy_kandy_leg_send()
 * @serial: passed on to @done
 *
 * Sends what is to be done with the call.
 */
void
ahoy_kandy_leg_put (AhoyKandyLeg *self, AhoyKandyCallAction action, const char *sdp,
                    guint deadline, AhoyKandyLegDone done, guint serial)
{
  const AhoyKandyExtras extras = get_extras (self);
  g_autofree char *text = ahoy_kandy_call_action_text (action, sdp, &extras);

  ahoy_kandy_leg_send (self, "PUT", self->path, text, deadline, done, serial);
}

static gboolean
is_incoming (AhoyKandyLeg *self)
{
  return self->to == NULL && self->joins[0] == NULL;
}

static void
on_vanished (gpointer data)
{
  AhoyKandyLeg *self = data;
  g_autoptr (GError) error = NULL;

  self->vanish_id = 0;
  /* To who was called it makes no difference. */
  if (is_incoming (self) && ahoy_call_get_since (self->call) == 0) {
    ahoy_call_apply (self->call, AHOY_CALL_EVENT_VANISHED, AHOY_CALL_END_REASON_MISSED, NULL);
    return;
  }

  error = ahoy_call_error_new (AHOY_CALL_ERROR_VANISHED, "9909",
                               ahoy_call_end_reason_to_sentence (AHOY_CALL_END_REASON_VANISHED));
  ahoy_call_apply (self->call, AHOY_CALL_EVENT_VANISHED, AHOY_CALL_END_REASON_NONE, error);
}

/**
 * ahoy_kandy_leg_vanish:
 * @self: a leg of a call that is not over
 *
 * The service does not know the call any more: it is over, unless the service is just about to say
 * more about its end.
 */
void
ahoy_kandy_leg_vanish (AhoyKandyLeg *self)
{
  if (self->vanish_id == 0)
    self->vanish_id = ahoy_clock_add (self->clock, VANISH_DELAY, on_vanished, self);
}

static AhoyCallEndReason
reason_of (const GError *error)
{
  if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_NOT_ALLOWED))
    return AHOY_CALL_END_REASON_NOT_ALLOWED;
  if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_UNREACHABLE))
    return AHOY_CALL_END_REASON_UNREACHABLE;
  if (g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNTRUSTED))
    return AHOY_CALL_END_REASON_INSECURE;
  if (error->domain == AHOY_MEDIA_ERROR)
    return AHOY_CALL_END_REASON_MEDIA_FAILED;

  return AHOY_CALL_END_REASON_FAILED;
}

/**
 * ahoy_kandy_leg_make_unreadable_error:
 *
 * Returns: (transfer full): that there is a description which is of no use
 */
GError *
ahoy_kandy_leg_make_unreadable_error (void)
{
  return g_error_new_literal (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DESCRIPTION,
                              _("The other side’s description of the call cannot be read"));
}

/**
 * ahoy_kandy_leg_fail:
 * @self: a leg of a call that is not over
 * @error: why
 *
 * The call cannot be begun, or cannot go on.
 */
void
ahoy_kandy_leg_fail (AhoyKandyLeg *self, const GError *error)
{
  ahoy_call_apply (self->call, AHOY_CALL_EVENT_FAILED, reason_of (error), error);
}

static void
set_session (AhoyKandyLeg *self, char *session)
{
  self->session = session;
  self->path = ahoy_kandy_session_path (self->user, session);
}

static gboolean
is_answered (AhoyKandyLeg *self)
{
  return self->exchange != AHOY_KANDY_EXCHANGE_FIRST;
}

static void
leave_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error, guint serial)
{
  if (error != NULL)
    g_debug ("The end of a call was not confirmed: %s", error->message);
  ahoy_waiter_tell (g_steal_pointer (&self->leaving), NULL);
  ahoy_leg_emit_left (AHOY_LEG (self));
}

static void
hang_up (AhoyKandyLeg *self)
{
  ahoy_kandy_leg_send (self, "DELETE", self->path, NULL, LEAVE_DEADLINE, leave_done, 0);
}

static void
start_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error, guint serial)
{
  g_autoptr (GError) unreadable = NULL;
  char *session = NULL;

  self->starting = FALSE;
  if (error == NULL)
    session = ahoy_kandy_call_start_parse (answer->body, answer->body_length, &unreadable);
  if (session != NULL)
    set_session (self, session);

  if (self->leaving != NULL) {
    if (session != NULL && !self->forgotten)
      hang_up (self); /* it was given up before the service had a name for it */
    else
      leave_done (self, NULL, NULL, 0);
  } else if (session == NULL) {
    ahoy_kandy_leg_fail (self, error != NULL ? error : unreadable);
  } else {
    ahoy_call_apply (self->call, AHOY_CALL_EVENT_INITIATED, AHOY_CALL_END_REASON_NONE, NULL);
    if (self->call != NULL)
      ahoy_kandy_leg_start_audit (self);
  }
  ahoy_leg_emit_started (AHOY_LEG (self));
}

static void
first_offer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyLeg) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = NULL;
  g_autofree char *from = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  AhoyKandyExtras extras;

  sdp = ahoy_media_create_offer_finish (AHOY_MEDIA (source), result, &error);
  if (self->call == NULL)
    return;
  if (sdp == NULL) {
    ahoy_kandy_leg_fail (self, error);
    return;
  }

  self->starting = TRUE;
  extras = get_extras (self);
  path = ahoy_kandy_call_path (self->user);
  if (self->joins[0] != NULL) {
    text = ahoy_kandy_join_text (self->joins[0], self->joins[1], sdp, &extras);
  } else {
    from = ahoy_kandy_address_to_from (self->user, NULL);
    text = ahoy_kandy_call_start_text (from, self->to, sdp, TRUE, &extras);
  }
  ahoy_kandy_leg_send (self, "POST", path, text, AHOY_KANDY_LEG_DEADLINE, start_done, 0);
}

static void
ringing_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error, guint serial)
{
  if (self->call == NULL)
    return;

  if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED)) {
    ahoy_kandy_leg_vanish (self);
    return;
  }
  ahoy_call_apply (self->call, error == NULL ? AHOY_CALL_EVENT_RINGING : AHOY_CALL_EVENT_INITIATED,
                   AHOY_CALL_END_REASON_NONE, NULL);
  if (self->call != NULL)
    ahoy_kandy_leg_start_audit (self);
}

static void
handle_answer (AhoyKandyLeg *self, const AhoyKandyCallParams *params)
{
  if (is_answered (self))
    ahoy_kandy_leg_take_answer (self, params);
  else if (is_incoming (self))
    ahoy_kandy_leg_take_reply (self, params);
  else
    ahoy_kandy_leg_take_first_answer (self, params);
}

static void
handle_end (AhoyKandyLeg *self, const AhoyKandyCallParams *params)
{
  g_autoptr (GError) problem = NULL;
  AhoyCallEndReason reason;

  reason = ahoy_kandy_call_params_to_end (params, AHOY_CALL_END_REASON_NONE, &problem);
  if (self->answer_sent && reason == AHOY_CALL_END_REASON_NONE) /* nobody has missed it */
    reason = AHOY_CALL_END_REASON_REMOTE_HUNG_UP;
  ahoy_call_apply (self->call, AHOY_CALL_EVENT_REMOTE_HANG_UP, reason, problem);
}

/* What the other side makes of it means nothing to somebody who was only called. All who were called
 * are told the same, whether somebody has answered, who is told as well, or the caller has given up:
 * the service has to say what it is about. */
static void
handle_cancel (AhoyKandyLeg *self)
{
  AhoyCallOperation operation = ahoy_call_get_operation (self->call);

  if (is_incoming (self) && ahoy_call_get_since (self->call) == 0 && !self->answer_sent
      && operation != AHOY_CALL_OPERATION_FORWARD) {
    ahoy_kandy_leg_ask_why_cancelled (self);
    return;
  }

  ahoy_call_apply (self->call, AHOY_CALL_EVENT_REMOTE_CANCEL, AHOY_CALL_END_REASON_NONE, NULL);
  if (self->call != NULL && self->answer_sent)
    ahoy_kandy_leg_ask_whether_gone (self);
}

static void
take_names (AhoyKandyLeg *self, const AhoyKandyCallParams *params)
{
  g_autofree char *remote = NULL;
  const char *name, *number;

  ahoy_kandy_call_params_get_remote (params, is_incoming (self) ? AHOY_CALL_DIRECTION_INCOMING
                                                                : AHOY_CALL_DIRECTION_OUTGOING,
                                     &name, &number);
  if (number != NULL)
    remote = ahoy_kandy_address_to_display (number, self->user);
  /* Who is in it is known here, and not said. */
  ahoy_call_set_remote (self->call, remote, self->joins[0] == NULL ? name : NULL);
  if (self->call != NULL) /* a handler may have ended it */
    ahoy_call_take_parameters (self->call, ahoy_kandy_leg_make_variant (params->parameters));
}

/**
 * ahoy_kandy_leg_handle:
 * @self: a leg
 * @event: the type of a notification
 * @params: what it says
 *
 * Does what a notification of this call wants.
 */
void
ahoy_kandy_leg_handle (AhoyKandyLeg *self, AhoyKandyEvent event, const AhoyKandyCallParams *params)
{
  g_autoptr (AhoyKandyLeg) alive = g_object_ref (self);

  if (self->call != NULL)
    take_names (self, params);
  if (self->call == NULL)
    return;

  switch ((int) event) {
  case AHOY_KANDY_EVENT_RINGING:
    if (!is_incoming (self))
      ahoy_call_apply (self->call, AHOY_CALL_EVENT_RINGING, AHOY_CALL_END_REASON_NONE, NULL);
    break;
  case AHOY_KANDY_EVENT_SESSION_PROGRESS:
    if (!is_incoming (self))
      ahoy_kandy_leg_take_early (self, params);
    break;
  case AHOY_KANDY_EVENT_RESPOND_CALL_UPDATE:
    handle_answer (self, params);
    break;
  case AHOY_KANDY_EVENT_START_CALL_UPDATE:
    ahoy_kandy_leg_take_offer (self, params);
    break;
  case AHOY_KANDY_EVENT_CALL_END:
    handle_end (self, params);
    break;
  case AHOY_KANDY_EVENT_CALL_CANCEL:
    handle_cancel (self);
    break;
  case AHOY_KANDY_EVENT_SESSION_COMPLETE:
    ahoy_kandy_leg_complete (self, params);
    break;
  case AHOY_KANDY_EVENT_SESSION_FAIL:
    ahoy_kandy_leg_fail_transfer (self, params);
    break;
  default:
    break; /* what belongs to something that we do not ask for */
  }
}

static const char *
leg_get_id (AhoyLeg *leg)
{
  return AHOY_KANDY_LEG (leg)->session;
}

static gboolean
leg_get_starting (AhoyLeg *leg)
{
  return AHOY_KANDY_LEG (leg)->starting;
}

static void
leg_set_away (AhoyLeg *leg, gboolean away)
{
  AhoyKandyLeg *self = AHOY_KANDY_LEG (leg);
  gboolean back = self->away && !away;

  self->away = away;
  if (back) {
    ahoy_kandy_leg_catch_up (self);
    ahoy_kandy_leg_restart_if_lost (self);
  }
}

static void
leg_forget (AhoyLeg *leg)
{
  AHOY_KANDY_LEG (leg)->forgotten = TRUE;
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
  return TRUE;
}

static void
leg_start (AhoyCallDriver *driver)
{
  AhoyKandyLeg *self = AHOY_KANDY_LEG (driver);

  if (is_incoming (self)) {
    ahoy_kandy_leg_put (self, AHOY_KANDY_CALL_ACTION_RINGING, NULL, AHOY_KANDY_LEG_DEADLINE,
                        ringing_done, 0);
    ahoy_media_prepare (self->media, self->wanted);
    ahoy_kandy_leg_take_call (self);
  } else {
    ahoy_media_create_offer_async (self->media, self->wanted, NULL, first_offer_cb,
                                   g_object_ref (self));
  }
}

static void
leg_answer_async (AhoyCallDriver *driver, AhoyMediaFlags wanted, GAsyncReadyCallback callback,
                  gpointer user_data)
{
  ahoy_kandy_leg_answer_async (AHOY_KANDY_LEG (driver), wanted, callback, user_data);
}

static void
leg_update_async (AhoyCallDriver *driver, AhoyMediaFlags wanted, GAsyncReadyCallback callback,
                  gpointer user_data)
{
  ahoy_kandy_leg_update_async (AHOY_KANDY_LEG (driver), wanted, callback, user_data);
}

static void
leg_set_parameters_async (AhoyCallDriver *driver, GVariant *parameters,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  ahoy_kandy_leg_set_parameters_async (AHOY_KANDY_LEG (driver), parameters, callback, user_data);
}

static char *
leg_read_address (AhoyCallDriver *driver, const char *address, GError **error)
{
  return ahoy_kandy_address_normalize (address, AHOY_KANDY_LEG (driver)->user, error);
}

static void
leg_forward_async (AhoyCallDriver *driver, const char *address, GAsyncReadyCallback callback,
                   gpointer user_data)
{
  ahoy_kandy_leg_forward_async (AHOY_KANDY_LEG (driver), address, callback, user_data);
}

static void
leg_transfer_async (AhoyCallDriver *driver, const char *address, AhoyCallDriver *other,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  ahoy_kandy_leg_transfer_async (AHOY_KANDY_LEG (driver), address,
                                 other != NULL ? AHOY_KANDY_LEG (other) : NULL, callback,
                                 user_data);
}

static void
reject (AhoyKandyLeg *self)
{
  g_autofree char *path = ahoy_kandy_disposition_path (self->user);
  g_autofree char *text = ahoy_kandy_disposition_text (self->session, NULL);

  ahoy_kandy_leg_send (self, "POST", path, text, LEAVE_DEADLINE, leave_done, 0);
}

/* Whether the service has not said itself that the call is over. */
static gboolean
has_to_be_told (AhoyKandyLeg *self, AhoyCallEvent event, gboolean unanswered)
{
  switch ((int) event) {
  case AHOY_CALL_EVENT_REJECT:
  case AHOY_CALL_EVENT_HANG_UP:
  case AHOY_CALL_EVENT_FAILED:
    return TRUE;
  case AHOY_CALL_EVENT_COMPLETED:
    return self->completed; /* else it is the second one of a transfer, which the service ends */
  case AHOY_CALL_EVENT_SESSION_ENDED:
    return !unanswered || !is_incoming (self); /* it rings on elsewhere */
  default:
    return FALSE;
  }
}

static void
leg_leave_async (AhoyCallDriver *driver, AhoyCallEvent event, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  AhoyKandyLeg *self = AHOY_KANDY_LEG (driver);
  gboolean unanswered = ahoy_call_get_since (self->call) == 0;
  gboolean rings = is_incoming (self) && unanswered && !self->answer_sent;

  self->leaving = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->leaving, leg_leave_async);
  g_clear_weak_pointer (&self->call);
  g_clear_object (&self->media);
  ahoy_clock_clear (self->clock, &self->vanish_id);
  ahoy_kandy_leg_stop_audit (self);
  ahoy_kandy_leg_stop_updates (self);
  ahoy_kandy_leg_stop_restarts (self);
  ahoy_kandy_leg_stop_answer (self);
  ahoy_kandy_leg_stop_transfer (self);

  if (self->starting)
    return; /* what the service answers to that has to be seen to */
  if (self->session == NULL || self->forgotten || !has_to_be_told (self, event, unanswered))
    leave_done (self, NULL, NULL, 0);
  else if (rings)
    reject (self);
  else
    hang_up (self);
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
  iface->read_address = leg_read_address;
  iface->forward_async = leg_forward_async;
  iface->transfer_async = leg_transfer_async;
  iface->leave_async = leg_leave_async;
  iface->finish = leg_finish;
}

static void
ahoy_kandy_leg_dispose (GObject *object)
{
  AhoyKandyLeg *self = AHOY_KANDY_LEG (object);

  ahoy_clock_clear (self->clock, &self->vanish_id);
  ahoy_kandy_leg_stop_answer (self);
  ahoy_kandy_leg_stop_audit (self);
  ahoy_kandy_leg_stop_updates (self);
  ahoy_kandy_leg_stop_transfer (self);
  ahoy_kandy_leg_stop_restarts (self);
  g_clear_weak_pointer (&self->call);
  g_clear_weak_pointer (&self->joined);
  g_clear_object (&self->media);

  G_OBJECT_CLASS (ahoy_kandy_leg_parent_class)->dispose (object);
}

static void
ahoy_kandy_leg_finalize (GObject *object)
{
  AhoyKandyLeg *self = AHOY_KANDY_LEG (object);

  g_clear_object (&self->requests);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->parameters, g_ptr_array_unref);
  g_free (self->user);
  g_free (self->session);
  g_free (self->path);
  g_free (self->to);
  g_free (self->joins[0]);
  g_free (self->joins[1]);
  g_free (self->offer);
  g_free (self->early);
  g_free (self->final);

  G_OBJECT_CLASS (ahoy_kandy_leg_parent_class)->finalize (object);
}

static void
ahoy_kandy_leg_class_init (AhoyKandyLegClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_kandy_leg_dispose;
  object_class->finalize = ahoy_kandy_leg_finalize;
}

static void
ahoy_kandy_leg_init (AhoyKandyLeg *self)
{
  self->exchange = AHOY_KANDY_EXCHANGE_FIRST;
  g_queue_init (&self->offers);
}

static AhoyKandyLeg *
leg_new (const AhoyKandyLegContext *context, AhoyCallDirection direction, AhoyMediaFlags wanted,
         AhoyCall **call)
{
  AhoyKandyLeg *self = g_object_new (AHOY_TYPE_KANDY_LEG, NULL);

  self->requests = g_object_ref (context->requests);
  self->clock = g_object_ref (context->clock);
  self->user = g_strdup (context->user);
  self->make_media = context->make_media;
  self->data = context->data;
  self->wanted = wanted;
  self->media = self->make_media (self->data);
  *call = ahoy_call_new (direction, AHOY_CALL_DRIVER (self), g_object_ref (self->media), wanted,
                         self->clock);
  g_set_weak_pointer (&self->call, *call);
  ahoy_kandy_leg_watch_connection (self);

  return self;
}

/**
 * ahoy_kandy_leg_new_outgoing:
 * @context: what all legs have in common
 * @address: whom to call, normalised
 * @wanted: what to send
 * @parameters: (nullable) (element-type AhoyKandyParameter): what to send beside the call
 * @call: (out) (transfer full): the call, still to be started
 *
 * Returns: (transfer full): what moves @call
 */
AhoyKandyLeg *
ahoy_kandy_leg_new_outgoing (const AhoyKandyLegContext *context, const char *address,
                             AhoyMediaFlags wanted, GPtrArray *parameters, AhoyCall **call)
{
  AhoyKandyLeg *self = leg_new (context, AHOY_CALL_DIRECTION_OUTGOING, wanted, call);
  g_autofree char *remote = ahoy_kandy_address_to_display (address, self->user);

  self->to = g_strdup (address);
  self->parameters = parameters != NULL ? g_ptr_array_ref (parameters) : NULL;
  ahoy_call_set_remote (*call, remote, NULL);

  return self;
}

static const char *
get_name (AhoyKandyLeg *self)
{
  const char *name = ahoy_call_get_remote_name (self->call);
  const char *address = ahoy_call_get_remote (self->call);

  if (name != NULL && *name != '\0')
    return name;

  return address != NULL ? address : _("Unknown");
}

/**
 * ahoy_kandy_leg_new_joined:
 * @context: what all legs have in common
 * @first: a leg of a call that we hold
 * @second: that of another one
 * @call: (out) (transfer full): the call that both become, still to be started
 *
 * Returns: (transfer full): what moves @call
 */
AhoyKandyLeg *
ahoy_kandy_leg_new_joined (const AhoyKandyLegContext *context, AhoyKandyLeg *first,
                           AhoyKandyLeg *second, AhoyCall **call)
{
  AhoyKandyLeg *self = leg_new (context, AHOY_CALL_DIRECTION_OUTGOING, AHOY_MEDIA_AUDIO, call);
  g_autofree char *name = NULL;

  self->joins[0] = g_strdup (first->session);
  self->joins[1] = g_strdup (second->session);
  g_set_weak_pointer (&first->joined, self);
  g_set_weak_pointer (&second->joined, self);
  /* Translators: the two other people in a call of three. */
  name = g_strdup_printf (_("%s and %s"), get_name (first), get_name (second));
  ahoy_call_set_remote (*call, NULL, name);

  return self;
}

/**
 * ahoy_kandy_leg_new_incoming:
 * @context: what all legs have in common
 * @params: what the service says of the call, with a description or with none
 * @call: (out) (transfer full): the call, still to be started
 *
 * Returns: (transfer full): what moves @call
 */
AhoyKandyLeg *
ahoy_kandy_leg_new_incoming (const AhoyKandyLegContext *context, const AhoyKandyCallParams *params,
                             AhoyCall **call)
{
  AhoyKandyLeg *self = leg_new (context, AHOY_CALL_DIRECTION_INCOMING, AHOY_MEDIA_AUDIO, call);

  set_session (self, g_strdup (params->session));
  self->offer = g_strdup (params->sdp);
  if (self->offer != NULL && ahoy_sdp_has_picture (self->offer))
    ahoy_call_mark_video (*call);
  take_names (self, params);

  return self;
}
