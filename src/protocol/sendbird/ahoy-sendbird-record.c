/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-sendbird-record.h"

#include "ahoy-json.h"
#include "ahoy-sendbird-items.h"

#include <string.h>

#define LONGEST_CALL_ID 128  /* bytes */
#define LONGEST_USER_ID 1024 /* bytes */
#define MOST_USERS      16   /* that are looked at */
#define HIGHEST_TIME    G_GINT64_CONSTANT (999999999999999) /* ms: some thirty thousand years */

static const char * const results[] = {
  [AHOY_SENDBIRD_END_NO_ANSWER] = "no_answer",
  [AHOY_SENDBIRD_END_CANCELED] = "canceled",
  [AHOY_SENDBIRD_END_DECLINED] = "declined",
  [AHOY_SENDBIRD_END_OTHER_DEVICE_ACCEPTED] = "other_device_accepted",
  [AHOY_SENDBIRD_END_COMPLETED] = "completed",
  [AHOY_SENDBIRD_END_CONNECTION_LOST] = "connection_lost",
  [AHOY_SENDBIRD_END_TIMED_OUT] = "timed_out",
  [AHOY_SENDBIRD_END_DIAL_FAILED] = "dial_failed",
  [AHOY_SENDBIRD_END_ACCEPT_FAILED] = "accept_failed",
  [AHOY_SENDBIRD_END_NOT_CONNECTED] = "not_connected",
  [AHOY_SENDBIRD_END_UNKNOWN] = "unknown",
};

/* NONE for what says nothing that is known, "unknown" itself among it. */
static AhoySendbirdEndResult
find_result (const char *text)
{
  for (guint i = AHOY_SENDBIRD_END_NO_ANSWER; text != NULL && i < AHOY_SENDBIRD_END_UNKNOWN; i++) {
    if (strcmp (results[i], text) == 0)
      return i;
  }

  return AHOY_SENDBIRD_END_NONE;
}

static AhoySendbirdEndResult
read_result (JsonObject *object)
{
  const char *text = ahoy_json_get_string (object, "end_result");
  AhoySendbirdEndResult result = find_result (text);

  if (result == AHOY_SENDBIRD_END_NONE && text != NULL && *text != '\0')
    return AHOY_SENDBIRD_END_UNKNOWN;

  return result;
}

static AhoySendbirdRole
read_role (JsonObject *object)
{
  const char *role = ahoy_json_get_string (object, "user_role");

  if (g_strcmp0 (role, "dc_caller") == 0)
    return AHOY_SENDBIRD_ROLE_CALLER;
  if (g_strcmp0 (role, "dc_callee") == 0)
    return AHOY_SENDBIRD_ROLE_CALLEE;

  return AHOY_SENDBIRD_ROLE_UNKNOWN;
}

static void
take_user (AhoySendbirdRecord *self, AhoySendbirdUser *user)
{
  AhoySendbirdUser **place = NULL;

  if (user != NULL && user->role == AHOY_SENDBIRD_ROLE_CALLER)
    place = &self->caller;
  else if (user != NULL && user->role == AHOY_SENDBIRD_ROLE_CALLEE)
    place = &self->callee;

  if (place != NULL && *place == NULL)
    *place = user;
  else
    ahoy_sendbird_user_free (user);
}

