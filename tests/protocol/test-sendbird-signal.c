/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-sendbird-signal.h"
#include "hostile.h"

#include "ahoy-error.h"
#include "ahoy-json.h"
#include "ahoy-packed-text.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/resource.h>

#define SDP "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
#define CANDIDATE "candidate:1 1 UDP 2015363327 192.0.2.1 40000 typ host"

static JsonObject *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = ahoy_json_parse_object (text, -1, &error);

  g_assert_no_error (error);

  return object;
}

static char *
to_text (JsonObject *payload)
{
  g_autoptr (JsonObject) owned = payload;

  return ahoy_json_to_text (owned);
}

static JsonObject *
make_sdp (const char *packed)
{
  JsonObject *payload = json_object_new ();

  json_object_set_string_member (payload, "sdp", packed);

  return payload;
}

static void
test_sdp (void)
{
  g_autoptr (JsonObject) payload = ahoy_sendbird_sdp_write ("A", SDP);
  g_autofree char *sdp = ahoy_sendbird_sdp_read (payload);
  const char *packed = ahoy_json_get_string (payload, "sdp");
  gsize size;
  g_autofree guint8 *bytes = g_base64_decode (packed, &size);

  g_assert_cmpstr (ahoy_json_get_string (payload, "call_id"), ==, "A");
  g_assert_cmpstr (sdp, ==, SDP);

  /* RFC 1952 without a time, and all of the padding. */
  g_assert_cmpuint (strlen (packed) % 4, ==, 0);
  g_assert_cmpuint (size, >, 18);
  g_assert_cmpmem (bytes, 3, "\x1f\x8b\x08", 3);
  g_assert_cmpmem (bytes + 4, 4, "\0\0\0\0", 4);
}

static void
test_sdp_known (void)
{
  /* Made by Python's gzip, with and without a file name and a time. */
  static const char * const packed[] = {
    "H4sIAAAAAAAC/yuzNeDl4uUCAMJcl6EHAAAA",
    "H4sICADxU2UC/3gAK7M14OXi5QIAwlyXoQcAAAA=",
  };

  for (guint i = 0; i < G_N_ELEMENTS (packed); i++) {
    g_autoptr (JsonObject) payload = make_sdp (packed[i]);
    g_autofree char *sdp = ahoy_sendbird_sdp_read (payload);

    g_assert_cmpstr (sdp, ==, "v=0\r\n\r\n");
  }
}

static void
test_sdp_refused (void)
{
  g_autofree char *plain_base64 = g_base64_encode ((const guchar *) SDP, strlen (SDP));
  g_autofree char *zlib = ahoy_packed_text_pack (SDP, G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autofree char *raw = ahoy_packed_text_pack (SDP, G_ZLIB_COMPRESSOR_FORMAT_RAW);
  g_autofree char *empty = ahoy_packed_text_pack ("", G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autofree char *cut = ahoy_packed_text_pack (SDP, G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  const char *texts[] = {
    "", SDP, plain_base64, zlib, raw, empty, cut, "H4sI", "====", "H4sIAAAAAAACAyuzNeDl4uUCAA==",
  };
  g_autoptr (JsonObject) other = parse ("{\"sdp\":{\"type\":\"offer\",\"sdp\":\"v=0\"}}");
  g_autoptr (JsonObject) none = json_object_new ();

  cut[strlen (cut) - 8] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (JsonObject) payload = make_sdp (texts[i]);

    g_assert_null (ahoy_sendbird_sdp_read (payload));
  }
  g_assert_null (ahoy_sendbird_sdp_read (other));
  g_assert_null (ahoy_sendbird_sdp_read (none));
  g_assert_null (ahoy_sendbird_sdp_read (NULL));
}

/* Megabytes of nothing, packed without ever being in memory. */
static char *
make_bomb (guint megabytes)
{
  g_autofree char *air = g_strnfill (1024 * 1024, ' ');
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GZlibCompressor) compressor =
    g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GOutputStream) stream =
    g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < megabytes; i++)
    g_output_stream_write_all (stream, air, 1024 * 1024, NULL, NULL, &error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);

  return g_base64_encode (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
                          g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
}

