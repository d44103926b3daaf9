/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoyctl-options.h"

#include "ahoy-enum-types.h"
#include "ahoy-server.h"
#include "ahoy-session.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define UNSET G_MININT
#define DIGITS "0123456789*#ABCD"

/* What GOption writes into, before anything is checked. */
static struct {
  gboolean   help;
  gboolean   version;
  char      *service;
  char      *server;
  char      *websocket;
  char      *app_id;
  char      *ca;
  char     **users;
  char      *login_kind;
  char      *authname;
  char      *services;
  gboolean   force_logout;
  char      *correlator;
  char      *password_file;
  int        password_fd;
  char     **ice_servers;
  char      *ice_user;
  char      *ice_secret_file;
  int        ice_secret_fd;
  gboolean   relay_only;
  int        stay;
  char      *address;
  gboolean   video;
  int        duration;
  gboolean   hold;
  char      *digits;
  char      *forward;
  char      *transfer;
  char      *join;
  gboolean   reject;
  gboolean   test_media;
  int        port;
  int        tls_port;
  char      *tls_certificate;
  char      *tls_key;
  char      *listen;
} given;

#define FLAG(name, field, text) { name, 0, 0, G_OPTION_ARG_NONE, &given.field, text, NULL }
#define NUMBER(name, field, text, value) { name, 0, 0, G_OPTION_ARG_INT, &given.field, text, value }
#define TEXT(name, field, text, value) { name, 0, 0, G_OPTION_ARG_STRING, &given.field, text, value }
#define TEXTS(name, field, text, value)                                                            \
  { name, 0, 0, G_OPTION_ARG_STRING_ARRAY, &given.field, text, value }
#define FILE_NAME(name, field, text)                                                               \
  { name, 0, 0, G_OPTION_ARG_FILENAME, &given.field, text, N_("FILE") }

static const GOptionEntry common_entries[] = {
  { "help", 'h', 0, G_OPTION_ARG_NONE, &given.help, N_("Show this text"), NULL },
  FLAG ("version", version, N_("Show the version")),
  { 0 }
};

static const GOptionEntry session_entries[] = {
  TEXT ("service", service, N_("The kind of the service"), N_("NAME")),
  TEXT ("server", server, N_("The server, such as https://host.example:443"), N_("URL")),
  TEXT ("websocket", websocket, N_("The websocket server, where it is another one"), N_("URL")),
  TEXT ("app-id", app_id, N_("The application ID, with a service that has applications"), N_("ID")),
  FILE_NAME ("ca", ca, N_("Trust the certificate authorities in this file too")),
  TEXTS ("user", users, N_("The user name or user ID"), N_("USER")),
  TEXT ("login-kind", login_kind, N_("How to log in: password, authname, bearer, hmac or token"),
        N_("KIND")),
  TEXT ("authname", authname, N_("The authentication name, with the login kind authname"),
        N_("NAME")),
  TEXT ("services", services, N_("What to subscribe to, with commas between"), N_("LIST")),
  FLAG ("force-logout", force_logout, N_("End the oldest other login when there are too many")),
  TEXT ("correlator", correlator, N_("The name of this device towards the service"), N_("NAME")),
  FILE_NAME ("password-file", password_file,
             N_("Read the password or token from the first line of this file")),
  NUMBER ("password-fd", password_fd, N_("Read the password or token from this file descriptor"),
          N_("N")),
  TEXTS ("ice-server", ice_servers,
         N_("A STUN or TURN server, such as turn:host.example:3478; may be repeated"), N_("URL")),
  TEXT ("ice-user", ice_user, N_("Your name at the TURN servers, instead of the service’s"),
        N_("NAME")),
  FILE_NAME ("ice-secret-file", ice_secret_file,
             N_("Read the password for the TURN servers from the first line of this file")),
  NUMBER ("ice-secret-fd", ice_secret_fd,
          N_("Read the password for the TURN servers from this file descriptor"), N_("N")),
  FLAG ("relay-only", relay_only, N_("Send everything through TURN servers, which hides your "
                                     "addresses from the other side")),
  { 0 }
};

static const GOptionEntry login_entries[] = {
  NUMBER ("stay", stay, N_("How long to stay logged in"), N_("SECONDS")),
  { 0 }
};

