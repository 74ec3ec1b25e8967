/** The peer in R: one more child for the whole run, with the protocol of the peers in Python. */
import { type Python, startProgram } from './python.ts';
import { AbsentPeer } from './row.ts';

/** What only R has. */
const R_MODULES: readonly string[] = ['rstan'];

/** The peers in Python and, for what only R has, those in R. Without `Rscript` the latter are absent. */
export async function withR(python: Python, command: string, args: readonly string[]): Promise<Python> {
  const r = await startProgram(command, args);
  return {
    versions: { ...python.versions, ...(r?.versions ?? { R: null, rstan: null }) },
    open(task, modules, parameters) {
      if (!modules.some((module) => R_MODULES.includes(module))) return python.open(task, modules, parameters);
      if (r === undefined) return Promise.reject(new AbsentPeer(`no ${command}`));
      return r.open(task, modules, parameters);
    },
    close() {
      python.close();
      r?.close();
    },
  };
}
