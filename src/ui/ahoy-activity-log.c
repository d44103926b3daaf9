/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-activity-log.h"

/* How long lines are collected before the list learns of them: two or three frames, so that ten
 * thousand events at once are one change of the list. */
#define FLUSH_DELAY_MS 40

/* What is taken away at once when the list is full: moving the rest for every single line would
 * cost more than the line. */
#define TRIM_STEP (AHOY_ACTIVITY_LOG_LIMIT / 10)

/**
 * AhoyActivityLog:
 *
 * What happened to the session, oldest first: a list model of [class@Ahoy.ActivityItem]. Bounded,
 * and added to in batches.
 */
struct _AhoyActivityLog {
  GObject    parent_instance;

  GPtrArray *items;
  GPtrArray *arriving; /* what the list does not know yet */
  GPtrArray *cleared;  /* (nullable): what undoing brings back */
  guint      flush_id;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyActivityLog, ahoy_activity_log, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return AHOY_TYPE_ACTIVITY_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return AHOY_ACTIVITY_LOG (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  AhoyActivityLog *self = AHOY_ACTIVITY_LOG (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
drop_oldest (GPtrArray *items, guint limit, guint *dropped)
{
  *dropped = items->len > limit ? items->len - limit : 0;
  if (*dropped > 0)
    g_ptr_array_remove_range (items, 0, *dropped);
}

static void
on_flush (gpointer data)
{
  AhoyActivityLog *self = data;

  self->flush_id = 0;
  ahoy_activity_log_flush (self);
}

static void
ahoy_activity_log_dispose (GObject *object)
{
  AhoyActivityLog *self = AHOY_ACTIVITY_LOG (object);

  g_clear_handle_id (&self->flush_id, g_source_remove);

  G_OBJECT_CLASS (ahoy_activity_log_parent_class)->dispose (object);
}

static void
ahoy_activity_log_finalize (GObject *object)
{
  AhoyActivityLog *self = AHOY_ACTIVITY_LOG (object);

  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->arriving);
  g_clear_pointer (&self->cleared, g_ptr_array_unref);

  G_OBJECT_CLASS (ahoy_activity_log_parent_class)->finalize (object);
}

static void
ahoy_activity_log_class_init (AhoyActivityLogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_activity_log_dispose;
  object_class->finalize = ahoy_activity_log_finalize;
}

static void
ahoy_activity_log_init (AhoyActivityLog *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->arriving = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * ahoy_activity_log_new:
 *
 * Returns: (transfer full): an empty list
 */
AhoyActivityLog *
ahoy_activity_log_new (void)
{
  return g_object_new (AHOY_TYPE_ACTIVITY_LOG, NULL);
}

/**
 * ahoy_activity_log_add:
 * @self: the list
 * @kind: what the event is about
 * @text: a translated line
 *
 * Adds a line with the time of now. The list shows it a little later, together with all that came
 * in between.
 */
void
ahoy_activity_log_add (AhoyActivityLog *self, AhoyEventKind kind, const char *text)
{
  guint dropped;

  g_return_if_fail (AHOY_IS_ACTIVITY_LOG (self));
  g_return_if_fail (text != NULL);

  g_ptr_array_add (self->arriving, ahoy_activity_item_new (kind, text));
  if (self->arriving->len >= AHOY_ACTIVITY_LOG_LIMIT + TRIM_STEP)
    drop_oldest (self->arriving, AHOY_ACTIVITY_LOG_LIMIT, &dropped);
  if (self->flush_id == 0)
    self->flush_id = g_timeout_add_once (FLUSH_DELAY_MS, on_flush, self);
}

/**
 * ahoy_activity_log_flush:
 * @self: the list
 *
 * Shows at once what was added.
 */
void
ahoy_activity_log_flush (AhoyActivityLog *self)
{
  guint added, dropped, from;

  g_return_if_fail (AHOY_IS_ACTIVITY_LOG (self));

  g_clear_handle_id (&self->flush_id, g_source_remove);
  if (self->arriving->len == 0)
    return;

  drop_oldest (self->arriving, AHOY_ACTIVITY_LOG_LIMIT, &dropped);
  if (self->items->len + self->arriving->len > AHOY_ACTIVITY_LOG_LIMIT) {
    guint room = AHOY_ACTIVITY_LOG_LIMIT - self->arriving->len;

    drop_oldest (self->items, room > TRIM_STEP ? room - TRIM_STEP : 0, &dropped);
    g_list_model_items_changed (G_LIST_MODEL (self), 0, dropped, 0);
  }

  from = self->items->len;
  added = self->arriving->len;
  g_ptr_array_extend_and_steal (self->items, g_steal_pointer (&self->arriving));
  self->arriving = g_ptr_array_new_with_free_func (g_object_unref);
  g_list_model_items_changed (G_LIST_MODEL (self), from, 0, added);
}

/**
 * ahoy_activity_log_clear:
 * @self: the list
 *
 * Empties the list because the person wants it; [method@ActivityLog.undo_clear] brings it back.
 */
void
ahoy_activity_log_clear (AhoyActivityLog *self)
{
  guint removed;

  g_return_if_fail (AHOY_IS_ACTIVITY_LOG (self));

  ahoy_activity_log_flush (self);
  removed = self->items->len;
  if (removed == 0)
    return;

  g_clear_pointer (&self->cleared, g_ptr_array_unref);
  self->cleared = g_steal_pointer (&self->items);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, removed, 0);
}

/**
 * ahoy_activity_log_undo_clear:
 * @self: the list
 *
 * Brings back what was cleared, before what has been added since.
 *
 * Returns: whether there was something to bring back
 */
gboolean
ahoy_activity_log_undo_clear (AhoyActivityLog *self)
{
  GPtrArray *newer;
  guint restored;

  g_return_val_if_fail (AHOY_IS_ACTIVITY_LOG (self), FALSE);

  if (self->cleared == NULL)
    return FALSE;

  newer = g_steal_pointer (&self->items);
  self->items = g_steal_pointer (&self->cleared);
  restored = self->items->len;
  g_ptr_array_extend_and_steal (self->items, newer);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, restored);

  return TRUE;
}

/**
 * ahoy_activity_log_forget:
 * @self: the list
 *
 * Empties the list for good, because another person may be next.
 */
void
ahoy_activity_log_forget (AhoyActivityLog *self)
{
  g_return_if_fail (AHOY_IS_ACTIVITY_LOG (self));

  ahoy_activity_log_clear (self);
  g_clear_pointer (&self->cleared, g_ptr_array_unref);
}

/**
 * ahoy_activity_log_dup_text:
 * @self: the list
 *
 * Returns: (transfer full): all lines as text, each with its date and time
 */
char *
ahoy_activity_log_dup_text (AhoyActivityLog *self)
{
  GString *text;

  g_return_val_if_fail (AHOY_IS_ACTIVITY_LOG (self), NULL);

  ahoy_activity_log_flush (self);
  text = g_string_new (NULL);
  for (guint i = 0; i < self->items->len; i++) {
    g_autofree char *line = ahoy_activity_item_dup_line (self->items->pdata[i]);

    g_string_append (text, line);
    g_string_append_c (text, '\n');
  }

  return g_string_free (text, FALSE);
}
