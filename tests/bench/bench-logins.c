/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-common.h"

#include <stdlib.h>

/* Logs one session in and out many times, over TLS, and says what the process has then. With
 * --assert it is a test: what grows with every login is a leak, however little it is. */

/* The heap tells exactly what was not freed. It still moves a little with the sessions that the TLS
 * library remembers, but a forgotten string of each login, or anything larger, shows. */
#define MOST_POOL_THREADS 10
#define MOST_HEAP 256 /* bytes for each login */

/* What the system gave us, and cannot get back from a heap with holes, moves more. */
#define MOST_RSS 8192 /* bytes for each login */

static int first = 100;
static int last = 1000;
static gboolean check;

static const GOptionEntry entries[] = {
  { "assert", 0, 0, G_OPTION_ARG_NONE, &check, "Fail if anything grows", NULL },
  { "first", 0, 0, G_OPTION_ARG_INT, &first, "The logins before the first look", "COUNT" },
  { "last", 0, 0, G_OPTION_ARG_INT, &last, "The logins before the second look", "COUNT" },
  { NULL }
};

static void
print_usage (int n_logins, BenchUsage *usage, double seconds)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "logins");
  json_builder_add_int_value (builder, n_logins);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, seconds);
  bench_add_usage (builder, usage);
  json_builder_end_object (builder);
  bench_print (builder);
}

static gboolean
is_below (const char *what, gint64 before, gint64 after, gint64 most)
{
  if (after - before <= most)
    return TRUE;

  g_printerr ("%s: %" G_GINT64_FORMAT " after %d logins, %" G_GINT64_FORMAT " after %d\n", what,
              before, first, after, last);

  return FALSE;
}

static gboolean
is_flat (const BenchUsage *before, const BenchUsage *after)
{
  int n_logins = last - first;
  gboolean flat = TRUE;

  flat &= is_below ("File descriptors", before->fds, after->fds, 0);
  /* Those of GLib's pool of tasks come and go by themselves. */
  flat &= is_below ("Threads", before->threads, after->threads, MOST_POOL_THREADS);
  flat &= is_below ("Bytes of the heap", before->heap, after->heap, MOST_HEAP * n_logins);
  flat &= is_below ("KiB in memory", before->rss, after->rss, MOST_RSS / 1024 * n_logins);

  return flat;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("SERVICE CERTIFICATES-FOLDER");
  g_autoptr (BenchService) service = NULL;
  g_autoptr (AhoyCredentials) credentials = NULL;
  g_autoptr (AhoySession) session = NULL;
  g_autoptr (GError) error = NULL;
  BenchUsage before = { 0 };
  BenchUsage after = { 0 };
  gint64 start;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 3 || first < 1 ||
      last <= first) {
    g_printerr ("bench-logins: %s\n", error != NULL ? error->message : "see --help");
    return 2;
  }

  service = bench_service_spawn (argv[1], argv[2]);
  credentials = bench_service_credentials (service);
  session = bench_service_new_session (service);
  start = g_get_monotonic_time ();
  for (int i = 1; i <= last; i++) {
    bench_log_in (session, credentials);
    bench_log_out (session);
    if (i == first) {
      before = bench_get_usage ();
      print_usage (i, &before, (g_get_monotonic_time () - start) / 1e6);
    }
  }
  after = bench_get_usage ();
  print_usage (last, &after, (g_get_monotonic_time () - start) / 1e6);

  return check && !is_flat (&before, &after) ? EXIT_FAILURE : EXIT_SUCCESS;
}
