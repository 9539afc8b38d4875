"""What lists of notices are narrowed by, in the portal and in the API."""

import django_filters

from apps.notices.lifecycle import CLOSED, OPEN, PUBLIC_NOTICE, WITHDRAWN
from apps.notices.models import Notice, PublicNotice

SHOWN = [(state, PUBLIC_NOTICE.by_value[state].label) for state in (OPEN, CLOSED, WITHDRAWN)]


class NoticeFilter(django_filters.FilterSet):
    unread = django_filters.BooleanFilter(field_name="read_at", lookup_expr="isnull", label="只看未读")
    topic = django_filters.CharFilter(max_length=40, label="主题")

    class Meta:
        model = Notice
        fields = ["unread", "topic"]


class PublicNoticeFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=SHOWN, label="状态")

    class Meta:
        model = PublicNotice
        fields = ["state"]
