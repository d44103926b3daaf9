/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the other side means, and what it must not say. */
#include "sdp-peer.h"

#include <string.h>

/* A peer that is no layer: it writes what the test wants. */
typedef struct {
  const char *id;      /* of the origin */
  guint       version;
  const char *ufrag;
  const char *fingerprint;
  const char *setup;
  const char *audio;   /* a direction, "reject", or NULL for no section */
  const char *video;
} Words;

static const Words plain = { "77", 1, "uuuu", "AB:CD", "actpass", "sendrecv", NULL };

static void
say_section (GString *text, const Words *words, const char *kind, const char *mid,
             const char *direction)
{
  gboolean rejected = g_strcmp0 (direction, "reject") == 0;
  gboolean audio = strcmp (kind, "audio") == 0;

  if (direction == NULL)
    return;
  g_string_append_printf (text, "m=%s %u UDP/TLS/RTP/SAVPF %u\r\nc=IN IP4 0.0.0.0\r\na=mid:%s\r\n"
                          "a=rtpmap:%u %s\r\na=%s\r\n", kind, rejected ? 0 : 9, audio ? 111 : 96,
                          mid, audio ? 111 : 96, audio ? "opus/48000/2" : "VP8/90000",
                          rejected ? "inactive" : direction);
  g_string_append_printf (text, "a=ice-ufrag:%s\r\na=ice-pwd:pppppppppppppppppppppp\r\n"
                          "a=fingerprint:sha-256 %s\r\na=setup:%s\r\na=rtcp-mux\r\n", words->ufrag,
                          words->fingerprint, words->setup);
}

static char *
say (const Words *words)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "v=0\r\no=- %s %u IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
                          "a=group:BUNDLE", words->id, words->version);
  if (words->audio != NULL && strcmp (words->audio, "reject") != 0)
    g_string_append (text, " 0");
  if (words->video != NULL && strcmp (words->video, "reject") != 0)
    g_string_append (text, " 1");
  g_string_append (text, "\r\n");
  say_section (text, words, "audio", "0", words->audio);
  say_section (text, words, "video", "1", words->video);

  return g_string_free (text, FALSE);
}

/* Takes an offer and answers it. */
static void
hear (Peer *peer, const Words *words)
{
  g_autofree char *offer = say (words);

  g_free (peer_answer (peer, offer));
}

/* Offers, and gets that for an answer. */
static void
get (Peer *peer, const Words *words)
{
  g_autofree char *answer = say (words);

  g_free (peer_offer (peer));
  peer_accept (peer, answer);
}

static Peer *
called (const char *video)
{
  Peer *peer = peer_new ("bob", AHOY_SDP_LAYER_NONE);
  Words words = plain;

  words.video = video;
  hear (peer, &words);
  g_assert_cmpint (peer->last->change, ==, AHOY_SDP_CHANGE_START);

  return peer;
}

