/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

static const char *
name_of_state (AhoySession *session)
{
  gboolean connected, pending, reconnecting;
  g_autoptr (GError) error = NULL;

  g_object_get (session, "connected", &connected, "pending", &pending, "reconnecting",
                &reconnecting, "error", &error, NULL);
  g_assert_true (connected || !reconnecting);
  g_assert_false (pending && error != NULL);
  g_assert_false (connected && error != NULL);

  if (connected)
    return pending ? "leaving" : reconnecting ? "reconnecting" : "connected";
  if (pending)
    return "pending";

  return error != NULL ? "ended" : "out";
}

static void
on_auth_change (AhoySession *session, Fixture *self)
{
  g_string_append_printf (self->trace, "%s ", name_of_state (session));
}

static void
on_auth_error (AhoySession *session, const GError *error, Fixture *self)
{
  const GError *told = ahoy_session_get_error (session);

  g_assert_true (g_error_matches (told, error->domain, error->code));
  g_assert_cmpstr (told->message, ==, error->message);
  g_assert_cmpstr (name_of_state (session), ==, "ended");
  g_string_append (self->trace, "error ");
}

static void
on_event (AhoySession *session, AhoyEventKind kind, const char *text, Fixture *self)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_ptr_array_add (self->events, g_strdup (text));
}

/* Makes a session for the account as it is now. */
void
fixture_new_session (Fixture *self)
{
  if (self->session != NULL) {
    ahoy_session_destroy (self->session);
    g_signal_handlers_disconnect_by_data (self->session, self);
    g_clear_object (&self->session);
  }
  g_string_truncate (self->trace, 0);
  g_ptr_array_set_size (self->events, 0);
  self->session = ahoy_session_new (self->account, AHOY_CLOCK (self->clock));
  g_signal_connect (self->session, "auth-change", G_CALLBACK (on_auth_change), self);
  g_signal_connect (self->session, "auth-error", G_CALLBACK (on_auth_error), self);
  g_signal_connect (self->session, "event", G_CALLBACK (on_event), self);
}

void
fixture_set_credentials (Fixture *self, AhoyLoginKind kind, const char *authname,
                         const char *secret)
{
  g_clear_pointer (&self->credentials, ahoy_credentials_unref);
  self->credentials = ahoy_credentials_new (kind, authname, secret);
}

void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->clock = fake_clock_new ();
  self->practice = ahoy_practice_new ();
  ahoy_practice_set_clock (self->practice, AHOY_CLOCK (self->clock));
  ahoy_practice_start (self->practice, 0, &error);
  g_assert_no_error (error);

  self->trace = g_string_new (NULL);
  self->events = g_ptr_array_new_with_free_func (g_free);
  self->account = ahoy_account_new ();
  g_object_set (self->account, "service", "kandy", "user", ALICE, "server",
                ahoy_practice_get_rest_uri (self->practice), NULL);
  g_assert_cmpstr (ahoy_practice_get_user_name (self->practice, 0), ==, ALICE);
  fixture_set_credentials (self, AHOY_LOGIN_KIND_PASSWORD, NULL,
                           ahoy_practice_get_user_password (self->practice, 0));
  fixture_new_session (self);
}

/* What was begun may hold the object for some turns of the main loop, but not for ever. */
static void
wait_for_end (GObject **object)
{
  GObject *last = *object;

  g_object_add_weak_pointer (last, (gpointer *) object);
  g_object_unref (last);
  WAIT_UNTIL (*object == NULL);
}

void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  ahoy_session_destroy (self->session);
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->result); /* holds the session */
  wait_for_end ((GObject **) &self->session);
  ahoy_practice_stop (self->practice);
  g_clear_object (&self->practice);
  g_clear_object (&self->account);
  g_clear_pointer (&self->credentials, ahoy_credentials_unref);
  g_ptr_array_unref (self->events);
  g_string_free (self->trace, TRUE);

  /* What goes on in the background holds the clock. */
  wait_for_end ((GObject **) &self->clock);
}

void
fixture_fault (Fixture *self, const char *name, const char *parameters)
{
  g_autoptr (GError) error = NULL;

  ahoy_practice_set_fault (self->practice, name, parameters, &error);
  g_assert_no_error (error);
}

void
fixture_store_result (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  g_assert_null (self->result);
  self->result = g_object_ref (result);
}

void
fixture_begin_login (Fixture *self)
{
  ahoy_session_connect_async (self->session, self->credentials, NULL, fixture_store_result, self);
}

GError *
fixture_finish_login (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;
  gboolean success;

  WAIT_UNTIL (self->result != NULL);
  result = g_steal_pointer (&self->result);
  success = ahoy_session_connect_finish (self->session, result, &error);
  g_assert_true (success == (error == NULL));
  g_assert_true (success == ahoy_session_get_connected (self->session));

  return error;
}

void
fixture_login (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  fixture_begin_login (self);
  error = fixture_finish_login (self);
  g_assert_no_error (error);
}

GError *
fixture_fail_login (Fixture *self)
{
  GError *error;

  fixture_begin_login (self);
  error = fixture_finish_login (self);
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, !=, "");

  return error;
}

void
fixture_logout (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ahoy_session_disconnect_async (self->session, NULL, fixture_store_result, self);
  WAIT_UNTIL (self->result != NULL);
  result = g_steal_pointer (&self->result);
  ahoy_session_disconnect_finish (self->session, result, &error);
  g_assert_no_error (error);
  g_assert_false (ahoy_session_get_connected (self->session));
}

/* Lets the time pass for a session that is connected, in steps, with a sign of life of the service
 * in each: what a living service gives on the wire by itself all the time. */
void
fixture_pass_time (Fixture *self, guint ms)
{
  while (ms > 0) {
    guint step = MIN (ms, 5000);
    guint before = self->events->len;

    fake_clock_advance (self->clock, step);
    ahoy_practice_notify (self->practice, ALICE, "presenceWatcher", NULL);
    WAIT_UNTIL (self->events->len > before);
    ms -= step;
  }
}

gboolean
fixture_has_event (Fixture *self, const char *part)
{
  for (guint i = 0; i < self->events->len; i++) {
    if (strstr (self->events->pdata[i], part) != NULL)
      return TRUE;
  }

  return FALSE;
}

/* Waits for an event, and forgets all that came up to now. */
void
fixture_wait_for (Fixture *self, const char *part)
{
  WAIT_UNTIL (fixture_has_event (self, part));
  g_ptr_array_set_size (self->events, 0);
}

void
fixture_assert_trace (Fixture *self, const char *expected)
{
  g_assert_cmpstr (g_strchomp (self->trace->str), ==, expected);
  g_string_truncate (self->trace, 0);
}
