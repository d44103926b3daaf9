/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the layer makes of recorded descriptions, line by line. */
#include "sdp-peer.h"

#include <string.h>

#define SESSION_ID 4611686018427387904

static AhoySdpRemote *
take (AhoySdpLayer *layer, AhoySdpType type, const char *text)
{
  g_autoptr (GError) error = NULL;
  AhoySdpRemote *remote = ahoy_sdp_layer_take_remote (layer, type, text, -1, &error);

  g_assert_no_error (error);

  return remote;
}

static AhoySdpRemote *
take_recorded (AhoySdpLayer *layer, AhoySdpType type, const char *name)
{
  g_autofree char *text = recorded (name);

  return take (layer, type, text);
}

static void
assert_take_fails (AhoySdpLayer *layer, AhoySdpType type, const char *text, AhoySdpError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ahoy_sdp_layer_take_remote (layer, type, text, -1, &error));
  g_assert_error (error, AHOY_SDP_ERROR, (int) code);
}

static char *
take_local (AhoySdpLayer *layer, AhoySdpType type, const char *text)
{
  g_autoptr (GError) error = NULL;
  char *local = ahoy_sdp_layer_take_local (layer, type, text, &error);

  g_assert_no_error (error);

  return local;
}

static char *
write_text (AhoySdpLayer *layer)
{
  g_autoptr (GError) error = NULL;
  char *text = ahoy_sdp_layer_write (layer, &error);

  g_assert_no_error (error);

  return text;
}

static const AhoySdpRemoteSection *
section_of (const AhoySdpRemote *remote, guint line)
{
  return g_ptr_array_index (remote->sections, line);
}

