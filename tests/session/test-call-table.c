/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-fixture.h"

/* Every event and every wish in every state of a call. */

/* The ways into every state that there is, with and without something under way. */
#define END (-1)

static const int ways[][6] = {
  { AHOY_CALL_EVENT_INITIATED, END },
  { AHOY_CALL_EVENT_INITIATED, AHOY_CALL_EVENT_RINGING, END },
  { AHOY_CALL_EVENT_INITIATED, AHOY_CALL_EVENT_RINGING, AHOY_CALL_EVENT_EARLY_MEDIA, END },
  { AHOY_CALL_EVENT_RINGING, END },
  { AHOY_CALL_EVENT_RINGING, AHOY_CALL_EVENT_ANSWER, END },
  { AHOY_CALL_EVENT_RINGING, AHOY_CALL_EVENT_ANSWER, AHOY_CALL_EVENT_ANSWERED_ELSEWHERE, END },
  { AHOY_CALL_EVENT_RINGING, AHOY_CALL_EVENT_FORWARD, END },
  { AHOY_CALL_EVENT_INITIATED, AHOY_CALL_EVENT_ANSWER, AHOY_CALL_EVENT_ANSWERED, END },
  { AHOY_CALL_EVENT_INITIATED, AHOY_CALL_EVENT_ANSWER, AHOY_CALL_EVENT_ANSWERED,
    AHOY_CALL_EVENT_HOLD, END },
  { AHOY_CALL_EVENT_INITIATED, AHOY_CALL_EVENT_ANSWER, AHOY_CALL_EVENT_ANSWERED,
    AHOY_CALL_EVENT_MEDIA_LOST, END },
  { AHOY_CALL_EVENT_INITIATED, AHOY_CALL_EVENT_ANSWER, AHOY_CALL_EVENT_ANSWERED,
    AHOY_CALL_EVENT_CHANGE_MEDIA, END },
  { AHOY_CALL_EVENT_INITIATED, AHOY_CALL_EVENT_ANSWER, AHOY_CALL_EVENT_ANSWERED,
    AHOY_CALL_EVENT_HELD, END },
  { AHOY_CALL_EVENT_INITIATED, AHOY_CALL_EVENT_ANSWER, AHOY_CALL_EVENT_ANSWERED,
    AHOY_CALL_EVENT_HELD, AHOY_CALL_EVENT_UNHOLD, END },
  { AHOY_CALL_EVENT_INITIATED, AHOY_CALL_EVENT_ANSWER, AHOY_CALL_EVENT_ANSWERED,
    AHOY_CALL_EVENT_REMOTE_HELD, END },
  { AHOY_CALL_EVENT_INITIATED, AHOY_CALL_EVENT_ANSWER, AHOY_CALL_EVENT_ANSWERED,
    AHOY_CALL_EVENT_REMOTE_HELD, AHOY_CALL_EVENT_HELD, END },
  { AHOY_CALL_EVENT_RINGING, AHOY_CALL_EVENT_REMOTE_CANCEL, END },
  { AHOY_CALL_EVENT_INITIATED, AHOY_CALL_EVENT_REMOTE_HANG_UP, END },
};

static void
walk (CallFixture *f, guint way)
{
  for (guint i = 0; ways[way][i] != END; i++)
    call_fixture_happens (f, (AhoyCallEvent) ways[way][i]);
}

/* Each event in each state does to the object what the table says, and nothing else. */
static void
check_pair (CallFixture *f, AhoyCallDirection direction, int way, AhoyCallEvent event)
{
  AhoyCallStatus before, expected;
  gboolean was_over, over, taken;

  call_fixture_drop_call (f);
  call_fixture_make_call (f, direction);
  if (way >= 0)
    walk (f, way);
  f->n_changed = 0;
  before = f->call->status;
  was_over = ahoy_call_get_over (f->call);

  taken = ahoy_call_state_next (&before, event, &expected, NULL) == AHOY_CALL_VERDICT_TAKEN;
  g_assert_true (call_fixture_happens (f, event) == taken);
  over = ahoy_call_get_over (f->call);
  g_assert_cmpint (ahoy_call_get_state (f->call), ==, expected.state);
  g_assert_cmpint (ahoy_call_get_operation (f->call), ==, expected.operation);
  g_assert_cmpint (ahoy_call_get_end_reason (f->call), ==, expected.end_reason);
  g_assert_true (ahoy_call_get_local_hold (f->call) == expected.local_hold);
  g_assert_true (ahoy_call_get_remote_hold (f->call) == expected.remote_hold);
  g_assert_true (ahoy_call_get_reconnecting (f->call) == expected.reconnecting);
  g_assert_true ((f->n_changed > 0) == taken);
  g_assert_cmpuint (f->n_ended, ==, over);
  g_assert_true ((f->driver->leaving != NULL) == over);
  g_assert_true (was_over || over == (f->media->state == AHOY_MEDIA_STATE_CLOSED));
  g_assert_true (!ahoy_call_state_is_answered (expected.state)
                 || ahoy_call_get_since (f->call) != 0);
  for (int wish = 0; wish <= AHOY_CALL_EVENT_JOIN; wish++)
    g_assert_true (ahoy_call_can (f->call, wish)
                   == ahoy_call_status_allows (&expected, wish));
}

