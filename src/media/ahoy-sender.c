/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-sender.h"

#include "ahoy-config.h"
#include "ahoy-dtmf-sender.h"
#include "ahoy-error.h"
#include "ahoy-gst.h"
#include "ahoy-sound-care.h"

#include <glib/gi18n-lib.h>
#include <gst/rtp/gstrtpbasepayload.h>
#include <gst/rtp/gstrtphdrext.h>

#define TWCC_URI "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"

/* Pictures a second of nothing: some, for those who join or have lost one. */
#define BLACK_RATE "5"

/* The valve stays shut until the other side hears: what waited in a queue would be late for ever. */
#define VALVE "valve name=valve drop=true drop-mode=forward-sticky-events"

static const char microphone_front[] =
  "audioconvert ! audioresample ! "
  "capsfilter caps=audio/x-raw,format=S16LE,rate=48000,channels=1";
static const char silence[] =
  "audiotestsrc wave=silence is-live=true do-timestamp=true samplesperbuffer=480 ! "
  "capsfilter caps=audio/x-raw,format=S16LE,rate=48000,channels=1";
static const char microphone_chain[] =
  "level name=microphone-level interval=100000000 ! volume name=volume ! " VALVE;

/* The format does not change when the encoder comes. */
static const char camera_chain[] =
  "videoconvert ! video/x-raw,format=I420 ! tee name=tee "
  "tee. ! queue leaky=downstream max-size-buffers=1 max-size-bytes=0 max-size-time=0 ! " VALVE;

/* Frames of 20 ms with what it takes to restore the one before. */
static const char opus_chain[] =
  "opusenc name=encoder audio-type=voice bitrate=40000 frame-size=20 inband-fec=true "
  "packet-loss-percentage=5 ! rtpopuspay name=payloader";
static const char pcmu_chain[] =
  "audioresample ! audio/x-raw,rate=8000 ! mulawenc name=encoder ! "
  "rtppcmupay name=payloader min-ptime=20000000 max-ptime=20000000";
static const char pcma_chain[] =
  "audioresample ! audio/x-raw,rate=8000 ! alawenc name=encoder ! "
  "rtppcmapay name=payloader min-ptime=20000000 max-ptime=20000000";
/* One thread: several of them wait for each other by turning round and round, which costs many times
 * of what they save as soon as the computer has something else to do. */
static const char vp8_chain[] =
  "vp8enc name=encoder deadline=1 cpu-used=8 end-usage=cbr target-bitrate=1200000 lag-in-frames=0 "
  "keyframe-max-dist=300 error-resilient=default buffer-initial-size=100 buffer-optimal-size=120 "
  "buffer-size=150 threads=1 ! rtpvp8pay name=payloader picture-id-mode=15-bit";
static const char h264_chain[] =
  "videoconvert ! video/x-raw,format=I420 ! openh264enc name=encoder complexity=low rate-control=bitrate "
  "bitrate=1200000 gop-size=300 ! h264parse ! video/x-h264,profile=constrained-baseline ! "
  "rtph264pay name=payloader config-interval=-1 aggregate-mode=zero-latency ! "
  "capssetter name=setter";

struct _AhoySender {
  AhoyMediaEnd     end;
  GstBin          *pipeline;
  GstElement      *source;
  GstElement      *next_source; /* that will take its place, or NULL */
  gulong           next_block;
  GstElement      *front;    /* of sound: makes it fit for what cares for it, NULL for a picture */
  GstElement      *carer;    /* of sound: takes echo and noise out of it */
  GstElement      *probe;    /* hears the speaker, NULL where that helps nothing */
  AhoySoundCare    care;
  gulong           care_block; /* while another carer takes its place */
  GstElement      *chain;
  GstElement      *valve;
  GstElement      *volume;  /* NULL for a picture */
  GstElement      *encoder; /* with its payloader, NULL until the format is known */
  AhoySendFormat   format;
  GstPad          *pad;     /* of webrtcbin */
  guint            bit_rate; /* of pictures */
  AhoyDtmfSender  *dtmf;    /* NULL unless digits were agreed */
  guint           *frames;  /* counted in a thread of the pipeline */
};

static GstPadProbeReturn
count_frame (GstPad *pad, GstPadProbeInfo *info, gpointer counter)
{
  g_atomic_int_inc ((guint *) counter);
  return GST_PAD_PROBE_OK;
}

