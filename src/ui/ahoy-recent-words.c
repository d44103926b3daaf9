/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-recent-words.h"

#include "ahoy-call-state.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <string.h>

/* How a call that is over is told to people. */

/**
 * ahoy_recent_words_get_name:
 * @recent: a call
 *
 * Returns: (transfer none): what to call the other side: the name, else the address
 */
const char *
ahoy_recent_words_get_name (AhoyRecent *recent)
{
  const char *name = ahoy_recent_get_remote_name (recent);

  if (name == NULL || *name == '\0')
    name = ahoy_recent_get_remote (recent);

  return name != NULL && *name != '\0' ? name : _("Unknown");
}

/* Whether people of this locale tell the hours after noon from 1 again. */
static gboolean
counts_to_twelve (void)
{
  const char *format = nl_langinfo (T_FMT);

  return strstr (format, "%r") != NULL || strstr (format, "%I") != NULL ||
         strstr (format, "%l") != NULL;
}

static char *
dup_clock (GDateTime *time)
{
  if (!counts_to_twelve ())
    return g_date_time_format (time, "%H:%M");

  return g_date_time_format (time, "%-I:%M %p");
}

/* Days of the calendar between the two: at midnight, yesterday begins. */
static int
count_days (GDateTime *from, GDateTime *to)
{
  GDate from_date, to_date;

  g_date_clear (&from_date, 1);
  g_date_clear (&to_date, 1);
  g_date_set_dmy (&from_date, g_date_time_get_day_of_month (from), g_date_time_get_month (from),
                  g_date_time_get_year (from));
  g_date_set_dmy (&to_date, g_date_time_get_day_of_month (to), g_date_time_get_month (to),
                  g_date_time_get_year (to));

  return g_date_days_between (&from_date, &to_date);
}

static char *
dup_day (GDateTime *time, GDateTime *now)
{
  int days = count_days (time, now);

  if (days == 0)
    return g_strdup (_("Today"));
  if (days == 1)
    return g_strdup (_("Yesterday"));
  if (days > 1 && days < 7)
    return g_date_time_format (time, "%A");
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: a day of this year, see the documentation of g_date_time_format() */
    return g_date_time_format (time, _("%-d %B"));

  return g_date_time_format (time, "%x");
}

/**
 * ahoy_recent_words_dup_time:
 * @recent: a call
 * @now: the time that it is, in the time zone to tell it in
 *
 * Returns: (transfer full): when the call began, such as `Yesterday 14:05`; empty where it is not
 *   known
 */
char *
ahoy_recent_words_dup_time (AhoyRecent *recent, GDateTime *now)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *day = NULL;

  if (ahoy_recent_get_begun (recent) > 0)
    utc = g_date_time_new_from_unix_utc (ahoy_recent_get_begun (recent) / 1000);
  if (utc == NULL)
    return g_strdup ("");
  time = g_date_time_to_timezone (utc, g_date_time_get_timezone (now));
  clock = dup_clock (time);
  day = dup_day (time, now);

  /* Translators: a day and the time of day, such as “Today 14:05” */
  return g_strdup_printf (C_("day and time", "%s %s"), day, clock);
}

/* In as few words as a line of a list has room for. */
static const char *
get_short_reason (AhoyCallEndReason reason)
{
  switch (reason) {
  case AHOY_CALL_END_REASON_CANCELLED:
    return _("Given up");
  case AHOY_CALL_END_REASON_MISSED:
    return _("Missed");
  case AHOY_CALL_END_REASON_REJECTED:
  case AHOY_CALL_END_REASON_DECLINED:
    return _("Declined");
  case AHOY_CALL_END_REASON_BUSY:
    return _("Busy");
  case AHOY_CALL_END_REASON_IGNORED:
    return _("Ignored");
  case AHOY_CALL_END_REASON_FORWARDED:
    return _("Forwarded");
  case AHOY_CALL_END_REASON_NO_ANSWER:
    return _("No answer");
  case AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE:
    return _("Answered on another device");
  case AHOY_CALL_END_REASON_UNREACHABLE:
    return _("Not reachable");
  case AHOY_CALL_END_REASON_NONE:
  case AHOY_CALL_END_REASON_HUNG_UP:
  case AHOY_CALL_END_REASON_REMOTE_HUNG_UP:
  case AHOY_CALL_END_REASON_TRANSFERRED:
  case AHOY_CALL_END_REASON_JOINED:
    return _("Not answered");
  case AHOY_CALL_END_REASON_NOT_FOUND:
  case AHOY_CALL_END_REASON_NOT_ALLOWED:
  case AHOY_CALL_END_REASON_VANISHED:
  case AHOY_CALL_END_REASON_MEDIA_FAILED:
  case AHOY_CALL_END_REASON_INSECURE:
  case AHOY_CALL_END_REASON_CONNECTION_LOST:
  case AHOY_CALL_END_REASON_SESSION_ENDED:
  case AHOY_CALL_END_REASON_FAILED:
  default:
    return ahoy_call_end_reason_to_sentence (reason);
  }
}

