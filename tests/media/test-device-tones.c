/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Run with-pulseaudio: what is heard at the speakers of a real sound server. */
#include "ahoy-device-ends.h"
#include "ahoy-tones.h"
#include "call.h"
#include "listener.h"

#include <math.h>

#define SECONDS(s) ((guint) ((s) * LISTENER_PIECES_PER_SECOND))

typedef struct {
  AhoyDeviceEnds *devices;
  AhoySounds     *sounds;
  Listener       *one; /* hears the speaker that the desktop prefers */
  Listener       *two;
} Fixture;

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

static void
tell_server (const char *command)
{
  g_free (ask_server (command));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->devices = ahoy_device_ends_new ();
  f->sounds = ahoy_tones_new (AHOY_MEDIA_ENDS (f->devices));
  ahoy_media_devices_get_list (AHOY_MEDIA_DEVICES (f->devices), AHOY_DEVICE_KIND_SPEAKER);
  f->one = listener_new ("one.monitor");
  f->two = listener_new ("two.monitor");
  WAIT_UNTIL (listener_get_count (f->one) > 0 && listener_get_count (f->two) > 0);
}

/* Nothing of ours is connected any more. */
static gboolean
is_released (void)
{
  g_autofree char *inputs = ask_server ("pactl list short sink-inputs");

  return *inputs == '\0';
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->sounds);
  WAIT_UNTIL (is_released ());
  g_assert_finalize_object (f->devices);
  listener_free (f->one);
  listener_free (f->two);
}

static gboolean
is_silent (Listener *listener, guint piece)
{
  return listener_get_power (listener, piece) < 1e-7;
}

static gboolean
is_tone (Listener *listener, guint piece, double low, double high)
{
  return listener_get_power (listener, piece) > 1e-5 &&
         listener_get_share (listener, piece, low) +
         (high != 0 ? listener_get_share (listener, piece, high) : 0) > 0.7;
}

/* Waits for this tone, from now on, and returns where it is. */
static guint
wait_for_tone (Listener *listener, double low, double high)
{
  guint piece = listener_get_count (listener);

  for (;; piece++) {
    WAIT_UNTIL (listener_get_count (listener) > piece);
    if (is_tone (listener, piece, low, high))
      return piece;
  }
}

/* Waits for a second without anything, from now on. */
static void
wait_for_silence (Listener *listener)
{
  guint piece = listener_get_count (listener);

  for (guint n = 0; n < SECONDS (1); piece++) {
    WAIT_UNTIL (listener_get_count (listener) > piece);
    n = is_silent (listener, piece) ? n + 1 : 0;
  }
}

/* Follows from @piece whether there is a tone, or silence, for about so long; a piece that is
 * neither, where both meet, ends nothing. */
static gboolean
lasts (Listener *listener, guint *piece, double low, gboolean tone, double seconds)
{
  guint begin = *piece;
  double heard;

  for (; *piece - begin < SECONDS (seconds + 1); (*piece)++) {
    WAIT_UNTIL (listener_get_count (listener) > *piece);
    if (tone ? is_silent (listener, *piece) : is_tone (listener, *piece, low, 0))
      break;
  }
  heard = (double) (*piece - begin) / LISTENER_PIECES_PER_SECOND;
  g_test_message ("%s %.2f s, as %.2f s", tone ? "tone" : "silence", heard, seconds);
  return fabs (heard - seconds) < 0.15;
}

/* What is played has the right lengths, see test-tones. On its way to the ear, a computer that has
 * no time for the sound server makes gaps of its own: that is no more than a reason to listen once
 * more. */
#define LISTENS 20

static gboolean
hear_ring_back (Fixture *f)
{
  guint piece;
  gboolean right;

  ahoy_sounds_play (f->sounds, AHOY_SOUND_RING_BACK);
  piece = wait_for_tone (f->one, 425, 0);
  right = lasts (f->one, &piece, 425, TRUE, 1) && lasts (f->one, &piece, 425, FALSE, 4);
  ahoy_sounds_stop (f->sounds);
  wait_for_silence (f->one);
  WAIT_UNTIL (is_released ());
  return right;
}

static void
test_ring_back (Fixture *f, gconstpointer data)
{
  guint n = 1;

  while (!hear_ring_back (f))
    g_assert_cmpuint (n++, <, LISTENS);
}

/* It ends by itself, and lets the speaker go. */
static gboolean
hear_busy (Fixture *f)
{
  guint piece;
  gboolean right = TRUE;

  ahoy_sounds_play (f->sounds, AHOY_SOUND_BUSY);
  piece = wait_for_tone (f->one, 425, 0);
  for (guint i = 0; i < 3 && right; i++)
    right = lasts (f->one, &piece, 425, TRUE, 0.48) && lasts (f->one, &piece, 425, FALSE, 0.48);
  right = right && lasts (f->one, &piece, 425, TRUE, 0.48);
  WAIT_UNTIL (is_released ());
  wait_for_silence (f->one);
  return right;
}

static void
test_busy (Fixture *f, gconstpointer data)
{
  guint n = 1;

  while (!hear_busy (f))
    g_assert_cmpuint (n++, <, LISTENS);
}

/* What was played to the speaker already is not heard either. */
static gboolean
hear_stop (Fixture *f)
{
  guint piece;
  gboolean silent = TRUE;

  ahoy_sounds_play (f->sounds, AHOY_SOUND_RING);
  wait_for_tone (f->one, 659.25, 830.61);
  piece = listener_get_count (f->one);
  ahoy_sounds_stop (f->sounds);
  WAIT_UNTIL (listener_get_count (f->one) > piece + SECONDS (1.5));
  for (guint i = piece + SECONDS (0.3); i < piece + SECONDS (1.5); i++)
    silent = silent && is_silent (f->one, i);
  WAIT_UNTIL (is_released ());
  wait_for_silence (f->one);
  return silent;
}

