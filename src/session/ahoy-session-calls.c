/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-session-private.h"

#include <glib/gi18n-lib.h>

/* The calls of a session. People speak in one at a time: the others are on hold. */

typedef struct {
  AhoySession *session; /* not owned: it ends its calls before it goes */
  gboolean     offered; /* the person knows of it, or has begun it */
} Watch;

/* The calls that are to be on hold before another one is spoken in. */
typedef struct {
  guint   n_left;
  GError *error; /* the first, or NULL */
} Others;

typedef struct {
  AhoyCall *call;
  GTask    *task;       /* has the others */
  gulong    changed_id;
} Holding;

static void hold_when_idle (Holding *holding);

static void
others_free (Others *others)
{
  g_clear_error (&others->error);
  g_free (others);
}

static void
finish_holding (Holding *holding, GError *error)
{
  g_autoptr (GTask) task = holding->task;
  Others *others = g_task_get_task_data (task);

  if (others->error == NULL)
    others->error = error;
  else
    g_clear_error (&error);
  g_object_unref (holding->call);
  g_free (holding);

  if (--others->n_left == 0)
    ahoy_waiter_tell (g_object_ref (task), g_steal_pointer (&others->error));
}

static void
hold_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Holding *holding = data;
  GError *error = NULL;

  ahoy_call_hold_finish (AHOY_CALL (source), result, &error);
  if (error != NULL && ahoy_call_get_over (holding->call))
    g_clear_error (&error); /* so much the better */
  finish_holding (holding, error);
}

/* Whether a call on hold will be spoken in again by itself, after a transfer that has failed. */
static gboolean
comes_back (AhoyCall *call)
{
  return ahoy_call_get_local_hold (call) && !ahoy_call_stay_on_hold (call);
}

static gboolean
is_quiet (AhoyCall *call)
{
  return ahoy_call_get_over (call)
         || (ahoy_call_get_local_hold (call) && !comes_back (call));
}

static void
on_busy_call_changed (AhoyCall *call, Holding *holding)
{
  if (ahoy_call_get_operation (call) != AHOY_CALL_OPERATION_NONE && !is_quiet (call))
    return;

  g_signal_handler_disconnect (call, holding->changed_id);
  hold_when_idle (holding);
}

static void
hold_when_idle (Holding *holding)
{
  AhoyCall *call = holding->call;

  if (is_quiet (call))
    finish_holding (holding, NULL);
  else if (ahoy_call_get_operation (call) == AHOY_CALL_OPERATION_NONE)
    ahoy_call_hold_async (call, NULL, hold_cb, holding);
  else
    holding->changed_id = g_signal_connect (call, "changed", G_CALLBACK (on_busy_call_changed),
                                            holding);
}

static gboolean
may_be_heard (AhoyCall *call)
{
  AhoyCallOperation operation = ahoy_call_get_operation (call);

  if (operation == AHOY_CALL_OPERATION_ANSWER || operation == AHOY_CALL_OPERATION_UNHOLD)
    return TRUE;

  return ahoy_call_state_is_answered (ahoy_call_get_state (call))
         && !ahoy_call_get_local_hold (call);
}

/* Puts all other calls on hold. */
static void
hold_others (AhoySession *self, AhoyCall *call, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (call, NULL, callback, user_data);
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func (g_object_unref);
  Others *others = g_new0 (Others, 1);

  g_task_set_source_tag (task, hold_others);
  g_task_set_task_data (task, others, (GDestroyNotify) others_free);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->calls)); i++) {
    g_autoptr (AhoyCall) other = g_list_model_get_item (G_LIST_MODEL (self->calls), i);

    if (other != call && (may_be_heard (other) || comes_back (other)))
      g_ptr_array_add (calls, g_steal_pointer (&other));
  }
  if (calls->len == 0) {
    g_task_return_boolean (task, TRUE);
    return;
  }

  others->n_left = calls->len;
  for (guint i = 0; i < calls->len; i++) {
    Holding *holding = g_new0 (Holding, 1);

    holding->call = g_object_ref (g_ptr_array_index (calls, i));
    holding->task = g_object_ref (task);
    hold_when_idle (holding);
  }
}

static void
gate (AhoyCall *call, GAsyncReadyCallback callback, gpointer user_data, gpointer data)
{
  hold_others (data, call, callback, user_data);
}

static AhoyCall *
make_joined (AhoyCall *first, AhoyCall *second, gpointer data, GError **error)
{
  AhoySession *self = data;

  if (!ahoy_session_check_connected (self, error))
    return NULL;

  return AHOY_SERVICE_GET_IFACE (self->service)->join (self->service, first, second, error);
}

static void show_joined (AhoyCall *joined, gpointer data);

static const AhoyCallJoiner joiner = { .make = make_joined, .show = show_joined };

static void
hold_others_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySession) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *described = NULL;
  g_autofree char *line = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    return;

  described = ahoy_error_describe (error);
  line = g_strdup_printf (_("The other call could not be put on hold: %s"), described);
  ahoy_session_emit_event (self, AHOY_EVENT_KIND_WARNING, line);
}

