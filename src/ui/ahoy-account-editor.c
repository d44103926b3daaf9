/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-account-editor.h"

#include "ahoy-advanced-row.h"
#include "ahoy-combo-row.h"
#include "ahoy-enum-types.h"
#include "ahoy-field-error.h"
#include "ahoy-server.h"
#include "ahoy-service-info.h"
#include "ahoy-session.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyAccountEditor:
 *
 * Where to log in: the service, one of its known servers or an own one, and the advanced settings.
 * What the service does not need is not shown.
 *
 * A preset fills the server, the websocket server and the ICE servers; changing the server by hand
 * makes it an own one. Choosing to practice asks the application to start the practice service, by
 * the action `app.practice`. What was typed for one service comes back when it is chosen again.
 */
struct _AhoyAccountEditor {
  AdwPreferencesGroup  parent_instance;

  AdwComboRow         *service_row;
  GtkEditable         *app_id_row;
  AhoyFieldError      *app_id_error;
  AdwComboRow         *preset_row;
  GtkEditable         *server_row;
  AhoyFieldError      *server_error;
  AhoyAdvancedRow     *advanced;

  const char          *service; /* what service_row showed last */
  GHashTable          *places;  /* from services to an AhoyAccount with what was typed for them */
  guint                preset;  /* what preset_row showed last */
  gboolean             filling; /* the program changes the fields, not the person */
};

enum {
  PROP_0,
  PROP_LOGIN_KIND,
  PROP_PRACTICE,
  PROP_SERVICE,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AhoyAccountEditor, ahoy_account_editor, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
has_trait (AhoyAccountEditor *self, AhoyServiceTraits trait)
{
  return (ahoy_session_get_service_traits (self->service) & trait) != 0;
}

static const AhoyServerPreset *
get_preset (AhoyAccountEditor *self, guint index)
{
  guint n_presets;
  const AhoyServerPreset *presets = ahoy_service_info_get_presets (self->service, &n_presets);

  return &presets[index < n_presets ? index : 0];
}

static guint
find_preset (AhoyAccountEditor *self, AhoyPresetKind kind)
{
  guint n_presets;
  const AhoyServerPreset *presets = ahoy_service_info_get_presets (self->service, &n_presets);

  for (guint i = 0; i < n_presets; i++)
    if (presets[i].kind == kind)
      return i;

  return 0;
}

/* The preset of that server, or that for own ones. */
static guint
find_preset_of (AhoyAccountEditor *self, const char *server)
{
  guint n_presets;
  const AhoyServerPreset *presets = ahoy_service_info_get_presets (self->service, &n_presets);

  for (guint i = 0; i < n_presets; i++)
    if (presets[i].kind == AHOY_PRESET_KIND_PUBLIC && g_strcmp0 (presets[i].server, server) == 0)
      return i;

  return find_preset (self, AHOY_PRESET_KIND_OWN);
}

static void
set_text (AhoyAccountEditor *self, GtkEditable *row, const char *text)
{
  self->filling = TRUE;
  gtk_editable_set_text (row, text != NULL ? text : "");
  self->filling = FALSE;
}

/* The text of a field; NULL where it is empty. */
static char *
dup_text (GtkEditable *row)
{
  char *text = g_strstrip (gtk_editable_get_chars (row, 0, -1));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);

  return text;
}

/* Whether the server is the service's own business. */
static gboolean
is_without_server (const AhoyServerPreset *preset)
{
  return preset->kind == AHOY_PRESET_KIND_PUBLIC && preset->server == NULL;
}

static void
show_preset (AhoyAccountEditor *self, guint index)
{
  const AhoyServerPreset *preset = get_preset (self, index);

  self->filling = TRUE;
  adw_combo_row_set_selected (self->preset_row, index);
  self->filling = FALSE;
  self->preset = index;
  if (preset->kind != AHOY_PRESET_KIND_PRACTICE)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->server_row), !is_without_server (preset));
  ahoy_field_error_set_text (self->server_error, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRACTICE]);
}

