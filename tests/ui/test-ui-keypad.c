/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-keypad-key.h"
#include "ahoy-keypad.h"
#include "fake-devices.h"

typedef struct {
  GtkWidget  *window;
  AhoyKeypad *keypad;
  FakeSounds *sounds;
  GString    *pressed;
} KeypadFixture;

static void
on_pressed (KeypadFixture *f, const char *key)
{
  g_string_append (f->pressed, key);
}

static void
keypad_set_up (KeypadFixture *f, gconstpointer data)
{
  f->sounds = fake_sounds_new ();
  f->pressed = g_string_new (NULL);
  f->keypad = g_object_new (AHOY_TYPE_KEYPAD, NULL);
  ahoy_keypad_set_sounds (f->keypad, AHOY_SOUNDS (f->sounds));
  g_signal_connect_swapped (f->keypad, "pressed", G_CALLBACK (on_pressed), f);
  f->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->keypad));
}

static void
keypad_tear_down (KeypadFixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_string_free (f->pressed, TRUE);
  g_assert_finalize_object (f->sounds);
}

static AhoyKeypadKey *
find_key (gpointer root, const char *key)
{
  if (AHOY_IS_KEYPAD_KEY (root) && g_str_equal (ahoy_keypad_key_get_key (root), key))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    AhoyKeypadKey *found = find_key (child, key);

    if (found != NULL)
      return found;
  }

  return NULL;
}

static void
test_click (KeypadFixture *f, gconstpointer data)
{
  static const char * const keys[] = {
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    AhoyKeypadKey *key = find_key (f->keypad, keys[i]);

    g_assert_nonnull (key);
    g_signal_emit_by_name (key, "clicked");
  }
  g_assert_cmpstr (f->pressed->str, ==, "123456789*0#");
  g_assert_cmpstr (f->sounds->keys->str, ==, "123456789*0#");
}

static void
test_type (KeypadFixture *f, gconstpointer data)
{
  /* Twice the same, at once. */
  for (const char *at = "5511*#"; *at != '\0'; at++)
    g_assert_true (ahoy_keypad_press (f->keypad, *at));
  g_assert_false (ahoy_keypad_press (f->keypad, 'a'));
  g_assert_false (ahoy_keypad_press (f->keypad, 0));
  g_assert_false (ahoy_keypad_press (f->keypad, 0x0661));
  g_assert_cmpstr (f->pressed->str, ==, "5511*#");
}

static void
test_plus (KeypadFixture *f, gconstpointer data)
{
  g_autofree char *letters = NULL;

  g_assert_false (ahoy_keypad_press (f->keypad, '+'));
  gtk_widget_activate_action (GTK_WIDGET (f->keypad), "keypad.plus", NULL);
  g_assert_cmpstr (f->pressed->str, ==, "");

  g_object_set (f->keypad, "has-plus", TRUE, NULL);
  g_object_get (find_key (f->keypad, "0"), "letters", &letters, NULL);
  g_assert_cmpstr (letters, ==, "+");
  g_assert_true (ahoy_keypad_press (f->keypad, '+'));
  gtk_widget_activate_action (GTK_WIDGET (f->keypad), "keypad.plus", NULL);
  g_assert_cmpstr (f->pressed->str, ==, "++");
  /* No telephone has a sound for it. */
  g_assert_cmpstr (f->sounds->keys->str, ==, "");
}

static void
test_without_sounds (KeypadFixture *f, gconstpointer data)
{
  ahoy_keypad_set_sounds (f->keypad, NULL);
  g_assert_true (ahoy_keypad_press (f->keypad, '7'));
  g_assert_cmpstr (f->pressed->str, ==, "7");
  g_assert_cmpstr (f->sounds->keys->str, ==, "");
}

static void
add (const char *path, void (*test) (KeypadFixture *, gconstpointer))
{
  g_test_add (path, KeypadFixture, NULL, keypad_set_up, test, keypad_tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  add ("/ui/keypad/click", test_click);
  add ("/ui/keypad/type", test_type);
  add ("/ui/keypad/plus", test_plus);
  add ("/ui/keypad/without-sounds", test_without_sounds);

  return g_test_run ();
}
