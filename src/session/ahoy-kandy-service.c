/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-service.h"

#include "ahoy-id-memory.h"
#include "ahoy-kandy-address.h"
#include "ahoy-kandy-auth.h"
#include "ahoy-kandy-notification.h"
#include "ahoy-kandy-records.h"
#include "ahoy-kandy-subscriber.h"
#include "ahoy-kandy-switchboard.h"

#include <glib/gi18n-lib.h>

#define ID_MEMORY         100  /* section 1 */
#define FIRST_DELAY_FLOOR 2000 /* ms, section 1 */
#define CALLS_LIMIT       2000 /* ms that a log-out waits for the ends of calls */

/* One login on Kandy Link: a subscription by REST, and its websocket (sections 2 to 4 of the
 * protocol page). */
struct _AhoyKandyService {
  AhoyBaseService       parent_instance;

  AhoyKandySubscriber  *subscriber;
  AhoyKandySwitchboard *switchboard;
  AhoyIdMemory         *ids;
  guint                 keepalive_id;
};

static void service_interface_init (AhoyServiceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyKandyService, ahoy_kandy_service, AHOY_TYPE_BASE_SERVICE,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_SERVICE, service_interface_init))

static void
end_session (AhoyKandyService *self, AhoySessionError code, const char *service_code,
             const char *message)
{
  ahoy_base_service_end (AHOY_BASE_SERVICE (self),
                         ahoy_session_error_new (code, service_code, message));
}

static void
on_keepalive (gpointer data)
{
  AhoyKandyService *self = data;
  AhoyBaseService *base = data;
  AhoyAccount *account = ahoy_base_service_get_account (base);

  self->keepalive_id = ahoy_clock_add (ahoy_base_service_get_clock (base),
                                       ahoy_account_get_keepalive_interval (account), on_keepalive,
                                       self);
  ahoy_base_service_send (base, AHOY_KANDY_KEEPALIVE_TEXT);
}

static void
kandy_service_closed (AhoyBaseService *base)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (base);

  ahoy_clock_clear (ahoy_base_service_get_clock (base), &self->keepalive_id);
  ahoy_kandy_switchboard_set_away (self->switchboard, TRUE);
}

static void
kandy_service_opened (AhoyBaseService *base, gboolean again)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (base);

  kandy_service_closed (base);
  on_keepalive (self);
  if (again)
    ahoy_kandy_subscriber_catch_up (self->subscriber);
  else
    ahoy_kandy_subscriber_start_refreshing (self->subscriber);
  ahoy_kandy_switchboard_set_away (self->switchboard, FALSE);
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
handle_notification (AhoyKandyService *self, AhoyKandyNotification *notification)
{
  g_autoptr (AhoyKandyService) alive = g_object_ref (self);

  ahoy_base_service_emit_received (AHOY_BASE_SERVICE (self), notification->type,
                                   notification->event != AHOY_KANDY_EVENT_UNKNOWN);
  if (ahoy_base_service_get_connected (AHOY_BASE_SERVICE (self)))
    ahoy_kandy_switchboard_handle (self->switchboard, notification);
  else
    ahoy_kandy_notification_free (notification);
}

static void
kandy_service_text (AhoyBaseService *base, GBytes *text)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (base);
  g_autoptr (AhoyKandyNotification) notification = NULL;
  g_autoptr (GError) error = NULL;
  gboolean connected = ahoy_base_service_get_connected (base);
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

  if (notification->event == AHOY_KANDY_EVENT_GONE && connected)
    handle_gone (self, notification);
  else if (notification->event == AHOY_KANDY_EVENT_WEBSOCKET_OVERRIDDEN && connected)
    end_session (self, AHOY_SESSION_ERROR_OVERRIDDEN, "WS_OVERRIDDEN",
                 _("Another connection has taken over this session"));
  else
    handle_notification (self, g_steal_pointer (&notification));
}

static void
take_turn (AhoyKandyService *self)
{
  const AhoyKandySubscription *subscription =
    ahoy_kandy_subscriber_get_subscription (self->subscriber);

  ahoy_kandy_switchboard_set_turn (self->switchboard, subscription->turn_username,
                                   subscription->turn_password);
}

