/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-error.h"
#include "ahoy-media-stats.h"
#include "ahoy-visibility.h"

#include <gio/gio.h>

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

#define AHOY_TYPE_ICE_SERVER (ahoy_ice_server_get_type ())

/**
 * AhoyIceServer:
 * @url: `stun:HOST[:PORT]`, `turn:HOST[:PORT][?transport=udp|tcp]` or `turns:HOST[:PORT]`
 * @user: (nullable): name for TURN
 * @secret: (nullable): password for TURN
 *
 * A server that helps to find a way between two sides.
 */
typedef struct {
  char *url;
  char *user;
  char *secret;
} AhoyIceServer;

GType          ahoy_ice_server_get_type (void);
AhoyIceServer *ahoy_ice_server_new      (const char          *url,
                                         const char          *user,
                                         const char          *secret);
AhoyIceServer *ahoy_ice_server_copy     (const AhoyIceServer *self);
void           ahoy_ice_server_free     (AhoyIceServer       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyIceServer, ahoy_ice_server_free)

/**
 * AhoyMedia:
 *
 * Sound and picture of one call, whatever the service: descriptions are made and taken here, and
 * carried by who holds the object. Used in the main thread, where all signals are emitted too.
 *
 * [class@Ahoy.Call] drives it; a program only looks at its properties and signals, unless it brings
 * an implementation of its own.
 */
#define AHOY_TYPE_MEDIA (ahoy_media_get_type ())
G_DECLARE_INTERFACE (AhoyMedia, ahoy_media, AHOY, MEDIA, GObject)

/**
 * AhoyMediaInterface:
 * @create_offer_async: describes what this side wants from now on
 * @create_offer_finish: the end of @create_offer_async
 * @create_answer_async: agrees to the other side's offer
 * @create_answer_finish: the end of @create_answer_async
 * @set_remote_async: takes a description of the other side
 * @set_remote_finish: the end of @set_remote_async
 * @rollback: forgets the offer that is not answered yet
 * @add_candidate: takes a candidate of the other side
 * @send_dtmf: sends digits
 * @prepare: begins with what takes its time; %NULL: there is nothing to begin with
 * @set_watched: whether somebody looks at the pictures; %NULL: it makes no difference
 * @set_paused: withholds some of what was agreed, without a new agreement
 * @close_async: lets everything go
 * @close_finish: the end of @close_async
 *
 * What an implementation provides, besides the properties.
 */
struct _AhoyMediaInterface {
  GTypeInterface parent_interface;

