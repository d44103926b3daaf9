/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-media-preview.h"
#include "ahoy-visibility.h"

#include <gio/gio.h>

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

/**
 * AhoyMediaDevice:
 *
 * A microphone, a speaker or a camera of this computer.
 */
#define AHOY_TYPE_MEDIA_DEVICE (ahoy_media_device_get_type ())
G_DECLARE_FINAL_TYPE (AhoyMediaDevice, ahoy_media_device, AHOY, MEDIA_DEVICE, GObject)

AhoyMediaDevice *ahoy_media_device_new       (const char       *id,
                                              const char       *name);
const char      *ahoy_media_device_get_id    (AhoyMediaDevice  *self);
const char      *ahoy_media_device_get_name  (AhoyMediaDevice  *self);

/**
 * AhoyMediaDevices:
 *
 * The devices of this computer, and which of them are used. Used in the main thread.
 * [class@Ahoy.DeviceEnds] implements it.
 */
#define AHOY_TYPE_MEDIA_DEVICES (ahoy_media_devices_get_type ())
G_DECLARE_INTERFACE (AhoyMediaDevices, ahoy_media_devices, AHOY, MEDIA_DEVICES, GObject)

/**
 * AhoyMediaDevicesInterface:
 * @get_list: the devices that are there now
 * @get_chosen: the device to use
 * @choose: changes which device to use
 * @get_possible_care: what can be done to the sound of a microphone
 * @get_care: what is done to it
 * @set_care: changes what is done to it
 * @preview: opens the camera, the microphone, or both, without a call
 *
 * What an implementation provides.
 */
struct _AhoyMediaDevicesInterface {
  GTypeInterface parent_interface;

  GListModel *(*get_list)   (AhoyMediaDevices *self, AhoyDeviceKind kind);
  const char *(*get_chosen) (AhoyMediaDevices *self, AhoyDeviceKind kind);
  void        (*choose)     (AhoyMediaDevices *self, AhoyDeviceKind kind, const char *id);

  AhoySoundCare     (*get_possible_care) (AhoyMediaDevices *self);
  AhoySoundCare     (*get_care)          (AhoyMediaDevices *self);
  void              (*set_care)          (AhoyMediaDevices *self, AhoySoundCare care);
  AhoyMediaPreview *(*preview)           (AhoyMediaDevices *self, AhoyMediaFlags what,
                                          GError **error);
};

GListModel      *ahoy_media_devices_get_list   (AhoyMediaDevices *self,
                                                AhoyDeviceKind    kind);
const char      *ahoy_media_devices_get_chosen (AhoyMediaDevices *self,
                                                AhoyDeviceKind    kind);
void             ahoy_media_devices_choose     (AhoyMediaDevices *self,
                                                AhoyDeviceKind    kind,
                                                const char       *id);

AhoySoundCare    ahoy_media_devices_get_possible_care
                                               (AhoyMediaDevices *self);
AhoySoundCare    ahoy_media_devices_get_care   (AhoyMediaDevices *self);
void             ahoy_media_devices_set_care   (AhoyMediaDevices *self,
                                                AhoySoundCare     care);
AhoyMediaPreview *ahoy_media_devices_preview   (AhoyMediaDevices *self,
                                                AhoyMediaFlags    what,
                                                GError          **error);

AHOY_END_PUBLIC
G_END_DECLS
