/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-robots.h"

#include "ahoy-json.h"

#include <string.h>

#define MOST_PARAMETERS   64
#define LONGEST_PARAMETER 4096

/* What clients ask for about calls, read and answered (section 7 of the protocol page). What it
 * means for the call is in the other files: a request only says that it was understood. */

typedef struct {
  AhoyPracticeRequest *request;
  JsonObject          *body; /* what is in its wrapper */
  AhoyPracticeLeg     *leg;  /* that it is about, or NULL */
} Order;

static void
accept (Order *order)
{
  ahoy_practice_answer_error (order->request, SOUP_STATUS_OK, AHOY_PRACTICE_CODE_OK, NULL);
}

static void
refuse_body (Order *order, const char *reason)
{
  ahoy_practice_answer_error (order->request, SOUP_STATUS_BAD_REQUEST, AHOY_PRACTICE_CODE_BODY,
                              reason);
}

static void
refuse_value (Order *order, const char *reason)
{
  ahoy_practice_answer_error (order->request, SOUP_STATUS_FORBIDDEN, AHOY_PRACTICE_CODE_VALUE,
                              reason);
}

/* What can be read, but not now. */
static void
refuse_state (Order *order, const char *reason)
{
  ahoy_practice_answer_error (order->request, SOUP_STATUS_BAD_REQUEST,
                              AHOY_PRACTICE_CODE_BAD_REQUEST, reason);
}

static void
refuse_service (Order *order, const char *reason)
{
  ahoy_practice_answer_error (order->request, SOUP_STATUS_FORBIDDEN,
                              AHOY_PRACTICE_CODE_NO_SERVICE, reason);
}

/* The description; NULL where it is missing, or too long, and then the request is answered. */
static const char *
read_sdp (Order *order)
{
  const char *sdp = ahoy_json_get_string (order->body, "sdp");

  if (sdp == NULL || *sdp == '\0')
    refuse_body (order, "No sdp");
  else if (strlen (sdp) > AHOY_PRACTICE_LONGEST_SDP)
    refuse_value (order, "The sdp is too long");
  else
    return sdp;

  return NULL;
}

/* An address of that member; NULL where there is none, and then the request is answered. */
static AhoyPracticeAddress *
read_address (Order *order, const char *member)
{
  AhoyPracticeAddress *address =
    ahoy_practice_address_read (ahoy_json_get_string (order->body, member), order->request->user);

  if (address == NULL)
    refuse_body (order, "An address is missing or cannot be read");

  return address;
}

/* A copy with what is known only, or NULL. */
static JsonObject *
read_parameter (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *name = ahoy_json_get_plain_string (object, "name", LONGEST_PARAMETER);
  const char *value = ahoy_json_get_string (object, "value");
  JsonObject *parameter;

  if (name == NULL || value == NULL || strlen (value) > LONGEST_PARAMETER)
    return NULL;
  parameter = json_object_new ();
  json_object_set_string_member (parameter, "name", name);
  json_object_set_string_member (parameter, "value", value);

  return parameter;
}

/* parameters: NULL where there are none. FALSE where they cannot be read, and then the request is
 * answered. */
static gboolean
read_parameters (Order *order, JsonArray **parameters)
{
  JsonArray *given = ahoy_json_get_array (order->body, "customParameters");
  g_autoptr (JsonArray) read = json_array_new ();
  guint n_given = given != NULL ? json_array_get_length (given) : 0;

  if (!json_object_has_member (order->body, "customParameters"))
    return TRUE;
  for (guint i = 0; i < MIN (n_given, MOST_PARAMETERS); i++) {
    JsonObject *parameter = read_parameter (json_array_get_element (given, i));

    if (parameter != NULL)
      json_array_add_object_element (read, parameter);
  }
  if (given == NULL || json_array_get_length (read) < n_given) {
    refuse_body (order, "The customParameters cannot be read");
    return FALSE;
  }
  *parameters = g_steal_pointer (&read);

  return TRUE;
}

