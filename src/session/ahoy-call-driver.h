/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a call needs of a service: the interface in which the services differ once somebody is
 * called. One object serves one call. It decides who offers and when, whether candidates travel on
 * their own, and how a change gets to the other side; what it hears it tells by ahoy_call_apply().
 *
 * What is begun by an async function is always called back, also after the call is over. */
#define AHOY_TYPE_CALL_DRIVER (ahoy_call_driver_get_type ())
G_DECLARE_INTERFACE (AhoyCallDriver, ahoy_call_driver, AHOY, CALL_DRIVER, GObject)

/**
 * AhoyCallDriverInterface:
 * @can: whether the service has the wish at all, whatever the state of the call; one of
 *   [enum@Ahoy.CallEvent] up to `AHOY_CALL_EVENT_JOIN`
 * @start: offers the call to the other side, or tells the service that it rings here; what comes
 *   of it is applied to the call. Once, first
 * @answer_async: answers the call, sending @wanted. On success the call is answered
 * @update_async: agrees with the other side that this one sends @wanted from now on, or holds the
 *   call; for the operations hold, unhold, change media and restart media. Where it fails, all is
 *   as before
 * @set_parameters_async: gives the other side parameters of the program's own; %NULL: not possible
 * @read_address: makes of an address that a person has written what the next two take; %NULL: the
 *   service has neither
 * @forward_async: passes the call on to that address, unanswered; %NULL: not possible
 * @transfer_async: hands the call, which we hold, over to that address, or with @other to whom that
 *   call is with, which we hold too. On success `AHOY_CALL_EVENT_COMPLETED` was applied, or is when
 *   it has ended; where it fails, all is as before; %NULL: there are no transfers
 * @muted: tells the other side that this one is muted, or no longer; %NULL: it need not know
 * @leave_async: the call is over because of @event, and its media are closed: tells the service
 *   where it does not know. Once, last; always succeeds
 * @finish: the end of each of them
 *
 * What an implementation provides.
 */
struct _AhoyCallDriverInterface {
  GTypeInterface parent_interface;

  gboolean (*can)                  (AhoyCallDriver       *self,
                                    AhoyCallEvent         wish);
  void     (*start)                (AhoyCallDriver       *self);
  void     (*answer_async)         (AhoyCallDriver       *self,
                                    AhoyMediaFlags        wanted,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  void     (*update_async)         (AhoyCallDriver       *self,
                                    AhoyMediaFlags        wanted,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  void     (*set_parameters_async) (AhoyCallDriver       *self,
                                    GVariant             *parameters,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  char    *(*read_address)         (AhoyCallDriver       *self,
                                    const char           *address,
                                    GError              **error);
  void     (*forward_async)        (AhoyCallDriver       *self,
                                    const char           *address,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  void     (*transfer_async)       (AhoyCallDriver       *self,
                                    const char           *address,
                                    AhoyCallDriver       *other,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  void     (*muted)                (AhoyCallDriver       *self,
                                    gboolean              muted);
  void     (*leave_async)          (AhoyCallDriver       *self,
                                    AhoyCallEvent         event,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  gboolean (*finish)               (AhoyCallDriver       *self,
                                    GAsyncResult         *result,
                                    GError              **error);
};

G_END_DECLS
