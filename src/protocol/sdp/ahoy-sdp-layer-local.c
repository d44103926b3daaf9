/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Our own descriptions: from webrtcbin to the wire. */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-sdp-layer-private.h"

#include <string.h>

#define PROTOCOL "UDP/TLS/RTP/SAVPF"

static const guint event_rates[] = { 48000, 8000 };    /* Hz */
static const guint event_payloads[] = { 110, 126 };    /* Chromium's */

static gboolean
is_payload_used (const AhoySdp *sdp, guint payload)
{
  g_autofree char *text = g_strdup_printf ("%u", payload);

  for (guint i = 0; sdp != NULL && i < sdp->media->len; i++) {
    if (g_ptr_array_find_with_equal_func (ahoy_sdp_get_media (sdp, i)->formats, text, g_str_equal,
                                          NULL))
      return TRUE;
  }

  return FALSE;
}

static guint
choose_payload (AhoySdpLayer *self, const AhoySdp *sdp, guint preferred)
{
  for (guint payload = preferred; payload >= 96; payload--) {
    if (!is_payload_used (sdp, payload) && !is_payload_used (self->remote, payload))
      return payload;
  }
  for (guint payload = 127; payload > preferred; payload--) {
    if (!is_payload_used (sdp, payload) && !is_payload_used (self->remote, payload))
      return payload;
  }

  return 0;
}

static void
add_event (AhoySdpMedia *media, guint payload, guint rate)
{
  g_autofree char *mapping = g_strdup_printf ("%u telephone-event/%u", payload, rate);
  g_autofree char *parameters = g_strdup_printf ("%u 0-15", payload);

  g_ptr_array_add (media->formats, g_strdup_printf ("%u", payload));
  ahoy_sdp_lines_add (media->lines, "rtpmap", mapping);
  ahoy_sdp_lines_add (media->lines, "fmtp", parameters);
}

/* The other side's formats, as far as they are known, for sound. */
static GPtrArray *
list_their_formats (AhoySdpLayer *self, const AhoySdpLayerSection *section)
{
  if (section->good != NULL)
    return ahoy_sdp_media_list_formats (section->good);

  for (guint i = 0; self->remote != NULL && i < self->remote->media->len; i++) {
    const AhoySdpMedia *media = ahoy_sdp_get_media (self->remote, i);

    if (media->kind == AHOY_SDP_KIND_AUDIO)
      return ahoy_sdp_media_list_formats (media);
  }

  return NULL;
}

/* webrtcbin does not speak of telephone events. An answer has what the offer has; an offer has what
 * there was before, so that their payload types stay, or else both rates. */
static void
add_events (AhoySdpLayer *self, AhoySdpType type, const AhoySdp *sdp, AhoySdpMedia *media,
            const AhoySdpLayerSection *section)
{
  g_autoptr (GPtrArray) present = ahoy_sdp_media_list_formats (media);
  g_autoptr (GPtrArray) theirs = list_their_formats (self, section);

  if (media->kind != AHOY_SDP_KIND_AUDIO || ahoy_sdp_media_is_rejected (media)
      || ahoy_sdp_media_find_format (present, AHOY_SDP_CODEC_TELEPHONE_EVENT, 0) != NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (event_rates); i++) {
    const AhoySdpFormat *format = NULL;
    guint payload;

    if (theirs != NULL)
      format = ahoy_sdp_media_find_format (theirs, AHOY_SDP_CODEC_TELEPHONE_EVENT, event_rates[i]);
    if (type != AHOY_SDP_OFFER) {
      if (format != NULL)
        add_event (media, format->payload, event_rates[i]);
      continue;
    }
    /* 48 kHz only beside a codec of that rate: both share one clock. */
    if (event_rates[i] != 8000
        && ahoy_sdp_media_find_format (present, AHOY_SDP_CODEC_OPUS, 0) == NULL)
      continue;
    payload = format != NULL && !is_payload_used (sdp, format->payload)
              ? format->payload : choose_payload (self, sdp, event_payloads[i]);
    if (payload != 0)
      add_event (media, payload, event_rates[i]);
  }
}

