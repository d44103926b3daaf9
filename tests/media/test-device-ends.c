/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Run with-pulseaudio, which says what devices there are. */
#include "ahoy-device-ends.h"
#include "call.h"

#include <math.h>
#include <string.h>

static AhoyMediaDevices *
make_devices (void)
{
  return AHOY_MEDIA_DEVICES (ahoy_device_ends_new ());
}

static const char *
get_name (GListModel *list, guint i)
{
  g_autoptr (AhoyMediaDevice) device = g_list_model_get_item (list, i);

  return device != NULL ? ahoy_media_device_get_name (device) : NULL;
}

static char *
find_id (AhoyMediaDevices *devices, AhoyDeviceKind kind, const char *name)
{
  GListModel *list = ahoy_media_devices_get_list (devices, kind);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (AhoyMediaDevice) device = g_list_model_get_item (list, i);

    if (g_str_equal (ahoy_media_device_get_name (device), name))
      return g_strdup (ahoy_media_device_get_id (device));
  }
  g_test_message ("There is no %s", name);
  g_assert_not_reached ();
}

static void
test_list (void)
{
  g_autoptr (AhoyMediaDevices) devices = make_devices ();
  GListModel *microphones = ahoy_media_devices_get_list (devices, AHOY_DEVICE_KIND_MICROPHONE);
  GListModel *speakers = ahoy_media_devices_get_list (devices, AHOY_DEVICE_KIND_SPEAKER);
  g_autoptr (GError) error = NULL;

  /* What a speaker plays is not among the microphones. */
  g_assert_cmpuint (g_list_model_get_n_items (microphones), ==, 2);
  g_assert_cmpstr (get_name (microphones, 0), ==, "EarOne");
  g_assert_cmpstr (get_name (microphones, 1), ==, "EarTwo");
  g_assert_cmpuint (g_list_model_get_n_items (speakers), ==, 2);
  g_assert_cmpstr (get_name (speakers, 0), ==, "SpeakerOne");
  g_assert_true (ahoy_media_devices_get_list (devices, AHOY_DEVICE_KIND_RINGER) == speakers);
  g_assert_null (ahoy_media_devices_get_chosen (devices, AHOY_DEVICE_KIND_MICROPHONE));
  g_assert_null (ahoy_media_ends_make (AHOY_MEDIA_ENDS (devices), AHOY_MEDIA_END_CAMERA, &error));
  g_assert_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE);
}

static char *
ask_server (const char *command)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  int status;

  g_spawn_command_line_sync (command, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return g_steal_pointer (&output);
}

/* Loads or unloads a module of the sound server. */
static void
tell_server (const char *command)
{
  g_free (ask_server (command));
}

static void
test_plug (void)
{
  g_autoptr (AhoyMediaDevices) devices = make_devices ();
  GListModel *speakers = ahoy_media_devices_get_list (devices, AHOY_DEVICE_KIND_SPEAKER);

  tell_server ("pactl load-module module-combine-sink sink_name=three slaves=one");
  WAIT_UNTIL (g_list_model_get_n_items (speakers) == 3);
  tell_server ("pactl unload-module module-combine-sink");
  WAIT_UNTIL (g_list_model_get_n_items (speakers) == 2);
}

/* What the caller's speaker plays its microphone hears, so that the callee hears itself, as long as
 * both are the same pair. */
