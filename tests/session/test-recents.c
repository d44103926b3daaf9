/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-fixture.h"
#include "fake-history.h"

/* The list of past calls, with a service whose history the test changes as it likes. */

/* A shadow list does what the signals say, as a view would. */
typedef struct {
  CallFixture   calls;
  FakeHistory  *service;
  AhoyRecents  *recents;
  GPtrArray    *shadow;
  guint         n_signals;
  GAsyncResult *result;
} Fixture;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Fixture *f)
{
  f->n_signals++;
  g_assert_cmpuint (position + removed, <=, f->shadow->len);
  if (removed > 0)
    g_ptr_array_remove_range (f->shadow, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (f->shadow, (int) (position + i), g_list_model_get_item (model,
                                                                                position + i));
  g_assert_cmpuint (f->shadow->len, ==, g_list_model_get_n_items (model));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  call_fixture_set_up (&f->calls, GINT_TO_POINTER (AHOY_CALL_DIRECTION_OUTGOING));
  f->service = g_object_new (TEST_TYPE_FAKE_HISTORY, NULL);
  f->recents = ahoy_recents_new (AHOY_CLOCK (f->calls.clock));
  f->shadow = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (f->recents, "items-changed", G_CALLBACK (on_items_changed), f);
  ahoy_recents_set_service (f->recents, AHOY_SERVICE (f->service));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ahoy_recents_set_service (f->recents, NULL);
  g_assert_cmpuint (f->shadow->len, ==, 0);
  g_assert_cmpuint (ahoy_recents_get_missed_count (f->recents), ==, 0);
  settle ();
  g_assert_cmpuint (fake_clock_n_waiting (f->calls.clock), ==, 0);
  g_clear_object (&f->result);
  g_assert_finalize_object (f->recents);
  g_assert_finalize_object (f->service);
  g_ptr_array_unref (f->shadow);
  call_fixture_drop_call (&f->calls);
  call_fixture_make_call (&f->calls, AHOY_CALL_DIRECTION_OUTGOING);
  call_fixture_happens (&f->calls, AHOY_CALL_EVENT_FAILED);
  call_fixture_tear_down (&f->calls, GINT_TO_POINTER (AHOY_CALL_DIRECTION_OUTGOING));
}

static void
store (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  g_assert_null (f->result);
  f->result = g_object_ref (result);
}

static GError *
take_error (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  settle ();
  g_assert_nonnull (f->result);
  result = g_steal_pointer (&f->result);
  g_assert_true (ahoy_recents_load_more_finish (f->recents, result, &error) == (error == NULL));

  return error;
}

static void
assert_success (Fixture *f)
{
  g_autoptr (GError) error = take_error (f);

  g_assert_no_error (error);
}

#define assert_fails(f, domain, code)                               \
  G_STMT_START {                                                    \
    g_autoptr (GError) error_ = take_error (f);                     \
    g_assert_error (error_, domain, code);                          \
    g_assert_cmpstr (error_->message, !=, "");                      \
  } G_STMT_END

static void
load_more (Fixture *f)
{
  ahoy_recents_load_more_async (f->recents, NULL, store, f);
  assert_success (f);
  g_assert_false (ahoy_recents_get_loading (f->recents));
}

static void
refresh (Fixture *f)
{
  ahoy_recents_refresh_async (f->recents, NULL, store, f);
  assert_success (f);
}

/* n seconds before the one that was the first. */
static AhoyRecent *
make_entry (Fixture *f, guint n)
{
  g_autofree char *record = g_strdup_printf ("r%u", n);
  g_autofree char *remote = g_strdup_printf ("user%u@example.com", n);

  return ahoy_recent_new_served (record, remote, NULL, AHOY_CALL_DIRECTION_INCOMING, n % 10 == 3,
                                 1000000000 - 1000 * (gint64) n, 1000);
}

static void
fill (Fixture *f, guint n)
{
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (f->service->entries, make_entry (f, i));
}

static AhoyRecent *
get (Fixture *f, guint position)
{
  g_assert_cmpuint (position, <, f->shadow->len);

  return f->shadow->pdata[position];
}

/* Whether the list is the service's history, neither more nor less, as far as it goes. */
static void
assert_same (Fixture *f, guint n)
{
  g_assert_cmpuint (f->shadow->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (get (f, i)->record, ==,
                     ((AhoyRecent *) f->service->entries->pdata[i])->record);
}

/* A call that is over. answered: in ms, or 0. */
static AhoyRecent *
end_call (Fixture *f, AhoyCallDirection direction, const char *remote, guint answered,
          AhoyCallEvent event)
{
  call_fixture_happens (&f->calls, AHOY_CALL_EVENT_FAILED); /* the last one, if it is not over */
  call_fixture_drop_call (&f->calls);
  call_fixture_make_call (&f->calls, direction);
  ahoy_call_set_remote (f->calls.call, remote, NULL);
  call_fixture_happens (&f->calls, AHOY_CALL_EVENT_INITIATED);
  call_fixture_happens (&f->calls, AHOY_CALL_EVENT_RINGING);
  if (answered > 0) {
    if (direction == AHOY_CALL_DIRECTION_INCOMING) {
      ahoy_call_answer_async (f->calls.call, AHOY_MEDIA_AUDIO, NULL, NULL, NULL);
      settle ();
      finish_task (&f->calls.driver->task, NULL);
      settle ();
    } else {
      call_fixture_happens (&f->calls, AHOY_CALL_EVENT_ANSWERED);
    }
    fake_clock_advance (f->calls.clock, answered);
  }
  g_assert_true (call_fixture_happens (&f->calls, event));
  ahoy_recents_add (f->recents, f->calls.call);

  return get (f, 0);
}

static void
serve (Fixture *f, const char *record, const char *remote, AhoyCallDirection direction,
       gboolean missed, gint64 begun, gint64 duration)
{
  g_ptr_array_insert (f->service->entries, 0,
                      ahoy_recent_new_served (record, remote, "Name", direction, missed, begun,
                                              duration));
}

static void
test_pages (Fixture *f, gconstpointer data)
{
  fill (f, 70);
  g_assert_false (ahoy_recents_get_complete (f->recents));
  for (guint n = 20; n <= 60; n += 20) {
    load_more (f);
    assert_same (f, n);
    g_assert_false (ahoy_recents_get_complete (f->recents));
  }
  load_more (f);
  assert_same (f, 70);
  g_assert_true (ahoy_recents_get_complete (f->recents));
  g_assert_cmpuint (f->service->n_reads, ==, 4);
  g_assert_cmpuint (f->n_signals, ==, 4); /* a page is one change */
  load_more (f);
  g_assert_cmpuint (f->service->n_reads, ==, 4);
}

/* An exact number of pages, and nothing at all. */
static void
test_pages_exact (Fixture *f, gconstpointer data)
{
  load_more (f);
  g_assert_true (ahoy_recents_get_complete (f->recents));
  fill (f, 20);
  refresh (f);
  assert_same (f, 20);
  g_assert_false (ahoy_recents_get_complete (f->recents));
  load_more (f);
  assert_same (f, 20);
  g_assert_true (ahoy_recents_get_complete (f->recents));
}

/* Entries come and go while it is read, here and elsewhere: no doubles, no holes. */
static void
test_pages_shift (Fixture *f, gconstpointer data)
{
  fill (f, 100);
  load_more (f);
  serve (f, "new1", "a@example.com", AHOY_CALL_DIRECTION_INCOMING, FALSE, 2000000000, 0);
  serve (f, "new2", "a@example.com", AHOY_CALL_DIRECTION_INCOMING, FALSE, 2000001000, 0);
  load_more (f);
  refresh (f);
  assert_same (f, 40);
  /* Ten of those that were read are deleted elsewhere, with the last one. */
  g_ptr_array_remove_range (f->service->entries, 31, 10);
  load_more (f);
  for (guint i = 0; i + 1 < f->shadow->len; i++)
    g_assert_cmpint (get (f, i)->begun, >, get (f, i + 1)->begun);
  assert_same (f, f->shadow->len);
  /* All that was read, and more. */
  g_ptr_array_remove_range (f->service->entries, 0, f->shadow->len + 3);
  load_more (f);
  assert_same (f, f->shadow->len);
  while (!ahoy_recents_get_complete (f->recents)) {
    load_more (f);
    assert_same (f, f->shadow->len);
  }
  assert_same (f, f->service->entries->len);
}

/* Deleted here while there are pages to come. */
static void
test_pages_delete (Fixture *f, gconstpointer data)
{
  fill (f, 50);
  load_more (f);
  for (guint i = 0; i < 7; i++) {
    ahoy_recents_delete_async (f->recents, get (f, 2 * i), NULL, store, f);
    assert_success (f);
    assert_same (f, 20 - i - 1);
  }
  while (!ahoy_recents_get_complete (f->recents))
    load_more (f);
  assert_same (f, 43);
  g_assert_cmpuint (f->service->n_deletes, ==, 7);
}

/* What cannot be read takes a place nevertheless. */
static void
test_pages_unreadable (Fixture *f, gconstpointer data)
{
  fill (f, 60);
  for (guint i = 10; i < 45; i++)
    g_ptr_array_add (f->service->unreadable, ((AhoyRecent *) f->service->entries->pdata[i])->record);
  while (!ahoy_recents_get_complete (f->recents))
    load_more (f);
  g_assert_cmpuint (f->shadow->len, ==, 25);
  g_assert_cmpstr (get (f, 9)->record, ==, "r9");
  g_assert_cmpstr (get (f, 10)->record, ==, "r45");
  g_assert_cmpuint (f->service->n_reads, <, 20);
}

/* A service that does not know pages, or says the same entry many times. */
static void
test_pages_hostile (Fixture *f, gconstpointer data)
{
  fill (f, 25);
  f->service->stubborn = TRUE;
  load_more (f);
  load_more (f);
  load_more (f);
  g_assert_true (ahoy_recents_get_complete (f->recents));
  assert_same (f, f->shadow->len);
  g_assert_cmpuint (f->service->n_reads, <, 30);
  for (guint i = 0; i < 10; i++)
    serve (f, "same", "a@example.com", AHOY_CALL_DIRECTION_INCOMING, FALSE, 2000000000, 0);
  refresh (f);
  g_assert_cmpstr (get (f, 0)->record, ==, "same");
  g_assert_cmpstr (get (f, 1)->record, ==, "r0");
}

static void
test_pages_many (Fixture *f, gconstpointer data)
{
  fill (f, 5000);
  while (!ahoy_recents_get_complete (f->recents))
    load_more (f);
  g_assert_cmpuint (f->shadow->len, <=, 2020);
  assert_same (f, f->shadow->len);
}

/* More new ones than a page, and so many that what was read is of no use any more. */
static void
test_refresh_far (Fixture *f, gconstpointer data)
{
  fill (f, 30);
  load_more (f);
  load_more (f);
  g_assert_true (ahoy_recents_get_complete (f->recents));
  for (guint i = 0; i < 50; i++) {
    g_autofree char *record = g_strdup_printf ("n%u", i);

    serve (f, record, "a@example.com", AHOY_CALL_DIRECTION_INCOMING, FALSE, 2000000000 + i, 0);
  }
  refresh (f);
  assert_same (f, 80);
  g_assert_true (ahoy_recents_get_complete (f->recents));
  for (guint i = 0; i < 150; i++) {
    g_autofree char *record = g_strdup_printf ("m%u", i);

    serve (f, record, "a@example.com", AHOY_CALL_DIRECTION_INCOMING, FALSE, 2100000000 + i, 0);
  }
  refresh (f);
  assert_same (f, 100);
  g_assert_false (ahoy_recents_get_complete (f->recents));
  while (!ahoy_recents_get_complete (f->recents))
    load_more (f);
  assert_same (f, 230);
  g_ptr_array_set_size (f->service->entries, 0);
  refresh (f);
  assert_same (f, 0);
}

/* The same call, as both know it: one entry, with what each knows better. */
static void
test_merge (Fixture *f, gconstpointer data)
{
  AhoyRecent *own;

  own = end_call (f, AHOY_CALL_DIRECTION_OUTGOING, "Bob@example.com", 3000,
                  AHOY_CALL_EVENT_HANG_UP);
  g_assert_cmpint (own->end_reason, ==, AHOY_CALL_END_REASON_HUNG_UP);
  g_assert_cmpint (own->duration, ==, 3000);
  serve (f, "old", "bob@example.com", AHOY_CALL_DIRECTION_OUTGOING, FALSE,
         own->begun - 200000, 3000);
  serve (f, "in", "bob@example.com", AHOY_CALL_DIRECTION_INCOMING, FALSE, own->begun + 1, 3000);
  serve (f, "carol", "carol@example.com", AHOY_CALL_DIRECTION_OUTGOING, FALSE, own->begun, 3000);
  serve (f, "bob", "bob@example.com", AHOY_CALL_DIRECTION_OUTGOING, FALSE, own->begun + 90000,
         2900);
  fake_clock_advance (f->calls.clock, 1000); /* by itself */
  settle ();
  g_assert_cmpuint (f->service->n_reads, ==, 1);
  g_assert_cmpuint (f->shadow->len, ==, 4);
  g_assert_cmpstr (own->record, ==, "bob");
  g_assert_cmpstr (own->remote, ==, "Bob@example.com");
  g_assert_cmpstr (own->remote_name, ==, "Name");
  g_assert_cmpint (own->duration, ==, 3000);
  g_assert_cmpint (own->end_reason, ==, AHOY_CALL_END_REASON_HUNG_UP);
  g_assert_cmpuint (fake_clock_n_waiting (f->calls.clock), ==, 0); /* nothing more to learn */
  refresh (f);
  g_assert_cmpuint (f->shadow->len, ==, 4);
}

/* Several calls to the same one in short succession, and a clock that is an hour wrong. */
static void
test_merge_clock (Fixture *f, gconstpointer data)
{
  gint64 begun[3];

  f->service->ahead = 3600 * 1000 + 400;
  for (guint i = 0; i < 3; i++) {
    AhoyRecent *own = end_call (f, AHOY_CALL_DIRECTION_OUTGOING, "bob@example.com", i * 2000,
                                i == 0 ? AHOY_CALL_EVENT_REMOTE_HANG_UP : AHOY_CALL_EVENT_HANG_UP);

    begun[i] = own->begun;
    fake_clock_advance (f->calls.clock, 900);
  }
  serve (f, "first", "bob@example.com", AHOY_CALL_DIRECTION_OUTGOING, FALSE,
         begun[0] + 3600 * 1000, 0);
  serve (f, "second", "bob@example.com", AHOY_CALL_DIRECTION_OUTGOING, FALSE,
         begun[1] + 3600 * 1000, 2000);
  serve (f, "third", "bob@example.com", AHOY_CALL_DIRECTION_OUTGOING, FALSE,
         begun[2] + 3600 * 1000, 4000);
  refresh (f);
  assert_same (f, 3);
  g_assert_cmpint (get (f, 0)->duration, ==, 4000);
  g_assert_cmpint (get (f, 2)->duration, ==, 0);
}

static const struct {
  AhoyCallDirection direction;
  guint             answered;
  AhoyCallEvent     event;
  gboolean          missed;
} ends[] = {
  { AHOY_CALL_DIRECTION_INCOMING, 0, AHOY_CALL_EVENT_REMOTE_CANCEL, TRUE },
  { AHOY_CALL_DIRECTION_INCOMING, 0, AHOY_CALL_EVENT_REMOTE_HANG_UP, TRUE },
  { AHOY_CALL_DIRECTION_INCOMING, 0, AHOY_CALL_EVENT_NO_ANSWER, TRUE },
  { AHOY_CALL_DIRECTION_INCOMING, 0, AHOY_CALL_EVENT_FAILED, TRUE },
  { AHOY_CALL_DIRECTION_INCOMING, 0, AHOY_CALL_EVENT_ANSWERED_ELSEWHERE, FALSE },
  { AHOY_CALL_DIRECTION_INCOMING, 0, AHOY_CALL_EVENT_REJECT, FALSE },
  { AHOY_CALL_DIRECTION_INCOMING, 0, AHOY_CALL_EVENT_IGNORE, FALSE },
  { AHOY_CALL_DIRECTION_INCOMING, 0, AHOY_CALL_EVENT_HANG_UP, FALSE },
  { AHOY_CALL_DIRECTION_INCOMING, 1000, AHOY_CALL_EVENT_REMOTE_HANG_UP, FALSE },
  { AHOY_CALL_DIRECTION_INCOMING, 1000, AHOY_CALL_EVENT_FAILED, FALSE },
  { AHOY_CALL_DIRECTION_OUTGOING, 0, AHOY_CALL_EVENT_REMOTE_HANG_UP, FALSE },
  { AHOY_CALL_DIRECTION_OUTGOING, 0, AHOY_CALL_EVENT_HANG_UP, FALSE },
};

static void
test_missed (Fixture *f, gconstpointer data)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    AhoyRecent *own;

    fake_clock_advance (f->calls.clock, 10);
    own = end_call (f, ends[i].direction, "bob@example.com", ends[i].answered, ends[i].event);
    g_test_message ("%u", i);
    g_assert_cmpint (own->missed, ==, ends[i].missed);
    g_assert_cmpint (own->seen, ==, !ends[i].missed);
    n += ends[i].missed;
    g_assert_cmpuint (ahoy_recents_get_missed_count (f->recents), ==, n);
  }
}