static void
test_offers (void)
{
  static const struct {
    const char    *audio, *video;         /* before */
    const char    *new_audio, *new_video; /* after */
    AhoySdpChange  change;
    gboolean       music;
  } cases[] = {
    { "sendrecv", NULL, "sendrecv", NULL, AHOY_SDP_CHANGE_NONE, FALSE },
    { "sendrecv", NULL, "inactive", NULL, AHOY_SDP_CHANGE_HOLD, FALSE },
    { "sendrecv", NULL, "sendonly", NULL, AHOY_SDP_CHANGE_HOLD, TRUE },
    { "sendrecv", NULL, "recvonly", NULL, AHOY_SDP_CHANGE_REMOVE, FALSE },
    { "recvonly", NULL, "inactive", NULL, AHOY_SDP_CHANGE_HOLD, FALSE },
    { "recvonly", NULL, "sendrecv", NULL, AHOY_SDP_CHANGE_ADD, FALSE },
    { "sendrecv", NULL, "sendrecv", "sendrecv", AHOY_SDP_CHANGE_ADD, FALSE },
    { "sendrecv", NULL, "sendrecv", "recvonly", AHOY_SDP_CHANGE_NONE, FALSE },
    { "sendrecv", NULL, "sendrecv", "reject", AHOY_SDP_CHANGE_NONE, FALSE },
    { "sendrecv", "sendrecv", "inactive", "inactive", AHOY_SDP_CHANGE_HOLD, FALSE },
    { "sendrecv", "sendrecv", "sendonly", "inactive", AHOY_SDP_CHANGE_HOLD, TRUE },
    { "sendrecv", "sendrecv", "sendonly", "sendonly", AHOY_SDP_CHANGE_NONE, FALSE },
    { "sendrecv", "sendrecv", "sendrecv", "inactive", AHOY_SDP_CHANGE_REMOVE, FALSE },
    { "sendrecv", "sendrecv", "sendrecv", "reject", AHOY_SDP_CHANGE_REMOVE, FALSE },
    { "sendrecv", "sendrecv", "reject", "sendrecv", AHOY_SDP_CHANGE_REMOVE, FALSE },
    { "sendrecv", "recvonly", "sendrecv", "sendrecv", AHOY_SDP_CHANGE_ADD, FALSE },
    { "sendrecv", "sendrecv", "reject", "reject", AHOY_SDP_CHANGE_REMOVE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Peer) peer = peer_new ("bob", AHOY_SDP_LAYER_NONE);
    Words words = plain;

    words.audio = cases[i].audio;
    words.video = cases[i].video;
    hear (peer, &words);
    words.version++;
    words.audio = cases[i].new_audio;
    words.video = cases[i].new_video;
    hear (peer, &words);
    g_assert_cmpint (peer->last->change, ==, cases[i].change);
    g_assert_cmpint (peer->last->music, ==, cases[i].music);
    g_assert_cmpint (peer->last->remote_hold, ==, cases[i].change == AHOY_SDP_CHANGE_HOLD);
    g_assert_cmpint (ahoy_sdp_layer_get_remote_hold (peer->layer), ==, peer->last->remote_hold);
  }
}

static void
test_music (void)
{
  static const struct { const char *audio; AhoySdpChange change; gboolean music; } steps[] = {
    { "inactive", AHOY_SDP_CHANGE_HOLD, FALSE },
    { "sendonly", AHOY_SDP_CHANGE_MUSIC, TRUE },
    { "sendonly", AHOY_SDP_CHANGE_NONE, TRUE },
    { "inactive", AHOY_SDP_CHANGE_NONE, FALSE },
    { "recvonly", AHOY_SDP_CHANGE_UNHOLD, FALSE },
    { "sendrecv", AHOY_SDP_CHANGE_ADD, FALSE },
    { "sendonly", AHOY_SDP_CHANGE_HOLD, TRUE },
    { "sendrecv", AHOY_SDP_CHANGE_UNHOLD, FALSE },
  };
  g_autoptr (Peer) peer = called (NULL);
  Words words = plain;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    words.version++;
    words.audio = steps[i].audio;
    hear (peer, &words);
    g_assert_cmpint (peer->last->change, ==, steps[i].change);
    g_assert_cmpint (peer->last->music, ==, steps[i].music);
  }
}

/* What the first description of a call says. */
static void
test_first (void)
{
  Words words = plain;

  words.setup = "active";
  for (guint held = 0; held < 2; held++) {
    g_autoptr (Peer) peer = peer_new ("alice", AHOY_SDP_LAYER_CALLER);

    fake_webrtc_request (peer->webrtc, AHOY_SDP_KIND_AUDIO);
    ahoy_sdp_layer_set_hold (peer->layer, held);
    words.audio = "inactive";
    get (peer, &words);
    g_assert_cmpint (peer->last->change, ==, held ? AHOY_SDP_CHANGE_START : AHOY_SDP_CHANGE_HOLD);
    ahoy_sdp_layer_set_hold (peer->layer, FALSE);
    words.audio = "sendrecv";
    get (peer, &words);
    g_assert_cmpint (peer->last->change, ==, held ? AHOY_SDP_CHANGE_ADD : AHOY_SDP_CHANGE_UNHOLD);
  }
}

