/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "failing-ends.h"

#include "ahoy-gst.h"

struct _FailingEnds {
  GObject       parent_instance;
  WatchingEnds *watching;
  GstElement   *breakers[AHOY_MEDIA_END_SCREEN + 1]; /* of what was made last, weak */
  gboolean      broken;
};

static void failing_ends_iface_init (AhoyMediaEndsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FailingEnds, failing_ends, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_ENDS, failing_ends_iface_init))

static GstPadProbeReturn
break_at_once (GstPad *pad, GstPadProbeInfo *info, gpointer breaker)
{
  GST_ELEMENT_ERROR (breaker, RESOURCE, FAILED, ("It is broken"), (NULL));
  gst_buffer_unref (GST_PAD_PROBE_INFO_BUFFER (info));
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_ERROR;
  return GST_PAD_PROBE_HANDLED;
}

static GstPadProbeReturn
stop_at_once (GstPad *pad, GstPadProbeInfo *info, gpointer breaker)
{
  gst_buffer_unref (GST_PAD_PROBE_INFO_BUFFER (info));
  gst_pad_push_event (pad, gst_event_new_eos ());
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_EOS;
  return GST_PAD_PROBE_HANDLED;
}

static void
add_probe (FailingEnds *self, AhoyMediaEnd end, GstPadProbeCallback callback)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->breakers[end], "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, callback,
                     gst_object_ref (self->breakers[end]), gst_object_unref);
}

static GstElement *
failing_ends_make (AhoyMediaEnds *ends, AhoyMediaEnd end, GError **error)
{
  FailingEnds *self = FAILING_ENDS (ends);
  GstElement *element = ahoy_media_ends_make (AHOY_MEDIA_ENDS (self->watching), end, error);
  gboolean sink = end == AHOY_MEDIA_END_SPEAKER || end == AHOY_MEDIA_END_SCREEN;
  GstElement *breaker, *bin;
  g_autoptr (GstPad) pad = NULL;

  if (element == NULL)
    return NULL;
  breaker = ahoy_gst_make ("identity", NULL);
  g_clear_weak_pointer (&self->breakers[end]);
  g_set_weak_pointer (&self->breakers[end], breaker);
  bin = gst_bin_new (NULL);
  gst_bin_add_many (GST_BIN (bin), breaker, element, NULL);
  if (sink)
    gst_element_link (breaker, element);
  else
    gst_element_link (element, breaker);
  pad = gst_element_get_static_pad (breaker, sink ? "sink" : "src");
  gst_element_add_pad (bin, gst_ghost_pad_new (sink ? "sink" : "src", pad));
  if (self->broken)
    add_probe (self, end, break_at_once);
  return bin;
}

static void
failing_ends_finalize (GObject *object)
{
  FailingEnds *self = FAILING_ENDS (object);

  for (guint end = 0; end < G_N_ELEMENTS (self->breakers); end++)
    g_clear_weak_pointer (&self->breakers[end]);
  g_object_unref (self->watching);
  G_OBJECT_CLASS (failing_ends_parent_class)->finalize (object);
}

static void
failing_ends_class_init (FailingEndsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = failing_ends_finalize;
}

static void
failing_ends_iface_init (AhoyMediaEndsInterface *iface)
{
  iface->make = failing_ends_make;
}

static void
failing_ends_init (FailingEnds *self)
{
}

/* Ends for one call, with a tone of that many Hz and a picture of that size. */
FailingEnds *
failing_ends_new (double frequency, guint width, guint height)
{
  FailingEnds *self = g_object_new (FAILING_TYPE_ENDS, NULL);

  self->watching = watching_ends_new (frequency, width, height);
  return self;
}

/* What makes what does not fail. Not owned. */
WatchingEnds *
failing_ends_get_watching (FailingEnds *self)
{
  return self->watching;
}

/* The device fails with the next that passes it, and whenever it is tried. */
void
failing_ends_break (FailingEnds *self, AhoyMediaEnd end)
{
  add_probe (self, end, break_at_once);
}

/* The device, a source, comes to its end, as one that is unplugged may. */
void
failing_ends_stop (FailingEnds *self, AhoyMediaEnd end)
{
  add_probe (self, end, stop_at_once);
}

/* Devices made from now on are broken from the beginning, or no longer. */
void
failing_ends_set_broken (FailingEnds *self, gboolean broken)
{
  self->broken = broken;
}
