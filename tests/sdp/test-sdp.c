/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sdp-peer.h"

#include <string.h>

#define HEAD "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
#define AUDIO "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"

static AhoySdp *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  AhoySdp *sdp = ahoy_sdp_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (sdp);

  return sdp;
}

static void
assert_refused (const char *text, gssize length, const char *remark)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ahoy_sdp_parse (text, length, &error));
  g_assert_error (error, AHOY_SDP_ERROR, AHOY_SDP_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, remark));
}

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (RECORDED, 0, &error);
  const char *name;
  guint n = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (RECORDED, name, NULL);
    g_autofree char *text = NULL;
    g_autofree char *again = NULL;
    g_autofree char *copied = NULL;
    g_autoptr (AhoySdp) sdp = NULL;
    g_autoptr (AhoySdp) copy = NULL;

    g_file_get_contents (path, &text, NULL, &error);
    g_assert_no_error (error);
    sdp = parse (text);
    again = ahoy_sdp_write (sdp);
    g_assert_cmpstr (again, ==, text);
    copy = ahoy_sdp_copy (sdp);
    copied = ahoy_sdp_write (copy);
    g_assert_cmpstr (copied, ==, text);
    n++;
  }
  g_assert_cmpuint (n, >, 40);
}

static void
test_line_ends (void)
{
  g_autoptr (AhoySdp) sdp = parse ("v=0\no=a 1 2 IN IP4 x\n\ns= \nm=audio 7/2 RTP/SAVPF 0 8\n"
                                   "a=x-tab:\tone\r\n\r\n");
  g_autofree char *text = ahoy_sdp_write (sdp);

  g_assert_cmpstr (text, ==, "v=0\r\no=a 1 2 IN IP4 x\r\ns= \r\nm=audio 7/2 RTP/SAVPF 0 8\r\n"
                             "a=x-tab:\tone\r\n");
}

static void
test_values (void)
{
  g_autofree char *text = recorded ("chromium-video-offer");
  g_autoptr (AhoySdp) sdp = parse (text);
  g_auto (GStrv) bundle = ahoy_sdp_get_bundle (sdp);
  g_autofree char *id = NULL;
  g_autofree char *version = NULL;
  g_autofree char *fingerprint = NULL;
  const AhoySdpMedia *video;

  g_assert_cmpuint (sdp->media->len, ==, 2);
  g_assert_null (ahoy_sdp_get_media (sdp, 2));
  g_assert_true (ahoy_sdp_get_origin (sdp, &id, &version));
  g_assert_cmpuint (strlen (id), >, 10);
  g_assert_cmpstr (version, ==, "2");
  g_assert_cmpstr (bundle[0], ==, "0");
  g_assert_cmpstr (bundle[1], ==, "1");
  g_assert_null (bundle[2]);

  video = ahoy_sdp_get_media (sdp, 1);
  g_assert_cmpint (video->kind, ==, AHOY_SDP_KIND_VIDEO);
  g_assert_cmpuint (video->port, ==, 9);
  g_assert_cmpstr (video->protocol, ==, "UDP/TLS/RTP/SAVPF");
  g_assert_cmpstr (ahoy_sdp_lines_get (video->lines, "mid"), ==, "1");
  g_assert_cmpstr (ahoy_sdp_lines_get (video->lines, "setup"), ==, "actpass");
  g_assert_cmpstr (ahoy_sdp_lines_get (video->lines, "rtcp-mux"), ==, "");
  g_assert_null (ahoy_sdp_lines_get (video->lines, "rtcp-mu"));
  g_assert_cmpint (ahoy_sdp_get_direction (sdp, video), ==, AHOY_SDP_SENDRECV);
  g_assert_false (ahoy_sdp_media_is_rejected (video));
  g_assert_nonnull (ahoy_sdp_get_inherited (sdp, video, "extmap-allow-mixed"));
  fingerprint = ahoy_sdp_get_fingerprint (sdp, video);
  g_assert_true (g_str_has_prefix (fingerprint, "sha-256 "));
  g_assert_cmpuint (ahoy_sdp_media_find_extension (sdp, video, AHOY_SDP_EXTENSION_MID), ==, 4);
  g_assert_cmpuint (ahoy_sdp_media_find_extension (sdp, video, AHOY_SDP_EXTENSION_TRANSPORT_CC),
                    ==, 3);
  g_assert_cmpuint (ahoy_sdp_media_find_extension (sdp, video, "urn:none"), ==, 0);
}

