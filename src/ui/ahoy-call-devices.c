/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-devices.h"

#include "ahoy-device-row.h"

#include <math.h>

/* A level falls by this part in each reading, so that a syllable can be seen. */
#define FALL 0.2

/* Half of what there is to see of a level is for the lowest tenth of loudness, which is what most
 * speech is. */
#define BEND 0.3

/**
 * AhoyCallDevices:
 *
 * What a call is spoken into, heard from and seen with, to be changed while it is up, and how loud
 * both sides are.
 */
struct _AhoyCallDevices {
  AdwBin         parent_instance;

  AhoyDeviceRow *microphone_row;
  AhoyDeviceRow *speaker_row;
  AhoyDeviceRow *camera_row;
  GtkLevelBar   *microphone_level;
  GtkLevelBar   *speaker_level;

  AhoyCall      *call;
};

G_DEFINE_FINAL_TYPE (AhoyCallDevices, ahoy_call_devices, ADW_TYPE_BIN)

static void
show_level (GtkLevelBar *bar, double level)
{
  double before = gtk_level_bar_get_value (bar);

  gtk_level_bar_set_value (bar, MAX (pow (CLAMP (level, 0, 1), BEND), before - FALL));
}

static void
on_call_levels (AhoyCall *call, double microphone, double speaker, AhoyCallDevices *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  show_level (self->microphone_level, microphone);
  show_level (self->speaker_level, speaker);
}

static void
ahoy_call_devices_dispose (GObject *object)
{
  AhoyCallDevices *self = AHOY_CALL_DEVICES (object);

  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_object (&self->call);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_CALL_DEVICES);

  G_OBJECT_CLASS (ahoy_call_devices_parent_class)->dispose (object);
}

static void
ahoy_call_devices_class_init (AhoyCallDevicesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_call_devices_dispose;

  g_type_ensure (AHOY_TYPE_DEVICE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-call-devices.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDevices, microphone_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDevices, speaker_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDevices, camera_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDevices, microphone_level);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDevices, speaker_level);
}

static void
ahoy_call_devices_init (AhoyCallDevices *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_call_devices_set_devices:
 * @self: the chooser
 * @devices: what there is to choose from
 * @gsettings: where the choices are remembered
 *
 * Lets devices be chosen. To be called once.
 */
void
ahoy_call_devices_set_devices (AhoyCallDevices *self, AhoyMediaDevices *devices,
                               GSettings *gsettings)
{
  g_return_if_fail (AHOY_IS_CALL_DEVICES (self));

  ahoy_device_row_set_devices (self->microphone_row, devices, gsettings);
  ahoy_device_row_set_devices (self->speaker_row, devices, gsettings);
  ahoy_device_row_set_devices (self->camera_row, devices, gsettings);
}

/**
 * ahoy_call_devices_set_call:
 * @self: the chooser
 * @call: whose loudness to show
 *
 * Shows how loud the two sides are. To be called once.
 */
void
ahoy_call_devices_set_call (AhoyCallDevices *self, AhoyCall *call)
{
  g_return_if_fail (AHOY_IS_CALL_DEVICES (self));
  g_return_if_fail (self->call == NULL);

  self->call = g_object_ref (call);
  g_signal_connect (call, "levels", G_CALLBACK (on_call_levels), self);
}
