/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-call.h"

G_BEGIN_DECLS

/* For how long readings are kept, and how many of them at most. */
#define AHOY_CALL_RECORD_SECONDS 120
#define AHOY_CALL_RECORD_LIMIT   240

/**
 * AhoyCallSample:
 * @time: monotonic time, in µs
 * @sent: bits/s since the sample before
 * @received: bits/s since the sample before
 * @lost: percent of the packets that should have arrived since the sample before; negative while
 *   none should have
 * @round_trip: in ms; negative while unknown
 *
 * What was measured of a call within about a second.
 */
typedef struct {
  gint64 time;
  double sent;
  double received;
  double lost;
  double round_trip;
} AhoyCallSample;

#define AHOY_TYPE_CALL_RECORD (ahoy_call_record_get_type ())
G_DECLARE_FINAL_TYPE (AhoyCallRecord, ahoy_call_record, AHOY, CALL_RECORD, GObject)

AhoyCallRecord       *ahoy_call_record_new          (AhoyCall       *call);

AhoyCall             *ahoy_call_record_get_call     (AhoyCallRecord *self);
const AhoyCallSample *ahoy_call_record_get_samples  (AhoyCallRecord *self,
                                                     guint          *n_samples);
const AhoyMediaStats *ahoy_call_record_get_last     (AhoyCallRecord *self);
const char           *ahoy_call_record_get_keys     (AhoyCallRecord *self);
char                 *ahoy_call_record_dup_report   (AhoyCallRecord *self);

G_END_DECLS
