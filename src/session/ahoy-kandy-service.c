/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-service.h"

#include "ahoy-channel.h"
#include "ahoy-error.h"
#include "ahoy-kandy-auth.h"
#include "ahoy-kandy-notification.h"
#include "ahoy-kandy-requests.h"
#include "ahoy-kandy-subscription.h"
#include "ahoy-log.h"
#include "ahoy-server.h"

#include <glib/gi18n-lib.h>

#define REQUEST_DEADLINE 30000 /* ms */
#define LEAVE_DEADLINE   5000
#define ID_MEMORY        100   /* section 1 */

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
  GObject                parent_instance;

  AhoyAccount           *account;
  AhoyClock             *clock;
  AhoyCredentials       *credentials;
  AhoyKandyRequests     *requests;
  AhoyChannel           *channel;
  char                  *websocket_server;
  AhoyKandyIdMemory     *ids;
  State                  state;

  GTask                 *login;
  GSource               *login_cancelled;
  guint                  n_tries;
  guint                  retry_id;
  gboolean               subscribing;  /* a POST has no answer yet */
  AhoyKandySubscription *subscription;
  char                 **services;     /* asked for */

  guint                  keepalive_id;
  guint                  refresh_id;
  guint                  n_refresh_failures;
  gboolean               changing_services;

  GTask                 *logout;
  GSource               *logout_cancelled;
  guint                  n_leaving;    /* DELETEs without an answer yet */
  guint                  leave_id;     /* bounds the wait for them */
};

static void service_interface_init (AhoyServiceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyKandyService, ahoy_kandy_service, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_SERVICE, service_interface_init))

enum { PROP_0, PROP_RECONNECTING, PROP_GRANTED_SERVICES };

static const char * const usual_services[] = { "call", "IM", "Presence", NULL };

static void subscribe (AhoyKandyService *self);
static void arm_refresh (AhoyKandyService *self);

static void
take_subscription (AhoyKandyService *self, AhoyKandySubscription *subscription)
{
  AhoyKandySubscription *old = self->subscription;

  if (subscription != NULL) {
    ahoy_log_hide (subscription->channel);
    if (subscription->turn_password != NULL)
      ahoy_log_hide (subscription->turn_password);
  }
  self->subscription = subscription;
  if (old == NULL)
    return;

  ahoy_log_unhide (old->channel);
  if (old->turn_password != NULL)
    ahoy_log_unhide (old->turn_password);
  ahoy_kandy_subscription_free (old);
}

static void
stop (AhoyKandyService *self)
{
  ahoy_clock_clear (self->clock, &self->retry_id);
  ahoy_clock_clear (self->clock, &self->keepalive_id);
  ahoy_clock_clear (self->clock, &self->refresh_id);
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

/* Everything of the login goes, but for requests that are on their way. */
static void
let_go (AhoyKandyService *self)
{
  gboolean was_reconnecting = ahoy_channel_get_reconnecting (self->channel);

  self->state = STATE_OVER;
  stop (self);
  clear_source (&self->login_cancelled);
  ahoy_channel_close (self->channel);
  take_subscription (self, NULL);
  if (was_reconnecting)
    g_object_notify (G_OBJECT (self), "reconnecting");
}

static void
finish_logout (AhoyKandyService *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->logout);

  ahoy_clock_clear (self->clock, &self->leave_id);
  clear_source (&self->logout_cancelled);
  if (self->state != STATE_OVER)
    let_go (self);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static void
check_left (AhoyKandyService *self)
{
  if (self->logout != NULL && !self->subscribing && self->n_leaving == 0)
    finish_logout (self);
}

static void
leave_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyService) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyRestAnswer) answer = NULL;
  AhoyKandyAnswer kandy_answer;

  /* Whatever the answer is: there is nothing more that we could do (section 3.5). */
  answer = ahoy_kandy_requests_send_finish (AHOY_KANDY_REQUESTS (source), result, &kandy_answer,
                                            &error);
  if (error != NULL)
    g_debug ("Logging out was not confirmed: %s", error->message);
  self->n_leaving--;
  check_left (self);
}

