/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-service.h"

#include "ahoy-channel.h"
#include "ahoy-error.h"
#include "ahoy-id-memory.h"
#include "ahoy-kandy-auth.h"
#include "ahoy-kandy-notification.h"
#include "ahoy-kandy-subscriber.h"
#include "ahoy-log.h"
#include "ahoy-server.h"

#include <glib/gi18n-lib.h>

#define ID_MEMORY 100 /* section 1 */

typedef enum {
  STATE_NEW,
  STATE_CONNECTING,
  STATE_CONNECTED,
  STATE_DISCONNECTING,
  STATE_OVER,
} State;

/* One login on Kandy Link: a subscription by REST, and its websocket (sections 2 to 4 of the
 * protocol page). */
struct _AhoyKandyService {
  GObject              parent_instance;

  AhoyAccount         *account;
  AhoyClock           *clock;
  AhoyCredentials     *credentials;
  AhoyKandySubscriber *subscriber;
  AhoyChannel         *channel;
  char                *websocket_server;
  AhoyIdMemory        *ids;
  State                state;

  GTask               *login;           /* until its result is told */
  GSource             *login_cancelled;
  GError              *login_error;     /* of a login that is being undone */
  GTask               *logout;
  GSource             *logout_cancelled;
  guint                keepalive_id;
};

static void service_interface_init (AhoyServiceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyKandyService, ahoy_kandy_service, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_SERVICE, service_interface_init))

enum { PROP_0, PROP_RECONNECTING, PROP_GRANTED_SERVICES };

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

/* Everything goes, but for what the subscriber still has to do and for the telling. */
static void
let_go (AhoyKandyService *self)
{
  self->state = STATE_OVER;
  ahoy_clock_clear (self->clock, &self->keepalive_id);
  ahoy_channel_close (self->channel);
}

static GTask *
take_login (AhoyKandyService *self)
{
  clear_source (&self->login_cancelled);

  return g_steal_pointer (&self->login);
}

static void
end_session (AhoyKandyService *self, AhoySessionError code, const char *service_code,
             const char *message)
{
  g_autoptr (GError) reason = ahoy_session_error_new (code, service_code, message);
  g_autoptr (AhoyKandyService) alive = g_object_ref (self);

  ahoy_kandy_subscriber_forget (self->subscriber);
  let_go (self);
  ahoy_service_emit_ended (AHOY_SERVICE (self), reason);
}

static void
on_keepalive (gpointer data)
{
  AhoyKandyService *self = data;

  self->keepalive_id = ahoy_clock_add (self->clock,
                                       ahoy_account_get_keepalive_interval (self->account),
                                       on_keepalive, self);
  ahoy_channel_send (self->channel, AHOY_KANDY_KEEPALIVE_TEXT);
}

static void
start_keepalive (AhoyKandyService *self)
{
  ahoy_clock_clear (self->clock, &self->keepalive_id);
  on_keepalive (self);
}

static void
on_channel_lost (AhoyChannel *channel, const GError *error, AhoyKandyService *self)
{
  g_autofree char *text = NULL;

  if (self->state != STATE_CONNECTED) {
    /* Some services close the websocket before they answer the log-out. */
    ahoy_channel_close (self->channel);
    return;
  }

  ahoy_clock_clear (self->clock, &self->keepalive_id);
  text = error != NULL ? g_strdup_printf (_("The connection was lost: %s. Reconnecting…"),
                                          error->message)
                       : g_strdup (_("The connection was lost. Reconnecting…"));
  g_object_notify (G_OBJECT (self), "reconnecting");
  ahoy_service_emit_event (AHOY_SERVICE (self), AHOY_EVENT_KIND_SOCKET, text);
}

static void
on_channel_try_failed (AhoyChannel *channel, guint n, const GError *error, AhoyKandyService *self)
{
  g_autofree char *described = ahoy_error_describe (error);
  g_autofree char *line = NULL;

  line = g_strdup_printf (_("Opening the connection failed (try %u): %s"), n, described);
  ahoy_service_emit_event (AHOY_SERVICE (self), AHOY_EVENT_KIND_SOCKET, line);
}

