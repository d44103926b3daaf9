/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-base-service.h"

#include "ahoy-log.h"
#include "ahoy-server.h"

#include <glib/gi18n-lib.h>

typedef enum {
  STATE_NEW,
  STATE_CONNECTING,
  STATE_CONNECTED,
  STATE_DISCONNECTING,
  STATE_OVER,
} State;

typedef struct {
  AhoyAccount     *account;
  AhoyClock       *clock;
  AhoyCredentials *credentials;
  AhoyTrust       *trust;
  AhoyRest        *rest;
  AhoyChannel     *channel;
  char            *websocket_server;
  State            state;

  GTask           *login;            /* until its result is told */
  GSource         *login_cancelled;
  GError          *login_error;      /* of a login that is being undone */
  GTask           *logout;
  GSource         *logout_cancelled;
} AhoyBaseServicePrivate;

static void service_interface_init (AhoyServiceInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (AhoyBaseService, ahoy_base_service, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (AhoyBaseService)
                                  G_IMPLEMENT_INTERFACE (AHOY_TYPE_SERVICE,
                                                         service_interface_init))

enum { PROP_0, PROP_RECONNECTING, PROP_GRANTED_SERVICES };

static AhoyBaseServicePrivate *
get_private (gpointer self)
{
  return ahoy_base_service_get_instance_private (self);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
watch (GCancellable *cancellable, GCancellableSourceFunc func, gpointer data)
{
  GSource *source;

  if (cancellable == NULL)
    return NULL;

  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (func), data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());

  return source;
}

static void
emit_event (AhoyBaseService *self, AhoyEventKind kind, const char *text)
{
  ahoy_service_emit_event (AHOY_SERVICE (self), kind, text);
}

/* Everything goes, but for what has to be given back and for the telling. */
static void
let_go (AhoyBaseService *self)
{
  AhoyBaseServicePrivate *priv = get_private (self);

  priv->state = STATE_OVER;
  AHOY_BASE_SERVICE_GET_CLASS (self)->closed (self);
  ahoy_channel_close (priv->channel);
}

static void
leave (AhoyBaseService *self, GAsyncReadyCallback callback, gpointer data)
{
  AhoyBaseServiceClass *klass = AHOY_BASE_SERVICE_GET_CLASS (self);

  if (klass->leave_async != NULL) {
    klass->leave_async (self, callback, data);
  } else {
    g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

    g_task_set_source_tag (task, leave);
    g_task_return_boolean (task, TRUE);
  }
}

static GTask *
take_login (AhoyBaseService *self)
{
  AhoyBaseServicePrivate *priv = get_private (self);

  clear_source (&priv->login_cancelled);

  return g_steal_pointer (&priv->login);
}

/**
 * ahoy_base_service_end:
 * @self: a service that is connected
 * @reason: (transfer full): why
 *
 * The service has ended the login, or nothing more can be done for it: lets everything go, without
 * telling the service, and says so.
 */
void
ahoy_base_service_end (AhoyBaseService *self, GError *reason)
{
  g_autoptr (AhoyBaseService) alive = g_object_ref (self);
  AhoyBaseServiceClass *klass = AHOY_BASE_SERVICE_GET_CLASS (self);
  g_autoptr (GError) owned = reason;

  if (klass->forget != NULL)
    klass->forget (self);
  let_go (self);
  ahoy_service_emit_ended (AHOY_SERVICE (self), owned);
}

static void
on_channel_lost (AhoyChannel *channel, const GError *error, AhoyBaseService *self)
{
  AhoyBaseServicePrivate *priv = get_private (self);
  g_autofree char *text = NULL;

  if (priv->state != STATE_CONNECTED) {
    /* Some services close the websocket before they answer the log-out. */
    ahoy_channel_close (priv->channel);
    return;
  }

  AHOY_BASE_SERVICE_GET_CLASS (self)->closed (self);
  text = error != NULL ? g_strdup_printf (_("The connection was lost: %s. Reconnecting…"),
                                          error->message)
                       : g_strdup (_("The connection was lost. Reconnecting…"));
  g_object_notify (G_OBJECT (self), "reconnecting");
  emit_event (self, AHOY_EVENT_KIND_SOCKET, text);
}

static void
on_channel_try_failed (AhoyChannel *channel, guint n, guint status, const GError *error,
                       AhoyBaseService *self)
{
  g_autoptr (AhoyBaseService) alive = g_object_ref (self);
  AhoyBaseServicePrivate *priv = get_private (self);
  AhoyBaseServiceClass *klass = AHOY_BASE_SERVICE_GET_CLASS (self);
  g_autofree char *described = ahoy_error_describe (error);
  g_autofree char *line = NULL;

  line = g_strdup_printf (_("Opening the connection failed (try %u): %s"), n, described);
  emit_event (self, AHOY_EVENT_KIND_SOCKET, line);
  if (ahoy_rest_is_refusal (status) && priv->state == STATE_CONNECTED && klass->refused != NULL)
    klass->refused (self);
}

static void
on_channel_reopened (AhoyChannel *channel, AhoyBaseService *self)
{
  AHOY_BASE_SERVICE_GET_CLASS (self)->opened (self, TRUE);
  g_object_notify (G_OBJECT (self), "reconnecting");
  emit_event (self, AHOY_EVENT_KIND_SOCKET, _("The connection is whole again."));
}

static void
on_channel_ended (AhoyChannel *channel, const GError *error, AhoyBaseService *self)
{
  AhoyBaseServicePrivate *priv = get_private (self);
  g_autofree char *message = NULL;

  if (priv->state != STATE_CONNECTED)
    return;

  message = g_strdup_printf (_("The connection to the service was lost: %s"), error->message);
  ahoy_base_service_end (self, ahoy_session_error_new (AHOY_SESSION_ERROR_LOST_CONNECTION,
                                                       "LOST_CONNECTION", message));
}

static void
on_channel_text (AhoyChannel *channel, GBytes *text, AhoyBaseService *self)
{
  AHOY_BASE_SERVICE_GET_CLASS (self)->text (self, text);
}

/**
 * ahoy_base_service_fail_login:
 * @self: a service that is connecting
 * @error: (transfer full): why
 *
 * The login has failed, and nothing has to be given back.
 */
void
ahoy_base_service_fail_login (AhoyBaseService *self, GError *error)
{
  g_autoptr (GTask) task = take_login (self);

  let_go (self);
  g_task_return_error (task, error);
}

static void
leave_after_failure_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyBaseService) self = data;
  AhoyBaseServicePrivate *priv = get_private (self);
  g_autoptr (GTask) task = take_login (self);

  if (task != NULL) /* not cancelled meanwhile */
    g_task_return_error (task, g_steal_pointer (&priv->login_error));
}

