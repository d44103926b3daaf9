/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-practice-kandy.h"

G_BEGIN_DECLS

#define AHOY_PRACTICE_MOST_LEGS       20           /* of one user at a time */
#define AHOY_PRACTICE_LONGEST_SDP     (256 * 1024)
#define AHOY_PRACTICE_LONGEST_ADDRESS 512
#define AHOY_PRACTICE_MOST_FORWARDS   10

/* What a call ends with. Numbers and texts are passed through by clients, and shown. */
#define AHOY_PRACTICE_END_NOT_FOUND    404
#define AHOY_PRACTICE_END_TIMEOUT      408
#define AHOY_PRACTICE_END_UNAVAILABLE  480
#define AHOY_PRACTICE_END_TOO_MANY_HOPS 483
#define AHOY_PRACTICE_END_BUSY         486
#define AHOY_PRACTICE_END_DECLINED     603
#define AHOY_PRACTICE_END_NORMAL       9900
#define AHOY_PRACTICE_END_TRANSFERRED  9905
#define AHOY_PRACTICE_END_JOINED       9906

typedef enum {
  AHOY_PRACTICE_LEG_NEW,
  AHOY_PRACTICE_LEG_RINGING,
  AHOY_PRACTICE_LEG_ANSWERED,
  AHOY_PRACTICE_LEG_LEFT, /* its call goes on without it: it is only to be deleted */
} AhoyPracticeLegState;

/* What the next respondCallUpdate of a leg is. */
typedef enum {
  AHOY_PRACTICE_AWAITS_NOTHING,
  AHOY_PRACTICE_AWAITS_ANSWER,
  AHOY_PRACTICE_AWAITS_OFFER, /* it was asked for one, by a startCallUpdate without description */
} AhoyPracticeAwaits;

/* One user's side of a call: what the protocol calls a session. Its user may be in several places,
 * and a request does not say from which it comes. */
struct _AhoyPracticeLeg {
  AhoyPractice         *practice;  /* not owned */
  AhoyPracticeUser     *user;      /* not owned */
  AhoyPracticeLeg      *peer;      /* not owned; the other side, or NULL */
  AhoyPracticeRobot    *robot;     /* who acts for the user, or NULL: a person does */
  AhoyPracticeTransfer *transfer;  /* not owned; that this leg has a part in, or NULL */
  AhoyPracticeJoin     *join;      /* that this leg has a part in, or NULL; owned by robots in it */
  char                 *id;        /* sessionData */
  GPtrArray            *devices;   /* of char: the ids of the logins that know of it */
  char                 *name;      /* how the others see this side */
  char                 *remote_name;
  char                 *remote_number;
  AhoyPracticeLegState  state;
  gboolean              outgoing;
  gboolean              early;     /* its user can be told something to hear before the answer */
  gboolean              slow;      /* it was offered the call without the description */
  gboolean              declined;  /* not missed, though never answered */
  AhoyPracticeAwaits    awaits;
  char                 *offer;     /* of the other side, kept while it may be of use, or NULL */
  JsonArray            *parameters; /* customParameters that the other side is told, or NULL */
  guint                 n_forwards;
  gint64                started;   /* by the time of day */
  gint64                answered;  /* on the clock */
  guint                 timer_id;  /* until somebody answers, and then until the next audit */
  guint                 update_id; /* until what is awaited is awaited no more */
};

/* The paths of calls. */
#define AHOY_PRACTICE_CALL_CONTROL "/rest/version/1/user/*/callControl"
#define AHOY_PRACTICE_CALL_SESSION "/rest/version/1/user/*/callControl/callSessions/*"
#define AHOY_PRACTICE_DISPOSITION  "/rest/version/1/user/*/calldisposition"

/* ahoy-practice-calls.c */
const char *ahoy_practice_call_request_name     (AhoyPracticeRequest *request);
void        ahoy_practice_handle_call_control   (AhoyPracticeRequest *request);
void        ahoy_practice_handle_call_session   (AhoyPracticeRequest *request);
void        ahoy_practice_handle_call_end       (AhoyPracticeRequest *request);
void        ahoy_practice_handle_call_state     (AhoyPracticeRequest *request);
void        ahoy_practice_handle_disposition    (AhoyPracticeRequest *request);

/* ahoy-practice-calls-address.c */
typedef struct {
  char *name;   /* the display name, or else the part before the domain */
  char *number; /* user@domain */
} AhoyPracticeAddress;

AhoyPracticeAddress *ahoy_practice_address_read (const char *text, AhoyPracticeUser *own);
void                 ahoy_practice_address_free (AhoyPracticeAddress *address);

/* ahoy-practice-calls-legs.c */
AhoyPracticeLeg *ahoy_practice_leg_new           (AhoyPractice *self, AhoyPracticeUser *user);
void             ahoy_practice_leg_free          (AhoyPracticeLeg *leg);
AhoyPracticeLeg *ahoy_practice_find_leg          (AhoyPractice *self, AhoyPracticeUser *user,
                                                  const char *id);
guint            ahoy_practice_count_legs        (AhoyPractice *self, AhoyPracticeUser *user);
void             ahoy_practice_leg_set_remote    (AhoyPracticeLeg *leg, const char *name,
                                                  const char *number);
void             ahoy_practice_leg_join          (AhoyPracticeLeg *a, AhoyPracticeLeg *b);
AhoyPracticeLeg *ahoy_practice_leg_new_callee    (AhoyPracticeLeg *from,
                                                  const AhoyPracticeAddress *to, int *code,
                                                  const char **reason);
