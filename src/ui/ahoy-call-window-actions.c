/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-window-private.h"

#include "ahoy-call-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What can be done in the window of a call, as actions. */

typedef gboolean (*Finish) (AhoyCall *call, GAsyncResult *result, GError **error);

typedef struct {
  AhoyCallWindow *window;
  Finish          finish;
  const char     *sentence; /* (nullable): what to say when it has failed */
} Wish;

static void
wish_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wish *wish = user_data;
  g_autoptr (AhoyCallWindow) self = wish->window;
  g_autoptr (GError) error = NULL;

  if (!wish->finish (AHOY_CALL (source), result, &error) && wish->sentence != NULL)
    ahoy_call_window_show_error (self, wish->sentence, error);
  g_free (wish);
}

static Wish *
wish_new (AhoyCallWindow *self, Finish finish, const char *sentence)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->window = g_object_ref (self);
  wish->finish = finish;
  wish->sentence = sentence;

  return wish;
}

static void
answer (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (widget);
  gboolean video = g_str_equal (action_name, "call.answer-video");

  ahoy_call_answer_async (self->call,
                          video ? AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO : AHOY_MEDIA_AUDIO, NULL,
                          wish_cb, wish_new (self, ahoy_call_answer_finish,
                                             _("The call could not be answered.")));
}

static void
decline (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (widget);

  ahoy_call_reject_async (self->call, NULL, wish_cb,
                          wish_new (self, ahoy_call_reject_finish, NULL));
}

static void
ignore (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (widget);
  g_autoptr (GError) error = NULL;

  if (!ahoy_call_ignore (self->call, &error))
    ahoy_call_window_show_error (self, _("The call could not be ignored."), error);
}

static void
hang_up (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (widget);

  ahoy_call_end_async (self->call, NULL, wish_cb, wish_new (self, ahoy_call_end_finish, NULL));
}

/* Holds the call, or takes it back. */
void
ahoy_call_window_set_held (AhoyCallWindow *self, gboolean held)
{
  if (held)
    ahoy_call_hold_async (self->call, NULL, wish_cb,
                          wish_new (self, ahoy_call_hold_finish,
                                    _("The call could not be put on hold.")));
  else
    ahoy_call_unhold_async (self->call, NULL, wish_cb,
                            wish_new (self, ahoy_call_unhold_finish,
                                      _("The call could not be taken back from hold.")));
}

/* Begins or ends sending a picture. */
void
ahoy_call_window_set_camera (AhoyCallWindow *self, gboolean camera)
{
  if (camera)
    ahoy_call_add_video_async (self->call, NULL, wish_cb,
                               wish_new (self, ahoy_call_add_video_finish,
                                         _("Your picture could not be sent.")));
  else
    ahoy_call_stop_video_async (self->call, NULL, wish_cb,
                                wish_new (self, ahoy_call_stop_video_finish,
                                          _("Your picture is still sent.")));
}

static void
swap_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyCallWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ahoy_session_swap_finish (AHOY_SESSION (source), result, &error))
    ahoy_call_window_show_error (self, _("The calls could not be swapped."), error);
}

static void
swap (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (widget);

  ahoy_session_swap_async (ahoy_client_get_session (self->client), NULL, swap_cb,
                           g_object_ref (self));
}

static void
show_keypad (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_menu_button_popup (AHOY_CALL_WINDOW (widget)->keypad_button);
}

static void
show_devices (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_menu_button_popup (AHOY_CALL_WINDOW (widget)->devices_button);
}

static void
show_details (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (widget);

  if (self->details == NULL)
    g_set_weak_pointer (&self->details, ahoy_call_details_new (GTK_WINDOW (self), self->record));
  gtk_window_present (GTK_WINDOW (self->details));
}

static void
toggle_fullscreen (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

static void
call_back (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (widget);
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyCall) call =
    ahoy_client_call (self->client, ahoy_call_get_remote (self->call),
                      self->had_picture ? AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO : AHOY_MEDIA_AUDIO,
                      &error);

  /* The new call has a window of its own. */
  if (call != NULL)
    gtk_window_destroy (GTK_WINDOW (self));
  else
    ahoy_call_window_show_error (self, _("The call could not be begun."), error);
}

