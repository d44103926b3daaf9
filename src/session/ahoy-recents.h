/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"
#include "ahoy-recent.h"
#include "ahoy-visibility.h"

#include <gio/gio.h>

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

#define AHOY_TYPE_RECENTS (ahoy_recents_get_type ())
G_DECLARE_FINAL_TYPE (AhoyRecents, ahoy_recents, AHOY, RECENTS, GObject)

guint    ahoy_recents_get_missed_count (AhoyRecents          *self);
gboolean ahoy_recents_get_loading      (AhoyRecents          *self);
gboolean ahoy_recents_get_complete     (AhoyRecents          *self);
gint64   ahoy_recents_get_seen_until   (AhoyRecents          *self);
void     ahoy_recents_set_seen_until   (AhoyRecents          *self,
                                        gint64                seen_until);
void     ahoy_recents_mark_seen        (AhoyRecents          *self);

void     ahoy_recents_load_more_async  (AhoyRecents          *self,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean ahoy_recents_load_more_finish (AhoyRecents          *self,
                                        GAsyncResult         *result,
                                        GError              **error);
void     ahoy_recents_refresh_async    (AhoyRecents          *self,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean ahoy_recents_refresh_finish   (AhoyRecents          *self,
                                        GAsyncResult         *result,
                                        GError              **error);
void     ahoy_recents_delete_async     (AhoyRecents          *self,
                                        AhoyRecent           *recent,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean ahoy_recents_delete_finish    (AhoyRecents          *self,
                                        GAsyncResult         *result,
                                        GError              **error);
void     ahoy_recents_clear_async      (AhoyRecents          *self,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean ahoy_recents_clear_finish     (AhoyRecents          *self,
                                        GAsyncResult         *result,
                                        GError              **error);

/* Deleting with a way back. */
void         ahoy_recents_hide                 (AhoyRecents          *self,
                                                AhoyRecent           *recent);
void         ahoy_recents_show_hidden          (AhoyRecents          *self);
guint        ahoy_recents_get_n_hidden         (AhoyRecents          *self);
void         ahoy_recents_delete_hidden_async  (AhoyRecents          *self,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean     ahoy_recents_delete_hidden_finish (AhoyRecents          *self,
                                                GAsyncResult         *result,
                                                GError              **error);

AHOY_END_PUBLIC
G_END_DECLS
