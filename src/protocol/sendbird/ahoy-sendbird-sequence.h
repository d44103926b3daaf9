/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-sendbird-frame.h"

G_BEGIN_DECLS

/* Limits on what is held back. */
#define AHOY_SENDBIRD_SEQUENCE_MOST_CALLS 64            /* with numbers */
#define AHOY_SENDBIRD_SEQUENCE_MOST_HELD  256           /* frames of one call */
#define AHOY_SENDBIRD_SEQUENCE_MOST_BYTES (1024 * 1024) /* of all calls together */

/* Puts the events of each call in order (section 3.3 of the protocol page). */
typedef struct _AhoySendbirdSequence AhoySendbirdSequence;

AhoySendbirdSequence *ahoy_sendbird_sequence_new         (void);
void                  ahoy_sendbird_sequence_free        (AhoySendbirdSequence *sequence);

gboolean              ahoy_sendbird_sequence_push        (AhoySendbirdSequence *sequence,
                                                          AhoySendbirdFrame    *frame);
AhoySendbirdFrame    *ahoy_sendbird_sequence_pop         (AhoySendbirdSequence *sequence);

gint64                ahoy_sendbird_sequence_get_missing (AhoySendbirdSequence *sequence,
                                                          const char           *call_id);
gboolean              ahoy_sendbird_sequence_skip        (AhoySendbirdSequence *sequence,
                                                          const char           *call_id);
void                  ahoy_sendbird_sequence_forget      (AhoySendbirdSequence *sequence,
                                                          const char           *call_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySendbirdSequence, ahoy_sendbird_sequence_free)

G_END_DECLS
