/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-device-ends.h"

#include "ahoy-config.h"
#include "ahoy-error.h"
#include "ahoy-gst.h"
#include "ahoy-preview.h"
#include "ahoy-sound-care.h"

#include <glib/gi18n-lib.h>

#define N_KINDS (AHOY_DEVICE_KIND_CAMERA + 1)
#define DEVICE_KEY "ahoy-gst-device"

/* Sound is taken and given in pieces of 10 ms. */
#define PIECE_US G_GINT64_CONSTANT (10000)
#define BUFFER_US G_GINT64_CONSTANT (60000)

struct _AhoyDeviceEnds {
  GObject           parent_instance;
  GstDeviceMonitor *monitor; /* NULL before the devices are asked for */
  guint             bus_watch;
  gboolean          started; /* what was there at first is in the lists */
  GListStore       *lists[N_KINDS]; /* speaker and ringer share one */
  char             *chosen[N_KINDS];
};

static void ahoy_device_ends_ends_init (AhoyMediaEndsInterface *iface);
static void ahoy_device_ends_devices_init (AhoyMediaDevicesInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyDeviceEnds, ahoy_device_ends, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_ENDS, ahoy_device_ends_ends_init)
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_DEVICES, ahoy_device_ends_devices_init))

/* What the sound server, or the kernel, calls it; the name for people may change with the language. */
static char *
make_id (GstDevice *device)
{
  static const char *const fields[] = { "node.name", "device.path", "api.v4l2.path" };
  g_autoptr (GstStructure) properties = gst_device_get_properties (device);
  char *id = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (device), "internal-name") != NULL)
    g_object_get (device, "internal-name", &id, NULL);
  for (guint i = 0; id == NULL && properties != NULL && i < G_N_ELEMENTS (fields); i++)
    id = g_strdup (gst_structure_get_string (properties, fields[i]));
  return id != NULL ? id : gst_device_get_display_name (device);
}

/* A monitor is what a speaker plays, not a microphone. */
static gboolean
is_monitor (GstDevice *device)
{
  g_autoptr (GstStructure) properties = gst_device_get_properties (device);

  return properties != NULL &&
         g_strcmp0 (gst_structure_get_string (properties, "device.class"), "monitor") == 0;
}

static int
find_kind (GstDevice *device)
{
  if (gst_device_has_classes (device, "Audio/Source"))
    return is_monitor (device) ? -1 : AHOY_DEVICE_KIND_MICROPHONE;
  if (gst_device_has_classes (device, "Audio/Sink"))
    return AHOY_DEVICE_KIND_SPEAKER;
  if (gst_device_has_classes (device, "Video/Source"))
    return AHOY_DEVICE_KIND_CAMERA;
  return -1;
}

static AhoyMediaDevice *
find_device (AhoyDeviceEnds *self, AhoyDeviceKind kind, const char *id)
{
  GListModel *list = G_LIST_MODEL (self->lists[kind]);

  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (list); i++) {
    g_autoptr (AhoyMediaDevice) device = g_list_model_get_item (list, i);

    if (g_str_equal (ahoy_media_device_get_id (device), id))
      return device; /* the list holds it */
  }
  return NULL;
}

static void
emit_changed (AhoyDeviceEnds *self, AhoyDeviceKind kind)
{
  switch (kind) {
  case AHOY_DEVICE_KIND_MICROPHONE:
    ahoy_media_ends_emit_changed (AHOY_MEDIA_ENDS (self), AHOY_MEDIA_END_MICROPHONE);
    break;
  case AHOY_DEVICE_KIND_SPEAKER:
    ahoy_media_ends_emit_changed (AHOY_MEDIA_ENDS (self), AHOY_MEDIA_END_SPEAKER);
    break;
  case AHOY_DEVICE_KIND_CAMERA:
    ahoy_media_ends_emit_changed (AHOY_MEDIA_ENDS (self), AHOY_MEDIA_END_CAMERA);
    break;
  case AHOY_DEVICE_KIND_RINGER:
    ahoy_media_ends_emit_changed (AHOY_MEDIA_ENDS (self), AHOY_MEDIA_END_RINGER);
    break;
  default:
    break;
  }
}

