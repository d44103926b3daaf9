/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-suggestions.h"

#include <string.h>

/* Whom a person may mean who begins to type. */

/* So many of the newest calls are looked through at each letter. */
#define MOST_RECENTS 1000

/* Without case and accents, so that “jose” finds “José”. */
static char *
fold (const char *text)
{
  g_autofree char *plain = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autoptr (GString) bare = g_string_new (NULL);
  g_autofree char *folded = NULL;

  if (plain == NULL)
    return g_strdup (text);
  folded = g_utf8_casefold (plain, -1);
  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (!g_unichar_ismark (c))
      g_string_append_unichar (bare, c);
  }

  return g_string_free (g_steal_pointer (&bare), FALSE);
}

/* The digits of what has nothing but digits and what people put between them, else NULL. */
static char *
digits_of (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (; *text != '\0'; text++) {
    if (g_ascii_isdigit (*text))
      g_string_append_c (digits, *text);
    else if (strchr (" -./()+#*", *text) == NULL)
      return NULL;
  }

  return digits->len > 0 ? g_string_free (g_steal_pointer (&digits), FALSE) : NULL;
}

static gboolean
begins_a_word (const char *text, const char *wanted)
{
  for (const char *at = strstr (text, wanted); at != NULL; at = strstr (at + 1, wanted)) {
    if (at == text || !g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (at))))
      return TRUE;
  }

  return FALSE;
}

static gboolean
matches_digits (const char *address, const char *wanted)
{
  g_autofree char *user = g_strndup (address, strcspn (address, "@"));
  g_autofree char *digits = digits_of (user);

  return digits != NULL && strstr (digits, wanted) != NULL;
}

static gboolean
matches (AhoyRecent *recent, const char *wanted, const char *wanted_digits)
{
  g_autofree char *address = fold (ahoy_recent_get_remote (recent));
  g_autofree char *name = NULL;

  if (begins_a_word (address, wanted))
    return TRUE;
  if (wanted_digits != NULL && matches_digits (address, wanted_digits))
    return TRUE;
  if (ahoy_recent_get_remote_name (recent) == NULL)
    return FALSE;
  name = fold (ahoy_recent_get_remote_name (recent));

  return begins_a_word (name, wanted);
}

/**
 * ahoy_suggestions_find:
 * @recents: a list of [class@Ahoy.Recent], the newest first
 * @text: what was typed
 * @most: how many to find
 *
 * Finds whom a person may mean: whose name or address has a word that begins like @text, or whose
 * number contains its digits. Whoever was last in a call comes first. Somebody whose address was
 * typed in full is not suggested.
 *
 * Returns: (transfer full) (element-type Ahoy.Recent): calls with as many different addresses
 */
GPtrArray *
ahoy_suggestions_find (GListModel *recents, const char *text, guint most)
{
  g_autofree char *copy = g_strstrip (g_strdup (text));
  g_autofree char *wanted = fold (copy);
  g_autofree char *wanted_digits = digits_of (copy);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_recents = MIN (g_list_model_get_n_items (recents), MOST_RECENTS);
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  if (*wanted == '\0')
    return found;
  for (guint i = 0; i < n_recents && found->len < most; i++) {
    g_autoptr (AhoyRecent) recent = g_list_model_get_item (recents, i);
    const char *remote = ahoy_recent_get_remote (recent);

    if (remote == NULL || *remote == '\0' || !matches (recent, wanted, wanted_digits))
      continue;
    if (!g_hash_table_add (seen, fold (remote)))
      continue;
    if (g_strcmp0 (remote, copy) != 0)
      g_ptr_array_add (found, g_steal_pointer (&recent));
  }

  return found;
}
