/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "phone.h"

#include <string.h>

#define STEPS       1500
#define CHECK_EVERY 25

/* Four users who do anything at any time to any call that they have heard of, in no order that makes
 * sense. Whatever it is, the service says yes or no, and each side's other side has it as its other
 * side. */
typedef struct {
  Calls     *f;
  Phone     *phones[4];
  GPtrArray *sessions[4]; /* of char: of each user's calls */
} Crowd;

static const char * const users[] = { ALICE, BOB, CAROL, DAVE };

static void
enter (Crowd *crowd, guint who)
{
  crowd->phones[who] = phone_new (crowd->f, users[who]);
  g_ptr_array_set_size (crowd->sessions[who], 0);
}

static void
leave (Crowd *crowd, guint who)
{
  phone_log_out (crowd->phones[who]);
  phone_free (crowd->phones[who]);
}

static void
remember (Crowd *crowd, guint who, const char *session)
{
  if (!g_ptr_array_find_with_equal_func (crowd->sessions[who], session, g_str_equal, NULL))
    g_ptr_array_add (crowd->sessions[who], g_strdup (session));
}

/* What has come on the websockets. */
static void
listen (Crowd *crowd)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  for (guint i = 0; i < G_N_ELEMENTS (users); i++) {
    Phone *phone = crowd->phones[i];

    while (phone->seen < phone->socket->texts->len) {
      g_autoptr (JsonObject) notification = phone_take (phone);

      remember (crowd, i, session_string (notification, "sessionData"));
    }
  }
}

/* One of the last ones, which may be over; or none at all. */
static const char *
pick (Crowd *crowd, guint who)
{
  GPtrArray *sessions = crowd->sessions[who];
  guint n = MIN (sessions->len, 6);

  if (n == 0)
    return "0123456789";

  return g_ptr_array_index (sessions, sessions->len - 1 - g_test_rand_int_range (0, n));
}

static void
assert_sane (Answer *answer)
{
  static const guint allowed[] = { 200, 201, 400, 403, 404 };
  gboolean found = FALSE;

  g_assert_no_error (answer->error);
  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    found = found || answer->status == allowed[i];
  g_assert_true (found);
  g_assert_cmpint (answer_code (answer) == 0, ==, answer->status < 300);
}

static char *
random_transfer (Crowd *crowd, guint who)
{
  const char *to = users[g_test_rand_int_range (0, G_N_ELEMENTS (users))];

  if (g_test_rand_bit ())
    return g_strdup_printf ("\"address\":\"sip:%s\"", to);

  return g_strdup_printf ("\"address\":\"sip:%s\",\"sessionData\":\"%s\"", to, pick (crowd, who));
}

static Answer *
dispose (Crowd *crowd, guint who)
{
  const char *to = users[g_test_rand_int_range (0, G_N_ELEMENTS (users))];
  g_autofree char *body =
    g_strdup_printf ("{\"callDispositionRequest\":{\"action\":\"%s\",\"sessionData\":\"%s\","
                     "\"address\":\"sip:%s\"}}", g_test_rand_bit () ? "reject" : "forward",
                     pick (crowd, who), to);

  return phone_request (crowd->phones[who], "POST", "calldisposition", body);
}

/* Comes to nothing before there is any sound: nobody can use that offer. */
static Answer *
join (Crowd *crowd, guint who)
{
  g_autofree char *body =
    g_strdup_printf ("{\"callControlRequest\":{\"type\":\"join\",\"firstSessionData\":\"%s\","
                     "\"secondSessionData\":\"%s\",\"sdp\":\"v=0\"}}", pick (crowd, who),
                     pick (crowd, who));
  Answer *answer = phone_request (crowd->phones[who], "POST", "callControl", body);

  if (answer->status == 201)
    remember (crowd, who, ahoy_json_get_string (answer_wrapper (answer, "callControlResponse"),
                                                "sessionData"));

  return answer;
}

static Answer *
on_session (Crowd *crowd, guint who, const char *method)
{
  g_autofree char *path = g_strdup_printf ("callControl/callSessions/%s", pick (crowd, who));

  return phone_request (crowd->phones[who], method, path, NULL);
}

