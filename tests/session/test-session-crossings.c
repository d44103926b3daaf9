/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages.h"

/* Everything that may happen to a call, at every moment of its life: it comes to one end, and
 * nothing is left of it, as the office sees to in the end. */

#define AUDIO AHOY_MEDIA_AUDIO

typedef struct {
  const char *name;
  OfficeTest  happen;
  gboolean    survived; /* the call may go on */
} Event;

static gboolean
has_frames (Office *f)
{
  return g_str_equal (f->service->name, "sendbird");
}

/* The call, also if the person was not told of it yet; NULL or over if there is none any more. */
static AhoyCall *
call_of (Party *party)
{
  g_autoptr (AhoyCall) call = NULL;

  if (party->calls->len > 0)
    return party_call (party);
  call = g_list_model_get_item (ahoy_session_get_calls (party->session), 0);

  return call; /* the list holds it */
}

static FakeMedia *
media_of (Party *party)
{
  return TEST_FAKE_MEDIA (ahoy_call_get_media (call_of (party)));
}

static gboolean
is_over (AhoyCall *call)
{
  return call == NULL || ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE;
}

static void
end_quietly (Party *party)
{
  if (!is_over (call_of (party)))
    ahoy_call_end_async (call_of (party), NULL, NULL, NULL);
}

static void
hang_up (Office *f)
{
  end_quietly (&f->alice);
}

/* A log-out is not told there: the end of the call is, before. */
static void
other_says_so (Office *f)
{
  WAIT_UNTIL (call_of (&f->bob) != NULL);
  ahoy_call_end_async (call_of (&f->bob), NULL, party_store, &f->bob);
  WAIT_UNTIL (f->bob.result != NULL);
  g_clear_object (&f->bob.result);
}

static void
other_hangs_up (Office *f)
{
  if (has_frames (f))
    other_says_so (f);
  end_quietly (&f->bob);
  ahoy_session_destroy (f->bob.session);
  WAIT_UNTIL (ahoy_practice_get_n_subscriptions (f->practice, BOB) == 0);
  office_turn ();
  if (!is_over (call_of (&f->alice))
      && ahoy_call_get_operation (call_of (&f->alice)) == AHOY_CALL_OPERATION_ANSWER)
    fake_clock_advance (f->clock, 30000); /* the answer to ours, which is never answered */
}

static void
both_hang_up (Office *f)
{
  end_quietly (&f->alice);
  end_quietly (&f->bob);
}

static void
media_fail (Office *f, int code)
{
  g_autoptr (GError) error = g_error_new_literal (AHOY_MEDIA_ERROR, code, "as the test wants it");

  if (!is_over (call_of (&f->alice)))
    ahoy_media_emit_failed (AHOY_MEDIA (media_of (&f->alice)), error);
}

static void
media_break (Office *f)
{
  media_fail (f, AHOY_MEDIA_ERROR_UNAVAILABLE);
  g_assert_true (is_over (call_of (&f->alice)));
}

static void
media_untrusted (Office *f)
{
  media_fail (f, AHOY_MEDIA_ERROR_UNTRUSTED);
  g_assert_true (is_over (call_of (&f->alice)));
}

static void
device_unplugged (Office *f)
{
  gboolean over = is_over (call_of (&f->alice));

  media_fail (f, AHOY_MEDIA_ERROR_DEVICE);
  g_assert_true (is_over (call_of (&f->alice)) == over);
  /* Nobody listens to a call that is not offered yet. */
  g_assert_true ((f->alice.problem != NULL) == (!over && f->alice.calls->len > 0));
}

static void
lose_connection (Office *f)
{
  if (!is_over (call_of (&f->alice)))
    fake_media_set_state (media_of (&f->alice), AHOY_MEDIA_STATE_DISCONNECTED);
  if (!is_over (call_of (&f->alice)))
    fake_media_set_state (media_of (&f->alice), AHOY_MEDIA_STATE_FAILED);
}

static void
lose_socket (Office *f)
{
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->alice.session));
  if (has_frames (f))
    fake_clock_advance (f->clock, 2000);
  WAIT_UNTIL (!ahoy_session_get_reconnecting (f->alice.session));
}

/* By the service, or where it cannot, by the person. */
static void
be_thrown_out (Office *f)
{
  if (has_frames (f)) {
    WAIT_UNTIL (call_of (&f->bob) != NULL);
    ahoy_session_disconnect_async (f->alice.session, NULL, NULL, NULL);
    WAIT_UNTIL (!ahoy_session_get_connected (f->alice.session));
    end_quietly (&f->bob); /* what rings here rings on elsewhere */
    return;
  }
  ahoy_practice_end_subscriptions (f->practice, ALICE, "gone");
  WAIT_UNTIL (!ahoy_session_get_connected (f->alice.session));
}

