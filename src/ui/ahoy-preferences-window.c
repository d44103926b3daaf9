/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-preferences-window.h"

#include "ahoy-call-preferences.h"
#include "ahoy-desktop-preferences.h"

#include <glib/gi18n-lib.h>

/* What one step of a spin button is in the unit of its key. */
static const double milliseconds = 1000;
static const double seconds = 60;

/**
 * AhoyPreferencesWindow:
 *
 * How calls are made, when they disturb, and how the connection is kept.
 *
 * # Actions
 *
 * - `preferences.reset`: goes back to the defaults
 * - `preferences.undo-reset`: takes that back
 */
struct _AhoyPreferencesWindow {
  AdwPreferencesWindow  parent_instance;

  AhoyCallPreferences  *calls_page;
  AhoyDesktopPreferences *desktop_page;
  GtkWidget            *times_group;
  GtkWidget            *tries_group;
  GtkSpinButton        *keepalive_spin;
  GtkSpinButton        *expires_spin;
  GtkSpinButton        *retries_spin;
  GtkSwitch            *reconnect_switch;
  GtkSpinButton        *limit_spin;
  GtkSpinButton        *delay_spin;
  GtkSpinButton        *multiplier_spin;
  GtkSpinButton        *max_delay_spin;

  GSettings            *gsettings;
  GVariant             *before_reset; /* (nullable): a{sv} */
};

G_DEFINE_FINAL_TYPE (AhoyPreferencesWindow, ahoy_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static const char * const keys[] = {
  "auto-reconnect",
  "expires",
  "keepalive-interval",
  "reconnect-delay",
  "reconnect-limit",
  "reconnect-max-delay",
  "reconnect-multiplier",
  "unavailable-retries",
};

static void
reset (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyPreferencesWindow *self = AHOY_PREFERENCES_WINDOW (widget);
  GVariantDict before;
  AdwToast *toast;

  g_variant_dict_init (&before, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autoptr (GVariant) value = g_settings_get_user_value (self->gsettings, keys[i]);

    if (value != NULL)
      g_variant_dict_insert_value (&before, keys[i], value);
    g_settings_reset (self->gsettings, keys[i]);
  }
  g_clear_pointer (&self->before_reset, g_variant_unref);
  self->before_reset = g_variant_ref_sink (g_variant_dict_end (&before));

  toast = adw_toast_new (_("Reset to defaults"));
  adw_toast_set_button_label (toast, _("Undo"));
  adw_toast_set_action_name (toast, "preferences.undo-reset");
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), toast);
}

static void
undo_reset (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyPreferencesWindow *self = AHOY_PREFERENCES_WINDOW (widget);
  g_autoptr (GVariant) before = g_steal_pointer (&self->before_reset);
  GVariantIter iter;
  const char *key;
  GVariant *value;

  if (before == NULL)
    return;
  g_variant_iter_init (&iter, before);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    g_settings_set_value (self->gsettings, key, value);
}

static gboolean
get_scaled (GValue *value, GVariant *variant, gpointer user_data)
{
  const double *scale = user_data;

  g_value_set_double (value, g_variant_get_uint32 (variant) / *scale);

  return TRUE;
}

static GVariant *
set_scaled (const GValue *value, const GVariantType *type, gpointer user_data)
{
  const double *scale = user_data;

  return g_variant_new_uint32 ((guint32) (g_value_get_double (value) * *scale + 0.5));
}

static void
bind_scaled (AhoyPreferencesWindow *self, const char *key, GtkSpinButton *spin,
             const double *scale)
{
  g_settings_bind_with_mapping (self->gsettings, key, spin, "value", G_SETTINGS_BIND_DEFAULT,
                                get_scaled, set_scaled, (gpointer) scale, NULL);
}

