/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-gst.h"

#include "ahoy-config.h"
#include "ahoy-error.h"
#include "ahoy-log.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define CLOSING_LIMIT 3000 /* ms */

/* Without these there is no call. What only some calls need is looked for when it is wanted. */
static const char *const needed[] = {
  "audioconvert", "audioresample", "audiotestsrc", "clocksync", "dtlssrtpdec", "dtlssrtpenc", "input-selector", "level",
  "nicesink", "nicesrc", "opusdec", "opusenc", "queue", "rtpbin", "rtpopusdepay", "rtpopuspay",
  "rtpvp8depay", "rtpvp8pay", "srtpdec", "srtpenc", "tee", "valve", "videoconvert",
  "videotestsrc", "volume", "vp8dec", "vp8enc", "webrtcbin",
};

typedef struct {
  gpointer       object;
  AhoyGstPosted  func;
  gpointer       data;
  GDestroyNotify free_data;
} Posted;

/* What GStreamer and libnice say may hold passwords, addresses and keys. */
static void
log_redacted (GstDebugCategory *category, GstDebugLevel level, const gchar *file,
              const gchar *function, gint line, GObject *object, GstDebugMessage *message,
              gpointer user_data)
{
  const char *text;
  g_autofree char *redacted = NULL;

  if (level > gst_debug_category_get_threshold (category))
    return;
  /* Bytes of packets, which nobody could redact. */
  text = level == GST_LEVEL_MEMDUMP ? "(not shown)" : gst_debug_message_get (message);
  redacted = ahoy_log_redact_network (text != NULL ? text : "");
  g_printerr ("%s %s %s:%d: %s\n", gst_debug_level_get_name (level),
              gst_debug_category_get_name (category), function, line, redacted);
}

/**
 * ahoy_gst_load:
 * @error: return location for an error
 *
 * Starts GStreamer, the first time. That takes tens of milliseconds, and seconds where it looks
 * through its plugins anew, so it is not done before media is needed. May be called in any thread.
 *
 * Returns: whether all that a call needs is there; else %FALSE with `AHOY_MEDIA_ERROR_UNAVAILABLE`
 */
gboolean
ahoy_gst_load (GError **error)
{
  static GMutex mutex;
  static gboolean complete;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  g_autoptr (GError) local_error = NULL;

  if (complete)
    return TRUE;

  if (!gst_is_initialized ()) {
    if (!gst_init_check (NULL, NULL, &local_error)) {
      g_set_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNAVAILABLE,
                   _("Sound and picture cannot be started on this computer: %s"),
                   local_error->message);
      return FALSE;
    }
    gst_debug_remove_log_function (gst_debug_log_default);
    gst_debug_add_log_function (log_redacted, NULL, NULL);
  }
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++) {
    if (ahoy_gst_has (needed[i]))
      continue;
    g_set_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNAVAILABLE,
                 _("A part that calls need is missing on this computer: “%s” of GStreamer"),
                 needed[i]);
    return FALSE;
  }
  complete = TRUE;
  return TRUE;
}

static GThread *warming; /* or NULL */

static gpointer
load_plugins (gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++) {
    g_autoptr (GstElementFactory) factory = gst_element_factory_find (needed[i]);
    g_autoptr (GstPluginFeature) loaded = NULL;

    if (factory != NULL)
      loaded = gst_plugin_feature_load (GST_PLUGIN_FEATURE (factory));
  }
  return NULL;
}

/**
 * ahoy_gst_warm_up:
 *
 * Somebody is likely to call: loads what a call is made of in a thread, the first time. GStreamer
 * has been started.
 */
void
ahoy_gst_warm_up (void)
{
  static gboolean warm;

  if (warm)
    return;
  warm = TRUE;
  warming = g_thread_new ("ahoy-warm-up", load_plugins, NULL);
}

static guint n_closing;

/**
 * ahoy_gst_begin_closing:
 *
 * A pipeline is being closed, and ahoy_gst_wait_closed() waits for it. To be called in the main
 * thread.
 */
