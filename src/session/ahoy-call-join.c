/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-call-private.h"

#include <glib/gi18n-lib.h>

#define LIMIT 90000 /* ms: the service may have to ask two others, one after the other */

/* What becomes of two calls that are on hold and shall be one. The service is asked by starting the
 * call that they become; that it goes tells the answer to that call, and the end of the two. */
struct _AhoyCallJoin {
  AhoyCall *first;
  AhoyCall *second;
  AhoyCall *joined;   /* NULL until the service is asked */
  GTask    *task;     /* of who wants it, until then */
  gboolean  shown;    /* the new call is there for others */
  guint     limit_id;
};

/**
 * ahoy_call_join_new:
 * @first: a call
 * @second: another one
 * @task: where the call goes that they become
 *
 * Returns: (transfer full): what is known of the two becoming one
 */
AhoyCallJoin *
ahoy_call_join_new (AhoyCall *first, AhoyCall *second, GTask *task)
{
  AhoyCallJoin *self = g_new0 (AhoyCallJoin, 1);

  self->first = g_object_ref (first);
  self->second = g_object_ref (second);
  self->task = g_object_ref (task);

  return self;
}

void
ahoy_call_join_free (AhoyCallJoin *self)
{
  g_signal_handlers_disconnect_by_data (self->second, self);
  if (self->joined != NULL)
    g_signal_handlers_disconnect_by_data (self->joined, self);
  ahoy_clock_clear (self->first->clock, &self->limit_id);
  g_clear_object (&self->joined);
  g_clear_object (&self->task);
  g_object_unref (self->second);
  g_object_unref (self->first);
  g_free (self);
}

/* Frees it. */
static void
finish (AhoyCallJoin *self, GError *error)
{
  AhoyCall *first = self->first;
  g_autoptr (AhoyCall) second = g_object_ref (self->second);

  /* Who waits has heard of the first one's end already. */
  if (error != NULL && ahoy_call_get_over (first) && !ahoy_call_get_over (second))
    ahoy_call_emit_problem (second, error);
  ahoy_call_roll_back (first, error);
}

static void
finish_if_over (AhoyCallJoin *self)
{
  if (ahoy_call_get_over (self->first) && ahoy_call_get_over (self->second))
    finish (self, NULL);
}

static void
show (AhoyCallJoin *self)
{
  AhoyCall *first = self->first;

  if (self->shown || ahoy_call_get_over (self->joined))
    return;

  self->shown = TRUE;
  first->joiner->show (self->joined, first->joiner_data);
}

static gboolean
may_still_fail (AhoyCallJoin *self)
{
  return !ahoy_call_get_over (self->joined) && ahoy_call_get_since (self->joined) == 0;
}

/* One of the two is over: as was wanted, or before that. */
static void
take_end (AhoyCallJoin *self, AhoyCall *call)
{
  AhoyCallEndReason reason = ahoy_call_get_end_reason (call);

  if (reason == AHOY_CALL_END_REASON_JOINED) {
    show (self);
    finish_if_over (self);
  } else if (may_still_fail (self)) {
    ahoy_call_apply (self->joined,
                     reason == AHOY_CALL_END_REASON_SESSION_ENDED ? AHOY_CALL_EVENT_SESSION_ENDED
                                                                  : AHOY_CALL_EVENT_HANG_UP,
                     AHOY_CALL_END_REASON_NONE, NULL);
  } else {
    finish_if_over (self);
  }
}

/**
 * ahoy_call_join_lose:
 * @self: what is known of two calls becoming one
 * @call: the first of them, which is over
 *
 * Returns: whether it goes on nevertheless, or has seen to the other one itself
 */
gboolean
ahoy_call_join_lose (AhoyCallJoin *self, AhoyCall *call)
{
  if (self->joined == NULL)
    return FALSE;

  take_end (self, call);

  return TRUE;
}

static void
on_second_ended (AhoyCall *second, AhoyCallJoin *self)
{
  take_end (self, second);
}

static void
on_joined_answered (AhoyCall *joined, GParamSpec *pspec, AhoyCallJoin *self)
{
  show (self);
  finish_if_over (self);
}

static GError *
make_error (AhoyCallJoin *self)
{
  const GError *error = ahoy_call_get_error (self->joined);

  if (ahoy_call_get_over (self->second))
    return ahoy_call_error_new (AHOY_CALL_ERROR_WRONG_STATE, NULL,
                                _("The call to join with is over"));

  return error != NULL ? g_error_copy (error)
                       : ahoy_call_error_new (AHOY_CALL_ERROR_FAILED, NULL,
                                              _("The calls could not be joined"));
}

static void
on_joined_ended (AhoyCall *joined, AhoyCallJoin *self)
{
  finish (self, make_error (self));
}

static void
on_limit (gpointer data)
{
  AhoyCallJoin *self = data;
  g_autoptr (GError) error =
    g_error_new_literal (AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_TIMED_OUT,
                         _("The service did not say whether the calls were joined"));

  self->limit_id = 0;
  if (may_still_fail (self))
    ahoy_call_apply (self->joined, AHOY_CALL_EVENT_FAILED, AHOY_CALL_END_REASON_NONE, error);
  else
    finish (self, g_steal_pointer (&error));
}

/**
 * ahoy_call_join_ask:
 * @self: what is known of two calls becoming one
 *
 * Asks the service; both are on hold.
 */
void
ahoy_call_join_ask (AhoyCallJoin *self)
{
  AhoyCall *first = self->first;
  GError *error = NULL;

  self->joined = first->joiner->make (first, self->second, first->joiner_data, &error);
  if (self->joined == NULL) {
    ahoy_call_roll_back (first, error);
    return;
  }

  g_task_set_task_data (self->task, g_object_ref (self->joined), g_object_unref);
  g_clear_object (&self->task);
  if (first->muted || self->second->muted)
    ahoy_call_set_muted (self->joined, TRUE);
  self->limit_id = ahoy_clock_add (first->clock, LIMIT, on_limit, self);
  g_signal_connect (self->second, "ended", G_CALLBACK (on_second_ended), self);
  g_signal_connect (self->joined, "ended", G_CALLBACK (on_joined_ended), self);
  g_signal_connect (self->joined, "notify::since", G_CALLBACK (on_joined_answered), self);
  ahoy_call_start (self->joined);
}

/**
 * ahoy_call_join_get_asked:
 * @self: what is known of two calls becoming one
 *
 * Returns: whether the service was asked for it
 */
gboolean
ahoy_call_join_get_asked (AhoyCallJoin *self)
{
  return self->joined != NULL;
}
