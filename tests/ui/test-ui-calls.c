/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calls-fixture.h"

#include <string.h>

/* What is heard of calls, what the activity is told, and which windows there are. */

#define AUDIO AHOY_MEDIA_AUDIO

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
peer_end (Peer *peer)
{
  gboolean done = FALSE;

  ahoy_call_end_async (peer->call, NULL, on_done, &done);
  WAIT_UNTIL (done);
}

static void
test_outgoing (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = g_object_ref (calls_dial (f, &f->bob, BOB, AUDIO));

  g_assert_true (calls_says (f, call, "Ringing…"));
  g_assert_true (calls_says (f, call, BOB) || calls_says (f, call, "bob"));
  g_assert_cmpstr (f->sounds->played->str, ==, "ring-back ");

  peer_answer (&f->bob, AUDIO);
  wait_state (call, CONNECTED);
  g_assert_cmpstr (f->sounds->played->str, ==, "ring-back stop ");
  fake_media_set_state (fake_media_factory_get_last (f->factory), AHOY_MEDIA_STATE_CONNECTING);
  g_assert_true (calls_says (f, call, "Connecting…"));
  fake_media_set_state (fake_media_factory_get_last (f->factory), AHOY_MEDIA_STATE_CONNECTED);
  g_assert_true (calls_says (f, call, "Connected"));
  g_assert_true (calls_says (f, call, "0:00"));

  peer_end (&f->bob);
  wait_state (call, ENDED);
  g_assert_true (calls_says (f, call, "The other side ended the call"));
  g_assert_cmpstr (f->sounds->played->str, ==, "ring-back stop ended ");
  g_assert_true (has_activity (&f->ui, "You call "));
  g_assert_true (has_activity (&f->ui, "It rings at "));
  g_assert_true (has_activity (&f->ui, " answered."));
  g_assert_true (has_activity (&f->ui, ": The other side ended the call. It lasted 0:0"));
}

static void
test_busy (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = g_object_ref (calls_dial (f, &f->bob, BOB, AUDIO));
  gboolean done = FALSE;

  ahoy_call_reject_async (f->bob.call, NULL, on_done, &done);
  WAIT_UNTIL (ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE);
  g_assert_cmpint (ahoy_call_get_end_reason (call), ==, AHOY_CALL_END_REASON_DECLINED);
  g_assert_cmpstr (f->sounds->played->str, ==, "ring-back stop busy ");
  g_assert_true (calls_says (f, call, "The call was declined"));
  WAIT_UNTIL (done);
}

static void
test_answer (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = g_object_ref (calls_ring (f, &f->bob, AUDIO));

  g_assert_true (calls_says (f, call, "Incoming call"));
  g_assert_cmpstr (f->sounds->played->str, ==, "ring ");
  calls_act (f, call, "call.answer");
  g_assert_cmpstr (f->sounds->played->str, ==, "ring stop ");
  wait_state (call, CONNECTED);
  calls_act (f, call, "call.hang-up");
  WAIT_UNTIL (ahoy_call_get_end_reason (f->bob.call) != AHOY_CALL_END_REASON_NONE);
  /* Who hangs up knows that it is over. */
  g_assert_cmpstr (f->sounds->played->str, ==, "ring stop ");
  g_assert_true (has_activity (&f->ui, " calls."));
  g_assert_true (has_activity (&f->ui, "You answered "));
}

