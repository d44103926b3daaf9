/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-call-driver.h"
#include "ahoy-call-state.h"
#include "ahoy-call.h"
#include "ahoy-clock.h"
#include "ahoy-quality.h"
#include "ahoy-waiter.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS

/* Sees to it that the call may be spoken in, before it is: other calls are put on hold. Ended by
 * g_task_return_boolean() or an error, with which the wish fails. */
typedef void (*AhoyCallGate) (AhoyCall            *call,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data,
                              gpointer             data);

/* Makes one call of two, both of which we hold; the answer to the service's part of it comes by the
 * call that is made. */
typedef struct {
  AhoyCall *(*make) (AhoyCall  *first, /* a call that is still to be started, or NULL with an error */
                     AhoyCall  *second,
                     gpointer   data,
                     GError   **error);
  void      (*show) (AhoyCall  *joined, /* it goes on in place of the two */
                     gpointer   data);
} AhoyCallJoiner;

typedef struct _AhoyCallJoin AhoyCallJoin;

struct _AhoyCall {
  GObject            parent_instance;

  AhoyCallStatus     status;
  char              *id;
  char              *remote;
  char              *remote_name;     /* or NULL */
  GVariant          *parameters;      /* of the other side, a(ss); never NULL */
  GError            *error;           /* why it is over, where that is an error */
  AhoyClock         *clock;
  AhoyCallDriver    *driver;
  AhoyMedia         *media;           /* NULL when the call is over */
  AhoyMediaFlags     wanted;          /* what to send while nobody holds the call */
  gboolean           muted;
  AhoyMediaFlags     remote_sends;    /* of what is agreed, as the other side has told */
  gboolean           sending_video;
  gboolean           receiving_video;
  gboolean           video;           /* at any time, or it was wanted from the beginning on */
  AhoyQualityJudge  *judge;
  AhoyQuality        quality;
  AhoyQualityReason  quality_reason;
  gint64             begun;           /* ms since 1970 */
  gint64             since;           /* ms since 1970; 0 until it is answered */
  gint64             answered_time;   /* of the clock, ms */
  gint64             duration;        /* ms, of a call that is over */

  AhoyCallGate       gate;            /* or NULL */
  gpointer           gate_data;
  const AhoyCallJoiner *joiner;       /* or NULL */
  gpointer           joiner_data;
  AhoyMediaFlags     asked;           /* what the operation wants to send */
  AhoyWaiter        *waiting;         /* for the operation */
  AhoyWaiter        *leaving;         /* for the end */
  AhoyWaiter        *telling;         /* for parameters that are being sent */
  gboolean           sending;         /* the service has not answered to them yet */

  char              *transfer_address; /* to whom it is being transferred, or NULL */
  AhoyCall          *consulted;       /* to whose other side it is being transferred, or with which
                                         it is being joined; or NULL */
  AhoyCallJoin      *join;            /* NULL: it is not the first one of two that are being joined */
  gboolean           holding_consulted;
  GError            *transfer_error;  /* why it was not, while it is being taken back; or NULL */
  gboolean           to_take_back;    /* it is on hold for a transfer alone */
  gboolean           taking_back;     /* which has failed */
};

AhoyCall       *ahoy_call_new         (AhoyCallDirection     direction,
                                       AhoyCallDriver       *driver,
                                       AhoyMedia            *media,
                                       AhoyMediaFlags        wanted,
                                       AhoyClock            *clock);
void            ahoy_call_start       (AhoyCall             *self);

/* For the drivers. */
gboolean        ahoy_call_apply       (AhoyCall             *self,
                                       AhoyCallEvent         event,
                                       AhoyCallEndReason     reason,
                                       const GError         *error);
gboolean        ahoy_call_withdraw    (AhoyCall             *self,
                                       AhoyCallEvent         event,
                                       AhoyCallEndReason     reason);
void            ahoy_call_mark_video  (AhoyCall             *self);
void            ahoy_call_set_remote  (AhoyCall             *self,
                                       const char           *remote,
                                       const char           *remote_name);
void            ahoy_call_take_parameters
                                      (AhoyCall             *self,
                                       GVariant             *parameters);
void            ahoy_call_set_media   (AhoyCall             *self,
                                       AhoyMedia            *media);
AhoyMediaFlags  ahoy_call_get_remote_sends
                                      (AhoyCall             *self);
AHOY_INTERNAL
void            ahoy_call_set_remote_sends
                                      (AhoyCall             *self,
                                       AhoyMediaFlags        sends);
AhoyMediaFlags  ahoy_call_get_wanted  (AhoyCall             *self);
gboolean        ahoy_call_get_over    (AhoyCall             *self);
void            ahoy_call_emit_problem
                                      (AhoyCall             *self,
                                       const GError         *error);

/* For the session. */
void            ahoy_call_set_gate    (AhoyCall             *self,
                                       AhoyCallGate          gate,
                                       gpointer              data);
void            ahoy_call_set_joiner  (AhoyCall             *self,
                                       const AhoyCallJoiner *joiner,
                                       gpointer              data);
gboolean        ahoy_call_stay_on_hold
                                      (AhoyCall             *self);

/* Between the files of the call. */
gboolean        ahoy_call_check       (AhoyCall             *self,
                                       AhoyCallEvent         wish,
                                       AhoyCallStatus       *next,
                                       GError              **error);
void            ahoy_call_set_status  (AhoyCall             *self,
                                       const AhoyCallStatus *next,
                                       AhoyCallEvent         event,
                                       const GError         *error);
void            ahoy_call_end_transfer
                                      (AhoyCall             *self,
                                       AhoyCallEvent         event);
void            ahoy_call_roll_back   (AhoyCall             *self,
                                       GError               *error);
AhoyCallJoin   *ahoy_call_join_new    (AhoyCall             *first,
                                       AhoyCall             *second,
                                       GTask                *task);
void            ahoy_call_join_free   (AhoyCallJoin         *self);
void            ahoy_call_join_ask    (AhoyCallJoin         *self);
gboolean        ahoy_call_join_get_asked
                                      (AhoyCallJoin         *self);
gboolean        ahoy_call_join_lose   (AhoyCallJoin         *self,
                                       AhoyCall             *call);
void            ahoy_call_trim_wanted (AhoyCall             *self);
void            ahoy_call_thaw        (AhoyCall             *self,
                                       gboolean              changed);
void            ahoy_call_take_media  (AhoyCall             *self,
                                       AhoyMedia            *media);
void            ahoy_call_close_media (AhoyCall             *self);
void            ahoy_call_apply_media (AhoyCall             *self);

G_END_DECLS