static void
test_inherited (void)
{
  g_autofree char *text = recorded ("gateway-audio-hold");
  g_autoptr (AhoySdp) sdp = parse (text);
  const AhoySdpMedia *audio = ahoy_sdp_get_media (sdp, 0);
  g_autofree char *fingerprint = ahoy_sdp_get_fingerprint (sdp, audio);

  g_assert_cmpint (ahoy_sdp_get_direction (sdp, audio), ==, AHOY_SDP_SENDONLY);
  g_assert_cmpstr (ahoy_sdp_get_inherited (sdp, audio, "setup"), ==, "actpass");
  /* Written as "SHA-256 00:07:0e:…" there. */
  g_assert_true (g_str_has_prefix (fingerprint, "sha-256 00:07:0E:"));
}

static void
test_fingerprints (void)
{
  static const char * const bad[] = {
    "sha-256", "sha-256 ", "sha-256 AB:CG", "sha-256 AB CD", "sha(256 AB:CD", "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *text = g_strconcat (HEAD AUDIO "a=fingerprint:", bad[i], "\r\n", NULL);
    g_autoptr (AhoySdp) sdp = parse (text);

    g_assert_null (ahoy_sdp_get_fingerprint (sdp, ahoy_sdp_get_media (sdp, 0)));
  }
}

static void
test_groups (void)
{
  g_autoptr (AhoySdp) sdp = parse (HEAD "a=group:LS 0 1\r\na=group:BUNDLER 0\r\n"
                                   "a=group:BUNDLE  0 1\r\na=group:BUNDLE 2\r\n" AUDIO);
  g_autoptr (AhoySdp) none = parse (HEAD AUDIO);
  g_auto (GStrv) bundle = ahoy_sdp_get_bundle (sdp);
  g_auto (GStrv) empty = ahoy_sdp_get_bundle (none);

  g_assert_cmpuint (g_strv_length (bundle), ==, 2);
  g_assert_cmpstr (bundle[1], ==, "1");
  g_assert_cmpuint (g_strv_length (empty), ==, 0);
}

static void
test_picture (void)
{
  static const struct {
    const char *text;
    gboolean    picture;
  } cases[] = {
    { HEAD AUDIO "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n", TRUE },
    { HEAD AUDIO "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendonly\r\n", TRUE },
    { HEAD AUDIO "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n"
      "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendrecv\r\n", TRUE },
    { HEAD AUDIO, FALSE },
    { HEAD AUDIO "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=sendrecv\r\n", FALSE },
    { HEAD AUDIO "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=recvonly\r\n", FALSE },
    { HEAD AUDIO "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=inactive\r\n", FALSE },
    { HEAD "a=recvonly\r\n" AUDIO "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n", FALSE },
    { HEAD AUDIO "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n", FALSE },
    { "m=video 9 UDP/TLS/RTP/SAVPF 96", FALSE },
    { "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%u", i);
    g_assert_cmpint (ahoy_sdp_has_picture (cases[i].text), ==, cases[i].picture);
  }
}

static void
test_rejected (void)
{
  g_autoptr (AhoySdp) sdp = parse (HEAD "m=audio 0 RTP/SAVPF 0\r\na=sendrecv\r\n"
                                   "m=video 0 RTP/SAVPF 96\r\na=bundle-only\r\n");

  g_assert_true (ahoy_sdp_media_is_rejected (ahoy_sdp_get_media (sdp, 0)));
  g_assert_false (ahoy_sdp_media_is_rejected (ahoy_sdp_get_media (sdp, 1)));
  g_assert_cmpint (ahoy_sdp_get_direction (sdp, ahoy_sdp_get_media (sdp, 0)), ==,
                   AHOY_SDP_INACTIVE);
  g_assert_cmpint (ahoy_sdp_get_direction (sdp, ahoy_sdp_get_media (sdp, 1)), ==,
                   AHOY_SDP_SENDRECV);
}

static void
test_lines (void)
{
  g_autoptr (AhoySdp) sdp = parse (HEAD AUDIO "a=mid:0\r\na=sendonly\r\na=x:1\r\na=x:2\r\n");
  AhoySdpMedia *media = ahoy_sdp_get_media (sdp, 0);
  g_autofree char *text = NULL;

  ahoy_sdp_media_set_direction (media, AHOY_SDP_INACTIVE);
  ahoy_sdp_media_set_direction (media, AHOY_SDP_INACTIVE);
  ahoy_sdp_lines_set (media->lines, "x", "3");
  ahoy_sdp_lines_set (media->lines, "y", NULL);
  g_assert_cmpuint (ahoy_sdp_lines_remove (media->lines, "mid"), ==, 1);
  g_assert_cmpuint (ahoy_sdp_lines_remove (media->lines, "mid"), ==, 0);
  text = ahoy_sdp_write (sdp);
  g_assert_cmpstr (text, ==, HEAD AUDIO "a=x:3\r\na=inactive\r\na=y\r\n");

  for (int d = AHOY_SDP_INACTIVE; d <= AHOY_SDP_SENDRECV; d++)
    g_assert_cmpint (ahoy_sdp_direction_reverse (ahoy_sdp_direction_reverse (d)), ==, d);
  g_assert_cmpint (ahoy_sdp_direction_reverse (AHOY_SDP_SENDONLY), ==, AHOY_SDP_RECVONLY);
}

