/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One side of a call, as a process of its own, for a network of its own. Reads orders from standard
 * input and tells what happens on standard output: one word a line, and what belongs to it escaped
 * as in a URL. */
#include "ahoy-log.h"
#include "ahoy-test-ends.h"
#include "ahoy-trust.h"
#include "ahoy-webrtc-media.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <string.h>

#define PICTURES 10
#define LOOK_MS  10

typedef struct {
  GMainLoop        *loop;
  AhoyMedia        *media;
  AhoyTestEnds     *ends;
  GDataInputStream *orders;
  double            hears;    /* the tone to be heard, in Hz */
  AhoyMediaFlags    wanted;
  guint             n_looks;  /* since the order */
  gboolean          heard;
  gboolean          seen;
  gboolean          connected;
  gboolean          lost;
  guint64           decoded;  /* pictures, by now */
  guint64           pictures; /* of them, those that do not count */
} Side;

static void
say (const char *word, const char *text)
{
  g_autofree char *escaped = g_uri_escape_string (text, NULL, FALSE);

  printf ("%s %s\n", word, escaped);
  fflush (stdout);
}

static void
say_error (const char *word, const GError *error)
{
  g_autofree char *text = g_strdup_printf ("%d %s", error->code, error->message);

  say (word, text);
}

/* What is heard no event tells. */
static gboolean
look (gpointer data)
{
  Side *side = data;

  side->n_looks++;
  if (!side->heard && ahoy_test_ends_get_loudness (side->ends) > 0.1 &&
      ahoy_test_ends_get_share (side->ends, side->hears) > 0.9) {
    side->heard = TRUE;
    say ("hears", "");
  }

  return G_SOURCE_CONTINUE;
}

static void
on_stats (AhoyMedia *media, const AhoyMediaStats *stats, Side *side)
{
  g_autofree char *pair = g_strdup_printf ("%s %s", stats->local_candidate,
                                           stats->remote_candidate);
  g_autofree char *way = g_strdup_printf ("%s %s", stats->local_protocol, stats->relay_protocol);

  if (*stats->local_candidate != '\0') {
    say ("pair", pair);
    say ("way", way);
  }
  side->decoded = stats->video.frames_decoded;
  if (!side->seen && side->decoded >= side->pictures + PICTURES) {
    side->seen = TRUE;
    say ("sees", "");
  }
}

static void
on_state (AhoyMedia *media, GParamSpec *pspec, Side *side)
{
  const AhoyMediaState state = ahoy_media_get_state (media);

  if (state == AHOY_MEDIA_STATE_CONNECTED && (!side->connected || side->lost)) {
    say (side->lost ? "back" : "connected", "");
    side->connected = TRUE;
    side->lost = FALSE;
  } else if (side->connected && !side->lost
             && (state == AHOY_MEDIA_STATE_DISCONNECTED || state == AHOY_MEDIA_STATE_FAILED)) {
    side->lost = TRUE;
    say ("lost", "");
  }
}

/* Says once more what it hears and sees, from now on. */
static void
begin_anew (Side *side)
{
  ahoy_test_ends_forget (side->ends);
  side->heard = side->seen = FALSE;
  side->pictures = side->decoded;
}

static void
on_failed (AhoyMedia *media, const GError *error, Side *side)
{
  say_error ("failed", error);
}

static void
described (Side *side, const char *word, const char *sdp, const GError *error)
{
  /* What this process was given of the time, so that other work of the computer does not count. */
  g_autofree char *took = g_strdup_printf ("%u", side->n_looks * LOOK_MS);

  say ("took", took);
  if (sdp != NULL)
    say (word, sdp);
  else
    say_error ("error", error);
}

static void
offer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = ahoy_media_create_offer_finish (AHOY_MEDIA (source), result, &error);

  described (data, "offer", sdp, error);
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = ahoy_media_create_answer_finish (AHOY_MEDIA (source), result, &error);

  described (data, "answer", sdp, error);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error))
    say ("taken", "");
  else
    say_error ("error", error);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Side *side = data;

  ahoy_media_close_finish (AHOY_MEDIA (source), result, NULL);
  g_main_loop_quit (side->loop);
}

