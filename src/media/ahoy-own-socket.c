/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-own-socket.h"

#include <netinet/in.h>
#include <sys/socket.h>

#define OPEN_FILES "/proc/self/fd"

typedef struct {
  struct sockaddr_storage address;
  socklen_t               length;
} End;

static gboolean
is_same (const End *a, const End *b)
{
  const struct sockaddr_in *a4 = (const struct sockaddr_in *) &a->address;
  const struct sockaddr_in *b4 = (const struct sockaddr_in *) &b->address;
  const struct sockaddr_in6 *a6 = (const struct sockaddr_in6 *) &a->address;
  const struct sockaddr_in6 *b6 = (const struct sockaddr_in6 *) &b->address;

  if (a->address.ss_family != b->address.ss_family)
    return FALSE;
  if (a->address.ss_family == AF_INET)
    return a4->sin_port == b4->sin_port && a4->sin_addr.s_addr == b4->sin_addr.s_addr;
  if (a->address.ss_family == AF_INET6)
    return a6->sin6_port == b6->sin6_port && IN6_ARE_ADDR_EQUAL (&a6->sin6_addr, &b6->sin6_addr);

  return FALSE;
}

/* Both ends of a connection; FALSE where there is none. */
static gboolean
read_ends (int fd, End *here, End *there)
{
  here->length = sizeof here->address;
  there->length = sizeof there->address;

  return getsockname (fd, (struct sockaddr *) &here->address, &here->length) == 0 &&
         getpeername (fd, (struct sockaddr *) &there->address, &there->length) == 0;
}

/**
 * ahoy_own_socket_is_peer:
 * @accepted: a connection that was accepted on this computer
 *
 * Tells whether the other end is a socket of this process too. Any program of the computer can
 * connect to a port of the loopback interface, of other people as well.
 *
 * Returns: %FALSE also where that cannot be found out; may be called from any thread
 */
gboolean
ahoy_own_socket_is_peer (GSocket *accepted)
{
  g_autoptr (GDir) files = g_dir_open (OPEN_FILES, 0, NULL);
  const char *name;
  End here, there;

  if (files == NULL || !read_ends (g_socket_get_fd (accepted), &here, &there))
    return FALSE;

  while ((name = g_dir_read_name (files)) != NULL) {
    guint64 fd;
    End own, other;

    if (g_ascii_string_to_unsigned (name, 10, 0, G_MAXINT, &fd, NULL) &&
        read_ends ((int) fd, &own, &other) && is_same (&own, &there) && is_same (&other, &here))
      return TRUE;
  }

  return FALSE;
}
