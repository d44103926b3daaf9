/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-visibility.h"

#include <glib-object.h>

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

/**
 * AhoyStreamStats:
 * @codec: the codec's name, such as `opus`; empty when nothing is agreed
 * @packets_sent: RTP packets sent
 * @packets_received: RTP packets received
 * @bytes_sent: bytes in them
 * @bytes_received: bytes in them
 * @lost: packets that did not arrive here; fewer when one arrives late after all
 * @lost_by_peer: packets of ours that did not arrive there, as the other side says
 * @jitter: of what arrives, in ms
 * @frames_sent: pictures, or pieces of sound, encoded
 * @frames_decoded: pictures, or pieces of sound, decoded
 * @width: of the decoded picture, 0 while there is none
 * @height: of the decoded picture, 0 while there is none
 *
 * Numbers of the sound, or of the picture, since the beginning of the call. What is counted does not
 * go back, also where a side has been silent for long; what repeats a lost packet counts as well.
 */
typedef struct {
  char    codec[16];
  guint64 packets_sent;
  guint64 packets_received;
  guint64 bytes_sent;
  guint64 bytes_received;
  gint64  lost;
  gint64  lost_by_peer;
  double  jitter;
  guint64 frames_sent;
  guint64 frames_decoded;
  guint   width;
  guint   height;
} AhoyStreamStats;

/**
 * AhoyMediaStats:
 * @time: monotonic time of the reading, in µs
 * @round_trip: to the other side and back, in ms, negative while unknown
 * @local_candidate: how this side is reached: `host`, `srflx`, `prflx`, `relay`, or empty
 * @remote_candidate: how the other side is reached, the same words
 * @local_protocol: what carries the media on this side's way: `udp`, `tcp`, or empty while unknown
 * @relay_protocol: how this side speaks to its relay: `udp`, `tcp`, `tls`; empty where there is none
 * @audio: the sound
 * @video: the picture
 *
 * A reading of a call's numbers.
 */
typedef struct {
  gint64          time;
  double          round_trip;
  char            local_candidate[8];
  char            remote_candidate[8];
  char            local_protocol[8];
  char            relay_protocol[8];
  AhoyStreamStats audio;
  AhoyStreamStats video;
} AhoyMediaStats;

#define AHOY_TYPE_MEDIA_STATS (ahoy_media_stats_get_type ())

GType           ahoy_media_stats_get_type (void);
AhoyMediaStats *ahoy_media_stats_copy     (const AhoyMediaStats *self);
void            ahoy_media_stats_free     (AhoyMediaStats       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyMediaStats, ahoy_media_stats_free)

AHOY_END_PUBLIC
G_END_DECLS
