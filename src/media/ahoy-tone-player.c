/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-tone-player.h"

#include "ahoy-gst.h"

#include <gst/app/gstappsrc.h>

#define PIECE_MS 20
#define PIECE_SAMPLES (PIECE_MS * AHOY_TONE_RATE / 1000)

/* Belongs to the pipeline. */
typedef struct {
  AhoyToneScore    score;
  AhoyTonePosition position;
  GstClockTime     time;
} Play;

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

/**
 * ahoy_tone_player_new:
 * @score: what to play
 * @sink: (transfer floating): by what
 *
 * Begins to play.
 *
 * Returns: (transfer full): what plays
 */
AhoyRunner *
ahoy_tone_player_new (const AhoyToneScore *score, GstElement *sink)
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
  Play *play = g_new0 (Play, 1);

  play->score = *score;
  g_object_set (source, "caps", caps, "format", GST_FORMAT_TIME, NULL);
  gst_app_src_set_callbacks (GST_APP_SRC (source), &callbacks, play, g_free);
  gst_bin_add_many (GST_BIN (pipeline), source, convert, resample, sink, NULL);
  gst_element_link_many (source, convert, resample, sink, NULL);
  return ahoy_runner_new (pipeline);
}
