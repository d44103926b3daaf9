/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-recents-private.h"

/* Entries that a person has deleted and may want back: they are not shown, and the service does not
 * know of it yet. */

typedef struct {
  AhoyRecents *self;
  AhoyRecent  *recent;
  GTask       *task;
} Deletion;

typedef struct {
  guint   n_left;
  GError *error; /* the first one */
} Deletions;

static void
deletions_free (gpointer data)
{
  Deletions *deletions = data;

  g_clear_error (&deletions->error);
  g_free (deletions);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Deletion *deletion = data;
  g_autoptr (AhoyRecents) self = deletion->self;
  g_autoptr (AhoyRecent) recent = deletion->recent;
  g_autoptr (GTask) task = deletion->task;
  g_autoptr (GError) error = NULL;
  Deletions *deletions = g_task_get_task_data (task);

  if (!ahoy_recents_delete_finish (self, result, &error)) {
    recent->hidden = FALSE;
    ahoy_recents_update (self);
    if (deletions->error == NULL)
      deletions->error = g_steal_pointer (&error);
  }

  if (--deletions->n_left > 0)
    return;
  if (deletions->error != NULL)
    g_task_return_error (task, g_steal_pointer (&deletions->error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * ahoy_recents_hide:
 * @self: the list
 * @recent: an entry of it
 *
 * Takes an entry out of the list, until [method@Recents.show_hidden] brings it back, or
 * [method@Recents.delete_hidden_async] deletes it.
 */
void
ahoy_recents_hide (AhoyRecents *self, AhoyRecent *recent)
{
  g_return_if_fail (AHOY_IS_RECENTS (self));
  g_return_if_fail (AHOY_IS_RECENT (recent));

  if (recent->hidden)
    return;

  recent->hidden = TRUE;
  g_ptr_array_add (self->hidden, g_object_ref (recent));
  ahoy_recents_update (self);
}

/**
 * ahoy_recents_show_hidden:
 * @self: the list
 *
 * Brings back what was taken out of the list, and is not being deleted.
 */
void
ahoy_recents_show_hidden (AhoyRecents *self)
{
  g_return_if_fail (AHOY_IS_RECENTS (self));

  for (guint i = 0; i < self->hidden->len; i++)
    ((AhoyRecent *) g_ptr_array_index (self->hidden, i))->hidden = FALSE;
  g_ptr_array_set_size (self->hidden, 0);
  ahoy_recents_update (self);
}

/**
 * ahoy_recents_get_n_hidden:
 * @self: the list
 *
 * Returns: how many entries [method@Recents.show_hidden] would bring back
 */
guint
ahoy_recents_get_n_hidden (AhoyRecents *self)
{
  g_return_val_if_fail (AHOY_IS_RECENTS (self), 0);

  return self->hidden->len;
}

/**
 * ahoy_recents_delete_hidden_async:
 * @self: the list
 * @callback: (scope async): called when all are deleted, or cannot be
 * @user_data: data for @callback
 *
 * Deletes what was taken out of the list, here and at the service. What cannot be deleted is in the
 * list again.
 *
 * Errors as of [method@Recents.delete_async].
 */
void
ahoy_recents_delete_hidden_async (AhoyRecents *self, GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) hidden = NULL;
  Deletions *deletions;

  g_return_if_fail (AHOY_IS_RECENTS (self));

  hidden = g_steal_pointer (&self->hidden);
  self->hidden = g_ptr_array_new_with_free_func (g_object_unref);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ahoy_recents_delete_hidden_async);
  deletions = g_new0 (Deletions, 1);
  deletions->n_left = hidden->len;
  g_task_set_task_data (task, deletions, deletions_free);
  if (hidden->len == 0)
    g_task_return_boolean (task, TRUE);

  for (guint i = 0; i < hidden->len; i++) {
    Deletion *deletion = g_new (Deletion, 1);

    *deletion = (Deletion) {
      .self = g_object_ref (self),
      .recent = g_object_ref (g_ptr_array_index (hidden, i)),
      .task = g_object_ref (task),
    };
    ahoy_recents_delete_async (self, deletion->recent, NULL, deleted_cb, deletion);
  }
}

/**
 * ahoy_recents_delete_hidden_finish:
 * @self: the list
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether none of the entries is there any more
 */
gboolean
ahoy_recents_delete_hidden_finish (AhoyRecents *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
