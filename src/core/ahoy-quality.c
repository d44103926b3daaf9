/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-quality.h"

#include <math.h>

/* The quality is the rating factor R of the E-model (ITU-T G.107), simplified as is usual for calls
 * over packets: R = 93.2 - Id - Ie,eff, with the delay impairment Id of Cole and Rosenbluth, and
 * Ie,eff = 95 × loss / (loss + Bpl) for codecs that are as good as the line while nothing is lost.
 * G.113 has no Bpl for Opus; this one lies between those that it has for codecs that conceal losses.
 * The loss is that of the worse direction; packets that come later than they can be played count as
 * lost. The steps are the categories of speech quality of G.109, of which each two neighbours are 10
 * apart. */
#define BEST_R          93.2
#define WORST_IE        95.0
#define BPL             0.15   /* as a share of the packets */
#define PLAYOUT         100.0  /* ms that packets wait until they are played */
#define CODEC_DELAY     20.0   /* ms of sound in a packet */
#define KNEE            177.3  /* ms from where people begin to talk into each other */
#define HYSTERESIS      2.0    /* of R: by how much it must be better for the next step up */

#define WINDOW          5500000  /* µs that are judged at once: what is lost comes in bursts, and
                                  * the other side reports about every 5 seconds */
#define SHORTEST        1500000  /* µs before which nothing is said */
#define LONGEST_GAP     10000000 /* µs: the computer has slept */
#define SILENCE         3000000  /* µs without a packet */
#define MOST_READINGS   16

struct _AhoyQualityJudge {
  AhoyMediaStats    readings[MOST_READINGS]; /* the oldest first */
  guint             n_readings;
  AhoyMediaFlags    sends;
  AhoyMediaFlags    receives;
  gint64            heard;                   /* µs: the time when something arrived last */
  gint64            seen;
  AhoyQuality       quality;
  AhoyQualityReason reason;
};

typedef struct {
  double here;   /* share of the packets that did not arrive */
  double there;
  double late;   /* share that arrived too late to be played, about */
} Losses;

static void
drop_oldest (AhoyQualityJudge *self, guint n)
{
  self->n_readings -= n;
  for (guint i = 0; i < self->n_readings; i++)
    self->readings[i] = self->readings[i + n];
}

static const AhoyMediaStats *
get_newest (AhoyQualityJudge *self)
{
  return self->n_readings > 0 ? &self->readings[self->n_readings - 1] : NULL;
}

/* Numbers since the beginning of something else: of new media, or of before a sleep. */
static gboolean
fits (const AhoyMediaStats *old, const AhoyMediaStats *stats)
{
  return stats->time > old->time && stats->time - old->time <= LONGEST_GAP
         && stats->audio.packets_sent >= old->audio.packets_sent
         && stats->audio.packets_received >= old->audio.packets_received
         && stats->video.packets_sent >= old->video.packets_sent
         && stats->video.packets_received >= old->video.packets_received;
}

static void
remember (AhoyQualityJudge *self, const AhoyMediaStats *stats)
{
  guint n_old = 0;

  while (n_old < self->n_readings && stats->time - self->readings[n_old].time > WINDOW)
    n_old++;
  if (n_old == 0 && self->n_readings == MOST_READINGS)
    n_old = 1;
  drop_oldest (self, n_old);
  self->readings[self->n_readings++] = *stats;
}

static double
get_share (gint64 lost, guint64 all)
{
  if (lost <= 0 || all == 0)
    return 0;

  return MIN ((double) lost / (double) all, 1.0);
}

static Losses
get_losses (const AhoyStreamStats *old, const AhoyStreamStats *stats, AhoyMediaFlags kind,
            AhoyMediaFlags sends, AhoyMediaFlags receives, double jitter)
{
  gint64 lost = stats->lost - old->lost;
  guint64 received = stats->packets_received - old->packets_received;
  Losses losses = { 0 };

  if (receives & kind) {
    losses.here = get_share (lost, received + (guint64) MAX (lost, 0));
    /* Transit times that spread like a Laplace distribution as wide as the jitter. */
    if (jitter > 0 && received > 0)
      losses.late = 0.5 * exp (-PLAYOUT / jitter);
  }
  if (sends & kind)
    losses.there = get_share (stats->lost_by_peer - old->lost_by_peer,
                              stats->packets_sent - old->packets_sent);

  return losses;
}

/* Of what is in the window. */
static double
get_mean_jitter (AhoyQualityJudge *self, gboolean video)
{
  double sum = 0;

  for (guint i = 0; i < self->n_readings; i++)
    sum += MAX (video ? self->readings[i].video.jitter : self->readings[i].audio.jitter, 0);

  return sum / self->n_readings;
}

static double
get_mean_round_trip (AhoyQualityJudge *self)
{
  double sum = 0;
  guint n = 0;

  for (guint i = 0; i < self->n_readings; i++) {
    if (self->readings[i].round_trip >= 0) {
      sum += self->readings[i].round_trip;
      n++;
    }
  }

  return n > 0 ? sum / n : 0;
}

static double
get_delay_impairment (double round_trip)
{
  double delay = round_trip / 2 + PLAYOUT + CODEC_DELAY;

  return 0.024 * delay + (delay > KNEE ? 0.11 * (delay - KNEE) : 0);
}

static double
get_loss_impairment (double loss)
{
  return WORST_IE * loss / (loss + BPL);
}

