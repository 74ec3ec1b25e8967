/** The chapters after the Swiss roll, and the measure of the digits: tables and figures of what the story found. */
import { decimals, lowestPerSpin, percent, thousandths, withError } from '../story/findings.ts';
import { SHOWN_CLASS } from '../story/generate.ts';
import type { Story } from '../story/index.ts';
import type { LedgerEntry } from '../story/ledger.ts';
import { shareAt } from '../story/spin-glass.ts';
import type { Text } from '../text.ts';
import { chapter, firstOfEach, grid, heading, legend, pair, picture, SHOWN } from './html.ts';
import {
  dissipations,
  faces,
  hues,
  type LedgerPoint,
  lowestEnergies,
  plane as planeChart,
  rates,
  shares,
  successes,
  workHistograms,
} from './later-charts.ts';

export function compareChapter({ models, real, boltzmann, generated }: Story, text: Text): string {
  const t = text.report.compare;
  const perClass = generated.labels.filter((label) => label === SHOWN_CLASS).length;
  const drawn = [
    [t.rows.mixture, generated.direct],
    [t.rows.boltzmann, boltzmann.samples],
    [t.rows.diffusion, generated.samples],
  ] as const;
  const table = grid(t.columns, [
    ...[[t.rows.real, { ...real.heldOut, discrepancy: real.discrepancy }] as const, ...drawn].map(([name, quality]) => [
      name,
      percent(quality.byBayes),
      percent(quality.byNearest),
      decimals(quality.meanDistance, 3),
      thousandths(quality.discrepancy),
    ]),
  ]);
  const rows = [
    [t.rows.real, models.heldOut.images, models.heldOut.labels],
    [t.rows.mixture, generated.directImages, generated.labels],
    [t.rows.boltzmann, boltzmann.images, boltzmann.labels],
    [t.rows.diffusion, generated.images, generated.labels],
  ] as const;
  const pictures = `<div class="scroll"><table class="strip">${rows
    .map(
      ([name, images, labels]) =>
        `<tr><th scope="row">${name}</th><td>${picture(firstOfEach(images.data, labels, [SHOWN_CLASS]), SHOWN, name, 6)}</td></tr>`,
    )
    .join('\n')}</table></div>`;
  return chapter(text, t, table + heading(t.pictures) + pictures, t.caption(perClass));
}

export function glassChapter({ glass }: Story, text: Text): string {
  const t = text.report.glass;
  const { small, large, quantum } = glass;
  const nameOf = text.findings.methods;
  const table = grid(
    t.columns,
    small.rows.map((row, i) => [
      nameOf(row.method),
      String(row.energies.length),
      String(row.sweepsEach),
      percent(shareAt(row, small.groundEnergy)),
      lowestPerSpin(large.rows[i]!, large.numSpins),
    ]),
  );
  const energies = lowestEnergies(
    large.rows.map(({ method, energies }) => ({
      method: nameOf(method),
      energies: energies.map((energy) => energy / large.numSpins),
    })),
    t.energyPerSpin,
    t.largeTitle,
  );
  const annealed = large.rows.find(({ method }) => method === 'annealing')!;
  return chapter(
    text,
    t,
    table +
      pair(
        heading(t.largeTitle) + energies,
        heading(t.quantumTitle) +
          legend([
            [hues.orange, t.kinds.quantum],
            [hues.blue, t.kinds.simulated],
          ]) +
          successes(quantum.rows, { x: t.duration, y: t.success }, t.quantumTitle),
      ),
    t.caption({
      lengths: small.lengths,
      numStates: small.numStates,
      groundEnergy: small.groundEnergy,
      smallSweeps: small.rows[0]!.sweepsEach,
      length: large.length,
      largeSweeps: annealed.sweepsEach,
      numQuantumSpins: quantum.numSpins,
    }),
  );
}

export function workChapter({ glass, work }: Story, text: Text): string {
  const t = text.report.work;
  const table = grid(
    t.columns,
    work.drives.map(({ numSteps, meanWork, meanWorkError, freeEnergy }) => [
      String(numSteps),
      withError({ value: meanWork, standardError: meanWorkError }, 2),
      withError(freeEnergy, 2),
      decimals(work.exact, 2),
      decimals(freeEnergy.diagnostics.effectiveSampleSize, 1),
      freeEnergy.warnings.length > 0 ? t.warned : t.noWarning,
    ]),
  );
  const figure = workHistograms(
    work.drives.map(({ numSteps, work: values, freeEnergy }) => ({
      panel: t.steps(numSteps),
      work: values,
      estimate: freeEnergy.value,
    })),
    work.exact,
    { x: t.work, y: t.count },
    t.title,
  );
  const kinds = legend([
    [hues.blue, t.kinds.exact],
    [hues.orange, t.kinds.estimate],
  ]);
  return chapter(
    text,
    t,
    table + kinds + figure,
    t.caption(glass.small.model.numSpins, work.beta, work.numTrajectories),
  );
}