/* NULL leaves those that there are. */
static void
set_parameters (AhoyPracticeLeg *leg, JsonArray *parameters)
{
  if (parameters == NULL)
    return;
  g_clear_pointer (&leg->parameters, json_array_unref);
  leg->parameters = json_array_ref (parameters);
}

/* Whether the client says that it can do something. */
static gboolean
supports (Order *order, const char *what)
{
  JsonArray *list = ahoy_json_get_array (order->body, "supported");

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++) {
    JsonNode *node = json_array_get_element (list, i);

    if (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), what) == 0)
      return TRUE;
  }

  return FALSE;
}

static void
answer_start (Order *order, AhoyPracticeLeg *leg)
{
  JsonObject *inner;
  JsonObject *answer = order->request->service->make_error (order->request->route->wrapper,
                                                            AHOY_PRACTICE_CODE_OK, NULL, &inner);

  json_object_set_string_member (inner, "sessionData", leg->id);
  ahoy_practice_answer (order->request->message, SOUP_STATUS_CREATED, answer);
}

/* A new call of the user's, with no other side; NULL where there is none, and then the request is
 * answered. */
static AhoyPracticeLeg *
new_call (Order *order, JsonArray *parameters)
{
  AhoyPracticeRequest *request = order->request;
  AhoyPractice *self = request->practice;
  AhoyPracticeLeg *leg;

  if (ahoy_practice_count_legs (self, request->user) >= AHOY_PRACTICE_MOST_LEGS) {
    ahoy_practice_answer_error (request, SOUP_STATUS_FORBIDDEN, AHOY_PRACTICE_CODE_TOO_MANY,
                                "Too many calls");
    return NULL;
  }
  leg = ahoy_practice_leg_new (self, request->user);
  if (leg == NULL) {
    refuse_service (order, "No login of the user has calls");
    return NULL;
  }
  leg->outgoing = TRUE;
  ahoy_practice_leg_settle_place (leg, request);
  set_parameters (leg, parameters);

  return leg;
}

static void
on_start (Order *order)
{
  AhoyPracticeRequest *request = order->request;
  g_autoptr (AhoyPracticeAddress) from = read_address (order, "from");
  g_autoptr (AhoyPracticeAddress) to = from != NULL ? read_address (order, "to") : NULL;
  const char *sdp = to != NULL ? read_sdp (order) : NULL;
  g_autoptr (JsonArray) parameters = NULL;
  AhoyPracticeLeg *leg;
  const char *reason = NULL;
  int code = 0;

  if (sdp == NULL || !read_parameters (order, &parameters))
    return;
  if (strcmp (from->number, request->user->name) != 0) {
    refuse_value (order, "Nobody calls in the name of others");
    return;
  }
  leg = new_call (order, parameters);
  if (leg == NULL)
    return;

  leg->early = supports (order, "earlymedia");
  g_free (leg->name);
  leg->name = g_strdup (from->name);
  ahoy_practice_leg_set_remote (leg, to->name, to->number);
  answer_start (order, leg);
  if (ahoy_practice_leg_call (leg, to, sdp, &code, &reason) == NULL)
    ahoy_practice_leg_end (leg, TRUE, code, reason);
}

/* A call of the user's of that member; NULL where there is none, and then the request is answered. */
static AhoyPracticeLeg *
read_call (Order *order, const char *member)
{
  AhoyPracticeRequest *request = order->request;
  const char *id = ahoy_json_get_string (order->body, member);
  AhoyPracticeLeg *leg =
    id != NULL ? ahoy_practice_find_leg (request->practice, request->user, id) : NULL;

  if (id == NULL)
    refuse_body (order, "No firstSessionData or no secondSessionData");
  else if (leg == NULL)
    ahoy_practice_answer_error (request, SOUP_STATUS_NOT_FOUND, AHOY_PRACTICE_CODE_NO_RESOURCE,
                                "No such call");

  return leg;
}

