/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-client-private.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyClient:
 *
 * What the window shows: at most one session, why there is none, and what is remembered of it. The
 * one place that decides what a login leaves behind and what a log-out forgets.
 */

enum {
  PROP_0,
  PROP_CONNECTED,
  PROP_PENDING,
  PROP_RECONNECTING,
  PROP_CAN_LOGIN,
  PROP_CAN_LOGOUT,
  PROP_CAN_CANCEL,
  PROP_MESSAGE,
  PROP_MESSAGE_IS_ERROR,
  PROP_NOTICE,
  PROP_CAN_UNLOCK,
  PROP_SINCE,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AhoyClient, ahoy_client, G_TYPE_OBJECT)

/* Tells that anything of the state may have changed. */
void
ahoy_client_notify_state (AhoyClient *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_CONNECTED; i <= PROP_MESSAGE_IS_ERROR; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SINCE]);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit_by_name (self, "changed");
}

/* Enters @phase. What the phase before has used to cancel belongs to that one alone. */
void
ahoy_client_set_phase (AhoyClient *self, AhoyPhase phase)
{
  self->phase = phase;
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->limit_id, g_source_remove);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (phase != AHOY_PHASE_IDLE)
    self->cancellable = g_cancellable_new ();
  ahoy_client_notify_state (self);
}

/* Tells the person something about the keyring; %NULL: nothing any more. */
void
ahoy_client_set_notice (AhoyClient *self, const char *notice, gboolean can_unlock)
{
  g_free (self->notice);
  self->notice = g_strdup (notice);
  self->can_unlock = can_unlock;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOTICE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_UNLOCK]);
}

