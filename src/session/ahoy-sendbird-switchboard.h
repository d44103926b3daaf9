/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-account.h"
#include "ahoy-sendbird-leg.h"
#include "ahoy-trust.h"

G_BEGIN_DECLS

/* All calls of one login. */
#define AHOY_TYPE_SENDBIRD_SWITCHBOARD (ahoy_sendbird_switchboard_get_type ())
G_DECLARE_FINAL_TYPE (AhoySendbirdSwitchboard, ahoy_sendbird_switchboard, AHOY,
                      SENDBIRD_SWITCHBOARD, GObject)

AhoySendbirdSwitchboard *
          ahoy_sendbird_switchboard_new               (AhoyAccount              *account,
                                                       AhoySendbirdRequests     *requests,
                                                       AhoySendbirdApi          *api,
                                                       AhoyTrust                *trust,
                                                       AhoyClock                *clock);
void      ahoy_sendbird_switchboard_set_media_factory (AhoySendbirdSwitchboard  *self,
                                                       AhoyMediaFactory         *factory);
AhoyCall *ahoy_sendbird_switchboard_call              (AhoySendbirdSwitchboard  *self,
                                                       const char               *address,
                                                       AhoyMediaFlags            wanted,
                                                       GVariant                 *parameters,
                                                       GError                  **error);
void      ahoy_sendbird_switchboard_handle            (AhoySendbirdSwitchboard  *self,
                                                       const AhoySendbirdFrame  *frame);
char    **ahoy_sendbird_switchboard_list_ids          (AhoySendbirdSwitchboard  *self);
void      ahoy_sendbird_switchboard_set_away          (AhoySendbirdSwitchboard  *self,
                                                       gboolean                  away);
void      ahoy_sendbird_switchboard_forget            (AhoySendbirdSwitchboard  *self);

G_END_DECLS
