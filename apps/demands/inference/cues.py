"""How people talk about each kind of demand; a new kind adds one entry here, in the order of the menu."""

import re
from dataclasses import dataclass

from apps.demands.inference.patterns import Weighed, any_of, weighed


@dataclass(frozen=True)
class KindCues:
    """How people talk when they mean this kind; `fields` are guesses that speak for it and appear only with it."""

    label: str
    matter: Weighed  # what it is about; a title holds some of it
    manner: Weighed  # how, with whom and on what terms
    headline: re.Pattern[str]  # what the clause that makes the title often holds
    fields: dict[str, float]


CHALLENGE = KindCues(
    label="技术攻关",
    matter=weighed(
        (
            any_of(
                r"""测不出 做不出 做不到 解决不了 搞不定 上不去 下不来 降不下 过不了 达不到 不达标 不稳定
                没办法 无法 难以 [\u4e00-\u9fff]不(?:住|上|下|出|到|起|动|稳|准|匀|全|干净|牢|好)"""
            ),
            2.0,
        ),
        (
            any_of(
                """开裂 裂纹 失效 故障 泄漏 变形 腐蚀 磨损 异响 良率 合格率 准确率 识别率 成功率 报废 掉线
                误报 漏检 寿命 精度 误差 偏差 超差 圆度 粗糙度 不足 不够 偏低 太低 过高 偏高 太高 太慢
                较差 投诉 缺陷 断裂 脱落 起泡 分层 翘曲 超标 老化 波动 过热 延迟 掉渣 断供 翻倍 漂移
                对不上 啸叫 噪声 抖动 卡滞 打滑 孔隙 气孔 毛刺 掉一半 勒索 丢 退货 返工 停机 返修 超时
                卡顿 失真 偏移 错位 松动 漏油 漏水 漏气 结垢 堵 粘连 变色 沉降 渗漏 起火 击穿 跳闸 结块
                析出 团聚 下降 衰减 损耗"""
            ),
            1.4,
        ),
        (
            r"(?:做|开发|搭建|建|研制|搞)(?:一套|一个|一款|个|套)[^，。；]{0,20}(?:系统|平台|算法|模型|装置|软件|方案)",
            1.4,
        ),
        (
            any_of(
                """解决 研制 研发 开发 优化 改进 改善 提升 提高 降低 缩短 国产替代 国产化 替代 验证 评估 建模
                设计 建设 试点 开展 要做 想做 攻克"""
            ),
            1.0,
        ),
        (
            any_of(
                """检测 测试 试验 仿真 检验 分析 算法 模型 工艺 配方 样机 样品 中试 小试 专利 系统 平台 软件
                装置 预警 预测 识别 监测 调度"""
            ),
            0.6,
        ),
        (rf"\b{any_of('solution develop testing failure improve problem prototype')}", 1.2),
    ),
    manner=weighed(
        (any_of("攻关 揭榜 卡脖子 技术难题 难题 瓶颈 技术难点 课题 技术需求 技术指标 招标"), 3.0),
        (
            any_of(
                """合作研发 联合研发 委托开发 委托研发 技术开发 技术合作 技术方案 一起做 帮我们做 帮忙做
                帮忙看 一套方案"""
            ),
            1.8,
        ),
        (any_of("实验室 仪器 机时 扫描电镜 风洞 借用 借一台 送样 科研团队 课题组 教授团队 专家团队 老师团队"), 1.0),
        (any_of("设备 指标"), 0.4),
        (r"[0-9]\s?(?:mpa|kpa|gpa|℃|°c|mm|[uμ]m|nm|%|hz|khz|mhz|kw|kv|db|kg|rpm|ppm|ms)(?![a-z])|[≤≥±]", 0.8),
        (r"\br&d\b", 1.2),
    ),
    headline=re.compile(
        any_of(
            """(?:只有|不到|仅|掉到|降到|超过|高达|误差(?:大于|超过|达|有))[^，。]{0,6}[0-9] 会[漂掉断裂漏停]
            烧毁 卡死 堵塞 失灵 短路"""
        )
    ),
    fields={"trl_now": 1.5, "trl_needed": 1.5, "approach": 1.0, "ip": 1.5, "open_call": 3.0},
)
TALENT = KindCues(
    label="人才培养",
    matter=weighed(
        (
            any_of(
                r"""订单班 学徒 现场工程师 1\s?\+\s?x 住企 冠名班 订单式 定向培养 联合培养 工学交替 产业学院
                专班 微专业"""
            ),
            3.5,
        ),
        (
            any_of(
                """招聘 校招 招工 招生 招人 招收 招募 招[一二两三四五六七八九十百0-9] 招一批 招几 招不到 用工
                缺人 人才缺口 用工缺口 缺口[^，。]{0,6}[名人]"""
            ),
            3.0,
        ),
        (
            any_of("""实习生 毕业生 应届 在校生 学生 大三 大四 研究生 本科生 高职生 中职生 实习 就业 顶岗 入职 到岗"""),
            2.0,
        ),
        (
            any_of(
                """培养 培训 带教 师傅 师带徒 实训 轮岗 考证 上岗 开班 人才 人手 储备 梯队 输送 周末班 学时
                课时 脱产 带学生 技能提升 双导师 讲课 授课 轮训 人太少 人手不够 没人会修 没人接"""
            ),
            1.6,
        ),
        (any_of("操作工 技工 技师 技术员 工人 焊工 钳工 电工 飞手 数控车工 维修工 岗位 员工 专员 普工 班组长"), 1.0),
        (rf"\b{any_of('intern students? graduates? apprentice recruit hire hiring training')}", 2.5),
    ),
    manner=weighed(
        (any_of("工程师 学员 证书 取证 考级 技能等级 课程 带薪 包吃住 五险一金 月薪 薪资"), 1.0),
        (any_of("学历 专科 大专 中专 中职 高职 本科 硕士 博士 专业的 对口专业 相关专业"), 0.8),
    ),
    headline=re.compile(
        any_of(
            r"""订单班 学徒 带徒 现场工程师 1\s?\+\s?x 住企 培养 招聘? 缺(?![口陷乏]) 实习 培训 实训 共建
            人才 微专业 需要?[0-9一二三四五六七八九十]{1,3}[名人位个] [开办].{0,16}班"""
        )
    ),
    fields={"headcount": 2.0, "mode": 2.0, "degree": 0.5, "majors": 0.8}
    | dict.fromkeys(("period", "starts_on", "ends_on", "skills"), 0.0),
)
MENTOR = KindCues(
    label="求导师",
    matter=weighed(
        (any_of("产业教授 产业讲师 产业助教 产业导师 企业导师 校外导师 行业导师 兼职教师 求导师 [聘请找]导师"), 4.0),
        (any_of("请[^，。]{0,14}(?:来校|到校|进校|进课堂|来讲|上课) 聘[^，。]{0,10}(?:授课|任教|讲课)"), 3.0),
    ),
    manner=weighed((any_of("授课 课时 毕业设计 竞赛指导 企业实践"), 0.6)),
    headline=re.compile(any_of("导师 产业教授 产业讲师 产业助教 兼职教师 授课 任教")),
    fields={"headcount": 0.0},
)
KINDS = {"challenge": CHALLENGE, "talent": TALENT, "mentor": MENTOR}
