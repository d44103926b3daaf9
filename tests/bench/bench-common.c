/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-common.h"

#include <gio/gunixinputstream.h>
#ifdef HAVE_MALLINFO2
#include <malloc.h>
#endif
#include <stdlib.h>
#include <string.h>

void
bench_fail (const char *what, const GError *error)
{
  g_printerr ("%s: %s%s%s\n", g_get_prgname (), what, error != NULL ? ": " : "",
              error != NULL ? error->message : "");
  exit (EXIT_FAILURE);
}

/* Members of an object that is begun. */
void
bench_add_usage (JsonBuilder *builder, const BenchUsage *usage)
{
  json_builder_set_member_name (builder, "pss-kib");
  json_builder_add_int_value (builder, usage->pss);
  json_builder_set_member_name (builder, "rss-kib");
  json_builder_add_int_value (builder, usage->rss);
  json_builder_set_member_name (builder, "heap-bytes");
  json_builder_add_int_value (builder, usage->heap);
  json_builder_set_member_name (builder, "fds");
  json_builder_add_int_value (builder, usage->fds);
  json_builder_set_member_name (builder, "threads");
  json_builder_add_int_value (builder, usage->threads);
}

void
bench_print (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, FALSE);

  g_print ("%s\n", text);
}

static char *
dup_member (JsonObject *object, const char *name)
{
  const char *value = json_object_get_string_member_with_default (object, name, NULL);

  if (value == NULL)
    bench_fail ("The service does not say where it is", NULL);

  return g_strdup (value);
}

static BenchService *
read_service (GInputStream *stream, const char *certificates)
{
  g_autoptr (AhoySecret) line = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  BenchService *self = g_new0 (BenchService, 1);
  JsonObject *object;

  self->output = g_data_input_stream_new (stream);
  line = g_data_input_stream_read_line (self->output, NULL, NULL, &error);
  if (line != NULL)
    root = json_from_string (line, &error);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    bench_fail ("The service does not say where it is", error);

  object = json_node_get_object (root);
  self->server = dup_member (object, "server");
  self->websocket_server = dup_member (object, "websocket-server");
  self->user = dup_member (object, "user");
  self->password = dup_member (object, "password");
  self->certificates = g_strdup (certificates);

  return self;
}

BenchService *
bench_service_read (const char *certificates)
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  return read_service (stream, certificates);
}

BenchService *
bench_service_spawn (const char *program, const char *certificates)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  BenchService *self;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                              &error, program, certificates, NULL);
  if (process == NULL)
    bench_fail ("The service cannot be started", error);

  self = read_service (g_subprocess_get_stdout_pipe (process), certificates);
  self->process = g_steal_pointer (&process);

  return self;
}

void
bench_service_tell (BenchService *self, const char *line)
{
  g_autofree char *text = g_strconcat (line, "\n", NULL);
  g_autoptr (GError) error = NULL;

  if (!g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), text, strlen (text),
                                  NULL, NULL, &error))
    bench_fail ("The service is gone", error);
}

char *
bench_service_hear (BenchService *self)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->output, NULL, NULL, &error);

  if (line == NULL)
    bench_fail ("The service is gone", error);

  return line;
}

void
bench_service_free (BenchService *self)
{
  if (self->process != NULL) {
    g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
    g_subprocess_wait (self->process, NULL, NULL);
  }
  g_clear_object (&self->process);
  g_clear_object (&self->output);
  g_free (self->server);
  g_free (self->websocket_server);
  g_free (self->user);
  ahoy_secret_free (self->password);
  g_free (self->certificates);
  g_free (self);
}

char *
bench_service_ca_file (BenchService *self)
{
  return g_build_filename (self->certificates, "ca.pem", NULL);
}

/* factory: what makes the sound and the picture of its calls, or NULL. */
AhoySession *
bench_service_new_calling_session (BenchService *self, AhoyMediaFactory *factory)
{
  g_autofree char *ca_file = bench_service_ca_file (self);
  g_autoptr (AhoyAccount) account = g_object_new (AHOY_TYPE_ACCOUNT,
                                                  "service", "kandy",
                                                  "server", self->server,
                                                  "websocket-server", self->websocket_server,
                                                  "user", self->user,
                                                  "ca-file", ca_file,
                                                  NULL);

  return g_object_new (AHOY_TYPE_SESSION, "account", account, "media-factory", factory, NULL);
}

AhoySession *
bench_service_new_session (BenchService *self)
{
  return bench_service_new_calling_session (self, NULL);
}

AhoyCredentials *
bench_service_credentials (BenchService *self)
{
  return ahoy_credentials_new (AHOY_LOGIN_KIND_PASSWORD, NULL, self->password);
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

void
bench_log_in (AhoySession *session, AhoyCredentials *credentials)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ahoy_session_connect_async (session, credentials, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!ahoy_session_connect_finish (session, result, &error))
    bench_fail ("The login failed", error);
}

void
bench_log_out (AhoySession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ahoy_session_disconnect_async (session, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!ahoy_session_disconnect_finish (session, result, &error))
    bench_fail ("The log-out failed", error);
}

static int
count_entries (const char *folder)
{
  g_autoptr (GError) error = NULL;
  GDir *dir = g_dir_open (folder, 0, &error);
  int n_entries = 0;

  if (dir == NULL)
    bench_fail (folder, error);
  while (g_dir_read_name (dir) != NULL)
    n_entries++;
  g_dir_close (dir);

  return n_entries;
}

static gint64
read_field (const char *text, const char *name)
{
  const char *found = strstr (text, name);

  return found != NULL ? g_ascii_strtoll (found + strlen (name), NULL, 10) : 0;
}

BenchUsage
bench_get_usage (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  BenchUsage usage;

  if (!g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, &error))
    bench_fail ("The memory in use cannot be read", error);
  usage.pss = read_field (text, "\nPss:");
  usage.rss = read_field (text, "\nRss:");
#ifdef HAVE_MALLINFO2
  usage.heap = (gint64) mallinfo2 ().uordblks;
#else
  usage.heap = -1;
#endif
  usage.fds = count_entries ("/proc/self/fd") - 1; /* without that of the folder itself */
  usage.threads = count_entries ("/proc/self/task");

  return usage;
}
