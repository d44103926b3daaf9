/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another way through the network in the middle of a call: media must come through it, and through
 * the old one until then. */
#define GST_USE_UNSTABLE_API
#include "ahoy-peer-private.h"
#include "ahoy-webrtc-media-private.h"
#include "call.h"

#include <string.h>

#define BOTH (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

/* The value of the first line of that name. */
static char *
find_value (const char *sdp, const char *name)
{
  g_autofree char *line = g_strdup_printf ("a=%s:", name);
  const char *found = strstr (sdp, line);

  g_assert_nonnull (found);
  found += strlen (line);

  return g_strndup (found, strcspn (found, "\r\n"));
}

static AhoyIceAgent *
get_agent (Side *side)
{
  return AHOY_WEBRTC_MEDIA (side->media)->peer->agent;
}

/* The streams that libnice has by now. */
static guint
count_streams (Side *side)
{
  NiceAgent *nice = ahoy_ice_agent_get_nice (get_agent (side));
  guint n = 0;

  for (guint id = 1; id < 20; id++) {
    GSList *candidates = nice_agent_get_local_candidates (nice, id, NICE_COMPONENT_TYPE_RTP);

    if (candidates != NULL)
      n++;
    g_slist_free_full (candidates, (GDestroyNotify) nice_candidate_free);
  }
  return n;
}

static gboolean
has_switched (Side *side)
{
  const AhoyPeer *peer = AHOY_WEBRTC_MEDIA (side->media)->peer;

  return peer->way != 0 && peer->used_way == peer->way;
}

static void
assert_flows (Call *call, gboolean pictures)
{
  ahoy_test_ends_forget (call->caller.ends);
  ahoy_test_ends_forget (call->callee.ends);
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));
  WAIT_UNTIL (side_hears (&call->caller, call->callee.tone));
  if (!pictures)
    return;
  side_wait_for_pictures (&call->caller, 5);
  side_wait_for_pictures (&call->callee, 5);
}

/* Nothing is left of the old way. */
static void
assert_flows_anew (Call *call, gboolean pictures)
{
  WAIT_UNTIL (has_switched (&call->caller) && has_switched (&call->callee));
  ahoy_ice_agent_retire (get_agent (&call->caller));
  ahoy_ice_agent_retire (get_agent (&call->callee));
  g_assert_cmpuint (count_streams (&call->caller), ==, 1);
  g_assert_cmpuint (count_streams (&call->callee), ==, 1);
  assert_flows (call, pictures);
  g_assert_cmpint (ahoy_media_get_state (call->caller.media), ==, AHOY_MEDIA_STATE_CONNECTED);
  g_assert_cmpint (ahoy_media_get_state (call->callee.media), ==, AHOY_MEDIA_STATE_CONNECTED);
}

typedef struct {
  char *ufrags[2];
  char *candidates[2];
} Ways;

static void
ways_clear (Ways *ways)
{
  for (guint i = 0; i < 2; i++) {
    g_clear_pointer (&ways->ufrags[i], g_free);
    g_clear_pointer (&ways->candidates[i], g_free);
  }
}

/* Negotiates, and says what the two descriptions said of the way. */
static Ways
negotiate (Side *offerer, AhoyMediaFlags offered, Side *answerer, AhoyMediaFlags answered)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = side_offer (offerer, offered, &error);
  g_autofree char *answer = NULL;
  Ways ways = { 0 };

  g_assert_no_error (error);
  side_take (answerer, AHOY_DESCRIPTION_KIND_OFFER, offer, &error);
  g_assert_no_error (error);
  answer = side_answer (answerer, answered, &error);
  g_assert_no_error (error);
  side_take (offerer, AHOY_DESCRIPTION_KIND_ANSWER, answer, &error);
  g_assert_no_error (error);

  ways.ufrags[0] = find_value (offer, "ice-ufrag");
  ways.ufrags[1] = find_value (answer, "ice-ufrag");
  if (strstr (offer, "a=candidate:") != NULL) {
    ways.candidates[0] = find_value (offer, "candidate");
    ways.candidates[1] = find_value (answer, "candidate");
  }
  return ways;
}

