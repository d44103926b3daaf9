/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-robots.h"

/* A client ignores a notification about a session that it has not heard of yet, or stumbles over
 * it: what a request causes is told some time after its answer (section 7.3 of the page). */
#define AFTER_ANSWER 30 /* ms */

/* A notification that is to be sent. A robot, which has no login, is told in its own way. */
struct _AhoyPracticeLetter {
  AhoyPractice      *practice;   /* not owned */
  AhoyPracticeRobot *robot;      /* that it goes to, or NULL */
  char              *sdp;        /* for the robot, as the next two; or NULL */
  int                code;
  int                retry_after;
  GStrv              devices;    /* the ids of those it goes to */
  const char        *event_type; /* not owned: a constant */
  JsonObject        *members;
  SoupServerMessage *message;    /* whose answer comes first, or NULL */
  gulong             finished_id;
  guint              delay;      /* ms */
  guint              times;      /* that it is sent */
  guint              timer_id;
};

void
ahoy_practice_letter_free (AhoyPracticeLetter *letter)
{
  ahoy_clock_clear (letter->practice->clock, &letter->timer_id);
  if (letter->message != NULL)
    g_clear_signal_handler (&letter->finished_id, letter->message);
  g_clear_object (&letter->message);
  g_clear_pointer (&letter->members, json_object_unref);
  g_strfreev (letter->devices);
  g_free (letter->sdp);
  g_clear_pointer (&letter->robot, ahoy_practice_robot_unref);
  g_free (letter);
}

/* Sent again, it has the same eventId. */
static void
send (AhoyPracticeLetter *letter, AhoyPracticeDevice *device)
{
  g_autofree char *text = device->service->make_text (device, letter->event_type, letter->members);

  for (guint i = 0; i < letter->times; i++) {
    ahoy_practice_count (device->practice, "notification");
    ahoy_practice_device_send (device, text);
  }
}

static void
deliver (gpointer data)
{
  AhoyPracticeLetter *letter = data;
  AhoyPractice *self = letter->practice;

  letter->timer_id = 0;
  if (letter->robot != NULL)
    ahoy_practice_robot_notify (letter->robot, letter->event_type, letter->sdp, letter->code,
                                letter->retry_after);
  for (guint i = 0; letter->robot == NULL && letter->devices[i] != NULL; i++) {
    AhoyPracticeDevice *device = ahoy_practice_find_device (self, letter->devices[i]);

    if (device != NULL)
      send (letter, device);
  }
  g_ptr_array_remove (self->letters, letter);
}

static void
start_timer (AhoyPracticeLetter *letter)
{
  letter->timer_id = ahoy_clock_add (letter->practice->clock, letter->delay, deliver, letter);
}

static void
on_finished (SoupServerMessage *message, AhoyPracticeLetter *letter)
{
  g_clear_signal_handler (&letter->finished_id, letter->message);
  start_timer (letter);
}

static guint
read_delay (AhoyPracticeLeg *leg, const char *event_type)
{
  g_autoptr (AhoyPracticeFault) fault =
    ahoy_practice_take_event_setting (leg->practice, leg->user->name, "delay-notification",
                                      event_type);

  return fault != NULL ? (guint) ahoy_practice_fault_get_int (fault, "ms") : AFTER_ANSWER;
}

static guint
read_times (AhoyPracticeLeg *leg, const char *event_type)
{
  g_autoptr (AhoyPracticeFault) drop =
    ahoy_practice_take_event_setting (leg->practice, leg->user->name, "drop-notification",
                                      event_type);
  g_autoptr (AhoyPracticeFault) repeat = drop != NULL ? NULL
    : ahoy_practice_take_event_setting (leg->practice, leg->user->name, "repeat-notification",
                                        event_type);

  return drop != NULL ? 0 : repeat != NULL ? 2 : 1;
}

static void
post_letter (AhoyPracticeLetter *letter)
{
  AhoyPractice *self = letter->practice;

  g_ptr_array_add (self->letters, letter);
  if (self->answering != NULL) {
    letter->message = g_object_ref (self->answering);
    letter->finished_id = g_signal_connect (letter->message, "finished", G_CALLBACK (on_finished),
                                            letter);
  } else {
    start_timer (letter);
  }
}

/* What the robot does about it must not come before the answer either; the robot itself needs no
 * time. Nothing that can be switched on happens on the way. */
