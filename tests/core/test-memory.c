/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-memory.h"

#include <glib.h>

#if defined (__GLIBC__) && !defined (__SANITIZE_ADDRESS__)
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 8

typedef struct {
  GMutex mutex;
  GCond  cond;
  guint  n_there;
} Meeting;

/* Allocates while all the others do. */
static gpointer
allocate (gpointer data)
{
  Meeting *meeting = data;
  gpointer memory = g_malloc (1000);

  g_mutex_lock (&meeting->mutex);
  meeting->n_there++;
  g_cond_broadcast (&meeting->cond);
  while (meeting->n_there < THREADS)
    g_cond_wait (&meeting->cond, &meeting->mutex);
  g_mutex_unlock (&meeting->mutex);
  g_free (memory);

  return NULL;
}

static guint
count_heaps (void)
{
  char *text = NULL;
  size_t size;
  FILE *stream = open_memstream (&text, &size);
  guint n_heaps = 0;

  malloc_info (0, stream);
  fclose (stream);
  for (const char *heap = strstr (text, "<heap nr="); heap != NULL;
       heap = strstr (heap + 1, "<heap nr="))
    n_heaps++;
  free (text);

  return n_heaps;
}

static void
test_heaps (void)
{
  Meeting meeting = { .n_there = 0 };
  GThread *threads[THREADS];

  for (guint i = 0; i < THREADS; i++)
    threads[i] = g_thread_new ("allocate", allocate, &meeting);
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (count_heaps (), <=, 2);
}
#else
static void
test_heaps (void)
{
  g_test_skip ("Memory is not given by the GNU C library");
}
#endif

int
main (int argc, char **argv)
{
  ahoy_memory_spare ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory/heaps", test_heaps);

  return g_test_run ();
}
