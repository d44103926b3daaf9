/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-direct-calls.h"

#include "ahoy-json.h"

#include <string.h>

#define MOST_EVENTS 1000

/* The faults that only Sendbird Calls can have: frames that a client has to put in order, or not
 * to believe. */

/* What the n-th event of a fault tells: whoever sees it can tell which one it was. */
static JsonObject *
make_payload (const char *call_id, guint n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  JsonObject *payload = json_object_new ();
  JsonObject *items = json_object_new ();
  JsonArray *updated = json_array_new ();

  json_object_set_string_member (items, "n", number);
  json_array_add_string_element (updated, "n");
  json_object_set_string_member (payload, "call_id", call_id);
  json_object_set_object_member (payload, "custom_items", items);
  json_object_set_array_member (payload, "updated", updated);

  return payload;
}

static char *
make_call_id (void)
{
  g_autofree char *uuid = g_uuid_string_random ();

  return g_ascii_strup (uuid, -1);
}

/* number NULL: without one. */
static char *
make_event (AhoyPracticeDevice *device, const char *type, const char *call_id, guint n,
            const char *number, const char *message_id)
{
  g_autoptr (JsonObject) members = json_object_new ();
  guint64 value = 0;

  if (number != NULL && g_ascii_string_to_unsigned (number, 10, 0, G_MAXINT64, &value, NULL))
    json_object_set_int_member (members, "sequence_number", (gint64) value);
  else
    json_object_set_null_member (members, "sequence_number");
  if (message_id != NULL)
    json_object_set_string_member (members, "message_id", message_id);
  json_object_set_object_member (members, "payload", make_payload (call_id, n));

  return ahoy_practice_session_make_text (device, type, members);
}

gboolean
ahoy_practice_act_events (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  const char *type = ahoy_practice_fault_get_string (fault, "type");
  const char *given = ahoy_practice_fault_get_string (fault, "call");
  gboolean same_id = ahoy_practice_fault_get_boolean (fault, "same-id");
  g_autofree char *call_id = given != NULL ? g_strdup (given) : make_call_id ();
  g_autofree char *message_id = g_uuid_string_random ();
  g_auto (GStrv) numbers = g_strsplit (ahoy_practice_fault_get_string (fault, "sequence"), ",",
                                       MOST_EVENTS);

  for (guint i = 0; numbers[i] != NULL; i++) {
    g_autofree char *text = make_event (device, type, call_id, i, g_strstrip (numbers[i]),
                                        same_id && i < 2 ? message_id : NULL);

    ahoy_practice_device_send (device, text);
  }

  return TRUE;
}

gboolean
ahoy_practice_act_joined_frames (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  gint64 n_frames = ahoy_practice_fault_get_int (fault, "frames");
  gboolean blanks = ahoy_practice_fault_get_boolean (fault, "blanks");
  g_autofree char *call_id = make_call_id ();
  g_autoptr (GString) text = g_string_new (blanks ? "\n \r\n" : NULL);

  for (guint i = 0; i < n_frames; i++) {
    g_autofree char *number = g_strdup_printf ("%u", i);
    g_autofree char *event = make_event (device, "custom_items_update", call_id, i, number, NULL);

    g_string_append (text, event);
    if (blanks)
      g_string_append (text, "\n\n");
  }
  if (ahoy_practice_fault_get_boolean (fault, "open-end"))
    g_string_truncate (text, text->len - 1);
  ahoy_practice_device_send (device, text->str);

  return TRUE;
}

/* Everybody in the call is told. */
gboolean
ahoy_practice_act_end_direct_call (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  AhoyPracticeSession *session = (AhoyPracticeSession *) device;
  GPtrArray *calls = device->practice->direct_calls;
  const char *type = ahoy_practice_fault_get_string (fault, "type");
  const char *result = ahoy_practice_fault_get_string (fault, "result");
  gboolean done = FALSE;

  for (guint i = 0; i < calls->len; i++) {
    AhoyPracticeDirectCall *call = g_ptr_array_index (calls, i);

    if (session != call->caller_session && session != call->callee_session
        && ahoy_practice_direct_call_ring (call, session) == NULL)
      continue;
    ahoy_practice_direct_call_end (call, NULL, type, g_intern_string (result));
    done = TRUE;
  }

  return done;
}

gboolean
ahoy_practice_act_unasked_ack (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  const char *given = ahoy_practice_fault_get_string (fault, "request-id");
  g_autofree char *request_id = given != NULL ? g_strdup (given) : g_uuid_string_random ();
  g_autofree char *text =
    ahoy_practice_make_ack (request_id, "CALL", ahoy_practice_fault_get_string (fault, "type"),
                            (int) ahoy_practice_fault_get_int (fault, "code"), "Nobody has asked", NULL);

  if (device->socket == NULL)
    return FALSE;
  ahoy_practice_socket_send (device->socket, text);

  return TRUE;
}
