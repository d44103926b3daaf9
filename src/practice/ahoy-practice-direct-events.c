/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-calls.h"
#include "ahoy-practice-direct-calls.h"

#include "ahoy-json.h"
#include "ahoy-packed-text.h"

#include <string.h>

#define LONGEST_SDP     (1024 * 1024)
#define MOST_TOLD       500
#define MOST_TOLD_BYTES (4 * 1024 * 1024)

/* The events of direct calls (section 3.3 of the protocol page), and what can go wrong with them. */

/* One that others overtake. */
struct _AhoyPracticeLateEvent {
  AhoyPractice *practice; /* not owned */
  char         *device;   /* the id of the login it goes to */
  char         *text;
  guint         timer_id;
};

void
ahoy_practice_late_event_free (AhoyPracticeLateEvent *event)
{
  ahoy_clock_clear (event->practice->clock, &event->timer_id);
  g_free (event->device);
  g_free (event->text);
  g_free (event);
}

static void
on_late (gpointer data)
{
  AhoyPracticeLateEvent *event = data;
  AhoyPracticeDevice *device = ahoy_practice_find_device (event->practice, event->device);

  event->timer_id = 0;
  if (device != NULL)
    ahoy_practice_device_send (device, event->text);
  g_ptr_array_remove (event->practice->late_events, event);
}

static void
send_late (AhoyPracticeSession *session, const char *text, guint ms)
{
  AhoyPracticeLateEvent *event = g_new0 (AhoyPracticeLateEvent, 1);

  event->practice = session->device.practice;
  event->device = g_strdup (session->device.id);
  event->text = g_strdup (text);
  event->timer_id = ahoy_clock_add (event->practice->clock, ms, on_late, event);
  g_ptr_array_add (event->practice->late_events, event);
}

static AhoyPracticeFault *
take (AhoyPracticeSession *session, const char *name, const char *type)
{
  return ahoy_practice_take_frame_setting (&session->device, name, type);
}

/* A description with fingerprints that are not those of who has sent it. */
static void
falsify (AhoyPracticeSession *session, const char *type, JsonObject *payload)
{
  const char *packed = ahoy_json_get_string (payload, "sdp");
  g_autoptr (AhoyPracticeFault) fault = packed != NULL ? take (session, "wrong-fingerprint", type)
                                                       : NULL;
  g_autofree char *sdp = NULL;
  g_autofree char *false_sdp = NULL;
  g_autofree char *text = NULL;

  if (fault == NULL)
    return;
  sdp = ahoy_packed_text_unpack (packed, G_ZLIB_COMPRESSOR_FORMAT_GZIP, LONGEST_SDP);
  if (sdp == NULL)
    return;
  false_sdp = ahoy_practice_falsify_fingerprints (sdp);
  text = ahoy_packed_text_pack (false_sdp, G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  json_object_set_string_member (payload, "sdp", text);
}

static void
send (AhoyPracticeSession *session, const char *type, const char *text)
{
  g_autoptr (AhoyPracticeFault) drop = take (session, "drop-notification", type);
  g_autoptr (AhoyPracticeFault) delay = drop == NULL ? take (session, "delay-notification", type)
                                                     : NULL;
  g_autoptr (AhoyPracticeFault) repeat = drop == NULL ? take (session, "repeat-notification", type)
                                                      : NULL;

  if (drop != NULL)
    return;
  if (delay != NULL)
    send_late (session, text, (guint) ahoy_practice_fault_get_int (delay, "ms"));
  else
    ahoy_practice_device_send (&session->device, text);
  if (repeat != NULL)
    ahoy_practice_device_send (&session->device, text);
}

void
ahoy_practice_told_free (gpointer data)
{
  AhoyPracticeTold *told = data;

  g_free (told->call_id);
  g_free (told->text);
  g_free (told);
}

/* The oldest make room. */
static void
remember (AhoyPracticeSession *session, const char *call_id, const char *text)
{
  AhoyPracticeTold *told = g_new (AhoyPracticeTold, 1);

  *told = (AhoyPracticeTold) { g_strdup (call_id), g_strdup (text) };
  g_queue_push_tail (&session->told, told);
  session->n_told_bytes += strlen (text);
  while (session->told.length > MOST_TOLD || session->n_told_bytes > MOST_TOLD_BYTES) {
    told = g_queue_pop_head (&session->told);
    session->n_told_bytes -= strlen (told->text);
    ahoy_practice_told_free (told);
  }
}

static gboolean
rings (AhoyPracticeSession *session, const char *call_id)
{
  AhoyPracticeDirectCall *call =
    ahoy_practice_find_direct_call (session->device.practice, session->app_id, call_id);

  return call != NULL && ahoy_practice_direct_call_ring (call, session) != NULL;
}

/* What was on its way when a websocket was lost is lost, and nobody knows what that was: tells all
 * again that was told of these calls, and of those that ring there. A client knows what it has had
 * already by the number and the id. */
void
ahoy_practice_session_repeat (AhoyPracticeSession *session, const char * const *call_ids)
{
  if (session->device.socket == NULL)
    return;

  for (GList *l = session->told.head; l != NULL; l = l->next) {
    const AhoyPracticeTold *told = l->data;

    if (g_strv_contains (call_ids, told->call_id) || rings (session, told->call_id)) {
      ahoy_practice_count (session->device.practice, "told-again");
      ahoy_practice_socket_send (session->device.socket, told->text);
    }
  }
}

/* Takes payload over, which names the call. The number in the call's sequence is taken also where
 * the event is lost. */
void
ahoy_practice_session_tell (AhoyPracticeSession *session, const char *cmd, const char *type,
                            JsonObject *payload)
{
  g_autoptr (JsonObject) members = json_object_new ();
  g_autoptr (AhoyPracticeFault) alter = NULL;
  g_autofree char *call_id = g_strdup (ahoy_json_get_string (payload, "call_id"));
  g_autofree char *text = NULL;

  falsify (session, type, payload);
  json_object_set_string_member (members, "cmd", cmd);
  json_object_set_object_member (members, "payload", payload);
  alter = take (session, "alter-notification", type);
  if (alter != NULL)
    ahoy_practice_alter_member (alter, members);
  text = ahoy_practice_session_make_text (&session->device, type, members);
  ahoy_practice_count (session->device.practice, "notification");
  remember (session, call_id, text);
  send (session, type, text);
}
