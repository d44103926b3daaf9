/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-application.h"

#include "ahoy-background.h"
#include "ahoy-call-control.h"
#include "ahoy-call-link.h"
#include "ahoy-call-windows.h"
#include "ahoy-client.h"
#include "ahoy-device-settings.h"
#include "ahoy-do-not-disturb.h"
#include "ahoy-end-question.h"
#include "ahoy-help-window.h"
#include "ahoy-preferences-window.h"
#include "ahoy-sleep-watch.h"
#include "ahoy-window.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <malloc.h>
#include <signal.h>

/* After a login the program is idle for hours. */
#define TRIM_DELAY 2 /* s */

/* Flatpak shows programs by it that they are in its sandbox. */
#define SANDBOX "/.flatpak-info"

/**
 * AhoyApplication:
 *
 * The program: one instance, one window.
 */
struct _AhoyApplication {
  AdwApplication    parent_instance;

  AhoySettings     *settings;
  AhoyClient       *client;
  AhoyWindow       *window; /* (nullable): owned by GTK; weak */
  AhoyNotifier     *notifier;
  AhoyCallWindows  *call_windows;
  AhoyCallControl  *call_control;
  AhoyDoNotDisturb *do_not_disturb;
  AhoyBackground   *background;
  AhoySleepWatch   *sleep_watch;
  char             *address;       /* (nullable): that somebody wants to call after the login */
  AhoyPracticeFunc  practice_func;
  gpointer          practice_data;
  AhoyIdleFunc      idle_func;     /* (nullable): until it has been called */
  gpointer          idle_data;
  guint             idle_id;
  gboolean          without_window;  /* at the start */
  gboolean          practice_wanted; /* on the command line, before there is a window */
  gboolean          quitting;
  guint             signal_ids[3];
  guint             trim_id;         /* gives memory back when there is nothing else to do */
};

G_DEFINE_FINAL_TYPE (AhoyApplication, ahoy_application, ADW_TYPE_APPLICATION)

/**
 * ahoy_practice_login_new:
 * @server: where the practice service is
 * @websocket_server: where its websocket is
 * @user: one of its users
 * @password: the password of that user
 *
 * Returns: (transfer full): what to fill the form with
 */
AhoyPracticeLogin *
ahoy_practice_login_new (const char *server, const char *websocket_server, const char *user,
                         const char *password)
{
  AhoyPracticeLogin *login = g_new0 (AhoyPracticeLogin, 1);

  login->server = g_strdup (server);
  login->websocket_server = g_strdup (websocket_server);
  login->user = g_strdup (user);
  login->password = g_strdup (password);

  return login;
}

/**
 * ahoy_practice_login_free:
 * @login: (transfer full): what to give back
 *
 * Gives @login back, after overwriting its password.
 */
void
ahoy_practice_login_free (AhoyPracticeLogin *login)
{
  g_free (login->server);
  g_free (login->websocket_server);
  g_free (login->user);
  ahoy_secret_free (login->password);
  g_free (login);
}

static void
start_practice (AhoyApplication *self)
{
  g_autoptr (AhoyPracticeLogin) login = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  if (self->practice_func == NULL || self->window == NULL)
    return;
  login = self->practice_func (self->practice_data, &error);
  if (login == NULL) {
    message = g_strdup_printf (_("Could not start the practice service: %s"), error->message);
    ahoy_window_show_toast (self->window, message);
    return;
  }
  ahoy_window_load_practice (self->window, login->server, login->websocket_server, login->user,
                             login->password);
}

static gboolean
on_trim (gpointer user_data)
{
  AhoyApplication *self = user_data;

  self->trim_id = 0;
#ifdef __GLIBC__
  malloc_trim (0);
#endif

  return G_SOURCE_REMOVE;
}

static void
on_idle (gpointer user_data)
{
  AhoyApplication *self = user_data;
  AhoyIdleFunc func = g_steal_pointer (&self->idle_func);

  self->idle_id = 0;
  func (self->idle_data);
}

static void
forget_address (AhoyApplication *self)
{
  g_clear_pointer (&self->address, g_free);
}

/* What a link has asked for is shown when there is somebody who can call. */
static void
show_address (AhoyApplication *self)
{
  if (self->address == NULL || self->window == NULL || !ahoy_client_get_connected (self->client))
    return;

  ahoy_window_fill_address (self->window, self->address);
  forget_address (self);
}

/* Drawing a window for the first time and setting up TLS leave megabytes of free heap behind, which
 * the C library keeps unless it is asked. */
static void
on_client_changed (AhoyApplication *self)
{
  if (ahoy_client_get_connected (self->client) && self->idle_func != NULL && self->idle_id == 0)
    self->idle_id = g_idle_add_once (on_idle, self);
  if (ahoy_client_get_pending (self->client) || self->trim_id != 0)
    return;

  self->trim_id = g_timeout_add_seconds_full (G_PRIORITY_LOW, TRIM_DELAY, on_trim, self, NULL);
}

