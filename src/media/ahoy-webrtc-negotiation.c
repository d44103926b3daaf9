/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-media"

/* Descriptions: one operation at a time, each a chain of steps that webrtcbin does in a thread. */
#include "ahoy-webrtc-media-private.h"

#include "ahoy-codec-caps.h"
#include "ahoy-config.h"
#include "ahoy-gst.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How long the other side of a call waits for our addresses at most, and from when on it is enough
 * that there is a relay, where there are any to be used. */
#define GATHER_MS        3000
#define GATHER_ENOUGH_MS 1000

typedef struct {
  char *mid; /* or NULL */
  guint index;
  char *candidate;
} EarlyCandidate;

/* Errors of the layer are ours to explain. */
static GError *
explain (GError *error)
{
  g_autoptr (GError) owned = error;
  AhoyMediaError code = AHOY_MEDIA_ERROR_DESCRIPTION;

  if (owned->domain == AHOY_MEDIA_ERROR || owned->domain == G_IO_ERROR)
    return g_steal_pointer (&owned);
  if (g_error_matches (owned, AHOY_SDP_ERROR, AHOY_SDP_ERROR_STATE))
    code = AHOY_MEDIA_ERROR_STATE;
  else if (g_error_matches (owned, AHOY_SDP_ERROR, AHOY_SDP_ERROR_OTHER_PEER))
    code = AHOY_MEDIA_ERROR_OTHER_PARTY;
  return g_error_new_literal (AHOY_MEDIA_ERROR, code, owned->message);
}

static void
stop_waiting (AhoyWebrtcMedia *self)
{
  self->gathering = FALSE;
  self->gathering_late = FALSE;
  g_clear_handle_id (&self->gather_timeout, g_source_remove);
  if (self->gather_cancel != NULL)
    g_source_destroy (self->gather_cancel);
  g_clear_pointer (&self->gather_cancel, g_source_unref);
}

/* Ends the operation with an error, and takes an offer back that nobody will ever see. */
static void
return_error (AhoyWebrtcMedia *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->operation);

  stop_waiting (self);
  g_task_return_error (task, explain (error));
}

static void
return_text (AhoyWebrtcMedia *self, char *text)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->operation);

  stop_waiting (self);
  g_task_return_pointer (task, text, g_free);
}

/* Whether a step was the last because the call is over or nobody waits any more. */
static gboolean
is_over (GTask *task, GError *error)
{
  AhoyWebrtcMedia *self = g_task_get_source_object (task);

  if (self->operation != task) {
    g_clear_error (&error);
    return TRUE;
  }
  if (error == NULL)
    g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error);
  if (error == NULL)
    return FALSE;
  return_error (self, error);
  return TRUE;
}

/* From now on there is somebody who wants to know. */
static void
tell_problem (AhoyWebrtcMedia *self)
{
  g_autoptr (GError) problem = g_steal_pointer (&self->problem);

  self->begun = TRUE;
  if (problem != NULL)
    ahoy_media_emit_failed (AHOY_MEDIA (self), problem);
}

/* Returns the task of the operation, or NULL when it has failed already. */
static GTask *
begin (AhoyMedia *media, gpointer tag, AhoyMediaFlags wanted, GCancellable *cancellable,
       GAsyncReadyCallback callback, gpointer user_data)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (media);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, GUINT_TO_POINTER (wanted), NULL);
  tell_problem (self);
  if (self->closed)
    g_task_return_new_error (task, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE,
                             _("The call is over"));
  else if (self->operation != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING,
                             _("The call is being changed already"));
  else if (!ahoy_webrtc_media_start (self, &error))
    g_task_return_error (task, error);
  else {
    self->operation = g_object_ref (task);
    return task;
  }
  return NULL;
}

static AhoySdpType
get_type (AhoyDescriptionKind kind)
{
  switch (kind) {
  case AHOY_DESCRIPTION_KIND_ANSWER:
    return AHOY_SDP_ANSWER;
  case AHOY_DESCRIPTION_KIND_PROVISIONAL:
    return AHOY_SDP_PROVISIONAL_ANSWER;
  case AHOY_DESCRIPTION_KIND_OFFER:
  default:
    return AHOY_SDP_OFFER;
  }
}

