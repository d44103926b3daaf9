/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-account.h"

/**
 * AhoyAccount:
 *
 * Where to log in, as whom, and with which settings; no secrets. A session takes a copy, so that
 * later changes do not touch it. The defaults of the numbers are those of the service's own SDK
 * (section 1 of the protocol page).
 */
struct _AhoyAccount {
  GObject    parent_instance;

  char      *service;
  char      *user;
  char      *server;
  char      *websocket_server;
  char      *app_id;
  char      *ca_file;
  char      *correlator;
  char     **ice_servers;
  gboolean   relay_only;
  char     **services;
  gboolean   force_logout;
  guint      expires;
  guint      keepalive_interval;
  gboolean   auto_reconnect;
  guint      reconnect_limit;
  guint      reconnect_delay;
  double     reconnect_multiplier;
  guint      reconnect_max_delay;
  guint      unavailable_retries;
};

G_DEFINE_FINAL_TYPE (AhoyAccount, ahoy_account, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_SERVICE,
  PROP_USER,
  PROP_SERVER,
  PROP_WEBSOCKET_SERVER,
  PROP_APP_ID,
  PROP_CA_FILE,
  PROP_CORRELATOR,
  PROP_ICE_SERVERS,
  PROP_RELAY_ONLY,
  PROP_SERVICES,
  PROP_FORCE_LOGOUT,
  PROP_EXPIRES,
  PROP_KEEPALIVE_INTERVAL,
  PROP_AUTO_RECONNECT,
  PROP_RECONNECT_LIMIT,
  PROP_RECONNECT_DELAY,
  PROP_RECONNECT_MULTIPLIER,
  PROP_RECONNECT_MAX_DELAY,
  PROP_UNAVAILABLE_RETRIES,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static void
replace_string (char **field, const GValue *value)
{
  g_free (*field);
  *field = g_value_dup_string (value);
}

static void
replace_strv (char ***field, const GValue *value)
{
  g_strfreev (*field);
  *field = g_value_dup_boxed (value);
}

static void
ahoy_account_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AhoyAccount *self = AHOY_ACCOUNT (object);

  switch (id) {
  case PROP_SERVICE:
    replace_string (&self->service, value);
    break;
  case PROP_USER:
    replace_string (&self->user, value);
    break;
  case PROP_SERVER:
    replace_string (&self->server, value);
    break;
  case PROP_WEBSOCKET_SERVER:
    replace_string (&self->websocket_server, value);
    break;
  case PROP_APP_ID:
    replace_string (&self->app_id, value);
    break;
  case PROP_CA_FILE:
    replace_string (&self->ca_file, value);
    break;
  case PROP_CORRELATOR:
    replace_string (&self->correlator, value);
    break;
  case PROP_ICE_SERVERS:
    replace_strv (&self->ice_servers, value);
    break;
  case PROP_RELAY_ONLY:
    self->relay_only = g_value_get_boolean (value);
    break;
  case PROP_SERVICES:
    replace_strv (&self->services, value);
    break;
  case PROP_FORCE_LOGOUT:
    self->force_logout = g_value_get_boolean (value);
    break;
  case PROP_EXPIRES:
    self->expires = g_value_get_uint (value);
    break;
  case PROP_KEEPALIVE_INTERVAL:
    self->keepalive_interval = g_value_get_uint (value);
    break;
  case PROP_AUTO_RECONNECT:
    self->auto_reconnect = g_value_get_boolean (value);
    break;
  case PROP_RECONNECT_LIMIT:
    self->reconnect_limit = g_value_get_uint (value);
    break;
  case PROP_RECONNECT_DELAY:
    self->reconnect_delay = g_value_get_uint (value);
    break;
  case PROP_RECONNECT_MULTIPLIER:
    self->reconnect_multiplier = g_value_get_double (value);
    break;
  case PROP_RECONNECT_MAX_DELAY:
    self->reconnect_max_delay = g_value_get_uint (value);
    break;
  case PROP_UNAVAILABLE_RETRIES:
    self->unavailable_retries = g_value_get_uint (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoyAccount *self = AHOY_ACCOUNT (object);

  switch (id) {
  case PROP_SERVICE:
    g_value_set_string (value, self->service);
    break;
  case PROP_USER:
    g_value_set_string (value, self->user);
    break;
  case PROP_SERVER:
    g_value_set_string (value, self->server);
    break;
  case PROP_WEBSOCKET_SERVER:
    g_value_set_string (value, self->websocket_server);
    break;
  case PROP_APP_ID:
    g_value_set_string (value, self->app_id);
    break;
  case PROP_CA_FILE:
    g_value_set_string (value, self->ca_file);
    break;
  case PROP_CORRELATOR:
    g_value_set_string (value, self->correlator);
    break;
  case PROP_ICE_SERVERS:
    g_value_set_boxed (value, self->ice_servers);
    break;
  case PROP_RELAY_ONLY:
    g_value_set_boolean (value, self->relay_only);
    break;
  case PROP_SERVICES:
    g_value_set_boxed (value, self->services);
    break;
  case PROP_FORCE_LOGOUT:
    g_value_set_boolean (value, self->force_logout);
    break;
  case PROP_EXPIRES:
    g_value_set_uint (value, self->expires);
    break;
  case PROP_KEEPALIVE_INTERVAL:
    g_value_set_uint (value, self->keepalive_interval);
    break;
  case PROP_AUTO_RECONNECT:
    g_value_set_boolean (value, self->auto_reconnect);
    break;
  case PROP_RECONNECT_LIMIT:
    g_value_set_uint (value, self->reconnect_limit);
    break;
  case PROP_RECONNECT_DELAY:
    g_value_set_uint (value, self->reconnect_delay);
    break;
  case PROP_RECONNECT_MULTIPLIER:
    g_value_set_double (value, self->reconnect_multiplier);
    break;
  case PROP_RECONNECT_MAX_DELAY:
    g_value_set_uint (value, self->reconnect_max_delay);
    break;
  case PROP_UNAVAILABLE_RETRIES:
    g_value_set_uint (value, self->unavailable_retries);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_account_finalize (GObject *object)
{
  AhoyAccount *self = AHOY_ACCOUNT (object);

  g_free (self->service);
  g_free (self->user);
  g_free (self->server);
  g_free (self->websocket_server);
  g_free (self->app_id);
  g_free (self->ca_file);
  g_free (self->correlator);
  g_strfreev (self->ice_servers);
  g_strfreev (self->services);

  G_OBJECT_CLASS (ahoy_account_parent_class)->finalize (object);
}

static void
ahoy_account_class_init (AhoyAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;

  object_class->finalize = ahoy_account_finalize;
  object_class->get_property = ahoy_account_get_property;
  object_class->set_property = ahoy_account_set_property;

  /**
   * AhoyAccount:service:
   *
   * The name of the service, as [func@Session.list_services] gives it.
   */
  props[PROP_SERVICE] = g_param_spec_string ("service", NULL, NULL, NULL, flags);
  /**
   * AhoyAccount:user:
   *
   * The user name, as the service wants it.
   */
  props[PROP_USER] = g_param_spec_string ("user", NULL, NULL, NULL, flags);
  /**
   * AhoyAccount:server:
   *
   * Where the service is: scheme, host and optional port, such as `https://host:443`.
   */
  props[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, flags);
  /**
   * AhoyAccount:websocket-server:
   *
   * Where the service's websocket is, such as `wss://host:443`; unset or empty: the host and
   * port of the server.
   */
  props[PROP_WEBSOCKET_SERVER] = g_param_spec_string ("websocket-server", NULL, NULL, NULL, flags);
  /**
   * AhoyAccount:app-id:
   *
   * Which of the service's applications the user belongs to; unset or empty where the service has
   * none. Where it has, an unset server is the application's own.
   */
  props[PROP_APP_ID] = g_param_spec_string ("app-id", NULL, NULL, NULL, flags);
  /**
   * AhoyAccount:ca-file:
   *
   * A file with further certificate authorities to trust, in PEM form; unset or empty: only
   * the system's.
   */
  props[PROP_CA_FILE] = g_param_spec_string ("ca-file", NULL, NULL, NULL, flags);
  /**
   * AhoyAccount:correlator:
   *
   * The name of this device towards the service; unset or empty: none.
   */
  props[PROP_CORRELATOR] = g_param_spec_string ("correlator", NULL, NULL, NULL, flags);
  /**
   * AhoyAccount:ice-servers:
   *
   * STUN and TURN servers, as URIs.
   */
  props[PROP_ICE_SERVERS] = g_param_spec_boxed ("ice-servers", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * AhoyAccount:relay-only:
   *
   * Whether calls hide this computer's addresses from the other side: all that is heard and seen
   * goes through the TURN servers.
   */
  props[PROP_RELAY_ONLY] = g_param_spec_boolean ("relay-only", NULL, NULL, FALSE, flags);
  /**
   * AhoyAccount:services:
   *
   * What to subscribe to; unset or empty: what the service usually gives.
   */
  props[PROP_SERVICES] = g_param_spec_boxed ("services", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * AhoyAccount:force-logout:
   *
   * Whether the service should end the oldest other login when there are too many.
   */
  props[PROP_FORCE_LOGOUT] = g_param_spec_boolean ("force-logout", NULL, NULL, FALSE, flags);
  /**
   * AhoyAccount:expires:
   *
   * For how long to subscribe, in seconds; the service may grant another time.
   */
  props[PROP_EXPIRES] = g_param_spec_uint ("expires", NULL, NULL, 60, 86400, 3600, flags);
  /**
   * AhoyAccount:keepalive-interval:
   *
   * Time between two signs of life to the service, in milliseconds.
   */
  props[PROP_KEEPALIVE_INTERVAL] = g_param_spec_uint ("keepalive-interval", NULL, NULL,
                                                      1000, 600000, 30000, flags);
  /**
   * AhoyAccount:auto-reconnect:
   *
   * Whether a lost socket is reopened.
   */
  props[PROP_AUTO_RECONNECT] = g_param_spec_boolean ("auto-reconnect", NULL, NULL, TRUE, flags);
  /**
   * AhoyAccount:reconnect-limit:
   *
   * How often reopening a lost socket is tried; 0: without limit.
   */
  props[PROP_RECONNECT_LIMIT] = g_param_spec_uint ("reconnect-limit", NULL, NULL,
                                                   0, 1000000, 5, flags);
  /**
   * AhoyAccount:reconnect-delay:
   *
   * Time between two tries to reopen a lost socket, in milliseconds.
   */
  props[PROP_RECONNECT_DELAY] = g_param_spec_uint ("reconnect-delay", NULL, NULL,
                                                   100, 640000, 5000, flags);
  /**
   * AhoyAccount:reconnect-multiplier:
   *
   * By what the time between two tries grows after each.
   */
  props[PROP_RECONNECT_MULTIPLIER] = g_param_spec_double ("reconnect-multiplier", NULL, NULL,
                                                          1.0, 10.0, 1.0, flags);
  /**
   * AhoyAccount:reconnect-max-delay:
   *
   * The longest time between two tries, in milliseconds.
   */
  props[PROP_RECONNECT_MAX_DELAY] = g_param_spec_uint ("reconnect-max-delay", NULL, NULL,
                                                       100, 86400000, 640000, flags);
  /**
   * AhoyAccount:unavailable-retries:
   *
   * How often a login is repeated that the service was too busy for.
   */
  props[PROP_UNAVAILABLE_RETRIES] = g_param_spec_uint ("unavailable-retries", NULL, NULL,
                                                       0, 1000, 3, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ahoy_account_init (AhoyAccount *self)
{
}

/**
 * ahoy_account_new:
 *
 * Returns: (transfer full): an account with the defaults
 */
AhoyAccount *
ahoy_account_new (void)
{
  return g_object_new (AHOY_TYPE_ACCOUNT, NULL);
}

/**
 * ahoy_account_copy:
 * @self: an account
 *
 * Returns: (transfer full): another account with the same settings
 */
AhoyAccount *
ahoy_account_copy (AhoyAccount *self)
{
  AhoyAccount *copy;

  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), NULL);

  copy = ahoy_account_new ();
  for (guint i = 1; i < N_PROPS; i++) {
    g_auto (GValue) value = G_VALUE_INIT;

    g_object_get_property (G_OBJECT (self), props[i]->name, &value);
    g_object_set_property (G_OBJECT (copy), props[i]->name, &value);
  }

  return copy;
}

/**
 * ahoy_account_get_service:
 * @self: an account
 *
 * Returns: (nullable): the value of [property@Account:service]
 */
const char *
ahoy_account_get_service (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), NULL);

  return self->service;
}

/**
 * ahoy_account_get_user:
 * @self: an account
 *
 * Returns: (nullable): the value of [property@Account:user]
 */
const char *
ahoy_account_get_user (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), NULL);

  return self->user;
}

/**
 * ahoy_account_get_server:
 * @self: an account
 *
 * Returns: (nullable): the value of [property@Account:server]
 */
const char *
ahoy_account_get_server (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), NULL);

  return self->server;
}

