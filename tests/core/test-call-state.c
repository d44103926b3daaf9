/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-call-state.h"

#include "ahoy-enum-types.h"
#include "ahoy-inner-enum-types.h"

#include <string.h>

#define N_EVENTS (AHOY_CALL_EVENT_SESSION_ENDED + 1)
#define N_STATES (AHOY_CALL_STATE_CANCELLED + 1)

/* Each event in each state, written down once more and in another way than the table itself. One
 * character stands for each state, in the order of the states:
 *
 *   .  ignored
 *   +  taken, the state stays
 *   1 2 3 4 5  taken, then initiated, ringing, early media, connected, on hold
 *   E C  taken, then ended, cancelled
 *   !  refused, for the call is over
 *   N  refused, for it is not ready
 *   O  refused, for it is outgoing
 *   A  refused, for it was answered already
 *   U  refused, for it was not answered yet
 *   H  refused, for it is on hold
 *   u  refused, for we do not hold it
 *
 * In the column of calls on hold, it is both sides that hold, but for the wish to hold, for which
 * it is the other side alone. */
static const struct {
  const char *event;
  const char *outgoing;
  const char *incoming;
} pairs[] = {
  { "answer",             "OOOOOO!!", "N++NAA!!" },
  { "reject",             "OOOOOO!!", "EEENAA!!" },
  { "ignore",             "OOOOOO!!", "EEENAA!!" },
  { "forward",            "OOOOOO!!", "N++NAA!!" },
  { "hang-up",            "EEEEEE!!", "EEEEEE!!" },
  { "hold",               "UUUU++!!", "UUUU++!!" },
  { "unhold",             "UUUUu+!!", "UUUUu+!!" },
  { "change-media",       "UUUU+H!!", "UUUU+H!!" },
  { "restart-media",      "UUUU++!!", "UUUU++!!" },
  { "send-digits",        "UU+++H!!", "UUUU+H!!" },
  { "transfer",           "UUUU++!!", "UUUU++!!" },
  { "join",               "UUUU++!!", "UUUU++!!" },
  { "initiated",          "1.......", "1......." },
  { "ringing",            ".2......", "22......" },
  { "early-media",        ".33.....", "........" },
  { "answered",           ".444....", "........" }, /* but see test_answer() */
  { "held",               "....5...", "....5..." },
  { "unheld",             ".....+..", ".....+.." },
  { "media-changed",      "........", "........" }, /* but see test_operations() */
  { "operation-failed",   "........", "........" }, /* likewise */
  { "remote-held",        "....5...", "....5..." },
  { "remote-unheld",      ".....+..", ".....+.." },
  { "media-lost",         "...+++..", "....++.." },
  { "media-restored",     "........", "........" }, /* but see test_reconnecting() */
  { "completed",          "....EE..", "....EE.." }, /* but see test_forward() */
  { "remote-hang-up",     "EEEEEE..", "EEEEEE.." },
  { "remote-cancel",      ".CCC....", "CCC....." },
  { "answered-elsewhere", ".CCC....", "CCC....." },
  { "no-answer",          ".EEE....", ".EE....." },
  { "vanished",           "EEEEEE..", "EEEEEE.." },
  { "failed",             "EEEEEE..", "EEEEEE.." },
  { "session-ended",      "EEEEEE..", "EEEEEE.." },
};

static const char *
nick (GType type, int value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);

  return g_enum_get_value (klass, value)->value_nick;
}

static AhoyCallStatus
status_in (AhoyCallDirection direction, AhoyCallState state)
{
  AhoyCallStatus status;

  ahoy_call_status_init (&status, direction);
  status.state = state;
  status.local_hold = status.remote_hold = state == AHOY_CALL_STATE_ON_HOLD;
  if (ahoy_call_state_is_over (state))
    status.end_reason = AHOY_CALL_END_REASON_HUNG_UP;

  return status;
}

