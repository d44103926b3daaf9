/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call.h"

#include "ahoy-video-picture.h"

#define CALLER_TONE 440
#define CALLEE_TONE 1000

/* Conditions of things that no event tells, such as what is heard, are looked at again and again. */
#define LOOK_MS 10

static gboolean
wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
call_iterate (void)
{
  static guint timer;

  if (timer == 0)
    timer = g_timeout_add (LOOK_MS, wake_up, NULL);
  g_main_context_iteration (NULL, TRUE);
}

static void
on_dtmf (AhoyMedia *media, const char *digit, Side *side)
{
  g_string_append (side->digits, digit);
}

static void
on_failed (AhoyMedia *media, const GError *error, Side *side)
{
  g_clear_error (&side->failure);
  side->failure = g_error_copy (error);
  g_test_message ("%g Hz failed: %s", side->tone, error->message);
}

static void
on_stats (AhoyMedia *media, const AhoyMediaStats *stats, Side *side)
{
  side->stats = *stats;
  side->n_stats++;
}

static void
on_levels (AhoyMedia *media, double microphone, double speaker, Side *side)
{
  side->levels[0] = microphone;
  side->levels[1] = speaker;
}

static void
on_candidate (AhoyMedia *media, const char *mid, guint index, const char *candidate, Side *other)
{
  ahoy_media_add_candidate (other->media, mid, index, candidate);
}

/* Listens to what the media of the side tells. */
void
side_connect (Side *side)
{
  g_signal_connect (side->media, "dtmf", G_CALLBACK (on_dtmf), side);
  g_signal_connect (side->media, "failed", G_CALLBACK (on_failed), side);
  g_signal_connect (side->media, "stats", G_CALLBACK (on_stats), side);
  g_signal_connect (side->media, "levels", G_CALLBACK (on_levels), side);
}

static void
side_init (Side *side, double tone, gboolean trickle, gboolean caller)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  const AhoyMediaNetwork network = { .ice_servers = servers, .trickle = trickle,
                                     .caller = caller };

  side->tone = tone;
  side->digits = g_string_new (NULL);
  side->ends = ahoy_test_ends_new (tone);
  ahoy_test_ends_set_picture (side->ends, PICTURE_WIDTH, PICTURE_HEIGHT);
  ahoy_media_ends_set_picture_type (AHOY_MEDIA_ENDS (side->ends), AHOY_TYPE_VIDEO_PICTURE);
  side->media = AHOY_MEDIA (ahoy_webrtc_media_new (AHOY_MEDIA_ENDS (side->ends), &network));
  side_connect (side);
}

Call *
call_new (gboolean trickle)
{
  Call *call = g_new0 (Call, 1);

  side_init (&call->caller, CALLER_TONE, trickle, TRUE);
  side_init (&call->callee, CALLEE_TONE, trickle, FALSE);
  g_signal_connect (call->caller.media, "candidate", G_CALLBACK (on_candidate), &call->callee);
  g_signal_connect (call->callee.media, "candidate", G_CALLBACK (on_candidate), &call->caller);
  return call;
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

void
side_close (Side *side)
{
  g_autoptr (GAsyncResult) result = NULL;

  ahoy_media_close_async (side->media, store_result, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_true (ahoy_media_close_finish (side->media, result, NULL));
  g_assert_cmpint (ahoy_media_get_state (side->media), ==, AHOY_MEDIA_STATE_CLOSED);
}

static void
side_clear (Side *side)
{
  side_close (side);
  /* What was posted before may still hold it. */
  g_object_add_weak_pointer (G_OBJECT (side->media), (gpointer *) &side->media);
  g_object_unref (side->media);
  WAIT_UNTIL (side->media == NULL);
  g_assert_finalize_object (side->ends);
  g_string_free (side->digits, TRUE);
  g_clear_error (&side->failure);
}

void
call_free (Call *call)
{
  g_signal_handlers_disconnect_by_data (call->caller.media, &call->callee);
  g_signal_handlers_disconnect_by_data (call->callee.media, &call->caller);
  side_clear (&call->caller);
  side_clear (&call->callee);
  g_free (call);
}

char *
side_offer (Side *side, AhoyMediaFlags wanted, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ahoy_media_create_offer_async (side->media, wanted, NULL, store_result, &result);
  WAIT_UNTIL (result != NULL);
  return ahoy_media_create_offer_finish (side->media, result, error);
}

char *
side_answer (Side *side, AhoyMediaFlags wanted, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ahoy_media_create_answer_async (side->media, wanted, NULL, store_result, &result);
  WAIT_UNTIL (result != NULL);
  return ahoy_media_create_answer_finish (side->media, result, error);
}

gboolean
side_take (Side *side, AhoyDescriptionKind kind, const char *sdp, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ahoy_media_set_remote_async (side->media, kind, sdp, NULL, store_result, &result);
  WAIT_UNTIL (result != NULL);
  return ahoy_media_set_remote_finish (side->media, result, error);
}

void
call_negotiate (Side *offerer, AhoyMediaFlags offered, Side *answerer, AhoyMediaFlags answered)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = side_offer (offerer, offered, &error);
  g_autofree char *answer = NULL;

  g_assert_no_error (error);
  side_take (answerer, AHOY_DESCRIPTION_KIND_OFFER, offer, &error);
  g_assert_no_error (error);
  answer = side_answer (answerer, answered, &error);
  g_assert_no_error (error);
  side_take (offerer, AHOY_DESCRIPTION_KIND_ANSWER, answer, &error);
  g_assert_no_error (error);
}

void
call_wait_connected (Call *call)
{
  WAIT_UNTIL (ahoy_media_get_state (call->caller.media) == AHOY_MEDIA_STATE_CONNECTED &&
              ahoy_media_get_state (call->callee.media) == AHOY_MEDIA_STATE_CONNECTED);
}

gboolean
side_hears (Side *side, double tone)
{
  return ahoy_test_ends_get_loudness (side->ends) > 0.1 &&
         ahoy_test_ends_get_share (side->ends, tone) > 0.9;
}

gboolean
side_hears_nothing (Side *side)
{
  return ahoy_test_ends_get_loudness (side->ends) < 0.001;
}

/* Waits until the side has decoded this many more pictures. */
void
side_wait_for_pictures (Side *side, guint n)
{
  guint64 before = side->stats.video.frames_decoded;

  WAIT_UNTIL (side->stats.video.frames_decoded >= before + n);
  g_assert_cmpuint (side->stats.video.width, ==, PICTURE_WIDTH);
  g_assert_cmpuint (side->stats.video.height, ==, PICTURE_HEIGHT);
}

Call *
call_connect (AhoyMediaFlags offered, AhoyMediaFlags answered)
{
  Call *call = call_new (FALSE);

  call_negotiate (&call->caller, offered, &call->callee, answered);
  call_wait_connected (call);
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));
  WAIT_UNTIL (side_hears (&call->caller, call->callee.tone));
  return call;
}
