/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-status-bar.h"

#include "ahoy-pair-box.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyStatusBar:
 *
 * Whether the person is connected, a sentence about it, and the two buttons that change it. While
 * nothing may disturb, that is seen here too.
 */
struct _AhoyStatusBar {
  AdwBin      parent_instance;

  GtkStack   *icon_stack;
  GtkImage   *icon;
  GtkSpinner *spinner;
  GtkLabel   *state_label;
  GtkLabel   *message_label;
  GtkWidget  *quiet_button;

  AhoyClient *client;
};

G_DEFINE_FINAL_TYPE (AhoyStatusBar, ahoy_status_bar, ADW_TYPE_BIN)

static void
set_css_class (gpointer widget, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
update (AhoyStatusBar *self)
{
  gboolean connected = ahoy_client_get_connected (self->client);
  gboolean busy = ahoy_client_get_pending (self->client) ||
                  ahoy_client_get_reconnecting (self->client);
  const char *state = connected ? _("Connected: true") : _("Connected: false");
  const char *message = ahoy_client_get_message (self->client);
  g_autofree char *spoken = NULL;
  gboolean is_error;

  g_object_get (self->client, "message-is-error", &is_error, NULL);

  gtk_label_set_text (self->state_label, state);
  gtk_label_set_text (self->message_label, message);
  set_css_class (self->message_label, "error", is_error);
  set_css_class (self->message_label, "dim-label", !is_error);

  gtk_image_set_from_icon_name (self->icon, connected ? "network-transmit-receive-symbolic"
                                                      : "network-offline-symbolic");
  set_css_class (self->icon, "success", connected);
  set_css_class (self->icon, "dim-label", !connected);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_stack_set_visible_child_name (self->icon_stack, busy ? "spinner" : "icon");

  /* GtkLabel makes its text its name; ours stays the same, so it is the changed description that
   * screen readers get to know. */
  spoken = g_strjoin (". ", state, message, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->state_label),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Connection state"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, spoken, -1);
}

static void
ahoy_status_bar_dispose (GObject *object)
{
  AhoyStatusBar *self = AHOY_STATUS_BAR (object);

  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_STATUS_BAR);

  G_OBJECT_CLASS (ahoy_status_bar_parent_class)->dispose (object);
}

static void
ahoy_status_bar_class_init (AhoyStatusBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_status_bar_dispose;

  g_type_ensure (AHOY_TYPE_PAIR_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-status-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyStatusBar, icon_stack);
  gtk_widget_class_bind_template_child (widget_class, AhoyStatusBar, icon);
  gtk_widget_class_bind_template_child (widget_class, AhoyStatusBar, spinner);
  gtk_widget_class_bind_template_child (widget_class, AhoyStatusBar, state_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyStatusBar, message_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyStatusBar, quiet_button);
}

static void
ahoy_status_bar_init (AhoyStatusBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_status_bar_set_client:
 * @self: the bar
 * @client: whose state to show
 *
 * Follows @client. To be called once.
 */
void
ahoy_status_bar_set_client (AhoyStatusBar *self, AhoyClient *client)
{
  g_return_if_fail (AHOY_IS_STATUS_BAR (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_swapped (client, "changed", G_CALLBACK (update), self);
  g_settings_bind (ahoy_settings_get_gsettings (ahoy_client_get_settings (client)),
                   "do-not-disturb", self->quiet_button, "visible", G_SETTINGS_BIND_GET);
  update (self);
}