/* What is true of every call at all times. */
static void
check_whole (const AhoyCallStatus *status)
{
  gboolean held = status->local_hold || status->remote_hold;

  g_assert_cmpint (status->state == AHOY_CALL_STATE_ON_HOLD, ==, held);
  g_assert_cmpint (ahoy_call_state_is_over (status->state), ==,
                   status->end_reason != AHOY_CALL_END_REASON_NONE);
  if (ahoy_call_state_is_over (status->state)) {
    g_assert_cmpint (status->operation, ==, AHOY_CALL_OPERATION_NONE);
    g_assert_false (status->reconnecting);
  }
  if (status->pending_end != AHOY_CALL_END_REASON_NONE)
    g_assert_cmpint (status->operation, !=, AHOY_CALL_OPERATION_NONE);
  if (status->direction == AHOY_CALL_DIRECTION_INCOMING)
    g_assert_cmpint (status->state, !=, AHOY_CALL_STATE_EARLY_MEDIA);
}

static void
check_pair (AhoyCallDirection direction, AhoyCallState state, AhoyCallEvent event, char cell)
{
  static const char states[] = " 12345EC";
  static const struct {
    char            cell;
    AhoyCallRefusal refusal;
  } refusals[] = {
    { '!', AHOY_CALL_REFUSAL_OVER },
    { 'N', AHOY_CALL_REFUSAL_NOT_READY },
    { 'O', AHOY_CALL_REFUSAL_OUTGOING },
    { 'A', AHOY_CALL_REFUSAL_ANSWERED },
    { 'U', AHOY_CALL_REFUSAL_NOT_ANSWERED },
    { 'H', AHOY_CALL_REFUSAL_ON_HOLD },
    { 'u', AHOY_CALL_REFUSAL_NOT_HELD },
  };
  AhoyCallStatus status = status_in (direction, state);
  AhoyCallRefusal refusal = AHOY_CALL_REFUSAL_BUSY;
  AhoyCallRefusal expected_refusal = AHOY_CALL_REFUSAL_NONE;
  AhoyCallState expected_state = state;
  AhoyCallVerdict expected = AHOY_CALL_VERDICT_REFUSED, verdict;
  AhoyCallStatus next;

  if (event == AHOY_CALL_EVENT_HOLD)
    status.local_hold = FALSE;
  if (cell == '.')
    expected = AHOY_CALL_VERDICT_IGNORED;
  else if (cell == '+' || strchr (states + 1, cell) != NULL)
    expected = AHOY_CALL_VERDICT_TAKEN;
  if (strchr (states + 1, cell) != NULL)
    expected_state = strchr (states, cell) - states;
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    if (refusals[i].cell == cell)
      expected_refusal = refusals[i].refusal;
  }
  g_assert_cmpint (expected == AHOY_CALL_VERDICT_REFUSED, ==,
                   expected_refusal != AHOY_CALL_REFUSAL_NONE);

  verdict = ahoy_call_state_next (&status, event, &next, &refusal);
  if (verdict != expected || next.state != expected_state || refusal != expected_refusal)
    g_error ("%s in %s, %s: %s, %s, %s", nick (AHOY_TYPE_CALL_EVENT, event),
             nick (AHOY_TYPE_CALL_STATE, state), nick (AHOY_TYPE_CALL_DIRECTION, direction),
             nick (AHOY_TYPE_CALL_VERDICT, verdict), nick (AHOY_TYPE_CALL_STATE, next.state),
             nick (AHOY_TYPE_CALL_REFUSAL, refusal));
  check_whole (&next);
  if (verdict != AHOY_CALL_VERDICT_TAKEN)
    g_assert_cmpmem (&next, sizeof next, &status, sizeof status);
  g_assert_cmpint (ahoy_call_status_allows (&status, event), ==,
                   verdict == AHOY_CALL_VERDICT_TAKEN);
}

static void
test_pairs (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (pairs), ==, N_EVENTS);

  for (guint event = 0; event < N_EVENTS; event++) {
    g_assert_cmpstr (pairs[event].event, ==, nick (AHOY_TYPE_CALL_EVENT, event));
    g_assert_cmpuint (strlen (pairs[event].outgoing), ==, N_STATES);
    g_assert_cmpuint (strlen (pairs[event].incoming), ==, N_STATES);
    for (guint state = 0; state < N_STATES; state++) {
      check_pair (AHOY_CALL_DIRECTION_OUTGOING, state, event, pairs[event].outgoing[state]);
      if (state != AHOY_CALL_STATE_EARLY_MEDIA) /* where no incoming call can be */
        check_pair (AHOY_CALL_DIRECTION_INCOMING, state, event, pairs[event].incoming[state]);
    }
  }
}

