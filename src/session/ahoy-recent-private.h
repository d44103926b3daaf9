/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-call.h"
#include "ahoy-recent.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS

struct _AhoyRecent {
  GObject            parent_instance;

  char              *remote;       /* or NULL: who called did not say */
  char              *remote_name;  /* or NULL */
  AhoyCallDirection  direction;
  gboolean           missed;
  gboolean           seen;
  gboolean           video;
  gint64             begun;        /* ms since 1970 */
  gint64             duration;     /* ms */
  AhoyCallEndReason  end_reason;
  char              *error;        /* or NULL */

  gboolean           own;          /* a call of this session */
  gboolean           hidden;       /* deleted, as far as the person knows */
  gint64             served_begun; /* the same by the service's clock; 0: not known */
  char              *record;       /* the service's name of it; NULL: none is known */
  char              *identity;     /* tells the service's entries from each other; NULL: not of it */
};

/* For the services. */
AHOY_INTERNAL
AhoyRecent *ahoy_recent_new_served (const char        *record,
                                    const char        *remote,
                                    const char        *remote_name,
                                    AhoyCallDirection  direction,
                                    gboolean           missed,
                                    gint64             begun,
                                    gint64             duration);

/* For the list of them. */
AhoyRecent *ahoy_recent_new_own    (AhoyCall          *call);
void        ahoy_recent_merge      (AhoyRecent        *self,
                                    AhoyRecent        *served);
void        ahoy_recent_set_seen   (AhoyRecent        *self,
                                    gboolean           seen);
gint64      ahoy_recent_get_latest (AhoyRecent        *self);

G_END_DECLS
