/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-fixture.h"

/* Two calls that are to become one, between somebody who wants that and a service: no network. */
typedef struct {
  CallFixture first;
  CallFixture second;
  CallFixture joined;
  GError     *refusal; /* what there is instead of the call that they become, or NULL */
  guint       n_made;
  guint       n_shown;
} Join;

#define OUT GINT_TO_POINTER (AHOY_CALL_DIRECTION_OUTGOING)
#define IN  GINT_TO_POINTER (AHOY_CALL_DIRECTION_INCOMING)

static AhoyCall *
make (AhoyCall *first, AhoyCall *second, gpointer data, GError **error)
{
  Join *f = data;

  f->n_made++;
  g_assert_true (first == f->first.call && second == f->second.call);
  g_assert_true (ahoy_call_get_local_hold (first) && ahoy_call_get_local_hold (second));
  if (f->refusal == NULL)
    return g_object_ref (f->joined.call);
  g_propagate_error (error, g_steal_pointer (&f->refusal));

  return NULL;
}

static void
show (AhoyCall *joined, gpointer data)
{
  Join *f = data;

  f->n_shown++;
  g_assert_true (joined == f->joined.call);
}

static void
set_up (Join *f, gconstpointer data)
{
  static const AhoyCallJoiner joiner = { .make = make, .show = show };
  CallFixture *olds[] = { &f->first, &f->second };

  call_fixture_set_up (&f->first, OUT);
  call_fixture_set_up (&f->second, IN);
  call_fixture_set_up (&f->joined, OUT);
  for (guint i = 0; i < G_N_ELEMENTS (olds); i++) {
    ahoy_call_set_joiner (olds[i]->call, &joiner, f);
    call_fixture_happens (olds[i], AHOY_CALL_EVENT_INITIATED);
  }
  call_fixture_happens (&f->first, AHOY_CALL_EVENT_ANSWERED);
  ahoy_call_answer_async (f->second.call, AHOY_MEDIA_AUDIO, NULL, NULL, NULL);
  finish_task (&f->second.driver->task, NULL);
  settle ();
  g_assert_cmpint (ahoy_call_get_state (f->second.call), ==, AHOY_CALL_STATE_CONNECTED);
}

static void
tear_down (Join *f, gconstpointer data)
{
  g_assert_cmpuint (fake_clock_n_waiting (f->first.clock), ==, 0);
  g_clear_object (&f->first.result);
  call_fixture_tear_down (&f->joined, OUT);
  call_fixture_tear_down (&f->second, IN);
  call_fixture_tear_down (&f->first, OUT);
}

static void
begin (Join *f, GCancellable *cancellable)
{
  ahoy_call_join_async (f->first.call, f->second.call, cancellable, call_fixture_store, &f->first);
}

/* Up to the service being asked. */
static void
ask (Join *f)
{
  begin (f, NULL);
  finish_task (&f->first.driver->task, NULL);
  settle ();
  finish_task (&f->second.driver->task, NULL);
  settle ();
  g_assert_cmpuint (f->n_made, ==, 1);
  g_assert_nonnull (strstr (f->joined.driver->trace->str, "start"));
  g_assert_cmpuint (f->n_shown, ==, 0);
  call_fixture_happens (&f->joined, AHOY_CALL_EVENT_INITIATED);
}

static void
end (CallFixture *f)
{
  g_assert_true (ahoy_call_apply (f->call, AHOY_CALL_EVENT_COMPLETED, AHOY_CALL_END_REASON_JOINED,
                                  NULL));
}

static void
expect_joined (Join *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (AhoyCall) joined = NULL;
  g_autoptr (GError) error = NULL;

  settle ();
  result = g_steal_pointer (&f->first.result);
  g_assert_nonnull (result);
  joined = ahoy_call_join_finish (f->first.call, result, &error);
  g_assert_no_error (error);
  g_assert_true (joined == f->joined.call);
  g_assert_cmpint (ahoy_call_get_end_reason (f->first.call), ==, AHOY_CALL_END_REASON_JOINED);
}

static void
expect_error (Join *f, GQuark domain, int code)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  settle ();
  result = g_steal_pointer (&f->first.result);
  g_assert_nonnull (result);
  g_assert_null (ahoy_call_join_finish (f->first.call, result, &error));
  g_assert_error (error, domain, code);
}

