/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-settings.h"

#include "ahoy-enum-types.h"

#include <string.h>

/**
 * AhoySettings:
 *
 * What is remembered between runs, in GSettings. Never a secret: those are in the keyring.
 */
struct _AhoySettings {
  GObject    parent_instance;

  GSettings *gsettings;
  char      *authname;
};

G_DEFINE_FINAL_TYPE (AhoySettings, ahoy_settings, G_TYPE_OBJECT)

/* Every key that is read or bound to beside those of the account. */
static const char * const other_keys[] = {
  "authname",
  "camera",
  "echo-cancelling",
  "gain-control",
  "has-secret",
  "login-kind",
  "microphone",
  "noise-suppression",
  "ringer",
  "speaker",
  "seen-until",
  "stay-logged-in",
  "window-height",
  "window-maximized",
  "window-width",
};

static GParamSpec **
list_account_properties (guint *n_properties)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (AHOY_TYPE_ACCOUNT);

  return g_object_class_list_properties (G_OBJECT_CLASS (klass), n_properties);
}

static const GVariantType *
variant_type_of (GParamSpec *property)
{
  switch (G_PARAM_SPEC_VALUE_TYPE (property)) {
  case G_TYPE_STRING:
    return G_VARIANT_TYPE_STRING;
  case G_TYPE_BOOLEAN:
    return G_VARIANT_TYPE_BOOLEAN;
  case G_TYPE_UINT:
    return G_VARIANT_TYPE_UINT32;
  case G_TYPE_DOUBLE:
    return G_VARIANT_TYPE_DOUBLE;
  default:
    return G_VARIANT_TYPE_STRING_ARRAY;
  }
}

static gboolean
has_key (GSettingsSchema *schema, const char *name, const GVariantType *type)
{
  g_autoptr (GSettingsSchemaKey) key = NULL;

  if (!g_settings_schema_has_key (schema, name))
    return FALSE;
  key = g_settings_schema_get_key (schema, name);

  return type == NULL || g_variant_type_equal (g_settings_schema_key_get_value_type (key), type);
}

/* GSettings aborts the program on a key that is not there, and an installed schema can be older
 * than the program. */
static gboolean
is_complete (GSettingsSchema *schema)
{
  guint n_properties;
  g_autofree GParamSpec **properties = list_account_properties (&n_properties);

  for (guint i = 0; i < n_properties; i++) {
    if (!has_key (schema, properties[i]->name, variant_type_of (properties[i])))
      return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (other_keys); i++) {
    if (!has_key (schema, other_keys[i], NULL))
      return FALSE;
  }

  return TRUE;
}

static void
ahoy_settings_finalize (GObject *object)
{
  AhoySettings *self = AHOY_SETTINGS (object);

  g_clear_object (&self->gsettings);
  g_free (self->authname);

  G_OBJECT_CLASS (ahoy_settings_parent_class)->finalize (object);
}

static void
ahoy_settings_class_init (AhoySettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_settings_finalize;
}

static void
ahoy_settings_init (AhoySettings *self)
{
}

/**
 * ahoy_settings_new:
 *
 * Opens what is remembered.
 *
 * The schema is looked for where GSettings looks; a program that is not installed needs
 * `GSETTINGS_SCHEMA_DIR` set to the folder `src/settings` of the build.
 *
 * Returns: (transfer full) (nullable): the settings; %NULL where the schema is not installed, or is
 *   of another version than the program. Nothing can be remembered then, and the program should
 *   tell so and exit.
 */
AhoySettings *
ahoy_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;
  AhoySettings *self;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, AHOY_APPLICATION_ID, TRUE);
  if (schema == NULL || !is_complete (schema))
    return NULL;

  self = g_object_new (AHOY_TYPE_SETTINGS, NULL);
  self->gsettings = g_settings_new_full (schema, NULL, NULL);

  return self;
}