static glong
highest_memory (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);

  return usage.ru_maxrss; /* KiB */
}

/* Hundreds of megabytes in hundreds of kilobytes: refused, and nobody has ever unpacked them. */
static void
test_sdp_bomb (void)
{
  g_autofree char *packed = make_bomb (400);
  g_autoptr (JsonObject) payload = make_sdp (packed);
  glong before = highest_memory ();

  g_assert_cmpuint (strlen (packed), <, 800 * 1000);
  g_assert_null (ahoy_sendbird_sdp_read (payload));
  g_assert_cmpint (highest_memory (), <, before + 64 * 1024);
}

static void
test_sdp_longest (void)
{
  g_autofree char *longest = g_strnfill (AHOY_SENDBIRD_LONGEST_SDP, 'x');
  g_autofree char *longer = g_strnfill (AHOY_SENDBIRD_LONGEST_SDP + 1, 'x');
  g_autoptr (JsonObject) good = ahoy_sendbird_sdp_write ("A", longest);
  g_autoptr (JsonObject) bad = ahoy_sendbird_sdp_write ("A", longer);
  g_autofree char *sdp = ahoy_sendbird_sdp_read (good);

  g_assert_cmpstr (sdp, ==, longest);
  g_assert_null (ahoy_sendbird_sdp_read (bad));
}

static void
test_candidate (void)
{
  g_autoptr (JsonObject) payload = ahoy_sendbird_candidate_write ("A", "0", 1, CANDIDATE);
  g_autoptr (AhoySendbirdCandidate) read = ahoy_sendbird_candidate_read (payload);
  g_autofree char *text = ahoy_json_to_text (payload);
  g_autoptr (JsonObject) last = parse ("{\"candidate\":{\"sdp\":\"\",\"sdp_mline_index\":0}}");
  g_autoptr (AhoySendbirdCandidate) end = ahoy_sendbird_candidate_read (last);

  g_assert_cmpstr (text, ==, "{\"call_id\":\"A\",\"candidate\":{\"sdp\":\"" CANDIDATE "\","
                   "\"sdp_mline_index\":1,\"sdp_mid\":\"0\"}}");
  g_assert_cmpstr (read->mid, ==, "0");
  g_assert_cmpuint (read->index, ==, 1);
  g_assert_cmpstr (read->candidate, ==, CANDIDATE);
  g_assert_null (end->mid);
  g_assert_cmpstr (end->candidate, ==, "");
}

static void
test_candidate_refused (void)
{
  static const char * const texts[] = {
    "{}", "{\"candidate\":null}", "{\"candidate\":\"" CANDIDATE "\"}", "{\"candidate\":{}}",
    "{\"candidate\":{\"sdp\":\"" CANDIDATE "\"}}",
    "{\"candidate\":{\"sdp\":\"" CANDIDATE "\",\"sdp_mline_index\":-1}}",
    "{\"candidate\":{\"sdp\":\"" CANDIDATE "\",\"sdp_mline_index\":256}}",
    "{\"candidate\":{\"sdp\":\"" CANDIDATE "\",\"sdp_mline_index\":\"a\"}}",
    "{\"candidate\":{\"sdp\":\"" CANDIDATE "\\r\\na=x\",\"sdp_mline_index\":0}}",
    "{\"candidate\":{\"sdp\":\"a=" CANDIDATE "\",\"sdp_mline_index\":0}}",
    "{\"candidate\":{\"sdp\":7,\"sdp_mline_index\":0}}",
  };
  g_autofree char *letters = g_strnfill (AHOY_SENDBIRD_LONGEST_CANDIDATE, 'x');
  g_autofree char *endless = g_strdup_printf ("{\"candidate\":{\"sdp\":\"candidate:%s\","
                                              "\"sdp_mline_index\":0}}", letters);
  g_autoptr (JsonObject) too_long = parse (endless);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (JsonObject) payload = parse (texts[i]);

    g_assert_null (ahoy_sendbird_candidate_read (payload));
  }
  g_assert_null (ahoy_sendbird_candidate_read (too_long));
  g_assert_null (ahoy_sendbird_candidate_read (NULL));
}

