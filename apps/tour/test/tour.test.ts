import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { key, type RunResult, stream } from '@yuragi/prob-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openKeptWork } from '../src/kept-work.ts';
import { parseOptions } from '../src/options.ts';
import { openOutputFolder } from '../src/output-folder.ts';
import { gridOfDigits } from '../src/report/images.ts';
import { Interrupted, makeGuide } from '../src/story/guide.ts';
import { table } from '../src/terminal.ts';
import { texts } from '../src/text.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yuragi-tour-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('options', () => {
  test('have defaults, and the language of the environment', () => {
    expect(parseOptions([], {})).toEqual({ seed: 'yuragi', isQuick: false, out: 'tour-report', language: 'en' });
    expect(parseOptions([], { LANG: 'ja_JP.UTF-8' })).toMatchObject({ language: 'ja' });
    expect(parseOptions(['--', '--quick', '--seed', '7', '--out', 'x', '--lang', 'ja'], {})).toEqual({
      seed: '7',
      isQuick: true,
      out: 'x',
      language: 'ja',
    });
    expect(parseOptions(['--help'], {})).toBeUndefined();
  });

  test('that are wrong are named in one line', () => {
    const refusal = (...args: string[]): string => {
      try {
        parseOptions(args, {});
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(refusal('--lang', 'fr')).toBe("--lang must be en or ja; received 'fr'");
    expect(refusal('--sed', '1')).toBe("Unknown option '--sed'");
    expect(refusal('--seed')).toContain('--seed');
    expect(refusal('--seed', '')).toBe('--seed must not be empty');
    expect(refusal('more')).toContain("'more'");
  });
});

describe('the output folder', () => {
  test('is made with those above it, and holds whole files only', () => {
    const out = openOutputFolder(join(folder, 'a', 'b'));
    expect(out.write('report.html', 'text')).toBe(join(folder, 'a', 'b', 'report.html'));
    expect(readdirSync(out.path)).toEqual(['report.html']);
    out.write('report.html', 'more');
    expect(readFileSync(join(out.path, 'report.html'), 'utf8')).toBe('more');
    expect(out.read('nothing')).toBeUndefined();
  });

  test('that cannot be made or written is refused in one line', () => {
    writeFileSync(join(folder, 'file'), '');
    for (const path of ['file', 'file/below'])
      expect(() => openOutputFolder(join(folder, path))).toThrow(
        `cannot write to ${join(folder, path)}: a part of the path is a file`,
      );
  });

  test('keeps nothing of a write that failed', () => {
    const out = openOutputFolder(folder);
    mkdirSync(join(folder, 'report.html'));
    expect(() => out.write('report.html', 'text')).toThrow(
      `cannot write ${join(folder, 'report.html')}: a folder of that name is in the way`,
    );
    expect(readdirSync(folder)).toEqual(['report.html']);
  });
});

describe('a tour that is stopped', () => {
  const options = { seed: 's', isQuick: true, out: '', language: 'en' } as const;
  const checkpoint = {
    format: 'yuragi-checkpoint',
    version: 1,
    producer: 'p',
    fingerprint: 'f',
    step: 2,
    rng: [stream(key(1)).state()],
    data: { x: Float64Array.of(1, 2) },
  } as const;

  test('keeps its runs for the same options, and for no others', () => {
    const out = openOutputFolder(folder);
    const kept = openKeptWork(out, options);
    kept.keep('run', checkpoint);
    kept.save();
    expect(openKeptWork(out, options).find('run')).toEqual(checkpoint);
    expect(openKeptWork(out, { ...options, seed: 't' }).numFound).toBe(0);
    writeFileSync(join(folder, 'stopped-tour.safetensors'), 'broken');
    expect(openKeptWork(out, options).numFound).toBe(0);
    kept.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('keeps the checkpoint of the run it was in, and says so', async () => {
    const seen: string[] = [];
    const guide = makeGuide({
      key: key(1),
      isQuick: true,
      signal: new AbortController().signal,
      announce() {},
      show: () => ({ update() {}, end: () => void seen.push('end') }),
      find: (run) => (run === 'second' ? checkpoint : undefined),
      keep: (run) => void seen.push(run),
    });
    const result = (stopped: RunResult['stopped']) => Promise.resolve({ stopped, checkpoint });
    await guide.run('first', '', ({ resume }) => {
      expect(resume).toBeUndefined();
      return result('completed');
    });
    await expect(
      guide.run('second', '', ({ resume }) => {
        expect(resume).toBe(checkpoint);
        return result('aborted');
      }),
    ).rejects.toThrow(Interrupted);
    expect(seen).toEqual(['first', 'end', 'second', 'end']);
  });

  test('stops counted work between two pieces', async () => {
    const controller = new AbortController();
    const guide = makeGuide({
      key: key(1),
      isQuick: true,
      signal: controller.signal,
      announce() {},
      show: () => ({ update: () => controller.abort(), end() {} }),
      find: () => undefined,
      keep() {},
    });
    let calls = 0;
    const slow = (): void => {
      const until = performance.now() + 30;
      while (performance.now() < until) calls++;
    };
    await expect(guide.count('', 1000, slow)).rejects.toThrow(Interrupted);
    expect(calls).toBeGreaterThan(0);
  });
});

test('the table pads by what a character takes on the screen', () => {
  expect(
    table([
      ['a', 'b'],
      ['数字', 'c'],
    ]),
  ).toBe('a     b\n数字  c');
});

test('digits become PNGs, hidden pixels grey', () => {
  const address = gridOfDigits(new Float64Array(128).fill(Number.NaN), 2);
  const bytes = Buffer.from(address.split(',')[1]!, 'base64');
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  // Two digits of 8 pixels and a gap of 1.
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([17, 8]);
});

test('both languages say the same things: no text is missing or left in the other', () => {
  const leaves = (value: unknown, path = ''): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, item]) => leaves(item, `${path}.${name}`))
      : [path];
  expect(leaves(texts.ja)).toEqual(leaves(texts.en));
  const strings = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(strings)
        : [];
  const isJapanese = (text: string): boolean => /[\u3040-\u30ff\u4e00-\u9fff]/.test(text);
  expect(strings(texts.en).filter(isJapanese)).toEqual([]);
  expect(strings(texts.ja).filter((text) => !isJapanese(text))).toEqual([
    'ja',
    'x_t',
    'E[x₀ | x_t]',
    'T',
    'log ⟨w⟩',
    'log ⟨w⟩',
  ]);
});
