/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Descriptions and candidates of somebody who means no good: there is an error, or a call in which
 * what makes no sense is left out; and a good description is taken afterwards. */
#include "ahoy-sdp.h"
#include "call.h"

#include <string.h>

#define BOTH (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)
#define MEGABYTE (1024 * 1024)
#define MANY 10000

static char *
replace (const char *text, const char *old, const char *replacement)
{
  g_autoptr (GString) result = g_string_new (text);

  g_assert_cmpuint (g_string_replace (result, old, replacement, 0), >, 0);
  return g_string_free (g_steal_pointer (&result), FALSE);
}

static char *
repeat (const char *text, guint n)
{
  GString *result = g_string_sized_new (strlen (text) * n);

  for (guint i = 0; i < n; i++)
    g_string_append (result, text);
  return g_string_free (result, FALSE);
}

/* The text with something more at its end. */
static char *
with (const char *text, const char *line, guint n)
{
  g_autofree char *more = repeat (line, n);

  return g_strconcat (text, more, NULL);
}

/* The text with something more before its first section. */
static char *
with_before (const char *text, const char *line, guint n)
{
  const char *media = strstr (text, "m=");
  g_autofree char *head = g_strndup (text, media - text);
  g_autofree char *more = repeat (line, n);

  return g_strconcat (head, more, media, NULL);
}

/* From a side like ours. */
static char *
make_offer (void)
{
  Call *call = call_new (FALSE);
  g_autoptr (GError) error = NULL;
  char *offer = side_offer (&call->caller, BOTH, &error);

  g_assert_no_error (error);
  call_free (call);
  return offer;
}

typedef char *(*Spoil) (const char *good);

static char *spoil_empty (const char *good) { return g_strdup (""); }
static char *spoil_no_sdp (const char *good) { return g_strdup ("{\"sdp\":1}"); }
static char *spoil_no_sections (const char *good) { return g_strndup (good, strstr (good, "m=") - good); }
static char *spoil_cut (const char *good) { return g_strndup (good, strlen (good) / 3); }
static char *spoil_many_lines (const char *good) { return with (good, "a=x\r\n", AHOY_SDP_MAX_LINES); }
static char *spoil_many_more_lines (const char *good) { return with (good, "a=x\r\n", MANY); }
static char *spoil_many_lines_before (const char *good) { return with_before (good, "b=AS:1\r\n", MANY); }
static char *spoil_many_candidates (const char *good)
{
  return with (good, "a=candidate:1 1 UDP 2015363327 127.0.0.1 9 typ host\r\n", MANY);
}
static char *spoil_many_sections (const char *good)
{
  return with (good, "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n", MANY);
}
static char *spoil_long_line (const char *good)
{
  g_autofree char *long_text = repeat ("x", MEGABYTE);
  g_autofree char *line = g_strdup_printf ("a=%s\r\n", long_text);

  return with (good, line, 1);
}
static char *spoil_long_without_end (const char *good) { return repeat ("v", 16 * MEGABYTE); }
static char *spoil_many_formats (const char *good)
{
  g_autofree char *formats = repeat (" 96", MANY);
  g_autofree char *line = g_strdup_printf ("m=audio 9 UDP/TLS/RTP/SAVPF%s\r\n", formats);

  return with (good, line, 1);
}
static char *spoil_unknown_codecs (const char *good)
{
  g_autofree char *one = replace (good, "OPUS/48000/2", "WARP/48000/2");
  g_autofree char *two = replace (one, "PCMU/8000", "WARP/8001");
  g_autofree char *three = replace (two, "PCMA/8000", "WARP/8002");
  g_autofree char *four = replace (three, "SAVPF 111 0 8", "SAVPF 111 120 121");
  g_autoptr (GString) five = g_string_new (four);

  g_string_replace (five, "H264/90000", "WARP/90000", 0); /* where there is one */
  return replace (five->str, "VP8/90000", "WARP/90000");
}
static char *spoil_numbers (const char *good)
{
  return replace (good, "o=-", "o=- 99999999999999999999999999 -1 IN IP4 127.0.0.1\r\no=-");
}
static char *spoil_no_fingerprint (const char *good) { return replace (good, "a=fingerprint:", "a=print:"); }
static char *spoil_fingerprint (const char *good) { return replace (good, "sha-256 ", "sha-256 zz:"); }
static char *spoil_no_password (const char *good) { return replace (good, "a=ice-pwd:", "a=pwd:"); }
static char *spoil_no_encryption (const char *good) { return replace (good, "UDP/TLS/RTP/SAVPF", "RTP/AVP"); }
static char *spoil_other_network (const char *good) { return replace (good, "m=audio", "m=application"); }
static char *spoil_ports (const char *good) { return replace (good, "m=audio ", "m=audio 999999999"); }
static char *spoil_payloads (const char *good) { return replace (good, "SAVPF 111", "SAVPF -1 4294967296 111"); }
static char *spoil_rates (const char *good) { return replace (good, "OPUS/48000/2", "OPUS/-48000/99999999999"); }
static char *spoil_extensions (const char *good) { return replace (good, "a=extmap:3 ", "a=extmap:99999 "); }
static char *spoil_sources (const char *good) { return replace (good, "a=ssrc:", "a=ssrc:99999999999999 x\r\na=ssrc:"); }
static char *spoil_bundle (const char *good) { return replace (good, "BUNDLE ", "BUNDLE 0 0 nowhere "); }
static char *spoil_mids (const char *good) { return replace (good, "a=mid:", "a=mid:\xff\xfe"); }
static char *spoil_same_mids (const char *good) { return replace (good, "a=mid:1", "a=mid:0"); }
static char *spoil_candidates (const char *good)
{
  return replace (good, " typ host", " typ host generation \" , ; ufrag \\ network-id (string)x");
}
static char *spoil_addresses (const char *good) { return replace (good, "127.0.0.1", "999.1.2.3"); }
static char *spoil_feedback (const char *good) { return with (good, "a=rtcp-fb:* ; nack , (int)pli\r\n", 1); }
static char *spoil_parameters (const char *good)
{
  return with (good, "a=fmtp:96 ;;=;x=\",y={1,2};media=(string)audio;ssrc=1\r\n", 1);
}
static char *spoil_rids (const char *good) { return with (good, "a=rid:1 send\r\na=simulcast:send 1;2 recv\r\n", 1); }