static void
test_call (void)
{
  g_autoptr (AhoyMediaDevices) devices = make_devices ();
  g_autofree char *ear_two = find_id (devices, AHOY_DEVICE_KIND_MICROPHONE, "EarTwo");
  g_autofree char *speaker_two = find_id (devices, AHOY_DEVICE_KIND_SPEAKER, "SpeakerTwo");
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  const AhoyMediaNetwork network = { .ice_servers = servers };
  Call *call = call_new (FALSE);

  ahoy_media_devices_set_care (devices, AHOY_SOUND_CARE_NONE); /* a tone is not a voice */
  g_clear_object (&call->caller.media);
  call->caller.media = AHOY_MEDIA (ahoy_webrtc_media_new (AHOY_MEDIA_ENDS (devices), &network));
  side_connect (&call->caller);
  call_negotiate (&call->caller, AHOY_MEDIA_AUDIO, &call->callee, AHOY_MEDIA_AUDIO);
  WAIT_UNTIL (side_hears (&call->callee, call->callee.tone));

  ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_MICROPHONE, ear_two);
  WAIT_UNTIL (side_hears_nothing (&call->callee));
  ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_SPEAKER, speaker_two);
  WAIT_UNTIL (side_hears (&call->callee, call->callee.tone));
  ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_SPEAKER, NULL);
  WAIT_UNTIL (side_hears_nothing (&call->callee));
  ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_MICROPHONE, NULL);
  WAIT_UNTIL (side_hears (&call->callee, call->callee.tone));
  g_assert_no_error (call->caller.failure);
  call_free (call);
}

/* Waits until there are as many devices as the command leaves. */
static void
plug (AhoyMediaDevices *devices, AhoyDeviceKind kind, const char *command, guint n_devices)
{
  tell_server (command);
  WAIT_UNTIL (g_list_model_get_n_items (ahoy_media_devices_get_list (devices, kind)) == n_devices);
}

static AhoyMediaDevices *
make_unplug_call (Call *call)
{
  AhoyMediaDevices *devices = make_devices ();
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  const AhoyMediaNetwork network = { .ice_servers = servers };

  ahoy_media_devices_set_care (devices, AHOY_SOUND_CARE_NONE); /* a tone is not a voice */
  g_clear_object (&call->caller.media);
  call->caller.media = AHOY_MEDIA (ahoy_webrtc_media_new (AHOY_MEDIA_ENDS (devices), &network));
  side_connect (&call->caller);
  call_negotiate (&call->caller, AHOY_MEDIA_AUDIO, &call->callee, AHOY_MEDIA_AUDIO);
  WAIT_UNTIL (side_hears (&call->callee, call->callee.tone));
  return devices;
}

/* The chosen speaker, which no microphone hears, is unplugged while a call runs, and plugged in
 * again: the call goes on with what the desktop prefers, and goes back. */
static void
test_unplug_speaker (void)
{
  Call *call = call_new (FALSE);
  g_autoptr (AhoyMediaDevices) devices = make_unplug_call (call);
  const char *load = "pactl load-module module-null-sink sink_name=three";

  ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_SPEAKER, "three");
  for (guint i = 0; i < 2; i++) {
    g_autofree char *module = ask_server (load);
    g_autofree char *unload = g_strconcat ("pactl unload-module ", module, NULL);

    WAIT_UNTIL (side_hears_nothing (&call->callee));
    plug (devices, AHOY_DEVICE_KIND_SPEAKER, unload, 2);
    WAIT_UNTIL (side_hears (&call->callee, call->callee.tone));
  }
  g_assert_no_error (call->caller.failure);
  call_free (call);
}

/* All microphones are unplugged while a call runs. It says so and goes on without, and with the next
 * that is plugged in. */
static void
test_unplug_microphones (void)
{
  Call *call = call_new (FALSE);
  g_autoptr (AhoyMediaDevices) devices = make_unplug_call (call);

  for (guint i = 0; i < 2; i++) {
    plug (devices, AHOY_DEVICE_KIND_MICROPHONE, "pactl unload-module module-remap-source", 0);
    WAIT_UNTIL (call->caller.failure != NULL);
    g_assert_error (call->caller.failure, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE);
    g_clear_error (&call->caller.failure);
    plug (devices, AHOY_DEVICE_KIND_MICROPHONE,
          "pactl load-module module-remap-source source_name=ear_two master=two.monitor", 1);
    plug (devices, AHOY_DEVICE_KIND_MICROPHONE,
          "pactl load-module module-remap-source source_name=ear_one master=one.monitor "
          "source_properties=device.description=EarOne", 2);
    tell_server ("pactl set-default-source ear_one");
    WAIT_UNTIL (side_hears (&call->callee, call->callee.tone));
  }
  call_free (call);
}

static void
on_notice (AhoyMedia *media, const char *text, GPtrArray *notices)
{
  g_ptr_array_add (notices, g_strdup (text));
}

