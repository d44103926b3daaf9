/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A real gnome-keyring-daemon on the bus of the test, under tests/with-bus. */
GSubprocess *keyring_daemon_start (const char      *password);
void         keyring_daemon_stop  (GSubprocess     *daemon);

/* Whether a program is there that has the name on the bus. */
void         wait_for_name        (const char      *name,
                                   gboolean         present);
void         reload_services      (void);

G_END_DECLS