/* Our hold keeps the other side from saying anything; it may hold too. */
static void
test_while_held (void)
{
  g_autoptr (Peer) peer = called ("sendrecv");
  Words words = plain;

  ahoy_sdp_layer_set_hold (peer->layer, TRUE);
  words.version = 2;
  words.setup = "passive";
  words.audio = words.video = "inactive";
  get (peer, &words);
  g_assert_cmpint (peer->last->change, ==, AHOY_SDP_CHANGE_NONE);

  /* The same again, and a restart of ICE: not a hold. */
  words.setup = "actpass";
  hear (peer, &words);
  g_assert_cmpint (peer->last->change, ==, AHOY_SDP_CHANGE_NONE);
  words.version++;
  words.ufrag = "vvvv";
  hear (peer, &words);
  g_assert_cmpint (peer->last->change, ==, AHOY_SDP_CHANGE_NONE);
  g_assert_true (peer->last->ice_restarted);
  g_assert_false (peer->last->remote_hold);

  /* It would start media: answered with nothing. */
  words.version++;
  words.audio = words.video = "sendrecv";
  {
    g_autofree char *offer = say (&words);
    g_autofree char *answer = peer_answer (peer, offer);

    g_assert_cmpint (peer->last->change, ==, AHOY_SDP_CHANGE_NONE);
    g_assert_true (has_line (answer, "a=inactive"));
    g_assert_null (strstr (answer, "a=sendrecv"));
  }

  words.version++;
  words.audio = words.video = "inactive";
  hear (peer, &words);
  g_assert_cmpint (peer->last->change, ==, AHOY_SDP_CHANGE_HOLD);

  /* We go on, the other side does not. */
  ahoy_sdp_layer_set_hold (peer->layer, FALSE);
  words.setup = "passive";
  get (peer, &words);
  g_assert_cmpint (peer->last->change, ==, AHOY_SDP_CHANGE_NONE);
  g_assert_true (peer->last->remote_hold);
  words.audio = words.video = "sendrecv";
  get (peer, &words);
  g_assert_cmpint (peer->last->change, ==, AHOY_SDP_CHANGE_UNHOLD);
}

static void
test_connection (void)
{
  g_autoptr (Peer) peer = called (NULL);
  Words words = plain;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  words.version++;
  words.setup = "active";
  hear (peer, &words);
  g_assert_true (peer->last->role_changed);
  g_assert_true (has_line (peer->last->text, "a=setup:passive"));

  /* Another one speaks, with fewer sections even: only with another webrtcbin. */
  words.id = "78";
  words.fingerprint = "EF:01";
  words.ufrag = "wwww";
  text = say (&words);
  {
    g_autoptr (AhoySdpRemote) remote =
      ahoy_sdp_layer_take_remote (peer->layer, AHOY_SDP_OFFER, text, -1, &error);

    g_assert_no_error (error);
    g_assert_true (remote->origin_changed);
    g_assert_true (remote->fingerprint_changed);
    g_assert_true (remote->ice_restarted);
  }
  peer_replace (peer, FALSE);
  hear (peer, &words);
  g_assert_cmpint (peer->last->change, ==, AHOY_SDP_CHANGE_START);
  g_assert_false (peer->last->origin_changed);
  g_assert_true (has_line (peer->last->text, "a=setup:active"));
}

static void
test_fingerprints (void)
{
  g_autofree char *recording = recorded ("chromium-video-offer");
  g_autoptr (AhoySdp) sdp = ahoy_sdp_parse (recording, -1, NULL);
  g_autoptr (Peer) peer = peer_new ("bob", AHOY_SDP_LAYER_NONE);
  g_autofree char *offer = NULL;

  ahoy_sdp_lines_set (ahoy_sdp_get_media (sdp, 1)->lines, "fingerprint", "sha-256 AB:CD");
  offer = ahoy_sdp_write (sdp);
  g_free (peer_answer (peer, offer));
  g_assert_true (peer->last->fingerprints_differ);
}

static void
assert_take_fails (Peer *peer, AhoySdpType type, const char *text, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ahoy_sdp_layer_take_remote (peer->layer, type, text, -1, &error));
  g_assert_error (error, AHOY_SDP_ERROR, code);
}

static void
test_mismatch (void)
{
  g_autoptr (Peer) peer = called ("sendrecv");
  Words words = plain;
  g_autofree char *fewer = say (&words);
  g_autofree char *good = NULL;
  g_autofree char *other_mid = NULL;
  g_autofree char *other_kind = NULL;

  assert_take_fails (peer, AHOY_SDP_ANSWER, fewer, AHOY_SDP_ERROR_STATE);
  assert_take_fails (peer, AHOY_SDP_OFFER, fewer, AHOY_SDP_ERROR_MISMATCH);
  assert_take_fails (peer, AHOY_SDP_OFFER, "hello", AHOY_SDP_ERROR_MALFORMED);

  g_free (peer_offer (peer));
  words.video = "sendrecv";
  words.setup = "passive";
  good = say (&words);
  other_mid = replaced (good, "a=mid:1", "a=mid:video0", NULL);
  other_kind = replaced (good, "m=video", "m=text", NULL);
  assert_take_fails (peer, AHOY_SDP_OFFER, good, AHOY_SDP_ERROR_STATE);
  assert_take_fails (peer, AHOY_SDP_ANSWER, fewer, AHOY_SDP_ERROR_MISMATCH);
  assert_take_fails (peer, AHOY_SDP_ANSWER, other_mid, AHOY_SDP_ERROR_MISMATCH);
  assert_take_fails (peer, AHOY_SDP_ANSWER, other_kind, AHOY_SDP_ERROR_MISMATCH);
  peer_accept (peer, good);
}

