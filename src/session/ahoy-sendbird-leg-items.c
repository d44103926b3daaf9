/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-sendbird-leg-private.h"

#include "ahoy-sendbird-call-failure.h"
#include "ahoy-sendbird-items.h"

#include <glib/gi18n-lib.h>

/* The custom_items of a call (section 7 of the protocol page): the service keeps one list of them
 * for both sides. */

/**
 * ahoy_sendbird_leg_make_variant:
 * @items: (nullable) (element-type AhoySendbirdItem): items of a call
 *
 * Returns: (transfer floating): names and values, `a(ss)`
 */
GVariant *
ahoy_sendbird_leg_make_variant (const GPtrArray *items)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));

  for (guint i = 0; items != NULL && i < items->len; i++) {
    const AhoySendbirdItem *item = g_ptr_array_index (items, i);

    g_variant_builder_add (&builder, "(ss)", item->key, item->value);
  }

  return g_variant_builder_end (&builder);
}

/**
 * ahoy_sendbird_leg_read_items:
 * @parameters: names and values, `a(ss)`
 * @error: return location for an error
 *
 * Fails with `G_IO_ERROR_INVALID_ARGUMENT` if there are too many, or one cannot be sent.
 *
 * Returns: (transfer full) (nullable) (element-type AhoySendbirdItem): the same for requests
 */
GPtrArray *
ahoy_sendbird_leg_read_items (GVariant *parameters, GError **error)
{
  g_autoptr (GPtrArray) items = ahoy_sendbird_items_new ();
  const char *key, *value;
  GVariantIter iter;

  g_variant_iter_init (&iter, parameters);
  while (g_variant_iter_next (&iter, "(&s&s)", &key, &value)) {
    if (!ahoy_sendbird_items_set (items, key, value)) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("The parameter “%s” cannot be sent with a call"), key);
      return NULL;
    }
  }

  return g_steal_pointer (&items);
}

/**
 * ahoy_sendbird_leg_take_items:
 * @self: a leg of a call that is not over
 * @items: (nullable) (element-type AhoySendbirdItem): all that there are now; %NULL: as before
 *
 * Shows what belongs to the call now.
 */
void
ahoy_sendbird_leg_take_items (AhoySendbirdLeg *self, GPtrArray *items)
{
  if (items == NULL)
    return;

  g_ptr_array_ref (items);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  self->items = items;
  ahoy_call_take_parameters (self->call, ahoy_sendbird_leg_make_variant (items));
}

/**
 * ahoy_sendbird_leg_take_change:
 * @self: a leg of a call that is not over
 * @payload: of the event that tells of a change
 *
 * The other side has set or deleted items.
 */
void
ahoy_sendbird_leg_take_change (AhoySendbirdLeg *self, JsonObject *payload)
{
  g_autoptr (AhoySendbirdItemsChange) change = ahoy_sendbird_items_change_read (payload);

  if (change != NULL)
    ahoy_sendbird_leg_take_items (self, change->items);
}

static void
end_telling (AhoySendbirdLeg *self, GError *error)
{
  g_clear_pointer (&self->telling_items, g_ptr_array_unref);
  ahoy_waiter_tell (g_steal_pointer (&self->telling), error);
}

/* Whether the service has done it; else the telling is over. */
static gboolean
take_answer (AhoySendbirdLeg *self, GAsyncResult *result)
{
  g_autoptr (AhoySendbirdItemsChange) change = NULL;
  g_autoptr (AhoyRestAnswer) answer = NULL;
  GError *error = NULL;

  answer = ahoy_sendbird_api_send_finish (self->api, result, &error);
  if (answer != NULL && ahoy_sendbird_api_check (answer, ahoy_sendbird_call_answer_to_error, &error))
    change = ahoy_sendbird_items_change_parse (answer->body, (gssize) answer->length, &error);
  if (change == NULL) {
    end_telling (self, error);
    return FALSE;
  }
  if (self->call != NULL)
    ahoy_sendbird_leg_take_items (self, change->items);

  return TRUE;
}

static void
update_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdLeg) self = data;

  if (take_answer (self, result))
    end_telling (self, NULL);
}

/**
 * ahoy_sendbird_leg_remember_keys:
 * @self: a leg
 * @items: (nullable) (element-type AhoySendbirdItem): the items that are ours from now on
 *
 * Remembers which items may be deleted when we do not name them any more.
 */
void
ahoy_sendbird_leg_remember_keys (AhoySendbirdLeg *self, const GPtrArray *items)
{
  g_clear_pointer (&self->own_keys, g_ptr_array_unref);
  self->own_keys = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; items != NULL && i < items->len; i++)
    g_ptr_array_add (self->own_keys,
                     g_strdup (((AhoySendbirdItem *) g_ptr_array_index (items, i))->key));
}

static void
send_update (AhoySendbirdLeg *self)
{
  g_autofree char *path = ahoy_sendbird_items_path (self->id);
  g_autofree char *body = NULL;

  ahoy_sendbird_leg_remember_keys (self, self->telling_items);
  if (self->telling_items->len == 0) {
    end_telling (self, NULL);
    return;
  }

  body = ahoy_sendbird_items_update_body (self->telling_items);
  ahoy_sendbird_api_send_async (self->api, "PUT", path, NULL, NULL, body, update_cb,
                                g_object_ref (self));
}

static void
delete_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AhoySendbirdLeg) self = data;

  if (take_answer (self, result))
    send_update (self);
}

/* What we have set before and do not give any more; the other side's items stay. */
static char **
list_dropped (AhoySendbirdLeg *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; self->own_keys != NULL && i < self->own_keys->len; i++) {
    const char *key = g_ptr_array_index (self->own_keys, i);

    if (ahoy_sendbird_items_get (self->telling_items, key) == NULL)
      g_strv_builder_add (builder, key);
  }

  return g_strv_builder_end (builder);
}

/**
 * ahoy_sendbird_leg_set_items_async:
 * @self: a leg that the service has named
 * @parameters: names and values, `a(ss)`
 * @callback: (scope async): called when the service has taken them, or has not
 * @user_data: data for @callback
 *
 * Sets items, and deletes those of ours that are not among them. Fails as
 * [method@Call.set_parameters_async].
 */
void
ahoy_sendbird_leg_set_items_async (AhoySendbirdLeg *self, GVariant *parameters,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GPtrArray) items = NULL;
  g_auto (GStrv) dropped = NULL;
  GError *error = NULL;

  g_return_if_fail (self->telling == NULL && self->id != NULL);

  g_task_set_source_tag (task, ahoy_sendbird_leg_set_items_async);
  items = ahoy_sendbird_leg_read_items (parameters, &error);
  if (items == NULL) {
    ahoy_waiter_tell (task, error);
    return;
  }

  self->telling = task;
  self->telling_items = g_steal_pointer (&items);
  dropped = list_dropped (self);
  if (*dropped != NULL) {
    g_autofree char *path = ahoy_sendbird_items_path (self->id);
    g_autofree char *body = ahoy_sendbird_items_delete_body ((const char * const *) dropped);

    ahoy_sendbird_api_send_async (self->api, "DELETE", path, NULL, NULL, body, delete_cb,
                                  g_object_ref (self));
  } else {
    send_update (self);
  }
}
