/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "watching-ends.h"

#include "ahoy-gst.h"

#include <gst/video/video.h>

#define BYTES_OF_PIXEL 4
#define STEP           8                    /* one pixel in so many, in each direction, is enough */
#define SILENCE        (G_MAXINT16 / 20)    /* the tones are ten times as loud */

/* Looks in threads of the pipeline, and may outlive the ends. */
typedef struct {
  GMutex       mutex;
  WatchingSeen seen;
} Eye;

struct _WatchingEnds {
  GObject       parent_instance;
  AhoyTestEnds *test;
  Eye          *eye;
};

static void watching_ends_iface_init (AhoyMediaEndsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WatchingEnds, watching_ends, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_ENDS, watching_ends_iface_init))

static void
eye_clear (gpointer data)
{
  Eye *eye = data;

  g_mutex_clear (&eye->mutex);
}

static void
eye_unref (gpointer eye)
{
  g_atomic_rc_box_release_full (eye, eye_clear);
}

static void
mix_colour (const GstVideoFrame *frame, double *colour)
{
  const guint8 *data = GST_VIDEO_FRAME_PLANE_DATA (frame, 0);
  guint stride = GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);
  guint64 sums[3] = { 0, 0, 0 };
  guint n_pixels = 0;

  for (int y = 0; y < GST_VIDEO_FRAME_HEIGHT (frame); y += STEP)
    for (int x = 0; x < GST_VIDEO_FRAME_WIDTH (frame); x += STEP) {
      const guint8 *pixel = data + y * stride + x * BYTES_OF_PIXEL;

      for (guint i = 0; i < G_N_ELEMENTS (sums); i++)
        sums[i] += pixel[2 - i]; /* blue comes first */
      n_pixels++;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sums); i++)
    colour[i] = sums[i] / (255.0 * n_pixels);
}

static GstPadProbeReturn
on_seen (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Eye *eye = data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  GstVideoInfo video;
  GstVideoFrame frame;

  if (caps == NULL || !gst_video_info_from_caps (&video, caps) ||
      !gst_video_frame_map (&frame, &video, GST_PAD_PROBE_INFO_BUFFER (info), GST_MAP_READ))
    return GST_PAD_PROBE_OK;

  g_mutex_lock (&eye->mutex);
  if (eye->seen.n_frames++ == 0)
    eye->seen.first_frame = g_get_real_time ();
  eye->seen.width = GST_VIDEO_FRAME_WIDTH (&frame);
  eye->seen.height = GST_VIDEO_FRAME_HEIGHT (&frame);
  mix_colour (&frame, eye->seen.colour);
  g_mutex_unlock (&eye->mutex);
  gst_video_frame_unmap (&frame);

  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_heard (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Eye *eye = data;
  GstMapInfo map;
  gboolean loud = FALSE;

  if (!gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ))
    return GST_PAD_PROBE_OK;
  for (gsize i = 0; i < map.size / sizeof (gint16) && !loud; i++)
    loud = ((const gint16 *) (gpointer) map.data)[i] > SILENCE;
  gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
  if (!loud)
    return GST_PAD_PROBE_OK;

  g_mutex_lock (&eye->mutex);
  eye->seen.first_sound = g_get_real_time ();
  g_mutex_unlock (&eye->mutex);

  return GST_PAD_PROBE_REMOVE;
}

static void
watch (WatchingEnds *self, GstElement *element, GstPadProbeCallback callback)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "sink");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, callback,
                     g_atomic_rc_box_acquire (self->eye), eye_unref);
}

/* In the format that a window needs, so that it costs what it costs there. */
static GstElement *
make_eye (WatchingEnds *self, GError **error)
{
  GstElement *bin = ahoy_gst_bin ("videoconvert ! video/x-raw,format=BGRA ! "
                                  "fakesink name=eye async=false sync=true", error);
  g_autoptr (GstElement) sink = NULL;

  if (bin == NULL)
    return NULL;
  sink = gst_bin_get_by_name (GST_BIN (bin), "eye");
  watch (self, sink, on_seen);

  return bin;
}

static GstElement *
watching_ends_make (AhoyMediaEnds *ends, AhoyMediaEnd end, GError **error)
{
  WatchingEnds *self = WATCHING_ENDS (ends);
  GstElement *element;

  if (end == AHOY_MEDIA_END_SCREEN)
    return make_eye (self, error);

  element = ahoy_media_ends_make (AHOY_MEDIA_ENDS (self->test), end, error);
  if (element != NULL && end == AHOY_MEDIA_END_SPEAKER)
    watch (self, element, on_heard);

  return element;
}

static void
watching_ends_finalize (GObject *object)
{
  WatchingEnds *self = WATCHING_ENDS (object);

  g_object_unref (self->test);
  eye_unref (self->eye);

  G_OBJECT_CLASS (watching_ends_parent_class)->finalize (object);
}

static void
watching_ends_class_init (WatchingEndsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = watching_ends_finalize;
}

static void
watching_ends_iface_init (AhoyMediaEndsInterface *iface)
{
  iface->make = watching_ends_make;
}

static void
watching_ends_init (WatchingEnds *self)
{
  self->eye = g_atomic_rc_box_new0 (Eye);
  g_mutex_init (&self->eye->mutex);
}

/* Ends for one call, with a tone of that many Hz and a picture of that size. */
WatchingEnds *
watching_ends_new (double frequency, guint width, guint height)
{
  WatchingEnds *self = g_object_new (WATCHING_TYPE_ENDS, NULL);

  self->test = ahoy_test_ends_new (frequency);
  ahoy_test_ends_set_picture (self->test, width, height);

  return self;
}

/* What makes the tone and hears. Not owned. */
AhoyTestEnds *
watching_ends_get_test (WatchingEnds *self)
{
  return self->test;
}

WatchingSeen
watching_ends_get_seen (WatchingEnds *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->eye->mutex);

  return self->eye->seen;
}
