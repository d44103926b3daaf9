/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-direct-calls.h"
#include "ahoy-practice-robots.h"

#include "ahoy-json.h"

#include <string.h>

/* The control interface: JSON over HTTP for programs on this machine, never for a page in a
 * browser, which could otherwise switch faults on, or read who is logged in. */

static void
answer_error (SoupServerMessage *message, guint status, const char *text)
{
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "error", text);
  ahoy_practice_answer (message, status, answer);
}

static void
answer_affected (SoupServerMessage *message, guint n_affected)
{
  JsonObject *answer = json_object_new ();

  json_object_set_int_member (answer, "affected", n_affected);
  ahoy_practice_answer (message, SOUP_STATUS_OK, answer);
}

/* A page that gives its own name to 127.0.0.1 still sends that name. */
static gboolean
is_loopback_host (const char *host)
{
  g_autofree char *uri_text = g_strdup_printf ("http://%s/", host != NULL ? host : "");
  g_autoptr (GUri) uri = g_uri_parse (uri_text, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GInetAddress) address = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_userinfo (uri) != NULL)
    return FALSE;
  if (g_ascii_strcasecmp (g_uri_get_host (uri), "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (g_uri_get_host (uri));

  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* Why a request is not from a program on this machine, or NULL. */
static const char *
find_objection (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (!is_loopback_host (soup_message_headers_get_one (headers, "Host")))
    return "The control interface answers to a loopback host name only";
  if (soup_message_headers_get_one (headers, "Origin") != NULL
      || soup_message_headers_get_one (headers, "Sec-Fetch-Site") != NULL)
    return "The control interface is not for browsers";

  return NULL;
}

static JsonObject *
read_body (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  if (g_strcmp0 (soup_message_headers_get_content_type (headers, NULL), "application/json") != 0) {
    answer_error (message, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE,
                  "The request needs Content-Type: application/json");
    return NULL;
  }
  object = ahoy_json_parse_object (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                   &error);
  if (object == NULL)
    answer_error (message, SOUP_STATUS_BAD_REQUEST, error->message);

  return object;
}

static void
answer_wrong (SoupServerMessage *message, const GError *error)
{
  answer_error (message, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
                ? SOUP_STATUS_NOT_FOUND : SOUP_STATUS_BAD_REQUEST, error->message);
}

static void
switch_fault (AhoyPractice *self, SoupServerMessage *message)
{
  g_autoptr (JsonObject) body = read_body (message);
  g_autoptr (GError) error = NULL;
  const char *name;
  guint n_affected = 0;

  if (body == NULL)
    return;
  name = ahoy_json_get_string (body, "name");
  if (name == NULL)
    answer_error (message, SOUP_STATUS_BAD_REQUEST, "name: not a text");
  else if (ahoy_practice_switch_fault (self, name, body, &n_affected, &error))
    answer_affected (message, n_affected);
  else
    answer_wrong (message, error);
}

static void
tell_robots (AhoyPractice *self, SoupServerMessage *message)
{
  g_autoptr (JsonObject) body = read_body (message);
  g_autoptr (GError) error = NULL;
  guint n_affected = 0;

  if (body == NULL)
    return;
  if (ahoy_practice_robots_act (self, body, &n_affected, &error))
    answer_affected (message, n_affected);
  else
    answer_wrong (message, error);
}

static void
switch_off (AhoyPractice *self, SoupServerMessage *message, const char *name)
{
  g_autoptr (GError) error = NULL;

  if (name == NULL)
    ahoy_practice_clear_faults (self);
  else if (!ahoy_practice_switch_off (self, name, NULL, &error)) {
    answer_error (message, SOUP_STATUS_NOT_FOUND, error->message);
    return;
  }
  answer_affected (message, 0);
}

static void
notify (AhoyPractice *self, SoupServerMessage *message)
{
  g_autoptr (JsonObject) body = read_body (message);
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *user = NULL;
  g_autofree char *type = NULL;

  if (body == NULL)
    return;
  user = g_strdup (ahoy_json_get_string (body, "user"));
  type = g_strdup (ahoy_json_get_string (body, "eventType"));
  if (type == NULL || (user == NULL && json_object_has_member (body, "user"))) {
    answer_error (message, SOUP_STATUS_BAD_REQUEST, "user, eventType: not a text");
    return;
  }
  if (user != NULL && ahoy_practice_find_user (self, user) == NULL) {
    answer_error (message, SOUP_STATUS_NOT_FOUND, "There is no such user");
    return;
  }

  json_object_remove_member (body, "user");
  list = ahoy_practice_list_devices (self, NULL, user);
  for (guint i = 0; i < list->len; i++)
    ahoy_practice_device_notify (g_ptr_array_index (list, i), type, body);
  answer_affected (message, list->len);
}

static JsonArray *
describe_devices (AhoyPractice *self, const AhoyPracticeService *service)
{
  g_autoptr (GPtrArray) list = ahoy_practice_list_devices (self, service, NULL);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < list->len; i++) {
    AhoyPracticeDevice *device = g_ptr_array_index (list, i);
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "id", device->id);
    json_object_set_string_member (object, "user", device->user->name);
    json_object_set_boolean_member (object, "socket", device->socket != NULL);
    json_object_set_int_member (object, "waiting", device->waiting.length);
    service->describe (device, object);
    json_array_add_object_element (array, object);
  }

  return array;
}

