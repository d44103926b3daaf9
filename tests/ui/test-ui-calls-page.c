/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-calls-page.h"
#include "ahoy-dialer.h"
#include "ahoy-recent-row.h"
#include "ahoy-recents-view.h"
#include "ahoy-suggestion-row.h"
#include "fake-devices.h"
#include "fake-media.h"
#include "ui-fixture.h"

/* The window with alice, and bob somewhere else. */
typedef struct {
  Fixture           ui;
  FakeMediaFactory *factory;
  FakeDevices      *devices;
  AhoySession      *bob;
  AhoyCall         *incoming; /* the last one that bob got; weak */
} CallsFixture;

static void
on_incoming_call (CallsFixture *f, AhoyCall *call)
{
  g_set_weak_pointer (&f->incoming, call);
}

static void
set_up (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyClock) clock = ahoy_system_clock_new ();
  g_autoptr (AhoyAccount) account = ahoy_account_new ();
  g_autoptr (AhoyCredentials) credentials =
    ahoy_credentials_new (AHOY_LOGIN_KIND_PASSWORD, NULL, BOB_PASSWORD);

  fixture_set_up (&f->ui, NULL);
  f->factory = fake_media_factory_new ();
  f->devices = fake_devices_new ();
  ahoy_client_set_media (f->ui.client, AHOY_MEDIA_FACTORY (f->factory),
                         AHOY_MEDIA_DEVICES (f->devices), NULL);

  g_object_set (account, "service", "kandy", "user", BOB, "server",
                ahoy_practice_get_rest_uri (f->ui.practice), "websocket-server",
                ahoy_practice_get_websocket_uri (f->ui.practice), NULL);
  f->bob = g_object_new (AHOY_TYPE_SESSION, "account", account, "clock", clock, "media-factory",
                         f->factory, NULL);
  g_signal_connect_swapped (f->bob, "incoming-call", G_CALLBACK (on_incoming_call), f);
  ahoy_session_connect_async (f->bob, credentials, NULL, NULL, NULL);
  WAIT_UNTIL (ahoy_session_get_connected (f->bob));
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->ui.practice, BOB) == 1);
}

static void
tear_down (CallsFixture *f, gconstpointer data)
{
  g_clear_weak_pointer (&f->incoming);
  ahoy_session_destroy (f->bob);
  g_object_unref (f->bob);
  fixture_tear_down (&f->ui, NULL);
  g_object_unref (f->factory);
  g_assert_finalize_object (f->devices);
}

static void
log_in_alice (CallsFixture *f)
{
  log_in (&f->ui, ALICE, ALICE_PASSWORD);
  WAIT_UNTIL (ahoy_client_get_connected (f->ui.client) && !ahoy_client_get_pending (f->ui.client));
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->ui.practice, ALICE) == 1);
  WAIT_UNTIL (ahoy_recents_get_complete (
    ahoy_session_get_recents (ahoy_client_get_session (f->ui.client))));
}

static AhoyRecents *
get_recents (CallsFixture *f)
{
  return ahoy_session_get_recents (ahoy_client_get_session (f->ui.client));
}

static guint
count_recents (CallsFixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_recents (f)));
}

static GtkEditable *
get_address (CallsFixture *f)
{
  return GTK_EDITABLE (find_widget (find_widget (f->ui.window, AHOY_TYPE_DIALER, NULL),
                                    GTK_TYPE_ENTRY, NULL));
}

static GtkWidget *
get_dialer (CallsFixture *f)
{
  return find_widget (f->ui.window, AHOY_TYPE_DIALER, NULL);
}

static const char *
get_visible_page (CallsFixture *f)
{
  GtkWidget *stack = find_widget (f->ui.window, ADW_TYPE_VIEW_STACK, NULL);

  return adw_view_stack_get_visible_child_name (ADW_VIEW_STACK (stack));
}

static AdwViewStackPage *
get_stack_page (CallsFixture *f)
{
  GtkWidget *stack = find_widget (f->ui.window, ADW_TYPE_VIEW_STACK, NULL);

  return adw_view_stack_get_page (ADW_VIEW_STACK (stack),
                                  find_widget (f->ui.window, AHOY_TYPE_CALLS_PAGE, NULL));
}

