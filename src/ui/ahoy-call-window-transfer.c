/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-window-private.h"

#include "ahoy-call-row.h"
#include "ahoy-call-words.h"
#include "ahoy-transfer-chooser.h"

#include <glib/gi18n-lib.h>

/* Handing the call over to somebody else, asked before or not, and forwarding it while it rings. While
 * somebody is asked, the windows of both calls show both of them, which can be joined as well. */

static gboolean
is_consulting (AhoyCallWindow *self)
{
  if (self->first == NULL || ahoy_call_words_is_over (self->first))
    return FALSE;

  /* Whoever was asked may be gone: from there the way back is shown. */
  return self->call == self->second || !ahoy_call_words_is_over (self->second);
}

static gboolean
can_transfer (AhoyCallWindow *self)
{
  if (!is_consulting (self))
    return ahoy_call_can (self->call, AHOY_CALL_EVENT_TRANSFER);

  return ahoy_call_can (self->first, AHOY_CALL_EVENT_TRANSFER)
         && ahoy_call_can (self->second, AHOY_CALL_EVENT_TRANSFER);
}

static gboolean
can_join (AhoyCallWindow *self)
{
  return is_consulting (self) && ahoy_call_can (self->first, AHOY_CALL_EVENT_JOIN)
         && ahoy_call_can (self->second, AHOY_CALL_EVENT_JOIN);
}

static gboolean
is_under_way (AhoyCall *call)
{
  return ahoy_call_get_operation (call) == AHOY_CALL_OPERATION_TRANSFER
         || ahoy_call_get_operation (call) == AHOY_CALL_OPERATION_JOIN;
}

static void
stop_consulting (AhoyCallWindow *self)
{
  AhoyCall *calls[] = { self->first, self->second };
  GtkWidget *row;

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    if (calls[i] != NULL && calls[i] != self->call)
      g_signal_handlers_disconnect_by_data (calls[i], self);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->consult_list))) != NULL)
    gtk_list_box_remove (self->consult_list, row);
  g_clear_object (&self->first);
  g_clear_object (&self->second);
}

static void
set_consult_texts (AhoyCallWindow *self)
{
  const char *first = ahoy_call_words_get_name (self->first);
  const char *second = ahoy_call_words_get_name (self->second);
  g_autofree char *heading = NULL;
  g_autofree char *back = NULL;

  /* Translators: the first %s is who is transferred, the second is to whom. */
  heading = g_strdup_printf (_("Transfer %s to %s?"), first, second);
  /* Translators: a button; %s is who is on hold. */
  back = g_strdup_printf (_("Return to %s"), first);
  gtk_label_set_text (self->consult_label, heading);
  gtk_label_set_text (self->return_label, back);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->consult_box),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, heading, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->return_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, back, -1);
}

/* Shows what can be done about a transfer now. */
void
ahoy_call_window_update_transfer (AhoyCallWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean consulting = is_consulting (self);
  gboolean under_way = is_under_way (self->call);
  gboolean offered = ahoy_call_words_is_offered (self->call);
  gboolean can_forward = ahoy_call_can (self->call, AHOY_CALL_EVENT_FORWARD);

  if (!consulting && self->first != NULL)
    stop_consulting (self);
  if (consulting)
    set_consult_texts (self);
  gtk_widget_set_visible (self->consult_box, consulting);
  /* What there is to choose from takes the lower half, and must not cover any words. */
  gtk_widget_set_visible (GTK_WIDGET (self->avatar),
                          !consulting && (!offered || self->trouble == NULL));
  gtk_widget_set_valign (self->info_box,
                         consulting || offered ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->local_clamp, consulting ? GTK_ALIGN_START : GTK_ALIGN_END);
  gtk_widget_set_visible (self->transfer_button,
                          !consulting && (under_way || can_transfer (self)));
  gtk_widget_set_visible (self->forward_button,
                          can_forward
                          || ahoy_call_get_operation (self->call) == AHOY_CALL_OPERATION_FORWARD);
  gtk_widget_action_set_enabled (widget, "call.forward", can_forward);
  gtk_widget_action_set_enabled (widget, "call.transfer", can_transfer (self));
  gtk_widget_action_set_enabled (widget, "call.join", can_join (self));
  /* Not while it is being put on hold, from which it could not be taken back yet. */
  gtk_widget_action_set_enabled (widget, "call.return",
                                 consulting && !under_way
                                 && ahoy_call_get_operation (self->first)
                                    == AHOY_CALL_OPERATION_NONE);
}

