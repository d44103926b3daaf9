/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-device-row.h"

#include "ahoy-device-settings.h"
#include "ahoy-enum-types.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyDeviceRow:
 *
 * Chooses a device of one kind: what the desktop prefers, one of those that are plugged in, or one
 * that was chosen before and is not there now. Writes to the settings, which the devices follow.
 */
struct _AhoyDeviceRow {
  AhoyComboRow    parent_instance;

  AhoyDeviceKind  kind;
  GSettings      *gsettings; /* (nullable): before the devices are known */
  GListModel     *list;
  GPtrArray      *ids;       /* of the items; the first is "" */
  GHashTable     *names;     /* of the devices seen so far, by their ids */
  gboolean        filling;
};

enum { PROP_0, PROP_KIND, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AhoyDeviceRow, ahoy_device_row, AHOY_TYPE_COMBO_ROW)

static void
add_item (AhoyDeviceRow *self, GtkStringList *titles, const char *id, const char *title)
{
  g_ptr_array_add (self->ids, g_strdup (id));
  gtk_string_list_append (titles, title);
}

static void
add_devices (AhoyDeviceRow *self, GtkStringList *titles)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->list); i++) {
    g_autoptr (AhoyMediaDevice) device = g_list_model_get_item (self->list, i);
    const char *id = ahoy_media_device_get_id (device);
    const char *name = ahoy_media_device_get_name (device);

    g_hash_table_insert (self->names, g_strdup (id), g_strdup (name));
    add_item (self, titles, id, name);
  }
}

static guint
find_id (AhoyDeviceRow *self, const char *id)
{
  guint index;

  if (g_ptr_array_find_with_equal_func (self->ids, id, g_str_equal, &index))
    return index;

  return GTK_INVALID_LIST_POSITION;
}

static void
add_absent (AhoyDeviceRow *self, GtkStringList *titles, const char *id)
{
  const char *name = g_hash_table_lookup (self->names, id);
  g_autofree char *title = NULL;

  if (name == NULL) {
    add_item (self, titles, id, _("Chosen before, not connected"));
    return;
  }
  /* Translators: %s is the name of a device */
  title = g_strdup_printf (_("%s (not connected)"), name);
  add_item (self, titles, id, title);
}

static void
fill (AhoyDeviceRow *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree char *chosen =
    g_settings_get_string (self->gsettings, ahoy_device_settings_get_key (self->kind));

  self->filling = TRUE;
  g_ptr_array_set_size (self->ids, 0);
  add_item (self, titles, "", _("Desktop’s choice"));
  add_devices (self, titles);
  if (find_id (self, chosen) == GTK_INVALID_LIST_POSITION)
    add_absent (self, titles, chosen);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (titles));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), find_id (self, chosen));
  self->filling = FALSE;
}

static void
on_setting_changed (AhoyDeviceRow *self)
{
  g_autofree char *chosen =
    g_settings_get_string (self->gsettings, ahoy_device_settings_get_key (self->kind));
  guint index = find_id (self, chosen);

  /* Not while the row tells of its choice: that is no time for another list. */
  if (index == GTK_INVALID_LIST_POSITION) {
    fill (self);
    return;
  }
  self->filling = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), index);
  self->filling = FALSE;
}

static void
on_notify_selected (AhoyDeviceRow *self)
{
  const char *key = ahoy_device_settings_get_key (self->kind);
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  g_autofree char *chosen = NULL;

  if (self->filling || self->gsettings == NULL || selected >= self->ids->len)
    return;
  chosen = g_settings_get_string (self->gsettings, key);
  if (!g_str_equal (chosen, g_ptr_array_index (self->ids, selected)))
    g_settings_set_string (self->gsettings, key, g_ptr_array_index (self->ids, selected));
}

static void
ahoy_device_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_KIND:
    g_value_set_enum (value, AHOY_DEVICE_ROW (object)->kind);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_device_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_KIND:
    AHOY_DEVICE_ROW (object)->kind = g_value_get_enum (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
release (AhoyDeviceRow *self)
{
  if (self->gsettings == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->gsettings, self);
  g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_object (&self->gsettings);
  g_clear_object (&self->list);
}

/* AdwPreferencesPage of libadwaita 1.2 never lets its groups go. */
static void
ahoy_device_row_unroot (GtkWidget *widget)
{
  release (AHOY_DEVICE_ROW (widget));

  GTK_WIDGET_CLASS (ahoy_device_row_parent_class)->unroot (widget);
}

static void
ahoy_device_row_dispose (GObject *object)
{
  release (AHOY_DEVICE_ROW (object));

  G_OBJECT_CLASS (ahoy_device_row_parent_class)->dispose (object);
}

static void
ahoy_device_row_finalize (GObject *object)
{
  AhoyDeviceRow *self = AHOY_DEVICE_ROW (object);

  g_ptr_array_unref (self->ids);
  g_hash_table_unref (self->names);

  G_OBJECT_CLASS (ahoy_device_row_parent_class)->finalize (object);
}

static void
ahoy_device_row_class_init (AhoyDeviceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_device_row_dispose;
  object_class->finalize = ahoy_device_row_finalize;
  object_class->get_property = ahoy_device_row_get_property;
  object_class->set_property = ahoy_device_row_set_property;
  GTK_WIDGET_CLASS (klass)->unroot = ahoy_device_row_unroot;

  /**
   * AhoyDeviceRow:kind:
   *
   * What the device is used for.
   */
  props[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, AHOY_TYPE_DEVICE_KIND,
                                        AHOY_DEVICE_KIND_MICROPHONE,
                                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                        G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ahoy_device_row_init (AhoyDeviceRow *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  g_signal_connect (self, "notify::selected", G_CALLBACK (on_notify_selected), NULL);
}

/**
 * ahoy_device_row_set_devices:
 * @self: the row
 * @devices: the devices of this computer
 * @gsettings: where the choice is remembered
 *
 * Fills the row; to be called once, when the row is in its window. Until then it cannot be used.
 */
void
ahoy_device_row_set_devices (AhoyDeviceRow *self, AhoyMediaDevices *devices, GSettings *gsettings)
{
  g_autofree char *changed = NULL;

  g_return_if_fail (AHOY_IS_DEVICE_ROW (self));
  g_return_if_fail (self->gsettings == NULL);

  self->gsettings = g_object_ref (gsettings);
  self->list = g_object_ref (ahoy_media_devices_get_list (devices, self->kind));
  changed = g_strconcat ("changed::", ahoy_device_settings_get_key (self->kind), NULL);
  g_signal_connect_swapped (gsettings, changed, G_CALLBACK (on_setting_changed), self);
  g_signal_connect_swapped (self->list, "items-changed", G_CALLBACK (fill), self);
  fill (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
}