static void
on_window_drawn (AhoyWindow *window, AhoyApplication *self)
{
  if (self->practice_wanted)
    start_practice (self);
  else
    ahoy_client_start (self->client);
  self->practice_wanted = FALSE;
}

static void
ahoy_application_activate (GApplication *application)
{
  AhoyApplication *self = AHOY_APPLICATION (application);

  if (self->quitting)
    return;
  if (self->without_window) {
    self->without_window = FALSE;
    ahoy_background_start (self->background);
    return;
  }
  if (self->window == NULL) {
    g_set_weak_pointer (&self->window,
                        ahoy_window_new (GTK_APPLICATION (self), self->client));
    g_signal_connect (self->window, "drawn", G_CALLBACK (on_window_drawn), self);
  }
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
quit_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyApplication) self = user_data;

  g_application_quit (G_APPLICATION (self));
  g_application_release (G_APPLICATION (self));
}

static void
quit (gpointer user_data)
{
  AhoyApplication *self = user_data;

  if (self->quitting)
    return;
  self->quitting = TRUE;
  ahoy_call_windows_close (self->call_windows);
  g_application_hold (G_APPLICATION (self));
  if (self->window != NULL)
    ahoy_window_destroy_when_idle (self->window);
  ahoy_client_quit_async (self->client, quit_cb, g_object_ref (self));
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyApplication *self = user_data;

  ahoy_end_question_ask_quit (gtk_application_get_active_window (GTK_APPLICATION (self)),
                              ahoy_client_get_calls (self->client), quit, self);
}

/* The end of the desktop's session, too: nobody is asked, since nobody may be there to answer. */
static gboolean
on_unix_signal (gpointer data)
{
  quit (data);

  return G_SOURCE_CONTINUE;
}

/* Like a signal: nobody is asked. */
static void
on_end (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  quit (user_data);
}

static void
on_close_window (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyApplication *self = user_data;

  if (self->window != NULL && !self->quitting)
    ahoy_background_close_window (self->background, GTK_WINDOW (self->window));
}

static void
open_link (AhoyApplication *self, const char *link)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address = ahoy_call_link_dup_address (link, &error);

  self->without_window = FALSE;
  g_application_activate (G_APPLICATION (self));
  if (self->window == NULL)
    return;
  if (address == NULL) {
    ahoy_window_show_problem (self->window, error->message);
    return;
  }

  g_free (self->address);
  self->address = g_steal_pointer (&address);
  if (!ahoy_client_get_connected (self->client) && !ahoy_client_get_pending (self->client)) {
    /* Translators: %s is a telephone number or an address */
    g_autofree char *message = g_strdup_printf (_("Log in to call %s."), self->address);

    ahoy_client_set_message (self->client, message, FALSE);
  }
  show_address (self);
}

static void
ahoy_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  g_autofree char *link = NULL;

  if (n_files == 0)
    return;
  /* There is one entry: the last one stays in it. */
  link = g_file_get_uri (files[n_files - 1]);
  open_link (AHOY_APPLICATION (application), link);
}

static void
on_open_link (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  open_link (user_data, g_variant_get_string (parameter, NULL));
}

static void
on_activate (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_activate (G_APPLICATION (user_data));
}

static void
on_show_calls (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyApplication *self = user_data;

  g_application_activate (G_APPLICATION (self));
  if (self->window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->window), "win.show-page", "s", "calls");
}

static void
on_practice (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyApplication *self = user_data;

  if (self->window == NULL)
    self->practice_wanted = TRUE;
  else
    start_practice (self);
  g_application_activate (G_APPLICATION (self));
}

static void
on_preferences (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyApplication *self = user_data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));

  gtk_window_present (GTK_WINDOW (ahoy_preferences_window_new (parent, self->client)));
}

static void
on_help (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ahoy_help_show (gtk_application_get_active_window (GTK_APPLICATION (user_data)));
}

static char *
dup_debug_info (void)
{
  return g_strdup_printf ("Ahoy %s (%s, %s)\n"
                          "GLib %u.%u.%u\n"
                          "GTK %u.%u.%u\n"
                          "libadwaita %u.%u.%u\n",
                          AHOY_VERSION, AHOY_APPLICATION_ID, AHOY_PROFILE,
                          glib_major_version, glib_minor_version, glib_micro_version,
                          gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (),
                          adw_get_major_version (), adw_get_minor_version (),
                          adw_get_micro_version ());
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyApplication *self = user_data;
  g_autofree char *debug_info = dup_debug_info ();

  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (self)),
                         "application-name", _("Ahoy"),
                         "application-icon", AHOY_APPLICATION_ID,
                         "comments", _("Call people over the service of your company"),
                         "debug-info", debug_info,
                         "debug-info-filename", "ahoy-debug-info.txt",
                         "developer-name", _("The Ahoy developers"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: your name and address, one a line */
                         "translator-credits", _("translator-credits"),
                         "version", AHOY_VERSION,
                         NULL);
}

