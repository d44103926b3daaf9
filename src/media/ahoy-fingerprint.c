/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-fingerprint.h"

#include <string.h>

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END "-----END CERTIFICATE-----"

/* Hash functions that nobody can find a second certificate for; sha-1 and older are not among them. */
static gboolean
read_hash (const char *name, gsize length, GChecksumType *type)
{
  static const struct {
    const char   *name;
    GChecksumType type;
  } hashes[] = {
    { "sha-256", G_CHECKSUM_SHA256 },
    { "sha-384", G_CHECKSUM_SHA384 },
    { "sha-512", G_CHECKSUM_SHA512 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++) {
    if (strlen (hashes[i].name) == length &&
        g_ascii_strncasecmp (hashes[i].name, name, length) == 0) {
      *type = hashes[i].type;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
matches (const guchar *der, gsize der_length, const char *fingerprint)
{
  const char *space = strchr (fingerprint, ' ');
  g_autofree char *digest = NULL;
  GChecksumType type;
  const char *p;

  if (space == NULL || !read_hash (fingerprint, space - fingerprint, &type))
    return FALSE;

  digest = g_compute_checksum_for_data (type, der, der_length);
  p = space + 1;
  for (guint i = 0; digest[i] != '\0'; i += 2) {
    if (i > 0 && *p++ != ':')
      return FALSE;
    for (guint j = 0; j < 2; j++, p++)
      if (g_ascii_tolower (*p) != digest[i + j])
        return FALSE;
  }
  return *p == '\0';
}

/**
 * ahoy_fingerprint_matches:
 * @pem: a certificate
 * @fingerprints: fingerprints as descriptions have them: `sha-256 AA:BB:…`
 *
 * Returns: whether one of the fingerprints is the certificate's
 */
gboolean
ahoy_fingerprint_matches (const char *pem, const char *const *fingerprints)
{
  const char *begin = strstr (pem, BEGIN);
  const char *end = strstr (pem, END);
  g_autofree char *base64 = NULL;
  g_autofree guchar *der = NULL;
  gsize length;

  if (begin == NULL || end == NULL || end < begin)
    return FALSE;
  begin += strlen (BEGIN);
  base64 = g_strndup (begin, end - begin);
  der = g_base64_decode (base64, &length);

  for (guint i = 0; fingerprints[i] != NULL; i++)
    if (matches (der, length, fingerprints[i]))
      return TRUE;

  return FALSE;
}
