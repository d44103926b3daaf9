/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-direct-calls.h"
#include "ahoy-practice-history.h"
#include "ahoy-practice-robots.h"

#include <string.h>
#include <sys/random.h>

/**
 * AhoyPractice:
 *
 * A service on this machine that Ahoy, and the services' own SDKs, can log in to: for trying things
 * out without an account, and for tests. It behaves as the service's pages say, and can be told to
 * misbehave. It knows no secrets but those of its own users, and keeps nothing.
 *
 * Everything happens in the main context that was the thread's default one at
 * [method@Practice.start].
 */
G_DEFINE_FINAL_TYPE (AhoyPractice, ahoy_practice, G_TYPE_OBJECT)

static void
ahoy_practice_dispose (GObject *object)
{
  ahoy_practice_stop (AHOY_PRACTICE (object));

  G_OBJECT_CLASS (ahoy_practice_parent_class)->dispose (object);
}

static void
ahoy_practice_finalize (GObject *object)
{
  AhoyPractice *self = AHOY_PRACTICE (object);

  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->legs);
  g_ptr_array_unref (self->letters);
  g_ptr_array_unref (self->history);
  g_ptr_array_unref (self->direct_calls);
  g_ptr_array_unref (self->late_events);
  g_ptr_array_unref (self->faults);
  g_ptr_array_unref (self->sockets);
  g_ptr_array_unref (self->devices);
  g_ptr_array_unref (self->users);
  g_ptr_array_unref (self->robots);
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->seen);
  g_object_unref (self->clock);

  G_OBJECT_CLASS (ahoy_practice_parent_class)->finalize (object);
}

static void
ahoy_practice_class_init (AhoyPracticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_practice_dispose;
  object_class->finalize = ahoy_practice_finalize;
}

static void
ahoy_practice_init (AhoyPractice *self)
{
  self->clock = ahoy_system_clock_new ();
  self->users = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_practice_user_free);
  self->robots = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_practice_user_free);
  self->devices = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_practice_device_free);
  self->sockets = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_practice_socket_free);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_practice_request_free);
  self->legs = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_practice_leg_free);
  self->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_practice_letter_free);
  self->history = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_practice_record_free);
  self->direct_calls = g_ptr_array_new_with_free_func (
    (GDestroyNotify) ahoy_practice_direct_call_free);
  self->late_events = g_ptr_array_new_with_free_func (
    (GDestroyNotify) ahoy_practice_late_event_free);
  self->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_practice_fault_unref);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
ahoy_practice_count (AhoyPractice *self, const char *name)
{
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, name));

  g_hash_table_insert (self->counts, g_strdup (name), GUINT_TO_POINTER (count + 1));
}

/* As hexadecimal digits; not to be guessed. */
char *
ahoy_practice_random (guint n_bytes)
{
  static const char digits[] = "0123456789abcdef";
  guint8 bytes[32];
  char *text;

  g_assert (n_bytes <= sizeof bytes);
  if (getrandom (bytes, n_bytes, 0) != (gssize) n_bytes)
    g_error ("The kernel gives no random bytes");
  text = g_malloc (2 * n_bytes + 1);
  for (guint i = 0; i < n_bytes; i++) {
    text[2 * i] = digits[bytes[i] >> 4];
    text[2 * i + 1] = digits[bytes[i] & 15];
  }
  text[2 * n_bytes] = '\0';

  return text;
}

/**
 * ahoy_practice_new:
 *
 * Returns: (transfer full): a practice service that is not started
 */
AhoyPractice *
ahoy_practice_new (void)
{
  return g_object_new (AHOY_TYPE_PRACTICE, NULL);
}

/**
 * ahoy_practice_set_clock:
 * @self: a practice service
 * @clock: where to take the time from
 *
 * Replaces the real time, for tests. To be called before [method@Practice.start].
 */
void
ahoy_practice_set_clock (AhoyPractice *self, AhoyClock *clock)
{
  g_return_if_fail (AHOY_IS_PRACTICE (self));
  g_return_if_fail (AHOY_IS_CLOCK (clock));
  g_return_if_fail (self->server == NULL);

  g_set_object (&self->clock, clock);
}

static guint16
port_of (SoupServer *server)
{
  GSList *uris = soup_server_get_uris (server);
  int port = g_uri_get_port (uris->data);

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return (guint16) port;
}

/**
 * ahoy_practice_start:
 * @self: a practice service that is not started
 * @port: the port, or 0 for one that the kernel picks
 * @error: return location for a #GError, or %NULL
 *
 * Listens on 127.0.0.1, without TLS. Without any user two are added, `alice@practice.example` and
 * `bob@practice.example`, with passwords made at random.
 *
 * Returns: %FALSE with an error of `G_IO_ERROR` when the port cannot be had
 */
