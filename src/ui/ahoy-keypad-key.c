/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-keypad-key.h"

/**
 * AhoyKeypadKey:
 *
 * A key of a telephone: a digit or a sign, with letters below it.
 */
struct _AhoyKeypadKey {
  GtkButton  parent_instance;

  GtkLabel  *key_label;
  GtkLabel  *letters_label;
};

enum { PROP_0, PROP_KEY, PROP_LETTERS, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AhoyKeypadKey, ahoy_keypad_key, GTK_TYPE_BUTTON)

static void
ahoy_keypad_key_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoyKeypadKey *self = AHOY_KEYPAD_KEY (object);

  switch (id) {
  case PROP_KEY:
    g_value_set_string (value, gtk_label_get_text (self->key_label));
    break;
  case PROP_LETTERS:
    g_value_set_string (value, gtk_label_get_text (self->letters_label));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_keypad_key_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AhoyKeypadKey *self = AHOY_KEYPAD_KEY (object);
  const char *text = g_value_get_string (value);

  switch (id) {
  case PROP_KEY:
    gtk_label_set_text (self->key_label, text != NULL ? text : "");
    break;
  case PROP_LETTERS:
    gtk_label_set_text (self->letters_label, text != NULL ? text : "");
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_keypad_key_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), AHOY_TYPE_KEYPAD_KEY);

  G_OBJECT_CLASS (ahoy_keypad_key_parent_class)->dispose (object);
}

static void
ahoy_keypad_key_class_init (AhoyKeypadKeyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ahoy_keypad_key_dispose;
  object_class->get_property = ahoy_keypad_key_get_property;
  object_class->set_property = ahoy_keypad_key_set_property;

  /**
   * AhoyKeypadKey:key:
   *
   * One character: a digit, an asterisk or a number sign.
   */
  props[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, "",
                                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  /**
   * AhoyKeypadKey:letters:
   *
   * What else is written on it.
   */
  props[PROP_LETTERS] = g_param_spec_string ("letters", NULL, NULL, "",
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-keypad-key.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyKeypadKey, key_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyKeypadKey, letters_label);
}

static void
ahoy_keypad_key_init (AhoyKeypadKey *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_keypad_key_get_key:
 * @self: a key
 *
 * Returns: the value of [property@KeypadKey:key]
 */
const char *
ahoy_keypad_key_get_key (AhoyKeypadKey *self)
{
  g_return_val_if_fail (AHOY_IS_KEYPAD_KEY (self), "");

  return gtk_label_get_text (self->key_label);
}
