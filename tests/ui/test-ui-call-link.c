/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-call-link.h"

#include "ahoy-error.h"

#include <string.h>

static void
test_addresses (void)
{
  static const struct {
    const char *link;
    const char *address;
  } cases[] = {
    { "tel:+49-30-901820", "+49-30-901820" },
    { "tel:+4930;ext=5", "+4930" },
    { "Tel:7042;phone-context=example.com", "7042" },
    { "tel:863-1234;phone-context=+1-914-555", "+1-914-555863-1234" },
    { "tel:+4930;phone-context=+1", "+4930" },
    { "sip:alice@example.com", "alice@example.com" },
    { "SIPS:alice@example.com:5061;lr", "alice@example.com" },
    { "sip:alice:pass@word@example.com", "alice@word@example.com" },
    { "sip:alice:secret@example.com?body=x", "alice@example.com" },
    { "sip:a%6cice@example.com", "alice@example.com" },
    { "callto://alice", "alice" },
    { "callto:alice?call", "alice" },
    { "alice", "alice" },
    { " alice@example.com ", "alice@example.com" },
    { "030 901820", "030 901820" },
    { "Jürgen", "Jürgen" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *address = ahoy_call_link_dup_address (cases[i].link, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (address, ==, cases[i].address);
  }
}

static void
test_refused (void)
{
  static const char * const links[] = {
    "", "  ", "tel:", "tel:;ext=1", "tel:%20", "sip:", "sip:@example.com", "callto://",
    "tel:%00", "tel:1%0a2", "tel:1\n2", "sip:%ff@example.com", "sip:\xff@example.com", "\x1b[31m",
    "sip:%e2%80%aealice@example.com", "al\xe2\x80\x8bice", "tel:%", "tel:%zz",
    "http://example.com", "javascript:alert(1)", "file:///etc/passwd", "x-y+z.1:a",
  };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (ahoy_call_link_dup_address (links[i], &error));
    g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS);
    g_assert_false (strstr (error->message, "alert") != NULL);
  }
}

static void
test_length (void)
{
  g_autofree char *digits = g_strnfill (1020, '1');
  g_autofree char *longest = g_strconcat ("tel:", digits, NULL);
  g_autofree char *longer = g_strconcat (longest, "1", NULL);
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;

  address = ahoy_call_link_dup_address (longest, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (address, ==, digits);
  g_assert_null (ahoy_call_link_dup_address (longer, &error));
  g_assert_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/call-link/addresses", test_addresses);
  g_test_add_func ("/ui/call-link/refused", test_refused);
  g_test_add_func ("/ui/call-link/length", test_length);

  return g_test_run ();
}
