/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-dialer.h"

#include "ahoy-keypad.h"
#include "ahoy-suggestion-row.h"
#include "ahoy-suggestions.h"

#define MOST_SUGGESTIONS 5

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
  GtkWidget    parent_instance;

  GtkEntry    *entry;
  GtkLabel    *error_label;
  AhoyKeypad  *keypad;
  GtkPopover  *popover;
  GtkListBox  *suggestions;

  GListModel  *recents; /* (nullable) */
  gboolean     filling; /* the program changes the text, not the person */
};

enum { SIGNAL_TYPING, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyDialer, ahoy_dialer, GTK_TYPE_WIDGET)

static char *
dup_address (AhoyDialer *self)
{
  return g_strstrip (gtk_editable_get_chars (GTK_EDITABLE (self->entry), 0, -1));
}

static void
set_text (AhoyDialer *self, const char *text)
{
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->filling = FALSE;
}

static void
tell_reader (GtkAccessible *accessible, const char *error)
{
  if (error != NULL) {
    gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_INVALID,
                                 GTK_ACCESSIBLE_INVALID_TRUE, -1);
    gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, error, -1);
  } else {
    gtk_accessible_reset_state (accessible, GTK_ACCESSIBLE_STATE_INVALID);
    gtk_accessible_reset_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  }
}

static void
set_error (AhoyDialer *self, const char *error)
{
  gtk_label_set_text (self->error_label, error != NULL ? error : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), error != NULL);
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  /* Which of the two a screen reader meets differs between versions of the libraries. */
  tell_reader (GTK_ACCESSIBLE (self->entry), error);
  tell_reader (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (self->entry))), error);
}

static void
close_suggestions (AhoyDialer *self)
{
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->suggestions)) != NULL;

  gtk_popover_popdown (self->popover);
  if (had_focus)
    gtk_entry_grab_focus_without_selecting (self->entry);
}

static void
open_suggestions (AhoyDialer *self)
{
  graphene_rect_t bounds;
  GdkRectangle place;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (self->entry), GTK_WIDGET (self), &bounds))
    return;
  place.x = bounds.origin.x;
  place.y = bounds.origin.y;
  place.width = bounds.size.width;
  place.height = bounds.size.height;
  gtk_popover_set_pointing_to (self->popover, &place);
  gtk_widget_set_size_request (GTK_WIDGET (self->suggestions), place.width, -1);
  gtk_popover_popup (self->popover);
}

static gboolean
has_suggestions (AhoyDialer *self)
{
  return gtk_list_box_get_row_at_index (self->suggestions, 0) != NULL;
}

static void
suggest (AhoyDialer *self)
{
  g_autoptr (GPtrArray) found = NULL;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->suggestions))) != NULL)
    gtk_list_box_remove (self->suggestions, row);
  if (self->recents != NULL)
    found = ahoy_suggestions_find (self->recents,
                                   gtk_editable_get_text (GTK_EDITABLE (self->entry)),
                                   MOST_SUGGESTIONS);
  for (guint i = 0; found != NULL && i < found->len; i++) {
    AhoyRecent *recent = g_ptr_array_index (found, i);

    gtk_list_box_append (self->suggestions,
                         ahoy_suggestion_row_new (ahoy_recent_get_remote (recent),
                                                  ahoy_recent_get_remote_name (recent)));
  }
}

static void
update_actions (AhoyDialer *self)
{
  g_autofree char *address = dup_address (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialer.call", *address != '\0');
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialer.call-video", *address != '\0');
}

static void
on_entry_changed (AhoyDialer *self)
{
  update_actions (self);
  set_error (self, NULL);
  suggest (self);
  if (self->filling || !has_suggestions (self))
    close_suggestions (self);
  else
    open_suggestions (self);

  if (!self->filling && gtk_entry_get_text_length (self->entry) > 0)
    g_signal_emit (self, signals[SIGNAL_TYPING], 0);
}

static void
call (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyDialer *self = AHOY_DIALER (widget);
  g_autofree char *address = dup_address (self);

  close_suggestions (self);
  gtk_widget_activate_action (widget, g_str_equal (action_name, "dialer.call-video")
                                        ? "win.dial-video"
                                        : "win.dial",
                              "s", address);
}

static void
on_entry_activated (AhoyDialer *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "dialer.call", NULL);
}

