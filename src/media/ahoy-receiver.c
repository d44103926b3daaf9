/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-receiver.h"

#include "ahoy-config.h"
#include "ahoy-error.h"
#include "ahoy-gst.h"
#include "ahoy-picture-gate.h"
#include "ahoy-sink-guard.h"

#include <glib/gi18n-lib.h>

static const char sound_chain[] =
  "audioconvert ! audioresample ! audio/x-raw,format=S16LE,rate=48000,channels=[1,2] ! "
  "volume name=silencer ! level name=speaker-level interval=100000000";
/* What the speaker takes beyond what was on its way before, see ahoy-device-ends.c. */
static const char delay_chain[] =
  "queue max-size-buffers=0 max-size-bytes=0 max-size-time=1000000000 leaky=downstream ! "
  "clocksync ts-offset=60000000";
static const char picture_chain[] = "videoconvert";

static const struct {
  const char *name;
  const char *chain;
} decoders[] = {
  { "OPUS", "rtpopusdepay ! queue ! opusdec name=decoder plc=true use-inband-fec=true" },
  { "PCMU", "rtppcmudepay ! queue ! mulawdec name=decoder" },
  { "PCMA", "rtppcmadepay ! queue ! alawdec name=decoder" },
  /* Whatever is lost is asked for again, and nothing broken is shown. */
  { "VP8", "rtpvp8depay name=depayloader request-keyframe=true wait-for-keyframe=true ! queue ! "
           "vp8dec name=decoder automatic-request-sync-points=true "
           "automatic-request-sync-point-flags=corrupt-output threads=1" },
  { "H264", "rtph264depay name=depayloader request-keyframe=true wait-for-keyframe=true ! queue ! "
            "h264parse ! "
            "openh264dec name=decoder" },
};

typedef struct {
  GstPad          *pad; /* of webrtcbin */
  GstElement      *decoder;
  GstPad          *selected;
  AhoyPictureGate *gate; /* NULL for sound */
} Branch;

struct _AhoyReceiver {
  GstBin     *pipeline;
  GstElement *chain;
  GstElement *tee;   /* to the speaker and to the probe, or NULL without a probe */
  GstElement *delay; /* until it is played */
  GstElement *probe; /* hears what the speaker plays, or NULL */
  GstElement *end;   /* of what it hears */
  GstElement *guard; /* keeps the network from a sink that fails */
  GstElement *selector;
  GstElement *sink;
  GPtrArray  *branches;
  gboolean    watched;
  gboolean    silent;
  guint      *frames; /* counted in threads of the pipeline */
};

static void
branch_free (gpointer data)
{
  Branch *branch = data;
  g_autoptr (GstElement) selector = gst_pad_get_parent_element (branch->selected);
  g_autoptr (GstPad) out = gst_element_get_static_pad (branch->decoder, "src");

  ahoy_gst_drop (branch->decoder);
  gst_pad_unlink (out, branch->selected);
  gst_object_unref (branch->decoder);
  if (selector != NULL)
    gst_element_release_request_pad (selector, branch->selected);
  gst_object_unref (branch->selected);
  gst_object_unref (branch->pad);
  g_clear_pointer (&branch->gate, ahoy_picture_gate_unref);
  g_free (branch);
}

/**
 * ahoy_receiver_make_nothing:
 *
 * Returns: (transfer floating): what takes sound or pictures at the pace at which they would be heard
 *   and seen
 */
GstElement *
ahoy_receiver_make_nothing (void)
{
  GstElement *sink = ahoy_gst_make ("fakesink", NULL);

  g_object_set (sink, "async", FALSE, "sync", TRUE, "enable-last-sample", FALSE, NULL);
  return sink;
}

/* The probe has a way of its own, since it does not hear everything. It hears it when it is played: of
 * an echo that comes much later than what it is an echo of, little is found. */
