/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-secret-row.h"

#include <string.h>

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

/**
 * ahoy_secret_row_dup_secret:
 * @row: where a secret is entered
 *
 * What is pasted often ends with a line end, which nobody sees among the dots; a password has none,
 * just as a browser's field takes none. Spaces stay: some passwords have them, also at their ends.
 *
 * Returns: (transfer full): the text without line ends, a secret: to be freed with
 *   ahoy_secret_free()
 */
char *
ahoy_secret_row_dup_secret (GtkEditable *row)
{
  char *secret = gtk_editable_get_chars (row, 0, -1);
  gsize length = strlen (secret);
  char *to = secret;

  for (const char *at = secret; *at != '\0'; at++)
    if (*at != '\n' && *at != '\r')
      *to++ = *at;
  explicit_bzero (to, (gsize) (secret + length - to));
  *to = '\0';

  return secret;
}
