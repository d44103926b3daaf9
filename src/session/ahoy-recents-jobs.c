/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-recents-private.h"

#include <glib/gi18n-lib.h>

/* What is asked of the service for the list of past calls. One request at a time: each shifts what
 * the next one is about. */

#define PAGE          20
#define MOST_REQUESTS 8    /* of one job, whatever the service answers */
#define MOST_SERVED   2000 /* entries that are kept of the service's history */
#define MOST_PAGES    5    /* that are read to find where the known ones begin */

/* How long after the end of a call, or after a refresh that did not bring it, to ask for it. */
static const guint refresh_delays[] = { 1000, 5000, 30000 }; /* ms */

typedef struct {
  AhoyRecents *self;
  guint        serial;
} Request;

static void run_next (AhoyRecents *self);
static void ask_for_page (AhoyRecents *self, AhoyRecentsJob *job);

static void
job_free (AhoyRecentsJob *job)
{
  g_clear_object (&job->recent);
  g_clear_pointer (&job->before, g_ptr_array_unref);
  g_clear_pointer (&job->read, g_ptr_array_unref);
  g_free (job);
}

static gboolean
is_loading (AhoyRecentsJob *job)
{
  return job->asked && (job->kind == AHOY_RECENTS_JOB_MORE
                        || job->kind == AHOY_RECENTS_JOB_REFRESH);
}

static GError *
make_not_connected_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, _("Not logged in"));
}

/* Who is told may do anything. */
static void
end_job (AhoyRecents *self, AhoyRecentsJob *job, GError *error)
{
  GTask *task = ahoy_waiter_take (&job->waiting);

  if (is_loading (job))
    ahoy_recents_set_loading (self, FALSE);
  job_free (job);
  ahoy_waiter_tell (task, error);
}

static void
finish_job (AhoyRecents *self, GError *error)
{
  g_autoptr (AhoyRecents) alive = g_object_ref (self);

  if (self->job->kind == AHOY_RECENTS_JOB_REFRESH)
    ahoy_recents_plan_refresh (self);
  end_job (self, g_steal_pointer (&self->job), error);
  run_next (self);
}

/* Shows what has come of the job under way. Returns FALSE if a handler has ended it. */
static gboolean
show (AhoyRecents *self)
{
  guint serial = self->serial;

  ahoy_recents_update (self);

  return self->serial == serial;
}

static Request *
request_new (AhoyRecents *self)
{
  Request *request = g_new0 (Request, 1);

  request->self = g_object_ref (self);
  request->serial = ++self->serial;

  return request;
}

/* Returns NULL if nobody waits for the answer any more. */
static AhoyRecents *
request_finish (Request *request)
{
  g_autoptr (AhoyRecents) self = request->self;
  gboolean counts = self->job != NULL && self->serial == request->serial;

  g_free (request);

  return counts ? g_steal_pointer (&self) : NULL;
}

/**
 * ahoy_recents_has_history:
 * @self: the list
 *
 * Returns: whether there is a service that may have a history
 */
gboolean
ahoy_recents_has_history (AhoyRecents *self)
{
  return self->service != NULL
         && AHOY_SERVICE_GET_IFACE (self->service)->get_history_async != NULL;
}

/* Whether the service has said that this person has no history there. */
static gboolean
note_refusal (AhoyRecents *self, const GError *error)
{
  if (!g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_NOT_ALLOWED))
    return FALSE;

  self->refused = TRUE;

  return TRUE;
}

static void
fail_reading (AhoyRecents *self, GError *error)
{
  guint serial = self->serial;

  if (note_refusal (self, error))
    ahoy_recents_set_complete (self, TRUE);
  if (self->serial == serial)
    finish_job (self, error);
  else
    g_clear_error (&error);
}

static void delete_entry (AhoyRecents *self, AhoyRecentsJob *job);