static void
channel_open_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyBaseService) self = data;
  AhoyBaseServicePrivate *priv = get_private (self);
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  gboolean success = ahoy_channel_open_finish (AHOY_CHANNEL (source), result, &error);

  if (priv->state != STATE_CONNECTING) {
    g_clear_error (&error);
    return;
  }

  if (!success) {
    /* Without the websocket there is no login, so what was granted must go. */
    priv->login_error = error;
    let_go (self);
    leave (self, leave_after_failure_cb, g_object_ref (self));
    return;
  }

  priv->state = STATE_CONNECTED;
  task = take_login (self);
  AHOY_BASE_SERVICE_GET_CLASS (self)->opened (self, FALSE);
  g_object_notify (G_OBJECT (self), "granted-services");
  g_task_return_boolean (task, TRUE);
}

/**
 * ahoy_base_service_open_channel:
 * @self: a service that is connecting
 * @path: path and query of the websocket, from `/`
 *
 * The service has granted the login: goes on with the websocket.
 */
void
ahoy_base_service_open_channel (AhoyBaseService *self, const char *path)
{
  AhoyBaseServicePrivate *priv = get_private (self);
  g_autoptr (AhoySecret) uri = g_strconcat (priv->websocket_server, path, NULL);

  ahoy_channel_open_async (priv->channel, uri, channel_open_cb, g_object_ref (self));
}

/**
 * ahoy_base_service_set_channel_path:
 * @self: a service that is connected
 * @path: path and query of the websocket, from `/`
 *
 * What to open when the websocket is lost the next time, or in the next try.
 */