gboolean
ahoy_practice_start (AhoyPractice *self, guint16 port, GError **error)
{
  g_autoptr (SoupServer) server = NULL;

  g_return_val_if_fail (AHOY_IS_PRACTICE (self), FALSE);
  g_return_val_if_fail (self->server == NULL, FALSE);

  server = ahoy_practice_server_new (self);
  if (!soup_server_listen_local (server, port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return FALSE;

  if (self->users->len == 0)
    ahoy_practice_add_default_users (self);
  g_hash_table_remove_all (self->counts);
  self->stopping = g_cancellable_new ();
  self->server = g_steal_pointer (&server);
  ahoy_practice_idle_start (self, self->server);
  port = port_of (self->server);
  self->rest_uri = g_strdup_printf ("http://127.0.0.1:%u", port);
  self->websocket_uri = g_strdup_printf ("ws://127.0.0.1:%u", port);
  self->control_uri = g_strdup_printf ("http://127.0.0.1:%u/practice", port);

  return TRUE;
}

/**
 * ahoy_practice_start_tls:
 * @self: a started practice service
 * @port: the port, or 0 for one that the kernel picks
 * @address: (nullable): one more IP address to listen on, with TLS only
 * @certificate_file: (type filename): the certificate and what it is signed with, in PEM form
 * @key_file: (type filename): the certificate's private key, in PEM form
 * @error: return location for a #GError, or %NULL
 *
 * Serves the same with TLS, at the same port of 127.0.0.1 and of @address. The control interface is
 * not among it.
 *
 * Returns: %FALSE with an error of `G_IO_ERROR`, `G_FILE_ERROR` or `G_TLS_ERROR` when the port
 *   cannot be had, a file not be read, or @address is none
 */
gboolean
ahoy_practice_start_tls (AhoyPractice *self, guint16 port, const char *address,
                         const char *certificate_file, const char *key_file, GError **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  AhoyPracticeListener *tls;

  g_return_val_if_fail (AHOY_IS_PRACTICE (self), FALSE);
  g_return_val_if_fail (self->server != NULL && self->tls == NULL, FALSE);
  g_return_val_if_fail (certificate_file != NULL && key_file != NULL, FALSE);

  certificate = g_tls_certificate_new_from_files (certificate_file, key_file, error);
  if (certificate == NULL)
    return FALSE;

  tls = ahoy_practice_listener_new (self->server, certificate);
  if (!ahoy_practice_listener_add (tls, "127.0.0.1", &port, error) ||
      (address != NULL && !ahoy_practice_listener_add (tls, address, &port, error))) {
    ahoy_practice_listener_free (tls);
    return FALSE;
  }

  self->tls = tls;
  self->rest_tls_uri = g_strdup_printf ("https://127.0.0.1:%u", port);
  self->websocket_tls_uri = g_strdup_printf ("wss://127.0.0.1:%u", port);

  return TRUE;
}

/**
 * ahoy_practice_stop:
 * @self: a practice service
 *
 * Drops every connection and forgets every login, as a machine does that is switched off. Where
 * robots talk, the main context runs until their media has been closed.
 * The users stay, and [method@Practice.start] may follow. Does nothing when not started.
 */
void
ahoy_practice_stop (AhoyPractice *self)
{
  g_return_if_fail (AHOY_IS_PRACTICE (self));

  if (self->server == NULL)
    return;

  g_ptr_array_set_size (self->legs, 0);
  g_ptr_array_set_size (self->letters, 0);
  g_ptr_array_set_size (self->history, 0);
  g_ptr_array_set_size (self->direct_calls, 0);
  g_ptr_array_set_size (self->late_events, 0);
  g_ptr_array_set_size (self->devices, 0);
  while (self->sockets->len > 0)
    ahoy_practice_socket_drop (g_ptr_array_index (self->sockets, self->sockets->len - 1));
  g_ptr_array_set_size (self->requests, 0);
  g_hash_table_remove_all (self->seen);
  g_cancellable_cancel (self->stopping);
  g_clear_object (&self->stopping);
  g_clear_pointer (&self->tls, ahoy_practice_listener_free);
  ahoy_practice_idle_stop (self, self->server);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->rest_uri, g_free);
  g_clear_pointer (&self->websocket_uri, g_free);
  g_clear_pointer (&self->rest_tls_uri, g_free);
  g_clear_pointer (&self->websocket_tls_uri, g_free);
  g_clear_pointer (&self->control_uri, g_free);
  ahoy_practice_robots_wait (self);
}

/**
 * ahoy_practice_get_rest_uri:
 * @self: a practice service
 *
 * Returns: (nullable): such as `http://127.0.0.1:8080`, or %NULL when not started
 */
const char *
ahoy_practice_get_rest_uri (AhoyPractice *self)
{
  g_return_val_if_fail (AHOY_IS_PRACTICE (self), NULL);

  return self->rest_uri;
}

/**
 * ahoy_practice_get_websocket_uri:
 * @self: a practice service
 *
 * Returns: (nullable): such as `ws://127.0.0.1:8080`, or %NULL when not started
 */
const char *
ahoy_practice_get_websocket_uri (AhoyPractice *self)
{
  g_return_val_if_fail (AHOY_IS_PRACTICE (self), NULL);

  return self->websocket_uri;
}

/**
 * ahoy_practice_get_rest_tls_uri:
 * @self: a practice service
 *
 * Returns: (nullable): such as `https://127.0.0.1:8443`, or %NULL when not started with TLS
 */
const char *
ahoy_practice_get_rest_tls_uri (AhoyPractice *self)
{
  g_return_val_if_fail (AHOY_IS_PRACTICE (self), NULL);

  return self->rest_tls_uri;
}

/**
 * ahoy_practice_get_websocket_tls_uri:
 * @self: a practice service
 *
 * Returns: (nullable): such as `wss://127.0.0.1:8443`, or %NULL when not started with TLS
 */
const char *
ahoy_practice_get_websocket_tls_uri (AhoyPractice *self)
{
  g_return_val_if_fail (AHOY_IS_PRACTICE (self), NULL);

  return self->websocket_tls_uri;
}

/**
 * ahoy_practice_get_control_uri:
 * @self: a practice service
 *
 * The control interface is described in `data/doc/practice.md`.
 *
 * Returns: (nullable): such as `http://127.0.0.1:8080/practice`, or %NULL when not started
 */
const char *
ahoy_practice_get_control_uri (AhoyPractice *self)
{
  g_return_val_if_fail (AHOY_IS_PRACTICE (self), NULL);

  return self->control_uri;
}

/**
 * ahoy_practice_get_n_subscriptions:
 * @self: a practice service
 * @user: (nullable): whose, or %NULL for everybody's
 *
 * Returns: how many logins on Kandy Link there are
 */
guint
ahoy_practice_get_n_subscriptions (AhoyPractice *self, const char *user)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (AHOY_IS_PRACTICE (self), 0);

  list = ahoy_practice_list_devices (self, &ahoy_practice_kandy, user);

  return list->len;
}

