/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-sendbird-call.h"

#include "ahoy-credentials.h"
#include "ahoy-json.h"
#include "ahoy-media.h"
#include "ahoy-sendbird-failure.h"
#include "ahoy-sendbird-items.h"

#include <string.h>

#define LONGEST_CALL_ID  128  /* bytes */
#define LONGEST_NICKNAME 256  /* characters */
#define LONGEST_SECRET   1024 /* bytes */
#define LONGEST_URL      512  /* bytes */
#define LONGEST_USER_ID  1024 /* bytes */

static gboolean
fail (GError **error, const char *what)
{
  g_debug ("Call: bad %s", what);
  g_propagate_error (error,
                     ahoy_sendbird_client_error (AHOY_SENDBIRD_CLIENT_ERROR_WRONG_RESPONSE));

  return FALSE;
}

static AhoySendbirdRole
read_role (JsonObject *object)
{
  const char *role = ahoy_json_get_string (object, "role");

  if (g_strcmp0 (role, "dc_caller") == 0)
    return AHOY_SENDBIRD_ROLE_CALLER;
  if (g_strcmp0 (role, "dc_callee") == 0)
    return AHOY_SENDBIRD_ROLE_CALLEE;

  return AHOY_SENDBIRD_ROLE_UNKNOWN;
}

/**
 * ahoy_sendbird_user_read:
 * @object: (nullable): an object
 *
 * Reads who a side of a call is.
 *
 * Returns: (transfer full) (nullable): the user; %NULL where it has no `user_id`
 */
AhoySendbirdUser *
ahoy_sendbird_user_read (JsonObject *object)
{
  const char *user_id = ahoy_json_get_plain_string (object, "user_id", LONGEST_USER_ID);
  AhoySendbirdUser *self;

  if (user_id == NULL)
    return NULL;

  self = g_new0 (AhoySendbirdUser, 1);
  self->user_id = g_strdup (user_id);
  self->nickname = ahoy_json_get_line (object, "nickname", LONGEST_NICKNAME);
  self->role = read_role (object);

  return self;
}

/**
 * ahoy_sendbird_user_free:
 * @user: (nullable) (transfer full): a user
 */
void
ahoy_sendbird_user_free (AhoySendbirdUser *user)
{
  if (user == NULL)
    return;

  g_free (user->user_id);
  g_free (user->nickname);
  g_free (user);
}

/* With another scheme, or with what cannot stand in a URL, it might mean something else to whoever
 * reads it next. */
static gboolean
is_ice_url (const char *url)
{
  static const char * const schemes[] = { "stun:", "stuns:", "turn:", "turns:" };
  gboolean known = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
    gsize length = strlen (schemes[i]);

    if (g_ascii_strncasecmp (url, schemes[i], length) == 0 && url[length] != '\0')
      known = TRUE;
  }
  for (const char *c = url; *c != '\0'; c++) {
    if (!g_ascii_isgraph (*c) || strchr ("\"#<>\\^`{|}", *c) != NULL)
      return FALSE;
  }

  return known && strlen (url) <= LONGEST_URL;
}

static void
add_server (AhoySendbirdTurn *self, JsonNode *node, const char *user, const char *secret)
{
  const char *url = NULL;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    url = json_node_get_string (node);
  if (url != NULL && is_ice_url (url))
    g_ptr_array_add (self->servers, ahoy_ice_server_new (url, user, secret));
}

/**
 * ahoy_sendbird_turn_read:
 * @payload: (nullable): what belongs to a frame
 *
 * Reads its `turn_credential`. Servers whose URL is none for ICE are left out.
 *
 * Returns: (transfer full) (nullable): the servers; %NULL where there is no `turn_credential`
 */
