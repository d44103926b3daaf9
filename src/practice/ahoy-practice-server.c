/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-faults.h"

#include "ahoy-json.h"

#include <poll.h>
#include <string.h>

#define USER "/rest/version/1/user/*"

/* What is served. Other matters and other services add their rows. */
static const AhoyPracticeRoute routes[] = {
  { "POST", USER "/subscription", "subscribe", "subscribeResponse",
    ahoy_practice_handle_subscribe },
  { "PUT", USER "/subscription/*", "refresh", "subscribeResponse",
    ahoy_practice_handle_refresh },
  { "PUT", USER "/subscription/clientCorrelator/*", "refresh", "subscribeResponse",
    ahoy_practice_handle_refresh_correlator },
  { "DELETE", USER "/subscription/*", "unsubscribe", "subscribeResponse",
    ahoy_practice_handle_unsubscribe },
  { "DELETE", USER "/subscription/clientCorrelator/*", "unsubscribe", "subscribeResponse",
    ahoy_practice_handle_unsubscribe_correlator },
  { "GET", "/rest/version/1/websocket/*", "upgrade", NULL,
    ahoy_practice_handle_upgrade },
};

/* The wrappers of what is not served, so that a client that asks all the same can read its refusal
 * (section 0 of the protocol page). */
static const struct {
  const char *resource;
  const char *wrapper;
} wrappers[] = {
  { "addressbook", "addressBookResponse" },
  { "callControl", "callControlResponse" },
  { "calldisposition", "callDispositionResponse" },
  { "clicktocall", "clickToCallResponse" },
  { "directory", "directory" },
  { "eventSubscription", "eventSubscriptionResponse" },
  { "instantmessage", "imResponse" },
  { "logHistory", "logHistory" },
  { "logRecord", "logRecord" },
  { "presence", "presenceResponse" },
  { "presenceWatcher", "presenceWatcherResponse" },
  { "subscription", "subscribeResponse" },
  { "userProfileData", "userProfileData" },
  { "voicemail", "mwiresponse" },
};

/* Takes object over. */
void
ahoy_practice_answer (SoupServerMessage *message, guint status, JsonObject *object)
{
  g_autoptr (JsonObject) owned = object;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  char *text = ahoy_json_to_text (owned);

  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  /* The library does not notice when a client closes a connection that is kept for later, and keeps
   * its descriptor. After a log-out there is no later. */
  if (g_str_equal (soup_server_message_get_method (message), "DELETE"))
    soup_message_headers_replace (headers, "Connection", "close");
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, text,
                                    strlen (text));
}

/* The usual short answer: { wrapper: { statusCode, reason } }. */
void
ahoy_practice_answer_code (SoupServerMessage *message, guint status, const char *wrapper, int code,
                           const char *reason)
{
  JsonObject *answer = json_object_new ();
  JsonObject *response = json_object_new ();

  json_object_set_int_member (response, "statusCode", code);
  if (reason != NULL)
    json_object_set_string_member (response, "reason", reason);
  json_object_set_object_member (answer, wrapper, response);
  ahoy_practice_answer (message, status, answer);
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

void
ahoy_practice_request_free (AhoyPracticeRequest *request)
{
  ahoy_clock_clear (request->practice->clock, &request->delay_id);
  g_object_unref (request->message);
  g_strfreev (request->path);
  g_free (request);
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

  soup_message_headers_replace (headers, "Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
  soup_message_headers_replace (headers, "Access-Control-Allow-Headers",
                                "Authorization, Content-Type, Accept, X-Cpaas-Agent, x-token,"
                                " x-session");
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

static const AhoyPracticeRoute *
find_route (const char *method, char **path, GString *allowed)
{
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++) {
    if (!match_path (routes[i].pattern, path))
      continue;
    if (strcmp (routes[i].method, method) == 0)
      return &routes[i];
    g_string_append_printf (allowed, "%s, ", routes[i].method);
  }

  return NULL;
}

static const char *
find_wrapper (char **path)
{
  if (g_strv_length (path) > 5 && strcmp (path[3], "user") == 0)
    for (guint i = 0; i < G_N_ELEMENTS (wrappers); i++)
      if (strcmp (path[5], wrappers[i].resource) == 0)
        return wrappers[i].wrapper;

  return "errorResponse";
}

static void
answer_unknown (SoupServerMessage *message, char **path, GString *allowed)
{
  if (allowed->len == 0) {
    ahoy_practice_answer_code (message, SOUP_STATUS_NOT_FOUND, find_wrapper (path),
                               AHOY_PRACTICE_CODE_NO_RESOURCE, "No such resource");
    return;
  }
  g_string_append (allowed, "OPTIONS");
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow",
                                allowed->str);
  ahoy_practice_answer_code (message, SOUP_STATUS_METHOD_NOT_ALLOWED, find_wrapper (path),
                             AHOY_PRACTICE_CODE_BODY, "No such method here");
}

static AhoyPracticeUser *
find_user_of_path (AhoyPractice *self, char **path)
{
  AhoyPracticeSubscription *subscription;

  if (strcmp (path[3], "user") == 0)
    return ahoy_practice_find_user (self, path[4]);

  subscription = ahoy_practice_find_channel (self, path[4]);

  return subscription != NULL ? subscription->user : NULL;
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
    ahoy_practice_answer_code (message, SOUP_STATUS_BAD_REQUEST, "errorResponse",
                               AHOY_PRACTICE_CODE_BODY, "The path cannot be read");
    return;
  }
  route = find_route (method, path, allowed);
  if (route == NULL) {
    ahoy_practice_count (self, "unknown");
    answer_unknown (message, path, allowed);
    return;
  }

  ahoy_practice_count (self, route->name);
  request = g_new0 (AhoyPracticeRequest, 1);
  request->practice = self;
  request->message = g_object_ref (message);
  request->route = route;
  request->path = g_steal_pointer (&path);
  request->user = find_user_of_path (self, request->path);
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

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
      && soup_message_headers_get_content_length (headers) > AHOY_PRACTICE_MAX_BODY) {
    if (!g_str_has_prefix (path, "/practice/"))
      allow_pages (message);
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                  "close");
    ahoy_practice_answer_code (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "errorResponse",
                               AHOY_PRACTICE_CODE_BODY, "The body is too long");
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
