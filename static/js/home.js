/* 首页：例句填进输入框，字数随写随显。 */
const box = document.getElementById("ask");
const count = document.getElementById("ask-count");
const tell = () => { if (count) count.textContent = box.value.length ? `${box.value.length} / 2000 字` : ""; };

document.querySelectorAll("[data-fill]").forEach((link) => link.addEventListener("click", (event) => {
  event.preventDefault();
  box.value = link.dataset.fill;
  tell();
  box.focus();
}));
if (box) box.addEventListener("input", tell);
