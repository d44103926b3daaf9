/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices that fail in the middle of a call, which goes on. */
#include "call.h"
#include "failing-ends.h"

#define BOTH (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

typedef struct {
  Call        *call;
  FailingEnds *ends; /* of the caller */
  GPtrArray   *servers;
} Fixture;

static AhoyTestEnds *
get_test (Fixture *f)
{
  return watching_ends_get_test (failing_ends_get_watching (f->ends));
}

/* What the caller hears and sees is in its own ends then. */
static gboolean
hears (AhoyTestEnds *ends, double tone)
{
  return ahoy_test_ends_get_loudness (ends) > 0.1 && ahoy_test_ends_get_share (ends, tone) > 0.9;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  AhoyMediaNetwork network = { .caller = TRUE };

  f->servers = g_ptr_array_new ();
  network.ice_servers = f->servers;
  f->call = call_new (FALSE);
  f->ends = failing_ends_new (f->call->caller.tone, PICTURE_WIDTH, PICTURE_HEIGHT);
  g_clear_object (&f->call->caller.media);
  f->call->caller.media = AHOY_MEDIA (ahoy_webrtc_media_new (AHOY_MEDIA_ENDS (f->ends), &network));
  side_connect (&f->call->caller);
  call_negotiate (&f->call->caller, BOTH, &f->call->callee, BOTH);
  call_wait_connected (f->call);
  WAIT_UNTIL (side_hears (&f->call->callee, f->call->caller.tone));
  WAIT_UNTIL (hears (get_test (f), f->call->callee.tone));
  side_wait_for_pictures (&f->call->callee, 3);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_no_error (f->call->callee.failure);
  call_free (f->call);
  g_assert_finalize_object (f->ends);
  g_ptr_array_unref (f->servers);
}

/* The call says that the device is of no use, and no more. */
static void
wait_for_failure (Fixture *f)
{
  Side *side = &f->call->caller;

  WAIT_UNTIL (side->failure != NULL);
  g_assert_error (side->failure, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE);
  g_clear_error (&side->failure);
}

static void
change (Fixture *f, AhoyMediaEnd end)
{
  ahoy_media_ends_emit_changed (AHOY_MEDIA_ENDS (f->ends), end);
}

/* The other side hears silence, and digits, until there is another microphone. */
static void
lose_microphone (Fixture *f)
{
  Side *callee = &f->call->callee;
  guint64 received;

  WAIT_UNTIL (side_hears_nothing (callee));
  received = callee->stats.audio.packets_received;
  WAIT_UNTIL (callee->stats.audio.packets_received > received + 50);
  g_assert_true (side_hears_nothing (callee));
  g_string_truncate (callee->digits, 0);
  g_assert_true (ahoy_media_send_dtmf (f->call->caller.media, "42", NULL));
  WAIT_UNTIL (g_str_equal (callee->digits->str, "42"));

  change (f, AHOY_MEDIA_END_MICROPHONE);
  WAIT_UNTIL (side_hears (callee, f->call->caller.tone));
}

static void
test_microphone (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 2; i++) {
    failing_ends_break (f->ends, AHOY_MEDIA_END_MICROPHONE);
    wait_for_failure (f);
    lose_microphone (f);

    failing_ends_stop (f->ends, AHOY_MEDIA_END_MICROPHONE);
    wait_for_failure (f);
    lose_microphone (f);
  }
  g_assert_no_error (f->call->caller.failure);
}

/* One that fails before it has said anything changes nothing. */
static void
test_next_microphone (Fixture *f, gconstpointer data)
{
  failing_ends_set_broken (f->ends, TRUE);
  for (guint i = 0; i < 3; i++) {
    guint64 received = f->call->callee.stats.audio.packets_received;

    change (f, AHOY_MEDIA_END_MICROPHONE);
    wait_for_failure (f);
    WAIT_UNTIL (f->call->callee.stats.audio.packets_received > received + 50);
    WAIT_UNTIL (side_hears (&f->call->callee, f->call->caller.tone));
  }
}

/* What comes is received all the time, and heard with the next one. */
static void
test_speaker (Fixture *f, gconstpointer data)
{
  Side *caller = &f->call->caller;

  for (guint i = 0; i < 3; i++) {
    guint64 decoded, heard;

    failing_ends_break (f->ends, AHOY_MEDIA_END_SPEAKER);
    wait_for_failure (f);
    heard = ahoy_test_ends_get_heard (get_test (f));
    decoded = caller->stats.audio.frames_decoded;
    WAIT_UNTIL (caller->stats.audio.frames_decoded > decoded + 50);
    g_assert_cmpuint (ahoy_test_ends_get_heard (get_test (f)), ==, heard);

    ahoy_test_ends_forget (get_test (f));
    change (f, AHOY_MEDIA_END_SPEAKER);
    WAIT_UNTIL (hears (get_test (f), f->call->callee.tone));
  }
  g_assert_no_error (caller->failure);
}

