import { type Port, serve } from '../shared/serve.ts';
import { model } from './model.ts';

serve(model, globalThis as unknown as Port);