static Answer *
act (Crowd *crowd, guint who)
{
  static const char * const likely[] = {
    "ringing", "callAnswer", "callAnswer", "callAnswer", "callAnswer", "startCallUpdate",
    "startCallUpdate", "respondCallUpdate", "respondCallUpdate", "respondCallUpdate", "audit",
    "transfer", "transfer", "transfer"
  };
  Phone *phone = crowd->phones[who];
  guint die = g_test_rand_int_range (0, 20);
  const char *type;
  g_autofree char *more = NULL;
  Answer *answer;

  if (die < 4) {
    answer = phone_start (phone, users[g_test_rand_int_range (0, G_N_ELEMENTS (users))], NULL);
    if (answer->status == 201)
      remember (crowd, who, phone->session);
    return answer;
  }
  if (die == 4)
    return dispose (crowd, who);
  if (die == 5)
    return on_session (crowd, who, "GET");
  if (die < 8)
    return on_session (crowd, who, "DELETE");
  if (die < 10)
    return join (crowd, who);
  type = likely[g_test_rand_int_range (0, G_N_ELEMENTS (likely))];
  more = strcmp (type, "transfer") == 0 ? random_transfer (crowd, who)
                                        : g_strdup ("\"sdp\":\"v=0\"");

  return phone_try (phone, pick (crowd, who), type, more);
}

static JsonObject *
find_call (JsonArray *calls, const char *id)
{
  for (guint i = 0; i < json_array_get_length (calls); i++) {
    JsonObject *call = json_array_get_object_element (calls, i);

    if (strcmp (ahoy_json_get_string (call, "id"), id) == 0)
      return call;
  }

  return NULL;
}

static void
assert_consistent (Crowd *crowd)
{
  g_autoptr (Answer) state = request (&crowd->f->base, "GET", "/practice/state", NULL, NULL);
  JsonArray *calls = ahoy_json_get_array (state->object, "calls");

  for (guint i = 0; i < json_array_get_length (calls); i++) {
    JsonObject *call = json_array_get_object_element (calls, i);
    const char *peer = ahoy_json_get_string (call, "peer");
    JsonObject *other = peer != NULL ? find_call (calls, peer) : NULL;
    gboolean updating = FALSE;

    g_assert_true (ahoy_json_get_boolean (call, "updating", &updating));
    g_assert_true (peer != NULL || !updating);
    if (peer != NULL)
      g_assert_cmpstr (ahoy_json_get_string (other, "peer"), ==, ahoy_json_get_string (call, "id"));
  }
}

static void
test_random (Calls *f, gconstpointer data)
{
  Crowd crowd = { .f = f };
  guint n_timers;

  for (guint i = 0; i < G_N_ELEMENTS (users); i++) {
    crowd.sessions[i] = g_ptr_array_new_with_free_func (g_free);
    enter (&crowd, i);
  }
  n_timers = fake_clock_n_waiting (f->clock);

  for (guint i = 0; i < STEPS; i++) {
    guint who = g_test_rand_int_range (0, G_N_ELEMENTS (users));
    g_autoptr (Answer) answer = act (&crowd, who);

    assert_sane (answer);
    if (g_test_rand_int_range (0, 3) == 0)
      fake_clock_advance (f->clock, g_test_rand_int_range (0, 40));
    if (g_test_rand_int_range (0, 100) == 0)
      fake_clock_advance (f->clock, g_test_rand_int_range (0, 40000));
    if (g_test_rand_int_range (0, 60) == 0) {
      leave (&crowd, who);
      enter (&crowd, who);
    }
    listen (&crowd);
    if (i % CHECK_EVERY == 0)
      assert_consistent (&crowd);
  }

  fake_clock_advance (f->clock, 10 * 60 * 1000); /* nobody audits */
  g_assert_cmpuint (ahoy_practice_get_n_calls (f->base.practice, NULL), ==, 0);
  g_assert_cmpuint (fake_clock_n_waiting (f->clock), ==, n_timers);
  for (guint i = 0; i < G_N_ELEMENTS (users); i++) {
    phone_free (crowd.phones[i]);
    g_ptr_array_unref (crowd.sessions[i]);
  }
}

int
main (int argc, char *argv[])
{
  static const CallsTest tests[] = {
    { "/practice/calls/random", test_random },
  };

  return run_calls_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
