/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-activity-page.h"

#include "ahoy-activity-row.h"

/* How near to the end, in pixels, is at the end: about a row. */
#define NEARLY 40

/* The GtkListItem of a row. */
#define LIST_ITEM "ahoy-list-item"

/**
 * AhoyActivityPage:
 *
 * Every event of the session with its time. Stays at the newest line while the person has not
 * scrolled away from it.
 *
 * # Actions
 *
 * - `activity.show-menu`: shows what can be done with the lines
 */
struct _AhoyActivityPage {
  AdwBin               parent_instance;

  GtkStack            *stack;
  GtkScrolledWindow   *scroller;
  GtkListView         *list;
  GtkMultiSelection   *selection;
  GMenuModel          *row_menu;
  GtkWidget           *popover; /* (nullable): made when first asked for */

  AhoyActivityLog     *log;
  gboolean             at_end;
  guint                follow_id;
};

enum {
  PROP_0,
  PROP_HAS_ITEMS,
  PROP_HAS_SELECTION,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AhoyActivityPage, ahoy_activity_page, ADW_TYPE_BIN)

static gboolean
has_items (AhoyActivityPage *self)
{
  return self->log != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->log)) > 0;
}

static gboolean
has_selection (AhoyActivityPage *self)
{
  g_autoptr (GtkBitset) selected = NULL;

  if (!has_items (self))
    return FALSE;
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  return !gtk_bitset_is_empty (selected);
}

static void
on_selection_changed (AhoyActivityPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_SELECTION]);
}

/* By the list's own action: it guesses the heights of rows that it has not made yet, and so does not
 * heed a value of the adjustment that somebody else sets. Not before the list has its size: without
 * one it would put the line at its top. */
static gboolean
on_follow (GtkWidget *list, GdkFrameClock *frame_clock, gpointer data)
{
  AhoyActivityPage *self = data;
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->log));

  if (gtk_widget_get_height (list) == 0)
    return G_SOURCE_CONTINUE;

  self->follow_id = 0;
  if (n_items > 0)
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", n_items - 1);
  return G_SOURCE_REMOVE;
}

/* Goes to the newest line, with the next frame, if that is where the person is. */
static void
follow (AhoyActivityPage *self)
{
  if (self->at_end && self->log != NULL && self->follow_id == 0 &&
      gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    self->follow_id = gtk_widget_add_tick_callback (GTK_WIDGET (self->list), on_follow, self, NULL);
}

static void
stop_following (AhoyActivityPage *self)
{
  if (self->follow_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->list), self->follow_id);
  self->follow_id = 0;
}

static void
on_items_changed (AhoyActivityPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, has_items (self) ? "list" : "empty");
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_ITEMS]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_SELECTION]);
  follow (self);
}

static void
on_row_setup (GtkListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *row = g_object_new (AHOY_TYPE_ACTIVITY_ROW, NULL);

  g_object_set_data (G_OBJECT (row), LIST_ITEM, list_item);
  gtk_list_item_set_child (list_item, row);
  gtk_list_item_set_activatable (list_item, FALSE);
}

static void
on_row_bind (GtkListItemFactory *factory, GtkListItem *list_item)
{
  ahoy_activity_row_set_item (AHOY_ACTIVITY_ROW (gtk_list_item_get_child (list_item)),
                              gtk_list_item_get_item (list_item));
}

static void
popup_menu (AhoyActivityPage *self, double x, double y)
{
  GdkRectangle place = { 0, 0, 1, 1 };

  if (self->popover == NULL) {
    self->popover = gtk_popover_menu_new_from_model (self->row_menu);
    gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
    gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
    gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    /* The page itself takes no focus, so the focus would go somewhere else. */
    g_signal_connect_swapped (self->popover, "closed", G_CALLBACK (gtk_widget_grab_focus),
                              self->list);
  }
  gtk_widget_translate_coordinates (GTK_WIDGET (self->list), GTK_WIDGET (self), x, y, &x, &y);
  place.x = (int) x;
  place.y = (int) y;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &place);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static GtkListItem *
find_list_item (AhoyActivityPage *self, double x, double y)
{
  GtkWidget *list = GTK_WIDGET (self->list);

  /* What is hit is a part of our row, or the list's own widget around it. */
  for (GtkWidget *widget = gtk_widget_pick (list, x, y, GTK_PICK_DEFAULT);
       widget != NULL && widget != list; widget = gtk_widget_get_parent (widget)) {
    GtkWidget *child = gtk_widget_get_first_child (widget);

    if (AHOY_IS_ACTIVITY_ROW (widget))
      return g_object_get_data (G_OBJECT (widget), LIST_ITEM);
    if (AHOY_IS_ACTIVITY_ROW (child))
      return g_object_get_data (G_OBJECT (child), LIST_ITEM);
  }

  return NULL;
}