static const GActionEntry entries[] = {
  { .name = "about", .activate = on_about },
  { .name = "activate", .activate = on_activate },
  { .name = "close-window", .activate = on_close_window },
  { .name = "end", .activate = on_end },
  { .name = "help", .activate = on_help },
  { .name = "open-link", .activate = on_open_link, .parameter_type = "s" },
  { .name = "practice", .activate = on_practice },
  { .name = "preferences", .activate = on_preferences },
  { .name = "quit", .activate = on_quit },
  { .name = "show-calls", .activate = on_show_calls },
};

static const struct {
  const char *action;
  const char *accels[3];
} accels[] = {
  { "app.help", { "F1" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.quit", { "<Control>q" } },
  { "win.activity-copy-all", { "<Control><Shift>c" } },
  { "win.activity-export", { "<Control>s" } },
  { "win.cancel", { "Escape" } },
  { "win.focus-address", { "<Control>n" } },
  { "win.login", { "<Control>l" } },
  { "win.logout", { "<Control><Shift>l" } },
  { "win.show-help-overlay", { "<Control>question", "<Control>F1" } },
  { "win.show-page::calls", { "<Alt>1" } },
  { "win.show-page::account", { "<Alt>2" } },
  { "win.show-page::activity", { "<Alt>3" } },
  { "window.close", { "<Control>w" } },
};

static void
start_calls (AhoyApplication *self)
{
  GSettings *gsettings = ahoy_settings_get_gsettings (self->settings);
  g_autoptr (GAction) do_not_disturb = g_settings_create_action (gsettings, "do-not-disturb");

  g_action_map_add_action (G_ACTION_MAP (self), do_not_disturb);
  self->do_not_disturb = ahoy_do_not_disturb_new (gsettings, ahoy_client_get_calls (self->client));
  self->notifier = ahoy_notifier_new (GTK_APPLICATION (self), self->client);
  self->call_windows = ahoy_call_windows_new (GTK_APPLICATION (self), self->client);
  self->call_control = ahoy_call_control_new (G_APPLICATION (self), self->client,
                                              self->call_windows, self->notifier);
}

static void
stop_calls (AhoyApplication *self)
{
  g_clear_object (&self->call_control);
  if (self->call_windows != NULL)
    ahoy_call_windows_close (self->call_windows);
  g_clear_object (&self->call_windows);
  if (self->notifier != NULL)
    ahoy_notifier_close (self->notifier);
  g_clear_object (&self->notifier);
  g_clear_object (&self->do_not_disturb);
}

static void
ahoy_application_startup (GApplication *application)
{
  AhoyApplication *self = AHOY_APPLICATION (application);

  G_APPLICATION_CLASS (ahoy_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (AHOY_APPLICATION_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           accels[i].accels);
  start_calls (self);
  self->background = ahoy_background_new (GTK_APPLICATION (self), self->client,
                                          g_file_test (SANDBOX, G_FILE_TEST_EXISTS));
  self->sleep_watch = ahoy_sleep_watch_new (GTK_APPLICATION (self), self->client);
  self->signal_ids[0] = g_unix_signal_add (SIGINT, on_unix_signal, self);
  self->signal_ids[1] = g_unix_signal_add (SIGTERM, on_unix_signal, self);
  self->signal_ids[2] = g_unix_signal_add (SIGHUP, on_unix_signal, self);
}

static void
ahoy_application_shutdown (GApplication *application)
{
  AhoyApplication *self = AHOY_APPLICATION (application);

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_ids); i++)
    g_clear_handle_id (&self->signal_ids[i], g_source_remove);
  stop_calls (self);
  g_clear_object (&self->background);
  g_clear_object (&self->sleep_watch);
  g_clear_object (&self->client);
  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_handle_id (&self->trim_id, g_source_remove);

  G_APPLICATION_CLASS (ahoy_application_parent_class)->shutdown (application);
}

/* What is asked for on the command line of a second start is done by the first. */
static int
hand_over (AhoyApplication *self, const char *action, GVariant *parameter)
{
  g_autoptr (GVariant) target = parameter != NULL ? g_variant_ref_sink (parameter) : NULL;

  g_action_group_activate_action (G_ACTION_GROUP (self), action, target);

  return 0;
}

static int
ahoy_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  AhoyApplication *self = AHOY_APPLICATION (application);
  gboolean practice = g_variant_dict_contains (options, "practice");
  gboolean background = g_variant_dict_contains (options, "background");
  g_autofree char *call = NULL;
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (options, "version")) {
    g_print ("ahoy %s\n", AHOY_VERSION);
    return 0;
  }
  g_variant_dict_lookup (options, "call", "s", &call);
  if (!practice && !background && call == NULL)
    return -1;

  if (!g_application_register (application, NULL, &error)) {
    g_printerr ("ahoy: %s\n", error->message);
    return 1;
  }
  if (g_application_get_is_remote (application)) {
    if (call != NULL)
      return hand_over (self, "open-link", g_variant_new_string (call));
    /* It runs already, with or without a window. */
    return practice ? hand_over (self, "practice", NULL) : 0;
  }
  self->practice_wanted = practice;
  if (call != NULL) {
    open_link (self, call);
    return -1;
  }
  self->without_window = background && !practice;

  return -1;
}

