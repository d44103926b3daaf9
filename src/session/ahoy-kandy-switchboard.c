/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-switchboard.h"

#include "ahoy-kandy-address.h"
#include "ahoy-kandy-call.h"
#include "ahoy-kandy-leg.h"
#include "ahoy-kandy-media-maker.h"
#include "ahoy-lines.h"

#include <glib/gi18n-lib.h>

#define DECLINE_DEADLINE 5000 /* ms */

/* Finds the call that a notification is about. */
struct _AhoyKandySwitchboard {
  GObject              parent_instance;

  AhoyAccount         *account;
  AhoyKandyRequests   *requests;
  AhoyClock           *clock;
  AhoyKandyMediaMaker *maker;
  AhoyLines           *lines;
};

G_DEFINE_FINAL_TYPE (AhoyKandySwitchboard, ahoy_kandy_switchboard, G_TYPE_OBJECT)

enum { SIGNAL_IDLE, SIGNAL_INCOMING_CALL, SIGNAL_WARNING, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
warn (AhoyKandySwitchboard *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_WARNING], 0, text);
}

static AhoyMedia *
make_media (gpointer data)
{
  return ahoy_kandy_media_maker_make (AHOY_KANDY_SWITCHBOARD (data)->maker);
}

static AhoyMedia *
take_media (gpointer data)
{
  return ahoy_kandy_media_maker_take (AHOY_KANDY_SWITCHBOARD (data)->maker);
}

static AhoyKandyLegContext
get_context (AhoyKandySwitchboard *self)
{
  return (AhoyKandyLegContext) {
    .requests = self->requests,
    .clock = self->clock,
    .user = ahoy_account_get_user (self->account),
    .make_media = make_media,
    .data = self,
  };
}

/**
 * ahoy_kandy_switchboard_call:
 * @self: the calls of a login
 * @address: whom to call, as a person has written it
 * @wanted: what to send
 * @parameters: (nullable): names and values to send beside the call, `a(ss)`
 * @error: return location for an error
 *
 * Makes a call, which is still to be started.
 *
 * Fails with `AHOY_CALL_ERROR_INVALID_ADDRESS`, `G_IO_ERROR_INVALID_ARGUMENT` if a parameter cannot
 * be sent, `AHOY_CALL_ERROR_BUSY` if there are too many calls, and `AHOY_MEDIA_ERROR_UNAVAILABLE`
 * if there is nothing that makes media.
 *
 * Returns: (transfer full): the call
 */
AhoyCall *
ahoy_kandy_switchboard_call (AhoyKandySwitchboard *self, const char *address,
                             AhoyMediaFlags wanted, GVariant *parameters, GError **error)
{
  AhoyKandyLegContext context = get_context (self);
  g_autofree char *normalized = ahoy_kandy_address_normalize (address, context.user, error);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (AhoyKandyLeg) leg = NULL;
  AhoyCall *call;

  if (normalized == NULL)
    return NULL;
  if (parameters != NULL) {
    list = ahoy_kandy_leg_read_parameters (parameters, error);
    if (list == NULL)
      return NULL;
  }
  if (!ahoy_lines_check_room (self->lines, ahoy_kandy_media_maker_get_able (self->maker), error))
    return NULL;

  context.make_media = take_media;
  leg = ahoy_kandy_leg_new_outgoing (&context, normalized, wanted, list, &call);
  ahoy_lines_add (self->lines, call, AHOY_LEG (leg));

  return call;
}

/**
 * ahoy_kandy_switchboard_join:
 * @self: the calls of a login
 * @first: one of them, which we hold
 * @second: another one, which we hold
 * @error: return location for an error
 *
 * Makes the call that both become, which is still to be started.
 *
 * Fails with `AHOY_CALL_ERROR_BUSY` if there are too many calls.
 *
 * Returns: (transfer full): the call
 */
AhoyCall *
ahoy_kandy_switchboard_join (AhoyKandySwitchboard *self, AhoyCall *first, AhoyCall *second,
                             GError **error)
{
  AhoyKandyLegContext context = get_context (self);
  g_autoptr (AhoyKandyLeg) leg = NULL;
  AhoyCall *call;

  if (!ahoy_lines_check_room (self->lines, ahoy_kandy_media_maker_get_able (self->maker), error))
    return NULL;

  leg = ahoy_kandy_leg_new_joined (&context, AHOY_KANDY_LEG (first->driver),
                                   AHOY_KANDY_LEG (second->driver), &call);
  ahoy_lines_add (self->lines, call, AHOY_LEG (leg));

  return call;
}