static void
test_malformed (void)
{
  static const struct { const char *text; const char *remark; } cases[] = {
    { "", "no version" },
    { "v=1\r\no=- 1 1 IN IP4 x\r\n", "no version" },
    { "o=- 1 1 IN IP4 x\r\nv=0\r\n", "no version" },
    { AUDIO "v=0\r\n", "no version" },
    { "v=0\r\ns=-\r\n", "no origin" },
    { "v=0\r\no=- 1 1 IN IP4\r\n", "no origin" },
    { HEAD "hello\r\n", "line 5: no letter with =" },
    { HEAD "a\r\n", "line 5: no letter with =" },
    { HEAD "=a\r\n", "line 5: no letter with =" },
    { HEAD "a=x\x01y\r\n", "line 5: a control character" },
    { HEAD "a=x\ry\r\n", "line 5: a control character" },
    { HEAD "m=audio 9 RTP/SAVPF\r\n", "line 5: less than four words" },
    { HEAD "m=audio x RTP/SAVPF 0\r\n", "line 5: no such port" },
    { HEAD "m=audio -1 RTP/SAVPF 0\r\n", "line 5: no such port" },
    { HEAD "m=audio 65536 RTP/SAVPF 0\r\n", "line 5: no such port" },
    { HEAD "m=audio 9/x RTP/SAVPF 0\r\n", "line 5: no such number of ports" },
    { HEAD "m=audio 9 RTP/SAVPF 128\r\n", "line 5: no such payload type" },
    { HEAD "m=audio 9 RTP/SAVPF opus\r\n", "line 5: no such payload type" },
    { HEAD "m=audio 9 RTP/SAVPF 0 \r\n", "line 5: no such payload type" },
    { HEAD "m=\"x\" 9 RTP/SAVPF 0\r\n", "line 5: no such medium" },
    { HEAD "m= 9 RTP/SAVPF 0\r\n", "line 5: no such medium" },
    { HEAD AUDIO "a=mid:\r\n", "section 0: no such mid" },
    { HEAD AUDIO "a=mid:a b\r\n", "section 0: no such mid" },
    { HEAD AUDIO "a=mid:0\r\n" AUDIO "a=mid:0\r\n", "section 1: a mid of another section" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].text, -1, cases[i].remark);
  assert_refused (HEAD "a=\xff\r\n", -1, "not UTF-8");
  assert_refused (HEAD "a=\0\r\n", strlen (HEAD) + 5, "not UTF-8");
}

static char *
repeat (const char *head, const char *part, guint times)
{
  GString *text = g_string_new (head);

  for (guint i = 0; i < times; i++)
    g_string_append (text, part);

  return g_string_free (text, FALSE);
}

