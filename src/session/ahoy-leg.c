/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-leg.h"

G_DEFINE_INTERFACE (AhoyLeg, ahoy_leg, G_TYPE_OBJECT)

enum { SIGNAL_LEFT, SIGNAL_STARTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
ahoy_leg_default_init (AhoyLegInterface *iface)
{
  /**
   * AhoyLeg::left:
   * @self: the leg
   *
   * The call is over, and the service knows it, or was told in vain.
   */
  signals[SIGNAL_LEFT] = g_signal_new ("left", AHOY_TYPE_LEG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);

  /**
   * AhoyLeg::started:
   * @self: the leg
   *
   * The service has answered to the start of the call: it has a name for it, or there is no call.
   */
  signals[SIGNAL_STARTED] = g_signal_new ("started", AHOY_TYPE_LEG, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

/**
 * ahoy_leg_get_id:
 * @self: a leg
 *
 * Returns: (nullable) (transfer none): the service's name of the call; %NULL while there is none
 */
const char *
ahoy_leg_get_id (AhoyLeg *self)
{
  return AHOY_LEG_GET_IFACE (self)->get_id (self);
}

/**
 * ahoy_leg_get_starting:
 * @self: a leg
 *
 * Returns: whether the service was asked to start the call and has not answered yet
 */
gboolean
ahoy_leg_get_starting (AhoyLeg *self)
{
  return AHOY_LEG_GET_IFACE (self)->get_starting (self);
}

/**
 * ahoy_leg_set_away:
 * @self: a leg
 * @away: whether the websocket is lost, so that nothing of the service can be heard
 *
 * The call goes on, and is seen to when the websocket is open again.
 */
void
ahoy_leg_set_away (AhoyLeg *self, gboolean away)
{
  AHOY_LEG_GET_IFACE (self)->set_away (self, away);
}

/**
 * ahoy_leg_forget:
 * @self: a leg
 *
 * The login is over: the service is not told anything of the call any more.
 */
void
ahoy_leg_forget (AhoyLeg *self)
{
  AHOY_LEG_GET_IFACE (self)->forget (self);
}

/**
 * ahoy_leg_emit_left:
 * @self: a leg
 *
 * Emits [signal@Leg::left].
 */
void
ahoy_leg_emit_left (AhoyLeg *self)
{
  g_signal_emit (self, signals[SIGNAL_LEFT], 0);
}

/**
 * ahoy_leg_emit_started:
 * @self: a leg
 *
 * Emits [signal@Leg::started].
 */
void
ahoy_leg_emit_started (AhoyLeg *self)
{
  g_signal_emit (self, signals[SIGNAL_STARTED], 0);
}
