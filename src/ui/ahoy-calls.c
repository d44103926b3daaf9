/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-calls.h"

#include "ahoy-call-teller.h"
#include "ahoy-call-words.h"

#define NO_SOUND -1

/**
 * AhoyCalls:
 *
 * The calls that the person knows of and that are not over, oldest first: a list model of
 * [class@Ahoy.Call], of whatever session there is.
 *
 * What is heard and what is told to the activity is decided here; what is seen is done by who
 * follows the signals.
 */
struct _AhoyCalls {
  GObject          parent_instance;

  AhoyActivityLog *activity;
  AhoySounds      *sounds;   /* (nullable) */
  AhoySession     *session;  /* (nullable) */
  GListStore      *calls;
  GHashTable      *tellers;  /* by call */
  GHashTable      *refused;  /* set of calls that were declined because nothing may disturb */
  AhoyQuiet        quiet;
  int              sound;    /* an AhoySound that goes on until it is stopped, or NO_SOUND */
  guint            tick_id;  /* while calls are up */
};

enum {
  SIGNAL_ADDED,
  SIGNAL_CONSULTS,
  SIGNAL_FAILED,
  SIGNAL_FORGET,
  SIGNAL_MISSED,
  SIGNAL_OVER,
  SIGNAL_PRESENT,
  SIGNAL_TICK,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyCalls, ahoy_calls, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return AHOY_TYPE_CALL;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (AHOY_CALLS (model)->calls));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (AHOY_CALLS (model)->calls), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* What should be heard until something changes. Who calls comes first: it is what has to be decided
 * now. */
static int
choose_sound (AhoyCalls *self)
{
  gboolean offered = FALSE;
  gboolean begun = FALSE;
  gboolean rings_there = FALSE;

  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++) {
    g_autoptr (AhoyCall) call = get_item (G_LIST_MODEL (self), i);

    if (!ahoy_call_words_is_offered (call))
      begun = TRUE;
    else if (self->quiet == AHOY_QUIET_NONE)
      offered = TRUE;
    /* Before the answer but with something to hear, that is what is to be heard. */
    if (ahoy_call_get_direction (call) == AHOY_CALL_DIRECTION_OUTGOING
        && ahoy_call_get_state (call) == AHOY_CALL_STATE_RINGING)
      rings_there = TRUE;
  }
  if (offered)
    return begun ? AHOY_SOUND_WAITING : AHOY_SOUND_RING;

  return rings_there ? AHOY_SOUND_RING_BACK : NO_SOUND;
}

static void
update_sound (AhoyCalls *self)
{
  int sound = choose_sound (self);

  if (sound == self->sound)
    return;

  self->sound = sound;
  if (self->sounds == NULL)
    return;
  if (sound == NO_SOUND)
    ahoy_sounds_stop (self->sounds);
  else
    ahoy_sounds_play (self->sounds, sound);
}

/* What the end of a call sounds like, to who did not end it. */
static int
choose_end_sound (AhoyCall *call)
{
  switch (ahoy_call_get_end_reason (call)) {
  case AHOY_CALL_END_REASON_BUSY:
  case AHOY_CALL_END_REASON_DECLINED:
    return AHOY_SOUND_BUSY;
  case AHOY_CALL_END_REASON_REMOTE_HUNG_UP:
  case AHOY_CALL_END_REASON_NO_ANSWER:
  case AHOY_CALL_END_REASON_NOT_FOUND:
  case AHOY_CALL_END_REASON_UNREACHABLE:
  case AHOY_CALL_END_REASON_NOT_ALLOWED:
  case AHOY_CALL_END_REASON_VANISHED:
  case AHOY_CALL_END_REASON_MEDIA_FAILED:
  case AHOY_CALL_END_REASON_INSECURE:
  case AHOY_CALL_END_REASON_CONNECTION_LOST:
  case AHOY_CALL_END_REASON_SESSION_ENDED:
  case AHOY_CALL_END_REASON_FAILED:
    return AHOY_SOUND_ENDED;
  case AHOY_CALL_END_REASON_NONE:
  case AHOY_CALL_END_REASON_HUNG_UP:
  case AHOY_CALL_END_REASON_CANCELLED:
  case AHOY_CALL_END_REASON_MISSED:
  case AHOY_CALL_END_REASON_REJECTED:
  case AHOY_CALL_END_REASON_IGNORED:
  case AHOY_CALL_END_REASON_FORWARDED:
  case AHOY_CALL_END_REASON_TRANSFERRED:
  case AHOY_CALL_END_REASON_JOINED:
  case AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE:
  default:
    return NO_SOUND;
  }
}

