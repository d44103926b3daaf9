/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-json.h"
#include "ahoy-practice.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define ALICE "alice@practice.example"
#define BOB   "bob@practice.example"

#define SUBSCRIPTION(user) "/rest/version/1/user/" user "/subscription"
#define SUBSCRIBE                                                                \
  "{\"subscribeRequest\":{\"expires\":3600,"                                     \
  "\"service\":[\"call\",\"IM\",\"Presence\"],\"localization\":\"English_US\","  \
  "\"useTurn\":true,\"notificationType\":\"WebSocket\","                          \
  "\"supported\":[\"RingingFeedback\"],\"forceLogOut\":\"false\"}}"

/* What must happen, or the test never ends and meson ends it. */
#define WAIT_UNTIL(condition)                  \
  while (!(condition))                         \
    g_main_context_iteration (NULL, TRUE)

/* A practice service of its own, and a client that speaks to it over real sockets. */
typedef struct {
  AhoyPractice *practice;
  SoupSession  *session;
  const char   *base; /* where requests go; the plain listener at first */
  char         *authorization;
} Fixture;

/* An answer to a request. */
typedef struct {
  guint         status;
  SoupMessage  *message;
  char         *text; /* the body */
  JsonObject   *object; /* the body, or NULL when it is no JSON object */
  GError       *error;  /* when there was no answer */
} Answer;

/* A websocket, with all that came on it. */
typedef struct {
  SoupWebsocketConnection *connection;
  GPtrArray               *texts;
  guint                    n_binary;
  gsize                    n_bytes;
  gboolean                 closed;
  gushort                  code;
  guint                    status; /* of the handshake */
  GError                  *error;  /* of the connection */
  gboolean                 done;
} Socket;

/* A row of a program's tests. */
typedef struct {
  const char *path;
  void      (*test) (Fixture *f, gconstpointer data);
} Test;

int         run_tests         (int           argc,
                               char         *argv[],
                               const Test   *tests,
                               guint         n_tests);
void        fixture_set_up    (Fixture      *self,
                               gconstpointer data);
void        fixture_tear_down (Fixture      *self,
                               gconstpointer data);

void        set_fault         (Fixture      *self,
                               const char   *name,
                               const char   *parameters);
Answer     *request           (Fixture      *self,
                               const char   *method,
                               const char   *path,
                               const char   *body,
                               ...) G_GNUC_NULL_TERMINATED; /* headers and their values */
Answer     *subscribe         (Fixture      *self);
void        answer_free       (Answer       *answer);
JsonObject *answer_wrapper    (Answer       *answer,
                               const char   *name);
int         answer_code       (Answer       *answer);
const char *answer_param      (Answer       *answer,
                               const char   *name);
void        assert_refused    (Answer       *answer,
                               guint         status,
                               int           code);
void        assert_garbage    (Fixture      *self,
                               Answer      *(*log_in) (Fixture *self),
                               guint         status);
char       *basic             (const char   *name,
                               const char   *password);
const char *password_of       (Fixture      *self,
                               const char   *user);

Socket     *open_socket       (Fixture      *self,
                               const char   *path);
Socket     *try_socket        (Fixture      *self,
                               const char   *path);
JsonObject *socket_notification (Socket     *socket,
                                 guint       index);
const char *socket_event      (Socket       *socket,
                               guint         index);
void        socket_free       (Socket       *socket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Socket, socket_free)

G_END_DECLS
