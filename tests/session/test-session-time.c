/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

/* What happens while time passes (section 3.3 of the page of Kandy Link); and what the network
 * does. */

static guint
refreshes (Fixture *f)
{
  return fixture_count (f, "refresh");
}

/* Lets seconds pass until a refresh comes, and says how many. */
static guint
seconds_until_refresh (Fixture *f)
{
  guint before = refreshes (f);
  guint seconds = 0;

  while (refreshes (f) == before) {
    fixture_pass_time (f, 1000);
    /* The request of this second, if there is one, arrives before the answer to the next. */
    seconds++;
    g_assert_cmpuint (seconds, <, 100000);
  }

  return seconds;
}

/* An hour's subscription is renewed after half of its time, more or less a fifth. */
static void
test_refresh (Fixture *f, gconstpointer data)
{
  fixture_login (f);
  for (guint i = 0; i < 3; i++) {
    guint seconds = seconds_until_refresh (f);

    g_assert_cmpuint (seconds, >=, 1440);
    g_assert_cmpuint (seconds, <=, 2162);
    WAIT_UNTIL (fixture_has_event (f, "was renewed"));
  }
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, ALICE), ==, 1);
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 1);
  g_assert_cmpuint (fixture_count (f, "subscribe"), ==, 1);
}

/* What the service grants rules, not what we ask for, and there is a floor of 30 seconds. */
static void
test_refresh_as_granted (Fixture *f, gconstpointer data)
{
  guint least = 1000, most = 0;

  fixture_fault (f, "short-expires", "{\"seconds\":60}");
  fixture_login (f);
  for (guint i = 0; i < 20; i++) {
    guint seconds = seconds_until_refresh (f);

    least = MIN (least, seconds);
    most = MAX (most, seconds);
  }
  g_assert_cmpuint (least, >=, 24);
  g_assert_cmpuint (most, <=, 38);
  g_assert_cmpuint (least, <, most);
}

static void
test_refresh_fails (Fixture *f, gconstpointer data)
{
  guint seconds;

  /* With the longest of the random delays the third try comes after the end of the hour: the
   * service gives two, but does not say so. */
  g_object_set (f->account, "expires", 7200, NULL);
  fixture_new_session (f);
  fixture_fault (f, "replace-member", "{\"member\":\"expires\",\"value\":3600}");
  fixture_login (f);
  fixture_fault (f, "refuse-refresh", "{\"http\":500,\"code\":26,\"count\":2}");
  seconds_until_refresh (f);
  WAIT_UNTIL (fixture_has_event (f, "(try 1): "));
  g_assert_true (fixture_has_event (f, "(26)"));

  /* expires / 2^(n+1): 900 s after the first, 450 s after the second. */
  seconds = seconds_until_refresh (f);
  g_assert_cmpuint (seconds, >=, 719);
  g_assert_cmpuint (seconds, <=, 1082);
  WAIT_UNTIL (fixture_has_event (f, "(try 2): "));
  seconds = seconds_until_refresh (f);
  g_assert_cmpuint (seconds, >=, 359);
  g_assert_cmpuint (seconds, <=, 542);
  WAIT_UNTIL (fixture_has_event (f, "was renewed"));
  seconds = seconds_until_refresh (f);
  g_assert_cmpuint (seconds, >=, 1440);
  g_assert_true (ahoy_session_get_connected (f->session));
}

/* A computer that was suspended renews what is due as soon as it has a connection again, not when
 * its timer has gone on for as long as it stood still. */
static void
test_refresh_after_sleep (Fixture *f, gconstpointer data)
{
  fixture_login (f);
  fixture_pass_time (f, 600000);
  g_assert_cmpuint (refreshes (f), ==, 0);
  fake_clock_sleep (f->clock, 40 * 60 * 1000);
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  WAIT_UNTIL (fixture_has_event (f, "whole again"));
  WAIT_UNTIL (fixture_has_event (f, "was renewed"));
  g_assert_cmpuint (refreshes (f), ==, 1);

  /* Not each time. */
  g_ptr_array_set_size (f->events, 0);
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  fixture_wait_for (f, "was lost");
  fake_clock_advance (f->clock, 1000);
  fixture_wait_for (f, "whole again");
  g_assert_cmpuint (refreshes (f), ==, 1);
}

