/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-kandy-subscription.h"

#include "ahoy-credentials.h"
#include "ahoy-json.h"
#include "ahoy-kandy-auth.h"
#include "ahoy-kandy-failure.h"
#include "ahoy-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_EXPIRY  (10 * 365 * 24 * 60 * 60) /* seconds */
#define LONGEST_NAME    256                       /* bytes of a service's name or a correlator */
#define LONGEST_PATH    2048                      /* bytes */
#define LONGEST_SECRET  1024                      /* bytes */
#define MOST_SERVICES   64
#define SHORTEST_WAIT   30.0                      /* seconds */

#define DEFAULT_LOCALIZATION      "English_US"
#define DEFAULT_NOTIFICATION_TYPE "WebSocket"

static gboolean
fail (GError **error, const char *what)
{
  g_debug ("Answer to the subscription: bad %s", what);
  g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL,
                       _("The server sent something that Ahoy cannot read"));

  return FALSE;
}

static JsonArray *
array_of_services (const char * const *services)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; services != NULL && services[i] != NULL; i++)
    json_array_add_string_element (array, services[i]);

  return array;
}

static JsonArray *
array_of_features (void)
{
  JsonArray *array = json_array_new ();

  json_array_add_string_element (array, "RingingFeedback");

  return array;
}

static JsonObject *
request_new (guint expires, const char * const *services, const char *localization,
             gboolean use_turn, const char *notification_type)
{
  JsonObject *request = json_object_new ();

  json_object_set_int_member (request, "expires", expires);
  json_object_set_array_member (request, "service", array_of_services (services));
  json_object_set_string_member (request, "localization", localization);
  json_object_set_boolean_member (request, "useTurn", use_turn);
  json_object_set_string_member (request, "notificationType", notification_type);
  json_object_set_array_member (request, "supported", array_of_features ());

  return request;
}

static char *
request_to_text (JsonObject *request)
{
  g_autoptr (JsonObject) root = json_object_new ();

  json_object_set_object_member (root, "subscribeRequest", json_object_ref (request));

  return ahoy_json_to_text (root);
}

/**
 * ahoy_kandy_subscribe_text:
 * @services: (array zero-terminated=1) (nullable): the services wanted
 * @expires: the lifetime wanted, in seconds
 * @force_logout: whether the service may end another login of the same user to make room
 * @correlator: (nullable): what the application calls this device
 *
 * Makes the body of the request for a subscription (section 3.1 of the protocol page).
 *
 * Returns: (transfer full): the body
 */
char *
ahoy_kandy_subscribe_text (const char * const *services, guint expires, gboolean force_logout,
                           const char *correlator)
{
  g_autoptr (JsonObject) request = request_new (expires, services, DEFAULT_LOCALIZATION, TRUE,
                                                DEFAULT_NOTIFICATION_TYPE);

  /* A string, not a boolean: so the service wants it. */
  json_object_set_string_member (request, "forceLogOut", force_logout ? "true" : "false");
  if (correlator != NULL && *correlator != '\0')
    json_object_set_string_member (request, "clientCorrelator", correlator);

  return request_to_text (request);
}

/**
 * ahoy_kandy_refresh_text:
 * @subscription: what the service granted
 * @services: (array zero-terminated=1) (nullable): the services wanted from now on, or %NULL for
 *   those that were granted
 *
 * Makes the body of the request that renews a subscription or changes its services (section 3.3 of
 * the protocol page).
 *
 * Returns: (transfer full): the body
 */
char *
ahoy_kandy_refresh_text (const AhoyKandySubscription *subscription, const char * const *services)
{
  g_autoptr (JsonObject) request = NULL;

  g_return_val_if_fail (subscription != NULL, NULL);

  request = request_new (subscription->expires,
                         services != NULL ? services
                                          : (const char * const *) subscription->services,
                         subscription->localization != NULL ? subscription->localization
                                                            : DEFAULT_LOCALIZATION,
                         subscription->has_use_turn ? subscription->use_turn : TRUE,
                         subscription->notification_type != NULL ? subscription->notification_type
                                                                 : DEFAULT_NOTIFICATION_TYPE);

  return request_to_text (request);
}

static char *
dup_plain_string (JsonObject *object, const char *member, gsize longest)
{
  return g_strdup (ahoy_json_get_plain_string (object, member, longest));
}

