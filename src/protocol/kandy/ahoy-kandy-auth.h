/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-credentials.h"
#include "ahoy-error.h"

G_BEGIN_DECLS

/* What a request carries to say who sends it (section 2 of the protocol page). All members may be
 * NULL, and all values are secrets. */
typedef struct {
  const char *header; /* the name of a header */
  char       *value;  /* its value */
  char       *query;  /* name=value, percent-encoded */
} AhoyKandyAuth;

AhoyKandyAuth *ahoy_kandy_auth_new           (AhoyCredentials *credentials,
                                              const char      *user,
                                              const char      *session_id);
void           ahoy_kandy_auth_free          (AhoyKandyAuth   *auth);
char          *ahoy_kandy_auth_socket_query  (AhoyCredentials *credentials);

char          *ahoy_kandy_user_path          (const char      *user);
char          *ahoy_kandy_path               (const char      *user,
                                              ...) G_GNUC_NULL_TERMINATED;
char          *ahoy_kandy_server_path        (const char      *path);
char          *ahoy_kandy_subscription_path  (const char      *user);
char          *ahoy_kandy_correlator_path    (const char      *user,
                                              const char      *correlator);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyKandyAuth, ahoy_kandy_auth_free)

G_END_DECLS