/* Set AHOY_WRITE_EXPECTED to write what is expected anew, and look at what has changed. */
static void
assert_expected (const char *text, const char *name)
{
  g_autofree char *expected = NULL;

  if (g_getenv ("AHOY_WRITE_EXPECTED") != NULL) {
    g_autofree char *path = g_strconcat (RECORDED, "/", name, ".sdp", NULL);

    g_assert_true (g_file_set_contents (path, text, -1, NULL));
  }
  expected = recorded (name);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_offer (void)
{
  g_autoptr (AhoySdpLayer) layer = ahoy_sdp_layer_new (SESSION_ID, AHOY_SDP_LAYER_CALLER);
  g_autofree char *first = recorded ("webrtcbin-audio-offer");
  g_autofree char *second = recorded ("webrtcbin-add-video-offer");
  g_autofree char *answer = NULL;
  g_autofree char *local = take_local (layer, AHOY_SDP_OFFER, first);
  g_autofree char *text = write_text (layer);
  g_autofree char *local_again = NULL;
  g_autofree char *text_again = NULL;
  g_autoptr (AhoySdpRemote) remote = NULL;

  g_assert_cmpuint (ahoy_sdp_layer_count_candidates (layer), ==, 9);
  assert_expected (local, "ahoy-audio-offer-local");
  assert_expected (text, "ahoy-audio-offer");

  answer = recorded ("chromium-audio-answer");
  remote = take (layer, AHOY_SDP_ANSWER, answer);
  assert_expected (remote->text, "ahoy-audio-answer-from-chromium");
  local_again = take_local (layer, AHOY_SDP_OFFER, second);
  text_again = write_text (layer);
  assert_expected (local_again, "ahoy-add-video-offer-local");
  assert_expected (text_again, "ahoy-add-video-offer");
}

static void
test_answer (void)
{
  g_autoptr (AhoySdpLayer) layer = ahoy_sdp_layer_new (SESSION_ID, AHOY_SDP_LAYER_NONE);
  g_autoptr (AhoySdpRemote) remote = take_recorded (layer, AHOY_SDP_OFFER, "chromium-video-offer");
  g_autofree char *created = recorded ("webrtcbin-video-answer-to-chromium");
  g_autofree char *local = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpuint (remote->sections->len, ==, 2);
  g_assert_cmpint (remote->change, ==, AHOY_SDP_CHANGE_START);
  g_assert_true (remote->trickle);
  g_assert_true (section_of (remote, 0)->telephone_event);
  g_assert_cmpuint (section_of (remote, 0)->transport_cc, ==, 3);
  g_assert_cmpint (section_of (remote, 1)->webrtc_line, ==, 1);
  g_assert_cmpint (section_of (remote, 1)->allowed, ==, AHOY_SDP_SENDRECV);
  g_assert_true (section_of (remote, 1)->began);
  g_assert_nonnull (section_of (remote, 1)->fingerprint);
  assert_expected (remote->text, "ahoy-video-offer-from-chromium");

  local = take_local (layer, AHOY_SDP_ANSWER, created);
  text = write_text (layer);
  assert_expected (local, "ahoy-video-answer-local");
  assert_expected (text, "ahoy-video-answer");
  g_assert_cmpint (ahoy_sdp_layer_get_direction (layer, 1), ==, AHOY_SDP_SENDRECV);
  g_assert_cmpint (ahoy_sdp_layer_get_direction (layer, 7), ==, AHOY_SDP_INACTIVE);
}

/* webrtcbin writes its sources once for each codec, and promises feedback for every one. */
static void
test_repetition (void)
{
  g_autoptr (AhoySdpLayer) layer = ahoy_sdp_layer_new (SESSION_ID, AHOY_SDP_LAYER_CALLER);
  g_autofree char *recorded_text = recorded ("webrtcbin-audio-offer");
  g_autofree char *created = replaced (
    recorded_text, "a=mid:audio0",
    "a=ssrc:81591904 msid:user1623280200@host-45c9d834 webrtctransceiver0\r\n"
    "a=ssrc:81591904 cname:user1623280200@host-45c9d834\r\n"
    "a=ssrc:81591905 cname:user1623280200@host-45c9d834\r\na=mid:audio0",
    "a=rtcp-fb:111 transport-cc", "a=rtcp-fb:111 transport-cc\r\na=rtcp-fb:111 nack", NULL);
  g_autofree char *without = NULL;
  g_autofree char *local = take_local (layer, AHOY_SDP_OFFER, created);
  g_autofree char *text = write_text (layer);

  for (guint i = 0; i < 2; i++) {
    g_auto (GStrv) sources = g_strsplit (i == 0 ? local : text, "a=ssrc:", -1);
    g_auto (GStrv) names = g_strsplit (i == 0 ? local : text, " cname:", -1);

    g_assert_cmpuint (g_strv_length (sources) - 1, ==, 3);
    g_assert_cmpuint (g_strv_length (names) - 1, ==, 2);
  }
  g_assert_true (has_line (text, "a=rtcp-fb:111 transport-cc"));
  g_assert_true (has_line (text, "a=rtcp-fb:111 nack"));

  /* Without the numbers that it is about, there is none to promise. */
  without = replaced (created, "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-"
                      "cc-extensions-01\r\n", "", NULL);
  ahoy_sdp_layer_free (g_steal_pointer (&layer));
  g_free (local);
  g_free (text);
  layer = ahoy_sdp_layer_new (SESSION_ID, AHOY_SDP_LAYER_CALLER);
  local = take_local (layer, AHOY_SDP_OFFER, without);
  text = write_text (layer);
  g_assert_false (has_line (text, "a=rtcp-fb:111 transport-cc"));
  g_assert_true (has_line (text, "a=rtcp-fb:111 nack"));
}

static void
test_trickle (void)
{
  g_autoptr (AhoySdpLayer) layer = ahoy_sdp_layer_new (
    SESSION_ID, AHOY_SDP_LAYER_CALLER | AHOY_SDP_LAYER_TRICKLE);
  g_autofree char *created = recorded ("webrtcbin-audio-offer");
  g_autofree char *local = take_local (layer, AHOY_SDP_OFFER, created);
  g_autofree char *text = write_text (layer);
  const char *mid = NULL;
  guint line = 7;

  g_assert_nonnull (local);
  g_assert_true (has_line (text, "a=ice-options:trickle"));
  g_assert_null (strstr (text, "a=candidate"));
  g_assert_true (g_strrstr (text, "m=audio 9 ") != NULL);
  g_assert_true (ahoy_sdp_layer_map_local_candidate (layer, 0, &line, &mid));
  g_assert_cmpuint (line, ==, 0);
  g_assert_cmpstr (mid, ==, "0");
  g_assert_false (ahoy_sdp_layer_map_local_candidate (layer, 1, &line, &mid));

  line = 7;
  g_assert_true (ahoy_sdp_layer_map_remote_candidate (layer, 3, "0", &line));
  g_assert_cmpuint (line, ==, 0);
  g_assert_true (ahoy_sdp_layer_map_remote_candidate (layer, 0, NULL, &line));
  g_assert_true (ahoy_sdp_layer_map_remote_candidate (layer, 0, "", &line));
  g_assert_false (ahoy_sdp_layer_map_remote_candidate (layer, 0, "audio0", &line));
  g_assert_false (ahoy_sdp_layer_map_remote_candidate (layer, 1, NULL, &line));
}

static void
test_default_address (void)
{
  static const struct { const char *candidate; const char *line; } steps[] = {
    { "1 1 UDP 1 0f.local 1 typ host", "c=IN IP4 0.0.0.0" },
    { "2 1 TCP 1 192.0.2.2 9 typ host tcptype active", "c=IN IP4 0.0.0.0" },
    { "3 2 UDP 1 192.0.2.2 9 typ host", "c=IN IP4 0.0.0.0" },
    { "4 1 UDP 1 2001:db8::2 4 typ host", "c=IN IP6 2001:db8::2" },
    { "5 1 UDP 1 2001:db8::3 5 typ relay raddr :: rport 0", "c=IN IP6 2001:db8::3" },
    { "6 1 UDP 1 192.0.2.2 6 typ host", "c=IN IP4 192.0.2.2" },
    { "7 1 UDP 1 198.51.100.1 7 typ srflx raddr 192.0.2.2 rport 6", "c=IN IP4 198.51.100.1" },
    { "8 1 UDP 1 203.0.113.1 8 typ relay raddr 192.0.2.2 rport 6", "c=IN IP4 203.0.113.1" },
    { "9 1 UDP 1 203.0.113.9 9 typ host", "c=IN IP4 203.0.113.1" },
    { "nonsense", "c=IN IP4 203.0.113.1" },
  };
  g_autoptr (AhoySdpLayer) layer = ahoy_sdp_layer_new (SESSION_ID, AHOY_SDP_LAYER_CALLER);
  g_autoptr (Peer) peer = peer_new ("alice", AHOY_SDP_LAYER_CALLER);
  g_autofree char *created = NULL;
  g_autofree char *local = NULL;
  g_autofree char *last = NULL;

  fake_webrtc_request (peer->webrtc, AHOY_SDP_KIND_AUDIO);
  created = fake_webrtc_create_offer (peer->webrtc);
  local = take_local (layer, AHOY_SDP_OFFER, created);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *line = g_strconcat ("a=candidate:", steps[i].candidate, NULL);

    ahoy_sdp_layer_add_candidate (layer, 0, line);
    ahoy_sdp_layer_add_candidate (layer, 0, line);
    g_free (last);
    last = write_text (layer);
    g_assert_true (has_line (last, steps[i].line));
  }
  g_assert_cmpuint (ahoy_sdp_layer_count_candidates (layer), ==, 9);
  g_assert_nonnull (strstr (last, "m=audio 8 "));
  ahoy_sdp_layer_clear_candidates (layer);
  g_free (last);
  last = write_text (layer);
  g_assert_null (strstr (last, "a=candidate"));
}

