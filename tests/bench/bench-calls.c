/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-common.h"

#include "ahoy-call-state.h"
#include "ahoy-memory.h"
#include "ahoy-webrtc-media-factory-private.h"
#include "watching-ends.h"

#include <gst/gst.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* Calls somebody who sends everything back, many times, with sound and picture or with sound alone,
 * and says what the process has then. With --assert it is a test: what grows with every call is a
 * leak, however little it is. With --leaks it is a test of what GStreamer has left when all is over,
 * in a process of its own. */

#define ROBOT          "echo"
#define TONE           440 /* Hz */
#define PICTURE_WIDTH  160
#define PICTURE_HEIGHT 120
#define FRAMES         5   /* that have to come back in each call */

/* What is let go in other threads is gone a moment later, and GLib's pools keep some for a while. */
#define MOST_POOL_THREADS 10

/* Each call is one of the recent ones afterwards, and GnuTLS keeps a state for each thread that has
 * asked it for random numbers, which libnice has several of in each call: some 700 bytes. The rest
 * is what connections to the service come and go with. */
#define MOST_HEAP 6144 /* bytes for each call */

/* What the system gave us, and cannot get back from heaps with holes, moves more: there is one for
 * each processor, and they fill in the first calls. */
#define MOST_RSS      32   /* KiB for each call */
#define MOST_RSS_ONCE 4096 /* KiB besides */

static int first = 50;
static int last = 200;
static gboolean check;
static gboolean leaks;

static const GOptionEntry entries[] = {
  { "assert", 0, 0, G_OPTION_ARG_NONE, &check, "Fail if anything grows", NULL },
  { "leaks", 0, 0, G_OPTION_ARG_NONE, &leaks, "Fail if GStreamer has anything left", NULL },
  { "first", 0, 0, G_OPTION_ARG_INT, &first, "The calls before the first look", "COUNT" },
  { "last", 0, 0, G_OPTION_ARG_INT, &last, "The calls before the second look", "COUNT" },
  { NULL }
};

static void
print_usage (int n_calls, BenchUsage *usage, double seconds)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "calls");
  json_builder_add_int_value (builder, n_calls);
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

  g_printerr ("%s: %" G_GINT64_FORMAT " after %d calls, %" G_GINT64_FORMAT " after %d\n", what,
              before, first, after, last);

  return FALSE;
}

static gboolean
is_flat (const BenchUsage *before, const BenchUsage *after)
{
  int n_calls = last - first;
  gboolean flat = TRUE;

  flat &= is_below ("File descriptors", before->fds, after->fds, 0);
  flat &= is_below ("Threads", before->threads, after->threads, MOST_POOL_THREADS);
  flat &= is_below ("Bytes of the heap", before->heap, after->heap, MOST_HEAP * n_calls);
  flat &= is_below ("KiB in memory", before->rss, after->rss,
                    MOST_RSS_ONCE + MOST_RSS * n_calls);

  return flat;
}

/* One for each call; data: where it is remembered. */
static AhoyMediaEnds *
make_ends (gpointer data)
{
  WatchingEnds **ends = data;

  g_clear_object (ends);
  *ends = watching_ends_new (TONE, PICTURE_WIDTH, PICTURE_HEIGHT);

  return AHOY_MEDIA_ENDS (g_object_ref (*ends));
}

static gboolean
flows (WatchingEnds *ends, gboolean video)
{
  if (ahoy_test_ends_get_share (watching_ends_get_test (ends), TONE) < 0.9)
    return FALSE;

  return !video || watching_ends_get_seen (ends).n_frames >= FRAMES;
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* Returns when nothing of the call is left. */
static void
call_once (AhoySession *session, WatchingEnds **ends, gboolean video)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyCall) call =
    ahoy_session_call (session, ROBOT, video ? AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO
                                             : AHOY_MEDIA_AUDIO, NULL, &error);
  WatchingEnds *left;

  if (call == NULL)
    bench_fail ("There is no call", error);
  while (!flows (*ends, video)) {
    if (ahoy_call_state_is_over (ahoy_call_get_state (call)))
      bench_fail ("The call is over", ahoy_call_get_error (call));
    g_main_context_iteration (NULL, TRUE);
  }

  ahoy_call_end_async (call, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!ahoy_call_end_finish (call, result, &error))
    bench_fail ("The call cannot be ended", error);
  g_clear_object (&result);
  g_clear_object (&call);

  left = *ends;
  g_object_add_weak_pointer (G_OBJECT (left), (gpointer *) &left);
  g_clear_object (ends);
  while (left != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
call_often (BenchService *service)
{
  g_autoptr (AhoyCredentials) credentials = bench_service_credentials (service);
  g_autoptr (WatchingEnds) ends = NULL;
  g_autoptr (AhoyWebrtcMediaFactory) factory =
    ahoy_webrtc_media_factory_new (make_ends, &ends, NULL);
  g_autoptr (AhoySession) session =
    bench_service_new_calling_session (service, AHOY_MEDIA_FACTORY (factory));
  gint64 start = g_get_monotonic_time ();
  BenchUsage before = { 0 };
  BenchUsage after = { 0 };

  bench_log_in (session, credentials);
  for (int i = 1; i <= last; i++) {
    call_once (session, &ends, i % 2 == 1);
    if (i == first) {
      malloc_trim (0);
      before = bench_get_usage ();
      print_usage (i, &before, (g_get_monotonic_time () - start) / 1e6);
    }
  }
  malloc_trim (0);
  after = bench_get_usage ();
  print_usage (last, &after, (g_get_monotonic_time () - start) / 1e6);
  bench_log_out (session);
  ahoy_session_destroy (session);

  return !check || is_flat (&before, &after);
}

/* Whether a line of the tracer's tells of something that is left, which is said. */
static gboolean
tells_of_leak (const char *line)
{
  const char *alive = strstr (line, "object-alive, type-name=(string)");

  /* The first is how it will be told. GStreamer makes one certificate and keeps it for all calls. */
  if (alive == NULL || strstr (alive, "(string)%s") != NULL ||
      strstr (alive, "(string)GstDtlsAgent,") != NULL)
    return FALSE;

  g_printerr ("%s\n", alive);

  return TRUE;
}

/* The tracer looks when GStreamer ends. */
static gboolean
look_for_leaks (const char *service, const char *certificates)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *calls = g_strdup_printf ("--last=%d", last);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean clean;

  g_subprocess_launcher_setenv (launcher, "GST_TRACERS", "leaks", TRUE);
  g_subprocess_launcher_setenv (launcher, "GST_DEBUG", "GST_TRACER:7", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG"); /* it warns of what it finds */
  process = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", "--first=1", calls,
                                         service, certificates, NULL);
  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &output, &error))
    bench_fail ("The calls cannot be made", error);
  clean = g_subprocess_get_successful (process) &&
          strstr (output, "object-alive") != NULL; /* the tracer is there, and tells as it does */

  lines = g_strsplit (output, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    clean &= !tells_of_leak (lines[i]);

  return clean;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("SERVICE CERTIFICATES-FOLDER");
  g_autoptr (BenchService) service = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good;

  ahoy_memory_spare (); /* as the programs do */
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 3 || first < 1 ||
      (!leaks && last <= first)) {
    g_printerr ("bench-calls: %s\n", error != NULL ? error->message : "see --help");
    return 2;
  }
  if (leaks)
    return look_for_leaks (argv[1], argv[2]) ? EXIT_SUCCESS : EXIT_FAILURE;

  service = bench_service_spawn (argv[1], argv[2]);
  good = call_often (service);
  g_clear_pointer (&service, bench_service_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  gst_deinit ();

  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