/* What the sound server prefers may change in a call, and it follows. */
static const char *
get_preferred (AhoyDeviceKind kind)
{
  static const char *const preferred[N_KINDS] = {
    [AHOY_DEVICE_KIND_MICROPHONE] = "pulsesrc",
    [AHOY_DEVICE_KIND_SPEAKER] = "pulsesink",
    [AHOY_DEVICE_KIND_RINGER] = "pulsesink",
  };

  return preferred[kind] != NULL && ahoy_gst_has (preferred[kind]) ? preferred[kind] : NULL;
}

/* The device that is taken now: the chosen one, or else what stands in for it. NULL when there is
 * none, or when the sound server knows better. */
static AhoyMediaDevice *
find_used (AhoyDeviceEnds *self, AhoyDeviceKind kind)
{
  AhoyMediaDevice *device = find_device (self, kind, self->chosen[kind]);
  g_autoptr (AhoyMediaDevice) first = NULL;

  if (device != NULL || get_preferred (kind) != NULL)
    return device;
  first = g_list_model_get_item (G_LIST_MODEL (self->lists[kind]), 0);
  return first; /* the list holds it */
}

/* What make_element() makes, as a text that is another one when that is. */
static char *
describe_used (AhoyDeviceEnds *self, AhoyDeviceKind kind)
{
  AhoyMediaDevice *device = find_used (self, kind);

  if (device != NULL)
    return g_strconcat ("device ", ahoy_media_device_get_id (device), NULL);
  return g_strdup (g_list_model_get_n_items (G_LIST_MODEL (self->lists[kind])) > 0
                     ? get_preferred (kind) : NULL);
}

/* Puts a device into its list, or takes it out; calls take another one then, if it was theirs or
 * is. Speakers ring as well. */
static void
change_list (AhoyDeviceEnds *self, AhoyDeviceKind kind, AhoyMediaDevice *device, gboolean add)
{
  char *used[N_KINDS];
  guint place;

  for (guint i = 0; i < N_KINDS; i++)
    used[i] = describe_used (self, i);
  if (add)
    g_list_store_append (self->lists[kind], device);
  else if (g_list_store_find (self->lists[kind], device, &place))
    g_list_store_remove (self->lists[kind], place);
  for (guint i = 0; i < N_KINDS; i++) {
    g_autofree char *before = used[i];
    g_autofree char *now = describe_used (self, i);

    if (self->started && g_strcmp0 (before, now) != 0)
      emit_changed (self, i);
  }
}

static void
add_device (AhoyDeviceEnds *self, GstDevice *device)
{
  g_autoptr (AhoyMediaDevice) added = NULL;
  g_autofree char *id = make_id (device);
  g_autofree char *name = gst_device_get_display_name (device);
  int kind = find_kind (device);

  if (kind < 0 || find_device (self, kind, id) != NULL)
    return;
  added = ahoy_media_device_new (id, name);
  g_object_set_data_full (G_OBJECT (added), DEVICE_KEY, gst_object_ref (device), gst_object_unref);
  change_list (self, kind, added, TRUE);
}

static void
remove_device (AhoyDeviceEnds *self, GstDevice *device)
{
  g_autofree char *id = make_id (device);
  int kind = find_kind (device);
  AhoyMediaDevice *removed = kind >= 0 ? find_device (self, kind, id) : NULL;

  if (removed != NULL)
    change_list (self, kind, removed, FALSE);
}

static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  AhoyDeviceEnds *self = user_data;
  g_autoptr (GstDevice) device = NULL;

  switch ((int) GST_MESSAGE_TYPE (message)) {
  case GST_MESSAGE_DEVICE_ADDED:
    gst_message_parse_device_added (message, &device);
    add_device (self, device);
    break;
  case GST_MESSAGE_DEVICE_REMOVED:
    gst_message_parse_device_removed (message, &device);
    remove_device (self, device);
    break;
  default:
    break;
  }
  return G_SOURCE_CONTINUE;
}

