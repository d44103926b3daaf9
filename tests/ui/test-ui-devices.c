/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-device-row.h"
#include "ahoy-error.h"
#include "ahoy-media-trial.h"
#include "ahoy-preferences-window.h"
#include "ahoy-trial-window.h"
#include "fake-devices.h"
#include "ui-fixture.h"

typedef struct {
  Fixture      ui;
  FakeDevices *devices;
  FakeSounds  *sounds;
  GSettings   *gsettings;
  GtkWindow   *window; /* the one with the devices */
} DevicesFixture;

static void
set_up (DevicesFixture *f, gconstpointer data)
{
  fixture_set_up (&f->ui, NULL);
  f->gsettings = ahoy_settings_get_gsettings (f->ui.settings);
  f->devices = fake_devices_new ();
  f->sounds = fake_sounds_new ();
  fake_devices_plug_in (f->devices, AHOY_DEVICE_KIND_MICROPHONE, "mic-1", "Built-in");
  fake_devices_plug_in (f->devices, AHOY_DEVICE_KIND_MICROPHONE, "mic-2", "Headset");
  fake_devices_plug_in (f->devices, AHOY_DEVICE_KIND_CAMERA, "cam-1", "Webcam");
  ahoy_client_set_media (f->ui.client, NULL, AHOY_MEDIA_DEVICES (f->devices),
                         AHOY_SOUNDS (f->sounds));
}

static void
tear_down (DevicesFixture *f, gconstpointer data)
{
  if (f->window != NULL)
    gtk_window_destroy (f->window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture_tear_down (&f->ui, NULL);
  g_assert_finalize_object (f->devices);
  g_assert_finalize_object (f->sounds);
}

static AdwComboRow *
find_row (DevicesFixture *f, const char *title)
{
  return ADW_COMBO_ROW (find_widget (f->window, AHOY_TYPE_DEVICE_ROW, title));
}

static const char *
get_chosen (DevicesFixture *f, const char *title)
{
  return gtk_string_object_get_string (adw_combo_row_get_selected_item (find_row (f, title)));
}

static void
open_window (DevicesFixture *f)
{
  f->window = GTK_WINDOW (ahoy_trial_window_new (GTK_WINDOW (f->ui.window), f->ui.client));
  gtk_window_present (f->window);
  WAIT_UNTIL (f->devices->previews->len == 2);
  WAIT_UNTIL (gtk_widget_get_sensitive (GTK_WIDGET (find_row (f, "Ringer"))));
}

static void
test_choose (DevicesFixture *f, gconstpointer data)
{
  g_autofree char *chosen = NULL;

  open_window (f);
  g_assert_cmpstr (get_chosen (f, "Microphone"), ==, "Desktop’s choice");
  adw_combo_row_set_selected (find_row (f, "Microphone"), 2);
  g_assert_cmpstr (get_chosen (f, "Microphone"), ==, "Headset");
  chosen = g_settings_get_string (f->gsettings, "microphone");
  g_assert_cmpstr (chosen, ==, "mic-2");

  /* By something else, such as a call's window. */
  g_settings_set_string (f->gsettings, "microphone", "mic-1");
  g_assert_cmpstr (get_chosen (f, "Microphone"), ==, "Built-in");
  adw_combo_row_set_selected (find_row (f, "Microphone"), 0);
  g_clear_pointer (&chosen, g_free);
  chosen = g_settings_get_string (f->gsettings, "microphone");
  g_assert_cmpstr (chosen, ==, "");
}

static void
test_unplugged (DevicesFixture *f, gconstpointer data)
{
  g_autofree char *chosen = NULL;

  g_settings_set_string (f->gsettings, "speaker", "gone-since-long");
  open_window (f);
  g_assert_cmpstr (get_chosen (f, "Speaker"), ==, "Chosen before, not connected");

  adw_combo_row_set_selected (find_row (f, "Microphone"), 2);
  fake_devices_pull_out (f->devices, AHOY_DEVICE_KIND_MICROPHONE, "mic-2");
  g_assert_cmpstr (get_chosen (f, "Microphone"), ==, "Headset (not connected)");
  chosen = g_settings_get_string (f->gsettings, "microphone");
  g_assert_cmpstr (chosen, ==, "mic-2");
  fake_devices_plug_in (f->devices, AHOY_DEVICE_KIND_MICROPHONE, "mic-2", "Headset");
  g_assert_cmpstr (get_chosen (f, "Microphone"), ==, "Headset");
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (find_row (f, "Microphone"))),
                    ==, 3);
}

static void
test_preview (DevicesFixture *f, gconstpointer data)
{
  GtkWidget *level, *stack;

  open_window (f);
  level = find_widget (f->window, GTK_TYPE_LEVEL_BAR, NULL);
  stack = find_widget (find_widget (f->window, AHOY_TYPE_MEDIA_TRIAL, NULL), GTK_TYPE_STACK, NULL);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "message");
  fake_preview_show_picture (fake_devices_get_preview (f->devices, AHOY_MEDIA_VIDEO));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "picture");
  ahoy_media_preview_emit_level (fake_devices_get_preview (f->devices, AHOY_MEDIA_AUDIO), 0.5);
  g_assert_cmpfloat (gtk_level_bar_get_value (GTK_LEVEL_BAR (level)), ==, 0.5);

  /* Nobody is watched or listened to behind a closed window. */
  gtk_widget_set_visible (GTK_WIDGET (f->window), FALSE);
  g_assert_cmpuint (f->devices->previews->len, ==, 0);
  gtk_window_present (f->window);
  WAIT_UNTIL (f->devices->previews->len == 2);
}

