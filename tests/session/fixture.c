/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

static const guint kandy_delays[] = { 5000, 0 };
static const guint kandy_losses[] = { 0, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000 };

const FixtureService fixture_kandy = {
  .name = "kandy",
  .kind = AHOY_LOGIN_KIND_PASSWORD,
  .refused = "(4)",
  .login = "subscribe",
  .logout = "unsubscribe",
  .opened = "keepalive",
  .unreadable = "could not be read",
  .n_tries = 5,
  .delays = kandy_delays,
  .losses = kandy_losses,
  .n_logins = ahoy_practice_get_n_subscriptions,
};

static const guint sendbird_delays[] = { 4000, 8000, 16000, 30000, 0 };
static const guint sendbird_losses[] = { 2000, 2000, 2000, 4000, 8000, 16000, 30000, 30000, 30000 };

const FixtureService fixture_sendbird = {
  .name = "sendbird",
  .app_id = "11111111-2222-3333-4444-555555555555",
  .kind = AHOY_LOGIN_KIND_TOKEN,
  .refused = "(400302)",
  .login = "login",
  .opened = "missed-signal",
  .unreadable = "cannot read (1800205)",
  .first_wait = 2000,
  .n_tries = 12,
  .delays = sendbird_delays,
  .losses = sendbird_losses,
  .n_logins = ahoy_practice_get_n_sessions,
};

static const FixtureService * const services[] = { &fixture_kandy, &fixture_sendbird };

/* What a test is of. Lives as long as the program, as the list of tests does. */
typedef struct {
  const FixtureService *service;
  gconstpointer         data;
  FixtureTest           test;
} Case;

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

static void
set_up (Fixture *self, const FixtureService *service)
{
  g_autoptr (GError) error = NULL;

  self->service = service;
  self->clock = fake_clock_new ();
  self->practice = ahoy_practice_new ();
  ahoy_practice_set_clock (self->practice, AHOY_CLOCK (self->clock));
  ahoy_practice_start (self->practice, 0, &error);
  g_assert_no_error (error);

  self->trace = g_string_new (NULL);
  self->events = g_ptr_array_new_with_free_func (g_free);
  self->account = ahoy_account_new ();
  g_object_set (self->account, "service", service->name, "app-id", service->app_id, "user", ALICE,
                "server", ahoy_practice_get_rest_uri (self->practice), NULL);
  g_assert_cmpstr (ahoy_practice_get_user_name (self->practice, 0), ==, ALICE);
  fixture_set_credentials (self, service->kind, NULL,
                           ahoy_practice_get_user_password (self->practice, 0));
  fixture_new_session (self);
}

static void
case_set_up (Fixture *self, gconstpointer data)
{
  const Case *test_case = data;

  set_up (self, test_case->service);
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

static void
case_tear_down (Fixture *self, gconstpointer data)
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

static void
case_run (Fixture *self, gconstpointer data)
{
  const Case *test_case = data;

  test_case->test (self, test_case->data);
}

/* For as long as the program runs: GLib frees the tests, but not what they were given. */
static GSList *cases;

void
fixture_add_for (const FixtureService *service, const char *path, gconstpointer data,
                 FixtureTest test)
{
  g_autofree char *whole = g_strconcat ("/session/", service->name, path, NULL);
  Case *test_case = g_new0 (Case, 1);

  test_case->service = service;
  test_case->data = data;
  test_case->test = test;
  cases = g_slist_prepend (cases, test_case);
  g_test_add (whole, Fixture, test_case, case_set_up, case_run, case_tear_down);
}

void
fixture_add (const char *path, gconstpointer data, FixtureTest test)
{
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    fixture_add_for (services[i], path, data, test);
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
fixture_store_in (GObject *source, GAsyncResult *result, gpointer slot)
{
  GAsyncResult **results = slot;

  g_assert_null (*results);
  *results = g_object_ref (result);
}

/* Waits for the end of what was begun last. */
static GError *
finish (Fixture *self, FixtureFinish func)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;
  gboolean success;

  WAIT_UNTIL (self->result != NULL);
  result = g_steal_pointer (&self->result);
  success = func (self->session, result, &error);
  g_assert_true (success == (error == NULL));

  return error;
}

void
fixture_expect_error (Fixture *self, FixtureFinish func, GQuark domain, int code)
{
  g_autoptr (GError) error = finish (self, func);

  g_assert_error (error, domain, code);
  g_assert_cmpstr (error->message, !=, "");
}

void
fixture_expect_success (Fixture *self, FixtureFinish func)
{
  g_autoptr (GError) error = finish (self, func);

  g_assert_no_error (error);
}

void
fixture_begin_login (Fixture *self)
{
  ahoy_session_connect_async (self->session, self->credentials, NULL, fixture_store_result, self);
}

GError *
fixture_finish_login (Fixture *self)
{
  GError *error = finish (self, ahoy_session_connect_finish);

  g_assert_true ((error == NULL) == ahoy_session_get_connected (self->session));

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
  ahoy_session_disconnect_async (self->session, NULL, fixture_store_result, self);
  fixture_expect_success (self, ahoy_session_disconnect_finish);
  g_assert_false (ahoy_session_get_connected (self->session));
}

/* How often the practice service has seen something. */
guint
fixture_count (Fixture *self, const char *name)
{
  return ahoy_practice_get_count (self->practice, name);
}

/* Waits until n websockets have been open, one after the other, and nothing is under way. */
void
fixture_wait_opened (Fixture *self, guint n)
{
  WAIT_UNTIL (fixture_count (self, self->service->opened) >= n);
  g_assert_cmpuint (fixture_count (self, self->service->opened), ==, n);
}

/* Waits until the practice service knows of no login any more, as far as it is told. */
void
fixture_wait_left (Fixture *self)
{
  WAIT_UNTIL (ahoy_practice_get_n_sockets (self->practice, NULL) == 0);
  if (self->service->logout != NULL)
    WAIT_UNTIL (self->service->n_logins (self->practice, NULL) == 0);
}

/* Waits until a websocket that was lost for the first time is open again. */
void
fixture_wait_reopened (Fixture *self)
{
  WAIT_UNTIL (fixture_has_event (self, "was lost"));
  fake_clock_advance (self->clock, self->service->first_wait);
  WAIT_UNTIL (fixture_has_event (self, "whole again"));
}

/* Does what there is to do. */
void
fixture_turn (void)
{
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
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
