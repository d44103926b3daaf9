/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-leg-private.h"

#include "ahoy-kandy-parameters.h"

#include <glib/gi18n-lib.h>

/* What the programs of both sides tell each other beside the call (section 7.1 of the protocol
 * page). */

/**
 * ahoy_kandy_leg_make_variant:
 * @parameters: (nullable) (element-type AhoyKandyParameter): parameters of a notification
 *
 * Returns: (nullable) (transfer floating): names and values, `a(ss)`; %NULL for %NULL
 */
GVariant *
ahoy_kandy_leg_make_variant (const GPtrArray *parameters)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));

  if (parameters == NULL)
    return NULL;

  for (guint i = 0; i < parameters->len; i++) {
    const AhoyKandyParameter *parameter = g_ptr_array_index (parameters, i);

    g_variant_builder_add (&builder, "(ss)", parameter->name, parameter->value);
  }

  return g_variant_builder_end (&builder);
}

/**
 * ahoy_kandy_leg_read_parameters:
 * @parameters: names and values, `a(ss)`
 * @error: return location for an error
 *
 * Fails with `G_IO_ERROR_INVALID_ARGUMENT` if there are too many, or one cannot be sent.
 *
 * Returns: (transfer full) (nullable) (element-type AhoyKandyParameter): the same for requests
 */
GPtrArray *
ahoy_kandy_leg_read_parameters (GVariant *parameters, GError **error)
{
  g_autoptr (GPtrArray) list = ahoy_kandy_parameters_new ();
  const char *name, *value;
  GVariantIter iter;

  g_variant_iter_init (&iter, parameters);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value)) {
    if (!ahoy_kandy_parameters_set (list, name, value)) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("The parameter “%s” cannot be sent with a call"), name);
      return NULL;
    }
  }

  return g_steal_pointer (&list);
}

static void
parameters_done (AhoyKandyLeg *self, const AhoyKandyAnswer *answer, const GError *error,
                 guint serial)
{
  ahoy_waiter_tell (g_steal_pointer (&self->telling), error != NULL ? g_error_copy (error) : NULL);
  if (self->call != NULL && g_error_matches (error, AHOY_CALL_ERROR, AHOY_CALL_ERROR_VANISHED))
    ahoy_kandy_leg_vanish (self);
}

/**
 * ahoy_kandy_leg_set_parameters_async:
 * @self: a leg that the service has named
 * @parameters: names and values, `a(ss)`
 * @callback: (scope async): called when the service has taken them, or has not
 * @user_data: data for @callback
 *
 * Sends parameters, now and with every later change. Fails as [method@Call.set_parameters_async].
 */
void
ahoy_kandy_leg_set_parameters_async (AhoyKandyLeg *self, GVariant *parameters,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GPtrArray) list = NULL;
  GTask *task = g_task_new (self, NULL, callback, user_data);
  GError *error = NULL;

  g_return_if_fail (self->telling == NULL && self->session != NULL);

  g_task_set_source_tag (task, ahoy_kandy_leg_set_parameters_async);
  list = ahoy_kandy_leg_read_parameters (parameters, &error);
  if (list == NULL) {
    ahoy_waiter_tell (task, error);
    return;
  }

  g_clear_pointer (&self->parameters, g_ptr_array_unref);
  self->parameters = g_steal_pointer (&list);
  self->telling = task;
  ahoy_kandy_leg_put (self, AHOY_KANDY_CALL_ACTION_SEND_PARAMETERS, NULL, AHOY_KANDY_LEG_DEADLINE,
                      parameters_done, 0);
}
