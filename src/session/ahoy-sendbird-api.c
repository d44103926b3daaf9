/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-sendbird-api.h"

#include "ahoy-json.h"
#include "ahoy-log.h"
#include "ahoy-sendbird-login.h"
#include "ahoy-sendbird-orders.h"

#define REQUEST_DEADLINE 30000 /* ms */

struct _AhoySendbirdApi {
  GObject            parent_instance;

  AhoyRest          *rest;
  AhoySessionMemory *memory; /* has the client id and the session token */
  char              *agent;
};

G_DEFINE_FINAL_TYPE (AhoySendbirdApi, ahoy_sendbird_api, G_TYPE_OBJECT)

/**
 * ahoy_sendbird_api_send_async:
 * @self: the requests
 * @method: the HTTP method
 * @path: a path, from `/`
 * @query: (nullable): the query, without the question mark
 * @short_lived_token: (nullable): the token that came with a call, for the one request that needs it
 * @body: (nullable): a JSON text
 * @callback: (scope async): called when the whole answer is there
 * @user_data: data for @callback
 *
 * Sends a request with the headers of section 1 of the protocol page. Fails with an error of the
 * transport, and with `AHOY_SESSION_ERROR_TIMED_OUT` after 30 seconds.
 */
void
ahoy_sendbird_api_send_async (AhoySendbirdApi *self, const char *method, const char *path,
                              const char *query, const char *short_lived_token, const char *body,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  const char *token = ahoy_session_memory_get_token (self->memory);
  const char *headers[9] = {
    AHOY_SENDBIRD_HEADER_CLIENT_ID, ahoy_session_memory_get_client_id (self->memory),
    AHOY_SENDBIRD_HEADER_AGENT, self->agent,
  };
  guint n = 4;

  if (token != NULL) {
    headers[n++] = AHOY_SENDBIRD_HEADER_SESSION_TOKEN;
    headers[n++] = token;
  }
  if (short_lived_token != NULL) {
    headers[n++] = AHOY_SENDBIRD_HEADER_SHORT_LIVED_TOKEN;
    headers[n++] = short_lived_token;
  }
  g_task_set_source_tag (task, ahoy_sendbird_api_send_async);
  ahoy_rest_send_async (self->rest, method, path, query, headers, body, REQUEST_DEADLINE,
                        ahoy_rest_pass_on, task);
}

/**
 * ahoy_sendbird_api_send_finish:
 * @self: the requests
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full): what the service has answered, whatever its status
 */
AhoyRestAnswer *
ahoy_sendbird_api_send_finish (AhoySendbirdApi *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ahoy_sendbird_api_check:
 * @answer: what the service has answered
 * @explain: says why it was refused
 * @error: return location for an error
 *
 * Fails with the error of @explain if the answer is not a success. What the service says goes to the
 * screen, into lists and into reports: not if it is a secret that it gives back to us.
 *
 * Returns: whether it is
 */
gboolean
ahoy_sendbird_api_check (const AhoyRestAnswer *answer, AhoySendbirdExplain explain, GError **error)
{
  const AhoySendbirdAnswer status = { .http_status = answer->status };
  g_autofree char *text = NULL;
  g_autofree char *body = NULL;
  g_autofree char *phrase = NULL;
  AhoySendbirdAnswer shown;

  if (ahoy_sendbird_answer_is_success (&status))
    return TRUE;

  text = ahoy_json_simplify (answer->body, (gssize) answer->length);
  body = ahoy_log_redact (text);
  phrase = ahoy_log_redact (answer->reason != NULL ? answer->reason : "");
  shown = (AhoySendbirdAnswer) { answer->status, phrase, body, -1 };
  g_propagate_error (error, explain (&shown));

  return FALSE;
}

static void
ahoy_sendbird_api_finalize (GObject *object)
{
  AhoySendbirdApi *self = AHOY_SENDBIRD_API (object);

  g_clear_object (&self->rest);
  g_clear_object (&self->memory);
  g_free (self->agent);

  G_OBJECT_CLASS (ahoy_sendbird_api_parent_class)->finalize (object);
}

static void
ahoy_sendbird_api_class_init (AhoySendbirdApiClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_sendbird_api_finalize;
}

static void
ahoy_sendbird_api_init (AhoySendbirdApi *self)
{
}

/**
 * ahoy_sendbird_api_new:
 * @rest: the way to the service
 * @memory: has the client id, and the session token as it is when a request is sent
 * @agent: what this program calls itself
 *
 * Returns: (transfer full): the requests of a login
 */
AhoySendbirdApi *
ahoy_sendbird_api_new (AhoyRest *rest, AhoySessionMemory *memory, const char *agent)
{
  AhoySendbirdApi *self = g_object_new (AHOY_TYPE_SENDBIRD_API, NULL);

  self->rest = g_object_ref (rest);
  self->memory = g_object_ref (memory);
  self->agent = g_strdup (agent);

  return self;
}