static void
obey (Side *side, const char *order)
{
  g_auto (GStrv) words = g_strsplit (order, " ", 2);
  g_autofree char *text = words[1] != NULL ? g_uri_unescape_string (words[1], NULL) : NULL;

  side->n_looks = 0;
  if (g_str_equal (words[0], "prepare"))
    ahoy_media_prepare (side->media, side->wanted);
  else if (g_str_equal (words[0], "offer"))
    ahoy_media_create_offer_async (side->media, side->wanted, NULL, offer_cb, side);
  else if (g_str_equal (words[0], "restart"))
    ahoy_media_create_offer_async (side->media, side->wanted | AHOY_MEDIA_RESTART, NULL, offer_cb,
                                   side);
  else if (g_str_equal (words[0], "rollback"))
    ahoy_media_rollback (side->media);
  else if (g_str_equal (words[0], "anew"))
    begin_anew (side);
  else if (g_str_equal (words[0], "answer"))
    ahoy_media_create_answer_async (side->media, side->wanted, NULL, answer_cb, side);
  else if (g_str_equal (words[0], "take-offer"))
    ahoy_media_set_remote_async (side->media, AHOY_DESCRIPTION_KIND_OFFER, text, NULL, taken_cb,
                                 side);
  else if (g_str_equal (words[0], "take-answer"))
    ahoy_media_set_remote_async (side->media, AHOY_DESCRIPTION_KIND_ANSWER, text, NULL, taken_cb,
                                 side);
  else
    ahoy_media_close_async (side->media, closed_cb, side);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Side *side = data;
  g_autofree char *line = g_data_input_stream_read_line_finish (side->orders, result, NULL, NULL);

  obey (side, line != NULL ? line : "close");
  if (line != NULL)
    g_data_input_stream_read_line_async (side->orders, G_PRIORITY_DEFAULT, NULL, line_cb, side);
}

int
main (int argc, char **argv)
{
  double tone = 440, hears = 440;
  gboolean relay_only = FALSE, video = FALSE;
  g_autofree char *ca = NULL, *user = NULL, *secret = NULL;
  g_auto (GStrv) urls = NULL;
  const GOptionEntry entries[] = {
    { "tone", 0, 0, G_OPTION_ARG_DOUBLE, &tone, "what to send", "HZ" },
    { "hears", 0, 0, G_OPTION_ARG_DOUBLE, &hears, "what to hear", "HZ" },
    { "video", 0, 0, G_OPTION_ARG_NONE, &video, "send pictures", NULL },
    { "relay-only", 0, 0, G_OPTION_ARG_NONE, &relay_only, "use relays only", NULL },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &ca, "whom to trust", "FILE" },
    { "ice-server", 0, 0, G_OPTION_ARG_STRING_ARRAY, &urls, "a server", "URL" },
    { "ice-user", 0, 0, G_OPTION_ARG_STRING, &user, "the name there", "NAME" },
    /* Of a server that this test has made. */
    { "ice-secret", 0, 0, G_OPTION_ARG_STRING, &secret, "the password there", "WORD" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GPtrArray) servers =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_ice_server_free);
  g_autoptr (AhoyTrust) trust = NULL;
  g_autoptr (GInputStream) input = g_unix_input_stream_new (0, FALSE);
  g_autoptr (GError) error = NULL;
  AhoyMediaNetwork network = { .ice_servers = servers };
  Side side = { 0 };
  guint timer;

  ahoy_log_install ();
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  for (guint i = 0; urls != NULL && urls[i] != NULL; i++)
    g_ptr_array_add (servers, ahoy_ice_server_new (urls[i], user, secret));
  trust = ahoy_trust_new (ca, NULL);
  network.trust = G_TLS_DATABASE (trust);
  network.relay_only = relay_only;

  side.loop = g_main_loop_new (NULL, FALSE);
  side.wanted = AHOY_MEDIA_AUDIO | (video ? AHOY_MEDIA_VIDEO : 0);
  side.hears = hears;
  side.ends = ahoy_test_ends_new (tone);
  ahoy_test_ends_set_picture (side.ends, 320, 240);
  side.media = AHOY_MEDIA (ahoy_webrtc_media_new (AHOY_MEDIA_ENDS (side.ends), &network));
  g_signal_connect (side.media, "notify::state", G_CALLBACK (on_state), &side);
  g_signal_connect (side.media, "stats", G_CALLBACK (on_stats), &side);
  g_signal_connect (side.media, "failed", G_CALLBACK (on_failed), &side);
  side.orders = g_data_input_stream_new (input);
  g_data_input_stream_read_line_async (side.orders, G_PRIORITY_DEFAULT, NULL, line_cb, &side);
  timer = g_timeout_add (LOOK_MS, look, &side);
  g_main_loop_run (side.loop);

  g_source_remove (timer);
  g_object_unref (side.media);
  g_object_unref (side.ends);
  g_main_loop_unref (side.loop);
  return 0;
}
