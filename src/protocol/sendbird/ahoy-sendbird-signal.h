/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define AHOY_SENDBIRD_LONGEST_SDP       (256 * 1024) /* bytes, unpacked */
#define AHOY_SENDBIRD_LONGEST_CANDIDATE 1024         /* bytes */

/* A way to reach who has sent it (section 6.4 of the protocol page). */
typedef struct {
  char  *mid;       /* the name of the section it belongs to; or NULL */
  guint  index;     /* the number of that section */
  char  *candidate; /* beginning with "candidate:"; empty: there are no more */
} AhoySendbirdCandidate;

/* Whether somebody holds the call (section 6.6). */
typedef struct {
  char     *user_id;    /* who; or NULL */
  gboolean  on_hold;
  gboolean  is_relayed; /* to be repeated in the next request as was_relayed */
} AhoySendbirdHold;

/* What the two sides of a call tell each other: reading, and the payloads that say the same. */
char                  *ahoy_sendbird_sdp_read          (JsonObject            *payload);
JsonObject            *ahoy_sendbird_sdp_write         (const char            *call_id,
                                                        const char            *sdp);

AhoySendbirdCandidate *ahoy_sendbird_candidate_read    (JsonObject            *payload);
void                   ahoy_sendbird_candidate_free    (AhoySendbirdCandidate *candidate);
JsonObject            *ahoy_sendbird_candidate_write   (const char            *call_id,
                                                        const char            *mid,
                                                        guint                  index,
                                                        const char            *candidate);

gboolean               ahoy_sendbird_enabled_read      (JsonObject            *payload,
                                                        gboolean              *enabled);
JsonObject            *ahoy_sendbird_enabled_write     (const char            *call_id,
                                                        gboolean               enabled);

AhoySendbirdHold      *ahoy_sendbird_hold_read         (JsonObject            *payload);
void                   ahoy_sendbird_hold_free         (AhoySendbirdHold      *hold);
JsonObject            *ahoy_sendbird_hold_write        (const char            *call_id,
                                                        gboolean               on_hold,
                                                        gboolean               was_relayed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySendbirdCandidate, ahoy_sendbird_candidate_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySendbirdHold, ahoy_sendbird_hold_free)

G_END_DECLS