static void
play_end (AhoyCalls *self, AhoyCall *call)
{
  gboolean spoken = ahoy_call_get_direction (call) == AHOY_CALL_DIRECTION_OUTGOING
                    || ahoy_call_get_since (call) != 0;
  int sound = choose_end_sound (call);

  if (self->sounds != NULL && spoken && sound != NO_SOUND && self->sound == NO_SOUND)
    ahoy_sounds_play (self->sounds, sound);
}

static gboolean
on_tick (gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_TICK], 0);

  return G_SOURCE_CONTINUE;
}

static void
update_tick (AhoyCalls *self)
{
  if (get_n_items (G_LIST_MODEL (self)) == 0)
    g_clear_handle_id (&self->tick_id, g_source_remove);
  else if (self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (1, on_tick, self);
}

static void
on_call_changed (AhoyCall *call, AhoyCalls *self)
{
  update_sound (self);
}

static void
remove_call (AhoyCalls *self, AhoyCall *call)
{
  guint position;

  g_signal_handlers_disconnect_by_data (call, self);
  g_hash_table_remove (self->refused, call);
  g_hash_table_remove (self->tellers, call);
  if (g_list_store_find (self->calls, call, &position))
    g_list_store_remove (self->calls, position);
  update_sound (self);
  update_tick (self);
}

static void
on_call_ended (AhoyCall *call, AhoyCalls *self)
{
  g_autoptr (AhoyCalls) alive = g_object_ref (self);
  g_autoptr (AhoyCall) call_alive = g_object_ref (call);
  gboolean refused = g_hash_table_remove (self->refused, call);

  remove_call (self, call);
  play_end (self, call);
  g_signal_emit (self, signals[SIGNAL_OVER], 0, call);
  if (refused || ahoy_call_get_end_reason (call) == AHOY_CALL_END_REASON_MISSED)
    g_signal_emit (self, signals[SIGNAL_MISSED], 0, call);
}

static void
add_call (AhoyCalls *self, AhoyCall *call)
{
  if (ahoy_call_words_is_over (call) || g_list_store_find (self->calls, call, NULL))
    return;

  g_hash_table_insert (self->tellers, call, ahoy_call_teller_new (call, self->activity));
  g_signal_connect (call, "changed", G_CALLBACK (on_call_changed), self);
  g_signal_connect (call, "ended", G_CALLBACK (on_call_ended), self);
  g_list_store_append (self->calls, call);
  g_signal_emit (self, signals[SIGNAL_ADDED], 0, call);
  update_sound (self);
  update_tick (self);
}

static void
on_incoming_call (AhoySession *session, AhoyCall *call, AhoyCalls *self)
{
  add_call (self, call);
  if (self->quiet != AHOY_QUIET_DECLINE || !ahoy_call_can (call, AHOY_CALL_EVENT_REJECT))
    return;

  g_hash_table_add (self->refused, call);
  ahoy_call_reject_async (call, NULL, NULL, NULL);
}

/* What the person has begun; who calls is told of once they can be answered. */
static void
on_session_calls_changed (GListModel *model, guint position, guint removed, guint added,
                          AhoyCalls *self)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (AhoyCall) call = g_list_model_get_item (model, i);

    if (ahoy_call_get_direction (call) == AHOY_CALL_DIRECTION_OUTGOING)
      add_call (self, call);
  }
}

static void
drop_session (AhoyCalls *self)
{
  if (self->session == NULL)
    return;

  g_signal_handlers_disconnect_by_data (ahoy_session_get_calls (self->session), self);
  g_signal_handlers_disconnect_by_data (self->session, self);
  while (get_n_items (G_LIST_MODEL (self)) > 0) {
    g_autoptr (AhoyCall) call = get_item (G_LIST_MODEL (self), 0);

    remove_call (self, call);
  }
  g_clear_object (&self->session);
}

static void
ahoy_calls_dispose (GObject *object)
{
  AhoyCalls *self = AHOY_CALLS (object);

  drop_session (self);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->sounds);

  G_OBJECT_CLASS (ahoy_calls_parent_class)->dispose (object);
}

