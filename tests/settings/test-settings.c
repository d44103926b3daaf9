/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-enum-types.h"
#include "ahoy-settings.h"

static GParamSpec **
list_properties (guint *n)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (AHOY_TYPE_ACCOUNT);

  return g_object_class_list_properties (G_OBJECT_CLASS (klass), n);
}

static GSettingsSchemaKey *
get_key (AhoySettings *settings, const char *name)
{
  g_autoptr (GSettingsSchema) schema = NULL;

  g_object_get (ahoy_settings_get_gsettings (settings), "settings-schema", &schema, NULL);
  g_assert_true (g_settings_schema_has_key (schema, name));

  return g_settings_schema_get_key (schema, name);
}

static void
assert_range (GSettingsSchemaKey *key, GVariant *minimum, GVariant *maximum)
{
  g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
  g_autoptr (GVariant) detail = NULL;
  g_autoptr (GVariant) expected =
    g_variant_ref_sink (g_variant_new ("(@?@?)", minimum, maximum));
  const char *type;

  g_variant_get (range, "(&sv)", &type, &detail);
  g_assert_cmpstr (type, ==, "range");
  g_assert_cmpvariant (detail, expected);
}

static void
test_schema_matches_properties (void)
{
  g_autoptr (AhoySettings) settings = ahoy_settings_new ();
  guint n;
  g_autofree GParamSpec **properties = list_properties (&n);

  g_assert_nonnull (settings);
  g_assert_cmpuint (n, >, 10);
  for (guint i = 0; i < n; i++) {
    g_autoptr (GSettingsSchemaKey) key = get_key (settings, properties[i]->name);
    g_autoptr (GVariant) value = g_settings_schema_key_get_default_value (key);

    g_test_message ("%s", properties[i]->name);
    g_assert_nonnull (g_settings_schema_key_get_summary (key));
    g_assert_nonnull (g_settings_schema_key_get_description (key));
    if (G_IS_PARAM_SPEC_UINT (properties[i])) {
      GParamSpecUInt *number = G_PARAM_SPEC_UINT (properties[i]);

      g_assert_cmpuint (g_variant_get_uint32 (value), ==, number->default_value);
      assert_range (key, g_variant_new_uint32 (number->minimum),
                    g_variant_new_uint32 (number->maximum));
    } else if (G_IS_PARAM_SPEC_DOUBLE (properties[i])) {
      GParamSpecDouble *number = G_PARAM_SPEC_DOUBLE (properties[i]);

      g_assert_cmpfloat (g_variant_get_double (value), ==, number->default_value);
      assert_range (key, g_variant_new_double (number->minimum),
                    g_variant_new_double (number->maximum));
    } else if (G_IS_PARAM_SPEC_BOOLEAN (properties[i])) {
      g_assert_cmpint (g_variant_get_boolean (value), ==,
                       G_PARAM_SPEC_BOOLEAN (properties[i])->default_value);
    } else if (G_IS_PARAM_SPEC_STRING (properties[i])) {
      g_assert_null (G_PARAM_SPEC_STRING (properties[i])->default_value);
      g_assert_cmpstr (g_variant_get_string (value, NULL), ==, "");
    } else {
      g_assert_true (G_PARAM_SPEC_VALUE_TYPE (properties[i]) == G_TYPE_STRV);
      g_assert_cmpuint (g_variant_n_children (value), ==, 0);
    }
  }
}

static void
test_schema_has_login_kinds (void)
{
  g_autoptr (AhoySettings) settings = ahoy_settings_new ();
  g_autoptr (GEnumClass) kinds = g_type_class_ref (AHOY_TYPE_LOGIN_KIND);
  g_autoptr (GSettingsSchemaKey) key = get_key (settings, "login-kind");
  g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
  g_autoptr (GVariant) nicks = NULL;
  GSettings *gsettings = ahoy_settings_get_gsettings (settings);
  const char *type;

  g_variant_get (range, "(&sv)", &type, &nicks);
  g_assert_cmpstr (type, ==, "enum");
  g_assert_cmpuint (g_variant_n_children (nicks), ==, kinds->n_values);
  for (guint i = 0; i < kinds->n_values; i++) {
    g_assert_true (g_settings_set_string (gsettings, "login-kind", kinds->values[i].value_nick));
    g_assert_cmpint (ahoy_settings_get_login_kind (settings), ==, kinds->values[i].value);
  }
}