static void
drop_encoder (AhoySender *self)
{
  g_autoptr (GstElement) payloader = NULL;
  g_autoptr (GstPad) pad = NULL;
  guint number;

  if (self->encoder == NULL)
    return;

  g_object_set (self->valve, "drop", TRUE, NULL);
  pad = gst_element_get_static_pad (self->encoder, "src");
  gst_pad_unlink (pad, self->pad);
  ahoy_gst_drop (self->encoder);
  payloader = gst_bin_get_by_name (GST_BIN (self->encoder), "payloader");
  g_object_get (payloader, "seqnum", &number, NULL);
  self->format.position->next_number = (number + 1) & 0xffff;
  gst_clear_object (&self->encoder);
  gst_clear_object (&self->pad);
  g_clear_pointer (&self->dtmf, ahoy_dtmf_sender_unref);
}

static void
drop_next_source (AhoySender *self)
{
  if (self->next_source == NULL)
    return;
  ahoy_gst_drop (self->next_source);
  gst_clear_object (&self->next_source);
}

static GstElement *
get_first (AhoySender *self)
{
  return self->front != NULL ? self->front : self->chain;
}

static GstPadProbeReturn
drop_end (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  g_autoptr (GstPad) peer = NULL;
  g_autoptr (GstElement) source = NULL;

  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_EOS)
    return GST_PAD_PROBE_OK;
  peer = gst_pad_get_peer (pad);
  source = peer != NULL ? gst_pad_get_parent_element (peer) : NULL;
  if (source != NULL)
    ahoy_gst_tell (source);
  return GST_PAD_PROBE_DROP;
}

/* A device that is unplugged says that this is the end. The stream goes on with another one: its end
 * would be told to the other side, and nothing could be sent afterwards. */
static void
keep_alive (AhoySender *self)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (get_first (self), "sink");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, drop_end, NULL, NULL);
}

/* Between the front and the chain. */
static void
add_carer (AhoySender *self)
{
  self->carer = gst_object_ref_sink (ahoy_sound_care_make (self->care, self->probe));
  gst_bin_add (self->pipeline, self->carer);
  gst_element_link_many (self->front, self->carer, self->chain, NULL);
  gst_element_sync_state_with_parent (self->carer);
}

static void
drop_carer (AhoySender *self)
{
  if (self->carer == NULL)
    return;
  ahoy_gst_drop (self->carer);
  gst_clear_object (&self->carer);
}

/* Shows the picture that is sent. The tee gets its second pad before the source begins: what flows
 * already would come out of it without its beginning. */
static void
add_preview (AhoySender *self, GstElement *sink)
{
  g_autoptr (GstElement) tee = gst_bin_get_by_name (GST_BIN (self->chain), "tee");
  GstElement *queue = ahoy_gst_make ("queue", NULL);
  GstElement *valve = ahoy_gst_make ("valve", "preview-valve");
  GstElement *convert = ahoy_gst_make ("videoconvert", NULL);

  /* Whoever looks must not hold up what is sent. */
  gst_util_set_object_arg (G_OBJECT (queue), "leaky", "downstream");
  g_object_set (queue, "max-size-buffers", 1, "max-size-bytes", 0, "max-size-time",
                G_GUINT64_CONSTANT (0), NULL);
  gst_util_set_object_arg (G_OBJECT (valve), "drop-mode", "forward-sticky-events");
  gst_bin_add_many (GST_BIN (self->chain), queue, valve, convert, sink, NULL);
  gst_element_link_many (tee, queue, valve, convert, sink, NULL);
}

/**
 * ahoy_sender_new:
 * @pipeline: where it lives
 * @ends: makes the source
 * @end: microphone or camera
 * @probe: (nullable): what hears the speaker, to take its echo out of the sound
 * @preview: (nullable) (transfer none): where the picture that is sent goes as well
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what sends sound or picture, or %NULL with
 *   `AHOY_MEDIA_ERROR_DEVICE` or `AHOY_MEDIA_ERROR_UNAVAILABLE`
 */
