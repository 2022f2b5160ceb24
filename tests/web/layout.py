"""What is wrong with a page as it is drawn."""

from playwright.async_api import Page

from tests.web.axe import serious, serious_in_the_dark
from tests.web.conftest import drawn

# What is wider than the screen: the page, or something in it that is not meant to be scrolled.
# Not innerWidth: a phone zooms out until a page that is too wide fits.
WIDER = "(width) => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth) - width"

# A control that a finger misses: 22 px from its middle something else is pressed. Links in a sentence may be as high as
# their line (WCAG 2.5.8), and what only the keyboard reaches has no finger.
SMALL = """() => {
  const found = [];
  const controls = "a[href], button, input, select, textarea, summary, [role=button], [role=slider], [role=tab]";
  for (const one of document.querySelectorAll(controls)) {
    if (one.disabled || one.tabIndex < 0 || one.closest(".visually-hidden, .skip-link, [inert]")) continue;
    if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (one.matches("a") && getComputedStyle(one).display === "inline") continue;
    one.scrollIntoView({ block: "center", inline: "center" });
    const label = one.closest("label") ?? (one.labels ?? [])[0];
    const boxes = [one, ...(label ? [label] : [])].map((part) => part.getBoundingClientRect());
    const box = boxes.sort((a, b) => b.width * b.height - a.width * a.height)[0];
    if (box.width === 0 || box.height === 0) continue;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const own = (part) => part && (one.contains(part) || label?.contains(part));
    const reached = (dx, dy) => own(document.elementFromPoint(x + dx, y + dy));
    const wide = box.width >= 43.5 || (reached(-21.5, 0) && reached(21.5, 0));
    const high = box.height >= 43.5 || (reached(0, -21.5) && reached(0, 21.5));
    if (!wide || !high) {
      const name = one.getAttribute("aria-label") || label?.innerText || one.innerText || one.className;
      found.push(`${name.trim().slice(0, 40)} (${one.className}) ${Math.round(box.width)}x${Math.round(box.height)}`);
    }
  }
  return [...new Set(found)];
}"""

# Controls that the edge of the screen, or of their panel, cuts off, outside of what is meant to be scrolled.
CUT = """(width) => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => {
  if (one.closest(".visually-hidden, .skip-link, [inert]")) return false;
  if (!one.checkVisibility({ visibilityProperty: true })) return false;
  for (let at = one.parentElement; at; at = at.parentElement) {
    if (["auto", "scroll"].includes(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return false;
  }
  const box = one.getBoundingClientRect();
  const isTable = one.closest("table") !== null; // a table has its own way of being narrow
  const panel = (!isTable && one.closest(".panel")?.getBoundingClientRect()) || { left: 0, right: width };
  const [left, right] = [Math.max(0, panel.left) - 1, Math.min(width, panel.right) + 1];
  return box.width > 0 && (box.right > right || box.left < left);
}).map((one) => (one.getAttribute("aria-label") || one.innerText || one.className).trim().slice(0, 40)).slice(0, 3)"""

# Parts of a row that are drawn over each other.
COVERED = """() => [...document.querySelectorAll(".moment-row, .review-row, .heat-line")].flatMap((row) => {
  const names = ".row-time, .row-tag > *, .row-who, .row-note-text, .row-menu, .stretch-head > *"
    + ", .review-head .segment, .review-hints";
  const parts = [...row.querySelectorAll(names)]
    .map((part) => [part.className, part.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && box.height > 0);
  return parts.flatMap(([name, a], index) => parts.slice(index + 1)
    .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2)
    .map(([other]) => `${name} and ${other}`));
}).slice(0, 3)"""

# What of a box is seen within those that cut it off, and whether something lies over the page.
SEEN = """
  const clipped = (one, by) => ({
    left: Math.max(one.left, by?.left ?? -1e9), right: Math.min(one.right, by?.right ?? 1e9),
    top: Math.max(one.top, by?.top ?? -1e9), bottom: Math.min(one.bottom, by?.bottom ?? 1e9),
  });
  const boxes = new Map();
  const clipOf = (one) => {
    if (!one || one === document.documentElement) return null;
    if (boxes.has(one)) return boxes.get(one);
    let box = clipOf(one.parentElement);
    const style = getComputedStyle(one);
    if (style.overflowX !== "visible" || style.overflowY !== "visible") {
      const own = one.getBoundingClientRect();
      box = clipped(own, box);
    }
    boxes.set(one, box);
    return box;
  };
  const over = (one) => {
    for (let at = one; at; at = at.parentElement) {
      if (["fixed", "sticky"].includes(getComputedStyle(at).position) || at.matches("[popover], dialog")) return true;
    }
    return false;
  };
"""

