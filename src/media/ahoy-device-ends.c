/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-device-ends.h"

#include "ahoy-config.h"
#include "ahoy-device-list.h"
#include "ahoy-error.h"
#include "ahoy-gst.h"
#include "ahoy-media-ends.h"
#include "ahoy-preview.h"
#include "ahoy-sound-care.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Sound is taken and given in pieces of 10 ms. */
#define PIECE_US G_GINT64_CONSTANT (10000)
#define BUFFER_US G_GINT64_CONSTANT (60000)

/* Which one it is of all that could be used, as a text. */
#define USED_KEY "ahoy-used-device"

/* A device that fails may be there again at once, of a sound server that has begun anew. One that fails
 * twice in so short a time is left alone while there is another one. */
#define FAILURE_US (10 * G_USEC_PER_SEC)

/* Nobody tells when a sound server is back: it is looked for, at longer and longer intervals. */
#define FIRST_LOOK_MS 250
#define LAST_LOOK_MS 16000

/* How one kind of device is doing. */
typedef struct {
  char       *chosen; /* id, NULL for what the desktop prefers */
  char       *name;   /* for people, of the chosen one, NULL while that was not seen */
  char       *used;   /* what is used now, NULL when there is nothing */
  gboolean    missed; /* there was something before */
  GHashTable *failures; /* (element-type utf8 gint64): when, or 0 for those that are left alone */
} Use;

struct _AhoyDeviceEnds {
  GObject         parent_instance;
  AhoyDeviceList *list;
  Use             uses[AHOY_N_DEVICE_KINDS];
  gboolean        choosing; /* what changes is what the person wants */
  guint           look_timer;
  guint           look_ms;
};

static void ahoy_device_ends_ends_init (AhoyMediaEndsInterface *iface);
static void ahoy_device_ends_devices_init (AhoyMediaDevicesInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyDeviceEnds, ahoy_device_ends, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_ENDS, ahoy_device_ends_ends_init)
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_DEVICES, ahoy_device_ends_devices_init))

static const AhoyMediaEnd ends_of_kinds[AHOY_N_DEVICE_KINDS] = {
  [AHOY_DEVICE_KIND_MICROPHONE] = AHOY_MEDIA_END_MICROPHONE,
  [AHOY_DEVICE_KIND_SPEAKER] = AHOY_MEDIA_END_SPEAKER,
  [AHOY_DEVICE_KIND_RINGER] = AHOY_MEDIA_END_RINGER,
  [AHOY_DEVICE_KIND_CAMERA] = AHOY_MEDIA_END_CAMERA,
};

/* What the sound server prefers may change in a call, and it follows. */
static const char *
get_preferred (AhoyDeviceKind kind)
{
  static const char *const preferred[AHOY_N_DEVICE_KINDS] = {
    [AHOY_DEVICE_KIND_MICROPHONE] = "pulsesrc",
    [AHOY_DEVICE_KIND_SPEAKER] = "pulsesink",
    [AHOY_DEVICE_KIND_RINGER] = "pulsesink",
  };

  return preferred[kind] != NULL && ahoy_gst_has (preferred[kind]) ? preferred[kind] : NULL;
}

static char *
describe (AhoyMediaDevice *device)
{
  return g_strconcat ("device ", ahoy_media_device_get_id (device), NULL);
}

static gboolean
may_use (AhoyDeviceEnds *self, AhoyDeviceKind kind, const char *description)
{
  const gint64 *failed = g_hash_table_lookup (self->uses[kind].failures, description);

  return failed == NULL || *failed != 0;
}

/* What is to be taken: the chosen device, or else what the desktop prefers, or else the first that
 * works. NULL when there is nothing; @device is NULL for what the sound server knows better. */
static char *
find_used (AhoyDeviceEnds *self, AhoyDeviceKind kind, AhoyMediaDevice **device)
{
  GListModel *model = ahoy_device_list_get_model (self->list, kind);
  const guint n_devices = g_list_model_get_n_items (model);
  const char *preferred = get_preferred (kind);
  AhoyMediaDevice *chosen = ahoy_device_list_find (self->list, kind, self->uses[kind].chosen);
  g_autofree char *description = chosen != NULL ? describe (chosen) : NULL;

  *device = chosen;
  if (description != NULL && may_use (self, kind, description))
    return g_steal_pointer (&description);
  *device = NULL;
  if (preferred != NULL && n_devices > 0 && may_use (self, kind, preferred))
    return g_strdup (preferred);
  for (guint i = 0; i < n_devices; i++) {
    g_autoptr (AhoyMediaDevice) other = g_list_model_get_item (model, i);
    g_autofree char *text = describe (other);

    if (!may_use (self, kind, text))
      continue;
    *device = other; /* the list holds it */
    return g_steal_pointer (&text);
  }
  return NULL;
}

