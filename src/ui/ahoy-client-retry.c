/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-client-private.h"

#include <glib/gi18n-lib.h>

/* The part of AhoyClient that logs in again by itself: after the computer has slept, when the
 * network was not there yet, and when it was away for so long that the session is lost. */

#define FIRST_DELAY   2 /* s */
#define LONGEST_DELAY 60 /* s */

/* Forgets what another login would take; the person has to enter it again. */
void
ahoy_client_drop_kept (AhoyClient *self)
{
  g_clear_pointer (&self->kept, ahoy_credentials_unref);
  self->n_tries = 0;
}

/* Whether trying again may help without anybody doing something. */
static gboolean
may_pass (const GError *error)
{
  if (error->domain == G_RESOLVER_ERROR)
    return TRUE;
  if (error->domain == G_IO_ERROR)
    return error->code != G_IO_ERROR_CANCELLED;

  return g_error_matches (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_UNAVAILABLE)
         || g_error_matches (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT)
         || g_error_matches (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_LOST_CONNECTION);
}

/* Ends the wait for the next try. */
void
ahoy_client_stop_waiting (AhoyClient *self)
{
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (g_network_monitor_get_default (), self);
}

static void
try_again (AhoyClient *self)
{
  g_autoptr (AhoyCredentials) credentials = ahoy_credentials_ref (self->kept);
  g_autoptr (AhoyAccount) account = g_object_ref (self->account);

  ahoy_client_stop_waiting (self);
  ahoy_client_start_login (self, account, credentials, self->remember, TRUE);
}

static gboolean
on_retry (gpointer data)
{
  AhoyClient *self = data;

  self->retry_id = 0;
  try_again (self);

  return G_SOURCE_REMOVE;
}

static void
on_network_changed (GNetworkMonitor *network, gboolean available, AhoyClient *self)
{
  if (available)
    try_again (self);
}

/* A login has failed with @error. If the program had begun it and another try may help, waits for
 * that, and returns whether it does. What the network monitor says is only ever a reason to try
 * earlier: in a sandbox it may be wrong. */
gboolean
ahoy_client_wait (AhoyClient *self, const GError *error)
{
  g_autofree char *message = NULL;
  guint delay;

  if (!self->automatic || self->asleep || self->quit_task != NULL || !may_pass (error))
    return FALSE;

  if (self->kept == NULL)
    self->kept = ahoy_credentials_ref (self->credentials);
  g_clear_pointer (&self->credentials, ahoy_credentials_unref);
  delay = MIN (FIRST_DELAY << MIN (self->n_tries, 8), LONGEST_DELAY);
  self->n_tries++;
  /* Translators: %s is a sentence that says why logging in has failed */
  message = g_strdup_printf (_("%s Trying again…"), error->message);
  ahoy_client_set_message (self, message, TRUE);
  ahoy_client_set_phase (self, AHOY_PHASE_WAIT);
  self->retry_id = g_timeout_add_seconds (delay, on_retry, self);
  g_signal_connect (g_network_monitor_get_default (), "network-changed",
                    G_CALLBACK (on_network_changed), self);

  return TRUE;
}

/* The session of somebody has ended with @error. Whoever stays logged in is logged in again as soon as
 * that works, unless the service has ended the session on purpose: returns whether this waits. One
 * that is lost again and again is not begun every two seconds. */
gboolean
ahoy_client_wait_lost (AhoyClient *self, const GError *error)
{
  if (self->remember != AHOY_REMEMBER_ALL
      || !g_error_matches (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_LOST_CONNECTION))
    return FALSE;

  if (g_get_monotonic_time () - self->begun >= LONGEST_DELAY * G_TIME_SPAN_SECOND)
    self->n_tries = 0;
  self->automatic = TRUE;
  if (!ahoy_client_wait (self, error))
    return FALSE;

  ahoy_client_set_message (self, _("Connection lost. Logging in again as soon as the service can be "
                                   "reached…"), TRUE);

  return TRUE;
}

/* What was logged out, or cancelled, for the sleep comes back, now that this is done. */
void
ahoy_client_check_woken (AhoyClient *self)
{
  gboolean woken = self->woken;

  self->woken = FALSE;
  if (woken && self->quit_task == NULL && self->phase == AHOY_PHASE_IDLE && self->kept != NULL
      && self->account != NULL)
    try_again (self);
}

/**
 * ahoy_client_suspend:
 * @self: the client
 *
 * Logs out because the computer is about to sleep: calls end, and other devices of the person are
 * called instead. Nothing is forgotten. The client is idle when it is done.
 */
void
ahoy_client_suspend (AhoyClient *self)
{
  g_return_if_fail (AHOY_IS_CLIENT (self));

  if (self->asleep || self->phase == AHOY_PHASE_IDLE || self->phase == AHOY_PHASE_LOGOUT)
    return;

  self->asleep = TRUE;
  switch (self->phase) {
  case AHOY_PHASE_ON:
    ahoy_client_start_logout (self, TRUE);
    break;
  case AHOY_PHASE_LOGIN:
    if (self->kept == NULL)
      self->kept = ahoy_credentials_ref (self->credentials);
    ahoy_client_cancel (self);
    break;
  case AHOY_PHASE_WAIT:
    ahoy_client_stop_waiting (self);
    ahoy_client_set_phase (self, AHOY_PHASE_IDLE);
    break;
  case AHOY_PHASE_LOOKUP:
    ahoy_client_cancel (self);
    break;
  case AHOY_PHASE_IDLE:
  case AHOY_PHASE_LOGOUT:
  default:
    g_assert_not_reached ();
  }
}

/**
 * ahoy_client_resume:
 * @self: the client
 *
 * The computer has woken up: logs in again whom [method@Client.suspend] has logged out, as soon as
 * the network is there.
 */
void
ahoy_client_resume (AhoyClient *self)
{
  g_return_if_fail (AHOY_IS_CLIENT (self));

  if (!self->asleep)
    return;

  self->asleep = FALSE;
  self->n_tries = 0;
  if (self->phase == AHOY_PHASE_LOGOUT || self->phase == AHOY_PHASE_LOGIN)
    self->woken = TRUE; /* it slept before we were done */
  else if (self->phase == AHOY_PHASE_IDLE && self->kept != NULL && self->account != NULL)
    try_again (self);
  else if (self->phase == AHOY_PHASE_IDLE)
    ahoy_client_start (self);
}