static void
add_probe (AhoyReceiver *self, GstElement *probe)
{
  self->tee = gst_object_ref_sink (ahoy_gst_make ("tee", NULL));
  self->probe = gst_object_ref (probe);
  self->end = gst_object_ref_sink (ahoy_gst_make ("fakesink", NULL));
  g_object_set (self->end, "async", FALSE, "sync", FALSE, "enable-last-sample", FALSE, NULL);
  self->delay = gst_object_ref_sink (ahoy_gst_bin (delay_chain, NULL));
  gst_bin_add_many (self->pipeline, self->tee, self->delay, self->probe, self->end, NULL);
  gst_element_link_many (self->chain, self->tee, self->delay, self->probe, self->end, NULL);
  gst_element_link (self->tee, self->guard);
}

/**
 * ahoy_receiver_new:
 * @pipeline: where it lives
 * @sound: whether it takes sound; else a picture
 * @probe: (nullable): what has to hear the sound on its way to the speaker
 * @sink: (transfer floating): where the sound or the picture ends
 *
 * Returns: (transfer full): a receiver
 */
AhoyReceiver *
ahoy_receiver_new (GstBin *pipeline, gboolean sound, GstElement *probe, GstElement *sink)
{
  AhoyReceiver *self = g_new0 (AhoyReceiver, 1);

  self->watched = TRUE;
  self->pipeline = gst_object_ref (pipeline);
  self->frames = g_atomic_rc_box_new0 (guint);
  self->branches = g_ptr_array_new_with_free_func (branch_free);
  self->sink = gst_object_ref_sink (sink);
  self->chain = gst_object_ref_sink (ahoy_gst_bin (sound ? sound_chain : picture_chain, NULL));
  self->selector = gst_object_ref_sink (ahoy_gst_make ("input-selector", NULL));
  g_object_set (self->selector, "sync-streams", FALSE, NULL);
  self->guard = gst_object_ref_sink (ahoy_sink_guard_new ());
  gst_bin_add_many (pipeline, self->sink, self->guard, self->chain, self->selector, NULL);
  gst_element_link (self->selector, self->chain);
  if (probe != NULL)
    add_probe (self, probe);
  else
    gst_element_link (self->chain, self->guard);
  if (gst_element_sync_state_with_parent (self->sink))
    gst_element_link (self->guard, self->sink);
  gst_element_sync_state_with_parent (self->guard);
  if (probe != NULL) {
    gst_element_sync_state_with_parent (self->end);
    gst_element_sync_state_with_parent (probe);
    gst_element_sync_state_with_parent (self->delay);
    gst_element_sync_state_with_parent (self->tee);
  }
  gst_element_sync_state_with_parent (self->chain);
  gst_element_sync_state_with_parent (self->selector);
  return self;
}

/**
 * ahoy_receiver_free:
 * @self: (transfer full): a receiver
 *
 * Lets decoders and sink go.
 */
void
ahoy_receiver_free (AhoyReceiver *self)
{
  g_ptr_array_unref (self->branches);
  ahoy_gst_drop (self->selector);
  ahoy_gst_drop (self->chain);
  if (self->probe != NULL) {
    ahoy_gst_drop (self->tee);
    ahoy_gst_drop (self->delay);
    ahoy_gst_drop (self->probe);
    ahoy_gst_drop (self->end);
  }
  gst_clear_object (&self->tee);
  gst_clear_object (&self->delay);
  gst_clear_object (&self->probe);
  gst_clear_object (&self->end);
  ahoy_gst_drop (self->guard);
  ahoy_gst_drop (self->sink);
  gst_object_unref (self->selector);
  gst_object_unref (self->chain);
  gst_object_unref (self->guard);
  gst_object_unref (self->sink);
  gst_object_unref (self->pipeline);
  g_atomic_rc_box_release (self->frames);
  g_free (self);
}

static GstPadProbeReturn
count_frame (GstPad *pad, GstPadProbeInfo *info, gpointer counter)
{
  g_atomic_int_inc ((guint *) counter);
  return GST_PAD_PROBE_OK;
}

