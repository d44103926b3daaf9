/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-account.h"
#include "ahoy-clock.h"
#include "ahoy-media.h"
#include "ahoy-session-memory.h"
#include "ahoy-trust.h"

G_BEGIN_DECLS

/* Makes the media of the calls of one login, with the servers that help them through networks. */
#define AHOY_TYPE_KANDY_MEDIA_MAKER (ahoy_kandy_media_maker_get_type ())
G_DECLARE_FINAL_TYPE (AhoyKandyMediaMaker, ahoy_kandy_media_maker, AHOY, KANDY_MEDIA_MAKER, GObject)

AhoyKandyMediaMaker *ahoy_kandy_media_maker_new         (AhoyAccount         *account,
                                                         AhoySessionMemory   *memory,
                                                         AhoyTrust           *trust,
                                                         AhoyClock           *clock);
void                 ahoy_kandy_media_maker_set_factory (AhoyKandyMediaMaker *self,
                                                         AhoyMediaFactory    *factory);
gboolean             ahoy_kandy_media_maker_get_able    (AhoyKandyMediaMaker *self);
void                 ahoy_kandy_media_maker_set_turn    (AhoyKandyMediaMaker *self,
                                                         const char          *user,
                                                         const char          *secret);
AhoyMedia           *ahoy_kandy_media_maker_make        (AhoyKandyMediaMaker *self);
void                 ahoy_kandy_media_maker_prepare     (AhoyKandyMediaMaker *self,
                                                         AhoyMediaFlags       expected);
AhoyMedia           *ahoy_kandy_media_maker_take        (AhoyKandyMediaMaker *self);
void                 ahoy_kandy_media_maker_drop        (AhoyKandyMediaMaker *self);

G_END_DECLS