static char *
get_path (JsonObject *object, const char *member)
{
  return ahoy_kandy_server_path (ahoy_json_get_plain_string (object, member, LONGEST_PATH));
}

/* The page shows the echoed members beside the parameters and among them. */
static char *
get_echoed_string (JsonObject *response, JsonObject *params, const char *member)
{
  char *text = dup_plain_string (params, member, LONGEST_NAME);

  return text != NULL ? text : dup_plain_string (response, member, LONGEST_NAME);
}

/* A null is what some servers send for nothing. */
static gboolean
has_member (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

static void
replace_secret (char **secret, char *value)
{
  ahoy_secret_free (*secret);
  *secret = value;
}

static gboolean
read_path (char **path, JsonObject *object, const char *member, GError **error)
{
  if (*path != NULL && !has_member (object, member))
    return TRUE;

  replace_secret (path, get_path (object, member));

  return *path != NULL ? TRUE : fail (error, member);
}

static gboolean
read_expires (AhoyKandySubscription *self, JsonObject *params, GError **error)
{
  gint64 expires;

  if (self->expires > 0 && !has_member (params, "expires"))
    return TRUE;
  if (!ahoy_json_get_int (params, "expires", 1, G_MAXINT64, &expires))
    return fail (error, "expires");

  self->expires = MIN (expires, LONGEST_EXPIRY);

  return TRUE;
}

static gboolean
read_services (AhoyKandySubscription *self, JsonObject *params, GError **error)
{
  if (self->services != NULL && !has_member (params, "service"))
    return TRUE;

  g_strfreev (self->services);
  self->services = ahoy_json_get_strv (params, "service", MOST_SERVICES);
  if (self->services == NULL)
    return fail (error, "service");

  for (guint i = 0; self->services[i] != NULL; i++) {
    if (strlen (self->services[i]) > LONGEST_NAME || ahoy_text_has_control (self->services[i]))
      return fail (error, "service");
  }

  return TRUE;
}

static void
read_turn (AhoyKandySubscription *self, JsonObject *params)
{
  JsonObject *turn = ahoy_json_get_object (params, "turnCredentials");
  char *username = dup_plain_string (turn, "username", LONGEST_SECRET);
  char *password = dup_plain_string (turn, "password", LONGEST_SECRET);

  if (username != NULL && password != NULL) {
    replace_secret (&self->turn_username, username);
    replace_secret (&self->turn_password, password);
  } else {
    ahoy_secret_free (username);
    ahoy_secret_free (password);
  }
}

static void
read_optional (AhoyKandySubscription *self, JsonObject *response, JsonObject *params)
{
  char *session_id = dup_plain_string (params, "sessionId", LONGEST_SECRET);
  char *correlator = dup_plain_string (params, "clientCorrelator", LONGEST_NAME);
  char *localization = get_echoed_string (response, params, "localization");
  char *notification_type = get_echoed_string (response, params, "notificationType");

  if (session_id != NULL)
    replace_secret (&self->session_id, session_id);
  if (correlator != NULL)
    replace_secret (&self->correlator, correlator);
  if (localization != NULL)
    replace_secret (&self->localization, localization);
  if (notification_type != NULL)
    replace_secret (&self->notification_type, notification_type);
  if (ahoy_json_get_boolean (params, "useTurn", &self->use_turn)
      || ahoy_json_get_boolean (response, "useTurn", &self->use_turn))
    self->has_use_turn = TRUE;
}

/* Whatever the answer lacks stays as it is, and is an error where there is nothing yet. */
static gboolean
read_response (AhoyKandySubscription *self, JsonObject *root, GError **error)
{
  JsonObject *response = ahoy_json_get_object (root, "subscribeResponse");
  JsonObject *params = ahoy_json_get_object (response, "subscriptionParams");

  if (response == NULL)
    return fail (error, "subscribeResponse");
  if (params == NULL && self->channel == NULL)
    return fail (error, "subscriptionParams");
  if (!read_path (&self->path, response, "subscription", error)
      || !read_path (&self->channel, params, "notificationChannel", error)
      || !read_expires (self, params, error)
      || !read_services (self, params, error))
    return FALSE;

  read_turn (self, params);
  read_optional (self, response, params);

  return TRUE;
}

static AhoyKandySubscription *
copy (const AhoyKandySubscription *old)
{
  AhoyKandySubscription *self = g_memdup2 (old, sizeof *old);

  self->path = g_strdup (old->path);
  self->channel = g_strdup (old->channel);
  self->services = g_strdupv (old->services);
  self->session_id = g_strdup (old->session_id);
  self->correlator = g_strdup (old->correlator);
  self->localization = g_strdup (old->localization);
  self->notification_type = g_strdup (old->notification_type);
  self->turn_username = g_strdup (old->turn_username);
  self->turn_password = g_strdup (old->turn_password);

  return self;
}

/**
 * ahoy_kandy_subscription_parse:
 * @text: the body of a successful answer to the request for a subscription
 * @length: its length in bytes, or -1
 * @error: return location for an error
 *
 * Reads what the service granted (section 3.1 of the protocol page). Its `statusCode` does not
 * count.
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL.
 *
 * Returns: (transfer full) (nullable): the subscription
 */
AhoyKandySubscription *
ahoy_kandy_subscription_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) root = ahoy_json_parse_object (text, length, error);
  g_autoptr (AhoyKandySubscription) self = NULL;

  if (root == NULL)
    return NULL;

  self = g_new0 (AhoyKandySubscription, 1);
  if (!read_response (self, root, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * ahoy_kandy_refresh_parse:
 * @text: (nullable): the body of a successful answer to a refresh
 * @length: its length in bytes, or -1
 * @old: what the service granted before
 * @error: return location for an error
 *
 * Reads what the service granted anew (section 3.3 of the protocol page). What the answer does not
 * tell again stays as it was, everything where it is empty.
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL, or where the answer's `statusCode` says that the refresh
 * was refused as [func@kandy_answer_to_error] says.
 *
 * Returns: (transfer full) (nullable): the subscription
 */
AhoyKandySubscription *
ahoy_kandy_refresh_parse (const char *text, gssize length, const AhoyKandySubscription *old,
                          GError **error)
{
  g_autoptr (AhoyKandySubscription) self = NULL;
  g_autoptr (JsonObject) root = NULL;
  JsonObject *response;
  gint64 code = 0;

  g_return_val_if_fail (old != NULL, NULL);

  if (text == NULL || length == 0 || (length < 0 && *text == '\0'))
    return copy (old);

  root = ahoy_json_parse_object (text, length, error);
  if (root == NULL)
    return NULL;

  response = ahoy_json_get_object (root, "subscribeResponse");
  if (has_member (response, "statusCode")
      && !ahoy_json_get_int (response, "statusCode", G_MININT, G_MAXINT, &code)) {
    fail (error, "statusCode");
    return NULL;
  }
  if (code != 0 && code != 2) {
    AhoyKandyAnswer answer = { .http_status = 200, .body = text, .body_length = length };

    g_propagate_error (error, ahoy_kandy_answer_to_error (&answer));
    return NULL;
  }

  self = copy (old);
  if (!read_response (self, root, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * ahoy_kandy_subscription_free:
 * @subscription: (nullable) (transfer full): a subscription
 *
 * Overwrites the secrets, then frees everything.
 */
void
ahoy_kandy_subscription_free (AhoyKandySubscription *subscription)
{
  if (subscription == NULL)
    return;

  ahoy_secret_free (subscription->path);
  ahoy_secret_free (subscription->channel);
  ahoy_secret_free (subscription->session_id);
  ahoy_secret_free (subscription->correlator);
  ahoy_secret_free (subscription->turn_username);
  ahoy_secret_free (subscription->turn_password);
  g_strfreev (subscription->services);
  g_free (subscription->localization);
  g_free (subscription->notification_type);
  g_free (subscription);
}

/**
 * ahoy_kandy_refresh_delay:
 * @expires: the lifetime that the service granted, in seconds
 * @n_failures: how many refreshes in a row have failed
 * @fraction: a random number from 0 to 1
 *
 * Works out when to refresh: at half of the lifetime, sooner and sooner after failures, never
 * within thirty seconds; and up to a fifth more or less, so that the clients of a service do not
 * all come at once (section 3.3 of the protocol page).
 *
 * Returns: how long to wait, in milliseconds
 */
guint
ahoy_kandy_refresh_delay (guint expires, guint n_failures, double fraction)
{
  double wait = expires / 2.0;

  for (guint i = 0; i < n_failures && wait > SHORTEST_WAIT; i++)
    wait /= 2;
  wait = MAX (wait, SHORTEST_WAIT) * (0.8 + 0.4 * CLAMP (fraction, 0.0, 1.0));

  return MIN (wait * 1000, (double) G_MAXINT);
}
