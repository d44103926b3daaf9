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

/* A session, and the practice service that it talks to over real sockets. Both take their time from
 * the same fake clock. */
typedef struct {
  FakeClock       *clock;
  AhoyPractice    *practice;
  AhoyAccount     *account;
  AhoyCredentials *credentials;
  AhoySession     *session;
  GString         *trace;      /* what the session's signals said: one word a signal */
  GPtrArray       *events;     /* the texts of the session's events */
  GAsyncResult    *result;     /* of what was begun last */
} Fixture;

void      fixture_set_up            (Fixture       *self,
                                     gconstpointer  data);
void      fixture_tear_down         (Fixture       *self,
                                     gconstpointer  data);
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
void      fixture_begin_login       (Fixture       *self);
GError   *fixture_finish_login      (Fixture       *self);
void      fixture_login             (Fixture       *self);
GError   *fixture_fail_login        (Fixture       *self);
void      fixture_logout            (Fixture       *self);
void      fixture_pass_time         (Fixture       *self,
                                     guint          ms);
gboolean  fixture_has_event         (Fixture       *self,
                                     const char    *part);
void      fixture_wait_for          (Fixture       *self,
                                     const char    *part);
void      fixture_assert_trace      (Fixture       *self,
                                     const char    *expected);

G_END_DECLS
