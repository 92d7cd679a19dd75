// What a page gets wrong, read off its boxes and computed styles. Each check lists its faults in
// words, and changes nothing that it does not put back. Nothing here waits: with a page's scripts
// off, neither a promise nor a timer ever comes back.

const TARGETS = "a[href], button, summary, input, select, textarea, [tabindex]:not([tabindex='-1'])";
const SHAPES = "path, rect, circle, ellipse, line, polyline, polygon";
const PLACEHOLDER = /\b(todo|tbd|lorem|placeholder|untitled|alt text)\b/i;

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const words = (text) => (text ?? "").trim().split(/\s+/).filter(Boolean);
const box = (element) => element.getBoundingClientRect();
const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
const visible = (element) => shown(element) && box(element).width > 0 && box(element).height > 0;

function name(element) {
  const mark = element.id ? `#${element.id}` : element.classList.length ? `.${element.classList[0]}` : "";
  const text = (document.getElementById(element.getAttribute("aria-owns")) ?? element).textContent;
  return `<${element.localName}${mark}> “${words(text).slice(0, 6).join(" ")}”`;
}

// Colours: as the browser would paint them, so that any notation will do. [r, g, b, alpha]
const brush = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
  willReadFrequently: true,
});

function colour(css) {
  if (!css || css === "none" || css.startsWith("url")) return [0, 0, 0, 0];
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = css;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

const over = ([...top], below) => [
  ...[0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])), 1,
];

function luminance(rgb) {
  const [red, green, blue] = rgb.map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function background(element) {
  if (!element) return colour("canvas");
  const own = colour(getComputedStyle(element).backgroundColor);
  return own[3] === 1 ? own : over(own, background(element.parentElement));
}

// A shape's or a label's paint, with every opacity above it counted in.
function paint(element, property) {
  const style = getComputedStyle(element);
  const painted = colour(style[property]);
  painted[3] *= style[`${property}Opacity`];
  for (let part = element; part.localName !== "figure" && part.parentElement; part = part.parentElement) {
    painted[3] *= getComputedStyle(part).opacity;
  }
  return painted;
}

const drawings = () => all("figure svg").filter(shown);
const shapes = (drawing) => all(SHAPES, drawing).filter((shape) => shown(shape) && !shape.closest("defs, clipPath"));

// What lies behind a label: the page, and every shape that was drawn there before it.
function behind(label) {
  const drawing = label.closest("svg");
  const { x, y, width, height } = box(label);
  let ground = background(drawing);
  for (const shape of shapes(drawing)) {
    if (label.compareDocumentPosition(shape) & Node.DOCUMENT_POSITION_FOLLOWING) break;
    const point = new DOMPoint(x + width / 2, y + height / 2).matrixTransform(shape.getScreenCTM().inverse());
    if (shape.isPointInFill(point)) ground = over(paint(shape, "fill"), ground);
  }
  return ground;
}

// A bar, a line or a dot that can be told from the paper: neither a hair nor a ghost.
function isMark(shape, ground) {
  const { width, height } = box(shape);
  const strokes = parseFloat(getComputedStyle(shape).strokeWidth) > 0 ? ["fill", "stroke"] : ["fill"];
  return width >= 2 && height >= 2 && strokes.some((p) => contrast(over(paint(shape, p), ground), ground) >= 3);
}

// By how many pixels one box reaches out of another.
function excess(inner, outer) {
  return Math.max(
    outer.left - inner.left, inner.right - outer.right, outer.top - inner.top, inner.bottom - outer.bottom,
  );
}

function blockOf(node) {
  let block = node.parentElement;
  while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
  return block;
}

// In a sentence: set in a line, with words beside it that are no target themselves. A target that is
// laid over a stretch of text stands where that stands.
function isInSentence(target) {
  const place = getComputedStyle(target).position === "absolute" ? target.offsetParent : target;
  if (!getComputedStyle(place).display.startsWith("inline")) return false;
  const block = blockOf(place);
  const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    const isBeside = blockOf(text) === block && !place.contains(text) && !text.parentElement.closest(TARGETS);
    if (isBeside && shown(text.parentElement) && /\p{L}/u.test(text.data)) return true;
  }
  return false;
}

// WCAG 2.2, 2.5.8, and a little more than it asks. What stands alone has its 24 by 24 pixels. What
// stands in a sentence is as high as its line allows, and exempt; of a number that opens a panel we
// still ask that its middle be 12 pixels from any other target, and 24 from that of another small one.
function crowded(targets) {
  const boxes = targets.filter(visible).flatMap((target) =>
    [...target.getClientRects()].map(({ left, right, top, bottom, width, height }) => ({
      target, left, right, top, bottom,
      x: (left + right) / 2, y: (top + bottom) / 2,
      isSmall: width < 24 || height < 24,
      size: `${Math.round(width)} by ${Math.round(height)} px`,
    })),
  );
  const isNear = (one, other) => {
    const x = Math.max(other.left - one.x, 0, one.x - other.right);
    const y = Math.max(other.top - one.y, 0, one.y - other.bottom);
    return Math.hypot(x, y) < 12 || (other.isSmall && Math.hypot(one.x - other.x, one.y - other.y) < 24);
  };
  return boxes.filter(({ isSmall }) => isSmall).flatMap((one) => {
    if (!isInSentence(one.target)) return [`${name(one.target)} stands alone and is ${one.size}`];
    if (!one.target.matches("[popovertarget]")) return [];
    const near = boxes.find((other) => other.target !== one.target && isNear(one, other));
    return near ? [`${name(one.target)} is ${one.size} and too near to ${name(near.target)}`] : [];
  });
}