static void
ahoy_calls_finalize (GObject *object)
{
  AhoyCalls *self = AHOY_CALLS (object);

  g_clear_object (&self->activity);
  g_clear_object (&self->calls);
  g_hash_table_unref (self->refused);
  g_hash_table_unref (self->tellers);

  G_OBJECT_CLASS (ahoy_calls_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, gboolean has_call)
{
  return has_call ? g_signal_new (name, AHOY_TYPE_CALLS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, AHOY_TYPE_CALL)
                  : g_signal_new (name, AHOY_TYPE_CALLS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
ahoy_calls_class_init (AhoyCallsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_calls_dispose;
  object_class->finalize = ahoy_calls_finalize;

  /**
   * AhoyCalls::added:
   * @self: the calls
   * @call: the call
   *
   * The person has begun a call, or somebody calls.
   */
  signals[SIGNAL_ADDED] = add_signal ("added", TRUE);
  /**
   * AhoyCalls::consults:
   * @self: the calls
   * @first: a call that may be transferred
   * @second: to the other side of this one, which is asked first
   *
   * The person asks somebody whether they take a call.
   */
  signals[SIGNAL_CONSULTS] = g_signal_new ("consults", AHOY_TYPE_CALLS, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 2, AHOY_TYPE_CALL,
                                           AHOY_TYPE_CALL);
  /**
   * AhoyCalls::failed:
   * @self: the calls
   * @call: the call
   * @error: why; the message is for the person
   *
   * A call could not be switched to.
   */
  signals[SIGNAL_FAILED] = g_signal_new ("failed", AHOY_TYPE_CALLS, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 2, AHOY_TYPE_CALL,
                                         G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
  /**
   * AhoyCalls::forget:
   * @self: the calls
   *
   * Nothing that calls have left behind may stay: another person may follow.
   */
  signals[SIGNAL_FORGET] = add_signal ("forget", FALSE);
  /**
   * AhoyCalls::missed:
   * @self: the calls
   * @call: the call, after it was told to be over
   *
   * Somebody has called in vain: they gave up, or were declined because nothing may disturb.
   */
  signals[SIGNAL_MISSED] = add_signal ("missed", TRUE);
  /**
   * AhoyCalls::over:
   * @self: the calls
   * @call: the call, which is not in the list any more
   *
   * A call is over.
   */
  signals[SIGNAL_OVER] = add_signal ("over", TRUE);
  /**
   * AhoyCalls::present:
   * @self: the calls
   * @call: the call
   *
   * Somebody wants to see a call.
   */
  signals[SIGNAL_PRESENT] = add_signal ("present", TRUE);
  /**
   * AhoyCalls::tick:
   * @self: the calls
   *
   * A second has passed while there are calls: what shows how long they have lasted shows it anew,
   * everything at once.
   */
  signals[SIGNAL_TICK] = add_signal ("tick", FALSE);
}

static void
ahoy_calls_init (AhoyCalls *self)
{
  self->calls = g_list_store_new (AHOY_TYPE_CALL);
  self->tellers = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) ahoy_call_teller_free);
  self->refused = g_hash_table_new (NULL, NULL);
  self->sound = NO_SOUND;
  g_signal_connect_object (self->calls, "items-changed", G_CALLBACK (g_list_model_items_changed),
                           self, G_CONNECT_SWAPPED);
}

/**
 * ahoy_calls_new:
 * @activity: what is told of calls
 *
 * Returns: (transfer full): calls without a session
 */
AhoyCalls *
ahoy_calls_new (AhoyActivityLog *activity)
{
  AhoyCalls *self = g_object_new (AHOY_TYPE_CALLS, NULL);

  self->activity = g_object_ref (activity);

  return self;
}

/**
 * ahoy_calls_set_sounds:
 * @self: the calls
 * @sounds: (nullable): what is heard beside the voices of calls
 *
 * Lets calls be heard that ring, and the tones of a telephone.
 */
void
ahoy_calls_set_sounds (AhoyCalls *self, AhoySounds *sounds)
{
  g_return_if_fail (AHOY_IS_CALLS (self));

  g_set_object (&self->sounds, sounds);
}

/**
 * ahoy_calls_set_quiet:
 * @self: the calls
 * @quiet: whether who calls may disturb, and if not, what happens to the call
 *
 * Lets calls come quietly, or as usual again. Of one that rings, the ringing follows.
 */
void
ahoy_calls_set_quiet (AhoyCalls *self, AhoyQuiet quiet)
{
  g_return_if_fail (AHOY_IS_CALLS (self));

  self->quiet = quiet;
  update_sound (self);
}

/**
 * ahoy_calls_get_quiet:
 * @self: the calls
 *
 * Returns: whether who calls may disturb
 */
AhoyQuiet
ahoy_calls_get_quiet (AhoyCalls *self)
{
  g_return_val_if_fail (AHOY_IS_CALLS (self), AHOY_QUIET_NONE);

  return self->quiet;
}

/**
 * ahoy_calls_set_session:
 * @self: the calls
 * @session: (nullable): whose calls there are from now on
 *
 * Follows another session, before it is connected. Those of the one before are gone.
 */
void
ahoy_calls_set_session (AhoyCalls *self, AhoySession *session)
{
  g_return_if_fail (AHOY_IS_CALLS (self));

  if (self->session == session)
    return;

  drop_session (self);
  if (session == NULL)
    return;
  self->session = g_object_ref (session);
  g_signal_connect (session, "incoming-call", G_CALLBACK (on_incoming_call), self);
  g_signal_connect (ahoy_session_get_calls (session), "items-changed",
                    G_CALLBACK (on_session_calls_changed), self);
}

/**
 * ahoy_calls_get_session:
 * @self: the calls
 *
 * Returns: (transfer none) (nullable): whose calls they are
 */
AhoySession *
ahoy_calls_get_session (AhoyCalls *self)
{
  g_return_val_if_fail (AHOY_IS_CALLS (self), NULL);

  return self->session;
}

/**
 * ahoy_calls_find:
 * @self: the calls
 * @id: the value of [property@Call:id]
 *
 * Returns: (transfer none) (nullable): the call that has it
 */
AhoyCall *
ahoy_calls_find (AhoyCalls *self, const char *id)
{
  g_return_val_if_fail (AHOY_IS_CALLS (self), NULL);

  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++) {
    g_autoptr (AhoyCall) call = get_item (G_LIST_MODEL (self), i);

    if (g_str_equal (ahoy_call_get_id (call), id))
      return call; /* the list holds it */
  }

  return NULL;
}

/**
 * ahoy_calls_count_begun:
 * @self: the calls
 *
 * Returns: how many calls the person takes part in: who calls and was not answered is not counted
 */
guint
ahoy_calls_count_begun (AhoyCalls *self)
{
  guint n = 0;

  g_return_val_if_fail (AHOY_IS_CALLS (self), 0);

  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++) {
    g_autoptr (AhoyCall) call = get_item (G_LIST_MODEL (self), i);

    if (!ahoy_call_words_is_offered (call))
      n++;
  }

  return n;
}

