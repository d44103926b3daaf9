/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-recents-view.h"

#include "ahoy-question.h"
#include "ahoy-recent-row.h"

#include <glib/gi18n-lib.h>

/* Long enough to find the button with the keyboard and a screen reader. */
#define UNDO_SECONDS 15

/**
 * AhoyRecentsView:
 *
 * The calls of late, the newest first. Further ones are loaded when the person scrolls to the end.
 *
 * # Actions
 *
 * - `recents.clear`: deletes all of them, after asking
 * - `recents.retry`: loads again what could not be loaded
 * - `recents.undo`: brings back what was deleted, while that is told
 */
struct _AhoyRecentsView {
  AdwBin             parent_instance;

  GtkStack          *stack;
  GtkWidget         *clear_button;
  AdwStatusPage     *empty_page;
  AdwStatusPage     *error_page;
  GtkScrolledWindow *scroller;
  GtkListView       *list;
  GtkNoSelection    *selection;
  GtkWidget         *more_box;
  GtkWidget         *more_spinner;
  GtkLabel          *more_label;
  GtkWidget         *more_button;

  AhoyRecents       *recents;     /* (nullable) */
  GCancellable      *cancellable; /* of everything asked of the recents */
  char              *error;       /* (nullable): why the next page is not there */
  GtkWindow         *dialog;      /* (nullable): asks whether to delete all; weak */
  AdwToast          *undo_toast;  /* (nullable): tells what can be brought back; weak */
  guint              fill_id;
  guint              day_id;      /* at midnight, today becomes yesterday */
};

enum { SIGNAL_MESSAGE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyRecentsView, ahoy_recents_view, ADW_TYPE_BIN)

static guint
count (AhoyRecentsView *self)
{
  return self->recents != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->recents)) : 0;
}

static gboolean
is_complete (AhoyRecentsView *self)
{
  return self->recents == NULL || ahoy_recents_get_complete (self->recents);
}

static const char *
choose_page (AhoyRecentsView *self)
{
  if (count (self) > 0)
    return "list";
  if (self->error != NULL)
    return "error";

  return is_complete (self) ? "empty" : "loading";
}

static void
show_more (AhoyRecentsView *self)
{
  gboolean failed = self->error != NULL;

  gtk_widget_set_visible (self->more_box,
                          failed || (self->recents != NULL
                                     && ahoy_recents_get_loading (self->recents)));
  gtk_widget_set_visible (self->more_spinner, !failed);
  gtk_widget_set_visible (self->more_button, failed);
  gtk_label_set_text (self->more_label, failed ? self->error : _("Loading earlier calls…"));
}

static void
update (AhoyRecentsView *self)
{
  g_autofree char *escaped = NULL;

  gtk_stack_set_visible_child_name (self->stack, choose_page (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "recents.clear", count (self) > 0);
  gtk_widget_set_visible (self->clear_button, count (self) > 0);
  /* The description is markup. */
  if (self->error != NULL)
    escaped = g_markup_escape_text (self->error, -1);
  adw_status_page_set_description (self->error_page, escaped);
  show_more (self);
}

static void
set_error (AhoyRecentsView *self, const GError *error)
{
  g_clear_pointer (&self->error, g_free);
  if (error != NULL)
    self->error = g_strdup (error->message);
}

static gboolean
is_at_end (AhoyRecentsView *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double page = gtk_adjustment_get_page_size (adjustment);

  /* A page before the end, so that whoever scrolls slowly never waits. */
  return gtk_adjustment_get_value (adjustment) + 2 * page >= gtk_adjustment_get_upper (adjustment);
}

static void fill (AhoyRecentsView *self);

static void
load_more_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyRecentsView) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean loaded = ahoy_recents_load_more_finish (AHOY_RECENTS (source), result, &error);

  if (AHOY_RECENTS (source) != self->recents)
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_error (self, error);
  update (self);
  if (loaded)
    fill (self);
}

static void
on_fill (gpointer data)
{
  AhoyRecentsView *self = data;

  self->fill_id = 0;
  if (is_complete (self) || self->error != NULL || ahoy_recents_get_loading (self->recents))
    return;
  /* The first page also while nobody looks: missed calls are counted in it. */
  if (count (self) == 0 || (gtk_widget_get_mapped (GTK_WIDGET (self)) && is_at_end (self)))
    ahoy_recents_load_more_async (self->recents, self->cancellable, load_more_cb,
                                  g_object_ref (self));
}

