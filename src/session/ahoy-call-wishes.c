/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-call-private.h"

#include <glib/gi18n-lib.h>

/* What can be asked of a call. */

static const AhoyCallEvent successes[] = {
  [AHOY_CALL_OPERATION_ANSWER] = AHOY_CALL_EVENT_ANSWERED,
  [AHOY_CALL_OPERATION_HOLD] = AHOY_CALL_EVENT_HELD,
  [AHOY_CALL_OPERATION_UNHOLD] = AHOY_CALL_EVENT_UNHELD,
  [AHOY_CALL_OPERATION_CHANGE_MEDIA] = AHOY_CALL_EVENT_MEDIA_CHANGED,
  [AHOY_CALL_OPERATION_RESTART_MEDIA] = AHOY_CALL_EVENT_MEDIA_CHANGED,
};

static void
fail_operation (AhoyCall *self, GError *error)
{
  GTask *waiting = ahoy_waiter_take (&self->waiting);

  ahoy_call_apply (self, AHOY_CALL_EVENT_OPERATION_FAILED, AHOY_CALL_END_REASON_NONE, NULL);
  ahoy_waiter_tell (waiting, error);
}

static void
finish_operation (AhoyCall *self)
{
  GTask *waiting = ahoy_waiter_take (&self->waiting);
  AhoyCallOperation operation = self->status.operation;
  GError *error = NULL;

  self->wanted = self->asked & ~(AHOY_MEDIA_HOLD | AHOY_MEDIA_RESTART);
  if (operation == AHOY_CALL_OPERATION_CHANGE_MEDIA)
    ahoy_call_trim_wanted (self);
  if ((self->asked & ~self->wanted & AHOY_MEDIA_VIDEO) != 0)
    error = ahoy_call_error_new (AHOY_CALL_ERROR_FAILED, NULL,
                                 _("The other side does not take video"));
  ahoy_call_apply (self, successes[operation], AHOY_CALL_END_REASON_NONE, NULL);
  ahoy_waiter_tell (waiting, error);
}

static void
operation_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyCall) self = data;
  GError *error = NULL;
  gboolean success;

  success = AHOY_CALL_DRIVER_GET_IFACE (source)->finish (AHOY_CALL_DRIVER (source), result, &error);
  if (ahoy_call_get_over (self))
    g_clear_error (&error);
  else if (success)
    finish_operation (self);
  else
    fail_operation (self, error);
}

static void
run_operation (AhoyCall *self)
{
  AhoyCallDriverInterface *iface = AHOY_CALL_DRIVER_GET_IFACE (self->driver);

  if (self->status.operation == AHOY_CALL_OPERATION_ANSWER)
    iface->answer_async (self->driver, self->asked, operation_cb, g_object_ref (self));
  else
    iface->update_async (self->driver, self->asked, operation_cb, g_object_ref (self));
}

static void
gate_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyCall) self = data;
  GError *error = NULL;
  gboolean open = g_task_propagate_boolean (G_TASK (result), &error);

  if (ahoy_call_get_over (self))
    g_clear_error (&error);
  else if (open)
    run_operation (self);
  else
    fail_operation (self, error);
}

static void
begin_operation (AhoyCall *self, AhoyCallEvent wish, AhoyMediaFlags asked, GTask *task,
                 GCancellable *cancellable)
{
  g_autoptr (AhoyCall) alive = g_object_ref (self);
  AhoyCallStatus next;
  GError *error = NULL;

  if (!ahoy_call_check (self, wish, &next, &error)) {
    ahoy_waiter_tell (task, error);
    return;
  }

  self->asked = asked;
  ahoy_waiter_begin (&self->waiting, task, cancellable);
  ahoy_call_set_status (self, &next, wish, NULL);
  if (ahoy_call_get_over (self))
    return; /* a handler has ended it */

  /* In these the two sides begin to hear each other. */
  if (self->gate != NULL
      && (wish == AHOY_CALL_EVENT_ANSWER || wish == AHOY_CALL_EVENT_UNHOLD))
    self->gate (self, gate_cb, g_object_ref (self), self->gate_data);
  else
    run_operation (self);
}

