/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice.h"

#include <glib-unix.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>

/* practice-service [PORT] NAME:PASSWORD...: the practice service in a process of its own, so that
 * a journey can take it away and bring it back at the same place. Tells on standard output where it
 * is, as one line of JSON. */

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);

  return G_SOURCE_REMOVE;
}

static void
tell (AhoyPractice *practice)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "rest");
  json_builder_add_string_value (builder, ahoy_practice_get_rest_uri (practice));
  json_builder_set_member_name (builder, "websocket");
  json_builder_add_string_value (builder, ahoy_practice_get_websocket_uri (practice));
  json_builder_set_member_name (builder, "control");
  json_builder_add_string_value (builder, ahoy_practice_get_control_uri (practice));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AhoyPractice) practice = ahoy_practice_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  guint64 port = 0;

  if (argc < 2 || !g_ascii_string_to_unsigned (argv[1], 10, 0, G_MAXUINT16, &port, &error)) {
    g_printerr ("usage: %s PORT NAME:PASSWORD...\n", argv[0]);
    return 2;
  }
  for (int i = 2; i < argc; i++) {
    g_auto (GStrv) parts = g_strsplit (argv[i], ":", 2);

    if (g_strv_length (parts) != 2) {
      g_printerr ("%s: not NAME:PASSWORD\n", argv[i]);
      return 2;
    }
    ahoy_practice_add_user (practice, parts[0], parts[1]);
  }
  if (!ahoy_practice_start (practice, (guint16) port, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }

  g_unix_signal_add (SIGINT, on_signal, loop);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  tell (practice);
  g_main_loop_run (loop);
  ahoy_practice_stop (practice);

  return 0;
}
