/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-ends.h"

G_BEGIN_DECLS

/* From the pads of webrtcbin that bring sound, or a picture, through decoders to one sink. A new
 * codec or another source at the other side comes on a new pad: the newest is heard or seen. Used in
 * the main thread. */
typedef struct _AhoyReceiver AhoyReceiver;

AhoyReceiver *ahoy_receiver_new         (GstBin         *pipeline,
                                         gboolean        sound,
                                         GstElement     *probe,
                                         GstElement     *sink);
void          ahoy_receiver_free        (AhoyReceiver   *self);
gboolean      ahoy_receiver_add_pad     (AhoyReceiver   *self,
                                         GstPad         *pad,
                                         const char     *name,
                                         GError        **error);
gboolean      ahoy_receiver_remove_pad  (AhoyReceiver   *self,
                                         GstPad         *pad);
void          ahoy_receiver_change_sink (AhoyReceiver   *self,
                                         GstElement     *sink);
GstElement   *ahoy_receiver_on_failed   (AhoyReceiver   *self,
                                         GstObject      *object);
GstElement   *ahoy_receiver_make_nothing (void);
void          ahoy_receiver_set_watched (AhoyReceiver  *self,
                                         gboolean       watched);
void          ahoy_receiver_set_silent  (AhoyReceiver  *self,
                                         gboolean       silent);
guint64       ahoy_receiver_get_frames  (AhoyReceiver   *self);
void          ahoy_receiver_get_size    (AhoyReceiver   *self,
                                         guint          *width,
                                         guint          *height);

G_END_DECLS
