/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-webrtc-media-factory.h"
#include "call.h"

#include <string.h>

#define LEAKS "--leaks"
#define BOTH (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

static void
test_audio (void)
{
  Call *call = call_new (FALSE);

  call_negotiate (&call->caller, AHOY_MEDIA_AUDIO, &call->callee, AHOY_MEDIA_AUDIO);
  call_wait_connected (call);
  g_assert_cmpint (ahoy_media_get_sends (call->caller.media), ==, AHOY_MEDIA_AUDIO);
  g_assert_cmpint (ahoy_media_get_receives (call->caller.media), ==, AHOY_MEDIA_AUDIO);
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));
  WAIT_UNTIL (side_hears (&call->caller, call->callee.tone));
  call_free (call);
}

static void
test_video (void)
{
  Call *call = call_connect (BOTH, BOTH);

  g_assert_cmpint (ahoy_media_get_sends (call->caller.media), ==, BOTH);
  g_assert_cmpint (ahoy_media_get_receives (call->callee.media), ==, BOTH);
  g_assert_nonnull (ahoy_media_get_remote_video (call->caller.media));
  g_assert_nonnull (ahoy_media_get_local_video (call->caller.media));
  side_wait_for_pictures (&call->caller, 10);
  side_wait_for_pictures (&call->callee, 10);
  g_assert_cmpuint (call->caller.stats.video.frames_sent, >, 0);
  g_assert_cmpstr (call->caller.stats.video.codec, ==, "VP8");
  g_assert_cmpstr (call->caller.stats.audio.codec, ==, "OPUS");
  g_assert_cmpstr (call->caller.stats.local_candidate, !=, "");
  g_assert_cmpstr (call->caller.stats.local_protocol, ==, "udp");
  g_assert_cmpstr (call->caller.stats.relay_protocol, ==, "");
  g_assert_cmpuint (call->caller.stats.audio.bytes_received, >, 0);
  g_assert_cmpfloat (call->caller.levels[0], >, 0.3);
  WAIT_UNTIL (call->caller.levels[1] > 0.3);
  g_assert_no_error (call->caller.failure);
  g_assert_no_error (call->callee.failure);
  call_free (call);
}

static void
test_answer_audio (void)
{
  Call *call = call_connect (BOTH, AHOY_MEDIA_AUDIO);

  g_assert_cmpint (ahoy_media_get_sends (call->caller.media), ==, BOTH);
  g_assert_cmpint (ahoy_media_get_receives (call->caller.media), ==, AHOY_MEDIA_AUDIO);
  g_assert_null (ahoy_media_get_remote_video (call->caller.media));
  g_assert_null (ahoy_media_get_local_video (call->callee.media));
  side_wait_for_pictures (&call->callee, 10);
  g_assert_cmpuint (call->caller.stats.video.frames_decoded, ==, 0);
  call_free (call);
}

static void
assert_flows (Call *call, AhoyMediaFlags flags)
{
  g_assert_cmpint (ahoy_media_get_sends (call->caller.media), ==, flags);
  g_assert_cmpint (ahoy_media_get_receives (call->caller.media), ==, flags);
  g_assert_cmpint (ahoy_media_get_sends (call->callee.media), ==, flags);
  g_assert_cmpint (ahoy_media_get_receives (call->callee.media), ==, flags);
}

static void
hold_and_take_back (Call *call, Side *holder, Side *held)
{
  call_negotiate (holder, BOTH | AHOY_MEDIA_HOLD, held, BOTH);
  assert_flows (call, AHOY_MEDIA_NONE);
  g_assert_true (ahoy_media_get_remote_hold (held->media));
  g_assert_false (ahoy_media_get_remote_hold (holder->media));
  ahoy_test_ends_forget (holder->ends);
  ahoy_test_ends_forget (held->ends);

  call_negotiate (holder, BOTH, held, BOTH);
  assert_flows (call, BOTH);
  g_assert_false (ahoy_media_get_remote_hold (held->media));
  WAIT_UNTIL (side_hears (held, holder->tone));
  WAIT_UNTIL (side_hears (holder, held->tone));
  side_wait_for_pictures (holder, 5);
  side_wait_for_pictures (held, 5);
}

