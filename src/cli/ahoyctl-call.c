/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoyctl-call.h"

#include "ahoy-call-state.h"
#include "ahoy-device-ends.h"
#include "ahoy-media-ends.h"
#include "ahoy-webrtc-media-factory.h"
#include "ahoyctl-output.h"

#include <glib/gi18n.h>
#include <string.h>

#define TONE_HZ 440
#define HOLD_SECONDS 2
/* How many readings what has been agreed on anew may take to flow. */
#define FLOW_READINGS 3

/* call and answer: one call, from its beginning to its end. */
struct _AhoyctlCall {
  AhoyctlOptions         *options;
  AhoyctlCallDone         done;
  AhoyctlCallPrinted      printed;
  gpointer                data;
  AhoyWebrtcMediaFactory *factory;     /* NULL: it could not be made */
  AhoySession            *session;
  AhoyCall               *call;        /* NULL before there is one */
  AhoyCall               *second;      /* to be joined with it, or NULL */
  AhoyMedia              *media;       /* whose numbers are listened to */
  guint                   duration_id;
  guint                   hold_id;

  gboolean                answered;    /* has been */
  gboolean                rejected;    /* or passed on, as was asked for */
  gboolean                failed;      /* something that was asked for */
  gboolean                ending;      /* the end is ours, and the service is told */
  gboolean                hold_left;   /* still to be done */
  gboolean                digits_left; /* still to be sent */
  gboolean                transfer_left; /* still to be done */
  gboolean                join_left;   /* still to be done */

  AhoyMediaFlags          sends;       /* agreed on at the last reading */
  AhoyMediaFlags          receives;
  AhoyMediaStats          base;        /* the numbers when that was agreed on */
  AhoyMediaStats          last;        /* the last reading */
  guint                   n_readings;  /* since base */
  gboolean                flowed;      /* has ever, as agreed on */
  gboolean                flows;       /* since base */
};

static void
finish (AhoyctlCall *self, int code)
{
  AhoyctlCallDone done = self->done;

  self->done = NULL;
  if (done != NULL)
    done (code, self->data);
}

static void
say_error (const GError *error)
{
  g_autofree char *described = ahoy_error_describe (error);

  ahoyctl_say ("%s", described);
}

static void
print_message (AhoyctlCall *self, AhoyEventKind kind, const char *text)
{
  self->printed (ahoyctl_print_message (kind, text), self->data);
}

static gboolean
has_flowed (AhoyMediaFlags agreed, const AhoyStreamStats *from, const AhoyStreamStats *to,
            AhoyMediaFlags kind, gboolean sent)
{
  gboolean pictures = kind == AHOY_MEDIA_VIDEO;

  if ((agreed & kind) == 0)
    return TRUE;
  if (sent)
    return to->packets_sent > from->packets_sent &&
           (!pictures || to->frames_sent > from->frames_sent);

  return to->packets_received > from->packets_received &&
         (!pictures || to->frames_decoded > from->frames_decoded);
}

static void
judge (AhoyctlCall *self, const AhoyMediaStats *stats)
{
  AhoyMediaFlags sends = ahoy_media_get_sends (self->media);
  AhoyMediaFlags receives = ahoy_media_get_receives (self->media);

  if (sends != self->sends || receives != self->receives) {
    self->base = self->last;
    self->n_readings = 0;
    self->sends = sends;
    self->receives = receives;
  }
  self->last = *stats;
  self->n_readings++;
  self->flows =
    has_flowed (sends, &self->base.audio, &stats->audio, AHOY_MEDIA_AUDIO, TRUE) &&
    has_flowed (receives, &self->base.audio, &stats->audio, AHOY_MEDIA_AUDIO, FALSE) &&
    has_flowed (sends, &self->base.video, &stats->video, AHOY_MEDIA_VIDEO, TRUE) &&
    has_flowed (receives, &self->base.video, &stats->video, AHOY_MEDIA_VIDEO, FALSE);
  if (self->flows && (sends | receives) != AHOY_MEDIA_NONE)
    self->flowed = TRUE;
}

