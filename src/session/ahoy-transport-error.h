/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GError *ahoy_transport_error (GError     *error,
                              const char *host,
                              const char *distrust);

G_END_DECLS
