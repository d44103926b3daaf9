/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-recents-private.h"

G_BEGIN_DECLS

/* A service that has nothing but a history of calls, which the test changes as it likes. */
#define TEST_TYPE_FAKE_HISTORY (fake_history_get_type ())
G_DECLARE_FINAL_TYPE (FakeHistory, fake_history, TEST, FAKE_HISTORY, GObject)

struct _FakeHistory {
  GObject    parent_instance;

  GPtrArray       *entries;     /* of AhoyRecent: the newest first */
  GPtrArray       *unreadable;  /* names of those that cannot be read */
  GTask           *task;        /* under way, if slow */
  AhoyHistoryPage *page;        /* the answer to it */
  gboolean         slow;
  gboolean         stubborn;    /* gives the first page, whatever is asked for */
  gint64           ahead;
  int              refusal;     /* of the next request: an AhoyCallError, or -1 */
  guint            n_reads;
  guint            n_deletes;
};

/* Gives the answer that a slow one has kept. */
void fake_history_answer (FakeHistory *self);

G_END_DECLS
