/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The devices that are not there, and a look at them. */
#include "ahoy-test-devices.h"
#include "ahoy-video-picture.h"
#include "call.h"

typedef struct {
  AhoyMediaDevices *devices;
  AhoyMediaPreview *preview;
  double            level;
  guint             n_levels;
  GError           *failure;
} Fixture;

static void
on_level (AhoyMediaPreview *preview, double level, Fixture *f)
{
  f->level = level;
  f->n_levels++;
}

static void
on_failed (AhoyMediaPreview *preview, const GError *error, Fixture *f)
{
  g_clear_error (&f->failure);
  f->failure = g_error_copy (error);
}

static void
open_preview (Fixture *f, AhoyMediaFlags what)
{
  g_autoptr (GError) error = NULL;

  f->preview = ahoy_media_devices_preview (f->devices, what, &error);
  g_assert_no_error (error);
  g_signal_connect (f->preview, "level", G_CALLBACK (on_level), f);
  g_signal_connect (f->preview, "failed", G_CALLBACK (on_failed), f);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->devices = AHOY_MEDIA_DEVICES (ahoy_test_devices_new ());
  ahoy_media_ends_set_picture_type (AHOY_MEDIA_ENDS (f->devices), AHOY_TYPE_VIDEO_PICTURE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->preview != NULL) {
    /* What was posted before may still hold it. */
    g_object_add_weak_pointer (G_OBJECT (f->preview), (gpointer *) &f->preview);
    g_object_unref (f->preview);
    WAIT_UNTIL (f->preview == NULL);
  }
  g_assert_finalize_object (f->devices);
  g_clear_error (&f->failure);
}

static int
get_width (Fixture *f)
{
  return gdk_paintable_get_intrinsic_width (
    GDK_PAINTABLE (ahoy_media_preview_get_picture (f->preview)));
}

static void
test_both (Fixture *f, gconstpointer data)
{
  open_preview (f, AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO);
  WAIT_UNTIL (f->level > 0.4 && get_width (f) == 640);
  ahoy_media_devices_choose (f->devices, AHOY_DEVICE_KIND_CAMERA, "test-2");
  WAIT_UNTIL (get_width (f) == 320);
  ahoy_media_devices_choose (f->devices, AHOY_DEVICE_KIND_MICROPHONE, "test-2");
  f->n_levels = 0;
  WAIT_UNTIL (f->n_levels > 2);
  g_assert_no_error (f->failure);
}

static void
test_one (Fixture *f, gconstpointer data)
{
  open_preview (f, AHOY_MEDIA_AUDIO);
  g_assert_null (ahoy_media_preview_get_picture (f->preview));
  WAIT_UNTIL (f->n_levels > 2);
  ahoy_media_preview_close (f->preview);
  g_clear_object (&f->preview);
  f->n_levels = 0;
  open_preview (f, AHOY_MEDIA_VIDEO);
  WAIT_UNTIL (get_width (f) == 640);
  g_assert_cmpuint (f->n_levels, ==, 0);
}

/* Threads of ours that still run something. */
static gboolean
is_running (void)
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

/* Nothing comes after the end, and nothing is kept. */
static void
test_close (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 20; i++) {
    open_preview (f, AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO);
    for (guint j = 0; j < i / 4; j++)
      call_iterate ();
    ahoy_media_devices_choose (f->devices, AHOY_DEVICE_KIND_CAMERA, i % 2 == 0 ? "test-2" : NULL);
    ahoy_media_preview_close (f->preview);
    ahoy_media_preview_close (f->preview);
    f->n_levels = 0;
    ahoy_media_devices_choose (f->devices, AHOY_DEVICE_KIND_MICROPHONE,
                               i % 2 == 0 ? "test-2" : NULL);
    call_iterate ();
    g_assert_cmpuint (f->n_levels, ==, 0);
    g_clear_object (&f->preview);
  }
  WAIT_UNTIL (!is_running ());
  g_assert_no_error (f->failure);
}

static void
test_lists (Fixture *f, gconstpointer data)
{
  for (int kind = AHOY_DEVICE_KIND_MICROPHONE; kind <= AHOY_DEVICE_KIND_CAMERA; kind++) {
    g_assert_cmpuint (g_list_model_get_n_items (ahoy_media_devices_get_list (f->devices, kind)), ==,
                      2);
    g_assert_null (ahoy_media_devices_get_chosen (f->devices, kind));
    ahoy_media_devices_choose (f->devices, kind, "test-2");
    g_assert_cmpstr (ahoy_media_devices_get_chosen (f->devices, kind), ==, "test-2");
  }
  ahoy_media_devices_set_care (f->devices, AHOY_SOUND_CARE_NOISE);
  g_assert_cmpint (ahoy_media_devices_get_care (f->devices), ==, AHOY_SOUND_CARE_NOISE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/preview/lists", Fixture, NULL, set_up, test_lists, tear_down);
  g_test_add ("/preview/both", Fixture, NULL, set_up, test_both, tear_down);
  g_test_add ("/preview/one", Fixture, NULL, set_up, test_one, tear_down);
  g_test_add ("/preview/close", Fixture, NULL, set_up, test_close, tear_down);
  return g_test_run ();
}