/* Fills all fields that belong to the service. */
static void
show_place (AhoyAccountEditor *self, AhoyAccount *place)
{
  const char *server = ahoy_account_get_server (place);

  set_text (self, self->app_id_row, ahoy_account_get_app_id (place));
  set_text (self, self->server_row, server);
  ahoy_advanced_row_set_servers (self->advanced, ahoy_account_get_websocket_server (place),
                                 ahoy_account_get_ice_servers (place));
  show_preset (self, find_preset_of (self, server));
}

/* As it was typed, right or wrong. Practice is not kept: next time the port is another one. */
static void
keep_place (AhoyAccountEditor *self)
{
  g_autoptr (AhoyAccount) place = ahoy_account_new ();
  g_autofree char *server = dup_text (self->server_row);
  g_autofree char *app_id = dup_text (self->app_id_row);

  if (!ahoy_account_editor_get_practice (self)) {
    g_object_set (place, "server", server, "app-id", app_id, NULL);
    ahoy_advanced_row_keep_servers (self->advanced, place);
  }
  g_hash_table_insert (self->places, (gpointer) self->service, g_steal_pointer (&place));
}

static void
on_preset_notify_selected (AhoyAccountEditor *self)
{
  guint selected = adw_combo_row_get_selected (self->preset_row);
  const AhoyServerPreset *preset;

  if (self->filling || selected == GTK_INVALID_LIST_POSITION || selected == self->preset)
    return;

  preset = get_preset (self, selected);
  if (preset->kind == AHOY_PRESET_KIND_PRACTICE) {
    /* The fields are filled when the service runs; until then nothing has been chosen. */
    show_preset (self, self->preset);
    gtk_widget_activate_action (GTK_WIDGET (self), "app.practice", NULL);
    return;
  }

  if (ahoy_account_editor_get_practice (self))
    set_text (self, self->app_id_row, NULL);
  set_text (self, self->server_row, preset->server);
  ahoy_advanced_row_set_servers (self->advanced, preset->websocket_server, preset->ice_servers);
  show_preset (self, selected);
  if (preset->kind == AHOY_PRESET_KIND_OWN)
    gtk_widget_grab_focus (GTK_WIDGET (self->server_row));
}

static void
on_server_changed (AhoyAccountEditor *self)
{
  if (self->filling || get_preset (self, self->preset)->kind == AHOY_PRESET_KIND_OWN)
    return;

  /* What the preset has filled in belongs to its server, not to the one that is being typed. */
  ahoy_advanced_row_set_servers (self->advanced, NULL, NULL);
  show_preset (self, find_preset (self, AHOY_PRESET_KIND_OWN));
}

static void
show_service (AhoyAccountEditor *self, const char *service)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autoptr (AhoyAccount) fresh = ahoy_account_new ();
  guint n_presets;
  const AhoyServerPreset *presets = ahoy_service_info_get_presets (service, &n_presets);
  AhoyAccount *place = g_hash_table_lookup (self->places, service);

  self->service = service;
  for (guint i = 0; i < n_presets; i++)
    gtk_string_list_append (titles, _(presets[i].title));
  self->filling = TRUE;
  adw_combo_row_set_model (self->preset_row, G_LIST_MODEL (titles));
  self->filling = FALSE;

  gtk_widget_set_visible (GTK_WIDGET (self->app_id_row),
                          has_trait (self, AHOY_SERVICE_TRAIT_APP_ID));
  ahoy_field_error_set_text (self->app_id_error, NULL);
  ahoy_advanced_row_set_traits (self->advanced, ahoy_session_get_service_traits (service));
  show_place (self, place != NULL ? place : fresh);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SERVICE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOGIN_KIND]);
}

