/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-channel.h"

#include "ahoy-credentials.h"
#include "ahoy-error.h"
#include "ahoy-socket.h"

#include <glib/gi18n-lib.h>

#define CLOSE_NORMAL 1000

/* A server that opens the socket and drops it at once would have us reopen it all the time: the
 * first loss is answered at once, the next ones later and later until a socket lives long enough. */
#define SHORT_LIFE      10000 /* ms */
#define SHORT_LIFE_WAIT 1000
#define LONGEST_WAIT    30000

/* A websocket that is opened again, at the same address, when it is lost: within the limits of its
 * policy. */
struct _AhoyChannel {
  GObject            parent_instance;

  AhoyChannelPolicy  policy;
  AhoyTrust         *trust;
  AhoyClock         *clock;
  char              *uri;          /* a secret */
  AhoySocket        *socket;
  gboolean           is_open;      /* the socket is */
  gboolean           reconnecting;
  GTask             *opening;      /* of open_async */

  guint              n_tries;      /* in this row */
  gint64             next_try;     /* ms of the clock: the earliest */
  guint              retry_id;     /* waits for the next try */
  guint              limit_id;     /* ends a try that takes too long */
  gint64             opened;       /* ms of the clock */
  guint              n_short;      /* losses in a row whose sockets had a short life */
};

G_DEFINE_FINAL_TYPE (AhoyChannel, ahoy_channel, G_TYPE_OBJECT)

enum { SIGNAL_TEXT, SIGNAL_LOST, SIGNAL_TRY_FAILED, SIGNAL_REOPENED, SIGNAL_ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void try_to_open (AhoyChannel *self);

static guint
get_delay (AhoyChannel *self)
{
  double delay = self->policy.delay;

  if (self->n_tries == 1)
    return self->policy.first_delay;
  for (guint i = 1; i < self->n_tries && delay < self->policy.max_delay; i++)
    delay *= self->policy.multiplier;

  return (guint) MIN (delay, self->policy.max_delay);
}

static void
drop_socket (AhoyChannel *self)
{
  g_autoptr (AhoySocket) socket = g_steal_pointer (&self->socket);

  ahoy_clock_clear (self->clock, &self->limit_id);
  self->is_open = FALSE;
  if (socket == NULL)
    return;

  g_signal_handlers_disconnect_by_data (socket, self);
  ahoy_socket_close (socket);
}

static void
give_up (AhoyChannel *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->opening);
  g_autoptr (GError) owned = error;

  drop_socket (self);
  ahoy_clock_clear (self->clock, &self->retry_id);
  if (task != NULL) {
    g_task_return_error (task, g_steal_pointer (&owned));
    return;
  }

  self->reconnecting = FALSE;
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, owned);
}

static void
on_retry (gpointer data)
{
  AhoyChannel *self = data;

  self->retry_id = 0;
  try_to_open (self);
}

static gboolean
is_hopeless (AhoyChannel *self, const GError *error)
{
  guint limit = self->opening != NULL ? self->policy.opening_tries : self->policy.reopening_tries;

  if (limit != 0 && self->n_tries >= limit)
    return TRUE;

  /* A certificate does not mend itself in some seconds, and the person should know at once. */
  return self->opening != NULL && error->domain == G_TLS_ERROR && error->code != G_TLS_ERROR_EOF;
}

static void
try_failed (AhoyChannel *self, GError *error)
{
  g_autoptr (AhoyChannel) alive = g_object_ref (self);
  g_autoptr (GError) owned = error;
  gint64 now = ahoy_clock_get_time (self->clock);
  guint status = self->socket != NULL ? ahoy_socket_get_refusal (self->socket) : 0;

  drop_socket (self);
  if (is_hopeless (self, error)) {
    give_up (self, g_steal_pointer (&owned));
    return;
  }

  self->retry_id = ahoy_clock_add (self->clock, (guint) MAX (self->next_try - now, 0), on_retry,
                                   self);
  g_signal_emit (self, signals[SIGNAL_TRY_FAILED], 0, self->n_tries, status, error);
}

static void
on_limit (gpointer data)
{
  AhoyChannel *self = data;

  self->limit_id = 0;
  try_failed (self, g_error_new_literal (AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT,
                                         _("The service did not open the connection for events in "
                                           "time")));
}

static void
on_socket_text (AhoySocket *socket, GBytes *text, AhoyChannel *self)
{
  g_signal_emit (self, signals[SIGNAL_TEXT], 0, text);
}

