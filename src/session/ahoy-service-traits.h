/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-visibility.h"

#include <glib.h>

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

/**
 * AhoyServiceTraits:
 * @AHOY_SERVICE_TRAIT_NONE: nothing beside user and server
 * @AHOY_SERVICE_TRAIT_APP_ID: an account needs an application ID; the application has servers of
 *   its own, so it needs no server then
 * @AHOY_SERVICE_TRAIT_LOGIN_KINDS: there are several ways to prove who one is; else it is
 *   %AHOY_LOGIN_KIND_TOKEN
 * @AHOY_SERVICE_TRAIT_OPTIONAL_SECRET: there are users without a secret
 * @AHOY_SERVICE_TRAIT_SUBSCRIPTION: an account says what to subscribe to, and as which device
 * @AHOY_SERVICE_TRAIT_ICE_SERVERS: an account says which ICE servers calls use; else the service
 *   does for each call
 * @AHOY_SERVICE_TRAIT_TIMES: an account says how often a sign of life is given, how long a login
 *   lives, and how to try again
 *
 * In what the accounts and credentials of services differ, for whoever asks a person for them.
 */
typedef enum {
  AHOY_SERVICE_TRAIT_NONE            = 0,
  AHOY_SERVICE_TRAIT_APP_ID          = 1 << 0,
  AHOY_SERVICE_TRAIT_LOGIN_KINDS     = 1 << 1,
  AHOY_SERVICE_TRAIT_OPTIONAL_SECRET = 1 << 2,
  AHOY_SERVICE_TRAIT_SUBSCRIPTION    = 1 << 3,
  AHOY_SERVICE_TRAIT_ICE_SERVERS     = 1 << 4,
  AHOY_SERVICE_TRAIT_TIMES           = 1 << 5,
} AhoyServiceTraits;

AHOY_END_PUBLIC
G_END_DECLS
