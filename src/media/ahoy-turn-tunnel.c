/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-media"

#include "ahoy-turn-tunnel.h"

#include "ahoy-error.h"
#include "ahoy-gst.h"
#include "ahoy-own-socket.h"
#include "ahoy-turn-link.h"


/* libnice makes one for each address of this computer. */
#define MOST_LINKS 16

/* What lives in the thread of the tunnel. Media must not wait for a window that is being drawn. */
typedef struct {
  GWeakRef        *tunnel;
  AhoyTurnTarget   target;
  GMainContext    *context;
  GMainLoop       *loop;
  GSocketListener *listener;
  GCancellable    *accepting; /* cancelled when nobody may come any more */
  gboolean         accepts;   /* an acceptance is under way */
  gboolean         closed;
  GPtrArray       *links;     /* (element-type AhoyTurnLink) */
  guint            n_links;   /* that there have ever been */
} Worker;

struct _AhoyTurnTunnel {
  GObject  parent_instance;
  Worker  *worker; /* NULL when closed */
  char    *address;
  guint    port;
};

enum { SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyTurnTunnel, ahoy_turn_tunnel, G_TYPE_OBJECT)

static void
worker_clear (gpointer data)
{
  Worker *worker = data;

  ahoy_gst_weak_free (worker->tunnel);
  g_free (worker->target.host);
  g_clear_object (&worker->target.trust);
  g_clear_object (&worker->listener);
  g_clear_object (&worker->accepting);
  g_ptr_array_unref (worker->links);
  g_main_loop_unref (worker->loop);
  g_main_context_unref (worker->context);
}

static void
worker_unref (gpointer worker)
{
  g_atomic_rc_box_release_full (worker, worker_clear);
}

static void
emit_failed (gpointer object, gpointer error)
{
  g_signal_emit (object, signals[SIGNAL_FAILED], 0, error);
}

static void
stop_when_idle (Worker *worker)
{
  if (worker->closed && !worker->accepts && worker->links->len == 0)
    g_main_loop_quit (worker->loop);
}

static void
on_link_closed (AhoyTurnLink *link, const GError *error, gpointer user_data)
{
  Worker *worker = user_data;

  if (error != NULL) {
    g_debug ("A tunnel to a relay was closed: %s", error->message);
    ahoy_gst_post (worker->tunnel, emit_failed, g_error_copy (error),
                   (GDestroyNotify) g_error_free);
  }
  g_ptr_array_remove (worker->links, link);
  stop_when_idle (worker);
}

static void accept_next (Worker *worker);

static void
accept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Worker *worker = user_data;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  worker->accepts = FALSE;
  connection = g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL, &error);
  if (connection == NULL || g_cancellable_is_cancelled (worker->accepting)) {
    stop_when_idle (worker);
    return;
  }

  if (!ahoy_own_socket_is_peer (g_socket_connection_get_socket (connection))) {
    g_debug ("Somebody else has knocked at a tunnel");
  } else if (worker->n_links < MOST_LINKS) {
    worker->n_links++;
    g_ptr_array_add (worker->links, ahoy_turn_link_new (connection, &worker->target,
                                                        on_link_closed, worker));
  }
  accept_next (worker);
}

static void
accept_next (Worker *worker)
{
  worker->accepts = TRUE;
  g_socket_listener_accept_async (worker->listener, worker->accepting, accept_cb, worker);
}

static gboolean
seal (gpointer data)
{
  Worker *worker = data;

  g_cancellable_cancel (worker->accepting);
  g_socket_listener_close (worker->listener);
  return G_SOURCE_REMOVE;
}

static gboolean
close_all (gpointer data)
{
  Worker *worker = data;

  worker->closed = TRUE;
  seal (worker);
  for (guint i = worker->links->len; i-- > 0;)
    ahoy_turn_link_close (g_ptr_array_index (worker->links, i));
  stop_when_idle (worker);
  return G_SOURCE_REMOVE;
}

static gpointer
work (gpointer data)
{
  Worker *worker = data;

  g_main_context_push_thread_default (worker->context);
  accept_next (worker);
  g_main_loop_run (worker->loop);
  g_main_context_pop_thread_default (worker->context);
  worker_unref (worker);
  return NULL;
}

/* Always as a source: g_main_context_invoke() may run it in this thread. */
static void
tell_worker (AhoyTurnTunnel *self, GSourceFunc function)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, function, g_atomic_rc_box_acquire (self->worker), worker_unref);
  g_source_attach (source, self->worker->context);
}

