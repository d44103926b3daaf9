/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-json-check.h"

#include "ahoy-json.h"

#include <math.h>
#include <string.h>

/* Members of one object: more of them could be chosen to meet in one slot of its hash table. */
#define MOST_MEMBERS 256
/* Values of one text: each costs some eighty bytes, the text only two. */
#define MOST_VALUES  65536
/* Digits that surely fit into 64 bits. */
#define MOST_DIGITS  18

typedef struct {
  char  *at;
  char  *end;
  char   closers[AHOY_JSON_MAX_DEPTH]; /* of the open containers, outermost first */
  guint  n_members[AHOY_JSON_MAX_DEPTH];
  guint  depth;
  guint  n_values;
} Check;

typedef enum {
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END,
  EXPECT_MEMBER,
  EXPECT_MEMBER_OR_END,
  EXPECT_SEPARATOR,
} Expectation;

static int
peek (const Check *self)
{
  return self->at < self->end ? (guchar) *self->at : -1;
}

static gboolean
take (Check *self, char wanted)
{
  if (peek (self) != wanted)
    return FALSE;

  self->at++;

  return TRUE;
}

static void
skip_space (Check *self)
{
  while (self->at < self->end && strchr (" \t\r\n", *self->at) != NULL && *self->at != '\0')
    self->at++;
}

static int
read_unit (const Check *self)
{
  int unit = 0;

  if (self->end - self->at < 4)
    return -1;

  for (guint i = 0; i < 4; i++) {
    int digit = g_ascii_xdigit_value (self->at[i]);

    if (digit < 0)
      return -1;
    unit = unit * 16 + digit;
  }

  return unit;
}

/* After "\u". Half a pair is what a server makes that cuts a name in the middle of a character, and
 * json-glib would swallow what follows it: it becomes the replacement character, of equal length. */
static gboolean
check_unit (Check *self)
{
  char *digits = self->at;
  int unit = read_unit (self);

  if (unit <= 0)
    return FALSE; /* a NUL would cut the string in C */

  self->at += 4;
  if (unit < 0xd800 || unit > 0xdfff)
    return TRUE;

  if (unit < 0xdc00 && self->end - self->at >= 6 && self->at[0] == '\\' && self->at[1] == 'u') {
    int second;

    self->at += 2;
    second = read_unit (self);
    if (second >= 0xdc00 && second <= 0xdfff) {
      self->at += 4;
      return TRUE;
    }
    self->at -= 2;
  }
  memcpy (digits, "fffd", 4);

  return TRUE;
}

static gboolean
check_string (Check *self)
{
  if (!take (self, '"'))
    return FALSE;

  while (self->at < self->end) {
    guchar c = *self->at++;

    if (c == '"')
      return TRUE;
    if (c < 0x20)
      return FALSE;
    if (c != '\\')
      continue;

    if (take (self, 'u')) {
      if (!check_unit (self))
        return FALSE;
    } else {
      int escaped = peek (self);

      if (escaped <= 0 || strchr ("\"\\/bfnrt", escaped) == NULL)
        return FALSE;
      self->at++;
    }
  }

  return FALSE;
}

static guint
skip_digits (Check *self)
{
  char *from = self->at;

  while (g_ascii_isdigit (peek (self)))
    self->at++;

  return self->at - from;
}

/* json-glib reads it as infinity, and writes that as a word that is not JSON. Nobody means such a
 * number; it becomes one that is out of all bounds too, of equal length with the spaces. */
static void
replace_infinity (char *number, gsize length)
{
  static const char huge[] = "9e99";

  memset (number, ' ', length);
  memcpy (number, huge, strlen (huge));
}

