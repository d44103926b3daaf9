/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Who waits for something that goes on without them: they may stop waiting at any time. */
typedef struct _AhoyWaiter AhoyWaiter;

void      ahoy_waiter_begin  (AhoyWaiter   **place,
                              GTask         *task,
                              GCancellable  *cancellable);
GTask    *ahoy_waiter_take   (AhoyWaiter   **place);
void      ahoy_waiter_tell   (GTask         *task,
                              GError        *error);

G_END_DECLS