/* Which page the list of recent calls shows: all of them are there, with their labels. */
static gboolean
shows (CallsFixture *f, const char *page)
{
  GtkWidget *view = find_widget (f->ui.window, AHOY_TYPE_RECENTS_VIEW, NULL);
  GtkWidget *stack = find_widget (view, GTK_TYPE_STACK, NULL);

  return g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (stack)), page);
}

static void
show_page (CallsFixture *f, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (f->ui.window), "show-page",
                                  g_variant_new_string (name));
}

/* Bob calls, and gives up. */
static void
miss_a_call (CallsFixture *f)
{
  AhoySession *session = ahoy_client_get_session (f->ui.client);
  GListModel *calls = ahoy_session_get_calls (session);
  guint n_recents = count_recents (f);
  g_autoptr (AhoyCall) call = NULL;
  g_autoptr (GError) error = NULL;

  call = ahoy_session_call (f->bob, ALICE, AHOY_MEDIA_AUDIO, NULL, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (g_list_model_get_n_items (calls) == 1
              && ahoy_call_get_state (call) == AHOY_CALL_STATE_RINGING);
  ahoy_call_end_async (call, NULL, NULL, NULL);
  WAIT_UNTIL (g_list_model_get_n_items (calls) == 0 && count_recents (f) == n_recents + 1);
}

static void
test_pages (CallsFixture *f, gconstpointer data)
{
  g_assert_cmpstr (get_visible_page (f), ==, "account");
  g_assert_false (adw_view_stack_page_get_visible (get_stack_page (f)));
  show_page (f, "calls");
  g_assert_cmpstr (get_visible_page (f), ==, "account");
  g_assert_false (is_enabled (&f->ui, "dial"));
  g_assert_false (is_enabled (&f->ui, "focus-address"));

  log_in_alice (f);
  g_assert_cmpstr (get_visible_page (f), ==, "calls");
  g_assert_true (is_enabled (&f->ui, "dial"));
  WAIT_UNTIL (shows (f, "empty"));
  show_page (f, "account");
  activate (&f->ui, "focus-address");
  g_assert_cmpstr (get_visible_page (f), ==, "calls");

  activate (&f->ui, "logout");
  WAIT_UNTIL (!ahoy_client_get_pending (f->ui.client));
  g_assert_cmpstr (get_visible_page (f), ==, "account");
  g_assert_false (adw_view_stack_page_get_visible (get_stack_page (f)));
}

static void
test_dial (CallsFixture *f, gconstpointer data)
{
  static const char * const actions[] = { "dialer.call", "dialer.call-video" };
  static const gboolean videos[] = { FALSE, TRUE };

  log_in_alice (f);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    GListModel *calls = ahoy_session_get_calls (ahoy_client_get_session (f->ui.client));
    g_autoptr (AhoyCall) call = NULL;
    g_autoptr (AhoyRecent) recent = NULL;

    gtk_editable_set_text (get_address (f), "  bob ");
    gtk_widget_activate_action (get_dialer (f), actions[i], NULL);
    call = g_list_model_get_item (calls, 0);
    g_assert_nonnull (call);
    g_assert_cmpstr (ahoy_call_get_remote (call), ==, BOB);
    g_assert_cmpstr (gtk_editable_get_text (get_address (f)), ==, "");
    WAIT_UNTIL (f->incoming != NULL && ahoy_call_get_state (call) == AHOY_CALL_STATE_RINGING);
    ahoy_call_reject_async (f->incoming, NULL, NULL, NULL);
    WAIT_UNTIL (g_list_model_get_n_items (calls) == 0);
    WAIT_UNTIL (count_recents (f) == i + 1);
    recent = g_list_model_get_item (G_LIST_MODEL (get_recents (f)), 0);
    g_assert_cmpint (ahoy_recent_get_video (recent), ==, videos[i]);
  }
  WAIT_UNTIL (find_widget (f->ui.window, AHOY_TYPE_RECENT_ROW, NULL) != NULL);
}

