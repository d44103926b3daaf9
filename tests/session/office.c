/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office.h"

#include <string.h>

static const OfficeService services[] = {
  { "kandy", NULL, AHOY_LOGIN_KIND_PASSWORD },
  { "sendbird", "11111111-2222-3333-4444-555555555555", AHOY_LOGIN_KIND_TOKEN },
};

/* For as long as the program runs. */
typedef struct {
  const OfficeService *service;
  OfficeTest           test;
} Case;

static GSList *cases;

static void
on_event (AhoySession *session, AhoyEventKind kind, const char *text, Party *self)
{
  g_ptr_array_add (self->events, g_strdup (text));
}

static void
on_call_ended (AhoyCall *call, Party *self)
{
  self->n_ended++;
}

static void
on_call_problem (AhoyCall *call, const GError *error, Party *self)
{
  g_clear_error (&self->problem);
  self->problem = g_error_copy (error);
}

static void
add_call (Party *self, AhoyCall *call)
{
  g_signal_connect (call, "ended", G_CALLBACK (on_call_ended), self);
  g_signal_connect (call, "problem", G_CALLBACK (on_call_problem), self);
  g_ptr_array_add (self->calls, g_object_ref (call));
}

static void
on_incoming_call (AhoySession *session, AhoyCall *call, Party *self)
{
  g_assert_true (ahoy_call_can (call, AHOY_CALL_EVENT_ANSWER));
  add_call (self, call);
}

static void
make_session (Party *self, const char *user)
{
  const char * const ice_servers[] = { "stun:127.0.0.1:3478", "turn:127.0.0.1:3478",
                                      "turn:no:where@at.all", NULL }; /* the last is of no use */
  g_autoptr (AhoyAccount) account = ahoy_account_new ();

  g_object_set (account, "service", self->office->service->name, "app-id",
                self->office->service->app_id, "user", user, "server",
                ahoy_practice_get_rest_uri (self->office->practice), "ice-servers", ice_servers,
                "relay-only", self->relay_only, NULL);
  self->user = user;
  self->session = g_object_new (AHOY_TYPE_SESSION, "account", account, "clock",
                                self->office->clock, "media-factory", self->factory, NULL);
  g_signal_connect (self->session, "event", G_CALLBACK (on_event), self);
  g_signal_connect (self->session, "incoming-call", G_CALLBACK (on_incoming_call), self);
}

static void
party_set_up (Party *self, Office *office, const char *user)
{
  self->office = office;
  self->factory = fake_media_factory_new ();
  self->calls = g_ptr_array_new_with_free_func (g_object_unref);
  self->events = g_ptr_array_new_with_free_func (g_free);
  make_session (self, user);
}

/* From now on somebody else, or another device of somebody; before the first login. */
void
party_become (Party *self, const char *user)
{
  g_clear_object (&self->session);
  make_session (self, user);
}

static void
wait_for_end (GObject **object)
{
  GObject *last = *object;

  g_object_add_weak_pointer (last, (gpointer *) object);
  g_object_unref (last);
  WAIT_UNTIL (*object == NULL);
}

static void
party_tear_down (Party *self)
{
  ahoy_session_destroy (self->session);
  for (guint i = 0; i < self->calls->len; i++)
    g_assert_cmpint (ahoy_call_get_end_reason (self->calls->pdata[i]), !=,
                     AHOY_CALL_END_REASON_NONE);
  g_assert_cmpuint (self->n_ended, ==, self->calls->len);
  g_assert_cmpuint (g_list_model_get_n_items (ahoy_session_get_calls (self->session)), ==, 0);
  g_clear_object (&self->result);
  for (guint i = 0; i < self->calls->len; i++) {
    g_signal_handlers_disconnect_by_data (self->calls->pdata[i], self);
    g_object_add_weak_pointer (self->calls->pdata[i], &self->calls->pdata[i]);
    g_object_unref (self->calls->pdata[i]);
    WAIT_UNTIL (self->calls->pdata[i] == NULL); /* the service is told in the background */
  }
  g_ptr_array_set_free_func (self->calls, NULL);
  g_ptr_array_unref (self->calls);
  WAIT_UNTIL (fake_media_factory_get_n_alive (self->factory) == 0);
  g_signal_handlers_disconnect_by_data (self->session, self);
  wait_for_end ((GObject **) &self->session);
  wait_for_end ((GObject **) &self->factory);
  g_ptr_array_unref (self->events);
  g_clear_error (&self->problem);
}