static void
decline_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandySwitchboard) self = data;
  g_autoptr (AhoyRestAnswer) answer = NULL;
  AhoyKandyAnswer kandy_answer;

  /* Whatever it is: then it rings until the caller has had enough. */
  answer = ahoy_kandy_requests_send_finish (AHOY_KANDY_REQUESTS (source), result, &kandy_answer,
                                            NULL);
}

/* What cannot be answered here shall not ring at the other side for nothing. */
static void
decline (AhoyKandySwitchboard *self, const AhoyKandyCallParams *params)
{
  g_autofree char *path = ahoy_kandy_disposition_path (ahoy_account_get_user (self->account));
  g_autofree char *text = ahoy_kandy_disposition_text (params->session, NULL);
  g_autofree char *line = NULL;

  ahoy_kandy_requests_send_async (self->requests, "POST", path, text, DECLINE_DEADLINE, decline_cb,
                                  g_object_ref (self));
  if (params->caller_number != NULL)
    line = g_strdup_printf (_("A call from %s was declined: Ahoy cannot take calls of its kind"),
                            params->caller_number);
  else
    line = g_strdup (_("A call was declined: Ahoy cannot take calls of its kind"));
  warn (self, line);
}

static void
take_call (AhoyKandySwitchboard *self, const AhoyKandyCallParams *params)
{
  const AhoyKandyLegContext context = get_context (self);
  g_autoptr (AhoyKandyLeg) leg = NULL;
  g_autoptr (AhoyCall) call = NULL;

  if (!ahoy_kandy_media_maker_get_able (self->maker)
      || ahoy_lines_find (self->lines, params->session) != NULL)
    return;
  if (ahoy_lines_get_full (self->lines)) {
    warn (self, _("A call was not taken: there are too many at once"));
    return;
  }
  if (params->sdp_kind != AHOY_KANDY_SDP_TEXT && params->sdp_kind != AHOY_KANDY_SDP_NONE) {
    decline (self, params);
    return;
  }

  leg = ahoy_kandy_leg_new_incoming (&context, params, &call);
  ahoy_lines_add (self->lines, call, AHOY_LEG (leg));
  g_signal_emit (self, signals[SIGNAL_INCOMING_CALL], 0, call);
  ahoy_call_start (call);
}

/**
 * ahoy_kandy_switchboard_handle:
 * @self: the calls of a login
 * @notification: (transfer full): what the service has sent
 *
 * Gives a notification to the call that it is about. Those of a call that the service has not named
 * yet wait for the name (section 7.3 of the protocol page).
 */
void
ahoy_kandy_switchboard_handle (AhoyKandySwitchboard *self, AhoyKandyNotification *notification)
{
  g_autoptr (AhoyKandyNotification) owned = notification;
  AhoyLeg *leg;

  if (notification->call == NULL)
    return;

  leg = ahoy_lines_find (self->lines, notification->call->session);
  if (notification->event == AHOY_KANDY_EVENT_CALL)
    take_call (self, notification->call);
  else if (leg != NULL)
    ahoy_kandy_leg_handle (AHOY_KANDY_LEG (leg), notification->event, notification->call);
  else if (ahoy_lines_may_wait (self->lines))
    ahoy_lines_wait (self->lines, g_steal_pointer (&owned));
}

/**
 * ahoy_kandy_switchboard_set_away:
 * @self: the calls of a login
 * @away: whether the websocket is lost
 *
 * The calls go on; when the websocket is open again, it is seen what has become of them.
 */
void
ahoy_kandy_switchboard_set_away (AhoyKandySwitchboard *self, gboolean away)
{
  ahoy_lines_set_away (self->lines, away);
}

/**
 * ahoy_kandy_switchboard_forget:
 * @self: the calls of a login
 *
 * The service has ended the login: nothing is sent for the calls any more. They are still to be
 * ended.
 */
void
ahoy_kandy_switchboard_forget (AhoyKandySwitchboard *self)
{
  ahoy_kandy_media_maker_drop (self->maker);
  ahoy_kandy_switchboard_set_turn (self, NULL, NULL);
  ahoy_lines_forget (self->lines);
}

/**
 * ahoy_kandy_switchboard_get_busy:
 * @self: the calls of a login
 *
 * Returns: whether there are calls, or ended ones of which the service does not know yet;
 *   [signal@KandySwitchboard::idle] tells when not any more
 */
gboolean
ahoy_kandy_switchboard_get_busy (AhoyKandySwitchboard *self)
{
  return ahoy_lines_get_busy (self->lines);
}

/**
 * ahoy_kandy_switchboard_set_media_factory:
 * @self: the calls of a login
 * @factory: (nullable): what makes media; without it there are no calls
 *
 * To be called before there are calls.
 */
void
ahoy_kandy_switchboard_set_media_factory (AhoyKandySwitchboard *self, AhoyMediaFactory *factory)
{
  ahoy_kandy_media_maker_set_factory (self->maker, factory);
}

