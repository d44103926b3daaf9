/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What people type into the fields that hold several words. */

/**
 * ahoy_words_split:
 * @text: what was typed
 *
 * Returns: (transfer full): the words between spaces, commas and semicolons
 */
char **
ahoy_words_split (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " ,;\t\n", -1);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (words, parts[i]);

  return g_strv_builder_end (words);
}

static gboolean
is_ice_uri (const char *text)
{
  static const char * const schemes[] = { "stun:", "stuns:", "turn:", "turns:" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (text, schemes[i], strlen (schemes[i])) == 0)
      return text[strlen (schemes[i])] != '\0' && text[strlen (schemes[i])] != '/';

  return FALSE;
}

/**
 * ahoy_words_to_ice_servers:
 * @text: what was typed
 * @error: return location for an error
 *
 * Reads a list of STUN and TURN servers.
 *
 * Returns: (transfer full): their URIs, or %NULL with `G_IO_ERROR_INVALID_ARGUMENT`
 */
char **
ahoy_words_to_ice_servers (const char *text, GError **error)
{
  g_auto (GStrv) uris = ahoy_words_split (text);

  for (guint i = 0; uris[i] != NULL; i++) {
    if (is_ice_uri (uris[i]))
      continue;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _("“%s” must begin with “stun:”, “turn:” or “turns:”."), uris[i]);
    return NULL;
  }

  return g_steal_pointer (&uris);
}