static void
tell_candidate (AhoyWebrtcMedia *self, guint webrtc_line, const char *candidate)
{
  const char *mid;
  guint line;

  if (ahoy_sdp_layer_map_local_candidate (self->layer, webrtc_line, &line, &mid))
    ahoy_media_emit_candidate (AHOY_MEDIA (self), mid, line, candidate);
}

static void
early_candidate_free (gpointer data)
{
  EarlyCandidate *early = data;

  g_free (early->mid);
  g_free (early->candidate);
  g_free (early);
}

/* From now on the other side can answer to our checks. */
static void
open_ice (AhoyWebrtcMedia *self)
{
  g_autoptr (GPtrArray) early = g_steal_pointer (&self->early_candidates);

  self->ice_open = TRUE;
  for (guint i = 0; i < self->held_candidates->len; i++)
    ahoy_peer_add_candidate (self->peer, 0, g_ptr_array_index (self->held_candidates, i));
  g_ptr_array_set_size (self->held_candidates, 0);

  for (guint i = 0; early != NULL && i < early->len; i++) {
    const EarlyCandidate *candidate = g_ptr_array_index (early, i);

    ahoy_media_add_candidate (AHOY_MEDIA (self), candidate->mid, candidate->index,
                              candidate->candidate);
  }
}

/* There is no way for the other side to reach us. */
static GError *
make_no_candidates_error (AhoyWebrtcMedia *self)
{
  const GError *problem = ahoy_ice_servers_get_problem (ahoy_peer_get_servers (self->peer));
  const char *message = _("This computer has no network address to be called at");

  if (self->network.relay_only && problem != NULL)
    message = problem->message;
  else if (self->network.relay_only &&
           ahoy_ice_servers_has_relays (ahoy_peer_get_servers (self->peer)))
    message = _("None of the relays for calls can be used: they do not answer, or do not accept "
                "the name and password");
  else if (self->network.relay_only)
    message = _("Calls may only go through relays, and there is none that can be used");
  return g_error_new_literal (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_NO_CANDIDATES, message);
}

/* The description is complete: writes it for the other side. */
static void
hand_out (AhoyWebrtcMedia *self)
{
  AhoyMediaFlags wanted = GPOINTER_TO_UINT (g_task_get_task_data (self->operation));
  gboolean answer = ahoy_sdp_layer_get_state (self->layer) == AHOY_SDP_HAVE_REMOTE_OFFER;
  g_autofree char *text = NULL;
  GError *error = NULL;

  if (!self->network.trickle && ahoy_sdp_layer_count_candidates (self->layer) == 0) {
    return_error (self, make_no_candidates_error (self));
    return;
  }
  if (answer && !ahoy_webrtc_media_want (self, wanted, FALSE, &error)) {
    return_error (self, error);
    return;
  }
  text = ahoy_sdp_layer_write (self->layer, &error);
  if (text == NULL) {
    return_error (self, error);
    return;
  }

  if (answer) {
    ahoy_webrtc_media_agree (self);
    open_ice (self);
  }
  return_text (self, g_steal_pointer (&text));

  self->described = TRUE;
  for (guint i = 0; i < self->untold->len; i++)
    tell_candidate (self, 0, g_ptr_array_index (self->untold, i));
  g_ptr_array_set_size (self->untold, 0);
  if (self->network.trickle && self->gathered)
    tell_candidate (self, 0, "");
}

static void
on_gather_timeout (gpointer user_data)
{
  AhoyWebrtcMedia *self = user_data;

  self->gather_timeout = 0;
  hand_out (self);
}

/* A server that does not answer is not worth more waiting. */
static gboolean
has_enough (AhoyWebrtcMedia *self)
{
  return self->relayed || (ahoy_sdp_layer_count_candidates (self->layer) > 0 &&
                           !ahoy_ice_servers_has_relays (ahoy_peer_get_servers (self->peer)));
}

static void
on_enough_timeout (gpointer user_data)
{
  AhoyWebrtcMedia *self = user_data;

  self->gather_timeout = 0;
  if (has_enough (self)) {
    hand_out (self);
    return;
  }
  self->gathering_late = TRUE;
  self->gather_timeout = g_timeout_add_once (GATHER_MS - GATHER_ENOUGH_MS, on_gather_timeout, self);
}

