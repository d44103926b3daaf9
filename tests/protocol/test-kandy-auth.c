/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-kandy-auth.h"

#include <string.h>

#define USER "alice@example.com"

static void
assert_auth (AhoyLoginKind kind, const char *authname, const char *secret, const char *session_id,
             const char *header, const char *value, const char *query)
{
  g_autoptr (AhoyCredentials) credentials = ahoy_credentials_new (kind, authname, secret);
  g_autoptr (AhoyKandyAuth) auth = ahoy_kandy_auth_new (credentials, USER, session_id);

  g_assert_cmpstr (auth->header, ==, header);
  g_assert_cmpstr (auth->value, ==, value);
  g_assert_cmpstr (auth->query, ==, query);
}

static void
assert_socket_query (AhoyLoginKind kind, const char *secret, const char *query)
{
  g_autoptr (AhoyCredentials) credentials = ahoy_credentials_new (kind, NULL, secret);
  g_autoptr (AhoySecret) found = ahoy_kandy_auth_socket_query (credentials);

  g_assert_cmpstr (found, ==, query);
}

/* "Basic " and the base64 of a text, for those who cannot read it. */
static void
assert_basic (AhoyLoginKind kind, const char *authname, const char *secret, const char *pair)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  g_autofree char *value = g_strconcat ("Basic ", encoded, NULL);

  assert_auth (kind, authname, secret, NULL, "Authorization", value, NULL);
  assert_auth (kind, authname, secret, "session", "Authorization", value, NULL);
  assert_socket_query (kind, secret, NULL);
}

static void
test_password (void)
{
  /* Computed elsewhere, so that the test does not only repeat the code. */
  assert_auth (AHOY_LOGIN_KIND_PASSWORD, NULL, "secret", NULL,
               "Authorization", "Basic YWxpY2VAZXhhbXBsZS5jb206c2VjcmV0", NULL);
  assert_basic (AHOY_LOGIN_KIND_PASSWORD, NULL, "secret", USER ":secret");
  assert_basic (AHOY_LOGIN_KIND_PASSWORD, NULL, " sec:ret\n", USER ": sec:ret\n");
  assert_basic (AHOY_LOGIN_KIND_PASSWORD, NULL, "pässwörd€😀", USER ":pässwörd€😀");
  assert_basic (AHOY_LOGIN_KIND_PASSWORD, NULL, "", USER ":");
  assert_basic (AHOY_LOGIN_KIND_PASSWORD, "ignored", "secret", USER ":secret");
}

static void
test_password_long (void)
{
  g_autofree char *password = g_strnfill (100000, 'p');
  g_autofree char *pair = g_strconcat (USER ":", password, NULL);

  assert_basic (AHOY_LOGIN_KIND_PASSWORD, NULL, password, pair);
}

static void
test_authname (void)
{
  assert_basic (AHOY_LOGIN_KIND_AUTHNAME, "auth-alice", "secret", "auth-alice:secret");
  assert_basic (AHOY_LOGIN_KIND_AUTHNAME, "", "secret", USER ":secret");
  assert_basic (AHOY_LOGIN_KIND_AUTHNAME, NULL, "secret", USER ":secret");
}

static void
test_bearer (void)
{
  assert_auth (AHOY_LOGIN_KIND_BEARER, NULL, "eyJ.abc-_~+/=", NULL,
               "Authorization", "Bearer eyJ.abc-_~+/=", NULL);
  assert_auth (AHOY_LOGIN_KIND_BEARER, NULL, "token", "session",
               "Authorization", "Bearer token", NULL);
  assert_socket_query (AHOY_LOGIN_KIND_BEARER, "a b@c&d=e/f+g%h.i-j_k~",
                       "access_token=ab%40c%26d%3De%2Ff%2Bg%25h.i-j_k~");
}

static void
test_hmac (void)
{
  assert_auth (AHOY_LOGIN_KIND_HMAC, NULL, "hmac-token==", NULL, "x-token", "hmac-token==", NULL);
  assert_auth (AHOY_LOGIN_KIND_HMAC, NULL, "hmac-token==", "", "x-token", "hmac-token==", NULL);
  assert_auth (AHOY_LOGIN_KIND_HMAC, NULL, "hmac-token==", "cabfc7c46a",
               "x-session", "cabfc7c46a", NULL);
  assert_socket_query (AHOY_LOGIN_KIND_HMAC, "hmac-token==", NULL);
}

