/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-help-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * AhoyHelpWindow:
 *
 * The user help, for desktops without a program for help: all pages, one after the other. They are
 * the Mallard pages that are installed for the others, of which it knows what ours use: titles,
 * sections, paragraphs, lists, steps, and a few kinds of words.
 */
struct _AhoyHelpWindow {
  AdwWindow  parent_instance;

  GtkBox    *box;
};

G_DEFINE_FINAL_TYPE (AhoyHelpWindow, ahoy_help_window, ADW_TYPE_WINDOW)

static const char * const pages[] = { "index", "calls", "reachable", "privacy" };

/* What is being read. */
typedef struct {
  AhoyHelpWindow *window;
  GString        *text;   /* (nullable): markup of the block, outside of blocks %NULL */
  guint           depth;  /* of sections */
  guint           number; /* of the step, or 0 in a list */
  gboolean        in_steps;
  gboolean        in_item;
} Reader;

/* How words of that kind look. */
static const char *
get_tag (const char *name)
{
  if (g_str_equal (name, "gui") || g_str_equal (name, "app"))
    return "b";
  if (g_str_equal (name, "key") || g_str_equal (name, "input"))
    return "tt";

  return NULL;
}

static void
add_block (Reader *reader, const char *style_class)
{
  g_autofree char *text = g_string_free (g_steal_pointer (&reader->text), FALSE);
  g_autofree char *whole = NULL;
  GtkWidget *label = gtk_label_new (NULL);

  if (reader->in_item && reader->in_steps)
    whole = g_strdup_printf ("%u. %s", ++reader->number, text);
  else
    whole = g_strconcat (reader->in_item ? "• " : "", text, NULL);
  gtk_label_set_markup (GTK_LABEL (label), whole);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  /* So that the keyboard, and with it a screen reader, gets to each. */
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style_class);
  if (!g_str_equal (style_class, "body"))
    gtk_widget_set_margin_top (label, 18);
  gtk_box_append (reader->window->box, label);
}

static void
on_start (GMarkupParseContext *context, const char *name, const char **names, const char **values,
          gpointer user_data, GError **error)
{
  Reader *reader = user_data;
  const char *tag = get_tag (name);

  if (g_str_equal (name, "section")) {
    reader->depth++;
  } else if (g_str_equal (name, "steps") || g_str_equal (name, "list")) {
    reader->in_steps = g_str_equal (name, "steps");
    reader->number = 0;
  } else if (g_str_equal (name, "item")) {
    reader->in_item = TRUE;
  } else if (g_str_equal (name, "title") || g_str_equal (name, "p")) {
    if (reader->text != NULL)
      g_string_free (reader->text, TRUE);
    reader->text = g_string_new (NULL);
  } else if (reader->text != NULL && tag != NULL) {
    g_string_append_printf (reader->text, "<%s>", tag);
  }
}

static void
on_end (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  Reader *reader = user_data;
  const char *tag = get_tag (name);

  if (g_str_equal (name, "section"))
    reader->depth--;
  else if (g_str_equal (name, "item"))
    reader->in_item = FALSE;
  else if (reader->text != NULL && g_str_equal (name, "title"))
    add_block (reader, reader->depth == 0 ? "title-2" : "heading");
  else if (reader->text != NULL && g_str_equal (name, "p"))
    add_block (reader, "body");
  else if (reader->text != NULL && tag != NULL)
    g_string_append_printf (reader->text, "</%s>", tag);
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data,
         GError **error)
{
  Reader *reader = user_data;
  g_autofree char *escaped = NULL;

  if (reader->text == NULL)
    return;
  escaped = g_markup_escape_text (text, length);
  g_string_append (reader->text, escaped);
}

static void
ahoy_help_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), AHOY_TYPE_HELP_WINDOW);

  G_OBJECT_CLASS (ahoy_help_window_parent_class)->dispose (object);
}

static void
ahoy_help_window_class_init (AhoyHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_help_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyHelpWindow, box);
}

static void
ahoy_help_window_init (AhoyHelpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_help_window_add:
 * @self: the window
 * @page: a Mallard page
 * @length: how many bytes it has, or -1 if it ends with a zero byte
 * @error: return location for an error
 *
 * Shows @page below the others. Fails with [error@GLib.MarkupError] for what is no page.
 *
 * Returns: whether it is shown
 */
gboolean
ahoy_help_window_add (AhoyHelpWindow *self, const char *page, gssize length, GError **error)
{
  static const GMarkupParser parser = { on_start, on_end, on_text, NULL, NULL };
  Reader reader = { .window = self };
  g_autoptr (GMarkupParseContext) context = NULL;
  gboolean read;

  g_return_val_if_fail (AHOY_IS_HELP_WINDOW (self), FALSE);

  context = g_markup_parse_context_new (&parser, 0, &reader, NULL);
  read = g_markup_parse_context_parse (context, page, length, error)
         && g_markup_parse_context_end_parse (context, error);
  if (reader.text != NULL)
    g_string_free (reader.text, TRUE);

  return read;
}

/**
 * ahoy_help_window_new:
 * @parent: (nullable): the window to stay above of
 *
 * Returns: (transfer none): the window with all pages, which belongs to GTK
 */
AhoyHelpWindow *
ahoy_help_window_new (GtkWindow *parent)
{
  AhoyHelpWindow *self = g_object_new (AHOY_TYPE_HELP_WINDOW, "transient-for", parent, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autofree char *path = g_strconcat ("/org/ahoycalls/Ahoy/help/", pages[i], ".page", NULL);
    g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_autoptr (GError) error = NULL;
    gsize length;
    const char *page = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

    if (page == NULL || !ahoy_help_window_add (self, page, length, &error))
      g_warning ("The page %s of the help: %s", pages[i],
                 error != NULL ? error->message : "it is missing");
  }

  return self;
}

/**
 * ahoy_help_show:
 * @parent: (nullable): the window that it is asked for in
 *
 * Opens the user help: in the desktop's program for help, else in a window of our own.
 */
void
ahoy_help_show (GtkWindow *parent)
{
  g_autoptr (GAppInfo) viewer = g_app_info_get_default_for_uri_scheme ("help");

  if (viewer != NULL)
    gtk_show_uri (parent, "help:ahoy", GDK_CURRENT_TIME);
  else
    gtk_window_present (GTK_WINDOW (ahoy_help_window_new (parent)));
}
