/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-rest.h"

#include "ahoy-error.h"
#include "ahoy-transport-error.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define MAX_BODY    (1024 * 1024) /* bytes */
#define MAX_INTERIM 32            /* answers before the one that counts */
#define CHUNK       (16 * 1024)

/* Requests to one server, each with a deadline of the clock and an answer of bounded size. */
struct _AhoyRest {
  GObject      parent_instance;

  SoupSession *http;
  AhoyTrust   *trust;
  AhoyClock   *clock;
  char        *server;
};

G_DEFINE_FINAL_TYPE (AhoyRest, ahoy_rest, G_TYPE_OBJECT)

typedef struct {
  SoupMessage  *message;
  GBytes       *sent;        /* the request's body, or NULL */
  GInputStream *stream;
  GByteArray   *body;
  GCancellable *cancellable;
  AhoyClock    *clock;
  guint         deadline_id;
  gboolean      timed_out;
  guint         n_interim;
  char         *distrust;
} Request;

static void
request_free (Request *request)
{
  ahoy_clock_clear (request->clock, &request->deadline_id);
  g_clear_object (&request->message);
  g_clear_pointer (&request->sent, g_bytes_unref);
  g_clear_object (&request->stream);
  g_byte_array_unref (request->body);
  g_object_unref (request->cancellable);
  g_object_unref (request->clock);
  g_free (request->distrust);
  g_free (request);
}

static void
on_deadline (gpointer data)
{
  Request *request = data;

  request->deadline_id = 0;
  request->timed_out = TRUE;
  g_cancellable_cancel (request->cancellable);
}

static gboolean
on_message_accept_certificate (SoupMessage *message, GTlsCertificate *certificate,
                               GTlsCertificateFlags flags, gpointer data)
{
  GTask *task = data;
  AhoyRest *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  GUri *uri = soup_message_get_uri (message);
  g_autoptr (GSocketConnectable) identity = NULL;

  identity = g_network_address_new (g_uri_get_host (uri), g_uri_get_port (uri));

  return ahoy_trust_accept (self->trust, identity, certificate, flags, &request->distrust);
}

/* The server has closed a connection that was kept while we wrote, and the library sends the request
 * on another one: without a body, as it has read that (3.2). */
static void
on_message_restarted (SoupMessage *message, gpointer data)
{
  Request *request = g_task_get_task_data (data);

  if (request->sent != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", request->sent);
}

/* The library reads them for as long as there are any, without letting the main loop turn. */
static void
on_message_got_informational (SoupMessage *message, gpointer data)
{
  Request *request = g_task_get_task_data (data);

  if (++request->n_interim > MAX_INTERIM)
    g_cancellable_cancel (request->cancellable);
}

static void
fail (GTask *task, GError *error)
{
  Request *request = g_task_get_task_data (task);
  const char *host = g_uri_get_host (soup_message_get_uri (request->message));

  ahoy_clock_clear (request->clock, &request->deadline_id);
  if (request->timed_out) {
    g_clear_error (&error);
    error = g_error_new (AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT,
                         _("%s did not answer in time"), host);
  } else if (request->n_interim > MAX_INTERIM || error->domain == SOUP_SESSION_ERROR) {
    g_clear_error (&error);
    error = ahoy_session_error_new (AHOY_SESSION_ERROR_PROTOCOL, NULL,
                                    _("What answers there does not speak this protocol"));
  } else {
    error = ahoy_transport_error (error, host, request->distrust);
  }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static gint64
read_date (const char *text)
{
  g_autoptr (GDateTime) date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  return date != NULL ? g_date_time_to_unix (date) * 1000 : 0;
}

static void
finish (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (request->message);
  AhoyRestAnswer *answer = g_new0 (AhoyRestAnswer, 1);

  ahoy_clock_clear (request->clock, &request->deadline_id);
  answer->status = soup_message_get_status (request->message);
  answer->reason = g_strdup (soup_message_get_reason_phrase (request->message));
  answer->content_type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
  answer->retry_after = g_strdup (soup_message_headers_get_one (headers, "Retry-After"));
  answer->date = read_date (soup_message_headers_get_one (headers, "Date"));
  answer->length = request->body->len;
  g_byte_array_append (request->body, (const guint8 *) "", 1);
  answer->body = g_strndup ((const char *) request->body->data, answer->length);
  memcpy (answer->body, request->body->data, answer->length);
  explicit_bzero (request->body->data, request->body->len);
  g_task_return_pointer (task, answer, (GDestroyNotify) ahoy_rest_answer_free);
  g_object_unref (task);
}

/* Whether a body that came packed is not what it should be. The library says so in words of its own,
 * as an error of no certain kind. */
static gboolean
is_unpacking_error (Request *request, const GError *error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (request->message);

  return soup_message_headers_get_one (headers, "Content-Encoding") != NULL
         && (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)
             || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED));
}

