/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-enums.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  AHOY_PRESET_KIND_OWN,      /* the person types the server */
  AHOY_PRESET_KIND_PUBLIC,   /* the preset knows the server, or the service does without */
  AHOY_PRESET_KIND_PRACTICE, /* the program starts a server inside itself */
} AhoyPresetKind;

/* Of these and the next two, no text is translated yet. */
typedef struct {
  AhoyPresetKind      kind;
  const char         *title;
  const char         *server;           /* NULL where public: the service's own business */
  const char         *websocket_server;
  const char * const *ice_servers;
} AhoyServerPreset;

typedef struct {
  const char *title;   /* of the field */
  const char *missing; /* when it is empty */
  const char *peek;    /* the button that shows it */
  const char *kept;    /* when the person stays logged in */
  const char *again;   /* when nothing is kept */
  const char *tooltip; /* (nullable) */
} AhoySecretWords;

typedef struct {
  const char *user;         /* title of the field */
  const char *user_missing; /* when it is empty */
} AhoyUserWords;

const char             *ahoy_service_info_get_title           (const char    *service);
const AhoyServerPreset *ahoy_service_info_get_presets         (const char    *service,
                                                               guint         *n_presets);
const AhoyUserWords    *ahoy_service_info_get_user_words      (const char    *service);
const AhoySecretWords  *ahoy_service_info_get_secret_words    (const char    *service,
                                                               AhoyLoginKind  kind);
const char             *ahoy_service_info_get_practice_app_id (const char    *service);
char                   *ahoy_service_info_dup_practice_hint   (const char    *service,
                                                               const char    *user,
                                                               const char    *secret);

G_END_DECLS