static gboolean
hear_key (Fixture *f)
{
  guint end = listener_get_count (f->one) + SECONDS (3);

  ahoy_sounds_play_key (f->sounds, '5');
  for (guint piece = listener_get_count (f->one); piece < end; piece++) {
    WAIT_UNTIL (listener_get_count (f->one) > piece);
    if (is_tone (f->one, piece, 770, 1336))
      return TRUE;
  }
  return FALSE;
}

/* Ringing has a device of its own, and changes it while it rings. */
static void
test_ringer (Fixture *f, gconstpointer data)
{
  AhoyMediaDevices *devices = AHOY_MEDIA_DEVICES (f->devices);
  guint n = 1;

  ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_RINGER, "two");
  ahoy_sounds_play (f->sounds, AHOY_SOUND_RING);
  wait_for_tone (f->two, 659.25, 830.61);
  wait_for_tone (f->two, 523.25, 659.25);
  wait_for_silence (f->one);
  while (!hear_key (f))
    g_assert_cmpuint (n++, <, LISTENS);

  ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_RINGER, NULL);
  wait_for_tone (f->one, 659.25, 830.61);
  wait_for_silence (f->two);

  while (!hear_stop (f))
    g_assert_cmpuint (n++, <, LISTENS);
}

/* The ringer is unplugged while it rings, and plugged in again. */
static void
test_unplug (Fixture *f, gconstpointer data)
{
  AhoyMediaDevices *devices = AHOY_MEDIA_DEVICES (f->devices);
  GListModel *list = ahoy_media_devices_get_list (devices, AHOY_DEVICE_KIND_RINGER);
  const char *three = "pactl load-module module-null-sink sink_name=three "
                      "sink_properties=device.description=SpeakerThree";
  g_autofree char *first = ask_server (three);
  g_autofree char *unload_first = g_strdup_printf ("pactl unload-module %s", first);
  g_autofree char *second = NULL;
  g_autofree char *unload_second = NULL;
  Listener *listener;

  WAIT_UNTIL (g_list_model_get_n_items (list) == 3);
  ahoy_media_devices_choose (devices, AHOY_DEVICE_KIND_RINGER, "three");
  listener = listener_new ("three.monitor");
  ahoy_sounds_play (f->sounds, AHOY_SOUND_RING);
  wait_for_tone (listener, 659.25, 830.61);
  listener_free (listener);

  tell_server (unload_first);
  WAIT_UNTIL (g_list_model_get_n_items (list) == 2);
  wait_for_tone (f->one, 659.25, 830.61);

  second = ask_server (three);
  unload_second = g_strdup_printf ("pactl unload-module %s", second);
  WAIT_UNTIL (g_list_model_get_n_items (list) == 3);
  listener = listener_new ("three.monitor");
  wait_for_tone (listener, 659.25, 830.61);
  wait_for_silence (f->one);
  ahoy_sounds_stop (f->sounds);
  listener_free (listener);
  WAIT_UNTIL (is_released ());
  tell_server (unload_second);
}

/* Whether a thread of ours plays something. */
static gboolean
is_playing (void)
{
  g_autoptr (GDir) threads = g_dir_open ("/proc/self/task", 0, NULL);
  const char *name;

  g_assert_nonnull (threads);
  while ((name = g_dir_read_name (threads)) != NULL) {
    g_autofree char *path = g_build_filename ("/proc/self/task", name, "comm", NULL);
    g_autofree char *thread = NULL;

    if (g_file_get_contents (path, &thread, NULL, NULL) && g_str_has_prefix (thread, "ahoy-run"))
      return TRUE;
  }
  return FALSE;
}

/* The last, since the sound server goes: there is silence, and nothing else. */
static void
test_no_server (void)
{
  g_autoptr (AhoyDeviceEnds) devices = ahoy_device_ends_new ();
  AhoySounds *sounds = ahoy_tones_new (AHOY_MEDIA_ENDS (devices));
  Listener *listener;

  ahoy_media_devices_get_list (AHOY_MEDIA_DEVICES (devices), AHOY_DEVICE_KIND_SPEAKER);
  listener = listener_new ("one.monitor");
  WAIT_UNTIL (listener_get_count (listener) > 0);
  ahoy_sounds_play (sounds, AHOY_SOUND_RING);
  wait_for_tone (listener, 659.25, 830.61);
  g_assert_true (is_playing ());
  tell_server ("pactl exit");
  ahoy_sounds_play_key (sounds, '1');
  ahoy_sounds_play (sounds, AHOY_SOUND_BUSY);
  WAIT_UNTIL (!is_playing ());
  ahoy_sounds_play (sounds, AHOY_SOUND_RING);
  ahoy_sounds_stop (sounds);
  WAIT_UNTIL (!is_playing ());
  g_assert_finalize_object (sounds);
  listener_free (listener);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/device-tones/ring-back", Fixture, NULL, set_up, test_ring_back, tear_down);
  g_test_add ("/device-tones/busy", Fixture, NULL, set_up, test_busy, tear_down);
  g_test_add ("/device-tones/ringer", Fixture, NULL, set_up, test_ringer, tear_down);
  g_test_add ("/device-tones/unplug", Fixture, NULL, set_up, test_unplug, tear_down);
  g_test_add_func ("/device-tones/no-server", test_no_server);
  return g_test_run ();
}