static void
ahoy_preferences_window_dispose (GObject *object)
{
  AhoyPreferencesWindow *self = AHOY_PREFERENCES_WINDOW (object);

  g_clear_pointer (&self->before_reset, g_variant_unref);
  g_clear_object (&self->gsettings);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_PREFERENCES_WINDOW);

  G_OBJECT_CLASS (ahoy_preferences_window_parent_class)->dispose (object);
}

static void
ahoy_preferences_window_class_init (AhoyPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_preferences_window_dispose;

  gtk_widget_class_install_action (widget_class, "preferences.reset", NULL, reset);
  gtk_widget_class_install_action (widget_class, "preferences.undo-reset", NULL, undo_reset);

  g_type_ensure (AHOY_TYPE_CALL_PREFERENCES);
  g_type_ensure (AHOY_TYPE_DESKTOP_PREFERENCES);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/ahoycalls/Ahoy/ui/ahoy-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyPreferencesWindow, calls_page);
  gtk_widget_class_bind_template_child (widget_class, AhoyPreferencesWindow, desktop_page);
  gtk_widget_class_bind_template_child (widget_class, AhoyPreferencesWindow, times_group);
  gtk_widget_class_bind_template_child (widget_class, AhoyPreferencesWindow, tries_group);
  gtk_widget_class_bind_template_child (widget_class, AhoyPreferencesWindow, keepalive_spin);
  gtk_widget_class_bind_template_child (widget_class, AhoyPreferencesWindow, expires_spin);
  gtk_widget_class_bind_template_child (widget_class, AhoyPreferencesWindow, retries_spin);
  gtk_widget_class_bind_template_child (widget_class, AhoyPreferencesWindow, reconnect_switch);
  gtk_widget_class_bind_template_child (widget_class, AhoyPreferencesWindow, limit_spin);
  gtk_widget_class_bind_template_child (widget_class, AhoyPreferencesWindow, delay_spin);
  gtk_widget_class_bind_template_child (widget_class, AhoyPreferencesWindow, multiplier_spin);
  gtk_widget_class_bind_template_child (widget_class, AhoyPreferencesWindow, max_delay_spin);
}

static void
ahoy_preferences_window_init (AhoyPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_preferences_window_new:
 * @parent: (nullable): the window to stay above of
 * @client: has what the preferences are kept in, and the devices
 *
 * Returns: (transfer none): the window, which belongs to GTK
 */
AhoyPreferencesWindow *
ahoy_preferences_window_new (GtkWindow *parent, AhoyClient *client)
{
  GSettings *gsettings = ahoy_settings_get_gsettings (ahoy_client_get_settings (client));
  AhoyPreferencesWindow *self = g_object_new (AHOY_TYPE_PREFERENCES_WINDOW,
                                              "modal", TRUE,
                                              "transient-for", parent,
                                              NULL);
  gboolean times;

  self->gsettings = g_object_ref (gsettings);
  times = (ahoy_session_get_service_traits (ahoy_client_get_service (client))
           & AHOY_SERVICE_TRAIT_TIMES) != 0;
  gtk_widget_set_visible (self->times_group, times);
  gtk_widget_set_visible (self->tries_group, times);
  ahoy_call_preferences_set_client (self->calls_page, client);
  ahoy_desktop_preferences_set_gsettings (self->desktop_page, gsettings);
  bind_scaled (self, "keepalive-interval", self->keepalive_spin, &milliseconds);
  bind_scaled (self, "expires", self->expires_spin, &seconds);
  g_settings_bind (gsettings, "unavailable-retries", self->retries_spin, "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (gsettings, "auto-reconnect", self->reconnect_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (gsettings, "reconnect-limit", self->limit_spin, "value",
                   G_SETTINGS_BIND_DEFAULT);
  bind_scaled (self, "reconnect-delay", self->delay_spin, &milliseconds);
  g_settings_bind (gsettings, "reconnect-multiplier", self->multiplier_spin, "value",
                   G_SETTINGS_BIND_DEFAULT);
  bind_scaled (self, "reconnect-max-delay", self->max_delay_spin, &milliseconds);

  return self;
}
