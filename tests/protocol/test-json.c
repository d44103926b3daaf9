/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-json.h"
#include "hostile.h"

#include <string.h>

static JsonObject *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = ahoy_json_parse_object (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (object);

  return object;
}

static gboolean
read_object (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) object = ahoy_json_parse_object (text, length, error);

  return object != NULL;
}

static gboolean
is_read (const char *text)
{
  return read_object (text, -1, NULL);
}

static void
assert_string (const char *json, const char *expected)
{
  g_autofree char *text = g_strdup_printf ("{\"a\":%s}", json);
  g_autoptr (JsonObject) object = parse (text);

  g_assert_cmpstr (ahoy_json_get_string (object, "a"), ==, expected);
}

/* expected is of no interest where the number is none for us. */
static void
assert_int (const char *json, gboolean whole, gint64 expected)
{
  g_autofree char *text = g_strdup_printf ("{\"a\":%s}", json);
  g_autoptr (JsonObject) object = parse (text);
  gint64 value = 77;

  g_assert_true (ahoy_json_get_int (object, "a", G_MININT64, G_MAXINT64, &value) == whole);
  g_assert_cmpint (value, ==, whole ? expected : 77);
}

static void
test_values (void)
{
  g_autoptr (JsonObject) object = parse (" {\"s\":\"text\", \"i\" : 5,\n\"d\":1.5,\t\"t\":true,\r"
                                         "\"f\":false,\"n\":null,\"o\":{\"x\":1},\"a\":[1,2],"
                                         "\"e\":[],\"p\":{},\"\":\"none\"} ");
  gboolean flag = FALSE;
  gint64 value = 0;

  g_assert_cmpstr (ahoy_json_get_string (object, "s"), ==, "text");
  g_assert_cmpstr (ahoy_json_get_string (object, ""), ==, "none");
  g_assert_true (ahoy_json_get_int (object, "i", 5, 5, &value));
  g_assert_cmpint (value, ==, 5);
  g_assert_true (ahoy_json_get_boolean (object, "t", &flag));
  g_assert_true (flag);
  g_assert_true (ahoy_json_get_boolean (object, "f", &flag));
  g_assert_false (flag);
  g_assert_nonnull (ahoy_json_get_object (object, "o"));
  g_assert_nonnull (ahoy_json_get_object (object, "p"));
  g_assert_cmpuint (json_array_get_length (ahoy_json_get_array (object, "a")), ==, 2);
  g_assert_cmpuint (json_array_get_length (ahoy_json_get_array (object, "e")), ==, 0);
}

/* Every getter on every type but its own, on what is absent, and on no object at all. */
static void
test_wrong_types (void)
{
  g_autoptr (JsonObject) object = parse ("{\"string\":\"five\",\"int\":5,\"real\":1.5,\"flag\":true,"
                                         "\"null\":null,\"object\":{},\"array\":[]}");
  static const char * const members[] = {
    "string", "int", "real", "flag", "null", "object", "array", "absent",
  };
  gint64 value;
  gboolean flag;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    const char *m = members[i];
    g_auto (GStrv) strings = ahoy_json_get_strv (object, m, 9);

    g_assert_true ((ahoy_json_get_string (object, m) != NULL) == g_str_equal (m, "string"));
    g_assert_true ((ahoy_json_get_object (object, m) != NULL) == g_str_equal (m, "object"));
    g_assert_true ((ahoy_json_get_array (object, m) != NULL) == g_str_equal (m, "array"));
    g_assert_true ((strings != NULL) == g_str_equal (m, "array"));
    g_assert_true (ahoy_json_get_boolean (object, m, &flag) == g_str_equal (m, "flag"));
    g_assert_true (ahoy_json_get_int (object, m, G_MININT64, G_MAXINT64, &value)
                   == g_str_equal (m, "int"));

    g_assert_null (ahoy_json_get_string (NULL, m));
    g_assert_null (ahoy_json_get_object (NULL, m));
    g_assert_null (ahoy_json_get_array (NULL, m));
    g_assert_null (ahoy_json_get_strv (NULL, m, 9));
    g_assert_false (ahoy_json_get_boolean (NULL, m, &flag));
    g_assert_false (ahoy_json_get_int (NULL, m, G_MININT64, G_MAXINT64, &value));
  }
}