void
ahoy_gst_begin_closing (void)
{
  n_closing++;
}

/**
 * ahoy_gst_end_closing:
 *
 * It has let everything go. To be called in the main thread.
 */
void
ahoy_gst_end_closing (void)
{
  n_closing--;
}

static gboolean
on_closing_limit (gpointer over)
{
  *(gboolean *) over = TRUE;
  return G_SOURCE_REMOVE;
}

/**
 * ahoy_gst_wait_closed:
 *
 * Lets the main context run until every pipeline that is being closed has let everything go, three
 * seconds at most. A program must not end before: a thread of webrtcbin, or the one of
 * ahoy_gst_warm_up(), may be making keys with OpenSSL, which is taken down while the program ends.
 */
void
ahoy_gst_wait_closed (void)
{
  gboolean over = FALSE;
  guint limit_id;

  g_clear_pointer (&warming, g_thread_join);
  if (n_closing == 0)
    return;

  limit_id = g_timeout_add (CLOSING_LIMIT, on_closing_limit, &over);
  while (n_closing > 0 && !over)
    g_main_context_iteration (NULL, TRUE);
  if (!over)
    g_source_remove (limit_id);
}

/**
 * ahoy_gst_has:
 * @factory: the name of an element
 *
 * Returns: whether GStreamer can make it
 */
gboolean
ahoy_gst_has (const char *factory)
{
  g_autoptr (GstElementFactory) found = gst_element_factory_find (factory);

  return found != NULL;
}

/**
 * ahoy_gst_make:
 * @factory: the name of an element that is there
 * @name: (nullable): what to call this one
 *
 * Returns: (transfer floating): a new element
 */
GstElement *
ahoy_gst_make (const char *factory, const char *name)
{
  GstElement *element = gst_element_factory_make (factory, name);

  if (element == NULL)
    g_error ("The element %s was there and is not any more", factory);
  return element;
}

/**
 * ahoy_gst_bin:
 * @description: a piece of pipeline, made by ourselves and never from anything received
 * @error: return location for an error
 *
 * Returns: (transfer floating) (nullable): the bin, with a ghost pad for each open end, or %NULL
 *   with `AHOY_MEDIA_ERROR_UNAVAILABLE`
 */
GstElement *
ahoy_gst_bin (const char *description, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GstElement *bin = gst_parse_bin_from_description_full (description, TRUE, NULL,
                                                         GST_PARSE_FLAG_FATAL_ERRORS, &local_error);

  if (bin == NULL)
    g_set_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNAVAILABLE,
                 _("A part that calls need is missing on this computer: “%s” of GStreamer"),
                 local_error->message);
  return bin;
}

/**
 * ahoy_gst_drop:
 * @element: an element of a bin
 *
 * Stops the element and takes it out of its bin.
 */
void
ahoy_gst_drop (GstElement *element)
{
  g_autoptr (GstObject) parent = gst_object_get_parent (GST_OBJECT (element));
  g_autoptr (GstElement) kept = gst_object_ref (element);

  gst_element_set_locked_state (kept, TRUE);
  gst_element_set_state (kept, GST_STATE_NULL);
  if (parent != NULL)
    gst_bin_remove (GST_BIN (parent), kept);
}

/**
 * ahoy_gst_tell:
 * @element: an element that has got to where the main thread waits for it
 *
 * Has the peer emit `ready`, from any thread.
 */
void
ahoy_gst_tell (GstElement *element)
{
  gst_element_post_message (element,
                            gst_message_new_application (GST_OBJECT (element),
                                                         gst_structure_new_empty ("ahoy-ready")));
}

/**
 * ahoy_gst_read_level:
 * @message: a message of an element
 * @level: (out): how loud the loudest channel is, from 0 to 1
 *
 * Returns: whether it is what the `level` element tells
 */