static void
unhold_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AhoyctlCall *self = data;
  g_autoptr (GError) error = NULL;

  if (ahoy_call_unhold_finish (AHOY_CALL (source), result, &error)) {
    self->hold_left = FALSE;
  } else if (!ahoy_call_state_is_over (ahoy_call_get_state (self->call))) {
    say_error (error);
    self->failed = TRUE;
    ahoyctl_call_end (self);
  }
}

static gboolean
on_hold_over (gpointer data)
{
  AhoyctlCall *self = data;

  self->hold_id = 0;
  ahoy_call_unhold_async (self->call, NULL, unhold_cb, self);

  return G_SOURCE_REMOVE;
}

static void
hold_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AhoyctlCall *self = data;
  g_autoptr (GError) error = NULL;

  if (ahoy_call_hold_finish (AHOY_CALL (source), result, &error)) {
    self->hold_id = g_timeout_add_seconds (HOLD_SECONDS, on_hold_over, self);
  } else if (!ahoy_call_state_is_over (ahoy_call_get_state (self->call))) {
    say_error (error);
    self->failed = TRUE;
    ahoyctl_call_end (self);
  }
}

static void
transfer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AhoyctlCall *self = data;
  g_autoptr (GError) error = NULL;

  if (ahoy_call_transfer_finish (AHOY_CALL (source), result, &error)
      || ahoy_call_state_is_over (ahoy_call_get_state (AHOY_CALL (source))))
    return; /* the end tells */

  say_error (error);
  self->failed = TRUE;
  ahoyctl_call_end (self);
}

static void take_call (AhoyctlCall *self, AhoyCall *call);

static void
drop_second (AhoyctlCall *self)
{
  if (self->second != NULL)
    g_signal_handlers_disconnect_by_data (self->second, self);
  g_clear_object (&self->second);
}

/* The call goes on as another one, of which the same is expected. */
static void
take_joined (AhoyctlCall *self, AhoyCall *joined)
{
  drop_second (self);
  g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_handle_id (&self->duration_id, g_source_remove);
  g_clear_object (&self->call);
  self->join_left = FALSE;
  self->answered = FALSE;
  self->flowed = FALSE;
  self->flows = FALSE;
  take_call (self, joined);
  if (ahoy_call_state_is_over (ahoy_call_get_state (joined)))
    finish (self, 1);
}

static void
join_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AhoyctlCall *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyCall) joined = ahoy_call_join_finish (AHOY_CALL (source), result, &error);

  if (self->ending || self->done == NULL)
    return;
  if (joined != NULL) {
    take_joined (self, joined);
    return;
  }

  say_error (error);
  self->failed = TRUE;
  ahoyctl_call_end (self);
}

static void
on_second_changed (AhoyctlCall *self)
{
  if (ahoy_call_get_since (self->second) == 0 || !ahoy_call_get_local_hold (self->call)
      || !ahoy_call_can (self->call, AHOY_CALL_EVENT_JOIN)
      || !ahoy_call_can (self->second, AHOY_CALL_EVENT_JOIN))
    return;

  ahoy_call_join_async (self->call, self->second, NULL, join_cb, self);
}

static void
on_second_ended (AhoyctlCall *self)
{
  AhoyCallEndReason reason = ahoy_call_get_end_reason (self->second);

  if (reason == AHOY_CALL_END_REASON_JOINED || self->done == NULL)
    return;

  ahoyctl_say ("%s.", ahoy_call_end_reason_to_sentence (reason));
  self->failed = TRUE;
  ahoyctl_call_end (self);
}

/* The first one is put on hold by that. */
static void
begin_join (AhoyctlCall *self)
{
  g_autoptr (GError) error = NULL;

  if (ahoy_call_can (self->call, AHOY_CALL_EVENT_JOIN))
    self->second = ahoy_session_call (self->session, self->options->join, AHOY_MEDIA_AUDIO, NULL,
                                      &error);
  else
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                                 _("This service cannot join calls"));
  if (self->second == NULL) {
    say_error (error);
    self->failed = TRUE;
    ahoyctl_call_end (self);
    return;
  }

  g_signal_connect_swapped (self->second, "changed", G_CALLBACK (on_second_changed), self);
  g_signal_connect_swapped (self->second, "ended", G_CALLBACK (on_second_ended), self);
}

