/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-faults.h"

#include <string.h>

/* What the fragments of a message may have. More than the bound of a message, so that one that is
 * somewhat too long is refused with a close frame; what is longer still, or never ends, is cut. */
#define MAX_READ (4 * AHOY_PRACTICE_MAX_TEXT)

/* The id of the login that an upgraded request has asked for. */
#define LOGIN "ahoy-practice-login"

static void
on_message (SoupWebsocketConnection *connection, SoupWebsocketDataType type, GBytes *bytes,
            AhoyPracticeSocket *socket)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);

  if (length > AHOY_PRACTICE_MAX_TEXT) {
    ahoy_practice_count (socket->practice, "too-big");
    ahoy_practice_socket_close (socket, SOUP_WEBSOCKET_CLOSE_TOO_BIG);
    return;
  }
  socket->service->receive (socket, type, text, length);
}

static void
remove_socket (AhoyPracticeSocket *socket)
{
  AhoyPracticeDevice *device = socket->device;

  socket->device = NULL;
  if (device != NULL && device->socket == socket)
    ahoy_practice_device_detach (device);
  g_ptr_array_remove (socket->practice->sockets, socket);
}

static void
on_closed (SoupWebsocketConnection *connection, AhoyPracticeSocket *socket)
{
  ahoy_practice_count (socket->practice, "closed");
  remove_socket (socket);
}

static void
on_error (SoupWebsocketConnection *connection, GError *error, AhoyPracticeSocket *socket)
{
  g_debug ("A socket of %s failed: %s", socket->user->name, error->message);
}

void
ahoy_practice_socket_free (AhoyPracticeSocket *socket)
{
  ahoy_clock_clear (socket->practice->clock, &socket->linger_id);
  g_clear_pointer (&socket->writer, ahoy_practice_writer_free);
  if (socket->device != NULL && socket->device->socket == socket)
    socket->device->socket = NULL;
  g_signal_handlers_disconnect_by_data (socket->connection, socket);
  g_object_unref (socket->connection);
  g_object_unref (socket->stream);
  g_object_unref (socket->socket);
  g_free (socket);
}

gboolean
ahoy_practice_socket_is_open (AhoyPracticeSocket *socket)
{
  return socket->writer == NULL
         && soup_websocket_connection_get_state (socket->connection) == SOUP_WEBSOCKET_STATE_OPEN;
}

void
ahoy_practice_socket_send (AhoyPracticeSocket *socket, const char *text)
{
  if (ahoy_practice_socket_is_open (socket))
    soup_websocket_connection_send_text (socket->connection, text);
}

static void
on_lingered (gpointer data)
{
  AhoyPracticeSocket *socket = data;

  socket->linger_id = 0;
  ahoy_practice_socket_drop (socket);
}

/* The client is to close the socket now. Where it does not, we do. */
void
ahoy_practice_socket_linger (AhoyPracticeSocket *socket)
{
  if (socket->linger_id == 0)
    socket->linger_id = ahoy_clock_add (socket->practice->clock, AHOY_PRACTICE_LINGER, on_lingered,
                                        socket);
}

void
ahoy_practice_socket_close (AhoyPracticeSocket *socket, gushort code)
{
  if (ahoy_practice_socket_is_open (socket))
    soup_websocket_connection_close (socket->connection, code, NULL);
  ahoy_practice_socket_linger (socket);
}

/* Without a close frame, as when a machine on the way fails. */
void
ahoy_practice_socket_drop (AhoyPracticeSocket *socket)
{
  g_socket_shutdown (socket->socket, TRUE, TRUE, NULL);
  remove_socket (socket);
}

/* A list of its own, since closing changes the service's list. */
GPtrArray *
ahoy_practice_list_sockets (AhoyPractice *self, const char *user)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->sockets->len; i++) {
    AhoyPracticeSocket *socket = g_ptr_array_index (self->sockets, i);

    if (user == NULL || strcmp (socket->user->name, user) == 0)
      g_ptr_array_add (list, socket);
  }

  return list;
}

/* A fault may end the login, hence it is looked up each time. */
static void
apply_open_faults (AhoyPracticeDevice *device)
{
  AhoyPractice *self = device->practice;
  g_autofree char *id = g_strdup (device->id);
  g_autoptr (GPtrArray) faults = ahoy_practice_take_open_faults (device);

  for (guint i = 0; i < faults->len; i++) {
    AhoyPracticeFault *fault = g_ptr_array_index (faults, i);

    device = ahoy_practice_find_device (self, id);
    if (device != NULL && device->socket != NULL)
      fault->type->act (device, fault);
  }
}

/* The answer to the handshake has been written: from here on it is a websocket. */
static void
on_upgraded (SoupServerMessage *message, AhoyPractice *self)
{
  AhoyPracticeDevice *device;
  AhoyPracticeSocket *socket;
  g_autoptr (GIOStream) base = NULL;

  g_signal_handlers_disconnect_by_func (message, on_upgraded, self);
  if (soup_server_message_get_status (message) != SOUP_STATUS_SWITCHING_PROTOCOLS)
    return;

  device = ahoy_practice_find_device (self, g_object_get_data (G_OBJECT (message), LOGIN));
  if (device == NULL) {
    /* It has ended between the request and the end of its answer. */
    g_socket_shutdown (ahoy_practice_message_get_socket (message), TRUE, TRUE, NULL);
    return;
  }

  socket = g_new0 (AhoyPracticeSocket, 1);
  socket->service = device->service;
  socket->practice = self;
  socket->user = device->user;
  socket->device = device;
  socket->socket = g_object_ref (ahoy_practice_message_get_socket (message));
  base = soup_server_message_steal_connection (message);
  socket->stream = AHOY_BOUNDED_STREAM (ahoy_bounded_stream_new (base, NULL, MAX_READ));
  socket->connection = soup_websocket_connection_new (G_IO_STREAM (socket->stream),
                                                      soup_server_message_get_uri (message),
                                                      SOUP_WEBSOCKET_CONNECTION_SERVER,
                                                      NULL, NULL, NULL);
  soup_websocket_connection_set_max_incoming_payload_size (socket->connection, MAX_READ);
  g_signal_connect (socket->connection, "message", G_CALLBACK (on_message), socket);
  g_signal_connect (socket->connection, "closed", G_CALLBACK (on_closed), socket);
  g_signal_connect (socket->connection, "error", G_CALLBACK (on_error), socket);
  g_ptr_array_add (self->sockets, socket);

  ahoy_practice_device_override (device);
  ahoy_practice_count (self, "opened");
  ahoy_practice_device_attach (device, socket);
  apply_open_faults (device);
}

/* Answers with 101, or with the right refusal when the request is no handshake; then the login has
 * a new socket. No extension is offered: compression would only get in the way of whoever looks at
 * the frames. */
void
ahoy_practice_upgrade (AhoyPracticeRequest *request, AhoyPracticeDevice *device)
{
  SoupServerMessage *message = request->message;

  if (!soup_websocket_server_process_handshake (message, NULL, NULL, NULL, NULL))
    return;
  g_object_set_data_full (G_OBJECT (message), LOGIN, g_strdup (device->id), g_free);
  g_signal_connect_object (message, "wrote-informational", G_CALLBACK (on_upgraded),
                           request->practice, 0);
}
