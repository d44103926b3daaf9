/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-codec-caps.h"

#include "ahoy-gst.h"

#include <string.h>

#define TWCC_OFFERED_ID 3

/* With the payload types of browsers, which everybody has seen. */
static const struct {
  AhoySdpCodec codec;
  AhoySdpKind  kind;
  const char  *name;
  guint        payload;
  guint        clock_rate;
  const char  *encoder; /* NULL: always there */
  const char  *decoder;
  const char  *parameters;
} codecs[] = {
  { AHOY_SDP_CODEC_OPUS, AHOY_SDP_KIND_AUDIO, "OPUS", 111, 48000, NULL, NULL,
    "encoding-params=(string)2,minptime=(string)10,useinbandfec=(string)1" },
  { AHOY_SDP_CODEC_PCMU, AHOY_SDP_KIND_AUDIO, "PCMU", 0, 8000, "mulawenc", "mulawdec", NULL },
  { AHOY_SDP_CODEC_PCMA, AHOY_SDP_KIND_AUDIO, "PCMA", 8, 8000, "alawenc", "alawdec", NULL },
  { AHOY_SDP_CODEC_VP8, AHOY_SDP_KIND_VIDEO, "VP8", 96, 90000, NULL, NULL, NULL },
  { AHOY_SDP_CODEC_H264, AHOY_SDP_KIND_VIDEO, "H264", 102, 90000, "openh264enc", "openh264dec",
    "packetization-mode=(string)1,profile-level-id=(string)42e01f,"
    "level-asymmetry-allowed=(string)1" },
};

static gboolean
is_available (guint i)
{
  if (codecs[i].encoder == NULL)
    return TRUE;
  if (codecs[i].codec == AHOY_SDP_CODEC_H264 &&
      !(ahoy_gst_has ("h264parse") && ahoy_gst_has ("capssetter")))
    return FALSE;
  return ahoy_gst_has (codecs[i].encoder) && ahoy_gst_has (codecs[i].decoder);
}

/**
 * ahoy_codec_caps_list_codecs:
 *
 * Returns: the codecs that this computer has, digits included
 */
AhoySdpCodec
ahoy_codec_caps_list_codecs (void)
{
  AhoySdpCodec available = AHOY_SDP_CODEC_TELEPHONE_EVENT;

  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (is_available (i))
      available |= codecs[i].codec;

  return available;
}

static void
append_codec (GstCaps *caps, guint i, guint payload, const char *parameters, guint twcc_id,
              guint32 ssrc)
{
  g_autoptr (GString) text = g_string_new ("application/x-rtp");

  g_string_append_printf (text, ",media=(string)%s,encoding-name=(string)%s,payload=(int)%u,"
                          "clock-rate=(int)%u,ssrc=(uint)%u",
                          codecs[i].kind == AHOY_SDP_KIND_AUDIO ? "audio" : "video",
                          codecs[i].name, payload, codecs[i].clock_rate, ssrc);
  if (parameters != NULL)
    g_string_append_printf (text, ",%s", parameters);
  if (twcc_id != 0)
    g_string_append_printf (text, ",extmap-%u=(string)\"" AHOY_SDP_EXTENSION_TRANSPORT_CC "\"",
                            twcc_id);
  gst_caps_append_structure (caps, gst_structure_from_string (text->str, NULL));
}

/**
 * ahoy_codec_caps_for_offer:
 * @kind: audio or video
 * @ssrc: what our packets will carry
 *
 * Returns: (transfer full): the codecs to offer, best first
 */
GstCaps *
ahoy_codec_caps_for_offer (AhoySdpKind kind, guint32 ssrc)
{
  GstCaps *caps = gst_caps_new_empty ();

  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (codecs[i].kind == kind && is_available (i))
      append_codec (caps, i, codecs[i].payload, codecs[i].parameters,
                    kind == AHOY_SDP_KIND_VIDEO ? TWCC_OFFERED_ID : 0, ssrc);

  return caps;
}

static int
find_codec (AhoySdpCodec codec)
{
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (codecs[i].codec == codec && is_available (i))
      return i;

  return -1;
}

/* Whether it is one of the many H264s that is made and read here: with pictures in as many packets as
 * they need (RFC 6184, section 6.3), and of the simplest kind. */
