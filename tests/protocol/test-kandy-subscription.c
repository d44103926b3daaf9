/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-kandy-subscription.h"
#include "hostile.h"

#include "ahoy-json.h"

#include <string.h>

/* As on the protocol page, section 3.1. */
#define GRANTED \
  "{ \"subscribeResponse\": {\n" \
  "    \"statusCode\": 0,\n" \
  "    \"subscription\": \"/rest/version/1/user/alice@example.com/subscription/75dd463aa8432505\",\n" \
  "    \"subscriptionParams\": {\n" \
  "      \"expires\": 3600,\n" \
  "      \"service\": [\"call\", \"IM\", \"Presence\"],\n" \
  "      \"notificationType\": \"WebSocket\",\n" \
  "      \"notificationChannel\": \"/rest/version/1/websocket/75dd463aa8432505\",\n" \
  "      \"sessionId\": \"cabfc7c46a\",\n" \
  "      \"turnActive\": true,\n" \
  "      \"turnCredentials\": { \"username\": \"1795299544:alice@example.com\"," \
  " \"password\": \"turn-secret\" } } } }"

static const char * const services[] = { "call", "IM", "Presence", NULL };

static AhoyKandySubscription *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  AhoyKandySubscription *subscription = ahoy_kandy_subscription_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (subscription);

  return subscription;
}

static AhoyKandySubscription *
refresh (const char *text, const AhoyKandySubscription *old)
{
  g_autoptr (GError) error = NULL;
  AhoyKandySubscription *subscription = ahoy_kandy_refresh_parse (text, -1, old, &error);

  g_assert_no_error (error);
  g_assert_nonnull (subscription);

  return subscription;
}

/* An answer of which each member is good unless it is given; members with an empty text are left
 * out. */
static char *
answer_with (const char *path, const char *channel, const char *expires, const char *service,
             const char *more)
{
  g_autoptr (GString) text = g_string_new ("{\"subscribeResponse\":{");

  if (path == NULL)
    g_string_append (text, "\"subscription\":\"/s\",");
  else if (*path != '\0')
    g_string_append_printf (text, "\"subscription\":%s,", path);
  g_string_append (text, "\"subscriptionParams\":{");
  if (channel == NULL)
    g_string_append (text, "\"notificationChannel\":\"/c\",");
  else if (*channel != '\0')
    g_string_append_printf (text, "\"notificationChannel\":%s,", channel);
  if (expires == NULL)
    g_string_append (text, "\"expires\":60,");
  else if (*expires != '\0')
    g_string_append_printf (text, "\"expires\":%s,", expires);
  if (service == NULL)
    g_string_append (text, "\"service\":[\"call\"],");
  else if (*service != '\0')
    g_string_append_printf (text, "\"service\":%s,", service);
  g_string_append_printf (text, "%s\"end\":0}}}", more != NULL ? more : "");

  return g_strdup (text->str);
}

static AhoyKandySubscription *
parse_with (const char *more)
{
  g_autofree char *text = answer_with (NULL, NULL, NULL, NULL, more);

  return parse (text);
}

