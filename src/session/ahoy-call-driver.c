/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-call-driver.h"

G_DEFINE_INTERFACE (AhoyCallDriver, ahoy_call_driver, G_TYPE_OBJECT)

static void
ahoy_call_driver_default_init (AhoyCallDriverInterface *iface)
{
}
