/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoyctl-secret.h"

#include "ahoy-credentials.h"
#include "ahoyctl-output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* More than any token, and a bound for what is not one. */
#define LONGEST 65536

static gboolean
fail_errno (GError **error, const char *sentence)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", sentence,
               g_strerror (code));

  return FALSE;
}

static volatile sig_atomic_t caught;

/* Into a buffer of LONGEST bytes, byte by byte on a terminal or a pipe alike: what follows the line
 * is not ours. FALSE without an error: a signal was caught. */
static gboolean
read_line (int fd, char *buffer, gsize *length, GError **error)
{
  *length = 0;
  for (;;) {
    gssize n = read (fd, buffer + *length, 1);

    if (n < 0 && errno == EINTR) {
      if (caught != 0)
        return FALSE;
      continue;
    }
    if (n < 0)
      return fail_errno (error, _("The password could not be read"));
    if (n == 0 || buffer[*length] == '\n')
      return TRUE;
    if (++*length == LONGEST) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("The password could not be read: it is too long"));
      return FALSE;
    }
  }
}

static char *
read_secret (int fd, GError **error)
{
  char *buffer = g_malloc (LONGEST);
  char *secret = NULL;
  gsize length;

  if (read_line (fd, buffer, &length, error)) {
    if (length > 0 && buffer[length - 1] == '\r')
      length--;
    if (length == 0)
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The password is empty"));
    else if (memchr (buffer, '\0', length) != NULL || !g_utf8_validate (buffer, length, NULL))
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("The password could not be read: it is not text"));
    else
      secret = g_strndup (buffer, length);
  }
  explicit_bzero (buffer, LONGEST);
  g_free (buffer);

  return secret;
}

static char *
read_from_file (const char *path, GError **error)
{
  struct stat status;
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  char *secret;

  if (fd < 0) {
    fail_errno (error, _("The password file could not be opened"));
    return NULL;
  }
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) &&
      (status.st_mode & (S_IRGRP | S_IROTH)) != 0)
    ahoyctl_say (_("Others can read the password file. Take that from them with “chmod 600”."));
  secret = read_secret (fd, error);
  close (fd);

  return secret;
}

/* What the options name; NULL without an error where they name nothing. */
char *
ahoyctl_secret_read_given (AhoyctlOptions *options, GError **error)
{
  char *secret;

  if (options->password_file != NULL)
    return read_from_file (options->password_file, error);
  if (options->password_fd < 0)
    return NULL;

  secret = read_secret (options->password_fd, error);
  close (options->password_fd);

  return secret;
}

static void
on_caught (int number)
{
  caught = number;
}

static const int watched_signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP };

static void
catch_signals (struct sigaction *before)
{
  struct sigaction action = { .sa_handler = on_caught }; /* without SA_RESTART */

  caught = 0;
  for (guint i = 0; i < G_N_ELEMENTS (watched_signals); i++)
    sigaction (watched_signals[i], &action, &before[i]);
}

static void
release_signals (const struct sigaction *before)
{
  for (guint i = 0; i < G_N_ELEMENTS (watched_signals); i++)
    sigaction (watched_signals[i], &before[i], NULL);
}

/* One go at the terminal, which is left as it was whatever happens. */
static char *
read_without_echo (const char *question, GError **error)
{
  struct sigaction before[G_N_ELEMENTS (watched_signals)];
  struct termios shown;
  struct termios hidden;
  char *secret = NULL;

  if (tcgetattr (STDIN_FILENO, &shown) != 0) {
    fail_errno (error, _("The password could not be read"));
    return NULL;
  }
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) (ECHO | ECHOE | ECHOK | ECHONL);
  hidden.c_lflag |= ICANON;

  catch_signals (before);
  if (tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden) != 0) {
    fail_errno (error, _("The password could not be read"));
  } else {
    g_printerr ("%s", question);
    secret = read_secret (STDIN_FILENO, error);
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
    g_printerr ("\n");
  }
  release_signals (before);

  return secret;
}

/* Asks the person at the terminal, if there is one. */
char *
ahoyctl_secret_ask (AhoyctlOptions *options, GError **error)
{
  g_autofree char *question = NULL;
  const char *user = ahoy_account_get_user (options->account);

  if (!isatty (STDIN_FILENO)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _("There is no password: give it with --password-file or --password-fd, "
                           "or run this in a terminal"));
    return NULL;
  }

  question = g_strdup_printf (options->login_kind == AHOY_LOGIN_KIND_PASSWORD ||
                                  options->login_kind == AHOY_LOGIN_KIND_AUTHNAME
                                ? _("Password of %s: ")
                                : _("Token of %s: "),
                              user);
  for (;;) {
    char *secret = read_without_echo (question, error);

    if (caught == 0)
      return secret;

    ahoy_secret_free (secret);
    g_clear_error (error);
    if (caught != SIGTSTP) {
      /* As if we had not looked at it: whoever waits for us sees the signal. */
      raise (caught);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Interrupted"));
      return NULL;
    }
    raise (SIGSTOP);
  }
}
