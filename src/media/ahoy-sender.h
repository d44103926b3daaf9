/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-ends.h"

G_BEGIN_DECLS

/* Where the packets of a source have got to. Another encoder goes on from there: to the encryption,
 * a number that came before is an attack. */
typedef struct {
  gboolean begun;
  guint    next_number;
  guint    first_time;
} AhoySendPosition;

/* What is to be sent, as both sides have agreed. */
typedef struct {
  const char       *name; /* as GStreamer writes it in upper case: OPUS, PCMU, PCMA, VP8, H264 */
  guint             payload;
  guint             clock_rate;
  guint32           ssrc;
  int               dtmf_payload; /* negative: the other side takes no digits */
  guint             twcc_id;      /* of the header extension for congestion feedback, 0 without */
  AhoySendPosition *position;     /* of what has this SSRC; outlives the sender */
} AhoySendFormat;

/* From a source, running since it was made, through an encoder that comes when the format is known,
 * to a pad of webrtcbin. Used in the main thread. */
typedef struct _AhoySender AhoySender;

AhoySender *ahoy_sender_new           (GstBin                *pipeline,
                                       AhoyMediaEnds         *ends,
                                       AhoyMediaEnd           end,
                                       GstElement            *probe,
                                       GstElement            *preview,
                                       GError               **error);
void        ahoy_sender_free          (AhoySender            *self);
gboolean    ahoy_sender_set_format    (AhoySender            *self,
                                       const AhoySendFormat  *format,
                                       GstPad                *pad,
                                       GError               **error);
void        ahoy_sender_set_open      (AhoySender            *self,
                                       gboolean               open);
void        ahoy_sender_set_bit_rate  (AhoySender            *self,
                                       guint                  bit_rate);
void        ahoy_sender_set_muted     (AhoySender            *self,
                                       gboolean               muted);
void        ahoy_sender_set_care      (AhoySender            *self,
                                       AhoySoundCare          care);
gboolean    ahoy_sender_send_dtmf     (AhoySender            *self,
                                       const char            *digits);
void        ahoy_sender_set_watched   (AhoySender            *self,
                                       gboolean               watched);
gboolean    ahoy_sender_change_source (AhoySender            *self,
                                       AhoyMediaEnds         *ends,
                                       GError               **error);
gboolean    ahoy_sender_on_ready      (AhoySender            *self,
                                       GstObject             *object);
GstElement *ahoy_sender_on_failed     (AhoySender            *self,
                                       GstObject             *object);
void        ahoy_sender_send_nothing  (AhoySender            *self);
const char *ahoy_sender_get_codec     (AhoySender            *self);
guint64     ahoy_sender_get_frames    (AhoySender            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySender, ahoy_sender_free)

G_END_DECLS