static void
set_up (Office *self, gconstpointer data)
{
  const Case *test_case = data;
  g_autoptr (GError) error = NULL;

  self->service = test_case->service;

  self->clock = fake_clock_new ();
  self->practice = ahoy_practice_new ();
  ahoy_practice_add_user (self->practice, ALICE, "secret");
  ahoy_practice_add_user (self->practice, BOB, "secret");
  ahoy_practice_add_user (self->practice, CAROL, "secret");
  ahoy_practice_start (self->practice, 0, &error);
  g_assert_no_error (error);
  party_set_up (&self->alice, self, ALICE);
  party_set_up (&self->bob, self, BOB);
  party_set_up (&self->carol, self, CAROL);
  party_log_in (&self->alice);
  party_log_in (&self->bob);
}

static void
tear_down (Office *self, gconstpointer data)
{
  ahoy_practice_clear_faults (self->practice);
  party_tear_down (&self->alice);
  party_tear_down (&self->bob);
  party_tear_down (&self->carol);
  ahoy_practice_stop (self->practice);
  g_clear_object (&self->practice);
  wait_for_end ((GObject **) &self->clock);
}

static void
run (Office *self, gconstpointer data)
{
  const Case *test_case = data;

  test_case->test (self);
}

static void
add (const OfficeService *service, const char *path, OfficeTest test)
{
  Case *test_case = g_new0 (Case, 1);

  test_case->service = service;
  test_case->test = test;
  cases = g_slist_prepend (cases, test_case);
  g_test_add (path, Office, test_case, set_up, run, tear_down);
}

void
office_add_for (const char *service, const char *path, OfficeTest test)
{
  for (guint i = 0; i < G_N_ELEMENTS (services); i++) {
    g_autofree char *whole = g_strconcat ("/", services[i].name, path, NULL);

    if (service == NULL)
      add (&services[i], whole, test);
    else if (g_str_equal (services[i].name, service))
      add (&services[i], path, test);
  }
}

void
office_add (const char *path, OfficeTest test)
{
  office_add_for ("kandy", path, test);
}

void
office_fault (Office *self, const char *name, const char *parameters)
{
  g_autoptr (GError) error = NULL;

  ahoy_practice_set_fault (self->practice, name, parameters, &error);
  g_assert_no_error (error);
}

guint
office_count (Office *self, const char *name)
{
  return ahoy_practice_get_count (self->practice, name);
}

/* Lets what is there already take its course. */
void
office_turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
give_sign (Party *party)
{
  guint before = party->events->len;

  ahoy_practice_notify (party->office->practice, party->user, "presenceWatcher", NULL);
  WAIT_UNTIL (party->events->len > before);
}

void
office_pass_time (Office *self, guint ms)
{
  while (ms > 0) {
    guint step = MIN (ms, 5000);

    fake_clock_advance (self->clock, step);
    give_sign (&self->alice);
    give_sign (&self->bob);
    ms -= step;
  }
}

static gboolean
finish_session (AhoySession *session, Party *self,
                gboolean (*finish) (AhoySession *, GAsyncResult *, GError **))
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean success;

  WAIT_UNTIL (self->result != NULL);
  result = g_steal_pointer (&self->result);
  success = finish (session, result, &error);
  g_assert_no_error (error);

  return success;
}

void
party_log_in (Party *self)
{
  g_autoptr (AhoyCredentials) credentials =
    ahoy_credentials_new (self->office->service->kind, NULL, "secret");

  ahoy_session_connect_async (self->session, credentials, NULL, party_store, self);
  g_assert_true (finish_session (self->session, self, ahoy_session_connect_finish));
}

void
party_log_out (Party *self)
{
  ahoy_session_disconnect_async (self->session, NULL, party_store, self);
  g_assert_true (finish_session (self->session, self, ahoy_session_disconnect_finish));
}

AhoyCall *
party_call (Party *self)
{
  g_assert_cmpuint (self->calls->len, >, 0);

  return self->calls->pdata[self->calls->len - 1];
}

