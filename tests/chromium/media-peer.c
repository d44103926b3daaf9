/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One side of a call, for a test in another language: takes a JSON object a line on standard input,
 * does what its "do" says, and answers with one on standard output. */
#include "ahoy-test-ends.h"
#include "ahoy-webrtc-media.h"

#include <gio/gunixinputstream.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  GMainLoop        *loop;
  GDataInputStream *input;
  AhoyTestEnds     *ends;
  AhoyMedia        *media;
  GString          *digits;
  GString          *failures;
  AhoyMediaStats    stats;
  guint             n_stats;
} Peer;

static void read_command (Peer *peer);

static void
reply (Peer *peer, JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  printf ("%s\n", text);
  fflush (stdout);
  read_command (peer);
}

static void
reply_result (Peer *peer, const char *sdp, const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  if (sdp != NULL) {
    json_builder_set_member_name (builder, "sdp");
    json_builder_add_string_value (builder, sdp);
  }
  if (error != NULL) {
    json_builder_set_member_name (builder, "error");
    json_builder_add_string_value (builder, error->message);
  }
  reply (peer, builder);
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
reply_facts (Peer *peer, double frequency)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_number (builder, "state", ahoy_media_get_state (peer->media));
  add_number (builder, "sends", ahoy_media_get_sends (peer->media));
  add_number (builder, "receives", ahoy_media_get_receives (peer->media));
  add_number (builder, "share", ahoy_test_ends_get_share (peer->ends, frequency));
  add_number (builder, "loudness", ahoy_test_ends_get_loudness (peer->ends));
  add_number (builder, "framesDecoded", peer->stats.video.frames_decoded);
  add_number (builder, "width", peer->stats.video.width);
  add_number (builder, "roundTrip", peer->stats.round_trip);
  add_number (builder, "readings", peer->n_stats);
  json_builder_set_member_name (builder, "remoteHold");
  json_builder_add_boolean_value (builder, ahoy_media_get_remote_hold (peer->media));
  json_builder_set_member_name (builder, "codec");
  json_builder_add_string_value (builder, peer->stats.video.codec);
  json_builder_set_member_name (builder, "digits");
  json_builder_add_string_value (builder, peer->digits->str);
  json_builder_set_member_name (builder, "failures");
  json_builder_add_string_value (builder, peer->failures->str);
  reply (peer, builder);
}

static void
offered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = ahoy_media_create_offer_finish (AHOY_MEDIA (source), result, &error);

  reply_result (user_data, sdp, error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sdp = ahoy_media_create_answer_finish (AHOY_MEDIA (source), result, &error);

  reply_result (user_data, sdp, error);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  ahoy_media_set_remote_finish (AHOY_MEDIA (source), result, &error);
  reply_result (user_data, NULL, error);
}

static void
on_dtmf (AhoyMedia *media, const char *digit, Peer *peer)
{
  g_string_append (peer->digits, digit);
}

static void
on_failed (AhoyMedia *media, const GError *error, Peer *peer)
{
  g_string_append_printf (peer->failures, "%s\n", error->message);
}

static void
on_stats (AhoyMedia *media, const AhoyMediaStats *stats, Peer *peer)
{
  peer->stats = *stats;
  peer->n_stats++;
}

static void
make_media (Peer *peer)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  const AhoyMediaNetwork network = { .ice_servers = servers };

  g_string_truncate (peer->digits, 0);
  g_string_truncate (peer->failures, 0);
  memset (&peer->stats, 0, sizeof peer->stats);
  peer->media = AHOY_MEDIA (ahoy_webrtc_media_new (AHOY_MEDIA_ENDS (peer->ends), &network));
  g_signal_connect (peer->media, "dtmf", G_CALLBACK (on_dtmf), peer);
  g_signal_connect (peer->media, "failed", G_CALLBACK (on_failed), peer);
  g_signal_connect (peer->media, "stats", G_CALLBACK (on_stats), peer);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *peer = user_data;

  ahoy_media_close_finish (AHOY_MEDIA (source), result, NULL);
  g_clear_object (&peer->media);
  make_media (peer);
  reply_result (peer, NULL, NULL);
}

static void
run_command (Peer *peer, JsonObject *command)
{
  const char *what = json_object_get_string_member_with_default (command, "do", "");
  const char *text = json_object_get_string_member_with_default (command, "text", "");
  gint64 wanted = json_object_get_int_member_with_default (command, "wanted", 0);
  g_autoptr (GError) error = NULL;

  if (g_str_equal (what, "offer")) {
    ahoy_media_create_offer_async (peer->media, wanted, NULL, offered_cb, peer);
  } else if (g_str_equal (what, "answer")) {
    ahoy_media_create_answer_async (peer->media, wanted, NULL, answered_cb, peer);
  } else if (g_str_equal (what, "take-offer")) {
    ahoy_media_set_remote_async (peer->media, AHOY_DESCRIPTION_KIND_OFFER, text, NULL, taken_cb,
                                 peer);
  } else if (g_str_equal (what, "take-answer")) {
    ahoy_media_set_remote_async (peer->media, AHOY_DESCRIPTION_KIND_ANSWER, text, NULL, taken_cb,
                                 peer);
  } else if (g_str_equal (what, "dtmf")) {
    ahoy_media_send_dtmf (peer->media, text, &error);
    reply_result (peer, NULL, error);
  } else if (g_str_equal (what, "mute")) {
    ahoy_media_set_muted (peer->media, wanted != 0);
    reply_result (peer, NULL, NULL);
  } else if (g_str_equal (what, "rollback")) {
    ahoy_media_rollback (peer->media);
    reply_result (peer, NULL, NULL);
  } else if (g_str_equal (what, "facts")) {
    reply_facts (peer, wanted);
  } else if (g_str_equal (what, "close")) {
    ahoy_media_close_async (peer->media, closed_cb, peer);
  } else {
    g_error ("Unknown command %s", what);
  }
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *peer = user_data;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish (peer->input, result, NULL, NULL);

  node = line != NULL ? json_from_string (line, NULL) : NULL;
  if (node != NULL)
    run_command (peer, json_node_get_object (node));
  else
    g_main_loop_quit (peer->loop);
}

static void
read_command (Peer *peer)
{
  g_data_input_stream_read_line_async (peer->input, G_PRIORITY_DEFAULT, NULL, line_cb, peer);
}

int
main (void)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  Peer peer = {
    .loop = g_main_loop_new (NULL, FALSE),
    .input = g_data_input_stream_new (input),
    .ends = ahoy_test_ends_new (440),
    .digits = g_string_new (NULL),
    .failures = g_string_new (NULL),
  };

  ahoy_test_ends_set_picture (peer.ends, 320, 240);
  make_media (&peer);
  read_command (&peer);
  g_main_loop_run (peer.loop);

  g_clear_object (&peer.media);
  g_object_unref (peer.ends);
  g_object_unref (peer.input);
  g_main_loop_unref (peer.loop);
  g_string_free (peer.digits, TRUE);
  g_string_free (peer.failures, TRUE);
  return 0;
}
