/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"
#include "ahoy-practice.h"
#include "ahoy-window.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALICE          "alice@practice.example"
#define ALICE_PASSWORD "alice's own password"
#define BOB            "bob@practice.example"
#define BOB_PASSWORD   "bob's own password"
/* A token has no spaces. */
#define CAROL          "carol"
#define CAROL_TOKEN    "carols-own-token"
/* On Sendbird Calls only, where he needs no token. */
#define DAVE           "dave"

/* Turns the main loop until cond holds. A test that waits in vain is ended by its runner. */
#define WAIT_UNTIL(cond)                                                                           \
  while (!(cond))                                                                                  \
    g_main_context_iteration (NULL, TRUE)

/* A window with everything that is real behind it: client, session, and the practice service. */
typedef struct {
  AhoyPractice *practice;
  AhoySettings *settings;
  AhoyClient   *client;
  AhoyWindow   *window;
} Fixture;

void         fixture_set_up       (Fixture       *f,
                                   gconstpointer  data);
void         fixture_tear_down    (Fixture       *f,
                                   gconstpointer  data);

GtkWidget   *find_widget          (gpointer       root,
                                   GType          type,
                                   const char    *title);
const char  *get_entry            (Fixture       *f,
                                   const char    *title);
void         set_entry            (Fixture       *f,
                                   const char    *title,
                                   const char    *text);
const char  *get_combo            (Fixture       *f,
                                   const char    *title);
void         choose_combo         (Fixture       *f,
                                   const char    *title,
                                   const char    *item);
gboolean     has_label            (gpointer       root,
                                   const char    *text);
gboolean     is_enabled           (Fixture       *f,
                                   const char    *action);
void         activate             (Fixture       *f,
                                   const char    *action);
guint        get_n_activities     (Fixture       *f);
gboolean     has_activity         (Fixture       *f,
                                   const char    *text);
void         log_in               (Fixture       *f,
                                   const char    *user,
                                   const char    *password);

G_END_DECLS
