/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studio.h"

#include "ahoy-webrtc-media-factory-private.h"

static AhoyMediaEnds *
make_ends (gpointer data)
{
  Voice *self = data;
  AhoyTestEnds *ends = ahoy_test_ends_new (self->tone);

  ahoy_test_ends_set_picture (ends, PICTURE_WIDTH, PICTURE_HEIGHT);
  g_ptr_array_add (self->ends, g_object_ref (ends));

  return AHOY_MEDIA_ENDS (ends);
}

void
voice_store (GObject *source, GAsyncResult *result, gpointer data)
{
  Voice *self = data;

  g_assert_null (self->result);
  self->result = g_object_ref (result);
}

static void
on_problem (AhoyCall *call, const GError *error, Voice *self)
{
  g_test_message ("%s: %s", self->user, error->message);
  g_ptr_array_add (self->problems, g_strdup (error->message));
}

static void
add_call (Voice *self, AhoyCall *call)
{
  g_signal_connect (call, "problem", G_CALLBACK (on_problem), self);
  g_ptr_array_add (self->calls, g_object_ref (call));
}

static void
on_incoming_call (AhoySession *session, AhoyCall *call, Voice *self)
{
  add_call (self, call);
}

static void
voice_set_up (Voice *self, AhoyPractice *practice, const char *user, double tone)
{
  g_autoptr (AhoyCredentials) credentials =
    ahoy_credentials_new (AHOY_LOGIN_KIND_PASSWORD, NULL, "secret");
  g_autoptr (AhoyAccount) account =
    g_object_new (AHOY_TYPE_ACCOUNT, "service", "kandy", "user", user, "server",
                  ahoy_practice_get_rest_uri (practice), NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->user = user;
  self->tone = tone;
  self->ends = g_ptr_array_new_with_free_func (g_object_unref);
  self->calls = g_ptr_array_new_with_free_func (g_object_unref);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  self->factory = G_OBJECT (ahoy_webrtc_media_factory_new (make_ends, self, NULL));
  self->session = g_object_new (AHOY_TYPE_SESSION, "account", account, "media-factory",
                                self->factory, NULL);
  g_signal_connect (self->session, "incoming-call", G_CALLBACK (on_incoming_call), self);
  ahoy_session_connect_async (self->session, credentials, NULL, voice_store, self);
  WAIT_UNTIL (self->result != NULL);
  result = g_steal_pointer (&self->result);
  ahoy_session_connect_finish (self->session, result, &error);
  g_assert_no_error (error);
}

/* What was closed takes its time. */
static void
wait_for_end (GObject **object)
{
  GObject *last = *object;

  g_object_add_weak_pointer (last, (gpointer *) object);
  g_object_unref (last);
  WAIT_UNTIL (*object == NULL);
}

static void
voice_tear_down (Voice *self)
{
  ahoy_session_destroy (self->session);
  for (guint i = 0; i < self->calls->len; i++)
    g_signal_handlers_disconnect_by_data (self->calls->pdata[i], self);
  g_clear_pointer (&self->calls, g_ptr_array_unref);
  g_signal_handlers_disconnect_by_data (self->session, self);
  wait_for_end ((GObject **) &self->session);
  g_ptr_array_set_free_func (self->ends, NULL);
  for (guint i = 0; i < self->ends->len; i++)
    wait_for_end ((GObject **) &self->ends->pdata[i]); /* with the media that have it */
  g_ptr_array_unref (self->ends);
  wait_for_end (&self->factory);
  g_ptr_array_unref (self->problems);
  g_clear_object (&self->result);
}

static void
set_up (Studio *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->practice = ahoy_practice_new ();
  ahoy_practice_add_user (self->practice, ALICE, "secret");
  ahoy_practice_add_user (self->practice, BOB, "secret");
  ahoy_practice_add_user (self->practice, CAROL, "secret");
  ahoy_practice_start (self->practice, 0, &error);
  g_assert_no_error (error);
  voice_set_up (&self->alice, self->practice, ALICE, 440);
  voice_set_up (&self->bob, self->practice, BOB, 1000);
  voice_set_up (&self->carol, self->practice, CAROL, 2200);
}

static void
tear_down (Studio *self, gconstpointer data)
{
  ahoy_practice_clear_faults (self->practice);
  voice_tear_down (&self->alice);
  voice_tear_down (&self->bob);
  voice_tear_down (&self->carol);
  ahoy_practice_stop (self->practice);
  g_clear_object (&self->practice);
}

static void
run (Studio *self, gconstpointer data)
{
  const StudioTest *test = data;

  (*test) (self);
}

void
studio_add (const char *path, StudioTest test)
{
  g_test_add_vtable (path, sizeof (Studio), g_memdup2 (&test, sizeof test),
                     (GTestFixtureFunc) set_up, (GTestFixtureFunc) run,
                     (GTestFixtureFunc) tear_down);
}

void
studio_fault (Studio *self, const char *name, const char *parameters)
{
  g_autoptr (GError) error = NULL;

  ahoy_practice_set_fault (self->practice, name, parameters, &error);
  g_assert_no_error (error);
}

static AhoyCall *
last_call (Voice *self)
{
  g_assert_cmpuint (self->calls->len, >, 0);

  return self->calls->pdata[self->calls->len - 1];
}

AhoyCall *
voice_dial (Voice *self, const char *address, AhoyMediaFlags media)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyCall) call = ahoy_session_call (self->session, address, media, NULL, &error);

  g_assert_no_error (error);
  add_call (self, call);

  return call; /* the voice holds it */
}

/* Waits until there have been n calls, and the last one can be answered. */
AhoyCall *
voice_wait_call (Voice *self, guint n)
{
  WAIT_UNTIL (self->calls->len >= n);
  g_assert_cmpuint (self->calls->len, ==, n);
  WAIT_UNTIL (ahoy_call_can (last_call (self), AHOY_CALL_EVENT_ANSWER));

  return last_call (self);
}

void
voice_expect_success (Voice *self, VoiceFinish finish)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GObject) call = NULL;
  g_autoptr (GError) error = NULL;

  WAIT_UNTIL (self->result != NULL);
  result = g_steal_pointer (&self->result);
  call = g_async_result_get_source_object (result);
  finish (AHOY_CALL (call), result, &error);
  g_assert_no_error (error);
}

void
voice_answer (Voice *self, AhoyMediaFlags media)
{
  ahoy_call_answer_async (last_call (self), media, NULL, voice_store, self);
  voice_expect_success (self, ahoy_call_answer_finish);
}

/* Something with the last call, which succeeds. */
void
voice_do (Voice *self, VoiceBegin begin, VoiceFinish finish)
{
  begin (last_call (self), NULL, voice_store, self);
  voice_expect_success (self, finish);
}

gboolean
voice_hears (Voice *self, double tone)
{
  for (guint i = 0; i < self->ends->len; i++) {
    AhoyTestEnds *ends = self->ends->pdata[i];

    if (ahoy_test_ends_get_loudness (ends) > 0.1 && ahoy_test_ends_get_share (ends, tone) > 0.9)
      return TRUE;
  }

  return FALSE;
}

void
voice_forget (Voice *self)
{
  for (guint i = 0; i < self->ends->len; i++)
    ahoy_test_ends_forget (self->ends->pdata[i]);
}

void
voices_talk (Voice *one, Voice *other)
{
  voice_forget (one);
  voice_forget (other);
  WAIT_UNTIL (voice_hears (one, other->tone) && voice_hears (other, one->tone));
}