static gboolean
finish (AhoyCall *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == tag, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ahoy_call_answer_async:
 * @self: an incoming call
 * @media: what to send: sound, or sound and a picture
 * @cancellable: (nullable): gives the waiting up; the call is answered nevertheless
 * @callback: (scope async): called when the call is answered, or is not
 * @user_data: data for @callback
 *
 * Answers. Other calls of the session are put on hold first.
 *
 * Fails with `G_IO_ERROR_PENDING` if it is being answered, `AHOY_CALL_ERROR_WRONG_STATE` if it
 * cannot be answered now, a [error@Ahoy.MediaError] if audio and video cannot be set up, and
 * another [error@Ahoy.CallError] or an error of the transport if the service refuses. Then it still
 * rings, unless it has ended meanwhile.
 */
void
ahoy_call_answer_async (AhoyCall *self, AhoyMediaFlags media, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AHOY_IS_CALL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_call_answer_async);
  begin_operation (self, AHOY_CALL_EVENT_ANSWER,
                   AHOY_MEDIA_AUDIO | (media & AHOY_MEDIA_VIDEO), task, cancellable);
}

/**
 * ahoy_call_answer_finish:
 * @self: a call
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the call is answered
 */
gboolean
ahoy_call_answer_finish (AhoyCall *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ahoy_call_answer_async, error);
}

static void
leave (AhoyCall *self, AhoyCallEvent wish, GTask *task, GCancellable *cancellable)
{
  AhoyCallStatus next;
  GError *error = NULL;

  if (self->leaving != NULL) {
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_PENDING,
                         _("This is being done already"));
    ahoy_waiter_tell (task, error);
  } else if (!ahoy_call_check (self, wish, &next, &error)) {
    ahoy_waiter_tell (task, error);
  } else {
    ahoy_waiter_begin (&self->leaving, task, cancellable);
    ahoy_call_set_status (self, &next, wish, NULL);
  }
}

/**
 * ahoy_call_reject_async:
 * @self: an incoming call
 * @cancellable: (nullable): gives the waiting up
 * @callback: (scope async): called when the service was told
 * @user_data: data for @callback
 *
 * Declines. The call is over at once, whatever the service answers.
 *
 * Fails with `AHOY_CALL_ERROR_WRONG_STATE`, and `G_IO_ERROR_PENDING` if the call is being ended.
 */
void
ahoy_call_reject_async (AhoyCall *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AHOY_IS_CALL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_call_reject_async);
  leave (self, AHOY_CALL_EVENT_REJECT, task, cancellable);
}

/**
 * ahoy_call_reject_finish:
 * @self: a call
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the call was declined
 */
gboolean
ahoy_call_reject_finish (AhoyCall *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ahoy_call_reject_async, error);
}

/**
 * ahoy_call_ignore:
 * @self: an incoming call
 * @error: return location for an error
 *
 * Ends the call here only: the other side does not learn of it, and other devices of the same user
 * ring on.
 *
 * Fails with `AHOY_CALL_ERROR_WRONG_STATE`, and `G_IO_ERROR_NOT_SUPPORTED`.
 *
 * Returns: whether the call is over
 */
gboolean
ahoy_call_ignore (AhoyCall *self, GError **error)
{
  AhoyCallStatus next;

  g_return_val_if_fail (AHOY_IS_CALL (self), FALSE);

  if (!ahoy_call_check (self, AHOY_CALL_EVENT_IGNORE, &next, error))
    return FALSE;

  ahoy_call_set_status (self, &next, AHOY_CALL_EVENT_IGNORE, NULL);

  return TRUE;
}

/**
 * ahoy_call_end_async:
 * @self: a call
 * @cancellable: (nullable): gives the waiting up
 * @callback: (scope async): called when the service was told
 * @user_data: data for @callback
 *
 * Ends the call; one that we have begun and nobody has answered is given up, and one that rings
 * here is declined. It is over at once, whatever the service answers.
 *
 * Fails with `AHOY_CALL_ERROR_WRONG_STATE` if it is over, and `G_IO_ERROR_PENDING` if it is being
 * ended.
 */
void
ahoy_call_end_async (AhoyCall *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AHOY_IS_CALL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_call_end_async);
  leave (self, AHOY_CALL_EVENT_HANG_UP, task, cancellable);
}

/**
 * ahoy_call_end_finish:
 * @self: a call
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the call was ended
 */
gboolean
ahoy_call_end_finish (AhoyCall *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ahoy_call_end_async, error);
}

