/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-clock.h"

G_BEGIN_DECLS

#define TEST_TYPE_FAKE_CLOCK (fake_clock_get_type ())
G_DECLARE_FINAL_TYPE (FakeClock, fake_clock, TEST, FAKE_CLOCK, GObject)

FakeClock *fake_clock_new       (void);
void       fake_clock_advance   (FakeClock *self,
                                 guint      ms);
void       fake_clock_sleep     (FakeClock *self,
                                 guint      ms);
guint      fake_clock_next      (FakeClock *self);
guint      fake_clock_n_waiting (FakeClock *self);

G_END_DECLS
