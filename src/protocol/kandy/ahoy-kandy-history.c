/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-kandy-history.h"

#include "ahoy-json.h"
#include "ahoy-kandy-auth.h"
#include "ahoy-kandy-call-failure.h"

#include <glib/gi18n-lib.h>

#define LONGEST_ID     256  /* bytes */
#define LONGEST_NAME   128  /* characters */
#define LONGEST_NUMBER 512  /* characters */
#define MOST_ENTRIES   1000
#define LONGEST_TIME   G_GINT64_CONSTANT (999999999999999) /* ms: thirty thousand years */

/**
 * ahoy_kandy_history_path:
 * @user: the user name
 * @start: how many of the latest entries to leave out
 * @count: how many entries to get
 *
 * Returns: (transfer full): where a part of the history is (section 9.3 of the protocol page)
 */
char *
ahoy_kandy_history_path (const char *user, guint start, guint count)
{
  g_autofree char *path = ahoy_kandy_history_all_path (user);

  return g_strdup_printf ("%s?count=%u&startIndex=%u", path, count, start);
}

/**
 * ahoy_kandy_history_all_path:
 * @user: the user name
 *
 * Returns: (transfer full): where all of the history is deleted (section 9.3 of the protocol page)
 */
char *
ahoy_kandy_history_all_path (const char *user)
{
  return ahoy_kandy_path (user, "logHistory", NULL);
}

/**
 * ahoy_kandy_history_entry_path:
 * @user: the user name
 * @id: the id of an entry
 *
 * Returns: (transfer full): where an entry is deleted (section 9.3 of the protocol page)
 */
char *
ahoy_kandy_history_entry_path (const char *user, const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  return ahoy_kandy_path (user, "logRecord", id, NULL);
}

/* The page has strings; a number will do. */
static gboolean
get_milliseconds (JsonObject *params, const char *member, gint64 *value)
{
  return ahoy_json_get_int (params, member, 0, LONGEST_TIME, value);
}

static gboolean
read_direction (AhoyKandyHistoryEntry *self, JsonObject *params)
{
  const char *direction = ahoy_json_get_string (params, "direction");

  self->direction = g_strcmp0 (direction, "outgoing") == 0 ? AHOY_CALL_DIRECTION_OUTGOING
                                                           : AHOY_CALL_DIRECTION_INCOMING;
  self->missed = g_strcmp0 (direction, "missed") == 0;

  return self->direction == AHOY_CALL_DIRECTION_OUTGOING || self->missed
         || g_strcmp0 (direction, "incoming") == 0;
}

static void
read_remote (AhoyKandyHistoryEntry *self, JsonObject *params)
{
  if (self->direction == AHOY_CALL_DIRECTION_OUTGOING) {
    self->number = ahoy_json_get_line (params, "calleeDisplayNumber", LONGEST_NUMBER);
    self->name = ahoy_json_get_line (params, "calleeName", LONGEST_NAME);
  }
  /* Without callee, an outgoing call has the other side here. */
  if (self->number == NULL) {
    g_free (self->name);
    self->number = ahoy_json_get_line (params, "callerDisplayNumber", LONGEST_NUMBER);
    self->name = ahoy_json_get_line (params, "callerName", LONGEST_NAME);
  }
}

/* Whatever is not a past call, or has nothing to show, is left out. */
static AhoyKandyHistoryEntry *
read_entry (JsonNode *node)
{
  JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *params = ahoy_json_get_object (item, "params");
  g_autoptr (AhoyKandyHistoryEntry) self = g_new0 (AhoyKandyHistoryEntry, 1);

  if (g_strcmp0 (ahoy_json_get_string (item, "type"), "CallLog") != 0
      || !read_direction (self, params)
      || !get_milliseconds (params, "startTime", &self->start_time))
    return NULL;

  get_milliseconds (params, "duration", &self->duration);
  self->id = g_strdup (ahoy_json_get_plain_string (params, "recordId", LONGEST_ID));
  read_remote (self, params);

  return self->number != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * ahoy_kandy_history_parse:
 * @text: the body of a successful answer
 * @length: its length in bytes, or -1
 * @n_items: (out) (optional): how many entries the answer had, those included that are left out: less
 *   than were asked for means that there are no more
 * @error: return location for an error
 *
 * Reads a part of the history (section 9.3 of the protocol page), in the service's order.
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL, or where the `statusCode` is not zero as
 * [func@kandy_history_answer_to_error] says.
 *
 * Returns: (transfer full) (nullable) (element-type AhoyKandyHistoryEntry): the entries
 */
GPtrArray *
ahoy_kandy_history_parse (const char *text, gssize length, guint *n_items, GError **error)
{
  g_autoptr (JsonObject) root = ahoy_json_parse_object (text, length, error);
  g_autoptr (GPtrArray) entries = NULL;
  JsonObject *history;
  JsonArray *items;
  gint64 code = 0;
  guint n;

  if (root == NULL)
    return NULL;

  history = ahoy_json_get_object (root, "logHistory");
  items = ahoy_json_get_array (history, "logItems");
  ahoy_json_get_int (history, "statusCode", G_MININT, G_MAXINT, &code);
  if (code != 0) {
    AhoyKandyAnswer answer = { .http_status = 200, .body = text, .body_length = length };

    g_propagate_error (error, ahoy_kandy_history_answer_to_error (&answer));
    return NULL;
  }
  if (items == NULL) {
    g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL,
                         _("The server sent something that Ahoy cannot read"));
    return NULL;
  }

  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_kandy_history_entry_free);
  n = json_array_get_length (items);
  for (guint i = 0; i < MIN (n, MOST_ENTRIES); i++) {
    AhoyKandyHistoryEntry *entry = read_entry (json_array_get_element (items, i));

    if (entry != NULL)
      g_ptr_array_add (entries, entry);
  }
  if (n_items != NULL)
    *n_items = n;

  return g_steal_pointer (&entries);
}

/**
 * ahoy_kandy_history_entry_free:
 * @entry: (nullable) (transfer full): an entry
 */
void
ahoy_kandy_history_entry_free (AhoyKandyHistoryEntry *entry)
{
  if (entry == NULL)
    return;

  g_free (entry->id);
  g_free (entry->number);
  g_free (entry->name);
  g_free (entry);
}