static void
on_channel_reopened (AhoyChannel *channel, AhoyKandyService *self)
{
  start_keepalive (self);
  ahoy_kandy_subscriber_catch_up (self->subscriber);
  g_object_notify (G_OBJECT (self), "reconnecting");
  ahoy_service_emit_event (AHOY_SERVICE (self), AHOY_EVENT_KIND_SOCKET,
                           _("The connection is whole again."));
}

static void
on_channel_ended (AhoyChannel *channel, const GError *error, AhoyKandyService *self)
{
  g_autofree char *message = NULL;

  if (self->state != STATE_CONNECTED)
    return;

  message = g_strdup_printf (_("The connection to the service was lost: %s"), error->message);
  end_session (self, AHOY_SESSION_ERROR_LOST_CONNECTION, "LOST_CONNECTION", message);
}

static void
handle_gone (AhoyKandyService *self, AhoyKandyNotification *notification)
{
  g_autofree char *message = NULL;
  guint seconds = (notification->retry_after + 999) / 1000;

  if (seconds > 0)
    message = g_strdup_printf (
      ngettext ("The service has ended this session, and asks to wait %u second before the next "
                "login",
                "The service has ended this session, and asks to wait %u seconds before the next "
                "login", seconds), seconds);
  else
    message = g_strdup (_("The service has ended this session, because of another login, an "
                          "administrator, or a restart"));
  end_session (self, AHOY_SESSION_ERROR_GONE, "GONE", message);
}

static void
on_channel_text (AhoyChannel *channel, GBytes *text, AhoyKandyService *self)
{
  g_autoptr (AhoyKandyNotification) notification = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  gsize length;
  const char *data = g_bytes_get_data (text, &length);

  notification = ahoy_kandy_notification_parse (data, (gssize) length, &error);
  if (error != NULL) {
    g_debug ("A message of the service could not be read: %s", error->message);
    ahoy_service_emit_event (AHOY_SERVICE (self), AHOY_EVENT_KIND_WARNING,
                             _("The service sent a message that could not be read."));
    return;
  }
  if (notification == NULL || !ahoy_id_memory_add (self->ids, notification->id))
    return;

  if (notification->event == AHOY_KANDY_EVENT_GONE && self->state == STATE_CONNECTED) {
    handle_gone (self, notification);
  } else if (notification->event == AHOY_KANDY_EVENT_WEBSOCKET_OVERRIDDEN &&
             self->state == STATE_CONNECTED) {
    end_session (self, AHOY_SESSION_ERROR_OVERRIDDEN, "WS_OVERRIDDEN",
                 _("Another connection has taken over this session"));
  } else {
    g_autofree char *type = NULL;

    /* A type that we do not know may be any text. */
    if (notification->event == AHOY_KANDY_EVENT_UNKNOWN)
      type = ahoy_log_redact (notification->type);
    line = g_strdup_printf (_("Notification received: %s"),
                            type != NULL ? type : notification->type);
    ahoy_service_emit_event (AHOY_SERVICE (self), AHOY_EVENT_KIND_NOTIFICATION, line);
  }
}

static void
on_subscriber_renewed (AhoyKandySubscriber *subscriber, gboolean changed, AhoyKandyService *self)
{
  const AhoyKandySubscription *subscription =
    ahoy_kandy_subscriber_get_subscription (subscriber);
  g_autofree char *list = g_strjoinv (", ", subscription->services);
  g_autofree char *line = NULL;

  if (changed) {
    line = g_strdup_printf (_("The service now grants: %s"), *list != '\0' ? list : _("nothing"));
    g_object_notify (G_OBJECT (self), "granted-services");
  }
  ahoy_service_emit_event (AHOY_SERVICE (self), AHOY_EVENT_KIND_SUBSCRIPTION,
                           line != NULL ? line : _("The subscription was renewed."));
}

static void
on_subscriber_renewal_failed (AhoyKandySubscriber *subscriber, guint n, const GError *error,
                              AhoyKandyService *self)
{
  g_autofree char *described = ahoy_error_describe (error);
  g_autofree char *line = NULL;

  line = g_strdup_printf (_("Renewing the subscription failed (try %u): %s"), n, described);
  ahoy_service_emit_event (AHOY_SERVICE (self), AHOY_EVENT_KIND_ERROR, line);
}

