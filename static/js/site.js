/* 每一页都要的小事：菜单点别处就收、窄屏先收起筛选、出错时把焦点送过去。没有脚本时页面照样能用。 */
const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

document.addEventListener("click", (event) => {
  each("details.ds-menu[open]", (menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  each("details.ds-menu[open]", (menu) => { menu.open = false; menu.querySelector("summary").focus(); });
});

if (window.matchMedia("(max-width: 61.99rem)").matches) each("[data-fold-narrow]", (node) => { node.open = false; });

const first = document.querySelector("[data-focus]");
if (first) first.focus();

// 选了就去：排序、每页的小选择
each("select[data-submit]", (select) => select.addEventListener("change", () => select.form.requestSubmit()));
each("[data-print]", (button) => button.addEventListener("click", () => window.print()));
each("[data-needs-script]", (node) => { node.hidden = false; });
each("[data-without-script]", (node) => { node.hidden = true; });

// 一按就发出去的表单只发一次
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  window.setTimeout(() => { delete form.dataset.sent; }, 4000);
});
window.addEventListener("pageshow", () => each("form[data-sent]", (form) => { delete form.dataset.sent; }));

// 最多选几条：再多一条就说为什么不行
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form || !form.dataset.most || event.target.type !== "checkbox") return;
  const told = form.querySelector("[data-told]");
  const picked = [...form.elements].filter((one) => one.type === "checkbox" && one.checked).length;
  if (picked > Number(form.dataset.most)) {
    event.target.checked = false;
    told.textContent = `一次最多 ${form.dataset.most} 条，先去掉一条再选`;
  } else told.textContent = picked ? `已选 ${picked} 条` : told.dataset.told;
});

// 批量：数一数选了几条，整页勾选
each("[data-batch]", (form) => {
  const boxes = () => [...document.querySelectorAll(`input[form="${form.id}"][name=pk]`)];
  const count = form.querySelector("[data-batch-count]");
  const all = form.querySelector("[data-batch-all]");
  const tell = () => {
    const picked = boxes().filter((box) => box.checked).length;
    count.textContent = picked;
    each("button[type=submit]", (button) => { button.disabled = picked === 0; }, form);
    all.checked = picked > 0 && picked === boxes().length;
  };
  all.addEventListener("change", () => { boxes().forEach((box) => { box.checked = all.checked; }); tell(); });
  document.addEventListener("change", (event) => { if (event.target.matches(`input[form="${form.id}"]`)) tell(); });
  tell();
});
