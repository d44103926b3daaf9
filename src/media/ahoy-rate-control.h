/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-stats.h"

G_BEGIN_DECLS

/* In bits per second: of pictures on a network that has room, and the least that makes a picture. */
#define AHOY_RATE_MOST 1200000u
#define AHOY_RATE_LEAST 100000u

/* How much the network takes, found out from what gets lost and how long it takes. */
typedef struct {
  AhoyMediaStats before;    /* the last reading, its time 0 before there is one */
  guint          rate;      /* bits per second, 0 before the first reading */
  double         shortest;  /* round trip that was seen, in ms, 0 before there is one */
} AhoyRateControl;

guint ahoy_rate_control_add (AhoyRateControl      *self,
                             const AhoyMediaStats *stats,
                             double                told_loss);

G_END_DECLS
