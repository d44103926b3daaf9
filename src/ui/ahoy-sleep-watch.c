/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-sleep-watch.h"

#include <gio/gunixfdlist.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#define NAME "org.freedesktop.login1"
#define PATH "/org/freedesktop/login1"
#define MANAGER "org.freedesktop.login1.Manager"

/* Which of the two reasons why logind is asked for something. */
typedef enum {
  HANDOVER, /* to be told before the computer sleeps or ends, and to be waited for */
  CALL,     /* that it does not sleep during a call */
  N_REASONS
} Reason;

/**
 * AhoySleepWatch:
 *
 * Keeps the computer awake during calls; before it sleeps nevertheless, hands over to the other
 * devices of the person by logging out, and logs in again when it has woken up; before it ends, lets
 * the program end.
 *
 * The desktop is asked by [method@Gtk.Application.inhibit], and logind where it has no such thing.
 * What logind does is told on the system bus, as its documentation says. Where there is none, such as
 * in a container, nothing is told.
 */
struct _AhoySleepWatch {
  GObject          parent_instance;

  GtkApplication  *application; /* weak: it owns us */
  AhoyClient      *client;
  GDBusConnection *bus;         /* (nullable): until there is one */
  guint            sleep_id;
  guint            shutdown_id;
  GCancellable    *cancellable;
  int              fds[N_REASONS]; /* what holds logind, or -1 */
  gboolean         asked[N_REASONS];
  gboolean         wanted[N_REASONS];
  gboolean         in_call;
  guint            cookie;      /* of the desktop, or 0 */
};

G_DEFINE_FINAL_TYPE (AhoySleepWatch, ahoy_sleep_watch, G_TYPE_OBJECT)

static void
let_go (AhoySleepWatch *self, Reason reason)
{
  self->wanted[reason] = FALSE;
  if (self->fds[reason] >= 0)
    close (self->fds[reason]);
  self->fds[reason] = -1;
}

typedef struct {
  AhoySleepWatch *self;
  Reason          reason;
} Wish;

static void
inhibit_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Wish *wish = user_data;
  AhoySleepWatch *self = wish->self;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), &fds, result,
                                                     &error);
  int index, fd;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* there is no self any more */

  self->asked[wish->reason] = FALSE;
  if (reply == NULL) {
    g_debug ("logind: %s", error->message);
    return;
  }
  g_variant_get (reply, "(h)", &index);
  fd = fds != NULL ? g_unix_fd_list_get (fds, index, NULL) : -1;
  if (fd < 0)
    return;
  if (self->wanted[wish->reason])
    self->fds[wish->reason] = fd;
  else
    close (fd);
}

static void
hold (AhoySleepWatch *self, Reason reason)
{
  Wish *wish;

  self->wanted[reason] = TRUE;
  if (self->bus == NULL || self->asked[reason] || self->fds[reason] >= 0)
    return;

  self->asked[reason] = TRUE;
  wish = g_new0 (Wish, 1);
  wish->self = self;
  wish->reason = reason;
  g_dbus_connection_call_with_unix_fd_list (
    self->bus, NAME, PATH, MANAGER, "Inhibit",
    g_variant_new ("(ssss)", reason == CALL ? "sleep:idle" : "sleep:shutdown", _("Ahoy"),
                   reason == CALL ? _("A call is going on") : _("Ahoy logs out first"),
                   reason == CALL ? "block" : "delay"),
    G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, self->cancellable, inhibit_cb, wish);
}

static void
stay_awake (AhoySleepWatch *self, gboolean awake)
{
  if (awake == self->in_call)
    return;

  self->in_call = awake;
  if (awake) {
    self->cookie = gtk_application_inhibit (self->application,
                                            gtk_application_get_active_window (self->application),
                                            GTK_APPLICATION_INHIBIT_SUSPEND
                                              | GTK_APPLICATION_INHIBIT_IDLE,
                                            _("A call is going on"));
    if (self->cookie == 0)
      hold (self, CALL);
    return;
  }

  if (self->cookie != 0)
    gtk_application_uninhibit (self->application, self->cookie);
  self->cookie = 0;
  let_go (self, CALL);
}

static void
on_calls_changed (AhoySleepWatch *self)
{
  stay_awake (self, ahoy_calls_count_begun (ahoy_client_get_calls (self->client)) > 0);
}

