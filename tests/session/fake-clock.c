/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-clock.h"

/* A time that passes only when a test says so. */
struct _FakeClock {
  GObject  parent_instance;

  gint64   time;
  gint64   slept;  /* ms in which no timer went on */
  guint    last_id;
  GList   *timers; /* of Timer, the next first */
};

typedef struct {
  guint            id;
  gint64           due;
  GSourceOnceFunc  func;
  gpointer         data;
} Timer;

static void clock_interface_init (AhoyClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeClock, fake_clock, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_CLOCK, clock_interface_init))

static gint64
fake_clock_get_time (AhoyClock *clock)
{
  return TEST_FAKE_CLOCK (clock)->time;
}

static gint64
fake_clock_get_now (AhoyClock *clock)
{
  FakeClock *self = TEST_FAKE_CLOCK (clock);

  return G_GINT64_CONSTANT (1795213300000) + self->time + self->slept;
}

static int
compare_timers (gconstpointer a, gconstpointer b)
{
  const Timer *first = a;
  const Timer *second = b;

  if (first->due != second->due)
    return first->due < second->due ? -1 : 1;

  return first->id < second->id ? -1 : 1;
}

static guint
fake_clock_add (AhoyClock *clock, guint delay, GSourceOnceFunc func, gpointer data)
{
  FakeClock *self = TEST_FAKE_CLOCK (clock);
  Timer *timer = g_new0 (Timer, 1);

  timer->id = ++self->last_id;
  timer->due = self->time + delay;
  timer->func = func;
  timer->data = data;
  self->timers = g_list_insert_sorted (self->timers, timer, compare_timers);

  return timer->id;
}

static void
fake_clock_remove (AhoyClock *clock, guint id)
{
  FakeClock *self = TEST_FAKE_CLOCK (clock);

  for (GList *l = self->timers; l != NULL; l = l->next) {
    Timer *timer = l->data;

    if (timer->id == id) {
      self->timers = g_list_delete_link (self->timers, l);
      g_free (timer);
      return;
    }
  }
  g_assert_not_reached (); /* taken back twice */
}

static void
clock_interface_init (AhoyClockInterface *iface)
{
  iface->get_time = fake_clock_get_time;
  iface->get_now = fake_clock_get_now;
  iface->add = fake_clock_add;
  iface->remove = fake_clock_remove;
}

static void
fake_clock_finalize (GObject *object)
{
  g_list_free_full (TEST_FAKE_CLOCK (object)->timers, g_free);

  G_OBJECT_CLASS (fake_clock_parent_class)->finalize (object);
}

static void
fake_clock_class_init (FakeClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_clock_finalize;
}

static void
fake_clock_init (FakeClock *self)
{
}

FakeClock *
fake_clock_new (void)
{
  return g_object_new (TEST_TYPE_FAKE_CLOCK, NULL);
}

/* Lets the time pass, and calls what is due on the way, each at its moment. */
void
fake_clock_advance (FakeClock *self, guint ms)
{
  gint64 end = self->time + ms;

  while (self->timers != NULL && ((Timer *) self->timers->data)->due <= end) {
    g_autofree Timer *timer = self->timers->data;

    self->timers = g_list_delete_link (self->timers, self->timers);
    self->time = timer->due;
    timer->func (timer->data);
  }
  self->time = end;
}

/* The computer is suspended: the time of day goes on, timers do not. */
void
fake_clock_sleep (FakeClock *self, guint ms)
{
  self->slept += ms;
}

/* Milliseconds until the next timer is due. */
guint
fake_clock_next (FakeClock *self)
{
  g_assert_nonnull (self->timers);

  return (guint) (((Timer *) self->timers->data)->due - self->time);
}

guint
fake_clock_n_waiting (FakeClock *self)
{
  return g_list_length (self->timers);
}
