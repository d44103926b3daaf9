/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The other side's descriptions: from the wire to webrtcbin, and what they mean. */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-sdp-layer-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What of a section webrtcbin gets to see: everything else would come back in its answers, or is
 * written anew. */
static const char * const passed[] = {
  "extmap", "fmtp", "msid", "rid", "rtcp-fb", "rtcp-mux", "rtcp-rsize", "rtpmap", "simulcast", "ssrc",
  "ssrc-group",
};

/* A description in its entirety, while it is taken. */
typedef struct {
  const AhoySdp *sdp;
  char         **bundle; /* mids */
  AhoySdpMedia  *tag;    /* with the transport of the bundle, or NULL */
} Reading;

static void
reading_clear (Reading *reading)
{
  g_strfreev (reading->bundle);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static Reading
reading_init (const AhoySdp *sdp)
{
  Reading reading = { sdp, ahoy_sdp_get_bundle (sdp), NULL };

  for (guint i = 0; reading.bundle[i] != NULL && reading.tag == NULL; i++) {
    for (guint j = 0; j < sdp->media->len; j++) {
      AhoySdpMedia *media = ahoy_sdp_get_media (sdp, j);

      if (!ahoy_sdp_media_is_rejected (media)
          && g_strcmp0 (ahoy_sdp_lines_get (media->lines, "mid"), reading.bundle[i]) == 0)
        reading.tag = media;
    }
  }

  return reading;
}

static gboolean
is_bundled (const Reading *reading, const AhoySdpMedia *media)
{
  const char *mid = ahoy_sdp_lines_get (media->lines, "mid");

  return mid != NULL && g_strv_contains ((const char * const *) reading->bundle, mid);
}

/* The section that has the transport attributes for @media. */
static const AhoySdpMedia *
get_transport (const Reading *reading, const AhoySdpMedia *media)
{
  return reading->tag != NULL && is_bundled (reading, media) ? reading->tag : media;
}

static const char *
get_transport_value (const Reading *reading, const AhoySdpMedia *media, const char *name)
{
  return ahoy_sdp_get_inherited (reading->sdp, get_transport (reading, media), name);
}

static char *
get_fingerprint (const Reading *reading, const AhoySdpMedia *media)
{
  return ahoy_sdp_get_fingerprint (reading->sdp, get_transport (reading, media));
}

/* Whether that is a section in which media can flow to and from here. */
static gboolean
is_usable (AhoySdpLayer *self, const Reading *reading, const AhoySdpMedia *media)
{
  g_autoptr (GPtrArray) formats = ahoy_sdp_media_list_formats (media);
  g_autofree char *fingerprint = get_fingerprint (reading, media);

  return media->kind != AHOY_SDP_KIND_OTHER
         && strstr (media->protocol, "RTP/SAVP") != NULL
         && fingerprint != NULL
         && get_transport_value (reading, media, "ice-ufrag") != NULL
         && get_transport_value (reading, media, "ice-pwd") != NULL
         && ahoy_sdp_media_find_format (formats, self->codecs & ~AHOY_SDP_CODEC_TELEPHONE_EVENT, 0)
            != NULL;
}

static gboolean
have_other_credentials (const Reading *a, const AhoySdpMedia *in_a, const Reading *b,
                        const AhoySdpMedia *in_b)
{
  return g_strcmp0 (get_transport_value (a, in_a, "ice-ufrag"),
                    get_transport_value (b, in_b, "ice-ufrag")) != 0
         || g_strcmp0 (get_transport_value (a, in_a, "ice-pwd"),
                       get_transport_value (b, in_b, "ice-pwd")) != 0;
}

/* What has changed of the connection, beside the media. */
static void
compare_connection (AhoySdpLayer *self, const Reading *reading, AhoySdpRemote *result)
{
  g_autofree char *first = NULL;
  g_autofree char *id = NULL;
  g_autofree char *old_id = NULL;
  g_auto (Reading) old = { NULL, NULL, NULL };

  for (guint i = 0; i < reading->sdp->media->len; i++) {
    const AhoySdpMedia *media = ahoy_sdp_get_media (reading->sdp, i);
    g_autofree char *fingerprint = NULL;

    if (ahoy_sdp_media_is_rejected (media))
      continue;
    /* Each its own: in a bundle only one of them counts, but the others must not differ. */
    fingerprint = ahoy_sdp_get_fingerprint (reading->sdp, media);
    if (first != NULL && fingerprint != NULL && strcmp (first, fingerprint) != 0)
      result->fingerprints_differ = TRUE;
    if (first == NULL)
      first = g_steal_pointer (&fingerprint);
  }
  if (self->remote == NULL)
    return;

  ahoy_sdp_get_origin (reading->sdp, &id, NULL);
  ahoy_sdp_get_origin (self->remote, &old_id, NULL);
  result->origin_changed = g_strcmp0 (id, old_id) != 0;
  old = reading_init (self->remote);
  for (guint i = 0; i < MIN (reading->sdp->media->len, self->remote->media->len); i++) {
    const AhoySdpMedia *media = ahoy_sdp_get_media (reading->sdp, i);
    const AhoySdpMedia *old_media = ahoy_sdp_get_media (self->remote, i);
    g_autofree char *fingerprint = NULL;
    g_autofree char *old_fingerprint = NULL;

    if (ahoy_sdp_media_is_rejected (media) || ahoy_sdp_media_is_rejected (old_media))
      continue;
    if (have_other_credentials (reading, media, &old, old_media))
      result->ice_restarted = TRUE;
    fingerprint = get_fingerprint (reading, media);
    old_fingerprint = get_fingerprint (&old, old_media);
    if (fingerprint != NULL && g_strcmp0 (fingerprint, old_fingerprint) != 0)
      result->fingerprint_changed = TRUE;
  }
}

/* The role that webrtcbin is told, and the one that is agreed on by an answer. */
static const char *
read_setup (AhoySdpLayer *self, const Reading *reading, AhoySdpRemote *result)
{
  const char *setup = NULL;

  for (guint i = 0; i < reading->sdp->media->len && setup == NULL; i++) {
    const AhoySdpMedia *media = ahoy_sdp_get_media (reading->sdp, i);

    if (!ahoy_sdp_media_is_rejected (media))
      setup = get_transport_value (reading, media, "setup");
  }
  if (g_strcmp0 (setup, "active") != 0 && g_strcmp0 (setup, "passive") != 0)
    setup = NULL;

  if (self->role != AHOY_SDP_ROLE_OPEN) {
    const char *settled = ahoy_sdp_layer_get_peer_role (self);

    result->role_changed = setup != NULL && strcmp (setup, settled) != 0;
    return settled;
  }
  if (result->type == AHOY_SDP_OFFER)
    return setup != NULL ? setup : "actpass";

  /* An answer that leaves it open comes of two offers glued together; the other end of the glue
   * gets the other one. */
  if (setup == NULL)
    setup = (self->flags & AHOY_SDP_LAYER_CALLER) != 0 ? "passive" : "active";
  self->role = strcmp (setup, "passive") == 0 ? AHOY_SDP_ROLE_ACTIVE : AHOY_SDP_ROLE_PASSIVE;

  return setup;
}

static gboolean
check_answer (AhoySdpLayer *self, const Reading *reading, GError **error)
{
  if (reading->sdp->media->len != self->lines->len)
    return ahoy_sdp_layer_fail (error, AHOY_SDP_ERROR_MISMATCH, "number of sections");

  for (guint i = 0; i < self->lines->len; i++) {
    const AhoySdpMedia *media = ahoy_sdp_get_media (reading->sdp, i);
    const AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, i);
    const char *mid = ahoy_sdp_lines_get (media->lines, "mid");

    if (strcmp (media->kind_name, line->kind_name) != 0)
      return ahoy_sdp_layer_fail (error, AHOY_SDP_ERROR_MISMATCH, "kind of a section");
    /* What is no answer but another offer, glued to ours, may have mids of its own. */
    if (mid != NULL && line->section >= 0 && strcmp (mid, line->mid) != 0
        && g_strcmp0 (get_transport_value (reading, media, "setup"), "actpass") != 0)
      return ahoy_sdp_layer_fail (error, AHOY_SDP_ERROR_MISMATCH, "mid of a section");
  }

  return TRUE;
}

