/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-call-private.h"

#include <glib/gi18n-lib.h>

/* Handing a call over to somebody else, or joining it with another one. What is handed over or joined
 * is on hold meanwhile; what was put on hold for that alone is taken back when it comes to nothing. The
 * two calls of a consultative transfer and of a join are busy with it both, and the first of them has
 * what belongs to it. */

/* A call that is being put on hold, for itself or for another one that is to be transferred to its
 * other side or joined with it. */
typedef struct {
  AhoyCall *call;
  AhoyCall *held;
} Step;

static void go_on (AhoyCall *self);

static void
step_free (Step *step)
{
  g_object_unref (step->call);
  g_object_unref (step->held);
  g_free (step);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

static void
let_off (AhoyCall *self)
{
  GTask *waiting = ahoy_waiter_take (&self->waiting);
  GError *error = g_steal_pointer (&self->transfer_error);

  self->to_take_back = FALSE;
  self->taking_back = FALSE;
  ahoy_call_apply (self, AHOY_CALL_EVENT_OPERATION_FAILED, AHOY_CALL_END_REASON_NONE, NULL);
  ahoy_waiter_tell (waiting, error);
}

static void
take_back_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyCall) self = data;
  g_autoptr (GError) error = NULL;
  gboolean success =
    AHOY_CALL_DRIVER_GET_IFACE (source)->finish (AHOY_CALL_DRIVER (source), result, &error);

  if (ahoy_call_get_over (self))
    return;
  if (success)
    ahoy_call_apply (self, AHOY_CALL_EVENT_UNHELD, AHOY_CALL_END_REASON_NONE, NULL);
  else
    g_debug ("A call stays on hold after its transfer has failed: %s", error->message);
  if (!ahoy_call_get_over (self)) /* a handler may have ended it */
    let_off (self);
}

/* All is with this call as it was before the transfer. */
static void
release (AhoyCall *self)
{
  if (ahoy_call_get_over (self))
    return;

  if (self->to_take_back) {
    self->taking_back = TRUE;
    AHOY_CALL_DRIVER_GET_IFACE (self->driver)->update_async (self->driver, self->wanted,
                                                             take_back_cb, g_object_ref (self));
  } else {
    let_off (self);
  }
}

/**
 * ahoy_call_roll_back:
 * @self: a call
 * @error: (nullable) (transfer full): why
 *
 * Its transfer or its join has come to nothing. The call, and the other one of the two, may be over.
 */
void
ahoy_call_roll_back (AhoyCall *self, GError *error)
{
  g_autoptr (AhoyCall) alive = g_object_ref (self);
  g_autoptr (AhoyCall) consulted = g_steal_pointer (&self->consulted);

  g_clear_error (&self->transfer_error);
  self->transfer_error = error;
  g_clear_pointer (&self->transfer_address, g_free);
  g_clear_pointer (&self->join, ahoy_call_join_free);
  if (consulted != NULL)
    release (consulted);
  release (self);
}

/**
 * ahoy_call_end_transfer:
 * @self: a call that is over
 * @event: what has ended it
 *
 * A transfer of it is over, too: it was done, or there is nothing left to be transferred. So it is
 * with a join, unless the service was asked for it: then it has to be seen what becomes of the other
 * call.
 */
void
ahoy_call_end_transfer (AhoyCall *self, AhoyCallEvent event)
{
  g_autoptr (AhoyCall) consulted = NULL;

  if (self->join != NULL && ahoy_call_join_lose (self->join, self))
    return;

  consulted = g_steal_pointer (&self->consulted);
  g_clear_pointer (&self->join, ahoy_call_join_free);
  g_clear_pointer (&self->transfer_address, g_free);
  g_clear_error (&self->transfer_error);
  if (consulted == NULL)
    return;

  if (event == AHOY_CALL_EVENT_COMPLETED)
    ahoy_call_apply (consulted, event, AHOY_CALL_END_REASON_NONE, NULL);
  else if (!self->holding_consulted)
    release (consulted);
}

/**
 * ahoy_call_stay_on_hold:
 * @self: a call that we hold
 *
 * Another call is going to be spoken in: a transfer that fails does not take this one back.
 *
 * Returns: whether it stays on hold; %FALSE if it is being taken back already
 */
gboolean
ahoy_call_stay_on_hold (AhoyCall *self)
{
  if (self->taking_back)
    return FALSE;

  self->to_take_back = FALSE;

  return TRUE;
}

