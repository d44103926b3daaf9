/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-background.h"

#include "ahoy-autostart.h"
#include "ahoy-background-portal.h"
#include "ahoy-question.h"
#include "ahoy-window.h"

#include <glib/gi18n-lib.h>

#define NOTIFICATION "background"

/* What happens when the window is closed while somebody is logged in: the nicks of the setting. */
typedef enum {
  CLOSE_WINDOW_ASK,
  CLOSE_WINDOW_KEEP,
  CLOSE_WINDOW_QUIT,
} CloseWindow;

/**
 * AhoyBackground:
 *
 * Keeps the program running without a window, and lets the desktop start it when the person logs in
 * to it. In a sandbox, the desktop is asked for both by the portal for it.
 */
struct _AhoyBackground {
  GObject         parent_instance;

  GtkApplication *application; /* weak: it owns us */
  AhoyClient     *client;
  GSettings      *gsettings;
  GCancellable   *cancellable;
  gboolean        sandboxed;
  gboolean        holding;     /* the application, while it has no window */
  gboolean        told;        /* that nobody is logged in */
};

G_DEFINE_FINAL_TYPE (AhoyBackground, ahoy_background, G_TYPE_OBJECT)

static void
tell (AhoyBackground *self, const char *title, const char *body)
{
  g_autoptr (GNotification) notification = g_notification_new (title);
  g_autoptr (GIcon) icon = g_themed_icon_new (AHOY_APPLICATION_ID);

  g_notification_set_body (notification, body);
  g_notification_set_icon (notification, icon);
  g_notification_set_default_action (notification, "app.activate");
  g_application_send_notification (G_APPLICATION (self->application), NOTIFICATION, notification);
}

static void
portal_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AhoyBackground *self;
  g_autoptr (GError) error = NULL;
  gboolean background, autostart;

  if (ahoy_background_portal_request_finish (result, &background, &autostart, &error)) {
    self = user_data;
    /* What the desktop did not grant is not so. */
    if (!autostart)
      g_settings_set_boolean (self->gsettings, "start-at-login", FALSE);
    if (background || !self->holding)
      return;
    g_application_activate (G_APPLICATION (self->application));
    tell (self, _("Ahoy may not run in the background"),
          _("Your desktop ends Ahoy when its window is closed. Allow it in the settings of the "
            "desktop to be reachable."));
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    /* Without a portal nobody ends us. */
    g_debug ("The portal for the background: %s", error->message);
  }
}

static void
ask_portal (AhoyBackground *self)
{
  ahoy_background_portal_request_async (g_settings_get_boolean (self->gsettings, "start-at-login"),
                                        self->cancellable, portal_cb, self);
}

static void
on_start_at_login_changed (AhoyBackground *self)
{
  gboolean wanted = g_settings_get_boolean (self->gsettings, "start-at-login");
  g_autoptr (GError) error = NULL;

  if (self->sandboxed) {
    ask_portal (self);
  } else if (!ahoy_autostart_write (wanted, &error)) {
    tell (self, _("Starting at login could not be changed"), error->message);
    if (wanted)
      g_settings_set_boolean (self->gsettings, "start-at-login", FALSE);
  }
}

/* The file is what counts. The person may have taken it away with a tool of their desktop; or an
 * administrator wants the program to be started, and it was not there yet. */
static void
follow_file (AhoyBackground *self)
{
  g_autofree char *path = ahoy_autostart_dup_path ();
  g_autoptr (GVariant) chosen = g_settings_get_user_value (self->gsettings, "start-at-login");
  gboolean there = g_file_test (path, G_FILE_TEST_EXISTS);

  if (there == g_settings_get_boolean (self->gsettings, "start-at-login"))
    return;
  if (there || chosen != NULL)
    g_settings_set_boolean (self->gsettings, "start-at-login", there);
  else
    on_start_at_login_changed (self);
}

static void
hold (AhoyBackground *self)
{
  if (!self->holding)
    g_application_hold (G_APPLICATION (self->application));
  self->holding = TRUE;
}

/* A window that is only hidden costs memory all day, and GTK 4.8 tells screen readers of it with an
 * address that is none. */
static void
close_window (AhoyBackground *self, GtkWindow *window)
{
  hold (self);
  ahoy_window_destroy_when_idle (AHOY_WINDOW (window));
  if (self->sandboxed)
    ask_portal (self);
}

