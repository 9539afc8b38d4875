/* 填写页：边写边存、改过就去掉「由原文推断」、可搜的选择框。没有脚本时是普通表单。 */
const form = document.querySelector("form[data-autosave]");
const PAUSE = 1500; // 停笔多久存一次

if (form) {
  const status = document.querySelector(form.dataset.autosave);
  let timer = 0;
  let sent = "";

  const save = async () => {
    const body = new FormData(form);
    body.append("autosave", "1");
    const now = new URLSearchParams(body).toString();
    if (now === sent) return;
    sent = now;
    try {
      const answer = await fetch(form.action || window.location.pathname, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      if (answer.ok) status.innerHTML = await answer.text();
    } catch { /* 断网：下一次停笔再试 */ sent = ""; }
  };

  form.addEventListener("input", () => { window.clearTimeout(timer); timer = window.setTimeout(save, PAUSE); });
  form.addEventListener("change", () => { window.clearTimeout(timer); timer = window.setTimeout(save, PAUSE); });

  form.addEventListener("input", (event) => {
    const field = event.target.closest(".ds-field");
    if (!field) return;
    field.classList.remove("ds-field--inferred");
    field.querySelectorAll("[data-inferred]").forEach((mark) => mark.remove());
  });
}

const pick = (root) => {
  if (!window.TomSelect) return;
  root.querySelectorAll("select[data-pick]:not(.tomselected)").forEach((select) => {
    const many = select.dataset.pick === "many";
    const label = select.labels && select.labels[0];
    if (label) select.setAttribute("aria-label", label.firstChild.textContent.trim());
    new window.TomSelect(select, {
      plugins: many ? ["remove_button"] : [],
      maxOptions: null,
      placeholder: many ? "输入几个字查找，可选多项" : "输入几个字查找",
      render: {
        no_results: () => '<div class="no-results">没有这一项，换个说法试试</div>',
        option: (data, escape) => `<div>${escape(data.text)}</div>`,
        item: (data, escape) => `<div>${escape(data.text)}</div>`,
      },
    });
  });
};
pick(document);
document.body.addEventListener("htmx:afterSwap", (event) => pick(event.detail.target.parentElement || document));
