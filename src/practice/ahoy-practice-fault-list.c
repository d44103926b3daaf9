/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-faults.h"

static JsonArray *
describe_parameters (const AhoyPracticeFaultType *type)
{
  static const char * const kinds[] = { NULL, "integer", "string", "boolean", "any" };
  JsonArray *array = json_array_new ();

  for (const AhoyPracticeParameter *p = type->parameters; p->name != NULL; p++) {
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "name", p->name);
    json_object_set_string_member (object, "type", kinds[p->kind]);
    json_object_set_string_member (object, "description", p->description);
    if (p->kind == AHOY_PRACTICE_PARAMETER_INTEGER) {
      json_object_set_int_member (object, "lowest", p->lowest);
      json_object_set_int_member (object, "highest", p->highest);
    }
    if (p->choices != NULL)
      json_object_set_string_member (object, "choices", p->choices);
    if (p->preset != NULL)
      json_object_set_member (object, "default", json_from_string (p->preset, NULL));
    json_array_add_object_element (array, object);
  }

  return array;
}

static JsonArray *
describe_switched_on (AhoyPractice *self, const AhoyPracticeFaultType *type)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->faults->len; i++) {
    AhoyPracticeFault *fault = g_ptr_array_index (self->faults, i);
    JsonObject *object;

    if (fault->type != type)
      continue;
    object = json_object_new ();
    if (fault->service != NULL)
      json_object_set_string_member (object, "service", fault->service->name);
    if (fault->user != NULL)
      json_object_set_string_member (object, "user", fault->user);
    if (fault->stage != NULL)
      json_object_set_string_member (object, "for", fault->stage);
    if (fault->at_open)
      json_object_set_boolean_member (object, "at-open", TRUE);
    json_object_set_int_member (object, "count", fault->count);
    json_object_set_int_member (object, "hits", fault->hits);
    json_object_set_object_member (object, "parameters", json_object_ref (fault->parameters));
    json_array_add_object_element (array, object);
  }

  return array;
}

/* What GET of the control interface's faults answers. */
JsonObject *
ahoy_practice_describe_faults (AhoyPractice *self)
{
  static const char * const kinds[] = { "request", "socket", "setting" };
  guint n_types = 0;
  const AhoyPracticeFaultType *types = ahoy_practice_fault_types (&n_types);
  JsonObject *answer = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < n_types; i++) {
    JsonObject *object = json_object_new ();
    JsonArray *on = describe_switched_on (self, &types[i]);

    json_object_set_string_member (object, "name", types[i].name);
    json_object_set_string_member (object, "description", types[i].description);
    json_object_set_string_member (object, "kind", kinds[types[i].kind]);
    if (types[i].service != NULL)
      json_object_set_string_member (object, "service", types[i].service->name);
    if (types[i].stage != NULL)
      json_object_set_string_member (object, "for", types[i].stage);
    json_object_set_int_member (object, "count", types[i].count);
    json_object_set_array_member (object, "parameters", describe_parameters (&types[i]));
    json_object_set_boolean_member (object, "active", json_array_get_length (on) > 0);
    json_object_set_array_member (object, "on", on);
    json_array_add_object_element (array, object);
  }
  json_object_set_array_member (answer, "faults", array);

  return answer;
}
