/** Serves the bare pages of the figures, `pnpm dev:figures`. */
import { defineConfig, type UserConfig } from 'vite';

const config: UserConfig = defineConfig({
  resolve: { conditions: ['@yuragi/source', 'module', 'browser', 'development|production'] },
  worker: { format: 'es' },
});
export default config;