static void
post_to_robot (AhoyPracticeLeg *leg, const char *event_type, const char *sdp, int code,
               int retry_after)
{
  AhoyPracticeLetter *letter = g_new0 (AhoyPracticeLetter, 1);

  letter->practice = leg->practice;
  letter->robot = ahoy_practice_robot_ref (leg->robot);
  letter->event_type = event_type;
  letter->sdp = g_strdup (sdp);
  letter->code = code;
  letter->retry_after = retry_after;
  post_letter (letter);
}

/* Takes members over. */
static void
post (AhoyPracticeLeg *leg, const char *event_type, JsonObject *members)
{
  AhoyPracticeLetter *letter = g_new0 (AhoyPracticeLetter, 1);
  g_autoptr (GStrvBuilder) devices = g_strv_builder_new ();

  for (guint i = 0; i < leg->devices->len; i++)
    g_strv_builder_add (devices, g_ptr_array_index (leg->devices, i));
  ahoy_practice_alter_notification (leg, event_type, members);
  letter->practice = leg->practice;
  letter->devices = g_strv_builder_end (devices);
  letter->event_type = event_type;
  letter->members = members;
  letter->delay = read_delay (leg, event_type);
  letter->times = read_times (leg, event_type);
  post_letter (letter);
}

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

/* Which pair of names a client reads depends on the direction of its call: it gets both (section
 * 7.6 of the page). */
static JsonObject *
make_names (AhoyPracticeLeg *leg)
{
  JsonObject *names = json_object_new ();

  set_text (names, "callerName", leg->outgoing ? leg->name : leg->remote_name);
  set_text (names, "callerDisplayNumber", leg->outgoing ? leg->user->name : leg->remote_number);
  set_text (names, "calleeDisplayNumber", leg->outgoing ? leg->remote_number : leg->user->name);
  set_text (names, "remoteName", leg->remote_name);
  set_text (names, "remoteDisplayNumber", leg->remote_number);

  return names;
}

/* session: sessionParams, where it has to stay writable for the caller. */
static JsonObject *
make_members (AhoyPracticeLeg *leg, JsonObject **session)
{
  JsonObject *members = json_object_new ();

  *session = json_object_new ();
  json_object_set_string_member (*session, "sessionData", leg->id);
  json_object_set_object_member (members, "sessionParams", *session);
  json_object_set_object_member (members, "callNotificationParams", make_names (leg));
  if (leg->peer != NULL && leg->peer->parameters != NULL)
    json_object_set_array_member (members, "customParameters",
                                  json_array_ref (leg->peer->parameters));

  return members;
}

/* Tells everybody of leg's user who knows of it; sdp may be NULL. */
void
ahoy_practice_leg_notify (AhoyPracticeLeg *leg, const char *event_type, const char *sdp)
{
  JsonObject *session, *members;

  if (leg->robot != NULL) {
    post_to_robot (leg, event_type, sdp, 0, -1);
    return;
  }
  members = make_members (leg, &session);
  set_text (session, "sdp", sdp);
  post (leg, event_type, members);
}

/* With how something has ended. */
void
ahoy_practice_leg_notify_result (AhoyPracticeLeg *leg, const char *event_type, int code,
                                 const char *reason)
{
  JsonObject *session, *members;

  if (leg->robot != NULL) /* it hears of its leg's end otherwise, and of nothing else */
    return;
  members = make_members (leg, &session);
  json_object_set_int_member (session, "statusCode", code);
  set_text (session, "reasonText", reason);
  post (leg, event_type, members);
}

/* Says no to an update; the code is not where it is otherwise (section 7.7 of the page). A negative
 * retry_after is left out. */
void
ahoy_practice_leg_notify_refusal (AhoyPracticeLeg *leg, int code, int retry_after,
                                  const char *reason)
{
  JsonObject *session, *members;

  if (leg->robot != NULL) {
    post_to_robot (leg, "respondCallUpdate", NULL, code, retry_after);
    return;
  }
  members = make_members (leg, &session);
  json_object_set_int_member (members, "statusCode", code);
  if (retry_after >= 0)
    json_object_set_int_member (session, "retryAfter", retry_after);
  set_text (session, "reasonText", reason);
  post (leg, "respondCallUpdate", members);
}

/* With anything in sessionParams; more may be NULL. */
void
ahoy_practice_leg_notify_anything (AhoyPracticeLeg *leg, const char *event_type, JsonObject *more)
{
  JsonObject *session;
  JsonObject *members = make_members (leg, &session);

  ahoy_practice_copy_members (more, session);
  post (leg, g_intern_string (event_type), members);
}
