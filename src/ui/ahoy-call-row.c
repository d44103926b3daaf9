/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-row.h"

#include "ahoy-call-words.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyCallRow:
 *
 * A call in a list: who it is with, how it is, how long it has lasted.
 *
 * # Actions
 *
 * - `call-row.switch`: takes the call back from hold, and puts the others on hold
 */
struct _AhoyCallRow {
  GtkListBoxRow  parent_instance;

  AdwAvatar     *avatar;
  GtkLabel      *name_label;
  GtkLabel      *state_label;
  GtkLabel      *duration_label;
  GtkWidget     *switch_button;

  AhoyCalls     *calls;
  AhoyCall      *call;
};

G_DEFINE_FINAL_TYPE (AhoyCallRow, ahoy_call_row, GTK_TYPE_LIST_BOX_ROW)

static void
update_duration (AhoyCallRow *self)
{
  g_autofree char *duration = NULL;

  if (ahoy_call_get_since (self->call) != 0)
    duration = ahoy_call_words_dup_duration (ahoy_call_get_duration (self->call));
  gtk_label_set_text (self->duration_label, duration != NULL ? duration : "");
}

static void
update (AhoyCallRow *self)
{
  const char *name = ahoy_call_words_get_name (self->call);
  const char *state = ahoy_call_words_get_state (self->call);
  gboolean can_switch = ahoy_call_can (self->call, AHOY_CALL_EVENT_UNHOLD);

  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->state_label, state);
  gtk_widget_set_visible (self->switch_button, ahoy_call_get_local_hold (self->call));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "call-row.switch", can_switch);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, state, -1);
  update_duration (self);
}

static void
switch_to (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyCallRow *self = AHOY_CALL_ROW (widget);

  ahoy_calls_switch_to (self->calls, self->call);
}

static void
ahoy_call_row_dispose (GObject *object)
{
  AhoyCallRow *self = AHOY_CALL_ROW (object);

  g_clear_object (&self->calls);
  g_clear_object (&self->call);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_CALL_ROW);

  G_OBJECT_CLASS (ahoy_call_row_parent_class)->dispose (object);
}

static void
ahoy_call_row_class_init (AhoyCallRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_call_row_dispose;

  gtk_widget_class_install_action (widget_class, "call-row.switch", NULL, switch_to);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-call-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyCallRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallRow, duration_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallRow, switch_button);
}

static void
ahoy_call_row_init (AhoyCallRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_call_row_new:
 * @calls: where @call is from
 * @call: a call
 *
 * Returns: (transfer floating): a row that follows @call
 */
AhoyCallRow *
ahoy_call_row_new (AhoyCalls *calls, AhoyCall *call)
{
  AhoyCallRow *self = g_object_new (AHOY_TYPE_CALL_ROW, NULL);

  self->calls = g_object_ref (calls);
  self->call = g_object_ref (call);
  g_signal_connect_object (call, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "tick", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return self;
}

/**
 * ahoy_call_row_get_call:
 * @self: a row
 *
 * Returns: (transfer none): its call
 */
AhoyCall *
ahoy_call_row_get_call (AhoyCallRow *self)
{
  g_return_val_if_fail (AHOY_IS_CALL_ROW (self), NULL);

  return self->call;
}
