/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

/* What happens on the websocket, and to it. */

static void
log_in (Fixture *f)
{
  fixture_login (f);
  fixture_wait_opened (f, 1);
  fixture_assert_trace (f, "pending connected");
}

static void
on_notify_reconnecting (AhoySession *session, GParamSpec *pspec, GPtrArray *seen)
{
  g_ptr_array_add (seen, GINT_TO_POINTER (ahoy_session_get_reconnecting (session)));
}

static void
assert_ended (Fixture *f, int code, const char *part)
{
  const GError *error = ahoy_session_get_error (f->session);

  g_assert_error ((GError *) error, AHOY_SESSION_ERROR, code);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_false (ahoy_session_get_reconnecting (f->session));
  g_assert_true (fixture_has_event (f, "The session has ended: "));
  fixture_assert_trace (f, "ended");
}

/* Whatever the code, and without: the same channel again, without another login. */
static void
test_reopen (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) seen = g_ptr_array_new ();

  log_in (f);
  g_signal_connect (f->session, "notify::reconnecting", G_CALLBACK (on_notify_reconnecting), seen);
  ahoy_practice_close_sockets (f->practice, ALICE, (gushort) GPOINTER_TO_INT (data));
  fixture_wait_reopened (f);
  g_assert_cmpuint (seen->len, ==, 2);
  g_assert_true (GPOINTER_TO_INT (seen->pdata[0]));
  g_assert_false (GPOINTER_TO_INT (seen->pdata[1]));
  g_assert_true (ahoy_session_get_connected (f->session));
  fixture_wait_opened (f, 2);
  g_assert_cmpuint (fixture_count (f, f->service->login), ==, 1);
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 2);
  fixture_assert_trace (f, "");
  g_signal_handlers_disconnect_by_data (f->session, seen);
  fixture_logout (f);
}

/* A service that drops each socket as soon as it is open: after the first time we wait, longer and
 * longer, but do not give up. A socket that lives for some time is a new beginning. */
static void
test_dropped_again (Fixture *f, gconstpointer data)
{
  log_in (f);
  for (guint i = 0; i < 9; i++) {
    guint wait = f->service->losses[i];

    ahoy_practice_close_sockets (f->practice, ALICE, 0);
    fixture_wait_for (f, "was lost");
    if (wait > 0) {
      fake_clock_advance (f->clock, wait - 1);
      fixture_turn ();
      g_assert_cmpuint (fixture_count (f, "upgrade"), ==, i + 1);
      g_assert_true (ahoy_session_get_reconnecting (f->session));
      fake_clock_advance (f->clock, 1);
    }
    fixture_wait_for (f, "whole again");
    fixture_wait_opened (f, i + 2);
  }
  fixture_pass_time (f, 10000);
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  fixture_wait_reopened (f);
  fixture_assert_trace (f, "");
}

static void
test_missed_meanwhile (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "refuse-upgrade", "{\"http\":500}");
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  WAIT_UNTIL (fixture_has_event (f, "was lost"));
  fake_clock_advance (f->clock, f->service->first_wait);
  fixture_wait_for (f, "(try 1): ");
  ahoy_practice_notify (f->practice, ALICE, "sentMeanwhile", NULL);
  fake_clock_advance (f->clock, f->service->delays[0]);
  WAIT_UNTIL (fixture_has_event (f, "sentMeanwhile"));
  g_assert_false (ahoy_session_get_reconnecting (f->session));
}

static void
test_closed_1000 (Fixture *f, gconstpointer data)
{
  log_in (f);
  ahoy_practice_close_sockets (f->practice, ALICE, 1000);
  WAIT_UNTIL (!ahoy_session_get_connected (f->session));
  assert_ended (f, AHOY_SESSION_ERROR_LOST_CONNECTION, "(LOST_CONNECTION)");
  g_assert_cmpuint (fixture_count (f, "unsubscribe"), ==, 0);
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 1);

  /* And again by hand. */
  fixture_login (f);
  fixture_logout (f);
}

