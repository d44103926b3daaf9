/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is made of pictures, and what is not. */
#include "ahoy-video-picture.h"
#include "ahoy-webrtc-media-factory.h"
#include "call.h"

#define BOTH (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

/* Without anything to draw pictures by, they are decoded and counted nevertheless. */
static void
test_nobody_looks (void)
{
  Call *call = call_new (FALSE);
  g_autoptr (AhoyWebrtcMediaFactory) factory = ahoy_webrtc_media_factory_new_test (440);
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  const AhoyMediaNetwork network = { .ice_servers = servers };

  g_clear_object (&call->caller.media);
  call->caller.media = ahoy_media_factory_create (AHOY_MEDIA_FACTORY (factory), &network);
  side_connect (&call->caller);
  call_negotiate (&call->caller, BOTH, &call->callee, BOTH);
  side_wait_for_pictures (&call->caller, 10);
  g_assert_null (ahoy_media_get_remote_video (call->caller.media));
  g_assert_null (ahoy_media_get_local_video (call->caller.media));
  call_free (call);
}

/* A window that nobody can see decodes nothing, and has a picture again at once when it is back. */
static void
test_watched (void)
{
  Call *call = call_connect (BOTH, BOTH);
  AhoyVideoPicture *local =
    AHOY_VIDEO_PICTURE (ahoy_media_get_local_video (call->caller.media));
  AhoyVideoPicture *remote;
  g_autoptr (GdkTexture) shown = NULL;
  g_autoptr (GdkTexture) own = NULL;
  guint64 decoded, bytes;
  guint n_stats;
  gint64 began;

  side_wait_for_pictures (&call->caller, 10);
  remote = AHOY_VIDEO_PICTURE (ahoy_media_get_remote_video (call->caller.media));
  for (guint i = 0; i < 2; i++) {
    ahoy_media_set_watched (call->caller.media, FALSE);
    /* What was on its way is decoded when two readings are the same. */
    do {
      n_stats = call->caller.n_stats;
      decoded = call->caller.stats.video.frames_decoded;
      WAIT_UNTIL (call->caller.n_stats > n_stats);
    } while (call->caller.stats.video.frames_decoded != decoded);
    g_set_object (&shown, ahoy_video_picture_get_texture (remote));
    g_set_object (&own, ahoy_video_picture_get_texture (local));
    bytes = call->caller.stats.video.bytes_received;
    n_stats = call->caller.n_stats;
    WAIT_UNTIL (call->caller.n_stats > n_stats + 1);
    g_assert_cmpuint (call->caller.stats.video.frames_decoded, ==, decoded);
    WAIT_UNTIL (call->caller.stats.video.bytes_received > bytes);
    g_assert_true (ahoy_video_picture_get_texture (remote) == shown);
    g_assert_true (ahoy_video_picture_get_texture (local) == own);

    began = g_get_monotonic_time ();
    ahoy_media_set_watched (call->caller.media, TRUE);
    WAIT_UNTIL (ahoy_video_picture_get_texture (remote) != shown);
    g_test_message ("Back after %d ms", (int) (g_get_monotonic_time () - began) / 1000);
    WAIT_UNTIL (ahoy_video_picture_get_texture (local) != own);
    side_wait_for_pictures (&call->caller, 10);
  }
  /* The other side was seen all the time. */
  side_wait_for_pictures (&call->callee, 5);
  g_assert_no_error (call->caller.failure);
  call_free (call);
}

/* The preview is there before the camera begins: nothing flows into it without its beginning, which
 * GStreamer would warn of. */
static void
test_preview_from_the_start (void)
{
  for (guint i = 0; i < 10; i++) {
    Call *call = call_new (FALSE);
    g_autoptr (GError) error = NULL;
    g_autofree char *offer = side_offer (&call->caller, BOTH, &error);
    AhoyVideoPicture *local =
      AHOY_VIDEO_PICTURE (ahoy_media_get_local_video (call->caller.media));

    g_assert_no_error (error);
    WAIT_UNTIL (ahoy_video_picture_get_texture (local) != NULL);
    g_assert_no_error (call->caller.failure);
    call_free (call);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/webrtc-picture/nobody-looks", test_nobody_looks);
  g_test_add_func ("/webrtc-picture/watched", test_watched);
  g_test_add_func ("/webrtc-picture/preview-from-the-start", test_preview_from_the_start);
  return g_test_run ();
}
