/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Our side of one call, as the service sees it: what a driver of calls is for whoever has all the
 * calls of a login. */
#define AHOY_TYPE_LEG (ahoy_leg_get_type ())
G_DECLARE_INTERFACE (AhoyLeg, ahoy_leg, AHOY, LEG, GObject)

/**
 * AhoyLegInterface:
 * @get_id: the service's name of the call, or %NULL while there is none
 * @get_starting: whether the service was asked to start the call and has not answered yet
 * @set_away: whether there is no websocket at the moment. The call goes on, and is seen to when the
 *   websocket is open again
 * @forget: the login is over: the service is not told anything of the call any more
 *
 * What an implementation provides. It emits [signal@Leg::started] and [signal@Leg::left].
 */
struct _AhoyLegInterface {
  GTypeInterface parent_interface;

  const char *(*get_id)       (AhoyLeg  *self);
  gboolean    (*get_starting) (AhoyLeg  *self);
  void        (*set_away)     (AhoyLeg  *self,
                               gboolean  away);
  void        (*forget)       (AhoyLeg  *self);
};

const char *ahoy_leg_get_id       (AhoyLeg  *self);
gboolean    ahoy_leg_get_starting (AhoyLeg  *self);
void        ahoy_leg_set_away     (AhoyLeg  *self,
                                   gboolean  away);
void        ahoy_leg_forget       (AhoyLeg  *self);

/* For implementations. */
void        ahoy_leg_emit_left    (AhoyLeg  *self);
void        ahoy_leg_emit_started (AhoyLeg  *self);

G_END_DECLS
