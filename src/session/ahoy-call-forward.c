/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-call-private.h"

/* Passing on a call that rings here. */

static void
forward_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyCall) self = data;
  GTask *waiting;
  GError *error = NULL;
  gboolean success =
    AHOY_CALL_DRIVER_GET_IFACE (source)->finish (AHOY_CALL_DRIVER (source), result, &error);

  if (ahoy_call_get_over (self)) {
    g_clear_error (&error);
    return;
  }
  if (success) {
    ahoy_call_apply (self, AHOY_CALL_EVENT_COMPLETED, AHOY_CALL_END_REASON_NONE, NULL);
    return;
  }

  waiting = ahoy_waiter_take (&self->waiting);
  ahoy_call_apply (self, AHOY_CALL_EVENT_OPERATION_FAILED, AHOY_CALL_END_REASON_NONE, NULL);
  ahoy_waiter_tell (waiting, error);
}

/**
 * ahoy_call_forward_async:
 * @self: an incoming call that nobody has answered
 * @address: to whom, as a person writes it
 * @cancellable: (nullable): gives the waiting up; the call may be passed on nevertheless
 * @callback: (scope async): called when the service has passed it on, or has not
 * @user_data: data for @callback
 *
 * Passes the call on, unanswered: it rings at @address instead. It is over here then, with
 * %AHOY_CALL_END_REASON_FORWARDED, whatever becomes of it there.
 *
 * Fails with `AHOY_CALL_ERROR_INVALID_ADDRESS`, `G_IO_ERROR_PENDING` if it is being passed on,
 * `AHOY_CALL_ERROR_BUSY` if something else is done with it, `AHOY_CALL_ERROR_WRONG_STATE`,
 * `G_IO_ERROR_NOT_SUPPORTED`, and with any other [error@Ahoy.CallError] or an error of the transport
 * if the service refuses. Then it still rings, unless it has ended meanwhile.
 */
void
ahoy_call_forward_async (AhoyCall *self, const char *address, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (AhoyCall) alive = NULL;
  g_autofree char *whom = NULL;
  AhoyCallDriverInterface *iface;
  AhoyCallStatus next;
  GError *error = NULL;
  GTask *task;

  g_return_if_fail (AHOY_IS_CALL (self));
  g_return_if_fail (address != NULL);

  alive = g_object_ref (self);
  iface = AHOY_CALL_DRIVER_GET_IFACE (self->driver);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_call_forward_async);
  if (ahoy_call_check (self, AHOY_CALL_EVENT_FORWARD, &next, &error))
    whom = iface->read_address (self->driver, address, &error);
  if (whom == NULL) {
    ahoy_waiter_tell (task, error);
    return;
  }

  ahoy_waiter_begin (&self->waiting, task, cancellable);
  ahoy_call_set_status (self, &next, AHOY_CALL_EVENT_FORWARD, NULL);
  if (!ahoy_call_get_over (self)) /* a handler may have ended it */
    iface->forward_async (self->driver, whom, forward_cb, g_object_ref (self));
}

/**
 * ahoy_call_forward_finish:
 * @self: a call
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the call was passed on
 */
gboolean
ahoy_call_forward_finish (AhoyCall *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == ahoy_call_forward_async, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
