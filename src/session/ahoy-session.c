/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-session-private.h"

#include "ahoy-enum-types.h"

#include <glib/gi18n-lib.h>

/**
 * AhoySession:
 *
 * A person's session with a service: logs in and out, and tells what happens in between.
 *
 * The properties [property@Session:connected], [property@Session:pending],
 * [property@Session:reconnecting] and [property@Session:error] always fit each other when a signal
 * fires. A session can be used for many logins one after the other, until it is destroyed.
 *
 * To be used from one thread, the one whose main context was the default when it was made.
 */
G_DEFINE_FINAL_TYPE (AhoySession, ahoy_session, G_TYPE_OBJECT)

/* One login, from its beginning to its result. */
typedef struct {
  AhoySession  *session;
  GCancellable *cancellable; /* what the service hears of */
  GCancellable *outer;       /* the caller's, or NULL */
  gulong        outer_id;
} Attempt;

enum {
  PROP_0,
  PROP_ACCOUNT,
  PROP_CALLS,
  PROP_CLOCK,
  PROP_CONNECTED,
  PROP_ERROR,
  PROP_GRANTED_SERVICES,
  PROP_MEDIA_FACTORY,
  PROP_NETWORK_MONITOR,
  PROP_PENDING,
  PROP_RECENTS,
  PROP_RECONNECTING,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum { SIGNAL_AUTH_CHANGE, SIGNAL_AUTH_ERROR, SIGNAL_EVENT, SIGNAL_INCOMING_CALL, N_SIGNALS };
static guint signals[N_SIGNALS];

/* What was kept from one login to the next goes with the old account. */
static void
take_account (AhoySession *self, AhoyAccount *account)
{
  g_clear_object (&self->account);
  g_clear_object (&self->memory);
  self->account = ahoy_account_copy (account);
  self->memory = ahoy_session_memory_new ();
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

/* The one place where the state changes. Properties first, all of them, then the signals. */
static void
set_state (AhoySession *self, gboolean connected, gboolean pending, const GError *error)
{
  GObject *object = G_OBJECT (self);
  GError *old_error = self->error; /* may be @error itself */
  gboolean reconnecting = FALSE;

  if (connected && self->service != NULL)
    g_object_get (self->service, "reconnecting", &reconnecting, NULL);

  g_object_freeze_notify (object);
  if (self->connected != connected)
    g_object_notify_by_pspec (object, props[PROP_CONNECTED]);
  if (self->pending != pending)
    g_object_notify_by_pspec (object, props[PROP_PENDING]);
  if (self->reconnecting != reconnecting)
    g_object_notify_by_pspec (object, props[PROP_RECONNECTING]);
  if (self->error != NULL || error != NULL)
    g_object_notify_by_pspec (object, props[PROP_ERROR]);
  if (self->connected != connected)
    g_object_notify_by_pspec (object, props[PROP_GRANTED_SERVICES]);
  self->connected = connected;
  self->pending = pending;
  self->reconnecting = reconnecting;
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_clear_error (&old_error);
  g_object_thaw_notify (object);
}

/* Tells that something has happened. */
void
ahoy_session_emit_event (AhoySession *self, AhoyEventKind kind, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, kind, text);
}

/* Somebody calls, who may be answered from now on. */
void
ahoy_session_emit_incoming_call (AhoySession *self, AhoyCall *call)
{
  g_signal_emit (self, signals[SIGNAL_INCOMING_CALL], 0, call);
}

static void
emit_auth_change (AhoySession *self)
{
  g_signal_emit (self, signals[SIGNAL_AUTH_CHANGE], 0);
  ahoy_session_emit_event (self, AHOY_EVENT_KIND_CONNECTION, _("Connection state changed."));
}

static void
on_service_event (AhoyService *service, AhoyEventKind kind, const char *text, AhoySession *self)
{
  ahoy_session_emit_event (self, kind, text);
}

static void
on_service_notify_reconnecting (AhoyService *service, GParamSpec *pspec, AhoySession *self)
{
  gboolean before = self->reconnecting;

  if (!self->connected)
    return;

  set_state (self, TRUE, self->pending, self->error);
  if (before && !self->reconnecting)
    ahoy_recents_catch_up (self->recents);
}

static void
on_service_notify_granted_services (AhoyService *service, GParamSpec *pspec, AhoySession *self)
{
  if (self->connected)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRANTED_SERVICES]);
}

