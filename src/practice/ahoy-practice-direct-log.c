/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-direct-calls.h"

#include <string.h>

/* The call log (section 7 of the protocol page). */

#define USUAL_LIMIT "20"
#define MOST_LIMIT  100

typedef struct {
  AhoyPracticeSession *session;
  const char          *role;    /* or NULL: in either */
  guint64              limit;
  guint64              start;   /* ms since 1970 */
  guint64              end;     /* the same */
  char               **results; /* or NULL: all */
  const char          *next;    /* the id of the last call of the page before, or NULL */
} Query;

static gboolean
read_number (GHashTable *query, const char *name, const char *otherwise, guint64 highest,
             guint64 *number)
{
  const char *text = query != NULL ? g_hash_table_lookup (query, name) : NULL;

  return g_ascii_string_to_unsigned (text != NULL ? text : otherwise, 10, 0, highest, number, NULL);
}

static gboolean
read_query (GHashTable *table, Query *query)
{
  const char *results = table != NULL ? g_hash_table_lookup (table, "end_result") : NULL;

  query->role = table != NULL ? g_hash_table_lookup (table, "role") : NULL;
  if (g_strcmp0 (query->role, "all") == 0)
    query->role = NULL;
  query->next = table != NULL ? g_hash_table_lookup (table, "next") : NULL;
  query->results = results != NULL ? g_strsplit (results, ",", -1) : NULL;

  return (query->role == NULL || strcmp (query->role, "dc_caller") == 0
          || strcmp (query->role, "dc_callee") == 0)
         && read_number (table, "limit", USUAL_LIMIT, MOST_LIMIT, &query->limit)
         && query->limit > 0
         && read_number (table, "start_ts", "0", G_MAXINT64, &query->start)
         && read_number (table, "end_ts", "9223372036854775807", G_MAXINT64, &query->end);
}

static gboolean
is_wanted (AhoyPracticeDirectCall *call, const Query *query)
{
  AhoyPracticeUser *user = query->session->device.user;

  if (call->result == NULL || strcmp (call->app_id, query->session->app_id) != 0
      || !ahoy_practice_direct_call_is_party (call, user))
    return FALSE;
  if (query->role != NULL
      && (strcmp (query->role, "dc_caller") == 0) != (call->caller == user))
    return FALSE;
  if ((guint64) call->started < query->start || (guint64) call->started > query->end)
    return FALSE;

  return query->results == NULL
         || g_strv_contains ((const char * const *) query->results, call->result);
}

/* Those that begin later come first. FALSE where there is no such place to go on at. */
static gboolean
list (AhoyPractice *self, const Query *query, JsonObject *answer)
{
  AhoyPracticeUser *user = query->session->device.user;
  JsonArray *calls = json_array_new ();
  gboolean found = query->next == NULL;
  gboolean has_next = FALSE;
  const char *last = NULL;

  for (guint i = self->direct_calls->len; i > 0 && !has_next; i--) {
    AhoyPracticeDirectCall *call = g_ptr_array_index (self->direct_calls, i - 1);

    if (!found) {
      found = strcmp (call->id, query->next) == 0
              && ahoy_practice_direct_call_is_party (call, user);
    } else if (is_wanted (call, query)) {
      has_next = json_array_get_length (calls) == query->limit;
      if (!has_next) {
        json_array_add_object_element (calls, ahoy_practice_direct_call_describe_end (call, user));
        last = call->id;
      }
    }
  }
  json_object_set_array_member (answer, "calls", calls);
  if (has_next)
    json_object_set_string_member (answer, "next", last);
  json_object_set_boolean_member (answer, "has_next", has_next);

  return found;
}

void
ahoy_practice_handle_direct_log (AhoyPracticeRequest *request)
{
  const char *text = g_uri_get_query (soup_server_message_get_uri (request->message));
  g_autoptr (GHashTable) table = NULL;
  g_autoptr (JsonObject) answer = json_object_new ();
  Query query = { .session = ahoy_practice_authenticate_owner (request) };

  if (query.session == NULL)
    return;
  if (text != NULL)
    table = g_uri_parse_params (text, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  if (read_query (table, &query) && list (request->practice, &query, answer))
    ahoy_practice_answer (request->message, SOUP_STATUS_OK, g_steal_pointer (&answer));
  else
    ahoy_practice_answer_error (request, SOUP_STATUS_BAD_REQUEST,
                                AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS, "Invalid value");
  g_strfreev (query.results);
}
