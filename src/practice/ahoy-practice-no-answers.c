/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-faults.h"

#include <string.h>
#include <sys/socket.h>

#define CHUNK (64 * 1024)

/* Answers that never come, or never come to an end. */

/* A connection that was taken from the server. It lives until the client closes it or the service
 * stops. */
typedef struct {
  AhoyClock    *clock;
  GIOStream    *stream;
  GCancellable *stopping;
  char          buffer[1024]; /* what the client still sends, unread by anybody */
  guint         interval;     /* ms between two bytes of an answer */
  guint         timer_id;
  gint64        left;         /* bytes of the answer to come */
} Hold;

static void
hold_free (Hold *hold)
{
  ahoy_clock_clear (hold->clock, &hold->timer_id);
  g_io_stream_close_async (hold->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (hold->clock);
  g_object_unref (hold->stream);
  g_object_unref (hold->stopping);
  g_free (hold);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Hold *hold = data;

  if (g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL) <= 0)
    hold_free (hold);
  else
    g_input_stream_read_async (G_INPUT_STREAM (source), hold->buffer, sizeof hold->buffer,
                               G_PRIORITY_DEFAULT, hold->stopping, read_cb, hold);
}

static Hold *
take_connection (AhoyPracticeRequest *request)
{
  Hold *hold = g_new0 (Hold, 1);
  GInputStream *input;

  hold->clock = g_object_ref (request->practice->clock);
  hold->stopping = g_object_ref (request->practice->stopping);
  hold->stream = ahoy_practice_request_take (request);
  input = g_io_stream_get_input_stream (hold->stream);
  g_input_stream_read_async (input, hold->buffer, sizeof hold->buffer, G_PRIORITY_DEFAULT,
                             hold->stopping, read_cb, hold);

  return hold;
}

void
ahoy_practice_answer_silent (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  take_connection (request);
}

static void
write_byte (gpointer data)
{
  Hold *hold = data;
  GOutputStream *output = g_io_stream_get_output_stream (hold->stream);

  hold->timer_id = 0;
  g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (output), " ", 1, NULL,
                                              NULL);
  if (--hold->left > 0)
    hold->timer_id = ahoy_clock_add (hold->clock, hold->interval, write_byte, hold);
}

void
ahoy_practice_answer_trickle (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  Hold *hold = take_connection (request);
  GOutputStream *output = g_io_stream_get_output_stream (hold->stream);
  g_autofree char *head = NULL;

  hold->left = ahoy_practice_fault_get_int (fault, "bytes");
  hold->interval = (guint) ahoy_practice_fault_get_int (fault, "ms");
  head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                          "Content-Length: %" G_GINT64_FORMAT "\r\n\r\n", hold->left);
  /* The buffers of a connection that has carried one request are not full. */
  g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (output), head,
                                              strlen (head), NULL, NULL);
  hold->timer_id = ahoy_clock_add (hold->clock, hold->interval, write_byte, hold);
}

/* Closes the connection now. Over TLS without the farewell, as a failure does. */
static void
close_connection (AhoyPracticeRequest *request, const char *last_words, gboolean reset)
{
  g_autoptr (GSocket) socket = g_object_ref (ahoy_practice_message_get_socket (request->message));
  g_autoptr (GIOStream) stream = ahoy_practice_request_take (request);
  GOutputStream *output = g_io_stream_get_output_stream (stream);

  if (last_words != NULL)
    g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (output), last_words,
                                                strlen (last_words), NULL, NULL);
  if (reset)
    ahoy_practice_reset_socket (socket);
  else
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
  g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

void
ahoy_practice_answer_drop (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  close_connection (request, NULL, ahoy_practice_fault_get_boolean (fault, "reset"));
}

void
ahoy_practice_answer_cut (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  close_connection (request,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n"
                    "\r\n{\"subscribeResponse\":{\"statusCode\":0,", FALSE);
}

void
ahoy_practice_answer_not_http (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  close_connection (request, "220 practice.example ready, but not for HTTP\r\n", FALSE);
}

static void
free_left (gpointer data, GClosure *closure)
{
  g_free (data);
}

/* The next piece of an answer is made when the last one is written. */
static void
on_wrote_chunk (SoupServerMessage *message, gpointer data)
{
  gint64 *left = data;
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  (*left)--;
  if (*left > 0) {
    guchar *chunk = g_malloc (CHUNK);

    memset (chunk, 'x', CHUNK);
    soup_message_body_append_take (body, chunk, CHUNK);
  } else if (*left == 0) {
    soup_message_body_append (body, SOUP_MEMORY_STATIC, "\"}", 2);
  } else {
    soup_message_body_complete (body);
  }
  soup_server_message_unpause (message);
}

void
ahoy_practice_answer_big (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  static const char head[] = "{\"subscribeResponse\":\"";
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  SoupMessageBody *body = soup_server_message_get_response_body (request->message);
  gint64 *left = g_new (gint64, 1);

  *left = ahoy_practice_fault_get_int (fault, "megabytes") * (1024 * 1024 / CHUNK) + 1;
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_set_content_type (headers, "application/json", NULL);
  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, head, sizeof head - 1);
  soup_server_message_set_status (request->message, request->service->success, NULL);
  g_signal_connect_data (request->message, "wrote-chunk", G_CALLBACK (on_wrote_chunk), left,
                         free_left, 0);
}