/* Finds webrtcbin a section for one of an offer: one that it has to spare, or a new one. */
static void
show_section (AhoySdpLayer *self, guint number, const AhoySdpMedia *media, gboolean bundled)
{
  const char *mid = ahoy_sdp_lines_get (media->lines, "mid");
  int spare = ahoy_sdp_layer_find_spare (self, media->kind);
  AhoySdpLayerSection *section;

  if (spare < 0) {
    spare = self->n_known++;
    section = ahoy_sdp_layer_ensure_section (self, spare);
    section->mid = ahoy_sdp_layer_make_mid (self, mid != NULL ? mid : media->kind_name);
    section->kind = media->kind;
    section->bundled = bundled;
    if (bundled && self->tag < 0)
      self->tag = spare;
  }
  ahoy_sdp_layer_bind (self, number, spare);
}

/* webrtcbin can neither put a section into its bundle later, nor take it out. */
static gboolean
has_left_bundle (AhoySdpLayer *self, const Reading *reading, guint number)
{
  const AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, number);

  return line->section >= 0 && line->section != self->tag
         && ahoy_sdp_layer_get_section (self, line->section)->bundled
         && !is_bundled (reading, ahoy_sdp_get_media (reading->sdp, number));
}

static void
take_offered_line (AhoySdpLayer *self, const Reading *reading, guint number)
{
  const AhoySdpMedia *media = ahoy_sdp_get_media (reading->sdp, number);
  const char *mid = ahoy_sdp_lines_get (media->lines, "mid");
  gboolean live = !ahoy_sdp_media_is_rejected (media) && is_usable (self, reading, media);
  AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, number);
  AhoySdpLayerSection *section;

  if (line == NULL)
    line = ahoy_sdp_layer_add_line (self);
  if ((line->section < 0 && !line->vacant) || (mid != NULL && g_strcmp0 (line->mid, mid) != 0))
    line->described = FALSE;
  if (line->section >= 0 && live)
    live = !has_left_bundle (self, reading, number);
  if (line->section >= 0
      && (!live || strcmp (line->kind_name, media->kind_name) != 0))
    ahoy_sdp_layer_kill_line (self, number);

  ahoy_sdp_layer_describe_line (line, media);
  line->nameless = mid == NULL;
  line->bundled = is_bundled (reading, media);
  if (mid != NULL)
    ahoy_sdp_layer_name_line (self, line, mid);
  if (!live)
    return;

  if (line->section < 0)
    show_section (self, number, media, line->bundled);
  section = ahoy_sdp_layer_get_section (self, line->section);
  line->bundled = line->bundled && section->bundled;
  if (line->mid == NULL)
    ahoy_sdp_layer_number_line (self, number);
}

