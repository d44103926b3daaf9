/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-credentials.h"
#include "ahoy-keyring.h"
#include "keyring-daemon.h"

#include <glib/gstdio.h>
#include <string.h>

#define SECRETS "org.freedesktop.secrets"
#define PROMPTER "org.gnome.keyring.SystemPrompter"
#define PASSWORD "the keyring's own"
/* For what is expected to answer. Nothing in here waits that long when all is well. */
#define LONG 60000
/* For what never answers. */
#define SHORT 200

static void
store_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
wait_for_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* "app:ID" instead of a server: an application with servers of its own, of another service. */
static AhoyAccount *
account (const char *server, const char *user)
{
  if (g_str_has_prefix (server, "app:"))
    return g_object_new (AHOY_TYPE_ACCOUNT, "service", "sendbird",
                         "app-id", server + strlen ("app:"), "user", user, NULL);

  return g_object_new (AHOY_TYPE_ACCOUNT, "service", "kandy", "server", server, "user", user,
                       NULL);
}

static gboolean
store (const char    *server,
       const char    *user,
       AhoyLoginKind  kind,
       const char    *secret,
       GError       **error)
{
  g_autoptr (AhoyAccount) of = account (server, user);
  g_autoptr (GAsyncResult) result = NULL;

  ahoy_keyring_store_async (of, kind, secret, NULL, store_result, &result);
  wait_for_result (&result);

  return ahoy_keyring_store_finish (result, error);
}

static char *
lookup (const char    *server,
        const char    *user,
        AhoyLoginKind  kind,
        gboolean       unlock,
        GError       **error)
{
  g_autoptr (AhoyAccount) of = account (server, user);
  g_autoptr (GAsyncResult) result = NULL;

  ahoy_keyring_lookup_async (of, kind, unlock, NULL, store_result, &result);
  wait_for_result (&result);

  return ahoy_keyring_lookup_finish (result, error);
}

static void
assert_store (const char *server, const char *user, AhoyLoginKind kind, const char *secret)
{
  g_autoptr (GError) error = NULL;
  gboolean stored = store (server, user, kind, secret, &error);

  g_assert_no_error (error);
  g_assert_true (stored);
}

static gboolean
clear (const char *server, const char *user, GError **error)
{
  g_autoptr (AhoyAccount) of = account (server, user);
  g_autoptr (GAsyncResult) result = NULL;

  ahoy_keyring_clear_async (of, NULL, store_result, &result);
  wait_for_result (&result);

  return ahoy_keyring_clear_finish (result, error);
}

static void
assert_stored (const char *server, const char *user, AhoyLoginKind kind, const char *secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySecret) found = lookup (server, user, kind, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, secret);
}

static void
assert_clear (const char *server, const char *user)
{
  g_autoptr (GError) error = NULL;
  gboolean cleared = clear (server, user, &error);

  g_assert_no_error (error);
  g_assert_true (cleared);
}

/* Each of the three fails with the same code, whether the person may be asked or not. */
static void
assert_all_fail (AhoyKeyringError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (store ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, "new", &error));
  g_assert_error (error, AHOY_KEYRING_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_null (lookup ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, FALSE, &error));
  g_assert_error (error, AHOY_KEYRING_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_null (lookup ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, TRUE, &error));
  g_assert_error (error, AHOY_KEYRING_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (clear ("https://h.example", "alice", &error));
  g_assert_error (error, AHOY_KEYRING_ERROR, (int) code);
}

