/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-do-not-disturb.h"

#define GNOME_SCHEMA "org.gnome.desktop.notifications"
#define GNOME_KEY "show-banners"

/**
 * AhoyDoNotDisturb:
 *
 * Keeps calls quiet while the person does not want to be disturbed: by the own switch, or by the one
 * of the desktop. GNOME has a setting for it, others tell by the property `Inhibited` of the
 * notification service. Only the own switch declines calls; the desktop's silences them.
 */
struct _AhoyDoNotDisturb {
  GObject       parent_instance;

  GSettings    *gsettings;
  GSettings    *gnome;       /* (nullable): where there is no such desktop */
  GDBusProxy   *service;     /* (nullable): until the session bus has answered */
  GCancellable *cancellable;
  AhoyCalls    *calls;
};

G_DEFINE_FINAL_TYPE (AhoyDoNotDisturb, ahoy_do_not_disturb, G_TYPE_OBJECT)

static gboolean
is_inhibited (AhoyDoNotDisturb *self)
{
  g_autoptr (GVariant) value = NULL;

  if (self->gnome != NULL && !g_settings_get_boolean (self->gnome, GNOME_KEY))
    return TRUE;
  if (self->service != NULL)
    value = g_dbus_proxy_get_cached_property (self->service, "Inhibited");

  return value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN)
         && g_variant_get_boolean (value);
}

static void
update (AhoyDoNotDisturb *self)
{
  AhoyQuiet quiet = AHOY_QUIET_NONE;

  if (g_settings_get_boolean (self->gsettings, "do-not-disturb"))
    quiet = g_settings_get_boolean (self->gsettings, "do-not-disturb-declines")
              ? AHOY_QUIET_DECLINE : AHOY_QUIET_SILENT;
  else if (is_inhibited (self))
    quiet = AHOY_QUIET_SILENT;
  ahoy_calls_set_quiet (self->calls, quiet);
}

static void
proxy_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AhoyDoNotDisturb *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusProxy) proxy = g_dbus_proxy_new_for_bus_finish (result, &error);

  if (proxy == NULL) {
    /* When it was cancelled, there is no self any more. */
    g_debug ("The notification service: %s", error->message);
    return;
  }
  self->service = g_steal_pointer (&proxy);
  g_signal_connect_object (self->service, "g-properties-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

static void
ahoy_do_not_disturb_dispose (GObject *object)
{
  AhoyDoNotDisturb *self = AHOY_DO_NOT_DISTURB (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->gsettings);
  g_clear_object (&self->gnome);
  g_clear_object (&self->service);
  g_clear_object (&self->calls);

  G_OBJECT_CLASS (ahoy_do_not_disturb_parent_class)->dispose (object);
}

static void
ahoy_do_not_disturb_class_init (AhoyDoNotDisturbClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ahoy_do_not_disturb_dispose;
}

static void
ahoy_do_not_disturb_init (AhoyDoNotDisturb *self)
{
  self->cancellable = g_cancellable_new ();
}

static GSettings *
find_gnome (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, GNOME_SCHEMA, TRUE);
  if (schema == NULL || !g_settings_schema_has_key (schema, GNOME_KEY))
    return NULL;

  return g_settings_new_full (schema, NULL, NULL);
}

/**
 * ahoy_do_not_disturb_new:
 * @gsettings: has the own switch
 * @calls: what to keep quiet
 *
 * Returns: (transfer full): what keeps @calls quiet as long as it lives
 */
AhoyDoNotDisturb *
ahoy_do_not_disturb_new (GSettings *gsettings, AhoyCalls *calls)
{
  AhoyDoNotDisturb *self = g_object_new (AHOY_TYPE_DO_NOT_DISTURB, NULL);

  self->gsettings = g_object_ref (gsettings);
  self->calls = g_object_ref (calls);
  self->gnome = find_gnome ();
  g_signal_connect_object (gsettings, "changed::do-not-disturb", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gsettings, "changed::do-not-disturb-declines", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  if (self->gnome != NULL)
    g_signal_connect_object (self->gnome, "changed::" GNOME_KEY, G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  /* It is not started for this: whoever is not there inhibits nothing. */
  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NULL,
                            "org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                            "org.freedesktop.Notifications", self->cancellable, proxy_cb,
                            self);
  update (self);

  return self;
}
