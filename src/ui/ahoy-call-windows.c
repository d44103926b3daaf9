/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-windows.h"

#include "ahoy-call-words.h"

#include <glib/gi18n-lib.h>

#define MISSED_NOTIFICATION "missed-call"

/**
 * AhoyCallWindows:
 *
 * Gives every call its window, and tells of who calls by a notification when no window of the
 * application has the attention of the person.
 *
 * # Actions of the application
 *
 * - `app.answer-call`, `app.decline-call`, `app.show-call`: for notifications, with the id of a
 *   call; one that is over is left alone
 */
struct _AhoyCallWindows {
  GObject         parent_instance;

  GtkApplication *application; /* (nullable): not owned: it owns us */
  AhoyClient     *client;
  GPtrArray      *windows;     /* of AhoyCallWindow: GTK owns them */
};

G_DEFINE_FINAL_TYPE (AhoyCallWindows, ahoy_call_windows, G_TYPE_OBJECT)

static gboolean
is_attended (AhoyCallWindows *self)
{
  for (GList *l = gtk_application_get_windows (self->application); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data))
      return TRUE;

  return FALSE;
}

static char *
dup_notification_id (AhoyCall *call)
{
  return g_strconcat ("call-", ahoy_call_get_id (call), NULL);
}

static void
notify_incoming (AhoyCallWindows *self, AhoyCall *call)
{
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *person = ahoy_call_words_dup_person (call);
  g_autofree char *id = dup_notification_id (call);
  const char *target = ahoy_call_get_id (call);

  if (self->application == NULL || is_attended (self))
    return;

  notification = g_notification_new (ahoy_call_get_video (call) ? _("Incoming video call")
                                                                : _("Incoming call"));
  g_notification_set_body (notification, person);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_URGENT);
  g_notification_set_default_action_and_target (notification, "app.show-call", "s", target);
  g_notification_add_button_with_target (notification, _("Decline"), "app.decline-call", "s",
                                         target);
  g_notification_add_button_with_target (notification, _("Answer"), "app.answer-call", "s", target);
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

static void
notify_missed (AhoyCallWindows *self, AhoyCall *call)
{
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *person = NULL;

  if (self->application == NULL || is_attended (self))
    return;

  person = ahoy_call_words_dup_person (call);
  notification = g_notification_new (ahoy_call_get_video (call) ? _("Missed video call")
                                                                : _("Missed call"));
  g_notification_set_body (notification, person);
  g_notification_set_default_action (notification, "app.activate");
  g_application_send_notification (G_APPLICATION (self->application), MISSED_NOTIFICATION,
                                   notification);
}

static void
withdraw (AhoyCallWindows *self, const char *id)
{
  if (self->application != NULL)
    g_application_withdraw_notification (G_APPLICATION (self->application), id);
}

static void
withdraw_incoming (AhoyCallWindows *self, AhoyCall *call)
{
  g_autofree char *id = dup_notification_id (call);

  withdraw (self, id);
}

static void
on_window_destroy (GtkWidget *window, AhoyCallWindows *self)
{
  g_ptr_array_remove (self->windows, window);
}

static void
on_call_changed (AhoyCall *call, AhoyCallWindows *self)
{
  if (ahoy_call_words_is_offered (call))
    return;

  g_signal_handlers_disconnect_by_func (call, on_call_changed, self);
  withdraw_incoming (self, call);
}

static void
on_added (AhoyCallWindows *self, AhoyCall *call)
{
  AhoyCallWindow *window = ahoy_call_window_new (self->application, self->client, call);

  g_ptr_array_add (self->windows, window);
  g_signal_connect_object (window, "destroy", G_CALLBACK (on_window_destroy), self, 0);
  if (ahoy_call_words_is_offered (call)) {
    /* Before the new window asks for the attention. */
    notify_incoming (self, call);
    g_signal_connect_object (call, "changed", G_CALLBACK (on_call_changed), self, 0);
  }
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_over (AhoyCallWindows *self, AhoyCall *call)
{
  withdraw_incoming (self, call);
  if (ahoy_call_get_end_reason (call) == AHOY_CALL_END_REASON_MISSED)
    notify_missed (self, call);
}

static void
on_present (AhoyCallWindows *self, AhoyCall *call)
{
  AhoyCallWindow *window = ahoy_call_windows_find (self, call);

  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
}

static void
on_failed (AhoyCallWindows *self, AhoyCall *call, const GError *error)
{
  AhoyCallWindow *window = ahoy_call_windows_find (self, call);

  if (window != NULL)
    ahoy_call_window_show_error (window, _("The call could not be taken back from hold."), error);
}

static void
on_forget (AhoyCallWindows *self)
{
  withdraw (self, MISSED_NOTIFICATION);
  for (guint i = self->windows->len; i > 0; i--)
    gtk_window_destroy (g_ptr_array_index (self->windows, i - 1));
}

static AhoyCallWindow *
find_target (AhoyCallWindows *self, GVariant *parameter)
{
  AhoyCall *call = ahoy_calls_find (ahoy_client_get_calls (self->client),
                                    g_variant_get_string (parameter, NULL));

  return call != NULL ? ahoy_call_windows_find (self, call) : NULL;
}

static void
on_answer_call (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyCallWindow *window = find_target (user_data, parameter);

  if (window == NULL)
    return;
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "call.answer", NULL);
}

