/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sdp-peer.h"

#include <string.h>

Peer *
peer_new (const char *name, AhoySdpLayerFlags flags)
{
  Peer *self = g_new0 (Peer, 1);

  self->layer = ahoy_sdp_layer_new (0, flags);
  self->webrtc = fake_webrtc_new (name);

  return self;
}

void
peer_free (Peer *self)
{
  if (self == NULL)
    return;

  ahoy_sdp_layer_free (self->layer);
  fake_webrtc_free (self->webrtc);
  ahoy_sdp_remote_free (self->last);
  g_free (self);
}

/* What must be so in whatever we send. */
void
peer_check (Peer *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySdp) sdp = ahoy_sdp_parse (text, -1, &error);
  g_auto (GStrv) bundle = NULL;
  g_autofree char *id = NULL;
  g_autofree char *version = NULL;
  guint n_bundled = 0;

  g_assert_no_error (error);
  g_assert_true (ahoy_sdp_get_origin (sdp, &id, &version));
  g_assert_cmpuint (g_ascii_strtoull (version, NULL, 10), >, self->version);
  self->version = g_ascii_strtoull (version, NULL, 10);

  bundle = ahoy_sdp_get_bundle (sdp);
  for (guint i = 0; i < sdp->media->len; i++) {
    const AhoySdpMedia *media = ahoy_sdp_get_media (sdp, i);
    const char *mid = ahoy_sdp_lines_get (media->lines, "mid");
    gboolean bundled = mid != NULL && g_strv_contains ((const char * const *) bundle, mid);

    n_bundled += bundled;
    g_assert_cmpstr (ahoy_sdp_lines_get (media->lines, "bundle-only"), ==, NULL);
    if (ahoy_sdp_media_is_rejected (media)) {
      g_assert_false (bundled);
      g_assert_null (ahoy_sdp_lines_get (media->lines, "ssrc"));
      continue;
    }
    if ((ahoy_sdp_get_direction (sdp, media) & AHOY_SDP_SENDONLY) != 0
        || ahoy_sdp_lines_get (media->lines, "ssrc") != NULL)
      g_assert_nonnull (ahoy_sdp_lines_get (media->lines, "msid"));
    g_assert_nonnull (ahoy_sdp_lines_get (media->lines, "setup"));
    g_assert_nonnull (ahoy_sdp_lines_get (media->lines, "fingerprint"));
  }
  g_assert_cmpuint (n_bundled, ==, g_strv_length (bundle));
}

char *
peer_offer (Peer *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *created = fake_webrtc_create_offer (self->webrtc);
  g_autofree char *local = ahoy_sdp_layer_take_local (self->layer, AHOY_SDP_OFFER, created, &error);
  char *text;

  g_assert_no_error (error);
  fake_webrtc_set_local (self->webrtc, AHOY_SDP_OFFER, local);
  text = ahoy_sdp_layer_write (self->layer, &error);
  g_assert_no_error (error);
  peer_check (self, text);

  return text;
}

char *
peer_answer (Peer *self, const char *offer)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *created = NULL;
  g_autofree char *local = NULL;
  char *text;

  ahoy_sdp_remote_free (self->last);
  self->last = ahoy_sdp_layer_take_remote (self->layer, AHOY_SDP_OFFER, offer, -1, &error);
  g_assert_no_error (error);
  fake_webrtc_set_remote (self->webrtc, AHOY_SDP_OFFER, self->last->text);
  created = fake_webrtc_create_answer (self->webrtc);
  local = ahoy_sdp_layer_take_local (self->layer, AHOY_SDP_ANSWER, created, &error);
  g_assert_no_error (error);
  fake_webrtc_set_local (self->webrtc, AHOY_SDP_ANSWER, local);
  text = ahoy_sdp_layer_write (self->layer, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ahoy_sdp_layer_get_state (self->layer), ==, AHOY_SDP_STABLE);
  peer_check (self, text);

  return text;
}

void
peer_accept (Peer *self, const char *answer)
{
  g_autoptr (GError) error = NULL;

  ahoy_sdp_remote_free (self->last);
  self->last = ahoy_sdp_layer_take_remote (self->layer, AHOY_SDP_ANSWER, answer, -1, &error);
  g_assert_no_error (error);
  fake_webrtc_set_remote (self->webrtc, AHOY_SDP_ANSWER, self->last->text);
}

/* The own offer that is out was refused. */
void
peer_refused (Peer *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = ahoy_sdp_layer_rollback (self->layer, &error);

  g_assert_no_error (error);
  fake_webrtc_set_remote (self->webrtc, AHOY_SDP_ANSWER, answer);
}

void
peer_replace (Peer *self, gboolean same_peer)
{
  ahoy_sdp_layer_replace_connection (self->layer, same_peer);
  fake_webrtc_free (self->webrtc);
  self->webrtc = fake_webrtc_new ("other");
}

void
exchange (Peer *from, Peer *to)
{
  g_autofree char *offer = peer_offer (from);
  g_autofree char *answer = peer_answer (to, offer);

  peer_accept (from, answer);
}

/* A description of tests/sdp/recorded. */
char *
recorded (const char *name)
{
  g_autofree char *path = g_strconcat (RECORDED, "/", name, ".sdp", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

/* The text with each one of the pairs of strings replaced, which must be there. */
char *
replaced (const char *text, ...)
{
  GString *string = g_string_new (text);
  const char *from;
  va_list args;

  va_start (args, text);
  while ((from = va_arg (args, const char *)) != NULL) {
    const char *to = va_arg (args, const char *);

    g_assert_cmpuint (g_string_replace (string, from, to, 0), >, 0);
  }
  va_end (args);

  return g_string_free (string, FALSE);
}

gboolean
has_line (const char *text, const char *line)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  return g_strv_contains ((const char * const *) lines, line);
}
