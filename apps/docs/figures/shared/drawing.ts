/** Drawing points into a panel: mouse and pen paint, a finger taps (so that the page still scrolls), keys move a cross. */
import { MAX_POINTS } from './address.ts';
import type { PointsControl } from './contract.ts';
import { element, freshId } from './dom.ts';

/** Half the width of the plane, in hundredths; points stay a little inside. */
const RANGE = 250;
const EDGE = 240;
/** A click this near to a point means that point. */
const REACH = 9;
/** Between painted points. */
const SPACING = 16;
/** One press of an arrow key, and with Shift. */
const STRIDE = 10;
const FINE = 2;

export interface DrawingOptions {
  readonly control: PointsControl<never>;
  /** The panel of the plane. */
  readonly panel: HTMLElement;
  readonly points: () => readonly number[];
  readonly change: (points: readonly number[]) => void;
}

export function enableDrawing({ control, panel, points, change }: DrawingOptions): void {
  const help = element('p', { class: 'figure-help', id: freshId('help') }, control.help);
  const cross = element('span', { class: 'cross', 'aria-hidden': 'true' });
  panel.after(help);
  panel.append(cross);
  for (const [name, value] of [
    ['tabindex', '0'],
    ['role', 'application'],
    ['aria-label', control.label],
    ['aria-describedby', help.id],
  ] as const)
    panel.setAttribute(name, value);
  panel.classList.add('drawable');

  let [crossX, crossY] = [0, 0];
  const showCross = (): void => {
    cross.style.left = `${((crossX + RANGE) / (2 * RANGE)) * 100}%`;
    cross.style.top = `${((RANGE - crossY) / (2 * RANGE)) * 100}%`;
  };
  showCross();

  const clamp = (value: number): number => Math.round(Math.min(Math.max(value, -EDGE), EDGE));
  const placeOf = (event: PointerEvent | MouseEvent): readonly [number, number] => {
    const box = panel.getBoundingClientRect();
    return [
      clamp(((event.clientX - box.left) / box.width) * 2 * RANGE - RANGE),
      clamp(RANGE - ((event.clientY - box.top) / box.height) * 2 * RANGE),
    ];
  };
  /** Index of the nearest point and its distance. */
  const nearest = (x: number, y: number): readonly [index: number, distance: number] => {
    let best: readonly [number, number] = [-1, Infinity];
    const all = points();
    for (let k = 0; k < all.length; k += 2) {
      const distance = Math.hypot(all[k]! - x, all[k + 1]! - y);
      if (distance < best[1]) best = [k, distance];
    }
    return best;
  };
  const add = (x: number, y: number): void => {
    if (points().length < 2 * MAX_POINTS) change([...points(), x, y]);
  };
  /** Adds a point, or removes the one that is there: the last one stays, a law needs one. */
  const toggle = (x: number, y: number): 'added' | 'removed' => {
    const [k, distance] = nearest(x, y);
    if (distance > REACH) {
      add(x, y);
      return 'added';
    }
    if (points().length > 2) change(points().filter((_, i) => i !== k && i !== k + 1));
    return 'removed';
  };

  let isPainting = false;
  let isTouch = false;
  panel.addEventListener('pointerdown', (event) => {
    isTouch = event.pointerType === 'touch';
    if (isTouch || event.button !== 0) return;
    isPainting = toggle(...placeOf(event)) === 'added';
    panel.setPointerCapture(event.pointerId);
  });
  panel.addEventListener('pointermove', (event) => {
    if (!isPainting) return;
    const [x, y] = placeOf(event);
    if (nearest(x, y)[1] >= SPACING) add(x, y);
  });
  for (const end of ['pointerup', 'pointercancel'] as const)
    panel.addEventListener(end, () => {
      isPainting = false;
    });
  panel.addEventListener('click', (event) => {
    if (isTouch) toggle(...placeOf(event));
  });

  const moves: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1],
  };
  panel.addEventListener('keydown', (event) => {
    const move = moves[event.key];
    if (move !== undefined) {
      const stride = event.shiftKey ? FINE : STRIDE;
      crossX = clamp(crossX + stride * move[0]);
      crossY = clamp(crossY + stride * move[1]);
      showCross();
    } else if (event.key === 'Enter' || event.key === ' ') toggle(crossX, crossY);
    else return;
    event.preventDefault();
  });
}
