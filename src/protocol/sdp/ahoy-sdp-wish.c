/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-sdp.h"

/**
 * ahoy_sdp_has_picture:
 * @text: a description, which need not be valid
 *
 * Returns: whether its writer wants to send a picture; not if @text cannot be read
 */
gboolean
ahoy_sdp_has_picture (const char *text)
{
  g_autoptr (AhoySdp) sdp = NULL;
  AhoySdpMedia *media;

  g_return_val_if_fail (text != NULL, FALSE);

  sdp = ahoy_sdp_parse (text, -1, NULL);
  if (sdp == NULL)
    return FALSE;

  for (guint i = 0; (media = ahoy_sdp_get_media (sdp, i)) != NULL; i++) {
    if (media->kind == AHOY_SDP_KIND_VIDEO
        && (ahoy_sdp_get_direction (sdp, media) & AHOY_SDP_SENDONLY) != 0)
      return TRUE;
  }

  return FALSE;
}
