/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Where dial_rcv goes (section 6.2 of the protocol page), with the token of the dial. */
#define AHOY_SENDBIRD_ACTION_PATH              "/v1/action/direct_call"
#define AHOY_SENDBIRD_HEADER_SHORT_LIVED_TOKEN "sbcall-short-lived-token"

/* What a client asks the service for: the payloads of its frames (section 6). */
JsonObject *ahoy_sendbird_order_dial      (const char       *callee_id,
                                           gboolean          video_call,
                                           AhoyMediaFlags    sends,
                                           const GPtrArray  *items);
JsonObject *ahoy_sendbird_order_accept    (const char       *call_id,
                                           AhoyMediaFlags    sends);
JsonObject *ahoy_sendbird_order_plain     (const char       *call_id);
JsonObject *ahoy_sendbird_order_timeout   (const char       *call_id);
JsonObject *ahoy_sendbird_order_connected (const char       *call_id,
                                           const char       *connection_type,
                                           const char       *relay_protocol,
                                           const char       *protocol,
                                           gboolean          again);

/* What goes by REST. */
char       *ahoy_sendbird_order_dial_rcv  (const char       *call_id,
                                           const char       *request_id,
                                           JsonObject       *delivery_info);

G_END_DECLS
