/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-pair-box.h"

#define SPACING 6

/**
 * AhoyPairBox:
 *
 * Two children: side by side where there is room for both, the second at the end; else below each
 * other. How long the words on a button are differs much between languages, and 360 pixels must be
 * enough for all of them.
 */
struct _AhoyPairBox {
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (AhoyPairBox, ahoy_pair_box, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
ahoy_pair_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
get_natural_width (GtkWidget *widget)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);

  return natural;
}

static gboolean
fit_side_by_side (GtkWidget *first, GtkWidget *second, int width)
{
  return width < 0 || get_natural_width (first) + SPACING + get_natural_width (second) <= width;
}

static void
measure_width (GtkWidget *first, GtkWidget *second, int *minimum, int *natural)
{
  int minimum_first, minimum_second;

  gtk_widget_measure (first, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_first, NULL, NULL, NULL);
  gtk_widget_measure (second, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_second, NULL, NULL, NULL);
  *minimum = MAX (minimum_first, minimum_second);
  *natural = get_natural_width (first) + SPACING + get_natural_width (second);
}

static void
measure_height (GtkWidget *first, GtkWidget *second, int width, int *minimum, int *natural)
{
  int minimum_first, minimum_second, natural_first, natural_second;

  if (fit_side_by_side (first, second, width)) {
    gtk_widget_measure (first, GTK_ORIENTATION_VERTICAL, -1, &minimum_first, &natural_first,
                        NULL, NULL);
    gtk_widget_measure (second, GTK_ORIENTATION_VERTICAL, -1, &minimum_second, &natural_second,
                        NULL, NULL);
    *minimum = MAX (minimum_first, minimum_second);
    *natural = MAX (natural_first, natural_second);
  } else {
    gtk_widget_measure (first, GTK_ORIENTATION_VERTICAL, width, &minimum_first, &natural_first,
                        NULL, NULL);
    gtk_widget_measure (second, GTK_ORIENTATION_VERTICAL, width, &minimum_second, &natural_second,
                        NULL, NULL);
    *minimum = minimum_first + SPACING + minimum_second;
    *natural = natural_first + SPACING + natural_second;
  }
}

static void
ahoy_pair_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *second = gtk_widget_get_last_child (widget);

  *minimum = *natural = 0;
  if (first == NULL)
    return;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (first, second, minimum, natural);
  else
    measure_height (first, second, for_size, minimum, natural);
}

static void
ahoy_pair_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *second = gtk_widget_get_last_child (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation place_first = { 0, 0, width, height };
  GtkAllocation place_second = { 0, 0, width, height };

  if (first == NULL)
    return;
  if (fit_side_by_side (first, second, width)) {
    place_second.width = get_natural_width (second);
    place_first.width = width - SPACING - place_second.width;
    if (rtl)
      place_first.x = place_second.width + SPACING;
    else
      place_second.x = place_first.width + SPACING;
  } else {
    gtk_widget_measure (second, GTK_ORIENTATION_VERTICAL, width, &place_second.height, NULL, NULL,
                        NULL);
    place_first.height = MAX (0, height - SPACING - place_second.height);
    place_second.y = place_first.height + SPACING;
  }
  gtk_widget_size_allocate (first, &place_first, -1);
  gtk_widget_size_allocate (second, &place_second, -1);
}

static void
ahoy_pair_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ahoy_pair_box_parent_class)->dispose (object);
}

static void
ahoy_pair_box_class_init (AhoyPairBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_pair_box_dispose;
  widget_class->get_request_mode = ahoy_pair_box_get_request_mode;
  widget_class->measure = ahoy_pair_box_measure;
  widget_class->size_allocate = ahoy_pair_box_size_allocate;
}

static void
ahoy_pair_box_init (AhoyPairBox *self)
{
}