/* How long to wait after the loss of a socket, in milliseconds. */
static guint
count_loss (AhoyChannel *self)
{
  guint wait;

  if (ahoy_clock_get_time (self->clock) - self->opened >= SHORT_LIFE)
    self->n_short = 0;
  wait = self->n_short == 0 ? 0 : SHORT_LIFE_WAIT << MIN (self->n_short - 1, 5);
  self->n_short++;

  return CLAMP (wait, self->policy.first_wait, LONGEST_WAIT);
}

static void
on_socket_closed (AhoySocket *socket, guint code, const GError *error, AhoyChannel *self)
{
  guint wait;

  drop_socket (self);
  if (!self->policy.reopen || (code == CLOSE_NORMAL && self->policy.normal_close_ends)) {
    give_up (self, error != NULL
                     ? g_error_copy (error)
                     : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                            _("The service closed the connection")));
    return;
  }

  self->reconnecting = TRUE;
  self->n_tries = 0;
  wait = count_loss (self);
  g_signal_emit (self, signals[SIGNAL_LOST], 0, error);
  if (!self->reconnecting)
    return; /* closed by a handler */
  if (wait == 0)
    try_to_open (self);
  else
    self->retry_id = ahoy_clock_add (self->clock, wait, on_retry, self);
}

static void
open_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyChannel) self = data;
  GError *error = NULL;

  if (!ahoy_socket_open_finish (AHOY_SOCKET (source), result, &error)) {
    if (AHOY_SOCKET (source) == self->socket)
      try_failed (self, error);
    else
      g_error_free (error); /* a try that has been ended already */
    return;
  }
  if (AHOY_SOCKET (source) != self->socket)
    return;

  ahoy_clock_clear (self->clock, &self->limit_id);
  self->is_open = TRUE;
  self->opened = ahoy_clock_get_time (self->clock);
  if (self->opening != NULL) {
    g_autoptr (GTask) task = g_steal_pointer (&self->opening);

    g_task_return_boolean (task, TRUE);
  } else {
    self->reconnecting = FALSE;
    g_signal_emit (self, signals[SIGNAL_REOPENED], 0);
  }
}

static void
make_socket (AhoyChannel *self)
{
  self->socket = ahoy_socket_new (self->trust, self->clock);
  g_signal_connect_object (self->socket, "text", G_CALLBACK (on_socket_text), self, 0);
  g_signal_connect_object (self->socket, "closed", G_CALLBACK (on_socket_closed), self, 0);
}

static void
try_to_open (AhoyChannel *self)
{
  guint delay, limit;

  self->n_tries++;
  delay = get_delay (self);
  limit = self->policy.try_limit != 0 ? self->policy.try_limit : delay;
  self->next_try = ahoy_clock_get_time (self->clock) + delay;
  if (self->socket == NULL)
    make_socket (self);
  self->limit_id = ahoy_clock_add (self->clock, limit, on_limit, self);
  ahoy_socket_open_async (self->socket, self->uri, open_cb, g_object_ref (self));
}

/**
 * ahoy_channel_prepare:
 * @self: a new channel
 * @server: scheme, host and port, as [func@server_parse_websocket] gives them
 *
 * Begins to connect to the server, before the address of the channel is known.
 */
void
ahoy_channel_prepare (AhoyChannel *self, const char *server)
{
  g_return_if_fail (self->socket == NULL);

  make_socket (self);
  ahoy_socket_prepare (self->socket, server);
}

/**
 * ahoy_channel_open_async:
 * @self: a channel that was not opened before
 * @uri: the whole address of the websocket
 * @callback: (scope async): called when it is open
 * @user_data: data for @callback
 *
 * Opens the channel, with as many tries as the policy allows. [method@Channel.close] gives up.
 *
 * Fails with the last try's error of [method@Socket.open_async], or
 * `AHOY_SESSION_ERROR_TIMED_OUT`.
 */
void
ahoy_channel_open_async (AhoyChannel *self, const char *uri, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  self->opening = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->opening, ahoy_channel_open_async);
  ahoy_channel_set_uri (self, uri);
  try_to_open (self);
}

/**
 * ahoy_channel_open_finish:
 * @self: the channel
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether it is open
 */
