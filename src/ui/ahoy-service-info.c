/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-service-info.h"

#include <glib/gi18n-lib.h>

/* The one place of the window that knows a service by name: how it is called towards people, and
 * where its public installations are. */

#define KANDY_ICE_SERVERS(place)                                                                   \
  (const char * const []) {                                                                        \
    "turns:turn-" place "-1.kandy.io:443?transport=tcp",                                           \
    "turns:turn-" place "-2.kandy.io:443?transport=tcp",                                           \
    "stun:turn-" place "-1.kandy.io:3478",                                                         \
    "stun:turn-" place "-2.kandy.io:3478",                                                         \
    NULL                                                                                           \
  }

#define KANDY_PRESET(name, place)                                                                  \
  {                                                                                                \
    AHOY_PRESET_KIND_PUBLIC, name, "https://webrtc-" place ".kandy.io:443",                        \
    "wss://webrtc-" place ".kandy.io:443", KANDY_ICE_SERVERS (place)                               \
  }

static const AhoyServerPreset kandy_presets[] = {
  { AHOY_PRESET_KIND_OWN, N_("Own server"), NULL, NULL, NULL },
  KANDY_PRESET (N_("North America"), "na"),
  KANDY_PRESET (N_("EMEA"), "em"),
  KANDY_PRESET (N_("Asia-Pacific"), "ap"),
  { AHOY_PRESET_KIND_PRACTICE, N_("Practice on this computer"), NULL, NULL, NULL },
};

static const AhoyServerPreset sendbird_presets[] = {
  { AHOY_PRESET_KIND_PUBLIC, N_("Sendbird’s own servers"), NULL, NULL, NULL },
  { AHOY_PRESET_KIND_OWN, N_("Own server"), NULL, NULL, NULL },
  { AHOY_PRESET_KIND_PRACTICE, N_("Practice on this computer"), NULL, NULL, NULL },
};

static const AhoyServerPreset other_presets[] = {
  { AHOY_PRESET_KIND_OWN, N_("Own server"), NULL, NULL, NULL },
};

static const AhoyUserWords user_name_words = {
  N_("User name"),
  N_("Enter your user name."),
};

static const AhoyUserWords user_id_words = {
  N_("User ID"),
  N_("Enter your user ID."),
};

static const AhoySecretWords password_words = {
  N_("Password"),
  N_("Enter your password."),
  N_("Show or hide the password"),
  N_("Keep the password in the keyring"),
  N_("Enter your password to log in."),
  NULL,
};

static const AhoySecretWords token_words = {
  N_("Token"),
  N_("Enter your token."),
  N_("Show or hide the token"),
  N_("Keep the token in the keyring"),
  N_("Enter your token to log in."),
  NULL,
};

static const AhoySecretWords access_token_words = {
  N_("Access token"),
  N_("Enter your access token."),
  N_("Show or hide the access token"),
  N_("Keep the access token in the keyring"),
  N_("Enter your access token to log in."),
  N_("What proves who you are. Empty: your application asks for nothing."),
};

static char *
dup_password_hint (const char *user, const char *secret)
{
  /* Translators: the first %s is a user name, the second a password */
  return g_strdup_printf (_("Log in as “%s” with the password “%s”."), user, secret);
}

static char *
dup_access_token_hint (const char *user, const char *secret)
{
  /* Translators: the first %s is a user ID, the second an access token */
  return g_strdup_printf (_("Log in as “%s” with the access token “%s”."), user, secret);
}

typedef struct {
  const char              *service;
  const char              *title;
  const AhoyServerPreset  *presets;
  guint                    n_presets;
  const AhoyUserWords     *user_words;
  const AhoySecretWords   *password_words;
  const AhoySecretWords   *token_words;
  const char              *practice_app_id;
  char                  *(*dup_hint) (const char *user, const char *secret);
} Info;

static const Info known_services[] = {
  { "kandy", N_("Kandy Link"), kandy_presets, G_N_ELEMENTS (kandy_presets), &user_name_words,
    &password_words, &token_words, NULL, dup_password_hint },
  { "sendbird", N_("Sendbird Calls"), sendbird_presets, G_N_ELEMENTS (sendbird_presets),
    &user_id_words, &access_token_words, &access_token_words, "practice", dup_access_token_hint },
};

/* What can be said of a service that is not known. */
static const Info other_service = {
  NULL, NULL, other_presets, G_N_ELEMENTS (other_presets), &user_name_words, &password_words,
  &token_words, NULL, dup_password_hint
};

static const Info *
find_info (const char *service)
{
  for (guint i = 0; i < G_N_ELEMENTS (known_services); i++) {
    if (g_strcmp0 (service, known_services[i].service) == 0)
      return &known_services[i];
  }

  return &other_service;
}

/**
 * ahoy_service_info_get_title:
 * @service: a service of [func@Session.list_services]
 *
 * Returns: what to call it towards people
 */
const char *
ahoy_service_info_get_title (const char *service)
{
  const Info *info = find_info (service);

  return info->title != NULL ? _(info->title) : service;
}

/**
 * ahoy_service_info_get_presets:
 * @service: a service of [func@Session.list_services]
 * @n_presets: (out): how many there are, at least one
 *
 * Returns: (transfer none): the servers to choose from
 */
const AhoyServerPreset *
ahoy_service_info_get_presets (const char *service, guint *n_presets)
{
  const Info *info = find_info (service);

  *n_presets = info->n_presets;

  return info->presets;
}

/**
 * ahoy_service_info_get_user_words:
 * @service: (nullable): a service of [func@Session.list_services]
 *
 * Returns: (transfer none): what the service calls its users' names
 */
const AhoyUserWords *
ahoy_service_info_get_user_words (const char *service)
{
  return find_info (service)->user_words;
}

/**
 * ahoy_service_info_get_secret_words:
 * @service: (nullable): a service of [func@Session.list_services]
 * @kind: how the person proves who they are
 *
 * Returns: (transfer none): what the service calls its users' secrets of that kind
 */
const AhoySecretWords *
ahoy_service_info_get_secret_words (const char *service, AhoyLoginKind kind)
{
  const Info *info = find_info (service);

  if (kind == AHOY_LOGIN_KIND_PASSWORD || kind == AHOY_LOGIN_KIND_AUTHNAME)
    return info->password_words;

  return info->token_words;
}

/**
 * ahoy_service_info_get_practice_app_id:
 * @service: a service of [func@Session.list_services]
 *
 * Returns: (nullable): the application ID for practice, where the service has applications
 */
const char *
ahoy_service_info_get_practice_app_id (const char *service)
{
  return find_info (service)->practice_app_id;
}

/**
 * ahoy_service_info_dup_practice_hint:
 * @service: a service of [func@Session.list_services]
 * @user: a user of the practice service
 * @secret: the secret of @user
 *
 * Returns: (transfer full): a sentence with what to log in with
 */
char *
ahoy_service_info_dup_practice_hint (const char *service, const char *user, const char *secret)
{
  return find_info (service)->dup_hint (user, secret);
}
