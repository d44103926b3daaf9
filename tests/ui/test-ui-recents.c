/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-recent-private.h"
#include "ahoy-recent-row.h"
#include "ahoy-recent-words.h"
#include "ahoy-suggestions.h"

#include <adwaita.h>
#include <locale.h>

#define NOON_1ST_OF_MAY_2026 G_GINT64_CONSTANT (1777636800000) /* ms, in UTC */
#define DAY_MS               G_GINT64_CONSTANT (86400000)
#define HOUR_MS              G_GINT64_CONSTANT (3600000)

static AhoyRecent *
make (const char *remote, const char *name, AhoyCallDirection direction, gboolean missed,
      gint64 begun, gint64 duration)
{
  return ahoy_recent_new_served ("record", remote, name, direction, missed, begun, duration);
}

static void
test_time (void)
{
  static const struct {
    gint64      ago;
    const char *text;
  } rows[] = {
    { 0, "Today 12:00" },
    { 12 * HOUR_MS, "Today 00:00" },
    { 12 * HOUR_MS + 1000, "Yesterday 23:59" },
    { 36 * HOUR_MS, "Yesterday 00:00" },
    { 2 * DAY_MS, "Wednesday 12:00" },
    { 6 * DAY_MS, "Saturday 12:00" },
    { 7 * DAY_MS, "24 April 12:00" },
    { 120 * DAY_MS, "1 January 12:00" },
    { 121 * DAY_MS, "12/31/25 12:00" },
    { -DAY_MS, "2 May 12:00" }, /* the service's clock is ahead */
    { NOON_1ST_OF_MAY_2026, "" }, /* not known */
  };
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (NOON_1ST_OF_MAY_2026 / 1000);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (AhoyRecent) recent = make ("bob@example.com", NULL, AHOY_CALL_DIRECTION_OUTGOING,
                                          FALSE, NOON_1ST_OF_MAY_2026 - rows[i].ago, 0);
    g_autofree char *text = ahoy_recent_words_dup_time (recent, now);

    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

/* The day is that of the person, not of the service. */
static void
test_time_zone (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (-5 * 3600);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (NOON_1ST_OF_MAY_2026 / 1000);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, zone);
  g_autoptr (AhoyRecent) recent = make ("bob@example.com", NULL, AHOY_CALL_DIRECTION_OUTGOING,
                                        FALSE, NOON_1ST_OF_MAY_2026 - 8 * HOUR_MS, 0);
  g_autofree char *text = ahoy_recent_words_dup_time (recent, now);

  g_assert_cmpstr (text, ==, "Yesterday 23:00");
}