/* What another device has done is known by the service alone. */
static void
test_missed_elsewhere (Fixture *f, gconstpointer data)
{
  AhoyRecent *own;

  own = end_call (f, AHOY_CALL_DIRECTION_INCOMING, "bob@example.com", 0,
                  AHOY_CALL_EVENT_REMOTE_CANCEL);
  g_assert_cmpuint (ahoy_recents_get_missed_count (f->recents), ==, 1);
  serve (f, "a", "bob@example.com", AHOY_CALL_DIRECTION_INCOMING, FALSE, own->begun, 5000);
  refresh (f);
  g_assert_false (own->missed);
  g_assert_cmpint (own->duration, ==, 5000);
  g_assert_cmpint (own->end_reason, ==, AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE);
  g_assert_cmpuint (ahoy_recents_get_missed_count (f->recents), ==, 0);

  fake_clock_advance (f->calls.clock, 1000);
  own = end_call (f, AHOY_CALL_DIRECTION_INCOMING, "bob@example.com", 0,
                  AHOY_CALL_EVENT_IGNORE);
  serve (f, "b", "bob@example.com", AHOY_CALL_DIRECTION_INCOMING, TRUE, own->begun, 0);
  refresh (f);
  g_assert_cmpstr (own->record, ==, "b");
  g_assert_false (own->missed);

  /* The service's missed ones are counted, and follow it. */
  serve (f, "c", "bob@example.com", AHOY_CALL_DIRECTION_INCOMING, TRUE, own->begun + 500000, 0);
  refresh (f);
  g_assert_cmpuint (ahoy_recents_get_missed_count (f->recents), ==, 1);
  g_ptr_array_remove_index (f->service->entries, 0);
  serve (f, "c", "bob@example.com", AHOY_CALL_DIRECTION_INCOMING, FALSE, own->begun + 500000, 9);
  refresh (f);
  g_assert_cmpuint (ahoy_recents_get_missed_count (f->recents), ==, 0);
  g_assert_cmpint (get (f, 0)->duration, ==, 9);
}

