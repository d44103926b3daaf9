/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ahoy_fingerprint_matches (const char         *pem,
                                   const char * const *fingerprints);

G_END_DECLS
