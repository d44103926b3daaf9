/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-dialer.h"

#include "ahoy-address-entry.h"
#include "ahoy-keypad.h"

/**
 * AhoyDialer:
 *
 * Takes an address and calls it. While the person types, people of recent calls are suggested; a
 * keypad can be shown for numbers.
 *
 * # Actions
 *
 * - `dialer.call`, `dialer.call-video`: activate `win.dial` and `win.dial-video` with the address
 */
struct _AhoyDialer {
  GtkWidget         parent_instance;

  AhoyAddressEntry *entry;
  AhoyKeypad       *keypad;
};

enum { SIGNAL_TYPING, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyDialer, ahoy_dialer, GTK_TYPE_WIDGET)

static void
update_actions (AhoyDialer *self)
{
  g_autofree char *address = ahoy_address_entry_dup_address (self->entry);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialer.call", *address != '\0');
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialer.call-video", *address != '\0');
}

static void
call (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyDialer *self = AHOY_DIALER (widget);
  g_autofree char *address = ahoy_address_entry_dup_address (self->entry);

  ahoy_address_entry_close_suggestions (self->entry);
  gtk_widget_activate_action (widget, g_str_equal (action_name, "dialer.call-video")
                                        ? "win.dial-video"
                                        : "win.dial",
                              "s", address);
}

static void
on_activate (AhoyDialer *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "dialer.call", NULL);
}

static void
on_typing (AhoyDialer *self)
{
  g_signal_emit (self, signals[SIGNAL_TYPING], 0);
}

static void
on_keypad_pressed (AhoyDialer *self, const char *key)
{
  ahoy_address_entry_insert (self->entry, key);
}

static void
ahoy_dialer_dispose (GObject *object)
{
  GtkWidget *child;

  gtk_widget_dispose_template (GTK_WIDGET (object), AHOY_TYPE_DIALER);
  /* Which forgets those that have no name. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ahoy_dialer_parent_class)->dispose (object);
}

static void
ahoy_dialer_class_init (AhoyDialerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_dialer_dispose;

  /**
   * AhoyDialer::typing:
   * @self: the dialer
   *
   * The person types an address, and may soon call it. For each letter.
   */
  signals[SIGNAL_TYPING] = g_signal_new ("typing", AHOY_TYPE_DIALER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "dialer.call", NULL, call);
  gtk_widget_class_install_action (widget_class, "dialer.call-video", NULL, call);

  g_type_ensure (AHOY_TYPE_ADDRESS_ENTRY);
  g_type_ensure (AHOY_TYPE_KEYPAD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-dialer.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyDialer, entry);
  gtk_widget_class_bind_template_child (widget_class, AhoyDialer, keypad);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_keypad_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_typing);
  gtk_widget_class_bind_template_callback (widget_class, update_actions);
}

static void
ahoy_dialer_init (AhoyDialer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_actions (self);
}

/**
 * ahoy_dialer_set_recents:
 * @self: the dialer
 * @recents: (nullable): a list of [class@Ahoy.Recent], the newest first
 *
 * Suggests the people of these calls.
 */
void
ahoy_dialer_set_recents (AhoyDialer *self, GListModel *recents)
{
  g_return_if_fail (AHOY_IS_DIALER (self));

  ahoy_address_entry_set_recents (self->entry, recents);
}

/**
 * ahoy_dialer_set_sounds:
 * @self: the dialer
 * @sounds: (nullable): what lets the keys be heard
 *
 * Gives the keypad its sounds.
 */
void
ahoy_dialer_set_sounds (AhoyDialer *self, AhoySounds *sounds)
{
  g_return_if_fail (AHOY_IS_DIALER (self));

  ahoy_keypad_set_sounds (self->keypad, sounds);
}

/**
 * ahoy_dialer_fill:
 * @self: the dialer
 * @address: whom to call, as a person writes it
 *
 * Writes @address into the entry, and gives it the focus.
 */
void
ahoy_dialer_fill (AhoyDialer *self, const char *address)
{
  g_return_if_fail (AHOY_IS_DIALER (self));

  ahoy_address_entry_set_address (self->entry, address);
  ahoy_address_entry_focus_end (self->entry);
}

/**
 * ahoy_dialer_show_error:
 * @self: the dialer
 * @address: what could not be called
 * @message: why, as a sentence
 *
 * Says what is wrong with an address, until it is changed.
 */
void
ahoy_dialer_show_error (AhoyDialer *self, const char *address, const char *message)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (AHOY_IS_DIALER (self));

  /* From somewhere else than the entry. */
  shown = ahoy_address_entry_dup_address (self->entry);
  if (!g_str_equal (shown, address))
    ahoy_address_entry_set_address (self->entry, address);
  ahoy_address_entry_show_error (self->entry, message);
}

/**
 * ahoy_dialer_clear:
 * @self: the dialer
 *
 * Empties the entry.
 */
void
ahoy_dialer_clear (AhoyDialer *self)
{
  g_return_if_fail (AHOY_IS_DIALER (self));

  ahoy_address_entry_set_address (self->entry, "");
}

/**
 * ahoy_dialer_focus:
 * @self: the dialer
 *
 * Gives the entry the focus, with what is in it selected.
 */
void
ahoy_dialer_focus (AhoyDialer *self)
{
  g_return_if_fail (AHOY_IS_DIALER (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