static void
test_numbers (void)
{
  g_autoptr (JsonObject) object = parse ("{\"a\":60}");
  gint64 value = 77;

  assert_int ("0", TRUE, 0);
  assert_int ("-0", TRUE, 0);
  assert_int ("60.0", TRUE, 60);
  assert_int ("6e1", TRUE, 60);
  assert_int ("6E+1", TRUE, 60);
  assert_int ("600e-1", TRUE, 60);
  assert_int ("-1795213216610", TRUE, -1795213216610);
  assert_int ("999999999999999999", TRUE, 999999999999999999);
  assert_int ("-999999999999999999", TRUE, -999999999999999999);
  /* Beyond eighteen digits as exact as a double, and never wrapped around. */
  assert_int ("4611686018427387904", TRUE, G_GINT64_CONSTANT (0x4000000000000000));
  assert_int ("-9223372036854775808", TRUE, G_MININT64);
  assert_int ("9223372036854774784", TRUE, G_GINT64_CONSTANT (9223372036854774784));
  assert_int ("9223372036854775807", FALSE, 0);
  assert_int ("9223372036854775808", FALSE, 0);
  assert_int ("18446744073709551615", FALSE, 0);
  assert_int ("99999999999999999999999999999999999999999", FALSE, 0);
  assert_int ("-99999999999999999999999999999999999999999", FALSE, 0);
  assert_int ("1e999", FALSE, 0);
  assert_int ("-1e999", FALSE, 0);
  assert_int ("0.5", FALSE, 0);
  assert_int ("1e-999", TRUE, 0);
  assert_int ("\"60\"", TRUE, 60);
  assert_int ("\"-9223372036854775808\"", TRUE, G_MININT64);
  assert_int ("\"9223372036854775808\"", FALSE, 0);
  assert_int ("\"\"", FALSE, 0);
  assert_int ("\" 60\"", FALSE, 0);
  assert_int ("\"60s\"", FALSE, 0);
  assert_int ("\"6e1\"", FALSE, 0);
  assert_int ("\"0x3c\"", FALSE, 0);

  g_assert_false (ahoy_json_get_int (object, "a", 61, 100, &value));
  g_assert_false (ahoy_json_get_int (object, "a", 0, 59, &value));
  g_assert_cmpint (value, ==, 77);
}

static void
test_strings (void)
{
  assert_string ("\"\"", "");
  assert_string ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t");
  assert_string ("\"\\u00e9 \\u20AC\"", "é €");
  assert_string ("\"é € 😀\"", "é € 😀");
  assert_string ("\"\\ud83d\\ude00\"", "😀");
  /* Half a pair: cut in the middle of a character, but the rest of the name is good. */
  assert_string ("\"Bob \\ud83d\"", "Bob \xef\xbf\xbd");
  assert_string ("\"\\ud83d Bob\"", "\xef\xbf\xbd Bob");
  assert_string ("\"\\ud83d\\u0041\"", "\xef\xbf\xbd" "A");
  assert_string ("\"\\ud83d\\n\"", "\xef\xbf\xbd\n");
  assert_string ("\"\\ude00\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd");
  assert_string ("\"\\ud83d\\ud83d\\ude00\"", "\xef\xbf\xbd😀");
  g_assert_false (is_read ("{\"a\":\"\\ud83d\\u0000\"}"));
  g_assert_false (is_read ("{\"a\":\"\\ud83d\\ux\"}"));
}

static void
test_strv (void)
{
  g_autoptr (JsonObject) object = parse ("{\"two\":[\"call\",\"IM\"],\"mixed\":[\"call\",5],"
                                         "\"nested\":[[\"call\"]],\"nulls\":[null]}");
  g_auto (GStrv) two = ahoy_json_get_strv (object, "two", 2);

  g_assert_cmpuint (g_strv_length (two), ==, 2);
  g_assert_cmpstr (two[0], ==, "call");
  g_assert_cmpstr (two[1], ==, "IM");
  g_assert_null (ahoy_json_get_strv (object, "two", 1));
  g_assert_null (ahoy_json_get_strv (object, "mixed", 9));
  g_assert_null (ahoy_json_get_strv (object, "nested", 9));
  g_assert_null (ahoy_json_get_strv (object, "nulls", 9));
}

static void
test_duplicates (void)
{
  g_autoptr (JsonObject) object = parse ("{\"a\":{\"b\":1},\"a\":\"first\",\"a\":\"last\"}");

  g_assert_cmpstr (ahoy_json_get_string (object, "a"), ==, "last");
}

static char *
nested (guint depth)
{
  GString *text = g_string_new ("{\"a\":");

  for (guint i = 1; i < depth; i++)
    g_string_append_c (text, '[');
  for (guint i = 1; i < depth; i++)
    g_string_append_c (text, ']');

  return g_string_free (g_string_append_c (text, '}'), FALSE);
}