/**
 * ahoy_receiver_add_pad:
 * @self: a receiver
 * @pad: a pad of webrtcbin
 * @name: the codec, as GStreamer writes it in upper case
 * @error: return location for an error
 *
 * Decodes what comes from @pad, and shows it instead of what was shown before.
 *
 * Returns: whether it can be decoded; else %FALSE with `AHOY_MEDIA_ERROR_UNAVAILABLE`
 */
gboolean
ahoy_receiver_add_pad (AhoyReceiver *self, GstPad *pad, const char *name, GError **error)
{
  const char *chain = NULL;
  g_autoptr (GstElement) depayloader = NULL;
  g_autoptr (GstElement) decoder = NULL;
  g_autoptr (GstPad) in = NULL;
  g_autoptr (GstPad) out = NULL;
  g_autoptr (GstPad) decoded = NULL;
  Branch *branch;

  for (guint i = 0; i < G_N_ELEMENTS (decoders); i++)
    if (g_str_equal (decoders[i].name, name))
      chain = decoders[i].chain;
  if (chain == NULL) {
    g_set_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNAVAILABLE,
                 _("What the other side sends cannot be decoded: %s"), name);
    return FALSE;
  }

  branch = g_new0 (Branch, 1);
  branch->decoder = ahoy_gst_bin (chain, error);
  if (branch->decoder == NULL) {
    g_free (branch);
    return FALSE;
  }
  gst_object_ref_sink (branch->decoder);
  branch->pad = gst_object_ref (pad);
  branch->selected = gst_element_request_pad_simple (self->selector, "sink_%u");

  decoder = gst_bin_get_by_name (GST_BIN (branch->decoder), "decoder");
  decoded = gst_element_get_static_pad (decoder, "src");
  gst_pad_add_probe (decoded, GST_PAD_PROBE_TYPE_BUFFER, count_frame,
                     g_atomic_rc_box_acquire (self->frames), g_atomic_rc_box_release);

  depayloader = gst_bin_get_by_name (GST_BIN (branch->decoder), "depayloader");
  if (depayloader != NULL) {
    g_autoptr (GstPad) frames = gst_element_get_static_pad (depayloader, "src");

    branch->gate = ahoy_picture_gate_new (frames);
    ahoy_picture_gate_set_open (branch->gate, self->watched && !self->silent);
  }

  gst_bin_add (self->pipeline, branch->decoder);
  in = gst_element_get_static_pad (branch->decoder, "sink");
  out = gst_element_get_static_pad (branch->decoder, "src");
  gst_pad_link (out, branch->selected);
  gst_element_sync_state_with_parent (branch->decoder);
  gst_pad_link (pad, in);
  g_object_set (self->selector, "active-pad", branch->selected, NULL);
  g_ptr_array_add (self->branches, branch);
  return TRUE;
}

/**
 * ahoy_receiver_remove_pad:
 * @self: a receiver
 * @pad: a pad of webrtcbin that is gone
 *
 * Lets its decoder go.
 *
 * Returns: whether it was one of this receiver's
 */
gboolean
ahoy_receiver_remove_pad (AhoyReceiver *self, GstPad *pad)
{
  for (guint i = 0; i < self->branches->len; i++) {
    Branch *branch = g_ptr_array_index (self->branches, i);

    if (branch->pad != pad)
      continue;
    g_ptr_array_remove_index (self->branches, i);
    if (self->branches->len > 0) {
      branch = g_ptr_array_index (self->branches, self->branches->len - 1);
      g_object_set (self->selector, "active-pad", branch->selected, NULL);
    }
    return TRUE;
  }
  return FALSE;
}

/* Nothing passes the pad now. */
static GstPadProbeReturn
link_sink (GstPad *pad, GstPadProbeInfo *info, gpointer sink)
{
  g_autoptr (GstPad) next = gst_element_get_static_pad (sink, "sink");

  gst_pad_link (pad, next);
  return GST_PAD_PROBE_REMOVE;
}

/**
 * ahoy_receiver_change_sink:
 * @self: a receiver
 * @sink: (transfer floating): where the sound or the picture ends from now on
 *
 * Takes another sink, which gets what comes next.
 */
