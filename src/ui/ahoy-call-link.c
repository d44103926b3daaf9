/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-link.h"

#include "ahoy-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Anybody can write a link, and lets others click on it: it only ever fills the entry for addresses,
 * and what a person could not read there is refused. */

#define LONGEST_LINK 1024

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS, message);

  return FALSE;
}

/* Nothing that cannot be seen, or that makes the rest be seen in another order than it is. */
static gboolean
is_readable (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (!g_unichar_isprint (g_utf8_get_char (text)))
      return FALSE;

  return TRUE;
}

static gboolean
check (const char *text, GError **error)
{
  if (!g_utf8_validate (text, -1, NULL) || !is_readable (text))
    return refuse (error, _("The link has characters that no address has."));

  return TRUE;
}

/* What comes behind the first one of @ends. */
static void
cut (char *text, const char *ends)
{
  text[strcspn (text, ends)] = '\0';
}

static char *
read_scheme (const char *link)
{
  static const char * const schemes[] = { "tel:", "sip:", "sips:", "callto:" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (link, schemes[i], strlen (schemes[i])) == 0)
      return g_strdup (schemes[i]);

  return NULL;
}

/* A number that is not global says within which one it is: RFC 3966, section 5.1.5. */
static char *
dup_global_prefix (const char *text)
{
  const char *context = strstr (text, ";phone-context=+");

  if (context == NULL || *text == '+')
    return NULL;
  context += strlen (";phone-context=");

  return g_strndup (context, strcspn (context, ";?#"));
}

/* A scheme is letters with a colon behind; what has an @ before is no link but an address. */
static gboolean
has_scheme (const char *text)
{
  const char *end = text;

  while (g_ascii_isalnum (*end) || (end > text && strchr ("+-.", *end) != NULL && *end != '\0'))
    end++;

  return end > text && g_ascii_isalpha (*text) && *end == ':';
}

/**
 * ahoy_call_link_dup_address:
 * @link: a `tel:` link of RFC 3966, a `sip:` or `sips:` link of RFC 3261, a `callto:` link, or an
 *   address as a person writes it
 * @error: return location for an error for the person
 *
 * Reads whom a link means. Its parameters and headers are left out: nothing of a link but the
 * address reaches the service. A password in it is left out too.
 *
 * Fails with `AHOY_CALL_ERROR_INVALID_ADDRESS` for what is too long, cannot be read, has another
 * scheme or no address.
 *
 * Returns: (transfer full) (nullable): the address, to be shown in the entry
 */
char *
ahoy_call_link_dup_address (const char *link, GError **error)
{
  g_autofree char *scheme = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *prefix = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *text = NULL;
  const char *start;
  char *at, *colon;

  g_return_val_if_fail (link != NULL, NULL);

  if (strlen (link) > LONGEST_LINK) {
    refuse (error, _("The link is too long to be an address."));
    return NULL;
  }
  scheme = read_scheme (link);
  if (scheme == NULL && has_scheme (link)) {
    refuse (error, _("Ahoy opens tel:, sip: and callto: links only."));
    return NULL;
  }
  if (scheme == NULL) {
    text = g_strstrip (g_strdup (link));
    if (!check (text, error))
      return NULL;
    if (*text == '\0') {
      refuse (error, _("The link has no address."));
      return NULL;
    }
    return g_steal_pointer (&text);
  }

  start = link + strlen (scheme);
  /* Before anything is unescaped: what is escaped ends nothing. */
  escaped = g_strdup (start + strspn (start, "/"));
  at = strchr (escaped, '@');
  if (at == NULL) {
    prefix = dup_global_prefix (escaped);
    cut (escaped, ";?#");
  } else {
    cut (at, strchr (at, '[') != NULL ? ";?#/" : ":;?#/");
    colon = memchr (escaped, ':', at - escaped);
    if (colon != NULL)
      memmove (colon, at, strlen (at) + 1);
  }
  whole = g_strconcat (prefix != NULL ? prefix : "", escaped, NULL);
  text = g_uri_unescape_string (whole, NULL);
  if (text == NULL) {
    refuse (error, _("The link has characters that no address has."));
    return NULL;
  }
  g_strstrip (text);
  if (!check (text, error))
    return NULL;
  if (*text == '\0' || *text == '@') {
    refuse (error, _("The link has no address."));
    return NULL;
  }

  return g_steal_pointer (&text);
}
