/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-kandy.h"

#include "ahoy-credentials.h"

#include <string.h>

typedef enum {
  PROOF_NONE,
  PROOF_WRONG,
  PROOF_RIGHT,
} Proof;

static Proof
prove (gboolean right)
{
  return right ? PROOF_RIGHT : PROOF_WRONG;
}

/* Compares with what the right credentials decode to, instead of splitting what was sent: a name
 * and a password may both have colons. */
static Proof
check_basic (AhoyPracticeUser *user, const char *encoded)
{
  g_autoptr (AhoySecret) sent = NULL;
  g_autoptr (AhoySecret) full = NULL;
  g_autoptr (AhoySecret) local = NULL;
  const char *at;
  gsize length = 0;
  guchar *bytes;

  bytes = g_base64_decode (encoded, &length);
  sent = g_strndup ((const char *) bytes, length);
  explicit_bzero (bytes, length);
  g_free (bytes);

  full = g_strdup_printf ("%s:%s", user->name, user->password);
  if (strcmp (sent, full) == 0)
    return PROOF_RIGHT;

  /* The login kind with an authentication name of its own: ours is what is before the domain. */
  at = strrchr (user->name, '@');
  if (at == NULL)
    return PROOF_WRONG;
  local = g_strdup_printf ("%.*s:%s", (int) (at - user->name), user->name, user->password);

  return prove (strcmp (sent, local) == 0);
}

static Proof
check_authorization (AhoyPracticeUser *user, const char *value)
{
  if (value == NULL)
    return PROOF_NONE;
  /* The old SDK writes the scheme in lower case. */
  if (g_ascii_strncasecmp (value, "Basic ", 6) == 0)
    return check_basic (user, value + 6);
  if (g_ascii_strncasecmp (value, "Bearer ", 7) == 0)
    return prove (strcmp (value + 7, user->password) == 0);

  return PROOF_WRONG;
}

static Proof
check_query (AhoyPracticeUser *user, const char *query, const char * const *names)
{
  g_autoptr (GHashTable) values = NULL;
  Proof proof = PROOF_NONE;

  if (query == NULL)
    return PROOF_NONE;
  values = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL);
  if (values == NULL)
    return PROOF_WRONG;

  for (guint i = 0; names[i] != NULL; i++) {
    char *value = g_hash_table_lookup (values, names[i]);

    if (value == NULL)
      continue;
    if (proof != PROOF_WRONG)
      proof = prove (strcmp (value, user->password) == 0);
    explicit_bzero (value, strlen (value));
  }

  return proof;
}

/* The channel's path is the secret; a token besides it must be right (section 2 of the page). */
gboolean
ahoy_practice_check_socket_token (AhoyPracticeUser *user, const char *query)
{
  static const char * const names[] = { "access_token", "key", "token", NULL };

  return check_query (user, query, names) != PROOF_WRONG;
}

static Proof
check_user (AhoyPracticeRequest *request)
{
  static const char * const names[] = { "key", "token", NULL };
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *query = g_uri_get_query (soup_server_message_get_uri (request->message));
  const char *token = soup_message_headers_get_one (headers, "x-token");
  const char *session = soup_message_headers_get_one (headers, "x-session");
  Proof proofs[4] = { PROOF_NONE };
  Proof result = PROOF_NONE;

  proofs[0] = check_authorization (request->user,
                                   soup_message_headers_get_one (headers, "Authorization"));
  if (token != NULL)
    proofs[1] = prove (strcmp (token, request->user->password) == 0);
  if (session != NULL)
    proofs[2] = prove (ahoy_practice_find_session (request->practice, request->user, session)
                       != NULL);
  proofs[3] = check_query (request->user, query, names);

  for (guint i = 0; i < G_N_ELEMENTS (proofs); i++) {
    if (proofs[i] == PROOF_WRONG)
      return PROOF_WRONG;
    if (proofs[i] == PROOF_RIGHT)
      result = PROOF_RIGHT;
  }

  return result;
}

/* Whether the request comes from the user whom its path names; where it does not, it is answered.
 * Of several credentials none may be wrong. */
gboolean
ahoy_practice_authenticate (AhoyPracticeRequest *request)
{
  if (request->user == NULL) {
    ahoy_practice_answer_refusal (request, AHOY_PRACTICE_REFUSAL_USER);
    return FALSE;
  }

  switch (check_user (request)) {
  case PROOF_RIGHT:
    return TRUE;
  case PROOF_WRONG:
    ahoy_practice_answer_refusal (request, AHOY_PRACTICE_REFUSAL_PASSWORD);
    return FALSE;
  case PROOF_NONE:
  default:
    /* Without WWW-Authenticate: the SDKs know no challenge, and a browser would ask for it. */
    ahoy_practice_answer_refusal (request, AHOY_PRACTICE_REFUSAL_UNAUTHORIZED);
    return FALSE;
  }
}