/* webrtcbin repeats its sources for each codec. */
static void
drop_repeated_sources (AhoySdpMedia *media)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < media->lines->len;) {
    const char *line = g_ptr_array_index (media->lines, i);

    if (ahoy_sdp_line_match (line, "ssrc") != NULL && !g_hash_table_add (seen, g_strdup (line)))
      g_ptr_array_remove_index (media->lines, i);
    else
      i++;
  }
}

static void
take_candidates (AhoySdpLayer *self, guint number, AhoySdpMedia *media)
{
  for (guint i = 0; i < media->lines->len; i++) {
    const char *candidate = ahoy_sdp_line_match (g_ptr_array_index (media->lines, i), "candidate");

    if (candidate != NULL)
      ahoy_sdp_layer_add_candidate (self, number, candidate);
  }
  ahoy_sdp_lines_remove (media->lines, "candidate");
  ahoy_sdp_lines_remove (media->lines, "end-of-candidates");
}

/* webrtcbin writes the credentials that it made once. Where it writes others by now, it has restarted
 * by itself, unless whoever restarts has said that it does not. */
static void
apply_credentials (AhoySdpLayerSection *section, AhoySdpMedia *media)
{
  const char *created = ahoy_sdp_lines_get (media->lines, "ice-ufrag");

  if (!section->restarted && section->created_ufrag != NULL
      && g_strcmp0 (created, section->created_ufrag) != 0) {
    g_clear_pointer (&section->ufrag, g_free);
    g_clear_pointer (&section->pwd, g_free);
  }
  g_free (section->created_ufrag);
  section->created_ufrag = g_strdup (created);
  g_free (section->created_pwd);
  section->created_pwd = g_strdup (ahoy_sdp_lines_get (media->lines, "ice-pwd"));
  if (section->ufrag != NULL) {
    ahoy_sdp_lines_set (media->lines, "ice-ufrag", section->ufrag);
    ahoy_sdp_lines_set (media->lines, "ice-pwd", section->pwd);
  }
}

/* The transport of the bundle is that of webrtcbin's own first section. */
static void
share_transport (AhoySdpLayer *self, const AhoySdp *sdp, AhoySdpMedia *media)
{
  static const char * const names[] = { "ice-ufrag", "ice-pwd", "fingerprint" };
  const AhoySdpMedia *tag = ahoy_sdp_get_media (sdp, self->tag);

  for (guint i = 0; tag != NULL && tag != media && i < G_N_ELEMENTS (names); i++) {
    const char *value = ahoy_sdp_lines_get (tag->lines, names[i]);

    if (value != NULL)
      ahoy_sdp_lines_set (media->lines, names[i], value);
  }
}

/* webrtcbin offers all in one bundle even where the other side has refused that. */
static void
keep_out_of_bundle (AhoySdpLayer *self, AhoySdp *sdp)
{
  g_autoptr (GString) group = g_string_new ("BUNDLE");

  for (guint i = 0; i < self->n_known; i++) {
    const AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, i);
    AhoySdpMedia *media = ahoy_sdp_get_media (sdp, i);

    if (section->bundled) {
      g_string_append_printf (group, " %s", section->mid);
    } else if (ahoy_sdp_lines_remove (media->lines, "bundle-only") > 0) {
      media->port = 9;
    }
  }
  if (strcmp (group->str, "BUNDLE") == 0)
    ahoy_sdp_lines_remove (sdp->lines, "group");
  else
    ahoy_sdp_lines_set (sdp->lines, "group", group->str);
}