static void
take_answered_line (AhoySdpLayer *self, const Reading *reading, guint number)
{
  const AhoySdpMedia *media = ahoy_sdp_get_media (reading->sdp, number);
  const char *mid = ahoy_sdp_lines_get (media->lines, "mid");

  if (ahoy_sdp_media_is_rejected (media) || !is_usable (self, reading, media)
      || has_left_bundle (self, reading, number))
    ahoy_sdp_layer_kill_line (self, number);
  else if (mid != NULL)
    ahoy_sdp_layer_name_line (self, ahoy_sdp_layer_get_line (self, number), mid);
}

/* webrtcbin has but one component for all. */
static void
pass_candidates (AhoySdpMedia *to, const AhoySdpMedia *from)
{
  for (guint i = 0; i < from->lines->len; i++) {
    const char *value = ahoy_sdp_line_match (g_ptr_array_index (from->lines, i), "candidate");
    g_autoptr (AhoySdpCandidate) candidate = value != NULL ? ahoy_sdp_candidate_parse (value) : NULL;

    if (candidate != NULL && candidate->component == 1)
      ahoy_sdp_lines_add (to->lines, "candidate", value);
  }
}

/* A section of the other side as webrtcbin shall see it, but for the transport of a bundle. */
static AhoySdpMedia *
make_good (AhoySdpLayerSection *section, const AhoySdpLayerLine *line, const Reading *reading,
           const AhoySdpMedia *media)
{
  AhoySdpMedia *good = ahoy_sdp_media_copy (media);
  g_autofree char *fingerprint = get_fingerprint (reading, media);
  gboolean other_mid = g_strcmp0 (line->mid, section->mid) != 0;

  g_free (good->protocol);
  good->protocol = g_strdup ("UDP/TLS/RTP/SAVPF");
  good->port = 9;
  good->n_ports = 1;
  for (guint i = good->lines->len; i-- > 0;) {
    const char *text = g_ptr_array_index (good->lines, i);
    gboolean pass = FALSE;

    for (guint j = 0; j < G_N_ELEMENTS (passed); j++)
      pass = pass || ahoy_sdp_line_match (text, passed[j]) != NULL;
    /* The packets carry the other side's mid, which webrtcbin does not know. */
    if (other_mid && g_str_has_suffix (text, AHOY_SDP_EXTENSION_MID))
      pass = FALSE;
    if (!pass)
      g_ptr_array_remove_index (good->lines, i);
  }
  g_ptr_array_insert (good->lines, 0, g_strdup ("c=IN IP4 0.0.0.0"));
  ahoy_sdp_lines_add (good->lines, "mid", section->mid);
  ahoy_sdp_lines_add (good->lines, "sendrecv", NULL);
  ahoy_sdp_lines_add (good->lines, "ice-ufrag", get_transport_value (reading, media, "ice-ufrag"));
  ahoy_sdp_lines_add (good->lines, "ice-pwd", get_transport_value (reading, media, "ice-pwd"));
  ahoy_sdp_lines_add (good->lines, "fingerprint", fingerprint);
  if (!section->bundled)
    pass_candidates (good, media);

  return good;
}