/* Looks for another way through the network, for the description that comes next: the one of the
 * other side that follows is about it as well. */
static gboolean
restart (AhoyWebrtcMedia *self, GError **error)
{
  g_autofree char *ufrag = NULL;
  g_autofree char *pwd = NULL;

  if (!ahoy_sdp_layer_is_bundled (self->layer) ||
      !ahoy_peer_restart_ice (self->peer, &ufrag, &pwd)) {
    g_set_error_literal (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE,
                         _("The connection of this call cannot be made anew"));
    return FALSE;
  }
  ahoy_sdp_layer_restart_ice (self->layer, ufrag, pwd);
  self->restarted = TRUE;
  self->gathered = FALSE;
  self->relayed = FALSE;
  self->described = FALSE;
  self->ice_open = FALSE;
  g_ptr_array_set_size (self->untold, 0);
  return TRUE;
}

/* Everything goes on in the way there was, which is gathered and known to both sides. */
static void
take_back_restart (AhoyWebrtcMedia *self)
{
  if (!self->restarting)
    return;

  self->restarting = FALSE;
  ahoy_peer_give_up_restart (self->peer);
  ahoy_sdp_layer_undo_restart (self->layer);
  self->gathered = TRUE;
  self->described = TRUE;
  self->ice_open = TRUE;
  g_ptr_array_set_size (self->untold, 0);
  g_clear_pointer (&self->early_candidates, g_ptr_array_unref);
}

/* Makes webrtcbin believe in an answer to the offer that is taken back. */
static void
take_back (AhoyWebrtcMedia *self)
{
  g_autofree char *text = NULL;

  if (self->peer == NULL)
    return;
  take_back_restart (self);
  if (ahoy_sdp_layer_get_state (self->layer) != AHOY_SDP_HAVE_LOCAL_OFFER)
    return;
  text = ahoy_sdp_layer_rollback (self->layer, NULL);
  if (text != NULL)
    ahoy_peer_set_description_async (self->peer, FALSE, FALSE, text, NULL, NULL, NULL);
}

static gboolean
on_gather_cancelled (GCancellable *cancellable, gpointer user_data)
{
  AhoyWebrtcMedia *self = user_data;
  g_autoptr (GTask) task = g_object_ref (self->operation);

  is_over (task, NULL);
  take_back (self);
  return G_SOURCE_REMOVE;
}

static void
gather (AhoyWebrtcMedia *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->operation);

  if (self->network.trickle || self->gathered) {
    hand_out (self);
    return;
  }
  self->gathering = TRUE;
  self->gather_timeout = g_timeout_add_once (GATHER_ENOUGH_MS, on_enough_timeout, self);
  if (cancellable != NULL) {
    self->gather_cancel = g_cancellable_source_new (cancellable);
    g_source_set_callback (self->gather_cancel, G_SOURCE_FUNC (on_gather_cancelled), self, NULL);
    g_source_attach (self->gather_cancel, NULL);
  }
}

void
ahoy_webrtc_media_on_gathered (AhoyWebrtcMedia *self)
{
  if (self->gathered)
    return;
  self->gathered = TRUE;
  if (self->gathering)
    hand_out (self);
  else if (self->network.trickle && self->described)
    tell_candidate (self, 0, "");
  /* Without trickling, the description fails for that; and what is there may come back. */
  if (self->network.trickle && !self->restarted && ahoy_sdp_layer_count_candidates (self->layer) == 0) {
    g_autoptr (GError) error = make_no_candidates_error (self);

    ahoy_media_emit_failed (AHOY_MEDIA (self), error);
  }
}

void
ahoy_webrtc_media_on_candidate (AhoyPeer *peer, guint line, const char *candidate,
                                AhoyWebrtcMedia *self)
{
  ahoy_sdp_layer_add_candidate (self->layer, line, candidate);
  self->relayed = self->relayed || strstr (candidate, " typ relay") != NULL;
  if (!self->network.trickle) {
    if (self->gathering_late && has_enough (self))
      hand_out (self);
    return;
  }
  if (self->described)
    tell_candidate (self, line, candidate);
  else
    g_ptr_array_add (self->untold, g_strdup (candidate));
}

