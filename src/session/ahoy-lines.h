/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-call-private.h"
#include "ahoy-leg.h"

G_BEGIN_DECLS

/* The calls of a login, each until the service knows that it is over; and what the service has told of
 * calls that it has not named yet. */
typedef struct _AhoyLines AhoyLines;

/**
 * AhoyLinesOwner:
 * @handle: gives an event that has waited to the call that it is about, and takes it over
 * @empty: (nullable): there is no call any more
 * @free_event: frees an event
 *
 * What a service does in its own way.
 */
typedef struct {
  void           (*handle) (gpointer owner,
                            gpointer event);
  void           (*empty)  (gpointer owner);
  GDestroyNotify   free_event;
} AhoyLinesOwner;

AhoyLines *ahoy_lines_new        (const AhoyLinesOwner *how,
                                  gpointer              owner);
void       ahoy_lines_free       (AhoyLines            *self);
void       ahoy_lines_add        (AhoyLines            *self,
                                  AhoyCall             *call,
                                  AhoyLeg              *leg);
AhoyLeg   *ahoy_lines_find       (AhoyLines            *self,
                                  const char           *id);
gboolean   ahoy_lines_get_busy   (AhoyLines            *self);
gboolean   ahoy_lines_get_full   (AhoyLines            *self);
gboolean   ahoy_lines_check_room (AhoyLines            *self,
                                  gboolean              has_media,
                                  GError              **error);
char     **ahoy_lines_list_ids   (AhoyLines            *self);
gboolean   ahoy_lines_may_wait   (AhoyLines            *self);
void       ahoy_lines_wait       (AhoyLines            *self,
                                  gpointer              event);
void       ahoy_lines_set_away   (AhoyLines            *self,
                                  gboolean              away);
void       ahoy_lines_forget     (AhoyLines            *self);
void       ahoy_lines_end        (AhoyLines            *self);

G_END_DECLS