static void
focus_suggestion (AhoyDialer *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->suggestions, index);

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static gboolean
on_entry_key_pressed (AhoyDialer *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval == GDK_KEY_Escape && gtk_widget_get_visible (GTK_WIDGET (self->popover))) {
    close_suggestions (self);
    return GDK_EVENT_STOP;
  }
  if (keyval == GDK_KEY_Escape && gtk_entry_get_text_length (self->entry) > 0) {
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
    return GDK_EVENT_STOP;
  }
  if ((keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down) && has_suggestions (self)) {
    open_suggestions (self);
    focus_suggestion (self, 0);
    return GDK_EVENT_STOP;
  }

  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_list_key_pressed (AhoyDialer *self, guint keyval, guint keycode, GdkModifierType state,
                     GtkEventController *controller)
{
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->suggestions));

  if (keyval == GDK_KEY_Escape) {
    close_suggestions (self);
    return GDK_EVENT_STOP;
  }
  if (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up) {
    if (row == NULL || gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) > 0)
      return GDK_EVENT_PROPAGATE;
    gtk_entry_grab_focus_without_selecting (self->entry);
    return GDK_EVENT_STOP;
  }
  /* Whoever goes on typing goes on with the address. */
  if (keyval == GDK_KEY_BackSpace || g_unichar_isgraph (gdk_keyval_to_unicode (keyval))) {
    gtk_entry_grab_focus_without_selecting (self->entry);
    return gtk_event_controller_key_forward (
      GTK_EVENT_CONTROLLER_KEY (controller),
      GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry))));
  }

  return GDK_EVENT_PROPAGATE;
}

static void
on_suggestion_activated (AhoyDialer *self, AhoySuggestionRow *row)
{
  g_autofree char *address = g_strdup (ahoy_suggestion_row_get_address (row));

  gtk_entry_grab_focus_without_selecting (self->entry);
  set_text (self, address);
}

static void
on_focus_left (AhoyDialer *self)
{
  gtk_popover_popdown (self->popover);
}

static void
on_keypad_pressed (AhoyDialer *self, const char *key)
{
  GtkEditable *editable = GTK_EDITABLE (self->entry);
  int position;

  gtk_editable_delete_selection (editable);
  position = gtk_editable_get_position (editable);
  gtk_editable_insert_text (editable, key, -1, &position);
  gtk_editable_set_position (editable, position);
}

static void
ahoy_dialer_dispose (GObject *object)
{
  GtkWidget *child;

  g_clear_object (&AHOY_DIALER (object)->recents);
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

  g_type_ensure (AHOY_TYPE_KEYPAD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-dialer.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyDialer, entry);
  gtk_widget_class_bind_template_child (widget_class, AhoyDialer, error_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyDialer, keypad);
  gtk_widget_class_bind_template_child (widget_class, AhoyDialer, popover);
  gtk_widget_class_bind_template_child (widget_class, AhoyDialer, suggestions);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_focus_left);
  gtk_widget_class_bind_template_callback (widget_class, on_keypad_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_list_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_suggestion_activated);
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

  g_set_object (&self->recents, recents);
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

  set_text (self, address);
  gtk_entry_grab_focus_without_selecting (self->entry);
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
  shown = dup_address (self);
  if (!g_str_equal (shown, address))
    set_text (self, address);
  set_error (self, message);
  gtk_entry_grab_focus_without_selecting (self->entry);
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

  set_text (self, "");
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