static void
leave (AhoyKandyService *self, const char *path)
{
  self->n_leaving++;
  ahoy_kandy_requests_send_async (self->requests, "DELETE", path, NULL, LEAVE_DEADLINE, leave_cb,
                                  g_object_ref (self));
}

static void
fail_login (AhoyKandyService *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->login);

  let_go (self);
  g_task_return_error (task, error);
}

static void
end_session (AhoyKandyService *self, AhoySessionError code, const char *service_code,
             const char *message)
{
  g_autoptr (GError) reason = ahoy_session_error_new (code, service_code, message);
  g_autoptr (AhoyKandyService) alive = g_object_ref (self);

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

  ahoy_clock_clear (self->clock, &self->keepalive_id);
  text = error != NULL ? g_strdup_printf (_("The connection was lost: %s. Reconnecting…"),
                                          error->message)
                       : g_strdup (_("The connection was lost. Reconnecting…"));
  g_object_notify (G_OBJECT (self), "reconnecting");
  ahoy_service_emit_event (AHOY_SERVICE (self), AHOY_EVENT_KIND_SOCKET, text);
}

static void
on_channel_reopened (AhoyChannel *channel, AhoyKandyService *self)
{
  start_keepalive (self);
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
  if (notification == NULL || !ahoy_kandy_id_memory_add (self->ids, notification->id))
    return;

  if (notification->event == AHOY_KANDY_EVENT_GONE && self->state == STATE_CONNECTED) {
    handle_gone (self, notification);
  } else if (notification->event == AHOY_KANDY_EVENT_WEBSOCKET_OVERRIDDEN &&
             self->state == STATE_CONNECTED) {
    end_session (self, AHOY_SESSION_ERROR_OVERRIDDEN, "WS_OVERRIDDEN",
                 _("Another connection has taken over this session"));
  } else {
    line = g_strdup_printf (_("Notification received: %s"), notification->type);
    ahoy_service_emit_event (AHOY_SERVICE (self), AHOY_EVENT_KIND_NOTIFICATION, line);
  }
}

static void
update_subscription (AhoyKandyService *self, AhoyKandySubscription *subscription)
{
  gboolean changed = !g_strv_equal ((const char * const *) self->subscription->services,
                                    (const char * const *) subscription->services);
  g_autofree char *list = g_strjoinv (", ", subscription->services);
  g_autofree char *line = NULL;

  take_subscription (self, subscription);
  if (changed) {
    line = g_strdup_printf (_("The service now grants: %s"), *list != '\0' ? list : _("nothing"));
    g_object_notify (G_OBJECT (self), "granted-services");
  }
  ahoy_service_emit_event (AHOY_SERVICE (self), AHOY_EVENT_KIND_SUBSCRIPTION,
                           line != NULL ? line : _("The subscription was renewed."));
}

static void
put (AhoyKandyService *self, const char * const *services, GAsyncReadyCallback callback,
     gpointer user_data)
{
  g_autofree char *text = ahoy_kandy_refresh_text (self->subscription, services);
  g_autofree char *path = NULL;

  if (self->subscription->correlator != NULL)
    path = ahoy_kandy_correlator_path (ahoy_account_get_user (self->account),
                                       self->subscription->correlator);
  else
    path = g_strdup (self->subscription->path);
  ahoy_kandy_requests_send_async (self->requests, "PUT", path, text, REQUEST_DEADLINE, callback,
                                  user_data);
}

/* Reads the answer to a PUT. A subscription that is gone has ended the session afterwards. */
static AhoyKandySubscription *
put_finish (AhoyKandyService *self, GAsyncResult *result, GError **error)
{
  g_autoptr (AhoyRestAnswer) answer = NULL;
  AhoyKandyAnswer kandy_answer;

  answer = ahoy_kandy_requests_send_finish (self->requests, result, &kandy_answer, error);
  if (self->state != STATE_CONNECTED) {
    g_clear_error (error);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The session has ended");
    return NULL;
  }
  if (answer == NULL)
    return NULL;
  if (ahoy_kandy_answer_is_success (&kandy_answer))
    return ahoy_kandy_refresh_parse (answer->body, (gssize) answer->length, self->subscription,
                                     error);

  g_propagate_error (error, ahoy_kandy_answer_to_error (&kandy_answer));
  if (ahoy_kandy_answer_is_gone (&kandy_answer))
    end_session (self, AHOY_SESSION_ERROR_GONE, "GONE",
                 _("The service does not know this session any more"));

  return NULL;
}