/* Looks for devices, the first time; that takes some milliseconds, and GStreamer. */
static gboolean
start (AhoyDeviceEnds *self, GError **error)
{
  g_autoptr (GstBus) bus = NULL;
  GList *devices;

  if (self->monitor != NULL)
    return TRUE;
  if (!ahoy_gst_load (error))
    return FALSE;

  self->monitor = gst_device_monitor_new ();
  gst_device_monitor_add_filter (self->monitor, "Audio/Source", NULL);
  gst_device_monitor_add_filter (self->monitor, "Audio/Sink", NULL);
  gst_device_monitor_add_filter (self->monitor, "Video/Source", NULL);
  bus = gst_device_monitor_get_bus (self->monitor);
  self->bus_watch = gst_bus_add_watch (bus, on_bus_message, self);
  gst_device_monitor_start (self->monitor);
  devices = gst_device_monitor_get_devices (self->monitor);
  for (GList *l = devices; l != NULL; l = l->next)
    add_device (self, l->data);
  g_list_free_full (devices, gst_object_unref);
  self->started = TRUE;
  return TRUE;
}

/* Sets what the element has of these. A clock that goes away with its device would stop the call. */
static void
configure (GstElement *element)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (element);

  if (g_object_class_find_property (klass, "provide-clock") != NULL)
    g_object_set (element, "provide-clock", FALSE, NULL);
  if (g_object_class_find_property (klass, "latency-time") != NULL)
    g_object_set (element, "buffer-time", BUFFER_US, "latency-time", PIECE_US, NULL);
  if (g_object_class_find_property (klass, "async") != NULL)
    g_object_set (element, "async", FALSE, NULL);
  if (g_object_class_find_property (klass, "stream-properties") != NULL)
    gst_util_set_object_arg (G_OBJECT (element), "stream-properties",
                             "props,media.role=(string)phone");
}

static GstElement *
make_element (AhoyDeviceEnds *self, AhoyDeviceKind kind, GError **error)
{
  const char *const problems[N_KINDS] = {
    [AHOY_DEVICE_KIND_MICROPHONE] = _("There is no microphone"),
    [AHOY_DEVICE_KIND_SPEAKER] = _("There is no speaker"),
    [AHOY_DEVICE_KIND_RINGER] = _("There is no speaker to ring with"),
    [AHOY_DEVICE_KIND_CAMERA] = _("There is no camera"),
  };
  AhoyMediaDevice *device;
  GstElement *element = NULL;

  if (!start (self, error))
    return NULL;
  device = find_used (self, kind);
  if (device != NULL)
    element = gst_device_create_element (g_object_get_data (G_OBJECT (device), DEVICE_KEY), NULL);
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->lists[kind])) > 0)
    element = gst_element_factory_make (get_preferred (kind), NULL);
  if (element == NULL) {
    g_set_error_literal (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE, problems[kind]);
    return NULL;
  }
  configure (element);
  return element;
}

static GstElement *
make_camera (AhoyDeviceEnds *self, GError **error)
{
  GstElement *camera = make_element (self, AHOY_DEVICE_KIND_CAMERA, error);
  GstElement *rest;
  GstElement *bin;
  g_autoptr (GstPad) pad = NULL;

  if (camera == NULL)
    return NULL;
  rest = ahoy_gst_bin ("capsfilter caps=\"video/x-raw,width=640,height=480,framerate=30/1;"
                       "video/x-raw,width=[320,1280],height=[240,720];video/x-raw\"", error);
  if (rest == NULL) {
    gst_object_unref (gst_object_ref_sink (camera));
    return NULL;
  }
  bin = gst_bin_new (NULL);
  gst_bin_add_many (GST_BIN (bin), camera, rest, NULL);
  gst_element_link (camera, rest);
  pad = gst_element_get_static_pad (rest, "src");
  gst_element_add_pad (bin, gst_ghost_pad_new ("src", pad));
  return bin;
}

static GstElement *
ahoy_device_ends_make (AhoyMediaEnds *ends, AhoyMediaEnd end, GError **error)
{
  AhoyDeviceEnds *self = AHOY_DEVICE_ENDS (ends);

  switch (end) {
  case AHOY_MEDIA_END_MICROPHONE:
    return make_element (self, AHOY_DEVICE_KIND_MICROPHONE, error);
  case AHOY_MEDIA_END_SPEAKER:
    return make_element (self, AHOY_DEVICE_KIND_SPEAKER, error);
  case AHOY_MEDIA_END_CAMERA:
    return make_camera (self, error);
  case AHOY_MEDIA_END_RINGER:
    return make_element (self, AHOY_DEVICE_KIND_RINGER, error);
  case AHOY_MEDIA_END_SCREEN:
  default:
    return NULL;
  }
}

