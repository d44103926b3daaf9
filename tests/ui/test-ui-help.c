/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-help-window.h"
#include "ui-fixture.h"

static void
test_pages (void)
{
  AhoyHelpWindow *window = ahoy_help_window_new (NULL);

  gtk_window_present (GTK_WINDOW (window));
  /* Of each page its title, and of all kinds of blocks one. */
  g_assert_true (has_label (window, "Ahoy Help"));
  g_assert_true (has_label (window, "Calls"));
  g_assert_true (has_label (window, "Be reachable, or not"));
  g_assert_true (has_label (window, "What is kept, and for whom"));
  g_assert_true (has_label (window, "Do not disturb"));
  g_assert_true (has_label (window, "To end Ahoy, press Ctrl+Q."));
  g_assert_true (has_label (window, "2. Enter your user name and your password, or the token that "
                                    "you were given."));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_words (void)
{
  AhoyHelpWindow *window = g_object_new (AHOY_TYPE_HELP_WINDOW, NULL);
  g_autoptr (GError) error = NULL;

  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (ahoy_help_window_add (window,
                                       "<page><info><desc>x</desc></info><list><item><p>a &amp; "
                                       "<gui>b&lt;</gui></p></item></list><p>c</p></page>",
                                       -1, &error));
  g_assert_no_error (error);
  g_assert_true (has_label (window, "• a & b<"));
  g_assert_true (has_label (window, "c"));
  g_assert_false (has_label (window, "x"));
  g_assert_false (ahoy_help_window_add (window, "<page><p>", -1, &error));
  g_assert_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_PARSE);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/help/pages", test_pages);
  g_test_add_func ("/ui/help/words", test_words);

  return g_test_run ();
}
