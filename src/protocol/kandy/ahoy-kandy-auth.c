/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-kandy-auth.h"

#include "ahoy-text.h"

#include <string.h>

/* What RFC 3986 lets stand in one segment of a path beside letters and digits. The service's own
 * clients send the user name as it was typed, with a bare "@". */
#define SEGMENT_ALLOWED "-._~!$&'()*+,;=:@"

static char *
token_query (const char *name, AhoyCredentials *credentials)
{
  g_autoptr (AhoySecret) token = ahoy_text_clean_token (ahoy_credentials_get_secret (credentials));
  g_autoptr (AhoySecret) encoded = ahoy_text_encode (token, AHOY_TEXT_UNRESERVED);

  return g_strconcat (name, "=", encoded, NULL);
}

static char *
basic_value (AhoyCredentials *credentials, const char *name)
{
  g_autoptr (AhoySecret) pair = g_strconcat (name, ":", ahoy_credentials_get_secret (credentials),
                                             NULL);
  g_autoptr (AhoySecret) encoded = g_base64_encode ((const guchar *) pair, strlen (pair));

  return g_strconcat ("Basic ", encoded, NULL);
}

static char *
bearer_value (AhoyCredentials *credentials)
{
  g_autoptr (AhoySecret) token = ahoy_text_clean_token (ahoy_credentials_get_secret (credentials));

  return g_strconcat ("Bearer ", token, NULL);
}

/**
 * ahoy_kandy_auth_new:
 * @credentials: what the person gave
 * @user: the user name
 * @session_id: (nullable): the id that the service gave with the subscription, once it did
 *
 * Works out what a request carries to say who sends it (section 2 of the protocol page).
 *
 * Returns: (transfer full): it
 */
AhoyKandyAuth *
ahoy_kandy_auth_new (AhoyCredentials *credentials, const char *user, const char *session_id)
{
  AhoyKandyAuth *auth;
  const char *name;

  g_return_val_if_fail (credentials != NULL, NULL);
  g_return_val_if_fail (user != NULL, NULL);

  auth = g_new0 (AhoyKandyAuth, 1);
  switch (ahoy_credentials_get_kind (credentials)) {
    case AHOY_LOGIN_KIND_AUTHNAME:
      name = ahoy_credentials_get_authname (credentials);
      auth->header = "Authorization";
      auth->value = basic_value (credentials, name != NULL && *name != '\0' ? name : user);
      break;
    case AHOY_LOGIN_KIND_BEARER:
      auth->header = "Authorization";
      auth->value = bearer_value (credentials);
      break;
    case AHOY_LOGIN_KIND_HMAC:
      if (session_id != NULL && *session_id != '\0') {
        auth->header = "x-session";
        auth->value = ahoy_text_clean_token (session_id);
      } else {
        auth->header = "x-token";
        auth->value = ahoy_text_clean_token (ahoy_credentials_get_secret (credentials));
      }
      break;
    case AHOY_LOGIN_KIND_TOKEN:
      auth->query = token_query ("token", credentials);
      break;
    case AHOY_LOGIN_KIND_PASSWORD:
    default:
      auth->header = "Authorization";
      auth->value = basic_value (credentials, user);
      break;
  }

  return auth;
}

/**
 * ahoy_kandy_auth_free:
 * @auth: (nullable) (transfer full): what a request carries
 *
 * Overwrites the secrets, then frees them.
 */
void
ahoy_kandy_auth_free (AhoyKandyAuth *auth)
{
  if (auth == NULL)
    return;

  ahoy_secret_free (auth->value);
  ahoy_secret_free (auth->query);
  g_free (auth);
}

/**
 * ahoy_kandy_auth_socket_query:
 * @credentials: what the person gave
 *
 * Returns: (transfer full) (nullable): the query of the websocket's URL, percent-encoded and
 *   without the question mark: a secret, to be freed by [func@secret_free]; %NULL where the login
 *   kind has none
 */
