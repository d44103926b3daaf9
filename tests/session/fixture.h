/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-practice.h"
#include "ahoy-session.h"
#include "fake-clock.h"

G_BEGIN_DECLS

#define ALICE "alice@practice.example"

/* What must happen, or the test never ends and meson ends it. */
#define WAIT_UNTIL(condition)                  \
  while (!(condition))                         \
    g_main_context_iteration (NULL, TRUE)

/* In what the services differ for tests that are the same for all of them. */
typedef struct {
  const char    *name;        /* as an account names it */
  const char    *app_id;      /* or NULL */
  AhoyLoginKind  kind;        /* of the secrets of the practice service's users */
  const char    *refused;     /* how the message for a wrong secret ends */
  const char    *login;       /* as what the practice service counts a login's request ... */
  const char    *logout;      /* ... that of a log-out; NULL: there is none ... */
  const char    *opened;      /* ... and the first thing that comes when a websocket is open */
  const char    *unreadable;  /* what the person reads of a message that is no such thing */
  guint          first_wait;  /* ms from the loss of a websocket to the first try to open it again */
  guint          n_tries;     /* to open it again */
  const guint   *delays;      /* ms between the tries; 0: as before */
  const guint   *losses;      /* ms before the first try when it is lost again and again */
  guint        (*n_logins) (AhoyPractice *practice, const char *user);
} FixtureService;

extern const FixtureService fixture_kandy;
extern const FixtureService fixture_sendbird;

/* A session, and the practice service that it talks to over real sockets. Both take their time from
 * the same fake clock. */
typedef struct {
  const FixtureService *service;
  FakeClock            *clock;
  AhoyPractice         *practice;
  AhoyAccount          *account;
  AhoyCredentials      *credentials;
  AhoySession          *session;
  GString              *trace;      /* what the session's signals said: one word a signal */
  GPtrArray            *events;     /* the texts of the session's events */
  GAsyncResult         *result;     /* of what was begun last */
} Fixture;

typedef gboolean (*FixtureFinish) (AhoySession   *session,
                                   GAsyncResult  *result,
                                   GError       **error);
typedef void     (*FixtureTest)   (Fixture       *self,
                                   gconstpointer  data);

/* Adds a test for each of the services, or for one of them. */
void      fixture_add               (const char           *path,
                                     gconstpointer         data,
                                     FixtureTest           test);
void      fixture_add_for           (const FixtureService *service,
                                     const char           *path,
                                     gconstpointer         data,
                                     FixtureTest           test);

void      fixture_new_session       (Fixture       *self);
void      fixture_set_credentials   (Fixture       *self,
                                     AhoyLoginKind  kind,
                                     const char    *authname,
                                     const char    *secret);
void      fixture_fault             (Fixture       *self,
                                     const char    *name,
                                     const char    *parameters);

void      fixture_store_result      (GObject       *source,
                                     GAsyncResult  *result,
                                     gpointer       data);
void      fixture_store_in          (GObject       *source,
                                     GAsyncResult  *result,
                                     gpointer       slot);
void      fixture_expect_error      (Fixture       *self,
                                     FixtureFinish  finish,
                                     GQuark         domain,
                                     int            code);
void      fixture_expect_success    (Fixture       *self,
                                     FixtureFinish  finish);
void      fixture_begin_login       (Fixture       *self);
GError   *fixture_finish_login      (Fixture       *self);
void      fixture_login             (Fixture       *self);
GError   *fixture_fail_login        (Fixture       *self);
void      fixture_logout            (Fixture       *self);
guint     fixture_count             (Fixture       *self,
                                     const char    *name);
void      fixture_wait_opened       (Fixture       *self,
                                     guint          n);
void      fixture_wait_left         (Fixture       *self);
void      fixture_wait_reopened     (Fixture       *self);
void      fixture_turn              (void);
void      fixture_pass_time         (Fixture       *self,
                                     guint          ms);
gboolean  fixture_has_event         (Fixture       *self,
                                     const char    *part);
void      fixture_wait_for          (Fixture       *self,
                                     const char    *part);
void      fixture_assert_trace      (Fixture       *self,
                                     const char    *expected);

G_END_DECLS
