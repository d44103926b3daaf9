/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-error.h"
#include "ahoy-sendbird-inbox.h"
#include "ahoy-sendbird-lines.h"
#include "ahoy-sendbird-sequence.h"
#include "fake-clock.h"

#include <string.h>

/* What comes over a websocket of Sendbird Calls, and the requests that are sent over it: sections
 * 3.1 to 3.3 of the protocol page. */
typedef struct {
  FakeClock            *clock;
  AhoySendbirdRequests *requests;
  AhoySendbirdInbox    *inbox;
  GString              *told;     /* the types of the events, in the order in which they are told */
  GPtrArray            *problems; /* their messages */
  GPtrArray            *sent;     /* texts */
  GPtrArray            *ends;     /* how requests have ended: the answer's type or the message */
} Box;

static void
on_event (AhoySendbirdInbox *inbox, AhoySendbirdFrame *frame, Box *b)
{
  g_string_append_printf (b->told, "%s ", frame->type);
}

static void
on_problem (AhoySendbirdInbox *inbox, const GError *error, Box *b)
{
  g_ptr_array_add (b->problems, g_strdup (error->message));
}

static void
on_send (AhoySendbirdRequests *requests, const char *text, Box *b)
{
  g_ptr_array_add (b->sent, g_strdup (text));
}

static void
set_open (Box *b, gboolean open)
{
  ahoy_sendbird_requests_set_open (b->requests, open);
  ahoy_sendbird_inbox_set_open (b->inbox, open);
}

static void
box_set_up (Box *b, gconstpointer data)
{
  b->clock = fake_clock_new ();
  b->requests = ahoy_sendbird_requests_new (AHOY_CLOCK (b->clock));
  b->inbox = ahoy_sendbird_inbox_new (b->requests, AHOY_CLOCK (b->clock));
  b->told = g_string_new (NULL);
  b->problems = g_ptr_array_new_with_free_func (g_free);
  b->sent = g_ptr_array_new_with_free_func (g_free);
  b->ends = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (b->inbox, "event", G_CALLBACK (on_event), b);
  g_signal_connect (b->inbox, "problem", G_CALLBACK (on_problem), b);
  g_signal_connect (b->requests, "send", G_CALLBACK (on_send), b);
  set_open (b, TRUE);
}

static void
box_tear_down (Box *b, gconstpointer data)
{
  set_open (b, FALSE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&b->inbox));
  g_assert_finalize_object (g_steal_pointer (&b->requests));
  g_assert_cmpuint (fake_clock_n_waiting (b->clock), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&b->clock));
  g_string_free (b->told, TRUE);
  g_ptr_array_unref (b->problems);
  g_ptr_array_unref (b->sent);
  g_ptr_array_unref (b->ends);
}

static void
take (Box *b, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  ahoy_sendbird_inbox_take (b->inbox, bytes);
}

/* number -1: without; message_id NULL: another one than before. */
static char *
make_event (const char *type, const char *call_id, int number, const char *message_id)
{
  static guint last_id;
  g_autofree char *id = message_id != NULL ? g_strdup (message_id)
                                           : g_strdup_printf ("message %u", ++last_id);
  g_autofree char *sequence = number >= 0 ? g_strdup_printf ("\"sequence_number\":%d,", number)
                                          : g_strdup ("");

  return g_strdup_printf ("{\"version\":1,\"cmd\":\"CALL\",\"type\":\"%s\",\"message_id\":\"%s\",%s"
                          "\"payload\":{\"call_id\":\"%s\"}}\n", type, id, sequence, call_id);
}

static void
take_event (Box *b, const char *type, const char *call_id, int number)
{
  g_autofree char *event = make_event (type, call_id, number, NULL);

  take (b, event);
}

static void
assert_told (Box *b, const char *expected)
{
  g_assert_cmpstr (g_strchomp (b->told->str), ==, expected);
  g_string_truncate (b->told, 0);
}