static const GOptionEntry talk_entries[] = {
  FLAG ("video", video, N_("Send a picture too")),
  NUMBER ("duration", duration, N_("End the call when it has lasted that long"), N_("SECONDS")),
  TEXT ("transfer", transfer, N_("Transfer the call there as soon as there is sound"),
        N_("ADDRESS")),
  TEXT ("join", join, N_("Call there as well as soon as there is sound, and join both calls"),
        N_("ADDRESS")),
  FLAG ("test-media", test_media, N_("Send a tone and a test picture, and play nothing")),
  { 0 }
};

static const GOptionEntry call_entries[] = {
  FLAG ("hold", hold, N_("Put the call on hold for two seconds, once")),
  TEXT ("dtmf", digits, N_("Send the tones of these keys"), N_("DIGITS")),
  { 0 }
};

static const GOptionEntry answer_entries[] = {
  TEXT ("forward", forward, N_("Pass the call on, unanswered"), N_("ADDRESS")),
  FLAG ("reject", reject, N_("Decline the call")),
  { 0 }
};

static const GOptionEntry practice_entries[] = {
  NUMBER ("port", port, N_("The port; one that is free by default"), N_("N")),
  NUMBER ("tls-port", tls_port, N_("The port with TLS; one that is free by default"), N_("N")),
  FILE_NAME ("tls-certificate", tls_certificate, N_("The certificate, for TLS")),
  FILE_NAME ("tls-key", tls_key, N_("The certificate’s private key")),
  TEXT ("listen", listen, N_("One more address to serve, with TLS only"), N_("ADDRESS")),
  { 0 }
};

/* Apart, because GOption reads an option twice that is there twice. */
static const GOptionEntry practice_user_entries[] = {
  TEXTS ("user", users, N_("A user of the service, instead of its own two; may be repeated"),
         N_("NAME:PASSWORD")),
  { 0 }
};

static const struct {
  AhoyctlCommand  command;
  const char     *name;
  const char     *summary;
} commands[] = {
  { AHOYCTL_COMMAND_LOGIN, "login",
    N_("Log in, stay for a while, and log out") },
  { AHOYCTL_COMMAND_EVENTS, "events",
    N_("Log in and print what happens until interrupted") },
  { AHOYCTL_COMMAND_CALL, "call",
    N_("Log in, call somebody, and log out when the call is over") },
  { AHOYCTL_COMMAND_ANSWER, "answer",
    N_("Log in, wait for one call, and log out when it is over") },
  { AHOYCTL_COMMAND_PRACTICE, "practice",
    N_("Run a service to try things with on this computer") },
};

static void
clear_given (void)
{
  g_free (given.service);
  g_free (given.server);
  g_free (given.websocket);
  g_free (given.app_id);
  g_free (given.ca);
  g_strfreev (given.users);
  g_free (given.login_kind);
  g_free (given.authname);
  g_free (given.services);
  g_free (given.correlator);
  g_free (given.address);
  g_free (given.digits);
  g_free (given.forward);
  g_free (given.transfer);
  g_free (given.join);
  g_free (given.password_file);
  g_strfreev (given.ice_servers);
  g_free (given.ice_user);
  g_free (given.ice_secret_file);
  g_free (given.tls_certificate);
  g_free (given.tls_key);
  g_free (given.listen);
  memset (&given, 0, sizeof given);
  given.password_fd = UNSET;
  given.ice_secret_fd = UNSET;
  given.stay = UNSET;
  given.duration = UNSET;
  given.port = UNSET;
  given.tls_port = UNSET;
}

static gboolean
is_call (AhoyctlCommand command)
{
  return command == AHOYCTL_COMMAND_CALL || command == AHOYCTL_COMMAND_ANSWER;
}

