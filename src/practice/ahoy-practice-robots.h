/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-media-ends.h"
#include "ahoy-media.h"
#include "ahoy-practice-calls.h"

G_BEGIN_DECLS

#define AHOY_PRACTICE_NOTE_TIME   400 /* ms of a melody's note */
#define AHOY_PRACTICE_MOST_ROBOTS 8 /* calls with robots at a time: each keeps a processor busy */

/* How the robots of one name behave. */
struct _AhoyPracticeRobotKind {
  const char *name;       /* its address without the domain */
  const char *description;
  gboolean    calls_back; /* instead of answering */
  gboolean    mixes;      /* has a seat in a mixer; cannot be called */
};

/* ahoy-practice-robots.c: who they are, and what they are told to do */
AhoyPracticeUser *ahoy_practice_find_callee     (AhoyPractice *self, const char *number);
gboolean          ahoy_practice_robots_are_busy (AhoyPractice *self);
AhoyPracticeUser *ahoy_practice_find_mixer      (AhoyPractice *self, const char *name);
gboolean          ahoy_practice_mixer_has_room  (AhoyPractice *self);
JsonObject       *ahoy_practice_describe_robots (AhoyPractice *self);
gboolean          ahoy_practice_robots_act      (AhoyPractice *self, JsonObject *body,
                                                 guint *n_affected, GError **error);

/* ahoy-practice-robot.c: one of them in a call */
AhoyPracticeRobot *ahoy_practice_robot_new      (AhoyPracticeLeg *leg);
AhoyPracticeRobot *ahoy_practice_robot_ref      (AhoyPracticeRobot *self);
void               ahoy_practice_robot_unref    (AhoyPracticeRobot *self);
void               ahoy_practice_robot_leave    (AhoyPracticeRobot *self);
gboolean           ahoy_practice_robot_call     (AhoyPractice *practice, AhoyPracticeUser *user,
                                                 const char *number, AhoyMediaFlags wanted,
                                                 guint delay);
void               ahoy_practice_robot_hang_up  (AhoyPracticeRobot *self);
gboolean           ahoy_practice_robot_digits   (AhoyPracticeRobot *self, const char *digits);
void               ahoy_practice_robot_describe (AhoyPracticeRobot *self, JsonObject *object);
double             ahoy_practice_next_note      (guint *note);
void               ahoy_practice_describe_robot_media
                                                (AhoyMedia *media, JsonObject *object);
void               ahoy_practice_robots_wait    (AhoyPractice *self);
void               ahoy_practice_robots_drop_media
                                                (AhoyPractice *self, AhoyMedia **media,
                                                 gpointer robot);

/* ahoy-practice-calls-joins.c: where it sits, if it mixes */
AhoyMediaEnds     *ahoy_practice_join_new_seat  (AhoyPracticeLeg *leg);

/* ahoy-practice-robot-exchange.c: what it and the other side agree on */
void               ahoy_practice_robot_answer   (AhoyPracticeRobot *self);
void               ahoy_practice_robot_invite   (AhoyPracticeRobot *self);
void               ahoy_practice_robot_notify   (AhoyPracticeRobot *self, const char *event_type,
                                                 const char *sdp, int code, int retry_after);
gboolean           ahoy_practice_robot_change   (AhoyPracticeRobot *self, AhoyMediaFlags more,
                                                 AhoyMediaFlags less);

G_END_DECLS
