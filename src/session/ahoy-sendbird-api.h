/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-rest.h"
#include "ahoy-sendbird-failure.h"
#include "ahoy-session-memory.h"

G_BEGIN_DECLS

/* The requests of one login by REST, with what each must carry. */
#define AHOY_TYPE_SENDBIRD_API (ahoy_sendbird_api_get_type ())
G_DECLARE_FINAL_TYPE (AhoySendbirdApi, ahoy_sendbird_api, AHOY, SENDBIRD_API, GObject)

typedef GError *(*AhoySendbirdExplain) (const AhoySendbirdAnswer *answer);

AhoySendbirdApi *ahoy_sendbird_api_new          (AhoyRest             *rest,
                                                 AhoySessionMemory    *memory,
                                                 const char           *agent);
void             ahoy_sendbird_api_send_async   (AhoySendbirdApi      *self,
                                                 const char           *method,
                                                 const char           *path,
                                                 const char           *query,
                                                 const char           *short_lived_token,
                                                 const char           *body,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
AhoyRestAnswer  *ahoy_sendbird_api_send_finish  (AhoySendbirdApi      *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
gboolean         ahoy_sendbird_api_check        (const AhoyRestAnswer *answer,
                                                 AhoySendbirdExplain   explain,
                                                 GError              **error);

G_END_DECLS