/* Our side is the one that Chromium's page called in the recordings. */
static void
test_chromium_calls (void)
{
  static const struct {
    const char       *name;
    AhoySdpChange     change;
    AhoySdpDirection  audio;
    AhoySdpDirection  video;
  } steps[] = {
    { "audio-offer", AHOY_SDP_CHANGE_START, AHOY_SDP_SENDRECV, AHOY_SDP_INACTIVE },
    { "add-video-offer", AHOY_SDP_CHANGE_ADD, AHOY_SDP_SENDRECV, AHOY_SDP_SENDRECV },
    { "add-video-back-answer", AHOY_SDP_CHANGE_NONE, AHOY_SDP_SENDRECV, AHOY_SDP_SENDRECV },
    { "hold-offer", AHOY_SDP_CHANGE_HOLD, AHOY_SDP_INACTIVE, AHOY_SDP_INACTIVE },
    { "unhold-offer", AHOY_SDP_CHANGE_UNHOLD, AHOY_SDP_SENDRECV, AHOY_SDP_SENDRECV },
    { "sendonly-offer", AHOY_SDP_CHANGE_NONE, AHOY_SDP_RECVONLY, AHOY_SDP_RECVONLY },
    { "recvonly-offer", AHOY_SDP_CHANGE_REMOVE, AHOY_SDP_SENDONLY, AHOY_SDP_SENDONLY },
    { "callee-refresh-answer", AHOY_SDP_CHANGE_ADD, AHOY_SDP_SENDRECV, AHOY_SDP_SENDRECV },
    { "ice-restart-offer", AHOY_SDP_CHANGE_NONE, AHOY_SDP_SENDRECV, AHOY_SDP_SENDRECV },
    { "stop-video-offer", AHOY_SDP_CHANGE_REMOVE, AHOY_SDP_SENDRECV, AHOY_SDP_INACTIVE },
    { "recycle-video-offer", AHOY_SDP_CHANGE_ADD, AHOY_SDP_SENDRECV, AHOY_SDP_SENDRECV },
  };
  g_autoptr (Peer) peer = peer_new ("bob", AHOY_SDP_LAYER_NONE);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *name = g_strconcat ("chromium-", steps[i].name, NULL);
    g_autofree char *theirs = recorded (name);
    g_autofree char *ours = NULL;

    if (g_str_has_suffix (name, "-offer")) {
      ours = peer_answer (peer, theirs);
      /* Never again another role than the first. */
      g_assert_true (has_line (ours, "a=setup:active"));
    } else {
      ours = peer_offer (peer);
      g_assert_true (has_line (ours, "a=setup:actpass"));
      peer_accept (peer, theirs);
    }
    g_assert_cmpint (peer->last->change, ==, steps[i].change);
    g_assert_cmpint (ahoy_sdp_layer_get_direction (peer->layer, 0), ==, steps[i].audio);
    g_assert_cmpint (ahoy_sdp_layer_get_direction (peer->layer, 1), ==, steps[i].video);
    g_assert_cmpint (peer->last->ice_restarted, ==, strcmp (steps[i].name, "ice-restart-offer") == 0);
    g_assert_false (peer->last->origin_changed || peer->last->fingerprint_changed);
    g_assert_false (peer->last->role_changed || peer->last->fingerprints_differ);
    if (strcmp (steps[i].name, "stop-video-offer") == 0) {
      g_assert_nonnull (strstr (ours, "m=video 0 "));
      g_assert_true (has_line (ours, "a=group:BUNDLE 0"));
    }
    if (strcmp (steps[i].name, "recycle-video-offer") == 0) {
      g_assert_true (has_line (ours, "a=group:BUNDLE 0 2"));
      g_assert_true (has_line (ours, "a=mid:2"));
      g_assert_true (has_line (peer->last->text, "a=mid:1"));
      g_assert_null (strstr (ours, AHOY_SDP_EXTENSION_MID " "));
    }
  }
}