static void
strip_streams (AhoySdpMedia *media)
{
  ahoy_sdp_lines_remove (media->lines, "candidate");
  ahoy_sdp_lines_remove (media->lines, "ssrc");
  ahoy_sdp_lines_remove (media->lines, "ssrc-group");
  ahoy_sdp_lines_remove (media->lines, "msid");
}

/* For a section that the other side has never accepted: our own, as if it had. */
static AhoySdpMedia *
invent_good (AhoySdpLayer *self, guint number)
{
  static const char * const foreign[] = {
    "bundle-only", "end-of-candidates", "ice-options", "rtcp-mux-only",
  };
  AhoySdpMedia *good = ahoy_sdp_media_copy (ahoy_sdp_get_media (self->local, number));

  strip_streams (good);
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    ahoy_sdp_lines_remove (good->lines, foreign[i]);
  good->port = 9;
  ahoy_sdp_media_set_direction (good, AHOY_SDP_SENDRECV);

  return good;
}

/* The transport that webrtcbin shall see in every section of its bundle, from a live one. */
static void
share_transport (AhoySdpMedia *media, const AhoySdpMedia *from)
{
  static const char * const names[] = { "ice-ufrag", "ice-pwd", "fingerprint" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *value = ahoy_sdp_lines_get (from->lines, names[i]);

    if (value != NULL && from != media) {
      g_autofree char *copy = g_strdup (value);

      ahoy_sdp_lines_set (media->lines, names[i], copy);
    }
  }
}

static const AhoySdpMedia *
find_live_good (AhoySdpLayer *self)
{
  const AhoySdpMedia *any = NULL;

  for (guint i = 0; i < self->n_known; i++) {
    const AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, i);

    if (section->good != NULL && section->line >= 0 && section->bundled)
      return section->good;
    if (section->good != NULL && (any == NULL || section->line >= 0))
      any = section->good;
  }

  return any;
}