static void
test_seen (Fixture *f, gconstpointer data)
{
  AhoyRecent *own;
  gint64 seen_until;

  fill (f, 20); /* two missed */
  load_more (f);
  g_assert_cmpuint (ahoy_recents_get_missed_count (f->recents), ==, 2);
  ahoy_recents_set_seen_until (f->recents, get (f, 13)->begun);
  g_assert_cmpuint (ahoy_recents_get_missed_count (f->recents), ==, 1);
  g_assert_true (ahoy_recent_get_seen (get (f, 13)));
  g_assert_false (ahoy_recent_get_seen (get (f, 3)));
  ahoy_recents_mark_seen (f->recents);
  g_assert_cmpuint (ahoy_recents_get_missed_count (f->recents), ==, 0);
  g_assert_cmpint (ahoy_recents_get_seen_until (f->recents), ==, get (f, 3)->begun);
  g_object_set (f->recents, "seen-until", (gint64) 0, NULL);
  g_assert_cmpuint (ahoy_recents_get_missed_count (f->recents), ==, 2);

  /* Seen before the service, whose clock is ahead, has named it: also seen after a new login. */
  own = end_call (f, AHOY_CALL_DIRECTION_INCOMING, "bob@example.com", 0,
                  AHOY_CALL_EVENT_REMOTE_CANCEL);
  ahoy_recents_mark_seen (f->recents);
  serve (f, "b", "bob@example.com", AHOY_CALL_DIRECTION_INCOMING, TRUE, own->begun + 30000, 0);
  refresh (f);
  g_assert_cmpuint (ahoy_recents_get_missed_count (f->recents), ==, 0);
  seen_until = ahoy_recents_get_seen_until (f->recents);
  g_assert_cmpint (seen_until, ==, own->begun + 30000);
  ahoy_recents_set_service (f->recents, NULL);
  ahoy_recents_set_service (f->recents, AHOY_SERVICE (f->service));
  load_more (f);
  g_assert_cmpstr (get (f, 0)->record, ==, "b");
  g_assert_cmpuint (ahoy_recents_get_missed_count (f->recents), ==, 0);
}

