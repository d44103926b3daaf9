/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "caller.h"

#include <string.h>

#define TICK 10 /* ms */

static guint tick_id;

static gboolean
on_tick (gpointer data)
{
  Calls *f = data;

  fake_clock_advance (f->clock, TICK);

  return G_SOURCE_CONTINUE;
}

static void
run_timed (Calls *f, gconstpointer data)
{
  const CallsTest *row = data;

  tick_id = g_timeout_add (TICK, on_tick, f);
  row->test (f, NULL);
  g_clear_handle_id (&tick_id, g_source_remove);
}

int
run_caller_tests (int argc, char *argv[], const CallsTest *tests, guint n_tests)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n_tests; i++)
    g_test_add (tests[i].path, Calls, &tests[i], calls_set_up, run_timed, calls_tear_down);

  return g_test_run ();
}

Caller *
caller_new (Calls *calls, const char *user)
{
  Caller *self = g_new0 (Caller, 1);

  self->phone = phone_new (calls, user);
  self->call = call_new (FALSE);
  self->side = &self->call->caller;

  return self;
}

/* The media of a call that is over, for the next one. */
void
caller_hang_media_up (Caller *self)
{
  call_free (self->call);
  self->call = call_new (FALSE);
  self->side = &self->call->caller;
}

void
caller_free (Caller *self)
{
  call_free (self->call);
  phone_free (self->phone);
  g_free (self);
}

static char *
member (const char *sdp)
{
  g_autofree char *quoted = ahoy_json_quote (sdp);

  return g_strdup_printf ("\"sdp\":%s", quoted);
}

void
caller_put (Caller *self, const char *type, const char *sdp)
{
  g_autofree char *more = member (sdp);

  phone_put (self->phone, type, more);
}

/* Of two offers that are each other's answers the caller is the one who begins (section 7.8 of the
 * protocol page). */
static void
take (Caller *self, AhoyDescriptionKind kind, JsonObject *notification)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) sdp = g_string_new (session_string (notification, "sdp"));

  g_assert_cmpuint (sdp->len, >, 0);
  if (kind == AHOY_DESCRIPTION_KIND_ANSWER)
    g_string_replace (sdp, "a=setup:actpass", "a=setup:passive", 0);
  side_take (self->side, kind, sdp->str, &error);
  g_assert_no_error (error);
}

void
caller_dial (Caller *self, const char *to, AhoyMediaFlags wanted)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = side_offer (self->side, wanted, &error);
  g_autofree char *more = NULL;
  g_autoptr (Answer) started = NULL;

  g_assert_no_error (error);
  more = member (offer);
  started = phone_start (self->phone, to, more);
  g_assert_cmpuint (started->status, ==, 201);
}

void
caller_take_answer (Caller *self)
{
  g_autoptr (JsonObject) answer = phone_expect (self->phone, "respondCallUpdate");

  take (self, AHOY_DESCRIPTION_KIND_ANSWER, answer);
}

/* Up to the connection. */
void
caller_call (Caller *self, const char *to, AhoyMediaFlags wanted)
{
  caller_dial (self, to, wanted);
  json_object_unref (phone_expect (self->phone, "ringing"));
  caller_take_answer (self);
  WAIT_UNTIL (ahoy_media_get_state (self->side->media) == AHOY_MEDIA_STATE_CONNECTED);
}

/* A call that comes. */
void
caller_answer (Caller *self, AhoyMediaFlags wanted)
{
  g_autoptr (JsonObject) call = phone_expect (self->phone, "call");
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  phone_put (self->phone, "ringing", NULL);
  take (self, AHOY_DESCRIPTION_KIND_OFFER, call);
  answer = side_answer (self->side, wanted, &error);
  g_assert_no_error (error);
  caller_put (self, "callAnswer", answer);
  json_object_unref (phone_expect (self->phone, "callCancel"));
  WAIT_UNTIL (ahoy_media_get_state (self->side->media) == AHOY_MEDIA_STATE_CONNECTED);
}

/* A change of the caller's that is answered. */
void
caller_update (Caller *self, AhoyMediaFlags wanted)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = side_offer (self->side, wanted, &error);

  g_assert_no_error (error);
  caller_put (self, "startCallUpdate", offer);
  caller_take_answer (self);
}

/* A change of the other side's. */
void
caller_respond (Caller *self, AhoyMediaFlags wanted)
{
  g_autoptr (JsonObject) update = phone_expect (self->phone, "startCallUpdate");
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  take (self, AHOY_DESCRIPTION_KIND_OFFER, update);
  answer = side_answer (self->side, wanted, &error);
  g_assert_no_error (error);
  caller_put (self, "respondCallUpdate", answer);
}

/* Until the tone is heard, and with picture, new pictures are decoded. */
void
caller_wait_flow (Caller *self, double tone, gboolean picture)
{
  guint64 n_frames = self->side->stats.video.frames_decoded;

  ahoy_test_ends_forget (self->side->ends);
  WAIT_UNTIL (side_hears (self->side, tone));
  if (picture)
    WAIT_UNTIL (self->side->stats.video.frames_decoded > n_frames + 3);
}

/* Until nothing comes any more. */
void
caller_wait_silence (Caller *self)
{
  guint64 heard;
  guint n_stats;

  g_assert_cmpint (ahoy_media_get_receives (self->side->media), ==, AHOY_MEDIA_NONE);
  do {
    heard = ahoy_test_ends_get_heard (self->side->ends);
    n_stats = self->side->n_stats;
    WAIT_UNTIL (self->side->n_stats > n_stats);
  } while (ahoy_test_ends_get_heard (self->side->ends) != heard);
}

static Answer *
post_to_robots (Calls *calls, const char *body)
{
  return request (&calls->base, "POST", "/practice/robots", body, "Authorization", NULL, NULL);
}

/* How many calls an action has affected. */
guint
tell_robots (Calls *calls, const char *body)
{
  g_autoptr (Answer) answer = post_to_robots (calls, body);
  gint64 n_affected = -1;

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_true (ahoy_json_get_int (answer->object, "affected", 0, 100, &n_affected));

  return (guint) n_affected;
}

/* What the control interface says of a robot's call. */
JsonObject *
robots_call (Calls *calls, guint index)
{
  g_autoptr (Answer) answer =
    request (&calls->base, "GET", "/practice/robots", NULL, "Authorization", NULL, NULL);
  JsonArray *list = ahoy_json_get_array (answer->object, "calls");

  g_assert_cmpuint (index, <, json_array_get_length (list));

  return json_object_ref (json_array_get_object_element (list, index));
}

guint
count_entries (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  guint n_entries = 0;

  while (g_dir_read_name (dir) != NULL)
    n_entries++;

  return n_entries;
}
