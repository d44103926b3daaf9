/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-media"

#include "ahoy-config.h"

#include "ahoy-ice-servers.h"

#include "ahoy-credentials.h"
#include "ahoy-error.h"
#include "ahoy-ice-url.h"
#include "ahoy-trust.h"
#include "ahoy-turn-tunnel.h"

#include <glib/gi18n-lib.h>
#include <nice/interfaces.h>
#include <string.h>

/* Whose name is not found by then is not waited for. */
#define RESOLVE_MS 1000

/* More are of no use to anybody, and each costs a name to be found. */
#define MOST_SERVERS 16

typedef struct {
  AhoyIceServers *servers; /* not owned: it holds this */
  AhoyIceUrl     *url;
  char           *user;
  char           *secret;
  gboolean        pending; /* its name is looked up */
  GList          *addresses; /* (element-type GInetAddress) */
  AhoyTurnTunnel *tunnel;  /* or NULL */
} Server;

struct _AhoyIceServers {
  GObject       parent_instance;
  AhoyTrust    *trust;
  GPtrArray    *servers; /* (element-type Server) */
  AhoyIceAgent *agent;   /* until it gathers */
  GCancellable *cancellable;
  guint         timeout;
  GError       *problem;
};

enum { SIGNAL_PROBLEM, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyIceServers, ahoy_ice_servers, G_TYPE_OBJECT)

static void
server_free (gpointer data)
{
  Server *server = data;

  if (server->tunnel != NULL)
    g_signal_handlers_disconnect_by_data (server->tunnel, server);
  g_clear_object (&server->tunnel);
  g_list_free_full (server->addresses, g_object_unref);
  ahoy_ice_url_free (server->url);
  g_free (server->user);
  ahoy_secret_free (server->secret);
  g_free (server);
}

/* Keeps the first: what comes after it mostly follows from it. */
static void
note_problem (AhoyIceServers *self, const GError *error)
{
  if (self->problem == NULL)
    self->problem = g_error_copy (error);
  /* A relay that does not answer is no news: others may. One that is not what it says is. */
  if (g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_RELAY))
    g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, error);
}

static void
on_tunnel_failed (AhoyTurnTunnel *tunnel, const GError *error, Server *server)
{
  g_autoptr (AhoyIceServers) self = g_object_ref (server->servers);

  /* There is one failure for each address of this computer. */
  g_signal_handlers_disconnect_by_data (tunnel, server);
  note_problem (self, error);
}

static void
open_tunnel (AhoyIceServers *self, Server *server, GSocketFamily family)
{
  g_autoptr (GError) error = NULL;

  server->tunnel = ahoy_turn_tunnel_new (server->url->host, server->url->port, self->trust, family,
                                         &error);
  if (server->tunnel == NULL) {
    g_debug ("No tunnel can be made: %s", error->message);
    return;
  }
  g_signal_connect (server->tunnel, "failed", G_CALLBACK (on_tunnel_failed), server);
  ahoy_ice_agent_add_relay (self->agent, ahoy_turn_tunnel_get_address (server->tunnel),
                            ahoy_turn_tunnel_get_port (server->tunnel), server->user,
                            server->secret, NICE_RELAY_TYPE_TURN_TLS);
}

static GInetAddress *
find_address (const Server *server, GSocketFamily family)
{
  for (GList *l = server->addresses; l != NULL; l = l->next)
    if (g_inet_address_get_family (l->data) == family)
      return l->data;

  return NULL;
}

/* One address of each family: more are the same server again. */
static void
add_relay (AhoyIceServers *self, const Server *server)
{
  static const GSocketFamily families[] = { G_SOCKET_FAMILY_IPV4, G_SOCKET_FAMILY_IPV6 };

  for (guint i = 0; i < G_N_ELEMENTS (families); i++) {
    GInetAddress *address = find_address (server, families[i]);
    g_autofree char *text = address != NULL ? g_inet_address_to_string (address) : NULL;

    if (text != NULL)
      ahoy_ice_agent_add_relay (self->agent, text, server->url->port, server->user, server->secret,
                                server->url->kind == AHOY_ICE_KIND_TURN_UDP
                                  ? NICE_RELAY_TYPE_TURN_UDP : NICE_RELAY_TYPE_TURN_TCP);
  }
}

/* libnice asks one. Whoever has only addresses of IPv6 is not behind a translator of addresses. */
static gboolean
set_stun (AhoyIceServers *self, const Server *server)
{
  GInetAddress *address = find_address (server, G_SOCKET_FAMILY_IPV4);
  g_autofree char *text = NULL;

  if (address == NULL)
    address = find_address (server, G_SOCKET_FAMILY_IPV6);
  if (address == NULL)
    return FALSE;

  text = g_inet_address_to_string (address);
  ahoy_ice_agent_set_stun (self->agent, text, server->url->port);
  return TRUE;
}

