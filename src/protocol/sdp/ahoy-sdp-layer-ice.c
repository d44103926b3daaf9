/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How both sides can be reached. */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-sdp-layer-private.h"

#include <string.h>

/* There is no way back to what was before a restart. */
void
ahoy_sdp_layer_keep_restart (AhoySdpLayerSection *section)
{
  g_clear_pointer (&section->old_candidates, g_ptr_array_unref);
  g_clear_pointer (&section->old_ufrag, g_free);
  g_clear_pointer (&section->old_pwd, g_free);
}

/* A restart was taken back. */
void
ahoy_sdp_layer_take_back_restart (AhoySdpLayerSection *section)
{
  if (section->old_candidates == NULL)
    return;

  g_ptr_array_unref (section->candidates);
  section->candidates = g_steal_pointer (&section->old_candidates);
  g_free (section->ufrag);
  g_free (section->pwd);
  section->ufrag = g_steal_pointer (&section->old_ufrag);
  section->pwd = g_steal_pointer (&section->old_pwd);
}

/**
 * ahoy_sdp_layer_add_candidate:
 * @self: a layer
 * @webrtc_line: the number of a section in webrtcbin
 * @candidate: a candidate of ours, as webrtcbin tells it
 *
 * Remembers it for all descriptions to come. What cannot be read and what is known already is left
 * out.
 */
void
ahoy_sdp_layer_add_candidate (AhoySdpLayer *self, guint webrtc_line, const char *candidate)
{
  g_autoptr (AhoySdpCandidate) parsed = NULL;
  AhoySdpLayerSection *section;

  g_return_if_fail (self != NULL && candidate != NULL && webrtc_line < AHOY_SDP_MAX_SECTIONS);

  if (g_str_has_prefix (candidate, "a="))
    candidate += 2;
  if (g_str_has_prefix (candidate, "candidate:"))
    candidate += strlen ("candidate:");
  parsed = ahoy_sdp_candidate_parse (candidate);
  section = ahoy_sdp_layer_ensure_section (self, webrtc_line);
  if (parsed == NULL || section->candidates->len == AHOY_SDP_MAX_CANDIDATES
      || g_ptr_array_find_with_equal_func (section->candidates, candidate, g_str_equal, NULL))
    return;

  g_ptr_array_add (section->candidates, g_strdup (candidate));
}

/**
 * ahoy_sdp_layer_clear_candidates:
 * @self: a layer
 *
 * Forgets our candidates, for those of another network.
 */
void
ahoy_sdp_layer_clear_candidates (AhoySdpLayer *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->sections->len; i++)
    g_ptr_array_set_size (ahoy_sdp_layer_get_section (self, i)->candidates, 0);
}

/**
 * ahoy_sdp_layer_count_candidates:
 * @self: a layer
 *
 * Returns: how many candidates of ours there are
 */
guint
ahoy_sdp_layer_count_candidates (AhoySdpLayer *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->sections->len; i++)
    n += ahoy_sdp_layer_get_section (self, i)->candidates->len;

  return n;
}

/**
 * ahoy_sdp_layer_set_ice_credentials:
 * @self: a layer
 * @webrtc_line: the number of a section in webrtcbin
 * @ufrag: the new user name
 * @pwd: the new password
 *
 * Says that ICE was restarted behind webrtcbin's back, which goes on writing the old values.
 */
void
ahoy_sdp_layer_set_ice_credentials (AhoySdpLayer *self, guint webrtc_line, const char *ufrag,
                                    const char *pwd)
{
  AhoySdpLayerSection *section;

  g_return_if_fail (self != NULL && ufrag != NULL && pwd != NULL);
  g_return_if_fail (webrtc_line < AHOY_SDP_MAX_SECTIONS);

  section = ahoy_sdp_layer_ensure_section (self, webrtc_line);
  if (section->bundled && self->tag >= 0)
    section = ahoy_sdp_layer_get_section (self, self->tag);
  g_free (section->ufrag);
  section->ufrag = g_strdup (ufrag);
  g_free (section->pwd);
  section->pwd = g_strdup (pwd);
}

/**
 * ahoy_sdp_layer_is_bundled:
 * @self: a layer
 *
 * Returns: whether everything goes through one transport
 */
gboolean
ahoy_sdp_layer_is_bundled (AhoySdpLayer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->n_known; i++) {
    if (i != (guint) MAX (self->tag, 0) && !ahoy_sdp_layer_get_section (self, i)->bundled)
      return FALSE;
  }

  return TRUE;
}