/* It rings until the person, or who calls, has had enough, and not longer, whatever the way out. */
static void
test_ways_out (CallsFixture *f, gconstpointer data)
{
  static const struct {
    const char        *action; /* NULL: who calls gives up */
    AhoyCallEndReason  reason;
  } ways[] = {
    { "call.decline", AHOY_CALL_END_REASON_REJECTED },
    { "call.ignore", AHOY_CALL_END_REASON_IGNORED },
    { "window.close", AHOY_CALL_END_REASON_IGNORED },
    { NULL, AHOY_CALL_END_REASON_MISSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    g_autoptr (AhoyCall) call = g_object_ref (calls_ring (f, &f->bob, AUDIO));

    g_string_truncate (f->sounds->played, 0);
    g_assert_true (calls_says (f, call, "Incoming call"));
    if (ways[i].action == NULL)
      peer_end (&f->bob);
    else if (g_str_equal (ways[i].action, "window.close"))
      gtk_window_close (GTK_WINDOW (calls_window (f, call)));
    else
      calls_act (f, call, ways[i].action);
    WAIT_UNTIL (ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE);
    g_assert_cmpint (ahoy_call_get_end_reason (call), ==, ways[i].reason);
    g_assert_cmpstr (f->sounds->played->str, ==, "stop ");
    if (ahoy_call_get_end_reason (f->bob.call) == AHOY_CALL_END_REASON_NONE)
      peer_end (&f->bob);
  }
  g_assert_true (has_activity (&f->ui, "You missed a call from "));
}

static void
test_session_end (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = g_object_ref (calls_ring (f, &f->bob, AUDIO));

  ahoy_practice_end_subscriptions (f->ui.practice, ALICE, "gone");
  WAIT_UNTIL (ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE);
  g_assert_cmpint (ahoy_call_get_end_reason (call), ==, AHOY_CALL_END_REASON_SESSION_ENDED);
  g_assert_cmpstr (f->sounds->played->str, ==, "ring stop ");
  g_assert_true (calls_says (f, call, "The call ended with your session"));

  /* Somebody else follows, and finds nothing of it. */
  WAIT_UNTIL (!ahoy_client_get_pending (f->ui.client));
  log_in (&f->ui, BOB, BOB_PASSWORD);
  g_assert_null (ahoy_call_windows_find (f->windows, call));
}

static void
test_second_call (CallsFixture *f, gconstpointer data)
{
  AhoyCalls *calls = ahoy_client_get_calls (f->ui.client);
  AhoyCall *first = calls_talk (f, &f->bob, BOB, AUDIO);
  AhoyCall *second;

  g_assert_cmpuint (ahoy_calls_count_begun (calls), ==, 1);
  g_string_truncate (f->sounds->played, 0);
  second = calls_ring (f, &f->charly, AUDIO);
  g_assert_cmpstr (f->sounds->played->str, ==, "waiting ");
  g_assert_cmpuint (ahoy_calls_count_begun (calls), ==, 1);
  g_assert_true (calls_says (f, second, "Hold and Answer"));

  calls_act (f, second, "call.answer");
  wait_state (second, CONNECTED);
  g_assert_true (ahoy_call_get_local_hold (first));
  g_assert_true (calls_says (f, first, "On hold"));
  g_assert_cmpstr (f->sounds->played->str, ==, "waiting stop ");
  g_assert_cmpuint (ahoy_calls_count_begun (calls), ==, 2);

  ahoy_calls_switch_to (calls, first);
  wait_state (first, CONNECTED);
  g_assert_true (ahoy_call_get_local_hold (second));
  WAIT_UNTIL (ahoy_call_get_operation (first) == AHOY_CALL_OPERATION_NONE);
  calls_act (f, first, "call.swap");
  WAIT_UNTIL (ahoy_call_get_local_hold (first) && !ahoy_call_get_local_hold (second));
}

static void
test_switch_refused (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_talk (f, &f->bob, BOB, AUDIO);
  g_autoptr (GError) error = NULL;

  calls_act (f, call, "call.hold");
  wait_state (call, ON_HOLD);
  WAIT_UNTIL (ahoy_call_get_operation (call) == AHOY_CALL_OPERATION_NONE);
  ahoy_practice_set_fault (f->ui.practice, "refuse", "{\"for\":\"startCallUpdate\"}", &error);
  g_assert_no_error (error);
  ahoy_calls_switch_to (ahoy_client_get_calls (f->ui.client), call);
  WAIT_UNTIL (ahoy_call_get_operation (call) == AHOY_CALL_OPERATION_NONE);
  g_assert_true (ahoy_call_get_local_hold (call));
}

static void
count (gpointer data)
{
  ++*(guint *) data;
}

static GtkWindow *
find_dialog (void)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (ADW_IS_MESSAGE_DIALOG (window))
      return window; /* GTK holds it */
  }

  return NULL;
}

/* Presses the button of the dialog with that label. */
static gboolean
press (gpointer root, const char *label)
{
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (root), label) == 0) {
    g_signal_emit_by_name (root, "clicked");
    return TRUE;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (press (child, label))
      return TRUE;

  return FALSE;
}

static void
test_logout (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = g_object_ref (calls_talk (f, &f->bob, BOB, AUDIO));

  activate (&f->ui, "logout");
  g_assert_nonnull (find_dialog ());
  g_assert_true (press (find_dialog (), "_Cancel"));
  g_assert_cmpint (ahoy_call_get_end_reason (call), ==, AHOY_CALL_END_REASON_NONE);
  g_assert_true (ahoy_client_get_connected (f->ui.client));
  WAIT_UNTIL (find_dialog () == NULL);

  activate (&f->ui, "logout");
  g_assert_true (press (find_dialog (), "_Log Out"));
  WAIT_UNTIL (!ahoy_client_get_connected (f->ui.client) &&
              !ahoy_client_get_pending (f->ui.client));
  g_assert_cmpint (ahoy_call_get_end_reason (call), ==, AHOY_CALL_END_REASON_SESSION_ENDED);
  g_assert_null (ahoy_call_windows_find (f->windows, call));
  g_assert_false (has_activity (&f->ui, "bob"));
}

