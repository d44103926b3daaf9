/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-transfer-chooser.h"

#include "ahoy-address-entry.h"
#include "ahoy-call-words.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyTransferChooser:
 *
 * Asks to whom a call is to be transferred, and whether they are to be asked first; or to whom one
 * that rings is to be forwarded.
 *
 * # Actions
 *
 * - `transfer.now`: the service calls them for the other side, or lets the call ring there
 * - `transfer.ask`: the person calls them, and transfers the call afterwards, or does not
 */
struct _AhoyTransferChooser {
  AdwWindow         parent_instance;

  GtkLabel         *question_label;
  GtkLabel         *hint_label;
  AhoyAddressEntry *entry;
  GtkWidget        *ask_button;
  GtkButton        *now_button;

  AhoyCallWindow   *window;   /* (nullable): of the call; weak */
  AhoyClient       *client;
  AhoyCall         *call;
  gboolean          forwards; /* it rings, and nobody has answered */
};

G_DEFINE_FINAL_TYPE (AhoyTransferChooser, ahoy_transfer_chooser, ADW_TYPE_WINDOW)

static void
update_actions (AhoyTransferChooser *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autofree char *address = ahoy_address_entry_dup_address (self->entry);
  gboolean can = *address != '\0' && self->call != NULL
                 && ahoy_call_can (self->call, self->forwards ? AHOY_CALL_EVENT_FORWARD
                                                              : AHOY_CALL_EVENT_TRANSFER);

  gtk_widget_action_set_enabled (widget, "transfer.ask", can && !self->forwards);
  gtk_widget_action_set_enabled (widget, "transfer.now", can);
}

static void
show_error (AhoyTransferChooser *self, const GError *error)
{
  ahoy_address_entry_show_error (self->entry, error->message);
}

static void
transfer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyTransferChooser) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean success = self->forwards
    ? ahoy_call_forward_finish (AHOY_CALL (source), result, &error)
    : ahoy_call_transfer_finish (AHOY_CALL (source), result, &error);

  if (success)
    return;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_error (self, error);
  else if (self->window != NULL)
    ahoy_call_window_show_transfer_error (self->window, error);
}

static void
transfer_now (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyTransferChooser *self = AHOY_TRANSFER_CHOOSER (widget);
  g_autofree char *address = ahoy_address_entry_dup_address (self->entry);

  ahoy_address_entry_close_suggestions (self->entry);
  if (self->forwards)
    ahoy_call_forward_async (self->call, address, NULL, transfer_cb, g_object_ref (self));
  else
    ahoy_call_transfer_async (self->call, address, NULL, transfer_cb, g_object_ref (self));
  /* What becomes of it, the window of the call tells. */
  if (ahoy_call_get_operation (self->call) != AHOY_CALL_OPERATION_NONE)
    gtk_window_close (GTK_WINDOW (self));
}

static void
ask (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyTransferChooser *self = AHOY_TRANSFER_CHOOSER (widget);
  g_autofree char *address = ahoy_address_entry_dup_address (self->entry);
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyCall) second = NULL;

  ahoy_address_entry_close_suggestions (self->entry);
  second = ahoy_client_call (self->client, address, AHOY_MEDIA_AUDIO, &error);
  if (second == NULL) {
    show_error (self, error);
    return;
  }
  ahoy_calls_consult (ahoy_client_get_calls (self->client), self->call, second);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_activate (AhoyTransferChooser *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "transfer.now", NULL);
}

static void
on_call_changed (AhoyTransferChooser *self)
{
  update_actions (self);
  /* Somebody has answered it after all. */
  if (self->forwards && !ahoy_call_words_is_offered (self->call))
    gtk_window_close (GTK_WINDOW (self));
}

static void
on_call_ended (AhoyTransferChooser *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
ahoy_transfer_chooser_dispose (GObject *object)
{
  AhoyTransferChooser *self = AHOY_TRANSFER_CHOOSER (object);

  g_clear_object (&self->client);
  g_clear_object (&self->call);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_TRANSFER_CHOOSER);

  G_OBJECT_CLASS (ahoy_transfer_chooser_parent_class)->dispose (object);
}

static void
ahoy_transfer_chooser_finalize (GObject *object)
{
  /* Not before: it is told of a transfer that fails after the chooser was closed. */
  g_clear_weak_pointer (&AHOY_TRANSFER_CHOOSER (object)->window);

  G_OBJECT_CLASS (ahoy_transfer_chooser_parent_class)->finalize (object);
}

static void
ahoy_transfer_chooser_class_init (AhoyTransferChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_transfer_chooser_dispose;
  G_OBJECT_CLASS (klass)->finalize = ahoy_transfer_chooser_finalize;

  gtk_widget_class_install_action (widget_class, "transfer.ask", NULL, ask);
  gtk_widget_class_install_action (widget_class, "transfer.now", NULL, transfer_now);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (AHOY_TYPE_ADDRESS_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-transfer-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyTransferChooser, question_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyTransferChooser, hint_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyTransferChooser, entry);
  gtk_widget_class_bind_template_child (widget_class, AhoyTransferChooser, ask_button);
  gtk_widget_class_bind_template_child (widget_class, AhoyTransferChooser, now_button);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, update_actions);
}

static void
ahoy_transfer_chooser_init (AhoyTransferChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_forward_texts (AhoyTransferChooser *self)
{
  /* Translators: %s is who calls. */
  g_autofree char *question = g_strdup_printf (_("Who should answer %s instead of you?"),
                                               ahoy_call_words_get_name (self->call));

  gtk_window_set_title (GTK_WINDOW (self), _("Forward Call"));
  gtk_label_set_text (self->question_label, question);
  gtk_button_set_label (self->now_button, _("Forward"));
  gtk_widget_set_visible (self->ask_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label), FALSE);
}

static void
set_transfer_texts (AhoyTransferChooser *self)
{
  const char *name = ahoy_call_words_get_name (self->call);
  g_autofree char *question = NULL;
  g_autofree char *hint = NULL;

  /* Translators: %s is who the call is with. */
  question = g_strdup_printf (_("Who should talk to %s instead of you?"), name);
  /* Translators: %s is who the call is with. */
  hint = g_strdup_printf (_("“Ask First” calls them while %s is on hold."), name);
  gtk_label_set_text (self->question_label, question);
  gtk_label_set_text (self->hint_label, hint);
}

/**
 * ahoy_transfer_chooser_new:
 * @parent: the window of a call that can be transferred, or forwarded while it rings
 * @client: where the call is from
 *
 * Returns: (transfer none): the chooser, which belongs to GTK, and goes with its parent and with the
 *   call
 */
AhoyTransferChooser *
ahoy_transfer_chooser_new (AhoyCallWindow *parent, AhoyClient *client)
{
  AhoyTransferChooser *self = g_object_new (AHOY_TYPE_TRANSFER_CHOOSER, "transient-for", parent,
                                            NULL);
  AhoySession *session = ahoy_client_get_session (client);

  g_set_weak_pointer (&self->window, parent);
  self->client = g_object_ref (client);
  self->call = g_object_ref (ahoy_call_window_get_call (parent));
  if (session != NULL)
    ahoy_address_entry_set_recents (self->entry,
                                    G_LIST_MODEL (ahoy_session_get_recents (session)));
  self->forwards = ahoy_call_words_is_offered (self->call);
  g_signal_connect_object (self->call, "changed", G_CALLBACK (on_call_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call, "ended", G_CALLBACK (on_call_ended), self,
                           G_CONNECT_SWAPPED);
  if (self->forwards)
    set_forward_texts (self);
  else
    set_transfer_texts (self);
  update_actions (self);

  return self;
}
