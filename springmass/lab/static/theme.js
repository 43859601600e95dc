// Light or dark: as what lies behind the lab, since a notebook has a theme of its own.

const wished = matchMedia("(prefers-color-scheme: dark)");

/** Red, green, blue and opacity, 0 to 255, of a colour written in any way a style sheet may. */
function inks(colour) {
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return pen.getImageData(0, 0, 1, 1).data;
}

function darkBehind(root) {
  const outside = (element) => element.parentElement ?? element.getRootNode().host; // a cell may be a shadow tree
  for (let at = outside(root); at; at = outside(at)) {
    const [red, green, blue, opacity] = inks(getComputedStyle(at).backgroundColor);
    if (opacity > 127) return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }
  return wished.matches;
}

/** Sets data-theme of the root, and again whenever page or system change theirs; gives a function that ends it. */
export function followTheme(root, onChange) {
  const look = () => {
    const theme = darkBehind(root) ? "dark" : "light";
    if (theme === root.dataset.theme) return;
    root.dataset.theme = theme;
    onChange();
  };
  root.dataset.theme = darkBehind(root) ? "dark" : "light";
  const watch = new MutationObserver(look);
  for (const page of [document.documentElement, document.body]) watch.observe(page, { attributes: true });
  wished.addEventListener("change", look);
  return () => { watch.disconnect(); wished.removeEventListener("change", look); };
}