static void
test_token (void)
{
  assert_auth (AHOY_LOGIN_KIND_TOKEN, NULL, "t@ken/é", NULL, NULL, NULL, "token=t%40ken%2F%C3%A9");
  assert_auth (AHOY_LOGIN_KIND_TOKEN, NULL, "token", "session", NULL, NULL, "token=token");
  assert_socket_query (AHOY_LOGIN_KIND_TOKEN, "t@ken", "token=t%40ken");
}

/* Neither a person's clipboard nor the server may add a header. */
static void
test_injection (void)
{
  static const char evil[] = " \ttok\r\nx-evil: 1\x7f\x01\n";

  assert_auth (AHOY_LOGIN_KIND_BEARER, NULL, evil, NULL,
               "Authorization", "Bearer tokx-evil:1", NULL);
  assert_auth (AHOY_LOGIN_KIND_HMAC, NULL, evil, NULL, "x-token", "tokx-evil:1", NULL);
  assert_auth (AHOY_LOGIN_KIND_HMAC, NULL, "token", evil, "x-session", "tokx-evil:1", NULL);
  assert_auth (AHOY_LOGIN_KIND_TOKEN, NULL, evil, NULL, NULL, NULL, "token=tokx-evil%3A1");
  assert_socket_query (AHOY_LOGIN_KIND_BEARER, evil, "access_token=tokx-evil%3A1");
}

static void
assert_path (const char *user, const char *segment)
{
  g_autofree char *path = ahoy_kandy_user_path (user);
  g_autofree char *expected = g_strconcat ("/rest/version/1/user/", segment, NULL);

  g_assert_cmpstr (path, ==, expected);
}

static void
test_user_path (void)
{
  assert_path (USER, USER);
  assert_path ("a b#c?d/e%f@example.com", "a%20b%23c%3Fd%2Fe%25f@example.com");
  assert_path ("jörg@example.com", "j%C3%B6rg@example.com");
  assert_path ("a\\b\"c<d>e^f`g{h|i}j[k]l", "a%5Cb%22c%3Cd%3Ee%5Ef%60g%7Bh%7Ci%7Dj%5Bk%5Dl");
  assert_path ("-._~!$&'()*+,;=:@", "-._~!$&'()*+,;=:@");
  assert_path ("a\r\nb\t\x01\x7f", "a%0D%0Ab%09%01%7F");
  assert_path ("%41", "%2541");
  assert_path ("a..b", "a..b");
  assert_path (".", "%2E");
  assert_path ("..", "%2E%2E");
  assert_path ("../x", "..%2Fx");
  assert_path ("\xff\xc0", "%FF%C0");
  assert_path ("", "");
}

static void
test_other_paths (void)
{
  g_autofree char *subscription = ahoy_kandy_subscription_path ("a b@example.com");
  g_autofree char *correlator = ahoy_kandy_correlator_path (USER, "device b/1");
  g_autofree char *dots = ahoy_kandy_correlator_path (USER, "..");

  g_assert_cmpstr (subscription, ==, "/rest/version/1/user/a%20b@example.com/subscription");
  g_assert_cmpstr (correlator, ==, "/rest/version/1/user/" USER
                   "/subscription/clientCorrelator/device%20b%2F1");
  g_assert_cmpstr (dots, ==, "/rest/version/1/user/" USER
                   "/subscription/clientCorrelator/%2E%2E");
}

static void
test_free_null (void)
{
  ahoy_kandy_auth_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kandy/auth/password", test_password);
  g_test_add_func ("/kandy/auth/password-long", test_password_long);
  g_test_add_func ("/kandy/auth/authname", test_authname);
  g_test_add_func ("/kandy/auth/bearer", test_bearer);
  g_test_add_func ("/kandy/auth/hmac", test_hmac);
  g_test_add_func ("/kandy/auth/token", test_token);
  g_test_add_func ("/kandy/auth/injection", test_injection);
  g_test_add_func ("/kandy/auth/user-path", test_user_path);
  g_test_add_func ("/kandy/auth/other-paths", test_other_paths);
  g_test_add_func ("/kandy/auth/free-null", test_free_null);

  return g_test_run ();
}
