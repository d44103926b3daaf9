/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-suggestion-row.h"

#include <glib/gi18n-lib.h>

/**
 * AhoySuggestionRow:
 *
 * Somebody who was called before, or who has called.
 */
struct _AhoySuggestionRow {
  GtkListBoxRow  parent_instance;

  GtkLabel      *name_label;
  GtkLabel      *address_label;

  char          *address;
};

G_DEFINE_FINAL_TYPE (AhoySuggestionRow, ahoy_suggestion_row, GTK_TYPE_LIST_BOX_ROW)

static void
ahoy_suggestion_row_finalize (GObject *object)
{
  g_free (AHOY_SUGGESTION_ROW (object)->address);

  G_OBJECT_CLASS (ahoy_suggestion_row_parent_class)->finalize (object);
}

static void
ahoy_suggestion_row_class_init (AhoySuggestionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ahoy_suggestion_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-suggestion-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoySuggestionRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, AhoySuggestionRow, address_label);
}

static void
ahoy_suggestion_row_init (AhoySuggestionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_suggestion_row_new:
 * @address: how to call them
 * @name: (nullable): what they are called
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
ahoy_suggestion_row_new (const char *address, const char *name)
{
  AhoySuggestionRow *self = g_object_new (AHOY_TYPE_SUGGESTION_ROW, NULL);
  g_autofree char *spoken = NULL;

  self->address = g_strdup (address);
  gtk_label_set_text (self->name_label, name != NULL ? name : address);
  gtk_label_set_text (self->address_label, address);
  gtk_widget_set_visible (GTK_WIDGET (self->address_label), name != NULL);

  /* Translators: the first %s is a person's name, the second the address */
  spoken = name != NULL ? g_strdup_printf (_("%s, %s"), name, address) : g_strdup (address);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);

  return GTK_WIDGET (self);
}

/**
 * ahoy_suggestion_row_get_address:
 * @self: a row
 *
 * Returns: how to call them
 */
const char *
ahoy_suggestion_row_get_address (AhoySuggestionRow *self)
{
  g_return_val_if_fail (AHOY_IS_SUGGESTION_ROW (self), NULL);

  return self->address;
}