static void
refresh_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyService) self = data;
  g_autoptr (AhoyKandySubscription) subscription = NULL;
  g_autoptr (GError) error = NULL;

  subscription = put_finish (self, result, &error);
  if (self->state != STATE_CONNECTED)
    return;

  if (subscription != NULL) {
    self->n_refresh_failures = 0;
    update_subscription (self, g_steal_pointer (&subscription));
  } else {
    g_autofree char *described = ahoy_error_describe (error);
    g_autofree char *line = NULL;

    self->n_refresh_failures++;
    line = g_strdup_printf (_("Renewing the subscription failed (try %u): %s"),
                            self->n_refresh_failures, described);
    ahoy_service_emit_event (AHOY_SERVICE (self), AHOY_EVENT_KIND_ERROR, line);
  }
  if (self->state == STATE_CONNECTED)
    arm_refresh (self);
}

static void
on_refresh (gpointer data)
{
  AhoyKandyService *self = data;

  self->refresh_id = 0;
  put (self, (const char * const *) self->services, refresh_cb, g_object_ref (self));
}

static void
arm_refresh (AhoyKandyService *self)
{
  guint delay = ahoy_kandy_refresh_delay (self->subscription->expires, self->n_refresh_failures,
                                          g_random_double ());

  ahoy_clock_clear (self->clock, &self->refresh_id);
  self->refresh_id = ahoy_clock_add (self->clock, delay, on_refresh, self);
}

static void
unsubscribe_after_failure_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AhoyKandyService *self = g_task_get_source_object (task);
  AhoyKandyAnswer kandy_answer;
  g_autoptr (AhoyRestAnswer) answer = NULL;

  answer = ahoy_kandy_requests_send_finish (AHOY_KANDY_REQUESTS (source), result, &kandy_answer,
                                            NULL);
  g_task_return_error (task, g_error_copy (g_task_get_task_data (task)));
  self->n_leaving--;
  check_left (self);
}

static void
channel_open_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyService) self = data;
  g_autoptr (GTask) task = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;

  if (!ahoy_channel_open_finish (AHOY_CHANNEL (source), result, &error)) {
    if (self->state != STATE_CONNECTING) {
      g_error_free (error);
      return;
    }

    /* Section 3.1: without the websocket there is no login, so the subscription must go. */
    task = g_steal_pointer (&self->login);
    g_task_set_task_data (task, error, (GDestroyNotify) g_error_free);
    path = g_strdup (self->subscription->path);
    let_go (self);
    self->n_leaving++;
    ahoy_kandy_requests_send_async (self->requests, "DELETE", path, NULL, LEAVE_DEADLINE,
                                    unsubscribe_after_failure_cb, g_steal_pointer (&task));
    return;
  }

  task = g_steal_pointer (&self->login);
  self->state = STATE_CONNECTED;
  clear_source (&self->login_cancelled);
  start_keepalive (self);
  arm_refresh (self);
  g_object_notify (G_OBJECT (self), "granted-services");
  g_task_return_boolean (task, TRUE);
}

static char *
make_channel_uri (AhoyKandyService *self)
{
  g_autoptr (AhoySecret) query = ahoy_kandy_auth_socket_query (self->credentials);

  return g_strconcat (self->websocket_server, self->subscription->channel,
                      query != NULL ? "?" : NULL, query, NULL);
}

static void
open_channel (AhoyKandyService *self)
{
  g_autoptr (AhoySecret) uri = make_channel_uri (self);

  ahoy_channel_open_async (self->channel, uri, channel_open_cb, g_object_ref (self));
}

static void
on_retry (gpointer data)
{
  AhoyKandyService *self = data;

  self->retry_id = 0;
  subscribe (self);
}