static void
test_no_bus (void)
{
  if (g_test_subprocess ()) {
    g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
    assert_all_fail (AHOY_KEYRING_ERROR_ABSENT);
    return;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
test_no_service (void)
{
  assert_all_fail (AHOY_KEYRING_ERROR_ABSENT);
}

static void
test_service_does_not_start (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (g_getenv ("AHOY_TEST_SERVICES"),
                                            SECRETS ".service", NULL);

  g_file_set_contents (file, "[D-BUS Service]\nName=" SECRETS "\nExec=/bin/false\n", -1, &error);
  g_assert_no_error (error);
  reload_services ();

  assert_all_fail (AHOY_KEYRING_ERROR_ABSENT);

  g_assert_cmpint (g_remove (file), ==, 0);
  reload_services ();
}

/* Takes every message and answers none: a service that hangs. */
typedef struct {
  GDBusConnection *bus;
  guint            filter;
  guint            n_calls;
} Mute;

static GDBusMessage *
swallow_calls (GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer data)
{
  Mute *mute = data;

  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;

  g_atomic_int_inc (&mute->n_calls);
  g_main_context_wakeup (NULL);
  g_object_unref (message);

  return NULL;
}

static GDBusConnection *
connect_with_name (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  GDBusConnection *bus;
  guint32 code;
  g_autoptr (GVariant) reply = NULL;

  g_assert_no_error (error);
  bus = g_dbus_connection_new_for_address_sync (
    address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", name, 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(u)", &code);
  g_assert_cmpuint (code, ==, 1); /* the owner */

  return bus;
}

static void
disconnect_with_name (GDBusConnection *bus, const char *name)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_close_sync (bus, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (bus);
  wait_for_name (name, FALSE);
}

static void
test_service_is_mute (void)
{
  Mute mute = { 0 };
  g_autoptr (AhoyAccount) alice = account ("https://h.example", "alice");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mute.bus = connect_with_name (SECRETS);
  mute.filter = g_dbus_connection_add_filter (mute.bus, swallow_calls, &mute, NULL);
  ahoy_keyring_lookup_async (alice, AHOY_LOGIN_KIND_PASSWORD, TRUE, cancellable, store_result,
                             &result);
  while (g_atomic_int_get (&mute.n_calls) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  wait_for_result (&result);
  g_assert_null (ahoy_keyring_lookup_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  ahoy_keyring_limit_waits (SHORT, LONG);
  assert_all_fail (AHOY_KEYRING_ERROR_ABSENT);
  ahoy_keyring_limit_waits (LONG, LONG);
  g_dbus_connection_remove_filter (mute.bus, mute.filter);
  disconnect_with_name (mute.bus, SECRETS);
}

static void
test_cancelled_before (void)
{
  g_autoptr (AhoyAccount) alice = account ("https://h.example", "alice");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  ahoy_keyring_store_async (alice, AHOY_LOGIN_KIND_PASSWORD, "secret", cancellable, store_result,
                            &result);
  wait_for_result (&result);
  g_assert_false (ahoy_keyring_store_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_round_trip (void)
{
  const char *secret = "pässword with spaces, \"quotes\" and ☎";
  GSubprocess *daemon = keyring_daemon_start (PASSWORD);
  g_autoptr (GError) error = NULL;

  assert_stored ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, NULL);
  assert_store ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, "old");
  assert_store ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, secret);
  assert_stored ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, secret);

  /* The same server, written otherwise. */
  assert_stored ("https://H.example:443/", "alice", AHOY_LOGIN_KIND_PASSWORD, secret);
  assert_stored ("h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, secret);

  assert_clear ("https://h.example", "alice");
  assert_stored ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, NULL);
  assert_clear ("https://h.example", "alice");

  keyring_daemon_stop (daemon);
}

static void
test_users_and_servers_apart (void)
{
  GSubprocess *daemon = keyring_daemon_start (PASSWORD);
  g_autoptr (GError) error = NULL;
  const char *one = "https://one.example";
  const char *two = "https://two.example";
  const char *port = "https://one.example:8443";

  assert_store (one, "alice", AHOY_LOGIN_KIND_PASSWORD, "alice-one");
  assert_store (one, "alice", AHOY_LOGIN_KIND_BEARER, "alice-one-token");
  assert_store (one, "bob", AHOY_LOGIN_KIND_PASSWORD, "bob-one");
  assert_store (two, "alice", AHOY_LOGIN_KIND_PASSWORD, "alice-two");
  assert_store (port, "alice", AHOY_LOGIN_KIND_PASSWORD, "alice-port");
  assert_stored (one, "alice", AHOY_LOGIN_KIND_PASSWORD, "alice-one");
  assert_stored (one, "alice", AHOY_LOGIN_KIND_BEARER, "alice-one-token");
  assert_stored (one, "alice", AHOY_LOGIN_KIND_HMAC, NULL);
  assert_stored (one, "bob", AHOY_LOGIN_KIND_PASSWORD, "bob-one");
  assert_stored (two, "alice", AHOY_LOGIN_KIND_PASSWORD, "alice-two");
  assert_stored (two, "bob", AHOY_LOGIN_KIND_PASSWORD, NULL);
  assert_stored (port, "alice", AHOY_LOGIN_KIND_PASSWORD, "alice-port");

  /* All kinds of this user at this server, and nothing else. */
  assert_clear (one, "alice");
  assert_stored (one, "alice", AHOY_LOGIN_KIND_PASSWORD, NULL);
  assert_stored (one, "alice", AHOY_LOGIN_KIND_BEARER, NULL);
  assert_stored (one, "bob", AHOY_LOGIN_KIND_PASSWORD, "bob-one");
  assert_stored (two, "alice", AHOY_LOGIN_KIND_PASSWORD, "alice-two");
  assert_stored (port, "alice", AHOY_LOGIN_KIND_PASSWORD, "alice-port");

  keyring_daemon_stop (daemon);
}

static void
test_services_and_applications_apart (void)
{
  static const char * const places[] = { "app:A1", "app:A2", "https://h.example" };
  GSubprocess *daemon = keyring_daemon_start (PASSWORD);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    assert_store (places[i], "alice", AHOY_LOGIN_KIND_TOKEN, places[i]);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    assert_stored (places[i], "alice", AHOY_LOGIN_KIND_TOKEN, places[i]);

  assert_clear (places[0], "alice");
  assert_stored (places[0], "alice", AHOY_LOGIN_KIND_TOKEN, NULL);
  for (guint i = 1; i < G_N_ELEMENTS (places); i++)
    assert_stored (places[i], "alice", AHOY_LOGIN_KIND_TOKEN, places[i]);
  keyring_daemon_stop (daemon);
}

static void
test_locked (void)
{
  GSubprocess *daemon = keyring_daemon_start (PASSWORD);
  g_autoptr (GError) error = NULL;

  assert_store ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, "kept");
  keyring_daemon_stop (daemon);
  assert_all_fail (AHOY_KEYRING_ERROR_ABSENT);

  daemon = keyring_daemon_start (NULL);
  assert_all_fail (AHOY_KEYRING_ERROR_LOCKED);
  /* Nobody is asked for what is not there. */
  g_assert_null (lookup ("https://h.example", "nobody", AHOY_LOGIN_KIND_PASSWORD, TRUE, &error));
  g_assert_no_error (error);
  assert_clear ("https://h.example", "nobody");
  keyring_daemon_stop (daemon);

  daemon = keyring_daemon_start (PASSWORD);
  assert_stored ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, "kept");
  assert_clear ("https://h.example", "alice");
  keyring_daemon_stop (daemon);
}

