/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-sendbird-service.h"

#include "ahoy-sendbird-api.h"
#include "ahoy-sendbird-failure.h"
#include "ahoy-sendbird-inbox.h"
#include "ahoy-sendbird-login.h"
#include "ahoy-sendbird-records.h"
#include "ahoy-sendbird-requests.h"
#include "ahoy-sendbird-switchboard.h"

#include <glib/gi18n-lib.h>

#define WAIT_LIMIT  5000  /* ms, for the answer to a login that was cancelled */
#define PLATFORM    "Linux"

/* One login on Sendbird Calls: a session token by REST, and the websocket that it opens (sections 1
 * to 3 of the protocol page). */
struct _AhoySendbirdService {
  AhoyBaseService          parent_instance;

  AhoySessionMemory       *memory;   /* has the client id and the session token */
  char                    *agent;
  AhoySendbirdApi         *api;
  AhoySendbirdRequests    *requests;
  AhoySendbirdInbox       *inbox;
  AhoySendbirdSwitchboard *switchboard;
  AhoySendbirdRecords     *records;
  guint                    wait_id;  /* bounds the wait for an earlier login's answer */
  gboolean                 renewing; /* the token, for the lost websocket */
  gboolean                 renewed;  /* it was, and the websocket has not been open since */
};

static void service_interface_init (AhoyServiceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoySendbirdService, ahoy_sendbird_service, AHOY_TYPE_BASE_SERVICE,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_SERVICE, service_interface_init))

/* Sends a request with what each must carry (section 1). */
static void
send (AhoySendbirdService *self, const char *method, const char *path, const char *query,
      const char *body, GAsyncReadyCallback callback)
{
  ahoy_sendbird_api_send_async (self->api, method, path, query, NULL, body, callback,
                                g_object_ref (self));
}

static char *
make_channel_path (AhoySendbirdService *self)
{
  g_autoptr (AhoySecret) query = ahoy_sendbird_socket_query (
    ahoy_session_memory_get_token (self->memory), ahoy_session_memory_get_client_id (self->memory),
    self->agent);

  return g_strconcat ("/?", query, NULL);
}

static void
send_login (AhoySendbirdService *self, GAsyncReadyCallback callback)
{
  AhoyBaseService *base = AHOY_BASE_SERVICE (self);
  AhoyAccount *account = ahoy_base_service_get_account (base);
  AhoyCredentials *credentials = ahoy_base_service_get_credentials (base);
  const char *user = ahoy_account_get_user (account);
  g_autofree char *path = ahoy_sendbird_login_path (user);
  g_autoptr (AhoySecret) body = ahoy_sendbird_login_body (
    ahoy_account_get_app_id (account), user, ahoy_credentials_get_secret (credentials));

  ahoy_session_memory_begin_login (self->memory);
  send (self, "POST", path, NULL, body, callback);
}

/* The answer to send_login(). */
static AhoyRestAnswer *
receive_login (AhoySendbirdService *self, GAsyncResult *result, GError **error)
{
  ahoy_session_memory_end_login (self->memory);

  return ahoy_sendbird_api_send_finish (self->api, result, error);
}

/* Keeps the session token that the service has granted. */
static gboolean
finish_login (AhoySendbirdService *self, const AhoyRestAnswer *answer, GError **error)
{
  g_autoptr (AhoySendbirdLogin) login = NULL;

  if (!ahoy_sendbird_api_check (answer, ahoy_sendbird_answer_to_error, error))
    return FALSE;

  login = ahoy_sendbird_login_parse (answer->body, (gssize) answer->length, error);
  if (login == NULL)
    return FALSE;

  ahoy_session_memory_set_token (self->memory, login->session_token);

  return TRUE;
}