static void
test_hold (void)
{
  Call *call = call_connect (BOTH, BOTH);

  hold_and_take_back (call, &call->caller, &call->callee);
  hold_and_take_back (call, &call->callee, &call->caller);
  hold_and_take_back (call, &call->caller, &call->callee);
  call_free (call);
}

static void
test_hold_is_silent (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);
  guint64 heard;

  call_negotiate (&call->caller, AHOY_MEDIA_AUDIO | AHOY_MEDIA_HOLD, &call->callee,
                  AHOY_MEDIA_AUDIO);
  /* Whatever was on its way has arrived when two readings are the same. */
  do {
    guint n_stats = call->callee.n_stats;

    heard = call->callee.stats.audio.packets_received;
    WAIT_UNTIL (call->callee.n_stats > n_stats);
  } while (call->callee.stats.audio.packets_received != heard);
  call_free (call);
}

static void
test_both_hold (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);
  const AhoyMediaFlags hold = AHOY_MEDIA_AUDIO | AHOY_MEDIA_HOLD;

  call_negotiate (&call->caller, hold, &call->callee, AHOY_MEDIA_AUDIO);
  call_negotiate (&call->callee, hold, &call->caller, hold);
  g_assert_true (ahoy_media_get_remote_hold (call->caller.media));
  g_assert_true (ahoy_media_get_remote_hold (call->callee.media));
  assert_flows (call, AHOY_MEDIA_NONE);

  /* One side takes its own back, the other still holds. */
  call_negotiate (&call->caller, AHOY_MEDIA_AUDIO, &call->callee, hold);
  assert_flows (call, AHOY_MEDIA_NONE);
  g_assert_true (ahoy_media_get_remote_hold (call->caller.media));
  g_assert_false (ahoy_media_get_remote_hold (call->callee.media));

  ahoy_test_ends_forget (call->caller.ends);
  ahoy_test_ends_forget (call->callee.ends);
  call_negotiate (&call->callee, AHOY_MEDIA_AUDIO, &call->caller, AHOY_MEDIA_AUDIO);
  assert_flows (call, AHOY_MEDIA_AUDIO);
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));
  WAIT_UNTIL (side_hears (&call->caller, call->callee.tone));
  call_free (call);
}

/* A side adds its picture, stops it, and adds it again; the other side adds its own meanwhile. */
static void
add_and_stop (Side *first, Side *second)
{
  call_negotiate (first, BOTH, second, AHOY_MEDIA_AUDIO);
  side_wait_for_pictures (second, 5);
  g_assert_cmpint (ahoy_media_get_receives (first->media), ==, AHOY_MEDIA_AUDIO);

  call_negotiate (second, BOTH, first, BOTH);
  side_wait_for_pictures (first, 5);
  side_wait_for_pictures (second, 5);

  call_negotiate (first, AHOY_MEDIA_AUDIO, second, BOTH);
  g_assert_cmpint (ahoy_media_get_sends (first->media), ==, AHOY_MEDIA_AUDIO);
  g_assert_null (ahoy_media_get_local_video (first->media));
  g_assert_null (ahoy_media_get_remote_video (second->media));
  side_wait_for_pictures (first, 5);

  call_negotiate (first, BOTH, second, BOTH);
  side_wait_for_pictures (second, 5);
  side_wait_for_pictures (first, 5);
  g_assert_true (side_hears (first, second->tone));
  g_assert_true (side_hears (second, first->tone));
}

static void
test_caller_adds_video (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);

  add_and_stop (&call->caller, &call->callee);
  call_free (call);
}

static void
test_callee_adds_video (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);

  add_and_stop (&call->callee, &call->caller);
  call_free (call);
}

/* The other side refuses to have a picture; the call lives on, and next time it is taken. */
static void
refuse (Side *offerer, Side *answerer)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = side_offer (offerer, BOTH, &error);

  g_assert_no_error (error);
  ahoy_media_rollback (offerer->media);
  g_assert_cmpint (ahoy_media_get_sends (offerer->media), ==, AHOY_MEDIA_AUDIO);

  ahoy_test_ends_forget (answerer->ends);
  WAIT_UNTIL (side_hears (answerer, offerer->tone));
  call_negotiate (offerer, AHOY_MEDIA_AUDIO | AHOY_MEDIA_HOLD, answerer, AHOY_MEDIA_AUDIO);
  g_assert_true (ahoy_media_get_remote_hold (answerer->media));
  call_negotiate (offerer, BOTH, answerer, BOTH);
  side_wait_for_pictures (answerer, 5);
  side_wait_for_pictures (offerer, 5);
}

