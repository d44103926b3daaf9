/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-sendbird-switchboard.h"

#include "ahoy-lines.h"
#include "ahoy-sendbird-orders.h"

#include <glib/gi18n-lib.h>

#define MOST_UNWANTED 32

/* Finds the call that an event is about. */
struct _AhoySendbirdSwitchboard {
  GObject               parent_instance;

  AhoyAccount          *account;
  AhoySendbirdRequests *requests;
  AhoySendbirdApi      *api;
  AhoyTrust            *trust;
  AhoyClock            *clock;
  AhoyMediaFactory     *factory;  /* or NULL: there are no calls */
  AhoyLines            *lines;
  GPtrArray            *unwanted; /* of char: ids of calls that are to be given up */
};

G_DEFINE_FINAL_TYPE (AhoySendbirdSwitchboard, ahoy_sendbird_switchboard, G_TYPE_OBJECT)

enum { SIGNAL_INCOMING_CALL, SIGNAL_WARNING, N_SIGNALS };
static guint signals[N_SIGNALS];

/* The service says which servers help, for each call; the account can only be stricter. */
static AhoyMedia *
make_media (const AhoySendbirdTurn *turn, gpointer data)
{
  AhoySendbirdSwitchboard *self = data;
  g_autoptr (GPtrArray) servers = turn != NULL ? g_ptr_array_ref (turn->servers)
                                               : g_ptr_array_new ();
  const AhoyMediaNetwork network = {
    .ice_servers = servers,
    .trust = G_TLS_DATABASE (self->trust),
    .relay_only = ahoy_account_get_relay_only (self->account)
                  || (turn != NULL && turn->relay_only),
    .trickle = TRUE,
  };

  return ahoy_media_factory_create (self->factory, &network);
}

static AhoySendbirdLegContext
get_context (AhoySendbirdSwitchboard *self)
{
  return (AhoySendbirdLegContext) {
    .requests = self->requests,
    .api = self->api,
    .clock = self->clock,
    .make_media = make_media,
    .data = self,
  };
}

/* A user ID is taken as it is, but for what surrounds it by accident. */
static char *
read_address (AhoySendbirdSwitchboard *self, const char *address, GError **error)
{
  g_autofree char *user_id = g_strstrip (g_strdup (address));
  g_autofree char *code = NULL;

  if (*user_id == '\0') {
    g_propagate_error (error, ahoy_call_error_new (AHOY_CALL_ERROR_INVALID_ADDRESS, NULL,
                                                   _("Enter whom to call")));
    return NULL;
  }
  if (g_strcmp0 (user_id, ahoy_account_get_user (self->account)) == 0) {
    code = g_strdup_printf ("%d", AHOY_SENDBIRD_CLIENT_ERROR_MY_USER_ID_NOT_ALLOWED);
    g_propagate_error (error, ahoy_call_error_new (AHOY_CALL_ERROR_INVALID_ADDRESS, code,
                                                   _("You cannot call yourself")));
    return NULL;
  }

  return g_steal_pointer (&user_id);
}

/**
 * ahoy_sendbird_switchboard_call:
 * @self: the calls of a login
 * @address: the user ID of whom to call, as a person has written it
 * @wanted: what to send
 * @parameters: (nullable): names and values to send beside the call, `a(ss)`
 * @error: return location for an error
 *
 * Makes a call, which is still to be started.
 *
 * Fails with `AHOY_CALL_ERROR_INVALID_ADDRESS`, with the service's code 1800101 for oneself;
 * `G_IO_ERROR_INVALID_ARGUMENT` if a parameter cannot be sent, `AHOY_CALL_ERROR_BUSY` if there are
 * too many calls, and `AHOY_MEDIA_ERROR_UNAVAILABLE` if there is nothing that makes media.
 *
 * Returns: (transfer full): the call
 */
AhoyCall *
ahoy_sendbird_switchboard_call (AhoySendbirdSwitchboard *self, const char *address,
                                AhoyMediaFlags wanted, GVariant *parameters, GError **error)
{
  const AhoySendbirdLegContext context = get_context (self);
  g_autofree char *user_id = read_address (self, address, error);
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (AhoySendbirdLeg) leg = NULL;
  AhoyCall *call;

  if (user_id == NULL)
    return NULL;
  if (parameters != NULL) {
    items = ahoy_sendbird_leg_read_items (parameters, error);
    if (items == NULL)
      return NULL;
  }
  if (!ahoy_lines_check_room (self->lines, self->factory != NULL, error))
    return NULL;

  leg = ahoy_sendbird_leg_new_outgoing (&context, user_id, wanted, items, &call);
  ahoy_lines_add (self->lines, call, AHOY_LEG (leg));

  return call;
}