/**
 * ahoy_call_hold_async:
 * @self: an answered call
 * @cancellable: (nullable): gives the waiting up; the call is held nevertheless
 * @callback: (scope async): called when the call is held, or is not
 * @user_data: data for @callback
 *
 * Puts the call on hold.
 *
 * Fails with `G_IO_ERROR_PENDING` if that is being done, `AHOY_CALL_ERROR_BUSY` if something else
 * is, `AHOY_CALL_ERROR_WRONG_STATE`, `G_IO_ERROR_NOT_SUPPORTED`, and with any other
 * [error@Ahoy.CallError], a [error@Ahoy.MediaError] or an error of the transport if the service or
 * the other side refuses; then all is as before.
 */
void
ahoy_call_hold_async (AhoyCall *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AHOY_IS_CALL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_call_hold_async);
  begin_operation (self, AHOY_CALL_EVENT_HOLD, self->wanted | AHOY_MEDIA_HOLD, task, cancellable);
}

/**
 * ahoy_call_hold_finish:
 * @self: a call
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether we hold the call
 */
gboolean
ahoy_call_hold_finish (AhoyCall *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ahoy_call_hold_async, error);
}

/**
 * ahoy_call_unhold_async:
 * @self: a call that we hold
 * @cancellable: (nullable): gives the waiting up; the call is taken back nevertheless
 * @callback: (scope async): called when the call is taken back, or is not
 * @user_data: data for @callback
 *
 * Takes the call back from hold. Other calls of the session are put on hold first.
 *
 * Fails as [method@Call.hold_async] does.
 */
void
ahoy_call_unhold_async (AhoyCall *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AHOY_IS_CALL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_call_unhold_async);
  begin_operation (self, AHOY_CALL_EVENT_UNHOLD, self->wanted, task, cancellable);
}

/**
 * ahoy_call_unhold_finish:
 * @self: a call
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether we do not hold the call any more
 */
gboolean
ahoy_call_unhold_finish (AhoyCall *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ahoy_call_unhold_async, error);
}

static void
change_video (AhoyCall *self, gboolean video, GTask *task, GCancellable *cancellable)
{
  AhoyMediaFlags asked = video ? self->wanted | AHOY_MEDIA_VIDEO
                               : self->wanted & ~AHOY_MEDIA_VIDEO;
  AhoyCallStatus next;

  if (ahoy_call_check (self, AHOY_CALL_EVENT_CHANGE_MEDIA, &next, NULL) && asked == self->wanted
      && self->sending_video == video)
    ahoy_waiter_tell (task, NULL);
  else
    begin_operation (self, AHOY_CALL_EVENT_CHANGE_MEDIA, asked, task, cancellable);
}

/**
 * ahoy_call_add_video_async:
 * @self: an answered call that is not on hold
 * @cancellable: (nullable): gives the waiting up; the picture is sent nevertheless
 * @callback: (scope async): called when the picture is sent, or is not
 * @user_data: data for @callback
 *
 * Begins to send a picture; does nothing if one is sent.
 *
 * Fails as [method@Call.hold_async] does.
 */
void
ahoy_call_add_video_async (AhoyCall *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AHOY_IS_CALL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_call_add_video_async);
  change_video (self, TRUE, task, cancellable);
}

/**
 * ahoy_call_add_video_finish:
 * @self: a call
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether a picture is sent
 */
gboolean
ahoy_call_add_video_finish (AhoyCall *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ahoy_call_add_video_async, error);
}

/**
 * ahoy_call_stop_video_async:
 * @self: an answered call that is not on hold
 * @cancellable: (nullable): gives the waiting up; the picture is not sent any more nevertheless
 * @callback: (scope async): called when the picture is not sent any more, or still is
 * @user_data: data for @callback
 *
 * Ends sending a picture; does nothing if none is sent.
 *
 * Fails as [method@Call.hold_async] does.
 */
void
ahoy_call_stop_video_async (AhoyCall *self, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AHOY_IS_CALL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_call_stop_video_async);
  change_video (self, FALSE, task, cancellable);
}

/**
 * ahoy_call_stop_video_finish:
 * @self: a call
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether no picture is sent any more
 */
gboolean
ahoy_call_stop_video_finish (AhoyCall *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ahoy_call_stop_video_async, error);
}

/**
 * ahoy_call_restart_media_async:
 * @self: an answered call
 * @cancellable: (nullable): gives the waiting up
 * @callback: (scope async): called when both sides look for another way, or do not
 * @user_data: data for @callback
 *
 * Makes the connection of sound and picture anew, which go on as they did until it is there. Where
 * the connection is lost this is done without being asked for.
 *
 * Fails as [method@Call.hold_async] does.
 */
