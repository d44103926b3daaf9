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
#define AHOY_PRACTICE_MAX_WAITING_BYTES (8 * 1024 * 1024)
#define AHOY_PRACTICE_LINGER      5000          /* ms until we close what the client should have */

typedef struct _AhoyPracticeDevice   AhoyPracticeDevice;
typedef struct _AhoyPracticeDirectCall AhoyPracticeDirectCall;
typedef struct _AhoyPracticeJoin     AhoyPracticeJoin;
typedef struct _AhoyPracticeLateEvent AhoyPracticeLateEvent;
typedef struct _AhoyPracticeLeg      AhoyPracticeLeg;
typedef struct _AhoyPracticeLetter   AhoyPracticeLetter;
typedef struct _AhoyPracticeListener AhoyPracticeListener;
typedef struct _AhoyPracticeRecord   AhoyPracticeRecord;
typedef struct _AhoyPracticeRequest  AhoyPracticeRequest;
typedef struct _AhoyPracticeRobot    AhoyPracticeRobot;
typedef struct _AhoyPracticeRobotKind AhoyPracticeRobotKind;
typedef struct _AhoyPracticeRoute    AhoyPracticeRoute;
typedef struct _AhoyPracticeService  AhoyPracticeService;
typedef struct _AhoyPracticeSocket   AhoyPracticeSocket;
typedef struct _AhoyPracticeTransfer AhoyPracticeTransfer;
typedef struct _AhoyPracticeUser     AhoyPracticeUser;
typedef struct _AhoyPracticeWriter   AhoyPracticeWriter;

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
  GPtrArray  *robots;        /* of AhoyPracticeUser: those that were called; they stay, too */
  GPtrArray  *devices;       /* of AhoyPracticeDevice of both services, oldest first */
  GPtrArray  *sockets;       /* of AhoyPracticeSocket, oldest first */
  GPtrArray  *requests;      /* of AhoyPracticeRequest: those whose answer has to wait */
  GPtrArray  *legs;          /* of AhoyPracticeLeg: the sides of calls on Kandy Link */
  GPtrArray  *letters;       /* of AhoyPracticeLetter: notifications that have to wait */
  GPtrArray  *history;       /* of AhoyPracticeRecord of calls, oldest first */
  GPtrArray  *direct_calls;  /* of AhoyPracticeDirectCall on Sendbird Calls, oldest first; also
                              * those that are over */
  GPtrArray  *late_events;   /* of AhoyPracticeLateEvent of these */
  SoupServerMessage *answering; /* not owned; whose answer comes before what it causes, or NULL */
  GPtrArray  *faults;        /* of AhoyPracticeFault: those switched on, oldest first */
  GHashTable *idle;          /* GSocket → GSource: connections that wait for another request */
  GHashTable *counts;        /* name → how often */
  GHashTable *seen;          /* who has ever logged in to which app of Sendbird Calls */
  GCancellable *stopping;    /* ends what goes on by itself */
  guint       n_closing;     /* media of robots that is being closed */
};

struct _AhoyPracticeUser {
  char *name;
  char *password;
  const AhoyPracticeRobotKind *robot; /* NULL: a person */
};

/* One login of one device. A service's own structure begins with this one. */
struct _AhoyPracticeDevice {
  const AhoyPracticeService *service;
  AhoyPractice              *practice; /* not owned */
  AhoyPracticeUser          *user;     /* not owned */
  AhoyPracticeSocket        *socket;   /* not owned; NULL while none is open */
  char                      *id;
  guint                      grace_id;
  GQueue                     waiting;  /* of char: texts for the next socket */
  gsize                      n_waiting_bytes;
};

struct _AhoyPracticeSocket {
  const AhoyPracticeService *service;
  AhoyPractice              *practice; /* not owned */
  AhoyPracticeUser          *user;     /* not owned */
  AhoyPracticeDevice        *device;   /* not owned; NULL when the login has ended */
  SoupWebsocketConnection   *connection;
  AhoyBoundedStream         *stream;
  GSocket                   *socket;
  AhoyPracticeWriter        *writer;   /* NULL while nothing is written below libsoup */
  guint                      linger_id;
};

typedef void (*AhoyPracticeHandler) (AhoyPracticeRequest *request);

/* A row of the table of what a service serves. In the pattern "*" stands for any one segment. */
struct _AhoyPracticeRoute {
  const char          *method;
  const char          *pattern;
  const char          *name;    /* what it is counted as, and what faults call it, unless its
                                 * request has a name of its own */
  const char          *wrapper; /* of the answer, where the service has wrappers */
  AhoyPracticeHandler  handle;
};

/* What a request may be refused for on both services. */
typedef enum {
  AHOY_PRACTICE_REFUSAL_PASSWORD,
  AHOY_PRACTICE_REFUSAL_USER,
  AHOY_PRACTICE_REFUSAL_UNAUTHORIZED,
  AHOY_PRACTICE_REFUSAL_UNAVAILABLE,
  AHOY_PRACTICE_REFUSAL_NO_RESOURCE,
  AHOY_PRACTICE_REFUSAL_NO_METHOD,
  AHOY_PRACTICE_REFUSAL_PATH,
  AHOY_PRACTICE_REFUSAL_TOO_LONG,
  AHOY_PRACTICE_N_REFUSALS
} AhoyPracticeRefusal;

