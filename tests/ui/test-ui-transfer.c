/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-address-entry.h"
#include "ahoy-transfer-chooser.h"
#include "calls-fixture.h"

/* Handing a call over to somebody else, from its window. */

#define AUDIO AHOY_MEDIA_AUDIO

static GtkWidget *
find_chooser (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

    if (AHOY_IS_TRANSFER_CHOOSER (window))
      return window; /* GTK holds it */
  }

  return NULL;
}

static GtkWidget *
choose (CallsFixture *f, AhoyCall *call, const char *address)
{
  GtkWidget *chooser;

  calls_act (f, call, "call.transfer");
  chooser = find_chooser ();
  g_assert_nonnull (chooser);
  ahoy_address_entry_set_address (
    AHOY_ADDRESS_ENTRY (find_widget (chooser, AHOY_TYPE_ADDRESS_ENTRY, NULL)), address);

  return chooser;
}

static void
act (GtkWidget *chooser, const char *action)
{
  g_assert_true (gtk_widget_activate_action (chooser, action, NULL));
}

/* The button of an action that is shown, or NULL. */
static GtkWidget *
find_button (gpointer root, const char *action)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_visible (root))
    return NULL;
  if (GTK_IS_ACTIONABLE (root)
      && g_strcmp0 (gtk_actionable_get_action_name (root), action) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, action);

  return found;
}

static gboolean
can (CallsFixture *f, AhoyCall *call, const char *action)
{
  GtkWidget *button = find_button (calls_window (f, call), action);

  return button != NULL && gtk_widget_is_sensitive (button);
}

static void
wait_end (AhoyCall *call, AhoyCallEndReason reason)
{
  WAIT_UNTIL (ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE);
  g_assert_cmpint (ahoy_call_get_end_reason (call), ==, reason);
}

static void
test_button (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_dial (f, &f->bob, BOB, AUDIO);

  g_assert_null (find_button (calls_window (f, call), "call.transfer"));
  peer_answer (&f->bob, AUDIO);
  wait_state (call, CONNECTED);
  g_assert_true (can (f, call, "call.transfer"));
  calls_act (f, call, "call.hold");
  wait_state (call, ON_HOLD);
  WAIT_UNTIL (can (f, call, "call.transfer"));
}

static void
test_chooser (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_talk (f, &f->bob, BOB, AUDIO);
  GtkWidget *chooser = choose (f, call, " ");

  g_assert_true (has_label (chooser, "Who should talk to bob instead of you?"));
  g_assert_false (gtk_widget_is_sensitive (find_button (chooser, "transfer.now")));
  g_assert_false (gtk_widget_is_sensitive (find_button (chooser, "transfer.ask")));
  gtk_window_close (GTK_WINDOW (chooser));

  /* What is no address is said where it stands. */
  for (guint i = 0; i < 2; i++) {
    chooser = choose (f, call, "a b");
    act (chooser, i == 0 ? "transfer.now" : "transfer.ask");
    WAIT_UNTIL (has_label (chooser, "“a b” has characters that an address cannot have"));
    g_assert_cmpint (ahoy_call_get_state (call), ==, AHOY_CALL_STATE_CONNECTED);
    g_assert_cmpint (ahoy_call_get_operation (call), ==, AHOY_CALL_OPERATION_NONE);
    gtk_window_close (GTK_WINDOW (chooser));
  }

  /* There is nothing to choose when the call is over. */
  choose (f, call, CHARLY);
  calls_act (f, call, "call.hang-up");
  g_assert_null (find_chooser ());
}

static void
test_now (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = g_object_ref (calls_talk (f, &f->bob, BOB, AUDIO));

  act (choose (f, call, CHARLY), "transfer.now");
  g_assert_null (find_chooser ());
  g_assert_true (calls_says (f, call, "Transferring…"));
  g_assert_false (can (f, call, "call.transfer"));
  WAIT_UNTIL (f->charly.call != NULL);
  g_assert_true (calls_says (f, call, "Transferring…"));
  peer_answer (&f->charly, AUDIO);
  wait_end (call, AHOY_CALL_END_REASON_TRANSFERRED);
  g_assert_true (calls_says (f, call, "The call was transferred"));
  WAIT_UNTIL (g_strcmp0 (ahoy_call_get_remote (f->bob.call), CHARLY) == 0);
}

static void
test_now_declined (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_talk (f, &f->bob, BOB, AUDIO);

  act (choose (f, call, CHARLY), "transfer.now");
  WAIT_UNTIL (f->charly.call != NULL);
  ahoy_call_reject_async (f->charly.call, NULL, NULL, NULL);
  WAIT_UNTIL (calls_says (f, call, "The call could not be transferred (480)"));
  wait_state (call, CONNECTED);
  WAIT_UNTIL (can (f, call, "call.transfer"));
}

