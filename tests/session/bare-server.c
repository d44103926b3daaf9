/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bare-server.h"

#include <string.h>

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  BarePeer *peer = data;

  if (length <= 0) {
    peer->gone = TRUE;
    return;
  }
  g_string_append_len (peer->request, peer->buffer, length);
  g_input_stream_read_async (G_INPUT_STREAM (source), peer->buffer, sizeof peer->buffer, 0, NULL,
                             read_cb, peer);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source,
             BareServer *self)
{
  BarePeer *peer = g_new0 (BarePeer, 1);

  peer->connection = g_object_ref (connection);
  peer->request = g_string_new (NULL);
  g_ptr_array_add (self->peers, peer);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), peer->buffer,
                             sizeof peer->buffer, 0, NULL, read_cb, peer);

  return TRUE;
}

BareServer *
bare_server_new (void)
{
  BareServer *self = g_new0 (BareServer, 1);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) error = NULL;

  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  self->peers = g_ptr_array_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);

  return self;
}

/* Nobody listens at the port any more. */
void
bare_server_stop (BareServer *self)
{
  if (self->service == NULL)
    return;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
}

/* Waits until all clients have gone: who leaves a connection open, hangs here. */
void
bare_server_free (BareServer *self)
{
  for (guint i = 0; i < self->peers->len; i++) {
    BarePeer *peer = g_ptr_array_index (self->peers, i);

    while (!peer->gone)
      g_main_context_iteration (NULL, TRUE);
    g_io_stream_close (G_IO_STREAM (peer->connection), NULL, NULL);
    g_object_unref (peer->connection);
    g_string_free (peer->request, TRUE);
    g_free (peer);
  }
  g_ptr_array_unref (self->peers);
  bare_server_stop (self);
  g_free (self);
}

/* The client that came last, or NULL. */
BarePeer *
bare_server_last (BareServer *self)
{
  return self->peers->len > 0 ? g_ptr_array_index (self->peers, self->peers->len - 1) : NULL;
}

void
bare_peer_say (BarePeer *self, const void *data, gssize length)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)), data,
                             length >= 0 ? (gsize) length : strlen (data), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Says as much of it as the network takes now, and tells how much that is. */
gsize
bare_peer_try_say (BarePeer *self, const void *data, gsize length)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));
  gssize said;

  g_socket_set_blocking (g_socket_connection_get_socket (self->connection), FALSE);
  said = g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (stream), data,
                                                     length, NULL, NULL);

  return (gsize) MAX (said, 0);
}

void
bare_peer_hang_up (BarePeer *self)
{
  g_socket_shutdown (g_socket_connection_get_socket (self->connection), TRUE, TRUE, NULL);
}

/* What opens the websocket that the client asks for, with the proof that RFC 6455 wants. */
char *
bare_peer_websocket (BarePeer *self)
{
  static const char name[] = "Sec-WebSocket-Key: ";
  const char *key = strstr (self->request->str, name) + strlen (name);
  g_autofree char *text = g_strdup_printf ("%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *proof = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  proof = g_base64_encode (digest, length);

  return g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\n"
                          "connection: keep-alive, Upgrade\r\nsec-websocket-accept: %s\r\n", proof);
}