static gboolean
check_local (AhoySdpLayer *self, AhoySdpType type, const AhoySdp *sdp, GError **error)
{
  if (type == AHOY_SDP_OFFER ? self->state != AHOY_SDP_STABLE
                             : self->state != AHOY_SDP_HAVE_REMOTE_OFFER)
    return ahoy_sdp_layer_fail (error, AHOY_SDP_ERROR_STATE,
                                type == AHOY_SDP_OFFER ? "an own offer" : "an own answer");
  if (sdp->media->len < self->n_known
      || (type != AHOY_SDP_OFFER && sdp->media->len != self->n_known))
    return ahoy_sdp_layer_fail (error, AHOY_SDP_ERROR_MISMATCH, "own number of sections");

  for (guint i = 0; i < sdp->media->len; i++) {
    const AhoySdpMedia *media = ahoy_sdp_get_media (sdp, i);
    const AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, i);
    const char *mid = ahoy_sdp_lines_get (media->lines, "mid");

    if (mid == NULL || (i < self->n_known && g_strcmp0 (mid, section->mid) != 0))
      return ahoy_sdp_layer_fail (error, AHOY_SDP_ERROR_MISMATCH, "own mid");
    if (media->kind == AHOY_SDP_KIND_OTHER
        || (i < self->n_known && media->kind != section->kind))
      return ahoy_sdp_layer_fail (error, AHOY_SDP_ERROR_MISMATCH, "own kind");
  }

  return TRUE;
}

/* Where an own offer has a section that the wire has not: the place of one that the old webrtcbin
 * had, else that of a dead one, else a new one. */
static void
place_section (AhoySdpLayer *self, guint number, const AhoySdpMedia *media)
{
  AhoySdpLayerLine *line;
  guint place = self->lines->len;

  for (guint i = self->lines->len; i-- > 0;) {
    line = ahoy_sdp_layer_get_line (self, i);
    if (line->section < 0 && !line->vacant)
      place = i;
  }
  for (guint i = self->lines->len; i-- > 0;) {
    line = ahoy_sdp_layer_get_line (self, i);
    if (line->vacant && g_strcmp0 (line->kind_name, media->kind_name) == 0)
      place = i;
  }

  line = ahoy_sdp_layer_get_line (self, place);
  if (line == NULL)
    line = ahoy_sdp_layer_add_line (self);
  if (!line->vacant) {
    ahoy_sdp_layer_number_line (self, place);
    line->nameless = FALSE;
    line->described = FALSE;
  }
  ahoy_sdp_layer_bind (self, place, number);
}

static void
place_sections (AhoySdpLayer *self)
{
  g_clear_pointer (&self->saved, g_ptr_array_unref);
  self->saved = ahoy_sdp_layer_copy_lines (self);

  for (guint i = 0; i < self->lines->len; i++) {
    AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, i);

    if (line->section >= 0 && ahoy_sdp_layer_get_section (self, line->section)->stopping)
      ahoy_sdp_layer_kill_line (self, i);
  }
  for (guint i = 0; i < self->n_known; i++) {
    AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, i);
    const AhoySdpMedia *media = ahoy_sdp_get_media (self->local, i);

    if (section->line < 0 && !section->parked)
      place_section (self, i, media);
    if (section->line >= 0) {
      AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, section->line);

      ahoy_sdp_layer_describe_line (line, media);
      line->bundled = section->bundled;
    }
  }
  /* What the old webrtcbin had and the new one has not is gone. */
  for (guint i = 0; i < self->lines->len; i++)
    ahoy_sdp_layer_get_line (self, i)->vacant = FALSE;
}

/**
 * ahoy_sdp_layer_take_local:
 * @self: a layer
 * @type: %AHOY_SDP_OFFER or %AHOY_SDP_ANSWER
 * @text: what webrtcbin created
 * @error: return location for an error
 *
 * Takes webrtcbin's description. It goes to the other side by ahoy_sdp_layer_write(), once the
 * candidates are there.
 *
 * Fails with %AHOY_SDP_ERROR_STATE for an offer while another one is out and for an answer to
 * nothing, with %AHOY_SDP_ERROR_MALFORMED, and with %AHOY_SDP_ERROR_MISMATCH where @text has not
 * the sections that webrtcbin had before.
 *
 * Returns: (transfer full) (nullable): the text for set-local-description
 */
