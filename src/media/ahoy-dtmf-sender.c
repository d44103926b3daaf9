/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-dtmf-sender.h"

#include <gst/rtp/gstrtpbuffer.h>
#include <string.h>

/* In packets of 20 ms: a tone of 100 ms, whose end is said three times, and then 80 ms without, the
 * least that is not below 70. */
#define TONE_PACKETS 5
#define END_PACKETS 3
#define DIGIT_PACKETS 9
#define PACKETS_PER_SECOND 50
#define VOLUME 10 /* below full scale, in dB */

static const char events[] = "0123456789*#ABCD";

struct _AhoyDtmfSender {
  guint    payload;
  guint    packet_duration; /* in units of the clock */

  GMutex   mutex; /* for what follows: packets pass in a thread of the pipeline */
  GString *digits;
  guint    n_packets; /* of the first digit that have passed */
  guint32  start;
};

static void
dtmf_sender_clear (gpointer data)
{
  AhoyDtmfSender *self = data;

  g_string_free (self->digits, TRUE);
  g_mutex_clear (&self->mutex);
}

/* What to send instead of @buffer, or NULL for the buffer itself. */
static GstBuffer *
next_packet (AhoyDtmfSender *self, GstBuffer *buffer)
{
  GstRTPBuffer sound = GST_RTP_BUFFER_INIT;
  GstRTPBuffer event = GST_RTP_BUFFER_INIT;
  GstBuffer *packet;
  guint8 *payload;
  guint number, duration;

  if (self->digits->len == 0)
    return NULL;

  number = self->n_packets++;
  if (self->n_packets == DIGIT_PACKETS) {
    g_string_erase (self->digits, 0, 1);
    self->n_packets = 0;
  }
  if (number >= TONE_PACKETS + END_PACKETS - 1)
    return NULL;
  if (!gst_rtp_buffer_map (buffer, GST_MAP_READ, &sound))
    return NULL;

  /* All packets of a digit carry the time of its beginning. */
  if (number == 0)
    self->start = gst_rtp_buffer_get_timestamp (&sound);
  duration = MIN (number + 1, TONE_PACKETS) * self->packet_duration;

  packet = gst_rtp_buffer_new_allocate (4, 0, 0);
  gst_rtp_buffer_map (packet, GST_MAP_WRITE, &event);
  gst_rtp_buffer_set_ssrc (&event, gst_rtp_buffer_get_ssrc (&sound));
  gst_rtp_buffer_set_seq (&event, gst_rtp_buffer_get_seq (&sound));
  gst_rtp_buffer_set_timestamp (&event, self->start);
  gst_rtp_buffer_set_payload_type (&event, self->payload);
  gst_rtp_buffer_set_marker (&event, number == 0);
  payload = gst_rtp_buffer_get_payload (&event);
  payload[0] = strchr (events, self->digits->str[0]) - events;
  payload[1] = VOLUME | (number >= TONE_PACKETS - 1 ? 0x80 : 0);
  payload[2] = duration >> 8;
  payload[3] = duration & 0xff;
  gst_rtp_buffer_unmap (&event);
  gst_rtp_buffer_unmap (&sound);
  gst_buffer_copy_into (packet, buffer, GST_BUFFER_COPY_TIMESTAMPS | GST_BUFFER_COPY_META, 0, -1);
  return packet;
}

static GstPadProbeReturn
on_packet (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  AhoyDtmfSender *self = user_data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstBuffer *packet;

  g_mutex_lock (&self->mutex);
  packet = next_packet (self, buffer);
  g_mutex_unlock (&self->mutex);

  if (packet != NULL) {
    gst_buffer_unref (buffer);
    GST_PAD_PROBE_INFO_DATA (info) = packet;
  }
  return GST_PAD_PROBE_OK;
}

/**
 * ahoy_dtmf_sender_new:
 * @pad: a pad that RTP packets of 20 ms of sound pass one by one
 * @payload: the payload type that was agreed for digits
 * @clock_rate: the clock of both, in Hz
 *
 * Returns: (transfer full): what sends digits through @pad
 */
AhoyDtmfSender *
ahoy_dtmf_sender_new (GstPad *pad, guint payload, guint clock_rate)
{
  AhoyDtmfSender *self = g_atomic_rc_box_new0 (AhoyDtmfSender);

  self->payload = payload;
  self->packet_duration = clock_rate / PACKETS_PER_SECOND;
  self->digits = g_string_new (NULL);
  g_mutex_init (&self->mutex);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_packet, g_atomic_rc_box_acquire (self),
                     (GDestroyNotify) ahoy_dtmf_sender_unref);
  return self;
}

/**
 * ahoy_dtmf_sender_unref:
 * @self: (transfer full): a sender of digits
 *
 * Lets it go; digits still to be sent are sent as long as the pad lives.
 */
void
ahoy_dtmf_sender_unref (AhoyDtmfSender *self)
{
  g_atomic_rc_box_release_full (self, dtmf_sender_clear);
}

/**
 * ahoy_dtmf_sender_queue:
 * @self: a sender of digits
 * @digits: what [func@Ahoy.dtmf_is_digits] says yes to
 *
 * Sends digits behind those that are still to be sent.
 *
 * Returns: whether there was room: %FALSE when a thousand are waiting
 */
gboolean
ahoy_dtmf_sender_queue (AhoyDtmfSender *self, const char *digits)
{
  g_autofree char *upper = g_ascii_strup (digits, -1);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->digits->len + strlen (upper) > 1000)
    return FALSE;
  g_string_append (self->digits, upper);
  return TRUE;
}

/**
 * ahoy_dtmf_is_digits:
 * @digits: text
 *
 * Returns: whether it is one digit or more, and nothing else
 */
gboolean
ahoy_dtmf_is_digits (const char *digits)
{
  for (const char *p = digits; *p != '\0'; p++)
    if (strchr (events, g_ascii_toupper (*p)) == NULL)
      return FALSE;

  return *digits != '\0';
}

/**
 * ahoy_dtmf_digit:
 * @event: the number of an event of RFC 4733
 *
 * Returns: its digit, or `\0` when it is none
 */
char
ahoy_dtmf_digit (guint event)
{
  return event < sizeof events - 1 ? events[event] : '\0';
}