/* Our side is the one that called. */
static void
test_chromium_is_called (void)
{
  static const struct {
    const char   *name;
    AhoySdpChange change;
  } steps[] = {
    { "audio-answer", AHOY_SDP_CHANGE_START },
    { "add-video-answer", AHOY_SDP_CHANGE_NONE },
    { "add-video-back-offer", AHOY_SDP_CHANGE_ADD },
    { "hold-answer", AHOY_SDP_CHANGE_NONE },
    { "unhold-answer", AHOY_SDP_CHANGE_NONE },
    { "sendonly-answer", AHOY_SDP_CHANGE_NONE },
    { "recvonly-answer", AHOY_SDP_CHANGE_NONE },
    { "callee-refresh-offer", AHOY_SDP_CHANGE_NONE },
    { "ice-restart-answer", AHOY_SDP_CHANGE_NONE },
    { "stop-video-answer", AHOY_SDP_CHANGE_REMOVE },
    { "recycle-video-answer", AHOY_SDP_CHANGE_NONE },
  };
  g_autoptr (Peer) peer = peer_new ("alice", AHOY_SDP_LAYER_CALLER);

  fake_webrtc_request (peer->webrtc, AHOY_SDP_KIND_AUDIO);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *name = g_strconcat ("chromium-", steps[i].name, NULL);
    g_autofree char *theirs = recorded (name);
    g_autofree char *ours = NULL;

    if (i == 1)
      fake_webrtc_request (peer->webrtc, AHOY_SDP_KIND_VIDEO);
    ahoy_sdp_layer_set_hold (peer->layer, strcmp (steps[i].name, "hold-answer") == 0);
    ahoy_sdp_layer_set_wanted (peer->layer, 0,
                               strcmp (steps[i].name, "sendonly-answer") == 0 ? AHOY_SDP_SENDONLY
                               : strcmp (steps[i].name, "recvonly-answer") == 0 ? AHOY_SDP_RECVONLY
                               : AHOY_SDP_SENDRECV);
    ahoy_sdp_layer_set_wanted (peer->layer, 1, ahoy_sdp_layer_get_wanted (peer->layer, 0));
    if (strcmp (steps[i].name, "ice-restart-answer") == 0)
      ahoy_sdp_layer_set_ice_credentials (peer->layer, 0, "newu", "newp0123456789012345678");
    if (strcmp (steps[i].name, "stop-video-answer") == 0)
      ahoy_sdp_layer_stop (peer->layer, 1);
    if (strcmp (steps[i].name, "recycle-video-answer") == 0)
      ahoy_sdp_layer_revive (peer->layer, 1);

    if (g_str_has_suffix (name, "-offer")) {
      ours = peer_answer (peer, theirs);
      g_assert_true (has_line (ours, "a=setup:passive"));
    } else {
      ours = peer_offer (peer);
      peer_accept (peer, theirs);
    }
    g_test_message ("%s: %d", name, peer->last->change);
    g_assert_cmpint (peer->last->change, ==, steps[i].change);
    g_assert_cmpint (peer->last->ice_restarted, ==, strcmp (steps[i].name, "ice-restart-answer") == 0);
    g_assert_cmpint (has_line (ours, "a=ice-ufrag:newu"), ==, i >= 8);
    g_assert_false (peer->last->role_changed);
  }
}

