"""A process that tells the same causes from the beginning, one by one, until somebody kills it."""

import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402

from apps.accounts.models import Organization  # noqa: E402
from apps.notices.services import tell  # noqa: E402


def run(topic: str, organization: int, causes: int) -> None:
    people = list(get_user_model().objects.order_by("pk"))
    about = Organization.objects.get(pk=organization)
    for number in range(causes):
        tell(people, about=about, text=f"第 {number} 件事", topic=topic, key=str(number))
        print(number, flush=True)


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
