/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-socket.h"

#include "ahoy-bounded-stream.h"
#include "ahoy-error.h"
#include "ahoy-handshake.h"
#include "ahoy-transport-error.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#define MAX_MESSAGE      (1024 * 1024) /* bytes */
#define MAX_QUEUED       512           /* texts; more are left in the network */
#define MAX_QUEUED_BYTES (4 * MAX_MESSAGE)
#define SLICE            4000          /* µs that one turn of the main loop may take */
#define PING_INTERVAL    15            /* s */
#define SILENCE_LIMIT    40000         /* ms without any sign of life */
#define CHECK_LIMIT      8000          /* the same, once there is a suspicion */

/* Below input and drawing (GDK's redraw has G_PRIORITY_HIGH_IDLE + 20), above idle work: a burst
 * does not cost a frame. */
#define DRAIN_PRIORITY (G_PRIORITY_HIGH_IDLE + 25)

/* One websocket, from the first packet to the last. */
struct _AhoySocket {
  GObject                  parent_instance;

  AhoyTrust               *trust;
  AhoyClock               *clock;
  GCancellable            *cancellable;
  GUri                    *uri;
  GTask                   *opening;      /* of open_async */

  gboolean                 connecting;
  gboolean                 prepared;     /* the stream was opened ahead and may be stale */
  GSocketConnectable      *identity;     /* of a server with TLS */
  GSocket                 *encrypting;   /* while the handshake of TLS is under way */
  GIOStream               *stream;       /* without its websocket yet */
  GError                  *connect_error;
  guint                    refusal;      /* an HTTP status, or 0 */
  char                    *distrust;

  AhoyBoundedStream       *bounded;
  SoupWebsocketConnection *websocket;
  GQueue                   queue;        /* of GBytes */
  gsize                    queued_bytes;
  guint                    drain_id;
  gboolean                 ended;        /* "closed" follows the last text */
  gushort                  end_code;
  GError                  *end_error;

  gint64                   last_seen;    /* ms of the clock */
  guint                    silence_id;
  gboolean                 checking;
};

G_DEFINE_FINAL_TYPE (AhoySocket, ahoy_socket, G_TYPE_OBJECT)

