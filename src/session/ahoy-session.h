/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-account.h"
#include "ahoy-call.h"
#include "ahoy-clock.h"
#include "ahoy-credentials.h"
#include "ahoy-error.h"
#include "ahoy-recents.h"
#include "ahoy-service-traits.h"
#include "ahoy-visibility.h"

#include <gio/gio.h>

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

#define AHOY_TYPE_SESSION (ahoy_session_get_type ())
G_DECLARE_FINAL_TYPE (AhoySession, ahoy_session, AHOY, SESSION, GObject)

const char * const *ahoy_session_list_services        (void);
AhoyServiceTraits   ahoy_session_get_service_traits   (const char           *service);

AhoySession        *ahoy_session_new                  (AhoyAccount          *account,
                                                       AhoyClock            *clock);

void                ahoy_session_connect_async        (AhoySession          *self,
                                                       AhoyCredentials      *credentials,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean            ahoy_session_connect_finish       (AhoySession          *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void                ahoy_session_disconnect_async     (AhoySession          *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean            ahoy_session_disconnect_finish    (AhoySession          *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void                ahoy_session_set_services_async   (AhoySession          *self,
                                                       const char * const   *services,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean            ahoy_session_set_services_finish  (AhoySession          *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
gboolean            ahoy_session_update_credentials   (AhoySession          *self,
                                                       AhoyCredentials      *credentials,
                                                       GError              **error);
void                ahoy_session_set_ice_credentials  (AhoySession          *self,
                                                       const char           *user,
                                                       const char           *secret);
gboolean            ahoy_session_set_account          (AhoySession          *self,
                                                       AhoyAccount          *account);
void                ahoy_session_destroy              (AhoySession          *self);

AhoyAccount        *ahoy_session_get_account          (AhoySession          *self);
gboolean            ahoy_session_get_connected        (AhoySession          *self);
gboolean            ahoy_session_get_pending          (AhoySession          *self);
gboolean            ahoy_session_get_reconnecting     (AhoySession          *self);
const GError       *ahoy_session_get_error            (AhoySession          *self);
char              **ahoy_session_dup_granted_services (AhoySession          *self);

GListModel         *ahoy_session_get_calls            (AhoySession          *self);
AhoyRecents        *ahoy_session_get_recents          (AhoySession          *self);
gboolean            ahoy_session_has_calls            (AhoySession          *self,
                                                       GError              **error);
AhoyCall           *ahoy_session_call                 (AhoySession          *self,
                                                       const char           *address,
                                                       AhoyMediaFlags        media,
                                                       GVariant             *parameters,
                                                       GError              **error);
void                ahoy_session_prepare_call         (AhoySession          *self,
                                                       AhoyMediaFlags        media);
void                ahoy_session_swap_async           (AhoySession          *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean            ahoy_session_swap_finish          (AhoySession          *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

AHOY_END_PUBLIC
G_END_DECLS
