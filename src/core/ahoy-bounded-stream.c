/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-bounded-stream.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The connection below a websocket. The library above bounds one frame but not a message of many
 * fragments, reads on for as long as there is something, and keeps an answer to each ping. This one
 * follows the frames' headers (RFC 6455, section 5.2), refuses a message before it is too long, lets
 * the main loop turn, and can be paused, so that the sender is slowed down instead of our queue
 * growing. */

/* Below input and drawing (GDK's redraw has G_PRIORITY_HIGH_IDLE + 20), above idle work: whatever
 * comes does not cost a frame. */
#define INPUT_PRIORITY  (G_PRIORITY_HIGH_IDLE + 25)
#define TURN            (64 * 1024) /* bytes to be read before others have their turn */
#define OPCODE_PING     0x9
#define LONGEST_CONTROL 125         /* bytes */
#define MOST_PINGS      1000        /* at once */
#define PING_INTERVAL   100000      /* µs in which one more is allowed */

#define AHOY_TYPE_BOUNDED_INPUT (ahoy_bounded_input_get_type ())
G_DECLARE_FINAL_TYPE (AhoyBoundedInput, ahoy_bounded_input, AHOY, BOUNDED_INPUT, GInputStream)

struct _AhoyBoundedInput {
  GInputStream  parent_instance;

  GInputStream *base;
  GBytes       *ahead;   /* came with the end of the handshake; NULL when read */
  gsize         longest; /* bytes of a message */
  gboolean      paused;
  GSList       *sources; /* of InputSource, not owned */

  guint8        header[14];
  guint         header_length; /* what of it is there */
  guint64       payload_left;  /* of the frame that is being read */
  guint64       message;       /* bytes of the fragments so far */
  gssize        turn_left;     /* bytes */
  guint         n_pings;
  gint64        pings_counted; /* monotonic time up to which n_pings has been lowered */
};

typedef struct {
  GSource           source;
  AhoyBoundedInput *input;
  GSource          *child; /* NULL while there is nothing to wait for below */
} InputSource;

static void pollable_interface_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyBoundedInput, ahoy_bounded_input, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      pollable_interface_init))

static guint
header_size (const guint8 *header, guint length)
{
  guint size = 2;

  if (length < 2)
    return size;
  if ((header[1] & 0x7f) == 126)
    size += 2;
  else if ((header[1] & 0x7f) == 127)
    size += 8;
  if (header[1] & 0x80)
    size += 4;

  return size;
}

static guint64
payload_size (const guint8 *header)
{
  guint64 size = header[1] & 0x7f;
  guint bytes = size == 126 ? 2 : size == 127 ? 8 : 0;

  if (bytes == 0)
    return size;
  size = 0;
  for (guint i = 0; i < bytes; i++)
    size = size << 8 | header[2 + i];

  return size;
}

static gboolean
too_many_pings (AhoyBoundedInput *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 allowed = (now - self->pings_counted) / PING_INTERVAL;

  self->n_pings = allowed < self->n_pings ? self->n_pings - (guint) allowed : 0;
  self->pings_counted += allowed * PING_INTERVAL;

  return ++self->n_pings > MOST_PINGS;
}

static gboolean
begin_frame (AhoyBoundedInput *self, GError **error)
{
  gboolean is_control = (self->header[0] & 0x08) != 0;
  gboolean is_last = (self->header[0] & 0x80) != 0;

  self->payload_left = payload_size (self->header);
  self->header_length = 0;
  if ((self->header[0] & 0x0f) == OPCODE_PING && too_many_pings (self)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                         _("The other side flooded the connection"));
    return FALSE;
  }
  if (self->payload_left > (is_control ? LONGEST_CONTROL : self->longest - self->message)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                         _("The other side sent a message that is far too long"));
    return FALSE;
  }
  if (!is_control)
    self->message = is_last ? 0 : self->message + self->payload_left;

  return TRUE;
}

/* Whether what was read keeps within the bounds. */
static gboolean
follow (AhoyBoundedInput *self, const guint8 *data, gsize length, GError **error)
{
  while (length > 0) {
    gsize step;

    if (self->payload_left > 0) {
      step = MIN (length, self->payload_left);
      self->payload_left -= step;
    } else {
      step = 1;
      self->header[self->header_length++] = *data;
      if (self->header_length >= 2 &&
          self->header_length == header_size (self->header, self->header_length) &&
          !begin_frame (self, error))
        return FALSE;
    }
    data += step;
    length -= step;
  }

  return TRUE;
}

