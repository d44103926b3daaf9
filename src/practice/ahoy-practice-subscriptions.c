/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-faults.h"

#include "ahoy-credentials.h"
#include "ahoy-json.h"
#include "ahoy-log.h"

#include <string.h>

static char *
random_secret (guint n_bytes)
{
  char *secret = ahoy_practice_random (n_bytes);

  ahoy_log_hide (secret);

  return secret;
}

static void
clear_secret (char **secret)
{
  if (*secret != NULL)
    ahoy_log_unhide (*secret);
  g_clear_pointer (secret, ahoy_secret_free);
}

AhoyPracticeSubscription *
ahoy_practice_subscription_new (AhoyPractice *self, AhoyPracticeUser *user)
{
  AhoyPracticeSubscription *subscription = g_new0 (AhoyPracticeSubscription, 1);

  subscription->practice = self;
  subscription->user = user;
  subscription->id = ahoy_practice_random (8);
  subscription->channel = random_secret (16);
  subscription->session_id = random_secret (16);
  g_queue_init (&subscription->waiting);
  g_ptr_array_add (self->subscriptions, subscription);

  return subscription;
}

void
ahoy_practice_subscription_free (AhoyPracticeSubscription *subscription)
{
  AhoyClock *clock = subscription->practice->clock;

  ahoy_clock_clear (clock, &subscription->expiry_id);
  ahoy_clock_clear (clock, &subscription->grace_id);
  if (subscription->socket != NULL)
    subscription->socket->subscription = NULL;
  clear_secret (&subscription->channel);
  clear_secret (&subscription->session_id);
  clear_secret (&subscription->turn_password);
  g_queue_clear_full (&subscription->waiting, g_free);
  g_free (subscription->id);
  g_free (subscription->turn_username);
  g_free (subscription->correlator);
  g_strfreev (subscription->services);
  g_free (subscription);
}

static void
on_expired (gpointer data)
{
  AhoyPracticeSubscription *subscription = data;

  subscription->expiry_id = 0;
  ahoy_practice_count (subscription->practice, "expired");
  ahoy_practice_subscription_end (subscription, "gone", NULL);
}

static void
on_grace_over (gpointer data)
{
  AhoyPracticeSubscription *subscription = data;

  subscription->grace_id = 0;
  ahoy_practice_count (subscription->practice, "abandoned");
  g_ptr_array_remove (subscription->practice->subscriptions, subscription);
}

/* The time granted, and TURN credentials that belong to it. To be called when expires is set. */
void
ahoy_practice_subscription_renew (AhoyPracticeSubscription *subscription)
{
  AhoyClock *clock = subscription->practice->clock;

  guint ms = subscription->expires * 1000;

  subscription->ends = ahoy_clock_get_time (clock) + ms;
  ahoy_clock_clear (clock, &subscription->expiry_id);
  subscription->expiry_id = ahoy_clock_add (clock, ms, on_expired, subscription);

  clear_secret (&subscription->turn_password);
  g_free (subscription->turn_username);
  subscription->turn_username = g_strdup_printf ("%" G_GINT64_FORMAT ":%s",
                                                 ahoy_clock_get_now (clock) / 1000
                                                 + subscription->expires,
                                                 subscription->user->name);
  subscription->turn_password = random_secret (16);
}

void
ahoy_practice_subscription_attach (AhoyPracticeSubscription *subscription,
                                   AhoyPracticeSocket *socket)
{
  ahoy_clock_clear (subscription->practice->clock, &subscription->grace_id);
  subscription->socket = socket;

  while (subscription->socket == socket && !g_queue_is_empty (&subscription->waiting)) {
    g_autofree char *text = g_queue_pop_head (&subscription->waiting);

    ahoy_practice_socket_send (socket, text);
  }
}

