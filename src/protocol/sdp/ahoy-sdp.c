/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-sdp.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (ahoy-sdp-error-quark, ahoy_sdp_error)

G_GNUC_PRINTF (2, 3)
static void
set_malformed (GError **error, const char *format, ...)
{
  g_autofree char *detail = NULL;
  va_list args;

  va_start (args, format);
  detail = g_strdup_vprintf (format, args);
  va_end (args);

  /* Translators: %s is a remark for whoever looks for the fault, such as "line 3: no such port". */
  g_set_error (error, AHOY_SDP_ERROR, AHOY_SDP_ERROR_MALFORMED,
               _("The other side sent a description of the call that Ahoy cannot read (%s)"),
               detail);
}

static gboolean
parse_number (const char *text, guint64 most, guint *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, most, &value, NULL))
    return FALSE;
  *number = value;

  return TRUE;
}

/* What RFC 4566 calls a token, which also keeps quotes and blanks out of what is passed on. */
static gboolean
is_token (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++) {
    if (!g_ascii_isgraph (*text) || strchr ("\"(),/:;<=>?@[]\\", *text) != NULL)
      return FALSE;
  }

  return TRUE;
}

static AhoySdpMedia *
media_new (void)
{
  AhoySdpMedia *media = g_new0 (AhoySdpMedia, 1);

  media->formats = g_ptr_array_new_with_free_func (g_free);
  media->lines = g_ptr_array_new_with_free_func (g_free);

  return media;
}

/* "audio 9 UDP/TLS/RTP/SAVPF 111 0" */
static AhoySdpMedia *
parse_media_line (const char *value, guint number, GError **error)
{
  g_autoptr (AhoySdpMedia) media = media_new ();
  g_auto (GStrv) words = g_strsplit (value, " ", -1);
  char *slash;

  media->n_ports = 1;
  if (g_strv_length (words) < 4) {
    set_malformed (error, "line %u: less than four words", number);
    return NULL;
  }
  slash = strchr (words[1], '/');
  if (slash != NULL) {
    *slash = '\0';
    if (!parse_number (slash + 1, G_MAXUINT16, &media->n_ports)) {
      set_malformed (error, "line %u: no such number of ports", number);
      return NULL;
    }
  }
  if (!parse_number (words[1], G_MAXUINT16, &media->port)) {
    set_malformed (error, "line %u: no such port", number);
    return NULL;
  }
  if (!is_token (words[0])) {
    set_malformed (error, "line %u: no such medium", number);
    return NULL;
  }

  media->kind_name = g_strdup (words[0]);
  media->protocol = g_strdup (words[2]);
  if (strcmp (words[0], "audio") == 0)
    media->kind = AHOY_SDP_KIND_AUDIO;
  else if (strcmp (words[0], "video") == 0)
    media->kind = AHOY_SDP_KIND_VIDEO;
  for (guint i = 3; words[i] != NULL; i++) {
    guint payload;

    if (media->formats->len == AHOY_SDP_MAX_FORMATS) {
      set_malformed (error, "line %u: too many formats", number);
      return NULL;
    }
    if (strstr (words[2], "RTP/") != NULL && !parse_number (words[i], 127, &payload)) {
      set_malformed (error, "line %u: no such payload type", number);
      return NULL;
    }
    g_ptr_array_add (media->formats, g_strdup (words[i]));
  }

  return g_steal_pointer (&media);
}

static gboolean
check_line (const char *line, guint number, GError **error)
{
  if (strlen (line) > AHOY_SDP_MAX_LINE) {
    set_malformed (error, "line %u: too long", number);
    return FALSE;
  }
  if (!g_ascii_isalpha (line[0]) || line[1] != '=') {
    set_malformed (error, "line %u: no letter with =", number);
    return FALSE;
  }
  for (const char *c = line; *c != '\0'; c++) {
    if (g_ascii_iscntrl (*c) && *c != '\t') {
      set_malformed (error, "line %u: a control character", number);
      return FALSE;
    }
  }

  return TRUE;
}

static gboolean
check_media (const AhoySdpMedia *media, guint index, GHashTable *mids, GError **error)
{
  const char *mid = ahoy_sdp_lines_get (media->lines, "mid");
  guint n_candidates = 0;

  for (guint i = 0; i < media->lines->len; i++) {
    if (ahoy_sdp_line_match (g_ptr_array_index (media->lines, i), "candidate") != NULL)
      n_candidates++;
  }
  if (n_candidates > AHOY_SDP_MAX_CANDIDATES) {
    set_malformed (error, "section %u: too many candidates", index);
    return FALSE;
  }
  if (mid == NULL)
    return TRUE;
  if (!is_token (mid)) {
    set_malformed (error, "section %u: no such mid", index);
    return FALSE;
  }
  if (!g_hash_table_add (mids, g_strdup (mid))) {
    set_malformed (error, "section %u: a mid of another section", index);
    return FALSE;
  }

  return TRUE;
}