# Texts that are drawn over each other, times that are broken into lines, and names of which nothing is left. What is
# cut off by its box is not seen; what lies over the page (a bar at the foot, a menu) may cover it.
TEXTS = (
    """() => {"""
    + SEEN
    + """
  const found = [];
  const name = ({ parentElement: own, data }) =>
    `${own.getAttribute("class") || own.localName}: ${data.trim().slice(0, 24)}`;
  const texts = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    const parent = node.parentElement;
    const unseen = ".visually-hidden, .skip-link, script, style, textarea, option, [inert]";
    if (!node.data.trim() || parent.closest(unseen)) continue;
    if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || over(parent)) continue;
    if (getComputedStyle(parent).clipPath !== "none") continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const clip = clipOf(parent);
    const rects = [...range.getClientRects()].map((one) => clipped(one, clip))
      .filter((one) => one.right - one.left > 1 && one.bottom - one.top > 1);
    const lines = new Set([...range.getClientRects()].map((one) => Math.round(one.top)));
    const isTime = /^\\s*\\d{1,2}:\\d{2}(:\\d{2})?\\s*$/.test(node.data);
    if (isTime && lines.size > 1) found.push(`broken time ${name(node)}`);
    const style = getComputedStyle(parent);
    if (style.textOverflow === "ellipsis" && parent.scrollWidth > parent.clientWidth + 1 && parent.clientWidth < 32)
      found.push(`nothing left of ${name(node)}`);
    const line = parseFloat(style.lineHeight) || 16;
    const slack = (rect) => Math.max(3, (rect.bottom - rect.top - line) / 2 + 3);
    for (const rect of rects) texts.push({ node, ...rect, slack: slack(rect) });
  }
  texts.sort((a, b) => a.top - b.top);
  for (let at = 0; at < texts.length && found.length < 6; at += 1) {
    const a = texts[at];
    for (let next = at + 1; next < texts.length && texts[next].top < a.bottom - a.slack; next += 1) {
      const b = texts[next];
      if (a.node === b.node || Math.min(a.right, b.right) - Math.max(a.left, b.left) < 3) continue;
      if (Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) < Math.max(a.slack, b.slack)) continue;
      found.push(`${name(a.node)} over ${name(b.node)}`);
    }
  }
  return found;
}"""
)

# Fields and buttons that cover each other.
OVERLAID = (
    """() => {"""
    + SEEN
    + """
  const seen = [...document.querySelectorAll("main :is(input, button, select, textarea), header button")]
    .filter((one) => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((one) => !one.closest("[popover], dialog, [inert], .visually-hidden") && one.type !== "radio")
    .map((one) => [one, clipped(one.getBoundingClientRect(), clipOf(one.parentElement))])
    .filter(([one, box]) => box.right - box.left > 2 && box.bottom - box.top > 2 && !over(one));
  const word = (one) => one.getAttribute("aria-label") || one.innerText || one.id || one.className;
  const name = (one) => word(one).trim().slice(0, 30);
  return seen.flatMap(([one, a], at) => seen.slice(at + 1)
    .filter(([other, b]) => !one.contains(other) && !other.contains(one) &&
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2)
    .map(([other]) => `${name(one)} and ${name(other)}`)).slice(0, 4);
}"""
)

# How many pixels of the title are seen.
SEEN_OF_TITLE = """() => {
  const title = document.querySelector("h1").getBoundingClientRect();
  const panel = document.querySelector("rt-people > *").getBoundingClientRect();
  return Math.round(Math.min(title.right, panel.left) - title.left);
}"""


async def faults_of_layout(page: Page, width: int) -> dict[str, object]:
    checks = (
        ("wider by", WIDER, width),
        ("cut off", CUT, width),
        ("rows", COVERED, None),
        ("texts", TEXTS, None),
        ("controls", OVERLAID, None),
    )
    found = {what: await page.evaluate(script, argument) for what, script, argument in checks}
    return {what: fault for what, fault in found.items() if fault}


async def axe(page: Page) -> dict[str, object]:
    found = await serious(page) + [f"dark: {one}" for one in await serious_in_the_dark(page)]
    return {"axe": found} if found else {}


async def shifts(page: Page, name: str) -> dict[str, object]:
    """What shifted by itself: at most 0.02 among an admin's tables, whose rows come with the figures."""
    await page.evaluate("document.fonts.ready")
    await drawn(page)
    found = await page.evaluate("window.shifts")
    # The state of the connection is a word of another length in Russian: 0.0012 where it takes long.
    is_still = sum(one["value"] for one in found) < (0.02 if name.startswith("/admin") else 0.003)
    return {} if is_still else {"shifts": found}