static void
assert_local_fails (Peer *peer, AhoySdpType type, const char *text, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ahoy_sdp_layer_take_local (peer->layer, type, text, &error));
  g_assert_error (error, AHOY_SDP_ERROR, code);
}

static void
assert_nothing_to_write (Peer *peer)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ahoy_sdp_layer_write (peer->layer, &error));
  g_assert_error (error, AHOY_SDP_ERROR, AHOY_SDP_ERROR_STATE);
}

static void
test_own_faults (void)
{
  g_autoptr (Peer) peer = peer_new ("alice", AHOY_SDP_LAYER_CALLER);
  g_autoptr (GError) error = NULL;
  g_autofree char *created = NULL;
  g_autofree char *other_mid = NULL;
  g_autofree char *no_mid = NULL;
  g_autofree char *other_kind = NULL;
  g_autofree char *answer = NULL;
  Words words = plain;

  assert_nothing_to_write (peer);
  g_assert_null (ahoy_sdp_layer_rollback (peer->layer, &error));
  g_assert_error (error, AHOY_SDP_ERROR, AHOY_SDP_ERROR_STATE);
  g_clear_error (&error);

  fake_webrtc_request (peer->webrtc, AHOY_SDP_KIND_AUDIO);
  created = fake_webrtc_create_offer (peer->webrtc);
  no_mid = replaced (created, "a=mid:audio0\r\n", "", NULL);
  other_mid = replaced (created, "a=mid:audio0", "a=mid:audio7", NULL);
  other_kind = replaced (created, "m=audio", "m=image", NULL);
  assert_local_fails (peer, AHOY_SDP_ANSWER, created, AHOY_SDP_ERROR_STATE);
  assert_local_fails (peer, AHOY_SDP_OFFER, "hello", AHOY_SDP_ERROR_MALFORMED);
  assert_local_fails (peer, AHOY_SDP_OFFER, no_mid, AHOY_SDP_ERROR_MISMATCH);
  assert_local_fails (peer, AHOY_SDP_OFFER, other_kind, AHOY_SDP_ERROR_MISMATCH);
  g_free (peer_offer (peer));
  g_assert_null (ahoy_sdp_layer_rollback (peer->layer, &error));
  g_assert_error (error, AHOY_SDP_ERROR, AHOY_SDP_ERROR_STATE);
  assert_local_fails (peer, AHOY_SDP_OFFER, created, AHOY_SDP_ERROR_STATE);

  words.setup = "active";
  answer = say (&words);
  peer_accept (peer, answer);
  assert_nothing_to_write (peer);
  assert_local_fails (peer, AHOY_SDP_OFFER, other_mid, AHOY_SDP_ERROR_MISMATCH);
  assert_local_fails (peer, AHOY_SDP_OFFER, "v=0\r\no=- 1 1 IN IP4 x\r\n",
                      AHOY_SDP_ERROR_MISMATCH);

  /* An offer waits, and the last own description is not an answer to it. */
  g_clear_pointer (&answer, g_free);
  words.setup = "actpass";
  answer = say (&words);
  ahoy_sdp_remote_free (ahoy_sdp_layer_take_remote (peer->layer, AHOY_SDP_OFFER, answer, -1, NULL));
  g_assert_cmpint (ahoy_sdp_layer_get_state (peer->layer), ==, AHOY_SDP_HAVE_REMOTE_OFFER);
  assert_nothing_to_write (peer);
  assert_local_fails (peer, AHOY_SDP_OFFER, created, AHOY_SDP_ERROR_STATE);
}

