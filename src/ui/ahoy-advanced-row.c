/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-advanced-row.h"

#include "ahoy-combo-row.h"
#include "ahoy-enum-types.h"
#include "ahoy-field-error.h"
#include "ahoy-secret-row.h"
#include "ahoy-server.h"
#include "ahoy-words.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyAdvancedRow:
 *
 * What few people need for logging in. What the service does not need is not shown, and counts as
 * empty.
 *
 * # Actions
 *
 * - `advanced.expanded`: shows or hides the rows; without it assistive technology could not
 */
struct _AhoyAdvancedRow {
  AdwExpanderRow        parent_instance;

  GtkEditable          *websocket_row;
  AhoyFieldError       *websocket_error;
  GtkEditable          *ice_row;
  AhoyFieldError       *ice_error;
  GtkEditable          *relay_user_row;
  GtkEditable          *relay_secret_row;
  AhoyFieldError       *relay_error;
  AdwActionRow         *ca_row;
  GtkWidget            *ca_clear_button;
  AdwComboRow          *kind_row;
  GtkEditable          *authname_row;
  AhoyFieldError       *authname_error;
  GtkEditable          *services_row;
  GtkEditable          *correlator_row;
  GtkWidget            *force_row;
  GtkSwitch            *force_switch;

  AhoyServiceTraits     traits;  /* of the service */
  GtkFileChooserNative *chooser; /* (nullable): while it is open */
  char                 *ca_file;
};

enum {
  PROP_0,
  PROP_LOGIN_KIND,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AhoyAdvancedRow, ahoy_advanced_row, ADW_TYPE_EXPANDER_ROW)

static void
set_ca_file (AhoyAdvancedRow *self, const char *path)
{
  g_autofree char *shown = NULL;
  g_autofree char *escaped = NULL;

  g_free (self->ca_file);
  self->ca_file = path != NULL && *path != '\0' ? g_strdup (path) : NULL;

  if (self->ca_file != NULL) {
    shown = g_filename_display_name (self->ca_file);
    escaped = g_markup_escape_text (shown, -1);
  }
  adw_action_row_set_subtitle (self->ca_row,
                               escaped != NULL ? escaped : _("Only those of the system"));
  gtk_widget_set_visible (self->ca_clear_button, self->ca_file != NULL);
}

static void
on_chooser_response (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  AhoyAdvancedRow *self = user_data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT) {
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    if (file != NULL && g_file_peek_path (file) != NULL)
      set_ca_file (self, g_file_peek_path (file));
  }
  g_clear_object (&self->chooser);
}

static void
on_ca_choose_clicked (AhoyAdvancedRow *self)
{
  g_autoptr (GtkFileFilter) certificates = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  if (self->chooser != NULL) {
    gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
    return;
  }

  self->chooser = gtk_file_chooser_native_new (_("Choose a Certificate File"),
                                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_filter_set_name (certificates, _("Certificates"));
  gtk_file_filter_add_suffix (certificates, "pem");
  gtk_file_filter_add_suffix (certificates, "crt");
  gtk_file_filter_add_suffix (certificates, "cer");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), certificates);
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), all);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_ca_clear_clicked (AhoyAdvancedRow *self)
{
  set_ca_file (self, NULL);
}

static gboolean
needs_authname (AhoyAdvancedRow *self)
{
  return (self->traits & AHOY_SERVICE_TRAIT_LOGIN_KINDS) != 0 &&
         ahoy_advanced_row_get_login_kind (self) == AHOY_LOGIN_KIND_AUTHNAME;
}

static void
on_kind_notify_selected (AhoyAdvancedRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->authname_row), needs_authname (self));
  ahoy_field_error_set_text (self->authname_error, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOGIN_KIND]);
}

static void
on_entry_activated (AhoyAdvancedRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.login", NULL);
}