/* One thing after the other, each while media flow. */
static void
do_next (AhoyctlCall *self)
{
  g_autoptr (GError) error = NULL;

  if (!self->flows || ahoy_call_get_state (self->call) != AHOY_CALL_STATE_CONNECTED ||
      ahoy_call_get_operation (self->call) != AHOY_CALL_OPERATION_NONE || self->hold_id != 0)
    return;

  if (self->hold_left) {
    ahoy_call_hold_async (self->call, NULL, hold_cb, self);
  } else if (self->digits_left) {
    self->digits_left = FALSE;
    if (!ahoy_call_send_dtmf (self->call, self->options->digits, &error)) {
      say_error (error);
      self->failed = TRUE;
    }
  } else if (self->transfer_left && !self->failed) {
    ahoy_call_transfer_async (self->call, self->options->transfer, NULL, transfer_cb, self);
  } else if (self->join_left && self->second == NULL && !self->failed) {
    begin_join (self);
  }
}

static void
on_stats (AhoyMedia *media, const AhoyMediaStats *stats, AhoyctlCall *self)
{
  if (!ahoy_call_state_is_answered (ahoy_call_get_state (self->call)))
    return;

  judge (self, stats);
  self->printed (ahoyctl_print_stats (self->call, stats), self->data);
  do_next (self);
}

static void
drop_media (AhoyctlCall *self)
{
  if (self->media != NULL)
    g_signal_handlers_disconnect_by_data (self->media, self);
  g_clear_object (&self->media);
}

/* It may be replaced during the call; the numbers begin anew then. */
static void
on_call_notify_media (AhoyctlCall *self)
{
  AhoyMedia *media = ahoy_call_get_media (self->call);

  drop_media (self);
  if (media == NULL)
    return;
  self->media = g_object_ref (media);
  self->sends = AHOY_MEDIA_NONE;
  self->receives = AHOY_MEDIA_NONE;
  memset (&self->last, 0, sizeof self->last);
  g_signal_connect (media, "stats", G_CALLBACK (on_stats), self);
}

static gboolean
on_duration_over (gpointer data)
{
  AhoyctlCall *self = data;

  self->duration_id = 0;
  ahoyctl_call_end (self);

  return G_SOURCE_REMOVE;
}

static void
on_call_changed (AhoyctlCall *self)
{
  self->printed (ahoyctl_print_call (self->call), self->data);
  if (self->second != NULL)
    on_second_changed (self);
  if (self->answered || !ahoy_call_state_is_answered (ahoy_call_get_state (self->call)))
    return;

  self->answered = TRUE;
  ahoyctl_say (_("The call is connected."));
  if (self->options->duration > 0 && !self->join_left)
    self->duration_id = g_timeout_add_seconds (self->options->duration, on_duration_over, self);
}

static gboolean
have_media_flowed (AhoyctlCall *self)
{
  return self->flowed && (self->flows || self->n_readings < FLOW_READINGS);
}

/* Of what was asked for to be done in the call. */
static gboolean
is_something_left (AhoyctlCall *self)
{
  return self->hold_left || self->digits_left || self->transfer_left || self->join_left;
}

static gboolean
has_succeeded (AhoyctlCall *self)
{
  if (self->options->reject || self->options->forward != NULL)
    return self->rejected;

  return self->answered && !self->failed && !is_something_left (self) &&
         have_media_flowed (self);
}

static void
on_call_ended (AhoyctlCall *self)
{
  const GError *error = ahoy_call_get_error (self->call);
  AhoyCallEndReason reason = ahoy_call_get_end_reason (self->call);

  g_clear_handle_id (&self->duration_id, g_source_remove);
  g_clear_handle_id (&self->hold_id, g_source_remove);
  drop_media (self);
  if (reason == AHOY_CALL_END_REASON_TRANSFERRED)
    self->transfer_left = FALSE;
  /* Why a session has ended is told of the session. */
  if (error != NULL && reason != AHOY_CALL_END_REASON_SESSION_ENDED)
    say_error (error);
  else
    ahoyctl_say ("%s.", ahoy_call_end_reason_to_sentence (reason));
  if (reason == AHOY_CALL_END_REASON_JOINED)
    return; /* it goes on */
  if (self->answered && !have_media_flowed (self))
    ahoyctl_say (_("Not everything that was agreed on was sent and received."));
  if (self->answered && !self->failed && is_something_left (self))
    ahoyctl_say (_("The call was over before everything was done that was asked for."));
  if (!self->ending)
    finish (self, has_succeeded (self) ? 0 : 1);
}

