/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-faults.h"

#include <string.h>

#define BODY(kind, text) { kind, text, sizeof text - 1 }

/* Answers that are HTTP, but not what the client has hoped for. */

void
ahoy_practice_answer_wrong_password (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  ahoy_practice_answer_refusal (request, AHOY_PRACTICE_REFUSAL_PASSWORD);
}

void
ahoy_practice_answer_unknown_user (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  ahoy_practice_answer_refusal (request, AHOY_PRACTICE_REFUSAL_USER);
}

void
ahoy_practice_answer_unauthorized (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  ahoy_practice_answer_refusal (request, AHOY_PRACTICE_REFUSAL_UNAUTHORIZED);
}

void
ahoy_practice_answer_refuse (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  SoupServerMessage *message = request->message;
  guint status = (guint) ahoy_practice_fault_get_int (fault, "http");
  int code = (int) ahoy_practice_fault_get_int (fault, "code");
  const char *reason = ahoy_practice_fault_get_string (fault, "reason");
  const char *form = ahoy_practice_fault_get_string (fault, "form");
  const char *phrase = ahoy_practice_fault_get_string (fault, "phrase");

  if (strcmp (form, "html") == 0) {
    ahoy_practice_answer_html (message, status);
  } else if (strcmp (form, "plain") == 0) {
    JsonObject *inner;
    JsonObject *whole = request->service->make_error (request->route->wrapper, code, reason,
                                                      &inner);

    ahoy_practice_answer (message, status, json_object_ref (inner));
    json_object_unref (whole);
  } else if (strcmp (form, "wrapper") == 0) {
    ahoy_practice_answer_error (request, status, code, reason);
  }
  soup_server_message_set_status (message, status, phrase);
}

/* The header's value may be given as a number or as a text. */
static void
set_retry_header (SoupServerMessage *message, AhoyPracticeFault *fault)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *text = ahoy_practice_fault_get_string (fault, "retry-after-header");
  gint64 seconds = ahoy_practice_fault_get_int (fault, "retry-after-header");
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);

  if (text == NULL && seconds < 0)
    return;
  /* The control interface lets any value in, and a line end would begin another header. */
  if (text == NULL || strpbrk (text, "\r\n") == NULL)
    soup_message_headers_replace (headers, "Retry-After", text != NULL ? text : number);
}

void
ahoy_practice_answer_unavailable (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  const AhoyPracticeService *service = request->service;
  int code = service->refusals[AHOY_PRACTICE_REFUSAL_UNAVAILABLE].code;
  const char *reason = service->refusals[AHOY_PRACTICE_REFUSAL_UNAVAILABLE].reason;
  gint64 ms = ahoy_practice_fault_get_int (fault, "retry-after-ms");
  JsonObject *answer, *inner;

  set_retry_header (request->message, fault);
  if (ahoy_practice_fault_get_boolean (fault, "html")) {
    ahoy_practice_answer_html (request->message, SOUP_STATUS_SERVICE_UNAVAILABLE);
    return;
  }

  answer = service->make_error (request->route->wrapper, code, reason, &inner);
  if (ms >= 0)
    json_object_set_int_member (inner, "retryAfter", ms);
  ahoy_practice_answer (request->message, SOUP_STATUS_SERVICE_UNAVAILABLE, answer);
}

void
ahoy_practice_answer_garbage (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  static const struct {
    const char *kind;
    const char *body;
    gsize       length;
  } bodies[] = {
    BODY ("text", "This is no JSON."),
    BODY ("half", "{\"subscribeResponse\":{\"statusCode\":0,\"subscr"),
    BODY ("array", "[1,2,3]"),
    BODY ("empty", ""),
    BODY ("html", "<!DOCTYPE html><html><body>Welcome</body></html>"),
    BODY ("utf8", "{\"subscribeResponse\":\"\xff\xfe\"}"),
    BODY ("zero", "{\"subscribeResponse\":\"\0\"}"),
  };
  const char *kind = ahoy_practice_fault_get_string (fault, "kind");

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    if (strcmp (bodies[i].kind, kind) != 0)
      continue;
    soup_server_message_set_status (request->message, request->service->success, NULL);
    soup_server_message_set_response (request->message,
                                      strcmp (kind, "html") == 0 ? "text/html" : "application/json",
                                      SOUP_MEMORY_STATIC, bodies[i].body, bodies[i].length);
  }
}

void
ahoy_practice_answer_no_wrapper (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  JsonObject *answer = json_object_new ();

  json_object_set_int_member (answer, "statusCode", 0);
  ahoy_practice_answer (request->message, request->service->success, answer);
}

void
ahoy_practice_answer_no_params (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  ahoy_practice_answer_error (request, request->service->success, 0, NULL);
}

void
ahoy_practice_answer_redirect (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);

  soup_message_headers_replace (headers, "Location",
                                ahoy_practice_fault_get_string (fault, "location"));
  ahoy_practice_answer_html (request->message, (guint) ahoy_practice_fault_get_int (fault, "http"));
}

/* What the fault of that name does to a login's answer: a member of the answer itself, or else of
 * its main object. */
void
ahoy_practice_replace_member (AhoyPracticeDevice *device, JsonObject *response, JsonObject *params)
{
  g_autoptr (AhoyPracticeFault) fault =
    ahoy_practice_take_setting (device, "replace-member");
  const char *member;
  JsonObject *object;

  if (fault == NULL)
    return;
  member = ahoy_practice_fault_get_string (fault, "member");
  object = json_object_has_member (response, member) ? response : params;
  if (json_object_has_member (fault->parameters, "value"))
    json_object_set_member (object, member,
                            json_node_copy (json_object_get_member (fault->parameters, "value")));
  else
    json_object_remove_member (object, member);
}
