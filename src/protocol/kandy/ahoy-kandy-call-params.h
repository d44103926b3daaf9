/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-error.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define AHOY_KANDY_LONGEST_SESSION 256          /* bytes */
#define AHOY_KANDY_LONGEST_SDP     (256 * 1024) /* bytes */

/* How a description came (section 4.3, sdpFormat). */
typedef enum {
  AHOY_KANDY_SDP_NONE,       /* there is none: a slow start (section 7.8) */
  AHOY_KANDY_SDP_TEXT,       /* here it is, uncompressed */
  AHOY_KANDY_SDP_PATH,       /* to be fetched from a path */
  AHOY_KANDY_SDP_UNREADABLE, /* there is one, but it is of no use */
} AhoyKandySdp;

/* What a notification says of a call. */
typedef struct {
  char         *session;       /* sessionData; never NULL */
  AhoyKandySdp  sdp_kind;
  char         *sdp;           /* the description, or its path from "/"; else NULL */
  gboolean      has_status;
  int           status;        /* statusCode; 0 where there is none */
  char         *reason;        /* reasonText, one line; or NULL */
  guint         retry_after;   /* milliseconds; 0 where there is none */
  char         *caller_name;   /* one line each; or NULL */
  char         *caller_number;
  char         *callee_number;
  char         *remote_name;
  char         *remote_number;
  GPtrArray    *parameters;    /* of AhoyKandyParameter; or NULL */
} AhoyKandyCallParams;

AhoyKandyCallParams *ahoy_kandy_call_params_read         (JsonObject                 *message);
void                 ahoy_kandy_call_params_free         (AhoyKandyCallParams        *params);
void                 ahoy_kandy_call_params_get_remote   (const AhoyKandyCallParams  *params,
                                                          AhoyCallDirection           direction,
                                                          const char                **name,
                                                          const char                **number);

/* What the codes of callEnd, respondCallUpdate and sessionFail mean. */
AhoyCallEndReason    ahoy_kandy_call_params_to_end       (const AhoyKandyCallParams  *params,
                                                          AhoyCallEndReason           usual,
                                                          GError                    **problem);
GError              *ahoy_kandy_call_params_to_refusal   (const AhoyKandyCallParams  *params);
GError              *ahoy_kandy_call_params_to_failure   (const AhoyKandyCallParams  *params);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyKandyCallParams, ahoy_kandy_call_params_free)

G_END_DECLS
