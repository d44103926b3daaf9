/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-desktop-preferences.h"

/**
 * AhoyDesktopPreferences:
 *
 * How the program lives on the desktop: when it disturbs.
 */
struct _AhoyDesktopPreferences {
  AdwPreferencesPage  parent_instance;

  GtkSwitch          *disturb_switch;
  GtkSwitch          *decline_switch;
};

G_DEFINE_FINAL_TYPE (AhoyDesktopPreferences, ahoy_desktop_preferences, ADW_TYPE_PREFERENCES_PAGE)

static void
ahoy_desktop_preferences_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), AHOY_TYPE_DESKTOP_PREFERENCES);

  G_OBJECT_CLASS (ahoy_desktop_preferences_parent_class)->dispose (object);
}

static void
ahoy_desktop_preferences_class_init (AhoyDesktopPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_desktop_preferences_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/ahoycalls/Ahoy/ui/ahoy-desktop-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyDesktopPreferences, disturb_switch);
  gtk_widget_class_bind_template_child (widget_class, AhoyDesktopPreferences, decline_switch);
}

static void
ahoy_desktop_preferences_init (AhoyDesktopPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_desktop_preferences_set_gsettings:
 * @self: the page
 * @gsettings: what the preferences are kept in
 *
 * Fills the page. To be called once.
 */
void
ahoy_desktop_preferences_set_gsettings (AhoyDesktopPreferences *self, GSettings *gsettings)
{
  g_return_if_fail (AHOY_IS_DESKTOP_PREFERENCES (self));

  g_settings_bind (gsettings, "do-not-disturb", self->disturb_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (gsettings, "do-not-disturb-declines", self->decline_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
}