static void
ahoy_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoyClient *self = AHOY_CLIENT (object);

  switch (id) {
  case PROP_CONNECTED:
    g_value_set_boolean (value, ahoy_client_get_connected (self));
    break;
  case PROP_PENDING:
    g_value_set_boolean (value, ahoy_client_get_pending (self));
    break;
  case PROP_RECONNECTING:
    g_value_set_boolean (value, ahoy_client_get_reconnecting (self));
    break;
  case PROP_CAN_LOGIN:
    g_value_set_boolean (value, self->phase == AHOY_PHASE_IDLE);
    break;
  case PROP_CAN_LOGOUT:
    g_value_set_boolean (value, self->phase == AHOY_PHASE_IDLE
                                  ? ahoy_client_has_leftovers (self)
                                  : self->phase != AHOY_PHASE_LOGOUT);
    break;
  case PROP_CAN_CANCEL:
    g_value_set_boolean (value, self->phase == AHOY_PHASE_LOOKUP ||
                                self->phase == AHOY_PHASE_LOGIN ||
                                self->phase == AHOY_PHASE_WAIT);
    break;
  case PROP_MESSAGE:
    g_value_set_string (value, ahoy_client_get_message (self));
    break;
  case PROP_MESSAGE_IS_ERROR:
    g_value_set_boolean (value, self->message_is_error);
    break;
  case PROP_NOTICE:
    g_value_set_string (value, self->notice);
    break;
  case PROP_CAN_UNLOCK:
    g_value_set_boolean (value, self->can_unlock);
    break;
  case PROP_SINCE:
    g_value_set_boxed (value, self->since);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_client_dispose (GObject *object)
{
  AhoyClient *self = AHOY_CLIENT (object);

  ahoy_client_release (self);

  G_OBJECT_CLASS (ahoy_client_parent_class)->dispose (object);
}

static void
ahoy_client_finalize (GObject *object)
{
  AhoyClient *self = AHOY_CLIENT (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->clock);
  g_clear_object (&self->activity);
  g_clear_object (&self->calls);
  g_clear_object (&self->devices);
  g_clear_object (&self->factory);
  g_clear_object (&self->sounds);
  g_clear_object (&self->account);
  g_clear_pointer (&self->since, g_date_time_unref);
  g_free (self->message);
  g_free (self->notice);

  G_OBJECT_CLASS (ahoy_client_parent_class)->finalize (object);
}

static void
install_boolean (guint id, const char *name)
{
  props[id] = g_param_spec_boolean (name, NULL, NULL, FALSE,
                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
ahoy_client_class_init (AhoyClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = ahoy_client_dispose;
  object_class->finalize = ahoy_client_finalize;
  object_class->get_property = ahoy_client_get_property;

  /**
   * AhoyClient:connected:
   *
   * Whether the person is logged in.
   */
  install_boolean (PROP_CONNECTED, "connected");
  /**
   * AhoyClient:pending:
   *
   * Whether the person is being logged in or out.
   */
  install_boolean (PROP_PENDING, "pending");
  /**
   * AhoyClient:reconnecting:
   *
   * Whether a lost connection is being opened again.
   */
  install_boolean (PROP_RECONNECTING, "reconnecting");
  /**
   * AhoyClient:can-login:
   *
   * Whether a login can begin.
   */
  install_boolean (PROP_CAN_LOGIN, "can-login");
  /**
   * AhoyClient:can-logout:
   *
   * Whether there is something to log out from or to cancel, or something left to forget of a person
   * whose session was ended by others or who stays logged in.
   */
  install_boolean (PROP_CAN_LOGOUT, "can-logout");
  /**
   * AhoyClient:can-cancel:
   *
   * Whether a login is pending.
   */
  install_boolean (PROP_CAN_CANCEL, "can-cancel");
  /**
   * AhoyClient:message:
   *
   * A sentence about the state, or why a session has ended or failed.
   */
  props[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  /**
   * AhoyClient:message-is-error:
   *
   * Whether the sentence is about something that went wrong.
   */
  install_boolean (PROP_MESSAGE_IS_ERROR, "message-is-error");
  /**
   * AhoyClient:notice:
   *
   * A sentence about the keyring; %NULL: nothing to say.
   */
  props[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, NULL, flags);
  /**
   * AhoyClient:can-unlock:
   *
   * Whether unlocking the keyring would help against the notice.
   */
  install_boolean (PROP_CAN_UNLOCK, "can-unlock");
  /**
   * AhoyClient:since:
   *
   * The local time of the login; %NULL while not logged in.
   */
  props[PROP_SINCE] = g_param_spec_boxed ("since", NULL, NULL, G_TYPE_DATE_TIME, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * AhoyClient::changed:
   *
   * Any of the properties but those of the notice may have changed: once for all of them.
   */
  g_signal_new ("changed", AHOY_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  /**
   * AhoyClient::failed:
   * @error: why
   *
   * A login has failed.
   */
  g_signal_new ("failed", AHOY_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
  /**
   * AhoyClient::ended:
   * @reason: a sentence
   *
   * The session has ended, and not because the person wanted it.
   */
  g_signal_new ("ended", AHOY_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * AhoyClient::forget:
   *
   * The person has logged out: nothing of them may stay.
   */
  g_signal_new ("forget", AHOY_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
ahoy_client_init (AhoyClient *self)
{
  self->activity = ahoy_activity_log_new ();
  self->calls = ahoy_calls_new (self->activity);
}

/**
 * ahoy_client_new:
 * @settings: what is remembered between runs
 * @clock: where sessions take their time from
 *
 * Returns: (transfer full): a client without a session
 */
AhoyClient *
ahoy_client_new (AhoySettings *settings, AhoyClock *clock)
{
  AhoyClient *self = g_object_new (AHOY_TYPE_CLIENT, NULL);

  self->settings = g_object_ref (settings);
  self->clock = g_object_ref (clock);

  return self;
}

/**
 * ahoy_client_dismiss_notice:
 * @self: the client
 *
 * The person has read the notice.
 */
void
ahoy_client_dismiss_notice (AhoyClient *self)
{
  g_return_if_fail (AHOY_IS_CLIENT (self));

  ahoy_client_set_notice (self, NULL, FALSE);
}

/**
 * ahoy_client_set_message:
 * @self: the client
 * @message: (nullable): a sentence
 * @is_error: whether it is about something that went wrong
 *
 * Says something to the person while nothing happens.
 */
void
ahoy_client_set_message (AhoyClient *self, const char *message, gboolean is_error)
{
  char *copy = g_strdup (message);

  g_return_if_fail (AHOY_IS_CLIENT (self));

  g_free (self->message);
  self->message = copy;
  self->message_is_error = is_error;
  ahoy_client_notify_state (self);
}

/**
 * ahoy_client_get_activity:
 * @self: the client
 *
 * Returns: (transfer none): the events of all sessions of the person
 */
AhoyActivityLog *
ahoy_client_get_activity (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), NULL);

  return self->activity;
}

/**
 * ahoy_client_set_service:
 * @self: the client
 * @service: one of [func@Session.list_services]
 *
 * The person has chosen a service to log in to.
 */
void
ahoy_client_set_service (AhoyClient *self, const char *service)
{
  g_return_if_fail (AHOY_IS_CLIENT (self));

  self->service = g_intern_string (service);
}

/**
 * ahoy_client_get_service:
 * @self: the client
 *
 * Returns: (transfer none): the service of the login, or the one that is chosen for the next
 */
const char *
ahoy_client_get_service (AhoyClient *self)
{
  g_autoptr (AhoyAccount) remembered = NULL;

  g_return_val_if_fail (AHOY_IS_CLIENT (self), NULL);

  if (self->account != NULL && self->phase != AHOY_PHASE_IDLE)
    return g_intern_string (ahoy_account_get_service (self->account));
  if (self->service != NULL)
    return self->service;

  remembered = ahoy_settings_load_account (self->settings);

  return g_intern_string (ahoy_account_get_service (remembered));
}

/**
 * ahoy_client_get_settings:
 * @self: the client
 *
 * Returns: (transfer none): what is remembered between runs
 */
AhoySettings *
ahoy_client_get_settings (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), NULL);

  return self->settings;
}

/**
 * ahoy_client_get_account:
 * @self: the client
 *
 * Returns: (transfer none) (nullable): the account of the session, or of the last one until the
 *   person has logged out
 */
AhoyAccount *
ahoy_client_get_account (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), NULL);

  return self->account;
}

/**
 * ahoy_client_get_connected:
 * @self: the client
 *
 * Returns: the value of [property@Client:connected]
 */
gboolean
ahoy_client_get_connected (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), FALSE);

  return self->session != NULL && ahoy_session_get_connected (self->session);
}

/**
 * ahoy_client_get_pending:
 * @self: the client
 *
 * Returns: the value of [property@Client:pending]
 */
gboolean
ahoy_client_get_pending (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), FALSE);

  return self->phase != AHOY_PHASE_IDLE && self->phase != AHOY_PHASE_ON;
}

