/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-call-private.h"

#include <glib/gi18n-lib.h>

/* What can be known of a call. */

/**
 * ahoy_call_check:
 * @self: a call
 * @wish: what somebody wants
 * @next: (out caller-allocates): how the call is when it is begun
 * @error: return location for an error
 *
 * Tells whether a wish can be begun. Fails with `G_IO_ERROR_NOT_SUPPORTED` if the service does not
 * have it, `G_IO_ERROR_PENDING` if it is being fulfilled already, `AHOY_CALL_ERROR_BUSY` if another
 * one is, and `AHOY_CALL_ERROR_WRONG_STATE`.
 *
 * Returns: whether it can
 */
gboolean
ahoy_call_check (AhoyCall *self, AhoyCallEvent wish, AhoyCallStatus *next, GError **error)
{
  AhoyCallRefusal refusal;
  AhoyCallStatus idle;

  if (ahoy_call_state_next (&self->status, wish, next, &refusal) == AHOY_CALL_VERDICT_TAKEN) {
    if (AHOY_CALL_DRIVER_GET_IFACE (self->driver)->can (self->driver, wish))
      return TRUE;
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                         _("This service cannot do this"));
    return FALSE;
  }

  idle = self->status;
  idle.operation = AHOY_CALL_OPERATION_NONE;
  if (refusal == AHOY_CALL_REFUSAL_BUSY
      && ahoy_call_state_next (&idle, wish, next, NULL) == AHOY_CALL_VERDICT_TAKEN
      && next->operation == self->status.operation)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PENDING, _("This is being done already"));
  else
    g_propagate_error (error, ahoy_call_refusal_to_error (refusal));

  return FALSE;
}

/**
 * ahoy_call_trim_wanted:
 * @self: a call
 *
 * Wants no more than both sides have agreed on: if the other side begins to take pictures one day,
 * that alone shall not switch the camera on.
 */
void
ahoy_call_trim_wanted (AhoyCall *self)
{
  AhoyMediaFlags sends = self->media != NULL ? ahoy_media_get_sends (self->media)
                                             : AHOY_MEDIA_NONE;

  if (sends != AHOY_MEDIA_NONE)
    self->wanted &= sends | AHOY_MEDIA_AUDIO;
}

/**
 * ahoy_call_get_wanted:
 * @self: a call
 *
 * Returns: what this side wants to send, and whether it holds the call, an operation that is not
 *   finished left aside
 */
AhoyMediaFlags
ahoy_call_get_wanted (AhoyCall *self)
{
  return self->status.local_hold ? self->wanted | AHOY_MEDIA_HOLD : self->wanted;
}

/**
 * ahoy_call_get_over:
 * @self: a call
 *
 * Returns: whether it is over
 */
gboolean
ahoy_call_get_over (AhoyCall *self)
{
  return ahoy_call_state_is_over (self->status.state);
}

/**
 * ahoy_call_set_gate:
 * @self: a call
 * @gate: (nullable) (scope forever): what to wait for before the call is spoken in
 * @data: data for @gate
 *
 * Lets others have a say before the call is answered or taken back from hold.
 */
void
ahoy_call_set_gate (AhoyCall *self, AhoyCallGate gate, gpointer data)
{
  self->gate = gate;
  self->gate_data = data;
}

/**
 * ahoy_call_set_joiner:
 * @self: a call
 * @joiner: (nullable) (scope forever): what makes one call of it and another one
 * @data: data for @joiner
 *
 * Lets the call be joined with others.
 */
void
ahoy_call_set_joiner (AhoyCall *self, const AhoyCallJoiner *joiner, gpointer data)
{
  self->joiner = joiner;
  self->joiner_data = data;
}

/**
 * ahoy_call_get_id:
 * @self: a call
 *
 * Returns: (transfer none): the value of [property@Call:id]
 */
const char *
ahoy_call_get_id (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), NULL);

  return self->id;
}

/**
 * ahoy_call_get_direction:
 * @self: a call
 *
 * Returns: the value of [property@Call:direction]
 */
AhoyCallDirection
ahoy_call_get_direction (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), AHOY_CALL_DIRECTION_OUTGOING);

  return self->status.direction;
}

/**
 * ahoy_call_get_remote:
 * @self: a call
 *
 * Returns: (nullable) (transfer none): the value of [property@Call:remote]
 */
const char *
ahoy_call_get_remote (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), NULL);

  return self->remote;
}

/**
 * ahoy_call_get_remote_name:
 * @self: a call
 *
 * Returns: (nullable) (transfer none): the value of [property@Call:remote-name]
 */
const char *
ahoy_call_get_remote_name (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), NULL);

  return self->remote_name;
}

/**
 * ahoy_call_get_state:
 * @self: a call
 *
 * Returns: the value of [property@Call:state]
 */
AhoyCallState
ahoy_call_get_state (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), AHOY_CALL_STATE_ENDED);

  return self->status.state;
}

/**
 * ahoy_call_get_operation:
 * @self: a call
 *
 * Returns: the value of [property@Call:operation]
 */
AhoyCallOperation
ahoy_call_get_operation (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), AHOY_CALL_OPERATION_NONE);

  return self->status.operation;
}

/**
 * ahoy_call_get_local_hold:
 * @self: a call
 *
 * Returns: the value of [property@Call:local-hold]
 */
gboolean
ahoy_call_get_local_hold (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), FALSE);

  return self->status.local_hold;
}