static void
assert_other_ways (const Ways *a, const Ways *b)
{
  for (guint i = 0; i < 2; i++) {
    g_assert_cmpstr (a->ufrags[i], !=, b->ufrags[i]);
    g_assert_cmpstr (a->ufrags[i], !=, b->ufrags[1 - i]);
    g_assert_cmpstr (a->candidates[i], !=, b->candidates[i]);
  }
}

/* The other way round as well, and again, each time in another way. */
static void
restart_alternately (Side *first, Side *second, Call *call, gboolean pictures)
{
  const AhoyMediaFlags wanted = pictures ? BOTH : AHOY_MEDIA_AUDIO;
  Side *sides[] = { first, second };
  Ways before = { 0 };

  for (guint i = 0; i < 4; i++) {
    Ways ways = negotiate (sides[i % 2], wanted | AHOY_MEDIA_RESTART, sides[1 - i % 2], wanted);
    Ways same;

    if (before.ufrags[0] != NULL)
      assert_other_ways (&before, &ways);
    assert_flows_anew (call, pictures);

    /* A change that is no restart keeps the way. */
    same = negotiate (sides[i % 2], wanted | AHOY_MEDIA_HOLD, sides[1 - i % 2], wanted);
    g_assert_cmpstr (same.ufrags[0], ==, ways.ufrags[0]);
    g_assert_cmpstr (same.ufrags[1], ==, ways.ufrags[1]);
    g_assert_cmpstr (same.candidates[0], ==, ways.candidates[0]);
    ways_clear (&same);
    call_negotiate (sides[i % 2], wanted, sides[1 - i % 2], wanted);
    assert_flows (call, pictures);
    ways_clear (&before);
    before = ways;
  }
  ways_clear (&before);
  g_assert_no_error (call->caller.failure);
  g_assert_no_error (call->callee.failure);
}

static void
test_caller (void)
{
  Call *call = call_connect (BOTH, BOTH);

  restart_alternately (&call->caller, &call->callee, call, TRUE);
  call_free (call);
}

static void
test_callee (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);

  restart_alternately (&call->callee, &call->caller, call, FALSE);
  call_free (call);
}

/* Refused, or met by an offer of the other side: all is as it was, and can be tried again. */
static void
refuse (Call *call, Side *offerer, Side *answerer)
{
  g_autoptr (GError) error = NULL;
  Ways ways = negotiate (offerer, BOTH | AHOY_MEDIA_HOLD, answerer, BOTH);
  Ways same;

  call_negotiate (offerer, BOTH, answerer, BOTH);
  for (guint i = 0; i < 2; i++) {
    g_autofree char *offer = side_offer (offerer, BOTH | AHOY_MEDIA_RESTART, &error);
    g_autofree char *ufrag = NULL;

    g_assert_no_error (error);
    ufrag = find_value (offer, "ice-ufrag");
    g_assert_cmpstr (ufrag, !=, ways.ufrags[0]);
    ahoy_media_rollback (offerer->media);
    assert_flows (call, TRUE);

    same = negotiate (answerer, BOTH | AHOY_MEDIA_HOLD, offerer, BOTH);
    g_assert_cmpstr (same.ufrags[1], ==, ways.ufrags[0]);
    g_assert_cmpstr (same.candidates[1], ==, ways.candidates[0]);
    ways_clear (&same);
    call_negotiate (answerer, BOTH, offerer, BOTH);
    same = negotiate (offerer, BOTH | AHOY_MEDIA_HOLD, answerer, BOTH);
    g_assert_cmpstr (same.ufrags[0], ==, ways.ufrags[0]);
    g_assert_cmpstr (same.candidates[0], ==, ways.candidates[0]);
    ways_clear (&same);
    call_negotiate (offerer, BOTH, answerer, BOTH);
    assert_flows (call, TRUE);
  }
  ways_clear (&ways);
  call_negotiate (offerer, BOTH | AHOY_MEDIA_RESTART, answerer, BOTH);
  assert_flows_anew (call, TRUE);
  g_assert_no_error (call->caller.failure);
  g_assert_no_error (call->callee.failure);
}

