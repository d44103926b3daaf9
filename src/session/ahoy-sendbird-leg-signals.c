/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-sendbird-leg-private.h"

#include "ahoy-sendbird-orders.h"
#include "ahoy-sendbird-signal.h"

#include <glib/gi18n-lib.h>

#define CONNECT_LIMIT     60000 /* ms from the answer until the media are connected */
#define LOST_LIMIT        30000 /* ms that they may be lost */
#define RESTART_DELAY     10000 /* ms until the caller offers to make the connection anew, and again */
#define MOST_DESCRIPTIONS 4
#define MOST_UNSENT       256

/* What the two sides tell each other of their media (sections 6.4, 6.5 and 6.8 of the protocol page).
 * The caller offers, and nobody acknowledges anything. */

typedef struct {
  AhoyDescriptionKind  kind;
  char                *sdp;
} Description;

typedef struct {
  AhoySendbirdCommand  command;
  const char          *type;    /* not owned: a constant */
  JsonObject          *payload;
} Report;

static void next_description (AhoySendbirdLeg *self);
static void restart          (AhoySendbirdLeg *self);
static void offer_cb         (GObject         *source,
                              GAsyncResult    *result,
                              gpointer         data);

static void
description_free (gpointer data)
{
  Description *description = data;

  g_free (description->sdp);
  g_free (description);
}

static void
report_free (gpointer data)
{
  Report *report = data;

  json_object_unref (report->payload);
  g_free (report);
}

static Report *
report_new (AhoySendbirdCommand command, const char *type, JsonObject *payload)
{
  Report *report = g_new (Report, 1);

  *report = (Report) { command, type, json_object_ref (payload) };

  return report;
}

/**
 * ahoy_sendbird_leg_report:
 * @self: a leg that the service has named
 * @command: what kind of message
 * @type: (transfer none): what is told; a constant
 * @payload: (transfer full): what belongs to it
 *
 * Tells what is not answered, when there is a websocket.
 */
void
ahoy_sendbird_leg_report (AhoySendbirdLeg *self, AhoySendbirdCommand command, const char *type,
                          JsonObject *payload)
{
  g_autoptr (JsonObject) owned = payload;

  if (self->forgotten || ahoy_sendbird_requests_report (self->requests, command, type, owned))
    return;

  if (self->unsent.length < MOST_UNSENT)
    g_queue_push_tail (&self->unsent, report_new (command, type, owned));
}

/* Those that have waited, in their order. */
static void
report_all (AhoySendbirdLeg *self, GQueue *queue)
{
  GQueue reports = *queue;
  Report *report;

  g_queue_init (queue);
  while ((report = g_queue_pop_head (&reports)) != NULL) {
    ahoy_sendbird_leg_report (self, report->command, report->type,
                              json_object_ref (report->payload));
    report_free (report);
  }
}

/**
 * ahoy_sendbird_leg_catch_up:
 * @self: a leg of a call that is not over
 *
 * There is a websocket again: tells what could not be told.
 */
void
ahoy_sendbird_leg_catch_up (AhoySendbirdLeg *self)
{
  report_all (self, &self->unsent);
  /* It was time to make the connection anew already, and nobody could be told. */
  if (self->restart_due)
    restart (self);
}

/**
 * ahoy_sendbird_leg_update_paused:
 * @self: a leg of a call that is not over
 * @error: return location for an error
 *
 * Lets flow what we want to send while nobody holds the call. The descriptions of a call are always
 * about all that its kind has.
 *
 * Returns: whether it is so
 */
gboolean
ahoy_sendbird_leg_update_paused (AhoySendbirdLeg *self, GError **error)
{
  AhoyMediaFlags paused = AHOY_MEDIA_NONE;

  if (self->video_call && (self->wanted & AHOY_MEDIA_VIDEO) == 0)
    paused |= AHOY_MEDIA_VIDEO;
  if (self->local_hold || self->remote_hold)
    paused |= AHOY_MEDIA_HOLD;

  return ahoy_media_set_paused (self->media, paused, error);
}

