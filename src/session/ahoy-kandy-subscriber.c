/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-subscriber.h"

#include "ahoy-error.h"
#include "ahoy-kandy-auth.h"
#include "ahoy-kandy-requests.h"
#include "ahoy-log.h"

#include <glib/gi18n-lib.h>

#define REQUEST_DEADLINE 30000 /* ms */
#define LEAVE_DEADLINE   5000

typedef enum {
  STATE_NEW,
  STATE_SUBSCRIBING,
  STATE_SUBSCRIBED,
  STATE_OVER,
} State;

/* One subscription by REST, from the first request to the last (section 3 of the protocol page).
 * What was granted after nobody wants it any more is given back. */
struct _AhoyKandySubscriber {
  GObject                parent_instance;

  AhoyAccount           *account;
  AhoyClock             *clock;
  AhoyKandyRequests     *requests;
  State                  state;
  AhoyKandySubscription *subscription;
  char                 **services;          /* asked for */

  GTask                 *task;              /* of subscribe_async */
  gboolean               posting;           /* a POST has no answer yet */
  guint                  n_tries;
  guint                  retry_id;

  guint                  refresh_id;
  gint64                 refresh_due;       /* ms since 1970 */
  guint                  n_refresh_failures;
  gboolean               putting;           /* a PUT has no answer yet */
  char                 **wanted;            /* the services of a change; NULL while there is none */
  GTask                 *change;            /* who waits for it, or NULL */
  GSource               *change_cancelled;

  guint                  n_deleting;        /* DELETEs without an answer yet */
  GSList                *leaving;           /* of GTask: who waits for them */
  guint                  leave_id;          /* bounds the wait */
};

G_DEFINE_FINAL_TYPE (AhoyKandySubscriber, ahoy_kandy_subscriber, G_TYPE_OBJECT)

enum { SIGNAL_RENEWED, SIGNAL_RENEWAL_FAILED, SIGNAL_GONE, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char * const usual_services[] = { "call", "IM", "Presence", NULL };

static void post (AhoyKandySubscriber *self);
static void arm_refresh (AhoyKandySubscriber *self);
static void begin_change (AhoyKandySubscriber *self);

static GTask *
take_change (AhoyKandySubscriber *self)
{
  if (self->change_cancelled != NULL)
    g_source_destroy (self->change_cancelled);
  g_clear_pointer (&self->change_cancelled, g_source_unref);

  return g_steal_pointer (&self->change);
}

static void
take_subscription (AhoyKandySubscriber *self, AhoyKandySubscription *subscription)
{
  AhoyKandySubscription *old = self->subscription;

  if (subscription != NULL) {
    ahoy_log_hide (subscription->channel);
    if (subscription->turn_password != NULL)
      ahoy_log_hide (subscription->turn_password);
  }
  self->subscription = subscription;
  if (old == NULL)
    return;

  ahoy_log_unhide (old->channel);
  if (old->turn_password != NULL)
    ahoy_log_unhide (old->turn_password);
  ahoy_kandy_subscription_free (old);
}

/**
 * ahoy_kandy_subscriber_forget:
 * @self: the subscriber
 *
 * Lets everything go without telling the service: it has ended the subscription itself. Nothing
 * happens any more; a subscription that is being asked for fails with `G_IO_ERROR_CANCELLED`.
 */
void
ahoy_kandy_subscriber_forget (AhoyKandySubscriber *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  g_autoptr (GTask) change = take_change (self);

  self->state = STATE_OVER;
  ahoy_clock_clear (self->clock, &self->retry_id);
  ahoy_clock_clear (self->clock, &self->refresh_id);
  take_subscription (self, NULL);
  if (task != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s",
                             _("Login was cancelled"));
  if (change != NULL)
    g_task_return_new_error (change, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s",
                             _("The session has ended"));
}

static void
finish_leaving (AhoyKandySubscriber *self)
{
  GSList *leaving = g_steal_pointer (&self->leaving);

  ahoy_clock_clear (self->clock, &self->leave_id);
  for (GSList *l = leaving; l != NULL; l = l->next)
    g_task_return_boolean (l->data, TRUE);
  g_slist_free_full (leaving, g_object_unref);
}

static void
check_left (AhoyKandySubscriber *self)
{
  if (self->state == STATE_OVER && !self->posting && self->n_deleting == 0)
    finish_leaving (self);
}

static void
on_leave_limit (gpointer data)
{
  AhoyKandySubscriber *self = data;

  self->leave_id = 0;
  finish_leaving (self);
}

static void
delete_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandySubscriber) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyRestAnswer) answer = NULL;
  AhoyKandyAnswer kandy_answer;

  /* Whatever the answer is: there is nothing more that we could do (section 3.5). */
  answer = ahoy_kandy_requests_send_finish (AHOY_KANDY_REQUESTS (source), result, &kandy_answer,
                                            &error);
  if (error != NULL)
    g_debug ("Logging out was not confirmed: %s", error->message);
  self->n_deleting--;
  check_left (self);
}

