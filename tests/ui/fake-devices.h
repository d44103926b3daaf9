/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-media-devices.h"
#include "ahoy-sounds.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Devices that a test plugs in and out. */
#define FAKE_TYPE_DEVICES (fake_devices_get_type ())
G_DECLARE_FINAL_TYPE (FakeDevices, fake_devices, FAKE, DEVICES, GObject)

struct _FakeDevices {
  GObject        parent_instance;

  GListStore    *lists[AHOY_DEVICE_KIND_CAMERA + 1];
  char          *chosen[AHOY_DEVICE_KIND_CAMERA + 1];
  AhoySoundCare  possible;
  AhoySoundCare  care;
  GError        *camera_error;     /* (nullable): of the next preview */
  GError        *microphone_error; /* (nullable): of the next preview */
  GPtrArray     *previews;         /* that are open, without references */
};

FakeDevices      *fake_devices_new             (void);
void              fake_devices_plug_in         (FakeDevices    *self,
                                                AhoyDeviceKind  kind,
                                                const char     *id,
                                                const char     *name);
void              fake_devices_pull_out        (FakeDevices    *self,
                                                AhoyDeviceKind  kind,
                                                const char     *id);
AhoyMediaPreview *fake_devices_get_preview     (FakeDevices    *self,
                                                AhoyMediaFlags  what);
void              fake_preview_show_picture    (AhoyMediaPreview *preview);

/* Sounds that are written down: "ring", "stop", and so on, with a space after each. */
#define FAKE_TYPE_SOUNDS (fake_sounds_get_type ())
G_DECLARE_FINAL_TYPE (FakeSounds, fake_sounds, FAKE, SOUNDS, GObject)

struct _FakeSounds {
  GObject  parent_instance;

  GString *played;
  GString *keys;
};

FakeSounds       *fake_sounds_new              (void);

G_END_DECLS
