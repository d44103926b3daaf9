/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-account.h"
#include "ahoy-clock.h"
#include "ahoy-trust.h"

G_BEGIN_DECLS

#define AHOY_TYPE_CHANNEL (ahoy_channel_get_type ())
G_DECLARE_FINAL_TYPE (AhoyChannel, ahoy_channel, AHOY, CHANNEL, GObject)

AhoyChannel *ahoy_channel_new              (AhoyAccount          *account,
                                            AhoyTrust            *trust,
                                            AhoyClock            *clock);
void         ahoy_channel_prepare          (AhoyChannel          *self,
                                            const char           *server);
void         ahoy_channel_open_async       (AhoyChannel          *self,
                                            const char           *uri,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean     ahoy_channel_open_finish      (AhoyChannel          *self,
                                            GAsyncResult         *result,
                                            GError              **error);
void         ahoy_channel_set_uri          (AhoyChannel          *self,
                                            const char           *uri);
void         ahoy_channel_send             (AhoyChannel          *self,
                                            const char           *text);
void         ahoy_channel_network_changed  (AhoyChannel          *self);
void         ahoy_channel_close            (AhoyChannel          *self);
gboolean     ahoy_channel_get_reconnecting (AhoyChannel          *self);

G_END_DECLS