/**
 * ahoy_account_get_websocket_server:
 * @self: an account
 *
 * Returns: (nullable): the value of [property@Account:websocket-server]
 */
const char *
ahoy_account_get_websocket_server (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), NULL);

  return self->websocket_server;
}

/**
 * ahoy_account_get_app_id:
 * @self: an account
 *
 * Returns: (nullable): the value of [property@Account:app-id]
 */
const char *
ahoy_account_get_app_id (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), NULL);

  return self->app_id;
}

/**
 * ahoy_account_get_ca_file:
 * @self: an account
 *
 * Returns: (nullable): the value of [property@Account:ca-file]
 */
const char *
ahoy_account_get_ca_file (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), NULL);

  return self->ca_file;
}

/**
 * ahoy_account_get_correlator:
 * @self: an account
 *
 * Returns: (nullable): the value of [property@Account:correlator]
 */
const char *
ahoy_account_get_correlator (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), NULL);

  return self->correlator;
}

/**
 * ahoy_account_get_ice_servers:
 * @self: an account
 *
 * Returns: (nullable) (transfer none): the value of [property@Account:ice-servers]
 */
const char * const *
ahoy_account_get_ice_servers (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), NULL);

  return (const char * const *) self->ice_servers;
}

/**
 * ahoy_account_get_relay_only:
 * @self: an account
 *
 * Returns: the value of [property@Account:relay-only]
 */
