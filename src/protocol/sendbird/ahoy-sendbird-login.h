/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"

G_BEGIN_DECLS

#define AHOY_SENDBIRD_MISSED_SIGNAL_PATH "/v1/direct_calls/missed_signal"

/* Headers of requests (section 1 of the protocol page). */
#define AHOY_SENDBIRD_HEADER_AGENT         "sendbird"
#define AHOY_SENDBIRD_HEADER_CLIENT_ID     "sbcall-client-id"
#define AHOY_SENDBIRD_HEADER_SESSION_TOKEN "sbcall-session-token"

/* What the service granted (section 2.1 of the protocol page). */
typedef struct {
  char     *session_token; /* a secret, fit for a header; never NULL */
  char     *user_id;       /* never NULL */
  char     *nickname;      /* one line; or NULL */
  char     *profile_url;   /* or NULL */
  gboolean  is_active;     /* TRUE where the service does not say */
} AhoySendbirdLogin;

gboolean           ahoy_sendbird_app_id_check             (const char          *app_id,
                                                           GError             **error);
char              *ahoy_sendbird_default_server           (const char          *app_id,
                                                           GError             **error);
char              *ahoy_sendbird_default_websocket_server (const char          *app_id,
                                                           GError             **error);

char              *ahoy_sendbird_login_path               (const char          *user_id);
char              *ahoy_sendbird_login_body               (const char          *app_id,
                                                           const char          *user_id,
                                                           const char          *access_token);
AhoySendbirdLogin *ahoy_sendbird_login_parse              (const char          *text,
                                                           gssize               length,
                                                           GError             **error);
void               ahoy_sendbird_login_free               (AhoySendbirdLogin   *login);

char              *ahoy_sendbird_agent                    (const char          *platform,
                                                           const char          *os,
                                                           const char          *version);
char              *ahoy_sendbird_socket_query             (const char          *session_token,
                                                           const char          *client_id,
                                                           const char          *agent);
char              *ahoy_sendbird_missed_signal_query      (const char * const  *call_ids);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySendbirdLogin, ahoy_sendbird_login_free)

G_END_DECLS
