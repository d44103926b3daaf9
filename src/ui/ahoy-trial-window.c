/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-trial-window.h"

#include "ahoy-devices-group.h"
#include "ahoy-media-trial.h"

/**
 * AhoyTrialWindow:
 *
 * Where a person sees and hears before a call whether their devices work.
 */
struct _AhoyTrialWindow {
  AdwWindow         parent_instance;

  AhoyMediaTrial   *trial;
  AhoyDevicesGroup *devices_group;
};

G_DEFINE_FINAL_TYPE (AhoyTrialWindow, ahoy_trial_window, ADW_TYPE_WINDOW)

static void
ahoy_trial_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), AHOY_TYPE_TRIAL_WINDOW);

  G_OBJECT_CLASS (ahoy_trial_window_parent_class)->dispose (object);
}

static void
ahoy_trial_window_class_init (AhoyTrialWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_trial_window_dispose;

  g_type_ensure (AHOY_TYPE_DEVICES_GROUP);
  g_type_ensure (AHOY_TYPE_MEDIA_TRIAL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-trial-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyTrialWindow, trial);
  gtk_widget_class_bind_template_child (widget_class, AhoyTrialWindow, devices_group);
}

static void
ahoy_trial_window_init (AhoyTrialWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_trial_window_new:
 * @parent: (nullable): the window to stay above of
 * @client: has the devices
 *
 * Returns: (transfer none): the window, which belongs to GTK
 */
AhoyTrialWindow *
ahoy_trial_window_new (GtkWindow *parent, AhoyClient *client)
{
  AhoyTrialWindow *self = g_object_new (AHOY_TYPE_TRIAL_WINDOW, "transient-for", parent, NULL);

  ahoy_media_trial_set_devices (self->trial, ahoy_client_get_devices (client));
  ahoy_devices_group_set_client (self->devices_group, client);

  return self;
}
