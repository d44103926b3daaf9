/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-visibility.h"

#include <glib-object.h>

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

/**
 * AhoyLoginKind:
 * @AHOY_LOGIN_KIND_PASSWORD: user name and password
 * @AHOY_LOGIN_KIND_AUTHNAME: an authentication name of its own beside the user name, and a password
 * @AHOY_LOGIN_KIND_BEARER: an OAuth or JWT access token
 * @AHOY_LOGIN_KIND_HMAC: a token made by the company's own server
 * @AHOY_LOGIN_KIND_TOKEN: the service's access token
 *
 * How the person proves who they are. The secret in [struct@Ahoy.Credentials] is the password or
 * the token, as the kind says.
 */
typedef enum {
  AHOY_LOGIN_KIND_PASSWORD,
  AHOY_LOGIN_KIND_AUTHNAME,
  AHOY_LOGIN_KIND_BEARER,
  AHOY_LOGIN_KIND_HMAC,
  AHOY_LOGIN_KIND_TOKEN,
} AhoyLoginKind;

/**
 * AhoyEventKind:
 * @AHOY_EVENT_KIND_CONNECTION: connected, not connected or pending has changed
 * @AHOY_EVENT_KIND_ERROR: an attempt has failed
 * @AHOY_EVENT_KIND_ENDED: the session was ended by the service or by the loss of the connection
 * @AHOY_EVENT_KIND_SOCKET: the socket was lost, is being reopened, or is open again
 * @AHOY_EVENT_KIND_SUBSCRIPTION: the subscription was renewed or its services have changed
 * @AHOY_EVENT_KIND_NOTIFICATION: the service has sent a notification
 * @AHOY_EVENT_KIND_WARNING: something unexpected happened that the session survives
 * @AHOY_EVENT_KIND_CALL: something happened in a call
 *
 * What an event of the session is about.
 */
typedef enum {
  AHOY_EVENT_KIND_CONNECTION,
  AHOY_EVENT_KIND_ERROR,
  AHOY_EVENT_KIND_ENDED,
  AHOY_EVENT_KIND_SOCKET,
  AHOY_EVENT_KIND_SUBSCRIPTION,
  AHOY_EVENT_KIND_NOTIFICATION,
  AHOY_EVENT_KIND_WARNING,
  AHOY_EVENT_KIND_CALL,
} AhoyEventKind;

/**
 * AhoyMediaFlags:
 * @AHOY_MEDIA_NONE: nothing
 * @AHOY_MEDIA_AUDIO: sound
 * @AHOY_MEDIA_VIDEO: a picture
 * @AHOY_MEDIA_HOLD: nothing flows for the time being; the other flags say what will flow again
 * @AHOY_MEDIA_RESTART: the way through the network is looked for anew
 * @AHOY_MEDIA_SEE: a picture would be taken, also where none is sent; counts in offers only, as
 *   answers take what is offered
 *
 * What one side wants, or is agreed, to send.
 */
typedef enum { /*< flags >*/
  AHOY_MEDIA_NONE = 0,
  AHOY_MEDIA_AUDIO = 1 << 0,
  AHOY_MEDIA_VIDEO = 1 << 1,
  AHOY_MEDIA_HOLD = 1 << 2,
  AHOY_MEDIA_RESTART = 1 << 3,
  AHOY_MEDIA_SEE = 1 << 4,
} AhoyMediaFlags;

/**
 * AhoyMediaState:
 * @AHOY_MEDIA_STATE_NEW: nothing was agreed yet
 * @AHOY_MEDIA_STATE_CONNECTING: a way through the network is being looked for
 * @AHOY_MEDIA_STATE_CONNECTED: media can flow, to and from who it should
 * @AHOY_MEDIA_STATE_DISCONNECTED: nothing is heard from the other side; it may come back by itself
 * @AHOY_MEDIA_STATE_FAILED: there is no way, or no longer; only a restart helps
 * @AHOY_MEDIA_STATE_CLOSED: over
 *
 * The state of the connection between the two sides of a call.
 */
