/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office.h"

/* Past calls, as the practice service remembers them. */

#define AUDIO AHOY_MEDIA_AUDIO

static void
miss_a_call (Office *f)
{
  guint n = f->bob.calls->len + 1;

  party_dial (&f->alice, &f->bob, AUDIO | AHOY_MEDIA_VIDEO);
  party_wait_call (&f->bob, n);
  wait_state (party_call (&f->alice), RINGING);
  party_end (&f->alice, party_call (&f->alice));
  assert_end (party_call (&f->bob), MISSED);
}

/* Each side sees a call of its own: at once, and as one when the service has it, too. */
static void
test_merged (Office *f)
{
  party_talk (&f->alice, &f->bob, AUDIO);
  party_end (&f->alice, party_call (&f->alice));
  g_assert_cmpuint (party_n_recents (&f->alice), ==, 1);
  g_assert_cmpstr (ahoy_recent_get_remote (party_get_recent (&f->alice, 0)), ==, BOB);
  g_assert_cmpint (ahoy_recent_get_end_reason (party_get_recent (&f->alice, 0)), ==,
                   AHOY_CALL_END_REASON_HUNG_UP);
  assert_end (party_call (&f->bob), REMOTE_HUNG_UP);
  g_assert_cmpint (ahoy_recent_get_direction (party_get_recent (&f->bob, 0)), ==,
                   AHOY_CALL_DIRECTION_INCOMING);
  g_assert_false (ahoy_recent_get_missed (party_get_recent (&f->bob, 0)));

  office_turn ();
  fake_clock_advance (f->clock, 1000); /* asked for by itself */
  WAIT_UNTIL (office_count (f, "logHistory") == 2);
  party_refresh (&f->alice);
  party_refresh (&f->bob);
  g_assert_cmpuint (party_n_recents (&f->alice), ==, 1);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 1);
  g_assert_cmpint (ahoy_recent_get_end_reason (party_get_recent (&f->alice, 0)), ==,
                   AHOY_CALL_END_REASON_HUNG_UP);
  g_assert_true (ahoy_recents_get_complete (party_recents (&f->alice)));
}

static void
test_missed (Office *f)
{
  miss_a_call (f);
  g_assert_true (ahoy_recent_get_missed (party_get_recent (&f->bob, 0)));
  g_assert_true (ahoy_recent_get_video (party_get_recent (&f->bob, 0)));
  g_assert_true (ahoy_recent_get_video (party_get_recent (&f->alice, 0)));
  g_assert_cmpuint (ahoy_recents_get_missed_count (party_recents (&f->bob)), ==, 1);
  g_assert_cmpuint (ahoy_recents_get_missed_count (party_recents (&f->alice)), ==, 0);
  party_refresh (&f->bob);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 1);
  g_assert_true (ahoy_recent_get_missed (party_get_recent (&f->bob, 0)));

  /* What was missed while nobody was logged in is known by the service. */
  party_log_out (&f->bob);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 0);
  g_assert_cmpuint (ahoy_recents_get_missed_count (party_recents (&f->bob)), ==, 0);
  party_dial (&f->alice, &f->bob, AUDIO);
  WAIT_UNTIL (ahoy_call_get_end_reason (party_call (&f->alice)) != AHOY_CALL_END_REASON_NONE);
  party_log_in (&f->bob);
  party_load_more (&f->bob);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 2);
  g_assert_cmpuint (ahoy_recents_get_missed_count (party_recents (&f->bob)), ==, 2);
  g_assert_cmpstr (ahoy_recent_get_remote (party_get_recent (&f->bob, 0)), ==, ALICE);
  g_assert_false (ahoy_recent_get_video (party_get_recent (&f->bob, 0)));
  ahoy_recents_mark_seen (party_recents (&f->bob));
  g_assert_cmpuint (ahoy_recents_get_missed_count (party_recents (&f->bob)), ==, 0);
}

static void
test_declined (Office *f)
{
  party_dial (&f->alice, &f->bob, AUDIO);
  party_wait_call (&f->bob, 1);
  wait_state (party_call (&f->alice), RINGING);
  ahoy_call_reject_async (party_call (&f->bob), NULL, party_store, &f->bob);
  party_expect_success (&f->bob, ahoy_call_reject_finish);
  assert_end (party_call (&f->alice), DECLINED);
  party_refresh (&f->bob);
  g_assert_false (ahoy_recent_get_missed (party_get_recent (&f->bob, 0)));
  g_assert_cmpint (ahoy_recent_get_end_reason (party_get_recent (&f->bob, 0)), ==,
                   AHOY_CALL_END_REASON_REJECTED);

  party_dial (&f->alice, &f->bob, AUDIO);
  party_wait_call (&f->bob, 2);
  wait_state (party_call (&f->alice), RINGING);
  g_assert_true (ahoy_call_ignore (party_call (&f->bob), NULL));
  party_end (&f->alice, party_call (&f->alice));
  party_refresh (&f->bob);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 2);
  g_assert_false (ahoy_recent_get_missed (party_get_recent (&f->bob, 0)));
}

