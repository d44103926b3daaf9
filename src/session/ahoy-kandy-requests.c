/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-requests.h"

#include "ahoy-kandy-auth.h"
#include "ahoy-json.h"
#include "ahoy-log.h"

/* The requests of one login: each carries the credentials (section 2 of the protocol page). */
struct _AhoyKandyRequests {
  GObject          parent_instance;

  AhoyRest        *rest;
  char            *user;
  AhoyCredentials *credentials;
  char            *session_id; /* of the login kind HMAC; a secret; or NULL */
};

G_DEFINE_FINAL_TYPE (AhoyKandyRequests, ahoy_kandy_requests, G_TYPE_OBJECT)

/**
 * ahoy_kandy_requests_send_async:
 * @self: the requests
 * @method: the HTTP method
 * @path: a path, from `/`
 * @body: (nullable): a JSON text
 * @deadline: milliseconds until the whole answer must be there
 * @callback: (scope async): called when it is there
 * @user_data: data for @callback
 *
 * Sends a request with what it must carry. Errors as in [method@Rest.send_async].
 */
void
ahoy_kandy_requests_send_async (AhoyKandyRequests *self, const char *method, const char *path,
                                const char *body, guint deadline, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (AhoyKandyAuth) auth = ahoy_kandy_auth_new (self->credentials, self->user,
                                                        self->session_id);
  GTask *task = g_task_new (self, NULL, callback, user_data);
  const char *headers[] = {
    "X-Cpaas-Agent", "ahoy/" AHOY_VERSION,
    auth->header, auth->value,
    NULL,
  };

  g_task_set_source_tag (task, ahoy_kandy_requests_send_async);
  ahoy_rest_send_async (self->rest, method, path, auth->query, headers, body, deadline,
                        ahoy_rest_pass_on, task);
}

/**
 * ahoy_kandy_requests_send_finish:
 * @self: the requests
 * @result: the result
 * @answer: (out caller-allocates): the same answer as the protocol layer wants it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the answer, to which @answer points
 */
AhoyRestAnswer *
ahoy_kandy_requests_send_finish (AhoyKandyRequests *self, GAsyncResult *result,
                                 AhoyKandyAnswer *answer, GError **error)
{
  AhoyRestAnswer *rest_answer = g_task_propagate_pointer (G_TASK (result), error);

  if (rest_answer != NULL)
    *answer = (AhoyKandyAnswer) {
      .http_status = rest_answer->status,
      .reason_phrase = rest_answer->reason,
      .content_type = rest_answer->content_type,
      .retry_after = rest_answer->retry_after,
      .body = rest_answer->body,
      .body_length = (gssize) rest_answer->length,
    };

  return rest_answer;
}

/**
 * ahoy_kandy_requests_make_error:
 * @answer: an answer that is not a success
 * @to_error: (scope call): what reads it
 *
 * Says why a request was refused. What the service says goes to the screen, into lists and into
 * reports: not if it is a secret that it gives back to us.
 *
 * Returns: (transfer full): the error
 */
GError *
ahoy_kandy_requests_make_error (const AhoyKandyAnswer *answer, AhoyKandyToError to_error)
{
  g_autofree char *text = ahoy_json_simplify (answer->body, answer->body_length);
  g_autofree char *body = ahoy_log_redact (text);
  g_autofree char *phrase = ahoy_log_redact (answer->reason_phrase != NULL ? answer->reason_phrase
                                                                           : "");
  AhoyKandyAnswer shown = *answer;

  /* Success that cannot be read: nothing of it is shown, and taking out would make it readable. */
  if (answer->http_status / 100 == 2)
    return to_error (answer);

  shown.body = body;
  shown.body_length = -1;
  shown.reason_phrase = phrase;

  return to_error (&shown);
}

/**
 * ahoy_kandy_requests_set_credentials:
 * @self: the requests
 * @credentials: who sends them
 *
 * Used from the next request on.
 */
void
ahoy_kandy_requests_set_credentials (AhoyKandyRequests *self, AhoyCredentials *credentials)
{
  AhoyCredentials *old = self->credentials;

  self->credentials = ahoy_credentials_ref (credentials);
  if (old != NULL)
    ahoy_credentials_unref (old);
}

/**
 * ahoy_kandy_requests_set_session_id:
 * @self: the requests
 * @session_id: (nullable): what the service gave in exchange for an HMAC token
 *
 * Used from the next request on.
 */
void
ahoy_kandy_requests_set_session_id (AhoyKandyRequests *self, const char *session_id)
{
  char *old = self->session_id;

  self->session_id = g_strdup (session_id);
  if (session_id != NULL)
    ahoy_log_hide (session_id);
  if (old != NULL)
    ahoy_log_unhide (old);
  ahoy_secret_free (old);
}

static void
ahoy_kandy_requests_finalize (GObject *object)
{
  AhoyKandyRequests *self = AHOY_KANDY_REQUESTS (object);

  ahoy_kandy_requests_set_session_id (self, NULL);
  g_clear_pointer (&self->credentials, ahoy_credentials_unref);
  g_clear_object (&self->rest);
  g_free (self->user);

  G_OBJECT_CLASS (ahoy_kandy_requests_parent_class)->finalize (object);
}

static void
ahoy_kandy_requests_class_init (AhoyKandyRequestsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_kandy_requests_finalize;
}

static void
ahoy_kandy_requests_init (AhoyKandyRequests *self)
{
}

/**
 * ahoy_kandy_requests_new:
 * @rest: the server
 * @user: the user name
 *
 * Returns: (transfer full): requests without credentials yet
 */
AhoyKandyRequests *
ahoy_kandy_requests_new (AhoyRest *rest, const char *user)
{
  AhoyKandyRequests *self = g_object_new (AHOY_TYPE_KANDY_REQUESTS, NULL);

  self->rest = g_object_ref (rest);
  self->user = g_strdup (user);

  return self;
}