static void
ahoy_advanced_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_LOGIN_KIND:
    g_value_set_enum (value, ahoy_advanced_row_get_login_kind (AHOY_ADVANCED_ROW (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_advanced_row_dispose (GObject *object)
{
  AhoyAdvancedRow *self = AHOY_ADVANCED_ROW (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->ca_file, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_ADVANCED_ROW);

  G_OBJECT_CLASS (ahoy_advanced_row_parent_class)->dispose (object);
}

static void
ahoy_advanced_row_class_init (AhoyAdvancedRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ahoy_advanced_row_dispose;
  object_class->get_property = ahoy_advanced_row_get_property;

  /**
   * AhoyAdvancedRow:login-kind:
   *
   * How the person proves who they are.
   */
  props[PROP_LOGIN_KIND] = g_param_spec_enum ("login-kind", NULL, NULL, AHOY_TYPE_LOGIN_KIND,
                                              AHOY_LOGIN_KIND_PASSWORD,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_property_action (widget_class, "advanced.expanded", "expanded");

  g_type_ensure (AHOY_TYPE_COMBO_ROW);
  g_type_ensure (AHOY_TYPE_FIELD_ERROR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-advanced-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, websocket_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, websocket_error);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, ice_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, ice_error);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, relay_user_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, relay_secret_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, relay_error);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, ca_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, ca_clear_button);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, kind_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, authname_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, authname_error);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, services_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, correlator_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, force_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAdvancedRow, force_switch);
  gtk_widget_class_bind_template_callback (widget_class, on_ca_choose_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_ca_clear_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_kind_notify_selected);
}

static void
ahoy_advanced_row_init (AhoyAdvancedRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ahoy_secret_row_name_peek_button (GTK_WIDGET (self->relay_secret_row), _("Show TURN password"));
  /* An entry keeps what can be undone: nobody may get at what another person has typed. */
  gtk_editable_set_enable_undo (self->relay_user_row, FALSE);
  gtk_editable_set_enable_undo (self->relay_secret_row, FALSE);
  set_ca_file (self, NULL);
}

static void
set_text (GtkEditable *row, const char *text)
{
  gtk_editable_set_text (row, text != NULL ? text : "");
}

static void
set_words (GtkEditable *row, const char * const *words)
{
  g_autofree char *text = words != NULL ? g_strjoinv (" ", (char **) words) : NULL;

  set_text (row, text);
}

static char *
dup_stripped (GtkEditable *row)
{
  return g_strstrip (gtk_editable_get_chars (row, 0, -1));
}

/**
 * ahoy_advanced_row_load:
 * @self: the row
 * @account: where to log in
 * @kind: how to log in
 * @authname: (nullable): the authentication name, where there is one
 *
 * Fills the fields.
 */
void
ahoy_advanced_row_load (AhoyAdvancedRow *self, AhoyAccount *account, AhoyLoginKind kind,
                        const char *authname)
{
  g_return_if_fail (AHOY_IS_ADVANCED_ROW (self));

  ahoy_advanced_row_set_servers (self, ahoy_account_get_websocket_server (account),
                                 ahoy_account_get_ice_servers (account));
  set_ca_file (self, ahoy_account_get_ca_file (account));
  if ((self->traits & AHOY_SERVICE_TRAIT_LOGIN_KINDS) != 0)
    adw_combo_row_set_selected (self->kind_row, kind);
  set_text (self->authname_row, authname);
  set_words (self->services_row, ahoy_account_get_services (account));
  set_text (self->correlator_row, ahoy_account_get_correlator (account));
  gtk_switch_set_active (self->force_switch, ahoy_account_get_force_logout (account));
}

static gboolean
check_authname (AhoyAdvancedRow *self)
{
  g_autofree char *authname = dup_stripped (self->authname_row);

  if (!needs_authname (self) || *authname != '\0')
    return TRUE;
  ahoy_field_error_set_text (self->authname_error, _("Enter your authentication name."));

  return FALSE;
}

static gboolean
check_ice (AhoyAdvancedRow *self, char ***ice)
{
  g_autoptr (GError) error = NULL;

  if ((self->traits & AHOY_SERVICE_TRAIT_ICE_SERVERS) == 0)
    return TRUE;
  *ice = ahoy_words_to_ice_servers (gtk_editable_get_text (self->ice_row), &error);
  if (*ice == NULL)
    ahoy_field_error_set_text (self->ice_error, error->message);

  return *ice != NULL;
}

static gboolean
has_relay (AhoyAdvancedRow *self)
{
  return (self->traits & AHOY_SERVICE_TRAIT_ICE_SERVERS) != 0;
}

static gboolean
check_relay (AhoyAdvancedRow *self)
{
  g_autofree char *user = dup_stripped (self->relay_user_row);
  g_autoptr (AhoySecret) secret = ahoy_secret_row_dup_secret (self->relay_secret_row);

  if (!has_relay (self) || (*user == '\0') == (*secret == '\0'))
    return TRUE;
  ahoy_field_error_set_text (self->relay_error,
                             _("Enter both the name and the password, or neither."));

  return FALSE;
}

