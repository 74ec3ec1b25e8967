// The revision of an English page that its Japanese twin names in `source`: a hash of its text, whoever keeps it.
import { createHash } from 'node:crypto';

/** @param {string} text */
export const revisionOf = (text) =>
  createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex').slice(0, 12);