static void
read_users (AhoySendbirdRecord *self, JsonArray *participants)
{
  guint n = MIN (json_array_get_length (participants), MOST_USERS);

  for (guint i = 0; i < n; i++) {
    JsonNode *node = json_array_get_element (participants, i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      take_user (self, ahoy_sendbird_user_read (json_node_get_object (node)));
  }
}

/**
 * ahoy_sendbird_record_read:
 * @object: (nullable): the `ended_call` of a frame, or a row of the call log
 *
 * Reads what became of a call (section 4 of the protocol page).
 *
 * Returns: (transfer full) (nullable): it; %NULL where the `call_id` or the `participants` are
 *   missing
 */
AhoySendbirdRecord *
ahoy_sendbird_record_read (JsonObject *object)
{
  const char *call_id = ahoy_json_get_plain_string (object, "call_id", LONGEST_CALL_ID);
  JsonArray *participants = ahoy_json_get_array (object, "participants");
  AhoySendbirdRecord *self;

  if (call_id == NULL || participants == NULL)
    return NULL;

  self = g_new0 (AhoySendbirdRecord, 1);
  self->call_id = g_strdup (call_id);
  read_users (self, participants);
  ahoy_json_get_boolean (object, "is_video_call", &self->is_video_call);
  self->result = read_result (object);
  self->user_role = read_role (object);
  self->ended_by = g_strdup (ahoy_json_get_plain_string (object, "ended_by", LONGEST_USER_ID));
  ahoy_json_get_int (object, "started_at", 0, HIGHEST_TIME, &self->started_at);
  ahoy_json_get_int (object, "ended_at", 0, HIGHEST_TIME, &self->ended_at);
  ahoy_json_get_int (object, "duration", 0, HIGHEST_TIME, &self->duration);
  self->items = ahoy_sendbird_items_read (object, "custom_items");

  return self;
}

/**
 * ahoy_sendbird_record_free:
 * @record: (nullable) (transfer full): a record
 */
void
ahoy_sendbird_record_free (AhoySendbirdRecord *record)
{
  if (record == NULL)
    return;

  g_free (record->call_id);
  ahoy_sendbird_user_free (record->caller);
  ahoy_sendbird_user_free (record->callee);
  g_free (record->ended_by);
  g_clear_pointer (&record->items, g_ptr_array_unref);
  g_free (record);
}

/**
 * ahoy_sendbird_record_get_direction:
 * @record: a record
 * @user_id: our user ID
 *
 * Returns: who began the call: as its `user_role` says, or where that is missing as its
 *   participants do
 */
AhoyCallDirection
ahoy_sendbird_record_get_direction (const AhoySendbirdRecord *record, const char *user_id)
{
  gboolean outgoing;

  g_return_val_if_fail (record != NULL && user_id != NULL, AHOY_CALL_DIRECTION_INCOMING);

  if (record->user_role != AHOY_SENDBIRD_ROLE_UNKNOWN)
    outgoing = record->user_role == AHOY_SENDBIRD_ROLE_CALLER;
  else
    outgoing = record->caller != NULL && strcmp (record->caller->user_id, user_id) == 0;

  return outgoing ? AHOY_CALL_DIRECTION_OUTGOING : AHOY_CALL_DIRECTION_INCOMING;
}

/**
 * ahoy_sendbird_record_get_remote:
 * @record: a record
 * @user_id: our user ID
 *
 * Returns: (transfer none) (nullable): the other side, if it is said
 */
const AhoySendbirdUser *
ahoy_sendbird_record_get_remote (const AhoySendbirdRecord *record, const char *user_id)
{
  return ahoy_sendbird_record_get_direction (record, user_id) == AHOY_CALL_DIRECTION_OUTGOING
         ? record->callee : record->caller;
}

static AhoySendbirdEndResult
end_of_event (AhoySendbirdEvent event)
{
  switch ((int) event) {
  case AHOY_SENDBIRD_EVENT_CANCEL:
    return AHOY_SENDBIRD_END_CANCELED;
  case AHOY_SENDBIRD_EVENT_DECLINE:
    return AHOY_SENDBIRD_END_DECLINED;
  case AHOY_SENDBIRD_EVENT_END:
    return AHOY_SENDBIRD_END_COMPLETED;
  case AHOY_SENDBIRD_EVENT_NO_ANSWER:
    return AHOY_SENDBIRD_END_NO_ANSWER;
  case AHOY_SENDBIRD_EVENT_TIMEOUT:
    return AHOY_SENDBIRD_END_TIMED_OUT;
  case AHOY_SENDBIRD_EVENT_CONNECTION_LOST:
    return AHOY_SENDBIRD_END_CONNECTION_LOST;
  case AHOY_SENDBIRD_EVENT_OTHER_DEVICE_ACCEPTED:
    return AHOY_SENDBIRD_END_OTHER_DEVICE_ACCEPTED;
  default:
    return AHOY_SENDBIRD_END_NONE;
  }
}

/**
 * ahoy_sendbird_end_of_frame:
 * @frame: an event
 *
 * Tells how a call has ended (section 11.3 of the protocol page): as the `end_result` of its
 * `ended_call` says, and where that is missing or says nothing, as the type of the event does.
 *
 * Returns: how; %AHOY_SENDBIRD_END_NONE where the event is not about the end of a call
 */
AhoySendbirdEndResult
ahoy_sendbird_end_of_frame (const AhoySendbirdFrame *frame)
{
  AhoySendbirdEndResult usual, said;

  g_return_val_if_fail (frame != NULL, AHOY_SENDBIRD_END_NONE);

  usual = end_of_event (frame->event);
  if (usual == AHOY_SENDBIRD_END_NONE)
    return usual;
  said = find_result (ahoy_json_get_string (ahoy_json_get_object (frame->payload, "ended_call"),
                                            "end_result"));

  return said != AHOY_SENDBIRD_END_NONE ? said : usual;
}

/**
 * ahoy_sendbird_end_to_string:
 * @result: how a call has ended
 *
 * Returns: (transfer none) (nullable): as the service spells it; %NULL for %AHOY_SENDBIRD_END_NONE
 */
const char *
ahoy_sendbird_end_to_string (AhoySendbirdEndResult result)
{
  g_return_val_if_fail ((guint) result < G_N_ELEMENTS (results), NULL);

  return results[result];
}

/**
 * ahoy_sendbird_end_to_reason:
 * @result: how a call has ended
 * @direction: who began it
 * @by_us: whether it is our side that has ended it
 *
 * Returns: what that means to us; %AHOY_CALL_END_REASON_NONE for %AHOY_SENDBIRD_END_NONE
 */
AhoyCallEndReason
ahoy_sendbird_end_to_reason (AhoySendbirdEndResult result, AhoyCallDirection direction,
                             gboolean by_us)
{
  gboolean outgoing = direction == AHOY_CALL_DIRECTION_OUTGOING;

  switch (result) {
  case AHOY_SENDBIRD_END_NO_ANSWER:
    return outgoing ? AHOY_CALL_END_REASON_NO_ANSWER : AHOY_CALL_END_REASON_MISSED;
  case AHOY_SENDBIRD_END_CANCELED:
    return outgoing ? AHOY_CALL_END_REASON_CANCELLED : AHOY_CALL_END_REASON_MISSED;
  case AHOY_SENDBIRD_END_DECLINED:
    return outgoing ? AHOY_CALL_END_REASON_DECLINED : AHOY_CALL_END_REASON_REJECTED;
  case AHOY_SENDBIRD_END_OTHER_DEVICE_ACCEPTED:
    return AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE;
  case AHOY_SENDBIRD_END_COMPLETED:
    return by_us ? AHOY_CALL_END_REASON_HUNG_UP : AHOY_CALL_END_REASON_REMOTE_HUNG_UP;
  case AHOY_SENDBIRD_END_CONNECTION_LOST:
    return AHOY_CALL_END_REASON_CONNECTION_LOST;
  case AHOY_SENDBIRD_END_TIMED_OUT:
    return AHOY_CALL_END_REASON_MEDIA_FAILED;
  case AHOY_SENDBIRD_END_DIAL_FAILED:
  case AHOY_SENDBIRD_END_ACCEPT_FAILED:
  case AHOY_SENDBIRD_END_NOT_CONNECTED:
  case AHOY_SENDBIRD_END_UNKNOWN:
    return AHOY_CALL_END_REASON_FAILED;
  case AHOY_SENDBIRD_END_NONE:
  default:
    return AHOY_CALL_END_REASON_NONE;
  }
}
