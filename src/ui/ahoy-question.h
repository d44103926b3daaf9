/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWindow *ahoy_question_new (GtkWindow  *parent,
                              const char *heading,
                              const char *body,
                              const char *response,
                              const char *verb);

G_END_DECLS
