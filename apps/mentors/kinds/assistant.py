"""产业助教. [S1-15]"""

from apps.listings.kinds import Kind
from apps.mentors.mentor import FIELDS, FILTERS, SEARCHES, SHOWS, Mentor, MentorDetails


class AssistantDetails(MentorDetails):
    class Meta:
        verbose_name = "产业助教"


Mentor.kinds.add(
    Kind(
        "assistant",
        "产业助教",
        AssistantDetails,
        icon="user-check",
        hint="协助实训、答疑和企业实践的技术骨干",
        fields=FIELDS,
        shows=SHOWS,
        searches=SEARCHES,
        filters=FILTERS,
    )
)
