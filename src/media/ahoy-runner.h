/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* Runs a pipeline from its beginning to its end, by a thread of its own: devices and sound servers
 * may keep one waiting. Used in the main thread. */
#define AHOY_TYPE_RUNNER (ahoy_runner_get_type ())
G_DECLARE_FINAL_TYPE (AhoyRunner, ahoy_runner, AHOY, RUNNER, GObject)

AhoyRunner *ahoy_runner_new  (GstElement *pipeline);
void        ahoy_runner_stop (AhoyRunner *self);

G_END_DECLS
