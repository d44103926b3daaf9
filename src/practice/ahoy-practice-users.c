/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-private.h"

#include "ahoy-credentials.h"
#include "ahoy-log.h"

#include <string.h>
#include <sys/random.h>

static void
set_password (AhoyPracticeUser *user, const char *password)
{
  ahoy_practice_clear_secret (&user->password);
  user->password = g_strdup (password);
  if (password != NULL)
    ahoy_log_hide (password);
}

void
ahoy_practice_user_free (AhoyPracticeUser *user)
{
  set_password (user, NULL);
  g_free (user->name);
  g_free (user);
}

AhoyPracticeUser *
ahoy_practice_find_user (AhoyPractice *self, const char *name)
{
  for (guint i = 0; i < self->users->len; i++) {
    AhoyPracticeUser *user = g_ptr_array_index (self->users, i);

    if (strcmp (user->name, name) == 0)
      return user;
  }

  return NULL;
}

/**
 * ahoy_practice_add_user:
 * @self: a practice service
 * @name: the full name, `user@domain`, which is also the user id
 * @password: the password, which is also the user's token of every other login kind and the access
 *   token
 *
 * Lets somebody log in on both services: as a user of each, who has nothing to do with the one of
 * that name on the other. Without a password, which is an empty text, the user needs no access
 * token where there are access tokens, and cannot log in where there are passwords.
 *
 * Where there is a user of that name already, only the password changes.
 */
void
ahoy_practice_add_user (AhoyPractice *self, const char *name, const char *password)
{
  AhoyPracticeUser *user;

  g_return_if_fail (AHOY_IS_PRACTICE (self));
  g_return_if_fail (name != NULL && *name != '\0');
  g_return_if_fail (password != NULL);

  user = ahoy_practice_find_user (self, name);
  if (user == NULL) {
    user = g_new0 (AhoyPracticeUser, 1);
    user->name = g_strdup (name);
    g_ptr_array_add (self->users, user);
  }
  set_password (user, password);
}

/* Four groups of two syllables: 50 bits, and easy to read out and to type. */
static char *
readable_password (void)
{
  static const char consonants[] = "bdfgjklmnprstvwz";
  static const char vowels[] = "aeiou";
  GString *password = g_string_new (NULL);

  for (guint i = 0; i < 8; i++) {
    guint8 dice[2];

    if (i > 0 && i % 2 == 0)
      g_string_append_c (password, '-');
    do {
      if (getrandom (dice, sizeof dice, 0) != sizeof dice)
        g_error ("The kernel gives no random bytes");
    } while (dice[1] >= 255);
    g_string_append_c (password, consonants[dice[0] % 16]);
    g_string_append_c (password, vowels[dice[1] % 5]);
  }

  return g_string_free (password, FALSE);
}

void
ahoy_practice_add_default_users (AhoyPractice *self)
{
  static const char *names[] = { "alice@practice.example", "bob@practice.example" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (AhoySecret) password = readable_password ();

    ahoy_practice_add_user (self, names[i], password);
  }
}

/**
 * ahoy_practice_get_n_users:
 * @self: a practice service
 *
 * Returns: how many users there are
 */
guint
ahoy_practice_get_n_users (AhoyPractice *self)
{
  g_return_val_if_fail (AHOY_IS_PRACTICE (self), 0);

  return self->users->len;
}

/**
 * ahoy_practice_get_user_name:
 * @self: a practice service
 * @index: which user, from 0
 *
 * Returns: (nullable): the user's full name, or %NULL past the last
 */
const char *
ahoy_practice_get_user_name (AhoyPractice *self, guint index)
{
  g_return_val_if_fail (AHOY_IS_PRACTICE (self), NULL);

  if (index >= self->users->len)
    return NULL;

  return ((AhoyPracticeUser *) g_ptr_array_index (self->users, index))->name;
}

/**
 * ahoy_practice_get_user_password:
 * @self: a practice service
 * @index: which user, from 0
 *
 * The default users get theirs at random when the service starts for the first time.
 *
 * Returns: (nullable): the user's password, or %NULL past the last
 */
const char *
ahoy_practice_get_user_password (AhoyPractice *self, guint index)
{
  g_return_val_if_fail (AHOY_IS_PRACTICE (self), NULL);

  if (index >= self->users->len)
    return NULL;

  return ((AhoyPracticeUser *) g_ptr_array_index (self->users, index))->password;
}