enum { SIGNAL_TEXT, SIGNAL_CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void connect_to (AhoySocket *self, const char *scheme, const char *host, int port);
static void on_silence (gpointer data);

static void
arm_silence (AhoySocket *self)
{
  gint64 limit = self->checking ? CHECK_LIMIT : SILENCE_LIMIT;
  gint64 left = self->last_seen + limit - ahoy_clock_get_time (self->clock);

  ahoy_clock_clear (self->clock, &self->silence_id);
  self->silence_id = ahoy_clock_add (self->clock, (guint) MAX (left, 0), on_silence, self);
}

static void
see_life (AhoySocket *self)
{
  self->last_seen = ahoy_clock_get_time (self->clock);
  if (!self->checking)
    return;

  self->checking = FALSE;
  soup_websocket_connection_set_keepalive_interval (self->websocket, PING_INTERVAL);
  arm_silence (self);
}

/* Lets the websocket go without a word to us, and politely to the server where it still can. */
static void
release_websocket (AhoySocket *self, gboolean politely)
{
  SoupWebsocketConnection *websocket = g_steal_pointer (&self->websocket);

  ahoy_clock_clear (self->clock, &self->silence_id);
  if (websocket == NULL)
    return;

  g_signal_handlers_disconnect_by_data (websocket, self);
  ahoy_bounded_stream_set_paused (self->bounded, FALSE);
  if (politely && soup_websocket_connection_get_state (websocket) != SOUP_WEBSOCKET_STATE_CLOSED) {
    g_signal_connect (websocket, "closed", G_CALLBACK (g_object_unref), NULL);
    /* As the services' SDKs do: without a code, the server sees 1005. */
    if (soup_websocket_connection_get_state (websocket) == SOUP_WEBSOCKET_STATE_OPEN)
      soup_websocket_connection_close (websocket, SOUP_WEBSOCKET_CLOSE_NO_STATUS, NULL);
  } else {
    g_object_unref (websocket); /* drops the connection */
  }
  g_clear_object (&self->bounded);
}

static void
end (AhoySocket *self, gboolean politely, gushort code, GError *error)
{
  release_websocket (self, politely);
  self->ended = TRUE;
  self->end_code = code;
  g_clear_error (&self->end_error);
  self->end_error = error;
}

static gboolean
drain (gpointer data)
{
  g_autoptr (AhoySocket) self = g_object_ref (data);
  gint64 stop = g_get_monotonic_time () + SLICE;

  while (!g_queue_is_empty (&self->queue) && self->drain_id != 0) {
    g_autoptr (GBytes) text = g_queue_pop_head (&self->queue);

    self->queued_bytes -= g_bytes_get_size (text);
    g_signal_emit (self, signals[SIGNAL_TEXT], 0, text);
    if (g_get_monotonic_time () >= stop)
      break;
  }

  if (self->drain_id == 0)
    return G_SOURCE_REMOVE; /* closed by one of the handlers */
  if (self->bounded != NULL && self->queue.length < MAX_QUEUED / 2 &&
      self->queued_bytes < MAX_QUEUED_BYTES / 2)
    ahoy_bounded_stream_set_paused (self->bounded, FALSE);
  if (!g_queue_is_empty (&self->queue))
    return G_SOURCE_CONTINUE;

  self->drain_id = 0;
  if (self->ended) {
    self->ended = FALSE;
    g_signal_emit (self, signals[SIGNAL_CLOSED], 0, self->end_code, self->end_error);
  }

  return G_SOURCE_REMOVE;
}

static void
schedule_drain (AhoySocket *self)
{
  if (self->drain_id == 0)
    self->drain_id = g_idle_add_full (DRAIN_PRIORITY, drain, self, NULL);
}

static void
on_silence (gpointer data)
{
  AhoySocket *self = data;
  gint64 limit = self->checking ? CHECK_LIMIT : SILENCE_LIMIT;

  self->silence_id = 0;
  if (ahoy_clock_get_time (self->clock) < self->last_seen + limit) {
    arm_silence (self);
    return;
  }

  end (self, FALSE, SOUP_WEBSOCKET_CLOSE_ABNORMAL,
       g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                            _("The service has not given a sign of life for too long")));
  schedule_drain (self);
}

static void
on_websocket_message (SoupWebsocketConnection *websocket, SoupWebsocketDataType type,
                      GBytes *message, AhoySocket *self)
{
  see_life (self);
  if (type != SOUP_WEBSOCKET_DATA_TEXT) {
    g_debug ("A binary message of the service was ignored");
    return;
  }

  g_queue_push_tail (&self->queue, g_bytes_ref (message));
  self->queued_bytes += g_bytes_get_size (message);
  if (self->queue.length >= MAX_QUEUED || self->queued_bytes >= MAX_QUEUED_BYTES)
    ahoy_bounded_stream_set_paused (self->bounded, TRUE);
  schedule_drain (self);
}

static void
on_websocket_pong (SoupWebsocketConnection *websocket, GBytes *message, AhoySocket *self)
{
  see_life (self);
}

static void
on_websocket_error (SoupWebsocketConnection *websocket, GError *error, AhoySocket *self)
{
  g_clear_error (&self->end_error);
  self->end_error = ahoy_transport_error (g_error_copy (error), g_uri_get_host (self->uri), NULL);
}

/* The server's close frame has come. The library waits up to 5 seconds for the server to close the
 * connection as well, before it says that the websocket is closed; we don't. */
static void
on_websocket_closing (SoupWebsocketConnection *websocket, AhoySocket *self)
{
  gushort code = soup_websocket_connection_get_close_code (websocket);

  if (code == 0 || self->end_error != NULL)
    return;

  end (self, TRUE, code, NULL);
  schedule_drain (self);
}

static void
on_websocket_closed (SoupWebsocketConnection *websocket, AhoySocket *self)
{
  gushort code = soup_websocket_connection_get_close_code (websocket);

  /* 0: the connection went without a close frame. */
  if (code == 0 || self->end_error != NULL)
    code = SOUP_WEBSOCKET_CLOSE_ABNORMAL;
  end (self, FALSE, code, g_steal_pointer (&self->end_error));
  schedule_drain (self);
}

