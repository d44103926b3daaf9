/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-client-private.h"

#include <glib/gi18n-lib.h>

/* The part of AhoyClient that has to do with calls. */

/**
 * ahoy_client_set_media:
 * @self: the client
 * @factory: (nullable): makes the sound and picture of calls; %NULL: there can be no calls
 * @devices: (nullable): what there is to choose from
 * @sounds: (nullable): what is heard beside the voices of calls; %NULL: nothing
 *
 * Plugs in what calls need, for the sessions that are begun from now on.
 */
void
ahoy_client_set_media (AhoyClient *self, AhoyMediaFactory *factory, AhoyMediaDevices *devices,
                       AhoySounds *sounds)
{
  g_return_if_fail (AHOY_IS_CLIENT (self));

  g_set_object (&self->factory, factory);
  g_set_object (&self->devices, devices);
  g_set_object (&self->sounds, sounds);
  ahoy_calls_set_sounds (self->calls, sounds);
}

/**
 * ahoy_client_get_calls:
 * @self: the client
 *
 * Returns: (transfer none): the calls of all sessions of the person
 */
AhoyCalls *
ahoy_client_get_calls (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), NULL);

  return self->calls;
}

/**
 * ahoy_client_get_devices:
 * @self: the client
 *
 * Returns: (transfer none) (nullable): what there is to choose from
 */
AhoyMediaDevices *
ahoy_client_get_devices (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), NULL);

  return self->devices;
}

/**
 * ahoy_client_get_sounds:
 * @self: the client
 *
 * Returns: (transfer none) (nullable): what is heard beside the voices of calls
 */
AhoySounds *
ahoy_client_get_sounds (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), NULL);

  return self->sounds;
}

/**
 * ahoy_client_get_session:
 * @self: the client
 *
 * Returns: (transfer none) (nullable): the session, while logging in, logged in or logging out;
 *   [signal@Client::changed] tells of another one
 */
AhoySession *
ahoy_client_get_session (AhoyClient *self)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), NULL);

  return self->session;
}

/**
 * ahoy_client_call:
 * @self: the client
 * @address: whom to call, as a person writes it
 * @media: what to send: sound, or sound and a picture
 * @error: return location for an error for the person
 *
 * Calls somebody; the call gets a window of its own. Fails with `G_IO_ERROR_NOT_CONNECTED` while
 * nobody is logged in, and as [method@Session.call] does.
 *
 * Returns: (transfer full) (nullable): the call
 */
AhoyCall *
ahoy_client_call (AhoyClient *self, const char *address, AhoyMediaFlags media, GError **error)
{
  g_return_val_if_fail (AHOY_IS_CLIENT (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  if (self->phase != AHOY_PHASE_ON) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                         _("Log in to make calls"));
    return NULL;
  }

  return ahoy_session_call (self->session, address, media, NULL, error);
}