static void
transfer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyCall) self = data;
  GError *error = NULL;
  gboolean success =
    AHOY_CALL_DRIVER_GET_IFACE (source)->finish (AHOY_CALL_DRIVER (source), result, &error);

  if (ahoy_call_get_over (self))
    g_clear_error (&error);
  else if (success)
    ahoy_call_apply (self, AHOY_CALL_EVENT_COMPLETED, AHOY_CALL_END_REASON_NONE, NULL);
  else
    ahoy_call_roll_back (self, error);
}

static void
hold_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Step) step = data;
  AhoyCall *self = step->call;
  g_autoptr (GError) error = NULL;
  gboolean success =
    AHOY_CALL_DRIVER_GET_IFACE (source)->finish (AHOY_CALL_DRIVER (source), result, &error);

  if (step->held != self)
    self->holding_consulted = FALSE;
  if (success && !ahoy_call_get_over (step->held)) {
    step->held->to_take_back = TRUE;
    ahoy_call_apply (step->held, AHOY_CALL_EVENT_HELD, AHOY_CALL_END_REASON_NONE, NULL);
  }

  if (ahoy_call_get_over (self)) {
    if (step->held != self)
      release (step->held); /* its end could not see to that */
  } else if (!success && !ahoy_call_get_over (step->held)) {
    ahoy_call_roll_back (self, g_steal_pointer (&error));
  } else if (self->waiting == NULL) {
    ahoy_call_roll_back (self, NULL); /* nobody wants it any more */
  } else {
    go_on (self);
  }
}

static void
hold (AhoyCall *self, AhoyCall *held)
{
  Step *step = g_new0 (Step, 1);

  step->call = g_object_ref (self);
  step->held = g_object_ref (held);
  self->holding_consulted = held != self;
  AHOY_CALL_DRIVER_GET_IFACE (held->driver)->update_async (held->driver,
                                                           held->wanted | AHOY_MEDIA_HOLD, hold_cb,
                                                           step);
}

static void
go_on (AhoyCall *self)
{
  AhoyCall *consulted = self->consulted;

  if (consulted != NULL && ahoy_call_get_over (consulted))
    ahoy_call_roll_back (self, ahoy_call_error_new (AHOY_CALL_ERROR_WRONG_STATE, NULL,
                                                    self->join != NULL
                                                    ? _("The call to join with is over")
                                                    : _("The call to transfer to is over")));
  else if (!self->status.local_hold)
    hold (self, self);
  else if (consulted != NULL && !consulted->status.local_hold)
    hold (self, consulted);
  else if (self->join != NULL)
    ahoy_call_join_ask (self->join);
  else
    AHOY_CALL_DRIVER_GET_IFACE (self->driver)->transfer_async (
      self->driver, self->transfer_address, consulted != NULL ? consulted->driver : NULL,
      transfer_cb, g_object_ref (self));
}

static void
begin (AhoyCall *self, AhoyCallEvent wish, const char *address, AhoyCall *consulted, GTask *task,
       GCancellable *cancellable)
{
  g_autoptr (AhoyCall) alive = g_object_ref (self);
  AhoyCallDriverInterface *iface = AHOY_CALL_DRIVER_GET_IFACE (self->driver);
  g_autofree char *whom = NULL;
  AhoyCallStatus next, next_consulted;
  GError *error = NULL;

  if (!ahoy_call_check (self, wish, &next, &error)
      || (consulted != NULL && !ahoy_call_check (consulted, wish, &next_consulted, &error))) {
    ahoy_waiter_tell (task, error);
    return;
  }
  if (address != NULL) {
    whom = iface->read_address (self->driver, address, &error);
    if (whom == NULL) {
      ahoy_waiter_tell (task, error);
      return;
    }
  }

  self->transfer_address = g_steal_pointer (&whom);
  self->consulted = consulted != NULL ? g_object_ref (consulted) : NULL;
  if (wish == AHOY_CALL_EVENT_JOIN)
    self->join = ahoy_call_join_new (self, consulted, task);
  ahoy_waiter_begin (&self->waiting, task, cancellable);
  ahoy_call_set_status (self, &next, wish, NULL);
  /* A handler may have ended either. */
  if (!ahoy_call_get_over (self) && consulted != NULL && !ahoy_call_get_over (consulted)
      && ahoy_call_check (consulted, wish, &next_consulted, NULL))
    ahoy_call_set_status (consulted, &next_consulted, wish, NULL);
  if (!ahoy_call_get_over (self))
    go_on (self);
}