static void
on_subscriber_gone (AhoyKandySubscriber *subscriber, AhoyKandyService *self)
{
  end_session (self, AHOY_SESSION_ERROR_GONE, "GONE",
               _("The service does not know this session any more"));
}

static void
fail_login (AhoyKandyService *self, GError *error)
{
  g_autoptr (GTask) task = take_login (self);

  let_go (self);
  g_task_return_error (task, error);
}

static void
leave_after_failure_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyService) self = data;
  g_autoptr (GTask) task = take_login (self);

  if (task != NULL) /* not cancelled meanwhile */
    g_task_return_error (task, g_steal_pointer (&self->login_error));
}

static void
channel_open_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyService) self = data;
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  gboolean success = ahoy_channel_open_finish (AHOY_CHANNEL (source), result, &error);

  if (self->state != STATE_CONNECTING) {
    g_clear_error (&error);
    return;
  }

  if (!success) {
    /* Section 3.1: without the websocket there is no login, so the subscription must go. */
    self->login_error = error;
    let_go (self);
    ahoy_kandy_subscriber_leave_async (self->subscriber, leave_after_failure_cb,
                                       g_object_ref (self));
    return;
  }

  self->state = STATE_CONNECTED;
  task = take_login (self);
  start_keepalive (self);
  ahoy_kandy_subscriber_start_refreshing (self->subscriber);
  g_object_notify (G_OBJECT (self), "granted-services");
  g_task_return_boolean (task, TRUE);
}

static char *
make_channel_uri (AhoyKandyService *self)
{
  const AhoyKandySubscription *subscription =
    ahoy_kandy_subscriber_get_subscription (self->subscriber);
  g_autoptr (AhoySecret) query = ahoy_kandy_auth_socket_query (self->credentials);

  return g_strconcat (self->websocket_server, subscription->channel, query != NULL ? "?" : NULL,
                      query, NULL);
}

static void
subscribe_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyService) self = data;
  g_autoptr (AhoySecret) uri = NULL;
  GError *error = NULL;
  gboolean success;

  success = ahoy_kandy_subscriber_subscribe_finish (AHOY_KANDY_SUBSCRIBER (source), result, &error);
  if (self->state != STATE_CONNECTING) {
    g_clear_error (&error);
  } else if (!success) {
    fail_login (self, error);
  } else {
    uri = make_channel_uri (self);
    ahoy_channel_open_async (self->channel, uri, channel_open_cb, g_object_ref (self));
  }
}

/* At any time before the login's result is told. */
static void
cancel_login (AhoyKandyService *self)
{
  g_autoptr (GTask) task = take_login (self);

  if (task == NULL)
    return;

  let_go (self);
  ahoy_kandy_subscriber_leave_async (self->subscriber, NULL, NULL);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _("Login was cancelled"));
}

static gboolean
on_login_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (AhoyKandyService) self = g_object_ref (data);

  cancel_login (self);

  return G_SOURCE_REMOVE;
}

static void
kandy_service_connect_async (AhoyService *service, AhoyCredentials *credentials,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (service);

  g_return_if_fail (self->state == STATE_NEW);

  /* Without the cancellable: we answer cancellation ourselves, once. */
  self->login = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->login, kandy_service_connect_async);
  self->state = STATE_CONNECTING;
  self->credentials = ahoy_credentials_ref (credentials);
  ahoy_kandy_subscriber_set_credentials (self->subscriber, credentials);
  if (*ahoy_credentials_get_secret (credentials) == '\0') {
    fail_login (self, ahoy_session_error_new (AHOY_SESSION_ERROR_INVALID_ACCOUNT, NULL,
                                              _("Enter your password or token")));
    return;
  }

  self->login_cancelled = watch (cancellable, on_login_cancelled, self);
  /* The request first: it is what all else waits for. */
  ahoy_kandy_subscriber_subscribe_async (self->subscriber, subscribe_cb, g_object_ref (self));
  ahoy_channel_prepare (self->channel, self->websocket_server);
}