static guint
count_tries (Fixture *f)
{
  guint n = 0;

  for (guint i = 0; i < f->events->len; i++)
    n += strstr (f->events->pdata[i], "(try ") != NULL;

  return n;
}

/* All the tries that there are, each when it is its turn; the person hears of each. */
static void
fail_all_tries (Fixture *f)
{
  const guint *delay = f->service->delays;

  WAIT_UNTIL (fixture_has_event (f, "was lost"));
  fake_clock_advance (f->clock, f->service->first_wait);
  for (guint n = 1; n < f->service->n_tries; n++) {
    g_autofree char *part = g_strdup_printf ("(try %u): ", n);

    WAIT_UNTIL (fixture_has_event (f, part));
    g_assert_true (ahoy_session_get_connected (f->session));
    g_assert_true (ahoy_session_get_reconnecting (f->session));
    fake_clock_advance (f->clock, *delay - 1);
    fixture_turn ();
    g_assert_cmpuint (count_tries (f), ==, n);
    fake_clock_advance (f->clock, 1);
    if (delay[1] != 0)
      delay++;
  }
  WAIT_UNTIL (!ahoy_session_get_connected (f->session));
}

static void
test_tries_used_up (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "refuse-upgrade", "{\"http\":500,\"count\":0}");
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  fail_all_tries (f);
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, f->service->n_tries + 1);
  assert_ended (f, AHOY_SESSION_ERROR_LOST_CONNECTION, "(LOST_CONNECTION)");
  g_assert_nonnull (strstr (ahoy_session_get_error (f->session)->message, "(500)"));
  g_assert_cmpuint (fixture_count (f, "unsubscribe"), ==, 0);
}

static void
test_no_auto_reconnect (Fixture *f, gconstpointer data)
{
  g_object_set (f->account, "auto-reconnect", FALSE, NULL);
  fixture_new_session (f);
  log_in (f);
  ahoy_practice_close_sockets (f->practice, ALICE, 0);
  WAIT_UNTIL (!ahoy_session_get_connected (f->session));
  assert_ended (f, AHOY_SESSION_ERROR_LOST_CONNECTION, "(LOST_CONNECTION)");
}

static void
test_gone (Fixture *f, gconstpointer data)
{
  log_in (f);
  ahoy_practice_end_subscriptions (f->practice, ALICE, "gone");
  WAIT_UNTIL (!ahoy_session_get_connected (f->session));
  assert_ended (f, AHOY_SESSION_ERROR_GONE, "(GONE)");
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->practice, NULL) == 0);
  g_assert_cmpuint (fixture_count (f, "unsubscribe"), ==, 0);
}

static void
test_gone_retry_after (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "gone", "{\"retryAfter\":4500}");
  WAIT_UNTIL (!ahoy_session_get_connected (f->session));
  assert_ended (f, AHOY_SESSION_ERROR_GONE, "5 seconds");
}

static void
test_overridden (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "overridden", NULL);
  WAIT_UNTIL (!ahoy_session_get_connected (f->session));
  assert_ended (f, AHOY_SESSION_ERROR_OVERRIDDEN, "(WS_OVERRIDDEN)");
  g_assert_cmpuint (fixture_count (f, "unsubscribe"), ==, 0);
}

/* The service has gone for good: its port is closed. */
static void
test_vanished (Fixture *f, gconstpointer data)
{
  log_in (f);
  ahoy_practice_stop (f->practice);
  fail_all_tries (f);
  assert_ended (f, AHOY_SESSION_ERROR_LOST_CONNECTION, "refused the connection");
}

/* The link is dead, and TCP does not know: no sign of life for at most 45 s. */
static void
test_dead_link (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "mute-socket", NULL);
  fake_clock_advance (f->clock, 30000);
  g_main_context_iteration (NULL, FALSE);
  g_assert_false (ahoy_session_get_reconnecting (f->session));
  fake_clock_advance (f->clock, 15000);
  WAIT_UNTIL (fixture_has_event (f, "sign of life"));
  fixture_wait_reopened (f);
  fixture_assert_trace (f, "");
}