/* Media before the answer, and then the answer. */
static void
test_provisional (void)
{
  g_autoptr (Peer) peer = peer_new ("alice", AHOY_SDP_LAYER_CALLER);
  g_autoptr (AhoySdpRemote) early = NULL;
  g_autoptr (AhoySdpRemote) final = NULL;
  Words words = plain;
  g_autofree char *answer = NULL;

  fake_webrtc_request (peer->webrtc, AHOY_SDP_KIND_AUDIO);
  g_free (peer_offer (peer));
  words.setup = "active";
  words.audio = "sendonly";
  answer = say (&words);
  early = ahoy_sdp_layer_take_remote (peer->layer, AHOY_SDP_PROVISIONAL_ANSWER, answer, -1, NULL);
  g_assert_nonnull (early);
  g_assert_cmpint (early->change, ==, AHOY_SDP_CHANGE_START);
  g_assert_cmpint (ahoy_sdp_layer_get_state (peer->layer), ==, AHOY_SDP_HAVE_LOCAL_OFFER);
  g_assert_cmpint (ahoy_sdp_layer_get_direction (peer->layer, 0), ==, AHOY_SDP_RECVONLY);

  g_clear_pointer (&answer, g_free);
  words.audio = "sendrecv";
  answer = say (&words);
  final = ahoy_sdp_layer_take_remote (peer->layer, AHOY_SDP_ANSWER, answer, -1, NULL);
  g_assert_nonnull (final);
  g_assert_cmpint (final->change, ==, AHOY_SDP_CHANGE_NONE);
  g_assert_false (final->ice_restarted || final->fingerprint_changed);
  g_assert_cmpint (ahoy_sdp_layer_get_state (peer->layer), ==, AHOY_SDP_STABLE);
  g_assert_cmpint (ahoy_sdp_layer_get_direction (peer->layer, 0), ==, AHOY_SDP_SENDRECV);
}

/* Our restart of ICE, twice, and one that webrtcbin makes by itself. */
static void
test_ice_restart (void)
{
  g_autoptr (Peer) peer = called ("sendrecv");
  Words words = plain;
  static const char * const lines[] = { "a=ice-ufrag:one", "a=ice-ufrag:two", "a=ice-ufrag:two" };

  words.setup = "passive";
  words.video = "sendrecv";
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autofree char *offer = NULL;
    g_autofree char *answer = NULL;

    if (i < 2)
      ahoy_sdp_layer_set_ice_credentials (peer->layer, 1, i == 0 ? "one" : "two",
                                          "pwd0123456789012345678");
    offer = peer_offer (peer);
    g_assert_true (has_line (offer, lines[i]));
    g_assert_null (strstr (offer, "a=ice-ufrag:bob"));
    answer = say (&words);
    peer_accept (peer, answer);
  }
  {
    g_autofree char *created = fake_webrtc_create_offer (peer->webrtc);
    g_autofree char *restarted = replaced (created, "ice-ufrag:bobufrag", "ice-ufrag:fresh", NULL);
    g_autoptr (GError) error = NULL;
    g_autofree char *local = ahoy_sdp_layer_take_local (peer->layer, AHOY_SDP_OFFER, restarted,
                                                        &error);
    g_autofree char *offer = ahoy_sdp_layer_write (peer->layer, &error);

    g_assert_no_error (error);
    g_assert_true (has_line (local, "a=ice-ufrag:fresh"));
    g_assert_true (has_line (offer, "a=ice-ufrag:fresh"));
  }
}

static guint
count_lines (const char *text, const char *start)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    n += g_str_has_prefix (lines[i], start);

  return n;
}

static void
add_candidate (Peer *peer, const char *address)
{
  g_autofree char *text = g_strdup_printf ("candidate:1 1 UDP 2122260223 %s 5000 typ host", address);

  ahoy_sdp_layer_add_candidate (peer->layer, 0, text);
}