static void
write_session (AhoySdpLayer *self, AhoySdp *out, const AhoySdp *sdp)
{
  g_autoptr (GString) group = g_string_new ("BUNDLE");
  g_autofree char *id = NULL;
  g_autofree char *version = NULL;

  if (sdp != NULL)
    ahoy_sdp_get_origin (sdp, &id, &version);
  g_ptr_array_add (out->lines, g_strdup ("v=0"));
  g_ptr_array_add (out->lines, g_strdup_printf ("o=- %s %s IN IP4 0.0.0.0",
                                                id != NULL ? id : "1",
                                                version != NULL ? version : "1"));
  g_ptr_array_add (out->lines, g_strdup ("s=-"));
  g_ptr_array_add (out->lines, g_strdup ("t=0 0"));
  if (sdp != NULL && ahoy_sdp_lines_get (sdp->lines, "ice-lite") != NULL)
    ahoy_sdp_lines_add (out->lines, "ice-lite", NULL);

  /* The first one has the transport, and webrtcbin cannot move that. */
  if (self->tag >= 0)
    g_string_append_printf (group, " %s", ahoy_sdp_layer_get_section (self, self->tag)->mid);
  for (guint i = 0; i < self->n_known; i++) {
    const AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, i);

    if (section->bundled && (int) i != self->tag)
      g_string_append_printf (group, " %s", section->mid);
  }
  if (self->tag >= 0)
    ahoy_sdp_lines_add (out->lines, "group", group->str);
}

/* What webrtcbin is told: all its sections alive, with the other side's @setup. Without @sdp all as
 * they were. */
char *
ahoy_sdp_layer_write_remote (AhoySdpLayer *self, const AhoySdp *sdp, const char *setup)
{
  g_autoptr (AhoySdp) out = g_new0 (AhoySdp, 1);
  const AhoySdpMedia *live;

  out->lines = g_ptr_array_new_with_free_func (g_free);
  out->media = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_sdp_media_free);
  write_session (self, out, sdp);

  if (sdp != NULL) {
    g_auto (Reading) reading = reading_init (sdp);

    for (guint i = 0; i < self->n_known; i++) {
      AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, i);

      if (section->line < 0) {
        if (section->good != NULL)
          strip_streams (section->good);
        continue;
      }
      ahoy_sdp_media_free (section->good);
      section->good = make_good (section, ahoy_sdp_layer_get_line (self, section->line), &reading,
                                 ahoy_sdp_get_media (sdp, section->line));
    }
  }

  live = find_live_good (self);
  for (guint i = 0; i < self->n_known; i++) {
    AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, i);
    AhoySdpMedia *media;

    if (section->good == NULL)
      section->good = invent_good (self, i);
    if (live != NULL && (section->bundled || section->line < 0))
      share_transport (section->good, live);
    media = ahoy_sdp_media_copy (section->good);
    ahoy_sdp_lines_set (media->lines, "setup", setup);
    if (sdp != NULL && (int) i == self->tag) {
      g_auto (Reading) reading = reading_init (sdp);

      if (reading.tag != NULL)
        pass_candidates (media, reading.tag);
      else if (section->line >= 0) /* bundled by our offer only */
        pass_candidates (media, ahoy_sdp_get_media (sdp, section->line));
    }
    g_ptr_array_add (out->media, media);
  }

  return ahoy_sdp_write (out);
}

static void
remote_section_free (AhoySdpRemoteSection *section)
{
  g_free (section->mid);
  g_free (section->fingerprint);
  g_ptr_array_unref (section->formats);
  g_free (section);
}

static AhoySdpRemoteSection *
describe_section (AhoySdpLayer *self, const Reading *reading, guint number)
{
  AhoySdpRemoteSection *section = g_new0 (AhoySdpRemoteSection, 1);
  const AhoySdpMedia *media = ahoy_sdp_get_media (reading->sdp, number);
  const AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, number);

  section->line = number;
  section->webrtc_line = line->section;
  section->kind = media->kind;
  section->mid = g_strdup (ahoy_sdp_lines_get (media->lines, "mid"));
  section->rejected = line->section < 0;
  section->formats = ahoy_sdp_media_list_formats (media);
  section->telephone_event =
    ahoy_sdp_media_find_format (section->formats, AHOY_SDP_CODEC_TELEPHONE_EVENT, 0) != NULL;
  section->transport_cc =
    ahoy_sdp_media_find_extension (reading->sdp, media, AHOY_SDP_EXTENSION_TRANSPORT_CC);
  if (!section->rejected) {
    section->allowed = ahoy_sdp_direction_reverse (ahoy_sdp_get_direction (reading->sdp, media));
    section->fingerprint = get_fingerprint (reading, media);
  }

  return section;
}

