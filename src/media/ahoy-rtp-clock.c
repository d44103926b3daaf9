/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-rtp-clock.h"

#include <gst/rtp/gstrtpbuffer.h>

/* Sound, a picture and what repeats it, and those that were before them. */
#define MAX_SOURCES 16
/* rtpsession forgets who has said nothing for five seconds, in µs. */
#define SILENCE (2 * G_TIME_SPAN_SECOND)

typedef struct {
  guint32 ssrc;
  gint64  last; /* when there was a packet of it */
} Source;

/* Belongs to the thread that holds the pad. */
typedef struct {
  Source sources[MAX_SOURCES];
  guint  n_sources;
} Known;

/* Returns whether there is something to be told about the source. */
static gboolean
meet (Known *known, guint32 ssrc)
{
  gint64 now = g_get_monotonic_time ();
  Source *source = NULL;
  gboolean news = TRUE;

  for (guint i = 0; i < known->n_sources && source == NULL; i++)
    if (known->sources[i].ssrc == ssrc)
      source = &known->sources[i];

  if (source != NULL) {
    news = now - source->last > SILENCE;
  } else {
    if (known->n_sources == MAX_SOURCES)
      known->n_sources = 0; /* they are told once more */
    source = &known->sources[known->n_sources++];
  }
  *source = (Source) { ssrc, now };
  return news;
}

static gboolean
read_header (GstPadProbeInfo *info, guint32 *ssrc, guint *payload)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER_LIST
                        ? gst_buffer_list_get (GST_PAD_PROBE_INFO_BUFFER_LIST (info), 0)
                        : GST_PAD_PROBE_INFO_BUFFER (info);
  GstRTPBuffer packet = GST_RTP_BUFFER_INIT;

  if (buffer == NULL || !gst_rtp_buffer_map (buffer, GST_MAP_READ, &packet))
    return FALSE;
  *ssrc = gst_rtp_buffer_get_ssrc (&packet);
  *payload = gst_rtp_buffer_get_payload_type (&packet);
  gst_rtp_buffer_unmap (&packet);
  return TRUE;
}

static GstPadProbeReturn
on_packet (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  g_autoptr (GstElement) session = gst_pad_get_parent_element (pad);
  g_autoptr (GstCaps) map = NULL;
  GstCaps *caps;
  guint32 ssrc;
  guint payload;
  int rate = 0;

  if (session == NULL || !read_header (info, &ssrc, &payload) || !meet (user_data, ssrc))
    return GST_PAD_PROBE_OK;

  g_signal_emit_by_name (session, "request-pt-map", payload, &map);
  if (map == NULL || gst_caps_is_empty (map) ||
      !gst_structure_get_int (gst_caps_get_structure (map, 0), "clock-rate", &rate))
    return GST_PAD_PROBE_OK;
  /* No more than what it has to know: the rest is for the other direction. */
  caps = gst_caps_new_simple ("application/x-rtp", "ssrc", G_TYPE_UINT, ssrc, "payload", G_TYPE_INT,
                              (int) payload, "clock-rate", G_TYPE_INT, rate, NULL);
  gst_pad_send_event (pad, gst_event_new_caps (caps));
  gst_caps_unref (caps);
  return GST_PAD_PROBE_OK;
}

/* What the session has been told goes no further: it is about one of all that flow there. */
static GstPadProbeReturn
on_event (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;
  gst_event_parse_caps (event, &caps);
  return gst_structure_has_field (gst_caps_get_structure (caps, 0), "ssrc") ? GST_PAD_PROBE_DROP
                                                                          : GST_PAD_PROBE_OK;
}

static void
on_pad_added (GstElement *session, GstPad *pad, gpointer user_data)
{
  if (g_str_equal (GST_PAD_NAME (pad), "send_rtp_sink"))
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_packet,
                       g_new0 (Known, 1), g_free);
  else if (g_str_equal (GST_PAD_NAME (pad), "send_rtp_src"))
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_event, NULL, NULL);
}

/**
 * ahoy_rtp_clock_attach:
 * @session: an `rtpsession` whose pads are not there yet
 *
 * Tells the session the clock rate of each source that it sends, with the first packet. The funnel
 * before it keeps that back, so that the session would ask for the rate while it writes its first
 * report. Up to GStreamer 1.22 it lets go of its table of sources for that, in the middle of going
 * through it: whoever begins to be heard in that moment breaks the table, and nothing is reported
 * any more.
 */
void
ahoy_rtp_clock_attach (GstElement *session)
{
  g_signal_connect (session, "pad-added", G_CALLBACK (on_pad_added), NULL);
}
