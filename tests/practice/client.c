/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client.h"

#include <string.h>

/* The practice service may have been made before, to be prepared. */
void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (self->practice == NULL)
    self->practice = ahoy_practice_new ();
  ahoy_practice_start (self->practice, 0, &error);
  g_assert_no_error (error);
  self->session = soup_session_new ();
  self->base = ahoy_practice_get_rest_uri (self->practice);
  self->authorization = basic (ALICE, password_of (self, ALICE));
}

void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  soup_session_abort (self->session);
  g_clear_object (&self->session);
  ahoy_practice_stop (self->practice);
  /* What libsoup still has to close may hold the last references. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (self->practice);
  g_free (self->authorization);
}

int
run_tests (int argc, char *argv[], const Test *tests, guint n_tests)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n_tests; i++)
    g_test_add (tests[i].path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);

  return g_test_run ();
}

void
set_fault (Fixture *self, const char *name, const char *parameters)
{
  g_autoptr (GError) error = NULL;

  ahoy_practice_set_fault (self->practice, name, parameters, &error);
  g_assert_no_error (error);
}

const char *
password_of (Fixture *self, const char *user)
{
  for (guint i = 0; i < ahoy_practice_get_n_users (self->practice); i++)
    if (strcmp (ahoy_practice_get_user_name (self->practice, i), user) == 0)
      return ahoy_practice_get_user_password (self->practice, i);

  g_assert_not_reached ();
}

char *
basic (const char *name, const char *password)
{
  g_autofree char *pair = g_strdup_printf ("%s:%s", name, password);
  g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));

  return g_strdup_printf ("Basic %s", encoded);
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* Sends the fixture's Authorization unless one is among the headers; a NULL value sends none. */
static Answer *
send_request (Fixture *self, SoupMessage *message)
{
  Answer *answer = g_new0 (Answer, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;

  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, store_result,
                                    &result);
  WAIT_UNTIL (result != NULL);
  bytes = soup_session_send_and_read_finish (self->session, result, &answer->error);

  answer->message = g_object_ref (message);
  answer->status = soup_message_get_status (message);
  if (bytes != NULL) {
    gsize size = 0;
    const char *data = g_bytes_get_data (bytes, &size);

    answer->text = g_strndup (data != NULL ? data : "", size);
    answer->object = ahoy_json_parse_object (answer->text, size, NULL);
  }

  return answer;
}

Answer *
request (Fixture *self, const char *method, const char *path, const char *body, ...)
{
  g_autofree char *uri = g_strconcat (self->base, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, uri);
  SoupMessageHeaders *headers;
  gboolean authorized = FALSE;
  const char *name;
  va_list args;

  g_assert_nonnull (message);
  headers = soup_message_get_request_headers (message);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (body != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  }
  va_start (args, body);
  while ((name = va_arg (args, const char *)) != NULL) {
    const char *value = va_arg (args, const char *);

    if (g_ascii_strcasecmp (name, "Authorization") == 0)
      authorized = TRUE;
    if (value != NULL)
      soup_message_headers_replace (headers, name, value);
  }
  va_end (args);
  if (!authorized)
    soup_message_headers_replace (headers, "Authorization", self->authorization);

  return send_request (self, message);
}

Answer *
subscribe (Fixture *self)
{
  return request (self, "POST", SUBSCRIPTION (ALICE), SUBSCRIBE, NULL);
}

void
answer_free (Answer *answer)
{
  g_clear_pointer (&answer->object, json_object_unref);
  g_clear_error (&answer->error);
  g_object_unref (answer->message);
  g_free (answer->text);
  g_free (answer);
}

JsonObject *
answer_wrapper (Answer *answer, const char *name)
{
  JsonObject *wrapper;

  g_assert_no_error (answer->error);
  g_assert_nonnull (answer->object);
  wrapper = ahoy_json_get_object (answer->object, name);
  g_assert_nonnull (wrapper);

  return wrapper;
}

/* The statusCode, whatever the wrapper. */
int
answer_code (Answer *answer)
{
  g_autoptr (GList) wrappers = NULL;
  JsonObject *wrapper;
  gint64 code = 0;

  g_assert_no_error (answer->error);
  g_assert_nonnull (answer->object);
  wrappers = json_object_get_members (answer->object);
  g_assert_cmpuint (g_list_length (wrappers), ==, 1);
  wrapper = ahoy_json_get_object (answer->object, wrappers->data);
  g_assert_nonnull (wrapper);
  g_assert_true (ahoy_json_get_int (wrapper, "statusCode", 0, 9999, &code));

  return (int) code;
}

