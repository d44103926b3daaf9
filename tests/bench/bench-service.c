/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice.h"

#include <gio/gunixinputstream.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The practice service in a process of its own, so that its cost is not in what the benches
 * measure. Says where it is in one line of JSON on standard output, then does what lines on
 * standard input say:
 *
 *   burst COUNT   COUNT notifications to everybody, as fast as they can be sent, and a line "sent"
 *                 when they are on their way as far as they get: all, or until the network is full
 *
 * and ends with its standard input, that is, with whoever has started it. */

/* As section 9.2 of the protocol page has it. */
#define NOTIFICATION                                                                          \
  "{\"presenceWatcherNotificationParams\":{\"name\":\"bob@practice.example\","                 \
  "\"status\":\"open\",\"activity\":\"lunch\",\"note\":\"back at one\"}}"

typedef struct {
  AhoyPractice *practice;
  GMainLoop    *loop;
  int           status;
} Service;

static gboolean
on_idle (gpointer data)
{
  g_print ("sent\n");
  fflush (stdout);

  return G_SOURCE_REMOVE;
}

static void
obey (Service *self, const char *line)
{
  guint64 count;

  if (!g_str_has_prefix (line, "burst ") ||
      !g_ascii_string_to_unsigned (line + strlen ("burst "), 10, 1, 1000000, &count, NULL)) {
    g_printerr ("bench-service: not understood: %s\n", line);
    self->status = EXIT_FAILURE;
    g_main_loop_quit (self->loop);
    return;
  }

  for (guint64 i = 0; i < count; i++)
    ahoy_practice_notify (self->practice, NULL, "presenceWatcher", NOTIFICATION);

  /* Its turn comes when no socket takes anything more. */
  g_idle_add_full (G_PRIORITY_LOW, on_idle, NULL, NULL);
}

static void
read_line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Service *self = data;
  GDataInputStream *input = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish (input, result, NULL, NULL);

  if (line == NULL) {
    g_main_loop_quit (self->loop);
    return;
  }

  obey (self, line);
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, read_line_cb, self);
}

static void
say_where (AhoyPractice *practice, const char *listen)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  const char *rest = ahoy_practice_get_rest_tls_uri (practice);
  const char *host = listen != NULL ? listen : "127.0.0.1";
  int port = atoi (strrchr (rest, ':') + 1);
  g_autofree char *server = g_strdup_printf ("https://%s:%d", host, port);
  g_autofree char *websocket_server = g_strdup_printf ("wss://%s:%d", host, port);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "server");
  json_builder_add_string_value (builder, server);
  json_builder_set_member_name (builder, "websocket-server");
  json_builder_add_string_value (builder, websocket_server);
  json_builder_set_member_name (builder, "user");
  json_builder_add_string_value (builder, ahoy_practice_get_user_name (practice, 0));
  json_builder_set_member_name (builder, "password");
  json_builder_add_string_value (builder, ahoy_practice_get_user_password (practice, 0));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("CERTIFICATES-FOLDER [ADDRESS]");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (AhoyPractice) practice = ahoy_practice_new ();
  g_autoptr (GInputStream) stdin_stream = g_unix_input_stream_new (0, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (stdin_stream);
  Service self = { practice, loop, EXIT_SUCCESS };
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;
  const char *listen;

  g_option_context_set_summary (context, "Runs the practice service, for a bench.");
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 2 || argc > 3) {
    g_printerr ("bench-service: %s\n", error != NULL ? error->message : "see --help");
    return 2;
  }

  certificate = g_build_filename (argv[1], "server.pem", NULL);
  key = g_build_filename (argv[1], "server-key.pem", NULL);
  listen = argc > 2 ? argv[2] : NULL;
  if (!ahoy_practice_start (practice, 0, &error) ||
      !ahoy_practice_start_tls (practice, 0, listen, certificate, key, &error)) {
    g_printerr ("bench-service: %s\n", error->message);
    return EXIT_FAILURE;
  }

  say_where (practice, listen);
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, read_line_cb, &self);
  g_main_loop_run (loop);

  return self.status;
}
