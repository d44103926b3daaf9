/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-sendbird-leg-private.h"

#include "ahoy-sendbird-signal.h"

/* What changes in an answered call (sections 6.5 and 6.6 of the protocol page): nothing of it needs
 * new descriptions. */

static void
end_update (AhoySendbirdLeg *self, GError *error)
{
  ahoy_waiter_tell (g_steal_pointer (&self->update), error);
}

static void
hold_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdLeg) self = data;
  g_autoptr (AhoySendbirdFrame) answer = NULL;
  g_autoptr (AhoySendbirdHold) hold = NULL;
  AhoyCallEndReason reason;
  GError *error = NULL;

  answer = ahoy_sendbird_requests_call_finish (AHOY_SENDBIRD_REQUESTS (source), result, &reason,
                                               &error);
  if (self->call == NULL) {
    g_clear_error (&error);
    return;
  }

  if (answer != NULL) {
    hold = ahoy_sendbird_hold_read (answer->payload);
    self->relayed = hold != NULL && hold->is_relayed;
  }
  self->local_hold = answer != NULL ? (self->update_wanted & AHOY_MEDIA_HOLD) != 0
                                    : !(self->update_wanted & AHOY_MEDIA_HOLD);
  ahoy_sendbird_leg_update_paused (self, NULL); /* nothing that is on hold can fail to come back */
  if (self->call == NULL)
    g_clear_error (&error);
  else
    end_update (self, error);
}

/* What we do not want to be heard any more is not, also while the service is asked. */
static void
update_hold (AhoySendbirdLeg *self, gboolean on_hold)
{
  if (on_hold) {
    self->local_hold = TRUE;
    ahoy_sendbird_leg_update_paused (self, NULL);
  }
  if (self->call != NULL)
    ahoy_sendbird_leg_say (self, "hold",
                           ahoy_sendbird_hold_write (self->id, on_hold, self->relayed), hold_cb);
}

/* The camera on or off: the other side is told, and need not agree. */
static void
update_video (AhoySendbirdLeg *self, AhoyMediaFlags wanted)
{
  const AhoyMediaFlags old = self->wanted;
  GError *error = NULL;

  self->wanted = wanted;
  if (!ahoy_sendbird_leg_update_paused (self, &error)) {
    self->wanted = old;
    end_update (self, error);
    return;
  }
  if (self->call == NULL)
    return; /* a handler has ended it */

  ahoy_sendbird_leg_report (self, AHOY_SENDBIRD_COMMAND_COMM, "video",
                            ahoy_sendbird_enabled_write (self->id, (wanted & AHOY_MEDIA_VIDEO)
                                                                   != 0));
  end_update (self, NULL);
}

/**
 * ahoy_sendbird_leg_update_async:
 * @self: a leg of an answered call
 * @wanted: what this side wants to send from now on, and whether it holds the call
 * @callback: (scope async): called when it is so, or is not
 * @user_data: data for @callback
 *
 * Holds the call, takes it back, or switches the camera on or off.
 */
void
ahoy_sendbird_leg_update_async (AhoySendbirdLeg *self, AhoyMediaFlags wanted,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  gboolean on_hold = (wanted & AHOY_MEDIA_HOLD) != 0;

  g_return_if_fail (self->update == NULL);

  self->update = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->update, ahoy_sendbird_leg_update_async);
  self->update_wanted = wanted;
  if (on_hold != self->local_hold)
    update_hold (self, on_hold);
  else
    update_video (self, wanted & ~AHOY_MEDIA_HOLD);
}

/**
 * ahoy_sendbird_leg_take_hold:
 * @self: a leg of a call that is not over
 * @payload: of the event that tells of it
 *
 * The other side holds the call, or has taken it back.
 */
void
ahoy_sendbird_leg_take_hold (AhoySendbirdLeg *self, JsonObject *payload)
{
  g_autoptr (AhoySendbirdHold) hold = ahoy_sendbird_hold_read (payload);

  if (hold == NULL || !self->established)
    return;

  self->remote_hold = hold->on_hold;
  ahoy_sendbird_leg_update_paused (self, NULL); /* nothing that is on hold can fail to come back */
  if (self->call != NULL)
    ahoy_call_apply (self->call, hold->on_hold ? AHOY_CALL_EVENT_REMOTE_HELD
                                               : AHOY_CALL_EVENT_REMOTE_UNHELD,
                     AHOY_CALL_END_REASON_NONE, NULL);
}

/**
 * ahoy_sendbird_leg_take_enabled:
 * @self: a leg of a call that is not over
 * @payload: of the event that tells of it
 * @flag: what it is about
 *
 * The other side has muted itself, switched its camera on, or the like.
 */
void
ahoy_sendbird_leg_take_enabled (AhoySendbirdLeg *self, JsonObject *payload, AhoyMediaFlags flag)
{
  AhoyMediaFlags sends = ahoy_call_get_remote_sends (self->call);
  gboolean enabled;

  if (ahoy_sendbird_enabled_read (payload, &enabled))
    ahoy_call_set_remote_sends (self->call, enabled ? sends | flag : sends & ~flag);
}

/**
 * ahoy_sendbird_leg_tell_muted:
 * @self: a leg of a call that is not over
 * @muted: whether silence is sent
 *
 * Tells the other side; before the call is answered, it is told with the answer.
 */
void
ahoy_sendbird_leg_tell_muted (AhoySendbirdLeg *self, gboolean muted)
{
  if (self->established)
    ahoy_sendbird_leg_report (self, AHOY_SENDBIRD_COMMAND_COMM, "audio",
                              ahoy_sendbird_enabled_write (self->id, !muted));
}