export function deviationsChapter({ deviations }: Story, text: Text): string {
  const t = text.report.deviations;
  const { values, limit, tilted, conditional, numConditional } = deviations;
  const laws = [
    [hues.green, t.laws.fair, new Float64Array(6).fill(1 / 6)],
    [hues.blue, t.laws.conditional, conditional],
    [hues.orange, t.laws.tilted, tilted],
  ] as const;
  return chapter(
    text,
    t,
    pair(
      legend([
        [hues.blue, t.kinds.rate],
        [hues.green, t.kinds.least],
      ]) + rates(values, limit, { x: t.rolls, y: t.rate, limit: `${t.limit} = ${decimals(limit, 4)}` }, t.kinds.rate),
      legend(laws.map(([colour, name]) => [colour, name])) +
        faces(
          laws.map(([colour, , law]) => ({ law, colour })),
          { x: t.face, y: t.share },
          t.laws.conditional,
        ),
    ),
    t.caption(numConditional),
  );
}

export function bridgeChapter({ plane, ledger, work, roll }: Story, text: Text): string {
  const t = text.report.bridge;
  const cells = ({ exact, sampled, logMeanWeight }: LedgerEntry, numSteps: number): string[] => [
    decimals(numSteps * exact, 4),
    withError(sampled, 2, numSteps),
    withError(logMeanWeight, 4),
  ];
  const table = grid(t.ledgerColumns, [
    ...ledger.rows.map(({ numSteps, annealing, diffusion }) => [
      String(numSteps),
      ...cells(annealing, numSteps),
      ...cells(diffusion, numSteps),
    ]),
    [t.limit, decimals(ledger.annealingLimit, 4), '', '0', decimals(ledger.diffusionLimit, 4), '', '0'],
  ]);
  const colours = { annealing: hues.blue, diffusion: hues.orange, glass: hues.green, roll: hues.purple };
  const points = (factor: (numSteps: number) => number): LedgerPoint[] =>
    (['annealing', 'diffusion'] as const).flatMap((kind) =>
      ledger.rows.map(({ numSteps, [kind]: { exact, sampled } }) => ({
        colour: colours[kind],
        numSteps,
        exact: factor(numSteps) * exact,
        value: factor(numSteps) * sampled.value,
        error: 2 * factor(numSteps) * sampled.standardError,
      })),
    );
  // Of the runs told above: mean work above the exact free energy, and the bound below the exact likelihood, in nats.
  const ofRuns: LedgerPoint[] = [
    ...work.drives.map(({ numSteps, meanWork, meanWorkError }) => ({
      colour: colours.glass,
      numSteps,
      value: meanWork - work.exact,
      error: 2 * meanWorkError,
    })),
    ...roll.bounds.map(({ numSteps, bits, standardError }) => ({
      colour: colours.roll,
      numSteps,
      value: (roll.exactBits - bits.optimal) * Math.LN2,
      error: 2 * standardError * Math.LN2,
    })),
  ];
  const limits = [
    { value: ledger.annealingLimit, colour: colours.annealing },
    { value: ledger.diffusionLimit, colour: colours.diffusion },
  ];
  return chapter(
    text,
    t,
    heading(t.planeTitle) +
      planeChart(plane, t.planeTitle) +
      `<p class="soft">${t.planeCaption}</p>` +
      pair(
        heading(t.heatedTitle) +
          shares(plane.heated, { x: 'β', y: t.share, dimension: t.dimension }, true, t.heatedTitle),
        heading(t.noisedTitle) +
          shares(plane.noised, { x: 'σ', y: t.share, dimension: t.dimension }, false, t.noisedTitle),
      ) +
      heading(t.ledgerTitle) +
      table +
      legend((['annealing', 'diffusion', 'glass', 'roll'] as const).map((kind) => [colours[kind], t.kinds[kind]])) +
      pair(
        dissipations(
          points((numSteps) => numSteps),
          limits,
          false,
          { x: t.steps, y: t.scaled },
          t.scaled,
        ),
        dissipations([...points(() => 1), ...ofRuns], [], true, { x: t.steps, y: t.dissipation }, t.dissipation),
      ),
    t.caption(ledger.numPaths, ledger.priorTerm.toExponential(0)),
  );
}
