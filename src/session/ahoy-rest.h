/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-clock.h"
#include "ahoy-trust.h"

G_BEGIN_DECLS

#define AHOY_TYPE_REST (ahoy_rest_get_type ())
G_DECLARE_FINAL_TYPE (AhoyRest, ahoy_rest, AHOY, REST, GObject)

/* What a server has answered, whatever its status. */
typedef struct {
  guint  status;
  char  *reason;       /* or NULL */
  char  *content_type; /* or NULL */
  char  *retry_after;  /* or NULL */
  gint64 date;         /* of the server's clock, ms since 1970; 0 where it does not tell */
  char  *body;         /* never NULL; a NUL follows it */
  gsize  length;
} AhoyRestAnswer;

AhoyRest       *ahoy_rest_new         (const char           *server,
                                       AhoyTrust            *trust,
                                       AhoyClock            *clock);
void            ahoy_rest_send_async  (AhoyRest             *self,
                                       const char           *method,
                                       const char           *path,
                                       const char           *query,
                                       const char * const   *headers,
                                       const char           *body,
                                       guint                 deadline,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
AhoyRestAnswer *ahoy_rest_send_finish (AhoyRest             *self,
                                       GAsyncResult         *result,
                                       GError              **error);
void            ahoy_rest_pass_on     (GObject              *source,
                                       GAsyncResult         *result,
                                       gpointer              task);

gboolean        ahoy_rest_is_refusal  (guint                 status);

void            ahoy_rest_answer_free (AhoyRestAnswer       *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyRestAnswer, ahoy_rest_answer_free)

G_END_DECLS