/**
 * ahoy_calls_present:
 * @self: the calls
 * @call: a call
 *
 * Shows @call to the person.
 */
void
ahoy_calls_present (AhoyCalls *self, AhoyCall *call)
{
  g_return_if_fail (AHOY_IS_CALLS (self));
  g_return_if_fail (AHOY_IS_CALL (call));

  g_signal_emit (self, signals[SIGNAL_PRESENT], 0, call);
}

/**
 * ahoy_calls_consult:
 * @self: the calls
 * @first: a call that may be transferred
 * @second: another one, which was begun for that
 *
 * Says that the other side of @second is asked whether it takes @first.
 */
void
ahoy_calls_consult (AhoyCalls *self, AhoyCall *first, AhoyCall *second)
{
  g_return_if_fail (AHOY_IS_CALLS (self));
  g_return_if_fail (AHOY_IS_CALL (first));
  g_return_if_fail (AHOY_IS_CALL (second) && second != first);

  g_signal_emit (self, signals[SIGNAL_CONSULTS], 0, first, second);
}

static void
unhold_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AhoyCalls) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ahoy_call_unhold_finish (AHOY_CALL (source), result, &error))
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, source, error);
}

/**
 * ahoy_calls_switch_to:
 * @self: the calls
 * @call: a call on hold
 *
 * Shows @call and takes it back from hold; the others are put on hold.
 */
void
ahoy_calls_switch_to (AhoyCalls *self, AhoyCall *call)
{
  g_return_if_fail (AHOY_IS_CALLS (self));
  g_return_if_fail (AHOY_IS_CALL (call));

  ahoy_call_unhold_async (call, NULL, unhold_cb, g_object_ref (self));
  ahoy_calls_present (self, call);
}

/**
 * ahoy_calls_forget:
 * @self: the calls
 *
 * Takes away what calls that are over have left behind.
 */
void
ahoy_calls_forget (AhoyCalls *self)
{
  g_return_if_fail (AHOY_IS_CALLS (self));

  g_signal_emit (self, signals[SIGNAL_FORGET], 0);
}
