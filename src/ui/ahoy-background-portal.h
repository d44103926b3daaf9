/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void     ahoy_background_portal_request_async  (gboolean              autostart,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean ahoy_background_portal_request_finish (GAsyncResult         *result,
                                                gboolean             *background,
                                                gboolean             *autostart,
                                                GError              **error);

G_END_DECLS
