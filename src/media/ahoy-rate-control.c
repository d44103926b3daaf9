/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-rate-control.h"

/* From so much loss on there is too much on its way, and below that much there is room: section 6 of
 * draft-ietf-rmcat-gcc-02. What is between may be the network's own doing. */
#define MUCH_LOSS 0.1
#define LITTLE_LOSS 0.02

/* A round trip so much longer than the shortest one, in ms, is time spent in queues. */
#define QUEUE_MS 250

#define LESS_FOR_QUEUE 0.7
#define LESS_THAN_GOT_THROUGH 0.95
#define MORE 1.15

/* Fewer packets tell nothing. */
#define FEWEST_PACKETS 10

static double
get_loss (const AhoyStreamStats *before, const AhoyStreamStats *now)
{
  const double sent = now->packets_sent - before->packets_sent;
  const double lost = now->lost_by_peer - before->lost_by_peer;

  if (now->packets_sent < before->packets_sent + FEWEST_PACKETS)
    return -1;
  return CLAMP (lost / sent, 0, 0.9);
}

/**
 * ahoy_rate_control_add:
 * @self: zeroed before the first call
 * @stats: a reading, about a second after the one before
 * @told_loss: how much of all that was sent just now the other side says that it has missed, from 0 to
 *   1; negative when it does not say so
 *
 * A network with too little room is left what gets through it, at once; one that has room is tried
 * with more and more. The sound is not changed, so that the pictures make room for it.
 *
 * Returns: what the pictures may take from now on, in bits per second
 */
guint
ahoy_rate_control_add (AhoyRateControl *self, const AhoyMediaStats *stats, double told_loss)
{
  double rate = self->rate != 0 ? self->rate : AHOY_RATE_MOST;
  const gboolean first = self->before.time == 0;
  const double picture = first ? -1 : get_loss (&self->before.video, &stats->video);
  const double sound = first ? -1 : get_loss (&self->before.audio, &stats->audio);
  /* Reports come seldom, and are of long before. */
  const double loss = told_loss >= 0 ? CLAMP (told_loss, 0, 0.9) : MAX (picture, sound);
  const gboolean measured = !first && stats->round_trip != self->before.round_trip;
  gboolean queued;

  self->before = *stats;
  if (stats->round_trip > 0 && (self->shortest <= 0 || stats->round_trip < self->shortest))
    self->shortest = stats->round_trip;
  queued = measured && stats->round_trip > self->shortest + QUEUE_MS;

  if (loss > MUCH_LOSS)
    rate *= (1 - loss) * LESS_THAN_GOT_THROUGH;
  else if (queued)
    rate *= LESS_FOR_QUEUE;
  else if (loss >= 0 && loss < LITTLE_LOSS && picture >= 0)
    rate *= MORE;
  self->rate = CLAMP (rate, AHOY_RATE_LEAST, AHOY_RATE_MOST);
  return self->rate;
}