gboolean
ahoy_channel_open_finish (AhoyChannel *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ahoy_channel_set_uri:
 * @self: the channel
 * @uri: the whole address of the websocket, with a new token
 *
 * What to open the next time.
 */
void
ahoy_channel_set_uri (AhoyChannel *self, const char *uri)
{
  char *copy = g_strdup (uri);

  ahoy_secret_free (self->uri);
  self->uri = copy;
}

/**
 * ahoy_channel_send:
 * @self: the channel
 * @text: what to send
 *
 * Sends a text if the channel is open now.
 */
void
ahoy_channel_send (AhoyChannel *self, const char *text)
{
  if (self->is_open)
    ahoy_socket_send (self->socket, text);
}

/**
 * ahoy_channel_try_now:
 * @self: the channel
 *
 * There is a reason to believe that opening the channel will succeed: makes a waiting try at once.
 */
void
ahoy_channel_try_now (AhoyChannel *self)
{
  if (self->retry_id == 0)
    return;

  ahoy_clock_clear (self->clock, &self->retry_id);
  try_to_open (self);
}

/**
 * ahoy_channel_network_changed:
 * @self: the channel
 *
 * The network has come back or this computer has another address. A waiting try is made at once,
 * and the tries are counted anew; an open socket is asked for a sign of life.
 */
void
ahoy_channel_network_changed (AhoyChannel *self)
{
  if (self->is_open) {
    ahoy_socket_check (self->socket);
  } else if (self->retry_id != 0) {
    self->n_tries = 0;
    ahoy_channel_try_now (self);
  }
}

/**
 * ahoy_channel_close:
 * @self: the channel
 *
 * Closes the channel for good, or gives up opening it. No signal comes any more.
 */
void
ahoy_channel_close (AhoyChannel *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->opening);

  drop_socket (self);
  ahoy_clock_clear (self->clock, &self->retry_id);
  self->reconnecting = FALSE;
  if (task != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Closed");
}

/**
 * ahoy_channel_get_reconnecting:
 * @self: the channel
 *
 * Returns: whether the socket was lost and is being opened again
 */
gboolean
ahoy_channel_get_reconnecting (AhoyChannel *self)
{
  return self->reconnecting;
}

static void
ahoy_channel_dispose (GObject *object)
{
  ahoy_channel_close (AHOY_CHANNEL (object));

  G_OBJECT_CLASS (ahoy_channel_parent_class)->dispose (object);
}

static void
ahoy_channel_finalize (GObject *object)
{
  AhoyChannel *self = AHOY_CHANNEL (object);

  g_clear_object (&self->trust);
  g_clear_object (&self->clock);
  ahoy_secret_free (self->uri);

  G_OBJECT_CLASS (ahoy_channel_parent_class)->finalize (object);
}

static void
ahoy_channel_class_init (AhoyChannelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_channel_dispose;
  object_class->finalize = ahoy_channel_finalize;

  /**
   * AhoyChannel::text:
   * @self: the channel
   * @text: (type GBytes): a message, valid UTF-8, at most 1 MiB
   */
  signals[SIGNAL_TEXT] = g_signal_new ("text", AHOY_TYPE_CHANNEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);

  /**
   * AhoyChannel::lost:
   * @self: the channel
   * @error: (nullable): why, where it is known
   *
   * The socket was lost; it is being opened again.
   */
  signals[SIGNAL_LOST] = g_signal_new ("lost", AHOY_TYPE_CHANNEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * AhoyChannel::try-failed:
   * @self: the channel
   * @n: how often in a row
   * @status: the HTTP status of the service's refusal; 0: it has not refused
   * @error: why; it will be tried again
   */
  signals[SIGNAL_TRY_FAILED] = g_signal_new ("try-failed", AHOY_TYPE_CHANNEL, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT,
                                             G_TYPE_UINT, G_TYPE_ERROR);

  /**
   * AhoyChannel::reopened:
   * @self: the channel
   */
  signals[SIGNAL_REOPENED] = g_signal_new ("reopened", AHOY_TYPE_CHANNEL, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * AhoyChannel::ended:
   * @self: the channel
   * @error: why
   *
   * The socket was lost, and it is not to be opened again, or could not be.
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", AHOY_TYPE_CHANNEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
ahoy_channel_init (AhoyChannel *self)
{
}

/**
 * ahoy_channel_new:
 * @policy: when it is opened; a copy is taken
 * @trust: whom to trust
 * @clock: the time for delays
 *
 * Returns: (transfer full): a channel that is not open
 */
AhoyChannel *
ahoy_channel_new (const AhoyChannelPolicy *policy, AhoyTrust *trust, AhoyClock *clock)
{
  AhoyChannel *self = g_object_new (AHOY_TYPE_CHANNEL, NULL);

  self->policy = *policy;
  self->trust = g_object_ref (trust);
  self->clock = g_object_ref (clock);

  return self;
}