/* What was and is over all sections, as the other side wishes it. */
typedef struct {
  gboolean any_before;  /* some section was described before */
  gboolean live;        /* some section is not rejected */
  gboolean flowed;      /* something did */
  gboolean sends;
  gboolean receives;
  gboolean could;       /* our offer let it wish for something */
  gboolean turned_away; /* audio went from sendrecv to sendonly */
  gboolean picture;     /* video is sent */
  gboolean began;
  gboolean ceased;
} Flows;

/* An answer cannot wish for more than the offer has; then the wish is as it was. */
static AhoySdpDirection
read_wish (AhoySdpLayer *self, AhoySdpType type, const AhoySdpLayerLine *line,
           AhoySdpDirection before, AhoySdpDirection now)
{
  AhoySdpDirection possible;

  if (type == AHOY_SDP_OFFER || line->section < 0)
    return now;
  possible = ahoy_sdp_direction_reverse (ahoy_sdp_layer_get_section (self, line->section)->sent);

  return now | (before & ~possible);
}

static Flows
compare_flows (AhoySdpLayer *self, AhoySdpRemote *result)
{
  Flows flows = { 0, };

  for (guint i = 0; i < result->sections->len; i++) {
    AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, i);
    AhoySdpRemoteSection *section = g_ptr_array_index (result->sections, i);
    AhoySdpDirection before = line->described ? line->wish : AHOY_SDP_INACTIVE;
    AhoySdpDirection now = read_wish (self, result->type, line, before,
                                      ahoy_sdp_direction_reverse (section->allowed));

    flows.any_before = flows.any_before || line->described;
    flows.live = flows.live || line->section >= 0;
    flows.flowed = flows.flowed || before != AHOY_SDP_INACTIVE;
    flows.sends = flows.sends || (now & AHOY_SDP_SENDONLY) != 0;
    flows.receives = flows.receives || (now & AHOY_SDP_RECVONLY) != 0;
    flows.could = flows.could || result->type == AHOY_SDP_OFFER
                  || (line->section >= 0
                      && ahoy_sdp_layer_get_section (self, line->section)->sent
                         != AHOY_SDP_INACTIVE);
    if (section->kind == AHOY_SDP_KIND_AUDIO && before == AHOY_SDP_SENDRECV
        && now == AHOY_SDP_SENDONLY)
      flows.turned_away = TRUE;
    if (section->kind == AHOY_SDP_KIND_VIDEO && (now & AHOY_SDP_SENDONLY) != 0)
      flows.picture = TRUE;
    section->began = (now & AHOY_SDP_SENDONLY) != 0 && (before & AHOY_SDP_SENDONLY) == 0;
    section->ceased = (now & AHOY_SDP_SENDONLY) == 0 && (before & AHOY_SDP_SENDONLY) != 0;
    flows.began = flows.began || section->began;
    flows.ceased = flows.ceased || section->ceased;
    line->wish = now;
  }

  return flows;
}

static AhoySdpChange
name_change (AhoySdpLayer *self, const Flows *flows)
{
  if (self->remote_hold) {
    if (flows->receives)
      return AHOY_SDP_CHANGE_UNHOLD;
    return flows->began ? AHOY_SDP_CHANGE_MUSIC : AHOY_SDP_CHANGE_NONE;
  }
  if (!flows->any_before && !flows->could)
    return AHOY_SDP_CHANGE_START; /* of a call that we hold from the beginning */
  if (!flows->sends && !flows->receives && flows->live && (flows->flowed || !flows->any_before))
    return AHOY_SDP_CHANGE_HOLD;
  if (flows->turned_away && !flows->picture && !flows->receives)
    return AHOY_SDP_CHANGE_HOLD;
  if (!flows->any_before)
    return AHOY_SDP_CHANGE_START;
  if (flows->began)
    return AHOY_SDP_CHANGE_ADD;

  return flows->ceased ? AHOY_SDP_CHANGE_REMOVE : AHOY_SDP_CHANGE_NONE;
}

