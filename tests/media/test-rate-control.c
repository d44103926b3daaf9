/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-rate-control.h"

/* A network that takes no more than so many bits per second, and its sender. */
typedef struct {
  AhoyRateControl control;
  AhoyMediaStats  stats;
  guint           rate;
} Line;

#define PACKET_BITS 8000

/* A second in which pictures of the rate, and a little sound, are sent. */
static void
pass_second (Line *line, guint capacity, double round_trip)
{
  const double jitter = line->stats.audio.packets_sent % 100 / 100.0; /* no reading is like another */
  guint packets = line->rate / PACKET_BITS;
  guint through = capacity / PACKET_BITS;

  line->stats.time += G_USEC_PER_SEC;
  line->stats.round_trip = round_trip + jitter;
  line->stats.audio.packets_sent += 50;
  line->stats.video.packets_sent += packets;
  if (packets > through)
    line->stats.video.lost_by_peer += packets - through;
  line->rate = ahoy_rate_control_add (&line->control, &line->stats, -1);
}

static void
test_room (void)
{
  Line line = { .rate = AHOY_RATE_MOST };

  for (guint i = 0; i < 20; i++) {
    pass_second (&line, 10000000, 20);
    g_assert_cmpuint (line.rate, ==, AHOY_RATE_MOST);
  }
}

/* Within five seconds what is sent fits, and it stays near what there is room for; when there is room
 * again, it is used. */
static void
test_narrow (void)
{
  Line line = { .rate = AHOY_RATE_MOST };
  guint64 sum = 0;

  for (guint i = 0; i < 5; i++)
    pass_second (&line, 10000000, 20);
  for (guint i = 0; i < 5; i++)
    pass_second (&line, 300000, 20);
  g_assert_cmpuint (line.rate, <, 400000);
  for (guint i = 0; i < 60; i++) {
    pass_second (&line, 300000, 20);
    g_assert_cmpuint (line.rate, >, 200000);
    g_assert_cmpuint (line.rate, <, 400000);
    sum += line.rate;
  }
  g_assert_cmpuint (sum / 60, >, 240000);
  g_assert_cmpuint (sum / 60, <, 340000);
  for (guint i = 0; i < 15; i++)
    pass_second (&line, 10000000, 20);
  g_assert_cmpuint (line.rate, ==, AHOY_RATE_MOST);
}

/* Nothing is lost, but everything waits. */
static void
test_queue (void)
{
  Line line = { .rate = AHOY_RATE_MOST };

  pass_second (&line, 10000000, 40);
  for (guint i = 0; i < 5; i++)
    pass_second (&line, 10000000, 400);
  g_assert_cmpuint (line.rate, <, 450000);
  for (guint i = 0; i < 30; i++)
    pass_second (&line, 10000000, 400);
  g_assert_cmpuint (line.rate, ==, AHOY_RATE_LEAST);
  /* A long way is none. */
  line = (Line) { .rate = AHOY_RATE_MOST };
  for (guint i = 0; i < 10; i++)
    pass_second (&line, 10000000, 400);
  g_assert_cmpuint (line.rate, ==, AHOY_RATE_MOST);
}

/* Some loss is no reason to send less, or more; and silence none for anything. */
static void
test_little (void)
{
  Line line = { .rate = AHOY_RATE_MOST };
  guint rate;

  pass_second (&line, 10000000, 20);
  pass_second (&line, 500000, 20);
  rate = line.rate;
  g_assert_cmpuint (rate, <, AHOY_RATE_MOST);
  for (guint i = 0; i < 10; i++) {
    line.stats.video.packets_sent += 100;
    line.stats.video.lost_by_peer += 5;
    g_assert_cmpuint (ahoy_rate_control_add (&line.control, &line.stats, -1), ==, rate);
  }
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (ahoy_rate_control_add (&line.control, &line.stats, -1), ==, rate);
  /* What was thought lost may come late after all. */
  line.stats.video.packets_sent += 100;
  line.stats.video.lost_by_peer -= 50;
  g_assert_cmpuint (ahoy_rate_control_add (&line.control, &line.stats, -1), >, rate);
}

/* What is told at once counts more than reports, which are of long before. */
static void
test_told (void)
{
  Line line = { .rate = AHOY_RATE_MOST };
  guint rate;

  pass_second (&line, 10000000, 20);
  line.stats.video.packets_sent += 100;
  line.stats.video.lost_by_peer += 80;
  g_assert_cmpuint (ahoy_rate_control_add (&line.control, &line.stats, 0), ==, AHOY_RATE_MOST);
  line.stats.video.packets_sent += 100;
  rate = ahoy_rate_control_add (&line.control, &line.stats, 0.5);
  g_assert_cmpuint (rate, <, AHOY_RATE_MOST / 2);
  /* A round trip that is only told once more was too long once. */
  line.stats.round_trip = 2000;
  rate = ahoy_rate_control_add (&line.control, &line.stats, 0.05);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (ahoy_rate_control_add (&line.control, &line.stats, 0.05), ==, rate);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-control/room", test_room);
  g_test_add_func ("/rate-control/narrow", test_narrow);
  g_test_add_func ("/rate-control/queue", test_queue);
  g_test_add_func ("/rate-control/little", test_little);
  g_test_add_func ("/rate-control/told", test_told);
  return g_test_run ();
}
