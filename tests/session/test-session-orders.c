/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* Things that come in another order than usual, or in the middle of one another: a handler that
 * acts on the session, two ends at once, an answer after the end. */

static void
store_in (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **slot = data;

  g_assert_null (*slot);
  *slot = g_object_ref (result);
}

static GError *
take_connect_error (Fixture *f, GAsyncResult **slot)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  WAIT_UNTIL (*slot != NULL);
  result = g_steal_pointer (slot);
  ahoy_session_connect_finish (f->session, result, &error);

  return error;
}

static void
take_logout (Fixture *f, GAsyncResult **slot)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  WAIT_UNTIL (*slot != NULL);
  result = g_steal_pointer (slot);
  ahoy_session_disconnect_finish (f->session, result, &error);
  g_assert_no_error (error);
}

typedef struct {
  Fixture      *f;
  const char   *state; /* what to act in: the fixture's word for it */
  GAsyncResult *logout;
} Act;

static void
log_out_when_told (AhoySession *session, Act *act)
{
  if (g_str_has_suffix (act->f->trace->str, act->state)) {
    g_signal_handlers_disconnect_by_data (session, act);
    ahoy_session_disconnect_async (session, NULL, store_in, &act->logout);
  }
}

/* A handler logs out as soon as the login is pending: it is as if the person had been quick. */
static void
test_logout_in_pending (Fixture *f, gconstpointer data)
{
  Act act = { f, "pending ", NULL };
  g_autoptr (GError) error = NULL;

  g_signal_connect (f->session, "auth-change", G_CALLBACK (log_out_when_told), &act);
  fixture_begin_login (f);
  error = fixture_finish_login (f);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  take_logout (f, &act.logout);
  fixture_assert_trace (f, "pending out");
  WAIT_UNTIL (ahoy_practice_get_n_subscriptions (f->practice, NULL) == 0);

  fixture_login (f);
  fixture_logout (f);
  fixture_assert_trace (f, "pending connected leaving out");
}

static void
test_logout_in_connected (Fixture *f, gconstpointer data)
{
  Act act = { f, "connected ", NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (f->session, "auth-change", G_CALLBACK (log_out_when_told), &act);
  fixture_begin_login (f);
  WAIT_UNTIL (f->result != NULL);
  result = g_steal_pointer (&f->result);
  g_assert_true (ahoy_session_connect_finish (f->session, result, &error));
  take_logout (f, &act.logout);
  fixture_assert_trace (f, "pending connected leaving out");
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
}

/* The websocket is refused, and the log-out that must follow takes its time: meanwhile the person
 * gives up. The login ends first, and says nothing after the end. */
static void
test_logout_while_failing (Fixture *f, gconstpointer data)
{
  GAsyncResult *logout = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (f->account, "auto-reconnect", FALSE, NULL);
  fixture_new_session (f);
  fixture_fault (f, "refuse-upgrade", "{\"http\":500}");
  fixture_fault (f, "delay", "{\"ms\":2000,\"for\":\"unsubscribe\"}");
  fixture_begin_login (f);
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "unsubscribe") == 1);
  ahoy_session_disconnect_async (f->session, NULL, store_in, &logout);
  error = fixture_finish_login (f);
  g_assert_nonnull (error);
  fixture_assert_trace (f, "pending");
  g_assert_null (logout);
  fake_clock_advance (f->clock, 2000);
  take_logout (f, &logout);
  fixture_assert_trace (f, "out");
  g_assert_null (ahoy_session_get_error (f->session));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture_assert_trace (f, "");
}