/* NONE: of every command. */
static GOptionContext *
context_new (AhoyctlCommand command)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, common_entries, GETTEXT_PACKAGE);
  if (command != AHOYCTL_COMMAND_PRACTICE)
    g_option_context_add_main_entries (context, session_entries, GETTEXT_PACKAGE);
  if (command == AHOYCTL_COMMAND_LOGIN || command == AHOYCTL_COMMAND_NONE)
    g_option_context_add_main_entries (context, login_entries, GETTEXT_PACKAGE);
  if (is_call (command) || command == AHOYCTL_COMMAND_NONE)
    g_option_context_add_main_entries (context, talk_entries, GETTEXT_PACKAGE);
  if (command == AHOYCTL_COMMAND_CALL || command == AHOYCTL_COMMAND_NONE)
    g_option_context_add_main_entries (context, call_entries, GETTEXT_PACKAGE);
  if (command == AHOYCTL_COMMAND_ANSWER || command == AHOYCTL_COMMAND_NONE)
    g_option_context_add_main_entries (context, answer_entries, GETTEXT_PACKAGE);
  if (command == AHOYCTL_COMMAND_PRACTICE || command == AHOYCTL_COMMAND_NONE)
    g_option_context_add_main_entries (context, practice_entries, GETTEXT_PACKAGE);
  if (command == AHOYCTL_COMMAND_PRACTICE)
    g_option_context_add_main_entries (context, practice_user_entries, GETTEXT_PACKAGE);

  return context;
}

static gboolean
fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (G_OPTION_ERROR, G_OPTION_ERROR_FAILED, format, arguments);
  va_end (arguments);

  return FALSE;
}

/* What stands for the command, or NULL. */
static char *
parse_for (AhoyctlCommand command, char **arguments, GError **error)
{
  g_autoptr (GOptionContext) context = context_new (command);
  g_auto (GStrv) rest = g_strdupv (arguments);
  g_autoptr (GError) local = NULL;

  clear_given ();
  if (!g_option_context_parse_strv (context, &rest, &local)) {
    char *value = strchr (local->message, '=');

    /* GLib repeats --password=… as it is; it ends at the name here. */
    if (g_error_matches (local, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION) && value != NULL)
      *value = '\0';
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (rest[0] == NULL || rest[1] == NULL)
    return g_strdup ("");
  if (rest[2] != NULL && rest[3] == NULL &&
      (command == AHOYCTL_COMMAND_CALL || command == AHOYCTL_COMMAND_NONE)) {
    given.address = g_strdup (rest[2]);
  } else if (rest[2] != NULL) {
    /* Without repeating them: a password does not belong there, but may be. */
    fail (error, _("There are too many arguments"));
    return NULL;
  }

  return g_strdup (rest[1]);
}

static gboolean
find_command (const char *name, AhoyctlCommand *command, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (g_str_equal (name, commands[i].name)) {
      *command = commands[i].command;
      return TRUE;
    }
  }

  return fail (error, _("There is no command of this name"));
}

static void
print_entries (const char *title, AhoyctlCommand command)
{
  g_autoptr (GOptionContext) context = context_new (command);
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
  const char *options = strstr (help, "\n\n");

  /* GLib's first paragraph is a usage line that does not know commands. */
  fputs (title, stdout);
  fputs (options != NULL ? options : help, stdout);
}

static void
print_help (AhoyctlCommand command)
{
  g_autoptr (GString) title = g_string_new (NULL);

  if (command == AHOYCTL_COMMAND_NONE) {
    g_string_append_printf (title, "%s\n  ahoyctl %s\n\n%s\n", _("Usage:"),
                            _("[OPTION…] COMMAND"), _("Commands:"));
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
      g_string_append_printf (title, "  %-10s %s\n", commands[i].name, _(commands[i].summary));
    g_string_append_printf (title, "\n%s\n", _("“ahoyctl COMMAND --help” shows its options."));
    fputs (title->str, stdout);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (commands[i].command == command)
      g_string_append_printf (title, "%s\n  ahoyctl %s %s\n\n%s", _("Usage:"), commands[i].name,
                              command == AHOYCTL_COMMAND_CALL ? _("ADDRESS [OPTION…]")
                                                              : _("[OPTION…]"),
                              _(commands[i].summary));
  }
  print_entries (title->str, command);
  if (command != AHOYCTL_COMMAND_PRACTICE) {
    g_autofree char *services = g_strjoinv (", ", (char **) ahoy_session_list_services ());

    /* Translators: %s is a list of names that are not translated */
    printf (_("The services are: %s"), services);
    printf ("\n%s\n", _("Without one of the password options the keyring is asked, then the person at "
                        "the terminal,\nor no token is sent where the service needs none.\nA password "
                        "is never an argument, where others could read it."));
  }
}

static gboolean
check_port (int port, const char *option, guint16 *result, GError **error)
{
  if (port == UNSET)
    return TRUE;
  if (port < 0 || port > G_MAXUINT16)
    return fail (error, _("%s needs a number from 0 to 65535"), option);
  *result = port;

  return TRUE;
}