char *
ahoy_sdp_layer_take_local (AhoySdpLayer *self, AhoySdpType type, const char *text, GError **error)
{
  g_autoptr (AhoySdp) sdp = NULL;
  g_auto (GStrv) bundle = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  sdp = ahoy_sdp_parse (text, -1, error);
  if (sdp == NULL || !check_local (self, type, sdp, error))
    return NULL;

  bundle = ahoy_sdp_get_bundle (sdp);
  for (guint i = 0; i < sdp->media->len; i++) {
    AhoySdpMedia *media = ahoy_sdp_get_media (sdp, i);
    AhoySdpLayerSection *section = ahoy_sdp_layer_ensure_section (self, i);

    if (i >= self->n_known) {
      section->mid = g_strdup (ahoy_sdp_lines_get (media->lines, "mid"));
      section->kind = media->kind;
      section->bundled = g_strv_contains ((const char * const *) bundle, section->mid);
      if (section->bundled && self->tag < 0)
        self->tag = i;
    }
    drop_repeated_sources (media);
    take_candidates (self, i, media);
    apply_credentials (section, media);
    add_events (self, type, sdp, media, section);
  }
  self->n_known = sdp->media->len;
  for (guint i = 0; i < sdp->media->len; i++) {
    if (ahoy_sdp_layer_get_section (self, i)->bundled)
      share_transport (self, sdp, ahoy_sdp_get_media (sdp, i));
  }
  keep_out_of_bundle (self, sdp);

  ahoy_sdp_free (self->local);
  self->local = g_steal_pointer (&sdp);
  self->local_type = type;
  if (type == AHOY_SDP_OFFER) {
    place_sections (self);
    self->state = AHOY_SDP_HAVE_LOCAL_OFFER;
  }

  return ahoy_sdp_write (self->local);
}

/* Relayed before mapped before own addresses, IPv4 before IPv6: the one that most can reach. */
static guint
rate_candidate (const AhoySdpCandidate *candidate)
{
  guint rate = 1;

  if (!candidate->udp || candidate->component != 1 || g_str_has_suffix (candidate->address, ".local"))
    return 0;
  if (strcmp (candidate->type, "relay") == 0)
    rate += 4;
  else if (strcmp (candidate->type, "host") != 0)
    rate += 2;

  return strchr (candidate->address, ':') == NULL ? rate + 8 : rate;
}

/* Who knows no ICE, or takes 0.0.0.0 for a hold, looks at the c= line. */
static void
set_default_address (AhoySdpMedia *media, GPtrArray *candidates)
{
  g_autoptr (AhoySdpCandidate) best = NULL;
  guint rate = 0;

  media->port = 9;
  for (guint i = 0; i < candidates->len; i++) {
    AhoySdpCandidate *candidate = ahoy_sdp_candidate_parse (g_ptr_array_index (candidates, i));

    if (rate_candidate (candidate) > rate) {
      rate = rate_candidate (candidate);
      ahoy_sdp_candidate_free (best);
      best = candidate;
    } else {
      ahoy_sdp_candidate_free (candidate);
    }
  }
  if (best != NULL)
    media->port = best->port;

  for (guint i = media->lines->len; i-- > 0;) {
    if (g_str_has_prefix (g_ptr_array_index (media->lines, i), "c="))
      g_ptr_array_remove_index (media->lines, i);
  }
  g_ptr_array_insert (media->lines, 0,
                      g_strdup_printf ("c=IN %s %s",
                                       best != NULL && strchr (best->address, ':') != NULL ? "IP6"
                                                                                           : "IP4",
                                       best != NULL ? best->address : "0.0.0.0"));
}