/**
 * ahoy_practice_get_n_sessions:
 * @self: a practice service
 * @user: (nullable): whose, or %NULL for everybody's
 *
 * A client does not tell when it logs out: its session stays until it logs in again, or until
 * others need the room.
 *
 * Returns: how many logins on Sendbird Calls there are
 */
guint
ahoy_practice_get_n_sessions (AhoyPractice *self, const char *user)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (AHOY_IS_PRACTICE (self), 0);

  list = ahoy_practice_list_devices (self, &ahoy_practice_sendbird, user);

  return list->len;
}

/**
 * ahoy_practice_get_n_sockets:
 * @self: a practice service
 * @user: (nullable): whose, or %NULL for everybody's
 *
 * Returns: how many websockets are open, those of ended logins included until they close
 */
guint
ahoy_practice_get_n_sockets (AhoyPractice *self, const char *user)
{
  guint n_sockets = 0;

  g_return_val_if_fail (AHOY_IS_PRACTICE (self), 0);

  for (guint i = 0; i < self->sockets->len; i++) {
    AhoyPracticeSocket *socket = g_ptr_array_index (self->sockets, i);

    if (user == NULL || strcmp (socket->user->name, user) == 0)
      n_sockets++;
  }

  return n_sockets;
}

/**
 * ahoy_practice_get_count:
 * @self: a practice service
 * @name: what to count: `subscribe`, `refresh`, `unsubscribe`, `login`, `missed-signal`, `calls`,
 *   `push`, `summary`, `logs`, `action`, `items`, `upgrade`, `options`, `unknown` for requests, refused ones included;
 *   `callStart`, `ringing`, `callAnswer`, `startCallUpdate`, `respondCallUpdate`, `audit`,
 *   `sendCustomHeaders`, `transfer`, `join`, `reject`, `forward`, `callEnd`, `callState` and `call`,
 *   which is none of these, for those about calls, `logHistory`, `logRecord` for the history;
 *   `unanswered`, `unaudited`, `update-unanswered`, `glare` for calls; `relayed`, `not-relayed`,
 *   `connected` for what clients send in direct calls;
 *   `opened`, `closed`, `overridden` for websockets; `frame`, `report`, `keepalive`,
 *   `unknown-message`, `too-big` for what clients send on them; `notification`, `dropped` for
 *   notifications; `expired`, `abandoned` for logins
 *
 * Returns: how often it has happened since the start
 */
guint
ahoy_practice_get_count (AhoyPractice *self, const char *name)
{
  g_return_val_if_fail (AHOY_IS_PRACTICE (self), 0);
  g_return_val_if_fail (name != NULL, 0);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, name));
}
