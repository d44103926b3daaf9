/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-calls.h"
#include "ahoy-practice-sendbird.h"

#define REQUEST AHOY_PRACTICE_FAULT_REQUEST
#define SOCKET  AHOY_PRACTICE_FAULT_SOCKET
#define SETTING AHOY_PRACTICE_FAULT_SETTING

#define INTEGER(name, preset, lowest, highest, description)                                       \
  { name, AHOY_PRACTICE_PARAMETER_INTEGER, description, preset, lowest, highest, NULL }
#define STRING(name, preset, description)                                                         \
  { name, AHOY_PRACTICE_PARAMETER_STRING, description, preset, 0, 0, NULL }
#define CHOICE(name, preset, choices, description)                                                \
  { name, AHOY_PRACTICE_PARAMETER_STRING, description, preset, 0, 0, choices }
#define BOOLEAN(name, description)                                                                \
  { name, AHOY_PRACTICE_PARAMETER_BOOLEAN, description, "false", 0, 0, NULL }
#define ANY(name, description)                                                                    \
  { name, AHOY_PRACTICE_PARAMETER_ANY, description, NULL, 0, 0, NULL }

#define NONE { { .name = NULL } }

#define REFUSAL(http, code)                                                                       \
  INTEGER ("http", http, 200, 599, "The HTTP status"),                                            \
  INTEGER ("code", code, 0, 9999999, "The body's statusCode or code"),                            \
  STRING ("reason", NULL, "The body's reason or message"),                                        \
  CHOICE ("form", "\"wrapper\"", "wrapper plain html empty",                                      \
          "The body; plain is without what is around it"),                                        \
  STRING ("phrase", NULL, "The HTTP reason phrase")

#define EVENT_TYPE STRING ("eventType", NULL, "Only of this type")

#define EVENTS_LIKE(sequence, same_id)                                                            \
  STRING ("sequence", sequence, "Their sequence numbers with commas between; - is none"),         \
  STRING ("type", "\"custom_items_update\"", "Their type"),                                       \
  STRING ("call", NULL, "Their call_id; without it a new one"),                                   \
  { "same-id", AHOY_PRACTICE_PARAMETER_BOOLEAN, "The first two have the same message_id",         \
    same_id, 0, 0, NULL }
#define EVENTS(sequence)      EVENTS_LIKE (sequence, "false")
#define EVENTS_SAME(sequence) EVENTS_LIKE (sequence, "true")