static void
fail_opening (AhoySocket *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->opening);

  g_clear_object (&self->stream);
  g_task_return_error (task, ahoy_transport_error (error, g_uri_get_host (self->uri),
                                                   self->distrust));
}

static void
handshake_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySocket) self = data;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GBytes) ahead = NULL;
  GError *error = NULL;

  ahead = ahoy_handshake_finish (G_IO_STREAM (source), result, &self->refusal, &error);
  if (ahead == NULL && self->prepared && error->domain != AHOY_SESSION_ERROR &&
      !g_cancellable_is_cancelled (self->cancellable)) {
    /* The server did not want to wait with an idle connection: that says nothing. */
    g_error_free (error);
    g_clear_object (&self->stream);
    self->prepared = FALSE;
    connect_to (self, g_uri_get_scheme (self->uri), g_uri_get_host (self->uri),
                g_uri_get_port (self->uri));
    return;
  }
  if (ahead == NULL) {
    fail_opening (self, error);
    return;
  }
  if (g_cancellable_is_cancelled (self->cancellable)) {
    fail_opening (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Closed"));
    return;
  }

  self->bounded = AHOY_BOUNDED_STREAM (
    ahoy_bounded_stream_new (self->stream, ahead, MAX_MESSAGE));
  self->websocket = soup_websocket_connection_new (
    G_IO_STREAM (self->bounded), self->uri, SOUP_WEBSOCKET_CONNECTION_CLIENT, NULL, NULL, NULL);
  g_clear_object (&self->stream);
  soup_websocket_connection_set_max_incoming_payload_size (self->websocket, MAX_MESSAGE);
  soup_websocket_connection_set_keepalive_interval (self->websocket, PING_INTERVAL);
  g_signal_connect (self->websocket, "message", G_CALLBACK (on_websocket_message), self);
  g_signal_connect (self->websocket, "pong", G_CALLBACK (on_websocket_pong), self);
  g_signal_connect (self->websocket, "error", G_CALLBACK (on_websocket_error), self);
  g_signal_connect (self->websocket, "closing", G_CALLBACK (on_websocket_closing), self);
  g_signal_connect (self->websocket, "closed", G_CALLBACK (on_websocket_closed), self);
  self->last_seen = ahoy_clock_get_time (self->clock);
  arm_silence (self);

  task = g_steal_pointer (&self->opening);
  g_task_return_boolean (task, TRUE);
}

static void
begin_handshake (AhoySocket *self)
{
  ahoy_handshake_async (self->stream, self->uri, self->cancellable, handshake_cb,
                        g_object_ref (self));
}

static void
fail_connecting (AhoySocket *self, GError *error)
{
  self->connecting = FALSE;
  g_clear_object (&self->encrypting);
  if (self->opening != NULL)
    fail_opening (self, error);
  else
    self->connect_error = error; /* told when somebody asks */
}

static void
take_stream (AhoySocket *self, GIOStream *stream)
{
  self->connecting = FALSE;
  g_clear_object (&self->encrypting);
  self->stream = g_object_ref (stream);
  if (self->opening != NULL)
    begin_handshake (self);
}

static gboolean
on_tls_accept_certificate (GTlsConnection *tls, GTlsCertificate *certificate,
                           GTlsCertificateFlags flags, AhoySocket *self)
{
  return ahoy_trust_accept (self->trust, self->identity, certificate, flags, &self->distrust);
}

static void
tls_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySocket) self = data;
  GError *error = NULL;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    take_stream (self, G_IO_STREAM (source));
  else
    fail_connecting (self, error);
}