static void
test_lines (Box *b, gconstpointer data)
{
  g_autofree char *first = make_event ("one", "A", 0, NULL);
  g_autofree char *second = make_event ("two", "A", 1, NULL);
  g_autofree char *text = g_strconcat ("\n \r\n", first, "\n\n", second, NULL);

  text[strlen (text) - 1] = '\0'; /* the end of the last line */
  take (b, text);
  assert_told (b, "one two");
  take (b, "");
  take (b, "\n\n");
  assert_told (b, "");
  g_assert_cmpuint (b->problems->len, ==, 0);
}

static void
test_order (Box *b, gconstpointer data)
{
  take_event (b, "two", "A", 2);
  take_event (b, "b-zero", "B", 0);
  assert_told (b, "b-zero");
  take_event (b, "no-number", "A", -1);
  assert_told (b, "no-number");
  take_event (b, "zero", "A", 0);
  assert_told (b, "zero");
  take_event (b, "one", "A", 1);
  assert_told (b, "one two");
  g_assert_cmpuint (fake_clock_n_waiting (b->clock), ==, 0);
}

static void
test_hole (Box *b, gconstpointer data)
{
  take_event (b, "zero", "A", 0);
  take_event (b, "two", "A", 2);
  fake_clock_advance (b->clock, 3000);
  take_event (b, "three", "A", 3); /* does not prolong the wait */
  take_event (b, "five", "A", 5);
  fake_clock_advance (b->clock, 1999);
  assert_told (b, "zero");
  fake_clock_advance (b->clock, 1);
  assert_told (b, "two three");
  take_event (b, "one", "A", 1); /* too late */
  assert_told (b, "");

  /* The next hole has its own time. */
  fake_clock_advance (b->clock, 4999);
  assert_told (b, "");
  fake_clock_advance (b->clock, 1);
  assert_told (b, "five");
  take_event (b, "six", "A", 6);
  assert_told (b, "six");
  g_assert_cmpuint (fake_clock_n_waiting (b->clock), ==, 0);
}

/* What is missing may be sent again when the websocket is open again, and not before. */
static void
test_hole_while_lost (Box *b, gconstpointer data)
{
  take_event (b, "zero", "A", 0);
  take_event (b, "two", "A", 2);
  fake_clock_advance (b->clock, 4000);
  set_open (b, FALSE);
  fake_clock_advance (b->clock, 60000);
  assert_told (b, "zero");
  set_open (b, TRUE);
  fake_clock_advance (b->clock, 4999);
  take_event (b, "one", "A", 1);
  assert_told (b, "one two");
  g_assert_cmpuint (fake_clock_n_waiting (b->clock), ==, 0);

  take_event (b, "four", "A", 4);
  set_open (b, FALSE);
  set_open (b, TRUE);
  fake_clock_advance (b->clock, 5000);
  assert_told (b, "four");
}

static void
test_repeats (Box *b, gconstpointer data)
{
  g_autofree char *first = make_event ("one", "A", 0, "same");
  g_autofree char *same_id = make_event ("another", "A", 1, "same");

  take (b, first);
  take (b, first);
  take (b, same_id);
  assert_told (b, "one");
  take_event (b, "same-number", "A", 0);
  assert_told (b, "");
  take_event (b, "two", "A", 1);
  assert_told (b, "two");
}

/* A service that opens a hole in more and more calls does not make us wait for all of them. */
static void
test_many_holes (Box *b, gconstpointer data)
{
  guint n_told = 0;

  for (guint i = 0; i < 5000; i++) {
    g_autofree char *call_id = g_strdup_printf ("call %u", i);

    take_event (b, "x", call_id, 7);
    g_assert_cmpuint (fake_clock_n_waiting (b->clock), <=, AHOY_SENDBIRD_SEQUENCE_MOST_CALLS + 1);
  }
  fake_clock_advance (b->clock, 5000);
  for (const char *p = b->told->str; *p != '\0'; p++)
    n_told += *p == 'x';
  g_assert_cmpuint (n_told, ==, 5000);
}