/* The beginning of the history is read. */
static void
after_reading (AhoyRecents *self)
{
  AhoyRecentsJob *job = self->job;

  if (job->kind != AHOY_RECENTS_JOB_DELETE) {
    finish_job (self, NULL);
  } else {
    job->refreshed = TRUE;
    delete_entry (self, job);
  }
}

/* Reads from the beginning on, until it comes to what is known already. */
static void
take_beginning (AhoyRecents *self, AhoyHistoryPage *page, gboolean to_end)
{
  AhoyRecentsJob *job = self->job;
  guint n_old = self->served->len;
  guint serial = self->serial;
  gboolean known = FALSE;
  gboolean joined;

  g_ptr_array_extend_and_steal (job->read, g_ptr_array_ref (page->entries));
  job->start += page->n_items;
  for (guint i = 0; i < job->read->len && !known; i++)
    known = ahoy_recents_knows (self, job->read, i);
  joined = !to_end && ahoy_recents_knows (self, job->read, job->read->len - 1);
  if (!known && !to_end && n_old > 0 && job->n_requests < MOST_PAGES) {
    ask_for_page (self, job);
    return;
  }

  ahoy_recents_take_page (self, job->read, TRUE, to_end, page->ahead);
  if (joined)
    self->next = MAX (self->next + self->served->len, n_old) - n_old;
  else
    self->next = job->start;
  if (!show (self))
    return;
  if (!joined)
    ahoy_recents_set_complete (self, to_end);
  if (self->serial == serial)
    after_reading (self);
}

/* Goes on from the last one that is known, to be sure that nothing lies between. */
static void
take_more (AhoyRecents *self, AhoyHistoryPage *page, gboolean to_end)
{
  AhoyRecentsJob *job = self->job;
  gboolean from_begin = job->start == 0;
  gboolean follows = from_begin || job->follows || ahoy_recents_knows (self, page->entries, 0);
  guint serial = self->serial;
  guint n_new;

  if (!follows) {
    job->start = job->start > PAGE ? job->start - PAGE : 0;
    if (job->n_requests < MOST_REQUESTS)
      ask_for_page (self, job);
    else
      finish_job (self, ahoy_call_error_new (AHOY_CALL_ERROR_FAILED, NULL,
                                             _("The service’s history of calls is not in order")));
    return;
  }

  n_new = ahoy_recents_take_page (self, page->entries, from_begin, to_end, page->ahead);
  self->next = job->start + page->n_items;
  /* What goes on and on without anything new has no end. */
  to_end = to_end || self->served->len >= MOST_SERVED
           || (n_new == 0 && job->n_requests >= MOST_REQUESTS);
  if (!show (self))
    return;
  ahoy_recents_set_complete (self, to_end);
  if (self->serial != serial)
    return;
  if (n_new > 0 || to_end) {
    finish_job (self, NULL);
  } else {
    /* Right behind what was just read, of which maybe nothing could be read. */
    job->follows = TRUE;
    job->start = self->next;
    ask_for_page (self, job);
  }
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AhoyService *service = AHOY_SERVICE (source);
  g_autoptr (AhoyHistoryPage) page = NULL;
  g_autoptr (AhoyRecents) self = NULL;
  GError *error = NULL;
  gboolean to_end;

  page = AHOY_SERVICE_GET_IFACE (service)->get_history_finish (service, result, &error);
  self = request_finish (data);
  if (self == NULL) {
    g_clear_error (&error);
    return;
  }
  if (page == NULL) {
    if (self->job->kind == AHOY_RECENTS_JOB_DELETE && note_refusal (self, error)) {
      g_clear_error (&error);
      after_reading (self);
    } else {
      fail_reading (self, error);
    }
    return;
  }

  to_end = page->n_items < self->job->count;
  if (self->job->kind == AHOY_RECENTS_JOB_MORE)
    take_more (self, page, to_end);
  else
    take_beginning (self, page, to_end);
}

static void
ask_for_page (AhoyRecents *self, AhoyRecentsJob *job)
{
  job->n_requests++;
  job->count = job->start > 0 && job->kind == AHOY_RECENTS_JOB_MORE ? PAGE + 1 : PAGE;
  AHOY_SERVICE_GET_IFACE (self->service)->get_history_async (
    self->service, job->start, job->count, page_cb, request_new (self));
}

