/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

#define AHOY_TYPE_CREDENTIALS (ahoy_credentials_get_type ())

typedef struct _AhoyCredentials AhoyCredentials;

GType            ahoy_credentials_get_type     (void);
AhoyCredentials *ahoy_credentials_new          (AhoyLoginKind    kind,
                                                const char      *authname,
                                                const char      *secret);
AhoyCredentials *ahoy_credentials_new_kept     (AhoyLoginKind    kind,
                                                const char      *authname,
                                                const char      *kept);
AhoyCredentials *ahoy_credentials_ref          (AhoyCredentials *self);
void             ahoy_credentials_unref        (AhoyCredentials *self);
AhoyLoginKind    ahoy_credentials_get_kind     (AhoyCredentials *self);
const char      *ahoy_credentials_get_authname (AhoyCredentials *self);
const char      *ahoy_credentials_get_secret   (AhoyCredentials *self);
void             ahoy_credentials_set_relay    (AhoyCredentials *self,
                                                const char      *user,
                                                const char      *secret);
const char      *ahoy_credentials_get_relay_user
                                               (AhoyCredentials *self);
const char      *ahoy_credentials_get_relay_secret
                                               (AhoyCredentials *self);
char            *ahoy_credentials_dup_kept     (AhoyCredentials *self);

void             ahoy_secret_free              (char            *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyCredentials, ahoy_credentials_unref)

/**
 * AhoySecret:
 *
 * A string that is overwritten before its memory is given back: `g_autoptr (AhoySecret)`.
 */
typedef char AhoySecret;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySecret, ahoy_secret_free)

AHOY_END_PUBLIC
G_END_DECLS