AhoySender *
ahoy_sender_new (GstBin *pipeline, AhoyMediaEnds *ends, AhoyMediaEnd end, GstElement *probe,
                 GstElement *preview, GError **error)
{
  g_autoptr (AhoySender) self = g_new0 (AhoySender, 1);
  gboolean sound = end == AHOY_MEDIA_END_MICROPHONE;

  self->end = end;
  self->frames = g_atomic_rc_box_new0 (guint);
  self->pipeline = gst_object_ref (pipeline);

  self->source = ahoy_media_ends_make (ends, end, error);
  if (self->source == NULL)
    return NULL;
  gst_object_ref_sink (self->source);
  self->chain = ahoy_gst_bin (sound ? microphone_chain : camera_chain, error);
  if (self->chain == NULL)
    return NULL;
  gst_object_ref_sink (self->chain);
  self->valve = gst_bin_get_by_name (GST_BIN (self->chain), "valve");
  self->volume = gst_bin_get_by_name (GST_BIN (self->chain), "volume");
  if (preview != NULL)
    add_preview (self, preview);

  gst_bin_add_many (pipeline, self->source, self->chain, NULL);
  gst_element_sync_state_with_parent (self->chain);
  if (sound) {
    self->front = gst_object_ref_sink (ahoy_gst_bin (microphone_front, NULL));
    self->probe = probe != NULL ? gst_object_ref (probe) : NULL;
    self->care = ahoy_media_ends_get_care (ends);
    gst_bin_add (pipeline, self->front);
    add_carer (self);
    gst_element_sync_state_with_parent (self->front);
  }
  keep_alive (self);
  gst_element_link (self->source, get_first (self));
  gst_element_sync_state_with_parent (self->source);
  return g_steal_pointer (&self);
}

/**
 * ahoy_sender_free:
 * @self: (transfer full): a sender
 *
 * Stops sending and lets the source go.
 */
void
ahoy_sender_free (AhoySender *self)
{
  drop_encoder (self);
  drop_next_source (self);
  if (self->source != NULL)
    ahoy_gst_drop (self->source);
  if (self->front != NULL)
    ahoy_gst_drop (self->front);
  drop_carer (self);
  if (self->chain != NULL)
    ahoy_gst_drop (self->chain);
  gst_clear_object (&self->source);
  gst_clear_object (&self->front);
  gst_clear_object (&self->probe);
  gst_clear_object (&self->valve);
  gst_clear_object (&self->volume);
  gst_clear_object (&self->chain);
  gst_clear_object (&self->pipeline);
  g_atomic_rc_box_release (self->frames);
  g_free (self);
}

static const char *
get_encoder (const AhoySendFormat *format)
{
  static const struct {
    const char *name;
    const char *chain;
  } encoders[] = {
    { "OPUS", opus_chain }, { "PCMU", pcmu_chain }, { "PCMA", pcma_chain },
    { "VP8", vp8_chain },   { "H264", h264_chain },
  };

  for (guint i = 0; i < G_N_ELEMENTS (encoders); i++)
    if (g_str_equal (encoders[i].name, format->name))
      return encoders[i].chain;

  return NULL;
}

static void
add_twcc (GstElement *payloader, guint id)
{
  g_autoptr (GstRTPHeaderExtension) extension = gst_rtp_header_extension_create_from_uri (TWCC_URI);

  if (extension == NULL)
    return; /* the other side then guesses how much fits */
  gst_rtp_header_extension_set_id (extension, id);
  g_signal_emit_by_name (payloader, "add-extension", extension);
}

/* The payloader says which H264 it is of all there are, and that is not exactly the one that was
 * agreed on: of a small picture the level is lower, and the profile may be a stricter one. It may be,
 * but webrtcbin wants the same letters, also of the next offer of the other side. */
static void
say_what_was_agreed (AhoySender *self)
{
  g_autoptr (GstElement) setter = gst_bin_get_by_name (GST_BIN (self->encoder), "setter");
  g_autoptr (GstCaps) agreed = NULL;

  if (setter == NULL)
    return;
  agreed = gst_pad_query_caps (self->pad, NULL);
  for (guint i = 0; i < gst_caps_get_size (agreed); i++) {
    const GstStructure *structure = gst_caps_get_structure (agreed, i);
    g_autoptr (GstCaps) caps = NULL;
    int payload;

    if (!gst_structure_get_int (structure, "payload", &payload) ||
        payload != (int) self->format.payload)
      continue;
    caps = gst_caps_new_full (gst_structure_copy (structure), NULL);
    if (gst_caps_is_fixed (caps))
      g_object_set (setter, "caps", caps, "replace", TRUE, NULL);
    return;
  }
}