AhoySendbirdTurn *
ahoy_sendbird_turn_read (JsonObject *payload)
{
  JsonObject *credential = ahoy_json_get_object (payload, "turn_credential");
  JsonArray *urls = ahoy_json_get_array (credential, "turn_urls");
  const char *user = ahoy_json_get_plain_string (credential, "username", LONGEST_SECRET);
  const char *secret = ahoy_json_get_plain_string (credential, "password", LONGEST_SECRET);
  guint n_urls = urls != NULL ? json_array_get_length (urls) : 0;
  AhoySendbirdTurn *self;

  if (credential == NULL)
    return NULL;

  self = g_new0 (AhoySendbirdTurn, 1);
  self->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_ice_server_free);
  self->relay_only = g_strcmp0 (ahoy_json_get_string (credential, "transport_policy"), "relay") == 0;
  for (guint i = 0; i < MIN (n_urls, AHOY_SENDBIRD_MOST_TURN_URLS); i++)
    add_server (self, json_array_get_element (urls, i), user, secret);

  return self;
}

/**
 * ahoy_sendbird_turn_free:
 * @turn: (nullable) (transfer full): the servers of a call
 *
 * Overwrites the passwords, then frees everything.
 */
void
ahoy_sendbird_turn_free (AhoySendbirdTurn *turn)
{
  if (turn == NULL)
    return;

  g_ptr_array_unref (turn->servers);
  g_free (turn);
}

/* Section 6.1: an audio call says so by is_video_call alone. */
static AhoyMediaFlags
read_sends (AhoySendbirdCall *self, JsonObject *payload)
{
  JsonObject *constraints = ahoy_json_get_object (payload, "constraints");
  gboolean audio = TRUE;
  gboolean video = TRUE;

  ahoy_json_get_boolean (constraints, "audio", &audio);
  ahoy_json_get_boolean (constraints, "video", &video);

  return (audio ? AHOY_MEDIA_AUDIO : AHOY_MEDIA_NONE)
         | (video && self->is_video_call ? AHOY_MEDIA_VIDEO : AHOY_MEDIA_NONE);
}

/* It goes into a header. */
static gboolean
is_token (const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (text[i]))
      return FALSE;
  }

  return length > 0 && length <= LONGEST_SECRET;
}

/**
 * ahoy_sendbird_call_read:
 * @payload: (nullable): what belongs to the event `dial` or `accept`, or to `dial_ack` or
 *   `accept_ack`
 * @error: return location for an error
 *
 * Reads what the service says of a call. Only what proved necessary has to be there (section 4 of
 * the protocol page): `call_id` and `turn_credential`.
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL.
 *
 * Returns: (transfer full) (nullable): it
 */
AhoySendbirdCall *
ahoy_sendbird_call_read (JsonObject *payload, GError **error)
{
  g_autoptr (AhoySendbirdCall) self = g_new0 (AhoySendbirdCall, 1);
  const char *token = ahoy_json_get_string (payload, "sbcall_short_lived_token");

  self->call_id = g_strdup (ahoy_json_get_plain_string (payload, "call_id", LONGEST_CALL_ID));
  self->turn = ahoy_sendbird_turn_read (payload);
  if (self->call_id == NULL || self->turn == NULL) {
    fail (error, self->call_id == NULL ? "call_id" : "turn_credential");
    return NULL;
  }

  self->caller = ahoy_sendbird_user_read (ahoy_json_get_object (payload, "caller"));
  self->callee = ahoy_sendbird_user_read (ahoy_json_get_object (payload, "callee"));
  ahoy_json_get_boolean (payload, "is_video_call", &self->is_video_call);
  self->sends = read_sends (self, payload);
  self->items = ahoy_sendbird_items_read (payload, "custom_items");
  if (token != NULL && is_token (token))
    self->short_lived_token = g_strdup (token);

  return g_steal_pointer (&self);
}

/**
 * ahoy_sendbird_call_free:
 * @call: (nullable) (transfer full): what the service has said of a call
 *
 * Overwrites the secrets, then frees everything.
 */
void
ahoy_sendbird_call_free (AhoySendbirdCall *call)
{
  if (call == NULL)
    return;

  g_free (call->call_id);
  ahoy_sendbird_user_free (call->caller);
  ahoy_sendbird_user_free (call->callee);
  g_clear_pointer (&call->items, g_ptr_array_unref);
  ahoy_sendbird_turn_free (call->turn);
  ahoy_secret_free (call->short_lived_token);
  g_free (call);
}
