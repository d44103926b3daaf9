/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines: status, application ID, user ID, access token; then the body of an answer. */
#include "fuzz-fields.h"

#include "ahoy-credentials.h"
#include "ahoy-json.h"
#include "ahoy-sendbird-failure.h"
#include "ahoy-sendbird-login.h"

#include <string.h>

static void
check_app_id (const char *app_id)
{
  g_autofree char *server = ahoy_sendbird_default_server (app_id, NULL);
  g_autofree char *websocket_server = ahoy_sendbird_default_websocket_server (app_id, NULL);
  g_autoptr (GUri) uri = NULL;
  g_autofree char *host = NULL;

  g_assert ((server == NULL) == !ahoy_sendbird_app_id_check (app_id, NULL));
  g_assert ((server == NULL) == (websocket_server == NULL));
  if (server == NULL)
    return;

  uri = g_uri_parse (server, G_URI_FLAGS_NONE, NULL);
  host = g_strdup_printf ("api-%s.calls.sendbird.com", app_id);
  g_assert (uri != NULL && g_str_equal (g_uri_get_host (uri), host));
  g_assert (*g_uri_get_path (uri) == '\0' && g_uri_get_userinfo (uri) == NULL);
}

static void
check_request (const char *app_id, const char *user_id, const char *token)
{
  g_autofree char *path = ahoy_sendbird_login_path (user_id);
  g_autoptr (AhoySecret) body = ahoy_sendbird_login_body (app_id, user_id, token);
  g_autoptr (JsonObject) object = ahoy_json_parse_object (body, -1, NULL);
  g_autofree char *segment = NULL;
  g_autofree char *readable_user = g_utf8_make_valid (user_id, -1);
  const char *sent_token = ahoy_json_get_string (object, "access_token");

  g_assert (g_str_has_prefix (path, "/v1/users/") && g_str_has_suffix (path, "/login"));
  segment = g_strndup (path + strlen ("/v1/users/"),
                       strlen (path) - strlen ("/v1/users/") - strlen ("/login"));
  fuzz_check_segment (segment, user_id);

  g_assert (object != NULL);
  g_assert (!g_utf8_validate (user_id, -1, NULL)
            || g_str_equal (ahoy_json_get_string (object, "user_id"), readable_user));
  g_assert (json_object_get_size (object) == (sent_token != NULL ? 3 : 2));
  g_assert (sent_token == NULL || strpbrk (sent_token, " \r\n") == NULL);
}

static void
check_login (const AhoySendbirdLogin *login)
{
  g_autofree char *agent = ahoy_sendbird_agent ("fuzz", login->user_id, "1,2");
  g_autoptr (AhoySecret) query = ahoy_sendbird_socket_query (login->session_token, login->user_id,
                                                             agent);
  const char *call_ids[] = { login->user_id, login->session_token, NULL };
  g_autofree char *missed = ahoy_sendbird_missed_signal_query (call_ids);

  g_assert (*login->session_token != '\0' && *login->user_id != '\0');
  for (const char *at = login->session_token; *at != '\0'; at++)
    g_assert (g_ascii_isgraph (*at));
  for (const char *at = agent; *at != '\0'; at++)
    g_assert (g_ascii_isprint (*at));
  g_assert (login->nickname == NULL || strpbrk (login->nickname, "\r\n\t\x1b\x7f") == NULL);
  g_assert (fuzz_is_visible_ascii (query) && fuzz_is_visible_ascii (missed));
  g_assert (strchr (strchr (strchr (query, '&') + 1, '&') + 1, '&') == NULL);
  g_assert (strchr (missed, '&') == NULL);
}

static void
check_failure (guint status, const char *body)
{
  AhoySendbirdAnswer answer = { .http_status = status, .body = body, .body_length = -1 };
  g_autoptr (GError) error = ahoy_sendbird_answer_to_error (&answer);
  int code = 0;

  g_assert (error->domain == AHOY_SESSION_ERROR);
  g_assert (g_utf8_validate (error->message, -1, NULL));
  g_assert (strlen (error->message) < 1024);
  g_assert (strpbrk (error->message, "\r\n\t\x1b\x7f") == NULL);
  if (ahoy_sendbird_answer_get_code (&answer, &code)) {
    g_autofree char *suffix = g_strdup_printf (" (%d)", code);

    g_assert (!ahoy_sendbird_answer_is_success (&answer));
    g_assert (g_str_has_suffix (error->message, suffix));
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_auto (GStrv) fields = fuzz_fields (data, size, 5);
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySendbirdLogin) login = ahoy_sendbird_login_parse (fields[4], -1, &error);

  g_assert ((login == NULL) == (error != NULL));
  check_app_id (fields[1]);
  check_request (fields[1], fields[2], fields[3]);
  if (login != NULL)
    check_login (login);
  check_failure (g_ascii_strtoull (fields[0], NULL, 10) % 1000, fields[4]);

  return 0;
}