/* Gone already, refused, not known to the service, and without a name. */
static void
test_delete (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyRecent) gone = NULL;
  AhoyRecent *own;

  fill (f, 3);
  load_more (f);
  gone = g_object_ref (get (f, 0));
  g_ptr_array_remove_index (f->service->entries, 0);
  ahoy_recents_delete_async (f->recents, gone, NULL, store, f);
  assert_success (f);
  assert_same (f, 2);
  ahoy_recents_delete_async (f->recents, gone, NULL, store, f);
  assert_success (f);
  g_assert_cmpuint (f->service->n_deletes, ==, 1);
  f->service->refusal = AHOY_CALL_ERROR_NOT_ALLOWED;
  ahoy_recents_delete_async (f->recents, get (f, 0), NULL, store, f);
  assert_fails (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_NOT_ALLOWED);
  assert_same (f, 2);

  /* A call that the service did not hear of, and one that it has by now. */
  end_call (f, AHOY_CALL_DIRECTION_OUTGOING, "x@example.com", 0, AHOY_CALL_EVENT_FAILED);
  ahoy_recents_delete_async (f->recents, get (f, 0), NULL, store, f);
  assert_success (f);
  assert_same (f, 2);
  own = end_call (f, AHOY_CALL_DIRECTION_OUTGOING, "x@example.com", 0, AHOY_CALL_EVENT_FAILED);
  serve (f, "x", "x@example.com", AHOY_CALL_DIRECTION_OUTGOING, FALSE, own->begun, 0);
  ahoy_recents_delete_async (f->recents, own, NULL, store, f);
  assert_success (f);
  g_assert_cmpuint (f->service->entries->len, ==, 2);
  assert_same (f, 2);
  own = end_call (f, AHOY_CALL_DIRECTION_OUTGOING, "x@example.com", 0, AHOY_CALL_EVENT_FAILED);
  f->service->refusal = AHOY_CALL_ERROR_UNAVAILABLE;
  ahoy_recents_delete_async (f->recents, own, NULL, store, f);
  assert_fails (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_UNAVAILABLE);
  g_assert_cmpuint (f->shadow->len, ==, 3);

  serve (f, NULL, "y@example.com", AHOY_CALL_DIRECTION_OUTGOING, FALSE, own->begun + 1000000, 0);
  refresh (f);
  refresh (f);
  g_assert_cmpuint (f->shadow->len, ==, 4);
  ahoy_recents_delete_async (f->recents, get (f, 0), NULL, store, f);
  assert_fails (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_FAILED);
}