FakeMedia *
party_media (Party *self)
{
  return TEST_FAKE_MEDIA (ahoy_call_get_media (party_call (self)));
}

/* Waits until there have been n calls, and gives the last one. */
AhoyCall *
party_wait_call (Party *self, guint n)
{
  WAIT_UNTIL (self->calls->len >= n);
  g_assert_cmpuint (self->calls->len, ==, n);

  return party_call (self);
}

void
party_store (GObject *source, GAsyncResult *result, gpointer data)
{
  Party *self = data;

  g_assert_null (self->result);
  self->result = g_object_ref (result);
}

/* Waits for the end of what was begun last. */
GError *
party_finish (Party *self, OfficeFinish finish)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GObject) call = NULL;
  GError *error = NULL;
  gboolean success;

  WAIT_UNTIL (self->result != NULL);
  result = g_steal_pointer (&self->result);
  call = g_async_result_get_source_object (result);
  /* Or a session, for what that does with its calls. */
  success = finish ((gpointer) call, result, &error);
  g_assert_true (success == (error == NULL));

  return error;
}

void
party_expect_success (Party *self, OfficeFinish finish)
{
  g_autoptr (GError) error = party_finish (self, finish);

  g_assert_no_error (error);
}

void
party_expect_error (Party *self, OfficeFinish finish, GQuark domain, int code)
{
  g_autoptr (GError) error = party_finish (self, finish);

  g_assert_error (error, domain, code);
  g_assert_cmpstr (error->message, !=, "");
}

void
party_answer (Party *self, AhoyMediaFlags media)
{
  ahoy_call_answer_async (party_call (self), media, NULL, party_store, self);
  party_expect_success (self, ahoy_call_answer_finish);
}

void
party_end (Party *self, AhoyCall *call)
{
  ahoy_call_end_async (call, NULL, party_store, self);
  party_expect_success (self, ahoy_call_end_finish);
}

AhoyCall *
party_dial (Party *self, Party *other, AhoyMediaFlags media)
{
  g_autoptr (AhoyCall) call = NULL;
  g_autoptr (GError) error = NULL;

  call = ahoy_session_call (self->session, other->user, media, NULL, &error);
  g_assert_no_error (error);
  add_call (self, call);

  return call; /* the party holds it */
}

/* Calls, is answered, and both sides know it. */
void
party_talk (Party *self, Party *other, AhoyMediaFlags media)
{
  guint n = other->calls->len + 1;

  party_dial (self, other, media);
  party_wait_call (other, n);
  party_answer (other, media);
  wait_state (party_call (self), CONNECTED);
}

gboolean
party_has_event (Party *self, const char *part)
{
  for (guint i = 0; i < self->events->len; i++) {
    if (strstr (self->events->pdata[i], part) != NULL)
      return TRUE;
  }

  return FALSE;
}

void
party_wait_media (Party *self)
{
  WAIT_UNTIL (ahoy_media_get_state (ahoy_call_get_media (party_call (self)))
              == AHOY_MEDIA_STATE_CONNECTED);
}

void
office_talk (Office *self, AhoyMediaFlags media)
{
  party_talk (&self->alice, &self->bob, media);
  party_wait_media (&self->alice);
  party_wait_media (&self->bob);
}

AhoyRecents *
party_recents (Party *self)
{
  return ahoy_session_get_recents (self->session);
}

guint
party_n_recents (Party *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (party_recents (self)));
}

AhoyRecent *
party_get_recent (Party *self, guint position)
{
  g_autoptr (AhoyRecent) recent =
    g_list_model_get_item (G_LIST_MODEL (party_recents (self)), position);

  g_assert_nonnull (recent);

  return recent; /* the list holds it */
}

void
party_refresh (Party *self)
{
  ahoy_recents_refresh_async (party_recents (self), NULL, party_store, self);
  party_expect_success (self, (OfficeFinish) ahoy_recents_refresh_finish);
}

void
party_load_more (Party *self)
{
  ahoy_recents_load_more_async (party_recents (self), NULL, party_store, self);
  party_expect_success (self, (OfficeFinish) ahoy_recents_load_more_finish);
}
