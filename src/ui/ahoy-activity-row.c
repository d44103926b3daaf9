/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-activity-row.h"

/**
 * AhoyActivityRow:
 *
 * One line of the Activity page.
 */
struct _AhoyActivityRow {
  GtkWidget  parent_instance;

  GtkWidget *icon;
  GtkWidget *text_label;
  GtkWidget *time_label;
};

G_DEFINE_FINAL_TYPE (AhoyActivityRow, ahoy_activity_row, GTK_TYPE_WIDGET)

static const char *
get_icon_name (AhoyEventKind kind)
{
  switch (kind) {
  case AHOY_EVENT_KIND_CONNECTION:
    return "network-transmit-receive-symbolic";
  case AHOY_EVENT_KIND_ERROR:
    return "dialog-error-symbolic";
  case AHOY_EVENT_KIND_ENDED:
    return "system-log-out-symbolic";
  case AHOY_EVENT_KIND_SOCKET:
    return "network-wired-symbolic";
  case AHOY_EVENT_KIND_SUBSCRIPTION:
    return "view-refresh-symbolic";
  case AHOY_EVENT_KIND_NOTIFICATION:
    return "mail-unread-symbolic";
  case AHOY_EVENT_KIND_CALL:
    return "call-start-symbolic";
  case AHOY_EVENT_KIND_WARNING:
  default:
    return "dialog-warning-symbolic";
  }
}

static void
ahoy_activity_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), AHOY_TYPE_ACTIVITY_ROW);

  G_OBJECT_CLASS (ahoy_activity_row_parent_class)->dispose (object);
}

static void
ahoy_activity_row_class_init (AhoyActivityRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_activity_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-activity-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyActivityRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AhoyActivityRow, text_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyActivityRow, time_label);
}

static void
ahoy_activity_row_init (AhoyActivityRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_activity_row_set_item:
 * @self: a row
 * @item: what to show
 *
 * Shows another item: lists reuse their rows.
 */
void
ahoy_activity_row_set_item (AhoyActivityRow *self, AhoyActivityItem *item)
{
  AhoyEventKind kind = ahoy_activity_item_get_kind (item);
  g_autofree char *time = ahoy_activity_item_dup_time_text (item);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), get_icon_name (kind));
  gtk_label_set_text (GTK_LABEL (self->text_label), ahoy_activity_item_get_text (item));
  gtk_label_set_text (GTK_LABEL (self->time_label), time);
  if (kind == AHOY_EVENT_KIND_ERROR)
    gtk_widget_add_css_class (self->text_label, "error");
  else
    gtk_widget_remove_css_class (self->text_label, "error");
}
