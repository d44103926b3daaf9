/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-kandy-notification.h"
#include "hostile.h"

#include "ahoy-json.h"

#include <string.h>

/* As on the protocol page, section 4.3. */
#define RINGING \
  "{ \"notificationMessage\": {\n" \
  "    \"eventType\": \"ringing\",\n" \
  "    \"eventId\": \"c048b57ac36ac74f001716aa\",\n" \
  "    \"time\": 1795213216610,\n" \
  "    \"sessionParams\": { \"sessionData\": \"0b7bd03860dae07a1027\" },\n" \
  "    \"callNotificationParams\": { \"remoteName\": \"bob\"," \
  " \"remoteDisplayNumber\": \"bob@example.com\" } } }"

static AhoyKandyNotification *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  AhoyKandyNotification *notification = ahoy_kandy_notification_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (notification);

  return notification;
}

static AhoyKandyNotification *
parse_message (const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"notificationMessage\":{%s}}", members);

  return parse (text);
}

static gboolean
read_notification (const char *text, gssize length, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (AhoyKandyNotification) notification = ahoy_kandy_notification_parse (text, length,
                                                                                  &own);

  g_assert_true (notification == NULL || own == NULL);
  if (notification != NULL) {
    g_assert_nonnull (notification->type);
    g_assert_true (g_utf8_validate (notification->type, -1, NULL));
  }
  if (own != NULL) {
    g_propagate_error (error, g_steal_pointer (&own));
    return FALSE;
  }

  return TRUE;
}

static void
test_envelope (void)
{
  g_autoptr (AhoyKandyNotification) notification = parse (RINGING);

  g_assert_cmpint (notification->event, ==, AHOY_KANDY_EVENT_RINGING);
  g_assert_cmpstr (notification->type, ==, "ringing");
  g_assert_cmpstr (notification->id, ==, "c048b57ac36ac74f001716aa");
  g_assert_cmpuint (notification->retry_after, ==, 0);
}