static void
test_result (void)
{
  static const struct {
    gint64      duration;
    const char *text;
  } rows[] = {
    { 999, "0 s" },
    { 59000, "59 s" },
    { 60000, "1 min 0 s" },
    { 201000, "3 min 21 s" },
    { 3600000 + 120000, "1 h 2 min" },
    { 0, "Not answered" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (AhoyRecent) recent = make ("bob@example.com", NULL, AHOY_CALL_DIRECTION_OUTGOING,
                                          FALSE, 1, rows[i].duration);
    g_autofree char *text = ahoy_recent_words_dup_result (recent);

    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

/* Each reason has words. */
static void
test_reasons (void)
{
  for (int reason = AHOY_CALL_END_REASON_NONE; reason <= AHOY_CALL_END_REASON_FAILED; reason++) {
    g_autoptr (AhoyRecent) recent = make ("bob@example.com", NULL, AHOY_CALL_DIRECTION_OUTGOING,
                                          FALSE, 1, 0);
    g_autofree char *text = NULL;

    recent->end_reason = reason;
    text = ahoy_recent_words_dup_result (recent);
    g_assert_cmpstr (text, !=, NULL);
    g_assert_cmpstr (text, !=, "");
  }
}

static void
test_sentence (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (NOON_1ST_OF_MAY_2026 / 1000);
  g_autoptr (AhoyRecent) missed = make ("bob@example.com", "Bob", AHOY_CALL_DIRECTION_INCOMING,
                                        TRUE, NOON_1ST_OF_MAY_2026, 0);
  g_autoptr (AhoyRecent) outgoing = make ("bob@example.com", NULL, AHOY_CALL_DIRECTION_OUTGOING,
                                          FALSE, NOON_1ST_OF_MAY_2026 - DAY_MS, 61000);
  g_autoptr (AhoyRecent) unknown = make (NULL, NULL, AHOY_CALL_DIRECTION_INCOMING, FALSE,
                                         NOON_1ST_OF_MAY_2026, 5000);
  g_autofree char *missed_text = ahoy_recent_words_dup_sentence (missed, now);
  g_autofree char *outgoing_text = NULL;
  g_autofree char *unknown_text = ahoy_recent_words_dup_sentence (unknown, now);

  outgoing->video = TRUE;
  outgoing_text = ahoy_recent_words_dup_sentence (outgoing, now);
  g_assert_cmpstr (missed_text, ==, "Missed call from Bob (bob@example.com), Today 12:00");
  g_assert_cmpstr (outgoing_text, ==,
                   "Outgoing video call to bob@example.com, Yesterday 12:00, 1 min 1 s");
  g_assert_cmpstr (unknown_text, ==, "Incoming call from Unknown, Today 12:00, 5 s");
}

static void
assert_found (GListModel *recents, const char *text, ...)
{
  g_autoptr (GPtrArray) found = ahoy_suggestions_find (recents, text, 3);
  guint n = 0;
  va_list args;

  va_start (args, text);
  for (const char *expected; (expected = va_arg (args, const char *)) != NULL; n++) {
    g_assert_cmpuint (n, <, found->len);
    g_assert_cmpstr (ahoy_recent_get_remote (g_ptr_array_index (found, n)), ==, expected);
  }
  va_end (args);
  g_assert_cmpuint (found->len, ==, n);
}

static void
test_suggestions (void)
{
  static const char * const people[][2] = {
    { "bob@example.com", "Bob Miller" },
    { "jose@example.com", "José García" },
    { "BOB@example.com", NULL },
    { NULL, NULL },
    { "+15550109999@example.com", NULL },
    { "bobby@example.com", NULL },
    { "barbara@example.com", NULL },
    { "bert@example.com", NULL },
  };
  g_autoptr (GListStore) store = g_list_store_new (AHOY_TYPE_RECENT);
  GListModel *recents = G_LIST_MODEL (store);

  for (guint i = 0; i < G_N_ELEMENTS (people); i++) {
    g_autoptr (AhoyRecent) recent = make (people[i][0], people[i][1], AHOY_CALL_DIRECTION_OUTGOING,
                                          FALSE, 1, 0);

    g_list_store_append (store, recent);
  }

  assert_found (recents, "", NULL);
  assert_found (recents, "  ", NULL);
  assert_found (recents, "x", NULL);
  /* The last ones first, each of them once, and not more than asked for. */
  assert_found (recents, "b", "bob@example.com", "bobby@example.com", "barbara@example.com", NULL);
  assert_found (recents, "mil", "bob@example.com", NULL);
  assert_found (recents, "ller", NULL);
  assert_found (recents, "garcia", "jose@example.com", NULL);
  assert_found (recents, "JOSÉ", "jose@example.com", NULL);
  assert_found (recents, "(555) 010", "+15550109999@example.com", NULL);
  assert_found (recents, "9999", "+15550109999@example.com", NULL);
  /* Nothing is left to suggest. */
  assert_found (recents, "bobby@example.com", NULL);
  assert_found (recents, "bob@", "bob@example.com", NULL);
}

static void
test_row (void)
{
  AhoyRecentRow *row = g_object_ref_sink (g_object_new (AHOY_TYPE_RECENT_ROW, NULL));
  g_autoptr (AhoyRecent) recent = make ("bob@example.com", "Bob", AHOY_CALL_DIRECTION_INCOMING,
                                        TRUE, NOON_1ST_OF_MAY_2026, 0);
  g_autoptr (AhoyRecent) unknown = make (NULL, NULL, AHOY_CALL_DIRECTION_INCOMING, FALSE,
                                         NOON_1ST_OF_MAY_2026, 5000);

  ahoy_recent_row_set_recent (row, recent);
  g_assert_true (ahoy_recent_row_get_recent (row) == recent);
  ahoy_recent_row_set_recent (row, unknown);
  ahoy_recent_row_update (row);
  ahoy_recent_row_set_recent (row, NULL);
  g_assert_finalize_object (row);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/recents/time", test_time);
  g_test_add_func ("/ui/recents/time-zone", test_time_zone);
  g_test_add_func ("/ui/recents/result", test_result);
  g_test_add_func ("/ui/recents/reasons", test_reasons);
  g_test_add_func ("/ui/recents/sentence", test_sentence);
  g_test_add_func ("/ui/recents/suggestions", test_suggestions);
  g_test_add_func ("/ui/recents/row", test_row);

  return g_test_run ();
}
