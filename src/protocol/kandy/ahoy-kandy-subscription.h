/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"

G_BEGIN_DECLS

/* One login of one device, as the service granted it (section 3.1). */
typedef struct {
  char      *path;              /* of this subscription, from "/"; never NULL */
  char      *channel;           /* path of the websocket, from "/"; a secret; never NULL */
  guint      expires;           /* seconds, at least 1 */
  char     **services;          /* what was granted; never NULL, may be empty */
  char      *session_id;        /* for the login kind HMAC; a secret; or NULL */
  char      *correlator;        /* when set, refreshes go to the correlator's path; or NULL */
  char      *localization;      /* echoed in refreshes; or NULL */
  gboolean   has_use_turn;
  gboolean   use_turn;          /* echoed in refreshes where has_use_turn */
  char      *notification_type; /* echoed in refreshes; or NULL */
  char      *turn_username;     /* or NULL */
  char      *turn_password;     /* a secret; NULL exactly when turn_username is */
} AhoyKandySubscription;

char                  *ahoy_kandy_subscribe_text      (const char * const          *services,
                                                       guint                        expires,
                                                       gboolean                     force_logout,
                                                       const char                  *correlator);
char                  *ahoy_kandy_refresh_text        (const AhoyKandySubscription *subscription,
                                                       const char * const          *services);
AhoyKandySubscription *ahoy_kandy_subscription_parse  (const char                  *text,
                                                       gssize                       length,
                                                       GError                     **error);
AhoyKandySubscription *ahoy_kandy_refresh_parse       (const char                  *text,
                                                       gssize                       length,
                                                       const AhoyKandySubscription *old,
                                                       GError                     **error);
void                   ahoy_kandy_subscription_free   (AhoyKandySubscription       *subscription);

/* Section 3.3: milliseconds until the next refresh, after n_failures failed ones in a row.
 * fraction is a random number in [0, 1). */
guint                  ahoy_kandy_refresh_delay       (guint                        expires,
                                                       guint                        n_failures,
                                                       double                       fraction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyKandySubscription, ahoy_kandy_subscription_free)

G_END_DECLS
