/* 拖放文件：松手就选上，并显示文件名。 */
document.querySelectorAll("[data-drop]").forEach((zone) => {
  const input = zone.querySelector("input[type=file]");
  const name = zone.querySelector("[data-drop-name]");
  input.classList.add("visually-hidden");
  const tell = () => { if (input.files.length) name.textContent = input.files[0].name; };
  input.addEventListener("change", tell);
  ["dragover", "dragenter"].forEach((kind) => zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("is-over"); }));
  ["dragleave", "drop"].forEach((kind) => zone.addEventListener(kind, () => zone.classList.remove("is-over")));
  zone.addEventListener("drop", (event) => { event.preventDefault(); input.files = event.dataTransfer.files; tell(); });
});