static void
on_call_dtmf (AhoyCall *call, const char *digit, AhoyctlCall *self)
{
  g_autofree char *text = g_strdup_printf (_("The other side has pressed “%s”."), digit);

  print_message (self, AHOY_EVENT_KIND_NOTIFICATION, text);
}

static void
on_call_notice (AhoyCall *call, const char *text, AhoyctlCall *self)
{
  ahoyctl_say ("%s", text);
  print_message (self, AHOY_EVENT_KIND_NOTIFICATION, text);
}

static void
on_call_problem (AhoyCall *call, const GError *error, AhoyctlCall *self)
{
  g_autofree char *described = ahoy_error_describe (error);

  ahoyctl_say ("%s", described);
  print_message (self, AHOY_EVENT_KIND_WARNING, described);
}

static void
take_call (AhoyctlCall *self, AhoyCall *call)
{
  self->call = g_object_ref (call);
  g_signal_connect_swapped (call, "changed", G_CALLBACK (on_call_changed), self);
  g_signal_connect_swapped (call, "ended", G_CALLBACK (on_call_ended), self);
  g_signal_connect_swapped (call, "notify::media", G_CALLBACK (on_call_notify_media), self);
  g_signal_connect (call, "dtmf", G_CALLBACK (on_call_dtmf), self);
  g_signal_connect (call, "notice", G_CALLBACK (on_call_notice), self);
  g_signal_connect (call, "problem", G_CALLBACK (on_call_problem), self);
  on_call_notify_media (self);
  on_call_changed (self);
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AhoyctlCall *self = data;
  g_autoptr (GError) error = NULL;

  if (ahoy_call_answer_finish (AHOY_CALL (source), result, &error) ||
      ahoy_call_state_is_over (ahoy_call_get_state (self->call)))
    return;
  say_error (error);
  self->failed = TRUE;
  ahoyctl_call_end (self);
}

static void
reject_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AhoyctlCall *self = data;
  g_autoptr (GError) error = NULL;

  self->rejected = ahoy_call_reject_finish (AHOY_CALL (source), result, &error);
  if (!self->rejected)
    say_error (error);
  finish (self, self->rejected ? 0 : 1);
}

/* Where it is not passed on, it is declined: nobody else would. */
static void
forward_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AhoyctlCall *self = data;
  g_autoptr (GError) error = NULL;

  self->rejected = ahoy_call_forward_finish (AHOY_CALL (source), result, &error);
  if (!self->rejected)
    say_error (error);
  self->ending = FALSE;
  if (ahoy_call_state_is_over (ahoy_call_get_state (AHOY_CALL (source))))
    finish (self, self->rejected ? 0 : 1);
  else
    ahoyctl_call_end (self);
}

static AhoyMediaFlags
get_wanted (AhoyctlCall *self)
{
  return self->options->video ? AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO : AHOY_MEDIA_AUDIO;
}

static void
on_incoming_call (AhoySession *session, AhoyCall *call, AhoyctlCall *self)
{
  /* One call is enough; others ring on where the user is logged in beside this. */
  if (self->options->command != AHOYCTL_COMMAND_ANSWER || self->call != NULL) {
    ahoy_call_ignore (call, NULL);
    return;
  }

  take_call (self, call);
  if (self->options->reject) {
    self->ending = TRUE;
    ahoy_call_reject_async (call, NULL, reject_cb, self);
  } else if (self->options->forward != NULL) {
    self->ending = TRUE;
    ahoy_call_forward_async (call, self->options->forward, NULL, forward_cb, self);
  } else {
    ahoy_call_answer_async (call, get_wanted (self), NULL, answer_cb, self);
  }
}