static void
apply_bit_rate (AhoySender *self)
{
  g_autoptr (GstElement) encoder = gst_bin_get_by_name (GST_BIN (self->encoder), "encoder");
  const char *name = g_str_equal (self->format.name, "VP8") ? "target-bitrate" : "bitrate";

  g_object_set (encoder, name, self->bit_rate, NULL);
}

static gboolean
same_format (const AhoySendFormat *a, const AhoySendFormat *b)
{
  return g_str_equal (a->name, b->name) && a->payload == b->payload &&
         a->clock_rate == b->clock_rate && a->ssrc == b->ssrc &&
         a->dtmf_payload == b->dtmf_payload && a->twcc_id == b->twcc_id;
}

/**
 * ahoy_sender_set_format:
 * @self: a sender
 * @format: what was agreed
 * @pad: where webrtcbin takes it
 * @error: return location for an error
 *
 * Makes the encoder, or another one. The sender is shut when there was another one before.
 *
 * Returns: whether this computer has the encoder; else %FALSE with `AHOY_MEDIA_ERROR_UNAVAILABLE`
 */
gboolean
ahoy_sender_set_format (AhoySender *self, const AhoySendFormat *format, GstPad *pad, GError **error)
{
  const char *chain = get_encoder (format);
  g_autoptr (GstElement) payloader = NULL;
  g_autoptr (GstElement) encoder = NULL;
  g_autoptr (GstPad) encoded = NULL;
  g_autoptr (GstPad) out = NULL;

  g_return_val_if_fail (chain != NULL, FALSE);

  if (self->encoder != NULL && self->pad == pad && same_format (&self->format, format))
    return TRUE;
  drop_encoder (self);

  self->encoder = ahoy_gst_bin (chain, error);
  if (self->encoder == NULL)
    return FALSE;
  gst_object_ref_sink (self->encoder);
  self->format = *format;
  self->pad = gst_object_ref (pad);

  payloader = gst_bin_get_by_name (GST_BIN (self->encoder), "payloader");
  if (!format->position->begun) {
    format->position->begun = TRUE;
    format->position->next_number = g_random_int_range (0, 0x8000);
    format->position->first_time = g_random_int ();
  }
  /* After a hold the time has gone on, so the packets' must. */
  g_object_set (payloader, "pt", format->payload, "ssrc", format->ssrc, "perfect-rtptime", FALSE,
                "seqnum-offset", format->position->next_number,
                "timestamp-offset", format->position->first_time, NULL);
  if (format->twcc_id != 0)
    add_twcc (payloader, format->twcc_id);
  say_what_was_agreed (self);
  if (self->bit_rate != 0)
    apply_bit_rate (self);
  encoder = gst_bin_get_by_name (GST_BIN (self->encoder), "encoder");
  encoded = gst_element_get_static_pad (encoder, "src");
  gst_pad_add_probe (encoded, GST_PAD_PROBE_TYPE_BUFFER, count_frame,
                     g_atomic_rc_box_acquire (self->frames), g_atomic_rc_box_release);

  gst_bin_add (self->pipeline, self->encoder);
  out = gst_element_get_static_pad (self->encoder, "src");
  if (format->dtmf_payload >= 0)
    self->dtmf = ahoy_dtmf_sender_new (out, format->dtmf_payload, format->clock_rate);
  if (GST_PAD_LINK_FAILED (gst_pad_link (out, pad)) ||
      !gst_element_link (self->chain, self->encoder)) {
    g_set_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_FAILED,
                 _("What was agreed cannot be sent: %s"), format->name);
    return FALSE;
  }
  gst_element_sync_state_with_parent (self->encoder);
  return TRUE;
}

/**
 * ahoy_sender_set_open:
 * @self: a sender
 * @open: whether to send
 *
 * Begins or stops sending; without an encoder nothing is sent.
 */
void
ahoy_sender_set_open (AhoySender *self, gboolean open)
{
  g_object_set (self->valve, "drop", !open || self->encoder == NULL, NULL);
}