/**
 * ahoy_sdp_parse:
 * @text: a description
 * @length: its length in bytes, or -1
 * @error: return location for an error
 *
 * Reads a session description, with line ends of either kind. Only what Ahoy relies on is checked;
 * all other lines are kept as they are.
 *
 * Fails with %AHOY_SDP_ERROR_MALFORMED.
 *
 * Returns: (transfer full) (nullable): the description
 */
AhoySdp *
ahoy_sdp_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (AhoySdp) self = NULL;
  g_autoptr (GHashTable) mids = NULL;
  g_autofree char *copy = NULL;
  AhoySdpMedia *media = NULL;
  char *next;
  guint number = 0;

  g_return_val_if_fail (text != NULL, NULL);

  if (length < 0)
    length = strlen (text);
  if (length > AHOY_SDP_MAX_LENGTH) {
    set_malformed (error, "too long");
    return NULL;
  }
  if (!g_utf8_validate_len (text, length, NULL)) {
    set_malformed (error, "not UTF-8");
    return NULL;
  }

  self = g_new0 (AhoySdp, 1);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->media = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_sdp_media_free);
  mids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  copy = g_strndup (text, length);
  for (char *line = copy; line != NULL; line = next) {
    next = strchr (line, '\n');
    if (next != NULL) {
      if (next > line && next[-1] == '\r')
        next[-1] = '\0';
      *next++ = '\0';
    }
    if (*line == '\0')
      continue;
    if (++number > AHOY_SDP_MAX_LINES) {
      set_malformed (error, "too many lines");
      return NULL;
    }
    if (!check_line (line, number, error))
      return NULL;

    if (g_str_has_prefix (line, "m=")) {
      if (self->media->len == AHOY_SDP_MAX_SECTIONS) {
        set_malformed (error, "too many sections");
        return NULL;
      }
      media = parse_media_line (line + 2, number, error);
      if (media == NULL)
        return NULL;
      g_ptr_array_add (self->media, media);
    } else {
      g_ptr_array_add (media != NULL ? media->lines : self->lines, g_strdup (line));
    }
  }

  if (self->lines->len == 0 || strcmp (g_ptr_array_index (self->lines, 0), "v=0") != 0) {
    set_malformed (error, "no version");
    return NULL;
  }
  if (!ahoy_sdp_get_origin (self, NULL, NULL)) {
    set_malformed (error, "no origin");
    return NULL;
  }
  for (guint i = 0; i < self->media->len; i++) {
    if (!check_media (ahoy_sdp_get_media (self, i), i, mids, error))
      return NULL;
  }

  return g_steal_pointer (&self);
}

static void
write_lines (GString *text, const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++) {
    g_string_append (text, g_ptr_array_index (lines, i));
    g_string_append (text, "\r\n");
  }
}

/**
 * ahoy_sdp_write:
 * @self: a description
 *
 * Returns: (transfer full): its text; what was read comes out the same, with CR and LF
 */
char *
ahoy_sdp_write (const AhoySdp *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  write_lines (text, self->lines);
  for (guint i = 0; i < self->media->len; i++) {
    const AhoySdpMedia *media = ahoy_sdp_get_media (self, i);

    g_string_append_printf (text, "m=%s %u", media->kind_name, media->port);
    if (media->n_ports != 1)
      g_string_append_printf (text, "/%u", media->n_ports);
    g_string_append_printf (text, " %s", media->protocol);
    for (guint j = 0; j < media->formats->len; j++)
      g_string_append_printf (text, " %s", (char *) g_ptr_array_index (media->formats, j));
    g_string_append (text, "\r\n");
    write_lines (text, media->lines);
  }

  return g_string_free (text, FALSE);
}

/**
 * ahoy_sdp_copy_strings:
 * @strings: (element-type utf8): formats or lines
 *
 * Returns: (transfer full) (element-type utf8): a copy
 */
GPtrArray *
ahoy_sdp_copy_strings (const GPtrArray *strings)
{
  GPtrArray *copy = g_ptr_array_new_full (strings->len, g_free);

  for (guint i = 0; i < strings->len; i++)
    g_ptr_array_add (copy, g_strdup (g_ptr_array_index (strings, i)));

  return copy;
}

/**
 * ahoy_sdp_media_copy:
 * @media: a section
 *
 * Returns: (transfer full): a copy
 */