/* All that can be wished, whether there is a sense in it or not. */
static void
wish_everything (Office *f)
{
  AhoyCall *call = call_of (&f->alice);
  GVariant *parameters = g_variant_new_parsed ("[('X-Note', 'one')]");

  ahoy_call_answer_async (call, AUDIO, NULL, NULL, NULL);
  ahoy_call_hold_async (call, NULL, NULL, NULL);
  ahoy_call_unhold_async (call, NULL, NULL, NULL);
  ahoy_call_add_video_async (call, NULL, NULL, NULL);
  ahoy_call_stop_video_async (call, NULL, NULL, NULL);
  ahoy_call_set_parameters_async (call, parameters, NULL, NULL, NULL);
  ahoy_call_set_muted (call, TRUE);
  ahoy_call_send_dtmf (call, "12#", NULL);
  ahoy_session_swap_async (f->alice.session, NULL, NULL, NULL);
  ahoy_call_hold_async (call, NULL, NULL, NULL);
}

static void
other_changes (Office *f)
{
  AhoyCall *call = call_of (&f->bob);

  if (!is_over (call) && ahoy_call_can (call, AHOY_CALL_EVENT_HOLD))
    ahoy_call_hold_async (call, NULL, NULL, NULL);
  else if (!is_over (call) && ahoy_call_can (call, AHOY_CALL_EVENT_ANSWER))
    ahoy_call_answer_async (call, AUDIO, NULL, NULL, NULL);
}

/* What is about no call that there is, or about one of which nothing is known yet. */
static void
hear_nonsense (Office *f)
{
  static const char * const notifications[] = {
    "call", "callCancel", "callEnd", "respondCallUpdate", "ringing", "sessionComplete",
    "sessionFail", "sessionProgress", "startCallUpdate", NULL
  };
  static const char * const frames[] = {
    "accept", "answer", "audio", "cancel", "candidate", "custom_items_update", "dial", "dial_rcv",
    "end", "hold", "no_answer", "offer", "other_device_accepted", "video", NULL
  };
  const char * const *types = has_frames (f) ? frames : notifications;
  const char *nobody = has_frames (f) ? "{\"payload\":{\"call_id\":\"nobody\"}}"
                                      : "{\"sessionParams\":{\"sessionData\":\"nobody\"}}";

  g_ptr_array_set_size (f->alice.events, 0);
  for (guint i = 0; types[i] != NULL; i++) {
    ahoy_practice_notify (f->practice, ALICE, types[i], NULL);
    ahoy_practice_notify (f->practice, ALICE, types[i], nobody);
  }
  ahoy_practice_notify (f->practice, ALICE, "presenceWatcher", NULL);
  WAIT_UNTIL (party_has_event (&f->alice, "presenceWatcher"));
}

static const Event events[] = {
  { "hang-up", hang_up, FALSE },
  { "other-hangs-up", other_hangs_up, FALSE },
  { "both-hang-up", both_hang_up, FALSE },
  { "media-break", media_break, FALSE },
  { "media-untrusted", media_untrusted, FALSE },
  { "device-unplugged", device_unplugged, TRUE },
  { "connection-lost", lose_connection, TRUE },
  { "socket-lost", lose_socket, TRUE },
  { "thrown-out", be_thrown_out, FALSE },
  { "wish-everything", wish_everything, TRUE },
  { "other-changes", other_changes, TRUE },
  { "nonsense", hear_nonsense, TRUE },
};

/* With the short time that the end of a call that is not known any more, or an answer that is lost,
 * is waited for. More does not pass: what is sent has to get there first. */
static void
wait_for_end (Office *f, Party *party)
{
  const guint limit = has_frames (f) ? 20000 : 500; /* ms */

  while (!is_over (call_of (party))) {
    WAIT_UNTIL (is_over (call_of (party))
                || (fake_clock_n_waiting (f->clock) > 0 && fake_clock_next (f->clock) <= limit));
    if (!is_over (call_of (party)))
      fake_clock_advance (f->clock, fake_clock_next (f->clock));
  }
}

static void
cross (Office *f, const OfficeStage *stage, const Event *event)
{
  stage->enter (f);
  event->happen (f);
  office_turn ();
  if (!is_over (call_of (&f->alice)))
    fake_media_go_on (media_of (&f->alice));
  if (event->survived)
    end_quietly (&f->alice);
  wait_for_end (f, &f->alice);
  ahoy_practice_clear_faults (f->practice);
  wait_for_end (f, &f->bob);
  fake_clock_advance (f->clock, 30000); /* for what is never answered */
}

static char *
make_path (guint stage, guint event)
{
  return g_strdup_printf ("/session-crossings/%s/%s", office_stages[stage].name,
                          events[event].name);
}

/* Which one it is, its name says. */
static void
test_crossing (Office *f)
{
  for (guint i = 0; i < OFFICE_N_STAGES * G_N_ELEMENTS (events); i++) {
    guint stage = i / G_N_ELEMENTS (events), event = i % G_N_ELEMENTS (events);
    g_autofree char *path = make_path (stage, event);

    if (g_str_has_suffix (g_test_get_path (), path))
      cross (f, &office_stages[stage], &events[event]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint stage = 0; stage < OFFICE_N_STAGES; stage++) {
    for (guint event = 0; event < G_N_ELEMENTS (events); event++) {
      g_autofree char *path = make_path (stage, event);

      office_add_for (NULL, path, test_crossing);
    }
  }

  return g_test_run ();
}
