/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-history.h"

#include "ahoy-json.h"

#include <string.h>

#define GRACE 60000 /* ms that a subscription lives without a socket */

/* Kandy Link: what is served, and how it is said (sections 0 to 5 of the protocol page). */

static void
handle_upgrade (AhoyPracticeRequest *request)
{
  const char *channel = request->path[g_strv_length (request->path) - 1];
  const char *query = g_uri_get_query (soup_server_message_get_uri (request->message));
  AhoyPracticeSubscription *subscription = ahoy_practice_find_channel (request->practice, channel);

  if (subscription == NULL)
    ahoy_practice_answer_error (request, SOUP_STATUS_NOT_FOUND,
                                AHOY_PRACTICE_CODE_NO_SUBSCRIPTION, "No such channel");
  else if (!ahoy_practice_check_socket_token (subscription->device.user, query))
    ahoy_practice_answer_refusal (request, AHOY_PRACTICE_REFUSAL_PASSWORD);
  else
    ahoy_practice_upgrade (request, &subscription->device);
}

#define USER "/rest/version/1/user/*"

static const AhoyPracticeRoute routes[] = {
  { "POST", USER "/subscription", "subscribe", "subscribeResponse",
    ahoy_practice_handle_subscribe },
  { "PUT", USER "/subscription/*", "refresh", "subscribeResponse",
    ahoy_practice_handle_refresh },
  { "PUT", USER "/subscription/clientCorrelator/*", "refresh", "subscribeResponse",
    ahoy_practice_handle_refresh_correlator },
  { "DELETE", USER "/subscription/*", "unsubscribe", "subscribeResponse",
    ahoy_practice_handle_unsubscribe },
  { "DELETE", USER "/subscription/clientCorrelator/*", "unsubscribe", "subscribeResponse",
    ahoy_practice_handle_unsubscribe_correlator },
  { "GET", "/rest/version/1/websocket/*", "upgrade", "websocketResponse",
    handle_upgrade },
  { "POST", AHOY_PRACTICE_CALL_CONTROL, "call", "callControlResponse",
    ahoy_practice_handle_call_control },
  { "PUT", AHOY_PRACTICE_CALL_SESSION, "call", "callControlResponse",
    ahoy_practice_handle_call_session },
  { "DELETE", AHOY_PRACTICE_CALL_SESSION, "call", "callControlResponse",
    ahoy_practice_handle_call_end },
  { "GET", AHOY_PRACTICE_CALL_SESSION, "call", "callControlResponse",
    ahoy_practice_handle_call_state },
  { "POST", AHOY_PRACTICE_DISPOSITION, "call", "callDispositionResponse",
    ahoy_practice_handle_disposition },
  { "GET", USER "/logHistory", "logHistory", "logHistory",
    ahoy_practice_handle_history },
  { "DELETE", USER "/logHistory", "logHistory", "logHistory",
    ahoy_practice_handle_history_delete },
  { "DELETE", USER "/logRecord/*", "logRecord", "logRecord",
    ahoy_practice_handle_record_delete },
  { .method = NULL },
};

/* The wrappers of what is not served, so that a client that asks all the same can read its refusal
 * (section 0 of the protocol page). */
static const struct {
  const char *resource;
  const char *wrapper;
} wrappers[] = {
  { "addressbook", "addressBookResponse" },
  { "callControl", "callControlResponse" },
  { "calldisposition", "callDispositionResponse" },
  { "clicktocall", "clickToCallResponse" },
  { "directory", "directory" },
  { "eventSubscription", "eventSubscriptionResponse" },
  { "instantmessage", "imResponse" },
  { "logHistory", "logHistory" },
  { "logRecord", "logRecord" },
  { "presence", "presenceResponse" },
  { "presenceWatcher", "presenceWatcherResponse" },
  { "subscription", "subscribeResponse" },
  { "userProfileData", "userProfileData" },
  { "voicemail", "mwiresponse" },
};

static const char *
find_wrapper (char **path)
{
  if (path != NULL && g_strv_length (path) > 5 && strcmp (path[3], "user") == 0)
    for (guint i = 0; i < G_N_ELEMENTS (wrappers); i++)
      if (strcmp (path[5], wrappers[i].resource) == 0)
        return wrappers[i].wrapper;

  return "errorResponse";
}

/* The usual short answer: { wrapper: { statusCode, reason } }. */
static JsonObject *
make_error (const char *wrapper, int code, const char *reason, JsonObject **inner)
{
  JsonObject *answer = json_object_new ();
  JsonObject *response = json_object_new ();

  json_object_set_int_member (response, "statusCode", code);
  if (reason != NULL)
    json_object_set_string_member (response, "reason", reason);
  json_object_set_object_member (answer, wrapper, response);
  *inner = response;

  return answer;
}

