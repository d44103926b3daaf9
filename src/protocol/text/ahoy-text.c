/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-text.h"

#include <string.h>

/**
 * ahoy_text_encode:
 * @text: a text
 * @allowed: which characters may stay as they are, beside letters and digits
 *
 * Percent-encodes a text for a URL. Allocates once, so that no copy of a secret is left behind in
 * memory that was outgrown.
 *
 * Returns: (transfer full): @text, of which only @allowed, letters, digits and escapes are left
 */
char *
ahoy_text_encode (const char *text, const char *allowed)
{
  static const char digits[] = "0123456789ABCDEF";
  char *encoded = g_malloc (3 * strlen (text) + 1);
  char *to = encoded;

  for (; *text != '\0'; text++) {
    guchar c = *text;

    if (g_ascii_isalnum (c) || strchr (allowed, c) != NULL) {
      *to++ = c;
    } else {
      *to++ = '%';
      *to++ = digits[c >> 4];
      *to++ = digits[c & 15];
    }
  }
  *to = '\0';

  return encoded;
}

/**
 * ahoy_text_encode_segment:
 * @text: a text
 * @allowed: which characters may stay as they are, beside letters and digits
 *
 * Returns: (transfer full): @text as one segment of a path
 */
char *
ahoy_text_encode_segment (const char *text, const char *allowed)
{
  /* As a segment of a path these two would mean another path. */
  if (g_str_equal (text, ".") || g_str_equal (text, ".."))
    return ahoy_text_encode (text, "");

  return ahoy_text_encode (text, allowed);
}

/**
 * ahoy_text_clean_token:
 * @token: a token, as it was pasted or received
 *
 * Takes out spaces and control characters. A pasted token brings spaces and line ends along, and a
 * line end would let what follows it pose as another header. No token has either.
 *
 * Returns: (transfer full): the rest: a secret
 */
char *
ahoy_text_clean_token (const char *token)
{
  char *clean = g_malloc (strlen (token) + 1);
  char *to = clean;

  for (; *token != '\0'; token++) {
    if (!g_ascii_isspace (*token) && !g_ascii_iscntrl (*token))
      *to++ = *token;
  }
  *to = '\0';

  return clean;
}

/**
 * ahoy_text_has_control:
 * @text: valid UTF-8
 *
 * Returns: whether there is a control character in @text
 */
gboolean
ahoy_text_has_control (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return TRUE;
  }

  return FALSE;
}

/**
 * ahoy_text_to_line:
 * @text: (nullable): what a server says, in any encoding
 * @longest: how many characters to keep
 *
 * Makes one line that can be shown: without characters that are not seen, and not too long.
 *
 * Returns: (transfer full): the line, maybe empty
 */
char *
ahoy_text_to_line (const char *text, guint longest)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
  GString *line = g_string_new (NULL);
  guint n = 0;

  for (const char *at = valid; at != NULL && *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (!g_unichar_isspace (c) && !g_unichar_isprint (c))
      continue;
    if (n++ == longest) {
      g_string_append (line, "…");
      break;
    }
    if (g_unichar_isspace (c))
      g_string_append_c (line, ' ');
    else
      g_string_append_unichar (line, c);
  }

  return g_strstrip (g_string_free (line, FALSE));
}

/**
 * ahoy_text_to_name:
 * @text: valid UTF-8
 * @longest: how many characters to keep
 *
 * Makes of a name what can be shown and logged: nothing may be in it that changes how a line looks.
 *
 * Returns: (transfer full): @text, with U+FFFD in place of each character that is not seen
 */
char *
ahoy_text_to_name (const char *text, guint longest)
{
  GString *name = g_string_new (NULL);

  for (guint i = 0; i < longest && *text != '\0'; i++, text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);

    g_string_append_unichar (name, g_unichar_isprint (c) ? c : 0xfffd);
  }

  return g_string_free (name, FALSE);
}