static void
on_subscriber_renewed (AhoyKandySubscriber *subscriber, gboolean changed, AhoyKandyService *self)
{
  const AhoyKandySubscription *subscription =
    ahoy_kandy_subscriber_get_subscription (subscriber);
  g_autofree char *list = g_strjoinv (", ", subscription->services);
  g_autofree char *line = NULL;

  take_turn (self);
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

static char *
make_channel_path (AhoyKandyService *self)
{
  const AhoyKandySubscription *subscription =
    ahoy_kandy_subscriber_get_subscription (self->subscriber);
  AhoyCredentials *credentials = ahoy_base_service_get_credentials (AHOY_BASE_SERVICE (self));
  g_autoptr (AhoySecret) query = ahoy_kandy_auth_socket_query (credentials);

  return g_strconcat (subscription->channel, query != NULL ? "?" : NULL, query, NULL);
}

static void
subscribe_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyService) self = data;
  AhoyBaseService *base = AHOY_BASE_SERVICE (self);
  g_autoptr (AhoySecret) path = NULL;
  GError *error = NULL;
  gboolean success;

  success = ahoy_kandy_subscriber_subscribe_finish (AHOY_KANDY_SUBSCRIBER (source), result, &error);
  if (!ahoy_base_service_get_connecting (base)) {
    g_clear_error (&error);
  } else if (!success) {
    ahoy_base_service_fail_login (base, error);
  } else {
    take_turn (self);
    path = make_channel_path (self);
    ahoy_base_service_open_channel (base, path);
  }
}

static void
kandy_service_log_in (AhoyBaseService *base)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (base);
  AhoyCredentials *credentials = ahoy_base_service_get_credentials (base);

  if (*ahoy_credentials_get_secret (credentials) == '\0') {
    ahoy_base_service_fail_login (base, ahoy_session_error_new (
      AHOY_SESSION_ERROR_INVALID_ACCOUNT, NULL, _("Enter your password or token")));
    return;
  }

  ahoy_kandy_subscriber_set_credentials (self->subscriber, credentials);
  ahoy_kandy_subscriber_subscribe_async (self->subscriber, subscribe_cb, g_object_ref (self));
}

/* Who leaves while the service is being told the ends of calls. */
typedef struct {
  AhoyKandyService    *self;
  GAsyncReadyCallback  callback;
  gpointer             user_data;
  gulong               idle_id;
  guint                limit_id;
} Leaving;

static void
leave_now (Leaving *leaving)
{
  g_autoptr (AhoyKandyService) self = leaving->self;

  g_signal_handler_disconnect (self->switchboard, leaving->idle_id);
  ahoy_clock_clear (ahoy_base_service_get_clock (AHOY_BASE_SERVICE (self)), &leaving->limit_id);
  ahoy_kandy_subscriber_leave_async (self->subscriber, leaving->callback, leaving->user_data);
  g_free (leaving);
}

static void
on_leave_limit (gpointer data)
{
  Leaving *leaving = data;

  leaving->limit_id = 0;
  leave_now (leaving);
}

static void
on_switchboard_idle (AhoyKandySwitchboard *switchboard, Leaving *leaving)
{
  leave_now (leaving);
}

/* The calls first: with the subscription, the service would end them by itself, and say something
 * else to the other side. */
static void
kandy_service_leave_async (AhoyBaseService *base, GAsyncReadyCallback callback, gpointer user_data)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (base);
  Leaving *leaving;

  ahoy_kandy_switchboard_drop_prepared (self->switchboard);
  if (!ahoy_kandy_switchboard_get_busy (self->switchboard)) {
    ahoy_kandy_subscriber_leave_async (self->subscriber, callback, user_data);
    return;
  }

  leaving = g_new0 (Leaving, 1);
  leaving->self = g_object_ref (self);
  leaving->callback = callback;
  leaving->user_data = user_data;
  leaving->idle_id = g_signal_connect (self->switchboard, "idle", G_CALLBACK (on_switchboard_idle),
                                       leaving);
  leaving->limit_id = ahoy_clock_add (ahoy_base_service_get_clock (base), CALLS_LIMIT,
                                      on_leave_limit, leaving);
}

static void
kandy_service_forget (AhoyBaseService *base)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (base);

  ahoy_kandy_switchboard_forget (self->switchboard);
  ahoy_kandy_subscriber_forget (self->subscriber);
}

