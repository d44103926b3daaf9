/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-sendbird-sequence.h"

#include "ahoy-json.h"

#include <string.h>

#define N_ROUNDS 200

/* The member "n" tells frames of equal numbers apart. */
static AhoySendbirdFrame *
frame_of (const char *call_id, gint64 number, guint n, guint n_spaces)
{
  g_autofree char *sequence_number = number >= 0
    ? g_strdup_printf ("\"sequence_number\":%" G_GINT64_FORMAT ",", number) : g_strdup ("");
  g_autofree char *id = call_id != NULL ? g_strdup_printf ("\"call_id\":\"%s\",", call_id)
                                        : g_strdup ("");
  g_autofree char *text = g_strdup_printf (
    "{\"cmd\":\"CALL\",\"type\":\"new\",%s\"payload\":{%s\"n\":%u}%*s}", sequence_number, id, n,
    n_spaces, "");
  g_autoptr (GError) error = NULL;
  AhoySendbirdFrame *frame = ahoy_sendbird_frame_parse (text, -1, &error);

  g_assert_no_error (error);

  return frame;
}

static gboolean
push (AhoySendbirdSequence *sequence, const char *call_id, gint64 number)
{
  return ahoy_sendbird_sequence_push (sequence, frame_of (call_id, number, 0, 0));
}

/* What comes out, as words such as "A0 A1 B-1". */
static char *
pop_all (AhoySendbirdSequence *sequence)
{
  GString *popped = g_string_new (NULL);

  while (TRUE) {
    g_autoptr (AhoySendbirdFrame) frame = ahoy_sendbird_sequence_pop (sequence);

    if (frame == NULL)
      break;
    g_string_append_printf (popped, "%s%s%" G_GINT64_FORMAT, popped->len > 0 ? " " : "",
                            frame->call_id != NULL ? frame->call_id : "", frame->sequence_number);
  }

  return g_string_free (popped, FALSE);
}

static void
assert_popped (AhoySendbirdSequence *sequence, const char *expected)
{
  g_autofree char *popped = pop_all (sequence);

  g_assert_cmpstr (popped, ==, expected);
}

static void
test_in_order (void)
{
  g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();

  assert_popped (sequence, "");
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, -1);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *expected = g_strdup_printf ("A%u", i);

    g_assert_true (push (sequence, "A", i));
    assert_popped (sequence, expected);
    g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, -1);
  }
}

static void
test_out_of_order (void)
{
  g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();

  g_assert_true (push (sequence, "A", 2));
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, 0);
  g_assert_true (push (sequence, "A", 4));
  g_assert_true (push (sequence, "A", 1));
  assert_popped (sequence, "");
  g_assert_true (push (sequence, "A", 0));
  assert_popped (sequence, "A0 A1 A2");
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, 3);
  g_assert_true (push (sequence, "A", 3));
  assert_popped (sequence, "A3 A4");
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, -1);
}

static void
test_repeats (void)
{
  g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();
  g_autoptr (AhoySendbirdFrame) first = NULL;
  gint64 n = 0;

  g_assert_true (push (sequence, "A", 0));
  g_assert_false (push (sequence, "A", 0));
  assert_popped (sequence, "A0");
  g_assert_false (push (sequence, "A", 0));
  g_assert_true (push (sequence, "A", 1));
  assert_popped (sequence, "A1");
  g_assert_false (push (sequence, "A", 0));

  /* Of those that are held back the first one counts. */
  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("A", 3, 1, 0)));
  g_assert_false (ahoy_sendbird_sequence_push (sequence, frame_of ("A", 3, 2, 0)));
  g_assert_true (push (sequence, "A", 2));
  ahoy_sendbird_frame_free (ahoy_sendbird_sequence_pop (sequence));
  first = ahoy_sendbird_sequence_pop (sequence);
  g_assert_true (ahoy_json_get_int (first->payload, "n", 0, 9, &n));
  g_assert_cmpint (n, ==, 1);
  assert_popped (sequence, "");
}

static void
test_calls_apart (void)
{
  g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();

  g_assert_true (push (sequence, "A", 1));
  g_assert_true (push (sequence, "B", 0));
  assert_popped (sequence, "B0");
  g_assert_true (push (sequence, "B", 2));
  g_assert_true (push (sequence, "A", 0));
  assert_popped (sequence, "A0 A1");
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, -1);
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "B"), ==, 1);
  g_assert_true (push (sequence, "B", 1));
  assert_popped (sequence, "B1 B2");
}

