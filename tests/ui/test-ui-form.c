/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-field-error.h"
#include "ahoy-words.h"
#include "ui-fixture.h"

static void
test_words (void)
{
  g_auto (GStrv) words = ahoy_words_split (" call, IM;Presence\t\n");
  g_auto (GStrv) none = ahoy_words_split ("  ");
  g_auto (GStrv) ice = NULL;
  g_auto (GStrv) wrong = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_strv_length (words), ==, 3);
  g_assert_cmpstr (words[1], ==, "IM");
  g_assert_cmpuint (g_strv_length (none), ==, 0);

  ice = ahoy_words_to_ice_servers ("stun:a:3478 turns:b:443?transport=tcp", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (ice), ==, 2);
  wrong = ahoy_words_to_ice_servers ("stun:a https://b", &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (wrong);
}

static void
test_presets (Fixture *f, gconstpointer data)
{
  static const char * const places[][2] = {
    { "North America", "na" },
    { "EMEA", "em" },
    { "Asia-Pacific", "ap" },
  };

  g_assert_cmpstr (get_combo (f, "Service"), ==, "Kandy Link");
  g_assert_cmpstr (get_combo (f, "Location"), ==, "Own server");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *server = g_strdup_printf ("https://webrtc-%s.kandy.io:443", places[i][1]);
    g_autofree char *websocket = g_strdup_printf ("wss://webrtc-%s.kandy.io:443", places[i][1]);
    g_autofree char *ice = g_strdup_printf (
      "turns:turn-%1$s-1.kandy.io:443?transport=tcp turns:turn-%1$s-2.kandy.io:443?transport=tcp "
      "stun:turn-%1$s-1.kandy.io:3478 stun:turn-%1$s-2.kandy.io:3478", places[i][1]);

    choose_combo (f, "Location", places[i][0]);
    g_assert_cmpstr (get_entry (f, "Server"), ==, server);
    g_assert_cmpstr (get_entry (f, "Websocket server"), ==, websocket);
    g_assert_cmpstr (get_entry (f, "ICE servers"), ==, ice);
  }

  /* An own server has nothing of the preset that was there before. */
  set_entry (f, "Server", "link.example.com");
  g_assert_cmpstr (get_combo (f, "Location"), ==, "Own server");
  g_assert_cmpstr (get_entry (f, "Websocket server"), ==, "");
  g_assert_cmpstr (get_entry (f, "ICE servers"), ==, "");
}

static void
on_practice (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Fixture *f = user_data;

  ahoy_window_load_practice (f->window, ahoy_practice_get_rest_uri (f->practice),
                             ahoy_practice_get_websocket_uri (f->practice), CAROL, CAROL_TOKEN);
}

static void
test_practice (Fixture *f, gconstpointer data)
{
  const GActionEntry entry = { .name = "practice", .activate = on_practice };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (AhoyAccount) remembered = NULL;
  gboolean of_sendbird = g_strcmp0 (data, "sendbird") == 0;

  g_action_map_add_action_entries (G_ACTION_MAP (group), &entry, 1, f);
  gtk_widget_insert_action_group (GTK_WIDGET (f->window), "app", G_ACTION_GROUP (group));

  if (of_sendbird)
    choose_combo (f, "Service", "Sendbird Calls");
  choose_combo (f, "Location", "Practice on this computer");
  g_assert_cmpstr (get_combo (f, "Location"), ==, "Practice on this computer");
  g_assert_cmpstr (get_entry (f, "Server"), ==, ahoy_practice_get_rest_uri (f->practice));
  g_assert_cmpstr (get_entry (f, of_sendbird ? "User ID" : "User name"), ==, CAROL);
  g_assert_cmpstr (get_entry (f, of_sendbird ? "Access token" : "Password"), ==, CAROL_TOKEN);
  g_assert_cmpstr (get_entry (f, "Application ID"), ==, of_sendbird ? "practice" : "");
  g_assert_true (has_label (f->window, of_sendbird ? "Log in as “" CAROL "” with the access token “"
                                                     CAROL_TOKEN "”."
                                                   : "Log in as “" CAROL "” with the password “"
                                                     CAROL_TOKEN "”."));
  activate (f, "login");
  WAIT_UNTIL (is_enabled (f, "logout") && !is_enabled (f, "cancel"));
  g_assert_true (ahoy_client_get_connected (f->client));

  g_assert_cmpstr (ahoy_account_get_service (ahoy_client_get_account (f->client)), ==, data);

  /* Practice leaves nothing behind: next time the port is another one. */
  remembered = ahoy_settings_load_account (f->settings);
  g_assert_null (ahoy_account_get_server (remembered));
  g_assert_null (ahoy_account_get_user (remembered));
}

