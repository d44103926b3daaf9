/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-direct-calls.h"

#include "ahoy-json.h"

#include <string.h>

/* The objects of section 4 of the protocol page. */

#define CREDENTIAL_TIME (24 * 60 * 60) /* s */

/* Nothing has to be there: without a server that helps, host candidates still connect. */
#define USUAL_TURN_URL "turn:127.0.0.1:3478"

JsonObject *
ahoy_practice_direct_call_make_payload (AhoyPracticeDirectCall *call)
{
  JsonObject *payload = json_object_new ();

  json_object_set_string_member (payload, "call_id", call->id);

  return payload;
}

static const char *
get_role (AhoyPracticeDirectCall *call, AhoyPracticeUser *user)
{
  return user == call->caller ? "dc_caller" : "dc_callee";
}

static JsonObject *
describe_side (AhoyPracticeDirectCall *call, AhoyPracticeUser *user)
{
  JsonObject *object = ahoy_practice_describe_sendbird_user (user);

  json_object_set_string_member (object, "role", get_role (call, user));

  return object;
}

static JsonObject *
copy_items (AhoyPracticeDirectCall *call)
{
  JsonObject *items = json_object_new ();

  ahoy_practice_copy_members (call->items, items);

  return items;
}

static JsonArray *
make_urls (AhoyPracticeFault *fault)
{
  const char *text = fault != NULL ? ahoy_practice_fault_get_string (fault, "urls")
                                   : USUAL_TURN_URL;
  g_auto (GStrv) urls = g_strsplit (text, ",", -1);
  JsonArray *array = json_array_new ();

  for (guint i = 0; urls[i] != NULL; i++)
    if (*urls[i] != '\0')
      json_array_add_string_element (array, urls[i]);

  return array;
}

/* NULL where a fault has taken it away. */
static JsonObject *
make_credential (AhoyPracticeDirectCall *call, AhoyPracticeUser *user)
{
  g_autoptr (AhoyPracticeFault) fault =
    ahoy_practice_take_user_setting (call->practice, &ahoy_practice_sendbird, user->name,
                                     "turn-credential");
  const char *username = fault != NULL ? ahoy_practice_fault_get_string (fault, "username") : NULL;
  const char *password = fault != NULL ? ahoy_practice_fault_get_string (fault, "password") : NULL;
  g_autofree char *base64 = g_base64_encode ((const guchar *) user->name, strlen (user->name));
  g_autofree char *own_username =
    g_strdup_printf ("%" G_GINT64_FORMAT ":%s:%s", call->started / 1000 + CREDENTIAL_TIME, call->id,
                     base64);
  g_autofree char *own_password = ahoy_practice_random (16);
  JsonObject *object;

  if (fault != NULL && ahoy_practice_fault_get_boolean (fault, "missing"))
    return NULL;

  object = json_object_new ();
  json_object_set_string_member (object, "username", username != NULL ? username : own_username);
  json_object_set_string_member (object, "password", password != NULL ? password : own_password);
  json_object_set_array_member (object, "turn_urls", make_urls (fault));
  json_object_set_string_member (object, "transport_policy",
                                 fault != NULL ? ahoy_practice_fault_get_string (fault, "policy")
                                               : "all");

  return object;
}

/* Only what is known, and as it has to be. */
JsonObject *
ahoy_practice_read_constraints (JsonObject *payload)
{
  static const char * const names[] = { "audio", "video" };
  JsonObject *given = ahoy_json_get_object (payload, "constraints");
  JsonObject *constraints = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    gboolean value = TRUE;

    ahoy_json_get_boolean (given, names[i], &value);
    json_object_set_boolean_member (constraints, names[i], value);
  }

  return constraints;
}

/* The body of dial, accept, and what acknowledges them, for one side. */
JsonObject *
ahoy_practice_direct_call_describe (AhoyPracticeDirectCall *call, AhoyPracticeUser *user,
                                    JsonObject *constraints)
{
  JsonObject *body = ahoy_practice_direct_call_make_payload (call);
  JsonObject *credential = make_credential (call, user);
  JsonArray *capabilities = json_array_new ();

  json_object_set_object_member (body, "caller", describe_side (call, call->caller));
  json_object_set_object_member (body, "callee", describe_side (call, call->callee));
  json_object_set_boolean_member (body, "is_video_call", call->is_video_call);
  json_object_set_object_member (body, "custom_items", copy_items (call));
  json_object_set_object_member (body, "constraints", json_object_ref (constraints));
  json_array_add_string_element (capabilities, "turn_changed");
  json_object_set_array_member (body, "capabilities", capabilities);
  if (credential != NULL)
    json_object_set_object_member (body, "turn_credential", credential);

  return body;
}

static gboolean
has_no_result (AhoyPracticeDirectCall *call, AhoyPracticeUser *user)
{
  g_autoptr (AhoyPracticeFault) fault =
    ahoy_practice_take_user_setting (call->practice, &ahoy_practice_sendbird, user->name,
                                     "no-end-result");

  return fault != NULL;
}

/* What ended_call is, and a row of the call log, as user sees it. */
JsonObject *
ahoy_practice_direct_call_describe_end (AhoyPracticeDirectCall *call, AhoyPracticeUser *user)
{
  JsonObject *object = ahoy_practice_direct_call_make_payload (call);
  JsonArray *participants = json_array_new ();

  json_object_set_string_member (object, "call_type", "direct_call");
  json_object_set_boolean_member (object, "is_video_call", call->is_video_call);
  json_object_set_string_member (object, "state", "ended");
  if (!has_no_result (call, user))
    json_object_set_string_member (object, "end_result", call->result);
  json_object_set_string_member (object, "user_role", get_role (call, user));
  json_array_add_object_element (participants, describe_side (call, call->caller));
  json_array_add_object_element (participants, describe_side (call, call->callee));
  json_object_set_array_member (object, "participants", participants);
  json_object_set_string_member (object, "started_by", call->caller->name);
  json_object_set_int_member (object, "started_at", call->started);
  if (call->ended_by != NULL)
    json_object_set_string_member (object, "ended_by", call->ended_by->name);
  json_object_set_int_member (object, "ended_at", call->ended);
  json_object_set_int_member (object, "duration", call->duration);
  json_object_set_object_member (object, "custom_items", copy_items (call));

  return object;
}

/* For the control interface: those that are not over. */
JsonArray *
ahoy_practice_describe_direct_calls (AhoyPractice *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->direct_calls->len; i++) {
    AhoyPracticeDirectCall *call = g_ptr_array_index (self->direct_calls, i);
    JsonObject *object;

    if (call->result != NULL)
      continue;
    object = ahoy_practice_direct_call_make_payload (call);
    json_object_set_string_member (object, "caller", call->caller->name);
    json_object_set_string_member (object, "callee", call->callee->name);
    json_object_set_boolean_member (object, "video", call->is_video_call);
    json_object_set_string_member (object, "state", call->is_accepted ? "accepted"
                                                    : call->received ? "ringing" : "dialing");
    json_array_add_object_element (array, object);
  }

  return array;
}