static void
insert_candidates (AhoySdpMedia *media, GPtrArray *candidates)
{
  for (guint i = 0; i < candidates->len; i++)
    g_ptr_array_insert (media->lines, i + 1,
                        g_strconcat ("a=candidate:", g_ptr_array_index (candidates, i), NULL));
}

/* The SDK of the other side never answers where a section has a=ssrc and no a=msid. */
static void
set_stream (AhoySdpLayer *self, AhoySdpMedia *media, const char *mid)
{
  g_autofree char *name = g_strdup_printf ("ahoy-%" G_GUINT64_FORMAT, self->session_id);
  g_autofree char *stream = g_strdup_printf ("%s %s-%s", name, name, mid);

  for (guint i = 0; i < media->lines->len; i++) {
    const char *value = ahoy_sdp_line_match (g_ptr_array_index (media->lines, i), "ssrc");
    g_auto (GStrv) words = NULL;

    if (value == NULL)
      continue;
    words = g_strsplit (value, " ", 2);
    if (g_strv_length (words) < 2 || !g_str_has_prefix (words[1], "msid:"))
      continue;
    g_free (g_ptr_array_index (media->lines, i));
    g_ptr_array_index (media->lines, i) = g_strdup_printf ("a=ssrc:%s msid:%s", words[0], stream);
  }
  ahoy_sdp_lines_set (media->lines, "msid", stream);
}

/* Opus sends what repairs losses only to who asks for it. */
static void
ask_for_repair (AhoySdpMedia *media)
{
  g_autoptr (GPtrArray) formats = ahoy_sdp_media_list_formats (media);
  const AhoySdpFormat *opus = ahoy_sdp_media_find_format (formats, AHOY_SDP_CODEC_OPUS, 0);
  g_autofree char *prefix = NULL;

  if (opus == NULL || (opus->parameters != NULL
                       && strstr (opus->parameters, "useinbandfec=") != NULL))
    return;

  prefix = g_strdup_printf ("a=fmtp:%u ", opus->payload);
  for (guint i = 0; i < media->lines->len; i++) {
    char *line = g_ptr_array_index (media->lines, i);

    if (g_str_has_prefix (line, prefix)) {
      g_ptr_array_index (media->lines, i) =
        g_strconcat (prefix, "minptime=10;useinbandfec=1;", line + strlen (prefix), NULL);
      g_free (line);
      return;
    }
  }
  g_ptr_array_add (media->lines, g_strconcat (prefix, "minptime=10;useinbandfec=1", NULL));
}

static void
remove_extension (AhoySdpMedia *media, const char *uri)
{
  for (guint i = media->lines->len; i-- > 0;) {
    const char *value = ahoy_sdp_line_match (g_ptr_array_index (media->lines, i), "extmap");

    if (value != NULL && g_str_has_suffix (value, uri))
      g_ptr_array_remove_index (media->lines, i);
  }
}

/* webrtcbin promises feedback about numbers that the packets of a section do not carry. */
static void
promise_feedback (AhoySdpMedia *media)
{
  for (guint i = 0; i < media->lines->len; i++) {
    const char *value = ahoy_sdp_line_match (g_ptr_array_index (media->lines, i), "extmap");

    if (value != NULL && g_str_has_suffix (value, AHOY_SDP_EXTENSION_TRANSPORT_CC))
      return;
  }
  for (guint i = media->lines->len; i-- > 0;) {
    const char *value = ahoy_sdp_line_match (g_ptr_array_index (media->lines, i), "rtcp-fb");

    if (value != NULL && g_str_has_suffix (value, " transport-cc"))
      g_ptr_array_remove_index (media->lines, i);
  }
}

static void
collect_candidates (GPtrArray *all, AhoySdpLayerSection *section)
{
  for (guint i = 0; i < section->candidates->len; i++) {
    if (!g_ptr_array_find_with_equal_func (all, g_ptr_array_index (section->candidates, i),
                                           g_str_equal, NULL))
      g_ptr_array_add (all, g_ptr_array_index (section->candidates, i));
  }
}

