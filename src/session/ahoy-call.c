/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-call-private.h"

#include "ahoy-enum-types.h"

/**
 * AhoyCall:
 *
 * A call, from the wish to call or the first that was heard of it to its end.
 *
 * [signal@Call::changed] fires when anything about it has changed, after all properties have;
 * [signal@Call::ended] fires once. What can be asked of it depends on its state and on the service:
 * [method@Call.can] tells.
 *
 * To be used from the thread of its session.
 */
G_DEFINE_FINAL_TYPE (AhoyCall, ahoy_call, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_BEGUN,
  PROP_CUSTOM_PARAMETERS,
  PROP_DIRECTION,
  PROP_END_REASON,
  PROP_ERROR,
  PROP_ID,
  PROP_LOCAL_HOLD,
  PROP_MEDIA,
  PROP_MUTED,
  PROP_OPERATION,
  PROP_QUALITY,
  PROP_QUALITY_REASON,
  PROP_RECEIVING_VIDEO,
  PROP_RECONNECTING,
  PROP_REMOTE,
  PROP_REMOTE_HOLD,
  PROP_REMOTE_MUTED,
  PROP_REMOTE_NAME,
  PROP_SENDING_VIDEO,
  PROP_SINCE,
  PROP_STATE,
  PROP_VIDEO,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum {
  SIGNAL_CHANGED,
  SIGNAL_DTMF,
  SIGNAL_ENDED,
  SIGNAL_LEVELS,
  SIGNAL_NOTICE,
  SIGNAL_PROBLEM,
  SIGNAL_STATS,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* Tells of a change, after all properties have taken part in it. */
void
ahoy_call_thaw (AhoyCall *self, gboolean changed)
{
  g_object_thaw_notify (G_OBJECT (self));
  if (changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
leave_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyCall) self = data;
  g_autoptr (GError) error = NULL;

  if (!AHOY_CALL_DRIVER_GET_IFACE (source)->finish (AHOY_CALL_DRIVER (source), result, &error))
    g_debug ("The end of a call was not confirmed: %s", error->message);
  ahoy_waiter_tell (ahoy_waiter_take (&self->leaving), NULL);
}

/* The call is over: the media first, so that nothing flows any more while the service is told. */
static void
let_go (AhoyCall *self, AhoyCallEvent event, const GError *error)
{
  if (self->since != 0)
    self->duration = ahoy_clock_get_time (self->clock) - self->answered_time;
  if (error != NULL) {
    self->error = g_error_copy (error);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
  }
  ahoy_call_close_media (self);
  AHOY_CALL_DRIVER_GET_IFACE (self->driver)->leave_async (self->driver, event, leave_cb,
                                                          g_object_ref (self));
}

static GError *
make_over_error (AhoyCall *self)
{
  return self->error != NULL ? g_error_copy (self->error)
                             : ahoy_call_refusal_to_error (AHOY_CALL_REFUSAL_OVER);
}

static void
mark_answered (AhoyCall *self)
{
  self->since = ahoy_clock_get_now (self->clock);
  self->answered_time = ahoy_clock_get_time (self->clock);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SINCE]);
}

/**
 * ahoy_call_set_status:
 * @self: a call
 * @next: how it is now
 * @event: what has led to that
 * @error: (nullable): why the call is over, where that is an error
 *
 * The one place where the state changes. Properties first, all of them, then the signals.
 */
void
ahoy_call_set_status (AhoyCall *self, const AhoyCallStatus *next, AhoyCallEvent event,
                      const GError *error)
{
  g_autoptr (AhoyCall) alive = g_object_ref (self);
  GObject *object = G_OBJECT (self);
  const AhoyCallStatus old = self->status;
  gboolean ends = ahoy_call_state_is_over (next->state);
  /* What was completed is over because it was wanted. */
  gboolean wanted = event == AHOY_CALL_EVENT_COMPLETED
                    && (self->join == NULL
                        || (ahoy_call_join_get_asked (self->join)
                            && next->end_reason == AHOY_CALL_END_REASON_JOINED));

  g_object_freeze_notify (object);
  self->status = *next;
  if (old.state != next->state)
    g_object_notify_by_pspec (object, props[PROP_STATE]);
  if (old.local_hold != next->local_hold)
    g_object_notify_by_pspec (object, props[PROP_LOCAL_HOLD]);
  if (old.remote_hold != next->remote_hold)
    g_object_notify_by_pspec (object, props[PROP_REMOTE_HOLD]);
  if (old.reconnecting != next->reconnecting)
    g_object_notify_by_pspec (object, props[PROP_RECONNECTING]);
  if (old.operation != next->operation)
    g_object_notify_by_pspec (object, props[PROP_OPERATION]);
  if (old.end_reason != next->end_reason)
    g_object_notify_by_pspec (object, props[PROP_END_REASON]);
  if (ahoy_call_state_is_answered (next->state) && self->since == 0)
    mark_answered (self);
  if (ends)
    let_go (self, event, error);
  ahoy_call_thaw (self, TRUE);

  if (ends) {
    ahoy_call_end_transfer (self, event);
    ahoy_waiter_tell (ahoy_waiter_take (&self->waiting), wanted ? NULL : make_over_error (self));
    ahoy_waiter_tell (ahoy_waiter_take (&self->telling), make_over_error (self));
    g_signal_emit (self, signals[SIGNAL_ENDED], 0);
  }
}

