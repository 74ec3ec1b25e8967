/** One frame of every figure as markup, computed when the site is built: for print, and where no scripts run. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Stills } from '../../figures/stills.ts';

export type { Stills };

export async function computeStills(): Promise<Stills> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../figures/stills.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    conditions: ['@yuragi/source'],
  });
  const module = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]!.text).toString('base64')}`);
  return module.stills() as Stills;
}