static void
test_refused (void)
{
  Call *call = call_connect (BOTH, BOTH);

  refuse (call, &call->caller, &call->callee);
  refuse (call, &call->callee, &call->caller);
  call_free (call);
}

static void
cancel_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Given up while it is being made. */
static void
test_cancelled (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);
  Ways ways = negotiate (&call->caller, AHOY_MEDIA_AUDIO, &call->callee, AHOY_MEDIA_AUDIO);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Ways same;

  ahoy_media_create_offer_async (call->caller.media, AHOY_MEDIA_AUDIO | AHOY_MEDIA_RESTART,
                                 cancellable, cancel_cb, &result);
  g_cancellable_cancel (cancellable);
  WAIT_UNTIL (result != NULL);
  g_assert_null (ahoy_media_create_offer_finish (call->caller.media, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result); /* it holds the media */
  g_assert_cmpuint (count_streams (&call->caller), ==, 1);

  same = negotiate (&call->caller, AHOY_MEDIA_AUDIO, &call->callee, AHOY_MEDIA_AUDIO);
  g_assert_cmpstr (same.ufrags[0], ==, ways.ufrags[0]);
  g_assert_cmpstr (same.candidates[0], ==, ways.candidates[0]);
  assert_flows (call, FALSE);
  ways_clear (&same);
  ways_clear (&ways);
  call_free (call);
}

/* Candidates that travel by themselves belong to the new way. */
static void
test_trickle (void)
{
  Call *call = call_new (TRUE);

  call_negotiate (&call->caller, BOTH, &call->callee, BOTH);
  call_wait_connected (call);
  assert_flows (call, TRUE);
  for (guint i = 0; i < 4; i++) {
    Side *offerer = i % 2 == 0 ? &call->caller : &call->callee;
    Side *answerer = i % 2 == 0 ? &call->callee : &call->caller;
    Ways ways = negotiate (offerer, BOTH | AHOY_MEDIA_RESTART, answerer, BOTH);

    g_assert_null (ways.candidates[0]);
    ways_clear (&ways);
    assert_flows_anew (call, TRUE);
  }
  g_assert_no_error (call->caller.failure);
  g_assert_no_error (call->callee.failure);
  call_free (call);
}

/* What is new in the call may come with another way. */
static void
test_with_changes (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);

  call_negotiate (&call->caller, BOTH | AHOY_MEDIA_RESTART, &call->callee, BOTH);
  assert_flows_anew (call, FALSE);
  side_wait_for_pictures (&call->callee, 5);
  call_negotiate (&call->callee, BOTH, &call->caller, BOTH);
  assert_flows (call, TRUE);

  call_negotiate (&call->callee, BOTH | AHOY_MEDIA_HOLD | AHOY_MEDIA_RESTART, &call->caller, BOTH);
  g_assert_true (ahoy_media_get_remote_hold (call->caller.media));
  call_negotiate (&call->callee, BOTH | AHOY_MEDIA_RESTART, &call->caller, BOTH);
  assert_flows_anew (call, TRUE);
  g_assert_no_error (call->caller.failure);
  g_assert_no_error (call->callee.failure);
  call_free (call);
}

/* The one that connects is used, whatever became of the one before. */
static void
test_again_before_it_connects (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);

  for (guint i = 0; i < 3; i++)
    call_negotiate (&call->caller, AHOY_MEDIA_AUDIO | AHOY_MEDIA_RESTART, &call->callee,
                    AHOY_MEDIA_AUDIO);
  assert_flows_anew (call, FALSE);
  g_assert_no_error (call->caller.failure);
  call_free (call);
}