static gboolean
suits (const AhoySdpFormat *format)
{
  const char *text = format->parameters != NULL ? format->parameters : "";

  return format->codec != AHOY_SDP_CODEC_H264 ||
         (strstr (text, "packetization-mode=1") != NULL && strstr (text, "profile-level-id=42") != NULL);
}

static const AhoySdpFormat *
find_format (const AhoySdpRemoteSection *section, gboolean suiting)
{
  for (guint i = 0; i < section->formats->len; i++) {
    const AhoySdpFormat *format = g_ptr_array_index (section->formats, i);

    if (format->codec != AHOY_SDP_CODEC_TELEPHONE_EVENT && find_codec (format->codec) >= 0 &&
        (!suiting || suits (format)))
      return format;
  }
  return NULL;
}

/**
 * ahoy_codec_caps_choose:
 * @section: what the other side has described
 *
 * Returns: (transfer none) (nullable): the first of its formats that this computer can do, and can
 *   do well if there is one
 */
const AhoySdpFormat *
ahoy_codec_caps_choose (const AhoySdpRemoteSection *section)
{
  const AhoySdpFormat *format = find_format (section, TRUE);

  return format != NULL ? format : find_format (section, FALSE);
}

/* The parameters of H264 have to be repeated: they say which of the many H264s is meant. */
static char *
repeat_parameters (const AhoySdpFormat *format)
{
  g_auto (GStrv) parts = g_strsplit (format->parameters != NULL ? format->parameters : "", ";", 16);
  g_autoptr (GString) text = g_string_new ("level-asymmetry-allowed=(string)1");

  for (guint i = 0; parts[i] != NULL; i++) {
    const char *part = g_strstrip (parts[i]);
    const char *value = strchr (part, '=');

    if (value == NULL || strspn (value + 1, "0123456789abcdefABCDEF") != strlen (value + 1))
      continue;
    if (g_str_has_prefix (part, "packetization-mode=") ||
        g_str_has_prefix (part, "profile-level-id="))
      g_string_append_printf (text, ",%.*s=(string)%s", (int) (value - part), part, value + 1);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * ahoy_codec_caps_for_answer:
 * @section: what the other side offers
 * @ssrc: what our packets will carry
 *
 * Returns: (transfer full) (nullable): the codec to answer with: webrtcbin takes but one. %NULL when
 *   this computer can do none
 */
GstCaps *
ahoy_codec_caps_for_answer (const AhoySdpRemoteSection *section, guint32 ssrc)
{
  const AhoySdpFormat *format = ahoy_codec_caps_choose (section);
  g_autofree char *parameters = NULL;
  GstCaps *caps;
  int i;

  if (format == NULL)
    return NULL;
  i = find_codec (format->codec);
  caps = gst_caps_new_empty ();
  if (format->codec == AHOY_SDP_CODEC_H264)
    parameters = repeat_parameters (format);
  append_codec (caps, i, format->payload, parameters != NULL ? parameters : codecs[i].parameters,
                section->transport_cc, ssrc);
  return caps;
}

/**
 * ahoy_codec_caps_send_format:
 * @section: what the other side has described
 * @ssrc: what our packets will carry
 * @format: (out): what to send
 *
 * Returns: whether there is something this computer can send
 */
gboolean
ahoy_codec_caps_send_format (const AhoySdpRemoteSection *section, guint32 ssrc,
                             AhoySendFormat *format)
{
  const AhoySdpFormat *chosen = ahoy_codec_caps_choose (section);
  const AhoySdpFormat *event;
  int i;

  if (chosen == NULL)
    return FALSE;
  i = find_codec (chosen->codec);
  event = ahoy_sdp_media_find_format (section->formats, AHOY_SDP_CODEC_TELEPHONE_EVENT,
                                      codecs[i].clock_rate);
  *format = (AhoySendFormat) {
    .name = codecs[i].name,
    .payload = chosen->payload,
    .clock_rate = codecs[i].clock_rate,
    .ssrc = ssrc,
    .dtmf_payload = event != NULL ? (int) event->payload : -1,
    .twcc_id = codecs[i].kind == AHOY_SDP_KIND_VIDEO ? section->transport_cc : 0,
  };
  return TRUE;
}
