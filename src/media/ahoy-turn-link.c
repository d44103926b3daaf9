/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-turn-link.h"

#include "ahoy-error.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

/* Until the relay can be spoken to. */
#define OPENING_SECONDS 10

/* In each direction; what does not fit waits where it comes from. */
#define BUFFER_SIZE (16 * 1024)

typedef struct {
  AhoyTurnLink  *link;
  GInputStream  *from;
  GOutputStream *to;
  guint8         buffer[BUFFER_SIZE];
} Pump;

struct _AhoyTurnLink {
  const AhoyTurnTarget *target;
  AhoyTurnLinkClosed    closed_func;
  gpointer              user_data;
  GCancellable         *cancellable;
  GSource              *limit;
  GSocketConnectable   *identity;
  char                 *distrust;
  GIOStream            *near;      /* libnice */
  GIOStream            *far;       /* the relay, or NULL */
  Pump                  in, out;
  guint                 n_pending; /* operations under way */
  gboolean              closed;
  GError               *error;
};

/* Returns whether somebody still waits for the result of an operation that has ended. */
static gboolean
end_operation (AhoyTurnLink *self)
{
  self->n_pending--;
  if (!self->closed)
    return TRUE;

  if (self->n_pending == 0)
    self->closed_func (self, self->error, self->user_data);
  return FALSE;
}

static void
clear_limit (AhoyTurnLink *self)
{
  if (self->limit != NULL)
    g_source_destroy (self->limit);
  g_clear_pointer (&self->limit, g_source_unref);
}

static void
take_down (AhoyTurnLink *self, GError *error)
{
  if (self->closed) {
    g_clear_error (&error);
    return;
  }

  self->closed = TRUE;
  self->error = error;
  clear_limit (self);
  g_cancellable_cancel (self->cancellable);
  if (self->n_pending == 0)
    self->closed_func (self, self->error, self->user_data);
}

static GError *
make_distrust (const char *reason)
{
  return g_error_new (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_RELAY,
                      _("The relay for calls was not used. %s"), reason);
}

static void
fail (AhoyTurnLink *self, const GError *error)
{
  if (self->distrust != NULL)
    take_down (self, make_distrust (self->distrust));
  else if (error->domain == G_TLS_ERROR)
    take_down (self, g_error_new (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_RELAY,
                                  _("The relay for calls at %s cannot be spoken to securely: %s"),
                                  self->target->host, error->message));
  else
    take_down (self, g_error_new (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_NO_CONNECTION,
                                  _("The relay for calls at %s cannot be reached: %s"),
                                  self->target->host, error->message));
}

static gboolean
on_limit (gpointer data)
{
  AhoyTurnLink *self = data;

  take_down (self, g_error_new (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_NO_CONNECTION,
                                _("The relay for calls at %s did not answer in time"),
                                self->target->host));
  return G_SOURCE_REMOVE;
}

static void pump_read (Pump *pump);

static void
pump_write_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Pump *pump = data;
  AhoyTurnLink *self = pump->link;
  g_autoptr (GError) error = NULL;
  gboolean success = g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL,
                                                       &error);

  if (!end_operation (self))
    return;
  if (success)
    pump_read (pump);
  else if (pump == &self->in)
    take_down (self, NULL); /* libnice has gone */
  else
    fail (self, error);
}

static void
pump_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Pump *pump = data;
  AhoyTurnLink *self = pump->link;
  g_autoptr (GError) error = NULL;
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (!end_operation (self))
    return;
  if (n_read > 0) {
    self->n_pending++;
    g_output_stream_write_all_async (pump->to, pump->buffer, n_read, G_PRIORITY_DEFAULT,
                                     self->cancellable, pump_write_cb, pump);
  } else if (pump == &self->out) {
    take_down (self, NULL);
  } else {
    if (n_read == 0)
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                   _("it has closed the connection"));
    fail (self, error);
  }
}

static void
pump_read (Pump *pump)
{
  pump->link->n_pending++;
  g_input_stream_read_async (pump->from, pump->buffer, sizeof pump->buffer, G_PRIORITY_DEFAULT,
                             pump->link->cancellable, pump_read_cb, pump);
}