static void
test_nicks (void)
{
  static const char * const states[N_STATES] = {
    "initiating", "initiated", "ringing", "early-media", "connected", "on-hold", "ended",
    "cancelled",
  };

  for (guint i = 0; i < N_STATES; i++)
    g_assert_cmpstr (nick (AHOY_TYPE_CALL_STATE, i), ==, states[i]);
  g_assert_cmpstr (nick (AHOY_TYPE_CALL_DIRECTION, AHOY_CALL_DIRECTION_OUTGOING), ==, "outgoing");
  g_assert_cmpstr (nick (AHOY_TYPE_CALL_DIRECTION, AHOY_CALL_DIRECTION_INCOMING), ==, "incoming");
}

/* Everything that can be reached from the beginning, with all flags and operations, keeps whole,
 * and whatever is over stays so. */
static void
test_all_ways (AhoyCallDirection direction)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                                       (GDestroyNotify) g_bytes_unref, NULL);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  gboolean reached[N_STATES] = { FALSE };
  AhoyCallStatus first;
  GBytes *bytes;

  ahoy_call_status_init (&first, direction);
  bytes = g_bytes_new (&first, sizeof first);
  g_hash_table_add (seen, bytes);
  g_ptr_array_add (open, bytes);

  while (open->len > 0) {
    const AhoyCallStatus *status = g_bytes_get_data (g_ptr_array_steal_index (open, open->len - 1),
                                                     NULL);

    reached[status->state] = TRUE;
    check_whole (status);
    for (guint event = 0; event < N_EVENTS; event++) {
      AhoyCallStatus next;
      AhoyCallRefusal refusal;
      AhoyCallVerdict verdict = ahoy_call_state_next (status, event, &next, &refusal);
      g_autoptr (GError) error = ahoy_call_refusal_to_error (refusal);

      g_assert_cmpint (next.direction, ==, direction);
      g_assert_cmpint (verdict == AHOY_CALL_VERDICT_REFUSED, ==, error != NULL);
      if (verdict == AHOY_CALL_VERDICT_REFUSED)
        g_assert_cmpint (event, <=, AHOY_CALL_EVENT_JOIN);
      if (verdict != AHOY_CALL_VERDICT_TAKEN || ahoy_call_state_is_over (status->state)) {
        g_assert_cmpint (verdict, !=, AHOY_CALL_VERDICT_TAKEN);
        g_assert_cmpmem (&next, sizeof next, status, sizeof *status);
        continue;
      }
      bytes = g_bytes_new (&next, sizeof next);
      if (g_hash_table_contains (seen, bytes)) {
        g_bytes_unref (bytes);
      } else {
        g_hash_table_add (seen, bytes);
        g_ptr_array_add (open, bytes);
      }
    }
  }

  for (guint state = 0; state < N_STATES; state++)
    g_assert_cmpint (reached[state], ==, direction == AHOY_CALL_DIRECTION_OUTGOING
                                         || state != AHOY_CALL_STATE_EARLY_MEDIA);
}

static void
test_all_ways_out (void)
{
  test_all_ways (AHOY_CALL_DIRECTION_OUTGOING);
}

static void
test_all_ways_in (void)
{
  test_all_ways (AHOY_CALL_DIRECTION_INCOMING);
}

static void
take (AhoyCallStatus *status, AhoyCallEvent event)
{
  g_assert_cmpint (ahoy_call_state_next (status, event, status, NULL), ==, AHOY_CALL_VERDICT_TAKEN);
  check_whole (status);
}

static void
ignore (AhoyCallStatus *status, AhoyCallEvent event)
{
  g_assert_cmpint (ahoy_call_state_next (status, event, status, NULL), ==,
                   AHOY_CALL_VERDICT_IGNORED);
}

static void
refuse (AhoyCallStatus *status, AhoyCallEvent event, AhoyCallRefusal expected)
{
  AhoyCallRefusal refusal;

  g_assert_cmpint (ahoy_call_state_next (status, event, status, &refusal), ==,
                   AHOY_CALL_VERDICT_REFUSED);
  g_assert_cmpint (refusal, ==, expected);
}

