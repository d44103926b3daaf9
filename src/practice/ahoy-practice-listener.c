/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define SOCKET "ahoy-practice-socket"

/* Accepts TLS connections for a server, and knows them all. The server itself would accept them as
 * well, but closing one waits for the end of its handshake, and a client that has stopped in the
 * middle of one would keep the service from stopping for ever. The server must have a listener of
 * its own beside: without any it closes each connection after an answer. */
struct _AhoyPracticeListener {
  SoupServer      *server;
  GTlsCertificate *certificate;
  GSocketService  *service;
  GHashTable      *sockets; /* of GSocket, not owned: those that are open */
};

static void
on_socket_gone (gpointer data, GObject *socket)
{
  g_hash_table_remove (data, socket);
  g_hash_table_unref (data);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source,
             AhoyPracticeListener *self)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSocketAddress) remote = NULL;
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  g_hash_table_add (self->sockets, socket);
  g_object_weak_ref (G_OBJECT (socket), on_socket_gone, g_hash_table_ref (self->sockets));
  /* As the server does with connections of its own. Else the end of each answer, and of the
   * handshake, waits until the client has confirmed the beginning: a round trip. */
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);

  local = g_socket_connection_get_local_address (connection, &error);
  if (local != NULL)
    remote = g_socket_connection_get_remote_address (connection, &error);
  if (remote != NULL)
    stream = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, &error);
  if (stream != NULL) {
    g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (stream), FALSE);
    g_object_set_data_full (G_OBJECT (remote), SOCKET, g_object_ref (socket), g_object_unref);
    soup_server_accept_iostream (self->server, stream, local, remote, &error);
  }
  if (error != NULL)
    g_debug ("A connection could not be accepted: %s", error->message);

  return TRUE;
}

AhoyPracticeListener *
ahoy_practice_listener_new (SoupServer *server, GTlsCertificate *certificate)
{
  AhoyPracticeListener *self = g_new0 (AhoyPracticeListener, 1);

  self->server = g_object_ref (server);
  self->certificate = g_object_ref (certificate);
  self->sockets = g_hash_table_new (NULL, NULL);
  self->service = g_socket_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);

  return self;
}

/* Listens on one more address; port 0: the kernel picks, and says which in port. */
gboolean
ahoy_practice_listener_add (AhoyPracticeListener *self, const char *address, guint16 *port,
                            GError **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, *port);
  g_autoptr (GSocketAddress) effective = NULL;

  if (wanted == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Not an IP address: %s", address);
    return FALSE;
  }
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                      &effective, error))
    return FALSE;

  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));

  return TRUE;
}

/* Cuts every connection, whatever it is doing, so that the server can forget it without waiting. */
void
ahoy_practice_listener_free (AhoyPracticeListener *self)
{
  GHashTableIter iter;
  gpointer socket;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_object_unref (self->service);

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    g_socket_shutdown (socket, TRUE, TRUE, NULL);

  g_hash_table_unref (self->sockets);
  g_object_unref (self->certificate);
  g_object_unref (self->server);
  g_free (self);
}

/* The socket below a request, whichever way its connection has come. */
GSocket *
ahoy_practice_message_get_socket (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket != NULL)
    return socket;

  return g_object_get_data (G_OBJECT (soup_server_message_get_remote_address (message)), SOCKET);
}