static void
log_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdService) self = data;
  AhoyBaseService *base = AHOY_BASE_SERVICE (self);
  g_autoptr (AhoyRestAnswer) answer = NULL;
  g_autoptr (AhoySecret) path = NULL;
  GError *error = NULL;

  answer = receive_login (self, result, &error);
  if (!ahoy_base_service_get_connecting (base)) {
    g_clear_error (&error); /* a session that nobody opens a websocket with is none */
  } else if (answer == NULL) {
    ahoy_base_service_fail_login (base, error);
  } else if (!finish_login (self, answer, &error)) {
    /* The old token may be the reason: the next login is a first one. */
    ahoy_session_memory_forget (self->memory);
    ahoy_base_service_fail_login (base, error);
  } else {
    path = make_channel_path (self);
    ahoy_base_service_open_channel (base, path);
  }
}

static void
stop_waiting (AhoySendbirdService *self)
{
  ahoy_clock_clear (ahoy_base_service_get_clock (AHOY_BASE_SERVICE (self)), &self->wait_id);
}

static void
on_memory_idle (AhoySessionMemory *memory, AhoySendbirdService *self)
{
  if (self->wait_id == 0)
    return;

  stop_waiting (self);
  send_login (self, log_in_cb);
}

static void
on_wait_limit (gpointer data)
{
  AhoySendbirdService *self = data;

  self->wait_id = 0;
  send_login (self, log_in_cb);
}

static void
sendbird_service_log_in (AhoyBaseService *base)
{
  AhoySendbirdService *self = AHOY_SENDBIRD_SERVICE (base);

  /* "Logging in again replaces the old session token" (section 2.1): the service must not read the
   * request of a login that was cancelled after ours, which has come on another connection. */
  if (ahoy_session_memory_get_idle (self->memory))
    send_login (self, log_in_cb);
  else
    self->wait_id = ahoy_clock_add (ahoy_base_service_get_clock (base), WAIT_LIMIT, on_wait_limit,
                                    self);
}

static void
missed_signal_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdService) self = data;
  g_autoptr (AhoyRestAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  /* What stands in it is not known (section 11). The service sends what was missed, if anything,
   * over the websocket. */
  answer = ahoy_sendbird_api_send_finish (self->api, result, &error);
  if (error != NULL)
    g_debug ("What was missed could not be asked for: %s", error->message);
}

static void
set_open (AhoySendbirdService *self, gboolean open)
{
  if (!open) /* who hears that a request is lost has to know why */
    ahoy_sendbird_switchboard_set_away (self->switchboard, TRUE);
  ahoy_sendbird_requests_set_open (self->requests, open);
  ahoy_sendbird_inbox_set_open (self->inbox, open);
  if (open)
    ahoy_sendbird_switchboard_set_away (self->switchboard, FALSE);
}

static void
sendbird_service_opened (AhoyBaseService *base, gboolean again)
{
  AhoySendbirdService *self = AHOY_SENDBIRD_SERVICE (base);
  g_auto (GStrv) ids = ahoy_sendbird_switchboard_list_ids (self->switchboard);
  g_autofree char *query = ahoy_sendbird_missed_signal_query ((const char * const *) ids);

  self->renewed = FALSE;
  set_open (self, TRUE);
  send (self, "GET", AHOY_SENDBIRD_MISSED_SIGNAL_PATH, query, NULL, missed_signal_cb);
}

static void
sendbird_service_closed (AhoyBaseService *base)
{
  AhoySendbirdService *self = AHOY_SENDBIRD_SERVICE (base);

  stop_waiting (self);
  set_open (self, FALSE);
}

static void
renew_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdService) self = data;
  AhoyBaseService *base = AHOY_BASE_SERVICE (self);
  g_autoptr (AhoyRestAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySecret) path = NULL;
  g_autofree char *described = NULL;
  g_autofree char *line = NULL;

  self->renewing = FALSE;
  answer = receive_login (self, result, &error);
  if (!ahoy_base_service_get_connected (base))
    return;

  if (answer != NULL && finish_login (self, answer, &error)) {
    self->renewed = TRUE;
    path = make_channel_path (self);
    ahoy_base_service_set_channel_path (base, path);
    ahoy_base_service_try_now (base);
  } else if (answer != NULL && ahoy_rest_is_refusal (answer->status)) {
    ahoy_session_memory_forget (self->memory);
    ahoy_base_service_end (base, g_steal_pointer (&error));
  } else {
    described = ahoy_error_describe (error);
    line = g_strdup_printf (_("Logging in again failed: %s"), described);
    ahoy_service_emit_event (AHOY_SERVICE (self), AHOY_EVENT_KIND_ERROR, line);
  }
}