static gboolean
is_repeated (AhoySdpLayer *self, const AhoySdp *sdp)
{
  g_autofree char *id = NULL;
  g_autofree char *old_id = NULL;
  g_autofree char *version = NULL;
  g_autofree char *old_version = NULL;

  if (self->remote == NULL)
    return FALSE;
  ahoy_sdp_get_origin (sdp, &id, &version);
  ahoy_sdp_get_origin (self->remote, &old_id, &old_version);

  return g_strcmp0 (id, old_id) == 0 && g_strcmp0 (version, old_version) == 0;
}

/* While we hold the call nothing flows in what the other side describes, be it that it holds the call
 * too or repeats itself. What keeps a connection up does not count as a hold. */
static gboolean
says_nothing (AhoySdpLayer *self, const AhoySdp *sdp, const AhoySdpRemote *result)
{
  if (result->type != AHOY_SDP_OFFER || !self->agreed_hold
      || !(result->ice_restarted || is_repeated (self, sdp)))
    return FALSE;

  for (guint i = 0; i < result->sections->len; i++) {
    const AhoySdpRemoteSection *section = g_ptr_array_index (result->sections, i);

    if (section->allowed != AHOY_SDP_INACTIVE
        || section->rejected == ahoy_sdp_layer_get_line (self, i)->described)
      return FALSE;
  }

  return TRUE;
}

/* Section 7.7 of the page on Kandy Link, which is the way of SIP phones as well. */
static void
judge (AhoySdpLayer *self, const AhoySdp *sdp, AhoySdpRemote *result)
{
  if (!says_nothing (self, sdp, result)) {
    Flows flows = compare_flows (self, result);

    result->change = name_change (self, &flows);
    if (result->change == AHOY_SDP_CHANGE_HOLD)
      self->remote_hold = TRUE;
    else if (result->change == AHOY_SDP_CHANGE_UNHOLD)
      self->remote_hold = FALSE;
    self->music = self->remote_hold && flows.sends;
  }
  result->remote_hold = self->remote_hold;
  result->music = self->music;

  for (guint i = 0; i < sdp->media->len; i++) {
    AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, i);
    const AhoySdpRemoteSection *section = g_ptr_array_index (result->sections, i);

    line->theirs = ahoy_sdp_direction_reverse (section->allowed);
    line->described = line->section >= 0;
  }
}

/* An answer is an agreement. */
static void
agree_on_answer (AhoySdpLayer *self, const AhoySdp *sdp)
{
  for (guint i = 0; i < self->lines->len; i++) {
    AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, i);

    if (line->section >= 0) {
      AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, line->section);

      section->current = section->sent & ahoy_sdp_direction_reverse (line->theirs);
    }
  }
  ahoy_sdp_free (self->remote);
  self->remote = ahoy_sdp_copy (sdp);
}

static gboolean
check_remote (AhoySdpLayer *self, const Reading *reading, const AhoySdpRemote *result,
              GError **error)
{
  gboolean usable = self->n_known > 0 && self->role != AHOY_SDP_ROLE_OPEN;
  gboolean offered = self->state == AHOY_SDP_HAVE_LOCAL_OFFER;
  AhoySdpType type = result->type;

  if (offered == (type == AHOY_SDP_OFFER))
    return ahoy_sdp_layer_fail (error, AHOY_SDP_ERROR_STATE,
                                type == AHOY_SDP_OFFER ? "an offer" : "an answer");
  /* What another one says need not fit to anything. */
  if ((self->flags & AHOY_SDP_LAYER_ONE_PEER) != 0 &&
      (result->origin_changed || result->fingerprint_changed)) {
    g_set_error_literal (error, AHOY_SDP_ERROR, AHOY_SDP_ERROR_OTHER_PEER,
                         _("Somebody else speaks for the other side"));
    return FALSE;
  }
  if (type != AHOY_SDP_OFFER && !check_answer (self, reading, error))
    return FALSE;
  if (type == AHOY_SDP_OFFER && reading->sdp->media->len < self->lines->len)
    return ahoy_sdp_layer_fail (error, AHOY_SDP_ERROR_MISMATCH, "number of sections");

  /* A connection that was there may well lose all its sections. */
  for (guint i = 0; i < reading->sdp->media->len && !usable; i++) {
    const AhoySdpMedia *media = ahoy_sdp_get_media (reading->sdp, i);

    usable = !ahoy_sdp_media_is_rejected (media) && is_usable (self, reading, media);
  }

  return usable || ahoy_sdp_layer_fail (error, AHOY_SDP_ERROR_UNUSABLE, "no usable section");
}

