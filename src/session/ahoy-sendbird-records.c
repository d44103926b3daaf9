/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-sendbird-records.h"

#include "ahoy-recent-private.h"
#include "ahoy-sendbird-log.h"

#define MOST_REQUESTS 20  /* for one reading: who gives so few at a time has no more for us */
#define MOST_PLACES   256

/* Where the service goes on. */
typedef struct {
  guint  position; /* of the first entry that comes */
  char  *next;
} Place;

struct _AhoySendbirdRecords {
  gatomicrefcount  n_refs;
  AhoySendbirdApi *api;
  char            *user;
  AhoyClock       *clock;
  GPtrArray       *places; /* of Place, in their order: of the reading that began at the newest */
};

typedef struct {
  AhoySendbirdRecords *records;
  GTask               *task;
  AhoyHistoryPage     *page;
  guint                start;
  guint                count;
  guint                position;   /* of the first entry that comes next */
  guint                n_requests;
} Reading;

static void send (Reading *reading, const char *next);

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->next);
  g_free (place);
}

static AhoySendbirdRecords *
records_ref (AhoySendbirdRecords *self)
{
  g_atomic_ref_count_inc (&self->n_refs);

  return self;
}

static void
reading_free (Reading *reading)
{
  ahoy_sendbird_records_free (reading->records);
  g_clear_pointer (&reading->page, ahoy_history_page_free);
  g_object_unref (reading->task);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static AhoyRecent *
make_recent (const AhoySendbirdRecord *record, const char *user)
{
  const AhoyCallDirection direction = ahoy_sendbird_record_get_direction (record, user);
  const AhoySendbirdUser *remote = ahoy_sendbird_record_get_remote (record, user);
  const AhoyCallEndReason reason =
    ahoy_sendbird_end_to_reason (record->result, direction,
                                 g_strcmp0 (record->ended_by, user) == 0);
  AhoyRecent *recent;

  recent = ahoy_recent_new_served (record->call_id, remote != NULL ? remote->user_id : NULL,
                                   remote != NULL ? remote->nickname : NULL, direction,
                                   reason == AHOY_CALL_END_REASON_MISSED, record->started_at,
                                   record->duration);
  recent->video = record->is_video_call;
  recent->end_reason = reason;

  return recent;
}

/* The next page begins where this one ends. */
static void
remember (Reading *reading, const char *next)
{
  GPtrArray *places = reading->records->places;
  const Place *last = places->len > 0 ? g_ptr_array_index (places, places->len - 1) : NULL;
  Place *place;

  if (places->len >= MOST_PLACES || (last != NULL && last->position >= reading->position))
    return;

  place = g_new (Place, 1);
  *place = (Place) { reading->position, g_strdup (next) };
  g_ptr_array_add (places, place);
}

static void
take_records (Reading *reading, const AhoySendbirdLogPage *log)
{
  for (guint i = 0; i < log->records->len; i++, reading->position++)
    if (reading->position >= reading->start && reading->page->n_items < reading->count) {
      g_ptr_array_add (reading->page->entries,
                       make_recent (g_ptr_array_index (log->records, i), reading->records->user));
      reading->page->n_items++;
    }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Reading) reading = data;
  AhoySendbirdRecords *self = reading->records;
  g_autoptr (AhoySendbirdLogPage) log = NULL;
  g_autoptr (AhoyRestAnswer) answer = NULL;
  GError *error = NULL;

  answer = ahoy_sendbird_api_send_finish (AHOY_SENDBIRD_API (source), result, &error);
  if (answer != NULL && ahoy_sendbird_api_check (answer, ahoy_sendbird_answer_to_error, &error))
    log = ahoy_sendbird_log_page_parse (answer->body, (gssize) answer->length, &error);
  if (log == NULL) {
    g_task_return_error (reading->task, error);
    return;
  }

  if (answer->date != 0)
    reading->page->ahead = answer->date - ahoy_clock_get_now (self->clock);
  take_records (reading, log);
  if (log->next != NULL)
    remember (reading, log->next);
  if (log->next != NULL && reading->page->n_items < reading->count
      && reading->n_requests < MOST_REQUESTS)
    send (g_steal_pointer (&reading), log->next);
  else
    g_task_return_pointer (reading->task, g_steal_pointer (&reading->page),
                           (GDestroyNotify) ahoy_history_page_free);
}

static void
send (Reading *reading, const char *next)
{
  AhoySendbirdRecords *self = reading->records;
  const guint end = reading->start + reading->count;
  const AhoySendbirdLogQuery wanted = { .limit = end - reading->position, .next = next };
  g_autofree char *path = ahoy_sendbird_log_path (self->user);
  g_autofree char *query = ahoy_sendbird_log_query (&wanted);

  reading->n_requests++;
  ahoy_sendbird_api_send_async (self->api, "GET", path, query, NULL, NULL, read_cb, reading);
}

/**
 * ahoy_sendbird_records_read:
 * @self: the records
 * @start: the number of the first entry, the newest being the 0th
 * @count: how many
 * @task: (transfer full): ended with an AhoyHistoryPage, or an error
 *
 * Reads a part of the call log (section 7 of the protocol page).
 */
void
ahoy_sendbird_records_read (AhoySendbirdRecords *self, guint start, guint count, GTask *task)
{
  Reading *reading = g_new0 (Reading, 1);
  const Place *nearest = NULL;

  reading->records = records_ref (self);
  reading->task = task;
  reading->start = start;
  reading->count = count;
  reading->page = g_new0 (AhoyHistoryPage, 1);
  reading->page->entries = g_ptr_array_new_with_free_func (g_object_unref);

  if (start == 0)
    g_ptr_array_set_size (self->places, 0);
  for (guint i = 0; i < self->places->len; i++) {
    const Place *place = g_ptr_array_index (self->places, i);

    if (place->position <= start)
      nearest = place;
  }
  reading->position = nearest != NULL ? nearest->position : 0;
  send (reading, nearest != NULL ? nearest->next : NULL);
}

/**
 * ahoy_sendbird_records_new:
 * @api: the requests of a login
 * @user: who is logged in
 * @clock: the time
 *
 * Returns: (transfer full): that user's past calls
 */
AhoySendbirdRecords *
ahoy_sendbird_records_new (AhoySendbirdApi *api, const char *user, AhoyClock *clock)
{
  AhoySendbirdRecords *self = g_new0 (AhoySendbirdRecords, 1);

  g_atomic_ref_count_init (&self->n_refs);
  self->api = g_object_ref (api);
  self->user = g_strdup (user);
  self->clock = g_object_ref (clock);
  self->places = g_ptr_array_new_with_free_func (place_free);

  return self;
}

/**
 * ahoy_sendbird_records_free:
 * @self: (transfer full): the records
 *
 * Lets them go; what is being read comes to its end.
 */
void
ahoy_sendbird_records_free (AhoySendbirdRecords *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;

  g_object_unref (self->api);
  g_object_unref (self->clock);
  g_ptr_array_unref (self->places);
  g_free (self->user);
  g_free (self);
}
