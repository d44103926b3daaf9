/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-kandy-leg.h"

#include "ahoy-kandy-call.h"

G_BEGIN_DECLS

#define AHOY_KANDY_LEG_DEADLINE 30000 /* ms for the answer to a request */

/* Whose offer is being answered. The service knows one at a time. */
typedef enum {
  AHOY_KANDY_EXCHANGE_NONE,
  AHOY_KANDY_EXCHANGE_FIRST,  /* that of the call itself, until it is answered */
  AHOY_KANDY_EXCHANGE_OURS,
  AHOY_KANDY_EXCHANGE_THEIRS,
} AhoyKandyExchange;

struct _AhoyKandyLeg {
  GObject             parent_instance;

  AhoyKandyRequests  *requests;
  AhoyClock          *clock;
  char               *user;
  AhoyKandyMakeMedia  make_media;
  gpointer            data;
  AhoyCall           *call;          /* not owned; NULL when the call is over */
  AhoyMedia          *media;         /* the call's; NULL when it is over */
  gboolean            away;          /* nothing can be heard at the moment */
  gboolean            forgotten;     /* the login is over: nothing may be sent any more */
  char               *session;       /* the service's name of it; NULL until it has one */
  char               *path;          /* of the session */
  GPtrArray          *parameters;    /* ours, of AhoyKandyParameter; or NULL */

  char               *to;            /* of an outgoing call, but for one that two others become */
  char               *joins[2];      /* the service's names of these two; or NULL */
  AhoyKandyLeg       *joined;        /* not owned; what this one becomes, or NULL */
  AhoyMediaFlags      wanted;
  gboolean            starting;      /* the request has no answer yet */
  char               *early;         /* what is to be heard before the answer, and then ... */
  char               *final;         /* ... the answer, while they wait for the media; or NULL */
  gboolean            early_busy;    /* the media take the first of them */
  char               *offer;         /* of an incoming call; NULL where we have to offer */
  gboolean            offer_taken;   /* by the media, or there is none */
  GTask              *answer;
  gboolean            answering;     /* the media are at it, or the service */
  gboolean            answer_sent;   /* the service is, with that of an incoming call */
  gboolean            cancelled;     /* it is to stop ringing here, and the service is asked why */
  gboolean            replied;       /* the caller, to the offer by which we have answered */
  guint               answer_serial; /* of the request that counts */
  guint               answer_id;     /* bounds the wait for the caller's reply */
  GTask              *forward;       /* of an incoming call, while the service is asked for it */
  GTask              *telling;       /* of parameters that are being sent */
  GTask              *leaving;       /* while the service is told the end */

  AhoyKandyExchange   exchange;
  GQueue              offers;        /* of char: those of the other side that have to wait; an empty
                                        one asks for ours */
  char               *their_offer;   /* that is being answered, or NULL */
  guint               offers_id;     /* bounds their wait for the answer to the call */
  GTask              *update;        /* of ours, under way or waiting for its turn */
  AhoyMediaFlags      update_wanted;
  guint               update_serial; /* of the request that counts */
  gboolean            update_sent;
  guint               update_id;     /* bounds the wait for the answer, or until the next try */
  gboolean            update_paused; /* until the next try */
  guint               n_crossed;
  gboolean            renewing;      /* by ours, which is the first of media for another party */
  AhoyMedia          *fresh;         /* to take the place of the call's, or NULL */
  GError             *fresh_error;   /* what they have told, or NULL */
  gboolean            asked_sent;    /* our offer for which we were asked */
  guint               asked_serial;  /* of the request that counts */
  guint               asked_id;      /* bounds the wait for the answer to that */

  GTask              *transfer;      /* whose end is not known */
  guint               transfer_serial; /* of the request that counts */
  guint               transfer_id;   /* bounds the wait for its end */
  gboolean            completed;     /* the service has done with the other side's part */
  guint               restart_id;    /* until the connection is made anew */
  guint               lost_id;       /* until the call is given up for the lack of one */

  guint               vanish_id;     /* until the call is over without being told */
  guint               audit_id;
  gboolean            auditing;
};

/* ahoy-kandy-leg.c */
typedef void (*AhoyKandyLegDone) (AhoyKandyLeg          *self,
                                  const AhoyKandyAnswer *answer,
                                  const GError          *error,
                                  guint                  serial);

void   ahoy_kandy_leg_send         (AhoyKandyLeg          *self,
                                    const char            *method,
                                    const char            *path,
                                    const char            *body,
                                    guint                  deadline,
                                    AhoyKandyLegDone       done,
                                    guint                  serial);
