/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-list.h"

#include "ahoy-call-row.h"

/**
 * AhoyCallList:
 *
 * The calls there are; a click shows one. Not to be seen while there are none.
 */
struct _AhoyCallList {
  AdwBin              parent_instance;

  AhoyCalls          *calls;
  AhoyCall           *except; /* (nullable) */
  GtkFilterListModel *shown;
};

enum { PROP_0, PROP_N_CALLS, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AhoyCallList, ahoy_call_list, ADW_TYPE_BIN)

static void
on_row_activated (AhoyCallList *self, AhoyCallRow *row)
{
  ahoy_calls_present (self->calls, ahoy_call_row_get_call (row));
}

static guint
get_n_calls (AhoyCallList *self)
{
  return self->shown != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->shown)) : 0;
}

static void
on_shown_changed (AhoyCallList *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), get_n_calls (self) > 0);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_CALLS]);
}

static gboolean
is_shown (gpointer item, gpointer except)
{
  return item != except;
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  AhoyCallList *self = user_data;

  return GTK_WIDGET (ahoy_call_row_new (self->calls, item));
}

static void
ahoy_call_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_N_CALLS:
    g_value_set_uint (value, get_n_calls (AHOY_CALL_LIST (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_call_list_dispose (GObject *object)
{
  AhoyCallList *self = AHOY_CALL_LIST (object);

  if (self->shown != NULL)
    g_signal_handlers_disconnect_by_data (self->shown, self);
  g_clear_object (&self->shown);
  g_clear_object (&self->calls);
  g_clear_object (&self->except);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_CALL_LIST);

  G_OBJECT_CLASS (ahoy_call_list_parent_class)->dispose (object);
}

static void
ahoy_call_list_class_init (AhoyCallListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ahoy_call_list_dispose;
  object_class->get_property = ahoy_call_list_get_property;

  /**
   * AhoyCallList:n-calls:
   *
   * How many calls are shown.
   */
  props[PROP_N_CALLS] = g_param_spec_uint ("n-calls", NULL, NULL, 0, G_MAXUINT, 0,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-call-list.ui");
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
ahoy_call_list_init (AhoyCallList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_call_list_set_calls:
 * @self: a list
 * @calls: the calls
 * @except: (nullable): one that is not shown
 *
 * Shows @calls. To be called once.
 */
void
ahoy_call_list_set_calls (AhoyCallList *self, AhoyCalls *calls, AhoyCall *except)
{
  GtkFilter *filter;

  g_return_if_fail (AHOY_IS_CALL_LIST (self));
  g_return_if_fail (self->calls == NULL);

  self->calls = g_object_ref (calls);
  g_set_object (&self->except, except);
  filter = GTK_FILTER (gtk_custom_filter_new (is_shown, self->except, NULL));
  self->shown = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (calls)), filter);
  g_signal_connect_swapped (self->shown, "items-changed", G_CALLBACK (on_shown_changed), self);
  /* The child is not bound to the template: AdwBin would let it go twice. */
  gtk_list_box_bind_model (GTK_LIST_BOX (adw_bin_get_child (ADW_BIN (self))),
                           G_LIST_MODEL (self->shown), make_row, self, NULL);
  on_shown_changed (self);
}