static void
test_wrong_address (CallsFixture *f, gconstpointer data)
{
  GtkWidget *dialer = get_dialer (f);

  log_in_alice (f);
  gtk_editable_set_text (get_address (f), "a b");
  gtk_widget_activate_action (dialer, "dialer.call", NULL);
  g_assert_true (has_label (dialer, "“a b” has characters that an address cannot have"));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (get_address (f)), "error"));
  gtk_editable_set_text (get_address (f), "a");
  g_assert_false (has_label (dialer, "“a b” has characters that an address cannot have"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (get_address (f)), "error"));

  /* From elsewhere: the page comes up with the address. */
  show_page (f, "activity");
  g_action_group_activate_action (G_ACTION_GROUP (f->ui.window), "dial",
                                  g_variant_new_string ("c d"));
  g_assert_cmpstr (get_visible_page (f), ==, "calls");
  g_assert_cmpstr (gtk_editable_get_text (get_address (f)), ==, "c d");
  g_assert_true (has_label (dialer, "“c d” has characters that an address cannot have"));
}

static void
test_suggestions (CallsFixture *f, gconstpointer data)
{
  GtkWidget *dialer = get_dialer (f);
  GtkWidget *popover = find_widget (dialer, GTK_TYPE_POPOVER, NULL);
  GtkWidget *row;

  log_in_alice (f);
  miss_a_call (f);
  gtk_editable_set_text (get_address (f), "x");
  g_assert_false (gtk_widget_get_visible (popover));
  gtk_editable_set_text (get_address (f), "bo");
  g_assert_true (gtk_widget_get_visible (popover));
  row = find_widget (popover, AHOY_TYPE_SUGGESTION_ROW, NULL);
  g_assert_cmpstr (ahoy_suggestion_row_get_address (AHOY_SUGGESTION_ROW (row)), ==, BOB);
  gtk_widget_activate (row);
  g_assert_cmpstr (gtk_editable_get_text (get_address (f)), ==, BOB);
  g_assert_false (gtk_widget_get_visible (popover));
}

static void
test_missed (CallsFixture *f, gconstpointer data)
{
  AdwViewStackPage *page = get_stack_page (f);

  log_in_alice (f);
  show_page (f, "activity");
  miss_a_call (f);
  miss_a_call (f);
  g_assert_cmpuint (adw_view_stack_page_get_badge_number (page), ==, 2);
  g_assert_true (adw_view_stack_page_get_needs_attention (page));

  /* Seen by whoever looks. The window of the call had the focus. */
  show_page (f, "calls");
  while (!gtk_window_is_active (GTK_WINDOW (f->ui.window))) {
    gtk_window_present (GTK_WINDOW (f->ui.window));
    g_main_context_iteration (NULL, FALSE);
  }
  WAIT_UNTIL (adw_view_stack_page_get_badge_number (page) == 0);
  g_assert_false (adw_view_stack_page_get_needs_attention (page));
  g_assert_true (ahoy_recents_get_seen_until (get_recents (f)) > 0);
}

static void
test_delete (CallsFixture *f, gconstpointer data)
{
  GtkWidget *row;

  log_in_alice (f);
  miss_a_call (f);
  miss_a_call (f);
  WAIT_UNTIL ((row = find_widget (f->ui.window, AHOY_TYPE_RECENT_ROW, NULL)) != NULL
              && ahoy_recent_row_get_recent (AHOY_RECENT_ROW (row)) != NULL);
  gtk_widget_activate_action (row, "recent.delete", NULL);
  WAIT_UNTIL (count_recents (f) == 1);
  WAIT_UNTIL (ahoy_practice_get_count (f->ui.practice, "logRecord") == 1);
}

static AdwMessageDialog *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (ADW_IS_MESSAGE_DIALOG (window))
      return ADW_MESSAGE_DIALOG (window);
  }

  return NULL;
}

static void
test_delete_all (CallsFixture *f, gconstpointer data)
{
  GtkWidget *view = find_widget (f->ui.window, AHOY_TYPE_RECENTS_VIEW, NULL);

  log_in_alice (f);
  g_assert_false (has_label (view, "Delete All…"));
  miss_a_call (f);
  WAIT_UNTIL (has_label (view, "Delete All…"));
  gtk_widget_activate_action (view, "recents.clear", NULL);
  adw_message_dialog_response (find_dialog (), "cancel");
  g_assert_cmpuint (count_recents (f), ==, 1);

  gtk_widget_activate_action (view, "recents.clear", NULL);
  adw_message_dialog_response (find_dialog (), "delete");
  WAIT_UNTIL (count_recents (f) == 0);
  WAIT_UNTIL (shows (f, "empty"));
}

