/** The opening frame of every figure, headless. */
import { key } from '@yuragi/prob-core';
import { model as backpropagation } from './backpropagation-layer-by-layer/model.ts';
import { view as backpropagationView } from './backpropagation-layer-by-layer/view.ts';
import { model as bloch } from './bloch-and-petz/model.ts';
import { view as blochView } from './bloch-and-petz/view.ts';
import { model as cooling } from './cooling-follows/model.ts';
import { view as coolingView } from './cooling-follows/view.ts';
import { model as em } from './em-climbs-its-bound/model.ts';
import { view as emView } from './em-climbs-its-bound/view.ts';
import { model as gaps } from './gaps-against-n/model.ts';
import { view as gapsView } from './gaps-against-n/view.ts';
import { model as roads } from './heat-or-smooth/model.ts';
import { view as roadsView } from './heat-or-smooth/view.ts';
import { model as learned } from './learned-and-exact/model.ts';
import { view as learnedView } from './learned-and-exact/view.ts';
import { model as noise } from './noise-and-its-reversal/model.ts';
import { view as noiseView } from './noise-and-its-reversal/view.ts';
import { model as path } from './one-path-many-dynamics/model.ts';
import { view as pathView } from './one-path-many-dynamics/view.ts';
import { model as throws } from './rare-throws/model.ts';
import { view as throwsView } from './rare-throws/view.ts';
import { model as sampler } from './sampler-is-a-law/model.ts';
import { view as samplerView } from './sampler-is-a-law/view.ts';
import type { CommonStrings, FigureModel, FigureView, Locale } from './shared/contract.ts';
import { frameMarkup } from './shared/markup.ts';
import { model as spins } from './spins-in-balance/model.ts';
import { view as spinsView } from './spins-in-balance/view.ts';
import { model as cures } from './three-cures/model.ts';
import { view as curesView } from './three-cures/view.ts';
import { model as operator } from './three-ways-out/model.ts';
import { view as operatorView } from './three-ways-out/view.ts';
import { model as twoGaps } from './two-gaps/model.ts';
import { view as twoGapsView } from './two-gaps/view.ts';
import { model as twoLids } from './two-lids/model.ts';
import { view as twoLidsView } from './two-lids/view.ts';
import { model as twoPeaks } from './two-peaks/model.ts';
import { view as twoPeaksView } from './two-peaks/view.ts';
import { model as work } from './work-there-and-back/model.ts';
import { view as workView } from './work-there-and-back/view.ts';

export interface Still {
  readonly caption: string;
  /** All of it. */
  readonly markup: string;
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
  });
  return { en: still('en'), ja: still('ja') };
}

export const stills = (): Stills => ({
  [noiseView.name]: stillsOf(noise, noiseView),
  [emView.name]: stillsOf(em, emView),
  [roadsView.name]: stillsOf(roads, roadsView),
  [throwsView.name]: stillsOf(throws, throwsView),
  [spinsView.name]: stillsOf(spins, spinsView),
  [coolingView.name]: stillsOf(cooling, coolingView),
  [pathView.name]: stillsOf(path, pathView),
  [operatorView.name]: stillsOf(operator, operatorView),
  [samplerView.name]: stillsOf(sampler, samplerView),
  [curesView.name]: stillsOf(cures, curesView),
  [twoGapsView.name]: stillsOf(twoGaps, twoGapsView),
  [twoLidsView.name]: stillsOf(twoLids, twoLidsView),
  [twoPeaksView.name]: stillsOf(twoPeaks, twoPeaksView),
  [workView.name]: stillsOf(work, workView),
  [gapsView.name]: stillsOf(gaps, gapsView),
  [backpropagationView.name]: stillsOf(backpropagation, backpropagationView),
  [learnedView.name]: stillsOf(learned, learnedView),
  [blochView.name]: stillsOf(bloch, blochView),
});