typedef enum {
  AHOY_MEDIA_STATE_NEW,
  AHOY_MEDIA_STATE_CONNECTING,
  AHOY_MEDIA_STATE_CONNECTED,
  AHOY_MEDIA_STATE_DISCONNECTED,
  AHOY_MEDIA_STATE_FAILED,
  AHOY_MEDIA_STATE_CLOSED,
} AhoyMediaState;

/**
 * AhoyDeviceKind:
 * @AHOY_DEVICE_KIND_MICROPHONE: what hears the person
 * @AHOY_DEVICE_KIND_SPEAKER: where calls are heard
 * @AHOY_DEVICE_KIND_RINGER: where ringing is heard
 * @AHOY_DEVICE_KIND_CAMERA: what sees the person
 *
 * What a device is used for.
 */
typedef enum {
  AHOY_DEVICE_KIND_MICROPHONE,
  AHOY_DEVICE_KIND_SPEAKER,
  AHOY_DEVICE_KIND_RINGER,
  AHOY_DEVICE_KIND_CAMERA,
} AhoyDeviceKind;

/**
 * AhoySoundCare:
 * @AHOY_SOUND_CARE_NONE: the microphone's sound is sent as it is
 * @AHOY_SOUND_CARE_ECHO: what the speaker plays is taken out of it
 * @AHOY_SOUND_CARE_NOISE: steady noise is taken out of it
 * @AHOY_SOUND_CARE_GAIN: soft and loud voices are made alike
 *
 * What is done to the sound of a microphone before it is sent.
 */
typedef enum { /*< flags >*/
  AHOY_SOUND_CARE_NONE = 0,
  AHOY_SOUND_CARE_ECHO = 1 << 0,
  AHOY_SOUND_CARE_NOISE = 1 << 1,
  AHOY_SOUND_CARE_GAIN = 1 << 2,
} AhoySoundCare;

/**
 * AhoyDescriptionKind:
 * @AHOY_DESCRIPTION_KIND_OFFER: the other side wants a change
 * @AHOY_DESCRIPTION_KIND_ANSWER: the other side has agreed to ours
 * @AHOY_DESCRIPTION_KIND_PROVISIONAL: an answer that another one may follow, for early media
 *
 * What a description of the other side means.
 */
typedef enum {
  AHOY_DESCRIPTION_KIND_OFFER,
  AHOY_DESCRIPTION_KIND_ANSWER,
  AHOY_DESCRIPTION_KIND_PROVISIONAL,
} AhoyDescriptionKind;

/**
 * AhoyCallDirection:
 * @AHOY_CALL_DIRECTION_OUTGOING: we call
 * @AHOY_CALL_DIRECTION_INCOMING: we are called
 *
 * Who has begun a call.
 */
typedef enum {
  AHOY_CALL_DIRECTION_OUTGOING,
  AHOY_CALL_DIRECTION_INCOMING,
} AhoyCallDirection;

/**
 * AhoyCallState:
 * @AHOY_CALL_STATE_INITIATING: the service does not know of the call yet, or does not know yet that
 *   it reached us
 * @AHOY_CALL_STATE_INITIATED: the service knows of it, but nothing rings as far as it told
 * @AHOY_CALL_STATE_RINGING: it rings at the side that is called
 * @AHOY_CALL_STATE_EARLY_MEDIA: not answered, but there is something to hear
 * @AHOY_CALL_STATE_CONNECTED: answered
 * @AHOY_CALL_STATE_ON_HOLD: answered, and held by one side or by both
 * @AHOY_CALL_STATE_ENDED: over
 * @AHOY_CALL_STATE_CANCELLED: over, because it was withdrawn before anybody answered here
 *
 * How far a call is.
 */
typedef enum {
  AHOY_CALL_STATE_INITIATING,
  AHOY_CALL_STATE_INITIATED,
  AHOY_CALL_STATE_RINGING,
  AHOY_CALL_STATE_EARLY_MEDIA,
  AHOY_CALL_STATE_CONNECTED,
  AHOY_CALL_STATE_ON_HOLD,
  AHOY_CALL_STATE_ENDED,
  AHOY_CALL_STATE_CANCELLED,
} AhoyCallState;

