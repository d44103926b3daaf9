/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-sound-care.h"

#include "ahoy-gst.h"

/* Distributions leave it out of GStreamer's plugins when they do not have the library. */
#define CARER "webrtcdsp"
#define PROBE "webrtcechoprobe"

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
 * Makes what hears the sound that goes to the speaker, 16 bits at 48 kHz, on its way. Each call has
 * its own, which is found by its name.
 *
 * Returns: (transfer floating) (nullable): the element, or %NULL where echo cannot be taken out
 */
GstElement *
ahoy_sound_care_make_probe (void)
{
  static guint n_made;
  g_autofree char *name = NULL;

  if ((ahoy_sound_care_get_possible () & AHOY_SOUND_CARE_ECHO) == 0)
    return NULL;
  name = g_strdup_printf ("ahoy-echo-probe-%u", n_made++);
  return ahoy_gst_make (PROBE, name);
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
  /* How long the sound is on its way through the sound server and the room is not known, and has to
   * be found out: without that nothing of the echo is found. */
  g_object_set (element, "delay-agnostic", TRUE, "extended-filter", TRUE,
                "echo-cancel", (care & AHOY_SOUND_CARE_ECHO) != 0,
                "noise-suppression", (care & AHOY_SOUND_CARE_NOISE) != 0,
                "gain-control", (care & AHOY_SOUND_CARE_GAIN) != 0, NULL);
  return element;
}