static void
test_without_number (void)
{
  g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();

  g_assert_true (push (sequence, "A", 1));
  g_assert_true (push (sequence, "A", -1));
  g_assert_true (push (sequence, "A", -1));
  g_assert_true (push (sequence, NULL, -1));
  g_assert_true (push (sequence, NULL, 5));
  g_assert_true (push (sequence, NULL, 5));
  assert_popped (sequence, "A-1 A-1 -1 5 5");
  g_assert_true (push (sequence, "A", 0));
  assert_popped (sequence, "A0 A1");
}

static void
test_skip (void)
{
  g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();

  g_assert_false (ahoy_sendbird_sequence_skip (sequence, "A"));
  g_assert_true (push (sequence, "A", 0));
  g_assert_false (ahoy_sendbird_sequence_skip (sequence, "A"));
  assert_popped (sequence, "A0");

  g_assert_true (push (sequence, "A", 3));
  g_assert_true (push (sequence, "A", 4));
  g_assert_true (push (sequence, "A", 7));
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, 1);
  g_assert_false (ahoy_sendbird_sequence_skip (sequence, "B"));
  assert_popped (sequence, "");
  g_assert_true (ahoy_sendbird_sequence_skip (sequence, "A"));
  assert_popped (sequence, "A3 A4");
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, 5);

  /* Too late. */
  g_assert_false (push (sequence, "A", 1));
  g_assert_false (push (sequence, "A", 2));
  /* Not too late. */
  g_assert_true (push (sequence, "A", 5));
  assert_popped (sequence, "A5");
  g_assert_true (ahoy_sendbird_sequence_skip (sequence, "A"));
  assert_popped (sequence, "A7");
  g_assert_false (ahoy_sendbird_sequence_skip (sequence, "A"));
  g_assert_true (push (sequence, "A", 8));
  assert_popped (sequence, "A8");
}

static void
test_forget (void)
{
  g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();

  ahoy_sendbird_sequence_forget (sequence, "A");
  g_assert_true (push (sequence, "A", 0));
  g_assert_true (push (sequence, "A", 2));
  g_assert_true (push (sequence, "B", 1));
  ahoy_sendbird_sequence_forget (sequence, "A");
  assert_popped (sequence, "A0"); /* which was ready before */
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, -1);
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "B"), ==, 0);
  g_assert_false (ahoy_sendbird_sequence_skip (sequence, "A"));

  /* As if it had never been there. */
  g_assert_true (push (sequence, "A", 0));
  g_assert_true (push (sequence, "B", 0));
  assert_popped (sequence, "A0 B0 B1");
}

static void
test_highest_number (void)
{
  gint64 highest = G_GINT64_CONSTANT (1) << 53;
  g_autofree char *expected = g_strdup_printf ("A0 A%" G_GINT64_FORMAT, highest);
  g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();

  g_assert_true (push (sequence, "A", highest));
  g_assert_true (push (sequence, "A", 0));
  g_assert_true (ahoy_sendbird_sequence_skip (sequence, "A"));
  assert_popped (sequence, expected);
  g_assert_false (push (sequence, "A", highest));
}

static void
test_too_many_held (void)
{
  g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();
  g_autoptr (AhoySendbirdFrame) first = NULL;

  for (guint i = 1; i <= AHOY_SENDBIRD_SEQUENCE_MOST_HELD; i++)
    g_assert_true (push (sequence, "A", 2 * i));
  g_assert_true (push (sequence, "B", 1));
  assert_popped (sequence, "");
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, 0);

  /* Nothing is lost, and no hole is waited for that is not worth it. */
  g_assert_true (push (sequence, "A", 1));
  assert_popped (sequence, "A1 A2");
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, 3);
  g_assert_true (push (sequence, "A", 1000));
  g_assert_true (push (sequence, "A", 900));
  first = ahoy_sendbird_sequence_pop (sequence);
  g_assert_cmpint (first->sequence_number, ==, 4);
  assert_popped (sequence, "");
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "B"), ==, 0);
}