/**
 * AhoyCallOperation:
 * @AHOY_CALL_OPERATION_NONE: none
 * @AHOY_CALL_OPERATION_ANSWER: the call is being answered
 * @AHOY_CALL_OPERATION_FORWARD: it is being passed on unanswered
 * @AHOY_CALL_OPERATION_HOLD: it is being put on hold
 * @AHOY_CALL_OPERATION_UNHOLD: it is being taken back from hold
 * @AHOY_CALL_OPERATION_CHANGE_MEDIA: audio or video is being added or removed
 * @AHOY_CALL_OPERATION_RESTART_MEDIA: the connection of its media is being made anew
 * @AHOY_CALL_OPERATION_TRANSFER: it is being handed over to somebody else, or is the one whose other
 *   side another call is being handed over to; put on hold before, and taken back if it fails
 * @AHOY_CALL_OPERATION_JOIN: it is being joined with another one; put on hold before, and taken back
 *   if it fails
 *
 * What we have asked of the service and wait for. There is one operation at a time in each call.
 */
typedef enum {
  AHOY_CALL_OPERATION_NONE,
  AHOY_CALL_OPERATION_ANSWER,
  AHOY_CALL_OPERATION_FORWARD,
  AHOY_CALL_OPERATION_HOLD,
  AHOY_CALL_OPERATION_UNHOLD,
  AHOY_CALL_OPERATION_CHANGE_MEDIA,
  AHOY_CALL_OPERATION_RESTART_MEDIA,
  AHOY_CALL_OPERATION_TRANSFER,
  AHOY_CALL_OPERATION_JOIN,
} AhoyCallOperation;

/**
 * AhoyCallEvent:
 * @AHOY_CALL_EVENT_ANSWER: wish to answer
 * @AHOY_CALL_EVENT_REJECT: wish to decline
 * @AHOY_CALL_EVENT_IGNORE: wish not to hear of the call any more, while it goes on ringing elsewhere
 * @AHOY_CALL_EVENT_FORWARD: wish to pass it on unanswered
 * @AHOY_CALL_EVENT_HANG_UP: wish to end it
 * @AHOY_CALL_EVENT_HOLD: wish to put it on hold
 * @AHOY_CALL_EVENT_UNHOLD: wish to take it back from hold
 * @AHOY_CALL_EVENT_CHANGE_MEDIA: wish to add or remove audio or video
 * @AHOY_CALL_EVENT_RESTART_MEDIA: wish to make the connection of its media anew
 * @AHOY_CALL_EVENT_SEND_DIGITS: wish to send the tones of keys
 * @AHOY_CALL_EVENT_TRANSFER: wish to hand it over to somebody else
 * @AHOY_CALL_EVENT_JOIN: wish to make one call of it and another one
 * @AHOY_CALL_EVENT_INITIATED: the service has taken our call, or could not be told that an incoming
 *   one rings
 * @AHOY_CALL_EVENT_RINGING: it rings at the other side, or the service knows that it rings here
 * @AHOY_CALL_EVENT_EARLY_MEDIA: there is something to hear before the answer
 * @AHOY_CALL_EVENT_ANSWERED: the other side has answered, or the service has taken our answer
 * @AHOY_CALL_EVENT_HELD: we hold now
 * @AHOY_CALL_EVENT_UNHELD: we do not hold any more
 * @AHOY_CALL_EVENT_MEDIA_CHANGED: the media were changed, or their connection made anew
 * @AHOY_CALL_EVENT_OPERATION_FAILED: what we asked for was refused or came to nothing
 * @AHOY_CALL_EVENT_REMOTE_HELD: the other side holds now
 * @AHOY_CALL_EVENT_REMOTE_UNHELD: the other side does not hold any more
 * @AHOY_CALL_EVENT_MEDIA_LOST: the connection of the media is lost, maybe for a while
 * @AHOY_CALL_EVENT_MEDIA_RESTORED: the media flow again
 * @AHOY_CALL_EVENT_COMPLETED: the call was handed over and goes on without us, or in another call
 * @AHOY_CALL_EVENT_REMOTE_HANG_UP: the other side or the service has ended it
 * @AHOY_CALL_EVENT_REMOTE_CANCEL: it was withdrawn before the answer
 * @AHOY_CALL_EVENT_ANSWERED_ELSEWHERE: another device of the same user has answered
 * @AHOY_CALL_EVENT_NO_ANSWER: it has rung as long as it may
 * @AHOY_CALL_EVENT_VANISHED: the service does not know of it any more
 * @AHOY_CALL_EVENT_FAILED: it cannot be begun, or cannot go on
 * @AHOY_CALL_EVENT_SESSION_ENDED: the session it belongs to has ended
 *
 * What may happen to a call. The first ones, up to @AHOY_CALL_EVENT_JOIN, are wishes of the
 * person or of the program, and may be refused; the others have happened.
 */
