/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between the call and webrtcbin. webrtcbin 1.22 can neither change directions, nor reject, recycle
 * or restart anything, nor take an offer back; and it names its descriptions by the other side's
 * id. So it is shown a connection in which none of that happens: all its sections send and receive
 * for ever. What really was agreed on is known here only. */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-sdp-layer-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static AhoySdpLayerSection *
section_new (void)
{
  AhoySdpLayerSection *section = g_new0 (AhoySdpLayerSection, 1);

  section->line = -1;
  section->wanted = AHOY_SDP_SENDRECV;
  section->agreed_wanted = AHOY_SDP_SENDRECV;
  section->candidates = g_ptr_array_new_with_free_func (g_free);

  return section;
}

static void
section_free (AhoySdpLayerSection *section)
{
  ahoy_sdp_layer_keep_restart (section);
  g_free (section->mid);
  ahoy_sdp_media_free (section->good);
  g_ptr_array_unref (section->candidates);
  g_free (section->created_ufrag);
  g_free (section->created_pwd);
  g_free (section->ufrag);
  g_free (section->pwd);
  g_free (section);
}

static void
line_free (AhoySdpLayerLine *line)
{
  g_free (line->mid);
  g_free (line->kind_name);
  g_free (line->protocol);
  g_clear_pointer (&line->formats, g_ptr_array_unref);
  g_free (line);
}

static GPtrArray *
lines_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
}

/**
 * ahoy_sdp_layer_new:
 * @session_id: the id of all our descriptions, or 0 for a random one
 * @flags: flags
 *
 * Makes the layer of one call. It has no section yet.
 *
 * Returns: (transfer full): the layer
 */
AhoySdpLayer *
ahoy_sdp_layer_new (guint64 session_id, AhoySdpLayerFlags flags)
{
  AhoySdpLayer *self = g_new0 (AhoySdpLayer, 1);

  if (session_id == 0)
    session_id = (guint64) g_random_int () << 32 | g_random_int ();
  self->session_id = session_id & G_MAXINT64; /* RFC 8829: the highest bit is 0 */
  self->flags = flags;
  self->codecs = AHOY_SDP_CODEC_OPUS | AHOY_SDP_CODEC_PCMU | AHOY_SDP_CODEC_PCMA
                 | AHOY_SDP_CODEC_VP8;
  self->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) section_free);
  self->lines = lines_new ();
  self->mids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->tag = -1;

  return self;
}

static void
forget_connection (AhoySdpLayer *self)
{
  g_ptr_array_set_size (self->sections, 0);
  self->n_known = 0;
  self->tag = -1;
  self->role = AHOY_SDP_ROLE_OPEN;
  self->state = AHOY_SDP_STABLE;
  g_clear_pointer (&self->saved, g_ptr_array_unref);
  g_clear_pointer (&self->local, ahoy_sdp_free);
  g_clear_pointer (&self->offer, ahoy_sdp_free);
}

/**
 * ahoy_sdp_layer_free:
 * @self: (nullable) (transfer full): a layer
 */
void
ahoy_sdp_layer_free (AhoySdpLayer *self)
{
  if (self == NULL)
    return;

  forget_connection (self);
  ahoy_sdp_free (self->remote);
  g_ptr_array_unref (self->sections);
  g_ptr_array_unref (self->lines);
  g_hash_table_unref (self->mids);
  g_free (self);
}

/**
 * ahoy_sdp_layer_replace_connection:
 * @self: a layer
 * @same_peer: whether the new webrtcbin will speak with the one whom the old one spoke with
 *
 * Forgets the webrtcbin there was, for a new one. The id, the version and the hold stay; what is
 * wanted in each section is to be said again.
 *
 * With @same_peer the sections on the wire keep their numbers and mids: the next own offer, whose
 * sections must be of the same kinds in the same order, takes them. Without, a new peer's
 * description is to be taken next.
 *
 * The other side begins DTLS anew only for another certificate, and all webrtcbins of a process
 * have the same one unless told otherwise.
 */
