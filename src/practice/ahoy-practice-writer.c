/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-private.h"

#include <sys/socket.h>

/* Writes bytes to a websocket's connection below libsoup: frames that libsoup does not write. */

/* What one turn of the main loop may write, so that other clients are served meanwhile. */
#define MOST_PER_TURN (1024 * 1024)

struct _AhoyPracticeWriter {
  AhoyPracticeSocket    *socket; /* not owned: it owns the writer */
  GPollableOutputStream *output;
  GSource               *source;
  GBytes                *bytes;  /* being written */
  gsize                  offset;
  GBytes                *next;   /* to be repeated afterwards, or NULL */
  guint64                left;   /* bytes until the repeating ends */
};

void
ahoy_practice_writer_free (AhoyPracticeWriter *writer)
{
  g_source_destroy (writer->source);
  g_source_unref (writer->source);
  g_bytes_unref (writer->bytes);
  g_clear_pointer (&writer->next, g_bytes_unref);
  g_object_unref (writer->output);
  g_free (writer);
}

static void
finish (AhoyPracticeWriter *writer)
{
  AhoyPracticeSocket *socket = writer->socket;
  gboolean endless = writer->next != NULL;

  g_clear_pointer (&socket->writer, ahoy_practice_writer_free);
  if (endless)
    ahoy_practice_socket_drop (socket); /* in the middle of a message nothing else can follow */
  else if (socket->device != NULL)
    ahoy_practice_device_attach (socket->device, socket);
}

/* The next bytes are to be written; FALSE when there are none. */
static gboolean
go_on (AhoyPracticeWriter *writer)
{
  gsize size = g_bytes_get_size (writer->bytes);

  writer->offset = 0;
  if (writer->next == NULL || writer->left <= size)
    return FALSE;
  writer->left -= size;
  if (writer->bytes != writer->next) {
    g_bytes_unref (writer->bytes);
    writer->bytes = g_bytes_ref (writer->next);
  }

  return TRUE;
}

static gboolean
on_writable (GObject *stream, gpointer data)
{
  AhoyPracticeWriter *writer = data;

  for (gsize written = 0; written < MOST_PER_TURN;) {
    g_autoptr (GError) error = NULL;
    gsize size = 0;
    const guint8 *bytes = g_bytes_get_data (writer->bytes, &size);
    gssize count = g_pollable_output_stream_write_nonblocking (writer->output,
                                                               bytes + writer->offset,
                                                               size - writer->offset, NULL, &error);

    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
      return G_SOURCE_CONTINUE;
    if (error != NULL) {
      finish (writer);
      return G_SOURCE_REMOVE;
    }
    written += count;
    writer->offset += count;
    if (writer->offset == size && !go_on (writer)) {
      finish (writer);
      return G_SOURCE_REMOVE;
    }
  }

  return G_SOURCE_CONTINUE;
}

static void
start (AhoyPracticeSocket *socket, GBytes *bytes, GBytes *next, guint64 left)
{
  AhoyPracticeWriter *writer = g_new0 (AhoyPracticeWriter, 1);

  writer->socket = socket;
  writer->output = G_POLLABLE_OUTPUT_STREAM (
    g_object_ref (g_io_stream_get_output_stream (G_IO_STREAM (socket->stream))));
  writer->bytes = g_bytes_ref (bytes);
  writer->next = next != NULL ? g_bytes_ref (next) : NULL;
  writer->left = left;
  writer->source = g_pollable_output_stream_create_source (writer->output, NULL);
  g_source_set_callback (writer->source, G_SOURCE_FUNC (on_writable), writer, NULL);
  g_source_attach (writer->source, g_main_context_get_thread_default ());
  socket->writer = writer;
}

/* Writes some bytes. What is to be sent meanwhile waits. */
void
ahoy_practice_socket_write (AhoyPracticeSocket *socket, gconstpointer data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  if (socket->writer == NULL)
    start (socket, bytes, NULL, 0);
}

/* Writes first, then next again and again, some total bytes; then the connection is dropped. */
void
ahoy_practice_socket_write_endless (AhoyPracticeSocket *socket, GBytes *first, GBytes *next,
                                    guint64 total)
{
  if (socket->writer == NULL)
    start (socket, first, next, total);
}

/* Closing the socket will tell the peer by a reset instead of a farewell. */
void
ahoy_practice_reset_socket (GSocket *socket)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  if (setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger) == 0)
    g_socket_close (socket, NULL);
}
