/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-stats-reader.h"

#define VIDEO_CLOCK_RATE 90000
/* Sound, a picture and what repeats it are six of both sides; whoever has more of them is not
 * counted. */
#define MAX_SOURCES 64

typedef enum { RECEIVED, SENT, TOLD_BY_PEER } Role;

typedef enum { UNKNOWN, SOUND, PICTURE, N_KINDS } Kind;

typedef struct {
  guint64 packets;
  guint64 bytes;
  gint64  lost;
} Numbers;

/* GStreamer forgets a source that is silent for a while, and counts it from nothing when it is back. */
typedef struct {
  guint32  ssrc;
  Role     role;
  Kind     kind; /* what it was once, it is for ever */
  Numbers  numbers;
  gboolean there; /* in this reading */
} Source;

struct _AhoyStatsReader {
  GArray  *sources; /* (element-type Source) */
  Numbers  gone[N_KINDS][TOLD_BY_PEER + 1]; /* of sources that are forgotten */
};

typedef struct {
  AhoyStatsReader    *self;
  const GstStructure *from;
  guint32             audio_ssrc;
  guint32             video_ssrc;
  AhoyMediaStats     *stats;
} Reading;

/* Of a bundle, webrtcbin says about everything that it was sound: whose numbers they are is told by
 * the source when it is ours, else by the clock, which is not known from the beginning. */
static Kind
find_kind (Reading *reading, const GstStructure *structure, guint ssrc, Role role)
{
  g_autoptr (GstStructure) source = NULL;
  int clock_rate = 0;

  if (role != RECEIVED && ssrc == reading->audio_ssrc)
    return SOUND;
  if (role != RECEIVED && ssrc == reading->video_ssrc)
    return PICTURE;

  gst_structure_get (structure, "gst-rtpsource-stats", GST_TYPE_STRUCTURE, &source, NULL);
  if (source != NULL)
    gst_structure_get_int (source, "clock-rate", &clock_rate);
  if (clock_rate <= 0)
    return UNKNOWN;
  return clock_rate == VIDEO_CLOCK_RATE ? PICTURE : SOUND;
}

static void
add (Numbers *sum, const Numbers *numbers)
{
  sum->packets += numbers->packets;
  sum->bytes += numbers->bytes;
  sum->lost += numbers->lost;
}

static Source *
find_source (AhoyStatsReader *self, guint32 ssrc, Role role)
{
  for (guint i = 0; i < self->sources->len; i++) {
    Source *source = &g_array_index (self->sources, Source, i);

    if (source->ssrc == ssrc && source->role == role)
      return source;
  }
  if (self->sources->len == MAX_SOURCES)
    return NULL;
  g_array_append_val (self->sources, ((Source) { .ssrc = ssrc, .role = role }));
  return &g_array_index (self->sources, Source, self->sources->len - 1);
}

static void
take (Reading *reading, const GstStructure *structure, Role role, const Numbers *numbers)
{
  Source *source;
  guint ssrc = 0;

  if (!gst_structure_get_uint (structure, "ssrc", &ssrc))
    return;
  source = find_source (reading->self, ssrc, role);
  if (source == NULL)
    return;
  source->there = TRUE;
  if (source->kind == UNKNOWN)
    source->kind = find_kind (reading, structure, ssrc, role);
  if (numbers->packets < source->numbers.packets || numbers->bytes < source->numbers.bytes)
    add (&reading->self->gone[source->kind][role], &source->numbers);
  source->numbers = *numbers;
}

/* What is not there any more will be counted from nothing. */
static void
forget_gone (AhoyStatsReader *self)
{
  for (guint i = self->sources->len; i-- > 0;) {
    Source *source = &g_array_index (self->sources, Source, i);

    if (source->there) {
      source->there = FALSE;
      continue;
    }
    add (&self->gone[source->kind][source->role], &source->numbers);
    g_array_remove_index_fast (self->sources, i);
  }
}

static void
sum_up (AhoyStatsReader *self, Kind kind, AhoyStreamStats *stream)
{
  Numbers sums[TOLD_BY_PEER + 1];

  for (guint role = RECEIVED; role <= TOLD_BY_PEER; role++)
    sums[role] = self->gone[kind][role];
  for (guint i = 0; i < self->sources->len; i++) {
    const Source *source = &g_array_index (self->sources, Source, i);

    if (source->kind == kind)
      add (&sums[source->role], &source->numbers);
  }
  stream->packets_received = sums[RECEIVED].packets;
  stream->bytes_received = sums[RECEIVED].bytes;
  stream->lost = sums[RECEIVED].lost;
  stream->packets_sent = sums[SENT].packets;
  stream->bytes_sent = sums[SENT].bytes;
  stream->lost_by_peer = sums[TOLD_BY_PEER].lost;
}

