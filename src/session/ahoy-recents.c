/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-recents-private.h"

#define MOST_OWN 500 /* calls of a session without a history at the service */

/**
 * AhoyRecents:
 *
 * The past calls of who is logged in, the newest first: a list of [class@Ahoy.Recent]. Calls of this
 * session are there as soon as they are over. Where the service has a history, it is read in pages
 * by [method@Recents.load_more_async], and what both know of is there once.
 *
 * The list is empty while nobody is logged in.
 */
static void list_model_interface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyRecents, ahoy_recents, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      list_model_interface_init))

enum {
  PROP_0,
  PROP_COMPLETE,
  PROP_LOADING,
  PROP_MISSED_COUNT,
  PROP_SEEN_UNTIL,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static GType
recents_get_item_type (GListModel *model)
{
  return AHOY_TYPE_RECENT;
}

static guint
recents_get_n_items (GListModel *model)
{
  return AHOY_RECENTS (model)->items->len;
}

static gpointer
recents_get_item (GListModel *model, guint position)
{
  AhoyRecents *self = AHOY_RECENTS (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_interface_init (GListModelInterface *iface)
{
  iface->get_item_type = recents_get_item_type;
  iface->get_n_items = recents_get_n_items;
  iface->get_item = recents_get_item;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const AhoyRecent *x = *(AhoyRecent * const *) a;
  const AhoyRecent *y = *(AhoyRecent * const *) b;

  return x->begun > y->begun ? -1 : x->begun < y->begun;
}

static void
add_item (GPtrArray *items, AhoyRecent *recent)
{
  if (!recent->hidden)
    g_ptr_array_add (items, g_object_ref (recent));
}

static GPtrArray *
collect_items (AhoyRecents *self)
{
  GPtrArray *items = g_ptr_array_new_full (self->own->len + self->served->len, g_object_unref);

  for (guint i = self->own->len; i > 0; i--)
    add_item (items, g_ptr_array_index (self->own, i - 1));
  for (guint i = 0; i < self->served->len; i++)
    add_item (items, g_ptr_array_index (self->served, i));
  g_ptr_array_sort (items, compare);

  return items;
}

static void
count_missed (AhoyRecents *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++) {
    AhoyRecent *recent = g_ptr_array_index (self->items, i);

    ahoy_recent_set_seen (recent, !recent->missed
                                  || ahoy_recent_get_latest (recent) <= self->seen_until);
    n += !recent->seen;
  }
  if (self->missed_count == n)
    return;

  self->missed_count = n;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MISSED_COUNT]);
}

/**
 * ahoy_recents_update:
 * @self: the list
 *
 * Shows what there is now, and tells what has changed: all at once, as a page is many entries.
 * Handlers may do anything.
 */
void
ahoy_recents_update (AhoyRecents *self)
{
  g_autoptr (AhoyRecents) alive = g_object_ref (self);
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->items);
  GPtrArray *items = collect_items (self);
  guint start = 0, end = 0;

  while (start < old->len && start < items->len && old->pdata[start] == items->pdata[start])
    start++;
  while (end < old->len - start && end < items->len - start
         && old->pdata[old->len - 1 - end] == items->pdata[items->len - 1 - end])
    end++;

  self->items = items;
  g_object_freeze_notify (G_OBJECT (self));
  count_missed (self);
  if (old->len - start - end > 0 || items->len - start - end > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), start, old->len - start - end,
                                items->len - start - end);
  g_object_thaw_notify (G_OBJECT (self));
}

void
ahoy_recents_set_loading (AhoyRecents *self, gboolean loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

void
ahoy_recents_set_complete (AhoyRecents *self, gboolean complete)
{
  if (self->complete == complete)
    return;

  self->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPLETE]);
}

/**
 * ahoy_recents_set_service:
 * @self: the list
 * @service: (nullable): the service of a login that has succeeded; %NULL: the login is over
 *
 * Empties the list: it is another person's, or might be.
 */
void
ahoy_recents_set_service (AhoyRecents *self, AhoyService *service)
{
  g_autoptr (AhoyRecents) alive = g_object_ref (self);

  if (service == NULL && self->service == NULL)
    return;

  g_set_object (&self->service, service);
  ahoy_recents_end_jobs (self);
  g_ptr_array_set_size (self->own, 0);
  g_ptr_array_set_size (self->served, 0);
  g_ptr_array_set_size (self->hidden, 0);
  self->next = 0;
  self->refused = FALSE;
  ahoy_recents_set_complete (self, !ahoy_recents_has_history (self));
  ahoy_recents_update (self);
}

/**
 * ahoy_recents_add:
 * @self: the list
 * @call: a call that has ended right now
 *
 * Shows it at once, and learns soon what the service calls it.
 */
void
ahoy_recents_add (AhoyRecents *self, AhoyCall *call)
{
  if (self->service == NULL)
    return;

  if (self->own->len >= MOST_OWN)
    g_ptr_array_remove_index (self->own, 0);
  g_ptr_array_add (self->own, ahoy_recent_new_own (call));
  self->n_refreshes = 0;
  ahoy_recents_plan_refresh (self);
  ahoy_recents_update (self);
}

/**
 * ahoy_recents_get_missed_count:
 * @self: the list
 *
 * Returns: the value of [property@Recents:missed-count]
 */