static void
assert_refused (const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ahoy_kandy_subscription_parse (text, -1, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
}

static void
assert_refused_with (const char *path, const char *channel, const char *expires,
                     const char *service)
{
  g_autoptr (AhoyKandySubscription) old = parse (GRANTED);
  g_autofree char *text = answer_with (path, channel, expires, service, NULL);
  g_autoptr (GError) error = NULL;

  assert_refused (text);
  /* A refresh may leave a member out, but not get it wrong. */
  if (strstr (text, "null") != NULL || g_strcmp0 (path, "") == 0 || g_strcmp0 (channel, "") == 0
      || g_strcmp0 (expires, "") == 0 || g_strcmp0 (service, "") == 0)
    return;
  g_assert_null (ahoy_kandy_refresh_parse (text, -1, old, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
}

static void
assert_services (const AhoyKandySubscription *subscription, const char *joined)
{
  g_autofree char *found = g_strjoinv (" ", subscription->services);

  g_assert_cmpstr (found, ==, joined);
}

static void
test_subscribe_text (void)
{
  g_autofree char *page = ahoy_kandy_subscribe_text (services, 3600, FALSE, "device-b-1");
  g_autofree char *forced = ahoy_kandy_subscribe_text (services, 60, TRUE, NULL);
  g_autofree char *empty = ahoy_kandy_subscribe_text (NULL, 1, FALSE, "");

  g_assert_cmpstr (page, ==,
                   "{\"subscribeRequest\":{\"expires\":3600,\"service\":[\"call\",\"IM\",\"Presence\"],"
                   "\"localization\":\"English_US\",\"useTurn\":true,"
                   "\"notificationType\":\"WebSocket\",\"supported\":[\"RingingFeedback\"],"
                   "\"forceLogOut\":\"false\",\"clientCorrelator\":\"device-b-1\"}}");
  g_assert_cmpstr (forced, ==,
                   "{\"subscribeRequest\":{\"expires\":60,\"service\":[\"call\",\"IM\",\"Presence\"],"
                   "\"localization\":\"English_US\",\"useTurn\":true,"
                   "\"notificationType\":\"WebSocket\",\"supported\":[\"RingingFeedback\"],"
                   "\"forceLogOut\":\"true\"}}");
  g_assert_nonnull (strstr (empty, "\"service\":[]"));
  g_assert_null (strstr (empty, "clientCorrelator"));
}

static void
test_subscribe_text_escapes (void)
{
  static const char * const odd[] = { "event:\"x\"\\", NULL };
  g_autofree char *text = ahoy_kandy_subscribe_text (odd, G_MAXUINT, FALSE, "a\"b\né");
  g_autoptr (JsonObject) root = ahoy_json_parse_object (text, -1, NULL);
  JsonObject *request = ahoy_json_get_object (root, "subscribeRequest");
  g_auto (GStrv) service = ahoy_json_get_strv (request, "service", 9);
  gint64 expires = 0;

  g_assert_cmpstr (ahoy_json_get_string (request, "clientCorrelator"), ==, "a\"b\né");
  g_assert_cmpstr (service[0], ==, odd[0]);
  g_assert_true (ahoy_json_get_int (request, "expires", 0, G_MAXINT64, &expires));
  g_assert_cmpint (expires, ==, G_MAXUINT);
}

static void
test_refresh_text (void)
{
  static const char * const fewer[] = { "call", "Presence", NULL };
  g_autoptr (AhoyKandySubscription) plain = parse (GRANTED);
  g_autoptr (AhoyKandySubscription) echoing = parse_with (
    "\"localization\":\"German_DE\",\"useTurn\":false,\"notificationType\":\"Other\","
    "\"clientCorrelator\":\"cc\",");
  g_autofree char *changed = ahoy_kandy_refresh_text (plain, fewer);
  g_autofree char *timed = ahoy_kandy_refresh_text (plain, NULL);
  g_autofree char *echoed = ahoy_kandy_refresh_text (echoing, NULL);

  g_assert_cmpstr (changed, ==,
                   "{\"subscribeRequest\":{\"expires\":3600,\"service\":[\"call\",\"Presence\"],"
                   "\"localization\":\"English_US\",\"useTurn\":true,"
                   "\"notificationType\":\"WebSocket\",\"supported\":[\"RingingFeedback\"]}}");
  g_assert_cmpstr (timed, ==,
                   "{\"subscribeRequest\":{\"expires\":3600,\"service\":[\"call\",\"IM\",\"Presence\"],"
                   "\"localization\":\"English_US\",\"useTurn\":true,"
                   "\"notificationType\":\"WebSocket\",\"supported\":[\"RingingFeedback\"]}}");
  g_assert_cmpstr (echoed, ==,
                   "{\"subscribeRequest\":{\"expires\":60,\"service\":[\"call\"],"
                   "\"localization\":\"German_DE\",\"useTurn\":false,"
                   "\"notificationType\":\"Other\",\"supported\":[\"RingingFeedback\"]}}");
}

static void
test_granted (void)
{
  g_autoptr (AhoyKandySubscription) subscription = parse (GRANTED);

  g_assert_cmpstr (subscription->path, ==,
                   "/rest/version/1/user/alice@example.com/subscription/75dd463aa8432505");
  g_assert_cmpstr (subscription->channel, ==, "/rest/version/1/websocket/75dd463aa8432505");
  g_assert_cmpuint (subscription->expires, ==, 3600);
  assert_services (subscription, "call IM Presence");
  g_assert_cmpstr (subscription->session_id, ==, "cabfc7c46a");
  g_assert_null (subscription->correlator);
  g_assert_null (subscription->localization);
  g_assert_false (subscription->has_use_turn);
  g_assert_cmpstr (subscription->notification_type, ==, "WebSocket");
  g_assert_cmpstr (subscription->turn_username, ==, "1795299544:alice@example.com");
  g_assert_cmpstr (subscription->turn_password, ==, "turn-secret");
}

static void
test_optional (void)
{
  g_autoptr (AhoyKandySubscription) none = parse_with (NULL);
  g_autoptr (AhoyKandySubscription) all = parse_with (
    "\"sessionId\":\"s\",\"clientCorrelator\":\"device-b-1\",\"localization\":\"German_DE\","
    "\"useTurn\":false,\"notificationType\":\"WebSocket\",");
  g_autoptr (AhoyKandySubscription) wrong = parse_with (
    "\"sessionId\":5,\"clientCorrelator\":\"\",\"localization\":null,"
    "\"useTurn\":\"true\",\"notificationType\":{},");
  g_autoptr (AhoyKandySubscription) beside = parse (
    "{\"subscribeResponse\":{\"statusCode\":4,\"subscription\":\"/s\",\"localization\":\"de\","
    "\"useTurn\":true,\"notificationType\":\"ws\",\"subscriptionParams\":{"
    "\"notificationChannel\":\"/c\",\"expires\":1,\"service\":[]}}}");
  g_autoptr (AhoyKandySubscription) dangerous = parse_with (
    "\"sessionId\":\"a\\r\\nx-evil: 1\",\"clientCorrelator\":\"a\\u0085b\","
    "\"localization\":\"\\n\",\"notificationType\":\"\\u007f\",");

  g_assert_null (none->session_id);
  g_assert_null (none->correlator);
  g_assert_null (none->localization);
  g_assert_null (none->notification_type);
  g_assert_false (none->has_use_turn);
  g_assert_null (none->turn_username);
  g_assert_null (none->turn_password);

  g_assert_cmpstr (all->session_id, ==, "s");
  g_assert_cmpstr (all->correlator, ==, "device-b-1");
  g_assert_cmpstr (all->localization, ==, "German_DE");
  g_assert_cmpstr (all->notification_type, ==, "WebSocket");
  g_assert_true (all->has_use_turn);
  g_assert_false (all->use_turn);

  g_assert_null (wrong->session_id);
  g_assert_null (wrong->correlator);
  g_assert_null (wrong->localization);
  g_assert_null (wrong->notification_type);
  g_assert_false (wrong->has_use_turn);

  g_assert_cmpstr (beside->localization, ==, "de");
  g_assert_cmpstr (beside->notification_type, ==, "ws");
  g_assert_true (beside->has_use_turn && beside->use_turn);
  assert_services (beside, "");

  g_assert_null (dangerous->session_id);
  g_assert_null (dangerous->correlator);
  g_assert_null (dangerous->localization);
  g_assert_null (dangerous->notification_type);
}

static void
test_turn (void)
{
  static const char * const unusable[] = {
    "null", "5", "\"text\"", "[]", "{}", "{\"username\":\"u\"}", "{\"password\":\"p\"}",
    "{\"username\":\"u\",\"password\":5}", "{\"username\":null,\"password\":\"p\"}",
    "{\"username\":\"u\",\"password\":\"\"}", "{\"username\":\"u\\n\",\"password\":\"p\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (unusable); i++) {
    g_autofree char *more = g_strdup_printf ("\"turnCredentials\":%s,", unusable[i]);
    g_autofree char *text = answer_with (NULL, NULL, NULL, NULL, more);
    g_autoptr (AhoyKandySubscription) first = parse (text);
    g_autoptr (AhoyKandySubscription) old = parse (GRANTED);
    g_autoptr (AhoyKandySubscription) refreshed = refresh (text, old);

    g_assert_null (first->turn_username);
    g_assert_null (first->turn_password);
    g_assert_cmpstr (refreshed->turn_username, ==, "1795299544:alice@example.com");
    g_assert_cmpstr (refreshed->turn_password, ==, "turn-secret");
  }
}

static void
test_missing (void)
{
  assert_refused ("{}");
  assert_refused ("{\"subscribeRequest\":{}}");
  assert_refused ("{\"subscribeResponse\":null}");
  assert_refused ("{\"subscribeResponse\":[]}");
  assert_refused ("{\"subscribeResponse\":{}}");
  assert_refused ("{\"subscribeResponse\":{\"subscription\":\"/s\"}}");
  assert_refused ("{\"subscribeResponse\":{\"subscription\":\"/s\",\"subscriptionParams\":[]}}");
  assert_refused ("{\"subscribeResponse\":{\"subscription\":\"/s\",\"subscriptionParams\":{}}}");
  assert_refused ("");
  assert_refused ("<html></html>");
  assert_refused_with ("", NULL, NULL, NULL);
  assert_refused_with (NULL, "", NULL, NULL);
  assert_refused_with (NULL, NULL, "", NULL);
  assert_refused_with (NULL, NULL, NULL, "");
  assert_refused_with ("null", NULL, NULL, NULL);
  assert_refused_with (NULL, "null", NULL, NULL);
  assert_refused_with (NULL, NULL, "null", NULL);
  assert_refused_with (NULL, NULL, NULL, "null");
}

/* A server that is not what it seems must not send us elsewhere. */
static void
test_hostile_paths (void)
{
  static const char * const paths[] = {
    "5", "{}", "[\"/s\"]", "true", "\"\"", "\"s\"", "\"//evil.example/s\"", "\"///s\"",
    "\"https://evil.example/s\"", "\"@evil.example/s\"", "\":1/s\"", "\".evil.example/s\"",
    "\" /s\"", "\"\\\\\\\\evil\"", "\"/\\\\evil.example\"", "\"/s#fragment\"", "\"/s\\r\\nx: y\"",
    "\"/s\\n\"", "\"/s\\t\"", "\"/s\\u007f\"", "\"/s\\u0085\"",
  };
  g_autofree char *letters = g_strnfill (2048, 'x');
  g_autofree char *too_long = g_strdup_printf ("\"/%s\"", letters);
  g_autofree char *huge_letters = g_strnfill (1000000, 'x');
  g_autofree char *huge = g_strdup_printf ("\"/%s\"", huge_letters);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    assert_refused_with (paths[i], NULL, NULL, NULL);
    assert_refused_with (NULL, paths[i], NULL, NULL);
  }
  assert_refused_with (too_long, NULL, NULL, NULL);
  assert_refused_with (NULL, too_long, NULL, NULL);
  assert_refused_with (huge, NULL, NULL, NULL);
  assert_refused_with (NULL, huge, NULL, NULL);
}

static void
assert_path (const char *json, const char *expected)
{
  g_autofree char *text = answer_with (json, json, NULL, NULL, NULL);
  g_autoptr (AhoyKandySubscription) subscription = parse (text);

  g_assert_cmpstr (subscription->path, ==, expected);
  g_assert_cmpstr (subscription->channel, ==, expected);
}

static void
test_good_paths (void)
{
  g_autofree char *letters = g_strnfill (2047, 'x');
  g_autofree char *longest = g_strdup_printf ("/%s", letters);
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", longest);

  assert_path ("\"/\"", "/");
  assert_path ("\"/s?a=b&c=d%20e\"", "/s?a=b&c=d%20e");
  assert_path ("\"/user/alice@example.com/x\"", "/user/alice@example.com/x");
  assert_path ("\"/user/a b%c%4\\\"<>^`{|}[]é/x%\"",
               "/user/a%20b%25c%254%22%3C%3E%5E%60%7B%7C%7D%5B%5D%C3%A9/x%25");
  assert_path ("\"\\/s\\/t\"", "/s/t");
  assert_path (quoted, longest);
}

static void
assert_expires (const char *json, guint expected)
{
  g_autofree char *text = answer_with (NULL, NULL, json, NULL, NULL);
  g_autoptr (AhoyKandySubscription) subscription = parse (text);

  g_assert_cmpuint (subscription->expires, ==, expected);
}

static void
test_expires (void)
{
  assert_expires ("1", 1);
  assert_expires ("3600.0", 3600);
  assert_expires ("\"3600\"", 3600);
  assert_expires ("315360000", 315360000);
  assert_expires ("315360001", 315360000);
  assert_expires ("9000000000000000001", 315360000);
  assert_refused_with (NULL, NULL, "0", NULL);
  assert_refused_with (NULL, NULL, "-1", NULL);
  assert_refused_with (NULL, NULL, "0.5", NULL);
  assert_refused_with (NULL, NULL, "1e999", NULL);
  assert_refused_with (NULL, NULL, "\"3600s\"", NULL);
  assert_refused_with (NULL, NULL, "true", NULL);
}

static void
test_services (void)
{
  g_autofree char *letters = g_strnfill (257, 'x');
  g_autofree char *long_name = g_strdup_printf ("[\"%s\"]", letters);
  g_autoptr (GString) most = g_string_new ("[\"0\"");
  g_autofree char *many = NULL;
  g_autofree char *text = NULL;
  g_autoptr (AhoyKandySubscription) subscription = NULL;

  for (guint i = 1; i < 64; i++)
    g_string_append_printf (most, ",\"%u\"", i);
  many = g_strdup_printf ("%s,\"64\"]", most->str);
  g_string_append (most, "]");
  text = answer_with (NULL, NULL, NULL, most->str, NULL);
  subscription = parse (text);
  g_assert_cmpuint (g_strv_length (subscription->services), ==, 64);

  assert_refused_with (NULL, NULL, NULL, many);
  assert_refused_with (NULL, NULL, NULL, long_name);
  assert_refused_with (NULL, NULL, NULL, "\"call\"");
  assert_refused_with (NULL, NULL, NULL, "[\"call\",5]");
  assert_refused_with (NULL, NULL, NULL, "[[\"call\"]]");
  assert_refused_with (NULL, NULL, NULL, "[\"call\\n\"]");
  assert_refused_with (NULL, NULL, NULL, "{\"0\":\"call\"}");
}

static void
test_refresh_full (void)
{
  g_autoptr (AhoyKandySubscription) old = parse (GRANTED);
  g_autoptr (AhoyKandySubscription) changed = refresh (
    "{\"subscribeResponse\":{\"statusCode\":2,\"subscription\":\"/s2\",\"subscriptionParams\":{"
    "\"expires\":60,\"service\":[\"call\"],\"notificationChannel\":\"/c2\",\"sessionId\":\"s2\","
    "\"clientCorrelator\":\"cc\",\"localization\":\"fr\",\"useTurn\":false,"
    "\"notificationType\":\"ws\","
    "\"turnCredentials\":{\"username\":\"u2\",\"password\":\"p2\"}}}}", old);

  g_assert_cmpstr (changed->path, ==, "/s2");
  g_assert_cmpstr (changed->channel, ==, "/c2");
  g_assert_cmpuint (changed->expires, ==, 60);
  assert_services (changed, "call");
  g_assert_cmpstr (changed->session_id, ==, "s2");
  g_assert_cmpstr (changed->correlator, ==, "cc");
  g_assert_cmpstr (changed->localization, ==, "fr");
  g_assert_true (changed->has_use_turn);
  g_assert_false (changed->use_turn);
  g_assert_cmpstr (changed->notification_type, ==, "ws");
  g_assert_cmpstr (changed->turn_username, ==, "u2");
  g_assert_cmpstr (changed->turn_password, ==, "p2");
  /* and the old one is as it was */
  g_assert_cmpuint (old->expires, ==, 3600);
  g_assert_cmpstr (old->turn_password, ==, "turn-secret");
}

/* What the answer does not tell stays. */
static void
test_refresh_kept (void)
{
  static const char * const texts[] = {
    "{\"subscribeResponse\":{\"statusCode\":0}}",
    "{\"subscribeResponse\":{}}",
    "{\"subscribeResponse\":{\"statusCode\":2,\"subscriptionParams\":{}}}",
    "{\"subscribeResponse\":{\"statusCode\":null,\"subscription\":null,\"subscriptionParams\":{"
    "\"notificationChannel\":null,\"expires\":null,\"service\":null,\"turnCredentials\":null}}}",
    "",
    NULL,
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (AhoyKandySubscription) old = parse (GRANTED);
    g_autoptr (AhoyKandySubscription) kept = refresh (texts[i], old);

    g_assert_cmpstr (kept->path, ==, old->path);
    g_assert_cmpstr (kept->channel, ==, old->channel);
    g_assert_cmpuint (kept->expires, ==, old->expires);
    assert_services (kept, "call IM Presence");
    g_assert_cmpstr (kept->session_id, ==, old->session_id);
    g_assert_cmpstr (kept->notification_type, ==, "WebSocket");
    g_assert_cmpstr (kept->turn_username, ==, old->turn_username);
    g_assert_cmpstr (kept->turn_password, ==, old->turn_password);
  }
}

static void
assert_refresh_refused (const char *text, AhoySessionError code, const char *suffix)
{
  g_autoptr (AhoyKandySubscription) old = parse (GRANTED);
  g_autoptr (GError) error = NULL;

  g_assert_null (ahoy_kandy_refresh_parse (text, -1, old, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, (int) code);
  g_assert_true (g_str_has_suffix (error->message, suffix));
}

static void
test_refresh_refused (void)
{
  assert_refresh_refused ("{\"subscribeResponse\":{\"statusCode\":4}}",
                          AHOY_SESSION_ERROR_CREDENTIALS, "(4)");
  assert_refresh_refused ("{\"subscribeResponse\":{\"statusCode\":63}}",
                          AHOY_SESSION_ERROR_NOT_ALLOWED, "(63)");
  assert_refresh_refused ("{\"subscribeResponse\":{\"statusCode\":1,\"subscription\":\"/s\"}}",
                          AHOY_SESSION_ERROR_FAILED, "(1)");
  assert_refresh_refused ("{\"subscribeResponse\":{\"statusCode\":\"ok\"}}",
                          AHOY_SESSION_ERROR_PROTOCOL, "read");
  assert_refresh_refused ("{\"subscribeResponse\":{\"statusCode\":99999999999}}",
                          AHOY_SESSION_ERROR_PROTOCOL, "read");
  assert_refresh_refused ("{}", AHOY_SESSION_ERROR_PROTOCOL, "read");
  assert_refresh_refused ("OK", AHOY_SESSION_ERROR_PROTOCOL, "read");
}

static void
test_refresh_delay (void)
{
  static const struct {
    guint  expires;
    guint  n_failures;
    double fraction;
    guint  expected;
  } rows[] = {
    { 3600, 0, 0.5, 1800000 },
    { 3600, 0, 0.0, 1440000 },
    { 3600, 0, 1.0, 2160000 },
    { 60, 0, 0.0, 24000 }, /* as seen on the wire: after 24 to 36 s */
    { 60, 0, 1.0, 36000 },
    { 10, 0, 0.5, 30000 },
    { 1, 0, 0.5, 30000 },
    { 0, 0, 0.5, 30000 },
    { 3600, 1, 0.5, 900000 },
    { 3600, 2, 0.5, 450000 },
    { 3600, 5, 0.5, 56250 },
    { 3600, 6, 0.5, 30000 },
    { 3600, G_MAXUINT, 0.5, 30000 },
    { 3600, 0, -5.0, 1440000 },
    { 3600, 0, 5.0, 2160000 },
    { G_MAXUINT, 0, 0.5, G_MAXINT },
    { 315360000, 0, 1.0, G_MAXINT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    guint delay = ahoy_kandy_refresh_delay (rows[i].expires, rows[i].n_failures, rows[i].fraction);

    g_assert_cmpuint (ABS ((gint64) delay - rows[i].expected), <=, 1);
  }
}

static gboolean
read_granted (const char *text, gssize length, GError **error)
{
  g_autoptr (AhoyKandySubscription) subscription = ahoy_kandy_subscription_parse (text, length,
                                                                                  error);

  if (subscription == NULL)
    return FALSE;

  g_assert_true (subscription->path[0] == '/' && subscription->path[1] != '/');
  g_assert_true (subscription->channel[0] == '/' && subscription->channel[1] != '/');
  g_assert_cmpuint (subscription->expires, >=, 1);
  g_assert_nonnull (subscription->services);
  g_assert_true ((subscription->turn_username == NULL) == (subscription->turn_password == NULL));

  return TRUE;
}

static gboolean
read_refreshed (const char *text, gssize length, GError **error)
{
  g_autoptr (AhoyKandySubscription) old = parse (GRANTED);
  g_autoptr (AhoyKandySubscription) subscription = ahoy_kandy_refresh_parse (text, length, old,
                                                                             error);

  return subscription != NULL;
}

static void
test_hostile (void)
{
  hostile_check (GRANTED, read_granted);
}

static void
test_hostile_refresh (void)
{
  hostile_check ("{\"subscribeResponse\":{\"statusCode\":2,\"subscription\":\"/s2\","
                 "\"subscriptionParams\":{\"expires\":60,\"service\":[\"call\"],"
                 "\"notificationChannel\":\"/c2\",\"turnCredentials\":{\"username\":\"u2\","
                 "\"password\":\"p2\"}}}}", read_refreshed);
}

static void
test_free_null (void)
{
  ahoy_kandy_subscription_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kandy/subscription/subscribe-text", test_subscribe_text);
  g_test_add_func ("/kandy/subscription/subscribe-text-escapes", test_subscribe_text_escapes);
  g_test_add_func ("/kandy/subscription/refresh-text", test_refresh_text);
  g_test_add_func ("/kandy/subscription/granted", test_granted);
  g_test_add_func ("/kandy/subscription/optional", test_optional);
  g_test_add_func ("/kandy/subscription/turn", test_turn);
  g_test_add_func ("/kandy/subscription/missing", test_missing);
  g_test_add_func ("/kandy/subscription/hostile-paths", test_hostile_paths);
  g_test_add_func ("/kandy/subscription/good-paths", test_good_paths);
  g_test_add_func ("/kandy/subscription/expires", test_expires);
  g_test_add_func ("/kandy/subscription/services", test_services);
  g_test_add_func ("/kandy/subscription/refresh-full", test_refresh_full);
  g_test_add_func ("/kandy/subscription/refresh-kept", test_refresh_kept);
  g_test_add_func ("/kandy/subscription/refresh-refused", test_refresh_refused);
  g_test_add_func ("/kandy/subscription/refresh-delay", test_refresh_delay);
  g_test_add_func ("/kandy/subscription/hostile", test_hostile);
  g_test_add_func ("/kandy/subscription/hostile-refresh", test_hostile_refresh);
  g_test_add_func ("/kandy/subscription/free-null", test_free_null);

  return g_test_run ();
}