gboolean
ahoy_gst_read_level (GstMessage *message, double *level)
{
  const GstStructure *structure = gst_message_get_structure (message);
  const GValue *value;
  GValueArray *peaks;

  if (structure == NULL || !gst_structure_has_name (structure, "level"))
    return FALSE;
  value = gst_structure_get_value (structure, "peak");
  peaks = value != NULL ? g_value_get_boxed (value) : NULL;
  *level = 0;
  for (guint i = 0; peaks != NULL && i < peaks->n_values; i++)
    *level = MAX (*level, CLAMP (pow (10, g_value_get_double (&peaks->values[i]) / 20), 0, 1));
  return TRUE;
}

/**
 * ahoy_gst_weak_new:
 * @object: an object of the main thread
 *
 * Returns: (transfer full): what a callback in another thread may hold of it
 */
GWeakRef *
ahoy_gst_weak_new (gpointer object)
{
  GWeakRef *weak = g_new (GWeakRef, 1);

  g_weak_ref_init (weak, object);
  return weak;
}

/**
 * ahoy_gst_weak_free:
 * @weak: (transfer full): a weak reference
 *
 * Gives it back.
 */
void
ahoy_gst_weak_free (GWeakRef *weak)
{
  g_weak_ref_clear (weak);
  g_free (weak);
}

static gboolean
run_posted (gpointer data)
{
  Posted *posted = data;

  posted->func (posted->object, posted->data);
  return G_SOURCE_REMOVE;
}

static void
posted_free (gpointer data)
{
  Posted *posted = data;

  if (posted->free_data != NULL)
    posted->free_data (posted->data);
  g_object_unref (posted->object);
  g_free (posted);
}

/**
 * ahoy_gst_post:
 * @weak: the object
 * @func: called in the main thread, unless the object is gone
 * @data: (transfer full) (nullable): data for @func
 * @free_data: (nullable): frees @data
 *
 * Goes on in the main thread, from any other. What is posted keeps its order.
 */
void
ahoy_gst_post (GWeakRef *weak, AhoyGstPosted func, gpointer data, GDestroyNotify free_data)
{
  gpointer object = g_weak_ref_get (weak);
  Posted *posted;

  if (object == NULL) {
    if (free_data != NULL)
      free_data (data);
    return;
  }
  posted = g_new (Posted, 1);
  /* The reference moves with the message: dropped here, it could dispose of it in this thread. */
  *posted = (Posted) { object, func, data, free_data };
  g_idle_add_full (G_PRIORITY_DEFAULT, run_posted, posted, posted_free);
}

/* A reference that was taken in another thread must not be the last one there. */
static gboolean
release (gpointer object)
{
  g_object_unref (object);
  return G_SOURCE_REMOVE;
}

static void
weak_closure_free (gpointer data, GClosure *closure)
{
  ahoy_gst_weak_free (data);
}

/**
 * ahoy_gst_connect:
 * @instance: an element
 * @signal: its signal, emitted in any thread
 * @callback: the handler, whose last argument is a weak reference to @object
 * @object: an object of the main thread
 *
 * Connects to a signal.
 */
void
ahoy_gst_connect (gpointer instance, const char *signal, GCallback callback, gpointer object)
{
  g_signal_connect_data (instance, signal, callback, ahoy_gst_weak_new (object), weak_closure_free,
                         0);
}

/**
 * ahoy_gst_connect_weak:
 * @instance: an element
 * @signal: its signal, emitted in any thread
 * @callback: the handler, whose last argument is a weak reference to the object
 * @weak: a weak reference to an object of the main thread
 *
 * Connects to a signal, from any thread.
 */
void
ahoy_gst_connect_weak (gpointer instance, const char *signal, GCallback callback, GWeakRef *weak)
{
  gpointer object = g_weak_ref_get (weak);

  if (object == NULL)
    return;
  ahoy_gst_connect (instance, signal, callback, object);
  g_idle_add_full (G_PRIORITY_DEFAULT, release, object, NULL);
}