static void read_more (GTask *task);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (bytes == NULL) {
    if (is_unpacking_error (request, error)) {
      g_clear_error (&error);
      error = ahoy_session_error_new (AHOY_SESSION_ERROR_PROTOCOL, NULL,
                                      _("The server sent something that Ahoy cannot read"));
    }
    fail (task, error);
  } else if (g_bytes_get_size (bytes) == 0) {
    finish (task);
  } else if (request->body->len + g_bytes_get_size (bytes) > MAX_BODY) {
    /* What was not read would keep the connection in use. */
    g_cancellable_cancel (request->cancellable);
    fail (task, ahoy_session_error_new (AHOY_SESSION_ERROR_PROTOCOL, NULL,
                                        _("The service sent an answer that is far too long")));
  } else {
    g_byte_array_append (request->body, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    read_more (task);
  }
}

static void
read_more (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (request->stream, CHUNK, G_PRIORITY_DEFAULT,
                                   request->cancellable, read_cb, task);
}

static void
send_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;

  request->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (request->stream == NULL)
    fail (task, error);
  else
    read_more (task);
}

/* The library takes "." and ".." out of a path, escaped or not, and would send the request to another
 * place. */
static gboolean
is_whole (GUri *uri, const char *path)
{
  const char *left = g_uri_get_path (uri);

  for (; *path != '\0' && *path != '?'; path++) {
    if (*path != '/')
      continue;
    left = strchr (left, '/');
    if (left == NULL)
      return FALSE;
    left++;
  }

  return TRUE;
}

/**
 * ahoy_rest_send_async:
 * @self: the server
 * @method: the HTTP method
 * @path: a path, from `/`, percent-encoded, maybe with a query
 * @query: (nullable): a further query, percent-encoded
 * @headers: (array zero-terminated=1): names and values in turn
 * @body: (nullable): a JSON text
 * @deadline: milliseconds until the whole answer must be there
 * @callback: (scope async): called when it is there
 * @user_data: data for @callback
 *
 * Sends a request. It cannot be taken back: who does not want its answer any more must see to what
 * it has brought about.
 *
 * Fails with `AHOY_SESSION_ERROR_INVALID_ACCOUNT` if no such request can be made,
 * `AHOY_SESSION_ERROR_TIMED_OUT` at the deadline, `AHOY_SESSION_ERROR_PROTOCOL` if the
 * answer is longer than 1 MiB or no HTTP, `G_TLS_ERROR_BAD_CERTIFICATE` with a sentence that says
 * why, and `G_RESOLVER_ERROR` or `G_IO_ERROR` if the server cannot be reached.
 */