/**
 * ahoy_sender_set_bit_rate:
 * @self: a sender of a picture
 * @bit_rate: what it may take, in bits per second
 *
 * Makes the picture better or worse, from the next one on.
 */
void
ahoy_sender_set_bit_rate (AhoySender *self, guint bit_rate)
{
  g_return_if_fail (self->end == AHOY_MEDIA_END_CAMERA);

  if (self->bit_rate == bit_rate)
    return;
  self->bit_rate = bit_rate;
  if (self->encoder != NULL)
    apply_bit_rate (self);
}

/**
 * ahoy_sender_set_muted:
 * @self: a sender of sound
 * @muted: whether to send silence
 *
 * Sends silence instead of what the microphone hears, or no longer.
 */
void
ahoy_sender_set_muted (AhoySender *self, gboolean muted)
{
  g_object_set (self->volume, "mute", muted, NULL);
}

/**
 * ahoy_sender_send_dtmf:
 * @self: a sender of sound
 * @digits: one digit or more
 *
 * Returns: whether they will be sent: digits were agreed and there is room
 */
gboolean
ahoy_sender_send_dtmf (AhoySender *self, const char *digits)
{
  return self->dtmf != NULL && ahoy_dtmf_sender_queue (self->dtmf, digits);
}

/**
 * ahoy_sender_set_watched:
 * @self: a sender
 * @watched: whether somebody can see what is sent
 *
 * Prepares nothing for eyes that are not there.
 */
void
ahoy_sender_set_watched (AhoySender *self, gboolean watched)
{
  g_autoptr (GstElement) valve = gst_bin_get_by_name (GST_BIN (self->chain), "preview-valve");

  if (valve != NULL)
    g_object_set (valve, "drop", !watched, NULL);
}

static GstPadProbeReturn
on_next_source (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  g_autoptr (GstElement) source = gst_pad_get_parent_element (pad);

  if (source != NULL)
    ahoy_gst_tell (source);
  return GST_PAD_PROBE_OK; /* it waits here */
}

/**
 * ahoy_sender_change_source:
 * @self: a sender
 * @ends: makes the source
 * @error: return location for an error
 *
 * Takes another source, once that has something to send; until then the old one goes on.
 *
 * Returns: whether there is another source; else %FALSE with `AHOY_MEDIA_ERROR_DEVICE`
 */
gboolean
ahoy_sender_change_source (AhoySender *self, AhoyMediaEnds *ends, GError **error)
{
  g_autoptr (GstPad) pad = NULL;

  drop_next_source (self);
  self->next_source = ahoy_media_ends_make (ends, self->end, error);
  if (self->next_source == NULL)
    return FALSE;
  gst_object_ref_sink (self->next_source);
  pad = gst_element_get_static_pad (self->next_source, "src");
  self->next_block = gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER,
                                        on_next_source, NULL, NULL);
  gst_bin_add (self->pipeline, self->next_source);
  gst_element_sync_state_with_parent (self->next_source);
  return TRUE;
}

static GstPadProbeReturn
on_care_blocked (GstPad *pad, GstPadProbeInfo *info, gpointer carer)
{
  ahoy_gst_tell (carer);
  return GST_PAD_PROBE_OK; /* it waits here */
}

/**
 * ahoy_sender_set_care:
 * @self: a sender of sound
 * @care: what is to be done to it from now on, as far as this computer can
 *
 * Changes it without a gap.
 */
void
ahoy_sender_set_care (AhoySender *self, AhoySoundCare care)
{
  g_autoptr (GstPad) pad = NULL;

  if (self->care == care)
    return;
  self->care = care;
  if (self->care_block != 0)
    return;
  /* A probe serves one carer only, so that the old one has to be gone before there is another. That
   * the pad is idle would not do: it would not stay so until the main thread gets to it. */
  pad = gst_element_get_static_pad (self->front, "src");
  self->care_block = gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BLOCK_DOWNSTREAM, on_care_blocked,
                                        gst_object_ref (self->carer), gst_object_unref);
}

/* Nothing passes the pad of the front now. */
static void
change_carer (AhoySender *self)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->front, "src");

  drop_carer (self);
  add_carer (self);
  gst_pad_remove_probe (pad, self->care_block);
  self->care_block = 0;
}