static void
on_service_notify_selected (AhoyAccountEditor *self)
{
  const char * const *services = ahoy_session_list_services ();
  guint selected = adw_combo_row_get_selected (self->service_row);

  if (selected >= g_strv_length ((char **) services) || services[selected] == self->service)
    return;
  if (self->service != NULL)
    keep_place (self);
  show_service (self, services[selected]);
}

static void
on_entry_activated (AhoyAccountEditor *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.login", NULL);
}

static void
on_advanced_notify_login_kind (AhoyAccountEditor *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOGIN_KIND]);
}

static void
ahoy_account_editor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoyAccountEditor *self = AHOY_ACCOUNT_EDITOR (object);

  switch (id) {
  case PROP_LOGIN_KIND:
    g_value_set_enum (value, ahoy_account_editor_get_login_kind (self));
    break;
  case PROP_PRACTICE:
    g_value_set_boolean (value, ahoy_account_editor_get_practice (self));
    break;
  case PROP_SERVICE:
    g_value_set_string (value, self->service);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_account_editor_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), AHOY_TYPE_ACCOUNT_EDITOR);

  G_OBJECT_CLASS (ahoy_account_editor_parent_class)->dispose (object);
}

static void
ahoy_account_editor_finalize (GObject *object)
{
  g_hash_table_unref (AHOY_ACCOUNT_EDITOR (object)->places);

  G_OBJECT_CLASS (ahoy_account_editor_parent_class)->finalize (object);
}

static void
ahoy_account_editor_class_init (AhoyAccountEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ahoy_account_editor_dispose;
  object_class->finalize = ahoy_account_editor_finalize;
  object_class->get_property = ahoy_account_editor_get_property;

  /**
   * AhoyAccountEditor:login-kind:
   *
   * How the person proves who they are.
   */
  props[PROP_LOGIN_KIND] = g_param_spec_enum ("login-kind", NULL, NULL, AHOY_TYPE_LOGIN_KIND,
                                              AHOY_LOGIN_KIND_PASSWORD,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * AhoyAccountEditor:practice:
   *
   * Whether the server is the practice service inside the program.
   */
  props[PROP_PRACTICE] = g_param_spec_boolean ("practice", NULL, NULL, FALSE,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * AhoyAccountEditor:service:
   *
   * The service that is chosen: one of [func@Session.list_services].
   */
  props[PROP_SERVICE] = g_param_spec_string ("service", NULL, NULL, NULL,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (AHOY_TYPE_ADVANCED_ROW);
  g_type_ensure (AHOY_TYPE_COMBO_ROW);
  g_type_ensure (AHOY_TYPE_FIELD_ERROR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-account-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountEditor, service_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountEditor, app_id_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountEditor, app_id_error);
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountEditor, preset_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountEditor, server_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountEditor, server_error);
  gtk_widget_class_bind_template_child (widget_class, AhoyAccountEditor, advanced);
  gtk_widget_class_bind_template_callback (widget_class, on_advanced_notify_login_kind);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_preset_notify_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_server_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_service_notify_selected);
}

static void
ahoy_account_editor_init (AhoyAccountEditor *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  const char * const *services = ahoy_session_list_services ();

  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));

  for (guint i = 0; services[i] != NULL; i++)
    gtk_string_list_append (titles, ahoy_service_info_get_title (services[i]));
  adw_combo_row_set_model (self->service_row, G_LIST_MODEL (titles));
  on_service_notify_selected (self);
}

/**
 * ahoy_account_editor_load:
 * @self: the editor
 * @account: where to log in
 * @kind: how to log in
 * @authname: (nullable): the authentication name, where there is one
 *
 * Fills all fields.
 */
void
ahoy_account_editor_load (AhoyAccountEditor *self, AhoyAccount *account, AhoyLoginKind kind,
                          const char *authname)
{
  const char * const *services = ahoy_session_list_services ();

  g_return_if_fail (AHOY_IS_ACCOUNT_EDITOR (self));

  for (guint i = 0; services[i] != NULL; i++)
    if (g_strcmp0 (services[i], ahoy_account_get_service (account)) == 0)
      adw_combo_row_set_selected (self->service_row, i);
  ahoy_advanced_row_load (self->advanced, account, kind, authname);
  show_place (self, account);
}