static void
test_data_channel (void)
{
  g_autoptr (Peer) peer = peer_new ("bob", AHOY_SDP_LAYER_NONE);
  g_autofree char *offer = recorded ("chromium-max-bundle-offer");
  g_autofree char *answer = peer_answer (peer, offer);

  g_assert_nonnull (strstr (answer, "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"
                                    "c=IN IP4 0.0.0.0\r\na=inactive\r\na=mid:2\r\n"));
  g_assert_true (has_line (answer, "a=group:BUNDLE 0 1"));
  g_assert_null (strstr (peer->last->text, "m=application"));
  g_assert_true (section_of (peer->last, 2)->rejected);
  g_assert_cmpint (section_of (peer->last, 2)->webrtc_line, ==, -1);
}

static void
test_bundle_only (void)
{
  g_autofree char *recording = recorded ("chromium-video-offer");
  g_autofree char *offer = replaced (recording, "m=video 9", "m=video 0", "a=mid:1\r\n",
                                     "a=mid:1\r\na=bundle-only\r\n", NULL);
  g_autoptr (Peer) peer = peer_new ("bob", AHOY_SDP_LAYER_NONE);
  g_autofree char *answer = peer_answer (peer, offer);

  g_assert_nonnull (strstr (answer, "m=video 9 "));
  g_assert_null (strstr (peer->last->text, "bundle-only"));
}

