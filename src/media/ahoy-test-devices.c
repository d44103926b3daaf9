/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-test-devices.h"

#include "ahoy-preview.h"
#include "ahoy-test-ends.h"

#define N_KINDS (AHOY_DEVICE_KIND_CAMERA + 1)
#define N_DEVICES 2

/* Told apart by what they give: another tone, another size of the picture. */
static const double tones[N_DEVICES] = { 440, 600 };
static const guint sizes[N_DEVICES][2] = { { 640, 480 }, { 320, 240 } };

static const char *const names[N_KINDS] = {
  [AHOY_DEVICE_KIND_MICROPHONE] = "Test microphone",
  [AHOY_DEVICE_KIND_SPEAKER] = "Test speaker",
  [AHOY_DEVICE_KIND_RINGER] = "Test speaker",
  [AHOY_DEVICE_KIND_CAMERA] = "Test camera",
};

static const AhoyMediaEnd ends_of_kinds[N_KINDS] = {
  [AHOY_DEVICE_KIND_MICROPHONE] = AHOY_MEDIA_END_MICROPHONE,
  [AHOY_DEVICE_KIND_SPEAKER] = AHOY_MEDIA_END_SPEAKER,
  [AHOY_DEVICE_KIND_RINGER] = AHOY_MEDIA_END_RINGER,
  [AHOY_DEVICE_KIND_CAMERA] = AHOY_MEDIA_END_CAMERA,
};

struct _AhoyTestDevices {
  GObject        parent_instance;
  GListStore    *lists[N_KINDS];
  char          *chosen[N_KINDS];
  AhoySoundCare  care;
};

static void ahoy_test_devices_ends_init (AhoyMediaEndsInterface *iface);
static void ahoy_test_devices_devices_init (AhoyMediaDevicesInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyTestDevices, ahoy_test_devices, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_ENDS, ahoy_test_devices_ends_init)
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_DEVICES, ahoy_test_devices_devices_init))

/* The number of the device to use. */
static guint
find_device (AhoyTestDevices *self, AhoyDeviceKind kind)
{
  for (guint i = 0; i < N_DEVICES; i++) {
    g_autoptr (AhoyMediaDevice) device =
      g_list_model_get_item (G_LIST_MODEL (self->lists[kind]), i);

    if (g_strcmp0 (ahoy_media_device_get_id (device), self->chosen[kind]) == 0)
      return i;
  }
  return 0;
}

static GstElement *
ahoy_test_devices_make (AhoyMediaEnds *ends, AhoyMediaEnd end, GError **error)
{
  AhoyTestDevices *self = AHOY_TEST_DEVICES (ends);
  const guint *size = sizes[find_device (self, AHOY_DEVICE_KIND_CAMERA)];
  /* What is made does not need it any more. */
  g_autoptr (AhoyTestEnds) made =
    ahoy_test_ends_new (tones[find_device (self, AHOY_DEVICE_KIND_MICROPHONE)]);

  ahoy_test_ends_set_picture (made, size[0], size[1]);
  return ahoy_media_ends_make (AHOY_MEDIA_ENDS (made), end, error);
}

static GListModel *
ahoy_test_devices_get_list (AhoyMediaDevices *devices, AhoyDeviceKind kind)
{
  return G_LIST_MODEL (AHOY_TEST_DEVICES (devices)->lists[kind]);
}

static const char *
ahoy_test_devices_get_chosen (AhoyMediaDevices *devices, AhoyDeviceKind kind)
{
  return AHOY_TEST_DEVICES (devices)->chosen[kind];
}

static void
ahoy_test_devices_choose (AhoyMediaDevices *devices, AhoyDeviceKind kind, const char *id)
{
  AhoyTestDevices *self = AHOY_TEST_DEVICES (devices);

  if (g_strcmp0 (self->chosen[kind], id) == 0)
    return;
  g_free (self->chosen[kind]);
  self->chosen[kind] = g_strdup (id);
  ahoy_media_ends_emit_changed (AHOY_MEDIA_ENDS (self), ends_of_kinds[kind]);
}

static AhoySoundCare
ahoy_test_devices_get_possible_care (AhoyMediaDevices *devices)
{
  return AHOY_SOUND_CARE_ECHO | AHOY_SOUND_CARE_NOISE | AHOY_SOUND_CARE_GAIN;
}

static AhoySoundCare
ahoy_test_devices_get_care (AhoyMediaDevices *devices)
{
  return AHOY_TEST_DEVICES (devices)->care;
}

/* A tone is not a voice: it would be taken for noise, so that this is only remembered. */
static void
ahoy_test_devices_set_care (AhoyMediaDevices *devices, AhoySoundCare care)
{
  AHOY_TEST_DEVICES (devices)->care = care;
}

static AhoyMediaPreview *
ahoy_test_devices_preview (AhoyMediaDevices *devices, AhoyMediaFlags what, GError **error)
{
  return ahoy_preview_new (AHOY_MEDIA_ENDS (devices), what, error);
}

static void
ahoy_test_devices_finalize (GObject *object)
{
  AhoyTestDevices *self = AHOY_TEST_DEVICES (object);

  for (guint kind = 0; kind < N_KINDS; kind++) {
    g_object_unref (self->lists[kind]);
    g_free (self->chosen[kind]);
  }
  G_OBJECT_CLASS (ahoy_test_devices_parent_class)->finalize (object);
}

static void
ahoy_test_devices_ends_init (AhoyMediaEndsInterface *iface)
{
  iface->make = ahoy_test_devices_make;
}

static void
ahoy_test_devices_devices_init (AhoyMediaDevicesInterface *iface)
{
  iface->get_list = ahoy_test_devices_get_list;
  iface->get_chosen = ahoy_test_devices_get_chosen;
  iface->choose = ahoy_test_devices_choose;
  iface->get_possible_care = ahoy_test_devices_get_possible_care;
  iface->get_care = ahoy_test_devices_get_care;
  iface->set_care = ahoy_test_devices_set_care;
  iface->preview = ahoy_test_devices_preview;
}

static void
ahoy_test_devices_class_init (AhoyTestDevicesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_test_devices_finalize;
}

static void
ahoy_test_devices_init (AhoyTestDevices *self)
{
  self->care = ahoy_test_devices_get_possible_care (AHOY_MEDIA_DEVICES (self));
  for (guint kind = 0; kind < N_KINDS; kind++) {
    self->lists[kind] = g_list_store_new (AHOY_TYPE_MEDIA_DEVICE);
    for (guint i = 0; i < N_DEVICES; i++) {
      g_autofree char *id = g_strdup_printf ("test-%u", i + 1);
      g_autofree char *name = g_strdup_printf ("%s %u", names[kind], i + 1);
      g_autoptr (AhoyMediaDevice) device = ahoy_media_device_new (id, name);

      g_list_store_append (self->lists[kind], device);
    }
  }
}

/**
 * ahoy_test_devices_new:
 *
 * Two devices of each kind. The second microphone has another tone than the first, and the second
 * camera another size.
 *
 * Returns: (transfer full): the devices
 */
AhoyTestDevices *
ahoy_test_devices_new (void)
{
  return g_object_new (AHOY_TYPE_TEST_DEVICES, NULL);
}
