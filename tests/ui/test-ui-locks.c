/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "ahoy-config.h"

#include "ahoy-account-editor.h"
#include "ui-fixture.h"

#include <gio/gsettingsbackend.h>
#include <glib/gstdio.h>

/* Settings with the defaults and locks of an administrator, in files as they are read from /etc. */
typedef struct {
  char      *folder;
  GSettings *gsettings;
} Locks;

static void
write_file (Locks *locks, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (locks->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
set_up (Locks *locks, gconstpointer data)
{
  g_autofree char *file = NULL;
  g_autoptr (GSettingsBackend) plain = NULL;
  g_autoptr (GSettingsBackend) backend = NULL;
  g_autofree char *defaults = g_strdelimit (g_strdup (AHOY_APPLICATION_ID), ".", '/');
  g_autofree char *group = g_strdup_printf ("[%s]\nserver='https://calls.example.com'\n", defaults);
  g_autofree char *keys = g_strdup_printf ("/%s/server\n/%s/ca-file\n", defaults, defaults);

  locks->folder = g_dir_make_tmp ("ahoy-locks-XXXXXX", NULL);
  g_assert_nonnull (locks->folder);
  write_file (locks, "defaults", group);
  write_file (locks, "locks", keys);
  file = g_build_filename (locks->folder, "keyfile", NULL);
  plain = g_keyfile_settings_backend_new (file, "/", NULL);
  backend = g_object_new (G_OBJECT_TYPE (plain), "filename", file, "root-path", "/",
                          "defaults-dir", locks->folder, NULL);
  locks->gsettings = g_settings_new_with_backend (AHOY_APPLICATION_ID, backend);
}

static void
tear_down (Locks *locks, gconstpointer data)
{
  static const char * const names[] = { "defaults", "locks", "keyfile" };

  g_object_unref (locks->gsettings);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (locks->folder, names[i], NULL);

    g_unlink (path);
  }
  g_rmdir (locks->folder);
  g_free (locks->folder);
}

static gboolean
can_be_used (GtkWidget *editor, GType type, const char *title)
{
  GtkWidget *row = find_widget (editor, type, title);

  g_assert_nonnull (row);

  return gtk_widget_get_sensitive (row);
}

static void
test_editor (Locks *locks, gconstpointer data)
{
  GtkWidget *editor = g_object_ref_sink (g_object_new (AHOY_TYPE_ACCOUNT_EDITOR, NULL));
  g_autofree char *server = g_settings_get_string (locks->gsettings, "server");

  g_assert_cmpstr (server, ==, "https://calls.example.com");
  g_assert_false (g_settings_is_writable (locks->gsettings, "server"));
  g_assert_true (can_be_used (editor, ADW_TYPE_ENTRY_ROW, "Server"));
  ahoy_account_editor_follow_locks (AHOY_ACCOUNT_EDITOR (editor), locks->gsettings);
  g_assert_false (can_be_used (editor, ADW_TYPE_ENTRY_ROW, "Server"));
  g_assert_false (can_be_used (editor, ADW_TYPE_COMBO_ROW, "Location"));
  g_assert_true (can_be_used (editor, ADW_TYPE_COMBO_ROW, "Service"));
  g_assert_false (can_be_used (editor, ADW_TYPE_ACTION_ROW, "CA certificate file"));
  g_assert_true (can_be_used (editor, ADW_TYPE_ENTRY_ROW, "Websocket server"));
  g_assert_true (can_be_used (editor, ADW_TYPE_ENTRY_ROW, "ICE servers"));
  g_object_unref (editor);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add ("/ui/locks/editor", Locks, NULL, set_up, test_editor, tear_down);

  return g_test_run ();
}
