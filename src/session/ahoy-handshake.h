/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void     ahoy_handshake_async  (GIOStream            *stream,
                                GUri                 *uri,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
GBytes  *ahoy_handshake_finish (GIOStream            *stream,
                                GAsyncResult         *result,
                                guint                *status,
                                GError              **error);

G_END_DECLS
