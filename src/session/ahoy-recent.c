/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-recent-private.h"

#include "ahoy-call-private.h"
#include "ahoy-enum-types.h"

/**
 * AhoyRecent:
 *
 * A past call. What this session knows of it itself counts more than what the service remembers.
 */
G_DEFINE_FINAL_TYPE (AhoyRecent, ahoy_recent, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_BEGUN,
  PROP_DIRECTION,
  PROP_DURATION,
  PROP_END_REASON,
  PROP_ERROR,
  PROP_MISSED,
  PROP_REMOTE,
  PROP_REMOTE_NAME,
  PROP_SEEN,
  PROP_VIDEO,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* Nobody has answered here or elsewhere, and nobody here did not want to. */
static gboolean
is_missed (AhoyCall *call)
{
  if (ahoy_call_get_direction (call) == AHOY_CALL_DIRECTION_OUTGOING
      || ahoy_call_get_since (call) != 0)
    return FALSE;

  switch ((int) ahoy_call_get_end_reason (call)) {
  case AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE:
  case AHOY_CALL_END_REASON_CANCELLED:
  case AHOY_CALL_END_REASON_FORWARDED:
  case AHOY_CALL_END_REASON_HUNG_UP:
  case AHOY_CALL_END_REASON_IGNORED:
  case AHOY_CALL_END_REASON_REJECTED:
    return FALSE;
  default:
    return TRUE;
  }
}

static void
set_missed (AhoyRecent *self, gboolean missed)
{
  if (self->missed == missed)
    return;

  self->missed = missed;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MISSED]);
}

static void
set_end_reason (AhoyRecent *self, AhoyCallEndReason reason)
{
  if (self->end_reason == reason)
    return;

  self->end_reason = reason;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_END_REASON]);
}

static void
set_duration (AhoyRecent *self, gint64 duration)
{
  if (self->duration == duration)
    return;

  self->duration = duration;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DURATION]);
}

static void
set_remote_name (AhoyRecent *self, const char *name)
{
  if (g_strcmp0 (self->remote_name, name) == 0)
    return;

  g_free (self->remote_name);
  self->remote_name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMOTE_NAME]);
}

/**
 * ahoy_recent_merge:
 * @self: an entry
 * @served: what the service says of the same call, now or for the first time
 *
 * Takes over what is known better by the service: its name for the entry, the name of the other
 * side where there was none, and what another device has done with a call that nobody has answered
 * here.
 */
void
ahoy_recent_merge (AhoyRecent *self, AhoyRecent *served)
{
  g_object_freeze_notify (G_OBJECT (self));
  g_free (self->record);
  g_free (self->identity);
  self->record = g_strdup (served->record);
  self->identity = g_strdup (served->identity);
  self->served_begun = served->served_begun;
  if (served->remote_name != NULL && (!self->own || self->remote_name == NULL))
    set_remote_name (self, served->remote_name);
  if (!self->own) {
    set_missed (self, served->missed);
    set_duration (self, served->duration);
    set_end_reason (self, served->end_reason);
  } else if (self->missed && !served->missed) {
    set_missed (self, FALSE);
    set_duration (self, served->duration);
    set_end_reason (self, served->duration > 0 ? AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE
                                               : AHOY_CALL_END_REASON_NONE);
  }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * ahoy_recent_set_seen:
 * @self: an entry
 * @seen: the new value of [property@Recent:seen]
 */
void
ahoy_recent_set_seen (AhoyRecent *self, gboolean seen)
{
  if (self->seen == seen)
    return;

  self->seen = seen;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEEN]);
}

/**
 * ahoy_recent_get_latest:
 * @self: an entry
 *
 * Returns: when the call began, by the clock of this computer or the service's, whichever is later;
 *   in milliseconds since 1970
 */
gint64
ahoy_recent_get_latest (AhoyRecent *self)
{
  return MAX (self->begun, self->served_begun);
}

/**
 * ahoy_recent_get_remote:
 * @self: an entry
 *
 * Returns: (nullable) (transfer none): the value of [property@Recent:remote]
 */
const char *
ahoy_recent_get_remote (AhoyRecent *self)
{
  g_return_val_if_fail (AHOY_IS_RECENT (self), NULL);

  return self->remote;
}

/**
 * ahoy_recent_get_remote_name:
 * @self: an entry
 *
 * Returns: (nullable) (transfer none): the value of [property@Recent:remote-name]
 */
