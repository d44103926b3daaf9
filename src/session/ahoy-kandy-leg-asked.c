/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-leg-private.h"

#include <glib/gi18n-lib.h>

#define REPLY_LIMIT 30000 /* ms from our offer to the other side's answer */

/* A change of an answered call that comes without a description: the service asks for an offer, and
 * whoever is to be the other side answers that (section 7.8 of the protocol page). */

static void
stop_waiting (AhoyKandyLeg *self)
{
  ahoy_clock_clear (self->clock, &self->asked_id);
  self->asked_serial++; /* whatever the service answers to the request */
  self->asked_sent = FALSE;
}

/* All is as it was. */
static void
give_up (AhoyKandyLeg *self, const GError *error)
{
  stop_waiting (self);
  ahoy_kandy_leg_drop_fresh (self);
  ahoy_kandy_leg_end_theirs (self, error);
}

static void
on_reply_limit (gpointer data)
{
  AhoyKandyLeg *self = data;
  g_autoptr (GError) error = NULL;

  self->asked_id = 0;
  if (self->away) { /* it may be there, and cannot get here */
    self->asked_id = ahoy_clock_add (self->clock, REPLY_LIMIT, on_reply_limit, self);
    return;
  }
  error = g_error_new_literal (AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT,
                               _("The other side did not answer in time"));
  give_up (self, error);
}

static void
respond_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error, guint serial)
{
  if (self->call == NULL || serial != self->asked_serial)
    return; /* over, or answered already */

  if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED))
    ahoy_kandy_leg_vanish (self);
  if (error == NULL)
    self->asked_id = ahoy_clock_add (self->clock, REPLY_LIMIT, on_reply_limit, self);
  else
    give_up (self, error);
}

static void
offer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyLeg) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = NULL;

  sdp = ahoy_media_create_offer_finish (AHOY_MEDIA (source), result, &error);
  if (self->call == NULL)
    return;

  if (sdp == NULL) {
    give_up (self, error);
    return;
  }
  self->asked_sent = TRUE;
  ahoy_kandy_leg_put (self, AHOY_KANDY_CALL_ACTION_RESPOND_UPDATE, sdp, AHOY_KANDY_LEG_DEADLINE,
                      respond_done, ++self->asked_serial);
}

/**
 * ahoy_kandy_leg_offer_asked:
 * @self: a leg whose turn it is
 *
 * Offers what the call is, to whomever. It goes on as it is until there is an answer.
 */
void
ahoy_kandy_leg_offer_asked (AhoyKandyLeg *self)
{
  AhoyMediaFlags wanted = ahoy_call_get_wanted (self->call);

  ahoy_kandy_leg_make_fresh (self);
  ahoy_media_create_offer_async (self->fresh, ahoy_kandy_leg_get_offered (self, wanted), NULL,
                                 offer_cb, g_object_ref (self));
}

static void
reply_taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyLeg) self = data;
  g_autoptr (GError) error = NULL;
  gboolean success = ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error);

  if (self->call == NULL)
    return;

  if (!success) {
    give_up (self, error);
    return;
  }
  ahoy_kandy_leg_adopt_fresh (self);
  if (self->call != NULL)
    ahoy_kandy_leg_end_theirs (self, NULL);
}

/**
 * ahoy_kandy_leg_take_asked_reply:
 * @self: a leg
 * @params: what a `respondCallUpdate` says
 *
 * Somebody, or the service, has answered the offer for which we were asked; ignored where there is
 * none.
 */
void
ahoy_kandy_leg_take_asked_reply (AhoyKandyLeg *self, const AhoyKandyCallParams *params)
{
  g_autoptr (GError) error = NULL;

  if (!self->asked_sent)
    return;

  stop_waiting (self);
  if (params->sdp_kind == AHOY_KANDY_SDP_TEXT) {
    ahoy_media_set_remote_async (self->fresh, AHOY_DESCRIPTION_KIND_ANSWER, params->sdp, NULL,
                                 reply_taken_cb, g_object_ref (self));
    return;
  }

  if (params->sdp_kind != AHOY_KANDY_SDP_NONE)
    error = ahoy_kandy_leg_make_unreadable_error ();
  else
    error = ahoy_kandy_call_params_to_refusal (params);
  /* What has crossed it comes by itself. */
  give_up (self, g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_CROSSED) ? NULL : error);
}

/**
 * ahoy_kandy_leg_yield_asked:
 * @self: a leg
 *
 * The other side wants something else now: nobody will answer the offer for which we were asked, if
 * there is one.
 */
void
ahoy_kandy_leg_yield_asked (AhoyKandyLeg *self)
{
  if (self->asked_sent)
    give_up (self, NULL);
}

/**
 * ahoy_kandy_leg_stop_asked:
 * @self: a leg of a call that is over
 *
 * Nothing is waited for any more.
 */
void
ahoy_kandy_leg_stop_asked (AhoyKandyLeg *self)
{
  stop_waiting (self);
  ahoy_kandy_leg_drop_fresh (self);
}
