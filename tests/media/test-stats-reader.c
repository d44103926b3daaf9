/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a call, from readings such as webrtcbin gives. */
#include "ahoy-gst.h"
#include "ahoy-stats-reader.h"

#define OWN_SOUND     11
#define OWN_PICTURE   12
#define THEIR_SOUND   21
#define THEIR_PICTURE 22
#define THEIR_REPEATS 23

typedef struct {
  const char *name;  /* what it is about */
  guint       ssrc;
  int         rate;  /* -1 while nobody knows it */
  guint64     packets;
  gint64      lost;
} Line;

/* A packet has a hundred bytes. */
static AhoyMediaStats
read_lines (AhoyStatsReader *reader, const Line *lines)
{
  g_autoptr (GstStructure) from = gst_structure_new_empty ("application/x-webrtc-stats");
  AhoyMediaStats stats = { 0 };

  for (guint i = 0; lines[i].name != NULL; i++) {
    g_autofree char *field = g_strdup_printf ("line-%u", i);
    g_autoptr (GstStructure) source = gst_structure_new ("application/x-rtp-source-stats",
                                                         "clock-rate", G_TYPE_INT, lines[i].rate,
                                                         NULL);
    g_autoptr (GstStructure) line =
      gst_structure_new (lines[i].name, "ssrc", G_TYPE_UINT, lines[i].ssrc,
                         "packets-received", G_TYPE_UINT64, lines[i].packets,
                         "bytes-received", G_TYPE_UINT64, lines[i].packets * 100,
                         "packets-sent", G_TYPE_UINT64, lines[i].packets,
                         "bytes-sent", G_TYPE_UINT64, lines[i].packets * 100,
                         "packets-lost", G_TYPE_INT64, lines[i].lost, "jitter", G_TYPE_DOUBLE, 0.02,
                         "round-trip-time", G_TYPE_DOUBLE, 0.1,
                         "gst-rtpsource-stats", GST_TYPE_STRUCTURE, source, NULL);

    gst_structure_set (from, field, GST_TYPE_STRUCTURE, line, NULL);
  }
  ahoy_stats_reader_read (reader, from, OWN_SOUND, OWN_PICTURE, &stats);
  return stats;
}

#define READ(...) read_lines (reader, (const Line[]) { __VA_ARGS__, { NULL, 0, 0, 0, 0 } })
#define IN(ssrc, rate, packets, lost) { "inbound-rtp", ssrc, rate, packets, lost }
#define OUT(ssrc, rate, packets) { "outbound-rtp", ssrc, rate, packets, 0 }
#define TOLD(ssrc, rate, lost) { "remote-inbound-rtp", ssrc, rate, 0, lost }

static void
test_whose (void)
{
  g_autoptr (AhoyStatsReader) reader = ahoy_stats_reader_new ();
  AhoyMediaStats stats = READ (IN (THEIR_SOUND, 48000, 5, 1), IN (THEIR_PICTURE, 90000, 7, 2),
                               OUT (OWN_SOUND, -1, 3), OUT (OWN_PICTURE, -1, 4),
                               TOLD (OWN_PICTURE, -1, 6));

  g_assert_cmpuint (stats.audio.packets_received, ==, 5);
  g_assert_cmpuint (stats.audio.bytes_received, ==, 500);
  g_assert_cmpint (stats.audio.lost, ==, 1);
  g_assert_cmpuint (stats.audio.packets_sent, ==, 3);
  g_assert_cmpuint (stats.audio.bytes_sent, ==, 300);
  g_assert_cmpint (stats.audio.lost_by_peer, ==, 0);
  g_assert_cmpfloat_with_epsilon (stats.audio.jitter, 20, 0.001);
  g_assert_cmpuint (stats.video.packets_received, ==, 7);
  g_assert_cmpint (stats.video.lost, ==, 2);
  g_assert_cmpuint (stats.video.packets_sent, ==, 4);
  g_assert_cmpint (stats.video.lost_by_peer, ==, 6);
  g_assert_cmpfloat_with_epsilon (stats.round_trip, 100, 0.001);
}

