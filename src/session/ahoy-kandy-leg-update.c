/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-leg-private.h"

#include <glib/gi18n-lib.h>

#define ANSWER_LIMIT     30000 /* ms from our offer to the other side's answer */
#define RESTART_DEADLINE 10000 /* ms for the answer to a request that makes the connection anew */
#define OFFER_LIMIT      3000  /* ms that an offer waits for the answer to the call (section 7.3) */
#define USUAL_RETRY      1000  /* ms, where the service does not say */
#define MOST_CROSSED     5     /* times that ours crosses theirs */
#define MOST_OFFERS      8

/* Offers and answers in an answered call, from either side and one after the other (section 7.7 of
 * the protocol page). */

static void next_exchange (AhoyKandyLeg *self);
static void take_theirs (AhoyKandyLeg *self, AhoyMedia *media);

static void
reset_ours (AhoyKandyLeg *self)
{
  ahoy_clock_clear (self->clock, &self->update_id);
  self->update_serial++;
  self->update_sent = FALSE;
  self->update_paused = FALSE;
  if (self->exchange == AHOY_KANDY_EXCHANGE_OURS)
    self->exchange = AHOY_KANDY_EXCHANGE_NONE;
}

static void
end_ours (AhoyKandyLeg *self, GError *error)
{
  GTask *task = g_steal_pointer (&self->update);

  reset_ours (self);
  self->n_crossed = 0;
  self->renewing = FALSE;
  /* The call learns of it first: it says what we want in answer to the next offer. */
  ahoy_waiter_tell (task, error);
  next_exchange (self);
}

/* Ours came to nothing: all is as it was. Where that was with somebody else, there is nothing that
 * could go on. */
static void
refuse_ours (AhoyKandyLeg *self, GError *error)
{
  if (self->renewing) {
    g_autoptr (GError) owned = error;

    ahoy_kandy_leg_fail (self, owned);
    return;
  }

  ahoy_media_rollback (self->media);
  end_ours (self, error);
}

/**
 * ahoy_kandy_leg_drop_restart:
 * @self: a leg
 *
 * The connection is back by itself: does not wait any longer for the other side to agree to another
 * one.
 */
void
ahoy_kandy_leg_drop_restart (AhoyKandyLeg *self)
{
  if (self->exchange == AHOY_KANDY_EXCHANGE_OURS && self->update_sent
      && (self->update_wanted & AHOY_MEDIA_RESTART) != 0)
    refuse_ours (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                            "The connection is back"));
}

static void
on_retry (gpointer data)
{
  AhoyKandyLeg *self = data;

  self->update_id = 0;
  self->update_paused = FALSE;
  next_exchange (self);
}

/* Both sides have offered at once, and the service has let the other one win: theirs is answered
 * before ours is tried again. */
static void
cross_ours (AhoyKandyLeg *self, guint retry_after, GError *error)
{
  if (++self->n_crossed > MOST_CROSSED) {
    refuse_ours (self, error);
    return;
  }

  g_clear_error (&error);
  ahoy_media_rollback (self->media);
  reset_ours (self);
  self->update_paused = TRUE;
  self->update_id = ahoy_clock_add (self->clock, retry_after > 0 ? retry_after : USUAL_RETRY,
                                    on_retry, self);
  next_exchange (self);
}

static void
on_answer_limit (gpointer data)
{
  AhoyKandyLeg *self = data;

  self->update_id = 0;
  if (self->away) { /* it may be there, and cannot get here */
    self->update_id = ahoy_clock_add (self->clock, ANSWER_LIMIT, on_answer_limit, self);
    return;
  }
  refuse_ours (self, g_error_new_literal (AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT,
                                          _("The other side did not answer in time")));
}

static void
start_update_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error,
                   guint serial)
{
  if (self->call == NULL || serial != self->update_serial)
    return; /* over, or answered already */

  if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED))
    ahoy_kandy_leg_vanish (self);
  if (error == NULL)
    self->update_id = ahoy_clock_add (self->clock, ANSWER_LIMIT, on_answer_limit, self);
  else if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_CROSSED))
    cross_ours (self, 0, g_error_copy (error));
  else
    refuse_ours (self, g_error_copy (error));
}

static void
offer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyLeg) self = data;
  g_autofree char *sdp = NULL;
  GError *error = NULL;

  sdp = ahoy_media_create_offer_finish (AHOY_MEDIA (source), result, &error);
  if (self->call == NULL) {
    g_clear_error (&error);
  } else if (sdp == NULL) {
    refuse_ours (self, error);
  } else {
    const gboolean restarts = (self->update_wanted & AHOY_MEDIA_RESTART) != 0;

    self->update_sent = TRUE;
    /* What is asked through a network that has gone is not answered: it is asked again then. */
    ahoy_kandy_leg_put (self, AHOY_KANDY_CALL_ACTION_START_UPDATE, sdp,
                        restarts ? RESTART_DEADLINE : AHOY_KANDY_LEG_DEADLINE, start_update_done,
                        self->update_serial);
  }
}