static void
kandy_service_credentials_changed (AhoyBaseService *base)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (base);
  g_autoptr (AhoySecret) path = NULL;

  ahoy_kandy_subscriber_set_credentials (self->subscriber,
                                         ahoy_base_service_get_credentials (base));
  if (!ahoy_base_service_get_connected (base))
    return;

  path = make_channel_path (self);
  ahoy_base_service_set_channel_path (base, path);
}

static void
kandy_service_network_changed (AhoyBaseService *base)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (base);

  ahoy_kandy_switchboard_drop_prepared (self->switchboard);
  ahoy_kandy_subscriber_catch_up (self->subscriber);
}

static const char * const *
kandy_service_get_granted_services (AhoyBaseService *base)
{
  const AhoyKandySubscription *subscription =
    ahoy_kandy_subscriber_get_subscription (AHOY_KANDY_SERVICE (base)->subscriber);

  return subscription != NULL ? (const char * const *) subscription->services : NULL;
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
kandy_service_set_media_factory (AhoyService *service, AhoyMediaFactory *factory)
{
  ahoy_kandy_switchboard_set_media_factory (AHOY_KANDY_SERVICE (service)->switchboard, factory);
}

static AhoyCall *
kandy_service_call (AhoyService *service, const char *address, AhoyMediaFlags wanted,
                    GVariant *parameters, GError **error)
{
  return ahoy_kandy_switchboard_call (AHOY_KANDY_SERVICE (service)->switchboard, address, wanted,
                                      parameters, error);
}

static AhoyCall *
kandy_service_join (AhoyService *service, AhoyCall *first, AhoyCall *second, GError **error)
{
  return ahoy_kandy_switchboard_join (AHOY_KANDY_SERVICE (service)->switchboard, first, second,
                                      error);
}

static void
kandy_service_prepare_call (AhoyService *service, AhoyMediaFlags expected)
{
  ahoy_kandy_switchboard_prepare (AHOY_KANDY_SERVICE (service)->switchboard, expected);
}

static AhoyKandyRequests *
get_requests (AhoyKandyService *self)
{
  return ahoy_kandy_subscriber_get_requests (self->subscriber);
}

static const char *
get_user (AhoyKandyService *self)
{
  return ahoy_account_get_user (ahoy_base_service_get_account (AHOY_BASE_SERVICE (self)));
}

static void
kandy_service_get_history_async (AhoyService *service, guint start, guint count,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (service);
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, kandy_service_get_history_async);
  ahoy_kandy_records_read (get_requests (self), get_user (self),
                           ahoy_base_service_get_clock (AHOY_BASE_SERVICE (self)), start, count,
                           task);
}

static AhoyHistoryPage *
kandy_service_get_history_finish (AhoyService *service, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
kandy_service_delete_history_async (AhoyService *service, const char *record,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (service);
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, kandy_service_delete_history_async);
  ahoy_kandy_records_delete (get_requests (self), get_user (self), record, task);
}