static void
assert_same (AhoyAccount *a, AhoyAccount *b, gboolean with_user)
{
  guint n;
  g_autofree GParamSpec **properties = list_properties (&n);

  for (guint i = 0; i < n; i++) {
    g_auto (GValue) x = G_VALUE_INIT;
    g_auto (GValue) y = G_VALUE_INIT;

    g_object_get_property (G_OBJECT (a), properties[i]->name, &x);
    g_object_get_property (G_OBJECT (b), properties[i]->name, &y);
    g_test_message ("%s", properties[i]->name);
    if (g_str_equal (properties[i]->name, "user") && !with_user) {
      g_assert_null (g_value_get_string (&y));
    } else if (G_VALUE_HOLDS (&x, G_TYPE_STRV)) {
      const char * const none[] = { NULL };
      const char * const *u = g_value_get_boxed (&x);
      const char * const *v = g_value_get_boxed (&y);

      g_assert_true (g_strv_equal (u != NULL ? u : none, v != NULL ? v : none));
    } else {
      g_assert_cmpint (g_param_values_cmp (properties[i], &x, &y), ==, 0);
    }
  }
}

static AhoyAccount *
full_account (void)
{
  const char * const ice_servers[] = {
    "turns:turn.example:443?transport=tcp",
    "stun:stun.example:3478",
    NULL
  };
  const char * const services[] = { "call", "IM", NULL };

  return g_object_new (AHOY_TYPE_ACCOUNT,
                       "service", "kandy",
                       "user", "alice@practice.example",
                       "server", "https://server.example:8443",
                       "app-id", "A1B2",
                       "websocket-server", "wss://socket.example:8443",
                       "ca-file", "/etc/an@odd/name.pem",
                       "correlator", "desk@home",
                       "ice-servers", ice_servers,
                       "relay-only", TRUE,
                       "services", services,
                       "force-logout", TRUE,
                       "expires", 120,
                       "keepalive-interval", 2000,
                       "auto-reconnect", FALSE,
                       "reconnect-limit", 0,
                       "reconnect-delay", 200,
                       "reconnect-multiplier", 2.5,
                       "reconnect-max-delay", 1000,
                       "unavailable-retries", 7,
                       NULL);
}

static void
test_nothing_remembered (void)
{
  g_autoptr (AhoySettings) settings = ahoy_settings_new ();
  g_autoptr (AhoyAccount) fresh = ahoy_account_new ();
  g_autoptr (AhoyAccount) loaded = ahoy_settings_load_account (settings);

  assert_same (fresh, loaded, TRUE);
  g_assert_cmpint (ahoy_settings_get_login_kind (settings), ==, AHOY_LOGIN_KIND_PASSWORD);
  g_assert_null (ahoy_settings_get_authname (settings));
  g_assert_false (g_settings_get_boolean (ahoy_settings_get_gsettings (settings),
                                          "stay-logged-in"));
}

static void
test_server_stays_user_goes (void)
{
  g_autoptr (AhoySettings) settings = ahoy_settings_new ();
  g_autoptr (AhoyAccount) account = full_account ();
  GSettings *gsettings = ahoy_settings_get_gsettings (settings);

  ahoy_settings_remember_server (settings, account, AHOY_LOGIN_KIND_AUTHNAME);
  {
    g_autoptr (AhoyAccount) loaded = ahoy_settings_load_account (settings);

    assert_same (account, loaded, FALSE);
  }

  ahoy_settings_remember_user (settings, ahoy_account_get_user (account), "alice-auth", FALSE);
  {
    g_autoptr (AhoySettings) next_run = ahoy_settings_new ();
    g_autoptr (AhoyAccount) loaded = ahoy_settings_load_account (next_run);

    assert_same (account, loaded, TRUE);
    g_assert_cmpint (ahoy_settings_get_login_kind (next_run), ==, AHOY_LOGIN_KIND_AUTHNAME);
    g_assert_cmpstr (ahoy_settings_get_authname (next_run), ==, "alice-auth");
    g_assert_false (ahoy_settings_get_has_secret (next_run));
    g_assert_true (g_settings_get_boolean (gsettings, "stay-logged-in"));
  }

  ahoy_settings_forget_user (settings);
  {
    g_autoptr (AhoyAccount) loaded = ahoy_settings_load_account (settings);

    assert_same (account, loaded, FALSE);
    g_assert_null (ahoy_settings_get_authname (settings));
    g_assert_true (ahoy_settings_get_has_secret (settings));
    g_assert_false (g_settings_get_boolean (gsettings, "stay-logged-in"));
    g_assert_cmpint (ahoy_settings_get_login_kind (settings), ==, AHOY_LOGIN_KIND_AUTHNAME);
  }
}