static void
test_types (void)
{
  static const struct {
    const char     *type;
    AhoyKandyEvent  event;
  } rows[] = {
    { "call", AHOY_KANDY_EVENT_CALL },
    { "ringing", AHOY_KANDY_EVENT_RINGING },
    { "sessionProgress", AHOY_KANDY_EVENT_SESSION_PROGRESS },
    { "respondCallUpdate", AHOY_KANDY_EVENT_RESPOND_CALL_UPDATE },
    { "startCallUpdate", AHOY_KANDY_EVENT_START_CALL_UPDATE },
    { "callEnd", AHOY_KANDY_EVENT_CALL_END },
    { "callCancel", AHOY_KANDY_EVENT_CALL_CANCEL },
    { "sessionComplete", AHOY_KANDY_EVENT_SESSION_COMPLETE },
    { "sessionFail", AHOY_KANDY_EVENT_SESSION_FAIL },
    { "IM", AHOY_KANDY_EVENT_IM },
    { "presenceWatcher", AHOY_KANDY_EVENT_PRESENCE_WATCHER },
    { "mwi", AHOY_KANDY_EVENT_MWI },
    { "gone", AHOY_KANDY_EVENT_GONE },
    { "websocketOverridden", AHOY_KANDY_EVENT_WEBSOCKET_OVERRIDDEN },
    { "Ringing", AHOY_KANDY_EVENT_UNKNOWN },
    { "im", AHOY_KANDY_EVENT_UNKNOWN },
    { "GONE", AHOY_KANDY_EVENT_UNKNOWN },
    { "gone ", AHOY_KANDY_EVENT_UNKNOWN },
    { "gon", AHOY_KANDY_EVENT_UNKNOWN },
    { "somethingNew", AHOY_KANDY_EVENT_UNKNOWN },
    { "", AHOY_KANDY_EVENT_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *members = g_strdup_printf ("\"eventType\":\"%s\",\"eventId\":\"1\"",
                                                rows[i].type);
    g_autofree char *generic = g_strconcat (members, ",\"genericNotificationParams\":{}", NULL);
    g_autoptr (AhoyKandyNotification) plain = parse_message (members);
    g_autoptr (AhoyKandyNotification) with_params = parse_message (generic);

    g_assert_cmpint (plain->event, ==, rows[i].event);
    g_assert_cmpstr (plain->type, ==, rows[i].type);
    g_assert_cmpint (with_params->event, ==,
                     rows[i].event != AHOY_KANDY_EVENT_UNKNOWN ? rows[i].event
                                                               : AHOY_KANDY_EVENT_GENERIC);
  }
}

static void
test_generic (void)
{
  g_autoptr (AhoyKandyNotification) good = parse_message (
    "\"eventType\":\"event:conference\",\"genericNotificationParams\":{\"a\":1}");
  g_autoptr (AhoyKandyNotification) not_object = parse_message (
    "\"eventType\":\"event:conference\",\"genericNotificationParams\":\"text\"");

  g_assert_cmpint (good->event, ==, AHOY_KANDY_EVENT_GENERIC);
  g_assert_cmpstr (good->type, ==, "event:conference");
  g_assert_cmpint (not_object->event, ==, AHOY_KANDY_EVENT_UNKNOWN);
}

static void
assert_retry_after (const char *type, const char *json, guint expected)
{
  g_autofree char *members = g_strdup_printf ("\"eventType\":\"%s\",\"retryAfter\":%s", type, json);
  g_autoptr (AhoyKandyNotification) notification = parse_message (members);

  g_assert_cmpuint (notification->retry_after, ==, expected);
}

static void
test_gone (void)
{
  g_autoptr (AhoyKandyNotification) page = parse ("{\"notificationMessage\":{\"eventType\":\"gone\","
                                                  "\"eventId\":\"…\",\"time\":1795213303114}}");

  g_assert_cmpint (page->event, ==, AHOY_KANDY_EVENT_GONE);
  g_assert_cmpstr (page->id, ==, "…");
  g_assert_cmpuint (page->retry_after, ==, 0);

  assert_retry_after ("gone", "700", 700);
  assert_retry_after ("gone", "0", 0);
  assert_retry_after ("gone", "-5", 0);
  assert_retry_after ("gone", "99999999999", G_MAXUINT);
  assert_retry_after ("gone", "1e999", 0);
  assert_retry_after ("gone", "\"700\"", 700);
  assert_retry_after ("gone", "\"soon\"", 0);
  assert_retry_after ("gone", "null", 0);
  assert_retry_after ("gone", "[700]", 0);
  assert_retry_after ("ringing", "700", 0);
}

static void
test_swallowed (void)
{
  static const char * const texts[] = {
    "{\"connCheck\":{}}", "{\"connAck\":{\"id\":1}}", "{\"connAck\":null,\"other\":1}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (ahoy_kandy_notification_parse (texts[i], -1, &error));
    g_assert_no_error (error);
  }
}

static void
test_not_envelopes (void)
{
  static const char * const texts[] = {
    "{}",
    "{\"message_type\":\"pong\"}",
    "{\"notificationMessage\":null}",
    "{\"notificationMessage\":[]}",
    "{\"notificationMessage\":\"gone\"}",
    "{\"notificationMessage\":{}}",
    "{\"notificationMessage\":{\"eventId\":\"1\"}}",
    "{\"notificationMessage\":{\"eventType\":5}}",
    "{\"notificationMessage\":{\"eventType\":null}}",
    "{\"notificationMessage\":{\"eventType\":[\"gone\"]}}",
    "{\"notificationMessage\":{\"event\":{\"connCheck\":1}}}",
    "{\"eventType\":\"gone\",\"eventId\":\"1\"}",
    "[{\"notificationMessage\":{\"eventType\":\"gone\"}}]",
    "not JSON",
    "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (ahoy_kandy_notification_parse (texts[i], -1, &error));
    g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
  }
}

static void
test_ids (void)
{
  g_autoptr (AhoyKandyNotification) absent = parse_message ("\"eventType\":\"IM\"");
  g_autoptr (AhoyKandyNotification) number = parse_message ("\"eventType\":\"IM\",\"eventId\":5");
  g_autoptr (AhoyKandyNotification) null = parse_message ("\"eventType\":\"IM\",\"eventId\":null");

  g_assert_null (absent->id);
  g_assert_null (number->id);
  g_assert_null (null->id);
}

static void
test_odd_types (void)
{
  g_autofree char *letters = g_strnfill (500000, 'x');
  g_autofree char *members = g_strdup_printf ("\"eventType\":\"gone%s\"", letters);
  g_autofree char *wide = g_strdup_printf ("\"eventType\":\"%.60säöü€😀\"", letters);
  g_autoptr (AhoyKandyNotification) cut = parse_message (members);
  g_autoptr (AhoyKandyNotification) cut_wide = parse_message (wide);
  g_autoptr (AhoyKandyNotification) control = parse_message (
    "\"eventType\":\"a\\n\\u001b[31m\\u202eb\\u007f\"");

  g_assert_cmpint (cut->event, ==, AHOY_KANDY_EVENT_UNKNOWN);
  g_assert_cmpint (g_utf8_strlen (cut->type, -1), ==, 64);
  g_assert_true (g_str_has_prefix (cut->type, "gonexxx"));
  g_assert_cmpint (g_utf8_strlen (cut_wide->type, -1), ==, 64);
  g_assert_true (g_str_has_suffix (cut_wide->type, "xäöü€"));
  g_assert_cmpstr (control->type, ==, "a\xef\xbf\xbd\xef\xbf\xbd[31m\xef\xbf\xbd" "b\xef\xbf\xbd");
}

static void
test_hostile (void)
{
  hostile_check (RINGING, read_notification);
  hostile_check ("{\"notificationMessage\":{\"eventType\":\"gone\",\"eventId\":\"1\","
                 "\"retryAfter\":5,\"genericNotificationParams\":{}}}", read_notification);
}

static void
test_keepalive_text (void)
{
  g_autoptr (JsonObject) object = ahoy_json_parse_object (AHOY_KANDY_KEEPALIVE_TEXT, -1, NULL);

  g_assert_cmpstr (ahoy_json_get_string (object, "message_type"), ==, "ping");
}

static void
test_free_null (void)
{
  ahoy_kandy_notification_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kandy/notification/envelope", test_envelope);
  g_test_add_func ("/kandy/notification/types", test_types);
  g_test_add_func ("/kandy/notification/generic", test_generic);
  g_test_add_func ("/kandy/notification/gone", test_gone);
  g_test_add_func ("/kandy/notification/swallowed", test_swallowed);
  g_test_add_func ("/kandy/notification/not-envelopes", test_not_envelopes);
  g_test_add_func ("/kandy/notification/ids", test_ids);
  g_test_add_func ("/kandy/notification/odd-types", test_odd_types);
  g_test_add_func ("/kandy/notification/hostile", test_hostile);
  g_test_add_func ("/kandy/notification/keepalive-text", test_keepalive_text);
  g_test_add_func ("/kandy/notification/free-null", test_free_null);

  return g_test_run ();
}
