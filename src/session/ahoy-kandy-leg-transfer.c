/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-leg-private.h"

#include "ahoy-kandy-address.h"

#include <glib/gi18n-lib.h>

#define TRANSFER_LIMIT 180000 /* ms: the third may let it ring for two minutes */

/* The other side of a call is handed over to somebody else (section 7.9 of the protocol page). The
 * answer to the request says only that the service tries. */

static void
end_transfer (AhoyKandyLeg *self, GError *error)
{
  ahoy_clock_clear (self->clock, &self->transfer_id);
  self->transfer_serial++;
  ahoy_waiter_tell (g_steal_pointer (&self->transfer), error);
}

static void
on_transfer_limit (gpointer data)
{
  AhoyKandyLeg *self = data;

  self->transfer_id = 0;
  if (self->away) /* it may be known, and cannot get here */
    self->transfer_id = ahoy_clock_add (self->clock, TRANSFER_LIMIT, on_transfer_limit, self);
  else
    end_transfer (self, g_error_new_literal (AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT,
                                             _("The service did not say whether the call was "
                                               "transferred")));
}

static void
transfer_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error, guint serial)
{
  if (self->transfer == NULL || serial != self->transfer_serial)
    return; /* what has become of it is known already */

  if (error == NULL) {
    self->transfer_id = ahoy_clock_add (self->clock, TRANSFER_LIMIT, on_transfer_limit, self);
    return;
  }
  if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED))
    ahoy_kandy_leg_vanish (self);
  end_transfer (self, g_error_copy (error));
}

/* Whom a call is with, as the service wants it. */
static char *
get_whom (AhoyKandyLeg *self, GError **error)
{
  const char *remote = self->call != NULL ? ahoy_call_get_remote (self->call) : NULL;

  if (remote == NULL && self->to != NULL)
    return g_strdup (self->to);

  return ahoy_kandy_address_normalize (remote != NULL ? remote : "", self->user, error);
}

/**
 * ahoy_kandy_leg_transfer_async:
 * @self: a leg of a call that we hold
 * @address: (nullable): to whom, normalised; %NULL with @second
 * @second: (nullable): our leg of the call with them, which we hold too, if there is one
 * @callback: (scope async): called when the service has said what has become of it
 * @user_data: data for @callback
 *
 * Hands the call over. On success it is over.
 */
void
ahoy_kandy_leg_transfer_async (AhoyKandyLeg *self, const char *address, AhoyKandyLeg *second,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *whom = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;

  g_return_if_fail (self->transfer == NULL);

  self->transfer = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->transfer, ahoy_kandy_leg_transfer_async);
  self->transfer_serial++;
  whom = second != NULL ? get_whom (second, &error) : g_strdup (address);
  if (whom == NULL) {
    end_transfer (self, error);
    return;
  }

  text = ahoy_kandy_transfer_text (whom, second != NULL ? second->session : NULL);
  ahoy_kandy_leg_send (self, "PUT", self->path, text, AHOY_KANDY_LEG_DEADLINE, transfer_done,
                       self->transfer_serial);
}

/**
 * ahoy_kandy_leg_complete:
 * @self: a leg
 * @params: what a `sessionComplete` says
 *
 * The other side talks to somebody else, or to us in another call. Our side is still there until it is
 * deleted.
 */
void
ahoy_kandy_leg_complete (AhoyKandyLeg *self, const AhoyKandyCallParams *params)
{
  const AhoyCallEndReason usual =
    ahoy_call_get_operation (self->call) == AHOY_CALL_OPERATION_JOIN
    ? AHOY_CALL_END_REASON_JOINED : AHOY_CALL_END_REASON_TRANSFERRED;
  AhoyCallEndReason reason = ahoy_kandy_call_params_to_end (params, usual, NULL);

  self->completed = TRUE;
  ahoy_call_apply (self->call, AHOY_CALL_EVENT_COMPLETED,
                   reason == AHOY_CALL_END_REASON_JOINED ? reason : AHOY_CALL_END_REASON_NONE,
                   NULL);
}

/**
 * ahoy_kandy_leg_fail_transfer:
 * @self: a leg
 * @params: what a `sessionFail` says
 *
 * The other side goes on talking to us. Which of the three calls it is told of that cannot be joined,
 * the page does not say.
 */
void
ahoy_kandy_leg_fail_transfer (AhoyKandyLeg *self, const AhoyKandyCallParams *params)
{
  AhoyKandyLeg *joined = self->joins[0] != NULL ? self : self->joined;
  GError *error = ahoy_kandy_call_params_to_failure (params);

  if (self->transfer != NULL)
    end_transfer (self, g_steal_pointer (&error));
  else if (joined != NULL && joined->call != NULL && ahoy_call_get_since (joined->call) == 0)
    ahoy_kandy_leg_fail (joined, error);
  g_clear_error (&error);
}

/**
 * ahoy_kandy_leg_stop_transfer:
 * @self: a leg of a call that is over
 *
 * Whoever waits for a transfer of it does so no longer.
 */
void
ahoy_kandy_leg_stop_transfer (AhoyKandyLeg *self)
{
  GError *error = NULL;

  if (self->transfer == NULL)
    return;

  if (!self->completed)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The call is over"));
  end_transfer (self, error);
}