static void
subscribe_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyService) self = data;
  g_autoptr (AhoyRestAnswer) answer = NULL;
  g_autoptr (AhoyKandySubscription) subscription = NULL;
  AhoyKandyAnswer kandy_answer;
  GError *error = NULL;
  guint delay;

  self->subscribing = FALSE;
  answer = ahoy_kandy_requests_send_finish (AHOY_KANDY_REQUESTS (source), result, &kandy_answer,
                                            &error);
  if (answer != NULL && ahoy_kandy_answer_is_success (&kandy_answer))
    subscription = ahoy_kandy_subscription_parse (answer->body, (gssize) answer->length, &error);

  if (subscription != NULL)
    ahoy_kandy_requests_set_session_id (self->requests, subscription->session_id);
  if (self->state != STATE_CONNECTING) {
    /* Cancelled meanwhile: nobody will ever use what was granted. */
    g_clear_error (&error);
    if (subscription != NULL)
      leave (self, subscription->path);
    check_left (self);
  } else if (subscription != NULL) {
    take_subscription (self, g_steal_pointer (&subscription));
    open_channel (self);
  } else if (error != NULL) {
    fail_login (self, error);
  } else if (self->n_tries <= ahoy_account_get_unavailable_retries (self->account) &&
             ahoy_kandy_answer_get_retry (&kandy_answer, ahoy_clock_get_now (self->clock),
                                          &delay)) {
    self->retry_id = ahoy_clock_add (self->clock, delay, on_retry, self);
  } else {
    fail_login (self, ahoy_kandy_answer_to_error (&kandy_answer));
  }
}

static void
subscribe (AhoyKandyService *self)
{
  const char *user = ahoy_account_get_user (self->account);
  const char *correlator = ahoy_account_get_correlator (self->account);
  g_autofree char *path = ahoy_kandy_subscription_path (user);
  g_autofree char *text = NULL;

  self->n_tries++;
  self->subscribing = TRUE;
  text = ahoy_kandy_subscribe_text ((const char * const *) self->services,
                                    ahoy_account_get_expires (self->account),
                                    ahoy_account_get_force_logout (self->account), correlator);
  ahoy_kandy_requests_send_async (self->requests, "POST", path, text, REQUEST_DEADLINE,
                                  subscribe_cb, g_object_ref (self));
}

static void
cancel_login (AhoyKandyService *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->login);

  if (self->subscription != NULL)
    leave (self, self->subscription->path);
  let_go (self);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _("Login was cancelled"));
}

static gboolean
on_login_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (AhoyKandyService) self = g_object_ref (data);

  if (self->state == STATE_CONNECTING)
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
  ahoy_kandy_requests_set_credentials (self->requests, credentials);
  if (*ahoy_credentials_get_secret (credentials) == '\0') {
    fail_login (self, ahoy_session_error_new (AHOY_SESSION_ERROR_INVALID_ACCOUNT, NULL,
                                              _("Enter your password or token")));
    return;
  }

  self->login_cancelled = watch (cancellable, on_login_cancelled, self);
  ahoy_channel_prepare (self->channel, self->websocket_server);
  subscribe (self);
}

static gboolean
finish_boolean (AhoyService *service, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
on_logout_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (AhoyKandyService) self = g_object_ref (data);

  finish_logout (self);

  return G_SOURCE_REMOVE;
}

static void
on_leave_limit (gpointer data)
{
  g_autoptr (AhoyKandyService) self = g_object_ref (data);

  self->leave_id = 0;
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
  if (self->state == STATE_CONNECTING)
    cancel_login (self);
  if (self->state == STATE_CONNECTED) {
    self->state = STATE_DISCONNECTING;
    stop (self);
    leave (self, self->subscription->path);
  }
  if (!self->subscribing && self->n_leaving == 0) {
    finish_logout (self);
    return;
  }

  self->logout_cancelled = watch (cancellable, on_logout_cancelled, self);
  self->leave_id = ahoy_clock_add (self->clock, LEAVE_DEADLINE, on_leave_limit, self);
}

