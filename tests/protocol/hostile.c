/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every reader of JSON must survive, made out of one text that it reads. */
#include "hostile.h"

#include "ahoy-error.h"
#include "ahoy-json.h"

#include <string.h>

/* Reads a copy that ends where the text ends, so that an address sanitizer sees a reader that goes
 * one byte too far. */
static gboolean
read_exactly (HostileRead read, const char *text, gsize length)
{
  g_autofree char *copy = g_memdup2 (text, length);
  g_autoptr (GError) error = NULL;
  gboolean good = read (copy, length, &error);

  g_assert_true (good == (error == NULL));
  if (error != NULL) {
    g_assert_true (error->domain == AHOY_SESSION_ERROR);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  }

  return good;
}

static void
read_refused (HostileRead read, const char *text, gsize length)
{
  g_autofree char *copy = g_memdup2 (text, length);
  g_autoptr (GError) error = NULL;

  g_assert_false (read (copy, length, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
}

static void
check_truncated (const char *good, HostileRead read)
{
  for (gsize length = 1; length < strlen (good); length++)
    read_refused (read, good, length);
}

static void
check_changed_bytes (const char *good, HostileRead read)
{
  static const char bytes[] = "\0\x01\x7f\x80\xc0\xff\"\\{}[]:,0-e n";
  gsize length = strlen (good);
  g_autofree char *changed = g_strdup (good);

  for (gsize at = 0; at < length; at++) {
    /* In the middle of a character the change may make another one. */
    gboolean ascii = (guchar) good[at] < 0x80;

    for (gsize i = 0; i < sizeof bytes; i++) {
      changed[at] = bytes[i];
      if (bytes[i] == '\0' || (ascii && (guchar) bytes[i] >= 0x80))
        read_refused (read, changed, length);
      else
        read_exactly (read, changed, length);
    }
    changed[at] = good[at];
  }
}

/* Each value in turn becomes one of another type; found by its position after a colon. */
static void
check_changed_types (const char *good, HostileRead read)
{
  static const char * const values[] = {
    "null", "true", "0", "-1", "1e999", "99999999999999999999999", "\"\"", "\"\\ud800\"",
    "[]", "[null]", "{}", "{\"statusCode\":[]}",
  };

  for (const char *colon = strchr (good, ':'); colon != NULL; colon = strchr (colon + 1, ':')) {
    const char *end = strpbrk (colon + 1, ",}]");

    if (end == NULL)
      break;
    for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
      g_autofree char *changed = g_strdup_printf ("%.*s%s%s", (int) (colon + 1 - good), good,
                                                  values[i], end);

      read_exactly (read, changed, strlen (changed));
    }
  }
}

static void
check_foreign (HostileRead read)
{
  static const char * const texts[] = {
    " ", "0", "\"text\"", "null", "[]", "[{}]", "{", "}", "{]", "{\"a\"}", "{\"a\":}", "{a:1}",
    "{'a':1}", "{\"a\":1,}", "{\"a\":1}}", "{\"a\":1} x", "{\"a\":1}{\"a\":1}", "/**/{}", "{}//",
    "var a = {\"a\":1};", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":-}", "{\"a\":+1}",
    "{\"a\":01}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":1e}", "{\"a\":1e+}", "{\"a\":0x10}",
    "{\"a\":tru}", "{\"a\":True}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\u12g4\"}",
    "{\"a\":\"\\u0000\"}", "{\"a\\u0000b\":1}", "{\"a\":\"\t\"}", "{\"a\":\"\n\"}", "{,}", "{\"a\":[1,]}",
    "{\"a\":[,1]}", "{\"a\":[1 2]}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "\xef\xbb\xbf{}",
    "{\"a\":\"\xed\xa0\x80\"}", "{\"a\":\"\xc0\xaf\"}", "{\"a\":\"\xf4\x90\x80\x80\"}",
    "<!DOCTYPE html><html></html>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    read_refused (read, texts[i], strlen (texts[i]));
}

static void
check_nesting (HostileRead read)
{
  static const char * const openers[] = { "[", "{\"a\":" };

  for (gsize i = 0; i < G_N_ELEMENTS (openers); i++) {
    g_autoptr (GString) bomb = g_string_new ("{\"a\":");

    while (bomb->len + strlen (openers[i]) <= AHOY_JSON_MAX_LENGTH)
      g_string_append (bomb, openers[i]);
    read_refused (read, bomb->str, bomb->len);
  }
}

static void
check_size (HostileRead read)
{
  g_autofree char *long_text = g_strnfill (AHOY_JSON_MAX_LENGTH + 1, ' ');
  g_autofree char *endless = g_strnfill (AHOY_JSON_MAX_LENGTH, 'a');
  g_autoptr (GString) values = g_string_new ("{\"a\":[0");
  g_autoptr (GString) members = g_string_new ("{\"a\":0");

  long_text[0] = '{';
  long_text[1] = '}';
  read_refused (read, long_text, AHOY_JSON_MAX_LENGTH + 1);

  memcpy (endless, "{\"", 2);
  read_refused (read, endless, AHOY_JSON_MAX_LENGTH);

  while (values->len < AHOY_JSON_MAX_LENGTH - 8)
    g_string_append (values, ",0");
  g_string_append (values, "]}");
  read_refused (read, values->str, values->len);

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (members, ",\"%u\":0", i);
  g_string_append (members, "}");
  read_refused (read, members->str, members->len);
}

/**
 * hostile_check:
 * @good: a text that @read reads
 * @read: the reader
 *
 * Checks that nothing a server might send crashes the reader, makes it warn, or is taken for what
 * it is not.
 */
void
hostile_check (const char *good, HostileRead read)
{
  g_assert_true (read_exactly (read, good, strlen (good)));

  check_truncated (good, read);
  check_changed_bytes (good, read);
  check_changed_types (good, read);
  check_foreign (read);
  check_nesting (read);
  check_size (read);
}