static void
test_refresh_gone (Fixture *f, gconstpointer data)
{
  fixture_login (f);
  fixture_assert_trace (f, "pending connected");
  fixture_fault (f, "refresh-gone", NULL);
  while (ahoy_session_get_connected (f->session))
    fixture_pass_time (f, 1000);
  g_assert_error ((GError *) ahoy_session_get_error (f->session), AHOY_SESSION_ERROR,
                  AHOY_SESSION_ERROR_GONE);
  fixture_assert_trace (f, "ended");
  g_assert_cmpuint (fixture_count (f, "unsubscribe"), ==, 0);
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->practice, NULL) == 0);
}

/* The refresh may go to the correlator's path, the log-out never does: the practice service counts
 * them apart. */
static void
test_correlator (Fixture *f, gconstpointer data)
{
  fixture_fault (f, "echo-correlator", NULL);
  g_object_set (f->account, "correlator", "device b/1", NULL);
  fixture_new_session (f);
  fixture_login (f);
  seconds_until_refresh (f);
  WAIT_UNTIL (fixture_has_event (f, "was renewed"));
  g_assert_false (fixture_has_event (f, "failed"));
  fixture_logout (f);
  g_assert_cmpuint (ahoy_practice_get_n_subscriptions (f->practice, NULL), ==, 0);
}

static void
set_services (Fixture *f, const char * const *services)
{
  ahoy_session_set_services_async (f->session, services, NULL, fixture_store_result, f);
}

static void
assert_n_granted (Fixture *f, guint n)
{
  g_auto (GStrv) granted = ahoy_session_dup_granted_services (f->session);

  g_assert_cmpuint (g_strv_length (granted), ==, n);
}

static void
test_services (Fixture *f, gconstpointer data)
{
  static const char * const more[] = { "call", "IM", "Presence", "MWI", NULL };
  static const char * const fewer[] = { "call", NULL };
  static const char * const none[] = { NULL };
  const FixtureFinish finish = ahoy_session_set_services_finish;
  GAsyncResult *first = NULL;
  g_auto (GStrv) granted = NULL;

  fixture_login (f);
  set_services (f, more);
  fixture_expect_success (f, finish);
  granted = ahoy_session_dup_granted_services (f->session);
  g_assert_true (g_strv_contains ((const char * const *) granted, "MWI"));
  assert_n_granted (f, 4);
  g_assert_true (fixture_has_event (f, "now grants"));

  set_services (f, fewer);
  fixture_expect_success (f, finish);
  assert_n_granted (f, 1);

  /* The refresh asks for what is wanted now. */
  seconds_until_refresh (f);
  WAIT_UNTIL (fixture_has_event (f, "was renewed"));
  assert_n_granted (f, 1);

  set_services (f, none);
  fixture_expect_error (f, finish, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);

  fixture_fault (f, "refuse-refresh", "{\"http\":403,\"code\":35}");
  set_services (f, more);
  fixture_expect_error (f, finish, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_NOT_ALLOWED);

  /* A second change while the first is under way; and one that is never answered. */
  fixture_fault (f, "silent", "{\"for\":\"refresh\"}");
  ahoy_session_set_services_async (f->session, more, NULL, fixture_store_in, &first);
  WAIT_UNTIL (refreshes (f) == 5);
  set_services (f, more);
  fixture_expect_error (f, finish, G_IO_ERROR, G_IO_ERROR_PENDING);
  fake_clock_advance (f->clock, 30000);
  WAIT_UNTIL (first != NULL);
  f->result = g_steal_pointer (&first);
  fixture_expect_error (f, finish, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT);
}