static void
ahoy_turn_tunnel_dispose (GObject *object)
{
  ahoy_turn_tunnel_close (AHOY_TURN_TUNNEL (object));
  G_OBJECT_CLASS (ahoy_turn_tunnel_parent_class)->dispose (object);
}

static void
ahoy_turn_tunnel_finalize (GObject *object)
{
  g_free (AHOY_TURN_TUNNEL (object)->address);
  G_OBJECT_CLASS (ahoy_turn_tunnel_parent_class)->finalize (object);
}

static void
ahoy_turn_tunnel_class_init (AhoyTurnTunnelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_turn_tunnel_dispose;
  object_class->finalize = ahoy_turn_tunnel_finalize;
  /**
   * AhoyTurnTunnel::failed:
   * @self: a tunnel
   * @error: why, meant for the person: `AHOY_MEDIA_ERROR_RELAY` if the relay is not trusted or does
   *   not speak TLS, `AHOY_MEDIA_ERROR_NO_CONNECTION` if it cannot be reached or has gone
   *
   * Emitted in the main thread for each connection that ends, except by libnice.
   */
  signals[SIGNAL_FAILED] = g_signal_new ("failed", AHOY_TYPE_TURN_TUNNEL, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
ahoy_turn_tunnel_init (AhoyTurnTunnel *self)
{
}

/**
 * ahoy_turn_tunnel_new:
 * @host: the name or address of a relay
 * @port: its port for TLS
 * @trust: decides about its certificate
 * @family: of this computer's addresses: IPv4 or IPv6
 * @error: return location for an error
 *
 * Opens a port behind which the relay is, for this process only. It is connected to the relay when
 * somebody connects to it, through the system's proxy where there is one.
 *
 * Other programs of this computer, of any user, can reach the port while it is open; they are
 * turned away before anything is sent or received, and it is shut as soon as candidates are
 * gathered. What goes through the port in the clear, TURN with the name and a hash that proves the
 * password, and media that are encrypted anyway, can be read by who may read all packets of this
 * computer: its administrator.
 *
 * Returns: (transfer full) (nullable): the tunnel, or %NULL with an error of GIO
 */
AhoyTurnTunnel *
ahoy_turn_tunnel_new (const char *host, guint port, AhoyTrust *trust, GSocketFamily family,
                      GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (AhoyTurnTunnel) self = NULL;
  Worker *worker;

  g_socket_listener_set_backlog (listener, MOST_LINKS);
  if (!g_socket_listener_add_address (listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                      NULL, &address, error))
    return NULL;

  self = g_object_new (AHOY_TYPE_TURN_TUNNEL, NULL);
  self->address = g_inet_address_to_string (loopback);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  self->worker = worker = g_atomic_rc_box_new0 (Worker);
  worker->tunnel = ahoy_gst_weak_new (self);
  worker->target = (AhoyTurnTarget) { g_strdup (host), port, g_object_ref (trust) };
  worker->context = g_main_context_new ();
  worker->loop = g_main_loop_new (worker->context, FALSE);
  worker->listener = g_steal_pointer (&listener);
  worker->accepting = g_cancellable_new ();
  worker->links = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_turn_link_free);
  g_thread_unref (g_thread_new ("ahoy-tunnel", work, g_atomic_rc_box_acquire (worker)));
  return g_steal_pointer (&self);
}

/**
 * ahoy_turn_tunnel_get_address:
 * @self: a tunnel
 *
 * Returns: (transfer none): where to connect to, on this computer
 */
const char *
ahoy_turn_tunnel_get_address (AhoyTurnTunnel *self)
{
  return self->address;
}

/**
 * ahoy_turn_tunnel_get_port:
 * @self: a tunnel
 *
 * Returns: the port there
 */
guint
ahoy_turn_tunnel_get_port (AhoyTurnTunnel *self)
{
  return self->port;
}

/**
 * ahoy_turn_tunnel_seal:
 * @self: a tunnel
 *
 * Lets nobody in any more. The connections that there are live on.
 */
void
ahoy_turn_tunnel_seal (AhoyTurnTunnel *self)
{
  if (self->worker != NULL)
    tell_worker (self, seal);
}

/**
 * ahoy_turn_tunnel_close:
 * @self: a tunnel
 *
 * Ends all connections, without waiting for it.
 */
void
ahoy_turn_tunnel_close (AhoyTurnTunnel *self)
{
  if (self->worker == NULL)
    return;

  tell_worker (self, close_all);
  g_clear_pointer (&self->worker, worker_unref);
}
