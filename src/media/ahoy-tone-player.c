/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-media"

#include "ahoy-tone-player.h"

#include "ahoy-gst.h"

#include <gst/app/gstappsrc.h>

#define PIECE_MS 20
#define PIECE_SAMPLES (PIECE_MS * AHOY_TONE_RATE / 1000)

/* Belongs to the thread that plays, but for the bus. */
typedef struct {
  GstElement      *pipeline;
  AhoyToneScore    score;
  AhoyTonePosition position;
  GstClockTime     time;
  GWeakRef        *player;
} Play;

struct _AhoyTonePlayer {
  GObject  parent_instance;
  GstBus  *bus; /* NULL when it was stopped or is over */
};

enum { SIGNAL_OVER, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyTonePlayer, ahoy_tone_player, G_TYPE_OBJECT)

static void
play_free (Play *play)
{
  gst_object_unref (play->pipeline);
  ahoy_gst_weak_free (play->player);
  g_free (play);
}

static void
on_need_data (GstAppSrc *source, guint length, gpointer user_data)
{
  Play *play = user_data;
  g_autofree gint16 *samples = g_new (gint16, PIECE_SAMPLES);
  guint n = ahoy_tone_score_fill (&play->score, &play->position, samples, PIECE_SAMPLES);
  GstBuffer *buffer;

  if (n == 0) {
    gst_app_src_end_of_stream (source);
    return;
  }
  buffer = gst_buffer_new_wrapped (g_steal_pointer (&samples), n * sizeof (gint16));
  GST_BUFFER_PTS (buffer) = play->time;
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (n, GST_SECOND, AHOY_TONE_RATE);
  play->time += GST_BUFFER_DURATION (buffer);
  gst_app_src_push_buffer (source, buffer);
}

static GstElement *
make_pipeline (Play *play, GstElement *sink)
{
  GstElement *pipeline = gst_pipeline_new (NULL);
  GstElement *source = ahoy_gst_make ("appsrc", NULL);
  GstElement *convert = ahoy_gst_make ("audioconvert", NULL);
  GstElement *resample = ahoy_gst_make ("audioresample", NULL);
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING,
                                                  G_BYTE_ORDER == G_LITTLE_ENDIAN ? "S16LE"
                                                                                  : "S16BE",
                                                  "layout", G_TYPE_STRING, "interleaved",
                                                  "rate", G_TYPE_INT, AHOY_TONE_RATE,
                                                  "channels", G_TYPE_INT, 1, NULL);
  GstAppSrcCallbacks callbacks = { .need_data = on_need_data };

  g_object_set (source, "caps", caps, "format", GST_FORMAT_TIME, NULL);
  gst_app_src_set_callbacks (GST_APP_SRC (source), &callbacks, play, NULL);
  gst_bin_add_many (GST_BIN (pipeline), source, convert, resample, sink, NULL);
  gst_element_link_many (source, convert, resample, sink, NULL);
  return gst_object_ref_sink (pipeline);
}

static void
end_player (gpointer object, gpointer data)
{
  AhoyTonePlayer *self = object;

  if (self->bus == NULL)
    return;
  gst_clear_object (&self->bus);
  g_signal_emit (self, signals[SIGNAL_OVER], 0, data);
}

static void
free_error (gpointer error)
{
  if (error != NULL)
    g_error_free (error);
}

static gpointer
play_in_thread (gpointer data)
{
  Play *play = data;
  g_autoptr (GstBus) bus = gst_element_get_bus (play->pipeline);
  g_autoptr (GstMessage) message = NULL;
  g_autofree char *details = NULL;
  GError *error = NULL;

  gst_element_set_state (play->pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS |
                                        GST_MESSAGE_ERROR | GST_MESSAGE_APPLICATION);
  gst_element_set_state (play->pipeline, GST_STATE_NULL);
  if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, &details);
    g_debug ("A sound ends: %s: %s", error->message, details);
  }
  ahoy_gst_post (play->player, end_player, error, free_error);
  play_free (play);
  return NULL;
}

static void
ahoy_tone_player_dispose (GObject *object)
{
  ahoy_tone_player_stop (AHOY_TONE_PLAYER (object));
  G_OBJECT_CLASS (ahoy_tone_player_parent_class)->dispose (object);
}

static void
ahoy_tone_player_class_init (AhoyTonePlayerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ahoy_tone_player_dispose;
  /**
   * AhoyTonePlayer::over:
   * @self: the player
   * @error: (nullable): why nothing more can be heard; %NULL if the sound has come to its end
   *
   * The sound is over. Not emitted when it was stopped.
   */
  signals[SIGNAL_OVER] = g_signal_new ("over", AHOY_TYPE_TONE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1,
                                       G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
ahoy_tone_player_init (AhoyTonePlayer *self)
{
}

/**
 * ahoy_tone_player_new:
 * @score: what to play
 * @sink: (transfer floating): by what
 *
 * Begins to play.
 *
 * Returns: (transfer full): the player
 */
AhoyTonePlayer *
ahoy_tone_player_new (const AhoyToneScore *score, GstElement *sink)
{
  AhoyTonePlayer *self = g_object_new (AHOY_TYPE_TONE_PLAYER, NULL);
  Play *play = g_new0 (Play, 1);

  play->score = *score;
  play->player = ahoy_gst_weak_new (self);
  play->pipeline = make_pipeline (play, sink);
  self->bus = gst_element_get_bus (play->pipeline);
  gst_bus_set_flushing (self->bus, FALSE); /* it may be stopped before the thread runs */
  g_thread_unref (g_thread_new ("ahoy-tone", play_in_thread, play));
  return self;
}

/**
 * ahoy_tone_player_stop:
 * @self: a player
 *
 * Ends the sound at once, and lets the device go as soon as that answers. May be called more than
 * once.
 */
void
ahoy_tone_player_stop (AhoyTonePlayer *self)
{
  GstStructure *stop;

  if (self->bus == NULL)
    return;
  stop = gst_structure_new_empty ("ahoy-stop");
  gst_bus_post (self->bus, gst_message_new_application (NULL, stop));
  gst_clear_object (&self->bus);
}
