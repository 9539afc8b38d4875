"""The closed lists of policies: who issues, at which level, by which lever. [S1-4]"""

DEPARTMENTS = {
    "fgc": "发改处",
    "sfc": "社发处",
    "gkc": "高科处",
    "jmc": "金贸处",
    "dqb": "党群部",
    "ghc": "规资处",
    "jjc": "建交处",
    "sjc": "数据处",
    "zbc": "综保处",
    "stc": "生态处",
    "market": "市场监管局",
    "data": "大数据中心",
}
LEVERS = {"finance": "金融", "fiscal": "财政", "land": "土地", "credit": "信用"}
LEVELS = {"national": "国家", "municipal": "上海市", "area": "新片区"}
SAMPLE = "示例，以正式文件为准"
