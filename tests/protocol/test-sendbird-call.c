/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-sendbird-call.h"
#include "hostile.h"

#include "ahoy-json.h"
#include "ahoy-media.h"
#include "ahoy-sendbird-items.h"

#include <string.h>

#define TURN \
  "\"turn_credential\":{\"username\":\"1700000000:ID:YWxpY2U=\",\"password\":\"secret\"," \
  "\"turn_urls\":[\"turn:127.0.0.1:5349\",\"turns:host.example:443\"],\"transport_policy\":\"all\"}"

/* As on the protocol page, section 4. */
#define DIAL \
  "{\"call_id\":\"6F1C2B1E-0D7A-4A6E-9D1C-1F2E3D4C5B6A\"," \
  "\"caller\":{\"user_id\":\"alice\",\"nickname\":\"Alice\\u202e\",\"profile_url\":\"\"," \
  "\"metadata\":{},\"is_active\":true,\"role\":\"dc_caller\"}," \
  "\"callee\":{\"user_id\":\"bob\",\"nickname\":\"\",\"role\":\"dc_callee\"}," \
  "\"is_video_call\":true,\"custom_items\":{\"k\":\"v\"}," \
  "\"constraints\":{\"audio\":true,\"video\":false},\"capabilities\":[\"turn_changed\"]," \
  TURN ",\"sbcall_short_lived_token\":\"T0KEN\"}"

static AhoySendbirdCall *
parse (const char *text, GError **error)
{
  g_autoptr (JsonObject) object = ahoy_json_parse_object (text, -1, error);

  return object != NULL ? ahoy_sendbird_call_read (object, error) : NULL;
}

static void
test_dial (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySendbirdCall) call = parse (DIAL, &error);
  const AhoyIceServer *server;

  g_assert_no_error (error);
  g_assert_cmpstr (call->call_id, ==, "6F1C2B1E-0D7A-4A6E-9D1C-1F2E3D4C5B6A");
  g_assert_cmpstr (call->caller->user_id, ==, "alice");
  g_assert_cmpstr (call->caller->nickname, ==, "Alice");
  g_assert_cmpint (call->caller->role, ==, AHOY_SENDBIRD_ROLE_CALLER);
  g_assert_cmpstr (call->callee->user_id, ==, "bob");
  g_assert_null (call->callee->nickname);
  g_assert_cmpint (call->callee->role, ==, AHOY_SENDBIRD_ROLE_CALLEE);
  g_assert_true (call->is_video_call);
  g_assert_cmpint (call->sends, ==, AHOY_MEDIA_AUDIO);
  g_assert_cmpstr (ahoy_sendbird_items_get (call->items, "k"), ==, "v");
  g_assert_cmpstr (call->short_lived_token, ==, "T0KEN");
  g_assert_cmpuint (call->turn->servers->len, ==, 2);
  g_assert_false (call->turn->relay_only);
  server = g_ptr_array_index (call->turn->servers, 0);
  g_assert_cmpstr (server->url, ==, "turn:127.0.0.1:5349");
  g_assert_cmpstr (server->user, ==, "1700000000:ID:YWxpY2U=");
  g_assert_cmpstr (server->secret, ==, "secret");
}

/* What proved necessary, and nothing else. */
static void
test_least (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySendbirdCall) call = parse ("{\"call_id\":\"A\",\"turn_credential\":{}}", &error);

  g_assert_no_error (error);
  g_assert_null (call->caller);
  g_assert_null (call->callee);
  g_assert_false (call->is_video_call);
  g_assert_cmpint (call->sends, ==, AHOY_MEDIA_AUDIO);
  g_assert_null (call->items);
  g_assert_null (call->short_lived_token);
  g_assert_cmpuint (call->turn->servers->len, ==, 0);
}

static void
test_refused (void)
{
  static const char * const texts[] = {
    "{}", "{\"call_id\":\"A\"}", "{\"turn_credential\":{}}",
    "{\"call_id\":7,\"turn_credential\":{}}", "{\"call_id\":\"\",\"turn_credential\":{}}",
    "{\"call_id\":\"A\\n\",\"turn_credential\":{}}", "{\"call_id\":\"A\",\"turn_credential\":[]}",
    "{\"call_id\":\"A\",\"turn_credential\":null}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (texts[i], &error));
    g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
    g_assert_true (g_str_has_suffix (error->message, "(1800205)"));
  }
}

