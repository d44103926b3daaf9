/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-lines.h"

#include <glib/gi18n-lib.h>

#define MOST_CALLS   32
#define MOST_WAITING 100

struct _AhoyLines {
  const AhoyLinesOwner *how;
  gpointer              owner;   /* a GObject; not owned: it holds this */
  gboolean              away;    /* there is no websocket */
  GPtrArray            *lines;   /* of Line */
  GQueue                waiting; /* of the owner's events: maybe of a call being started */
};

/* A call, and what moves it. */
typedef struct {
  AhoyLines *lines; /* not owned: they hold the line */
  AhoyCall  *call;
  AhoyLeg   *leg;
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  g_signal_handlers_disconnect_by_data (line->leg, line);
  g_object_unref (line->call);
  g_object_unref (line->leg);
  g_free (line);
}

/* What came before the answer to the start, in its order; the rest waits for other calls that are
 * being started, or is about none of ours. */
static void
on_leg_started (AhoyLeg *leg, Line *line)
{
  AhoyLines *self = line->lines;
  g_autoptr (GObject) owner = g_object_ref (self->owner);
  GQueue waiting = self->waiting;
  gpointer event;

  g_queue_init (&self->waiting);
  while ((event = g_queue_pop_head (&waiting)) != NULL)
    self->how->handle (owner, event);
}

static void
on_leg_left (AhoyLeg *leg, Line *line)
{
  AhoyLines *self = line->lines;
  g_autoptr (GObject) owner = g_object_ref (self->owner);

  g_ptr_array_remove (self->lines, line);
  if (self->lines->len == 0 && self->how->empty != NULL)
    self->how->empty (owner);
}

/**
 * ahoy_lines_new:
 * @how: what the service does in its own way; must outlive the lines
 * @owner: (transfer none): a #GObject, which holds the lines
 *
 * Returns: (transfer full): no calls
 */
AhoyLines *
ahoy_lines_new (const AhoyLinesOwner *how, gpointer owner)
{
  AhoyLines *self = g_new0 (AhoyLines, 1);

  self->how = how;
  self->owner = owner;
  self->lines = g_ptr_array_new_with_free_func (line_free);
  g_queue_init (&self->waiting);

  return self;
}

/**
 * ahoy_lines_free:
 * @self: (transfer full): the calls, which were ended
 */
void
ahoy_lines_free (AhoyLines *self)
{
  g_queue_clear_full (&self->waiting, self->how->free_event);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

/**
 * ahoy_lines_add:
 * @self: the calls
 * @call: one more
 * @leg: what moves it
 *
 * Holds a call until its leg has left it.
 */
void
ahoy_lines_add (AhoyLines *self, AhoyCall *call, AhoyLeg *leg)
{
  Line *line = g_new0 (Line, 1);

  line->lines = self;
  line->call = g_object_ref (call);
  line->leg = g_object_ref (leg);
  ahoy_leg_set_away (leg, self->away);
  g_signal_connect (leg, "started", G_CALLBACK (on_leg_started), line);
  g_signal_connect (leg, "left", G_CALLBACK (on_leg_left), line);
  g_ptr_array_add (self->lines, line);
}

/**
 * ahoy_lines_find:
 * @self: the calls
 * @id: (nullable): the service's name of a call
 *
 * Returns: (transfer none) (nullable): what moves that call
 */
AhoyLeg *
ahoy_lines_find (AhoyLines *self, const char *id)
{
  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = g_ptr_array_index (self->lines, i);

    if (g_strcmp0 (ahoy_leg_get_id (line->leg), id) == 0)
      return line->leg;
  }

  return NULL;
}

/**
 * ahoy_lines_get_busy:
 * @self: the calls
 *
 * Returns: whether there are calls, or ended ones of which the service does not know yet
 */
gboolean
ahoy_lines_get_busy (AhoyLines *self)
{
  return self->lines->len > 0;
}

/**
 * ahoy_lines_get_full:
 * @self: the calls
 *
 * Returns: whether there are as many as there may be
 */
gboolean
ahoy_lines_get_full (AhoyLines *self)
{
  return self->lines->len >= MOST_CALLS;
}