char *
ahoy_kandy_auth_socket_query (AhoyCredentials *credentials)
{
  g_return_val_if_fail (credentials != NULL, NULL);

  switch (ahoy_credentials_get_kind (credentials)) {
    case AHOY_LOGIN_KIND_BEARER:
      return token_query ("access_token", credentials);
    case AHOY_LOGIN_KIND_TOKEN:
      return token_query ("token", credentials);
    case AHOY_LOGIN_KIND_PASSWORD:
    case AHOY_LOGIN_KIND_AUTHNAME:
    case AHOY_LOGIN_KIND_HMAC:
    default:
      return NULL;
  }
}

/**
 * ahoy_kandy_user_path:
 * @user: the user name
 *
 * Returns: (transfer full): the path in front of everything that concerns @user (section 0 of the
 *   protocol page), without a slash at the end
 */
char *
ahoy_kandy_user_path (const char *user)
{
  g_autofree char *encoded = NULL;

  g_return_val_if_fail (user != NULL, NULL);

  encoded = ahoy_text_encode_segment (user, SEGMENT_ALLOWED);

  return g_strconcat ("/rest/version/1/user/", encoded, NULL);
}

/**
 * ahoy_kandy_path:
 * @user: the user name
 * @...: segments, then %NULL
 *
 * Returns: (transfer full): the path of something that concerns @user, with all segments encoded
 */
char *
ahoy_kandy_path (const char *user, ...)
{
  g_autofree char *user_path = ahoy_kandy_user_path (user);
  GString *path = g_string_new (user_path);
  const char *segment;
  va_list segments;

  va_start (segments, user);
  while ((segment = va_arg (segments, const char *)) != NULL) {
    g_autofree char *encoded = ahoy_text_encode_segment (segment, SEGMENT_ALLOWED);

    g_string_append_printf (path, "/%s", encoded);
  }
  va_end (segments);

  return g_string_free (path, FALSE);
}

static gboolean
is_escape (const char *text)
{
  return text[0] == '%' && g_ascii_isxdigit (text[1]) && g_ascii_isxdigit (text[2]);
}

/**
 * ahoy_kandy_server_path:
 * @path: (nullable): what a server gives as the path of something, without control characters
 *
 * Checks a path on the very server that we speak to. Anything that could name another one, or end
 * the line of the request, is refused; what a URL cannot hold as it is, such as the user name in
 * its plain form, is percent-encoded.
 *
 * Returns: (transfer full) (nullable): the path, which may be a secret
 */
char *
ahoy_kandy_server_path (const char *path)
{
  GString *encoded;

  if (path == NULL || path[0] != '/' || path[1] == '/' || strpbrk (path, "#\\") != NULL)
    return NULL;

  /* Never outgrown, so that no copy of a secret is left behind. */
  encoded = g_string_sized_new (3 * strlen (path) + 1);
  for (const char *at = path; *at != '\0'; at++) {
    if (is_escape (at) || g_ascii_isalnum (*at) || strchr (SEGMENT_ALLOWED "/?", *at) != NULL)
      g_string_append_c (encoded, *at);
    else
      g_string_append_printf (encoded, "%%%02X", (guchar) *at);
  }

  return g_string_free (encoded, FALSE);
}

/**
 * ahoy_kandy_subscription_path:
 * @user: the user name
 *
 * Returns: (transfer full): the path at which subscriptions are made (section 3.1 of the protocol
 *   page)
 */
char *
ahoy_kandy_subscription_path (const char *user)
{
  return ahoy_kandy_path (user, "subscription", NULL);
}

/**
 * ahoy_kandy_correlator_path:
 * @user: the user name
 * @correlator: the correlator that came with the subscription
 *
 * Returns: (transfer full): the path for refreshes of a subscription with a correlator (section 3.3
 *   of the protocol page)
 */
char *
ahoy_kandy_correlator_path (const char *user, const char *correlator)
{
  g_return_val_if_fail (correlator != NULL, NULL);

  return ahoy_kandy_path (user, "subscription", "clientCorrelator", correlator, NULL);
}
