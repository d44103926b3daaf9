/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-service.h"

#include "ahoy-enum-types.h"
#include "ahoy-error.h"
#include "ahoy-kandy-service.h"
#include "ahoy-sendbird-service.h"

#include <glib/gi18n-lib.h>

G_DEFINE_INTERFACE (AhoyService, ahoy_service, G_TYPE_OBJECT)

enum { SIGNAL_EVENT, SIGNAL_ENDED, SIGNAL_INCOMING_CALL, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct {
  const char         *name;
  AhoyServiceTraits   traits;
  AhoyService      *(*create)        (AhoyAccount *account, AhoySessionMemory *memory,
                                      AhoyClock *clock, GError **error);
  GError           *(*not_connected) (AhoyAccount *account); /* NULL: the usual words */
} Entry;

static const Entry services[] = {
  { AHOY_KANDY_SERVICE_NAME,
    AHOY_SERVICE_TRAIT_LOGIN_KINDS | AHOY_SERVICE_TRAIT_SUBSCRIPTION |
      AHOY_SERVICE_TRAIT_ICE_SERVERS | AHOY_SERVICE_TRAIT_TIMES,
    ahoy_kandy_service_new, NULL },
  { AHOY_SENDBIRD_SERVICE_NAME, AHOY_SERVICE_TRAIT_APP_ID | AHOY_SERVICE_TRAIT_OPTIONAL_SECRET,
    ahoy_sendbird_service_new, ahoy_sendbird_service_not_connected_error },
};

static const Entry *
find_service (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (services); i++) {
    if (g_strcmp0 (name, services[i].name) == 0)
      return &services[i];
  }

  return NULL;
}

static void
ahoy_service_default_init (AhoyServiceInterface *iface)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  g_object_interface_install_property (iface, g_param_spec_boolean ("reconnecting", NULL, NULL,
                                                                    FALSE, flags));
  g_object_interface_install_property (iface, g_param_spec_boxed ("granted-services", NULL, NULL,
                                                                  G_TYPE_STRV, flags));

  /**
   * AhoyService::event:
   * @self: the service
   * @kind: what it is about
   * @text: a translated line
   */
  signals[SIGNAL_EVENT] = g_signal_new ("event", AHOY_TYPE_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 2, AHOY_TYPE_EVENT_KIND,
                                        G_TYPE_STRING);

  /**
   * AhoyService::ended:
   * @self: the service
   * @reason: why: the person did not ask for it
   *
   * The login is over, and everything of it was released.
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", AHOY_TYPE_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * AhoyService::incoming-call:
   * @self: the service
   * @call: the call, which is started right afterwards
   *
   * Somebody calls.
   */
  signals[SIGNAL_INCOMING_CALL] = g_signal_new ("incoming-call", AHOY_TYPE_SERVICE,
                                                G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                G_TYPE_NONE, 1, AHOY_TYPE_CALL);
}

/**
 * ahoy_service_list:
 *
 * Returns: (transfer none) (array zero-terminated=1): the names of the services that there are
 */
const char * const *
ahoy_service_list (void)
{
  static const char *names[G_N_ELEMENTS (services) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    names[i] = services[i].name;

  return names;
}

/**
 * ahoy_service_get_traits:
 * @name: (nullable): the name of a service
 *
 * Returns: what its accounts need; %AHOY_SERVICE_TRAIT_NONE if there is no service of this name
 */
AhoyServiceTraits
ahoy_service_get_traits (const char *name)
{
  const Entry *entry = find_service (name);

  return entry != NULL ? entry->traits : AHOY_SERVICE_TRAIT_NONE;
}

/**
 * ahoy_service_not_connected_error:
 * @account: where to log in
 *
 * Returns: (transfer full): `G_IO_ERROR_NOT_CONNECTED` for who wants something that needs a login,
 *   with the service's own code where it has one for that
 */
GError *
ahoy_service_not_connected_error (AhoyAccount *account)
{
  const Entry *entry = find_service (ahoy_account_get_service (account));

  if (entry != NULL && entry->not_connected != NULL)
    return entry->not_connected (account);

  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, _("Not logged in"));
}

/**
 * ahoy_service_new:
 * @account: where to log in
 * @memory: what is left of earlier logins, and for later ones
 * @clock: the time
 * @error: return location for an error
 *
 * Picks the implementation for the service that the account names.
 *
 * Fails with `AHOY_SESSION_ERROR_INVALID_ACCOUNT` if there is none, or if the account does not
 * suffice for it.
 *
 * Returns: (transfer full): what can log in once
 */
AhoyService *
ahoy_service_new (AhoyAccount *account, AhoySessionMemory *memory, AhoyClock *clock,
                  GError **error)
{
  const char *name = ahoy_account_get_service (account);
  const Entry *entry = find_service (name);

  if (entry != NULL)
    return entry->create (account, memory, clock, error);

  g_set_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT,
               _("There is no service “%s”"), name != NULL ? name : "");
  return NULL;
}

/**
 * ahoy_service_emit_event:
 * @self: the service
 * @kind: what it is about
 * @text: a translated line
 *
 * Tells what has happened.
 */
void
ahoy_service_emit_event (AhoyService *self, AhoyEventKind kind, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, kind, text);
}

/**
 * ahoy_service_emit_ended:
 * @self: the service
 * @reason: why
 *
 * Tells that the login is over without anybody of us having asked for it.
 */
void
ahoy_service_emit_ended (AhoyService *self, const GError *reason)
{
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, reason);
}

/**
 * ahoy_service_emit_incoming_call:
 * @self: the service
 * @call: a call that is still to be started
 *
 * Tells that somebody calls.
 */
void
ahoy_service_emit_incoming_call (AhoyService *self, AhoyCall *call)
{
  g_signal_emit (self, signals[SIGNAL_INCOMING_CALL], 0, call);
}

/**
 * ahoy_history_page_free:
 * @self: (nullable) (transfer full): a page
 */
void
ahoy_history_page_free (AhoyHistoryPage *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->entries);
  g_free (self);
}
