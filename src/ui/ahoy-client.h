/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-activity-log.h"
#include "ahoy-calls.h"
#include "ahoy-clock.h"
#include "ahoy-media-devices.h"
#include "ahoy-session.h"
#include "ahoy-settings.h"
#include "ahoy-sounds.h"

G_BEGIN_DECLS

/**
 * AhoyRemember:
 * @AHOY_REMEMBER_NOTHING: a login for practice: what is remembered of others stays as it is
 * @AHOY_REMEMBER_SERVER: the server, but not the person
 * @AHOY_REMEMBER_ALL: the server, the person, and their secret in the keyring
 *
 * What a successful login leaves behind.
 */
typedef enum {
  AHOY_REMEMBER_NOTHING,
  AHOY_REMEMBER_SERVER,
  AHOY_REMEMBER_ALL,
} AhoyRemember;

#define AHOY_TYPE_CLIENT (ahoy_client_get_type ())
G_DECLARE_FINAL_TYPE (AhoyClient, ahoy_client, AHOY, CLIENT, GObject)

AhoyClient      *ahoy_client_new              (AhoySettings         *settings,
                                               AhoyClock            *clock);

void             ahoy_client_start            (AhoyClient           *self);
void             ahoy_client_unlock           (AhoyClient           *self);
void             ahoy_client_login            (AhoyClient           *self,
                                               AhoyAccount          *account,
                                               AhoyCredentials      *credentials,
                                               AhoyRemember          remember);
void             ahoy_client_cancel           (AhoyClient           *self);
void             ahoy_client_logout           (AhoyClient           *self);
void             ahoy_client_suspend          (AhoyClient           *self);
void             ahoy_client_resume           (AhoyClient           *self);
void             ahoy_client_quit_async       (AhoyClient           *self,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean         ahoy_client_quit_finish      (AhoyClient           *self,
                                               GAsyncResult         *result,
                                               GError              **error);
void             ahoy_client_dismiss_notice   (AhoyClient           *self);
void             ahoy_client_set_message      (AhoyClient           *self,
                                               const char           *message,
                                               gboolean              is_error);

AhoyActivityLog *ahoy_client_get_activity     (AhoyClient           *self);
const char      *ahoy_client_get_service      (AhoyClient           *self);
void             ahoy_client_set_service      (AhoyClient           *self,
                                               const char           *service);
AhoySettings    *ahoy_client_get_settings     (AhoyClient           *self);
AhoyAccount     *ahoy_client_get_account      (AhoyClient           *self);
gboolean         ahoy_client_get_connected    (AhoyClient           *self);
gboolean         ahoy_client_get_pending      (AhoyClient           *self);
gboolean         ahoy_client_get_reconnecting (AhoyClient           *self);
GDateTime       *ahoy_client_get_since        (AhoyClient           *self);
const char      *ahoy_client_get_message      (AhoyClient           *self);
char           **ahoy_client_dup_granted      (AhoyClient           *self);
gboolean         ahoy_client_get_practice     (AhoyClient           *self);

void             ahoy_client_set_media        (AhoyClient           *self,
                                               AhoyMediaFactory     *factory,
                                               AhoyMediaDevices     *devices,
                                               AhoySounds           *sounds);
AhoyCalls       *ahoy_client_get_calls        (AhoyClient           *self);
AhoyMediaDevices *ahoy_client_get_devices     (AhoyClient           *self);
AhoySounds      *ahoy_client_get_sounds       (AhoyClient           *self);
AhoySession     *ahoy_client_get_session      (AhoyClient           *self);
AhoyCall        *ahoy_client_call             (AhoyClient           *self,
                                               const char           *address,
                                               AhoyMediaFlags        media,
                                               GError              **error);

G_END_DECLS
