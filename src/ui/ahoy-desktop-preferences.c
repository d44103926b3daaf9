/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-desktop-preferences.h"

/**
 * AhoyDesktopPreferences:
 *
 * How the program lives on the desktop: when it disturbs, and when it runs.
 */
struct _AhoyDesktopPreferences {
  AdwPreferencesPage  parent_instance;

  GtkSwitch          *disturb_switch;
  GtkSwitch          *decline_switch;
  GtkSwitch          *keep_switch;
  GtkSwitch          *start_switch;
};

G_DEFINE_FINAL_TYPE (AhoyDesktopPreferences, ahoy_desktop_preferences, ADW_TYPE_PREFERENCES_PAGE)

/* Whoever has moved the switch is not asked any more. */
static gboolean
get_keep (GValue *value, GVariant *variant, gpointer user_data)
{
  g_value_set_boolean (value, g_str_equal (g_variant_get_string (variant, NULL), "keep"));

  return TRUE;
}

static GVariant *
set_keep (const GValue *value, const GVariantType *type, gpointer user_data)
{
  return g_variant_new_string (g_value_get_boolean (value) ? "keep" : "quit");
}

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
  gtk_widget_class_bind_template_child (widget_class, AhoyDesktopPreferences, keep_switch);
  gtk_widget_class_bind_template_child (widget_class, AhoyDesktopPreferences, start_switch);
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
  g_settings_bind_with_mapping (gsettings, "close-window", self->keep_switch, "active",
                                G_SETTINGS_BIND_DEFAULT, get_keep, set_keep, NULL, NULL);
  g_settings_bind (gsettings, "start-at-login", self->start_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
}