static JsonObject *
describe_state (AhoyPractice *self)
{
  const AhoyPracticeService *services[] = { &ahoy_practice_kandy, &ahoy_practice_sendbird };
  JsonObject *answer = json_object_new ();
  JsonObject *counts = json_object_new ();
  JsonArray *users = json_array_new ();
  GHashTableIter iter;
  gpointer name, count;

  for (guint i = 0; i < self->users->len; i++)
    json_array_add_string_element (users, ahoy_practice_get_user_name (self, i));
  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, &name, &count))
    json_object_set_int_member (counts, name, GPOINTER_TO_UINT (count));

  json_object_set_array_member (answer, "users", users);
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    json_object_set_array_member (answer, services[i]->logins,
                                  describe_devices (self, services[i]));
  json_object_set_array_member (answer, "calls", ahoy_practice_describe_legs (self));
  json_object_set_array_member (answer, "direct-calls", ahoy_practice_describe_direct_calls (self));
  json_object_set_int_member (answer, "sockets", self->sockets->len);
  json_object_set_object_member (answer, "counts", counts);

  return answer;
}

typedef enum {
  RESOURCE_NONE,
  RESOURCE_FAULTS,
  RESOURCE_FAULT,
  RESOURCE_ROBOTS,
  RESOURCE_STATE,
  RESOURCE_NOTIFY,
} Resource;

static Resource
find_resource (char **path)
{
  guint length = g_strv_length (path);

  if (length == 2 && strcmp (path[1], "faults") == 0)
    return RESOURCE_FAULTS;
  if (length == 3 && strcmp (path[1], "faults") == 0)
    return RESOURCE_FAULT;
  if (length == 2 && strcmp (path[1], "robots") == 0)
    return RESOURCE_ROBOTS;
  if (length == 2 && strcmp (path[1], "state") == 0)
    return RESOURCE_STATE;
  if (length == 2 && strcmp (path[1], "notify") == 0)
    return RESOURCE_NOTIFY;

  return RESOURCE_NONE;
}

void
ahoy_practice_handle_control (AhoyPractice *self, SoupServerMessage *message, char **path)
{
  const char *method = soup_server_message_get_method (message);
  const char *objection = find_objection (message);
  Resource resource = find_resource (path);

  if (objection != NULL)
    answer_error (message, SOUP_STATUS_FORBIDDEN, objection);
  else if (resource == RESOURCE_NONE)
    answer_error (message, SOUP_STATUS_NOT_FOUND, "There are faults, notify, robots and state");
  else if (resource == RESOURCE_FAULTS && g_str_equal (method, SOUP_METHOD_GET))
    ahoy_practice_answer (message, SOUP_STATUS_OK, ahoy_practice_describe_faults (self));
  else if (resource == RESOURCE_FAULTS && g_str_equal (method, SOUP_METHOD_POST))
    switch_fault (self, message);
  else if (resource == RESOURCE_FAULTS && g_str_equal (method, SOUP_METHOD_DELETE))
    switch_off (self, message, NULL);
  else if (resource == RESOURCE_FAULT && g_str_equal (method, SOUP_METHOD_DELETE))
    switch_off (self, message, path[2]);
  else if (resource == RESOURCE_ROBOTS && g_str_equal (method, SOUP_METHOD_GET))
    ahoy_practice_answer (message, SOUP_STATUS_OK, ahoy_practice_describe_robots (self));
  else if (resource == RESOURCE_ROBOTS && g_str_equal (method, SOUP_METHOD_POST))
    tell_robots (self, message);
  else if (resource == RESOURCE_STATE && g_str_equal (method, SOUP_METHOD_GET))
    ahoy_practice_answer (message, SOUP_STATUS_OK, describe_state (self));
  else if (resource == RESOURCE_NOTIFY && g_str_equal (method, SOUP_METHOD_POST))
    notify (self, message);
  else
    answer_error (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "No such method here");
}