/* The same by the login's cancellable: who cancels does not wait for the service. */
static void
test_cancel_while_failing (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *login = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (f->account, "auto-reconnect", FALSE, NULL);
  fixture_new_session (f);
  fixture_fault (f, "refuse-upgrade", "{\"http\":500}");
  fixture_fault (f, "silent", "{\"for\":\"unsubscribe\"}");
  ahoy_session_connect_async (f->session, f->credentials, cancellable, store_in, &login);
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "unsubscribe") == 1);
  g_cancellable_cancel (cancellable);
  error = take_connect_error (f, &login);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_assert_trace (f, "pending out");

  /* The next login is not disturbed by the end of the old one. */
  g_object_set (f->account, "auto-reconnect", TRUE, NULL);
  fixture_begin_login (f);
  fake_clock_advance (f->clock, 5000);
  g_assert_no_error (fixture_finish_login (f));
  fixture_assert_trace (f, "pending connected");
}

/* A service that drops the websocket before it answers the log-out: that is no loss. */
static void
test_socket_before_answer (Fixture *f, gconstpointer data)
{
  GAsyncResult *logout = NULL;
  guint upgrades;

  fixture_login (f);
  upgrades = ahoy_practice_get_count (f->practice, "upgrade");
  fixture_fault (f, "delay", "{\"ms\":2000,\"for\":\"unsubscribe\"}");
  ahoy_session_disconnect_async (f->session, NULL, store_in, &logout);
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "unsubscribe") == 1);
  ahoy_practice_close_sockets (f->practice, ALICE, (gushort) GPOINTER_TO_INT (data));
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->practice, NULL) == 0);
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (ahoy_session_get_reconnecting (f->session));
  g_assert_false (fixture_has_event (f, "lost"));
  fake_clock_advance (f->clock, 2000);
  take_logout (f, &logout);
  fixture_assert_trace (f, "pending connected leaving out");
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "upgrade"), ==, upgrades);
}

/* Logging out while the socket is being reopened does not wait for it, nor try on. */
static void
test_logout_while_reconnecting (Fixture *f, gconstpointer data)
{
  GAsyncResult *logout = NULL;
  guint upgrades;

  fixture_login (f);
  fixture_fault (f, "refuse-upgrade", "{\"http\":500,\"count\":0}");
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  WAIT_UNTIL (fixture_has_event (f, "(try 1)"));
  upgrades = ahoy_practice_get_count (f->practice, "upgrade");
  fixture_fault (f, "silent", "{\"for\":\"unsubscribe\"}");
  ahoy_session_disconnect_async (f->session, NULL, store_in, &logout);
  g_assert_false (ahoy_session_get_reconnecting (f->session));
  fake_clock_advance (f->clock, 5000);
  take_logout (f, &logout);
  fixture_assert_trace (f, "pending connected leaving out");
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "upgrade"), ==, upgrades);
}

static GError *
take_change_error (Fixture *f, GAsyncResult **slot)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  WAIT_UNTIL (*slot != NULL);
  result = g_steal_pointer (slot);
  ahoy_session_set_services_finish (f->session, result, &error);

  return error;
}

static const char * const only_calls[] = { "call", NULL };

static void
begin_change (Fixture *f, GCancellable *cancellable, GAsyncResult **slot)
{
  guint before = ahoy_practice_get_count (f->practice, "refresh");

  fixture_fault (f, "delay", "{\"ms\":2000,\"for\":\"refresh\"}");
  ahoy_session_set_services_async (f->session, only_calls, cancellable, store_in, slot);
  WAIT_UNTIL (ahoy_practice_get_count (f->practice, "refresh") > before);
}

/* Who cancels does not wait, and who is told of the end is told at once, not by the answer. */
static void
test_change_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) granted = NULL;
  GAsyncResult *change = NULL;

  fixture_login (f);
  begin_change (f, cancellable, &change);
  g_cancellable_cancel (cancellable);
  error = take_change_error (f, &change);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* The service has been asked, and what it grants then is what there is. */
  fake_clock_advance (f->clock, 2000);
  fixture_wait_for (f, "now grants: call");
  granted = ahoy_session_dup_granted_services (f->session);
  g_assert_cmpuint (g_strv_length (granted), ==, 1);
}

static void
test_change_ended (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *change = NULL;

  fixture_login (f);
  begin_change (f, NULL, &change);
  ahoy_practice_end_subscriptions (f->practice, ALICE, "gone");
  error = take_change_error (f, &change);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  WAIT_UNTIL (!ahoy_session_get_connected (f->session));
  fixture_assert_trace (f, "pending connected ended");
  fake_clock_advance (f->clock, 2000);
}

