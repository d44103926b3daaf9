/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines: login kind, authentication name, session id, user name; then the secret. */
#include "fuzz-fields.h"

#include "ahoy-kandy-auth.h"

#include <string.h>

static void
check_paths (const char *user, const char *correlator)
{
  g_autofree char *user_path = ahoy_kandy_user_path (user);
  g_autofree char *subscription_path = ahoy_kandy_subscription_path (user);
  g_autofree char *correlator_path = ahoy_kandy_correlator_path (user, correlator);

  g_assert (g_str_has_prefix (user_path, "/rest/version/1/user/"));
  fuzz_check_segment (user_path + strlen ("/rest/version/1/user/"), user);
  g_assert (g_str_has_prefix (subscription_path, user_path));
  g_assert (g_str_has_prefix (correlator_path, subscription_path));
  fuzz_check_segment (strrchr (correlator_path, '/') + 1, correlator);
}

static void
check_header (const char *value)
{
  for (; *value != '\0'; value++)
    g_assert (!g_ascii_iscntrl (*value));
}

static void
check_query (const char *query)
{
  g_autofree char *decoded = fuzz_decode (strchr (query, '=') + 1);

  g_assert (fuzz_is_visible_ascii (query));
  g_assert (strpbrk (strchr (query, '=') + 1, "=&@+/?") == NULL);
  check_header (decoded);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_auto (GStrv) fields = fuzz_fields (data, size, 5);
  AhoyLoginKind kind = g_ascii_strtoull (fields[0], NULL, 10) % (AHOY_LOGIN_KIND_TOKEN + 1);
  g_autoptr (AhoyCredentials) credentials = ahoy_credentials_new (kind, fields[1], fields[4]);
  g_autoptr (AhoyKandyAuth) auth = ahoy_kandy_auth_new (credentials, fields[3], fields[2]);
  g_autoptr (AhoySecret) socket_query = ahoy_kandy_auth_socket_query (credentials);

  g_assert ((auth->header == NULL) == (auth->value == NULL));
  g_assert ((auth->value == NULL) != (auth->query == NULL));
  if (auth->value != NULL)
    check_header (auth->value);
  if (auth->query != NULL)
    check_query (auth->query);
  if (socket_query != NULL)
    check_query (socket_query);
  check_paths (fields[3], fields[2]);

  return 0;
}