  void     (*create_offer_async)   (AhoyMedia            *self,
                                    AhoyMediaFlags        wanted,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  char    *(*create_offer_finish)  (AhoyMedia            *self,
                                    GAsyncResult         *result,
                                    GError              **error);
  void     (*create_answer_async)  (AhoyMedia            *self,
                                    AhoyMediaFlags        wanted,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  char    *(*create_answer_finish) (AhoyMedia            *self,
                                    GAsyncResult         *result,
                                    GError              **error);
  void     (*set_remote_async)     (AhoyMedia            *self,
                                    AhoyDescriptionKind   kind,
                                    const char           *sdp,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  gboolean (*set_remote_finish)    (AhoyMedia            *self,
                                    GAsyncResult         *result,
                                    GError              **error);
  void     (*rollback)             (AhoyMedia            *self);
  void     (*add_candidate)        (AhoyMedia            *self,
                                    const char           *mid,
                                    guint                 index,
                                    const char           *candidate);
  gboolean (*send_dtmf)            (AhoyMedia            *self,
                                    const char           *digits,
                                    GError              **error);
  void     (*prepare)              (AhoyMedia            *self,
                                    AhoyMediaFlags        expected);
  void     (*set_watched)          (AhoyMedia            *self,
                                    gboolean              watched);
  gboolean (*set_paused)           (AhoyMedia            *self,
                                    AhoyMediaFlags        paused,
                                    GError              **error);
  void     (*close_async)          (AhoyMedia            *self,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  gboolean (*close_finish)         (AhoyMedia            *self,
                                    GAsyncResult         *result,
                                    GError              **error);
};

void            ahoy_media_create_offer_async   (AhoyMedia            *self,
                                                 AhoyMediaFlags        wanted,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
char           *ahoy_media_create_offer_finish  (AhoyMedia            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void            ahoy_media_create_answer_async  (AhoyMedia            *self,
                                                 AhoyMediaFlags        wanted,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
char           *ahoy_media_create_answer_finish (AhoyMedia            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void            ahoy_media_set_remote_async     (AhoyMedia            *self,
                                                 AhoyDescriptionKind   kind,
                                                 const char           *sdp,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean        ahoy_media_set_remote_finish    (AhoyMedia            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void            ahoy_media_rollback             (AhoyMedia            *self);
void            ahoy_media_add_candidate        (AhoyMedia            *self,
                                                 const char           *mid,
                                                 guint                 index,
                                                 const char           *candidate);
gboolean        ahoy_media_send_dtmf            (AhoyMedia            *self,
                                                 const char           *digits,
                                                 GError              **error);
void            ahoy_media_prepare              (AhoyMedia            *self,
                                                 AhoyMediaFlags        expected);
void            ahoy_media_set_watched          (AhoyMedia            *self,
                                                 gboolean              watched);
gboolean        ahoy_media_set_paused           (AhoyMedia            *self,
                                                 AhoyMediaFlags        paused,
                                                 GError              **error);
void            ahoy_media_close_async          (AhoyMedia            *self,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean        ahoy_media_close_finish         (AhoyMedia            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

AhoyMediaState  ahoy_media_get_state            (AhoyMedia            *self);
AhoyMediaFlags  ahoy_media_get_sends            (AhoyMedia            *self);
AhoyMediaFlags  ahoy_media_get_receives         (AhoyMedia            *self);
gboolean        ahoy_media_get_remote_hold      (AhoyMedia            *self);
gboolean        ahoy_media_get_muted            (AhoyMedia            *self);
void            ahoy_media_set_muted            (AhoyMedia            *self,
                                                 gboolean              muted);
GObject        *ahoy_media_get_local_video      (AhoyMedia            *self);
GObject        *ahoy_media_get_remote_video     (AhoyMedia            *self);

/* For the implementations. */
void            ahoy_media_emit_candidate       (AhoyMedia            *self,
                                                 const char           *mid,
                                                 guint                 index,
                                                 const char           *candidate);
void            ahoy_media_emit_dtmf            (AhoyMedia            *self,
                                                 const char           *digit);
void            ahoy_media_emit_levels          (AhoyMedia            *self,
                                                 double                microphone,
                                                 double                speaker);
void            ahoy_media_emit_notice          (AhoyMedia            *self,
                                                 const char           *text);
void            ahoy_media_emit_stats           (AhoyMedia            *self,
                                                 const AhoyMediaStats *stats);
void            ahoy_media_emit_failed          (AhoyMedia            *self,
                                                 const GError         *error);

/**
 * AhoyMediaNetwork:
 * @ice_servers: (element-type AhoyIceServer): the servers that help to find a way
 * @trust: (nullable): decides about the certificates of relays, if it is of the session's own kind; else
 *   the system alone does
 * @relay_only: whether everything goes through relays, which hides this computer's addresses from
 *   the other side
 * @trickle: whether candidates travel on their own; else all are in the descriptions
 * @caller: whether the call is ours, not the other side's: who begins to encrypt, where a service has
 *   made each side's offer the other side's answer
 *
 * How a call gets through the network.
 */
typedef struct {
  GPtrArray    *ice_servers;
  GTlsDatabase *trust;
  gboolean      relay_only;
  gboolean      trickle;
  gboolean      caller;
} AhoyMediaNetwork;

/**
 * AhoyMediaFactory:
 *
 * Makes the media of calls, without saying how. [class@Ahoy.WebrtcMediaFactory] is the one that
 * talks to the services; a session without a factory has no calls.
 */
#define AHOY_TYPE_MEDIA_FACTORY (ahoy_media_factory_get_type ())
G_DECLARE_INTERFACE (AhoyMediaFactory, ahoy_media_factory, AHOY, MEDIA_FACTORY, GObject)

/**
 * AhoyMediaFactoryInterface:
 * @create: makes the media of one call
 *
 * What an implementation provides.
 */
struct _AhoyMediaFactoryInterface {
  GTypeInterface parent_interface;

  AhoyMedia *(*create) (AhoyMediaFactory *self, const AhoyMediaNetwork *network);
};

AhoyMedia      *ahoy_media_factory_create       (AhoyMediaFactory       *self,
                                                 const AhoyMediaNetwork *network);

AHOY_END_PUBLIC
G_END_DECLS
