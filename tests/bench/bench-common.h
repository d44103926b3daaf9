/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-session.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Where the service of a bench is, and the process if it is ours. */
typedef struct {
  char             *server;
  char             *websocket_server;
  char             *user;
  AhoySecret       *password;
  char             *certificates; /* the folder of them */
  GDataInputStream *output;       /* of the service */
  GSubprocess      *process;      /* or NULL */
} BenchService;

/* What this process has at a moment. */
typedef struct {
  gint64 pss;  /* KiB */
  gint64 rss;  /* KiB */
  gint64 heap; /* bytes that were allocated and not freed; -1 where the C library cannot tell */
  int    fds;
  int    threads;
} BenchUsage;

/* The service reads its password and all else from standard input. */
BenchService    *bench_service_read        (const char      *certificates);
/* Beside this program, in a process that ends with this one. */
BenchService    *bench_service_spawn       (const char      *program,
                                            const char      *certificates);
void             bench_service_tell        (BenchService    *self,
                                            const char      *line);
/* Returns with the next line of the service, without turning the main loop. */
char            *bench_service_hear        (BenchService    *self);
void             bench_service_free        (BenchService    *self);
AhoySession     *bench_service_new_session (BenchService    *self);
AhoySession     *bench_service_new_calling_session
                                           (BenchService    *self,
                                            AhoyMediaFactory *factory);
AhoyCredentials *bench_service_credentials (BenchService    *self);
char            *bench_service_ca_file     (BenchService    *self);

/* Each returns when it is done, and ends the program when it fails. */
void             bench_log_in              (AhoySession     *session,
                                            AhoyCredentials *credentials);
void             bench_log_out             (AhoySession     *session);

BenchUsage       bench_get_usage           (void);
void             bench_add_usage           (JsonBuilder     *builder,
                                            const BenchUsage *usage);
void             bench_print               (JsonBuilder     *builder);
void             bench_fail                (const char      *what,
                                            const GError    *error) G_GNUC_NORETURN;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchService, bench_service_free)

G_END_DECLS