void
ahoy_rest_send_async (AhoyRest *self, const char *method, const char *path, const char *query,
                      const char * const *headers, const char *body, guint deadline,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Request *request = g_new0 (Request, 1);
  g_autofree char *uri = NULL;
  SoupMessageHeaders *request_headers;

  request->body = g_byte_array_new ();
  request->cancellable = g_cancellable_new ();
  request->clock = g_object_ref (self->clock);
  g_task_set_source_tag (task, ahoy_rest_send_async);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);

  uri = query == NULL ? g_strconcat (self->server, path, NULL)
                      : g_strconcat (self->server, path, strchr (path, '?') != NULL ? "&" : "?",
                                     query, NULL);
  request->message = soup_message_new (method, uri);
  if (request->message == NULL || !is_whole (soup_message_get_uri (request->message), path)) {
    g_task_return_new_error (task, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT, "%s",
                             _("The user name or the address of the server is malformed"));
    g_object_unref (task);
    return;
  }

  /* A redirected request would take the credentials to a server that nobody has named. */
  soup_message_add_flags (request->message, SOUP_MESSAGE_NO_REDIRECT);
  request_headers = soup_message_get_request_headers (request->message);
  soup_message_headers_replace (request_headers, "Accept", "application/json");
  for (guint i = 0; headers[i] != NULL; i += 2)
    soup_message_headers_replace (request_headers, headers[i], headers[i + 1]);
  if (body != NULL) {
    request->sent = g_bytes_new (body, strlen (body));
    soup_message_set_request_body_from_bytes (request->message, "application/json", request->sent);
  } else {
    soup_message_headers_replace (request_headers, "Content-Type", "application/json");
  }
  g_signal_connect_object (request->message, "accept-certificate",
                           G_CALLBACK (on_message_accept_certificate), task, 0);
  g_signal_connect_object (request->message, "restarted", G_CALLBACK (on_message_restarted), task,
                           0);
  g_signal_connect_object (request->message, "got-informational",
                           G_CALLBACK (on_message_got_informational), task, 0);

  request->deadline_id = ahoy_clock_add (self->clock, deadline, on_deadline, request);
  soup_session_send_async (self->http, request->message, G_PRIORITY_DEFAULT, request->cancellable,
                           send_cb, task);
}

/**
 * ahoy_rest_send_finish:
 * @self: the server
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the answer, whatever its status; %NULL with @error
 */
AhoyRestAnswer *
ahoy_rest_send_finish (AhoyRest *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ahoy_rest_pass_on:
 * @source: the server
 * @result: the result of a request
 * @task: (transfer full): a #GTask
 *
 * A callback for ahoy_rest_send_async(), for who sends a request for somebody else: @task returns
 * the #AhoyRestAnswer, or the error.
 */
void
ahoy_rest_pass_on (GObject *source, GAsyncResult *result, gpointer task)
{
  g_autoptr (GTask) owned = task;
  AhoyRestAnswer *answer;
  GError *error = NULL;

  answer = ahoy_rest_send_finish (AHOY_REST (source), result, &error);
  if (answer != NULL)
    g_task_return_pointer (owned, answer, (GDestroyNotify) ahoy_rest_answer_free);
  else
    g_task_return_error (owned, error);
}

/**
 * ahoy_rest_is_refusal:
 * @status: the HTTP status of an answer
 *
 * Returns: whether the server has understood the request, and says no; not that it is busy
 */
gboolean
ahoy_rest_is_refusal (guint status)
{
  return status / 100 == 4 && status != 408 && status != 429;
}

/**
 * ahoy_rest_answer_free:
 * @answer: (transfer full): an answer
 *
 * Overwrites the body, which may have held secrets, and frees the answer.
 */
void
ahoy_rest_answer_free (AhoyRestAnswer *answer)
{
  explicit_bzero (answer->body, answer->length);
  g_free (answer->body);
  g_free (answer->reason);
  g_free (answer->content_type);
  g_free (answer->retry_after);
  g_free (answer);
}

static void
ahoy_rest_finalize (GObject *object)
{
  AhoyRest *self = AHOY_REST (object);

  g_clear_object (&self->http);
  g_clear_object (&self->trust);
  g_clear_object (&self->clock);
  g_free (self->server);

  G_OBJECT_CLASS (ahoy_rest_parent_class)->finalize (object);
}

static void
ahoy_rest_class_init (AhoyRestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_rest_finalize;
}

static void
ahoy_rest_init (AhoyRest *self)
{
}

/**
 * ahoy_rest_new:
 * @server: scheme, host and port, as [func@server_parse] gives them
 * @trust: whom to trust
 * @clock: the time for deadlines
 *
 * Returns: (transfer full): a way to send requests to @server; proxies are the system's
 */
AhoyRest *
ahoy_rest_new (const char *server, AhoyTrust *trust, AhoyClock *clock)
{
  AhoyRest *self = g_object_new (AHOY_TYPE_REST, NULL);

  self->server = g_strdup (server);
  self->trust = g_object_ref (trust);
  self->clock = g_object_ref (clock);
  /* Deadlines are the clock's; the answer's size is bounded after any decompression. */
  self->http = soup_session_new_with_options ("timeout", 0, "tls-database", trust, "user-agent",
                                              "Ahoy/" AHOY_VERSION, NULL);

  return self;
}
