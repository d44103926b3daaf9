/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-leg-private.h"

#include <glib/gi18n-lib.h>

#define REPLY_LIMIT 30000 /* ms from our offer to the caller's answer */

/* Answering an incoming call. Where it came without a description (a slow start, section 7.8 of the
 * protocol page), what is sent to answer it is an offer, and the call is answered when the caller's
 * answer to that has come. */

static void make_answer (AhoyKandyLeg *self);

static gboolean
is_slow (AhoyKandyLeg *self)
{
  return self->offer == NULL;
}

static void
end_answer (AhoyKandyLeg *self, GError *error)
{
  self->answering = FALSE;
  self->answer_sent = FALSE;
  ahoy_waiter_tell (g_steal_pointer (&self->answer), error);
}

static void
first_remote_offer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyLeg) self = data;
  g_autoptr (GError) error = NULL;
  gboolean success = ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error);

  if (self->call == NULL || AHOY_MEDIA (source) != self->media)
    return;

  if (success) {
    self->offer_taken = TRUE;
    make_answer (self);
  } else {
    ahoy_kandy_leg_fail (self, error);
  }
}

/**
 * ahoy_kandy_leg_take_call:
 * @self: a leg of an incoming call
 *
 * Gives the caller's offer to the media, if there is one.
 */
void
ahoy_kandy_leg_take_call (AhoyKandyLeg *self)
{
  self->offer_taken = is_slow (self);
  if (!self->offer_taken)
    ahoy_media_set_remote_async (self->media, AHOY_DESCRIPTION_KIND_OFFER, self->offer, NULL,
                                 first_remote_offer_cb, g_object_ref (self));
}

/* An answer that was not delivered cannot be taken back, and the next one may be about other media:
 * begins again with fresh ones. */
static void
begin_again (AhoyKandyLeg *self, const GError *error)
{
  if (ahoy_call_get_over (self->call))
    return; /* the media fail because they are being closed */

  g_clear_object (&self->media);
  self->media = self->make_media (self->data);
  ahoy_call_set_media (self->call, g_object_ref (self->media));
  if (self->call != NULL)
    ahoy_kandy_leg_take_call (self);
  if (self->call != NULL)
    end_answer (self, g_error_copy (error));
}

static void
finish_answer (AhoyKandyLeg *self)
{
  end_answer (self, NULL);
  ahoy_kandy_leg_answered (self);
}

static void
on_reply_limit (gpointer data)
{
  AhoyKandyLeg *self = data;
  g_autoptr (GError) error = NULL;

  self->answer_id = 0;
  if (self->away) { /* it may be there, and cannot get here */
    self->answer_id = ahoy_clock_add (self->clock, REPLY_LIMIT, on_reply_limit, self);
    return;
  }
  error = g_error_new_literal (AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT,
                               _("The other side did not answer in time"));
  ahoy_kandy_leg_fail (self, error);
}

static void
answer_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error, guint serial)
{
  if (self->call == NULL || serial != self->answer_serial)
    return; /* over, or the caller's answer was faster */

  if (error == NULL && is_slow (self)) {
    self->answer_id = ahoy_clock_add (self->clock, REPLY_LIMIT, on_reply_limit, self);
  } else if (error == NULL) {
    finish_answer (self);
  } else if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED)) {
    /* With this, the call ends as it was said before, if it was. */
    end_answer (self, g_error_copy (error));
    if (self->call != NULL)
      ahoy_kandy_leg_vanish (self);
  } else {
    begin_again (self, error);
  }
}

static void
first_answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyLeg) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = NULL;

  if (is_slow (self))
    sdp = ahoy_media_create_offer_finish (AHOY_MEDIA (source), result, &error);
  else
    sdp = ahoy_media_create_answer_finish (AHOY_MEDIA (source), result, &error);
  if (self->call == NULL)
    return;

  if (sdp == NULL) {
    begin_again (self, error);
    return;
  }
  if (self->cancelled)
    return; /* nobody waits for it any more, and it would be refused */
  self->answer_sent = TRUE;
  ahoy_kandy_leg_put (self, AHOY_KANDY_CALL_ACTION_ANSWER, sdp, AHOY_KANDY_LEG_DEADLINE,
                      answer_done, ++self->answer_serial);
}

