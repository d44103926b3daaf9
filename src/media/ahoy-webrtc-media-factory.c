/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-webrtc-media-factory-private.h"

#include "ahoy-echo-ends.h"
#include "ahoy-test-ends.h"
#include "ahoy-webrtc-media.h"

struct _AhoyWebrtcMediaFactory {
  GObject        parent_instance;
  AhoyMakeEnds   make_ends;
  gpointer       user_data;
  GDestroyNotify free_data;
};

static void ahoy_webrtc_media_factory_iface_init (AhoyMediaFactoryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyWebrtcMediaFactory, ahoy_webrtc_media_factory, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_FACTORY, ahoy_webrtc_media_factory_iface_init))

static AhoyMedia *
ahoy_webrtc_media_factory_create (AhoyMediaFactory *factory, const AhoyMediaNetwork *network)
{
  AhoyWebrtcMediaFactory *self = AHOY_WEBRTC_MEDIA_FACTORY (factory);
  g_autoptr (AhoyMediaEnds) ends = self->make_ends (self->user_data);

  return AHOY_MEDIA (ahoy_webrtc_media_new (ends, network));
}

static void
ahoy_webrtc_media_factory_finalize (GObject *object)
{
  AhoyWebrtcMediaFactory *self = AHOY_WEBRTC_MEDIA_FACTORY (object);

  if (self->free_data != NULL)
    self->free_data (self->user_data);
  G_OBJECT_CLASS (ahoy_webrtc_media_factory_parent_class)->finalize (object);
}

static void
ahoy_webrtc_media_factory_iface_init (AhoyMediaFactoryInterface *iface)
{
  iface->create = ahoy_webrtc_media_factory_create;
}

static void
ahoy_webrtc_media_factory_class_init (AhoyWebrtcMediaFactoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_webrtc_media_factory_finalize;
}

static void
ahoy_webrtc_media_factory_init (AhoyWebrtcMediaFactory *self)
{
}

/**
 * ahoy_webrtc_media_factory_new:
 * @make_ends: makes the ends of each call
 * @user_data: data for @make_ends
 * @free_data: (nullable): frees @user_data
 *
 * Returns: (transfer full): a factory
 */
AhoyWebrtcMediaFactory *
ahoy_webrtc_media_factory_new (AhoyMakeEnds make_ends, gpointer user_data, GDestroyNotify free_data)
{
  AhoyWebrtcMediaFactory *self = g_object_new (AHOY_TYPE_WEBRTC_MEDIA_FACTORY, NULL);

  self->make_ends = make_ends;
  self->user_data = user_data;
  self->free_data = free_data;
  return self;
}

static AhoyMediaEnds *
get_ends (gpointer devices)
{
  return g_object_ref (devices);
}

/**
 * ahoy_webrtc_media_factory_new_for_devices:
 * @devices: an [class@Ahoy.DeviceEnds]; a reference is kept. Devices of another kind are refused
 *
 * Makes a factory of calls that use the microphone, the speaker and the camera that are chosen there.
 * Another device can be chosen while a call is up. Nothing is opened before there is a call.
 *
 * Use it in the main thread, as everything of this library.
 *
 * Returns: (transfer full): a factory
 */
AhoyWebrtcMediaFactory *
ahoy_webrtc_media_factory_new_for_devices (AhoyMediaDevices *devices)
{
  g_return_val_if_fail (AHOY_IS_MEDIA_DEVICES (devices), NULL);
  g_return_val_if_fail (AHOY_IS_MEDIA_ENDS (devices), NULL);

  return ahoy_webrtc_media_factory_new (get_ends, g_object_ref (devices), g_object_unref);
}

static AhoyMediaEnds *
make_test_ends (gpointer frequency)
{
  return AHOY_MEDIA_ENDS (ahoy_test_ends_new (*(double *) frequency));
}

/**
 * ahoy_webrtc_media_factory_new_test:
 * @frequency: of the tone, in Hz
 *
 * Returns: (transfer full): a factory of calls that send a tone and a test picture, and that play
 *   nothing
 */
AhoyWebrtcMediaFactory *
ahoy_webrtc_media_factory_new_test (double frequency)
{
  return ahoy_webrtc_media_factory_new (make_test_ends, g_memdup2 (&frequency, sizeof frequency),
                                        g_free);
}

static AhoyMediaEnds *
make_echo_ends (gpointer user_data)
{
  return AHOY_MEDIA_ENDS (ahoy_echo_ends_new ());
}

/**
 * ahoy_webrtc_media_factory_new_echo:
 *
 * Returns: (transfer full): a factory of calls that send back what they receive
 */
AhoyWebrtcMediaFactory *
ahoy_webrtc_media_factory_new_echo (void)
{
  return ahoy_webrtc_media_factory_new (make_echo_ends, NULL, NULL);
}