void
ahoy_webrtc_media_cancel_operation (AhoyWebrtcMedia *self)
{
  if (self->operation != NULL)
    return_error (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                             _("The call is over")));
}

/* Our offer */

static void
offer_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AhoyWebrtcMedia *self = g_task_get_source_object (task);
  GError *error = NULL;

  ahoy_peer_set_description_finish (AHOY_PEER (source), result, &error);
  if (!is_over (task, error))
    gather (self);
  else if (!self->closed)
    take_back (self);
}

static void
offer_created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AhoyWebrtcMedia *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autofree char *created = ahoy_peer_create_finish (AHOY_PEER (source), result, &error);
  g_autofree char *text = NULL;

  if (is_over (task, error)) {
    if (!self->closed)
      take_back (self);
    return;
  }
  text = ahoy_sdp_layer_take_local (self->layer, AHOY_SDP_OFFER, created, &error);
  if (text == NULL) {
    return_error (self, error);
    take_back (self);
  } else
    ahoy_peer_set_description_async (self->peer, TRUE, TRUE, text, NULL, offer_set_cb,
                                     g_steal_pointer (&task));
}

static void
create_offer_async (AhoyMedia *media, AhoyMediaFlags wanted, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (media);
  GTask *task = begin (media, create_offer_async, wanted, cancellable,
                       callback, user_data);
  /* Before there is a way there is no other one. */
  gboolean restarts = (wanted & AHOY_MEDIA_RESTART) != 0 && self->remote != NULL;
  GError *error = NULL;

  if (task == NULL)
    return;
  if (ahoy_sdp_layer_get_state (self->layer) != AHOY_SDP_STABLE)
    return_error (self, g_error_new_literal (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE,
                                             _("The last change of the call is not answered yet")));
  else if (!ahoy_webrtc_media_want (self, wanted, TRUE, &error) ||
           (restarts && !restart (self, &error)))
    return_error (self, error);
  else {
    self->restarting = restarts;
    ahoy_peer_create_async (self->peer, TRUE, NULL, offer_created_cb, g_object_ref (task));
  }
}

/* The other side's answer */

static gboolean
check_fingerprints (AhoyWebrtcMedia *self, AhoySdpRemote *remote, GError **error)
{
  g_autoptr (GPtrArray) fingerprints = g_ptr_array_new ();

  for (guint i = 0; i < remote->sections->len; i++) {
    const AhoySdpRemoteSection *section = g_ptr_array_index (remote->sections, i);

    if (section->fingerprint != NULL)
      g_ptr_array_add (fingerprints, section->fingerprint);
  }
  if (remote->fingerprints_differ || fingerprints->len == 0) {
    g_set_error_literal (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_UNTRUSTED,
                         _("The other side does not say clearly who it is"));
    return FALSE;
  }
  g_ptr_array_add (fingerprints, NULL);
  ahoy_peer_set_fingerprints (self->peer, (const char *const *) fingerprints->pdata);
  return TRUE;
}

static void
answer_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AhoyWebrtcMedia *self = g_task_get_source_object (task);
  GError *error = NULL;

  ahoy_peer_set_description_finish (AHOY_PEER (source), result, &error);
  if (is_over (task, error))
    return;
  self->restarting = FALSE;
  ahoy_webrtc_media_agree (self);
  open_ice (self);
  return_text (self, g_strdup (""));
}

/* The other side's offer: webrtcbin answers at once, so that the gathering begins while it rings.
 * What the answer says is decided when it is handed out. */

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AhoyWebrtcMedia *self = g_task_get_source_object (task);
  GError *error = NULL;

  ahoy_peer_set_description_finish (AHOY_PEER (source), result, &error);
  if (!is_over (task, error))
    return_text (self, g_strdup (""));
}

