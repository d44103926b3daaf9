/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-fields.h"

#include "ahoy-json.h"
#include "ahoy-kandy-subscription.h"

#include <string.h>

static const char granted[] =
  "{\"subscribeResponse\":{\"subscription\":\"/s\",\"subscriptionParams\":{\"expires\":60,"
  "\"service\":[\"call\"],\"notificationChannel\":\"/c\",\"sessionId\":\"i\","
  "\"turnCredentials\":{\"username\":\"u\",\"password\":\"p\"}}}}";

static void
check_path (const char *path)
{
  g_assert (path[0] == '/' && path[1] != '/');
  g_assert (fuzz_is_visible_ascii (path));
  g_assert (strlen (path) <= 3 * 2048);
}

static void
check_subscription (const AhoyKandySubscription *self)
{
  g_autofree char *text = ahoy_kandy_refresh_text (self, NULL);
  g_autoptr (JsonObject) root = ahoy_json_parse_object (text, -1, NULL);
  JsonObject *request = ahoy_json_get_object (root, "subscribeRequest");
  g_auto (GStrv) services = ahoy_json_get_strv (request, "service", 64);
  gint64 expires = 0;

  check_path (self->path);
  check_path (self->channel);
  g_assert ((self->turn_username == NULL) == (self->turn_password == NULL));
  g_assert (self->session_id == NULL || strpbrk (self->session_id, "\r\n") == NULL);

  g_assert (ahoy_json_get_int (request, "expires", 1, G_MAXINT, &expires));
  g_assert (expires == self->expires);
  g_assert (g_strv_equal ((const char * const *) services,
                          (const char * const *) self->services));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *) data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refresh_error = NULL;
  g_autoptr (AhoyKandySubscription) old = ahoy_kandy_subscription_parse (granted, -1, NULL);
  g_autoptr (AhoyKandySubscription) first = ahoy_kandy_subscription_parse (text, size, &error);
  g_autoptr (AhoyKandySubscription) refreshed = ahoy_kandy_refresh_parse (text, size, old,
                                                                          &refresh_error);

  g_assert ((first == NULL) == (error != NULL));
  g_assert ((refreshed == NULL) == (refresh_error != NULL));
  if (first != NULL)
    check_subscription (first);
  if (refreshed != NULL)
    check_subscription (refreshed);

  return 0;
}
