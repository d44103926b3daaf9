/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-direct-calls.h"

#include "ahoy-json.h"

#include <string.h>

/* What programs give to a direct call (section 7 of the protocol page). */

static const char *
read_value (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
         ? json_node_get_string (node) : NULL;
}

gboolean
ahoy_practice_check_items (JsonObject *items)
{
  g_autoptr (GList) keys = json_object_get_members (items);

  for (GList *l = keys; l != NULL; l = l->next) {
    const char *key = l->data;
    const char *value = read_value (json_object_get_member (items, key));

    if (value == NULL || *key == '\0' || strchr (key, ',') != NULL
        || g_utf8_strlen (key, -1) > AHOY_PRACTICE_LONGEST_ITEM
        || g_utf8_strlen (value, -1) > AHOY_PRACTICE_LONGEST_ITEM)
      return FALSE;
  }

  return json_object_get_size (items) <= AHOY_PRACTICE_MOST_ITEMS;
}

/* Sets who asks; NULL when the request is answered. */
static AhoyPracticeDirectCall *
find_call (AhoyPracticeRequest *request, AhoyPracticeSession **session)
{
  AhoyPracticeDirectCall *call;

  *session = ahoy_practice_authenticate_session (request);
  if (*session == NULL)
    return NULL;
  call = ahoy_practice_find_direct_call (request->practice, (*session)->app_id, request->path[2]);
  if (call != NULL && ahoy_practice_direct_call_is_party (call, (*session)->device.user))
    return call;
  ahoy_practice_answer_error (request, SOUP_STATUS_BAD_REQUEST, AHOY_PRACTICE_SENDBIRD_NO_CALL,
                              "There is no such call");

  return NULL;
}

/* Takes keys over. Answers, and tells the other side as long as there is one. */
static void
tell_change (AhoyPracticeRequest *request, AhoyPracticeDirectCall *call,
             AhoyPracticeSession *session, const char *what, JsonArray *keys)
{
  const char *type = strcmp (what, "updated") == 0 ? "custom_items_update" : "custom_items_delete";
  g_autoptr (JsonArray) owned = keys;
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  JsonObject *answer = json_object_new ();
  JsonObject *items = json_object_new ();

  ahoy_practice_copy_members (call->items, items);
  json_object_set_object_member (answer, "custom_items", items);
  json_object_set_array_member (answer, what, json_array_ref (owned));

  if (call->caller != session->device.user && call->caller_session != NULL)
    g_ptr_array_add (others, call->caller_session);
  if (call->callee != session->device.user && call->callee_session != NULL)
    g_ptr_array_add (others, call->callee_session);
  for (guint i = 0; i < call->rings->len; i++) {
    AhoyPracticeRing *ring = g_ptr_array_index (call->rings, i);

    if (call->callee != session->device.user)
      g_ptr_array_add (others, ring->session);
  }
  for (guint i = 0; i < others->len; i++) {
    JsonObject *payload = ahoy_practice_direct_call_make_payload (call);

    ahoy_practice_copy_members (answer, payload);
    ahoy_practice_session_tell (g_ptr_array_index (others, i), "CALL", type, payload);
  }
  ahoy_practice_answer (request->message, SOUP_STATUS_OK, answer);
}

static void
refuse (AhoyPracticeRequest *request, const char *reason)
{
  ahoy_practice_answer_error (request, SOUP_STATUS_BAD_REQUEST,
                              AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS, reason);
}

void
ahoy_practice_handle_items_update (AhoyPracticeRequest *request)
{
  JsonObject *body = ahoy_practice_request_get_body (request);
  JsonObject *given = ahoy_json_get_object (body, "custom_items");
  g_autoptr (JsonObject) all = json_object_new ();
  g_autoptr (GList) keys = NULL;
  AhoyPracticeSession *session;
  AhoyPracticeDirectCall *call = find_call (request, &session);
  JsonArray *updated;

  if (call == NULL)
    return;
  if (given == NULL || g_strcmp0 (ahoy_json_get_string (body, "mode"), "upsert") != 0) {
    refuse (request, "The body needs custom_items and the mode upsert");
    return;
  }
  ahoy_practice_copy_members (call->items, all);
  ahoy_practice_copy_members (given, all);
  if (!ahoy_practice_check_items (all)) {
    refuse (request, "The custom_items cannot be taken");
    return;
  }

  keys = json_object_get_members (given);
  updated = json_array_new ();
  for (GList *l = keys; l != NULL; l = l->next)
    json_array_add_string_element (updated, l->data);
  json_object_unref (call->items);
  call->items = g_steal_pointer (&all);
  tell_change (request, call, session, "updated", updated);
}

/* NULL: keys is there and cannot be read. */
static char **
read_keys (AhoyPracticeDirectCall *call, JsonObject *body)
{
  g_autoptr (GList) members = NULL;
  GStrvBuilder *builder;
  char **keys;

  if (json_object_has_member (body, "keys"))
    return ahoy_json_get_strv (body, "keys", AHOY_PRACTICE_MOST_ITEMS);
  builder = g_strv_builder_new ();
  members = json_object_get_members (call->items);
  for (GList *l = members; l != NULL; l = l->next)
    g_strv_builder_add (builder, l->data);
  keys = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);

  return keys;
}

void
ahoy_practice_handle_items_delete (AhoyPracticeRequest *request)
{
  JsonObject *body = ahoy_practice_request_get_body (request);
  AhoyPracticeSession *session;
  AhoyPracticeDirectCall *call = find_call (request, &session);
  g_auto (GStrv) keys = NULL;
  JsonArray *deleted;

  if (call == NULL)
    return;
  keys = body != NULL ? read_keys (call, body) : NULL;
  if (keys == NULL) {
    refuse (request, "The body has to be an object, and its keys a list");
    return;
  }

  deleted = json_array_new ();
  for (guint i = 0; keys[i] != NULL; i++) {
    if (!json_object_has_member (call->items, keys[i]))
      continue;
    json_object_remove_member (call->items, keys[i]);
    json_array_add_string_element (deleted, keys[i]);
  }
  tell_change (request, call, session, "deleted", deleted);
}
