import type { Mounted, MountOptions } from '../shared/contract.ts';
import { mountFigure } from '../shared/mount.ts';
import { view } from './view.ts';

/** Puts the living figure into an element. */
export function mount(element: HTMLElement, options: MountOptions): Mounted {
  return mountFigure(
    element,
    options,
    view,
    () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
  );
}
