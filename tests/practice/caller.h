/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "phone.h"

/* What is heard and seen is looked at again and again. */
#undef WAIT_UNTIL
#include "call.h"

G_BEGIN_DECLS

#define ECHO     "echo@practice.example"
#define CALLBACK "callback@practice.example"

/* A phone with a tone and a test picture of its own. */
typedef struct {
  Phone *phone;
  Call  *call; /* of which only the first side is used */
  Side  *side;
  AhoyMediaFlags wanted;
} Caller;

/* As run_calls_tests(), but time passes by itself, too. */
int      run_caller_tests    (int              argc,
                              char            *argv[],
                              const CallsTest *tests,
                              guint            n_tests);

Caller  *caller_new          (Calls           *calls,
                              const char      *user);
void     caller_free         (Caller          *self);
void     caller_hang_media_up (Caller         *self);
void     caller_dial         (Caller          *self,
                              const char      *to,
                              AhoyMediaFlags   wanted);
void     caller_call         (Caller          *self,
                              const char      *to,
                              AhoyMediaFlags   wanted);
void     caller_answer       (Caller          *self,
                              AhoyMediaFlags   wanted);
void     caller_put          (Caller          *self,
                              const char      *type,
                              const char      *sdp);
void     caller_take_answer  (Caller          *self);
void     caller_update       (Caller          *self,
                              AhoyMediaFlags   wanted);
void     caller_respond      (Caller          *self,
                              AhoyMediaFlags   wanted);
void     caller_wait_flow    (Caller          *self,
                              double           tone,
                              gboolean         picture);
void     caller_wait_silence (Caller          *self);
guint    tell_robots         (Calls           *calls,
                              const char      *body);
JsonObject *robots_call      (Calls           *calls,
                              guint            index);
guint    count_entries       (const char      *directory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Caller, caller_free)

G_END_DECLS