static void
read_received (Reading *reading, const GstStructure *structure)
{
  Numbers numbers = { 0 };
  double jitter = 0;
  guint ssrc = 0;
  AhoyStreamStats *stream = NULL;

  gst_structure_get_uint64 (structure, "packets-received", &numbers.packets);
  gst_structure_get_uint64 (structure, "bytes-received", &numbers.bytes);
  gst_structure_get_int64 (structure, "packets-lost", &numbers.lost);
  numbers.lost = MAX (numbers.lost, 0);
  take (reading, structure, RECEIVED, &numbers);

  gst_structure_get_uint (structure, "ssrc", &ssrc);
  gst_structure_get_double (structure, "jitter", &jitter);
  switch (find_kind (reading, structure, ssrc, RECEIVED)) {
  case SOUND:
    stream = &reading->stats->audio;
    break;
  case PICTURE:
    stream = &reading->stats->video;
    break;
  case UNKNOWN:
  case N_KINDS:
  default:
    return;
  }
  stream->jitter = MAX (stream->jitter, jitter * 1000);
}

static void
read_sent (Reading *reading, const GstStructure *structure)
{
  Numbers numbers = { 0 };

  gst_structure_get_uint64 (structure, "packets-sent", &numbers.packets);
  gst_structure_get_uint64 (structure, "bytes-sent", &numbers.bytes);
  take (reading, structure, SENT, &numbers);
}

static void
read_told_by_peer (Reading *reading, const GstStructure *structure)
{
  Numbers numbers = { 0 };
  double round_trip = -1;

  gst_structure_get_int64 (structure, "packets-lost", &numbers.lost);
  numbers.lost = MAX (numbers.lost, 0);
  take (reading, structure, TOLD_BY_PEER, &numbers);
  if (gst_structure_get_double (structure, "round-trip-time", &round_trip) && round_trip > 0)
    reading->stats->round_trip = MAX (reading->stats->round_trip, round_trip * 1000);
}

static GstStructure *
find_candidate (Reading *reading, const GstStructure *pair, const char *field)
{
  const char *id = gst_structure_get_string (pair, field);
  GstStructure *candidate = NULL;

  if (id != NULL)
    gst_structure_get (reading->from, id, GST_TYPE_STRUCTURE, &candidate, NULL);

  return candidate;
}

static void
copy_text (const GstStructure *candidate, const char *field, char *text, gsize size)
{
  const char *value = gst_structure_get_string (candidate, field);

  if (value != NULL)
    g_strlcpy (text, value, size);
}

static void
read_pair (Reading *reading, const GstStructure *pair)
{
  AhoyMediaStats *stats = reading->stats;
  g_autoptr (GstStructure) local = find_candidate (reading, pair, "local-candidate-id");
  g_autoptr (GstStructure) remote = find_candidate (reading, pair, "remote-candidate-id");

  if (local != NULL) {
    copy_text (local, "candidate-type", stats->local_candidate, sizeof stats->local_candidate);
    copy_text (local, "protocol", stats->local_protocol, sizeof stats->local_protocol);
    copy_text (local, "relay-protocol", stats->relay_protocol, sizeof stats->relay_protocol);
  }
  if (remote != NULL)
    copy_text (remote, "candidate-type", stats->remote_candidate, sizeof stats->remote_candidate);
}

static gboolean
read_field (GQuark id, const GValue *value, gpointer user_data)
{
  Reading *reading = user_data;
  const GstStructure *structure;

  if (!GST_VALUE_HOLDS_STRUCTURE (value))
    return TRUE;
  structure = gst_value_get_structure (value);

  if (gst_structure_has_name (structure, "inbound-rtp"))
    read_received (reading, structure);
  else if (gst_structure_has_name (structure, "outbound-rtp"))
    read_sent (reading, structure);
  else if (gst_structure_has_name (structure, "remote-inbound-rtp"))
    read_told_by_peer (reading, structure);
  else if (gst_structure_has_name (structure, "candidate-pair"))
    read_pair (reading, structure);
  return TRUE;
}

/**
 * ahoy_stats_reader_new:
 *
 * Returns: (transfer full): what reads the numbers of one call
 */
AhoyStatsReader *
ahoy_stats_reader_new (void)
{
  AhoyStatsReader *self = g_new0 (AhoyStatsReader, 1);

  self->sources = g_array_new (FALSE, TRUE, sizeof (Source));
  return self;
}

/**
 * ahoy_stats_reader_free:
 * @self: (transfer full): a reader
 */
void
ahoy_stats_reader_free (AhoyStatsReader *self)
{
  g_array_unref (self->sources);
  g_free (self);
}

/**
 * ahoy_stats_reader_read:
 * @self: a reader
 * @from: webrtcbin's numbers
 * @audio_ssrc: of the sound that is sent
 * @video_ssrc: of the picture that is sent
 * @stats: (inout): zeroed before
 *
 * Puts webrtcbin's numbers into @stats. What is counted there never goes back, but for what was lost
 * and comes late.
 */
void
ahoy_stats_reader_read (AhoyStatsReader *self, const GstStructure *from, guint32 audio_ssrc,
                        guint32 video_ssrc, AhoyMediaStats *stats)
{
  Reading reading = { self, from, audio_ssrc, video_ssrc, stats };

  stats->round_trip = -1;
  gst_structure_foreach (from, read_field, &reading);
  forget_gone (self);
  sum_up (self, SOUND, &stats->audio);
  sum_up (self, PICTURE, &stats->video);
}
