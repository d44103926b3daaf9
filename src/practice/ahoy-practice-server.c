/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-faults.h"

#include "ahoy-json.h"

#include <poll.h>
#include <string.h>

/* Takes object over. */
void
ahoy_practice_answer (SoupServerMessage *message, guint status, JsonObject *object)
{
  g_autoptr (JsonObject) owned = object;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  char *text = ahoy_json_to_text (owned);

  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, text,
                                    strlen (text));
}

/* A page for people, as a proxy or a login module in front of the service answers. */
void
ahoy_practice_answer_html (SoupServerMessage *message, guint status)
{
  char *page = g_strdup_printf ("<!DOCTYPE html>\n<html><head><title>%u</title></head>"
                                "<body><h1>%s</h1></body></html>\n",
                                status, soup_status_get_phrase (status));

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_TAKE, page,
                                    strlen (page));
}

/* wrapper may be NULL where the service has none. */
static void
answer_error (const AhoyPracticeService *service, SoupServerMessage *message, const char *wrapper,
              guint status, int code, const char *reason)
{
  JsonObject *inner;

  ahoy_practice_answer (message, status, service->make_error (wrapper, code, reason, &inner));
}

static void
answer_refusal (const AhoyPracticeService *service, SoupServerMessage *message, const char *wrapper,
                AhoyPracticeRefusal refusal)
{
  guint status = service->refusals[refusal].status;
  int code = service->refusals[refusal].code;

  if (code < 0)
    ahoy_practice_answer_html (message, status);
  else
    answer_error (service, message, wrapper, status, code, service->refusals[refusal].reason);
}

/* A refusal as the request's service writes it; reason may be NULL. */
void
ahoy_practice_answer_error (AhoyPracticeRequest *request, guint status, int code,
                            const char *reason)
{
  answer_error (request->service, request->message, request->route->wrapper, status, code, reason);
}

void
ahoy_practice_answer_refusal (AhoyPracticeRequest *request, AhoyPracticeRefusal refusal)
{
  answer_refusal (request->service, request->message, request->route->wrapper, refusal);
}

void
ahoy_practice_request_free (AhoyPracticeRequest *request)
{
  ahoy_clock_clear (request->practice->clock, &request->delay_id);
  g_clear_pointer (&request->body, json_object_unref);
  g_object_unref (request->message);
  g_strfreev (request->path);
  g_free (request);
}

/* NULL where it is no JSON object. */
JsonObject *
ahoy_practice_request_get_body (AhoyPracticeRequest *request)
{
  SoupMessageBody *body = soup_server_message_get_request_body (request->message);
  g_autoptr (GBytes) bytes = NULL;

  if (request->body == NULL) {
    bytes = soup_message_body_flatten (body);
    request->body = ahoy_json_parse_object (g_bytes_get_data (bytes, NULL),
                                            g_bytes_get_size (bytes), NULL);
  }

  return request->body;
}

/* The request gets no answer from the server any more: its connection is the caller's. */
GIOStream *
ahoy_practice_request_take (AhoyPracticeRequest *request)
{
  request->taken = TRUE;

  return soup_server_message_steal_connection (request->message);
}

/* What a page from anywhere may do. There are no cookies, so that letting every page in lets nobody
 * in who does not know a password. */
static void
allow_pages (SoupServerMessage *message)
{
  SoupMessageHeaders *sent = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *origin = soup_message_headers_get_one (sent, "Origin");

  soup_message_headers_replace (headers, "Access-Control-Allow-Origin",
                                origin != NULL ? origin : "*");
  soup_message_headers_replace (headers, "Vary", "Origin");
  if (origin != NULL)
    soup_message_headers_replace (headers, "Access-Control-Allow-Credentials", "true");
  soup_message_headers_replace (headers, "Access-Control-Expose-Headers", "Retry-After");
}

