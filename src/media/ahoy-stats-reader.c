/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-stats-reader.h"

#define VIDEO_CLOCK_RATE 90000

typedef struct {
  const GstStructure *from;
  guint32             audio_ssrc;
  guint32             video_ssrc;
  AhoyMediaStats     *stats;
} Reader;

/* Of a bundle, webrtcbin says about everything that it was sound: whose numbers they are is told by
 * the source when it is ours, else by the clock. */
static AhoyStreamStats *
find_stream (Reader *reader, const GstStructure *structure)
{
  g_autoptr (GstStructure) source = NULL;
  guint ssrc = 0;
  int clock_rate = 0;

  gst_structure_get_uint (structure, "ssrc", &ssrc);
  if (ssrc == reader->audio_ssrc)
    return &reader->stats->audio;
  if (ssrc == reader->video_ssrc)
    return &reader->stats->video;

  gst_structure_get (structure, "gst-rtpsource-stats", GST_TYPE_STRUCTURE, &source, NULL);
  if (source != NULL)
    gst_structure_get_int (source, "clock-rate", &clock_rate);
  return clock_rate == VIDEO_CLOCK_RATE ? &reader->stats->video : &reader->stats->audio;
}

static void
read_received (Reader *reader, const GstStructure *structure)
{
  AhoyStreamStats *stream = find_stream (reader, structure);
  guint64 packets = 0, bytes = 0;
  gint64 lost = 0;
  double jitter = 0;

  gst_structure_get_uint64 (structure, "packets-received", &packets);
  gst_structure_get_uint64 (structure, "bytes-received", &bytes);
  gst_structure_get_int64 (structure, "packets-lost", &lost);
  gst_structure_get_double (structure, "jitter", &jitter);
  stream->packets_received += packets;
  stream->bytes_received += bytes;
  stream->lost += MAX (lost, 0);
  stream->jitter = MAX (stream->jitter, jitter * 1000);
}

static void
read_sent (Reader *reader, const GstStructure *structure)
{
  AhoyStreamStats *stream = find_stream (reader, structure);
  guint64 packets = 0, bytes = 0;

  gst_structure_get_uint64 (structure, "packets-sent", &packets);
  gst_structure_get_uint64 (structure, "bytes-sent", &bytes);
  stream->packets_sent += packets;
  stream->bytes_sent += bytes;
}

static void
read_told_by_peer (Reader *reader, const GstStructure *structure)
{
  AhoyStreamStats *stream = find_stream (reader, structure);
  gint64 lost = 0;
  double round_trip = -1;

  gst_structure_get_int64 (structure, "packets-lost", &lost);
  stream->lost_by_peer += MAX (lost, 0);
  if (gst_structure_get_double (structure, "round-trip-time", &round_trip) && round_trip > 0)
    reader->stats->round_trip = MAX (reader->stats->round_trip, round_trip * 1000);
}

static void
read_candidate (Reader *reader, const GstStructure *pair, const char *field, char *type, gsize size)
{
  const char *id = gst_structure_get_string (pair, field);
  g_autoptr (GstStructure) candidate = NULL;
  const char *name;

  if (id == NULL)
    return;
  gst_structure_get (reader->from, id, GST_TYPE_STRUCTURE, &candidate, NULL);
  name = candidate != NULL ? gst_structure_get_string (candidate, "candidate-type") : NULL;
  if (name != NULL)
    g_strlcpy (type, name, size);
}

static gboolean
read_field (GQuark id, const GValue *value, gpointer user_data)
{
  Reader *reader = user_data;
  const GstStructure *structure;

  if (!GST_VALUE_HOLDS_STRUCTURE (value))
    return TRUE;
  structure = gst_value_get_structure (value);

  if (gst_structure_has_name (structure, "inbound-rtp"))
    read_received (reader, structure);
  else if (gst_structure_has_name (structure, "outbound-rtp"))
    read_sent (reader, structure);
  else if (gst_structure_has_name (structure, "remote-inbound-rtp"))
    read_told_by_peer (reader, structure);
  else if (gst_structure_has_name (structure, "candidate-pair")) {
    read_candidate (reader, structure, "local-candidate-id", reader->stats->local_candidate,
                    sizeof reader->stats->local_candidate);
    read_candidate (reader, structure, "remote-candidate-id", reader->stats->remote_candidate,
                    sizeof reader->stats->remote_candidate);
  }
  return TRUE;
}

/**
 * ahoy_stats_read:
 * @from: webrtcbin's numbers
 * @audio_ssrc: of the sound that is sent
 * @video_ssrc: of the picture that is sent
 * @stats: (inout): zeroed before
 *
 * Adds webrtcbin's numbers to @stats.
 */
void
ahoy_stats_read (const GstStructure *from, guint32 audio_ssrc, guint32 video_ssrc,
                 AhoyMediaStats *stats)
{
  Reader reader = { from, audio_ssrc, video_ssrc, stats };

  stats->round_trip = -1;
  gst_structure_foreach (from, read_field, &reader);
}