/* The error that stands below the field with that title. */
static gboolean
is_wrong (Fixture *f, const char *title)
{
  GtkWidget *row = find_widget (f->window, ADW_TYPE_ENTRY_ROW, title);
  GtkWidget *error = gtk_widget_get_next_sibling (row);

  g_assert_true (AHOY_IS_FIELD_ERROR (error));

  return gtk_widget_get_visible (error) && gtk_widget_has_css_class (row, "error");
}

static void
test_errors (Fixture *f, gconstpointer data)
{
  ahoy_client_set_message (f->client, "Login cancelled.", FALSE);
  activate (f, "login");
  /* How the last try has ended is not said beside what is wrong now. */
  g_assert_cmpstr (ahoy_client_get_message (f->client), ==, "Not logged in.");
  g_assert_true (is_wrong (f, "User name"));
  g_assert_true (is_wrong (f, "Password"));
  g_assert_true (is_wrong (f, "Server"));
  g_assert_true (has_label (f->window, "Enter your user name."));
  g_assert_true (has_label (f->window, "Enter your password."));
  g_assert_false (ahoy_client_get_pending (f->client));

  /* What is being mended is not wrong any more. */
  set_entry (f, "User name", "alice");
  g_assert_false (is_wrong (f, "User name"));
  g_assert_true (is_wrong (f, "Password"));

  set_entry (f, "Password", "secret");
  set_entry (f, "Server", "http://link.example.com");
  set_entry (f, "Websocket server", "https://link.example.com");
  set_entry (f, "ICE servers", "link.example.com");
  set_entry (f, "TURN user name", "alice");
  choose_combo (f, "Log in with", "Authentication name and password");
  activate (f, "login");
  g_assert_true (is_wrong (f, "Server"));
  g_assert_true (is_wrong (f, "Websocket server"));
  g_assert_true (is_wrong (f, "ICE servers"));
  g_assert_true (is_wrong (f, "TURN password"));
  g_assert_true (is_wrong (f, "Authentication name"));
  g_assert_false (ahoy_client_get_pending (f->client));
  g_assert_true (adw_expander_row_get_expanded (
    ADW_EXPANDER_ROW (find_widget (f->window, ADW_TYPE_EXPANDER_ROW, "Advanced"))));
}

static gboolean
is_shown (Fixture *f, GType type, const char *title)
{
  GtkWidget *row = find_widget (f->window, type, title);

  return row != NULL && gtk_widget_get_visible (row);
}

