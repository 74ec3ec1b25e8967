/** The opening frame of every figure, headless. */
import { key } from '@yuragi/prob-core';
import { model as em } from './em-climbs-its-bound/model.ts';
import { view as emView } from './em-climbs-its-bound/view.ts';
import { model as noise } from './noise-and-its-reversal/model.ts';
import { view as noiseView } from './noise-and-its-reversal/view.ts';
import type { CommonStrings, FigureModel, FigureView, Locale } from './shared/contract.ts';
import { frameMarkup, panelMarkup } from './shared/markup.ts';

export interface Still {
  readonly caption: string;
  /** All of it. */
  readonly markup: string;
  /** Its pictures by name. */
  readonly panels: Readonly<Record<string, string>>;
}

export type Stills = Readonly<Record<string, Readonly<Record<Locale, Still>>>>;

function stillsOf<C, S, T extends CommonStrings>(
  model: FigureModel<C, S>,
  view: FigureView<C, S, T>,
): Readonly<Record<Locale, Still>> {
  let state = model.init(view.defaults, key(view.name));
  for (let i = 0; i < view.opening; i++) state = model.step(state, view.defaults);
  const still = (locale: Locale): Still => ({
    caption: view.caption(view.strings[locale]),
    markup: frameMarkup(view, state, model.claim(state), locale),
    panels: Object.fromEntries(view.panels.map((panel) => [panel.name, panelMarkup(view, panel, state, locale)])),
  });
  return { en: still('en'), ja: still('ja') };
}

export const stills = (): Stills => ({
  [noiseView.name]: stillsOf(noise, noiseView),
  [emView.name]: stillsOf(em, emView),
});
