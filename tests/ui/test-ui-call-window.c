/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-call-details.h"
#include "ahoy-call-devices.h"
#include "ahoy-call-list.h"
#include "ahoy-call-private.h"
#include "ahoy-call-record.h"
#include "ahoy-call-row.h"
#include "ahoy-graph.h"
#include "ahoy-keypad.h"
#include "calls-fixture.h"

#include <string.h>

/* What the window of a call shows and does. */

#define AUDIO AHOY_MEDIA_AUDIO
#define VIDEO (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

static FakeMedia *
get_media (AhoyCall *call)
{
  return TEST_FAKE_MEDIA (ahoy_call_get_media (call));
}

/* Whether the button of an action can be used; there is one of each on the page that is shown. */
static gboolean
can (CallsFixture *f, AhoyCall *call, const char *action)
{
  GtkWidget *window = GTK_WIDGET (calls_window (f, call));
  GtkWidget *found = NULL;
  GQueue queue = G_QUEUE_INIT;

  g_queue_push_tail (&queue, window);
  while (!g_queue_is_empty (&queue)) {
    GtkWidget *widget = g_queue_pop_head (&queue);

    if (GTK_IS_ACTIONABLE (widget)
        && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0)
      found = widget;
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      g_queue_push_tail (&queue, child);
  }
  g_assert_nonnull (found);

  return gtk_widget_is_sensitive (found);
}

static gboolean
get_switch (CallsFixture *f, AhoyCall *call, const char *name)
{
  gboolean value;

  g_object_get (calls_window (f, call), name, &value, NULL);

  return value;
}

static void
test_templates (CallsFixture *f, gconstpointer data)
{
  const GType types[] = { AHOY_TYPE_CALL_DEVICES, AHOY_TYPE_CALL_LIST, AHOY_TYPE_CALL_ROW };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    GtkWidget *widget = g_object_ref_sink (g_object_new (types[i], NULL));

    g_assert_nonnull (gtk_widget_get_first_child (widget));
    g_assert_finalize_object (widget);
  }
}

