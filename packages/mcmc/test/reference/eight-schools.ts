/**
 * Eight schools, non-centred: data of Rubin, J. Educ. Stat. 6 (1981), 377, and moments of 10 000 reference draws by Stan.
 * Both from posteriordb (github.com/stan-dev/posteriordb, commit 28f8d3d, BSD-3-Clause), posterior
 * eight_schools-eight_schools_noncentered.
 */

export const effects: readonly number[] = [28, 8, -3, 7, -1, 1, 18, 12];
export const standardErrors: readonly number[] = [15, 10, 16, 11, 9, 11, 10, 18];

export interface ReferenceMoments {
  readonly name: string;
  readonly mean: number;
  readonly meanError: number;
  readonly standardDeviation: number;
  /** Monte-Carlo standard error of the mean of squares. */
  readonly squareError: number;
}

const names = ['theta[1]', 'theta[2]', 'theta[3]', 'theta[4]', 'theta[5]', 'theta[6]', 'theta[7]', 'theta[8]'];
const means = [
  6.15050229334425, 4.9395811407422, 3.90590609001582, 4.79601675138494, 3.6144363246799, 4.0511475789675,
  6.31716975886893, 4.88399694353288, 4.41051833695493, 3.60205952364059,
];
const meanErrors = [
  0.0557375282295219, 0.0462293788624847, 0.0542313705632124, 0.0474935816762281, 0.0461450610244603,
  0.0485195392528031, 0.0498766794075794, 0.0542511606560972, 0.0330374705950917, 0.0318615135640706,
];
const deviations = [
  5.615863418889274, 4.645578113940842, 5.280711952216745, 4.770938024092453, 4.614720692235884, 4.796248400609525,
  5.002855395177529, 5.317692056077128, 3.3092964767263533, 3.1984776709766325,
];
const squareErrors = [
  1.1692102, 0.6346494, 0.6539418, 0.6193689, 0.4550489, 0.5390213, 0.9216132, 0.9024748, 0.3351356, 0.4848872,
];

export const reference: readonly ReferenceMoments[] = [...names, 'mu', 'tau'].map((name, k) => ({
  name,
  mean: means[k]!,
  meanError: meanErrors[k]!,
  standardDeviation: deviations[k]!,
  squareError: squareErrors[k]!,
}));