static void
test_sends (void)
{
  static const struct {
    const char     *members;
    AhoyMediaFlags  sends;
  } rows[] = {
    { "\"is_video_call\":true", AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO },
    { "\"is_video_call\":true,\"constraints\":{\"audio\":false}", AHOY_MEDIA_VIDEO },
    { "\"is_video_call\":true,\"constraints\":{\"video\":false}", AHOY_MEDIA_AUDIO },
    { "\"is_video_call\":true,\"constraints\":{\"video\":\"no\"}",
      AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO },
    { "\"is_video_call\":false,\"constraints\":{\"audio\":true,\"video\":true}", AHOY_MEDIA_AUDIO },
    { "\"constraints\":{\"audio\":false,\"video\":true}", AHOY_MEDIA_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = g_strdup_printf ("{\"call_id\":\"A\",\"turn_credential\":{},%s}",
                                             rows[i].members);
    g_autoptr (AhoySendbirdCall) call = parse (text, NULL);

    g_assert_cmpint (call->sends, ==, rows[i].sends);
  }
}

static void
test_turn_urls (void)
{
  g_autoptr (GString) text = g_string_new ("{\"call_id\":\"A\",\"turn_credential\":{"
                                           "\"transport_policy\":\"relay\",\"turn_urls\":["
                                           "\"http://host/\",\"turn:\",\"turn:h\\r\\nx\",7,null,{},"
                                           "\"turn:a b\",\"TURN:é\",\"file:///etc/passwd\"");
  g_autofree char *letters = g_strnfill (600, 'x');
  g_autoptr (AhoySendbirdCall) bad = NULL;
  g_autoptr (AhoySendbirdCall) many = NULL;
  gsize length;

  g_string_append_printf (text, ",\"turn:%s\"", letters);
  length = text->len;
  g_string_append (text, "]}}");
  bad = parse (text->str, NULL);
  g_assert_cmpuint (bad->turn->servers->len, ==, 0);
  g_assert_true (bad->turn->relay_only);

  g_string_truncate (text, length);
  for (guint i = 0; i < 100; i++)
    g_string_append (text, ",\"stun:host.example\"");
  g_string_append (text, "]}}");
  many = parse (text->str, NULL);
  g_assert_cmpuint (many->turn->servers->len, ==, AHOY_SENDBIRD_MOST_TURN_URLS - 10);
}

/* What a line end follows would be another header. */
static void
test_token (void)
{
  static const char * const tokens[] = { "", "a b", "a\\r\\nx: y", "\\u0007", "é" };

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++) {
    g_autofree char *text = g_strdup_printf ("{\"call_id\":\"A\",\"turn_credential\":{},"
                                             "\"sbcall_short_lived_token\":\"%s\"}", tokens[i]);
    g_autoptr (AhoySendbirdCall) call = parse (text, NULL);

    g_assert_null (call->short_lived_token);
  }
}

static gboolean
read_call (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) object = ahoy_json_parse_object (text, length, error);
  g_autoptr (AhoySendbirdCall) call = NULL;

  if (object == NULL)
    return FALSE;
  call = ahoy_sendbird_call_read (object, error);
  if (call == NULL)
    return FALSE;
  g_assert_nonnull (call->call_id);
  g_assert_nonnull (call->turn);

  return TRUE;
}

static void
test_hostile (void)
{
  hostile_check (DIAL, read_call);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sendbird/call/dial", test_dial);
  g_test_add_func ("/sendbird/call/least", test_least);
  g_test_add_func ("/sendbird/call/refused", test_refused);
  g_test_add_func ("/sendbird/call/sends", test_sends);
  g_test_add_func ("/sendbird/call/turn-urls", test_turn_urls);
  g_test_add_func ("/sendbird/call/token", test_token);
  g_test_add_func ("/sendbird/call/hostile", test_hostile);

  return g_test_run ();
}
