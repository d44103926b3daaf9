/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-window-private.h"

#include "ahoy-end-question.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What can be done in the window, as actions. */

static void
on_login (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyWindow *self = user_data;

  /* What is wrong is said at the fields, so they must be seen. */
  adw_view_stack_set_visible_child_name (self->view_stack, "account");
  ahoy_login_page_login (self->login_page);
}

static void
log_out (gpointer user_data)
{
  ahoy_client_logout (AHOY_WINDOW (user_data)->client);
}

static void
on_logout (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyWindow *self = user_data;

  ahoy_end_question_ask_logout (GTK_WINDOW (self), ahoy_client_get_calls (self->client), log_out,
                                self);
}

static void
on_cancel (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ahoy_client_cancel (AHOY_WINDOW (user_data)->client);
}

static void
on_unlock (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ahoy_client_unlock (AHOY_WINDOW (user_data)->client);
}

static void
on_dismiss_notice (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ahoy_client_dismiss_notice (AHOY_WINDOW (user_data)->client);
}

static void
on_show_page (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyWindow *self = user_data;
  const char *name = g_variant_get_string (parameter, NULL);
  GtkWidget *child = adw_view_stack_get_child_by_name (self->view_stack, name);

  /* Anybody on the session bus can call it, and not every page is always there. */
  if (child != NULL && adw_view_stack_page_get_visible (adw_view_stack_get_page (self->view_stack,
                                                                                 child)))
    adw_view_stack_set_visible_child_name (self->view_stack, name);
}

static void
on_show_help_overlay (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyWindow *self = user_data;
  g_autoptr (GtkBuilder) builder = NULL;
  GtkShortcutsWindow *shortcuts;

  /* Made when first asked for: few people ever do, and GTK's own way would make it at the start.
   * From now on GTK's own action of this name shows it again. */
  builder = gtk_builder_new_from_resource ("/org/ahoycalls/Ahoy/ui/ahoy-shortcuts.ui");
  shortcuts = GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "shortcuts"));
  gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (self), shortcuts);
  gtk_window_present (GTK_WINDOW (shortcuts));
}

static const GActionEntry entries[] = {
  { .name = "cancel", .activate = on_cancel },
  { .name = "dismiss-notice", .activate = on_dismiss_notice },
  { .name = "login", .activate = on_login },
  { .name = "logout", .activate = on_logout },
  { .name = "show-help-overlay", .activate = on_show_help_overlay },
  { .name = "show-page", .activate = on_show_page, .parameter_type = "s" },
  { .name = "unlock", .activate = on_unlock },
};

static void
bind_enabled (AhoyWindow *self, const char *action, gpointer source, const char *property)
{
  g_object_bind_property (source, property, g_action_map_lookup_action (G_ACTION_MAP (self), action),
                          "enabled", G_BINDING_SYNC_CREATE);
}

/* Adds the actions of the session; to be called once, when there is a client. */
void
ahoy_window_add_actions (AhoyWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  bind_enabled (self, "cancel", self->client, "can-cancel");
  bind_enabled (self, "login", self->client, "can-login");
  bind_enabled (self, "logout", self->client, "can-logout");
  bind_enabled (self, "unlock", self->client, "can-unlock");
}

/* By bytes: as a string, GTK 4.8 freezes on X11 while it is pasted elsewhere, when it is longer
 * than the X server takes at once (256 KiB). */
static void
copy_text (AhoyWindow *self, char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
  g_autoptr (GdkContentProvider) content =
    gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", bytes);

  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), content);
  ahoy_window_show_toast (self, _("Copied"));
}

static void
on_activity_copy (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyWindow *self = user_data;

  copy_text (self, ahoy_activity_page_dup_selection (self->activity_page));
}

static void
on_activity_copy_all (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyWindow *self = user_data;

  copy_text (self, ahoy_activity_log_dup_text (ahoy_client_get_activity (self->client)));
}

static void
export_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    text = g_strdup (_("Activity exported"));
  else
    text = g_strdup_printf (_("Could not export the activity: %s"), error->message);
  if (self->client != NULL)
    ahoy_window_show_toast (self, text);
}

static void
on_export_response (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  AhoyWindow *self = user_data;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_clear_object (&self->export_chooser);
  if (file == NULL)
    return;

  text = ahoy_activity_log_dup_text (ahoy_client_get_activity (self->client));
  bytes = g_bytes_new_take (text, strlen (text));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION,
                                       NULL, export_cb, g_object_ref (self));
}

static void
on_activity_export (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyWindow *self = user_data;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "ahoy-activity-%Y-%m-%d.txt");

  if (self->export_chooser == NULL) {
    self->export_chooser = gtk_file_chooser_native_new (_("Export Activity"), GTK_WINDOW (self),
                                                        GTK_FILE_CHOOSER_ACTION_SAVE,
                                                        _("_Export"), NULL);
    gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->export_chooser), TRUE);
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->export_chooser), name);
    g_signal_connect_object (self->export_chooser, "response", G_CALLBACK (on_export_response),
                             self, 0);
  }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->export_chooser));
}

static void
on_activity_undo_clear (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyWindow *self = user_data;

  ahoy_activity_log_undo_clear (ahoy_client_get_activity (self->client));
  g_simple_action_set_enabled (action, FALSE);
}

static void
on_activity_clear (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyWindow *self = user_data;
  GAction *undo = g_action_map_lookup_action (G_ACTION_MAP (self), "activity-undo-clear");
  AdwToast *toast;

  if (self->clear_toast != NULL)
    adw_toast_dismiss (self->clear_toast);
  ahoy_activity_log_clear (ahoy_client_get_activity (self->client));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (undo), TRUE);

  toast = adw_toast_new (_("Activity cleared"));
  adw_toast_set_button_label (toast, _("Undo"));
  adw_toast_set_action_name (toast, "win.activity-undo-clear");
  g_set_weak_pointer (&self->clear_toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static const GActionEntry activity_entries[] = {
  { .name = "activity-clear", .activate = on_activity_clear },
  { .name = "activity-copy", .activate = on_activity_copy },
  { .name = "activity-copy-all", .activate = on_activity_copy_all },
  { .name = "activity-export", .activate = on_activity_export },
  { .name = "activity-undo-clear", .activate = on_activity_undo_clear },
};

/* Adds the actions of the Activity page; to be called once. */
void
ahoy_window_add_activity_actions (AhoyWindow *self)
{
  GAction *undo;

  g_action_map_add_action_entries (G_ACTION_MAP (self), activity_entries,
                                   G_N_ELEMENTS (activity_entries), self);
  bind_enabled (self, "activity-clear", self->activity_page, "has-items");
  bind_enabled (self, "activity-copy", self->activity_page, "has-selection");
  bind_enabled (self, "activity-copy-all", self->activity_page, "has-items");
  bind_enabled (self, "activity-export", self->activity_page, "has-items");
  undo = g_action_map_lookup_action (G_ACTION_MAP (self), "activity-undo-clear");
  g_simple_action_set_enabled (G_SIMPLE_ACTION (undo), FALSE);
}
