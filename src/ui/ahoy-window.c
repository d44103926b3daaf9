/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-window-private.h"

#include "ahoy-account-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * AhoyWindow:
 *
 * The window: the calls, the form or the account, the activity, and always the state with its two
 * buttons.
 */
enum {
  SIGNAL_DRAWN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyWindow, ahoy_window, ADW_TYPE_APPLICATION_WINDOW)

static void
on_client_changed (AhoyWindow *self)
{
  gboolean connected = ahoy_client_get_connected (self->client);
  const char *page = connected ? "account" : "login";

  if (g_str_equal (gtk_stack_get_visible_child_name (self->account_stack), page))
    return;
  gtk_stack_set_visible_child_name (self->account_stack, page);
  adw_view_stack_page_set_visible (self->calls_stack_page, connected);
  if (!connected)
    return;
  adw_view_stack_set_visible_child_name (self->view_stack, "calls");
  ahoy_calls_page_focus (self->calls_page);
}

static void
on_calls_notify_missed (AhoyWindow *self)
{
  guint missed;

  g_object_get (self->calls_page, "missed", &missed, NULL);
  adw_view_stack_page_set_badge_number (self->calls_stack_page, missed);
  adw_view_stack_page_set_needs_attention (self->calls_stack_page, missed > 0);
}

static void
on_client_notify_notice (AhoyWindow *self)
{
  g_autofree char *notice = NULL;
  gboolean can_unlock;

  g_object_get (self->client, "notice", &notice, "can-unlock", &can_unlock, NULL);
  gtk_label_set_text (self->notice_label, notice != NULL ? notice : "");
  gtk_widget_set_visible (self->unlock_button, can_unlock);
  gtk_widget_set_visible (self->notice_bar, notice != NULL);
}

static void
on_client_ended (AhoyWindow *self)
{
  adw_view_stack_set_visible_child_name (self->view_stack, "account");
}

static void
on_client_forget (AhoyWindow *self)
{
  if (self->clear_toast != NULL)
    adw_toast_dismiss (self->clear_toast);
  adw_view_stack_set_visible_child_name (self->view_stack, "account");
}

static void
on_drawn (gpointer data)
{
  g_autoptr (AhoyWindow) self = data;

  g_signal_emit (self, signals[SIGNAL_DRAWN], 0);
}

static void
on_after_paint (GdkFrameClock *clock, AhoyWindow *self)
{
  g_signal_handlers_disconnect_by_func (clock, on_after_paint, self);
  if (self->drawn)
    return;
  self->drawn = TRUE;
  /* Behind what GTK has still to do for this frame. */
  g_idle_add_once (on_drawn, g_object_ref (self));
}

static void
ahoy_window_realize (GtkWidget *widget)
{
  AhoyWindow *self = AHOY_WINDOW (widget);

  GTK_WIDGET_CLASS (ahoy_window_parent_class)->realize (widget);

  if (!self->drawn)
    g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint",
                             G_CALLBACK (on_after_paint), self, 0);
}

static gboolean
ahoy_window_close_request (GtkWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "app.close-window", NULL);

  return TRUE;
}

static void
ahoy_window_dispose (GObject *object)
{
  AhoyWindow *self = AHOY_WINDOW (object);
  g_auto (GStrv) actions = g_action_group_list_actions (G_ACTION_GROUP (self));

  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);
  /* They follow the client, which outlives the window; GTK would still tell the window of it. */
  for (guint i = 0; actions[i] != NULL; i++)
    g_action_map_remove_action (G_ACTION_MAP (self), actions[i]);
  g_clear_weak_pointer (&self->clear_toast);
  g_clear_weak_pointer (&self->problem_toast);
  if (self->export_chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->export_chooser));
  g_clear_object (&self->export_chooser);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_WINDOW);

  G_OBJECT_CLASS (ahoy_window_parent_class)->dispose (object);
}

