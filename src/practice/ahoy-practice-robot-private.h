/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-practice-robots.h"
#include "ahoy-test-ends.h"

G_BEGIN_DECLS

/* What a robot's media works on, up to the end of that exchange. */
typedef enum {
  AHOY_PRACTICE_WORK_NONE,
  AHOY_PRACTICE_WORK_ANSWER,  /* to the call */
  AHOY_PRACTICE_WORK_CALL,    /* its own */
  AHOY_PRACTICE_WORK_UPDATE,  /* its own */
  AHOY_PRACTICE_WORK_INVITE,  /* its own, to somebody who talked to somebody else before */
  AHOY_PRACTICE_WORK_RESPOND, /* to the other side's update */
} AhoyPracticeWork;

/* What answers in place of a person: inside of the service, hence without a login. */
struct _AhoyPracticeRobot {
  AhoyPractice                *practice; /* not owned */
  AhoyPracticeLeg             *leg;      /* not owned; NULL when the call is over */
  const AhoyPracticeRobotKind *kind;
  AhoyMedia                   *media;    /* NULL before there is something to describe */
  AhoyMedia                   *fresh;    /* for somebody else, to take its place; or NULL */
  AhoyTestEnds                *ends;     /* of what plays a melody, or NULL */
  guint                        note;
  char                        *origin;   /* who has made the other side's last description */
  char                        *next_origin; /* the same when the exchange comes to its end */
  AhoyMediaFlags               wanted;
  AhoyMediaFlags               next_wanted;
  AhoyPracticeWork             work;
  gboolean                     offering; /* an offer is being made, no answer */
  gboolean                     offered;  /* it is with the other side */
  gboolean                     described; /* the caller's offer is taken, or there is none */
  gboolean                     slow;     /* there is none */
  char                        *early;    /* what the caller was told to hear, or NULL */
  gboolean                     other;    /* another one answers then */
  gboolean                     calls;    /* the call is its own */
  GQueue                       messages; /* of what it has been told */
  GQueue                       orders;   /* of what it has been told to change */
  guint                        n_tries;  /* of the first of them */
  guint                        idle_id;
  guint                        ring_id;  /* until it answers, or calls */
  guint                        offer_id; /* until its offer counts as not answered */
  guint                        retry_id; /* until it offers again */
  guint                        connect_id; /* until it has waited too long for the other side's media */
  guint                        tune_id;
};

AhoyMedia         *ahoy_practice_robot_new_media (AhoyPracticeRobot *self);
void               ahoy_practice_robot_watch     (AhoyPracticeRobot *self);
void               ahoy_practice_robot_fail      (AhoyPracticeRobot *self, const GError *error);
void               ahoy_practice_robot_called    (AhoyPracticeRobot *self, AhoyMediaFlags offered);
void               ahoy_practice_robot_place     (AhoyPracticeRobot *self, const char *sdp);

/* ahoy-practice-robot-exchange.c */
void               ahoy_practice_robot_offer_call (AhoyPracticeRobot *self);
void               ahoy_practice_robot_stop_exchange (AhoyPracticeRobot *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyPracticeRobot, ahoy_practice_robot_unref)

G_END_DECLS
