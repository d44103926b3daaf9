/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-sendbird-lines.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * ahoy_sendbird_lines_init:
 * @lines: (out caller-allocates): the lines
 * @text: (nullable): a text of the websocket; must stay as long as @lines are used
 * @length: its length in bytes, or -1
 *
 * Gets ready to take a text apart (section 3 of the protocol page). Nothing is to be freed.
 */
void
ahoy_sendbird_lines_init (AhoySendbirdLines *lines, const char *text, gssize length)
{
  g_return_if_fail (lines != NULL);
  g_return_if_fail (text != NULL || length == 0);

  lines->at = text != NULL ? text : "";
  lines->end = lines->at + (length < 0 ? strlen (lines->at) : (gsize) length);
  lines->n_lines = 0;
}

static gboolean
is_blank (const char *line, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isspace (line[i]))
      return FALSE;
  }

  return TRUE;
}

/**
 * ahoy_sendbird_lines_next:
 * @lines: the lines
 * @line: (out) (transfer none): where the next line begins; no NUL follows it
 * @length: (out): its length in bytes, which may be more than what can be read
 * @error: return location for an error
 *
 * Gets the next line that is not blank.
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL where there are more than %AHOY_SENDBIRD_LINES_MOST, and
 * gives no more of them afterwards.
 *
 * Returns: whether there is one; %FALSE without an error at the end of the text
 */
gboolean
ahoy_sendbird_lines_next (AhoySendbirdLines *lines, const char **line, gsize *length,
                          GError **error)
{
  g_return_val_if_fail (lines != NULL, FALSE);

  while (lines->at < lines->end) {
    const char *begin = lines->at;
    const char *newline = memchr (begin, '\n', lines->end - begin);
    gsize size = (newline != NULL ? newline : lines->end) - begin;

    lines->at = newline != NULL ? newline + 1 : lines->end;
    if (is_blank (begin, size))
      continue;

    if (lines->n_lines == AHOY_SENDBIRD_LINES_MOST) {
      lines->at = lines->end;
      g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL,
                           _("The server sent far too many messages at once"));
      return FALSE;
    }
    lines->n_lines++;
    *line = begin;
    *length = size;
    return TRUE;
  }

  return FALSE;
}
