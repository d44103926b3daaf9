/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-json.h"

#include "ahoy-json-check.h"
#include "ahoy-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static JsonObject *
fail (GError **error, const char *why)
{
  g_debug ("Not readable: %s", why);
  g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL,
                       _("The server sent something that Ahoy cannot read"));

  return NULL;
}

/**
 * ahoy_json_parse_object:
 * @text: a text, which needs no end mark when @length is given
 * @length: its length in bytes, or -1
 * @error: return location for an error
 *
 * Reads a text that must be one JSON object, in valid UTF-8, at most %AHOY_JSON_MAX_LENGTH bytes
 * long and %AHOY_JSON_MAX_DEPTH containers deep. Of members with equal names the last counts.
 * May be called from any thread.
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL.
 *
 * Returns: (transfer full) (nullable): the object
 */
JsonObject *
ahoy_json_parse_object (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (JsonNode) root = NULL;
  char *copy;
  gsize size;

  g_return_val_if_fail (text != NULL || length == 0, NULL);
  size = length < 0 ? strlen (text) : (gsize) length;
  if (size > AHOY_JSON_MAX_LENGTH)
    return fail (error, "too long");
  if (size == 0 || !g_utf8_validate_len (text, size, NULL))
    return fail (error, "empty, or not UTF-8");

  copy = g_strndup (text, size);
  if (ahoy_json_check (copy, size)) {
    parser = json_parser_new ();
    if (json_parser_load_from_data (parser, copy, size, NULL))
      root = json_parser_steal_root (parser);
  }
  /* An answer of the service holds secrets. */
  explicit_bzero (copy, size);
  g_free (copy);

  if (root == NULL)
    return fail (error, "not JSON, or beyond our limits");
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return fail (error, "not an object");

  return json_node_dup_object (root);
}

static JsonNode *
get_node (JsonObject *object, const char *member, JsonNodeType type)
{
  JsonNode *node;

  if (object == NULL)
    return NULL;

  node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_TYPE (node) == type ? node : NULL;
}

/**
 * ahoy_json_get_object:
 * @object: (nullable): an object
 * @member: the name of a member
 *
 * Returns: (transfer none) (nullable): the member, if there is one and it is an object
 */
JsonObject *
ahoy_json_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = get_node (object, member, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : NULL;
}

/**
 * ahoy_json_get_array:
 * @object: (nullable): an object
 * @member: the name of a member
 *
 * Returns: (transfer none) (nullable): the member, if there is one and it is an array
 */
JsonArray *
ahoy_json_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = get_node (object, member, JSON_NODE_ARRAY);

  return node != NULL ? json_node_get_array (node) : NULL;
}

/**
 * ahoy_json_get_string:
 * @object: (nullable): an object
 * @member: the name of a member
 *
 * Returns: (transfer none) (nullable): the member, if there is one and it is a string
 */
const char *
ahoy_json_get_string (JsonObject *object, const char *member)
{
  JsonNode *node = get_node (object, member, JSON_NODE_VALUE);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/**
 * ahoy_json_get_plain_string:
 * @object: (nullable): an object
 * @member: the name of a member
 * @longest: how many bytes it may have
 *
 * Gets a string that is fit to be kept and sent back.
 *
 * Returns: (transfer none) (nullable): the member, if there is one and it is a string that is not
 *   empty, at most @longest bytes long, and without control characters
 */
const char *
ahoy_json_get_plain_string (JsonObject *object, const char *member, gsize longest)
{
  const char *text = ahoy_json_get_string (object, member);

  if (text == NULL || *text == '\0' || strlen (text) > longest || ahoy_text_has_control (text))
    return NULL;

  return text;
}

/**
 * ahoy_json_get_line:
 * @object: (nullable): an object
 * @member: the name of a member
 * @longest: how many characters to keep
 *
 * Gets a string as one line that can be shown, as of [func@text_to_line].
 *
 * Returns: (transfer full) (nullable): the member, if there is one and it is a string with something
 *   to show
 */
char *
ahoy_json_get_line (JsonObject *object, const char *member, guint longest)
{
  g_autofree char *line = ahoy_text_to_line (ahoy_json_get_string (object, member), longest);

  return *line != '\0' ? g_steal_pointer (&line) : NULL;
}

/**
 * ahoy_json_get_boolean:
 * @object: (nullable): an object
 * @member: the name of a member
 * @value: (out): the member; untouched where this returns %FALSE
 *
 * Returns: whether there is such a member and it is true or false
 */
gboolean
ahoy_json_get_boolean (JsonObject *object, const char *member, gboolean *value)
{
  JsonNode *node = get_node (object, member, JSON_NODE_VALUE);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return FALSE;

  *value = json_node_get_boolean (node);

  return TRUE;
}

/**
 * ahoy_json_get_int:
 * @object: (nullable): an object
 * @member: the name of a member
 * @lowest: the lowest value wanted
 * @highest: the highest value wanted
 * @value: (out): the member; untouched where this returns %FALSE
 *
 * Gets a whole number. JSON does not tell 60 from 60.0 or 6e1, so all three will do, and so does a
 * string with nothing but a whole number in decimal digits: in the services' messages some numbers
 * are strings, and which ones those are differs.
 *
 * Returns: whether there is such a member and it is a whole number from @lowest to @highest
 */
gboolean
ahoy_json_get_int (JsonObject *object, const char *member, gint64 lowest, gint64 highest,
                   gint64 *value)
{
  JsonNode *node = get_node (object, member, JSON_NODE_VALUE);
  gint64 number;

  if (node == NULL)
    return FALSE;

  if (json_node_get_value_type (node) == G_TYPE_INT64) {
    number = json_node_get_int (node);
  } else if (json_node_get_value_type (node) == G_TYPE_DOUBLE) {
    double real = json_node_get_double (node);

    /* 2^63 is a double, the highest integer is not. Written so that infinity and NaN fail. */
    if (!(real >= -0x1p63 && real < 0x1p63) || real != (gint64) real)
      return FALSE;
    number = (gint64) real;
  } else if (json_node_get_value_type (node) != G_TYPE_STRING
             || !g_ascii_string_to_signed (json_node_get_string (node), 10, lowest, highest,
                                           &number, NULL)) {
    return FALSE;
  }
  if (number < lowest || number > highest)
    return FALSE;

  *value = number;

  return TRUE;
}

/**
 * ahoy_json_get_strv:
 * @object: (nullable): an object
 * @member: the name of a member
 * @most: how many strings it may have
 *
 * Returns: (transfer full) (nullable): the member, if there is one and it is an array of at most
 *   @most elements which are all strings
 */
char **
ahoy_json_get_strv (JsonObject *object, const char *member, guint most)
{
  JsonArray *array = ahoy_json_get_array (object, member);
  g_auto (GStrv) strings = NULL;
  guint n;

  if (array == NULL)
    return NULL;

  n = json_array_get_length (array);
  if (n > most)
    return NULL;

  strings = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
      return NULL;
    strings[i] = g_strdup (json_node_get_string (node));
  }

  return g_steal_pointer (&strings);
}

