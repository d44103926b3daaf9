/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-fixture.h"

/* What is asked of a call, and what it tells. */

static void
assert_success (CallFixture *f, CallFinish finish)
{
  g_autoptr (GError) error = call_fixture_take_error (f, finish);

  g_assert_no_error (error);
}

#define assert_fails(f, finish, domain, code)                       \
  G_STMT_START {                                                    \
    g_autoptr (GError) error_ = call_fixture_take_error (f, finish);             \
    g_assert_error (error_, domain, code);                          \
    g_assert_cmpstr (error_->message, !=, "");                      \
  } G_STMT_END

/* Brings an outgoing call to where both sides hear each other. */
static void
connect_call (CallFixture *f)
{
  f->media->agreed_local = f->media->sends = AHOY_MEDIA_AUDIO;
  f->media->agreed_remote = f->media->receives = AHOY_MEDIA_AUDIO;
  fake_media_set_state (f->media, AHOY_MEDIA_STATE_CONNECTED);
  g_assert_true (call_fixture_happens (f, AHOY_CALL_EVENT_INITIATED));
  g_assert_true (call_fixture_happens (f, AHOY_CALL_EVENT_RINGING));
  g_assert_true (call_fixture_happens (f, AHOY_CALL_EVENT_ANSWERED));
}

