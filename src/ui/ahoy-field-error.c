/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-field-error.h"

/**
 * AhoyFieldError:
 *
 * A row below a field that says what is wrong with the field, until the field is changed.
 */
struct _AhoyFieldError {
  AdwPreferencesRow  parent_instance;

  GtkLabel          *label;
  GtkWidget         *field; /* a GtkEditable; weak */
};

enum {
  PROP_0,
  PROP_FIELD,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AhoyFieldError, ahoy_field_error, ADW_TYPE_PREFERENCES_ROW)

static void
on_field_changed (AhoyFieldError *self)
{
  ahoy_field_error_set_text (self, NULL);
}

static void
set_field (AhoyFieldError *self, GtkWidget *field)
{
  if (!g_set_weak_pointer (&self->field, field))
    return;
  g_signal_connect_object (field, "changed", G_CALLBACK (on_field_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
ahoy_field_error_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AhoyFieldError *self = AHOY_FIELD_ERROR (object);

  switch (id) {
  case PROP_FIELD:
    set_field (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_field_error_dispose (GObject *object)
{
  AhoyFieldError *self = AHOY_FIELD_ERROR (object);

  g_clear_weak_pointer (&self->field);
  /* No gtk_widget_dispose_template(): it would free the label, which GtkListBoxRow frees too. */

  G_OBJECT_CLASS (ahoy_field_error_parent_class)->dispose (object);
}

static void
ahoy_field_error_class_init (AhoyFieldErrorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ahoy_field_error_dispose;
  object_class->set_property = ahoy_field_error_set_property;

  /**
   * AhoyFieldError:field:
   *
   * The entry that the text is about.
   */
  props[PROP_FIELD] = g_param_spec_object ("field", NULL, NULL, GTK_TYPE_WIDGET,
                                           G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-field-error.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyFieldError, label);
}

static void
ahoy_field_error_init (AhoyFieldError *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The description reaches screen readers; the invalid state alone would not say why. */
static void
tell_reader (GtkAccessible *accessible, const char *text)
{
  gtk_accessible_reset_relation (accessible, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
  if (text != NULL) {
    gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_INVALID,
                                 GTK_ACCESSIBLE_INVALID_TRUE, -1);
    gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  } else {
    gtk_accessible_reset_state (accessible, GTK_ACCESSIBLE_STATE_INVALID);
    gtk_accessible_reset_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  }
}

/**
 * ahoy_field_error_set_text:
 * @self: the row
 * @text: (nullable): a sentence, or %NULL when the field is right
 *
 * Says what is wrong with the field.
 */
void
ahoy_field_error_set_text (AhoyFieldError *self, const char *text)
{
  GtkEditable *delegate;

  g_return_if_fail (AHOY_IS_FIELD_ERROR (self));

  gtk_label_set_text (self->label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
  if (self->field == NULL)
    return;

  if (text != NULL)
    gtk_widget_add_css_class (self->field, "error");
  else
    gtk_widget_remove_css_class (self->field, "error");
  tell_reader (GTK_ACCESSIBLE (self->field), text);
  /* Which of the two a screen reader meets differs between versions of the libraries. */
  delegate = gtk_editable_get_delegate (GTK_EDITABLE (self->field));
  if (delegate != NULL)
    tell_reader (GTK_ACCESSIBLE (delegate), text);
}