static gboolean
check_practice (AhoyctlOptions *self, GError **error)
{
  if (!check_port (given.port, "--port", &self->port, error) ||
      !check_port (given.tls_port, "--tls-port", &self->tls_port, error))
    return FALSE;
  if ((given.tls_certificate == NULL) != (given.tls_key == NULL))
    return fail (error, _("--tls-certificate and --tls-key need each other"));
  if ((given.tls_port != UNSET || given.listen != NULL) && given.tls_certificate == NULL)
    return fail (error, _("--tls-port and --listen need --tls-certificate and --tls-key"));
  for (guint i = 0; given.users != NULL && given.users[i] != NULL; i++) {
    const char *colon = strchr (given.users[i], ':');

    if (colon == NULL || colon == given.users[i])
      return fail (error, _("--user needs a name and a password with a colon between"));
  }
  self->tls_certificate = g_steal_pointer (&given.tls_certificate);
  self->tls_key = g_steal_pointer (&given.tls_key);
  self->listen = g_steal_pointer (&given.listen);
  self->practice_users = g_steal_pointer (&given.users);

  return TRUE;
}

static gboolean
check_service (AhoyctlOptions *self, GError **error)
{
  const char * const *services = ahoy_session_list_services ();

  if (given.service == NULL) {
    given.service = g_strdup (services[0]);
  } else if (!g_strv_contains (services, given.service)) {
    g_autofree char *list = g_strjoinv (", ", (char **) services);

    return fail (error, _("There is no service of this name. There are: %s"), list);
  }
  self->traits = ahoy_session_get_service_traits (given.service);

  return TRUE;
}

static gboolean
check_login_kind (AhoyctlOptions *self, GError **error)
{
  g_autoptr (GEnumClass) kinds = g_type_class_ref (AHOY_TYPE_LOGIN_KIND);
  gboolean has_kinds = (self->traits & AHOY_SERVICE_TRAIT_LOGIN_KINDS) != 0;
  GEnumValue *value;

  self->login_kind = has_kinds ? AHOY_LOGIN_KIND_PASSWORD : AHOY_LOGIN_KIND_TOKEN;
  if (given.login_kind != NULL) {
    value = g_enum_get_value_by_nick (kinds, given.login_kind);
    if (value == NULL)
      return fail (error, _("--login-kind is one of password, authname, bearer, hmac and token"));
    if (!has_kinds && value->value != AHOY_LOGIN_KIND_TOKEN)
      return fail (error, _("With this service --login-kind can only be token"));
    self->login_kind = value->value;
  }
  if ((self->login_kind == AHOY_LOGIN_KIND_AUTHNAME) !=
      (given.authname != NULL && given.authname[0] != '\0'))
    return fail (error, _("--authname NAME and --login-kind authname need each other"));
  self->authname = g_steal_pointer (&given.authname);

  return TRUE;
}

static gboolean
check_secret (AhoyctlOptions *self, GError **error)
{
  if (given.password_file != NULL && given.password_fd != UNSET)
    return fail (error, _("--password-file and --password-fd exclude each other"));
  if (given.password_fd != UNSET && given.password_fd < 0)
    return fail (error, _("--password-fd needs the number of an open file descriptor"));
  self->password_file = g_steal_pointer (&given.password_file);
  self->password_fd = given.password_fd != UNSET ? given.password_fd : -1;

  return TRUE;
}

/* Empty is as good as missing. */
static gboolean
is_given (const char *text)
{
  return text != NULL && text[0] != '\0';
}

/* An application has servers of its own, so none of them needs to be given. */
static gboolean
check_addresses (AhoyctlOptions *self, GError **error)
{
  gboolean has_apps = (self->traits & AHOY_SERVICE_TRAIT_APP_ID) != 0;
  g_autofree char *server = NULL;
  g_autofree char *websocket = NULL;

  if (has_apps && !is_given (given.app_id))
    return fail (error, _("--app-id is missing"));
  if (!has_apps && given.app_id != NULL)
    return fail (error, _("This service has no applications, so --app-id does not belong here"));
  if (given.server == NULL && !has_apps)
    return fail (error, _("--server is missing"));

  if (given.server != NULL) {
    server = ahoy_server_parse (given.server, error);
    if (server == NULL)
      return FALSE;
  }
  if (!is_given (given.websocket))
    return TRUE;
  websocket = ahoy_server_parse_websocket (given.websocket, NULL, error);

  return websocket != NULL;
}