static gboolean
finish_boolean (AhoyService *service, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
finish_logout (AhoyKandyService *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->logout);

  clear_source (&self->logout_cancelled);
  if (self->state != STATE_OVER)
    let_go (self);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static gboolean
on_logout_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (AhoyKandyService) self = g_object_ref (data);

  finish_logout (self);

  return G_SOURCE_REMOVE;
}

static void
leave_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyService) self = data;

  finish_logout (self);
}

static void
kandy_service_disconnect_async (AhoyService *service, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (service);

  g_return_if_fail (self->logout == NULL);

  self->logout = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->logout, kandy_service_disconnect_async);
  self->logout_cancelled = watch (cancellable, on_logout_cancelled, self);
  cancel_login (self);
  if (self->state == STATE_CONNECTED)
    self->state = STATE_DISCONNECTING;
  /* Section 3.5: the socket is closed after the answer. One that is lost is not needed any more. */
  ahoy_clock_clear (self->clock, &self->keepalive_id);
  if (ahoy_channel_get_reconnecting (self->channel)) {
    ahoy_channel_close (self->channel);
    g_object_notify (G_OBJECT (self), "reconnecting");
  }
  ahoy_kandy_subscriber_leave_async (self->subscriber, leave_cb, g_object_ref (self));
}

static void
set_services_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (ahoy_kandy_subscriber_set_services_finish (AHOY_KANDY_SUBSCRIBER (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
kandy_service_set_services_async (AhoyService *service, const char * const *services,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (service);
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, kandy_service_set_services_async);
  ahoy_kandy_subscriber_set_services_async (self->subscriber, services, cancellable,
                                            set_services_cb, task);
}

static void
kandy_service_update_credentials (AhoyService *service, AhoyCredentials *credentials)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (service);
  AhoyCredentials *old = self->credentials;
  g_autoptr (AhoySecret) uri = NULL;

  self->credentials = ahoy_credentials_ref (credentials);
  ahoy_credentials_unref (old);
  ahoy_kandy_subscriber_set_credentials (self->subscriber, credentials);
  if (self->state != STATE_CONNECTED)
    return;

  uri = make_channel_uri (self);
  ahoy_channel_set_uri (self->channel, uri);
}

static void
kandy_service_abandon (AhoyService *service)
{
  g_autoptr (AhoyKandyService) self = g_object_ref (AHOY_KANDY_SERVICE (service));

  cancel_login (self);
  if (self->state == STATE_CONNECTED)
    ahoy_kandy_subscriber_leave_async (self->subscriber, NULL, NULL);
  finish_logout (self);
}

static void
kandy_service_network_changed (AhoyService *service)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (service);

  if (self->state != STATE_CONNECTED)
    return;

  ahoy_kandy_subscriber_catch_up (self->subscriber);
  ahoy_channel_network_changed (self->channel);
}

static void
service_interface_init (AhoyServiceInterface *iface)
{
  iface->connect_async = kandy_service_connect_async;
  iface->connect_finish = finish_boolean;
  iface->disconnect_async = kandy_service_disconnect_async;
  iface->disconnect_finish = finish_boolean;
  iface->set_services_async = kandy_service_set_services_async;
  iface->set_services_finish = finish_boolean;
  iface->update_credentials = kandy_service_update_credentials;
  iface->abandon = kandy_service_abandon;
  iface->network_changed = kandy_service_network_changed;
}

static void
ahoy_kandy_service_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (object);
  const AhoyKandySubscription *subscription;

  switch (id) {
  case PROP_RECONNECTING:
    g_value_set_boolean (value, ahoy_channel_get_reconnecting (self->channel));
    break;
  case PROP_GRANTED_SERVICES:
    subscription = ahoy_kandy_subscriber_get_subscription (self->subscriber);
    if (subscription != NULL)
      g_value_set_boxed (value, subscription->services);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_kandy_service_dispose (GObject *object)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (object);

  ahoy_clock_clear (self->clock, &self->keepalive_id);
  clear_source (&self->login_cancelled);
  clear_source (&self->logout_cancelled);
  if (self->channel != NULL)
    ahoy_channel_close (self->channel);

  G_OBJECT_CLASS (ahoy_kandy_service_parent_class)->dispose (object);
}