static void
test_answer (void)
{
  static const AhoyCallState states[] = { AHOY_CALL_STATE_INITIATED, AHOY_CALL_STATE_RINGING };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    AhoyCallStatus status = status_in (AHOY_CALL_DIRECTION_INCOMING, states[i]);

    /* Nobody makes us answer. */
    ignore (&status, AHOY_CALL_EVENT_ANSWERED);
    take (&status, AHOY_CALL_EVENT_FORWARD);
    ignore (&status, AHOY_CALL_EVENT_ANSWERED);
    take (&status, AHOY_CALL_EVENT_OPERATION_FAILED);

    take (&status, AHOY_CALL_EVENT_ANSWER);
    g_assert_cmpint (status.state, ==, states[i]);
    g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_ANSWER);
    refuse (&status, AHOY_CALL_EVENT_ANSWER, AHOY_CALL_REFUSAL_BUSY);
    refuse (&status, AHOY_CALL_EVENT_FORWARD, AHOY_CALL_REFUSAL_BUSY);

    /* The service may refuse, and then one can try again. */
    take (&status, AHOY_CALL_EVENT_OPERATION_FAILED);
    g_assert_cmpint (status.state, ==, states[i]);
    g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_NONE);

    take (&status, AHOY_CALL_EVENT_ANSWER);
    take (&status, AHOY_CALL_EVENT_ANSWERED);
    g_assert_cmpint (status.state, ==, AHOY_CALL_STATE_CONNECTED);
    g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_NONE);
  }
}

/* The service withdraws the call from all devices when one answers, from that one too, before or
 * after it says yes. */
static void
test_crossing_cancel (void)
{
  static const AhoyCallEvent wishes[] = { AHOY_CALL_EVENT_ANSWER, AHOY_CALL_EVENT_FORWARD };
  static const AhoyCallEvent cancels[] = { AHOY_CALL_EVENT_REMOTE_CANCEL,
                                           AHOY_CALL_EVENT_ANSWERED_ELSEWHERE };

  for (guint i = 0; i < G_N_ELEMENTS (wishes) * G_N_ELEMENTS (cancels); i++) {
    AhoyCallEvent wish = wishes[i / 2], cancel = cancels[i % 2];
    AhoyCallStatus status = status_in (AHOY_CALL_DIRECTION_INCOMING, AHOY_CALL_STATE_RINGING);
    AhoyCallStatus failed;

    take (&status, wish);
    take (&status, cancel);
    g_assert_cmpint (status.state, ==, AHOY_CALL_STATE_RINGING);
    ignore (&status, AHOY_CALL_EVENT_REMOTE_CANCEL);
    ignore (&status, AHOY_CALL_EVENT_ANSWERED_ELSEWHERE);

    failed = status;
    take (&failed, AHOY_CALL_EVENT_OPERATION_FAILED);
    g_assert_cmpint (failed.state, ==, AHOY_CALL_STATE_CANCELLED);
    g_assert_cmpint (failed.end_reason, ==, cancel == AHOY_CALL_EVENT_REMOTE_CANCEL
                                            ? AHOY_CALL_END_REASON_MISSED
                                            : AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE);

    if (wish == AHOY_CALL_EVENT_ANSWER) {
      take (&status, AHOY_CALL_EVENT_ANSWERED);
      ignore (&status, cancel);
      g_assert_cmpint (status.state, ==, AHOY_CALL_STATE_CONNECTED);
      g_assert_cmpint (status.pending_end, ==, AHOY_CALL_END_REASON_NONE);
    } else {
      take (&status, AHOY_CALL_EVENT_COMPLETED);
      g_assert_cmpint (status.end_reason, ==, AHOY_CALL_END_REASON_FORWARDED);
    }
  }
}

static void
test_forward (void)
{
  AhoyCallStatus status = status_in (AHOY_CALL_DIRECTION_INCOMING, AHOY_CALL_STATE_RINGING);

  ignore (&status, AHOY_CALL_EVENT_COMPLETED);
  take (&status, AHOY_CALL_EVENT_FORWARD);
  g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_FORWARD);
  refuse (&status, AHOY_CALL_EVENT_ANSWER, AHOY_CALL_REFUSAL_BUSY);
  take (&status, AHOY_CALL_EVENT_COMPLETED);
  g_assert_cmpint (status.state, ==, AHOY_CALL_STATE_ENDED);
  g_assert_cmpint (status.end_reason, ==, AHOY_CALL_END_REASON_FORWARDED);
}