/* How long a session lasts, and how the service says that one is over, is not known (section 11):
 * where it does not let the websocket open any more, that may be the reason. Logs in again, once
 * until the websocket is open; if that is refused as well, the session is over. */
static void
sendbird_service_refused (AhoyBaseService *base)
{
  AhoySendbirdService *self = AHOY_SENDBIRD_SERVICE (base);

  if (self->renewing || self->renewed)
    return;

  self->renewing = TRUE;
  send_login (self, renew_cb);
}

static void
sendbird_service_text (AhoyBaseService *base, GBytes *text)
{
  ahoy_sendbird_inbox_take (AHOY_SENDBIRD_SERVICE (base)->inbox, text);
}

static void
on_inbox_event (AhoySendbirdInbox *inbox, AhoySendbirdFrame *frame, AhoyBaseService *base)
{
  if (!ahoy_base_service_get_connected (base))
    return;

  ahoy_base_service_emit_received (base, frame->type, frame->event != AHOY_SENDBIRD_EVENT_UNKNOWN);
  if (ahoy_base_service_get_connected (base)) /* a handler may have ended it */
    ahoy_sendbird_switchboard_handle (AHOY_SENDBIRD_SERVICE (base)->switchboard, frame);
}

static void
on_inbox_problem (AhoySendbirdInbox *inbox, const GError *error, AhoyBaseService *base)
{
  g_autofree char *described = ahoy_error_describe (error);

  if (ahoy_base_service_get_connected (base))
    ahoy_service_emit_event (AHOY_SERVICE (base), AHOY_EVENT_KIND_WARNING, described);
}

static void
on_requests_send (AhoySendbirdRequests *requests, const char *text, AhoyBaseService *base)
{
  ahoy_base_service_send (base, text);
}

/* Logging out is local (section 2.2). What was said of the ends of calls is on its way. */
static void
sendbird_service_leave_async (AhoyBaseService *base, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (base, NULL, callback, user_data);

  g_task_set_source_tag (task, sendbird_service_leave_async);
  ahoy_sendbird_switchboard_forget (AHOY_SENDBIRD_SERVICE (base)->switchboard);
  g_task_return_boolean (task, TRUE);
}

static void
sendbird_service_forget (AhoyBaseService *base)
{
  ahoy_sendbird_switchboard_forget (AHOY_SENDBIRD_SERVICE (base)->switchboard);
}

static void
sendbird_service_set_media_factory (AhoyService *service, AhoyMediaFactory *factory)
{
  ahoy_sendbird_switchboard_set_media_factory (AHOY_SENDBIRD_SERVICE (service)->switchboard,
                                               factory);
}

static AhoyCall *
sendbird_service_call (AhoyService *service, const char *address, AhoyMediaFlags wanted,
                       GVariant *parameters, GError **error)
{
  return ahoy_sendbird_switchboard_call (AHOY_SENDBIRD_SERVICE (service)->switchboard, address,
                                         wanted, parameters, error);
}

static void
sendbird_service_get_history_async (AhoyService *service, guint start, guint count,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (service, NULL, callback, user_data);

  g_task_set_source_tag (task, sendbird_service_get_history_async);
  ahoy_sendbird_records_read (AHOY_SENDBIRD_SERVICE (service)->records, start, count, task);
}

