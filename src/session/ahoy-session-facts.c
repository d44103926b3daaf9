/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-session-private.h"

/* What can be known of a session. */

/**
 * ahoy_session_get_account:
 * @self: a session
 *
 * Returns: (transfer none): the value of [property@Session:account]
 */
AhoyAccount *
ahoy_session_get_account (AhoySession *self)
{
  g_return_val_if_fail (AHOY_IS_SESSION (self), NULL);

  return self->account;
}

/**
 * ahoy_session_get_connected:
 * @self: a session
 *
 * Returns: the value of [property@Session:connected]
 */
gboolean
ahoy_session_get_connected (AhoySession *self)
{
  g_return_val_if_fail (AHOY_IS_SESSION (self), FALSE);

  return self->connected;
}

/**
 * ahoy_session_get_pending:
 * @self: a session
 *
 * Returns: the value of [property@Session:pending]
 */
gboolean
ahoy_session_get_pending (AhoySession *self)
{
  g_return_val_if_fail (AHOY_IS_SESSION (self), FALSE);

  return self->pending;
}

/**
 * ahoy_session_get_reconnecting:
 * @self: a session
 *
 * Returns: the value of [property@Session:reconnecting]
 */
gboolean
ahoy_session_get_reconnecting (AhoySession *self)
{
  g_return_val_if_fail (AHOY_IS_SESSION (self), FALSE);

  return self->reconnecting;
}

/**
 * ahoy_session_get_error:
 * @self: a session
 *
 * Returns: (nullable) (transfer none): the value of [property@Session:error]; valid until the next
 *   signal
 */
const GError *
ahoy_session_get_error (AhoySession *self)
{
  g_return_val_if_fail (AHOY_IS_SESSION (self), NULL);

  return self->error;
}
