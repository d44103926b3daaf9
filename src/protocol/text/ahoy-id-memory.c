/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-id-memory.h"

#include <string.h>

#define LONGEST_ID 256 /* bytes */

struct _AhoyIdMemory {
  GHashTable  *known;
  char       **ring; /* the same strings, in the order in which they came */
  guint        capacity;
  guint        next;
};

/**
 * ahoy_id_memory_new:
 * @capacity: how many ids to remember
 *
 * Returns: (transfer full): an empty memory
 */
AhoyIdMemory *
ahoy_id_memory_new (guint capacity)
{
  AhoyIdMemory *memory = g_new0 (AhoyIdMemory, 1);

  memory->known = g_hash_table_new (g_str_hash, g_str_equal);
  memory->ring = g_new0 (char *, capacity);
  memory->capacity = capacity;

  return memory;
}

/**
 * ahoy_id_memory_free:
 * @memory: (nullable) (transfer full): a memory
 */
void
ahoy_id_memory_free (AhoyIdMemory *memory)
{
  if (memory == NULL)
    return;

  g_hash_table_unref (memory->known);
  for (guint i = 0; i < memory->capacity; i++)
    g_free (memory->ring[i]);
  g_free (memory->ring);
  g_free (memory);
}

/**
 * ahoy_id_memory_add:
 * @memory: a memory
 * @id: (nullable): an id
 *
 * Remembers @id in place of the oldest one, unless it is remembered already. %NULL is never
 * remembered.
 *
 * Returns: whether @id is new
 */
gboolean
ahoy_id_memory_add (AhoyIdMemory *memory, const char *id)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (memory != NULL, TRUE);

  if (id == NULL || memory->capacity == 0)
    return TRUE;

  /* A long one is remembered by its checksum, so that the server does not choose what we keep. */
  key = strlen (id) <= LONGEST_ID ? g_strdup (id)
                                  : g_compute_checksum_for_string (G_CHECKSUM_SHA256, id, -1);
  if (g_hash_table_contains (memory->known, key))
    return FALSE;

  if (memory->ring[memory->next] != NULL)
    g_hash_table_remove (memory->known, memory->ring[memory->next]);
  g_free (memory->ring[memory->next]);
  memory->ring[memory->next] = key;
  g_hash_table_add (memory->known, g_steal_pointer (&key));
  memory->next = (memory->next + 1) % memory->capacity;

  return TRUE;
}
