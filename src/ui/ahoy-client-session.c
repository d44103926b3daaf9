/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-client-private.h"

#include <glib/gi18n-lib.h>

/* The part of AhoyClient that logs in and out. */

/* Longer than this nobody waits for a server to take note of a log-out; it notices by itself. */
#define LOGOUT_LIMIT_MS 10000
#define QUIT_LIMIT_MS    3000
#define SETTLE_LIMIT_MS  1500

/* Ends the wait for quitting when nothing is left to wait for. */
void
ahoy_client_check_quit (AhoyClient *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->quit_task == NULL || self->phase != AHOY_PHASE_IDLE || self->keyring_jobs > 0)
    return;

  g_clear_handle_id (&self->quit_id, g_source_remove);
  task = g_steal_pointer (&self->quit_task);
  g_task_return_boolean (task, TRUE);
}

static void
destroy_session (AhoyClient *self, AhoySession **session)
{
  g_autoptr (AhoySession) old = g_steal_pointer (session);

  if (old == NULL)
    return;
  g_signal_handlers_disconnect_by_data (old, self);
  ahoy_session_destroy (old);
  if (old == ahoy_calls_get_session (self->calls))
    ahoy_calls_set_session (self->calls, NULL);
}

static void
on_retire (gpointer data)
{
  AhoyClient *self = data;

  self->retire_id = 0;
  destroy_session (self, &self->retired);
}

/* The session is over. It is destroyed a turn later, since it may be in the middle of telling so,
 * with more to tell. */
static void
retire_session (AhoyClient *self)
{
  destroy_session (self, &self->retired);
  self->retired = g_steal_pointer (&self->session);
  if (self->retire_id == 0)
    self->retire_id = g_idle_add_once (on_retire, self);
  g_clear_pointer (&self->since, g_date_time_unref);
}

static void
drop_credentials (AhoyClient *self)
{
  g_clear_pointer (&self->credentials, ahoy_credentials_unref);
}

/* Nothing of the person may be found by the next one; @reason is the one line that stays. */
static void
forget_person (AhoyClient *self, const char *reason)
{
  ahoy_calls_forget (self->calls);
  ahoy_activity_log_forget (self->activity);
  ahoy_activity_log_add (self->activity, AHOY_EVENT_KIND_ENDED, reason);
  ahoy_activity_log_flush (self->activity);
  g_clear_object (&self->account);
  self->ended = FALSE;
  ahoy_client_set_message (self, reason, FALSE);
  g_signal_emit_by_name (self, "forget");
}

static void
finish_logout (AhoyClient *self)
{
  destroy_session (self, &self->session);
  destroy_session (self, &self->retired);
  g_clear_pointer (&self->since, g_date_time_unref);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (!self->asleep && !self->woken)
    ahoy_client_drop_kept (self);
  if (!self->keep)
    forget_person (self, _("You logged out."));
  if (self->unsettled)
    ahoy_client_set_notice (self, _("The service has not confirmed that calls are deleted: they "
                                    "may be there again after the next login."), FALSE);
  ahoy_client_set_phase (self, AHOY_PHASE_IDLE);
  ahoy_client_check_quit (self);
  ahoy_client_check_woken (self);
}

static void
disconnect_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyClient) self = user_data;
  g_autoptr (GError) error = NULL;

  /* The person is logged out here whatever the server has answered; the session has told it in an
   * event. */
  if (!ahoy_session_disconnect_finish (AHOY_SESSION (source), result, &error))
    g_debug ("Logging out: %s", error->message);
  if (self->phase == AHOY_PHASE_LOGOUT && self->session == AHOY_SESSION (source))
    finish_logout (self);
}

static void
on_logout_limit (gpointer data)
{
  AhoyClient *self = data;

  self->limit_id = 0;
  finish_logout (self);
}

