/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-account.h"
#include "ahoy-call-private.h"
#include "ahoy-kandy-notification.h"
#include "ahoy-kandy-requests.h"
#include "ahoy-session-memory.h"
#include "ahoy-trust.h"

G_BEGIN_DECLS

/* All calls of one login. */
#define AHOY_TYPE_KANDY_SWITCHBOARD (ahoy_kandy_switchboard_get_type ())
G_DECLARE_FINAL_TYPE (AhoyKandySwitchboard, ahoy_kandy_switchboard, AHOY, KANDY_SWITCHBOARD,
                      GObject)

AhoyKandySwitchboard *ahoy_kandy_switchboard_new               (AhoyAccount           *account,
                                                                AhoySessionMemory     *memory,
                                                                AhoyKandyRequests     *requests,
                                                                AhoyTrust             *trust,
                                                                AhoyClock             *clock);
void                  ahoy_kandy_switchboard_set_media_factory (AhoyKandySwitchboard  *self,
                                                                AhoyMediaFactory      *factory);
void                  ahoy_kandy_switchboard_set_turn          (AhoyKandySwitchboard  *self,
                                                                const char            *user,
                                                                const char            *secret);
void                  ahoy_kandy_switchboard_prepare           (AhoyKandySwitchboard  *self,
                                                                AhoyMediaFlags         expected);
void                  ahoy_kandy_switchboard_drop_prepared     (AhoyKandySwitchboard  *self);
AhoyCall             *ahoy_kandy_switchboard_call              (AhoyKandySwitchboard  *self,
                                                                const char            *address,
                                                                AhoyMediaFlags         wanted,
                                                                GVariant              *parameters,
                                                                GError               **error);
AhoyCall             *ahoy_kandy_switchboard_join              (AhoyKandySwitchboard  *self,
                                                                AhoyCall              *first,
                                                                AhoyCall              *second,
                                                                GError               **error);
void                  ahoy_kandy_switchboard_handle            (AhoyKandySwitchboard  *self,
                                                                AhoyKandyNotification *notification);
void                  ahoy_kandy_switchboard_set_away          (AhoyKandySwitchboard  *self,
                                                                gboolean               away);
void                  ahoy_kandy_switchboard_forget            (AhoyKandySwitchboard  *self);
gboolean              ahoy_kandy_switchboard_get_busy          (AhoyKandySwitchboard  *self);

G_END_DECLS
