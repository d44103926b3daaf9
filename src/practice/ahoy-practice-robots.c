/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-robots.h"
#include "ahoy-practice-direct-calls.h"

#include "ahoy-json.h"
#include "ahoy-mixer.h"

#include <string.h>

/* Who can be called when nobody else is there. They are in each domain that has users, do not log
 * in, and can be told to do what a person at the other side does. */

static const AhoyPracticeRobotKind kinds[] = {
  { "echo", "Answers, and sends back the sound, the picture and the digits that it gets.", FALSE,
    FALSE },
  { "callback", "Rings, declines, and calls back: with a melody, and with a test picture where the"
    " call was one with a picture.", TRUE, FALSE },
};

static const AhoyPracticeRobotKind mixer = { .name = "conference", .mixes = TRUE };

static const struct {
  const char     *name;
  const char     *description;
  AhoyMediaFlags  more;
  AhoyMediaFlags  less;
} actions[] = {
  { "hold", "Holds the call.", AHOY_MEDIA_HOLD, AHOY_MEDIA_NONE },
  { "unhold", "Takes the call back.", AHOY_MEDIA_NONE, AHOY_MEDIA_HOLD },
  { "add-video", "Adds a picture, and asks for one.", AHOY_MEDIA_VIDEO, AHOY_MEDIA_NONE },
  { "stop-video", "Stops its picture.", AHOY_MEDIA_NONE, AHOY_MEDIA_VIDEO },
  { "digits", "Sends digits.", AHOY_MEDIA_NONE, AHOY_MEDIA_NONE },
  { "hang-up", "Ends the call, or declines it.", AHOY_MEDIA_NONE, AHOY_MEDIA_NONE },
  { "call", "Calls the user.", AHOY_MEDIA_NONE, AHOY_MEDIA_NONE },
};

static const char *
domain_of (const char *name)
{
  const char *at = strrchr (name, '@');

  return at != NULL ? at : "";
}

static const AhoyPracticeRobotKind *
find_kind (const char *name)
{
  gsize length = strlen (name) - strlen (domain_of (name));

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strlen (kinds[i].name) == length && strncmp (kinds[i].name, name, length) == 0)
      return &kinds[i];

  return NULL;
}

static gboolean
has_users (AhoyPractice *self, const char *domain)
{
  for (guint i = 0; i < self->users->len; i++)
    if (strcmp (domain_of (ahoy_practice_get_user_name (self, i)), domain) == 0)
      return TRUE;

  return FALSE;
}

static AhoyPracticeUser *
find_robot (AhoyPractice *self, const char *number, const AhoyPracticeRobotKind *kind)
{
  AhoyPracticeUser *user;

  for (guint i = 0; i < self->robots->len; i++) {
    user = g_ptr_array_index (self->robots, i);
    if (strcmp (user->name, number) == 0)
      return user;
  }

  user = g_new0 (AhoyPracticeUser, 1);
  user->name = g_strdup (number);
  user->password = g_strdup ("");
  user->robot = kind;
  g_ptr_array_add (self->robots, user);

  return user;
}

/* A user, or a robot that is no user's name; or NULL. */
AhoyPracticeUser *
ahoy_practice_find_callee (AhoyPractice *self, const char *number)
{
  AhoyPracticeUser *user = ahoy_practice_find_user (self, number);
  const AhoyPracticeRobotKind *kind = find_kind (number);

  if (user != NULL || kind == NULL || !has_users (self, domain_of (number)))
    return user;

  return find_robot (self, number, kind);
}

/* Who mixes for a user with that name. */
AhoyPracticeUser *
ahoy_practice_find_mixer (AhoyPractice *self, const char *name)
{
  g_autofree char *number = g_strconcat (mixer.name, domain_of (name), NULL);

  return find_robot (self, number, &mixer);
}

static guint
count_robots (AhoyPractice *self)
{
  guint n_robots = 0;

  for (guint i = 0; i < self->legs->len; i++)
    if (((AhoyPracticeLeg *) g_ptr_array_index (self->legs, i))->robot != NULL)
      n_robots++;
  for (guint i = 0; i < self->direct_calls->len; i++)
    if (((AhoyPracticeDirectCall *) g_ptr_array_index (self->direct_calls, i))->robot != NULL)
      n_robots++;

  return n_robots;
}

