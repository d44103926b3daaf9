/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-gst.h"

G_BEGIN_DECLS

/* Called in the main thread for each digit. */
typedef void (*AhoyDtmfHeard) (gpointer object, char digit);

void ahoy_dtmf_receiver_attach (GstBin        *pipeline,
                                GstPad        *pad,
                                AhoyDtmfHeard  heard,
                                gpointer       object);

G_END_DECLS