static void
test_hold (void)
{
  AhoyCallStatus status = status_in (AHOY_CALL_DIRECTION_OUTGOING, AHOY_CALL_STATE_CONNECTED);

  take (&status, AHOY_CALL_EVENT_HOLD);
  g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_HOLD);
  g_assert_cmpint (status.state, ==, AHOY_CALL_STATE_CONNECTED);
  refuse (&status, AHOY_CALL_EVENT_HOLD, AHOY_CALL_REFUSAL_BUSY);
  ignore (&status, AHOY_CALL_EVENT_MEDIA_CHANGED);
  take (&status, AHOY_CALL_EVENT_OPERATION_FAILED);
  g_assert_cmpint (status.state, ==, AHOY_CALL_STATE_CONNECTED);

  take (&status, AHOY_CALL_EVENT_HOLD);
  take (&status, AHOY_CALL_EVENT_HELD);
  g_assert_true (status.local_hold && !status.remote_hold);
  g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_NONE);
  refuse (&status, AHOY_CALL_EVENT_HOLD, AHOY_CALL_REFUSAL_ALREADY_HELD);
  ignore (&status, AHOY_CALL_EVENT_HELD);

  /* Both hold, and each takes back its own. */
  take (&status, AHOY_CALL_EVENT_REMOTE_HELD);
  ignore (&status, AHOY_CALL_EVENT_REMOTE_HELD);
  g_assert_true (status.local_hold && status.remote_hold);
  take (&status, AHOY_CALL_EVENT_UNHOLD);
  g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_UNHOLD);
  take (&status, AHOY_CALL_EVENT_UNHELD);
  g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_NONE);
  g_assert_cmpint (status.state, ==, AHOY_CALL_STATE_ON_HOLD);
  refuse (&status, AHOY_CALL_EVENT_UNHOLD, AHOY_CALL_REFUSAL_NOT_HELD);
  take (&status, AHOY_CALL_EVENT_HOLD); /* which we may, while the other side holds */
  take (&status, AHOY_CALL_EVENT_REMOTE_UNHELD); /* and the other side may let go meanwhile */
  g_assert_cmpint (status.state, ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_HOLD);
  take (&status, AHOY_CALL_EVENT_HELD);
  take (&status, AHOY_CALL_EVENT_UNHOLD);
  take (&status, AHOY_CALL_EVENT_UNHELD);
  g_assert_cmpint (status.state, ==, AHOY_CALL_STATE_CONNECTED);
}

static void
test_operations (void)
{
  static const struct {
    AhoyCallEvent     wish;
    AhoyCallOperation operation;
    AhoyCallState     state;
    AhoyCallEvent     done;
  } rows[] = {
    { AHOY_CALL_EVENT_CHANGE_MEDIA, AHOY_CALL_OPERATION_CHANGE_MEDIA, AHOY_CALL_STATE_CONNECTED,
      AHOY_CALL_EVENT_MEDIA_CHANGED },
    { AHOY_CALL_EVENT_RESTART_MEDIA, AHOY_CALL_OPERATION_RESTART_MEDIA, AHOY_CALL_STATE_CONNECTED,
      AHOY_CALL_EVENT_MEDIA_CHANGED },
    { AHOY_CALL_EVENT_RESTART_MEDIA, AHOY_CALL_OPERATION_RESTART_MEDIA, AHOY_CALL_STATE_ON_HOLD,
      AHOY_CALL_EVENT_MEDIA_CHANGED },
    { AHOY_CALL_EVENT_TRANSFER, AHOY_CALL_OPERATION_TRANSFER, AHOY_CALL_STATE_ON_HOLD,
      AHOY_CALL_EVENT_COMPLETED },
    { AHOY_CALL_EVENT_TRANSFER, AHOY_CALL_OPERATION_TRANSFER, AHOY_CALL_STATE_CONNECTED,
      AHOY_CALL_EVENT_COMPLETED },
    { AHOY_CALL_EVENT_JOIN, AHOY_CALL_OPERATION_JOIN, AHOY_CALL_STATE_ON_HOLD,
      AHOY_CALL_EVENT_COMPLETED },
    { AHOY_CALL_EVENT_JOIN, AHOY_CALL_OPERATION_JOIN, AHOY_CALL_STATE_CONNECTED,
      AHOY_CALL_EVENT_COMPLETED },
  };
  static const AhoyCallEvent others[] = {
    AHOY_CALL_EVENT_UNHOLD, AHOY_CALL_EVENT_RESTART_MEDIA, AHOY_CALL_EVENT_TRANSFER,
    AHOY_CALL_EVENT_JOIN,
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    AhoyCallStatus status = status_in (AHOY_CALL_DIRECTION_INCOMING, rows[i].state);

    take (&status, rows[i].wish);
    g_assert_cmpint (status.operation, ==, rows[i].operation);
    g_assert_cmpint (status.state, ==, rows[i].state);
    refuse (&status, rows[i].wish, AHOY_CALL_REFUSAL_BUSY);
    for (guint j = 0; rows[i].state == AHOY_CALL_STATE_ON_HOLD && j < G_N_ELEMENTS (others); j++)
      refuse (&status, others[j], AHOY_CALL_REFUSAL_BUSY);

    take (&status, AHOY_CALL_EVENT_OPERATION_FAILED);
    g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_NONE);
    g_assert_cmpint (status.state, ==, rows[i].state);

    take (&status, rows[i].wish);
    take (&status, rows[i].done);
    g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_NONE);
  }
}