/**
 * ahoy_call_get_remote_hold:
 * @self: a call
 *
 * Returns: the value of [property@Call:remote-hold]
 */
gboolean
ahoy_call_get_remote_hold (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), FALSE);

  return self->status.remote_hold;
}

/**
 * ahoy_call_get_remote_muted:
 * @self: a call
 *
 * Returns: the value of [property@Call:remote-muted]
 */
gboolean
ahoy_call_get_remote_muted (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), FALSE);

  return (self->remote_sends & AHOY_MEDIA_AUDIO) == 0;
}

/**
 * ahoy_call_get_reconnecting:
 * @self: a call
 *
 * Returns: the value of [property@Call:reconnecting]
 */
gboolean
ahoy_call_get_reconnecting (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), FALSE);

  return self->status.reconnecting;
}

/**
 * ahoy_call_get_muted:
 * @self: a call
 *
 * Returns: the value of [property@Call:muted]
 */
gboolean
ahoy_call_get_muted (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), FALSE);

  return self->muted;
}

/**
 * ahoy_call_set_muted:
 * @self: a call
 * @muted: whether to send silence
 *
 * Sets [property@Call:muted]. Does nothing to a call that is over.
 */
void
ahoy_call_set_muted (AhoyCall *self, gboolean muted)
{
  AhoyCallDriverInterface *iface;

  g_return_if_fail (AHOY_IS_CALL (self));

  if (self->media == NULL || self->muted == muted)
    return;

  iface = AHOY_CALL_DRIVER_GET_IFACE (self->driver);
  if (iface->muted != NULL)
    iface->muted (self->driver, muted);
  ahoy_media_set_muted (self->media, muted);
}

/**
 * ahoy_call_get_sending_video:
 * @self: a call
 *
 * Returns: the value of [property@Call:sending-video]
 */
gboolean
ahoy_call_get_sending_video (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), FALSE);

  return self->sending_video;
}

/**
 * ahoy_call_get_receiving_video:
 * @self: a call
 *
 * Returns: the value of [property@Call:receiving-video]
 */
gboolean
ahoy_call_get_receiving_video (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), FALSE);

  return self->receiving_video;
}

/**
 * ahoy_call_get_video:
 * @self: a call
 *
 * Returns: the value of [property@Call:video]
 */
gboolean
ahoy_call_get_video (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), FALSE);

  return self->video;
}

/**
 * ahoy_call_get_end_reason:
 * @self: a call
 *
 * Returns: the value of [property@Call:end-reason]
 */
AhoyCallEndReason
ahoy_call_get_end_reason (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), AHOY_CALL_END_REASON_NONE);

  return self->status.end_reason;
}

/**
 * ahoy_call_get_error:
 * @self: a call
 *
 * Returns: (nullable) (transfer none): the value of [property@Call:error]
 */
const GError *
ahoy_call_get_error (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), NULL);

  return self->error;
}

/**
 * ahoy_call_get_custom_parameters:
 * @self: a call
 *
 * Returns: (transfer none): the value of [property@Call:custom-parameters]
 */
GVariant *
ahoy_call_get_custom_parameters (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), NULL);

  return self->parameters;
}

/**
 * ahoy_call_get_begun:
 * @self: a call
 *
 * Returns: the value of [property@Call:begun]
 */
gint64
ahoy_call_get_begun (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), 0);

  return self->begun;
}

/**
 * ahoy_call_get_since:
 * @self: a call
 *
 * Returns: the value of [property@Call:since]
 */
gint64
ahoy_call_get_since (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), 0);

  return self->since;
}

/**
 * ahoy_call_get_duration:
 * @self: a call
 *
 * Returns: for how many milliseconds the call has been answered, or was; 0 if it never was
 */
gint64
ahoy_call_get_duration (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), 0);

  if (self->since == 0 || ahoy_call_get_over (self))
    return self->duration;

  return ahoy_clock_get_time (self->clock) - self->answered_time;
}

/**
 * ahoy_call_get_quality:
 * @self: a call
 * @reason: (out) (optional): the value of [property@Call:quality-reason]
 *
 * Returns: the value of [property@Call:quality]
 */
AhoyQuality
ahoy_call_get_quality (AhoyCall *self, AhoyQualityReason *reason)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), AHOY_QUALITY_UNKNOWN);

  if (reason != NULL)
    *reason = self->quality_reason;

  return self->quality;
}

/**
 * ahoy_call_get_media:
 * @self: a call
 *
 * Returns: (nullable) (transfer none): the value of [property@Call:media]
 */
AhoyMedia *
ahoy_call_get_media (AhoyCall *self)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), NULL);

  return self->media;
}

/**
 * ahoy_call_can:
 * @self: a call
 * @wish: a wish: one of the first events, up to %AHOY_CALL_EVENT_JOIN
 *
 * Tells what may be offered to the person now. Ask again at [signal@Call::changed].
 *
 * Returns: whether the service has it, and the state of the call allows it now
 */
gboolean
ahoy_call_can (AhoyCall *self, AhoyCallEvent wish)
{
  g_return_val_if_fail (AHOY_IS_CALL (self), FALSE);
  g_return_val_if_fail (wish <= AHOY_CALL_EVENT_JOIN, FALSE);

  return ahoy_call_status_allows (&self->status, wish)
         && AHOY_CALL_DRIVER_GET_IFACE (self->driver)->can (self->driver, wish);
}
