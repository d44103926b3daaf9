/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-sendbird.h"

#include "ahoy-json.h"

#include <string.h>

#define LONGEST_ID        256 /* of an app, a client; bytes */
#define MOST_SESSIONS     100 /* of one user, in all apps */
#define TOO_MANY_REQUESTS 429

/* What the client asks for (section 2.1). */
typedef struct {
  JsonObject *body;
  const char *app_id;
  const char *token;     /* or NULL */
  const char *client_id;
} Wish;

static gboolean
refuse (AhoyPracticeRequest *request, int code, const char *reason)
{
  ahoy_practice_answer_error (request, SOUP_STATUS_BAD_REQUEST, code, reason);

  return FALSE;
}

static gboolean
is_absent (JsonObject *object, const char *member)
{
  return !json_object_has_member (object, member) || json_object_get_null_member (object, member);
}

/* A name that somebody can have chosen, and that can be told in a line. */
static gboolean
is_id (const char *text)
{
  if (text == NULL || *text == '\0' || strlen (text) > LONGEST_ID
      || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      return FALSE;

  return TRUE;
}

static gboolean
read_wish (AhoyPracticeRequest *request, JsonObject *body, Wish *wish)
{
  wish->client_id = ahoy_practice_request_header (request, "sbcall-client-id");
  if (wish->client_id == NULL)
    return refuse (request, AHOY_PRACTICE_SENDBIRD_MISSING_PARAMS, "No sbcall-client-id header");
  if (is_absent (body, "app_id") || is_absent (body, "user_id"))
    return refuse (request, AHOY_PRACTICE_SENDBIRD_MISSING_PARAMS,
                   "The body needs app_id and user_id");

  wish->app_id = ahoy_json_get_string (body, "app_id");
  wish->token = ahoy_json_get_string (body, "access_token");
  if (!is_id (wish->app_id) || !is_id (wish->client_id)
      || (wish->token == NULL && !is_absent (body, "access_token")))
    return refuse (request, AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS, "Invalid value");
  if (g_strcmp0 (ahoy_json_get_string (body, "user_id"), request->path[2]) != 0)
    return refuse (request, AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS,
                   "user_id is not the one of the path");

  return TRUE;
}

/* A user without a token needs none, but a wrong one is wrong. */
static gboolean
check_token (AhoyPracticeRequest *request, const char *token)
{
  return request->user != NULL
         && strcmp (token != NULL ? token : "", request->user->password) == 0;
}

static void
end_session (AhoyPracticeSession *session)
{
  AhoyPracticeSocket *socket = session->device.socket;

  ahoy_practice_device_forget (&session->device);
  if (socket != NULL)
    ahoy_practice_socket_close (socket, SOUP_WEBSOCKET_CLOSE_NORMAL);
}

/* Nobody tells us that a login is over: the oldest one that nobody uses makes room. */
static gboolean
make_room (AhoyPracticeRequest *request)
{
  g_autoptr (GPtrArray) sessions = ahoy_practice_list_devices (request->practice, request->service,
                                                              request->user->name);

  if (sessions->len < MOST_SESSIONS)
    return TRUE;
  for (guint i = 0; i < sessions->len; i++) {
    AhoyPracticeSession *session = g_ptr_array_index (sessions, i);

    if (session->device.socket == NULL) {
      end_session (session);
      return TRUE;
    }
  }

  return FALSE;
}

/* One client has one login: the one before that it tells by its token ends, or goes on with a new
 * token when it is of the same user. */
static AhoyPracticeSession *
take_session (AhoyPracticeRequest *request, const Wish *wish)
{
  AhoyPractice *self = request->practice;
  AhoyPracticeSession *session = ahoy_practice_find_client (self, request->user, wish->app_id,
                                                            wish->client_id);
  AhoyPracticeSession *old =
    ahoy_practice_find_token (self, ahoy_practice_request_header (request, "sbcall-session-token"));

  if (old != NULL && old != session && strcmp (old->client_id, wish->client_id) == 0)
    end_session (old);
  if (session == NULL && make_room (request))
    session = ahoy_practice_session_new (self, request->user, wish->app_id, wish->client_id);

  return session;
}

JsonObject *
ahoy_practice_describe_sendbird_user (AhoyPracticeUser *user)
{
  JsonObject *object = json_object_new ();
  const char *at = strchr (user->name, '@');
  g_autofree char *nickname = at != NULL ? g_strndup (user->name, at - user->name)
                                         : g_strdup (user->name);

  json_object_set_string_member (object, "user_id", user->name);
  json_object_set_string_member (object, "nickname", nickname);
  json_object_set_string_member (object, "profile_url", "");
  json_object_set_object_member (object, "metadata", json_object_new ());
  json_object_set_boolean_member (object, "is_active", TRUE);

  return object;
}

static void
answer_session (AhoyPracticeRequest *request, AhoyPracticeSession *session)
{
  JsonObject *answer = json_object_new ();
  JsonObject *user = ahoy_practice_describe_sendbird_user (session->device.user);

  json_object_set_string_member (answer, "sbcall_session_token", session->token);
  json_object_set_object_member (answer, "user", user);
  ahoy_practice_replace_member (&session->device, answer, user);
  ahoy_practice_answer (request->message, SOUP_STATUS_OK, answer);
}

static void
log_in (AhoyPracticeRequest *request, const Wish *wish)
{
  AhoyPracticeSession *session;
  const char *sdk = ahoy_practice_request_header (request, "sendbird");

  if (!check_token (request, wish->token)) {
    ahoy_practice_answer_refusal (request, AHOY_PRACTICE_REFUSAL_PASSWORD);
    return;
  }
  session = take_session (request, wish);
  if (session == NULL) {
    ahoy_practice_answer_error (request, TOO_MANY_REQUESTS,
                                AHOY_PRACTICE_SENDBIRD_RATE_LIMIT, "Too many logins");
    return;
  }
  ahoy_practice_session_renew (session);
  g_free (session->sdk);
  session->sdk = sdk != NULL ? g_utf8_make_valid (sdk, strnlen (sdk, LONGEST_ID)) : NULL;
  answer_session (request, session);
}

void
ahoy_practice_handle_sendbird_login (AhoyPracticeRequest *request)
{
  SoupMessageBody *body = soup_server_message_get_request_body (request->message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autoptr (JsonObject) object = NULL;
  Wish wish = { NULL };

  object = ahoy_json_parse_object (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  if (object == NULL)
    refuse (request, AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS, "The body is not a JSON object");
  else if (read_wish (request, object, &wish))
    log_in (request, &wish);
}
