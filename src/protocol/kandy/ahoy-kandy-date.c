/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-kandy-date.h"

#include <stdio.h>
#include <string.h>

#define MILLISECONDS_A_SECOND 1000
#define MILLISECONDS_A_YEAR   (G_GINT64_CONSTANT (31556952) * MILLISECONDS_A_SECOND)

typedef struct {
  int  year;
  char month[4];
  int  day;
  int  hour;
  int  minute;
  int  second;
} Fields;

/* 0 where the name is not one of a month. */
static int
number_of_month (const char *name)
{
  static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

  for (int i = 0; i < 12; i++) {
    if (strncmp (names + 3 * i, name, 3) == 0)
      return i + 1;
  }

  return 0;
}

static gboolean
to_milliseconds (const Fields *fields, gint64 *date)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;
  int month = number_of_month (fields->month);

  if (month == 0 || fields->second > 60)
    return FALSE;

  /* A leap second is the one time of day that GLib does not know. */
  time = g_date_time_new (zone, fields->year, month, fields->day, fields->hour, fields->minute,
                          MIN (fields->second, 59));
  if (time == NULL)
    return FALSE;

  *date = g_date_time_to_unix (time) * MILLISECONDS_A_SECOND;

  return TRUE;
}

static gboolean
is_all (const char *text, int end)
{
  return end > 0 && text[end] == '\0';
}

/*< private >
 * ahoy_kandy_date_parse:
 * @text: a date as HTTP has it, in any of the three forms of RFC 9110, section 5.6.7
 * @now: milliseconds since 1970
 * @date: (out): milliseconds since 1970; untouched where this returns %FALSE
 *
 * Reads a date. One with two digits for the year is the last such year that is not more than fifty
 * years after @now.
 *
 * Returns: whether @text is a date
 */
gboolean
ahoy_kandy_date_parse (const char *text, gint64 now, gint64 *date)
{
  Fields fields = { 0 };
  int end = 0;

  if (sscanf (text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &fields.day, fields.month,
              &fields.year, &fields.hour, &fields.minute, &fields.second, &end) == 6
      && is_all (text, end))
    return to_milliseconds (&fields, date);

  if (sscanf (text, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n", fields.month, &fields.day,
              &fields.hour, &fields.minute, &fields.second, &fields.year, &end) == 6
      && is_all (text, end))
    return to_milliseconds (&fields, date);

  if (sscanf (text, "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n", &fields.day, fields.month,
              &fields.year, &fields.hour, &fields.minute, &fields.second, &end) == 6
      && is_all (text, end)) {
    gint64 parsed;

    fields.year += 2000;
    if (!to_milliseconds (&fields, &parsed))
      return FALSE;
    if (parsed > now + 50 * MILLISECONDS_A_YEAR) {
      fields.year -= 100;
      return to_milliseconds (&fields, date);
    }
    *date = parsed;
    return TRUE;
  }

  return FALSE;
}
