/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-direct-calls.h"

#include <string.h>

/* Sendbird Calls: what is served, and how it is said (sections 1 to 3, 7 and 8 of the protocol
 * page). */

const char *
ahoy_practice_request_header (AhoyPracticeRequest *request, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (request->message),
                                       name);
}

/* Owned by the query's table. */
static const char *
get_parameter (GHashTable *query, const char *name)
{
  return query != NULL ? g_hash_table_lookup (query, name) : NULL;
}

static GHashTable *
get_query (AhoyPracticeRequest *request)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (request->message));

  return query != NULL ? g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL) : NULL;
}

/* The session of token and client id, or NULL when the request is answered. */
static AhoyPracticeSession *
check_session (AhoyPracticeRequest *request, const char *token, const char *client_id)
{
  AhoyPracticeSession *session = ahoy_practice_find_token (request->practice, token);

  if (session == NULL) {
    ahoy_practice_answer_refusal (request, AHOY_PRACTICE_REFUSAL_UNAUTHORIZED);
    return NULL;
  }
  if (client_id == NULL) {
    ahoy_practice_answer_error (request, SOUP_STATUS_BAD_REQUEST,
                                AHOY_PRACTICE_SENDBIRD_MISSING_PARAMS, "No client id");
    return NULL;
  }
  if (strcmp (session->client_id, client_id) != 0) {
    ahoy_practice_answer_error (request, SOUP_STATUS_UNAUTHORIZED,
                                AHOY_PRACTICE_SENDBIRD_NOT_ALLOWED,
                                "The session is another client's");
    return NULL;
  }

  return session;
}

/* The session whose request it is, or NULL when it is answered. */
AhoyPracticeSession *
ahoy_practice_authenticate_session (AhoyPracticeRequest *request)
{
  return check_session (request, ahoy_practice_request_header (request, "sbcall-session-token"),
                        ahoy_practice_request_header (request, "sbcall-client-id"));
}

/* The same for what belongs to the user whom the path names. */
AhoyPracticeSession *
ahoy_practice_authenticate_owner (AhoyPracticeRequest *request)
{
  AhoyPracticeSession *session = ahoy_practice_authenticate_session (request);

  if (session == NULL || strcmp (session->device.user->name, request->path[2]) == 0)
    return session;
  ahoy_practice_answer_error (request, SOUP_STATUS_UNAUTHORIZED,
                              AHOY_PRACTICE_SENDBIRD_NOT_ALLOWED, "The session is another user's");

  return NULL;
}

static void
handle_upgrade (AhoyPracticeRequest *request)
{
  g_autoptr (GHashTable) query = get_query (request);
  AhoyPracticeSession *session = check_session (request,
                                                get_parameter (query, "sbcall_session_token"),
                                                get_parameter (query, "sbcall_client_id"));

  if (session != NULL)
    ahoy_practice_upgrade (request, &session->device);
}

/* What was missed comes over the websocket (section 11). */
static void
handle_missed_signal (AhoyPracticeRequest *request)
{
  g_autoptr (GHashTable) query = get_query (request);
  const char *given = get_parameter (query, "call_ids");
  AhoyPracticeSession *session = ahoy_practice_authenticate_session (request);
  g_auto (GStrv) ids = NULL;

  if (session == NULL)
    return;
  ahoy_practice_answer (request->message, SOUP_STATUS_OK, json_object_new ());
  ids = g_strsplit (given != NULL ? given : "", ",", -1);
  ahoy_practice_session_repeat (session, (const char * const *) ids);
}

/* What a session may send, and that needs no more than the word that it has come. */
static void
handle_empty (AhoyPracticeRequest *request)
{
  if (ahoy_practice_authenticate_session (request) != NULL)
    ahoy_practice_answer (request->message, SOUP_STATUS_OK, json_object_new ());
}

static void
handle_push (AhoyPracticeRequest *request)
{
  if (ahoy_practice_authenticate_owner (request) != NULL)
    ahoy_practice_answer (request->message, SOUP_STATUS_OK, json_object_new ());
}

static const AhoyPracticeRoute routes[] = {
  { "GET", "/", "upgrade", NULL, handle_upgrade },
  { "POST", "/v1/users/*/login", "login", NULL,
    ahoy_practice_handle_sendbird_login },
  { "GET", "/v1/direct_calls/missed_signal", "missed-signal", NULL, handle_missed_signal },
  { "PUT", "/v1/direct_calls/*/custom_items", "items", NULL, ahoy_practice_handle_items_update },
  { "DELETE", "/v1/direct_calls/*/custom_items", "items", NULL,
    ahoy_practice_handle_items_delete },
  { "POST", "/v1/action/direct_call", "action", NULL, ahoy_practice_handle_dial_rcv },
  { "POST", "/v1/direct_calls/*/summary", "summary", NULL, handle_empty },
  { "POST", "/v1/sdk/logs", "logs", NULL, handle_empty },
  { "GET", "/v1/users/*/calls", "calls", NULL, ahoy_practice_handle_direct_log },
  { "POST", "/v1/users/*/push/*", "push", NULL, handle_push },
  { .method = NULL },
};