static void
leave (AhoyClient *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  ahoy_session_disconnect_async (self->session, self->cancellable, disconnect_cb,
                                 g_object_ref (self));
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyClient) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ahoy_recents_delete_hidden_finish (AHOY_RECENTS (source), result, &error))
    g_debug ("Calls could not be deleted: %s", error->message);
  if (self->settle_id == 0)
    return; /* not waited for any more */

  self->unsettled = error != NULL;
  leave (self);
}

static void
on_settle_limit (gpointer data)
{
  AhoyClient *self = data;

  self->settle_id = 0;
  leave (self);
}

/* What was deleted and can be brought back is deleted for good, while the service still listens. */
static void
settle (AhoyClient *self)
{
  AhoyRecents *recents = ahoy_session_get_recents (self->session);

  self->unsettled = ahoy_recents_get_n_hidden (recents) > 0;
  if (!self->unsettled) {
    leave (self);
    return;
  }

  self->settle_id = g_timeout_add_once (SETTLE_LIMIT_MS, on_settle_limit, self);
  ahoy_recents_delete_hidden_async (recents, settled_cb, g_object_ref (self));
}

/* Logs out; with @keep, the person stays remembered. */
void
ahoy_client_start_logout (AhoyClient *self, gboolean keep)
{
  ahoy_client_set_notice (self, NULL, FALSE);
  /* At once: the program may end before the server has answered. */
  if (!keep && self->remember != AHOY_REMEMBER_NOTHING)
    ahoy_settings_forget_user (self->settings);
  if (!keep && self->remember == AHOY_REMEMBER_ALL)
    ahoy_client_forget_secret (self, self->account);

  self->keep = keep;
  ahoy_client_set_message (self, NULL, FALSE);
  ahoy_client_set_phase (self, AHOY_PHASE_LOGOUT);
  self->limit_id = g_timeout_add_once (LOGOUT_LIMIT_MS, on_logout_limit, self);
  settle (self);
}

static void
finish_login (AhoyClient *self)
{
  g_autofree char *message = NULL;
  guint n_tries = self->n_tries;

  ahoy_client_remember_login (self);
  ahoy_client_follow_seen (self);
  ahoy_client_drop_kept (self);
  self->kept = g_steal_pointer (&self->credentials);
  self->n_tries = n_tries; /* until the session has lasted */
  self->begun = g_get_monotonic_time ();
  self->since = g_date_time_new_now_local ();
  /* Translators: %s is a user name */
  message = g_strdup_printf (_("Logged in as %s."), ahoy_account_get_user (self->account));
  ahoy_client_set_message (self, message, FALSE);
  ahoy_client_set_phase (self, AHOY_PHASE_ON);
}

static void
fail_login (AhoyClient *self, const GError *error)
{
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  retire_session (self);
  if (ahoy_client_wait (self, error))
    return;
  drop_credentials (self);
  if (!self->asleep && !self->woken)
    ahoy_client_drop_kept (self);
  if (self->automatic &&
      g_error_matches (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_CREDENTIALS))
    ahoy_client_forget_secret (self, self->account);
  ahoy_client_set_message (self, cancelled ? _("Login cancelled.") : error->message, !cancelled);
  ahoy_client_set_phase (self, AHOY_PHASE_IDLE);
  if (!cancelled)
    g_signal_emit_by_name (self, "failed", error);
  ahoy_client_check_quit (self);
  ahoy_client_check_woken (self);
}

static void
end_session (AhoyClient *self)
{
  const GError *told = ahoy_session_get_error (self->session);
  g_autoptr (GError) error = told != NULL ? g_error_copy (told) : NULL;
  g_autofree char *reason = g_strdup (error != NULL ? error->message
                                                    : _("The server has ended the session."));

  retire_session (self);
  if (ahoy_client_wait_lost (self, error))
    return;
  ahoy_client_drop_kept (self);
  self->ended = TRUE;
  ahoy_client_set_message (self, reason, TRUE);
  ahoy_client_set_phase (self, AHOY_PHASE_IDLE);
  g_signal_emit_by_name (self, "ended", reason);
  ahoy_client_check_quit (self);
}