/* Those of a section, or of the whole bundle in the section that has the bundle's transport. */
static GPtrArray *
list_candidates (AhoySdpLayer *self, AhoySdpLayerSection *section, gboolean is_tag)
{
  GPtrArray *all = g_ptr_array_new ();

  if ((self->flags & AHOY_SDP_LAYER_TRICKLE) != 0 || (section->bundled && !is_tag))
    return all;
  if (!section->bundled) {
    collect_candidates (all, section);
    return all;
  }
  for (guint i = 0; i < self->sections->len; i++) {
    if (ahoy_sdp_layer_get_section (self, i)->bundled)
      collect_candidates (all, ahoy_sdp_layer_get_section (self, i));
  }

  return all;
}

static AhoySdpMedia *
write_live (AhoySdpLayer *self, guint number, const char *setup, gboolean is_tag)
{
  AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, number);
  AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, line->section);
  AhoySdpMedia *media = ahoy_sdp_media_copy (ahoy_sdp_get_media (self->local, line->section));
  g_autoptr (GPtrArray) candidates = list_candidates (self, section, is_tag);
  AhoySdpDirection direction = ahoy_sdp_layer_get_effective (self, section);

  if (self->local_type == AHOY_SDP_OFFER) {
    g_free (media->protocol);
    media->protocol = g_strdup (PROTOCOL);
  } else {
    direction &= ahoy_sdp_direction_reverse (line->theirs);
    g_free (media->protocol);
    media->protocol = g_strdup (line->protocol);
    ahoy_sdp_lines_remove (media->lines, "rtcp-mux-only");
  }
  section->sent = direction;

  ahoy_sdp_lines_remove (media->lines, "bundle-only");
  ahoy_sdp_lines_remove (media->lines, "ice-options");
  ahoy_sdp_lines_remove (media->lines, "rtcp");
  ahoy_sdp_lines_set (media->lines, "setup", setup);
  ahoy_sdp_media_set_direction (media, direction);
  /* The packets carry webrtcbin's mid, if any. */
  if (g_strcmp0 (line->mid, section->mid) != 0)
    remove_extension (media, AHOY_SDP_EXTENSION_MID);
  if (line->nameless && self->local_type != AHOY_SDP_OFFER)
    ahoy_sdp_lines_remove (media->lines, "mid");
  else
    ahoy_sdp_lines_set (media->lines, "mid", line->mid);
  if ((direction & AHOY_SDP_SENDONLY) != 0 || ahoy_sdp_lines_get (media->lines, "ssrc") != NULL)
    set_stream (self, media, line->mid);
  ask_for_repair (media);
  promise_feedback (media);
  set_default_address (media, candidates);
  insert_candidates (media, candidates);

  return media;
}

static AhoySdpMedia *
write_rejected (AhoySdpLayer *self, const AhoySdpLayerLine *line)
{
  AhoySdpMedia *media = g_new0 (AhoySdpMedia, 1);

  media->kind_name = g_strdup (line->kind_name);
  media->n_ports = 1;
  media->protocol = g_strdup (line->protocol);
  media->formats = ahoy_sdp_copy_strings (line->formats);
  media->lines = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (media->lines, g_strdup ("c=IN IP4 0.0.0.0"));
  ahoy_sdp_lines_add (media->lines, "inactive", NULL);
  if (line->mid != NULL && !line->nameless)
    ahoy_sdp_lines_add (media->lines, "mid", line->mid);

  return media;
}

