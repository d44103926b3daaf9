/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-kandy-call.h"

#include "ahoy-json.h"
#include "ahoy-kandy-auth.h"
#include "ahoy-kandy-call-params.h"
#include "ahoy-kandy-parameters.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * ahoy_kandy_call_path:
 * @user: the user name
 *
 * Returns: (transfer full): where calls are started and joined (section 7.1 of the protocol page)
 */
char *
ahoy_kandy_call_path (const char *user)
{
  return ahoy_kandy_path (user, "callControl", NULL);
}

/**
 * ahoy_kandy_session_path:
 * @user: the user name
 * @session: the call's `sessionData`
 *
 * Returns: (transfer full): the path of one call (section 7.1 of the protocol page)
 */
char *
ahoy_kandy_session_path (const char *user, const char *session)
{
  g_return_val_if_fail (session != NULL, NULL);

  return ahoy_kandy_path (user, "callControl", "callSessions", session, NULL);
}

/**
 * ahoy_kandy_disposition_path:
 * @user: the user name
 *
 * Returns: (transfer full): where calls are rejected and forwarded (section 7.5 of the protocol
 *   page)
 */
char *
ahoy_kandy_disposition_path (const char *user)
{
  return ahoy_kandy_path (user, "calldisposition", NULL);
}

static char *
wrap (const char *wrapper, JsonObject *request)
{
  g_autoptr (JsonObject) root = json_object_new ();

  json_object_set_object_member (root, wrapper, request);

  return ahoy_json_to_text (root);
}

static JsonObject *
control_new (const char *type)
{
  JsonObject *request = json_object_new ();

  json_object_set_string_member (request, "type", type);

  return request;
}

static void
set_if_any (JsonObject *request, const char *member, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (request, member, value);
}

/* What is not there is left out: the service takes no null. */
static void
set_extras (JsonObject *request, const AhoyKandyExtras *extras)
{
  JsonArray *bodies;

  if (extras == NULL)
    return;

  if (extras->parameters != NULL && extras->parameters->len > 0)
    json_object_set_array_member (request, "customParameters",
                                  ahoy_kandy_parameters_to_json (extras->parameters));
  if (extras->n_bodies == 0)
    return;

  bodies = json_array_new ();
  for (guint i = 0; i < extras->n_bodies; i++) {
    JsonObject *body = json_object_new ();

    json_object_set_string_member (body, "contentType", extras->bodies[i].content_type);
    set_if_any (body, "contentDisposition", extras->bodies[i].content_disposition);
    json_object_set_string_member (body, "content", extras->bodies[i].content);
    json_array_add_object_element (bodies, body);
  }
  json_object_set_array_member (request, "customBodies", bodies);
}

/**
 * ahoy_kandy_call_start_text:
 * @from: the origin, of [func@kandy_address_to_from]
 * @to: the destination, normalised
 * @sdp: the offer
 * @early_media: whether a description before the answer is understood
 * @extras: (nullable): what else travels with the call
 *
 * Makes the body that starts a call (section 7.3 of the protocol page).
 *
 * Returns: (transfer full): the body
 */
char *
ahoy_kandy_call_start_text (const char *from, const char *to, const char *sdp, gboolean early_media,
                            const AhoyKandyExtras *extras)
{
  JsonObject *request = control_new ("callStart");

  json_object_set_string_member (request, "from", from);
  json_object_set_string_member (request, "to", to);
  json_object_set_string_member (request, "sdp", sdp);
  if (early_media) {
    JsonArray *supported = json_array_new ();

    json_array_add_string_element (supported, "earlymedia");
    json_object_set_array_member (request, "supported", supported);
  }
  set_extras (request, extras);

  return wrap ("callControlRequest", request);
}

/**
 * ahoy_kandy_call_action_text:
 * @action: what is done
 * @sdp: (nullable): the description, for an answer and for updates
 * @extras: (nullable): what else travels with the call
 *
 * Makes the body of a request to a call (section 7.1 of the protocol page). Only what the action
 * can carry is put into it.
 *
 * Returns: (transfer full): the body
 */
char *
ahoy_kandy_call_action_text (AhoyKandyCallAction action, const char *sdp,
                             const AhoyKandyExtras *extras)
{
  static const char * const types[] = {
    [AHOY_KANDY_CALL_ACTION_RINGING] = "ringing",
    [AHOY_KANDY_CALL_ACTION_ANSWER] = "callAnswer",
    [AHOY_KANDY_CALL_ACTION_START_UPDATE] = "startCallUpdate",
    [AHOY_KANDY_CALL_ACTION_RESPOND_UPDATE] = "respondCallUpdate",
    [AHOY_KANDY_CALL_ACTION_AUDIT] = "audit",
    [AHOY_KANDY_CALL_ACTION_SEND_PARAMETERS] = "sendCustomHeaders",
  };
  JsonObject *request;

  g_return_val_if_fail ((guint) action < G_N_ELEMENTS (types), NULL);

  request = control_new (types[action]);
  if (action == AHOY_KANDY_CALL_ACTION_SEND_PARAMETERS) {
    const AhoyKandyExtras only = { .parameters = extras != NULL ? extras->parameters : NULL };

    set_extras (request, &only);
  } else if (action != AHOY_KANDY_CALL_ACTION_RINGING && action != AHOY_KANDY_CALL_ACTION_AUDIT) {
    set_if_any (request, "sdp", sdp);
    set_extras (request, extras);
  }

  return wrap ("callControlRequest", request);
}