static void
assert_fields (Fixture *f, gboolean sendbird)
{
  static const char * const of_kandy[] = {
    "ICE servers", "TURN user name", "TURN password", "Services", "Device name",
  };

  for (guint i = 0; i < G_N_ELEMENTS (of_kandy); i++)
    g_assert_cmpint (is_shown (f, ADW_TYPE_ENTRY_ROW, of_kandy[i]), ==, !sendbird);
  g_assert_cmpint (is_shown (f, ADW_TYPE_COMBO_ROW, "Log in with"), ==, !sendbird);
  g_assert_cmpint (is_shown (f, ADW_TYPE_ACTION_ROW, "Force log-out"), ==, !sendbird);
  g_assert_cmpint (is_shown (f, ADW_TYPE_ENTRY_ROW, "User name"), ==, !sendbird);
  g_assert_cmpint (is_shown (f, ADW_TYPE_ENTRY_ROW, "Password"), ==, !sendbird);
  g_assert_cmpint (is_shown (f, ADW_TYPE_ENTRY_ROW, "Application ID"), ==, sendbird);
  g_assert_cmpint (is_shown (f, ADW_TYPE_ENTRY_ROW, "User ID"), ==, sendbird);
  g_assert_cmpint (is_shown (f, ADW_TYPE_ENTRY_ROW, "Access token"), ==, sendbird);
  g_assert_true (is_shown (f, ADW_TYPE_ENTRY_ROW, "Websocket server"));
  g_assert_true (is_shown (f, ADW_TYPE_ACTION_ROW, "CA certificate file"));
  g_assert_cmpint (has_label (f->window, "Keep the access token in the keyring"), ==, sendbird);
  g_assert_cmpint (has_label (f->window, "Keep the password in the keyring"), ==, !sendbird);
}

static void
test_fields_of_each_service (Fixture *f, gconstpointer data)
{
  assert_fields (f, FALSE);
  g_assert_true (is_shown (f, ADW_TYPE_ENTRY_ROW, "Server"));

  choose_combo (f, "Service", "Sendbird Calls");
  assert_fields (f, TRUE);
  g_assert_cmpstr (get_combo (f, "Location"), ==, "Sendbird’s own servers");
  g_assert_false (is_shown (f, ADW_TYPE_ENTRY_ROW, "Server"));
  choose_combo (f, "Location", "Own server");
  g_assert_true (is_shown (f, ADW_TYPE_ENTRY_ROW, "Server"));

  /* What belongs to the login kinds of the one is not shown for the other. */
  choose_combo (f, "Service", "Kandy Link");
  choose_combo (f, "Log in with", "Authentication name and password");
  g_assert_true (is_shown (f, ADW_TYPE_ENTRY_ROW, "Authentication name"));
  choose_combo (f, "Service", "Sendbird Calls");
  assert_fields (f, TRUE);
  g_assert_false (is_shown (f, ADW_TYPE_ENTRY_ROW, "Authentication name"));
}

static void
test_errors_of_applications (Fixture *f, gconstpointer data)
{
  choose_combo (f, "Log in with", "Authentication name and password");
  set_entry (f, "ICE servers", "link.example.com");
  choose_combo (f, "Service", "Sendbird Calls");
  activate (f, "login");
  g_assert_true (is_wrong (f, "Application ID"));
  g_assert_true (is_wrong (f, "User ID"));
  g_assert_false (is_wrong (f, "Access token"));
  g_assert_true (has_label (f->window, "Enter the application ID."));
  g_assert_true (has_label (f->window, "Enter your user ID."));
  g_assert_false (ahoy_client_get_pending (f->client));

  set_entry (f, "User ID", "alice");
  set_entry (f, "Application ID", "  ");
  choose_combo (f, "Location", "Own server");
  set_entry (f, "Websocket server", "https://host.example");
  activate (f, "login");
  g_assert_true (is_wrong (f, "Application ID"));
  g_assert_true (is_wrong (f, "Server"));
  g_assert_true (is_wrong (f, "Websocket server"));
  g_assert_false (ahoy_client_get_pending (f->client));

  /* None of it is said of the other service's fields. */
  choose_combo (f, "Service", "Kandy Link");
  g_assert_false (has_label (f->window, "Enter the application ID."));
  g_assert_false (is_wrong (f, "Server"));
  g_assert_false (is_wrong (f, "Websocket server"));
}