/* What has no clock yet is nobody's, and what was somebody's once stays that. */
static void
test_clock_comes_late (void)
{
  g_autoptr (AhoyStatsReader) reader = ahoy_stats_reader_new ();
  AhoyMediaStats stats = READ (IN (THEIR_PICTURE, 90000, 10, 0), IN (THEIR_REPEATS, -1, 4, 0));

  g_assert_cmpuint (stats.video.packets_received, ==, 10);
  g_assert_cmpuint (stats.audio.packets_received, ==, 0);
  stats = READ (IN (THEIR_PICTURE, 90000, 11, 0), IN (THEIR_REPEATS, 90000, 5, 0));
  g_assert_cmpuint (stats.video.packets_received, ==, 16);
  stats = READ (IN (THEIR_PICTURE, -1, 12, 0), IN (THEIR_REPEATS, 0, 5, 0));
  g_assert_cmpuint (stats.video.packets_received, ==, 17);
  g_assert_cmpuint (stats.audio.packets_received, ==, 0);
}

/* Sources are forgotten when they are silent, and begin anew. */
static void
test_source_goes (void)
{
  g_autoptr (AhoyStatsReader) reader = ahoy_stats_reader_new ();
  AhoyMediaStats stats = READ (IN (THEIR_SOUND, 48000, 100, 3), OUT (OWN_SOUND, 48000, 90));

  stats = READ (OUT (OWN_PICTURE, 90000, 1));
  g_assert_cmpuint (stats.audio.packets_received, ==, 100);
  g_assert_cmpuint (stats.audio.bytes_received, ==, 10000);
  g_assert_cmpint (stats.audio.lost, ==, 3);
  g_assert_cmpuint (stats.audio.packets_sent, ==, 90);
  stats = READ (IN (THEIR_SOUND, 48000, 2, 0), OUT (OWN_SOUND, 48000, 1));
  g_assert_cmpuint (stats.audio.packets_received, ==, 102);
  g_assert_cmpuint (stats.audio.packets_sent, ==, 91);
  g_assert_cmpuint (stats.video.packets_sent, ==, 1);
  /* Between two readings. */
  stats = READ (IN (THEIR_SOUND, 48000, 1, 0), OUT (OWN_SOUND, 48000, 5));
  g_assert_cmpuint (stats.audio.packets_received, ==, 103);
  g_assert_cmpuint (stats.audio.packets_sent, ==, 95);
}

/* However they come and go. */
static void
test_never_back (void)
{
  g_autoptr (AhoyStatsReader) reader = ahoy_stats_reader_new ();
  guint64 packets[4] = { 0 };
  guint64 before = 0, bytes_before = 0;

  for (guint round = 0; round < 1000; round++) {
    Line lines[G_N_ELEMENTS (packets) + 1] = { 0 };
    AhoyMediaStats stats;
    guint n = 0;

    for (guint i = 0; i < G_N_ELEMENTS (packets); i++) {
      packets[i] = g_test_rand_int_range (0, 10) == 0 ? 0
                                                      : packets[i] + g_test_rand_int_range (0, 50);
      if (g_test_rand_int_range (0, 3) == 0)
        packets[i] = 0; /* it is not there now */
      else
        lines[n++] = (Line) IN (100 + i, g_test_rand_bit () ? 90000 : -1, packets[i], 0);
    }
    stats = read_lines (reader, lines);
    g_assert_cmpuint (stats.video.packets_received, >=, before);
    g_assert_cmpuint (stats.video.bytes_received, >=, bytes_before);
    before = stats.video.packets_received;
    bytes_before = stats.video.bytes_received;
  }
  g_assert_cmpuint (before, >, 0);
}

/* Who makes up sources without end costs nothing, and does not hide what there was. */
static void
test_many_sources (void)
{
  g_autoptr (AhoyStatsReader) reader = ahoy_stats_reader_new ();
  g_autofree Line *lines = g_new0 (Line, 5001);
  AhoyMediaStats stats = READ (IN (THEIR_SOUND, 48000, 50, 0));

  lines[0] = (Line) IN (THEIR_SOUND, 48000, 60, 0);
  for (guint i = 1; i < 5000; i++)
    lines[i] = (Line) IN (1000 + i, 48000, 1, 0);
  stats = read_lines (reader, lines);
  g_assert_cmpuint (stats.audio.packets_received, >=, 60);
  g_assert_cmpuint (stats.audio.packets_received, <, 200);
  stats = READ (IN (THEIR_SOUND, 48000, 70, 0), IN (7, 48000, 1, 0));
  g_assert_cmpuint (stats.audio.packets_received, >=, 71);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ahoy_gst_load (NULL));
  g_test_add_func ("/stats-reader/whose", test_whose);
  g_test_add_func ("/stats-reader/clock-comes-late", test_clock_comes_late);
  g_test_add_func ("/stats-reader/source-goes", test_source_goes);
  g_test_add_func ("/stats-reader/never-back", test_never_back);
  g_test_add_func ("/stats-reader/many-sources", test_many_sources);
  return g_test_run ();
}
