/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-picture-gate.h"

#include <gst/video/video.h>

/* How long to wait for a key frame before it is asked for again, in µs: the request may be lost. */
#define ASK_AGAIN (500 * G_TIME_SPAN_MILLISECOND)

/* Shared with a thread of the pipeline. */
struct _AhoyPictureGate {
  int      open;    /* atomic */
  gboolean passing; /* of the thread: nothing is missing for what comes */
  gint64   asked;   /* of the thread */
};

/* What is shown by pictures that build upon others that were not decoded is garbage. */
static gboolean
may_pass (AhoyPictureGate *self, GstPad *pad, GstBuffer *frame)
{
  gint64 now;

  if (!g_atomic_int_get (&self->open)) {
    self->passing = FALSE;
    self->asked = 0;
    return FALSE;
  }
  if (self->passing)
    return TRUE;
  if (!GST_BUFFER_FLAG_IS_SET (frame, GST_BUFFER_FLAG_DELTA_UNIT)) {
    self->passing = TRUE;
    return TRUE;
  }
  now = g_get_monotonic_time ();
  if (now - self->asked > ASK_AGAIN) {
    self->asked = now;
    gst_pad_send_event (pad, gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE,
                                                                          0));
  }
  return FALSE;
}

static GstPadProbeReturn
on_frame (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  GstBufferList *list = GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER_LIST
                          ? GST_PAD_PROBE_INFO_BUFFER_LIST (info) : NULL;
  GstBuffer *frame = list != NULL ? gst_buffer_list_get (list, 0)
                                  : GST_PAD_PROBE_INFO_BUFFER (info);

  return may_pass (user_data, pad, frame) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

/**
 * ahoy_picture_gate_new:
 * @pad: where a depayloader gives its frames
 *
 * Returns: (transfer full): a gate, open
 */
AhoyPictureGate *
ahoy_picture_gate_new (GstPad *pad)
{
  AhoyPictureGate *self = g_atomic_rc_box_new0 (AhoyPictureGate);

  self->open = TRUE;
  self->passing = TRUE;
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_frame,
                     g_atomic_rc_box_acquire (self), g_atomic_rc_box_release);
  return self;
}

/**
 * ahoy_picture_gate_unref:
 * @self: (transfer full): a gate
 *
 * Lets it go; the pad keeps its own part.
 */
void
ahoy_picture_gate_unref (AhoyPictureGate *self)
{
  g_atomic_rc_box_release (self);
}

/**
 * ahoy_picture_gate_set_open:
 * @self: a gate
 * @open: whether frames may pass
 *
 * Opens or shuts it.
 */
void
ahoy_picture_gate_set_open (AhoyPictureGate *self, gboolean open)
{
  g_atomic_int_set (&self->open, open);
}