/* The role of the first answer is that of the connection. */
static const char *
get_setup (AhoySdpLayer *self)
{
  if (self->local_type == AHOY_SDP_OFFER)
    return "actpass";

  for (guint i = 0; i < self->local->media->len && self->role == AHOY_SDP_ROLE_OPEN; i++) {
    const AhoySdpMedia *media = ahoy_sdp_get_media (self->local, i);

    if (!ahoy_sdp_media_is_rejected (media))
      self->role = g_strcmp0 (ahoy_sdp_lines_get (media->lines, "setup"), "passive") == 0
                   ? AHOY_SDP_ROLE_PASSIVE : AHOY_SDP_ROLE_ACTIVE;
  }

  return self->role == AHOY_SDP_ROLE_PASSIVE ? "passive" : "active";
}

/* An answer is an agreement. */
static void
agree_on_answer (AhoySdpLayer *self)
{
  for (guint i = 0; i < self->lines->len; i++) {
    AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, i);

    if (line->section >= 0) {
      AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, line->section);

      section->current = section->sent;
    }
  }
  ahoy_sdp_free (self->remote);
  self->remote = g_steal_pointer (&self->offer);
  ahoy_sdp_layer_agree (self);
}

/**
 * ahoy_sdp_layer_write:
 * @self: a layer
 * @error: return location for an error
 *
 * Writes our last description for the other side, with a version higher than ever before. As an
 * answer it is in force from now on.
 *
 * Fails with %AHOY_SDP_ERROR_STATE where webrtcbin has not made one for what is to be said.
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
ahoy_sdp_layer_write (AhoySdpLayer *self, GError **error)
{
  g_autoptr (AhoySdp) sdp = NULL;
  g_autoptr (GString) group = NULL;
  const char *setup;
  gboolean tagged = FALSE;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->local == NULL
      || (self->state == AHOY_SDP_HAVE_REMOTE_OFFER && self->local_type != AHOY_SDP_ANSWER)
      || (self->state == AHOY_SDP_STABLE && self->local_type != AHOY_SDP_ANSWER)) {
    ahoy_sdp_layer_fail (error, AHOY_SDP_ERROR_STATE, "no own description");
    return NULL;
  }

  sdp = g_new0 (AhoySdp, 1);
  sdp->lines = g_ptr_array_new_with_free_func (g_free);
  sdp->media = g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_sdp_media_free);
  group = g_string_new ("BUNDLE");
  setup = get_setup (self);
  for (guint i = 0; i < self->lines->len; i++) {
    AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, i);
    AhoySdpLayerSection *section;

    if (line->section >= 0
        && self->local_type == AHOY_SDP_ANSWER
        && ahoy_sdp_media_is_rejected (ahoy_sdp_get_media (self->local, line->section)))
      ahoy_sdp_layer_kill_line (self, i);
    if (line->section < 0) {
      g_ptr_array_add (sdp->media, write_rejected (self, line));
      continue;
    }
    section = ahoy_sdp_layer_get_section (self, line->section);
    g_ptr_array_add (sdp->media, write_live (self, i, setup, section->bundled && !tagged));
    tagged = tagged || section->bundled;
    if (line->bundled)
      g_string_append_printf (group, " %s", line->mid);
  }

  self->version++;
  g_ptr_array_add (sdp->lines, g_strdup ("v=0"));
  g_ptr_array_add (sdp->lines,
                   g_strdup_printf ("o=- %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
                                    " IN IP4 127.0.0.1", self->session_id, self->version));
  g_ptr_array_add (sdp->lines, g_strdup ("s=-"));
  g_ptr_array_add (sdp->lines, g_strdup ("t=0 0"));
  if (strcmp (group->str, "BUNDLE") != 0)
    ahoy_sdp_lines_add (sdp->lines, "group", group->str);
  if ((self->flags & AHOY_SDP_LAYER_TRICKLE) != 0)
    ahoy_sdp_lines_add (sdp->lines, "ice-options", "trickle");

  if (self->state == AHOY_SDP_HAVE_REMOTE_OFFER)
    agree_on_answer (self);

  return ahoy_sdp_write (sdp);
}
