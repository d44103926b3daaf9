/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-history.h"

#include <string.h>

#define DEFAULT_COUNT "50"

/* Who has called whom, as each of them sees it (section 9.3 of the protocol page). */

struct _AhoyPracticeRecord {
  AhoyPracticeUser *user;      /* not owned; whose record it is */
  char             *id;
  const char       *direction;
  gint64            started;   /* ms since 1970 */
  gint64            duration;  /* ms */
  char             *caller_name;
  char             *caller_number;
  char             *callee_name;
  char             *callee_number;
};

void
ahoy_practice_record_free (AhoyPracticeRecord *record)
{
  g_free (record->id);
  g_free (record->caller_name);
  g_free (record->caller_number);
  g_free (record->callee_name);
  g_free (record->callee_number);
  g_free (record);
}

/* The newest is the last. */
static AhoyPracticeRecord *
add (AhoyPractice *self, AhoyPracticeUser *user, const char *direction, gint64 started)
{
  AhoyPracticeRecord *record = g_new0 (AhoyPracticeRecord, 1);
  AhoyPracticeRecord *oldest = NULL;
  guint n_records = 0;

  for (guint i = self->history->len; i > 0; i--) {
    AhoyPracticeRecord *other = g_ptr_array_index (self->history, i - 1);

    if (other->user != user)
      continue;
    n_records++;
    oldest = other;
  }
  if (n_records >= AHOY_PRACTICE_MOST_RECORDS)
    g_ptr_array_remove (self->history, oldest);

  record->user = user;
  record->id = ahoy_practice_random (8);
  record->direction = direction;
  record->started = started;
  g_ptr_array_add (self->history, record);

  return record;
}

/* A side of a call that has come to its end. */
void
ahoy_practice_history_add_leg (AhoyPracticeLeg *leg)
{
  gboolean answered = leg->state >= AHOY_PRACTICE_LEG_ANSWERED;
  const char *direction = leg->outgoing ? "outgoing"
                          : answered || leg->declined ? "incoming" : "missed";
  AhoyPracticeRecord *record = add (leg->practice, leg->user, direction, leg->started);

  if (answered)
    record->duration = ahoy_clock_get_time (leg->practice->clock) - leg->answered;
  record->caller_name = g_strdup (leg->outgoing ? leg->name : leg->remote_name);
  record->caller_number = g_strdup (leg->outgoing ? leg->user->name : leg->remote_number);
  record->callee_name = g_strdup (leg->outgoing ? leg->remote_name : leg->name);
  record->callee_number = g_strdup (leg->outgoing ? leg->remote_number : leg->user->name);
}

/* A call to a user who was not to be reached. */
void
ahoy_practice_history_add_missed (AhoyPracticeLeg *from, AhoyPracticeUser *user)
{
  AhoyPracticeRecord *record = add (from->practice, user, "missed", from->started);

  record->caller_name = g_strdup (from->name);
  record->caller_number = g_strdup (from->user->name);
  record->callee_number = g_strdup (user->name);
}

static void
set_number (JsonObject *object, const char *member, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  json_object_set_string_member (object, member, text);
}

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  json_object_set_string_member (object, member, text != NULL ? text : "");
}

static JsonObject *
describe (AhoyPracticeRecord *record)
{
  JsonObject *item = json_object_new ();
  JsonObject *params = json_object_new ();

  set_text (params, "recordId", record->id);
  set_number (params, "startTime", record->started);
  set_number (params, "duration", record->duration);
  set_text (params, "direction", record->direction);
  set_text (params, "callerDisplayNumber", record->caller_number);
  set_text (params, "callerName", record->caller_name);
  set_text (params, "calleeDisplayNumber", record->callee_number);
  set_text (params, "calleeName", record->callee_name);
  set_text (params, "resourceLocation", "");
  json_object_set_string_member (item, "type", "CallLog");
  json_object_set_object_member (item, "params", params);

  return item;
}

static gboolean
read_number (GHashTable *query, const char *name, const char *otherwise, guint64 *number)
{
  const char *text = query != NULL ? g_hash_table_lookup (query, name) : NULL;

  return g_ascii_string_to_unsigned (text != NULL ? text : otherwise, 10, 0, G_MAXUINT32, number,
                                     NULL);
}

/* The newest comes first. */
void
ahoy_practice_handle_history (AhoyPracticeRequest *request)
{
  AhoyPractice *self = request->practice;
  const char *text = g_uri_get_query (soup_server_message_get_uri (request->message));
  g_autoptr (GHashTable) query = NULL;
  JsonObject *answer, *inner;
  JsonArray *items;
  guint64 count, start;

  if (!ahoy_practice_authenticate (request))
    return;
  if (text != NULL)
    query = g_uri_parse_params (text, -1, "&", G_URI_PARAMS_NONE, NULL);
  if (!read_number (query, "count", DEFAULT_COUNT, &count)
      || !read_number (query, "startIndex", "0", &start)) {
    ahoy_practice_answer_error (request, SOUP_STATUS_FORBIDDEN, AHOY_PRACTICE_CODE_VALUE,
                                "Invalid value");
    return;
  }

  items = json_array_new ();
  for (guint i = self->history->len; i > 0; i--) {
    AhoyPracticeRecord *record = g_ptr_array_index (self->history, i - 1);

    if (record->user != request->user)
      continue;
    if (start > 0)
      start--;
    else if (count > 0 && count--)
      json_array_add_object_element (items, describe (record));
  }
  answer = request->service->make_error (request->route->wrapper, AHOY_PRACTICE_CODE_OK, NULL,
                                         &inner);
  json_object_set_array_member (inner, "logItems", items);
  ahoy_practice_answer (request->message, SOUP_STATUS_OK, answer);
}

/* id NULL: all of the user's. Returns how many there were. */
static guint
forget (AhoyPracticeRequest *request, const char *id)
{
  GPtrArray *history = request->practice->history;
  guint n_records = 0;

  for (guint i = history->len; i > 0; i--) {
    AhoyPracticeRecord *record = g_ptr_array_index (history, i - 1);

    if (record->user != request->user || (id != NULL && strcmp (record->id, id) != 0))
      continue;
    g_ptr_array_remove_index (history, i - 1);
    n_records++;
  }

  return n_records;
}

void
ahoy_practice_handle_history_delete (AhoyPracticeRequest *request)
{
  if (!ahoy_practice_authenticate (request))
    return;
  forget (request, NULL);
  ahoy_practice_answer_error (request, SOUP_STATUS_OK, AHOY_PRACTICE_CODE_OK, NULL);
}

void
ahoy_practice_handle_record_delete (AhoyPracticeRequest *request)
{
  const char *id = request->path[g_strv_length (request->path) - 1];

  if (!ahoy_practice_authenticate (request))
    return;
  if (forget (request, id) > 0)
    ahoy_practice_answer_error (request, SOUP_STATUS_OK, AHOY_PRACTICE_CODE_OK, NULL);
  else
    ahoy_practice_answer_error (request, SOUP_STATUS_NOT_FOUND, AHOY_PRACTICE_CODE_NO_RESOURCE,
                                "No such record");
}
