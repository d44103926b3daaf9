/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"
#include "ahoy-kandy-address.h"

#include "ahoy-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_TEXT    1024 /* bytes of what was typed */
#define LONGEST_USER    255  /* bytes */
#define LONGEST_DOMAIN  253  /* bytes */
#define LONGEST_QUOTE   60   /* characters of an address in a sentence about it */
#define LONGEST_NAME    128  /* characters of the own display name */

/* The two sides of an address. */
typedef struct {
  char *user;
  char *domain; /* or NULL */
} Parts;

static void
parts_clear (Parts *parts)
{
  g_free (parts->user);
  g_free (parts->domain);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/* Without spaces around it, and without the marks for the direction of writing that come along when
 * numbers are copied from other programs. */
static char *
clean (const char *text)
{
  GString *cleaned = g_string_new (NULL);
  gsize length = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);

    if (g_unichar_type (c) == G_UNICODE_FORMAT || (cleaned->len == 0 && g_unichar_isspace (c)))
      continue;
    g_string_append_unichar (cleaned, c);
    if (!g_unichar_isspace (c))
      length = cleaned->len;
  }
  g_string_truncate (cleaned, length);

  return g_string_free (cleaned, FALSE);
}

/* "Name <address>", as addresses are copied from elsewhere and as the service itself writes them. */
static char *
take_out_of_brackets (char *text)
{
  gsize length = strlen (text);
  char *open = strrchr (text, '<');

  if (open != NULL && text[length - 1] == '>') {
    text[length - 1] = '\0';
    memmove (text, open + 1, strlen (open + 1) + 1);
  }

  return text;
}

/* What a URI may say besides the address. */
static void
cut_parameters (char *text)
{
  static const char * const schemes[] = { "sip:", "sips:", "tel:", "callto:" };
  char *at, *end;

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
    if (g_ascii_strncasecmp (text, schemes[i], strlen (schemes[i])) != 0)
      continue;

    at = strrchr (text, '@');
    end = strpbrk (at != NULL ? at : text, ";?");
    if (end != NULL)
      *end = '\0';
  }
}

static gboolean
is_separator (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_DASH_PUNCTUATION || c == 0x2212
         || (c < 0x80 && strchr (".()+", c) != NULL);
}

/* The digits of what consists of digits and separators alone, else NULL. */
static char *
digits_of (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);

    if (g_unichar_isdigit (c))
      g_string_append_c (digits, '0' + g_unichar_digit_value (c));
    else if (!is_separator (c))
      return NULL;
  }

  return digits->len > 0 ? g_string_free (g_steal_pointer (&digits), FALSE) : NULL;
}

static char *
normalize_user (const char *text)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *plain = clean (colon != NULL ? colon + 1 : text);
  g_autofree char *digits = NULL;
  gsize n_leading;

  /* Some write a scheme with slashes. */
  while (*plain == '/') {
    char *shorter = clean (plain + 1);

    g_free (plain);
    plain = shorter;
  }

  n_leading = *plain != '\0' && strchr ("#+*", *plain) != NULL ? 1 : 0;
  digits = digits_of (plain + n_leading);
  if (digits == NULL)
    return g_steal_pointer (&plain);

  return g_strdup_printf ("%.*s%s", (int) n_leading, plain, digits);
}

static const char *
domain_of (const char *address)
{
  const char *at = address != NULL ? strrchr (address, '@') : NULL;

  return at != NULL && at != address && at[1] != '\0' ? at + 1 : NULL;
}

static void
split (const char *text, const char *own, Parts *parts)
{
  g_autofree char *address = take_out_of_brackets (clean (text));
  g_autofree char *left = NULL;
  const char *domain;

  cut_parameters (address);
  domain = domain_of (address);
  left = domain != NULL ? g_strndup (address, domain - 1 - address) : g_strdup (address);
  parts->user = normalize_user (left);
  parts->domain = domain != NULL ? clean (domain) : g_strdup (domain_of (own));
}

static gboolean
is_user (const char *user)
{
  for (const char *at = user; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (!g_unichar_isgraph (c) || (c < 0x80 && strchr ("\"(),<>[\\]^`{|}", c) != NULL))
      return FALSE;
  }

  return TRUE;
}

static gboolean
is_domain (const char *domain)
{
  gsize length = strlen (domain);

  if (length == 0 || length > LONGEST_DOMAIN || domain[0] == '.' || domain[length - 1] == '.'
      || strstr (domain, "..") != NULL)
    return FALSE;

  for (const char *at = domain; *at != '\0'; at++) {
    if (!g_ascii_isalnum (*at) && strchr ("-._:[]", *at) == NULL)
      return FALSE;
  }

  return TRUE;
}

static gboolean
check_user (const Parts *parts, const char *quote, GError **error)
{
  if (*quote == '\0')
    g_set_error_literal (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS,
                         _("Enter whom to call"));
  else if (*parts->user == '\0' || parts->user[0] == '@')
    /* Translators: %s is what was typed. */
    g_set_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS,
                 _("There is no name or number in “%s”"), quote);
  else if (g_str_has_suffix (parts->user, "@"))
    g_set_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS,
                 _("There is no domain after the “@” in “%s”"), quote);
  else if (strlen (parts->user) > LONGEST_USER)
    g_set_error_literal (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS,
                         _("The address is too long"));
  else if (!is_user (parts->user))
    g_set_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS,
                 _("“%s” has characters that an address cannot have"), quote);
  else
    return TRUE;

  return FALSE;
}

