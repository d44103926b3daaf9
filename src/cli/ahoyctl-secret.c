/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoyctl-secret.h"

#include "ahoy-credentials.h"
#include "ahoyctl-output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <poll.h>
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

/* While the person is asked: which signal has come, and a pipe that it wakes the reader by. A read
 * that a signal interrupts would not do: the signal can come right before it, or in the thread of
 * another library. */
static volatile sig_atomic_t caught;
static int waker[2] = { -1, -1 };

/* Returns FALSE when a signal was caught. */
static gboolean
wait_for_input (int fd)
{
  struct pollfd fds[] = { { .fd = fd, .events = POLLIN }, { .fd = waker[0], .events = POLLIN } };

  while (poll (fds, G_N_ELEMENTS (fds), -1) < 0 && errno == EINTR)
    ;

  return fds[1].revents == 0;
}

/* Into a buffer of LONGEST bytes, byte by byte on a terminal or a pipe alike: what follows the line
 * is not ours. FALSE without an error: a signal was caught. */
static gboolean
read_line (int fd, char *buffer, gsize *length, GError **error)
{
  *length = 0;
  for (;;) {
    gssize n;

    if (waker[0] >= 0 && !wait_for_input (fd))
      return FALSE;
    n = read (fd, buffer + *length, 1);
    if (n < 0 && errno == EINTR)
      continue;
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

static char *
read_from (const char *file, int fd, GError **error)
{
  char *secret;

  if (file != NULL)
    return read_from_file (file, error);
  if (fd < 0)
    return NULL;

  secret = read_secret (fd, error);
  close (fd);

  return secret;
}

/* What the options name; NULL without an error where they name nothing. */
char *
ahoyctl_secret_read_given (AhoyctlOptions *options, GError **error)
{
  return read_from (options->password_file, options->password_fd, error);
}

/* The password for the TURN servers; NULL as above. */
char *
ahoyctl_secret_read_ice (AhoyctlOptions *options, GError **error)
{
  char *secret = read_from (options->ice_secret_file, options->ice_secret_fd, error);

  if (secret == NULL && error != NULL && *error != NULL)
    g_prefix_error (error, "%s: ", options->ice_secret_file != NULL ? "--ice-secret-file"
                                                                    : "--ice-secret-fd");

  return secret;
}

static void
on_caught (int number)
{
  int before = errno;

  caught = number;
  if (write (waker[1], "", 1) < 0) {
    /* The pipe is full of what wakes already. */
  }
  errno = before;
}

static const int watched_signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP };

static gboolean
catch_signals (struct sigaction *before, GError **error)
{
  const struct sigaction action = { .sa_handler = on_caught, .sa_flags = SA_RESTART };

  caught = 0;
  if (!g_unix_open_pipe (waker, FD_CLOEXEC, error))
    return FALSE;
  g_unix_set_fd_nonblocking (waker[1], TRUE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (watched_signals); i++)
    sigaction (watched_signals[i], &action, &before[i]);

  return TRUE;
}

static void
release_signals (const struct sigaction *before)
{
  for (guint i = 0; i < G_N_ELEMENTS (watched_signals); i++)
    sigaction (watched_signals[i], &before[i], NULL);
  for (guint i = 0; i < G_N_ELEMENTS (waker); i++) {
    close (waker[i]);
    waker[i] = -1;
  }
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

  if (!catch_signals (before, error))
    return NULL;
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
