/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring-daemon.h"

#include <signal.h>

#define SECRETS "org.freedesktop.secrets"

static GVariant *
call_bus (const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  GVariant *reply;

  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", method, parameters, NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);

  return reply;
}

static gboolean
name_has_owner (const char *name)
{
  g_autoptr (GVariant) reply = call_bus ("NameHasOwner", g_variant_new ("(s)", name));
  gboolean has_owner;

  g_variant_get (reply, "(b)", &has_owner);

  return has_owner;
}

static void
on_owner_changed (GDBusConnection *bus,
                  const char      *sender,
                  const char      *path,
                  const char      *interface,
                  const char      *signal,
                  GVariant        *parameters,
                  gpointer         data)
{
  /* The loop below turns once and asks again. */
}

void
wait_for_name (const char *name, gboolean present)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  guint id = g_dbus_connection_signal_subscribe (bus, "org.freedesktop.DBus",
                                                 "org.freedesktop.DBus", "NameOwnerChanged",
                                                 "/org/freedesktop/DBus", name,
                                                 G_DBUS_SIGNAL_FLAGS_NONE, on_owner_changed,
                                                 NULL, NULL);

  while (name_has_owner (name) != present)
    g_main_context_iteration (NULL, TRUE);
  g_dbus_connection_signal_unsubscribe (bus, id);
}

void
reload_services (void)
{
  g_autoptr (GVariant) reply = call_bus ("ReloadConfig", NULL);
}

/* Without a password the daemon leaves what it finds locked, as after a login by fingerprint. */
GSubprocess *
keyring_daemon_start (const char *password)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                               G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  GSubprocess *daemon;
  GOutputStream *input;

  /* Its warnings, about a prompter that is not there, are no failure of ours. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  daemon = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground",
                                        "--components=secrets",
                                        password != NULL ? "--unlock" : NULL, NULL);
  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (daemon);
  if (password != NULL)
    g_output_stream_write_all (input, password, strlen (password), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (input, NULL, &error);
  g_assert_no_error (error);
  wait_for_name (SECRETS, TRUE);

  return daemon;
}

void
keyring_daemon_stop (GSubprocess *daemon)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (daemon, SIGTERM);
  g_subprocess_wait (daemon, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (daemon);
  wait_for_name (SECRETS, FALSE);
}