/* What cannot be read, and what says that something is wrong, is told and survived. */
static void
test_problems (Box *b, gconstpointer data)
{
  static const struct {
    const char *text, *part;
  } rows[] = {
    { "x", "(1800205)" },
    { "[]", "(1800205)" },
    { "{}", "(1800205)" },
    { "{\"cmd\":\"CALL\",\"type\":\"dial\",\"payload\":{}}", "(1800205)" },
    { "{\"cmd\":\"CALL\",\"type\":7}", "(1800205)" },
    { "{\"error\":true,\"code\":400100,\"message\":\"no\"}", "(400100)" },
    { "{\"error\":true,\"message\":\"Out of tea\"}", "Out of tea" },
  };
  g_autoptr (GString) many = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    take (b, rows[i].text);
    g_assert_cmpuint (b->problems->len, ==, i + 1);
    g_assert_nonnull (strstr (b->problems->pdata[i], rows[i].part));
  }

  /* An answer that nobody waits for is nobody's business. */
  take (b, "{\"request_id\":\"r\",\"type\":\"dial_ack\",\"payload\":{}}");
  take (b, "{\"request_id\":\"r\",\"error\":true,\"code\":1400101,\"message\":\"\"}");
  g_assert_cmpuint (b->problems->len, ==, G_N_ELEMENTS (rows));

  /* Too many lines: those that are too many are lost. */
  for (guint i = 0; i < 2000; i++) {
    g_autofree char *event = make_event ("x", "A", -1, NULL);

    g_string_append (many, event);
  }
  take (b, many->str);
  g_assert_cmpuint (b->problems->len, ==, G_N_ELEMENTS (rows) + 1);
  g_assert_cmpuint (b->told->len, ==, 2 * AHOY_SENDBIRD_LINES_MOST);
  g_string_truncate (b->told, 0);
  take_event (b, "end", "A", 0);
  assert_told (b, "end");
}

static void
send_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Box *b = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoySendbirdFrame) answer = NULL;

  answer = ahoy_sendbird_requests_send_finish (AHOY_SENDBIRD_REQUESTS (source), result, &error);
  g_assert_true ((answer == NULL) == (error != NULL));
  g_ptr_array_add (b->ends, g_strdup (answer != NULL ? answer->type : error->message));
}

static void
send_request (Box *b)
{
  ahoy_sendbird_requests_send_async (b->requests, AHOY_SENDBIRD_COMMAND_CALL, "dial", NULL, send_cb,
                                     b);
}

/* The id that the n-th request was sent with. */
static char *
get_id (Box *b, guint n)
{
  const char *text = g_ptr_array_index (b->sent, n);
  g_auto (GStrv) parts = NULL;
  const char *id = strstr (text, "\"request_id\":\"");

  g_assert_nonnull (id);
  g_assert_true (g_str_has_suffix (text, "\n"));
  parts = g_strsplit (id + strlen ("\"request_id\":\""), "\"", 2);
  g_assert_true (g_uuid_string_is_valid (parts[0]));

  return g_strdup (parts[0]);
}

