/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-activity-log.h"
#include "ahoy-activity-page.h"
#include "ahoy-activity-row.h"
#include "ui-fixture.h"

static void
count_changes (GListModel *model, guint position, guint removed, guint added, guint *changes)
{
  (*changes)++;
}

static const char *
get_text (AhoyActivityLog *log, guint position)
{
  g_autoptr (AhoyActivityItem) item = g_list_model_get_item (G_LIST_MODEL (log), position);

  g_assert_nonnull (item);

  /* The list keeps it alive. */
  return ahoy_activity_item_get_text (item);
}

static void
add_numbered (AhoyActivityLog *log, guint from, guint to)
{
  for (guint i = from; i < to; i++) {
    g_autofree char *text = g_strdup_printf ("line %u", i);

    ahoy_activity_log_add (log, AHOY_EVENT_KIND_NOTIFICATION, text);
  }
}

static void
test_batches (void)
{
  g_autoptr (AhoyActivityLog) log = ahoy_activity_log_new ();
  guint changes = 0;

  g_signal_connect (log, "items-changed", G_CALLBACK (count_changes), &changes);
  add_numbered (log, 0, AHOY_ACTIVITY_LOG_LIMIT);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, 0);
  WAIT_UNTIL (changes > 0);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, AHOY_ACTIVITY_LOG_LIMIT);
  g_assert_cmpstr (get_text (log, 0), ==, "line 0");
}

static void
test_bounded (void)
{
  g_autoptr (AhoyActivityLog) log = ahoy_activity_log_new ();
  guint n_items;
  guint last = 3 * AHOY_ACTIVITY_LOG_LIMIT;
  g_autofree char *newest = g_strdup_printf ("line %u", last - 1);

  add_numbered (log, 0, 10);
  ahoy_activity_log_flush (log);
  add_numbered (log, 10, last);
  ahoy_activity_log_flush (log);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (log));
  g_assert_cmpuint (n_items, <=, AHOY_ACTIVITY_LOG_LIMIT);
  g_assert_cmpuint (n_items, >, AHOY_ACTIVITY_LOG_LIMIT / 2);
  g_assert_cmpstr (get_text (log, n_items - 1), ==, newest);

  ahoy_activity_log_add (log, AHOY_EVENT_KIND_NOTIFICATION, "one more");
  ahoy_activity_log_flush (log);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (log));
  g_assert_cmpuint (n_items, <=, AHOY_ACTIVITY_LOG_LIMIT);
  g_assert_cmpstr (get_text (log, n_items - 1), ==, "one more");
}

static void
test_undo_and_forget (void)
{
  g_autoptr (AhoyActivityLog) log = ahoy_activity_log_new ();

  g_assert_false (ahoy_activity_log_undo_clear (log));
  add_numbered (log, 0, 3);
  ahoy_activity_log_clear (log);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, 0);
  ahoy_activity_log_add (log, AHOY_EVENT_KIND_ERROR, "after");
  ahoy_activity_log_flush (log);
  g_assert_true (ahoy_activity_log_undo_clear (log));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, 4);
  g_assert_cmpstr (get_text (log, 0), ==, "line 0");
  g_assert_cmpstr (get_text (log, 3), ==, "after");

  ahoy_activity_log_clear (log);
  ahoy_activity_log_forget (log);
  g_assert_false (ahoy_activity_log_undo_clear (log));
  add_numbered (log, 0, 3);
  ahoy_activity_log_forget (log);
  g_assert_false (ahoy_activity_log_undo_clear (log));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, 0);
}

static void
test_text (void)
{
  g_autoptr (AhoyActivityLog) log = ahoy_activity_log_new ();
  g_autofree char *text = NULL;

  ahoy_activity_log_add (log, AHOY_EVENT_KIND_ERROR, "first");
  ahoy_activity_log_add (log, AHOY_EVENT_KIND_ERROR, "not \xff UTF-8");
  text = ahoy_activity_log_dup_text (log);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (g_regex_match_simple ("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}  first\n",
                                       text, 0, 0));
}

static guint
count_rows (GtkWidget *widget)
{
  guint n = AHOY_IS_ACTIVITY_ROW (widget) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);

  return n;
}

static void
test_page (void)
{
  g_autoptr (AhoyActivityLog) log = ahoy_activity_log_new ();
  GtkWidget *window = gtk_window_new ();
  AhoyActivityPage *page = g_object_new (AHOY_TYPE_ACTIVITY_PAGE, NULL);
  g_autofree char *selected = NULL;
  GtkWidget *list;
  GtkSelectionModel *selection;
  gboolean has_items, has_selection;

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (page));
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 400);
  ahoy_activity_page_set_log (page, log);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (has_label (page, "No Activity Yet"));

  add_numbered (log, 0, 5000);
  ahoy_activity_log_flush (log);
  WAIT_UNTIL (count_rows (GTK_WIDGET (page)) > 0);
  /* Rows are made for what can be seen and a bit more, and the newest is in sight. */
  g_assert_cmpuint (count_rows (GTK_WIDGET (page)), <, 500);
  WAIT_UNTIL (has_label (page, "line 4999"));

  list = find_widget (page, GTK_TYPE_LIST_VIEW, NULL);
  selection = gtk_list_view_get_model (GTK_LIST_VIEW (list));
  g_object_get (page, "has-items", &has_items, "has-selection", &has_selection, NULL);
  g_assert_true (has_items);
  g_assert_false (has_selection);
  gtk_selection_model_select_range (selection, 1, 2, TRUE);
  g_object_get (page, "has-selection", &has_selection, NULL);
  g_assert_true (has_selection);
  selected = ahoy_activity_page_dup_selection (page);
  g_assert_true (g_regex_match_simple ("^.*  line 1\n.*  line 2$", selected, 0, 0));

  ahoy_activity_log_forget (log);
  g_object_get (page, "has-items", &has_items, "has-selection", &has_selection, NULL);
  g_assert_false (has_items);
  g_assert_false (has_selection);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/activity/batches", test_batches);
  g_test_add_func ("/ui/activity/bounded", test_bounded);
  g_test_add_func ("/ui/activity/undo-and-forget", test_undo_and_forget);
  g_test_add_func ("/ui/activity/text", test_text);
  g_test_add_func ("/ui/activity/page", test_page);

  return g_test_run ();
}