const faults = {
  headings() {
    const found = all("h1, h2, h3, h4, h5, h6").filter(visible);
    const levels = found.map((heading) => Number(heading.localName[1]));
    const skipped = found.filter((_, i) => levels[i] > (levels[i - 1] ?? 0) + 1);
    const first = levels.filter((level) => level === 1).length;
    return [
      ...(first === 1 ? [] : [`${first} headings of the first level`]),
      ...skipped.map((heading) => `${name(heading)} skips a level`),
    ];
  },

  scripts() {
    const data = /^application\/(ld\+)?json$/;
    const handled = all("*").filter((e) => e.getAttributeNames().some((attribute) => attribute.startsWith("on")));
    return [
      ...all("script").filter((script) => !data.test(script.type)).map((script) => `${name(script)} is a script`),
      ...handled.map((element) => `${name(element)} has a handler`),
      ...all("[href^='javascript:' i]").map((link) => `${name(link)} leads to a script`),
    ];
  },

  sideways() {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = all("body *").filter((e) => visible(e) && box(e).right > root.clientWidth + 1);
    return [
      `the page is ${root.scrollWidth} px wide on a screen of ${root.clientWidth}`,
      ...wide.slice(0, 5).map((element) => `${name(element)} reaches to ${Math.round(box(element).right)}`),
    ];
  },

  targets() {
    const inPanels = all("[popover]").flatMap((panel) => {
      panel.showPopover();
      const found = crowded(all(TARGETS, panel));
      panel.hidePopover();
      return found;
    });
    return [...crowded(all(TARGETS)), ...inPanels];
  },

  charts() {
    return drawings().flatMap((drawing) => {
      const said = (by) => document.getElementById(drawing.getAttribute(by))?.textContent.trim() ?? "";
      const [title, alt] = [said("aria-labelledby"), said("aria-describedby")];
      const which = `the chart “${title}”`;
      const ground = background(drawing);
      const parts = [...shapes(drawing), ...all("text", drawing)].filter(visible);
      const painted = parts.filter((part) => ["fill", "stroke"].some((p) => paint(part, p)[3] > 0));
      // A label may hang into the page's margin, where the drawing lets it be seen.
      const margin = getComputedStyle(drawing).overflow === "visible" ? 8 : 2;
      const outside = painted.filter(
        (part) => excess(box(part), box(drawing)) > (part.localName === "text" ? margin : 2),
      );
      const found = [];
      if (words(title).length < 2) found.push(`${which} has no title`);
      if (words(alt).length < 6 || !/[.!?]$/.test(alt) || alt === title || PLACEHOLDER.test(alt))
        found.push(`${which} has no sentence for alt text: “${alt}”`);
      if (!shapes(drawing).some((shape) => isMark(shape, ground) && excess(box(shape), box(drawing)) <= 2))
        found.push(`${which} shows no mark`);
      return [...found, ...outside.map((part) => {
        return `${which}: ${name(part)} reaches ${excess(box(part), box(drawing)).toFixed(1)} px out of it`;
      })];
    });
  },

  chart_text() {
    return drawings().flatMap((drawing) =>
      all("text", drawing).filter(visible).flatMap((label) => {
        const style = getComputedStyle(label);
        const size = parseFloat(style.fontSize) * label.getScreenCTM().a;
        const needed = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
        const ground = behind(label);
        const found = contrast(over(paint(label, "fill"), ground), ground);
        return found >= needed ? [] : [`${name(label)} stands out ${found.toFixed(2)} to 1, of ${needed}`];
      }),
    );
  },

  // On a small screen an open panel lies within it, or at least across it, and can be scrolled.
  panels_fit() {
    return all("[popover]").flatMap((panel) => {
      panel.showPopover();
      const { left, right, top, bottom } = box(panel);
      const isCut = panel.scrollHeight > panel.clientHeight + 1 && !/auto|scroll/.test(getComputedStyle(panel).overflowY);
      const isPinned = getComputedStyle(panel).position === "fixed";
      const isOff = left < -1 || right > innerWidth + 1 || (isPinned && (top < -1 || bottom > innerHeight + 1));
      const isWide = panel.scrollWidth > panel.clientWidth + 1;
      panel.hidePopover();
      return [
        ...(isOff ? [`${name(panel)} opens beyond the screen`] : []),
        ...(isCut || isWide ? [`${name(panel)} is cut off`] : []),
      ];
    });
  },

  // A drawing is never cut, nor parted from its title, nor longer than the paper.
  cut_in_print() {
    const paper = 1000; // A4 less its margins, in CSS pixels
    return drawings().map((drawing) => drawing.closest("figure")).flatMap((figure) => {
      const drawn = drawings().filter((drawing) => figure.contains(drawing));
      const isKept = (drawing) => {
        for (let part = drawing; part !== figure.parentElement; part = part.parentElement)
          if (getComputedStyle(part).breakInside.startsWith("avoid")) return part;
        return null;
      };
      const caption = figure.querySelector("figcaption");
      const isParted = caption && !getComputedStyle(caption).breakAfter.startsWith("avoid");
      const height = Math.max(...drawn.map((drawing) => box(drawing).bottom)) - box(figure).top;
      return [
        ...(drawn.every(isKept) ? [] : [`${name(figure)} may be cut in two`]),
        ...(isParted && !drawn.every((drawing) => isKept(drawing)?.contains(caption))
          ? [`${name(figure)} may be parted from its title`] : []),
        ...(height <= paper ? [] : [`${name(figure)} is longer than a page`]),
      ];
    });
  },
};