void
ahoy_sdp_layer_replace_connection (AhoySdpLayer *self, gboolean same_peer)
{
  g_return_if_fail (self != NULL);

  if (self->saved != NULL) {
    g_ptr_array_unref (self->lines);
    self->lines = g_steal_pointer (&self->saved);
  }
  forget_connection (self);
  if (same_peer) {
    for (guint i = 0; i < self->lines->len; i++) {
      AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, i);

      line->vacant = line->vacant || line->section >= 0;
      line->section = -1;
    }
    return;
  }

  g_ptr_array_set_size (self->lines, 0);
  g_hash_table_remove_all (self->mids);
  g_clear_pointer (&self->remote, ahoy_sdp_free);
  self->remote_hold = FALSE;
  self->music = FALSE;
}

/**
 * ahoy_sdp_layer_get_state:
 * @self: a layer
 *
 * Returns: whose offer waits for an answer
 */
AhoySdpState
ahoy_sdp_layer_get_state (AhoySdpLayer *self)
{
  g_return_val_if_fail (self != NULL, AHOY_SDP_STABLE);

  return self->state;
}

AhoySdpLayerSection *
ahoy_sdp_layer_get_section (AhoySdpLayer *self, guint number)
{
  return number < self->sections->len ? g_ptr_array_index (self->sections, number) : NULL;
}

AhoySdpLayerSection *
ahoy_sdp_layer_ensure_section (AhoySdpLayer *self, guint number)
{
  while (self->sections->len <= number)
    g_ptr_array_add (self->sections, section_new ());

  return ahoy_sdp_layer_get_section (self, number);
}

AhoySdpLayerLine *
ahoy_sdp_layer_get_line (AhoySdpLayer *self, guint number)
{
  return number < self->lines->len ? g_ptr_array_index (self->lines, number) : NULL;
}

AhoySdpLayerLine *
ahoy_sdp_layer_add_line (AhoySdpLayer *self)
{
  AhoySdpLayerLine *line = g_new0 (AhoySdpLayerLine, 1);

  line->section = -1;
  g_ptr_array_add (self->lines, line);

  return line;
}

GPtrArray *
ahoy_sdp_layer_copy_lines (AhoySdpLayer *self)
{
  GPtrArray *copies = lines_new ();

  for (guint i = 0; i < self->lines->len; i++) {
    const AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, i);
    AhoySdpLayerLine *copy = g_new (AhoySdpLayerLine, 1);

    *copy = *line;
    copy->mid = g_strdup (line->mid);
    copy->kind_name = g_strdup (line->kind_name);
    copy->protocol = g_strdup (line->protocol);
    copy->formats = ahoy_sdp_copy_strings (line->formats);
    g_ptr_array_add (copies, copy);
  }

  return copies;
}

/* Remembers what a rejection of this section repeats. */
void
ahoy_sdp_layer_describe_line (AhoySdpLayerLine *line, const AhoySdpMedia *media)
{
  g_free (line->kind_name);
  line->kind_name = g_strdup (media->kind_name);
  g_free (line->protocol);
  line->protocol = g_strdup (media->protocol);
  g_clear_pointer (&line->formats, g_ptr_array_unref);
  line->formats = ahoy_sdp_copy_strings (media->formats);
}

void
ahoy_sdp_layer_bind (AhoySdpLayer *self, guint line, guint section)
{
  AhoySdpLayerSection *bound = ahoy_sdp_layer_get_section (self, section);

  ahoy_sdp_layer_get_line (self, line)->section = section;
  ahoy_sdp_layer_get_line (self, line)->vacant = FALSE;
  bound->line = line;
  bound->parked = FALSE;
  bound->stopping = FALSE;
}