static void
take_call (AhoySendbirdSwitchboard *self, const AhoySendbirdFrame *frame)
{
  const AhoySendbirdLegContext context = get_context (self);
  g_autoptr (AhoySendbirdCall) dial = NULL;
  g_autoptr (AhoySendbirdLeg) leg = NULL;
  g_autoptr (AhoyCall) call = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  if (self->factory == NULL || ahoy_lines_find (self->lines, frame->call_id) != NULL)
    return;
  if (ahoy_lines_get_full (self->lines)) {
    g_signal_emit (self, signals[SIGNAL_WARNING], 0,
                   _("A call was not taken: there are too many at once"));
    return;
  }
  dial = ahoy_sendbird_call_read (frame->payload, &error);
  if (dial == NULL) {
    g_autofree char *described = ahoy_error_describe (error);

    line = g_strdup_printf (_("A call could not be taken: %s"), described);
    g_signal_emit (self, signals[SIGNAL_WARNING], 0, line);
    return;
  }

  leg = ahoy_sendbird_leg_new_incoming (&context, dial, frame->delivery_info, &call);
  ahoy_lines_add (self->lines, call, AHOY_LEG (leg));
  g_signal_emit (self, signals[SIGNAL_INCOMING_CALL], 0, call);
  ahoy_call_start (call);
}

/* Who tells of it frees it. */
static AhoySendbirdFrame *
copy_event (const AhoySendbirdFrame *frame)
{
  AhoySendbirdFrame *copy = g_new0 (AhoySendbirdFrame, 1);

  copy->kind = frame->kind;
  copy->command = frame->command;
  copy->event = frame->event;
  copy->type = g_strdup (frame->type);
  copy->call_id = g_strdup (frame->call_id);
  copy->sequence_number = frame->sequence_number;
  copy->payload = frame->payload != NULL ? json_object_ref (frame->payload) : NULL;
  copy->delivery_info = frame->delivery_info != NULL ? json_object_ref (frame->delivery_info)
                                                     : NULL;
  copy->size = frame->size;

  return copy;
}

/* As soon as there is a websocket. */
static void
give_up (AhoySendbirdSwitchboard *self)
{
  while (self->unwanted->len > 0) {
    const char *id = g_ptr_array_index (self->unwanted, self->unwanted->len - 1);
    g_autoptr (JsonObject) payload = ahoy_sendbird_order_plain (id);

    if (!ahoy_sendbird_requests_report (self->requests, AHOY_SENDBIRD_COMMAND_CALL, "cancel",
                                        payload))
      return;
    g_ptr_array_set_size (self->unwanted, (int) self->unwanted->len - 1);
  }
}

/* The service tells a caller of a call that it does not have: it has failed, or was given up, and the
 * answer to its dial was lost. It would ring on at the other side. */
static void
disown (AhoySendbirdSwitchboard *self, const char *call_id)
{
  if (g_ptr_array_find_with_equal_func (self->unwanted, call_id, g_str_equal, NULL)
      || self->unwanted->len >= MOST_UNWANTED)
    return;

  g_ptr_array_add (self->unwanted, g_strdup (call_id));
  give_up (self);
}

/**
 * ahoy_sendbird_switchboard_handle:
 * @self: the calls of a login
 * @frame: (transfer none): an event, whose turn it is
 *
 * Gives an event to the call that it is about. Those of a call that the service has not named yet
 * wait for the name.
 */
void
ahoy_sendbird_switchboard_handle (AhoySendbirdSwitchboard *self, const AhoySendbirdFrame *frame)
{
  AhoyLeg *leg;

  if (frame->event == AHOY_SENDBIRD_EVENT_UNKNOWN)
    return;

  leg = ahoy_lines_find (self->lines, frame->call_id);
  if (frame->event == AHOY_SENDBIRD_EVENT_DIAL)
    take_call (self, frame);
  else if (leg != NULL)
    ahoy_sendbird_leg_handle (AHOY_SENDBIRD_LEG (leg), frame);
  else if (ahoy_lines_may_wait (self->lines))
    ahoy_lines_wait (self->lines, copy_event (frame));
  else if (frame->event == AHOY_SENDBIRD_EVENT_DIAL_RCV
           || frame->event == AHOY_SENDBIRD_EVENT_ACCEPT)
    disown (self, frame->call_id);
}

/**
 * ahoy_sendbird_switchboard_list_ids:
 * @self: the calls of a login
 *
 * Returns: (transfer full) (array zero-terminated=1): the service's names of the calls in progress
 */
char **
ahoy_sendbird_switchboard_list_ids (AhoySendbirdSwitchboard *self)
{
  return ahoy_lines_list_ids (self->lines);
}