static void
answer_created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AhoyWebrtcMedia *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autofree char *created = ahoy_peer_create_finish (AHOY_PEER (source), result, &error);
  g_autofree char *text = NULL;

  if (is_over (task, error))
    return;
  text = ahoy_sdp_layer_take_local (self->layer, AHOY_SDP_ANSWER, created, &error);
  if (text == NULL)
    return_error (self, error);
  else
    ahoy_peer_set_description_async (self->peer, TRUE, FALSE, text, NULL, prepared_cb,
                                     g_steal_pointer (&task));
}

static void
offer_taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AhoyWebrtcMedia *self = g_task_get_source_object (task);
  GError *error = NULL;

  ahoy_peer_set_description_finish (AHOY_PEER (source), result, &error);
  if (!is_over (task, error))
    ahoy_peer_create_async (self->peer, FALSE, NULL, answer_created_cb, g_steal_pointer (&task));
}

/* The sections in which there is an agreement, a bit for each. */
static guint
list_agreed (AhoyWebrtcMedia *self)
{
  guint agreed = 0;

  G_STATIC_ASSERT (AHOY_SDP_MAX_SECTIONS <= 32);

  for (guint i = 0; self->remote != NULL && i < self->remote->sections->len; i++) {
    const AhoySdpRemoteSection *remote = g_ptr_array_index (self->remote->sections, i);

    if (remote->webrtc_line >= 0 && !remote->rejected)
      agreed |= 1u << remote->webrtc_line;
  }
  return agreed;
}

/* Makes the sections that are new, and prepares those that webrtcbin has to spare: what we have
 * offered in them once was numbered by us, and the answer has to have the other side's numbers. */
static void
add_offered_sections (AhoyWebrtcMedia *self, guint agreed)
{
  for (guint i = 0; i < self->remote->sections->len; i++) {
    const AhoySdpRemoteSection *remote = g_ptr_array_index (self->remote->sections, i);
    AhoyWebrtcSection *section = remote->webrtc_line >= 0
      ? ahoy_webrtc_media_get_section (self, remote->webrtc_line) : NULL;
    guint32 ssrc = section != NULL ? section->ssrc : (guint32) g_random_int_range (1, G_MAXINT32);
    g_autoptr (GstCaps) preferences = NULL;

    if (remote->webrtc_line < 0 || (section != NULL && (agreed & 1u << remote->webrtc_line) != 0))
      continue;
    preferences = ahoy_codec_caps_for_answer (remote, ssrc);
    if (preferences == NULL)
      continue;
    if (section != NULL)
      ahoy_peer_set_preferences (self->peer, section->pad, preferences);
    else
      ahoy_webrtc_media_add_section (self, remote->kind, ssrc, preferences);
  }
}

/* Takes the candidates out of the first offer: checks that begin while it still rings would have
 * failed before there is anybody to answer them. */
static char *
hold_candidates (AhoyWebrtcMedia *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  for (guint i = 0; lines[i] != NULL; i++) {
    if (g_str_has_prefix (lines[i], "a=candidate:"))
      g_ptr_array_add (self->held_candidates, g_strdup (lines[i] + strlen ("a=")));
    else
      g_ptr_array_add (kept, lines[i]);
  }
  g_ptr_array_add (kept, NULL);
  return g_strjoinv ("\r\n", (char **) kept->pdata);
}

static void
set_remote_async (AhoyMedia *media, AhoyDescriptionKind kind, const char *sdp,
                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (media);
  GTask *task = begin (media, set_remote_async, AHOY_MEDIA_NONE, cancellable, callback,
                       user_data);
  gboolean first = self->remote == NULL;
  guint agreed = list_agreed (self);
  AhoySdpRemote *remote;
  GError *error = NULL;

  if (task == NULL)
    return;
  remote = ahoy_sdp_layer_take_remote (self->layer, get_type (kind), sdp, -1, &error);
  if (remote == NULL) {
    return_error (self, error);
    return;
  }
  ahoy_sdp_remote_free (self->remote);
  self->remote = remote;
  self->n_candidates = 0;
  if (!check_fingerprints (self, remote, &error)) {
    return_error (self, error);
  } else if (kind == AHOY_DESCRIPTION_KIND_OFFER) {
    g_autofree char *text = first ? hold_candidates (self, remote->text) : g_strdup (remote->text);

    /* Where that cannot be, the other side goes on in its other way with our old one. */
    if (!first && remote->ice_restarted)
      restart (self, NULL);
    add_offered_sections (self, agreed);
    ahoy_peer_set_description_async (self->peer, FALSE, TRUE, text, NULL, offer_taken_cb,
                                     g_object_ref (task));
  } else if (self->provisional) {
    /* webrtcbin has taken the provisional answer for the answer. */
    self->provisional = kind == AHOY_DESCRIPTION_KIND_PROVISIONAL;
    ahoy_webrtc_media_agree (self);
    return_text (self, g_strdup (""));
  } else {
    self->provisional = kind == AHOY_DESCRIPTION_KIND_PROVISIONAL;
    ahoy_peer_set_description_async (self->peer, FALSE, FALSE, remote->text, NULL, answer_set_cb,
                                     g_object_ref (task));
  }
}

