/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-faults.h"

#include "ahoy-json.h"
#include "ahoy-practice-robots.h"

#include <string.h>

#define MOST_COUNT 1000000

static void
clear_fault (gpointer data)
{
  AhoyPracticeFault *fault = data;

  json_object_unref (fault->parameters);
  g_free (fault->user);
  g_free (fault->stage);
}

void
ahoy_practice_fault_unref (AhoyPracticeFault *fault)
{
  g_rc_box_release_full (fault, clear_fault);
}

static const AhoyPracticeFaultType *
find_type (const char *name)
{
  guint n_types = 0;
  const AhoyPracticeFaultType *types = ahoy_practice_fault_types (&n_types);

  for (guint i = 0; i < n_types; i++)
    if (strcmp (types[i].name, name) == 0)
      return &types[i];

  return NULL;
}

static const AhoyPracticeParameter *
find_parameter (const AhoyPracticeFaultType *type, const char *name)
{
  for (const AhoyPracticeParameter *p = type->parameters; p->name != NULL; p++)
    if (strcmp (p->name, name) == 0)
      return p;

  return NULL;
}

/* The members of the request that are not parameters of one fault. */
static gboolean
is_common (const AhoyPracticeFaultType *type, const char *name)
{
  if (strcmp (name, "for") == 0)
    return type->kind == AHOY_PRACTICE_FAULT_REQUEST;
  if (strcmp (name, "at-open") == 0)
    return type->kind == AHOY_PRACTICE_FAULT_SOCKET;

  return strcmp (name, "name") == 0 || strcmp (name, "user") == 0 || strcmp (name, "active") == 0
         || strcmp (name, "count") == 0 || strcmp (name, "service") == 0;
}

static gboolean
invalid (GError **error, const char *reason, const char *name)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: %s", name, reason);

  return FALSE;
}

/* Texts go into headers and frames: control characters would make other faults of them. */
static gboolean
check_text (const AhoyPracticeParameter *parameter, const char *text, GError **error)
{
  g_auto (GStrv) choices = NULL;

  if (text == NULL)
    return invalid (error, "not a text", parameter->name);
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      return invalid (error, "has a control character", parameter->name);
  if (parameter->choices == NULL)
    return TRUE;
  choices = g_strsplit (parameter->choices, " ", -1);
  if (!g_strv_contains ((const char * const *) choices, text))
    return invalid (error, "not one of the choices", parameter->name);

  return TRUE;
}

static gboolean
check_value (const AhoyPracticeParameter *parameter, JsonObject *given, GError **error)
{
  gboolean value;
  gint64 number;

  switch (parameter->kind) {
  case AHOY_PRACTICE_PARAMETER_INTEGER:
    if (!ahoy_json_get_int (given, parameter->name, parameter->lowest, parameter->highest, &number))
      return invalid (error, "not a whole number in the allowed range", parameter->name);
    return TRUE;
  case AHOY_PRACTICE_PARAMETER_STRING:
    return check_text (parameter, ahoy_json_get_string (given, parameter->name), error);
  case AHOY_PRACTICE_PARAMETER_BOOLEAN:
    if (!ahoy_json_get_boolean (given, parameter->name, &value))
      return invalid (error, "neither true nor false", parameter->name);
    return TRUE;
  case AHOY_PRACTICE_PARAMETER_ANY:
  case AHOY_PRACTICE_PARAMETER_NONE:
  default:
    return TRUE;
  }
}

static const AhoyPracticeParameter common_user = {
  "user", AHOY_PRACTICE_PARAMETER_STRING, NULL, NULL, 0, 0, NULL
};
static const AhoyPracticeParameter common_active = {
  "active", AHOY_PRACTICE_PARAMETER_BOOLEAN, NULL, NULL, 0, 0, NULL
};
static const AhoyPracticeParameter common_count = {
  "count", AHOY_PRACTICE_PARAMETER_INTEGER, NULL, NULL, 0, MOST_COUNT, NULL
};
static const AhoyPracticeParameter common_for = {
  "for", AHOY_PRACTICE_PARAMETER_STRING, NULL, NULL, 0, 0,
  "login upgrade subscribe refresh unsubscribe call callStart ringing callAnswer startCallUpdate"
  " respondCallUpdate audit sendCustomHeaders transfer join reject forward callEnd callState"
  " logHistory logRecord missed-signal calls push summary logs action items all"
};
static const AhoyPracticeParameter common_service = {
  "service", AHOY_PRACTICE_PARAMETER_STRING, NULL, NULL, 0, 0, "kandy sendbird"
};
static const AhoyPracticeParameter common_at_open = {
  "at-open", AHOY_PRACTICE_PARAMETER_BOOLEAN, NULL, NULL, 0, 0, NULL
};