/* Bob waits, and it rings at Charly. */
static AhoyCall *
ask (CallsFixture *f, AhoyCall *first)
{
  GListModel *calls = G_LIST_MODEL (ahoy_client_get_calls (f->ui.client));
  g_autoptr (AhoyCall) second = NULL;

  g_clear_object (&f->charly.call);
  act (choose (f, first, CHARLY), "transfer.ask");
  g_assert_null (find_chooser ());
  second = g_list_model_get_item (calls, 1);
  g_assert_nonnull (second);
  WAIT_UNTIL (f->charly.call != NULL);
  wait_state (second, RINGING);
  WAIT_UNTIL (ahoy_call_get_local_hold (first));

  return second; /* the list holds it */
}

static void
test_ask (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) first = g_object_ref (calls_talk (f, &f->bob, BOB, AUDIO));
  g_autoptr (AhoyCall) second = g_object_ref (ask (f, first));
  AhoyCall *calls[] = { first, second };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++) {
    g_assert_true (calls_says (f, calls[i], "Transfer bob to charly?"));
    g_assert_true (calls_says (f, calls[i], "Return to bob"));
    g_assert_true (calls_says (f, calls[i], "On hold"));
    g_assert_true (calls_says (f, calls[i], "Ringing…"));
    g_assert_false (can (f, calls[i], "call.transfer"));
  }
  peer_answer (&f->charly, AUDIO);
  wait_state (second, CONNECTED);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    WAIT_UNTIL (can (f, calls[i], "call.transfer"));

  /* Refused, all is as it was. */
  ahoy_practice_set_fault (f->ui.practice, "refuse",
                           "{\"for\":\"transfer\",\"http\":403,\"code\":35}", NULL);
  calls_act (f, second, "call.transfer");
  g_assert_true (calls_says (f, first, "Transferring…"));
  g_assert_false (can (f, second, "call.return"));
  WAIT_UNTIL (calls_says (f, second, "The call could not be transferred. Calls are not enabled for "
                                     "this account (35)"));
  WAIT_UNTIL (can (f, first, "call.transfer"));
  wait_state (second, CONNECTED);
  g_assert_true (ahoy_call_get_local_hold (first));

  calls_act (f, second, "call.transfer");
  wait_end (first, AHOY_CALL_END_REASON_TRANSFERRED);
  wait_end (second, AHOY_CALL_END_REASON_TRANSFERRED);
  g_assert_false (calls_says (f, second, "Transfer bob to charly?"));
  WAIT_UNTIL (g_strcmp0 (ahoy_call_get_remote (f->bob.call), CHARLY) == 0);
}

/* The service does not want to, and nothing else has happened; what becomes of it where the service
 * does, a journey shows. */
static void
test_join (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) first = g_object_ref (calls_talk (f, &f->bob, BOB, AUDIO));
  g_autoptr (AhoyCall) second = g_object_ref (ask (f, first));

  g_assert_false (can (f, first, "call.join"));
  g_assert_false (can (f, second, "call.join"));
  peer_answer (&f->charly, AUDIO);
  wait_state (second, CONNECTED);
  WAIT_UNTIL (can (f, first, "call.join") && can (f, second, "call.join"));
  ahoy_practice_set_fault (f->ui.practice, "refuse",
                           "{\"for\":\"join\",\"http\":403,\"code\":35}", NULL);
  calls_act (f, second, "call.join");
  g_assert_true (calls_says (f, first, "Joining…"));
  g_assert_true (calls_says (f, second, "Joining…"));
  g_assert_false (can (f, second, "call.return"));
  g_assert_false (can (f, first, "call.transfer"));
  WAIT_UNTIL (calls_says (f, second, "The calls could not be joined. Calls are not enabled for this "
                                     "account (35)"));
  WAIT_UNTIL (can (f, first, "call.join"));
  wait_state (second, CONNECTED);
  g_assert_true (ahoy_call_get_local_hold (first));
}

static void
test_return (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) first = g_object_ref (calls_talk (f, &f->bob, BOB, AUDIO));

  /* Before Charly has answered, and after that. */
  for (guint i = 0; i < 2; i++) {
    g_autoptr (AhoyCall) second = g_object_ref (ask (f, first));

    if (i == 1) {
      peer_answer (&f->charly, AUDIO);
      wait_state (second, CONNECTED);
    }
    WAIT_UNTIL (can (f, second, "call.return"));
    calls_act (f, i == 0 ? second : first, "call.return");
    wait_end (second, i == 0 ? AHOY_CALL_END_REASON_CANCELLED : AHOY_CALL_END_REASON_HUNG_UP);
    wait_state (first, CONNECTED);
    g_assert_false (calls_says (f, first, "Transfer bob to charly?"));
    WAIT_UNTIL (can (f, first, "call.transfer"));
  }
}

