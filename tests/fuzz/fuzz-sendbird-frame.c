/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One text of the websocket. Frames of the types "skip" and "forget" do that to their call. */
#include "fuzz-fields.h"

#include "ahoy-id-memory.h"
#include "ahoy-sendbird-lines.h"
#include "ahoy-sendbird-sequence.h"

#include <string.h>

static void
check_frame (const AhoySendbirdFrame *frame)
{
  gboolean is_event = frame->kind == AHOY_SENDBIRD_FRAME_EVENT;

  g_assert (g_utf8_validate (frame->type, -1, NULL));
  g_assert (g_utf8_strlen (frame->type, -1) <= 64);
  g_assert (frame->call_id == NULL || (*frame->call_id != '\0' && strlen (frame->call_id) <= 128));
  g_assert (frame->kind != AHOY_SENDBIRD_FRAME_ACK || frame->request_id != NULL);
  g_assert (frame->sequence_number >= -1 && (is_event || frame->sequence_number == -1));
  g_assert (frame->event == AHOY_SENDBIRD_EVENT_UNKNOWN || (is_event && frame->call_id != NULL));
  if (frame->kind == AHOY_SENDBIRD_FRAME_ERROR) {
    g_autoptr (GError) error = ahoy_sendbird_frame_to_error (frame);

    g_assert (error->domain == AHOY_SESSION_ERROR);
    g_assert (g_utf8_validate (error->message, -1, NULL));
    g_assert (strpbrk (error->message, "\r\n\t\x1b\x7f") == NULL);
  }
}

/* What we can read we can write and read again. */
static void
check_rebuilt (const AhoySendbirdFrame *frame)
{
  g_autofree char *text = NULL;
  g_autoptr (AhoySendbirdFrame) again = NULL;

  if (frame->kind != AHOY_SENDBIRD_FRAME_ACK || frame->command == AHOY_SENDBIRD_COMMAND_UNKNOWN)
    return;

  text = ahoy_sendbird_frame_build (frame->command, frame->type, frame->request_id, frame->payload);
  again = ahoy_sendbird_frame_parse (text, -1, NULL);
  g_assert (again != NULL && again->kind == frame->kind && again->command == frame->command);
  g_assert (g_str_equal (again->type, frame->type));
  g_assert (g_str_equal (again->request_id, frame->request_id));
  g_assert (g_strcmp0 (again->call_id, frame->call_id) == 0);
}

/* Whatever comes in: the numbers of one call only rise, until it is forgotten. */
static void
drain (AhoySendbirdSequence *sequence, GHashTable *last)
{
  AhoySendbirdFrame *frame;

  while ((frame = ahoy_sendbird_sequence_pop (sequence)) != NULL) {
    if (frame->call_id != NULL && frame->sequence_number >= 0) {
      gint64 *before = g_hash_table_lookup (last, frame->call_id);

      g_assert (before == NULL || frame->sequence_number > *before);
      g_hash_table_insert (last, g_strdup (frame->call_id),
                           g_memdup2 (&frame->sequence_number, sizeof frame->sequence_number));
    }
    ahoy_sendbird_frame_free (frame);
  }
}

static void
push (AhoySendbirdSequence *sequence, GHashTable *last, AhoySendbirdFrame *frame)
{
  g_autofree char *call_id = g_strdup (frame->call_id);

  if (call_id != NULL && g_str_equal (frame->type, "skip"))
    ahoy_sendbird_sequence_skip (sequence, call_id);
  if (call_id != NULL && g_str_equal (frame->type, "forget")) {
    drain (sequence, last);
    ahoy_sendbird_sequence_forget (sequence, call_id);
    g_hash_table_remove (last, call_id);
  }
  ahoy_sendbird_sequence_push (sequence, frame);
  drain (sequence, last);

  if (call_id != NULL) {
    gint64 missing = ahoy_sendbird_sequence_get_missing (sequence, call_id);
    gint64 *before = g_hash_table_lookup (last, call_id);

    g_assert (missing == -1 || missing == (before != NULL ? *before + 1 : 0));
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();
  g_autoptr (AhoyIdMemory) memory = ahoy_id_memory_new (4);
  g_autoptr (GHashTable) last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) lines_error = NULL;
  AhoySendbirdLines lines;
  const char *line;
  gsize length;
  guint n_lines = 0;

  ahoy_sendbird_lines_init (&lines, (const char *) data, size);
  while (ahoy_sendbird_lines_next (&lines, &line, &length, &lines_error)) {
    g_autoptr (GError) error = NULL;
    AhoySendbirdFrame *frame = ahoy_sendbird_frame_parse (line, length, &error);

    g_assert (++n_lines <= AHOY_SENDBIRD_LINES_MOST);
    g_assert (line >= (const char *) data && line + length <= (const char *) data + size);
    g_assert (length > 0 && memchr (line, '\n', length) == NULL);
    g_assert ((frame == NULL) == (error != NULL));
    if (frame == NULL)
      continue;

    check_frame (frame);
    check_rebuilt (frame);
    if (frame->kind == AHOY_SENDBIRD_FRAME_EVENT && ahoy_id_memory_add (memory, frame->message_id))
      push (sequence, last, frame);
    else
      ahoy_sendbird_frame_free (frame);
  }

  return 0;
}
