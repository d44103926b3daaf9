/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-call-private.h"
#include "ahoy-sendbird-api.h"
#include "ahoy-sendbird-call.h"
#include "ahoy-sendbird-requests.h"
#include "ahoy-leg.h"

G_BEGIN_DECLS

/* Our side of one direct call: what moves an AhoyCall on Sendbird Calls. */
#define AHOY_TYPE_SENDBIRD_LEG (ahoy_sendbird_leg_get_type ())
G_DECLARE_FINAL_TYPE (AhoySendbirdLeg, ahoy_sendbird_leg, AHOY, SENDBIRD_LEG, GObject)

/* @turn is NULL while the service has not said anything of the call yet. */
typedef AhoyMedia *(*AhoySendbirdMakeMedia) (const AhoySendbirdTurn *turn,
                                             gpointer                data);

/* What all legs of a login have in common. */
typedef struct {
  AhoySendbirdRequests  *requests;
  AhoySendbirdApi       *api;
  AhoyClock             *clock;
  AhoySendbirdMakeMedia  make_media;
  gpointer               data;       /* for @make_media; must outlive the leg */
} AhoySendbirdLegContext;

AhoySendbirdLeg *ahoy_sendbird_leg_new_outgoing (const AhoySendbirdLegContext *context,
                                                 const char                   *user_id,
                                                 AhoyMediaFlags                wanted,
                                                 GPtrArray                    *items,
                                                 AhoyCall                    **call);
AhoySendbirdLeg *ahoy_sendbird_leg_new_incoming (const AhoySendbirdLegContext *context,
                                                 const AhoySendbirdCall       *dial,
                                                 JsonObject                   *delivery_info,
                                                 AhoyCall                    **call);
GPtrArray       *ahoy_sendbird_leg_read_items   (GVariant                     *parameters,
                                                 GError                      **error);
void             ahoy_sendbird_leg_handle       (AhoySendbirdLeg              *self,
                                                 const AhoySendbirdFrame      *frame);

G_END_DECLS
