/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-records.h"

#include "ahoy-kandy-address.h"
#include "ahoy-kandy-call-failure.h"
#include "ahoy-kandy-history.h"
#include "ahoy-recent-private.h"

#define DEADLINE 30000 /* ms */

typedef struct {
  GTask     *task;
  AhoyClock *clock;
  char      *user;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->task);
  g_object_unref (reading->clock);
  g_free (reading->user);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static AhoyRecent *
make_recent (const AhoyKandyHistoryEntry *entry, const char *user)
{
  g_autofree char *remote = ahoy_kandy_address_to_display (entry->number, user);

  return ahoy_recent_new_served (entry->id, remote != NULL ? remote : entry->number, entry->name,
                                 entry->direction, entry->missed, entry->start_time,
                                 entry->duration);
}

static AhoyHistoryPage *
make_page (const AhoyRestAnswer *answer, Reading *reading, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  AhoyHistoryPage *page;
  guint n_items;

  entries = ahoy_kandy_history_parse (answer->body, (gssize) answer->length, &n_items, error);
  if (entries == NULL)
    return NULL;

  page = g_new0 (AhoyHistoryPage, 1);
  page->n_items = n_items;
  page->ahead = answer->date != 0 ? answer->date - ahoy_clock_get_now (reading->clock) : 0;
  page->entries = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (page->entries, make_recent (g_ptr_array_index (entries, i), reading->user));

  return page;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Reading) reading = data;
  g_autoptr (AhoyRestAnswer) answer = NULL;
  AhoyHistoryPage *page = NULL;
  AhoyKandyAnswer kandy_answer;
  GError *error = NULL;

  answer = ahoy_kandy_requests_send_finish (AHOY_KANDY_REQUESTS (source), result, &kandy_answer,
                                            &error);
  if (answer != NULL && ahoy_kandy_answer_is_success (&kandy_answer))
    page = make_page (answer, reading, &error);
  else if (answer != NULL)
    error = ahoy_kandy_requests_make_error (&kandy_answer, ahoy_kandy_history_answer_to_error);

  if (page != NULL)
    g_task_return_pointer (reading->task, page, (GDestroyNotify) ahoy_history_page_free);
  else
    g_task_return_error (reading->task, error);
}

void
ahoy_kandy_records_read (AhoyKandyRequests *requests, const char *user, AhoyClock *clock,
                         guint start, guint count, GTask *task)
{
  g_autofree char *path = ahoy_kandy_history_path (user, start, count);
  Reading *reading = g_new0 (Reading, 1);

  reading->task = task;
  reading->clock = g_object_ref (clock);
  reading->user = g_strdup (user);
  ahoy_kandy_requests_send_async (requests, "GET", path, NULL, DEADLINE, read_cb, reading);
}

static void
delete_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (AhoyRestAnswer) answer = NULL;
  AhoyKandyAnswer kandy_answer;
  GError *error = NULL;

  answer = ahoy_kandy_requests_send_finish (AHOY_KANDY_REQUESTS (source), result, &kandy_answer,
                                            &error);
  /* Any body will do. */
  if (answer != NULL && answer->status / 100 != 2)
    error = ahoy_kandy_requests_make_error (&kandy_answer, ahoy_kandy_history_answer_to_error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
ahoy_kandy_records_delete (AhoyKandyRequests *requests, const char *user, const char *record,
                           GTask *task)
{
  g_autofree char *path = record != NULL ? ahoy_kandy_history_entry_path (user, record)
                                         : ahoy_kandy_history_all_path (user);

  ahoy_kandy_requests_send_async (requests, "DELETE", path, NULL, DEADLINE, delete_cb, task);
}