/**
 * ahoy_call_apply:
 * @self: a call
 * @event: what has happened
 * @reason: why the call is over, where more is known than @event tells; else
 *   %AHOY_CALL_END_REASON_NONE
 * @error: (nullable): why it is over, where that is an error
 *
 * Does to the call what [func@Ahoy.call_state_next] says.
 *
 * Returns: whether the event counted
 */
gboolean
ahoy_call_apply (AhoyCall *self, AhoyCallEvent event, AhoyCallEndReason reason,
                 const GError *error)
{
  AhoyCallStatus next;
  gboolean answered;

  if (ahoy_call_state_next (&self->status, event, &next, NULL) != AHOY_CALL_VERDICT_TAKEN)
    return FALSE;

  if (ahoy_call_state_is_over (next.state) && reason != AHOY_CALL_END_REASON_NONE)
    next.end_reason = reason;
  answered = ahoy_call_state_is_answered (next.state)
             && !ahoy_call_state_is_answered (self->status.state);
  ahoy_call_set_status (self, &next, event, error);
  if (answered) {
    ahoy_call_trim_wanted (self);
    /* What the media told before the answer did not count. */
    ahoy_call_apply_media (self);
  }

  return TRUE;
}

/**
 * ahoy_call_withdraw:
 * @self: a call that nobody has answered
 * @event: %AHOY_CALL_EVENT_REMOTE_CANCEL or %AHOY_CALL_EVENT_ANSWERED_ELSEWHERE
 * @reason: as for ahoy_call_apply()
 *
 * Does as ahoy_call_apply() does, where it is certain that @event is not about an answer of ours
 * that is under way: such an answer is in vain then, and the call is over at once.
 *
 * Returns: whether the event counted
 */
gboolean
ahoy_call_withdraw (AhoyCall *self, AhoyCallEvent event, AhoyCallEndReason reason)
{
  g_autoptr (AhoyCall) alive = g_object_ref (self);
  gboolean counts = ahoy_call_apply (self, event, reason, NULL);

  if (self->status.pending_end != AHOY_CALL_END_REASON_NONE)
    counts = ahoy_call_apply (self, AHOY_CALL_EVENT_OPERATION_FAILED, reason, NULL);

  return counts;
}

/**
 * ahoy_call_start:
 * @self: a new call
 *
 * Offers the call to the other side, or tells the service that it rings here.
 */
void
ahoy_call_start (AhoyCall *self)
{
  if (!ahoy_call_get_over (self)) /* who heard of it first may have ended it */
    AHOY_CALL_DRIVER_GET_IFACE (self->driver)->start (self->driver);
}

/**
 * ahoy_call_set_remote:
 * @self: a call
 * @remote: (nullable): the other side's address; %NULL: as it was
 * @remote_name: (nullable): its name; %NULL: as it was
 *
 * Says who the other side is.
 */
void
ahoy_call_set_remote (AhoyCall *self, const char *remote, const char *remote_name)
{
  GObject *object = G_OBJECT (self);
  gboolean changed = FALSE;

  g_object_freeze_notify (object);
  if (remote != NULL && g_strcmp0 (self->remote, remote) != 0) {
    g_free (self->remote);
    self->remote = g_strdup (remote);
    g_object_notify_by_pspec (object, props[PROP_REMOTE]);
    changed = TRUE;
  }
  if (remote_name != NULL && g_strcmp0 (self->remote_name, remote_name) != 0) {
    g_free (self->remote_name);
    self->remote_name = g_strdup (remote_name);
    g_object_notify_by_pspec (object, props[PROP_REMOTE_NAME]);
    changed = TRUE;
  }
  ahoy_call_thaw (self, changed);
}