/* Who calls and was not answered is no reason to be asked. */
static void
test_logout_while_ringing (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = g_object_ref (calls_ring (f, &f->bob, AUDIO));

  activate (&f->ui, "logout");
  g_assert_null (find_dialog ());
  WAIT_UNTIL (!ahoy_client_get_pending (f->ui.client));
  g_assert_cmpstr (f->sounds->played->str, ==, "ring stop ");
}

static void
test_ticks (CallsFixture *f, gconstpointer data)
{
  AhoyCalls *calls = ahoy_client_get_calls (f->ui.client);
  AhoyCall *call = calls_talk (f, &f->bob, BOB, AUDIO);
  guint n = 0;

  g_signal_connect_swapped (calls, "tick", G_CALLBACK (count), &n);
  WAIT_UNTIL (n > 0);
  g_assert_false (calls_says (f, call, "0:00") && ahoy_call_get_duration (call) >= 1000);
  g_signal_handlers_disconnect_by_func (calls, count, &n);
}

static void
test_cannot_call (CallsFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ahoy_client_call (f->ui.client, "", AUDIO, &error));
  g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS);
  g_clear_error (&error);
  activate (&f->ui, "logout");
  WAIT_UNTIL (!ahoy_client_get_pending (f->ui.client));
  g_assert_null (ahoy_client_call (f->ui.client, BOB, AUDIO, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
}

/* Nothing is heard or seen of who calls, until the person wants to see it. */
static void
test_quiet (CallsFixture *f, gconstpointer data)
{
  AhoyCalls *calls = ahoy_client_get_calls (f->ui.client);
  g_autoptr (AhoyCall) call = NULL;
  guint missed = 0;

  g_signal_connect_swapped (calls, "missed", G_CALLBACK (count), &missed);
  ahoy_calls_set_quiet (calls, AHOY_QUIET_SILENT);
  call = g_object_ref (calls_ring (f, &f->bob, AUDIO));
  g_assert_cmpstr (f->sounds->played->str, ==, "");
  g_assert_null (ahoy_call_windows_find (f->windows, call));
  ahoy_calls_present (calls, call);
  g_assert_true (calls_says (f, call, "Incoming call"));
  ahoy_calls_set_quiet (calls, AHOY_QUIET_NONE);
  g_assert_cmpstr (f->sounds->played->str, ==, "ring ");
  ahoy_calls_set_quiet (calls, AHOY_QUIET_SILENT);
  g_assert_cmpstr (f->sounds->played->str, ==, "ring stop ");
  calls_act (f, call, "call.answer");
  wait_state (call, CONNECTED);
  peer_end (&f->bob);
  WAIT_UNTIL (ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE);
  g_assert_cmpuint (missed, ==, 0);

  g_clear_object (&call);
  call = g_object_ref (calls_ring (f, &f->bob, AUDIO));
  peer_end (&f->bob);
  WAIT_UNTIL (ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE);
  g_assert_cmpint (ahoy_call_get_end_reason (call), ==, AHOY_CALL_END_REASON_MISSED);
  g_assert_cmpuint (missed, ==, 1);
  g_assert_null (ahoy_call_windows_find (f->windows, call));
  g_signal_handlers_disconnect_by_func (calls, count, &missed);
}

static void
test_quiet_declines (CallsFixture *f, gconstpointer data)
{
  AhoyCalls *calls = ahoy_client_get_calls (f->ui.client);
  g_autoptr (AhoyCall) call = NULL;
  g_autoptr (GError) error = NULL;
  guint missed = 0;

  g_signal_connect_swapped (calls, "missed", G_CALLBACK (count), &missed);
  ahoy_calls_set_quiet (calls, AHOY_QUIET_DECLINE);
  call = ahoy_session_call (f->bob.session, ALICE, AUDIO, NULL, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE);
  g_assert_cmpint (ahoy_call_get_end_reason (call), ==, AHOY_CALL_END_REASON_DECLINED);
  WAIT_UNTIL (missed == 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (calls)), ==, 0);
  g_assert_cmpstr (f->sounds->played->str, ==, "");
  g_signal_handlers_disconnect_by_func (calls, count, &missed);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  calls_add ("/ui/calls/outgoing", test_outgoing);
  calls_add ("/ui/calls/busy", test_busy);
  calls_add ("/ui/calls/answer", test_answer);
  calls_add ("/ui/calls/ways-out", test_ways_out);
  calls_add ("/ui/calls/session-end", test_session_end);
  calls_add ("/ui/calls/second-call", test_second_call);
  calls_add ("/ui/calls/switch-refused", test_switch_refused);
  calls_add ("/ui/calls/logout", test_logout);
  calls_add ("/ui/calls/logout-while-ringing", test_logout_while_ringing);
  calls_add ("/ui/calls/quiet", test_quiet);
  calls_add ("/ui/calls/quiet-declines", test_quiet_declines);
  calls_add ("/ui/calls/ticks", test_ticks);
  calls_add ("/ui/calls/cannot-call", test_cannot_call);

  return g_test_run ();
}
