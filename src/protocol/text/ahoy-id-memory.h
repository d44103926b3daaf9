/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A memory for repeated ids: remembers the last capacity ids. */
typedef struct _AhoyIdMemory AhoyIdMemory;

AhoyIdMemory *ahoy_id_memory_new  (guint         capacity);
void          ahoy_id_memory_free (AhoyIdMemory *memory);
/* Returns FALSE where id is among the remembered ones; else remembers it. NULL is always new. */
gboolean      ahoy_id_memory_add  (AhoyIdMemory *memory,
                                   const char   *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyIdMemory, ahoy_id_memory_free)

G_END_DECLS
