/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-calls.h"

#include <string.h>

/* Addresses as clients send them: sip:bob@example.com, or Display Name<sip:bob@example.com>
 * (section 7.2 of the protocol page). */

static const char *
skip_scheme (const char *text)
{
  static const char * const schemes[] = { "sip:", "sips:", "tel:" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (text, schemes[i], strlen (schemes[i])) == 0)
      return text + strlen (schemes[i]);

  return text;
}

static gboolean
has_control (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      return TRUE;

  return FALSE;
}

static char *
local_part (const char *number)
{
  const char *at = strrchr (number, '@');

  return at != NULL ? g_strndup (number, at - number) : g_strdup (number);
}

/* Reads text as own's address of somebody; without a domain it is in own's. NULL when it cannot be
 * read. */
AhoyPracticeAddress *
ahoy_practice_address_read (const char *text, AhoyPracticeUser *own)
{
  g_autofree char *name = NULL;
  g_autofree char *inner = NULL;
  const char *open, *bare, *domain;
  AhoyPracticeAddress *address;

  if (text == NULL || strlen (text) > AHOY_PRACTICE_LONGEST_ADDRESS || has_control (text))
    return NULL;
  open = strrchr (text, '<');
  if (open != NULL) {
    if (!g_str_has_suffix (open, ">"))
      return NULL;
    name = g_strstrip (g_strndup (text, open - text));
    inner = g_strndup (open + 1, strlen (open) - 2);
  } else {
    inner = g_strdup (text);
  }

  bare = skip_scheme (g_strstrip (inner));
  if (*bare == '\0' || *bare == '@' || g_str_has_suffix (bare, "@") || strpbrk (bare, " <>") != NULL)
    return NULL;

  address = g_new0 (AhoyPracticeAddress, 1);
  domain = strrchr (own->name, '@');
  if (strchr (bare, '@') == NULL && domain != NULL)
    address->number = g_strconcat (bare, domain, NULL);
  else
    address->number = g_strdup (bare);
  if (name != NULL && *name != '\0')
    address->name = g_steal_pointer (&name);
  else
    address->name = local_part (address->number);

  return address;
}

void
ahoy_practice_address_free (AhoyPracticeAddress *address)
{
  g_free (address->name);
  g_free (address->number);
  g_free (address);
}