static void
quit (AhoyBackground *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->application), "quit", NULL);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, AhoyBackground *self)
{
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (g_str_equal (response, "keep")) {
    g_settings_set_enum (self->gsettings, "close-window", CLOSE_WINDOW_KEEP);
    if (window != NULL)
      close_window (self, window);
  } else if (g_str_equal (response, "quit")) {
    g_settings_set_enum (self->gsettings, "close-window", CLOSE_WINDOW_QUIT);
    quit (self);
  }
}

static void
ask (AhoyBackground *self, GtkWindow *window)
{
  GtkWindow *dialog =
    ahoy_question_new (window, _("Stay Reachable?"),
                       _("Ahoy can keep running while its window is closed, so that people can "
                         "still call you. You can change this in the preferences."),
                       "quit", _("_Quit"));

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "keep", _("_Keep Running"));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "keep",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  /* Nobody is logged in any more. */
  g_signal_connect_object (self->client, "forget", G_CALLBACK (gtk_window_destroy), dialog,
                           G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
release (AhoyBackground *self)
{
  if (self->holding)
    g_application_release (G_APPLICATION (self->application));
  self->holding = FALSE;
}

/* The window keeps the application from now on; those of calls come and go. */
static void
on_window_added (AhoyBackground *self, GtkWindow *window)
{
  if (!AHOY_IS_WINDOW (window))
    return;
  g_application_withdraw_notification (G_APPLICATION (self->application), NOTIFICATION);
  release (self);
}

/* Without a window nobody sees that there is nothing to wait for. */
static void
on_client_changed (AhoyBackground *self)
{
  gboolean idle = !ahoy_client_get_pending (self->client)
                  && !ahoy_client_get_connected (self->client);
  gboolean told = self->told;

  self->told = idle;
  if (!self->holding || !idle || told)
    return;

  tell (self, _("You are not logged in"), ahoy_client_get_message (self->client));
}

static void
ahoy_background_dispose (GObject *object)
{
  AhoyBackground *self = AHOY_BACKGROUND (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->application != NULL)
    release (self);
  g_clear_weak_pointer (&self->application);
  g_clear_object (&self->gsettings);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ahoy_background_parent_class)->dispose (object);
}

static void
ahoy_background_class_init (AhoyBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ahoy_background_dispose;
}

static void
ahoy_background_init (AhoyBackground *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * ahoy_background_new:
 * @application: the application
 * @client: who is logged in
 * @sandboxed: whether the desktop decides by its portal
 *
 * Returns: (transfer full): what lets @application run without a window
 */
AhoyBackground *
ahoy_background_new (GtkApplication *application, AhoyClient *client, gboolean sandboxed)
{
  AhoyBackground *self = g_object_new (AHOY_TYPE_BACKGROUND, NULL);

  g_set_weak_pointer (&self->application, application);
  self->client = g_object_ref (client);
  self->gsettings = g_object_ref (ahoy_settings_get_gsettings (ahoy_client_get_settings (client)));
  self->sandboxed = sandboxed;
  if (!sandboxed)
    follow_file (self);
  g_signal_connect_object (self->gsettings, "changed::start-at-login",
                           G_CALLBACK (on_start_at_login_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-added", G_CALLBACK (on_window_added), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "changed", G_CALLBACK (on_client_changed), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * ahoy_background_start:
 * @self: the background
 *
 * Logs in whoever stays logged in, without a window; if nobody does, the application ends. To be
 * called instead of opening the first window.
 */
void
ahoy_background_start (AhoyBackground *self)
{
  g_return_if_fail (AHOY_IS_BACKGROUND (self));

  ahoy_client_start (self->client);
  if (self->holding || !(ahoy_client_get_pending (self->client)
                         || ahoy_client_get_connected (self->client)))
    return;
  hold (self);
}

/**
 * ahoy_background_close_window:
 * @self: the background
 * @window: the window that the person wants to close
 *
 * Takes @window away, and ends the program unless somebody stays reachable.
 */
void
ahoy_background_close_window (AhoyBackground *self, GtkWindow *window)
{
  gboolean in_use;

  g_return_if_fail (AHOY_IS_BACKGROUND (self));

  in_use = ahoy_client_get_connected (self->client) || ahoy_client_get_pending (self->client);
  switch (in_use ? g_settings_get_enum (self->gsettings, "close-window") : CLOSE_WINDOW_QUIT) {
  case CLOSE_WINDOW_KEEP:
    close_window (self, window);
    break;
  case CLOSE_WINDOW_QUIT:
    quit (self);
    break;
  case CLOSE_WINDOW_ASK:
  default:
    ask (self, window);
  }
}