static gboolean
is_there (AhoyRecents *self, AhoyRecent *recent)
{
  return g_ptr_array_find (self->own, recent, NULL)
         || g_ptr_array_find (self->served, recent, NULL);
}

static void
drop_entry (AhoyRecents *self, AhoyRecentsJob *job)
{
  ahoy_recents_drop (self, job->recent);
  if (show (self))
    finish_job (self, NULL);
}

/* Those that came meanwhile stay. */
static void
drop_all (AhoyRecents *self, AhoyRecentsJob *job)
{
  guint serial = self->serial;

  for (guint i = 0; i < job->before->len; i++)
    ahoy_recents_drop (self, g_ptr_array_index (job->before, i));
  if (!show (self))
    return;
  if (self->served->len == 0) {
    self->next = 0;
    ahoy_recents_set_complete (self, TRUE);
  }
  if (self->serial == serial)
    finish_job (self, NULL);
}

static void
delete_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AhoyService *service = AHOY_SERVICE (source);
  g_autoptr (AhoyRecents) self = NULL;
  AhoyRecentsJob *job;
  GError *error = NULL;

  AHOY_SERVICE_GET_IFACE (service)->delete_history_finish (service, result, &error);
  self = request_finish (data);
  if (self == NULL) {
    g_clear_error (&error);
    return;
  }

  job = self->job;
  /* What is not there any more is deleted, and where there is no history, there is nothing to be
   * deleted there. */
  if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED)
      || (job->kind == AHOY_RECENTS_JOB_CLEAR && self->served->len == 0
          && note_refusal (self, error)))
    g_clear_error (&error);

  if (error != NULL)
    finish_job (self, error);
  else if (job->kind == AHOY_RECENTS_JOB_CLEAR)
    drop_all (self, job);
  else
    drop_entry (self, job);
}

static void
ask_to_delete (AhoyRecents *self, const char *record)
{
  AHOY_SERVICE_GET_IFACE (self->service)->delete_history_async (self->service, record, delete_cb,
                                                                request_new (self));
}

/* The service may have a record of the call that nobody has heard of yet, and would bring it back. */
static void
delete_entry (AhoyRecents *self, AhoyRecentsJob *job)
{
  gboolean own = job->recent->identity == NULL;

  if (!is_there (self, job->recent))
    finish_job (self, NULL);
  else if (job->recent->record != NULL)
    ask_to_delete (self, job->recent->record);
  else if (!own)
    finish_job (self, ahoy_call_error_new (AHOY_CALL_ERROR_FAILED, NULL,
                                           _("The service does not let this entry be deleted")));
  else if (job->refreshed || self->refused || !ahoy_recents_has_history (self))
    drop_entry (self, job);
  else
    ask_for_page (self, job);
}

static void
clear (AhoyRecents *self, AhoyRecentsJob *job)
{
  job->before = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->own->len; i++)
    g_ptr_array_add (job->before, g_object_ref (g_ptr_array_index (self->own, i)));
  for (guint i = 0; i < self->served->len; i++)
    g_ptr_array_add (job->before, g_object_ref (g_ptr_array_index (self->served, i)));
  if (ahoy_recents_has_history (self) && (!self->refused || self->served->len > 0))
    ask_to_delete (self, NULL);
  else
    drop_all (self, job);
}

static void
run_next (AhoyRecents *self)
{
  AhoyRecentsJob *job;

  if (self->job != NULL)
    return;
  job = self->job = g_queue_pop_head (&self->jobs);
  if (job == NULL)
    return;

  switch (job->kind) {
  case AHOY_RECENTS_JOB_DELETE:
    delete_entry (self, job);
    break;
  case AHOY_RECENTS_JOB_CLEAR:
    clear (self, job);
    break;
  case AHOY_RECENTS_JOB_MORE:
    if (self->complete)
      finish_job (self, NULL);
    else {
      job->start = self->next > 0 ? self->next - 1 : 0;
      ask_for_page (self, job);
    }
    break;
  case AHOY_RECENTS_JOB_REFRESH:
  default:
    if (ahoy_recents_has_history (self))
      ask_for_page (self, job);
    else
      finish_job (self, NULL);
    break;
  }
}

