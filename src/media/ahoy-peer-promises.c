/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What webrtcbin promises: it answers in a thread of its own, which ends as a task does. */
#include "ahoy-peer-private.h"

#include "ahoy-config.h"

#include <glib/gi18n-lib.h>
#include <gst/sdp/sdp.h>
#include <gst/webrtc/webrtc.h>

/* Takes the error that webrtcbin has put into its reply. */
static GError *
take_error (GstPromise *promise)
{
  const GstStructure *reply;
  g_autoptr (GError) error = NULL;

  if (gst_promise_wait (promise) != GST_PROMISE_RESULT_REPLIED)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Closed");
  reply = gst_promise_get_reply (promise);
  if (reply != NULL && gst_structure_has_field (reply, "error"))
    gst_structure_get (reply, "error", G_TYPE_ERROR, &error, NULL);
  return g_steal_pointer (&error);
}

typedef struct {
  GTask         *task;
  GError        *error;
  gpointer       value;
  GDestroyNotify free_value;
} Reply;

static gboolean
return_reply (gpointer data)
{
  Reply *reply = data;

  if (reply->error != NULL)
    g_task_return_error (reply->task, g_steal_pointer (&reply->error));
  else
    g_task_return_pointer (reply->task, g_steal_pointer (&reply->value), reply->free_value);
  return G_SOURCE_REMOVE;
}

static void
reply_free (gpointer data)
{
  Reply *reply = data;

  g_clear_error (&reply->error);
  if (reply->value != NULL)
    reply->free_value (reply->value);
  g_object_unref (reply->task);
  g_free (reply);
}

/* Promises change in threads of the pipeline, where a task must not be let go. */
static void
post_reply (GTask *task, GError *error, gpointer value, GDestroyNotify free_value)
{
  Reply *reply = g_new (Reply, 1);

  *reply = (Reply) { task, error, value, free_value };
  g_idle_add_full (G_PRIORITY_DEFAULT, return_reply, reply, reply_free);
}

static void
on_created (GstPromise *promise, gpointer task)
{
  gboolean offer = GPOINTER_TO_INT (g_task_get_task_data (task));
  g_autoptr (GstWebRTCSessionDescription) description = NULL;
  GError *error = take_error (promise);
  char *text = NULL;

  if (error == NULL) {
    gst_structure_get (gst_promise_get_reply (promise), offer ? "offer" : "answer",
                       GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, NULL);
    if (description != NULL)
      text = gst_sdp_message_as_text (description->sdp);
    else
      error = g_error_new_literal (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_FAILED,
                                   _("No description of this side could be made"));
  }
  post_reply (task, error, text, g_free);
  gst_promise_unref (promise);
}

/**
 * ahoy_peer_create_async:
 * @self: a peer
 * @offer: whether an offer is made; else an answer
 * @cancellable: (nullable): gives the waiting up
 * @callback: (scope async): called in the main context
 * @user_data: data for @callback
 *
 * Makes a description, without putting it in force.
 */
void
ahoy_peer_create_async (AhoyPeer *self, gboolean offer, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GstPromise *promise = gst_promise_new_with_change_func (on_created, task, NULL);

  g_task_set_task_data (task, GINT_TO_POINTER (offer), NULL);
  g_signal_emit_by_name (self->webrtc, offer ? "create-offer" : "create-answer", NULL, promise);
}

/**
 * ahoy_peer_create_finish:
 * @self: a peer
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the description, or %NULL
 */
char *
ahoy_peer_create_finish (AhoyPeer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_described (GstPromise *promise, gpointer task)
{
  GError *error = take_error (promise);

  post_reply (task, error, error == NULL ? g_strdup ("") : NULL, g_free);
  gst_promise_unref (promise);
}

/**
 * ahoy_peer_set_description_async:
 * @self: a peer
 * @local: whether it is of this side
 * @offer: whether it is an offer; else an answer
 * @sdp: the description
 * @cancellable: (nullable): gives the waiting up
 * @callback: (scope async): called in the main context
 * @user_data: data for @callback
 *
 * Puts a description in force.
 */
void
ahoy_peer_set_description_async (AhoyPeer *self, gboolean local, gboolean offer, const char *sdp,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GstWebRTCSessionDescription) description = NULL;
  GstPromise *promise;
  GstSDPMessage *message = NULL;

  if (gst_sdp_message_new_from_text (sdp, &message) != GST_SDP_OK) {
    g_task_return_new_error (task, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DESCRIPTION,
                             _("The other side's description cannot be read"));
    g_object_unref (task);
    return;
  }
  description = gst_webrtc_session_description_new (offer ? GST_WEBRTC_SDP_TYPE_OFFER
                                                          : GST_WEBRTC_SDP_TYPE_ANSWER, message);
  promise = gst_promise_new_with_change_func (on_described, task, NULL);
  g_signal_emit_by_name (self->webrtc, local ? "set-local-description" : "set-remote-description",
                         description, promise);
}

/**
 * ahoy_peer_set_description_finish:
 * @self: a peer
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: whether the description is in force
 */
gboolean
ahoy_peer_set_description_finish (AhoyPeer *self, GAsyncResult *result, GError **error)
{
  g_autofree char *done = g_task_propagate_pointer (G_TASK (result), error);

  return done != NULL;
}

static void
on_stats (GstPromise *promise, gpointer task)
{
  GError *error = take_error (promise);
  GstStructure *stats = NULL;

  if (error == NULL)
    stats = gst_structure_copy (gst_promise_get_reply (promise));
  post_reply (task, error, stats, (GDestroyNotify) gst_structure_free);
  gst_promise_unref (promise);
}

/**
 * ahoy_peer_get_stats_async:
 * @self: a peer
 * @cancellable: (nullable): gives the waiting up
 * @callback: (scope async): called in the main context
 * @user_data: data for @callback
 *
 * Asks for webrtcbin's numbers.
 */
void
ahoy_peer_get_stats_async (AhoyPeer *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GstPromise *promise = gst_promise_new_with_change_func (on_stats, task, NULL);

  g_signal_emit_by_name (self->webrtc, "get-stats", NULL, promise);
}

/**
 * ahoy_peer_get_stats_finish:
 * @self: a peer
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): webrtcbin's numbers, or %NULL
 */
GstStructure *
ahoy_peer_get_stats_finish (AhoyPeer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
