/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Turns packets of sound that pass a pad into digits (RFC 4733). */
typedef struct _AhoyDtmfSender AhoyDtmfSender;

AhoyDtmfSender *ahoy_dtmf_sender_new   (GstPad         *pad,
                                        guint           payload,
                                        guint           clock_rate);
void            ahoy_dtmf_sender_unref (AhoyDtmfSender *self);
gboolean        ahoy_dtmf_sender_queue (AhoyDtmfSender *self,
                                        const char     *digits);

gboolean        ahoy_dtmf_is_digits    (const char     *digits);
char            ahoy_dtmf_digit        (guint           event);

G_END_DECLS
