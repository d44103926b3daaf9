/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"

G_BEGIN_DECLS

/* The type of what is PUT to the path of a call (section 7.1). */
typedef enum {
  AHOY_KANDY_CALL_ACTION_RINGING,
  AHOY_KANDY_CALL_ACTION_ANSWER,
  AHOY_KANDY_CALL_ACTION_START_UPDATE,
  AHOY_KANDY_CALL_ACTION_RESPOND_UPDATE,
  AHOY_KANDY_CALL_ACTION_AUDIT,
  AHOY_KANDY_CALL_ACTION_SEND_PARAMETERS,
} AhoyKandyCallAction;

/* One of the customBodies. */
typedef struct {
  const char *content_type;
  const char *content_disposition; /* or NULL */
  const char *content;
} AhoyKandyBody;

/* What may travel with a call besides its description. All zero is nothing. */
typedef struct {
  const GPtrArray     *parameters; /* of AhoyKandyParameter, or NULL */
  const AhoyKandyBody *bodies;
  guint                n_bodies;
} AhoyKandyExtras;

/* Where requests go: POST for the first and third, PUT, DELETE and GET for the second. */
char     *ahoy_kandy_call_path        (const char             *user);
char     *ahoy_kandy_session_path     (const char             *user,
                                       const char             *session);
char     *ahoy_kandy_disposition_path (const char             *user);

/* Their bodies. Addresses are normalised ones. */
char     *ahoy_kandy_call_start_text  (const char             *from,
                                       const char             *to,
                                       const char             *sdp,
                                       gboolean                early_media,
                                       const AhoyKandyExtras  *extras);
char     *ahoy_kandy_call_action_text (AhoyKandyCallAction     action,
                                       const char             *sdp,
                                       const AhoyKandyExtras  *extras);
char     *ahoy_kandy_transfer_text    (const char             *address,
                                       const char             *second_session);
char     *ahoy_kandy_join_text        (const char             *first_session,
                                       const char             *second_session,
                                       const char             *sdp,
                                       const AhoyKandyExtras  *extras);
char     *ahoy_kandy_disposition_text (const char             *session,
                                       const char             *forward_to);

/* Successful answers to starting or joining, to GET of a call, and to GET of a description. */
char     *ahoy_kandy_call_start_parse (const char             *text,
                                       gssize                  length,
                                       GError                **error);
gboolean  ahoy_kandy_call_state_parse (const char             *text,
                                       gssize                  length,
                                       gboolean               *answered,
                                       GError                **error);
char     *ahoy_kandy_event_data_parse (const char             *text,
                                       gssize                  length,
                                       GError                **error);

G_END_DECLS