void
ahoy_receiver_change_sink (AhoyReceiver *self, GstElement *sink)
{
  g_autoptr (GstPad) out = gst_element_get_static_pad (self->guard, "src");
  g_autoptr (GstElement) before = self->sink;

  /* One whose sound server has gone holds the thread of the sound until it is stopped; and one that is
   * stopped must not be asked anything more. */
  gst_element_unlink (self->guard, before);
  ahoy_gst_drop (before);
  self->sink = gst_object_ref_sink (sink);
  gst_bin_add (self->pipeline, self->sink);
  if (!gst_element_sync_state_with_parent (self->sink))
    return; /* it says why on the bus */
  /* In the thread of the sound, between two pieces of it: changed by another thread, the new sink may
   * get the next piece before it is told of what format that is. */
  gst_pad_add_probe (out, GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER, link_sink,
                     gst_object_ref (self->sink), gst_object_unref);
}

/**
 * ahoy_receiver_on_failed:
 * @self: a receiver
 * @object: something that has failed
 *
 * Goes on without anything that plays or shows, if it is a part of the sink; until
 * ahoy_receiver_change_sink() there is nothing to be heard or seen.
 *
 * Returns: (transfer full) (nullable): the sink that has failed, or %NULL if it is something else
 */
GstElement *
ahoy_receiver_on_failed (AhoyReceiver *self, GstObject *object)
{
  g_autoptr (GstElement) failed = NULL;

  if (gst_object_has_as_ancestor (object, GST_OBJECT (self->sink))) {
    failed = gst_object_ref (self->sink);
    ahoy_receiver_change_sink (self, ahoy_receiver_make_nothing ());
  }
  return g_steal_pointer (&failed);
}

static void
update_gates (AhoyReceiver *self)
{
  for (guint i = 0; i < self->branches->len; i++) {
    Branch *branch = g_ptr_array_index (self->branches, i);

    if (branch->gate != NULL)
      ahoy_picture_gate_set_open (branch->gate, self->watched && !self->silent);
  }
}

/**
 * ahoy_receiver_set_watched:
 * @self: a receiver
 * @watched: whether somebody can see the picture
 *
 * Decodes no picture while nobody sees it. Sound is decoded all the time.
 */
void
ahoy_receiver_set_watched (AhoyReceiver *self, gboolean watched)
{
  self->watched = watched;
  update_gates (self);
}

/**
 * ahoy_receiver_set_silent:
 * @self: a receiver
 * @silent: whether nothing may be heard or seen, whatever the other side sends
 *
 * Plays silence and takes no picture, or no longer.
 */
void
ahoy_receiver_set_silent (AhoyReceiver *self, gboolean silent)
{
  g_autoptr (GstElement) silencer = gst_bin_get_by_name (GST_BIN (self->chain), "silencer");

  self->silent = silent;
  if (silencer != NULL)
    g_object_set (silencer, "mute", silent, NULL);
  update_gates (self);
}

/**
 * ahoy_receiver_get_frames:
 * @self: a receiver
 *
 * Returns: how many pictures, or pieces of sound, were decoded
 */
guint64
ahoy_receiver_get_frames (AhoyReceiver *self)
{
  return g_atomic_int_get (self->frames);
}

/**
 * ahoy_receiver_get_size:
 * @self: a receiver of a picture
 * @width: (out): in pixels, 0 before the first picture
 * @height: (out): in pixels, 0 before the first picture
 *
 * Tells how large the decoded picture is.
 */
void
ahoy_receiver_get_size (AhoyReceiver *self, guint *width, guint *height)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->chain, "src");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const GstStructure *structure = caps != NULL ? gst_caps_get_structure (caps, 0) : NULL;
  int read_width = 0, read_height = 0;

  if (structure != NULL) {
    gst_structure_get_int (structure, "width", &read_width);
    gst_structure_get_int (structure, "height", &read_height);
  }
  *width = MAX (read_width, 0);
  *height = MAX (read_height, 0);
}