static void
test_limits (void)
{
  g_autofree char *deepest = nested (AHOY_JSON_MAX_DEPTH);
  g_autofree char *deeper = nested (AHOY_JSON_MAX_DEPTH + 1);
  g_autofree char *longest = g_strnfill (AHOY_JSON_MAX_LENGTH, 'a');
  g_autoptr (JsonObject) object = NULL;

  g_assert_true (is_read (deepest));
  g_assert_false (is_read (deeper));

  memcpy (longest, "{\"a\":\"", 6);
  memcpy (longest + AHOY_JSON_MAX_LENGTH - 2, "\"}", 2);
  object = ahoy_json_parse_object (longest, AHOY_JSON_MAX_LENGTH, NULL);
  g_assert_nonnull (object);
  g_assert_cmpuint (strlen (ahoy_json_get_string (object, "a")), ==, AHOY_JSON_MAX_LENGTH - 8);
}

static void
test_lengths (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (read_object ("{\"a\":1}trailing", 7, NULL));
  g_assert_false (read_object ("{\"a\":1}trailing", -1, NULL));
  g_assert_false (read_object (NULL, 0, &error));
  g_assert_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL);
  g_assert_false (read_object ("", -1, NULL));
}

static void
test_hostile (void)
{
  hostile_check ("{\"a\": {\"b\":[1,-2.5e3,\"c\\u00e9\\n\",true,false,null]}, \"d\":\"é\"}",
                 read_object);
}

static void
test_to_text (void)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonObject) again = NULL;
  g_autofree char *text = NULL;

  json_object_set_string_member (object, "b", "line\nend \"é\"");
  json_object_set_int_member (object, "a", 3600);
  text = ahoy_json_to_text (object);
  g_assert_cmpstr (text, ==, "{\"b\":\"line\\nend \\\"é\\\"\",\"a\":3600}");

  again = parse (text);
  g_assert_cmpstr (ahoy_json_get_string (again, "b"), ==, "line\nend \"é\"");
}

static void
assert_rewritten (const char *text, const char *expected)
{
  g_autoptr (JsonObject) object = parse (text);
  g_autofree char *written = ahoy_json_to_text (object);
  g_autoptr (JsonObject) again = parse (written);

  g_assert_cmpstr (written, ==, expected);
  g_assert_cmpuint (json_object_get_size (again), ==, json_object_get_size (object));
}

static void
test_exponents (void)
{
  assert_rewritten ("{\"a\":1e20,\"b\":[-1e22,0.5],\"c\":10.0}",
                    "{\"a\":1e+20,\"b\":[-1e+22,0.5],\"c\":10.0}");
  assert_rewritten ("{\"1e+20.0\":\"e+20.0 \\\\\\\" e+20.0\",\"b\":[true,false,1e20]}",
                    "{\"1e+20.0\":\"e+20.0 \\\\\\\" e+20.0\",\"b\":[true,false,1e+20]}");
}

/* json-glib leaves one of the control characters as it is, which is not JSON. */
static void
test_last_control (void)
{
  assert_rewritten ("{\"a\":\"\\t\\u001f\\u000e\",\"\\u001f\":1e20}",
                    "{\"a\":\"\\t\\u001f\\u000e\",\"\\u001f\":1e+20}");
}

/* json-glib would write them as words that nobody can read. */
static void
test_infinite_numbers (void)
{
  static const char * const numbers[] = {
    "1e309", "-1e309", "1e999", "1E+99999999999", "2e308", "0.1e310", "9e308",
  };
  g_autofree char *zeros = g_strnfill (400, '0');
  g_autofree char *long_text = g_strdup_printf ("{\"a\":[1%s,-1%s,1%s.5e1]}", zeros, zeros, zeros);
  g_autoptr (JsonObject) long_object = parse (long_text);
  JsonArray *long_numbers = ahoy_json_get_array (long_object, "a");

  g_assert_cmpfloat (json_array_get_double_element (long_numbers, 0), ==, 9e99);
  g_assert_cmpfloat (json_array_get_double_element (long_numbers, 1), ==, -9e99);
  g_assert_cmpfloat (json_array_get_double_element (long_numbers, 2), ==, 9e99);

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *text = g_strdup_printf ("{\"a\":%s}", numbers[i]);
    g_autoptr (JsonObject) object = parse (text);
    g_autofree char *written = ahoy_json_to_text (object);
    g_autoptr (JsonObject) again = parse (written);
    double number = json_object_get_double_member (again, "a");
    gint64 value;

    g_assert_false (ahoy_json_get_int (object, "a", G_MININT64, G_MAXINT64, &value));
    g_assert_cmpfloat (ABS (number), ==, 9e99);
    g_assert_true ((number < 0) == (numbers[i][0] == '-'));
  }
}

