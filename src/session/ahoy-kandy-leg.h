/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-call-private.h"
#include "ahoy-kandy-call-params.h"
#include "ahoy-kandy-notification.h"
#include "ahoy-kandy-requests.h"
#include "ahoy-leg.h"

G_BEGIN_DECLS

/* Our side of one call, as the service sees it: what moves an AhoyCall on Kandy Link. */
#define AHOY_TYPE_KANDY_LEG (ahoy_kandy_leg_get_type ())
G_DECLARE_FINAL_TYPE (AhoyKandyLeg, ahoy_kandy_leg, AHOY, KANDY_LEG, GObject)

typedef AhoyMedia *(*AhoyKandyMakeMedia) (gpointer data);

/* What all legs of a login have in common. */
typedef struct {
  AhoyKandyRequests  *requests;
  AhoyClock          *clock;
  const char         *user;       /* who is logged in */
  AhoyKandyMakeMedia  make_media;
  gpointer            data;       /* for @make_media; must outlive the leg */
} AhoyKandyLegContext;

AhoyKandyLeg *ahoy_kandy_leg_new_outgoing (const AhoyKandyLegContext *context,
                                           const char                *address,
                                           AhoyMediaFlags             wanted,
                                           GPtrArray                 *parameters,
                                           AhoyCall                 **call);
AhoyKandyLeg *ahoy_kandy_leg_new_joined   (const AhoyKandyLegContext *context,
                                           AhoyKandyLeg              *first,
                                           AhoyKandyLeg              *second,
                                           AhoyCall                 **call);
AhoyKandyLeg *ahoy_kandy_leg_new_incoming (const AhoyKandyLegContext *context,
                                           const AhoyKandyCallParams *params,
                                           AhoyCall                 **call);
GPtrArray    *ahoy_kandy_leg_read_parameters
                                          (GVariant                  *parameters,
                                           GError                   **error);
void          ahoy_kandy_leg_handle       (AhoyKandyLeg              *self,
                                           AhoyKandyEvent             event,
                                           const AhoyKandyCallParams *params);

G_END_DECLS
