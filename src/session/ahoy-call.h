/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-error.h"
#include "ahoy-media.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

#define AHOY_TYPE_CALL (ahoy_call_get_type ())
G_DECLARE_FINAL_TYPE (AhoyCall, ahoy_call, AHOY, CALL, GObject)

const char        *ahoy_call_get_id                (AhoyCall             *self);
AhoyCallDirection  ahoy_call_get_direction         (AhoyCall             *self);
const char        *ahoy_call_get_remote            (AhoyCall             *self);
const char        *ahoy_call_get_remote_name       (AhoyCall             *self);
AhoyCallState      ahoy_call_get_state             (AhoyCall             *self);
AhoyCallOperation  ahoy_call_get_operation         (AhoyCall             *self);
gboolean           ahoy_call_get_local_hold        (AhoyCall             *self);
gboolean           ahoy_call_get_remote_hold       (AhoyCall             *self);
gboolean           ahoy_call_get_remote_muted      (AhoyCall             *self);
gboolean           ahoy_call_get_reconnecting      (AhoyCall             *self);
gboolean           ahoy_call_get_muted             (AhoyCall             *self);
void               ahoy_call_set_muted             (AhoyCall             *self,
                                                    gboolean              muted);
gboolean           ahoy_call_get_sending_video     (AhoyCall             *self);
gboolean           ahoy_call_get_receiving_video   (AhoyCall             *self);
gboolean           ahoy_call_get_video             (AhoyCall             *self);
AhoyCallEndReason  ahoy_call_get_end_reason        (AhoyCall             *self);
const GError      *ahoy_call_get_error             (AhoyCall             *self);
GVariant          *ahoy_call_get_custom_parameters (AhoyCall             *self);
gint64             ahoy_call_get_begun             (AhoyCall             *self);
gint64             ahoy_call_get_since             (AhoyCall             *self);
gint64             ahoy_call_get_duration          (AhoyCall             *self);
AhoyQuality        ahoy_call_get_quality           (AhoyCall             *self,
                                                    AhoyQualityReason    *reason);
AhoyMedia         *ahoy_call_get_media             (AhoyCall             *self);
gboolean           ahoy_call_can                   (AhoyCall             *self,
                                                    AhoyCallEvent         wish);

void               ahoy_call_answer_async          (AhoyCall             *self,
                                                    AhoyMediaFlags        media,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ahoy_call_answer_finish         (AhoyCall             *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void               ahoy_call_reject_async          (AhoyCall             *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ahoy_call_reject_finish         (AhoyCall             *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
gboolean           ahoy_call_ignore                (AhoyCall             *self,
                                                    GError              **error);
void               ahoy_call_end_async             (AhoyCall             *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ahoy_call_end_finish            (AhoyCall             *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void               ahoy_call_hold_async            (AhoyCall             *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ahoy_call_hold_finish           (AhoyCall             *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void               ahoy_call_unhold_async          (AhoyCall             *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ahoy_call_unhold_finish         (AhoyCall             *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void               ahoy_call_add_video_async       (AhoyCall             *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ahoy_call_add_video_finish      (AhoyCall             *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void               ahoy_call_stop_video_async      (AhoyCall             *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ahoy_call_stop_video_finish     (AhoyCall             *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void               ahoy_call_forward_async         (AhoyCall             *self,
                                                    const char           *address,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ahoy_call_forward_finish        (AhoyCall             *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void               ahoy_call_transfer_async        (AhoyCall             *self,
                                                    const char           *address,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ahoy_call_transfer_finish       (AhoyCall             *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void               ahoy_call_transfer_to_call_async
                                                   (AhoyCall             *self,
                                                    AhoyCall             *other,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ahoy_call_transfer_to_call_finish
                                                   (AhoyCall             *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void               ahoy_call_join_async            (AhoyCall             *self,
                                                    AhoyCall             *other,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
AhoyCall          *ahoy_call_join_finish           (AhoyCall             *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void               ahoy_call_restart_media_async   (AhoyCall             *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ahoy_call_restart_media_finish  (AhoyCall             *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void               ahoy_call_set_parameters_async  (AhoyCall             *self,
                                                    GVariant             *parameters,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ahoy_call_set_parameters_finish (AhoyCall             *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
gboolean           ahoy_call_send_dtmf             (AhoyCall             *self,
                                                    const char           *digits,
                                                    GError              **error);

AHOY_END_PUBLIC
G_END_DECLS
