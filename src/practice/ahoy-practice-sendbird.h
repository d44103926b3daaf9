/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-practice-faults.h"

G_BEGIN_DECLS

/* The codes of section 8 of the protocol page that we send. */
#define AHOY_PRACTICE_SENDBIRD_INVALID_PARAMS  400100
#define AHOY_PRACTICE_SENDBIRD_MISSING_PARAMS  400111
#define AHOY_PRACTICE_SENDBIRD_NOT_FOUND       400200
#define AHOY_PRACTICE_SENDBIRD_TOKEN           400302 /* what the real service says is unknown */
#define AHOY_PRACTICE_SENDBIRD_NOT_ALLOWED     401120
#define AHOY_PRACTICE_SENDBIRD_NOT_AUTHORIZED  401121
#define AHOY_PRACTICE_SENDBIRD_RATE_LIMIT      429100
#define AHOY_PRACTICE_SENDBIRD_UNKNOWN_ERROR   500999
#define AHOY_PRACTICE_SENDBIRD_CALL_STATUS     1400101
#define AHOY_PRACTICE_SENDBIRD_NO_CALL         1400102
#define AHOY_PRACTICE_SENDBIRD_NO_CALLEE       1400103
#define AHOY_PRACTICE_SENDBIRD_DIAL_MYSELF     1400104
#define AHOY_PRACTICE_SENDBIRD_NO_PERMISSION   1400105
#define AHOY_PRACTICE_SENDBIRD_NEVER_SEEN      1400106

/* A login on Sendbird Calls: of a user of an app, on one client. */
typedef struct {
  AhoyPracticeDevice  device;
  char              *app_id;
  char              *client_id;
  char              *sdk;         /* the "sendbird" header of the login, or NULL */
  char              *token;       /* secret */
  char              *notice_call; /* the call_id of notifications that are of no call */
  GHashTable        *sequences;   /* call_id → the sequence_number of its next event */
  GQueue             told;        /* of AhoyPracticeTold: what may have to be told again */
  gsize              n_told_bytes;
} AhoyPracticeSession;

/* An event of a call as it was sent. */
typedef struct {
  char *call_id;
  char *text;
} AhoyPracticeTold;

/* A frame of a client. Belongs to the object it was read from. */
typedef struct {
  AhoyPracticeSocket *socket;
  const char         *request_id;
  const char         *cmd;
  const char         *type;
  JsonObject         *payload;
} AhoyPracticeFrame;

/* ahoy-practice-sendbird.c */
const char          *ahoy_practice_request_header       (AhoyPracticeRequest *request,
                                                         const char *name);
AhoyPracticeSession *ahoy_practice_authenticate_session (AhoyPracticeRequest *request);
AhoyPracticeSession *ahoy_practice_authenticate_owner   (AhoyPracticeRequest *request);

/* ahoy-practice-sendbird-login.c */
void        ahoy_practice_handle_sendbird_login (AhoyPracticeRequest *request);
JsonObject *ahoy_practice_describe_sendbird_user (AhoyPracticeUser *user);

/* ahoy-practice-sendbird-sessions.c */
AhoyPracticeSession *ahoy_practice_session_new        (AhoyPractice *self, AhoyPracticeUser *user,
                                                       const char *app_id, const char *client_id);
void                 ahoy_practice_session_free       (AhoyPracticeDevice *device);
void                 ahoy_practice_session_renew      (AhoyPracticeSession *session);
AhoyPracticeSession *ahoy_practice_find_client        (AhoyPractice *self, AhoyPracticeUser *user,
                                                       const char *app_id, const char *client_id);
AhoyPracticeSession *ahoy_practice_find_token         (AhoyPractice *self, const char *token);
gboolean             ahoy_practice_has_authenticated  (AhoyPractice *self, const char *app_id,
                                                       const char *user);
char                *ahoy_practice_session_make_text  (AhoyPracticeDevice *device,
                                                       const char *event_type,
                                                       JsonObject *members);
void                 ahoy_practice_session_close_call (AhoyPracticeSession *session,
                                                       const char *call_id);

/* ahoy-practice-sendbird-faults.c */
gboolean ahoy_practice_act_events        (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_joined_frames (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_end_direct_call (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_unasked_ack   (AhoyPracticeDevice *device, AhoyPracticeFault *fault);

/* ahoy-practice-sendbird-frames.c */
char *ahoy_practice_make_ack        (const char *request_id, const char *cmd, const char *type,
                                     int code, const char *message, JsonObject *payload);
void  ahoy_practice_acknowledge     (const AhoyPracticeFrame *frame, int code,
                                     const char *message, JsonObject *payload);
void  ahoy_practice_session_receive (AhoyPracticeSocket *socket, SoupWebsocketDataType type,
                                     const char *text, gsize length);

G_END_DECLS
