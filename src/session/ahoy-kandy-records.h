/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-kandy-requests.h"
#include "ahoy-service.h"

G_BEGIN_DECLS

/* The history of calls (section 9.3 of the protocol page). Each task is given away, and comes to
 * its end in any case. */

/* Ends with an AhoyHistoryPage. */
void ahoy_kandy_records_read   (AhoyKandyRequests *requests,
                                const char        *user,
                                AhoyClock         *clock,
                                guint              start,
                                guint              count,
                                GTask             *task);
/* record: the one to delete, or NULL for all. Ends with a boolean. */
void ahoy_kandy_records_delete (AhoyKandyRequests *requests,
                                const char        *user,
                                const char        *record,
                                GTask             *task);

G_END_DECLS
