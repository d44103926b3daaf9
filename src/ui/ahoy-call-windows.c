/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-windows.h"

#include "ahoy-call-words.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyCallWindows:
 *
 * Gives every call its window. One that may not disturb gets it when the person has asked for it,
 * or has answered.
 */
struct _AhoyCallWindows {
  GObject         parent_instance;

  GtkApplication *application; /* (nullable): not owned: it owns us */
  AhoyClient     *client;
  GPtrArray      *windows;     /* of AhoyCallWindow: GTK owns them */
};

G_DEFINE_FINAL_TYPE (AhoyCallWindows, ahoy_call_windows, G_TYPE_OBJECT)

static void
on_window_destroy (GtkWidget *window, AhoyCallWindows *self)
{
  g_ptr_array_remove (self->windows, window);
}

static AhoyCallWindow *
give_window (AhoyCallWindows *self, AhoyCall *call)
{
  AhoyCallWindow *window = ahoy_call_windows_find (self, call);

  if (window != NULL)
    return window;

  window = ahoy_call_window_new (self->application, self->client, call);
  g_ptr_array_add (self->windows, window);
  g_signal_connect_object (window, "destroy", G_CALLBACK (on_window_destroy), self, 0);

  return window;
}

static void
on_call_changed (AhoyCall *call, AhoyCallWindows *self)
{
  if (ahoy_call_words_is_offered (call))
    return;

  g_signal_handlers_disconnect_by_func (call, on_call_changed, self);
  if (!ahoy_call_words_is_over (call))
    gtk_window_present (GTK_WINDOW (give_window (self, call)));
}

static void
on_added (AhoyCallWindows *self, AhoyCall *call)
{
  AhoyQuiet quiet = ahoy_calls_get_quiet (ahoy_client_get_calls (self->client));

  if (ahoy_call_words_is_offered (call) && quiet != AHOY_QUIET_NONE)
    g_signal_connect_object (call, "changed", G_CALLBACK (on_call_changed), self, 0);
  else
    gtk_window_present (GTK_WINDOW (give_window (self, call)));
}

static void
on_present (AhoyCallWindows *self, AhoyCall *call)
{
  gtk_window_present (GTK_WINDOW (give_window (self, call)));
}

static void
on_failed (AhoyCallWindows *self, AhoyCall *call, const GError *error)
{
  AhoyCallWindow *window = ahoy_call_windows_find (self, call);

  if (window != NULL)
    ahoy_call_window_show_error (window, _("The call could not be taken back from hold."), error);
}

static void
on_forget (AhoyCallWindows *self)
{
  for (guint i = self->windows->len; i > 0; i--)
    gtk_window_destroy (g_ptr_array_index (self->windows, i - 1));
}

static void
ahoy_call_windows_dispose (GObject *object)
{
  ahoy_call_windows_close (AHOY_CALL_WINDOWS (object));

  G_OBJECT_CLASS (ahoy_call_windows_parent_class)->dispose (object);
}

static void
ahoy_call_windows_finalize (GObject *object)
{
  AhoyCallWindows *self = AHOY_CALL_WINDOWS (object);

  g_ptr_array_unref (self->windows);
  g_object_unref (self->client);

  G_OBJECT_CLASS (ahoy_call_windows_parent_class)->finalize (object);
}

static void
ahoy_call_windows_class_init (AhoyCallWindowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ahoy_call_windows_dispose;
  G_OBJECT_CLASS (klass)->finalize = ahoy_call_windows_finalize;
}

static void
ahoy_call_windows_init (AhoyCallWindows *self)
{
  self->windows = g_ptr_array_new ();
}

/**
 * ahoy_call_windows_new:
 * @application: (nullable): the application
 * @client: whose calls there are
 *
 * Returns: (transfer full): what gives the calls of @client their windows; @application must not go
 *   before it was closed
 */
AhoyCallWindows *
ahoy_call_windows_new (GtkApplication *application, AhoyClient *client)
{
  AhoyCallWindows *self = g_object_new (AHOY_TYPE_CALL_WINDOWS, NULL);
  AhoyCalls *calls = ahoy_client_get_calls (client);

  self->application = application;
  self->client = g_object_ref (client);
  g_signal_connect_object (calls, "added", G_CALLBACK (on_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "forget", G_CALLBACK (on_forget), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "present", G_CALLBACK (on_present), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * ahoy_call_windows_close:
 * @self: the windows
 *
 * Takes all of them away, and gives no call a window any more.
 */
void
ahoy_call_windows_close (AhoyCallWindows *self)
{
  g_return_if_fail (AHOY_IS_CALL_WINDOWS (self));

  g_signal_handlers_disconnect_by_data (ahoy_client_get_calls (self->client), self);
  on_forget (self);
  self->application = NULL;
}

/**
 * ahoy_call_windows_find:
 * @self: the windows
 * @call: a call
 *
 * Returns: (transfer none) (nullable): the window of @call
 */
AhoyCallWindow *
ahoy_call_windows_find (AhoyCallWindows *self, AhoyCall *call)
{
  g_return_val_if_fail (AHOY_IS_CALL_WINDOWS (self), NULL);

  for (guint i = 0; i < self->windows->len; i++) {
    AhoyCallWindow *window = g_ptr_array_index (self->windows, i);

    if (ahoy_call_window_get_call (window) == call)
      return window;
  }

  return NULL;
}
