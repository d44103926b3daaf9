/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-account-editor.h"
#include "ahoy-account-page.h"
#include "ahoy-activity-page.h"
#include "ahoy-activity-row.h"
#include "ahoy-advanced-row.h"
#include "ahoy-devices-group.h"
#include "ahoy-field-error.h"
#include "ahoy-keypad-key.h"
#include "ahoy-keypad.h"
#include "ahoy-login-page.h"
#include "ahoy-media-trial.h"
#include "ahoy-preferences-window.h"
#include "ahoy-status-bar.h"
#include "ui-fixture.h"

static void
test_templates (Fixture *f, gconstpointer data)
{
  const GType types[] = {
    AHOY_TYPE_ACCOUNT_EDITOR,
    AHOY_TYPE_ACCOUNT_PAGE,
    AHOY_TYPE_ACTIVITY_PAGE,
    AHOY_TYPE_ACTIVITY_ROW,
    AHOY_TYPE_ADVANCED_ROW,
    AHOY_TYPE_DEVICES_GROUP,
    AHOY_TYPE_FIELD_ERROR,
    AHOY_TYPE_KEYPAD,
    AHOY_TYPE_KEYPAD_KEY,
    AHOY_TYPE_LOGIN_PAGE,
    AHOY_TYPE_MEDIA_TRIAL,
    AHOY_TYPE_STATUS_BAR,
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    GtkWidget *widget = g_object_ref_sink (g_object_new (types[i], NULL));

    g_assert_nonnull (gtk_widget_get_first_child (widget));
    g_assert_finalize_object (widget);
  }
}

static void
assert_state (Fixture *f, const char *state, gboolean can_login, gboolean can_logout,
              gboolean can_cancel)
{
  g_assert_true (has_label (f->window, state));
  g_assert_cmpint (is_enabled (f, "login"), ==, can_login);
  g_assert_cmpint (is_enabled (f, "logout"), ==, can_logout);
  g_assert_cmpint (is_enabled (f, "cancel"), ==, can_cancel);
}

static void
test_login_and_logout (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyAccount) remembered = NULL;

  assert_state (f, "Connected: false", TRUE, FALSE, FALSE);
  log_in (f, ALICE, ALICE_PASSWORD);
  assert_state (f, "Connected: false", FALSE, TRUE, TRUE);
  g_assert_true (has_label (f->window, "Logging in…"));

  WAIT_UNTIL (ahoy_client_get_connected (f->client) && !ahoy_client_get_pending (f->client));
  assert_state (f, "Connected: true", FALSE, TRUE, FALSE);
  g_assert_true (has_label (find_widget (f->window, AHOY_TYPE_ACCOUNT_PAGE, NULL), ALICE));
  g_assert_true (has_label (f->window, "Logged in as " ALICE "."));
  g_assert_cmpstr (get_entry (f, "Password"), ==, "");
  g_assert_true (has_activity (f, "Connection state changed."));
  remembered = ahoy_settings_load_account (f->settings);
  g_assert_cmpstr (ahoy_account_get_server (remembered), ==,
                   ahoy_practice_get_rest_uri (f->practice));
  g_assert_null (ahoy_account_get_user (remembered));

  activate (f, "logout");
  assert_state (f, "Connected: true", FALSE, FALSE, FALSE);
  g_assert_true (has_label (f->window, "Logging out…"));
  WAIT_UNTIL (!ahoy_client_get_pending (f->client));
  assert_state (f, "Connected: false", TRUE, FALSE, FALSE);
  g_assert_true (has_label (f->window, "You logged out."));
  g_assert_cmpstr (get_entry (f, "User name"), ==, "");
  g_assert_cmpstr (get_entry (f, "Server"), ==, ahoy_practice_get_rest_uri (f->practice));
  g_assert_cmpuint (get_n_activities (f), ==, 1);
  g_assert_true (has_activity (f, "You logged out."));
  g_assert_false (has_label (find_widget (f->window, AHOY_TYPE_ACCOUNT_PAGE, NULL), ALICE));
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
}

