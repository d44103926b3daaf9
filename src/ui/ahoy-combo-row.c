/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-combo-row.h"

/**
 * AhoyComboRow:
 *
 * A combo row that assistive technology can operate: the parent class offers no accessible action,
 * and its value cannot be read without opening it.
 *
 * # Actions
 *
 * - `combo.next`, `combo.previous`: choose the neighbour of the chosen item
 */
G_DEFINE_TYPE (AhoyComboRow, ahoy_combo_row, ADW_TYPE_COMBO_ROW)

static void
move_selection (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AdwComboRow *row = ADW_COMBO_ROW (widget);
  GListModel *model = adw_combo_row_get_model (row);
  guint selected = adw_combo_row_get_selected (row);
  guint n_items = model != NULL ? g_list_model_get_n_items (model) : 0;

  if (!gtk_widget_is_sensitive (widget))
    return;
  if (g_str_equal (action_name, "combo.next")) {
    if (selected + 1 < n_items)
      adw_combo_row_set_selected (row, selected + 1);
  } else if (selected > 0 && selected < n_items) {
    adw_combo_row_set_selected (row, selected - 1);
  }
}

static void
on_selected_item_notify (AhoyComboRow *self)
{
  gpointer item = adw_combo_row_get_selected_item (ADW_COMBO_ROW (self));

  if (GTK_IS_STRING_OBJECT (item))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    gtk_string_object_get_string (item), -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
ahoy_combo_row_class_init (AhoyComboRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "combo.next", NULL, move_selection);
  gtk_widget_class_install_action (widget_class, "combo.previous", NULL, move_selection);
}

static void
ahoy_combo_row_init (AhoyComboRow *self)
{
  /* Newer versions of the parent class are described by their subtitle, which a chooser has not. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
  g_signal_connect (self, "notify::selected-item", G_CALLBACK (on_selected_item_notify), NULL);
}
