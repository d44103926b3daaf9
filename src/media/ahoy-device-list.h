/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-devices.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define AHOY_N_DEVICE_KINDS (AHOY_DEVICE_KIND_CAMERA + 1)

/* The microphones, speakers and cameras that are plugged in now. Used in the main thread. */
#define AHOY_TYPE_DEVICE_LIST (ahoy_device_list_get_type ())
G_DECLARE_FINAL_TYPE (AhoyDeviceList, ahoy_device_list, AHOY, DEVICE_LIST, GObject)

AhoyDeviceList  *ahoy_device_list_new        (void);
gboolean         ahoy_device_list_start      (AhoyDeviceList   *self,
                                              GError          **error);
void             ahoy_device_list_look_again (AhoyDeviceList   *self);
GListModel      *ahoy_device_list_get_model  (AhoyDeviceList   *self,
                                              AhoyDeviceKind    kind);
AhoyMediaDevice *ahoy_device_list_find       (AhoyDeviceList   *self,
                                              AhoyDeviceKind    kind,
                                              const char       *id);
GstElement      *ahoy_device_list_make       (AhoyMediaDevice  *device);

G_END_DECLS
