/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define AHOY_TYPE_CALLS_PAGE (ahoy_calls_page_get_type ())
G_DECLARE_FINAL_TYPE (AhoyCallsPage, ahoy_calls_page, AHOY, CALLS_PAGE, AdwBin)

void ahoy_calls_page_set_client (AhoyCallsPage *self,
                                 AhoyClient    *client);
void ahoy_calls_page_focus      (AhoyCallsPage *self);
void ahoy_calls_page_fill       (AhoyCallsPage *self,
                                 const char    *address);
void ahoy_calls_page_show_error (AhoyCallsPage *self,
                                 const char    *address,
                                 const char    *message);
void ahoy_calls_page_clear      (AhoyCallsPage *self);

G_END_DECLS
