/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One of the customParameters of section 7.1: a header of SIP that travels with a call. */
typedef struct {
  char *name;
  char *value;
} AhoyKandyParameter;

GPtrArray  *ahoy_kandy_parameters_new     (void);
gboolean    ahoy_kandy_parameters_set     (GPtrArray       *parameters,
                                           const char      *name,
                                           const char      *value);
const char *ahoy_kandy_parameters_get     (const GPtrArray *parameters,
                                           const char      *name);
GPtrArray  *ahoy_kandy_parameters_read    (JsonObject      *object,
                                           const char      *member);
JsonArray  *ahoy_kandy_parameters_to_json (const GPtrArray *parameters);

G_END_DECLS