void   ahoy_kandy_leg_put          (AhoyKandyLeg          *self,
                                    AhoyKandyCallAction    action,
                                    const char            *sdp,
                                    guint                  deadline,
                                    AhoyKandyLegDone       done,
                                    guint                  serial);
void   ahoy_kandy_leg_vanish       (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_fail         (AhoyKandyLeg          *self,
                                    const GError          *error);
GError *ahoy_kandy_leg_make_unreadable_error
                                   (void);

/* ahoy-kandy-leg-answer.c */
void   ahoy_kandy_leg_take_call    (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_answer_async (AhoyKandyLeg          *self,
                                    AhoyMediaFlags         wanted,
                                    GAsyncReadyCallback    callback,
                                    gpointer               user_data);
void   ahoy_kandy_leg_forward_async
                                   (AhoyKandyLeg          *self,
                                    const char            *address,
                                    GAsyncReadyCallback    callback,
                                    gpointer               user_data);
void   ahoy_kandy_leg_take_reply   (AhoyKandyLeg          *self,
                                    const AhoyKandyCallParams *params);
void   ahoy_kandy_leg_stop_answer  (AhoyKandyLeg          *self);

/* ahoy-kandy-leg-asked.c */
void   ahoy_kandy_leg_offer_asked  (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_take_asked_reply
                                   (AhoyKandyLeg          *self,
                                    const AhoyKandyCallParams *params);
void   ahoy_kandy_leg_yield_asked  (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_stop_asked   (AhoyKandyLeg          *self);

/* ahoy-kandy-leg-audit.c */
void   ahoy_kandy_leg_start_audit  (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_stop_audit   (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_catch_up     (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_ask_whether_gone
                                   (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_ask_why_cancelled
                                   (AhoyKandyLeg          *self);

/* ahoy-kandy-leg-early.c */
void   ahoy_kandy_leg_take_early   (AhoyKandyLeg          *self,
                                    const AhoyKandyCallParams *params);
void   ahoy_kandy_leg_take_first_answer
                                   (AhoyKandyLeg          *self,
                                    const AhoyKandyCallParams *params);

/* ahoy-kandy-leg-fresh.c */
void   ahoy_kandy_leg_make_fresh   (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_adopt_fresh  (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_drop_fresh   (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_replace_media
                                   (AhoyKandyLeg          *self);
AhoyMediaFlags
       ahoy_kandy_leg_get_offered  (AhoyKandyLeg          *self,
                                    AhoyMediaFlags         wanted);

/* ahoy-kandy-leg-parameters.c */
GVariant *ahoy_kandy_leg_make_variant (const GPtrArray  *parameters);
void   ahoy_kandy_leg_set_parameters_async
                                   (AhoyKandyLeg          *self,
                                    GVariant              *parameters,
                                    GAsyncReadyCallback    callback,
                                    gpointer               user_data);

/* ahoy-kandy-leg-transfer.c */
void   ahoy_kandy_leg_transfer_async
                                   (AhoyKandyLeg          *self,
                                    const char            *address,
                                    AhoyKandyLeg          *second,
                                    GAsyncReadyCallback    callback,
                                    gpointer               user_data);
void   ahoy_kandy_leg_complete     (AhoyKandyLeg          *self,
                                    const AhoyKandyCallParams *params);
void   ahoy_kandy_leg_fail_transfer
                                   (AhoyKandyLeg          *self,
                                    const AhoyKandyCallParams *params);
void   ahoy_kandy_leg_stop_transfer
                                   (AhoyKandyLeg          *self);

/* ahoy-kandy-leg-restart.c */
void   ahoy_kandy_leg_watch_connection
                                   (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_restart_if_lost
                                   (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_stop_restarts
                                   (AhoyKandyLeg          *self);

/* ahoy-kandy-leg-update.c */
void   ahoy_kandy_leg_update_async (AhoyKandyLeg          *self,
                                    AhoyMediaFlags         wanted,
                                    GAsyncReadyCallback    callback,
                                    gpointer               user_data);
void   ahoy_kandy_leg_take_offer   (AhoyKandyLeg          *self,
                                    const AhoyKandyCallParams *params);
void   ahoy_kandy_leg_take_answer  (AhoyKandyLeg          *self,
                                    const AhoyKandyCallParams *params);
void   ahoy_kandy_leg_end_theirs   (AhoyKandyLeg          *self,
                                    const GError          *error);
void   ahoy_kandy_leg_answered     (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_drop_restart (AhoyKandyLeg          *self);
void   ahoy_kandy_leg_stop_updates (AhoyKandyLeg          *self);

G_END_DECLS
