/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* Things that come in another order than usual, or in the middle of one another: a handler that
 * acts on the session, two ends at once, an answer after the end. */

static void
take_logout (Fixture *f, GAsyncResult **slot)
{
  WAIT_UNTIL (*slot != NULL);
  f->result = g_steal_pointer (slot);
  fixture_expect_success (f, ahoy_session_disconnect_finish);
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
    ahoy_session_disconnect_async (session, NULL, fixture_store_in, &act->logout);
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
  fixture_wait_left (f);

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
  fixture_wait_left (f);
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
  WAIT_UNTIL (fixture_count (f, "unsubscribe") == 1);
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_in, &logout);
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

  g_object_set (f->account, "auto-reconnect", FALSE, NULL);
  fixture_new_session (f);
  fixture_fault (f, "refuse-upgrade", "{\"http\":500}");
  fixture_fault (f, "silent", "{\"for\":\"unsubscribe\"}");
  ahoy_session_connect_async (f->session, f->credentials, cancellable, fixture_store_result, f);
  WAIT_UNTIL (fixture_count (f, "unsubscribe") == 1);
  g_cancellable_cancel (cancellable);
  fixture_expect_error (f, ahoy_session_connect_finish, G_IO_ERROR, G_IO_ERROR_CANCELLED);
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
  upgrades = fixture_count (f, "upgrade");
  fixture_fault (f, "delay", "{\"ms\":2000,\"for\":\"unsubscribe\"}");
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_in, &logout);
  WAIT_UNTIL (fixture_count (f, "unsubscribe") == 1);
  ahoy_practice_close_sockets (f->practice, ALICE, (gushort) GPOINTER_TO_INT (data));
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->practice, NULL) == 0);
  fixture_turn ();
  g_assert_false (ahoy_session_get_reconnecting (f->session));
  g_assert_false (fixture_has_event (f, "lost"));
  fake_clock_advance (f->clock, 2000);
  take_logout (f, &logout);
  fixture_assert_trace (f, "pending connected leaving out");
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, upgrades);
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
  WAIT_UNTIL (fixture_has_event (f, "was lost"));
  fake_clock_advance (f->clock, f->service->first_wait);
  WAIT_UNTIL (fixture_has_event (f, "(try 1)"));
  upgrades = fixture_count (f, "upgrade");
  if (f->service->logout != NULL)
    fixture_fault (f, "silent", "{\"for\":\"unsubscribe\"}");
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_in, &logout);
  g_assert_false (ahoy_session_get_reconnecting (f->session));
  fake_clock_advance (f->clock, 5000);
  take_logout (f, &logout);
  fixture_assert_trace (f, "pending connected leaving out");
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, upgrades);
}

static void
begin_anew_when_told (AhoySession *session, GParamSpec *pspec, AhoyAccount *account)
{
  if (!ahoy_session_get_reconnecting (session))
    g_assert_true (ahoy_session_set_account (session, account));
}

/* What the log-out tells first is that nothing is reopened any more. A handler of that begins anew:
 * the session can be used. */
static void
test_new_account_in_logout (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyAccount) other = ahoy_account_new ();
  GAsyncResult *logout = NULL;

  g_object_set (other, "service", "none", NULL);
  fixture_login (f);
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  WAIT_UNTIL (ahoy_session_get_reconnecting (f->session));
  g_signal_connect (f->session, "notify::reconnecting", G_CALLBACK (begin_anew_when_told), other);
  ahoy_session_disconnect_async (f->session, NULL, fixture_store_in, &logout);
  take_logout (f, &logout);
  g_signal_handlers_disconnect_by_func (f->session, begin_anew_when_told, other);
  g_assert_false (ahoy_session_get_pending (f->session));
  fixture_assert_trace (f, "pending connected out");

  g_assert_true (ahoy_session_set_account (f->session, f->account));
  fixture_login (f);
}

static const char * const only_calls[] = { "call", NULL };