static AhoyRecentsJob *
add_job (AhoyRecents *self, AhoyRecentsJobKind kind)
{
  AhoyRecentsJob *job = g_new0 (AhoyRecentsJob, 1);

  job->kind = kind;
  job->read = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_push_tail (&self->jobs, job);

  return job;
}

/* Begins a job that somebody waits for. recent: to be deleted, or NULL. */
static void
begin_job (AhoyRecents *self, AhoyRecentsJobKind kind, AhoyRecent *recent, GTask *task,
           GCancellable *cancellable)
{
  g_autoptr (AhoyRecents) alive = g_object_ref (self);
  AhoyRecentsJob *job;

  if (self->service == NULL) {
    ahoy_waiter_tell (task, make_not_connected_error ());
    return;
  }

  job = add_job (self, kind);
  job->asked = TRUE;
  job->recent = recent != NULL ? g_object_ref (recent) : NULL;
  ahoy_waiter_begin (&job->waiting, task, cancellable);
  if (is_loading (job))
    ahoy_recents_set_loading (self, TRUE);
  run_next (self);
}

static void
on_refresh (gpointer data)
{
  AhoyRecents *self = data;

  self->refresh_id = 0;
  self->n_refreshes++;
  ahoy_recents_refresh (self);
}

/**
 * ahoy_recents_plan_refresh:
 * @self: the list
 *
 * Asks the service for its newest entries before long, while there are calls of this session that
 * it has not named yet.
 */
void
ahoy_recents_plan_refresh (AhoyRecents *self)
{
  ahoy_clock_clear (self->clock, &self->refresh_id);
  if (ahoy_recents_has_history (self) && !self->refused && self->own->len > 0
      && self->n_refreshes < G_N_ELEMENTS (refresh_delays))
    self->refresh_id = ahoy_clock_add (self->clock, refresh_delays[self->n_refreshes], on_refresh,
                                       self);
}

/**
 * ahoy_recents_refresh:
 * @self: the list
 *
 * Asks the service for its newest entries, without anybody waiting for them.
 */
void
ahoy_recents_refresh (AhoyRecents *self)
{
  if (!ahoy_recents_has_history (self) || self->refused)
    return;

  add_job (self, AHOY_RECENTS_JOB_REFRESH);
  run_next (self);
}

/**
 * ahoy_recents_catch_up:
 * @self: the list
 *
 * Somebody may have called while nothing could be heard: asks for the newest entries, if any were
 * read before.
 */
void
ahoy_recents_catch_up (AhoyRecents *self)
{
  if (self->served->len > 0 || self->complete)
    ahoy_recents_refresh (self);
}

/**
 * ahoy_recents_end_jobs:
 * @self: the list
 *
 * The login is over, or another one: nobody is asked any more.
 */
void
ahoy_recents_end_jobs (AhoyRecents *self)
{
  AhoyRecentsJob *job;

  self->serial++;
  self->n_refreshes = 0;
  ahoy_clock_clear (self->clock, &self->refresh_id);
  if (self->job != NULL)
    end_job (self, g_steal_pointer (&self->job), make_not_connected_error ());
  while ((job = g_queue_pop_head (&self->jobs)) != NULL)
    end_job (self, job, make_not_connected_error ());
}

/* Of all of them. */
static gboolean
finish (AhoyRecents *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
load_async (AhoyRecents *self, AhoyRecentsJobKind kind, gpointer tag, GCancellable *cancellable,
            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  if (self->loading)
    ahoy_waiter_tell (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PENDING,
                                                 _("This is being done already")));
  else
    begin_job (self, kind, NULL, task, cancellable);
}