static void
ahoy_application_finalize (GObject *object)
{
  AhoyApplication *self = AHOY_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  forget_address (self);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ahoy_application_parent_class)->finalize (object);
}

static void
ahoy_application_class_init (AhoyApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ahoy_application_finalize;
  application_class->activate = ahoy_application_activate;
  application_class->open = ahoy_application_open;
  application_class->handle_local_options = ahoy_application_handle_local_options;
  application_class->shutdown = ahoy_application_shutdown;
  application_class->startup = ahoy_application_startup;
}

static void
ahoy_application_init (AhoyApplication *self)
{
  const GOptionEntry options[] = {
    { "background", 0, 0, G_OPTION_ARG_NONE, NULL,
      N_("Log in whoever stays logged in, without opening the window"), NULL },
    { "call", 0, 0, G_OPTION_ARG_STRING, NULL,
      N_("Fill in whom to call; nobody is called before you want it"), N_("ADDRESS") },
    { "practice", 0, 0, G_OPTION_ARG_NONE, NULL,
      N_("Start the practice service inside and fill in the form with it"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version"), NULL },
    { NULL }
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * ahoy_application_new:
 * @settings: what is remembered between runs
 * @clock: where sessions take their time from
 *
 * Returns: (transfer full): the application
 */
AhoyApplication *
ahoy_application_new (AhoySettings *settings, AhoyClock *clock)
{
  AhoyApplication *self = g_object_new (AHOY_TYPE_APPLICATION,
                                        "application-id", AHOY_APPLICATION_ID,
                                        "flags", G_APPLICATION_HANDLES_OPEN,
                                        "resource-base-path", "/org/ahoycalls/Ahoy",
                                        NULL);

  self->settings = g_object_ref (settings);
  self->client = ahoy_client_new (settings, clock);
  g_signal_connect_object (self->client, "changed", G_CALLBACK (on_client_changed), self,
                           G_CONNECT_SWAPPED);
  /* When the window has got ready for whoever has logged in. */
  g_signal_connect_object (self->client, "changed", G_CALLBACK (show_address), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->client, "forget", G_CALLBACK (forget_address), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * ahoy_application_set_media:
 * @self: the application
 * @factory: (nullable): makes the sound and picture of calls
 * @devices: (nullable): the devices of this computer, which follow the settings from now on
 * @sounds: (nullable): what is heard beside the voices of calls
 *
 * Plugs in what calls need. To be called once, before the application runs.
 */
void
ahoy_application_set_media (AhoyApplication *self, AhoyMediaFactory *factory,
                            AhoyMediaDevices *devices, AhoySounds *sounds)
{
  g_return_if_fail (AHOY_IS_APPLICATION (self));

  ahoy_client_set_media (self->client, factory, devices, sounds);
  if (devices != NULL)
    ahoy_device_settings_follow (devices, ahoy_settings_get_gsettings (self->settings));
}

/**
 * ahoy_application_set_idle_func:
 * @self: the application
 * @func: (scope async): called once, when there is nothing else to do after the first login
 * @user_data: data for @func, which must outlive the application
 *
 * Plugs in what a call needs that takes time to load.
 */
void
ahoy_application_set_idle_func (AhoyApplication *self, AhoyIdleFunc func, gpointer user_data)
{
  g_return_if_fail (AHOY_IS_APPLICATION (self));

  self->idle_func = func;
  self->idle_data = user_data;
}

/**
 * ahoy_application_set_practice_func:
 * @self: the application
 * @func: starts the practice service
 * @user_data: data for @func, which must outlive the application
 *
 * Plugs in the practice service, which the windows know nothing of.
 */
void
ahoy_application_set_practice_func (AhoyApplication *self, AhoyPracticeFunc func,
                                    gpointer user_data)
{
  g_return_if_fail (AHOY_IS_APPLICATION (self));

  self->practice_func = func;
  self->practice_data = user_data;
}
