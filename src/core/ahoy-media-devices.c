/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-media-devices.h"

#include "ahoy-error.h"

#include <glib/gi18n-lib.h>

struct _AhoyMediaDevice {
  GObject  parent_instance;
  char    *id;
  char    *name;
};

enum { PROP_0, PROP_ID, PROP_NAME, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AhoyMediaDevice, ahoy_media_device, G_TYPE_OBJECT)
G_DEFINE_INTERFACE (AhoyMediaDevices, ahoy_media_devices, G_TYPE_OBJECT)

static void
ahoy_media_device_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoyMediaDevice *self = AHOY_MEDIA_DEVICE (object);

  switch (id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_media_device_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AhoyMediaDevice *self = AHOY_MEDIA_DEVICE (object);

  switch (id) {
  case PROP_ID:
    self->id = g_value_dup_string (value);
    break;
  case PROP_NAME:
    self->name = g_value_dup_string (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_media_device_finalize (GObject *object)
{
  AhoyMediaDevice *self = AHOY_MEDIA_DEVICE (object);

  g_free (self->id);
  g_free (self->name);
  G_OBJECT_CLASS (ahoy_media_device_parent_class)->finalize (object);
}

static void
ahoy_media_device_class_init (AhoyMediaDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ahoy_media_device_get_property;
  object_class->set_property = ahoy_media_device_set_property;
  object_class->finalize = ahoy_media_device_finalize;

  /**
   * AhoyMediaDevice:id:
   *
   * What the device is remembered by; the same whenever it is plugged in.
   */
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);

  /**
   * AhoyMediaDevice:name:
   *
   * What a person knows it by.
   */
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ahoy_media_device_init (AhoyMediaDevice *self)
{
}

/**
 * ahoy_media_device_new:
 * @id: what it is known by from one day to the next
 * @name: what people call it
 *
 * Returns: (transfer full): a device
 */
AhoyMediaDevice *
ahoy_media_device_new (const char *id, const char *name)
{
  return g_object_new (AHOY_TYPE_MEDIA_DEVICE, "id", id, "name", name, NULL);
}

/**
 * ahoy_media_device_get_id:
 * @self: a device
 *
 * Returns: what it is known by from one day to the next
 */
const char *
ahoy_media_device_get_id (AhoyMediaDevice *self)
{
  return self->id;
}

/**
 * ahoy_media_device_get_name:
 * @self: a device
 *
 * Returns: what people call it
 */
const char *
ahoy_media_device_get_name (AhoyMediaDevice *self)
{
  return self->name;
}

static void
ahoy_media_devices_default_init (AhoyMediaDevicesInterface *iface)
{
}

/**
 * ahoy_media_devices_get_list:
 * @self: the devices
 * @kind: what they are used for
 *
 * Returns: (transfer none): a list of [class@Ahoy.MediaDevice] that follows what is plugged in and
 *   out
 */
GListModel *
ahoy_media_devices_get_list (AhoyMediaDevices *self, AhoyDeviceKind kind)
{
  return AHOY_MEDIA_DEVICES_GET_IFACE (self)->get_list (self, kind);
}

/**
 * ahoy_media_devices_get_chosen:
 * @self: the devices
 * @kind: what it is used for
 *
 * Returns: (nullable): the id of the device to use, whether it is there or not; %NULL for the one
 *   that the desktop prefers
 */
const char *
ahoy_media_devices_get_chosen (AhoyMediaDevices *self, AhoyDeviceKind kind)
{
  return AHOY_MEDIA_DEVICES_GET_IFACE (self)->get_chosen (self, kind);
}

/**
 * ahoy_media_devices_choose:
 * @self: the devices
 * @kind: what it is used for
 * @id: (nullable): the id of the device to use from now on, in calls that are up as well; %NULL for
 *   the one that the desktop prefers
 *
 * Changes which device to use. One that is not there is used once it is, and until then what the
 * desktop prefers.
 */
void
ahoy_media_devices_choose (AhoyMediaDevices *self, AhoyDeviceKind kind, const char *id)
{
  AHOY_MEDIA_DEVICES_GET_IFACE (self)->choose (self, kind, id);
}

/**
 * ahoy_media_devices_get_possible_care:
 * @self: the devices
 *
 * Returns: what can be done to the sound of a microphone on this computer
 */
AhoySoundCare
ahoy_media_devices_get_possible_care (AhoyMediaDevices *self)
{
  AhoyMediaDevicesInterface *iface = AHOY_MEDIA_DEVICES_GET_IFACE (self);

  return iface->get_possible_care != NULL ? iface->get_possible_care (self) : AHOY_SOUND_CARE_NONE;
}

/**
 * ahoy_media_devices_get_care:
 * @self: the devices
 *
 * Returns: what is to be done to the sound of a microphone, where it is possible; everything, if
 *   nobody has said anything else
 */
AhoySoundCare
ahoy_media_devices_get_care (AhoyMediaDevices *self)
{
  return AHOY_MEDIA_DEVICES_GET_IFACE (self)->get_care (self);
}

/**
 * ahoy_media_devices_set_care:
 * @self: the devices
 * @care: what is to be done to the sound of a microphone, where it is possible
 *
 * Changes it, in calls that are up as well.
 */
void
ahoy_media_devices_set_care (AhoyMediaDevices *self, AhoySoundCare care)
{
  AhoyMediaDevicesInterface *iface = AHOY_MEDIA_DEVICES_GET_IFACE (self);

  if (iface->set_care != NULL)
    iface->set_care (self, care);
}

/**
 * ahoy_media_devices_preview:
 * @self: the devices
 * @what: the microphone, the camera, or both
 * @error: return location for an error
 *
 * Opens devices so that a person can try them. It follows when another device is chosen. Close it
 * with [method@MediaPreview.close]: until then it keeps them open.
 *
 * Returns: (transfer full) (nullable): the preview, or %NULL with `AHOY_MEDIA_ERROR_DEVICE` or
 *   `AHOY_MEDIA_ERROR_UNAVAILABLE`
 */
AhoyMediaPreview *
ahoy_media_devices_preview (AhoyMediaDevices *self, AhoyMediaFlags what, GError **error)
{
  AhoyMediaDevicesInterface *iface = AHOY_MEDIA_DEVICES_GET_IFACE (self);

  if (iface->preview != NULL)
    return iface->preview (self, what, error);

  g_set_error_literal (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNAVAILABLE,
                       _("These devices cannot be tried"));
  return NULL;
}