static void
test_caller_refused (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);

  refuse (&call->caller, &call->callee);
  call_free (call);
}

static void
test_callee_refused (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);

  refuse (&call->callee, &call->caller);
  call_free (call);
}

/* Both offer at once: one takes its offer back. */
static void
test_glare (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);
  g_autoptr (GError) error = NULL;
  g_autofree char *hold = side_offer (&call->caller, AHOY_MEDIA_AUDIO | AHOY_MEDIA_HOLD, &error);
  g_autofree char *video = side_offer (&call->callee, BOTH, &error);
  g_autofree char *answer = NULL;

  g_assert_no_error (error);
  g_assert_false (side_take (&call->caller, AHOY_DESCRIPTION_KIND_OFFER, video, &error));
  g_assert_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE);
  g_clear_error (&error);

  ahoy_media_rollback (call->caller.media);
  g_assert_true (side_take (&call->caller, AHOY_DESCRIPTION_KIND_OFFER, video, &error));
  answer = side_answer (&call->caller, AHOY_MEDIA_AUDIO, &error);
  g_assert_no_error (error);
  g_assert_true (side_take (&call->callee, AHOY_DESCRIPTION_KIND_ANSWER, answer, &error));
  side_wait_for_pictures (&call->caller, 5);
  g_assert_false (ahoy_media_get_remote_hold (call->callee.media));

  call_negotiate (&call->caller, AHOY_MEDIA_AUDIO | AHOY_MEDIA_HOLD, &call->callee, BOTH);
  g_assert_true (ahoy_media_get_remote_hold (call->callee.media));
  call_free (call);
}

/* Puts one text in the place of another one, everywhere. */
static char *
replace (const char *text, const char *old, const char *replacement)
{
  g_autoptr (GString) result = g_string_new (text);

  g_assert_cmpuint (g_string_replace (result, old, replacement, 0), >, 0);
  return g_string_free (g_steal_pointer (&result), FALSE);
}

/* What was offered once and taken back is answered with the other side's numbers later. */
static void
test_crossed_numbers (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);
  g_autoptr (GError) error = NULL;
  g_autofree char *ours = side_offer (&call->caller, BOTH, &error);
  g_autofree char *theirs = side_offer (&call->callee, BOTH, &error);
  g_autofree char *other_extension = NULL;
  g_autofree char *other_payload = NULL;
  g_autofree char *other = NULL;
  g_autofree char *answer = NULL;

  g_assert_no_error (error);
  other_extension = replace (theirs, "a=extmap:3 ", "a=extmap:7 ");
  other_payload = replace (other_extension, "a=rtpmap:96 VP8", "a=rtpmap:120 VP8");
  other = replace (other_payload, "SAVPF 96", "SAVPF 120");
  ahoy_media_rollback (call->caller.media);
  g_assert_true (side_take (&call->caller, AHOY_DESCRIPTION_KIND_OFFER, other, &error));
  answer = side_answer (&call->caller, BOTH, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (answer, "a=rtpmap:120 VP8/90000"));
  g_assert_nonnull (strstr (answer, "a=extmap:7 "));
  g_assert_null (strstr (answer, "a=extmap:3 "));
  g_assert_null (strstr (answer, "a=rtpmap:96 "));
  call_free (call);
}

static void
test_dtmf (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);
  g_autoptr (GError) error = NULL;

  g_assert_false (ahoy_media_send_dtmf (call->caller.media, "12x", &error));
  g_assert_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE);
  g_clear_error (&error);
  g_assert_true (ahoy_media_send_dtmf (call->caller.media, "1*9#a", &error));
  g_assert_true (ahoy_media_send_dtmf (call->caller.media, "00", &error));
  g_assert_true (ahoy_media_send_dtmf (call->callee.media, "55", &error));
  g_assert_no_error (error);
  WAIT_UNTIL (call->callee.digits->len >= 7);
  WAIT_UNTIL (call->caller.digits->len >= 2);
  g_assert_cmpstr (call->callee.digits->str, ==, "1*9#A00");
  g_assert_cmpstr (call->caller.digits->str, ==, "55");
  ahoy_test_ends_forget (call->callee.ends);
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));

  call_negotiate (&call->caller, AHOY_MEDIA_AUDIO | AHOY_MEDIA_HOLD, &call->callee,
                  AHOY_MEDIA_AUDIO);
  g_assert_false (ahoy_media_send_dtmf (call->caller.media, "1", &error));
  g_assert_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE);
  call_free (call);
}