static AhoyHistoryPage *
sendbird_service_get_history_finish (AhoyService *service, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Section 7 has nothing for it. */
static void
sendbird_service_delete_history_async (AhoyService *service, const char *record,
                                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (service, NULL, callback, user_data);

  g_task_set_source_tag (task, sendbird_service_delete_history_async);
  g_task_return_error (task, ahoy_call_error_new (
    AHOY_CALL_ERROR_FAILED, NULL,
    _("This service keeps its list of calls: nothing can be deleted from it")));
}

static gboolean
sendbird_service_delete_history_finish (AhoyService *service, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_switchboard_incoming_call (AhoySendbirdSwitchboard *switchboard, AhoyCall *call,
                              AhoyService *service)
{
  ahoy_service_emit_incoming_call (service, call);
}

static void
on_switchboard_warning (AhoySendbirdSwitchboard *switchboard, const char *text,
                        AhoyService *service)
{
  ahoy_service_emit_event (service, AHOY_EVENT_KIND_WARNING, text);
}

static void
service_interface_init (AhoyServiceInterface *iface)
{
  iface->call = sendbird_service_call;
  iface->delete_history_async = sendbird_service_delete_history_async;
  iface->delete_history_finish = sendbird_service_delete_history_finish;
  iface->get_history_async = sendbird_service_get_history_async;
  iface->get_history_finish = sendbird_service_get_history_finish;
  iface->set_media_factory = sendbird_service_set_media_factory;
}

static void
ahoy_sendbird_service_finalize (GObject *object)
{
  AhoySendbirdService *self = AHOY_SENDBIRD_SERVICE (object);

  g_clear_object (&self->memory);
  g_clear_object (&self->api);
  g_clear_object (&self->requests);
  g_clear_object (&self->inbox);
  g_clear_object (&self->switchboard);
  g_clear_pointer (&self->records, ahoy_sendbird_records_free);
  g_free (self->agent);

  G_OBJECT_CLASS (ahoy_sendbird_service_parent_class)->finalize (object);
}

static void
ahoy_sendbird_service_class_init (AhoySendbirdServiceClass *klass)
{
  AhoyBaseServiceClass *base_class = AHOY_BASE_SERVICE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ahoy_sendbird_service_finalize;
  base_class->log_in = sendbird_service_log_in;
  base_class->opened = sendbird_service_opened;
  base_class->closed = sendbird_service_closed;
  base_class->refused = sendbird_service_refused;
  base_class->text = sendbird_service_text;
  base_class->leave_async = sendbird_service_leave_async;
  base_class->forget = sendbird_service_forget;
}

static void
ahoy_sendbird_service_init (AhoySendbirdService *self)
{
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  self->agent = ahoy_sendbird_agent (PLATFORM, os != NULL ? os : PLATFORM, AHOY_VERSION);
}

/* What the service's own clients call INVALID_PARAMETER_VALUE, with the sentence for @sentence. */
static gboolean
check_given (const char *value, const char *sentence, GError **error)
{
  g_autofree char *code = NULL;

  if (value != NULL && *value != '\0')
    return TRUE;

  code = g_strdup_printf ("%d", AHOY_SENDBIRD_CLIENT_ERROR_INVALID_PARAMETER_VALUE);
  g_propagate_error (error, ahoy_session_error_new (AHOY_SESSION_ERROR_INVALID_ACCOUNT, code,
                                                    sentence));

  return FALSE;
}

static gboolean
set_up (AhoySendbirdService *self, AhoyAccount *account, AhoyClock *clock, GError **error)
{
  /* Section 3: the first try after 2 s; then for nearly five minutes. */
  const AhoyChannelPolicy policy = {
    .reopen = ahoy_account_get_auto_reconnect (account),
    .first_wait = 2000,
    .first_delay = 4000,
    .delay = 4000,
    .multiplier = 2,
    .max_delay = 30000,
    .try_limit = 15000,
    .opening_tries = 1,
    .reopening_tries = 12,
  };
  const char *app_id = ahoy_account_get_app_id (account);
  const char *server = ahoy_account_get_server (account);
  const char *websocket_server = ahoy_account_get_websocket_server (account);
  gboolean own_server = server != NULL && *server != '\0';
  gboolean own_websocket_server = websocket_server != NULL && *websocket_server != '\0';
  g_autofree char *usual_server = NULL;
  g_autofree char *usual_websocket_server = NULL;

  if (!check_given (app_id, _("Enter the application ID"), error) ||
      !check_given (ahoy_account_get_user (account), _("Enter your user ID"), error))
    return FALSE;

  if (!own_server) {
    server = usual_server = ahoy_sendbird_default_server (app_id, error);
    if (server == NULL)
      return FALSE;
  }
  if (!own_server && !own_websocket_server) {
    websocket_server = usual_websocket_server = ahoy_sendbird_default_websocket_server (app_id,
                                                                                        error);
    if (websocket_server == NULL)
      return FALSE;
  }

  return ahoy_base_service_set_up (AHOY_BASE_SERVICE (self), account, clock, server,
                                   websocket_server, &policy, error);
}

/**
 * ahoy_sendbird_service_new:
 * @account: where to log in, as whom; without servers, they are those of the application
 * @memory: has the client id, and the session token of the last login
 * @clock: the time
 * @error: return location for an error
 *
 * Fails with `AHOY_SESSION_ERROR_INVALID_ACCOUNT` if the application or the user is missing (with
 * the service's code 1800300), if a server is malformed, or if the CA file cannot be used, and with
 * `AHOY_SESSION_ERROR_INSECURE` for a server without TLS.
 *
 * Returns: (transfer full): what can log in once
 */
AhoyService *
ahoy_sendbird_service_new (AhoyAccount *account, AhoySessionMemory *memory, AhoyClock *clock,
                           GError **error)
{
  g_autoptr (AhoySendbirdService) self = g_object_new (AHOY_TYPE_SENDBIRD_SERVICE, NULL);

  if (!set_up (self, account, clock, error))
    return NULL;

  self->memory = g_object_ref (memory);
  g_signal_connect_object (memory, "idle", G_CALLBACK (on_memory_idle), self, 0);
  self->api = ahoy_sendbird_api_new (ahoy_base_service_get_rest (AHOY_BASE_SERVICE (self)), memory,
                                     self->agent);
  self->requests = ahoy_sendbird_requests_new (clock);
  g_signal_connect_object (self->requests, "send", G_CALLBACK (on_requests_send), self, 0);
  self->inbox = ahoy_sendbird_inbox_new (self->requests, clock);
  self->switchboard = ahoy_sendbird_switchboard_new (
    account, self->requests, self->api, ahoy_base_service_get_trust (AHOY_BASE_SERVICE (self)),
    clock);
  g_signal_connect_object (self->switchboard, "incoming-call",
                           G_CALLBACK (on_switchboard_incoming_call), self, 0);
  g_signal_connect_object (self->switchboard, "warning", G_CALLBACK (on_switchboard_warning), self,
                           0);
  self->records = ahoy_sendbird_records_new (self->api, ahoy_account_get_user (account), clock);
  g_signal_connect_object (self->inbox, "event", G_CALLBACK (on_inbox_event), self, 0);
  g_signal_connect_object (self->inbox, "problem", G_CALLBACK (on_inbox_problem), self, 0);

  return AHOY_SERVICE (g_steal_pointer (&self));
}

/**
 * ahoy_sendbird_service_not_connected_error:
 * @account: where to log in
 *
 * Returns: (transfer full): `G_IO_ERROR_NOT_CONNECTED`, in the words and with the code of the
 *   service's own clients: 1800302 without an application, else 1800303
 */
GError *
ahoy_sendbird_service_not_connected_error (AhoyAccount *account)
{
  const char *app_id = ahoy_account_get_app_id (account);
  g_autoptr (GError) error = NULL;

  error = ahoy_sendbird_client_error (app_id != NULL && *app_id != '\0'
                                        ? AHOY_SENDBIRD_CLIENT_ERROR_NOT_AUTHENTICATED
                                        : AHOY_SENDBIRD_CLIENT_ERROR_NOT_INITIALIZED);

  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, error->message);
}