/**
 * ahoy_settings_get_gsettings:
 * @self: settings
 *
 * Returns: (transfer none): what the settings are kept in, to bind widgets to its keys
 */
GSettings *
ahoy_settings_get_gsettings (AhoySettings *self)
{
  g_return_val_if_fail (AHOY_IS_SETTINGS (self), NULL);

  return self->gsettings;
}

static void
load_property (AhoySettings *self, GParamSpec *property, AhoyAccount *account)
{
  g_autoptr (GVariant) variant = g_settings_get_value (self->gsettings, property->name);
  g_auto (GValue) value = G_VALUE_INIT;

  /* GSettings has no unset: empty stands for it. */
  if ((g_variant_is_of_type (variant, G_VARIANT_TYPE_STRING) &&
       g_variant_get_string (variant, NULL)[0] == '\0') ||
      (g_variant_is_of_type (variant, G_VARIANT_TYPE_STRING_ARRAY) &&
       g_variant_n_children (variant) == 0))
    return;

  g_dbus_gvariant_to_gvalue (variant, &value);
  g_object_set_property (G_OBJECT (account), property->name, &value);
}

/**
 * ahoy_settings_load_account:
 * @self: settings
 *
 * Returns: (transfer full): an account with everything that is remembered, with the user where one
 *   stays logged in; what is empty in the settings is %NULL in the account
 */
AhoyAccount *
ahoy_settings_load_account (AhoySettings *self)
{
  guint n_properties;
  g_autofree GParamSpec **properties = list_account_properties (&n_properties);
  AhoyAccount *account;

  g_return_val_if_fail (AHOY_IS_SETTINGS (self), NULL);

  account = ahoy_account_new ();
  for (guint i = 0; i < n_properties; i++)
    load_property (self, properties[i], account);

  return account;
}

/**
 * ahoy_settings_load_other_server:
 * @self: settings
 * @service: a service
 *
 * Returns: (transfer full) (nullable): an account with the servers and the application ID that
 *   @service was last used with, if that was before the one of ahoy_settings_load_account()
 */
AhoyAccount *
ahoy_settings_load_other_server (AhoySettings *self, const char *service)
{
  g_autoptr (GVariant) others = NULL;
  g_autofree char *server = NULL;
  g_autofree char *websocket_server = NULL;
  g_autofree char *app_id = NULL;
  g_auto (GStrv) ice_servers = NULL;
  AhoyAccount *account;

  g_return_val_if_fail (AHOY_IS_SETTINGS (self), NULL);
  g_return_val_if_fail (service != NULL, NULL);

  others = g_settings_get_value (self->gsettings, "other-servers");
  if (!g_variant_lookup (others, service, "(sss^as)", &server, &websocket_server, &app_id,
                         &ice_servers))
    return NULL;

  account = ahoy_account_new ();
  g_object_set (account,
                "service", service,
                "server", *server != '\0' ? server : NULL,
                "websocket-server", *websocket_server != '\0' ? websocket_server : NULL,
                "app-id", *app_id != '\0' ? app_id : NULL,
                "ice-servers", *ice_servers != NULL ? ice_servers : NULL,
                NULL);

  return account;
}

/**
 * ahoy_settings_get_login_kind:
 * @self: settings
 *
 * Returns: how the person has last proved who they are
 */
AhoyLoginKind
ahoy_settings_get_login_kind (AhoySettings *self)
{
  g_return_val_if_fail (AHOY_IS_SETTINGS (self), AHOY_LOGIN_KIND_PASSWORD);

  return g_settings_get_enum (self->gsettings, "login-kind");
}

/**
 * ahoy_settings_get_authname:
 * @self: settings
 *
 * Returns: (nullable): the authentication name of the user who stays logged in, valid until the
 *   next call
 */
const char *
ahoy_settings_get_authname (AhoySettings *self)
{
  g_return_val_if_fail (AHOY_IS_SETTINGS (self), NULL);

  g_free (self->authname);
  self->authname = g_settings_get_string (self->gsettings, "authname");

  return self->authname[0] != '\0' ? self->authname : NULL;
}

