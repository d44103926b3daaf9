/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-autostart.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* The file by which a desktop starts the program when the person logs in to it, as the Desktop
 * Application Autostart Specification says. */

/**
 * ahoy_autostart_dup_path:
 *
 * Returns: (transfer full) (type filename): where the file is, or would be
 */
char *
ahoy_autostart_dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", AHOY_APPLICATION_ID ".desktop",
                           NULL);
}

/* By its name, if that is what would be started: it may be installed elsewhere after an update. */
static char *
dup_command (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *found = g_find_program_in_path ("ahoy");
  g_autofree char *quoted = NULL;

  if (self == NULL || g_strcmp0 (self, found) == 0)
    return g_strdup ("ahoy --background");
  quoted = g_shell_quote (self);

  return g_strconcat (quoted, " --background", NULL);
}

/**
 * ahoy_autostart_write:
 * @enabled: whether the desktop should start the program
 * @error: return location for an error for the person
 *
 * Writes the file, or takes it away. Blocks for a moment.
 *
 * Returns: whether it is so now
 */
gboolean
ahoy_autostart_write (gboolean enabled, GError **error)
{
  g_autofree char *path = ahoy_autostart_dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *command = NULL;
  g_autoptr (GKeyFile) file = NULL;

  if (!enabled) {
    if (g_unlink (path) != 0 && errno != ENOENT) {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
      return FALSE;
    }
    return TRUE;
  }

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
    return FALSE;
  }
  command = dup_command ();
  file = g_key_file_new ();
  g_key_file_set_string (file, "Desktop Entry", "Type", "Application");
  g_key_file_set_string (file, "Desktop Entry", "Name", _("Ahoy"));
  g_key_file_set_string (file, "Desktop Entry", "Icon", AHOY_APPLICATION_ID);
  g_key_file_set_string (file, "Desktop Entry", "Exec", command);

  return g_key_file_save_to_file (file, path, error);
}
