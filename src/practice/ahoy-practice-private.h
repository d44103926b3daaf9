/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-practice.h"

#include "ahoy-bounded-stream.h"
#include "ahoy-clock.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

#define AHOY_PRACTICE_MAX_BODY    (1024 * 1024) /* bytes of a request's body */
#define AHOY_PRACTICE_MAX_TEXT    (64 * 1024)   /* bytes of a client's websocket message */
#define AHOY_PRACTICE_MAX_WAITING 1000          /* notifications kept while no socket is open */
#define AHOY_PRACTICE_GRACE       60000         /* ms that a subscription lives without a socket */
#define AHOY_PRACTICE_LINGER      5000          /* ms until we close what the client should have */

/* The body's statusCode values of section 5 of the protocol page that we send by ourselves. */
#define AHOY_PRACTICE_CODE_OK              0
#define AHOY_PRACTICE_CODE_PASSWORD        4
#define AHOY_PRACTICE_CODE_BODY            5
#define AHOY_PRACTICE_CODE_AUTHORIZATION   27
#define AHOY_PRACTICE_CODE_VALUE           37
#define AHOY_PRACTICE_CODE_NO_SUBSCRIPTION 39
#define AHOY_PRACTICE_CODE_NO_RESOURCE     42
/* The page has 46 among the refusals of a login, without a meaning: ours is "too many logins". */
#define AHOY_PRACTICE_CODE_TOO_MANY        46

typedef struct _AhoyPracticeListener     AhoyPracticeListener;
typedef struct _AhoyPracticeRequest      AhoyPracticeRequest;
typedef struct _AhoyPracticeRoute        AhoyPracticeRoute;
typedef struct _AhoyPracticeSocket       AhoyPracticeSocket;
typedef struct _AhoyPracticeSubscription AhoyPracticeSubscription;
typedef struct _AhoyPracticeUser         AhoyPracticeUser;
typedef struct _AhoyPracticeWriter       AhoyPracticeWriter;

struct _AhoyPractice {
  GObject     parent_instance;

  AhoyClock  *clock;
  SoupServer *server;        /* without TLS; NULL while stopped */
  AhoyPracticeListener *tls; /* the same with TLS, or NULL */
  char       *rest_uri;
  char       *websocket_uri;
  char       *rest_tls_uri;
  char       *websocket_tls_uri;
  char       *control_uri;

  GPtrArray  *users;         /* of AhoyPracticeUser; they stay for the life of the service */
  GPtrArray  *subscriptions; /* of AhoyPracticeSubscription, oldest first */
  GPtrArray  *sockets;       /* of AhoyPracticeSocket, oldest first */
  GPtrArray  *requests;      /* of AhoyPracticeRequest: those whose answer has to wait */
  GPtrArray  *faults;        /* of AhoyPracticeFault: those switched on, oldest first */
  GHashTable *counts;        /* name → how often */
  GCancellable *stopping;    /* ends what goes on by itself */
};

struct _AhoyPracticeUser {
  char *name;
  char *password;
};

/* One login of one device. */
struct _AhoyPracticeSubscription {
  AhoyPractice       *practice;      /* not owned */
  AhoyPracticeUser   *user;          /* not owned */
  AhoyPracticeSocket *socket;        /* not owned; NULL while none is open */
  char               *id;
  char               *channel;       /* secret: who knows it may open the socket */
  char               *session_id;    /* secret */
  gboolean            use_turn;
  char               *turn_username;
  char               *turn_password;
  char               *correlator;    /* or NULL */
  char              **services;      /* granted */
  guint               expires;       /* seconds, granted */
  gint64              ends;          /* on the clock */
  guint               expiry_id;
  guint               grace_id;
  GQueue              waiting;       /* of char: texts for the next socket */
};

struct _AhoyPracticeSocket {
  AhoyPractice             *practice;     /* not owned */
  AhoyPracticeUser         *user;         /* not owned */
  AhoyPracticeSubscription *subscription; /* not owned; NULL when the subscription has ended */
  SoupWebsocketConnection  *connection;
  AhoyBoundedStream        *stream;
  GSocket                  *socket;
  AhoyPracticeWriter       *writer;       /* NULL while nothing is written below libsoup */
  guint                     linger_id;
};

typedef void (*AhoyPracticeHandler) (AhoyPracticeRequest *request);

/* A row of the table of what the service serves. In the pattern "*" stands for any one segment. */
struct _AhoyPracticeRoute {
  const char          *method;
  const char          *pattern;
  const char          *name;    /* what it is counted as, and what faults call it */
  const char          *wrapper; /* of the answer; NULL for the websocket */
  AhoyPracticeHandler  handle;
};

/* A request in work. */
struct _AhoyPracticeRequest {
  AhoyPractice            *practice; /* not owned */
  SoupServerMessage       *message;
  const AhoyPracticeRoute *route;
  char                   **path;     /* the decoded segments */
  AhoyPracticeUser        *user;     /* whom the path names; NULL when nobody */
  guint                    delay_id;
  gboolean                 taken;    /* the connection is no longer the server's */
};

/* ahoy-practice.c */
void  ahoy_practice_count  (AhoyPractice *self, const char *name);
char *ahoy_practice_random (guint n_bytes);