/* As soon as somebody wants to answer and the media know what. */
static void
make_answer (AhoyKandyLeg *self)
{
  if (self->answer == NULL || self->answering || !self->offer_taken || self->cancelled)
    return;

  self->answering = TRUE;
  if (is_slow (self))
    ahoy_media_create_offer_async (self->media, self->wanted, NULL, first_answer_cb,
                                   g_object_ref (self));
  else
    ahoy_media_create_answer_async (self->media, self->wanted, NULL, first_answer_cb,
                                    g_object_ref (self));
}

/**
 * ahoy_kandy_leg_answer_async:
 * @self: a leg of an incoming call
 * @wanted: what to send
 * @callback: (scope async): called when the call is answered, or is not
 * @user_data: data for @callback
 *
 * Answers the call. Where it fails, it rings as before, unless it is over.
 */
void
ahoy_kandy_leg_answer_async (AhoyKandyLeg *self, AhoyMediaFlags wanted,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self->answer == NULL);

  self->answer = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->answer, ahoy_kandy_leg_answer_async);
  self->wanted = wanted;
  make_answer (self);
}

static void
reply_taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyLeg) self = data;
  g_autoptr (GError) error = NULL;
  gboolean success = ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error);

  if (self->call == NULL)
    return;

  if (success)
    finish_answer (self);
  else
    ahoy_kandy_leg_fail (self, error);
}

/**
 * ahoy_kandy_leg_take_reply:
 * @self: a leg of an incoming call that is not answered
 * @params: what a `respondCallUpdate` says
 *
 * The caller, or the service, has answered the offer by which we have answered the call; ignored
 * where there is none. The call cannot be without it.
 */
void
ahoy_kandy_leg_take_reply (AhoyKandyLeg *self, const AhoyKandyCallParams *params)
{
  g_autoptr (GError) error = NULL;
  AhoyCallEndReason reason;

  if (!is_slow (self) || !self->answer_sent || self->replied)
    return;

  self->replied = TRUE;
  self->answer_serial++;
  ahoy_clock_clear (self->clock, &self->answer_id);
  if (params->sdp_kind == AHOY_KANDY_SDP_TEXT) {
    ahoy_media_set_remote_async (self->media, AHOY_DESCRIPTION_KIND_ANSWER, params->sdp, NULL,
                                 reply_taken_cb, g_object_ref (self));
  } else if (params->sdp_kind != AHOY_KANDY_SDP_NONE) {
    error = ahoy_kandy_leg_make_unreadable_error ();
    ahoy_kandy_leg_fail (self, error);
  } else {
    reason = ahoy_kandy_call_params_to_end (params, AHOY_CALL_END_REASON_FAILED, &error);
    ahoy_call_apply (self->call, AHOY_CALL_EVENT_FAILED, reason, error);
  }
}

static void
forward_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error, guint serial)
{
  if (self->call != NULL && g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED))
    ahoy_kandy_leg_vanish (self);
  ahoy_waiter_tell (g_steal_pointer (&self->forward), error != NULL ? g_error_copy (error) : NULL);
}

/**
 * ahoy_kandy_leg_forward_async:
 * @self: a leg of an incoming call that rings
 * @address: to whom, normalised
 * @callback: (scope async): called when the service has passed it on, or has not
 * @user_data: data for @callback
 *
 * Passes the call on (section 7.5 of the protocol page).
 */
void
ahoy_kandy_leg_forward_async (AhoyKandyLeg *self, const char *address,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *path = ahoy_kandy_disposition_path (self->user);
  g_autofree char *text = ahoy_kandy_disposition_text (self->session, address);

  g_return_if_fail (self->forward == NULL);

  self->forward = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->forward, ahoy_kandy_leg_forward_async);
  ahoy_kandy_leg_send (self, "POST", path, text, AHOY_KANDY_LEG_DEADLINE, forward_done, 0);
}

/**
 * ahoy_kandy_leg_stop_answer:
 * @self: a leg of a call that is over
 *
 * Nobody needs to wait for the answer any more.
 */
void
ahoy_kandy_leg_stop_answer (AhoyKandyLeg *self)
{
  ahoy_clock_clear (self->clock, &self->answer_id);
  self->answer_serial++;
  if (self->answer != NULL)
    end_answer (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                            _("The call is over")));
}