static void
test_limits (void)
{
  static const struct {
    const char *head;
    const char *part;
    const char *tail;
    guint       most;
    const char *remark;
  } cases[] = {
    { HEAD, "a=x\r\n", "", AHOY_SDP_MAX_LINES - 4, "too many lines" },
    { HEAD, AUDIO, "", AHOY_SDP_MAX_SECTIONS, "too many sections" },
    { HEAD AUDIO, "a=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n", "", AHOY_SDP_MAX_CANDIDATES,
      "too many candidates" },
    { HEAD "m=audio 9 RTP/SAVPF", " 0", "\r\n", AHOY_SDP_MAX_FORMATS, "too many formats" },
    { HEAD "a=", "x", "\r\n", AHOY_SDP_MAX_LINE - 2, "line 5: too long" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *good = repeat (cases[i].head, cases[i].part, cases[i].most);
    g_autofree char *good_text = g_strconcat (good, cases[i].tail, NULL);
    g_autofree char *bad = repeat (cases[i].head, cases[i].part, cases[i].most + 1);
    g_autofree char *bad_text = g_strconcat (bad, cases[i].tail, NULL);
    g_autoptr (AhoySdp) sdp = parse (good_text);

    assert_refused (bad_text, -1, cases[i].remark);
  }
  {
    g_autofree char *line = repeat ("a=", "x", 2000);
    g_autofree char *lines = g_strconcat (line, "\r\n", NULL);
    g_autofree char *text = repeat (HEAD, lines, 100);

    assert_refused (text, -1, "too long");
  }
}

/* No byte of it may bring anything down, whatever stands there. */
static void
test_changed_bytes (void)
{
  static const char bytes[] = "\x01\t\n\r :/=-0m\x7f\xc3\xff";
  g_autofree char *text = recorded ("chromium-audio-offer");
  gsize length = strlen (text);

  for (gsize at = 0; at < length; at++) {
    char good = text[at];

    for (guint i = 0; bytes[i] != '\0'; i++) {
      g_autoptr (GError) error = NULL;
      g_autofree char *copy = NULL;
      g_autoptr (AhoySdp) sdp = NULL;

      text[at] = bytes[i];
      copy = g_memdup2 (text, length);
      sdp = ahoy_sdp_parse (copy, length, &error);
      g_assert_true ((sdp == NULL) == (error != NULL));
      if (sdp != NULL) {
        for (guint j = 0; j < sdp->media->len; j++)
          g_ptr_array_unref (ahoy_sdp_media_list_formats (ahoy_sdp_get_media (sdp, j)));
      }
    }
    text[at] = good;
  }
}

static void
assert_format (GPtrArray *formats, guint index, AhoySdpCodec codec, guint payload, int rtx_payload,
               guint clock_rate)
{
  const AhoySdpFormat *format = g_ptr_array_index (formats, index);

  g_assert_cmpint (format->codec, ==, codec);
  g_assert_cmpuint (format->payload, ==, payload);
  g_assert_cmpint (format->rtx_payload, ==, rtx_payload);
  g_assert_cmpuint (format->clock_rate, ==, clock_rate);
}

static void
test_formats (void)
{
  g_autofree char *text = recorded ("chromium-video-offer");
  g_autoptr (AhoySdp) sdp = parse (text);
  g_autoptr (GPtrArray) audio = ahoy_sdp_media_list_formats (ahoy_sdp_get_media (sdp, 0));
  g_autoptr (GPtrArray) video = ahoy_sdp_media_list_formats (ahoy_sdp_get_media (sdp, 1));
  const AhoySdpFormat *format;

  g_assert_cmpuint (audio->len, ==, 5);
  assert_format (audio, 0, AHOY_SDP_CODEC_OPUS, 111, -1, 48000);
  assert_format (audio, 1, AHOY_SDP_CODEC_PCMU, 0, -1, 8000);
  assert_format (audio, 2, AHOY_SDP_CODEC_PCMA, 8, -1, 8000);
  assert_format (audio, 3, AHOY_SDP_CODEC_TELEPHONE_EVENT, 110, -1, 48000);
  assert_format (audio, 4, AHOY_SDP_CODEC_TELEPHONE_EVENT, 126, -1, 8000);
  format = ahoy_sdp_media_find_format (audio, AHOY_SDP_CODEC_TELEPHONE_EVENT, 8000);
  g_assert_cmpuint (format->payload, ==, 126);
  g_assert_null (ahoy_sdp_media_find_format (audio, AHOY_SDP_CODEC_VP8 | AHOY_SDP_CODEC_H264, 0));
  format = ahoy_sdp_media_find_format (audio, AHOY_SDP_CODEC_OPUS, 0);
  g_assert_cmpstr (format->parameters, ==, "minptime=10;useinbandfec=1");

  assert_format (video, 0, AHOY_SDP_CODEC_VP8, 96, 97, 90000);
  assert_format (video, 1, AHOY_SDP_CODEC_H264, 102, 103, 90000);
  format = g_ptr_array_index (video, 3);
  g_assert_cmpstr (format->parameters, ==,
                   "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f");
}

static void
test_static_formats (void)
{
  g_autofree char *text = recorded ("gateway-static-payloads");
  g_autoptr (AhoySdp) sdp = parse (text);
  g_autoptr (AhoySdp) odd = parse (HEAD "m=audio 9 RTP/SAVPF 0 96 97 98 99 100 101\r\n"
                                   "a=rtpmap:96 opus/44100\r\na=rtpmap:97 opus\r\n"
                                   "a=rtpmap:98 VP8/90000\r\na=rtpmap:99 L16/8000\r\n"
                                   "a=rtpmap:100 PCMA/0\r\na=rtpmap:101 TELEPHONE-EVENT/16000\r\n");
  g_autoptr (GPtrArray) formats = ahoy_sdp_media_list_formats (ahoy_sdp_get_media (sdp, 0));
  g_autoptr (GPtrArray) odd_formats = ahoy_sdp_media_list_formats (ahoy_sdp_get_media (odd, 0));

  g_assert_cmpuint (formats->len, ==, 2);
  assert_format (formats, 0, AHOY_SDP_CODEC_PCMA, 8, -1, 8000);
  assert_format (formats, 1, AHOY_SDP_CODEC_PCMU, 0, -1, 8000);
  g_assert_cmpuint (odd_formats->len, ==, 2);
  assert_format (odd_formats, 1, AHOY_SDP_CODEC_TELEPHONE_EVENT, 101, -1, 16000);
}

static void
test_extensions (void)
{
  g_autoptr (AhoySdp) sdp = parse (HEAD "a=extmap:7 urn:session\r\n" AUDIO "a=extmap:x urn:a\r\n"
                                   "a=extmap:3/sendonly urn:b\r\na=extmap:5\r\na=extmap:\r\n"
                                   "a=extmap: urn:a\r\na=extmap:/ urn:a\r\n"
                                   "a=extmap:0 urn:c\r\na=extmap:9 urn:d with more\r\n");
  const AhoySdpMedia *media = ahoy_sdp_get_media (sdp, 0);

  g_assert_cmpuint (ahoy_sdp_media_find_extension (sdp, media, "urn:session"), ==, 7);
  g_assert_cmpuint (ahoy_sdp_media_find_extension (sdp, media, "urn:a"), ==, 0);
  g_assert_cmpuint (ahoy_sdp_media_find_extension (sdp, media, "urn:b"), ==, 3);
  g_assert_cmpuint (ahoy_sdp_media_find_extension (sdp, media, "urn:c"), ==, 0);
  g_assert_cmpuint (ahoy_sdp_media_find_extension (sdp, media, "urn:d"), ==, 9);
}

static void
test_candidates (void)
{
  static const char * const bad[] = {
    "", "1 1 udp 1 192.0.2.1 1 typ", "1 x udp 1 192.0.2.1 1 typ host",
    "1 1 udp x 192.0.2.1 1 typ host", "1 1 udp 1 example.com 1 typ host",
    "1 1 udp 1 192.0.2.1 65536 typ host", "1 1 udp 1 192.0.2.1 1 type host",
    "1 1 udp 1 192.0.2.1 1 typ odd", "1 1 udp 1 $(x).local 1 typ host",
  };
  g_autoptr (AhoySdpCandidate) host = ahoy_sdp_candidate_parse (
    "1 1 UDP 2015363327 192.0.2.2 37075 typ host");
  g_autoptr (AhoySdpCandidate) relay = ahoy_sdp_candidate_parse (
    "1 2 tcp 41885439 2001:db8::1 9 typ relay raddr 192.0.2.1 rport 7 tcptype active");
  g_autoptr (AhoySdpCandidate) hidden = ahoy_sdp_candidate_parse (
    "3172839 1 udp 2113937151 e3fa562d-61d8-4189-b629-2b0c950c83a1.local 57464 typ host");

  g_assert_cmpuint (host->component, ==, 1);
  g_assert_true (host->udp);
  g_assert_cmpuint (host->priority, ==, 2015363327);
  g_assert_cmpstr (host->address, ==, "192.0.2.2");
  g_assert_cmpuint (host->port, ==, 37075);
  g_assert_cmpstr (host->type, ==, "host");
  g_assert_false (relay->udp);
  g_assert_cmpstr (relay->type, ==, "relay");
  g_assert_nonnull (hidden);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (ahoy_sdp_candidate_parse (bad[i]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp/round-trip", test_round_trip);
  g_test_add_func ("/sdp/line-ends", test_line_ends);
  g_test_add_func ("/sdp/values", test_values);
  g_test_add_func ("/sdp/inherited", test_inherited);
  g_test_add_func ("/sdp/fingerprints", test_fingerprints);
  g_test_add_func ("/sdp/groups", test_groups);
  g_test_add_func ("/sdp/rejected", test_rejected);
  g_test_add_func ("/sdp/picture", test_picture);
  g_test_add_func ("/sdp/lines", test_lines);
  g_test_add_func ("/sdp/malformed", test_malformed);
  g_test_add_func ("/sdp/limits", test_limits);
  g_test_add_func ("/sdp/changed-bytes", test_changed_bytes);
  g_test_add_func ("/sdp/formats", test_formats);
  g_test_add_func ("/sdp/static-formats", test_static_formats);
  g_test_add_func ("/sdp/extensions", test_extensions);
  g_test_add_func ("/sdp/candidates", test_candidates);

  return g_test_run ();
}