static gboolean
is_chosen (Use *use, const char *description)
{
  return use->chosen != NULL && description != NULL && g_str_has_prefix (description, "device ") &&
         g_str_equal (description + strlen ("device "), use->chosen);
}

/* What people are told about another device that they have not asked for, if it is worth it. */
static char *
make_notice (AhoyDeviceKind kind, Use *use, const char *before, AhoyMediaDevice *now)
{
  const char *const again[AHOY_N_DEVICE_KINDS] = {
    [AHOY_DEVICE_KIND_MICROPHONE] = _("There is a microphone again."),
    [AHOY_DEVICE_KIND_SPEAKER] = _("There is a speaker again."),
    [AHOY_DEVICE_KIND_RINGER] = _("There is a speaker to ring with again."),
    [AHOY_DEVICE_KIND_CAMERA] = _("There is a camera again."),
  };

  if (is_chosen (use, use->used) && use->name != NULL)
    return g_strdup_printf (_("“%s” is back and is used again."), use->name);
  if (is_chosen (use, before) && use->used != NULL && use->name != NULL)
    return now != NULL
             ? g_strdup_printf (_("“%s” cannot be used any more. “%s” is used instead."), use->name,
                                ahoy_media_device_get_name (now))
             : g_strdup_printf (_("“%s” cannot be used any more. What the desktop prefers is used "
                                  "instead."), use->name);
  return use->missed && use->used != NULL ? g_strdup (again[kind]) : NULL;
}

static void
remember_name (AhoyDeviceEnds *self, AhoyDeviceKind kind)
{
  Use *use = &self->uses[kind];
  AhoyMediaDevice *device = ahoy_device_list_find (self->list, kind, use->chosen);

  if (device == NULL)
    return;
  g_free (use->name);
  use->name = g_strdup (ahoy_media_device_get_name (device));
}

/* Calls take another device, if it is another one that is to be used now. */
static void
update (AhoyDeviceEnds *self, AhoyDeviceKind kind)
{
  Use *use = &self->uses[kind];
  AhoyMediaDevice *device;
  g_autofree char *used = find_used (self, kind, &device);
  g_autofree char *before = NULL;
  g_autofree char *notice = NULL;

  remember_name (self, kind);
  if (g_strcmp0 (used, use->used) == 0)
    return;
  before = g_steal_pointer (&use->used);
  use->used = g_steal_pointer (&used);
  if (!self->choosing)
    notice = make_notice (kind, use, before, device);
  use->missed = use->used == NULL;
  ahoy_media_ends_emit_changed (AHOY_MEDIA_ENDS (self), ends_of_kinds[kind]);
  if (notice != NULL)
    ahoy_media_ends_emit_notice (AHOY_MEDIA_ENDS (self), ends_of_kinds[kind], notice);
}

/* What was plugged in or out has not failed; and what the desktop prefers may be another one. */
static void
on_list_changed (AhoyDeviceList *list, guint changed, const char *id, AhoyDeviceEnds *self)
{
  for (guint kind = 0; kind < AHOY_N_DEVICE_KINDS; kind++) {
    g_autofree char *description = g_strconcat ("device ", id, NULL);
    const char *preferred = get_preferred (kind);

    if (kind != changed &&
        !(changed == AHOY_DEVICE_KIND_SPEAKER && kind == AHOY_DEVICE_KIND_RINGER))
      continue;
    g_hash_table_remove (self->uses[kind].failures, description);
    if (preferred != NULL)
      g_hash_table_remove (self->uses[kind].failures, preferred);
    update (self, kind);
  }
}

static gboolean
start (AhoyDeviceEnds *self, GError **error)
{
  if (!ahoy_device_list_start (self->list, error))
    return FALSE;
  for (guint kind = 0; kind < AHOY_N_DEVICE_KINDS; kind++) {
    AhoyMediaDevice *device;

    remember_name (self, kind);
    if (self->uses[kind].used == NULL && !self->uses[kind].missed)
      self->uses[kind].used = find_used (self, kind, &device);
  }
  return TRUE;
}

static gboolean
has_missed (AhoyDeviceEnds *self)
{
  for (guint kind = 0; kind < AHOY_N_DEVICE_KINDS; kind++)
    if (self->uses[kind].missed)
      return TRUE;
  return FALSE;
}

static gboolean
on_look_timer (gpointer user_data)
{
  AhoyDeviceEnds *self = user_data;

  self->look_timer = 0;
  ahoy_device_list_look_again (self->list);
  /* Rather one that has failed than none. */
  for (guint kind = 0; kind < AHOY_N_DEVICE_KINDS; kind++) {
    if (!self->uses[kind].missed)
      continue;
    g_hash_table_remove_all (self->uses[kind].failures);
    update (self, kind);
  }
  if (has_missed (self)) {
    self->look_ms = MIN (self->look_ms * 2, LAST_LOOK_MS);
    self->look_timer = g_timeout_add (self->look_ms, on_look_timer, self);
  }
  return G_SOURCE_REMOVE;
}