static void
test_clear (Fixture *f, gconstpointer data)
{
  fill (f, 50);
  load_more (f);
  end_call (f, AHOY_CALL_DIRECTION_OUTGOING, "x@example.com", 0, AHOY_CALL_EVENT_FAILED);
  f->service->refusal = AHOY_CALL_ERROR_NOT_ALLOWED;
  ahoy_recents_clear_async (f->recents, NULL, store, f);
  assert_fails (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_NOT_ALLOWED);
  g_assert_cmpuint (f->shadow->len, ==, 21);
  ahoy_recents_clear_async (f->recents, NULL, store, f);
  assert_success (f);
  g_assert_cmpuint (f->shadow->len, ==, 0);
  g_assert_cmpuint (f->service->entries->len, ==, 0);
  g_assert_true (ahoy_recents_get_complete (f->recents));
  fill (f, 5);
  refresh (f);
  assert_same (f, 5);
}

/* The service has the history, but not for this person: the calls of this session stay, and can be
 * deleted. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  f->service->refusal = AHOY_CALL_ERROR_NOT_ALLOWED;
  ahoy_recents_load_more_async (f->recents, NULL, store, f);
  assert_fails (f, AHOY_CALL_ERROR, AHOY_CALL_ERROR_NOT_ALLOWED);
  g_assert_true (ahoy_recents_get_complete (f->recents));
  end_call (f, AHOY_CALL_DIRECTION_OUTGOING, "x@example.com", 0, AHOY_CALL_EVENT_FAILED);
  end_call (f, AHOY_CALL_DIRECTION_OUTGOING, "y@example.com", 0, AHOY_CALL_EVENT_FAILED);
  end_call (f, AHOY_CALL_DIRECTION_OUTGOING, "z@example.com", 0, AHOY_CALL_EVENT_FAILED);
  g_assert_cmpuint (fake_clock_n_waiting (f->calls.clock), ==, 0);
  ahoy_recents_delete_async (f->recents, get (f, 1), NULL, store, f);
  assert_success (f);
  g_assert_cmpuint (f->shadow->len, ==, 2);
  ahoy_recents_clear_async (f->recents, NULL, store, f);
  assert_success (f);
  g_assert_cmpuint (f->shadow->len, ==, 0);
  g_assert_cmpuint (f->service->n_reads, ==, 1);
  g_assert_cmpuint (f->service->n_deletes, ==, 0);

  /* It says so only when something is to be deleted. */
  ahoy_recents_set_service (f->recents, NULL);
  ahoy_recents_set_service (f->recents, AHOY_SERVICE (f->service));
  end_call (f, AHOY_CALL_DIRECTION_OUTGOING, "x@example.com", 0, AHOY_CALL_EVENT_FAILED);
  f->service->refusal = AHOY_CALL_ERROR_NOT_ALLOWED;
  ahoy_recents_delete_async (f->recents, get (f, 0), NULL, store, f);
  assert_success (f);
  ahoy_recents_set_service (f->recents, NULL);
  ahoy_recents_set_service (f->recents, AHOY_SERVICE (f->service));
  end_call (f, AHOY_CALL_DIRECTION_OUTGOING, "x@example.com", 0, AHOY_CALL_EVENT_FAILED);
  f->service->refusal = AHOY_CALL_ERROR_NOT_ALLOWED;
  ahoy_recents_clear_async (f->recents, NULL, store, f);
  assert_success (f);
  g_assert_cmpuint (f->shadow->len, ==, 0);
}

