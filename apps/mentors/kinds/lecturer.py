"""产业讲师. [S1-15]"""

from apps.listings.kinds import Kind
from apps.mentors.mentor import FIELDS, FILTERS, SEARCHES, SHOWS, Mentor, MentorDetails


class LecturerDetails(MentorDetails):
    class Meta:
        verbose_name = "产业讲师"


Mentor.kinds.add(
    Kind(
        "lecturer",
        "产业讲师",
        LecturerDetails,
        icon="presentation",
        hint="能承担一门课或一个实训项目的工程师与教师",
        fields=FIELDS,
        shows=SHOWS,
        searches=SEARCHES,
        filters=FILTERS,
    )
)
