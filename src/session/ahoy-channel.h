/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-clock.h"
#include "ahoy-trust.h"

G_BEGIN_DECLS

#define AHOY_TYPE_CHANNEL (ahoy_channel_get_type ())
G_DECLARE_FINAL_TYPE (AhoyChannel, ahoy_channel, AHOY, CHANNEL, GObject)

/* When a channel is opened, again and again. Times in milliseconds. */
typedef struct {
  gboolean reopen;             /* whether a lost socket is opened again */
  gboolean normal_close_ends;  /* whether it is not when the server has closed it with code 1000 */
  guint    first_wait;         /* from the loss to the first try */
  guint    first_delay;        /* between the beginnings of the first two tries */
  guint    delay;              /* what the next ones are made of ... */
  double   multiplier;         /* ... growing by this */
  guint    max_delay;
  guint    try_limit;          /* what a try may take; 0: as long as the delay to the next one */
  guint    opening_tries;      /* how many for the first opening; 0: without limit */
  guint    reopening_tries;    /* the same for each opening again */
} AhoyChannelPolicy;

AhoyChannel *ahoy_channel_new              (const AhoyChannelPolicy *policy,
                                            AhoyTrust               *trust,
                                            AhoyClock               *clock);
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
void         ahoy_channel_try_now          (AhoyChannel          *self);
void         ahoy_channel_network_changed  (AhoyChannel          *self);
void         ahoy_channel_close            (AhoyChannel          *self);
gboolean     ahoy_channel_get_reconnecting (AhoyChannel          *self);

G_END_DECLS
