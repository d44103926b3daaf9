/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-session-memory.h"

#include "ahoy-credentials.h"
#include "ahoy-log.h"

/* What a session keeps from one login to the next, for services that want to know it again. */
struct _AhoySessionMemory {
  GObject  parent_instance;

  char    *client_id;
  char    *token;       /* a secret, or NULL */
  char    *ice_user;    /* or NULL */
  char    *ice_secret;  /* or NULL */
  guint    n_logins;    /* requests without an answer yet */
};

G_DEFINE_FINAL_TYPE (AhoySessionMemory, ahoy_session_memory, G_TYPE_OBJECT)

enum { SIGNAL_IDLE, N_SIGNALS };
static guint signals[N_SIGNALS];

/**
 * ahoy_session_memory_get_client_id:
 * @self: the memory
 *
 * Returns: a UUID in lower case, which says that all logins with this memory are one client's
 */
const char *
ahoy_session_memory_get_client_id (AhoySessionMemory *self)
{
  return self->client_id;
}

/**
 * ahoy_session_memory_get_token:
 * @self: the memory
 *
 * Returns: (nullable): what the service has given the client to prove that it has logged in, in a
 *   login that may be over
 */
const char *
ahoy_session_memory_get_token (AhoySessionMemory *self)
{
  return self->token;
}

static void
replace_secret (char **place, const char *secret)
{
  char *old = *place;

  *place = g_strdup (secret);
  if (secret != NULL)
    ahoy_log_hide (secret);
  if (old != NULL)
    ahoy_log_unhide (old);
  ahoy_secret_free (old);
}

/**
 * ahoy_session_memory_set_token:
 * @self: the memory
 * @token: (nullable): what [method@SessionMemory.get_token] gives; no log shows it
 */
void
ahoy_session_memory_set_token (AhoySessionMemory *self, const char *token)
{
  replace_secret (&self->token, token);
}

/**
 * ahoy_session_memory_get_ice_user:
 * @self: the memory
 *
 * Returns: (nullable): the person's own name for TURN servers, instead of the service's
 */
const char *
ahoy_session_memory_get_ice_user (AhoySessionMemory *self)
{
  return self->ice_user;
}

/**
 * ahoy_session_memory_get_ice_secret:
 * @self: the memory
 *
 * Returns: (nullable): the password that belongs to [method@SessionMemory.get_ice_user]
 */
const char *
ahoy_session_memory_get_ice_secret (AhoySessionMemory *self)
{
  return self->ice_secret;
}

/**
 * ahoy_session_memory_set_ice:
 * @self: the memory
 * @user: (nullable): the name for TURN servers
 * @secret: (nullable): the password; no log shows it
 */
void
ahoy_session_memory_set_ice (AhoySessionMemory *self, const char *user, const char *secret)
{
  g_free (self->ice_user);
  self->ice_user = g_strdup (user);
  replace_secret (&self->ice_secret, secret);
}

/**
 * ahoy_session_memory_forget:
 * @self: the memory
 *
 * The person has logged out: wipes what could be used to log in. The client stays the same.
 */
void
ahoy_session_memory_forget (AhoySessionMemory *self)
{
  ahoy_session_memory_set_token (self, NULL);
  ahoy_session_memory_set_ice (self, NULL, NULL);
}

/**
 * ahoy_session_memory_begin_login:
 * @self: the memory
 *
 * The service is asked for a token. One of two that are asked for at the same time may take the
 * validity from the other, whichever the service has been asked for last: so who wants to ask
 * should wait until [method@SessionMemory.get_idle], also for a login that was cancelled.
 */
void
ahoy_session_memory_begin_login (AhoySessionMemory *self)
{
  self->n_logins++;
}

/**
 * ahoy_session_memory_end_login:
 * @self: the memory
 *
 * The service has answered, or will not.
 */
void
ahoy_session_memory_end_login (AhoySessionMemory *self)
{
  self->n_logins--;
  if (self->n_logins == 0)
    g_signal_emit (self, signals[SIGNAL_IDLE], 0);
}

/**
 * ahoy_session_memory_get_idle:
 * @self: the memory
 *
 * Returns: whether no token is being asked for
 */
gboolean
ahoy_session_memory_get_idle (AhoySessionMemory *self)
{
  return self->n_logins == 0;
}

static void
ahoy_session_memory_finalize (GObject *object)
{
  AhoySessionMemory *self = AHOY_SESSION_MEMORY (object);

  ahoy_session_memory_forget (self);
  g_free (self->client_id);

  G_OBJECT_CLASS (ahoy_session_memory_parent_class)->finalize (object);
}

static void
ahoy_session_memory_class_init (AhoySessionMemoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_session_memory_finalize;

  /**
   * AhoySessionMemory::idle:
   * @self: the memory
   *
   * No token is being asked for any more.
   */
  signals[SIGNAL_IDLE] = g_signal_new ("idle", AHOY_TYPE_SESSION_MEMORY, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
ahoy_session_memory_init (AhoySessionMemory *self)
{
  self->client_id = g_uuid_string_random ();
}

/**
 * ahoy_session_memory_new:
 *
 * Returns: (transfer full): the memory of another client
 */
AhoySessionMemory *
ahoy_session_memory_new (void)
{
  return g_object_new (AHOY_TYPE_SESSION_MEMORY, NULL);
}
