/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-visibility.h"

#include <glib.h>

G_BEGIN_DECLS

AHOY_INTERNAL
void ahoy_memory_spare (void);

G_END_DECLS