static const char *
find_wrapper (char **path)
{
  return NULL;
}

static JsonObject *
make_error (const char *wrapper, int code, const char *reason, JsonObject **inner)
{
  JsonObject *answer = json_object_new ();

  json_object_set_boolean_member (answer, "error", TRUE);
  json_object_set_int_member (answer, "code", code);
  json_object_set_string_member (answer, "message", reason != NULL ? reason : "");
  *inner = answer;

  return answer;
}

static void
find_user (AhoyPracticeRequest *request)
{
  g_autoptr (GHashTable) query = NULL;
  const char *token;
  AhoyPracticeSession *session;

  if (strcmp (request->route->name, request->service->login) == 0) {
    request->user_name = request->path[2];
    request->user = ahoy_practice_find_user (request->practice, request->user_name);
    return;
  }
  token = ahoy_practice_request_header (request, "sbcall-session-token");
  if (token == NULL) {
    query = get_query (request);
    token = get_parameter (query, "sbcall_session_token");
  }
  session = ahoy_practice_find_token (request->practice, token);
  if (session != NULL) {
    request->user = session->device.user;
    request->user_name = request->user->name;
  }
}

static void
describe (AhoyPracticeDevice *device, JsonObject *object)
{
  AhoyPracticeSession *session = (AhoyPracticeSession *) device;

  json_object_set_string_member (object, "app-id", session->app_id);
  json_object_set_string_member (object, "client-id", session->client_id);
  if (session->sdk != NULL)
    json_object_set_string_member (object, "sdk", session->sdk);
}

const AhoyPracticeService ahoy_practice_sendbird = {
  .name = "sendbird",
  .logins = "sessions",
  .login = "login",
  .routes = routes,
  .grace = 0,
  .success = SOUP_STATUS_OK,
  .refusals = {
    [AHOY_PRACTICE_REFUSAL_PASSWORD] = { SOUP_STATUS_BAD_REQUEST, AHOY_PRACTICE_SENDBIRD_TOKEN,
                                         "The user or the access token is not valid" },
    [AHOY_PRACTICE_REFUSAL_USER] = { SOUP_STATUS_BAD_REQUEST, AHOY_PRACTICE_SENDBIRD_TOKEN,
                                     "The user or the access token is not valid" },
    [AHOY_PRACTICE_REFUSAL_UNAUTHORIZED] = { SOUP_STATUS_UNAUTHORIZED,
                                             AHOY_PRACTICE_SENDBIRD_NOT_AUTHORIZED,
                                             "No such session" },
    [AHOY_PRACTICE_REFUSAL_UNAVAILABLE] = { SOUP_STATUS_SERVICE_UNAVAILABLE,
                                            AHOY_PRACTICE_SENDBIRD_UNKNOWN_ERROR,
                                            "The service is not available" },
    [AHOY_PRACTICE_REFUSAL_NO_RESOURCE] = { SOUP_STATUS_BAD_REQUEST,
                                            AHOY_PRACTICE_SENDBIRD_NOT_FOUND, "No such resource" },
    [AHOY_PRACTICE_REFUSAL_NO_METHOD] = { SOUP_STATUS_METHOD_NOT_ALLOWED,
                                          AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS,
                                          "No such method here" },
    [AHOY_PRACTICE_REFUSAL_PATH] = { SOUP_STATUS_BAD_REQUEST,
                                     AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS,
                                     "The path cannot be read" },
    [AHOY_PRACTICE_REFUSAL_TOO_LONG] = { SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                                         AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS,
                                         "The body is too long" },
  },
  .malformed = {
    { "half", "{\"version\":1,\"cmd\":\"CALL\",\"type\":\"dial\",\"payl" },
    { "no-event-type", "{\"version\":1,\"cmd\":\"CALL\",\"message_id\":\"practice\","
                       "\"payload\":{\"call_id\":\"practice\"}}\n" },
    { "wrong-types", "{\"version\":\"x\",\"cmd\":7,\"type\":[\"dial\"],\"message_id\":{},"
                     "\"sequence_number\":\"0\",\"request_id\":1,\"payload\":[]}\n" },
  },
  .find_wrapper = find_wrapper,
  .make_error = make_error,
  .find_user = find_user,
  .receive = ahoy_practice_session_receive,
  .make_text = ahoy_practice_session_make_text,
  .describe = describe,
  .free = ahoy_practice_session_free,
};
