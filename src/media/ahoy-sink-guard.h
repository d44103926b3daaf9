/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Stands before a sink that may fail. What such a sink returns would go up to what receives from the
 * network, which would stop for good: here it ends. That the sink has failed is told by its message
 * on the bus. */
#define AHOY_TYPE_SINK_GUARD (ahoy_sink_guard_get_type ())
G_DECLARE_FINAL_TYPE (AhoySinkGuard, ahoy_sink_guard, AHOY, SINK_GUARD, GstElement)

GstElement *ahoy_sink_guard_new (void);

G_END_DECLS
