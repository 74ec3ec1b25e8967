// Checked by `tsc`: what the types must refuse.
import { eulerMaruyama, type OdeProblem, reverseSde, type SdeProblem } from '../src/index.ts';

declare const ode: OdeProblem;
declare const sde: SdeProblem;

// An SdeProblem is an OdeProblem too; the reverse does not hold.
export const asOde: OdeProblem = sde;
// @ts-expect-error: no coefficient, and no default calculus
eulerMaruyama(ode);
// @ts-expect-error: the calculus is one of two words
export const misspelt: SdeProblem = { ...sde, calculus: 'Ito' };
// @ts-expect-error: a score is needed
reverseSde(sde);
// Optional fields may be undefined.
export const bare: SdeProblem = { ...sde, diffusionDerivative: undefined, timeDirection: undefined };
