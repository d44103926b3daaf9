/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-announce.h"

/**
 * ahoy_announce:
 * @window: a window
 * @sentence: what has changed in it
 *
 * Lets a screen reader say something wherever the focus is: GTK can have it said since 4.14, and
 * before that it becomes the description of the window.
 */
void
ahoy_announce (GtkWidget *window, const char *sentence)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (window), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  sentence, -1);
#if GTK_CHECK_VERSION (4, 14, 0)
  /* The oldest version that is built with does not have it. */
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gtk_accessible_announce (GTK_ACCESSIBLE (window), sentence,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  G_GNUC_END_IGNORE_DEPRECATIONS
#endif
}