static void
test_keepalive (Fixture *f, gconstpointer data)
{
  log_in (f);
  for (guint n = 2; n < 6; n++) {
    fixture_pass_time (f, 30000);
    WAIT_UNTIL (fixture_count (f, "keepalive") == n);
  }
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 1);
}

static void
test_duplicates (Fixture *f, gconstpointer data)
{
  guint n_first = 0;

  log_in (f);
  fixture_fault (f, "duplicate-notification", "{\"eventType\":\"twice\"}");
  ahoy_practice_notify (f->practice, ALICE, "theEnd", NULL);
  WAIT_UNTIL (fixture_has_event (f, "theEnd"));
  for (guint i = 0; i < f->events->len; i++)
    n_first += strstr (f->events->pdata[i], "twice") != NULL;
  g_assert_cmpuint (n_first, ==, 1);
}

/* What both services cannot read. */
static void
test_malformed_text (Fixture *f, gconstpointer data)
{
  static const char * const texts[] = { "x", "null", "1", "[]", "{", "{}", "{\"a\":{}}" };
  guint n_warnings = 0;

  log_in (f);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    ahoy_practice_send_text (f->practice, ALICE, texts[i]);
  fixture_fault (f, "malformed-frame", "{\"kind\":\"wrong-types\"}");
  fixture_fault (f, "binary-frame", NULL);
  fixture_fault (f, "unknown-notification", NULL);
  ahoy_practice_notify (f->practice, ALICE, "theEnd", NULL);
  WAIT_UNTIL (fixture_has_event (f, "theEnd"));
  for (guint i = 0; i < f->events->len; i++)
    n_warnings += strstr (f->events->pdata[i], f->service->unreadable) != NULL;
  g_assert_cmpuint (n_warnings, ==, G_N_ELEMENTS (texts) + 1);
  g_assert_true (ahoy_session_get_connected (f->session));
  g_assert_cmpuint (fixture_count (f, "upgrade"), ==, 1);
}

/* What is no notification of this service, and what is not meant to be one. */
static void
test_other_text (Fixture *f, gconstpointer data)
{
  static const char * const texts[] = {
    "", "{\"notificationMessage\":1}", "{\"notificationMessage\":{}}",
    "{\"notificationMessage\":{\"eventType\":7}}", "{\"message_type\":\"pong\"}",
  };
  guint n_warnings = 0;

  log_in (f);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    ahoy_practice_send_text (f->practice, ALICE, texts[i]);
  ahoy_practice_send_text (f->practice, ALICE, "{\"connCheck\":{}}");
  ahoy_practice_send_text (f->practice, ALICE, "{\"connAck\":{}}");
  ahoy_practice_notify (f->practice, ALICE, "theEnd", NULL);
  WAIT_UNTIL (fixture_has_event (f, "theEnd"));
  for (guint i = 0; i < f->events->len; i++)
    n_warnings += strstr (f->events->pdata[i], f->service->unreadable) != NULL;
  g_assert_cmpuint (n_warnings, ==, G_N_ELEMENTS (texts));
}

/* Frames that no server may send cost the socket, not the session. */
static void
test_broken_frame (Fixture *f, gconstpointer data)
{
  g_autofree char *parameters = g_strdup_printf ("{\"kind\":\"%s\"}", (const char *) data);

  log_in (f);
  fixture_fault (f, "malformed-frame", parameters);
  fixture_wait_reopened (f);
  g_assert_true (ahoy_session_get_connected (f->session));
  ahoy_practice_notify (f->practice, ALICE, "theEnd", NULL);
  WAIT_UNTIL (fixture_has_event (f, "theEnd"));
}

static void
test_too_long (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, data, NULL);
  WAIT_UNTIL (fixture_has_event (f, "too long"));
  fixture_wait_reopened (f);
  fixture_assert_trace (f, "");
}

