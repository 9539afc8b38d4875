"""海陆精工 lends a mentor to 演示大学."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.core import uploads
from tests.factories.mentors import AppointmentFactory, MentorFactory


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def paper():
    return lambda name="同意书.pdf": SimpleUploadedFile(name, uploads.pdf(), "application/pdf")


@pytest.fixture
def mentor(li_na):
    return MentorFactory(organization=li_na.organization, title="演示教师甲")


@pytest.fixture
def draft(li_na):
    return MentorFactory(organization=li_na.organization, title="演示教师乙", state="draft", consented_at=None)


@pytest.fixture
def appointment(mentor, lin_yue):
    return AppointmentFactory(mentor=mentor, organization=lin_yue.organization)
