/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-kandy-failure.h"

G_BEGIN_DECLS

#define AHOY_KANDY_AUDIT_INTERVAL 25000 /* milliseconds */
#define AHOY_KANDY_AUDIT_PATIENCE 4000  /* milliseconds to wait for the answer */

/* Sections 5 and 7: why a request of a call, or of the history of calls, was refused. */
GError   *ahoy_kandy_call_answer_to_error    (const AhoyKandyAnswer *answer);
GError   *ahoy_kandy_history_answer_to_error (const AhoyKandyAnswer *answer);

/* The call does not exist any more (section 7.11). */
gboolean  ahoy_kandy_call_answer_is_gone     (const AhoyKandyAnswer *answer);

/* Section 7.11: after how many milliseconds to audit again, or FALSE where the call is gone. answer
 * is NULL where none came in time. */
gboolean  ahoy_kandy_audit_get_delay         (const AhoyKandyAnswer *answer,
                                              guint                  interval,
                                              guint                 *delay);

G_END_DECLS