static void
on_network_changed (GNetworkMonitor *network, gboolean available, AhoySession *self)
{
  /* What the monitor says of availability is not to be trusted in a sandbox, and a false alarm
   * costs one ping. */
  if (available && self->service != NULL)
    AHOY_SERVICE_GET_IFACE (self->service)->network_changed (self->service);
}

static void
drop_service (AhoySession *self)
{
  g_autoptr (AhoyService) service = g_steal_pointer (&self->service);

  if (service != NULL)
    g_signal_handlers_disconnect_by_data (service, self);
  if (self->network != NULL)
    g_signal_handlers_disconnect_by_data (self->network, self);
  ahoy_recents_set_service (self->recents, NULL);
}

static void
on_service_ended (AhoyService *service, const GError *reason, AhoySession *self)
{
  g_autoptr (AhoySession) alive = g_object_ref (self);
  g_autofree char *described = ahoy_error_describe (reason);
  g_autofree char *line = g_strdup_printf (_("The session has ended: %s"), described);
  g_autoptr (GTask) login = NULL;
  g_autoptr (GTask) logout = NULL;

  ahoy_session_end_calls (self, reason);
  if (self->service != service)
    return; /* who heard of their end has let it go */

  login = g_steal_pointer (&self->login);
  logout = g_steal_pointer (&self->logout);
  drop_service (self);
  set_state (self, FALSE, FALSE, reason);
  emit_auth_change (self);
  ahoy_session_emit_event (self, AHOY_EVENT_KIND_ENDED, line);
  if (login != NULL)
    g_task_return_error (login, g_error_copy (reason));
  if (logout != NULL)
    g_task_return_boolean (logout, TRUE);
}

/* Lets the login go without waiting, and gives the operations under way to the caller, who tells
 * their end. What is not finished goes on in the background. account: the next one, or NULL. */
void
ahoy_session_let_go (AhoySession *self, AhoyAccount *account, GTask **login, GTask **logout)
{
  g_autoptr (AhoyService) service = NULL;
  gboolean changed;

  ahoy_session_end_calls (self, NULL);
  service = self->service != NULL ? g_object_ref (self->service) : NULL;
  changed = self->connected || self->pending;
  *login = g_steal_pointer (&self->login);
  *logout = g_steal_pointer (&self->logout);
  drop_service (self);
  if (service != NULL)
    AHOY_SERVICE_GET_IFACE (service)->abandon (service);
  ahoy_session_memory_forget (self->memory);

  g_object_freeze_notify (G_OBJECT (self));
  if (account != NULL)
    take_account (self, account);
  set_state (self, FALSE, FALSE, NULL);
  g_object_thaw_notify (G_OBJECT (self));
  if (changed)
    emit_auth_change (self);
}

static void
attempt_free (Attempt *attempt)
{
  if (attempt->outer != NULL)
    g_cancellable_disconnect (attempt->outer, attempt->outer_id);
  g_clear_object (&attempt->outer);
  g_clear_object (&attempt->cancellable);
  g_clear_object (&attempt->session);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static void
fail_login (AhoySession *self, GTask *task, GError *error)
{
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (cancelled)
    ahoy_session_memory_forget (self->memory);
  /* While a log-out waits for the login to be undone, that one tells the end. */
  if (self->logout == NULL) {
    drop_service (self);
    set_state (self, FALSE, FALSE, cancelled ? NULL : error);
    if (cancelled) {
      emit_auth_change (self);
    } else {
      g_autofree char *described = ahoy_error_describe (error);
      g_autofree char *line = g_strdup_printf (_("Connect error: %s"), described);

      g_signal_emit (self, signals[SIGNAL_AUTH_ERROR], 0, error);
      ahoy_session_emit_event (self, AHOY_EVENT_KIND_ERROR, line);
    }
  }
  g_task_return_error (task, error);
}

static void
connect_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Attempt) attempt = data;
  AhoySession *self = attempt->session;
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  gboolean success;

  success = AHOY_SERVICE_GET_IFACE (source)->connect_finish (AHOY_SERVICE (source), result, &error);
  if (AHOY_SERVICE (source) != self->service) {
    g_clear_error (&error); /* let go meanwhile */
    return;
  }

  task = g_steal_pointer (&self->login);
  if (!success) {
    fail_login (self, task, error);
  } else {
    ahoy_recents_set_service (self->recents, self->service);
    set_state (self, TRUE, self->logout != NULL, NULL);
    emit_auth_change (self);
    g_task_return_boolean (task, TRUE);
  }
}