static AhoyMediaFlags
get_described (AhoySendbirdLeg *self)
{
  return AHOY_MEDIA_AUDIO | (self->video_call ? AHOY_MEDIA_VIDEO : AHOY_MEDIA_NONE);
}

static void
on_media_candidate (AhoyMedia *media, const char *mid, guint index, const char *candidate,
                    AhoySendbirdLeg *self)
{
  JsonObject *payload;

  if (*candidate == '\0') /* there is no word for it here */
    return;

  payload = ahoy_sendbird_candidate_write (self->id, mid, index, candidate);
  if (self->described) {
    ahoy_sendbird_leg_report (self, AHOY_SENDBIRD_COMMAND_SGNL, "candidate", payload);
  } else {
    g_queue_push_tail (&self->candidates,
                       report_new (AHOY_SENDBIRD_COMMAND_SGNL, "candidate", payload));
    json_object_unref (payload);
  }
}

static void
on_connect_limit (gpointer data)
{
  AhoySendbirdLeg *self = data;

  self->connect_id = 0;
  ahoy_sendbird_leg_end_as (self, "timeout", AHOY_CALL_END_REASON_MEDIA_FAILED);
}

static void
on_lost_limit (gpointer data)
{
  AhoySendbirdLeg *self = data;

  self->lost_id = 0;
  ahoy_sendbird_leg_end_as (self, "connection_lost", AHOY_CALL_END_REASON_CONNECTION_LOST);
}

/* The caller's offer is about another way through the network, and the callee waits for it. */
static void
restart (AhoySendbirdLeg *self)
{
  self->restart_due = self->away;
  if (self->away || self->describing)
    return;

  if (self->offered) /* the last one has no answer */
    ahoy_media_rollback (self->media);
  self->offered = FALSE;
  self->describing = TRUE;
  self->described = FALSE;
  ahoy_media_create_offer_async (self->media, get_described (self) | AHOY_MEDIA_RESTART, NULL,
                                 offer_cb, g_object_ref (self));
}

static void
on_restart (gpointer data)
{
  AhoySendbirdLeg *self = data;

  self->restart_id = ahoy_clock_add (self->clock, RESTART_DELAY, on_restart, self);
  restart (self);
}

static void
on_media_notify_state (AhoyMedia *media, GParamSpec *pspec, AhoySendbirdLeg *self)
{
  const AhoyMediaState state = ahoy_media_get_state (media);

  if (!self->established)
    return;

  if (state == AHOY_MEDIA_STATE_CONNECTED) {
    gboolean again = self->had_media;

    self->had_media = TRUE;
    ahoy_clock_clear (self->clock, &self->connect_id);
    if (!again || self->lost_id != 0) {
      self->reconnected = again && !self->unreported;
      self->unreported = TRUE;
    }
    ahoy_clock_clear (self->clock, &self->lost_id);
    ahoy_clock_clear (self->clock, &self->restart_id);
    self->restart_due = FALSE;
  } else if (self->had_media && self->lost_id == 0
             && (state == AHOY_MEDIA_STATE_DISCONNECTED || state == AHOY_MEDIA_STATE_FAILED)) {
    self->lost_id = ahoy_clock_add (self->clock, LOST_LIMIT, on_lost_limit, self);
    if (self->to != NULL)
      self->restart_id = ahoy_clock_add (self->clock, RESTART_DELAY, on_restart, self);
  }
}

/* What connects the two sides shows in the first reading after it does. */
static void
on_media_stats (AhoyMedia *media, const AhoyMediaStats *stats, AhoySendbirdLeg *self)
{
  if (!self->unreported || self->lost_id != 0)
    return;

  self->unreported = FALSE;
  ahoy_sendbird_leg_report (self, AHOY_SENDBIRD_COMMAND_SGNL, "connected",
                            ahoy_sendbird_order_connected (self->id, stats->local_candidate,
                                                           stats->relay_protocol,
                                                           stats->local_protocol,
                                                           self->reconnected));
}

