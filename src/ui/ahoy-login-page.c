/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-login-page.h"

#include "ahoy-account-editor.h"
#include "ahoy-field-error.h"
#include "ahoy-secret-row.h"
#include "ahoy-service-info.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyLoginPage:
 *
 * The form of the person who is not logged in.
 */
struct _AhoyLoginPage {
  AdwBin               parent_instance;

  GtkWidget           *form;
  GtkEditable         *user_row;
  AhoyFieldError      *user_error;
  GtkEditable         *password_row;
  AhoyFieldError      *password_error;
  AdwActionRow        *stay_row;
  GtkSwitch           *stay_switch;
  AhoyAccountEditor   *editor;

  AhoyClient          *client;
  GHashTable          *users;   /* from services to the user that was typed for them */
  const char          *service; /* (nullable): what the form is for */
};

G_DEFINE_FINAL_TYPE (AhoyLoginPage, ahoy_login_page, ADW_TYPE_BIN)

static void
clear_password (AhoyLoginPage *self)
{
  gtk_editable_set_text (self->password_row, "");
  ahoy_field_error_set_text (self->password_error, NULL);
  ahoy_account_editor_clear_relay_secret (self->editor);
}

static const AhoySecretWords *
get_secret_words (AhoyLoginPage *self)
{
  return ahoy_service_info_get_secret_words (ahoy_account_editor_get_service (self->editor),
                                             ahoy_account_editor_get_login_kind (self->editor));
}

static void
on_editor_notify_login_kind (AhoyLoginPage *self)
{
  const AhoySecretWords *words = get_secret_words (self);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password_row), _(words->title));
  adw_action_row_set_subtitle (self->stay_row, _(words->kept));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->password_row),
                               words->tooltip != NULL ? _(words->tooltip) : NULL);
  ahoy_secret_row_name_peek_button (GTK_WIDGET (self->password_row), _(words->peek));
  ahoy_field_error_set_text (self->password_error, NULL);
}

/* A user is one of one service, and so is a secret, which no other one may get. */
static void
on_editor_notify_service (AhoyLoginPage *self)
{
  const char *service = ahoy_account_editor_get_service (self->editor);
  const char *user = g_hash_table_lookup (self->users, service);

  if (self->service != NULL)
    g_hash_table_insert (self->users, (gpointer) self->service,
                         g_strdup (gtk_editable_get_text (self->user_row)));
  self->service = service;
  if (self->client != NULL)
    ahoy_client_set_service (self->client, service);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->user_row),
                                 _(ahoy_service_info_get_user_words (service)->user));
  gtk_editable_set_text (self->user_row, user != NULL ? user : "");
  ahoy_field_error_set_text (self->user_error, NULL);
  clear_password (self);
}

static void
on_entry_activated (AhoyLoginPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.login", NULL);
}

static void
show_stay (AhoyLoginPage *self)
{
  GSettings *gsettings = ahoy_settings_get_gsettings (ahoy_client_get_settings (self->client));

  gtk_switch_set_active (self->stay_switch, g_settings_get_boolean (gsettings, "stay-logged-in"));
}

/* What an administrator has locked can be seen, but not changed. */
static void
follow_locks (AhoyLoginPage *self)
{
  GSettings *gsettings = ahoy_settings_get_gsettings (ahoy_client_get_settings (self->client));

  ahoy_account_editor_follow_locks (self->editor, gsettings);
  g_settings_bind_writable (gsettings, "stay-logged-in", self->stay_row, "sensitive", FALSE);
}

static void
load_remembered (AhoyLoginPage *self)
{
  AhoySettings *settings = ahoy_client_get_settings (self->client);
  g_autoptr (AhoyAccount) account = ahoy_settings_load_account (settings);
  const char *user = ahoy_account_get_user (account);
  const char * const *services = ahoy_session_list_services ();

  show_stay (self);
  ahoy_account_editor_load (self->editor, account, ahoy_settings_get_login_kind (settings),
                            ahoy_settings_get_authname (settings));
  for (guint i = 0; services[i] != NULL; i++) {
    g_autoptr (AhoyAccount) place = ahoy_settings_load_other_server (settings, services[i]);

    if (place != NULL)
      ahoy_account_editor_add_place (self->editor, place);
  }
  gtk_editable_set_text (self->user_row, user != NULL ? user : "");
}

