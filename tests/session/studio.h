/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-practice.h"
#include "ahoy-session.h"
#include "call.h"

G_BEGIN_DECLS

#define ALICE "alice@practice.example"
#define BOB   "bob@practice.example"
#define CAROL "carol@practice.example"
#define ECHO  "echo@practice.example"

#define AUDIO AHOY_MEDIA_AUDIO
#define BOTH  (AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO)

/* Somebody with a session of their own, who sends a tone and a test picture. */
typedef struct {
  const char   *user;
  double        tone;    /* Hz */
  AhoySession  *session;
  GObject      *factory;
  GPtrArray    *ends;    /* of AhoyTestEnds: one for each media there were */
  GPtrArray    *calls;   /* of AhoyCall: all there were, in their order */
  GPtrArray    *problems; /* the messages of theirs */
  GAsyncResult *result;  /* of what was begun last */
} Voice;

/* Three people who can call each other by the practice service, with real media. Time is real. */
typedef struct {
  AhoyPractice *practice;
  Voice         alice;
  Voice         bob;
  Voice         carol;
} Studio;

typedef void     (*StudioTest)  (Studio        *self);
typedef void     (*VoiceBegin)  (AhoyCall            *call,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
typedef gboolean (*VoiceFinish) (AhoyCall      *call,
                                 GAsyncResult  *result,
                                 GError       **error);

void      studio_add          (const char     *path,
                               StudioTest      test);
void      studio_fault        (Studio         *self,
                               const char     *name,
                               const char     *parameters);

AhoyCall *voice_dial          (Voice          *self,
                               const char     *address,
                               AhoyMediaFlags  media);
AhoyCall *voice_wait_call     (Voice          *self,
                               guint           n);
void      voice_store         (GObject        *source,
                               GAsyncResult   *result,
                               gpointer        data);
/* Waits for the end of what was begun last. */
void      voice_expect_success (Voice         *self,
                               VoiceFinish     finish);
void      voice_answer        (Voice          *self,
                               AhoyMediaFlags  media);
void      voice_do            (Voice          *self,
                               VoiceBegin      begin,
                               VoiceFinish     finish);
/* Whether what one has heard since it was last forgotten is a tone. */
gboolean  voice_hears         (Voice          *self,
                               double          tone);
void      voice_forget        (Voice          *self);
/* Waits until each hears the other, and nobody else. */
void      voices_talk         (Voice          *one,
                               Voice          *other);

#define wait_state(call, wanted) \
  WAIT_UNTIL (ahoy_call_get_state (call) == AHOY_CALL_STATE_##wanted)
#define assert_end(call, wanted)                                                             \
  G_STMT_START {                                                                             \
    WAIT_UNTIL (ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE);               \
    g_assert_cmpint (ahoy_call_get_end_reason (call), ==, AHOY_CALL_END_REASON_##wanted);    \
  } G_STMT_END

G_END_DECLS