static void
test_too_many_bytes (void)
{
  g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();

  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("A", 1, 0, 200000)));
  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("A", 3, 0, 200000)));
  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("B", 1, 0, 200000)));
  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("B", 2, 0, 200000)));
  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("B", 4, 0, 200000)));
  assert_popped (sequence, "");

  /* The call that sends more is the one that is not waited for. */
  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("A", 5, 0, 200000)));
  assert_popped (sequence, "A1");
  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("C", 9, 0, 200000)));
  assert_popped (sequence, "C9");
  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("C", 11, 0, 0)));
  assert_popped (sequence, "");

  /* What has left does not count any more. */
  ahoy_sendbird_sequence_forget (sequence, "A");
  g_assert_true (ahoy_sendbird_sequence_skip (sequence, "B"));
  assert_popped (sequence, "B1 B2");
  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("B", 6, 0, 200000)));
  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("B", 8, 0, 200000)));
  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("B", 10, 0, 200000)));
  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("B", 12, 0, 200000)));
  assert_popped (sequence, "");
  g_assert_true (ahoy_sendbird_sequence_push (sequence, frame_of ("B", 14, 0, 200000)));
  assert_popped (sequence, "B4");
}

static void
test_too_many_calls (void)
{
  g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();

  g_assert_true (push (sequence, "A", 1));
  g_assert_true (push (sequence, "A", 3));
  g_assert_true (push (sequence, "B", 1));
  for (guint i = 2; i < AHOY_SENDBIRD_SEQUENCE_MOST_CALLS; i++) {
    g_autofree char *call_id = g_strdup_printf ("C%u", i);

    g_assert_true (push (sequence, call_id, 1));
  }
  assert_popped (sequence, "");

  /* Of all of them B is now the one longest unused. */
  g_assert_true (push (sequence, "A", 5));
  g_assert_true (push (sequence, "X", 1));
  assert_popped (sequence, "B1");
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, 0);
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "B"), ==, -1);

  /* One that is forgotten makes room. */
  ahoy_sendbird_sequence_forget (sequence, "X");
  g_assert_true (push (sequence, "Y", 1));
  assert_popped (sequence, "");

  for (guint i = 0; i < AHOY_SENDBIRD_SEQUENCE_MOST_CALLS - 1; i++) {
    g_autofree char *call_id = g_strdup_printf ("D%u", i);

    g_assert_true (push (sequence, call_id, 0));
    g_free (pop_all (sequence));
  }
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, -1);
  g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "Y"), ==, 0);
}

/* Random arrivals: the numbers of one call in any order, some of them twice, some never. */
typedef struct {
  guint16  *numbers;
  guint     n;
  gboolean  sent[128];
} Arrivals;

static void
arrivals_make (Arrivals *self, guint n_numbers, gboolean lose)
{
  memset (self->sent, 0, sizeof self->sent);
  self->numbers = g_new (guint16, 2 * n_numbers);
  self->n = 0;
  for (guint i = 0; i < n_numbers; i++) {
    guint times = lose && g_test_rand_int_range (0, 4) == 0 ? 0 : g_test_rand_int_range (1, 3);

    self->sent[i] = times > 0;
    for (guint j = 0; j < times; j++)
      self->numbers[self->n++] = i;
  }
  for (guint i = self->n; i > 1; i--) {
    guint j = g_test_rand_int_range (0, i);
    guint16 other = self->numbers[j];

    self->numbers[j] = self->numbers[i - 1];
    self->numbers[i - 1] = other;
  }
}

/* Pops what is there, which must go on after *last, each number that was sent and has not come yet
 * at most once. */
static guint
pop_ascending (AhoySendbirdSequence *sequence, const Arrivals *arrivals, gint64 *last)
{
  guint n = 0;

  while (TRUE) {
    g_autoptr (AhoySendbirdFrame) frame = ahoy_sendbird_sequence_pop (sequence);
    guint call;

    if (frame == NULL)
      return n;
    call = frame->call_id[0] - 'A';
    g_assert_cmpint (frame->sequence_number, >, last[call]);
    g_assert_true (arrivals[call].sent[frame->sequence_number]);
    last[call] = frame->sequence_number;
    n++;
  }
}