static void
test_table (CallFixture *f, gconstpointer data)
{
  for (int way = -1; way < (int) G_N_ELEMENTS (ways); way++) {
    for (int event = 0; event <= AHOY_CALL_EVENT_SESSION_ENDED; event++)
      check_pair (f, GPOINTER_TO_INT (data), way, event);
  }
}

typedef void (*Begin) (AhoyCall *call, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer data);

static void
begin_answer (AhoyCall *call, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer data)
{
  ahoy_call_answer_async (call, AHOY_MEDIA_AUDIO, cancellable, callback, data);
}

static void
begin_transfer (AhoyCall *call, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer data)
{
  ahoy_call_transfer_async (call, "somebody", cancellable, callback, data);
}

static const struct {
  AhoyCallEvent wish;
  Begin         begin;
  CallFinish        finish;
} wishes[] = {
  { AHOY_CALL_EVENT_ANSWER, begin_answer, ahoy_call_answer_finish },
  { AHOY_CALL_EVENT_REJECT, ahoy_call_reject_async, ahoy_call_reject_finish },
  { AHOY_CALL_EVENT_HANG_UP, ahoy_call_end_async, ahoy_call_end_finish },
  { AHOY_CALL_EVENT_HOLD, ahoy_call_hold_async, ahoy_call_hold_finish },
  { AHOY_CALL_EVENT_UNHOLD, ahoy_call_unhold_async, ahoy_call_unhold_finish },
  { AHOY_CALL_EVENT_CHANGE_MEDIA, ahoy_call_add_video_async, ahoy_call_add_video_finish },
  { AHOY_CALL_EVENT_TRANSFER, begin_transfer, ahoy_call_transfer_finish },
};

/* Each wish in each state: refused with the error of the table and nothing done, or begun. */
static void
check_wish (CallFixture *f, AhoyCallDirection direction, int way, guint i)
{
  AhoyCallStatus before, next;
  AhoyCallRefusal refusal;
  AhoyCallVerdict verdict;
  g_autoptr (GError) error = NULL;

  call_fixture_drop_call (f);
  call_fixture_make_call (f, direction);
  if (way >= 0)
    walk (f, way);
  before = f->call->status;
  verdict = ahoy_call_state_next (&before, wishes[i].wish, &next, &refusal);
  wishes[i].begin (f->call, NULL, call_fixture_store, f);
  if (verdict == AHOY_CALL_VERDICT_TAKEN) {
    g_assert_cmpint (ahoy_call_get_state (f->call), ==, next.state);
    g_assert_cmpint (ahoy_call_get_operation (f->call), ==, next.operation);
    if (f->driver->task != NULL)
      finish_task (&f->driver->task, NULL);
    else
      finish_task (&f->driver->leaving, NULL);
    settle ();
    if (f->driver->task != NULL) /* a transfer, for which the call was put on hold */
      finish_task (&f->driver->task, NULL);
    error = call_fixture_take_error (f, wishes[i].finish);
    if (wishes[i].wish == AHOY_CALL_EVENT_CHANGE_MEDIA)
      g_clear_error (&error); /* the media of this test send nothing */
    g_assert_no_error (error);
    return;
  }

  error = call_fixture_take_error (f, wishes[i].finish);
  g_assert_nonnull (error);
  if (refusal != AHOY_CALL_REFUSAL_BUSY)
    g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
  else if (error->domain == G_IO_ERROR)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  else
    g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_BUSY);
  g_assert_null (f->driver->task);
  g_assert_cmpint (ahoy_call_get_state (f->call), ==, before.state);
  g_assert_cmpint (ahoy_call_get_operation (f->call), ==, before.operation);
}

static void
test_wishes (CallFixture *f, gconstpointer data)
{
  for (int way = -1; way < (int) G_N_ELEMENTS (ways); way++) {
    for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
      check_wish (f, GPOINTER_TO_INT (data), way, i);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define OUT GINT_TO_POINTER (AHOY_CALL_DIRECTION_OUTGOING)
#define IN  GINT_TO_POINTER (AHOY_CALL_DIRECTION_INCOMING)
#define ADD(path, direction, func) \
  g_test_add (path, CallFixture, direction, call_fixture_set_up, func, call_fixture_tear_down)

  ADD ("/call/table/outgoing", OUT, test_table);
  ADD ("/call/table/incoming", IN, test_table);
  ADD ("/call/wishes/outgoing", OUT, test_wishes);
  ADD ("/call/wishes/incoming", IN, test_wishes);

  return g_test_run ();
}