/* ahoy-practice-users.c */
void              ahoy_practice_user_free         (AhoyPracticeUser *user);
void              ahoy_practice_add_default_users (AhoyPractice *self);
AhoyPracticeUser *ahoy_practice_find_user         (AhoyPractice *self, const char *name);
gboolean          ahoy_practice_authenticate      (AhoyPracticeRequest *request);
gboolean          ahoy_practice_check_socket_token (AhoyPracticeUser *user, const char *query);

/* ahoy-practice-subscriptions.c */
AhoyPracticeSubscription *ahoy_practice_subscription_new    (AhoyPractice *self,
                                                             AhoyPracticeUser *user);
void                      ahoy_practice_subscription_free   (AhoyPracticeSubscription *
                                                             subscription);
void                      ahoy_practice_subscription_renew  (AhoyPracticeSubscription *
                                                             subscription);
void                      ahoy_practice_subscription_attach (AhoyPracticeSubscription *subscription,
                                                             AhoyPracticeSocket *socket);
void                      ahoy_practice_subscription_detach (AhoyPracticeSubscription *
                                                             subscription);
void                      ahoy_practice_subscription_send   (AhoyPracticeSubscription *subscription,
                                                             const char *text);
void                      ahoy_practice_subscription_notify (AhoyPracticeSubscription *subscription,
                                                             const char *event_type,
                                                             JsonObject *members);
void                      ahoy_practice_subscription_end    (AhoyPracticeSubscription *subscription,
                                                             const char *event_type,
                                                             JsonObject *members);
char                     *ahoy_practice_notification_text   (AhoyPractice *self,
                                                             const char *event_type,
                                                             JsonObject *members);
GPtrArray                *ahoy_practice_list_subscriptions  (AhoyPractice *self, const char *user);
AhoyPracticeSubscription *ahoy_practice_find_subscription   (AhoyPractice *self,
                                                             AhoyPracticeUser *user,
                                                             const char *id);
AhoyPracticeSubscription *ahoy_practice_find_correlator     (AhoyPractice *self,
                                                             AhoyPracticeUser *user,
                                                             const char *correlator);
AhoyPracticeSubscription *ahoy_practice_find_channel        (AhoyPractice *self,
                                                             const char *channel);
AhoyPracticeSubscription *ahoy_practice_find_session        (AhoyPractice *self,
                                                             AhoyPracticeUser *user,
                                                             const char *session_id);

/* ahoy-practice-subscribe.c */
void ahoy_practice_handle_subscribe              (AhoyPracticeRequest *request);
void ahoy_practice_handle_refresh                (AhoyPracticeRequest *request);
void ahoy_practice_handle_refresh_correlator     (AhoyPracticeRequest *request);
void ahoy_practice_handle_unsubscribe            (AhoyPracticeRequest *request);
void ahoy_practice_handle_unsubscribe_correlator (AhoyPracticeRequest *request);

/* ahoy-practice-socket.c */
void       ahoy_practice_subscription_override (AhoyPracticeSubscription *subscription);
GPtrArray *ahoy_practice_list_sockets          (AhoyPractice *self, const char *user);
void       ahoy_practice_handle_upgrade        (AhoyPracticeRequest *request);
void       ahoy_practice_socket_free           (AhoyPracticeSocket *socket);
gboolean   ahoy_practice_socket_is_open        (AhoyPracticeSocket *socket);
void       ahoy_practice_socket_send           (AhoyPracticeSocket *socket, const char *text);
void       ahoy_practice_socket_linger         (AhoyPracticeSocket *socket);
void       ahoy_practice_socket_close          (AhoyPracticeSocket *socket, gushort code);
void       ahoy_practice_socket_drop           (AhoyPracticeSocket *socket);

/* ahoy-practice-writer.c */
void       ahoy_practice_writer_free           (AhoyPracticeWriter *writer);
void       ahoy_practice_socket_write          (AhoyPracticeSocket *socket, gconstpointer data,
                                                gsize length);
void       ahoy_practice_socket_write_endless  (AhoyPracticeSocket *socket, GBytes *first,
                                                GBytes *next, guint64 total);
void       ahoy_practice_reset_socket          (GSocket *socket);

/* ahoy-practice-control.c */
void       ahoy_practice_handle_control        (AhoyPractice *self, SoupServerMessage *message,
                                                char **path);

/* ahoy-practice-listener.c */
AhoyPracticeListener *ahoy_practice_listener_new      (SoupServer            *server,
                                                       GTlsCertificate       *certificate);
gboolean              ahoy_practice_listener_add      (AhoyPracticeListener  *self,
                                                       const char            *address,
                                                       guint16               *port,
                                                       GError               **error);
void                  ahoy_practice_listener_free     (AhoyPracticeListener  *self);
GSocket              *ahoy_practice_message_get_socket (SoupServerMessage    *message);

/* ahoy-practice-server.c */
SoupServer *ahoy_practice_server_new           (AhoyPractice *self);
void        ahoy_practice_request_free         (AhoyPracticeRequest *request);
GIOStream  *ahoy_practice_request_take         (AhoyPracticeRequest *request);
void        ahoy_practice_answer               (SoupServerMessage *message, guint status,
                                                JsonObject *object);
void        ahoy_practice_answer_code          (SoupServerMessage *message, guint status,
                                                const char *wrapper, int code,
                                                const char *reason);
void        ahoy_practice_answer_html          (SoupServerMessage *message, guint status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyPracticeRequest, ahoy_practice_request_free)

G_END_DECLS
