/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-kandy-switchboard.h"
#include "bare-server.h"
#include "fake-clock.h"
#include "fake-media.h"
#include "fixture.h"

#include <string.h>

/* What comes in an order that a service takes care to avoid. */
typedef struct {
  BareServer           *server;
  FakeClock            *clock;
  FakeMediaFactory     *factory;
  AhoyKandyRequests    *requests;
  AhoyKandySwitchboard *board;
} Exchange;

static void
set_up (Exchange *f, gconstpointer data)
{
  g_autoptr (AhoyTrust) trust = ahoy_trust_new (NULL, NULL);
  g_autoptr (AhoyAccount) account = ahoy_account_new ();
  g_autoptr (AhoySessionMemory) memory = ahoy_session_memory_new ();
  g_autoptr (AhoyCredentials) credentials =
    ahoy_credentials_new (AHOY_LOGIN_KIND_PASSWORD, NULL, "secret");
  g_autoptr (AhoyRest) rest = NULL;
  g_autofree char *server = NULL;

  f->server = bare_server_new ();
  f->clock = fake_clock_new ();
  f->factory = fake_media_factory_new ();
  server = g_strdup_printf ("http://127.0.0.1:%u", f->server->port);
  rest = ahoy_rest_new (server, trust, AHOY_CLOCK (f->clock));
  g_object_set (account, "user", ALICE, NULL);
  f->requests = ahoy_kandy_requests_new (rest, ALICE);
  ahoy_kandy_requests_set_credentials (f->requests, credentials);
  f->board = ahoy_kandy_switchboard_new (account, memory, f->requests, trust,
                                         AHOY_CLOCK (f->clock));
  ahoy_kandy_switchboard_set_media_factory (f->board, AHOY_MEDIA_FACTORY (f->factory));
}

static void
tear_down (Exchange *f, gconstpointer data)
{
  g_assert_finalize_object (f->board);
  bare_server_stop (f->server);
  for (guint i = 0; i < f->server->peers->len; i++)
    bare_peer_hang_up (f->server->peers->pdata[i]);
  fake_clock_advance (f->clock, 30000);
  fixture_turn ();
  WAIT_UNTIL (fake_media_factory_get_n_alive (f->factory) == 0);
  g_assert_finalize_object (f->factory);
  g_assert_finalize_object (f->requests);
  bare_server_free (f->server);
  g_assert_finalize_object (f->clock);
}

static void
hear (Exchange *f, const char *type, const char *session, const char *members)
{
  g_autofree char *text = g_strdup_printf (
    "{\"notificationMessage\":{\"eventType\":\"%s\",\"eventId\":\"x\",\"sessionParams\":"
    "{\"sessionData\":\"%s\"%s}}}", type, session, members);
  g_autoptr (GError) error = NULL;
  AhoyKandyNotification *notification = ahoy_kandy_notification_parse (text, -1, &error);

  g_assert_no_error (error);
  ahoy_kandy_switchboard_handle (f->board, notification);
}

/* The peer whose request has a text in it. */
static BarePeer *
find_peer (Exchange *f, const char *text)
{
  for (guint i = 0; i < f->server->peers->len; i++) {
    BarePeer *peer = f->server->peers->pdata[i];

    if (strstr (peer->request->str, text) != NULL)
      return peer;
  }

  return NULL;
}

static AhoyCall *
dial (Exchange *f, BarePeer **peer)
{
  g_autoptr (GError) error = NULL;
  AhoyCall *call = ahoy_kandy_switchboard_call (f->board, "bob", AHOY_MEDIA_AUDIO, NULL, &error);

  g_assert_no_error (error);
  ahoy_call_start (call);
  WAIT_UNTIL ((*peer = find_peer (f, "callStart")) != NULL);

  return call;
}

static void
take_start (BarePeer *peer, const char *session)
{
  g_autofree char *body = g_strdup_printf (
    "{\"callControlResponse\":{\"statusCode\":0,\"sessionData\":\"%s\"}}", session);
  g_autofree char *text = g_strdup_printf (
    "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
    strlen (body), body);

  g_string_truncate (peer->request, 0);
  bare_peer_say (peer, text, -1);
}

/* The call rings, and is even answered, before the service has said what it calls the call. */
static void
test_early (Exchange *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = NULL;
  BarePeer *peer;

  call = dial (f, &peer);
  hear (f, "ringing", "first", "");
  for (guint i = 0; i < 200; i++) /* there is room for so many only */
    hear (f, "ringing", "other", "");
  g_assert_cmpint (ahoy_call_get_state (call), ==, AHOY_CALL_STATE_INITIATING);
  take_start (peer, "first");
  WAIT_UNTIL (ahoy_call_get_state (call) == AHOY_CALL_STATE_RINGING);
  hear (f, "respondCallUpdate", "first", ",\"sdp\":\"fake audio\"");
  WAIT_UNTIL (ahoy_call_get_state (call) == AHOY_CALL_STATE_CONNECTED);
  WAIT_UNTIL (find_peer (f, "audit") != NULL);
}

static void
test_early_end (Exchange *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = NULL;
  BarePeer *peer;

  call = dial (f, &peer);
  hear (f, "callEnd", "first", ",\"statusCode\":486,\"reasonText\":\"Busy Here\"");
  take_start (peer, "first");
  WAIT_UNTIL (ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE);
  g_assert_cmpint (ahoy_call_get_end_reason (call), ==, AHOY_CALL_END_REASON_BUSY);
  g_assert_null (find_peer (f, "DELETE"));
}

static void
test_unreadable_answer (Exchange *f, gconstpointer data)
{
  g_autoptr (AhoyCall) call = NULL;
  BarePeer *peer;

  call = dial (f, &peer);
  take_start (peer, "first");
  WAIT_UNTIL (ahoy_call_get_state (call) == AHOY_CALL_STATE_INITIATED);
  hear (f, "sessionProgress", "first", ",\"sdp\":\"fake audio\"");
  hear (f, "respondCallUpdate", "first", "");
  g_assert_cmpint (ahoy_call_get_state (call), ==, AHOY_CALL_STATE_INITIATED);
  hear (f, "respondCallUpdate", "first", ",\"sdp\":{}");
  g_assert_cmpint (ahoy_call_get_end_reason (call), ==, AHOY_CALL_END_REASON_MEDIA_FAILED);
  WAIT_UNTIL (find_peer (f, "DELETE") != NULL);
}

/* Whoever lets the service go lets its calls go, at any moment. */
static void
test_dropped (Exchange *f, gconstpointer data)
{
  g_autoptr (AhoyCall) starting = NULL;
  BarePeer *peer;

  hear (f, "call", "in", ",\"sdp\":\"fake audio\"");
  g_assert_true (ahoy_kandy_switchboard_get_busy (f->board));
  starting = dial (f, &peer);
  hear (f, "ringing", "maybe", "");
  ahoy_kandy_switchboard_set_turn (f->board, "user", "secret");
  ahoy_kandy_switchboard_forget (f->board);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Exchange, NULL, set_up, test, tear_down)

  ADD ("/kandy-switchboard/early", test_early);
  ADD ("/kandy-switchboard/early-end", test_early_end);
  ADD ("/kandy-switchboard/unreadable-answer", test_unreadable_answer);
  ADD ("/kandy-switchboard/dropped", test_dropped);

  return g_test_run ();
}
