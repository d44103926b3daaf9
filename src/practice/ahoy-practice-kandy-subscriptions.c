/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-calls.h"

#include <string.h>

AhoyPracticeSubscription *
ahoy_practice_subscription_new (AhoyPractice *self, AhoyPracticeUser *user)
{
  AhoyPracticeSubscription *subscription = g_new0 (AhoyPracticeSubscription, 1);

  ahoy_practice_device_init (&subscription->device, &ahoy_practice_kandy, self, user);
  subscription->channel = ahoy_practice_random_secret (16);
  subscription->session_id = ahoy_practice_random_secret (16);

  return subscription;
}

void
ahoy_practice_subscription_free (AhoyPracticeDevice *device)
{
  AhoyPracticeSubscription *subscription = (AhoyPracticeSubscription *) device;

  ahoy_practice_calls_forget_device (device);
  ahoy_clock_clear (device->practice->clock, &subscription->expiry_id);
  ahoy_practice_clear_secret (&subscription->channel);
  ahoy_practice_clear_secret (&subscription->session_id);
  ahoy_practice_clear_secret (&subscription->turn_password);
  g_free (subscription->turn_username);
  g_free (subscription->correlator);
  g_free (subscription->program);
  g_strfreev (subscription->services);
  ahoy_practice_device_clear (device);
  g_free (subscription);
}

static void
on_expired (gpointer data)
{
  AhoyPracticeSubscription *subscription = data;

  subscription->expiry_id = 0;
  ahoy_practice_count (subscription->device.practice, "expired");
  ahoy_practice_subscription_end (subscription, "gone", NULL);
}

/* The time granted, and TURN credentials that belong to it. To be called when expires is set. */
void
ahoy_practice_subscription_renew (AhoyPracticeSubscription *subscription)
{
  AhoyClock *clock = subscription->device.practice->clock;

  guint ms = subscription->expires * 1000;

  subscription->ends = ahoy_clock_get_time (clock) + ms;
  ahoy_clock_clear (clock, &subscription->expiry_id);
  subscription->expiry_id = ahoy_clock_add (clock, ms, on_expired, subscription);

  ahoy_practice_clear_secret (&subscription->turn_password);
  g_free (subscription->turn_username);
  subscription->turn_username = g_strdup_printf ("%" G_GINT64_FORMAT ":%s",
                                                 ahoy_clock_get_now (clock) / 1000
                                                 + subscription->expires,
                                                 subscription->device.user->name);
  subscription->turn_password = ahoy_practice_random_secret (16);
}

/* Ends the subscription, telling the client when event_type is not NULL. The client closes the
 * socket, as after its own log-out. */
void
ahoy_practice_subscription_end (AhoyPracticeSubscription *subscription, const char *event_type,
                                JsonObject *members)
{
  AhoyPracticeDevice *device = &subscription->device;
  AhoyPracticeSocket *socket = device->socket;

  if (socket != NULL && event_type != NULL)
    ahoy_practice_device_notify (device, event_type, members);
  ahoy_practice_device_forget (device);
  if (socket != NULL)
    ahoy_practice_socket_linger (socket);
}

typedef gboolean (*Match) (AhoyPracticeSubscription *subscription, const char *text);

static AhoyPracticeSubscription *
find (AhoyPractice *self, AhoyPracticeUser *user, Match match, const char *text)
{
  for (guint i = 0; i < self->devices->len; i++) {
    AhoyPracticeDevice *device = g_ptr_array_index (self->devices, i);
    AhoyPracticeSubscription *subscription = (AhoyPracticeSubscription *) device;

    if (device->service == &ahoy_practice_kandy && (user == NULL || device->user == user)
        && match (subscription, text))
      return subscription;
  }

  return NULL;
}

static gboolean
match_id (AhoyPracticeSubscription *subscription, const char *text)
{
  return strcmp (subscription->device.id, text) == 0;
}

static gboolean
match_correlator (AhoyPracticeSubscription *subscription, const char *text)
{
  return g_strcmp0 (subscription->correlator, text) == 0;
}

static gboolean
match_channel (AhoyPracticeSubscription *subscription, const char *text)
{
  return strcmp (subscription->channel, text) == 0;
}

static gboolean
match_session (AhoyPracticeSubscription *subscription, const char *text)
{
  return strcmp (subscription->session_id, text) == 0;
}

AhoyPracticeSubscription *
ahoy_practice_find_subscription (AhoyPractice *self, AhoyPracticeUser *user, const char *id)
{
  return find (self, user, match_id, id);
}

AhoyPracticeSubscription *
ahoy_practice_find_correlator (AhoyPractice *self, AhoyPracticeUser *user, const char *correlator)
{
  return find (self, user, match_correlator, correlator);
}

AhoyPracticeSubscription *
ahoy_practice_find_channel (AhoyPractice *self, const char *channel)
{
  return find (self, NULL, match_channel, channel);
}

AhoyPracticeSubscription *
ahoy_practice_find_session (AhoyPractice *self, AhoyPracticeUser *user, const char *session_id)
{
  return find (self, user, match_session, session_id);
}

/* What tells requests of one program from those of another: a user may be logged in by a page in a
 * browser and by Ahoy at the same time. */
char *
ahoy_practice_name_program (AhoyPracticeRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *agent = soup_message_headers_get_one (headers, "User-Agent");
  const char *origin = soup_message_headers_get_one (headers, "Origin");

  return g_strconcat (agent != NULL ? agent : "", "\n", origin, NULL);
}