AhoySdpMedia *
ahoy_sdp_media_copy (const AhoySdpMedia *media)
{
  AhoySdpMedia *copy;

  g_return_val_if_fail (media != NULL, NULL);

  copy = g_new0 (AhoySdpMedia, 1);
  copy->kind = media->kind;
  copy->kind_name = g_strdup (media->kind_name);
  copy->port = media->port;
  copy->n_ports = media->n_ports;
  copy->protocol = g_strdup (media->protocol);
  copy->formats = ahoy_sdp_copy_strings (media->formats);
  copy->lines = ahoy_sdp_copy_strings (media->lines);

  return copy;
}

/**
 * ahoy_sdp_media_free:
 * @media: (nullable) (transfer full): a section
 */
void
ahoy_sdp_media_free (AhoySdpMedia *media)
{
  if (media == NULL)
    return;

  g_free (media->kind_name);
  g_free (media->protocol);
  g_ptr_array_unref (media->formats);
  g_ptr_array_unref (media->lines);
  g_free (media);
}

/**
 * ahoy_sdp_copy:
 * @self: a description
 *
 * Returns: (transfer full): a copy
 */
AhoySdp *
ahoy_sdp_copy (const AhoySdp *self)
{
  AhoySdp *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (AhoySdp, 1);
  copy->lines = ahoy_sdp_copy_strings (self->lines);
  copy->media = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_sdp_media_free);
  for (guint i = 0; i < self->media->len; i++)
    g_ptr_array_add (copy->media, ahoy_sdp_media_copy (ahoy_sdp_get_media (self, i)));

  return copy;
}

/**
 * ahoy_sdp_free:
 * @self: (nullable) (transfer full): a description
 */
void
ahoy_sdp_free (AhoySdp *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->media, g_ptr_array_unref);
  g_free (self);
}

/**
 * ahoy_sdp_get_media:
 * @self: a description
 * @line: the number of a section, from 0
 *
 * Returns: (transfer none) (nullable): the section
 */
AhoySdpMedia *
ahoy_sdp_get_media (const AhoySdp *self, guint line)
{
  g_return_val_if_fail (self != NULL, NULL);

  return line < self->media->len ? g_ptr_array_index (self->media, line) : NULL;
}

/**
 * ahoy_sdp_get_origin:
 * @self: a description
 * @id: (out) (optional) (transfer full): its session id, with the name of who wrote it and its
 *   address: what stays the same over all descriptions of one connection
 * @version: (out) (optional) (transfer full): its version
 *
 * Returns: whether there is an origin
 */
gboolean
ahoy_sdp_get_origin (const AhoySdp *self, char **id, char **version)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->lines->len; i++) {
    const char *line = g_ptr_array_index (self->lines, i);
    g_auto (GStrv) words = NULL;

    if (!g_str_has_prefix (line, "o="))
      continue;
    words = g_strsplit (line + 2, " ", -1);
    if (g_strv_length (words) < 6)
      return FALSE;
    if (id != NULL)
      *id = g_strdup (words[1]);
    if (version != NULL)
      *version = g_strdup (words[2]);
    return TRUE;
  }

  return FALSE;
}

/**
 * ahoy_sdp_get_bundle:
 * @self: a description
 *
 * Returns: (transfer full): the mids of the first BUNDLE group; empty where there is none
 */
char **
ahoy_sdp_get_bundle (const AhoySdp *self)
{
  g_autoptr (GStrvBuilder) mids = g_strv_builder_new ();

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->lines->len; i++) {
    const char *group = ahoy_sdp_line_match (g_ptr_array_index (self->lines, i), "group");
    g_auto (GStrv) words = NULL;

    if (group == NULL || !g_str_has_prefix (group, "BUNDLE"))
      continue;
    words = g_strsplit (group, " ", -1);
    if (strcmp (words[0], "BUNDLE") != 0)
      continue;
    for (guint j = 1; words[j] != NULL; j++) {
      if (*words[j] != '\0')
        g_strv_builder_add (mids, words[j]);
    }
    break;
  }

  return g_strv_builder_end (mids);
}

/**
 * ahoy_sdp_get_inherited:
 * @self: a description
 * @media: one of its sections
 * @name: an attribute
 *
 * Returns: (transfer none) (nullable): the value of the attribute in @media, or else that for the
 *   whole session
 */
const char *
ahoy_sdp_get_inherited (const AhoySdp *self, const AhoySdpMedia *media, const char *name)
{
  const char *value;

  g_return_val_if_fail (self != NULL && media != NULL, NULL);

  value = ahoy_sdp_lines_get (media->lines, name);

  return value != NULL ? value : ahoy_sdp_lines_get (self->lines, name);
}

