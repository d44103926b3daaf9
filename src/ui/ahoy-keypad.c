/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-keypad.h"

#include "ahoy-keypad-key.h"

#include <string.h>

#define KEYS "0123456789*#"

/**
 * AhoyKeypad:
 *
 * The twelve keys of a telephone, pressed with the pointer or typed while the focus is on one of
 * them. Where there are sounds, each key sounds.
 *
 * # Actions
 *
 * - `keypad.plus`: what a long press on 0 does
 */
struct _AhoyKeypad {
  GtkWidget       parent_instance;

  GtkWidget      *grid;
  AhoyKeypadKey  *zero_key;

  AhoySounds     *sounds; /* (nullable) */
  gboolean        has_plus;
};

enum { PROP_0, PROP_HAS_PLUS, N_PROPS };
static GParamSpec *props[N_PROPS];

enum { SIGNAL_PRESSED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyKeypad, ahoy_keypad, GTK_TYPE_WIDGET)

static void
press (AhoyKeypad *self, const char *key)
{
  /* A telephone has no tones for the plus. */
  if (self->sounds != NULL && strchr (KEYS, *key) != NULL)
    ahoy_sounds_play_key (self->sounds, *key);
  g_signal_emit (self, signals[SIGNAL_PRESSED], 0, key);
}

static void
on_key_clicked (AhoyKeypad *self, AhoyKeypadKey *key)
{
  press (self, ahoy_keypad_key_get_key (key));
}

static void
on_zero_long_pressed (AhoyKeypad *self, double x, double y, GtkGesture *gesture)
{
  if (!self->has_plus)
    return;

  /* Or letting go would be a 0 as well. */
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  press (self, "+");
}

static void
plus (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  press (AHOY_KEYPAD (widget), "+");
}

static gboolean
on_key_pressed (AhoyKeypad *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  return ahoy_keypad_press (self, gdk_keyval_to_unicode (keyval));
}

static void
set_has_plus (AhoyKeypad *self, gboolean has_plus)
{
  if (self->has_plus == has_plus)
    return;

  self->has_plus = has_plus;
  g_object_set (self->zero_key, "letters", has_plus ? "+" : "", NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "keypad.plus", has_plus);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_PLUS]);
}

static void
ahoy_keypad_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_HAS_PLUS:
    g_value_set_boolean (value, AHOY_KEYPAD (object)->has_plus);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_keypad_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_HAS_PLUS:
    set_has_plus (AHOY_KEYPAD (object), g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_keypad_dispose (GObject *object)
{
  g_clear_object (&AHOY_KEYPAD (object)->sounds);
  gtk_widget_dispose_template (GTK_WIDGET (object), AHOY_TYPE_KEYPAD);

  G_OBJECT_CLASS (ahoy_keypad_parent_class)->dispose (object);
}

static void
ahoy_keypad_class_init (AhoyKeypadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ahoy_keypad_dispose;
  object_class->get_property = ahoy_keypad_get_property;
  object_class->set_property = ahoy_keypad_set_property;

  /**
   * AhoyKeypad:has-plus:
   *
   * Whether a long press on 0 is a plus: in a number, but not in the digits sent in a call.
   */
  props[PROP_HAS_PLUS] = g_param_spec_boolean ("has-plus", NULL, NULL, FALSE,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                               G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * AhoyKeypad::pressed:
   * @self: the keypad
   * @key: one character: a digit, `*`, `#`, or `+` where the keypad has a plus
   *
   * A key was pressed.
   */
  signals[SIGNAL_PRESSED] = g_signal_new ("pressed", AHOY_TYPE_KEYPAD, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "keypad.plus", NULL, plus);

  g_type_ensure (AHOY_TYPE_KEYPAD_KEY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-keypad.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, AhoyKeypad, grid);
  gtk_widget_class_bind_template_child (widget_class, AhoyKeypad, zero_key);
  gtk_widget_class_bind_template_callback (widget_class, on_key_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_zero_long_pressed);
}

static void
ahoy_keypad_init (AhoyKeypad *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Telephones are the same everywhere. */
  gtk_widget_set_direction (self->grid, GTK_TEXT_DIR_LTR);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "keypad.plus", FALSE);
}

/**
 * ahoy_keypad_set_sounds:
 * @self: a keypad
 * @sounds: (nullable): what lets the keys be heard
 *
 * Gives the keys their sounds, or takes them away.
 */
void
ahoy_keypad_set_sounds (AhoyKeypad *self, AhoySounds *sounds)
{
  g_return_if_fail (AHOY_IS_KEYPAD (self));

  g_set_object (&self->sounds, sounds);
}

static AhoyKeypadKey *
find_key (AhoyKeypad *self, gunichar character)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->grid); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (g_utf8_get_char (ahoy_keypad_key_get_key (AHOY_KEYPAD_KEY (child))) == character)
      return AHOY_KEYPAD_KEY (child);
  }

  return NULL;
}

/**
 * ahoy_keypad_press:
 * @self: a keypad
 * @character: what was typed
 *
 * Presses the key with that character, as far as there is one.
 *
 * Returns: whether there is one
 */
gboolean
ahoy_keypad_press (AhoyKeypad *self, gunichar character)
{
  AhoyKeypadKey *key;

  g_return_val_if_fail (AHOY_IS_KEYPAD (self), FALSE);

  if (character == '+' && self->has_plus) {
    press (self, "+");
    return TRUE;
  }
  key = character != 0 ? find_key (self, character) : NULL;
  /* At once: gtk_widget_activate() shows the key pressed for a while first, and does nothing for a
   * key that is shown like that, such as the second of two. */
  if (key != NULL)
    g_signal_emit_by_name (key, "clicked");

  return key != NULL;
}
