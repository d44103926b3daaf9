/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-end-question.h"

#include "ahoy-question.h"

#include <glib/gi18n-lib.h>

/* Asks before something ends calls that the person may have forgotten about. */

typedef struct {
  AhoyEndAnswer answer;
  gpointer      user_data;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (g_str_equal (response, "end"))
    question->answer (question->user_data);
}

static void
ask (GtkWindow *parent, AhoyCalls *calls, const char *heading, const char *body, const char *verb,
     AhoyEndAnswer answer, gpointer user_data)
{
  Question *question;
  GtkWindow *dialog = ahoy_question_new (parent, heading, body, "end", verb);

  question = g_new0 (Question, 1);
  question->answer = answer;
  question->user_data = user_data;
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, 0);
  /* What was asked about is done otherwise. */
  g_signal_connect_object (calls, "forget", G_CALLBACK (gtk_window_destroy), dialog,
                           G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/**
 * ahoy_end_question_ask_logout:
 * @parent: (nullable): over which window
 * @calls: the calls there are
 * @answer: (scope async): logs out; called at once while there are no calls, else if the person
 *   agrees
 * @user_data: data for @answer, which must live as long as @parent
 *
 * Asks whether a log-out may end calls.
 */
void
ahoy_end_question_ask_logout (GtkWindow *parent, AhoyCalls *calls, AhoyEndAnswer answer,
                              gpointer user_data)
{
  guint n = ahoy_calls_count_begun (calls);
  g_autofree char *heading = NULL;

  if (n == 0) {
    answer (user_data);
    return;
  }

  heading = g_strdup_printf (ngettext ("End the Call and Log Out?",
                                       "End %u Calls and Log Out?", n), n);
  ask (parent, calls, heading, _("Calls end when you log out."), _("_Log Out"), answer, user_data);
}

/**
 * ahoy_end_question_ask_quit:
 * @parent: (nullable): over which window
 * @calls: the calls there are
 * @answer: (scope async): quits; called at once while there are no calls, else if the person agrees
 * @user_data: data for @answer, which must live as long as @parent
 *
 * Asks whether quitting may end calls.
 */
void
ahoy_end_question_ask_quit (GtkWindow *parent, AhoyCalls *calls, AhoyEndAnswer answer,
                            gpointer user_data)
{
  guint n = ahoy_calls_count_begun (calls);
  g_autofree char *heading = NULL;

  if (n == 0) {
    answer (user_data);
    return;
  }

  heading = g_strdup_printf (ngettext ("End the Call and Quit?", "End %u Calls and Quit?", n), n);
  ask (parent, calls, heading, _("Calls end when Ahoy quits."), _("_Quit"), answer, user_data);
}
