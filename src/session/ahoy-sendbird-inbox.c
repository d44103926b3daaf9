/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-sendbird-inbox.h"

#include "ahoy-id-memory.h"
#include "ahoy-log.h"
#include "ahoy-sendbird-lines.h"
#include "ahoy-sendbird-sequence.h"

#define HOLE_LIMIT 5000 /* ms */
#define ID_MEMORY  1024

/* What comes over the websocket, taken apart and put in order (sections 3.2 and 3.3 of the protocol
 * page). */
struct _AhoySendbirdInbox {
  GObject               parent_instance;

  AhoySendbirdRequests *requests; /* who waits for answers */
  AhoyClock            *clock;
  AhoyIdMemory         *ids;
  AhoySendbirdSequence *sequence;
  GHashTable           *holes;    /* call id → Hole */
  gboolean              open;     /* the websocket is */
};

G_DEFINE_FINAL_TYPE (AhoySendbirdInbox, ahoy_sendbird_inbox, G_TYPE_OBJECT)

enum { SIGNAL_EVENT, SIGNAL_PROBLEM, N_SIGNALS };
static guint signals[N_SIGNALS];

/* A frame of a call is missing, and later ones are there. */
typedef struct {
  AhoySendbirdInbox *inbox;
  char              *call_id; /* also its key */
  gint64             missing; /* its number */
  guint              limit_id; /* ends the wait for it; 0 while it cannot come */
} Hole;

static void
hole_free (gpointer data)
{
  Hole *hole = data;

  ahoy_clock_clear (hole->inbox->clock, &hole->limit_id);
  g_free (hole->call_id);
  g_free (hole);
}

static void
tell_events (AhoySendbirdInbox *self)
{
  AhoySendbirdFrame *next;

  while ((next = ahoy_sendbird_sequence_pop (self->sequence)) != NULL) {
    g_autoptr (AhoySendbirdFrame) frame = next;

    g_signal_emit (self, signals[SIGNAL_EVENT], 0, frame);
  }
}

static void on_hole_limit (gpointer data);

/* Waits for what is missing of a call now, not longer for what has been. */
static void
watch_hole (AhoySendbirdInbox *self, const char *call_id)
{
  gint64 missing = ahoy_sendbird_sequence_get_missing (self->sequence, call_id);
  Hole *hole = g_hash_table_lookup (self->holes, call_id);

  if (missing < 0) {
    if (hole != NULL)
      g_hash_table_remove (self->holes, call_id);
    return;
  }
  if (hole != NULL && hole->missing == missing)
    return;

  if (hole == NULL) {
    hole = g_new0 (Hole, 1);
    hole->inbox = self;
    hole->call_id = g_strdup (call_id);
    g_hash_table_insert (self->holes, hole->call_id, hole);
  }
  hole->missing = missing;
  ahoy_clock_clear (self->clock, &hole->limit_id);
  if (self->open)
    hole->limit_id = ahoy_clock_add (self->clock, HOLE_LIMIT, on_hole_limit, hole);
}

static void
on_hole_limit (gpointer data)
{
  Hole *hole = data;
  g_autoptr (AhoySendbirdInbox) self = g_object_ref (hole->inbox);
  g_autofree char *call_id = g_strdup (hole->call_id);

  hole->limit_id = 0;
  g_debug ("Frame %" G_GINT64_FORMAT " of a call has not come in time", hole->missing);
  ahoy_sendbird_sequence_skip (self->sequence, call_id);
  watch_hole (self, call_id);
  tell_events (self);
}

/* There are not more calls than the sequence knows; it has forgotten the others. */
static gboolean
is_over (gpointer call_id, gpointer hole, gpointer data)
{
  AhoySendbirdInbox *self = data;

  return ahoy_sendbird_sequence_get_missing (self->sequence, call_id) < 0;
}

static void
take_event (AhoySendbirdInbox *self, AhoySendbirdFrame *frame)
{
  g_autofree char *call_id = g_strdup (frame->call_id);

  ahoy_sendbird_sequence_push (self->sequence, frame);
  if (call_id != NULL)
    watch_hole (self, call_id);
  if (g_hash_table_size (self->holes) > AHOY_SENDBIRD_SEQUENCE_MOST_CALLS)
    g_hash_table_foreach_remove (self->holes, is_over, self);
  tell_events (self);
}

/* While it is whole: of what is cut off, a part of a secret would stay. */
static void
hide_secrets (char **text)
{
  char *shown = ahoy_log_redact (*text);

  g_free (*text);
  *text = shown;
}