/* How it goes comes later. */
static void
on_join (Order *order)
{
  AhoyPracticeRequest *request = order->request;
  AhoyPracticeLeg *first = read_call (order, "firstSessionData");
  AhoyPracticeLeg *second = first != NULL ? read_call (order, "secondSessionData") : NULL;
  const char *sdp = second != NULL ? read_sdp (order) : NULL;
  g_autoptr (JsonArray) parameters = NULL;
  AhoyPracticeLeg *leg;
  const char *objection;

  if (sdp == NULL || !read_parameters (order, &parameters))
    return;
  if (first == second || first->peer == second) {
    refuse_value (order, "Two calls are needed");
    return;
  }
  objection = ahoy_practice_join_object (first, second);
  if (objection != NULL) {
    refuse_state (order, objection);
    return;
  }
  if (!ahoy_practice_mixer_has_room (request->practice)) {
    ahoy_practice_answer_error (request, SOUP_STATUS_FORBIDDEN, AHOY_PRACTICE_CODE_TOO_MANY,
                                "Too many calls with robots");
    return;
  }
  leg = new_call (order, parameters);
  if (leg == NULL)
    return;

  answer_start (order, leg);
  ahoy_practice_join_start (leg, first, second, sdp);
}

static void
on_ringing (Order *order)
{
  if (order->leg->outgoing) {
    refuse_state (order, "It rings at the other side");
    return;
  }
  accept (order);
  ahoy_practice_leg_ring (order->leg);
}

static void
on_answer (Order *order)
{
  const char *sdp = read_sdp (order);
  g_autoptr (JsonArray) parameters = NULL;

  if (sdp == NULL || !read_parameters (order, &parameters))
    return;
  if (order->leg->outgoing || order->leg->state >= AHOY_PRACTICE_LEG_ANSWERED) {
    refuse_state (order, "There is nothing to answer, or somebody has");
    return;
  }
  set_parameters (order->leg, parameters);
  accept (order);
  ahoy_practice_leg_answer (order->leg, sdp, order->request);
}

static gboolean
check_answered (Order *order)
{
  if (order->leg->state == AHOY_PRACTICE_LEG_ANSWERED && order->leg->peer != NULL)
    return TRUE;
  refuse_state (order, "The call is not answered, or is being left");

  return FALSE;
}

static void
on_update (Order *order)
{
  const char *sdp = read_sdp (order);
  g_autoptr (JsonArray) parameters = NULL;

  if (sdp == NULL || !read_parameters (order, &parameters) || !check_answered (order))
    return;
  set_parameters (order->leg, parameters);
  accept (order);
  ahoy_practice_leg_update (order->leg, sdp);
}

static void
on_respond (Order *order)
{
  const char *sdp = read_sdp (order);
  g_autoptr (JsonArray) parameters = NULL;

  if (sdp == NULL || !read_parameters (order, &parameters) || !check_answered (order))
    return;
  set_parameters (order->leg, parameters);
  if (ahoy_practice_leg_respond (order->leg, sdp))
    accept (order);
  else
    refuse_state (order, "There is nothing to respond to");
}

/* How it goes comes later. */
static void
on_transfer (Order *order)
{
  gboolean consultative = json_object_has_member (order->body, "sessionData");
  const char *id = ahoy_json_get_string (order->body, "sessionData");
  g_autoptr (AhoyPracticeAddress) address = read_address (order, "address");
  AhoyPracticeLeg *second = id != NULL
    ? ahoy_practice_find_leg (order->request->practice, order->request->user, id) : NULL;

  if (address == NULL || !check_answered (order))
    return;
  if (order->leg->transfer != NULL) {
    refuse_state (order, "The call is being transferred");
  } else if (ahoy_practice_leg_is_joined (order->leg)) {
    refuse_state (order, "The call is joined");
  } else if (!consultative) {
    accept (order);
    ahoy_practice_transfer_start (order->leg, address);
  } else if (second == NULL || second == order->leg || second == order->leg->peer) {
    refuse_value (order, "No such second call");
  } else {
    accept (order);
    ahoy_practice_transfer_start_consultative (order->leg, second);
  }
}