/* No codec of ours: the section is rejected and webrtcbin never sees it. */
static void
test_codecs (void)
{
  g_autofree char *recording = recorded ("chromium-video-offer");
  g_autofree char *offer = replaced (recording, "VP8/90000", "VP7/90000", NULL);
  g_autoptr (Peer) without = peer_new ("bob", AHOY_SDP_LAYER_NONE);
  g_autoptr (Peer) with = peer_new ("bob", AHOY_SDP_LAYER_NONE);
  g_autoptr (Peer) deaf = peer_new ("bob", AHOY_SDP_LAYER_NONE);
  g_autofree char *answer_without = peer_answer (without, offer);
  g_autofree char *answer_with = NULL;

  g_assert_nonnull (strstr (answer_without, "m=video 0 "));
  g_assert_null (strstr (without->last->text, "m=video"));
  ahoy_sdp_layer_set_codecs (with->layer, AHOY_SDP_CODEC_OPUS | AHOY_SDP_CODEC_H264);
  answer_with = peer_answer (with, offer);
  g_assert_nonnull (strstr (answer_with, "m=video 9 "));

  ahoy_sdp_layer_set_codecs (deaf->layer, AHOY_SDP_CODEC_TELEPHONE_EVENT);
  assert_take_fails (deaf->layer, AHOY_SDP_OFFER, offer, AHOY_SDP_ERROR_UNUSABLE);
  g_assert_cmpint (ahoy_sdp_layer_get_state (deaf->layer), ==, AHOY_SDP_STABLE);
}

static void
test_gateway (void)
{
  static const struct { const char *name; AhoySdpChange change; } steps[] = {
    { "gateway-audio", AHOY_SDP_CHANGE_START },
    { "gateway-audio-hold", AHOY_SDP_CHANGE_HOLD },
    { "gateway-audio-inactive", AHOY_SDP_CHANGE_NONE },
    { "gateway-audio-hold", AHOY_SDP_CHANGE_MUSIC },
    { "gateway-audio", AHOY_SDP_CHANGE_UNHOLD },
    { "gateway-audio-inactive", AHOY_SDP_CHANGE_HOLD },
  };
  g_autoptr (AhoySdpLayer) layer = ahoy_sdp_layer_new (SESSION_ID, AHOY_SDP_LAYER_NONE);
  static const char created[] =
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"
    "c=IN IP4 0.0.0.0\r\na=setup:active\r\na=ice-ufrag:uuuu\r\na=ice-pwd:pppp\r\na=mid:audio\r\n"
    "a=fingerprint:sha-256 AB\r\na=rtcp-mux\r\na=sendrecv\r\na=rtpmap:0 PCMU/8000\r\n";

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (AhoySdpRemote) remote = take_recorded (layer, AHOY_SDP_OFFER, steps[i].name);
    g_autofree char *local = take_local (layer, AHOY_SDP_ANSWER, created);
    g_autofree char *text = write_text (layer);

    g_assert_cmpint (remote->change, ==, steps[i].change);
    g_assert_true (has_line (remote->text, "a=mid:audio"));
    g_assert_true (has_line (remote->text, "a=sendrecv"));
    g_assert_true (has_line (remote->text, i == 0 ? "a=setup:actpass" : "a=setup:passive"));
    g_assert_true (has_line (remote->text, "a=candidate:1 1 UDP 2130706431 198.51.100.7 30002 typ"
                                           " host"));
    g_assert_null (strstr (remote->text, "a=crypto"));
    g_assert_null (strstr (remote->text, "BUNDLE"));
    g_assert_null (strstr (remote->text, "ptime"));
    if (i == 0)
      assert_expected (text, "ahoy-answer-to-gateway");
    if (i == 1)
      g_assert_true (has_line (text, "a=recvonly"));
    g_assert_null (strstr (text, "a=mid"));
    g_assert_true (has_line (local, "a=rtpmap:101 telephone-event/8000"));
  }
  {
    /* Our own offers have a mid, also for who has none. */
    g_autofree char *local = take_local (layer, AHOY_SDP_OFFER, created);
    g_autofree char *text = write_text (layer);
    g_autoptr (AhoySdpRemote) remote = NULL;

    g_assert_true (has_line (text, "a=mid:0"));
    g_assert_true (has_line (text, "m=audio 9 UDP/TLS/RTP/SAVPF 0 101"));
    remote = take_recorded (layer, AHOY_SDP_ANSWER, "gateway-active");
    g_assert_cmpint (remote->change, ==, AHOY_SDP_CHANGE_UNHOLD);
    /* It says active and has been passive all the time. */
    g_assert_true (remote->role_changed);
    g_assert_true (has_line (remote->text, "a=setup:passive"));
    g_assert_nonnull (local);
  }
}

