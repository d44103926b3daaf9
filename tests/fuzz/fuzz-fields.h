/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <glib.h>

G_BEGIN_DECLS

int      LLVMFuzzerTestOneInput (const uint8_t *data,
                                 size_t         size);

char   **fuzz_fields            (const uint8_t *data,
                                 size_t         size,
                                 guint          n_fields);
gboolean fuzz_is_visible_ascii  (const char    *text);
char    *fuzz_decode            (const char    *text);
void     fuzz_check_segment     (const char    *segment,
                                 const char    *name);

G_END_DECLS
