/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-stream.h"

/* Lies between the websocket and its connection, for the two things that libsoup does not do:
 * bounding what comes in between two whole messages (libsoup bounds single frames only), and not
 * reading at all, so that the peer sees a link that is up but dead. */

#define AHOY_TYPE_PRACTICE_INPUT (ahoy_practice_input_get_type ())
G_DECLARE_FINAL_TYPE (AhoyPracticeInput, ahoy_practice_input, AHOY, PRACTICE_INPUT, GInputStream)

struct _AhoyPracticeInput {
  GInputStream  parent_instance;

  GInputStream *base;
  GSource      *source; /* what the websocket waits on, or NULL */
  GSource      *child;  /* the part of it that wakes it, or NULL */
  guint64       limit;
  guint64       seen;   /* bytes since the last reset */
  gboolean      muted;
};

static void ahoy_practice_input_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyPracticeInput, ahoy_practice_input, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      ahoy_practice_input_pollable_init))

static gssize
account (AhoyPracticeInput *self, gssize count, GError **error)
{
  if (count <= 0)
    return count;

  self->seen += count;
  if (self->seen > self->limit) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                         "The client sends more than a message may have");
    return -1;
  }

  return count;
}

static gssize
ahoy_practice_input_read (GInputStream *stream, void *buffer, gsize size,
                          GCancellable *cancellable, GError **error)
{
  AhoyPracticeInput *self = AHOY_PRACTICE_INPUT (stream);

  return account (self, g_input_stream_read (self->base, buffer, size, cancellable, error), error);
}

static gboolean
ahoy_practice_input_is_readable (GPollableInputStream *stream)
{
  AhoyPracticeInput *self = AHOY_PRACTICE_INPUT (stream);

  return !self->muted && g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (self->base));
}

static gssize
ahoy_practice_input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize size,
                                      GError **error)
{
  AhoyPracticeInput *self = AHOY_PRACTICE_INPUT (stream);
  gssize count;

  if (self->muted) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "Muted");
    return -1;
  }
  count = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->base), buffer,
                                                    size, NULL, error);

  return account (self, count, error);
}

static void
add_child (AhoyPracticeInput *self)
{
  self->child = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (self->base), NULL);
  g_source_set_dummy_callback (self->child);
  g_source_add_child_source (self->source, self->child);
}

static GSource *
ahoy_practice_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  AhoyPracticeInput *self = AHOY_PRACTICE_INPUT (stream);

  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->child, g_source_unref);
  self->source = g_pollable_source_new_full (stream, NULL, cancellable);
  if (!self->muted)
    add_child (self);

  return g_source_ref (self->source);
}

/* A source that was dispatching while its child was taken away would spin, hence the child itself
 * goes and comes. */
static void
ahoy_practice_input_set_muted (AhoyPracticeInput *self, gboolean muted)
{
  if (self->muted == muted)
    return;
  self->muted = muted;

  if (self->source == NULL || g_source_is_destroyed (self->source))
    return;
  if (muted && self->child != NULL) {
    g_source_remove_child_source (self->source, self->child);
    g_clear_pointer (&self->child, g_source_unref);
  } else if (!muted && self->child == NULL) {
    add_child (self);
  }
}

static void
ahoy_practice_input_finalize (GObject *object)
{
  AhoyPracticeInput *self = AHOY_PRACTICE_INPUT (object);

  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->child, g_source_unref);
  g_clear_object (&self->base);

  G_OBJECT_CLASS (ahoy_practice_input_parent_class)->finalize (object);
}

static void
ahoy_practice_input_class_init (AhoyPracticeInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_practice_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = ahoy_practice_input_read;
}

static void
ahoy_practice_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->create_source = ahoy_practice_input_create_source;
  iface->is_readable = ahoy_practice_input_is_readable;
  iface->read_nonblocking = ahoy_practice_input_read_nonblocking;
}

static void
ahoy_practice_input_init (AhoyPracticeInput *self)
{
}

struct _AhoyPracticeStream {
  GIOStream          parent_instance;

  GIOStream         *base;
  AhoyPracticeInput *input;
};

G_DEFINE_FINAL_TYPE (AhoyPracticeStream, ahoy_practice_stream, G_TYPE_IO_STREAM)

static GInputStream *
ahoy_practice_stream_get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (AHOY_PRACTICE_STREAM (stream)->input);
}

static GOutputStream *
ahoy_practice_stream_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (AHOY_PRACTICE_STREAM (stream)->base);
}

static gboolean
ahoy_practice_stream_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return g_io_stream_close (AHOY_PRACTICE_STREAM (stream)->base, cancellable, error);
}

static void
close_base_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (g_io_stream_close_finish (G_IO_STREAM (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
ahoy_practice_stream_close_async (GIOStream *stream, int priority, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_source_tag (task, ahoy_practice_stream_close_async);
  g_io_stream_close_async (AHOY_PRACTICE_STREAM (stream)->base, priority, cancellable,
                           close_base_cb, task);
}

static gboolean
ahoy_practice_stream_close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ahoy_practice_stream_finalize (GObject *object)
{
  AhoyPracticeStream *self = AHOY_PRACTICE_STREAM (object);

  g_clear_object (&self->input);
  g_clear_object (&self->base);

  G_OBJECT_CLASS (ahoy_practice_stream_parent_class)->finalize (object);
}

static void
ahoy_practice_stream_class_init (AhoyPracticeStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ahoy_practice_stream_finalize;
  stream_class->get_input_stream = ahoy_practice_stream_get_input_stream;
  stream_class->get_output_stream = ahoy_practice_stream_get_output_stream;
  stream_class->close_fn = ahoy_practice_stream_close;
  stream_class->close_async = ahoy_practice_stream_close_async;
  stream_class->close_finish = ahoy_practice_stream_close_finish;
}

static void
ahoy_practice_stream_init (AhoyPracticeStream *self)
{
}

/**
 * ahoy_practice_stream_new:
 * @base: a connection whose streams can be polled
 * @limit: how many bytes may come in without [method@PracticeStream.reset] between them
 *
 * Past @limit reading fails with `G_IO_ERROR_MESSAGE_TOO_LARGE`.
 *
 * Returns: (transfer full): a stream over @base
 */
AhoyPracticeStream *
ahoy_practice_stream_new (GIOStream *base, guint64 limit)
{
  AhoyPracticeStream *self = g_object_new (AHOY_TYPE_PRACTICE_STREAM, NULL);

  self->base = g_object_ref (base);
  self->input = g_object_new (ahoy_practice_input_get_type (), NULL);
  self->input->base = g_object_ref (g_io_stream_get_input_stream (base));
  self->input->limit = limit;

  return self;
}

/**
 * ahoy_practice_stream_reset:
 * @self: a stream
 *
 * A whole message has come: the count for the limit starts anew.
 */
void
ahoy_practice_stream_reset (AhoyPracticeStream *self)
{
  self->input->seen = 0;
}

/**
 * ahoy_practice_stream_set_muted:
 * @self: a stream
 * @muted: whether to stop reading
 *
 * While muted nothing is read, and so nothing of what comes is answered, pings and close frames
 * included.
 */
void
ahoy_practice_stream_set_muted (AhoyPracticeStream *self, gboolean muted)
{
  ahoy_practice_input_set_muted (self->input, muted);
}