static void
on_audit (Order *order)
{
  accept (order);
  ahoy_practice_leg_audit (order->leg);
}

/* They ride on what the other side is told next. */
static void
on_headers (Order *order)
{
  g_autoptr (JsonArray) parameters = NULL;

  if (!read_parameters (order, &parameters))
    return;
  if (parameters == NULL) {
    refuse_body (order, "No customParameters");
    return;
  }
  set_parameters (order->leg, parameters);
  accept (order);
}

/* It stops to ring in the other places, too. */
static void
decline (AhoyPracticeLeg *leg)
{
  leg->declined = TRUE;
  ahoy_practice_leg_end (leg, TRUE, AHOY_PRACTICE_END_DECLINED, "Decline");
}

static void
on_reject (Order *order)
{
  accept (order);
  decline (order->leg);
}

/* The caller keeps ringing, and hears the next one ring. */
static void
on_forward (Order *order)
{
  g_autoptr (AhoyPracticeAddress) address = read_address (order, "address");

  if (address == NULL)
    return;
  accept (order);
  order->leg->declined = TRUE;
  ahoy_practice_leg_forward (order->leg, address);
}

static const struct {
  const char *name;    /* the type or the action */
  const char *pattern; /* whether it is one of the route's */
  void      (*handle) (Order *order);
} types[] = {
  { "callStart", AHOY_PRACTICE_CALL_CONTROL, on_start },
  { "join", AHOY_PRACTICE_CALL_CONTROL, on_join },
  { "ringing", AHOY_PRACTICE_CALL_SESSION, on_ringing },
  { "callAnswer", AHOY_PRACTICE_CALL_SESSION, on_answer },
  { "startCallUpdate", AHOY_PRACTICE_CALL_SESSION, on_update },
  { "respondCallUpdate", AHOY_PRACTICE_CALL_SESSION, on_respond },
  { "transfer", AHOY_PRACTICE_CALL_SESSION, on_transfer },
  { "audit", AHOY_PRACTICE_CALL_SESSION, on_audit },
  { "sendCustomHeaders", AHOY_PRACTICE_CALL_SESSION, on_headers },
  { "reject", AHOY_PRACTICE_DISPOSITION, on_reject },
  { "forward", AHOY_PRACTICE_DISPOSITION, on_forward },
};

static int
find_type (const AhoyPracticeRoute *route, const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].pattern, route->pattern) == 0 && strcmp (types[i].name, name) == 0)
      return (int) i;

  return -1;
}

static JsonObject *
get_body (AhoyPracticeRequest *request)
{
  gboolean disposition = strcmp (request->route->pattern, AHOY_PRACTICE_DISPOSITION) == 0;

  return ahoy_json_get_object (ahoy_practice_request_get_body (request),
                               disposition ? "callDispositionRequest" : "callControlRequest");
}

static const char *
get_type (AhoyPracticeRequest *request)
{
  gboolean disposition = strcmp (request->route->pattern, AHOY_PRACTICE_DISPOSITION) == 0;

  return ahoy_json_get_string (get_body (request), disposition ? "action" : "type");
}

/* What a request is, as far as its body tells; a constant. */
const char *
ahoy_practice_call_request_name (AhoyPracticeRequest *request)
{
  int type;

  if (request->route->handle == ahoy_practice_handle_call_end)
    return "callEnd";
  if (request->route->handle == ahoy_practice_handle_call_state)
    return "callState";
  type = find_type (request->route, get_type (request));

  return type >= 0 ? types[type].name : request->route->name;
}

