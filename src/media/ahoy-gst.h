/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-visibility.h"

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

AHOY_INTERNAL
gboolean    ahoy_gst_load      (GError         **error);
void        ahoy_gst_warm_up   (void);
void        ahoy_gst_begin_closing
                               (void);
void        ahoy_gst_end_closing
                               (void);
AHOY_INTERNAL
void        ahoy_gst_wait_closed
                               (void);
gboolean    ahoy_gst_has       (const char      *factory);
AHOY_INTERNAL
GstElement *ahoy_gst_make      (const char      *factory,
                                const char      *name);
GstElement *ahoy_gst_bin       (const char      *description,
                                GError         **error);
void        ahoy_gst_drop      (GstElement      *element);
void        ahoy_gst_tell      (GstElement      *element);
gboolean    ahoy_gst_read_level (GstMessage     *message,
                                double          *level);

/* Called in the main thread; @object is what the weak reference held. */
typedef void (*AhoyGstPosted) (gpointer object, gpointer data);

AHOY_INTERNAL
GWeakRef   *ahoy_gst_weak_new  (gpointer         object);
AHOY_INTERNAL
void        ahoy_gst_weak_free (GWeakRef        *weak);
AHOY_INTERNAL
void        ahoy_gst_post      (GWeakRef        *weak,
                                AhoyGstPosted    func,
                                gpointer         data,
                                GDestroyNotify   free_data);
void        ahoy_gst_connect   (gpointer         instance,
                                const char      *signal,
                                GCallback        callback,
                                gpointer         object);
void        ahoy_gst_connect_weak (gpointer      instance,
                                const char      *signal,
                                GCallback        callback,
                                GWeakRef        *weak);

G_END_DECLS