static void
begin_pumping (AhoyTurnLink *self)
{
  clear_limit (self);
  self->in.link = self->out.link = self;
  self->in.from = g_io_stream_get_input_stream (self->far);
  self->in.to = g_io_stream_get_output_stream (self->near);
  self->out.from = g_io_stream_get_input_stream (self->near);
  self->out.to = g_io_stream_get_output_stream (self->far);
  pump_read (&self->in);
  pump_read (&self->out);
}

static gboolean
on_accept_certificate (GTlsConnection *tls, GTlsCertificate *certificate,
                       GTlsCertificateFlags flags, AhoyTurnLink *self)
{
  return ahoy_trust_accept (self->target->trust, self->identity, certificate, flags,
                            &self->distrust);
}

static void
handshake_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AhoyTurnLink *self = data;
  GTlsConnection *tls = G_TLS_CONNECTION (source);
  g_autoptr (GError) error = NULL;
  gboolean success = g_tls_connection_handshake_finish (tls, result, &error);

  if (!end_operation (self))
    return;
  if (!success)
    fail (self, error);
  else if (g_tls_connection_get_protocol_version (tls) < G_TLS_PROTOCOL_VERSION_TLS_1_2)
    take_down (self, make_distrust (_("It knows only outdated ways of encryption")));
  else
    begin_pumping (self);
}

/* What GSocketClient would do, but with our database from the beginning. */
static void
begin_tls (AhoyTurnLink *self, GSocketConnection *connection)
{
  g_autoptr (GError) error = NULL;
  GTlsConnection *tls;

  tls = g_initable_new (g_tls_backend_get_client_connection_type (g_tls_backend_get_default ()),
                        NULL, &error, "base-io-stream", connection, "database",
                        self->target->trust, "server-identity", self->identity, NULL);
  if (tls == NULL) {
    fail (self, error);
    return;
  }

  self->far = G_IO_STREAM (tls);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (on_accept_certificate), self);
  self->n_pending++;
  g_tls_connection_handshake_async (tls, G_PRIORITY_DEFAULT, self->cancellable, handshake_cb, self);
}

static void
set_no_delay (GSocketConnection *connection)
{
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1,
                       NULL);
}

static void
connect_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AhoyTurnLink *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
    g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);

  if (!end_operation (self))
    return;
  if (connection == NULL) {
    fail (self, error);
    return;
  }
  set_no_delay (connection);
  begin_tls (self, connection);
}

/**
 * ahoy_turn_link_new: (skip)
 * @near: a connection of libnice
 * @target: the relay to carry it to; has to live longer than the link
 * @closed: called once, and not from within this function
 * @user_data: data for @closed
 *
 * Opens a connection to the relay and carries everything there and back.
 *
 * Returns: (transfer full): the link
 */
AhoyTurnLink *
ahoy_turn_link_new (GSocketConnection *near, const AhoyTurnTarget *target,
                    AhoyTurnLinkClosed closed, gpointer user_data)
{
  AhoyTurnLink *self = g_new0 (AhoyTurnLink, 1);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  /* The proxy resolver knows http and https. */
  g_autofree char *uri = g_uri_join (G_URI_FLAGS_NONE, "https", NULL, target->host,
                                     (int) target->port, "", NULL, NULL);

  self->target = target;
  self->closed_func = closed;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->near = G_IO_STREAM (g_object_ref (near));
  set_no_delay (near);
  self->limit = g_timeout_source_new_seconds (OPENING_SECONDS);
  g_source_set_callback (self->limit, on_limit, self, NULL);
  g_source_attach (self->limit, g_main_context_get_thread_default ());

  /* Never fails: host and port have been read already. */
  self->identity = g_network_address_parse_uri (uri, (guint16) target->port, NULL);
  self->n_pending++;
  g_socket_client_connect_async (client, self->identity, self->cancellable, connect_cb, self);
  return self;
}

/**
 * ahoy_turn_link_close: (skip)
 * @self: a link
 *
 * Begins to close it.
 */
void
ahoy_turn_link_close (AhoyTurnLink *self)
{
  take_down (self, NULL);
}

/**
 * ahoy_turn_link_free: (skip)
 * @self: (transfer full): a link that is closed
 *
 * Frees it, and lets the connections go.
 */
void
ahoy_turn_link_free (AhoyTurnLink *self)
{
  if (self->far != NULL)
    g_signal_handlers_disconnect_by_data (self->far, self);
  g_clear_object (&self->far);
  g_clear_object (&self->near);
  g_clear_object (&self->identity);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_free (self->distrust);
  g_free (self);
}
