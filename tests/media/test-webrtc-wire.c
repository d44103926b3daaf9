/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes over the wire beside sound and picture, and what is told of it. */
#define GST_USE_UNSTABLE_API
#include "ahoy-gst.h"
#include "ahoy-webrtc-media-private.h"
#include "call.h"

#include <string.h>

#define BOTH (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

static void
for_each (Side *side, const char *factory, GstIteratorForeachFunction func, gpointer data)
{
  GstBin *pipeline = ahoy_peer_get_pipeline (AHOY_WEBRTC_MEDIA (side->media)->peer);
  GstIterator *elements = gst_bin_iterate_all_by_element_factory_name (pipeline, factory);

  while (gst_iterator_foreach (elements, func, data) == GST_ITERATOR_RESYNC)
    gst_iterator_resync (elements);
  gst_iterator_free (elements);
}

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
  guint received = 0;

  for_each (side, "rtpsession", read_twcc, &received);
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

/* A network that loses what this side should get. */
typedef struct {
  int     every;   /* atomic: one packet of so many is lost, no one knows which; 0 for none */
  int     burst;   /* atomic: so many more are lost, one after the other */
  int     lost;    /* atomic */
  int     picture; /* atomic: those of a picture */
  guint32 dice;    /* of the thread that receives */
} Losses;

#define PICTURE_PAYLOAD 96

/* Reports and the handshake get through (RFC 5761, section 4; RFC 7983, section 7). */
static gboolean
is_lost (Losses *losses, GstBuffer *buffer)
{
  guint8 head[2];
  int every = g_atomic_int_get (&losses->every);

  if (gst_buffer_extract (buffer, 0, head, sizeof head) != sizeof head || (head[0] & 0xc0) != 0x80 ||
      (head[1] >= 192 && head[1] <= 223))
    return FALSE;
  if (g_atomic_int_get (&losses->burst) > 0)
    g_atomic_int_add (&losses->burst, -1);
  else if (every == 0)
    return FALSE;
  else {
    /* The same in each run. */
    losses->dice = losses->dice * 1664525u + 1013904223u;
    if ((losses->dice >> 16) % every != 0)
      return FALSE;
  }
  g_atomic_int_inc (&losses->lost);
  if ((head[1] & 0x7f) == PICTURE_PAYLOAD)
    g_atomic_int_inc (&losses->picture);
  return TRUE;
}

static gboolean
lose_of_list (GstBuffer **buffer, guint i, gpointer losses)
{
  if (is_lost (losses, *buffer))
    gst_clear_buffer (buffer);
  return TRUE;
}

static GstPadProbeReturn
lose (GstPad *pad, GstPadProbeInfo *info, gpointer losses)
{
  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    return is_lost (losses, GST_PAD_PROBE_INFO_BUFFER (info)) ? GST_PAD_PROBE_DROP
                                                              : GST_PAD_PROBE_OK;
  info->data = gst_buffer_list_make_writable (GST_PAD_PROBE_INFO_BUFFER_LIST (info));
  gst_buffer_list_foreach (info->data, lose_of_list, losses);
  return GST_PAD_PROBE_OK;
}

static void
attach_losses (const GValue *value, gpointer losses)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (g_value_get_object (value), "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, lose, losses,
                     NULL);
}

typedef struct {
  guint repeated; /* packets, sent again */
  guint asked;    /* for packets, by the other side */
} Repairs;

static void
read_repeated (const GValue *value, gpointer data)
{
  Repairs *repairs = data;
  guint n;

  g_object_get (g_value_get_object (value), "num-rtx-packets", &n, NULL);
  repairs->repeated += n;
}

static void
read_asked (const GValue *value, gpointer data)
{
  Repairs *repairs = data;
  g_autoptr (GObject) session = NULL;
  GValueArray *sources;

  g_object_get (g_value_get_object (value), "internal-session", &session, NULL);
  g_object_get (session, "sources", &sources, NULL);
  for (guint i = 0; i < sources->n_values; i++) {
    g_autoptr (GstStructure) stats = NULL;
    guint nacks = 0;

    g_object_get (g_value_get_object (&sources->values[i]), "stats", &stats, NULL);
    gst_structure_get_uint (stats, "recv-nack-count", &nacks);
    repairs->asked += nacks;
  }
  g_boxed_free (g_type_from_name ("GValueArray"), sources);
}

/* What the side was asked for, and has done. */
static Repairs
read_repairs (Side *side)
{
  Repairs repairs = { 0 };

  for_each (side, "rtprtxsend", read_repeated, &repairs);
  for_each (side, "rtpsession", read_asked, &repairs);
  return repairs;
}

/* The other side wants a whole picture, and the encoder hears of it. */
static GstPadProbeReturn
count_wishes (GstPad *pad, GstPadProbeInfo *info, gpointer n_wishes)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);

  if (gst_event_has_name (event, "GstForceKeyUnit"))
    g_atomic_int_inc ((int *) n_wishes);
  return GST_PAD_PROBE_OK;
}