static void
begin_change (Fixture *f, GCancellable *cancellable)
{
  guint before = fixture_count (f, "refresh");

  fixture_fault (f, "delay", "{\"ms\":2000,\"for\":\"refresh\"}");
  ahoy_session_set_services_async (f->session, only_calls, cancellable,
                                   fixture_store_result, f);
  WAIT_UNTIL (fixture_count (f, "refresh") > before);
}

/* Who cancels does not wait, and who is told of the end is told at once, not by the answer. */
static void
test_change_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (GStrv) granted = NULL;

  fixture_login (f);
  begin_change (f, cancellable);
  g_cancellable_cancel (cancellable);
  fixture_expect_error (f, ahoy_session_set_services_finish, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* The service has been asked, and what it grants then is what there is. */
  fake_clock_advance (f->clock, 2000);
  fixture_wait_for (f, "now grants: call");
  granted = ahoy_session_dup_granted_services (f->session);
  g_assert_cmpuint (g_strv_length (granted), ==, 1);
}

static void
test_change_ended (Fixture *f, gconstpointer data)
{
  fixture_login (f);
  begin_change (f, NULL);
  ahoy_practice_end_subscriptions (f->practice, ALICE, "gone");
  fixture_expect_error (f, ahoy_session_set_services_finish, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  WAIT_UNTIL (!ahoy_session_get_connected (f->session));
  fixture_assert_trace (f, "pending connected ended");
  fake_clock_advance (f->clock, 2000);
}

static void
test_change_destroyed (Fixture *f, gconstpointer data)
{
  fixture_login (f);
  begin_change (f, NULL);
  ahoy_session_destroy (f->session);
  fixture_expect_error (f, ahoy_session_set_services_finish, AHOY_SESSION_ERROR,
                        AHOY_SESSION_ERROR_DESTROYED);
  fake_clock_advance (f->clock, 2000);
}

/* A change waits for the answer to a refresh, which could overtake it and bring the old back. */
static void
test_change_after_refresh (Fixture *f, gconstpointer data)
{
  fixture_login (f);
  fixture_fault (f, "delay", "{\"ms\":2000,\"for\":\"refresh\"}");
  while (fixture_count (f, "refresh") == 0)
    fixture_pass_time (f, 1000);
  ahoy_session_set_services_async (f->session, only_calls, NULL, fixture_store_result, f);
  fixture_turn ();
  g_assert_cmpuint (fixture_count (f, "refresh"), ==, 1);
  fake_clock_advance (f->clock, 2000);
  fixture_expect_success (f, ahoy_session_set_services_finish);
  g_assert_cmpuint (fixture_count (f, "refresh"), ==, 2);
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
    fixture_wait_left (f);
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

  fixture_add ("/orders/logout-in-pending", NULL, test_logout_in_pending);
  fixture_add ("/orders/logout-in-connected", NULL, test_logout_in_connected);
  fixture_add ("/orders/logout-while-reconnecting", NULL, test_logout_while_reconnecting);
  fixture_add ("/orders/new-account-in-logout", NULL, test_new_account_in_logout);
  fixture_add ("/orders/many", NULL, test_many);

#define ADD(path, data, func) fixture_add_for (&fixture_kandy, "/orders/" path, data, func)

  ADD ("logout-while-failing", NULL, test_logout_while_failing);
  ADD ("cancel-while-failing", NULL, test_cancel_while_failing);
  ADD ("dropped-before-answer", GINT_TO_POINTER (0), test_socket_before_answer);
  ADD ("closed-before-answer", GINT_TO_POINTER (1000), test_socket_before_answer);
  ADD ("change-cancelled", NULL, test_change_cancelled);
  ADD ("change-ended", NULL, test_change_ended);
  ADD ("change-destroyed", NULL, test_change_destroyed);
  ADD ("change-after-refresh", NULL, test_change_after_refresh);

  return g_test_run ();
}