gboolean
ahoy_account_get_relay_only (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), FALSE);

  return self->relay_only;
}

/**
 * ahoy_account_get_services:
 * @self: an account
 *
 * Returns: (nullable) (transfer none): the value of [property@Account:services]
 */
const char * const *
ahoy_account_get_services (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), NULL);

  return (const char * const *) self->services;
}

/**
 * ahoy_account_get_force_logout:
 * @self: an account
 *
 * Returns: the value of [property@Account:force-logout]
 */
gboolean
ahoy_account_get_force_logout (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), FALSE);

  return self->force_logout;
}

/**
 * ahoy_account_get_expires:
 * @self: an account
 *
 * Returns: the value of [property@Account:expires]
 */
guint
ahoy_account_get_expires (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), 0);

  return self->expires;
}

/**
 * ahoy_account_get_keepalive_interval:
 * @self: an account
 *
 * Returns: the value of [property@Account:keepalive-interval]
 */
guint
ahoy_account_get_keepalive_interval (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), 0);

  return self->keepalive_interval;
}

/**
 * ahoy_account_get_auto_reconnect:
 * @self: an account
 *
 * Returns: the value of [property@Account:auto-reconnect]
 */
gboolean
ahoy_account_get_auto_reconnect (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), FALSE);

  return self->auto_reconnect;
}