/* Loads further calls if the end of the list can nearly be seen, once the list has its new size. */
static void
fill (AhoyRecentsView *self)
{
  if (self->fill_id == 0 && self->recents != NULL)
    self->fill_id = g_idle_add_once (on_fill, self);
}

static void
retry (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyRecentsView *self = AHOY_RECENTS_VIEW (widget);

  set_error (self, NULL);
  update (self);
  fill (self);
}

static void
on_recents_changed (AhoyRecentsView *self)
{
  update (self);
  fill (self);
}

static void
say (AhoyRecentsView *self, const char *sentence)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, sentence);
}

static void
tell_failure (AhoyRecentsView *self, AhoyRecents *recents, const char *what, const GError *error)
{
  g_autofree char *sentence = NULL;

  /* Of somebody who has logged out, nobody wants to know. */
  if (recents != self->recents || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = g_strdup_printf ("%s: %s", what, error->message);
  say (self, sentence);
}

static void
delete_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyRecentsView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ahoy_recents_delete_hidden_finish (AHOY_RECENTS (source), result, &error))
    tell_failure (self, AHOY_RECENTS (source), _("The call could not be deleted"), error);
}

/* Nothing comes of its going any more. Returns (transfer full) (nullable): the toast. */
static AdwToast *
take_undo_toast (AhoyRecentsView *self)
{
  AdwToast *toast = self->undo_toast;

  if (toast == NULL)
    return NULL;

  g_object_ref (toast);
  g_clear_weak_pointer (&self->undo_toast);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "recents.undo", FALSE);
  g_signal_handlers_disconnect_by_data (toast, self);

  return toast;
}

static void
drop_undo_toast (AhoyRecentsView *self)
{
  g_autoptr (AdwToast) toast = take_undo_toast (self);

  if (toast != NULL)
    adw_toast_dismiss (toast);
}

static void
on_undo_toast_dismissed (AhoyRecentsView *self)
{
  g_clear_weak_pointer (&self->undo_toast);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "recents.undo", FALSE);
  if (self->recents != NULL)
    ahoy_recents_delete_hidden_async (self->recents, delete_cb, g_object_ref (self));
}

static void
undo (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyRecentsView *self = AHOY_RECENTS_VIEW (widget);

  drop_undo_toast (self);
  if (self->recents != NULL)
    ahoy_recents_show_hidden (self->recents);
}

/* The toast goes by itself. */
static void
on_undo_clicked (AhoyRecentsView *self)
{
  g_autoptr (AdwToast) toast = take_undo_toast (self);

  if (self->recents != NULL)
    ahoy_recents_show_hidden (self->recents);
}

/* One toast for all that can be brought back. The service is told when it has gone. */
static void
show_undo_toast (AhoyRecentsView *self, AdwToastOverlay *overlay)
{
  guint n = ahoy_recents_get_n_hidden (self->recents);
  g_autofree char *title = NULL;
  AdwToast *toast;

  drop_undo_toast (self);
  title = g_strdup_printf (ngettext ("Call deleted", "%u calls deleted", n), n);
  toast = adw_toast_new (title);
  adw_toast_set_button_label (toast, _("Undo"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo_clicked), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_undo_toast_dismissed), self,
                           G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->undo_toast, toast);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "recents.undo", TRUE);
  adw_toast_overlay_add_toast (overlay, toast);
}

static void
delete (AhoyRecentsView *self, AhoyRecent *recent)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  if (self->recents == NULL)
    return;

  ahoy_recents_hide (self->recents, recent);
  if (overlay != NULL)
    show_undo_toast (self, ADW_TOAST_OVERLAY (overlay));
  else
    ahoy_recents_delete_hidden_async (self->recents, delete_cb, g_object_ref (self));
}

static void
clear_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyRecentsView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ahoy_recents_clear_finish (AHOY_RECENTS (source), result, &error))
    tell_failure (self, AHOY_RECENTS (source), _("The calls could not be deleted"), error);
}

static void
on_clear_response (AdwMessageDialog *dialog, const char *response, AhoyRecentsView *self)
{
  if (!g_str_equal (response, "delete") || self->recents == NULL)
    return;

  drop_undo_toast (self);
  ahoy_recents_clear_async (self->recents, self->cancellable, clear_cb, g_object_ref (self));
}

