/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-sendbird-sequence.h"

typedef struct {
  char   *id;   /* also its key */
  gint64  next; /* the number waited for */
  GQueue  held; /* frames with higher numbers, lowest first */
  GList   link; /* in the order of use */
} Call;

struct _AhoySendbirdSequence {
  GHashTable *calls; /* id → Call */
  GQueue      used;  /* the same, the one longest unused first */
  GQueue      ready; /* frames whose turn it is */
  gsize       n_bytes; /* of all frames held back */
};

static void
release_held (AhoySendbirdSequence *self, Call *call)
{
  AhoySendbirdFrame *frame;

  while ((frame = g_queue_peek_head (&call->held)) != NULL
         && frame->sequence_number == call->next) {
    g_queue_push_tail (&self->ready, g_queue_pop_head (&call->held));
    self->n_bytes -= frame->size;
    call->next++;
  }
}

/* Goes on at the lowest number that is there. */
static gboolean
skip_hole (AhoySendbirdSequence *self, Call *call)
{
  AhoySendbirdFrame *frame = g_queue_peek_head (&call->held);

  if (frame == NULL)
    return FALSE;

  call->next = frame->sequence_number;
  release_held (self, call);

  return TRUE;
}

static void
remove_call (AhoySendbirdSequence *self, Call *call)
{
  AhoySendbirdFrame *frame;

  while ((frame = g_queue_pop_head (&call->held)) != NULL) {
    self->n_bytes -= frame->size;
    ahoy_sendbird_frame_free (frame);
  }
  g_queue_unlink (&self->used, &call->link);
  g_hash_table_remove (self->calls, call->id);
  g_free (call->id);
  g_free (call);
}

/* Makes room for another call. Nothing is lost: what was held back is handed out. */
static void
drop_oldest_call (AhoySendbirdSequence *self)
{
  Call *call = g_queue_peek_head (&self->used);

  while (skip_hole (self, call))
    ;
  remove_call (self, call);
}

static Call *
use_call (AhoySendbirdSequence *self, const char *call_id)
{
  Call *call = g_hash_table_lookup (self->calls, call_id);

  if (call != NULL) {
    g_queue_unlink (&self->used, &call->link);
  } else {
    if (g_hash_table_size (self->calls) == AHOY_SENDBIRD_SEQUENCE_MOST_CALLS)
      drop_oldest_call (self);
    call = g_new0 (Call, 1);
    call->id = g_strdup (call_id);
    call->link.data = call;
    g_hash_table_insert (self->calls, call->id, call);
  }
  g_queue_push_tail_link (&self->used, &call->link);

  return call;
}

/* Returns FALSE where the number is held already. */
static gboolean
hold (AhoySendbirdSequence *self, Call *call, AhoySendbirdFrame *frame)
{
  GList *after = call->held.tail;

  while (after != NULL
         && ((AhoySendbirdFrame *) after->data)->sequence_number > frame->sequence_number)
    after = after->prev;
  if (after != NULL
      && ((AhoySendbirdFrame *) after->data)->sequence_number == frame->sequence_number)
    return FALSE;

  g_queue_insert_after (&call->held, after, frame);
  self->n_bytes += frame->size;

  return TRUE;
}

/**
 * ahoy_sendbird_sequence_new:
 *
 * Makes what puts the events of each call in order. Each call begins at number 0.
 *
 * Returns: (transfer full): it
 */
AhoySendbirdSequence *
ahoy_sendbird_sequence_new (void)
{
  AhoySendbirdSequence *sequence = g_new0 (AhoySendbirdSequence, 1);

  sequence->calls = g_hash_table_new (g_str_hash, g_str_equal);

  return sequence;
}

/**
 * ahoy_sendbird_sequence_free:
 * @sequence: (nullable) (transfer full): a sequence
 *
 * Frees it with all frames in it.
 */
void
ahoy_sendbird_sequence_free (AhoySendbirdSequence *sequence)
{
  if (sequence == NULL)
    return;

  while (sequence->used.head != NULL)
    remove_call (sequence, sequence->used.head->data);
  g_queue_clear_full (&sequence->ready, (GDestroyNotify) ahoy_sendbird_frame_free);
  g_hash_table_unref (sequence->calls);
  g_free (sequence);
}

