/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-account.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AhoyKeyringError:
 * @AHOY_KEYRING_ERROR_ABSENT: no keyring service answers: say so, go on without
 * @AHOY_KEYRING_ERROR_LOCKED: locked, and not unlocked by the person: say so, go on without
 * @AHOY_KEYRING_ERROR_FAILED: anything else: say so, go on without
 *
 * Errors of the keyring. The message is translated and meant for the person.
 */
typedef enum {
  AHOY_KEYRING_ERROR_ABSENT,
  AHOY_KEYRING_ERROR_LOCKED,
  AHOY_KEYRING_ERROR_FAILED,
} AhoyKeyringError;
#define AHOY_KEYRING_ERROR (ahoy_keyring_error_quark ())
GQuark   ahoy_keyring_error_quark   (void);

void     ahoy_keyring_store_async   (AhoyAccount          *account,
                                     AhoyLoginKind         kind,
                                     const char           *secret,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean ahoy_keyring_store_finish  (GAsyncResult         *result,
                                     GError              **error);
/* unlock: whether the person may be asked to unlock the keyring.
 * Finishes with NULL and no error where nothing is stored. Free with ahoy_secret_free. */
void     ahoy_keyring_lookup_async  (AhoyAccount          *account,
                                     AhoyLoginKind         kind,
                                     gboolean              unlock,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
char    *ahoy_keyring_lookup_finish (GAsyncResult         *result,
                                     GError              **error);
/* Of every login kind. */
void     ahoy_keyring_clear_async   (AhoyAccount          *account,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean ahoy_keyring_clear_finish  (GAsyncResult         *result,
                                     GError              **error);

/* For tests, in milliseconds: how long to wait for the keyring's first answer, and for the person
 * who unlocks it. */
void     ahoy_keyring_limit_waits   (guint                 answer,
                                     guint                 person);

G_END_DECLS