/**
 * ahoy_client_get_reconnecting:
 * @self: the client
 *
 * Returns: the value of [property@Client:reconnecting]
 */
gboolean
ahoy_client_get_reconnecting (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), FALSE);

  return self->session != NULL && ahoy_session_get_reconnecting (self->session);
}

/**
 * ahoy_client_get_since:
 * @self: the client
 *
 * Returns: (transfer none) (nullable): the value of [property@Client:since]
 */
GDateTime *
ahoy_client_get_since (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), NULL);

  return self->since;
}

/**
 * ahoy_client_get_message:
 * @self: the client
 *
 * Returns: the value of [property@Client:message]
 */
const char *
ahoy_client_get_message (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), NULL);

  switch (self->phase) {
  case AHOY_PHASE_LOOKUP:
  case AHOY_PHASE_LOGIN:
    return _("Logging in…");
  case AHOY_PHASE_LOGOUT:
    return _("Logging out…");
  case AHOY_PHASE_ON:
    return ahoy_client_get_reconnecting (self) ? _("Connection lost. Reconnecting…")
                                               : self->message;
  case AHOY_PHASE_WAIT:
    return self->message;
  case AHOY_PHASE_IDLE:
  default:
    return self->message != NULL ? self->message : _("Not logged in.");
  }
}

/**
 * ahoy_client_dup_granted:
 * @self: the client
 *
 * Returns: (transfer full) (nullable): the services that the server has granted
 */
char **
ahoy_client_dup_granted (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), NULL);

  return self->session != NULL ? ahoy_session_dup_granted_services (self->session) : NULL;
}

/**
 * ahoy_client_get_practice:
 * @self: the client
 *
 * Returns: whether somebody is logged in for practice
 */
gboolean
ahoy_client_get_practice (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), FALSE);

  return self->session != NULL && self->remember == AHOY_REMEMBER_NOTHING;
}
