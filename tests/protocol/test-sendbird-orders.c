/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-sendbird-orders.h"

#include "ahoy-json.h"
#include "ahoy-sendbird-items.h"

static void
assert_order (JsonObject *order, const char *expected)
{
  g_autoptr (JsonObject) owned = order;
  g_autofree char *text = ahoy_json_to_text (owned);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_dial (void)
{
  g_autoptr (GPtrArray) items = ahoy_sendbird_items_new ();

  ahoy_sendbird_items_set (items, "k", "v");
  assert_order (ahoy_sendbird_order_dial ("bob", FALSE, AHOY_MEDIA_AUDIO, NULL),
                "{\"callee_id\":\"bob\",\"is_video_call\":false,\"custom_items\":{},"
                "\"sb_chat\":{},\"constraints\":{\"audio\":true,\"video\":false},"
                "\"capabilities\":[\"turn_changed\"]}");
  assert_order (ahoy_sendbird_order_dial ("b\"ö", TRUE, AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO, items),
                "{\"callee_id\":\"b\\\"ö\",\"is_video_call\":true,\"custom_items\":{\"k\":\"v\"},"
                "\"sb_chat\":{},\"constraints\":{\"audio\":true,\"video\":true},"
                "\"capabilities\":[\"turn_changed\"]}");
}

static void
test_others (void)
{
  assert_order (ahoy_sendbird_order_accept ("A", AHOY_MEDIA_AUDIO),
                "{\"call_id\":\"A\",\"constraints\":{\"audio\":true,\"video\":false},"
                "\"capabilities\":[\"turn_changed\"]}");
  assert_order (ahoy_sendbird_order_plain ("A"), "{\"call_id\":\"A\"}");
  assert_order (ahoy_sendbird_order_timeout ("A"),
                "{\"call_id\":\"A\",\"reason\":\"offering_timeout\"}");
  assert_order (ahoy_sendbird_order_connected ("A", "relay", "tls", "udp", TRUE),
                "{\"call_id\":\"A\",\"connection\":{\"connection_type\":\"relay\","
                "\"relay_protocol\":\"tls\",\"protocol\":\"udp\"},\"reconnect\":true}");
  assert_order (ahoy_sendbird_order_connected ("A", "host", "", "tcp", FALSE),
                "{\"call_id\":\"A\",\"connection\":{\"connection_type\":\"host\","
                "\"relay_protocol\":\"\",\"protocol\":\"tcp\"},\"reconnect\":false}");
}

static void
test_dial_rcv (void)
{
  g_autoptr (JsonObject) delivery = ahoy_json_parse_object ("{\"type\":\"push\",\"x\":[1]}", -1,
                                                            NULL);
  g_autofree char *text = ahoy_sendbird_order_dial_rcv ("A", "U", delivery);
  g_autofree char *without = ahoy_sendbird_order_dial_rcv ("A", "U", NULL);

  g_assert_cmpstr (text, ==, "{\"version\":1,\"request_id\":\"U\",\"cmd\":\"CALL\","
                   "\"type\":\"dial_rcv\",\"payload\":{\"call_id\":\"A\","
                   "\"callee_delivery_info\":{\"type\":\"push\",\"x\":[1]},"
                   "\"received_type\":\"ws\"}}");
  g_assert_cmpstr (without, ==, "{\"version\":1,\"request_id\":\"U\",\"cmd\":\"CALL\","
                   "\"type\":\"dial_rcv\",\"payload\":{\"call_id\":\"A\","
                   "\"callee_delivery_info\":{\"type\":\"ws\"},\"received_type\":\"ws\"}}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sendbird/orders/dial", test_dial);
  g_test_add_func ("/sendbird/orders/others", test_others);
  g_test_add_func ("/sendbird/orders/dial-rcv", test_dial_rcv);

  return g_test_run ();
}