static void
test_burst (Fixture *f, gconstpointer data)
{
  guint n_told = 0;

  log_in (f);
  fixture_fault (f, "burst", "{\"count\":10000,\"eventType\":\"one\"}");
  ahoy_practice_notify (f->practice, ALICE, "theEnd", NULL);
  WAIT_UNTIL (fixture_has_event (f, "theEnd"));
  for (guint i = 0; i < f->events->len; i++)
    n_told += g_str_has_suffix (f->events->pdata[i], ": one");
  g_assert_cmpuint (n_told, ==, 10000);
}

/* A flood that ends with `gone` is told in order, and nothing follows the end. */
static void
test_gone_after_burst (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "burst", "{\"count\":3000}");
  ahoy_practice_end_subscriptions (f->practice, ALICE, "gone");
  WAIT_UNTIL (!ahoy_session_get_connected (f->session));
  g_assert_cmpuint (f->events->len, >, 3000);
  g_assert_true (g_str_has_prefix (f->events->pdata[f->events->len - 1], "The session has ended"));
}

static void
test_logout_in_burst (Fixture *f, gconstpointer data)
{
  log_in (f);
  fixture_fault (f, "burst", "{\"count\":10000}");
  WAIT_UNTIL (f->events->len > 100);
  fixture_logout (f);
  fixture_assert_trace (f, "leaving out");
  fixture_wait_left (f);
}

int
main (int argc, char **argv)
{
  static const char * const frames[] = {
    "utf8", "reserved-bits", "reserved-opcode", "masked", "long-control", "fragmented-control",
    "lone-continuation", "huge-length",
  };

  g_test_init (&argc, &argv, NULL);

  fixture_add ("/socket/dropped", GINT_TO_POINTER (0), test_reopen);
  fixture_add ("/socket/closed-1001", GINT_TO_POINTER (1001), test_reopen);
  fixture_add ("/socket/closed-1005", GINT_TO_POINTER (1005), test_reopen);
  fixture_add ("/socket/closed-1011", GINT_TO_POINTER (1011), test_reopen);
  fixture_add ("/socket/closed-4000", GINT_TO_POINTER (4000), test_reopen);
  fixture_add ("/socket/dropped-again", NULL, test_dropped_again);
  fixture_add ("/socket/missed-meanwhile", NULL, test_missed_meanwhile);
  fixture_add ("/socket/tries-used-up", NULL, test_tries_used_up);
  fixture_add ("/socket/no-auto-reconnect", NULL, test_no_auto_reconnect);
  fixture_add ("/socket/vanished", NULL, test_vanished);
  fixture_add ("/socket/dead-link", NULL, test_dead_link);
  fixture_add ("/socket/duplicates", NULL, test_duplicates);
  fixture_add ("/socket/malformed-text", NULL, test_malformed_text);
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++) {
    g_autofree char *path = g_strconcat ("/socket/broken-frame/", frames[i], NULL);

    fixture_add (path, frames[i], test_broken_frame);
  }
  fixture_add ("/socket/endless-fragments", "endless-fragments", test_too_long);
  fixture_add ("/socket/big-message", "big-message", test_too_long);
  fixture_add ("/socket/burst", NULL, test_burst);
  fixture_add ("/socket/logout-in-burst", NULL, test_logout_in_burst);

  fixture_add_for (&fixture_kandy, "/socket/closed-1000", NULL, test_closed_1000);
  fixture_add_for (&fixture_sendbird, "/socket/closed-1000", GINT_TO_POINTER (1000), test_reopen);
  fixture_add_for (&fixture_kandy, "/socket/gone", NULL, test_gone);
  fixture_add_for (&fixture_kandy, "/socket/gone-retry-after", NULL, test_gone_retry_after);
  fixture_add_for (&fixture_kandy, "/socket/overridden", NULL, test_overridden);
  fixture_add_for (&fixture_kandy, "/socket/keepalive", NULL, test_keepalive);
  fixture_add_for (&fixture_kandy, "/socket/other-text", NULL, test_other_text);
  fixture_add_for (&fixture_kandy, "/socket/gone-after-burst", NULL, test_gone_after_burst);

  return g_test_run ();
}
