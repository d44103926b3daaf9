/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"

G_BEGIN_DECLS

/* Limits of one text of the websocket. A description of a call is some ten thousand bytes. */
#define AHOY_SENDBIRD_LINES_MOST    1024
#define AHOY_SENDBIRD_LINES_LONGEST (256 * 1024) /* bytes */

/* The lines of one text of the websocket; on the stack. */
typedef struct {
  const char *at; /* private, as all members are */
  const char *end;
  guint       n_lines;
} AhoySendbirdLines;

void     ahoy_sendbird_lines_init (AhoySendbirdLines  *lines,
                                   const char         *text,
                                   gssize              length);
gboolean ahoy_sendbird_lines_next (AhoySendbirdLines  *lines,
                                   const char        **line,
                                   gsize              *length,
                                   GError            **error);

G_END_DECLS
