/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"

G_BEGIN_DECLS

char *ahoy_server_parse           (const char  *text,
                                   GError     **error);
char *ahoy_server_parse_websocket (const char  *text,
                                   const char  *server,
                                   GError     **error);
char *ahoy_server_parse_ice       (const char  *text,
                                   GError     **error);

G_END_DECLS
