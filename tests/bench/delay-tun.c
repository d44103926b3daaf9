/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

/* Joins network namespaces that lie a fixed time apart:
 *
 *   delay-tun MILLISECONDS NAMESPACE-FILE=ADDRESS...
 *
 * makes the device eth0 inside each namespace and hands every IPv4 packet to the namespace of its
 * destination, that time after it has come. So everything that costs a round trip costs one here
 * too, TCP's own handshake included, which a relay between sockets would hide. Says "ready" when
 * the devices are there, and ends on SIGTERM or with its standard input. */

#define MOST_ENDS   8
#define MOST_HELD   16384 /* packets; more are lost, as on a full link */
#define MOST_BYTES  65536
#define NANOSECONDS 1000000000LL

typedef struct {
  int      fd;
  uint32_t address; /* network order */
} End;

typedef struct {
  int64_t  due; /* ns of the monotonic clock */
  int      end;
  size_t   length;
  uint8_t *data;
} Packet;

static End ends[MOST_ENDS];
static int n_ends;
static Packet held[MOST_HELD]; /* a ring: the delay is the same for all, so they stay in order */
static unsigned int head, tail;

static void
fail (const char *what)
{
  fprintf (stderr, "delay-tun: %s: %s\n", what, strerror (errno));
  exit (EXIT_FAILURE);
}

static int64_t
get_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);

  return time.tv_sec * NANOSECONDS + time.tv_nsec;
}

static int
open_device (const char *namespace_file, int home)
{
  struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };
  int namespace = open (namespace_file, O_RDONLY | O_CLOEXEC);
  int fd;

  if (namespace < 0 || setns (namespace, CLONE_NEWNET) != 0)
    fail (namespace_file);
  close (namespace);
  fd = open ("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    fail ("/dev/net/tun");
  strcpy (request.ifr_name, "eth0");
  if (ioctl (fd, TUNSETIFF, &request) != 0)
    fail ("eth0");
  if (setns (home, CLONE_NEWNET) != 0)
    fail ("the own namespace");

  return fd;
}

static int
find_end (const uint8_t *packet)
{
  uint32_t destination;

  memcpy (&destination, packet + 16, sizeof destination);
  for (int i = 0; i < n_ends; i++)
    if (ends[i].address == destination)
      return i;

  return -1;
}

static void
take_packets (int fd, int64_t delay)
{
  static uint8_t buffer[MOST_BYTES];
  ssize_t length;

  while ((length = read (fd, buffer, sizeof buffer)) > 0) {
    Packet *packet = &held[tail % MOST_HELD];
    int end = length >= 20 && buffer[0] >> 4 == 4 ? find_end (buffer) : -1;

    if (end < 0 || tail - head == MOST_HELD)
      continue;
    packet->due = get_time () + delay;
    packet->end = end;
    packet->length = (size_t) length;
    packet->data = malloc (packet->length);
    if (packet->data == NULL)
      fail ("memory");
    memcpy (packet->data, buffer, packet->length);
    tail++;
  }
}

static void
give_packets (void)
{
  int64_t now = get_time ();

  for (; head != tail && held[head % MOST_HELD].due <= now; head++) {
    Packet *packet = &held[head % MOST_HELD];

    /* A device that is not up yet takes nothing: the packet is lost, as on any link. */
    if (write (ends[packet->end].fd, packet->data, packet->length) < 0 && errno != EIO)
      fail ("eth0");
    free (packet->data);
  }
}

static void
run (int64_t delay)
{
  struct pollfd fds[MOST_ENDS + 1];

  for (int i = 0; i < n_ends; i++)
    fds[i] = (struct pollfd) { .fd = ends[i].fd, .events = POLLIN };
  fds[n_ends] = (struct pollfd) { .fd = STDIN_FILENO };

  while (fds[n_ends].revents == 0) {
    struct timespec wait = { 0 };
    int64_t left = 0;

    if (head != tail) {
      left = held[head % MOST_HELD].due - get_time ();
      if (left > 0)
        wait = (struct timespec) { left / NANOSECONDS, left % NANOSECONDS };
    }
    if (ppoll (fds, (nfds_t) n_ends + 1, head != tail ? &wait : NULL, NULL) < 0 && errno != EINTR)
      fail ("poll");
    for (int i = 0; i < n_ends; i++)
      if (fds[i].revents != 0)
        take_packets (ends[i].fd, delay);
    give_packets ();
  }
}

int
main (int argc, char **argv)
{
  struct sched_param parameters = { .sched_priority = 10 };
  int home = open ("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

  if (argc < 3 || argc - 2 > MOST_ENDS) {
    fprintf (stderr, "Usage: delay-tun MILLISECONDS NAMESPACE-FILE=ADDRESS...\n");
    return 2;
  }
  if (home < 0)
    fail ("/proc/self/ns/net");

  for (int i = 2; i < argc; i++) {
    char *address = strrchr (argv[i], '=');

    if (address == NULL || inet_pton (AF_INET, address + 1, &ends[n_ends].address) != 1) {
      fprintf (stderr, "delay-tun: not NAMESPACE-FILE=ADDRESS: %s\n", argv[i]);
      return 2;
    }
    *address = '\0';
    ends[n_ends++].fd = open_device (argv[i], home);
  }

  /* The delay stays right while programs that are measured fill the processors. Where this is not
   * allowed, it is right most of the time. */
  prctl (PR_SET_TIMERSLACK, 1000UL);
  sched_setscheduler (0, SCHED_RR, &parameters);
  printf ("ready\n");
  fflush (stdout);
  run (strtoll (argv[1], NULL, 10) * 1000000);

  return EXIT_SUCCESS;
}
