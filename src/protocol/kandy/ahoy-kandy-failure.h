/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"

G_BEGIN_DECLS

/* What came back instead of success. */
typedef struct {
  guint       http_status;
  const char *reason_phrase; /* or NULL */
  const char *content_type;  /* or NULL */
  const char *retry_after;   /* the header's value, or NULL */
  const char *body;          /* or NULL */
  gssize      body_length;   /* or -1 */
} AhoyKandyAnswer;

/* Whether an answer is a success by the rules of section 0. */
gboolean  ahoy_kandy_answer_is_success  (const AhoyKandyAnswer *answer);

/* The body's statusCode, whatever its wrapper; FALSE where there is none. */
gboolean  ahoy_kandy_answer_get_code    (const AhoyKandyAnswer *answer,
                                         int                   *code);

/* Section 3.2: the error of a refused request of the subscription, with a sentence for the person
 * and the service's code. */
GError   *ahoy_kandy_answer_to_error    (const AhoyKandyAnswer *answer);

/* The subscription does not exist any more (section 3.3). */
gboolean  ahoy_kandy_answer_is_gone     (const AhoyKandyAnswer *answer);

/* Section 3.2, the rows with 503: whether to repeat the request, and after how many milliseconds.
 * now: milliseconds since 1970, for a date in the header. */
gboolean  ahoy_kandy_answer_get_retry   (const AhoyKandyAnswer *answer,
                                         gint64                 now,
                                         guint                 *delay);

G_END_DECLS