static gssize
take_ahead (AhoyBoundedInput *self, void *buffer, gsize count)
{
  gsize size, length;
  const char *data = g_bytes_get_data (self->ahead, &size);
  GBytes *rest;

  length = MIN (count, size);
  memcpy (buffer, data, length);
  rest = length < size ? g_bytes_new_from_bytes (self->ahead, length, size - length) : NULL;
  g_bytes_unref (self->ahead);
  self->ahead = rest;

  return length;
}

static gssize
bounded_input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count,
                                GError **error)
{
  AhoyBoundedInput *self = AHOY_BOUNDED_INPUT (stream);
  gssize length;

  if (self->paused || self->turn_left <= 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "Paused");
    return -1;
  }

  if (self->ahead != NULL)
    length = take_ahead (self, buffer, count);
  else
    length = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->base),
                                                       buffer, count, NULL, error);
  if (length > 0) {
    self->turn_left -= length;
    if (!follow (self, buffer, length, error))
      return -1;
  }

  return length;
}

static gboolean
bounded_input_is_readable (GPollableInputStream *stream)
{
  AhoyBoundedInput *self = AHOY_BOUNDED_INPUT (stream);

  if (self->paused)
    return FALSE;

  return self->ahead != NULL ||
         g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (self->base));
}

static gboolean
input_source_prepare (GSource *source, int *timeout)
{
  AhoyBoundedInput *input = ((InputSource *) source)->input;

  *timeout = -1;

  return !input->paused && input->ahead != NULL;
}

static gboolean
input_source_check (GSource *source)
{
  int timeout;

  return input_source_prepare (source, &timeout);
}

static gboolean
input_source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  GPollableSourceFunc func = (GPollableSourceFunc) (void (*) (void)) callback;

  ((InputSource *) source)->input->turn_left = TURN;

  return func (G_OBJECT (((InputSource *) source)->input), data);
}

static void
input_source_wait (InputSource *self)
{
  if (self->child != NULL || g_source_is_destroyed (&self->source))
    return;

  self->child = g_pollable_input_stream_create_source (
    G_POLLABLE_INPUT_STREAM (self->input->base), NULL);
  g_source_set_dummy_callback (self->child);
  g_source_add_child_source (&self->source, self->child);
}

static void
input_source_stop_waiting (InputSource *self)
{
  if (self->child == NULL)
    return;

  if (!g_source_is_destroyed (&self->source))
    g_source_remove_child_source (&self->source, self->child);
  g_clear_pointer (&self->child, g_source_unref);
}

static void
input_source_finalize (GSource *source)
{
  InputSource *self = (InputSource *) source;

  self->input->sources = g_slist_remove (self->input->sources, self);
  g_clear_pointer (&self->child, g_source_unref);
  g_object_unref (self->input);
}

static gboolean
input_source_closure_callback (GObject *stream, gpointer data)
{
  GClosure *closure = data;
  g_auto (GValue) param = G_VALUE_INIT;
  g_auto (GValue) result = G_VALUE_INIT;

  g_value_init (&result, G_TYPE_BOOLEAN);
  g_value_init (&param, G_TYPE_OBJECT);
  g_value_set_object (&param, stream);
  g_closure_invoke (closure, &result, 1, &param, NULL);

  return g_value_get_boolean (&result);
}

static GSourceFuncs input_source_funcs = {
  .prepare = input_source_prepare,
  .check = input_source_check,
  .dispatch = input_source_dispatch,
  .finalize = input_source_finalize,
  .closure_callback = (GSourceFunc) (void (*) (void)) input_source_closure_callback,
};

static GSource *
bounded_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  AhoyBoundedInput *self = AHOY_BOUNDED_INPUT (stream);
  GSource *source = g_source_new (&input_source_funcs, sizeof (InputSource));
  InputSource *input_source = (InputSource *) source;

  g_source_set_static_name (source, "AhoyBoundedInput");
  g_source_set_priority (source, INPUT_PRIORITY);
  input_source->input = g_object_ref (self);
  self->sources = g_slist_prepend (self->sources, input_source);
  if (!self->paused)
    input_source_wait (input_source);
  if (cancellable != NULL) {
    g_autoptr (GSource) child = g_cancellable_source_new (cancellable);

    g_source_set_dummy_callback (child);
    g_source_add_child_source (source, child);
  }

  return source;
}

static void
pollable_interface_init (GPollableInputStreamInterface *iface)
{
  iface->create_source = bounded_input_create_source;
  iface->is_readable = bounded_input_is_readable;
  iface->read_nonblocking = bounded_input_read_nonblocking;
}