void
ahoy_base_service_set_channel_path (AhoyBaseService *self, const char *path)
{
  AhoyBaseServicePrivate *priv = get_private (self);
  g_autoptr (AhoySecret) uri = g_strconcat (priv->websocket_server, path, NULL);

  ahoy_channel_set_uri (priv->channel, uri);
}

/**
 * ahoy_base_service_try_now:
 * @self: a service that is connected
 *
 * Opens a lost websocket at once if the next try is being waited for.
 */
void
ahoy_base_service_try_now (AhoyBaseService *self)
{
  ahoy_channel_try_now (get_private (self)->channel);
}

/**
 * ahoy_base_service_send:
 * @self: a service
 * @text: what to send
 *
 * Sends a text if the websocket is open now.
 */
void
ahoy_base_service_send (AhoyBaseService *self, const char *text)
{
  ahoy_channel_send (get_private (self)->channel, text);
}

/**
 * ahoy_base_service_emit_received:
 * @self: a service
 * @type: what kind of notification
 * @known: whether we know @type: else it may be any text
 *
 * Tells of something that the service has sent.
 */
void
ahoy_base_service_emit_received (AhoyBaseService *self, const char *type, gboolean known)
{
  g_autofree char *redacted = known ? NULL : ahoy_log_redact (type);
  g_autofree char *line = NULL;

  line = g_strdup_printf (_("Notification received: %s"), redacted != NULL ? redacted : type);
  emit_event (self, AHOY_EVENT_KIND_NOTIFICATION, line);
}

/* At any time before the login's result is told. */
static void
cancel_login (AhoyBaseService *self)
{
  g_autoptr (GTask) task = take_login (self);

  if (task == NULL)
    return;

  let_go (self);
  leave (self, NULL, NULL);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _("Login was cancelled"));
}

static gboolean
on_login_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (AhoyBaseService) self = g_object_ref (data);

  cancel_login (self);

  return G_SOURCE_REMOVE;
}

static void
base_service_connect_async (AhoyService *service, AhoyCredentials *credentials,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  AhoyBaseService *self = AHOY_BASE_SERVICE (service);
  AhoyBaseServicePrivate *priv = get_private (self);

  g_return_if_fail (priv->state == STATE_NEW);

  /* Without the cancellable: we answer cancellation ourselves, once. */
  priv->login = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (priv->login, base_service_connect_async);
  priv->state = STATE_CONNECTING;
  priv->credentials = ahoy_credentials_ref (credentials);
  priv->login_cancelled = watch (cancellable, on_login_cancelled, self);
  /* The request first: it is what all else waits for. */
  AHOY_BASE_SERVICE_GET_CLASS (self)->log_in (self);
  if (priv->state == STATE_CONNECTING)
    ahoy_channel_prepare (priv->channel, priv->websocket_server);
}

static gboolean
finish_boolean (AhoyService *service, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
finish_logout (AhoyBaseService *self)
{
  AhoyBaseServicePrivate *priv = get_private (self);
  g_autoptr (GTask) task = g_steal_pointer (&priv->logout);

  clear_source (&priv->logout_cancelled);
  if (priv->state != STATE_OVER)
    let_go (self);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static gboolean
on_logout_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (AhoyBaseService) self = g_object_ref (data);

  finish_logout (self);

  return G_SOURCE_REMOVE;
}

static void
leave_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyBaseService) self = data;

  finish_logout (self);
}

static void
base_service_disconnect_async (AhoyService *service, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  AhoyBaseService *self = AHOY_BASE_SERVICE (service);
  AhoyBaseServicePrivate *priv = get_private (self);

  g_return_if_fail (priv->logout == NULL);

  priv->logout = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (priv->logout, base_service_disconnect_async);
  priv->logout_cancelled = watch (cancellable, on_logout_cancelled, self);
  cancel_login (self);
  if (priv->state == STATE_CONNECTED)
    priv->state = STATE_DISCONNECTING;
  /* The socket is closed when all is given back. One that is lost is not needed any more. */
  AHOY_BASE_SERVICE_GET_CLASS (self)->closed (self);
  if (ahoy_channel_get_reconnecting (priv->channel)) {
    ahoy_channel_close (priv->channel);
    g_object_notify (G_OBJECT (self), "reconnecting");
  }
  leave (self, leave_cb, g_object_ref (self));
}