static void
test_wrong_password (Fixture *f, gconstpointer data)
{
  log_in (f, ALICE, "wrong");
  WAIT_UNTIL (!ahoy_client_get_pending (f->client));
  assert_state (f, "Connected: false", TRUE, FALSE, FALSE);
  g_assert_true (has_label (f->window, ahoy_client_get_message (f->client)));
  g_assert_true (has_activity (f, "Connect error: "));
  g_assert_cmpstr (get_entry (f, "User name"), ==, ALICE);

  /* The next try shows nothing of the failure. */
  log_in (f, ALICE, ALICE_PASSWORD);
  WAIT_UNTIL (ahoy_client_get_connected (f->client));
  g_assert_true (has_label (f->window, "Logged in as " ALICE "."));
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  static const char * const actions[] = { "cancel", "logout" };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    g_autoptr (GError) error = NULL;

    ahoy_practice_set_fault (f->practice, "silent", NULL, &error);
    g_assert_no_error (error);
    log_in (f, ALICE, ALICE_PASSWORD);
    WAIT_UNTIL (ahoy_practice_get_count (f->practice, "subscribe") > i);
    assert_state (f, "Connected: false", FALSE, TRUE, TRUE);
    activate (f, actions[i]);
    WAIT_UNTIL (!ahoy_client_get_pending (f->client));
    assert_state (f, "Connected: false", TRUE, FALSE, FALSE);
    g_assert_true (has_label (f->window, "Login cancelled."));
    g_assert_cmpstr (get_entry (f, "User name"), ==, ALICE);
    g_assert_cmpstr (get_entry (f, "Password"), ==, ALICE_PASSWORD);
    ahoy_practice_clear_faults (f->practice);
  }
}

static void
test_gone (Fixture *f, gconstpointer data)
{
  g_autofree char *reason = NULL;

  log_in (f, ALICE, ALICE_PASSWORD);
  WAIT_UNTIL (ahoy_client_get_connected (f->client));
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->practice, ALICE) == 1);
  ahoy_practice_end_subscriptions (f->practice, ALICE, "gone");
  WAIT_UNTIL (!ahoy_client_get_connected (f->client));

  assert_state (f, "Connected: false", TRUE, TRUE, FALSE);
  reason = g_strdup (ahoy_client_get_message (f->client));
  g_assert_true (has_label (f->window, reason));
  g_assert_cmpstr (get_entry (f, "User name"), ==, ALICE);
  g_assert_cmpstr (get_entry (f, "Password"), ==, "");
  WAIT_UNTIL (has_activity (f, reason));
  g_assert_cmpuint (get_n_activities (f), >, 2);

  /* Whoever does not come back can still leave nothing behind. */
  activate (f, "logout");
  assert_state (f, "Connected: false", TRUE, FALSE, FALSE);
  g_assert_cmpstr (get_entry (f, "User name"), ==, "");
  g_assert_cmpuint (get_n_activities (f), ==, 1);
}

static void
test_second_user (Fixture *f, gconstpointer data)
{
  log_in (f, ALICE, ALICE_PASSWORD);
  WAIT_UNTIL (ahoy_client_get_connected (f->client));
  ahoy_activity_log_add (ahoy_client_get_activity (f->client), AHOY_EVENT_KIND_NOTIFICATION,
                         "of Alice");
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->practice, ALICE) == 1);
  ahoy_practice_end_subscriptions (f->practice, ALICE, "gone");
  WAIT_UNTIL (!ahoy_client_get_connected (f->client));
  g_assert_true (has_activity (f, "of Alice"));
  activate (f, "activity-clear");

  log_in (f, BOB, BOB_PASSWORD);
  WAIT_UNTIL (ahoy_client_get_connected (f->client));
  activate (f, "activity-undo-clear");
  g_assert_false (has_activity (f, "of Alice"));
  g_assert_false (has_label (f->window, ALICE));
  g_assert_true (has_label (find_widget (f->window, AHOY_TYPE_ACCOUNT_PAGE, NULL), BOB));
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **stored = user_data;

  *stored = g_object_ref (result);
}

static void
test_quit (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  log_in (f, ALICE, ALICE_PASSWORD);
  WAIT_UNTIL (ahoy_client_get_connected (f->client));
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, ALICE), ==, 1);
  ahoy_client_quit_async (f->client, store_result, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_true (ahoy_client_quit_finish (f->client, result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, ALICE), ==, 0);
}

static void
test_activity_actions (Fixture *f, gconstpointer data)
{
  AhoyActivityLog *log = ahoy_client_get_activity (f->client);

  g_assert_false (is_enabled (f, "activity-copy"));
  g_assert_false (is_enabled (f, "activity-copy-all"));
  g_assert_false (is_enabled (f, "activity-export"));
  g_assert_false (is_enabled (f, "activity-clear"));
  ahoy_activity_log_add (log, AHOY_EVENT_KIND_WARNING, "something");
  ahoy_activity_log_flush (log);
  g_assert_false (is_enabled (f, "activity-copy"));
  g_assert_true (is_enabled (f, "activity-copy-all"));
  g_assert_true (is_enabled (f, "activity-export"));
  activate (f, "activity-clear");
  g_assert_cmpuint (get_n_activities (f), ==, 0);
  activate (f, "activity-undo-clear");
  g_assert_true (has_activity (f, "something"));
}

