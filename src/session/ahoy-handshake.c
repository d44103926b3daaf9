/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-handshake.h"

#include "ahoy-error.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define MAX_ANSWER (16 * 1024) /* bytes */

/* The opening of a websocket on a connection that is there already (RFC 6455, section 4.1). The
 * library opens one only on connections of its own, and would make a new one for it: that is two
 * or three round trips more for each login. */
typedef struct {
  char       *accept;  /* what the server must prove with */
  char       *request; /* holds the channel: a secret */
  GByteArray *answer;
  gsize       skipped; /* bytes of interim answers */
  guint       status;  /* of a refusal, or 0 */
} Handshake;

static void
handshake_free (Handshake *handshake)
{
  g_free (handshake->accept);
  explicit_bzero (handshake->request, strlen (handshake->request));
  g_free (handshake->request);
  g_byte_array_unref (handshake->answer);
  g_free (handshake);
}

static char *
make_key (void)
{
  guint32 random[4];

  for (guint i = 0; i < G_N_ELEMENTS (random); i++)
    random[i] = g_random_int ();

  return g_base64_encode ((const guchar *) random, sizeof random);
}

static char *
make_accept (const char *key)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) key, -1);
  g_checksum_update (checksum, (const guchar *) "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", -1);
  g_checksum_get_digest (checksum, digest, &length);

  return g_base64_encode (digest, length);
}

static char *
make_request (GUri *uri, const char *key)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);
  const char *path = g_uri_get_path (uri);
  const char *query = g_uri_get_query (uri);
  int usual = strcmp (scheme, "wss") == 0 ? 443 : 80;
  int port = g_uri_get_port (uri);
  g_autofree char *shown_port = NULL;

  if (port != -1 && port != usual)
    shown_port = g_strdup_printf (":%d", port);

  return g_strdup_printf ("GET %s%s%s HTTP/1.1\r\n"
                          "Host: %s%s%s%s\r\n"
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Key: %s\r\n"
                          "Sec-WebSocket-Version: 13\r\n"
                          "User-Agent: Ahoy/" AHOY_VERSION "\r\n"
                          "\r\n",
                          *path != '\0' ? path : "/", query != NULL ? "?" : "",
                          query != NULL ? query : "", strchr (host, ':') != NULL ? "[" : "", host,
                          strchr (host, ':') != NULL ? "]" : "",
                          shown_port != NULL ? shown_port : "", key);
}

static gboolean
check (Handshake *handshake, const char *text, gsize length, GError **error)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  g_autofree char *answer = g_malloc0 (length + 1);
  const char *accept;
  guint status = 0;

  memcpy (answer, text, length);
  /* The parser wants what comes before the empty line, without it, and reads the status with
   * strtol (), which a text that has no end could lead past the buffer. */
  if (!soup_headers_parse_response (answer, (int) length, headers, NULL, &status, NULL)) {
    g_propagate_error (error, ahoy_session_error_new (
      AHOY_SESSION_ERROR_PROTOCOL, NULL, _("What answers there does not speak this protocol")));
    return FALSE;
  }
  if (status != SOUP_STATUS_SWITCHING_PROTOCOLS) {
    g_autofree char *code = g_strdup_printf ("%u", status);

    handshake->status = status;
    g_propagate_error (error, ahoy_session_error_new (
      AHOY_SESSION_ERROR_UNAVAILABLE, code, _("The service refused the connection for events")));
    return FALSE;
  }

  accept = soup_message_headers_get_one (headers, "Sec-WebSocket-Accept");
  if (!soup_message_headers_header_equals (headers, "Upgrade", "websocket") ||
      !soup_message_headers_header_contains (headers, "Connection", "Upgrade") ||
      accept == NULL || strcmp (accept, handshake->accept) != 0 ||
      soup_message_headers_get_one (headers, "Sec-WebSocket-Extensions") != NULL ||
      soup_message_headers_get_one (headers, "Sec-WebSocket-Protocol") != NULL) {
    g_propagate_error (error, ahoy_session_error_new (
      AHOY_SESSION_ERROR_PROTOCOL, NULL, _("What answers there does not speak this protocol")));
    return FALSE;
  }

  return TRUE;
}

