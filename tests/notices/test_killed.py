"""kill −9 in the middle of telling, again and again: in the end everybody knows everything once."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from apps.core.models import OutboxEvent
from apps.notices.models import Notice

ROOT = Path(__file__).resolve().parents[2]
CAUSES, PEOPLE = 150, 3


def telling(organization: int) -> subprocess.Popen:
    """The process, on this test's own database."""
    url = settings.DATABASES["default"]
    place = f"postgres://{url['USER']}:{url.get('PASSWORD', '')}@/{connection.settings_dict['NAME']}?host={url['HOST']}"
    environment = os.environ | {"DATABASE_URL": place, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "tests/notices/killed.py", "public-notice", str(organization), str(CAUSES)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_killed_three_times_everybody_knows_everything_once(li_na, zhou_lan, he_jun):
    for after in (20, 60, 110):
        process = telling(li_na.organization_id)
        for line in process.stdout:
            if int(line) >= after:
                process.kill()
                break
        process.stdout.close()
        process.wait(30)
        assert process.returncode == -9
    last = telling(li_na.organization_id)
    last.communicate(timeout=120)
    assert last.returncode == 0
    told = Counter(Notice.objects.values_list("user", "key"))
    assert len(told) == Notice.objects.count() == CAUSES * PEOPLE
    mails = Counter(event["notice"] for event in OutboxEvent.objects.values_list("payload", flat=True))
    assert set(mails.values()) == {1} and len(mails) == CAUSES * PEOPLE