static void
on_call_added (AhoySleepWatch *self, AhoyCall *call)
{
  /* Begun is a call that rings when it is answered. */
  g_signal_connect_object (call, "changed", G_CALLBACK (on_calls_changed), self, G_CONNECT_SWAPPED);
}

static void
on_client_changed (AhoySleepWatch *self)
{
  if (ahoy_client_get_connected (self->client))
    hold (self, HANDOVER);
  else if (!ahoy_client_get_pending (self->client))
    let_go (self, HANDOVER);
}

static gboolean
read_start (GVariant *parameters)
{
  gboolean start = FALSE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &start);

  return start;
}

static void
on_prepare_for_sleep (GDBusConnection *bus, const char *sender, const char *path,
                      const char *interface, const char *signal, GVariant *parameters,
                      gpointer user_data)
{
  AhoySleepWatch *self = user_data;

  /* When the client has logged out it says so, and logind is let go. */
  if (read_start (parameters))
    ahoy_client_suspend (self->client);
  else
    ahoy_client_resume (self->client);
}

static void
on_prepare_for_shutdown (GDBusConnection *bus, const char *sender, const char *path,
                         const char *interface, const char *signal, GVariant *parameters,
                         gpointer user_data)
{
  AhoySleepWatch *self = user_data;

  if (read_start (parameters))
    g_action_group_activate_action (G_ACTION_GROUP (self->application), "end", NULL);
}

static guint
subscribe (AhoySleepWatch *self, const char *signal, GDBusSignalCallback callback)
{
  return g_dbus_connection_signal_subscribe (self->bus, NAME, MANAGER, signal, PATH, NULL,
                                             G_DBUS_SIGNAL_FLAGS_NONE, callback, self, NULL);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AhoySleepWatch *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL) {
    /* When it was cancelled, there is no self any more. */
    g_debug ("The system bus: %s", error->message);
    return;
  }

  self->bus = g_steal_pointer (&bus);
  self->sleep_id = subscribe (self, "PrepareForSleep", on_prepare_for_sleep);
  self->shutdown_id = subscribe (self, "PrepareForShutdown", on_prepare_for_shutdown);
  for (guint i = 0; i < N_REASONS; i++)
    if (self->wanted[i])
      hold (self, i);
}

static void
ahoy_sleep_watch_dispose (GObject *object)
{
  AhoySleepWatch *self = AHOY_SLEEP_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  if (self->application != NULL)
    stay_awake (self, FALSE);
  for (guint i = 0; i < N_REASONS; i++)
    let_go (self, i);
  if (self->bus != NULL) {
    g_dbus_connection_signal_unsubscribe (self->bus, self->sleep_id);
    g_dbus_connection_signal_unsubscribe (self->bus, self->shutdown_id);
  }
  g_clear_object (&self->bus);
  g_clear_object (&self->client);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->application);

  G_OBJECT_CLASS (ahoy_sleep_watch_parent_class)->dispose (object);
}

static void
ahoy_sleep_watch_class_init (AhoySleepWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ahoy_sleep_watch_dispose;
}

static void
ahoy_sleep_watch_init (AhoySleepWatch *self)
{
  self->cancellable = g_cancellable_new ();
  for (guint i = 0; i < N_REASONS; i++)
    self->fds[i] = -1;
}

/**
 * ahoy_sleep_watch_new:
 * @application: is asked to end, by its action `app.end`, before the computer does
 * @client: is logged out before the computer sleeps
 *
 * Returns: (transfer full): what watches as long as it lives
 */
AhoySleepWatch *
ahoy_sleep_watch_new (GtkApplication *application, AhoyClient *client)
{
  AhoySleepWatch *self = g_object_new (AHOY_TYPE_SLEEP_WATCH, NULL);
  AhoyCalls *calls = ahoy_client_get_calls (client);

  g_set_weak_pointer (&self->application, application);
  self->client = g_object_ref (client);
  g_signal_connect_object (calls, "added", G_CALLBACK (on_call_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "items-changed", G_CALLBACK (on_calls_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "changed", G_CALLBACK (on_client_changed), self,
                           G_CONNECT_SWAPPED);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, bus_cb, self);

  return self;
}