/* One at a time; giving up the waiting; and what the end of the login does to all of it. */
static void
test_pending (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fill (f, 3);
  f->service->slow = TRUE;
  ahoy_recents_load_more_async (f->recents, cancellable, store, f);
  g_assert_true (ahoy_recents_get_loading (f->recents));
  g_cancellable_cancel (cancellable);
  assert_fails (f, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  ahoy_recents_load_more_async (f->recents, NULL, store, f);
  assert_fails (f, G_IO_ERROR, G_IO_ERROR_PENDING);
  ahoy_recents_refresh_async (f->recents, NULL, store, f);
  assert_fails (f, G_IO_ERROR, G_IO_ERROR_PENDING);
  fake_history_answer (f->service);
  settle ();
  assert_same (f, 3);
  g_assert_false (ahoy_recents_get_loading (f->recents));

  ahoy_recents_refresh_async (f->recents, NULL, store, f);
  ahoy_recents_delete_async (f->recents, get (f, 0), NULL, NULL, NULL);
  ahoy_recents_set_service (f->recents, NULL);
  assert_fails (f, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  g_assert_cmpuint (f->shadow->len, ==, 0);
  fake_history_answer (f->service); /* too late */
  settle ();
  g_assert_cmpuint (f->shadow->len, ==, 0);
  g_assert_cmpuint (f->service->n_deletes, ==, 0);
  ahoy_recents_load_more_async (f->recents, NULL, store, f);
  assert_fails (f, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  ahoy_recents_add (f->recents, f->calls.call);
  g_assert_cmpuint (f->shadow->len, ==, 0);
}

/* The service takes its time to write a call down, or never does. */
static void
test_planned (Fixture *f, gconstpointer data)
{
  end_call (f, AHOY_CALL_DIRECTION_OUTGOING, "x@example.com", 0, AHOY_CALL_EVENT_FAILED);
  fake_clock_advance (f->calls.clock, 1000);
  settle ();
  fake_clock_advance (f->calls.clock, 5000);
  settle ();
  f->service->refusal = AHOY_CALL_ERROR_UNAVAILABLE;
  fake_clock_advance (f->calls.clock, 30000);
  settle ();
  g_assert_cmpuint (f->service->n_reads, ==, 3);
  g_assert_cmpuint (fake_clock_n_waiting (f->calls.clock), ==, 0);
  g_assert_cmpuint (f->shadow->len, ==, 1);
}

/* Calls of a session that lasts for weeks. */
static void
test_own_many (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 520; i++)
    end_call (f, AHOY_CALL_DIRECTION_OUTGOING, "x@example.com", 1, AHOY_CALL_EVENT_HANG_UP);
  g_assert_cmpuint (f->shadow->len, ==, 500);
}

/* What is bound to is what is asked for. */
static void
test_properties (Fixture *f, gconstpointer data)
{
  g_autofree char *remote = NULL;
  g_autofree char *name = NULL;
  g_autofree char *error = NULL;
  AhoyCallDirection direction;
  AhoyCallEndReason reason;
  gboolean missed, seen, video, loading, complete;
  gint64 begun, duration, seen_until;
  AhoyRecent *recent;
  guint n_missed;

  recent = end_call (f, AHOY_CALL_DIRECTION_INCOMING, "bob@example.com", 2000,
                     AHOY_CALL_EVENT_REMOTE_HANG_UP);
  serve (f, "b", "bob@example.com", AHOY_CALL_DIRECTION_INCOMING, FALSE, recent->begun, 2000);
  refresh (f);
  g_object_get (recent, "remote", &remote, "remote-name", &name, "direction", &direction, "missed",
                &missed, "seen", &seen, "video", &video, "begun", &begun, "duration", &duration,
                "end-reason", &reason, "error", &error, NULL);
  g_assert_cmpstr (remote, ==, "bob@example.com");
  g_assert_cmpstr (name, ==, "Name");
  g_assert_cmpstr (name, ==, ahoy_recent_get_remote_name (recent));
  g_assert_cmpint (direction, ==, AHOY_CALL_DIRECTION_INCOMING);
  g_assert_false (missed);
  g_assert_true (seen);
  g_assert_false (video);
  g_assert_cmpint (begun, ==, ahoy_recent_get_begun (recent));
  g_assert_cmpint (duration, ==, 2000);
  g_assert_cmpint (duration, ==, ahoy_recent_get_duration (recent));
  g_assert_cmpint (reason, ==, AHOY_CALL_END_REASON_REMOTE_HUNG_UP);
  g_assert_cmpstr (error, ==, ahoy_recent_get_error (recent));

  g_object_get (f->recents, "missed-count", &n_missed, "loading", &loading, "complete", &complete,
                "seen-until", &seen_until, NULL);
  g_assert_cmpuint (n_missed, ==, 0);
  g_assert_false (loading);
  g_assert_true (complete);
  g_assert_cmpint (seen_until, ==, 0);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (f->recents)) == AHOY_TYPE_RECENT);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (f->recents), 1));
}