/**
 * ahoy_settings_get_has_secret:
 * @self: settings
 *
 * Returns: whether the user who stays logged in has a secret, to be looked for in the keyring
 */
gboolean
ahoy_settings_get_has_secret (AhoySettings *self)
{
  g_return_val_if_fail (AHOY_IS_SETTINGS (self), TRUE);

  return g_settings_get_boolean (self->gsettings, "has-secret");
}

/**
 * ahoy_settings_get_seen_until:
 * @self: settings
 *
 * Returns: up to when the user who stays logged in has seen the missed calls, in milliseconds since
 *   1970
 */
gint64
ahoy_settings_get_seen_until (AhoySettings *self)
{
  g_return_val_if_fail (AHOY_IS_SETTINGS (self), 0);

  return g_settings_get_int64 (self->gsettings, "seen-until");
}

/* Writes only what differs, and nothing at all where the default is wanted, so that an
 * administrator's default shows through for as long as the person has not chosen otherwise. */
static void
write_key (AhoySettings *self, const char *key, GVariant *value)
{
  g_autoptr (GVariant) wanted = g_variant_take_ref (value);
  g_autoptr (GVariant) current = g_settings_get_value (self->gsettings, key);
  g_autoptr (GVariant) fallback = g_settings_get_default_value (self->gsettings, key);

  if (!g_settings_is_writable (self->gsettings, key) || g_variant_equal (wanted, current))
    return;
  if (g_variant_equal (wanted, fallback))
    g_settings_reset (self->gsettings, key);
  else
    g_settings_set_value (self->gsettings, key, wanted);
}

/* None of the addresses has a user part by its rules, but a person can have put a password into
 * one, and that must not end up in a plain file. */
static gboolean
may_hold_secret (const char *property, const char *text)
{
  static const char * const addresses[] = {
    "ice-servers",
    "server",
    "websocket-server",
    NULL
  };

  return g_strv_contains (addresses, property) && strchr (text, '@') != NULL;
}

static GVariant *
list_without_secrets (const char *property, const char * const *texts)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++) {
    if (!may_hold_secret (property, texts[i]))
      g_variant_builder_add (&builder, "s", texts[i]);
  }

  return g_variant_builder_end (&builder);
}

static void
save_property (AhoySettings *self, GParamSpec *property, AhoyAccount *account)
{
  const GVariantType *type = variant_type_of (property);
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (account), property->name, &value);
  if (G_VALUE_HOLDS (&value, G_TYPE_STRV)) {
    write_key (self, property->name,
               list_without_secrets (property->name, g_value_get_boxed (&value)));
  } else if (G_VALUE_HOLDS_STRING (&value)) {
    const char *text = g_value_get_string (&value);

    if (text == NULL)
      write_key (self, property->name, g_variant_new_string (""));
    else if (!may_hold_secret (property->name, text))
      write_key (self, property->name, g_variant_new_string (text));
  } else {
    write_key (self, property->name, g_dbus_gvalue_to_gvariant (&value, type));
  }
}

/* Before another service takes the keys: what they have, which has no secrets. */
static void
set_servers_aside (AhoySettings *self, const char *next_service)
{
  g_autoptr (GVariant) others = g_settings_get_value (self->gsettings, "other-servers");
  g_autofree char *service = g_settings_get_string (self->gsettings, "service");
  g_autofree char *server = g_settings_get_string (self->gsettings, "server");
  g_autofree char *websocket_server = g_settings_get_string (self->gsettings, "websocket-server");
  g_autofree char *app_id = g_settings_get_string (self->gsettings, "app-id");
  g_auto (GStrv) ice_servers = g_settings_get_strv (self->gsettings, "ice-servers");
  GVariantBuilder builder;
  GVariantIter iter;
  const char *key;
  GVariant *value;

  if (g_strcmp0 (service, next_service) == 0)
    return;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{s(sssas)}"));
  g_variant_iter_init (&iter, others);
  while (g_variant_iter_loop (&iter, "{&s@(sssas)}", &key, &value)) {
    if (!g_str_equal (key, service) && !g_str_equal (key, next_service))
      g_variant_builder_add (&builder, "{s@(sssas)}", key, value);
  }
  if (*server != '\0' || *app_id != '\0')
    g_variant_builder_add (&builder, "{s(sss^as)}", service, server, websocket_server, app_id,
                           ice_servers);
  write_key (self, "other-servers", g_variant_builder_end (&builder));
}

