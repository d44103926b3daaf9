/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-device-list.h"

#include "ahoy-gst.h"

#define DEVICE_KEY "ahoy-gst-device"

struct _AhoyDeviceList {
  GObject           parent_instance;
  GstDeviceMonitor *monitor; /* NULL before the devices are asked for */
  guint             bus_watch;
  gboolean          started; /* what was there at first is in the lists */
  GListStore       *lists[AHOY_N_DEVICE_KINDS]; /* speaker and ringer share one */
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyDeviceList, ahoy_device_list, G_TYPE_OBJECT)

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

static void
emit_changed (AhoyDeviceList *self, AhoyDeviceKind kind, AhoyMediaDevice *device)
{
  if (self->started)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, kind, ahoy_media_device_get_id (device));
}

static void
add_device (AhoyDeviceList *self, GstDevice *device)
{
  g_autoptr (AhoyMediaDevice) added = NULL;
  g_autofree char *id = make_id (device);
  g_autofree char *name = gst_device_get_display_name (device);
  int kind = find_kind (device);
  AhoyMediaDevice *known = kind >= 0 ? ahoy_device_list_find (self, kind, id) : NULL;

  if (kind < 0)
    return;
  added = known != NULL ? g_object_ref (known) : ahoy_media_device_new (id, name);
  g_object_set_data_full (G_OBJECT (added), DEVICE_KEY, gst_object_ref (device), gst_object_unref);
  if (known != NULL)
    return;
  g_list_store_append (self->lists[kind], added);
  emit_changed (self, kind, added);
}

static void
remove_at (AhoyDeviceList *self, AhoyDeviceKind kind, guint place)
{
  g_autoptr (AhoyMediaDevice) removed = g_list_model_get_item (G_LIST_MODEL (self->lists[kind]),
                                                               place);

  g_list_store_remove (self->lists[kind], place);
  emit_changed (self, kind, removed);
}

static void
remove_device (AhoyDeviceList *self, GstDevice *device)
{
  g_autofree char *id = make_id (device);
  int kind = find_kind (device);
  AhoyMediaDevice *removed = kind >= 0 ? ahoy_device_list_find (self, kind, id) : NULL;
  guint place;

  if (removed != NULL && g_list_store_find (self->lists[kind], removed, &place))
    remove_at (self, kind, place);
}

static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  AhoyDeviceList *self = user_data;
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

static void
stop (AhoyDeviceList *self)
{
  g_clear_handle_id (&self->bus_watch, g_source_remove);
  if (self->monitor != NULL)
    gst_device_monitor_stop (self->monitor);
  gst_clear_object (&self->monitor);
}

/* Returns what is there now. */
static GList *
watch (AhoyDeviceList *self)
{
  g_autoptr (GstBus) bus = NULL;

  self->monitor = gst_device_monitor_new ();
  gst_device_monitor_add_filter (self->monitor, "Audio/Source", NULL);
  gst_device_monitor_add_filter (self->monitor, "Audio/Sink", NULL);
  gst_device_monitor_add_filter (self->monitor, "Video/Source", NULL);
  bus = gst_device_monitor_get_bus (self->monitor);
  self->bus_watch = gst_bus_add_watch (bus, on_bus_message, self);
  gst_device_monitor_start (self->monitor);
  return gst_device_monitor_get_devices (self->monitor);
}

static gboolean
is_among (GList *devices, AhoyDeviceKind kind, AhoyMediaDevice *device)
{
  for (GList *l = devices; l != NULL; l = l->next) {
    g_autofree char *id = find_kind (l->data) == (int) kind ? make_id (l->data) : NULL;

    if (g_strcmp0 (id, ahoy_media_device_get_id (device)) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
remove_others (AhoyDeviceList *self, AhoyDeviceKind kind, GList *devices)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->lists[kind])); i-- > 0;) {
    g_autoptr (AhoyMediaDevice) device = g_list_model_get_item (G_LIST_MODEL (self->lists[kind]), i);

    if (!is_among (devices, kind, device))
      remove_at (self, kind, i);
  }
}