static void
base_service_set_services_async (AhoyService *service, const char * const *services,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (service, cancellable, callback, user_data);

  g_task_set_source_tag (task, base_service_set_services_async);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s",
                           _("This service has no parts to choose from"));
}

static void
base_service_update_credentials (AhoyService *service, AhoyCredentials *credentials)
{
  AhoyBaseService *self = AHOY_BASE_SERVICE (service);
  AhoyBaseServicePrivate *priv = get_private (self);
  AhoyBaseServiceClass *klass = AHOY_BASE_SERVICE_GET_CLASS (self);
  AhoyCredentials *old = priv->credentials;

  priv->credentials = ahoy_credentials_ref (credentials);
  ahoy_credentials_unref (old);
  if (klass->credentials_changed != NULL)
    klass->credentials_changed (self);
}

static void
base_service_abandon (AhoyService *service)
{
  g_autoptr (AhoyBaseService) self = g_object_ref (AHOY_BASE_SERVICE (service));

  cancel_login (self);
  if (get_private (self)->state == STATE_CONNECTED)
    leave (self, NULL, NULL);
  finish_logout (self);
}

static void
base_service_network_changed (AhoyService *service)
{
  AhoyBaseService *self = AHOY_BASE_SERVICE (service);
  AhoyBaseServicePrivate *priv = get_private (self);
  AhoyBaseServiceClass *klass = AHOY_BASE_SERVICE_GET_CLASS (self);

  if (priv->state != STATE_CONNECTED)
    return;

  if (klass->network_changed != NULL)
    klass->network_changed (self);
  ahoy_channel_network_changed (priv->channel);
}

static void
service_interface_init (AhoyServiceInterface *iface)
{
  iface->connect_async = base_service_connect_async;
  iface->connect_finish = finish_boolean;
  iface->disconnect_async = base_service_disconnect_async;
  iface->disconnect_finish = finish_boolean;
  iface->set_services_async = base_service_set_services_async;
  iface->set_services_finish = finish_boolean;
  iface->update_credentials = base_service_update_credentials;
  iface->abandon = base_service_abandon;
  iface->network_changed = base_service_network_changed;
}

/**
 * ahoy_base_service_get_account:
 * @self: a service
 *
 * Returns: (transfer none): what it was set up with
 */
AhoyAccount *
ahoy_base_service_get_account (AhoyBaseService *self)
{
  return get_private (self)->account;
}

/**
 * ahoy_base_service_get_clock:
 * @self: a service
 *
 * Returns: (transfer none): the time
 */
AhoyClock *
ahoy_base_service_get_clock (AhoyBaseService *self)
{
  return get_private (self)->clock;
}

/**
 * ahoy_base_service_get_credentials:
 * @self: a service that was asked to connect
 *
 * Returns: (transfer none): the credentials for the next request
 */
AhoyCredentials *
ahoy_base_service_get_credentials (AhoyBaseService *self)
{
  return get_private (self)->credentials;
}

/**
 * ahoy_base_service_get_trust:
 * @self: a service that was set up
 *
 * Returns: (transfer none): what decides about certificates
 */
AhoyTrust *
ahoy_base_service_get_trust (AhoyBaseService *self)
{
  return get_private (self)->trust;
}

/**
 * ahoy_base_service_get_rest:
 * @self: a service
 *
 * Returns: (transfer none): the server
 */
AhoyRest *
ahoy_base_service_get_rest (AhoyBaseService *self)
{
  return get_private (self)->rest;
}

/**
 * ahoy_base_service_get_connecting:
 * @self: a service
 *
 * Returns: whether the login is under way, and was not cancelled
 */
gboolean
ahoy_base_service_get_connecting (AhoyBaseService *self)
{
  return get_private (self)->state == STATE_CONNECTING;
}

/**
 * ahoy_base_service_get_connected:
 * @self: a service
 *
 * Returns: whether it is logged in, and nobody has asked for the log-out
 */
gboolean
ahoy_base_service_get_connected (AhoyBaseService *self)
{
  return get_private (self)->state == STATE_CONNECTED;
}