static gboolean
get_direction (const GPtrArray *lines, AhoySdpDirection *direction)
{
  for (*direction = AHOY_SDP_INACTIVE; *direction <= AHOY_SDP_SENDRECV; (*direction)++) {
    if (ahoy_sdp_lines_get (lines, ahoy_sdp_direction_to_string (*direction)) != NULL)
      return TRUE;
  }

  return FALSE;
}

/**
 * ahoy_sdp_get_direction:
 * @self: a description
 * @media: one of its sections
 *
 * Returns: what the writer of @self sends and receives there; nothing in a rejected section
 */
AhoySdpDirection
ahoy_sdp_get_direction (const AhoySdp *self, const AhoySdpMedia *media)
{
  AhoySdpDirection direction;

  g_return_val_if_fail (self != NULL && media != NULL, AHOY_SDP_INACTIVE);

  if (ahoy_sdp_media_is_rejected (media))
    return AHOY_SDP_INACTIVE;
  if (get_direction (media->lines, &direction) || get_direction (self->lines, &direction))
    return direction;

  return AHOY_SDP_SENDRECV;
}

/**
 * ahoy_sdp_get_fingerprint:
 * @self: a description
 * @media: one of its sections
 *
 * Returns: (transfer full) (nullable): the fingerprint of the certificate: the hash in small, the
 *   digits in capital letters, so that two of them can be compared
 */
char *
ahoy_sdp_get_fingerprint (const AhoySdp *self, const AhoySdpMedia *media)
{
  const char *value = ahoy_sdp_get_inherited (self, media, "fingerprint");
  g_auto (GStrv) words = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *digits = NULL;

  if (value == NULL)
    return NULL;

  words = g_strsplit (value, " ", -1);
  if (g_strv_length (words) != 2 || !is_token (words[0])
      || words[1][strspn (words[1], "0123456789ABCDEFabcdef:")] != '\0' || *words[1] == '\0')
    return NULL;
  hash = g_ascii_strdown (words[0], -1);
  digits = g_ascii_strup (words[1], -1);

  return g_strconcat (hash, " ", digits, NULL);
}

/**
 * ahoy_sdp_media_is_rejected:
 * @media: a section
 *
 * Returns: whether its port is 0, and not only because it has no transport of its own
 */
gboolean
ahoy_sdp_media_is_rejected (const AhoySdpMedia *media)
{
  g_return_val_if_fail (media != NULL, TRUE);

  return media->port == 0 && ahoy_sdp_lines_get (media->lines, "bundle-only") == NULL;
}

/**
 * ahoy_sdp_media_set_direction:
 * @media: a section
 * @direction: what is sent and received
 */
void
ahoy_sdp_media_set_direction (AhoySdpMedia *media, AhoySdpDirection direction)
{
  g_return_if_fail (media != NULL);

  /* In the place of the old one. */
  for (int d = AHOY_SDP_INACTIVE; d <= AHOY_SDP_SENDRECV; d++) {
    if (d != (int) direction)
      ahoy_sdp_lines_remove (media->lines, ahoy_sdp_direction_to_string (d));
  }
  ahoy_sdp_lines_set (media->lines, ahoy_sdp_direction_to_string (direction), NULL);
}

/**
 * ahoy_sdp_line_match:
 * @line: a line
 * @name: an attribute
 *
 * Returns: (transfer none) (nullable): the value in @line, empty where there is none; %NULL where
 *   it is a line of something else
 */
const char *
ahoy_sdp_line_match (const char *line, const char *name)
{
  gsize length = strlen (name);

  if (line[0] != 'a' || strncmp (line + 2, name, length) != 0)
    return NULL;
  line += 2 + length;
  if (*line == ':')
    return line + 1;

  return *line == '\0' ? line : NULL;
}

static guint
find_line (const GPtrArray *lines, const char *name)
{
  guint i;

  for (i = 0; i < lines->len; i++) {
    if (ahoy_sdp_line_match (g_ptr_array_index (lines, i), name) != NULL)
      break;
  }

  return i;
}

/**
 * ahoy_sdp_lines_get:
 * @lines: (element-type utf8): lines
 * @name: an attribute
 *
 * Returns: (transfer none) (nullable): its first value, empty where it has none
 */
const char *
ahoy_sdp_lines_get (const GPtrArray *lines, const char *name)
{
  guint i = find_line (lines, name);

  return i < lines->len ? ahoy_sdp_line_match (g_ptr_array_index (lines, i), name) : NULL;
}

