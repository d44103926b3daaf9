/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoyctl-session.h"

#include "ahoy-keyring.h"
#include "ahoy-session.h"
#include "ahoyctl-call.h"
#include "ahoyctl-output.h"
#include "ahoyctl-secret.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

/* All commands but practice: one session, from its login to its end. */
typedef struct {
  AhoyctlOptions *options;
  GMainLoop      *loop;
  GCancellable   *looking_up;  /* while the keyring is asked */
  AhoySession    *session;     /* NULL before there is a password */
  AhoyctlCall    *call;        /* with call and answer */
  char           *secret;
  char           *ice_secret;  /* or NULL */
  guint           stay_id;
  guint           unread_id;
  guint           done_id;
  guint           reader_id;
  gboolean        connected;   /* has been */
  gboolean        interrupted;
  gboolean        leaving;     /* the log-out is ours */
  gboolean        ended;       /* the service's doing */
  int             code;
} Run;

static void
disconnect_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *self = data;
  g_autoptr (GError) error = NULL;

  if (ahoy_session_disconnect_finish (AHOY_SESSION (source), result, &error) && self->connected)
    ahoyctl_say (_("Logged out."));
  g_main_loop_quit (self->loop);
}

static void
leave (Run *self, int code)
{
  if (self->leaving)
    return;

  self->leaving = TRUE;
  self->code = code;
  g_clear_handle_id (&self->stay_id, g_source_remove);
  ahoy_session_disconnect_async (self->session, NULL, disconnect_cb, self);
}

static gboolean
on_unread (gpointer data)
{
  Run *self = data;

  self->unread_id = 0;
  leave (self, 1);

  return G_SOURCE_REMOVE;
}

static gboolean
on_done (gpointer data)
{
  Run *self = data;

  self->done_id = 0;
  leave (self, self->code);

  return G_SOURCE_REMOVE;
}

/* The call is over. Where that is because the session is, its own signals still tell so. */
static void
on_call_done (int code, gpointer data)
{
  Run *self = data;

  if (self->leaving || self->ended || self->done_id != 0)
    return;

  self->code = code;
  self->done_id = g_idle_add (on_done, self);
}

/* The reader of the lines has gone: what was asked for does not happen any more. Not from inside
 * the session's own signal, which may have more to do. */
static void
check_reader (Run *self, gboolean printed)
{
  if (!printed && !self->leaving && self->unread_id == 0)
    self->unread_id = g_idle_add (on_unread, self);
}

/* Noticed at once, and not by the next line, which may be hours away. */
static gboolean
on_reader_gone (int fd, GIOCondition condition, gpointer data)
{
  Run *self = data;

  self->reader_id = 0;
  leave (self, 1);

  return G_SOURCE_REMOVE;
}

static void
on_call_printed (gboolean printed, gpointer data)
{
  check_reader (data, printed);
}

static void
on_session_change (Run *self)
{
  gboolean over = !ahoy_session_get_connected (self->session) &&
                  !ahoy_session_get_pending (self->session);

  check_reader (self, ahoyctl_print_session (self->session));
  if (over && self->connected && !self->leaving && !self->ended) {
    const GError *error = ahoy_session_get_error (self->session);
    g_autofree char *reason = error != NULL ? ahoy_error_describe (error) : NULL;

    ahoyctl_say (_("The session has ended: %s"), reason != NULL ? reason : _("no reason given"));
    self->ended = TRUE; /* more than one signal tells it */
    self->code = 1;
    g_main_loop_quit (self->loop);
  }
}

static void
on_session_event (AhoySession *session, AhoyEventKind kind, const char *text, Run *self)
{
  check_reader (self, ahoyctl_print_message (kind, text));
}

static gboolean
on_stay_over (gpointer data)
{
  Run *self = data;

  self->stay_id = 0;
  leave (self, 0);

  return G_SOURCE_REMOVE;
}

static void
connect_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *self = data;
  g_autoptr (GError) error = NULL;

  if (ahoy_session_connect_finish (AHOY_SESSION (source), result, &error)) {
    self->connected = TRUE;
    if (self->leaving)
      return;
    ahoyctl_say (_("Logged in as %s."), ahoy_account_get_user (self->options->account));
    if (self->call != NULL)
      ahoyctl_call_begin (self->call);
    if (self->options->command != AHOYCTL_COMMAND_LOGIN)
      return;
    if (self->options->stay == 0)
      leave (self, 0);
    else
      self->stay_id = g_timeout_add_seconds (self->options->stay, on_stay_over, self);
  } else if (!self->leaving) {
    g_autofree char *described = ahoy_error_describe (error);

    ahoyctl_say ("%s", described);
    self->code = 1;
    g_main_loop_quit (self->loop);
  }
}

static gboolean
on_signal (Run *self)
{
  /* The person is in a hurry. */
  if (self->interrupted)
    _exit (1);

  self->interrupted = TRUE;
  if (self->session == NULL)
    g_cancellable_cancel (self->looking_up);
  else if (self->call != NULL && self->connected && !self->leaving)
    ahoyctl_call_end (self->call);
  else
    leave (self, self->options->command == AHOYCTL_COMMAND_EVENTS || self->connected ? 0 : 1);

  return G_SOURCE_CONTINUE;
}

static gboolean
on_sigint (gpointer data)
{
  return on_signal (data);
}

