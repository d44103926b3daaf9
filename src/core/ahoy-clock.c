/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-clock.h"

G_DEFINE_INTERFACE (AhoyClock, ahoy_clock, G_TYPE_OBJECT)

static void
ahoy_clock_default_init (AhoyClockInterface *iface)
{
}

/**
 * ahoy_clock_get_time:
 * @self: a clock
 *
 * Returns: milliseconds since some moment; never goes back
 */
gint64
ahoy_clock_get_time (AhoyClock *self)
{
  return AHOY_CLOCK_GET_IFACE (self)->get_time (self);
}

/**
 * ahoy_clock_get_now:
 * @self: a clock
 *
 * Returns: milliseconds since 1970 in UTC
 */
gint64
ahoy_clock_get_now (AhoyClock *self)
{
  return AHOY_CLOCK_GET_IFACE (self)->get_now (self);
}

/**
 * ahoy_clock_add:
 * @self: a clock
 * @delay: milliseconds to wait
 * @func: (scope async): called once
 * @data: data for @func
 *
 * Calls @func once, after @delay. @func must zero the field that holds the id.
 *
 * Returns: an id for [method@Clock.clear], never 0
 */
guint
ahoy_clock_add (AhoyClock *self, guint delay, GSourceOnceFunc func, gpointer data)
{
  return AHOY_CLOCK_GET_IFACE (self)->add (self, delay, func, data);
}

/**
 * ahoy_clock_clear:
 * @self: a clock
 * @id: (inout): the field with the id that [method@Clock.add] gave, or 0
 *
 * Takes a call back that has not happened yet, and sets the field to 0.
 */
void
ahoy_clock_clear (AhoyClock *self, guint *id)
{
  if (*id != 0)
    AHOY_CLOCK_GET_IFACE (self)->remove (self, *id);
  *id = 0;
}

struct _AhoySystemClock {
  GObject parent_instance;
};

static gint64
system_clock_get_time (AhoyClock *clock)
{
  return g_get_monotonic_time () / 1000;
}

static gint64
system_clock_get_now (AhoyClock *clock)
{
  return g_get_real_time () / 1000;
}

static guint
system_clock_add (AhoyClock *clock, guint delay, GSourceOnceFunc func, gpointer data)
{
  return g_timeout_add_once (delay, func, data);
}

static void
system_clock_remove (AhoyClock *clock, guint id)
{
  g_source_remove (id);
}

static void
clock_interface_init (AhoyClockInterface *iface)
{
  iface->get_time = system_clock_get_time;
  iface->get_now = system_clock_get_now;
  iface->add = system_clock_add;
  iface->remove = system_clock_remove;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoySystemClock, ahoy_system_clock, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_CLOCK, clock_interface_init))

static void
ahoy_system_clock_class_init (AhoySystemClockClass *klass)
{
}

static void
ahoy_system_clock_init (AhoySystemClock *self)
{
}

/**
 * ahoy_system_clock_new:
 *
 * Returns: (transfer full): the real time
 */
AhoyClock *
ahoy_system_clock_new (void)
{
  return g_object_new (AHOY_TYPE_SYSTEM_CLOCK, NULL);
}