static void
test_history_fails (CallsFixture *f, gconstpointer data)
{
  GtkWidget *view = find_widget (f->ui.window, AHOY_TYPE_RECENTS_VIEW, NULL);
  g_autoptr (GError) error = NULL;

  ahoy_practice_set_fault (f->ui.practice, "refuse", "{\"for\":\"logHistory\",\"count\":0}", &error);
  g_assert_no_error (error);
  log_in (&f->ui, ALICE, ALICE_PASSWORD);
  WAIT_UNTIL (shows (f, "error"));
  ahoy_practice_clear_faults (f->ui.practice);
  gtk_widget_activate_action (view, "recents.retry", NULL);
  WAIT_UNTIL (shows (f, "empty"));
}

static void
test_logout (CallsFixture *f, gconstpointer data)
{
  GtkWidget *view = find_widget (f->ui.window, AHOY_TYPE_RECENTS_VIEW, NULL);

  log_in_alice (f);
  miss_a_call (f);
  WAIT_UNTIL (find_widget (view, AHOY_TYPE_RECENT_ROW, NULL) != NULL);
  gtk_editable_set_text (get_address (f), "bo");
  activate (&f->ui, "logout");
  WAIT_UNTIL (!ahoy_client_get_pending (f->ui.client));
  g_assert_cmpstr (gtk_editable_get_text (get_address (f)), ==, "");
  g_assert_null (find_widget (get_dialer (f), AHOY_TYPE_SUGGESTION_ROW, NULL));
  g_assert_cmpuint (adw_view_stack_page_get_badge_number (get_stack_page (f)), ==, 0);
  for (GtkWidget *row = find_widget (view, AHOY_TYPE_RECENT_ROW, NULL); row != NULL; row = NULL)
    g_assert_null (ahoy_recent_row_get_recent (AHOY_RECENT_ROW (row)));
  g_assert_false (has_label (view, "bob"));
}

static void
test_other_service (CallsFixture *f, gconstpointer data)
{
  GtkWidget *page = find_widget (f->ui.window, AHOY_TYPE_CALLS_PAGE, NULL);
  GtkWidget *stack = find_widget (page, GTK_TYPE_STACK, NULL);

  choose_combo (&f->ui, "Service", "Sendbird Calls");
  choose_combo (&f->ui, "Location", "Own server");
  set_entry (&f->ui, "Server", ahoy_practice_get_rest_uri (f->ui.practice));
  set_entry (&f->ui, "Application ID", "A1B2");
  set_entry (&f->ui, "User ID", CAROL);
  set_entry (&f->ui, "Access token", CAROL_TOKEN);
  activate (&f->ui, "login");
  WAIT_UNTIL (ahoy_client_get_connected (f->ui.client));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "calls");
  g_assert_cmpstr (get_visible_page (f), ==, "calls");
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (get_address (f))));
}

static void
test_narrow (CallsFixture *f, gconstpointer data)
{
  int minimum;

  log_in_alice (f);
  miss_a_call (f);
  WAIT_UNTIL (find_widget (f->ui.window, AHOY_TYPE_RECENT_ROW, NULL) != NULL);
  gtk_widget_measure (GTK_WIDGET (f->ui.window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
}

static void
add (const char *path, void (*test) (CallsFixture *, gconstpointer))
{
  g_test_add (path, CallsFixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  add ("/ui/calls-page/pages", test_pages);
  add ("/ui/calls-page/dial", test_dial);
  add ("/ui/calls-page/wrong-address", test_wrong_address);
  add ("/ui/calls-page/suggestions", test_suggestions);
  add ("/ui/calls-page/missed", test_missed);
  add ("/ui/calls-page/delete", test_delete);
  add ("/ui/calls-page/delete-all", test_delete_all);
  add ("/ui/calls-page/history-fails", test_history_fails);
  add ("/ui/calls-page/logout", test_logout);
  add ("/ui/calls-page/other-service", test_other_service);
  add ("/ui/calls-page/narrow", test_narrow);

  return g_test_run ();
}
