/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-sendbird-requests.h"

#include "ahoy-sendbird-call-failure.h"

#define DEADLINE 20000 /* ms */

/* The requests that are sent over the websocket and answered over it (sections 3.1 and 3.2 of the
 * protocol page). */
struct _AhoySendbirdRequests {
  GObject     parent_instance;

  AhoyClock  *clock;
  gboolean    open;    /* the websocket is */
  GHashTable *waiting; /* request id → Request */
};

G_DEFINE_FINAL_TYPE (AhoySendbirdRequests, ahoy_sendbird_requests, G_TYPE_OBJECT)

enum { SIGNAL_SEND, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct {
  AhoySendbirdRequests *requests; /* lives as long as this waits */
  char                 *id;       /* also its key */
  GTask                *task;
  guint                 deadline_id;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  ahoy_clock_clear (request->requests->clock, &request->deadline_id);
  g_free (request->id);
  g_object_unref (request->task);
  g_free (request);
}

static void
fail (GTask *task, AhoySendbirdClientError code)
{
  g_task_return_error (task, ahoy_sendbird_client_error (code));
}

/* Nobody else may end it any more. */
static GTask *
take_task (AhoySendbirdRequests *self, Request *request)
{
  GTask *task = g_object_ref (request->task);

  g_hash_table_remove (self->waiting, request->id);

  return task;
}

static void
on_deadline (gpointer data)
{
  Request *request = data;
  g_autoptr (GTask) task = NULL;

  request->deadline_id = 0;
  task = take_task (request->requests, request);
  fail (task, AHOY_SENDBIRD_CLIENT_ERROR_TIMED_OUT);
}

/**
 * ahoy_sendbird_requests_send_async:
 * @self: the requests
 * @command: what kind of request
 * @type: what is asked for, such as `dial`
 * @payload: (nullable): what belongs to it
 * @callback: (scope async): called when the service has answered
 * @user_data: data for @callback
 *
 * Sends a request that the service answers.
 *
 * Fails with an `AHOY_SESSION_ERROR` with the service's own code if it refuses, and with one of its
 * clients' codes if there is no websocket (1800201), if too many requests wait already (1800200), if
 * there is no answer within 20 seconds (1800203), or if the websocket is lost before (1800204).
 */
void
ahoy_sendbird_requests_send_async (AhoySendbirdRequests *self, AhoySendbirdCommand command,
                                   const char *type, JsonObject *payload,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *text = NULL;
  Request *request;

  g_task_set_source_tag (task, ahoy_sendbird_requests_send_async);
  if (!self->open) {
    fail (task, AHOY_SENDBIRD_CLIENT_ERROR_NOT_CONNECTED);
    return;
  }
  if (g_hash_table_size (self->waiting) >= AHOY_SENDBIRD_REQUESTS_MOST) {
    fail (task, AHOY_SENDBIRD_CLIENT_ERROR_REQUEST_FAILED);
    return;
  }

  request = g_new0 (Request, 1);
  request->requests = self;
  request->id = g_uuid_string_random ();
  request->task = g_steal_pointer (&task);
  request->deadline_id = ahoy_clock_add (self->clock, DEADLINE, on_deadline, request);
  g_hash_table_insert (self->waiting, request->id, request);
  text = ahoy_sendbird_frame_build (command, type, request->id, payload);
  g_signal_emit (self, signals[SIGNAL_SEND], 0, text);
}

/**
 * ahoy_sendbird_requests_send_finish:
 * @self: the requests
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full): the answer
 */
AhoySendbirdFrame *
ahoy_sendbird_requests_send_finish (AhoySendbirdRequests *self, GAsyncResult *result,
                                    GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ahoy_sendbird_requests_call_finish:
 * @self: the requests
 * @result: the result
 * @reason: (out): why a call is over that cannot go on because of the failure
 * @error: return location for an error
 *
 * The same for a request about a call: fails with an `AHOY_CALL_ERROR` if the service refuses.
 *
 * Returns: (transfer full): the answer
 */
AhoySendbirdFrame *
ahoy_sendbird_requests_call_finish (AhoySendbirdRequests *self, GAsyncResult *result,
                                    AhoyCallEndReason *reason, GError **error)
{
  const AhoySendbirdFrame *refusal = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) problem = NULL;
  AhoySendbirdFrame *answer;

  *reason = AHOY_CALL_END_REASON_FAILED;
  answer = g_task_propagate_pointer (G_TASK (result), &problem);
  if (answer != NULL)
    return answer;

  if (refusal != NULL) {
    *reason = ahoy_sendbird_call_code_to_reason (refusal->error_code);
    g_propagate_error (error, ahoy_sendbird_call_code_to_error (refusal->error_code,
                                                                refusal->error_message));
  } else {
    g_propagate_error (error, g_steal_pointer (&problem));
  }

  return NULL;
}

/**
 * ahoy_sendbird_requests_report:
 * @self: the requests
 * @command: what kind of message
 * @type: what is told, such as `candidate`
 * @payload: (nullable): what belongs to it
 *
 * Sends what the service does not answer.
 *
 * Returns: whether there is a websocket; else it is not sent
 */
gboolean
ahoy_sendbird_requests_report (AhoySendbirdRequests *self, AhoySendbirdCommand command,
                               const char *type, JsonObject *payload)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *text = NULL;

