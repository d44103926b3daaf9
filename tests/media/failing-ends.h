/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "watching-ends.h"

G_BEGIN_DECLS

/* Watching ends whose devices fail for good when they are told to, as a real one does that breaks: it
 * complains, and takes or gives nothing any more. */
#define FAILING_TYPE_ENDS (failing_ends_get_type ())
G_DECLARE_FINAL_TYPE (FailingEnds, failing_ends, FAILING, ENDS, GObject)

FailingEnds  *failing_ends_new          (double        frequency,
                                         guint         width,
                                         guint         height);
WatchingEnds *failing_ends_get_watching (FailingEnds  *self);
void          failing_ends_break        (FailingEnds  *self,
                                         AhoyMediaEnd  end);
void          failing_ends_stop         (FailingEnds  *self,
                                         AhoyMediaEnd  end);
void          failing_ends_set_broken   (FailingEnds  *self,
                                         gboolean      broken);

G_END_DECLS
