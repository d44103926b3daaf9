/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other side's descriptions, one after the other, with NUL between them. A first character of
 * "o" has us offer first: then the first of them is an answer. */
#include "fuzz-fields.h"

#include "ahoy-sdp-layer.h"

#include <string.h>

#define MOST_TEXTS 4

static const char own_offer[] =
  "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n"
  "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=setup:actpass\r\na=ice-ufrag:u\r\n"
  "a=ice-pwd:p\r\na=sendrecv\r\na=rtpmap:111 OPUS/48000/2\r\na=ssrc:1 cname:x\r\na=mid:0\r\n"
  "a=fingerprint:sha-256 AB\r\n"
  "m=video 0 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=setup:actpass\r\na=ice-ufrag:u\r\n"
  "a=ice-pwd:p\r\na=bundle-only\r\na=sendrecv\r\na=rtpmap:96 VP8/90000\r\na=mid:1\r\n"
  "a=fingerprint:sha-256 AB\r\n";

/* What webrtcbin has been shown. */
static AhoySdp *seen;

/* webrtcbin refuses or aborts at what breaks one of these. */
static void
check_shown (const char *text, gboolean answer)
{
  AhoySdp *sdp = ahoy_sdp_parse (text, -1, NULL);

  g_assert (sdp != NULL);
  g_assert (seen == NULL || sdp->media->len >= seen->media->len);
  for (guint i = 0; i < sdp->media->len; i++) {
    const AhoySdpMedia *media = ahoy_sdp_get_media (sdp, i);
    const AhoySdpMedia *before = seen != NULL ? ahoy_sdp_get_media (seen, i) : NULL;
    const char *mid = ahoy_sdp_lines_get (media->lines, "mid");
    const char *setup = ahoy_sdp_lines_get (media->lines, "setup");

    g_assert (media->kind != AHOY_SDP_KIND_OTHER && media->port != 0);
    g_assert (mid != NULL && setup != NULL);
    g_assert (!answer || strcmp (setup, "actpass") != 0);
    g_assert (ahoy_sdp_lines_get (media->lines, "fingerprint") != NULL);
    g_assert (ahoy_sdp_lines_get (media->lines, "ice-ufrag") != NULL);
    g_assert (ahoy_sdp_lines_get (media->lines, "ice-pwd") != NULL);
    g_assert (ahoy_sdp_get_direction (sdp, media) == AHOY_SDP_SENDRECV);
    if (before != NULL) {
      g_assert (before->kind == media->kind);
      g_assert (strcmp (ahoy_sdp_lines_get (before->lines, "mid"), mid) == 0);
    }
  }
  ahoy_sdp_free (seen);
  seen = sdp;
}

static void
answer_it (AhoySdpLayer *layer, const AhoySdpRemote *remote)
{
  g_autoptr (AhoySdp) sdp = ahoy_sdp_parse (remote->text, -1, NULL);
  g_autoptr (AhoySdp) wire = NULL;
  g_autofree char *created = NULL;
  g_autofree char *local = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < sdp->media->len; i++) {
    GPtrArray *lines = ahoy_sdp_get_media (sdp, i)->lines;
    gboolean passive = strcmp (ahoy_sdp_lines_get (lines, "setup"), "active") == 0;

    ahoy_sdp_lines_set (lines, "setup", passive ? "passive" : "active");
  }
  created = ahoy_sdp_write (sdp);
  local = ahoy_sdp_layer_take_local (layer, AHOY_SDP_ANSWER, created, NULL);
  g_assert (local != NULL);
  text = ahoy_sdp_layer_write (layer, NULL);
  wire = ahoy_sdp_parse (text, -1, NULL);
  g_assert (wire != NULL);
  g_assert (wire->media->len == remote->sections->len);
}

static gboolean
take (AhoySdpLayer *layer, AhoySdpType type, const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySdpRemote) remote = ahoy_sdp_layer_take_remote (layer, type, text, length, &error);

  g_assert ((remote == NULL) == (error != NULL));
  if (remote == NULL) {
    g_assert (error->domain == AHOY_SDP_ERROR);
    g_assert (g_utf8_validate (error->message, -1, NULL));
    return FALSE;
  }
  check_shown (remote->text, type != AHOY_SDP_OFFER);
  if (type == AHOY_SDP_OFFER)
    answer_it (layer, remote);

  return TRUE;
}

static void
check_round_trip (const char *text, gsize length)
{
  g_autoptr (AhoySdp) sdp = ahoy_sdp_parse (text, length, NULL);
  g_autoptr (AhoySdp) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *written_again = NULL;

  if (sdp == NULL)
    return;
  written = ahoy_sdp_write (sdp);
  again = ahoy_sdp_parse (written, -1, NULL);
  g_assert (again != NULL);
  written_again = ahoy_sdp_write (again);
  g_assert (strcmp (written, written_again) == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *) data;
  gboolean own = size > 0 && *text == 'o';
  g_autoptr (AhoySdpLayer) layer = ahoy_sdp_layer_new (1, own ? AHOY_SDP_LAYER_CALLER
                                                              : AHOY_SDP_LAYER_NONE);
  AhoySdpType type = own ? AHOY_SDP_ANSWER : AHOY_SDP_OFFER;

  if (own) {
    g_free (ahoy_sdp_layer_take_local (layer, AHOY_SDP_OFFER, own_offer, NULL));
    g_free (ahoy_sdp_layer_write (layer, NULL));
  }
  if (size > 0) {
    text++;
    size--;
  }
  for (guint i = 0; i < MOST_TEXTS && size > 0; i++) {
    const char *end = memchr (text, '\0', size);
    gsize length = end != NULL ? (gsize) (end - text) : size;

    check_round_trip (text, length);
    if (take (layer, type, text, length))
      type = AHOY_SDP_OFFER;
    if (end == NULL)
      break;
    size -= length + 1;
    text = end + 1;
  }
  g_clear_pointer (&seen, ahoy_sdp_free);

  return 0;
}
