/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two layers with a webrtcbin each, and whatever two people can do to one call. */
#include "sdp-peer.h"

#include <string.h>

#define CANDIDATE_A "1 1 UDP 2015363327 192.0.2.1 1001 typ host"
#define CANDIDATE_B "1 1 UDP 2015363327 192.0.2.2 1002 typ host"

typedef struct {
  Peer      *a;
  Peer      *b;
  GPtrArray *mids; /* (element-type utf8): of the lines on the wire; empty for a dead one */
} Call;

static Call *
call_new (gboolean video)
{
  Call *call = g_new0 (Call, 1);

  call->a = peer_new ("alice", AHOY_SDP_LAYER_CALLER);
  call->b = peer_new ("bob", AHOY_SDP_LAYER_NONE);
  call->mids = g_ptr_array_new_with_free_func (g_free);
  fake_webrtc_request (call->a->webrtc, AHOY_SDP_KIND_AUDIO);
  if (video)
    fake_webrtc_request (call->a->webrtc, AHOY_SDP_KIND_VIDEO);
  ahoy_sdp_layer_add_candidate (call->a->layer, 0, "candidate:" CANDIDATE_A);
  ahoy_sdp_layer_add_candidate (call->b->layer, 0, "candidate:" CANDIDATE_B);

  return call;
}

