/** What a person sees while the tour runs: a bar with the time left on every long step, and the table at the end. */
import type { Progress } from '@yuragi/prob-core';
import progress from 'cli-progress';
import stringWidth from 'string-width';

/** Where there is no terminal, a line at the beginning of each step and one at most this often. */
const LINE_MILLISECONDS = 5000;

export interface StepDisplay {
  update(progress: Progress): void;
  end(): void;
}

const metricsOf = ({ metrics }: Progress): string =>
  Object.entries(metrics)
    .map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toPrecision(4)}`)
    .join('  ');

let lastLine = '';

/** Shows one step: a bar on a terminal, plain lines elsewhere. */
export function showStep(label: string, stream: NodeJS.WriteStream, secondsLeft: string): StepDisplay {
  const indent = ' '.repeat(Math.max(0, 34 - stringWidth(label)));
  if (!stream.isTTY) {
    if (label !== lastLine) stream.write(`  ${label}\n`);
    lastLine = label;
    let next = Date.now() + LINE_MILLISECONDS;
    const start = Date.now();
    return {
      update({ completed, total }) {
        if (Date.now() < next || completed === 0) return;
        next = Date.now() + LINE_MILLISECONDS;
        const left = Math.ceil(((Date.now() - start) / 1000) * (total / completed - 1));
        stream.write(`    ${completed}/${total}  ${left} s ${secondsLeft}\n`);
      },
      end() {},
    };
  }
  const bar = new progress.SingleBar(
    {
      stream,
      clearOnComplete: true,
      hideCursor: true,
      barsize: 24,
      format: (options, params, payload: { metrics: string }) => {
        const shown = progress.Format.BarFormat(params.progress, options);
        const left = Number.isFinite(params.eta)
          ? `${Math.max(0, Math.ceil(Number(params.eta)))} s ${secondsLeft}`
          : '';
        return `  ${label}${indent} ${shown} ${left.padEnd(12)} ${payload.metrics}`.slice(
          0,
          (stream.columns ?? 100) - 1,
        );
      },
    },
    progress.Presets.shades_classic,
  );
  let isStarted = false;
  return {
    update(progress) {
      if (!isStarted) bar.start(progress.total, progress.completed, { metrics: '' });
      isStarted = true;
      bar.update(progress.completed, { metrics: metricsOf(progress) });
    },
    end() {
      bar.stop();
    },
  };
}

/** Rows of text in columns; the last column is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === row.length - 1 ? cell : cell + ' '.repeat(widths[column]! - stringWidth(cell)),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