const char *
ahoy_recent_get_remote_name (AhoyRecent *self)
{
  g_return_val_if_fail (AHOY_IS_RECENT (self), NULL);

  return self->remote_name;
}

/**
 * ahoy_recent_get_direction:
 * @self: an entry
 *
 * Returns: the value of [property@Recent:direction]
 */
AhoyCallDirection
ahoy_recent_get_direction (AhoyRecent *self)
{
  g_return_val_if_fail (AHOY_IS_RECENT (self), AHOY_CALL_DIRECTION_OUTGOING);

  return self->direction;
}

/**
 * ahoy_recent_get_missed:
 * @self: an entry
 *
 * Returns: the value of [property@Recent:missed]
 */
gboolean
ahoy_recent_get_missed (AhoyRecent *self)
{
  g_return_val_if_fail (AHOY_IS_RECENT (self), FALSE);

  return self->missed;
}

/**
 * ahoy_recent_get_seen:
 * @self: an entry
 *
 * Returns: the value of [property@Recent:seen]
 */
gboolean
ahoy_recent_get_seen (AhoyRecent *self)
{
  g_return_val_if_fail (AHOY_IS_RECENT (self), FALSE);

  return self->seen;
}

/**
 * ahoy_recent_get_video:
 * @self: an entry
 *
 * Returns: the value of [property@Recent:video]
 */
gboolean
ahoy_recent_get_video (AhoyRecent *self)
{
  g_return_val_if_fail (AHOY_IS_RECENT (self), FALSE);

  return self->video;
}

/**
 * ahoy_recent_get_begun:
 * @self: an entry
 *
 * Returns: the value of [property@Recent:begun]
 */
gint64
ahoy_recent_get_begun (AhoyRecent *self)
{
  g_return_val_if_fail (AHOY_IS_RECENT (self), 0);

  return self->begun;
}

/**
 * ahoy_recent_get_duration:
 * @self: an entry
 *
 * Returns: the value of [property@Recent:duration]
 */
gint64
ahoy_recent_get_duration (AhoyRecent *self)
{
  g_return_val_if_fail (AHOY_IS_RECENT (self), 0);

  return self->duration;
}

/**
 * ahoy_recent_get_end_reason:
 * @self: an entry
 *
 * Returns: the value of [property@Recent:end-reason]
 */
AhoyCallEndReason
ahoy_recent_get_end_reason (AhoyRecent *self)
{
  g_return_val_if_fail (AHOY_IS_RECENT (self), AHOY_CALL_END_REASON_NONE);

  return self->end_reason;
}

/**
 * ahoy_recent_get_error:
 * @self: an entry
 *
 * Returns: (nullable) (transfer none): the value of [property@Recent:error]
 */
const char *
ahoy_recent_get_error (AhoyRecent *self)
{
  g_return_val_if_fail (AHOY_IS_RECENT (self), NULL);

  return self->error;
}

