/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-kandy.h"

#include "ahoy-json.h"

#include <string.h>

#define DEFAULT_EXPIRES 3600    /* seconds */
#define LEAST_EXPIRES   60      /* the SDK never refreshes more often than every 24 s */
#define MOST_EXPIRES    86400
#define MOST_SERVICES   64
#define LONGEST_NAME    256     /* of a service, a correlator */
#define MOST_LOGINS     5       /* of one user */

/* What a client asks for, in the first request and in refreshes (sections 3.1 and 3.3). */
typedef struct {
  char     **services;
  char      *correlator; /* or NULL */
  gint64     expires;
  gboolean   turn;
  gboolean   force_logout;
} Wish;

static void
wish_free (Wish *wish)
{
  g_strfreev (wish->services);
  g_free (wish->correlator);
  g_free (wish);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

static gboolean
has (JsonObject *object, const char *member)
{
  return json_object_has_member (object, member) && !json_object_get_null_member (object, member);
}

static gboolean
read_boolean (JsonObject *object, const char *member, gboolean *value)
{
  return !has (object, member) || ahoy_json_get_boolean (object, member, value);
}

static gboolean
read_string (JsonObject *object, const char *member, const char **value)
{
  if (!has (object, member))
    return TRUE;
  *value = ahoy_json_get_string (object, member);

  return *value != NULL;
}

/* Returns the wish, or NULL with the statusCode: 5 for what cannot be read, 37 for what can. */
static Wish *
read_wish (AhoyPracticeRequest *request, int *code)
{
  JsonObject *object = ahoy_practice_request_get_body (request);
  g_autoptr (Wish) wish = g_new0 (Wish, 1);
  JsonObject *wanted;
  const char *localization = NULL;
  const char *notification = "WebSocket";
  const char *force = "false";
  const char *correlator = NULL;

  *code = AHOY_PRACTICE_CODE_BODY;
  wanted = object != NULL ? ahoy_json_get_object (object, "subscribeRequest") : NULL;
  if (wanted == NULL)
    return NULL;

  wish->expires = DEFAULT_EXPIRES;
  wish->turn = TRUE;
  if (has (wanted, "expires")
      && !ahoy_json_get_int (wanted, "expires", G_MININT64, G_MAXINT64, &wish->expires))
    return NULL;
  wish->services = ahoy_json_get_strv (wanted, "service", MOST_SERVICES);
  if (wish->services == NULL
      || !read_boolean (wanted, "useTurn", &wish->turn)
      || !read_string (wanted, "localization", &localization)
      || !read_string (wanted, "notificationType", &notification)
      || !read_string (wanted, "forceLogOut", &force)
      || !read_string (wanted, "clientCorrelator", &correlator))
    return NULL;

  *code = AHOY_PRACTICE_CODE_VALUE;
  if (strcmp (notification, "WebSocket") != 0)
    return NULL;
  if (strcmp (force, "true") != 0 && strcmp (force, "false") != 0)
    return NULL;
  if (correlator != NULL && (*correlator == '\0' || strlen (correlator) > LONGEST_NAME))
    return NULL;
  for (guint i = 0; wish->services[i] != NULL; i++)
    if (strlen (wish->services[i]) > LONGEST_NAME)
      return NULL;

  wish->force_logout = strcmp (force, "true") == 0;
  wish->correlator = g_strdup (correlator);

  return g_steal_pointer (&wish);
}

static Wish *
read_wish_or_answer (AhoyPracticeRequest *request)
{
  int code = 0;
  Wish *wish = read_wish (request, &code);

  if (wish == NULL && code == AHOY_PRACTICE_CODE_BODY)
    ahoy_practice_answer_error (request, SOUP_STATUS_BAD_REQUEST, code,
                                "Request body missing or invalid");
  else if (wish == NULL)
    ahoy_practice_answer_error (request, SOUP_STATUS_FORBIDDEN, code, "Invalid value");

  return wish;
}

static gboolean
is_known_service (const char *name)
{
  /* The real service compares with case (section 3.1). */
  static const char * const known[] = {
    "CallMe", "IM", "MWI", "Presence", "addressbook", "call", "directory", NULL
  };

  return g_strv_contains (known, name)
         || (g_str_has_prefix (name, "event:") && strlen (name) > strlen ("event:"));
}

/* What the fault leaves of the known services, or all of them. */
static char **
read_grantable (AhoyPracticeSubscription *subscription)
{
  g_autoptr (AhoyPracticeFault) fault =
    ahoy_practice_take_setting (&subscription->device, "grant");

  return fault != NULL ? g_strsplit (ahoy_practice_fault_get_string (fault, "services"), ",", -1)
                       : NULL;
}

static guint
read_expires (AhoyPracticeSubscription *subscription, Wish *wish)
{
  g_autoptr (AhoyPracticeFault) fault =
    ahoy_practice_take_setting (&subscription->device, "short-expires");

  return fault != NULL ? (guint) ahoy_practice_fault_get_int (fault, "seconds")
                       : (guint) CLAMP (wish->expires, LEAST_EXPIRES, MOST_EXPIRES);
}

static void
grant (AhoyPracticeSubscription *subscription, Wish *wish)
{
  g_autoptr (AhoyPracticeFault) no_turn =
    ahoy_practice_take_setting (&subscription->device, "no-turn");
  g_auto (GStrv) grantable = read_grantable (subscription);
  g_autoptr (GStrvBuilder) granted = g_strv_builder_new ();

  for (guint i = 0; wish->services[i] != NULL; i++)
    if (is_known_service (wish->services[i])
        && (grantable == NULL
            || g_strv_contains ((const char * const *) grantable, wish->services[i])))
      g_strv_builder_add (granted, wish->services[i]);

  g_strfreev (subscription->services);
  subscription->services = g_strv_builder_end (granted);
  subscription->expires = read_expires (subscription, wish);
  subscription->use_turn = wish->turn && no_turn == NULL;
  ahoy_practice_subscription_renew (subscription);
}

static void
add_correlator (AhoyPracticeSubscription *subscription, JsonObject *params)
{
  g_autoptr (AhoyPracticeFault) fault = NULL;

  if (subscription->correlator == NULL)
    return;
  fault = ahoy_practice_take_setting (&subscription->device, "echo-correlator");
  if (fault != NULL)
    json_object_set_string_member (params, "clientCorrelator", subscription->correlator);
}

static void
answer_subscription (AhoyPracticeRequest *request, AhoyPracticeSubscription *subscription,
                     guint status)
{
  g_autofree char *user = g_uri_escape_string (subscription->device.user->name, "@!$'()*,:", FALSE);
  g_autofree char *path = g_strdup_printf ("/rest/version/1/user/%s/subscription/%s", user,
                                           subscription->device.id);
  g_autofree char *channel = g_strdup_printf ("/rest/version/1/websocket/%s",
                                              subscription->channel);
  JsonObject *answer = json_object_new ();
  JsonObject *response = json_object_new ();
  JsonObject *params = json_object_new ();
  JsonArray *services = json_array_new ();

  for (guint i = 0; subscription->services[i] != NULL; i++)
    json_array_add_string_element (services, subscription->services[i]);

  json_object_set_int_member (params, "expires", subscription->expires);
  json_object_set_array_member (params, "service", services);
  json_object_set_string_member (params, "notificationType", "WebSocket");
  json_object_set_string_member (params, "notificationChannel", channel);
  json_object_set_string_member (params, "sessionId", subscription->session_id);
  json_object_set_boolean_member (params, "turnActive", subscription->use_turn);
  if (subscription->use_turn) {
    JsonObject *turn = json_object_new ();

    json_object_set_string_member (turn, "username", subscription->turn_username);
    json_object_set_string_member (turn, "password", subscription->turn_password);
    json_object_set_object_member (params, "turnCredentials", turn);
  }

  add_correlator (subscription, params);
  json_object_set_int_member (response, "statusCode", AHOY_PRACTICE_CODE_OK);
  json_object_set_string_member (response, "subscription", path);
  json_object_set_object_member (response, "subscriptionParams", params);
  ahoy_practice_replace_member (&subscription->device, response, params);
  json_object_set_object_member (answer, request->route->wrapper, response);
  ahoy_practice_answer (request->message, status, answer);
}

/* Makes room for one more login; FALSE where there is none. */
static gboolean
make_room (AhoyPractice *self, AhoyPracticeUser *user, gboolean force)
{
  g_autoptr (GPtrArray) logins =
    ahoy_practice_list_devices (self, &ahoy_practice_kandy, user->name);
  g_autoptr (AhoyPracticeFault) limit =
    ahoy_practice_take_user_setting (self, &ahoy_practice_kandy, user->name, "login-limit");
  guint most = limit != NULL ? (guint) ahoy_practice_fault_get_int (limit, "logins") : MOST_LOGINS;

  if (logins->len < most)
    return TRUE;
  if (!force)
    return FALSE;
  for (guint i = 0; i + most <= logins->len; i++)
    ahoy_practice_subscription_end (g_ptr_array_index (logins, i), "gone", NULL);

  return TRUE;
}

void
ahoy_practice_handle_subscribe (AhoyPracticeRequest *request)
{
  AhoyPractice *self = request->practice;
  AhoyPracticeSubscription *subscription;
  g_autoptr (Wish) wish = NULL;

  if (!ahoy_practice_authenticate (request))
    return;
  wish = read_wish_or_answer (request);
  if (wish == NULL)
    return;

  /* The correlator names a device, which has one login: a new one replaces the one before. */
  subscription = wish->correlator != NULL
    ? ahoy_practice_find_correlator (self, request->user, wish->correlator) : NULL;
  if (subscription != NULL)
    ahoy_practice_subscription_end (subscription, "gone", NULL);

  if (!make_room (self, request->user, wish->force_logout)) {
    ahoy_practice_answer_error (request, SOUP_STATUS_FORBIDDEN, AHOY_PRACTICE_CODE_TOO_MANY,
                                "Too many logins");
    return;
  }

  subscription = ahoy_practice_subscription_new (self, request->user);
  subscription->correlator = g_steal_pointer (&wish->correlator);
  subscription->program = ahoy_practice_name_program (request);
  grant (subscription, wish);
  answer_subscription (request, subscription, SOUP_STATUS_CREATED);
}

static void
answer_no_subscription (AhoyPracticeRequest *request)
{
  ahoy_practice_answer_error (request, SOUP_STATUS_NOT_FOUND, AHOY_PRACTICE_CODE_NO_SUBSCRIPTION,
                              "No such subscription");
}

static const char *
last_segment (AhoyPracticeRequest *request)
{
  return request->path[g_strv_length (request->path) - 1];
}

typedef AhoyPracticeSubscription *(*Find) (AhoyPractice *self, AhoyPracticeUser *user,
                                           const char *text);

static void
refresh (AhoyPracticeRequest *request, Find find)
{
  AhoyPracticeSubscription *subscription;
  g_autoptr (Wish) wish = NULL;

  if (!ahoy_practice_authenticate (request))
    return;
  wish = read_wish_or_answer (request);
  if (wish == NULL)
    return;
  subscription = find (request->practice, request->user, last_segment (request));
  if (subscription == NULL) {
    answer_no_subscription (request);
    return;
  }
  grant (subscription, wish);
  answer_subscription (request, subscription, SOUP_STATUS_OK);
}

static void
unsubscribe (AhoyPracticeRequest *request, Find find)
{
  AhoyPracticeSubscription *subscription;

  if (!ahoy_practice_authenticate (request))
    return;
  subscription = find (request->practice, request->user, last_segment (request));
  if (subscription == NULL) {
    answer_no_subscription (request);
    return;
  }
  ahoy_practice_subscription_end (subscription, NULL, NULL);
  ahoy_practice_answer_error (request, SOUP_STATUS_OK, AHOY_PRACTICE_CODE_OK, NULL);
}

void
ahoy_practice_handle_refresh (AhoyPracticeRequest *request)
{
  refresh (request, ahoy_practice_find_subscription);
}

void
ahoy_practice_handle_refresh_correlator (AhoyPracticeRequest *request)
{
  refresh (request, ahoy_practice_find_correlator);
}

void
ahoy_practice_handle_unsubscribe (AhoyPracticeRequest *request)
{
  unsubscribe (request, ahoy_practice_find_subscription);
}

void
ahoy_practice_handle_unsubscribe_correlator (AhoyPracticeRequest *request)
{
  unsubscribe (request, ahoy_practice_find_correlator);
}
