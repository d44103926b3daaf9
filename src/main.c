/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-application.h"
#include "ahoy-log.h"
#include "ahoy-practice.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <sys/resource.h>

/* The one place of the window's program that knows all layers, and plugs them together. */

/* Passwords and tokens are in our memory: no core file may have it. Not by PR_SET_DUMPABLE, which
 * would hide us from the desktop portals too: they look at who asks, and turn away whom they cannot
 * look at. */
static void
keep_memory_private (void)
{
  const struct rlimit none = { 0, 0 };

  if (setrlimit (RLIMIT_CORE, &none) != 0)
    g_debug ("Core files could not be switched off");
}

static AhoyPracticeLogin *
start_practice (gpointer user_data, GError **error)
{
  AhoyPractice **practice = user_data;

  if (*practice == NULL) {
    g_autoptr (AhoyPractice) started = ahoy_practice_new ();

    if (!ahoy_practice_start (started, 0, error))
      return NULL;
    *practice = g_steal_pointer (&started);
  }

  return ahoy_practice_login_new (ahoy_practice_get_rest_uri (*practice),
                                  ahoy_practice_get_websocket_uri (*practice),
                                  ahoy_practice_get_user_name (*practice, 0),
                                  ahoy_practice_get_user_password (*practice, 0));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AhoyApplication) application = NULL;
  g_autoptr (AhoyClock) clock = NULL;
  g_autoptr (AhoyPractice) practice = NULL;
  g_autoptr (AhoySettings) settings = NULL;
  int code;

  ahoy_log_install ();
  keep_memory_private ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, AHOY_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  settings = ahoy_settings_new ();
  if (settings == NULL) {
    g_printerr (_("ahoy: The settings schema is missing or of another version. "
                  "Install Ahoy again.\n"));
    return 1;
  }

  clock = ahoy_system_clock_new ();
  application = ahoy_application_new (settings, clock);
  ahoy_application_set_practice_func (application, start_practice, &practice);
  code = g_application_run (G_APPLICATION (application), argc, argv);

  if (practice != NULL)
    ahoy_practice_stop (practice);

  return code;
}
