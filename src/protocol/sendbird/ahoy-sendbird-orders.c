/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-sendbird-orders.h"

#include "ahoy-json.h"
#include "ahoy-sendbird-items.h"

static void
set_constraints (JsonObject *payload, AhoyMediaFlags sends)
{
  JsonObject *constraints = json_object_new ();
  JsonArray *capabilities = json_array_new ();

  json_object_set_boolean_member (constraints, "audio", (sends & AHOY_MEDIA_AUDIO) != 0);
  json_object_set_boolean_member (constraints, "video", (sends & AHOY_MEDIA_VIDEO) != 0);
  json_object_set_object_member (payload, "constraints", constraints);
  json_array_add_string_element (capabilities, "turn_changed");
  json_object_set_array_member (payload, "capabilities", capabilities);
}

/**
 * ahoy_sendbird_order_plain:
 * @call_id: a call
 *
 * Returns: (transfer full): the payload of `cancel`, `decline`, `end`, `no_answer`,
 *   `connection_lost` and `alive`
 */
JsonObject *
ahoy_sendbird_order_plain (const char *call_id)
{
  JsonObject *payload;

  g_return_val_if_fail (call_id != NULL, NULL);

  payload = json_object_new ();
  json_object_set_string_member (payload, "call_id", call_id);

  return payload;
}

/**
 * ahoy_sendbird_order_dial:
 * @callee_id: the user ID of who is called
 * @video_call: whether pictures may be sent in the call
 * @sends: what to send at first
 * @items: (nullable) (element-type AhoySendbirdItem): what the program gives to the call
 *
 * Returns: (transfer full): the payload of `dial` (section 6.1 of the protocol page)
 */
JsonObject *
ahoy_sendbird_order_dial (const char *callee_id, gboolean video_call, AhoyMediaFlags sends,
                          const GPtrArray *items)
{
  JsonObject *payload;

  g_return_val_if_fail (callee_id != NULL, NULL);

  payload = json_object_new ();
  json_object_set_string_member (payload, "callee_id", callee_id);
  json_object_set_boolean_member (payload, "is_video_call", video_call);
  json_object_set_object_member (payload, "custom_items", ahoy_sendbird_items_to_json (items));
  json_object_set_object_member (payload, "sb_chat", json_object_new ());
  set_constraints (payload, sends);

  return payload;
}

/**
 * ahoy_sendbird_order_accept:
 * @call_id: a call
 * @sends: what to send at first
 *
 * Returns: (transfer full): the payload of `accept` (section 6.3 of the protocol page)
 */
JsonObject *
ahoy_sendbird_order_accept (const char *call_id, AhoyMediaFlags sends)
{
  JsonObject *payload = ahoy_sendbird_order_plain (call_id);

  if (payload != NULL)
    set_constraints (payload, sends);

  return payload;
}

/**
 * ahoy_sendbird_order_timeout:
 * @call_id: a call that was accepted, and whose media did not connect in time
 *
 * Returns: (transfer full): the payload of `timeout` (section 5 of the protocol page)
 */
JsonObject *
ahoy_sendbird_order_timeout (const char *call_id)
{
  JsonObject *payload = ahoy_sendbird_order_plain (call_id);

  if (payload != NULL)
    json_object_set_string_member (payload, "reason", "offering_timeout");

  return payload;
}

/**
 * ahoy_sendbird_order_connected:
 * @call_id: a call whose media flow
 * @connection_type: how this side is reached: `host`, `srflx`, `prflx` or `relay`; empty where that
 *   is not known
 * @relay_protocol: how its relay is spoken to: `udp`, `tcp` or `tls`; empty where there is none
 * @protocol: what carries the media: `udp` or `tcp`; empty where that is not known
 * @again: whether they did before
 *
 * Makes what reports to the service that the two sides have reached each other.
 *
 * Returns: (transfer full): the payload of `connected` (section 6.4 of the protocol page)
 */
JsonObject *
ahoy_sendbird_order_connected (const char *call_id, const char *connection_type,
                               const char *relay_protocol, const char *protocol, gboolean again)
{
  JsonObject *payload = ahoy_sendbird_order_plain (call_id);
  JsonObject *connection;

  g_return_val_if_fail (payload != NULL && connection_type != NULL, payload);

  connection = json_object_new ();
  json_object_set_string_member (connection, "connection_type", connection_type);
  json_object_set_string_member (connection, "relay_protocol", relay_protocol);
  json_object_set_string_member (connection, "protocol", protocol);
  json_object_set_object_member (payload, "connection", connection);
  json_object_set_boolean_member (payload, "reconnect", again);

  return payload;
}

/**
 * ahoy_sendbird_order_dial_rcv:
 * @call_id: a call that has come
 * @request_id: a new UUID
 * @delivery_info: (nullable): of the `dial`; %NULL: as if it came over a websocket
 *
 * Returns: (transfer full): the body of the request that tells the service that it rings here
 *   (section 6.2 of the protocol page)
 */
char *
ahoy_sendbird_order_dial_rcv (const char *call_id, const char *request_id,
                              JsonObject *delivery_info)
{
  g_autoptr (JsonObject) root = NULL;
  JsonObject *payload, *delivery;

  g_return_val_if_fail (call_id != NULL && request_id != NULL, NULL);

  if (delivery_info != NULL) {
    delivery = json_object_ref (delivery_info);
  } else {
    delivery = json_object_new ();
    json_object_set_string_member (delivery, "type", "ws");
  }
  payload = ahoy_sendbird_order_plain (call_id);
  json_object_set_object_member (payload, "callee_delivery_info", delivery);
  json_object_set_string_member (payload, "received_type", "ws");
  root = json_object_new ();
  json_object_set_int_member (root, "version", 1);
  json_object_set_string_member (root, "request_id", request_id);
  json_object_set_string_member (root, "cmd", "CALL");
  json_object_set_string_member (root, "type", "dial_rcv");
  json_object_set_object_member (root, "payload", payload);

  return ahoy_json_to_text (root);
}