/* Waits until this is told, and forgets what was told before. */
static void
wait_for_notice (GPtrArray *notices, const char *text)
{
  for (;;) {
    for (guint i = 0; i < notices->len; i++)
      if (g_str_equal (g_ptr_array_index (notices, i), text)) {
        g_ptr_array_set_size (notices, 0);
        return;
      }
    call_iterate ();
  }
}

/* The chosen speaker and microphone are unplugged, and plugged in again: the call says what is used. */
static void
test_notices (void)
{
  g_autoptr (GPtrArray) notices = g_ptr_array_new_with_free_func (g_free);
  Call *call = call_new (FALSE);
  g_autoptr (AhoyMediaDevices) devices = make_unplug_call (call);
  const char *load = "pactl load-module module-null-sink sink_name=three "
                     "sink_properties=device.description=SpeakerThree";
  g_autofree char *first = ask_server (load);
  g_autofree char *unload_first = g_strconcat ("pactl unload-module ", first, NULL);
  g_autofree char *second = NULL;
  g_autofree char *unload_second = NULL;

  g_signal_connect (call->caller.media, "notice", G_CALLBACK (on_notice), notices);
  WAIT_UNTIL (g_list_model_get_n_items (ahoy_media_devices_get_list (
                devices, AHOY_DEVICE_KIND_SPEAKER)) == 3);
  ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_SPEAKER, "three");
  WAIT_UNTIL (side_hears_nothing (&call->callee));
  g_assert_cmpuint (notices->len, ==, 0); /* what the person does need not be told */
  plug (devices, AHOY_DEVICE_KIND_SPEAKER, unload_first, 2);
  wait_for_notice (notices, "“SpeakerThree” cannot be used any more. What the desktop prefers is used "
                            "instead.");
  WAIT_UNTIL (side_hears (&call->callee, call->callee.tone));
  second = ask_server (load);
  unload_second = g_strconcat ("pactl unload-module ", second, NULL);
  wait_for_notice (notices, "“SpeakerThree” is back and is used again.");
  WAIT_UNTIL (side_hears_nothing (&call->callee));
  ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_SPEAKER, NULL);
  WAIT_UNTIL (side_hears (&call->callee, call->callee.tone));
  g_assert_cmpuint (notices->len, ==, 0);
  plug (devices, AHOY_DEVICE_KIND_SPEAKER, unload_second, 2);
  g_assert_no_error (call->caller.failure);
  call_free (call);
}

/* The sound server that the test has started, or NULL. */
static GSubprocess *server;

static void
start_server (void)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_shell_parse_argv (g_getenv ("AHOY_TEST_PULSEAUDIO"), NULL, &words, &error));
  server = g_subprocess_newv ((const char *const *) words, G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
}

static void
stop_server (void)
{
  g_spawn_command_line_sync ("pactl exit", NULL, NULL, NULL, NULL);
  if (server != NULL)
    g_subprocess_wait (server, NULL, NULL);
  g_clear_object (&server);
}

/* The sound server goes in the middle of a call, and comes back: the other side receives silence
 * meanwhile, and what it sends is received. */
static void
test_restart (gconstpointer chosen)
{
  g_autoptr (GPtrArray) notices = g_ptr_array_new_with_free_func (g_free);
  Call *call = call_new (FALSE);
  g_autoptr (AhoyMediaDevices) devices = make_unplug_call (call);

  if (chosen != NULL) {
    ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_SPEAKER, "two");
    ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_MICROPHONE, "ear_two");
    WAIT_UNTIL (side_hears (&call->callee, call->callee.tone));
  }
  g_signal_connect (call->caller.media, "notice", G_CALLBACK (on_notice), notices);
  for (guint i = 0; i < 2; i++) {
    guint64 received, decoded;

    stop_server ();
    WAIT_UNTIL (call->caller.failure != NULL);
    WAIT_UNTIL (side_hears_nothing (&call->callee));
    received = call->callee.stats.audio.packets_received;
    decoded = call->caller.stats.audio.frames_decoded;
    WAIT_UNTIL (call->callee.stats.audio.packets_received > received + 100 &&
                call->caller.stats.audio.frames_decoded > decoded + 100);
    g_assert_error (call->caller.failure, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE);
    g_clear_error (&call->caller.failure);
    g_assert_cmpuint (g_list_model_get_n_items (ahoy_media_devices_get_list (
                        devices, AHOY_DEVICE_KIND_MICROPHONE)), ==, 0);

    start_server ();
    WAIT_UNTIL (side_hears (&call->callee, call->callee.tone));
    if (chosen == NULL) {
      wait_for_notice (notices, "There is a microphone again.");
    } else {
      wait_for_notice (notices, "“EarTwo” is back and is used again.");
    }
    WAIT_UNTIL (g_list_model_get_n_items (ahoy_media_devices_get_list (
                  devices, AHOY_DEVICE_KIND_MICROPHONE)) == 2);
    g_clear_error (&call->caller.failure);
  }
  call_free (call);
}

