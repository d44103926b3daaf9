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

/**
 * AhoyHistoryPage:
 * @entries: (element-type AhoyRecent): past calls, the newest first, as far as they can be read
 * @n_items: how many there were, those included that cannot be read
 * @ahead: by how many milliseconds the service's clock is ahead of ours; 0 where it does not tell
 *
 * A part of what a service remembers of past calls.
 */
typedef struct {
  GPtrArray *entries;
  guint      n_items;
  gint64     ahead;
} AhoyHistoryPage;

void ahoy_history_page_free (AhoyHistoryPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyHistoryPage, ahoy_history_page_free)

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
 * @join: makes the call, which is still to be started, that two calls of this login become, both of
 *   which we hold; as [method@Call.join_async]. When it is answered or after, both have ended with
 *   %AHOY_CALL_END_REASON_JOINED. %NULL: calls cannot be joined
 * @prepare_call: somebody will probably call before long, while the service is connected: begins
 *   with what takes its time. %NULL: there is nothing to begin with
 * @get_history_async: gets @count past calls from the @start-th on, the newest being the 0th. Always
 *   calls back. %NULL: the service does not remember any
 * @get_history_finish: the end of @get_history_async
 * @delete_history_async: makes the service forget a past call, or with %NULL all of them. %NULL as
 *   @get_history_async
 * @delete_history_finish: the end of @delete_history_async, with `AHOY_CALL_ERROR_VANISHED` where
 *   it was not there any more
 * @get_address_key: what is the same for all ways to write an address; %NULL: there is one way
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
  AhoyCall *(*join)               (AhoyService          *self,
                                   AhoyCall             *first,
                                   AhoyCall             *second,
                                   GError              **error);
  void     (*prepare_call)        (AhoyService          *self,
                                   AhoyMediaFlags        expected);
  void     (*get_history_async)   (AhoyService          *self,
                                   guint                 start,
                                   guint                 count,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
  AhoyHistoryPage *
           (*get_history_finish)  (AhoyService          *self,
                                   GAsyncResult         *result,
                                   GError              **error);
  void     (*delete_history_async)
                                  (AhoyService          *self,
                                   const char           *record,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
  gboolean (*delete_history_finish)
                                  (AhoyService          *self,
                                   GAsyncResult         *result,
                                   GError              **error);
  char    *(*get_address_key)     (AhoyService          *self,
                                   const char           *address);
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