static void
check_random (gboolean lose)
{
  static const char * const calls[] = { "A", "B", "C" };
  g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();
  gint64 last[] = { -1, -1, -1 };
  guint at[] = { 0, 0, 0 };
  Arrivals arrivals[3];
  guint n_numbers = g_test_rand_int_range (1, 128);
  guint n_sent = 0, n_popped = 0, n_left = 0;

  for (guint c = 0; c < 3; c++) {
    arrivals_make (&arrivals[c], n_numbers, lose);
    n_left += arrivals[c].n;
    for (guint i = 0; i < n_numbers; i++)
      n_sent += arrivals[c].sent[i];
  }

  while (n_left > 0) {
    guint c = g_test_rand_int_range (0, 3);

    if (at[c] == arrivals[c].n)
      continue;
    push (sequence, calls[c], arrivals[c].numbers[at[c]++]);
    n_left--;
    n_popped += pop_ascending (sequence, arrivals, last);
    g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, calls[c]), <=, last[c] + 1);
  }
  for (guint c = 0; c < 3; c++) {
    gint64 missing;

    while ((missing = ahoy_sendbird_sequence_get_missing (sequence, calls[c])) >= 0) {
      g_assert_true (lose);
      g_assert_cmpint (missing, ==, last[c] + 1);
      g_assert_false (arrivals[c].sent[missing]);
      g_assert_true (ahoy_sendbird_sequence_skip (sequence, calls[c]));
      n_popped += pop_ascending (sequence, arrivals, last);
    }
    g_free (arrivals[c].numbers);
  }

  /* Ascending, none that was not sent, and as many as were sent: each of them once. */
  g_assert_cmpuint (n_popped, ==, n_sent);
}

static void
test_random (void)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    check_random (FALSE);
}

static void
test_random_with_losses (void)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    check_random (TRUE);
}

/* The same by other means, a bit for each number: what may come out after each step, also where
 * holes are skipped and the call is forgotten in between. */
static void
test_random_against_model (void)
{
  for (guint round = 0; round < N_ROUNDS; round++) {
    g_autoptr (AhoySendbirdSequence) sequence = ahoy_sendbird_sequence_new ();
    gboolean held[64] = { FALSE };
    guint next = 0;

    for (guint step = 0; step < 300; step++) {
      g_autoptr (GString) expected = g_string_new (NULL);
      guint dice = g_test_rand_int_range (0, 40);
      gint64 missing = -1;

      if (dice == 0) {
        ahoy_sendbird_sequence_forget (sequence, "A");
        memset (held, 0, sizeof held);
        next = 0;
      } else if (dice < 4) {
        guint lowest = next;

        while (lowest < 64 && !held[lowest])
          lowest++;
        g_assert_true (ahoy_sendbird_sequence_skip (sequence, "A") == (lowest < 64));
        if (lowest < 64)
          next = lowest;
      } else {
        guint number = g_test_rand_int_range (0, 64);
        gboolean is_new = number >= next && !held[number];

        g_assert_true (push (sequence, "A", number) == is_new);
        held[number] = held[number] || is_new;
      }

      for (; next < 64 && held[next]; next++) {
        held[next] = FALSE;
        g_string_append_printf (expected, "%sA%u", expected->len > 0 ? " " : "", next);
      }
      assert_popped (sequence, expected->str);
      for (guint i = next; i < 64; i++) {
        if (held[i])
          missing = next;
      }
      g_assert_cmpint (ahoy_sendbird_sequence_get_missing (sequence, "A"), ==, missing);
    }
  }
}

static void
test_free (void)
{
  AhoySendbirdSequence *sequence = ahoy_sendbird_sequence_new ();

  g_assert_true (push (sequence, "A", 0));
  g_assert_true (push (sequence, "A", 2));
  g_assert_true (push (sequence, "B", 1));
  ahoy_sendbird_sequence_free (sequence); /* with what is ready and what is held */
  ahoy_sendbird_sequence_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sendbird/sequence/in-order", test_in_order);
  g_test_add_func ("/sendbird/sequence/out-of-order", test_out_of_order);
  g_test_add_func ("/sendbird/sequence/repeats", test_repeats);
  g_test_add_func ("/sendbird/sequence/calls-apart", test_calls_apart);
  g_test_add_func ("/sendbird/sequence/without-number", test_without_number);
  g_test_add_func ("/sendbird/sequence/skip", test_skip);
  g_test_add_func ("/sendbird/sequence/forget", test_forget);
  g_test_add_func ("/sendbird/sequence/highest-number", test_highest_number);
  g_test_add_func ("/sendbird/sequence/too-many-held", test_too_many_held);
  g_test_add_func ("/sendbird/sequence/too-many-bytes", test_too_many_bytes);
  g_test_add_func ("/sendbird/sequence/too-many-calls", test_too_many_calls);
  g_test_add_func ("/sendbird/sequence/random", test_random);
  g_test_add_func ("/sendbird/sequence/random-with-losses", test_random_with_losses);
  g_test_add_func ("/sendbird/sequence/random-against-model", test_random_against_model);
  g_test_add_func ("/sendbird/sequence/free", test_free);

  return g_test_run ();
}