static const struct {
  const char *name;
  Spoil       spoil;
  gboolean    refused;
} cases[] = {
  { "empty", spoil_empty, TRUE },
  { "no-sdp", spoil_no_sdp, TRUE },
  { "no-sections", spoil_no_sections, TRUE },
  { "cut", spoil_cut, FALSE },
  { "thousand-lines", spoil_many_lines, TRUE },
  { "10000-lines", spoil_many_more_lines, TRUE },
  { "10000-lines-before", spoil_many_lines_before, TRUE },
  { "10000-candidates", spoil_many_candidates, TRUE },
  { "10000-sections", spoil_many_sections, TRUE },
  { "10000-formats", spoil_many_formats, TRUE },
  { "line-of-a-megabyte", spoil_long_line, TRUE },
  { "16-megabytes", spoil_long_without_end, TRUE },
  { "unknown-codecs", spoil_unknown_codecs, TRUE },
  { "numbers", spoil_numbers, FALSE },
  { "no-fingerprint", spoil_no_fingerprint, TRUE },
  { "fingerprint", spoil_fingerprint, TRUE },
  { "no-password", spoil_no_password, TRUE },
  { "no-encryption", spoil_no_encryption, TRUE },
  { "other-kind", spoil_other_network, FALSE },
  { "ports", spoil_ports, TRUE },
  { "payloads", spoil_payloads, TRUE },
  { "rates", spoil_rates, FALSE },
  { "extensions", spoil_extensions, FALSE },
  { "sources", spoil_sources, FALSE },
  { "bundle", spoil_bundle, FALSE },
  { "mids", spoil_mids, TRUE },
  { "same-mids", spoil_same_mids, FALSE },
  { "candidates", spoil_candidates, FALSE },
  { "addresses", spoil_addresses, FALSE },
  { "feedback", spoil_feedback, FALSE },
  { "parameters", spoil_parameters, FALSE },
  { "rids", spoil_rids, FALSE },
};

static char *good_offer;

static void
assert_explained (const GError *error)
{
  g_assert_true (error->domain == AHOY_MEDIA_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), <, 500);
}

/* The other side's first offer is bad. */
static void
test_offer (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Call *call = call_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *bad = cases[i].spoil (good_offer);
  g_autofree char *answer = NULL;

  if (side_take (&call->callee, AHOY_DESCRIPTION_KIND_OFFER, bad, &error)) {
    g_assert_false (cases[i].refused);
    answer = side_answer (&call->callee, BOTH, &error);
    g_test_message ("Answered: %s", error != NULL ? error->message : "yes");
    if (error != NULL)
      assert_explained (error);
  } else {
    g_test_message ("%s", error->message);
    assert_explained (error);
  }

  if (answer == NULL) {
    g_clear_error (&error);
    call_negotiate (&call->caller, BOTH, &call->callee, BOTH);
    call_wait_connected (call);
  }
  call_free (call);
}

/* The other side's answer is bad. */
static void
test_answer (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Call *call = call_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = side_offer (&call->caller, BOTH, &error);
  g_autofree char *bad = cases[i].spoil (good_offer);

  g_assert_no_error (error);
  if (side_take (&call->caller, AHOY_DESCRIPTION_KIND_ANSWER, bad, &error)) {
    g_assert_false (cases[i].refused);
  } else {
    g_test_message ("%s", error->message);
    assert_explained (error);
  }
  call_free (call);
}