static const AhoyPracticeFaultType types[] = {
  { "wrong-password", "Refuses as for a wrong password: HTTP 403, statusCode 4; on Sendbird"
    " Calls 400, code 400302.",
    REQUEST, "login", 1, NONE, .answer = ahoy_practice_answer_wrong_password },
  { "unknown-user", "Refuses as for an unknown user: HTTP 403 with an HTML page; on Sendbird"
    " Calls 400, code 400302.",
    REQUEST, "login", 1, NONE, .answer = ahoy_practice_answer_unknown_user },
  { "unauthorized", "Refuses with HTTP 401.",
    REQUEST, "login", 1, NONE, .answer = ahoy_practice_answer_unauthorized },
  { "refuse", "Refuses with any HTTP status and code.",
    REQUEST, "login", 1, { REFUSAL ("403", "27") }, .answer = ahoy_practice_answer_refuse },
  { "refuse-refresh", "Refuses a refresh.",
    REQUEST, "refresh", 1, { REFUSAL ("500", "26") }, .answer = ahoy_practice_answer_refuse,
    .service = &ahoy_practice_kandy },
  { "refuse-unsubscribe", "Refuses the log-out.",
    REQUEST, "unsubscribe", 1, { REFUSAL ("500", "26") }, .answer = ahoy_practice_answer_refuse,
    .service = &ahoy_practice_kandy },
  { "refuse-upgrade", "Refuses the websocket.",
    REQUEST, "upgrade", 1, { REFUSAL ("503", "503") }, .answer = ahoy_practice_answer_refuse },
  { "unavailable", "Refuses with HTTP 503: later, please.",
    REQUEST, "login", 1,
    { INTEGER ("retry-after-ms", NULL, 0, 86400000, "retryAfter in the body, milliseconds"),
      ANY ("retry-after-header", "The Retry-After header: seconds, or a text such as an HTTP date"),
      BOOLEAN ("html", "An HTML page instead of JSON") },
    .answer = ahoy_practice_answer_unavailable },
  { "refresh-gone", "Says at a refresh that the subscription is gone: HTTP 404, statusCode 39.",
    REQUEST, "refresh", 1, NONE, .answer = ahoy_practice_answer_refresh_gone,
    .service = &ahoy_practice_kandy },
  { "delay", "Begins to serve a request later.",
    REQUEST, "all", 1, { INTEGER ("ms", "2000", 0, 86400000, "How much later") }, .answer = NULL },
  { "silent", "Never answers; the connection stays open.",
    REQUEST, "login", 1, NONE, .answer = ahoy_practice_answer_silent },
  { "drop", "Closes the connection without an answer.",
    REQUEST, "login", 1, { BOOLEAN ("reset", "By a TCP reset") },
    .answer = ahoy_practice_answer_drop },
  { "cut-answer", "Closes the connection in the middle of the answer's body.",
    REQUEST, "login", 1, NONE, .answer = ahoy_practice_answer_cut },
  { "not-http", "Answers with bytes that are not HTTP.",
    REQUEST, "login", 1, NONE, .answer = ahoy_practice_answer_not_http },
  { "garbage", "Answers with success and a body that is not JSON.",
    REQUEST, "login", 1,
    { CHOICE ("kind", "\"text\"", "text half array empty html utf8 zero",
              "The body; half is JSON that breaks off, zero has a zero byte") },
    .answer = ahoy_practice_answer_garbage },
  { "no-wrapper", "Answers with success and JSON without subscribeResponse, or without a"
    " token and a user.",
    REQUEST, "login", 1, NONE, .answer = ahoy_practice_answer_no_wrapper },
  { "no-params", "Answers with success and a subscribeResponse without subscriptionParams.",
    REQUEST, "login", 1, NONE, .answer = ahoy_practice_answer_no_params,
    .service = &ahoy_practice_kandy },
  { "big-answer", "Answers with success and a JSON body that is far too long.",
    REQUEST, "login", 1,
    { INTEGER ("megabytes", "16", 1, 4096, "How long; the client's closing ends it before") },
    .answer = ahoy_practice_answer_big },
  { "trickle", "Answers with success, the body byte by byte.",
    REQUEST, "login", 1,
    { INTEGER ("ms", "1000", 1, 60000, "Between two bytes"),
      INTEGER ("bytes", "1000", 1, 1000000, "How many bytes") },
    .answer = ahoy_practice_answer_trickle },
  { "redirect", "Sends the client to another address.",
    REQUEST, "login", 1,
    { INTEGER ("http", "302", 300, 399, "The HTTP status"),
      STRING ("location", "\"https://elsewhere.invalid/\"", "Where to") },
    .answer = ahoy_practice_answer_redirect },
  { "audit-gone", "Says at an audit that the call is gone, and ends it: HTTP 404, statusCode 42.",
    REQUEST, "audit", 1, NONE, .answer = ahoy_practice_answer_audit_gone,
    .service = &ahoy_practice_kandy },

  { "close", "Closes the websocket with a close frame.",
    SOCKET, NULL, 1,
    { INTEGER ("code", "1001", 1000, 4999, "The frame's code; 1005: a frame without one"),
      STRING ("reason", NULL, "The frame's text, up to 30 characters") },
    .act = ahoy_practice_act_close },
  { "drop-socket", "Drops the websocket's connection without a close frame.",
    SOCKET, NULL, 1, { BOOLEAN ("reset", "By a TCP reset") }, .act = ahoy_practice_act_drop },
  { "mute-socket", "Stops reading from open websockets, so that nothing is answered any more,"
    " websocket pings included, while the connection stays up. Switching off reads on.",
    SOCKET, NULL, 0, NONE, .act = ahoy_practice_act_mute, .undo = ahoy_practice_undo_mute },
  { "gone", "Ends the login, as another login or an administrator does.",
    SOCKET, NULL, 1,
    { INTEGER ("retryAfter", NULL, 0, G_MAXINT32, "retryAfter of the notification") },
    .act = ahoy_practice_act_gone,
    .service = &ahoy_practice_kandy },
  { "overridden", "Says that another websocket has taken the channel over, and closes this one.",
    SOCKET, NULL, 1, NONE, .act = ahoy_practice_act_override,
    .service = &ahoy_practice_kandy },
  { "expire-now", "Ends the login as if its time were over.",
    SOCKET, NULL, 1, NONE, .act = ahoy_practice_act_expire,
    .service = &ahoy_practice_kandy },
  { "restart", "Forgets the login and drops its websocket, as a service does that is restarted.",
    SOCKET, NULL, 1, NONE, .act = ahoy_practice_act_restart },
  { "duplicate-notification", "Sends a notification twice, with the same eventId or"
    " message_id.",
    SOCKET, NULL, 1,
    { STRING ("eventType", "\"practiceNotice\"", "Its type") },
    .act = ahoy_practice_act_duplicate },
  { "unknown-notification", "Sends a notification of a type that no client knows.",
    SOCKET, NULL, 1,
    { STRING ("eventType", "\"practiceNotice\"", "Its type") },
    .act = ahoy_practice_act_unknown },
  { "burst", "Sends many notifications as fast as it can.",
    SOCKET, NULL, 1,
    { INTEGER ("count", "1000", 1, 100000, "How many"),
      STRING ("eventType", "\"practiceNotice\"", "Their type") },
    .act = ahoy_practice_act_burst },
  { "pong-text", "Sends a text that answers the keep-alive, which no client expects.",
    SOCKET, NULL, 1, NONE, .act = ahoy_practice_act_pong,
    .service = &ahoy_practice_kandy },
  { "call-notification", "Sends a notification about each call of the login's user.",
    SOCKET, NULL, 1,
    { STRING ("eventType", "\"sessionProgress\"", "Its type"),
      ANY ("sessionParams", "An object of further members of its sessionParams") },
    .act = ahoy_practice_act_call_notification,
    .service = &ahoy_practice_kandy },
  { "end-call", "Ends the calls of the login's user, as the other side or the service does.",
    SOCKET, NULL, 1,
    { INTEGER ("code", "9900", 0, 99999, "statusCode of callEnd"),
      STRING ("reason", "\"Call ended\"", "reasonText of callEnd") },
    .act = ahoy_practice_act_end_call,
    .service = &ahoy_practice_kandy },
  { "malformed-frame", "Sends what a client cannot read.",
    SOCKET, NULL, 1,
    { CHOICE ("kind", "\"text\"",
              "text empty null number array half no-envelope no-event-type wrong-types deep utf8"
              " reserved-bits reserved-opcode masked long-control fragmented-control"
              " lone-continuation huge-length",
              "Up to deep a text that is no notification, from utf8 on a frame that no server may"
              " send") },
    .act = ahoy_practice_act_malformed },
  { "binary-frame", "Sends a binary message.",
    SOCKET, NULL, 1,
    { INTEGER ("bytes", "16", 0, 16777216, "How long") },
    .act = ahoy_practice_act_binary },
  { "big-message", "Sends one notification in one very long frame.",
    SOCKET, NULL, 1,
    { INTEGER ("megabytes", "16", 1, 256, "How long") },
    .act = ahoy_practice_act_big_message },
  { "endless-fragments", "Sends fragments of one message without an end, and drops the connection"
    " when the client bears them all.",
    SOCKET, NULL, 1,
    { INTEGER ("megabytes", "64", 1, 4096, "How much; the client's closing ends it before"),
      INTEGER ("fragment", "16384", 1, 1048576, "Bytes in each fragment") },
    .act = ahoy_practice_act_endless },
  { "endless-frame", "Sends one frame without an end, and drops the connection when the client"
    " bears it all.",
    SOCKET, NULL, 1,
    { INTEGER ("megabytes", "64", 1, 4096, "How much; the client's closing ends it before") },
    .act = ahoy_practice_act_endless_frame },
  { "events", "Sends events of one call. Each has its place in the list in custom_items.",
    SOCKET, NULL, 1, { EVENTS ("\"0,1,2\"") }, .act = ahoy_practice_act_events,
    .service = &ahoy_practice_sendbird },
  { "events-out-of-order", "Sends events of one call in another order than that of their sequence"
    " numbers.",
    SOCKET, NULL, 1, { EVENTS ("\"2,0,1\"") }, .act = ahoy_practice_act_events,
    .service = &ahoy_practice_sendbird },
  { "events-hole", "Sends events of one call, of which one is missing.",
    SOCKET, NULL, 1, { EVENTS ("\"0,1,3\"") }, .act = ahoy_practice_act_events,
    .service = &ahoy_practice_sendbird },
  { "doubled-sequence-number", "Sends events of one call, of which two have the same sequence"
    " number.",
    SOCKET, NULL, 1, { EVENTS ("\"0,1,1,2\"") }, .act = ahoy_practice_act_events,
    .service = &ahoy_practice_sendbird },
  { "doubled-message-id", "Sends an event twice, with the same message_id, and one more.",
    SOCKET, NULL, 1, { EVENTS_SAME ("\"0,0,1\"") }, .act = ahoy_practice_act_events,
    .service = &ahoy_practice_sendbird },
  { "no-sequence-number", "Sends an event without a sequence number.",
    SOCKET, NULL, 1, { EVENTS ("\"-\"") }, .act = ahoy_practice_act_events,
    .service = &ahoy_practice_sendbird },
  { "joined-frames", "Sends events of one call in one message.",
    SOCKET, NULL, 1,
    { INTEGER ("frames", "2", 1, 1000, "How many"),
      BOOLEAN ("blanks", "With blank lines before, between and after"),
      BOOLEAN ("open-end", "Without the last line end") },
    .act = ahoy_practice_act_joined_frames,
    .service = &ahoy_practice_sendbird },
  { "unasked-ack", "Acknowledges what nobody has asked for.",
    SOCKET, NULL, 1,
    { STRING ("type", "\"dial\"", "What it is said to have been"),
      STRING ("request-id", NULL, "Of which request; without it of an unknown one"),
      INTEGER ("code", "0", 0, 9999999, "An error of that code; 0: none") },
    .act = ahoy_practice_act_unasked_ack,
    .service = &ahoy_practice_sendbird },

  { "no-ack", "Acknowledges no frame.",
    SETTING, NULL, 0, NONE,
    .service = &ahoy_practice_sendbird },
  { "refuse-frame", "Acknowledges frames with an error.",
    SETTING, NULL, 1,
    { INTEGER ("code", "1400999", 1, 9999999, "The error's code"),
      STRING ("message", "\"Practice\"", "The error's message") },
    .service = &ahoy_practice_sendbird },
  { "echo-correlator", "Puts clientCorrelator into the answer, so that refreshes go to its path.",
    SETTING, NULL, 0, NONE,
    .service = &ahoy_practice_kandy },
  { "no-turn", "Gives no TURN credentials.",
    SETTING, NULL, 0, NONE,
    .service = &ahoy_practice_kandy },
  { "short-expires", "Grants a short time, also less than the least of 60 seconds.",
    SETTING, NULL, 0,
    { INTEGER ("seconds", "5", 1, 86400, "How long") },
    .service = &ahoy_practice_kandy },
  { "grant", "Grants only these services of what is asked for.",
    SETTING, NULL, 0,
    { STRING ("services", "\"\"", "Their names, with commas between them") },
    .service = &ahoy_practice_kandy },
  { "login-limit", "How many logins a user may have at a time.",
    SETTING, NULL, 0,
    { INTEGER ("logins", "1", 1, 1000, "How many") },
    .service = &ahoy_practice_kandy },
  { "ring-time", "How long a call of the user rings.",
    SETTING, NULL, 0,
    { INTEGER ("ms", "1000", 1, 86400000, "How long") },
    .service = &ahoy_practice_kandy },
  { "audit-time", "How long a call of the user lives without an audit.",
    SETTING, NULL, 0,
    { INTEGER ("ms", "1000", 1, 86400000, "How long") },
    .service = &ahoy_practice_kandy },
  { "answer-time", "How long the user, a robot, rings before it answers or declines.",
    SETTING, NULL, 0,
    { INTEGER ("ms", "1000", 0, 86400000, "How long") },
    .service = &ahoy_practice_kandy },
  { "callback-time", "How long after that the user, a robot, calls back.",
    SETTING, NULL, 0,
    { INTEGER ("ms", "2000", 0, 86400000, "How long") },
    .service = &ahoy_practice_kandy },
  { "connect-time", "How long the user, a robot, waits for a connection to the other side.",
    SETTING, NULL, 0,
    { INTEGER ("ms", "1000", 1, 86400000, "How long") },
    .service = &ahoy_practice_kandy },
  { "refuse-call", "Ends a call to the user instead of offering it.",
    SETTING, NULL, 1,
    { INTEGER ("code", "486", 0, 99999, "statusCode of callEnd"),
      STRING ("reason", "\"Busy Here\"", "reasonText of callEnd") },
    .service = &ahoy_practice_kandy },
  { "refuse-update", "Refuses an update of the user's instead of offering it to the other side.",
    SETTING, NULL, 1,
    { INTEGER ("code", "49", 0, 99999, "statusCode of respondCallUpdate"),
      INTEGER ("retryAfter", NULL, 0, 86400000, "Its retryAfter, milliseconds"),
      STRING ("reason", "\"Request Pending\"", "Its reasonText") },
    .service = &ahoy_practice_kandy },
  { "slow-start", "Offers the user a call, or an update, without the description.",
    SETTING, NULL, 1,
    { CHOICE ("eventType", "\"call\"", "call startCallUpdate", "Which of them") },
    .service = &ahoy_practice_kandy },
  { "drop-notification", "Does not send a notification about a call to the user.",
    SETTING, NULL, 1, { EVENT_TYPE },
    .service = &ahoy_practice_kandy },
  { "repeat-notification", "Sends a notification about a call to the user twice, with the same"
    " eventId.",
    SETTING, NULL, 1, { EVENT_TYPE },
    .service = &ahoy_practice_kandy },
  { "delay-notification", "Sends a notification about a call to the user later; others overtake it.",
    SETTING, NULL, 1,
    { EVENT_TYPE, INTEGER ("ms", "2000", 0, 86400000, "After the answer to what has caused it") },
    .service = &ahoy_practice_kandy },
  { "alter-notification", "Replaces a member of a notification about a call to the user.",
    SETTING, NULL, 1,
    { EVENT_TYPE, STRING ("object", "\"sessionParams\"", "Of which object; empty: of the whole"),
      STRING ("member", "\"sdp\"", "Which"),
      ANY ("value", "Its new value; without one the member is left out") },
    .service = &ahoy_practice_kandy },
  { "wrong-fingerprint", "Makes the fingerprints of a description to the user wrong.",
    SETTING, NULL, 1, { EVENT_TYPE },
    .service = &ahoy_practice_kandy },
  { "compress-sdp", "Compresses the descriptions to the user.",
    SETTING, NULL, 0, { EVENT_TYPE },
    .service = &ahoy_practice_kandy },
  { "grace", "How long a login lives without a websocket.",
    SETTING, NULL, 0,
    { INTEGER ("ms", "1000", 1, 86400000, "How long") }, .act = NULL },
  { "replace-member", "Replaces a member of a login's answer or of its main object:"
    " subscribeResponse and subscriptionParams, or the answer and user. The login is real.",
    SETTING, NULL, 1,
    { STRING ("member", "\"notificationChannel\"", "Which"),
      ANY ("value", "Its new value; without one the member is left out") }, .act = NULL },
};

const AhoyPracticeFaultType *
ahoy_practice_fault_types (guint *n_types)
{
  *n_types = G_N_ELEMENTS (types);

  return types;
}
