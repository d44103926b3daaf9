/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-account.h"
#include "ahoy-call-private.h"
#include "ahoy-clock.h"
#include "ahoy-credentials.h"
#include "ahoy-service-traits.h"
#include "ahoy-session-memory.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a session needs of a service: the interface in which the services differ. One object serves
 * one login, from connect_async to its end. */
#define AHOY_TYPE_SERVICE (ahoy_service_get_type ())
G_DECLARE_INTERFACE (AhoyService, ahoy_service, AHOY, SERVICE, GObject)

/**
 * AhoyServiceInterface:
 * @connect_async: logs in; once. Cancelling returns at once, and undoes in the background what the
 *   server has been asked for already
 * @connect_finish: the end of @connect_async
 * @disconnect_async: logs out, or waits until a cancelled login is undone. Never fails for what the
 *   server answers: afterwards the session is over. Cancelling means not to wait any longer
 * @disconnect_finish: the end of @disconnect_async
 * @set_services_async: asks for other services than were granted
 * @set_services_finish: the end of @set_services_async
 * @update_credentials: uses other credentials from the next request on
 * @abandon: lets everything go at once; logs out in the background
 * @network_changed: the network has come back, or this computer has another address
 * @set_media_factory: once, before connect_async: what makes the media of calls; %NULL: there are
 *   no calls
 * @call: makes a call, which is still to be started, while the service is connected; as
 *   [method@Session.call]. %NULL as @set_media_factory
 */
struct _AhoyServiceInterface {
  GTypeInterface parent_interface;

  void     (*connect_async)       (AhoyService          *self,
                                   AhoyCredentials      *credentials,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
  gboolean (*connect_finish)      (AhoyService          *self,
                                   GAsyncResult         *result,
                                   GError              **error);
  void     (*disconnect_async)    (AhoyService          *self,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
  gboolean (*disconnect_finish)   (AhoyService          *self,
                                   GAsyncResult         *result,
                                   GError              **error);
  void     (*set_services_async)  (AhoyService          *self,
                                   const char * const   *services,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
  gboolean (*set_services_finish) (AhoyService          *self,
                                   GAsyncResult         *result,
                                   GError              **error);
  void     (*update_credentials)  (AhoyService          *self,
                                   AhoyCredentials      *credentials);
  void     (*abandon)             (AhoyService          *self);
  void     (*network_changed)     (AhoyService          *self);
  void     (*set_media_factory)   (AhoyService          *self,
                                   AhoyMediaFactory     *factory);
  AhoyCall *(*call)               (AhoyService          *self,
                                   const char           *address,
                                   AhoyMediaFlags        wanted,
                                   GVariant             *parameters,
                                   GError              **error);
};

const char * const *ahoy_service_list                (void);
AhoyServiceTraits   ahoy_service_get_traits          (const char         *name);
GError             *ahoy_service_not_connected_error (AhoyAccount        *account);
AhoyService        *ahoy_service_new                 (AhoyAccount        *account,
                                                      AhoySessionMemory  *memory,
                                                      AhoyClock          *clock,
                                                      GError            **error);

/* For the implementations. */
void                ahoy_service_emit_event          (AhoyService        *self,
                                                      AhoyEventKind       kind,
                                                      const char         *text);
void                ahoy_service_emit_ended          (AhoyService        *self,
                                                      const GError       *reason);
void                ahoy_service_emit_incoming_call  (AhoyService        *self,
                                                      AhoyCall           *call);

G_END_DECLS