/* The section on the wire is dead; webrtcbin's goes on without it. */
void
ahoy_sdp_layer_kill_line (AhoySdpLayer *self, guint number)
{
  AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, number);
  AhoySdpLayerSection *section = NULL;

  if (line->section >= 0)
    section = ahoy_sdp_layer_get_section (self, line->section);
  line->section = -1;
  line->vacant = FALSE;
  if (section == NULL)
    return;

  section->line = -1;
  section->parked = TRUE;
  section->stopping = FALSE;
  section->current = AHOY_SDP_INACTIVE;
}

static gboolean
is_mid_taken (AhoySdpLayer *self, const char *mid)
{
  for (guint i = 0; i < self->sections->len; i++) {
    if (g_strcmp0 (ahoy_sdp_layer_get_section (self, i)->mid, mid) == 0)
      return TRUE;
  }

  return FALSE;
}

/* A mid that lives nowhere in webrtcbin, like the one wished for. */
char *
ahoy_sdp_layer_make_mid (AhoySdpLayer *self, const char *base)
{
  g_autofree char *mid = g_strdup (base);

  for (guint i = 1; is_mid_taken (self, mid); i++) {
    g_free (mid);
    mid = g_strdup_printf ("%sr%u", base, i);
  }

  return g_steal_pointer (&mid);
}

/* The section has that mid on the wire from now on. */
void
ahoy_sdp_layer_name_line (AhoySdpLayer *self, AhoySdpLayerLine *line, const char *mid)
{
  g_free (line->mid);
  line->mid = g_strdup (mid);
  g_hash_table_add (self->mids, g_strdup (mid));
}

/* Names a section by its number, as browsers do: where our offer and one of theirs are glued
 * together, each is the other's answer, and a browser takes none with other mids. What ever lived on
 * the wire is not used again. */
void
ahoy_sdp_layer_number_line (AhoySdpLayer *self, guint number)
{
  g_autofree char *mid = g_strdup_printf ("%u", number);

  for (guint i = self->lines->len; g_hash_table_contains (self->mids, mid); i++) {
    g_free (mid);
    mid = g_strdup_printf ("%u", i);
  }
  ahoy_sdp_layer_name_line (self, ahoy_sdp_layer_get_line (self, number), mid);
}

/* What else an answer has than what it answers would make webrtcbin use what the next answer has
 * not. */
void
ahoy_sdp_layer_trim_answer (AhoySdpLayer *self, AhoySdp *answer)
{
  for (guint i = 0; i < answer->media->len; i++) {
    const AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, i);

    if (line->section >= 0)
      ahoy_sdp_media_keep_offered (ahoy_sdp_get_media (answer, i),
                                   ahoy_sdp_get_media (self->local, line->section));
  }
}

gboolean
ahoy_sdp_layer_fail (GError **error, AhoySdpError code, const char *detail)
{
  if (code == AHOY_SDP_ERROR_STATE)
    /* Translators: %s is a remark for whoever looks for the fault. */
    g_set_error (error, AHOY_SDP_ERROR, code, _("The call cannot be changed at this moment (%s)"),
                 detail);
  else if (code == AHOY_SDP_ERROR_UNUSABLE)
    /* Translators: %s is a remark for whoever looks for the fault. */
    g_set_error (error, AHOY_SDP_ERROR, code,
                 _("The other side offers no sound or picture that Ahoy can use (%s)"), detail);
  else
    /* Translators: %s is a remark for whoever looks for the fault. */
    g_set_error (error, AHOY_SDP_ERROR, code,
                 _("The other side sent a description that does not fit the call (%s)"), detail);

  return FALSE;
}

/**
 * ahoy_sdp_layer_set_codecs:
 * @self: a layer
 * @codecs: the codecs that can be done here
 *
 * Sections with none of them are rejected without webrtcbin seeing them. All but H264 can be done
 * unless told otherwise.
 */
void
ahoy_sdp_layer_set_codecs (AhoySdpLayer *self, AhoySdpCodec codecs)
{
  g_return_if_fail (self != NULL);

  self->codecs = codecs;
}

