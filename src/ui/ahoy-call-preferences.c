/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-preferences.h"

#include "ahoy-devices-group.h"
#include "ahoy-media-trial.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyCallPreferences:
 *
 * The page of the preferences that is about calls: devices, what is done to the sound of the
 * microphone, and who learns the computer's addresses.
 */
struct _AhoyCallPreferences {
  AdwPreferencesPage  parent_instance;

  AhoyMediaTrial     *trial;
  AhoyDevicesGroup   *devices_group;
  AdwActionRow       *echo_row;
  GtkSwitch          *echo_switch;
  AdwActionRow       *noise_row;
  GtkSwitch          *noise_switch;
  AdwActionRow       *gain_row;
  GtkSwitch          *gain_switch;
  GtkSwitch          *relay_switch;

  AhoyClient         *client;  /* (nullable): before it is known */
  guint               care_id;
};

G_DEFINE_FINAL_TYPE (AhoyCallPreferences, ahoy_call_preferences, ADW_TYPE_PREFERENCES_PAGE)

static void
bind_switch (AhoyCallPreferences *self, const char *key, GtkSwitch *widget)
{
  GSettings *gsettings = ahoy_settings_get_gsettings (ahoy_client_get_settings (self->client));

  g_settings_bind (gsettings, key, widget, "active", G_SETTINGS_BIND_DEFAULT);
}

static void
show_possible (AdwActionRow *row, gboolean possible)
{
  gtk_widget_set_sensitive (GTK_WIDGET (row), possible);
  if (!possible)
    adw_action_row_set_subtitle (row, _("Not possible with the GStreamer of this computer"));
}

/* What is possible is known when GStreamer has been loaded, which takes a moment. */
static void
on_care (gpointer data)
{
  AhoyCallPreferences *self = data;
  AhoyMediaDevices *devices = ahoy_client_get_devices (self->client);
  AhoySoundCare possible = AHOY_SOUND_CARE_NONE;

  self->care_id = 0;
  if (devices != NULL)
    possible = ahoy_media_devices_get_possible_care (devices);
  show_possible (self->echo_row, (possible & AHOY_SOUND_CARE_ECHO) != 0);
  show_possible (self->noise_row, (possible & AHOY_SOUND_CARE_NOISE) != 0);
  show_possible (self->gain_row, (possible & AHOY_SOUND_CARE_GAIN) != 0);
}

static void
ahoy_call_preferences_dispose (GObject *object)
{
  AhoyCallPreferences *self = AHOY_CALL_PREFERENCES (object);

  g_clear_handle_id (&self->care_id, g_source_remove);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_CALL_PREFERENCES);

  G_OBJECT_CLASS (ahoy_call_preferences_parent_class)->dispose (object);
}

static void
ahoy_call_preferences_class_init (AhoyCallPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_call_preferences_dispose;

  g_type_ensure (AHOY_TYPE_DEVICES_GROUP);
  g_type_ensure (AHOY_TYPE_MEDIA_TRIAL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-call-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyCallPreferences, trial);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallPreferences, devices_group);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallPreferences, echo_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallPreferences, echo_switch);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallPreferences, noise_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallPreferences, noise_switch);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallPreferences, gain_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallPreferences, gain_switch);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallPreferences, relay_switch);
}

static void
ahoy_call_preferences_init (AhoyCallPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_call_preferences_set_client:
 * @self: the page
 * @client: has the devices and the settings
 *
 * Fills the page. To be called once.
 */
void
ahoy_call_preferences_set_client (AhoyCallPreferences *self, AhoyClient *client)
{
  g_return_if_fail (AHOY_IS_CALL_PREFERENCES (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  ahoy_media_trial_set_devices (self->trial, ahoy_client_get_devices (client));
  ahoy_devices_group_set_client (self->devices_group, client);
  bind_switch (self, "echo-cancelling", self->echo_switch);
  bind_switch (self, "noise-suppression", self->noise_switch);
  bind_switch (self, "gain-control", self->gain_switch);
  bind_switch (self, "relay-only", self->relay_switch);
  self->care_id = g_idle_add_once (on_care, self);
}
