/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-activity-log.h"
#include "ahoy-session.h"
#include "ahoy-sounds.h"

G_BEGIN_DECLS

/**
 * AhoyQuiet:
 * @AHOY_QUIET_NONE: who calls may disturb
 * @AHOY_QUIET_SILENT: calls come without a sound and without a window
 * @AHOY_QUIET_DECLINE: calls are declined at once
 *
 * What happens when somebody calls.
 */
typedef enum {
  AHOY_QUIET_NONE,
  AHOY_QUIET_SILENT,
  AHOY_QUIET_DECLINE,
} AhoyQuiet;

#define AHOY_TYPE_CALLS (ahoy_calls_get_type ())
G_DECLARE_FINAL_TYPE (AhoyCalls, ahoy_calls, AHOY, CALLS, GObject)

AhoyCalls   *ahoy_calls_new         (AhoyActivityLog *activity);

void         ahoy_calls_set_sounds  (AhoyCalls       *self,
                                     AhoySounds      *sounds);
void         ahoy_calls_set_quiet   (AhoyCalls       *self,
                                     AhoyQuiet        quiet);
AhoyQuiet    ahoy_calls_get_quiet   (AhoyCalls       *self);
void         ahoy_calls_set_session (AhoyCalls       *self,
                                     AhoySession     *session);
AhoySession *ahoy_calls_get_session (AhoyCalls       *self);
AhoyCall    *ahoy_calls_find        (AhoyCalls       *self,
                                     const char      *id);
guint        ahoy_calls_count_begun (AhoyCalls       *self);
void         ahoy_calls_present     (AhoyCalls       *self,
                                     AhoyCall        *call);
void         ahoy_calls_consult     (AhoyCalls       *self,
                                     AhoyCall        *first,
                                     AhoyCall        *second);
void         ahoy_calls_switch_to   (AhoyCalls       *self,
                                     AhoyCall        *call);
void         ahoy_calls_forget      (AhoyCalls       *self);

G_END_DECLS
