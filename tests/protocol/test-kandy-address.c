/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-kandy-address.h"

#include <string.h>

#define OWN "alice@example.com"

static char *
normalize (const char *text)
{
  g_autoptr (GError) error = NULL;
  char *address = ahoy_kandy_address_normalize (text, OWN, &error);

  g_assert_no_error (error);
  g_assert_nonnull (address);

  return address;
}

static void
test_normalize (void)
{
  static const struct {
    const char *text;
    const char *address;
  } rows[] = {
    /* The protocol page's own. */
    { "bob", "sip:bob@example.com" },
    { "+1 (555) 010-9999", "sip:+15550109999@example.com" },

    { "  bob\t", "sip:bob@example.com" },
    { "bob@other.example", "sip:bob@other.example" },
    { "bob@x@other.example", "sip:bob@x@other.example" },
    { "sip:bob", "sip:bob@example.com" },
    { "sip:bob@other.example", "sip:bob@other.example" },
    { "SIP:bob@other.example", "sip:bob@other.example" },
    { "sips:bob@other.example", "sip:bob@other.example" },
    { "sip://bob@other.example", "sip:bob@other.example" },
    { "sip:bob@other.example;transport=tcp?subject=tea", "sip:bob@other.example" },
    { "sip:bob@other.example:5060", "sip:bob@other.example:5060" },
    { "sip:bob@[2001:db8::1]", "sip:bob@[2001:db8::1]" },
    { "a:b:bob", "sip:bob@example.com" },
    { "a:b@c:bob", "sip:b@c:bob" }, /* the split comes first */
    { "Bob <sip:bob@other.example>", "sip:bob@other.example" },
    { "\"Smith, Bob\" <bob>", "sip:bob@example.com" },
    { "<+1 555>", "sip:+1555@example.com" },
    { "tel:+1-555-010-9999", "sip:+15550109999@example.com" },
    { "tel:+15550109999;ext=22", "sip:+15550109999@example.com" },
    { "callto:+15550109999", "sip:+15550109999@example.com" },
    { "callto://+15550109999", "sip:+15550109999@example.com" },

    { "5550109999", "sip:5550109999@example.com" },
    { "555.010.9999", "sip:5550109999@example.com" },
    { "(555) 010 9999", "sip:5550109999@example.com" },
    { "555 010@other.example", "sip:555010@other.example" },
    { "+49 (0) 30 / 1", NULL }, /* as the slash is no separator, it is no number */
    { "++1555", "sip:+1555@example.com" },
    { "1+555", "sip:1555@example.com" },
    { "*98", "sip:*98@example.com" },
    { "#31", "sip:#31@example.com" },
    { "* 9-8", "sip:*98@example.com" },
    { "*#06#", "sip:*#06#@example.com" },
    { "+bob", "sip:+bob@example.com" },
    { "bob-smith", "sip:bob-smith@example.com" },
    { "bob.1", "sip:bob.1@example.com" },
    { "1-bob", "sip:1-bob@example.com" },
    { "-", "sip:-@example.com" },
    { "+", "sip:+@example.com" },

    /* Copied from web pages and contact lists. */
    { "\u202a+1\u00a0555\u2011010\u20139999\u202c", "sip:+15550109999@example.com" },
    { "\u0661\u0662\u0663", "sip:123@example.com" },
    { "\ufeffbob\u200b", "sip:bob@example.com" },

    { "b\u00f6b", "sip:b\u00f6b@example.com" },
    { "bob@b\u00fccher.example", "sip:bob@xn--bcher-kva.example" },
    { "bob @ other.example", "sip:bob@other.example" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *address = ahoy_kandy_address_normalize (rows[i].text, OWN, &error);

    g_assert_cmpstr (address, ==, rows[i].address);
    g_assert_cmpint (address == NULL, ==, error != NULL);
  }
}

static void
test_refused (void)
{
  g_autofree char *long_text = g_strnfill (100000, 'b');
  g_autofree char *long_user = g_strnfill (256, 'b');
  g_autofree char *long_domain = g_strdup_printf ("bob@%.254s", long_text);
  const struct {
    const char *text;
    const char *message;
  } rows[] = {
    { NULL, "Enter whom to call" },
    { "", "Enter whom to call" },
    { " \t\n", "Enter whom to call" },
    { "\u202a", "Enter whom to call" },
    { "sip:", "There is no name or number in “sip:”" },
    { "sip:@other.example", "There is no name or number in “sip:@other.example”" },
    { "@", "There is no name or number in “@”" },
    { "@other.example", "There is no name or number in “@other.example”" },
    { "<>", "There is no name or number in “<>”" },
    { "bob@", "There is no domain after the “@” in “bob@”" },
    { "bob@@other.example", "There is no domain after the “@” in “bob@@other.example”" },
    { "bob smith", "“bob smith” has characters that an address cannot have" },
    { "<bob", "“<bob” has characters that an address cannot have" },
    { "bob\\", "“bob\\” has characters that an address cannot have" },
    { "bob\001", "“bob” has characters that an address cannot have" },
    { "bob\r\nX-Header=1@other.example", "“bob  X-Header=1@other.example” has characters that an "
                                          "address cannot have" },
    { "bob\xff", "“bob\xef\xbf\xbd” has characters that an address cannot have" },
    { "bob@other example", "“other example” is not a domain" },
    { "bob@.example", "“.example” is not a domain" },
    { "bob@example.", "“example.” is not a domain" },
    { "bob@ex..ample", "“ex..ample” is not a domain" },
    { "bob@b\u00fc cher", "“b\u00fc cher” is not a domain" },
    { "bob@a;b", "“a;b” is not a domain" },
    { "bob@ ", "There is no domain after the “@” in “bob@”" },
    { long_text, "The address is too long" },
    { long_user, "The address is too long" },
    { long_domain, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *address = ahoy_kandy_address_normalize (rows[i].text, OWN, &error);

    g_assert_cmpstr (address, ==, NULL);
    g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS);
    if (rows[i].message != NULL)
      g_assert_cmpstr (error->message, ==, rows[i].message);
    g_assert_cmpuint (strlen (error->message), <, 300);
  }
}

static void
test_without_own_domain (void)
{
  static const char * const owns[] = { NULL, "", "alice", "alice@", "@example.com" };

  for (guint i = 0; i < G_N_ELEMENTS (owns); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *whole = ahoy_kandy_address_normalize ("bob@other.example", owns[i], NULL);
    g_autofree char *shown = ahoy_kandy_address_to_display ("sip:1@other.example", owns[i]);

    g_assert_cmpstr (whole, ==, "sip:bob@other.example");
    g_assert_cmpstr (shown, ==, "1@other.example");
    g_assert_null (ahoy_kandy_address_normalize ("bob", owns[i], &error));
    g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS);
    g_assert_cmpstr (error->message, ==, "“bob” needs a domain, as in “bob@example.com”");
  }
}