static gboolean
check_websocket (AhoyAdvancedRow *self, char **websocket)
{
  g_autofree char *text = dup_stripped (self->websocket_row);
  g_autoptr (GError) error = NULL;

  if (*text == '\0')
    return TRUE;
  *websocket = ahoy_server_parse_websocket (text, NULL, &error);
  if (*websocket == NULL)
    ahoy_field_error_set_text (self->websocket_error, error->message);

  return *websocket != NULL;
}

static void
save_subscription (AhoyAdvancedRow *self, AhoyAccount *account)
{
  gboolean subscribes = (self->traits & AHOY_SERVICE_TRAIT_SUBSCRIPTION) != 0;
  g_auto (GStrv) services = NULL;
  g_autofree char *correlator = NULL;

  if (subscribes) {
    services = ahoy_words_split (gtk_editable_get_text (self->services_row));
    correlator = dup_stripped (self->correlator_row);
  }
  g_object_set (account,
                "services", services,
                "correlator", correlator != NULL && *correlator != '\0' ? correlator : NULL,
                "force-logout", subscribes && gtk_switch_get_active (self->force_switch),
                NULL);
}

/**
 * ahoy_advanced_row_save:
 * @self: the row
 * @account: what to write to
 *
 * Writes the fields to @account. Where one is wrong, says so at the field, shows it and gives it
 * the focus.
 *
 * Returns: whether all fields are right
 */
gboolean
ahoy_advanced_row_save (AhoyAdvancedRow *self, AhoyAccount *account)
{
  g_autofree char *websocket = NULL;
  g_auto (GStrv) ice = NULL;
  GtkEditable *wrong = NULL;

  g_return_val_if_fail (AHOY_IS_ADVANCED_ROW (self), FALSE);

  if (!check_authname (self))
    wrong = self->authname_row;
  if (!check_relay (self))
    wrong = self->relay_secret_row;
  if (!check_ice (self, &ice))
    wrong = self->ice_row;
  if (!check_websocket (self, &websocket))
    wrong = self->websocket_row;
  if (wrong != NULL) {
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (wrong));
    return FALSE;
  }

  g_object_set (account, "websocket-server", websocket, "ice-servers", ice,
                "ca-file", self->ca_file, NULL);
  save_subscription (self, account);

  return TRUE;
}

/**
 * ahoy_advanced_row_get_login_kind:
 * @self: the row
 *
 * Returns: the value of [property@AdvancedRow:login-kind]
 */
AhoyLoginKind
ahoy_advanced_row_get_login_kind (AhoyAdvancedRow *self)
{
  guint selected;

  g_return_val_if_fail (AHOY_IS_ADVANCED_ROW (self), AHOY_LOGIN_KIND_PASSWORD);

  selected = adw_combo_row_get_selected (self->kind_row);

  return selected == GTK_INVALID_LIST_POSITION ? AHOY_LOGIN_KIND_PASSWORD : selected;
}

/**
 * ahoy_advanced_row_get_authname:
 * @self: the row
 *
 * Returns: (nullable): the authentication name, where the login kind has one
 */
const char *
ahoy_advanced_row_get_authname (AhoyAdvancedRow *self)
{
  g_return_val_if_fail (AHOY_IS_ADVANCED_ROW (self), NULL);

  if (!needs_authname (self))
    return NULL;

  return gtk_editable_get_text (self->authname_row);
}

/**
 * ahoy_advanced_row_save_relay:
 * @self: the row
 * @credentials: new credentials
 *
 * Writes who the person is to TURN servers to @credentials, after ahoy_advanced_row_save().
 */
void
ahoy_advanced_row_save_relay (AhoyAdvancedRow *self, AhoyCredentials *credentials)
{
  g_autofree char *user = NULL;
  g_autoptr (AhoySecret) secret = NULL;

  g_return_if_fail (AHOY_IS_ADVANCED_ROW (self));

  user = dup_stripped (self->relay_user_row);
  secret = ahoy_secret_row_dup_secret (self->relay_secret_row);
  if (has_relay (self) && *user != '\0')
    ahoy_credentials_set_relay (credentials, user, secret);
}

