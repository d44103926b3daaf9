/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include <string.h>

static void
on_drawn (AhoyWindow *window, gboolean *drawn)
{
  *drawn = TRUE;
}

void
fixture_set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyClock) clock = ahoy_system_clock_new ();
  g_autoptr (GError) error = NULL;
  gboolean drawn = FALSE;

  f->practice = ahoy_practice_new ();
  ahoy_practice_add_user (f->practice, ALICE, ALICE_PASSWORD);
  ahoy_practice_add_user (f->practice, BOB, BOB_PASSWORD);
  ahoy_practice_add_user (f->practice, CAROL, CAROL_TOKEN);
  ahoy_practice_add_user (f->practice, DAVE, "");
  ahoy_practice_start (f->practice, 0, &error);
  g_assert_no_error (error);

  f->settings = ahoy_settings_new ();
  g_assert_nonnull (f->settings);
  f->client = ahoy_client_new (f->settings, clock);
  f->window = ahoy_window_new (NULL, f->client);
  g_signal_connect (f->window, "drawn", G_CALLBACK (on_drawn), &drawn);
  gtk_window_present (GTK_WINDOW (f->window));
  WAIT_UNTIL (drawn);
  g_signal_handlers_disconnect_by_func (f->window, on_drawn, &drawn);
}

static void
reset_settings (AhoySettings *settings)
{
  GSettings *gsettings = ahoy_settings_get_gsettings (settings);
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;

  g_object_get (gsettings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (gsettings, keys[i]);
}

void
fixture_tear_down (Fixture *f, gconstpointer data)
{
  if (f->window != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  /* What is still on its way holds references of its own. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (f->client != NULL)
    g_assert_finalize_object (f->client);
  reset_settings (f->settings);
  g_assert_finalize_object (f->settings);
  ahoy_practice_stop (f->practice);
  g_object_unref (f->practice);
}

/* Finds the widget of that type below root, and with that title where it is a row. */
GtkWidget *
find_widget (gpointer root, GType type, const char *title)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type)) {
    if (title == NULL || (ADW_IS_PREFERENCES_ROW (root) &&
                          g_strcmp0 (adw_preferences_row_get_title (root), title) == 0))
      return root;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_widget (child, type, title);

    if (found != NULL)
      return found;
  }

  return NULL;
}

static GtkEditable *
find_entry (Fixture *f, const char *title)
{
  GtkWidget *row = find_widget (f->window, ADW_TYPE_ENTRY_ROW, title);

  g_assert_nonnull (row);

  return GTK_EDITABLE (row);
}

const char *
get_entry (Fixture *f, const char *title)
{
  return gtk_editable_get_text (find_entry (f, title));
}

void
set_entry (Fixture *f, const char *title, const char *text)
{
  gtk_editable_set_text (find_entry (f, title), text);
}

static AdwComboRow *
find_combo (Fixture *f, const char *title)
{
  GtkWidget *row = find_widget (f->window, ADW_TYPE_COMBO_ROW, title);

  g_assert_nonnull (row);

  return ADW_COMBO_ROW (row);
}

const char *
get_combo (Fixture *f, const char *title)
{
  GtkStringObject *item = adw_combo_row_get_selected_item (find_combo (f, title));

  return item != NULL ? gtk_string_object_get_string (item) : NULL;
}

void
choose_combo (Fixture *f, const char *title, const char *item)
{
  AdwComboRow *row = find_combo (f, title);
  GListModel *model = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (GtkStringObject) one = g_list_model_get_item (model, i);

    if (strcmp (gtk_string_object_get_string (one), item) == 0) {
      adw_combo_row_set_selected (row, i);
      return;
    }
  }
  g_error ("“%s” has no item “%s”", title, item);
}

/* Whether a label with that text can be seen below root. */
gboolean
has_label (gpointer root, const char *text)
{
  if (!gtk_widget_get_visible (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strcmp (gtk_label_get_text (root), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_label (child, text))
      return TRUE;

  return FALSE;
}

/* Of the window: without "win.". */
gboolean
is_enabled (Fixture *f, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (f->window), action);
}

void
activate (Fixture *f, const char *action)
{
  g_assert_true (g_action_group_has_action (G_ACTION_GROUP (f->window), action));
  g_action_group_activate_action (G_ACTION_GROUP (f->window), action, NULL);
}

guint
get_n_activities (Fixture *f)
{
  AhoyActivityLog *log = ahoy_client_get_activity (f->client);

  ahoy_activity_log_flush (log);

  return g_list_model_get_n_items (G_LIST_MODEL (log));
}

/* Whether a line of the activity contains text. */
gboolean
has_activity (Fixture *f, const char *text)
{
  g_autofree char *all = ahoy_activity_log_dup_text (ahoy_client_get_activity (f->client));

  return strstr (all, text) != NULL;
}

/* Fills in the form and logs in; not waiting for the outcome. */
void
log_in (Fixture *f, const char *user, const char *password)
{
  set_entry (f, "Server", ahoy_practice_get_rest_uri (f->practice));
  set_entry (f, "User name", user);
  set_entry (f, "Password", password);
  activate (f, "login");
}
