/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-channel.h"
#include "ahoy-error.h"
#include "ahoy-rest.h"
#include "ahoy-service.h"
#include "ahoy-trust.h"

G_BEGIN_DECLS

/* What the services have in common: a login by REST, then a websocket that is kept open until the
 * log-out; each of the two can be cancelled, and ended from outside, at any time. */
#define AHOY_TYPE_BASE_SERVICE (ahoy_base_service_get_type ())
G_DECLARE_DERIVABLE_TYPE (AhoyBaseService, ahoy_base_service, AHOY, BASE_SERVICE, GObject)

/**
 * AhoyBaseServiceClass:
 * @log_in: sends the first request. It comes to [method@BaseService.open_channel] or
 *   [method@BaseService.fail_login] in the end, if [method@BaseService.get_connecting] then
 * @opened: the channel is open, for the first time or again
 * @closed: the channel is not open, or of no use any more; may come twice
 * @refused: the service refuses to open the lost channel again, as of [func@rest_is_refusal]. It
 *   will be tried again; %NULL: nothing more to do
 * @text: the service has sent a text
 * @leave_async: gives back what the service has granted, and what it is being asked for, and calls
 *   back; goes on without the caller. %NULL: there is nothing to be given back
 * @forget: the service has ended the login itself: lets everything go without telling it. %NULL:
 *   there is nothing to let go
 * @credentials_changed: there are other credentials for the next request; %NULL: nothing to do
 * @network_changed: the network has come back, or this computer has another address; the channel is
 *   seen to. %NULL: nothing to do
 * @get_granted_services: what is granted, or %NULL; %NULL: nothing ever is
 */
struct _AhoyBaseServiceClass {
  GObjectClass parent_class;

  void                 (*log_in)               (AhoyBaseService     *self);
  void                 (*opened)               (AhoyBaseService     *self,
                                                gboolean             again);
  void                 (*closed)               (AhoyBaseService     *self);
  void                 (*refused)              (AhoyBaseService     *self);
  void                 (*text)                 (AhoyBaseService     *self,
                                                GBytes              *text);
  void                 (*leave_async)          (AhoyBaseService     *self,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
  void                 (*forget)               (AhoyBaseService     *self);
  void                 (*credentials_changed)  (AhoyBaseService     *self);
  void                 (*network_changed)      (AhoyBaseService     *self);
  const char * const * (*get_granted_services) (AhoyBaseService     *self);
};

gboolean         ahoy_base_service_set_up           (AhoyBaseService          *self,
                                                     AhoyAccount              *account,
                                                     AhoyClock                *clock,
                                                     const char               *server,
                                                     const char               *websocket_server,
                                                     const AhoyChannelPolicy  *policy,
                                                     GError                  **error);

AhoyAccount     *ahoy_base_service_get_account      (AhoyBaseService          *self);
AhoyClock       *ahoy_base_service_get_clock        (AhoyBaseService          *self);
AhoyCredentials *ahoy_base_service_get_credentials  (AhoyBaseService          *self);
AhoyTrust       *ahoy_base_service_get_trust        (AhoyBaseService          *self);
AhoyRest        *ahoy_base_service_get_rest         (AhoyBaseService          *self);
gboolean         ahoy_base_service_get_connecting   (AhoyBaseService          *self);
gboolean         ahoy_base_service_get_connected    (AhoyBaseService          *self);

void             ahoy_base_service_open_channel     (AhoyBaseService          *self,
                                                     const char               *path);
void             ahoy_base_service_set_channel_path (AhoyBaseService          *self,
                                                     const char               *path);
void             ahoy_base_service_try_now          (AhoyBaseService          *self);
void             ahoy_base_service_fail_login       (AhoyBaseService          *self,
                                                     GError                   *error);
void             ahoy_base_service_send             (AhoyBaseService          *self,
                                                     const char               *text);
void             ahoy_base_service_emit_received    (AhoyBaseService          *self,
                                                     const char               *type,
                                                     gboolean                  known);
void             ahoy_base_service_end              (AhoyBaseService          *self,
                                                     GError                   *reason);

G_END_DECLS
