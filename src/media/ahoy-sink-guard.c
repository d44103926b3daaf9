/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-sink-guard.h"

struct _AhoySinkGuard {
  GstElement  parent_instance;
  GstPad     *sink;
  GstPad     *src;
};

G_DEFINE_FINAL_TYPE (AhoySinkGuard, ahoy_sink_guard, GST_TYPE_ELEMENT)

static GstStaticPadTemplate sink_template =
  GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template =
  GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static GstFlowReturn
on_buffer (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_pad_push (AHOY_SINK_GUARD (parent)->src, buffer);
  return GST_FLOW_OK;
}

/* A format that is refused is an error too, of the next buffer. */
static gboolean
on_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  gst_pad_event_default (pad, parent, event);
  return TRUE;
}

/* One that fails may want no format at all. */
static gboolean
on_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  GstCaps *caps;

  switch ((int) GST_QUERY_TYPE (query)) {
  case GST_QUERY_ACCEPT_CAPS:
    gst_query_set_accept_caps_result (query, TRUE);
    return TRUE;
  case GST_QUERY_CAPS:
    if (gst_pad_peer_query (AHOY_SINK_GUARD (parent)->src, query)) {
      gst_query_parse_caps_result (query, &caps);
      if (!gst_caps_is_empty (caps))
        return TRUE;
    }
    gst_query_parse_caps (query, &caps);
    gst_query_set_caps_result (query, caps != NULL ? caps : GST_CAPS_ANY);
    return TRUE;
  default:
    return gst_pad_query_default (pad, parent, query);
  }
}

static void
ahoy_sink_guard_class_init (AhoySinkGuardClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Sink guard", "Generic",
                                         "Keeps what a sink returns from what is before it",
                                         "The Ahoy developers");
}

static void
ahoy_sink_guard_init (AhoySinkGuard *self)
{
  self->sink = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sink, on_buffer);
  gst_pad_set_event_function (self->sink, on_event);
  gst_pad_set_query_function (self->sink, on_query);
  GST_PAD_SET_PROXY_CAPS (self->sink);
  GST_PAD_SET_PROXY_ALLOCATION (self->sink);
  gst_element_add_pad (GST_ELEMENT (self), self->sink);

  self->src = gst_pad_new_from_static_template (&src_template, "src");
  GST_PAD_SET_PROXY_CAPS (self->src);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

/**
 * ahoy_sink_guard_new:
 *
 * Returns: (transfer floating): an element that passes everything on, and nothing back but what it
 *   was asked for
 */
GstElement *
ahoy_sink_guard_new (void)
{
  return g_object_new (AHOY_TYPE_SINK_GUARD, NULL);
}