/**
 * ahoy_account_editor_add_place:
 * @self: the editor
 * @place: the servers that a service which is not chosen now was last used with
 *
 * What to fill in when that service is chosen, as if it had been typed.
 */
void
ahoy_account_editor_add_place (AhoyAccountEditor *self, AhoyAccount *place)
{
  const char * const *services = ahoy_session_list_services ();

  g_return_if_fail (AHOY_IS_ACCOUNT_EDITOR (self));

  for (guint i = 0; services[i] != NULL; i++)
    if (g_strcmp0 (services[i], ahoy_account_get_service (place)) == 0)
      g_hash_table_insert (self->places, (gpointer) services[i], g_object_ref (place));
}

/**
 * ahoy_account_editor_load_practice:
 * @self: the editor
 * @server: the practice service's server
 * @websocket_server: its websocket server
 * @user: one of its users
 * @secret: the secret of @user
 *
 * Fills the fields with the practice service of this computer, and says what to log in with.
 */
void
ahoy_account_editor_load_practice (AhoyAccountEditor *self, const char *server,
                                   const char *websocket_server, const char *user,
                                   const char *secret)
{
  g_autofree char *hint = NULL;
  g_autofree char *description = NULL;

  g_return_if_fail (AHOY_IS_ACCOUNT_EDITOR (self));

  hint = ahoy_service_info_dup_practice_hint (self->service, user, secret);
  description = g_markup_escape_text (hint, -1);
  set_text (self, self->app_id_row, ahoy_service_info_get_practice_app_id (self->service));
  set_text (self, self->server_row, server);
  ahoy_advanced_row_set_servers (self->advanced, websocket_server, NULL);
  show_preset (self, find_preset (self, AHOY_PRESET_KIND_PRACTICE));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), description);
}

static gboolean
check_server (AhoyAccountEditor *self, char **server)
{
  g_autofree char *text = dup_text (self->server_row);
  g_autoptr (GError) error = NULL;

  if (is_without_server (get_preset (self, self->preset)))
    return TRUE;
  if (text == NULL)
    ahoy_field_error_set_text (self->server_error, _("Enter the server, or choose a location."));
  else if ((*server = ahoy_server_parse (text, &error)) == NULL)
    ahoy_field_error_set_text (self->server_error, error->message);
  if (*server == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->server_row));

  return *server != NULL;
}

static gboolean
check_app_id (AhoyAccountEditor *self, char **app_id)
{
  if (!has_trait (self, AHOY_SERVICE_TRAIT_APP_ID))
    return TRUE;

  *app_id = dup_text (self->app_id_row);
  if (*app_id == NULL) {
    ahoy_field_error_set_text (self->app_id_error, _("Enter the application ID."));
    gtk_widget_grab_focus (GTK_WIDGET (self->app_id_row));
  }

  return *app_id != NULL;
}

/**
 * ahoy_account_editor_save:
 * @self: the editor
 * @account: what to write to
 *
 * Writes the fields to @account. Where one is wrong, says so at the field and gives it the focus.
 *
 * Returns: whether all fields are right
 */
gboolean
ahoy_account_editor_save (AhoyAccountEditor *self, AhoyAccount *account)
{
  g_autofree char *server = NULL;
  g_autofree char *app_id = NULL;
  gboolean right;

  g_return_val_if_fail (AHOY_IS_ACCOUNT_EDITOR (self), FALSE);

  /* The focus ends at the first of those that are wrong. */
  right = ahoy_advanced_row_save (self->advanced, account);
  right = check_server (self, &server) && right;
  right = check_app_id (self, &app_id) && right;
  if (right)
    g_object_set (account, "service", self->service, "app-id", app_id, "server", server, NULL);

  return right;
}