static void
test_mute (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);

  ahoy_media_set_muted (call->caller.media, TRUE);
  g_assert_true (ahoy_media_get_muted (call->caller.media));
  WAIT_UNTIL (side_hears_nothing (&call->callee));
  /* The microphone's level is shown nevertheless, so that who speaks can be told. */
  call->caller.levels[0] = 0;
  WAIT_UNTIL (call->caller.levels[0] > 0.3);
  ahoy_media_set_muted (call->caller.media, FALSE);
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));

  /* Muted before the call is muted in it. */
  call_free (call);
  call = call_new (FALSE);
  ahoy_media_set_muted (call->caller.media, TRUE);
  call_negotiate (&call->caller, AHOY_MEDIA_AUDIO, &call->callee, AHOY_MEDIA_AUDIO);
  WAIT_UNTIL (ahoy_test_ends_get_heard (call->callee.ends) > 4800);
  g_assert_true (side_hears_nothing (&call->callee));
  call_free (call);
}

/* Changes what the first fingerprint says. */
static char *
spoil_fingerprint (const char *sdp)
{
  const char *mark = strstr (sdp, "a=fingerprint:sha-256 ");
  g_autoptr (GString) spoiled = g_string_new (sdp);

  g_assert_nonnull (mark);
  while (mark != NULL) {
    char *digit = spoiled->str + (mark - sdp) + strlen ("a=fingerprint:sha-256 ");

    *digit = *digit == '0' ? '1' : '0';
    mark = strstr (mark + 1, "a=fingerprint:sha-256 ");
  }
  return g_string_free (g_steal_pointer (&spoiled), FALSE);
}

static void
test_untrusted (void)
{
  Call *call = call_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = side_offer (&call->caller, BOTH, &error);
  g_autofree char *spoiled = spoil_fingerprint (offer);
  g_autofree char *answer = NULL;

  g_assert_no_error (error);
  g_assert_true (side_take (&call->callee, AHOY_DESCRIPTION_KIND_OFFER, spoiled, &error));
  answer = side_answer (&call->callee, BOTH, &error);
  g_assert_no_error (error);
  g_assert_true (side_take (&call->caller, AHOY_DESCRIPTION_KIND_ANSWER, answer, &error));

  WAIT_UNTIL (call->callee.failure != NULL);
  g_assert_error (call->callee.failure, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNTRUSTED);
  g_assert_cmpint (ahoy_media_get_state (call->callee.media), ==, AHOY_MEDIA_STATE_FAILED);

  /* The caller believes to be connected, and sends; nothing of it is heard, and nothing sent. */
  WAIT_UNTIL (call->caller.stats.audio.packets_sent > 50);
  g_assert_cmpuint (ahoy_test_ends_get_heard (call->callee.ends), ==, 0);
  g_assert_cmpuint (ahoy_test_ends_get_heard (call->caller.ends), ==, 0);
  g_assert_null (call->caller.failure);
  call_free (call);
}

/* Leaves of the sound nothing but @payload. */
static char *
keep_codec (const char *sdp, const char *payload)
{
  g_auto (GStrv) lines = g_strsplit (sdp, "\r\n", -1);
  g_autoptr (GString) kept = g_string_new (NULL);
  g_autofree char *rtpmap = g_strdup_printf ("a=rtpmap:%s ", payload);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
    if (g_str_has_prefix (lines[i], "m=audio ")) {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 4);

      g_string_append_printf (kept, "%s %s %s %s 126\r\n", words[0], words[1], words[2], payload);
    } else if (!(g_str_has_prefix (lines[i], "a=rtpmap:") ||
                 g_str_has_prefix (lines[i], "a=fmtp:") ||
                 g_str_has_prefix (lines[i], "a=rtcp-fb:")) ||
               g_str_has_prefix (lines[i], rtpmap) ||
               g_str_has_prefix (lines[i], "a=rtpmap:126 telephone-event/8000")) {
      g_string_append_printf (kept, "%s\r\n", lines[i]);
    }
  }
  return g_string_free (g_steal_pointer (&kept), FALSE);
}

