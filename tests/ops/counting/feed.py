"""A process that causes: in one transaction each, a cause, its effects to count and the notices with their mails.

The database may vanish under it; a cause of which it has heard no word is looked up and, when it is not there, made
again. It ends when every cause is there.
"""

import sys
import time

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import InterfaceError, OperationalError, connection, transaction  # noqa: E402

from apps.accounts.models import Organization  # noqa: E402
from apps.core import outbox  # noqa: E402
from apps.notices.services import tell  # noqa: E402
from tests.ops.counting.tasks import TABLES  # noqa: E402


def run(causes: int, people: int) -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(table)
    about = Organization.objects.create(name="被告知的单位", sort="enterprise", code="91310000MA1FL00000")
    User = get_user_model()
    names = [f"reader{number}@example.test" for number in range(people)]
    readers = User.objects.bulk_create(User(login=name, email=name) for name in names)
    print("ready", flush=True)
    for number in range(causes):
        while not _caused(number, people, about, readers):
            connection.close()
            time.sleep(0.3)


def _caused(number: int, people: int, about: Organization, readers: list) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO counting_cause VALUES (%s) ON CONFLICT DO NOTHING", [number])
            if cursor.rowcount:
                outbox.put_many("count", [{"number": number * people + each} for each in range(people)])
                tell(readers, about=about, text=f"第 {number} 件事", topic="public-notice", key=str(number))
    except (OperationalError, InterfaceError):
        return False
    return True


if __name__ == "__main__":
    run(int(sys.argv[1]), int(sys.argv[2]))
