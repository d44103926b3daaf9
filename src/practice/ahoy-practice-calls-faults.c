/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-calls.h"

#include "ahoy-json.h"

#include <string.h>

/* What can go wrong with a call. */

#define FINGERPRINT "a=fingerprint:"

/* base64 of zlib data (section 4.3 of the page). */
static char *
compress_text (const char *text)
{
  g_autoptr (GZlibCompressor) compressor =
    g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream =
    g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  GMemoryOutputStream *result = G_MEMORY_OUTPUT_STREAM (memory);

  /* Memory takes everything. */
  g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);

  return g_base64_encode (g_memory_output_stream_get_data (result),
                          g_memory_output_stream_get_data_size (result));
}

/* The same with another first digit in each fingerprint. */
char *
ahoy_practice_falsify_fingerprints (const char *sdp)
{
  char *result = g_strdup (sdp);

  for (char *line = strstr (result, FINGERPRINT); line != NULL; line = strstr (line, FINGERPRINT)) {
    line += strcspn (line, " \r\n");
    if (*line == ' ' && g_ascii_isxdigit (line[1]))
      line[1] = line[1] == '0' ? '1' : '0';
  }

  return result;
}

static AhoyPracticeFault *
take (AhoyPracticeLeg *leg, const char *name, const char *event_type)
{
  return ahoy_practice_take_event_setting (leg->practice, leg->user->name, name, event_type);
}

void
ahoy_practice_alter_member (AhoyPracticeFault *fault, JsonObject *members)
{
  const char *name = ahoy_practice_fault_get_string (fault, "object");
  const char *member = ahoy_practice_fault_get_string (fault, "member");
  JsonObject *object = *name != '\0' ? ahoy_json_get_object (members, name) : members;

  if (object == NULL)
    return;
  if (json_object_has_member (fault->parameters, "value"))
    json_object_set_member (object, member,
                            json_node_copy (json_object_get_member (fault->parameters, "value")));
  else
    json_object_remove_member (object, member);
}

/* What the faults make of a notification about leg's call. */
void
ahoy_practice_alter_notification (AhoyPracticeLeg *leg, const char *event_type,
                                  JsonObject *members)
{
  JsonObject *session = ahoy_json_get_object (members, "sessionParams");
  const char *sdp = ahoy_json_get_string (session, "sdp");
  g_autoptr (AhoyPracticeFault) wrong =
    sdp != NULL ? take (leg, "wrong-fingerprint", event_type) : NULL;
  g_autoptr (AhoyPracticeFault) compress =
    sdp != NULL ? take (leg, "compress-sdp", event_type) : NULL;
  g_autoptr (AhoyPracticeFault) alter = take (leg, "alter-notification", event_type);
  g_autofree char *falsified = wrong != NULL ? ahoy_practice_falsify_fingerprints (sdp) : NULL;

  if (wrong != NULL)
    json_object_set_string_member (session, "sdp", falsified);
  if (compress != NULL) {
    g_autofree char *text = compress_text (ahoy_json_get_string (session, "sdp"));

    json_object_set_string_member (session, "sdpFormat", "compressed");
    json_object_set_string_member (session, "sdp", text);
  }
  if (alter != NULL)
    ahoy_practice_alter_member (alter, members);
}

/* As it is said, so it is: the call does not exist any more. */
void
ahoy_practice_answer_audit_gone (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  const char *id = request->path[g_strv_length (request->path) - 1];
  AhoyPracticeLeg *leg = request->user != NULL
    ? ahoy_practice_find_leg (request->practice, request->user, id) : NULL;

  if (leg != NULL)
    ahoy_practice_leg_end (leg, FALSE, AHOY_PRACTICE_END_TIMEOUT, "Request Timeout");
  ahoy_practice_answer_error (request, SOUP_STATUS_NOT_FOUND, AHOY_PRACTICE_CODE_NO_RESOURCE,
                              "No such call");
}

/* Everybody who knows of a call is told, and one of them is enough to bring that about. */
gboolean
ahoy_practice_act_call_notification (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  AhoyPractice *self = device->practice;
  JsonObject *more = ahoy_json_get_object (fault->parameters, "sessionParams");
  gboolean found = FALSE;

  for (guint i = 0; i < self->legs->len; i++) {
    AhoyPracticeLeg *leg = g_ptr_array_index (self->legs, i);

    if (leg->robot != NULL || strcmp (g_ptr_array_index (leg->devices, 0), device->id) != 0)
      continue;
    ahoy_practice_leg_notify_anything (leg, ahoy_practice_fault_get_string (fault, "eventType"),
                                       more);
    found = TRUE;
  }

  return found;
}

/* A call that its user has in several places is one all the same. */
gboolean
ahoy_practice_act_end_call (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  AhoyPractice *self = device->practice;
  int code = (int) ahoy_practice_fault_get_int (fault, "code");
  const char *reason = ahoy_practice_fault_get_string (fault, "reason");
  gboolean found = FALSE;

  for (guint i = 0; i < self->legs->len;) {
    AhoyPracticeLeg *leg = g_ptr_array_index (self->legs, i);

    if (leg->user == device->user) {
      ahoy_practice_leg_end (leg, TRUE, code, reason);
      found = TRUE;
      i = 0; /* the list is another now */
    } else {
      i++;
    }
  }

  return found;
}