/* What is transferred is put on hold on the way, and taken back if it comes to nothing: all that is
 * one operation. */
static void
test_transfer (void)
{
  AhoyCallStatus status = status_in (AHOY_CALL_DIRECTION_OUTGOING, AHOY_CALL_STATE_CONNECTED);

  take (&status, AHOY_CALL_EVENT_TRANSFER);
  take (&status, AHOY_CALL_EVENT_HELD);
  g_assert_cmpint (status.state, ==, AHOY_CALL_STATE_ON_HOLD);
  g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_TRANSFER);
  refuse (&status, AHOY_CALL_EVENT_UNHOLD, AHOY_CALL_REFUSAL_BUSY);
  take (&status, AHOY_CALL_EVENT_UNHELD);
  g_assert_cmpint (status.state, ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_TRANSFER);
  take (&status, AHOY_CALL_EVENT_OPERATION_FAILED);
  g_assert_cmpint (status.operation, ==, AHOY_CALL_OPERATION_NONE);
  g_assert_cmpint (status.state, ==, AHOY_CALL_STATE_CONNECTED);

  /* The service may say late that it was transferred. */
  take (&status, AHOY_CALL_EVENT_COMPLETED);
  g_assert_cmpint (status.end_reason, ==, AHOY_CALL_END_REASON_TRANSFERRED);
}

static void
test_reconnecting (void)
{
  AhoyCallStatus status = status_in (AHOY_CALL_DIRECTION_OUTGOING, AHOY_CALL_STATE_CONNECTED);

  take (&status, AHOY_CALL_EVENT_MEDIA_LOST);
  g_assert_true (status.reconnecting);
  ignore (&status, AHOY_CALL_EVENT_MEDIA_LOST);
  take (&status, AHOY_CALL_EVENT_REMOTE_HELD);
  g_assert_true (status.reconnecting);
  take (&status, AHOY_CALL_EVENT_MEDIA_RESTORED);
  g_assert_false (status.reconnecting);
  take (&status, AHOY_CALL_EVENT_MEDIA_LOST);
  take (&status, AHOY_CALL_EVENT_REMOTE_HANG_UP);
  g_assert_false (status.reconnecting);
}