/* libnice connects from each of its addresses, and only to the same family. */
static GSocketFamily
get_own_family (void)
{
  GList *addresses = nice_interfaces_get_local_ips (FALSE);
  GSocketFamily family = G_SOCKET_FAMILY_IPV6;

  for (GList *l = addresses; l != NULL; l = l->next)
    if (strchr (l->data, ':') == NULL)
      family = G_SOCKET_FAMILY_IPV4;
  g_list_free_full (addresses, g_free);

  return family;
}

static void
begin_to_gather (AhoyIceServers *self)
{
  g_autoptr (AhoyIceAgent) agent = NULL;
  gboolean has_stun = FALSE, has_tcp = FALSE;

  g_clear_handle_id (&self->timeout, g_source_remove);
  for (guint i = 0; i < self->servers->len; i++) {
    Server *server = g_ptr_array_index (self->servers, i);

    if (server->url->kind == AHOY_ICE_KIND_STUN)
      has_stun = has_stun || set_stun (self, server);
    else if (server->url->kind == AHOY_ICE_KIND_TURN_TLS)
      open_tunnel (self, server, get_own_family ());
    else
      add_relay (self, server);
    if (server->url->kind == AHOY_ICE_KIND_TURN_TCP || server->url->kind == AHOY_ICE_KIND_TURN_TLS)
      has_tcp = TRUE;
  }
  /* libnice would connect to each of these relays twice; and where UDP does not get through, it is
   * them that do, rather than TCP between two sides that are both behind firewalls. */
  if (has_tcp)
    g_object_set (self->agent, "ice-tcp", FALSE, NULL);
  agent = g_steal_pointer (&self->agent);
  ahoy_ice_agent_gather (agent);
}

static gboolean
is_pending (AhoyIceServers *self)
{
  for (guint i = 0; i < self->servers->len; i++)
    if (((const Server *) g_ptr_array_index (self->servers, i))->pending)
      return TRUE;

  return FALSE;
}

static void
on_resolve_timeout (gpointer data)
{
  AhoyIceServers *self = data;

  self->timeout = 0;
  g_debug ("Not all names of servers for connections were found in time");
  begin_to_gather (self);
}

typedef struct {
  AhoyIceServers *self;
  Server         *server;
} Lookup;

static void
lookup_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Lookup *lookup = data;
  g_autoptr (AhoyIceServers) self = lookup->self;
  g_autoptr (GError) error = NULL;
  Server *server = lookup->server;

  server->addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);
  server->pending = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (error != NULL) {
    g_autoptr (GError) problem = g_error_new (
      AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_NO_CONNECTION,
      _("The server for connections at %s was not found: %s"), server->url->host, error->message);

    note_problem (self, problem);
  }
  if (self->agent != NULL && !is_pending (self))
    begin_to_gather (self);
}

static void
look_up (AhoyIceServers *self, Server *server)
{
  g_autoptr (GResolver) resolver = NULL;
  GInetAddress *address;
  Lookup *lookup;

  if (server->url->kind == AHOY_ICE_KIND_TURN_TLS)
    return; /* the tunnel does, or the proxy */
  address = g_inet_address_new_from_string (server->url->host);
  if (address != NULL) {
    server->addresses = g_list_prepend (NULL, address);
    return;
  }

  server->pending = TRUE;
  lookup = g_new (Lookup, 1);
  *lookup = (Lookup) { g_object_ref (self), server };
  resolver = g_resolver_get_default ();
  g_resolver_lookup_by_name_async (resolver, server->url->host, self->cancellable, lookup_cb,
                                   lookup);
}

static void
add_server (AhoyIceServers *self, const AhoyIceServer *given)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyIceUrl) url = ahoy_ice_url_parse (given->url, &error);
  Server *server;

  if (url == NULL) {
    g_debug ("A server for connections was left out: %s", error->message);
    return;
  }
  if (url->kind != AHOY_ICE_KIND_STUN && (given->user == NULL || given->secret == NULL)) {
    g_debug ("A relay was left out: there is no name and password for it");
    return;
  }

  server = g_new0 (Server, 1);
  server->servers = self;
  server->url = g_steal_pointer (&url);
  server->user = g_strdup (given->user);
  server->secret = g_strdup (given->secret);
  g_ptr_array_add (self->servers, server);
}

