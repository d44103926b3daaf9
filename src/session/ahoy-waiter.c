/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-waiter.h"

#include <glib/gi18n-lib.h>

struct _AhoyWaiter {
  GTask       *task;
  GSource     *cancelled; /* or NULL */
  AhoyWaiter **place;
};

/**
 * ahoy_waiter_take:
 * @place: where the waiter is kept
 *
 * Nobody waits there any more.
 *
 * Returns: (transfer full) (nullable): what to tell the end with ahoy_waiter_tell(); %NULL if
 *   nobody did
 */
GTask *
ahoy_waiter_take (AhoyWaiter **place)
{
  AhoyWaiter *self = g_steal_pointer (place);
  GTask *task;

  if (self == NULL)
    return NULL;

  task = self->task;
  if (self->cancelled != NULL) {
    g_source_destroy (self->cancelled);
    g_source_unref (self->cancelled);
  }
  g_free (self);

  return task;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  AhoyWaiter *self = data;
  g_autoptr (GTask) task = ahoy_waiter_take (self->place);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s",
                           _("The operation was cancelled"));

  return G_SOURCE_REMOVE;
}

/**
 * ahoy_waiter_begin:
 * @place: where the waiter is kept; empty now, and stays where it is while somebody waits
 * @task: (transfer full): what to tell the end; made without @cancellable
 * @cancellable: (nullable): gives the waiting up, with `G_IO_ERROR_CANCELLED`
 *
 * Somebody waits from now on.
 */
void
ahoy_waiter_begin (AhoyWaiter **place, GTask *task, GCancellable *cancellable)
{
  AhoyWaiter *self = g_new0 (AhoyWaiter, 1);

  g_assert (*place == NULL);

  self->task = task;
  self->place = place;
  if (cancellable != NULL) {
    self->cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
    g_source_attach (self->cancelled, g_task_get_context (task));
  }
  *place = self;
}

/**
 * ahoy_waiter_tell:
 * @task: (nullable) (transfer full): who waited, if anybody did
 * @error: (nullable) (transfer full): why it has failed; %NULL: it has succeeded
 *
 * Tells the end.
 */
void
ahoy_waiter_tell (GTask *task, GError *error)
{
  g_autoptr (GTask) owned = task;

  if (task == NULL)
    g_clear_error (&error);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}
