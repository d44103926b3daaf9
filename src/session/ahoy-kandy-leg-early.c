/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-leg-private.h"

/* What the offer of an outgoing call is answered: maybe something to hear before anybody has taken
 * the call (early media, section 7.12 of the protocol page), and in the end the answer. The media
 * take one after the other. */

static void take_next (AhoyKandyLeg *self);

static void
early_taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyLeg) self = data;
  g_autoptr (GError) error = NULL;
  gboolean success = ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error);

  self->early_busy = FALSE;
  if (self->call == NULL)
    return;

  if (success)
    ahoy_call_apply (self->call, AHOY_CALL_EVENT_EARLY_MEDIA, AHOY_CALL_END_REASON_NONE, NULL);
  else /* it rings on, and the answer counts */
    g_debug ("There is nothing to hear before the answer: %s", error->message);
  take_next (self);
}

static void
answer_taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyLeg) self = data;
  g_autoptr (GError) error = NULL;
  gboolean success = ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error);

  if (self->call == NULL)
    return;

  /* Who was to be heard up to now is not who has answered: that one is offered other media. */
  if (g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_OTHER_PARTY))
    self->renewing = TRUE;
  if (success || self->renewing) {
    ahoy_call_apply (self->call, AHOY_CALL_EVENT_ANSWERED, AHOY_CALL_END_REASON_NONE, NULL);
    ahoy_kandy_leg_answered (self);
  } else {
    ahoy_kandy_leg_fail (self, error);
  }
}

static void
take_next (AhoyKandyLeg *self)
{
  g_autofree char *early = NULL;
  g_autofree char *final = NULL;

  if (self->call == NULL || ahoy_call_get_over (self->call) || self->early_busy)
    return;

  early = g_steal_pointer (&self->early);
  final = g_steal_pointer (&self->final);
  if (final != NULL) {
    ahoy_media_set_remote_async (self->media, AHOY_DESCRIPTION_KIND_ANSWER, final, NULL,
                                 answer_taken_cb, g_object_ref (self));
  } else if (early != NULL) {
    self->early_busy = TRUE;
    ahoy_media_set_remote_async (self->media, AHOY_DESCRIPTION_KIND_PROVISIONAL, early, NULL,
                                 early_taken_cb, g_object_ref (self));
  }
}

/**
 * ahoy_kandy_leg_take_early:
 * @self: a leg of an outgoing call
 * @params: what a `sessionProgress` says
 *
 * There is something to hear, unless the call is answered already.
 */
void
ahoy_kandy_leg_take_early (AhoyKandyLeg *self, const AhoyKandyCallParams *params)
{
  if (self->exchange != AHOY_KANDY_EXCHANGE_FIRST || self->answering
      || params->sdp_kind != AHOY_KANDY_SDP_TEXT)
    return;

  g_free (self->early);
  self->early = g_strdup (params->sdp);
  take_next (self);
}

/**
 * ahoy_kandy_leg_take_first_answer:
 * @self: a leg of an outgoing call that is not answered
 * @params: what a `respondCallUpdate` says
 *
 * Somebody has answered the call.
 */
void
ahoy_kandy_leg_take_first_answer (AhoyKandyLeg *self, const AhoyKandyCallParams *params)
{
  if (self->answering || params->sdp_kind == AHOY_KANDY_SDP_NONE)
    return;

  if (params->sdp_kind == AHOY_KANDY_SDP_TEXT) {
    self->answering = TRUE;
    self->final = g_strdup (params->sdp);
    take_next (self);
  } else {
    g_autoptr (GError) error = ahoy_kandy_leg_make_unreadable_error ();

    ahoy_kandy_leg_fail (self, error);
  }
}