/* Tells whether @description is left alone from now on. */
static gboolean
note_failure (Use *use, const char *description)
{
  const gint64 *before = g_hash_table_lookup (use->failures, description);
  gint64 now = g_get_monotonic_time ();

  if (before != NULL && now - *before < FAILURE_US)
    now = 0;
  g_hash_table_insert (use->failures, g_strdup (description), g_memdup2 (&now, sizeof now));
  return now == 0;
}

static gboolean
ahoy_device_ends_lost (AhoyMediaEnds *ends, AhoyMediaEnd end, GstElement *element)
{
  AhoyDeviceEnds *self = AHOY_DEVICE_ENDS (ends);
  const char *description = g_object_get_data (G_OBJECT (element), USED_KEY);

  for (guint kind = 0; description != NULL && kind < AHOY_N_DEVICE_KINDS; kind++) {
    Use *use = &self->uses[kind];
    gboolean alone;

    if (ends_of_kinds[kind] != end)
      continue;
    if (g_strcmp0 (use->used, description) != 0)
      return TRUE; /* another one was taken meanwhile */
    alone = note_failure (use, description);
    ahoy_device_list_look_again (self->list);
    if (alone)
      update (self, kind);
    else if (g_strcmp0 (use->used, description) == 0)
      ahoy_media_ends_emit_changed (ends, end); /* the same once more */
    if (has_missed (self) && self->look_timer == 0) {
      self->look_ms = FIRST_LOOK_MS;
      self->look_timer = g_timeout_add (self->look_ms, on_look_timer, self);
    }
    return TRUE;
  }
  return FALSE;
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
  const char *const problems[AHOY_N_DEVICE_KINDS] = {
    [AHOY_DEVICE_KIND_MICROPHONE] = _("There is no microphone"),
    [AHOY_DEVICE_KIND_SPEAKER] = _("There is no speaker"),
    [AHOY_DEVICE_KIND_RINGER] = _("There is no speaker to ring with"),
    [AHOY_DEVICE_KIND_CAMERA] = _("There is no camera"),
  };
  g_autofree char *used = NULL;
  AhoyMediaDevice *device;
  GstElement *element = NULL;

  if (!start (self, error))
    return NULL;
  used = find_used (self, kind, &device);
  if (device != NULL)
    element = ahoy_device_list_make (device);
  else if (used != NULL)
    element = gst_element_factory_make (used, NULL);
  if (element == NULL) {
    g_set_error_literal (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE, problems[kind]);
    return NULL;
  }
  configure (element);
  g_object_set_data_full (G_OBJECT (element), USED_KEY, g_steal_pointer (&used), g_free);
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
  g_object_set_data_full (G_OBJECT (bin), USED_KEY,
                          g_strdup (g_object_get_data (G_OBJECT (camera), USED_KEY)), g_free);
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
  return ahoy_device_list_get_model (self->list, kind);
}

static const char *
ahoy_device_ends_get_chosen (AhoyMediaDevices *devices, AhoyDeviceKind kind)
{
  return AHOY_DEVICE_ENDS (devices)->uses[kind].chosen;
}

static void
ahoy_device_ends_choose (AhoyMediaDevices *devices, AhoyDeviceKind kind, const char *id)
{
  AhoyDeviceEnds *self = AHOY_DEVICE_ENDS (devices);

  Use *use = &self->uses[kind];

  if (g_strcmp0 (use->chosen, id) == 0)
    return;
  g_free (use->chosen);
  use->chosen = g_strdup (id);
  g_clear_pointer (&use->name, g_free);
  /* The person may know why it works now. */
  g_hash_table_remove_all (use->failures);
  self->choosing = TRUE;
  update (self, kind);
  self->choosing = FALSE;
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

  g_clear_handle_id (&self->look_timer, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->list, self);
  g_object_unref (self->list);
  for (guint kind = 0; kind < AHOY_N_DEVICE_KINDS; kind++) {
    Use *use = &self->uses[kind];

    g_free (use->chosen);
    g_free (use->name);
    g_free (use->used);
    g_hash_table_unref (use->failures);
  }
  G_OBJECT_CLASS (ahoy_device_ends_parent_class)->finalize (object);
}

static void
ahoy_device_ends_ends_init (AhoyMediaEndsInterface *iface)
{
  iface->make = ahoy_device_ends_make;
  iface->lost = ahoy_device_ends_lost;
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
  self->list = ahoy_device_list_new ();
  g_signal_connect (self->list, "changed", G_CALLBACK (on_list_changed), self);
  for (guint kind = 0; kind < AHOY_N_DEVICE_KINDS; kind++)
    self->uses[kind].failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
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