/* What GSocketClient would do, but with our database from the beginning. */
static void
begin_tls (AhoySocket *self, GSocketConnection *connection)
{
  static const char * const protocols[] = { "http/1.1", NULL };
  g_autoptr (GTlsConnection) tls = NULL;
  GError *error = NULL;

  tls = g_initable_new (g_tls_backend_get_client_connection_type (g_tls_backend_get_default ()),
                        NULL, &error, "base-io-stream", connection, "database", self->trust,
                        "server-identity", self->identity, NULL);
  if (tls == NULL) {
    fail_connecting (self, error);
    return;
  }

  /* A websocket cannot be opened on HTTP/2 this way. */
  g_tls_connection_set_advertised_protocols (tls, protocols);
  g_signal_connect_object (tls, "accept-certificate", G_CALLBACK (on_tls_accept_certificate), self,
                           0);
  self->encrypting = g_object_ref (g_socket_connection_get_socket (connection));
  g_tls_connection_handshake_async (tls, G_PRIORITY_DEFAULT, self->cancellable, tls_cb,
                                    g_object_ref (self));
}

static void
connect_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySocket) self = data;
  g_autoptr (GSocketConnection) connection = NULL;
  GError *error = NULL;

  connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (connection == NULL) {
    fail_connecting (self, error);
    return;
  }

  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1,
                       NULL);
  if (self->identity != NULL)
    begin_tls (self, connection);
  else
    take_stream (self, G_IO_STREAM (connection));
}

static void
connect_to (AhoySocket *self, const char *scheme, const char *host, int port)
{
  gboolean secure = g_str_equal (scheme, "wss");
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *uri = NULL;
  g_autoptr (GSocketConnectable) address = NULL;
  GError *error = NULL;

  /* The proxy resolver knows http and https. */
  uri = g_uri_join (G_URI_FLAGS_NONE, secure ? "https" : "http", NULL, host, port, "", NULL, NULL);
  address = g_network_address_parse_uri (uri, secure ? 443 : 80, &error);
  if (address == NULL) {
    if (self->opening != NULL)
      fail_opening (self, error);
    else
      self->connect_error = error;
    return;
  }

  self->connecting = TRUE;
  g_clear_pointer (&self->distrust, g_free);
  if (secure)
    g_set_object (&self->identity, address);
  g_socket_client_connect_async (client, address, self->cancellable, connect_cb,
                                 g_object_ref (self));
}

/**
 * ahoy_socket_prepare:
 * @self: a new socket
 * @server: scheme, host and port, as [func@server_parse_websocket] gives them
 *
 * Begins with the connection and its encryption, before it is known what to open on it.
 */
void
ahoy_socket_prepare (AhoySocket *self, const char *server)
{
  g_autoptr (GUri) uri = g_uri_parse (server, G_URI_FLAGS_NONE, NULL);

  g_return_if_fail (uri != NULL);

  self->prepared = TRUE;
  connect_to (self, g_uri_get_scheme (uri), g_uri_get_host (uri), g_uri_get_port (uri));
}

/**
 * ahoy_socket_open_async:
 * @self: a new socket, or a prepared one
 * @uri: scheme, host, port, path and query; host and port as in [method@Socket.prepare]
 * @callback: (scope async): called when it is open
 * @user_data: data for @callback
 *
 * Opens the websocket. Once per socket; [method@Socket.close] gives up.
 *
 * Fails with the errors of [func@handshake_async], with `G_TLS_ERROR_BAD_CERTIFICATE` and a
 * sentence that says why, and with `G_RESOLVER_ERROR` or `G_IO_ERROR`.
 */
void
ahoy_socket_open_async (AhoySocket *self, const char *uri, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self->opening == NULL && self->websocket == NULL);

  self->opening = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->opening, ahoy_socket_open_async);
  self->uri = g_uri_parse (uri, G_URI_FLAGS_ENCODED, &error);
  if (self->uri == NULL) {
    g_autoptr (GTask) task = g_steal_pointer (&self->opening);

    g_task_return_error (task, ahoy_session_error_new (
      AHOY_SESSION_ERROR_PROTOCOL, NULL, _("The service named an address that is malformed")));
    return;
  }

  if (self->connect_error != NULL) {
    fail_opening (self, g_steal_pointer (&self->connect_error));
  } else if (self->stream != NULL) {
    begin_handshake (self);
  } else if (!self->connecting) {
    connect_to (self, g_uri_get_scheme (self->uri), g_uri_get_host (self->uri),
                g_uri_get_port (self->uri));
  }
}

