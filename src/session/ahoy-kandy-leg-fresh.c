/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-leg-private.h"

/* Media have one other side for ever. Where somebody else begins to speak for it, after a transfer,
 * or where the service asks for an offer without saying for whom (sections 7.8 and 7.9 of the
 * protocol page), fresh ones are described while those of the call go on, and take their place when
 * both sides agree. */

/* Nobody listens to them yet: told when they are the call's. */
static void
on_fresh_failed (AhoyMedia *media, const GError *error, AhoyKandyLeg *self)
{
  if (self->fresh_error == NULL)
    self->fresh_error = g_error_copy (error);
}

/* No two of them can have the camera. */
static void
share_camera (AhoyKandyLeg *self, gboolean away)
{
  g_autoptr (GError) error = NULL;

  if (away && (ahoy_media_get_sends (self->media) & AHOY_MEDIA_VIDEO) == 0)
    return;
  if (!ahoy_media_set_paused (self->media, away ? AHOY_MEDIA_VIDEO : AHOY_MEDIA_NONE, &error))
    ahoy_call_emit_problem (self->call, error);
}

/**
 * ahoy_kandy_leg_make_fresh:
 * @self: a leg of an answered call, without fresh media
 *
 * Makes media that are to take the place of the call's.
 */
void
ahoy_kandy_leg_make_fresh (AhoyKandyLeg *self)
{
  g_return_if_fail (self->fresh == NULL);

  self->fresh = self->make_media (self->data);
  g_signal_connect (self->fresh, "failed", G_CALLBACK (on_fresh_failed), self);
  ahoy_media_set_muted (self->fresh, ahoy_call_get_muted (self->call));
  share_camera (self, TRUE);
}

static AhoyMedia *
steal_fresh (AhoyKandyLeg *self)
{
  if (self->fresh != NULL)
    g_signal_handlers_disconnect_by_data (self->fresh, self);

  return g_steal_pointer (&self->fresh);
}

/**
 * ahoy_kandy_leg_adopt_fresh:
 * @self: a leg of an answered call
 *
 * From now on the call has the fresh media, if there are any; the old ones are closed.
 */
void
ahoy_kandy_leg_adopt_fresh (AhoyKandyLeg *self)
{
  g_autoptr (AhoyMedia) fresh = steal_fresh (self);
  g_autoptr (GError) error = g_steal_pointer (&self->fresh_error);

  if (fresh == NULL)
    return;

  g_set_object (&self->media, fresh);
  ahoy_call_set_media (self->call, g_object_ref (fresh));
  if (self->call != NULL && error != NULL)
    ahoy_media_emit_failed (fresh, error);
}

/**
 * ahoy_kandy_leg_drop_fresh:
 * @self: a leg
 *
 * Nothing has come of the fresh media, if there are any: the call goes on with those that it has.
 */
void
ahoy_kandy_leg_drop_fresh (AhoyKandyLeg *self)
{
  g_autoptr (AhoyMedia) fresh = steal_fresh (self);

  g_clear_error (&self->fresh_error);
  if (fresh == NULL)
    return;

  ahoy_media_close_async (fresh, NULL, NULL);
  if (self->call != NULL)
    share_camera (self, FALSE);
}

/**
 * ahoy_kandy_leg_replace_media:
 * @self: a leg of an answered call
 *
 * The other side is not the one any more for whom the media of the call are: they end now.
 */
void
ahoy_kandy_leg_replace_media (AhoyKandyLeg *self)
{
  g_autoptr (AhoyMedia) media = self->make_media (self->data);

  g_set_object (&self->media, media);
  ahoy_call_set_media (self->call, g_object_ref (media));
}

/**
 * ahoy_kandy_leg_get_offered:
 * @self: a leg of an answered call
 * @wanted: what this side wants to send, and whether it holds the call
 *
 * Returns: what media that have not been described yet have to offer for that: there has to be room
 *   for all that there was before
 */
AhoyMediaFlags
ahoy_kandy_leg_get_offered (AhoyKandyLeg *self, AhoyMediaFlags wanted)
{
  return ahoy_call_get_video (self->call) ? wanted | AHOY_MEDIA_SEE : wanted;
}