static void
on_outer_cancelled (GCancellable *outer, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
begin_login (AhoySession *self, AhoyCredentials *credentials, GCancellable *cancellable)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  g_signal_connect (self->service, "event", G_CALLBACK (on_service_event), self);
  g_signal_connect (self->service, "ended", G_CALLBACK (on_service_ended), self);
  g_signal_connect (self->service, "notify::reconnecting",
                    G_CALLBACK (on_service_notify_reconnecting), self);
  g_signal_connect (self->service, "notify::granted-services",
                    G_CALLBACK (on_service_notify_granted_services), self);
  ahoy_session_watch_calls (self);
  if (self->network == NULL)
    self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect (self->network, "network-changed", G_CALLBACK (on_network_changed), self);

  attempt->session = g_object_ref (self);
  attempt->cancellable = g_cancellable_new ();
  if (cancellable != NULL) {
    attempt->outer = g_object_ref (cancellable);
    attempt->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled),
                                               g_object_ref (attempt->cancellable), g_object_unref);
  }
  AHOY_SERVICE_GET_IFACE (self->service)->connect_async (
    self->service, credentials, attempt->cancellable, connect_cb, attempt);
}

/**
 * ahoy_session_connect_async:
 * @self: a session
 * @credentials: the secret, and what kind of secret it is
 * @cancellable: (nullable): cancels the login; what the service has granted already is given back
 *   in the background
 * @callback: (scope async): called when the session is connected, or is not
 * @user_data: data for @callback
 *
 * Logs in. [signal@Session::auth-change] fires at once, with [property@Session:pending] set, and
 * again when the session is connected, or [signal@Session::auth-error] when it could not be.
 *
 * Fails with `G_IO_ERROR_PENDING` if logging in or out already, `G_IO_ERROR_EXISTS` if connected,
 * `AHOY_SESSION_ERROR_INVALID_ACCOUNT` or `AHOY_SESSION_ERROR_INSECURE` if the account cannot be
 * used as it is, another `AHOY_SESSION_ERROR` if the service refuses, `G_TLS_ERROR_BAD_CERTIFICATE`
 * if its certificate is not to be trusted, and `G_RESOLVER_ERROR` or `G_IO_ERROR` if it cannot be
 * reached. The message is for the person.
 */
void
ahoy_session_connect_async (AhoySession *self, AhoyCredentials *credentials,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (AHOY_IS_SESSION (self));
  g_return_if_fail (credentials != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_session_connect_async);
  if (!ahoy_session_check_usable (self, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (self->pending) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "%s",
                             _("Already logging in or out"));
    return;
  }
  if (self->connected) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_EXISTS, "%s", _("Already logged in"));
    return;
  }

  self->service = ahoy_service_new (self->account, self->memory, self->clock, &error);
  self->login = g_object_ref (task);
  /* First begun, then told: a handler may end what it hears of. */
  if (self->service != NULL)
    begin_login (self, credentials, cancellable);
  set_state (self, FALSE, TRUE, NULL);
  emit_auth_change (self);
  if (error != NULL && self->login == task) {
    g_clear_object (&self->login);
    fail_login (self, task, error);
  } else {
    g_clear_error (&error); /* a handler has ended it */
  }
}

/**
 * ahoy_session_connect_finish:
 * @self: a session
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the session is connected
 */