/* The thread of the source, which is waited for, may wait for another carer itself. */
static void
replace_source (AhoySender *self, GstElement *next)
{
  gboolean care_waits = self->care_block != 0;

  if (care_waits) {
    g_autoptr (GstPad) pad = gst_element_get_static_pad (self->front, "src");

    gst_pad_remove_probe (pad, self->care_block);
    self->care_block = 0;
  }
  ahoy_gst_drop (self->source);
  gst_object_unref (self->source);
  if (care_waits) {
    drop_carer (self);
    add_carer (self);
  }
  self->source = next;
  gst_element_link (self->source, get_first (self));
}

/* In the size of the picture before, so that the encoder need not begin anew. */
static GstElement *
make_black (AhoySender *self)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->chain, "sink");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const GstStructure *structure = caps != NULL ? gst_caps_get_structure (caps, 0) : NULL;
  g_autofree char *description = NULL;
  int width = 0, height = 0;

  if (structure == NULL || !gst_structure_get_int (structure, "width", &width) ||
      !gst_structure_get_int (structure, "height", &height)) {
    width = 640;
    height = 480;
  }
  description = g_strdup_printf ("videotestsrc pattern=black is-live=true do-timestamp=true ! "
                                 "capsfilter caps=video/x-raw,format=I420,width=%d,height=%d,"
                                 "framerate=" BLACK_RATE "/1", width, height);
  return ahoy_gst_bin (description, NULL);
}

/**
 * ahoy_sender_send_nothing:
 * @self: a sender
 *
 * Sends silence, or black, instead of what the source had: the other side goes on receiving, and
 * digits can be sent. Another source ends that, see ahoy_sender_change_source().
 */
void
ahoy_sender_send_nothing (AhoySender *self)
{
  GstElement *nothing = self->end == AHOY_MEDIA_END_MICROPHONE
                          ? ahoy_gst_bin (silence, NULL) : make_black (self);

  gst_object_ref_sink (nothing);
  gst_bin_add (self->pipeline, nothing);
  replace_source (self, nothing);
  gst_element_sync_state_with_parent (nothing);
}

/**
 * ahoy_sender_on_ready:
 * @self: a sender
 * @object: what is ready
 *
 * Takes the other source, if it is that.
 *
 * Returns: whether it was
 */
gboolean
ahoy_sender_on_ready (AhoySender *self, GstObject *object)
{
  g_autoptr (GstPad) pad = NULL;

  if (self->care_block != 0 && GST_OBJECT (self->carer) == object) {
    change_carer (self);
    return TRUE;
  }
  if (self->next_source == NULL || GST_OBJECT (self->next_source) != object)
    return FALSE;

  replace_source (self, g_steal_pointer (&self->next_source));
  pad = gst_element_get_static_pad (self->source, "src");
  gst_pad_remove_probe (pad, self->next_block);
  return TRUE;
}

/**
 * ahoy_sender_on_failed:
 * @self: a sender
 * @object: something that has failed, or come to its end
 *
 * Gives the other source up, if it is a part of that; goes on with silence, or black, if it is a part
 * of the one in use.
 *
 * Returns: (transfer full) (nullable): the source that has failed, or %NULL if it is something else
 */
GstElement *
ahoy_sender_on_failed (AhoySender *self, GstObject *object)
{
  g_autoptr (GstElement) failed = NULL;

  if (self->next_source != NULL &&
      gst_object_has_as_ancestor (object, GST_OBJECT (self->next_source))) {
    failed = gst_object_ref (self->next_source);
    drop_next_source (self);
  } else if (gst_object_has_as_ancestor (object, GST_OBJECT (self->source))) {
    failed = gst_object_ref (self->source);
    ahoy_sender_send_nothing (self);
  }
  return g_steal_pointer (&failed);
}

/**
 * ahoy_sender_get_codec:
 * @self: a sender
 *
 * Returns: the codec's name, empty while none is agreed
 */
const char *
ahoy_sender_get_codec (AhoySender *self)
{
  return self->encoder != NULL ? self->format.name : "";
}

/**
 * ahoy_sender_get_frames:
 * @self: a sender
 *
 * Returns: how many pictures, or pieces of sound, were encoded
 */
guint64
ahoy_sender_get_frames (AhoySender *self)
{
  return g_atomic_int_get (self->frames);
}
