/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-history.h"

enum { PROP_0, PROP_RECONNECTING, PROP_GRANTED_SERVICES };

static void fake_history_interface_init (AhoyServiceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeHistory, fake_history, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_SERVICE, fake_history_interface_init))

static gboolean
refuse (FakeHistory *self, GTask *task)
{
  if (self->refusal < 0)
    return FALSE;

  g_task_return_new_error (task, AHOY_CALL_ERROR, self->refusal, "as the test wants it");
  g_object_unref (task);
  self->refusal = -1;

  return TRUE;
}

/* Each reading gives other objects, as a service does. */
static AhoyRecent *
copy (AhoyRecent *entry)
{
  return ahoy_recent_new_served (entry->record, entry->remote, entry->remote_name,
                                 entry->direction, entry->missed, entry->begun, entry->duration);
}

static void
fake_history_get_history_async (AhoyService *service, guint start, guint count,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  FakeHistory *self = TEST_FAKE_HISTORY (service);
  GTask *task = g_task_new (self, NULL, callback, user_data);
  AhoyHistoryPage *page;

  self->n_reads++;
  if (refuse (self, task))
    return;

  page = g_new0 (AhoyHistoryPage, 1);
  page->ahead = self->ahead;
  page->entries = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = self->stubborn ? 0 : start;
       i < self->entries->len && page->n_items < count; i++, page->n_items++) {
    AhoyRecent *entry = g_ptr_array_index (self->entries, i);

    if (!g_ptr_array_find_with_equal_func (self->unreadable, entry->record, g_str_equal, NULL))
      g_ptr_array_add (page->entries, copy (entry));
  }
  if (self->slow) {
    g_assert_null (self->task); /* one at a time */
    self->task = task;
    self->page = page;
  } else {
    g_task_return_pointer (task, page, (GDestroyNotify) ahoy_history_page_free);
    g_object_unref (task);
  }
}

void
fake_history_answer (FakeHistory *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_task_return_pointer (task, g_steal_pointer (&self->page),
                         (GDestroyNotify) ahoy_history_page_free);
}

static AhoyHistoryPage *
fake_history_get_history_finish (AhoyService *service, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_history_delete_history_async (AhoyService *service, const char *record,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  FakeHistory *self = TEST_FAKE_HISTORY (service);
  GTask *task = g_task_new (self, NULL, callback, user_data);
  gboolean found = record == NULL;

  self->n_deletes++;
  if (refuse (self, task))
    return;
  if (record == NULL)
    g_ptr_array_set_size (self->entries, 0);
  for (guint i = self->entries->len; i > 0; i--) {
    if (g_strcmp0 (((AhoyRecent *) self->entries->pdata[i - 1])->record, record) == 0) {
      g_ptr_array_remove_index (self->entries, i - 1);
      found = TRUE;
    }
  }
  if (found)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED, "not there");
  g_object_unref (task);
}

static gboolean
fake_history_delete_history_finish (AhoyService *service, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static char *
fake_history_get_address_key (AhoyService *service, const char *address)
{
  return g_utf8_casefold (address, -1);
}

static void
fake_history_interface_init (AhoyServiceInterface *iface)
{
  iface->get_history_async = fake_history_get_history_async;
  iface->get_history_finish = fake_history_get_history_finish;
  iface->delete_history_async = fake_history_delete_history_async;
  iface->delete_history_finish = fake_history_delete_history_finish;
  iface->get_address_key = fake_history_get_address_key;
}

static void
fake_history_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
}

static void
fake_history_finalize (GObject *object)
{
  FakeHistory *self = TEST_FAKE_HISTORY (object);

  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->unreadable);

  G_OBJECT_CLASS (fake_history_parent_class)->finalize (object);
}

static void
fake_history_class_init (FakeHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = fake_history_finalize;
  object_class->get_property = fake_history_get_property;
  g_object_class_override_property (object_class, PROP_RECONNECTING, "reconnecting");
  g_object_class_override_property (object_class, PROP_GRANTED_SERVICES, "granted-services");
}

static void
fake_history_init (FakeHistory *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->unreadable = g_ptr_array_new ();
  self->refusal = -1;
}