static void
clear (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyRecentsView *self = AHOY_RECENTS_VIEW (widget);
  GtkWindow *dialog;

  if (self->dialog != NULL) {
    gtk_window_present (self->dialog);
    return;
  }
  dialog = ahoy_question_new (GTK_WINDOW (gtk_widget_get_root (widget)), _("Delete All Calls?"),
                              _("The service forgets them too. This cannot be undone."),
                              "delete", _("_Delete All"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_clear_response), self, 0);
  g_set_weak_pointer (&self->dialog, dialog);
  gtk_window_present (dialog);
}

static void
on_row_copied (AhoyRecentsView *self)
{
  say (self, _("Copied"));
}

static void
on_row_delete (AhoyRecentsView *self, AhoyRecentRow *row)
{
  delete (self, ahoy_recent_row_get_recent (row));
}

static void
on_row_setup (AhoyRecentsView *self, GtkListItem *list_item)
{
  GtkWidget *row = g_object_new (AHOY_TYPE_RECENT_ROW, NULL);

  g_signal_connect_object (row, "copied", G_CALLBACK (on_row_copied), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "delete", G_CALLBACK (on_row_delete), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (list_item, row);
}

static void
on_row_bind (AhoyRecentsView *self, GtkListItem *list_item)
{
  ahoy_recent_row_set_recent (AHOY_RECENT_ROW (gtk_list_item_get_child (list_item)),
                              gtk_list_item_get_item (list_item));
}

static void
on_row_unbind (AhoyRecentsView *self, GtkListItem *list_item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);

  if (row != NULL)
    ahoy_recent_row_set_recent (AHOY_RECENT_ROW (row), NULL);
}

static void
on_list_activated (AhoyRecentsView *self, guint position)
{
  g_autoptr (AhoyRecent) recent = g_list_model_get_item (G_LIST_MODEL (self->recents), position);

  if (ahoy_recent_get_remote (recent) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.dial", "s",
                                ahoy_recent_get_remote (recent));
}

/* The row of the list's own widget, or of a part of the row. */
static AhoyRecentRow *
find_row (AhoyRecentsView *self, GtkWidget *widget)
{
  for (; widget != NULL && widget != GTK_WIDGET (self->list);
       widget = gtk_widget_get_parent (widget)) {
    GtkWidget *child = gtk_widget_get_first_child (widget);

    if (AHOY_IS_RECENT_ROW (widget))
      return AHOY_RECENT_ROW (widget);
    if (child != NULL && AHOY_IS_RECENT_ROW (child))
      return AHOY_RECENT_ROW (child);
  }

  return NULL;
}

static gboolean
on_list_key_pressed (AhoyRecentsView *self, guint keyval, guint keycode, GdkModifierType state)
{
  AhoyRecentRow *row = find_row (self, gtk_widget_get_focus_child (GTK_WIDGET (self->list)));

  if (row == NULL)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Delete || keyval == GDK_KEY_KP_Delete) {
    delete (self, ahoy_recent_row_get_recent (row));
    return GDK_EVENT_STOP;
  }
  if (keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && (state & GDK_SHIFT_MASK) != 0)) {
    ahoy_recent_row_popup_menu (row);
    return GDK_EVENT_STOP;
  }

  return GDK_EVENT_PROPAGATE;
}

static void
on_list_secondary_pressed (AhoyRecentsView *self, int n_press, double x, double y)
{
  GtkWidget *hit = gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT);
  AhoyRecentRow *row = find_row (self, hit);

  if (row != NULL)
    ahoy_recent_row_popup_menu (row);
}

static void
update_times (AhoyRecentsView *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *row = gtk_widget_get_first_child (child);

    if (row != NULL && AHOY_IS_RECENT_ROW (row))
      ahoy_recent_row_update (AHOY_RECENT_ROW (row));
  }
}

static gboolean on_midnight (gpointer data);

static void
wait_for_midnight (AhoyRecentsView *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  int passed = g_date_time_get_hour (now) * 3600 + g_date_time_get_minute (now) * 60 +
               g_date_time_get_second (now);

  g_clear_handle_id (&self->day_id, g_source_remove);
  self->day_id = g_timeout_add_seconds (MAX (1, 24 * 3600 - passed), on_midnight, self);
}

