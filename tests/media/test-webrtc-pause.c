/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call.h"

/* What is withheld although it is agreed, without a new agreement. */

#define BOTH (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

static void
pause_media (Side *side, AhoyMediaFlags flags)
{
  g_autoptr (GError) error = NULL;

  ahoy_media_set_paused (side->media, flags, &error);
  g_assert_no_error (error);
}

static void
test_camera (void)
{
  Call *call = call_connect (BOTH, BOTH);
  guint64 sent;

  side_wait_for_pictures (&call->callee, 5);
  pause_media (&call->caller, AHOY_MEDIA_VIDEO);
  g_assert_cmpint (ahoy_media_get_sends (call->caller.media), ==, AHOY_MEDIA_AUDIO);
  g_assert_cmpint (ahoy_media_get_receives (call->caller.media), ==, BOTH);
  g_assert_null (ahoy_media_get_local_video (call->caller.media)); /* the camera is off */
  do {
    guint n_stats = call->caller.n_stats;

    sent = call->caller.stats.video.frames_sent;
    WAIT_UNTIL (call->caller.n_stats > n_stats);
  } while (call->caller.stats.video.frames_sent != sent);
  side_wait_for_pictures (&call->caller, 5); /* the other side's goes on */
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));

  pause_media (&call->caller, AHOY_MEDIA_NONE);
  g_assert_cmpint (ahoy_media_get_sends (call->caller.media), ==, BOTH);
  g_assert_nonnull (ahoy_media_get_local_video (call->caller.media));
  side_wait_for_pictures (&call->callee, 5);
  call_free (call);
}

/* It was off when the call was agreed on, on either side. */
static void
test_camera_later (void)
{
  for (guint i = 0; i < 2; i++) {
    Call *call = call_new (i == 1);
    Side *side = i == 0 ? &call->caller : &call->callee;
    Side *other = i == 0 ? &call->callee : &call->caller;

    pause_media (side, AHOY_MEDIA_VIDEO);
    call_negotiate (&call->caller, BOTH, &call->callee, BOTH);
    call_wait_connected (call);
    g_assert_cmpint (ahoy_media_get_sends (side->media), ==, AHOY_MEDIA_AUDIO);
    g_assert_cmpint (ahoy_media_get_sends (other->media), ==, BOTH);
    g_assert_null (ahoy_media_get_local_video (side->media));
    side_wait_for_pictures (side, 5);
    pause_media (side, AHOY_MEDIA_NONE);
    g_assert_cmpint (ahoy_media_get_sends (side->media), ==, BOTH);
    side_wait_for_pictures (other, 5);
    call_free (call);
  }
}

/* Nothing is heard or seen by who holds, whatever the other side sends. */
static void
test_hold (void)
{
  Call *call = call_connect (BOTH, BOTH);

  WAIT_UNTIL (side_hears (&call->caller, call->callee.tone));
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));
  pause_media (&call->caller, AHOY_MEDIA_HOLD);
  g_assert_cmpint (ahoy_media_get_sends (call->caller.media), ==, AHOY_MEDIA_NONE);
  g_assert_cmpint (ahoy_media_get_receives (call->caller.media), ==, AHOY_MEDIA_NONE);
  g_assert_nonnull (ahoy_media_get_local_video (call->caller.media)); /* to be back at once */
  WAIT_UNTIL (side_hears_nothing (&call->caller));
  pause_media (&call->caller, AHOY_MEDIA_NONE);
  g_assert_cmpint (ahoy_media_get_sends (call->caller.media), ==, BOTH);
  g_assert_cmpint (ahoy_media_get_receives (call->caller.media), ==, BOTH);
  WAIT_UNTIL (side_hears (&call->caller, call->callee.tone));
  WAIT_UNTIL (side_hears (&call->callee, call->caller.tone));
  side_wait_for_pictures (&call->caller, 5);
  side_wait_for_pictures (&call->callee, 5);
  call_free (call);
}

static void
test_over (void)
{
  Call *call = call_new (FALSE);
  g_autoptr (GError) error = NULL;

  side_close (&call->caller);
  g_assert_false (ahoy_media_set_paused (call->caller.media, AHOY_MEDIA_VIDEO, &error));
  g_assert_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE);
  call_free (call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/webrtc-pause/camera", test_camera);
  g_test_add_func ("/webrtc-pause/camera-later", test_camera_later);
  g_test_add_func ("/webrtc-pause/hold", test_hold);
  g_test_add_func ("/webrtc-pause/over", test_over);

  return g_test_run ();
}
