/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-fields.h"

#include "ahoy-id-memory.h"
#include "ahoy-kandy-notification.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyKandyNotification) notification =
    ahoy_kandy_notification_parse ((const char *) data, size, &error);
  g_autoptr (AhoyIdMemory) memory = ahoy_id_memory_new (2);

  g_assert (notification == NULL || error == NULL);
  if (notification == NULL)
    return 0;

  g_assert (g_utf8_validate (notification->type, -1, NULL));
  g_assert (g_utf8_strlen (notification->type, -1) <= 64);
  g_assert (notification->retry_after == 0 || notification->event == AHOY_KANDY_EVENT_GONE);

  g_assert (ahoy_id_memory_add (memory, notification->id));
  g_assert (ahoy_id_memory_add (memory, notification->id) == (notification->id == NULL));

  return 0;
}