static void
delete (AhoyKandySubscriber *self, const char *path)
{
  self->n_deleting++;
  ahoy_kandy_requests_send_async (self->requests, "DELETE", path, NULL, LEAVE_DEADLINE, delete_cb,
                                  g_object_ref (self));
}

/**
 * ahoy_kandy_subscriber_leave_async:
 * @self: the subscriber
 * @callback: (scope async): called when nothing of the subscription is left
 * @user_data: data for @callback
 *
 * Gives the subscription back, and also one that is only being asked for. Ends with success when
 * the service has answered, whatever it has, or after 5 seconds. The work goes on without the
 * caller.
 */
void
ahoy_kandy_subscriber_leave_async (AhoyKandySubscriber *self, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, ahoy_kandy_subscriber_leave_async);
  self->leaving = g_slist_append (self->leaving, task); /* told in this order */
  if (self->subscription != NULL)
    delete (self, self->subscription->path);
  ahoy_kandy_subscriber_forget (self);
  if (self->leave_id == 0)
    self->leave_id = ahoy_clock_add (self->clock, LEAVE_DEADLINE, on_leave_limit, self);
  check_left (self);
}

/**
 * ahoy_kandy_subscriber_leave_finish:
 * @self: the subscriber
 * @result: the result
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
ahoy_kandy_subscriber_leave_finish (AhoyKandySubscriber *self, GAsyncResult *result,
                                    GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static GError *
make_refusal (const AhoyKandyAnswer *answer)
{
  return ahoy_kandy_requests_make_error (answer, ahoy_kandy_answer_to_error);
}

static void
fail (AhoyKandySubscriber *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  ahoy_kandy_subscriber_forget (self);
  g_task_return_error (task, error);
}

static void
on_retry (gpointer data)
{
  AhoyKandySubscriber *self = data;

  self->retry_id = 0;
  post (self);
}

static void
post_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandySubscriber) self = data;
  g_autoptr (AhoyRestAnswer) answer = NULL;
  g_autoptr (AhoyKandySubscription) subscription = NULL;
  AhoyKandyAnswer kandy_answer;
  GError *error = NULL;
  guint delay;

  self->posting = FALSE;
  answer = ahoy_kandy_requests_send_finish (AHOY_KANDY_REQUESTS (source), result, &kandy_answer,
                                            &error);
  if (answer != NULL && ahoy_kandy_answer_is_success (&kandy_answer))
    subscription = ahoy_kandy_subscription_parse (answer->body, (gssize) answer->length, &error);

  if (subscription != NULL)
    ahoy_kandy_requests_set_session_id (self->requests, subscription->session_id);
  if (self->state != STATE_SUBSCRIBING) {
    g_clear_error (&error);
    if (subscription != NULL)
      delete (self, subscription->path);
    check_left (self);
  } else if (subscription != NULL) {
    g_autoptr (GTask) task = g_steal_pointer (&self->task);

    self->state = STATE_SUBSCRIBED;
    take_subscription (self, g_steal_pointer (&subscription));
    g_task_return_boolean (task, TRUE);
  } else if (error != NULL) {
    fail (self, error);
  } else if (self->n_tries <= ahoy_account_get_unavailable_retries (self->account) &&
             ahoy_kandy_answer_get_retry (&kandy_answer, ahoy_clock_get_now (self->clock),
                                          &delay)) {
    self->retry_id = ahoy_clock_add (self->clock, delay, on_retry, self);
  } else {
    fail (self, make_refusal (&kandy_answer));
  }
}

static void
post (AhoyKandySubscriber *self)
{
  g_autofree char *path = ahoy_kandy_subscription_path (ahoy_account_get_user (self->account));
  g_autofree char *text = NULL;

  self->n_tries++;
  self->posting = TRUE;
  text = ahoy_kandy_subscribe_text ((const char * const *) self->services,
                                    ahoy_account_get_expires (self->account),
                                    ahoy_account_get_force_logout (self->account),
                                    ahoy_account_get_correlator (self->account));
  ahoy_kandy_requests_send_async (self->requests, "POST", path, text, REQUEST_DEADLINE, post_cb,
                                  g_object_ref (self));
}

/**
 * ahoy_kandy_subscriber_subscribe_async:
 * @self: a new subscriber with credentials
 * @callback: (scope async): called when the service has granted it or has refused
 * @user_data: data for @callback
 *
 * Asks for the subscription, again after the time that the service names where it is too busy
 * (section 3.2).
 *
 * Fails with an `AHOY_SESSION_ERROR` that holds the service's code, with the errors of
 * [method@Rest.send_async], or `G_IO_ERROR_CANCELLED` after [method@KandySubscriber.leave_async].
 */
