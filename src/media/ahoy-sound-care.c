/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-sound-care.h"

#include "ahoy-gst.h"

/* Distributions leave it out of GStreamer's plugins when they do not have the library. */
#define CARER "webrtcdsp"
#define PROBE "webrtcechoprobe"

#define RATE 48000
#define PERIOD (RATE / 100) /* what is cared for at once, in frames */

/* The probe keeps what it has heard until the carer takes it, 10 ms for each 10 ms of the microphone.
 * Whatever the microphone misses stays there for ever, and what is compared with its sound gets older
 * and older, until it is older than the echo and nothing of that is found. So what never becomes less
 * than LONGEST in a while is shortened to SHORTEST, and nothing at all is kept beyond MOST, for a carer
 * that may come. All in frames. */
#define WHILE (RATE * 2)
#define LONGEST (RATE * 6 / 100)
#define SHORTEST (RATE * 2 / 100)
#define MOST (RATE / 4)

#define REFERENCE_KEY "ahoy-echo-reference"

/* Shared by the threads of the speaker and of the microphone. */
typedef struct {
  GMutex mutex;
  gint64 kept;    /* by the probe and not taken yet */
  gint64 least;   /* of that, since `looked` began */
  gint64 looked;  /* how much was taken or wanted since then */
  gint64 surplus; /* to be kept from the probe */
} Reference;

/* Of one carer. */
typedef struct {
  Reference *reference;
  guint      rest; /* too little to be cared for yet */
} Taker;

static void
reference_clear (gpointer data)
{
  Reference *reference = data;

  g_mutex_clear (&reference->mutex);
}

static void
reference_unref (gpointer reference)
{
  g_atomic_rc_box_release_full (reference, reference_clear);
}

static void
taker_free (gpointer data)
{
  Taker *taker = data;

  reference_unref (taker->reference);
  g_free (taker);
}

static guint
count_frames (GstPad *pad, GstPadProbeInfo *info)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  int channels = 1;

  if (caps != NULL)
    gst_structure_get_int (gst_caps_get_structure (caps, 0), "channels", &channels);
  return gst_buffer_get_size (GST_PAD_PROBE_INFO_BUFFER (info)) / (sizeof (gint16) * MAX (channels, 1));
}

/* On its way to the probe. */
static GstPadProbeReturn
on_played (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Reference *reference = user_data;
  gint64 frames = count_frames (pad, info);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&reference->mutex);

  if (reference->surplus >= frames || reference->kept + frames > MOST) {
    reference->surplus = MAX (reference->surplus - frames, 0);
    return GST_PAD_PROBE_DROP;
  }
  reference->kept += frames;
  return GST_PAD_PROBE_OK;
}

/* On its way to the carer. */
static GstPadProbeReturn
on_recorded (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Taker *taker = user_data;
  Reference *reference = taker->reference;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&reference->mutex);

  taker->rest += count_frames (pad, info);
  for (; taker->rest >= PERIOD; taker->rest -= PERIOD) {
    if (reference->kept >= PERIOD)
      reference->kept -= PERIOD;
    reference->least = MIN (reference->least, reference->kept);
    reference->looked += PERIOD;
  }
  if (reference->looked < WHILE)
    return GST_PAD_PROBE_OK;
  if (reference->least > LONGEST)
    reference->surplus = reference->least - SHORTEST;
  reference->looked = 0;
  reference->least = G_MAXINT64;
  return GST_PAD_PROBE_OK;
}

/**
 * ahoy_sound_care_get_possible:
 *
 * Returns: what this computer can do to the sound of a microphone
 */
AhoySoundCare
ahoy_sound_care_get_possible (void)
{
  if (!ahoy_gst_has (CARER) || !ahoy_gst_has (PROBE))
    return AHOY_SOUND_CARE_NONE;
  return AHOY_SOUND_CARE_ECHO | AHOY_SOUND_CARE_NOISE | AHOY_SOUND_CARE_GAIN;
}

/**
 * ahoy_sound_care_make_probe:
 *
 * Makes what hears the sound that goes to the speaker, 16 bits at 48 kHz. It must be given a copy of
 * that: it does not pass on everything. Each call has its own, which is found by its name.
 *
 * Returns: (transfer floating) (nullable): the element, or %NULL where echo cannot be taken out
 */
GstElement *
ahoy_sound_care_make_probe (void)
{
  static guint n_made;
  g_autofree char *name = NULL;
  g_autoptr (GstPad) pad = NULL;
  Reference *reference;
  GstElement *probe;

  if ((ahoy_sound_care_get_possible () & AHOY_SOUND_CARE_ECHO) == 0)
    return NULL;
  name = g_strdup_printf ("ahoy-echo-probe-%u", n_made++);
  probe = ahoy_gst_make (PROBE, name);
  reference = g_atomic_rc_box_new0 (Reference);
  g_mutex_init (&reference->mutex);
  reference->least = G_MAXINT64;
  pad = gst_element_get_static_pad (probe, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_played,
                     g_atomic_rc_box_acquire (reference), reference_unref);
  g_object_set_data_full (G_OBJECT (probe), REFERENCE_KEY, reference, reference_unref);
  return probe;
}

/* Counts what @carer takes from @probe. */
static void
count_taken (GstElement *carer, GstElement *probe)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (carer, "sink");
  Taker *taker = g_new0 (Taker, 1);

  taker->reference = g_atomic_rc_box_acquire (g_object_get_data (G_OBJECT (probe), REFERENCE_KEY));
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_recorded, taker, taker_free);
}

/**
 * ahoy_sound_care_make:
 * @care: what to do, as far as this computer can
 * @probe: (nullable): what hears the speaker; without, echo stays
 *
 * Makes what the sound of a microphone passes, 16 bits at 48 kHz of one channel.
 *
 * Returns: (transfer floating): the element
 */
GstElement *
ahoy_sound_care_make (AhoySoundCare care, GstElement *probe)
{
  GstElement *element;

  care &= ahoy_sound_care_get_possible ();
  if (probe == NULL)
    care &= ~AHOY_SOUND_CARE_ECHO;
  if (care == AHOY_SOUND_CARE_NONE) {
    element = ahoy_gst_make ("identity", NULL);
    g_object_set (element, "silent", TRUE, NULL);
    return element;
  }

  element = ahoy_gst_make (CARER, NULL);
  if (probe != NULL)
    g_object_set (element, "probe", GST_OBJECT_NAME (probe), NULL);
  if ((care & AHOY_SOUND_CARE_ECHO) != 0)
    count_taken (element, probe);
  /* How long the sound is on its way through the sound server and the room is not known, and has to
   * be found out: without that nothing of the echo is found. It finds most where that is not much more
   * than 60 ms, and nothing at all from 150 ms on. */
  g_object_set (element, "delay-agnostic", TRUE, "extended-filter", TRUE,
                "echo-cancel", (care & AHOY_SOUND_CARE_ECHO) != 0,
                "noise-suppression", (care & AHOY_SOUND_CARE_NOISE) != 0,
                "gain-control", (care & AHOY_SOUND_CARE_GAIN) != 0, NULL);
  gst_util_set_object_arg (G_OBJECT (element), "echo-suppression-level", "high");
  return element;
}