static void
on_session_auth_change (AhoySession *session, AhoyClient *self)
{
  gboolean connected;

  if (session != self->session)
    return;
  connected = ahoy_session_get_connected (session);
  if (self->phase == AHOY_PHASE_LOGIN && connected)
    finish_login (self);
  else if (self->phase == AHOY_PHASE_ON && !connected && !ahoy_session_get_pending (session))
    end_session (self);
  else
    ahoy_client_notify_state (self);
}

static void
on_session_event (AhoySession *session, AhoyEventKind kind, const char *text, AhoyClient *self)
{
  ahoy_activity_log_add (self->activity, kind, text);
}

static void
connect_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyClient) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean connected = ahoy_session_connect_finish (AHOY_SESSION (source), result, &error);

  if (self->session != AHOY_SESSION (source) || self->phase != AHOY_PHASE_LOGIN)
    return;
  if (connected)
    finish_login (self);
  else
    fail_login (self, error);
}

/* Begins a login; @automatic: the program does, not the person. */
void
ahoy_client_start_login (AhoyClient *self, AhoyAccount *account, AhoyCredentials *credentials,
                         AhoyRemember remember, gboolean automatic)
{
  g_autoptr (AhoyAccount) before = g_steal_pointer (&self->account);

  destroy_session (self, &self->retired);
  if (before != NULL && !ahoy_client_is_same_user (before, account)) {
    ahoy_calls_forget (self->calls);
    ahoy_activity_log_forget (self->activity);
  }

  self->ended = FALSE;
  self->account = g_object_ref (account);
  self->credentials = ahoy_credentials_ref (credentials);
  self->remember = remember;
  self->automatic = automatic;
  self->session = g_object_new (AHOY_TYPE_SESSION,
                                "account", account,
                                "clock", self->clock,
                                "media-factory", self->factory,
                                NULL);
  g_signal_connect (self->session, "auth-change", G_CALLBACK (on_session_auth_change), self);
  g_signal_connect (self->session, "event", G_CALLBACK (on_session_event), self);
  g_signal_connect_swapped (self->session, "notify::reconnecting",
                            G_CALLBACK (ahoy_client_notify_state), self);
  g_signal_connect_swapped (self->session, "notify::granted-services",
                            G_CALLBACK (ahoy_client_notify_state), self);

  ahoy_session_set_ice_credentials (self->session, ahoy_credentials_get_relay_user (credentials),
                                    ahoy_credentials_get_relay_secret (credentials));
  ahoy_calls_set_session (self->calls, self->session);

  ahoy_client_set_notice (self, NULL, FALSE);
  ahoy_client_set_message (self, NULL, FALSE);
  ahoy_client_set_phase (self, AHOY_PHASE_LOGIN);
  ahoy_session_connect_async (self->session, credentials, self->cancellable, connect_cb,
                              g_object_ref (self));
}

/* What is remembered logs in again. */
void
ahoy_client_login_remembered (AhoyClient *self, AhoyAccount *account, AhoyCredentials *credentials)
{
  ahoy_client_start_login (self, account, credentials, AHOY_REMEMBER_ALL, TRUE);
}

/**
 * ahoy_client_login:
 * @self: the client
 * @account: where and as whom
 * @credentials: the person's secret
 * @remember: what to remember when it has succeeded
 *
 * Logs in. Does nothing while there is a session.
 */
void
ahoy_client_login (AhoyClient *self, AhoyAccount *account, AhoyCredentials *credentials,
                   AhoyRemember remember)
{
  g_return_if_fail (AHOY_IS_CLIENT (self));

  if (self->phase != AHOY_PHASE_IDLE)
    return;
  self->asleep = self->woken = FALSE;
  ahoy_client_drop_kept (self);
  ahoy_client_start_login (self, account, credentials, remember, FALSE);
}