static void
ahoy_base_service_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoyBaseService *self = AHOY_BASE_SERVICE (object);
  AhoyBaseServiceClass *klass = AHOY_BASE_SERVICE_GET_CLASS (self);

  switch (id) {
  case PROP_RECONNECTING:
    g_value_set_boolean (value, ahoy_channel_get_reconnecting (get_private (self)->channel));
    break;
  case PROP_GRANTED_SERVICES:
    if (klass->get_granted_services != NULL)
      g_value_set_boxed (value, klass->get_granted_services (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_base_service_dispose (GObject *object)
{
  AhoyBaseServicePrivate *priv = get_private (object);

  clear_source (&priv->login_cancelled);
  clear_source (&priv->logout_cancelled);
  if (priv->channel != NULL)
    let_go (AHOY_BASE_SERVICE (object));

  G_OBJECT_CLASS (ahoy_base_service_parent_class)->dispose (object);
}

static void
ahoy_base_service_finalize (GObject *object)
{
  AhoyBaseServicePrivate *priv = get_private (object);

  g_clear_object (&priv->account);
  g_clear_object (&priv->clock);
  g_clear_object (&priv->trust);
  g_clear_object (&priv->rest);
  g_clear_object (&priv->channel);
  g_clear_pointer (&priv->credentials, ahoy_credentials_unref);
  g_clear_error (&priv->login_error);
  g_free (priv->websocket_server);

  G_OBJECT_CLASS (ahoy_base_service_parent_class)->finalize (object);
}

static void
ahoy_base_service_class_init (AhoyBaseServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_base_service_dispose;
  object_class->finalize = ahoy_base_service_finalize;
  object_class->get_property = ahoy_base_service_get_property;
  g_object_class_override_property (object_class, PROP_RECONNECTING, "reconnecting");
  g_object_class_override_property (object_class, PROP_GRANTED_SERVICES, "granted-services");
}

static void
ahoy_base_service_init (AhoyBaseService *self)
{
}

/**
 * ahoy_base_service_set_up:
 * @self: a new service
 * @account: where to log in, as whom
 * @clock: the time
 * @server: (nullable): the address of the server, as a person has entered it
 * @websocket_server: (nullable): the same for the websocket; empty: host and port of @server
 * @policy: how the channel is opened again
 * @error: return location for an error
 *
 * To be called once, first. Where it has failed, the service can only be given back.
 *
 * Fails with `AHOY_SESSION_ERROR_INVALID_ACCOUNT` if an address is missing or malformed or the CA
 * file cannot be used, and with `AHOY_SESSION_ERROR_INSECURE` for a server without TLS.
 *
 * Returns: whether the service can be used
 */
gboolean
ahoy_base_service_set_up (AhoyBaseService *self, AhoyAccount *account, AhoyClock *clock,
                          const char *server, const char *websocket_server,
                          const AhoyChannelPolicy *policy, GError **error)
{
  AhoyBaseServicePrivate *priv = get_private (self);
  g_autofree char *parsed = ahoy_server_parse (server, error);

  priv->account = g_object_ref (account);
  priv->clock = g_object_ref (clock);
  if (parsed == NULL)
    return FALSE;
  priv->websocket_server = ahoy_server_parse_websocket (websocket_server, parsed, error);
  if (priv->websocket_server == NULL)
    return FALSE;
  priv->trust = ahoy_trust_new (ahoy_account_get_ca_file (account), error);
  if (priv->trust == NULL)
    return FALSE;

  priv->rest = ahoy_rest_new (parsed, priv->trust, clock);
  priv->channel = ahoy_channel_new (policy, priv->trust, clock);
  g_signal_connect_object (priv->channel, "text", G_CALLBACK (on_channel_text), self, 0);
  g_signal_connect_object (priv->channel, "lost", G_CALLBACK (on_channel_lost), self, 0);
  g_signal_connect_object (priv->channel, "try-failed", G_CALLBACK (on_channel_try_failed), self,
                           0);
  g_signal_connect_object (priv->channel, "reopened", G_CALLBACK (on_channel_reopened), self, 0);
  g_signal_connect_object (priv->channel, "ended", G_CALLBACK (on_channel_ended), self, 0);

  return TRUE;
}
