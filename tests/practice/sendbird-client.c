/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sendbird-client.h"

#include <string.h>

/* Logs in with the user's token; old_token may be NULL. */
Answer *
sendbird_login (Fixture *f, const char *user, const char *app_id, const char *client_id,
                const char *old_token)
{
  g_autofree char *path = g_strdup_printf ("/v1/users/%s/login", user);
  g_autofree char *body = g_strdup_printf ("{\"app_id\":\"%s\",\"user_id\":\"%s\","
                                           "\"access_token\":\"%s\"}", app_id, user,
                                           password_of (f, user));

  return request (f, "POST", path, body, "Authorization", NULL, "sbcall-client-id", client_id,
                  "sendbird", SDK, "sbcall-session-token", old_token, NULL);
}

const char *
sendbird_token (Answer *login)
{
  const char *token;

  g_assert_no_error (login->error);
  g_assert_cmpuint (login->status, ==, 200);
  token = ahoy_json_get_string (login->object, "sbcall_session_token");
  g_assert_nonnull (token);

  return token;
}

void
assert_sendbird_refused (Answer *answer, guint status, int code)
{
  gboolean error = FALSE;
  gint64 sent = 0;

  g_assert_no_error (answer->error);
  g_assert_cmpuint (answer->status, ==, status);
  g_assert_nonnull (answer->object);
  g_assert_true (ahoy_json_get_boolean (answer->object, "error", &error));
  g_assert_true (error);
  g_assert_true (ahoy_json_get_int (answer->object, "code", 0, G_MAXINT, &sent));
  g_assert_cmpint (sent, ==, code);
  g_assert_nonnull (ahoy_json_get_string (answer->object, "message"));
}

char *
sendbird_socket_path (const char *token, const char *client_id)
{
  return g_strdup_printf ("/?sbcall_session_token=%s&sbcall_client_id=%s&sendbird=Test%%2CLinux",
                          token, client_id);
}

Socket *
sendbird_open (Fixture *f, Answer *login, const char *client_id)
{
  g_autofree char *path = sendbird_socket_path (sendbird_token (login), client_id);

  return open_socket (f, path);
}

/* The frame of that number, which has to be a text of its own and to end as frames do. */
JsonObject *
sendbird_frame (Socket *socket, guint index)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;

  WAIT_UNTIL (socket->texts->len > index);
  text = g_ptr_array_index (socket->texts, index);
  g_assert_true (g_str_has_suffix (text, "}\n"));
  object = ahoy_json_parse_object (text, -1, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&object);
}

/* -1 where there is none. */
gint64
frame_int (JsonObject *frame, const char *member)
{
  gint64 value = -1;

  ahoy_json_get_int (frame, member, 0, G_MAXINT, &value);

  return value;
}
