/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-id-memory.h"
#include "ahoy-text.h"

static void
assert_encoded (const char *text, const char *allowed, const char *expected)
{
  g_autofree char *encoded = ahoy_text_encode (text, allowed);

  g_assert_cmpstr (encoded, ==, expected);
}

static void
assert_segment (const char *text, const char *expected)
{
  g_autofree char *segment = ahoy_text_encode_segment (text, AHOY_TEXT_UNRESERVED);

  g_assert_cmpstr (segment, ==, expected);
}

static void
test_encode (void)
{
  assert_encoded ("", "", "");
  assert_encoded ("aZ09", "", "aZ09");
  assert_encoded ("-._~", "", "%2D%2E%5F%7E");
  assert_encoded ("-._~", AHOY_TEXT_UNRESERVED, "-._~");
  assert_encoded ("a b@c", "@", "a%20b@c");
  assert_encoded ("é\n\xff%", "", "%C3%A9%0A%FF%25");

  assert_segment ("alice o/b", "alice%20o%2Fb");
  assert_segment (".", "%2E");
  assert_segment ("..", "%2E%2E");
  assert_segment ("...", "...");
  assert_segment ("../..", "..%2F..");
}

static void
test_clean_token (void)
{
  static const struct {
    const char *token;
    const char *clean;
  } rows[] = {
    { "", "" },
    { "token", "token" },
    { " \ttok en\r\n", "token" },
    { "a\r\nx-evil: 1\x7f\x01", "ax-evil:1" },
    { "é€", "é€" },
    { " \n", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *clean = ahoy_text_clean_token (rows[i].token);

    g_assert_cmpstr (clean, ==, rows[i].clean);
  }
}

static void
test_has_control (void)
{
  g_assert_false (ahoy_text_has_control (""));
  g_assert_false (ahoy_text_has_control ("a b é€😀"));
  g_assert_true (ahoy_text_has_control ("a\n"));
  g_assert_true (ahoy_text_has_control ("\x7f"));
  g_assert_true (ahoy_text_has_control ("a\xc2\x85"));
}

static void
assert_line (const char *text, guint longest, const char *expected)
{
  g_autofree char *line = ahoy_text_to_line (text, longest);

  g_assert_cmpstr (line, ==, expected);
}

static void
test_to_line (void)
{
  assert_line (NULL, 10, "");
  assert_line ("", 10, "");
  assert_line ("  a\nb\x1b\xe2\x80\xae\x7f" "c\t ", 10, "a bc");
  assert_line ("a\xff" "b", 10, "a\xef\xbf\xbd" "b");
  assert_line ("0123456789", 10, "0123456789");
  assert_line ("01234567890", 10, "0123456789…");
  assert_line ("äöü€😀", 3, "äöü…");
}

static void
test_to_name (void)
{
  g_autofree char *plain = ahoy_text_to_name ("call", 64);
  g_autofree char *cut = ahoy_text_to_name ("äöü€😀", 3);
  g_autofree char *odd = ahoy_text_to_name ("a\n\xe2\x80\xae" "b", 64);

  g_assert_cmpstr (plain, ==, "call");
  g_assert_cmpstr (cut, ==, "äöü");
  g_assert_cmpstr (odd, ==, "a\xef\xbf\xbd\xef\xbf\xbd" "b");
}

static void
test_memory (void)
{
  g_autoptr (AhoyIdMemory) memory = ahoy_id_memory_new (3);

  g_assert_true (ahoy_id_memory_add (memory, "a"));
  g_assert_false (ahoy_id_memory_add (memory, "a"));
  g_assert_true (ahoy_id_memory_add (memory, "b"));
  g_assert_true (ahoy_id_memory_add (memory, "c"));
  g_assert_false (ahoy_id_memory_add (memory, "a"));
  g_assert_true (ahoy_id_memory_add (memory, "d")); /* and a is forgotten */
  g_assert_false (ahoy_id_memory_add (memory, "b"));
  g_assert_false (ahoy_id_memory_add (memory, "c"));
  g_assert_false (ahoy_id_memory_add (memory, "d"));
  g_assert_true (ahoy_id_memory_add (memory, "a")); /* and b is forgotten */
  g_assert_true (ahoy_id_memory_add (memory, "b"));
  g_assert_true (ahoy_id_memory_add (memory, ""));
  g_assert_false (ahoy_id_memory_add (memory, ""));
  g_assert_true (ahoy_id_memory_add (memory, NULL));
  g_assert_true (ahoy_id_memory_add (memory, NULL));
}

static void
test_memory_of_none (void)
{
  g_autoptr (AhoyIdMemory) memory = ahoy_id_memory_new (0);

  g_assert_true (ahoy_id_memory_add (memory, "a"));
  g_assert_true (ahoy_id_memory_add (memory, "a"));
}

static void
test_memory_of_long_ids (void)
{
  g_autoptr (AhoyIdMemory) memory = ahoy_id_memory_new (100);
  g_autofree char *first = g_strnfill (1000000, 'x');
  g_autofree char *second = g_strnfill (1000000, 'x');

  second[999999] = 'y';
  g_assert_true (ahoy_id_memory_add (memory, first));
  g_assert_true (ahoy_id_memory_add (memory, second));
  g_assert_false (ahoy_id_memory_add (memory, first));
  g_assert_false (ahoy_id_memory_add (memory, second));
}

static void
test_memory_of_many (void)
{
  g_autoptr (AhoyIdMemory) memory = ahoy_id_memory_new (100);

  for (guint i = 0; i < 1000; i++) {
    g_autofree char *id = g_strdup_printf ("%u", i);

    g_assert_true (ahoy_id_memory_add (memory, id));
  }
  for (guint i = 900; i < 1000; i++) {
    g_autofree char *id = g_strdup_printf ("%u", i);

    g_assert_false (ahoy_id_memory_add (memory, id));
  }
  g_assert_true (ahoy_id_memory_add (memory, "899"));
}

static void
test_memory_free_null (void)
{
  ahoy_id_memory_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/encode", test_encode);
  g_test_add_func ("/text/clean-token", test_clean_token);
  g_test_add_func ("/text/has-control", test_has_control);
  g_test_add_func ("/text/to-line", test_to_line);
  g_test_add_func ("/text/to-name", test_to_name);
  g_test_add_func ("/id-memory/last", test_memory);
  g_test_add_func ("/id-memory/none", test_memory_of_none);
  g_test_add_func ("/id-memory/long-ids", test_memory_of_long_ids);
  g_test_add_func ("/id-memory/many", test_memory_of_many);
  g_test_add_func ("/id-memory/free-null", test_memory_free_null);

  return g_test_run ();
}