static void
test_services_back_and_forth (Fixture *f, gconstpointer data)
{
  choose_combo (f, "Location", "EMEA");
  set_entry (f, "User name", "alice@kandy.example");
  set_entry (f, "Password", "kandy secret");
  set_entry (f, "Device name", "desk");

  choose_combo (f, "Service", "Sendbird Calls");
  g_assert_cmpstr (get_entry (f, "User ID"), ==, "");
  g_assert_cmpstr (get_entry (f, "Access token"), ==, "");
  g_assert_cmpstr (get_entry (f, "Server"), ==, "");
  g_assert_cmpstr (get_entry (f, "Websocket server"), ==, "");
  set_entry (f, "Application ID", "A1B2");
  set_entry (f, "User ID", "alice");
  set_entry (f, "Access token", "sendbird secret");
  choose_combo (f, "Location", "Own server");
  set_entry (f, "Server", "calls.example");
  set_entry (f, "Websocket server", "wss://ws.calls.example");

  choose_combo (f, "Service", "Kandy Link");
  g_assert_cmpstr (get_combo (f, "Location"), ==, "EMEA");
  g_assert_cmpstr (get_entry (f, "Server"), ==, "https://webrtc-em.kandy.io:443");
  g_assert_cmpstr (get_entry (f, "Websocket server"), ==, "wss://webrtc-em.kandy.io:443");
  g_assert_cmpstr (get_entry (f, "User name"), ==, "alice@kandy.example");
  g_assert_cmpstr (get_entry (f, "Password"), ==, "");
  g_assert_cmpstr (get_entry (f, "Device name"), ==, "desk");

  choose_combo (f, "Service", "Sendbird Calls");
  g_assert_cmpstr (get_entry (f, "Application ID"), ==, "A1B2");
  g_assert_cmpstr (get_entry (f, "User ID"), ==, "alice");
  g_assert_cmpstr (get_entry (f, "Access token"), ==, "");
  g_assert_cmpstr (get_combo (f, "Location"), ==, "Own server");
  g_assert_cmpstr (get_entry (f, "Server"), ==, "calls.example");
  g_assert_cmpstr (get_entry (f, "Websocket server"), ==, "wss://ws.calls.example");

  choose_combo (f, "Location", "Sendbird’s own servers");
  g_assert_cmpstr (get_entry (f, "Server"), ==, "");
  g_assert_cmpstr (get_entry (f, "Websocket server"), ==, "");
  g_assert_cmpstr (get_entry (f, "Application ID"), ==, "A1B2");
}

static void
test_login_kinds (Fixture *f, gconstpointer data)
{
  GtkWidget *authname = find_widget (f->window, ADW_TYPE_ENTRY_ROW, "Authentication name");

  g_assert_false (gtk_widget_get_visible (authname));
  choose_combo (f, "Log in with", "Authentication name and password");
  g_assert_true (gtk_widget_get_visible (authname));
  g_assert_nonnull (find_widget (f->window, ADW_TYPE_PASSWORD_ENTRY_ROW, "Password"));
  choose_combo (f, "Log in with", "HMAC token");
  g_assert_false (gtk_widget_get_visible (authname));
  g_assert_nonnull (find_widget (f->window, ADW_TYPE_PASSWORD_ENTRY_ROW, "Token"));
}

/* Line ends come along with what is pasted, and nobody sees them. */
static void
test_pasted_secret (Fixture *f, gconstpointer data)
{
  set_entry (f, "Server", ahoy_practice_get_rest_uri (f->practice));
  set_entry (f, "User name", CAROL);
  set_entry (f, "Password", "\r\n");
  set_entry (f, "ICE servers", "turn:127.0.0.1:3478");
  set_entry (f, "TURN user name", "carol");
  set_entry (f, "TURN password", "\n");
  activate (f, "login");
  g_assert_true (is_wrong (f, "Password"));
  g_assert_true (is_wrong (f, "TURN password"));

  set_entry (f, "Password", "\n" CAROL_TOKEN "\r\n");
  set_entry (f, "TURN password", "turn-secret\n");
  activate (f, "login");
  WAIT_UNTIL (ahoy_client_get_connected (f->client));
}