static void
drop_service (AhoyRecents *recents)
{
  ahoy_recents_set_service (recents, NULL);
}

/* Who hears of a change may end the session. */
static void
test_handlers (Fixture *f, gconstpointer data)
{
  static const char * const signals[] = {
    "items-changed", "notify::complete", "notify::missed-count", "notify::loading",
  };

  fill (f, 5);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++) {
    g_autoptr (GError) error = NULL;
    gulong id;

    ahoy_recents_set_service (f->recents, AHOY_SERVICE (f->service));
    id = g_signal_connect (f->recents, signals[i], G_CALLBACK (drop_service), NULL);
    ahoy_recents_load_more_async (f->recents, NULL, store, f);
    error = take_error (f);
    g_assert_cmpuint (f->shadow->len, ==, 0);
    g_assert_false (ahoy_recents_get_loading (f->recents));
    g_signal_handler_disconnect (f->recents, id);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/recents" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/pages", test_pages);
  ADD ("/pages-exact", test_pages_exact);
  ADD ("/pages-shift", test_pages_shift);
  ADD ("/pages-delete", test_pages_delete);
  ADD ("/pages-unreadable", test_pages_unreadable);
  ADD ("/pages-hostile", test_pages_hostile);
  ADD ("/pages-many", test_pages_many);
  ADD ("/refresh-far", test_refresh_far);
  ADD ("/merge", test_merge);
  ADD ("/merge-clock", test_merge_clock);
  ADD ("/missed", test_missed);
  ADD ("/missed-elsewhere", test_missed_elsewhere);
  ADD ("/seen", test_seen);
  ADD ("/delete", test_delete);
  ADD ("/clear", test_clear);
  ADD ("/refused", test_refused);
  ADD ("/pending", test_pending);
  ADD ("/planned", test_planned);
  ADD ("/own-many", test_own_many);
  ADD ("/properties", test_properties);
  ADD ("/handlers", test_handlers);
#undef ADD

  return g_test_run ();
}
