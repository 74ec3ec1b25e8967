/** What a statistical assertion throws when the data reject it, and how a test shows that it can. */

/** The data are less probable than alpha under the hypothesis of the test. Anything else that goes wrong is another error. */
export class StatisticalRejection extends Error {
  override readonly name = 'StatisticalRejection';
  readonly pValue: number;

  constructor(message: string, pValue: number) {
    super(message);
    this.pValue = pValue;
  }
}

/** Level of every assertion: 500 of them raise a false alarm once in 2000 runs. */
export const DEFAULT_ALPHA = 1e-6;

/** Throws unless p >= alpha. `message` says what was compared; p, n and alpha are added to it. */
export function requirePlausible(message: string, pValue: number, n: number, alpha: number): void {
  if (Number.isNaN(pValue)) throw new Error(`${message}: the p-value is NaN`);
  if (pValue < alpha)
    throw new StatisticalRejection(`${message} (p = ${pValue.toPrecision(3)}, n = ${n}, alpha = ${alpha})`, pValue);
}

function requireRejection(mutantName: string, outcome: unknown): void {
  if (outcome === undefined)
    throw new Error(`the mutant '${mutantName}' was not rejected: the test cannot tell it from the real thing`);
  if (!(outcome instanceof StatisticalRejection)) throw outcome;
}

/**
 * Asserts that a statistical assertion rejects a mutant: the code under test with one edit that a tired person could
 * make. Every statistical test ships at least one.
 *
 * @param run draws from the mutant and makes the same assertions as the test does
 * @throws {Error} if `run` passes; whatever `run` throws, if that is not a StatisticalRejection
 */
export function expectRejected(mutantName: string, run: () => Promise<void>): Promise<void>;
export function expectRejected(mutantName: string, run: () => void): void;
export function expectRejected(mutantName: string, run: () => void | Promise<void>): void | Promise<void> {
  let outcome: unknown;
  try {
    const result = run();
    if (result instanceof Promise)
      return result.then(
        () => requireRejection(mutantName, undefined),
        (error) => requireRejection(mutantName, error),
      );
  } catch (error) {
    outcome = error;
  }
  requireRejection(mutantName, outcome);
}