void
ahoy_kandy_subscriber_subscribe_async (AhoyKandySubscriber *self, GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_return_if_fail (self->state == STATE_NEW);

  self->state = STATE_SUBSCRIBING;
  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, ahoy_kandy_subscriber_subscribe_async);
  post (self);
}

/**
 * ahoy_kandy_subscriber_subscribe_finish:
 * @self: the subscriber
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether there is a subscription now
 */
gboolean
ahoy_kandy_subscriber_subscribe_finish (AhoyKandySubscriber *self, GAsyncResult *result,
                                        GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
put (AhoyKandySubscriber *self, const char * const *services, GAsyncReadyCallback callback,
     gpointer user_data)
{
  g_autofree char *text = ahoy_kandy_refresh_text (self->subscription, services);
  g_autofree char *path = NULL;

  self->putting = TRUE;
  if (self->subscription->correlator != NULL)
    path = ahoy_kandy_correlator_path (ahoy_account_get_user (self->account),
                                       self->subscription->correlator);
  else
    path = g_strdup (self->subscription->path);
  ahoy_kandy_requests_send_async (self->requests, "PUT", path, text, REQUEST_DEADLINE, callback,
                                  user_data);
}

/* Takes the answer to a PUT over. A subscription that is gone is forgotten afterwards. */
static gboolean
put_finish (AhoyKandySubscriber *self, GAsyncResult *result, GError **error)
{
  g_autoptr (AhoyRestAnswer) answer = NULL;
  AhoyKandySubscription *renewed = NULL;
  AhoyKandyAnswer kandy_answer;
  gboolean changed;

  self->putting = FALSE;
  answer = ahoy_kandy_requests_send_finish (self->requests, result, &kandy_answer, error);
  if (self->state != STATE_SUBSCRIBED) {
    g_clear_error (error);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The session has ended"));
    return FALSE;
  }
  if (answer == NULL)
    return FALSE;

  if (!ahoy_kandy_answer_is_success (&kandy_answer))
    g_propagate_error (error, make_refusal (&kandy_answer));
  else
    renewed = ahoy_kandy_refresh_parse (answer->body, (gssize) answer->length, self->subscription,
                                        error);
  if (renewed == NULL) {
    if (ahoy_kandy_answer_is_gone (&kandy_answer)) {
      ahoy_kandy_subscriber_forget (self);
      g_signal_emit (self, signals[SIGNAL_GONE], 0);
    }
    return FALSE;
  }

  changed = !g_strv_equal ((const char * const *) self->subscription->services,
                           (const char * const *) renewed->services);
  take_subscription (self, renewed);
  self->n_refresh_failures = 0;
  arm_refresh (self);
  g_signal_emit (self, signals[SIGNAL_RENEWED], 0, changed);

  return TRUE;
}

static void
refresh_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandySubscriber) self = data;
  g_autoptr (GError) error = NULL;

  if (!put_finish (self, result, &error) && self->state == STATE_SUBSCRIBED) {
    self->n_refresh_failures++;
    arm_refresh (self);
    g_signal_emit (self, signals[SIGNAL_RENEWAL_FAILED], 0, self->n_refresh_failures, error);
  }
  if (self->state == STATE_SUBSCRIBED && self->wanted != NULL)
    begin_change (self);
}

