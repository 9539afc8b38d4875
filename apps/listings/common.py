"""Fields every listing has, whatever its family and kind."""

from apps.listings.fields import Choice, Day, Field, Term, Terms, Text
from apps.listings.vocabulary import Vocabulary
from apps.taxonomy.models import Node, Park

NODES = Vocabulary("nodes", lambda: dict(Node.objects.order_by("industry__order", "order").values_list("code", "name")))
PARKS = Vocabulary("parks", lambda: dict(Park.objects.order_by("order").values_list("code", "name")))
VISIBILITY = {"public": "公开，联系方式不公开", "matched": "仅匹配到的单位可见", "committee": "仅管委会与平台专员可见"}

HEAD: dict[str, Field] = {
    "title": Text(
        label="标题",
        required=True,
        min=2,
        max=80,
        help="一句话说清对象和难点",
        aliases=("名称", "需求名称", "资源名称"),
    ),
    "text": Text(
        label="说明",
        required=True,
        min=10,
        max=5000,
        lines=6,
        help="写上现状、目标指标和试过的办法，候选会更准",
        aliases=("描述", "简介", "需求说明", "要解决什么"),
    ),
}
PLACE: dict[str, Field] = {
    "nodes": Terms(
        label="产业链环节", vocabulary=NODES, max=6, aliases=("产业环节", "所属产业"), help="最多 6 个，越准越好找"
    ),
    "park": Term(label="园区", vocabulary=PARKS, aliases=("所在园区", "功能区")),
}
TAIL: dict[str, Field] = {
    "contact_name": Text(label="联系人", max=40, personal=True, aliases=("负责人",)),
    "contact_phone": Text(label="联系电话", max=30, personal=True, widget="tel", aliases=("电话", "手机")),
    "contact_email": Text(label="电子邮箱", max=120, personal=True, widget="email", aliases=("邮箱",)),
    "visibility": Choice(label="可见范围", options=VISIBILITY, widget="radio"),
    "valid_until": Day(label="有效期至", help="到期自动不再推荐"),
    "external_id": Text(
        label="本单位编号", max=80, help="同一编号再次导入时更新原来那一条", aliases=("编号", "资产编号", "序号")
    ),
}