/* Somebody else answers for the other side, who cannot be spoken to with what we have offered: offers
 * once more, for that one. */
static void
renew_ours (AhoyKandyLeg *self)
{
  ahoy_media_rollback (self->media);
  reset_ours (self);
  self->renewing = TRUE;
  next_exchange (self);
}

static void
answer_to_ours_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyLeg) self = data;
  GError *error = NULL;
  gboolean success = ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error);

  if (self->call == NULL)
    g_clear_error (&error);
  else if (success) {
    if (self->renewing)
      ahoy_call_trim_wanted (self->call);
    end_ours (self, NULL);
  } else if (g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_OTHER_PARTY)) {
    g_clear_error (&error);
    renew_ours (self);
  } else {
    refuse_ours (self, error);
  }
}

/**
 * ahoy_kandy_leg_take_answer:
 * @self: a leg
 * @params: what a `respondCallUpdate` says
 *
 * The other side, or the service, has answered an offer of ours; ignored where there is none.
 */
void
ahoy_kandy_leg_take_answer (AhoyKandyLeg *self, const AhoyKandyCallParams *params)
{
  GError *error = NULL;

  if (self->exchange == AHOY_KANDY_EXCHANGE_THEIRS)
    ahoy_kandy_leg_take_asked_reply (self, params);
  if (self->exchange != AHOY_KANDY_EXCHANGE_OURS || !self->update_sent)
    return;

  /* The answer to the request may come later, and does not count any more. */
  ahoy_clock_clear (self->clock, &self->update_id);
  self->update_serial++;
  self->update_sent = FALSE;
  if (params->sdp_kind == AHOY_KANDY_SDP_TEXT) {
    ahoy_media_set_remote_async (self->media, AHOY_DESCRIPTION_KIND_ANSWER, params->sdp, NULL,
                                 answer_to_ours_cb, g_object_ref (self));
    return;
  }

  if (params->sdp_kind != AHOY_KANDY_SDP_NONE)
    error = ahoy_kandy_leg_make_unreadable_error ();
  else
    error = ahoy_kandy_call_params_to_refusal (params);
  if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_CROSSED))
    cross_ours (self, params->retry_after, error);
  else
    refuse_ours (self, error);
}

/**
 * ahoy_kandy_leg_end_theirs:
 * @self: a leg of an answered call
 * @error: (nullable): why nothing has come of it; %NULL: there is nothing to be told
 *
 * What the other side wanted is done: whatever waits has its turn.
 */
void
ahoy_kandy_leg_end_theirs (AhoyKandyLeg *self, const GError *error)
{
  g_clear_pointer (&self->their_offer, g_free);
  self->exchange = AHOY_KANDY_EXCHANGE_NONE;
  if (error != NULL && self->call != NULL)
    ahoy_call_emit_problem (self->call, error);
  next_exchange (self);
}

/* All is as it was. */
static void
refuse_theirs (AhoyKandyLeg *self, const GError *error)
{
  if (self->fresh != NULL)
    ahoy_kandy_leg_drop_fresh (self);
  else
    ahoy_media_rollback (self->media);
  ahoy_kandy_leg_end_theirs (self, error);
}

static void
respond_update_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error,
                     guint serial)
{
  if (self->call == NULL)
    return;

  if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED))
    ahoy_kandy_leg_vanish (self);
  if (error == NULL)
    ahoy_kandy_leg_adopt_fresh (self);
  else
    ahoy_kandy_leg_drop_fresh (self);
  if (self->call != NULL)
    ahoy_kandy_leg_end_theirs (self, error);
}

static void
answer_to_theirs_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyLeg) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = NULL;

  sdp = ahoy_media_create_answer_finish (AHOY_MEDIA (source), result, &error);
  if (self->call == NULL)
    return;

  if (sdp == NULL) {
    refuse_theirs (self, error);
  } else {
    ahoy_kandy_leg_put (self, AHOY_KANDY_CALL_ACTION_RESPOND_UPDATE, sdp, AHOY_KANDY_LEG_DEADLINE,
                        respond_update_done, 0);
  }
}

static void
offer_of_theirs_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyLeg) self = data;
  g_autoptr (GError) error = NULL;
  gboolean success = ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error);

  if (self->call == NULL)
    return;

  if (success) {
    ahoy_media_create_answer_async (AHOY_MEDIA (source), ahoy_call_get_wanted (self->call), NULL,
                                    answer_to_theirs_cb, g_object_ref (self));
  } else if (self->fresh == NULL
             && g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_OTHER_PARTY)) {
    /* We are transferred, or the other side has begun anew. */
    ahoy_kandy_leg_make_fresh (self);
    take_theirs (self, self->fresh);
  } else {
    /* The service has no way to say no. */
    refuse_theirs (self, error);
  }
}