static void
on_refresh (gpointer data)
{
  AhoyKandySubscriber *self = data;

  self->refresh_id = 0;
  if (self->putting)
    return; /* a change, which renews as well, or sees to this when it fails */

  put (self, (const char * const *) self->services, refresh_cb, g_object_ref (self));
}

static void
arm_refresh (AhoyKandySubscriber *self)
{
  guint delay = ahoy_kandy_refresh_delay (self->subscription->expires, self->n_refresh_failures,
                                          g_random_double ());

  ahoy_clock_clear (self->clock, &self->refresh_id);
  self->refresh_id = ahoy_clock_add (self->clock, delay, on_refresh, self);
  self->refresh_due = ahoy_clock_get_now (self->clock) + delay;
}

/**
 * ahoy_kandy_subscriber_start_refreshing:
 * @self: a subscriber with a subscription
 *
 * Renews the subscription from now on, as section 3.3 says.
 */
void
ahoy_kandy_subscriber_start_refreshing (AhoyKandySubscriber *self)
{
  g_return_if_fail (self->state == STATE_SUBSCRIBED);

  arm_refresh (self);
}

/**
 * ahoy_kandy_subscriber_catch_up:
 * @self: the subscriber
 *
 * Renews the subscription at once if that should have happened already. Timers stand still while
 * the computer is suspended, the service's do not.
 */
void
ahoy_kandy_subscriber_catch_up (AhoyKandySubscriber *self)
{
  if (self->refresh_id == 0 || ahoy_clock_get_now (self->clock) < self->refresh_due)
    return;

  ahoy_clock_clear (self->clock, &self->refresh_id);
  on_refresh (self);
}

static void
change_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoyKandySubscriber) self = data;
  g_auto (GStrv) wanted = g_steal_pointer (&self->wanted);
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  /* Before put_finish() tells what has changed: a handler may want the next change. */
  task = take_change (self);
  if (put_finish (self, result, &error)) {
    g_strfreev (self->services);
    self->services = g_steal_pointer (&wanted);
  } else if (self->state == STATE_SUBSCRIBED && self->refresh_id == 0) {
    on_refresh (self); /* was due while the change was under way */
  }

  if (task == NULL)
    g_clear_error (&error); /* nobody waits any more */
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
begin_change (AhoyKandySubscriber *self)
{
  put (self, (const char * const *) self->wanted, change_cb, g_object_ref (self));
}

static gboolean
on_change_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (GTask) task = take_change (g_task_get_source_object (data));

  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

/**
 * ahoy_kandy_subscriber_set_services_async:
 * @self: a subscriber with a subscription
 * @services: (array zero-terminated=1): all that is wanted
 * @cancellable: (nullable): stops waiting; the change may come about all the same
 * @callback: (scope async): called when the service has answered
 * @user_data: data for @callback
 *
 * Asks for other services, after the answer to a refresh that is under way: who overtakes whom on
 * two connections is not known. Fails with `G_IO_ERROR_PENDING` if a change is under way,
 * `G_IO_ERROR_CANCELLED` if the subscription ends meanwhile, and as
 * [method@KandySubscriber.subscribe_async] otherwise.
 */
void
ahoy_kandy_subscriber_set_services_async (AhoyKandySubscriber *self,
                                          const char * const *services, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (self->state == STATE_SUBSCRIBED);

  g_task_set_source_tag (task, ahoy_kandy_subscriber_set_services_async);
  if (self->wanted != NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "%s",
                             _("The services are being changed already"));
    return;
  }

  self->wanted = g_strdupv ((char **) services);
  self->change = g_object_ref (task);
  if (cancellable != NULL) {
    self->change_cancelled = g_cancellable_source_new (cancellable);
    g_task_attach_source (task, self->change_cancelled, G_SOURCE_FUNC (on_change_cancelled));
  }
  if (!self->putting)
    begin_change (self);
}

