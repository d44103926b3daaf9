/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-session-private.h"

#include <glib/gi18n-lib.h>

/* What there is of services, and what can be done with one that is connected. */

/* Whether something can be asked of the service now. */
gboolean
ahoy_session_check_connected (AhoySession *self, GError **error)
{
  if (!ahoy_session_check_usable (self, error))
    return FALSE;
  if (self->connected && !self->pending)
    return TRUE;

  g_propagate_error (error, ahoy_service_not_connected_error (self->account));
  return FALSE;
}

static void
set_services_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AhoySession *self = g_task_get_source_object (task);
  g_autoptr (GError) destroyed = NULL;
  g_autoptr (GError) error = NULL;

  if (AHOY_SERVICE_GET_IFACE (source)->set_services_finish (AHOY_SERVICE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else if (!ahoy_session_check_usable (self, &destroyed))
    g_task_return_error (task, g_steal_pointer (&destroyed));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * ahoy_session_set_services_async:
 * @self: a connected session
 * @services: (array zero-terminated=1): all that is wanted from now on, at least one
 * @cancellable: (nullable): stops waiting for the answer
 * @callback: (scope async): called when the service has answered
 * @user_data: data for @callback
 *
 * Asks the service for more or for fewer of its services. What it grants is in
 * [property@Session:granted-services].
 *
 * Fails with `G_IO_ERROR_INVALID_ARGUMENT` for an empty list (log out instead),
 * `G_IO_ERROR_PENDING` if a change is under way, `G_IO_ERROR_NOT_CONNECTED`, or as
 * [method@Session.connect_async] if the service refuses; the old services stay then.
 */
void
ahoy_session_set_services_async (AhoySession *self, const char * const *services,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (AHOY_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ahoy_session_set_services_async);
  if (!ahoy_session_check_connected (self, &error)) {
    g_task_return_error (task, error);
  } else if (services == NULL || services[0] == NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s",
                             _("Keep at least one service, or log out"));
  } else {
    AHOY_SERVICE_GET_IFACE (self->service)->set_services_async (
      self->service, services, cancellable, set_services_cb, g_steal_pointer (&task));
  }
}

/**
 * ahoy_session_set_services_finish:
 * @self: a session
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the service has agreed
 */
gboolean
ahoy_session_set_services_finish (AhoySession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ahoy_session_update_credentials:
 * @self: a connected session
 * @credentials: a new token or password of the same user
 * @error: return location for an error
 *
 * Uses other credentials from the next request on; nothing is sent now.
 *
 * Fails with `G_IO_ERROR_NOT_CONNECTED`.
 *
 * Returns: whether they will be used
 */
gboolean
ahoy_session_update_credentials (AhoySession *self, AhoyCredentials *credentials, GError **error)
{
  g_return_val_if_fail (AHOY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (credentials != NULL, FALSE);

  if (!ahoy_session_check_connected (self, error))
    return FALSE;

  AHOY_SERVICE_GET_IFACE (self->service)->update_credentials (self->service, credentials);

  return TRUE;
}

/**
 * ahoy_session_set_ice_credentials:
 * @self: a session
 * @user: (nullable): a name for the TURN servers that the account lists
 * @secret: (nullable): the password that belongs to it
 *
 * Says who the person is to the TURN servers, where that is not for the service to say. For calls
 * that begin from now on, until the log-out, which forgets both. No log shows the password.
 */
void
ahoy_session_set_ice_credentials (AhoySession *self, const char *user, const char *secret)
{
  g_return_if_fail (AHOY_IS_SESSION (self));
  g_return_if_fail ((user == NULL) == (secret == NULL));

  if (!self->destroyed)
    ahoy_session_memory_set_ice (self->memory, user, secret);
}

/**
 * ahoy_session_dup_granted_services:
 * @self: a session
 *
 * Returns: (nullable) (transfer full) (array zero-terminated=1): the value of
 *   [property@Session:granted-services]
 */
char **
ahoy_session_dup_granted_services (AhoySession *self)
{
  char **services = NULL;

  g_return_val_if_fail (AHOY_IS_SESSION (self), NULL);

  if (self->connected && self->service != NULL)
    g_object_get (self->service, "granted-services", &services, NULL);

  return services;
}

/**
 * ahoy_session_list_services:
 *
 * Returns: (transfer none) (array zero-terminated=1): the names of the services that an account may
 *   name
 */
const char * const *
ahoy_session_list_services (void)
{
  return ahoy_service_list ();
}

/**
 * ahoy_session_get_service_traits:
 * @service: (nullable): a service of [func@Session.list_services]
 *
 * Returns: what an account of @service needs; %AHOY_SERVICE_TRAIT_NONE if there is no such service
 */
AhoyServiceTraits
ahoy_session_get_service_traits (const char *service)
{
  return ahoy_service_get_traits (service);
}