/* Stands in for the desktop's dialog that asks for the keyring's password. */
typedef struct {
  GDBusConnection *bus;
  guint            id;
  const char      *answer;   /* what the person does: "no" dismisses; NULL: nothing */
  guint            n_shown;
} Prompter;

static const char prompter_interface[] =
  "<node><interface name='org.gnome.keyring.internal.Prompter'>"
  "  <method name='BeginPrompting'><arg name='callback' type='o' direction='in'/></method>"
  "  <method name='PerformPrompt'>"
  "    <arg name='callback' type='o' direction='in'/><arg name='type' type='s' direction='in'/>"
  "    <arg name='properties' type='a{sv}' direction='in'/>"
  "    <arg name='exchange' type='s' direction='in'/>"
  "  </method>"
  "  <method name='StopPrompting'><arg name='callback' type='o' direction='in'/></method>"
  "</interface></node>";

static void
prompter_ready (Prompter *self, const char *to, const char *callback, const char *answer)
{
  g_dbus_connection_call (self->bus, to, callback, "org.gnome.keyring.internal.Prompter.Callback",
                          "PromptReady", g_variant_new ("(sa{sv}s)", answer, NULL, ""), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
on_prompter_method (GDBusConnection       *bus,
                    const char            *sender,
                    const char            *path,
                    const char            *interface,
                    const char            *method,
                    GVariant              *parameters,
                    GDBusMethodInvocation *invocation,
                    gpointer               data)
{
  Prompter *self = data;
  g_autoptr (GVariant) first = g_variant_get_child_value (parameters, 0);
  g_autofree char *callback = g_variant_dup_string (first, NULL);
  g_autofree char *to = g_strdup (sender);

  g_dbus_method_invocation_return_value (invocation, NULL);
  if (g_str_equal (method, "BeginPrompting")) {
    prompter_ready (self, to, callback, "");
  } else if (g_str_equal (method, "PerformPrompt")) {
    self->n_shown++;
    if (self->answer != NULL)
      prompter_ready (self, to, callback, self->answer);
  }
}

static void
prompter_start (Prompter *self)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_prompter_method };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (prompter_interface, &error);

  g_assert_no_error (error);
  self->bus = connect_with_name (PROMPTER);
  self->id = g_dbus_connection_register_object (self->bus, "/org/gnome/keyring/Prompter",
                                                node->interfaces[0], &vtable, self, NULL, &error);
  g_assert_no_error (error);
}