/* One of the two services: what is different between them. */
struct _AhoyPracticeService {
  const char              *name;
  const char              *logins;  /* what the control interface calls them */
  const char              *login;   /* the request that logs in; "login" is another name of it */
  const AhoyPracticeRoute *routes;  /* up to one without a method */
  guint                    grace;   /* ms that a login lives without a socket; 0: for ever */
  guint                    success; /* the HTTP status of a login */
  const struct {
    guint       status;
    int         code;               /* -1: an HTML page instead */
    const char *reason;
  }                        refusals[AHOY_PRACTICE_N_REFUSALS];
  const struct {
    const char *kind;
    const char *text;
  }                        malformed[4]; /* texts of its own for malformed-frame */
  /* The wrapper for what is not served; path may be NULL. */
  const char *           (*find_wrapper) (char **path);
  /* The body of a refusal; inner: where more members go. reason may be NULL. */
  JsonObject *           (*make_error)   (const char *wrapper, int code, const char *reason,
                                          JsonObject **inner);
  /* Sets the request's user and user_name, and its name where the body tells more. */
  void                   (*find_user)    (AhoyPracticeRequest *request);
  void                   (*receive)      (AhoyPracticeSocket *socket, SoupWebsocketDataType type,
                                          const char *text, gsize length);
  /* A notification; members may be NULL, and may override what we would say. */
  char *                 (*make_text)    (AhoyPracticeDevice *device, const char *event_type,
                                          JsonObject *members);
  const char              *override_type; /* tells a socket that there is another, or NULL */
  void                   (*describe)     (AhoyPracticeDevice *device, JsonObject *object);
  void                   (*free)         (AhoyPracticeDevice *device);
};

/* A request in work. */
struct _AhoyPracticeRequest {
  const AhoyPracticeService *service;
  AhoyPractice              *practice;  /* not owned */
  SoupServerMessage         *message;
  const AhoyPracticeRoute   *route;
  const char                *name;      /* the route's, or one that the body tells */
  JsonObject                *body;      /* NULL until it was asked for */
  char                     **path;      /* the decoded segments */
  AhoyPracticeUser          *user;      /* whose request it is said to be; NULL when nobody's */
  const char                *user_name; /* the same as it was sent, or NULL */
  guint                      delay_id;
  gboolean                   taken;     /* the connection is no longer the server's */
};

/* ahoy-practice.c */
void  ahoy_practice_count  (AhoyPractice *self, const char *name);
char *ahoy_practice_random (guint n_bytes);

/* ahoy-practice-users.c */
void              ahoy_practice_user_free         (AhoyPracticeUser *user);
void              ahoy_practice_add_default_users (AhoyPractice *self);
AhoyPracticeUser *ahoy_practice_find_user         (AhoyPractice *self, const char *name);

/* ahoy-practice-devices.c */
void                ahoy_practice_device_init     (AhoyPracticeDevice *device,
                                                   const AhoyPracticeService *service,
                                                   AhoyPractice *practice, AhoyPracticeUser *user);
void                ahoy_practice_device_clear    (AhoyPracticeDevice *device);
void                ahoy_practice_device_free     (AhoyPracticeDevice *device);
void                ahoy_practice_device_forget   (AhoyPracticeDevice *device);
void                ahoy_practice_device_attach   (AhoyPracticeDevice *device,
                                                   AhoyPracticeSocket *socket);
void                ahoy_practice_device_detach   (AhoyPracticeDevice *device);
void                ahoy_practice_device_override (AhoyPracticeDevice *device);
void                ahoy_practice_device_send     (AhoyPracticeDevice *device, const char *text);
void                ahoy_practice_device_notify   (AhoyPracticeDevice *device,
                                                   const char *event_type, JsonObject *members);
AhoyPracticeDevice *ahoy_practice_find_device     (AhoyPractice *self, const char *id);
GPtrArray          *ahoy_practice_list_devices    (AhoyPractice *self,
                                                   const AhoyPracticeService *service,
                                                   const char *user);
void                ahoy_practice_copy_members    (JsonObject *members, JsonObject *target);
char               *ahoy_practice_random_secret   (guint n_bytes);
void                ahoy_practice_clear_secret    (char **secret);

/* ahoy-practice-socket.c */
GPtrArray *ahoy_practice_list_sockets    (AhoyPractice *self, const char *user);
void       ahoy_practice_upgrade         (AhoyPracticeRequest *request, AhoyPracticeDevice *device);
void       ahoy_practice_socket_free     (AhoyPracticeSocket *socket);
gboolean   ahoy_practice_socket_is_open  (AhoyPracticeSocket *socket);
void       ahoy_practice_socket_send     (AhoyPracticeSocket *socket, const char *text);
void       ahoy_practice_socket_linger   (AhoyPracticeSocket *socket);
void       ahoy_practice_socket_close    (AhoyPracticeSocket *socket, gushort code);
void       ahoy_practice_socket_drop     (AhoyPracticeSocket *socket);

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

/* ahoy-practice-idle.c */
void       ahoy_practice_idle_start            (AhoyPractice *self, SoupServer *server);
void       ahoy_practice_idle_stop             (AhoyPractice *self, SoupServer *server);

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
JsonObject *ahoy_practice_request_get_body     (AhoyPracticeRequest *request);
void        ahoy_practice_answer               (SoupServerMessage *message, guint status,
                                                JsonObject *object);
void        ahoy_practice_answer_html          (SoupServerMessage *message, guint status);
void        ahoy_practice_answer_error         (AhoyPracticeRequest *request, guint status,
                                                int code, const char *reason);
void        ahoy_practice_answer_refusal       (AhoyPracticeRequest *request,
                                                AhoyPracticeRefusal refusal);

/* ahoy-practice-kandy.c */
extern const AhoyPracticeService ahoy_practice_kandy;

/* ahoy-practice-sendbird.c */
extern const AhoyPracticeService ahoy_practice_sendbird;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyPracticeRequest, ahoy_practice_request_free)

G_END_DECLS