static gboolean
check_number (Check *self)
{
  gboolean whole = TRUE;
  guint n_digits;
  char *number;

  take (self, '-');
  number = self->at;
  if (take (self, '0'))
    n_digits = 1;
  else
    n_digits = skip_digits (self);
  if (n_digits == 0)
    return FALSE;

  if (take (self, '.')) {
    whole = FALSE;
    if (skip_digits (self) == 0)
      return FALSE;
  }
  if (take (self, 'e') || take (self, 'E')) {
    whole = FALSE;
    if (!take (self, '+'))
      take (self, '-');
    if (skip_digits (self) == 0)
      return FALSE;
  }

  /* json-glib lets long integers wrap around, to -1 for instance. Written with an exponent in place
   * of the last two digits it is a floating point number, and of the same size. */
  if (whole && n_digits > MOST_DIGITS) {
    memcpy (self->at - 2, "e2", 2);
    whole = FALSE;
  }
  if (!whole && isinf (g_ascii_strtod (number, NULL)))
    replace_infinity (number, self->at - number);

  return TRUE;
}

static gboolean
check_word (Check *self, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->at) < length || memcmp (self->at, word, length) != 0)
    return FALSE;

  self->at += length;

  return TRUE;
}

static gboolean
open_container (Check *self, char closer)
{
  if (self->depth == AHOY_JSON_MAX_DEPTH)
    return FALSE;

  self->at++;
  self->closers[self->depth] = closer;
  self->n_members[self->depth] = 0;
  self->depth++;

  return TRUE;
}

static gboolean
check_value (Check *self, Expectation *next)
{
  *next = EXPECT_SEPARATOR;
  if (++self->n_values > MOST_VALUES)
    return FALSE;

  switch (peek (self)) {
    case '{':
      *next = EXPECT_MEMBER_OR_END;
      return open_container (self, '}');
    case '[':
      *next = EXPECT_VALUE_OR_END;
      return open_container (self, ']');
    case '"':
      return check_string (self);
    case 't':
      return check_word (self, "true");
    case 'f':
      return check_word (self, "false");
    case 'n':
      return check_word (self, "null");
    default:
      return check_number (self);
  }
}

static gboolean
check_member (Check *self)
{
  if (++self->n_members[self->depth - 1] > MOST_MEMBERS || !check_string (self))
    return FALSE;
  skip_space (self);

  return take (self, ':');
}

static gboolean
check_separator (Check *self, Expectation *next)
{
  char closer = self->closers[self->depth - 1];

  if (take (self, ',')) {
    *next = closer == '}' ? EXPECT_MEMBER : EXPECT_VALUE;
    return TRUE;
  }

  *next = EXPECT_SEPARATOR;
  self->depth--;

  return take (self, closer);
}

/*< private >
 * ahoy_json_check:
 * @text: (inout): valid UTF-8, with a NUL at its end
 * @length: its length in bytes
 *
 * Checks that a text is JSON to the letter (RFC 8259) and within our limits, before json-glib sees
 * it: that one calls itself for each level of nesting, takes comments and assignments, and reads
 * some valid texts wrongly. What it would read wrongly is replaced in @text by what it reads right:
 * integers beyond 64 bits by floating point numbers, what is beyond these too by 9e99, and halves of
 * surrogate pairs by U+FFFD.
 *
 * Returns: %FALSE where @text is not for json-glib
 */
gboolean
ahoy_json_check (char *text, gsize length)
{
  Check self = { .at = text, .end = text + length };
  Expectation next = EXPECT_VALUE;

  do {
    gboolean good;

    skip_space (&self);
    if ((next == EXPECT_MEMBER_OR_END || next == EXPECT_VALUE_OR_END)
        && peek (&self) == self.closers[self.depth - 1])
      next = EXPECT_SEPARATOR;

    switch (next) {
      case EXPECT_MEMBER:
      case EXPECT_MEMBER_OR_END:
        good = check_member (&self);
        next = EXPECT_VALUE;
        break;
      case EXPECT_SEPARATOR:
        good = check_separator (&self, &next);
        break;
      case EXPECT_VALUE:
      case EXPECT_VALUE_OR_END:
      default:
        good = check_value (&self, &next);
        break;
    }
    if (!good)
      return FALSE;
  } while (self.depth > 0);

  skip_space (&self);

  return self.at == self.end;
}
