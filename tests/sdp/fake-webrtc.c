/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-webrtc.h"

#include <string.h>

typedef struct {
  AhoySdpKind  kind;
  char        *mid;
  char        *setup; /* as it wrote it last */
} Section;

struct _FakeWebrtc {
  char          *name;
  GPtrArray     *sections; /* (element-type Section) */
  AhoySdpState   state;
  AhoySdp       *local;
  AhoySdp       *remote;
  guint          n_local;  /* sections of the local offer that is out */
  char          *bundle;   /* the mid that has the transport */
  char          *role;     /* of DTLS, which it cannot change */
};

static void
section_free (Section *section)
{
  g_free (section->mid);
  g_free (section->setup);
  g_free (section);
}

FakeWebrtc *
fake_webrtc_new (const char *name)
{
  FakeWebrtc *self = g_new0 (FakeWebrtc, 1);

  self->name = g_strdup (name);
  self->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) section_free);

  return self;
}

void
fake_webrtc_free (FakeWebrtc *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_ptr_array_unref (self->sections);
  ahoy_sdp_free (self->local);
  ahoy_sdp_free (self->remote);
  g_free (self->bundle);
  g_free (self->role);
  g_free (self);
}

guint
fake_webrtc_request (FakeWebrtc *self, AhoySdpKind kind)
{
  Section *section = g_new0 (Section, 1);

  section->kind = kind;
  g_ptr_array_add (self->sections, section);

  return self->sections->len - 1;
}

guint
fake_webrtc_count (FakeWebrtc *self)
{
  return self->sections->len;
}

gboolean
fake_webrtc_is_stable (FakeWebrtc *self)
{
  return self->state == AHOY_SDP_STABLE;
}

static const char *
kind_name (AhoySdpKind kind)
{
  return kind == AHOY_SDP_KIND_AUDIO ? "audio" : "video";
}

static char *
make_mid (FakeWebrtc *self, AhoySdpKind kind)
{
  for (guint n = 0;; n++) {
    g_autofree char *mid = g_strdup_printf ("%s%u", kind_name (kind), n);
    gboolean taken = FALSE;

    for (guint i = 0; i < self->sections->len; i++)
      taken = taken
              || g_strcmp0 (((Section *) g_ptr_array_index (self->sections, i))->mid, mid) == 0;
    if (!taken)
      return g_steal_pointer (&mid);
  }
}

static void
write_section (FakeWebrtc *self, GString *text, guint number, gboolean offer)
{
  Section *section = g_ptr_array_index (self->sections, number);
  gboolean audio = section->kind == AHOY_SDP_KIND_AUDIO;

  g_string_append_printf (text, "m=%s %u UDP/TLS/RTP/SAVPF %s\r\n", kind_name (section->kind),
                          offer && number > 0 ? 0 : 9, audio ? "111" : "96 97");
  g_string_append_printf (text, "c=IN IP4 0.0.0.0\r\na=setup:%s\r\n", section->setup);
  g_string_append_printf (text, "a=ice-ufrag:%sufrag\r\na=ice-pwd:%spwd0123456789012345678\r\n",
                          self->name, self->name);
  if (offer && number > 0)
    g_string_append (text, "a=bundle-only\r\n");
  g_string_append (text, "a=rtcp-mux\r\na=sendrecv\r\n");
  if (audio)
    g_string_append (text, "a=rtpmap:111 OPUS/48000/2\r\na=fmtp:111 sprop-stereo=0\r\n");
  else
    g_string_append (text, "a=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n");
  g_string_append_printf (text, "a=extmap:4 %s\r\n", AHOY_SDP_EXTENSION_MID);
  g_string_append_printf (text, "a=ssrc:%u msid:user1@host-1 webrtctransceiver%u\r\n",
                          1000 + number, number);
  g_string_append_printf (text, "a=ssrc:%u cname:user1@host-1\r\na=mid:%s\r\n", 1000 + number,
                          section->mid);
  g_string_append (text, "a=fingerprint:sha-256 AB:CD");
  for (const char *c = self->name; *c != '\0'; c++)
    g_string_append_printf (text, ":%02X", *c);
  g_string_append (text, "\r\n");
}

static void
write_group (FakeWebrtc *self, GString *text, guint n_sections)
{
  g_string_append (text, "a=group:BUNDLE");
  for (guint i = 0; i < n_sections; i++)
    g_string_append_printf (text, " %s", ((Section *) g_ptr_array_index (self->sections, i))->mid);
  g_string_append (text, "\r\n");
}

char *
fake_webrtc_create_offer (FakeWebrtc *self)
{
  GString *text = g_string_new ("v=0\r\no=- 7104497304239714273 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
                                "a=ice-options:trickle\r\n");

  for (guint i = 0; i < self->sections->len; i++) {
    Section *section = g_ptr_array_index (self->sections, i);

    if (section->mid == NULL)
      section->mid = make_mid (self, section->kind);
    if (section->setup == NULL)
      section->setup = g_strdup ("actpass");
  }
  write_group (self, text, self->sections->len);
  for (guint i = 0; i < self->sections->len; i++)
    write_section (self, text, i, TRUE);

  return g_string_free (text, FALSE);
}

