/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/Xdamage.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Starts a program and says how long it took until the person saw something of it:
 *
 *   first-frame [--stay] PROGRAM [ARGUMENT...]
 *
 * The display tells of a new window, and from then on of each part of it that was drawn. The first
 * frame is there when the window is not of one colour any more. That is the same for every program
 * and toolkit, and nothing in the program has to help. Then the program is ended, or with --stay
 * left alone until standard input ends. There must be no window manager, which would put windows of
 * its own around. */

#define MOST_WAIT  60000 /* ms */
#define LEAST_SIZE 100   /* pixels: less is no window for a person */

static int
ignore_error (Display *display, XErrorEvent *event)
{
  return 0; /* of windows that have gone before we could ask about them */
}

static double
get_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);

  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static int
is_for_a_person (Display *display, Window window)
{
  XWindowAttributes attributes;

  return XGetWindowAttributes (display, window, &attributes) != 0 &&
         attributes.class == InputOutput && !attributes.override_redirect &&
         attributes.width >= LEAST_SIZE && attributes.height >= LEAST_SIZE;
}

static int
has_frame (Display *display, Window window)
{
  XWindowAttributes attributes;
  XImage *image;
  int found = 0;

  if (XGetWindowAttributes (display, window, &attributes) == 0 ||
      attributes.map_state != IsViewable)
    return 0;
  image = XGetImage (display, window, 0, 0, (unsigned int) attributes.width,
                     (unsigned int) attributes.height, AllPlanes, ZPixmap);
  if (image == NULL)
    return 0;

  for (int y = 0; y < image->height && !found; y++) {
    const char *row = image->data + (size_t) y * (size_t) image->bytes_per_line;
    size_t size = (size_t) image->bits_per_pixel / 8;

    for (int x = 0; x < image->width && !found; x++)
      found = memcmp (row + (size_t) x * size, image->data, size) != 0;
  }
  XDestroyImage (image);

  return found;
}

static pid_t
start (Display *display, char **argv)
{
  pid_t pid = fork ();

  if (pid != 0)
    return pid;

  /* A group of its own, so that what the program starts ends with it. */
  setpgid (0, 0);
  close (ConnectionNumber (display));
  dup2 (STDERR_FILENO, STDOUT_FILENO);
  execvp (argv[0], argv);
  fprintf (stderr, "first-frame: %s: %s\n", argv[0], strerror (errno));
  _exit (127);
}

/* Until the next event of the display, or until the program or the time is over. */
static int
wait_for_event (Display *display, pid_t pid, double deadline)
{
  while (XPending (display) == 0) {
    struct pollfd fd = { .fd = ConnectionNumber (display), .events = POLLIN };
    double left = deadline - get_time ();

    if (left <= 0 || waitpid (pid, NULL, WNOHANG) == pid)
      return 0;
    /* A program that ends tells nobody, so that we look after it now and then. */
    poll (&fd, 1, left > 200 ? 200 : (int) left + 1);
  }

  return 1;
}

static int
watch (Display *display, pid_t pid, double started)
{
  int damage_event, damage_error;
  double mapped = 0;

  if (!XDamageQueryExtension (display, &damage_event, &damage_error)) {
    fprintf (stderr, "first-frame: the display has no damage extension\n");
    return 0;
  }

  while (wait_for_event (display, pid, started + MOST_WAIT)) {
    Window window = None;
    XEvent event;

    XNextEvent (display, &event);
    if (event.type == MapNotify && is_for_a_person (display, event.xmap.window)) {
      window = event.xmap.window;
      if (mapped <= 0)
        mapped = get_time () - started;
      XDamageCreate (display, window, XDamageReportRawRectangles);
    } else if (event.type == damage_event + XDamageNotify) {
      window = ((XDamageNotifyEvent *) &event)->drawable;
    }
    if (window == None || !has_frame (display, window))
      continue;

    printf ("{\"window-ms\":%.1f,\"frame-ms\":%.1f,\"pid\":%d}\n", mapped, get_time () - started,
            (int) pid);
    fflush (stdout);
    return 1;
  }

  fprintf (stderr, "first-frame: no window was drawn\n");

  return 0;
}

static void
wait_for_end_of_input (void)
{
  char buffer[64];

  while (read (STDIN_FILENO, buffer, sizeof buffer) > 0)
    ;
}

int
main (int argc, char **argv)
{
  int stay = argc > 1 && strcmp (argv[1], "--stay") == 0;
  Display *display = XOpenDisplay (NULL);
  pid_t pid;
  int found;

  if (argc < 2 + stay || display == NULL) {
    fprintf (stderr, display == NULL ? "first-frame: there is no display\n"
                                     : "Usage: first-frame [--stay] PROGRAM [ARGUMENT...]\n");
    return 2;
  }

  XSetErrorHandler (ignore_error);
  XSelectInput (display, DefaultRootWindow (display), SubstructureNotifyMask);
  XSync (display, False);
  pid = start (display, argv + 1 + stay);
  found = watch (display, pid, get_time ());
  if (found && stay)
    wait_for_end_of_input ();
  kill (-pid, SIGTERM);
  /* Some need long to end, and have nothing to lose here. */
  for (int i = 0; i < 50 && waitpid (pid, NULL, WNOHANG) == 0; i++)
    poll (NULL, 0, 100);
  kill (-pid, SIGKILL);
  waitpid (pid, NULL, 0);
  XCloseDisplay (display);

  return found ? EXIT_SUCCESS : EXIT_FAILURE;
}