/**
 * ahoy_kandy_transfer_text:
 * @address: whom the call is handed over to, normalised
 * @second_session: (nullable): the `sessionData` of our call with them, if there is one
 *
 * Makes the body that transfers a call (section 7.9 of the protocol page): a direct transfer, or
 * with @second_session a consultative one.
 *
 * Returns: (transfer full): the body
 */
char *
ahoy_kandy_transfer_text (const char *address, const char *second_session)
{
  JsonObject *request = control_new ("transfer");

  set_if_any (request, "sessionData", second_session);
  json_object_set_string_member (request, "address", address);

  return wrap ("callControlRequest", request);
}

/**
 * ahoy_kandy_join_text:
 * @first_session: the `sessionData` of a call
 * @second_session: that of another one
 * @sdp: an offer of audio for the call that both become
 * @extras: (nullable): what else travels with it; its bodies do not
 *
 * Makes the body that joins two calls (section 7.9 of the protocol page).
 *
 * Returns: (transfer full): the body
 */
char *
ahoy_kandy_join_text (const char *first_session, const char *second_session, const char *sdp,
                      const AhoyKandyExtras *extras)
{
  const AhoyKandyExtras only = { .parameters = extras != NULL ? extras->parameters : NULL };
  JsonObject *request = control_new ("join");

  json_object_set_string_member (request, "firstSessionData", first_session);
  json_object_set_string_member (request, "secondSessionData", second_session);
  json_object_set_string_member (request, "sdp", sdp);
  set_extras (request, &only);

  return wrap ("callControlRequest", request);
}

/**
 * ahoy_kandy_disposition_text:
 * @session: the call's `sessionData`
 * @forward_to: (nullable): to whom it is passed on, normalised, or %NULL to reject it
 *
 * Makes the body that rejects or forwards a call (section 7.5 of the protocol page).
 *
 * Returns: (transfer full): the body
 */
char *
ahoy_kandy_disposition_text (const char *session, const char *forward_to)
{
  JsonObject *request = json_object_new ();

  json_object_set_string_member (request, "action", forward_to != NULL ? "forward" : "reject");
  json_object_set_string_member (request, "sessionData", session);
  set_if_any (request, "address", forward_to);

  return wrap ("callDispositionRequest", request);
}

static void
fail (GError **error, const char *what)
{
  g_debug ("Answer to a request of a call: bad %s", what);
  g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL,
                       _("The server sent something that Ahoy cannot read"));
}

/**
 * ahoy_kandy_call_start_parse:
 * @text: the body of a successful answer to starting or joining
 * @length: its length in bytes, or -1
 * @error: return location for an error
 *
 * Reads what the service calls the new call (section 7.3 of the protocol page). The `statusCode`
 * does not count.
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL.
 *
 * Returns: (transfer full) (nullable): the `sessionData`
 */
char *
ahoy_kandy_call_start_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) root = ahoy_json_parse_object (text, length, error);
  JsonObject *response;
  const char *session;

  if (root == NULL)
    return NULL;

  response = ahoy_json_get_object (root, "callControlResponse");
  session = ahoy_json_get_plain_string (response, "sessionData", AHOY_KANDY_LONGEST_SESSION);
  if (session == NULL)
    fail (error, "sessionData");

  return g_strdup (session);
}

/**
 * ahoy_kandy_call_state_parse:
 * @text: the body of a successful answer to GET of a call
 * @length: its length in bytes, or -1
 * @answered: (out): whether the call is answered; untouched where this fails
 * @error: return location for an error
 *
 * Reads how the service sees a call (section 7.11 of the protocol page). Where we have not answered
 * ourselves, an answered call was answered elsewhere.
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL.
 *
 * Returns: whether it was readable
 */
gboolean
ahoy_kandy_call_state_parse (const char *text, gssize length, gboolean *answered, GError **error)
{
  g_autoptr (JsonObject) root = ahoy_json_parse_object (text, length, error);
  JsonObject *response;
  const char *state;

  if (root == NULL)
    return FALSE;

  response = ahoy_json_get_object (root, "callControlResponse");
  state = ahoy_json_get_string (response, "state");
  if (state == NULL) {
    fail (error, "state");
    return FALSE;
  }
  *answered = g_str_equal (state, "ANSWERED");

  return TRUE;
}

/**
 * ahoy_kandy_event_data_parse:
 * @text: the body of a successful answer to GET of a description
 * @length: its length in bytes, or -1
 * @error: return location for an error
 *
 * Reads a description that a notification gave only as a path (section 4.3 of the protocol page).
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL.
 *
 * Returns: (transfer full) (nullable): the description
 */
char *
ahoy_kandy_event_data_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) root = ahoy_json_parse_object (text, length, error);
  JsonObject *response;
  const char *sdp;

  if (root == NULL)
    return NULL;

  response = ahoy_json_get_object (root, "eventDataResponse");
  sdp = ahoy_json_get_string (response, "sdp");
  if (sdp == NULL || *sdp == '\0' || strlen (sdp) > AHOY_KANDY_LONGEST_SDP) {
    fail (error, "sdp");
    return NULL;
  }

  return g_strdup (sdp);
}