static void
test_enabled (void)
{
  g_autoptr (JsonObject) on = ahoy_sendbird_enabled_write ("A", TRUE);
  g_autofree char *text = ahoy_json_to_text (on);
  g_autoptr (JsonObject) bad = parse ("{\"is_enabled\":\"true\"}");
  gboolean enabled = FALSE;

  g_assert_cmpstr (text, ==, "{\"call_id\":\"A\",\"is_enabled\":true}");
  g_assert_true (ahoy_sendbird_enabled_read (on, &enabled));
  g_assert_true (enabled);
  g_assert_false (ahoy_sendbird_enabled_read (bad, &enabled));
  g_assert_false (ahoy_sendbird_enabled_read (NULL, &enabled));
}

static void
test_hold (void)
{
  g_autofree char *text = to_text (ahoy_sendbird_hold_write ("A", TRUE, FALSE));
  g_autoptr (JsonObject) payload = parse ("{\"call_id\":\"A\",\"user_id\":\"bob\","
                                          "\"is_on_hold\":true,\"is_relayed\":true}");
  g_autoptr (AhoySendbirdHold) hold = ahoy_sendbird_hold_read (payload);
  g_autoptr (JsonObject) least = parse ("{\"is_on_hold\":false}");
  g_autoptr (AhoySendbirdHold) none = ahoy_sendbird_hold_read (least);
  g_autoptr (JsonObject) bad = parse ("{\"user_id\":\"bob\",\"is_on_hold\":1}");

  g_assert_cmpstr (text, ==, "{\"call_id\":\"A\",\"is_on_hold\":true,\"was_relayed\":false}");
  g_assert_cmpstr (hold->user_id, ==, "bob");
  g_assert_true (hold->on_hold);
  g_assert_true (hold->is_relayed);
  g_assert_null (none->user_id);
  g_assert_false (none->on_hold);
  g_assert_false (none->is_relayed);
  g_assert_null (ahoy_sendbird_hold_read (bad));
  g_assert_null (ahoy_sendbird_hold_read (NULL));
}

static gboolean
read_candidate (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) object = ahoy_json_parse_object (text, length, error);
  g_autoptr (AhoySendbirdCandidate) candidate = NULL;

  if (object == NULL)
    return FALSE;
  candidate = ahoy_sendbird_candidate_read (object);
  if (candidate == NULL)
    g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL, "No candidate");
  else
    g_assert_null (strpbrk (candidate->candidate, "\r\n"));

  return candidate != NULL;
}

static gboolean
read_sdp (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) object = ahoy_json_parse_object (text, length, error);
  g_autofree char *sdp = NULL;

  if (object == NULL)
    return FALSE;
  sdp = ahoy_sendbird_sdp_read (object);
  if (sdp == NULL)
    g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL, "No SDP");
  else
    g_assert_true (g_utf8_validate (sdp, -1, NULL));

  return sdp != NULL;
}

static void
test_hostile (void)
{
  g_autofree char *offer = to_text (ahoy_sendbird_sdp_write ("A", SDP));

  hostile_check ("{\"call_id\":\"A\",\"candidate\":{\"sdp\":\"" CANDIDATE "\","
                 "\"sdp_mline_index\":1,\"sdp_mid\":\"0\"}}", read_candidate);
  hostile_check (offer, read_sdp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sendbird/signal/sdp", test_sdp);
  g_test_add_func ("/sendbird/signal/sdp-known", test_sdp_known);
  g_test_add_func ("/sendbird/signal/sdp-refused", test_sdp_refused);
  g_test_add_func ("/sendbird/signal/sdp-bomb", test_sdp_bomb);
  g_test_add_func ("/sendbird/signal/sdp-longest", test_sdp_longest);
  g_test_add_func ("/sendbird/signal/candidate", test_candidate);
  g_test_add_func ("/sendbird/signal/candidate-refused", test_candidate_refused);
  g_test_add_func ("/sendbird/signal/enabled", test_enabled);
  g_test_add_func ("/sendbird/signal/hold", test_hold);
  g_test_add_func ("/sendbird/signal/hostile", test_hostile);

  return g_test_run ();
}