/* What is said of the way before an offer of another one comes back with it. */
static void
test_ice_restart_taken_back (void)
{
  g_autoptr (Peer) peer = called ("sendrecv");
  Words words = plain;

  words.setup = "passive";
  words.video = "sendrecv";
  add_candidate (peer, "192.0.2.1");
  g_assert_true (ahoy_sdp_layer_is_bundled (peer->layer));
  for (guint i = 0; i < 3; i++) {
    g_autofree char *restarted = NULL;
    g_autofree char *offer = NULL;
    g_autofree char *answer = NULL;

    ahoy_sdp_layer_restart_ice (peer->layer, "new", "pwd0123456789012345678");
    g_assert_cmpuint (ahoy_sdp_layer_count_candidates (peer->layer), ==, 0);
    add_candidate (peer, "192.0.2.2");
    if (i == 0) {
      ahoy_sdp_layer_undo_restart (peer->layer); /* nothing was offered yet */
    } else {
      restarted = peer_offer (peer);
      g_assert_cmpuint (count_lines (restarted, "a=ice-ufrag:new"), ==, 2);
      g_assert_nonnull (strstr (restarted, " 192.0.2.2 5000 typ host"));
      g_assert_null (strstr (restarted, " 192.0.2.1 5000 typ host"));
      peer_refused (peer);
    }

    offer = peer_offer (peer);
    g_assert_cmpuint (count_lines (offer, "a=ice-ufrag:bobufrag"), ==, 2);
    g_assert_nonnull (strstr (offer, " 192.0.2.1 5000 typ host"));
    g_assert_null (strstr (offer, " 192.0.2.2 5000 typ host"));
    answer = say (&words);
    peer_accept (peer, answer);
  }

  /* One that is agreed on stays, whatever webrtcbin writes, also when another one comes to nothing. */
  ahoy_sdp_layer_restart_ice (peer->layer, "agreed", "pwd0123456789012345678");
  add_candidate (peer, "192.0.2.3");
  for (guint i = 0; i < 2; i++) {
    g_autofree char *offer = peer_offer (peer);
    g_autofree char *answer = NULL;

    g_assert_cmpuint (count_lines (offer, "a=ice-ufrag:agreed"), ==, 2);
    g_assert_nonnull (strstr (offer, " 192.0.2.3 5000 typ host"));
    answer = say (&words);
    peer_accept (peer, answer);
    ahoy_sdp_layer_restart_ice (peer->layer, "new", "pwd0123456789012345678");
    ahoy_sdp_layer_restart_ice (peer->layer, "newer", "pwd0123456789012345678");
    ahoy_sdp_layer_undo_restart (peer->layer);
  }
}

/* Payload types of telephone events stay clear of all others. */
static void
test_events (void)
{
  g_autoptr (AhoySdpLayer) layer = ahoy_sdp_layer_new (1, AHOY_SDP_LAYER_CALLER);
  g_autoptr (GError) error = NULL;
  g_autofree char *local = ahoy_sdp_layer_take_local (
    layer, AHOY_SDP_OFFER,
    "v=0\r\no=- 1 1 IN IP4 x\r\na=group:BUNDLE a v p\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\na=mid:a\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 110 109 126\r\na=rtpmap:110 VP8/90000\r\na=mid:v\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:p\r\na=ssrc:\r\na=ssrc:1 msid:x y\r\n", &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_true (has_line (local, "m=audio 9 UDP/TLS/RTP/SAVPF 111 108 125"));
  g_assert_true (has_line (local, "a=rtpmap:108 telephone-event/48000"));
  g_assert_true (has_line (local, "m=audio 9 UDP/TLS/RTP/SAVPF 0 124"));
  g_assert_true (has_line (local, "a=rtpmap:124 telephone-event/8000"));
  g_assert_cmpint (ahoy_sdp_layer_find_spare (layer, AHOY_SDP_KIND_AUDIO), ==, -1);
  text = ahoy_sdp_layer_write (layer, &error);
  g_assert_no_error (error);
  g_assert_true (has_line (text, "a=ssrc:1 msid:ahoy-1 ahoy-1-2"));
  g_assert_true (has_line (text, "a=msid:ahoy-1 ahoy-1-2"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp-meaning/offers", test_offers);
  g_test_add_func ("/sdp-meaning/music", test_music);
  g_test_add_func ("/sdp-meaning/first", test_first);
  g_test_add_func ("/sdp-meaning/while-held", test_while_held);
  g_test_add_func ("/sdp-meaning/connection", test_connection);
  g_test_add_func ("/sdp-meaning/fingerprints", test_fingerprints);
  g_test_add_func ("/sdp-meaning/mismatch", test_mismatch);
  g_test_add_func ("/sdp-meaning/own-faults", test_own_faults);
  g_test_add_func ("/sdp-meaning/provisional", test_provisional);
  g_test_add_func ("/sdp-meaning/ice-restart", test_ice_restart);
  g_test_add_func ("/sdp-meaning/ice-restart-taken-back", test_ice_restart_taken_back);
  g_test_add_func ("/sdp-meaning/events", test_events);

  return g_test_run ();
}