static void
ahoy_device_list_finalize (GObject *object)
{
  AhoyDeviceList *self = AHOY_DEVICE_LIST (object);

  stop (self);
  for (guint kind = 0; kind < AHOY_N_DEVICE_KINDS; kind++)
    g_object_unref (self->lists[kind]);
  G_OBJECT_CLASS (ahoy_device_list_parent_class)->finalize (object);
}

static void
ahoy_device_list_class_init (AhoyDeviceListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_device_list_finalize;
  /**
   * AhoyDeviceList::changed:
   * @self: the list
   * @kind: what the device is used for; of a speaker that also rings, the speaker
   * @id: which device
   *
   * The device was plugged in or out.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", AHOY_TYPE_DEVICE_LIST, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT,
                                          G_TYPE_STRING);
}

static void
ahoy_device_list_init (AhoyDeviceList *self)
{
  for (guint kind = 0; kind < AHOY_N_DEVICE_KINDS; kind++)
    self->lists[kind] = kind == AHOY_DEVICE_KIND_RINGER
                          ? g_object_ref (self->lists[AHOY_DEVICE_KIND_SPEAKER])
                          : g_list_store_new (AHOY_TYPE_MEDIA_DEVICE);
}

/**
 * ahoy_device_list_new:
 *
 * Returns: (transfer full): a list that is empty before ahoy_device_list_start()
 */
AhoyDeviceList *
ahoy_device_list_new (void)
{
  return g_object_new (AHOY_TYPE_DEVICE_LIST, NULL);
}

/**
 * ahoy_device_list_start:
 * @self: a list
 * @error: return location for an error
 *
 * Looks for devices, the first time; that takes some milliseconds, and GStreamer.
 *
 * Returns: %TRUE; %FALSE with `AHOY_MEDIA_ERROR_UNAVAILABLE` without GStreamer
 */
gboolean
ahoy_device_list_start (AhoyDeviceList *self, GError **error)
{
  GList *devices;

  if (self->started)
    return TRUE;
  if (!ahoy_gst_load (error))
    return FALSE;

  devices = watch (self);
  for (GList *l = devices; l != NULL; l = l->next)
    add_device (self, l->data);
  g_list_free_full (devices, gst_object_unref);
  self->started = TRUE;
  return TRUE;
}

/**
 * ahoy_device_list_look_again:
 * @self: a list that was started
 *
 * Asks the sound server anew: one that has gone tells nothing any more, neither what it has taken with
 * it nor what the next one has.
 */
void
ahoy_device_list_look_again (AhoyDeviceList *self)
{
  GList *devices;

  stop (self);
  devices = watch (self);
  for (guint kind = 0; kind < AHOY_N_DEVICE_KINDS; kind++)
    if (kind != AHOY_DEVICE_KIND_RINGER)
      remove_others (self, kind, devices);
  for (GList *l = devices; l != NULL; l = l->next)
    add_device (self, l->data);
  g_list_free_full (devices, gst_object_unref);
}

/**
 * ahoy_device_list_get_model:
 * @self: a list
 * @kind: what the devices are used for
 *
 * Returns: (transfer none): a list of [class@Ahoy.MediaDevice]
 */
GListModel *
ahoy_device_list_get_model (AhoyDeviceList *self, AhoyDeviceKind kind)
{
  return G_LIST_MODEL (self->lists[kind]);
}

/**
 * ahoy_device_list_find:
 * @self: a list
 * @kind: what the device is used for
 * @id: (nullable): which
 *
 * Returns: (transfer none) (nullable): the device, or %NULL if it is not plugged in
 */
AhoyMediaDevice *
ahoy_device_list_find (AhoyDeviceList *self, AhoyDeviceKind kind, const char *id)
{
  GListModel *list = G_LIST_MODEL (self->lists[kind]);

  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (list); i++) {
    g_autoptr (AhoyMediaDevice) device = g_list_model_get_item (list, i);

    if (g_str_equal (ahoy_media_device_get_id (device), id))
      return device; /* the list holds it */
  }
  return NULL;
}

/**
 * ahoy_device_list_make:
 * @device: a device of a list
 *
 * Returns: (transfer floating) (nullable): what plays or records with it, or %NULL if GStreamer cannot
 */
GstElement *
ahoy_device_list_make (AhoyMediaDevice *device)
{
  return gst_device_create_element (g_object_get_data (G_OBJECT (device), DEVICE_KEY), NULL);
}