static void
call_free (Call *call)
{
  peer_free (call->a);
  peer_free (call->b);
  g_ptr_array_unref (call->mids);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static AhoySdpDirection
get_effective (Peer *peer, guint webrtc_line)
{
  return ahoy_sdp_layer_get_hold (peer->layer)
         ? AHOY_SDP_INACTIVE : ahoy_sdp_layer_get_wanted (peer->layer, webrtc_line);
}

/* Sections on the wire never get lost, and keep their mids as long as they live. */
static void
check_mids (Call *call, const GPtrArray *sections)
{
  g_assert_cmpuint (sections->len, >=, call->mids->len);
  for (guint i = 0; i < sections->len; i++) {
    const AhoySdpRemoteSection *section = g_ptr_array_index (sections, i);
    const char *known;

    if (i == call->mids->len)
      g_ptr_array_add (call->mids, g_strdup (""));
    known = g_ptr_array_index (call->mids, i);
    if (*known != '\0' && !section->rejected)
      g_assert_cmpstr (section->mid, ==, known);
    g_free (g_ptr_array_index (call->mids, i));
    g_ptr_array_index (call->mids, i) = g_strdup (section->rejected ? "" : section->mid);
  }
}

/* Both sides must know the same, and what flows is what both want. */
static void
check_agreement (Call *call, Peer *from, Peer *to)
{
  guint n_live = 0;

  g_assert_true (fake_webrtc_is_stable (from->webrtc));
  g_assert_true (fake_webrtc_is_stable (to->webrtc));
  g_assert_cmpuint (from->last->sections->len, ==, to->last->sections->len);
  for (guint i = 0; i < from->last->sections->len; i++) {
    const AhoySdpRemoteSection *mine = g_ptr_array_index (from->last->sections, i);
    const AhoySdpRemoteSection *yours = g_ptr_array_index (to->last->sections, i);
    AhoySdpDirection direction;

    g_assert_cmpint (mine->rejected, ==, yours->rejected);
    g_assert_cmpint (mine->kind, ==, yours->kind);
    if (mine->rejected) {
      g_assert_cmpint (mine->webrtc_line, ==, -1);
      continue;
    }
    n_live++;
    direction = ahoy_sdp_layer_get_direction (from->layer, mine->webrtc_line);
    g_assert_cmpint (direction, ==,
                     get_effective (from, mine->webrtc_line)
                     & ahoy_sdp_direction_reverse (get_effective (to, yours->webrtc_line)));
    g_assert_cmpint (ahoy_sdp_layer_get_direction (to->layer, yours->webrtc_line), ==,
                     ahoy_sdp_direction_reverse (direction));
  }
  check_mids (call, from->last->sections);
  g_assert_false (from->last->fingerprints_differ || to->last->fingerprints_differ);
  g_assert_false (from->last->origin_changed || to->last->origin_changed);
  g_assert_false (from->last->role_changed || to->last->role_changed);
  if (n_live > 0) {
    g_assert_nonnull (strstr (call->b->last->text, "a=candidate:" CANDIDATE_A));
    g_assert_nonnull (strstr (call->a->last->text, "a=candidate:" CANDIDATE_B));
  }
  g_assert_cmpint (ahoy_sdp_layer_get_remote_hold (to->layer), ==,
                   ahoy_sdp_layer_get_hold (from->layer));
}

static void
renegotiate (Call *call, Peer *from, Peer *to)
{
  exchange (from, to);
  check_agreement (call, from, to);
}

/* A test of either side's doing. */
static void
both_ways (void (*test) (Call *call, Peer *from, Peer *to))
{
  for (guint video = 0; video < 2; video++) {
    for (guint way = 0; way < 2; way++) {
      g_autoptr (Call) call = call_new (video);

      renegotiate (call, call->a, call->b);
      g_assert_cmpint (call->b->last->change, ==, AHOY_SDP_CHANGE_START);
      g_assert_cmpint (call->a->last->change, ==, AHOY_SDP_CHANGE_START);
      test (call, way == 0 ? call->a : call->b, way == 0 ? call->b : call->a);
    }
  }
}

/* The number in webrtcbin of the first section that lives. */
static guint
first_live (Peer *peer)
{
  for (guint i = 0; i < peer->last->sections->len; i++) {
    const AhoySdpRemoteSection *section = g_ptr_array_index (peer->last->sections, i);

    if (section->webrtc_line >= 0)
      return section->webrtc_line;
  }
  g_assert_not_reached ();
}

static void
hold (Call *call, Peer *from, Peer *to)
{
  ahoy_sdp_layer_set_hold (from->layer, TRUE);
  renegotiate (call, from, to);
  g_assert_cmpint (to->last->change, ==, AHOY_SDP_CHANGE_HOLD);
  g_assert_true (to->last->remote_hold);
  g_assert_cmpint (from->last->change, ==, AHOY_SDP_CHANGE_NONE);
  g_assert_false (from->last->remote_hold);
  g_assert_cmpint (ahoy_sdp_layer_get_direction (from->layer, first_live (from)), ==,
                   AHOY_SDP_INACTIVE);

  ahoy_sdp_layer_set_hold (from->layer, FALSE);
  renegotiate (call, from, to);
  g_assert_cmpint (to->last->change, ==, AHOY_SDP_CHANGE_UNHOLD);
  g_assert_false (to->last->remote_hold);
  g_assert_cmpint (from->last->change, ==, AHOY_SDP_CHANGE_NONE);
  g_assert_cmpint (ahoy_sdp_layer_get_direction (from->layer, first_live (from)), ==,
                   AHOY_SDP_SENDRECV);
}

static void
hold_thrice (Call *call, Peer *from, Peer *to)
{
  for (guint i = 0; i < 3; i++) {
    hold (call, from, to);
    hold (call, to, from);
  }
}

static void
test_hold (void)
{
  both_ways (hold_thrice);
}

static void
dual_hold (Call *call, Peer *from, Peer *to)
{
  ahoy_sdp_layer_set_hold (from->layer, TRUE);
  renegotiate (call, from, to);
  ahoy_sdp_layer_set_hold (to->layer, TRUE);
  renegotiate (call, to, from);
  g_assert_cmpint (from->last->change, ==, AHOY_SDP_CHANGE_HOLD);
  g_assert_true (ahoy_sdp_layer_get_remote_hold (to->layer));

  /* Each releases its own. */
  ahoy_sdp_layer_set_hold (from->layer, FALSE);
  renegotiate (call, from, to);
  g_assert_cmpint (to->last->change, ==, AHOY_SDP_CHANGE_UNHOLD);
  g_assert_cmpint (ahoy_sdp_layer_get_direction (from->layer, 0), ==, AHOY_SDP_INACTIVE);
  g_assert_true (ahoy_sdp_layer_get_remote_hold (from->layer));
  ahoy_sdp_layer_set_hold (to->layer, FALSE);
  renegotiate (call, to, from);
  g_assert_cmpint (from->last->change, ==, AHOY_SDP_CHANGE_UNHOLD);
  g_assert_cmpint (ahoy_sdp_layer_get_direction (from->layer, 0), ==, AHOY_SDP_SENDRECV);
}

static void
test_dual_hold (void)
{
  both_ways (dual_hold);
}

static void
add_video (Call *call, Peer *from, Peer *to)
{
  guint line = fake_webrtc_request (from->webrtc, AHOY_SDP_KIND_VIDEO);

  renegotiate (call, from, to);
  g_assert_cmpint (to->last->change, ==, AHOY_SDP_CHANGE_ADD);
  ahoy_sdp_layer_set_wanted (from->layer, line, AHOY_SDP_RECVONLY);
  renegotiate (call, from, to);
  g_assert_cmpint (to->last->change, ==, AHOY_SDP_CHANGE_REMOVE);
  g_assert_cmpint (ahoy_sdp_layer_get_direction (from->layer, line), ==, AHOY_SDP_RECVONLY);
  ahoy_sdp_layer_set_wanted (from->layer, line, AHOY_SDP_SENDRECV);
  renegotiate (call, from, to);
  g_assert_cmpint (to->last->change, ==, AHOY_SDP_CHANGE_ADD);
  hold (call, to, from);
}

static void
test_add_video (void)
{
  both_ways (add_video);
}

/* Rejected for good by one side, then taken up again by the other in its place. */
static void
recycle (Call *call, Peer *from, Peer *to)
{
  guint line = fake_webrtc_request (from->webrtc, AHOY_SDP_KIND_VIDEO);
  guint n_lines;
  int spare;

  renegotiate (call, from, to);
  ahoy_sdp_layer_stop (from->layer, line);
  renegotiate (call, from, to);
  g_assert_cmpint (to->last->change, ==, AHOY_SDP_CHANGE_REMOVE);
  g_assert_cmpint (ahoy_sdp_layer_get_direction (from->layer, line), ==, AHOY_SDP_INACTIVE);
  n_lines = from->last->sections->len;
  hold (call, from, to);

  for (guint i = 0; i < 3; i++) {
    Peer *reviver = i == 1 ? from : to;
    Peer *other = i == 1 ? to : from;

    spare = ahoy_sdp_layer_find_spare (reviver->layer, AHOY_SDP_KIND_VIDEO);
    g_assert_cmpint (spare, >=, 0);
    ahoy_sdp_layer_revive (reviver->layer, spare);
    ahoy_sdp_layer_set_wanted (reviver->layer, spare, AHOY_SDP_SENDRECV);
    renegotiate (call, reviver, other);
    g_assert_cmpint (other->last->change, ==, AHOY_SDP_CHANGE_ADD);
    g_assert_cmpuint (reviver->last->sections->len, ==, n_lines);
    g_assert_cmpint (ahoy_sdp_layer_get_direction (reviver->layer, spare), ==, AHOY_SDP_SENDRECV);
    ahoy_sdp_layer_stop (reviver->layer, spare);
    renegotiate (call, reviver, other);
  }
}

static void
test_recycle (void)
{
  both_ways (recycle);
}

/* The first section has the transport of the bundle; the call goes on without it. */
static void
stop_first (Call *call, Peer *from, Peer *to)
{
  int spare;

  if (fake_webrtc_count (from->webrtc) < 2)
    fake_webrtc_request (from->webrtc, AHOY_SDP_KIND_VIDEO);
  renegotiate (call, from, to);
  ahoy_sdp_layer_stop (from->layer, 0);
  renegotiate (call, from, to);
  hold (call, to, from);
  ahoy_sdp_layer_stop (to->layer, 1);
  renegotiate (call, to, from);

  spare = ahoy_sdp_layer_find_spare (to->layer, AHOY_SDP_KIND_AUDIO);
  g_assert_cmpint (spare, ==, 0);
  ahoy_sdp_layer_revive (to->layer, 0);
  renegotiate (call, to, from);
  g_assert_cmpint (ahoy_sdp_layer_get_direction (from->layer, 0), ==, AHOY_SDP_SENDRECV);
}

static void
test_stop_first (void)
{
  both_ways (stop_first);
}

static void
refuse (Call *call, Peer *from, Peer *to)
{
  guint n_lines = from->last->sections->len;
  guint line;
  int spare;

  ahoy_sdp_layer_set_hold (from->layer, TRUE);
  g_free (peer_offer (from));
  peer_refused (from);
  g_assert_false (ahoy_sdp_layer_get_hold (from->layer));
  g_assert_cmpint (ahoy_sdp_layer_get_direction (from->layer, 0), ==, AHOY_SDP_SENDRECV);

  line = fake_webrtc_request (from->webrtc, AHOY_SDP_KIND_VIDEO);
  ahoy_sdp_layer_set_wanted (from->layer, 0, AHOY_SDP_SENDONLY);
  g_free (peer_offer (from));
  peer_refused (from);
  g_assert_cmpint (ahoy_sdp_layer_get_wanted (from->layer, 0), ==, AHOY_SDP_SENDRECV);

  /* The refused section is not offered again by itself. */
  hold (call, from, to);
  hold (call, to, from);
  g_assert_cmpuint (from->last->sections->len, ==, n_lines);
  spare = ahoy_sdp_layer_find_spare (from->layer, AHOY_SDP_KIND_VIDEO);
  g_assert_cmpint (spare, ==, line);
  ahoy_sdp_layer_revive (from->layer, spare);
  renegotiate (call, from, to);
  g_assert_cmpuint (from->last->sections->len, ==, n_lines + 1);
  hold (call, to, from);
}

static void
test_refuse (void)
{
  both_ways (refuse);
}

static void
glare (Call *call, Peer *from, Peer *to)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *lost = NULL;
  g_autofree char *offer = NULL;
  g_autofree char *answer = NULL;

  fake_webrtc_request (from->webrtc, AHOY_SDP_KIND_VIDEO);
  ahoy_sdp_layer_set_hold (from->layer, TRUE);
  lost = peer_offer (from);
  fake_webrtc_request (to->webrtc, AHOY_SDP_KIND_VIDEO);
  offer = peer_offer (to);

  g_assert_null (ahoy_sdp_layer_take_remote (from->layer, AHOY_SDP_OFFER, offer, -1, &error));
  g_assert_error (error, AHOY_SDP_ERROR, AHOY_SDP_ERROR_STATE);
  peer_refused (from);
  answer = peer_answer (from, offer);
  g_assert_cmpint (from->last->change, ==, AHOY_SDP_CHANGE_ADD);
  peer_accept (to, answer);
  check_agreement (call, to, from);
  hold (call, from, to);
}