void             ahoy_practice_leg_offer         (AhoyPracticeLeg *leg, const char *sdp);
AhoyPracticeLeg *ahoy_practice_leg_call          (AhoyPracticeLeg *from,
                                                  const AhoyPracticeAddress *to, const char *sdp,
                                                  int *code, const char **reason);
void             ahoy_practice_leg_start_ringing (AhoyPracticeLeg *leg);
void             ahoy_practice_leg_leave         (AhoyPracticeLeg *leg);
void             ahoy_practice_leg_ring          (AhoyPracticeLeg *leg);
void             ahoy_practice_leg_forward       (AhoyPracticeLeg *leg,
                                                  const AhoyPracticeAddress *to);
void             ahoy_practice_leg_answer        (AhoyPracticeLeg *leg, const char *sdp,
                                                  AhoyPracticeRequest *request);
void             ahoy_practice_leg_audit         (AhoyPracticeLeg *leg);
void             ahoy_practice_leg_end           (AhoyPracticeLeg *leg, gboolean tell, int code,
                                                  const char *reason);
void             ahoy_practice_leg_remove        (AhoyPracticeLeg *leg);
void             ahoy_practice_leg_settle_place  (AhoyPracticeLeg *leg,
                                                  AhoyPracticeRequest *request);
void             ahoy_practice_calls_forget_device (AhoyPracticeDevice *device);
JsonArray       *ahoy_practice_describe_legs     (AhoyPractice *self);

/* ahoy-practice-calls-updates.c */
void     ahoy_practice_leg_ask     (AhoyPracticeLeg *leg, AhoyPracticeAwaits awaits,
                                    const char *sdp);
void     ahoy_practice_leg_update  (AhoyPracticeLeg *leg, const char *sdp);
gboolean ahoy_practice_leg_respond (AhoyPracticeLeg *leg, const char *sdp);
void     ahoy_practice_leg_refuse  (AhoyPracticeLeg *leg, int code, const char *reason);
void     ahoy_practice_leg_settle  (AhoyPracticeLeg *leg);
void     ahoy_practice_leg_yield   (AhoyPracticeLeg *leg);
gboolean ahoy_practice_leg_is_busy (AhoyPracticeLeg *leg);

/* ahoy-practice-calls-transfers.c */
void ahoy_practice_transfer_start     (AhoyPracticeLeg *by, const AhoyPracticeAddress *to);
void ahoy_practice_transfer_start_consultative (AhoyPracticeLeg *by, AhoyPracticeLeg *second);
void ahoy_practice_transfer_answered  (AhoyPracticeLeg *target, const char *sdp);
gboolean ahoy_practice_transfer_has_joined (AhoyPracticeTransfer *transfer);
void ahoy_practice_transfer_forward   (AhoyPracticeLeg *target, const AhoyPracticeAddress *to);
void ahoy_practice_transfer_done      (AhoyPracticeTransfer *transfer);
void ahoy_practice_transfer_fail      (AhoyPracticeTransfer *transfer);
void ahoy_practice_transfer_lose      (AhoyPracticeLeg *leg);
void ahoy_practice_transfer_free      (AhoyPracticeTransfer *transfer);

/* ahoy-practice-calls-joins.c */
gboolean          ahoy_practice_leg_is_joined   (AhoyPracticeLeg *leg);
const char       *ahoy_practice_join_object     (AhoyPracticeLeg *first, AhoyPracticeLeg *second);
void              ahoy_practice_join_start      (AhoyPracticeLeg *joined, AhoyPracticeLeg *first,
                                                 AhoyPracticeLeg *second, const char *sdp);
void              ahoy_practice_join_go_on      (AhoyPracticeLeg *leg);
gboolean          ahoy_practice_join_is_pending (AhoyPracticeJoin *join);
void              ahoy_practice_join_done       (AhoyPracticeJoin *join);
void              ahoy_practice_join_fail       (AhoyPracticeJoin *join);
AhoyPracticeJoin *ahoy_practice_join_lose       (AhoyPracticeLeg *leg);
void              ahoy_practice_join_release    (AhoyPracticeJoin *join);
void              ahoy_practice_join_forget     (AhoyPracticeLeg *leg);

/* ahoy-practice-calls-faults.c */
char    *ahoy_practice_falsify_fingerprints (const char *sdp);
void     ahoy_practice_alter_member       (AhoyPracticeFault *fault, JsonObject *members);
void     ahoy_practice_alter_notification (AhoyPracticeLeg *leg, const char *event_type,
                                           JsonObject *members);
void     ahoy_practice_answer_audit_gone  (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_call_notification (AhoyPracticeDevice *device,
                                              AhoyPracticeFault *fault);
gboolean ahoy_practice_act_end_call       (AhoyPracticeDevice *device, AhoyPracticeFault *fault);

/* ahoy-practice-calls-letters.c */
void ahoy_practice_letter_free        (AhoyPracticeLetter *letter);
void ahoy_practice_leg_notify         (AhoyPracticeLeg *leg, const char *event_type,
                                       const char *sdp);
void ahoy_practice_leg_notify_result  (AhoyPracticeLeg *leg, const char *event_type, int code,
                                       const char *reason);
void ahoy_practice_leg_notify_refusal (AhoyPracticeLeg *leg, int code, int retry_after,
                                       const char *reason);
void ahoy_practice_leg_notify_anything (AhoyPracticeLeg *leg, const char *event_type,
                                        JsonObject *more);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyPracticeAddress, ahoy_practice_address_free)

G_END_DECLS
