/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office.h"

/* The call log of Sendbird as recent calls. */

#define AUDIO AHOY_MEDIA_AUDIO

static void
give_up_a_call (Office *f)
{
  party_dial (&f->alice, &f->bob, AUDIO);
  wait_state (party_call (&f->alice), RINGING);
  party_end (&f->alice, party_call (&f->alice));
}

static void
log_in_again (Party *party)
{
  party_log_out (party);
  g_assert_cmpuint (party_n_recents (party), ==, 0);
  party_log_in (party);
}

/* What the service remembers is what the call was here. */
static void
test_results (Office *f)
{
  party_talk (&f->alice, &f->bob, AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO);
  party_end (&f->bob, party_call (&f->bob));
  assert_end (party_call (&f->alice), REMOTE_HUNG_UP);
  give_up_a_call (f);
  WAIT_UNTIL (f->bob.n_ended == 2);
  party_dial (&f->alice, &f->bob, AUDIO);
  party_wait_call (&f->bob, 3);
  ahoy_call_reject_async (party_call (&f->bob), NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_reject_finish);
  assert_end (party_call (&f->alice), DECLINED);

  log_in_again (&f->alice);
  log_in_again (&f->bob);
  party_refresh (&f->alice);
  party_refresh (&f->bob);
  g_assert_cmpuint (party_n_recents (&f->alice), ==, 3);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 3);
  g_assert_cmpint (ahoy_recent_get_end_reason (party_get_recent (&f->alice, 0)), ==,
                   AHOY_CALL_END_REASON_DECLINED);
  g_assert_cmpint (ahoy_recent_get_end_reason (party_get_recent (&f->alice, 1)), ==,
                   AHOY_CALL_END_REASON_CANCELLED);
  g_assert_cmpint (ahoy_recent_get_end_reason (party_get_recent (&f->alice, 2)), ==,
                   AHOY_CALL_END_REASON_REMOTE_HUNG_UP);
  g_assert_cmpint (ahoy_recent_get_end_reason (party_get_recent (&f->bob, 0)), ==,
                   AHOY_CALL_END_REASON_REJECTED);
  g_assert_cmpint (ahoy_recent_get_end_reason (party_get_recent (&f->bob, 2)), ==,
                   AHOY_CALL_END_REASON_HUNG_UP);
  g_assert_true (ahoy_recent_get_missed (party_get_recent (&f->bob, 1)));
  g_assert_true (ahoy_recent_get_video (party_get_recent (&f->alice, 2)));
  g_assert_false (ahoy_recent_get_video (party_get_recent (&f->alice, 0)));
  g_assert_cmpstr (ahoy_recent_get_remote (party_get_recent (&f->alice, 0)), ==, BOB);
  g_assert_cmpstr (ahoy_recent_get_remote (party_get_recent (&f->bob, 0)), ==, ALICE);
  g_assert_cmpuint (ahoy_recents_get_missed_count (party_recents (&f->bob)), ==, 1);
  g_assert_true (ahoy_recents_get_complete (party_recents (&f->alice)));
}

/* A call of this session is there once. */
static void
test_merged (Office *f)
{
  party_talk (&f->alice, &f->bob, AUDIO);
  party_end (&f->alice, party_call (&f->alice));
  assert_end (party_call (&f->bob), REMOTE_HUNG_UP);
  party_refresh (&f->alice);
  party_refresh (&f->bob);
  g_assert_cmpuint (party_n_recents (&f->alice), ==, 1);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 1);
  g_assert_cmpint (ahoy_recent_get_end_reason (party_get_recent (&f->alice, 0)), ==,
                   AHOY_CALL_END_REASON_HUNG_UP);
}

static void
test_pages (Office *f)
{
  const guint n = 47;

  for (guint i = 0; i < n; i++)
    give_up_a_call (f);
  log_in_again (&f->alice);
  for (guint i = 0; !ahoy_recents_get_complete (party_recents (&f->alice)); i++) {
    g_assert_cmpuint (i, <, 5);
    party_load_more (&f->alice);
  }
  g_assert_cmpuint (party_n_recents (&f->alice), ==, n);
  for (guint i = 1; i < n; i++)
    g_assert_cmpint (ahoy_recent_get_begun (party_get_recent (&f->alice, i - 1)), >=,
                     ahoy_recent_get_begun (party_get_recent (&f->alice, i)));
}

static void
test_kept (Office *f)
{
  give_up_a_call (f);
  log_in_again (&f->alice);
  party_refresh (&f->alice);
  ahoy_recents_delete_async (party_recents (&f->alice), party_get_recent (&f->alice, 0), NULL,
                             party_store, &f->alice);
  party_expect_error (&f->alice, (OfficeFinish) ahoy_recents_delete_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_FAILED);
  g_assert_cmpuint (party_n_recents (&f->alice), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  office_add_for ("sendbird", "/sendbird-recents/results", test_results);
  office_add_for ("sendbird", "/sendbird-recents/merged", test_merged);
  office_add_for ("sendbird", "/sendbird-recents/pages", test_pages);
  office_add_for ("sendbird", "/sendbird-recents/kept", test_kept);

  return g_test_run ();
}
