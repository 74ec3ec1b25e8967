/**
 * Numbers of the bridge that have no closed form, as programs in numpy and scipy found them, independently of this project:
 * `packages/testkit/reference/bridge.json`, which the tests compare with.
 */
export const reference = {
  gapHeatBath: 0.23832914773319477,
  gapMetropolis: 0.3440911078089171,
  wrongSign: 6.468296872206708,
  lag: 0.30023983182753816,
  noDrive: 0.1154734330105937,
  realTime: 0.4857367671964749,
  twoBody: 1.116415042203644,
  slices: 5.0966480992270355,
  spikeQuantum: 0.48208417317687235,
  spikeAnnealing: 4.86687482303999e-10,
  ferromagnet: 6.236163560161684e-6,
  searchLocal: 0.9428675567103579,
  searchLinear: 0.09327476573892732,
  contraction: 1.6167088615333336,
  digitised64: 0.0008445271255599516,
  digitised128: 0.00021109419429077753,
  annealing200: 0.7258680575279897,
  diffusion200: 2.4617654751192286,
  work01: 2.178591535042729,
  work1: 1.750267045286563,
  work10: 0.6439071675338055,
  petzFromRest: 0.0009134137308577127,
  recoveryLoss: 0.16936394397143695,
  recoveryBound: 0.060772749486604855,
  turning: 2.25166604983954,
  biased10: 0.049725025561567465,
  biased40: 0.08180585023994559,
  biased160: 0.09258203631691829,
  biased640: 0.09540671648398537,
} as const;

export type ReferenceId = keyof typeof reference;