/* A user without a password cannot log in. */
static void
find_user (AhoyPracticeRequest *request)
{
  char **path = request->path;
  AhoyPracticeSubscription *subscription = NULL;

  request->user_name = path[4];
  if (strcmp (path[3], "user") == 0)
    request->user = ahoy_practice_find_user (request->practice, path[4]);
  else
    subscription = ahoy_practice_find_channel (request->practice, path[4]);
  if (request->user != NULL && *request->user->password == '\0')
    request->user = NULL;
  if (subscription != NULL)
    request->user = subscription->device.user;
  if (request->user != NULL)
    request->user_name = request->user->name;
  if (strcmp (request->route->name, "call") == 0)
    request->name = ahoy_practice_call_request_name (request);
}

/* Nothing is ever answered: a client takes any text that is no notification as an error
 * (section 4.2). */
static void
receive (AhoyPracticeSocket *socket, SoupWebsocketDataType type, const char *text, gsize length)
{
  g_autoptr (JsonObject) object = NULL;

  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    object = ahoy_json_parse_object (text, length, NULL);
  if (object != NULL && g_strcmp0 (ahoy_json_get_string (object, "message_type"), "ping") == 0)
    ahoy_practice_count (socket->practice, "keepalive");
  else
    ahoy_practice_count (socket->practice, "unknown-message");
}

/* The envelope of section 4.3. */
static char *
make_text (AhoyPracticeDevice *device, const char *event_type, JsonObject *members)
{
  g_autoptr (JsonObject) envelope = json_object_new ();
  g_autofree char *id = ahoy_practice_random (12);
  JsonObject *notification = json_object_new ();

  json_object_set_string_member (notification, "eventType", event_type);
  json_object_set_string_member (notification, "eventId", id);
  json_object_set_int_member (notification, "time",
                              ahoy_clock_get_now (device->practice->clock));
  ahoy_practice_copy_members (members, notification);
  json_object_set_object_member (envelope, "notificationMessage", notification);

  return ahoy_json_to_text (envelope);
}

static void
describe (AhoyPracticeDevice *device, JsonObject *object)
{
  AhoyPracticeSubscription *subscription = (AhoyPracticeSubscription *) device;
  gint64 now = ahoy_clock_get_time (device->practice->clock);
  JsonArray *services = json_array_new ();

  for (guint i = 0; subscription->services[i] != NULL; i++)
    json_array_add_string_element (services, subscription->services[i]);
  json_object_set_array_member (object, "services", services);
  if (subscription->correlator != NULL)
    json_object_set_string_member (object, "correlator", subscription->correlator);
  json_object_set_int_member (object, "expires", subscription->expires);
  json_object_set_int_member (object, "remaining", MAX (0, subscription->ends - now) / 1000);
}

const AhoyPracticeService ahoy_practice_kandy = {
  .name = "kandy",
  .logins = "subscriptions",
  .login = "subscribe",
  .routes = routes,
  .grace = GRACE,
  .success = SOUP_STATUS_CREATED,
  .refusals = {
    [AHOY_PRACTICE_REFUSAL_PASSWORD] = { SOUP_STATUS_FORBIDDEN, AHOY_PRACTICE_CODE_PASSWORD,
                                         "Not authenticated" },
    [AHOY_PRACTICE_REFUSAL_USER] = { SOUP_STATUS_FORBIDDEN, -1, NULL },
    /* Without WWW-Authenticate: the SDKs know no challenge, and a browser would ask for it. */
    [AHOY_PRACTICE_REFUSAL_UNAUTHORIZED] = { SOUP_STATUS_UNAUTHORIZED,
                                             AHOY_PRACTICE_CODE_AUTHORIZATION, "No credentials" },
    [AHOY_PRACTICE_REFUSAL_UNAVAILABLE] = { SOUP_STATUS_SERVICE_UNAVAILABLE,
                                            SOUP_STATUS_SERVICE_UNAVAILABLE, NULL },
    [AHOY_PRACTICE_REFUSAL_NO_RESOURCE] = { SOUP_STATUS_NOT_FOUND, AHOY_PRACTICE_CODE_NO_RESOURCE,
                                            "No such resource" },
    [AHOY_PRACTICE_REFUSAL_NO_METHOD] = { SOUP_STATUS_METHOD_NOT_ALLOWED, AHOY_PRACTICE_CODE_BODY,
                                          "No such method here" },
    [AHOY_PRACTICE_REFUSAL_PATH] = { SOUP_STATUS_BAD_REQUEST, AHOY_PRACTICE_CODE_BODY,
                                     "The path cannot be read" },
    [AHOY_PRACTICE_REFUSAL_TOO_LONG] = { SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                                         AHOY_PRACTICE_CODE_BODY, "The body is too long" },
  },
  .malformed = {
    { "half", "{\"notificationMessage\":{\"eventType\":\"call\",\"eve" },
    { "no-event-type", "{\"notificationMessage\":{\"eventId\":\"practice\"}}" },
    { "wrong-types", "{\"notificationMessage\":{\"eventType\":[\"gone\"],\"eventId\":{},"
                     "\"time\":\"x\",\"sessionParams\":7}}" },
  },
  .find_wrapper = find_wrapper,
  .make_error = make_error,
  .find_user = find_user,
  .receive = receive,
  .make_text = make_text,
  .override_type = "websocketOverridden",
  .describe = describe,
  .free = ahoy_practice_subscription_free,
};
