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

/**
 * fuzz_decode:
 * @text: a percent-encoded text, which must be well-formed
 *
 * Returns: (transfer full): what it means
 */
char *
fuzz_decode (const char *text)
{
  GString *decoded = g_string_new (NULL);

  for (; *text != '\0'; text++) {
    if (*text == '%') {
      g_assert (g_ascii_isxdigit (text[1]) && g_ascii_isxdigit (text[2]));
      g_string_append_c (decoded, g_ascii_xdigit_value (text[1]) * 16
                                  + g_ascii_xdigit_value (text[2]));
      text += 2;
    } else {
      g_string_append_c (decoded, *text);
    }
  }

  return g_string_free (decoded, FALSE);
}

/**
 * fuzz_check_segment:
 * @segment: a segment of a path
 * @name: what it must mean
 *
 * Checks that it is one segment, which no server takes for anything but the name itself.
 */
void
fuzz_check_segment (const char *segment, const char *name)
{
  g_autofree char *decoded = fuzz_decode (segment);

  g_assert (fuzz_is_visible_ascii (segment));
  g_assert (strpbrk (segment, "/?") == NULL);
  g_assert (!g_str_equal (segment, ".") && !g_str_equal (segment, ".."));
  g_assert (g_str_equal (decoded, name));
}