static void
test_mute_and_hold (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = g_object_ref (calls_talk (f, &f->bob, BOB, AUDIO));

  calls_act (f, call, "call.mute");
  g_assert_true (ahoy_call_get_muted (call));
  g_assert_true (get_switch (f, call, "muted"));
  calls_act (f, call, "call.mute");
  g_assert_false (ahoy_call_get_muted (call));

  calls_act (f, call, "call.hold");
  g_assert_true (calls_says (f, call, "Putting on hold…"));
  g_assert_false (can (f, call, "call.hold"));
  g_assert_false (get_switch (f, call, "held"));
  wait_state (call, ON_HOLD);
  g_assert_true (calls_says (f, call, "On hold"));
  g_assert_true (get_switch (f, call, "held"));
  g_assert_false (can (f, call, "call.camera"));
  WAIT_UNTIL (can (f, call, "call.hold"));
  calls_act (f, call, "call.hold");
  wait_state (call, CONNECTED);
  g_assert_true (calls_says (f, call, "Connected"));
  g_assert_true (has_activity (&f->ui, "on hold."));
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_remote_hold (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_talk (f, &f->bob, BOB, AUDIO);
  gboolean done = FALSE;

  ahoy_call_hold_async (f->bob.call, NULL, on_done, &done);
  WAIT_UNTIL (ahoy_call_get_remote_hold (call) && done);
  g_assert_true (calls_says (f, call, "Held by the other side"));
  WAIT_UNTIL (can (f, call, "call.hold"));
  calls_act (f, call, "call.hold");
  WAIT_UNTIL (ahoy_call_get_local_hold (call));
  g_assert_true (calls_says (f, call, "Held by both sides"));
}

/* As the services tell of it that let the other side say so. */
static void
test_remote_muted (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_talk (f, &f->bob, BOB, AUDIO);

  ahoy_call_set_remote_sends (call, AHOY_MEDIA_VIDEO);
  g_assert_true (calls_says (f, call, "Muted by the other side"));
  g_assert_true (has_activity (&f->ui, "has muted the microphone."));
  ahoy_call_set_remote_sends (call, VIDEO);
  g_assert_true (calls_says (f, call, "Connected"));
  g_assert_true (has_activity (&f->ui, "can be heard again."));
}

static void
test_camera (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_talk (f, &f->bob, BOB, AUDIO);

  g_assert_false (get_switch (f, call, "camera"));
  calls_act (f, call, "call.camera");
  WAIT_UNTIL (ahoy_call_get_sending_video (call));
  g_assert_true (get_switch (f, call, "camera"));
  WAIT_UNTIL (can (f, call, "call.camera"));
  calls_act (f, call, "call.camera");
  WAIT_UNTIL (!ahoy_call_get_sending_video (call));
}

static gboolean
starts_with (gpointer root, const char *prefix)
{
  if (GTK_IS_LABEL (root) && g_str_has_prefix (gtk_label_get_text (root), prefix))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (starts_with (child, prefix))
      return TRUE;

  return FALSE;
}

/* The call lives on, and the person learns what has not been done, and where to mend it. */
static void
test_refused (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_talk (f, &f->bob, BOB, AUDIO);
  g_autoptr (GError) error = NULL;

  ahoy_practice_set_fault (f->ui.practice, "refuse", "{\"for\":\"startCallUpdate\"}", &error);
  g_assert_no_error (error);
  calls_act (f, call, "call.hold");
  WAIT_UNTIL (starts_with (calls_window (f, call), "The call could not be put on hold. "));
  g_assert_true (calls_says (f, call, "Connected"));
  g_assert_false (get_switch (f, call, "held"));
}

static void
test_no_camera (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_talk (f, &f->bob, BOB, AUDIO);

  fake_media_fail_next (get_media (call), AHOY_MEDIA_ERROR_DEVICE);
  calls_act (f, call, "call.camera");
  WAIT_UNTIL (starts_with (calls_window (f, call), "Your picture could not be sent. "));
  /* The next step. */
  g_assert_true (can (f, call, "call.devices"));
  g_assert_true (calls_says (f, call, "Connected"));
}

static void
test_keypad (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_dial (f, &f->bob, BOB, AUDIO);
  AhoyCallWindow *window = calls_window (f, call);
  GtkWidget *keypad = find_widget (window, AHOY_TYPE_KEYPAD, NULL);

  g_assert_cmpint (gtk_widget_is_sensitive (gtk_widget_get_ancestor (keypad,
                                                                     GTK_TYPE_MENU_BUTTON)), ==,
                   ahoy_call_can (call, AHOY_CALL_EVENT_SEND_DIGITS));
  peer_answer (&f->bob, AUDIO);
  wait_state (call, CONNECTED);
  g_assert_true (gtk_widget_is_sensitive (gtk_widget_get_ancestor (keypad,
                                                                   GTK_TYPE_MENU_BUTTON)));
  calls_act (f, call, "call.keypad");
  g_assert_true (ahoy_keypad_press (AHOY_KEYPAD (keypad), '4'));
  g_assert_true (ahoy_keypad_press (AHOY_KEYPAD (keypad), '#'));
  g_assert_cmpstr (get_media (call)->digits->str, ==, "4#");
  g_assert_cmpstr (f->sounds->keys->str, ==, "4#");
  g_assert_true (has_label (gtk_widget_get_ancestor (keypad, GTK_TYPE_POPOVER), "4#"));
  /* It may have been the number of a card. */
  g_assert_false (has_activity (&f->ui, "#"));
}

static void
test_over (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = g_object_ref (calls_talk (f, &f->bob, BOB, AUDIO));
  GtkWindow *window = GTK_WINDOW (calls_window (f, call));
  GListModel *calls = G_LIST_MODEL (ahoy_client_get_calls (f->ui.client));
  g_autoptr (AhoyCall) next = NULL;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  calls_act (f, call, "call.hang-up");
  g_assert_true (calls_says (f, call, "You ended the call"));
  g_assert_true (can (f, call, "call.call-back"));
  g_assert_true (can (f, call, "call.close"));
  g_assert_false (can (f, call, "call.mute"));
  g_assert_false (can (f, call, "call.hang-up"));
  /* Nobody has to close the window of a call that they have ended. */
  WAIT_UNTIL (window == NULL);

  g_set_object (&call, calls_talk (f, &f->bob, BOB, AUDIO));
  ahoy_call_end_async (f->bob.call, NULL, NULL, NULL);
  WAIT_UNTIL (ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE);
  calls_act (f, call, "call.call-back");
  g_assert_null (ahoy_call_windows_find (f->windows, call));
  next = g_list_model_get_item (calls, 0);
  g_assert_cmpstr (ahoy_call_get_remote (next), ==, ahoy_call_get_remote (call));
  gtk_window_close (GTK_WINDOW (calls_window (f, next)));
  g_assert_cmpint (ahoy_call_get_end_reason (next), ==, AHOY_CALL_END_REASON_CANCELLED);
}

/* A window that nobody can see lets no picture be decoded. */
static void
test_watched (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_talk (f, &f->bob, BOB, VIDEO);
  GtkWidget *window = GTK_WIDGET (calls_window (f, call));

  WAIT_UNTIL (get_media (call)->watched);
  gtk_widget_set_visible (window, FALSE);
  g_assert_false (get_media (call)->watched);
  gtk_widget_set_visible (window, TRUE);
  g_assert_true (get_media (call)->watched);
}

static AhoyMediaStats
make_stats (guint second, guint64 bytes, guint64 packets, gint64 lost, double round_trip)
{
  AhoyMediaStats stats = {
    .time = second * G_USEC_PER_SEC,
    .round_trip = round_trip,
    .local_candidate = "host",
    .remote_candidate = "relay",
    .audio = {
      .codec = "opus",
      .bytes_sent = bytes,
      .bytes_received = 2 * bytes,
      .packets_sent = packets,
      .packets_received = packets,
      .lost = lost,
    },
  };

  return stats;
}

static void
test_record (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_talk (f, &f->bob, BOB, AUDIO);
  g_autoptr (AhoyCallRecord) record = ahoy_call_record_new (call);
  const AhoyCallSample *samples;
  g_autofree char *report = NULL;
  guint n;

  g_assert_null (ahoy_call_record_get_last (record));
  for (guint i = 0; i <= 200; i++) {
    AhoyMediaStats stats = make_stats (i + 1, i * 1000, i * 45, i * 5, i < 100 ? -1.0 : i);

    ahoy_media_emit_stats (ahoy_call_get_media (call), &stats);
  }
  samples = ahoy_call_record_get_samples (record, &n);
  g_assert_cmpuint (n, ==, AHOY_CALL_RECORD_SECONDS + 1);
  g_assert_cmpfloat (samples[n - 1].sent, ==, 8000);
  g_assert_cmpfloat (samples[n - 1].received, ==, 16000);
  g_assert_cmpfloat_with_epsilon (samples[n - 1].lost, 10, 0.001);
  g_assert_cmpfloat (samples[n - 1].round_trip, ==, 200);
  g_assert_cmpfloat (samples[0].round_trip, <, 0);

  ahoy_media_emit_dtmf (ahoy_call_get_media (call), "7");
  g_assert_cmpstr (ahoy_call_record_get_keys (record), ==, "7");
  g_assert_true (has_activity (&f->ui, "pressed the key 7."));

  report = ahoy_call_record_dup_report (record);
  g_assert_nonnull (strstr (report, "Way: host here, relay there\n"));
  g_assert_nonnull (strstr (report, "Sound: codec opus, packets sent 9000, received 9000, lost here "
                                    "1000"));
  g_assert_nonnull (strstr (report, "With: "));
}

/* New media count from nothing. */
static void
test_record_of_new_media (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_talk (f, &f->bob, BOB, AUDIO);
  g_autoptr (AhoyCallRecord) record = ahoy_call_record_new (call);
  AhoyMediaStats before = make_stats (1, 90000, 900, 90, 10);
  AhoyMediaStats after = make_stats (2, 1000, 10, 0, 10);
  const AhoyCallSample *samples;
  guint n;

  ahoy_media_emit_stats (ahoy_call_get_media (call), &before);
  ahoy_media_emit_stats (ahoy_call_get_media (call), &after);
  samples = ahoy_call_record_get_samples (record, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpfloat (samples[0].sent, ==, 0);
  g_assert_cmpfloat (samples[0].lost, <, 0);
}

static void
on_parameters_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  ahoy_call_set_parameters_finish (AHOY_CALL (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
test_details (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_talk (f, &f->bob, BOB, AUDIO);
  g_autoptr (AhoyCallRecord) record = ahoy_call_record_new (call);
  AhoyCallDetails *window = ahoy_call_details_new (GTK_WINDOW (calls_window (f, call)), record);
  AhoyGraph *graph = AHOY_GRAPH (find_widget (window, AHOY_TYPE_GRAPH, NULL));
  gboolean done = FALSE;
  GVariantBuilder builder;

  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (has_label (window, "Not connected yet"));
  for (guint i = 0; i < 10; i++) {
    AhoyMediaStats stats = make_stats (i + 1, i * 40000, i * 50, 0, 25);

    ahoy_media_emit_stats (ahoy_call_get_media (call), &stats);
  }
  g_assert_cmpfloat (ahoy_graph_get_top (graph), ==, 1000);
  g_assert_true (has_label (window, "320 kbit/s sent, 640 kbit/s received (scale: 1000)"));
  g_assert_true (has_label (window, "0.0 % (scale: 5 %)"));
  g_assert_true (has_label (window, "25 ms (scale: 100 ms)"));
  g_assert_true (has_label (window, "You are reached directly, they are reached through a relay"));
  g_assert_true (has_label (window, "opus"));

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  g_variant_builder_add (&builder, "(ss)", "ticket", "<b>17</b>");
  ahoy_call_set_parameters_async (f->bob.call, g_variant_builder_end (&builder), NULL,
                                  on_parameters_set, &done);
  WAIT_UNTIL (done);
  /* They ride on the next update. */
  ahoy_call_hold_async (f->bob.call, NULL, NULL, NULL);
  WAIT_UNTIL (has_label (window, "<b>17</b>"));
  g_assert_true (has_label (window, "ticket"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_devices (CallsFixture *f, gconstpointer data)
{
  AhoyCall *call = calls_talk (f, &f->bob, BOB, AUDIO);
  GtkWidget *devices = find_widget (calls_window (f, call), AHOY_TYPE_CALL_DEVICES, NULL);
  GtkWidget *level = find_widget (devices, GTK_TYPE_LEVEL_BAR, NULL);

  /* Not while nobody looks. */
  ahoy_media_emit_levels (ahoy_call_get_media (call), 1, 0);
  g_assert_cmpfloat (gtk_level_bar_get_value (GTK_LEVEL_BAR (level)), ==, 0);
  calls_act (f, call, "call.devices");
  WAIT_UNTIL (gtk_widget_get_mapped (devices));
  ahoy_media_emit_levels (ahoy_call_get_media (call), 1, 0);
  g_assert_cmpfloat (gtk_level_bar_get_value (GTK_LEVEL_BAR (level)), ==, 1);
  ahoy_media_emit_levels (ahoy_call_get_media (call), 0, 0);
  g_assert_cmpfloat (gtk_level_bar_get_value (GTK_LEVEL_BAR (level)), >, 0.5);
}

static void
test_list (CallsFixture *f, gconstpointer data)
{
  AhoyCalls *calls = ahoy_client_get_calls (f->ui.client);
  AhoyCallList *list = g_object_ref_sink (g_object_new (AHOY_TYPE_CALL_LIST, NULL));
  GtkWidget *others;
  AhoyCall *first, *second;

  ahoy_call_list_set_calls (list, calls, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (list)));
  first = calls_talk (f, &f->bob, BOB, AUDIO);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (list)));
  others = find_widget (calls_window (f, first), AHOY_TYPE_CALL_LIST, NULL);
  g_assert_false (gtk_widget_get_visible (gtk_widget_get_ancestor (others, GTK_TYPE_MENU_BUTTON)));

  second = calls_ring (f, &f->charly, AUDIO);
  calls_act (f, second, "call.answer");
  wait_state (second, CONNECTED);
  g_assert_true (gtk_widget_get_visible (gtk_widget_get_ancestor (others, GTK_TYPE_MENU_BUTTON)));
  g_assert_true (has_label (list, "On hold"));
  others = find_widget (calls_window (f, second), AHOY_TYPE_CALL_ROW, NULL);
  g_assert_true (ahoy_call_row_get_call (AHOY_CALL_ROW (others)) == first);
  WAIT_UNTIL (ahoy_call_can (first, AHOY_CALL_EVENT_UNHOLD));
  gtk_widget_activate_action (others, "call-row.switch", NULL);
  WAIT_UNTIL (ahoy_call_get_local_hold (second) && !ahoy_call_get_local_hold (first));
  g_assert_finalize_object (list);
}

static int
measure_width (CallsFixture *f, AhoyCall *call)
{
  int minimum;

  gtk_widget_measure (adw_window_get_content (ADW_WINDOW (calls_window (f, call))),
                      GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

/* What is laid over the picture is not measured with it. */
static int
measure_widest (gpointer root)
{
  int widest = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int minimum;

    if (!gtk_widget_get_visible (child))
      continue;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
    widest = MAX (widest, minimum);
  }

  return widest;
}

static void
assert_narrow (CallsFixture *f, AhoyCall *call)
{
  g_assert_cmpint (measure_width (f, call), <=, 360);
  g_assert_cmpint (measure_widest (find_widget (calls_window (f, call), GTK_TYPE_OVERLAY, NULL)),
                   <=, 360);
}

static void
test_narrow (CallsFixture *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = g_object_ref (calls_ring (f, &f->bob, VIDEO));

  assert_narrow (f, call);
  calls_act (f, call, "call.answer-video");
  wait_state (call, CONNECTED);
  assert_narrow (f, call);
  ahoy_call_end_async (f->bob.call, NULL, NULL, NULL);
  WAIT_UNTIL (ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE);
  assert_narrow (f, call);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  calls_add ("/ui/call-window/templates", test_templates);
  calls_add ("/ui/call-window/mute-and-hold", test_mute_and_hold);
  calls_add ("/ui/call-window/remote-hold", test_remote_hold);
  calls_add ("/ui/call-window/remote-muted", test_remote_muted);
  calls_add ("/ui/call-window/camera", test_camera);
  calls_add ("/ui/call-window/refused", test_refused);
  calls_add ("/ui/call-window/no-camera", test_no_camera);
  calls_add ("/ui/call-window/keypad", test_keypad);
  calls_add ("/ui/call-window/over", test_over);
  calls_add ("/ui/call-window/watched", test_watched);
  calls_add ("/ui/call-window/record", test_record);
  calls_add ("/ui/call-window/record-of-new-media", test_record_of_new_media);
  calls_add ("/ui/call-window/details", test_details);
  calls_add ("/ui/call-window/devices", test_devices);
  calls_add ("/ui/call-window/list", test_list);
  calls_add ("/ui/call-window/narrow", test_narrow);

  return g_test_run ();
}