static void
take_answer (AhoySendbirdInbox *self, AhoySendbirdFrame *frame)
{
  g_autoptr (GError) refusal = NULL;

  if (frame->error_message != NULL)
    hide_secrets (&frame->error_message);
  if (frame->kind == AHOY_SENDBIRD_FRAME_ERROR && frame->request_id == NULL)
    refusal = ahoy_sendbird_frame_to_error (frame);
  if (ahoy_sendbird_requests_take (self->requests, frame))
    return;

  if (refusal != NULL)
    g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, refusal);
  else
    g_debug ("An answer that nobody waits for was ignored");
}

static void
take_line (AhoySendbirdInbox *self, const char *line, gsize length)
{
  g_autoptr (AhoySendbirdFrame) frame = NULL;
  g_autoptr (GError) error = NULL;

  frame = ahoy_sendbird_frame_parse (line, (gssize) length, &error);
  if (frame == NULL)
    g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, error);
  else if (frame->kind != AHOY_SENDBIRD_FRAME_EVENT)
    take_answer (self, g_steal_pointer (&frame));
  else if (ahoy_id_memory_add (self->ids, frame->message_id))
    take_event (self, g_steal_pointer (&frame));
}

/**
 * ahoy_sendbird_inbox_take:
 * @self: the inbox
 * @text: a text that has come over the websocket
 *
 * Tells what is in it, and what has waited for it; answers go to the requests. A repeated event is
 * dropped, and one that comes before its turn waits for up to 5 seconds.
 */
void
ahoy_sendbird_inbox_take (AhoySendbirdInbox *self, GBytes *text)
{
  g_autoptr (AhoySendbirdInbox) alive = g_object_ref (self);
  g_autoptr (GBytes) owned = g_bytes_ref (text);
  g_autoptr (GError) error = NULL;
  AhoySendbirdLines lines;
  const char *line;
  gsize length;
  const char *data = g_bytes_get_data (text, &length);

  ahoy_sendbird_lines_init (&lines, data, (gssize) length);
  while (ahoy_sendbird_lines_next (&lines, &line, &length, &error))
    take_line (self, line, length);
  if (error != NULL)
    g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, error);
}

/**
 * ahoy_sendbird_inbox_set_open:
 * @self: the inbox
 * @open: whether there is a websocket now
 *
 * What is missing cannot come while there is none, and may come when there is one again: it is
 * waited for as long as if it were missing since then.
 */
void
ahoy_sendbird_inbox_set_open (AhoySendbirdInbox *self, gboolean open)
{
  GHashTableIter iter;
  gpointer value;

  self->open = open;
  g_hash_table_iter_init (&iter, self->holes);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Hole *hole = value;

    ahoy_clock_clear (self->clock, &hole->limit_id);
    if (open)
      hole->limit_id = ahoy_clock_add (self->clock, HOLE_LIMIT, on_hole_limit, hole);
  }
}

static void
ahoy_sendbird_inbox_finalize (GObject *object)
{
  AhoySendbirdInbox *self = AHOY_SENDBIRD_INBOX (object);

  g_hash_table_unref (self->holes);
  g_clear_pointer (&self->sequence, ahoy_sendbird_sequence_free);
  g_clear_pointer (&self->ids, ahoy_id_memory_free);
  g_clear_object (&self->requests);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (ahoy_sendbird_inbox_parent_class)->finalize (object);
}

static void
ahoy_sendbird_inbox_class_init (AhoySendbirdInboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_sendbird_inbox_finalize;

  /**
   * AhoySendbirdInbox::event:
   * @self: the inbox
   * @frame: (type gpointer): an event whose turn it is
   */
  signals[SIGNAL_EVENT] = g_signal_new ("event", AHOY_TYPE_SENDBIRD_INBOX, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * AhoySendbirdInbox::problem:
   * @self: the inbox
   * @error: something that has come could not be read, or says that something is wrong; it is
   *   survived
   */
  signals[SIGNAL_PROBLEM] = g_signal_new ("problem", AHOY_TYPE_SENDBIRD_INBOX, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
ahoy_sendbird_inbox_init (AhoySendbirdInbox *self)
{
  self->ids = ahoy_id_memory_new (ID_MEMORY);
  self->sequence = ahoy_sendbird_sequence_new ();
  self->holes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, hole_free);
}

/**
 * ahoy_sendbird_inbox_new:
 * @requests: who waits for answers
 * @clock: the time that missing events have
 *
 * Returns: (transfer full): an inbox without a websocket yet
 */
AhoySendbirdInbox *
ahoy_sendbird_inbox_new (AhoySendbirdRequests *requests, AhoyClock *clock)
{
  AhoySendbirdInbox *self = g_object_new (AHOY_TYPE_SENDBIRD_INBOX, NULL);

  self->requests = g_object_ref (requests);
  self->clock = g_object_ref (clock);

  return self;
}