/* One packet of twenty is lost in one direction, and repeated: few pictures are missing. */
static void
test_losses (void)
{
  Call *call = call_connect (BOTH, BOTH);
  Losses losses = { .every = 20 };
  guint64 sent, decoded, more_sent, more_decoded;
  guint n_stats;
  Repairs repairs;
  AhoyWebrtcSection *section =
    ahoy_webrtc_media_get_section (AHOY_WEBRTC_MEDIA (call->caller.media), 1);
  int n_wishes = 0, before;

  side_wait_for_pictures (&call->callee, 10);
  g_assert_cmpint (section->kind, ==, AHOY_SDP_KIND_VIDEO);
  gst_pad_add_probe (section->pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, count_wishes, &n_wishes,
                     NULL);
  for_each (&call->callee, "nicesrc", attach_losses, &losses);
  sent = call->caller.stats.video.frames_sent;
  decoded = call->callee.stats.video.frames_decoded;
  WAIT_UNTIL (call->caller.stats.video.frames_sent >= sent + 150);
  more_sent = call->caller.stats.video.frames_sent - sent;
  /* Each side counts at its own time. */
  n_stats = call->callee.n_stats;
  WAIT_UNTIL (call->callee.n_stats > n_stats);
  more_decoded = call->callee.stats.video.frames_decoded - decoded;
  repairs = read_repairs (&call->caller);
  g_test_message ("%d packets lost, %d of them of pictures; %u asked for, %u repeated, %d whole "
                  "pictures asked for; of %u pictures %u decoded",
                  g_atomic_int_get (&losses.lost), g_atomic_int_get (&losses.picture),
                  repairs.asked, repairs.repeated, g_atomic_int_get (&n_wishes), (guint) more_sent,
                  (guint) more_decoded);
  g_assert_cmpuint (repairs.asked, >, 0);
  g_assert_cmpuint (repairs.repeated, >, 0);
  /* Of sound nothing is asked for, as nobody would repeat it; what is repeated may be lost too. */
  g_assert_cmpuint (repairs.asked, <, 3 * g_atomic_int_get (&losses.picture));
  g_assert_true (side_hears (&call->callee, call->caller.tone));

  /* So many at once that nobody repeats them: a whole picture is asked for. */
  g_atomic_int_set (&losses.every, 0);
  before = g_atomic_int_get (&n_wishes);
  g_atomic_int_set (&losses.burst, 200);
  WAIT_UNTIL (g_atomic_int_get (&losses.burst) == 0);
  WAIT_UNTIL (g_atomic_int_get (&n_wishes) > before);
  side_wait_for_pictures (&call->callee, 30);
  g_assert_no_error (call->caller.failure);
  g_assert_no_error (call->callee.failure);
  call_free (call);
}

/* One packet of ten is lost, and nobody repeats sound: what was in it is restored from the next one, or
 * made up, so that the tone has no gaps. */
static void
test_sound_losses (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);
  Losses losses = { .every = 10 };
  Side *callee = &call->callee;
  guint64 sent, heard, looked;
  guint n_looks = 0, n_quiet = 0, n_stats;
  double share;

  for_each (callee, "nicesrc", attach_losses, &losses);
  n_stats = call->caller.n_stats;
  WAIT_UNTIL (call->caller.n_stats > n_stats);
  sent = call->caller.stats.audio.frames_sent;
  heard = looked = ahoy_test_ends_get_heard (callee->ends);
  n_stats = call->caller.n_stats;
  while (call->caller.n_stats < n_stats + 8) {
    call_iterate ();
    if (ahoy_test_ends_get_heard (callee->ends) < looked + 4800)
      continue;
    looked = ahoy_test_ends_get_heard (callee->ends);
    n_looks++;
    if (ahoy_test_ends_get_loudness (callee->ends) < 0.2)
      n_quiet++;
  }
  sent = call->caller.stats.audio.frames_sent - sent;
  heard = ahoy_test_ends_get_heard (callee->ends) - heard;
  share = (double) heard / (sent * 960);
  g_test_message ("%d packets lost of %u; %.3f of the sound heard, %u of %u times it was quiet",
                  g_atomic_int_get (&losses.lost), (guint) sent, share, n_quiet, n_looks);
  g_assert_cmpint (g_atomic_int_get (&losses.lost), >, (int) sent / 20);
  g_assert_cmpfloat (share, >, 0.97);
  g_assert_cmpuint (n_quiet, <=, n_looks / 20);
  g_assert_no_error (callee->failure);
  call_free (call);
}

static void
read_bit_rate (const GValue *value, gpointer data)
{
  int bit_rate;

  g_object_get (g_value_get_object (value), "target-bitrate", &bit_rate, NULL);
  *(int *) data = bit_rate;
}

static int
get_bit_rate (Side *side)
{
  int bit_rate = 0;

  for_each (side, "vp8enc", read_bit_rate, &bit_rate);
  return bit_rate;
}

/* What much of is lost is sent with fewer bits, which the other side still sees; and with more when it
 * gets through again. */
static void
test_bit_rate (void)
{
  Call *call = call_connect (BOTH, BOTH);
  Losses losses = { .every = 3 };
  int full, least;

  side_wait_for_pictures (&call->callee, 10);
  full = get_bit_rate (&call->caller);
  g_assert_cmpint (full, >, 0);
  for_each (&call->callee, "nicesrc", attach_losses, &losses);
  WAIT_UNTIL (get_bit_rate (&call->caller) < full / 2);
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));
  g_atomic_int_set (&losses.every, 0);
  side_wait_for_pictures (&call->callee, 10);
  least = get_bit_rate (&call->caller);
  WAIT_UNTIL (get_bit_rate (&call->caller) > least * 3 / 2);
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
  g_test_add_func ("/webrtc-wire/losses", test_losses);
  g_test_add_func ("/webrtc-wire/sound-losses", test_sound_losses);
  g_test_add_func ("/webrtc-wire/bit-rate", test_bit_rate);
  return g_test_run ();
}
