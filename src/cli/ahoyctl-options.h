/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-account.h"
#include "ahoy-service-traits.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  AHOYCTL_COMMAND_NONE, /* help or the version was wanted, and given */
  AHOYCTL_COMMAND_LOGIN,
  AHOYCTL_COMMAND_EVENTS,
  AHOYCTL_COMMAND_CALL,
  AHOYCTL_COMMAND_ANSWER,
  AHOYCTL_COMMAND_PRACTICE,
} AhoyctlCommand;

typedef struct {
  AhoyctlCommand      command;

  /* all but practice */
  AhoyAccount        *account;
  AhoyServiceTraits   traits;           /* of the account's service */
  AhoyLoginKind       login_kind;
  char               *authname;
  char               *password_file;
  int                 password_fd;      /* or -1 */
  char               *ice_user;         /* or NULL */
  char               *ice_secret_file;
  int                 ice_secret_fd;    /* or -1 */
  guint               stay;             /* seconds */

  /* call, answer */
  char               *address;
  gboolean            video;
  guint               duration;         /* seconds; 0: until somebody ends it */
  gboolean            hold;
  char               *digits;           /* or NULL */
  char               *forward;          /* to whom, or NULL */
  char               *transfer;         /* to whom, or NULL */
  char               *join;             /* with whom, or NULL */
  gboolean            reject;
  gboolean            test_media;

  /* practice */
  guint16             port;
  guint16             tls_port;
  char               *tls_certificate;
  char               *tls_key;
  char               *listen;
  char              **practice_users;   /* NAME:SECRET; NULL: the service's own */
} AhoyctlOptions;

AhoyctlOptions *ahoyctl_options_parse (char           **arguments,
                                       GError         **error);
void            ahoyctl_options_free  (AhoyctlOptions  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyctlOptions, ahoyctl_options_free)

G_END_DECLS