gboolean
ahoy_session_connect_finish (AhoySession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
disconnect_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySession) self = data;
  g_autoptr (GTask) task = NULL;

  AHOY_SERVICE_GET_IFACE (source)->disconnect_finish (AHOY_SERVICE (source), result, NULL);
  if (AHOY_SERVICE (source) != self->service)
    return; /* let go meanwhile */

  task = g_steal_pointer (&self->logout);
  drop_service (self);
  set_state (self, FALSE, FALSE, NULL);
  emit_auth_change (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * ahoy_session_disconnect_async:
 * @self: a session
 * @cancellable: (nullable): does not take the log-out back, but ends the wait for the service
 * @callback: (scope async): called when the session is over
 * @user_data: data for @callback
 *
 * Ends all calls and logs out, or cancels a pending login. [signal@Session::auth-change] fires at
 * once, with [property@Session:pending] set, and again when the session is over. Whatever the
 * service answers, and if it does not answer for 5 seconds, or 7 where there are calls, the session
 * is over.
 *
 * Fails with `G_IO_ERROR_PENDING` if logging out already, and `G_IO_ERROR_NOT_CONNECTED` if there
 * is nothing to log out from.
 */
void
ahoy_session_disconnect_async (AhoySession *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  gboolean was_pending;
  GError *error = NULL;

  g_return_if_fail (AHOY_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_session_disconnect_async);
  if (!ahoy_session_check_usable (self, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (self->logout != NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "%s", _("Already logging out"));
    return;
  }
  if (self->service == NULL) {
    g_task_return_error (task, ahoy_service_not_connected_error (self->account));
    return;
  }

  self->logout = g_object_ref (task);
  was_pending = self->pending;
  ahoy_session_end_calls (self, NULL);
  if (self->logout == task)
    ahoy_recents_set_service (self->recents, NULL);
  if (self->logout != task)
    return; /* who heard of it has let it go, and told */

  AHOY_SERVICE_GET_IFACE (self->service)->disconnect_async (self->service, cancellable,
                                                            disconnect_cb, g_object_ref (self));
  ahoy_session_memory_forget (self->memory);
  /* A handler may have ended it already: reconnecting is over. */
  if (!was_pending && self->logout == task) {
    set_state (self, self->connected, TRUE, NULL);
    emit_auth_change (self);
  }
}

/**
 * ahoy_session_disconnect_finish:
 * @self: a session
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the session is over
 */
gboolean
ahoy_session_disconnect_finish (AhoySession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ahoy_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AhoySession *self = AHOY_SESSION (object);

  switch (id) {
  case PROP_ACCOUNT:
    take_account (self, g_value_get_object (value));
    break;
  case PROP_MEDIA_FACTORY:
    self->factory = g_value_dup_object (value);
    break;
  case PROP_CLOCK:
    self->clock = g_value_dup_object (value);
    if (self->clock == NULL)
      self->clock = ahoy_system_clock_new ();
    break;
  case PROP_NETWORK_MONITOR:
    self->network = g_value_dup_object (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoySession *self = AHOY_SESSION (object);

  switch (id) {
  case PROP_ACCOUNT:
    g_value_set_object (value, self->account);
    break;
  case PROP_CALLS:
    g_value_set_object (value, self->calls);
    break;
  case PROP_CONNECTED:
    g_value_set_boolean (value, self->connected);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, self->error);
    break;
  case PROP_GRANTED_SERVICES:
    g_value_take_boxed (value, ahoy_session_dup_granted_services (self));
    break;
  case PROP_PENDING:
    g_value_set_boolean (value, self->pending);
    break;
  case PROP_RECENTS:
    g_value_set_object (value, self->recents);
    break;
  case PROP_RECONNECTING:
    g_value_set_boolean (value, self->reconnecting);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_session_constructed (GObject *object)
{
  AhoySession *self = AHOY_SESSION (object);

  G_OBJECT_CLASS (ahoy_session_parent_class)->constructed (object);

  self->recents = ahoy_recents_new (self->clock);
}

static void
ahoy_session_dispose (GObject *object)
{
  ahoy_session_destroy (AHOY_SESSION (object));

  G_OBJECT_CLASS (ahoy_session_parent_class)->dispose (object);
}

static void
ahoy_session_finalize (GObject *object)
{
  AhoySession *self = AHOY_SESSION (object);

  g_clear_object (&self->account);
  g_clear_object (&self->memory);
  g_clear_object (&self->calls);
  g_clear_object (&self->clock);
  g_clear_object (&self->factory);
  g_clear_object (&self->network);
  g_clear_object (&self->recents);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (ahoy_session_parent_class)->finalize (object);
}

static void
ahoy_session_class_init (AhoySessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags given = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = ahoy_session_constructed;
  object_class->dispose = ahoy_session_dispose;
  object_class->finalize = ahoy_session_finalize;
  object_class->get_property = ahoy_session_get_property;
  object_class->set_property = ahoy_session_set_property;

  /**
   * AhoySession:account:
   *
   * Where the session logs in, as whom; a copy of what it was made with, or of what it was given
   * by [method@Session.set_account] last.
   */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, AHOY_TYPE_ACCOUNT,
                                             given | G_PARAM_READABLE);

  /**
   * AhoySession:calls:
   *
   * The calls that are not over: a list of [class@Ahoy.Call], the oldest first.
   */
  props[PROP_CALLS] = g_param_spec_object ("calls", NULL, NULL, G_TYPE_LIST_MODEL, readable);

  /**
   * AhoySession:clock:
   *
   * Where the session takes its time from.
   */
  props[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, AHOY_TYPE_CLOCK, given);

  /**
   * AhoySession:connected:
   *
   * Whether the person is logged in. Stays set while a lost socket is being reopened, and while the
   * log-out is pending.
   */
  props[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE, readable);

  /**
   * AhoySession:error:
   *
   * The last failure, or why the session was ended; cleared by the next login or log-out.
   */
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);

  /**
   * AhoySession:granted-services:
   *
   * What the service has granted; %NULL while not connected.
   */
  props[PROP_GRANTED_SERVICES] = g_param_spec_boxed ("granted-services", NULL, NULL, G_TYPE_STRV,
                                                     readable);

  /**
   * AhoySession:media-factory:
   *
   * What makes sound and picture of calls; unset: there are no calls.
   */
  props[PROP_MEDIA_FACTORY] = g_param_spec_object ("media-factory", NULL, NULL,
                                                   AHOY_TYPE_MEDIA_FACTORY, given);

  /**
   * AhoySession:network-monitor:
   *
   * What tells of changes of the network; unset: the system's.
   */
  props[PROP_NETWORK_MONITOR] = g_param_spec_object ("network-monitor", NULL, NULL,
                                                     G_TYPE_NETWORK_MONITOR, given);

  /**
   * AhoySession:pending:
   *
   * Whether a login or a log-out is under way.
   */
  props[PROP_PENDING] = g_param_spec_boolean ("pending", NULL, NULL, FALSE, readable);

  /**
   * AhoySession:recents:
   *
   * The past calls of who is logged in.
   */
  props[PROP_RECENTS] = g_param_spec_object ("recents", NULL, NULL, AHOY_TYPE_RECENTS, readable);

  /**
   * AhoySession:reconnecting:
   *
   * Whether the socket was lost and is being reopened, within the limits of the account.
   */
  props[PROP_RECONNECTING] = g_param_spec_boolean ("reconnecting", NULL, NULL, FALSE, readable);

  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * AhoySession::auth-change:
   * @self: the session
   *
   * The session is now pending, connected or not connected; the properties say which. When the
   * service has ended it, [property@Session:error] says why.
   */
  signals[SIGNAL_AUTH_CHANGE] = g_signal_new ("auth-change", AHOY_TYPE_SESSION, G_SIGNAL_RUN_LAST,
                                              0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * AhoySession::auth-error:
   * @self: the session
   * @error: why; the message is for the person
   *
   * The login has failed.
   */
  signals[SIGNAL_AUTH_ERROR] = g_signal_new ("auth-error", AHOY_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * AhoySession::event:
   * @self: the session
   * @kind: what it is about
   * @text: a translated line for the list of what has happened
   *
   * Anything that has happened.
   */
  signals[SIGNAL_EVENT] = g_signal_new ("event", AHOY_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 2, AHOY_TYPE_EVENT_KIND,
                                        G_TYPE_STRING);

  /**
   * AhoySession::incoming-call:
   * @self: the session
   * @call: the call
   *
   * Somebody calls, and can be answered.
   */
  signals[SIGNAL_INCOMING_CALL] = g_signal_new ("incoming-call", AHOY_TYPE_SESSION,
                                                G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                G_TYPE_NONE, 1, AHOY_TYPE_CALL);
}

static void
ahoy_session_init (AhoySession *self)
{
  self->calls = g_list_store_new (AHOY_TYPE_CALL);
}

/**
 * ahoy_session_new:
 * @account: where to log in, as whom; a copy is taken
 * @clock: (nullable): where to take the time from; %NULL: the system
 *
 * Returns: (transfer full): a session that is not connected
 */
AhoySession *
ahoy_session_new (AhoyAccount *account, AhoyClock *clock)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (account), NULL);

  return g_object_new (AHOY_TYPE_SESSION, "account", account, "clock", clock, NULL);
}