/**
 * ahoy_sdp_layer_restart_ice:
 * @self: a layer with which ahoy_sdp_layer_is_bundled()
 * @ufrag: the new user name
 * @pwd: the new password
 *
 * ICE was restarted, for the next own description: our candidates are forgotten, and those come that
 * belong to the new values. Where that is an offer, ahoy_sdp_layer_rollback() brings the old ones
 * back. What webrtcbin writes for them does not count any more.
 */
void
ahoy_sdp_layer_restart_ice (AhoySdpLayer *self, const char *ufrag, const char *pwd)
{
  g_return_if_fail (self != NULL && ufrag != NULL && pwd != NULL);

  for (guint i = 0; i < MAX (self->n_known, self->sections->len); i++) {
    AhoySdpLayerSection *section = ahoy_sdp_layer_ensure_section (self, i);

    if (section->old_candidates == NULL) {
      section->old_candidates = g_steal_pointer (&section->candidates);
      section->old_ufrag = g_strdup (section->ufrag != NULL ? section->ufrag
                                                            : section->created_ufrag);
      section->old_pwd = g_strdup (section->ufrag != NULL ? section->pwd : section->created_pwd);
    } else {
      g_ptr_array_unref (section->candidates); /* of a restart that has come to nothing */
    }
    section->candidates = g_ptr_array_new_with_free_func (g_free);
    section->restarted = TRUE;
    g_free (section->ufrag);
    section->ufrag = g_strdup (ufrag);
    g_free (section->pwd);
    section->pwd = g_strdup (pwd);
  }
}

/**
 * ahoy_sdp_layer_undo_restart:
 * @self: a layer
 *
 * Takes back an ahoy_sdp_layer_restart_ice() of which the other side has heard nothing.
 * ahoy_sdp_layer_rollback() does so as well.
 */
void
ahoy_sdp_layer_undo_restart (AhoySdpLayer *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->sections->len; i++)
    ahoy_sdp_layer_take_back_restart (ahoy_sdp_layer_get_section (self, i));
}

/* The line that has the transport of the bundle on the wire: the first that lives. */
static AhoySdpLayerLine *
find_tag_line (AhoySdpLayer *self, guint *number)
{
  for (guint i = 0; i < self->lines->len; i++) {
    AhoySdpLayerLine *line = ahoy_sdp_layer_get_line (self, i);

    if (line->section >= 0 && ahoy_sdp_layer_get_section (self, line->section)->bundled) {
      *number = i;
      return line;
    }
  }

  return NULL;
}

/**
 * ahoy_sdp_layer_map_local_candidate:
 * @self: a layer
 * @webrtc_line: the number of the section in webrtcbin
 * @line: (out): the number of the section on the wire
 * @mid: (out) (transfer none): its mid
 *
 * Finds what to send with a candidate of ours.
 *
 * Returns: whether the section is on the wire
 */
gboolean
ahoy_sdp_layer_map_local_candidate (AhoySdpLayer *self, guint webrtc_line, guint *line,
                                    const char **mid)
{
  AhoySdpLayerSection *section;
  AhoySdpLayerLine *found;

  g_return_val_if_fail (self != NULL && line != NULL && mid != NULL, FALSE);

  section = ahoy_sdp_layer_get_section (self, webrtc_line);
  if (section == NULL)
    return FALSE;
  if (section->bundled) {
    found = find_tag_line (self, line);
  } else {
    *line = section->line;
    found = section->line >= 0 ? ahoy_sdp_layer_get_line (self, section->line) : NULL;
  }
  if (found == NULL)
    return FALSE;
  *mid = found->mid;

  return TRUE;
}

/**
 * ahoy_sdp_layer_map_remote_candidate:
 * @self: a layer
 * @line: the number of the section that came with a candidate
 * @mid: (nullable): the mid that came with it, which goes before
 * @webrtc_line: (out): the number of the section in webrtcbin
 *
 * Finds where a candidate of the other side belongs.
 *
 * Returns: whether there is such a section
 */
gboolean
ahoy_sdp_layer_map_remote_candidate (AhoySdpLayer *self, guint line, const char *mid,
                                     guint *webrtc_line)
{
  AhoySdpLayerLine *found = NULL;

  g_return_val_if_fail (self != NULL && webrtc_line != NULL, FALSE);

  for (guint i = 0; mid != NULL && i < self->lines->len && found == NULL; i++) {
    if (g_strcmp0 (ahoy_sdp_layer_get_line (self, i)->mid, mid) == 0)
      found = ahoy_sdp_layer_get_line (self, i);
  }
  if (mid == NULL || *mid == '\0')
    found = ahoy_sdp_layer_get_line (self, line);
  if (found == NULL || found->section < 0)
    return FALSE;

  *webrtc_line = found->section;
  if (ahoy_sdp_layer_get_section (self, found->section)->bundled && self->tag >= 0)
    *webrtc_line = self->tag;

  return TRUE;
}