static void
test_change_destroyed (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *change = NULL;

  fixture_login (f);
  begin_change (f, NULL, &change);
  ahoy_session_destroy (f->session);
  error = take_change_error (f, &change);
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_DESTROYED);
  fake_clock_advance (f->clock, 2000);
}

/* A change waits for the answer to a refresh, which could overtake it and bring the old back. */
static void
test_change_after_refresh (Fixture *f, gconstpointer data)
{
  GAsyncResult *change = NULL;
  g_autoptr (GError) error = NULL;

  fixture_login (f);
  fixture_fault (f, "delay", "{\"ms\":2000,\"for\":\"refresh\"}");
  while (ahoy_practice_get_count (f->practice, "refresh") == 0)
    fixture_pass_time (f, 1000);
  ahoy_session_set_services_async (f->session, only_calls, NULL, store_in, &change);
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "refresh"), ==, 1);
  fake_clock_advance (f->clock, 2000);
  error = take_change_error (f, &change);
  g_assert_no_error (error);
  g_assert_cmpuint (ahoy_practice_get_count (f->practice, "refresh"), ==, 2);
  g_assert_true (fixture_has_event (f, "was renewed"));
  g_assert_true (fixture_has_event (f, "now grants: call"));
}

/* The connections to the practice service that are ours and not its own. */
static guint
count_connections (Fixture *f)
{
  g_autoptr (GUri) uri = g_uri_parse (ahoy_practice_get_rest_uri (f->practice), 0, NULL);
  guint n = 0;

  for (int fd = 0; fd < 1024; fd++) {
    struct sockaddr_in peer = { 0 };
    socklen_t size = sizeof peer;

    n += getpeername (fd, (struct sockaddr *) &peer, &size) == 0 && peer.sin_family == AF_INET &&
         ntohs (peer.sin_port) == g_uri_get_port (uri);
  }

  return n;
}

/* One login after the other leaves nothing behind: no timer, no connection. */
static void
test_many (Fixture *f, gconstpointer data)
{
  guint n_timers = 0;

  for (guint i = 0; i < 100; i++) {
    fixture_login (f);
    fixture_logout (f);
    WAIT_UNTIL (ahoy_practice_get_n_sockets (f->practice, NULL) == 0);
    while (g_main_context_iteration (NULL, FALSE))
      ;
    if (i == 9)
      n_timers = fake_clock_n_waiting (f->clock);
    g_string_truncate (f->trace, 0);
  }
  WAIT_UNTIL (count_connections (f) == 0);
  g_assert_cmpuint (fake_clock_n_waiting (f->clock), ==, n_timers);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) \
  g_test_add (path, Fixture, data, fixture_set_up, func, fixture_tear_down)

  ADD ("/session/orders/logout-in-pending", NULL, test_logout_in_pending);
  ADD ("/session/orders/logout-in-connected", NULL, test_logout_in_connected);
  ADD ("/session/orders/logout-while-failing", NULL, test_logout_while_failing);
  ADD ("/session/orders/cancel-while-failing", NULL, test_cancel_while_failing);
  ADD ("/session/orders/dropped-before-answer", GINT_TO_POINTER (0), test_socket_before_answer);
  ADD ("/session/orders/closed-before-answer", GINT_TO_POINTER (1000), test_socket_before_answer);
  ADD ("/session/orders/logout-while-reconnecting", NULL, test_logout_while_reconnecting);
  ADD ("/session/orders/change-cancelled", NULL, test_change_cancelled);
  ADD ("/session/orders/change-ended", NULL, test_change_ended);
  ADD ("/session/orders/change-destroyed", NULL, test_change_destroyed);
  ADD ("/session/orders/change-after-refresh", NULL, test_change_after_refresh);
  ADD ("/session/orders/many", NULL, test_many);

  return g_test_run ();
}
