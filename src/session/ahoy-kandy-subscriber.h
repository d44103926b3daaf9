/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-account.h"
#include "ahoy-clock.h"
#include "ahoy-credentials.h"
#include "ahoy-kandy-requests.h"
#include "ahoy-kandy-subscription.h"

G_BEGIN_DECLS

#define AHOY_TYPE_KANDY_SUBSCRIBER (ahoy_kandy_subscriber_get_type ())
G_DECLARE_FINAL_TYPE (AhoyKandySubscriber, ahoy_kandy_subscriber, AHOY, KANDY_SUBSCRIBER, GObject)

AhoyKandySubscriber         *ahoy_kandy_subscriber_new                 (AhoyAccount          *account,
                                                                        AhoyRest             *rest,
                                                                        AhoyClock            *clock);
void                         ahoy_kandy_subscriber_set_credentials     (AhoyKandySubscriber  *self,
                                                                        AhoyCredentials      *credentials);
AhoyKandyRequests           *ahoy_kandy_subscriber_get_requests        (AhoyKandySubscriber  *self);
const AhoyKandySubscription *ahoy_kandy_subscriber_get_subscription    (AhoyKandySubscriber  *self);

void                         ahoy_kandy_subscriber_subscribe_async     (AhoyKandySubscriber  *self,
                                                                        GAsyncReadyCallback   callback,
                                                                        gpointer              user_data);
gboolean                     ahoy_kandy_subscriber_subscribe_finish    (AhoyKandySubscriber  *self,
                                                                        GAsyncResult         *result,
                                                                        GError              **error);
void                         ahoy_kandy_subscriber_start_refreshing    (AhoyKandySubscriber  *self);
void                         ahoy_kandy_subscriber_catch_up            (AhoyKandySubscriber  *self);
void                         ahoy_kandy_subscriber_set_services_async  (AhoyKandySubscriber  *self,
                                                                        const char * const   *services,
                                                                        GCancellable         *cancellable,
                                                                        GAsyncReadyCallback   callback,
                                                                        gpointer              user_data);
gboolean                     ahoy_kandy_subscriber_set_services_finish (AhoyKandySubscriber  *self,
                                                                        GAsyncResult         *result,
                                                                        GError              **error);
void                         ahoy_kandy_subscriber_leave_async         (AhoyKandySubscriber  *self,
                                                                        GAsyncReadyCallback   callback,
                                                                        gpointer              user_data);
gboolean                     ahoy_kandy_subscriber_leave_finish        (AhoyKandySubscriber  *self,
                                                                        GAsyncResult         *result,
                                                                        GError              **error);
void                         ahoy_kandy_subscriber_forget              (AhoyKandySubscriber  *self);

G_END_DECLS