static gboolean
is_interim (const char *text, gsize length)
{
  return length >= strlen ("HTTP/1.1 1xx") && memcmp (text, "HTTP/1.", 7) == 0 &&
         memcmp (text + 8, " 1", 2) == 0 && memcmp (text + 9, "101", 3) != 0;
}

/* Finds the end of the answer that counts: others may come before it (RFC 9110, section 15.2), from
 * what stands between us and the service as well. */
static const char *
find_end (Handshake *handshake)
{
  GByteArray *answer = handshake->answer;
  const char *end;

  /* Zero bytes do not end it. */
  while ((end = memmem (answer->data, answer->len, "\r\n\r\n", 4)) != NULL &&
         is_interim ((const char *) answer->data, answer->len)) {
    gsize used = end + 4 - (const char *) answer->data;

    handshake->skipped += used;
    g_byte_array_remove_range (answer, 0, used);
  }

  return end;
}

static void read_more (GTask *task);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Handshake *handshake = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;
  const char *text, *end;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (bytes == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (g_bytes_get_size (bytes) == 0) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "%s",
                             _("The service closed the connection"));
    return;
  }

  g_byte_array_append (handshake->answer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  end = find_end (handshake);
  text = (const char *) handshake->answer->data;
  if (end == NULL && handshake->skipped + handshake->answer->len >= MAX_ANSWER) {
    g_task_return_error (task, ahoy_session_error_new (
      AHOY_SESSION_ERROR_PROTOCOL, NULL, _("What answers there does not speak this protocol")));
  } else if (end == NULL) {
    read_more (g_steal_pointer (&task));
  } else if (!check (handshake, text, end - text + 2, &error)) {
    g_task_return_error (task, error);
  } else {
    gsize used = end + 4 - text;

    g_task_return_pointer (task, g_bytes_new (text + used, handshake->answer->len - used),
                           (GDestroyNotify) g_bytes_unref);
  }
}

static void
read_more (GTask *task)
{
  GIOStream *stream = g_task_get_source_object (task);

  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (stream), 4096, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), read_cb, task);
}

static void
write_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    read_more (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/**
 * ahoy_handshake_async:
 * @stream: an open connection
 * @uri: what to open on it: `ws` or `wss`, host, port, path and query
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when the server has answered
 * @user_data: data for @callback
 *
 * Asks for a websocket without subprotocol and without extensions.
 *
 * Fails with `AHOY_SESSION_ERROR_UNAVAILABLE` and the HTTP status if the server refuses,
 * `AHOY_SESSION_ERROR_PROTOCOL` if it answers something else, or the errors of @stream.
 */
void
ahoy_handshake_async (GIOStream *stream, GUri *uri, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (stream, cancellable, callback, user_data);
  Handshake *handshake = g_new0 (Handshake, 1);
  g_autofree char *key = make_key ();

  g_task_set_source_tag (task, ahoy_handshake_async);
  handshake->accept = make_accept (key);
  handshake->request = make_request (uri, key);
  handshake->answer = g_byte_array_new ();
  g_task_set_task_data (task, handshake, (GDestroyNotify) handshake_free);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), handshake->request,
                                   strlen (handshake->request), G_PRIORITY_DEFAULT, cancellable,
                                   write_cb, task);
}

/**
 * ahoy_handshake_finish:
 * @stream: the connection
 * @result: the result
 * @status: (out): the HTTP status by which the server has refused; 0: it has not
 * @error: return location for an error
 *
 * Returns: (transfer full): what the server has sent behind its answer, maybe nothing
 */
GBytes *
ahoy_handshake_finish (GIOStream *stream, GAsyncResult *result, guint *status, GError **error)
{
  const Handshake *handshake = g_task_get_task_data (G_TASK (result));

  *status = handshake->status;

  return g_task_propagate_pointer (G_TASK (result), error);
}