/**
 * ahoy_call_take_parameters:
 * @self: a call
 * @parameters: (nullable) (transfer floating): parameters of the other side, `a(ss)`; %NULL: as
 *   they were
 *
 * Says what the other side's program has sent.
 */
void
ahoy_call_take_parameters (AhoyCall *self, GVariant *parameters)
{
  g_autoptr (GVariant) owned = NULL;

  if (parameters == NULL)
    return;

  owned = g_variant_ref_sink (parameters);
  if (g_variant_equal (owned, self->parameters))
    return;

  g_object_freeze_notify (G_OBJECT (self));
  g_variant_unref (self->parameters);
  self->parameters = g_steal_pointer (&owned);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CUSTOM_PARAMETERS]);
  ahoy_call_thaw (self, TRUE);
}

/**
 * ahoy_call_emit_problem:
 * @self: a call
 * @error: what has gone wrong
 *
 * Tells of something that the call survives.
 */
void
ahoy_call_emit_problem (AhoyCall *self, const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, error);
}

static void
ahoy_call_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_MUTED:
    ahoy_call_set_muted (AHOY_CALL (object), g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_call_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoyCall *self = AHOY_CALL (object);

  switch (id) {
  case PROP_BEGUN:
    g_value_set_int64 (value, self->begun);
    break;
  case PROP_CUSTOM_PARAMETERS:
    g_value_set_variant (value, self->parameters);
    break;
  case PROP_DIRECTION:
    g_value_set_enum (value, self->status.direction);
    break;
  case PROP_END_REASON:
    g_value_set_enum (value, self->status.end_reason);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, self->error);
    break;
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_LOCAL_HOLD:
    g_value_set_boolean (value, self->status.local_hold);
    break;
  case PROP_MEDIA:
    g_value_set_object (value, self->media);
    break;
  case PROP_MUTED:
    g_value_set_boolean (value, self->muted);
    break;
  case PROP_OPERATION:
    g_value_set_enum (value, self->status.operation);
    break;
  case PROP_QUALITY:
    g_value_set_enum (value, self->quality);
    break;
  case PROP_QUALITY_REASON:
    g_value_set_enum (value, self->quality_reason);
    break;
  case PROP_RECEIVING_VIDEO:
    g_value_set_boolean (value, self->receiving_video);
    break;
  case PROP_RECONNECTING:
    g_value_set_boolean (value, self->status.reconnecting);
    break;
  case PROP_REMOTE:
    g_value_set_string (value, self->remote);
    break;
  case PROP_REMOTE_HOLD:
    g_value_set_boolean (value, self->status.remote_hold);
    break;
  case PROP_REMOTE_MUTED:
    g_value_set_boolean (value, ahoy_call_get_remote_muted (self));
    break;
  case PROP_REMOTE_NAME:
    g_value_set_string (value, self->remote_name);
    break;
  case PROP_SENDING_VIDEO:
    g_value_set_boolean (value, self->sending_video);
    break;
  case PROP_SINCE:
    g_value_set_int64 (value, self->since);
    break;
  case PROP_STATE:
    g_value_set_enum (value, self->status.state);
    break;
  case PROP_VIDEO:
    g_value_set_boolean (value, self->video);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_call_dispose (GObject *object)
{
  ahoy_call_close_media (AHOY_CALL (object));

  G_OBJECT_CLASS (ahoy_call_parent_class)->dispose (object);
}

static void
ahoy_call_finalize (GObject *object)
{
  AhoyCall *self = AHOY_CALL (object);

  g_clear_object (&self->driver);
  g_clear_object (&self->clock);
  g_clear_object (&self->consulted);
  g_clear_error (&self->transfer_error);
  g_free (self->transfer_address);
  g_clear_error (&self->error);
  g_variant_unref (self->parameters);
  g_free (self->id);
  g_free (self->remote);
  g_free (self->remote_name);
  ahoy_quality_judge_free (self->judge);

  G_OBJECT_CLASS (ahoy_call_parent_class)->finalize (object);
}

static void
ahoy_call_class_init (AhoyCallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = ahoy_call_dispose;
  object_class->finalize = ahoy_call_finalize;
  object_class->get_property = ahoy_call_get_property;
  object_class->set_property = ahoy_call_set_property;

  /**
   * AhoyCall:begun:
   *
   * When the call came to be, in milliseconds since 1970.
   */
  props[PROP_BEGUN] = g_param_spec_int64 ("begun", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * AhoyCall:custom-parameters:
   *
   * What the other side's program has sent beside the call: names and values, `a(ss)`, the last
   * ones that came. Where the service keeps one list for both sides, it is that list.
   */
  props[PROP_CUSTOM_PARAMETERS] = g_param_spec_variant ("custom-parameters", NULL, NULL,
                                                        G_VARIANT_TYPE ("a(ss)"), NULL, readable);

  /**
   * AhoyCall:direction:
   *
   * Who has begun the call.
   */
  props[PROP_DIRECTION] = g_param_spec_enum ("direction", NULL, NULL, AHOY_TYPE_CALL_DIRECTION,
                                             AHOY_CALL_DIRECTION_OUTGOING, readable);

  /**
   * AhoyCall:end-reason:
   *
   * Why the call is over; [func@Ahoy.CallEndReason.to_sentence] says it in words.
   */
  props[PROP_END_REASON] = g_param_spec_enum ("end-reason", NULL, NULL, AHOY_TYPE_CALL_END_REASON,
                                              AHOY_CALL_END_REASON_NONE, readable);

  /**
   * AhoyCall:error:
   *
   * Why the call is over, where something has gone wrong or the service has said more about it.
   */
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);

  /**
   * AhoyCall:id:
   *
   * What tells this call from all others; nothing that the service knows.
   */
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, readable);

  /**
   * AhoyCall:local-hold:
   *
   * Whether we hold the call.
   */
  props[PROP_LOCAL_HOLD] = g_param_spec_boolean ("local-hold", NULL, NULL, FALSE, readable);

  /**
   * AhoyCall:media:
   *
   * Its sound and picture, for levels, statistics and pictures; %NULL when the call is over. May be
   * replaced during the call.
   */
  props[PROP_MEDIA] = g_param_spec_object ("media", NULL, NULL, AHOY_TYPE_MEDIA, readable);

  /**
   * AhoyCall:muted:
   *
   * Whether silence is sent instead of what the microphone hears.
   */
  props[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE,
                                            readable | G_PARAM_WRITABLE);

  /**
   * AhoyCall:operation:
   *
   * What we have asked of the service and wait for.
   */
  props[PROP_OPERATION] = g_param_spec_enum ("operation", NULL, NULL, AHOY_TYPE_CALL_OPERATION,
                                             AHOY_CALL_OPERATION_NONE, readable);

  /**
   * AhoyCall:quality:
   *
   * How well both sides hear and see each other, judged every second.
   */
  props[PROP_QUALITY] = g_param_spec_enum ("quality", NULL, NULL, AHOY_TYPE_QUALITY,
                                           AHOY_QUALITY_UNKNOWN, readable);

  /**
   * AhoyCall:quality-reason:
   *
   * What disturbs the call the most.
   */
  props[PROP_QUALITY_REASON] = g_param_spec_enum ("quality-reason", NULL, NULL,
                                                  AHOY_TYPE_QUALITY_REASON,
                                                  AHOY_QUALITY_REASON_NONE, readable);

  /**
   * AhoyCall:receiving-video:
   *
   * Whether the other side sends a picture, by agreement of both.
   */
  props[PROP_RECEIVING_VIDEO] = g_param_spec_boolean ("receiving-video", NULL, NULL, FALSE,
                                                      readable);

  /**
   * AhoyCall:reconnecting:
   *
   * Whether the connection of its media is lost and is being sought.
   */
  props[PROP_RECONNECTING] = g_param_spec_boolean ("reconnecting", NULL, NULL, FALSE, readable);

  /**
   * AhoyCall:remote:
   *
   * The address of the other side, as it is shown; %NULL where the service does not tell.
   */
  props[PROP_REMOTE] = g_param_spec_string ("remote", NULL, NULL, NULL, readable);

  /**
   * AhoyCall:remote-hold:
   *
   * Whether the other side holds the call.
   */
  props[PROP_REMOTE_HOLD] = g_param_spec_boolean ("remote-hold", NULL, NULL, FALSE, readable);

  /**
   * AhoyCall:remote-muted:
   *
   * Whether the other side has told that it has muted itself; not every service lets it.
   */
  props[PROP_REMOTE_MUTED] = g_param_spec_boolean ("remote-muted", NULL, NULL, FALSE, readable);

  /**
   * AhoyCall:remote-name:
   *
   * The name of the other side; %NULL while it is not known.
   */
  props[PROP_REMOTE_NAME] = g_param_spec_string ("remote-name", NULL, NULL, NULL, readable);

  /**
   * AhoyCall:sending-video:
   *
   * Whether we send a picture, by agreement of both.
   */
  props[PROP_SENDING_VIDEO] = g_param_spec_boolean ("sending-video", NULL, NULL, FALSE, readable);

  /**
   * AhoyCall:since:
   *
   * When the call was answered, in milliseconds since 1970; 0 if it was not.
   */
  props[PROP_SINCE] = g_param_spec_int64 ("since", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * AhoyCall:state:
   *
   * How far the call is.
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, AHOY_TYPE_CALL_STATE,
                                         AHOY_CALL_STATE_INITIATING, readable);

  /**
   * AhoyCall:video:
   *
   * Whether it is a call with a picture: one is wanted by who has begun it, or was seen at any time.
   */
  props[PROP_VIDEO] = g_param_spec_boolean ("video", NULL, NULL, FALSE, readable);

  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * AhoyCall::changed:
   * @self: the call
   *
   * Something about the call has changed; all properties fit each other.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", AHOY_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);

  /**
   * AhoyCall::dtmf:
   * @self: the call
   * @digit: one of `0`-`9`, `*`, `#`, `A`-`D`
   *
   * The other side has pressed a key.
   */
  signals[SIGNAL_DTMF] = g_signal_new ("dtmf", AHOY_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * AhoyCall::ended:
   * @self: the call
   *
   * The call is over. Emitted once, after [signal@Call::changed].
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", AHOY_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);

  /**
   * AhoyCall::levels:
   * @self: the call
   * @microphone: the loudest moment of what the microphone heard, muted or not, from 0 to 1
   * @speaker: the loudest moment of what the other side sent, from 0 to 1
   *
   * [signal@Ahoy.Media::levels] of whatever media the call has.
   */
  signals[SIGNAL_LEVELS] = g_signal_new ("levels", AHOY_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);

  /**
   * AhoyCall::notice:
   * @self: the call
   * @text: a sentence for the person
   *
   * [signal@Ahoy.Media::notice] of whatever media the call has: another device is used than before.
   */
  signals[SIGNAL_NOTICE] = g_signal_new ("notice", AHOY_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * AhoyCall::problem:
   * @self: the call
   * @error: what has gone wrong; the message is for the person
   *
   * Something has gone wrong that nobody has asked for, and the call goes on: such as a microphone
   * that was unplugged.
   */
  signals[SIGNAL_PROBLEM] = g_signal_new ("problem", AHOY_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * AhoyCall::stats:
   * @self: the call
   * @stats: the reading
   *
   * The numbers of whatever media the call has, about once a second while it is connected.
   * [property@Call:quality] has taken them into account.
   */
  signals[SIGNAL_STATS] = g_signal_new ("stats", AHOY_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1,
                                        AHOY_TYPE_MEDIA_STATS | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
ahoy_call_init (AhoyCall *self)
{
  self->id = g_uuid_string_random ();
  self->judge = ahoy_quality_judge_new ();
  self->remote_sends = AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO;
  self->parameters = g_variant_ref_sink (g_variant_new ("a(ss)", NULL));
}

/**
 * ahoy_call_new:
 * @direction: who has begun it
 * @driver: (transfer none): what knows the service
 * @media: (transfer full): its sound and picture
 * @wanted: what to send, as far as it is known
 * @clock: the time
 *
 * Returns: (transfer full): a call that is still to be started
 */
AhoyCall *
ahoy_call_new (AhoyCallDirection direction, AhoyCallDriver *driver, AhoyMedia *media,
               AhoyMediaFlags wanted, AhoyClock *clock)
{
  AhoyCall *self = g_object_new (AHOY_TYPE_CALL, NULL);

  ahoy_call_status_init (&self->status, direction);
  self->driver = g_object_ref (driver);
  self->clock = g_object_ref (clock);
  self->begun = ahoy_clock_get_now (clock);
  self->wanted = wanted;
  self->video = (wanted & AHOY_MEDIA_VIDEO) != 0;
  ahoy_call_take_media (self, media);

  return self;
}
