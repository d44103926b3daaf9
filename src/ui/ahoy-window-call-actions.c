/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-window-private.h"

#include "ahoy-trial-window.h"

#include <glib/gi18n-lib.h>

/* What can be done in the window to call somebody, as actions. */

static void
show_calls (AhoyWindow *self)
{
  adw_view_stack_set_visible_child_name (self->view_stack, "calls");
}

static void
dial (AhoyWindow *self, const char *address, AhoyMediaFlags media)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyCall) call = ahoy_client_call (self->client, address, media, &error);

  if (call != NULL) {
    ahoy_calls_page_clear (self->calls_page);
  } else if (g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS)) {
    show_calls (self);
    ahoy_calls_page_show_error (self->calls_page, address, error->message);
  } else {
    ahoy_window_show_toast (self, error->message);
  }
}

static void
on_dial (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  dial (user_data, g_variant_get_string (parameter, NULL), AHOY_MEDIA_AUDIO);
}

static void
on_dial_video (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  dial (user_data, g_variant_get_string (parameter, NULL), AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO);
}

static void
on_focus_address (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyWindow *self = user_data;

  show_calls (self);
  ahoy_calls_page_focus (self->calls_page);
}

static void
on_try_devices (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyWindow *self = user_data;

  gtk_window_present (GTK_WINDOW (ahoy_trial_window_new (GTK_WINDOW (self), self->client)));
}

static const GActionEntry entries[] = {
  { .name = "dial", .activate = on_dial, .parameter_type = "s" },
  { .name = "dial-video", .activate = on_dial_video, .parameter_type = "s" },
  { .name = "focus-address", .activate = on_focus_address },
  { .name = "try-devices", .activate = on_try_devices },
};

/* Adds the actions of calls; to be called once. */
void
ahoy_window_add_call_actions (AhoyWindow *self)
{
  static const char * const of_session[] = { "dial", "dial-video", "focus-address" };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (of_session); i++) {
    GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), of_session[i]);

    g_object_bind_property (self->client, "connected", action, "enabled", G_BINDING_SYNC_CREATE);
  }
}