/* R of one stream, and what takes the most of it. */
static double
rate (const Losses *losses, double round_trip, AhoyQualityReason *reason)
{
  double delay = get_delay_impairment (round_trip);
  double in = get_loss_impairment (losses->here + losses->late);
  double out = get_loss_impairment (losses->there);

  if (delay - get_delay_impairment (0) > MAX (in, out))
    *reason = AHOY_QUALITY_REASON_ROUND_TRIP;
  else if (out > in)
    *reason = AHOY_QUALITY_REASON_LOSS_AT_PEER;
  else if (losses->late > losses->here)
    *reason = AHOY_QUALITY_REASON_JITTER;
  else
    *reason = AHOY_QUALITY_REASON_LOSS;

  return BEST_R - delay - MAX (in, out);
}

static AhoyQuality
to_step (double r)
{
  return r >= 80 ? AHOY_QUALITY_EXCELLENT
       : r >= 70 ? AHOY_QUALITY_GOOD
       : r >= 60 ? AHOY_QUALITY_FAIR
       : r >= 50 ? AHOY_QUALITY_POOR : AHOY_QUALITY_BAD;
}

/* Whether something that should arrive does not, for so long that it is no pause. */
static gboolean
is_silent (AhoyQualityJudge *self, const AhoyMediaStats *stats)
{
  return ((self->receives & AHOY_MEDIA_AUDIO) && stats->time - self->heard >= SILENCE)
         || ((self->receives & AHOY_MEDIA_VIDEO) && stats->time - self->seen >= SILENCE);
}

static void
judge (AhoyQualityJudge *self, const AhoyMediaStats *stats)
{
  const AhoyMediaStats *old = &self->readings[0];
  double round_trip = get_mean_round_trip (self);
  AhoyQualityReason reason, video_reason;
  AhoyQuality quality;
  Losses audio, video;
  double r, video_r;

  if (is_silent (self, stats)) {
    self->quality = AHOY_QUALITY_BAD;
    self->reason = AHOY_QUALITY_REASON_SILENCE;
    return;
  }
  if (stats->time - old->time < SHORTEST)
    return;

  audio = get_losses (&old->audio, &stats->audio, AHOY_MEDIA_AUDIO, self->sends, self->receives,
                      get_mean_jitter (self, FALSE));
  video = get_losses (&old->video, &stats->video, AHOY_MEDIA_VIDEO, self->sends, self->receives,
                      get_mean_jitter (self, TRUE));
  r = rate (&audio, round_trip, &reason);
  video_r = rate (&video, round_trip, &video_reason);
  if (video_r < r) {
    r = video_r;
    reason = video_reason;
  }

  quality = to_step (r);
  if (quality > self->quality && self->quality != AHOY_QUALITY_UNKNOWN
      && self->reason != AHOY_QUALITY_REASON_SILENCE)
    quality = MAX (self->quality, to_step (r - HYSTERESIS));
  self->quality = quality;
  self->reason = quality == AHOY_QUALITY_EXCELLENT ? AHOY_QUALITY_REASON_NONE : reason;
}

/**
 * ahoy_quality_judge_add:
 * @self: a judge
 * @stats: the next reading, about a second after the one before
 * @sends: what this side has agreed to send
 * @receives: what this side has agreed to receive
 * @reason: (out) (optional): what disturbs the most; %AHOY_QUALITY_REASON_NONE if nothing does, or
 *   nothing can be said
 *
 * Judges the last five seconds. For a change of what is agreed, and for numbers that do not follow
 * the ones before, it begins anew.
 *
 * Returns: how good the call is
 */
AhoyQuality
ahoy_quality_judge_add (AhoyQualityJudge *self, const AhoyMediaStats *stats, AhoyMediaFlags sends,
                        AhoyMediaFlags receives, AhoyQualityReason *reason)
{
  const AhoyMediaStats *newest = get_newest (self);

  sends &= AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO;
  receives &= AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO;
  if (newest == NULL || sends != self->sends || receives != self->receives
      || !fits (newest, stats)) {
    ahoy_quality_judge_reset (self);
    self->sends = sends;
    self->receives = receives;
    self->heard = stats->time;
    self->seen = stats->time;
    newest = stats;
  }
  if (stats->audio.packets_received > newest->audio.packets_received)
    self->heard = stats->time;
  if (stats->video.packets_received > newest->video.packets_received)
    self->seen = stats->time;

  remember (self, stats);
  if (sends != AHOY_MEDIA_NONE || receives != AHOY_MEDIA_NONE)
    judge (self, get_newest (self));
  if (reason != NULL)
    *reason = self->reason;

  return self->quality;
}

/**
 * ahoy_quality_judge_reset:
 * @self: a judge
 *
 * Forgets what was judged: the next reading is the first.
 */
void
ahoy_quality_judge_reset (AhoyQualityJudge *self)
{
  self->n_readings = 0;
  self->quality = AHOY_QUALITY_UNKNOWN;
  self->reason = AHOY_QUALITY_REASON_NONE;
}

/**
 * ahoy_quality_judge_new:
 *
 * Returns: (transfer full): a judge that has seen nothing yet
 */
AhoyQualityJudge *
ahoy_quality_judge_new (void)
{
  return g_new0 (AhoyQualityJudge, 1);
}

/**
 * ahoy_quality_judge_free:
 * @self: (nullable) (transfer full): a judge
 */
void
ahoy_quality_judge_free (AhoyQualityJudge *self)
{
  g_free (self);
}
