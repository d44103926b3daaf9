/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-common.h"

#include <stdlib.h>
#include <time.h>

/* Takes a burst of notifications and says what each has cost, and for how long nothing else came
 * to its turn. With --at-once the burst waits in the network until there is as much of it as the
 * network holds, as after the computer was busy or the link was away; else each notification is
 * taken as it comes. */

/* GDK's, and how often it draws. */
#define REDRAW_PRIORITY (G_PRIORITY_HIGH_IDLE + 20)
#define FRAME           16667 /* µs */

/* Sees every turn of the main loop: from the moment it has waited until it is about to wait
 * again. */
typedef struct {
  GSource source;
  gint64  woken;       /* µs; 0 while waiting */
  gint64  woken_cpu;   /* ns of this thread */
  gint64  longest;     /* µs */
  gint64  longest_cpu; /* ns */
  guint   n_turns;
} Turns;

/* Wants to draw as GDK does, and is told how late it is. */
typedef struct {
  GSource source;
  gint64  due;
  gint64  latest; /* µs behind */
  guint   n_frames;
  guint   n_dropped;
} Frames;

typedef struct {
  guint  told;
  gint64 last; /* µs */
} Count;

static int n_wanted = 10000;
static gboolean at_once;

static const GOptionEntry entries[] = {
  { "at-once", 0, 0, G_OPTION_ARG_NONE, &at_once, "Let the burst gather first", NULL },
  { "count", 0, 0, G_OPTION_ARG_INT, &n_wanted, "The notifications of the burst", "COUNT" },
  { NULL }
};

static gint64
get_cpu (clockid_t id)
{
  struct timespec time;

  clock_gettime (id, &time);

  return time.tv_sec * G_GINT64_CONSTANT (1000000000) + time.tv_nsec;
}

static gboolean
turns_prepare (GSource *source, int *timeout)
{
  Turns *self = (Turns *) source;

  *timeout = -1;
  if (self->woken == 0)
    return FALSE;

  self->longest = MAX (self->longest, g_get_monotonic_time () - self->woken);
  self->longest_cpu = MAX (self->longest_cpu,
                           get_cpu (CLOCK_THREAD_CPUTIME_ID) - self->woken_cpu);
  self->n_turns++;
  self->woken = 0;

  return FALSE;
}

static gboolean
turns_check (GSource *source)
{
  Turns *self = (Turns *) source;

  self->woken = g_get_monotonic_time ();
  self->woken_cpu = get_cpu (CLOCK_THREAD_CPUTIME_ID);

  return FALSE;
}

static GSourceFuncs turns_funcs = {
  .prepare = turns_prepare,
  .check = turns_check,
};

static Turns *
turns_new (void)
{
  GSource *source = g_source_new (&turns_funcs, sizeof (Turns));

  /* Before all others: GLib asks a source only if none of a higher priority is ready. */
  g_source_set_priority (source, G_MININT);
  g_source_attach (source, NULL);

  return (Turns *) source;
}

static gboolean
frames_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  Frames *self = (Frames *) source;
  gint64 now = g_get_monotonic_time ();

  self->latest = MAX (self->latest, now - self->due);
  self->n_frames++;
  for (self->due += FRAME; self->due <= now; self->due += FRAME)
    self->n_dropped++;
  g_source_set_ready_time (source, self->due);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs frames_funcs = {
  .dispatch = frames_dispatch,
};

static Frames *
frames_new (void)
{
  GSource *source = g_source_new (&frames_funcs, sizeof (Frames));
  Frames *self = (Frames *) source;

  self->due = g_get_monotonic_time () + FRAME;
  g_source_set_priority (source, REDRAW_PRIORITY);
  g_source_set_ready_time (source, self->due);
  g_source_attach (source, NULL);

  return self;
}

static void
on_session_event (AhoySession *session, AhoyEventKind kind, const char *text, Count *count)
{
  if (kind == AHOY_EVENT_KIND_WARNING)
    bench_fail (text, NULL);
  if (kind != AHOY_EVENT_KIND_NOTIFICATION)
    return;

  count->last = g_get_monotonic_time ();
  count->told++;
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("SERVICE CERTIFICATES-FOLDER");
  g_autoptr (BenchService) service = NULL;
  g_autoptr (AhoyCredentials) credentials = NULL;
  g_autoptr (AhoySession) session = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *command = NULL;
  g_autofree char *sent = NULL;
  g_autoptr (GError) error = NULL;
  Count count = { 0 };
  Turns *turns;
  Frames *frames;
  gint64 start, cpu;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 3 || n_wanted < 1) {
    g_printerr ("bench-burst: %s\n", error != NULL ? error->message : "see --help");
    return 2;
  }

  service = bench_service_spawn (argv[1], argv[2]);
  credentials = bench_service_credentials (service);
  session = bench_service_new_session (service);
  g_signal_connect (session, "event", G_CALLBACK (on_session_event), &count);
  bench_log_in (session, credentials);

  command = g_strdup_printf ("burst %d", n_wanted);
  bench_service_tell (service, command);
  if (at_once)
    sent = bench_service_hear (service);
  turns = turns_new ();
  frames = frames_new ();
  start = g_get_monotonic_time ();
  cpu = get_cpu (CLOCK_PROCESS_CPUTIME_ID);
  while (count.told < (guint) n_wanted)
    g_main_context_iteration (NULL, TRUE);
  cpu = get_cpu (CLOCK_PROCESS_CPUTIME_ID) - cpu;

  json_builder_begin_object (builder);
  add_number (builder, "notifications", count.told);
  add_number (builder, "cpu-us", cpu / 1e3 / count.told);
  add_number (builder, "wall-us", (double) (count.last - start) / count.told);
  add_number (builder, "longest-turn-ms", turns->longest / 1e3);
  add_number (builder, "longest-turn-cpu-ms", turns->longest_cpu / 1e6);
  add_number (builder, "turns", turns->n_turns);
  add_number (builder, "frames", frames->n_frames);
  add_number (builder, "frames-dropped", frames->n_dropped);
  add_number (builder, "frame-latest-ms", frames->latest / 1e3);
  json_builder_end_object (builder);
  bench_print (builder);

  g_source_destroy (&turns->source);
  g_source_destroy (&frames->source);
  g_source_unref (&turns->source);
  g_source_unref (&frames->source);
  bench_log_out (session);

  return EXIT_SUCCESS;
}
