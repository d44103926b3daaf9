/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <ahoy.h>
#include <stdio.h>
#include <string.h>

/* Logs in, calls the echo, is called back, and logs out. The password comes on standard input:
 * echo SERVICE SERVER WEBSOCKET-SERVER APP-ID USER */
static GMainLoop *loop;
static const char *next[] = { "echo@practice.example", "callback@practice.example", NULL };
static guint n_called;

static void
leave_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  ahoy_session_disconnect_finish (AHOY_SESSION (session), result, NULL);
  g_main_loop_quit (loop);
}

static void
on_stats (AhoyCall *call, AhoyMediaStats *stats)
{
  if (stats->audio.frames_decoded > 0) /* something was heard: that is enough */
    ahoy_call_end_async (call, NULL, NULL, NULL);
}

static void on_ended (AhoyCall *call, AhoySession *session);

static void
watch (AhoyCall *call, AhoySession *session)
{
  g_signal_connect (call, "stats", G_CALLBACK (on_stats), NULL);
  g_signal_connect (call, "ended", G_CALLBACK (on_ended), session);
}

static void
call_next (AhoySession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyCall) call =
    ahoy_session_call (session, next[n_called++], AHOY_MEDIA_AUDIO, NULL, &error);

  if (call == NULL)
    g_error ("%s", error->message);
  watch (call, session);
}

static void
on_ended (AhoyCall *call, AhoySession *session)
{
  gboolean incoming = ahoy_call_get_direction (call) == AHOY_CALL_DIRECTION_INCOMING;

  g_print ("%s %s: %s\n", incoming ? "from" : "to", ahoy_call_get_remote (call),
           ahoy_call_end_reason_to_sentence (ahoy_call_get_end_reason (call)));
  if (incoming)
    ahoy_session_disconnect_async (session, NULL, leave_cb, NULL);
  else if (next[n_called] != NULL)
    call_next (session);
}

static void
on_incoming (AhoySession *session, AhoyCall *call)
{
  watch (call, session);
  ahoy_call_answer_async (call, AHOY_MEDIA_AUDIO, NULL, NULL, NULL);
}

static void
connect_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!ahoy_session_connect_finish (AHOY_SESSION (session), result, &error))
    g_error ("%s", error->message);
  call_next (AHOY_SESSION (session));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AhoyAccount) account = NULL;
  g_autoptr (AhoyCredentials) credentials = NULL;
  g_autoptr (AhoySecret) secret = NULL;
  g_autoptr (AhoySession) session = NULL;
  /* A tone in place of a microphone; ahoy_webrtc_media_factory_new_for_devices () takes real ones. */
  g_autoptr (AhoyWebrtcMediaFactory) factory = ahoy_webrtc_media_factory_new_test (440);
  gsize size = 0;

  if (argc != 6 || getline (&secret, &size, stdin) < 0)
    return 2;
  secret[strcspn (secret, "\n")] = '\0';
  account = g_object_new (AHOY_TYPE_ACCOUNT, "service", argv[1], "server", argv[2],
                          "websocket-server", argv[3], "app-id", argv[4], "user", argv[5], NULL);
  credentials = ahoy_credentials_new (ahoy_session_get_service_traits (argv[1])
                                        & AHOY_SERVICE_TRAIT_LOGIN_KINDS ? AHOY_LOGIN_KIND_PASSWORD
                                                                         : AHOY_LOGIN_KIND_TOKEN,
                                      NULL, secret);
  session = g_object_new (AHOY_TYPE_SESSION, "account", account, "media-factory", factory, NULL);
  g_signal_connect (session, "incoming-call", G_CALLBACK (on_incoming), NULL);

  loop = g_main_loop_new (NULL, FALSE);
  ahoy_session_connect_async (session, credentials, NULL, connect_cb, NULL);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
  return 0;
}