gboolean
ahoy_practice_robots_are_busy (AhoyPractice *self)
{
  return count_robots (self) >= AHOY_PRACTICE_MOST_ROBOTS;
}

gboolean
ahoy_practice_mixer_has_room (AhoyPractice *self)
{
  return count_robots (self) + AHOY_MIXER_SEATS <= AHOY_PRACTICE_MOST_ROBOTS;
}

static JsonArray *
describe_addresses (AhoyPractice *self, const AhoyPracticeRobotKind *kind)
{
  JsonArray *array = json_array_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->users->len; i++) {
    const char *domain = domain_of (ahoy_practice_get_user_name (self, i));
    g_autofree char *address = g_strconcat (kind->name, domain, NULL);

    if (g_hash_table_add (known, (gpointer) domain)
        && ahoy_practice_find_user (self, address) == NULL)
      json_array_add_string_element (array, address);
  }

  return array;
}

static JsonArray *
describe_calls (AhoyPractice *self)
{
  JsonArray *array = ahoy_practice_describe_legs (self);

  for (guint i = self->legs->len; i > 0; i--) {
    AhoyPracticeLeg *leg = g_ptr_array_index (self->legs, i - 1);

    if (leg->robot != NULL)
      ahoy_practice_robot_describe (leg->robot, json_array_get_object_element (array, i - 1));
    else
      json_array_remove_element (array, i - 1);
  }
  for (guint i = 0; i < self->direct_calls->len; i++) {
    AhoyPracticeDirectCall *direct = g_ptr_array_index (self->direct_calls, i);

    if (direct->robot != NULL)
      json_array_add_object_element (array, ahoy_practice_direct_robot_describe (direct->robot));
  }

  return array;
}

/* What GET of the control interface's robots answers. */
JsonObject *
ahoy_practice_describe_robots (AhoyPractice *self)
{
  JsonObject *answer = json_object_new ();
  JsonArray *robots = json_array_new ();
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "name", kinds[i].name);
    json_object_set_string_member (object, "description", kinds[i].description);
    json_object_set_array_member (object, "addresses", describe_addresses (self, &kinds[i]));
    json_array_add_object_element (robots, object);
  }
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "name", actions[i].name);
    json_object_set_string_member (object, "description", actions[i].description);
    json_array_add_object_element (list, object);
  }
  json_object_set_array_member (answer, "robots", robots);
  json_object_set_array_member (answer, "actions", list);
  json_object_set_array_member (answer, "calls", describe_calls (self));

  return answer;
}

static gboolean
invalid (GError **error, const char *reason, const char *name)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: %s", name, reason);

  return FALSE;
}

/* What an action is about. */
typedef struct {
  const char                  *action;
  const AhoyPracticeRobotKind *kind;   /* or NULL: any */
  const char                  *user;   /* to whom the robot talks, or NULL: to anybody */
  const char                  *digits;
  gboolean                     video;
} Order;

static gboolean
read_order (AhoyPractice *self, JsonObject *body, Order *order, GError **error)
{
  static const char * const members[] = { "action", "robot", "user", "digits" };
  const char *robot = ahoy_json_get_string (body, "robot");

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (body, members[i]) && ahoy_json_get_string (body, members[i]) == NULL)
      return invalid (error, "not a text", members[i]);
  if (json_object_has_member (body, "video")
      && !ahoy_json_get_boolean (body, "video", &order->video))
    return invalid (error, "neither true nor false", "video");

  order->action = ahoy_json_get_string (body, "action");
  order->user = ahoy_json_get_string (body, "user");
  order->digits = ahoy_json_get_string (body, "digits");
  order->kind = robot != NULL ? find_kind (robot) : NULL;
  if (order->action == NULL)
    return invalid (error, "not a text", "action");
  if (robot != NULL && order->kind == NULL)
    return invalid (error, "no such robot", robot);
  if (order->user != NULL && ahoy_practice_find_user (self, order->user) == NULL)
    return invalid (error, "no such user", order->user);
  if (strcmp (order->action, "digits") == 0 && order->digits == NULL)
    return invalid (error, "not a text", "digits");
  if (strcmp (order->action, "call") == 0 && order->user == NULL)
    return invalid (error, "not a text", "user");

  return TRUE;
}