static gboolean
finish (AhoyCall *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == tag, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ahoy_call_transfer_async:
 * @self: an answered call
 * @address: to whom, as a person writes it
 * @cancellable: (nullable): gives the transfer up while the call is being put on hold for it, and
 *   afterwards the waiting; the call may be transferred nevertheless
 * @callback: (scope async): called when the other side talks to @address, or will not
 * @user_data: data for @callback
 *
 * Makes the other side talk to somebody else: a direct transfer, also called a blind one. The call is
 * put on hold if we do not hold it. It rings at @address; when that one has answered, this call is
 * over, with %AHOY_CALL_END_REASON_TRANSFERRED.
 *
 * Fails with `AHOY_CALL_ERROR_INVALID_ADDRESS`, `G_IO_ERROR_PENDING` if the call is being transferred,
 * `AHOY_CALL_ERROR_BUSY` if something else is done with it, `AHOY_CALL_ERROR_WRONG_STATE`,
 * `G_IO_ERROR_NOT_SUPPORTED`, `AHOY_SESSION_ERROR_TIMED_OUT` if nobody says what has become of it, and
 * with any other [error@Ahoy.CallError], a [error@Ahoy.MediaError] or an error of the transport if the
 * call cannot be put on hold, or the service refuses. Then the call goes on, and is taken back from
 * hold if it was put on hold for the transfer and no other call is spoken in. If it has ended
 * meanwhile, fails with the reason for that.
 */
void
ahoy_call_transfer_async (AhoyCall *self, const char *address, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AHOY_IS_CALL (self));
  g_return_if_fail (address != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_call_transfer_async);
  begin (self, AHOY_CALL_EVENT_TRANSFER, address, NULL, task, cancellable);
}

/**
 * ahoy_call_transfer_finish:
 * @self: a call
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the other side talks to somebody else
 */
gboolean
ahoy_call_transfer_finish (AhoyCall *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ahoy_call_transfer_async, error);
}

/**
 * ahoy_call_transfer_to_call_async:
 * @self: an answered call
 * @other: another answered call of the same session
 * @cancellable: (nullable): as of [method@Call.transfer_async]
 * @callback: (scope async): called when the two other sides talk to each other, or will not
 * @user_data: data for @callback
 *
 * Makes the other sides of two calls talk to each other: a consultative transfer, also called an
 * attended one. Both calls are put on hold where we do not hold them, and both are over afterwards,
 * with %AHOY_CALL_END_REASON_TRANSFERRED.
 *
 * Fails as [method@Call.transfer_async] does, for either of the calls; then both go on as they were,
 * unless one has ended meanwhile.
 */
void
ahoy_call_transfer_to_call_async (AhoyCall *self, AhoyCall *other, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AHOY_IS_CALL (self));
  g_return_if_fail (AHOY_IS_CALL (other) && other != self);
  g_return_if_fail (G_OBJECT_TYPE (self->driver) == G_OBJECT_TYPE (other->driver));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_call_transfer_to_call_async);
  begin (self, AHOY_CALL_EVENT_TRANSFER, NULL, other, task, cancellable);
}

/**
 * ahoy_call_transfer_to_call_finish:
 * @self: a call
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the two other sides talk to each other
 */
gboolean
ahoy_call_transfer_to_call_finish (AhoyCall *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ahoy_call_transfer_to_call_async, error);
}

/**
 * ahoy_call_join_async:
 * @self: an answered call
 * @other: another answered call of the same session
 * @cancellable: (nullable): as of [method@Call.transfer_async]
 * @callback: (scope async): called when the two are one call, or are not
 * @user_data: data for @callback
 *
 * Makes one call of two, in which all three people hear each other: the service mixes their sound.
 * Both calls are put on hold where we do not hold them. The call that they become is a new one, with
 * media of its own and no picture; it is in [property@Session:calls] as soon as it is certain that it
 * comes to be, and is muted if one of the two was. The two are over then, with
 * %AHOY_CALL_END_REASON_JOINED.
 *
 * Fails as [method@Call.transfer_async] does, for either of the calls, and with
 * `AHOY_CALL_ERROR_BUSY` if there are too many calls; then both go on as they were, unless one has
 * ended meanwhile.
 */
void
ahoy_call_join_async (AhoyCall *self, AhoyCall *other, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AHOY_IS_CALL (self));
  g_return_if_fail (AHOY_IS_CALL (other) && other != self);
  g_return_if_fail (G_OBJECT_TYPE (self->driver) == G_OBJECT_TYPE (other->driver));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_call_join_async);
  begin (self, AHOY_CALL_EVENT_JOIN, NULL, other, task, cancellable);
}

/**
 * ahoy_call_join_finish:
 * @self: a call
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the call that the two have become; it may be over already
 */
AhoyCall *
ahoy_call_join_finish (AhoyCall *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ahoy_call_join_async, error)
         ? g_object_ref (g_task_get_task_data (G_TASK (result))) : NULL;
}
