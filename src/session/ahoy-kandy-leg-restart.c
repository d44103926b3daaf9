/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-leg-private.h"

#define LOST_DELAY    10000 /* ms that the connection may be gone before it counts as lost */
#define PASSIVE_DELAY 3000  /* ms more for the side that does not begin to encrypt */
#define AGAIN_DELAY   5000  /* ms from an attempt that has failed to the next one */
#define SETTLE_DELAY  10000 /* ms that a new connection may take */
#define LOST_LIMIT    60000 /* ms until the call is given up */

/* The connection of the media is lost: it is made anew, by an update as any other (sections 7.7 and
 * 7.13 of the protocol page). The service does not end such a call by itself. */

static void on_restart (gpointer data);

static void
wait_to_restart (AhoyKandyLeg *self, guint delay)
{
  ahoy_clock_clear (self->clock, &self->restart_id);
  self->restart_id = ahoy_clock_add (self->clock, delay, on_restart, self);
}

static gboolean
is_lost (AhoyKandyLeg *self)
{
  return self->call != NULL && ahoy_call_get_reconnecting (self->call);
}

static void
restart_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandyLeg) self = data;
  g_autoptr (GError) error = NULL;

  if (!ahoy_call_restart_media_finish (AHOY_CALL (source), result, &error))
    g_debug ("The connection of a call could not be made anew: %s", error->message);
  if (is_lost (self))
    wait_to_restart (self, error != NULL ? AGAIN_DELAY : SETTLE_DELAY);
}

static void
on_restart (gpointer data)
{
  AhoyKandyLeg *self = data;

  self->restart_id = 0;
  if (self->away)
    return; /* until the other side can be told */
  if (self->exchange != AHOY_KANDY_EXCHANGE_NONE)
    wait_to_restart (self, AGAIN_DELAY); /* which may be what the other side does about it */
  else
    ahoy_call_restart_media_async (self->call, NULL, restart_cb, g_object_ref (self));
}

static void
on_lost_limit (gpointer data)
{
  AhoyKandyLeg *self = data;
  g_autoptr (GError) error = NULL;

  self->lost_id = 0;
  if (self->away) { /* how long that may be is not for the call to say */
    self->lost_id = ahoy_clock_add (self->clock, LOST_LIMIT, on_lost_limit, self);
    return;
  }
  error = ahoy_call_error_new (AHOY_CALL_ERROR_FAILED, NULL,
                               ahoy_call_end_reason_to_sentence (
                                 AHOY_CALL_END_REASON_CONNECTION_LOST));
  ahoy_call_apply (self->call, AHOY_CALL_EVENT_FAILED, AHOY_CALL_END_REASON_CONNECTION_LOST, error);
}

static void
on_call_notify_reconnecting (AhoyCall *call, GParamSpec *pspec, AhoyKandyLeg *self)
{
  /* Mostly it is the caller who has waited for the other side to begin. */
  const gboolean passive = ahoy_call_get_direction (call) == AHOY_CALL_DIRECTION_OUTGOING;

  ahoy_kandy_leg_stop_restarts (self);
  if (!is_lost (self)) {
    ahoy_kandy_leg_drop_restart (self);
    return;
  }
  wait_to_restart (self, passive ? LOST_DELAY + PASSIVE_DELAY : LOST_DELAY);
  self->lost_id = ahoy_clock_add (self->clock, LOST_LIMIT, on_lost_limit, self);
}

/**
 * ahoy_kandy_leg_watch_connection:
 * @self: a leg with its call
 *
 * Begins to make the connection of the media anew whenever it is lost.
 */
void
ahoy_kandy_leg_watch_connection (AhoyKandyLeg *self)
{
  g_signal_connect_object (self->call, "notify::reconnecting",
                           G_CALLBACK (on_call_notify_reconnecting), self, 0);
}

/**
 * ahoy_kandy_leg_restart_if_lost:
 * @self: a leg
 *
 * The websocket is open again: there is a network, and the other side can be told.
 */
void
ahoy_kandy_leg_restart_if_lost (AhoyKandyLeg *self)
{
  if (is_lost (self))
    wait_to_restart (self, 0);
}

/**
 * ahoy_kandy_leg_stop_restarts:
 * @self: a leg
 *
 * The connection is there, or nobody needs it any more.
 */
void
ahoy_kandy_leg_stop_restarts (AhoyKandyLeg *self)
{
  ahoy_clock_clear (self->clock, &self->restart_id);
  ahoy_clock_clear (self->clock, &self->lost_id);
}
