/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-sdp-codec.h"

#include <string.h>

static const struct {
  const char   *name;
  AhoySdpKind   kind;
  AhoySdpCodec  codec;
  guint         clock_rate; /* 0: any */
} codecs[] = {
  { "H264", AHOY_SDP_KIND_VIDEO, AHOY_SDP_CODEC_H264, 90000 },
  { "PCMA", AHOY_SDP_KIND_AUDIO, AHOY_SDP_CODEC_PCMA, 8000 },
  { "PCMU", AHOY_SDP_KIND_AUDIO, AHOY_SDP_CODEC_PCMU, 8000 },
  { "VP8", AHOY_SDP_KIND_VIDEO, AHOY_SDP_CODEC_VP8, 90000 },
  { "opus", AHOY_SDP_KIND_AUDIO, AHOY_SDP_CODEC_OPUS, 48000 },
  { "telephone-event", AHOY_SDP_KIND_AUDIO, AHOY_SDP_CODEC_TELEPHONE_EVENT, 0 },
};

/* The value of a line such as "a=fmtp:111 minptime=10" for that payload type. */
static const char *
find_for_payload (const AhoySdpMedia *media, const char *name, const char *payload)
{
  gsize length = strlen (payload);

  for (guint i = 0; i < media->lines->len; i++) {
    const char *value = ahoy_sdp_line_match (g_ptr_array_index (media->lines, i), name);

    if (value != NULL && strncmp (value, payload, length) == 0 && value[length] == ' ')
      return value + length + 1;
  }

  return NULL;
}

/* The payload types 0 and 8 need no a=rtpmap (RFC 3551). */
static const char *
get_mapping (const AhoySdpMedia *media, const char *payload)
{
  const char *mapping = find_for_payload (media, "rtpmap", payload);

  if (mapping == NULL && media->kind == AHOY_SDP_KIND_AUDIO && strcmp (payload, "0") == 0)
    return "PCMU/8000";
  if (mapping == NULL && media->kind == AHOY_SDP_KIND_AUDIO && strcmp (payload, "8") == 0)
    return "PCMA/8000";

  return mapping;
}

static int
find_rtx (const AhoySdpMedia *media, const char *payload)
{
  g_autofree char *wanted = g_strconcat ("apt=", payload, NULL);

  for (guint i = 0; i < media->formats->len; i++) {
    const char *other = g_ptr_array_index (media->formats, i);
    const char *mapping = get_mapping (media, other);
    const char *parameters = find_for_payload (media, "fmtp", other);
    g_auto (GStrv) fields = NULL;

    if (mapping == NULL || g_ascii_strncasecmp (mapping, "rtx/", 4) != 0 || parameters == NULL)
      continue;
    fields = g_strsplit (parameters, ";", -1);
    for (guint j = 0; fields[j] != NULL; j++) {
      if (strcmp (g_strstrip (fields[j]), wanted) == 0)
        return g_ascii_strtoull (other, NULL, 10);
    }
  }

  return -1;
}

static AhoySdpFormat *
read_format (const AhoySdpMedia *media, const char *payload)
{
  const char *mapping = get_mapping (media, payload);
  const char *parameters = find_for_payload (media, "fmtp", payload);
  g_auto (GStrv) parts = NULL;
  AhoySdpFormat *format;
  guint64 clock_rate, number;

  if (mapping == NULL || !g_ascii_string_to_unsigned (payload, 10, 0, 127, &number, NULL))
    return NULL;
  parts = g_strsplit (mapping, "/", 3);
  if (g_strv_length (parts) < 2
      || !g_ascii_string_to_unsigned (g_strchomp (parts[1]), 10, 1, 1000000, &clock_rate, NULL))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++) {
    if (codecs[i].kind != media->kind || g_ascii_strcasecmp (codecs[i].name, parts[0]) != 0
        || (codecs[i].clock_rate != 0 && codecs[i].clock_rate != clock_rate))
      continue;

    format = g_new0 (AhoySdpFormat, 1);
    format->codec = codecs[i].codec;
    format->payload = number;
    format->rtx_payload = find_rtx (media, payload);
    format->clock_rate = clock_rate;
    format->parameters = g_strdup (parameters);
    return format;
  }

  return NULL;
}

/**
 * ahoy_sdp_media_list_formats:
 * @media: a section
 *
 * Lists the codecs that Ahoy knows among those of a section, in the order of the section, which is
 * that of the writer's liking.
 *
 * Returns: (transfer full) (element-type AhoySdpFormat): the formats
 */
GPtrArray *
ahoy_sdp_media_list_formats (const AhoySdpMedia *media)
{
  GPtrArray *formats = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_sdp_format_free);

  g_return_val_if_fail (media != NULL, formats);

  for (guint i = 0; i < media->formats->len; i++) {
    AhoySdpFormat *format = read_format (media, g_ptr_array_index (media->formats, i));

    if (format != NULL)
      g_ptr_array_add (formats, format);
  }

  return formats;
}

/**
 * ahoy_sdp_media_find_format:
 * @formats: (element-type AhoySdpFormat): what ahoy_sdp_media_list_formats() returned
 * @codec: a codec, or several
 * @clock_rate: its clock rate in Hz, or 0 for any
 *
 * Returns: (transfer none) (nullable): the first of these
 */