static gboolean
check_subscription (AhoyctlOptions *self, char ***services, GError **error)
{
  if ((self->traits & AHOY_SERVICE_TRAIT_SUBSCRIPTION) == 0 &&
      (given.services != NULL || given.correlator != NULL || given.force_logout))
    return fail (error, _("This service has no subscriptions, so --services, --correlator and "
                          "--force-logout do not belong here"));
  if (given.services == NULL)
    return TRUE;

  *services = g_strsplit (given.services, ",", -1);
  for (guint i = 0; (*services)[i] != NULL; i++) {
    if (g_strstrip ((*services)[i])[0] == '\0')
      return fail (error, _("--services needs names with commas between"));
  }
  if ((*services)[0] == NULL)
    return fail (error, _("--services needs names with commas between"));

  return TRUE;
}

/* Returns FALSE with an error. relay: whether one of them is a relay. */
static gboolean
check_ice_servers (gboolean *relay, GError **error)
{
  *relay = FALSE;
  for (guint i = 0; given.ice_servers != NULL && given.ice_servers[i] != NULL; i++) {
    g_autoptr (GError) local = NULL;
    g_autofree char *url = ahoy_server_parse_ice (given.ice_servers[i], &local);

    if (url == NULL)
      return fail (error, "--ice-server: %s", local->message);
    *relay = *relay || g_str_has_prefix (url, "turn");
  }

  return TRUE;
}

static gboolean
check_ice (AhoyctlOptions *self, GError **error)
{
  gboolean has_file = given.ice_secret_file != NULL;
  gboolean has_fd = given.ice_secret_fd != UNSET;
  gboolean relay;

  if ((self->traits & AHOY_SERVICE_TRAIT_ICE_SERVERS) == 0
      && (given.ice_servers != NULL || given.ice_user != NULL || has_file || has_fd))
    return fail (error, _("This service names its servers itself, so --ice-server, --ice-user and "
                          "its password do not belong here"));
  if (!check_ice_servers (&relay, error))
    return FALSE;
  if (has_file && has_fd)
    return fail (error, _("--ice-secret-file and --ice-secret-fd exclude each other"));
  if (has_fd && given.ice_secret_fd < 0)
    return fail (error, _("--ice-secret-fd needs the number of an open file descriptor"));
  if (has_fd && given.ice_secret_fd == given.password_fd)
    return fail (error, _("--ice-secret-fd and --password-fd cannot be the same"));
  if (is_given (given.ice_user) != (has_file || has_fd))
    return fail (error, _("--ice-user needs --ice-secret-file or --ice-secret-fd, and they need "
                          "it"));
  if (is_given (given.ice_user) && !relay)
    return fail (error, _("--ice-user needs a TURN server by --ice-server"));
  if (given.relay_only && !relay && (self->traits & AHOY_SERVICE_TRAIT_ICE_SERVERS) != 0)
    return fail (error, _("--relay-only needs a TURN server by --ice-server"));
  self->ice_user = g_steal_pointer (&given.ice_user);
  self->ice_secret_file = g_steal_pointer (&given.ice_secret_file);
  self->ice_secret_fd = has_fd ? given.ice_secret_fd : -1;

  return TRUE;
}

