/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-devices.h"

#include "ahoy-inner-enum-types.h"

/* A picture that is empty until the test shows something. */
typedef struct {
  GObject  parent_instance;
  gboolean shown;
} FakePicture;

typedef GObjectClass FakePictureClass;

static GType fake_picture_get_type (void);
static void fake_picture_iface_init (GdkPaintableInterface *iface);

G_DEFINE_TYPE_WITH_CODE (FakePicture, fake_picture, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, fake_picture_iface_init))

static void
fake_picture_snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
  /* Red at the left, blue at the right. */
  const GdkRGBA red = { 0.8, 0.1, 0.1, 1 };
  const GdkRGBA blue = { 0.1, 0.1, 0.8, 1 };

  if (!((FakePicture *) paintable)->shown)
    return;
  gtk_snapshot_append_color (snapshot, &red, &GRAPHENE_RECT_INIT (0, 0, width / 2, height));
  gtk_snapshot_append_color (snapshot, &blue, &GRAPHENE_RECT_INIT (width / 2, 0, width / 2, height));
}

static int
fake_picture_get_width (GdkPaintable *paintable)
{
  return ((FakePicture *) paintable)->shown ? 640 : 0;
}

static int
fake_picture_get_height (GdkPaintable *paintable)
{
  return ((FakePicture *) paintable)->shown ? 480 : 0;
}

static void
fake_picture_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = fake_picture_snapshot;
  iface->get_intrinsic_width = fake_picture_get_width;
  iface->get_intrinsic_height = fake_picture_get_height;
}

static void
fake_picture_class_init (FakePictureClass *klass)
{
}

static void
fake_picture_init (FakePicture *self)
{
}

typedef struct {
  GObject         parent_instance;
  AhoyMediaFlags  what;
  FakePicture    *picture;
  GPtrArray      *open; /* of the devices */
} FakePreview;

typedef GObjectClass FakePreviewClass;

static GType fake_preview_get_type (void);
static void fake_preview_iface_init (AhoyMediaPreviewInterface *iface);

G_DEFINE_TYPE_WITH_CODE (FakePreview, fake_preview, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_PREVIEW, fake_preview_iface_init))

static GObject *
fake_preview_get_picture (AhoyMediaPreview *preview)
{
  return (GObject *) ((FakePreview *) preview)->picture;
}

static void
fake_preview_close (AhoyMediaPreview *preview)
{
  g_ptr_array_remove (((FakePreview *) preview)->open, preview);
}

static void
fake_preview_iface_init (AhoyMediaPreviewInterface *iface)
{
  iface->get_picture = fake_preview_get_picture;
  iface->close = fake_preview_close;
}

static void
fake_preview_finalize (GObject *object)
{
  FakePreview *self = (FakePreview *) object;

  /* Or the devices would stay open. */
  g_assert_false (g_ptr_array_find (self->open, self, NULL));
  g_ptr_array_unref (self->open);
  g_clear_object (&self->picture);

  G_OBJECT_CLASS (fake_preview_parent_class)->finalize (object);
}

static void
fake_preview_class_init (FakePreviewClass *klass)
{
  klass->finalize = fake_preview_finalize;
}

static void
fake_preview_init (FakePreview *self)
{
}

/* What the camera sees arrives. */
void
fake_preview_show_picture (AhoyMediaPreview *preview)
{
  FakePicture *picture = ((FakePreview *) preview)->picture;

  picture->shown = TRUE;
  gdk_paintable_invalidate_size (GDK_PAINTABLE (picture));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (picture));
}

static void fake_devices_iface_init (AhoyMediaDevicesInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeDevices, fake_devices, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_DEVICES,
                                                      fake_devices_iface_init))

static GListModel *
fake_devices_get_list (AhoyMediaDevices *devices, AhoyDeviceKind kind)
{
  return G_LIST_MODEL (FAKE_DEVICES (devices)->lists[kind]);
}

static const char *
fake_devices_get_chosen (AhoyMediaDevices *devices, AhoyDeviceKind kind)
{
  return FAKE_DEVICES (devices)->chosen[kind];
}

static void
fake_devices_choose (AhoyMediaDevices *devices, AhoyDeviceKind kind, const char *id)
{
  g_free (FAKE_DEVICES (devices)->chosen[kind]);
  FAKE_DEVICES (devices)->chosen[kind] = g_strdup (id);
}

static AhoySoundCare
fake_devices_get_possible_care (AhoyMediaDevices *devices)
{
  return FAKE_DEVICES (devices)->possible;
}

static AhoySoundCare
fake_devices_get_care (AhoyMediaDevices *devices)
{
  return FAKE_DEVICES (devices)->care;
}

static void
fake_devices_set_care (AhoyMediaDevices *devices, AhoySoundCare care)
{
  FAKE_DEVICES (devices)->care = care;
}

