/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-client-private.h"

#include "ahoy-keyring.h"
#include "ahoy-service-info.h"

#include <glib/gi18n-lib.h>

/* The part of AhoyClient that remembers the person: settings and keyring. */

static void
keyring_job_done (AhoyClient *self)
{
  self->keyring_jobs--;
  ahoy_client_check_quit (self);
}

static void
store_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyClient) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ahoy_keyring_store_finish (result, &error))
    ahoy_client_set_notice (self, error->message, FALSE);
  keyring_job_done (self);
}

static void
clear_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyClient) self = user_data;
  g_autoptr (GError) error = NULL;

  /* Without a keyring there is nothing in it. */
  if (!ahoy_keyring_clear_finish (result, &error) &&
      !g_error_matches (error, AHOY_KEYRING_ERROR, AHOY_KEYRING_ERROR_ABSENT))
    ahoy_client_set_notice (self, error->message, FALSE);
  keyring_job_done (self);
}

/* Removes what the keyring has of @account. */
void
ahoy_client_forget_secret (AhoyClient *self, AhoyAccount *account)
{
  self->keyring_jobs++;
  ahoy_keyring_clear_async (account, NULL, clear_cb, g_object_ref (self));
}

/* Whether two accounts are the same person at the same place. */
gboolean
ahoy_client_is_same_user (AhoyAccount *a, AhoyAccount *b)
{
  return g_strcmp0 (ahoy_account_get_service (a), ahoy_account_get_service (b)) == 0 &&
         g_strcmp0 (ahoy_account_get_server (a), ahoy_account_get_server (b)) == 0 &&
         g_strcmp0 (ahoy_account_get_app_id (a), ahoy_account_get_app_id (b)) == 0 &&
         g_strcmp0 (ahoy_account_get_user (a), ahoy_account_get_user (b)) == 0;
}

/* The login of self->account has succeeded with self->credentials. */
void
ahoy_client_remember_login (AhoyClient *self)
{
  g_autoptr (AhoyAccount) before = NULL;
  AhoyLoginKind kind = ahoy_credentials_get_kind (self->credentials);
  g_autoptr (AhoySecret) kept = ahoy_credentials_dup_kept (self->credentials);
  gboolean has_secret = *kept != '\0';
  const char *user;

  if (self->remember == AHOY_REMEMBER_NOTHING)
    return;

  before = ahoy_settings_load_account (self->settings);
  user = ahoy_account_get_user (before);
  if (user != NULL && (self->remember != AHOY_REMEMBER_ALL ||
                       !ahoy_client_is_same_user (before, self->account))) {
    ahoy_settings_forget_user (self->settings);
    ahoy_client_forget_secret (self, before);
  }

  ahoy_settings_remember_server (self->settings, self->account, kind);
  if (self->remember != AHOY_REMEMBER_ALL)
    return;
  ahoy_settings_remember_user (self->settings, ahoy_account_get_user (self->account),
                               ahoy_credentials_get_authname (self->credentials), has_secret);
  if (self->automatic)
    return;
  if (!has_secret) {
    /* There may be one of an earlier login. */
    ahoy_client_forget_secret (self, self->account);
    return;
  }
  self->keyring_jobs++;
  ahoy_keyring_store_async (self->account, kind, kept, NULL, store_cb, g_object_ref (self));
}

static void
on_recents_notify_seen_until (AhoyClient *self, GParamSpec *pspec, AhoyRecents *recents)
{
  /* Not of a session that has ended meanwhile. */
  if (self->phase == AHOY_PHASE_ON && self->session != NULL &&
      ahoy_session_get_recents (self->session) == recents)
    ahoy_settings_remember_seen_until (self->settings, ahoy_recents_get_seen_until (recents));
}

/* Which missed calls a person has seen is remembered of those who stay logged in. */
void
ahoy_client_follow_seen (AhoyClient *self)
{
  AhoyRecents *recents = ahoy_session_get_recents (self->session);

  if (self->remember != AHOY_REMEMBER_ALL)
    return;
  ahoy_recents_set_seen_until (recents, ahoy_settings_get_seen_until (self->settings));
  g_signal_connect_object (recents, "notify::seen-until",
                           G_CALLBACK (on_recents_notify_seen_until), self, G_CONNECT_SWAPPED);
}