static int
measure_width (Fixture *f)
{
  int minimum;

  gtk_widget_measure (adw_application_window_get_content (ADW_APPLICATION_WINDOW (f->window)),
                      GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

static void
set_labels (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    gtk_button_set_label (GTK_BUTTON (widget), label);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    set_labels (child, label);
}

static void
test_narrow (Fixture *f, gconstpointer data)
{
  static const GtkTextDirection directions[] = { GTK_TEXT_DIR_LTR, GTK_TEXT_DIR_RTL };
  GtkWidget *advanced = find_widget (f->window, ADW_TYPE_EXPANDER_ROW, "Advanced");

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (advanced), TRUE);
  activate (f, "login");
  for (guint i = 0; i < G_N_ELEMENTS (directions); i++) {
    gtk_widget_set_default_direction (directions[i]);
    g_assert_cmpint (measure_width (f), <=, 360);
  }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);

  log_in (f, ALICE, ALICE_PASSWORD);
  WAIT_UNTIL (ahoy_client_get_connected (f->client));
  g_assert_cmpint (measure_width (f), <=, 360);
  /* As long as they become in translations. */
  set_labels (GTK_WIDGET (f->window), "Se déconnecter");
  g_assert_cmpint (measure_width (f), <=, 360);
  ahoy_client_set_message (f->client, "Averyveryveryveryveryveryveryveryverylongwordinamessage", TRUE);
  g_assert_cmpint (measure_width (f), <=, 360);
}

static void
test_preferences (Fixture *f, gconstpointer data)
{
  GSettings *gsettings = ahoy_settings_get_gsettings (f->settings);
  AhoyPreferencesWindow *window = ahoy_preferences_window_new (GTK_WINDOW (f->window), f->client);
  GtkWidget *spin = find_widget (window, GTK_TYPE_SPIN_BUTTON, NULL);

  /* Shown in seconds, kept in milliseconds. */
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)), ==, 30);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 20);
  g_assert_cmpuint (g_settings_get_uint (gsettings, "keepalive-interval"), ==, 20000);
  gtk_widget_activate_action (GTK_WIDGET (window), "preferences.reset", NULL);
  g_assert_cmpuint (g_settings_get_uint (gsettings, "keepalive-interval"), ==, 30000);
  gtk_widget_activate_action (GTK_WIDGET (window), "preferences.undo-reset", NULL);
  g_assert_cmpuint (g_settings_get_uint (gsettings, "keepalive-interval"), ==, 20000);
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)), ==, 20);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What the service does not have is not there to be set. */
static void
test_preferences_of_service (Fixture *f, gconstpointer data)
{
  for (guint i = 0; ahoy_session_list_services ()[i] != NULL; i++) {
    const char *service = ahoy_session_list_services ()[i];
    gboolean times = (ahoy_session_get_service_traits (service) & AHOY_SERVICE_TRAIT_TIMES) != 0;
    AhoyPreferencesWindow *window;
    GtkWidget *spin;

    ahoy_client_set_service (f->client, service);
    window = ahoy_preferences_window_new (GTK_WINDOW (f->window), f->client);
    spin = find_widget (window, GTK_TYPE_SPIN_BUTTON, NULL);
    g_test_message ("%s", service);
    g_assert_cmpint (gtk_widget_get_visible (gtk_widget_get_ancestor (
      spin, ADW_TYPE_PREFERENCES_GROUP)), ==, times);
    gtk_window_destroy (GTK_WINDOW (window));
  }
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  add ("/ui/window/templates", test_templates);
  add ("/ui/window/login-and-logout", test_login_and_logout);
  add ("/ui/window/wrong-password", test_wrong_password);
  add ("/ui/window/cancel", test_cancel);
  add ("/ui/window/gone", test_gone);
  add ("/ui/window/second-user", test_second_user);
  add ("/ui/window/quit", test_quit);
  add ("/ui/window/activity-actions", test_activity_actions);
  add ("/ui/window/narrow", test_narrow);
  add ("/ui/window/preferences", test_preferences);
  add ("/ui/window/preferences-of-service", test_preferences_of_service);

  return g_test_run ();
}