static void
on_decline_call (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyCallWindow *window = find_target (user_data, parameter);

  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "call.decline", NULL);
}

static void
on_show_call (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyCallWindow *window = find_target (user_data, parameter);

  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
}

static const GActionEntry entries[] = {
  { .name = "answer-call", .activate = on_answer_call, .parameter_type = "s" },
  { .name = "decline-call", .activate = on_decline_call, .parameter_type = "s" },
  { .name = "show-call", .activate = on_show_call, .parameter_type = "s" },
};

static void
ahoy_call_windows_dispose (GObject *object)
{
  ahoy_call_windows_close (AHOY_CALL_WINDOWS (object));

  G_OBJECT_CLASS (ahoy_call_windows_parent_class)->dispose (object);
}

static void
ahoy_call_windows_finalize (GObject *object)
{
  AhoyCallWindows *self = AHOY_CALL_WINDOWS (object);

  g_ptr_array_unref (self->windows);
  g_object_unref (self->client);

  G_OBJECT_CLASS (ahoy_call_windows_parent_class)->finalize (object);
}

static void
ahoy_call_windows_class_init (AhoyCallWindowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ahoy_call_windows_dispose;
  G_OBJECT_CLASS (klass)->finalize = ahoy_call_windows_finalize;
}

static void
ahoy_call_windows_init (AhoyCallWindows *self)
{
  self->windows = g_ptr_array_new ();
}

/**
 * ahoy_call_windows_new:
 * @application: (nullable): the application; without one there are no notifications
 * @client: whose calls there are
 *
 * Returns: (transfer full): what gives the calls of @client their windows; @application must not go
 *   before it was closed
 */
AhoyCallWindows *
ahoy_call_windows_new (GtkApplication *application, AhoyClient *client)
{
  AhoyCallWindows *self = g_object_new (AHOY_TYPE_CALL_WINDOWS, NULL);
  AhoyCalls *calls = ahoy_client_get_calls (client);

  self->application = application;
  self->client = g_object_ref (client);
  g_signal_connect_object (calls, "added", G_CALLBACK (on_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "forget", G_CALLBACK (on_forget), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "over", G_CALLBACK (on_over), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "present", G_CALLBACK (on_present), self, G_CONNECT_SWAPPED);
  if (application != NULL)
    g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                     self);

  return self;
}

/**
 * ahoy_call_windows_close:
 * @self: the windows
 *
 * Takes all of them away, and gives no call a window any more.
 */
void
ahoy_call_windows_close (AhoyCallWindows *self)
{
  g_return_if_fail (AHOY_IS_CALL_WINDOWS (self));

  g_signal_handlers_disconnect_by_data (ahoy_client_get_calls (self->client), self);
  on_forget (self);
  for (guint i = 0; self->application != NULL && i < G_N_ELEMENTS (entries); i++)
    g_action_map_remove_action (G_ACTION_MAP (self->application), entries[i].name);
  self->application = NULL;
}

/**
 * ahoy_call_windows_find:
 * @self: the windows
 * @call: a call
 *
 * Returns: (transfer none) (nullable): the window of @call
 */
AhoyCallWindow *
ahoy_call_windows_find (AhoyCallWindows *self, AhoyCall *call)
{
  g_return_val_if_fail (AHOY_IS_CALL_WINDOWS (self), NULL);

  for (guint i = 0; i < self->windows->len; i++) {
    AhoyCallWindow *window = g_ptr_array_index (self->windows, i);

    if (ahoy_call_window_get_call (window) == call)
      return window;
  }

  return NULL;
}
