/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-gst.h"
#include "ahoy-log.h"
#include "ahoy-memory.h"
#include "ahoyctl-options.h"
#include "ahoyctl-output.h"
#include "ahoyctl-practice.h"
#include "ahoyctl-session.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* Passwords and tokens are in our memory: neither a core file nor another process of the same user
 * may have it. */
static void
keep_memory_private (void)
{
  const struct rlimit none = { 0, 0 };

  if (setrlimit (RLIMIT_CORE, &none) != 0 || prctl (PR_SET_DUMPABLE, 0) != 0)
    g_debug ("The memory of the program could not be protected");
}

int
main (int argc, char *argv[])
{
  g_autoptr (AhoyctlOptions) options = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) arguments = NULL;
  int code = 0;

  ahoy_memory_spare ();
  ahoy_log_install ();
  ahoyctl_output_install ();
  keep_memory_private ();
  /* A reader that goes away is no reason to leave a session behind. */
  signal (SIGPIPE, SIG_IGN);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, AHOY_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  arguments = g_strdupv (argv);
  options = ahoyctl_options_parse (arguments, &error);
  if (options == NULL) {
    ahoyctl_say (_("%s. Try “ahoyctl --help”."), error->message);
    return 2;
  }

  switch (options->command) {
  case AHOYCTL_COMMAND_LOGIN:
  case AHOYCTL_COMMAND_EVENTS:
  case AHOYCTL_COMMAND_CALL:
  case AHOYCTL_COMMAND_ANSWER:
    code = ahoyctl_session_run (options);
    break;
  case AHOYCTL_COMMAND_PRACTICE:
    code = ahoyctl_practice_run (options);
    break;
  case AHOYCTL_COMMAND_NONE:
    break;
  }
  ahoy_gst_wait_closed ();

  return code;
}