static char *
dup_duration (gint64 ms)
{
  int seconds = MIN (ms / 1000, G_MAXINT);
  int minutes = seconds / 60;

  if (minutes >= 60)
    /* Translators: how long a call has lasted, in hours and minutes */
    return g_strdup_printf (_("%d h %d min"), minutes / 60, minutes % 60);
  if (minutes > 0)
    /* Translators: how long a call has lasted, in minutes and seconds */
    return g_strdup_printf (_("%d min %d s"), minutes, seconds % 60);

  /* Translators: how long a call has lasted, in seconds */
  return g_strdup_printf (_("%d s"), seconds);
}

/**
 * ahoy_recent_words_dup_result:
 * @recent: a call
 *
 * Returns: (transfer full): how long the call has lasted, or what became of it instead
 */
char *
ahoy_recent_words_dup_result (AhoyRecent *recent)
{
  AhoyCallEndReason reason = ahoy_recent_get_end_reason (recent);

  if (ahoy_recent_get_missed (recent))
    return g_strdup (_("Missed"));
  if (ahoy_recent_get_duration (recent) > 0 && reason != AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE)
    return dup_duration (ahoy_recent_get_duration (recent));

  return g_strdup (get_short_reason (reason));
}

/* The six are whole phrases: where the person stands in one differs between languages. */
static char *
dup_kind (AhoyRecent *recent, const char *person)
{
  gboolean video = ahoy_recent_get_video (recent);

  /* Translators: %s is a person, in each of these six */
  if (ahoy_recent_get_missed (recent))
    return video ? g_strdup_printf (_("Missed video call from %s"), person)
                 : g_strdup_printf (_("Missed call from %s"), person);
  if (ahoy_recent_get_direction (recent) == AHOY_CALL_DIRECTION_INCOMING)
    return video ? g_strdup_printf (_("Incoming video call from %s"), person)
                 : g_strdup_printf (_("Incoming call from %s"), person);

  return video ? g_strdup_printf (_("Outgoing video call to %s"), person)
               : g_strdup_printf (_("Outgoing call to %s"), person);
}

static char *
dup_person (AhoyRecent *recent)
{
  const char *name = ahoy_recent_words_get_name (recent);
  const char *address = ahoy_recent_get_remote (recent);

  if (address == NULL || g_str_equal (name, address))
    return g_strdup (name);

  /* Translators: the name and the address of a person */
  return g_strdup_printf (_("%s (%s)"), name, address);
}

/**
 * ahoy_recent_words_dup_sentence:
 * @recent: a call
 * @now: the time that it is, in the time zone to tell it in
 *
 * Returns: (transfer full): everything that a list shows of the call, to be read aloud
 */
char *
ahoy_recent_words_dup_sentence (AhoyRecent *recent, GDateTime *now)
{
  g_autofree char *person = dup_person (recent);
  g_autofree char *time = ahoy_recent_words_dup_time (recent, now);
  g_autofree char *result = ahoy_recent_words_dup_result (recent);
  g_autofree char *what = dup_kind (recent, person);

  if (ahoy_recent_get_missed (recent))
    /* Translators: who has called, and when */
    return g_strdup_printf (_("%s, %s"), what, time);

  /* Translators: who was in a call, when, and how long it was or what became of it */
  return g_strdup_printf (_("%s, %s, %s"), what, time, result);
}