/* What assistive technology can do with a combo row. */
static void
test_combo_actions (Fixture *f, gconstpointer data)
{
  GtkWidget *row = find_widget (f->window, ADW_TYPE_COMBO_ROW, "Location");

  gtk_widget_activate_action (row, "combo.previous", NULL);
  g_assert_cmpstr (get_combo (f, "Location"), ==, "Own server");
  gtk_widget_activate_action (row, "combo.next", NULL);
  g_assert_cmpstr (get_combo (f, "Location"), ==, "North America");
  gtk_widget_activate_action (row, "combo.previous", NULL);
  g_assert_cmpstr (get_combo (f, "Location"), ==, "Own server");
  g_assert_cmpstr (get_entry (f, "Server"), ==, "");
}

static void
test_what_is_remembered (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyAccount) account = ahoy_account_new ();
  g_autoptr (AhoyClock) clock = ahoy_system_clock_new ();
  g_autoptr (AhoyClient) client = NULL;
  const char * const services[] = { "call", "IM", NULL };
  AhoyWindow *first = f->window;

  g_object_set (account, "service", "kandy", "server", "https://webrtc-em.kandy.io:443",
                "correlator", "desk", "services", services, NULL);
  ahoy_settings_remember_server (f->settings, account, AHOY_LOGIN_KIND_AUTHNAME);
  ahoy_settings_remember_user (f->settings, "alice", "alice-auth", TRUE);

  client = ahoy_client_new (f->settings, clock);
  f->window = ahoy_window_new (NULL, client);
  g_assert_cmpstr (get_combo (f, "Location"), ==, "EMEA");
  g_assert_cmpstr (get_combo (f, "Log in with"), ==, "Authentication name and password");
  g_assert_cmpstr (get_entry (f, "User name"), ==, "alice");
  g_assert_cmpstr (get_entry (f, "Authentication name"), ==, "alice-auth");
  g_assert_cmpstr (get_entry (f, "Device name"), ==, "desk");
  g_assert_cmpstr (get_entry (f, "Services"), ==, "call IM");
  gtk_window_destroy (GTK_WINDOW (f->window));
  f->window = first;
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/words", test_words);
  g_test_add ("/ui/form/presets", Fixture, NULL, fixture_set_up, test_presets, fixture_tear_down);
  g_test_add ("/ui/form/practice/kandy", Fixture, "kandy", fixture_set_up, test_practice,
              fixture_tear_down);
  g_test_add ("/ui/form/practice/sendbird", Fixture, "sendbird", fixture_set_up, test_practice,
              fixture_tear_down);
  g_test_add ("/ui/form/errors", Fixture, NULL, fixture_set_up, test_errors, fixture_tear_down);
  g_test_add ("/ui/form/fields-of-each-service", Fixture, NULL, fixture_set_up,
              test_fields_of_each_service, fixture_tear_down);
  g_test_add ("/ui/form/errors-of-applications", Fixture, NULL, fixture_set_up,
              test_errors_of_applications, fixture_tear_down);
  g_test_add ("/ui/form/services-back-and-forth", Fixture, NULL, fixture_set_up,
              test_services_back_and_forth, fixture_tear_down);
  g_test_add ("/ui/form/login-kinds", Fixture, NULL, fixture_set_up, test_login_kinds,
              fixture_tear_down);
  g_test_add ("/ui/form/pasted-secret", Fixture, NULL, fixture_set_up, test_pasted_secret,
              fixture_tear_down);
  g_test_add ("/ui/form/combo-actions", Fixture, NULL, fixture_set_up, test_combo_actions,
              fixture_tear_down);
  g_test_add ("/ui/form/what-is-remembered", Fixture, NULL, fixture_set_up,
              test_what_is_remembered, fixture_tear_down);

  return g_test_run ();
}