static void
test_codec (gconstpointer data)
{
  const char *const *codec = data;
  Call *call = call_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = side_offer (&call->caller, AHOY_MEDIA_AUDIO, &error);
  g_autofree char *answer = NULL;
  g_autofree char *kept = NULL;

  g_assert_no_error (error);
  kept = keep_codec (offer, codec[0]);
  g_assert_true (side_take (&call->callee, AHOY_DESCRIPTION_KIND_OFFER, kept, &error));
  answer = side_answer (&call->callee, AHOY_MEDIA_AUDIO, &error);
  g_assert_no_error (error);
  g_assert_true (side_take (&call->caller, AHOY_DESCRIPTION_KIND_ANSWER, answer, &error));
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));
  WAIT_UNTIL (side_hears (&call->caller, call->callee.tone));
  WAIT_UNTIL (call->caller.n_stats > 0 && call->callee.n_stats > 0);
  g_assert_cmpstr (call->caller.stats.audio.codec, ==, codec[1]);
  g_assert_cmpstr (call->callee.stats.audio.codec, ==, codec[1]);

  g_assert_true (ahoy_media_send_dtmf (call->caller.media, "42", &error));
  WAIT_UNTIL (call->callee.digits->len >= 2);
  g_assert_cmpstr (call->callee.digits->str, ==, "42");
  call_free (call);
}

static void
test_trickle (void)
{
  Call *call = call_new (TRUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = side_offer (&call->caller, BOTH, &error);
  g_autofree char *answer = NULL;

  g_assert_no_error (error);
  g_assert_null (strstr (offer, "a=candidate:"));
  g_assert_nonnull (strstr (offer, "a=ice-options:trickle"));
  g_assert_true (side_take (&call->callee, AHOY_DESCRIPTION_KIND_OFFER, offer, &error));
  answer = side_answer (&call->callee, BOTH, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (answer, "a=candidate:"));
  g_assert_true (side_take (&call->caller, AHOY_DESCRIPTION_KIND_ANSWER, answer, &error));
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));
  WAIT_UNTIL (side_hears (&call->caller, call->callee.tone));
  side_wait_for_pictures (&call->caller, 5);
  call_free (call);
}

/* A service has made each side's offer the other side's answer: nobody has said who begins. */
static void
test_glued_offers (void)
{
  Call *call = call_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *ours = side_offer (&call->caller, BOTH, &error);
  g_autofree char *theirs = side_offer (&call->callee, BOTH, &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (ours, "a=setup:actpass"));
  g_assert_nonnull (strstr (theirs, "a=setup:actpass"));
  g_assert_true (side_take (&call->caller, AHOY_DESCRIPTION_KIND_ANSWER, theirs, &error));
  g_assert_true (side_take (&call->callee, AHOY_DESCRIPTION_KIND_ANSWER, ours, &error));
  call_wait_connected (call);
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));
  WAIT_UNTIL (side_hears (&call->caller, call->callee.tone));
  side_wait_for_pictures (&call->caller, 5);
  side_wait_for_pictures (&call->callee, 5);
  call_negotiate (&call->callee, BOTH | AHOY_MEDIA_HOLD, &call->caller, BOTH);
  g_assert_true (ahoy_media_get_remote_hold (call->caller.media));
  call_free (call);
}

/* The other side sends back what it receives. */
static void
test_echo (void)
{
  g_autoptr (AhoyWebrtcMediaFactory) factory = ahoy_webrtc_media_factory_new_echo ();
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  const AhoyMediaNetwork network = { .ice_servers = servers };
  Call *call = call_new (FALSE);

  g_clear_object (&call->callee.media);
  call->callee.media = ahoy_media_factory_create (AHOY_MEDIA_FACTORY (factory), &network);
  call_negotiate (&call->caller, BOTH, &call->callee, BOTH);
  call_wait_connected (call);
  WAIT_UNTIL (side_hears (&call->caller, call->caller.tone));
  side_wait_for_pictures (&call->caller, 10);
  ahoy_media_set_muted (call->caller.media, TRUE);
  WAIT_UNTIL (side_hears_nothing (&call->caller));
  call_free (call);
}