/* A call that is up outlives a bad offer. */
static void
test_update (void)
{
  Call *call = call_connect (BOTH, BOTH);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *bad = NULL;

    if (!cases[i].refused)
      continue;
    bad = cases[i].spoil (good_offer);
    g_assert_false (side_take (&call->callee, AHOY_DESCRIPTION_KIND_OFFER, bad, &error));
    assert_explained (error);
  }
  g_assert_cmpint (ahoy_media_get_state (call->callee.media), ==, AHOY_MEDIA_STATE_CONNECTED);
  ahoy_test_ends_forget (call->callee.ends);
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));
  /* Nor is anything left of it: both can change the call. */
  call_negotiate (&call->callee, BOTH, &call->caller, BOTH);
  call_negotiate (&call->caller, BOTH, &call->callee, BOTH);
  call_free (call);
}

/* Nobody else can take part in a call that is up, neither with an offer nor with an answer. */
static void
test_somebody_else (void)
{
  Call *call = call_connect (BOTH, BOTH);
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = NULL;
  g_autofree char *answer = replace (good_offer, "a=setup:actpass", "a=setup:active");

  g_assert_false (side_take (&call->callee, AHOY_DESCRIPTION_KIND_OFFER, good_offer, &error));
  g_assert_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_OTHER_PARTY);
  g_clear_error (&error);
  call_negotiate (&call->callee, BOTH, &call->caller, BOTH);

  offer = side_offer (&call->callee, BOTH, &error);
  g_assert_no_error (error);
  g_assert_false (side_take (&call->callee, AHOY_DESCRIPTION_KIND_ANSWER, answer, &error));
  g_assert_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_OTHER_PARTY);
  ahoy_media_rollback (call->callee.media);
  call_negotiate (&call->caller, BOTH, &call->callee, BOTH);
  call_negotiate (&call->callee, BOTH, &call->caller, BOTH);
  g_assert_cmpint (ahoy_media_get_state (call->callee.media), ==, AHOY_MEDIA_STATE_CONNECTED);
  ahoy_test_ends_forget (call->callee.ends);
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));
  call_free (call);
}

/* Candidates on their own, before and after they can be used. */
static void
test_candidates (void)
{
  static const char *const bad[] = {
    "candidate:", "candidate:1", "x", "candidate:1 1 UDP 1 127.0.0.1 99999 typ host",
    "candidate:1 9 UDP 1 127.0.0.1 9 typ host", "candidate:1 1 SCTP 1 127.0.0.1 9 typ host",
    "candidate:1 1 UDP 99999999999999 127.0.0.1 9 typ host",
    "candidate:1 1 UDP 1 not-an-address 9 typ host", "candidate:1 1 UDP 1 ::::: 9 typ host",
    "candidate:1 1 UDP 1 127.0.0.1 9 typ nothing", "candidate:\xff 1 UDP 1 127.0.0.1 9 typ host",
    "candidate:1 1 UDP 1 127.0.0.1 9 typ host raddr x rport y \r\na=x",
  };
  g_autofree char *long_text = repeat ("candidate:1 1 UDP 1 127.0.0.1 9 typ host ", MANY);
  Call *call = call_new (TRUE);

  for (guint round = 0; round < 2; round++) {
    Side *side = &call->callee;

    for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
      ahoy_media_add_candidate (side->media, NULL, 0, bad[i]);
      ahoy_media_add_candidate (side->media, "0", 0, bad[i]);
      ahoy_media_add_candidate (side->media, "nowhere", G_MAXUINT, bad[i]);
    }
    ahoy_media_add_candidate (side->media, "0", 0, long_text);
    for (guint i = 0; i < MANY; i++) {
      g_autofree char *candidate =
        g_strdup_printf ("candidate:%u 1 UDP 1 127.0.0.1 %u typ host", i, 1 + i % 1000);

      ahoy_media_add_candidate (side->media, "0", 0, candidate);
    }
    if (round == 0) {
      call_negotiate (&call->caller, BOTH, &call->callee, BOTH);
      call_wait_connected (call);
    }
  }
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));
  WAIT_UNTIL (side_hears (&call->caller, call->callee.tone));
  call_free (call);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  good_offer = make_offer ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *offer = g_strconcat ("/hostile/offer/", cases[i].name, NULL);
    g_autofree char *answer = g_strconcat ("/hostile/answer/", cases[i].name, NULL);

    g_test_add_data_func (offer, GUINT_TO_POINTER (i), test_offer);
    g_test_add_data_func (answer, GUINT_TO_POINTER (i), test_answer);
  }
  g_test_add_func ("/hostile/update", test_update);
  g_test_add_func ("/hostile/somebody-else", test_somebody_else);
  g_test_add_func ("/hostile/candidates", test_candidates);
  result = g_test_run ();
  g_free (good_offer);
  return result;
}
