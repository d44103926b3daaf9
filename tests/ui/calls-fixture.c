/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calls-fixture.h"

static void
on_incoming_call (AhoySession *session, AhoyCall *call, Peer *peer)
{
  g_set_object (&peer->call, call);
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **stored = user_data;

  *stored = g_object_ref (result);
}

static void
peer_set_up (Peer *peer, CallsFixture *f, const char *user, const char *password)
{
  g_autoptr (AhoyCredentials) credentials = ahoy_credentials_new (AHOY_LOGIN_KIND_PASSWORD, NULL,
                                                                  password);
  g_autoptr (AhoyAccount) account = ahoy_account_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (account, "service", ahoy_session_list_services ()[0], "user", user, "server",
                ahoy_practice_get_rest_uri (f->ui.practice), NULL);
  peer->factory = fake_media_factory_new ();
  peer->session = g_object_new (AHOY_TYPE_SESSION, "account", account, "media-factory",
                                peer->factory, NULL);
  g_signal_connect (peer->session, "incoming-call", G_CALLBACK (on_incoming_call), peer);
  ahoy_session_connect_async (peer->session, credentials, NULL, store_result, &result);
  WAIT_UNTIL (result != NULL);
  ahoy_session_connect_finish (peer->session, result, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->ui.practice, user) == 1);
}

/* What is still on its way holds references of its own. */
static void
wait_for_end (gpointer place)
{
  GObject **object = place;
  GObject *last = *object;

  g_object_add_weak_pointer (last, place);
  g_object_unref (last);
  WAIT_UNTIL (*object == NULL);
}

static void
peer_tear_down (Peer *peer)
{
  ahoy_session_destroy (peer->session);
  g_clear_object (&peer->call);
  wait_for_end (&peer->session);
  wait_for_end (&peer->factory);
}

void
calls_fixture_set_up (CallsFixture *f, gconstpointer data)
{
  fixture_set_up (&f->ui, NULL);
  ahoy_practice_add_user (f->ui.practice, CHARLY, CHARLY_PASSWORD);
  f->devices = fake_devices_new ();
  f->sounds = fake_sounds_new ();
  f->factory = fake_media_factory_new ();
  ahoy_client_set_media (f->ui.client, AHOY_MEDIA_FACTORY (f->factory),
                         AHOY_MEDIA_DEVICES (f->devices), AHOY_SOUNDS (f->sounds));
  f->windows = ahoy_call_windows_new (NULL, f->ui.client);
  peer_set_up (&f->bob, f, BOB, BOB_PASSWORD);
  peer_set_up (&f->charly, f, CHARLY, CHARLY_PASSWORD);
  log_in (&f->ui, ALICE, ALICE_PASSWORD);
  WAIT_UNTIL (ahoy_client_get_connected (f->ui.client));
  WAIT_UNTIL (ahoy_practice_get_n_sockets (f->ui.practice, ALICE) == 1);
}

void
calls_fixture_tear_down (CallsFixture *f, gconstpointer data)
{
  ahoy_practice_clear_faults (f->ui.practice);
  WAIT_UNTIL (!ahoy_client_get_pending (f->ui.client));
  wait_for_end (&f->windows);
  peer_tear_down (&f->bob);
  peer_tear_down (&f->charly);
  gtk_window_destroy (GTK_WINDOW (f->ui.window));
  f->ui.window = NULL;
  wait_for_end (&f->ui.client);
  wait_for_end (&f->factory);
  wait_for_end (&f->devices);
  wait_for_end (&f->sounds);
  fixture_tear_down (&f->ui, NULL);
}

AhoyCall *
calls_dial (CallsFixture *f, Peer *peer, const char *address, AhoyMediaFlags media)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyCall) call = NULL;

  g_clear_object (&peer->call);
  call = ahoy_client_call (f->ui.client, address, media, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (peer->call != NULL);
  wait_state (call, RINGING);

  return call; /* the list holds it */
}

AhoyCall *
calls_ring (CallsFixture *f, Peer *peer, AhoyMediaFlags media)
{
  GListModel *calls = G_LIST_MODEL (ahoy_client_get_calls (f->ui.client));
  guint n = g_list_model_get_n_items (calls);
  g_autoptr (AhoyCall) call = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&peer->call);
  peer->call = ahoy_session_call (peer->session, ALICE, media, NULL, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (g_list_model_get_n_items (calls) == n + 1);
  call = g_list_model_get_item (calls, n);

  return call; /* the list holds it */
}

void
peer_answer (Peer *peer, AhoyMediaFlags media)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ahoy_call_answer_async (peer->call, media, NULL, store_result, &result);
  WAIT_UNTIL (result != NULL);
  ahoy_call_answer_finish (peer->call, result, &error);
  g_assert_no_error (error);
}

AhoyCall *
calls_talk (CallsFixture *f, Peer *peer, const char *address, AhoyMediaFlags media)
{
  AhoyCall *call = calls_dial (f, peer, address, media);

  peer_answer (peer, media);
  wait_state (call, CONNECTED);
  fake_media_set_state (TEST_FAKE_MEDIA (ahoy_call_get_media (call)), AHOY_MEDIA_STATE_CONNECTED);

  return call;
}

AhoyCallWindow *
calls_window (CallsFixture *f, AhoyCall *call)
{
  AhoyCallWindow *window = ahoy_call_windows_find (f->windows, call);

  g_assert_nonnull (window);

  return window;
}

gboolean
calls_says (CallsFixture *f, AhoyCall *call, const char *text)
{
  return has_label (calls_window (f, call), text);
}

void
calls_act (CallsFixture *f, AhoyCall *call, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (calls_window (f, call)), action, NULL));
}

void
calls_add (const char *path, void (*test) (CallsFixture *, gconstpointer))
{
  g_test_add (path, CallsFixture, NULL, calls_fixture_set_up, test, calls_fixture_tear_down);
}
