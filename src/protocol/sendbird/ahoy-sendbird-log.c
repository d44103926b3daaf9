/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-sendbird-log.h"

#include "ahoy-json.h"
#include "ahoy-sendbird-failure.h"
#include "ahoy-text.h"

#define LONGEST_NEXT 1024 /* bytes */

/**
 * ahoy_sendbird_log_path:
 * @user_id: the user ID
 *
 * Returns: (transfer full): where the user's call log is
 */
char *
ahoy_sendbird_log_path (const char *user_id)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (user_id != NULL, NULL);

  id = ahoy_text_encode_segment (user_id, AHOY_TEXT_UNRESERVED);

  return g_strdup_printf ("/v1/users/%s/calls", id);
}

static void
append (GString *query, const char *name, const char *value)
{
  g_autofree char *encoded = ahoy_text_encode (value, AHOY_TEXT_UNRESERVED ",");

  g_string_append_printf (query, "%s%s=%s", query->len > 0 ? "&" : "", name, encoded);
}

static void
append_number (GString *query, const char *name, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  if (value > 0)
    append (query, name, text);
}

static void
append_results (GString *query, const AhoySendbirdLogQuery *wanted)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < wanted->n_results; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? "," : "",
                            ahoy_sendbird_end_to_string (wanted->results[i]));
  if (list->len > 0)
    append (query, "end_result", list->str);
}

/**
 * ahoy_sendbird_log_query:
 * @query: which rows are wanted
 *
 * Makes the query for a page of the call log. What is not wanted in particular is left out.
 *
 * Returns: (transfer full): the query, without the question mark, maybe empty
 */
char *
ahoy_sendbird_log_query (const AhoySendbirdLogQuery *query)
{
  GString *text;

  g_return_val_if_fail (query != NULL, NULL);

  text = g_string_new (NULL);
  if (query->role != AHOY_SENDBIRD_ROLE_UNKNOWN)
    append (text, "role",
            query->role == AHOY_SENDBIRD_ROLE_CALLER ? "dc_caller" : "dc_callee");
  if (query->limit > 0)
    append_number (text, "limit", CLAMP (query->limit, AHOY_SENDBIRD_LOG_SMALLEST,
                                         AHOY_SENDBIRD_LOG_BIGGEST));
  append_number (text, "start_ts", query->start);
  append_number (text, "end_ts", query->end);
  append_results (text, query);
  if (query->next != NULL)
    append (text, "next", query->next);

  return g_string_free (text, FALSE);
}

/**
 * ahoy_sendbird_log_page_parse:
 * @text: the body of a successful answer
 * @length: its length in bytes, or -1
 * @error: return location for an error
 *
 * Reads a page of the call log. Rows that cannot be read are left out, and no more are taken than a
 * page may have. There is a next page only where the service says so and how it is asked for.
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL.
 *
 * Returns: (transfer full) (nullable): the page
 */
AhoySendbirdLogPage *
ahoy_sendbird_log_page_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) root = ahoy_json_parse_object (text, length, error);
  JsonArray *calls = ahoy_json_get_array (root, "calls");
  gboolean has_next = FALSE;
  AhoySendbirdLogPage *self;
  guint n;

  if (root == NULL)
    return NULL;
  if (calls == NULL) {
    g_debug ("Call log: bad calls");
    g_propagate_error (error,
                       ahoy_sendbird_client_error (AHOY_SENDBIRD_CLIENT_ERROR_WRONG_RESPONSE));
    return NULL;
  }

  self = g_new0 (AhoySendbirdLogPage, 1);
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_sendbird_record_free);
  n = MIN (json_array_get_length (calls), AHOY_SENDBIRD_LOG_BIGGEST);
  for (guint i = 0; i < n; i++) {
    JsonNode *node = json_array_get_element (calls, i);
    AhoySendbirdRecord *record = NULL;

    if (JSON_NODE_HOLDS_OBJECT (node))
      record = ahoy_sendbird_record_read (json_node_get_object (node));
    if (record != NULL)
      g_ptr_array_add (self->records, record);
  }
  if (ahoy_json_get_boolean (root, "has_next", &has_next) && has_next)
    self->next = g_strdup (ahoy_json_get_plain_string (root, "next", LONGEST_NEXT));

  return self;
}

/**
 * ahoy_sendbird_log_page_free:
 * @page: (nullable) (transfer full): a page
 */
void
ahoy_sendbird_log_page_free (AhoySendbirdLogPage *page)
{
  if (page == NULL)
    return;

  g_ptr_array_unref (page->records);
  g_free (page->next);
  g_free (page);
}
