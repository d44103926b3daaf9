/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "phone.h"

#include <string.h>

void
calls_set_up (Calls *f, gconstpointer data)
{
  static const char * const users[] = { ALICE, BOB, CAROL, DAVE };

  f->clock = fake_clock_new ();
  f->base.practice = ahoy_practice_new ();
  ahoy_practice_set_clock (f->base.practice, AHOY_CLOCK (f->clock));
  for (guint i = 0; i < G_N_ELEMENTS (users); i++)
    ahoy_practice_add_user (f->base.practice, users[i], PASSWORD);
  fixture_set_up (&f->base, data);
}

void
calls_tear_down (Calls *f, gconstpointer data)
{
  fixture_tear_down (&f->base, data);
  g_assert_cmpuint (fake_clock_n_waiting (f->clock), ==, 0);
  g_assert_finalize_object (f->clock);
}

int
run_calls_tests (int argc, char *argv[], const CallsTest *tests, guint n_tests)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n_tests; i++)
    g_test_add (tests[i].path, Calls, NULL, calls_set_up, tests[i].test, calls_tear_down);

  return g_test_run ();
}

/* A path after the user's own part. */
Answer *
phone_request (Phone *self, const char *method, const char *path, const char *body)
{
  g_autofree char *whole = g_strdup_printf ("/rest/version/1/user/%s/%s", self->user, path);
  g_autofree char *authorization = basic (self->user, PASSWORD);

  return request (&self->calls->base, method, whole, body, "Authorization", authorization, NULL);
}

Phone *
phone_new (Calls *calls, const char *user)
{
  Phone *self = g_new0 (Phone, 1);

  self->calls = calls;
  self->user = user;
  self->login = phone_request (self, "POST", "subscription", SUBSCRIBE);
  g_assert_cmpuint (self->login->status, ==, 201);
  self->socket = open_socket (&calls->base, answer_param (self->login, "notificationChannel"));

  return self;
}

void
phone_free (Phone *self)
{
  socket_free (self->socket);
  answer_free (self->login);
  g_free (self->session);
  g_free (self);
}

void
phone_log_out (Phone *self)
{
  g_autofree char *authorization = basic (self->user, PASSWORD);
  g_autoptr (Answer) answer = request (&self->calls->base, "DELETE",
                                       answer_param (self->login, "subscription"), NULL,
                                       "Authorization", authorization, NULL);

  g_assert_cmpuint (answer->status, ==, 200);
}

/* more: further members, or NULL; an sdp is among them or is OFFER. */
Answer *
phone_start (Phone *self, const char *to, const char *more)
{
  g_autofree char *sdp = ahoy_json_quote (OFFER);
  g_autofree char *body =
    g_strdup_printf ("{\"callControlRequest\":{\"type\":\"callStart\",\"from\":\"sip:%s\","
                     "\"to\":\"sip:%s\",\"sdp\":%s%s%s}}", self->user, to, sdp,
                     more != NULL ? "," : "", more != NULL ? more : "");
  Answer *answer = phone_request (self, "POST", "callControl", body);

  if (answer->status == 201) {
    g_free (self->session);
    self->session =
      g_strdup (ahoy_json_get_string (answer_wrapper (answer, "callControlResponse"),
                                      "sessionData"));
    g_assert_nonnull (self->session);
  }

  return answer;
}

/* type NULL: the body is what more says. */
Answer *
phone_try (Phone *self, const char *session, const char *type, const char *more)
{
  g_autofree char *path = g_strdup_printf ("callControl/callSessions/%s", session);
  g_autofree char *body =
    type == NULL ? g_strdup (more)
    : g_strdup_printf ("{\"callControlRequest\":{\"type\":\"%s\"%s%s}}", type,
                       more != NULL ? "," : "", more != NULL ? more : "");

  return phone_request (self, "PUT", path, body);
}

void
phone_put (Phone *self, const char *type, const char *more)
{
  g_autoptr (Answer) answer = phone_try (self, self->session, type, more);

  assert_refused (answer, 200, 0);
}

void
phone_dispose (Phone *self, const char *action, const char *more)
{
  g_autofree char *body =
    g_strdup_printf ("{\"callDispositionRequest\":{\"action\":\"%s\",\"sessionData\":\"%s\"%s%s}}",
                     action, self->session, more != NULL ? "," : "", more != NULL ? more : "");
  g_autoptr (Answer) answer = phone_request (self, "POST", "calldisposition", body);

  assert_refused (answer, 200, 0);
  answer_wrapper (answer, "callDispositionResponse");
}

void
phone_delete (Phone *self)
{
  g_autofree char *path = g_strdup_printf ("callControl/callSessions/%s", self->session);
  g_autoptr (Answer) answer = phone_request (self, "DELETE", path, NULL);

  assert_refused (answer, 200, 0);
}

/* The next notification, which must come by itself. */
JsonObject *
phone_take (Phone *self)
{
  return socket_notification (self->socket, self->seen++);
}

/* The next notification about a call, once it may be told. */
JsonObject *
phone_expect (Phone *self, const char *event)
{
  JsonObject *notification;

  fake_clock_advance (self->calls->clock, AFTER_ANSWER);
  notification = phone_take (self);
  g_assert_cmpstr (ahoy_json_get_string (notification, "eventType"), ==, event);
  if (strcmp (event, "call") == 0) {
    g_free (self->session);
    self->session = g_strdup (session_string (notification, "sessionData"));
  }

  return notification;
}

/* The end of the last call. */
void
phone_expect_end (Phone *self, const char *event, int code)
{
  g_autoptr (JsonObject) notification = phone_expect (self, event);

  g_assert_cmpint (session_int (notification, "statusCode"), ==, code);
  g_assert_cmpstr (session_string (notification, "sessionData"), ==, self->session);
}

void
phone_expect_nothing (Phone *self)
{
  g_autoptr (JsonObject) marker = NULL;

  fake_clock_advance (self->calls->clock, AFTER_ANSWER);
  ahoy_practice_notify (self->calls->base.practice, self->user, "practiceNotice", NULL);
  marker = phone_take (self);
  g_assert_cmpstr (ahoy_json_get_string (marker, "eventType"), ==, "practiceNotice");
}

/* A call between two phones that the second one has answered. */
void
phone_connect (Phone *self, Phone *other)
{
  g_autoptr (Answer) started = phone_start (self, other->user, NULL);
  g_autofree char *answer = ahoy_json_quote (ANSWER);
  g_autofree char *sdp = g_strdup_printf ("\"sdp\":%s", answer);

  json_object_unref (phone_expect (other, "call"));
  phone_put (other, "callAnswer", sdp);
  json_object_unref (phone_expect (other, "callCancel"));
  json_object_unref (phone_expect (self, "respondCallUpdate"));
}

const char *
session_string (JsonObject *notification, const char *member)
{
  return ahoy_json_get_string (ahoy_json_get_object (notification, "sessionParams"), member);
}

gint64
session_int (JsonObject *notification, const char *member)
{
  gint64 value = -1;

  ahoy_json_get_int (ahoy_json_get_object (notification, "sessionParams"), member, G_MININT64,
                     G_MAXINT64, &value);

  return value;
}

const char *
names_string (JsonObject *notification, const char *member)
{
  return ahoy_json_get_string (ahoy_json_get_object (notification, "callNotificationParams"),
                               member);
}