/* Who is called has answered, or will: nobody else shall hear it. */
static void
on_call_notify_since (AhoyCall *call, GParamSpec *pspec, Watch *watch)
{
  if (ahoy_call_get_direction (call) == AHOY_CALL_DIRECTION_OUTGOING)
    hold_others (watch->session, call, hold_others_cb, g_object_ref (watch->session));
}

static void
on_call_changed (AhoyCall *call, Watch *watch)
{
  if (watch->offered || !ahoy_call_can (call, AHOY_CALL_EVENT_ANSWER))
    return;

  watch->offered = TRUE;
  ahoy_session_emit_incoming_call (watch->session, call);
}

static void
on_call_ended (AhoyCall *call, Watch *watch)
{
  g_autoptr (AhoySession) self = g_object_ref (watch->session);
  const GError *error = ahoy_call_get_error (call);
  gboolean unseen = !watch->offered && error != NULL;
  guint position;

  g_signal_handlers_disconnect_by_data (call, watch);
  g_free (watch);
  ahoy_call_set_gate (call, NULL, NULL);
  ahoy_call_set_joiner (call, NULL, NULL);
  ahoy_recents_add (self->recents, call);
  if (unseen) {
    g_autofree char *described = ahoy_error_describe (error);
    g_autofree char *line = NULL;

    if (ahoy_call_get_remote (call) != NULL)
      line = g_strdup_printf (_("A call from %s could not be taken: %s"),
                              ahoy_call_get_remote (call), described);
    else
      line = g_strdup_printf (_("A call could not be taken: %s"), described);
    ahoy_session_emit_event (self, AHOY_EVENT_KIND_WARNING, line);
  }
  if (g_list_store_find (self->calls, call, &position))
    g_list_store_remove (self->calls, position);
}

static void
add_call (AhoySession *self, AhoyCall *call, gboolean offered)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->session = self;
  watch->offered = offered;
  ahoy_call_set_gate (call, gate, self);
  ahoy_call_set_joiner (call, &joiner, self);
  g_signal_connect (call, "changed", G_CALLBACK (on_call_changed), watch);
  g_signal_connect (call, "ended", G_CALLBACK (on_call_ended), watch);
  g_signal_connect (call, "notify::since", G_CALLBACK (on_call_notify_since), watch);
  g_list_store_append (self->calls, call);
}

/* It goes on in place of two calls. */
static void
show_joined (AhoyCall *joined, gpointer data)
{
  AhoySession *self = data;

  add_call (self, joined, TRUE);
  if (ahoy_call_get_since (joined) != 0)
    hold_others (self, joined, hold_others_cb, g_object_ref (self));
}

static void
on_service_incoming_call (AhoyService *service, AhoyCall *call, AhoySession *self)
{
  add_call (self, call, FALSE);
}

/* Takes part in the calls of the service of a login that begins. */
void
ahoy_session_watch_calls (AhoySession *self)
{
  AhoyServiceInterface *iface = AHOY_SERVICE_GET_IFACE (self->service);

  if (self->factory == NULL || iface->set_media_factory == NULL)
    return;

  iface->set_media_factory (self->service, self->factory);
  g_signal_connect (self->service, "incoming-call", G_CALLBACK (on_service_incoming_call), self);
}

/* Ends all calls. reason: why the session has ended, or NULL if somebody wanted it to. */
void
ahoy_session_end_calls (AhoySession *self, const GError *reason)
{
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->calls)); i++)
    g_ptr_array_add (calls, g_list_model_get_item (G_LIST_MODEL (self->calls), i));
  for (guint i = 0; i < calls->len; i++)
    ahoy_call_apply (g_ptr_array_index (calls, i), AHOY_CALL_EVENT_SESSION_ENDED,
                     AHOY_CALL_END_REASON_NONE, reason);
}

/**
 * ahoy_session_get_calls:
 * @self: a session
 *
 * Returns: (transfer none): the value of [property@Session:calls]
 */
GListModel *
ahoy_session_get_calls (AhoySession *self)
{
  g_return_val_if_fail (AHOY_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->calls);
}

/**
 * ahoy_session_get_recents:
 * @self: a session
 *
 * Returns: (transfer none): the value of [property@Session:recents]
 */
AhoyRecents *
ahoy_session_get_recents (AhoySession *self)
{
  g_return_val_if_fail (AHOY_IS_SESSION (self), NULL);

  return self->recents;
}

/**
 * ahoy_session_has_calls:
 * @self: a connected session
 * @error: return location for an error
 *
 * Tells whether there can be calls. Fails with `G_IO_ERROR_NOT_SUPPORTED` if the service has none,
 * `G_IO_ERROR_NOT_CONNECTED`, and `AHOY_SESSION_ERROR_DESTROYED`.
 *
 * Returns: whether the service has calls
 */