static gboolean
on_midnight (gpointer data)
{
  AhoyRecentsView *self = data;

  self->day_id = 0;
  update_times (self);
  wait_for_midnight (self);

  return G_SOURCE_REMOVE;
}

static void
ahoy_recents_view_map (GtkWidget *widget)
{
  AhoyRecentsView *self = AHOY_RECENTS_VIEW (widget);

  GTK_WIDGET_CLASS (ahoy_recents_view_parent_class)->map (widget);

  update_times (self);
  wait_for_midnight (self);
  fill (self);
}

static void
ahoy_recents_view_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&AHOY_RECENTS_VIEW (widget)->day_id, g_source_remove);

  GTK_WIDGET_CLASS (ahoy_recents_view_parent_class)->unmap (widget);
}

static void
ahoy_recents_view_dispose (GObject *object)
{
  AhoyRecentsView *self = AHOY_RECENTS_VIEW (object);

  if (self->recents != NULL)
    ahoy_recents_view_set_recents (self, NULL);
  g_clear_handle_id (&self->fill_id, g_source_remove);
  g_clear_handle_id (&self->day_id, g_source_remove);
  drop_undo_toast (self);
  g_clear_weak_pointer (&self->dialog);
  g_clear_pointer (&self->error, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_RECENTS_VIEW);

  G_OBJECT_CLASS (ahoy_recents_view_parent_class)->dispose (object);
}

static void
ahoy_recents_view_class_init (AhoyRecentsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_recents_view_dispose;
  widget_class->map = ahoy_recents_view_map;
  widget_class->unmap = ahoy_recents_view_unmap;

  /**
   * AhoyRecentsView::message:
   * @self: the view
   * @sentence: a sentence
   *
   * Something to tell the person in passing.
   */
  signals[SIGNAL_MESSAGE] = g_signal_new ("message", AHOY_TYPE_RECENTS_VIEW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "recents.clear", NULL, clear);
  gtk_widget_class_install_action (widget_class, "recents.retry", NULL, retry);
  gtk_widget_class_install_action (widget_class, "recents.undo", NULL, undo);

  g_type_ensure (AHOY_TYPE_RECENT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-recents-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentsView, stack);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentsView, clear_button);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentsView, empty_page);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentsView, error_page);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentsView, scroller);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentsView, list);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentsView, selection);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentsView, more_box);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentsView, more_spinner);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentsView, more_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentsView, more_button);
  gtk_widget_class_bind_template_callback (widget_class, fill);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_list_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_list_secondary_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_row_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_row_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_row_unbind);
}

static void
ahoy_recents_view_init (AhoyRecentsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "recents.undo", FALSE);
  update (self);
}

/**
 * ahoy_recents_view_set_recents:
 * @self: the view
 * @recents: (nullable): what to show; %NULL: nobody is logged in
 *
 * Shows the calls of another person. Of the one before, nothing stays.
 */
void
ahoy_recents_view_set_recents (AhoyRecentsView *self, AhoyRecents *recents)
{
  g_return_if_fail (AHOY_IS_RECENTS_VIEW (self));

  if (self->recents == recents)
    return;
  if (self->recents != NULL) {
    g_signal_handlers_disconnect_by_data (self->recents, self);
    g_cancellable_cancel (self->cancellable);
  }
  g_clear_object (&self->cancellable);
  if (self->dialog != NULL)
    gtk_window_destroy (self->dialog);
  drop_undo_toast (self); /* who ends the login sees to what was deleted */
  set_error (self, NULL);

  g_set_object (&self->recents, recents);
  gtk_no_selection_set_model (self->selection, G_LIST_MODEL (recents));
  if (recents != NULL) {
    self->cancellable = g_cancellable_new ();
    g_signal_connect_swapped (recents, "items-changed", G_CALLBACK (on_recents_changed), self);
    g_signal_connect_swapped (recents, "notify::complete", G_CALLBACK (on_recents_changed), self);
    g_signal_connect_swapped (recents, "notify::loading", G_CALLBACK (on_recents_changed), self);
  }
  update (self);
  fill (self);
}

/**
 * ahoy_recents_view_set_hint:
 * @self: the view
 * @hint: (nullable): a sentence
 *
 * Says what to do while there are no calls.
 */
void
ahoy_recents_view_set_hint (AhoyRecentsView *self, const char *hint)
{
  g_return_if_fail (AHOY_IS_RECENTS_VIEW (self));

  adw_status_page_set_description (self->empty_page, hint);
}
