/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame about a call, and in the lines after it a packed description. */
#include "fuzz-fields.h"

#include "ahoy-json.h"
#include "ahoy-media.h"
#include "ahoy-sendbird-call.h"
#include "ahoy-sendbird-items.h"
#include "ahoy-sendbird-log.h"
#include "ahoy-sendbird-orders.h"
#include "ahoy-sendbird-record.h"
#include "ahoy-sendbird-signal.h"

#include <string.h>

static gboolean
is_line (const char *text)
{
  return strpbrk (text, "\r\n\t\x1b\x7f") == NULL;
}

static void
check_items (const GPtrArray *items)
{
  g_autoptr (GPtrArray) again = ahoy_sendbird_items_new ();

  g_assert (items->len <= AHOY_SENDBIRD_MOST_ITEMS);
  for (guint i = 0; i < items->len; i++) {
    const AhoySendbirdItem *item = g_ptr_array_index (items, i);

    g_assert (is_line (item->key) && is_line (item->value) && strchr (item->key, ',') == NULL);
    g_assert (ahoy_sendbird_items_set (again, item->key, item->value));
  }
  g_assert (again->len == items->len);
}

static void
check_call (JsonObject *payload)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySendbirdCall) call = ahoy_sendbird_call_read (payload, &error);

  g_assert ((call == NULL) == (error != NULL));
  if (call == NULL)
    return;

  g_assert (call->turn->servers->len <= AHOY_SENDBIRD_MOST_TURN_URLS);
  for (guint i = 0; i < call->turn->servers->len; i++) {
    const AhoyIceServer *server = g_ptr_array_index (call->turn->servers, i);

    g_assert (fuzz_is_visible_ascii (server->url) && strchr (server->url, ':') != NULL);
    g_assert (server->user == NULL || is_line (server->user));
    g_assert (server->secret == NULL || is_line (server->secret));
  }
  for (const char *c = call->short_lived_token; c != NULL && *c != '\0'; c++)
    g_assert (g_ascii_isgraph (*c));
  g_assert ((call->sends & AHOY_MEDIA_VIDEO) == 0 || call->is_video_call);
  if (call->items != NULL)
    check_items (call->items);
}

static void
check_record (JsonObject *object)
{
  g_autoptr (AhoySendbirdRecord) record = ahoy_sendbird_record_read (object);
  const AhoySendbirdUser *remote;

  if (record == NULL)
    return;

  remote = ahoy_sendbird_record_get_remote (record, "alice");
  g_assert (remote == NULL || (*remote->user_id != '\0' && is_line (remote->user_id)));
  g_assert (remote == NULL || remote->nickname == NULL || is_line (remote->nickname));
  g_assert (record->duration >= 0 && record->started_at >= 0 && record->ended_at >= 0);
  g_assert (ahoy_sendbird_end_to_reason (record->result, AHOY_CALL_DIRECTION_INCOMING, FALSE)
            <= AHOY_CALL_END_REASON_FAILED);
}

static void
check_signals (JsonObject *payload)
{
  g_autoptr (AhoySendbirdCandidate) candidate = ahoy_sendbird_candidate_read (payload);
  g_autoptr (AhoySendbirdItemsChange) change = ahoy_sendbird_items_change_read (payload);
  g_autoptr (AhoySendbirdHold) hold = ahoy_sendbird_hold_read (payload);
  gboolean enabled = FALSE;

  if (candidate != NULL) {
    g_assert (strlen (candidate->candidate) <= AHOY_SENDBIRD_LONGEST_CANDIDATE);
    g_assert (is_line (candidate->candidate));
    g_assert (candidate->mid == NULL || is_line (candidate->mid));
  }
  if (change != NULL)
    check_items (change->items);
  g_assert (hold == NULL || hold->user_id == NULL || is_line (hold->user_id));
  ahoy_sendbird_enabled_read (payload, &enabled);
}

static void
check_sdp (JsonObject *payload)
{
  g_autofree char *sdp = ahoy_sendbird_sdp_read (payload);
  g_autoptr (JsonObject) written = NULL;
  g_autofree char *again = NULL;

  if (sdp == NULL)
    return;

  g_assert (*sdp != '\0' && strlen (sdp) <= AHOY_SENDBIRD_LONGEST_SDP);
  g_assert (g_utf8_validate (sdp, -1, NULL));
  written = ahoy_sendbird_sdp_write ("A", sdp);
  again = ahoy_sendbird_sdp_read (written);
  g_assert (again != NULL && strcmp (again, sdp) == 0);
}

static void
check_frame (const char *line)
{
  g_autoptr (AhoySendbirdFrame) frame = ahoy_sendbird_frame_parse (line, -1, NULL);
  g_autofree char *answer = NULL;

  if (frame == NULL)
    return;

  check_call (frame->payload);
  check_record (frame->payload);
  check_record (ahoy_json_get_object (frame->payload, "ended_call"));
  check_signals (frame->payload);
  check_sdp (frame->payload);
  g_assert (ahoy_sendbird_end_of_frame (frame) == AHOY_SENDBIRD_END_NONE
            || frame->event != AHOY_SENDBIRD_EVENT_UNKNOWN);
  if (frame->event == AHOY_SENDBIRD_EVENT_DIAL) {
    g_autoptr (JsonObject) read = NULL;

    answer = ahoy_sendbird_order_dial_rcv (frame->call_id, "U", frame->delivery_info);
    read = ahoy_json_parse_object (answer, -1, NULL);
    g_assert (read != NULL);
  }
}

/* The line as what has come by REST. */
static void
check_answers (const char *text)
{
  g_autoptr (AhoySendbirdLogPage) page = ahoy_sendbird_log_page_parse (text, -1, NULL);
  g_autoptr (AhoySendbirdItemsChange) change = ahoy_sendbird_items_change_parse (text, -1, NULL);

  if (page != NULL)
    g_assert (page->records->len <= AHOY_SENDBIRD_LOG_BIGGEST);
  if (page != NULL && page->next != NULL) {
    const AhoySendbirdLogQuery query = { .next = page->next };
    g_autofree char *more = ahoy_sendbird_log_query (&query);

    g_assert (fuzz_is_visible_ascii (more));
  }
  if (change != NULL)
    check_items (change->items);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_auto (GStrv) fields = fuzz_fields (data, size, 2);
  g_autoptr (JsonObject) payload = json_object_new ();

  if (!g_utf8_validate (fields[1], -1, NULL))
    return 0;

  check_frame (fields[0]);
  check_answers (fields[0]);
  json_object_set_string_member (payload, "sdp", fields[1]);
  check_sdp (payload);

  return 0;
}
