/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "caller.h"

/* What robots do in a call, with real media at both ends. */

#define AUDIO AHOY_MEDIA_AUDIO
#define BOTH  (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)
#define TONE  440 /* what a caller sends, in Hz */

static guint
n_calls (Calls *f)
{
  return ahoy_practice_get_n_calls (f->base.practice, NULL);
}

static void
test_echo (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  caller_call (alice, "echo", AUDIO);
  g_assert_cmpint (ahoy_media_get_receives (alice->side->media), ==, AUDIO);
  caller_wait_flow (alice, TONE, FALSE);
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, ECHO), ==, 1);

  phone_delete (alice->phone);
  g_assert_cmpuint (n_calls (f), ==, 0);
  phone_expect_nothing (alice->phone);
}

static void
test_echo_picture (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  caller_call (alice, ECHO, BOTH);
  g_assert_cmpint (ahoy_media_get_receives (alice->side->media), ==, BOTH);
  caller_wait_flow (alice, TONE, TRUE);
  g_assert_cmpint (alice->side->stats.video.width, ==, PICTURE_WIDTH);
  g_assert_cmpint (alice->side->stats.video.height, ==, PICTURE_HEIGHT);
  phone_delete (alice->phone);
}

static void
test_held (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  caller_call (alice, ECHO, BOTH);
  caller_wait_flow (alice, TONE, TRUE);
  for (guint i = 0; i < 2; i++) {
    caller_update (alice, BOTH | AHOY_MEDIA_HOLD);
    caller_wait_silence (alice);
    caller_update (alice, BOTH);
    g_assert_cmpint (ahoy_media_get_receives (alice->side->media), ==, BOTH);
    caller_wait_flow (alice, TONE, TRUE);
  }
  phone_delete (alice->phone);
}

static void
test_video_added (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);

  caller_call (alice, ECHO, AUDIO);
  caller_wait_flow (alice, TONE, FALSE);
  for (guint i = 0; i < 2; i++) {
    caller_update (alice, BOTH);
    g_assert_cmpint (ahoy_media_get_receives (alice->side->media), ==, BOTH);
    caller_wait_flow (alice, TONE, TRUE);
    caller_update (alice, AUDIO);
    g_assert_cmpint (ahoy_media_get_receives (alice->side->media), ==, AUDIO);
    caller_wait_flow (alice, TONE, FALSE);
  }
  phone_delete (alice->phone);
}

static void
test_digits (Calls *f, gconstpointer data)
{
  g_autoptr (Caller) alice = caller_new (f, ALICE);
  g_autoptr (GError) error = NULL;

  caller_call (alice, ECHO, AUDIO);
  caller_wait_flow (alice, TONE, FALSE);
  ahoy_media_send_dtmf (alice->side->media, "90*#A", &error);
  g_assert_no_error (error);
  WAIT_UNTIL (alice->side->digits->len == 5);
  g_assert_cmpstr (alice->side->digits->str, ==, "90*#A");
  caller_wait_flow (alice, TONE, FALSE);
  phone_delete (alice->phone);
}

static const CallsTest tests[] = {
  { "/practice/robots/echo", test_echo },
  { "/practice/robots/echo-picture", test_echo_picture },
  { "/practice/robots/held", test_held },
  { "/practice/robots/video-added", test_video_added },
  { "/practice/robots/digits", test_digits },
};

int
main (int argc, char *argv[])
{
  return run_caller_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