static void
test_pages (Office *f)
{
  for (guint i = 0; i < 25; i++)
    miss_a_call (f);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 25);
  ahoy_session_disconnect_async (f->bob.session, NULL, party_store, &f->bob);
  party_expect_success (&f->bob, (OfficeFinish) ahoy_session_disconnect_finish);
  party_log_in (&f->bob);
  party_load_more (&f->bob);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 20);
  g_assert_false (ahoy_recents_get_complete (party_recents (&f->bob)));
  miss_a_call (f);
  ahoy_recents_delete_async (party_recents (&f->bob), party_get_recent (&f->bob, 3), NULL,
                             party_store, &f->bob);
  party_expect_success (&f->bob, (OfficeFinish) ahoy_recents_delete_finish);
  while (!ahoy_recents_get_complete (party_recents (&f->bob)))
    party_load_more (&f->bob);
  party_refresh (&f->bob);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 25);

  ahoy_recents_clear_async (party_recents (&f->bob), NULL, party_store, &f->bob);
  party_expect_success (&f->bob, (OfficeFinish) ahoy_recents_clear_finish);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 0);
  party_refresh (&f->bob);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 0);
}

static void
assert_refused (Party *party, GQuark domain, int code)
{
  ahoy_recents_refresh_async (party_recents (party), NULL, party_store, party);
  party_expect_error (party, (OfficeFinish) ahoy_recents_refresh_finish, domain, code);
  g_assert_cmpuint (party_n_recents (party), ==, 1);
}

/* What the service answers instead: the calls of this session are there in any case. */
static void
test_failures (Office *f)
{
  miss_a_call (f);
  office_fault (f, "refuse", "{\"for\":\"logHistory\",\"http\":403,\"code\":4}");
  assert_refused (&f->bob, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_CREDENTIALS);
  office_fault (f, "refuse", "{\"for\":\"logHistory\",\"http\":404,\"code\":42}");
  assert_refused (&f->bob, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED);
  office_fault (f, "refuse", "{\"for\":\"logHistory\",\"http\":500,\"code\":26}");
  assert_refused (&f->bob, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  office_fault (f, "garbage", "{\"for\":\"logHistory\",\"kind\":\"half\"}");
  assert_refused (&f->bob, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
  office_fault (f, "garbage", "{\"for\":\"logHistory\",\"kind\":\"array\"}");
  assert_refused (&f->bob, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
  office_fault (f, "no-wrapper", "{\"for\":\"logHistory\"}");
  assert_refused (&f->bob, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
  office_fault (f, "refuse", "{\"for\":\"logRecord\",\"http\":500,\"code\":26}");
  party_refresh (&f->bob);
  ahoy_recents_delete_async (party_recents (&f->bob), party_get_recent (&f->bob, 0), NULL,
                             party_store, &f->bob);
  party_expect_error (&f->bob, (OfficeFinish) ahoy_recents_delete_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_FAILED);
  office_fault (f, "refuse", "{\"for\":\"logRecord\",\"http\":404,\"code\":42}");
  ahoy_recents_delete_async (party_recents (&f->bob), party_get_recent (&f->bob, 0), NULL,
                             party_store, &f->bob);
  party_expect_success (&f->bob, (OfficeFinish) ahoy_recents_delete_finish);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 0);
  miss_a_call (f);
  office_fault (f, "refuse", "{\"for\":\"logHistory\",\"http\":403,\"code\":35,\"count\":0}");
  assert_refused (&f->bob, AHOY_CALL_ERROR, AHOY_CALL_ERROR_NOT_ALLOWED);
  g_assert_true (ahoy_recents_get_complete (party_recents (&f->bob)));
  ahoy_recents_clear_async (party_recents (&f->bob), NULL, party_store, &f->bob);
  party_expect_success (&f->bob, (OfficeFinish) ahoy_recents_clear_finish);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 0);
}

static guint
hide_first (Office *f)
{
  ahoy_recents_hide (party_recents (&f->bob), party_get_recent (&f->bob, 0));

  return party_n_recents (&f->bob);
}

/* What was deleted comes back, also from what the service tells meanwhile, until it is told. */
static void
test_hidden (Office *f)
{
  AhoyRecents *recents = party_recents (&f->bob);

  miss_a_call (f);
  party_refresh (&f->bob);
  miss_a_call (f);
  g_assert_cmpuint (hide_first (f), ==, 1);
  g_assert_cmpuint (ahoy_recents_get_missed_count (recents), ==, 1);
  party_refresh (&f->bob);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 1);
  g_assert_cmpuint (hide_first (f), ==, 0);
  g_assert_cmpuint (ahoy_recents_get_n_hidden (recents), ==, 2);
  ahoy_recents_show_hidden (recents);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 2);
  g_assert_cmpuint (ahoy_recents_get_missed_count (recents), ==, 2);
  g_assert_cmpuint (office_count (f, "logRecord"), ==, 0);

  hide_first (f);
  hide_first (f);
  ahoy_recents_delete_hidden_async (recents, party_store, &f->bob);
  g_assert_cmpuint (ahoy_recents_get_n_hidden (recents), ==, 0);
  ahoy_recents_show_hidden (recents); /* too late */
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 0);
  party_expect_success (&f->bob, (OfficeFinish) ahoy_recents_delete_hidden_finish);
  g_assert_cmpuint (office_count (f, "logRecord"), ==, 2);
  party_refresh (&f->bob);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 0);
  ahoy_recents_delete_hidden_async (recents, party_store, &f->bob);
  party_expect_success (&f->bob, (OfficeFinish) ahoy_recents_delete_hidden_finish);
}

