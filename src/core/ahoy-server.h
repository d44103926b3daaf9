/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS

AHOY_INTERNAL
char *ahoy_server_parse           (const char  *text,
                                   GError     **error);
AHOY_INTERNAL
char *ahoy_server_parse_websocket (const char  *text,
                                   const char  *server,
                                   GError     **error);
AHOY_INTERNAL
char *ahoy_server_parse_ice       (const char  *text,
                                   GError     **error);

G_END_DECLS