/* Whether something of a person is kept although nobody is logged in. */
gboolean
ahoy_client_has_leftovers (AhoyClient *self)
{
  g_autoptr (AhoyAccount) account = ahoy_settings_load_account (self->settings);

  return self->ended || self->asleep || ahoy_account_get_user (account) != NULL;
}

/* Whoever stays logged in does not any more. */
void
ahoy_client_forget_login (AhoyClient *self)
{
  g_autoptr (AhoyAccount) account = ahoy_settings_load_account (self->settings);

  if (ahoy_account_get_user (account) == NULL)
    return;

  ahoy_settings_forget_user (self->settings);
  ahoy_client_forget_secret (self, account);
}

static void
login_remembered (AhoyClient *self, AhoyAccount *account, const char *secret)
{
  g_autoptr (AhoyCredentials) credentials =
    ahoy_credentials_new_kept (ahoy_settings_get_login_kind (self->settings),
                               ahoy_settings_get_authname (self->settings), secret);

  ahoy_client_login_remembered (self, account, credentials);
}

static void
lookup_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AhoyClient *self = g_task_get_source_object (task);
  AhoyAccount *account = g_task_get_task_data (task);
  const AhoySecretWords *words =
    ahoy_service_info_get_secret_words (ahoy_account_get_service (account),
                                        ahoy_settings_get_login_kind (self->settings));
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySecret) secret = ahoy_keyring_lookup_finish (result, &error);

  /* Cancelled, and perhaps something else has begun since. */
  if (self->phase != AHOY_PHASE_LOOKUP || self->cancellable != g_task_get_cancellable (task))
    return;

  /* From one to the other without a moment of neither, which would be told as the end. */
  if (secret != NULL) {
    login_remembered (self, account, secret);
    return;
  }

  if (error != NULL)
    ahoy_client_set_notice (self, error->message,
                            g_error_matches (error, AHOY_KEYRING_ERROR, AHOY_KEYRING_ERROR_LOCKED));
  ahoy_client_set_message (self, _(words->again), FALSE);
  ahoy_client_set_phase (self, AHOY_PHASE_IDLE);
}

static void
look_up (AhoyClient *self, gboolean unlock)
{
  g_autoptr (AhoyAccount) account = ahoy_settings_load_account (self->settings);
  g_autoptr (GSettings) gsettings = g_object_ref (ahoy_settings_get_gsettings (self->settings));
  GTask *task;

  if (self->phase != AHOY_PHASE_IDLE || ahoy_account_get_user (account) == NULL ||
      !g_settings_get_boolean (gsettings, "stay-logged-in"))
    return;
  if (!ahoy_settings_get_has_secret (self->settings)) {
    login_remembered (self, account, "");
    return;
  }

  ahoy_client_set_notice (self, NULL, FALSE);
  ahoy_client_set_message (self, NULL, FALSE);
  ahoy_client_set_phase (self, AHOY_PHASE_LOOKUP);
  task = g_task_new (self, self->cancellable, NULL, NULL);
  g_task_set_source_tag (task, look_up);
  g_task_set_task_data (task, g_object_ref (account), g_object_unref);
  ahoy_keyring_lookup_async (account, ahoy_settings_get_login_kind (self->settings), unlock,
                             self->cancellable, lookup_cb, task);
}

/**
 * ahoy_client_start:
 * @self: the client
 *
 * Logs in whoever stays logged in. To be called when the first frame has been drawn: nothing before
 * asks the keyring or the network.
 */
void
ahoy_client_start (AhoyClient *self)
{
  g_return_if_fail (AHOY_IS_CLIENT (self));

  look_up (self, FALSE);
}

/**
 * ahoy_client_unlock:
 * @self: the client
 *
 * Like [method@Client.start], and the person may be asked to unlock the keyring.
 */
void
ahoy_client_unlock (AhoyClient *self)
{
  g_return_if_fail (AHOY_IS_CLIENT (self));

  look_up (self, TRUE);
}