static gboolean
check_given (const AhoyPracticeFaultType *type, JsonObject *given, GError **error)
{
  const AhoyPracticeParameter *common[] = {
    &common_user, &common_active, &common_count, &common_for, &common_at_open, &common_service
  };
  g_autoptr (GList) members = json_object_get_members (given);

  for (GList *l = members; l != NULL; l = l->next) {
    const AhoyPracticeParameter *parameter = find_parameter (type, l->data);

    if (parameter == NULL && !is_common (type, l->data))
      return invalid (error, "no such parameter of this fault", l->data);
    for (guint i = 0; parameter == NULL && i < G_N_ELEMENTS (common); i++)
      if (strcmp (common[i]->name, l->data) == 0)
        parameter = common[i];
    if (parameter != NULL && !check_value (parameter, given, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
get_boolean (JsonObject *object, const char *name)
{
  gboolean value = FALSE;

  return ahoy_json_get_boolean (object, name, &value) && value;
}

static const AhoyPracticeService *
find_service (const char *name)
{
  if (name == NULL)
    return NULL;

  return strcmp (name, ahoy_practice_kandy.name) == 0 ? &ahoy_practice_kandy
                                                      : &ahoy_practice_sendbird;
}

static AhoyPracticeFault *
fault_new (const AhoyPracticeFaultType *type, JsonObject *given)
{
  AhoyPracticeFault *fault = g_rc_box_new0 (AhoyPracticeFault);
  const char *stage = ahoy_json_get_string (given, "for");
  gint64 count = type->count;

  fault->type = type;
  fault->parameters = json_object_new ();
  for (const AhoyPracticeParameter *p = type->parameters; p->name != NULL; p++) {
    if (json_object_has_member (given, p->name))
      json_object_set_member (fault->parameters, p->name,
                              json_node_copy (json_object_get_member (given, p->name)));
    else if (p->preset != NULL)
      json_object_set_member (fault->parameters, p->name, json_from_string (p->preset, NULL));
  }
  if (find_parameter (type, "count") == NULL)
    ahoy_json_get_int (given, "count", 0, MOST_COUNT, &count);
  fault->count = (guint) count;
  fault->service = find_service (ahoy_json_get_string (given, "service"));
  if (fault->service == NULL)
    fault->service = type->service;
  fault->user = g_strdup (ahoy_json_get_string (given, "user"));
  fault->stage = g_strdup (stage != NULL ? stage : type->stage);
  fault->at_open = get_boolean (given, "at-open");

  return fault;
}

static gboolean
is_for (AhoyPracticeFault *fault, const AhoyPracticeService *service, const char *user)
{
  return (fault->service == NULL || fault->service == service)
         && (fault->user == NULL || g_strcmp0 (fault->user, user) == 0);
}

static gboolean
is_for_request (AhoyPracticeFault *fault, AhoyPracticeRequest *request)
{
  const char *name = request->name;

  return is_for (fault, request->service, request->user_name)
         && (strcmp (fault->stage, "all") == 0 || strcmp (fault->stage, name) == 0
             || strcmp (fault->stage, request->route->name) == 0
             || (strcmp (fault->stage, "login") == 0
                 && strcmp (name, request->service->login) == 0));
}

/* Switches a fault off: user's, or everybody's when user is NULL. */
gboolean
ahoy_practice_switch_off (AhoyPractice *self, const char *name, const char *user, GError **error)
{
  const AhoyPracticeFaultType *type = find_type (name);

  if (type == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no fault %s", name);
    return FALSE;
  }
  for (guint i = self->faults->len; i > 0; i--) {
    AhoyPracticeFault *fault = g_ptr_array_index (self->faults, i - 1);

    if (fault->type == type && (user == NULL || g_strcmp0 (fault->user, user) == 0))
      g_ptr_array_remove_index (self->faults, i - 1);
  }
  if (type->undo != NULL)
    type->undo (self, user);

  return TRUE;
}

/* The same fault for the same user and the same requests is replaced. */
static void
switch_on (AhoyPractice *self, AhoyPracticeFault *fault)
{
  for (guint i = 0; i < self->faults->len; i++) {
    AhoyPracticeFault *old = g_ptr_array_index (self->faults, i);

    if (old->type == fault->type && old->at_open == fault->at_open
        && old->service == fault->service && g_strcmp0 (old->user, fault->user) == 0
        && g_strcmp0 (old->stage, fault->stage) == 0) {
      g_ptr_array_remove_index (self->faults, i);
      break;
    }
  }
  g_ptr_array_add (self->faults, g_rc_box_acquire (fault));
}

static guint
act (AhoyPractice *self, AhoyPracticeFault *fault)
{
  g_autoptr (GPtrArray) list = ahoy_practice_list_devices (self, fault->service,
                                                           fault->user);
  guint n_affected = 0;

  for (guint i = 0; i < list->len; i++)
    n_affected += fault->type->act (g_ptr_array_index (list, i), fault);
  fault->hits += n_affected;

  return n_affected;
}

/* What the control interface does. n_affected: how many logins it has happened to already. */
gboolean
ahoy_practice_switch_fault (AhoyPractice *self, const char *name, JsonObject *given,
                            guint *n_affected, GError **error)
{
  const AhoyPracticeFaultType *type = find_type (name);
  g_autoptr (AhoyPracticeFault) fault = NULL;

  *n_affected = 0;
  if (type == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no fault %s", name);
    return FALSE;
  }
  if (!check_given (type, given, error))
    return FALSE;
  if (json_object_has_member (given, "active") && !get_boolean (given, "active"))
    return ahoy_practice_switch_off (self, name, ahoy_json_get_string (given, "user"), error);

  fault = fault_new (type, given);
  if (fault->user != NULL && ahoy_practice_find_callee (self, fault->user) == NULL
      && type->kind != AHOY_PRACTICE_FAULT_REQUEST)
    return invalid (error, "no such user", fault->user);
  if (type->service != NULL && fault->service != type->service)
    return invalid (error, "not a fault of this service", "service");

  if (type->kind == AHOY_PRACTICE_FAULT_SOCKET && !fault->at_open)
    *n_affected = act (self, fault);
  if (type->kind != AHOY_PRACTICE_FAULT_SOCKET || fault->at_open || type->undo != NULL)
    switch_on (self, fault);

  return TRUE;
}

/**
 * ahoy_practice_set_fault:
 * @self: a practice service
 * @name: the fault
 * @parameters: (nullable): a JSON object as text
 * @error: return location for a #GError, or %NULL
 *
 * Does what a POST to the control interface's `faults` does; `data/doc/practice.md` lists the
 * faults and their parameters.
 *
 * Returns: %FALSE with `G_IO_ERROR_NOT_FOUND` for an unknown fault, `G_IO_ERROR_INVALID_ARGUMENT`
 *   for wrong parameters
 */
gboolean
ahoy_practice_set_fault (AhoyPractice *self, const char *name, const char *parameters,
                         GError **error)
{
  g_autoptr (JsonObject) given = NULL;
  guint n_affected;

  g_return_val_if_fail (AHOY_IS_PRACTICE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  given = parameters != NULL ? ahoy_json_parse_object (parameters, -1, NULL) : json_object_new ();
  if (given == NULL)
    return invalid (error, "the parameters are not a JSON object", name);

  return ahoy_practice_switch_fault (self, name, given, &n_affected, error);
}

/**
 * ahoy_practice_clear_faults:
 * @self: a practice service
 *
 * Switches all faults off.
 */
void
ahoy_practice_clear_faults (AhoyPractice *self)
{
  guint n_types = 0;
  const AhoyPracticeFaultType *types = ahoy_practice_fault_types (&n_types);

  g_return_if_fail (AHOY_IS_PRACTICE (self));

  for (guint i = 0; i < n_types; i++)
    ahoy_practice_switch_off (self, types[i].name, NULL, NULL);
}

/* One more time of a fault has come; it goes when that was the last. */
static AhoyPracticeFault *
take (AhoyPractice *self, guint index)
{
  AhoyPracticeFault *fault = g_rc_box_acquire (g_ptr_array_index (self->faults, index));

  fault->hits++;
  if (fault->count > 0 && --fault->count == 0)
    g_ptr_array_remove_index (self->faults, index);

  return fault;
}

/* The fault of a request's answer, or its delay, or NULL. */
AhoyPracticeFault *
ahoy_practice_take_request_fault (AhoyPracticeRequest *request, gboolean delay)
{
  AhoyPractice *self = request->practice;

  for (guint i = 0; i < self->faults->len; i++) {
    AhoyPracticeFault *fault = g_ptr_array_index (self->faults, i);

    if (fault->type->kind == AHOY_PRACTICE_FAULT_REQUEST && delay == (fault->type->answer == NULL)
        && is_for_request (fault, request))
      return take (self, i);
  }

  return NULL;
}

/* What is to happen to a websocket that has just opened: each fault once. */
GPtrArray *
ahoy_practice_take_open_faults (AhoyPracticeDevice *device)
{
  AhoyPractice *self = device->practice;
  GPtrArray *taken =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ahoy_practice_fault_unref);

  for (guint i = 0; i < self->faults->len;) {
    AhoyPracticeFault *fault = g_ptr_array_index (self->faults, i);

    if (fault->at_open && is_for (fault, device->service, device->user->name))
      g_ptr_array_add (taken, take (self, i));
    /* One that happens for the last time has made room for the next. */
    if (i < self->faults->len && g_ptr_array_index (self->faults, i) == fault)
      i++;
  }

  return taken;
}

/* event_type NULL: of a setting that is not about events. */
static AhoyPracticeFault *
take_setting (AhoyPractice *self, const AhoyPracticeService *service, const char *user,
              const char *name, const char *event_type)
{
  for (guint i = 0; i < self->faults->len; i++) {
    AhoyPracticeFault *fault = g_ptr_array_index (self->faults, i);
    const char *wanted = ahoy_json_get_string (fault->parameters, "eventType");

    if (strcmp (fault->type->name, name) == 0 && is_for (fault, service, user)
        && (event_type == NULL || wanted == NULL || strcmp (wanted, event_type) == 0))
      return take (self, i);
  }

  return NULL;
}

AhoyPracticeFault *
ahoy_practice_take_user_setting (AhoyPractice *self, const AhoyPracticeService *service,
                                 const char *user, const char *name)
{
  return take_setting (self, service, user, name, NULL);
}

/* A setting of Kandy Link about the notifications that go to user: about all, or those of that
 * type. */
AhoyPracticeFault *
ahoy_practice_take_event_setting (AhoyPractice *self, const char *user, const char *name,
                                  const char *event_type)
{
  return take_setting (self, &ahoy_practice_kandy, user, name, event_type);
}

AhoyPracticeFault *
ahoy_practice_take_setting (AhoyPracticeDevice *device, const char *name)
{
  return ahoy_practice_take_user_setting (device->practice, device->service, device->user->name,
                                          name);
}

/* A setting about frames, of whatever service the login is on: about all, or those of that type. */
AhoyPracticeFault *
ahoy_practice_take_frame_setting (AhoyPracticeDevice *device, const char *name, const char *type)
{
  return take_setting (device->practice, device->service, device->user->name, name, type);
}

/* -1 when not given and without a preset. */
gint64
ahoy_practice_fault_get_int (AhoyPracticeFault *fault, const char *name)
{
  gint64 value = -1;

  ahoy_json_get_int (fault->parameters, name, 0, G_MAXINT64, &value);

  return value;
}

/* NULL when not given and without a preset. */
const char *
ahoy_practice_fault_get_string (AhoyPracticeFault *fault, const char *name)
{
  return ahoy_json_get_string (fault->parameters, name);
}

gboolean
ahoy_practice_fault_get_boolean (AhoyPracticeFault *fault, const char *name)
{
  return get_boolean (fault->parameters, name);
}
