/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes over the wire beside sound and picture, and what is told of it. */
#define GST_USE_UNSTABLE_API
#include "ahoy-webrtc-media-private.h"
#include "call.h"

#include <string.h>

#define BOTH (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

/* Finds one with numbers that somebody has reported about. */
static void
read_twcc (const GValue *value, gpointer user_data)
{
  g_autoptr (GstStructure) twcc = NULL;
  guint *received = user_data;
  guint n = 0;

  g_object_get (g_value_get_object (value), "twcc-stats", &twcc, NULL);
  if (twcc != NULL && gst_structure_get_uint (twcc, "packets-recv", &n))
    *received = MAX (*received, n);
}

/* How many of our packets the other side has told us about lately. */
static guint
count_feedback (Side *side)
{
  GstBin *pipeline = ahoy_peer_get_pipeline (AHOY_WEBRTC_MEDIA (side->media)->peer);
  GstIterator *sessions = gst_bin_iterate_all_by_element_factory_name (pipeline, "rtpsession");
  guint received = 0;

  while (gst_iterator_foreach (sessions, read_twcc, &received) == GST_ITERATOR_RESYNC)
    gst_iterator_resync (sessions);
  gst_iterator_free (sessions);
  return received;
}

/* Both tell each other what has arrived of the pictures, which is what they promise. */
static void
test_feedback (void)
{
  Call *call = call_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = side_offer (&call->caller, BOTH, &error);
  g_autofree char *answer = NULL;

  g_assert_no_error (error);
  g_assert_null (strstr (offer, "a=rtcp-fb:111 transport-cc"));
  g_assert_nonnull (strstr (offer, "a=rtcp-fb:96 transport-cc"));
  g_assert_true (side_take (&call->callee, AHOY_DESCRIPTION_KIND_OFFER, offer, &error));
  answer = side_answer (&call->callee, BOTH, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (answer, "a=rtcp-fb:111 transport-cc"));
  g_assert_nonnull (strstr (answer, "a=rtcp-fb:96 transport-cc"));
  g_assert_true (side_take (&call->caller, AHOY_DESCRIPTION_KIND_ANSWER, answer, &error));
  WAIT_UNTIL (count_feedback (&call->caller) > 0);
  WAIT_UNTIL (count_feedback (&call->callee) > 0);
  call_free (call);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/webrtc-wire/feedback", test_feedback);
  return g_test_run ();
}
