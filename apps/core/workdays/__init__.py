"""Chinese working days: weekends, feasts and 调休 as the State Council's yearly notice sets them.

A year without a notice counts Monday to Friday and says so (`Due.estimate`, `known`); `entered` tells the floors above
when its notice came in, so that due dates they stored are counted anew.
"""

from apps.core.workdays.calendar import Calendar, Due
from apps.core.workdays.entering import enter, entered
from apps.core.workdays.notice import Day, read
from apps.core.workdays.table import add, between, calendar, is_workday, known

__all__ = ["Calendar", "Day", "Due", "add", "between", "calendar", "enter", "entered", "is_workday", "known", "read"]