static GstPadProbeReturn
drop (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return GST_PAD_PROBE_DROP;
}

static void
cut (const GValue *value, gpointer data)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (g_value_get_object (value), "sink");
  gulong *probe = data;

  *probe = gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, drop,
                              NULL, NULL);
}

static void
join (const GValue *value, gpointer data)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (g_value_get_object (value), "sink");
  gulong *probe = data;

  gst_pad_remove_probe (pad, *probe);
}

static void
for_each_sink (Side *side, GstIteratorForeachFunction func, gpointer data)
{
  GstBin *pipeline = ahoy_peer_get_pipeline (AHOY_WEBRTC_MEDIA (side->media)->peer);
  GstIterator *elements = gst_bin_iterate_all_by_element_factory_name (pipeline, "nicesink");

  while (gst_iterator_foreach (elements, func, data) == GST_ITERATOR_RESYNC)
    gst_iterator_resync (elements);
  gst_iterator_free (elements);
}

/* Where nothing comes any more the connection is lost, and is back when something does. */
static void
test_silence (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);
  gulong probe = 0;

  for_each_sink (&call->callee, cut, &probe);
  WAIT_UNTIL (ahoy_media_get_state (call->caller.media) == AHOY_MEDIA_STATE_DISCONNECTED);
  g_assert_cmpint (ahoy_media_get_state (call->callee.media), ==, AHOY_MEDIA_STATE_CONNECTED);
  g_assert_true (side_hears (&call->callee, call->caller.tone));

  ahoy_test_ends_forget (call->caller.ends);
  for_each_sink (&call->callee, join, &probe);
  WAIT_UNTIL (ahoy_media_get_state (call->caller.media) == AHOY_MEDIA_STATE_CONNECTED);
  WAIT_UNTIL (side_hears (&call->caller, call->callee.tone));

  g_assert_no_error (call->caller.failure);
  call_free (call);
}

/* On hold there are but reports. Another way that works is enough, whether they come or not. */
static void
test_silence_on_hold (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);
  const AhoyPeer *peer = AHOY_WEBRTC_MEDIA (call->caller.media)->peer;
  gulong probe = 0;

  g_assert_true (peer->expects);
  call_negotiate (&call->caller, AHOY_MEDIA_AUDIO | AHOY_MEDIA_HOLD, &call->callee,
                  AHOY_MEDIA_AUDIO);
  g_assert_false (peer->expects);
  WAIT_UNTIL (peer->n_reports >= 3);
  for_each_sink (&call->callee, cut, &probe);
  WAIT_UNTIL (ahoy_media_get_state (call->caller.media) == AHOY_MEDIA_STATE_DISCONNECTED);
  call_negotiate (&call->caller, AHOY_MEDIA_AUDIO | AHOY_MEDIA_HOLD | AHOY_MEDIA_RESTART,
                  &call->callee, AHOY_MEDIA_AUDIO);
  WAIT_UNTIL (ahoy_media_get_state (call->caller.media) == AHOY_MEDIA_STATE_CONNECTED);
  g_assert_true (peer->proven);

  for_each_sink (&call->callee, join, &probe);
  call_negotiate (&call->caller, AHOY_MEDIA_AUDIO, &call->callee, AHOY_MEDIA_AUDIO);
  g_assert_true (peer->expects);
  assert_flows (call, FALSE);
  g_assert_no_error (call->caller.failure);
  call_free (call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restart/caller", test_caller);
  g_test_add_func ("/restart/callee", test_callee);
  g_test_add_func ("/restart/refused", test_refused);
  g_test_add_func ("/restart/cancelled", test_cancelled);
  g_test_add_func ("/restart/trickle", test_trickle);
  g_test_add_func ("/restart/with-changes", test_with_changes);
  g_test_add_func ("/restart/again-before-it-connects", test_again_before_it_connects);
  g_test_add_func ("/restart/silence", test_silence);
  g_test_add_func ("/restart/silence-on-hold", test_silence_on_hold);
  return g_test_run ();
}