static void
answer_preflight (SoupServerMessage *message)
{
  SoupMessageHeaders *sent = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  /* Another version of a program may send more than we know of: it is let, and ignored. */
  const char *more = soup_message_headers_get_list (sent, "Access-Control-Request-Headers");
  g_autofree char *allowed =
    g_strconcat ("Authorization, Content-Type, Accept, X-Cpaas-Agent, x-token, x-session, sendbird,"
                 " sbcall-client-id, sbcall-session-token, sbcall-short-lived-token",
                 more != NULL ? ", " : NULL, more, NULL);

  soup_message_headers_replace (headers, "Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
  soup_message_headers_replace (headers, "Access-Control-Allow-Headers", allowed);
  soup_message_headers_replace (headers, "Access-Control-Max-Age", "600");
  /* Chromium asks this before a page of another network may talk to this machine. */
  if (soup_message_headers_get_one (sent, "Access-Control-Request-Private-Network") != NULL)
    soup_message_headers_replace (headers, "Access-Control-Allow-Private-Network", "true");
  soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
}

/* The decoded segments, or NULL for a path that cannot be read. */
static char **
split_path (const char *path)
{
  g_auto (GStrv) segments = NULL;

  if (*path != '/')
    return NULL;
  segments = g_strsplit (path + 1, "/", 32);
  for (guint i = 0; segments[i] != NULL; i++) {
    char *decoded = g_uri_unescape_string (segments[i], NULL);

    if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL)) {
      g_free (decoded);
      return NULL;
    }
    g_free (segments[i]);
    segments[i] = decoded;
  }

  return g_steal_pointer (&segments);
}

static gboolean
match_path (const char *pattern, char **path)
{
  g_auto (GStrv) segments = g_strsplit (pattern + 1, "/", -1);
  guint i;

  for (i = 0; segments[i] != NULL && path[i] != NULL; i++)
    if (strcmp (segments[i], "*") == 0 ? *path[i] == '\0' : strcmp (segments[i], path[i]) != 0)
      return FALSE;

  return segments[i] == NULL && path[i] == NULL;
}

/* Each service has paths of its own, and a refusal looks as that service's do. Only a websocket can
 * want the root. */
static const AhoyPracticeService *
find_service (SoupServerMessage *message, const char *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (strcmp (path, "/v1") == 0 || g_str_has_prefix (path, "/v1/"))
    return &ahoy_practice_sendbird;
  if (strcmp (path, "/") == 0
      && soup_message_headers_header_contains (headers, "Upgrade", "websocket"))
    return &ahoy_practice_sendbird;

  return &ahoy_practice_kandy;
}

static const AhoyPracticeRoute *
find_route (const AhoyPracticeService *service, const char *method, char **path, GString *allowed)
{
  for (const AhoyPracticeRoute *route = service->routes; route->method != NULL; route++) {
    if (!match_path (route->pattern, path))
      continue;
    if (strcmp (route->method, method) == 0)
      return route;
    g_string_append_printf (allowed, "%s, ", route->method);
  }

  return NULL;
}

static void
answer_unknown (const AhoyPracticeService *service, SoupServerMessage *message, char **path,
                GString *allowed)
{
  const char *wrapper = service->find_wrapper (path);

  if (allowed->len == 0) {
    answer_refusal (service, message, wrapper, AHOY_PRACTICE_REFUSAL_NO_RESOURCE);
    return;
  }
  g_string_append (allowed, "OPTIONS");
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow",
                                allowed->str);
  answer_refusal (service, message, wrapper, AHOY_PRACTICE_REFUSAL_NO_METHOD);
}

/* Whether the one who asked has closed the connection: a request that nobody waits for any more
 * must not log anybody in. */