static gboolean
check_end (AhoyDeviceEnds *ends, AhoyMediaEnd end, GError **error)
{
  GstElement *element = ahoy_media_ends_make (AHOY_MEDIA_ENDS (ends), end, error);

  if (element == NULL)
    return FALSE;
  gst_object_unref (gst_object_ref_sink (element));

  return TRUE;
}

/* Better before the other side has answered than after it. */
static gboolean
check_devices (AhoyctlOptions *options, AhoyDeviceEnds *ends, GError **error)
{
  if (options->reject || options->forward != NULL)
    return TRUE;

  return check_end (ends, AHOY_MEDIA_END_MICROPHONE, error) &&
         check_end (ends, AHOY_MEDIA_END_SPEAKER, error) &&
         (!options->video || check_end (ends, AHOY_MEDIA_END_CAMERA, error));
}

static AhoyWebrtcMediaFactory *
make_factory (AhoyctlOptions *options)
{
  g_autoptr (AhoyDeviceEnds) ends = NULL;
  g_autoptr (GError) error = NULL;

  if (options->test_media)
    return ahoy_webrtc_media_factory_new_test (TONE_HZ);

  ends = ahoy_device_ends_new ();
  if (!check_devices (options, ends, &error)) {
    say_error (error);
    return NULL;
  }

  return ahoy_webrtc_media_factory_new_for_devices (AHOY_MEDIA_DEVICES (ends));
}

/* Gets ready for a call; NULL if there can be none, which the person has been told then. */
AhoyctlCall *
ahoyctl_call_new (AhoyctlOptions *options, AhoyctlCallDone done, AhoyctlCallPrinted printed,
                  gpointer data)
{
  AhoyWebrtcMediaFactory *factory = make_factory (options);
  AhoyctlCall *self;

  if (factory == NULL)
    return NULL;

  self = g_new0 (AhoyctlCall, 1);
  self->options = options;
  self->done = done;
  self->printed = printed;
  self->data = data;
  self->factory = factory;
  self->hold_left = options->hold;
  self->digits_left = options->digits != NULL;
  self->transfer_left = options->transfer != NULL;
  self->join_left = options->join != NULL;

  return self;
}

AhoyMediaFactory *
ahoyctl_call_get_factory (AhoyctlCall *self)
{
  return AHOY_MEDIA_FACTORY (self->factory);
}

/* Before the log-in: a call may come with it. */
void
ahoyctl_call_watch (AhoyctlCall *self, AhoySession *session)
{
  self->session = g_object_ref (session);
  g_signal_connect (session, "incoming-call", G_CALLBACK (on_incoming_call), self);
}

/* After the log-in. */
void
ahoyctl_call_begin (AhoyctlCall *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyCall) call = NULL;

  if (self->options->command == AHOYCTL_COMMAND_ANSWER) {
    if (ahoy_session_has_calls (self->session, &error))
      return;
  } else {
    call = ahoy_session_call (self->session, self->options->address, get_wanted (self), NULL,
                              &error);
  }

  if (call != NULL) {
    take_call (self, call);
  } else {
    say_error (error);
    finish (self, 1);
  }
}

static void
end_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AhoyctlCall *self = data;
  g_autoptr (GError) error = NULL;

  if (!ahoy_call_end_finish (AHOY_CALL (source), result, &error)) {
    say_error (error);
    self->failed = TRUE;
  }
  finish (self, has_succeeded (self) ? 0 : 1);
}

/* Ends the call, or the waiting for one. */
void
ahoyctl_call_end (AhoyctlCall *self)
{
  if (self->ending || self->done == NULL)
    return;

  self->ending = TRUE;
  if (self->call == NULL)
    finish (self, 1);
  else
    ahoy_call_end_async (self->call, NULL, end_cb, self);
}

void
ahoyctl_call_free (AhoyctlCall *self)
{
  g_clear_handle_id (&self->duration_id, g_source_remove);
  g_clear_handle_id (&self->hold_id, g_source_remove);
  drop_media (self);
  drop_second (self);
  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_object (&self->call);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->factory);
  g_free (self);
}
