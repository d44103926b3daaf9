/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-log.h"

#include <string.h>

/* Shorter secrets are found in too many innocent words for a search to be of use. */
#define SHORTEST_SEARCHED 4

static GMutex      hidden_lock;
static GHashTable *hidden; /* the secrets of now → how many hold them */

static void
free_hidden (gpointer secret)
{
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
hide_one (const char *form, gboolean hide)
{
  int count;

  if (strlen (form) < SHORTEST_SEARCHED)
    return;
  if (hidden == NULL)
    hidden = g_hash_table_new_full (g_str_hash, g_str_equal, free_hidden, NULL);

  count = GPOINTER_TO_INT (g_hash_table_lookup (hidden, form)) + (hide ? 1 : -1);
  if (count > 0)
    g_hash_table_insert (hidden, g_strdup (form), GINT_TO_POINTER (count));
  else
    g_hash_table_remove (hidden, form);
}

/* As in a text of JSON that has no more escapes than it must. */
static char *
escape_for_json (const char *secret)
{
  char *escaped = g_malloc (2 * strlen (secret) + 1);
  char *to = escaped;

  for (; *secret != '\0'; secret++) {
    if (*secret == '"' || *secret == '\\')
      *to++ = '\\';
    *to++ = *secret;
  }
  *to = '\0';

  return escaped;
}

/* As a token is sent: what was pasted may have had line ends and spaces, which no token has. */
static char *
clean_token (const char *secret)
{
  char *clean = g_malloc (strlen (secret) + 1);
  char *to = clean;

  for (; *secret != '\0'; secret++)
    if (!g_ascii_isspace (*secret) && !g_ascii_iscntrl (*secret))
      *to++ = *secret;
  *to = '\0';

  return clean;
}

static void
hide_all_forms (const char *secret, gboolean hide)
{
  char *clean = clean_token (secret);
  char *json = escape_for_json (secret);
  char *escaped = g_uri_escape_string (secret, NULL, FALSE);
  char *encoded = g_base64_encode ((const guchar *) secret, strlen (secret));

  g_mutex_lock (&hidden_lock);
  hide_one (secret, hide);
  if (strcmp (escaped, secret) != 0)
    hide_one (escaped, hide);
  if (strcmp (json, secret) != 0)
    hide_one (json, hide);
  if (strcmp (clean, secret) != 0)
    hide_one (clean, hide);
  hide_one (encoded, hide);
  g_mutex_unlock (&hidden_lock);

  free_hidden (clean);
  free_hidden (json);
  free_hidden (escaped);
  free_hidden (encoded);
}

/**
 * ahoy_log_hide:
 * @secret: a password, a token, or any other text that no log may show
 *
 * From now on the log writer replaces @secret, also as it stands in a URL, in JSON and in base64.
 * Undone by as many calls of [func@log_unhide]. May be called from any thread.
 */
void
ahoy_log_hide (const char *secret)
{
  hide_all_forms (secret, TRUE);
}

/**
 * ahoy_log_unhide:
 * @secret: what was given to [func@log_hide]
 *
 * The secret is dead, forget it. May be called from any thread.
 */
void
ahoy_log_unhide (const char *secret)
{
  hide_all_forms (secret, FALSE);
}

static gboolean
replace_group (const GMatchInfo *match, GString *result, gpointer data)
{
  for (int group = 1; group < g_match_info_get_match_count (match); group++) {
    g_autofree char *name = g_match_info_fetch (match, group);

    g_string_append (result, name);
  }
  g_string_append (result, "<redacted>");

  return FALSE;
}

/* What looks like a secret by its name, for secrets that nobody has told us of. */
static const GRegex *
named_secrets (void)
{
  static gsize once = 0;
  static GRegex *regex = NULL;

  if (g_once_init_enter (&once)) {
    regex = g_regex_new (
      "((?:authorization|x-token|x-session|access_token|sbcall[-_](?:session|short[-_]lived)[-_]token)"
      "\\\\?\"?\\s*[:=]\\s*\\\\?\"?"
      "|[?&](?:token|key)="
      "|\"(?:password|credential|token|sessionId|notificationChannel)\"\\s*:\\s*\""
      "|\\b(?:basic|bearer)\\s+"
      "|/websocket/"
      "|\\bturns?:(?=[^\\s]*@)"
      "|a=(?:ice-pwd|ice-ufrag):)"
      "(?:(?:basic|bearer)\\s+)?[^\\s\"&]+"
      "|(candidate:)[^\\r\\n\"\\\\]+",
      G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
    g_once_init_leave (&once, 1);
  }

  return regex;
}

/* What libraries that deal with the network tell: names and passwords of connections, keys of the
 * media, bytes of packets, and addresses. A time, such as 0:00:01.2, is none. */
static const GRegex *
network_secrets (void)
{
  static gsize once = 0;
  static GRegex *regex = NULL;

  if (g_once_init_enter (&once)) {
    regex = g_regex_new (
      "(\\b(?:ufrag|pwd|username|password|user/pass)\\b(?: is)?\\s*[:=]?\\s*'?"
      "|\\bs?rtc?p-key\\s*=\\s*(?:\\(\\w+\\)\\s*)?|\\bkey\\s*:\\s*)"
      "[^\\s,;']+(?: -- \\S+)?"
      "|(\\bU/P )'[^']*'/'[^']*'"
      "|0x[0-9a-f]{16,}"
      "|\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b"
      "|(?<![\\w:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![\\w:])"
      "|(?<![\\w:])(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?"
      "(?![\\w:])",
      G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
    g_once_init_leave (&once, 1);
  }

  return regex;
}

static int
compare_lengths (gconstpointer a, gconstpointer b)
{
  gsize length_a = strlen (a);
  gsize length_b = strlen (b);

  return length_a < length_b ? 1 : length_a > length_b ? -1 : 0;
}

/* The longest first: what is left of a secret that holds another one would be shown. */
static void
replace_hidden (GString *text)
{
  g_autoptr (GList) secrets = g_hash_table_get_keys (hidden);

  secrets = g_list_sort (secrets, compare_lengths);
  for (GList *l = secrets; l != NULL; l = l->next)
    g_string_replace (text, l->data, "<redacted>", 0);
}

/**
 * ahoy_log_redact:
 * @text: any text
 *
 * Takes out what no log may show: the secrets told by [func@log_hide], and what looks like a secret
 * by the name in front of it. May be called from any thread.
 *
 * Returns: (transfer full): the text that may be shown
 */
char *
ahoy_log_redact (const char *text)
{
  g_autoptr (GString) result = g_string_new (text);
  g_autofree char *valid = NULL;
  char *named;

  g_mutex_lock (&hidden_lock);
  if (hidden != NULL)
    replace_hidden (result);
  g_mutex_unlock (&hidden_lock);

  valid = g_utf8_make_valid (result->str, result->len);
  named = g_regex_replace_eval (named_secrets (), valid, -1, 0, 0, replace_group, NULL, NULL);

  return named != NULL ? named : g_steal_pointer (&valid);
}

/**
 * ahoy_log_redact_network:
 * @text: what a library has logged that sends and receives media
 *
 * As [func@log_redact], and takes out addresses, and names, passwords and keys of connections. May
 * be called from any thread.
 *
 * Returns: (transfer full): the text that may be shown
 */
char *
ahoy_log_redact_network (const char *text)
{
  g_autofree char *redacted = ahoy_log_redact (text);
  char *more = g_regex_replace_eval (network_secrets (), redacted, -1, 0, 0, replace_group, NULL,
                                     NULL);

  return more != NULL ? more : g_steal_pointer (&redacted);
}

static gboolean
is_network_library (const GLogField *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0 && fields[i].length < 0)
      return g_str_has_prefix (fields[i].value, "libnice") ||
             g_str_has_prefix (fields[i].value, "GStreamer");

  return FALSE;
}

static GLogWriterOutput
write_redacted (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  char *(*redact) (const char *) = is_network_library (fields, n_fields) ? ahoy_log_redact_network
                                                                         : ahoy_log_redact;
  g_autofree GLogField *copy = g_memdup2 (fields, n_fields * sizeof *fields);
  g_autofree char *message = NULL;

  for (gsize i = 0; i < n_fields; i++) {
    if (strcmp (fields[i].key, "MESSAGE") != 0)
      continue;
    if (fields[i].length < 0) {
      message = redact (fields[i].value);
    } else {
      g_autofree char *text = g_strndup (fields[i].value, fields[i].length);

      message = redact (text);
    }
    copy[i].value = message;
    copy[i].length = -1;
  }

  return g_log_writer_default (level, copy, n_fields, data);
}

/**
 * ahoy_log_install:
 *
 * Sends every message that is logged through GLib, ours and the libraries', through
 * [func@log_redact], and switches off what would write secrets past it: the environment's TLS key
 * log, the TLS library's own debug output, and GDBus's, in which GTK tells assistive technology what
 * is in every entry, passwords included. To be called once, first in a program.
 */
void
ahoy_log_install (void)
{
  g_unsetenv ("SSLKEYLOGFILE");
  g_unsetenv ("GNUTLS_DEBUG_LEVEL");
  g_unsetenv ("G_DBUS_DEBUG");
  g_log_set_writer_func (write_redacted, NULL, NULL);
}
