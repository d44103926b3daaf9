/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-devices-group.h"

#include "ahoy-device-row.h"

#include <glib/gi18n-lib.h>

/* Long enough to walk to another room, and no neighbour complains. */
#define RING_MS 8000

/**
 * AhoyDevicesGroup:
 *
 * Camera, microphone, speaker and ringer: which to use, and how it rings.
 *
 * # Actions
 *
 * - `devices.ring`: rings for a while, or stops that
 */
struct _AhoyDevicesGroup {
  AdwPreferencesGroup  parent_instance;

  AhoyDeviceRow       *camera_row;
  AhoyDeviceRow       *microphone_row;
  AhoyDeviceRow       *speaker_row;
  AhoyDeviceRow       *ringer_row;
  GtkWidget           *ring_row;
  GtkButton           *ring_button;

  AhoyClient          *client;  /* (nullable): before it is known */
  guint                fill_id;
  guint                ring_id; /* while it rings */
  GListModel          *calls;   /* (nullable): while it rings, if there is a session */
};

G_DEFINE_FINAL_TYPE (AhoyDevicesGroup, ahoy_devices_group, ADW_TYPE_PREFERENCES_GROUP)

static void
stop_ringing (AhoyDevicesGroup *self)
{
  if (self->ring_id == 0)
    return;

  g_clear_handle_id (&self->ring_id, g_source_remove);
  if (self->calls != NULL)
    g_signal_handlers_disconnect_by_data (self->calls, self);
  g_clear_object (&self->calls);
  ahoy_sounds_stop (ahoy_client_get_sounds (self->client));
  gtk_button_set_label (self->ring_button, _("Test"));
}

static void
on_ring_over (gpointer data)
{
  stop_ringing (data);
}

/* A call is here before it rings: that must not be taken for the trial and stopped with it. */
static void
on_calls_changed (AhoyDevicesGroup *self)
{
  stop_ringing (self);
}

static void
ring (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyDevicesGroup *self = AHOY_DEVICES_GROUP (widget);
  AhoySession *session = ahoy_client_get_session (self->client);

  if (self->ring_id != 0) {
    stop_ringing (self);
    return;
  }
  if (session != NULL) {
    GListModel *calls = ahoy_session_get_calls (session);

    if (g_list_model_get_n_items (calls) > 0)
      return;
    self->calls = g_object_ref (calls);
    g_signal_connect_swapped (calls, "items-changed", G_CALLBACK (on_calls_changed), self);
  }
  ahoy_sounds_play (ahoy_client_get_sounds (self->client), AHOY_SOUND_RING);
  self->ring_id = g_timeout_add_once (RING_MS, on_ring_over, self);
  gtk_button_set_label (self->ring_button, _("Stop"));
}

static void
on_fill (gpointer data)
{
  AhoyDevicesGroup *self = data;
  AhoyMediaDevices *devices = ahoy_client_get_devices (self->client);
  GSettings *gsettings = ahoy_settings_get_gsettings (ahoy_client_get_settings (self->client));

  self->fill_id = 0;
  if (devices == NULL)
    return;
  ahoy_device_row_set_devices (self->camera_row, devices, gsettings);
  ahoy_device_row_set_devices (self->microphone_row, devices, gsettings);
  ahoy_device_row_set_devices (self->speaker_row, devices, gsettings);
  ahoy_device_row_set_devices (self->ringer_row, devices, gsettings);
}

static void
ahoy_devices_group_unmap (GtkWidget *widget)
{
  stop_ringing (AHOY_DEVICES_GROUP (widget));

  GTK_WIDGET_CLASS (ahoy_devices_group_parent_class)->unmap (widget);
}

static void
release (AhoyDevicesGroup *self)
{
  stop_ringing (self);
  g_clear_handle_id (&self->fill_id, g_source_remove);
  g_clear_object (&self->client);
}

/* AdwPreferencesPage of libadwaita 1.2 never lets its groups go. */
static void
ahoy_devices_group_unroot (GtkWidget *widget)
{
  release (AHOY_DEVICES_GROUP (widget));

  GTK_WIDGET_CLASS (ahoy_devices_group_parent_class)->unroot (widget);
}

static void
ahoy_devices_group_dispose (GObject *object)
{
  AhoyDevicesGroup *self = AHOY_DEVICES_GROUP (object);

  release (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_DEVICES_GROUP);

  G_OBJECT_CLASS (ahoy_devices_group_parent_class)->dispose (object);
}

static void
ahoy_devices_group_class_init (AhoyDevicesGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_devices_group_dispose;
  widget_class->unmap = ahoy_devices_group_unmap;
  widget_class->unroot = ahoy_devices_group_unroot;

  gtk_widget_class_install_action (widget_class, "devices.ring", NULL, ring);

  g_type_ensure (AHOY_TYPE_DEVICE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-devices-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyDevicesGroup, camera_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyDevicesGroup, microphone_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyDevicesGroup, speaker_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyDevicesGroup, ringer_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyDevicesGroup, ring_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyDevicesGroup, ring_button);
}

static void
ahoy_devices_group_init (AhoyDevicesGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_devices_group_set_client:
 * @self: the group
 * @client: has the devices and the sounds
 *
 * Fills the group when it has been shown: the first to ask for devices has to wait for them. To be
 * called once, when the group is in its window, and lasts as long as it is there.
 */
void
ahoy_devices_group_set_client (AhoyDevicesGroup *self, AhoyClient *client)
{
  g_return_if_fail (AHOY_IS_DEVICES_GROUP (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->fill_id = g_idle_add_once (on_fill, self);
  gtk_widget_set_visible (self->ring_row, ahoy_client_get_sounds (client) != NULL);
}