static gboolean
check_call (AhoyctlOptions *self, GError **error)
{
  if (self->command == AHOYCTL_COMMAND_CALL && !is_given (given.address))
    return fail (error, _("The address to call is missing"));
  if (given.duration != UNSET && given.duration <= 0)
    return fail (error, _("--duration needs a number of seconds"));
  if (given.digits != NULL &&
      (given.digits[0] == '\0' || strspn (given.digits, DIGITS) != strlen (given.digits)))
    return fail (error, _("--dtmf takes 0 to 9, *, # and A to D"));
  if (given.transfer != NULL && given.transfer[0] == '\0')
    return fail (error, _("--transfer needs an address"));
  if (given.transfer != NULL && given.reject)
    return fail (error, _("--reject and --transfer exclude each other"));
  if (given.join != NULL && given.join[0] == '\0')
    return fail (error, _("--join needs an address"));
  if (given.join != NULL && (given.transfer != NULL || given.forward != NULL || given.reject))
    return fail (error, _("--join excludes --reject, --forward and --transfer"));
  if (given.forward != NULL && given.forward[0] == '\0')
    return fail (error, _("--forward needs an address"));
  if (given.forward != NULL && (given.transfer != NULL || given.reject))
    return fail (error, _("--forward excludes --reject and --transfer"));
  self->address = g_steal_pointer (&given.address);
  self->video = given.video;
  self->duration = given.duration != UNSET ? given.duration : 0;
  self->hold = given.hold;
  self->digits = g_steal_pointer (&given.digits);
  self->forward = g_steal_pointer (&given.forward);
  self->transfer = g_steal_pointer (&given.transfer);
  self->join = g_steal_pointer (&given.join);
  self->reject = given.reject;
  self->test_media = given.test_media;

  return TRUE;
}

static gboolean
check_session (AhoyctlOptions *self, GError **error)
{
  g_auto (GStrv) services = NULL;

  if (given.users == NULL || given.users[0][0] == '\0')
    return fail (error, _("--user is missing"));
  if (given.users[1] != NULL)
    return fail (error, _("--user is given twice"));
  if (given.stay != UNSET && given.stay < 0)
    return fail (error, _("--stay needs a number of seconds"));
  if (!check_service (self, error) || !check_login_kind (self, error) ||
      !check_secret (self, error) || !check_addresses (self, error) ||
      !check_subscription (self, &services, error) || !check_ice (self, error) ||
      !check_call (self, error))
    return FALSE;

  self->stay = given.stay != UNSET ? given.stay : 0;
  self->account = g_object_new (AHOY_TYPE_ACCOUNT,
                                "service", given.service,
                                "user", given.users[0],
                                "server", given.server,
                                "websocket-server", given.websocket,
                                "app-id", given.app_id,
                                "ca-file", given.ca,
                                "correlator", given.correlator,
                                "services", services,
                                "force-logout", given.force_logout,
                                "ice-servers", given.ice_servers,
                                "relay-only", given.relay_only,
                                NULL);

  return TRUE;
}

/* Options may stand before the command, so all options are read first to find the command, and
 * those that belong to it then. */
static gboolean
parse (AhoyctlOptions *self, char **arguments, GError **error)
{
  g_autofree char *name = parse_for (AHOYCTL_COMMAND_NONE, arguments, error);
  AhoyctlCommand command = AHOYCTL_COMMAND_NONE;

  if (name == NULL)
    return FALSE;
  if (given.version) {
    printf ("ahoyctl %s\n", AHOY_VERSION);
    return TRUE;
  }
  if (name[0] == '\0' && given.help) {
    print_help (AHOYCTL_COMMAND_NONE);
    return TRUE;
  }
  if (name[0] == '\0')
    return fail (error, _("A command is missing"));
  if (!find_command (name, &command, error))
    return FALSE;
  if (given.help) {
    print_help (command);
    return TRUE;
  }

  g_free (name);
  name = parse_for (command, arguments, error);
  if (name == NULL)
    return FALSE;
  self->command = command;

  return command == AHOYCTL_COMMAND_PRACTICE ? check_practice (self, error)
                                             : check_session (self, error);
}

/* Reads the command line, where everything that fails is wrong usage. Help and the version are
 * printed here; the command is NONE then. */
AhoyctlOptions *
ahoyctl_options_parse (char **arguments, GError **error)
{
  g_autoptr (AhoyctlOptions) self = g_new0 (AhoyctlOptions, 1);
  gboolean success;

  self->password_fd = -1;
  self->ice_secret_fd = -1;
  success = parse (self, arguments, error);
  clear_given ();

  return success ? g_steal_pointer (&self) : NULL;
}

void
ahoyctl_options_free (AhoyctlOptions *self)
{
  g_clear_object (&self->account);
  g_free (self->authname);
  g_free (self->password_file);
  g_free (self->ice_user);
  g_free (self->ice_secret_file);
  g_free (self->address);
  g_free (self->digits);
  g_free (self->forward);
  g_free (self->transfer);
  g_free (self->join);
  g_free (self->tls_certificate);
  g_free (self->tls_key);
  g_free (self->listen);
  g_strfreev (self->practice_users);
  g_free (self);
}
