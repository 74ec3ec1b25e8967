/** The folder the tour writes to: checked before any work is done, written without ever leaving half a file. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from './options.ts';

export interface OutputFolder {
  readonly path: string;
  /** Writes to a temporary file beside the target and renames it. @returns the path @throws {UsageError} */
  write(name: string, content: string | Uint8Array): string;
  /** undefined if there is no such file. */
  read(name: string): Uint8Array | undefined;
  remove(name: string): void;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ENOENT: 'no folder can be made there',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'a folder of that name is in the way',
  ENAMETOOLONG: 'the name is too long',
};

function refuse(what: string, error: unknown): never {
  const { code = '', message } = error as NodeJS.ErrnoException;
  throw new UsageError(`cannot write ${what}: ${reasons[code] ?? message}`);
}

/** Makes a folder and those above it. Not mkdir's own recursion, which never ends where a folder cannot hold another. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Makes the folder if need be and tries that it can be written to. @throws {UsageError} if it cannot */
export function openOutputFolder(path: string): OutputFolder {
  const put = (name: string, content: string | Uint8Array): string => {
    const target = join(path, name);
    const temporary = join(path, `.${name}.${randomUUID()}.tmp`);
    try {
      writeFileSync(temporary, content, { flush: true });
      renameSync(temporary, target);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    return target;
  };
  const remove = (name: string): void => rmSync(join(path, name), { force: true });
  try {
    makeFolder(path);
    put('.trial', '');
    remove('.trial');
  } catch (error) {
    refuse(`to ${path}`, error);
  }
  return {
    path,
    write(name, content) {
      try {
        return put(name, content);
      } catch (error) {
        return refuse(join(path, name), error);
      }
    },
    read(name) {
      try {
        return readFileSync(join(path, name));
      } catch {
        return undefined;
      }
    },
    remove,
  };
}
