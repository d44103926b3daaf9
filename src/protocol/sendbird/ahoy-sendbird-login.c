/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-sendbird-login.h"

#include "ahoy-credentials.h"
#include "ahoy-json.h"
#include "ahoy-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_APP_ID   59   /* of the 63 of one label of a host name, four are "api-" */
#define LONGEST_AGENT    512  /* bytes of each part */
#define LONGEST_NICKNAME 256  /* characters */
#define LONGEST_TOKEN    4096 /* bytes */
#define LONGEST_URL      2048 /* bytes */
#define LONGEST_USER_ID  1024 /* bytes */

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL, sentence);

  return FALSE;
}

static gboolean
refuse_app_id (GError **error, const char *sentence)
{
  g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT, sentence);

  return FALSE;
}

/**
 * ahoy_sendbird_app_id_check:
 * @app_id: (nullable): an application ID
 * @error: return location for an error
 *
 * Checks that an application ID can be part of a host name, as the service's own hosts want it.
 *
 * Fails with `AHOY_SESSION_ERROR_INVALID_ACCOUNT`.
 *
 * Returns: whether it can
 */
gboolean
ahoy_sendbird_app_id_check (const char *app_id, GError **error)
{
  gsize length = app_id != NULL ? strlen (app_id) : 0;

  if (length == 0)
    return refuse_app_id (error, _("Enter the application ID"));
  if (length > LONGEST_APP_ID)
    return refuse_app_id (error, _("The application ID is too long"));

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (app_id[i]) && app_id[i] != '-')
      return refuse_app_id (error,
                            _("The application ID may have letters, digits and hyphens only"));
  }
  if (app_id[length - 1] == '-')
    return refuse_app_id (error, _("The application ID cannot end with a hyphen"));

  return TRUE;
}

/**
 * ahoy_sendbird_default_server:
 * @app_id: (nullable): an application ID
 * @error: return location for an error
 *
 * Fails as [func@sendbird_app_id_check] does.
 *
 * Returns: (transfer full) (nullable): where the service answers requests for this application:
 *   scheme and host, without a trailing slash
 */
char *
ahoy_sendbird_default_server (const char *app_id, GError **error)
{
  if (!ahoy_sendbird_app_id_check (app_id, error))
    return NULL;

  return g_strdup_printf ("https://api-%s.calls.sendbird.com", app_id);
}

/**
 * ahoy_sendbird_default_websocket_server:
 * @app_id: (nullable): an application ID
 * @error: return location for an error
 *
 * Fails as [func@sendbird_app_id_check] does.
 *
 * Returns: (transfer full) (nullable): where the service sends its events from for this
 *   application: scheme and host, without a trailing slash
 */
char *
ahoy_sendbird_default_websocket_server (const char *app_id, GError **error)
{
  if (!ahoy_sendbird_app_id_check (app_id, error))
    return NULL;

  return g_strdup_printf ("wss://ws-%s.calls.sendbird.com", app_id);
}

/**
 * ahoy_sendbird_login_path:
 * @user_id: the user ID
 *
 * Returns: (transfer full): the path at which @user_id logs in (section 2.1 of the protocol page)
 */
char *
ahoy_sendbird_login_path (const char *user_id)
{
  g_autofree char *segment = NULL;

  g_return_val_if_fail (user_id != NULL, NULL);

  segment = ahoy_text_encode_segment (user_id, AHOY_TEXT_UNRESERVED);

  return g_strconcat ("/v1/users/", segment, "/login", NULL);
}

/**
 * ahoy_sendbird_login_body:
 * @app_id: the application ID
 * @user_id: the user ID
 * @access_token: (nullable): the access token, as it was typed or pasted; %NULL or empty for a user
 *   who has none
 *
 * Makes the body of the request for a login (section 2.1 of the protocol page).
 *
 * Returns: (transfer full): the body: a secret, to be freed by [func@secret_free]
 */
char *
ahoy_sendbird_login_body (const char *app_id, const char *user_id, const char *access_token)
{
  g_autoptr (AhoySecret) token = NULL;
  g_autoptr (AhoySecret) quoted = NULL;
  g_autofree char *app = NULL;
  g_autofree char *user = NULL;

  g_return_val_if_fail (app_id != NULL, NULL);
  g_return_val_if_fail (user_id != NULL, NULL);

  token = ahoy_text_clean_token (access_token != NULL ? access_token : "");
  app = ahoy_json_quote (app_id);
  user = ahoy_json_quote (user_id);
  if (*token == '\0')
    return g_strconcat ("{\"app_id\":", app, ",\"user_id\":", user, "}", NULL);

  /* Not by json-glib, which would leave copies of the token behind. */
  quoted = ahoy_json_quote (token);

  return g_strconcat ("{\"app_id\":", app, ",\"user_id\":", user, ",\"access_token\":", quoted, "}",
                      NULL);
}

/* It goes into a header and into a URL. */
static gboolean
is_token (const char *text)
{
  gsize length = strlen (text);

  if (length == 0 || length > LONGEST_TOKEN)
    return FALSE;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (text[i]))
      return FALSE;
  }

  return TRUE;
}

static gboolean
read_session_token (AhoySendbirdLogin *self, JsonObject *root, GError **error)
{
  const char *token = ahoy_json_get_string (root, "sbcall_session_token");

  if (token == NULL || *token == '\0')
    return fail (error, _("The server accepted the login but did not begin a session"));
  if (!is_token (token))
    return fail (error, _("The server sent something that Ahoy cannot read"));

  self->session_token = g_strdup (token);

  return TRUE;
}

