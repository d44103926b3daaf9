/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define AHOY_TYPE_ADDRESS_ENTRY (ahoy_address_entry_get_type ())
G_DECLARE_FINAL_TYPE (AhoyAddressEntry, ahoy_address_entry, AHOY, ADDRESS_ENTRY, GtkWidget)

void  ahoy_address_entry_set_recents       (AhoyAddressEntry *self,
                                            GListModel       *recents);
char *ahoy_address_entry_dup_address       (AhoyAddressEntry *self);
void  ahoy_address_entry_set_address       (AhoyAddressEntry *self,
                                            const char       *address);
void  ahoy_address_entry_focus_end         (AhoyAddressEntry *self);
void  ahoy_address_entry_insert            (AhoyAddressEntry *self,
                                            const char       *text);
void  ahoy_address_entry_show_error        (AhoyAddressEntry *self,
                                            const char       *message);
void  ahoy_address_entry_close_suggestions (AhoyAddressEntry *self);

G_END_DECLS
