/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-sendbird-signal.h"

#include "ahoy-json.h"
#include "ahoy-packed-text.h"
#include "ahoy-text.h"

#include <string.h>

#define LONGEST_MID     64   /* bytes */
#define LONGEST_USER_ID 1024 /* bytes */
#define HIGHEST_INDEX   255  /* of a section */

static JsonObject *
payload_new (const char *call_id)
{
  JsonObject *payload = json_object_new ();

  json_object_set_string_member (payload, "call_id", call_id);

  return payload;
}

/**
 * ahoy_sendbird_sdp_read:
 * @payload: (nullable): what belongs to an `offer` or an `answer`
 *
 * Unpacks the description in it (section 6.4 of the protocol page). Takes no more memory than the
 * longest one that is read, whatever is packed.
 *
 * Returns: (transfer full) (nullable): the description, not empty; %NULL where there is none, or it
 *   is not packed as it has to be, or too long
 */
char *
ahoy_sendbird_sdp_read (JsonObject *payload)
{
  const char *packed = ahoy_json_get_string (payload, "sdp");
  g_autofree char *sdp = NULL;

  if (packed != NULL)
    sdp = ahoy_packed_text_unpack (packed, G_ZLIB_COMPRESSOR_FORMAT_GZIP,
                                   AHOY_SENDBIRD_LONGEST_SDP);

  return sdp != NULL && *sdp != '\0' ? g_steal_pointer (&sdp) : NULL;
}

/**
 * ahoy_sendbird_sdp_write:
 * @call_id: a call
 * @sdp: a description
 *
 * Returns: (transfer full): the payload of an `offer` or an `answer`
 */
JsonObject *
ahoy_sendbird_sdp_write (const char *call_id, const char *sdp)
{
  g_autofree char *packed = NULL;
  JsonObject *payload;

  g_return_val_if_fail (call_id != NULL && sdp != NULL, NULL);

  packed = ahoy_packed_text_pack (sdp, G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  payload = payload_new (call_id);
  json_object_set_string_member (payload, "sdp", packed);

  return payload;
}

/* Nobody may put another line into a description by it. */
static gboolean
is_candidate (const char *text)
{
  return strlen (text) <= AHOY_SENDBIRD_LONGEST_CANDIDATE && !ahoy_text_has_control (text)
         && (*text == '\0' || g_str_has_prefix (text, "candidate:"));
}

/**
 * ahoy_sendbird_candidate_read:
 * @payload: (nullable): what belongs to a `candidate`
 *
 * Returns: (transfer full) (nullable): the candidate; %NULL where it cannot be one
 */
AhoySendbirdCandidate *
ahoy_sendbird_candidate_read (JsonObject *payload)
{
  JsonObject *object = ahoy_json_get_object (payload, "candidate");
  const char *candidate = ahoy_json_get_string (object, "sdp");
  AhoySendbirdCandidate *self;
  gint64 index;

  if (candidate == NULL || !is_candidate (candidate)
      || !ahoy_json_get_int (object, "sdp_mline_index", 0, HIGHEST_INDEX, &index))
    return NULL;

  self = g_new0 (AhoySendbirdCandidate, 1);
  self->mid = g_strdup (ahoy_json_get_plain_string (object, "sdp_mid", LONGEST_MID));
  self->index = (guint) index;
  self->candidate = g_strdup (candidate);

  return self;
}

/**
 * ahoy_sendbird_candidate_free:
 * @candidate: (nullable) (transfer full): a candidate
 */
void
ahoy_sendbird_candidate_free (AhoySendbirdCandidate *candidate)
{
  if (candidate == NULL)
    return;

  g_free (candidate->mid);
  g_free (candidate->candidate);
  g_free (candidate);
}

/**
 * ahoy_sendbird_candidate_write:
 * @call_id: a call
 * @mid: the name of the section it belongs to
 * @index: the number of that section
 * @candidate: the candidate, beginning with `candidate:`
 *
 * Returns: (transfer full): the payload of a `candidate`
 */
JsonObject *
ahoy_sendbird_candidate_write (const char *call_id, const char *mid, guint index,
                               const char *candidate)
{
  JsonObject *payload, *object;

  g_return_val_if_fail (call_id != NULL && mid != NULL && candidate != NULL, NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "sdp", candidate);
  json_object_set_int_member (object, "sdp_mline_index", index);
  json_object_set_string_member (object, "sdp_mid", mid);
  payload = payload_new (call_id);
  json_object_set_object_member (payload, "candidate", object);

  return payload;
}

/**
 * ahoy_sendbird_enabled_read:
 * @payload: (nullable): what belongs to an `audio` or a `video`
 * @enabled: (out): whether it is on; untouched where this returns %FALSE
 *
 * Returns: whether it says so (section 6.5 of the protocol page)
 */
gboolean
ahoy_sendbird_enabled_read (JsonObject *payload, gboolean *enabled)
{
  return ahoy_json_get_boolean (payload, "is_enabled", enabled);
}

/**
 * ahoy_sendbird_enabled_write:
 * @call_id: a call
 * @enabled: whether the microphone, or the camera, is on
 *
 * Returns: (transfer full): the payload of an `audio` or a `video`
 */
JsonObject *
ahoy_sendbird_enabled_write (const char *call_id, gboolean enabled)
{
  JsonObject *payload;

  g_return_val_if_fail (call_id != NULL, NULL);

  payload = payload_new (call_id);
  json_object_set_boolean_member (payload, "is_enabled", enabled);

  return payload;
}

/**
 * ahoy_sendbird_hold_read:
 * @payload: (nullable): what belongs to a `hold` or a `hold_ack`
 *
 * Returns: (transfer full) (nullable): whether somebody holds the call; %NULL where that is not said
 */
AhoySendbirdHold *
ahoy_sendbird_hold_read (JsonObject *payload)
{
  AhoySendbirdHold *self;
  gboolean on_hold;

  if (!ahoy_json_get_boolean (payload, "is_on_hold", &on_hold))
    return NULL;

  self = g_new0 (AhoySendbirdHold, 1);
  self->user_id = g_strdup (ahoy_json_get_plain_string (payload, "user_id", LONGEST_USER_ID));
  self->on_hold = on_hold;
  ahoy_json_get_boolean (payload, "is_relayed", &self->is_relayed);

  return self;
}

/**
 * ahoy_sendbird_hold_free:
 * @hold: (nullable) (transfer full): a hold
 */
void
ahoy_sendbird_hold_free (AhoySendbirdHold *hold)
{
  if (hold == NULL)
    return;

  g_free (hold->user_id);
  g_free (hold);
}

/**
 * ahoy_sendbird_hold_write:
 * @call_id: a call
 * @on_hold: whether we hold it
 * @was_relayed: what the service's last `hold_ack` of the call has said
 *
 * Returns: (transfer full): the payload of a `hold`
 */
JsonObject *
ahoy_sendbird_hold_write (const char *call_id, gboolean on_hold, gboolean was_relayed)
{
  JsonObject *payload;

  g_return_val_if_fail (call_id != NULL, NULL);

  payload = payload_new (call_id);
  json_object_set_boolean_member (payload, "is_on_hold", on_hold);
  json_object_set_boolean_member (payload, "was_relayed", was_relayed);

  return payload;
}