static void
set_services_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AhoyKandyService *self = g_task_get_source_object (task);
  g_autoptr (AhoyKandySubscription) subscription = NULL;
  GError *error = NULL;

  self->changing_services = FALSE;
  subscription = put_finish (self, result, &error);
  if (subscription == NULL) {
    g_task_return_error (task, error);
    return;
  }

  g_strfreev (self->services);
  self->services = g_strdupv (g_task_get_task_data (task));
  update_subscription (self, g_steal_pointer (&subscription));
  if (self->state == STATE_CONNECTED)
    arm_refresh (self);
  g_task_return_boolean (task, TRUE);
}

static void
kandy_service_set_services_async (AhoyService *service, const char * const *services,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (service);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kandy_service_set_services_async);
  g_task_set_task_data (task, g_strdupv ((char **) services), (GDestroyNotify) g_strfreev);
  if (self->changing_services) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "%s",
                             _("The services are being changed already"));
    return;
  }

  self->changing_services = TRUE;
  put (self, services, set_services_cb, g_steal_pointer (&task));
}

static void
kandy_service_update_credentials (AhoyService *service, AhoyCredentials *credentials)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (service);
  AhoyCredentials *old = self->credentials;
  g_autoptr (AhoySecret) uri = NULL;

  self->credentials = ahoy_credentials_ref (credentials);
  ahoy_credentials_unref (old);
  ahoy_kandy_requests_set_credentials (self->requests, credentials);
  if (self->state != STATE_CONNECTED)
    return;

  uri = make_channel_uri (self);
  ahoy_channel_set_uri (self->channel, uri);
}

static void
kandy_service_abandon (AhoyService *service)
{
  g_autoptr (AhoyKandyService) self = g_object_ref (AHOY_KANDY_SERVICE (service));

  if (self->state == STATE_CONNECTING)
    cancel_login (self);
  else if (self->state == STATE_CONNECTED)
    leave (self, self->subscription->path);
  finish_logout (self);
}

static void
kandy_service_network_changed (AhoyService *service)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (service);

  if (self->state == STATE_CONNECTED)
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

  switch (id) {
  case PROP_RECONNECTING:
    g_value_set_boolean (value, ahoy_channel_get_reconnecting (self->channel));
    break;
  case PROP_GRANTED_SERVICES:
    if (self->subscription != NULL)
      g_value_set_boxed (value, self->subscription->services);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_kandy_service_dispose (GObject *object)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (object);

  stop (self);
  clear_source (&self->login_cancelled);
  clear_source (&self->logout_cancelled);
  ahoy_clock_clear (self->clock, &self->leave_id);
  g_clear_object (&self->channel);

  G_OBJECT_CLASS (ahoy_kandy_service_parent_class)->dispose (object);
}

static void
ahoy_kandy_service_finalize (GObject *object)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (object);

  take_subscription (self, NULL);
  g_clear_object (&self->account);
  g_clear_object (&self->clock);
  g_clear_object (&self->requests);
  g_clear_pointer (&self->credentials, ahoy_credentials_unref);
  g_clear_pointer (&self->ids, ahoy_kandy_id_memory_free);
  g_strfreev (self->services);
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
  self->ids = ahoy_kandy_id_memory_new (ID_MEMORY);
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
  g_autoptr (AhoyKandyService) self = NULL;
  const char *user = ahoy_account_get_user (account);
  const char * const *services = ahoy_account_get_services (account);
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
  if (services == NULL || services[0] == NULL)
    services = usual_services;
  self->services = g_strdupv ((char **) services);
  rest = ahoy_rest_new (server, trust, clock);
  self->requests = ahoy_kandy_requests_new (rest, user);
  self->channel = ahoy_channel_new (account, trust, clock);
  g_signal_connect_object (self->channel, "text", G_CALLBACK (on_channel_text), self, 0);
  g_signal_connect_object (self->channel, "lost", G_CALLBACK (on_channel_lost), self, 0);
  g_signal_connect_object (self->channel, "reopened", G_CALLBACK (on_channel_reopened), self, 0);
  g_signal_connect_object (self->channel, "ended", G_CALLBACK (on_channel_ended), self, 0);

  return AHOY_SERVICE (g_steal_pointer (&self));
}