static void
test_no_services (Fixture *f, gconstpointer data)
{
  static const char * const services[] = { "call", NULL };

  fixture_login (f);
  g_assert_null (ahoy_session_dup_granted_services (f->session));
  set_services (f, services);
  fixture_expect_error (f, ahoy_session_set_services_finish, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
test_partly_granted (Fixture *f, gconstpointer data)
{
  g_auto (GStrv) granted = NULL;

  fixture_fault (f, "grant", "{\"services\":\"call\"}");
  fixture_login (f);
  granted = ahoy_session_dup_granted_services (f->session);
  g_assert_cmpuint (g_strv_length (granted), ==, 1);
  g_assert_cmpstr (granted[0], ==, "call");
}

/* A user with too many logins: the oldest goes, if that is asked for. */
static void
test_force_logout (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoySession) other = NULL;
  g_autoptr (GError) error = NULL;

  fixture_fault (f, "login-limit", "{\"logins\":1}");
  fixture_login (f);
  fixture_assert_trace (f, "pending connected");

  other = ahoy_session_new (f->account, AHOY_CLOCK (f->clock));
  ahoy_session_connect_async (other, f->credentials, NULL, fixture_store_result, f);
  WAIT_UNTIL (f->result != NULL);
  g_assert_false (ahoy_session_connect_finish (other, f->result, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_NOT_ALLOWED);
  g_clear_object (&f->result);
  ahoy_session_destroy (other);
  g_clear_object (&other);

  g_object_set (f->account, "force-logout", TRUE, NULL);
  other = ahoy_session_new (f->account, AHOY_CLOCK (f->clock));
  ahoy_session_connect_async (other, f->credentials, NULL, fixture_store_result, f);
  WAIT_UNTIL (f->result != NULL);
  g_assert_true (ahoy_session_connect_finish (other, f->result, NULL));
  g_clear_object (&f->result);
  WAIT_UNTIL (!ahoy_session_get_connected (f->session));
  fixture_assert_trace (f, "ended");
  g_assert_error ((GError *) ahoy_session_get_error (f->session), AHOY_SESSION_ERROR,
                  AHOY_SESSION_ERROR_GONE);
  ahoy_session_destroy (other);
}

static void
test_update_credentials (Fixture *f, gconstpointer data)
{
  g_autoptr (AhoyCredentials) wrong = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_credentials (f, AHOY_LOGIN_KIND_BEARER, NULL,
                           ahoy_practice_get_user_password (f->practice, 0));
  fixture_login (f);
  wrong = ahoy_credentials_new (AHOY_LOGIN_KIND_BEARER, NULL, "an expired token");
  g_assert_true (ahoy_session_update_credentials (f->session, wrong, &error));
  seconds_until_refresh (f);
  WAIT_UNTIL (fixture_has_event (f, "failed (try 1)"));

  g_assert_true (ahoy_session_update_credentials (f->session, f->credentials, &error));
  seconds_until_refresh (f);
  WAIT_UNTIL (fixture_has_event (f, "was renewed"));
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  WAIT_UNTIL (fixture_has_event (f, "whole again"));
}

/* A network whose changes a test announces. */
#define TEST_TYPE_NETWORK (test_network_get_type ())
G_DECLARE_FINAL_TYPE (TestNetwork, test_network, TEST, NETWORK, GObject)

struct _TestNetwork {
  GObject parent_instance;
};

static gboolean
test_network_initable_init (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
initable_interface_init (GInitableIface *iface)
{
  iface->init = test_network_initable_init;
}

static void
monitor_interface_init (GNetworkMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (
  TestNetwork, test_network, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, initable_interface_init)
  G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, monitor_interface_init))

enum { PROP_0, PROP_AVAILABLE, PROP_METERED, PROP_CONNECTIVITY };

static void
test_network_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CONNECTIVITY)
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_FULL);
  else
    g_value_set_boolean (value, id == PROP_AVAILABLE);
}

