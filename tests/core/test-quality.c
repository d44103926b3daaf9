/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-quality.h"

#define BOTH (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

/* What happens in a second: 50 packets of sound each way, and 100 of a picture where there is one. */
typedef struct {
  const char        *name;
  guint              lost;
  guint              lost_at_peer;
  guint              video_lost;
  double             round_trip;
  double             jitter;
  AhoyQuality        quality;      /* once it is steady */
  AhoyQualityReason  reason;
} Row;

static const Row rows[] = {
  { "nothing disturbs", 0, 0, 0, 20, 2, AHOY_QUALITY_EXCELLENT, AHOY_QUALITY_REASON_NONE },
  { "round trip unknown", 0, 0, 0, -1, 0, AHOY_QUALITY_EXCELLENT, AHOY_QUALITY_REASON_NONE },
  { "4 % lost", 2, 0, 0, 20, 2, AHOY_QUALITY_GOOD, AHOY_QUALITY_REASON_LOSS },
  { "6 % lost", 3, 0, 0, 20, 2, AHOY_QUALITY_FAIR, AHOY_QUALITY_REASON_LOSS },
  { "8 % lost", 4, 0, 0, 20, 2, AHOY_QUALITY_POOR, AHOY_QUALITY_REASON_LOSS },
  { "20 % lost", 12, 0, 0, 20, 2, AHOY_QUALITY_BAD, AHOY_QUALITY_REASON_LOSS },
  { "6 % lost there", 0, 3, 0, 20, 2, AHOY_QUALITY_FAIR, AHOY_QUALITY_REASON_LOSS_AT_PEER },
  { "more lost there", 1, 12, 0, 20, 2, AHOY_QUALITY_BAD, AHOY_QUALITY_REASON_LOSS_AT_PEER },
  { "picture lost", 0, 0, 30, 20, 2, AHOY_QUALITY_BAD, AHOY_QUALITY_REASON_LOSS },
  { "far away", 0, 0, 0, 300, 2, AHOY_QUALITY_GOOD, AHOY_QUALITY_REASON_ROUND_TRIP },
  { "by satellite", 0, 0, 0, 600, 2, AHOY_QUALITY_POOR, AHOY_QUALITY_REASON_ROUND_TRIP },
  { "by two satellites", 0, 0, 0, 1200, 2, AHOY_QUALITY_BAD, AHOY_QUALITY_REASON_ROUND_TRIP },
  { "irregular", 0, 0, 0, 20, 35, AHOY_QUALITY_GOOD, AHOY_QUALITY_REASON_JITTER },
  { "very irregular", 0, 0, 0, 20, 80, AHOY_QUALITY_BAD, AHOY_QUALITY_REASON_JITTER },
  { "absurd", G_MAXUINT, G_MAXUINT, G_MAXUINT, 1e12, 1e12, AHOY_QUALITY_BAD,
    AHOY_QUALITY_REASON_ROUND_TRIP },
};

static void
pass (AhoyMediaStats *stats, const Row *row, gboolean heard)
{
  stats->time += G_USEC_PER_SEC;
  stats->round_trip = row->round_trip;
  stats->audio.jitter = row->jitter;
  stats->audio.packets_sent += 50;
  stats->video.packets_sent += 100;
  stats->audio.lost += row->lost;
  stats->video.lost += row->video_lost;
  stats->audio.lost_by_peer += row->lost_at_peer;
  if (heard) {
    stats->audio.packets_received += 50;
    stats->video.packets_received += 100;
  }
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (AhoyQualityJudge) judge = ahoy_quality_judge_new ();
    AhoyMediaStats stats = { .time = 1 };
    AhoyQuality quality = AHOY_QUALITY_UNKNOWN;
    AhoyQualityReason reason = AHOY_QUALITY_REASON_SILENCE;

    g_test_message ("%s", rows[i].name);
    for (guint second = 0; second < 20; second++) {
      pass (&stats, &rows[i], TRUE);
      quality = ahoy_quality_judge_add (judge, &stats, BOTH, BOTH, &reason);
      /* Nothing is said of less than two seconds. */
      g_assert_true ((quality == AHOY_QUALITY_UNKNOWN) == (second < 2));
    }
    g_assert_cmpint (quality, ==, rows[i].quality);
    g_assert_cmpint (reason, ==, rows[i].reason);
  }
}

/* What is not agreed does not count, nor does anything while nothing is. */
static void
test_not_agreed (void)
{
  g_autoptr (AhoyQualityJudge) judge = ahoy_quality_judge_new ();
  const Row awful = { "awful", 20, 20, 20, 20, 500, 0, 0 };
  AhoyMediaStats stats = { .time = 1 };
  AhoyQualityReason reason;
  AhoyQuality quality;

  for (guint i = 0; i < 10; i++) {
    pass (&stats, &awful, FALSE);
    quality = ahoy_quality_judge_add (judge, &stats, AHOY_MEDIA_NONE, AHOY_MEDIA_NONE, &reason);
    g_assert_cmpint (quality, ==, AHOY_QUALITY_UNKNOWN);
    g_assert_cmpint (reason, ==, AHOY_QUALITY_REASON_NONE);
  }
  for (guint i = 0; i < 10; i++) {
    pass (&stats, &awful, FALSE);
    quality = ahoy_quality_judge_add (judge, &stats, AHOY_MEDIA_AUDIO, AHOY_MEDIA_NONE, &reason);
  }
  g_assert_cmpint (quality, ==, AHOY_QUALITY_BAD);
  g_assert_cmpint (reason, ==, AHOY_QUALITY_REASON_LOSS_AT_PEER);
}