/**
 * ahoy_sendbird_switchboard_set_away:
 * @self: the calls of a login
 * @away: whether there is no websocket
 *
 * The calls go on; what they have to tell is told when the websocket is open again.
 */
void
ahoy_sendbird_switchboard_set_away (AhoySendbirdSwitchboard *self, gboolean away)
{
  ahoy_lines_set_away (self->lines, away);
  if (!away)
    give_up (self);
}

/**
 * ahoy_sendbird_switchboard_forget:
 * @self: the calls of a login
 *
 * The login is over: nothing is sent for the calls any more. They are still to be ended.
 */
void
ahoy_sendbird_switchboard_forget (AhoySendbirdSwitchboard *self)
{
  ahoy_lines_forget (self->lines);
  g_ptr_array_set_size (self->unwanted, 0);
}

/**
 * ahoy_sendbird_switchboard_set_media_factory:
 * @self: the calls of a login
 * @factory: (nullable): what makes media; without it there are no calls
 *
 * To be called before there are calls.
 */
void
ahoy_sendbird_switchboard_set_media_factory (AhoySendbirdSwitchboard *self,
                                             AhoyMediaFactory *factory)
{
  g_set_object (&self->factory, factory);
}

static void
ahoy_sendbird_switchboard_dispose (GObject *object)
{
  AhoySendbirdSwitchboard *self = AHOY_SENDBIRD_SWITCHBOARD (object);

  ahoy_sendbird_switchboard_forget (self);
  ahoy_lines_end (self->lines);

  G_OBJECT_CLASS (ahoy_sendbird_switchboard_parent_class)->dispose (object);
}

static void
ahoy_sendbird_switchboard_finalize (GObject *object)
{
  AhoySendbirdSwitchboard *self = AHOY_SENDBIRD_SWITCHBOARD (object);

  ahoy_lines_free (self->lines);
  g_ptr_array_unref (self->unwanted);
  g_clear_object (&self->account);
  g_clear_object (&self->requests);
  g_clear_object (&self->api);
  g_clear_object (&self->trust);
  g_clear_object (&self->clock);
  g_clear_object (&self->factory);

  G_OBJECT_CLASS (ahoy_sendbird_switchboard_parent_class)->finalize (object);
}

static void
ahoy_sendbird_switchboard_class_init (AhoySendbirdSwitchboardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_sendbird_switchboard_dispose;
  object_class->finalize = ahoy_sendbird_switchboard_finalize;

  /**
   * AhoySendbirdSwitchboard::incoming-call:
   * @self: the calls of a login
   * @call: a call, which is started right afterwards
   *
   * Somebody calls.
   */
  signals[SIGNAL_INCOMING_CALL] = g_signal_new ("incoming-call", AHOY_TYPE_SENDBIRD_SWITCHBOARD,
                                                G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                G_TYPE_NONE, 1, AHOY_TYPE_CALL);

  /**
   * AhoySendbirdSwitchboard::warning:
   * @self: the calls of a login
   * @text: a translated line
   *
   * Something happened that the person should know.
   */
  signals[SIGNAL_WARNING] = g_signal_new ("warning", AHOY_TYPE_SENDBIRD_SWITCHBOARD,
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                          G_TYPE_STRING);
}

static void
on_lines_event (gpointer owner, gpointer event)
{
  g_autoptr (AhoySendbirdFrame) frame = event;

  ahoy_sendbird_switchboard_handle (owner, frame);
}

static void
ahoy_sendbird_switchboard_init (AhoySendbirdSwitchboard *self)
{
  static const AhoyLinesOwner how = {
    .handle = on_lines_event,
    .free_event = (GDestroyNotify) ahoy_sendbird_frame_free,
  };

  self->lines = ahoy_lines_new (&how, self);
  self->unwanted = g_ptr_array_new_with_free_func (g_free);
}

/**
 * ahoy_sendbird_switchboard_new:
 * @account: who is logged in
 * @requests: for what goes over the websocket
 * @api: for what goes by REST
 * @trust: what decides about certificates
 * @clock: the time
 *
 * Returns: (transfer full): the calls of a login, none yet
 */
AhoySendbirdSwitchboard *
ahoy_sendbird_switchboard_new (AhoyAccount *account, AhoySendbirdRequests *requests,
                               AhoySendbirdApi *api, AhoyTrust *trust, AhoyClock *clock)
{
  AhoySendbirdSwitchboard *self = g_object_new (AHOY_TYPE_SENDBIRD_SWITCHBOARD, NULL);

  self->account = g_object_ref (account);
  self->requests = g_object_ref (requests);
  self->api = g_object_ref (api);
  self->trust = g_object_ref (trust);
  self->clock = g_object_ref (clock);

  return self;
}