/* The same, so quickly that nobody notices that devices were missing. */
static void
test_quick_restart (void)
{
  Call *call = call_new (FALSE);
  g_autoptr (AhoyMediaDevices) devices = make_unplug_call (call);

  for (guint i = 0; i < 3; i++) {
    stop_server ();
    start_server ();
    for (;;) {
      g_autofree char *output = NULL;
      g_autofree char *errors = NULL;
      int status;

      g_spawn_command_line_sync ("pactl info", &output, &errors, &status, NULL);
      if (g_spawn_check_wait_status (status, NULL))
        break;
    }
    /* What is heard at first may be from before. */
    ahoy_test_ends_forget (call->callee.ends);
    WAIT_UNTIL (side_hears (&call->callee, call->callee.tone));
    WAIT_UNTIL (g_list_model_get_n_items (ahoy_media_devices_get_list (
                  devices, AHOY_DEVICE_KIND_SPEAKER)) == 2);
  }
  call_free (call);
}

/* How loud it is over a second, in dB below full scale. */
static double
measure_loudness (AhoyTestEnds *ends)
{
  double energy = 0;

  for (guint i = 0; i < 10; i++) {
    guint64 heard = ahoy_test_ends_get_heard (ends);
    double loudness;

    WAIT_UNTIL (ahoy_test_ends_get_heard (ends) >= heard + 4800);
    loudness = ahoy_test_ends_get_loudness (ends);
    energy += loudness * loudness / 10;
  }
  return 10 * log10 (MAX (energy, 1e-10));
}

/* A steady noise at the microphone, which is what the other side sends, is taken out of what it gets
 * back when that is wanted. Changing what is done never stops the sound. How much of an echo is left
 * depends on how steadily the computer plays and records, so that nothing is asserted of it. */
static void
test_care (void)
{
  g_autoptr (AhoyMediaDevices) devices = make_devices ();
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  const AhoyMediaNetwork network = { .ice_servers = servers };
  Call *call;
  double plain, careful;

  if (ahoy_media_devices_get_possible_care (devices) == AHOY_SOUND_CARE_NONE) {
    g_test_skip ("GStreamer's webrtcdsp is not installed");
    return;
  }
  g_assert_cmpint (ahoy_media_devices_get_care (devices), ==,
                   AHOY_SOUND_CARE_ECHO | AHOY_SOUND_CARE_NOISE | AHOY_SOUND_CARE_GAIN);
  ahoy_media_devices_set_care (devices, AHOY_SOUND_CARE_NONE);
  call = call_new (FALSE);
  g_clear_object (&call->caller.media);
  call->caller.media = AHOY_MEDIA (ahoy_webrtc_media_new (AHOY_MEDIA_ENDS (devices), &network));
  side_connect (&call->caller);
  call_negotiate (&call->caller, AHOY_MEDIA_AUDIO, &call->callee, AHOY_MEDIA_AUDIO);
  gst_util_set_object_arg (G_OBJECT (ahoy_test_ends_get_tone (call->callee.ends)), "wave",
                           "pink-noise");
  WAIT_UNTIL (ahoy_test_ends_get_loudness (call->callee.ends) > 0.03);
  plain = measure_loudness (call->callee.ends);

  ahoy_media_devices_set_care (devices, AHOY_SOUND_CARE_NOISE);
  do {
    careful = measure_loudness (call->callee.ends);
    g_test_message ("%.1f dB with noise, %.1f dB without", plain, careful);
  } while (careful > plain - 6);

  ahoy_media_devices_set_care (devices, AHOY_SOUND_CARE_NONE);
  do
    careful = measure_loudness (call->callee.ends);
  while (careful < plain - 3);
  /* Each of them, and all at once, in quick succession and slowly. */
  for (guint care = 1; care < 8; care++)
    ahoy_media_devices_set_care (devices, care);
  for (guint care = 1; care < 8; care++) {
    guint64 heard = ahoy_test_ends_get_heard (call->callee.ends);

    ahoy_media_devices_set_care (devices, care);
    WAIT_UNTIL (ahoy_test_ends_get_heard (call->callee.ends) > heard + 9600);
  }
  ahoy_media_devices_set_care (devices, AHOY_SOUND_CARE_NONE);
  do
    careful = measure_loudness (call->callee.ends);
  while (careful < plain - 3);
  g_assert_no_error (call->caller.failure);
  call_free (call);
}