static gboolean
read_user (AhoySendbirdLogin *self, JsonObject *root, GError **error)
{
  JsonObject *user = ahoy_json_get_object (root, "user");
  const char *user_id = ahoy_json_get_plain_string (user, "user_id", LONGEST_USER_ID);
  const char *profile_url = ahoy_json_get_plain_string (user, "profile_url", LONGEST_URL);
  g_autofree char *nickname = ahoy_text_to_line (ahoy_json_get_string (user, "nickname"),
                                                 LONGEST_NICKNAME);

  if (user_id == NULL)
    return fail (error, _("The server sent something that Ahoy cannot read"));

  self->user_id = g_strdup (user_id);
  if (*nickname != '\0')
    self->nickname = g_steal_pointer (&nickname);
  self->profile_url = g_strdup (profile_url);
  self->is_active = TRUE;
  ahoy_json_get_boolean (user, "is_active", &self->is_active);

  return TRUE;
}

/**
 * ahoy_sendbird_login_parse:
 * @text: the body of a successful answer to the request for a login
 * @length: its length in bytes, or -1
 * @error: return location for an error
 *
 * Reads what the service granted (section 2.1 of the protocol page). A login without a session
 * token is refused, since nothing can be done with it; of the user only the ID must be there.
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL.
 *
 * Returns: (transfer full) (nullable): the login
 */
AhoySendbirdLogin *
ahoy_sendbird_login_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) root = ahoy_json_parse_object (text, length, error);
  g_autoptr (AhoySendbirdLogin) self = NULL;

  if (root == NULL)
    return NULL;

  self = g_new0 (AhoySendbirdLogin, 1);
  if (!read_user (self, root, error) || !read_session_token (self, root, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * ahoy_sendbird_login_free:
 * @login: (nullable) (transfer full): a login
 *
 * Overwrites the session token, then frees everything.
 */
void
ahoy_sendbird_login_free (AhoySendbirdLogin *login)
{
  if (login == NULL)
    return;

  ahoy_secret_free (login->session_token);
  g_free (login->user_id);
  g_free (login->nickname);
  g_free (login->profile_url);
  g_free (login);
}

static void
append_part (GString *agent, const char *part)
{
  if (agent->len > 0)
    g_string_append_c (agent, ',');
  for (guint i = 0; i < LONGEST_AGENT && part[i] != '\0'; i++) {
    if (part[i] == ',')
      g_string_append_c (agent, '.');
    else
      g_string_append_c (agent, g_ascii_isprint (part[i]) ? part[i] : '?');
  }
}

/**
 * ahoy_sendbird_agent:
 * @platform: what kind of client this is
 * @os: what it runs on, in words
 * @version: its version
 *
 * Makes the value of %AHOY_SENDBIRD_HEADER_AGENT (section 1 of the protocol page): the three parts
 * with commas between them, and dots in place of their own. What a header cannot hold becomes a
 * question mark.
 *
 * Returns: (transfer full): the value
 */
char *
ahoy_sendbird_agent (const char *platform, const char *os, const char *version)
{
  GString *agent;

  g_return_val_if_fail (platform != NULL && *platform != '\0', NULL);
  g_return_val_if_fail (os != NULL, NULL);
  g_return_val_if_fail (version != NULL, NULL);

  agent = g_string_new (NULL);
  append_part (agent, platform);
  append_part (agent, os);
  append_part (agent, version);

  return g_string_free (agent, FALSE);
}

/**
 * ahoy_sendbird_socket_query:
 * @session_token: the session token
 * @client_id: the client ID
 * @agent: what [func@sendbird_agent] has made
 *
 * Makes the query of the websocket's URL (section 3 of the protocol page).
 *
 * Returns: (transfer full): the query, without the question mark: a secret, to be freed by
 *   [func@secret_free]
 */
char *
ahoy_sendbird_socket_query (const char *session_token, const char *client_id, const char *agent)
{
  g_autoptr (AhoySecret) token = NULL;
  g_autofree char *client = NULL;
  g_autofree char *encoded_agent = NULL;

  g_return_val_if_fail (session_token != NULL, NULL);
  g_return_val_if_fail (client_id != NULL, NULL);
  g_return_val_if_fail (agent != NULL, NULL);

  token = ahoy_text_encode (session_token, AHOY_TEXT_UNRESERVED);
  client = ahoy_text_encode (client_id, AHOY_TEXT_UNRESERVED);
  encoded_agent = ahoy_text_encode (agent, AHOY_TEXT_UNRESERVED);

  return g_strconcat ("sbcall_session_token=", token, "&sbcall_client_id=", client, "&sendbird=",
                      encoded_agent, NULL);
}

/**
 * ahoy_sendbird_missed_signal_query:
 * @call_ids: (array zero-terminated=1) (nullable): the calls in progress
 *
 * Makes the query of the request for what was missed while there was no websocket, at
 * %AHOY_SENDBIRD_MISSED_SIGNAL_PATH (section 3 of the protocol page).
 *
 * Returns: (transfer full): the query, without the question mark
 */
char *
ahoy_sendbird_missed_signal_query (const char * const *call_ids)
{
  GString *query = g_string_new ("call_ids=");

  for (guint i = 0; call_ids != NULL && call_ids[i] != NULL; i++) {
    g_autofree char *encoded = ahoy_text_encode (call_ids[i], AHOY_TEXT_UNRESERVED);

    if (i > 0)
      g_string_append_c (query, ',');
    g_string_append (query, encoded);
  }

  return g_string_free (query, FALSE);
}