static void
test_gateway_roles (void)
{
  g_autofree char *answer = recorded ("gateway-active");
  g_autofree char *open = recorded ("gateway-audio");
  g_autofree char *silent = replaced (open, "a=setup:actpass\r\n", "", NULL);
  const struct {
    AhoySdpLayerFlags  flags;
    const char        *answer;
    const char        *line;
  } cases[] = {
    { AHOY_SDP_LAYER_CALLER, answer, "a=setup:active" },
    { AHOY_SDP_LAYER_CALLER, open, "a=setup:passive" },
    { AHOY_SDP_LAYER_NONE, open, "a=setup:active" },
    { AHOY_SDP_LAYER_NONE, silent, "a=setup:active" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Peer) peer = peer_new ("alice", cases[i].flags);
    g_autofree char *ours = NULL;

    fake_webrtc_request (peer->webrtc, AHOY_SDP_KIND_AUDIO);
    ours = peer_offer (peer);
    peer_accept (peer, cases[i].answer);
    g_assert_true (has_line (peer->last->text, cases[i].line));
  }
}

/* A browser's offer in place of an answer: ours has the mids that a browser gives, and what has
 * others is taken nevertheless. */
static void
test_glued (void)
{
  g_autofree char *theirs = recorded ("chromium-video-offer");
  g_autofree char *named = replaced (theirs, "a=mid:0", "a=mid:a", "a=mid:1", "a=mid:b",
                                     "BUNDLE 0 1", "BUNDLE a b", NULL);
  const struct { const char *answer; const char *first; const char *second; } cases[] = {
    { theirs, "a=mid:0", "a=mid:1" },
    { named, "a=mid:a", "a=mid:b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Peer) peer = peer_new ("alice", AHOY_SDP_LAYER_CALLER);
    g_autofree char *offer = NULL;
    g_autofree char *again = NULL;

    fake_webrtc_request (peer->webrtc, AHOY_SDP_KIND_AUDIO);
    fake_webrtc_request (peer->webrtc, AHOY_SDP_KIND_VIDEO);
    offer = peer_offer (peer);
    g_assert_true (has_line (offer, "a=mid:0") && has_line (offer, "a=mid:1"));
    peer_accept (peer, cases[i].answer);
    g_assert_true (has_line (peer->last->text, "a=mid:audio0"));
    g_assert_nonnull (strstr (cases[i].answer, " red/"));
    g_assert_null (strstr (peer->last->text, " red/"));
    g_assert_null (strstr (peer->last->text, " ulpfec/"));
    g_assert_null (strstr (peer->last->text, " VP9/"));
    g_assert_true (has_line (peer->last->text, "m=audio 9 UDP/TLS/RTP/SAVPF 111 110 126"));
    g_assert_true (has_line (peer->last->text, "m=video 9 UDP/TLS/RTP/SAVPF 96 97"));
    again = peer_offer (peer);
    g_assert_true (has_line (again, cases[i].first) && has_line (again, cases[i].second));
    g_assert_cmpint (ahoy_sdp_layer_get_direction (peer->layer, 1), ==, AHOY_SDP_SENDRECV);
  }
}

/* Two transports, which webrtcbin has only where the other side offered them. */
static void
test_unbundled (void)
{
  g_autoptr (AhoySdpLayer) layer = ahoy_sdp_layer_new (SESSION_ID, AHOY_SDP_LAYER_NONE);
  g_autoptr (AhoySdpRemote) remote = take_recorded (layer, AHOY_SDP_OFFER,
                                                    "gateway-video-unbundled");
  g_autoptr (Peer) caller = peer_new ("alice", AHOY_SDP_LAYER_CALLER);
  g_autofree char *answer = recorded ("gateway-video-unbundled");
  g_autofree char *offer = NULL;

  g_assert_false (section_of (remote, 1)->rejected);
  g_assert_null (strstr (remote->text, "BUNDLE"));
  g_assert_true (has_line (remote->text, "a=ice-ufrag:gwAA"));
  g_assert_true (has_line (remote->text, "a=ice-ufrag:gwBB"));
  g_assert_nonnull (strstr (remote->text, "198.51.100.7 30004 typ host"));

  fake_webrtc_request (caller->webrtc, AHOY_SDP_KIND_AUDIO);
  fake_webrtc_request (caller->webrtc, AHOY_SDP_KIND_VIDEO);
  offer = peer_offer (caller);
  peer_accept (caller, answer);
  g_assert_false (section_of (caller->last, 0)->rejected);
  g_assert_true (section_of (caller->last, 1)->rejected);
  g_assert_nonnull (strstr (caller->last->text, "198.51.100.7 30002 typ host"));
  g_assert_null (strstr (caller->last->text, "gwBB"));
  g_free (offer);
  offer = peer_offer (caller);
  g_assert_nonnull (strstr (offer, "m=video 0 "));
}

static void
test_unusable (void)
{
  static const char * const names[] = { "gateway-plain", "gateway-sdes" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (AhoySdpLayer) layer = ahoy_sdp_layer_new (0, AHOY_SDP_LAYER_NONE);
    g_autofree char *text = recorded (names[i]);

    assert_take_fails (layer, AHOY_SDP_OFFER, text, AHOY_SDP_ERROR_UNUSABLE);
  }
  {
    g_autoptr (Peer) peer = peer_new ("alice", AHOY_SDP_LAYER_CALLER);
    g_autofree char *recording = recorded ("chromium-audio-answer");
    g_autofree char *answer = replaced (recording, "m=audio 9", "m=audio 0", "a=mid:0",
                                        "a=mid:audio0", NULL);
    g_autofree char *offer = NULL;

    fake_webrtc_request (peer->webrtc, AHOY_SDP_KIND_AUDIO);
    offer = peer_offer (peer);
    assert_take_fails (peer->layer, AHOY_SDP_ANSWER, answer, AHOY_SDP_ERROR_MISMATCH);
    g_clear_pointer (&answer, g_free);
    answer = replaced (recording, "m=audio 9", "m=audio 0", NULL);
    assert_take_fails (peer->layer, AHOY_SDP_ANSWER, answer, AHOY_SDP_ERROR_UNUSABLE);
    g_assert_cmpint (ahoy_sdp_layer_get_state (peer->layer), ==, AHOY_SDP_HAVE_LOCAL_OFFER);
  }
}

static void
test_others (void)
{
  g_autoptr (Peer) peer = peer_new ("bob", AHOY_SDP_LAYER_NONE);
  g_autoptr (AhoySdpRemote) remote = take_recorded (peer->layer, AHOY_SDP_OFFER, "gateway-fax");
  g_autoptr (AhoySdpLayer) lite_layer = ahoy_sdp_layer_new (0, AHOY_SDP_LAYER_NONE);
  g_autofree char *recording = recorded ("gateway-static-payloads");
  g_autofree char *lite = replaced (recording, "t=0 0\r\n", "t=0 0\r\na=ice-lite\r\n", NULL);
  g_autoptr (AhoySdpRemote) lite_remote = take (lite_layer, AHOY_SDP_OFFER, lite);

  g_assert_cmpuint (remote->sections->len, ==, 3);
  g_assert_true (section_of (remote, 1)->rejected);
  g_assert_true (section_of (remote, 2)->rejected);
  g_assert_null (strstr (remote->text, "m=image"));
  g_assert_true (has_line (lite_remote->text, "a=ice-lite"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp-layer/offer", test_offer);
  g_test_add_func ("/sdp-layer/answer", test_answer);
  g_test_add_func ("/sdp-layer/repetition", test_repetition);
  g_test_add_func ("/sdp-layer/trickle", test_trickle);
  g_test_add_func ("/sdp-layer/default-address", test_default_address);
  g_test_add_func ("/sdp-layer/chromium-calls", test_chromium_calls);
  g_test_add_func ("/sdp-layer/chromium-is-called", test_chromium_is_called);
  g_test_add_func ("/sdp-layer/data-channel", test_data_channel);
  g_test_add_func ("/sdp-layer/bundle-only", test_bundle_only);
  g_test_add_func ("/sdp-layer/codecs", test_codecs);
  g_test_add_func ("/sdp-layer/gateway", test_gateway);
  g_test_add_func ("/sdp-layer/gateway-roles", test_gateway_roles);
  g_test_add_func ("/sdp-layer/glued", test_glued);
  g_test_add_func ("/sdp-layer/unbundled", test_unbundled);
  g_test_add_func ("/sdp-layer/unusable", test_unusable);
  g_test_add_func ("/sdp-layer/others", test_others);

  return g_test_run ();
}
