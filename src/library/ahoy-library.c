/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include <libintl.h>

/* Messages are translated by the library itself, whichever program it is in. */
__attribute__ ((constructor)) static void
find_translations (void)
{
  bindtextdomain (GETTEXT_PACKAGE, AHOY_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}
