/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-clock.h"
#include "ahoy-recent-private.h"
#include "ahoy-recents.h"
#include "ahoy-service.h"
#include "ahoy-waiter.h"

G_BEGIN_DECLS

/* What the service is asked for, one after the other: pages shift when entries are deleted. */
typedef enum {
  AHOY_RECENTS_JOB_MORE,
  AHOY_RECENTS_JOB_REFRESH,
  AHOY_RECENTS_JOB_DELETE,
  AHOY_RECENTS_JOB_CLEAR,
} AhoyRecentsJobKind;

typedef struct {
  AhoyRecentsJobKind  kind;
  AhoyWaiter         *waiting;    /* NULL: nobody has asked for it, or waits any more */
  gboolean            asked;      /* somebody has asked for it */
  AhoyRecent         *recent;     /* to be deleted */
  GPtrArray          *before;     /* of AhoyRecent: what there was when all was to be deleted */
  GPtrArray          *read;       /* of AhoyRecent: the beginning of the history, as far as read */
  guint               start;      /* of the page under way */
  guint               count;
  gboolean            follows;     /* it comes right after what is known */
  guint               n_requests;
  gboolean            refreshed;
} AhoyRecentsJob;

struct _AhoyRecents {
  GObject         parent_instance;

  AhoyClock      *clock;
  AhoyService    *service;       /* of the login; NULL while there is none */
  GPtrArray      *items;         /* of AhoyRecent: what is shown, the newest first */
  GPtrArray      *own;           /* of AhoyRecent: calls of this session that the history does not
                                  * have yet, the oldest first */
  GPtrArray      *served;        /* of AhoyRecent: the service's history in its order, from its
                                  * beginning and without holes, as far as it was read */
  GPtrArray      *hidden;        /* of AhoyRecent: those that may be brought back */
  guint           next;          /* where the next page begins, unless entries have come or gone */
  gboolean        loading;
  gboolean        complete;
  gboolean        refused;       /* the service has the history, but not for this person */
  guint           missed_count;
  gint64          seen_until;    /* ms since 1970 */
  GQueue          jobs;          /* of AhoyRecentsJob: those that wait for their turn */
  AhoyRecentsJob *job;           /* the one under way */
  guint           serial;        /* of the request that counts */
  guint           refresh_id;
  guint           n_refreshes;   /* since the last call that has ended */
};

/* ahoy-recents.c */
AhoyRecents *ahoy_recents_new          (AhoyClock       *clock);
void         ahoy_recents_set_service  (AhoyRecents     *self,
                                        AhoyService     *service);
void         ahoy_recents_add          (AhoyRecents     *self,
                                        AhoyCall        *call);
void         ahoy_recents_update       (AhoyRecents     *self);
void         ahoy_recents_set_loading  (AhoyRecents     *self,
                                        gboolean         loading);
void         ahoy_recents_set_complete (AhoyRecents     *self,
                                        gboolean         complete);

/* ahoy-recents-jobs.c */
gboolean     ahoy_recents_has_history  (AhoyRecents     *self);
void         ahoy_recents_plan_refresh (AhoyRecents     *self);
void         ahoy_recents_refresh      (AhoyRecents     *self);
void         ahoy_recents_catch_up     (AhoyRecents     *self);
void         ahoy_recents_end_jobs     (AhoyRecents     *self);

/* ahoy-recents-pages.c */
guint        ahoy_recents_take_page    (AhoyRecents     *self,
                                        GPtrArray       *page,
                                        gboolean         from_begin,
                                        gboolean         to_end,
                                        gint64           ahead);
gboolean     ahoy_recents_knows        (AhoyRecents     *self,
                                        GPtrArray       *page,
                                        guint            position);
void         ahoy_recents_drop         (AhoyRecents     *self,
                                        AhoyRecent      *recent);

G_END_DECLS