/**
 * ahoy_advanced_row_clear_relay_secret:
 * @self: the row
 *
 * Empties the field of the password for TURN servers.
 */
void
ahoy_advanced_row_clear_relay_secret (AhoyAdvancedRow *self)
{
  g_return_if_fail (AHOY_IS_ADVANCED_ROW (self));

  set_text (self->relay_secret_row, NULL);
  ahoy_field_error_set_text (self->relay_error, NULL);
}

/**
 * ahoy_advanced_row_clear_user:
 * @self: the row
 *
 * Empties what belongs to one person. The device name is the device's, it stays.
 */
void
ahoy_advanced_row_clear_user (AhoyAdvancedRow *self)
{
  g_return_if_fail (AHOY_IS_ADVANCED_ROW (self));

  set_text (self->authname_row, NULL);
  set_text (self->relay_user_row, NULL);
  ahoy_advanced_row_clear_relay_secret (self);
}

/**
 * ahoy_advanced_row_set_traits:
 * @self: the row
 * @traits: what the service needs
 *
 * Shows the fields that the service needs, and no others.
 */
void
ahoy_advanced_row_set_traits (AhoyAdvancedRow *self, AhoyServiceTraits traits)
{
  gboolean subscribes = (traits & AHOY_SERVICE_TRAIT_SUBSCRIPTION) != 0;

  g_return_if_fail (AHOY_IS_ADVANCED_ROW (self));

  self->traits = traits;
  gtk_widget_set_visible (GTK_WIDGET (self->ice_row),
                          (traits & AHOY_SERVICE_TRAIT_ICE_SERVERS) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->relay_user_row), has_relay (self));
  gtk_widget_set_visible (GTK_WIDGET (self->relay_secret_row), has_relay (self));
  gtk_widget_set_visible (GTK_WIDGET (self->kind_row),
                          (traits & AHOY_SERVICE_TRAIT_LOGIN_KINDS) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->services_row), subscribes);
  gtk_widget_set_visible (GTK_WIDGET (self->correlator_row), subscribes);
  gtk_widget_set_visible (self->force_row, subscribes);
  ahoy_field_error_set_text (self->ice_error, NULL);
  on_kind_notify_selected (self);
}

/**
 * ahoy_advanced_row_keep_servers:
 * @self: the row
 * @account: what to write to
 *
 * Writes the fields that belong to the server to @account as they were typed, right or wrong.
 */
void
ahoy_advanced_row_keep_servers (AhoyAdvancedRow *self, AhoyAccount *account)
{
  g_autofree char *websocket = NULL;
  g_auto (GStrv) ice = NULL;

  g_return_if_fail (AHOY_IS_ADVANCED_ROW (self));

  websocket = dup_stripped (self->websocket_row);
  ice = ahoy_words_split (gtk_editable_get_text (self->ice_row));
  g_object_set (account, "websocket-server", websocket, "ice-servers", ice, NULL);
}

/**
 * ahoy_advanced_row_set_servers:
 * @self: the row
 * @websocket_server: (nullable): the websocket server
 * @ice_servers: (nullable): the ICE servers
 *
 * Fills the fields that belong to the server.
 */
void
ahoy_advanced_row_set_servers (AhoyAdvancedRow *self, const char *websocket_server,
                               const char * const *ice_servers)
{
  g_return_if_fail (AHOY_IS_ADVANCED_ROW (self));

  set_text (self->websocket_row, websocket_server);
  set_words (self->ice_row, ice_servers);
}

/**
 * ahoy_advanced_row_follow_locks:
 * @self: the row
 * @gsettings: has the locks
 *
 * Lets the person change only what is not locked by an administrator. To be called once.
 */
void
ahoy_advanced_row_follow_locks (AhoyAdvancedRow *self, GSettings *gsettings)
{
  const struct {
    const char *key;
    gpointer    row;
  } rows[] = {
    { "websocket-server", self->websocket_row },
    { "ice-servers", self->ice_row },
    { "ca-file", self->ca_row },
    { "login-kind", self->kind_row },
    { "services", self->services_row },
    { "correlator", self->correlator_row },
    { "force-logout", self->force_row },
  };

  g_return_if_fail (AHOY_IS_ADVANCED_ROW (self));

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_settings_bind_writable (gsettings, rows[i].key, rows[i].row, "sensitive", FALSE);
}
