/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session knows the clocks of what it sends before it reports. */
#include "ahoy-gst.h"
#include "ahoy-rtp-clock.h"

#include <gst/rtp/gstrtpbuffer.h>

#define SSRC    4711
#define PAYLOAD 100
#define RATE    48000
#define PACKETS 10

typedef struct {
  GstElement *session;
  guint       asked;     /* for the rate, in any thread */
  guint       n_packets; /* of the thread that sends */
  guint       n_unknown; /* those at whose time the rate was not known */
  gboolean    told;      /* what goes on was told of one source */
} Sending;

static GstCaps *
on_request_pt_map (GstElement *session, guint payload, Sending *sending)
{
  g_atomic_int_inc (&sending->asked);
  g_assert_cmpuint (payload, ==, PAYLOAD);
  return gst_caps_new_simple ("application/x-rtp", "media", G_TYPE_STRING, "audio", "payload",
                              G_TYPE_INT, PAYLOAD, "clock-rate", G_TYPE_INT, RATE, NULL);
}

/* The rate that the session would write its reports with, or -1. */
static int
read_rate (GstElement *session)
{
  g_autoptr (GObject) inner = NULL;
  g_autoptr (GObject) source = NULL;
  g_autoptr (GstStructure) stats = NULL;
  int rate = -1;

  g_object_get (session, "internal-session", &inner, NULL);
  g_signal_emit_by_name (inner, "get-source-by-ssrc", SSRC, &source);
  g_assert_nonnull (source);
  g_object_get (source, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_int (stats, "clock-rate", &rate));
  return rate;
}

static GstPadProbeReturn
on_sent (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Sending *sending = user_data;

  if ((GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM) != 0) {
    GstCaps *caps;

    if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_CAPS) {
      gst_event_parse_caps (GST_PAD_PROBE_INFO_EVENT (info), &caps);
      sending->told |= gst_structure_has_field (gst_caps_get_structure (caps, 0), "ssrc");
    }
    return GST_PAD_PROBE_OK;
  }
  sending->n_packets++;
  if (read_rate (sending->session) != RATE)
    sending->n_unknown++;
  return GST_PAD_PROBE_OK;
}

static void
wait_for_end (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message =
    gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);

  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
}

static void
send (Sending *sending, gboolean attach)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstElement) funnel = NULL;
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstPad) in = NULL;

  g_assert_true (ahoy_gst_load (&error));
  pipeline = gst_parse_launch ("audiotestsrc samplesperbuffer=960 num-buffers=" G_STRINGIFY (PACKETS)
                               " ! audio/x-raw,rate=48000,channels=1 ! opusenc ! "
                               "rtpopuspay pt=" G_STRINGIFY (PAYLOAD) " ssrc=" G_STRINGIFY (SSRC)
                               " ! rtpfunnel name=funnel fakesink name=sink", &error);
  g_assert_no_error (error);
  sending->session = gst_element_factory_make ("rtpsession", NULL);
  if (attach)
    ahoy_rtp_clock_attach (sending->session);
  g_signal_connect (sending->session, "request-pt-map", G_CALLBACK (on_request_pt_map), sending);
  gst_bin_add (GST_BIN (pipeline), sending->session);
  funnel = gst_bin_get_by_name (GST_BIN (pipeline), "funnel");
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_assert_true (gst_element_link_pads (funnel, "src", sending->session, "send_rtp_sink"));
  g_assert_true (gst_element_link_pads (sending->session, "send_rtp_src", sink, "sink"));
  in = gst_element_get_static_pad (sink, "sink");
  gst_pad_add_probe (in, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_sent,
                     sending, NULL);

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  wait_for_end (pipeline);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_assert_cmpuint (sending->n_packets, >=, PACKETS);
  g_assert_false (sending->told);
}

static void
test_known (void)
{
  Sending sending = { 0 };

  send (&sending, TRUE);
  g_assert_cmpuint (sending.n_unknown, ==, 0);
  /* Once for all packets. */
  g_assert_cmpuint (sending.asked, ==, 1);
}

/* What it is good for. */
static void
test_unknown (void)
{
  Sending sending = { 0 };

  send (&sending, FALSE);
  if (sending.n_unknown == 0)
    g_test_skip ("This GStreamer knows the clocks by itself");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rtp-clock/known", test_known);
  g_test_add_func ("/rtp-clock/unknown", test_unknown);
  return g_test_run ();
}
