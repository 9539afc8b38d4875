"""The styleguide beside everything the frame and the components link to."""

from django.urls import path

from lingang.urls import urlpatterns as real
from tests.portal.styleguide.page import styleguide

urlpatterns = [path("styleguide/", styleguide, name="styleguide"), *real]