/* A string of the subscription's answer, "subscription" or one of subscriptionParams. */
const char *
answer_param (Answer *answer, const char *name)
{
  JsonObject *response = answer_wrapper (answer, "subscribeResponse");
  const char *value = ahoy_json_get_string (response, name);

  if (value == NULL)
    value = ahoy_json_get_string (ahoy_json_get_object (response, "subscriptionParams"), name);

  return value;
}

void
assert_refused (Answer *answer, guint status, int code)
{
  g_assert_no_error (answer->error);
  g_assert_cmpuint (answer->status, ==, status);
  g_assert_cmpint (answer_code (answer), ==, code);
}

/* Every kind of the fault of that name happens to a login. */
void
assert_garbage (Fixture *self, Answer *(*log_in) (Fixture *self), guint status)
{
  static const char * const kinds[] = { "text", "half", "array", "empty", "html", "utf8", "zero" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *parameters = g_strdup_printf ("{\"kind\":\"%s\"}", kinds[i]);
    g_autoptr (Answer) answer = NULL;

    set_fault (self, "garbage", parameters);
    answer = log_in (self);
    g_assert_no_error (answer->error);
    g_assert_cmpuint (answer->status, ==, status);
    g_assert_null (answer->object);
  }
}

static void
on_message (SoupWebsocketConnection *connection, SoupWebsocketDataType type, GBytes *bytes,
            Socket *socket)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  socket->n_bytes += size;
  if (type == SOUP_WEBSOCKET_DATA_BINARY)
    socket->n_binary++;
  else
    g_ptr_array_add (socket->texts, g_strndup (data, size));
}

static void
on_error (SoupWebsocketConnection *connection, GError *error, Socket *socket)
{
  g_clear_error (&socket->error);
  socket->error = g_error_copy (error);
}

static void
on_closed (SoupWebsocketConnection *connection, Socket *socket)
{
  socket->closed = TRUE;
  socket->code = soup_websocket_connection_get_close_code (connection);
}

Socket *
try_socket (Fixture *self, const char *path)
{
  Socket *socket = g_new0 (Socket, 1);
  g_autofree char *uri = g_strconcat (self->base, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", uri);
  g_autoptr (GAsyncResult) result = NULL;

  socket->texts = g_ptr_array_new_with_free_func (g_free);
  soup_session_websocket_connect_async (self->session, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        NULL, store_result, &result);
  WAIT_UNTIL (result != NULL);
  socket->connection = soup_session_websocket_connect_finish (self->session, result,
                                                              &socket->error);
  socket->status = soup_message_get_status (message);
  if (socket->connection != NULL) {
    soup_websocket_connection_set_max_incoming_payload_size (socket->connection, 64 * 1024 * 1024);
    g_signal_connect (socket->connection, "message", G_CALLBACK (on_message), socket);
    g_signal_connect (socket->connection, "error", G_CALLBACK (on_error), socket);
    g_signal_connect (socket->connection, "closed", G_CALLBACK (on_closed), socket);
  }

  return socket;
}

/* Opens a socket that must open, and waits until the service knows that it has. */
Socket *
open_socket (Fixture *self, const char *path)
{
  guint n_opened = ahoy_practice_get_count (self->practice, "opened");
  Socket *socket = try_socket (self, path);

  g_assert_no_error (socket->error);
  WAIT_UNTIL (ahoy_practice_get_count (self->practice, "opened") > n_opened);

  return socket;
}

JsonObject *
socket_notification (Socket *socket, guint index)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *notification;

  WAIT_UNTIL (socket->texts->len > index);
  object = ahoy_json_parse_object (g_ptr_array_index (socket->texts, index), -1, &error);
  g_assert_no_error (error);
  notification = ahoy_json_get_object (object, "notificationMessage");
  g_assert_nonnull (notification);

  return json_object_ref (notification);
}

/* The type of a notification, interned. */
const char *
socket_event (Socket *socket, guint index)
{
  g_autoptr (JsonObject) notification = socket_notification (socket, index);

  return g_intern_string (ahoy_json_get_string (notification, "eventType"));
}

void
socket_free (Socket *socket)
{
  if (socket->connection != NULL)
    g_signal_handlers_disconnect_by_data (socket->connection, socket);
  g_clear_object (&socket->connection);
  g_clear_error (&socket->error);
  g_ptr_array_unref (socket->texts);
  g_free (socket);
}