static void
on_list_secondary_pressed (AhoyActivityPage *self, int n_press, double x, double y)
{
  GtkListItem *list_item = find_list_item (self, x, y);

  /* What is below the pointer is what the person means to copy. */
  if (list_item != NULL && !gtk_list_item_get_selected (list_item))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection),
                                     gtk_list_item_get_position (list_item), TRUE);
  popup_menu (self, x, y);
}

static void
show_menu (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  popup_menu (AHOY_ACTIVITY_PAGE (widget), 0, 0);
}

static void
on_adjustment_value_changed (AhoyActivityPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  /* Until then it is the list that moves, with the rows that it makes, and not the person. */
  if (self->follow_id != 0)
    return;

  self->at_end = gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) >=
                 gtk_adjustment_get_upper (adjustment) - NEARLY;
}

static void
ahoy_activity_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoyActivityPage *self = AHOY_ACTIVITY_PAGE (object);

  switch (id) {
  case PROP_HAS_ITEMS:
    g_value_set_boolean (value, has_items (self));
    break;
  case PROP_HAS_SELECTION:
    g_value_set_boolean (value, has_selection (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_activity_page_dispose (GObject *object)
{
  AhoyActivityPage *self = AHOY_ACTIVITY_PAGE (object);

  stop_following (self);
  if (self->log != NULL)
    g_signal_handlers_disconnect_by_data (self->log, self);
  g_clear_object (&self->log);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  /* No gtk_widget_dispose_template(): it would free the stack, which AdwBin frees too. */

  G_OBJECT_CLASS (ahoy_activity_page_parent_class)->dispose (object);
}

static void
ahoy_activity_page_class_init (AhoyActivityPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ahoy_activity_page_dispose;
  object_class->get_property = ahoy_activity_page_get_property;

  /**
   * AhoyActivityPage:has-items:
   *
   * Whether there is anything to copy, export or clear.
   */
  props[PROP_HAS_ITEMS] = g_param_spec_boolean ("has-items", NULL, NULL, FALSE,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * AhoyActivityPage:has-selection:
   *
   * Whether a line is selected.
   */
  props[PROP_HAS_SELECTION] = g_param_spec_boolean ("has-selection", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "activity.show-menu", NULL, show_menu);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-activity-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyActivityPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AhoyActivityPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, AhoyActivityPage, list);
  gtk_widget_class_bind_template_child (widget_class, AhoyActivityPage, selection);
  gtk_widget_class_bind_template_child (widget_class, AhoyActivityPage, row_menu);
  gtk_widget_class_bind_template_callback (widget_class, follow);
  gtk_widget_class_bind_template_callback (widget_class, stop_following);
  gtk_widget_class_bind_template_callback (widget_class, on_list_secondary_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_row_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_row_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_selection_changed);
}

static void
ahoy_activity_page_init (AhoyActivityPage *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->at_end = TRUE;
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_adjustment_value_changed),
                           self, G_CONNECT_SWAPPED);
}

/**
 * ahoy_activity_page_set_log:
 * @self: the page
 * @log: what to show
 *
 * Shows the events of @log from now on. To be called once.
 */
void
ahoy_activity_page_set_log (AhoyActivityPage *self, AhoyActivityLog *log)
{
  g_return_if_fail (AHOY_IS_ACTIVITY_PAGE (self));
  g_return_if_fail (self->log == NULL);

  self->log = g_object_ref (log);
  gtk_multi_selection_set_model (self->selection, G_LIST_MODEL (log));
  g_signal_connect_swapped (log, "items-changed", G_CALLBACK (on_items_changed), self);
  on_items_changed (self);
}

/**
 * ahoy_activity_page_dup_selection:
 * @self: the page
 *
 * Returns: (transfer full): the selected lines as text, empty where none is selected
 */
char *
ahoy_activity_page_dup_selection (AhoyActivityPage *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  GString *text;
  GtkBitsetIter iter;
  guint position;

  g_return_val_if_fail (AHOY_IS_ACTIVITY_PAGE (self), NULL);

  text = g_string_new (NULL);
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (!gtk_bitset_iter_init_first (&iter, selected, &position))
    return g_string_free (text, FALSE);
  do {
    g_autoptr (AhoyActivityItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection),
                                                               position);
    g_autofree char *line = ahoy_activity_item_dup_line (item);

    if (text->len > 0)
      g_string_append_c (text, '\n');
    g_string_append (text, line);
  } while (gtk_bitset_iter_next (&iter, &position));

  return g_string_free (text, FALSE);
}
