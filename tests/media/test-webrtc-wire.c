/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes over the wire beside sound and picture, and what is told of it. */
#define GST_USE_UNSTABLE_API
#include "ahoy-gst.h"
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

/* Leaves of the picture nothing but H264. */
static char *
keep_h264 (const char *sdp)
{
  const char *picture = strstr (sdp, "m=video ");
  const char *numbers = strstr (picture, "SAVPF ") + strlen ("SAVPF ");
  g_autofree char *head = g_strndup (sdp, numbers - sdp);

  return g_strconcat (head, "102", strchr (numbers, '\r'), NULL);
}

static void
assert_codec (Call *call, const char *codec)
{
  g_assert_cmpstr (call->caller.stats.video.codec, ==, codec);
  g_assert_cmpstr (call->callee.stats.video.codec, ==, codec);
}

/* Of several H264s the one is taken that is made here. */
static void
test_h264_choice (void)
{
  static const char head[] =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 100 101 102 103\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=sendrecv\r\n"
    "a=rtcp-mux\r\na=setup:actpass\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n"
    "a=fingerprint:sha-256 69:9F:B5:FD:0A:5A:31:06:2C:D5:85:97:1E:C9:AB:B4:C0:8E:96:DC:37:90:1D:2E:"
    "53:6E:EE:F3:C7:AC:84:E7\r\na=rtpmap:100 H264/90000\r\na=rtpmap:101 H264/90000\r\n"
    "a=rtpmap:102 H264/90000\r\na=fmtp:100 profile-level-id=640c1f;packetization-mode=1\r\n"
    "a=fmtp:101 profile-level-id=42e01f;packetization-mode=0\r\n"
    "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n";
  Call *call;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  g_assert_true (ahoy_gst_load (&error));
  if (!ahoy_gst_has ("openh264enc") || !ahoy_gst_has ("openh264dec")) {
    g_test_skip ("This computer has no H264");
    return;
  }
  call = call_new (FALSE);
  g_assert_true (side_take (&call->callee, AHOY_DESCRIPTION_KIND_OFFER, head, &error));
  answer = side_answer (&call->callee, BOTH, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (answer, "SAVPF 102\r\n"));
  g_assert_nonnull (strstr (answer, "profile-level-id=42e01f"));
  call_free (call);
}

static void
test_h264 (void)
{
  Call *call;
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = NULL;
  g_autofree char *only = NULL;
  g_autofree char *answer = NULL;

  g_assert_true (ahoy_gst_load (&error));
  if (!ahoy_gst_has ("openh264enc") || !ahoy_gst_has ("openh264dec")) {
    g_test_skip ("This computer has no H264");
    return;
  }
  call = call_new (FALSE);
  offer = side_offer (&call->caller, BOTH, &error);
  g_assert_no_error (error);
  only = keep_h264 (offer);
  g_assert_true (side_take (&call->callee, AHOY_DESCRIPTION_KIND_OFFER, only, &error));
  answer = side_answer (&call->callee, BOTH, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (answer, "a=rtpmap:102 H264/90000"));
  g_assert_null (strstr (answer, "VP8"));
  g_assert_true (side_take (&call->caller, AHOY_DESCRIPTION_KIND_ANSWER, answer, &error));
  call_wait_connected (call);
  side_wait_for_pictures (&call->caller, 10);
  side_wait_for_pictures (&call->callee, 10);
  assert_codec (call, "H264");

  /* Who offers again may offer more; who answers keeps to what there is. */
  for (guint i = 0; i < 2; i++) {
    Side *holder = i == 0 ? &call->caller : &call->callee;
    Side *held = i == 0 ? &call->callee : &call->caller;

    call_negotiate (holder, BOTH | AHOY_MEDIA_HOLD, held, BOTH);
    call_negotiate (holder, BOTH, held, BOTH);
    side_wait_for_pictures (holder, 10);
    side_wait_for_pictures (held, 10);
    assert_codec (call, "H264");
  }
  g_assert_no_error (call->caller.failure);
  g_assert_no_error (call->callee.failure);
  call_free (call);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/webrtc-wire/feedback", test_feedback);
  g_test_add_func ("/webrtc-wire/h264", test_h264);
  g_test_add_func ("/webrtc-wire/h264-choice", test_h264_choice);
  return g_test_run ();
}