static AhoyQuality
pass_many (AhoyQualityJudge *judge, AhoyMediaStats *stats, const Row *row, gboolean heard, guint n,
           AhoyQualityReason *reason)
{
  AhoyQuality quality = AHOY_QUALITY_UNKNOWN;

  for (guint i = 0; i < n; i++) {
    pass (stats, row, heard);
    quality = ahoy_quality_judge_add (judge, stats, BOTH, BOTH, reason);
  }

  return quality;
}

/* Nothing arrives: said after three seconds, and taken back at once. */
static void
test_silence (void)
{
  g_autoptr (AhoyQualityJudge) judge = ahoy_quality_judge_new ();
  AhoyMediaStats stats = { .time = 1 };
  AhoyQualityReason reason;

  g_assert_cmpint (pass_many (judge, &stats, &rows[0], TRUE, 10, &reason), ==,
                   AHOY_QUALITY_EXCELLENT);
  g_assert_cmpint (pass_many (judge, &stats, &rows[0], FALSE, 2, &reason), ==,
                   AHOY_QUALITY_EXCELLENT);
  g_assert_cmpint (pass_many (judge, &stats, &rows[0], FALSE, 1, &reason), ==, AHOY_QUALITY_BAD);
  g_assert_cmpint (reason, ==, AHOY_QUALITY_REASON_SILENCE);
  g_assert_cmpint (pass_many (judge, &stats, &rows[0], TRUE, 1, &reason), ==,
                   AHOY_QUALITY_EXCELLENT);
  g_assert_cmpint (reason, ==, AHOY_QUALITY_REASON_NONE);

  /* Nothing from the beginning on; and a picture that stands still while the sound is well. */
  ahoy_quality_judge_reset (judge);
  g_assert_cmpint (pass_many (judge, &stats, &rows[0], FALSE, 4, &reason), ==, AHOY_QUALITY_BAD);
  ahoy_quality_judge_reset (judge);
  for (guint i = 0; i < 4; i++) {
    pass (&stats, &rows[0], FALSE);
    stats.audio.packets_received += 50;
    g_assert_cmpint (ahoy_quality_judge_add (judge, &stats, BOTH, BOTH, &reason) ==
                     AHOY_QUALITY_BAD, ==, i == 3);
  }
  g_assert_cmpint (reason, ==, AHOY_QUALITY_REASON_SILENCE);
}

/* A single bad second, and losses that come in turns with none, do not make it flicker. */
static void
test_steady (void)
{
  g_autoptr (AhoyQualityJudge) judge = ahoy_quality_judge_new ();
  const Row burst = { "burst", 10, 0, 0, 20, 2, 0, 0 };
  const Row edge = { "edge", 2, 0, 0, 20, 2, 0, 0 };
  AhoyMediaStats stats = { .time = 1 };
  AhoyQuality last = AHOY_QUALITY_UNKNOWN;
  AhoyQualityReason reason;
  guint n_changes = 0;

  pass_many (judge, &stats, &rows[0], TRUE, 10, &reason);
  for (guint i = 0; i < 60; i++) {
    AhoyQuality quality = pass_many (judge, &stats, i % 2 == 0 ? &edge : &rows[0], TRUE, 1,
                                     &reason);

    n_changes += i > 5 && quality != last;
    last = quality;
  }
  g_assert_cmpuint (n_changes, ==, 0);

  pass_many (judge, &stats, &rows[0], TRUE, 10, &reason);
  g_assert_cmpint (pass_many (judge, &stats, &burst, TRUE, 1, &reason), >, AHOY_QUALITY_BAD);
  g_assert_cmpint (pass_many (judge, &stats, &rows[0], TRUE, 6, &reason), ==,
                   AHOY_QUALITY_EXCELLENT);
}

/* Other media, a sleeping computer, and numbers that cannot be: nothing is known again. */
static void
test_anew (void)
{
  g_autoptr (AhoyQualityJudge) judge = ahoy_quality_judge_new ();
  AhoyMediaStats stats = { .time = 1 };
  AhoyMediaStats other;
  AhoyQualityReason reason;

  pass_many (judge, &stats, &rows[0], TRUE, 10, &reason);
  other = (AhoyMediaStats) { .time = stats.time };
  g_assert_cmpint (pass_many (judge, &other, &rows[0], TRUE, 1, &reason), ==,
                   AHOY_QUALITY_UNKNOWN);
  pass_many (judge, &other, &rows[0], TRUE, 10, &reason);
  other.time += 60 * G_USEC_PER_SEC;
  g_assert_cmpint (pass_many (judge, &other, &rows[0], TRUE, 1, &reason), ==,
                   AHOY_QUALITY_UNKNOWN);
  g_assert_cmpint (ahoy_quality_judge_add (judge, &other, BOTH, BOTH, NULL), ==,
                   AHOY_QUALITY_UNKNOWN); /* the same once more */

  /* Readings that come too often push the old ones out. */
  for (guint i = 0; i < 100; i++) {
    other.time += 100000;
    other.audio.packets_received += 5;
    other.video.packets_received += 10;
    ahoy_quality_judge_add (judge, &other, BOTH, BOTH, &reason);
  }
  g_assert_cmpint (ahoy_quality_judge_add (judge, &other, BOTH, AHOY_MEDIA_AUDIO, &reason), ==,
                   AHOY_QUALITY_UNKNOWN); /* something else is agreed */
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quality/table", test_table);
  g_test_add_func ("/quality/not-agreed", test_not_agreed);
  g_test_add_func ("/quality/silence", test_silence);
  g_test_add_func ("/quality/steady", test_steady);
  g_test_add_func ("/quality/anew", test_anew);

  return g_test_run ();
}