/**
 * ahoy_sdp_layer_take_remote:
 * @self: a layer
 * @type: what the description is
 * @text: the description
 * @length: its length in bytes, or -1
 * @error: return location for an error
 *
 * Takes a description of the other side: translates it for webrtcbin and says what it means.
 *
 * Where another one speaks than before (`origin_changed`, `fingerprint_changed`), webrtcbin cannot
 * go on: get another one, tell by ahoy_sdp_layer_replace_connection() and take the same text again.
 * After a provisional answer webrtcbin takes no other one for its offer: the text of a further
 * answer is not for it.
 *
 * Fails with %AHOY_SDP_ERROR_STATE for an offer while an own one is out (glare) and for an answer to
 * nothing; with %AHOY_SDP_ERROR_MALFORMED; with %AHOY_SDP_ERROR_MISMATCH where an answer has not the
 * sections of the offer, or an offer has fewer than there were; with %AHOY_SDP_ERROR_OTHER_PEER where
 * another one speaks than before and %AHOY_SDP_LAYER_ONE_PEER is set; and with
 * %AHOY_SDP_ERROR_UNUSABLE where a first description has nothing usable. Then nothing has changed.
 *
 * Returns: (transfer full) (nullable): what it means
 */
AhoySdpRemote *
ahoy_sdp_layer_take_remote (AhoySdpLayer *self, AhoySdpType type, const char *text, gssize length,
                            GError **error)
{
  g_autoptr (AhoySdp) sdp = NULL;
  g_auto (Reading) reading = { NULL, NULL, NULL };
  g_autoptr (AhoySdpRemote) result = NULL;
  const char *ice_options;
  const char *setup;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  sdp = ahoy_sdp_parse (text, length, error);
  if (sdp == NULL)
    return NULL;
  reading = reading_init (sdp);
  result = g_new0 (AhoySdpRemote, 1);
  result->type = type;
  result->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) remote_section_free);
  compare_connection (self, &reading, result);
  if (!check_remote (self, &reading, result, error))
    return NULL;

  if (type != AHOY_SDP_OFFER)
    ahoy_sdp_layer_trim_answer (self, sdp);
  setup = read_setup (self, &reading, result);
  for (guint i = 0; i < sdp->media->len; i++) {
    (type == AHOY_SDP_OFFER ? take_offered_line : take_answered_line) (self, &reading, i);
    g_ptr_array_add (result->sections, describe_section (self, &reading, i));
  }
  ice_options = sdp->media->len == 0
                ? NULL : ahoy_sdp_get_inherited (sdp, ahoy_sdp_get_media (sdp, 0), "ice-options");
  result->trickle = ice_options != NULL && strstr (ice_options, "trickle") != NULL;
  judge (self, sdp, result);
  result->text = ahoy_sdp_layer_write_remote (self, sdp, setup);

  if (type == AHOY_SDP_OFFER) {
    g_clear_pointer (&self->local, ahoy_sdp_free);
    ahoy_sdp_free (self->offer);
    self->offer = g_steal_pointer (&sdp);
    self->state = AHOY_SDP_HAVE_REMOTE_OFFER;
    return g_steal_pointer (&result);
  }

  agree_on_answer (self, sdp);
  if (type == AHOY_SDP_ANSWER)
    ahoy_sdp_layer_agree (self);

  return g_steal_pointer (&result);
}

/**
 * ahoy_sdp_remote_free:
 * @remote: (nullable) (transfer full): what a description means
 */
void
ahoy_sdp_remote_free (AhoySdpRemote *remote)
{
  if (remote == NULL)
    return;

  g_free (remote->text);
  g_ptr_array_unref (remote->sections);
  g_free (remote);
}
