/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-dtmf-receiver.h"

#include "ahoy-dtmf-sender.h"

#include <gst/rtp/gstrtpbuffer.h>

typedef struct {
  GWeakRef     *weak;
  AhoyDtmfHeard heard;
  gboolean      any;
  guint32       timestamp; /* of the last digit: all its packets carry the same */
} Receiver;

typedef struct {
  AhoyDtmfHeard heard;
  char          digit;
} Heard;

static void
tell (gpointer object, gpointer data)
{
  Heard *heard = data;

  heard->heard (object, heard->digit);
}

static GstPadProbeReturn
on_packet (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Receiver *self = user_data;
  GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
  guint32 timestamp;
  char digit = '\0';

  if (!gst_rtp_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), GST_MAP_READ, &packet))
    return GST_PAD_PROBE_OK;
  timestamp = gst_rtp_buffer_get_timestamp (&packet);
  if (gst_rtp_buffer_get_payload_len (&packet) >= 4)
    digit = ahoy_dtmf_digit (((const guint8 *) gst_rtp_buffer_get_payload (&packet))[0]);
  gst_rtp_buffer_unmap (&packet);

  if (digit != '\0' && (!self->any || timestamp != self->timestamp)) {
    Heard *heard = g_new (Heard, 1);

    self->any = TRUE;
    self->timestamp = timestamp;
    *heard = (Heard) { self->heard, digit };
    ahoy_gst_post (self->weak, tell, heard, g_free);
  }
  return GST_PAD_PROBE_OK;
}

static void
receiver_free (gpointer data)
{
  Receiver *self = data;

  ahoy_gst_weak_free (self->weak);
  g_free (self);
}

/**
 * ahoy_dtmf_receiver_attach:
 * @pipeline: where @pad is
 * @pad: a pad that brings digits (RFC 4733)
 * @heard: called for each digit, unless @object is gone
 * @object: an object of the main thread
 *
 * Reads the digits that come from @pad.
 */
void
ahoy_dtmf_receiver_attach (GstBin *pipeline, GstPad *pad, AhoyDtmfHeard heard, gpointer object)
{
  GstElement *sink = ahoy_gst_make ("fakesink", NULL);
  g_autoptr (GstPad) in = gst_element_get_static_pad (sink, "sink");
  Receiver *self = g_new0 (Receiver, 1);

  self->weak = ahoy_gst_weak_new (object);
  self->heard = heard;
  g_object_set (sink, "async", FALSE, "sync", FALSE, NULL);
  gst_pad_add_probe (in, GST_PAD_PROBE_TYPE_BUFFER, on_packet, self, receiver_free);
  gst_bin_add (pipeline, sink);
  gst_element_sync_state_with_parent (sink);
  gst_pad_link (pad, in);
}
