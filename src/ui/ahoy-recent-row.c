/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-recent-row.h"

#include "ahoy-recent-words.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyRecentRow:
 *
 * A call that is over, in a list.
 *
 * # Actions
 *
 * - `recent.call`, `recent.call-video`: call back
 * - `recent.copy`: copies the address
 * - `recent.delete`: asks for the call to be deleted
 */
struct _AhoyRecentRow {
  GtkWidget      parent_instance;

  AdwAvatar     *avatar;
  GtkLabel      *name_label;
  GtkLabel      *address_label;
  GtkImage      *icon;
  GtkImage      *video_icon;
  GtkLabel      *result_label;
  GtkButton     *call_button;
  GtkMenuButton *menu_button;
  GMenuModel    *menu;

  AhoyRecent    *recent; /* (nullable): while the row is in use */
};

enum { SIGNAL_COPIED, SIGNAL_DELETE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyRecentRow, ahoy_recent_row, GTK_TYPE_WIDGET)

static const char *
get_icon_name (AhoyRecent *recent)
{
  if (ahoy_recent_get_missed (recent))
    return "call-missed-symbolic";

  return ahoy_recent_get_direction (recent) == AHOY_CALL_DIRECTION_INCOMING
           ? "call-incoming-symbolic"
           : "call-outgoing-symbolic";
}

static void
mark_missed (GtkWidget *widget, gboolean missed)
{
  if (missed) {
    gtk_widget_add_css_class (widget, "error");
    gtk_widget_remove_css_class (widget, "dim-label");
  } else {
    gtk_widget_remove_css_class (widget, "error");
    gtk_widget_add_css_class (widget, "dim-label");
  }
}

static void
set_label (gpointer widget, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_words (AhoyRecentRow *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = ahoy_recent_words_dup_time (self->recent, now);
  g_autofree char *result = ahoy_recent_words_dup_result (self->recent);
  g_autofree char *sentence = ahoy_recent_words_dup_sentence (self->recent, now);
  /* Translators: what became of a call, and when it was */
  g_autofree char *line = g_strdup_printf (_("%s · %s"), result, time);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_label_set_text (self->result_label, line);
  set_label (self, sentence);
  /* The list's own widget around the row is what gets the focus. */
  if (parent != NULL)
    set_label (parent, sentence);
}

static void
update_person (AhoyRecentRow *self)
{
  const char *name = ahoy_recent_words_get_name (self->recent);
  const char *address = ahoy_recent_get_remote (self->recent);
  g_autofree char *call = g_strdup_printf (_("Call %s"), name);
  g_autofree char *more = g_strdup_printf (_("More about %s"), name);

  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->address_label, address != NULL ? address : "");
  gtk_widget_set_visible (GTK_WIDGET (self->address_label),
                          address != NULL && !g_str_equal (name, address));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), address);
  set_label (self->call_button, call);
  set_label (self->menu_button, more);
}

/* Who called did not always say who they are. */
static void
update_actions (AhoyRecentRow *self)
{
  static const char * const actions[] = { "recent.call", "recent.call-video", "recent.copy" };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i],
                                   ahoy_recent_get_remote (self->recent) != NULL);
}

static void
call_back (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyRecentRow *self = AHOY_RECENT_ROW (widget);

  gtk_widget_activate_action (widget, g_str_equal (action_name, "recent.call-video")
                                        ? "win.dial-video"
                                        : "win.dial",
                              "s", ahoy_recent_get_remote (self->recent));
}

static void
copy (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          ahoy_recent_get_remote (AHOY_RECENT_ROW (widget)->recent));
  g_signal_emit (widget, signals[SIGNAL_COPIED], 0);
}

static void
delete (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_DELETE], 0);
}

/* Made when first asked for: a list has many rows. */
static void
create_popup (GtkMenuButton *button, gpointer user_data)
{
  gtk_menu_button_set_menu_model (button, AHOY_RECENT_ROW (user_data)->menu);
}

static void
ahoy_recent_row_dispose (GObject *object)
{
  AhoyRecentRow *self = AHOY_RECENT_ROW (object);
  GtkWidget *child;

  if (self->recent != NULL)
    ahoy_recent_row_set_recent (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_RECENT_ROW);
  /* Which forgets those that have no name. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ahoy_recent_row_parent_class)->dispose (object);
}

static void
ahoy_recent_row_class_init (AhoyRecentRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_recent_row_dispose;

  /**
   * AhoyRecentRow::copied:
   * @self: the row
   *
   * The address is on the clipboard.
   */
  signals[SIGNAL_COPIED] = g_signal_new ("copied", AHOY_TYPE_RECENT_ROW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * AhoyRecentRow::delete:
   * @self: the row
   *
   * The person wants the call to be deleted.
   */
  signals[SIGNAL_DELETE] = g_signal_new ("delete", AHOY_TYPE_RECENT_ROW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "recent.call", NULL, call_back);
  gtk_widget_class_install_action (widget_class, "recent.call-video", NULL, call_back);
  gtk_widget_class_install_action (widget_class, "recent.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "recent.delete", NULL, delete);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-recent-row.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentRow, address_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentRow, video_icon);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentRow, result_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentRow, call_button);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, AhoyRecentRow, menu);
}

static void
ahoy_recent_row_init (AhoyRecentRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, create_popup, self, NULL);
}

/**
 * ahoy_recent_row_set_recent:
 * @self: a row
 * @recent: (nullable): what to show
 *
 * Shows another call: lists reuse their rows.
 */
void
ahoy_recent_row_set_recent (AhoyRecentRow *self, AhoyRecent *recent)
{
  g_return_if_fail (AHOY_IS_RECENT_ROW (self));

  if (self->recent == recent)
    return;
  if (self->recent != NULL)
    g_signal_handlers_disconnect_by_data (self->recent, self);
  g_set_object (&self->recent, recent);
  if (recent == NULL)
    return;

  g_signal_connect_swapped (recent, "notify", G_CALLBACK (ahoy_recent_row_update), self);
  ahoy_recent_row_update (self);
}

/**
 * ahoy_recent_row_get_recent:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
AhoyRecent *
ahoy_recent_row_get_recent (AhoyRecentRow *self)
{
  g_return_val_if_fail (AHOY_IS_RECENT_ROW (self), NULL);

  return self->recent;
}

/**
 * ahoy_recent_row_update:
 * @self: a row
 *
 * Shows the call as it is told now: what was today is yesterday tomorrow.
 */
void
ahoy_recent_row_update (AhoyRecentRow *self)
{
  gboolean missed;

  g_return_if_fail (AHOY_IS_RECENT_ROW (self));

  if (self->recent == NULL)
    return;
  missed = ahoy_recent_get_missed (self->recent);
  gtk_image_set_from_icon_name (self->icon, get_icon_name (self->recent));
  mark_missed (GTK_WIDGET (self->icon), missed);
  mark_missed (GTK_WIDGET (self->result_label), missed);
  gtk_widget_set_visible (GTK_WIDGET (self->video_icon), ahoy_recent_get_video (self->recent));
  update_person (self);
  update_words (self);
  update_actions (self);
}

/**
 * ahoy_recent_row_popup_menu:
 * @self: a row
 *
 * Shows what can be done with the call.
 */
void
ahoy_recent_row_popup_menu (AhoyRecentRow *self)
{
  g_return_if_fail (AHOY_IS_RECENT_ROW (self));

  gtk_menu_button_popup (self->menu_button);
}