static void
ahoy_recent_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoyRecent *self = AHOY_RECENT (object);

  switch (id) {
  case PROP_BEGUN:
    g_value_set_int64 (value, self->begun);
    break;
  case PROP_DIRECTION:
    g_value_set_enum (value, self->direction);
    break;
  case PROP_DURATION:
    g_value_set_int64 (value, self->duration);
    break;
  case PROP_END_REASON:
    g_value_set_enum (value, self->end_reason);
    break;
  case PROP_ERROR:
    g_value_set_string (value, self->error);
    break;
  case PROP_MISSED:
    g_value_set_boolean (value, self->missed);
    break;
  case PROP_REMOTE:
    g_value_set_string (value, self->remote);
    break;
  case PROP_REMOTE_NAME:
    g_value_set_string (value, self->remote_name);
    break;
  case PROP_SEEN:
    g_value_set_boolean (value, self->seen);
    break;
  case PROP_VIDEO:
    g_value_set_boolean (value, self->video);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_recent_finalize (GObject *object)
{
  AhoyRecent *self = AHOY_RECENT (object);

  g_free (self->remote);
  g_free (self->remote_name);
  g_free (self->error);
  g_free (self->record);
  g_free (self->identity);

  G_OBJECT_CLASS (ahoy_recent_parent_class)->finalize (object);
}

static void
ahoy_recent_class_init (AhoyRecentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = ahoy_recent_finalize;
  object_class->get_property = ahoy_recent_get_property;

  /**
   * AhoyRecent:begun:
   *
   * When the call came to be, in milliseconds since 1970.
   */
  props[PROP_BEGUN] = g_param_spec_int64 ("begun", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * AhoyRecent:direction:
   *
   * Who has begun the call.
   */
  props[PROP_DIRECTION] = g_param_spec_enum ("direction", NULL, NULL, AHOY_TYPE_CALL_DIRECTION,
                                             AHOY_CALL_DIRECTION_OUTGOING, flags);

  /**
   * AhoyRecent:duration:
   *
   * For how long the call was answered, in milliseconds; 0: it never was.
   */
  props[PROP_DURATION] = g_param_spec_int64 ("duration", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * AhoyRecent:end-reason:
   *
   * Why the call is over; %AHOY_CALL_END_REASON_NONE where that is not known, as the service does
   * not remember it.
   */
  props[PROP_END_REASON] = g_param_spec_enum ("end-reason", NULL, NULL, AHOY_TYPE_CALL_END_REASON,
                                              AHOY_CALL_END_REASON_NONE, flags);

  /**
   * AhoyRecent:error:
   *
   * What had gone wrong, in words; %NULL if nothing.
   */
  props[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);

  /**
   * AhoyRecent:missed:
   *
   * Whether nobody has answered the call, here or elsewhere, without anybody here having declined
   * or ignored it.
   */
  props[PROP_MISSED] = g_param_spec_boolean ("missed", NULL, NULL, FALSE, flags);

  /**
   * AhoyRecent:remote:
   *
   * The address of the other side, as it can be called back; %NULL where the service did not tell.
   */
  props[PROP_REMOTE] = g_param_spec_string ("remote", NULL, NULL, NULL, flags);

  /**
   * AhoyRecent:remote-name:
   *
   * The name of the other side; %NULL where it is not known.
   */
  props[PROP_REMOTE_NAME] = g_param_spec_string ("remote-name", NULL, NULL, NULL, flags);

  /**
   * AhoyRecent:seen:
   *
   * Whether the person has seen that the call was missed; always set for those that were not.
   */
  props[PROP_SEEN] = g_param_spec_boolean ("seen", NULL, NULL, FALSE, flags);

  /**
   * AhoyRecent:video:
   *
   * Whether it was a call with a picture, as far as is known.
   */
  props[PROP_VIDEO] = g_param_spec_boolean ("video", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ahoy_recent_init (AhoyRecent *self)
{
}

/**
 * ahoy_recent_new_own:
 * @call: a call that is over
 *
 * Returns: (transfer full): what is to be remembered of it
 */
AhoyRecent *
ahoy_recent_new_own (AhoyCall *call)
{
  AhoyRecent *self = g_object_new (AHOY_TYPE_RECENT, NULL);
  const GError *error = ahoy_call_get_error (call);

  self->own = TRUE;
  self->remote = g_strdup (ahoy_call_get_remote (call));
  self->remote_name = g_strdup (ahoy_call_get_remote_name (call));
  self->direction = ahoy_call_get_direction (call);
  self->missed = is_missed (call);
  self->video = ahoy_call_get_video (call);
  self->begun = ahoy_call_get_begun (call);
  self->duration = ahoy_call_get_duration (call);
  self->end_reason = ahoy_call_get_end_reason (call);
  self->error = error != NULL ? g_strdup (error->message) : NULL;

  return self;
}

/**
 * ahoy_recent_new_served:
 * @record: (nullable): the service's name of the entry, to delete it by
 * @remote: the other side's address
 * @remote_name: (nullable): its name
 * @direction: who has begun the call
 * @missed: whether nobody has answered it
 * @begun: when, in milliseconds since 1970
 * @duration: for how long it was answered, in milliseconds
 *
 * Returns: (transfer full): what the service remembers of a call
 */
AhoyRecent *
ahoy_recent_new_served (const char *record, const char *remote, const char *remote_name,
                        AhoyCallDirection direction, gboolean missed, gint64 begun,
                        gint64 duration)
{
  AhoyRecent *self = g_object_new (AHOY_TYPE_RECENT, NULL);

  self->record = g_strdup (record);
  self->identity = record != NULL ? g_strdup (record)
                   : g_strdup_printf ("%d %" G_GINT64_FORMAT " %s", direction, begun, remote);
  self->remote = g_strdup (remote);
  self->remote_name = g_strdup (remote_name);
  self->direction = direction;
  self->missed = missed;
  self->begun = begun;
  self->served_begun = begun;
  self->duration = duration;
  self->end_reason = missed ? AHOY_CALL_END_REASON_MISSED : AHOY_CALL_END_REASON_NONE;

  return self;
}