/**
 * ahoy_lines_check_room:
 * @self: the calls
 * @has_media: whether there is something that makes media
 * @error: return location for an error
 *
 * Fails with `AHOY_MEDIA_ERROR_UNAVAILABLE` if there is nothing that makes media, and with
 * `AHOY_CALL_ERROR_BUSY` if there are too many calls.
 *
 * Returns: whether there can be one more
 */
gboolean
ahoy_lines_check_room (AhoyLines *self, gboolean has_media, GError **error)
{
  if (!has_media) {
    g_set_error_literal (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNAVAILABLE,
                         _("This program has no audio and video, so that it cannot make calls"));
    return FALSE;
  }
  if (ahoy_lines_get_full (self)) {
    g_propagate_error (error, ahoy_call_error_new (AHOY_CALL_ERROR_BUSY, NULL,
                                                   _("There are too many calls at once")));
    return FALSE;
  }

  return TRUE;
}

/**
 * ahoy_lines_list_ids:
 * @self: the calls
 *
 * Returns: (transfer full) (array zero-terminated=1): the service's names of the calls in progress
 */
char **
ahoy_lines_list_ids (AhoyLines *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = g_ptr_array_index (self->lines, i);
    const char *id = ahoy_leg_get_id (line->leg);

    if (id != NULL && !ahoy_call_get_over (line->call))
      g_strv_builder_add (builder, id);
  }

  return g_strv_builder_end (builder);
}

/**
 * ahoy_lines_may_wait:
 * @self: the calls
 *
 * Returns: whether an event about none of the calls may be about one that is being started, and can
 *   be kept until that is known
 */
gboolean
ahoy_lines_may_wait (AhoyLines *self)
{
  if (self->waiting.length >= MOST_WAITING)
    return FALSE;

  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = g_ptr_array_index (self->lines, i);

    if (ahoy_leg_get_starting (line->leg))
      return TRUE;
  }

  return FALSE;
}

/**
 * ahoy_lines_wait:
 * @self: the calls
 * @event: (transfer full): an event that may wait
 *
 * Keeps an event until a call has been started.
 */
void
ahoy_lines_wait (AhoyLines *self, gpointer event)
{
  g_queue_push_tail (&self->waiting, event);
}

/* Each of them may leave while the others are seen to, and may be the last thing that holds them. */
static GPtrArray *
list_legs (AhoyLines *self)
{
  GPtrArray *legs = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->lines->len; i++)
    g_ptr_array_add (legs, g_object_ref (((Line *) g_ptr_array_index (self->lines, i))->leg));

  return legs;
}

/**
 * ahoy_lines_set_away:
 * @self: the calls
 * @away: whether there is no websocket
 *
 * The calls go on; when the websocket is open again, they are seen to.
 */
void
ahoy_lines_set_away (AhoyLines *self, gboolean away)
{
  g_autoptr (GPtrArray) legs = list_legs (self);

  self->away = away;
  for (guint i = 0; i < legs->len; i++)
    ahoy_leg_set_away (g_ptr_array_index (legs, i), away);
}

/**
 * ahoy_lines_forget:
 * @self: the calls
 *
 * The login is over: nothing is sent for the calls any more. They are still to be ended.
 */
void
ahoy_lines_forget (AhoyLines *self)
{
  g_autoptr (GPtrArray) legs = list_legs (self);

  for (guint i = 0; i < legs->len; i++)
    ahoy_leg_forget (g_ptr_array_index (legs, i));
}

/**
 * ahoy_lines_end:
 * @self: the calls
 *
 * Ends them, and lets go of what waits: the owner goes away. Nobody else ends what goes on: it could
 * not be told to anybody afterwards.
 */
void
ahoy_lines_end (AhoyLines *self)
{
  while (self->lines->len > 0) {
    g_autoptr (AhoyCall) call =
      g_object_ref (((Line *) g_ptr_array_index (self->lines, self->lines->len - 1))->call);

    g_ptr_array_set_size (self->lines, (int) self->lines->len - 1);
    ahoy_call_apply (call, AHOY_CALL_EVENT_SESSION_ENDED, AHOY_CALL_END_REASON_NONE, NULL);
  }
  g_queue_clear_full (&self->waiting, self->how->free_event);
}