static gboolean
kandy_service_delete_history_finish (AhoyService *service, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static char *
kandy_service_get_address_key (AhoyService *service, const char *address)
{
  return ahoy_kandy_address_to_key (address, get_user (AHOY_KANDY_SERVICE (service)));
}

static void
on_switchboard_incoming_call (AhoyKandySwitchboard *switchboard, AhoyCall *call,
                              AhoyKandyService *self)
{
  ahoy_service_emit_incoming_call (AHOY_SERVICE (self), call);
}

static void
on_switchboard_warning (AhoyKandySwitchboard *switchboard, const char *text,
                        AhoyKandyService *self)
{
  ahoy_service_emit_event (AHOY_SERVICE (self), AHOY_EVENT_KIND_WARNING, text);
}

static void
service_interface_init (AhoyServiceInterface *iface)
{
  iface->call = kandy_service_call;
  iface->join = kandy_service_join;
  iface->delete_history_async = kandy_service_delete_history_async;
  iface->delete_history_finish = kandy_service_delete_history_finish;
  iface->get_address_key = kandy_service_get_address_key;
  iface->get_history_async = kandy_service_get_history_async;
  iface->get_history_finish = kandy_service_get_history_finish;
  iface->prepare_call = kandy_service_prepare_call;
  iface->set_media_factory = kandy_service_set_media_factory;
  iface->set_services_async = kandy_service_set_services_async;
}

static void
ahoy_kandy_service_finalize (GObject *object)
{
  AhoyKandyService *self = AHOY_KANDY_SERVICE (object);

  g_clear_object (&self->subscriber);
  g_clear_object (&self->switchboard);
  g_clear_pointer (&self->ids, ahoy_id_memory_free);

  G_OBJECT_CLASS (ahoy_kandy_service_parent_class)->finalize (object);
}

static void
ahoy_kandy_service_class_init (AhoyKandyServiceClass *klass)
{
  AhoyBaseServiceClass *base_class = AHOY_BASE_SERVICE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ahoy_kandy_service_finalize;
  base_class->log_in = kandy_service_log_in;
  base_class->opened = kandy_service_opened;
  base_class->closed = kandy_service_closed;
  base_class->text = kandy_service_text;
  base_class->leave_async = kandy_service_leave_async;
  base_class->forget = kandy_service_forget;
  base_class->credentials_changed = kandy_service_credentials_changed;
  base_class->network_changed = kandy_service_network_changed;
  base_class->get_granted_services = kandy_service_get_granted_services;
}

static void
ahoy_kandy_service_init (AhoyKandyService *self)
{
  self->ids = ahoy_id_memory_new (ID_MEMORY);
}

/**
 * ahoy_kandy_service_new:
 * @account: where to log in, as whom
 * @memory: of which only the person's own name for TURN servers is used
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
ahoy_kandy_service_new (AhoyAccount *account, AhoySessionMemory *memory, AhoyClock *clock,
                        GError **error)
{
  g_autoptr (AhoyKandyService) self = NULL;
  const char *user = ahoy_account_get_user (account);
  guint delay = ahoy_account_get_reconnect_delay (account);
  guint limit = ahoy_account_get_reconnect_limit (account);
  gboolean reopen = ahoy_account_get_auto_reconnect (account);
  /* Sections 4.1 and 4.4 of the protocol page. */
  const AhoyChannelPolicy policy = {
    .reopen = reopen,
    .normal_close_ends = TRUE,
    .first_delay = MAX (delay, FIRST_DELAY_FLOOR),
    .delay = delay,
    .multiplier = ahoy_account_get_reconnect_multiplier (account),
    .max_delay = ahoy_account_get_reconnect_max_delay (account),
    .opening_tries = reopen ? limit : 1,
    .reopening_tries = limit,
  };

  if (user == NULL || *user == '\0') {
    g_propagate_error (error, ahoy_session_error_new (AHOY_SESSION_ERROR_INVALID_ACCOUNT, NULL,
                                                      _("Enter your user name")));
    return NULL;
  }

  self = g_object_new (AHOY_TYPE_KANDY_SERVICE, NULL);
  if (!ahoy_base_service_set_up (AHOY_BASE_SERVICE (self), account, clock,
                                 ahoy_account_get_server (account),
                                 ahoy_account_get_websocket_server (account), &policy, error))
    return NULL;

  self->subscriber = ahoy_kandy_subscriber_new (
    account, ahoy_base_service_get_rest (AHOY_BASE_SERVICE (self)), clock);
  g_signal_connect_object (self->subscriber, "renewed", G_CALLBACK (on_subscriber_renewed), self,
                           0);
  g_signal_connect_object (self->subscriber, "renewal-failed",
                           G_CALLBACK (on_subscriber_renewal_failed), self, 0);
  g_signal_connect_object (self->subscriber, "gone", G_CALLBACK (on_subscriber_gone), self, 0);

  self->switchboard = ahoy_kandy_switchboard_new (
    account, memory, ahoy_kandy_subscriber_get_requests (self->subscriber),
    ahoy_base_service_get_trust (AHOY_BASE_SERVICE (self)), clock);
  g_signal_connect_object (self->switchboard, "incoming-call",
                           G_CALLBACK (on_switchboard_incoming_call), self, 0);
  g_signal_connect_object (self->switchboard, "warning", G_CALLBACK (on_switchboard_warning), self,
                           0);

  return AHOY_SERVICE (g_steal_pointer (&self));
}
