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

static const AhoyServerPreset other_presets[] = {
  { AHOY_PRESET_KIND_OWN, N_("Own server"), NULL, NULL, NULL },
};

static const struct {
  const char             *service;
  const char             *title;
  const AhoyServerPreset *presets;
  guint                   n_presets;
} known_services[] = {
  { "kandy", N_("Kandy Link"), kandy_presets, G_N_ELEMENTS (kandy_presets) },
};

/**
 * ahoy_service_info_get_title:
 * @service: a service of [func@Session.list_services]
 *
 * Returns: what to call it towards people
 */
const char *
ahoy_service_info_get_title (const char *service)
{
  for (guint i = 0; i < G_N_ELEMENTS (known_services); i++)
    if (g_strcmp0 (service, known_services[i].service) == 0)
      return _(known_services[i].title);

  return service;
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
  for (guint i = 0; i < G_N_ELEMENTS (known_services); i++) {
    if (g_strcmp0 (service, known_services[i].service) == 0) {
      *n_presets = known_services[i].n_presets;
      return known_services[i].presets;
    }
  }
  *n_presets = G_N_ELEMENTS (other_presets);

  return other_presets;
}
