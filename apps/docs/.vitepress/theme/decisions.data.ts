/** The list of decision records, read from their folder. */
import { fileURLToPath } from 'node:url';
import { decisions } from '../site/pages.ts';

declare const data: ReturnType<typeof decisions>;

export { data };

export default {
  watch: ['../../decisions/*.md'],
  load: () => decisions(fileURLToPath(new URL('../../decisions', import.meta.url))),
};
