/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  AHOY_PRESET_KIND_OWN,      /* the person types the server */
  AHOY_PRESET_KIND_PUBLIC,   /* the preset knows the server */
  AHOY_PRESET_KIND_PRACTICE, /* the program starts a server inside itself */
} AhoyPresetKind;

typedef struct {
  AhoyPresetKind      kind;
  const char         *title; /* not yet translated */
  const char         *server;
  const char         *websocket_server;
  const char * const *ice_servers;
} AhoyServerPreset;

const char             *ahoy_service_info_get_title   (const char *service);
const AhoyServerPreset *ahoy_service_info_get_presets (const char *service,
                                                       guint      *n_presets);

G_END_DECLS
