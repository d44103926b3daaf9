/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client.h"
#include "fake-clock.h"

G_BEGIN_DECLS

#define CAROL    "carol@practice.example"
#define DAVE     "dave@practice.example"
#define PASSWORD "practice"

/* Descriptions are passed on as they are, so that these will do. */
#define OFFER  "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"
#define ANSWER "v=0\r\no=- 2 1 IN IP4 127.0.0.1\r\n"

/* ms after an answer, when what it was about is told to others */
#define AFTER_ANSWER 30

/* A practice service with four users, whose time passes only when a test says so. */
typedef struct {
  Fixture    base;
  FakeClock *clock;
} Calls;

/* A login of one of them, with its websocket. */
typedef struct {
  Calls      *calls;
  const char *user;
  Answer     *login;
  Socket     *socket;
  guint       seen;    /* how many notifications a test has looked at */
  char       *session; /* of the last call made or offered */
} Phone;

/* A row of a program's tests. */
typedef struct {
  const char *path;
  void      (*test) (Calls *f, gconstpointer data);
} CallsTest;

void        calls_set_up      (Calls           *f,
                               gconstpointer    data);
void        calls_tear_down   (Calls           *f,
                               gconstpointer    data);
int         run_calls_tests   (int              argc,
                               char            *argv[],
                               const CallsTest *tests,
                               guint            n_tests);

Phone      *phone_new         (Calls           *calls,
                               const char      *user);
void        phone_free        (Phone           *self);
void        phone_log_out     (Phone           *self);
Answer     *phone_request     (Phone           *self,
                               const char      *method,
                               const char      *path,
                               const char      *body);
Answer     *phone_start       (Phone           *self,
                               const char      *to,
                               const char      *more);
Answer     *phone_try         (Phone           *self,
                               const char      *session,
                               const char      *type,
                               const char      *more);
void        phone_put         (Phone           *self,
                               const char      *type,
                               const char      *more);
void        phone_dispose     (Phone           *self,
                               const char      *action,
                               const char      *more);
void        phone_delete      (Phone           *self);
JsonObject *phone_take        (Phone           *self);
JsonObject *phone_expect      (Phone           *self,
                               const char      *event);
void        phone_expect_end  (Phone           *self,
                               const char      *event,
                               int              code);
void        phone_expect_nothing (Phone        *self);
void        phone_connect     (Phone           *self,
                               Phone           *other);
const char *session_string    (JsonObject      *notification,
                               const char      *member);
gint64      session_int       (JsonObject      *notification,
                               const char      *member);
const char *names_string      (JsonObject      *notification,
                               const char      *member);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Phone, phone_free)

G_END_DECLS