static gssize
ahoy_bounded_input_read (GInputStream *stream, void *buffer, gsize count,
                         GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Only without blocking");

  return -1;
}

static void
ahoy_bounded_input_finalize (GObject *object)
{
  AhoyBoundedInput *self = AHOY_BOUNDED_INPUT (object);

  g_clear_object (&self->base);
  g_clear_pointer (&self->ahead, g_bytes_unref);

  G_OBJECT_CLASS (ahoy_bounded_input_parent_class)->finalize (object);
}

static void
ahoy_bounded_input_class_init (AhoyBoundedInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_bounded_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = ahoy_bounded_input_read;
}

static void
ahoy_bounded_input_init (AhoyBoundedInput *self)
{
  self->turn_left = TURN;
  self->pings_counted = g_get_monotonic_time ();
}

struct _AhoyBoundedStream {
  GIOStream         parent_instance;

  GIOStream        *base;
  AhoyBoundedInput *input;
};

G_DEFINE_FINAL_TYPE (AhoyBoundedStream, ahoy_bounded_stream, G_TYPE_IO_STREAM)

static GInputStream *
ahoy_bounded_stream_get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (AHOY_BOUNDED_STREAM (stream)->input);
}

static GOutputStream *
ahoy_bounded_stream_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (AHOY_BOUNDED_STREAM (stream)->base);
}

static gboolean
ahoy_bounded_stream_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return g_io_stream_close (AHOY_BOUNDED_STREAM (stream)->base, cancellable, error);
}

static void
close_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (g_io_stream_close_finish (G_IO_STREAM (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
ahoy_bounded_stream_close_async (GIOStream *stream, int priority, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_io_stream_close_async (AHOY_BOUNDED_STREAM (stream)->base, priority, cancellable, close_cb,
                           g_task_new (stream, cancellable, callback, user_data));
}

static gboolean
ahoy_bounded_stream_close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ahoy_bounded_stream_finalize (GObject *object)
{
  AhoyBoundedStream *self = AHOY_BOUNDED_STREAM (object);

  g_clear_object (&self->input);
  g_clear_object (&self->base);

  G_OBJECT_CLASS (ahoy_bounded_stream_parent_class)->finalize (object);
}

static void
ahoy_bounded_stream_class_init (AhoyBoundedStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ahoy_bounded_stream_finalize;
  stream_class->get_input_stream = ahoy_bounded_stream_get_input_stream;
  stream_class->get_output_stream = ahoy_bounded_stream_get_output_stream;
  stream_class->close_fn = ahoy_bounded_stream_close;
  stream_class->close_async = ahoy_bounded_stream_close_async;
  stream_class->close_finish = ahoy_bounded_stream_close_finish;
}

static void
ahoy_bounded_stream_init (AhoyBoundedStream *self)
{
}

/**
 * ahoy_bounded_stream_new:
 * @base: an open connection whose streams are pollable
 * @ahead: (nullable): what was read of it already, beyond the handshake
 * @longest: bytes that a message may have
 *
 * Returns: (transfer full): a stream that fails with `G_IO_ERROR_MESSAGE_TOO_LARGE` as soon as a
 *   message announces that it will be longer than @longest, or when there are far too many pings
 */
GIOStream *
ahoy_bounded_stream_new (GIOStream *base, GBytes *ahead, gsize longest)
{
  AhoyBoundedStream *self = g_object_new (AHOY_TYPE_BOUNDED_STREAM, NULL);

  self->base = g_object_ref (base);
  self->input = g_object_new (AHOY_TYPE_BOUNDED_INPUT, NULL);
  self->input->base = g_object_ref (g_io_stream_get_input_stream (base));
  self->input->longest = longest;
  if (ahead != NULL && g_bytes_get_size (ahead) > 0)
    self->input->ahead = g_bytes_ref (ahead);

  return G_IO_STREAM (self);
}

/**
 * ahoy_bounded_stream_set_paused:
 * @self: the stream
 * @paused: whether reading stops
 *
 * While paused nothing is read from the network, and the sources of the stream are not woken.
 */
void
ahoy_bounded_stream_set_paused (AhoyBoundedStream *self, gboolean paused)
{
  if (self->input->paused == paused)
    return;

  self->input->paused = paused;
  for (GSList *l = self->input->sources; l != NULL; l = l->next) {
    if (paused)
      input_source_stop_waiting (l->data);
    else
      input_source_wait (l->data);
  }
}
