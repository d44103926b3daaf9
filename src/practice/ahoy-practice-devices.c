/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-faults.h"

#include "ahoy-credentials.h"
#include "ahoy-log.h"

#include <string.h>

/* As ahoy_practice_random(), and no log shows it. */
char *
ahoy_practice_random_secret (guint n_bytes)
{
  char *secret = ahoy_practice_random (n_bytes);

  ahoy_log_hide (secret);

  return secret;
}

void
ahoy_practice_clear_secret (char **secret)
{
  if (*secret != NULL)
    ahoy_log_unhide (*secret);
  g_clear_pointer (secret, ahoy_secret_free);
}

static void
copy_member (JsonObject *members, const char *name, JsonNode *node, gpointer target)
{
  json_object_set_member (target, name, json_node_copy (node));
}

/* members may be NULL. */
void
ahoy_practice_copy_members (JsonObject *members, JsonObject *target)
{
  if (members != NULL)
    json_object_foreach_member (members, copy_member, target);
}

/* From here on the practice service owns the login. */
void
ahoy_practice_device_init (AhoyPracticeDevice *device, const AhoyPracticeService *service,
                           AhoyPractice *practice, AhoyPracticeUser *user)
{
  device->service = service;
  device->practice = practice;
  device->user = user;
  device->id = ahoy_practice_random (8);
  g_queue_init (&device->waiting);
  g_ptr_array_add (practice->devices, device);
}

/* What a service's free has to call. */
void
ahoy_practice_device_clear (AhoyPracticeDevice *device)
{
  ahoy_clock_clear (device->practice->clock, &device->grace_id);
  if (device->socket != NULL)
    device->socket->device = NULL;
  g_queue_clear_full (&device->waiting, g_free);
  g_free (device->id);
}

void
ahoy_practice_device_free (AhoyPracticeDevice *device)
{
  device->service->free (device);
}

/* Ends the login without a word. Its socket stays open. */
void
ahoy_practice_device_forget (AhoyPracticeDevice *device)
{
  g_ptr_array_remove (device->practice->devices, device);
}

static char *
pop_waiting (AhoyPracticeDevice *device)
{
  char *text = g_queue_pop_head (&device->waiting);

  device->n_waiting_bytes -= strlen (text);

  return text;
}

void
ahoy_practice_device_attach (AhoyPracticeDevice *device, AhoyPracticeSocket *socket)
{
  ahoy_clock_clear (device->practice->clock, &device->grace_id);
  device->socket = socket;

  while (device->socket == socket && !g_queue_is_empty (&device->waiting)) {
    g_autofree char *text = pop_waiting (device);

    ahoy_practice_socket_send (socket, text);
  }
}

static void
on_grace_over (gpointer data)
{
  AhoyPracticeDevice *device = data;

  device->grace_id = 0;
  ahoy_practice_count (device->practice, "abandoned");
  ahoy_practice_device_forget (device);
}

/* The socket is no longer open: what comes now waits for the next one, for a while. */
void
ahoy_practice_device_detach (AhoyPracticeDevice *device)
{
  AhoyPractice *self = device->practice;
  g_autoptr (AhoyPracticeFault) grace = ahoy_practice_take_setting (device, "grace");
  guint ms = grace != NULL ? (guint) ahoy_practice_fault_get_int (grace, "ms")
                           : device->service->grace;

  device->socket = NULL;
  ahoy_clock_clear (self->clock, &device->grace_id);
  if (ms > 0)
    device->grace_id = ahoy_clock_add (self->clock, ms, on_grace_over, device);
}

/* The login has another socket now, or is said to have one: the old one is told and closed. */
void
ahoy_practice_device_override (AhoyPracticeDevice *device)
{
  AhoyPracticeSocket *old = device->socket;

  if (old == NULL)
    return;
  ahoy_practice_count (device->practice, "overridden");
  if (device->service->override_type != NULL)
    ahoy_practice_device_notify (device, device->service->override_type, NULL);
  old->device = NULL;
  ahoy_practice_device_detach (device);
  ahoy_practice_socket_close (old, SOUP_WEBSOCKET_CLOSE_NORMAL);
}

void
ahoy_practice_device_send (AhoyPracticeDevice *device, const char *text)
{
  if (device->socket != NULL && ahoy_practice_socket_is_open (device->socket)) {
    ahoy_practice_socket_send (device->socket, text);
    return;
  }

  device->n_waiting_bytes += strlen (text);
  while (device->waiting.length >= AHOY_PRACTICE_MAX_WAITING
         || (device->n_waiting_bytes > AHOY_PRACTICE_MAX_WAITING_BYTES
             && !g_queue_is_empty (&device->waiting))) {
    g_free (pop_waiting (device));
    ahoy_practice_count (device->practice, "dropped");
  }
  g_queue_push_tail (&device->waiting, g_strdup (text));
}

void
ahoy_practice_device_notify (AhoyPracticeDevice *device, const char *event_type,
                             JsonObject *members)
{
  g_autofree char *text = device->service->make_text (device, event_type, members);

  ahoy_practice_count (device->practice, "notification");
  ahoy_practice_device_send (device, text);
}

AhoyPracticeDevice *
ahoy_practice_find_device (AhoyPractice *self, const char *id)
{
  for (guint i = 0; i < self->devices->len; i++) {
    AhoyPracticeDevice *device = g_ptr_array_index (self->devices, i);

    if (strcmp (device->id, id) == 0)
      return device;
  }

  return NULL;
}

/* A list of its own, since most of what is done with it changes the service's list. NULL: of both
 * services, of everybody. */
GPtrArray *
ahoy_practice_list_devices (AhoyPractice *self, const AhoyPracticeService *service,
                            const char *user)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->devices->len; i++) {
    AhoyPracticeDevice *device = g_ptr_array_index (self->devices, i);

    if ((service == NULL || device->service == service)
        && (user == NULL || strcmp (device->user->name, user) == 0))
      g_ptr_array_add (list, device);
  }

  return list;
}
