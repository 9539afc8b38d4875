"""Signs that a template carries and the reader recognises, whatever format the file comes back in."""

HINT = "【填写说明】"
EXAMPLE = "【示例】"
ERRORS = "错误原因"
MARK_SHEET = "__template__"
LISTS_SHEET = "__lists__"
FILTERS_SHEET = "筛选条件"
NO_TABLES = {MARK_SHEET, FILTERS_SHEET}