/**
 * ahoy_kandy_subscriber_set_services_finish:
 * @self: the subscriber
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the service has agreed
 */
gboolean
ahoy_kandy_subscriber_set_services_finish (AhoyKandySubscriber *self, GAsyncResult *result,
                                           GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ahoy_kandy_subscriber_set_credentials:
 * @self: the subscriber
 * @credentials: who subscribes
 *
 * Used from the next request on.
 */
void
ahoy_kandy_subscriber_set_credentials (AhoyKandySubscriber *self, AhoyCredentials *credentials)
{
  ahoy_kandy_requests_set_credentials (self->requests, credentials);
}

/**
 * ahoy_kandy_subscriber_get_requests:
 * @self: the subscriber
 *
 * Returns: (transfer none): the requests, with the credentials of the login
 */
AhoyKandyRequests *
ahoy_kandy_subscriber_get_requests (AhoyKandySubscriber *self)
{
  return self->requests;
}

/**
 * ahoy_kandy_subscriber_get_subscription:
 * @self: the subscriber
 *
 * Returns: (nullable): what the service has granted
 */
const AhoyKandySubscription *
ahoy_kandy_subscriber_get_subscription (AhoyKandySubscriber *self)
{
  return self->subscription;
}

static void
ahoy_kandy_subscriber_dispose (GObject *object)
{
  AhoyKandySubscriber *self = AHOY_KANDY_SUBSCRIBER (object);

  ahoy_kandy_subscriber_forget (self);
  ahoy_clock_clear (self->clock, &self->leave_id);

  G_OBJECT_CLASS (ahoy_kandy_subscriber_parent_class)->dispose (object);
}

static void
ahoy_kandy_subscriber_finalize (GObject *object)
{
  AhoyKandySubscriber *self = AHOY_KANDY_SUBSCRIBER (object);

  g_clear_object (&self->account);
  g_clear_object (&self->clock);
  g_clear_object (&self->requests);
  g_strfreev (self->services);
  g_strfreev (self->wanted);

  G_OBJECT_CLASS (ahoy_kandy_subscriber_parent_class)->finalize (object);
}

static void
ahoy_kandy_subscriber_class_init (AhoyKandySubscriberClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_kandy_subscriber_dispose;
  object_class->finalize = ahoy_kandy_subscriber_finalize;

  /**
   * AhoyKandySubscriber::renewed:
   * @self: the subscriber
   * @changed: whether other services are granted now
   */
  signals[SIGNAL_RENEWED] = g_signal_new ("renewed", AHOY_TYPE_KANDY_SUBSCRIBER, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  /**
   * AhoyKandySubscriber::renewal-failed:
   * @self: the subscriber
   * @n: how often in a row
   * @error: why; it will be tried again
   */
  signals[SIGNAL_RENEWAL_FAILED] = g_signal_new ("renewal-failed", AHOY_TYPE_KANDY_SUBSCRIBER,
                                                 G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                 G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_ERROR);

  /**
   * AhoyKandySubscriber::gone:
   * @self: the subscriber
   *
   * The service does not know the subscription any more; it is forgotten.
   */
  signals[SIGNAL_GONE] = g_signal_new ("gone", AHOY_TYPE_KANDY_SUBSCRIBER, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ahoy_kandy_subscriber_init (AhoyKandySubscriber *self)
{
}

/**
 * ahoy_kandy_subscriber_new:
 * @account: as whom, and with which settings
 * @rest: the server
 * @clock: the time
 *
 * Returns: (transfer full): what can subscribe once
 */
AhoyKandySubscriber *
ahoy_kandy_subscriber_new (AhoyAccount *account, AhoyRest *rest, AhoyClock *clock)
{
  AhoyKandySubscriber *self = g_object_new (AHOY_TYPE_KANDY_SUBSCRIBER, NULL);
  const char * const *services = ahoy_account_get_services (account);

  if (services == NULL || services[0] == NULL)
    services = usual_services;
  self->account = g_object_ref (account);
  self->clock = g_object_ref (clock);
  self->requests = ahoy_kandy_requests_new (rest, ahoy_account_get_user (account));
  self->services = g_strdupv ((char **) services);

  return self;
}
