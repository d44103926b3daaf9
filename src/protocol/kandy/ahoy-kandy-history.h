/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-error.h"

G_BEGIN_DECLS

/* One past call, as section 9.3 has it. */
typedef struct {
  char              *id;         /* recordId, to delete it by; or NULL */
  gint64             start_time; /* milliseconds since 1970 */
  gint64             duration;   /* milliseconds */
  AhoyCallDirection  direction;
  gboolean           missed;
  char              *number;     /* the other side's; never NULL */
  char              *name;       /* or NULL */
} AhoyKandyHistoryEntry;

/* GET for the first, DELETE for the others. */
char      *ahoy_kandy_history_path       (const char             *user,
                                          guint                   start,
                                          guint                   count);
char      *ahoy_kandy_history_all_path   (const char             *user);
char      *ahoy_kandy_history_entry_path (const char             *user,
                                          const char             *id);

GPtrArray *ahoy_kandy_history_parse      (const char             *text,
                                          gssize                  length,
                                          guint                  *n_items,
                                          GError                **error);
void       ahoy_kandy_history_entry_free (AhoyKandyHistoryEntry  *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyKandyHistoryEntry, ahoy_kandy_history_entry_free)

G_END_DECLS