static gboolean
check_domain (Parts *parts, const char *quote, GError **error)
{
  if (parts->domain == NULL) {
    /* Translators: both are what was typed. */
    g_set_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS,
                 _("“%s” needs a domain, as in “%s@example.com”"), quote, quote);
    return FALSE;
  }

  if (!g_str_is_ascii (parts->domain)) {
    char *ascii = g_hostname_to_ascii (parts->domain);

    if (ascii != NULL) {
      g_free (parts->domain);
      parts->domain = ascii;
    }
  }
  if (!is_domain (parts->domain)) {
    g_autofree char *domain = ahoy_text_to_line (parts->domain, LONGEST_QUOTE);

    /* Translators: %s is what was typed after the “@”. */
    g_set_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS, _("“%s” is not a domain"),
                 domain);
    return FALSE;
  }

  return TRUE;
}

static gboolean
parse (const char *text, const char *own, Parts *parts, GError **error)
{
  g_autofree char *quote = ahoy_text_to_line (text, LONGEST_QUOTE);

  if (text == NULL || strlen (text) > LONGEST_TEXT) {
    g_set_error_literal (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS,
                         text == NULL ? _("Enter whom to call") : _("The address is too long"));
    return FALSE;
  }
  if (!g_utf8_validate (text, -1, NULL)) {
    g_set_error (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_INVALID_ADDRESS,
                 _("“%s” has characters that an address cannot have"), quote);
    return FALSE;
  }

  split (text, own, parts);

  return check_user (parts, quote, error) && check_domain (parts, quote, error);
}

/**
 * ahoy_kandy_address_normalize:
 * @text: (nullable): what a person typed or pasted: a user, `user@domain`, a `sip:` or `tel:`
 *   address, or a number with separators
 * @own: (nullable): the user name of who is logged in; its domain completes what has none
 * @error: return location for an error
 *
 * Makes an address as the service wants it, `sip:user@domain` (section 7.2 of the protocol page).
 * What is an address of this form already stays as it is.
 *
 * Fails with %AHOY_CALL_ERROR_INVALID_ADDRESS.
 *
 * Returns: (transfer full) (nullable): the address
 */
char *
ahoy_kandy_address_normalize (const char *text, const char *own, GError **error)
{
  g_auto (Parts) parts = { NULL, NULL };

  if (!parse (text, own, &parts, error))
    return NULL;

  return g_strdup_printf ("sip:%s@%s", parts.user, parts.domain);
}

/**
 * ahoy_kandy_address_to_from:
 * @own: the user name of who is logged in
 * @display_name: (nullable): the name that who is called shall see
 *
 * Makes what a call says of its origin (section 7.2 of the protocol page).
 *
 * Returns: (transfer full): it
 */
char *
ahoy_kandy_address_to_from (const char *own, const char *display_name)
{
  g_autofree char *name = ahoy_text_to_line (display_name, LONGEST_NAME);
  g_autofree char *address = ahoy_kandy_address_normalize (own, own, NULL);

  g_return_val_if_fail (own != NULL, NULL);

  /* The service has accepted this name for the login, so it may know better. */
  if (address == NULL)
    address = g_strconcat ("sip:", own, NULL);
  g_strstrip (g_strdelimit (name, "\"<>\\", ' '));
  if (*name == '\0')
    return g_steal_pointer (&address);

  return g_strdup_printf ("%s<%s>", name, address);
}

static gboolean
is_number (const char *user)
{
  return strspn (user, "0123456789#*+") == strlen (user) && strpbrk (user, "0123456789") != NULL;
}

/**
 * ahoy_kandy_address_to_display:
 * @address: an address, from the service or normalised
 * @own: (nullable): the user name of who is logged in
 *
 * Makes an address as it is shown to a person: without its scheme, and a number of the own domain
 * without the domain. Normalised again, it is the same address.
 *
 * Returns: (transfer full): it
 */
char *
ahoy_kandy_address_to_display (const char *address, const char *own)
{
  g_auto (Parts) parts = { NULL, NULL };
  const char *own_domain = domain_of (own);

  g_return_val_if_fail (address != NULL, NULL);

  if (!parse (address, own, &parts, NULL))
    return ahoy_text_to_line (address, LONGEST_TEXT);
  if (own_domain != NULL && is_number (parts.user)
      && g_ascii_strcasecmp (parts.domain, own_domain) == 0)
    return g_steal_pointer (&parts.user);

  return g_strdup_printf ("%s@%s", parts.user, parts.domain);
}

/**
 * ahoy_kandy_address_to_key:
 * @address: an address, from the service, normalised, or as typed
 * @own: (nullable): the user name of who is logged in
 *
 * Makes what is equal for all spellings of one address, to look it up by.
 *
 * Returns: (transfer full): it
 */
char *
ahoy_kandy_address_to_key (const char *address, const char *own)
{
  g_auto (Parts) parts = { NULL, NULL };
  g_autofree char *address_to_fold = NULL;

  g_return_val_if_fail (address != NULL, NULL);

  if (parse (address, own, &parts, NULL))
    address_to_fold = g_strdup_printf ("%s@%s", parts.user, parts.domain);
  else
    address_to_fold = ahoy_text_to_line (address, LONGEST_TEXT);

  return g_utf8_casefold (address_to_fold, -1);
}

/**
 * ahoy_kandy_address_equal:
 * @a: an address
 * @b: another one
 * @own: (nullable): the user name of who is logged in
 *
 * Returns: whether both are the same person's, whatever the spelling
 */
gboolean
ahoy_kandy_address_equal (const char *a, const char *b, const char *own)
{
  g_autofree char *key_of_a = ahoy_kandy_address_to_key (a, own);
  g_autofree char *key_of_b = ahoy_kandy_address_to_key (b, own);

  return g_str_equal (key_of_a, key_of_b);
}