static void
ahoy_kandy_service_finalize (GObject *object)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (object);

  g_clear_object (&self->account);
  g_clear_object (&self->clock);
  g_clear_object (&self->subscriber);
  g_clear_object (&self->channel);
  g_clear_pointer (&self->credentials, ahoy_credentials_unref);
  g_clear_error (&self->login_error);
  g_clear_pointer (&self->ids, ahoy_id_memory_free);
  g_free (self->websocket_server);

  G_OBJECT_CLASS (ahoy_kandy_service_parent_class)->finalize (object);
}

static void
ahoy_kandy_service_class_init (AhoyKandyServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_kandy_service_dispose;
  object_class->finalize = ahoy_kandy_service_finalize;
  object_class->get_property = ahoy_kandy_service_get_property;
  g_object_class_override_property (object_class, PROP_RECONNECTING, "reconnecting");
  g_object_class_override_property (object_class, PROP_GRANTED_SERVICES, "granted-services");
}

static void
ahoy_kandy_service_init (AhoyKandyService *self)
{
  self->ids = ahoy_id_memory_new (ID_MEMORY);
}

/**
 * ahoy_kandy_service_new:
 * @account: where to log in, as whom
 * @clock: the time
 * @error: return location for an error
 *
 * Fails with `AHOY_SESSION_ERROR_INVALID_ACCOUNT` if the user or the server is missing or
 * malformed or the CA file cannot be used, and with `AHOY_SESSION_ERROR_INSECURE` for a server
 * without TLS.
 *
 * Returns: (transfer full): what can log in once
 */
AhoyService *
ahoy_kandy_service_new (AhoyAccount *account, AhoyClock *clock, GError **error)
{
  AhoyKandyService *self;
  const char *user = ahoy_account_get_user (account);
  g_autofree char *server = NULL;
  g_autofree char *websocket_server = NULL;
  g_autoptr (AhoyTrust) trust = NULL;
  g_autoptr (AhoyRest) rest = NULL;

  if (user == NULL || *user == '\0') {
    g_propagate_error (error, ahoy_session_error_new (AHOY_SESSION_ERROR_INVALID_ACCOUNT, NULL,
                                                      _("Enter your user name")));
    return NULL;
  }
  server = ahoy_server_parse (ahoy_account_get_server (account), error);
  if (server == NULL)
    return NULL;
  websocket_server = ahoy_server_parse_websocket (ahoy_account_get_websocket_server (account),
                                                  server, error);
  if (websocket_server == NULL)
    return NULL;
  trust = ahoy_trust_new (ahoy_account_get_ca_file (account), error);
  if (trust == NULL)
    return NULL;

  self = g_object_new (AHOY_TYPE_KANDY_SERVICE, NULL);
  self->account = g_object_ref (account);
  self->clock = g_object_ref (clock);
  self->websocket_server = g_steal_pointer (&websocket_server);
  rest = ahoy_rest_new (server, trust, clock);
  self->subscriber = ahoy_kandy_subscriber_new (account, rest, clock);
  g_signal_connect_object (self->subscriber, "renewed", G_CALLBACK (on_subscriber_renewed), self,
                           0);
  g_signal_connect_object (self->subscriber, "renewal-failed",
                           G_CALLBACK (on_subscriber_renewal_failed), self, 0);
  g_signal_connect_object (self->subscriber, "gone", G_CALLBACK (on_subscriber_gone), self, 0);
  self->channel = ahoy_channel_new (account, trust, clock);
  g_signal_connect_object (self->channel, "text", G_CALLBACK (on_channel_text), self, 0);
  g_signal_connect_object (self->channel, "lost", G_CALLBACK (on_channel_lost), self, 0);
  g_signal_connect_object (self->channel, "try-failed", G_CALLBACK (on_channel_try_failed), self, 0);
  g_signal_connect_object (self->channel, "reopened", G_CALLBACK (on_channel_reopened), self, 0);
  g_signal_connect_object (self->channel, "ended", G_CALLBACK (on_channel_ended), self, 0);

  return AHOY_SERVICE (self);
}
