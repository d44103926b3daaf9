/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-device-settings.h"

/* Which devices are used is remembered in the settings. Widgets write only there, and the devices
 * follow, so that everything that shows a choice shows the same. */

static const char * const kinds[] = {
  [AHOY_DEVICE_KIND_MICROPHONE] = "microphone",
  [AHOY_DEVICE_KIND_SPEAKER] = "speaker",
  [AHOY_DEVICE_KIND_RINGER] = "ringer",
  [AHOY_DEVICE_KIND_CAMERA] = "camera",
};

static const struct {
  const char    *key;
  AhoySoundCare  care;
} cares[] = {
  { "echo-cancelling", AHOY_SOUND_CARE_ECHO },
  { "gain-control", AHOY_SOUND_CARE_GAIN },
  { "noise-suppression", AHOY_SOUND_CARE_NOISE },
};

static void
read_kind (AhoyMediaDevices *devices, GSettings *gsettings, AhoyDeviceKind kind)
{
  g_autofree char *id = g_settings_get_string (gsettings, kinds[kind]);

  ahoy_media_devices_choose (devices, kind, *id != '\0' ? id : NULL);
}

static void
read_care (AhoyMediaDevices *devices, GSettings *gsettings)
{
  AhoySoundCare care = AHOY_SOUND_CARE_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (cares); i++)
    if (g_settings_get_boolean (gsettings, cares[i].key))
      care |= cares[i].care;
  ahoy_media_devices_set_care (devices, care);
}

static void
on_settings_changed (GSettings *gsettings, const char *key, AhoyMediaDevices *devices)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (key, kinds[i]))
      read_kind (devices, gsettings, i);
  for (guint i = 0; i < G_N_ELEMENTS (cares); i++)
    if (g_str_equal (key, cares[i].key))
      read_care (devices, gsettings);
}

/**
 * ahoy_device_settings_get_key:
 * @kind: what a device is used for
 *
 * Returns: (transfer none): the key of the settings that has the id of the device; empty stands for
 *   the one that the desktop prefers
 */
const char *
ahoy_device_settings_get_key (AhoyDeviceKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind];
}

/**
 * ahoy_device_settings_follow:
 * @devices: the devices of this computer
 * @gsettings: what is remembered
 *
 * Makes @devices use what is remembered, now and whenever that changes, in calls that are up as
 * well. To be called once.
 */
void
ahoy_device_settings_follow (AhoyMediaDevices *devices, GSettings *gsettings)
{
  g_return_if_fail (AHOY_IS_MEDIA_DEVICES (devices));

  g_signal_connect_object (gsettings, "changed", G_CALLBACK (on_settings_changed), devices, 0);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    read_kind (devices, gsettings, i);
  read_care (devices, gsettings);
}