/* A login is pending, or not any more. */
static void
on_client_changed (AhoyLoginPage *self)
{
  GtkWidget *form = self->form;
  GtkRoot *root = gtk_widget_get_root (form);
  gboolean can_login;

  g_object_get (self->client, "can-login", &can_login, NULL);
  if (can_login == gtk_widget_get_sensitive (form))
    return;

  /* An entry that is made insensitive with the focus inside keeps blinking, and warns about it. */
  if (!can_login && root != NULL && gtk_widget_get_focus_child (form) != NULL)
    gtk_root_set_focus (root, NULL);
  gtk_widget_set_sensitive (form, can_login);
  if (can_login && gtk_widget_get_mapped (form))
    ahoy_login_page_focus (self);
}

static void
on_client_notify_connected (AhoyLoginPage *self)
{
  /* It has done its work, and is not needed on the screen or in memory any more. */
  if (ahoy_client_get_connected (self->client))
    clear_password (self);
}

static void
on_client_failed (AhoyLoginPage *self, const GError *error)
{
  if (!g_error_matches (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_CREDENTIALS))
    return;
  gtk_editable_select_region (self->password_row, 0, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
on_client_ended (AhoyLoginPage *self)
{
  clear_password (self);
  ahoy_login_page_focus (self);
}

static void
on_client_forget (AhoyLoginPage *self)
{
  clear_password (self);
  g_hash_table_remove_all (self->users);
  gtk_editable_set_text (self->user_row, "");
  show_stay (self);
  ahoy_account_editor_clear_user (self->editor);
  ahoy_login_page_focus (self);
}

/* An entry keeps what can be undone: nobody may get at what another person has typed. */
static void
disable_undo (GtkEditable *row)
{
  gtk_editable_set_enable_undo (row, FALSE);
}

static void
ahoy_login_page_dispose (GObject *object)
{
  AhoyLoginPage *self = AHOY_LOGIN_PAGE (object);

  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_LOGIN_PAGE);

  G_OBJECT_CLASS (ahoy_login_page_parent_class)->dispose (object);
}

static void
ahoy_login_page_finalize (GObject *object)
{
  g_hash_table_unref (AHOY_LOGIN_PAGE (object)->users);

  G_OBJECT_CLASS (ahoy_login_page_parent_class)->finalize (object);
}

static void
ahoy_login_page_class_init (AhoyLoginPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_login_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ahoy_login_page_finalize;

  g_type_ensure (AHOY_TYPE_ACCOUNT_EDITOR);
  g_type_ensure (AHOY_TYPE_FIELD_ERROR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-login-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyLoginPage, form);
  gtk_widget_class_bind_template_child (widget_class, AhoyLoginPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyLoginPage, user_error);
  gtk_widget_class_bind_template_child (widget_class, AhoyLoginPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyLoginPage, password_error);
  gtk_widget_class_bind_template_child (widget_class, AhoyLoginPage, stay_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyLoginPage, stay_switch);
  gtk_widget_class_bind_template_child (widget_class, AhoyLoginPage, editor);
  gtk_widget_class_bind_template_callback (widget_class, on_editor_notify_login_kind);
  gtk_widget_class_bind_template_callback (widget_class, on_editor_notify_service);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
}

static void
ahoy_login_page_init (AhoyLoginPage *self)
{
  self->users = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  disable_undo (self->user_row);
  disable_undo (self->password_row);
  on_editor_notify_service (self);
  on_editor_notify_login_kind (self);
}

/**
 * ahoy_login_page_set_client:
 * @self: the page
 * @client: what logs in
 *
 * Fills the form with what @client remembers, and follows it. To be called once.
 */
void
ahoy_login_page_set_client (AhoyLoginPage *self, AhoyClient *client)
{
  g_return_if_fail (AHOY_IS_LOGIN_PAGE (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  load_remembered (self);
  follow_locks (self);
  g_signal_connect_swapped (client, "changed", G_CALLBACK (on_client_changed), self);
  g_signal_connect_swapped (client, "notify::connected", G_CALLBACK (on_client_notify_connected),
                            self);
  g_signal_connect_swapped (client, "failed", G_CALLBACK (on_client_failed), self);
  g_signal_connect_swapped (client, "ended", G_CALLBACK (on_client_ended), self);
  g_signal_connect_swapped (client, "forget", G_CALLBACK (on_client_forget), self);
}

static AhoyRemember
get_remember (AhoyLoginPage *self)
{
  if (ahoy_account_editor_get_practice (self->editor))
    return AHOY_REMEMBER_NOTHING;

  return gtk_switch_get_active (self->stay_switch) ? AHOY_REMEMBER_ALL : AHOY_REMEMBER_SERVER;
}

/* Says at the fields what is missing or wrong; the focus ends at the first of them. */
static gboolean
check_fields (AhoyLoginPage *self, AhoyAccount *account)
{
  AhoyServiceTraits traits = ahoy_session_get_service_traits (self->service);
  g_autofree char *user = g_strstrip (gtk_editable_get_chars (self->user_row, 0, -1));
  g_autoptr (AhoySecret) secret = ahoy_secret_row_dup_secret (self->password_row);
  gboolean right = TRUE;

  if (*secret == '\0' &&
      (traits & AHOY_SERVICE_TRAIT_OPTIONAL_SECRET) == 0) {
    ahoy_field_error_set_text (self->password_error, _(get_secret_words (self)->missing));
    gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
    right = FALSE;
  }
  if (*user == '\0') {
    ahoy_field_error_set_text (self->user_error,
                               _(ahoy_service_info_get_user_words (self->service)->user_missing));
    gtk_widget_grab_focus (GTK_WIDGET (self->user_row));
    right = FALSE;
  }
  g_object_set (account, "user", user, NULL);

  return ahoy_account_editor_save (self->editor, account) && right;
}

/**
 * ahoy_login_page_login:
 * @self: the page
 *
 * Logs in with what the form says; where something is missing or wrong, says so at the field.
 */
void
ahoy_login_page_login (AhoyLoginPage *self)
{
  g_autoptr (AhoyAccount) account = NULL;
  g_autoptr (AhoyCredentials) credentials = NULL;
  g_autoptr (AhoySecret) secret = NULL;
  g_autofree char *authname = NULL;

  g_return_if_fail (AHOY_IS_LOGIN_PAGE (self));

  /* What the form does not show is what is remembered, such as how to reconnect. */
  account = ahoy_settings_load_account (ahoy_client_get_settings (self->client));
  if (!check_fields (self, account)) {
    /* How the last try has ended is of no interest any more. */
    ahoy_client_set_message (self->client, NULL, FALSE);
    return;
  }

  authname = g_strdup (ahoy_account_editor_get_authname (self->editor));
  if (authname != NULL)
    g_strstrip (authname);
  secret = ahoy_secret_row_dup_secret (self->password_row);
  credentials = ahoy_credentials_new (ahoy_account_editor_get_login_kind (self->editor), authname,
                                      secret);
  ahoy_account_editor_save_relay (self->editor, credentials);
  ahoy_client_login (self->client, account, credentials, get_remember (self));
}

/**
 * ahoy_login_page_load_practice:
 * @self: the page
 * @server: the practice service's server
 * @websocket_server: its websocket server
 * @user: one of its users
 * @password: the password of @user
 *
 * Fills the form for practice.
 */
void
ahoy_login_page_load_practice (AhoyLoginPage *self, const char *server,
                               const char *websocket_server, const char *user,
                               const char *password)
{
  g_return_if_fail (AHOY_IS_LOGIN_PAGE (self));

  ahoy_account_editor_load_practice (self->editor, server, websocket_server, user, password);
  gtk_editable_set_text (self->user_row, user);
  gtk_editable_set_text (self->password_row, password);
}

/**
 * ahoy_login_page_focus:
 * @self: the page
 *
 * Gives the focus to the first field that is still to be filled.
 */
void
ahoy_login_page_focus (AhoyLoginPage *self)
{
  gboolean has_user;

  g_return_if_fail (AHOY_IS_LOGIN_PAGE (self));

  has_user = *gtk_editable_get_text (self->user_row) != '\0';
  gtk_widget_grab_focus (GTK_WIDGET (has_user ? self->password_row : self->user_row));
}
