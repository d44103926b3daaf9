/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-visibility.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Limits on what others send. Chromium's longest descriptions have some 400 lines and 20 KB. */
#define AHOY_SDP_MAX_LENGTH     (128 * 1024) /* bytes of one description */
#define AHOY_SDP_MAX_LINES      999
#define AHOY_SDP_MAX_LINE       2048         /* bytes of one line */
#define AHOY_SDP_MAX_SECTIONS   16
#define AHOY_SDP_MAX_FORMATS    128          /* of one section */
#define AHOY_SDP_MAX_CANDIDATES 64           /* of one section */

/**
 * AhoySdpError:
 * @AHOY_SDP_ERROR_MALFORMED: the text is no description, or is beyond the limits: refuse it
 * @AHOY_SDP_ERROR_MISMATCH: it does not fit what was said before: refuse it, the call lives on
 * @AHOY_SDP_ERROR_UNUSABLE: nothing in it can be done here (no common codec, no encryption): refuse
 *   the call
 * @AHOY_SDP_ERROR_STATE: it came at the wrong moment: after an own offer, take that back first
 *   (ahoy_sdp_layer_rollback()) or answer that it is too early
 * @AHOY_SDP_ERROR_OTHER_PEER: another one speaks than before: refuse it, or begin anew with that one
 *
 * What is wrong with a description.
 */
typedef enum {
  AHOY_SDP_ERROR_MALFORMED,
  AHOY_SDP_ERROR_MISMATCH,
  AHOY_SDP_ERROR_UNUSABLE,
  AHOY_SDP_ERROR_STATE,
  AHOY_SDP_ERROR_OTHER_PEER,
} AhoySdpError;

#define AHOY_SDP_ERROR (ahoy_sdp_error_quark ())
GQuark ahoy_sdp_error_quark (void);

typedef enum {
  AHOY_SDP_KIND_OTHER,
  AHOY_SDP_KIND_AUDIO,
  AHOY_SDP_KIND_VIDEO,
} AhoySdpKind;

/* As bits: what is sent and what is received by the one whose description it is. */
typedef enum {
  AHOY_SDP_INACTIVE = 0,
  AHOY_SDP_SENDONLY = 1,
  AHOY_SDP_RECVONLY = 2,
  AHOY_SDP_SENDRECV = 3,
} AhoySdpDirection;

/* One m= section. The lines stay as they were written, in their order. */
typedef struct {
  AhoySdpKind  kind;
  char        *kind_name; /* the text of it: "audio" */
  guint        port;
  guint        n_ports;   /* 1, but for a/b in place of the port */
  char        *protocol;
  GPtrArray   *formats;   /* (element-type utf8): payload types, mostly */
  GPtrArray   *lines;     /* (element-type utf8): "a=mid:0"; without m= */
} AhoySdpMedia;

typedef struct {
  GPtrArray *lines; /* (element-type utf8): of the session: "v=0" and on */
  GPtrArray *media; /* (element-type AhoySdpMedia) */
} AhoySdp;

typedef struct {
  guint       component;
  gboolean    udp;
  guint32     priority;
  const char *type;     /* interned: "host", "srflx", "prflx", "relay" */
  char       *address;  /* or a name that ends in .local */
  guint       port;
} AhoySdpCandidate;

AHOY_INTERNAL
AhoySdp          *ahoy_sdp_parse                (const char          *text,
                                                 gssize               length,
                                                 GError             **error);
char             *ahoy_sdp_write                (const AhoySdp       *self);
AhoySdp          *ahoy_sdp_copy                 (const AhoySdp       *self);
AHOY_INTERNAL
void              ahoy_sdp_free                 (AhoySdp             *self);
AhoySdpMedia     *ahoy_sdp_get_media            (const AhoySdp       *self,
                                                 guint                line);
AHOY_INTERNAL
gboolean          ahoy_sdp_get_origin           (const AhoySdp       *self,
                                                 char               **id,
                                                 char               **version);
char            **ahoy_sdp_get_bundle           (const AhoySdp       *self);
const char       *ahoy_sdp_get_inherited        (const AhoySdp       *self,
                                                 const AhoySdpMedia  *media,
                                                 const char          *name);
AHOY_INTERNAL
AhoySdpDirection  ahoy_sdp_get_direction        (const AhoySdp       *self,
                                                 const AhoySdpMedia  *media);
gboolean          ahoy_sdp_has_picture          (const char          *text);
char             *ahoy_sdp_get_fingerprint      (const AhoySdp       *self,
                                                 const AhoySdpMedia  *media);

AhoySdpMedia     *ahoy_sdp_media_copy           (const AhoySdpMedia  *media);
void              ahoy_sdp_media_free           (AhoySdpMedia        *media);
AHOY_INTERNAL
gboolean          ahoy_sdp_media_is_rejected    (const AhoySdpMedia  *media);
void              ahoy_sdp_media_set_direction  (AhoySdpMedia        *media,
                                                 AhoySdpDirection     direction);

/* The attributes among the lines of a section or of the session. */
const char       *ahoy_sdp_lines_get            (const GPtrArray     *lines,
                                                 const char          *name);
void              ahoy_sdp_lines_set            (GPtrArray           *lines,
                                                 const char          *name,
                                                 const char          *value);
void              ahoy_sdp_lines_add            (GPtrArray           *lines,
                                                 const char          *name,
                                                 const char          *value);
guint             ahoy_sdp_lines_remove         (GPtrArray           *lines,
                                                 const char          *name);
GPtrArray        *ahoy_sdp_copy_strings         (const GPtrArray     *strings);
const char       *ahoy_sdp_line_match           (const char          *line,
                                                 const char          *name);

AhoySdpDirection  ahoy_sdp_direction_reverse    (AhoySdpDirection     direction);
const char       *ahoy_sdp_direction_to_string  (AhoySdpDirection     direction);

AhoySdpCandidate *ahoy_sdp_candidate_parse      (const char          *value);
void              ahoy_sdp_candidate_free       (AhoySdpCandidate    *candidate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySdp, ahoy_sdp_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySdpCandidate, ahoy_sdp_candidate_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySdpMedia, ahoy_sdp_media_free)

G_END_DECLS