void
ahoy_call_restart_media_async (AhoyCall *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  AhoyMediaFlags asked;
  GTask *task;

  g_return_if_fail (AHOY_IS_CALL (self));

  asked = self->wanted | AHOY_MEDIA_RESTART;
  if (self->status.local_hold)
    asked |= AHOY_MEDIA_HOLD;
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_call_restart_media_async);
  begin_operation (self, AHOY_CALL_EVENT_RESTART_MEDIA, asked, task, cancellable);
}

/**
 * ahoy_call_restart_media_finish:
 * @self: a call
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether both sides look for another way
 */
gboolean
ahoy_call_restart_media_finish (AhoyCall *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ahoy_call_restart_media_async, error);
}

static void
set_parameters_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyCall) self = data;
  GError *error = NULL;

  AHOY_CALL_DRIVER_GET_IFACE (source)->finish (AHOY_CALL_DRIVER (source), result, &error);
  self->sending = FALSE;
  ahoy_waiter_tell (ahoy_waiter_take (&self->telling), error);
}

/**
 * ahoy_call_set_parameters_async:
 * @self: a call that the service knows
 * @parameters: (transfer floating): names and values, `a(ss)`
 * @cancellable: (nullable): gives the waiting up
 * @callback: (scope async): called when the service has taken them, or has not
 * @user_data: data for @callback
 *
 * Gives the other side's program parameters beside the call. They go with every later change, too,
 * also if the service refuses them now.
 *
 * Fails with `G_IO_ERROR_INVALID_ARGUMENT` if one of them cannot be sent, `G_IO_ERROR_PENDING` if
 * others are being sent, `G_IO_ERROR_NOT_SUPPORTED`, `AHOY_CALL_ERROR_WRONG_STATE`, another
 * [error@Ahoy.CallError] if the service refuses, or an error of the transport.
 */
void
ahoy_call_set_parameters_async (AhoyCall *self, GVariant *parameters, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GVariant) owned = NULL;
  AhoyCallDriverInterface *iface;
  GError *error = NULL;
  GTask *task;

  g_return_if_fail (AHOY_IS_CALL (self));
  g_return_if_fail (parameters != NULL
                    && g_variant_is_of_type (parameters, G_VARIANT_TYPE ("a(ss)")));

  owned = g_variant_ref_sink (parameters);
  iface = AHOY_CALL_DRIVER_GET_IFACE (self->driver);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_call_set_parameters_async);
  if (ahoy_call_get_over (self))
    error = ahoy_call_refusal_to_error (AHOY_CALL_REFUSAL_OVER);
  else if (iface->set_parameters_async == NULL)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                         _("This service cannot do this"));
  else if (self->status.state == AHOY_CALL_STATE_INITIATING)
    error = ahoy_call_refusal_to_error (AHOY_CALL_REFUSAL_NOT_READY);
  else if (self->sending)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_PENDING,
                         _("This is being done already"));
  if (error != NULL) {
    ahoy_waiter_tell (task, error);
    return;
  }

  ahoy_waiter_begin (&self->telling, task, cancellable);
  self->sending = TRUE;
  iface->set_parameters_async (self->driver, owned, set_parameters_cb, g_object_ref (self));
}

/**
 * ahoy_call_set_parameters_finish:
 * @self: a call
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the service has taken them
 */
gboolean
ahoy_call_set_parameters_finish (AhoyCall *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ahoy_call_set_parameters_async, error);
}

/**
 * ahoy_call_send_dtmf:
 * @self: a call
 * @digits: `0`-`9`, `*`, `#`, `A`-`D`
 * @error: return location for an error
 *
 * Sends the tones of keys, behind those that are still being sent.
 *
 * Fails with `AHOY_CALL_ERROR_WRONG_STATE`, `G_IO_ERROR_NOT_SUPPORTED`, and
 * `AHOY_MEDIA_ERROR_STATE` if the other side does not take digits or one is none.
 *
 * Returns: whether they will be sent
 */
gboolean
ahoy_call_send_dtmf (AhoyCall *self, const char *digits, GError **error)
{
  AhoyCallStatus next;

  g_return_val_if_fail (AHOY_IS_CALL (self), FALSE);
  g_return_val_if_fail (digits != NULL, FALSE);

  return ahoy_call_check (self, AHOY_CALL_EVENT_SEND_DIGITS, &next, error)
         && ahoy_media_send_dtmf (self->media, digits, error);
}