static void
on_preview_level (AhoyMediaPreview *preview, double level, double *loudest)
{
  *loudest = level;
}

static void
on_preview_failed (AhoyMediaPreview *preview, const GError *error, GError **failure)
{
  g_clear_error (failure);
  *failure = g_error_copy (error);
}

/* What the chosen microphone hears, as a real sound server has it; and that it is let go. */
static void
test_preview (void)
{
  g_autoptr (AhoyMediaDevices) devices = make_devices ();
  g_autoptr (AhoyMediaPreview) preview = NULL;
  g_autoptr (GstElement) player = NULL;
  g_autoptr (GError) error = NULL, failure = NULL;
  g_autofree char *outputs = NULL;
  double level = 0;

  g_assert_null (ahoy_media_devices_preview (devices, AHOY_MEDIA_VIDEO, &error));
  g_assert_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE);
  g_clear_error (&error);
  preview = ahoy_media_devices_preview (devices, AHOY_MEDIA_AUDIO, &error);
  g_assert_no_error (error);
  g_signal_connect (preview, "level", G_CALLBACK (on_preview_level), &level);
  g_signal_connect (preview, "failed", G_CALLBACK (on_preview_failed), &failure);

  player = gst_parse_launch ("audiotestsrc volume=0.5 ! pulsesink device=two", &error);
  g_assert_no_error (error);
  gst_element_set_state (player, GST_STATE_PLAYING);
  ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_MICROPHONE, "ear_two");
  WAIT_UNTIL (level > 0.3);
  ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_MICROPHONE, NULL);
  WAIT_UNTIL (level < 0.01);
  g_assert_no_error (failure);
  gst_element_set_state (player, GST_STATE_NULL);

  ahoy_media_preview_close (preview);
  for (;;) {
    g_free (outputs);
    outputs = ask_server ("pactl list short source-outputs");
    /* The microphones themselves listen to the monitors of the speakers. */
    if (strstr (outputs, "protocol-native.c") == NULL)
      break;
    call_iterate ();
  }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device-ends/list", test_list);
  g_test_add_func ("/device-ends/plug", test_plug);
  g_test_add_func ("/device-ends/call", test_call);
  g_test_add_func ("/device-ends/care", test_care);
  g_test_add_func ("/device-ends/preview", test_preview);
  /* What they plug in again is not quite what was there, so that they come last. */
  g_test_add_func ("/device-ends/unplug-speaker", test_unplug_speaker);
  g_test_add_func ("/device-ends/notices", test_notices);
  g_test_add_func ("/device-ends/unplug-microphones", test_unplug_microphones);
  g_test_add_data_func ("/device-ends/restart", NULL, test_restart);
  g_test_add_data_func ("/device-ends/restart-chosen", "chosen", test_restart);
  g_test_add_func ("/device-ends/quick-restart", test_quick_restart);
  status = g_test_run ();
  stop_server ();
  return status;
}