typedef enum {
  AHOY_CALL_EVENT_ANSWER,
  AHOY_CALL_EVENT_REJECT,
  AHOY_CALL_EVENT_IGNORE,
  AHOY_CALL_EVENT_FORWARD,
  AHOY_CALL_EVENT_HANG_UP,
  AHOY_CALL_EVENT_HOLD,
  AHOY_CALL_EVENT_UNHOLD,
  AHOY_CALL_EVENT_CHANGE_MEDIA,
  AHOY_CALL_EVENT_RESTART_MEDIA,
  AHOY_CALL_EVENT_SEND_DIGITS,
  AHOY_CALL_EVENT_TRANSFER,
  AHOY_CALL_EVENT_JOIN,
  AHOY_CALL_EVENT_INITIATED,
  AHOY_CALL_EVENT_RINGING,
  AHOY_CALL_EVENT_EARLY_MEDIA,
  AHOY_CALL_EVENT_ANSWERED,
  AHOY_CALL_EVENT_HELD,
  AHOY_CALL_EVENT_UNHELD,
  AHOY_CALL_EVENT_MEDIA_CHANGED,
  AHOY_CALL_EVENT_OPERATION_FAILED,
  AHOY_CALL_EVENT_REMOTE_HELD,
  AHOY_CALL_EVENT_REMOTE_UNHELD,
  AHOY_CALL_EVENT_MEDIA_LOST,
  AHOY_CALL_EVENT_MEDIA_RESTORED,
  AHOY_CALL_EVENT_COMPLETED,
  AHOY_CALL_EVENT_REMOTE_HANG_UP,
  AHOY_CALL_EVENT_REMOTE_CANCEL,
  AHOY_CALL_EVENT_ANSWERED_ELSEWHERE,
  AHOY_CALL_EVENT_NO_ANSWER,
  AHOY_CALL_EVENT_VANISHED,
  AHOY_CALL_EVENT_FAILED,
  AHOY_CALL_EVENT_SESSION_ENDED,
} AhoyCallEvent;

/**
 * AhoyCallEndReason:
 * @AHOY_CALL_END_REASON_NONE: it is not over
 * @AHOY_CALL_END_REASON_HUNG_UP: ended here
 * @AHOY_CALL_END_REASON_REMOTE_HUNG_UP: ended by the other side
 * @AHOY_CALL_END_REASON_CANCELLED: given up here before anybody answered
 * @AHOY_CALL_END_REASON_MISSED: nobody answered here in time
 * @AHOY_CALL_END_REASON_REJECTED: declined here
 * @AHOY_CALL_END_REASON_DECLINED: declined by the other side
 * @AHOY_CALL_END_REASON_BUSY: the other side is busy
 * @AHOY_CALL_END_REASON_IGNORED: ignored here
 * @AHOY_CALL_END_REASON_FORWARDED: passed on unanswered
 * @AHOY_CALL_END_REASON_TRANSFERRED: handed over
 * @AHOY_CALL_END_REASON_JOINED: joined with another call
 * @AHOY_CALL_END_REASON_NO_ANSWER: the other side did not answer in time
 * @AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE: answered on another device of the same user
 * @AHOY_CALL_END_REASON_NOT_FOUND: nobody has the address
 * @AHOY_CALL_END_REASON_UNREACHABLE: the other side is not there
 * @AHOY_CALL_END_REASON_NOT_ALLOWED: the service does not allow it
 * @AHOY_CALL_END_REASON_VANISHED: the service does not know of it any more
 * @AHOY_CALL_END_REASON_MEDIA_FAILED: audio and video could not be set up
 * @AHOY_CALL_END_REASON_INSECURE: the media were not encrypted for the one they should be
 * @AHOY_CALL_END_REASON_CONNECTION_LOST: the connection of the media was lost and did not come back
 * @AHOY_CALL_END_REASON_SESSION_ENDED: the session was ended
 * @AHOY_CALL_END_REASON_FAILED: ended by a problem of another kind
 *
 * Why a call is over.
 */