guint
ahoy_recents_get_missed_count (AhoyRecents *self)
{
  g_return_val_if_fail (AHOY_IS_RECENTS (self), 0);

  return self->missed_count;
}

/**
 * ahoy_recents_get_loading:
 * @self: the list
 *
 * Returns: the value of [property@Recents:loading]
 */
gboolean
ahoy_recents_get_loading (AhoyRecents *self)
{
  g_return_val_if_fail (AHOY_IS_RECENTS (self), FALSE);

  return self->loading;
}

/**
 * ahoy_recents_get_complete:
 * @self: the list
 *
 * Returns: the value of [property@Recents:complete]
 */
gboolean
ahoy_recents_get_complete (AhoyRecents *self)
{
  g_return_val_if_fail (AHOY_IS_RECENTS (self), FALSE);

  return self->complete;
}

/**
 * ahoy_recents_get_seen_until:
 * @self: the list
 *
 * Returns: the value of [property@Recents:seen-until]
 */
gint64
ahoy_recents_get_seen_until (AhoyRecents *self)
{
  g_return_val_if_fail (AHOY_IS_RECENTS (self), 0);

  return self->seen_until;
}

/**
 * ahoy_recents_set_seen_until:
 * @self: the list
 * @seen_until: milliseconds since 1970
 *
 * Sets [property@Recents:seen-until].
 */
void
ahoy_recents_set_seen_until (AhoyRecents *self, gint64 seen_until)
{
  g_return_if_fail (AHOY_IS_RECENTS (self));

  if (self->seen_until == seen_until)
    return;

  g_object_freeze_notify (G_OBJECT (self));
  self->seen_until = seen_until;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEEN_UNTIL]);
  count_missed (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * ahoy_recents_mark_seen:
 * @self: the list
 *
 * The person has seen all the missed calls that there are: sets [property@Recents:seen-until] so.
 */
void
ahoy_recents_mark_seen (AhoyRecents *self)
{
  gint64 seen_until;

  g_return_if_fail (AHOY_IS_RECENTS (self));

  seen_until = self->seen_until;
  for (guint i = 0; i < self->items->len; i++) {
    AhoyRecent *recent = g_ptr_array_index (self->items, i);

    if (recent->missed)
      seen_until = MAX (seen_until, ahoy_recent_get_latest (recent));
  }
  ahoy_recents_set_seen_until (self, seen_until);
}

static void
ahoy_recents_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_SEEN_UNTIL:
    ahoy_recents_set_seen_until (AHOY_RECENTS (object), g_value_get_int64 (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_recents_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoyRecents *self = AHOY_RECENTS (object);

  switch (id) {
  case PROP_COMPLETE:
    g_value_set_boolean (value, self->complete);
    break;
  case PROP_LOADING:
    g_value_set_boolean (value, self->loading);
    break;
  case PROP_MISSED_COUNT:
    g_value_set_uint (value, self->missed_count);
    break;
  case PROP_SEEN_UNTIL:
    g_value_set_int64 (value, self->seen_until);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_recents_dispose (GObject *object)
{
  AhoyRecents *self = AHOY_RECENTS (object);

  g_clear_object (&self->service);
  ahoy_recents_end_jobs (self);

  G_OBJECT_CLASS (ahoy_recents_parent_class)->dispose (object);
}

static void
ahoy_recents_finalize (GObject *object)
{
  AhoyRecents *self = AHOY_RECENTS (object);

  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->own);
  g_ptr_array_unref (self->served);
  g_ptr_array_unref (self->hidden);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (ahoy_recents_parent_class)->finalize (object);
}

static void
ahoy_recents_class_init (AhoyRecentsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = ahoy_recents_dispose;
  object_class->finalize = ahoy_recents_finalize;
  object_class->get_property = ahoy_recents_get_property;
  object_class->set_property = ahoy_recents_set_property;

  /**
   * AhoyRecents:complete:
   *
   * Whether [method@Recents.load_more_async] would find nothing more.
   */
  props[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, TRUE, readable);

  /**
   * AhoyRecents:loading:
   *
   * Whether the service is being asked for entries because somebody wants them.
   */
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, readable);

  /**
   * AhoyRecents:missed-count:
   *
   * How many calls were missed and not seen, of those in the list.
   */
  props[PROP_MISSED_COUNT] = g_param_spec_uint ("missed-count", NULL, NULL, 0, G_MAXUINT, 0,
                                                readable);

  /**
   * AhoyRecents:seen-until:
   *
   * Missed calls that began until then count as seen, in milliseconds since 1970. To be kept from
   * one run of the program to the next.
   */
  props[PROP_SEEN_UNTIL] = g_param_spec_int64 ("seen-until", NULL, NULL, 0, G_MAXINT64, 0,
                                               readable | G_PARAM_WRITABLE);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ahoy_recents_init (AhoyRecents *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->own = g_ptr_array_new_with_free_func (g_object_unref);
  self->served = g_ptr_array_new_with_free_func (g_object_unref);
  self->hidden = g_ptr_array_new_with_free_func (g_object_unref);
  self->complete = TRUE;
  g_queue_init (&self->jobs);
}

/**
 * ahoy_recents_new:
 * @clock: the time
 *
 * Returns: (transfer full): an empty list
 */
AhoyRecents *
ahoy_recents_new (AhoyClock *clock)
{
  AhoyRecents *self = g_object_new (AHOY_TYPE_RECENTS, NULL);

  self->clock = g_object_ref (clock);

  return self;
}
