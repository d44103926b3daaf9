/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoyctl-options.h"

G_BEGIN_DECLS

int ahoyctl_practice_run (AhoyctlOptions *options);

G_END_DECLS