static AhoyMediaPreview *
fake_devices_preview (AhoyMediaDevices *devices, AhoyMediaFlags what, GError **error)
{
  FakeDevices *self = FAKE_DEVICES (devices);
  GError *reason = what == AHOY_MEDIA_VIDEO ? self->camera_error : self->microphone_error;
  FakePreview *preview;

  if (reason != NULL) {
    g_propagate_error (error, g_error_copy (reason));
    return NULL;
  }
  preview = g_object_new (fake_preview_get_type (), NULL);
  preview->what = what;
  preview->open = g_ptr_array_ref (self->previews);
  if ((what & AHOY_MEDIA_VIDEO) != 0)
    preview->picture = g_object_new (fake_picture_get_type (), NULL);
  g_ptr_array_add (self->previews, preview);

  return AHOY_MEDIA_PREVIEW (preview);
}

static void
fake_devices_iface_init (AhoyMediaDevicesInterface *iface)
{
  iface->get_list = fake_devices_get_list;
  iface->get_chosen = fake_devices_get_chosen;
  iface->choose = fake_devices_choose;
  iface->get_possible_care = fake_devices_get_possible_care;
  iface->get_care = fake_devices_get_care;
  iface->set_care = fake_devices_set_care;
  iface->preview = fake_devices_preview;
}

static void
fake_devices_finalize (GObject *object)
{
  FakeDevices *self = FAKE_DEVICES (object);

  g_assert_cmpuint (self->previews->len, ==, 0);
  g_ptr_array_unref (self->previews);
  for (guint i = 0; i < G_N_ELEMENTS (self->lists); i++) {
    g_object_unref (self->lists[i]);
    g_free (self->chosen[i]);
  }
  g_clear_error (&self->camera_error);
  g_clear_error (&self->microphone_error);

  G_OBJECT_CLASS (fake_devices_parent_class)->finalize (object);
}

static void
fake_devices_class_init (FakeDevicesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_devices_finalize;
}

static void
fake_devices_init (FakeDevices *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->lists); i++)
    self->lists[i] = g_list_store_new (AHOY_TYPE_MEDIA_DEVICE);
  self->previews = g_ptr_array_new ();
  self->possible = AHOY_SOUND_CARE_ECHO | AHOY_SOUND_CARE_NOISE | AHOY_SOUND_CARE_GAIN;
}

FakeDevices *
fake_devices_new (void)
{
  return g_object_new (FAKE_TYPE_DEVICES, NULL);
}

void
fake_devices_plug_in (FakeDevices *self, AhoyDeviceKind kind, const char *id, const char *name)
{
  g_autoptr (AhoyMediaDevice) device = ahoy_media_device_new (id, name);

  g_list_store_append (self->lists[kind], device);
}

void
fake_devices_pull_out (FakeDevices *self, AhoyDeviceKind kind, const char *id)
{
  GListModel *list = G_LIST_MODEL (self->lists[kind]);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (AhoyMediaDevice) device = g_list_model_get_item (list, i);

    if (g_str_equal (ahoy_media_device_get_id (device), id)) {
      g_list_store_remove (self->lists[kind], i);
      return;
    }
  }
  g_error ("“%s” is not plugged in", id);
}

/* The open preview of that, or NULL. */
AhoyMediaPreview *
fake_devices_get_preview (FakeDevices *self, AhoyMediaFlags what)
{
  for (guint i = 0; i < self->previews->len; i++) {
    FakePreview *preview = g_ptr_array_index (self->previews, i);

    if (preview->what == what)
      return AHOY_MEDIA_PREVIEW (preview);
  }

  return NULL;
}

static void fake_sounds_iface_init (AhoySoundsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeSounds, fake_sounds, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_SOUNDS, fake_sounds_iface_init))

static void
fake_sounds_play (AhoySounds *sounds, AhoySound sound)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (AHOY_TYPE_SOUND);
  GEnumValue *value = g_enum_get_value (klass, sound);

  g_string_append_printf (FAKE_SOUNDS (sounds)->played, "%s ", value->value_nick);
}

static void
fake_sounds_stop (AhoySounds *sounds)
{
  g_string_append (FAKE_SOUNDS (sounds)->played, "stop ");
}

static void
fake_sounds_play_key (AhoySounds *sounds, char key)
{
  g_string_append_c (FAKE_SOUNDS (sounds)->keys, key);
}

static void
fake_sounds_iface_init (AhoySoundsInterface *iface)
{
  iface->play = fake_sounds_play;
  iface->stop = fake_sounds_stop;
  iface->play_key = fake_sounds_play_key;
}

static void
fake_sounds_finalize (GObject *object)
{
  g_string_free (FAKE_SOUNDS (object)->played, TRUE);
  g_string_free (FAKE_SOUNDS (object)->keys, TRUE);

  G_OBJECT_CLASS (fake_sounds_parent_class)->finalize (object);
}

static void
fake_sounds_class_init (FakeSoundsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_sounds_finalize;
}

static void
fake_sounds_init (FakeSounds *self)
{
  self->played = g_string_new (NULL);
  self->keys = g_string_new (NULL);
}

FakeSounds *
fake_sounds_new (void)
{
  return g_object_new (FAKE_TYPE_SOUNDS, NULL);
}