static void
on_consults (AhoyCallWindow *self, AhoyCall *first, AhoyCall *second)
{
  AhoyCall *calls[] = { first, second };

  if (self->call != first && self->call != second)
    return;

  stop_consulting (self);
  self->first = g_object_ref (first);
  self->second = g_object_ref (second);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++) {
    AhoyCallRow *row = ahoy_call_row_new (ahoy_client_get_calls (self->client), calls[i]);

    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
    gtk_list_box_append (self->consult_list, GTK_WIDGET (row));
    if (calls[i] != self->call)
      g_signal_connect_object (calls[i], "changed", G_CALLBACK (ahoy_call_window_update), self,
                               G_CONNECT_SWAPPED);
  }
  ahoy_call_window_update (self);
}

/* Learns who is asked about which call. */
void
ahoy_call_window_follow_consulting (AhoyCallWindow *self)
{
  g_signal_connect_object (ahoy_client_get_calls (self->client), "consults",
                           G_CALLBACK (on_consults), self, G_CONNECT_SWAPPED);
}

void
ahoy_call_window_forget_consulting (AhoyCallWindow *self)
{
  g_clear_object (&self->first);
  g_clear_object (&self->second);
}

/* what: the sentence for errors that do not say what they are about. */
static void
show_error (AhoyCallWindow *self, const char *what, const GError *error)
{
  if (self->call == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING))
    return;

  g_free (self->trouble);
  /* Some errors say what they are about, and others only why. */
  if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED))
    self->trouble = ahoy_error_describe (error);
  else
    self->trouble = g_strdup_printf ("%s %s", what, error->message);
  ahoy_call_window_update (self);
}

/**
 * ahoy_call_window_show_transfer_error:
 * @self: a window
 * @error: why its call was not transferred, or not forwarded
 *
 * Tells why the call goes on, or rings on. It stays there until the next try, as the person may have
 * looked elsewhere while it rang at somebody else.
 */
void
ahoy_call_window_show_transfer_error (AhoyCallWindow *self, const GError *error)
{
  const char *sentence = _("The call could not be transferred.");

  g_return_if_fail (AHOY_IS_CALL_WINDOW (self));

  if (self->call != NULL && !ahoy_call_words_is_answered (self->call))
    sentence = _("The call could not be forwarded.");
  show_error (self, sentence, error);
}

static void
transfer_to_call_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyCallWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ahoy_call_transfer_to_call_finish (AHOY_CALL (source), result, &error))
    ahoy_call_window_show_transfer_error (self, error);
}

static void
forget_trouble (AhoyCallWindow *self)
{
  g_clear_pointer (&self->trouble, g_free);
  ahoy_call_window_update (self);
}

static void
forward (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (widget);

  forget_trouble (self);
  gtk_window_present (GTK_WINDOW (ahoy_transfer_chooser_new (self, self->client)));
}

static void
transfer (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (widget);

  forget_trouble (self);
  if (is_consulting (self))
    ahoy_call_transfer_to_call_async (self->first, self->second, NULL, transfer_to_call_cb,
                                      g_object_ref (self));
  else
    gtk_window_present (GTK_WINDOW (ahoy_transfer_chooser_new (self, self->client)));
}

static void
join_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyCallWindow) self = user_data;
  g_autoptr (AhoyCall) joined = NULL;
  g_autoptr (GError) error = NULL;

  joined = ahoy_call_join_finish (AHOY_CALL (source), result, &error);
  if (joined == NULL)
    show_error (self, _("The calls could not be joined."), error);
}

/* The call that both become gets a window of its own. */
static void
join (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (widget);

  forget_trouble (self);
  ahoy_call_join_async (self->first, self->second, NULL, join_cb, g_object_ref (self));
}

/* Back to who was on hold; whoever was asked is not needed any more. */
static void
return_to_first (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (widget);
  AhoyCalls *calls = ahoy_client_get_calls (self->client);
  g_autoptr (AhoyCall) first = g_object_ref (self->first);
  g_autoptr (AhoyCall) second = g_object_ref (self->second);

  if (ahoy_call_can (second, AHOY_CALL_EVENT_HANG_UP))
    ahoy_call_end_async (second, NULL, NULL, NULL);
  ahoy_calls_present (calls, first);
  if (ahoy_call_get_local_hold (first))
    ahoy_calls_switch_to (calls, first);
  if (self->call == second)
    gtk_window_close (GTK_WINDOW (self));
}

/* To be called while the class is made. */
void
ahoy_call_window_install_transfer (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "call.forward", NULL, forward);
  gtk_widget_class_install_action (widget_class, "call.join", NULL, join);
  gtk_widget_class_install_action (widget_class, "call.return", NULL, return_to_first);
  gtk_widget_class_install_action (widget_class, "call.transfer", NULL, transfer);

  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, consult_box);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, consult_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, consult_list);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, forward_button);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, return_button);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, return_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, transfer_button);
}
