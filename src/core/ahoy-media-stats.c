/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-media-stats.h"

G_DEFINE_BOXED_TYPE (AhoyMediaStats, ahoy_media_stats, ahoy_media_stats_copy, ahoy_media_stats_free)

/**
 * ahoy_media_stats_copy:
 * @self: a reading
 *
 * Returns: (transfer full): the same once more
 */
AhoyMediaStats *
ahoy_media_stats_copy (const AhoyMediaStats *self)
{
  return g_memdup2 (self, sizeof *self);
}

/**
 * ahoy_media_stats_free:
 * @self: (transfer full): a reading
 *
 * Gives the memory back.
 */
void
ahoy_media_stats_free (AhoyMediaStats *self)
{
  g_free (self);
}
