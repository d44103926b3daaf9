/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-kandy.h"

/* The faults that only Kandy Link can have. */

/* As it is said, so it is: the subscription does not exist any more. */
void
ahoy_practice_answer_refresh_gone (AhoyPracticeRequest *request, AhoyPracticeFault *fault)
{
  const char *id = request->path[g_strv_length (request->path) - 1];
  AhoyPracticeSubscription *subscription = NULL;

  if (request->user != NULL)
    subscription = ahoy_practice_find_subscription (request->practice, request->user, id);
  if (subscription == NULL && request->user != NULL)
    subscription = ahoy_practice_find_correlator (request->practice, request->user, id);
  if (subscription != NULL)
    ahoy_practice_subscription_end (subscription, NULL, NULL);
  ahoy_practice_answer_error (request, SOUP_STATUS_NOT_FOUND, AHOY_PRACTICE_CODE_NO_SUBSCRIPTION,
                              NULL);
}

gboolean
ahoy_practice_act_gone (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  g_autoptr (JsonObject) members = json_object_new ();
  gint64 retry_after = ahoy_practice_fault_get_int (fault, "retryAfter");

  if (retry_after >= 0)
    json_object_set_int_member (members, "retryAfter", retry_after);
  ahoy_practice_subscription_end ((AhoyPracticeSubscription *) device, "gone", members);

  return TRUE;
}

gboolean
ahoy_practice_act_override (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  if (device->socket == NULL)
    return FALSE;
  ahoy_practice_device_override (device);

  return TRUE;
}

gboolean
ahoy_practice_act_expire (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  ahoy_practice_count (device->practice, "expired");
  ahoy_practice_subscription_end ((AhoyPracticeSubscription *) device, "gone", NULL);

  return TRUE;
}

gboolean
ahoy_practice_act_pong (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  if (device->socket == NULL)
    return FALSE;
  ahoy_practice_socket_send (device->socket, "{\"message_type\":\"pong\"}");

  return TRUE;
}