/* Whoever was asked does not want to; from there it goes back. */
static void
test_not_taken (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) first = g_object_ref (calls_talk (f, &f->bob, BOB, AUDIO));
  g_autoptr (AhoyCall) second = g_object_ref (ask (f, first));

  ahoy_call_reject_async (f->charly.call, NULL, NULL, NULL);
  wait_end (second, AHOY_CALL_END_REASON_DECLINED);
  g_assert_false (can (f, second, "call.transfer"));
  g_assert_true (can (f, second, "call.return"));
  g_assert_false (calls_says (f, first, "Transfer bob to charly?"));
  calls_act (f, second, "call.return");
  wait_state (first, CONNECTED);
  g_assert_null (ahoy_call_windows_find (f->windows, second));
}

/* Who was to be transferred has had enough: the other call is one like any other. */
static void
test_first_gone (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) first = g_object_ref (calls_talk (f, &f->bob, BOB, AUDIO));
  g_autoptr (AhoyCall) second = g_object_ref (ask (f, first));

  peer_answer (&f->charly, AUDIO);
  wait_state (second, CONNECTED);
  ahoy_call_end_async (f->bob.call, NULL, NULL, NULL);
  wait_end (first, AHOY_CALL_END_REASON_REMOTE_HUNG_UP);
  g_assert_false (calls_says (f, second, "Transfer bob to charly?"));
  g_assert_null (find_button (calls_window (f, second), "call.return"));
  WAIT_UNTIL (can (f, second, "call.transfer"));
  act (choose (f, second, BOB), "window.close");
}

/* Bob's call, which rings here. */
static AhoyCall *
ring (CallsFixture *f)
{
  AhoyCall *call = calls_ring (f, &f->bob, AUDIO);

  WAIT_UNTIL (can (f, call, "call.forward"));

  return call;
}

static GtkWidget *
choose_forward (CallsFixture *f, AhoyCall *call, const char *address)
{
  GtkWidget *chooser;

  calls_act (f, call, "call.forward");
  chooser = find_chooser ();
  g_assert_nonnull (chooser);
  g_assert_true (has_label (chooser, "Who should answer bob instead of you?"));
  g_assert_null (find_button (chooser, "transfer.ask"));
  ahoy_address_entry_set_address (
    AHOY_ADDRESS_ENTRY (find_widget (chooser, AHOY_TYPE_ADDRESS_ENTRY, NULL)), address);

  return chooser;
}

static void
test_forward (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = g_object_ref (ring (f));
  GtkWidget *chooser = choose_forward (f, call, " ");

  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (chooser)), ==, "Forward Call");
  g_assert_false (gtk_widget_is_sensitive (find_button (chooser, "transfer.now")));
  gtk_window_close (GTK_WINDOW (chooser));
  chooser = choose_forward (f, call, "a b");
  act (chooser, "transfer.now");
  WAIT_UNTIL (has_label (chooser, "“a b” has characters that an address cannot have"));
  gtk_window_close (GTK_WINDOW (chooser));

  /* Refused, it rings on. */
  ahoy_practice_set_fault (f->ui.practice, "refuse",
                           "{\"for\":\"forward\",\"http\":403,\"code\":35}", NULL);
  act (choose_forward (f, call, CHARLY), "transfer.now");
  g_assert_null (find_chooser ());
  g_assert_true (calls_says (f, call, "Forwarding…"));
  g_assert_false (can (f, call, "call.answer"));
  WAIT_UNTIL (calls_says (f, call, "The call could not be forwarded. Calls are not enabled for this "
                                   "account (35)"));
  g_assert_true (can (f, call, "call.answer"));

  act (choose_forward (f, call, CHARLY), "transfer.now");
  g_assert_false (calls_says (f, call, "The call could not be forwarded. Calls are not enabled for "
                                       "this account (35)"));
  wait_end (call, AHOY_CALL_END_REASON_FORWARDED);
  g_assert_true (calls_says (f, call, "You forwarded the call"));
  WAIT_UNTIL (f->charly.call != NULL);
  g_assert_cmpstr (ahoy_call_get_remote (f->charly.call), ==, BOB);
}

/* There is nothing to forward when it is answered, or when it rings no more. */
static void
test_forward_late (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = ring (f);

  choose_forward (f, call, CHARLY);
  calls_act (f, call, "call.answer");
  g_assert_null (find_chooser ());
  wait_state (call, CONNECTED);
  g_assert_null (find_button (calls_window (f, call), "call.forward"));
  calls_act (f, call, "call.hang-up");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  calls_add ("/ui/transfer/button", test_button);
  calls_add ("/ui/transfer/chooser", test_chooser);
  calls_add ("/ui/transfer/now", test_now);
  calls_add ("/ui/transfer/now-declined", test_now_declined);
  calls_add ("/ui/transfer/ask", test_ask);
  calls_add ("/ui/transfer/join", test_join);
  calls_add ("/ui/transfer/return", test_return);
  calls_add ("/ui/transfer/not-taken", test_not_taken);
  calls_add ("/ui/transfer/first-gone", test_first_gone);
  calls_add ("/ui/transfer/forward", test_forward);
  calls_add ("/ui/transfer/forward-late", test_forward_late);

  return g_test_run ();
}