static GListModel *
ahoy_device_ends_get_list (AhoyMediaDevices *devices, AhoyDeviceKind kind)
{
  AhoyDeviceEnds *self = AHOY_DEVICE_ENDS (devices);

  start (self, NULL); /* without GStreamer there are no devices */
  return G_LIST_MODEL (self->lists[kind]);
}

static const char *
ahoy_device_ends_get_chosen (AhoyMediaDevices *devices, AhoyDeviceKind kind)
{
  return AHOY_DEVICE_ENDS (devices)->chosen[kind];
}

static void
ahoy_device_ends_choose (AhoyMediaDevices *devices, AhoyDeviceKind kind, const char *id)
{
  AhoyDeviceEnds *self = AHOY_DEVICE_ENDS (devices);

  if (g_strcmp0 (self->chosen[kind], id) == 0)
    return;
  g_free (self->chosen[kind]);
  self->chosen[kind] = g_strdup (id);
  emit_changed (self, kind);
}

static AhoySoundCare
ahoy_device_ends_get_possible_care (AhoyMediaDevices *devices)
{
  return ahoy_gst_load (NULL) ? ahoy_sound_care_get_possible () : AHOY_SOUND_CARE_NONE;
}

static AhoySoundCare
ahoy_device_ends_get_care (AhoyMediaDevices *devices)
{
  return ahoy_media_ends_get_care (AHOY_MEDIA_ENDS (devices));
}

static void
ahoy_device_ends_set_care (AhoyMediaDevices *devices, AhoySoundCare care)
{
  ahoy_media_ends_set_care (AHOY_MEDIA_ENDS (devices), care);
}

static AhoyMediaPreview *
ahoy_device_ends_preview (AhoyMediaDevices *devices, AhoyMediaFlags what, GError **error)
{
  return ahoy_preview_new (AHOY_MEDIA_ENDS (devices), what, error);
}

static void
ahoy_device_ends_finalize (GObject *object)
{
  AhoyDeviceEnds *self = AHOY_DEVICE_ENDS (object);

  g_clear_handle_id (&self->bus_watch, g_source_remove);
  if (self->monitor != NULL)
    gst_device_monitor_stop (self->monitor);
  gst_clear_object (&self->monitor);
  for (guint kind = 0; kind < N_KINDS; kind++) {
    g_object_unref (self->lists[kind]);
    g_free (self->chosen[kind]);
  }
  G_OBJECT_CLASS (ahoy_device_ends_parent_class)->finalize (object);
}

static void
ahoy_device_ends_ends_init (AhoyMediaEndsInterface *iface)
{
  iface->make = ahoy_device_ends_make;
}

static void
ahoy_device_ends_devices_init (AhoyMediaDevicesInterface *iface)
{
  iface->get_list = ahoy_device_ends_get_list;
  iface->get_chosen = ahoy_device_ends_get_chosen;
  iface->choose = ahoy_device_ends_choose;
  iface->get_possible_care = ahoy_device_ends_get_possible_care;
  iface->get_care = ahoy_device_ends_get_care;
  iface->set_care = ahoy_device_ends_set_care;
  iface->preview = ahoy_device_ends_preview;
}

static void
ahoy_device_ends_class_init (AhoyDeviceEndsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_device_ends_finalize;
}

static void
ahoy_device_ends_init (AhoyDeviceEnds *self)
{
  ahoy_media_ends_set_care (AHOY_MEDIA_ENDS (self), AHOY_SOUND_CARE_ECHO | AHOY_SOUND_CARE_NOISE |
                                                    AHOY_SOUND_CARE_GAIN);
  for (guint kind = 0; kind < N_KINDS; kind++)
    self->lists[kind] = kind == AHOY_DEVICE_KIND_RINGER
                          ? g_object_ref (self->lists[AHOY_DEVICE_KIND_SPEAKER])
                          : g_list_store_new (AHOY_TYPE_MEDIA_DEVICE);
}

/**
 * ahoy_device_ends_new:
 *
 * Returns: (transfer full): the devices of this computer, looked for when they are first needed
 */
AhoyDeviceEnds *
ahoy_device_ends_new (void)
{
  return g_object_new (AHOY_TYPE_DEVICE_ENDS, NULL);
}
