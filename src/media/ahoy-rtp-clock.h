/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Tells a session of RTP how fast the clocks of what is sent run, before it has to ask. */
void ahoy_rtp_clock_attach (GstElement *session);

G_END_DECLS
