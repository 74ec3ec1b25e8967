/** What is computed when the site is built: one frame of every figure (for print, and where no scripts run), the errata, and the derivations. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Derivation } from '../../derivations/derivation.ts';
import type { Check } from '../../errata/checks/check.ts';
import type { Stills } from '../../figures/stills.ts';

export type { Stills };

/** Loads a module of this workspace with the sources of the packages. */
async function load(path: string): Promise<unknown> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(path, import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    conditions: ['@yuragi/source'],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]!.text).toString('base64')}`);
}

export async function computeStills(): Promise<Stills> {
  const { stills } = (await load('../../figures/stills.ts')) as { stills: () => Stills };
  return stills();
}

export async function computeErrata(): Promise<Readonly<Record<string, Check>>> {
  const { computeChecks } = (await load('../../errata/checks/index.ts')) as {
    computeChecks: () => Readonly<Record<string, Check>>;
  };
  return computeChecks();
}

export async function computeDerivations(): Promise<Readonly<Record<string, Derivation>>> {
  const module = (await load('../../derivations/index.ts')) as {
    computeDerivations: () => Readonly<Record<string, Derivation>>;
  };
  return module.computeDerivations();
}
