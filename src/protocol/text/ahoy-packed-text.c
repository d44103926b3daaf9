/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-packed-text.h"

#include <string.h>

/* Runs all of a text through a converter. Returns NULL where that fails, or where more than longest
 * bytes come out. */
static GByteArray *
convert (GConverter *converter, const guint8 *data, gsize size, gsize longest)
{
  g_autoptr (GByteArray) output = g_byte_array_new ();
  gsize at = 0;

  while (output->len <= longest) {
    guint8 piece[4096];
    gsize n_read, n_written;
    GConverterResult result = g_converter_convert (converter, data + at, size - at, piece,
                                                   sizeof piece, G_CONVERTER_INPUT_AT_END, &n_read,
                                                   &n_written, NULL);

    if (result == G_CONVERTER_ERROR)
      return NULL;

    g_byte_array_append (output, piece, n_written);
    at += n_read;
    if (result == G_CONVERTER_FINISHED)
      return output->len <= longest ? g_steal_pointer (&output) : NULL;
  }

  return NULL;
}

/**
 * ahoy_packed_text_pack:
 * @text: a text
 * @format: with which header it is to be compressed
 *
 * Returns: (transfer full): @text, compressed and then encoded as base64
 */
char *
ahoy_packed_text_pack (const char *text, GZlibCompressorFormat format)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (format, -1);
  g_autoptr (GByteArray) compressed = convert (G_CONVERTER (compressor), (const guint8 *) text,
                                               strlen (text), G_MAXUINT / 2);

  return g_base64_encode (compressed->data, compressed->len);
}

/* g_base64_decode() skips what it does not know, and cannot tell that something is missing. */
static gboolean
is_base64 (const char *text)
{
  gsize length = strlen (text);
  gsize n_digits = 0;

  while (g_ascii_isalnum (text[n_digits]) || text[n_digits] == '+' || text[n_digits] == '/')
    n_digits++;

  return length > 0 && length % 4 == 0 && length - n_digits <= 2
         && strspn (text + n_digits, "=") == length - n_digits;
}

/**
 * ahoy_packed_text_unpack:
 * @packed: what should be base64 of compressed text; line ends are skipped
 * @format: with which header it was compressed
 * @longest: how many bytes the text may have
 *
 * Undoes [func@packed_text_pack]. Takes no more memory than @longest asks for, whatever is packed.
 *
 * Returns: (transfer full) (nullable): the text, which is valid UTF-8 and has no NUL; %NULL where
 *   @packed is something else, or too long
 */
char *
ahoy_packed_text_unpack (const char *packed, GZlibCompressorFormat format, gsize longest)
{
  g_autoptr (GZlibDecompressor) decompressor = NULL;
  g_autoptr (GByteArray) text = NULL;
  g_autofree guint8 *data = NULL;
  g_autofree char *digits = g_strdup (packed);
  gsize size;
  char *to = digits;

  for (const char *at = packed; *at != '\0'; at++) {
    if (!g_ascii_isspace (*at))
      *to++ = *at;
  }
  *to = '\0';
  if (!is_base64 (digits))
    return NULL;

  data = g_base64_decode (digits, &size);
  decompressor = g_zlib_decompressor_new (format);
  text = convert (G_CONVERTER (decompressor), data, size, longest);
  if (text == NULL)
    return NULL;

  g_byte_array_append (text, (const guint8 *) "", 1);

  return g_utf8_validate_len ((const char *) text->data, text->len - 1, NULL)
         ? (char *) g_byte_array_free (g_steal_pointer (&text), FALSE) : NULL;
}
