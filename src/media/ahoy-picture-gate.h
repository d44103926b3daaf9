/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Stands between the packets of a picture and its decoder. Shut, the decoder gets nothing, while all
 * that is about packets goes on; opened again, it begins with a key frame, which the other side is
 * asked for. Made and set in the main thread. */
typedef struct _AhoyPictureGate AhoyPictureGate;

AhoyPictureGate *ahoy_picture_gate_new      (GstPad          *pad);
void             ahoy_picture_gate_unref    (AhoyPictureGate *self);
void             ahoy_picture_gate_set_open (AhoyPictureGate *self,
                                             gboolean         open);

G_END_DECLS