char *
fake_webrtc_create_answer (FakeWebrtc *self)
{
  GString *text = g_string_new ("v=0\r\n");
  g_autofree char *id = NULL;
  g_autofree char *version = NULL;

  g_assert_cmpint (self->state, ==, AHOY_SDP_HAVE_REMOTE_OFFER);
  ahoy_sdp_get_origin (self->remote, &id, &version);
  g_string_append_printf (text, "o=- %s %s IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n", id, version);
  for (guint i = 0; i < self->remote->media->len; i++) {
    const AhoySdpMedia *media = ahoy_sdp_get_media (self->remote, i);
    const char *setup = ahoy_sdp_lines_get (media->lines, "setup");
    Section *section;

    if (i == self->sections->len)
      fake_webrtc_request (self, media->kind);
    section = g_ptr_array_index (self->sections, i);
    g_free (section->mid);
    section->mid = g_strdup (ahoy_sdp_lines_get (media->lines, "mid"));
    g_free (section->setup);
    section->setup = g_strdup (g_strcmp0 (setup, "active") == 0 ? "passive" : "active");
  }
  write_group (self, text, self->remote->media->len);
  for (guint i = 0; i < self->remote->media->len; i++)
    write_section (self, text, i, FALSE);

  return g_string_free (text, FALSE);
}

/* What validate_sdp() and _check_sdp_crypto() of webrtcbin check. */
static AhoySdp *
check (FakeWebrtc *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  AhoySdp *sdp = ahoy_sdp_parse (text, -1, &error);
  g_auto (GStrv) bundle = NULL;
  const AhoySdpMedia *first;

  g_assert_no_error (error);
  bundle = ahoy_sdp_get_bundle (sdp);
  g_assert_cmpuint (g_strv_length (bundle), ==, sdp->media->len);
  first = ahoy_sdp_get_media (sdp, 0);
  g_assert_null (ahoy_sdp_lines_get (sdp->lines, "fingerprint"));
  for (guint i = 0; i < sdp->media->len; i++) {
    static const char * const same[] = { "fingerprint", "ice-pwd", "ice-ufrag" };
    const AhoySdpMedia *media = ahoy_sdp_get_media (sdp, i);

    g_assert_nonnull (ahoy_sdp_lines_get (media->lines, "mid"));
    g_assert_nonnull (ahoy_sdp_lines_get (media->lines, "setup"));
    for (guint j = 0; j < G_N_ELEMENTS (same); j++) {
      g_assert_nonnull (ahoy_sdp_lines_get (media->lines, same[j]));
      g_assert_cmpstr (ahoy_sdp_lines_get (media->lines, same[j]), ==,
                       ahoy_sdp_lines_get (first->lines, same[j]));
    }
    g_assert_cmpint (ahoy_sdp_get_direction (sdp, media), ==, AHOY_SDP_SENDRECV);
  }
  if (self->bundle == NULL)
    self->bundle = g_strdup (bundle[0]);
  g_assert_cmpstr (self->bundle, ==, bundle[0]);

  return sdp;
}

static void
check_sections (FakeWebrtc *self, const AhoySdp *sdp)
{
  for (guint i = 0; i < sdp->media->len; i++) {
    const AhoySdpMedia *media = ahoy_sdp_get_media (sdp, i);
    const Section *section;

    if (i >= self->sections->len)
      continue;
    section = g_ptr_array_index (self->sections, i);
    g_assert_cmpint (media->kind, ==, section->kind);
    if (section->mid != NULL)
      g_assert_cmpstr (ahoy_sdp_lines_get (media->lines, "mid"), ==, section->mid);
  }
}

/* "Failed to set SSL role" */
static void
settle (FakeWebrtc *self, const AhoySdp *answer, gboolean own)
{
  const char *setup = ahoy_sdp_lines_get (ahoy_sdp_get_media (answer, 0)->lines, "setup");
  gboolean active = (strcmp (setup, "active") == 0) == own;
  const char *role = active ? "active" : "passive";

  g_assert_cmpstr (setup, !=, "actpass");
  if (self->role == NULL)
    self->role = g_strdup (role);
  g_assert_cmpstr (self->role, ==, role);
  self->state = AHOY_SDP_STABLE;
}

void
fake_webrtc_set_local (FakeWebrtc *self, AhoySdpType type, const char *text)
{
  AhoySdp *sdp = check (self, text);

  check_sections (self, sdp);
  ahoy_sdp_free (self->local);
  self->local = sdp;
  if (type == AHOY_SDP_OFFER) {
    g_assert_cmpint (self->state, ==, AHOY_SDP_STABLE);
    self->state = AHOY_SDP_HAVE_LOCAL_OFFER;
    self->n_local = sdp->media->len;
    return;
  }
  g_assert_cmpint (self->state, ==, AHOY_SDP_HAVE_REMOTE_OFFER);
  settle (self, sdp, TRUE);
}

void
fake_webrtc_set_remote (FakeWebrtc *self, AhoySdpType type, const char *text)
{
  AhoySdp *sdp = check (self, text);

  /* "m=lines removed from the SDP" and "Answer doesn't have the same number" */
  if (self->remote != NULL)
    g_assert_cmpuint (sdp->media->len, >=, self->remote->media->len);
  check_sections (self, sdp);
  for (guint i = 0; i < sdp->media->len; i++)
    g_assert_cmpuint (ahoy_sdp_get_media (sdp, i)->port, !=, 0);
  ahoy_sdp_free (self->remote);
  self->remote = sdp;
  if (type == AHOY_SDP_OFFER) {
    g_assert_cmpint (self->state, ==, AHOY_SDP_STABLE);
    self->state = AHOY_SDP_HAVE_REMOTE_OFFER;
    return;
  }
  g_assert_cmpint (self->state, ==, AHOY_SDP_HAVE_LOCAL_OFFER);
  g_assert_cmpuint (sdp->media->len, ==, self->n_local);
  settle (self, sdp, FALSE);
}
