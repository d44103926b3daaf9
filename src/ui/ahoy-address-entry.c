/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-address-entry.h"

#include "ahoy-suggestion-row.h"
#include "ahoy-suggestions.h"

#define MOST_SUGGESTIONS 5

/**
 * AhoyAddressEntry:
 *
 * Takes the address of somebody. While the person types, people of recent calls are suggested; what
 * is wrong with it is said below, until it is changed.
 */
struct _AhoyAddressEntry {
  GtkWidget    parent_instance;

  GtkEntry    *entry;
  GtkLabel    *error_label;
  GtkPopover  *popover;
  GtkListBox  *suggestions;

  GListModel  *recents; /* (nullable) */
  gboolean     filling; /* the program changes the text, not the person */
};

enum { SIGNAL_ACTIVATE, SIGNAL_CHANGED, SIGNAL_TYPING, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyAddressEntry, ahoy_address_entry, GTK_TYPE_WIDGET)

static void
set_text (AhoyAddressEntry *self, const char *text)
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
set_error (AhoyAddressEntry *self, const char *error)
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
close_suggestions (AhoyAddressEntry *self)
{
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->suggestions)) != NULL;

  gtk_popover_popdown (self->popover);
  if (had_focus)
    gtk_entry_grab_focus_without_selecting (self->entry);
}

static void
open_suggestions (AhoyAddressEntry *self)
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
has_suggestions (AhoyAddressEntry *self)
{
  return gtk_list_box_get_row_at_index (self->suggestions, 0) != NULL;
}

static void
suggest (AhoyAddressEntry *self)
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
on_entry_changed (AhoyAddressEntry *self)
{
  set_error (self, NULL);
  suggest (self);
  if (self->filling || !has_suggestions (self))
    close_suggestions (self);
  else
    open_suggestions (self);

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (!self->filling && gtk_entry_get_text_length (self->entry) > 0)
    g_signal_emit (self, signals[SIGNAL_TYPING], 0);
}

static void
on_entry_activated (AhoyAddressEntry *self)
{
  close_suggestions (self);
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

static void
focus_suggestion (AhoyAddressEntry *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->suggestions, index);

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static gboolean
on_entry_key_pressed (AhoyAddressEntry *self, guint keyval, guint keycode, GdkModifierType state)
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
on_list_key_pressed (AhoyAddressEntry *self, guint keyval, guint keycode, GdkModifierType state,
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
on_suggestion_activated (AhoyAddressEntry *self, AhoySuggestionRow *row)
{
  g_autofree char *address = g_strdup (ahoy_suggestion_row_get_address (row));

  gtk_entry_grab_focus_without_selecting (self->entry);
  set_text (self, address);
}

static void
on_focus_left (AhoyAddressEntry *self)
{
  gtk_popover_popdown (self->popover);
}

static void
ahoy_address_entry_dispose (GObject *object)
{
  GtkWidget *child;

  g_clear_object (&AHOY_ADDRESS_ENTRY (object)->recents);
  gtk_widget_dispose_template (GTK_WIDGET (object), AHOY_TYPE_ADDRESS_ENTRY);
  /* Which forgets those that have no name. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ahoy_address_entry_parent_class)->dispose (object);
}

static gboolean
ahoy_address_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (AHOY_ADDRESS_ENTRY (widget)->entry));
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, AHOY_TYPE_ADDRESS_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 0);
}

static void
ahoy_address_entry_class_init (AhoyAddressEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_address_entry_dispose;
  widget_class->grab_focus = ahoy_address_entry_grab_focus;

  /**
   * AhoyAddressEntry::activate:
   * @self: the entry
   *
   * The person has pressed Enter.
   */
  signals[SIGNAL_ACTIVATE] = add_signal ("activate");
  /**
   * AhoyAddressEntry::changed:
   * @self: the entry
   *
   * It has another address in it.
   */
  signals[SIGNAL_CHANGED] = add_signal ("changed");
  /**
   * AhoyAddressEntry::typing:
   * @self: the entry
   *
   * The person types an address, and may soon use it. For each letter.
   */
  signals[SIGNAL_TYPING] = add_signal ("typing");

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-address-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyAddressEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, AhoyAddressEntry, error_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyAddressEntry, popover);
  gtk_widget_class_bind_template_child (widget_class, AhoyAddressEntry, suggestions);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_focus_left);
  gtk_widget_class_bind_template_callback (widget_class, on_list_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_suggestion_activated);
}

static void
ahoy_address_entry_init (AhoyAddressEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_address_entry_set_recents:
 * @self: the entry
 * @recents: (nullable): a list of [class@Ahoy.Recent], the newest first
 *
 * Suggests the people of these calls.
 */
void
ahoy_address_entry_set_recents (AhoyAddressEntry *self, GListModel *recents)
{
  g_return_if_fail (AHOY_IS_ADDRESS_ENTRY (self));

  g_set_object (&self->recents, recents);
}

/**
 * ahoy_address_entry_dup_address:
 * @self: the entry
 *
 * Returns: (transfer full): what is in it, without blanks around it
 */
char *
ahoy_address_entry_dup_address (AhoyAddressEntry *self)
{
  g_return_val_if_fail (AHOY_IS_ADDRESS_ENTRY (self), NULL);

  return g_strstrip (gtk_editable_get_chars (GTK_EDITABLE (self->entry), 0, -1));
}

/**
 * ahoy_address_entry_set_address:
 * @self: the entry
 * @address: an address
 *
 * Fills it; nothing is suggested.
 */
void
ahoy_address_entry_set_address (AhoyAddressEntry *self, const char *address)
{
  g_return_if_fail (AHOY_IS_ADDRESS_ENTRY (self));

  set_text (self, address);
}

/**
 * ahoy_address_entry_focus_end:
 * @self: the entry
 *
 * Gives it the focus, to go on behind what is in it.
 */
void
ahoy_address_entry_focus_end (AhoyAddressEntry *self)
{
  g_return_if_fail (AHOY_IS_ADDRESS_ENTRY (self));

  gtk_entry_grab_focus_without_selecting (self->entry);
}

/**
 * ahoy_address_entry_insert:
 * @self: the entry
 * @text: a key of a keypad
 *
 * Inserts it where the person types.
 */
void
ahoy_address_entry_insert (AhoyAddressEntry *self, const char *text)
{
  GtkEditable *editable;
  int position;

  g_return_if_fail (AHOY_IS_ADDRESS_ENTRY (self));

  editable = GTK_EDITABLE (self->entry);
  gtk_editable_delete_selection (editable);
  position = gtk_editable_get_position (editable);
  gtk_editable_insert_text (editable, text, -1, &position);
  gtk_editable_set_position (editable, position);
}

/**
 * ahoy_address_entry_show_error:
 * @self: the entry
 * @message: what is wrong with what is in it, as a sentence
 *
 * Says it until the address is changed.
 */
void
ahoy_address_entry_show_error (AhoyAddressEntry *self, const char *message)
{
  g_return_if_fail (AHOY_IS_ADDRESS_ENTRY (self));

  set_error (self, message);
  gtk_entry_grab_focus_without_selecting (self->entry);
}

/**
 * ahoy_address_entry_close_suggestions:
 * @self: the entry
 *
 * The address is used: nothing is to be suggested any more.
 */
void
ahoy_address_entry_close_suggestions (AhoyAddressEntry *self)
{
  g_return_if_fail (AHOY_IS_ADDRESS_ENTRY (self));

  close_suggestions (self);
}