static char *
format_line (const char *name, const char *value)
{
  return value == NULL ? g_strconcat ("a=", name, NULL)
                       : g_strconcat ("a=", name, ":", value, NULL);
}

/**
 * ahoy_sdp_lines_set:
 * @lines: (element-type utf8): lines
 * @name: an attribute
 * @value: (nullable): its value
 *
 * Replaces the first one of that name and removes further ones; adds it where there is none.
 */
void
ahoy_sdp_lines_set (GPtrArray *lines, const char *name, const char *value)
{
  guint i = find_line (lines, name);
  char *line;

  if (i == lines->len) {
    ahoy_sdp_lines_add (lines, name, value);
    return;
  }

  line = format_line (name, value);
  ahoy_sdp_lines_remove (lines, name);
  g_ptr_array_insert (lines, i, line);
}

/**
 * ahoy_sdp_lines_add:
 * @lines: (element-type utf8): lines
 * @name: an attribute
 * @value: (nullable): its value
 *
 * Adds an attribute at the end.
 */
void
ahoy_sdp_lines_add (GPtrArray *lines, const char *name, const char *value)
{
  g_ptr_array_add (lines, format_line (name, value));
}

/**
 * ahoy_sdp_lines_remove:
 * @lines: (element-type utf8): lines
 * @name: an attribute
 *
 * Returns: how many were removed
 */
guint
ahoy_sdp_lines_remove (GPtrArray *lines, const char *name)
{
  guint n_before = lines->len;
  guint i = 0;

  while ((i = find_line (lines, name)) < lines->len)
    g_ptr_array_remove_index (lines, i);

  return n_before - lines->len;
}

/**
 * ahoy_sdp_direction_reverse:
 * @direction: what one side does
 *
 * Returns: what the other side does
 */
AhoySdpDirection
ahoy_sdp_direction_reverse (AhoySdpDirection direction)
{
  return ((direction & AHOY_SDP_SENDONLY) != 0 ? AHOY_SDP_RECVONLY : AHOY_SDP_INACTIVE)
         | ((direction & AHOY_SDP_RECVONLY) != 0 ? AHOY_SDP_SENDONLY : AHOY_SDP_INACTIVE);
}

/**
 * ahoy_sdp_direction_to_string:
 * @direction: a direction
 *
 * Returns: (transfer none): the attribute for it
 */
const char *
ahoy_sdp_direction_to_string (AhoySdpDirection direction)
{
  static const char * const names[] = { "inactive", "sendonly", "recvonly", "sendrecv" };

  g_return_val_if_fail (direction < G_N_ELEMENTS (names), "inactive");

  return names[direction];
}

static gboolean
is_address (const char *text)
{
  if (g_hostname_is_ip_address (text))
    return TRUE;

  return g_str_has_suffix (text, ".local") && strlen (text) <= 255
         && text[strspn (text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-.")]
            == '\0';
}

/**
 * ahoy_sdp_candidate_parse:
 * @value: what follows `a=candidate:`
 *
 * Returns: (transfer full) (nullable): the candidate, or %NULL where it is none
 */
AhoySdpCandidate *
ahoy_sdp_candidate_parse (const char *value)
{
  static const char * const types[] = { "host", "srflx", "prflx", "relay" };
  g_auto (GStrv) words = NULL;
  AhoySdpCandidate *candidate;
  const char *type = NULL;
  guint component, priority, port;

  g_return_val_if_fail (value != NULL, NULL);

  for (const char *c = value; *c != '\0'; c++) {
    if (*c < ' ' || *c > '~' || c - value == AHOY_SDP_MAX_LINE)
      return NULL;
  }
  words = g_strsplit (value, " ", -1);
  if (g_strv_length (words) < 8 || !parse_number (words[1], 256, &component)
      || !parse_number (words[3], G_MAXUINT32, &priority) || !is_address (words[4])
      || !parse_number (words[5], G_MAXUINT16, &port) || strcmp (words[6], "typ") != 0)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    if (strcmp (words[7], types[i]) == 0)
      type = types[i];
  }
  if (type == NULL)
    return NULL;

  candidate = g_new0 (AhoySdpCandidate, 1);
  candidate->component = component;
  candidate->udp = g_ascii_strcasecmp (words[2], "udp") == 0;
  candidate->priority = priority;
  candidate->type = type;
  candidate->address = g_strdup (words[4]);
  candidate->port = port;

  return candidate;
}

/**
 * ahoy_sdp_candidate_free:
 * @candidate: (nullable) (transfer full): a candidate
 */
void
ahoy_sdp_candidate_free (AhoySdpCandidate *candidate)
{
  if (candidate == NULL)
    return;

  g_free (candidate->address);
  g_free (candidate);
}