/**
 * ahoy_socket_open_finish:
 * @self: the socket
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether it is open
 */
gboolean
ahoy_socket_open_finish (AhoySocket *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ahoy_socket_get_refusal:
 * @self: the socket
 *
 * Returns: the HTTP status by which the server has refused to open it; 0: it has not
 */
guint
ahoy_socket_get_refusal (AhoySocket *self)
{
  return self->refusal;
}

/**
 * ahoy_socket_send:
 * @self: the socket
 * @text: what to send
 *
 * Sends a text; nothing happens if the socket is not open.
 */
void
ahoy_socket_send (AhoySocket *self, const char *text)
{
  if (self->websocket != NULL &&
      soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (self->websocket, text);
}

/**
 * ahoy_socket_check:
 * @self: the socket
 *
 * There is a suspicion that the link is dead: asks the server for a sign of life at once, and
 * closes the socket if none comes within 8 seconds.
 */
void
ahoy_socket_check (AhoySocket *self)
{
  if (self->websocket == NULL || self->checking)
    return;

  self->checking = TRUE;
  self->last_seen = ahoy_clock_get_time (self->clock);
  soup_websocket_connection_set_keepalive_interval (self->websocket, 1);
  arm_silence (self);
}

/**
 * ahoy_socket_close:
 * @self: the socket
 *
 * Closes the socket, or gives up opening it. No signal comes any more; texts that were not told yet
 * are dropped.
 */
void
ahoy_socket_close (AhoySocket *self)
{
  g_cancellable_cancel (self->cancellable);
  /* The handshake runs in a thread, and would leave the server waiting until our turn comes. */
  if (self->encrypting != NULL)
    g_socket_shutdown (self->encrypting, TRUE, TRUE, NULL);
  release_websocket (self, TRUE);
  g_clear_handle_id (&self->drain_id, g_source_remove);
  g_queue_clear_full (&self->queue, (GDestroyNotify) g_bytes_unref);
  self->queued_bytes = 0;
  self->ended = FALSE;
  g_clear_object (&self->stream);
}

static void
ahoy_socket_dispose (GObject *object)
{
  ahoy_socket_close (AHOY_SOCKET (object));

  G_OBJECT_CLASS (ahoy_socket_parent_class)->dispose (object);
}

static void
ahoy_socket_finalize (GObject *object)
{
  AhoySocket *self = AHOY_SOCKET (object);

  g_clear_object (&self->trust);
  g_clear_object (&self->clock);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->encrypting);
  g_clear_object (&self->identity);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_clear_error (&self->connect_error);
  g_clear_error (&self->end_error);
  g_free (self->distrust);

  G_OBJECT_CLASS (ahoy_socket_parent_class)->finalize (object);
}

static void
ahoy_socket_class_init (AhoySocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_socket_dispose;
  object_class->finalize = ahoy_socket_finalize;

  /**
   * AhoySocket::text:
   * @self: the socket
   * @text: (type GBytes): a message, valid UTF-8, at most 1 MiB
   *
   * The server has sent a text. At most some milliseconds of each turn of the main loop go into
   * telling texts, and the server is slowed down when more come than are taken.
   */
  signals[SIGNAL_TEXT] = g_signal_new ("text", AHOY_TYPE_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);

  /**
   * AhoySocket::closed:
   * @self: the socket
   * @code: the code of the server's close frame; 1005: it had none; 1006: there was no frame
   * @error: (nullable): what went wrong
   *
   * The socket was closed, and not by us. Every text that came before was told.
   */
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", AHOY_TYPE_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_ERROR);
}

static void
ahoy_socket_init (AhoySocket *self)
{
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->queue);
}

/**
 * ahoy_socket_new:
 * @trust: whom to trust
 * @clock: the time for deadlines
 *
 * Returns: (transfer full): a socket that is not open; proxies are the system's
 */
AhoySocket *
ahoy_socket_new (AhoyTrust *trust, AhoyClock *clock)
{
  AhoySocket *self = g_object_new (AHOY_TYPE_SOCKET, NULL);

  self->trust = g_object_ref (trust);
  self->clock = g_object_ref (clock);

  return self;
}