/* Sets the leg that a request is about; FALSE where there is none, and then it is answered. */
static gboolean
find_leg (Order *order, const char *id, int code)
{
  AhoyPracticeRequest *request = order->request;

  if (id != NULL)
    order->leg = ahoy_practice_find_leg (request->practice, request->user, id);
  if (order->leg == NULL)
    ahoy_practice_answer_error (request, SOUP_STATUS_NOT_FOUND, code, "No such call");

  return order->leg != NULL;
}

static const char *
last_segment (AhoyPracticeRequest *request)
{
  return request->path[g_strv_length (request->path) - 1];
}

/* What it causes is told after its answer. */
static void
carry_out (Order *order, void (*handle) (Order *order))
{
  AhoyPractice *self = order->request->practice;

  self->answering = order->request->message;
  handle (order);
  self->answering = NULL;
}

/* Sets what there is to do and is about which call; FALSE where it cannot be told, and then the
 * request is answered. */
static gboolean
read_order (Order *order, int *type)
{
  AhoyPracticeRequest *request = order->request;

  if (!ahoy_practice_authenticate (request))
    return FALSE;
  order->body = get_body (request);
  if (get_type (request) == NULL) {
    refuse_body (order, "Request body missing or invalid");
    return FALSE;
  }
  *type = find_type (request->route, get_type (request));
  if (*type < 0) {
    refuse_state (order, "There is no such request");
    return FALSE;
  }

  return TRUE;
}

void
ahoy_practice_handle_call_control (AhoyPracticeRequest *request)
{
  Order order = { .request = request };
  int type;

  if (read_order (&order, &type))
    carry_out (&order, types[type].handle);
}

void
ahoy_practice_handle_call_session (AhoyPracticeRequest *request)
{
  Order order = { .request = request };
  int type;

  if (read_order (&order, &type)
      && find_leg (&order, last_segment (request), AHOY_PRACTICE_CODE_NO_RESOURCE))
    carry_out (&order, types[type].handle);
}

void
ahoy_practice_handle_disposition (AhoyPracticeRequest *request)
{
  Order order = { .request = request };
  int type;

  if (!read_order (&order, &type)
      || !find_leg (&order, ahoy_json_get_string (order.body, "sessionData"),
                    AHOY_PRACTICE_CODE_NO_RESOURCE))
    return;
  if (order.leg->outgoing || order.leg->state >= AHOY_PRACTICE_LEG_ANSWERED)
    refuse_state (&order, "The call does not ring here");
  else
    carry_out (&order, types[type].handle);
}

static void
on_end (Order *order)
{
  AhoyPracticeLeg *leg = order->leg;
  gboolean rings = !leg->outgoing && leg->state < AHOY_PRACTICE_LEG_ANSWERED;

  accept (order);
  if (rings)
    decline (leg);
  else if (leg->state == AHOY_PRACTICE_LEG_LEFT)
    ahoy_practice_leg_remove (leg);
  else
    ahoy_practice_leg_end (leg, FALSE, AHOY_PRACTICE_END_NORMAL, "Call ended");
}

void
ahoy_practice_handle_call_end (AhoyPracticeRequest *request)
{
  Order order = { .request = request };

  if (ahoy_practice_authenticate (request)
      && find_leg (&order, last_segment (request), AHOY_PRACTICE_CODE_NO_RESOURCE))
    carry_out (&order, on_end);
}

void
ahoy_practice_handle_call_state (AhoyPracticeRequest *request)
{
  static const char * const states[] = { "INITIATED", "RINGING", "ANSWERED", "ANSWERED" };
  Order order = { .request = request };
  JsonObject *answer, *inner;

  if (!ahoy_practice_authenticate (request)
      || !find_leg (&order, last_segment (request), AHOY_PRACTICE_CODE_NO_CALL))
    return;
  answer = request->service->make_error (request->route->wrapper, AHOY_PRACTICE_CODE_OK, NULL,
                                         &inner);
  json_object_set_string_member (inner, "state", states[order.leg->state]);
  ahoy_practice_answer (request->message, SOUP_STATUS_OK, answer);
}
