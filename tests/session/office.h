/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-practice.h"
#include "ahoy-session.h"
#include "fake-clock.h"
#include "fake-media.h"

G_BEGIN_DECLS

#define ALICE "alice@practice.example"
#define BOB   "bob@practice.example"
#define CAROL "carol@practice.example"

/* What must happen, or the test never ends and meson ends it. */
#define WAIT_UNTIL(condition)                  \
  while (!(condition))                         \
    g_main_context_iteration (NULL, TRUE)

/* Somebody with a session of their own. */
typedef struct {
  struct _Office   *office;
  const char       *user;
  gboolean          relay_only; /* of the next session */
  AhoySession      *session;
  FakeMediaFactory *factory;
  GPtrArray        *calls;   /* of AhoyCall: all there were, in their order */
  GPtrArray        *events;  /* the texts of the session's events */
  guint             n_ended; /* of the calls */
  GError           *problem; /* the last one of a call */
  GAsyncResult     *result;  /* of what was begun last */
} Party;

/* In what the services differ for tests of calls that are the same for all of them. */
typedef struct {
  const char    *name;
  const char    *app_id; /* or NULL */
  AhoyLoginKind  kind;
} OfficeService;

/* Three people who can call each other by the practice service, over real sockets. The service's
 * time is the real one, and the sessions' passes when the test says so. */
typedef struct _Office {
  const OfficeService *service;
  AhoyPractice *practice;
  FakeClock    *clock;
  Party         alice;
  Party         bob;
  Party         carol;
} Office;

typedef void     (*OfficeTest)   (Office        *self);
typedef gboolean (*OfficeFinish) (AhoyCall      *call,
                                  GAsyncResult  *result,
                                  GError       **error);

/* Adds a test for the service with that name, or with NULL one for each of them. */
void      office_add_for        (const char    *service,
                                 const char    *path,
                                 OfficeTest     test);
void      office_add            (const char    *path,
                                 OfficeTest     test);
void      office_fault          (Office        *self,
                                 const char    *name,
                                 const char    *parameters);
guint     office_count          (Office        *self,
                                 const char    *name);
void      office_turn           (void);
/* Lets time pass for Alice and Bob, with a sign of life of the service every five seconds. */
void      office_pass_time      (Office        *self,
                                 guint          ms);

void      party_become          (Party         *self,
                                 const char    *user);
void      party_log_in          (Party         *self);
void      party_log_out         (Party         *self);
/* The last one that there was. */
AhoyCall *party_call            (Party         *self);
FakeMedia *party_media          (Party         *self);
AhoyCall *party_wait_call       (Party         *self,
                                 guint          n);
void      party_store           (GObject       *source,
                                 GAsyncResult  *result,
                                 gpointer       data);
GError   *party_finish          (Party         *self,
                                 OfficeFinish   finish);
void      party_expect_success  (Party         *self,
                                 OfficeFinish   finish);
void      party_expect_error    (Party         *self,
                                 OfficeFinish   finish,
                                 GQuark         domain,
                                 int            code);
void      party_answer          (Party         *self,
                                 AhoyMediaFlags media);
void      party_end             (Party         *self,
                                 AhoyCall      *call);
AhoyCall *party_dial            (Party         *self,
                                 Party         *other,
                                 AhoyMediaFlags media);
void      party_talk            (Party         *self,
                                 Party         *other,
                                 AhoyMediaFlags media);
gboolean  party_has_event       (Party         *self,
                                 const char    *part);
void      party_wait_media      (Party         *self);
/* Alice and Bob, until each hears the other. */
void      office_talk           (Office        *self,
                                 AhoyMediaFlags media);

AhoyRecents *party_recents      (Party         *self);
guint     party_n_recents       (Party         *self);
AhoyRecent *party_get_recent    (Party         *self,
                                 guint          position);
void      party_refresh         (Party         *self);
void      party_load_more       (Party         *self);

#define wait_state(call, wanted) \
  WAIT_UNTIL (ahoy_call_get_state (call) == AHOY_CALL_STATE_##wanted)
#define assert_end(call, wanted)                                                             \
  G_STMT_START {                                                                             \
    WAIT_UNTIL (ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE);               \
    g_assert_cmpint (ahoy_call_get_end_reason (call), ==, AHOY_CALL_END_REASON_##wanted);    \
  } G_STMT_END

G_END_DECLS
