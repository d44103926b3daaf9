/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-practice-faults.h"

G_BEGIN_DECLS

/* The body's statusCode values of section 5 of the protocol page that we send by ourselves. */
#define AHOY_PRACTICE_CODE_OK              0
#define AHOY_PRACTICE_CODE_PASSWORD        4
#define AHOY_PRACTICE_CODE_BODY            5
#define AHOY_PRACTICE_CODE_AUTHORIZATION   27
#define AHOY_PRACTICE_CODE_NO_SERVICE      35
#define AHOY_PRACTICE_CODE_VALUE           37
#define AHOY_PRACTICE_CODE_NO_SUBSCRIPTION 39
#define AHOY_PRACTICE_CODE_NO_RESOURCE     42
/* The page has 46 among the refusals of a login, without a meaning: ours is "too many logins". */
#define AHOY_PRACTICE_CODE_TOO_MANY        46
#define AHOY_PRACTICE_CODE_NO_CALL         47
#define AHOY_PRACTICE_CODE_GLARE           49
#define AHOY_PRACTICE_CODE_BAD_REQUEST     1004

/* A login on Kandy Link. */
typedef struct {
  AhoyPracticeDevice   device;
  char               *channel;       /* secret: who knows it may open the socket */
  char               *session_id;    /* secret */
  gboolean            use_turn;
  char               *turn_username;
  char               *turn_password;
  char               *correlator;    /* or NULL */
  char               *program;       /* what its requests tell of what sends them */
  char              **services;      /* granted */
  guint               expires;       /* seconds, granted */
  gint64              ends;          /* on the clock */
  guint               expiry_id;
} AhoyPracticeSubscription;

/* ahoy-practice-kandy-credentials.c */
gboolean ahoy_practice_authenticate       (AhoyPracticeRequest *request);
gboolean ahoy_practice_check_socket_token (AhoyPracticeUser *user, const char *query);

/* ahoy-practice-kandy-subscriptions.c */
AhoyPracticeSubscription *ahoy_practice_subscription_new   (AhoyPractice *self,
                                                            AhoyPracticeUser *user);
void                      ahoy_practice_subscription_free  (AhoyPracticeDevice *device);
void                      ahoy_practice_subscription_renew (AhoyPracticeSubscription *subscription);
void                      ahoy_practice_subscription_end   (AhoyPracticeSubscription *subscription,
                                                            const char *event_type,
                                                            JsonObject *members);
AhoyPracticeSubscription *ahoy_practice_find_subscription  (AhoyPractice *self,
                                                            AhoyPracticeUser *user,
                                                            const char *id);
AhoyPracticeSubscription *ahoy_practice_find_correlator    (AhoyPractice *self,
                                                            AhoyPracticeUser *user,
                                                            const char *correlator);
AhoyPracticeSubscription *ahoy_practice_find_channel       (AhoyPractice *self,
                                                            const char *channel);
AhoyPracticeSubscription *ahoy_practice_find_session       (AhoyPractice *self,
                                                            AhoyPracticeUser *user,
                                                            const char *session_id);
char                     *ahoy_practice_name_program       (AhoyPracticeRequest *request);

/* ahoy-practice-kandy-actions.c */
void     ahoy_practice_answer_refresh_gone (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_gone            (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_override        (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_expire          (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_pong            (AhoyPracticeDevice *device, AhoyPracticeFault *fault);

/* ahoy-practice-kandy-subscribe.c */
void ahoy_practice_handle_subscribe              (AhoyPracticeRequest *request);
void ahoy_practice_handle_refresh                (AhoyPracticeRequest *request);
void ahoy_practice_handle_refresh_correlator     (AhoyPracticeRequest *request);
void ahoy_practice_handle_unsubscribe            (AhoyPracticeRequest *request);
void ahoy_practice_handle_unsubscribe_correlator (AhoyPracticeRequest *request);

G_END_DECLS