/* What a service was used with comes back although another one was used meanwhile. */
static void
test_other_servers (void)
{
  const char * const ice_servers[] = { "stun:stun.example", NULL };
  g_autoptr (AhoySettings) settings = ahoy_settings_new ();
  g_autoptr (AhoyAccount) first = g_object_new (AHOY_TYPE_ACCOUNT,
                                                "service", "one",
                                                "server", "https://one.example",
                                                "websocket-server", "wss://one.example",
                                                "ice-servers", ice_servers,
                                                NULL);
  g_autoptr (AhoyAccount) second = g_object_new (AHOY_TYPE_ACCOUNT,
                                                 "service", "two",
                                                 "app-id", "APP",
                                                 NULL);
  g_autoptr (AhoyAccount) aside = NULL;
  g_autoptr (AhoyAccount) other = NULL;

  ahoy_settings_remember_server (settings, first, AHOY_LOGIN_KIND_PASSWORD);
  g_assert_null (ahoy_settings_load_other_server (settings, "one"));
  ahoy_settings_remember_server (settings, second, AHOY_LOGIN_KIND_TOKEN);
  ahoy_settings_remember_server (settings, second, AHOY_LOGIN_KIND_TOKEN);
  aside = ahoy_settings_load_other_server (settings, "one");
  assert_same (aside, first, FALSE);
  g_assert_null (ahoy_settings_load_other_server (settings, "two"));

  ahoy_settings_remember_server (settings, first, AHOY_LOGIN_KIND_PASSWORD);
  g_assert_null (ahoy_settings_load_other_server (settings, "one"));
  other = ahoy_settings_load_other_server (settings, "two");
  g_assert_cmpstr (ahoy_account_get_app_id (other), ==, "APP");
  g_assert_null (ahoy_account_get_server (other));
}

/* A default is not written, so that an administrator's later one is seen. */
static void
test_defaults_are_not_written (void)
{
  g_autoptr (AhoySettings) settings = ahoy_settings_new ();
  g_autoptr (AhoyAccount) account = full_account ();
  g_autoptr (AhoyAccount) fresh = ahoy_account_new ();
  GSettings *gsettings = ahoy_settings_get_gsettings (settings);
  guint n;
  g_autofree GParamSpec **properties = list_properties (&n);

  ahoy_settings_remember_server (settings, account, AHOY_LOGIN_KIND_HMAC);
  ahoy_settings_remember_server (settings, fresh, AHOY_LOGIN_KIND_PASSWORD);
  for (guint i = 0; i < n; i++) {
    g_autoptr (GVariant) value = g_settings_get_user_value (gsettings, properties[i]->name);

    g_assert_null (value);
  }
}

static void
test_addresses_with_secrets_are_not_kept (void)
{
  const char * const ice_servers[] = {
    "turn:alice:hunter2@turn.example",
    "stun:stun.example",
    NULL
  };
  const char * const kept[] = { "stun:stun.example", NULL };
  g_autoptr (AhoySettings) settings = ahoy_settings_new ();
  g_autoptr (AhoyAccount) account = g_object_new (AHOY_TYPE_ACCOUNT,
                                                  "server", "https://a:hunter2@h.example",
                                                  "websocket-server", "wss://a:hunter2@h.example",
                                                  "ice-servers", ice_servers,
                                                  NULL);
  g_autoptr (AhoyAccount) loaded = NULL;

  ahoy_settings_remember_server (settings, account, AHOY_LOGIN_KIND_PASSWORD);
  loaded = ahoy_settings_load_account (settings);

  g_assert_null (ahoy_account_get_server (loaded));
  g_assert_null (ahoy_account_get_websocket_server (loaded));
  g_assert_true (g_strv_equal (ahoy_account_get_ice_servers (loaded), kept));
}

static void
test_missing_schema (void)
{
  if (g_test_subprocess ()) {
    g_setenv ("GSETTINGS_SCHEMA_DIR", "/nonexistent", TRUE);
    g_setenv ("XDG_DATA_DIRS", "/nonexistent", TRUE);
    g_setenv ("XDG_DATA_HOME", "/nonexistent", TRUE);
    g_assert_null (ahoy_settings_new ());
    return;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

/* The memory backend is one per process: every test starts from nothing. */
static void
run_fresh (gconstpointer test)
{
  g_autoptr (AhoySettings) settings = ahoy_settings_new ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;

  g_assert_nonnull (settings);
  g_object_get (ahoy_settings_get_gsettings (settings), "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (ahoy_settings_get_gsettings (settings), keys[i]);

  ((void (*) (void)) test) ();
  g_assert_finalize_object (g_steal_pointer (&settings));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/settings/schema-matches-properties", test_schema_matches_properties, run_fresh);
  g_test_add_data_func ("/settings/schema-has-login-kinds", test_schema_has_login_kinds, run_fresh);
  g_test_add_data_func ("/settings/nothing-remembered", test_nothing_remembered, run_fresh);
  g_test_add_data_func ("/settings/server-stays-user-goes", test_server_stays_user_goes, run_fresh);
  g_test_add_data_func ("/settings/other-servers", test_other_servers, run_fresh);
  g_test_add_data_func ("/settings/defaults-are-not-written", test_defaults_are_not_written, run_fresh);
  g_test_add_data_func ("/settings/addresses-with-secrets-are-not-kept", test_addresses_with_secrets_are_not_kept, run_fresh);
  g_test_add_func ("/settings/missing-schema", test_missing_schema);

  return g_test_run ();
}
