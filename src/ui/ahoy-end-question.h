/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-calls.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * AhoyEndAnswer:
 * @user_data: what was given with the function
 *
 * Does what the calls were in the way of.
 */
typedef void (*AhoyEndAnswer) (gpointer user_data);

void ahoy_end_question_ask_logout (GtkWindow     *parent,
                                   AhoyCalls     *calls,
                                   AhoyEndAnswer  answer,
                                   gpointer       user_data);
void ahoy_end_question_ask_quit   (GtkWindow     *parent,
                                   AhoyCalls     *calls,
                                   AhoyEndAnswer  answer,
                                   gpointer       user_data);

G_END_DECLS