/* What was put on hold for it is taken back. */
static void
assert_goes_on (CallFixture *f)
{
  finish_task (&f->driver->task, NULL);
  settle ();
  g_assert_cmpint (ahoy_call_get_state (f->call), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpint (ahoy_call_get_operation (f->call), ==, AHOY_CALL_OPERATION_NONE);
  g_assert_true (ahoy_call_can (f->call, AHOY_CALL_EVENT_JOIN));
}

/* As the protocol has it, and then in the other orders that there are. */
static void
test_done (Join *f, gconstpointer data)
{
  ask (f);
  g_assert_false (ahoy_call_get_muted (f->joined.call));
  call_fixture_happens (&f->joined, AHOY_CALL_EVENT_ANSWERED);
  g_assert_cmpuint (f->n_shown, ==, 1);
  end (&f->first);
  end (&f->second);
  expect_joined (f);
  g_assert_cmpuint (f->n_shown, ==, 1);
  g_assert_cmpint (ahoy_call_get_state (f->joined.call), ==, AHOY_CALL_STATE_CONNECTED);
}

static void
test_done_before (Join *f, gconstpointer data)
{
  ask (f);
  end (&f->second);
  g_assert_cmpuint (f->n_shown, ==, 1);
  g_assert_null (f->first.result);
  end (&f->first);
  expect_joined (f);
  call_fixture_happens (&f->joined, AHOY_CALL_EVENT_ANSWERED);
  g_assert_cmpuint (f->n_shown, ==, 1);
}

/* Who has muted one of them is not heard in what they become. */
static void
test_muted (Join *f, gconstpointer data)
{
  ahoy_call_set_muted (f->second.call, TRUE);
  ask (f);
  g_assert_true (ahoy_call_get_muted (f->joined.call));
  call_fixture_happens (&f->joined, AHOY_CALL_EVENT_ANSWERED);
  end (&f->first);
  end (&f->second);
  expect_joined (f);
}

static void
test_failed (Join *f, gconstpointer data)
{
  g_autoptr (GError) error = ahoy_call_error_new (AHOY_CALL_ERROR_NOT_ALLOWED, "35", "No");

  ask (f);
  g_assert_false (ahoy_call_can (f->first.call, AHOY_CALL_EVENT_UNHOLD));
  ahoy_call_apply (f->joined.call, AHOY_CALL_EVENT_FAILED, AHOY_CALL_END_REASON_FAILED, error);
  assert_goes_on (&f->first);
  assert_goes_on (&f->second);
  expect_error (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_NOT_ALLOWED);
  g_assert_cmpuint (f->n_shown, ==, 0);
}

/* There is no call to begin with; and once it goes nevertheless. */
static void
test_not_made (Join *f, gconstpointer data)
{
  f->refusal = ahoy_call_error_new (AHOY_CALL_ERROR_BUSY, NULL, "Too many");
  begin (f, NULL);
  finish_task (&f->first.driver->task, NULL);
  settle ();
  finish_task (&f->second.driver->task, NULL);
  settle ();
  assert_goes_on (&f->first);
  assert_goes_on (&f->second);
  expect_error (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_BUSY);
  f->n_made = 0;
  test_done (f, NULL);
}

static void
test_hold_failed (Join *f, gconstpointer data)
{
  begin (f, NULL);
  finish_task (&f->first.driver->task, NULL);
  settle ();
  finish_task (&f->second.driver->task,
               ahoy_call_error_new (AHOY_CALL_ERROR_FAILED, NULL, "No"));
  settle ();
  assert_goes_on (&f->first);
  expect_error (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  g_assert_cmpuint (f->n_made, ==, 0);
  g_assert_cmpint (ahoy_call_get_operation (f->second.call), ==, AHOY_CALL_OPERATION_NONE);
}

static void
test_cancelled (Join *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  begin (f, cancellable);
  g_cancellable_cancel (cancellable);
  finish_task (&f->first.driver->task, NULL);
  settle ();
  assert_goes_on (&f->first);
  expect_error (f, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (f->n_made, ==, 0);
}

/* One of the two ends while the service is asked: then there is nothing to be joined. */
static void
test_second_gone (Join *f, gconstpointer data)
{
  ask (f);
  call_fixture_happens (&f->second, AHOY_CALL_EVENT_REMOTE_HANG_UP);
  g_assert_true (ahoy_call_get_over (f->joined.call));
  assert_goes_on (&f->first);
  expect_error (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
}

static void
test_first_gone (Join *f, gconstpointer data)
{
  ask (f);
  call_fixture_happens (&f->first, AHOY_CALL_EVENT_REMOTE_HANG_UP);
  g_assert_true (ahoy_call_get_over (f->joined.call));
  assert_goes_on (&f->second);
  expect_error (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
}

static void
test_gone_early (Join *f, gconstpointer data)
{
  begin (f, NULL);
  call_fixture_happens (&f->second, AHOY_CALL_EVENT_REMOTE_HANG_UP);
  finish_task (&f->first.driver->task, NULL);
  settle ();
  assert_goes_on (&f->first);
  expect_error (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
  g_assert_cmpuint (f->n_made, ==, 0);
}

/* The service says that one of them is joined before it was asked. */
static void
test_said_too_early (Join *f, gconstpointer data)
{
  begin (f, NULL);
  end (&f->first);
  expect_error (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
  finish_task (&f->first.driver->task, NULL);
  settle ();
  g_assert_cmpint (ahoy_call_get_operation (f->second.call), ==, AHOY_CALL_OPERATION_NONE);
  g_assert_cmpuint (f->n_made, ==, 0);
}

static void
test_session_ended (Join *f, gconstpointer data)
{
  ask (f);
  call_fixture_happens (&f->first, AHOY_CALL_EVENT_SESSION_ENDED);
  g_assert_cmpint (ahoy_call_get_end_reason (f->joined.call), ==,
                   AHOY_CALL_END_REASON_SESSION_ENDED);
  call_fixture_happens (&f->second, AHOY_CALL_EVENT_SESSION_ENDED);
  expect_error (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
}

/* No answer, ever. */
static void
test_silence (Join *f, gconstpointer data)
{
  ask (f);
  fake_clock_advance (f->first.clock, 89999);
  g_assert_false (ahoy_call_get_over (f->joined.call));
  fake_clock_advance (f->first.clock, 1);
  g_assert_true (ahoy_call_get_over (f->joined.call));
  assert_goes_on (&f->first);
  assert_goes_on (&f->second);
  expect_error (f, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT);
}

/* The new call is there, and of one of the two nothing was said: it is as any other on hold. */
static void
test_half_done (Join *f, gconstpointer data)
{
  ask (f);
  call_fixture_happens (&f->joined, AHOY_CALL_EVENT_ANSWERED);
  g_assert_true (ahoy_call_stay_on_hold (f->second.call)); /* as the new one is spoken in */
  end (&f->first);
  expect_joined (f);
  fake_clock_advance (f->first.clock, 90000);
  g_assert_error (f->second.problem, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT);
  g_assert_cmpint (ahoy_call_get_state (f->joined.call), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_true (ahoy_call_get_local_hold (f->second.call));
  g_assert_cmpint (ahoy_call_get_operation (f->second.call), ==, AHOY_CALL_OPERATION_NONE);
}

static void
test_refused (Join *f, gconstpointer data)
{
  f->second.driver->missing = 1u << AHOY_CALL_EVENT_JOIN;
  g_assert_true (ahoy_call_can (f->first.call, AHOY_CALL_EVENT_JOIN));
  g_assert_false (ahoy_call_can (f->second.call, AHOY_CALL_EVENT_JOIN));
  begin (f, NULL);
  expect_error (f, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  f->second.driver->missing = 0;
  call_fixture_happens (&f->second, AHOY_CALL_EVENT_REMOTE_HANG_UP);
  begin (f, NULL);
  expect_error (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
  g_assert_cmpint (ahoy_call_get_operation (f->first.call), ==, AHOY_CALL_OPERATION_NONE);
  g_assert_null (f->first.driver->task);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/call-join/" path, Join, NULL, set_up, func, tear_down)

  ADD ("done", test_done);
  ADD ("done-before", test_done_before);
  ADD ("muted", test_muted);
  ADD ("failed", test_failed);
  ADD ("not-made", test_not_made);
  ADD ("hold-failed", test_hold_failed);
  ADD ("cancelled", test_cancelled);
  ADD ("second-gone", test_second_gone);
  ADD ("first-gone", test_first_gone);
  ADD ("gone-early", test_gone_early);
  ADD ("said-too-early", test_said_too_early);
  ADD ("session-ended", test_session_ended);
  ADD ("silence", test_silence);
  ADD ("half-done", test_half_done);
  ADD ("refused", test_refused);

  return g_test_run ();
}
