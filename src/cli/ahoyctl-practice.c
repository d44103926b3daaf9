/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoyctl-practice.h"

#include "ahoy-practice.h"
#include "ahoyctl-output.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>

static void
add_users (AhoyPractice *practice, char **users)
{
  for (guint i = 0; users != NULL && users[i] != NULL; i++) {
    const char *colon = strchr (users[i], ':');
    g_autofree char *name = g_strndup (users[i], colon - users[i]);

    ahoy_practice_add_user (practice, name, colon + 1);
  }
}

static gboolean
start (AhoyPractice *practice, AhoyctlOptions *options, GError **error)
{
  if (!ahoy_practice_start (practice, options->port, error))
    return FALSE;
  if (options->tls_certificate == NULL)
    return TRUE;

  return ahoy_practice_start_tls (practice, options->tls_port, options->listen,
                                  options->tls_certificate, options->tls_key, error);
}

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);

  return G_SOURCE_CONTINUE;
}

/* Runs the practice service until a signal; the program's exit code. */
int
ahoyctl_practice_run (AhoyctlOptions *options)
{
  g_autoptr (AhoyPractice) practice = ahoy_practice_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  int code = 0;

  g_unix_signal_add (SIGINT, on_signal, loop);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  add_users (practice, options->practice_users);
  if (!start (practice, options, &error)) {
    ahoyctl_say ("%s", error->message);
    code = 1;
  } else if (!ahoyctl_print_practice (practice)) {
    code = 1;
  } else {
    g_main_loop_run (loop);
  }
  ahoy_practice_stop (practice);

  return code;
}
