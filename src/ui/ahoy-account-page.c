/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-account-page.h"

#include "ahoy-service-info.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyAccountPage:
 *
 * Who is logged in, where, and with what.
 */
struct _AhoyAccountPage {
  AdwBin        parent_instance;

  AdwAvatar    *avatar;
  GtkLabel     *user_label;
  GtkLabel     *state_label;
  AdwActionRow *service_row;
  AdwActionRow *app_id_row;
  AdwActionRow *server_row;
  AdwActionRow *since_row;
  AdwActionRow *granted_row;

  AhoyClient   *client;
};

G_DEFINE_FINAL_TYPE (AhoyAccountPage, ahoy_account_page, ADW_TYPE_BIN)

static void
set_subtitle (AdwActionRow *row, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text != NULL ? text : "", -1);

  adw_action_row_set_subtitle (row, escaped);
}

/* Shows a row where there is something to show. */
static void
set_optional_subtitle (AdwActionRow *row, const char *text)
{
  set_subtitle (row, text);
  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL && *text != '\0');
}

static const char *
get_state (AhoyClient *client)
{
  if (ahoy_client_get_reconnecting (client))
    return _("The connection is being opened again");
  if (ahoy_client_get_connected (client))
    return _("You are logged in");

  return _("Not logged in");
}

static void
update (AhoyAccountPage *self)
{
  AhoyAccount *account = ahoy_client_get_account (self->client);
  GDateTime *since = ahoy_client_get_since (self->client);
  g_auto (GStrv) granted = ahoy_client_dup_granted (self->client);
  const char *user = account != NULL ? ahoy_account_get_user (account) : NULL;
  g_autofree char *granted_text = NULL;
  g_autofree char *since_text = NULL;

  /* Nothing of one person stays in the page while the next one logs in. */
  if (since == NULL)
    user = NULL;
  else
    since_text = g_date_time_format (since, "%c");
  if (user != NULL && granted != NULL)
    granted_text = g_strjoinv (", ", granted);

  adw_avatar_set_text (self->avatar, user);
  gtk_label_set_text (self->user_label, user != NULL ? user : "");
  gtk_label_set_text (self->state_label, get_state (self->client));
  set_subtitle (self->service_row,
                user != NULL ? ahoy_service_info_get_title (ahoy_account_get_service (account))
                             : NULL);
  set_optional_subtitle (self->app_id_row,
                         user != NULL ? ahoy_account_get_app_id (account) : NULL);
  set_optional_subtitle (self->server_row,
                         user != NULL ? ahoy_account_get_server (account) : NULL);
  set_subtitle (self->since_row, since_text);
  set_optional_subtitle (self->granted_row, granted_text);
}

static void
ahoy_account_page_dispose (GObject *object)
{
  AhoyAccountPage *self = AHOY_ACCOUNT_PAGE (object);

  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_ACCOUNT_PAGE);

  G_OBJECT_CLASS (ahoy_account_page_parent_class)->dispose (object);
}

static void
ahoy_account_page_class_init (AhoyAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_account_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountPage, user_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountPage, state_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountPage, service_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountPage, app_id_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountPage, since_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountPage, granted_row);
}

static void
ahoy_account_page_init (AhoyAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_account_page_set_client:
 * @self: the page
 * @client: whose account to show
 *
 * Follows @client. To be called once.
 */
void
ahoy_account_page_set_client (AhoyAccountPage *self, AhoyClient *client)
{
  g_return_if_fail (AHOY_IS_ACCOUNT_PAGE (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_swapped (client, "changed", G_CALLBACK (update), self);
  update (self);
}