static void
test_failures (DevicesFixture *f, gconstpointer data)
{
  g_autoptr (GError) busy = NULL;
  GtkWidget *trial;

  g_set_error_literal (&busy, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE, "The camera is busy");
  f->devices->camera_error = g_error_copy (busy);
  f->window = GTK_WINDOW (ahoy_trial_window_new (GTK_WINDOW (f->ui.window), f->ui.client));
  trial = find_widget (f->window, AHOY_TYPE_MEDIA_TRIAL, NULL);
  g_assert_false (has_label (trial, "Try Again"));
  gtk_window_present (f->window);
  WAIT_UNTIL (has_label (trial, "The camera is busy"));
  g_assert_true (has_label (trial, "Try Again"));
  /* The other one goes on. */
  g_assert_nonnull (fake_devices_get_preview (f->devices, AHOY_MEDIA_AUDIO));

  gtk_widget_activate_action (trial, "trial.retry", NULL);
  g_assert_null (fake_devices_get_preview (f->devices, AHOY_MEDIA_VIDEO));
  g_clear_error (&f->devices->camera_error);
  gtk_widget_activate_action (trial, "trial.retry", NULL);
  g_assert_nonnull (fake_devices_get_preview (f->devices, AHOY_MEDIA_VIDEO));
  g_assert_false (has_label (trial, "The camera is busy"));
  g_assert_false (has_label (trial, "Try Again"));

  /* Later, and plugging something in helps by itself. */
  ahoy_media_preview_emit_failed (fake_devices_get_preview (f->devices, AHOY_MEDIA_AUDIO), busy);
  g_assert_null (fake_devices_get_preview (f->devices, AHOY_MEDIA_AUDIO));
  g_assert_true (has_label (trial, "The camera is busy"));
  fake_devices_plug_in (f->devices, AHOY_DEVICE_KIND_MICROPHONE, "mic-3", "Another");
  g_assert_nonnull (fake_devices_get_preview (f->devices, AHOY_MEDIA_AUDIO));
  g_assert_false (has_label (trial, "The camera is busy"));
}

static void
test_ring (DevicesFixture *f, gconstpointer data)
{
  GtkWidget *button;

  open_window (f);
  button = find_widget (find_widget (f->window, ADW_TYPE_ACTION_ROW, "Test ring"), GTK_TYPE_BUTTON,
                        NULL);
  gtk_widget_activate_action (button, "devices.ring", NULL);
  g_assert_cmpstr (f->sounds->played->str, ==, "ring ");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Stop");
  gtk_widget_activate_action (button, "devices.ring", NULL);
  g_assert_cmpstr (f->sounds->played->str, ==, "ring stop ");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Test");

  gtk_widget_activate_action (button, "devices.ring", NULL);
  gtk_widget_set_visible (GTK_WIDGET (f->window), FALSE);
  g_assert_cmpstr (f->sounds->played->str, ==, "ring stop ring stop ");
}

static void
test_preferences (DevicesFixture *f, gconstpointer data)
{
  GtkWidget *echo, *gain, *relay;

  f->devices->possible = AHOY_SOUND_CARE_ECHO | AHOY_SOUND_CARE_NOISE;
  f->window = GTK_WINDOW (ahoy_preferences_window_new (GTK_WINDOW (f->ui.window), f->ui.client));
  gtk_window_present (f->window);
  WAIT_UNTIL (f->devices->previews->len == 2);

  gain = find_widget (f->window, ADW_TYPE_ACTION_ROW, "Even out loudness");
  WAIT_UNTIL (!gtk_widget_get_sensitive (gain));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (gain)), ==,
                   "Not possible with the GStreamer of this computer");
  echo = find_widget (f->window, ADW_TYPE_ACTION_ROW, "Cancel echo");
  g_assert_true (gtk_widget_get_sensitive (echo));
  gtk_switch_set_active (GTK_SWITCH (find_widget (echo, GTK_TYPE_SWITCH, NULL)), FALSE);
  g_assert_false (g_settings_get_boolean (f->gsettings, "echo-cancelling"));

  relay = find_widget (f->window, ADW_TYPE_ACTION_ROW, "Hide this computer’s addresses");
  g_assert_false (g_settings_get_boolean (f->gsettings, "relay-only"));
  gtk_switch_set_active (GTK_SWITCH (find_widget (relay, GTK_TYPE_SWITCH, NULL)), TRUE);
  g_assert_true (g_settings_get_boolean (f->gsettings, "relay-only"));
}

static void
test_without_devices (DevicesFixture *f, gconstpointer data)
{
  ahoy_client_set_media (f->ui.client, NULL, NULL, NULL);
  f->window = GTK_WINDOW (ahoy_trial_window_new (GTK_WINDOW (f->ui.window), f->ui.client));
  gtk_window_present (f->window);
  WAIT_UNTIL (has_label (f->window, "Ahoy cannot use cameras and microphones here."));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (find_row (f, "Camera"))));
  g_assert_false (has_label (f->window, "Test ring"));
}

static void
add (const char *path, void (*test) (DevicesFixture *, gconstpointer))
{
  g_test_add (path, DevicesFixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  add ("/ui/devices/choose", test_choose);
  add ("/ui/devices/unplugged", test_unplugged);
  add ("/ui/devices/preview", test_preview);
  add ("/ui/devices/failures", test_failures);
  add ("/ui/devices/ring", test_ring);
  add ("/ui/devices/preferences", test_preferences);
  add ("/ui/devices/without-devices", test_without_devices);

  return g_test_run ();
}