static void
ahoy_ice_servers_dispose (GObject *object)
{
  ahoy_ice_servers_close (AHOY_ICE_SERVERS (object));
  G_OBJECT_CLASS (ahoy_ice_servers_parent_class)->dispose (object);
}

static void
ahoy_ice_servers_finalize (GObject *object)
{
  AhoyIceServers *self = AHOY_ICE_SERVERS (object);

  g_ptr_array_unref (self->servers);
  g_clear_object (&self->trust);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->problem);
  G_OBJECT_CLASS (ahoy_ice_servers_parent_class)->finalize (object);
}

static void
ahoy_ice_servers_class_init (AhoyIceServersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_ice_servers_dispose;
  object_class->finalize = ahoy_ice_servers_finalize;
  /**
   * AhoyIceServers::problem:
   * @self: servers
   * @error: `AHOY_MEDIA_ERROR_RELAY`, with a message for the person
   *
   * Emitted when a relay cannot be trusted, and is not used.
   */
  signals[SIGNAL_PROBLEM] = g_signal_new ("problem", AHOY_TYPE_ICE_SERVERS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
ahoy_ice_servers_init (AhoyIceServers *self)
{
  self->servers = g_ptr_array_new_with_free_func (server_free);
  self->cancellable = g_cancellable_new ();
}

/**
 * ahoy_ice_servers_new:
 * @network: which servers there are, and whom to trust
 *
 * Returns: (transfer full): the servers; those that nobody could use are left out
 */
AhoyIceServers *
ahoy_ice_servers_new (const AhoyMediaNetwork *network)
{
  AhoyIceServers *self = g_object_new (AHOY_TYPE_ICE_SERVERS, NULL);

  self->trust = AHOY_IS_TRUST (network->trust) ? g_object_ref (AHOY_TRUST (network->trust))
                                             : ahoy_trust_new (NULL, NULL);
  for (guint i = 0; i < network->ice_servers->len && self->servers->len < MOST_SERVERS; i++)
    add_server (self, g_ptr_array_index (network->ice_servers, i));
  return self;
}

/**
 * ahoy_ice_servers_start:
 * @self: servers
 * @agent: who gathers
 *
 * Tells @agent of the servers as soon as their addresses are known, at once where none has a name,
 * and has it begin. To be called once.
 */
void
ahoy_ice_servers_start (AhoyIceServers *self, AhoyIceAgent *agent)
{
  self->agent = g_object_ref (agent);
  for (guint i = 0; i < self->servers->len; i++)
    look_up (self, g_ptr_array_index (self->servers, i));
  if (is_pending (self))
    self->timeout = g_timeout_add_once (RESOLVE_MS, on_resolve_timeout, self);
  else
    begin_to_gather (self);
}

/**
 * ahoy_ice_servers_has_relays:
 * @self: servers
 *
 * Returns: whether there are relays that might be used
 */
gboolean
ahoy_ice_servers_has_relays (AhoyIceServers *self)
{
  for (guint i = 0; i < self->servers->len; i++)
    if (((const Server *) g_ptr_array_index (self->servers, i))->url->kind != AHOY_ICE_KIND_STUN)
      return TRUE;

  return FALSE;
}

/**
 * ahoy_ice_servers_get_problem:
 * @self: servers
 *
 * Returns: (transfer none) (nullable): what is known to have gone wrong, for the person
 */
const GError *
ahoy_ice_servers_get_problem (AhoyIceServers *self)
{
  return self->problem;
}

/**
 * ahoy_ice_servers_seal:
 * @self: servers
 *
 * Everything is gathered: shuts the doors of the tunnels.
 */
void
ahoy_ice_servers_seal (AhoyIceServers *self)
{
  for (guint i = 0; i < self->servers->len; i++) {
    const Server *server = g_ptr_array_index (self->servers, i);

    if (server->tunnel != NULL)
      ahoy_turn_tunnel_seal (server->tunnel);
  }
}

/**
 * ahoy_ice_servers_give_up:
 * @self: servers
 *
 * Does not look any more for those whose addresses are not known yet. What goes through the others
 * goes on.
 */
void
ahoy_ice_servers_give_up (AhoyIceServers *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->agent);
}

/**
 * ahoy_ice_servers_close:
 * @self: servers
 *
 * Lets everything go. No signal is emitted afterwards.
 */
void
ahoy_ice_servers_close (AhoyIceServers *self)
{
  ahoy_ice_servers_give_up (self);
  for (guint i = 0; i < self->servers->len; i++) {
    Server *server = g_ptr_array_index (self->servers, i);

    if (server->tunnel == NULL)
      continue;
    g_signal_handlers_disconnect_by_data (server->tunnel, server);
    ahoy_turn_tunnel_close (server->tunnel);
  }
}