/**
 * ahoy_account_editor_get_login_kind:
 * @self: the editor
 *
 * Returns: the value of [property@AccountEditor:login-kind]
 */
AhoyLoginKind
ahoy_account_editor_get_login_kind (AhoyAccountEditor *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT_EDITOR (self), AHOY_LOGIN_KIND_PASSWORD);

  if (!has_trait (self, AHOY_SERVICE_TRAIT_LOGIN_KINDS))
    return AHOY_LOGIN_KIND_TOKEN;

  return ahoy_advanced_row_get_login_kind (self->advanced);
}

/**
 * ahoy_account_editor_get_authname:
 * @self: the editor
 *
 * Returns: (nullable): the authentication name, where the login kind has one
 */
const char *
ahoy_account_editor_get_authname (AhoyAccountEditor *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT_EDITOR (self), NULL);

  if (!has_trait (self, AHOY_SERVICE_TRAIT_LOGIN_KINDS))
    return NULL;

  return ahoy_advanced_row_get_authname (self->advanced);
}

/**
 * ahoy_account_editor_get_practice:
 * @self: the editor
 *
 * Returns: the value of [property@AccountEditor:practice]
 */
gboolean
ahoy_account_editor_get_practice (AhoyAccountEditor *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT_EDITOR (self), FALSE);

  return get_preset (self, self->preset)->kind == AHOY_PRESET_KIND_PRACTICE;
}

/**
 * ahoy_account_editor_get_service:
 * @self: the editor
 *
 * Returns: (transfer none): the value of [property@AccountEditor:service]
 */
const char *
ahoy_account_editor_get_service (AhoyAccountEditor *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT_EDITOR (self), NULL);

  return self->service;
}

/**
 * ahoy_account_editor_clear_user:
 * @self: the editor
 *
 * Empties what belongs to one person; the service and the server stay.
 */
void
ahoy_account_editor_clear_user (AhoyAccountEditor *self)
{
  g_return_if_fail (AHOY_IS_ACCOUNT_EDITOR (self));

  ahoy_advanced_row_clear_user (self->advanced);
}

/**
 * ahoy_account_editor_follow_locks:
 * @self: the editor
 * @gsettings: has the locks
 *
 * Lets the person change only what is not locked by an administrator. To be called once.
 */
void
ahoy_account_editor_follow_locks (AhoyAccountEditor *self, GSettings *gsettings)
{
  g_return_if_fail (AHOY_IS_ACCOUNT_EDITOR (self));

  g_settings_bind_writable (gsettings, "service", self->service_row, "sensitive", FALSE);
  g_settings_bind_writable (gsettings, "app-id", self->app_id_row, "sensitive", FALSE);
  /* Who chooses a place chooses its server. */
  g_settings_bind_writable (gsettings, "server", self->preset_row, "sensitive", FALSE);
  g_settings_bind_writable (gsettings, "server", self->server_row, "sensitive", FALSE);
  ahoy_advanced_row_follow_locks (self->advanced, gsettings);
}

/**
 * ahoy_account_editor_save_relay:
 * @self: the editor
 * @credentials: new credentials
 *
 * Writes who the person is to TURN servers to @credentials, after ahoy_account_editor_save().
 */
void
ahoy_account_editor_save_relay (AhoyAccountEditor *self, AhoyCredentials *credentials)
{
  g_return_if_fail (AHOY_IS_ACCOUNT_EDITOR (self));

  ahoy_advanced_row_save_relay (self->advanced, credentials);
}

/**
 * ahoy_account_editor_clear_relay_secret:
 * @self: the editor
 *
 * Empties the field of the password for TURN servers.
 */
void
ahoy_account_editor_clear_relay_secret (AhoyAccountEditor *self)
{
  g_return_if_fail (AHOY_IS_ACCOUNT_EDITOR (self));

  ahoy_advanced_row_clear_relay_secret (self->advanced);
}
