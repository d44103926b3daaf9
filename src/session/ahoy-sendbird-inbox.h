/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-clock.h"
#include "ahoy-sendbird-requests.h"

G_BEGIN_DECLS

#define AHOY_TYPE_SENDBIRD_INBOX (ahoy_sendbird_inbox_get_type ())
G_DECLARE_FINAL_TYPE (AhoySendbirdInbox, ahoy_sendbird_inbox, AHOY, SENDBIRD_INBOX, GObject)

AhoySendbirdInbox *ahoy_sendbird_inbox_new      (AhoySendbirdRequests *requests,
                                                 AhoyClock            *clock);
void               ahoy_sendbird_inbox_set_open (AhoySendbirdInbox    *self,
                                                 gboolean              open);
void               ahoy_sendbird_inbox_take     (AhoySendbirdInbox    *self,
                                                 GBytes               *text);

G_END_DECLS
