/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-background-portal.h"

#include <string.h>

#define WAIT_UNTIL(cond)                                                                           \
  while (!(cond))                                                                                  \
    g_main_context_iteration (NULL, TRUE)

/* A portal on the private session bus, which decides as a test wants. */
static const char portal_xml[] =
  "<node><interface name='org.freedesktop.portal.Background'>"
  "<method name='RequestBackground'>"
  "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
  "<arg type='o' direction='out'/>"
  "</method></interface></node>";

typedef struct {
  GDBusConnection *bus;
  guint            object_id;
  guint            name_id;
  gboolean         owned;
  gboolean         background;
  gboolean         autostart;
  guint            response;
  gboolean         refuse;  /* the call itself */
  gboolean         asked_autostart;
  char            *command; /* joined */
} Portal;

static void
on_method_call (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                const char *method, GVariant *parameters, GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  Portal *portal = user_data;
  g_autoptr (GVariant) options = NULL;
  g_autofree const char **command = NULL;
  g_autofree char *name = NULL;
  g_autofree char *request = NULL;
  const char *token = NULL;
  GVariantDict results;

  if (portal->refuse) {
    g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.DBus.Error.Failed",
                                                "No");
    return;
  }

  g_variant_get (parameters, "(&s@a{sv})", NULL, &options);
  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "autostart", "b", &portal->asked_autostart));
  g_assert_true (g_variant_lookup (options, "commandline", "^a&s", &command));
  g_free (portal->command);
  portal->command = g_strjoinv (" ", (char **) command);

  name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  request = g_strconcat ("/org/freedesktop/portal/desktop/request/", name, "/", token, NULL);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", request));
  g_variant_dict_init (&results, NULL);
  g_variant_dict_insert (&results, "background", "b", portal->background);
  g_variant_dict_insert (&results, "autostart", "b", portal->autostart);
  g_dbus_connection_emit_signal (bus, sender, request, "org.freedesktop.portal.Request",
                                 "Response",
                                 g_variant_new ("(u@a{sv})", portal->response,
                                                g_variant_dict_end (&results)),
                                 NULL);
}

static void
on_name (GDBusConnection *bus, const char *name, gpointer user_data)
{
  ((Portal *) user_data)->owned = TRUE;
}

static void
set_up (Portal *portal, gconstpointer data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (portal_xml, NULL);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;

  portal->bus = g_dbus_connection_new_for_address_sync (
    address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  portal->object_id = g_dbus_connection_register_object (
    portal->bus, "/org/freedesktop/portal/desktop", node->interfaces[0], &vtable, portal, NULL,
    &error);
  g_assert_no_error (error);
  portal->name_id = g_bus_own_name_on_connection (portal->bus, "org.freedesktop.portal.Desktop",
                                                  G_BUS_NAME_OWNER_FLAGS_NONE, on_name, NULL,
                                                  portal, NULL);
  WAIT_UNTIL (portal->owned);
}

static void
tear_down (Portal *portal, gconstpointer data)
{
  g_bus_unown_name (portal->name_id);
  g_dbus_connection_unregister_object (portal->bus, portal->object_id);
  g_dbus_connection_close_sync (portal->bus, NULL, NULL);
  g_object_unref (portal->bus);
  g_free (portal->command);
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
request (gboolean wanted, gboolean *background, gboolean *autostart, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ahoy_background_portal_request_async (wanted, NULL, store_result, &result);
  WAIT_UNTIL (result != NULL);

  return ahoy_background_portal_request_finish (result, background, autostart, error);
}

static void
test_granted (Portal *portal, gconstpointer data)
{
  gboolean background = FALSE, autostart = FALSE;
  g_autoptr (GError) error = NULL;

  portal->background = portal->autostart = TRUE;
  g_assert_true (request (TRUE, &background, &autostart, &error));
  g_assert_no_error (error);
  g_assert_true (background && autostart && portal->asked_autostart);
  g_assert_cmpstr (portal->command, ==, "ahoy --background");

  portal->autostart = FALSE;
  g_assert_true (request (FALSE, &background, &autostart, &error));
  g_assert_true (background && !autostart && !portal->asked_autostart);
}

static void
test_not_granted (Portal *portal, gconstpointer data)
{
  gboolean background = TRUE, autostart = TRUE;
  g_autoptr (GError) error = NULL;

  g_assert_true (request (TRUE, &background, &autostart, &error));
  g_assert_false (background || autostart);

  /* The person has closed the question. */
  portal->background = portal->autostart = TRUE;
  portal->response = 1;
  g_assert_true (request (TRUE, &background, &autostart, &error));
  g_assert_false (background || autostart);
}

static void
test_fails (Portal *portal, gconstpointer data)
{
  gboolean background, autostart;
  g_autoptr (GError) error = NULL;

  portal->refuse = TRUE;
  g_assert_false (request (TRUE, &background, &autostart, &error));
  g_assert_nonnull (error);
}

static void
test_cancelled (Portal *portal, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean background, autostart;

  g_cancellable_cancel (cancellable);
  ahoy_background_portal_request_async (TRUE, cancellable, store_result, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_false (ahoy_background_portal_request_finish (result, &background, &autostart, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_absent (void)
{
  gboolean background, autostart;
  g_autoptr (GError) error = NULL;

  g_assert_false (request (TRUE, &background, &autostart, &error));
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);
}

static void
add (const char *path, void (*test) (Portal *, gconstpointer))
{
  g_test_add (path, Portal, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/ui/background/granted", test_granted);
  add ("/ui/background/not-granted", test_not_granted);
  add ("/ui/background/fails", test_fails);
  add ("/ui/background/cancelled", test_cancelled);
  g_test_add_func ("/ui/background/absent", test_absent);

  return g_test_run ();
}
