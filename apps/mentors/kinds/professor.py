"""产业教授. [S1-15]"""

from apps.listings.kinds import Kind
from apps.mentors.mentor import FIELDS, FILTERS, SEARCHES, SHOWS, Mentor, MentorDetails


class ProfessorDetails(MentorDetails):
    class Meta:
        verbose_name = "产业教授"


Mentor.kinds.add(
    Kind(
        "professor",
        "产业教授",
        ProfessorDetails,
        icon="school",
        hint="在企业有三年以上关键岗位经历、能独立开课和带项目的专家",
        fields=FIELDS,
        shows=SHOWS,
        searches=SEARCHES,
        filters=FILTERS,
    )
)
