/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-session.h"
#include "ahoyctl-options.h"

G_BEGIN_DECLS

typedef struct _AhoyctlCall AhoyctlCall;

/* The call is over, or there will be none; code is the program's exit code. */
typedef void (*AhoyctlCallDone)    (int       code,
                                    gpointer  data);
/* Nobody reads the lines any more, if printed is FALSE. */
typedef void (*AhoyctlCallPrinted) (gboolean  printed,
                                    gpointer  data);

AhoyctlCall      *ahoyctl_call_new           (AhoyctlOptions      *options,
                                              AhoyctlCallDone      done,
                                              AhoyctlCallPrinted   printed,
                                              gpointer             data);
AhoyMediaFactory *ahoyctl_call_get_factory   (AhoyctlCall         *self);
void              ahoyctl_call_watch         (AhoyctlCall         *self,
                                              AhoySession         *session);
void              ahoyctl_call_begin         (AhoyctlCall         *self);
void              ahoyctl_call_end           (AhoyctlCall         *self);
void              ahoyctl_call_free          (AhoyctlCall         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyctlCall, ahoyctl_call_free)

G_END_DECLS