/**
 * ahoy_sdp_layer_set_wanted:
 * @self: a layer
 * @webrtc_line: the number of a section in webrtcbin; one that is not there yet will be
 * @direction: what we want to send and receive in it
 *
 * Takes effect with the next description of ours, and is taken back by ahoy_sdp_layer_rollback().
 */
void
ahoy_sdp_layer_set_wanted (AhoySdpLayer *self, guint webrtc_line, AhoySdpDirection direction)
{
  g_return_if_fail (self != NULL && webrtc_line < AHOY_SDP_MAX_SECTIONS);

  ahoy_sdp_layer_ensure_section (self, webrtc_line)->wanted = direction;
}

/**
 * ahoy_sdp_layer_get_wanted:
 * @self: a layer
 * @webrtc_line: the number of a section in webrtcbin
 *
 * Returns: what we want to send and receive in it when the call is not held
 */
AhoySdpDirection
ahoy_sdp_layer_get_wanted (AhoySdpLayer *self, guint webrtc_line)
{
  AhoySdpLayerSection *section;

  g_return_val_if_fail (self != NULL, AHOY_SDP_INACTIVE);

  section = ahoy_sdp_layer_get_section (self, webrtc_line);

  return section != NULL ? section->wanted : AHOY_SDP_INACTIVE;
}

/**
 * ahoy_sdp_layer_set_hold:
 * @self: a layer
 * @hold: whether we hold the call
 *
 * While we hold it, we want nothing in any section. Takes effect with the next description of ours,
 * and is taken back by ahoy_sdp_layer_rollback().
 */
void
ahoy_sdp_layer_set_hold (AhoySdpLayer *self, gboolean hold)
{
  g_return_if_fail (self != NULL);

  self->hold = hold;
}

/**
 * ahoy_sdp_layer_get_hold:
 * @self: a layer
 *
 * Returns: whether we hold the call
 */
gboolean
ahoy_sdp_layer_get_hold (AhoySdpLayer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->hold;
}

/**
 * ahoy_sdp_layer_get_remote_hold:
 * @self: a layer
 *
 * Returns: whether the other side holds the call
 */
gboolean
ahoy_sdp_layer_get_remote_hold (AhoySdpLayer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->remote_hold;
}

/**
 * ahoy_sdp_layer_stop:
 * @self: a layer
 * @webrtc_line: the number of a section in webrtcbin
 *
 * Rejects a section for good with the next own offer. For video that comes back later,
 * ahoy_sdp_layer_set_wanted() is enough.
 */
void
ahoy_sdp_layer_stop (AhoySdpLayer *self, guint webrtc_line)
{
  AhoySdpLayerSection *section;

  g_return_if_fail (self != NULL);

  section = ahoy_sdp_layer_get_section (self, webrtc_line);
  if (section != NULL)
    section->stopping = TRUE;
}

/**
 * ahoy_sdp_layer_find_spare:
 * @self: a layer
 * @kind: a kind
 *
 * Returns: the number in webrtcbin of a section of that kind that webrtcbin has and the call has
 *   not, because it was rejected or an offer of it was refused; or -1
 */
int
ahoy_sdp_layer_find_spare (AhoySdpLayer *self, AhoySdpKind kind)
{
  g_return_val_if_fail (self != NULL, -1);

  for (guint i = 0; i < self->n_known; i++) {
    AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, i);

    if (section->kind == kind && section->line < 0)
      return i;
  }

  return -1;
}

/**
 * ahoy_sdp_layer_revive:
 * @self: a layer
 * @webrtc_line: what ahoy_sdp_layer_find_spare() returned
 *
 * Offers the section again with the next own offer, in place of a dead one on the wire if there is
 * one.
 */
void
ahoy_sdp_layer_revive (AhoySdpLayer *self, guint webrtc_line)
{
  AhoySdpLayerSection *section;

  g_return_if_fail (self != NULL);

  section = ahoy_sdp_layer_get_section (self, webrtc_line);
  if (section == NULL)
    return;
  section->parked = FALSE;
  section->stopping = FALSE;
}