static void
test_glare (void)
{
  both_ways (glare);
}

/* Another webrtcbin for the same call: after that the mids in both are not the same any more. */
static void
replace (Call *call, Peer *from, Peer *to)
{
  guint n_sections = from->last->sections->len;
  const AhoySdpRemoteSection *section;

  peer_replace (from, TRUE);
  ahoy_sdp_layer_add_candidate (from->layer, 0, from == call->a ? CANDIDATE_A : CANDIDATE_B);
  for (guint i = 0; i < n_sections; i++) {
    section = g_ptr_array_index (from->last->sections, i);
    fake_webrtc_request (from->webrtc, section->kind);
  }
  {
    g_autofree char *offer = peer_offer (from);
    g_autofree char *answer = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (AhoySdpRemote) result =
      ahoy_sdp_layer_take_remote (to->layer, AHOY_SDP_OFFER, offer, -1, &error);

    g_assert_no_error (error);
    g_assert_true (has_line (offer, "a=rtpmap:110 telephone-event/48000"));
    g_assert_true (result->fingerprint_changed);
    g_assert_true (result->ice_restarted);
    g_assert_false (result->origin_changed);
    peer_replace (to, FALSE);
    ahoy_sdp_layer_add_candidate (to->layer, 0, to == call->a ? CANDIDATE_A : CANDIDATE_B);
    answer = peer_answer (to, offer);
    peer_accept (from, answer);
    check_agreement (call, from, to);
  }
  hold (call, from, to);
  hold (call, to, from);
}

