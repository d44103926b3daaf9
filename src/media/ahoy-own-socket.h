/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean ahoy_own_socket_is_peer (GSocket *accepted);

G_END_DECLS
