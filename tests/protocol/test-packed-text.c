/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-packed-text.h"

#include <string.h>

static void
test_both_ways (void)
{
  static const GZlibCompressorFormat formats[] = {
    G_ZLIB_COMPRESSOR_FORMAT_ZLIB, G_ZLIB_COMPRESSOR_FORMAT_GZIP, G_ZLIB_COMPRESSOR_FORMAT_RAW,
  };
  g_autofree char *lines = g_strnfill (100000, '\n');
  const char *texts[] = { "", "v", "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n", "\u00f6\u20ac", lines };

  for (guint i = 0; i < G_N_ELEMENTS (formats) * G_N_ELEMENTS (texts); i++) {
    const char *text = texts[i / G_N_ELEMENTS (formats)];
    GZlibCompressorFormat format = formats[i % G_N_ELEMENTS (formats)];
    g_autofree char *packed = ahoy_packed_text_pack (text, format);
    g_autofree char *unpacked = ahoy_packed_text_unpack (packed, format, strlen (text));

    g_assert_cmpstr (unpacked, ==, text);
    if (*text != '\0')
      g_assert_null (ahoy_packed_text_unpack (packed, format, strlen (text) - 1));
  }
}

static void
test_known (void)
{
  /* Made by Python's zlib. */
  g_autofree char *text = ahoy_packed_text_unpack ("eJwrszXg5QIAA/sA+w==",
                                                   G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 5);
  g_autofree char *broken = ahoy_packed_text_unpack (" eJwr\r\nszXg5Q\n IAA/sA+w==\n",
                                                     G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 5);

  g_assert_cmpstr (text, ==, "v=0\r\n");
  g_assert_cmpstr (broken, ==, "v=0\r\n");
}

static void
test_refused (void)
{
  static const char * const texts[] = {
    "", " ", "=", "====", "v=0", "v=0\r\n", "eJwrszXg5QIAA/sA+w", "eJwrszXg5QIAA/sA+w=",
    "eJwrszXg5QIAA/sA+w===", "eJwrszXg=5QIAA/sA+w=", "eJwrszXg5QIAA/sA+w=!", "eJwrszXg5QIAA/sA+g==",
    "eJwrszXg5QIAA/sA", "eJwrszXg", "AAAA", "H4sIAAAAAAAAAys=",
    "eJxjAAAAAQAB", /* a NUL */
    "eJz7DwABAAEA", /* not UTF-8 */
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (ahoy_packed_text_unpack (texts[i], G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 1000));
}

/* A hundred megabytes in a hundred kilobytes. */
static void
test_bomb (void)
{
  g_autofree char *air = g_strnfill (100 * 1000 * 1000, ' ');
  g_autofree char *packed = ahoy_packed_text_pack (air, G_ZLIB_COMPRESSOR_FORMAT_ZLIB);

  g_assert_cmpuint (strlen (packed), <, 1000 * 1000);
  g_assert_null (ahoy_packed_text_unpack (packed, G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 256 * 1024));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/packed-text/both-ways", test_both_ways);
  g_test_add_func ("/packed-text/known", test_known);
  g_test_add_func ("/packed-text/refused", test_refused);
  g_test_add_func ("/packed-text/bomb", test_bomb);

  return g_test_run ();
}
