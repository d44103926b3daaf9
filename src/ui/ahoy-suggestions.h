/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-recent.h"

#include <gio/gio.h>

G_BEGIN_DECLS

GPtrArray *ahoy_suggestions_find (GListModel *recents,
                                  const char *text,
                                  guint       most);

G_END_DECLS
