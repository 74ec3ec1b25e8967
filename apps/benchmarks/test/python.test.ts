import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findPython, noPython, type Python, pythonCommands, startProgram } from '../src/python.ts';
import { AbsentPeer, PeerFailure } from '../src/row.ts';
import { decode, encode } from '../src/wire.ts';

const fixture = fileURLToPath(new URL('fixtures/fake-peer.mjs', import.meta.url));
const start = async (mode: string): Promise<Python> => (await startProgram(process.execPath, [fixture, mode]))!;

test('arrays travel bit for bit, whatever they hold and wherever they begin', () => {
  const values = Float64Array.of(9, 0.1, -0, Number.NaN, Infinity, 5e-324).subarray(1);
  const back = decode(encode({ nested: [{ values }], text: 'a' })) as { nested: [{ values: Float64Array }] };
  expect(back.nested[0].values).toBeInstanceOf(Float64Array);
  expect(Object.is(back.nested[0].values[1], -0)).toBe(true);
  expect(back).toEqual({ nested: [{ values: values.slice() }], text: 'a' });
});

test('a task is opened with its parameters, timed by the peer and closed', async () => {
  const python = await start('whole');
  expect(python.versions).toEqual({ python: '3.0', numpy: '1.0', sklearn: '1.0', threads: '1' });
  const task = await python.open<{ values: Float64Array; echo: object }>('task', ['numpy', 'sklearn'], {
    x: Float64Array.of(0.1),
    steps: 3,
  });
  expect(task.answer).toEqual({
    echo: { x: Float64Array.of(0.1), steps: 3 },
    values: Float64Array.of(0.1, NaN, -Infinity),
  });
  const second = await python.open('task', [], {});
  expect(await second.time(5, 2)).toEqual([6, 6]);
  expect(await task.time(5, 1)).toEqual([5]);
  await task.close();
  python.close();
});

test('a module that is missing makes a peer absent; a task that raises makes it fail, and the next one works', async () => {
  const python = await start('partial');
  await expect(python.open('task', ['numpy', 'sklearn'], {})).rejects.toThrow(
    new AbsentPeer('sklearn is not installed for Python 3.0'),
  );
  await expect(python.open('refuse', ['numpy'], {})).rejects.toThrow(new PeerFailure('ValueError: no'));
  expect((await python.open<object>('task', ['numpy'], {})).answer).toMatchObject({ echo: {} });
  python.close();
});

test('a peer that dies or babbles fails, now and ever after, and does not hang', async () => {
  const dying = await start('crash');
  await expect(dying.open('task', [], {})).rejects.toThrow(new PeerFailure('its program ended'));
  await expect(dying.open('task', [], {})).rejects.toThrow(new PeerFailure('its program ended'));
  const babbling = await start('garbage');
  await expect(babbling.open('task', [], {})).rejects.toThrow('not JSON');
  await expect(babbling.open('task', [], {})).rejects.toThrow('not JSON');
});

test('the interpreter with the most modules is taken; none is no error', async () => {
  expect(await startProgram('yuragi-no-such-command', [])).toBeUndefined();
  expect(await startProgram(process.execPath, [fixture, 'silent'])).toBeUndefined();
  expect(await findPython(['yuragi-no-such-command'], [], ['numpy'])).toBe(noPython);
  await expect(noPython.open('task', ['numpy'], {})).rejects.toThrow(AbsentPeer);
  const python = await findPython(
    ['yuragi-no-such-command', process.execPath],
    [fixture, 'partial'],
    ['numpy', 'sklearn'],
  );
  expect(python.versions.numpy).toBe('1.0');
  python.close();
  expect(pythonCommands({ PYTHON: 'mine' })).toEqual(['mine', '/usr/bin/python3', 'python3']);
  expect(pythonCommands({})).toEqual(['/usr/bin/python3', 'python3']);
});
