/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-media"

#include "ahoy-runner.h"

#include "ahoy-gst.h"

/* Belongs to the thread. */
typedef struct {
  GstElement *pipeline;
  GWeakRef   *runner;
} Run;

struct _AhoyRunner {
  GObject  parent_instance;
  GstBus  *bus; /* NULL when it was stopped or is over */
};

enum { SIGNAL_LEVEL, SIGNAL_OVER, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyRunner, ahoy_runner, G_TYPE_OBJECT)

static void
end (gpointer object, gpointer error)
{
  AhoyRunner *self = object;

  if (self->bus == NULL)
    return;
  gst_clear_object (&self->bus);
  g_signal_emit (self, signals[SIGNAL_OVER], 0, error);
}

static void
free_error (gpointer error)
{
  if (error != NULL)
    g_error_free (error);
}

static void
tell_level (gpointer object, gpointer level)
{
  AhoyRunner *self = object;

  if (self->bus != NULL)
    g_signal_emit (self, signals[SIGNAL_LEVEL], 0, *(double *) level);
}

/* Until there is an end, which is returned. */
static GstMessage *
follow (Run *run, GstBus *bus)
{
  const GstMessageType wanted = GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_APPLICATION |
                                GST_MESSAGE_ELEMENT | GST_MESSAGE_LATENCY;

  for (;;) {
    GstMessage *message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, wanted);
    double level;

    if (message == NULL)
      return NULL;
    switch ((int) GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ELEMENT:
      if (ahoy_gst_read_level (message, &level))
        ahoy_gst_post (run->runner, tell_level, g_memdup2 (&level, sizeof level), g_free);
      break;
    case GST_MESSAGE_LATENCY:
      gst_bin_recalculate_latency (GST_BIN (run->pipeline));
      break;
    default:
      return message;
    }
    gst_message_unref (message);
  }
}

static gpointer
run_in_thread (gpointer data)
{
  Run *run = data;
  g_autoptr (GstBus) bus = gst_element_get_bus (run->pipeline);
  g_autoptr (GstMessage) message = NULL;
  g_autofree char *details = NULL;
  GError *error = NULL;

  gst_element_set_state (run->pipeline, GST_STATE_PLAYING);
  message = follow (run, bus);
  gst_element_set_state (run->pipeline, GST_STATE_NULL);
  if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, &details);
    g_debug ("%s: %s", error->message, details);
  }
  ahoy_gst_post (run->runner, end, error, free_error);
  gst_object_unref (run->pipeline);
  ahoy_gst_weak_free (run->runner);
  g_free (run);
  return NULL;
}

static void
ahoy_runner_dispose (GObject *object)
{
  ahoy_runner_stop (AHOY_RUNNER (object));
  G_OBJECT_CLASS (ahoy_runner_parent_class)->dispose (object);
}

static void
ahoy_runner_class_init (AhoyRunnerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ahoy_runner_dispose;
  /**
   * AhoyRunner::level:
   * @self: the runner
   * @level: how loud it is where the pipeline measures, from 0 to 1
   *
   * As often as the pipeline measures.
   */
  signals[SIGNAL_LEVEL] = g_signal_new ("level", AHOY_TYPE_RUNNER, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  /**
   * AhoyRunner::over:
   * @self: the runner
   * @error: (nullable): why it cannot go on; %NULL if it has come to its end
   *
   * It is over. Not emitted when it was stopped.
   */
  signals[SIGNAL_OVER] = g_signal_new ("over", AHOY_TYPE_RUNNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1,
                                       G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
ahoy_runner_init (AhoyRunner *self)
{
}

/**
 * ahoy_runner_new:
 * @pipeline: (transfer floating): a pipeline that nobody else touches any more
 *
 * Begins to run it.
 *
 * Returns: (transfer full): the runner
 */
AhoyRunner *
ahoy_runner_new (GstElement *pipeline)
{
  AhoyRunner *self = g_object_new (AHOY_TYPE_RUNNER, NULL);
  Run *run = g_new0 (Run, 1);

  run->pipeline = gst_object_ref_sink (pipeline);
  run->runner = ahoy_gst_weak_new (self);
  self->bus = gst_element_get_bus (pipeline);
  gst_bus_set_flushing (self->bus, FALSE); /* it may be stopped before the thread runs */
  g_thread_unref (g_thread_new ("ahoy-run", run_in_thread, run));
  return self;
}

/**
 * ahoy_runner_stop:
 * @self: a runner
 *
 * Ends it at once, and lets its devices go as soon as they answer. May be called more than once.
 */
void
ahoy_runner_stop (AhoyRunner *self)
{
  if (self->bus == NULL)
    return;
  gst_bus_post (self->bus,
                gst_message_new_application (NULL, gst_structure_new_empty ("ahoy-stop")));
  gst_clear_object (&self->bus);
}