static void
prompter_stop (Prompter *self)
{
  g_dbus_connection_unregister_object (self->bus, self->id);
  disconnect_with_name (self->bus, PROMPTER);
}

static GSubprocess *
daemon_with_locked_secret (void)
{
  GSubprocess *daemon = keyring_daemon_start (PASSWORD);

  assert_store ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, "kept");
  keyring_daemon_stop (daemon);

  return keyring_daemon_start (NULL);
}

static void
test_prompt_dismissed (void)
{
  GSubprocess *daemon = daemon_with_locked_secret ();
  Prompter prompter = { .answer = "no" };

  prompter_start (&prompter);
  assert_all_fail (AHOY_KEYRING_ERROR_LOCKED);
  /* To store, to look up with the permission to ask, and to clear. */
  g_assert_cmpuint (prompter.n_shown, ==, 3);
  prompter_stop (&prompter);
  keyring_daemon_stop (daemon);
}

static void
test_prompt_nobody_answers (void)
{
  GSubprocess *daemon = daemon_with_locked_secret ();
  Prompter prompter = { .answer = NULL };
  g_autoptr (AhoyAccount) alice = account ("https://h.example", "alice");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  prompter_start (&prompter);
  ahoy_keyring_clear_async (alice, cancellable, store_result, &result);
  while (prompter.n_shown == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  wait_for_result (&result);
  g_assert_false (ahoy_keyring_clear_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  ahoy_keyring_limit_waits (LONG, SHORT);
  assert_all_fail (AHOY_KEYRING_ERROR_LOCKED);
  ahoy_keyring_limit_waits (LONG, LONG);
  prompter_stop (&prompter);
  keyring_daemon_stop (daemon);
}

/* The person has never had a keyring, and is asked for a password of a new one. */
static void
test_no_keyring_yet (void)
{
  GSubprocess *daemon = keyring_daemon_start (NULL);
  Prompter prompter = { .answer = "no" };
  g_autoptr (GError) error = NULL;

  assert_stored ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, NULL);
  assert_clear ("https://h.example", "alice");
  g_assert_false (store ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, "new", &error));
  g_assert_error (error, AHOY_KEYRING_ERROR, AHOY_KEYRING_ERROR_LOCKED);
  g_clear_error (&error);

  prompter_start (&prompter);
  g_assert_false (store ("https://h.example", "alice", AHOY_LOGIN_KIND_PASSWORD, "new", &error));
  g_assert_error (error, AHOY_KEYRING_ERROR, AHOY_KEYRING_ERROR_LOCKED);
  g_assert_cmpuint (prompter.n_shown, ==, 1);
  prompter_stop (&prompter);
  keyring_daemon_stop (daemon);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ahoy_keyring_limit_waits (LONG, LONG);

  g_test_add_func ("/keyring/no-bus", test_no_bus);
  g_test_add_func ("/keyring/no-service", test_no_service);
  g_test_add_func ("/keyring/service-does-not-start", test_service_does_not_start);
  g_test_add_func ("/keyring/service-is-mute", test_service_is_mute);
  g_test_add_func ("/keyring/cancelled-before", test_cancelled_before);
  g_test_add_func ("/keyring/no-keyring-yet", test_no_keyring_yet);
  g_test_add_func ("/keyring/round-trip", test_round_trip);
  g_test_add_func ("/keyring/users-and-servers-apart", test_users_and_servers_apart);
  g_test_add_func ("/keyring/services-and-applications-apart",
                   test_services_and_applications_apart);
  g_test_add_func ("/keyring/locked", test_locked);
  g_test_add_func ("/keyring/prompt-dismissed", test_prompt_dismissed);
  g_test_add_func ("/keyring/prompt-nobody-answers", test_prompt_nobody_answers);

  return g_test_run ();
}