gboolean
ahoy_session_has_calls (AhoySession *self, GError **error)
{
  g_return_val_if_fail (AHOY_IS_SESSION (self), FALSE);

  if (!ahoy_session_check_connected (self, error))
    return FALSE;
  if (AHOY_SERVICE_GET_IFACE (self->service)->call != NULL)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _("Ahoy cannot make calls on this service"));
  return FALSE;
}

/**
 * ahoy_session_call:
 * @self: a connected session
 * @address: whom to call, as a person writes it
 * @media: what to send: sound, or sound and a picture
 * @parameters: (nullable) (transfer floating): names and values for the other side's program,
 *   `a(ss)`
 * @error: return location for an error
 *
 * Calls somebody. The call is there at once; what becomes of it, it tells itself. Other calls are
 * put on hold.
 *
 * Fails with `AHOY_CALL_ERROR_INVALID_ADDRESS`, `AHOY_CALL_ERROR_BUSY` if there are too many calls,
 * `G_IO_ERROR_INVALID_ARGUMENT` if a parameter cannot be sent, `AHOY_MEDIA_ERROR_UNAVAILABLE` if
 * the session was made without [property@Session:media-factory], `G_IO_ERROR_NOT_SUPPORTED` if the
 * service has no calls, `G_IO_ERROR_NOT_CONNECTED`, and `AHOY_SESSION_ERROR_DESTROYED`.
 *
 * Returns: (transfer full) (nullable): the call
 */
AhoyCall *
ahoy_session_call (AhoySession *self, const char *address, AhoyMediaFlags media,
                   GVariant *parameters, GError **error)
{
  g_autoptr (GVariant) owned = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;
  AhoyServiceInterface *iface;
  AhoyCall *call;

  g_return_val_if_fail (AHOY_IS_SESSION (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (parameters == NULL
                        || g_variant_is_of_type (parameters, G_VARIANT_TYPE ("a(ss)")), NULL);

  if (!ahoy_session_has_calls (self, error))
    return NULL;

  iface = AHOY_SERVICE_GET_IFACE (self->service);
  call = iface->call (self->service, address, AHOY_MEDIA_AUDIO | (media & AHOY_MEDIA_VIDEO), owned,
                      error);
  if (call == NULL)
    return NULL;

  add_call (self, call, TRUE);
  hold_others (self, call, hold_others_cb, g_object_ref (self));
  ahoy_call_start (call);

  return call;
}

/**
 * ahoy_session_prepare_call:
 * @self: a session
 * @media: what the call will probably send
 *
 * Somebody will probably call: begins with what takes its time, for the next [method@Session.call].
 * May be called again and again, such as for each letter of an address; what is not used for a
 * minute is let go, as it is at the log-out and when the network changes. Opens no device. Does
 * nothing while the session is not connected.
 */
void
ahoy_session_prepare_call (AhoySession *self, AhoyMediaFlags media)
{
  AhoyServiceInterface *iface;

  g_return_if_fail (AHOY_IS_SESSION (self));

  if (!ahoy_session_check_connected (self, NULL) || self->logout != NULL)
    return;

  iface = AHOY_SERVICE_GET_IFACE (self->service);
  if (iface->prepare_call != NULL)
    iface->prepare_call (self->service, AHOY_MEDIA_AUDIO | (media & AHOY_MEDIA_VIDEO));
}

static AhoyCall *
find_held (AhoySession *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->calls)); i++) {
    g_autoptr (AhoyCall) call = g_list_model_get_item (G_LIST_MODEL (self->calls), i);

    if (ahoy_call_get_local_hold (call))
      return call; /* the list holds it */
  }

  return NULL;
}

static void
swap_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;

  ahoy_call_unhold_finish (AHOY_CALL (source), result, &error);
  ahoy_waiter_tell (task, error);
}

/**
 * ahoy_session_swap_async:
 * @self: a session with calls
 * @cancellable: (nullable): gives the waiting up; the calls are swapped nevertheless
 * @callback: (scope async): called when the other call is spoken in, or is not
 * @user_data: data for @callback
 *
 * Puts the call that is spoken in on hold and takes another one back, that which has been there the
 * longest. To switch to a certain call, use [method@Call.unhold_async], which does the same.
 *
 * Fails with `AHOY_CALL_ERROR_WRONG_STATE` if we hold no call, and as [method@Call.hold_async]
 * does, for either of the two calls.
 */
void
ahoy_session_swap_async (AhoySession *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  AhoyCall *held;
  GTask *task;

  g_return_if_fail (AHOY_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_session_swap_async);
  held = find_held (self);
  if (held == NULL)
    ahoy_waiter_tell (task, ahoy_call_error_new (AHOY_CALL_ERROR_WRONG_STATE, NULL,
                                                 _("There is no call on hold to switch to")));
  else
    ahoy_call_unhold_async (held, cancellable, swap_cb, task);
}

/**
 * ahoy_session_swap_finish:
 * @self: a session
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether another call is spoken in
 */
gboolean
ahoy_session_swap_finish (AhoySession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
