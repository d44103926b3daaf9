/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-sdp-layer.h"
#include "ahoy-sender.h"

#include <gst/gst.h>

G_BEGIN_DECLS

AhoySdpCodec         ahoy_codec_caps_list_codecs (void);
GstCaps             *ahoy_codec_caps_for_offer   (AhoySdpKind                  kind,
                                                  guint32                      ssrc);
GstCaps             *ahoy_codec_caps_for_answer  (const AhoySdpRemoteSection  *section,
                                                  guint32                      ssrc);
const AhoySdpFormat *ahoy_codec_caps_choose      (const AhoySdpRemoteSection  *section);
gboolean             ahoy_codec_caps_send_format (const AhoySdpRemoteSection  *section,
                                                  guint32                      ssrc,
                                                  AhoySendFormat              *format);

G_END_DECLS