static void
take_theirs (AhoyKandyLeg *self, AhoyMedia *media)
{
  ahoy_media_set_remote_async (media, AHOY_DESCRIPTION_KIND_OFFER, self->their_offer, NULL,
                               offer_of_theirs_cb, g_object_ref (self));
}

static void
offer_ours (AhoyKandyLeg *self)
{
  AhoyMediaFlags wanted = self->update != NULL ? self->update_wanted
                                               : ahoy_call_get_wanted (self->call);

  if (self->renewing) {
    wanted = ahoy_kandy_leg_get_offered (self, wanted & ~AHOY_MEDIA_RESTART); /* it is a new one */
    ahoy_kandy_leg_replace_media (self);
    if (self->call == NULL)
      return;
  }
  self->update_serial++;
  ahoy_media_create_offer_async (self->media, wanted, NULL, offer_cb, g_object_ref (self));
}

static void
next_exchange (AhoyKandyLeg *self)
{
  if (self->call == NULL || ahoy_call_get_over (self->call)
      || self->exchange != AHOY_KANDY_EXCHANGE_NONE)
    return;

  self->their_offer = g_queue_pop_head (&self->offers);
  if (self->their_offer != NULL) {
    self->exchange = AHOY_KANDY_EXCHANGE_THEIRS;
    if (*self->their_offer != '\0')
      take_theirs (self, self->media);
    else
      ahoy_kandy_leg_offer_asked (self);
  } else if ((self->update != NULL || self->renewing) && !self->update_paused) {
    self->exchange = AHOY_KANDY_EXCHANGE_OURS;
    offer_ours (self);
  }
}

static void
on_offer_limit (gpointer data)
{
  AhoyKandyLeg *self = data;

  self->offers_id = 0;
  g_queue_clear_full (&self->offers, g_free);
}

/**
 * ahoy_kandy_leg_take_offer:
 * @self: a leg
 * @params: what a `startCallUpdate` says
 *
 * The other side wants a change, or wants to be offered one: it is answered when its turn comes.
 */
void
ahoy_kandy_leg_take_offer (AhoyKandyLeg *self, const AhoyKandyCallParams *params)
{
  if (params->sdp_kind != AHOY_KANDY_SDP_TEXT && params->sdp_kind != AHOY_KANDY_SDP_NONE) {
    g_autoptr (GError) error = ahoy_kandy_leg_make_unreadable_error ();

    ahoy_call_emit_problem (self->call, error);
    return;
  }

  if (self->offers.length >= MOST_OFFERS)
    g_free (g_queue_pop_head (&self->offers));
  g_queue_push_tail (&self->offers, params->sdp_kind == AHOY_KANDY_SDP_TEXT
                                    ? g_strdup (params->sdp) : g_strdup (""));
  if (self->exchange == AHOY_KANDY_EXCHANGE_FIRST && self->offers_id == 0)
    self->offers_id = ahoy_clock_add (self->clock, OFFER_LIMIT, on_offer_limit, self);
  ahoy_kandy_leg_yield_asked (self);
  next_exchange (self);
}

/**
 * ahoy_kandy_leg_update_async:
 * @self: a leg of an answered call
 * @wanted: what this side wants to send from now on, and whether it holds the call
 * @callback: (scope async): called when both sides have agreed, or have not
 * @user_data: data for @callback
 *
 * Offers a change to the other side, in turn with what that one offers.
 */
void
ahoy_kandy_leg_update_async (AhoyKandyLeg *self, AhoyMediaFlags wanted,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self->update == NULL);

  self->update = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->update, ahoy_kandy_leg_update_async);
  self->update_wanted = wanted;
  next_exchange (self);
}

/**
 * ahoy_kandy_leg_answered:
 * @self: a leg
 *
 * The call is answered: changes can be made from now on.
 */
void
ahoy_kandy_leg_answered (AhoyKandyLeg *self)
{
  ahoy_clock_clear (self->clock, &self->offers_id);
  self->exchange = AHOY_KANDY_EXCHANGE_NONE;
  next_exchange (self);
}

/**
 * ahoy_kandy_leg_stop_updates:
 * @self: a leg of a call that is over
 *
 * Forgets all changes that are under way.
 */
void
ahoy_kandy_leg_stop_updates (AhoyKandyLeg *self)
{
  GTask *task = g_steal_pointer (&self->update);

  reset_ours (self);
  ahoy_kandy_leg_stop_asked (self);
  g_clear_pointer (&self->their_offer, g_free);
  ahoy_clock_clear (self->clock, &self->offers_id);
  g_queue_clear_full (&self->offers, g_free);
  if (task != NULL)
    ahoy_waiter_tell (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                 _("The call is over")));
}
