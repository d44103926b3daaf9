/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-media.h"
#include "ahoy-practice-sendbird.h"

G_BEGIN_DECLS

/* ms: a client says itself that nobody has answered, after a minute where its person has not chosen
 * another time (section 5 of the protocol page); the service waits longer, and robots do not. */
#define AHOY_PRACTICE_DIRECT_RING_TIME  180000
#define AHOY_PRACTICE_DIRECT_ROBOT_TIME 60000
#define AHOY_PRACTICE_MOST_DIRECT_CALLS 32    /* of one user that are not over */
#define AHOY_PRACTICE_MOST_DIRECT_PAST  2000  /* of everybody that are; the oldest make room */
#define AHOY_PRACTICE_MOST_ITEMS        10
#define AHOY_PRACTICE_LONGEST_ITEM      128   /* characters of a key, and of a value */

/* A login of the one who is called, where it rings. */
typedef struct {
  AhoyPracticeSession *session; /* not owned */
  char                *token;   /* secret: the short-lived one */
} AhoyPracticeRing;

typedef struct _AhoyPracticeDirectRobot AhoyPracticeDirectRobot;

/* A call between two users of an app (sections 4 to 7 of the protocol page), and when it is over
 * what the call log tells of it. */
struct _AhoyPracticeDirectCall {
  AhoyPractice        *practice;       /* not owned */
  char                *id;
  char                *app_id;
  AhoyPracticeUser    *caller;         /* not owned */
  AhoyPracticeUser    *callee;         /* not owned */
  AhoyPracticeSession *caller_session; /* not owned; NULL when that login is over */
  AhoyPracticeSession *callee_session; /* not owned; the one that has accepted */
  GPtrArray           *rings;          /* of AhoyPracticeRing; until somebody accepts */
  AhoyPracticeDirectRobot *robot;      /* one of the two sides; NULL when it is over, or none is */
  gboolean             is_video_call;
  gboolean             is_accepted;
  gboolean             received;       /* the caller was told that it rings */
  JsonObject          *items;
  gint64               started;        /* ms since 1970 */
  gint64               accepted;       /* of the clock, ms; 0: it was not */
  gint64               ended;          /* ms since 1970; 0: it goes on */
  gint64               duration;       /* ms, of a call that is over */
  const char          *result;         /* not owned: a constant; NULL while it goes on */
  AhoyPracticeUser    *ended_by;       /* not owned; NULL: nobody */
  guint                ring_id;
};

/* ahoy-practice-direct-calls.c */
AhoyPracticeDirectCall *ahoy_practice_direct_call_new      (AhoyPractice *practice,
                                                            const char *app_id,
                                                            AhoyPracticeUser *caller,
                                                            AhoyPracticeSession *session,
                                                            AhoyPracticeUser *callee,
                                                            gboolean is_video_call,
                                                            JsonObject *items);
void                    ahoy_practice_direct_call_free     (AhoyPracticeDirectCall *call);
AhoyPracticeDirectCall *ahoy_practice_find_direct_call     (AhoyPractice *self, const char *app_id,
                                                            const char *id);
guint                   ahoy_practice_count_direct_calls   (AhoyPractice *self, const char *app_id,
                                                            AhoyPracticeUser *user);
gboolean                ahoy_practice_direct_call_is_party (AhoyPracticeDirectCall *call,
                                                            AhoyPracticeUser *user);
AhoyPracticeSession    *ahoy_practice_direct_call_peer     (AhoyPracticeDirectCall *call,
                                                            AhoyPracticeSession *session);
AhoyPracticeRing       *ahoy_practice_direct_call_ring     (AhoyPracticeDirectCall *call,
                                                            AhoyPracticeSession *session);
void                    ahoy_practice_direct_call_tell_dial (AhoyPracticeDirectCall *call,
                                                            JsonObject *constraints);
void                    ahoy_practice_direct_call_accept   (AhoyPracticeDirectCall *call,
                                                            AhoyPracticeSession *session,
                                                            JsonObject *constraints);
void                    ahoy_practice_direct_call_end      (AhoyPracticeDirectCall *call,
                                                            AhoyPracticeSession *session,
                                                            const char *type,
                                                            const char *result);
void                    ahoy_practice_direct_calls_forget  (AhoyPracticeSession *session);

/* ahoy-practice-direct-words.c */
JsonObject *ahoy_practice_direct_call_describe     (AhoyPracticeDirectCall *call,
                                                    AhoyPracticeUser *user,
                                                    JsonObject *constraints);
JsonObject *ahoy_practice_direct_call_describe_end (AhoyPracticeDirectCall *call,
                                                    AhoyPracticeUser *user);
JsonObject *ahoy_practice_direct_call_make_payload (AhoyPracticeDirectCall *call);
JsonObject *ahoy_practice_read_constraints         (JsonObject *payload);
JsonArray  *ahoy_practice_describe_direct_calls    (AhoyPractice *self);

/* ahoy-practice-direct-events.c */
void        ahoy_practice_told_free                (gpointer data);
void        ahoy_practice_session_repeat           (AhoyPracticeSession *session,
                                                    const char * const *call_ids);
void        ahoy_practice_late_event_free          (AhoyPracticeLateEvent *event);
void        ahoy_practice_session_tell             (AhoyPracticeSession *session, const char *cmd,
                                                    const char *type, JsonObject *payload);

/* ahoy-practice-direct-items.c */
gboolean    ahoy_practice_check_items              (JsonObject *items);
void        ahoy_practice_handle_items_update      (AhoyPracticeRequest *request);
void        ahoy_practice_handle_items_delete      (AhoyPracticeRequest *request);

/* ahoy-practice-direct-log.c */
void        ahoy_practice_handle_direct_log        (AhoyPracticeRequest *request);

/* ahoy-practice-direct-orders.c */
gboolean    ahoy_practice_knows_direct_order       (const AhoyPracticeFrame *frame,
                                                    gboolean *report);
void        ahoy_practice_handle_direct_order      (const AhoyPracticeFrame *frame);
void        ahoy_practice_handle_dial_rcv          (AhoyPracticeRequest *request);

/* ahoy-practice-direct-robot.c */
AhoyPracticeDirectRobot *
            ahoy_practice_direct_robot_new         (AhoyPracticeDirectCall *call);
void        ahoy_practice_direct_robot_leave       (AhoyPracticeDirectRobot *robot);
void        ahoy_practice_direct_robot_called      (AhoyPracticeDirectRobot *robot);
void        ahoy_practice_direct_robot_accepted    (AhoyPracticeDirectRobot *robot);
void        ahoy_practice_direct_robot_take        (AhoyPracticeDirectRobot *robot,
                                                    const char *type, JsonObject *payload);
gboolean    ahoy_practice_direct_robot_concerns    (AhoyPracticeDirectRobot *robot,
                                                    const AhoyPracticeRobotKind *kind,
                                                    const char *user);
gboolean    ahoy_practice_direct_robot_change      (AhoyPracticeDirectRobot *robot,
                                                    AhoyMediaFlags more, AhoyMediaFlags less);
gboolean    ahoy_practice_direct_robot_digits      (AhoyPracticeDirectRobot *robot,
                                                    const char *digits);
void        ahoy_practice_direct_robot_hang_up     (AhoyPracticeDirectRobot *robot);
guint       ahoy_practice_direct_robot_call        (AhoyPractice *practice,
                                                    AhoyPracticeUser *robot, const char *user,
                                                    gboolean video);
JsonObject *ahoy_practice_direct_robot_describe    (AhoyPracticeDirectRobot *robot);

G_END_DECLS