static void
test_end_reasons (void)
{
  static const struct {
    AhoyCallEvent     event;
    AhoyCallEndReason outgoing; /* each before the answer, then after it */
    AhoyCallEndReason incoming;
    AhoyCallEndReason answered;
  } rows[] = {
    { AHOY_CALL_EVENT_HANG_UP, AHOY_CALL_END_REASON_CANCELLED, AHOY_CALL_END_REASON_REJECTED,
      AHOY_CALL_END_REASON_HUNG_UP },
    { AHOY_CALL_EVENT_REJECT, AHOY_CALL_END_REASON_NONE, AHOY_CALL_END_REASON_REJECTED,
      AHOY_CALL_END_REASON_NONE },
    { AHOY_CALL_EVENT_IGNORE, AHOY_CALL_END_REASON_NONE, AHOY_CALL_END_REASON_IGNORED,
      AHOY_CALL_END_REASON_NONE },
    { AHOY_CALL_EVENT_COMPLETED, AHOY_CALL_END_REASON_NONE, AHOY_CALL_END_REASON_NONE,
      AHOY_CALL_END_REASON_TRANSFERRED },
    { AHOY_CALL_EVENT_REMOTE_HANG_UP, AHOY_CALL_END_REASON_REMOTE_HUNG_UP,
      AHOY_CALL_END_REASON_MISSED, AHOY_CALL_END_REASON_REMOTE_HUNG_UP },
    { AHOY_CALL_EVENT_REMOTE_CANCEL, AHOY_CALL_END_REASON_REMOTE_HUNG_UP,
      AHOY_CALL_END_REASON_MISSED, AHOY_CALL_END_REASON_NONE },
    { AHOY_CALL_EVENT_ANSWERED_ELSEWHERE, AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE,
      AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE, AHOY_CALL_END_REASON_NONE },
    { AHOY_CALL_EVENT_NO_ANSWER, AHOY_CALL_END_REASON_NO_ANSWER, AHOY_CALL_END_REASON_MISSED,
      AHOY_CALL_END_REASON_NONE },
    { AHOY_CALL_EVENT_VANISHED, AHOY_CALL_END_REASON_VANISHED, AHOY_CALL_END_REASON_VANISHED,
      AHOY_CALL_END_REASON_VANISHED },
    { AHOY_CALL_EVENT_FAILED, AHOY_CALL_END_REASON_FAILED, AHOY_CALL_END_REASON_FAILED,
      AHOY_CALL_END_REASON_FAILED },
    { AHOY_CALL_EVENT_SESSION_ENDED, AHOY_CALL_END_REASON_SESSION_ENDED,
      AHOY_CALL_END_REASON_SESSION_ENDED, AHOY_CALL_END_REASON_SESSION_ENDED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    AhoyCallStatus outgoing = status_in (AHOY_CALL_DIRECTION_OUTGOING, AHOY_CALL_STATE_RINGING);
    AhoyCallStatus incoming = status_in (AHOY_CALL_DIRECTION_INCOMING, AHOY_CALL_STATE_RINGING);
    AhoyCallStatus held = status_in (AHOY_CALL_DIRECTION_INCOMING, AHOY_CALL_STATE_ON_HOLD);

    ahoy_call_state_next (&outgoing, rows[i].event, &outgoing, NULL);
    ahoy_call_state_next (&incoming, rows[i].event, &incoming, NULL);
    ahoy_call_state_next (&held, rows[i].event, &held, NULL);
    g_assert_cmpint (outgoing.end_reason, ==, rows[i].outgoing);
    g_assert_cmpint (incoming.end_reason, ==, rows[i].incoming);
    g_assert_cmpint (held.end_reason, ==, rows[i].answered);
  }
}

static void
test_sentences (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_null (ahoy_call_end_reason_to_sentence (AHOY_CALL_END_REASON_NONE));
  g_assert_null (ahoy_call_refusal_to_error (AHOY_CALL_REFUSAL_NONE));

  for (guint i = AHOY_CALL_END_REASON_HUNG_UP; i <= AHOY_CALL_END_REASON_FAILED; i++) {
    const char *sentence = ahoy_call_end_reason_to_sentence (i);

    g_assert_nonnull (sentence);
    g_assert_true (g_hash_table_add (seen, (gpointer) sentence));
  }
  for (guint i = AHOY_CALL_REFUSAL_OVER; i <= AHOY_CALL_REFUSAL_NOT_HELD; i++) {
    g_autoptr (GError) error = ahoy_call_refusal_to_error (i);

    if (i == AHOY_CALL_REFUSAL_BUSY)
      g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_BUSY);
    else
      g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
    g_assert_false (g_hash_table_contains (seen, error->message));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call-state/pairs", test_pairs);
  g_test_add_func ("/call-state/nicks", test_nicks);
  g_test_add_func ("/call-state/all-ways/outgoing", test_all_ways_out);
  g_test_add_func ("/call-state/all-ways/incoming", test_all_ways_in);
  g_test_add_func ("/call-state/answer", test_answer);
  g_test_add_func ("/call-state/crossing-cancel", test_crossing_cancel);
  g_test_add_func ("/call-state/forward", test_forward);
  g_test_add_func ("/call-state/hold", test_hold);
  g_test_add_func ("/call-state/operations", test_operations);
  g_test_add_func ("/call-state/transfer", test_transfer);
  g_test_add_func ("/call-state/reconnecting", test_reconnecting);
  g_test_add_func ("/call-state/end-reasons", test_end_reasons);
  g_test_add_func ("/call-state/sentences", test_sentences);

  return g_test_run ();
}
