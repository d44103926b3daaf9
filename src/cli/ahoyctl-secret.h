/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoyctl-options.h"

G_BEGIN_DECLS

char *ahoyctl_secret_read_given (AhoyctlOptions  *options,
                                 GError         **error);
char *ahoyctl_secret_read_ice   (AhoyctlOptions  *options,
                                 GError         **error);
char *ahoyctl_secret_ask        (AhoyctlOptions  *options,
                                 GError         **error);

G_END_DECLS