static void
test_from (void)
{
  static const struct {
    const char *own;
    const char *name;
    const char *from;
  } rows[] = {
    { OWN, NULL, "sip:alice@example.com" },
    { OWN, "", "sip:alice@example.com" },
    { OWN, " ", "sip:alice@example.com" },
    { OWN, "Alice Ex\u00e4mple", "Alice Ex\u00e4mple<sip:alice@example.com>" },
    { OWN, "Al\"ice<sip:eve@example.com>\\", "Al ice sip:eve@example.com<sip:alice@example.com>" },
    { OWN, "Alice\r\nX-Header: 1", "Alice  X-Header: 1<sip:alice@example.com>" },
    { "alice", NULL, "sip:alice" },
    { "alice", "Alice", "Alice<sip:alice>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *from = ahoy_kandy_address_to_from (rows[i].own, rows[i].name);

    g_assert_cmpstr (from, ==, rows[i].from);
  }
}

static void
test_display (void)
{
  static const struct {
    const char *address;
    const char *text;
  } rows[] = {
    { "sip:bob@example.com", "bob@example.com" },
    { "bob@example.com", "bob@example.com" },
    { "sip:+15550109999@example.com", "+15550109999" },
    { "sip:+15550109999@EXAMPLE.com", "+15550109999" },
    { "sip:+15550109999@other.example", "+15550109999@other.example" },
    { "sip:*98@example.com", "*98" },
    { "sip:#@example.com", "#@example.com" },
    { "conference@example.com", "conference@example.com" },
    { "Anonymous Caller\n", "Anonymous Caller" }, /* whatever a server may call an address */
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = ahoy_kandy_address_to_display (rows[i].address, OWN);

    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

static void
test_equal (void)
{
  static const struct {
    const char *a;
    const char *b;
    gboolean    equal;
  } rows[] = {
    { "bob", "sip:bob@example.com", TRUE },
    { "bob@example.com", "sip:bob@example.com", TRUE },
    { "Bob@Example.COM", "sip:bob@example.com", TRUE },
    { "B\u00d6B", "b\u00f6b", TRUE },
    { "+1 (555) 010-9999", "tel:+15550109999", TRUE },
    { "15550109999", "+15550109999", FALSE },
    { "bob@other.example", "bob@example.com", FALSE },
    { "bob", "bobby", FALSE },
    { "Anonymous Caller", "anonymous caller", TRUE },
    { "Anonymous Caller", "bob", FALSE },
    { "", "", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_cmpint (ahoy_kandy_address_equal (rows[i].a, rows[i].b, OWN), ==, rows[i].equal);
    g_assert_cmpint (ahoy_kandy_address_equal (rows[i].b, rows[i].a, OWN), ==, rows[i].equal);
    g_assert_true (ahoy_kandy_address_equal (rows[i].a, rows[i].a, OWN));
  }
}

/* What is true of every address that is taken. */
static void
check_properties (const char *text)
{
  g_autofree char *address = ahoy_kandy_address_normalize (text, OWN, NULL);
  g_autofree char *again = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *typed = NULL;

  if (address == NULL)
    return;

  g_assert_true (g_utf8_validate (address, -1, NULL));
  g_assert_true (g_str_has_prefix (address, "sip:"));
  g_assert_nonnull (strchr (address, '@'));
  g_assert_null (strpbrk (address, " \t\r\n\"<>"));
  again = normalize (address);
  g_assert_cmpstr (again, ==, address);
  shown = ahoy_kandy_address_to_display (address, OWN);
  typed = normalize (shown);
  g_assert_cmpstr (typed, ==, address);
  g_assert_true (ahoy_kandy_address_equal (text, address, OWN));
  g_assert_true (ahoy_kandy_address_equal (shown, address, OWN));
}

static void
test_properties (void)
{
  static const char * const parts[] = {
    "b", "B", "1", "23", "+", "#", "*", "-", ".", "(", ")", " ", "@", "@", ":", "sip:", "tel:",
    "callto:", "//", ";", "?", "<", ">", "\"", ",", "example.com", "other.example", "\u00f6",
    "\u00a0", "\u202a", "\u0661", "%20", "\\", "[", "::", "]", "\n", "\u2013", "sips:",
  };

  for (guint i = 0; i < 200000; i++) {
    g_autoptr (GString) text = g_string_new (NULL);

    for (int n = g_test_rand_int_range (0, 8); n > 0; n--)
      g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
    check_properties (text->str);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kandy/address/normalize", test_normalize);
  g_test_add_func ("/kandy/address/refused", test_refused);
  g_test_add_func ("/kandy/address/without-own-domain", test_without_own_domain);
  g_test_add_func ("/kandy/address/from", test_from);
  g_test_add_func ("/kandy/address/display", test_display);
  g_test_add_func ("/kandy/address/equal", test_equal);
  g_test_add_func ("/kandy/address/properties", test_properties);

  return g_test_run ();
}