/**
 * ahoy_sendbird_sequence_push:
 * @sequence: a sequence
 * @frame: (transfer full): an event
 *
 * Puts an event where it belongs: to be handed out by [func@sendbird_sequence_pop] at once where it
 * is the next one of its call, or has no number or no call; else after those that are missing. One
 * whose number was there before, or was skipped, is dropped.
 *
 * Where too much would be held back, as the limits say, the holes of this call are not waited for
 * any longer. Where there are too many calls, the one longest unused is forgotten; what is held
 * back of it is handed out first.
 *
 * Returns: whether @frame was taken; %FALSE where it was dropped
 */
gboolean
ahoy_sendbird_sequence_push (AhoySendbirdSequence *sequence, AhoySendbirdFrame *frame)
{
  Call *call;

  g_return_val_if_fail (sequence != NULL, FALSE);
  g_return_val_if_fail (frame != NULL, FALSE);

  if (frame->call_id == NULL || frame->sequence_number < 0) {
    g_queue_push_tail (&sequence->ready, frame);
    return TRUE;
  }

  call = use_call (sequence, frame->call_id);
  if (frame->sequence_number < call->next || !hold (sequence, call, frame)) {
    ahoy_sendbird_frame_free (frame);
    return FALSE;
  }

  release_held (sequence, call);
  while (call->held.length > AHOY_SENDBIRD_SEQUENCE_MOST_HELD
         || (call->held.length > 0 && sequence->n_bytes > AHOY_SENDBIRD_SEQUENCE_MOST_BYTES))
    skip_hole (sequence, call);

  return TRUE;
}

/**
 * ahoy_sendbird_sequence_pop:
 * @sequence: a sequence
 *
 * Takes the next event whose turn it is. To be called until there is none after each
 * [func@sendbird_sequence_push] and [func@sendbird_sequence_skip]: what is ready is not limited.
 *
 * Returns: (transfer full) (nullable): the event
 */
AhoySendbirdFrame *
ahoy_sendbird_sequence_pop (AhoySendbirdSequence *sequence)
{
  g_return_val_if_fail (sequence != NULL, NULL);

  return g_queue_pop_head (&sequence->ready);
}

/**
 * ahoy_sendbird_sequence_get_missing:
 * @sequence: a sequence
 * @call_id: the ID of a call
 *
 * Tells what the events of this call wait for. Whoever gets a number here should wait for a while,
 * and then call [func@sendbird_sequence_skip] if it is still the same.
 *
 * Returns: the lowest number that is missing, or -1 where no event is held back
 */
gint64
ahoy_sendbird_sequence_get_missing (AhoySendbirdSequence *sequence, const char *call_id)
{
  Call *call;

  g_return_val_if_fail (sequence != NULL, -1);
  g_return_val_if_fail (call_id != NULL, -1);

  call = g_hash_table_lookup (sequence->calls, call_id);

  return call != NULL && call->held.length > 0 ? call->next : -1;
}

/**
 * ahoy_sendbird_sequence_skip:
 * @sequence: a sequence
 * @call_id: the ID of a call
 *
 * Does not wait any longer for what is missing: goes on at the lowest number that is held back, up
 * to the next hole. What was missing is dropped if it comes later.
 *
 * Returns: whether anything was held back
 */
gboolean
ahoy_sendbird_sequence_skip (AhoySendbirdSequence *sequence, const char *call_id)
{
  Call *call;

  g_return_val_if_fail (sequence != NULL, FALSE);
  g_return_val_if_fail (call_id != NULL, FALSE);

  call = g_hash_table_lookup (sequence->calls, call_id);

  return call != NULL && skip_hole (sequence, call);
}

/**
 * ahoy_sendbird_sequence_forget:
 * @sequence: a sequence
 * @call_id: the ID of a call
 *
 * Forgets a call that is over, with what is held back of it. What is ready stays.
 */
void
ahoy_sendbird_sequence_forget (AhoySendbirdSequence *sequence, const char *call_id)
{
  Call *call;

  g_return_if_fail (sequence != NULL);
  g_return_if_fail (call_id != NULL);

  call = g_hash_table_lookup (sequence->calls, call_id);
  if (call != NULL)
    remove_call (sequence, call);
}
