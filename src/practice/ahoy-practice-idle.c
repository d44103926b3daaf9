/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-private.h"

#include <sys/socket.h>

/* libsoup 3.2 stops looking at a connection whose client has gone between two requests, and keeps its
 * descriptor for ever. Hence connections that wait for another request are looked at here: closed
 * when there will be none, and let alone as soon as there is one. */

static void
stop_watching (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

static gboolean
on_readable (GSocket *socket, GIOCondition condition, gpointer data)
{
  AhoyPractice *self = data;
  char byte;

  /* Where there is something to read, a request comes, and libsoup takes it. */
  if (recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0)
    g_socket_close (socket, NULL);
  g_hash_table_remove (self->idle, socket);

  return G_SOURCE_REMOVE;
}

/* Below libsoup's own priority: it has seen everything first. */
static void
watch (AhoyPractice *self, GSocket *socket)
{
  GSource *source = g_socket_create_source (socket, G_IO_IN | G_IO_HUP | G_IO_ERR, NULL);

  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_hash_table_insert (self->idle, g_object_ref (socket), source);
}

static void
on_finished (SoupServer *server, SoupServerMessage *message, AhoyPractice *self)
{
  GSocket *socket = ahoy_practice_message_get_socket (message);

  if (socket != NULL && !g_socket_is_closed (socket)
      && soup_server_message_get_status (message) != SOUP_STATUS_SWITCHING_PROTOCOLS)
    watch (self, socket);
}

static void
on_started (SoupServer *server, SoupServerMessage *message, AhoyPractice *self)
{
  GSocket *socket = ahoy_practice_message_get_socket (message);

  if (socket != NULL)
    g_hash_table_remove (self->idle, socket);
}

/* Looks after the connections of a server up to ahoy_practice_idle_stop(). */
void
ahoy_practice_idle_start (AhoyPractice *self, SoupServer *server)
{
  self->idle = g_hash_table_new_full (NULL, NULL, g_object_unref, stop_watching);
  g_signal_connect (server, "request-started", G_CALLBACK (on_started), self);
  g_signal_connect (server, "request-finished", G_CALLBACK (on_finished), self);
}

void
ahoy_practice_idle_stop (AhoyPractice *self, SoupServer *server)
{
  g_signal_handlers_disconnect_by_data (server, self);
  g_clear_pointer (&self->idle, g_hash_table_unref);
}
