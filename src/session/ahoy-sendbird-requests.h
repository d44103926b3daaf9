/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-clock.h"
#include "ahoy-enums.h"
#include "ahoy-sendbird-frame.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* How many requests may wait for their answers. */
#define AHOY_SENDBIRD_REQUESTS_MOST 64

#define AHOY_TYPE_SENDBIRD_REQUESTS (ahoy_sendbird_requests_get_type ())
G_DECLARE_FINAL_TYPE (AhoySendbirdRequests, ahoy_sendbird_requests, AHOY, SENDBIRD_REQUESTS, GObject)

AhoySendbirdRequests *ahoy_sendbird_requests_new         (AhoyClock             *clock);
void                  ahoy_sendbird_requests_set_open    (AhoySendbirdRequests  *self,
                                                          gboolean               open);
void                  ahoy_sendbird_requests_send_async  (AhoySendbirdRequests  *self,
                                                          AhoySendbirdCommand    command,
                                                          const char            *type,
                                                          JsonObject            *payload,
                                                          GAsyncReadyCallback    callback,
                                                          gpointer               user_data);
AhoySendbirdFrame    *ahoy_sendbird_requests_send_finish (AhoySendbirdRequests  *self,
                                                          GAsyncResult          *result,
                                                          GError               **error);
AhoySendbirdFrame    *ahoy_sendbird_requests_call_finish (AhoySendbirdRequests  *self,
                                                          GAsyncResult          *result,
                                                          AhoyCallEndReason     *reason,
                                                          GError               **error);
gboolean              ahoy_sendbird_requests_report      (AhoySendbirdRequests  *self,
                                                          AhoySendbirdCommand    command,
                                                          const char            *type,
                                                          JsonObject            *payload);
gboolean              ahoy_sendbird_requests_take        (AhoySendbirdRequests  *self,
                                                          AhoySendbirdFrame     *answer);

G_END_DECLS