static void
test_replace (void)
{
  both_ways (replace);
}

static void
do_something (Call *call)
{
  gboolean a = g_test_rand_bit ();
  Peer *from = a ? call->a : call->b;
  Peer *to = a ? call->b : call->a;
  guint n = fake_webrtc_count (from->webrtc);
  guint line = g_test_rand_int_range (0, n);
  int spare = ahoy_sdp_layer_find_spare (from->layer,
                                         g_test_rand_bit () ? AHOY_SDP_KIND_AUDIO
                                                            : AHOY_SDP_KIND_VIDEO);
  gboolean refused = FALSE;

  switch (g_test_rand_int_range (0, 9)) {
  case 0:
  case 1:
    ahoy_sdp_layer_set_hold (from->layer, !ahoy_sdp_layer_get_hold (from->layer));
    break;
  case 2:
  case 3:
    /* The audio stays, so that a hold can be told from what is wanted. */
    if (line != 0)
      ahoy_sdp_layer_set_wanted (from->layer, line, g_test_rand_int_range (0, 4));
    break;
  case 4:
    if (n < 6)
      fake_webrtc_request (from->webrtc, g_test_rand_bit () ? AHOY_SDP_KIND_AUDIO
                                                            : AHOY_SDP_KIND_VIDEO);
    break;
  case 5:
    if (line != 0)
      ahoy_sdp_layer_stop (from->layer, line);
    break;
  case 6:
  case 7:
    if (spare >= 0)
      ahoy_sdp_layer_revive (from->layer, spare);
    break;
  default:
    refused = TRUE;
    ahoy_sdp_layer_set_hold (from->layer, g_test_rand_bit ());
    break;
  }
  if (refused) {
    g_free (peer_offer (from));
    peer_refused (from);
  } else {
    renegotiate (call, from, to);
  }
}

static void
test_anything (void)
{
  for (guint i = 0; i < 30; i++) {
    g_autoptr (Call) call = call_new (g_test_rand_bit ());

    renegotiate (call, call->a, call->b);
    for (guint j = 0; j < 60; j++)
      do_something (call);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp-flow/hold", test_hold);
  g_test_add_func ("/sdp-flow/dual-hold", test_dual_hold);
  g_test_add_func ("/sdp-flow/add-video", test_add_video);
  g_test_add_func ("/sdp-flow/recycle", test_recycle);
  g_test_add_func ("/sdp-flow/stop-first", test_stop_first);
  g_test_add_func ("/sdp-flow/refuse", test_refuse);
  g_test_add_func ("/sdp-flow/glare", test_glare);
  g_test_add_func ("/sdp-flow/replace", test_replace);
  g_test_add_func ("/sdp-flow/anything", test_anything);

  return g_test_run ();
}
