/** The derivations in the order of the page, by the anchors of their sections. */

import { backpropagation } from './backpropagation.ts';
import { backwardEquation } from './backward-equation.ts';
import { boltzmannGradient } from './boltzmann-gradient.ts';
import { composition } from './composition.ts';
import { conditionalFlow } from './conditional-flow.ts';
import { continuity } from './continuity.ts';
import { denoising } from './denoising.ts';
import type { Derivation } from './derivation.ts';
import { diffusionBound } from './diffusion-bound.ts';
import { flowMatching } from './flow-matching.ts';
import { fokkerPlanck } from './fokker-planck.ts';
import { gan } from './gan-value.ts';
import { gibbs } from './gibbs.ts';
import { jarzynski } from './jarzynski.ts';
import { langevin } from './langevin.ts';
import { gradientLid } from './lid.ts';
import { mStep } from './m-step.ts';
import { leastFlow } from './minimum-probability-flow.ts';
import { noiseLoss } from './noise-loss.ts';
import { posterior } from './posterior.ts';
import { probabilityFlow } from './probability-flow.ts';
import { reverseEquation } from './reverse-equation.ts';
import { scoreMatching } from './score-matching.ts';
import { variationalBound } from './variational-bound.ts';

export const derivations: Readonly<Record<string, () => Derivation>> = {
  gibbs,
  'boltzmann-gradient': boltzmannGradient,
  jarzynski,
  'variational-bound': variationalBound,
  gan,
  langevin,
  'score-matching': scoreMatching,
  denoising,
  composition,
  posterior,
  'diffusion-bound': diffusionBound,
  'noise-loss': noiseLoss,
  'fokker-planck': fokkerPlanck,
  'backward-equation': backwardEquation,
  'reverse-equation': reverseEquation,
  'probability-flow': probabilityFlow,
  continuity,
  'conditional-flow': conditionalFlow,
  'flow-matching': flowMatching,
  lid: gradientLid,
  'm-step': mStep,
  'minimum-probability-flow': leastFlow,
  backpropagation,
};

/** All of them, computed. */
export const computeDerivations = (): Readonly<Record<string, Derivation>> =>
  Object.fromEntries(Object.entries(derivations).map(([name, compute]) => [name, compute()]));
