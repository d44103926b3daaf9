/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-fixture.h"

static void driver_interface_init (AhoyCallDriverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (Driver, driver, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_CALL_DRIVER,
                                                      driver_interface_init))

static gboolean
driver_can (AhoyCallDriver *driver, AhoyCallEvent wish)
{
  return (TEST_DRIVER (driver)->missing & 1u << wish) == 0;
}

static void
driver_start (AhoyCallDriver *driver)
{
  g_string_append (TEST_DRIVER (driver)->trace, "start ");
}

static void
keep (GTask **place, Driver *self, const char *word, GAsyncReadyCallback callback, gpointer data)
{
  g_assert_null (*place);
  g_string_append_printf (self->trace, "%s ", word);
  *place = g_task_new (self, NULL, callback, data);
}

static void
driver_answer_async (AhoyCallDriver *driver, AhoyMediaFlags wanted, GAsyncReadyCallback callback,
                     gpointer data)
{
  Driver *self = TEST_DRIVER (driver);

  self->wanted = wanted;
  keep (&self->task, self, "answer", callback, data);
}

static void
driver_update_async (AhoyCallDriver *driver, AhoyMediaFlags wanted, GAsyncReadyCallback callback,
                     gpointer data)
{
  Driver *self = TEST_DRIVER (driver);

  self->wanted = wanted;
  keep (&self->task, self, "update", callback, data);
}

static char *
driver_read_address (AhoyCallDriver *driver, const char *address, GError **error)
{
  return g_strdup (address);
}

static void
driver_transfer_async (AhoyCallDriver *driver, const char *address, AhoyCallDriver *other,
                       GAsyncReadyCallback callback, gpointer data)
{
  Driver *self = TEST_DRIVER (driver);

  keep (&self->task, self, "transfer", callback, data);
}

static void
driver_set_parameters_async (AhoyCallDriver *driver, GVariant *parameters,
                             GAsyncReadyCallback callback, gpointer data)
{
  Driver *self = TEST_DRIVER (driver);

  keep (&self->telling, self, "parameters", callback, data);
}

static void
driver_muted (AhoyCallDriver *driver, gboolean muted)
{
  g_string_append (TEST_DRIVER (driver)->trace, muted ? "muted " : "unmuted ");
}

static void
driver_leave_async (AhoyCallDriver *driver, AhoyCallEvent event, GAsyncReadyCallback callback,
                    gpointer data)
{
  Driver *self = TEST_DRIVER (driver);

  keep (&self->leaving, self, event == AHOY_CALL_EVENT_REJECT ? "reject" : "leave", callback,
        data);
}

static gboolean
driver_finish (AhoyCallDriver *driver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
driver_interface_init (AhoyCallDriverInterface *iface)
{
  iface->can = driver_can;
  iface->start = driver_start;
  iface->answer_async = driver_answer_async;
  iface->update_async = driver_update_async;
  iface->set_parameters_async = driver_set_parameters_async;
  iface->read_address = driver_read_address;
  iface->transfer_async = driver_transfer_async;
  iface->muted = driver_muted;
  iface->leave_async = driver_leave_async;
  iface->finish = driver_finish;
}

static void
driver_finalize (GObject *object)
{
  Driver *self = TEST_DRIVER (object);

  g_assert_null (self->task);
  g_string_free (self->trace, TRUE);

  G_OBJECT_CLASS (driver_parent_class)->finalize (object);
}

static void
driver_class_init (DriverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = driver_finalize;
}

static void
driver_init (Driver *self)
{
  self->trace = g_string_new (NULL);
}

static void
on_changed (AhoyCall *call, CallFixture *self)
{
  AhoyCallState state = ahoy_call_get_state (call);
  gboolean over = ahoy_call_state_is_over (state);
  gboolean held = ahoy_call_get_local_hold (call) || ahoy_call_get_remote_hold (call);

  self->n_changed++;
  g_assert_true (over == (ahoy_call_get_end_reason (call) != AHOY_CALL_END_REASON_NONE));
  g_assert_true (over == (ahoy_call_get_media (call) == NULL));
  g_assert_true (held == (state == AHOY_CALL_STATE_ON_HOLD));
}

static void
on_ended (AhoyCall *call, CallFixture *self)
{
  g_assert_true (ahoy_call_get_over (call));
  self->n_ended++;
}

static void
on_dtmf (AhoyCall *call, const char *digit, CallFixture *self)
{
  g_string_append (self->digits, digit);
}

static void
on_problem (AhoyCall *call, const GError *error, CallFixture *self)
{
  g_clear_error (&self->problem);
  self->problem = g_error_copy (error);
}

void
call_fixture_make_call (CallFixture *self, AhoyCallDirection direction)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  const AhoyMediaNetwork network = { .ice_servers = servers };

  self->n_changed = self->n_ended = 0;
  self->driver = g_object_new (TEST_TYPE_DRIVER, NULL);
  self->media = TEST_FAKE_MEDIA (
    ahoy_media_factory_create (AHOY_MEDIA_FACTORY (self->factory), &network));
  self->call = ahoy_call_new (direction, AHOY_CALL_DRIVER (self->driver),
                           AHOY_MEDIA (g_object_ref (self->media)), AHOY_MEDIA_AUDIO,
                           AHOY_CLOCK (self->clock));
  g_signal_connect (self->call, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (self->call, "ended", G_CALLBACK (on_ended), self);
  g_signal_connect (self->call, "dtmf", G_CALLBACK (on_dtmf), self);
  g_signal_connect (self->call, "problem", G_CALLBACK (on_problem), self);
}

void
finish_task (GTask **place, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (place);

  g_assert_nonnull (task);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
call_fixture_drop_call (CallFixture *self)
{
  if (self->driver->task != NULL)
    finish_task (&self->driver->task, NULL);
  if (self->driver->telling != NULL)
    finish_task (&self->driver->telling, NULL);
  if (self->driver->leaving != NULL)
    finish_task (&self->driver->leaving, NULL);
  settle ();
  g_clear_object (&self->result);
  g_assert_finalize_object (self->call);
  g_assert_finalize_object (self->driver);
  g_assert_cmpint (self->media->state, ==, AHOY_MEDIA_STATE_CLOSED);
  settle ();
  g_assert_finalize_object (self->media);
}

void
call_fixture_set_up (CallFixture *self, gconstpointer data)
{
  self->clock = fake_clock_new ();
  self->factory = fake_media_factory_new ();
  self->digits = g_string_new (NULL);
  call_fixture_make_call (self, GPOINTER_TO_INT (data));
}

void
call_fixture_tear_down (CallFixture *self, gconstpointer data)
{
  call_fixture_drop_call (self);
  g_assert_finalize_object (self->factory);
  g_assert_finalize_object (self->clock);
  g_string_free (self->digits, TRUE);
  g_clear_error (&self->problem);
}

void
call_fixture_store (GObject *source, GAsyncResult *result, gpointer data)
{
  CallFixture *self = data;

  g_assert_null (self->result);
  self->result = g_object_ref (result);
}

GError *
call_fixture_take_error (CallFixture *self, CallFinish finish)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;
  gboolean success;

  settle ();
  g_assert_nonnull (self->result);
  result = g_steal_pointer (&self->result);
  success = finish (self->call, result, &error);
  g_assert_true (success == (error == NULL));

  return error;
}

gboolean
call_fixture_happens (CallFixture *self, AhoyCallEvent event)
{
  return ahoy_call_apply (self->call, event, AHOY_CALL_END_REASON_NONE, NULL);
}
