/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-sendbird-record.h"

G_BEGIN_DECLS

#define AHOY_SENDBIRD_LOG_SMALLEST 10 /* rows of a page */
#define AHOY_SENDBIRD_LOG_BIGGEST  100

/* Which rows of the call log are wanted (section 7 of the protocol page). All zero: the newest, as
 * many as the service likes. */
typedef struct {
  AhoySendbirdRole             role;      /* UNKNOWN: in either */
  guint                        limit;     /* 0: the service's */
  gint64                       start;     /* milliseconds since 1970; 0: any */
  gint64                       end;       /* the same */
  const AhoySendbirdEndResult *results;   /* only those */
  guint                        n_results; /* 0: all */
  const char                  *next;      /* what the page before has given; or NULL */
} AhoySendbirdLogQuery;

/* A page of the call log. */
typedef struct {
  GPtrArray *records; /* of AhoySendbirdRecord, in the service's order */
  char      *next;    /* for the page after it; NULL: there is none */
} AhoySendbirdLogPage;

char                *ahoy_sendbird_log_path       (const char                  *user_id);
char                *ahoy_sendbird_log_query      (const AhoySendbirdLogQuery  *query);
AhoySendbirdLogPage *ahoy_sendbird_log_page_parse (const char                  *text,
                                                   gssize                       length,
                                                   GError                     **error);
void                 ahoy_sendbird_log_page_free  (AhoySendbirdLogPage         *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySendbirdLogPage, ahoy_sendbird_log_page_free)

G_END_DECLS
