/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines: the own user name; then what was typed. */
#include "fuzz-fields.h"

#include "ahoy-kandy-address.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_auto (GStrv) fields = fuzz_fields (data, size, 2);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = ahoy_kandy_address_normalize (fields[1], fields[0], &error);
  g_autofree char *from = ahoy_kandy_address_to_from (fields[0], fields[1]);
  g_autofree char *shown = ahoy_kandy_address_to_display (fields[1], fields[0]);
  g_autofree char *again = NULL;
  g_autofree char *typed = NULL;

  g_assert ((address == NULL) == (error != NULL));
  g_assert (g_utf8_validate (shown, -1, NULL));
  g_assert (from != NULL);
  g_assert (ahoy_kandy_address_equal (fields[1], fields[1], fields[0]));
  if (address == NULL) {
    g_assert (error->domain == AHOY_CALL_ERROR);
    g_assert (g_utf8_validate (error->message, -1, NULL));
    g_assert (strpbrk (error->message, "\r\n\t\x1b\x7f") == NULL);
    return 0;
  }

  g_assert (g_str_has_prefix (address, "sip:") && strchr (address, '@') != NULL);
  g_assert (g_utf8_validate (address, -1, NULL));
  g_assert (strpbrk (address, "\r\n\t\x1b\x7f <>\"") == NULL);
  again = ahoy_kandy_address_normalize (address, fields[0], NULL);
  g_assert (again != NULL && g_str_equal (again, address));
  typed = ahoy_kandy_address_normalize (shown, fields[0], NULL);
  g_assert (typed != NULL && g_ascii_strcasecmp (typed, address) == 0);
  g_assert (ahoy_kandy_address_equal (fields[1], address, fields[0]));
  g_assert (ahoy_kandy_address_equal (shown, address, fields[0]));

  return 0;
}