static void
lookup_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *self = data;
  g_autoptr (GError) error = NULL;

  self->secret = ahoy_keyring_lookup_finish (result, &error);
  /* Without a keyring there is still the person. */
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      !g_error_matches (error, AHOY_KEYRING_ERROR, AHOY_KEYRING_ERROR_ABSENT))
    ahoyctl_say ("%s.", error->message);
  g_main_loop_quit (self->loop);
}

static void
look_up_secret (Run *self)
{
  guint sigint = g_unix_signal_add (SIGINT, on_sigint, self);
  guint sigterm = g_unix_signal_add (SIGTERM, on_sigint, self);

  ahoy_keyring_lookup_async (self->options->account, self->options->login_kind, TRUE,
                             self->looking_up, lookup_cb, self);
  g_main_loop_run (self->loop);
  g_source_remove (sigint);
  g_source_remove (sigterm);
}

/* FALSE: code says how the program ends. */
static gboolean
find_secret (Run *self)
{
  g_autoptr (GError) error = NULL;

  self->secret = ahoyctl_secret_read_given (self->options, &error);
  if (self->secret == NULL && error == NULL) {
    look_up_secret (self);
    if (self->interrupted) {
      self->code = 1;
      return FALSE;
    }
    if (self->secret == NULL && (self->options->traits & AHOY_SERVICE_TRAIT_OPTIONAL_SECRET) != 0)
      self->secret = g_strdup ("");
    else if (self->secret == NULL)
      self->secret = ahoyctl_secret_ask (self->options, &error);
  }
  if (self->secret == NULL) {
    ahoyctl_say ("%s.", error->message);
    self->code = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? 1 : 2;
  }

  return self->secret != NULL;
}

/* FALSE: as above. */
static gboolean
find_ice_secret (Run *self)
{
  g_autoptr (GError) error = NULL;

  self->ice_secret = ahoyctl_secret_read_ice (self->options, &error);
  if (error == NULL)
    return TRUE;

  ahoyctl_say ("%s.", error->message);
  self->code = 2;

  return FALSE;
}

static void
run_session (Run *self)
{
  g_autoptr (AhoyCredentials) credentials =
    ahoy_credentials_new_kept (self->options->login_kind, self->options->authname, self->secret);
  guint sigint;
  guint sigterm;

  g_clear_pointer (&self->secret, ahoy_secret_free);
  self->session = g_object_new (AHOY_TYPE_SESSION,
                                "account", self->options->account,
                                "media-factory", self->call != NULL
                                                 ? ahoyctl_call_get_factory (self->call) : NULL,
                                NULL);
  if (self->ice_secret != NULL)
    ahoy_session_set_ice_credentials (self->session, self->options->ice_user, self->ice_secret);
  else
    ahoy_session_set_ice_credentials (self->session, ahoy_credentials_get_relay_user (credentials),
                                      ahoy_credentials_get_relay_secret (credentials));
  g_clear_pointer (&self->ice_secret, ahoy_secret_free);
  if (self->call != NULL)
    ahoyctl_call_watch (self->call, self->session);
  g_signal_connect_swapped (self->session, "auth-change", G_CALLBACK (on_session_change), self);
  g_signal_connect_swapped (self->session, "auth-error", G_CALLBACK (on_session_change), self);
  g_signal_connect_swapped (self->session, "notify::reconnecting",
                            G_CALLBACK (on_session_change), self);
  g_signal_connect (self->session, "event", G_CALLBACK (on_session_event), self);

  sigint = g_unix_signal_add (SIGINT, on_sigint, self);
  sigterm = g_unix_signal_add (SIGTERM, on_sigint, self);
  self->reader_id = g_unix_fd_add (STDOUT_FILENO, G_IO_ERR, on_reader_gone, self);
  ahoy_session_connect_async (self->session, credentials, NULL, connect_cb, self);
  g_main_loop_run (self->loop);
  g_clear_handle_id (&self->reader_id, g_source_remove);
  g_source_remove (sigint);
  g_source_remove (sigterm);

  g_clear_handle_id (&self->done_id, g_source_remove);
  g_clear_pointer (&self->call, ahoyctl_call_free);
  g_signal_handlers_disconnect_by_data (self->session, self);
  ahoy_session_destroy (self->session);
  g_clear_object (&self->session);
}

/* FALSE: there can be no call. */
static gboolean
make_call (Run *self)
{
  if (self->options->command != AHOYCTL_COMMAND_CALL &&
      self->options->command != AHOYCTL_COMMAND_ANSWER)
    return TRUE;

  self->call = ahoyctl_call_new (self->options, on_call_done, on_call_printed, self);
  if (self->call == NULL)
    self->code = 1;

  return self->call != NULL;
}

/* Logs in and out; the program's exit code. */
int
ahoyctl_session_run (AhoyctlOptions *options)
{
  Run self = { .options = options };

  self.loop = g_main_loop_new (NULL, FALSE);
  self.looking_up = g_cancellable_new ();
  if (make_call (&self) && find_ice_secret (&self) && find_secret (&self))
    run_session (&self);
  g_clear_pointer (&self.call, ahoyctl_call_free);
  g_clear_handle_id (&self.stay_id, g_source_remove);
  g_clear_handle_id (&self.unread_id, g_source_remove);
  g_clear_pointer (&self.secret, ahoy_secret_free);
  g_clear_pointer (&self.ice_secret, ahoy_secret_free);
  g_object_unref (self.looking_up);
  g_main_loop_unref (self.loop);

  return self.code;
}
