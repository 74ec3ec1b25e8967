/**
 * Text, a character at a time: a causal transformer, gated recurrent units and n-grams learn the English pages of our own
 * documentation and write down pages that they have not seen. What counts is the length of the code, bits a character. Name
 * a file, and they learn that one, but for its last tenth.
 */
import { readdirSync, readFileSync } from 'node:fs';
import {
  causalTransformer,
  type FitAutoregressiveOptions,
  fitAutoregressive,
  fitNgram,
  gatedRecurrent,
  textVocabulary,
} from '@yuragi/latent-models';
import { createEngine, warmupCosine } from '@yuragi/nn';
import { key, stream } from '@yuragi/prob-core';
import type { Table } from './main.ts';

const heldOutPages = ['guide/kl-info.md', 'tour/hinge.md'];

/** Prose: no code, no markup but what stands within lines, plain ASCII. */
const prose = (page: string): string =>
  page
    .replaceAll(/```.*?```/gs, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/[^\n -~]/g, '');

function ownPages(): { readonly train: string; readonly heldOut: string } {
  const root = new URL('../../docs/', import.meta.url);
  const names = ['decisions', 'guide', 'tour'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root))
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => `${folder}/${name}`),
  );
  const read = (isHeldOut: boolean): string =>
    names
      .filter((name) => heldOutPages.includes(name) === isHeldOut)
      .map((name) => prose(readFileSync(new URL(name, root), 'utf8')))
      .join('\n');
  return { train: read(false), heldOut: read(true) };
}

function pagesOf(file: string): { readonly train: string; readonly heldOut: string } {
  const text = readFileSync(file, 'utf8').normalize('NFC');
  const cut = Math.floor(0.9 * text.length);
  return { train: text.slice(0, cut), heldOut: text.slice(cut) };
}

/** Each sees about half a million characters, three or four times the text. */
const networks: Readonly<Record<string, FitAutoregressiveOptions>> = {
  transformer: { network: causalTransformer(), contextLength: 32, batchSize: 16, numSteps: 1200, learningRate: 5e-3 },
  'gated recurrent': { network: gatedRecurrent(), contextLength: 64, batchSize: 8, numSteps: 1000, learningRate: 4e-3 },
};

export async function ownText(file?: string): Promise<Table> {
  const { train, heldOut } = file === undefined ? ownPages() : pagesOf(file);
  const vocabulary = textVocabulary(train + heldOut);
  const alphabet = vocabulary.symbols.join('');
  const rows: string[][] = [['model', 'bits a character, held out']];
  for (const order of [1, 2, 3, 4, 5])
    rows.push([`${order}-gram`, fitNgram(train, { order, alphabet }).bitsPerCharacter(heldOut).toFixed(2)]);

  // The same bits on every machine.
  const engine = await createEngine({ kernels: 'plain' });
  const samples: string[][] = [];
  for (const [name, options] of Object.entries(networks)) {
    const { model } = await fitAutoregressive(train, key(name), {
      ...options,
      vocabulary,
      engine,
      rate: warmupCosine({ warmup: 0.1, end: 0.05 }),
      maxGradientNorm: 1,
    });
    rows.push([name, model.bitsPerCharacter(heldOut).toFixed(2)]);
    const text = model.sampleText(stream(key('sample')), 200, { prompt: '\n', temperature: 0.7 });
    samples.push([`${name} writes`, text.replaceAll(/\s+/g, ' ')]);
  }
  return [...rows, ...samples];
}
