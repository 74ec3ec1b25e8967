/** Lights a symbol in every formula and in the figure while the pointer is on one of them: both carry `sym-<name>`. */

const symbolOf = (target: EventTarget | null): string | undefined => {
  const found = target instanceof Element ? target.closest('[class*="sym-"]') : null;
  return found === null ? undefined : [...found.classList].find((name) => name.startsWith('sym-'));
};

/** Returns what undoes it. */
export function linkSymbols(page: HTMLElement): () => void {
  let lit: string | undefined;
  const light = (symbol: string | undefined): void => {
    if (symbol === lit) return;
    lit = symbol;
    if (symbol === undefined) delete page.dataset.lit;
    else page.dataset.lit = symbol;
  };
  const onOver = ({ target }: PointerEvent): void => {
    const isPicture = target instanceof Element && target.closest('.panel') !== null;
    // In the pictures the pointer draws; formulas and legend light.
    light(isPicture ? undefined : symbolOf(target));
  };
  const onLeave = (): void => light(undefined);
  page.addEventListener('pointerover', onOver);
  page.addEventListener('pointerleave', onLeave);
  return () => {
    light(undefined);
    page.removeEventListener('pointerover', onOver);
    page.removeEventListener('pointerleave', onLeave);
  };
}