/**
 * ahoy_kandy_switchboard_set_turn:
 * @self: the calls of a login
 * @user: (nullable): the name for TURN that the service has given
 * @secret: (nullable): the password for it
 *
 * Used for the calls that begin from now on.
 */
void
ahoy_kandy_switchboard_set_turn (AhoyKandySwitchboard *self, const char *user, const char *secret)
{
  ahoy_kandy_media_maker_set_turn (self->maker, user, secret);
}

/**
 * ahoy_kandy_switchboard_prepare:
 * @self: the calls of a login
 * @expected: what the next call will probably send
 *
 * Somebody will probably call.
 */
void
ahoy_kandy_switchboard_prepare (AhoyKandySwitchboard *self, AhoyMediaFlags expected)
{
  ahoy_kandy_media_maker_prepare (self->maker, expected);
}

/**
 * ahoy_kandy_switchboard_drop_prepared:
 * @self: the calls of a login
 *
 * Nobody will call, or the ways through the network are others.
 */
void
ahoy_kandy_switchboard_drop_prepared (AhoyKandySwitchboard *self)
{
  ahoy_kandy_media_maker_drop (self->maker);
}

static void
ahoy_kandy_switchboard_dispose (GObject *object)
{
  AhoyKandySwitchboard *self = AHOY_KANDY_SWITCHBOARD (object);

  ahoy_lines_end (self->lines);

  G_OBJECT_CLASS (ahoy_kandy_switchboard_parent_class)->dispose (object);
}

static void
ahoy_kandy_switchboard_finalize (GObject *object)
{
  AhoyKandySwitchboard *self = AHOY_KANDY_SWITCHBOARD (object);

  ahoy_lines_free (self->lines);
  g_clear_object (&self->account);
  g_clear_object (&self->requests);
  g_clear_object (&self->clock);
  g_clear_object (&self->maker);

  G_OBJECT_CLASS (ahoy_kandy_switchboard_parent_class)->finalize (object);
}

static void
ahoy_kandy_switchboard_class_init (AhoyKandySwitchboardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = AHOY_TYPE_KANDY_SWITCHBOARD;

  object_class->dispose = ahoy_kandy_switchboard_dispose;
  object_class->finalize = ahoy_kandy_switchboard_finalize;

  /**
   * AhoyKandySwitchboard::idle:
   * @self: the calls of a login
   *
   * There is no call any more, and the service knows that all are over, or was told in vain.
   */
  signals[SIGNAL_IDLE] = g_signal_new ("idle", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);

  /**
   * AhoyKandySwitchboard::incoming-call:
   * @self: the calls of a login
   * @call: the call, which will be started right afterwards
   *
   * Somebody calls.
   */
  signals[SIGNAL_INCOMING_CALL] = g_signal_new ("incoming-call", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL, G_TYPE_NONE, 1, AHOY_TYPE_CALL);

  /**
   * AhoyKandySwitchboard::warning:
   * @self: the calls of a login
   * @text: a translated line
   *
   * Something has happened that is no call, and should not be passed over.
   */
  signals[SIGNAL_WARNING] = g_signal_new ("warning", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
on_lines_event (gpointer owner, gpointer event)
{
  ahoy_kandy_switchboard_handle (owner, event);
}

static void
on_lines_empty (gpointer owner)
{
  g_signal_emit (owner, signals[SIGNAL_IDLE], 0);
}

static void
ahoy_kandy_switchboard_init (AhoyKandySwitchboard *self)
{
  static const AhoyLinesOwner how = {
    .handle = on_lines_event,
    .empty = on_lines_empty,
    .free_event = (GDestroyNotify) ahoy_kandy_notification_free,
  };

  self->lines = ahoy_lines_new (&how, self);
}

/**
 * ahoy_kandy_switchboard_new:
 * @account: who is logged in, and which servers help media through networks
 * @memory: the person's own name for these servers, if there is one
 * @requests: the requests of the login
 * @trust: what decides about certificates
 * @clock: the time
 *
 * Returns: (transfer full): the calls of a login: none yet
 */
AhoyKandySwitchboard *
ahoy_kandy_switchboard_new (AhoyAccount *account, AhoySessionMemory *memory,
                            AhoyKandyRequests *requests, AhoyTrust *trust, AhoyClock *clock)
{
  AhoyKandySwitchboard *self = g_object_new (AHOY_TYPE_KANDY_SWITCHBOARD, NULL);

  self->account = g_object_ref (account);
  self->requests = g_object_ref (requests);
  self->maker = ahoy_kandy_media_maker_new (account, memory, trust, clock);
  self->clock = g_object_ref (clock);

  return self;
}