static void
test_plain_strings (void)
{
  static const char text[] = "{\"good\":\"é €\",\"empty\":\"\",\"line\":\"a\\nb\","
                             "\"delete\":\"a\\u007f\",\"number\":5,\"null\":null}";
  static const char * const others[] = { "empty", "line", "delete", "number", "null", "missing" };
  g_autoptr (JsonObject) object = ahoy_json_parse_object (text, -1, NULL);

  g_assert_cmpstr (ahoy_json_get_plain_string (object, "good", 6), ==, "é €");
  g_assert_null (ahoy_json_get_plain_string (object, "good", 5));
  g_assert_null (ahoy_json_get_plain_string (NULL, "good", 6));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (ahoy_json_get_plain_string (object, others[i], 100));
}

static void
test_lines (void)
{
  static const char text[] = "{\"good\":\" a\\nb\\u007f \",\"empty\":\"\",\"blank\":\" \\n\","
                             "\"number\":5,\"null\":null}";
  static const char * const others[] = { "empty", "blank", "number", "null", "missing" };
  g_autoptr (JsonObject) object = ahoy_json_parse_object (text, -1, NULL);
  g_autofree char *good = ahoy_json_get_line (object, "good", 10);
  g_autofree char *cut = ahoy_json_get_line (object, "good", 2);

  g_assert_cmpstr (good, ==, "a b");
  g_assert_cmpstr (cut, ==, "a…");
  g_assert_null (ahoy_json_get_line (NULL, "good", 10));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (ahoy_json_get_line (object, others[i], 100));
}

static void
assert_quoted (const char *text, const char *expected)
{
  g_autofree char *quoted = ahoy_json_quote (text);

  g_assert_cmpstr (quoted, ==, expected);
}

static void
test_quote (void)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *quoted = NULL;
  g_autofree char *object_text = NULL;
  g_autoptr (JsonObject) object = NULL;

  assert_quoted ("", "\"\"");
  assert_quoted ("a/b é😀\x7f", "\"a/b é😀\x7f\"");
  assert_quoted ("\"\\", "\"\\\"\\\\\"");
  assert_quoted ("\n\x01\x1f", "\"\\u000a\\u0001\\u001f\"");
  assert_quoted ("a\xff\xc3", "\"a\xef\xbf\xbd\xef\xbf\xbd\"");
  assert_quoted ("\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");

  /* Whatever is quoted is read as it was. */
  for (gunichar c = 1; c < 0x3000; c++)
    g_string_append_unichar (all, c);
  quoted = ahoy_json_quote (all->str);
  object_text = g_strdup_printf ("{\"a\":%s}", quoted);
  object = ahoy_json_parse_object (object_text, -1, NULL);
  g_assert_cmpstr (ahoy_json_get_string (object, "a"), ==, all->str);
}

/* However it was escaped: as little as it must be. */
static void
test_simplify (void)
{
  static const struct {
    const char *text, *simple;
  } rows[] = {
    { "{ \"a\" : \"\\u0077\\u006F\\/r\\u00e9\" }", "{\"a\":\"wo/r\u00e9\"}" },
    { "{\"a\":\"\\u0022\\u005c\"}", "{\"a\":\"\\\"\\\\\"}" },
    { "[\"\\u0077\"]", "[\"\\u0077\"]" },
    { "no JSON", "no JSON" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *simple = ahoy_json_simplify (rows[i].text, -1);
    g_autofree char *longer = g_strconcat (rows[i].text, "}", NULL);
    g_autofree char *counted = ahoy_json_simplify (longer, (gssize) strlen (rows[i].text));

    g_assert_cmpstr (simple, ==, rows[i].simple);
    g_assert_cmpstr (counted, ==, rows[i].simple);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/values", test_values);
  g_test_add_func ("/json/wrong-types", test_wrong_types);
  g_test_add_func ("/json/numbers", test_numbers);
  g_test_add_func ("/json/strings", test_strings);
  g_test_add_func ("/json/strv", test_strv);
  g_test_add_func ("/json/duplicates", test_duplicates);
  g_test_add_func ("/json/limits", test_limits);
  g_test_add_func ("/json/lengths", test_lengths);
  g_test_add_func ("/json/hostile", test_hostile);
  g_test_add_func ("/json/to-text", test_to_text);
  g_test_add_func ("/json/last-control", test_last_control);
  g_test_add_func ("/json/exponents", test_exponents);
  g_test_add_func ("/json/infinite-numbers", test_infinite_numbers);
  g_test_add_func ("/json/plain-strings", test_plain_strings);
  g_test_add_func ("/json/lines", test_lines);
  g_test_add_func ("/json/quote", test_quote);
  g_test_add_func ("/json/simplify", test_simplify);

  return g_test_run ();
}