/* Those of direct calls that an action is about. */
static GPtrArray *
list_direct_robots (AhoyPractice *self, const Order *order)
{
  GPtrArray *robots = g_ptr_array_new ();

  for (guint i = 0; i < self->direct_calls->len; i++) {
    AhoyPracticeDirectRobot *robot =
      ((AhoyPracticeDirectCall *) g_ptr_array_index (self->direct_calls, i))->robot;

    if (robot != NULL && ahoy_practice_direct_robot_concerns (robot, order->kind, order->user))
      g_ptr_array_add (robots, robot);
  }

  return robots;
}

static gboolean
concerns (const Order *order, AhoyPracticeLeg *leg)
{
  return leg->robot != NULL && !leg->user->robot->mixes
         && (order->kind == NULL || order->kind == leg->user->robot)
         && (order->user == NULL || g_strcmp0 (order->user, leg->remote_number) == 0);
}

static guint
hang_up (AhoyPractice *self, const Order *order)
{
  g_autoptr (GPtrArray) robots = list_direct_robots (self, order);
  guint n_calls = robots->len;

  for (guint i = 0; i < self->legs->len;) {
    AhoyPracticeLeg *leg = g_ptr_array_index (self->legs, i);

    if (concerns (order, leg)) {
      ahoy_practice_robot_hang_up (leg->robot);
      n_calls++;
      i = 0; /* the list is another now */
    } else {
      i++;
    }
  }
  for (guint i = 0; i < robots->len; i++)
    ahoy_practice_direct_robot_hang_up (g_ptr_array_index (robots, i));

  return n_calls;
}

static guint
call (AhoyPractice *self, const Order *order)
{
  const AhoyPracticeRobotKind *kind = order->kind != NULL ? order->kind : find_kind ("callback");
  g_autofree char *address = g_strconcat (kind->name, domain_of (order->user), NULL);
  AhoyPracticeUser *robot = ahoy_practice_find_callee (self, address);
  guint n_calls;

  if (robot->robot == NULL)
    return 0;

  n_calls = ahoy_practice_direct_robot_call (self, robot, order->user, order->video);
  if (n_calls == 0 || ahoy_practice_get_n_subscriptions (self, order->user) > 0)
    n_calls += ahoy_practice_robot_call (self, robot, order->user,
                                         AHOY_MEDIA_AUDIO | (order->video ? AHOY_MEDIA_VIDEO : 0),
                                         0);

  return n_calls;
}

/* What POST to the control interface's robots does. n_affected: how many calls. */
gboolean
ahoy_practice_robots_act (AhoyPractice *self, JsonObject *body, guint *n_affected, GError **error)
{
  g_autoptr (GPtrArray) robots = NULL;
  Order order = { .action = NULL };
  guint action = 0;

  *n_affected = 0;
  if (!read_order (self, body, &order, error))
    return FALSE;
  while (action < G_N_ELEMENTS (actions) && strcmp (actions[action].name, order.action) != 0)
    action++;
  if (action == G_N_ELEMENTS (actions)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no action %s", order.action);
    return FALSE;
  }
  if (strcmp (order.action, "call") == 0) {
    *n_affected = call (self, &order);
    return TRUE;
  }
  if (strcmp (order.action, "hang-up") == 0) {
    *n_affected = hang_up (self, &order);
    return TRUE;
  }

  for (guint i = 0; i < self->legs->len; i++) {
    AhoyPracticeLeg *leg = g_ptr_array_index (self->legs, i);

    if (!concerns (&order, leg))
      continue;
    if (strcmp (order.action, "digits") == 0)
      *n_affected += ahoy_practice_robot_digits (leg->robot, order.digits);
    else
      *n_affected += ahoy_practice_robot_change (leg->robot, actions[action].more,
                                                 actions[action].less);
  }
  robots = list_direct_robots (self, &order);
  for (guint i = 0; i < robots->len; i++) {
    AhoyPracticeDirectRobot *robot = g_ptr_array_index (robots, i);

    if (strcmp (order.action, "digits") == 0)
      *n_affected += ahoy_practice_direct_robot_digits (robot, order.digits);
    else
      *n_affected += ahoy_practice_direct_robot_change (robot, actions[action].more,
                                                        actions[action].less);
  }

  return TRUE;
}
