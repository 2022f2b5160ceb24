export type Corner = "bottom-right" | "bottom-left" | "top-right" | "top-left";

const KEPT = "roomtone:fab-corner";

export function keptCorner(): Corner {
  try {
    return (localStorage.getItem(KEPT) as Corner | null) ?? "bottom-right";
  } catch {
    return "bottom-right";
  }
}

export function keepCorner(corner: Corner): void {
  try {
    localStorage.setItem(KEPT, corner);
  } catch {
    // the position then lasts until the page is closed
  }
}

/** The corner nearest to a point. */
export function cornerOf(x: number, y: number): Corner {
  return `${y < innerHeight / 2 ? "top" : "bottom"}-${x < innerWidth / 2 ? "left" : "right"}`;
}

/** The corner that an arrow key leads to; null for every other key. */
export function nextCorner(corner: Corner, key: string): Corner | null {
  const [vertical, horizontal] = corner.split("-");
  if (key === "ArrowUp") return `top-${horizontal}` as Corner;
  if (key === "ArrowDown") return `bottom-${horizontal}` as Corner;
  if (key === "ArrowLeft") return `${vertical}-left` as Corner;
  if (key === "ArrowRight") return `${vertical}-right` as Corner;
  return null;
}

/** Follows a pointer that drags `host`; answers the corner where it was released. */
export function drag(host: HTMLElement, grip: HTMLElement, start: PointerEvent): Promise<Corner> {
  grip.setPointerCapture(start.pointerId);
  return new Promise((resolve) => {
    const move = (event: PointerEvent): void => {
      host.style.translate = `${event.clientX - start.clientX}px ${event.clientY - start.clientY}px`;
    };
    const end = (event: PointerEvent): void => {
      grip.removeEventListener("pointermove", move);
      host.style.translate = "";
      resolve(cornerOf(event.clientX, event.clientY));
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", end, { once: true });
    grip.addEventListener("pointercancel", end, { once: true });
  });
}
