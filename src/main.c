/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-application.h"
#include "ahoy-device-ends.h"
#include "ahoy-gst.h"
#include "ahoy-log.h"
#include "ahoy-memory.h"
#include "ahoy-practice.h"
#include "ahoy-test-devices.h"
#include "ahoy-tones.h"
#include "ahoy-video-picture.h"
#include "ahoy-webrtc-media-factory.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <sys/resource.h>

/* The one place of the window's program that knows all layers, and plugs them together. */

/* Passwords and tokens are in our memory: no core file may have it. Not by PR_SET_DUMPABLE, which
 * would hide us from the desktop portals too: they look at who asks, and turn away whom they cannot
 * look at. */
static void
keep_memory_private (void)
{
  const struct rlimit none = { 0, 0 };

  if (setrlimit (RLIMIT_CORE, &none) != 0)
    g_debug ("Core files could not be switched off");
}

static AhoyPracticeLogin *
start_practice (gpointer user_data, GError **error)
{
  AhoyPractice **practice = user_data;

  if (*practice == NULL) {
    g_autoptr (AhoyPractice) started = ahoy_practice_new ();

    if (!ahoy_practice_start (started, 0, error))
      return NULL;
    *practice = g_steal_pointer (&started);
  }

  return ahoy_practice_login_new (ahoy_practice_get_rest_uri (*practice),
                                  ahoy_practice_get_websocket_uri (*practice),
                                  ahoy_practice_get_user_name (*practice, 0),
                                  ahoy_practice_get_user_password (*practice, 0));
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* Now that GStreamer is there, looking for devices takes a few milliseconds. */
  ahoy_media_devices_get_list (AHOY_MEDIA_DEVICES (source), AHOY_DEVICE_KIND_MICROPHONE);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  /* What is missing is told to the person who calls. */
  if (!ahoy_gst_load (&error))
    g_debug ("%s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
load_media (gpointer devices)
{
  g_autoptr (GTask) task = g_task_new (devices, NULL, load_cb, NULL);

  g_task_set_source_tag (task, load_media);
  g_task_run_in_thread (task, load_in_thread);
}

/* Returns the devices, which are both what is chosen from and the ends of all calls. */
static AhoyMediaDevices *
plug_in_media (AhoyApplication *application, gboolean test_media)
{
  AhoyMediaDevices *devices = test_media ? AHOY_MEDIA_DEVICES (ahoy_test_devices_new ())
                                         : AHOY_MEDIA_DEVICES (ahoy_device_ends_new ());
  AhoyMediaEnds *ends = AHOY_MEDIA_ENDS (devices);
  g_autoptr (AhoyWebrtcMediaFactory) factory =
    ahoy_webrtc_media_factory_new_for_devices (devices);
  g_autoptr (AhoySounds) sounds = ahoy_tones_new (ends);

  ahoy_media_ends_set_picture_type (ends, AHOY_TYPE_VIDEO_PICTURE);
  ahoy_application_set_media (application, AHOY_MEDIA_FACTORY (factory), devices, sounds);
  ahoy_application_set_idle_func (application, load_media, devices);
  return devices;
}

static int
on_local_options (GApplication *application, GVariantDict *options, AhoyMediaDevices **devices)
{
  if (*devices == NULL)
    *devices = plug_in_media (AHOY_APPLICATION (application),
                              g_variant_dict_contains (options, "test-media"));
  return -1;
}

int
main (int argc, char *argv[])
{
  const GOptionEntry options[] = {
    { "test-media", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL,
      N_("Use a tone and a test picture instead of microphone and camera"), NULL },
    { NULL }
  };
  g_autoptr (AhoyApplication) application = NULL;
  g_autoptr (AhoyClock) clock = NULL;
  g_autoptr (AhoyMediaDevices) devices = NULL;
  g_autoptr (AhoyPractice) practice = NULL;
  g_autoptr (AhoySettings) settings = NULL;
  int code;

  ahoy_memory_spare ();
  ahoy_log_install ();
  keep_memory_private ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, AHOY_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  /* What notifications and the sound server name us. */
  g_set_application_name (_("Ahoy"));

  settings = ahoy_settings_new ();
  if (settings == NULL) {
    g_printerr (_("ahoy: The settings schema is missing or of another version. "
                  "Install Ahoy again.\n"));
    return 1;
  }

  clock = ahoy_system_clock_new ();
  application = ahoy_application_new (settings, clock);
  g_application_add_main_option_entries (G_APPLICATION (application), options);
  g_signal_connect (application, "handle-local-options", G_CALLBACK (on_local_options), &devices);
  ahoy_application_set_practice_func (application, start_practice, &practice);
  code = g_application_run (G_APPLICATION (application), argc, argv);

  if (practice != NULL)
    ahoy_practice_stop (practice);
  ahoy_gst_wait_closed ();

  return code;
}