/**
 * ahoy_client_cancel:
 * @self: the client
 *
 * Cancels a pending login.
 */
void
ahoy_client_cancel (AhoyClient *self)
{
  g_return_if_fail (AHOY_IS_CLIENT (self));

  if (self->phase == AHOY_PHASE_LOGIN) {
    g_cancellable_cancel (self->cancellable);
  } else if (self->phase == AHOY_PHASE_LOOKUP) {
    g_cancellable_cancel (self->cancellable);
    ahoy_client_set_message (self, _("Login cancelled."), FALSE);
    ahoy_client_set_phase (self, AHOY_PHASE_IDLE);
    ahoy_client_check_quit (self);
  } else if (self->phase == AHOY_PHASE_WAIT) {
    ahoy_client_stop_waiting (self);
    ahoy_client_drop_kept (self);
    ahoy_client_set_message (self, _("Login cancelled."), FALSE);
    ahoy_client_set_phase (self, AHOY_PHASE_IDLE);
    ahoy_client_check_quit (self);
  }
}

/**
 * ahoy_client_logout:
 * @self: the client
 *
 * Logs out and forgets the person; cancels a pending login. While nobody is logged in, forgets what
 * is left of the one whose session was ended by others, or who stays logged in.
 */
void
ahoy_client_logout (AhoyClient *self)
{
  g_return_if_fail (AHOY_IS_CLIENT (self));

  if (self->phase == AHOY_PHASE_ON) {
    ahoy_client_start_logout (self, FALSE);
  } else if (self->phase == AHOY_PHASE_IDLE && ahoy_client_has_leftovers (self)) {
    ahoy_client_set_notice (self, NULL, FALSE);
    self->asleep = FALSE;
    ahoy_client_drop_kept (self);
    ahoy_client_forget_login (self);
    forget_person (self, _("You logged out."));
  } else {
    ahoy_client_cancel (self);
  }
}

static void
on_quit_limit (gpointer data)
{
  AhoyClient *self = data;
  g_autoptr (GTask) task = g_steal_pointer (&self->quit_task);

  self->quit_id = 0;
  if (self->phase == AHOY_PHASE_LOGOUT)
    finish_logout (self);
  destroy_session (self, &self->session);
  g_task_return_boolean (task, TRUE);
}

/**
 * ahoy_client_quit_async:
 * @self: the client
 * @callback: (scope async): called when the program may end, after 3 seconds at the latest
 * @user_data: data for @callback
 *
 * Ends what there is because the program ends: whoever stays logged in is only unsubscribed,
 * everybody else is logged out. To be called once.
 */
void
ahoy_client_quit_async (AhoyClient *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (AHOY_IS_CLIENT (self));
  g_return_if_fail (self->quit_task == NULL);

  self->quit_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->quit_task, ahoy_client_quit_async);
  self->quit_id = g_timeout_add_once (QUIT_LIMIT_MS, on_quit_limit, self);

  if (self->phase == AHOY_PHASE_ON)
    ahoy_client_start_logout (self, self->remember == AHOY_REMEMBER_ALL);
  else
    ahoy_client_cancel (self);
  ahoy_client_check_quit (self);
}

/**
 * ahoy_client_quit_finish:
 * @self: the client
 * @result: what the callback has got
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
ahoy_client_quit_finish (AhoyClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Lets go of everything that runs. */
void
ahoy_client_release (AhoyClient *self)
{
  g_clear_handle_id (&self->retire_id, g_source_remove);
  g_clear_handle_id (&self->limit_id, g_source_remove);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_handle_id (&self->quit_id, g_source_remove);
  destroy_session (self, &self->session);
  destroy_session (self, &self->retired);
  drop_credentials (self);
  ahoy_client_stop_waiting (self);
  ahoy_client_drop_kept (self);
  g_clear_object (&self->cancellable);
}
