/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-credentials.h"
#include "ahoy-kandy-failure.h"
#include "ahoy-rest.h"

G_BEGIN_DECLS

#define AHOY_TYPE_KANDY_REQUESTS (ahoy_kandy_requests_get_type ())
G_DECLARE_FINAL_TYPE (AhoyKandyRequests, ahoy_kandy_requests, AHOY, KANDY_REQUESTS, GObject)

typedef GError *(*AhoyKandyToError) (const AhoyKandyAnswer *answer);

AhoyKandyRequests *ahoy_kandy_requests_new             (AhoyRest             *rest,
                                                        const char           *user);
void               ahoy_kandy_requests_set_credentials (AhoyKandyRequests    *self,
                                                        AhoyCredentials      *credentials);
void               ahoy_kandy_requests_set_session_id  (AhoyKandyRequests    *self,
                                                        const char           *session_id);
void               ahoy_kandy_requests_send_async      (AhoyKandyRequests    *self,
                                                        const char           *method,
                                                        const char           *path,
                                                        const char           *body,
                                                        guint                 deadline,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
AhoyRestAnswer    *ahoy_kandy_requests_send_finish     (AhoyKandyRequests    *self,
                                                        GAsyncResult         *result,
                                                        AhoyKandyAnswer      *answer,
                                                        GError              **error);
GError            *ahoy_kandy_requests_make_error      (const AhoyKandyAnswer *answer,
                                                        AhoyKandyToError      to_error);

G_END_DECLS