/* Another microphone, speaker and camera in the middle of a call. */
static void
test_change_ends (void)
{
  Call *call = call_connect (BOTH, BOTH);
  AhoyMediaEnds *ends = AHOY_MEDIA_ENDS (call->caller.ends);
  GstElement *tone = ahoy_test_ends_get_tone (call->caller.ends);

  side_wait_for_pictures (&call->callee, 5);
  ahoy_media_ends_emit_changed (ends, AHOY_MEDIA_END_MICROPHONE);
  g_assert_true (ahoy_test_ends_get_tone (call->caller.ends) != tone);
  ahoy_test_ends_set_tone (call->caller.ends, 2000);
  WAIT_UNTIL (side_hears (&call->callee, 2000));

  for (guint i = 0; i < 5; i++) {
    ahoy_media_ends_emit_changed (ends, AHOY_MEDIA_END_SPEAKER);
    ahoy_test_ends_forget (call->caller.ends);
    WAIT_UNTIL (side_hears (&call->caller, call->callee.tone));
  }

  ahoy_test_ends_set_picture (call->caller.ends, 640, 480);
  ahoy_media_ends_emit_changed (ends, AHOY_MEDIA_END_CAMERA);
  WAIT_UNTIL (call->callee.stats.video.width == 640);
  g_assert_no_error (call->caller.failure);
  g_assert_no_error (call->callee.failure);
  call_free (call);
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* The other side does not want to be seen, but sees. */
static void
test_wrong_order (void)
{
  Call *call = call_new (FALSE);
  g_autoptr (GAsyncResult) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = NULL;

  g_assert_null (side_answer (&call->caller, AHOY_MEDIA_AUDIO, &error));
  g_assert_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE);
  g_clear_error (&error);

  ahoy_media_create_offer_async (call->caller.media, BOTH, NULL, store_result, &first);
  ahoy_media_create_offer_async (call->caller.media, BOTH, NULL, store_result, &second);
  WAIT_UNTIL (first != NULL && second != NULL);
  offer = ahoy_media_create_offer_finish (call->caller.media, first, &error);
  g_assert_no_error (error);
  g_assert_null (ahoy_media_create_offer_finish (call->caller.media, second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_clear_error (&error);

  g_assert_null (side_offer (&call->caller, BOTH, &error));
  g_assert_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE);
  g_clear_error (&error);
  g_assert_false (side_take (&call->callee, AHOY_DESCRIPTION_KIND_ANSWER, offer, &error));
  g_assert_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE);
  g_clear_error (&error);

  side_close (&call->caller);
  g_assert_null (side_offer (&call->caller, BOTH, &error));
  g_assert_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE);
  g_clear_object (&first); /* results hold the media */
  g_clear_object (&second);
  call_free (call);
}

static void
test_unusable (void)
{
  static const char *const descriptions[] = {
    "",
    "garbage",
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n",
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n",
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"
    "a=mid:0\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\na=setup:actpass\r\n"
    "a=rtcp-mux\r\n",
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 77\r\n"
    "a=mid:0\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\na=setup:actpass\r\n"
    "a=rtcp-mux\r\na=rtpmap:77 unheard-of/8000\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++) {
    Call *call = call_new (FALSE);
    g_autoptr (GError) error = NULL;

    g_assert_false (side_take (&call->callee, AHOY_DESCRIPTION_KIND_OFFER, descriptions[i],
                               &error));
    g_assert_nonnull (error);
    g_assert_true (error->domain == AHOY_MEDIA_ERROR);
    call_free (call);
  }
}

/* Ends in the middle of whatever runs. */
static void
test_close_early (void)
{
  for (guint i = 0; i < 3; i++) {
    Call *call = call_new (FALSE);
    g_autoptr (GAsyncResult) offered = NULL;
    g_autoptr (GAsyncResult) closed = NULL;
    g_autoptr (GError) error = NULL;

    ahoy_media_create_offer_async (call->caller.media, BOTH, NULL, store_result, &offered);
    for (guint j = 0; j < i && offered == NULL; j++)
      call_iterate ();
    ahoy_media_close_async (call->caller.media, store_result, &closed);
    WAIT_UNTIL (offered != NULL && closed != NULL);
    if (ahoy_media_create_offer_finish (call->caller.media, offered, &error) == NULL)
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_clear_object (&offered);
    g_clear_object (&closed);
    call_free (call);
  }
}

