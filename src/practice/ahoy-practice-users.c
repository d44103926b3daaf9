/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-private.h"

#include "ahoy-credentials.h"
#include "ahoy-log.h"

#include <string.h>
#include <sys/random.h>

typedef enum {
  PROOF_NONE,
  PROOF_WRONG,
  PROOF_RIGHT,
} Proof;

void
ahoy_practice_user_free (AhoyPracticeUser *user)
{
  ahoy_log_unhide (user->password);
  ahoy_secret_free (user->password);
  g_free (user->name);
  g_free (user);
}

AhoyPracticeUser *
ahoy_practice_find_user (AhoyPractice *self, const char *name)
{
  for (guint i = 0; i < self->users->len; i++) {
    AhoyPracticeUser *user = g_ptr_array_index (self->users, i);

    if (strcmp (user->name, name) == 0)
      return user;
  }

  return NULL;
}

/**
 * ahoy_practice_add_user:
 * @self: a practice service
 * @name: the full name, `user@domain`
 * @password: the password, which is also the user's token of every other login kind
 *
 * Lets somebody log in. Where there is a user of that name already, only the password changes.
 */
void
ahoy_practice_add_user (AhoyPractice *self, const char *name, const char *password)
{
  AhoyPracticeUser *user;

  g_return_if_fail (AHOY_IS_PRACTICE (self));
  g_return_if_fail (name != NULL && *name != '\0');
  g_return_if_fail (password != NULL && *password != '\0');

  user = ahoy_practice_find_user (self, name);
  if (user == NULL) {
    user = g_new0 (AhoyPracticeUser, 1);
    user->name = g_strdup (name);
    g_ptr_array_add (self->users, user);
  } else {
    ahoy_log_unhide (user->password);
    ahoy_secret_free (user->password);
  }
  user->password = g_strdup (password);
  ahoy_log_hide (user->password);
}

/* Four groups of two syllables: 50 bits, and easy to read out and to type. */
static char *
readable_password (void)
{
  static const char consonants[] = "bdfgjklmnprstvwz";
  static const char vowels[] = "aeiou";
  GString *password = g_string_new (NULL);

  for (guint i = 0; i < 8; i++) {
    guint8 dice[2];

    if (i > 0 && i % 2 == 0)
      g_string_append_c (password, '-');
    do {
      if (getrandom (dice, sizeof dice, 0) != sizeof dice)
        g_error ("The kernel gives no random bytes");
    } while (dice[1] >= 255);
    g_string_append_c (password, consonants[dice[0] % 16]);
    g_string_append_c (password, vowels[dice[1] % 5]);
  }

  return g_string_free (password, FALSE);
}

void
ahoy_practice_add_default_users (AhoyPractice *self)
{
  static const char *names[] = { "alice@practice.example", "bob@practice.example" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (AhoySecret) password = readable_password ();

    ahoy_practice_add_user (self, names[i], password);
  }
}

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
    ahoy_practice_answer_html (request->message, SOUP_STATUS_FORBIDDEN);
    return FALSE;
  }

  switch (check_user (request)) {
  case PROOF_RIGHT:
    return TRUE;
  case PROOF_WRONG:
    ahoy_practice_answer_code (request->message, SOUP_STATUS_FORBIDDEN, request->route->wrapper,
                               AHOY_PRACTICE_CODE_PASSWORD, "Not authenticated");
    return FALSE;
  case PROOF_NONE:
  default:
    /* Without WWW-Authenticate: the SDKs know no challenge, and a browser would ask for it. */
    ahoy_practice_answer_code (request->message, SOUP_STATUS_UNAUTHORIZED, request->route->wrapper,
                               AHOY_PRACTICE_CODE_AUTHORIZATION, "No credentials");
    return FALSE;
  }
}

/**
 * ahoy_practice_get_n_users:
 * @self: a practice service
 *
 * Returns: how many users there are
 */
guint
ahoy_practice_get_n_users (AhoyPractice *self)
{
  g_return_val_if_fail (AHOY_IS_PRACTICE (self), 0);

  return self->users->len;
}

/**
 * ahoy_practice_get_user_name:
 * @self: a practice service
 * @index: which user, from 0
 *
 * Returns: (nullable): the user's full name, or %NULL past the last
 */
const char *
ahoy_practice_get_user_name (AhoyPractice *self, guint index)
{
  g_return_val_if_fail (AHOY_IS_PRACTICE (self), NULL);

  if (index >= self->users->len)
    return NULL;

  return ((AhoyPracticeUser *) g_ptr_array_index (self->users, index))->name;
}

/**
 * ahoy_practice_get_user_password:
 * @self: a practice service
 * @index: which user, from 0
 *
 * The default users get theirs at random when the service starts for the first time.
 *
 * Returns: (nullable): the user's password, or %NULL past the last
 */
const char *
ahoy_practice_get_user_password (AhoyPractice *self, guint index)
{
  g_return_val_if_fail (AHOY_IS_PRACTICE (self), NULL);

  if (index >= self->users->len)
    return NULL;

  return ((AhoyPracticeUser *) g_ptr_array_index (self->users, index))->password;
}
