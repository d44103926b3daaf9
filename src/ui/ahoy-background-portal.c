/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-background-portal.h"

#include <glib/gi18n-lib.h>

#define NAME "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"

/* Asks a desktop whether a program in a sandbox may run without a window, as the documentation of
 * org.freedesktop.portal.Background says. */

typedef struct {
  GDBusConnection *bus;
  gboolean         wanted; /* to be started at login */
  gboolean         background;
  gboolean         autostart;
  guint            response_id;
} Request;

/* The subscription holds the task. */
static void
unsubscribe (Request *request)
{
  guint id = request->response_id;

  request->response_id = 0;
  if (id != 0)
    g_dbus_connection_signal_unsubscribe (request->bus, id);
}

static void
request_free (gpointer data)
{
  Request *request = data;

  g_clear_object (&request->bus);
  g_free (request);
}

static void
on_response (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
             const char *signal, GVariant *parameters, gpointer user_data)
{
  GTask *task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GVariant) results = NULL;
  guint response = 0;

  if (g_task_get_completed (task)
      || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;

  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response == 0) {
    g_variant_lookup (results, "background", "b", &request->background);
    g_variant_lookup (results, "autostart", "b", &request->autostart);
  }
  g_task_return_boolean (task, TRUE);
  unsubscribe (request);
}

static void
call_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                                              &error);

  if (reply != NULL || g_task_get_completed (task))
    return;

  g_task_return_error (task, g_steal_pointer (&error));
  unsubscribe (request);
}

static GVariant *
make_parameters (Request *request, const char *token)
{
  const char * const command[] = { "ahoy", "--background", NULL };
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  g_variant_dict_insert (&options, "reason", "s",
                         _("Ahoy stays reachable while its window is closed."));
  g_variant_dict_insert (&options, "autostart", "b", request->wanted);
  g_variant_dict_insert (&options, "commandline", "^as", command);
  g_variant_dict_insert (&options, "dbus-activatable", "b", FALSE);

  return g_variant_new ("(s@a{sv})", "", g_variant_dict_end (&options));
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *token = g_strdup_printf ("ahoy%u", g_random_int ());
  g_autofree char *sender = NULL;
  g_autofree char *path = NULL;

  request->bus = g_bus_get_finish (result, &error);
  if (request->bus == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (request->bus) + 1), ".", '_');
  path = g_strconcat (PATH "/request/", sender, "/", token, NULL);
  request->response_id = g_dbus_connection_signal_subscribe (
    request->bus, NAME, "org.freedesktop.portal.Request", "Response", path, NULL,
    G_DBUS_SIGNAL_FLAGS_NONE, on_response, g_object_ref (task), g_object_unref);
  g_dbus_connection_call (request->bus, NAME, PATH, "org.freedesktop.portal.Background",
                          "RequestBackground", make_parameters (request, token),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1,
                          g_task_get_cancellable (task), call_cb, g_object_ref (task));
}

/**
 * ahoy_background_portal_request_async:
 * @autostart: whether the desktop should start the program when the person logs in to it
 * @cancellable: (nullable): cancels
 * @callback: (scope async): called when the desktop, or the person, has decided
 * @user_data: data for @callback
 *
 * Asks whether the program may run without a window. Fails with what the session bus says where
 * there is no such portal.
 */
void
ahoy_background_portal_request_async (gboolean autostart, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_task_set_source_tag (task, ahoy_background_portal_request_async);
  g_task_set_task_data (task, request, request_free);
  request->wanted = autostart;
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, bus_cb, task);
}

/**
 * ahoy_background_portal_request_finish:
 * @result: what the callback has got
 * @background: (out): whether the program may run without a window
 * @autostart: (out): whether the desktop starts it
 * @error: return location for an error
 *
 * Returns: whether it was decided
 */
gboolean
ahoy_background_portal_request_finish (GAsyncResult *result, gboolean *background,
                                       gboolean *autostart, GError **error)
{
  Request *request = g_task_get_task_data (G_TASK (result));

  *background = request->background;
  *autostart = request->autostart;

  return g_task_propagate_boolean (G_TASK (result), error);
}
