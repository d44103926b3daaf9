/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client.h"

G_BEGIN_DECLS

#define APP    "PRACTICE-APP"
#define CLIENT "6f1c2b1e-0d7a-4a6e-9d1c-1f2e3d4c5b6a"
#define SDK    "Test,Linux,1.0"

#define LOGIN(user) "/v1/users/" user "/login"

/* A request with a client's headers; more may follow. */
#define sendbird_request(f, method, path, body, ...)                                    \
  request (f, method, path, body, "Authorization", NULL, "sbcall-client-id", CLIENT,    \
           "sendbird", SDK, __VA_ARGS__)

Answer     *sendbird_login          (Fixture    *f,
                                     const char *user,
                                     const char *app_id,
                                     const char *client_id,
                                     const char *old_token);
const char *sendbird_token          (Answer     *login);
void        assert_sendbird_refused (Answer     *answer,
                                     guint       status,
                                     int         code);
char       *sendbird_socket_path    (const char *token,
                                     const char *client_id);
Socket     *sendbird_open           (Fixture    *f,
                                     Answer     *login,
                                     const char *client_id);
JsonObject *sendbird_frame          (Socket     *socket,
                                     guint       index);
gint64      frame_int               (JsonObject *frame,
                                     const char *member);

G_END_DECLS