/**
 * ahoy_sendbird_leg_watch_media:
 * @self: a leg with new media
 *
 * Begins to listen to what the media tell.
 */
void
ahoy_sendbird_leg_watch_media (AhoySendbirdLeg *self)
{
  g_signal_connect (self->media, "candidate", G_CALLBACK (on_media_candidate), self);
  g_signal_connect (self->media, "notify::state", G_CALLBACK (on_media_notify_state), self);
  g_signal_connect (self->media, "stats", G_CALLBACK (on_media_stats), self);
  ahoy_sendbird_leg_update_paused (self, NULL); /* nothing is described yet that could fail */
}

/**
 * ahoy_sendbird_leg_drop_media:
 * @self: a leg
 *
 * Does not listen any more to its media, if it has any.
 */
void
ahoy_sendbird_leg_drop_media (AhoySendbirdLeg *self)
{
  if (self->media != NULL)
    g_signal_handlers_disconnect_by_data (self->media, self);
  g_clear_object (&self->media);
}

/* The first descriptions decide whether there is a call; of a later one nothing has to come. */
static void
fail_description (AhoySendbirdLeg *self, const GError *error)
{
  self->describing = FALSE;
  self->offered = FALSE;
  if (!self->agreed) {
    ahoy_sendbird_leg_fail (self, AHOY_CALL_END_REASON_MEDIA_FAILED, error);
    return;
  }

  ahoy_media_rollback (self->media);
  self->described = TRUE;
  ahoy_call_emit_problem (self->call, error);
  if (self->call != NULL)
    next_description (self);
}

static void
send_description (AhoySendbirdLeg *self, const char *type, const char *sdp)
{
  ahoy_sendbird_leg_report (self, AHOY_SENDBIRD_COMMAND_SGNL, type,
                            ahoy_sendbird_sdp_write (self->id, sdp));
  self->described = TRUE;
  report_all (self, &self->candidates);
}

static void
end_description (AhoySendbirdLeg *self)
{
  self->describing = FALSE;
  next_description (self);
}

static void
offer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdLeg) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = NULL;

  sdp = ahoy_media_create_offer_finish (AHOY_MEDIA (source), result, &error);
  if (self->call == NULL)
    return;

  if (sdp == NULL) {
    fail_description (self, error);
    return;
  }
  self->offered = TRUE;
  send_description (self, "offer", sdp);
  end_description (self);
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdLeg) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = NULL;

  sdp = ahoy_media_create_answer_finish (AHOY_MEDIA (source), result, &error);
  if (self->call == NULL)
    return;

  if (sdp == NULL) {
    fail_description (self, error);
    return;
  }
  self->agreed = TRUE;
  send_description (self, "answer", sdp);
  end_description (self);
}

static void
remote_offer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdLeg) self = data;
  g_autoptr (GError) error = NULL;
  gboolean success = ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error);

  if (self->call == NULL)
    return;

  if (success)
    ahoy_media_create_answer_async (self->media, get_described (self), NULL, answer_cb,
                                    g_object_ref (self));
  else
    fail_description (self, error);
}

static void
remote_answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdLeg) self = data;
  g_autoptr (GError) error = NULL;
  gboolean success = ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error);

  if (self->call == NULL)
    return;

  if (success) {
    self->agreed = TRUE;
    end_description (self);
  } else {
    fail_description (self, error);
  }
}

/* Whether it has a place in what was said before: the caller offers, and an answer is given once. */
static gboolean
fits (AhoySendbirdLeg *self, AhoyDescriptionKind kind)
{
  return kind == AHOY_DESCRIPTION_KIND_ANSWER ? self->offered : self->to == NULL;
}

