/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-question.h"

#include <glib/gi18n-lib.h>

static GtkWidget *
make_label (const char *text, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_widget_add_css_class (label, style_class);

  return label;
}

/**
 * ahoy_question_new:
 * @parent: (nullable): over which window
 * @heading: the question
 * @body: what the answer leads to
 * @response: what the dialog's #AdwMessageDialog::response says if the person agrees
 * @verb: the button for that, with its mnemonic
 *
 * Makes a question before something is lost: “Cancel” is what Enter and Escape say.
 *
 * The heading is a label of ours. The dialog's own one is measured at less than its width by
 * libadwaita 1.7, for which GTK warns.
 *
 * Returns: (transfer none): an #AdwMessageDialog, which is destroyed with its answer
 */
GtkWindow *
ahoy_question_new (GtkWindow *parent, const char *heading, const char *body, const char *response,
                   const char *verb)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, NULL, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_box_append (GTK_BOX (box), make_label (heading, "title-2"));
  gtk_box_append (GTK_BOX (box), make_label (body, "body"));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog), GTK_ACCESSIBLE_PROPERTY_LABEL, heading,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, body, -1);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    response, verb, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), response,
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");

  return GTK_WINDOW (dialog);
}
