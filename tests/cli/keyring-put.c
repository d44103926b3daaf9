/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyring-put SERVICE SERVER USER [APP-ID]: puts the password, or with an application ID the token,
 * on standard input into the keyring, as the window does for a person who stays logged in. */
#include "ahoy-credentials.h"
#include "ahoy-keyring.h"

#include <stdio.h>

static void
store_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

int
main (int argc, char **argv)
{
  g_autoptr (AhoyAccount) account = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char secret[256];

  if (argc < 4 || argc > 5 || fgets (secret, sizeof secret, stdin) == NULL)
    return 2;

  account = g_object_new (AHOY_TYPE_ACCOUNT, "service", argv[1], "server", argv[2],
                          "user", argv[3], "app-id", argv[4], NULL);
  ahoy_keyring_store_async (account,
                            argc == 5 ? AHOY_LOGIN_KIND_TOKEN : AHOY_LOGIN_KIND_PASSWORD, secret,
                            NULL, store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!ahoy_keyring_store_finish (result, &error))
    g_printerr ("%s\n", error->message);

  return error == NULL ? 0 : 1;
}