/* The socket is no longer open: what comes now waits for the next one, for a while. */
void
ahoy_practice_subscription_detach (AhoyPracticeSubscription *subscription)
{
  AhoyPractice *self = subscription->practice;
  g_autoptr (AhoyPracticeFault) grace = ahoy_practice_take_setting (self, "grace",
                                                                    subscription->user->name);
  guint ms = grace != NULL ? (guint) ahoy_practice_fault_get_int (grace, "ms")
                           : AHOY_PRACTICE_GRACE;

  subscription->socket = NULL;
  ahoy_clock_clear (self->clock, &subscription->grace_id);
  subscription->grace_id = ahoy_clock_add (self->clock, ms, on_grace_over, subscription);
}

void
ahoy_practice_subscription_send (AhoyPracticeSubscription *subscription, const char *text)
{
  if (subscription->socket != NULL && ahoy_practice_socket_is_open (subscription->socket)) {
    ahoy_practice_socket_send (subscription->socket, text);
    return;
  }

  if (subscription->waiting.length >= AHOY_PRACTICE_MAX_WAITING) {
    g_free (g_queue_pop_head (&subscription->waiting));
    ahoy_practice_count (subscription->practice, "dropped");
  }
  g_queue_push_tail (&subscription->waiting, g_strdup (text));
}

static void
copy_member (JsonObject *members, const char *name, JsonNode *node, gpointer notification)
{
  json_object_set_member (notification, name, json_node_copy (node));
}

/* The envelope of section 4.3 as text; members may be NULL, and may override what we would say. */
char *
ahoy_practice_notification_text (AhoyPractice *self, const char *event_type, JsonObject *members)
{
  g_autoptr (JsonObject) envelope = json_object_new ();
  g_autofree char *id = ahoy_practice_random (12);
  JsonObject *notification = json_object_new ();

  json_object_set_string_member (notification, "eventType", event_type);
  json_object_set_string_member (notification, "eventId", id);
  json_object_set_int_member (notification, "time", ahoy_clock_get_now (self->clock));
  if (members != NULL)
    json_object_foreach_member (members, copy_member, notification);
  json_object_set_object_member (envelope, "notificationMessage", notification);

  return ahoy_json_to_text (envelope);
}

void
ahoy_practice_subscription_notify (AhoyPracticeSubscription *subscription, const char *event_type,
                                   JsonObject *members)
{
  g_autofree char *text = ahoy_practice_notification_text (subscription->practice, event_type,
                                                           members);

  ahoy_practice_count (subscription->practice, "notification");
  ahoy_practice_subscription_send (subscription, text);
}

/* Ends the subscription, telling the client when event_type is not NULL. The client closes the
 * socket, as after its own log-out. */
void
ahoy_practice_subscription_end (AhoyPracticeSubscription *subscription, const char *event_type,
                                JsonObject *members)
{
  AhoyPracticeSocket *socket = subscription->socket;

  if (socket != NULL && event_type != NULL)
    ahoy_practice_subscription_notify (subscription, event_type, members);
  g_ptr_array_remove (subscription->practice->subscriptions, subscription);
  if (socket != NULL)
    ahoy_practice_socket_linger (socket);
}

/* A list of its own, since most of what is done with it changes the service's list. */
GPtrArray *
ahoy_practice_list_subscriptions (AhoyPractice *self, const char *user)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->subscriptions->len; i++) {
    AhoyPracticeSubscription *subscription = g_ptr_array_index (self->subscriptions, i);

    if (user == NULL || strcmp (subscription->user->name, user) == 0)
      g_ptr_array_add (list, subscription);
  }

  return list;
}

typedef gboolean (*Match) (AhoyPracticeSubscription *subscription, const char *text);

static AhoyPracticeSubscription *
find (AhoyPractice *self, AhoyPracticeUser *user, Match match, const char *text)
{
  for (guint i = 0; i < self->subscriptions->len; i++) {
    AhoyPracticeSubscription *subscription = g_ptr_array_index (self->subscriptions, i);

    if ((user == NULL || subscription->user == user) && match (subscription, text))
      return subscription;
  }

  return NULL;
}

static gboolean
match_id (AhoyPracticeSubscription *subscription, const char *text)
{
  return strcmp (subscription->id, text) == 0;
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