/* Our answer */

static void
create_answer_async (AhoyMedia *media, AhoyMediaFlags wanted, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (media);
  GTask *task = begin (media, create_answer_async, wanted, cancellable,
                       callback, user_data);

  if (task == NULL)
    return;
  if (ahoy_sdp_layer_get_state (self->layer) != AHOY_SDP_HAVE_REMOTE_OFFER) {
    return_error (self, g_error_new_literal (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE,
                                             _("There is nothing to be answered")));
    return;
  }
  gather (self);
}

static void
rollback (AhoyMedia *media)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (media);

  if (self->operation == NULL && !self->closed)
    take_back (self);
}

/* Whether it is one that libnice can do something with. */
static gboolean
is_candidate (const char *text)
{
  g_autoptr (AhoySdpCandidate) candidate = NULL;

  if (g_str_has_prefix (text, "candidate:"))
    candidate = ahoy_sdp_candidate_parse (text + strlen ("candidate:"));
  return candidate != NULL && candidate->component == 1;
}

static void
add_candidate (AhoyMedia *media, const char *mid, guint index, const char *candidate)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (media);
  EarlyCandidate *early;
  guint line;

  if (self->closed || !is_candidate (candidate))
    return;
  if (self->ice_open) {
    /* Each may be a name to be looked up, and is a pair to be tried. */
    if (self->n_candidates < AHOY_SDP_MAX_CANDIDATES &&
        ahoy_sdp_layer_map_remote_candidate (self->layer, index, mid, &line)) {
      self->n_candidates++;
      ahoy_peer_add_candidate (self->peer, line, candidate);
    }
    return;
  }
  if (self->early_candidates == NULL)
    self->early_candidates = g_ptr_array_new_with_free_func (early_candidate_free);
  if (self->early_candidates->len == AHOY_SDP_MAX_CANDIDATES)
    return;
  early = g_new (EarlyCandidate, 1);
  *early = (EarlyCandidate) { g_strdup (mid), index, g_strdup (candidate) };
  g_ptr_array_add (self->early_candidates, early);
}

/* The servers are asked as soon as there is a peer, whatever is to be described then. */
static void
prepare (AhoyMedia *media, AhoyMediaFlags expected)
{
  AhoyWebrtcMedia *self = AHOY_WEBRTC_MEDIA (media);
  g_autoptr (GError) error = NULL;

  if (self->closed)
    return;
  if (ahoy_webrtc_media_start (self, &error))
    ahoy_gst_warm_up ();
  else
    g_debug ("%s", error->message); /* told when a description is wanted */
}

static char *
text_finish (AhoyMedia *media, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
set_remote_finish (AhoyMedia *media, GAsyncResult *result, GError **error)
{
  g_autofree char *done = g_task_propagate_pointer (G_TASK (result), error);

  return done != NULL;
}

void
ahoy_webrtc_media_init_negotiation (AhoyMediaInterface *iface)
{
  iface->create_offer_async = create_offer_async;
  iface->create_offer_finish = text_finish;
  iface->create_answer_async = create_answer_async;
  iface->create_answer_finish = text_finish;
  iface->set_remote_async = set_remote_async;
  iface->set_remote_finish = set_remote_finish;
  iface->rollback = rollback;
  iface->prepare = prepare;
  iface->add_candidate = add_candidate;
}