static void
next_description (AhoySendbirdLeg *self)
{
  Description *description;

  if (!self->established || self->describing)
    return;

  while ((description = g_queue_pop_head (&self->descriptions)) != NULL
         && !fits (self, description->kind))
    description_free (description);
  if (description == NULL)
    return;

  self->describing = TRUE;
  if (description->kind == AHOY_DESCRIPTION_KIND_ANSWER)
    self->offered = FALSE;
  else
    self->described = FALSE;
  ahoy_media_set_remote_async (self->media, description->kind, description->sdp, NULL,
                               description->kind == AHOY_DESCRIPTION_KIND_ANSWER
                               ? remote_answer_cb : remote_offer_cb, g_object_ref (self));
  description_free (description);
}

/**
 * ahoy_sendbird_leg_take_description:
 * @self: a leg of a call that is not over
 * @kind: what kind of description
 * @payload: of the event that has brought it
 *
 * The other side describes its media.
 */
void
ahoy_sendbird_leg_take_description (AhoySendbirdLeg *self, AhoyDescriptionKind kind,
                                    JsonObject *payload)
{
  g_autofree char *sdp = ahoy_sendbird_sdp_read (payload);
  Description *description;

  if (sdp == NULL) {
    g_autoptr (GError) error =
      g_error_new_literal (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DESCRIPTION,
                           _("The other side’s description of the call cannot be read"));

    if (self->agreed || !self->established)
      ahoy_call_emit_problem (self->call, error);
    else
      ahoy_sendbird_leg_fail (self, AHOY_CALL_END_REASON_MEDIA_FAILED, error);
    return;
  }

  if (self->descriptions.length >= MOST_DESCRIPTIONS)
    description_free (g_queue_pop_head (&self->descriptions));
  description = g_new (Description, 1);
  *description = (Description) { kind, g_steal_pointer (&sdp) };
  g_queue_push_tail (&self->descriptions, description);
  next_description (self);
}

/**
 * ahoy_sendbird_leg_take_candidate:
 * @self: a leg of a call that is not over
 * @payload: of the event that has brought it
 *
 * The other side has one more way to be reached; one that cannot be read is none.
 */
void
ahoy_sendbird_leg_take_candidate (AhoySendbirdLeg *self, JsonObject *payload)
{
  g_autoptr (AhoySendbirdCandidate) candidate = ahoy_sendbird_candidate_read (payload);

  if (candidate != NULL)
    ahoy_media_add_candidate (self->media, candidate->mid, candidate->index, candidate->candidate);
}

/**
 * ahoy_sendbird_leg_begin_signals:
 * @self: a leg of a call that was answered right now
 *
 * Tells the other side what we send, and lets the descriptions begin.
 */
void
ahoy_sendbird_leg_begin_signals (AhoySendbirdLeg *self)
{
  self->connect_id = ahoy_clock_add (self->clock, CONNECT_LIMIT, on_connect_limit, self);
  ahoy_sendbird_leg_report (self, AHOY_SENDBIRD_COMMAND_COMM, "audio",
                            ahoy_sendbird_enabled_write (self->id,
                                                         !ahoy_call_get_muted (self->call)));
  ahoy_sendbird_leg_report (self, AHOY_SENDBIRD_COMMAND_COMM, "video",
                            ahoy_sendbird_enabled_write (self->id, (self->wanted & AHOY_MEDIA_VIDEO)
                                                                   != 0));
  if (self->to == NULL) {
    next_description (self);
    return;
  }

  self->describing = TRUE;
  ahoy_media_create_offer_async (self->media, get_described (self), NULL, offer_cb,
                                 g_object_ref (self));
}

/**
 * ahoy_sendbird_leg_stop_signals:
 * @self: a leg of a call that is over
 *
 * Forgets all that was to be told or heard.
 */
void
ahoy_sendbird_leg_stop_signals (AhoySendbirdLeg *self)
{
  ahoy_clock_clear (self->clock, &self->connect_id);
  ahoy_clock_clear (self->clock, &self->lost_id);
  ahoy_clock_clear (self->clock, &self->restart_id);
  g_queue_clear_full (&self->descriptions, description_free);
  g_queue_clear_full (&self->unsent, report_free);
  g_queue_clear_full (&self->candidates, report_free);
}