/* What we want in a section, all told. */
AhoySdpDirection
ahoy_sdp_layer_get_effective (AhoySdpLayer *self, AhoySdpLayerSection *section)
{
  return self->hold ? AHOY_SDP_INACTIVE : section->wanted;
}

/**
 * ahoy_sdp_layer_get_direction:
 * @self: a layer
 * @webrtc_line: the number of a section in webrtcbin
 *
 * Returns: what is sent and received in it by the last negotiation that came to its end
 */
AhoySdpDirection
ahoy_sdp_layer_get_direction (AhoySdpLayer *self, guint webrtc_line)
{
  AhoySdpLayerSection *section;

  g_return_val_if_fail (self != NULL, AHOY_SDP_INACTIVE);

  section = ahoy_sdp_layer_get_section (self, webrtc_line);

  return section != NULL ? section->current : AHOY_SDP_INACTIVE;
}

/* A negotiation has come to its end. */
void
ahoy_sdp_layer_agree (AhoySdpLayer *self)
{
  for (guint i = 0; i < self->sections->len; i++) {
    AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, i);

    section->agreed_wanted = section->wanted;
    ahoy_sdp_layer_keep_restart (section);
  }
  self->agreed_hold = self->hold;
  g_clear_pointer (&self->saved, g_ptr_array_unref);
  self->state = AHOY_SDP_STABLE;
}

const char *
ahoy_sdp_layer_get_peer_role (AhoySdpLayer *self)
{
  return self->role == AHOY_SDP_ROLE_ACTIVE ? "passive" : "active";
}

/**
 * ahoy_sdp_layer_rollback:
 * @self: a layer
 * @error: return location for an error
 *
 * Takes an own offer back that was refused or has met an offer of the other side. What is wanted
 * and the hold are as they were with the last agreement, as are our candidates and credentials; a
 * section that was new is spare.
 *
 * webrtcbin cannot take an offer back. What this returns is an answer by which it believes its
 * offer accepted; nothing becomes of that.
 *
 * Fails with %AHOY_SDP_ERROR_STATE where no own offer is out, and where it was the first one of the
 * connection, for which there can be no such answer: use another webrtcbin then
 * (ahoy_sdp_layer_replace_connection()).
 *
 * Returns: (transfer full) (nullable): an answer for set-remote-description
 */
char *
ahoy_sdp_layer_rollback (AhoySdpLayer *self, GError **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->state != AHOY_SDP_HAVE_LOCAL_OFFER) {
    ahoy_sdp_layer_fail (error, AHOY_SDP_ERROR_STATE, "no own offer");
    return NULL;
  }
  if (self->role == AHOY_SDP_ROLE_OPEN) {
    ahoy_sdp_layer_fail (error, AHOY_SDP_ERROR_STATE, "the first offer");
    return NULL;
  }

  g_ptr_array_unref (self->lines);
  self->lines = g_steal_pointer (&self->saved);
  for (guint i = 0; i < self->sections->len; i++) {
    AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, i);

    section->line = -1;
    section->stopping = FALSE;
    section->wanted = section->agreed_wanted;
    ahoy_sdp_layer_take_back_restart (section);
  }
  for (guint i = 0; i < self->lines->len; i++) {
    int number = ahoy_sdp_layer_get_line (self, i)->section;

    if (number >= 0)
      ahoy_sdp_layer_get_section (self, number)->line = i;
  }
  for (guint i = 0; i < self->n_known; i++) {
    AhoySdpLayerSection *section = ahoy_sdp_layer_get_section (self, i);

    section->parked = section->line < 0;
  }
  self->hold = self->agreed_hold;
  self->state = AHOY_SDP_STABLE;

  return ahoy_sdp_layer_write_remote (self, NULL, ahoy_sdp_layer_get_peer_role (self));
}