static void
test_network_class_init (TestNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_network_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
test_network_init (TestNetwork *self)
{
}

static AhoySession *
log_in_with (Fixture *f, TestNetwork *network)
{
  AhoySession *session = g_object_new (AHOY_TYPE_SESSION, "account", f->account, "clock", f->clock,
                                       "network-monitor", network, NULL);

  ahoy_session_connect_async (session, f->credentials, NULL, fixture_store_result, f);
  WAIT_UNTIL (f->result != NULL);
  g_assert_true (ahoy_session_connect_finish (session, f->result, NULL));
  g_clear_object (&f->result);

  return session;
}

static void
test_network_returns (Fixture *f, gconstpointer data)
{
  g_autoptr (TestNetwork) network = g_object_new (TEST_TYPE_NETWORK, NULL);
  g_autoptr (AhoySession) session = log_in_with (f, network);

  fixture_fault (f, "refuse-upgrade", "{\"http\":500}");
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  WAIT_UNTIL (ahoy_session_get_reconnecting (session));
  fake_clock_advance (f->clock, f->service->first_wait);
  WAIT_UNTIL (fixture_count (f, "upgrade") == 2);
  g_assert_true (ahoy_session_get_reconnecting (session));

  /* Going away is no reason to do anything, coming back is; no time has to pass. */
  g_signal_emit_by_name (network, "network-changed", FALSE);
  while (ahoy_session_get_reconnecting (session)) {
    g_signal_emit_by_name (network, "network-changed", TRUE);
    g_main_context_iteration (NULL, TRUE);
  }
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 3);
  ahoy_session_destroy (session);
}

/* The address has changed: the link may be dead, which shows within seconds and not within 45. */
static void
test_network_changes (Fixture *f, gconstpointer data)
{
  g_autoptr (TestNetwork) network = g_object_new (TEST_TYPE_NETWORK, NULL);
  g_autoptr (AhoySession) session = log_in_with (f, network);

  fixture_fault (f, "mute-socket", NULL);
  g_signal_emit_by_name (network, "network-changed", TRUE);
  g_assert_false (ahoy_session_get_reconnecting (session));
  fake_clock_advance (f->clock, 8000);
  WAIT_UNTIL (ahoy_session_get_reconnecting (session));
  fake_clock_advance (f->clock, f->service->first_wait);
  WAIT_UNTIL (fixture_count (f, "upgrade") == 2);
  WAIT_UNTIL (!ahoy_session_get_reconnecting (session));
  g_assert_true (ahoy_session_get_connected (session));

  /* A link that lives answers the ping, and nothing happens: in real time, at most a second. */
  g_signal_emit_by_name (network, "network-changed", TRUE);
  g_signal_emit_by_name (network, "network-changed", TRUE);
  ahoy_practice_notify (f->practice, ALICE, "presenceWatcher", NULL);
  ahoy_session_destroy (session);
  fixture_wait_left (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  fixture_add ("/time/network-returns", NULL, test_network_returns);
  fixture_add ("/time/network-changes", NULL, test_network_changes);

#define ADD(path, func) fixture_add_for (&fixture_kandy, "/time/" path, NULL, func)

  ADD ("refresh", test_refresh);
  ADD ("refresh-as-granted", test_refresh_as_granted);
  ADD ("refresh-fails", test_refresh_fails);
  ADD ("refresh-after-sleep", test_refresh_after_sleep);
  ADD ("refresh-gone", test_refresh_gone);
  ADD ("correlator", test_correlator);
  ADD ("services", test_services);
  ADD ("partly-granted", test_partly_granted);
  ADD ("force-logout", test_force_logout);
  ADD ("update-credentials", test_update_credentials);

  fixture_add_for (&fixture_sendbird, "/time/no-services", NULL, test_no_services);

  return g_test_run ();
}