  if (!self->open)
    return FALSE;

  text = ahoy_sendbird_frame_build (command, type, id, payload);
  g_signal_emit (self, signals[SIGNAL_SEND], 0, text);

  return TRUE;
}

/**
 * ahoy_sendbird_requests_take:
 * @self: the requests
 * @answer: (transfer full): what the service has answered, or refused
 *
 * Gives an answer to whom it belongs.
 *
 * Returns: whether a request has waited for it; %FALSE: it came too late, twice, or unasked
 */
gboolean
ahoy_sendbird_requests_take (AhoySendbirdRequests *self, AhoySendbirdFrame *answer)
{
  g_autoptr (AhoySendbirdFrame) owned = answer;
  g_autoptr (GTask) task = NULL;
  Request *request = NULL;

  if (answer->request_id != NULL)
    request = g_hash_table_lookup (self->waiting, answer->request_id);
  if (request == NULL)
    return FALSE;

  task = take_task (self, request);
  if (answer->kind == AHOY_SENDBIRD_FRAME_ERROR) {
    GError *error = ahoy_sendbird_frame_to_error (answer);

    g_task_set_task_data (task, g_steal_pointer (&owned),
                          (GDestroyNotify) ahoy_sendbird_frame_free);
    g_task_return_error (task, error);
    return TRUE;
  }

  g_task_return_pointer (task, g_steal_pointer (&owned),
                         (GDestroyNotify) ahoy_sendbird_frame_free);

  return TRUE;
}

/**
 * ahoy_sendbird_requests_set_open:
 * @self: the requests
 * @open: whether there is a websocket now
 *
 * What has not been answered when the websocket is lost will not be.
 */
void
ahoy_sendbird_requests_set_open (AhoySendbirdRequests *self, gboolean open)
{
  g_autoptr (GPtrArray) tasks = NULL;
  GHashTableIter iter;
  gpointer request;

  self->open = open;
  if (open)
    return;

  /* All of them first: who hears of it may send the next. */
  tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, NULL, &request))
    g_ptr_array_add (tasks, g_object_ref (((Request *) request)->task));
  g_hash_table_remove_all (self->waiting);
  for (guint i = 0; i < tasks->len; i++)
    fail (tasks->pdata[i], AHOY_SENDBIRD_CLIENT_ERROR_CONNECTION_LOST);
}

static void
ahoy_sendbird_requests_finalize (GObject *object)
{
  AhoySendbirdRequests *self = AHOY_SENDBIRD_REQUESTS (object);

  g_hash_table_unref (self->waiting); /* empty: each holds us */
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (ahoy_sendbird_requests_parent_class)->finalize (object);
}

static void
ahoy_sendbird_requests_class_init (AhoySendbirdRequestsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_sendbird_requests_finalize;

  /**
   * AhoySendbirdRequests::send:
   * @self: the requests
   * @text: what is to be sent over the websocket
   */
  signals[SIGNAL_SEND] = g_signal_new ("send", AHOY_TYPE_SENDBIRD_REQUESTS, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ahoy_sendbird_requests_init (AhoySendbirdRequests *self)
{
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, request_free);
}

/**
 * ahoy_sendbird_requests_new:
 * @clock: the time for deadlines
 *
 * Returns: (transfer full): no requests, and no websocket yet
 */
AhoySendbirdRequests *
ahoy_sendbird_requests_new (AhoyClock *clock)
{
  AhoySendbirdRequests *self = g_object_new (AHOY_TYPE_SENDBIRD_REQUESTS, NULL);

  self->clock = g_object_ref (clock);

  return self;
}
