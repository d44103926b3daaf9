/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-credentials.h"

#include "ahoy-log.h"

#include <string.h>

/**
 * AhoyCredentials:
 *
 * A secret and what kind of secret it is. Immutable and counted; the secret is overwritten in
 * memory when the last reference goes, and kept out of our logs while it lives.
 */
struct _AhoyCredentials {
  gatomicrefcount  ref_count;
  AhoyLoginKind    kind;
  char            *authname;
  char            *secret;
};

G_DEFINE_BOXED_TYPE (AhoyCredentials, ahoy_credentials, ahoy_credentials_ref,
                     ahoy_credentials_unref)

/**
 * ahoy_secret_free:
 * @secret: (nullable) (transfer full): a secret
 *
 * Overwrites a string, then frees it.
 */
void
ahoy_secret_free (char *secret)
{
  if (secret == NULL)
    return;

  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/**
 * ahoy_credentials_new:
 * @kind: what @secret is
 * @authname: (nullable): the authentication name, for %AHOY_LOGIN_KIND_AUTHNAME only
 * @secret: the password or token
 *
 * Returns: (transfer full): new credentials with a copy of @secret
 */
AhoyCredentials *
ahoy_credentials_new (AhoyLoginKind kind, const char *authname, const char *secret)
{
  AhoyCredentials *self = g_new0 (AhoyCredentials, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->authname = g_strdup (authname);
  self->secret = g_strdup (secret != NULL ? secret : "");
  ahoy_log_hide (self->secret);

  return self;
}

/**
 * ahoy_credentials_ref:
 * @self: credentials
 *
 * Returns: (transfer full): @self
 */
AhoyCredentials *
ahoy_credentials_ref (AhoyCredentials *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * ahoy_credentials_unref:
 * @self: (transfer full): credentials
 *
 * Gives a reference back; the last one overwrites the secret.
 */
void
ahoy_credentials_unref (AhoyCredentials *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  ahoy_log_unhide (self->secret);
  g_free (self->authname);
  ahoy_secret_free (self->secret);
  g_free (self);
}

/**
 * ahoy_credentials_get_kind:
 * @self: credentials
 *
 * Returns: what the secret is
 */
AhoyLoginKind
ahoy_credentials_get_kind (AhoyCredentials *self)
{
  return self->kind;
}

/**
 * ahoy_credentials_get_authname:
 * @self: credentials
 *
 * Returns: (nullable): the authentication name
 */
const char *
ahoy_credentials_get_authname (AhoyCredentials *self)
{
  return self->authname;
}

/**
 * ahoy_credentials_get_secret:
 * @self: credentials
 *
 * Returns: the password or token; valid as long as @self
 */
const char *
ahoy_credentials_get_secret (AhoyCredentials *self)
{
  return self->secret;
}