/**
 * ahoy_settings_remember_server:
 * @self: settings
 * @account: the account of a login that has succeeded
 * @kind: how the person has proved who they are
 *
 * Remembers everything of @account but the user. Where it is of another service than before, what
 * that one was used with is kept aside.
 */
void
ahoy_settings_remember_server (AhoySettings *self, AhoyAccount *account, AhoyLoginKind kind)
{
  guint n_properties;
  g_autofree GParamSpec **properties = list_account_properties (&n_properties);
  g_autoptr (GEnumClass) kinds = g_type_class_ref (AHOY_TYPE_LOGIN_KIND);
  GEnumValue *value = g_enum_get_value (kinds, kind);

  g_return_if_fail (AHOY_IS_SETTINGS (self));
  g_return_if_fail (AHOY_IS_ACCOUNT (account));
  g_return_if_fail (value != NULL);

  set_servers_aside (self, ahoy_account_get_service (account));
  for (guint i = 0; i < n_properties; i++) {
    if (!g_str_equal (properties[i]->name, "user"))
      save_property (self, properties[i], account);
  }
  write_key (self, "login-kind", g_variant_new_string (value->value_nick));
}

/**
 * ahoy_settings_remember_user:
 * @self: settings
 * @user: the user who stays logged in
 * @authname: (nullable): the authentication name, where the login kind has one
 * @has_secret: whether the user has a secret
 *
 * Remembers a user who wants to stay logged in, and that they do. The secret goes to the keyring,
 * by [func@keyring_store_async].
 */
void
ahoy_settings_remember_user (AhoySettings *self, const char *user, const char *authname,
                             gboolean has_secret)
{
  g_return_if_fail (AHOY_IS_SETTINGS (self));
  g_return_if_fail (user != NULL);

  write_key (self, "user", g_variant_new_string (user));
  write_key (self, "authname", g_variant_new_string (authname != NULL ? authname : ""));
  write_key (self, "has-secret", g_variant_new_boolean (has_secret));
  write_key (self, "stay-logged-in", g_variant_new_boolean (TRUE));
}

/**
 * ahoy_settings_remember_seen_until:
 * @self: settings
 * @seen_until: in milliseconds since 1970
 *
 * Remembers up to when the user who stays logged in has seen the missed calls. What is remembered
 * never goes back, until the user is forgotten.
 */
void
ahoy_settings_remember_seen_until (AhoySettings *self, gint64 seen_until)
{
  g_return_if_fail (AHOY_IS_SETTINGS (self));

  if (seen_until > ahoy_settings_get_seen_until (self))
    write_key (self, "seen-until", g_variant_new_int64 (seen_until));
}

/**
 * ahoy_settings_forget_user:
 * @self: settings
 *
 * Forgets who was logged in, and that they wanted to stay: the next person of the same window must
 * not have their password kept because the one before had wanted it.
 */
void
ahoy_settings_forget_user (AhoySettings *self)
{
  g_return_if_fail (AHOY_IS_SETTINGS (self));

  g_settings_reset (self->gsettings, "user");
  g_settings_reset (self->gsettings, "authname");
  g_settings_reset (self->gsettings, "has-secret");
  g_settings_reset (self->gsettings, "seen-until");
  g_settings_reset (self->gsettings, "stay-logged-in");
}
