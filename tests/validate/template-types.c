/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into gtk4-builder-tool by build-aux/check-templates: linked with the widgets of Ahoy,
 * which the tool then finds by the names of their type functions. Only the parent of a template it
 * does not look for like that, so that one is registered here before the tool starts. */
#include <adwaita.h>
#include <dlfcn.h>

static void __attribute__ ((constructor))
register_template_parent (void)
{
  const char *name = g_getenv ("AHOY_TEMPLATE_PARENT");
  GType (*get_type) (void);

  if (name == NULL)
    return;
  *(void **) &get_type = dlsym (RTLD_DEFAULT, name);
  if (get_type != NULL)
    g_type_ensure (get_type ());
}
