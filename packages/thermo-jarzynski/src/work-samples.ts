/** Work along repeated drives of one protocol: what trajectories produce and estimators of free energy take. */

/**
 * One value per trajectory, in units of k_BT: the reduced work. Work > 0 is done *on* the system, in the direction that
 * was driven: 'forward' starts in equilibrium at the first parameter, 'reverse' in equilibrium at the last, and runs the
 * protocol backwards. +Infinity is a trajectory of weight zero.
 */
export interface WorkSamples {
  readonly work: Float64Array;
  readonly direction: 'forward' | 'reverse';
}