static void
test_cancel (void)
{
  Call *call = call_connect (AHOY_MEDIA_AUDIO, AHOY_MEDIA_AUDIO);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ahoy_media_create_offer_async (call->caller.media, BOTH, cancellable, store_result, &result);
  g_cancellable_cancel (cancellable);
  WAIT_UNTIL (result != NULL);
  g_assert_null (ahoy_media_create_offer_finish (call->caller.media, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  call_negotiate (&call->caller, BOTH, &call->callee, BOTH);
  side_wait_for_pictures (&call->callee, 5);
  g_clear_object (&result);
  call_free (call);
}


static void
call_and_end (void)
{
  for (guint i = 0; i < 3; i++) {
    Call *call = call_connect (BOTH, BOTH);

    call_negotiate (&call->caller, BOTH | AHOY_MEDIA_HOLD, &call->callee, BOTH);
    call_negotiate (&call->caller, AHOY_MEDIA_AUDIO, &call->callee, BOTH);
    call_free (call);
  }
  gst_deinit ();
}

/* What is left of GStreamer's objects when calls are over, in a process of its own: the tracer looks
 * when GStreamer ends. */
static void
test_leaks (void)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;

  g_subprocess_launcher_setenv (launcher, "GST_TRACERS", "leaks", TRUE);
  g_subprocess_launcher_setenv (launcher, "GST_DEBUG", "GST_TRACER:7", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG"); /* it warns of what it finds */
  process = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", LEAKS, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &output, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  g_assert_nonnull (strstr (output, "object-alive")); /* the tracer is there, and says how it says */

  lines = g_strsplit (output, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *alive = strstr (lines[i], "object-alive, type-name=(string)");

    /* GStreamer makes one certificate and keeps it for all calls. */
    if (alive == NULL || strstr (alive, "(string)%s") != NULL ||
        strstr (alive, "(string)GstDtlsAgent,") != NULL)
      continue;
    g_test_message ("%s", alive);
    g_test_fail ();
  }
}

int
main (int argc, char **argv)
{
  static const char *const pcmu[] = { "0", "PCMU" };
  static const char *const pcma[] = { "8", "PCMA" };

  if (argc == 2 && g_str_equal (argv[1], LEAKS)) {
    call_and_end ();
    return 0;
  }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/webrtc-media/audio", test_audio);
  g_test_add_func ("/webrtc-media/video", test_video);
  g_test_add_func ("/webrtc-media/answer-audio", test_answer_audio);
  g_test_add_func ("/webrtc-media/hold", test_hold);
  g_test_add_func ("/webrtc-media/hold-is-silent", test_hold_is_silent);
  g_test_add_func ("/webrtc-media/both-hold", test_both_hold);
  g_test_add_func ("/webrtc-media/caller-adds-video", test_caller_adds_video);
  g_test_add_func ("/webrtc-media/callee-adds-video", test_callee_adds_video);
  g_test_add_func ("/webrtc-media/caller-refused", test_caller_refused);
  g_test_add_func ("/webrtc-media/callee-refused", test_callee_refused);
  g_test_add_func ("/webrtc-media/glare", test_glare);
  g_test_add_func ("/webrtc-media/crossed-numbers", test_crossed_numbers);
  g_test_add_func ("/webrtc-media/dtmf", test_dtmf);
  g_test_add_func ("/webrtc-media/mute", test_mute);
  g_test_add_func ("/webrtc-media/untrusted", test_untrusted);
  g_test_add_data_func ("/webrtc-media/pcmu", pcmu, test_codec);
  g_test_add_data_func ("/webrtc-media/pcma", pcma, test_codec);
  g_test_add_func ("/webrtc-media/trickle", test_trickle);
  g_test_add_func ("/webrtc-media/change-ends", test_change_ends);
  g_test_add_func ("/webrtc-media/glued-offers", test_glued_offers);
  g_test_add_func ("/webrtc-media/echo", test_echo);
  g_test_add_func ("/webrtc-media/wrong-order", test_wrong_order);
  g_test_add_func ("/webrtc-media/unusable", test_unusable);
  g_test_add_func ("/webrtc-media/close-early", test_close_early);
  g_test_add_func ("/webrtc-media/cancel", test_cancel);
  g_test_add_func ("/webrtc-media/leaks", test_leaks);
  return g_test_run ();
}