static void
test_unsupported (CallFixture *f, gconstpointer data)
{
  f->driver->missing = 1u << AHOY_CALL_EVENT_HOLD | 1u << AHOY_CALL_EVENT_SEND_DIGITS;
  connect_call (f);
  g_assert_false (ahoy_call_can (f->call, AHOY_CALL_EVENT_HOLD));
  g_assert_true (ahoy_call_can (f->call, AHOY_CALL_EVENT_CHANGE_MEDIA));
  ahoy_call_hold_async (f->call, NULL, call_fixture_store, f);
  assert_fails (f, ahoy_call_hold_finish, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_false (ahoy_call_send_dtmf (f->call, "1", NULL));
}

static void
test_hold (CallFixture *f, gconstpointer data)
{
  connect_call (f);
  ahoy_call_hold_async (f->call, NULL, call_fixture_store, f);
  g_assert_cmpint (f->driver->wanted, ==, AHOY_MEDIA_AUDIO | AHOY_MEDIA_HOLD);
  g_assert_cmpint (ahoy_call_get_operation (f->call), ==, AHOY_CALL_OPERATION_HOLD);
  g_assert_cmpint (ahoy_call_get_wanted (f->call), ==, AHOY_MEDIA_AUDIO);
  finish_task (&f->driver->task, NULL);
  assert_success (f, ahoy_call_hold_finish);
  g_assert_true (ahoy_call_get_local_hold (f->call));
  g_assert_cmpint (ahoy_call_get_wanted (f->call), ==, AHOY_MEDIA_AUDIO | AHOY_MEDIA_HOLD);

  f->media->remote_hold = TRUE;
  g_object_notify (G_OBJECT (f->media), "remote-hold");
  g_assert_true (ahoy_call_get_remote_hold (f->call));
  ahoy_call_unhold_async (f->call, NULL, call_fixture_store, f);
  g_assert_cmpint (f->driver->wanted, ==, AHOY_MEDIA_AUDIO);
  finish_task (&f->driver->task, NULL);
  assert_success (f, ahoy_call_unhold_finish);
  g_assert_cmpint (ahoy_call_get_state (f->call), ==, AHOY_CALL_STATE_ON_HOLD);
  f->media->remote_hold = FALSE;
  g_object_notify (G_OBJECT (f->media), "remote-hold");
  g_assert_cmpint (ahoy_call_get_state (f->call), ==, AHOY_CALL_STATE_CONNECTED);
}

static void
test_refused (CallFixture *f, gconstpointer data)
{
  connect_call (f);
  ahoy_call_hold_async (f->call, NULL, call_fixture_store, f);
  finish_task (&f->driver->task, ahoy_call_error_new (AHOY_CALL_ERROR_NOT_ALLOWED, "45", "No"));
  assert_fails (f, ahoy_call_hold_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_NOT_ALLOWED);
  g_assert_cmpint (ahoy_call_get_state (f->call), ==, AHOY_CALL_STATE_CONNECTED);
  g_assert_cmpint (ahoy_call_get_operation (f->call), ==, AHOY_CALL_OPERATION_NONE);
  g_assert_cmpint (ahoy_call_get_wanted (f->call), ==, AHOY_MEDIA_AUDIO);
  g_assert_null (ahoy_call_get_error (f->call));
}

/* Who cancels does not wait; the operation goes on, and nothing else can begin. */
static void
test_cancelled (CallFixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  connect_call (f);
  ahoy_call_hold_async (f->call, cancellable, call_fixture_store, f);
  g_cancellable_cancel (cancellable);
  assert_fails (f, ahoy_call_hold_finish, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  ahoy_call_hold_async (f->call, NULL, call_fixture_store, f);
  assert_fails (f, ahoy_call_hold_finish, G_IO_ERROR, G_IO_ERROR_PENDING);
  ahoy_call_stop_video_async (f->call, NULL, call_fixture_store, f);
  assert_fails (f, ahoy_call_stop_video_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_BUSY);
  finish_task (&f->driver->task, NULL);
  settle ();
  g_assert_true (ahoy_call_get_local_hold (f->call));

  /* Cancelled before it begins. */
  ahoy_call_unhold_async (f->call, cancellable, call_fixture_store, f);
  assert_fails (f, ahoy_call_unhold_finish, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_video (CallFixture *f, gconstpointer data)
{
  connect_call (f);
  ahoy_call_stop_video_async (f->call, NULL, call_fixture_store, f);
  assert_success (f, ahoy_call_stop_video_finish); /* nothing to do */
  g_assert_null (f->driver->task);

  ahoy_call_add_video_async (f->call, NULL, call_fixture_store, f);
  g_assert_cmpint (f->driver->wanted, ==, AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO);
  f->media->sends = AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO;
  g_object_notify (G_OBJECT (f->media), "sends");
  finish_task (&f->driver->task, NULL);
  assert_success (f, ahoy_call_add_video_finish);
  g_assert_true (ahoy_call_get_sending_video (f->call));
  g_assert_false (ahoy_call_get_receiving_video (f->call));
  ahoy_call_add_video_async (f->call, NULL, call_fixture_store, f);
  assert_success (f, ahoy_call_add_video_finish);
  g_assert_null (f->driver->task);

  ahoy_call_stop_video_async (f->call, NULL, call_fixture_store, f);
  g_assert_cmpint (f->driver->wanted, ==, AHOY_MEDIA_AUDIO);
  f->media->sends = AHOY_MEDIA_AUDIO;
  g_object_notify (G_OBJECT (f->media), "sends");
  finish_task (&f->driver->task, NULL);
  assert_success (f, ahoy_call_stop_video_finish);
  g_assert_false (ahoy_call_get_sending_video (f->call));
}

/* The other side may agree to the change without taking the picture. */
static void
test_video_not_taken (CallFixture *f, gconstpointer data)
{
  connect_call (f);
  ahoy_call_add_video_async (f->call, NULL, call_fixture_store, f);
  finish_task (&f->driver->task, NULL);
  assert_fails (f, ahoy_call_add_video_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  g_assert_cmpint (ahoy_call_get_operation (f->call), ==, AHOY_CALL_OPERATION_NONE);
  g_assert_cmpint (ahoy_call_get_wanted (f->call), ==, AHOY_MEDIA_AUDIO);
}

/* What is under way when the call ends fails, with the reason of the end where there is one. */
static void
test_ended_while_busy (CallFixture *f, gconstpointer data)
{
  g_autoptr (GError) why = ahoy_call_error_new (AHOY_CALL_ERROR_VANISHED, "42", "Gone");

  connect_call (f);
  ahoy_call_hold_async (f->call, NULL, call_fixture_store, f);
  g_assert_true (ahoy_call_apply (f->call, AHOY_CALL_EVENT_VANISHED, AHOY_CALL_END_REASON_NONE,
                                  why));
  assert_fails (f, ahoy_call_hold_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED);
  g_assert_error (ahoy_call_get_error (f->call), AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED);
  g_assert_cmpint (ahoy_call_get_end_reason (f->call), ==, AHOY_CALL_END_REASON_VANISHED);
  finish_task (&f->driver->task, NULL); /* too late */
  settle ();
  g_assert_cmpuint (f->n_ended, ==, 1);
  g_assert_cmpint (ahoy_call_get_state (f->call), ==, AHOY_CALL_STATE_ENDED);
}

static void
test_end (CallFixture *f, gconstpointer data)
{
  connect_call (f);
  fake_clock_advance (f->clock, 65000);
  ahoy_call_end_async (f->call, NULL, call_fixture_store, f);
  g_assert_cmpint (ahoy_call_get_state (f->call), ==, AHOY_CALL_STATE_ENDED);
  g_assert_cmpint (ahoy_call_get_end_reason (f->call), ==, AHOY_CALL_END_REASON_HUNG_UP);
  g_assert_cmpuint (f->n_ended, ==, 1);
  settle ();
  g_assert_null (f->result);
  finish_task (&f->driver->leaving, NULL);
  assert_success (f, ahoy_call_end_finish);
  fake_clock_advance (f->clock, 1000);
  g_assert_cmpint (ahoy_call_get_duration (f->call), ==, 65000);
  ahoy_call_end_async (f->call, NULL, call_fixture_store, f);
  assert_fails (f, ahoy_call_end_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
  g_assert_cmpstr (f->driver->trace->str, ==, "leave ");
}

static void
test_end_twice (CallFixture *f, gconstpointer data)
{
  GAsyncResult *first;

  connect_call (f);
  ahoy_call_end_async (f->call, NULL, call_fixture_store, f);
  first = g_steal_pointer (&f->result);
  g_assert_null (first);
  /* Its callback comes second. */
  ahoy_call_end_async (f->call, NULL, call_fixture_store, f);
  assert_fails (f, ahoy_call_end_finish, G_IO_ERROR, G_IO_ERROR_PENDING);
  finish_task (&f->driver->leaving, NULL);
  assert_success (f, ahoy_call_end_finish);
}

static void
test_end_cancelled (CallFixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  connect_call (f);
  ahoy_call_end_async (f->call, cancellable, call_fixture_store, f);
  g_cancellable_cancel (cancellable);
  assert_fails (f, ahoy_call_end_finish, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (ahoy_call_get_state (f->call), ==, AHOY_CALL_STATE_ENDED);
  /* The service may fail to take it in: the call is over. */
  finish_task (&f->driver->leaving, g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "Lost"));
}

static void
test_ignore (CallFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  call_fixture_happens (f, AHOY_CALL_EVENT_RINGING);
  g_assert_true (ahoy_call_ignore (f->call, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ahoy_call_get_end_reason (f->call), ==, AHOY_CALL_END_REASON_IGNORED);
  g_assert_false (ahoy_call_ignore (f->call, &error));
  g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
}

/* Another device was faster, which is told before our answer is refused. */
static void
test_answered_elsewhere (CallFixture *f, gconstpointer data)
{
  call_fixture_happens (f, AHOY_CALL_EVENT_RINGING);
  ahoy_call_answer_async (f->call, AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO, NULL, call_fixture_store,
                          f);
  g_assert_cmpint (f->driver->wanted, ==, AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO);
  call_fixture_happens (f, AHOY_CALL_EVENT_ANSWERED_ELSEWHERE);
  g_assert_cmpuint (f->n_ended, ==, 0);
  finish_task (&f->driver->task, ahoy_call_error_new (AHOY_CALL_ERROR_VANISHED, "42", "Gone"));
  assert_fails (f, ahoy_call_answer_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED);
  g_assert_cmpint (ahoy_call_get_state (f->call), ==, AHOY_CALL_STATE_CANCELLED);
  g_assert_cmpint (ahoy_call_get_end_reason (f->call), ==,
                   AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE);
}

static void
test_media_state (CallFixture *f, gconstpointer data)
{
  connect_call (f);
  fake_media_set_state (f->media, AHOY_MEDIA_STATE_DISCONNECTED);
  g_assert_true (ahoy_call_get_reconnecting (f->call));
  fake_media_set_state (f->media, AHOY_MEDIA_STATE_CONNECTED);
  g_assert_false (ahoy_call_get_reconnecting (f->call));
}

/* What the media tell before the answer counts from the answer on. */
static void
test_media_before_answer (CallFixture *f, gconstpointer data)
{
  call_fixture_happens (f, AHOY_CALL_EVENT_INITIATED);
  f->media->remote_hold = TRUE;
  g_object_notify (G_OBJECT (f->media), "remote-hold");
  fake_media_set_state (f->media, AHOY_MEDIA_STATE_FAILED);
  g_assert_false (ahoy_call_get_remote_hold (f->call));
  call_fixture_happens (f, AHOY_CALL_EVENT_ANSWERED);
  g_assert_cmpint (ahoy_call_get_state (f->call), ==, AHOY_CALL_STATE_ON_HOLD);
  g_assert_true (ahoy_call_get_reconnecting (f->call));
}

static void
fail_media (CallFixture *f, AhoyMediaError code)
{
  g_autoptr (GError) error = g_error_new (AHOY_MEDIA_ERROR, code, "What happened");

  ahoy_media_emit_failed (AHOY_MEDIA (f->media), error);
}

static void
test_media_failed (CallFixture *f, gconstpointer data)
{
  connect_call (f);
  fail_media (f, AHOY_MEDIA_ERROR_DEVICE);
  g_assert_error (f->problem, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE);
  fail_media (f, AHOY_MEDIA_ERROR_NO_CONNECTION);
  g_assert_error (f->problem, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_NO_CONNECTION);
  g_assert_cmpuint (f->n_ended, ==, 0);
  fail_media (f, AHOY_MEDIA_ERROR_FAILED);
  g_assert_cmpint (ahoy_call_get_end_reason (f->call), ==, AHOY_CALL_END_REASON_MEDIA_FAILED);
  g_assert_error (ahoy_call_get_error (f->call), AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_FAILED);
}

static void
on_notice (AhoyCall *call, const char *text, GString *notices)
{
  g_string_append (notices, text);
}

/* That another device is used is told, and changes nothing else. */
static void
test_media_notice (CallFixture *f, gconstpointer data)
{
  g_autoptr (GString) notices = g_string_new (NULL);

  connect_call (f);
  g_signal_connect (f->call, "notice", G_CALLBACK (on_notice), notices);
  ahoy_media_emit_notice (AHOY_MEDIA (f->media), "Another one.");
  g_assert_cmpstr (notices->str, ==, "Another one.");
  g_assert_no_error (f->problem);
  g_assert_cmpuint (f->n_ended, ==, 0);
}

static void
test_untrusted (CallFixture *f, gconstpointer data)
{
  connect_call (f);
  fail_media (f, AHOY_MEDIA_ERROR_UNTRUSTED);
  g_assert_cmpint (ahoy_call_get_end_reason (f->call), ==, AHOY_CALL_END_REASON_INSECURE);
  g_assert_cmpstr (f->driver->trace->str, ==, "leave ");
}

static void
test_digits (CallFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ahoy_call_send_dtmf (f->call, "1", &error));
  g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
  g_clear_error (&error);
  connect_call (f);
  g_assert_true (ahoy_call_send_dtmf (f->call, "12#", &error));
  g_assert_cmpstr (f->media->digits->str, ==, "12#");
  g_assert_false (ahoy_call_send_dtmf (f->call, "x", &error));
  g_assert_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE);
  ahoy_media_emit_dtmf (AHOY_MEDIA (f->media), "7");
  g_assert_cmpstr (f->digits->str, ==, "7");
}

static void
test_muted (CallFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  const AhoyMediaNetwork network = { .ice_servers = servers };
  g_autoptr (FakeMedia) other = NULL;

  ahoy_call_set_muted (f->call, TRUE);
  ahoy_call_set_muted (f->call, TRUE);
  g_assert_true (f->media->muted);
  g_assert_true (ahoy_call_get_muted (f->call));
  g_assert_cmpstr (f->driver->trace->str, ==, "muted ");

  /* Media that take the place of others stay mute. */
  other = TEST_FAKE_MEDIA (ahoy_media_factory_create (AHOY_MEDIA_FACTORY (f->factory), &network));
  ahoy_call_set_media (f->call, AHOY_MEDIA (g_object_ref (other)));
  g_assert_true (other->muted);
  g_assert_cmpint (f->media->state, ==, AHOY_MEDIA_STATE_CLOSED);
  g_object_set (f->call, "muted", FALSE, NULL);
  g_assert_false (other->muted);
  call_fixture_happens (f, AHOY_CALL_EVENT_FAILED);
  ahoy_call_set_muted (f->call, TRUE);
  g_assert_false (ahoy_call_get_muted (f->call));
}

static void
on_stats (AhoyCall *call, const AhoyMediaStats *stats, guint64 *n_received)
{
  *n_received = stats->audio.packets_received;
}

static void
on_levels (AhoyCall *call, double microphone, double speaker, double *sum)
{
  *sum += microphone + 2 * speaker;
}

static void
count_notify (AhoyCall *call, GParamSpec *pspec, guint *n)
{
  ++*n;
}

/* Readings of a second each: nothing arrives, or 50 packets do. */
static void
read_stats (AhoyMedia *media, AhoyMediaStats *stats, guint n, guint packets)
{
  for (guint i = 0; i < n; i++) {
    stats->time += G_USEC_PER_SEC;
    stats->audio.packets_sent += 50;
    stats->audio.packets_received += packets;
    ahoy_media_emit_stats (media, stats);
  }
}

static void
test_quality (CallFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  const AhoyMediaNetwork network = { .ice_servers = servers };
  AhoyMediaStats stats = { .time = 1, .round_trip = 20 };
  AhoyQualityReason reason;
  guint64 n_received = 0;
  guint n_notified = 0;
  double sum = 0;

  g_signal_connect (f->call, "stats", G_CALLBACK (on_stats), &n_received);
  g_signal_connect (f->call, "levels", G_CALLBACK (on_levels), &sum);
  g_signal_connect (f->call, "notify::quality", G_CALLBACK (count_notify), &n_notified);
  connect_call (f);
  f->n_changed = 0;
  read_stats (AHOY_MEDIA (f->media), &stats, 6, 50);
  g_assert_cmpuint (n_received, ==, 300);
  g_assert_cmpint (ahoy_call_get_quality (f->call, &reason), ==, AHOY_QUALITY_EXCELLENT);
  g_assert_cmpint (reason, ==, AHOY_QUALITY_REASON_NONE);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpuint (f->n_changed, ==, 1);
  read_stats (AHOY_MEDIA (f->media), &stats, 3, 0);
  g_assert_cmpint (ahoy_call_get_quality (f->call, &reason), ==, AHOY_QUALITY_BAD);
  g_assert_cmpint (reason, ==, AHOY_QUALITY_REASON_SILENCE);
  g_assert_cmpuint (f->n_changed, ==, 2);
  ahoy_media_emit_levels (AHOY_MEDIA (f->media), 0.25, 0.5);
  g_assert_cmpfloat (sum, ==, 1.25);

  /* Other media are judged anew, and heard instead of the old ones. */
  ahoy_call_set_media (f->call, ahoy_media_factory_create (AHOY_MEDIA_FACTORY (f->factory),
                                                           &network));
  read_stats (ahoy_call_get_media (f->call), &stats, 1, 7);
  g_assert_cmpuint (n_received, ==, 307);
  g_assert_cmpint (ahoy_call_get_quality (f->call, NULL), ==, AHOY_QUALITY_UNKNOWN);
  call_fixture_happens (f, AHOY_CALL_EVENT_REMOTE_HANG_UP);
  g_assert_cmpint (ahoy_call_get_quality (f->call, NULL), ==, AHOY_QUALITY_UNKNOWN);
}

static GVariant *
make_parameters (const char *value)
{
  return g_variant_new_parsed ("[('X-Note', %s)]", value);
}

static void
test_parameters (CallFixture *f, gconstpointer data)
{
  g_autoptr (GVariant) shown = NULL;
  g_autofree char *text = NULL;

  ahoy_call_set_parameters_async (f->call, make_parameters ("a"), NULL, call_fixture_store, f);
  assert_fails (f, ahoy_call_set_parameters_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
  connect_call (f);
  ahoy_call_set_parameters_async (f->call, make_parameters ("a"), NULL, call_fixture_store, f);
  settle ();
  g_assert_null (f->result);
  finish_task (&f->driver->telling, NULL);
  assert_success (f, ahoy_call_set_parameters_finish);

  ahoy_call_take_parameters (f->call, NULL);
  ahoy_call_take_parameters (f->call, make_parameters ("b"));
  f->n_changed = 0;
  ahoy_call_take_parameters (f->call, make_parameters ("b"));
  g_assert_cmpuint (f->n_changed, ==, 0);
  g_object_get (f->call, "custom-parameters", &shown, NULL);
  text = g_variant_print (shown, FALSE);
  g_assert_cmpstr (text, ==, "[('X-Note', 'b')]");

  ahoy_call_set_parameters_async (f->call, make_parameters ("c"), NULL, call_fixture_store, f);
  call_fixture_happens (f, AHOY_CALL_EVENT_REMOTE_HANG_UP);
  assert_fails (f, ahoy_call_set_parameters_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
}

static void
test_remote (CallFixture *f, gconstpointer data)
{
  ahoy_call_set_remote (f->call, "bob@example.com", NULL);
  g_assert_cmpstr (ahoy_call_get_remote (f->call), ==, "bob@example.com");
  g_assert_null (ahoy_call_get_remote_name (f->call));
  ahoy_call_set_remote (f->call, NULL, "Bob");
  g_assert_cmpstr (ahoy_call_get_remote (f->call), ==, "bob@example.com");
  g_assert_cmpstr (ahoy_call_get_remote_name (f->call), ==, "Bob");
  g_assert_cmpuint (f->n_changed, ==, 2);
  ahoy_call_set_remote (f->call, "bob@example.com", "Bob");
  g_assert_cmpuint (f->n_changed, ==, 2);
}

static GTask *gate_task;

static void
shut_gate (AhoyCall *call, GAsyncReadyCallback callback, gpointer user_data, gpointer data)
{
  gate_task = g_task_new (call, NULL, callback, user_data);
}

static void
test_gate (CallFixture *f, gconstpointer data)
{
  ahoy_call_set_gate (f->call, shut_gate, NULL);
  call_fixture_happens (f, AHOY_CALL_EVENT_RINGING);
  ahoy_call_answer_async (f->call, AHOY_MEDIA_AUDIO, NULL, call_fixture_store, f);
  g_assert_null (f->driver->task);
  finish_task (&gate_task, ahoy_call_error_new (AHOY_CALL_ERROR_FAILED, NULL, "Not held"));
  assert_fails (f, ahoy_call_answer_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
  g_assert_cmpint (ahoy_call_get_state (f->call), ==, AHOY_CALL_STATE_RINGING);

  ahoy_call_answer_async (f->call, AHOY_MEDIA_AUDIO, NULL, call_fixture_store, f);
  finish_task (&gate_task, NULL);
  settle ();
  finish_task (&f->driver->task, NULL);
  assert_success (f, ahoy_call_answer_finish);

  /* The call may end while it waits. */
  call_fixture_happens (f, AHOY_CALL_EVENT_HELD);
  ahoy_call_unhold_async (f->call, NULL, call_fixture_store, f);
  call_fixture_happens (f, AHOY_CALL_EVENT_REMOTE_HANG_UP);
  finish_task (&gate_task, NULL);
  assert_fails (f, ahoy_call_unhold_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
  g_assert_null (f->driver->task);
}

static void
end_at_change (AhoyCall *call, CallFixture *f)
{
  if (!ahoy_call_get_over (call))
    ahoy_call_end_async (call, NULL, NULL, NULL);
}

/* A handler may end the call in the middle of what it hears of. */
static void
test_ended_by_handler (CallFixture *f, gconstpointer data)
{
  call_fixture_happens (f, AHOY_CALL_EVENT_RINGING);
  g_signal_connect (f->call, "changed", G_CALLBACK (end_at_change), f);
  ahoy_call_answer_async (f->call, AHOY_MEDIA_AUDIO, NULL, call_fixture_store, f);
  assert_fails (f, ahoy_call_answer_finish, AHOY_CALL_ERROR, AHOY_CALL_ERROR_WRONG_STATE);
  g_assert_null (f->driver->task);
  g_assert_cmpuint (f->n_ended, ==, 1);
}

/* Who gives a call back without ending it leaves nothing behind. */
static void
test_dropped (CallFixture *f, gconstpointer data)
{
  connect_call (f);
  ahoy_call_start (f->call);
  g_assert_cmpstr (f->driver->trace->str, ==, "start ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define OUT GINT_TO_POINTER (AHOY_CALL_DIRECTION_OUTGOING)
#define IN  GINT_TO_POINTER (AHOY_CALL_DIRECTION_INCOMING)
#define ADD(path, direction, func) \
  g_test_add (path, CallFixture, direction, call_fixture_set_up, func, call_fixture_tear_down)

  ADD ("/call/unsupported", OUT, test_unsupported);
  ADD ("/call/hold", OUT, test_hold);
  ADD ("/call/refused", OUT, test_refused);
  ADD ("/call/cancelled", OUT, test_cancelled);
  ADD ("/call/video", OUT, test_video);
  ADD ("/call/video-not-taken", OUT, test_video_not_taken);
  ADD ("/call/ended-while-busy", OUT, test_ended_while_busy);
  ADD ("/call/end", OUT, test_end);
  ADD ("/call/end-twice", OUT, test_end_twice);
  ADD ("/call/end-cancelled", OUT, test_end_cancelled);
  ADD ("/call/ignore", IN, test_ignore);
  ADD ("/call/answered-elsewhere", IN, test_answered_elsewhere);
  ADD ("/call/media-state", OUT, test_media_state);
  ADD ("/call/media-before-answer", OUT, test_media_before_answer);
  ADD ("/call/media-failed", OUT, test_media_failed);
  ADD ("/call/media-notice", OUT, test_media_notice);
  ADD ("/call/untrusted", OUT, test_untrusted);
  ADD ("/call/digits", OUT, test_digits);
  ADD ("/call/muted", OUT, test_muted);
  ADD ("/call/quality", OUT, test_quality);
  ADD ("/call/parameters", OUT, test_parameters);
  ADD ("/call/remote", OUT, test_remote);
  ADD ("/call/gate", IN, test_gate);
  ADD ("/call/ended-by-handler", IN, test_ended_by_handler);
  ADD ("/call/dropped", OUT, test_dropped);

  return g_test_run ();
}
