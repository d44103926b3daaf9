/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-session-private.h"

#include <glib/gi18n-lib.h>

/* What ends a login at once, for good or for another account. */

/* Whether the session was not destroyed yet. */
gboolean
ahoy_session_check_usable (AhoySession *self, GError **error)
{
  if (self->destroyed)
    g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_DESTROYED,
                         _("The session was destroyed"));

  return !self->destroyed;
}

static void
fail_destroyed (AhoySession *self, GTask *task)
{
  GError *error = NULL;

  ahoy_session_check_usable (self, &error);
  g_task_return_error (task, error);
}

/**
 * ahoy_session_destroy:
 * @self: a session
 *
 * Ends the session for good, without waiting: operations under way fail with
 * `AHOY_SESSION_ERROR_DESTROYED`, as does every one that is begun afterwards. The service is told
 * in the background, as long as the main context runs.
 */
void
ahoy_session_destroy (AhoySession *self)
{
  g_autoptr (AhoySession) alive = NULL;
  g_autoptr (GTask) login = NULL;
  g_autoptr (GTask) logout = NULL;

  g_return_if_fail (AHOY_IS_SESSION (self));

  if (self->destroyed)
    return;

  alive = g_object_ref (self); /* a handler may drop the last other reference */
  self->destroyed = TRUE;
  ahoy_session_let_go (self, NULL, &login, &logout);
  if (login != NULL)
    fail_destroyed (self, login);
  if (logout != NULL)
    fail_destroyed (self, logout);
}

/* Whether two accounts are of users of the same place. */
static gboolean
is_same_place (AhoyAccount *a, AhoyAccount *b)
{
  AhoyServiceTraits traits = ahoy_service_get_traits (ahoy_account_get_service (a));
  const char *place_a, *place_b;

  if (g_strcmp0 (ahoy_account_get_service (a), ahoy_account_get_service (b)) != 0)
    return FALSE;

  if (traits & AHOY_SERVICE_TRAIT_APP_ID) {
    place_a = ahoy_account_get_app_id (a);
    place_b = ahoy_account_get_app_id (b);
  } else {
    place_a = ahoy_account_get_server (a);
    place_b = ahoy_account_get_server (b);
  }

  return g_strcmp0 (place_a != NULL ? place_a : "", place_b != NULL ? place_b : "") == 0;
}

/**
 * ahoy_session_set_account:
 * @self: a session
 * @account: where to log in from now on, as whom; a copy is taken
 *
 * Begins anew with another application, or on another service: as the `init ()` of the services'
 * SDKs does.
 *
 * An account of the same service and of the same application is no beginning: nothing changes, the
 * login goes on, and whatever else is different in @account, the user and the servers included, is
 * ignored. Where a service has no applications, its server takes their place.
 *
 * Else the login is let go without waiting, everything of it is cleared, and the session is another
 * client from now on; the person must log in again. A login under way fails with
 * `G_IO_ERROR_CANCELLED`, and a log-out under way is done.
 *
 * Returns: whether the session has the account now; %FALSE: nothing has changed, or the session was
 *   destroyed
 */
gboolean
ahoy_session_set_account (AhoySession *self, AhoyAccount *account)
{
  g_autoptr (AhoySession) alive = NULL;
  g_autoptr (GTask) login = NULL;
  g_autoptr (GTask) logout = NULL;

  g_return_val_if_fail (AHOY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (AHOY_IS_ACCOUNT (account), FALSE);

  if (self->destroyed || is_same_place (self->account, account))
    return FALSE;

  alive = g_object_ref (self); /* a handler may drop the last other reference */
  ahoy_session_let_go (self, account, &login, &logout);
  if (login != NULL)
    g_task_return_new_error (login, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s",
                             _("Login was cancelled"));
  if (logout != NULL)
    g_task_return_boolean (logout, TRUE);

  return TRUE;
}
