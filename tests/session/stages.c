/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages.h"

#include <string.h>

#define AUDIO AHOY_MEDIA_AUDIO

/* Where the services differ, one of them has frames of its own instead of requests. */
static gboolean
has_frames (Office *f)
{
  return g_str_equal (f->service->name, "sendbird");
}

static void
wait_frame (Office *f, guint n_frames)
{
  WAIT_UNTIL (office_count (f, "frame") > n_frames);
}

static void
stage_gathering (Office *f)
{
  fake_media_factory_set_slow (f->alice.factory, TRUE);
  party_dial (&f->alice, &f->bob, AUDIO);
}

/* The answer to the start is late, or lost. */
static void
stage_starting (Office *f)
{
  if (has_frames (f)) {
    office_fault (f, "lose-ack", "{\"user\":\"" ALICE "\",\"eventType\":\"dial\"}");
    party_dial (&f->alice, &f->bob, AUDIO);
    wait_frame (f, 0);
    return;
  }
  office_fault (f, "delay", "{\"for\":\"callStart\",\"ms\":20}");
  party_dial (&f->alice, &f->bob, AUDIO);
  WAIT_UNTIL (office_count (f, "callStart") == 1);
}

static void
stage_ringing (Office *f)
{
  party_dial (&f->alice, &f->bob, AUDIO);
  wait_state (party_call (&f->alice), RINGING);
}

static void
stage_rung (Office *f)
{
  party_dial (&f->bob, &f->alice, AUDIO);
  party_wait_call (&f->alice, 1);
}

static void
stage_telling (Office *f)
{
  const char *request = has_frames (f) ? "action" : "ringing";
  g_autofree char *parameters = g_strdup_printf ("{\"for\":\"%s\"}", request);

  office_fault (f, "silent", parameters);
  party_dial (&f->bob, &f->alice, AUDIO);
  WAIT_UNTIL (office_count (f, request) == 1);
}

static void
ignore_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  ahoy_call_answer_finish (AHOY_CALL (source), result, &error);
  g_assert_nonnull (error);
}

static void
stage_answering (Office *f)
{
  guint n_frames;

  stage_rung (f);
  n_frames = office_count (f, "frame");
  if (has_frames (f))
    office_fault (f, "no-ack", "{\"user\":\"" ALICE "\",\"eventType\":\"accept\"}");
  else
    office_fault (f, "silent", "{\"for\":\"callAnswer\"}");
  ahoy_call_answer_async (party_call (&f->alice), AUDIO, NULL, ignore_cb, NULL);
  if (has_frames (f))
    wait_frame (f, n_frames);
  else
    WAIT_UNTIL (office_count (f, "callAnswer") == 1);
}

static void
stage_talking (Office *f)
{
  party_talk (&f->alice, &f->bob, AUDIO);
}

static void
stage_changing (Office *f)
{
  if (has_frames (f)) {
    office_talk (f, AUDIO);
    office_fault (f, "no-ack", "{\"user\":\"" ALICE "\",\"eventType\":\"hold\"}");
    ahoy_call_hold_async (party_call (&f->alice), NULL, NULL, NULL);
    wait_frame (f, office_count (f, "frame"));
    return;
  }
  party_talk (&f->alice, &f->bob, AUDIO);
  ahoy_call_add_video_async (party_call (&f->alice), NULL, NULL, NULL);
  WAIT_UNTIL (office_count (f, "startCallUpdate") == 1);
}

/* Alice's media are busy with a description. */
static void
stage_changed (Office *f)
{
  if (has_frames (f)) {
    fake_media_factory_set_slow (f->alice.factory, TRUE);
    party_talk (&f->bob, &f->alice, AUDIO);
    WAIT_UNTIL (g_str_has_suffix (party_media (&f->alice)->trace->str, "take-offer "));
    return;
  }
  party_talk (&f->alice, &f->bob, AUDIO);
  party_media (&f->alice)->slow = TRUE;
  ahoy_call_add_video_async (party_call (&f->bob), NULL, NULL, NULL);
  WAIT_UNTIL (g_str_has_suffix (party_media (&f->alice)->trace->str, "take-offer "));
}

static void
stage_ending (Office *f)
{
  party_talk (&f->alice, &f->bob, AUDIO);
  ahoy_call_end_async (party_call (&f->alice), NULL, NULL, NULL);
}

const OfficeStage office_stages[OFFICE_N_STAGES] = {
  { "gathering", stage_gathering },
  { "starting", stage_starting },
  { "ringing", stage_ringing },
  { "rung", stage_rung },
  { "telling", stage_telling },
  { "answering", stage_answering },
  { "talking", stage_talking },
  { "changing", stage_changing },
  { "changed", stage_changed },
  { "ending", stage_ending },
};