const AhoySdpFormat *
ahoy_sdp_media_find_format (GPtrArray *formats, AhoySdpCodec codec, guint clock_rate)
{
  g_return_val_if_fail (formats != NULL, NULL);

  for (guint i = 0; i < formats->len; i++) {
    const AhoySdpFormat *format = g_ptr_array_index (formats, i);

    if ((format->codec & codec) != 0 && (clock_rate == 0 || clock_rate == format->clock_rate))
      return format;
  }

  return NULL;
}

static guint
find_extension (const GPtrArray *lines, const char *uri)
{
  for (guint i = 0; i < lines->len; i++) {
    const char *value = ahoy_sdp_line_match (g_ptr_array_index (lines, i), "extmap");
    g_auto (GStrv) words = NULL;
    g_auto (GStrv) number = NULL;
    guint64 id;

    if (value == NULL)
      continue;
    words = g_strsplit (value, " ", 3);
    if (g_strv_length (words) < 2 || strcmp (words[1], uri) != 0)
      continue;
    number = g_strsplit (words[0], "/", 2); /* "3/sendonly" */
    if (number[0] != NULL && g_ascii_string_to_unsigned (number[0], 10, 1, 255, &id, NULL))
      return id;
  }

  return 0;
}

/**
 * ahoy_sdp_media_find_extension:
 * @sdp: a description
 * @media: one of its sections
 * @uri: the name of an RTP header extension
 *
 * Returns: its number in @media, or 0
 */
guint
ahoy_sdp_media_find_extension (const AhoySdp *sdp, const AhoySdpMedia *media, const char *uri)
{
  guint id;

  g_return_val_if_fail (sdp != NULL && media != NULL && uri != NULL, 0);

  id = find_extension (media->lines, uri);

  return id != 0 ? id : find_extension (sdp->lines, uri);
}

static gboolean
is_same_codec (const char *mapping, const char *other)
{
  gsize length = strcspn (mapping, "/");

  return other != NULL && g_ascii_strncasecmp (mapping, other, length) == 0 && other[length] == '/';
}

/* The codec of a payload type; for retransmissions that of what is sent again, or NULL. */
static const char *
get_main_mapping (const AhoySdpMedia *media, const char *payload)
{
  const char *mapping = get_mapping (media, payload);
  const char *parameters = find_for_payload (media, "fmtp", payload);
  g_autofree char *again = NULL;

  if (mapping == NULL || !is_same_codec (mapping, "rtx/"))
    return mapping;
  if (parameters == NULL || !g_str_has_prefix (parameters, "apt="))
    return NULL;
  again = g_strndup (parameters + 4, strspn (parameters + 4, "0123456789"));
  mapping = get_mapping (media, again);

  return mapping != NULL && !is_same_codec (mapping, "rtx/") ? mapping : NULL;
}

static gboolean
is_offered (const AhoySdpMedia *media, const char *payload, const AhoySdpMedia *offer)
{
  const char *mapping = get_main_mapping (media, payload);

  for (guint i = 0; mapping != NULL && i < offer->formats->len; i++)
    if (is_same_codec (mapping, get_mapping (offer, g_ptr_array_index (offer->formats, i))))
      return TRUE;

  return FALSE;
}

static void
remove_format (AhoySdpMedia *media, guint number)
{
  static const char * const names[] = { "fmtp", "rtcp-fb", "rtpmap" };
  g_autofree char *payload = g_strdup (g_ptr_array_index (media->formats, number));
  gsize length = strlen (payload);

  g_ptr_array_remove_index (media->formats, number);
  for (guint i = media->lines->len; i-- > 0;) {
    const char *value = NULL;

    for (guint j = 0; j < G_N_ELEMENTS (names) && value == NULL; j++)
      value = ahoy_sdp_line_match (g_ptr_array_index (media->lines, i), names[j]);
    if (value != NULL && strncmp (value, payload, length) == 0 && value[length] == ' ')
      g_ptr_array_remove_index (media->lines, i);
  }
}

/**
 * ahoy_sdp_media_keep_offered:
 * @media: a section of an answer
 * @offer: the section that it answers
 *
 * Removes the codecs that were not offered, and their retransmissions: an answer that is another
 * offer has more of them. A section that would be left with none, but for keys, is not changed.
 */
void
ahoy_sdp_media_keep_offered (AhoySdpMedia *media, const AhoySdpMedia *offer)
{
  gboolean some = FALSE;

  g_return_if_fail (media != NULL && offer != NULL);

  for (guint i = 0; i < media->formats->len; i++) {
    const char *payload = g_ptr_array_index (media->formats, i);

    some = some || (is_offered (media, payload, offer)
                    && !is_same_codec (get_main_mapping (media, payload), "telephone-event/"));
  }
  for (guint i = media->formats->len; some && i-- > 0;)
    if (!is_offered (media, g_ptr_array_index (media->formats, i), offer))
      remove_format (media, i);
}

/**
 * ahoy_sdp_format_free:
 * @format: (nullable) (transfer full): a format
 */
void
ahoy_sdp_format_free (AhoySdpFormat *format)
{
  if (format == NULL)
    return;

  g_free (format->parameters);
  g_free (format);
}
