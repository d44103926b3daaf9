/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-test-ends.h"

G_BEGIN_DECLS

/* Test ends with an eye besides: instead of a window, something looks at the picture of the other
 * side. Tells when the first sound and the first picture were there, too. */
#define WATCHING_TYPE_ENDS (watching_ends_get_type ())
G_DECLARE_FINAL_TYPE (WatchingEnds, watching_ends, WATCHING, ENDS, GObject)

/* What was seen up to now. */
typedef struct {
  guint   n_frames;
  guint   width;       /* of the last frame */
  guint   height;
  double  colour[3];   /* its mean red, green and blue, from 0 to 1 */
  gint64  first_frame; /* µs since 1970, 0 before there is one ... */
  gint64  first_sound; /* ... and before anything but silence was heard */
} WatchingSeen;

WatchingEnds *watching_ends_new      (double        frequency,
                                      guint         width,
                                      guint         height);
AhoyTestEnds *watching_ends_get_test (WatchingEnds *self);
WatchingSeen  watching_ends_get_seen (WatchingEnds *self);

G_END_DECLS