/**
 * ahoy_account_get_reconnect_limit:
 * @self: an account
 *
 * Returns: the value of [property@Account:reconnect-limit]
 */
guint
ahoy_account_get_reconnect_limit (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), 0);

  return self->reconnect_limit;
}

/**
 * ahoy_account_get_reconnect_delay:
 * @self: an account
 *
 * Returns: the value of [property@Account:reconnect-delay]
 */
guint
ahoy_account_get_reconnect_delay (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), 0);

  return self->reconnect_delay;
}

/**
 * ahoy_account_get_reconnect_multiplier:
 * @self: an account
 *
 * Returns: the value of [property@Account:reconnect-multiplier]
 */
double
ahoy_account_get_reconnect_multiplier (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), 0);

  return self->reconnect_multiplier;
}

/**
 * ahoy_account_get_reconnect_max_delay:
 * @self: an account
 *
 * Returns: the value of [property@Account:reconnect-max-delay]
 */
guint
ahoy_account_get_reconnect_max_delay (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), 0);

  return self->reconnect_max_delay;
}

/**
 * ahoy_account_get_unavailable_retries:
 * @self: an account
 *
 * Returns: the value of [property@Account:unavailable-retries]
 */
guint
ahoy_account_get_unavailable_retries (AhoyAccount *self)
{
  g_return_val_if_fail (AHOY_IS_ACCOUNT (self), 0);

  return self->unavailable_retries;
}
