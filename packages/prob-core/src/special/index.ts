export { digamma, trigamma } from './digamma.ts';
export { erf, erfc, erfcx } from './erf.ts';
export { exp } from './exp.ts';
export {
  incompleteBeta,
  incompleteBetaComplement,
  logIncompleteBeta,
  logIncompleteBetaComplement,
} from './incomplete-beta.ts';
export { incompleteBetaComplementInverse, incompleteBetaInverse } from './incomplete-beta-inverse.ts';
export { incompleteGammaP, incompleteGammaQ, logIncompleteGammaP, logIncompleteGammaQ } from './incomplete-gamma.ts';
export { incompleteGammaPInverse, incompleteGammaQInverse } from './incomplete-gamma-inverse.ts';
export { log } from './log.ts';
export { logBeta } from './log-beta.ts';
export { logGamma } from './log-gamma.ts';
export { log1pMinusX } from './log1p-minus-x.ts';
export { erfcInverse, erfInverse, logNormalCdf, normalCdf, normalQuantile } from './normal.ts';
