/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-secret-row.h"

/**
 * ahoy_secret_row_name_peek_button:
 * @row: an #AdwPasswordEntryRow
 * @name: what its button does, for assistive technology
 *
 * Names the button that shows the secret. That of libadwaita's row has no name of its own before
 * 1.4, and later not ours.
 */
void
ahoy_secret_row_name_peek_button (GtkWidget *row, const char *name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (GTK_IS_BUTTON (child))
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
    else
      ahoy_secret_row_name_peek_button (child, name);
  }
}