static void
ahoy_window_class_init (AhoyWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ahoy_window_close_request;
  widget_class->realize = ahoy_window_realize;

  /**
   * AhoyWindow::drawn:
   *
   * The first frame has been drawn: time for what nobody should have waited for.
   */
  signals[SIGNAL_DRAWN] = g_signal_new ("drawn", AHOY_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (AHOY_TYPE_ACCOUNT_PAGE);
  g_type_ensure (AHOY_TYPE_ACTIVITY_PAGE);
  g_type_ensure (AHOY_TYPE_CALLS_PAGE);
  g_type_ensure (AHOY_TYPE_LOGIN_PAGE);
  g_type_ensure (AHOY_TYPE_STATUS_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyWindow, account_stack);
  gtk_widget_class_bind_template_child (widget_class, AhoyWindow, view_stack);
  gtk_widget_class_bind_template_child (widget_class, AhoyWindow, calls_stack_page);
  gtk_widget_class_bind_template_child (widget_class, AhoyWindow, calls_page);
  gtk_widget_class_bind_template_child (widget_class, AhoyWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AhoyWindow, notice_bar);
  gtk_widget_class_bind_template_child (widget_class, AhoyWindow, notice_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyWindow, unlock_button);
  gtk_widget_class_bind_template_child (widget_class, AhoyWindow, login_page);
  gtk_widget_class_bind_template_child (widget_class, AhoyWindow, account_page);
  gtk_widget_class_bind_template_child (widget_class, AhoyWindow, activity_page);
  gtk_widget_class_bind_template_child (widget_class, AhoyWindow, status_bar);
  gtk_widget_class_bind_template_callback (widget_class, ahoy_window_show_toast);
  gtk_widget_class_bind_template_callback (widget_class, on_calls_notify_missed);
}

static void
ahoy_window_init (AhoyWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_view_stack_set_visible_child_name (self->view_stack, "account");
  if (strcmp (AHOY_PROFILE, "development") == 0)
    gtk_widget_add_css_class (GTK_WIDGET (self), "devel");
}

static void
bind_size (AhoyWindow *self)
{
  GSettings *gsettings = ahoy_settings_get_gsettings (ahoy_client_get_settings (self->client));

  /* While the window is maximized, its default size stays the one that it returns to. */
  g_settings_bind (gsettings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (gsettings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (gsettings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
}

/**
 * ahoy_window_new:
 * @application: (nullable): the application
 * @client: what the window shows
 *
 * Makes the window.
 *
 * Returns: (transfer none): the window, which belongs to GTK
 */
AhoyWindow *
ahoy_window_new (GtkApplication *application, AhoyClient *client)
{
  /* In GTK 4.8 a screen reader finds no window in one that comes after all others have gone, unless
   * it is said that it is one. */
  AhoyWindow *self = g_object_new (AHOY_TYPE_WINDOW, "application", application,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_WINDOW, NULL);

  self->client = g_object_ref (client);
  ahoy_calls_page_set_client (self->calls_page, client);
  ahoy_login_page_set_client (self->login_page, client);
  ahoy_account_page_set_client (AHOY_ACCOUNT_PAGE (self->account_page), client);
  ahoy_activity_page_set_log (self->activity_page, ahoy_client_get_activity (client));
  ahoy_status_bar_set_client (self->status_bar, client);
  bind_size (self);
  ahoy_window_add_actions (self);
  ahoy_window_add_activity_actions (self);
  ahoy_window_add_call_actions (self);

  g_signal_connect_swapped (client, "changed", G_CALLBACK (on_client_changed), self);
  g_signal_connect_swapped (client, "notify::notice", G_CALLBACK (on_client_notify_notice), self);
  g_signal_connect_swapped (client, "notify::can-unlock", G_CALLBACK (on_client_notify_notice),
                            self);
  g_signal_connect_swapped (client, "ended", G_CALLBACK (on_client_ended), self);
  g_signal_connect_swapped (client, "forget", G_CALLBACK (on_client_forget), self);
  on_client_changed (self);
  on_client_notify_notice (self);
  ahoy_login_page_focus (self->login_page);

  return self;
}

static gboolean
on_destroy (gpointer window)
{
  gtk_window_destroy (window);

  return G_SOURCE_REMOVE;
}

/**
 * ahoy_window_destroy_when_idle:
 * @self: the window
 *
 * Destroys the window, but not at once: a question that has just been answered goes with it, and still
 * has something to do.
 */
void
ahoy_window_destroy_when_idle (AhoyWindow *self)
{
  g_return_if_fail (AHOY_IS_WINDOW (self));

  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_destroy, g_object_ref (self), g_object_unref);
}

/**
 * ahoy_window_load_practice:
 * @self: the window
 * @server: the practice service's server
 * @websocket_server: its websocket server
 * @user: one of its users
 * @password: the password of @user
 *
 * Fills the form for practice.
 */
void
ahoy_window_load_practice (AhoyWindow *self, const char *server, const char *websocket_server,
                           const char *user, const char *password)
{
  g_return_if_fail (AHOY_IS_WINDOW (self));

  ahoy_login_page_load_practice (self->login_page, server, websocket_server, user, password);
}

/**
 * ahoy_window_fill_address:
 * @self: the window
 * @address: whom to call, as a person writes it
 *
 * Shows the page for calls with @address in the entry, if somebody is logged in; calls nobody.
 */
void
ahoy_window_fill_address (AhoyWindow *self, const char *address)
{
  g_return_if_fail (AHOY_IS_WINDOW (self));

  adw_view_stack_set_visible_child_name (self->view_stack, "calls");
  ahoy_calls_page_fill (self->calls_page, address);
}

/**
 * ahoy_window_show_problem:
 * @self: the window
 * @text: a sentence
 *
 * Says something that the person may not be looking at just now: it stays until it is dismissed, or
 * until there is another problem.
 */
void
ahoy_window_show_problem (AhoyWindow *self, const char *text)
{
  g_autofree char *escaped = NULL;
  AdwToast *toast;

  g_return_if_fail (AHOY_IS_WINDOW (self));

  if (self->problem_toast != NULL)
    adw_toast_dismiss (self->problem_toast);
  escaped = g_markup_escape_text (text, -1);
  toast = adw_toast_new (escaped);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_set_weak_pointer (&self->problem_toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * ahoy_window_show_toast:
 * @self: the window
 * @text: a sentence
 *
 * Says something in passing.
 */
void
ahoy_window_show_toast (AhoyWindow *self, const char *text)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (AHOY_IS_WINDOW (self));

  /* The title of a toast is markup. */
  escaped = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}