typedef enum {
  AHOY_CALL_END_REASON_NONE,
  AHOY_CALL_END_REASON_HUNG_UP,
  AHOY_CALL_END_REASON_REMOTE_HUNG_UP,
  AHOY_CALL_END_REASON_CANCELLED,
  AHOY_CALL_END_REASON_MISSED,
  AHOY_CALL_END_REASON_REJECTED,
  AHOY_CALL_END_REASON_DECLINED,
  AHOY_CALL_END_REASON_BUSY,
  AHOY_CALL_END_REASON_IGNORED,
  AHOY_CALL_END_REASON_FORWARDED,
  AHOY_CALL_END_REASON_TRANSFERRED,
  AHOY_CALL_END_REASON_JOINED,
  AHOY_CALL_END_REASON_NO_ANSWER,
  AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE,
  AHOY_CALL_END_REASON_NOT_FOUND,
  AHOY_CALL_END_REASON_UNREACHABLE,
  AHOY_CALL_END_REASON_NOT_ALLOWED,
  AHOY_CALL_END_REASON_VANISHED,
  AHOY_CALL_END_REASON_MEDIA_FAILED,
  AHOY_CALL_END_REASON_INSECURE,
  AHOY_CALL_END_REASON_CONNECTION_LOST,
  AHOY_CALL_END_REASON_SESSION_ENDED,
  AHOY_CALL_END_REASON_FAILED,
} AhoyCallEndReason;

/**
 * AhoyQuality:
 * @AHOY_QUALITY_UNKNOWN: there is nothing to judge: not connected, on hold, or not for long enough
 * @AHOY_QUALITY_BAD: hardly a conversation
 * @AHOY_QUALITY_POOR: words are lost
 * @AHOY_QUALITY_FAIR: disturbed, but understood
 * @AHOY_QUALITY_GOOD: a little disturbed
 * @AHOY_QUALITY_EXCELLENT: nothing to complain about
 *
 * How well the two sides of a call hear and see each other.
 */
typedef enum {
  AHOY_QUALITY_UNKNOWN,
  AHOY_QUALITY_BAD,
  AHOY_QUALITY_POOR,
  AHOY_QUALITY_FAIR,
  AHOY_QUALITY_GOOD,
  AHOY_QUALITY_EXCELLENT,
} AhoyQuality;

/**
 * AhoyQualityReason:
 * @AHOY_QUALITY_REASON_NONE: nothing disturbs
 * @AHOY_QUALITY_REASON_LOSS: packets of the other side do not arrive here
 * @AHOY_QUALITY_REASON_LOSS_AT_PEER: packets of this side do not arrive there
 * @AHOY_QUALITY_REASON_ROUND_TRIP: what is sent takes long
 * @AHOY_QUALITY_REASON_JITTER: packets arrive too irregularly to be played in time
 * @AHOY_QUALITY_REASON_SILENCE: nothing arrives, although both sides agreed to it
 *
 * What disturbs a call the most.
 */
typedef enum {
  AHOY_QUALITY_REASON_NONE,
  AHOY_QUALITY_REASON_LOSS,
  AHOY_QUALITY_REASON_LOSS_AT_PEER,
  AHOY_QUALITY_REASON_ROUND_TRIP,
  AHOY_QUALITY_REASON_JITTER,
  AHOY_QUALITY_REASON_SILENCE,
} AhoyQualityReason;

gboolean    ahoy_call_state_is_over          (AhoyCallState     state);
gboolean    ahoy_call_state_is_answered      (AhoyCallState     state);
const char *ahoy_call_end_reason_to_sentence (AhoyCallEndReason reason);

AHOY_END_PUBLIC
G_END_DECLS