/**
 * ahoy_recents_load_more_async:
 * @self: the list
 * @cancellable: (nullable): gives the waiting up; what comes is shown nevertheless
 * @callback: (scope async): called when there are more entries, or there are none
 * @user_data: data for @callback
 *
 * Gets the next entries of the service's history. Does nothing when the list is complete.
 *
 * Fails with `G_IO_ERROR_PENDING` while loading, `G_IO_ERROR_NOT_CONNECTED`,
 * `AHOY_CALL_ERROR_NOT_ALLOWED` where this person has no history at the service,
 * `AHOY_SESSION_ERROR_CREDENTIALS` where the service does not believe any more who we are, another
 * `AHOY_CALL_ERROR` or `AHOY_SESSION_ERROR` if it refuses or says what cannot be read, and
 * `G_IO_ERROR` if it cannot be reached. The list is as it was then.
 */
void
ahoy_recents_load_more_async (AhoyRecents *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (AHOY_IS_RECENTS (self));

  load_async (self, AHOY_RECENTS_JOB_MORE, ahoy_recents_load_more_async, cancellable, callback,
              user_data);
}

/**
 * ahoy_recents_load_more_finish:
 * @self: the list
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the service has answered; [property@Recents:complete] tells whether there are
 *   more
 */
gboolean
ahoy_recents_load_more_finish (AhoyRecents *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * ahoy_recents_refresh_async:
 * @self: the list
 * @cancellable: (nullable): gives the waiting up; what comes is shown nevertheless
 * @callback: (scope async): called when the list is up to date
 * @user_data: data for @callback
 *
 * Gets the newest entries of the service's history. After a call that happens by itself.
 *
 * Errors as of [method@Recents.load_more_async].
 */
void
ahoy_recents_refresh_async (AhoyRecents *self, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (AHOY_IS_RECENTS (self));

  load_async (self, AHOY_RECENTS_JOB_REFRESH, ahoy_recents_refresh_async, cancellable, callback,
              user_data);
}

/**
 * ahoy_recents_refresh_finish:
 * @self: the list
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the list is up to date
 */
gboolean
ahoy_recents_refresh_finish (AhoyRecents *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * ahoy_recents_delete_async:
 * @self: the list
 * @recent: an entry of it
 * @cancellable: (nullable): gives the waiting up; it is deleted nevertheless
 * @callback: (scope async): called when it is deleted, or is not
 * @user_data: data for @callback
 *
 * Deletes an entry, here and at the service. What is not there any more counts as deleted.
 *
 * Errors as of [method@Recents.load_more_async], except for `G_IO_ERROR_PENDING`; and
 * `AHOY_CALL_ERROR_FAILED` where the service gives no means to.
 */
void
ahoy_recents_delete_async (AhoyRecents *self, AhoyRecent *recent, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AHOY_IS_RECENTS (self));
  g_return_if_fail (AHOY_IS_RECENT (recent));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_recents_delete_async);
  begin_job (self, AHOY_RECENTS_JOB_DELETE, recent, task, cancellable);
}

/**
 * ahoy_recents_delete_finish:
 * @self: the list
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the entry is not there any more
 */
gboolean
ahoy_recents_delete_finish (AhoyRecents *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * ahoy_recents_clear_async:
 * @self: the list
 * @cancellable: (nullable): gives the waiting up; all is deleted nevertheless
 * @callback: (scope async): called when all is deleted, or is not
 * @user_data: data for @callback
 *
 * Deletes all entries, here and at the service, and those of its history that were not loaded.
 *
 * Errors as of [method@Recents.delete_async].
 */
void
ahoy_recents_clear_async (AhoyRecents *self, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AHOY_IS_RECENTS (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_recents_clear_async);
  begin_job (self, AHOY_RECENTS_JOB_CLEAR, NULL, task, cancellable);
}

/**
 * ahoy_recents_clear_finish:
 * @self: the list
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether all is deleted
 */
gboolean
ahoy_recents_clear_finish (AhoyRecents *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}