static void
close_window (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

/* Leaves the call because its window is closed. Whoever closes the window of a call that rings
 * wants to hear no more of it, which is no answer to who calls. */
void
ahoy_call_window_leave (AhoyCallWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (ahoy_call_words_is_over (self->call))
    return;

  if (!ahoy_call_words_is_offered (self->call))
    hang_up (widget, NULL, NULL);
  else if (ahoy_call_can (self->call, AHOY_CALL_EVENT_IGNORE))
    ignore (widget, NULL, NULL);
  else
    decline (widget, NULL, NULL);
}

/* Sends the tones of a key, as far as the call can. */
void
ahoy_call_window_send_key (AhoyCallWindow *self, const char *key)
{
  g_autoptr (GError) error = NULL;

  if (!ahoy_call_send_dtmf (self->call, key, &error)) {
    ahoy_call_window_show_error (self, _("The key could not be sent."), error);
    return;
  }
  g_string_append (self->digits, key);
  gtk_label_set_text (self->digits_label, self->digits->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->digits_label),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Keys sent"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->digits->str, -1);
}

static gboolean
can_swap (AhoyCallWindow *self)
{
  GListModel *calls = G_LIST_MODEL (ahoy_client_get_calls (self->client));
  gboolean held = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (calls); i++) {
    g_autoptr (AhoyCall) call = g_list_model_get_item (calls, i);

    held = held || ahoy_call_can (call, AHOY_CALL_EVENT_UNHOLD);
  }

  return held && g_list_model_get_n_items (calls) > 1;
}

/* Only what the call can do now can be used. */
void
ahoy_call_window_update_actions (AhoyCallWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  AhoyCall *call = self->call;
  gboolean over = ahoy_call_words_is_over (call);
  gboolean can_answer = ahoy_call_can (call, AHOY_CALL_EVENT_ANSWER);
  gboolean has_devices = !over && ahoy_client_get_devices (self->client) != NULL;
  gboolean has_keys = ahoy_call_can (call, AHOY_CALL_EVENT_SEND_DIGITS);

  gtk_widget_action_set_enabled (widget, "call.answer", can_answer);
  gtk_widget_action_set_enabled (widget, "call.answer-video", can_answer);
  gtk_widget_action_set_enabled (widget, "call.call-back",
                                 over && ahoy_call_get_remote (call) != NULL
                                 && ahoy_client_get_connected (self->client));
  gtk_widget_action_set_enabled (widget, "call.camera",
                                 ahoy_call_can (call, AHOY_CALL_EVENT_CHANGE_MEDIA));
  gtk_widget_action_set_enabled (widget, "call.close", over);
  gtk_widget_action_set_enabled (widget, "call.decline",
                                 ahoy_call_can (call, AHOY_CALL_EVENT_REJECT));
  gtk_widget_action_set_enabled (widget, "call.devices", has_devices);
  gtk_widget_action_set_enabled (widget, "call.hang-up",
                                 ahoy_call_can (call, AHOY_CALL_EVENT_HANG_UP));
  gtk_widget_action_set_enabled (widget, "call.hold",
                                 ahoy_call_can (call, AHOY_CALL_EVENT_HOLD)
                                 || ahoy_call_can (call, AHOY_CALL_EVENT_UNHOLD));
  gtk_widget_action_set_enabled (widget, "call.ignore",
                                 ahoy_call_can (call, AHOY_CALL_EVENT_IGNORE));
  gtk_widget_action_set_enabled (widget, "call.keypad", has_keys);
  gtk_widget_action_set_enabled (widget, "call.mute", ahoy_call_get_media (call) != NULL);
  gtk_widget_action_set_enabled (widget, "call.swap", can_swap (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->devices_button), has_devices);
  gtk_widget_set_sensitive (GTK_WIDGET (self->keypad_button), has_keys);
}

/* To be called while the class is made, after its properties. */
void
ahoy_call_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "call.answer", NULL, answer);
  gtk_widget_class_install_action (widget_class, "call.answer-video", NULL, answer);
  gtk_widget_class_install_action (widget_class, "call.call-back", NULL, call_back);
  gtk_widget_class_install_property_action (widget_class, "call.camera", "camera");
  gtk_widget_class_install_action (widget_class, "call.close", NULL, close_window);
  gtk_widget_class_install_action (widget_class, "call.decline", NULL, decline);
  gtk_widget_class_install_action (widget_class, "call.details", NULL, show_details);
  gtk_widget_class_install_action (widget_class, "call.devices", NULL, show_devices);
  gtk_widget_class_install_action (widget_class, "call.fullscreen", NULL, toggle_fullscreen);
  gtk_widget_class_install_action (widget_class, "call.hang-up", NULL, hang_up);
  gtk_widget_class_install_property_action (widget_class, "call.hold", "held");
  gtk_widget_class_install_action (widget_class, "call.ignore", NULL, ignore);
  gtk_widget_class_install_action (widget_class, "call.keypad", NULL, show_keypad);
  gtk_widget_class_install_property_action (widget_class, "call.mute", "muted");
  gtk_widget_class_install_action (widget_class, "call.swap", NULL, swap);
}
