/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-sendbird-api.h"
#include "ahoy-service.h"

G_BEGIN_DECLS

/* What the service remembers of past calls, counted from the newest on. The service itself counts by
 * tokens, each of which leads to the page after another one. */
typedef struct _AhoySendbirdRecords AhoySendbirdRecords;

AhoySendbirdRecords *ahoy_sendbird_records_new  (AhoySendbirdApi      *api,
                                                 const char           *user,
                                                 AhoyClock            *clock);
void                 ahoy_sendbird_records_free (AhoySendbirdRecords  *self);
void                 ahoy_sendbird_records_read (AhoySendbirdRecords  *self,
                                                 guint                 start,
                                                 guint                 count,
                                                 GTask                *task);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySendbirdRecords, ahoy_sendbird_records_free)

G_END_DECLS