static void
test_hidden_refused (Office *f)
{
  miss_a_call (f);
  miss_a_call (f);
  party_refresh (&f->bob);
  hide_first (f);
  hide_first (f);
  office_fault (f, "refuse", "{\"for\":\"logRecord\",\"http\":500,\"code\":26}");
  ahoy_recents_delete_hidden_async (party_recents (&f->bob), party_store, &f->bob);
  party_expect_error (&f->bob, (OfficeFinish) ahoy_recents_delete_hidden_finish, AHOY_CALL_ERROR,
                      AHOY_CALL_ERROR_FAILED);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 1);

  /* All are deleted, those included that are not shown. */
  hide_first (f);
  ahoy_recents_clear_async (party_recents (&f->bob), NULL, party_store, &f->bob);
  party_expect_success (&f->bob, (OfficeFinish) ahoy_recents_clear_finish);
  ahoy_recents_show_hidden (party_recents (&f->bob));
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 0);
}

/* Who calls while the websocket is lost, and gives up, is in the list when it is open again. */
static void
test_missed_while_away (Office *f)
{
  party_load_more (&f->bob);
  office_fault (f, "refuse-upgrade", "{\"user\":\"" BOB "\",\"count\":0}");
  ahoy_practice_close_sockets (f->practice, BOB, 0);
  WAIT_UNTIL (party_has_event (&f->bob, "(try 1)"));
  party_dial (&f->alice, &f->bob, AUDIO);
  wait_state (party_call (&f->alice), INITIATED);
  party_end (&f->alice, party_call (&f->alice));
  ahoy_practice_clear_faults (f->practice);
  WAIT_UNTIL (fake_clock_next (f->clock) <= 5000);
  fake_clock_advance (f->clock, 5000);
  WAIT_UNTIL (!ahoy_session_get_reconnecting (f->bob.session));
  WAIT_UNTIL (ahoy_recents_get_missed_count (party_recents (&f->bob)) == 1);
  WAIT_UNTIL (office_count (f, "logHistory") >= 2);
  party_refresh (&f->bob);
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 1);
}

/* Nobody finds what somebody else has left. */
static void
test_another_user (Office *f)
{
  miss_a_call (f);
  ahoy_practice_end_subscriptions (f->practice, BOB, "gone");
  WAIT_UNTIL (!ahoy_session_get_connected (f->bob.session));
  g_assert_cmpuint (party_n_recents (&f->bob), ==, 0);
  ahoy_recents_load_more_async (party_recents (&f->bob), NULL, party_store, &f->bob);
  party_expect_error (&f->bob, (OfficeFinish) ahoy_recents_load_more_finish, G_IO_ERROR,
                      G_IO_ERROR_NOT_CONNECTED);
}

/* The session is destroyed while the service is being asked. */
static void
test_destroyed (Office *f)
{
  miss_a_call (f);
  office_fault (f, "silent", "{\"for\":\"logHistory\"}");
  ahoy_recents_load_more_async (party_recents (&f->bob), NULL, party_store, &f->bob);
  WAIT_UNTIL (office_count (f, "logHistory") == 1);
  ahoy_session_destroy (f->bob.session);
  party_expect_error (&f->bob, (OfficeFinish) ahoy_recents_load_more_finish, G_IO_ERROR,
                      G_IO_ERROR_NOT_CONNECTED);
  fake_clock_advance (f->clock, 30000); /* for what is never answered */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  office_add ("/session-recents/merged", test_merged);
  office_add ("/session-recents/missed", test_missed);
  office_add ("/session-recents/declined", test_declined);
  office_add ("/session-recents/pages", test_pages);
  office_add ("/session-recents/failures", test_failures);
  office_add ("/session-recents/hidden", test_hidden);
  office_add ("/session-recents/hidden-refused", test_hidden_refused);
  office_add ("/session-recents/missed-while-away", test_missed_while_away);
  office_add ("/session-recents/another-user", test_another_user);
  office_add ("/session-recents/destroyed", test_destroyed);

  return g_test_run ();
}
