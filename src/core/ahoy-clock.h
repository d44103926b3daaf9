/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-visibility.h"

#include <glib-object.h>

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

/**
 * AhoyClock:
 *
 * Where a session takes its time from, so that tests can move it.
 */
#define AHOY_TYPE_CLOCK (ahoy_clock_get_type ())
G_DECLARE_INTERFACE (AhoyClock, ahoy_clock, AHOY, CLOCK, GObject)

/**
 * AhoyClockInterface:
 * @get_time: milliseconds that have passed since some moment; never goes back
 * @get_now: milliseconds since 1970 in UTC
 * @add: calls a function once, after some milliseconds, in the main context of the caller
 * @remove: takes back what @add has promised
 *
 * Where the session layer takes its time from, so that tests can move it.
 */
struct _AhoyClockInterface {
  GTypeInterface parent_interface;

  gint64 (*get_time) (AhoyClock *self);
  gint64 (*get_now)  (AhoyClock *self);
  guint  (*add)      (AhoyClock *self, guint delay, GSourceOnceFunc func, gpointer data);
  void   (*remove)   (AhoyClock *self, guint id);
};

gint64     ahoy_clock_get_time   (AhoyClock       *self);
gint64     ahoy_clock_get_now    (AhoyClock       *self);
guint      ahoy_clock_add        (AhoyClock       *self,
                                  guint            delay,
                                  GSourceOnceFunc  func,
                                  gpointer         data);
void       ahoy_clock_clear      (AhoyClock       *self,
                                  guint           *id);

/**
 * AhoySystemClock:
 *
 * The time of the computer: what a session uses unless it is given another clock.
 */
#define AHOY_TYPE_SYSTEM_CLOCK (ahoy_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (AhoySystemClock, ahoy_system_clock, AHOY, SYSTEM_CLOCK, GObject)

AhoyClock *ahoy_system_clock_new (void);

AHOY_END_PUBLIC
G_END_DECLS