/* The picture of the other side is of no use any more, and the call goes on. */
static void
test_screen (Fixture *f, gconstpointer data)
{
  failing_ends_break (f->ends, AHOY_MEDIA_END_SCREEN);
  wait_for_failure (f);
  side_wait_for_pictures (&f->call->caller, 20);
  g_assert_true (hears (get_test (f), f->call->callee.tone));
  g_assert_true (side_hears (&f->call->callee, f->call->caller.tone));
}

/* The other side sees pictures that are black and as large, until there is another camera. */
static void
test_camera (Fixture *f, gconstpointer data)
{
  g_autoptr (WatchingEnds) eye = watching_ends_new (1000, PICTURE_WIDTH, PICTURE_HEIGHT);
  Side *callee = &f->call->callee;
  AhoyMediaNetwork network = { .ice_servers = f->servers };
  WatchingSeen seen;

  /* Another callee, whose eyes can be asked. */
  side_close (&f->call->caller);
  side_close (callee);
  g_clear_object (&f->call->caller.media);
  g_clear_object (&callee->media);
  network.caller = TRUE;
  f->call->caller.media = AHOY_MEDIA (ahoy_webrtc_media_new (AHOY_MEDIA_ENDS (f->ends), &network));
  network.caller = FALSE;
  callee->media = AHOY_MEDIA (ahoy_webrtc_media_new (AHOY_MEDIA_ENDS (eye), &network));
  side_connect (&f->call->caller);
  side_connect (callee);
  call_negotiate (&f->call->caller, BOTH, callee, BOTH);
  WAIT_UNTIL (watching_ends_get_seen (eye).n_frames > 0);

  for (guint i = 0; i < 2; i++) {
    /* The ball is white on black. */
    WAIT_UNTIL ((seen = watching_ends_get_seen (eye)).colour[0] > 0.005);
    if (i == 0)
      failing_ends_break (f->ends, AHOY_MEDIA_END_CAMERA);
    else
      failing_ends_stop (f->ends, AHOY_MEDIA_END_CAMERA);
    wait_for_failure (f);
    WAIT_UNTIL ((seen = watching_ends_get_seen (eye)).colour[0] < 0.002);
    g_assert_cmpuint (seen.width, ==, PICTURE_WIDTH);
    g_assert_cmpuint (seen.height, ==, PICTURE_HEIGHT);
    side_wait_for_pictures (callee, 10);
    g_assert_cmpfloat (watching_ends_get_seen (eye).colour[0], <, 0.002);
    change (f, AHOY_MEDIA_END_CAMERA);
  }
  WAIT_UNTIL (watching_ends_get_seen (eye).colour[0] > 0.005);
  g_assert_no_error (f->call->caller.failure);

  side_close (callee);
  g_object_add_weak_pointer (G_OBJECT (callee->media), (gpointer *) &callee->media);
  g_object_unref (callee->media);
  WAIT_UNTIL (callee->media == NULL);
  callee->media = AHOY_MEDIA (ahoy_webrtc_media_new (AHOY_MEDIA_ENDS (callee->ends), &network));
}

/* A microphone is lost while what is done to its sound changes. */
static void
test_microphone_and_care (Fixture *f, gconstpointer data)
{
  AhoyMediaEnds *ends = AHOY_MEDIA_ENDS (f->ends);

  for (guint i = 0; i < 20; i++) {
    ahoy_media_ends_set_care (ends, i % 2 == 0 ? AHOY_SOUND_CARE_GAIN : AHOY_SOUND_CARE_NONE);
    change (f, AHOY_MEDIA_END_MICROPHONE);
    if (i % 3 == 0)
      failing_ends_break (f->ends, AHOY_MEDIA_END_MICROPHONE);
    call_iterate ();
  }
  ahoy_media_ends_set_care (ends, AHOY_SOUND_CARE_NONE);
  change (f, AHOY_MEDIA_END_MICROPHONE);
  WAIT_UNTIL (side_hears (&f->call->callee, f->call->caller.tone));
  g_assert_true (f->call->caller.failure == NULL ||
                 g_error_matches (f->call->caller.failure, AHOY_MEDIA_ERROR,
                                  AHOY_MEDIA_ERROR_DEVICE));
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void      (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/webrtc-loss/microphone", test_microphone },
    { "/webrtc-loss/next-microphone", test_next_microphone },
    { "/webrtc-loss/microphone-and-care", test_microphone_and_care },
    { "/webrtc-loss/speaker", test_speaker },
    { "/webrtc-loss/screen", test_screen },
    { "/webrtc-loss/camera", test_camera },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
