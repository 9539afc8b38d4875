/* 图：数据在页面的 JSON 块里，只说是哪一种；画法在这里统一。没有脚本时看数据表。 */
const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const words = () => ({ fontFamily: token("--ds-font"), color: token("--ds-ink-500"), fontSize: 12 });
const axis = () => ({
  axisLine: { lineStyle: { color: token("--ds-line-strong") } },
  axisTick: { show: false },
  axisLabel: words(),
  splitLine: { lineStyle: { color: token("--ds-line-soft") } },
});
// richText：提示框不写行内样式，过得了内容安全策略
const tooltip = { renderMode: "richText", confine: true };
const shapes = ["circle", "rect", "triangle"];

const kinds = {
  trend: (data) => ({
    grid: { left: 8, right: 16, top: 34, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 18, itemHeight: 8, textStyle: words() },
    tooltip: { ...tooltip, trigger: "axis" },
    xAxis: { type: "category", data: data.labels, ...axis() },
    yAxis: { type: "value", minInterval: data.whole ? 1 : 0, scale: Boolean(data.scale), ...axis() },
    series: data.series.map((line, place) => ({
      type: "line", connectNulls: false, ...line,
      symbol: shapes[place % shapes.length], symbolSize: 6, barMaxWidth: 18,
      lineStyle: { width: 2.5, type: line.dashed ? "dashed" : "solid" },
    })),
  }),
  bars: (data) => ({
    grid: { left: 4, right: 72, top: 4, bottom: 0, containLabel: true },
    tooltip,
    xAxis: { type: "value", show: false, max: data.max },
    yAxis: { type: "category", inverse: true, data: data.labels, ...axis(), axisLine: { show: false }, axisLabel: { ...words(), color: token("--ds-ink-900"), fontSize: 13 } },
    series: [{
      type: "bar", data: data.values, barMaxWidth: 26, itemStyle: { borderRadius: [0, 4, 4, 0] },
      label: { show: true, position: "right", formatter: (point) => data.notes[point.dataIndex], ...words(), color: token("--ds-ink-700") },
    }],
  }),
};

const draw = (node) => {
  const data = JSON.parse(document.getElementById(node.dataset.chart).textContent);
  const chart = window.echarts.init(node, null, { renderer: "svg" });
  chart.setOption({ animation: false, color: [token("--ds-lake-700"), token("--ds-lake-300"), token("--ds-warn")], aria: { enabled: true }, ...kinds[data.kind](data) });
  window.addEventListener("resize", () => chart.resize());
};

const set = (root) => {
  each(".ds-twin", (twin) => {
    const buttons = twin.querySelectorAll("[data-show]");
    buttons.forEach((button) => button.addEventListener("click", () => {
      buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      each("[data-face]", (face) => { face.hidden = face.dataset.face !== button.dataset.show; }, twin);
      each(".ds-chart", (node) => { const chart = window.echarts && window.echarts.getInstanceByDom(node); if (chart) chart.resize(); }, twin);
    }));
  }, root);
  if (!window.echarts) return;
  each(".ds-chart[data-chart]:not([_echarts_instance_])", (node) => {
    const twin = node.closest(".ds-twin");
    each("[data-face=table]", (face) => { face.hidden = true; }, twin);
    each("[data-face=chart], .ds-seg", (face) => { face.hidden = false; }, twin);
    draw(node);
  }, root);
};
set(document);
// 后取来的图也画上
document.body.addEventListener("htmx:afterSettle", (event) => set(event.detail.elt.parentElement || document));