static gboolean
is_abandoned (SoupServerMessage *message)
{
  struct pollfd fd = { .fd = g_socket_get_fd (ahoy_practice_message_get_socket (message)),
                       .events = POLLRDHUP };

  return poll (&fd, 1, 0) > 0 && (fd.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

static void
serve (AhoyPracticeRequest *request)
{
  g_autoptr (AhoyPracticeFault) fault = ahoy_practice_take_request_fault (request, FALSE);

  if (fault != NULL)
    fault->type->answer (request, fault);
  else
    request->route->handle (request);
}

static void
on_delay_over (gpointer data)
{
  AhoyPracticeRequest *request = data;
  g_autoptr (SoupServerMessage) message = g_object_ref (request->message);

  request->delay_id = 0;
  if (is_abandoned (message)) {
    g_autoptr (GIOStream) stream = ahoy_practice_request_take (request);

    ahoy_practice_count (request->practice, "given-up");
    g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  } else {
    serve (request);
    if (!request->taken)
      soup_server_message_unpause (message);
  }
  g_ptr_array_remove (request->practice->requests, request);
}

static void
serve_or_delay (AhoyPracticeRequest *request)
{
  AhoyPractice *self = request->practice;
  g_autoptr (AhoyPracticeFault) delay = ahoy_practice_take_request_fault (request, TRUE);

  if (delay == NULL) {
    serve (request);
    ahoy_practice_request_free (request);
    return;
  }
  soup_server_message_pause (request->message);
  g_ptr_array_add (self->requests, request);
  request->delay_id = ahoy_clock_add (self->clock,
                                      (guint) ahoy_practice_fault_get_int (delay, "ms"),
                                      on_delay_over, request);
}

/* The control interface is only for connections that the server has accepted itself: without TLS,
 * on 127.0.0.1. */
static gboolean
is_control (SoupServerMessage *message, char **path)
{
  return soup_server_message_get_socket (message) != NULL && path != NULL &&
         g_strcmp0 (path[0], "practice") == 0;
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *raw_path, GHashTable *query,
            gpointer data)
{
  AhoyPractice *self = data;
  const char *method = soup_server_message_get_method (message);
  const AhoyPracticeService *service = find_service (message, raw_path);
  AhoyPracticeRequest *request;
  g_autoptr (GString) allowed = g_string_new (NULL);
  g_auto (GStrv) path = split_path (raw_path);
  const AhoyPracticeRoute *route;

  if (is_control (message, path)) {
    ahoy_practice_handle_control (self, message, path);
    return;
  }

  allow_pages (message);
  if (strcmp (method, SOUP_METHOD_OPTIONS) == 0) {
    ahoy_practice_count (self, "options");
    answer_preflight (message);
    return;
  }
  if (path == NULL) {
    answer_refusal (service, message, service->find_wrapper (NULL), AHOY_PRACTICE_REFUSAL_PATH);
    return;
  }
  route = find_route (service, method, path, allowed);
  if (route == NULL) {
    ahoy_practice_count (self, "unknown");
    answer_unknown (service, message, path, allowed);
    return;
  }

  request = g_new0 (AhoyPracticeRequest, 1);
  request->service = service;
  request->practice = self;
  request->message = g_object_ref (message);
  request->route = route;
  request->name = route->name;
  request->path = g_steal_pointer (&path);
  service->find_user (request);
  ahoy_practice_count (self, request->name);
  serve_or_delay (request);
}

static void
on_chunk (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  gsize *seen = data;

  *seen += g_bytes_get_size (chunk);
  if (*seen > AHOY_PRACTICE_MAX_BODY)
    g_socket_shutdown (ahoy_practice_message_get_socket (message), TRUE, TRUE, NULL);
}

static void
free_seen (gpointer seen, GClosure *closure)
{
  g_free (seen);
}

/* Before the body is read: says no to one that is announced as too long, and cuts one that turns
 * out to be. */
static void
on_headers (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const AhoyPracticeService *service = find_service (message, path);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
      && soup_message_headers_get_content_length (headers) > AHOY_PRACTICE_MAX_BODY) {
    if (!g_str_has_prefix (path, "/practice/"))
      allow_pages (message);
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                  "close");
    answer_refusal (service, message, service->find_wrapper (NULL),
                    AHOY_PRACTICE_REFUSAL_TOO_LONG);
  }
  g_signal_connect_data (message, "got-chunk", G_CALLBACK (on_chunk), g_new0 (gsize, 1), free_seen,
                         0);
}

SoupServer *
ahoy_practice_server_new (AhoyPractice *self)
{
  SoupServer *server = soup_server_new ("raw-paths", TRUE, "server-header", "AhoyPractice", NULL);

  soup_server_add_early_handler (server, NULL, on_headers, self, NULL);
  soup_server_add_handler (server, NULL, on_request, self, NULL);

  return server;
}