/* json-glib writes 1e+20 as "1e+20.0", which is not JSON. */
static void
mend_exponents (char *text)
{
  gboolean in_string = FALSE;
  gboolean in_exponent = FALSE;
  char *to = text;

  for (const char *at = text; *at != '\0'; at++) {
    if (in_exponent && *at == '.') {
      at += strspn (at, ".0") - 1;
      continue;
    }

    *to++ = *at;
    if (in_string && *at == '\\')
      *to++ = *++at;
    else if (*at == '"')
      in_string = !in_string;
    else if (*at == 'e')
      in_exponent = !in_string; /* or the end of a word, which no point follows */
    else if (!g_ascii_isdigit (*at) && *at != '+' && *at != '-')
      in_exponent = FALSE;
  }
  *to = '\0';
}

/* json-glib escapes all control characters in strings but the last one. */
static char *
escape_last_control (char *text)
{
  GString *escaped;

  if (strchr (text, '\x1f') == NULL)
    return text;

  escaped = g_string_new (text);
  g_string_replace (escaped, "\x1f", "\\u001f", 0);
  g_free (text);

  return g_string_free (escaped, FALSE);
}

/**
 * ahoy_json_to_text:
 * @object: an object, whose numbers are all finite
 *
 * Returns: (transfer full): @object as one line of JSON
 */
char *
ahoy_json_to_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  char *text;

  json_node_set_object (node, object);
  text = json_to_string (node, FALSE);
  mend_exponents (text);

  return escape_last_control (text);
}

static char *
put_escape (char *to, gunichar c)
{
  static const char digits[] = "0123456789abcdef";

  *to++ = '\\';
  if (c >= 0x20) {
    *to++ = c;
  } else {
    memcpy (to, "u00", 3);
    to[3] = digits[c >> 4];
    to[4] = digits[c & 15];
    to += 5;
  }

  return to;
}

/**
 * ahoy_json_quote:
 * @text: a text, which may be a secret
 *
 * Makes a string of JSON. Allocates once, so that no copy of a secret is left behind in memory that
 * was outgrown; json-glib leaves some. What is not UTF-8 becomes U+FFFD.
 *
 * Returns: (transfer full): @text with its quotation marks
 */
char *
ahoy_json_quote (const char *text)
{
  char *quoted = g_malloc (6 * strlen (text) + 3);
  char *to = quoted;

  *to++ = '"';
  while (*text != '\0') {
    gunichar c = g_utf8_get_char_validated (text, -1);

    if (c == (gunichar) -1 || c == (gunichar) -2) {
      to += g_unichar_to_utf8 (0xfffd, to);
      text++;
      continue;
    }
    if (c < 0x20 || c == '"' || c == '\\')
      to = put_escape (to, c);
    else
      to += g_unichar_to_utf8 (c, to);
    text = g_utf8_next_char (text);
  }
  *to++ = '"';
  *to = '\0';

  return quoted;
}

/**
 * ahoy_json_simplify:
 * @text: a text, which needs no end mark when @length is given
 * @length: its length in bytes, or -1
 *
 * Writes an object again, without escapes that it could do without: what is looked for in it is
 * found then, whoever has written it.
 *
 * Returns: (transfer full): the object, or @text as it is if it is none
 */
char *
ahoy_json_simplify (const char *text, gssize length)
{
  g_autoptr (JsonObject) object = ahoy_json_parse_object (text, length, NULL);

  if (object == NULL)
    return length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);

  return ahoy_json_to_text (object);
}
