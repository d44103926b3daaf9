/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-credentials.h"

#include "ahoy-log.h"

#include <string.h>

/**
 * AhoyCredentials:
 *
 * A secret and what kind of secret it is; with it, who the person is to TURN servers, where it is
 * not for the service to say. Counted, and immutable once somebody uses it; the secrets are
 * overwritten in memory when the last reference goes, and kept out of our logs while they live.
 */
struct _AhoyCredentials {
  gatomicrefcount  ref_count;
  AhoyLoginKind    kind;
  char            *authname;
  char            *secret;
  char            *relay_user;   /* or NULL, both */
  char            *relay_secret;
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

static void
drop_relay (AhoyCredentials *self)
{
  if (self->relay_secret != NULL)
    ahoy_log_unhide (self->relay_secret);
  g_clear_pointer (&self->relay_user, g_free);
  g_clear_pointer (&self->relay_secret, ahoy_secret_free);
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
  drop_relay (self);
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

/**
 * ahoy_credentials_set_relay:
 * @self: new credentials
 * @user: (nullable): a name for TURN servers
 * @secret: (nullable): the password that belongs to it; %NULL with @user
 *
 * Says who the person is to the TURN servers of the account.
 */
void
ahoy_credentials_set_relay (AhoyCredentials *self, const char *user, const char *secret)
{
  g_return_if_fail ((user == NULL) == (secret == NULL));

  drop_relay (self);
  if (user == NULL)
    return;

  self->relay_user = g_strdup (user);
  self->relay_secret = g_strdup (secret);
  ahoy_log_hide (self->relay_secret);
}

/**
 * ahoy_credentials_get_relay_user:
 * @self: credentials
 *
 * Returns: (nullable): the name for TURN servers
 */
const char *
ahoy_credentials_get_relay_user (AhoyCredentials *self)
{
  return self->relay_user;
}

/**
 * ahoy_credentials_get_relay_secret:
 * @self: credentials
 *
 * Returns: (nullable): the password for TURN servers
 */
const char *
ahoy_credentials_get_relay_secret (AhoyCredentials *self)
{
  return self->relay_secret;
}

/* None of the texts has a line end where a person has typed it. */
#define SEPARATOR "\n"

/**
 * ahoy_credentials_dup_kept:
 * @self: credentials
 *
 * Makes one text of all secrets, to be kept where secrets are.
 *
 * Returns: (transfer full): the text, to be freed by ahoy_secret_free()
 */
char *
ahoy_credentials_dup_kept (AhoyCredentials *self)
{
  if (self->relay_user == NULL)
    return g_strdup (self->secret);

  return g_strjoin (SEPARATOR, self->secret, self->relay_user, self->relay_secret, NULL);
}

/**
 * ahoy_credentials_new_kept:
 * @kind: what the secret is
 * @authname: (nullable): as of ahoy_credentials_new()
 * @kept: the text of ahoy_credentials_dup_kept()
 *
 * Returns: (transfer full): the credentials as they were
 */
AhoyCredentials *
ahoy_credentials_new_kept (AhoyLoginKind kind, const char *authname, const char *kept)
{
  const char *user = strstr (kept, SEPARATOR);
  const char *secret = user != NULL ? strstr (user + 1, SEPARATOR) : NULL;
  g_autoptr (AhoySecret) first = NULL;
  g_autofree char *name = NULL;
  AhoyCredentials *self;

  if (secret == NULL)
    return ahoy_credentials_new (kind, authname, kept);

  first = g_strndup (kept, user - kept);
  name = g_strndup (user + 1, secret - user - 1);
  self = ahoy_credentials_new (kind, authname, first);
  ahoy_credentials_set_relay (self, name, secret + 1);

  return self;
}