/* Waits for the ends of requests. */
static void
assert_ends (Box *b, const char * const *parts)
{
  guint n = g_strv_length ((char **) parts);

  while (b->ends->len < n)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (b->ends->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_nonnull (strstr (b->ends->pdata[i], parts[i]));
  g_ptr_array_set_size (b->ends, 0);
}

static void
answer (Box *b, guint n, const char *rest)
{
  g_autofree char *id = get_id (b, n);
  g_autofree char *text = g_strdup_printf ("{\"version\":1,\"request_id\":\"%s\",%s}\n", id, rest);

  take (b, text);
}

static void
test_matched (Box *b, gconstpointer data)
{
  static const char * const ends[] = { "second_ack", "first_ack", NULL };

  send_request (b);
  send_request (b);
  g_assert_cmpuint (b->sent->len, ==, 2);
  answer (b, 1, "\"cmd\":\"CALL\",\"type\":\"second_ack\",\"payload\":{}");
  answer (b, 1, "\"cmd\":\"CALL\",\"type\":\"again_ack\",\"payload\":{}");
  answer (b, 0, "\"cmd\":\"SGNL\",\"type\":\"first_ack\",\"payload\":{}");
  assert_ends (b, ends);
  g_assert_cmpuint (fake_clock_n_waiting (b->clock), ==, 0);
  g_assert_cmpuint (b->problems->len, ==, 0);
}

static void
test_refused (Box *b, gconstpointer data)
{
  static const char * const ends[] = { "(1400103)", "Out of tea", NULL };

  send_request (b);
  send_request (b);
  answer (b, 0, "\"type\":\"x\",\"error\":true,\"code\":1400103,\"message\":\"no\"");
  answer (b, 1, "\"type\":\"dial_ack\",\"error\":true,\"message\":\"Out of tea\"");
  assert_ends (b, ends);
  g_assert_cmpuint (b->problems->len, ==, 0);
}

static void
test_timed_out (Box *b, gconstpointer data)
{
  static const char * const late[] = { "(1800203)", NULL };
  static const char * const in_time[] = { "dial_ack", NULL };

  send_request (b);
  fake_clock_advance (b->clock, 10000);
  send_request (b);
  fake_clock_advance (b->clock, 9999);
  g_assert_cmpuint (b->ends->len, ==, 0);
  fake_clock_advance (b->clock, 1);
  assert_ends (b, late);
  answer (b, 0, "\"type\":\"dial_ack\",\"payload\":{}");
  answer (b, 1, "\"type\":\"dial_ack\",\"payload\":{}");
  assert_ends (b, in_time);
}

static void
send_again_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  send_cb (source, result, data);
  send_request (data);
}

/* What waits when the websocket is lost fails at once, and so does what is asked for then. */
static void
test_lost (Box *b, gconstpointer data)
{
  static const char * const lost[] = { "(1800204)", "(1800201)", NULL };
  static const char * const none[] = { "(1800201)", NULL };

  ahoy_sendbird_requests_send_async (b->requests, AHOY_SENDBIRD_COMMAND_SGNL, "alive", NULL,
                                     send_again_cb, b);
  set_open (b, FALSE);
  set_open (b, FALSE);
  assert_ends (b, lost);
  send_request (b);
  assert_ends (b, none);
  g_assert_cmpuint (b->sent->len, ==, 1);

  /* Open again, nothing of that is left. */
  set_open (b, TRUE);
  g_assert_cmpuint (fake_clock_n_waiting (b->clock), ==, 0);
  answer (b, 0, "\"type\":\"alive_ack\",\"payload\":{}");
  g_assert_cmpuint (b->ends->len, ==, 0);
}

static void
test_too_many (Box *b, gconstpointer data)
{
  static const char * const ends[] = { "(1800200)", NULL };

  for (guint i = 0; i < AHOY_SENDBIRD_REQUESTS_MOST + 1; i++)
    send_request (b);
  assert_ends (b, ends);
  g_assert_cmpuint (b->sent->len, ==, AHOY_SENDBIRD_REQUESTS_MOST);
  g_assert_cmpuint (fake_clock_n_waiting (b->clock), ==, AHOY_SENDBIRD_REQUESTS_MOST);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/sendbird/" path, Box, NULL, box_set_up, func, box_tear_down)

  ADD ("inbox/lines", test_lines);
  ADD ("inbox/order", test_order);
  ADD ("inbox/hole", test_hole);
  ADD ("inbox/hole-while-lost", test_hole_while_lost);
  ADD ("inbox/repeats", test_repeats);
  ADD ("inbox/many-holes", test_many_holes);
  ADD ("inbox/problems", test_problems);
  ADD ("requests/matched", test_matched);
  ADD ("requests/refused", test_refused);
  ADD ("requests/timed-out", test_timed_out);
  ADD ("requests/lost", test_lost);
  ADD ("requests/too-many", test_too_many);

  return g_test_run ();
}
