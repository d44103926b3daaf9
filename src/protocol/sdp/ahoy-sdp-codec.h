/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-sdp.h"

G_BEGIN_DECLS

#define AHOY_SDP_EXTENSION_MID "urn:ietf:params:rtp-hdrext:sdes:mid"
#define AHOY_SDP_EXTENSION_TRANSPORT_CC \
  "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"

/* As bits, to say which of them can be done here. */
typedef enum {
  AHOY_SDP_CODEC_NONE            = 0,
  AHOY_SDP_CODEC_OPUS            = 1 << 0,
  AHOY_SDP_CODEC_PCMU            = 1 << 1,
  AHOY_SDP_CODEC_PCMA            = 1 << 2,
  AHOY_SDP_CODEC_TELEPHONE_EVENT = 1 << 3,
  AHOY_SDP_CODEC_VP8             = 1 << 4,
  AHOY_SDP_CODEC_H264            = 1 << 5,
} AhoySdpCodec;

typedef struct {
  AhoySdpCodec  codec;
  guint         payload;
  int           rtx_payload; /* of its retransmissions, or -1 */
  guint         clock_rate;  /* Hz */
  char         *parameters;  /* of a=fmtp, or NULL */
} AhoySdpFormat;

GPtrArray           *ahoy_sdp_media_list_formats   (const AhoySdpMedia *media);
const AhoySdpFormat *ahoy_sdp_media_find_format    (GPtrArray          *formats,
                                                    AhoySdpCodec        codec,
                                                    guint               clock_rate);
guint                ahoy_sdp_media_find_extension (const AhoySdp      *sdp,
                                                    const AhoySdpMedia *media,
                                                    const char         *uri);
void                 ahoy_sdp_media_keep_offered   (AhoySdpMedia       *media,
                                                    const AhoySdpMedia *offer);
void                 ahoy_sdp_format_free          (AhoySdpFormat      *format);

G_END_DECLS
