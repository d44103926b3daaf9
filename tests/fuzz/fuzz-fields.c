/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-fields.h"

#include <string.h>

/**
 * fuzz_fields:
 * @data: an input
 * @size: its size in bytes
 * @n_fields: how many strings are wanted
 *
 * Takes an input apart: one line for each string but the last one, which is all the rest. Lines,
 * because then a kept input can be read and written by hand. What is missing is empty.
 *
 * Returns: (transfer full): @n_fields strings
 */
char **
fuzz_fields (const uint8_t *data, size_t size, guint n_fields)
{
  char **fields = g_new0 (char *, n_fields + 1);
  const char *at = (const char *) data;
  const char *end = at + size;

  for (guint i = 0; i < n_fields; i++) {
    const char *line_end = i + 1 < n_fields && at < end ? memchr (at, '\n', end - at) : NULL;

    if (line_end == NULL)
      line_end = end;
    fields[i] = g_strndup (at, line_end - at);
    at = MIN (line_end + 1, end);
  }

  return fields;
}

/**
 * fuzz_is_visible_ascii:
 * @text: a text
 *
 * Returns: whether @text can stand in a URL without meaning something else
 */
gboolean
fuzz_is_visible_ascii (const char *text)
{
  for (; *text != '\0'; text++) {
    if (!g_ascii_isgraph (*text) || strchr ("\"#<>\\^`{|}", *text) != NULL)
      return FALSE;
  }

  return TRUE;
}
